"""Takes apart what is several tables in one: below one another or side by side, each under a header of its own.

People put the waiting list under the results, and a second list beside the first. A row further down names columns
when its cells are words that columns are named with and what stands below it keeps to the columns that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from lekwijzer.readers.header import Row, find_header, is_ruler, known_word

T = TypeVar("T")
Header = tuple[str, ...] | None
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

LOOK_BELOW = 60
"""Rows below a row that are asked whether it is their header."""
MOST = 300
"""Rows of words in a batch beyond which words are what the table is about."""
TITLES = 3
"""Rows above a header, of one cell each, that are its title."""
_VALUE = r"[0-9]{2}|[@€]"
"""What stands in values and not in the names of columns."""
_WHO = frozenset(
    "naam achternaam geslachtsnaam familienaam patient patiënt client cliënt deelnemer bsn name surname".split()
)
"""Names of columns of which a table of people has one."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One of several tables: its header, what stands above that, and its rows."""

    header: Header
    above: str
    batches: Iterator[pl.DataFrame]


@dataclass(frozen=True, slots=True)
class _Found:
    """A header among the rows: where its title begins, where it stands, and its names."""

    top: int
    row: int
    names: Header
    above: str = ""


def apart(header: Header, batches: Iterator[pl.DataFrame]) -> Iterator[Stack]:
    """The tables in the rows under a header (columns `c0` … and `n`), nearly always one; best each is read before the next is asked for."""
    for found, rows in told_apart(_Found(0, 0, header), _pieces(header, batches)):
        yield Stack(found.names, found.above, rows)


def told_apart(first: T, pieces: Iterator[pl.DataFrame | T]) -> Iterator[tuple[T, Iterator[pl.DataFrame]]]:
    """The rows that follow each thing that stands between them; `first` stands before them all."""
    found: T | None = first
    while found is not None:
        following: list[T] = []
        rows = _up_to_next(pieces, following)
        kept: list[pl.DataFrame] = []
        yield found, _then(rows, kept)
        kept.extend(rows)  # what was not read yet
        found = following[0] if following else None


def first_header(rows: Sequence[Row]) -> tuple[int | None, int]:
    """As `find_header`, but what that takes for titles may be a table too, of fewer columns than the one below it."""
    header, start = find_header(rows)
    for i in range(header or 0):
        if names_columns(rows[i]):
            below = _until(rows[i + 1 : header])
            if below and _keep_to(rows[i], below, apart=True):
                return i, i + 1
    return header, start


def bands(frame: pl.DataFrame) -> list[list[str]]:
    """The columns of tables that stand side by side with a blank column between them; one list where it is one table.

    They are several where each has a header and these stand in different rows, repeat each other, or name people twice.
    """
    runs: list[list[str]] = [[]]
    for name in frame.columns:
        if name == "n":
            continue
        if frame.get_column(name).null_count() < frame.height:
            runs[-1].append(name)
        elif runs[-1]:
            runs.append([])
    headed: list[tuple[list[str], int, set[str]]] = []
    for run in (half for whole in filter(None, runs) for half in _halves(frame, whole)):
        rows = frame.head(LOOK_BELOW).select(run).rows()
        at = first_header(rows)[0] if len(run) > 1 else None
        if at is not None and names_columns(rows[at]):
            headed.append((run, at, {cell.strip().lower() for cell in rows[at] if cell}))
        elif headed:
            headed[-1][0].extend(run)
        else:
            headed.append((run, -1, set()))
    if len(headed) > 1 and headed[0][1] >= 0 and all(_two_tables(*pair) for pair in pairwise(headed)):
        return [run for run, _, _ in headed]
    return [[name for name in frame.columns if name != "n"]]


