"""The log of a case: what was done and where it broke, never a value from a file or a register.

Messages carry ids, locators and counts. The text of an exception that was not raised on purpose is left out: the
libraries below put the value they choked on into it.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FILE = "log.txt"
CRASH_FILE = "last-error.log"

_FORMAT = "%(asctime)sZ %(levelname)s %(name)s %(message)s"


def log_to(work: Path) -> None:
    """From now on, write the program's own log lines into the work folder of a case (at most 2 files of 1 MB)."""
    root = logging.getLogger("lekwijzer")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    work.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(work / LOG_FILE, maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True)
    formatter = logging.Formatter(_FORMAT, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False


def record_crash(work: Path, error: BaseException, command: str) -> Path:
    """Write where an unexpected error arose, without what it says; returns the file."""
    from lekwijzer import __version__

    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    python = ".".join(str(n) for n in sys.version_info[:3])
    lines = [f"{now} lekwijzer {__version__} python {python} {sys.platform}", f"command: {command}"]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines.append(f"{kind.__module__}.{kind.__qualname__} (its text is left out: it may hold personal data)")
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        current = current.__cause__ or current.__context__
    work.mkdir(parents=True, exist_ok=True)
    path = work / CRASH_FILE
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _short(filename: str) -> str:
    """The file of a frame from its package on; where that is installed on this machine is nobody's business."""
    parts = Path(filename).parts
    for mark in ("site-packages", "lekwijzer"):
        if mark in parts:
            at = len(parts) - 1 - parts[::-1].index(mark)
            return os.path.join(*parts[at + (mark == "site-packages") :])
    return Path(filename).name
