"""`coverage` on the screen: what share was read, by kind and by problem, the largest gaps first."""

from __future__ import annotations

from shlex import quote

from rich.console import Console
from rich.table import Table

from lekwijzer.assess.coverage import Coverage, Part, without_numbers
from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import figures, grid, line, show, whole, words
from lekwijzer.report.problems import dutch

MOST = 15
"""Problems shown without --all."""


def show_coverage(console: Console, found: Coverage, lang: str, case: str, *, everything: bool) -> None:
    """The tables of one revision; `everything`: each file that was not read in full, too."""
    say = Say(lang)
    title = say("coverage_title", n=found.revision)
    show(console, lambda gap: _table(found.kinds, found.whole, say, title, gap, kinds=True))
    console.print()
    if not found.gaps:
        line(console, say("coverage_whole"), "bold")
        return
    shown = found.problems if everything else found.problems[:MOST]
    show(console, lambda gap: _table(shown, None, say, say("coverage_problems"), gap, kinds=False))
    if len(shown) < len(found.problems):
        line(console, say("coverage_more", n=say.n(len(found.problems) - len(shown))))
    console.print()
    if everything:
        show(console, lambda gap: _gaps(found, say, gap))
        console.print()
    line(console, "! " + say("coverage_gap", share=share_of(found.whole, say)), "bold red")
    if not everything:
        line(console, say("coverage_all", n=say.n(len(found.gaps)), case=quote(case)))


def share_of(part: Part, say: Say) -> str:
    """What was not read in full, of the files and of the bytes."""
    size, files = part.gap
    return say("coverage_share", files=_percent(files, part.files, say), bytes=_percent(size, part.bytes, say))


def _percent(some: int, of: int, say: Say) -> str:
    """A share in tenths of a per cent; a little is never nothing, and nearly all is never everything."""
    tenths = min(max(round(1000 * some / of), 1), 999) if 0 < some < of else 1000 if some and of else 0
    return f"{tenths / 10:.1f}%".replace(".", "," if say.lang == "nl" else ".")


def _table(parts: tuple[Part, ...], total: Part | None, say: Say, title: str, gap: int, *, kinds: bool) -> Table:
    table = grid(gap, title)
    words(table, say("col_kind" if kinds else "col_problem"), least=16)
    figures(table, say("coverage_files"))
    figures(table, say("bytes"))
    for name in ("read", "partly", "not") if kinds else ():
        figures(table, say(f"coverage_{name}"))

    def add(name: str, part: Part) -> None:
        shares = (part.bytes_read, part.bytes_partly, part.bytes - part.bytes_read - part.bytes_partly)
        of, counted = part.bytes, shares
        if not of:  # archives and empty files: of the files, then
            of, counted = (
                part.files,
                (part.files_read, part.files_partly, part.files - part.files_read - part.files_partly),
            )
        told = [_percent(some, of, say) for some in counted] if kinds else []
        table.add_row(name, say.n(part.files), say.n(part.bytes), *told)

    for part in parts:
        add(say.code("KINDS", part.name) if kinds else _problem(part.name, say), part)
    if total is not None and len(parts) > 1:
        table.add_section()
        add(say("coverage_total"), total)
    return table


def _gaps(found: Coverage, say: Say, gap: int) -> Table:
    table = grid(gap, say("coverage_list"))
    words(table, say("coverage_file"), least=20)
    figures(table, say("bytes"))
    whole(table, say("outcome").lower())
    words(table, say("col_problem"), least=16)
    for row in found.gaps:
        problem = dutch(row["problem"]) if say.lang == "nl" else row["problem"]
        table.add_row(row["file"], say.n(row["bytes"]), say.code("READ_OUTCOMES", row["outcome"]), problem)
    return table


def _problem(told: str, say: Say) -> str:
    if say.lang != "nl":
        return told
    # Numbers were left out, and the Dutch texts know them by the place where they stood.
    return without_numbers(dutch(told.replace("…", "0")))
