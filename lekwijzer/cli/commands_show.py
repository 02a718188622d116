"""The report of a case, and the demonstration that replays the breach."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekwijzer.cli.app import CARE, SHOW, command
from lekwijzer.cli.language import Lang, LangOfReport, Language, spoken
from lekwijzer.cli.options import CaseArg, Quiet, open_case, touching, written


@command(SHOW, examples=["lekwijzer report my-case", "lekwijzer report my-case --lang en -o report.html"])
def report(
    case: CaseArg,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write; without it, report.html in the case.", show_default=False
        ),
    ] = None,
    revision: Annotated[int | None, typer.Option(help="Of which revision; without it, the last.")] = None,
    lang: LangOfReport = None,
) -> None:
    """Write a revision as one HTML page that needs no network: who is hit, what leaked, what is not known, what changed."""
    from lekwijzer.report.write import write_report

    language = spoken(lang, Language.NL)
    opened = open_case(case)
    with written(opened, output or opened.folder / "report.html") as target:
        found = write_report(opened.revisions, target, revision, language.value)
    typer.echo(f"{target}: revision {found.number} of {opened.name}. Open it in a browser.")


@command(CARE, examples=["lekwijzer demo", "lekwijzer demo --scale 0.05 --seed 7 --folder twin"])
def demo(
    folder: Annotated[
        Path, typer.Option(help="Where to make the case; an earlier demonstration there is replaced.")
    ] = Path("demo"),
    scale: Annotated[float, typer.Option(help="1 = 941,000 participants.", min=0.001, max=1)] = 0.01,
    seed: Annotated[int, typer.Option(help="Other seeds give other people.", min=0)] = 1,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Replay the 2025 breach on synthetic people: each dataset arrives, a revision is made, and every move is explained."""
    from lekwijzer.cli.replay import replay

    language = spoken(lang)
    with touching(folder, "used"):
        replay(folder, scale, seed, language.value, quiet=quiet)
