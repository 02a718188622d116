"""How a command ends: one line for whatever went wrong, and the exit code that says whose turn it is."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

import typer

from lekwijzer.errors import DiskFull, LekwijzerError

_case: ContextVar[Path | None] = ContextVar("case", default=None)

INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def working_on(folder: Path) -> None:
    """From now on, details of an unexpected error go to the work folder of this case."""
    _case.set(folder)


def guarded(name: str, work: Callable[[], None]) -> None:
    """Do the work of a command; never let a traceback reach the screen (unless LEKWIJZER_DEBUG=1)."""
    try:
        work()
    except (typer.Exit, typer.Abort, typer.TyperException, SystemExit):
        raise
    except BaseException as error:
        if os.environ.get("LEKWIJZER_DEBUG") == "1" and not isinstance(error, LekwijzerError | KeyboardInterrupt):
            raise
        # BaseException: a panic in one of the Rust libraries is not an Exception.
        code = _end(name, error)
        raise typer.Exit(code) from None


def _end(name: str, error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        _tell("interrupted; run the same command again to go on")
        return INTERRUPTED
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
    _tell(_unexpected(name, error))
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
    """Also where a library wraps the system's error in one of its own and only its text is left."""
    return any(
        (isinstance(one, OSError) and one.errno in _NO_ROOM) or "no space left on device" in str(one).lower()
        for one in _chain(error)
    )


def _disk_full() -> str:
    folder = _case.get()
    where = f" of {folder}" if folder else ""
    kept = " The last revision is whole." if folder else ""
    return f"no room left on the disk{where}.{kept} Make room and run the same command again"


def _unexpected(name: str, error: BaseException) -> str:
    from lekwijzer.log import record_crash

    said = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    line = f"{name} failed unexpectedly: {type(error).__name__}{said}; "
    folder = _case.get()
    if folder is not None:
        with suppress(OSError):
            return line + f"details in {record_crash(folder / 'work', error, name)}"
    return line + "run it again with LEKWIJZER_DEBUG=1 to see where"
