"""Tables inside documents: a list of people is a table; anything else is text of the letter that it stands in.

Told by shape. A form (label beside value) and a table of results belong to whom the letter is about, and become lines of it
with tabs between the cells. A list has a header that names people and two records or more, or rows that each have a birth
date or a citizen service number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

import polars as pl

from lekwijzer.model import Table
from lekwijzer.readers.header import known_word
from lekwijzer.readers.stacked import apart, first_header, names_columns
from lekwijzer.readers.text_labels import KEYS, KINDS, OWN

Grid = Sequence[Sequence[str]]

_FEWEST = 2
"""Records from which rows under a header are a list."""
_LOOK = 40
"""Rows by which the shape of a table is told."""
_KEYED = re.compile(
    r"(?<![0-9])(?:[0-9]{9}|[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[a-z]{3,9}\.?)[-/. ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![0-9])"
)
"""A value that each record of a list of people has: a number like a BSN, a date."""
_NAME = re.compile(r"[^\W\d_]{2,}")
_PLAIN = re.compile(r"[\W_]+")
_LONGEST_LABEL = 40


@lru_cache(1 << 12)
def kind_of_label(cell: str) -> str:
    """What a cell labels, as in running text; "" when it is no label."""
    return KINDS.get(_PLAIN.sub("", cell.lower().replace("ë", "e")), "") if len(cell) <= _LONGEST_LABEL else ""


def is_list(rows: Grid) -> bool:
    """Whether the rows of a table are records of people, rather than a form or the results of one of them."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    if width < 2 or len(rows) < _FEWEST or is_form(rows):
        return False
    header, start = first_header([[cell.strip() or None for cell in row] for row in rows[:_LOOK]])
    if header is not None and _names_people(rows[header]):
        return len(rows) - start >= _FEWEST
    return _are_people(rows if header is None else rows[start:], width)


def _names_people(row: Sequence[str]) -> bool:
    """Whether the names of columns have one that only a list of people has."""
    kinds = {kind_of_label(cell) for cell in row}
    return bool(kinds & KEYS) or (names_columns(row) and len(kinds & OWN) > 1)


def is_form(rows: Grid) -> bool:
    """Whether labels stand on the left of their values, in one pair of columns or in several."""
    rows = rows[:_LOOK]
    left = [cell for row in rows for cell in row[::2] if cell.strip()]
    right = [cell for row in rows for cell in row[1::2] if cell.strip()]
    labels = sum(_label(cell) for cell in left)
    return labels >= 0.6 * len(left) and sum(_label(cell) for cell in right) <= 0.3 * len(right)


@lru_cache(1 << 12)
def _label(cell: str) -> bool:
    text = cell.strip()
    return text.endswith(":") or bool(kind_of_label(text)) or (known_word(text) and not _KEYED.search(text))


def _are_people(rows: Grid, width: int) -> bool:
    """Whether nearly every row without a header has a key of a person, in the same column, and a name in another."""
    rows = rows[:_LOOK]
    if len(rows) < _FEWEST or width < 2:
        return False
    for column in range(width):
        keyed = [row for row in rows if column < len(row) and _KEYED.search(row[column])]
        named = sum(any(_NAME.search(cell) for i, cell in enumerate(row) if i != column) for row in keyed)
        if len(keyed) >= max(_FEWEST, 0.7 * len(rows)) and named >= 0.7 * len(keyed):
            return True
    return False


def tables(name: str, rows: Grid, first: int = 1) -> Iterator[Table]:
    """A list of people as tables; `n` is the number of the row, of which the first has number `first`."""
    width = max(map(len, rows), default=0)
    cells = [[" ".join(cell.split()) or None for cell in row] + [None] * (width - len(row)) for row in rows]
    header, start = first_header(cells[:400])
    names = None if header is None else tuple(cell or "" for cell in cells[header])
    above = "\n".join(" ".join(filter(None, row)) for i, row in enumerate(cells[:start]) if i != header)
    frame = pl.DataFrame(cells[start:], schema=[(f"c{i}", pl.String) for i in range(width)], orient="row").with_columns(
        n=pl.int_range(first + start, first + len(cells), dtype=pl.UInt32)
    )
    frame = frame.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))
    for stack in apart(names, iter([frame])):
        yield Table(name, stack.header, stack.batches, unread=[above, stack.above])
        above = ""


def lines(rows: Grid) -> Iterator[str]:
    """The rows of a table that is no list as lines of text, a tab between cells."""
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(filled) == _FEWEST and len(filled[0]) > 1 and not is_form(filled) and _names_people(filled[0]):
        for label, value in zip_longest(*filled, fillvalue=""):  # one record under its header reads as a form
            yield f"{label.rstrip(':')}: {value}" if label else value
        return
    for row in filled:
        parts = [cell.split("\n") for cell in row]
        if len({len(part) for part in parts}) == 1:
            for several in zip(*parts, strict=True):
                yield "\t".join(several).strip("\t")
        else:  # a table that only puts blocks of text in their place
            for cell in filter(None, row):
                yield from cell.split("\n")
                yield ""
