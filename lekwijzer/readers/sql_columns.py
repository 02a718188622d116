"""Many rows of an SQL script at once: where each value begins and ends is found in columns of bytes.

Whatever is not written plainly (a call, a long binary value, another number of values) is left to `sql_values`, row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from lekwijzer.readers.sql_values import ESCAPES, HEX_CELL, Cells, Reader

Places = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_HEAD = b"\x04"
"""Stands for the words before the rows of a statement that repeats the one before."""
_OURS = b"\x01\x02\x03\x04"
_GAP = re.compile(rb"\s*,\s*|[\s;]*(?:(?i:GO)[\s;]+)?\x04")
_QUOTE, _OPEN, _CLOSE, _COMMA = b"'(),"
_NULL = b"null"
_BLANKS = 8
"""White space around a value that is stepped over."""
_CALLED = re.compile(
    rb"(?i)(?:(?:try_)?cast|convert|to_date|to_timestamp|str_to_date)\(\s*N?|(?:date|timestamp|time)\s+|N"
)
_CAST = re.compile(rb"(?i)CAST\((-?[0-9][0-9.]*)\s+AS\s+\w+(?:\([0-9, ]*\))?\)")
_DIGIT = np.zeros(256, np.bool_)
_DIGIT[list(b"0123456789+-.tTfF")] = True
"""How a value without quotes begins: a number, true, false."""
_BACKSLASH = 0x5C
_MEANT = np.arange(256, dtype=np.uint8)
for _sign, _means in ESCAPES.items():
    _MEANT[ord(_sign)] = ord(_means or "\x01")
_MEANT[_QUOTE] = 3
_SPACE = np.zeros(256, np.bool_)
_SPACE[list(b" \t\r\n")] = True


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows that were read: as a frame, how many, and how many bytes they take from where was begun."""

    frame: pl.DataFrame
    rows: int
    size: int
    ended: bool  # what follows them are no more such rows
    hexadecimal: bool = False  # a value may be bytes in hexadecimals


def take(window: bytes, head: bytes, width: int, reader: Reader, *, fresh: bool) -> Taken | None:
    """The rows at the start of a window; None where it is not for this way of reading.

    `head`: the statement up to its first row; `fresh`: the window begins with a row, not with what stands between two.
    """
    if len(window.translate(None, _OURS)) != len(window):
        return None
    text = window.replace(head, _HEAD)
    data = _without_escapes(text) if reader.escapes and b"\\" in text else np.frombuffer(text, np.uint8)
    rows = _Rows.of(data)
    kept, ended = _without_gaps(text, rows, fresh)
    if not kept:
        return Taken(pl.DataFrame(), 0, 0, ended)
    rows = rows.first(kept)
    if _HEAD in text and _in_quotes(data, rows):
        return None
    good, frame = _values(text, data, rows, width)
    odd = np.flatnonzero(~good)
    if odd.size:
        frame, kept, stopped = _with_odd(frame, _written(window, text, rows, odd, len(head)), odd, width, reader, kept)
        ended = ended or stopped
        if not kept:
            return Taken(pl.DataFrame(), 0, 0, ended)
    end = int(rows.closes[kept - 1]) + 1
    size = end + text.count(_HEAD, 0, end) * (len(head) - 1)
    return Taken(frame, kept, size, ended, b"'\\x" in text)


def _without_escapes(text: bytes) -> Bytes:
    """The bytes with the signs behind a backslash made what they mean; of the same length, \\1 being nothing."""
    data = np.frombuffer(text.replace(b"\\\\", b"\x01\x02"), np.uint8).copy()
    places = np.flatnonzero(data[:-1] == _BACKSLASH)
    signs = data[places + 1]
    meant = _MEANT[signs]
    data[places + 1] = meant
    data[places[meant != signs]] = 1
    same = places[(meant == signs) & (signs != 0x25) & (signs != 0x5F)]
    data[same] = 1
    return data


