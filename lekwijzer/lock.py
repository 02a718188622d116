"""One run at a time on a case.

The lock is the kernel's (flock): it is gone the moment its process is, however that ended. What is written in the
file only says who holds it, and means nothing once the lock is free.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from lekwijzer.errors import CaseBusy, WorkError, is_no_space

LOCK_FILE = "lock"
_POLL = 0.2


@contextmanager
def case_lock(
    case_dir: Path,
    wait: bool | float = True,
    *,
    command: str = "",
    say: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold the case for the time of the block.

    When another run holds it: `wait=False` raises CaseBusy at once, a number waits that many seconds first, True
    waits until it is free. `say` is told once who is waited for.
    """
    path = case_dir / "work" / LOCK_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Workers started by exec do not inherit the descriptor (O_CLOEXEC is Python's default).
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if is_no_space(error):
            raise
        raise WorkError(f"the case cannot be held: {path}: {error.strerror}") from None
    held = _Held(fd)
    try:
        _acquire(fd, path, wait, say)
        _write_holder(fd, command)
        try:
            yield
        finally:
            held.forget()
    finally:
        held.close()


def holder(case_dir: Path) -> str | None:
    """Who holds the case now, in words; None when it is free."""
    path = case_dir / "work" / LOCK_FILE
    try:
        fd = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _try(fd, path) else _who(path)
    finally:
        os.close(fd)


class _Held:
    """The open lock file. A forked worker lets go of its copy, so that an orphan does not keep the case."""

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd
        os.register_at_fork(after_in_child=self.close)

    def forget(self) -> None:
        if self._fd is not None:
            with suppress(OSError):
                os.ftruncate(self._fd, 0)

    def close(self) -> None:
        if self._fd is not None:
            with suppress(OSError):
                os.close(self._fd)
            self._fd = None


def _acquire(fd: int, path: Path, wait: bool | float, say: Callable[[str], None] | None) -> None:
    until = None if wait is True else time.monotonic() + float(wait)
    told = False
    while not _try(fd, path):
        if until is not None and time.monotonic() >= until:
            raise CaseBusy(f"{path.parent.parent} is held by {_who(path)}; wait for it to end, or end it")
        if say is not None and not told:
            say(f"waiting: the case is held by {_who(path)}")
            told = True
        time.sleep(_POLL)


def _try(fd: int, path: Path) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise WorkError(f"the disk of {path} knows no locks ({error.strerror}); put the case on a local disk") from None
    return True


def _write_holder(fd: int, command: str) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since, "command": command})
    # On a full disk the case is held all the same: only the message to the next one is poorer.
    with suppress(OSError):
        os.ftruncate(fd, 0)
        os.pwrite(fd, text.encode(), 0)


def _who(path: Path) -> str:
    try:
        told = json.loads(path.read_bytes())
        command = f" ({told['command']})" if told["command"] else ""
        return f"pid {told['pid']} on {told['host']}{command} since {told['since']}"
    except (OSError, ValueError, TypeError, KeyError):
        return "another run"
