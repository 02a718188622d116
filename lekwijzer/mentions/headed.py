"""Reports in one table: a line of a patient, and below it lines of another form that say what was found.

`Patiënt;Jansen, A.;12-03-1960;999990019` above `;12-03-2024;HPV;negatief`: the columns mean one thing in the lines of people and
another in those below. They are told apart by the first cell, and read as a table with a row to each line, in which the person
stands before what is said of that person (ADR 16).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import polars as pl

from lekwijzer.detect.columns import TableMap, infer
from lekwijzer.detect.headers import read
from lekwijzer.detect.judge import dropped, tells_apart
from lekwijzer.detect.values import profile
from lekwijzer.mentions.groups import OF_PERSON, with_person
from lekwijzer.model import Role, Table

_WIDEST, _NARROWEST = 24, 3
_SAMPLE, _LOOK = 600, 40
_FEWEST = 3
_MOST_KINDS = 6
_LEAST, _MOST = 0.05, 0.75
"""Shares of the rows that the lines of people may be: beyond that most people would have nothing below them."""
_TITLES = 3
_MOSTLY, _HARDLY = 0.6, 0.2
_GENERATION = 10
_TELLS = r"^\D{0,5}(?:\d{9}|\d{4}-\d{2}-\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d{6})\D{0,3}$"
"""A number or a date in a line of a person."""
_MEDICAL = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}


@dataclass(frozen=True, slots=True)
class Report:
    """Which rows are lines of people: those with this first cell, or with any; how many columns each has; and the names of both."""

    kind: str
    width: int
    header: tuple[str, ...] | None

    def is_person(self) -> pl.Expr:
        """Whether a row is the line of a person."""
        first = pl.col("c0").str.strip_chars()
        return first.is_not_null() if not self.kind else (first == self.kind).fill_null(False)

    def rows(self, batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Each line with the person on the left, and what stands below the person on the right."""
        person = [f"c{i}" for i in range(self.width)]
        return with_person(map(self._apart, batches), person, dict.fromkeys(person, ""))

    def _apart(self, batch: pl.DataFrame) -> pl.DataFrame:
        names = [f"c{i}" for i in range(self.width)]
        missing = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in batch.columns]
        batch = batch.with_columns(*missing, self.is_person().alias("person"))
        return batch.select(
            *(pl.when("person").then(name).alias(name) for name in names),
            *(pl.when(~pl.col("person")).then(name).alias(f"c{i + self.width}") for i, name in enumerate(names)),
            "n",
        )

    def of_lines(self, table: TableMap) -> TableMap:
        """The map of such a table without people in what stands below them."""
        below = range(self.width, 2 * self.width)
        columns = (
            dropped(c, "stands below a person") if c.index in below and c.role in OF_PERSON else c
            for c in table.columns
        )
        return replace(table, columns=tuple(columns))


def headed(part: Table) -> tuple[Table, Report | None]:
    """The table that a report stands for, and how it is written; nearly always the table itself."""
    first = next(part.batches, None)
    if first is None:
        return part, None
    part = replace(part, batches=chain([first], part.batches))
    width = len(first.columns) - 1
    report = _report(part.header, first.head(_SAMPLE), width) if _NARROWEST <= width <= _WIDEST else None
    return (replace(part, header=report.header, batches=report.rows(part.batches)), report) if report else (part, None)


def _report(header: Sequence[str] | None, sample: pl.DataFrame, width: int) -> Report | None:
    """How a report is written; None where a table is none."""
    kind = _kind(sample)
    if kind is None:
        return None
    mask = sample.select(Report(kind, width, None).is_person()).to_series()
    people, below = sample.filter(mask), sample.filter(~mask)
    if min(len(people), len(below)) < _FEWEST or not _LEAST <= len(people) / len(sample) <= _MOST:
        return None
    if not _otherwise(people, below):
        return None
    roles = {read(label).role for label in header or ()}
    if tells_apart(roles) and roles & _MEDICAL:
        return None  # every row has all of it
    of_people, of_rest = _labels(header, people, below)
    found = infer(of_people, people)
    lines = {c.role for c in infer(of_rest, below).columns}
    if not tells_apart({c.role for c in found.columns}) or tells_apart(lines) or Role.BSN in lines:
        return None
    again = people.drop("n").select(pl.all_horizontal(pl.all().eq_missing(pl.all().shift(1)))).to_series().slice(1)
    if again.any():
        return None
    labels = (*(of_people or [""] * width), *(of_rest or [""] * width))
    return Report(kind, width, labels if any(labels) else None)


def _kind(sample: pl.DataFrame) -> str | None:
    """What the first cell of lines of people is, "" for anything at all; None where rows do not begin with such a line."""
    first = [(value or "").strip() for value in sample.get_column("c0").to_list()]
    kinds = set(first)
    said = [value for value in first if value]
    by_word = len(kinds) <= _MOST_KINDS and 2 * len(set(said)) <= len(said)
    if len(kinds) < 2 or not (by_word or "" in kinds):
        return None
    top = sample.head(_TITLES + 1).drop("n").rows()
    at = next((i for i, row in enumerate(top) if sum(map(bool, row)) > 1), 0)
    if not first[at] or (by_word and any(map(str.isdigit, first[at]))):
        return None
    return first[at] if by_word else ""


def _otherwise(people: pl.DataFrame, below: pl.DataFrame) -> bool:
    """Whether a column has numbers or dates in the lines of people and others in those below, and none has the same in both."""
    otherwise = False
    for name in people.columns:
        theirs, others = people.get_column(name).head(_LOOK), below.get_column(name).head(_LOOK)
        if name in ("c0", "n") or not others.is_not_null().any():
            continue
        known, said = set(theirs.drop_nulls().to_list()), others.drop_nulls().to_list()
        if sum(value in known for value in said) > len(said) / 2:
            return False
        one, other = (_share(values.str.contains(_TELLS)) for values in (theirs, others))
        if min(one, other) > _MOSTLY and profile(theirs).median_year + _GENERATION > profile(others).median_year:
            return False  # not birth dates above days of an examination
        otherwise = otherwise or (one > _MOSTLY and other < _HARDLY)
    return otherwise


def _share(mask: pl.Series) -> float:
    return int(mask.sum() or 0) / max(len(mask), 1)


def _labels(
    header: Sequence[str] | None, people: pl.DataFrame, below: pl.DataFrame
) -> tuple[list[str] | None, list[str] | None]:
    """The header as that of the lines of people or of those below, where it names all that they hold and is of their kind."""
    if header is None:
        return None, None
    labels = [header[i] if i < len(header) else "" for i in range(len(people.columns) - 1)]
    roles = {read(label).role for label in labels}
    if tells_apart(roles):
        return (labels, None) if _names_all(labels, people) else (None, None)
    return None, labels if roles & _MEDICAL and _names_all(labels, below) else None


def _names_all(labels: Sequence[str], rows: pl.DataFrame) -> bool:
    return all(labels[i] or not rows.get_column(f"c{i}").is_not_null().any() for i in range(1, len(labels)))