@dataclass(frozen=True, slots=True)
class _Rows:
    """The places of what gives a text its form."""

    opens: Places  # of each row
    closes: Places
    commas: Places  # between the values of rows
    quotes: Places  # those that open and those that close a string by turns

    @classmethod
    def of(cls, data: Bytes) -> _Rows:
        """The rows of a text, as far as they have an end."""
        places = np.flatnonzero(data - np.uint8(_QUOTE) <= _COMMA - _QUOTE)
        signs = data[places]
        quote = signs == _QUOTE
        outside = ((np.cumsum(quote, dtype=np.uint8) & 1) | quote) == 0
        where, signs, quotes = places[outside], signs[outside], places[quote]
        step = (signs == _OPEN).view(np.int8) - (signs == _CLOSE).view(np.int8)
        depth = np.cumsum(step, dtype=np.int8)
        opens = where[(step == 1) & (depth == 1)]
        closes = where[(step == -1) & (depth == 0)]
        return cls(opens[: len(closes)], closes, where[(signs == _COMMA) & (depth == 1)], quotes)

    def first(self, count: int) -> _Rows:
        """The first rows."""
        end = self.closes[count - 1]
        commas = self.commas[: np.searchsorted(self.commas, end)]
        return _Rows(self.opens[:count], self.closes[:count], commas, self.quotes[: np.searchsorted(self.quotes, end)])


def _without_gaps(text: bytes, rows: _Rows, fresh: bool) -> tuple[int, bool]:
    """How many rows follow one another with nothing strange between them, and whether that ends them."""
    befores = [0, *(rows.closes[:-1] + 1).tolist()]
    gaps = [text[start:end] for start, end in zip(befores, rows.opens.tolist(), strict=False)]
    strange = {gap for gap in set(gaps) if not _GAP.fullmatch(gap)}
    if fresh and gaps and gaps[0] == b"":
        strange.discard(b"")
    if not strange:
        return len(gaps), False
    return next(i for i, gap in enumerate(gaps) if gap in strange), True


def _in_quotes(data: Bytes, rows: _Rows) -> bool:
    """Whether what stands for the words before rows stands inside a row, where a value holds these words."""
    heads = np.flatnonzero(data[: rows.closes[-1]] == _HEAD[0])
    return bool((np.searchsorted(rows.opens, heads) != np.searchsorted(rows.closes, heads)).any())


def _values(text: bytes, data: Bytes, rows: _Rows, width: int) -> tuple[Mask, pl.DataFrame]:
    """Which rows are written plainly, and these."""
    ends = np.searchsorted(rows.commas, rows.closes)
    counts = np.diff(ends, prepend=0)
    good: Mask = counts == width - 1
    fields = _Fields.of(rows, good, counts, width)
    fields.step_over_blanks(data)
    literals, doubled = _literals(rows.quotes)
    strings = fields.strings(text, data, literals)
    number = np.diff(np.searchsorted(literals[0], rows.closes), prepend=0)
    plain = (strings.reshape(-1, width).sum(axis=1) == number[good]) & fields.plain(data, strings).reshape(-1, width).all(axis=1)  # fmt: skip
    good[np.flatnonzero(good)[~plain]] = False
    starts, stops = (places.reshape(-1, width)[plain] for places in (fields.starts, fields.stops))
    frame = _frame(data, starts, stops)
    changes: list[tuple[list[str], list[str], Places]] = []
    if doubled.size:
        changes.append((["''"], ["'"], doubled))
    if _BACKSLASH in text:
        changes.append((["\x01", "\x02", "\x03"], ["", "\\", "'"], np.flatnonzero((data >= 1) & (data <= 3))))
    for old, new, places in changes:
        names = [f"c{i}" for i in np.unique((np.searchsorted(starts.ravel(), places, "right") - 1) % width)]
        frame = frame.with_columns(pl.col(names).str.replace_many(old, new))
        frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in names)
    return good, frame


