"""From a summary to what the page shows: sorted, added up, and small enough to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from lekwijzer.model import FIELDS, ReadOutcome
from lekwijzer.report.checks import OUTCOMES, VERDICTS
from lekwijzer.report.groups import Group

Row = Mapping[str, Any]

SHADES = 9
"""Steps of darkness in a heat map; step 0 has no colour."""

PARTIES = 10
"""Parties in sight; the rest are folded."""

LONG = 1000
"""Rows of a folded table at most; the exports have them all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a heat map; `total` is None when no share can be given."""

    name: str
    title: str
    total: int | None


@dataclass(frozen=True, slots=True)
class Heat:
    """Fields × columns, and the columns that were left out because they are empty."""

    columns: list[Column]
    rows: list[tuple[str, list[tuple[int, int]]]]  # field, (people, shade) per column
    silent: list[Column]


@dataclass(frozen=True, slots=True)
class Step:
    """One outcome of the rows of a dataset, as a step of a waterfall."""

    outcome: str
    n: int
    start: int


@dataclass(frozen=True, slots=True)
class Pivot:
    """Counts by two keys, with both totals."""

    columns: list[str]
    rows: list[tuple[str, list[int], int]]
    totals: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not read, or not in full."""

    files: int
    bytes: int
    outcomes: list[tuple[str, int]]


def steps(dataset: Row) -> list[Step]:
    """The outcomes of a dataset in their fixed order."""
    found, start = [], 0
    for outcome in OUTCOMES:
        found.append(Step(outcome, dataset[outcome], start))
        start += dataset[outcome]
    return found


def heat_by_cohort(summary: Row) -> Heat:
    """Fields of the people of each cohort, as a share of the cohort."""
    titles = {c["id"]: c for c in summary["cohorts"]}
    found = sum(r["confirmed"] + r["probable"] for r in summary["registers"])
    named = [Column(c["id"], c["title"], c["n"]) for c in summary["cohorts"] if c["id"]]
    # Without cohorts everybody who was found is "in no cohort", so then the share is known.
    columns = [*named, Column("", titles.get("", {}).get("title", ""), None if named else found)]
    counts = {(row["cohort"], row["field"]): row["n"] for row in summary["heat"]}
    return _heat(columns, counts)


def heat_by_group(summary: Row, groups: Sequence[Group]) -> Heat:
    """Fields of the people found, per register or group of registers; columns are numbered as the groups are."""
    place = {register: str(i) for i, group in enumerate(groups) for register in group.registers}
    counts: Counter[tuple[str, str]] = Counter()
    for row in summary["fields"]:
        counts[(place[row["register"]], row["field"])] += row["n"]
    return _heat([Column(str(i), "", group.found) for i, group in enumerate(groups)], counts)


def _heat(columns: Sequence[Column], counts: Mapping[tuple[str, str], int]) -> Heat:
    filled = {column for (column, _), n in counts.items() if n}
    shown = [column for column in columns if column.name in filled]
    fields = sorted({field for (_, field), n in counts.items() if n}, key=_field_order)
    rows = [(field, [_cell(counts.get((c.name, field), 0), c.total) for c in shown]) for field in fields]
    return Heat(shown, rows, [c for c in columns if c.name and c.name not in filled])


def _cell(n: int, total: int | None) -> tuple[int, int]:
    shade = 0 if not n or not total else min(SHADES, 1 + (SHADES * n - 1) // total)
    return n, shade


def _field_order(field: str) -> tuple[int, str]:
    return (FIELDS.index(field) if field in FIELDS else len(FIELDS), field)


def pivot(rows: Iterable[Row], row_key: str, column_key: str, columns: Sequence[str]) -> Pivot:
    """`n` by two keys; rows by size, columns in the given order where they occur."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["n"]:
            sums[(row[row_key], row[column_key])] += row["n"]
    present = [column for column in columns if any(key[1] == column for key in sums)]
    totals = Counter[str]()
    for (name, _), n in sums.items():
        totals[name] += n
    names = sorted(totals, key=lambda name: (-totals[name], name))
    return Pivot(
        columns=present,
        rows=[(name, [sums[(name, column)] for column in present], totals[name]) for name in names],
        totals=[sum(sums[(name, column)] for name in names) for column in present],
        total=sum(totals.values()),
    )


def by_group(rows: Iterable[Row], groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The rows with, as `group`, the number of the group their register is in."""
    place = {register: str(i) for i, group in enumerate(groups) for register in group.registers}
    return [{**row, "group": place[row["register"]]} for row in rows]


def reasons(rows: Iterable[Row]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Per verdict its total and its reasons, the most frequent first."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[(row["verdict"], row["reason"])] += row["n"]
    found = []
    for verdict in VERDICTS:
        own = sorted(((r, n) for (v, r), n in sums.items() if v == verdict and n), key=lambda item: (-item[1], item[0]))
        if own:
            found.append((verdict, sum(n for _, n in own), own))
    return found


def parties(summary: Row) -> list[Row]:
    """The parties that have a register, the one with the most people first."""
    return sorted(
        (p for p in summary["parties"] if p["registers"]),
        key=lambda p: (-(p["found"] + p["not_excluded"] + p["cleared"]), p["name"], p["party"]),
    )


def coverage(summary: Row) -> list[Row]:
    """The coverage in the order of the case, by kind and outcome."""
    order = {dataset["dataset"]: i for i, dataset in enumerate(summary["datasets"])}
    outcomes = [str(outcome) for outcome in ReadOutcome]
    return sorted(
        summary["coverage"],
        key=lambda c: (order.get(c["dataset"], len(order)), c["dataset"], c["kind"], outcomes.index(c["outcome"])),
    )


def gap(summary: Row) -> Gap | None:
    """What was not read in full; None when everything was."""
    rows = [row for row in summary["coverage"] if row["outcome"] != ReadOutcome.READ and row["files"]]
    if not rows:
        return None
    files = Counter[str]()
    for row in rows:
        files[row["outcome"]] += row["files"]
    outcomes = [(str(outcome), files[outcome]) for outcome in ReadOutcome if files[outcome]]
    return Gap(sum(files.values()), sum(row["bytes"] for row in rows), outcomes)


def longest(rows: Sequence[Row], *keys: str) -> list[Row]:
    """The rows for a folded table: sorted by the keys, cut at a length that a browser bears."""
    return sorted(rows, key=itemgetter(*keys))[:LONG]
