"""`diff` on the screen: what went in differently, what moved, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from lekwijzer.assess.difference import Difference
from lekwijzer.assess.inputs import RULES, Change
from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import figures, grid, line, show, words

MAX_ROWS, STEPS = 40, 4
_VERDICTS = ("confirmed", "probable", "not_excluded", "cleared")


def show_difference(console: Console, found: Difference, lang: str, people: Path | None) -> None:
    """First what went in differently, then the moves, then a sentence per cause."""
    say = Say(lang)
    line(console, say("diff_title", a=found.before.number, b=found.after.number), "bold")
    console.print()
    if found.inputs.changes:
        show(console, lambda gap: _inputs(found, say, gap))
    else:
        line(console, say("inputs_none"))
    console.print()
    show(console, lambda gap: _net(found, say, gap))
    console.print()
    if found.moves:
        _moves(console, found, say)
    else:
        line(console, say("moves_none"))
    for register, refuted in _scope(found):
        line(
            console,
            "! " + say("scope_now" if refuted else "scope_then", register=register),
            "bold red" if refuted else "bold",
        )
    if people is not None:
        line(console, say("rows_written", path=str(people), n=say.n(found.written or 0)))


def _inputs(found: Difference, say: Say, gap: int) -> Table:
    table = grid(gap, say("inputs"))
    words(table, say("col_input"), least=12)
    words(table, say("col_what"), least=10)
    words(table, say("col_how"), least=16)
    for change in found.inputs.changes:
        table.add_row(say(f"in_{change.kind}", id=change.id), say(f"what_{change.what}"), _how_much(change, say))
    return table


def _how_much(change: Change, say: Say) -> str:
    counts = ", ".join(say(name, n=say.n(n)) for name, n in change.counts.items() if n)
    told = ", ".join(change.told)
    if told and change.kind in RULES:
        told = say("of_ids", told=told)
    if counts:
        counts = say("of_rows" if change.kind == "register" else "of_files", told=counts)
    return "; ".join(x for x in (counts, told) if x)


def _net(found: Difference, say: Say, gap: int) -> Table:
    """The verdicts then and now, over all registers."""
    table = grid(gap, say("net"))
    words(table, say("col_verdict"))
    for heading in (say("revision", n=found.before.number), say("revision", n=found.after.number), say("col_diff")):
        figures(table, heading)
    one, two = (
        Counter({v: sum(r[v] for r in x.summary["registers"]) for v in _VERDICTS}) for x in (found.before, found.after)
    )
    for verdict in _VERDICTS:
        gone = two[verdict] - one[verdict]
        table.add_row(
            say.code("VERDICTS", verdict),
            say.n(one[verdict]),
            say.n(two[verdict]),
            f"{'+' if gone > 0 else ''}{say.n(gone)}" if gone else "0",
        )
    return table


def _moves(console: Console, found: Difference, say: Say) -> None:
    verdicts, cohorts = found.verdicts(), found.cohorts()
    if verdicts:
        show(console, lambda gap: _verdicts(verdicts, say, gap))
        console.print()
    if cohorts:
        show(console, lambda gap: _cohorts(cohorts, say, gap))
        console.print()
    line(console, say("causes"), "bold")
    for cause, told in _by_cause(found, say).items():
        line(console, "  " + say("say_cause", cause=say.cause(cause).capitalize(), told="; ".join(told)))


def _by_cause(found: Difference, say: Say) -> dict[str, list[str]]:
    """Per cause what it did, in words; what did most first."""
    steps: dict[str, Counter[tuple[str, str]]] = {}
    regrouped: Counter[str] = Counter()
    for move in found.moves:
        steps.setdefault(move["cause"], Counter())
        if move["from"] != move["to"]:
            steps[move["cause"]][(move["from"], move["to"])] += move["n"]
        else:
            regrouped[move["cause"]] += move["n"]
    out: dict[str, list[str]] = {}
    for cause, counts in sorted(steps.items(), key=lambda item: (-item[1].total() - regrouped[item[0]], item[0])):
        out[cause] = []
        if counts:
            told = [
                say("say_step", n=say.n(n), old=_verdict(old, say), new=_verdict(new, say))
                for (old, new), n in _largest(counts)[:STEPS]
            ]
            rest = counts.total() - sum(n for _, n in _largest(counts)[:STEPS])
            told += [say("say_other", n=say.n(rest))] if rest else []
            out[cause].append(say("say_verdicts", people=say.people(counts.total()), told=", ".join(told)))
        if regrouped[cause]:
            out[cause].append(say("say_cohorts", people=say.people(regrouped[cause])))
    return out


def _largest(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """The largest moves; those of small registers that share from, to and cause are one line."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _verdicts(counts: Counter[tuple[str, str, str, str]], say: Say, gap: int) -> Table:
    table = grid(gap, say("moves"))
    for name in ("col_register", "col_from", "col_to"):
        words(table, say(name), least=8)
    figures(table, say("col_people"))
    words(table, say("col_cause"), least=14)
    rows = _largest(counts)
    rest: Counter[tuple[str, str, str]] = Counter()
    others = {key[0] for key, _ in rows[MAX_ROWS:]}
    for (_, old, new, cause), n in rows[MAX_ROWS:]:
        rest[(old, new, cause)] += n
    shown = rows[:MAX_ROWS] + [((f"… ({len(others)})", *key), n) for key, n in _largest(rest)]
    for (register, old, new, cause), n in shown:
        table.add_row(register, _verdict(old, say), _verdict(new, say), say.n(n), say.cause(cause))
    return table


def _verdict(code: str, say: Say) -> str:
    return say.code("VERDICTS", code) if code else say("absent")


def _cohorts(counts: Counter[tuple[str, str, str]], say: Say, gap: int) -> Table:
    table = grid(gap, say("cohort_moves"))
    for name in ("col_from", "col_to"):
        words(table, say(name), least=6)
    figures(table, say("col_people"))
    words(table, say("col_cause"), least=14)
    for (old, new, cause), n in _largest(counts):
        table.add_row(old or say("no_cohort"), new or say("no_cohort"), say.n(n), say.cause(cause))
    return table


def _scope(found: Difference) -> list[tuple[str, bool]]:
    """Registers of which the declared scope was refuted, or is no longer."""
    one, two = ({s["register"]: bool(s["refuted"]) for s in x.summary["scope"]} for x in (found.before, found.after))
    return [(register, refuted) for register, refuted in two.items() if one.get(register, False) != refuted]
