"""How a command ends: one line for whatever went wrong, and the exit code that says whose turn it is."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import typer

from lekwijzer.errors import DiskFull, LekwijzerError, is_no_space

_case: ContextVar[Path | None] = ContextVar("case", default=None)

INTERRUPTED, STOPPED = 130, 143


def working_on(folder: Path) -> None:
    """From now on, details of an unexpected error go to the work folder of this case."""
    _case.set(folder)


def guarded(name: str, work: Callable[[], None]) -> None:
    """Do the work of a command; never let a traceback reach the screen (unless LEKWIJZER_DEBUG=1)."""
    with _signals() as got:
        try:
            work()
        except (typer.Exit, typer.Abort, typer.TyperException, SystemExit):
            raise
        except BaseException as error:
            known = isinstance(error, LekwijzerError | KeyboardInterrupt) or got
            if os.environ.get("LEKWIJZER_DEBUG") == "1" and not known:
                raise
            # BaseException: a panic in one of the Rust libraries is not an Exception.
            code = _ended(got[0]) if got else _end(name, error)
            raise typer.Exit(code) from None


class _Stop(BaseException):
    """Somebody asked the program to stop."""


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals to stop that come in during the block; each also ends what is being done.

    They are noted because a library in between may turn the exception into one of its own.
    """
    got: list[int] = []

    def stop(number: int, frame: Any) -> None:
        got.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else _Stop

    numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler in (signal.SIG_DFL, signal.default_int_handler):  # who started us may have them ignored
            signal.signal(number, stop)
    try:
        yield got
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ended(number: int) -> int:
    if number == signal.SIGINT:
        _tell("interrupted; run the same command again to go on")
        return INTERRUPTED
    _tell("stopped; what was done is kept; run the same command again to go on")
    return STOPPED


def _end(name: str, error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        return _ended(signal.SIGINT)
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has enough; the rest goes nowhere, the flush at exit included.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if _is_disk_full(error):
        error = DiskFull(_disk_full())
    if isinstance(error, LekwijzerError):
        _tell(str(error))
        return error.exit_code
    if isinstance(error, MemoryError):
        _tell("out of memory; what was done is kept. Give it more memory, or close other programs, and run it again")
        return 1
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("lekwijzer"):
        _tell(f"the package {error.name} is not installed; `lekwijzer doctor` says how to mend that")
        return 1
    _tell(_in_own_folder(error) or _unexpected(name, error))
    return 1


def _tell(text: str) -> None:
    with suppress(OSError):
        typer.echo(text, err=True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and not any(current is one for one in seen):
        seen.append(current)
        yield current
        current = current.__cause__ or current.__context__


def _is_disk_full(error: BaseException) -> bool:
    return any(is_no_space(one) for one in _chain(error))


def _disk_full() -> str:
    folder = _case.get()
    where = f" of {folder}" if folder else ""
    kept = " The last revision is whole." if folder else ""
    return f"no room left on the disk{where}.{kept} Make room and run the same command again"


def _in_own_folder(error: BaseException) -> str:
    """What to say when the system refused something in the folders of the program; their names hold no values."""
    case = _case.get()
    if case is None or not isinstance(error, OSError) or not isinstance(error.filename, str):
        return ""
    path = Path(error.filename)
    own = any(path.is_relative_to(case / folder) for folder in ("work", "revisions"))
    return f"{path} cannot be used: {error.strerror}; mend that or move it away, and run it again" if own else ""


def _unexpected(name: str, error: BaseException) -> str:
    from lekwijzer.log import record_crash

    said = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    line = f"{name} failed unexpectedly: {type(error).__name__}{said}; "
    folder = _case.get()
    if folder is not None:
        with suppress(OSError):
            return line + f"details in {record_crash(folder / 'work', error, name)}"
    return line + "run it again with LEKWIJZER_DEBUG=1 to see where"
