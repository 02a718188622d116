"""Signs of life of a worker: what it has in hand, and that it gets on. Outside a worker they go nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable

_EVERY = 1.0
"""Seconds between two signs of life."""


class _Line:
    """The line to the parent process; there is one per process."""

    def __init__(self) -> None:
        self.send: Callable[[list[object]], None] | None = None
        self.limit: Callable[[int], None] = lambda seconds: None
        self.last = 0.0


_line = _Line()


def connect(send: Callable[[list[object]], None], limit: Callable[[int], None]) -> None:
    """Called once by a worker: where its signs go, and what limits the processor time of what comes next."""
    _line.send, _line.limit = send, limit


def at(number: int, cpu_seconds: int) -> None:
    """The worker takes the piece with this number in hand, which may take so much processor time."""
    if _line.send is not None:
        _line.limit(cpu_seconds)
        _line.send(["at", number, cpu_seconds])


def alive() -> None:
    """The worker gets on; called between batches and pages. Costs nothing when called often."""
    if _line.send is not None:
        now = time.monotonic()
        if now - _line.last > _EVERY:
            _line.last = now
            _line.send(["alive"])
