"""What moved since the last revision, and whether the moves explain the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lekwijzer.report.checks import VERDICTS, Check, Sums, compare
from lekwijzer.report.groups import Group

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """So many people from here to there, for one cause."""

    before: str
    after: str
    cause: str
    n: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The counts of a group of registers then and now."""

    group: Group
    before: dict[str, int]
    after: dict[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything the section on changes shows."""

    since: int
    verdicts: list[Move]
    cohorts: list[Move]
    all: list[Row]
    shifts: list[Shift]
    bridge: Check | None

    @property
    def moved(self) -> int:
        return sum(move.n for move in self.verdicts)

    @property
    def regrouped(self) -> int:
        return sum(row["n"] for row in self.all if row["from"] == row["to"])

    @property
    def largest(self) -> int:
        return max((move.n for move in [*self.verdicts, *self.cohorts]), default=0)


def changes(summary: Row, groups: Sequence[Group], previous: Row | None) -> Changes | None:
    """The changes of a summary, or None for a first revision.

    What it was before follows from what it is now and the moves; with the `previous` summary that is checked.
    """
    told = summary["changes"]
    if told is None:
        return None
    rows = sorted(
        told["moves"],
        key=lambda m: (-m["n"], m["register"], m["from"], m["to"], m["cohort_from"], m["cohort_to"], m["cause"]),
    )
    before = _before(summary["registers"], rows)
    return Changes(
        since=told["since"],
        verdicts=_sum(rows, "from", "to"),
        cohorts=_sum(rows, "cohort_from", "cohort_to"),
        all=rows,
        shifts=_shifts(groups, before),
        bridge=_bridge(before, previous) if previous is not None and previous["revision"] == told["since"] else None,
    )


def _sum(rows: Sequence[Row], before: str, after: str) -> list[Move]:
    """Moves between two different values, largest first."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row[before] != row[after]:
            sums[(row[before], row[after], row["cause"])] += row["n"]
    return [Move(*key, n) for key, n in sorted(sums.items(), key=lambda item: (-item[1], item[0]))]


def _before(registers: Sequence[Row], rows: Sequence[Row]) -> dict[str, Counter[str]]:
    """Per register the counts of the last revision: those of now, with each move undone."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for register in registers:
        counts[register["register"]].update({verdict: register[verdict] for verdict in VERDICTS})
    for row in rows:
        counts[row["register"]][row["to"]] -= row["n"]
        counts[row["register"]][row["from"]] += row["n"]
    return counts


def _shifts(groups: Sequence[Group], before: Mapping[str, Counter[str]]) -> list[Shift]:
    """Groups whose counts are not what they were."""
    shifts = []
    for group in groups:
        then = {v: sum(before[register][v] for register in group.registers) for v in VERDICTS}
        now = {v: group.count(v) for v in VERDICTS}
        if then != now:
            shifts.append(Shift(group, then, now))
    return shifts


def _bridge(before: Mapping[str, Counter[str]], previous: Row) -> Check:
    told: Sums = {(r["register"], v): r[v] for r in previous["registers"] for v in VERDICTS}
    derived: Sums = {(register, v): counts[v] for register, counts in before.items() for v in VERDICTS}
    return compare("check_bridge", derived, told)
