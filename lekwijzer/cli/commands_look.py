"""Commands that look: how a file would be read, why a verdict is what it is, and what changed between revisions."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from lekwijzer.cli.app import SHOW, WORK, command
from lekwijzer.cli.language import Lang, spoken
from lekwijzer.cli.options import CaseArg, open_case, written

Reveal = Annotated[bool, typer.Option("--reveal", help="Show values in clear instead of masked.")]


@command(
    WORK,
    examples=[
        "lekwijzer inspect leaked/export.csv",
        "lekwijzer inspect leaked.zip --members --lang nl",
        "lekwijzer inspect 'leaked.zip!/a/export.csv' --json",
    ],
    name="inspect",
)
def inspect_files(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files, folders, or members such as a.zip!/b.csv.", show_default=False),
    ],
    sample: Annotated[int, typer.Option(help="Examples per column.", min=0, max=20)] = 2,
    members: Annotated[bool, typer.Option("--members", help="Look into the members of archives as well.")] = False,
    register: Annotated[
        bool, typer.Option("--register", help="Read it as a register: dead, emigrated and secret count too.")
    ] = False,
    reveal: Reveal = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per file, for scripts.")] = False,
    lang: Lang = None,
) -> None:
    """How would these files be read: which column is which field, how sure, and why.

    Works on any file, in a case or not, and writes nothing. The first 20,000 rows of each table are looked at. Values are masked; results
    of tests are never shown without --reveal. Exits 1 when a file cannot be read at all.
    """
    import json

    from lekwijzer.cli.look_texts import Say
    from lekwijzer.cli.screen import line, screen
    from lekwijzer.cli.show_look import as_json as to_json
    from lekwijzer.cli.show_look import show_file
    from lekwijzer.errors import UsageError
    from lekwijzer.mentions.inspect import Wish, inspect, is_unreadable

    language = spoken(lang)
    if not all(files):
        raise UsageError("an empty name, expected a file or a folder")
    console, failed, tables = screen(), False, False
    for look in inspect(files, Wish(sample, reveal, members=members, register=register)):
        failed = failed or is_unreadable(look)
        if as_json:
            typer.echo(json.dumps(to_json(look), ensure_ascii=False))
        else:
            tables = show_file(console, look, language.value, revealed=reveal, members=members) or tables
    if tables:
        line(console, Say(language.value)("override"), "dim")
    if failed:
        raise typer.Exit(1)


@command(
    SHOW,
    examples=[
        "lekwijzer explain my-case 20000014",
        "lekwijzer explain my-case 20000014 --register participants --reveal",
        "lekwijzer explain my-case 12fd045b29b8-0",
    ],
)
def explain(
    case: CaseArg,
    key: Annotated[
        str,
        typer.Argument(metavar="KEY", help="A key of a register, a subject_id, or a mention_id.", show_default=False),
    ],
    register: Annotated[str | None, typer.Option(help="Only in this register.", show_default=False)] = None,
    revision: Annotated[
        int | None, typer.Option(help="In which revision; without it, the last.", show_default=False)
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show values and the original text in clear; that you looked is recorded.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Why this verdict: each mention of a person with file and place, what agreed and what did not."""
    from lekwijzer.assess.explain import explain as look
    from lekwijzer.cli.screen import screen
    from lekwijzer.cli.show_explain import show_explanation

    language = spoken(lang)
    opened = open_case(case)
    found = look(opened, key, register=register, revision=revision, reveal=reveal)
    show_explanation(screen(), found, language.value, str(case))


@command(
    SHOW,
    examples=[
        "lekwijzer diff my-case 1 2",
        "lekwijzer diff my-case",
        "lekwijzer diff my-case 1 3 --people -o moved.csv",
    ],
)
def diff(
    case: CaseArg,
    before: Annotated[
        int | None,
        typer.Argument(metavar="A", help="The revision before; without it, the last but one.", show_default=False),
    ] = None,
    after: Annotated[
        int | None, typer.Argument(metavar="B", help="The revision after; without it, the last.", show_default=False)
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Write who moved to the file of -o.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The .csv file for --people.", show_default=False)
    ] = None,
    lang: Lang = None,
) -> None:
    """Every move between verdicts and cohorts from one revision to another, with its cause."""
    from lekwijzer.assess.difference import difference
    from lekwijzer.cli.screen import screen
    from lekwijzer.cli.show_diff import show_difference
    from lekwijzer.errors import UsageError

    if people != (output is not None):
        raise UsageError("--people and -o FILE.csv go together: the list of who moved is written to that file")
    language = spoken(lang)
    opened = open_case(case)
    with written(opened, output) if output else nullcontext():
        found = difference(opened, before, after, output)
    show_difference(screen(), found, language.value, output)
