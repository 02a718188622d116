"""Commands that make a case and add to it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from lekwijzer.cli.app import CASE, Ordered, app, command
from lekwijzer.cli.options import CaseArg
from lekwijzer.errors import UsageError

adding = typer.Typer(cls=Ordered, rich_markup_mode="rich", no_args_is_help=True)
app.add_typer(
    adding,
    name="add",
    rich_help_panel=CASE,
    help="Add a register, dataset, system, letter or party to a case.\n\n"
    "What you add is checked first: when it would be a mistake, case.toml stays as it was. "
    "Everything can be written in case.toml by hand as well.",
)

Id = Annotated[str, typer.Option("--id", help="A short name of your own, used in every result.", show_default=False)]
Files = Annotated[
    list[str],
    typer.Option(
        "--files", help="A file, a folder or a quoted pattern; may be given several times.", show_default=False
    ),
]
Name = Annotated[str | None, typer.Option("--name", help="The name that people read.", show_default=False)]


@command(CASE, examples=["lekwijzer new my-case", 'lekwijzer new my-case --name "Laboratory breach 2025"'])
def new(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder to make.", show_default=False)],
    name: Name = None,
) -> None:
    """Make a case: a folder with a commented case.toml."""
    from lekwijzer.case_edit import FOLDERS, new_case

    path = new_case(case, name or "")
    typer.echo(f"{path} is made, with folders {', '.join(f'{one}/' for one in FOLDERS)} beside it.")
    typer.echo(f"Next: put the files there, and name them: lekwijzer add register {quote(str(case))} --help")


@command(
    CASE,
    group=adding,
    examples=[
        "lekwijzer add register my-case --id gp-1 --files registers/gp-1.csv",
        "lekwijzer add register my-case --id gp-2 --files 'registers/gp-2/*.xlsx'",
        "lekwijzer add register my-case --id bvo --party screening \\",
        "    --files registers/bvo.csv --as-of 2025-08-20 --shared name,bsn",
    ],
)
def register(
    case: CaseArg,
    id_: Id,
    files: Files,
    party: Annotated[str | None, typer.Option(help="The id of its party.", show_default=False)] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day the list is of.", metavar="DATE", show_default=False)
    ] = None,
    shared: Annotated[
        str | None,
        typer.Option(help="The fields its party shared, with commas: name,bsn", metavar="FIELDS", show_default=False),
    ] = None,
) -> None:
    """Add a register: a reference list of people of one party."""
    fields = [field.strip() for field in shared.split(",")] if shared else None
    settings = {"id": id_, "party": party, "files": _files(case, files), "as_of": _day("--as-of", as_of)}
    _add(case, "register", {**settings, "shared": fields})


@command(
    CASE,
    group=adding,
    examples=[
        "lekwijzer add dataset my-case --id first --files leaked/first",
        "lekwijzer add dataset my-case --id second --files leaked/second \\",
        "    --found 2025-10-01T09:30 --complete",
    ],
)
def dataset(
    case: CaseArg,
    id_: Id,
    files: Files,
    found: Annotated[str | None, typer.Option(help="When it was found.", metavar="MOMENT", show_default=False)] = None,
    complete: Annotated[bool, typer.Option("--complete", help="We hold everything that was taken.")] = False,
) -> None:
    """Add a dataset: one body of leaked files."""
    settings = {"id": id_, "files": _files(case, files), "found": _moment("--found", found)}
    _add(case, "dataset", {**settings, "complete": complete or None})


@command(
    CASE,
    group=adding,
    examples=[
        "lekwijzer add system my-case --id lims --holds bvo --holds gp-1",
        'lekwijzer add system my-case --id lims --holds "bvo: exchanged >= 2017"',
    ],
)
def system(
    case: CaseArg,
    id_: Id,
    holds: Annotated[
        list[str],
        typer.Option(
            help="A register, or a register with a condition in SQL behind a colon.",
            metavar="REGISTER",
            show_default=False,
        ),
    ],
    name: Name = None,
) -> None:
    """Add a system that the intruder reached, and say whom it holds."""
    held: list[dict[str, str]] = []
    for one in holds:
        register_id, colon, where = one.partition(":")
        held.append({"register": register_id.strip()} | ({"where": where.strip()} if colon else {}))
    _add(case, "system", {"id": id_, "name": name, "holds": held})


@command(
    CASE,
    group=adding,
    examples=["lekwijzer add letter my-case --id august --register bvo --files letters/august.csv"],
)
def letter(
    case: CaseArg,
    id_: Id,
    files: Files,
    register: Annotated[str | None, typer.Option(help="The register it was sent from.", show_default=False)] = None,
    sent: Annotated[str | None, typer.Option(help="The day it was sent.", metavar="DATE", show_default=False)] = None,
) -> None:
    """Add a letter that was sent before: a file with the register's keys."""
    settings = {"id": id_, "register": register, "files": _files(case, files), "sent": _day("--sent", sent)}
    _add(case, "letter", settings)


@command(CASE, group=adding, examples=['lekwijzer add party my-case --id lab --role processor --name "The laboratory"'])
def party(
    case: CaseArg,
    id_: Id,
    role: Annotated[
        str | None,
        typer.Option(help="processor, controller, authority or care_provider.", show_default=False),
    ] = None,
    name: Name = None,
) -> None:
    """Add a party: an organisation in the case."""
    _add(case, "party", {"id": id_, "role": role, "name": name})


def _add(case: Path, kind: str, settings: dict[str, Any]) -> None:
    from lekwijzer.case_edit import add

    added = add(case, kind, settings)
    typer.echo(f"{kind} {settings['id']} is added to {added.folder / 'case.toml'}")


def _files(case: Path, given: list[str]) -> list[str]:
    from lekwijzer.case_edit import relative_to_case

    return [relative_to_case(case, one) for one in given]


def _day(option: str, given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError(f'{option}: found "{given}", expected a date such as 2025-08-20') from None


def _moment(option: str, given: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError(f'{option}: found "{given}", expected a moment such as 2025-08-06T10:00:00+02:00') from None
