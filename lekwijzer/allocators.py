"""How the libraries under the program get their memory: settings that they read when they are loaded."""

from __future__ import annotations

import os

SETTINGS = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0",
}
"""One store for all instead of one for each library and thread, of which what is free is soon given back. Measured in bench/RESULTS.md."""


def settle() -> None:
    """Use these settings in this process, and in those that it starts, where nothing else was asked for; before Polars or Arrow is loaded."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