def _literals(quotes: Places) -> tuple[tuple[Places, Places], Places]:
    """Where strings begin and end, and the second of each pair of quotes in one."""
    opens, closes = quotes[0::2], quotes[1::2]
    opens = opens[: len(closes)]
    if not len(opens):
        return (opens, closes), opens
    goes_on = opens[1:] == closes[:-1] + 1
    first = np.concatenate(([True], ~goes_on))
    last = np.concatenate((~goes_on, [True]))
    return (opens[first], closes[last]), opens[1:][goes_on]


@dataclass(slots=True)
class _Fields:
    """Where values begin and stop, and the sign that ends each."""

    starts: Places
    stops: Places
    ends: Places

    @classmethod
    def of(cls, rows: _Rows, good: Mask, counts: Places, width: int) -> _Fields:
        commas = rows.commas[np.repeat(good, counts)].reshape(-1, width - 1)
        ends = np.concatenate((commas, rows.closes[good][:, None]), axis=1)
        starts = np.concatenate((rows.opens[good][:, None], commas), axis=1) + 1
        return cls(starts.ravel(), ends.ravel().copy(), ends.ravel())

    def step_over_blanks(self, data: Bytes) -> None:
        for _ in range(_BLANKS):
            blank = _SPACE[data[self.starts]]
            if not blank.any():
                break
            self.starts = self.starts + blank
        for _ in range(_BLANKS):
            blank = _SPACE[data[self.stops - 1]] & (self.stops > self.starts)
            if not blank.any():
                break
            self.stops = self.stops - blank

    def strings(self, text: bytes, data: Bytes, literals: tuple[Places, Places]) -> npt.NDArray[np.intp]:
        """How many strings each value has; its borders become those of what is in the first, where that is the value."""
        begins = data[self.starts]
        quoted = (begins == _QUOTE) & (data[self.stops - 1] == _QUOTE) & (self.stops - self.starts > 1)
        found: npt.NDArray[np.intp] = quoted.astype(np.intp)
        letter = ((begins | 0x20) >= 97) & ((begins | 0x20) <= 122) & ~quoted
        where = np.flatnonzero(letter & ((data[self.stops - 1] == _CLOSE) | (data[self.stops - 1] == _QUOTE)))
        if where.size:
            first = np.searchsorted(literals[0], self.starts[where])
            opens = np.append(literals[0], len(data))[first]
            inside = opens < self.stops[where]
            self._numbers(text, where[~inside])
            where, first, opens = where[inside], first[inside], opens[inside]
            words = [text[a:b] for a, b in zip(self.starts[where].tolist(), opens.tolist(), strict=True)]
            known = {word for word in set(words) if _CALLED.fullmatch(word)}
            called = np.array([word in known for word in words], np.bool_)
            where, first = where[called], first[called]
            found[where] = np.searchsorted(literals[0], self.stops[where]) - first
            self.starts[where], self.stops[where] = literals[0][first], literals[1][first] + 1
            quoted[where] = True
        self.starts = self.starts + quoted
        self.stops = self.stops - quoted
        return found

    def _numbers(self, text: bytes, where: Places) -> None:
        """Takes numbers out of what says of which kind they are: `CAST(1.50 AS Decimal(18, 2))`."""
        for i in where.tolist():
            if found := _CAST.match(text, self.starts[i], self.stops[i]):
                self.starts[i], self.stops[i] = found.span(1)

    def plain(self, data: Bytes, strings: npt.NDArray[np.intp]) -> Mask:
        """Which values are a string, a number, true, false or nothing."""
        begins, size = data[self.starts], self.stops - self.starts
        bare = strings == 0
        null = bare & (size == 4) & ((begins | 0x20) == _NULL[0])
        where = np.flatnonzero(null)
        if where.size:
            at = self.starts[where]
            same = np.logical_and.reduce([(data[at + i] | 0x20) == sign for i, sign in enumerate(_NULL)])
            self.stops[where[same]] = self.starts[where[same]]
            null[where[~same]] = False
        second = data[np.minimum(self.starts + 1, len(data) - 1)]
        binary = (begins == 48) & ((second | 0x20) == 120) & (size > HEX_CELL)
        plain: Mask = ~bare | null | (size <= 0) | (_DIGIT[begins] & ~binary)
        return plain


