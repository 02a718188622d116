"""Arguments and options that several commands share, and how a command opens its case."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lekwijzer.cli.guard import working_on

if TYPE_CHECKING:
    from lekwijzer.case import Case


class Language(StrEnum):
    """The language of what people read."""

    NL = "nl"
    EN = "en"


CaseArg = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="When another run holds the case, stop instead of waiting.")]
Lang = Annotated[Language, typer.Option("--lang", envvar="LEKWIJZER_LANG", help="The language of the output.")]


def open_case(folder: Path) -> Case:
    """The case in a folder; its log and the details of errors go to its work folder from here on."""
    from lekwijzer.case import load_case
    from lekwijzer.log import log_to

    case = load_case(folder)
    working_on(case.folder)
    log_to(case.work)
    return case


def may_write(case: Case, target: Path) -> Path:
    """The target, when writing there cannot harm the case; UsageError when it is one of its own files."""
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
    return target
