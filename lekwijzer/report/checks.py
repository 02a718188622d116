"""The sums an analyst would redo by hand, redone: what was counted against what it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lekwijzer.model import Outcome, Verdict

Row = Mapping[str, Any]
Sums = dict[tuple[str, ...], int]
"""Counts by place: a register, a dataset, a register and a verdict."""

OUTCOMES = tuple(str(outcome) for outcome in Outcome)
VERDICTS = tuple(str(verdict) for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of sum over the whole revision; `off` names the places where it fails."""

    key: str
    counted: int
    expected: int
    off: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.off and self.counted == self.expected


def tally(rows: Iterable[Row], *keys: str) -> Sums:
    """Sum of `n` by the given keys."""
    sums: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        sums[tuple(str(row[key]) for key in keys)] += row["n"]
    return sums


def checks(summary: Row) -> list[Check]:
    """Every sum that this summary allows to be checked; parts that a case does not have are left out."""
    registers, datasets = summary["registers"], summary["datasets"]
    by_verdict: Sums = {(r["register"], v): r[v] for r in registers for v in VERDICTS}
    unresolved: Sums = {(d["dataset"],): d["unresolved"] for d in datasets}
    rejected: Sums = {(d["dataset"],): d["rejected"] for d in datasets}
    mentions: Sums = {(d["dataset"],): d["mentions"] for d in datasets}
    read: Counter[tuple[str, ...]] = Counter()
    for row in summary["coverage"]:
        read[(row["dataset"],)] += row["mentions"]
    outcomes: Sums = {(d["dataset"],): sum(d[o] for o in OUTCOMES) for d in datasets}
    rows: Sums = {(r["register"],): r["rows"] for r in registers}
    verdicts: Sums = {(r["register"],): sum(r[v] for v in VERDICTS) for r in registers}
    found = [
        compare("check_rows", outcomes, mentions),
        compare("check_coverage", read, mentions),
        compare("check_unresolved", tally(summary["unresolved"], "dataset"), unresolved),
        compare("check_rejected", tally(summary["rejected"], "dataset"), rejected),
        compare("check_registers", verdicts, rows),
        compare("check_reasons", tally(summary["reasons"], "register", "verdict"), by_verdict),
    ]
    if summary["cohorts"]:
        total = sum(rows.values())
        found.append(compare("check_cohorts", {(): sum(c["n"] for c in summary["cohorts"])}, {(): total}))
    if summary["parties"]:
        found.append(compare("check_parties", _parties(summary["parties"]), _parties_by_register(registers)))
    return found


def _parties(parties: Iterable[Row]) -> Sums:
    """What the table of parties says, by party and kind of verdict."""
    return {(p["party"], kind): p[kind] for p in parties for kind in ("found", "not_excluded", "cleared")}


def _parties_by_register(registers: Iterable[Row]) -> Sums:
    """The same from the registers."""
    sums: Counter[tuple[str, ...]] = Counter()
    for row in registers:
        sums[(row["party"], "found")] += row["confirmed"] + row["probable"]
        sums[(row["party"], "not_excluded")] += row["not_excluded"]
        sums[(row["party"], "cleared")] += row["cleared"]
    return sums


def compare(key: str, counted: Sums, expected: Sums) -> Check:
    """A check that is right when every place has the same count on both sides."""
    places = sorted({*counted, *expected})
    off = tuple(" ".join(place) for place in places if counted.get(place, 0) != expected.get(place, 0))
    return Check(key, sum(counted.values()), sum(expected.values()), off)
