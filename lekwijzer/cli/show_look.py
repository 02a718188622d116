"""`inspect` on the screen: how a file would be read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import figures, grid, line, show, whole, words
from lekwijzer.mentions.inspect import FileLook, PartLook


def show_file(console: Console, look: FileLook, lang: str, *, revealed: bool, members: bool) -> bool:
    """One file; returns whether it has a table of columns."""
    say = Say(lang)
    line(console, look.file, "bold")
    what = [
        say.code("KINDS", look.kind),
        say.code("READ_OUTCOMES", look.outcome),
        f"{say.n(look.bytes)} {say('bytes')}",
    ]
    if look.encoding:
        what.append(f"{say('encoding')} {look.encoding}")
    if look.delimiter:
        what.append(f"{say('delimiter')} {look.delimiter}")
    line(console, "  " + ", ".join(what))
    for problem in look.problems:
        line(console, "  " + say("problem", text=problem), "bold yellow")
    if look.members:
        _members(console, look, say, members)
    shown = False
    for part in look.parts:
        shown = _part(console, part, say, revealed) or shown
    console.print()
    return shown


def _members(console: Console, look: FileLook, say: Say, inspected: bool) -> None:
    line(console, "  " + say("members_more" if look.more_members else "members", n=len(look.members)))

    def make(gap: int) -> Table:
        table = grid(gap)
        words(table, say("col_member"), least=20)
        figures(table, say("bytes"))
        whole(table, say("col_kind"))
        if any(m.problem for m in look.members):
            words(table, say("col_problem"), least=12)
        for member in look.members:
            problem = [member.problem] if any(m.problem for m in look.members) else []
            table.add_row(member.file, say.n(member.bytes), say.code("KINDS", member.kind), *problem)
        return table

    show(console, make)
    if not inspected:
        line(console, "  " + say("use_members"))


def _part(console: Console, part: PartLook, say: Say, revealed: bool) -> bool:
    unit = say(f"unit_{part.unit}")
    told = [say("looked_more" if part.more else "looked", n=say.n(part.rows), unit=unit)]
    told.append(say(f"about_{part.about}") if part.rows else say("nothing_in"))
    if part.about != "nothing" and part.rows:
        told.append(say("mentions", n=say.n(part.mentions)))
    if part.order:
        told.append(say("order", order=part.order))
    line(console, "  " + (f"{part.name}: " if part.name else "") + "; ".join(told))
    for reason, n in part.rejected:
        line(console, "  " + say("rejected", n=say.n(n), why=_small(say.reason(reason.replace(" ", "_")))))
    if not part.columns:
        return False
    between = "\n" if console.is_terminal else ", "  # one line per column where another program reads it
    show(console, lambda gap: _columns(part, say, revealed, between, gap))
    return True


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _columns(part: PartLook, say: Say, revealed: bool, between: str, gap: int) -> Table:
    """A row per column of a table, or per role that messages fill."""
    table = grid(gap)
    rows = part.unit == "row"
    if rows:
        figures(table, say("col_no"))
        words(table, say("col_header"), least=8)
    whole(table, say("col_taken"))
    if rows:
        figures(table, say("col_sure"))
    figures(table, say("col_filled"))
    words(
        table,
        say("col_examples" if revealed else "col_examples_masked").replace(", ", "," + between.strip(",")),
        least=11,
    )
    if rows:
        words(table, say("col_why"), least=12)
    for c in part.columns:
        taken = c.role or say("not_used")
        if c.role and c.field and c.field != c.role:
            taken += f"{between.strip(',')}({say.code('FIELDS', c.field)})"
        cells = [taken, f"{c.filled:.0%}", between.join(c.examples)]
        if rows:
            cells = [
                str(c.number),
                c.header or say("no_header"),
                taken,
                f"{c.confidence:.0%}" if c.role else "",
                f"{c.filled:.0%}",
                between.join(c.examples),
                c.why,
            ]
        table.add_row(*cells, style="" if c.role else "dim")
    return table


def as_json(look: FileLook) -> dict[str, Any]:
    """A file for scripts, with the names of the types."""
    return asdict(look)
