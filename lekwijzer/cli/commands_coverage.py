"""The command that shows what was read, and what was not."""

from __future__ import annotations

from typing import Annotated

import typer

from lekwijzer.cli.app import SHOW, command
from lekwijzer.cli.language import Lang, spoken
from lekwijzer.cli.options import CaseArg, open_case


@command(SHOW, examples=["lekwijzer coverage my-case", "lekwijzer coverage my-case --all --lang nl"])
def coverage(
    case: CaseArg,
    everything: Annotated[bool, typer.Option("--all", help="List every file that was not read in full.")] = False,
    revision: Annotated[int | None, typer.Option(help="Of which revision; without it, the last.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
    lang: Lang = None,
) -> None:
    """What share of the files and bytes was read, by kind and by problem, the largest gaps first.

    The whole list, with what was read as well: lekwijzer export CASE coverage -o FILE.
    """
    import json

    from lekwijzer.assess.coverage import coverage as look
    from lekwijzer.assess.revision import find
    from lekwijzer.cli.screen import screen
    from lekwijzer.cli.show_coverage import show_coverage

    language = spoken(lang)
    found = look(find(open_case(case).revisions, revision))
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        show_coverage(screen(), found, language.value, str(case), everything=everything)
