"""Tables of which each cell says what it holds: `Naam: A. Bos | Geboortedatum: 12-03-1980`.

The labels are the header then, and what a reader took for the header is the first record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import polars as pl

from lekwijzer.detect.date_order import share
from lekwijzer.model import Table

_LABELLED = re.compile(r"\s*([^\W\d_][\w .,()/-]{0,40}?)\s*[:=]\s*(.*)", re.DOTALL)
_FEWEST, _NEARLY_ALL = 2, 0.9
"""Columns of such a table, and how many of the cells of a column must begin with its label."""


def prefixed(part: Table) -> Table:
    """The table with its labels as header; itself, as nearly always."""
    first = next(part.batches, None)
    if first is None or "n" not in first.columns or first.is_empty():
        return part if first is None else replace(part, batches=chain([first], part.batches))
    part = replace(part, batches=chain([first], part.batches))
    names = [c for c in first.columns if c != "n"]
    record = list(part.header) if part.header is not None else [first.get_column(c)[0] or "" for c in names]
    if not len(names) == len(record) >= _FEWEST or not all(said := [_LABELLED.fullmatch(cell) for cell in record]):
        return part
    labels = [match[1] for match in said if match]
    if len(set(labels)) < len(labels) or not all(map(_under, [first.get_column(c) for c in names], labels)):
        return part
    head = _frame(first, record) if part.header is not None else None
    return replace(part, header=tuple(labels), batches=_bare(head, part.batches, dict(zip(names, labels, strict=True))))


def _begins(label: str) -> str:
    return rf"^\s*{re.escape(label)}\s*[:=]\s*"


def _under(cells: pl.Series, label: str) -> bool:
    """Whether nearly all cells of a column begin with its label."""
    filled = cells.drop_nulls()
    return len(filled) > 0 and share(filled.str.contains(_begins(label))) >= _NEARLY_ALL


def _frame(like: pl.DataFrame, record: list[str]) -> pl.DataFrame:
    """The record that was taken for the header, on the line before the first."""
    line = max(int(like.get_column("n")[0]) - 1, 1)
    names = [c for c in like.columns if c != "n"]
    row = {**dict(zip(names, record, strict=True)), "n": line}
    return pl.DataFrame([row], schema=like.schema)


def _bare(head: pl.DataFrame | None, batches: Iterator[pl.DataFrame], labels: dict[str, str]) -> Iterator[pl.DataFrame]:
    """The batches without the labels, the record before them first; a cell that is a label only is empty."""
    values = [
        pl.col(name).str.replace(_begins(label), "").replace("", None).alias(name) for name, label in labels.items()
    ]
    for batch in chain([head] if head is not None else [], batches):
        yield batch.with_columns(value for value, name in zip(values, labels, strict=True) if name in batch.columns)