_VIEW = np.dtype([("size", "<u4"), ("first", "<u4"), ("rest", "<u8")])
"""A string as Arrow has it: twelve bytes or fewer stand in it, of a longer one the first four, and where it is."""
_WITHIN = 12
_FOUR = np.array([(1 << 8 * i) - 1 for i in range(5)], np.uint32)
_EIGHT = np.array([(1 << 8 * i) - 1 for i in range(9)], np.uint64)


def _frame(data: Bytes, starts: Places, stops: Places) -> pl.DataFrame:
    """The stretches of bytes as columns of strings, of which the long ones are not copied; a string of nothing is null."""
    padded = np.concatenate((data, np.zeros(16, np.uint8)))
    buffer = pa.py_buffer(padded)
    four = np.ndarray(len(data), "<u4", padded, strides=(1,))
    eight = np.ndarray(len(data), "<u8", padded, strides=(1,), offset=4)
    columns = {}
    for i in range(starts.shape[1]):
        at, size = starts[:, i], np.maximum(stops[:, i] - starts[:, i], 0)
        views = np.empty(len(at), _VIEW)
        views["size"] = size
        views["first"] = four[at] & _FOUR[np.minimum(size, 4)]
        inside = eight[at] & _EIGHT[np.clip(size - 4, 0, 8)]
        views["rest"] = np.where(size <= _WITHIN, inside, at.astype(np.uint64) << np.uint64(32))
        there = pa.py_buffer(np.packbits(size > 0, bitorder="little"))
        array = pa.Array.from_buffers(pa.string_view(), len(at), [there, pa.py_buffer(views), buffer])
        columns[f"c{i}"] = pl.Series(array)
    return pl.DataFrame(columns)


def _written(window: bytes, text: bytes, rows: _Rows, odd: Places, head: int) -> list[bytes]:
    """Rows as they stand in the window."""
    found, heads, before = [], 0, 0
    for start, end in zip(rows.opens[odd].tolist(), rows.closes[odd].tolist(), strict=True):
        heads += text.count(_HEAD, before, start)
        before = start
        shift = heads * (head - 1)
        found.append(window[start + shift : end + 1 + shift])
    return found


def _with_odd(
    frame: pl.DataFrame, written: list[bytes], odd: Places, width: int, reader: Reader, rows: int
) -> tuple[pl.DataFrame, int, bool]:
    """The rows with those that are odd among them, up to one that cannot be read or has another number of values."""
    cells: list[Cells] = []
    stop = rows
    for place, row in zip(odd.tolist(), written, strict=True):
        found = reader.row(row, 0)
        if found is None or found[1] != len(row) or len(found[0]) != width:
            stop = place
            break
        cells.append(found[0])
    others = rows_frame(cells, width).with_columns(pl.Series("at", odd[: len(cells)], dtype=pl.Int64))
    plain = np.setdiff1d(np.arange(rows), odd, assume_unique=True)
    frame = frame.with_columns(pl.Series("at", plain, dtype=pl.Int64))
    frame = pl.concat([frame, others]).sort("at").filter(pl.col("at") < stop).drop("at")
    return frame, stop, stop < rows


def rows_frame(rows: list[Cells], width: int) -> pl.DataFrame:
    """Rows that were read one by one."""
    return pl.DataFrame({f"c{i}": pl.Series([row[i] for row in rows], dtype=pl.String) for i in range(width)})
