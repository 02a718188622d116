"""Arguments and options that several commands share, and how a command opens its case."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lekwijzer.cli.guard import working_on

if TYPE_CHECKING:
    from lekwijzer.case import Case

CaseArg = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="When another run holds the case, stop instead of waiting.")]


def open_case(folder: Path) -> Case:
    """The case in a folder; its log and the details of errors go to its work folder from here on."""
    from lekwijzer.case import check_folders, load_case
    from lekwijzer.log import log_to

    case = load_case(folder)
    check_folders(case)
    working_on(case.folder)
    with suppress(OSError):  # of a case on a disk that cannot be written, reports and exports can still be made
        log_to(case.work)
    return case


@contextmanager
def written(case: Case, target: Path) -> Iterator[Path]:
    """The target, for the time it is written; UsageError when it cannot be an output, WorkError when writing fails."""
    with touching(target, "written"):
        _may_write(case, target)
        yield target


@contextmanager
def touching(place: Path, what: str) -> Iterator[None]:
    """What the system refuses at this place inside the block is told in one line; a full disk is told elsewhere."""
    from lekwijzer.errors import WorkError, is_no_space

    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if is_no_space(error) or not _is_about(error, Path(os.path.abspath(place))):
            raise
        raise WorkError(f"{place} cannot be {what}: {_refusal(error)}") from error


def _refusal(error: OSError) -> str:
    """The system's own words: a library's may be longer."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def _is_about(error: OSError, place: Path) -> bool:
    """Whether it is this place, something in it, beside it or above it that was refused; libraries do not always say."""
    if not isinstance(error.filename, str):
        return True
    path = Path(os.path.abspath(error.filename))
    return path == place or path in place.parents or place in path.parents or path.parent == place.parent


def _may_write(case: Case, target: Path) -> None:
    from lekwijzer.errors import UsageError

    place = target.absolute().resolve()
    folder = case.folder.resolve()
    inputs = [f for r in case.registers for f in r.files] + [f for d in case.datasets for f in d.files]
    inputs += [f for letter in case.letters for f in letter.files]
    own = [folder / "case.toml", case.work.resolve(), case.revisions.resolve(), *(f.resolve() for f in inputs)]
    if place.is_dir():
        raise UsageError(f"{target} is a folder; name a file in it")
    if any(place == o or (o in place.parents and o != folder) for o in own):
        raise UsageError(f"{target} belongs to the case itself; name another file")
    if not place.parent.is_dir():
        if place.parent.exists():
            raise UsageError(f"{target.parent} is no folder; name a file in one")
        raise UsageError(f"the folder {target.parent} does not exist; make it first")
    # An output takes the place of what is there: of a pipe or a device that would be the end.
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
        raise UsageError(f"{target} is no ordinary file; name another one")
