"""The commands that do the work: assess a case, and hand its tables over."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lekwijzer.cli.app import SHOW, WORK, command
from lekwijzer.cli.language import Lang, spoken
from lekwijzer.cli.options import CaseArg, NoWait, Quiet, open_case, written


class TableName(StrEnum):
    """What can be exported."""

    SUBJECTS = "subjects"
    EXPOSURE = "exposure"
    MENTIONS = "mentions"
    UNIDENTIFIED = "unidentified"
    COVERAGE = "coverage"
    LINKS = "links"


@command(
    WORK,
    examples=[
        "lekwijzer assess my-case",
        "lekwijzer assess my-case --no-ocr",
        "lekwijzer assess my-case --no-wait --quiet",
    ],
)
def assess(
    case: CaseArg,
    no_wait: NoWait = False,
    quiet: Quiet = False,
    lang: Lang = None,
    workers: Annotated[int, typer.Option(help="Files read at the same time; 0 = one per core.", min=0, max=64)] = 0,
    no_ocr: Annotated[
        bool, typer.Option("--no-ocr", help="Leave pictures and scans for another run; nobody is cleared over them.")
    ] = False,
) -> None:
    """Read what is new, link it to the registers, decide, and write a revision.

    What was read before is not read again. Interrupt it when you like; the same command goes on where it was.
    When nothing has changed since the last revision, that one stands and nothing is written.
    """
    import os

    from lekwijzer.assess.run import assess as run
    from lekwijzer.cli.show import show_summary
    from lekwijzer.lock import case_lock
    from lekwijzer.progress import make_progress
    from lekwijzer.readers.scan import SWITCH as OCR_SWITCH

    language = spoken(lang)
    opened = open_case(case)
    progress = make_progress(quiet)
    if no_ocr:
        os.environ[OCR_SWITCH] = "0"  # workers inherit it
    with case_lock(opened.folder, not no_wait, command="assess", say=progress.say):
        done = run(opened, progress, workers=workers or min(os.cpu_count() or 1, 8))
    show_summary(done.revision.summary, language.value, new=done.new, case=str(case))


@command(
    SHOW,
    examples=[
        "lekwijzer export my-case subjects -o subjects.csv",
        "lekwijzer export my-case mentions --revision 2 -o mentions.parquet",
    ],
)
def export(
    case: CaseArg,
    table: Annotated[TableName, typer.Argument(help="Which table.", show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write: .csv, .parquet or .xlsx.", show_default=False)
    ],
    revision: Annotated[int | None, typer.Option(help="Of which revision; without it, the last.")] = None,
) -> None:
    """Write a table of a revision to a file, as CSV, Parquet or a workbook by its suffix."""
    from lekwijzer.assess.export import export as write
    from lekwijzer.assess.revision import find

    opened = open_case(case)
    found = find(opened.revisions, revision)
    with written(opened, output) as target:
        rows = write(found, table.value, target)
    typer.echo(f"{output}: {rows:,} rows of revision {found.number}")