def _halves(frame: pl.DataFrame, columns: list[str]) -> list[list[str]]:
    """Columns whose header says the same names again, as often as it does: the tables have no blank column between them."""
    if len(columns) < 4:
        return [columns]
    for row in frame.head(LOOK_BELOW).select(columns).rows():
        names = [(cell or "").strip().lower() for cell in row]
        for width in range(2, len(names) // 2 + 1):
            if (
                len(names) % width == 0
                and names == names[:width] * (len(names) // width)
                and names_columns(names[:width])
            ):
                return [columns[at : at + width] for at in range(0, len(columns), width)]
    return [columns]


def _two_tables(one: tuple[list[str], int, set[str]], other: tuple[list[str], int, set[str]]) -> bool:
    """Whether columns side by side have headers that are not one: in other rows, with the same names, or of two people."""
    return one[1] != other[1] or bool(one[2] & other[2]) or bool(one[2] & _WHO and other[2] & _WHO)


def names_columns(row: Row) -> bool:
    """Whether a row by itself may be a header: two cells or more, all different, at least half of them known words."""
    cells = [cell.strip().lower() for cell in row if cell and cell.strip()]
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    known = sum(known_word(cell) and len(cell.split()) <= 4 for cell in cells)
    return known >= max(2, (len(cells) + 1) // 2)


def _up_to_next(pieces: Iterator[pl.DataFrame | T], following: list[T]) -> Iterator[pl.DataFrame]:
    for piece in pieces:
        if not isinstance(piece, pl.DataFrame):
            following.append(piece)
            return
        yield piece


def _then(rows: Iterator[pl.DataFrame], kept: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield from rows
    while kept:
        yield kept.pop(0)


def _pieces(header: Header, batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame | _Found]:
    """The rows in order, with the headers that stand between them."""
    for batch in batches:
        at = 0
        for found in _headers_in(batch, header):
            if found.top > at:
                yield batch.slice(at, found.top - at)
            yield found
            at, header = found.row + 1, found.names
        if at == 0:
            yield batch
        elif at < len(batch):
            yield batch.slice(at)


def _headers_in(batch: pl.DataFrame, header: Header) -> list[_Found]:
    where = _words_only(batch)
    if not where.size:
        return []
    numbers = batch.get_column("n").to_numpy().astype(np.int64)
    gap = np.ones(len(batch), np.bool_)
    gap[1:] = np.diff(numbers) > 1
    if where.size > MOST:
        where = where[gap[where]]
        if where.size > MOST:
            return []
    cells = batch.drop("n")
    found: list[_Found] = []
    stands_apart = -1
    for at, row in zip(where.tolist(), cells[where].rows(), strict=True):
        names = tuple((cell or "").strip() for cell in row)
        if not names_columns(row) or _same(names, found[-1].names if found else header):
            continue
        top = _title(cells, gap, at, found[-1].row + 1 if found else 0)
        if gap[top] or stands_apart == at - 1:
            stands_apart = at
        if _keep_to(row, _below(cells, gap, at), apart=stands_apart == at):
            above = "\n".join(" ".join(filter(None, line)) for line in cells.slice(top, at - top).rows())
            found.append(_Found(top, at, names, above))
    return found


def _words_only(batch: pl.DataFrame) -> Numbers:
    """Numbers of the rows with two cells or more and no value in any."""
    cells = [name for name in batch.columns if name != "n"]
    top = batch.head(LOOK_BELOW)
    for name in cells:  # nearly every table has a column that begins with digits, and comparing is cheap
        digit = (pl.col(name) >= "0") & (pl.col(name) < ":")
        if 2 * int(top.select(digit.sum()).item()) > len(top):
            maybe: Mask = batch.select((~digit).fill_null(True)).to_series().to_numpy()
            where = np.flatnonzero(maybe)
            break
    else:
        where = np.arange(len(batch))
    for name in cells:  # each leaves fewer rows to the next
        if where.size:
            value = batch.get_column(name).gather(where).str.contains(_VALUE).fill_null(False)
            where = where[~value.to_numpy()]
    if not where.size:
        return where
    filled = pl.sum_horizontal(pl.col(cells).is_not_null().cast(pl.UInt16))
    several: Mask = batch[where].select(filled > 1).to_series().to_numpy()
    return where[several]


def _same(names: Sequence[str], header: Header) -> bool:
    """Whether a row holds the names of the header again, as at the top of each page."""
    return header is not None and [n.lower() for n in names if n] == [n.strip().lower() for n in header if n.strip()]


def _title(cells: pl.DataFrame, gap: Mask, at: int, least: int) -> int:
    """Where the title of a header begins: rows of one cell, of which the first stands apart from what is above it."""
    top = best = at
    while top > max(least, at - TITLES) and sum(map(bool, cells.row(top - 1))) == 1:
        top -= 1
        if gap[top]:
            best = top
    return best


def _below(cells: pl.DataFrame, gap: Mask, at: int) -> list[Row]:
    """The rows under what may be a header, up to a blank row or another header."""
    end = at + 1 + LOOK_BELOW
    blank = np.flatnonzero(gap[at + 2 : end])
    return _until(cells.slice(at + 1, int(blank[0]) + 1 if blank.size else LOOK_BELOW).rows())


def _until(rows: Sequence[Row]) -> list[Row]:
    """Rows up to another header, without rulers."""
    end = next((i for i, row in enumerate(rows) if names_columns(row)), len(rows))
    return [row for row in rows[:end] if not is_ruler(row)]


def _keep_to(row: Row, below: Sequence[Row], *, apart: bool) -> bool:
    """Whether rows keep to the columns that a row names; one that does not stand apart must name most in known words."""
    named = [j for j, cell in enumerate(row) if cell and cell.strip()]
    if not apart and sum(known_word(row[j] or "") for j in named) < max(3, 0.75 * len(named)):
        return False
    wide = [other for other in below if sum(map(bool, other)) > 1]
    filled = [j for other in wide for j, cell in enumerate(other) if cell and cell.strip()]
    if not wide:
        return apart and len(named) > 2 and not below
    return sum(j in named for j in filled) >= 0.95 * len(filled) and find_header([row, *below])[0] == 0
