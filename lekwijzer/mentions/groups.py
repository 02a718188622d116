"""Rows that belong to the person of a row above: a list that names each person once, above all that was found.

Spreadsheets and reports do so with cells that were merged, which are empty when they are saved. A row without any person
may as well be one of which the person is not known, so this holds only where the whole table tells: the columns of the
person stand on the left and are filled or empty together, none is filled again for the same person, and the rows without
are many and have no number of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.model import ROLE_FIELD, Role

_NOT_OF_PERSON = {"insurer", "requester", "exam_type", "exam_date", "test_result"}
OF_PERSON = {role for role, field in ROLE_FIELD.items() if field not in _NOT_OF_PERSON} | {Role.PERSON_REF}
_WHO = {Role.NAME, Role.SURNAME, Role.BSN}
_OWN_NUMBER = {Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.RECORD_ID}
LEAST = 0.25
"""The share of rows without a person below which these may be rows whose person is not known."""
FEWEST = 3
LONGEST = 200
"""Rows that one person may have."""


def person_columns(sample: pl.DataFrame, table: TableMap) -> list[str]:
    """The columns of the person in a table that names each only once; none where every row has its own."""
    roles = {c.role for c in table.columns}
    person = [f"c{c.index}" for c in table.columns if c.role in OF_PERSON]
    if not roles & _WHO or len(person) < 2 or len(sample) < 2 * FEWEST:
        return []
    first = sample.get_column(person[0])
    if not FEWEST <= first.null_count() <= len(sample) - FEWEST or first[0] is None:
        return []
    labels = {f"c{c.index}": c.header for c in table.columns}
    sample = sample.filter(~_header_again(person, labels))
    head = sample.select(_is_head(person)).to_series()
    heads, rest = sample.filter(head), sample.filter(~head)
    others = [
        name for name in sample.columns if name not in (*person, "n") and rest.get_column(name).is_not_null().any()
    ]
    numbered = {f"c{c.index}" for c in table.columns if c.role in _OWN_NUMBER}
    if not others or numbered & set(others) or min(map(_index, others)) < max(map(_index, person)):
        return []
    if len(rest) < max(FEWEST, LEAST * len(sample)) or heads.get_column(person[0]).null_count() > 0.02 * len(heads):
        return []
    names = heads.select(person)
    again = pl.all_horizontal(pl.all().eq_missing(pl.all().shift(1)))
    if names.slice(1).is_empty() or int(names.select(again).to_series().slice(1).sum()):
        return []
    runs = int(head.cum_sum().value_counts().get_column("count").max() or 0)  # type: ignore[arg-type]
    return person if runs <= LONGEST else []


def with_person(
    batches: Iterator[pl.DataFrame], person: list[str], labels: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """Batches in which the rows below a person have that person too, up to a blank row or, by its `labels`, a repeated header."""
    above: pl.DataFrame | None = None
    for batch in batches:
        frame = batch if above is None else pl.concat([above, batch])
        head, again = _is_head(person), _header_again(person, labels)
        at = pl.int_range(pl.len())
        event = (
            pl.when(head & ~again).then(at).when(pl.col("n").cast(pl.Int64).diff().fill_null(1) > 1).then(-1)
        )  # fmt: skip
        frame = frame.with_columns(event.forward_fill().fill_null(-1).alias("of"))
        whose = frame.get_column("of")
        taken = frame.select(person)[whose.clip(0)]
        own = (whose < 0) | frame.select(again).to_series()
        frame = frame.drop("of").with_columns(
            frame.get_column(name).zip_with(own, taken.get_column(name)) for name in person
        )
        yield frame if above is None else frame.slice(1)
        above = frame.tail(1) if not own[-1] else None


def _index(name: str) -> int:
    return int(name[1:])


def _is_head(person: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(person).is_not_null())


def _header_again(person: list[str], labels: Mapping[str, str]) -> pl.Expr:
    """Rows that hold the names of the columns, as at the top of a page."""
    return pl.all_horizontal((pl.col(name) == labels[name]).fill_null(False) for name in person)
