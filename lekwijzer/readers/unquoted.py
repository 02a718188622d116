"""Names with a comma that nobody put between quotes, in a table whose columns are parted by commas: every row has a cell more than the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

_BEHIND = re.compile(r"\s+[^\W\d_][^\d]{0,40}")
"""Initials or given names, and prefixes, behind a comma and a blank."""
_SURNAME = re.compile(r"\s*[^\W\d_][^\d@]{0,60}")
_NEARLY_ALL, _FEWEST = 0.9, 4


def name_in_two(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """The column of names that the rows have in two cells, of which the second alone begins with a blank; None where there is none."""
    width = len(names) + 1
    full = [row for row in rows if len(row) == width]
    if not names or len(full) < max(_FEWEST, _NEARLY_ALL * len(rows)) or any(len(row) > width for row in rows):
        return None
    most = _NEARLY_ALL * len(full)
    blank = [at for at in range(width) if sum(row[at][:1].isspace() for row in full) > len(full) - most]
    if len(blank) != 1 or not blank[0]:
        return None
    at = blank[0] - 1
    told = sum(bool(_SURNAME.fullmatch(row[at]) and _BEHIND.fullmatch(row[at + 1])) for row in full)
    return at if told >= most else None


def put_together(batches: Iterator[pl.DataFrame], at: int, width: int) -> Iterator[pl.DataFrame]:
    """The batches with the two cells of the name in one; a row without a cell too many is left as it is."""
    first, second = pl.col(f"c{at}"), pl.col(f"c{at + 1}")
    parted = pl.col(f"c{width - 1}").is_not_null() | second.str.contains(r"^\s+\D+$").fill_null(False)
    name = pl.when(parted).then(pl.concat_str(first, second, separator=",", ignore_nulls=True)).otherwise(first)
    rest = [
        pl.when(parted).then(pl.col(f"c{i + 1}")).otherwise(pl.col(f"c{i}")).alias(f"c{i}")
        for i in range(at + 1, width - 1)
    ]
    for batch in batches:
        yield batch.select(*(pl.col(f"c{i}") for i in range(at)), name.alias(f"c{at}"), *rest, "n")
