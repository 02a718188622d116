"""Cuts UTF-8 text into the records of a table: fast where the text is regular, exact where it is not.

A block without quotes and with the right number of delimiters goes to Polars whole. Lines that have too many cells,
or quotes that do not enclose a cell, are taken out and read one by one; what remains goes to Polars. No line is
dropped: a line that has too few cells is filled up with nulls, one that has too many is repaired (see `repair`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lekwijzer.readers.cells import LOOK_AHEAD, Lines
from lekwijzer.readers.dialect import Dialect
from lekwijzer.readers.repair import records_of

LONGEST = 64 << 20
"""Bytes after which an unfinished record is no record any more."""

Row = tuple[int, list[str | None]]
Join = Callable[[Sequence[Sequence[str]], Sequence[str]], bool]
Mend = Callable[[list[str]], list[str | None]]
_NL = 10
_CR = 13


def _never(parts: Sequence[Sequence[str]], joined: Sequence[str]) -> bool:
    return False


@dataclass(slots=True)
class _Counted:
    """A block of whole records: its text, and the number of each of its records where they are not consecutive."""

    text: bytes
    numbers: npt.NDArray[np.uint32]
    doubled: bool = True
    """Whether two quotes may stand next to each other: a quote inside a value, or an empty one."""


class Cutter:
    """Turns the blocks of a text into data frames with `width` columns and the number of each record.

    `mend` gets the cells of a record that has too many and returns `width` of them. `join` gets the cells of short
    records that follow one another, and those of the record that they make together, and says whether they are one.
    """

    def __init__(self, dialect: Dialect, width: int, mend: Mend, join: Join = _never) -> None:
        self.width = width
        self.mend = mend
        self.join = join
        self.number = 1  # of the next record
        self.overlong = 0  # records cut because they never ended
        self._delimiter = dialect.delimiter.encode()
        self._quote = dialect.quote.encode()
        self._written = dialect.written.encode()
        self._d, self._q = self._delimiter[0], self._quote[0]
        self._schema: dict[str, type[pl.String]] = {f"c{i}": pl.String for i in range(width)}
        self._lines = Lines(self._delimiter, self._quote, width)
        openers = np.zeros(256, bool)
        openers[[self._d, _NL, self._q]] = True
        closers = openers.copy()
        closers[_CR] = True
        self._openers, self._closers = openers, closers

    def prepare(self, block: bytes) -> bytes:
        """A block as the cutter wants it: delimiters of one byte."""
        return block.replace(self._written, self._delimiter) if self._written else block

    def frames(self, blocks: Iterator[bytes]) -> Iterator[pl.DataFrame]:
        """One data frame per block, with columns `c0` … and `n`; blank lines and empty rows count but give no row."""
        rest = b""
        for block in blocks:
            data = rest + self.prepare(block)
            done, frame = self._take(data, final=False)
            rest = data[done:]
            if len(rest) > LONGEST:
                self.overlong += 1
                _, tail = self._take(rest, final=True)
                frame, rest = pl.concat([frame, tail]), b""
            if frame.height:
                yield _with_content(frame)
        if rest:
            _, frame = self._take(rest, final=True)
            if frame.height:
                yield _with_content(frame)

    def first_rows(self, text: bytes, most: int, final: bool) -> tuple[list[list[str]], list[int]]:
        """The first records of a prepared text, exactly, and where each begins; also where the next one would."""
        rows: list[list[str]] = []
        starts = [0]
        ended = text.split(b"\n")
        if text.endswith(b"\n") or not final:
            ended.pop()
        lines = [part for line in ended for part in records_of(line, self._lines.cells, self.width)]
        i = 0
        while i < len(lines) and len(rows) < most:
            cells, used = self._lines.record(lines, i, final, look=len(lines))
            if used == 0:
                break
            rows.append(cells)
            starts.append(starts[-1] + sum(len(line) + 1 for line in lines[i : i + used]))
            i += used
        return rows, starts

    def _take(self, data: bytes, final: bool) -> tuple[int, pl.DataFrame]:
        """Reads the whole records at the start of `data`; returns how many bytes that was."""
        if self._quote not in data:
            done = len(data) if final else data.rfind(b"\n") + 1
            return done, self._plain(self._count(data[:done]))
        codes = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(codes == self._q)
        lines = np.flatnonzero(codes == _NL)
        lines = lines[(np.searchsorted(quotes, lines) & 1) == 0]
        done = self._regular_end(codes, quotes, lines, final)
        if done >= 0:
            doubled = bool((quotes[1:] - quotes[:-1] == 1).any())
            return done, self._quoted(data[:done], codes[:done], lines, doubled)
        return self._walk(data, final)

    def _regular_end(
        self, codes: npt.NDArray[np.uint8], quotes: npt.NDArray[np.intp], outside: npt.NDArray[np.intp], final: bool
    ) -> int:
        """Where the last whole record ends when all quotes up to there enclose cells; -1 when some do not.

        `outside`: the line ends that do not stand between quotes.
        """
        if final and len(quotes) % 2 == 0:
            end = len(codes)
        else:
            end = int(outside[-1]) + 1 if len(outside) else 0
        within = quotes[: np.searchsorted(quotes, end)]
        before, after = within[::2], within[1::2]
        if len(before) and before[0] == 0:
            before = before[1:]
        if len(after) and after[-1] == len(codes) - 1:
            after = after[:-1]
        fine = bool(self._openers[codes[before - 1]].all() and self._closers[codes[after + 1]].all())
        if final and end < len(codes):
            return -1
        if fine and end == 0 and len(codes) > 4096:
            return -1  # one quote that never closes: not a value of this size
        return end if fine else -1

    def _count(self, text: bytes) -> _Counted:
        """Numbers the lines of a text without quotes."""
        n = int(np.count_nonzero(np.frombuffer(text, np.uint8) == _NL)) + (0 if text.endswith(b"\n") or not text else 1)
        numbers = np.arange(self.number, self.number + n, dtype=np.uint32)
        self.number += n
        return _Counted(text, numbers)

    def _plain(self, block: _Counted, quoted: bool = False) -> pl.DataFrame:
        """Reads lines in which no line end stands inside a value."""
        if not len(block.numbers):
            return self._frame([])
        codes = np.frombuffer(block.text, np.uint8)
        if self.width > 1 and not quoted:
            expected = len(block.numbers) * (self.width - 1)
            if np.count_nonzero(codes == self._d) == expected:
                try:
                    return self._parse(block, quoted=False)
                except pl.exceptions.PolarsError:
                    pass  # too many cells in one line, too few in another
        ends = np.flatnonzero(codes == _NL)
        if len(ends) < len(block.numbers):
            ends = np.append(ends, len(codes))
        marks = codes == self._d
        if quoted:
            marks &= np.bitwise_xor.accumulate((codes == self._q).view(np.uint8)) == 0
        return self._sorted_out(block, codes, ends, np.flatnonzero(marks), quoted)

    def _sorted_out(
        self,
        block: _Counted,
        codes: npt.NDArray[np.uint8],
        ends: npt.NDArray[np.intp],
        marks: npt.NDArray[np.intp],
        quoted: bool,
    ) -> pl.DataFrame:
        """Takes blank and overlong records out of a block before it is parsed; `ends` are the ends of its records."""
        starts = np.concatenate(([0], ends[:-1] + 1))
        counts = np.diff(np.searchsorted(marks, ends), prepend=0)
        lengths = ends - starts
        blank = (lengths == 0) | ((lengths == 1) & (codes[np.minimum(starts, len(codes) - 1)] == _CR))
        odd = blank | (counts >= self.width)
        rows: list[Row] = []
        for i in np.flatnonzero(odd & ~blank).tolist():
            for part in records_of(block.text[starts[i] : ends[i]], self._lines.cells, self.width):
                rows.append((int(block.numbers[i]), self._fit(self._lines.cells(part))))
        if not quoted:
            short = ~blank & (counts < self.width - 1)
            for i, j, cells in self._broken(block.text, starts, ends, counts, short):
                odd[i : j + 1] = True
                rows.append((int(block.numbers[i]), self._fit(cells)))
        text, numbers = block.text, block.numbers
        if odd.any():
            text, numbers = _without(text, starts, ends, odd), numbers[~odd]
        try:
            frame = (
                self._parse(_Counted(text, numbers, block.doubled), quoted, ragged=True)
                if len(numbers)
                else self._frame([])
            )
        except pl.exceptions.PolarsError:  # what numpy and Polars do not agree on is read record by record
            whole = np.flatnonzero(~odd)
            frame = self._frame(
                [(int(block.numbers[i]), self._fit(self._lines.cells(block.text[starts[i] : ends[i]]))) for i in whole]
            )
        return pl.concat([frame, self._frame(rows)]).sort("n") if rows else frame

    def _broken(
        self,
        text: bytes,
        starts: npt.NDArray[np.intp],
        ends: npt.NDArray[np.intp],
        counts: npt.NDArray[np.intp],
        short: npt.NDArray[np.bool_],
    ) -> Iterator[tuple[int, int, list[str]]]:
        """Runs of short records that are one, broken by line ends in a value that was not quoted: first, last, cells."""
        where = np.flatnonzero(short)
        if len(where) < 2 or len(where) > 0.2 * len(short) + 2:
            return  # short records are usual here
        taken = -1
        for i in where.tolist():
            if i <= taken:
                continue
            have, j = int(counts[i]), i
            while have < self.width - 1 and j + 1 < len(short) and short[j + 1] and j - i < LOOK_AHEAD:
                j += 1
                have += int(counts[j])
            if have == self.width - 1 and j > i:
                parts = [self._lines.cells(text[starts[k] : ends[k]]) for k in range(i, j + 1)]
                whole = [cell.decode("utf-8", "replace") for cell in text[starts[i] : ends[j]].split(self._delimiter)]
                if self.join(parts, whole):
                    taken = j
                    yield i, j, whole

    def _quoted(
        self, text: bytes, codes: npt.NDArray[np.uint8], ends: npt.NDArray[np.intp], doubled: bool
    ) -> pl.DataFrame:
        """Reads a block in which all quotes enclose cells; these may hold delimiters and line ends."""
        if not text:
            return self._frame([])
        ends = ends[: np.searchsorted(ends, len(codes))]
        if not text.endswith(b"\n"):
            ends = np.append(ends, len(codes))
        numbers = np.arange(self.number, self.number + len(ends), dtype=np.uint32)
        self.number += len(ends)
        block = _Counted(text, numbers, doubled)
        lengths = np.diff(ends, prepend=-1)
        if self.width > 1 and int(lengths.min()) > 2:
            try:
                return self._parse(block, quoted=True, ragged=True)
            except pl.exceptions.PolarsError:
                pass  # a record with too many cells
        marks = (codes == self._d) & (np.bitwise_xor.accumulate((codes == self._q).view(np.uint8)) == 0)
        return self._sorted_out(block, codes, ends, np.flatnonzero(marks), quoted=True)

    def _walk(self, data: bytes, final: bool) -> tuple[int, pl.DataFrame]:
        """Reads text with quotes that do not enclose cells: line by line, but only the lines that need it."""
        lines = data.split(b"\n")
        if not final or data.endswith(b"\n"):
            lines.pop()
        plain: list[bytes] = []
        numbers: list[int] = []
        rows: list[Row] = []
        i, done = 0, 0
        while i < len(lines):
            line, used = lines[i], 1
            if self._quote not in line or self._lines.regular.fullmatch(line):
                plain.append(line)
                numbers.append(self.number)
            else:
                cells, used = self._lines.record(lines, i, final)
                if used == 0:
                    break
                rows.append((self.number, self._fit(cells)))
            self.number += 1
            done += sum(len(part) + 1 for part in lines[i : i + used])
            i += used
        text = b"\n".join(plain) + b"\n" if plain else b""
        frame = self._plain(_Counted(text, np.array(numbers, np.uint32)), quoted=True)
        if rows:
            frame = pl.concat([frame, self._frame(rows)]).sort("n")
        return min(done, len(data)), frame

    def _fit(self, cells: list[str]) -> list[str | None]:
        """Exactly `width` cells, empty ones as None."""
        while len(cells) > self.width and not cells[-1].strip():
            cells = cells[:-1]
        fitted: Sequence[str | None] = self.mend(cells) if len(cells) > self.width else cells
        return [cell or None for cell in fitted] + [None] * (self.width - len(fitted))

    def _frame(self, rows: Sequence[Row]) -> pl.DataFrame:
        columns: dict[str, pl.Series] = {
            f"c{i}": pl.Series([cells[i] for _, cells in rows], dtype=pl.String) for i in range(self.width)
        }
        return pl.DataFrame({**columns, "n": pl.Series([n for n, _ in rows], dtype=pl.UInt32)})

    def _parse(self, block: _Counted, quoted: bool, ragged: bool = False) -> pl.DataFrame:
        """Lets Polars read a block; every record must come out, or the block is refused."""
        text = block.text
        if ragged:  # Polars takes the number of columns from the first line
            text = self._delimiter * (self.width - 1) + b"\n" + text
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=self._delimiter.decode(),
            quote_char=self._quote.decode() if quoted else None,
            schema=self._schema,
            infer_schema=False,
        )
        if ragged:
            frame = frame.slice(1)
        if frame.height != len(block.numbers):
            raise pl.exceptions.ComputeError("records lost")
        if quoted and block.doubled:
            frame = frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
        return frame.hstack([pl.Series("n", block.numbers)])


def _with_content(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in which at least one cell is filled."""
    if any(frame.get_column(name).null_count() == 0 for name in frame.columns if name != "n"):
        return frame
    return frame.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))


def _without(
    text: bytes, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp], odd: npt.NDArray[np.bool_]
) -> bytes:
    """The text without the records that are odd."""
    pieces: list[bytes] = []
    at = 0
    for i in np.flatnonzero(odd):
        pieces.append(text[at : starts[i]])
        at = int(ends[i]) + 1
    pieces.append(text[at:])
    return b"".join(pieces)
