"""Tables that are not a row to a person: fields down and people across, or a row to each field of each person.

The first kind is made by people in spreadsheets, the second by programs that keep whatever is asked (`object; attribute;
value`). Both are told by their cells: the names of what is known of people stand among the rows, and the values beside them are
of that kind. They are then read as the table that they stand for; nothing in them is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import polars as pl

from lekwijzer.detect.headers import read
from lekwijzer.detect.judge import tells_apart
from lekwijzer.detect.values import profile
from lekwijzer.model import Role, Table
from lekwijzer.readers.header import known_word

_MOST_FIELDS = 80
"""Different things that are known of a person, beyond which a column holds something else."""
_WIDEST = 8
"""Columns of a table with a row to each field."""
_SAMPLE, _LOOK = 600, 12
_TWICE = 2
_NEARLY_ALL, _MOSTLY = 0.95, 0.6
_TOGETHER = 3_000_000
"""Rows of such a table that are put in order; beyond that a person of whom the rows lie far apart is in parts."""
_LONGEST = 5_000
"""Rows of one person that are kept until the next one begins."""


def turned(part: Table) -> Table:
    """The table that a table stands for: itself, as nearly always."""
    first = next(part.batches, None)
    if first is None:
        return part
    part = replace(part, batches=chain([first], part.batches))
    width = len(first.columns) - 1
    if width < _TWICE:
        return part
    if len(first) <= _MOST_FIELDS and (labels := _down(part.header, first)):
        return _across(part, labels)
    if width <= _WIDEST and len(first) > _TWICE and (fields := _fields(part.header, first)):
        return replace(part, header=fields.header, batches=fields.rows(part.batches))
    return part


def _cell(frame: pl.DataFrame, name: str) -> list[str]:
    return [(value or "").strip() for value in frame.get_column(name).to_list()]


def _telling(labels: Sequence[str]) -> dict[Role, str]:
    """The labels of what tells people apart, where together they do; nothing where they do not."""
    found = {role: label for label in labels if (role := read(label).role)}
    return found if tells_apart(found) else {}


def _borne_out(found: dict[Role, str], values: dict[str, pl.Series]) -> bool:
    """Whether what stands beside the name of a number or a birth date is one."""
    if Role.BSN in found and len(values[found[Role.BSN]]):
        number = profile(values[found[Role.BSN]])
        if number.nine_digits > _MOSTLY and number.bsn > _MOSTLY:
            return True
    return Role.BIRTH_DATE in found and profile(values[found[Role.BIRTH_DATE]]).date > _MOSTLY


def _down(header: Sequence[str] | None, frame: pl.DataFrame) -> list[str]:
    """What the first column says of each row, the header first, where that is what is known of the people in the others."""
    labels = _cell(frame, "c0")
    if header is not None:
        if sum(map(known_word, header[1:])) > 0.3 * (len(header) - 1):
            return []
        labels = [header[0].strip(), *labels]
    filled = [label for label in labels if label]
    if len(set(filled)) < len(filled) or sum(map(known_word, filled)) < max(_TWICE, _MOSTLY * len(filled)):
        return []
    found = _telling(filled)
    if not found:
        return []
    rows = [(header or ())[1:], *frame.drop("c0", "n").rows()] if header is not None else frame.drop("c0", "n").rows()
    beside = dict(zip(labels, rows, strict=True))
    values = {label: pl.Series(beside[label], dtype=pl.String).drop_nulls() for label in found.values()}
    return labels if _borne_out(found, values) else []


def _across(part: Table, labels: list[str]) -> Table:
    """The people of a table in which they stand side by side; the number of the row is that of the one with the first field."""

    def batches() -> Iterator[pl.DataFrame]:
        frame = pl.concat(part.batches, how="diagonal")
        rows = [list(row) for row in frame.drop("c0", "n").rows()]
        if part.header is not None:
            cells = [cell or None for cell in part.header[1:]]
            rows.insert(0, (cells + [None] * len(frame.columns))[: len(frame.columns) - 2])
        people = pl.DataFrame({f"c{i}": pl.Series(row, dtype=pl.String) for i, row in enumerate(rows)}).with_columns(
            n=pl.lit(frame.get_column("n")[0] - (part.header is not None), dtype=pl.UInt32)
        )
        yield people.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))

    return replace(part, header=tuple(labels), batches=batches())


@dataclass(frozen=True, slots=True)
class _Fields:
    """Where a table with a row to each field has what: whose, what of them, and the value; and all that it knows of anybody."""

    whose: str  # "" = a person begins with the first field again
    what: str
    value: str
    rest: tuple[str, ...]
    labels: tuple[str, ...]
    header: tuple[str, ...]
    sorted: bool

    def rows(self, batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """A row to each person."""
        kept: pl.DataFrame | None = None
        held: list[pl.DataFrame] = []
        for batch in batches:
            if not self.sorted and sum(map(len, held)) + len(batch) <= _TOGETHER:
                held.append(batch)
                continue
            frame = pl.concat([*([] if kept is None else [kept]), *held, batch], how="diagonal")
            held = []
            keys = self._keys(frame)
            last = frame.filter(keys.eq_missing(keys[-1])) if len(keys) else frame
            if len(last) < min(len(frame), _LONGEST):
                kept, frame = last, frame.filter(~keys.eq_missing(keys[-1]))
            else:
                kept = None
            yield self._people(frame)
        left = [*([] if kept is None else [kept]), *held]
        if left:
            yield self._people(pl.concat(left, how="diagonal"))

    def _keys(self, frame: pl.DataFrame) -> pl.Series:
        if self.whose:
            return frame.get_column(self.whose)
        return (frame.get_column(self.what).str.strip_chars() == self.labels[0]).fill_null(False).cum_sum()

    def _people(self, frame: pl.DataFrame) -> pl.DataFrame:
        what, value = pl.col(self.what).str.strip_chars(), pl.col(self.value)
        several = "\x1f"
        cells = [value.filter(what == label).unique(maintain_order=True).str.join(several) for label in self.labels]
        other = value.filter(~what.is_in(self.labels).fill_null(False)).str.join(" | ")
        rest = [pl.col(name).drop_nulls().unique(maintain_order=True).str.join(" | ") for name in self.rest]
        keys = self._keys(frame)
        columns = [*cells, *rest, other]
        offset = 1 if self.whose else 0
        people = (
            frame.with_columns(keys.alias("key"))
            .group_by("key", maintain_order=True)
            .agg(*(cell.alias(f"c{i + offset}") for i, cell in enumerate(columns)), pl.col("n").first())
        )
        names = [f"c{i}" for i in range(offset, len(columns) + offset)]
        people = people.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)).name.keep())
        return people.rename({"key": "c0"}) if self.whose else people.drop("key")


def _fields(header: Sequence[str] | None, first: pl.DataFrame) -> _Fields | None:
    """How a table with a row to each field of each person is written; None where it is no such table."""
    sample = first.head(_SAMPLE)
    names = [name for name in sample.columns if name != "n"]
    for what in names:
        labels = _labels(sample.get_column(what))
        found = _telling(labels) if labels else {}
        if not found:
            continue
        said = sample.get_column(what).str.strip_chars()
        for value in (name for name in names if name != what):
            values = {label: sample.get_column(value).filter(said == label).drop_nulls() for label in found.values()}
            if _borne_out(found, values):
                return _written(header, sample, what, value, labels)
    return None


def _labels(column: pl.Series) -> list[str]:
    """What a column says of the rows, where it says the same again and again, in words that are known."""
    if not any(known_word(value) for value in column.head(_LOOK).drop_nulls().to_list()):
        return []
    said = column.drop_nulls().str.strip_chars()
    labels = said.unique(maintain_order=True).to_list()
    if not _TWICE <= len(labels) <= _MOST_FIELDS or len(said) < _TWICE * len(labels):
        return []
    return labels if sum(map(known_word, labels)) >= _TWICE else []


def _written(header: Sequence[str] | None, sample: pl.DataFrame, what: str, value: str, labels: list[str]) -> _Fields:
    others = [name for name in sample.columns if name not in (what, value, "n")]
    whose, in_order = "", True
    for name in others:
        keys = sample.get_column(name)
        people = keys.n_unique()
        pairs = sample.select(name, what).n_unique()
        if keys.null_count() == 0 and people > 1 and pairs >= _NEARLY_ALL * len(sample) and people <= len(sample) / 2:
            whose, in_order = name, int((keys != keys.shift(1)).sum()) < 1.05 * people
            break
    rest = tuple(name for name in others if name != whose)
    said = {name: (header[int(name[1:])] if header and int(name[1:]) < len(header) else "") for name in others}
    names = (*((said[whose],) if whose else ()), *labels, *(said[name] for name in rest), "")
    return _Fields(whose, what, value, rest, tuple(labels), names, in_order)
