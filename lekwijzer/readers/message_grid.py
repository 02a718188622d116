"""Where the segments and fields of many messages begin and end, found for a whole block at once.

A block is a piece of a file with many messages in it. Positions are kept in arrays: what is asked of one segment is
asked of all segments of its kind together, and only what a record keeps is ever cut out as a string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Letters = npt.NDArray[np.uint8]
Tags = npt.NDArray[np.uint32]
TagPlaces = npt.NDArray[np.int32]
Digests = npt.NDArray[np.uint64]

_SEED = 20_250_806
_INLINE = 12
"""Bytes that stand in a view itself."""


def letters_of(signs: bytes) -> Mask:
    """A table of which letters are among these."""
    table = np.zeros(256, np.bool_)
    table[list(signs)] = True
    return table


_DIGIT = letters_of(b"0123456789")
_ALPHA = letters_of(bytes((*range(65, 91), *range(97, 123))))
_ALNUM = _DIGIT | _ALPHA
_TAG_LETTER = _ALNUM & ~letters_of(bytes(range(97, 123)))


class Grid:
    """Segments of a block: where they start and end, and what is in their fields."""

    def __init__(
        self, block: bytes, letters: Letters, signs: Positions, firsts: Positions, starts: Positions, ends: Positions
    ) -> None:
        """`starts` and `ends` are those of the segments.

        `letters` are those of the block, but for delimiters that are none. `signs` are the places of all that end a
        field or a segment, `firsts` which of them is the first in each segment.
        """
        self.block, self.letters = block, letters
        self.starts, self.ends = starts, ends
        self._signs, self._firsts = signs, firsts

    @classmethod
    def of_lines(cls, block: bytes, letters: Letters) -> Grid:
        """The segments between carriage returns, with bars between their fields; the block starts and ends with the former."""
        closing: Mask = letters == ord("|")
        closing |= letters == ord("\r")
        signs = np.flatnonzero(closing)
        ends = np.flatnonzero(letters[signs] == ord("\r"))
        filled = np.flatnonzero(np.diff(signs[ends]) > 1)  # an empty line is no segment
        befores, lasts = ends[filled], ends[filled + 1]
        return cls(block, letters, signs, befores + 1, signs[befores] + 1, signs[lasts])

    def cut(self, index: int) -> bytes:
        """One segment."""
        return self.block[self.starts[index] : self.ends[index]]

    def fields(self, which: Positions) -> Fields:
        """The fields of some of the segments."""
        return Fields(self, self.ends[which], self._firsts[which])

    def bounds(self, first: Positions, ends: Positions, number: int) -> tuple[Positions, Positions]:
        """Where a field starts and ends; nowhere (start = end) in segments that have no such field."""
        low = np.minimum(self._signs.take(first + (number - 1), mode="clip") + 1, ends)
        return low, np.minimum(self._signs.take(first + number, mode="clip"), ends)


class Fields:
    """The fields of some segments of a block."""

    def __init__(self, grid: Grid, ends: Positions, first: Positions) -> None:
        self._grid, self._ends, self._first = grid, ends, first

    def bounds(self, number: int) -> tuple[Positions, Positions]:
        """Where field `number` starts and ends in each segment."""
        return self._grid.bounds(self._first, self._ends, number)

    def filled(self, number: int) -> Mask:
        """Which segments have anything in a field."""
        low, high = self.bounds(number)
        return low < high

    def starts_with(self, number: int, text: bytes) -> Mask:
        """Which segments have a field that starts with this."""
        low, high = self.bounds(number)
        result: Mask = high - low >= len(text)
        for offset, sign in enumerate(text):
            result &= self._grid.letters[low + offset] == sign
        return result

    def of_length(self, number: int, length: int) -> Mask:
        """Which segments have a field of this length."""
        low, high = self.bounds(number)
        result: Mask = high - low == length
        return result

    def digit(self, *numbers: int) -> Mask:
        """Which segments have a digit as the first character of the first filled of these fields."""
        low, high = self.bounds(numbers[0])
        for number in numbers[1:]:
            other, end = self.bounds(number)
            empty = low >= high
            low, high = np.where(empty, other, low), np.where(empty, end, high)
        return (low < high) & _DIGIT[self._grid.letters[low]]

    def says(self, number: int, test: Callable[[bytes], bool], doubtful: bytes = b"") -> Mask:
        """Which segments pass a test on a field.

        An empty field fails; one that starts with a letter or digit passes, unless that is among the doubtful ones.
        """
        low, high = self.bounds(number)
        here = low < high
        letter = self._grid.letters[low]
        clear = _ALNUM[letter]
        for sign in doubtful:
            clear &= letter != sign
        result: Mask = here & clear
        block = self._grid.block
        for index in np.flatnonzero(here & ~clear).tolist():
            result[index] = test(block[low[index] : high[index]])
        return result


def codes(letters: Letters, starts: Positions, length: int) -> npt.NDArray[np.uint32]:
    """The first `length` (at most four) letters at each start as one number."""
    result = letters[starts].astype(np.uint32)
    for offset in range(1, length):
        result |= letters[starts + offset].astype(np.uint32) << np.uint32(8 * offset)
    return result


class TagTable:
    """Tags of three capitals or digits in classes (from 1), of which it is quick to tell which stands somewhere."""

    def __init__(self, tags: Iterable[bytes], *more: Iterable[bytes]) -> None:
        """Each list of tags is a class; a tag in two of them is of the last."""
        self._table = np.zeros(1 << 18, np.uint8)
        for number, some in enumerate((tags, *more), 1):
            for tag in some:
                self._table[(tag[0] & 63) << 12 | (tag[1] & 63) << 6 | tag[2] & 63] = number

    def at(self, places: TagPlaces) -> Letters:
        """Of which class the tag at each place is; 0 for none of them."""
        return self._table[places]

    def has(self, letters: Letters, starts: Positions) -> Mask:
        """Where one of the tags stands."""
        return self.at(tag_places(letters, starts)) > 0


def tag_places(letters: Letters, starts: Positions) -> TagPlaces:
    """The places in a `TagTable` of what stands at each start; 0, where no tag is, of what cannot be one."""
    place = np.zeros(len(starts), np.int32)
    possible: Mask = np.ones(len(starts), np.bool_)
    for offset in range(3):
        letter = letters[starts + offset]
        possible &= _TAG_LETTER[letter]
        place = place << 6 | (letter & 63)
    return place * possible


def firsts(owners: Positions) -> Mask:
    """Which are the first of their owner, in a list in the order of owners."""
    result: Mask = np.diff(owners, prepend=-1) != 0
    return result


def code(tag: bytes) -> int:
    """The number of up to four letters, as in `codes`."""
    return int.from_bytes(tag, "little")


def alphabetic(letters: Letters) -> Mask:
    """Which letters are A to Z or a to z."""
    return _ALPHA[letters]


def digests(parts: Sequence[bytes]) -> Digests:
    """A hash per part; equal bytes have equal hashes in every run and process."""
    return pl.Series(parts, dtype=pl.Binary).hash(_SEED).to_numpy()


def pieces(block: bytes, begins: Positions, ends: Positions) -> pl.Series:
    """Pieces of a block, which are not cut out for it: Arrow's views only say where in a buffer each stands."""
    if len(block) >= 1 << 31 or not len(begins):
        some = [block[a:b] for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]
        return pl.Series(some, dtype=pl.Binary)
    letters, lengths = np.frombuffer(block, np.uint8), ends - begins
    views = np.zeros((len(begins), 4), np.int32)
    views[:, 0], views[:, 3] = lengths, begins  # between these the first letters, and the number of the buffer
    signs = views.view(np.uint8)
    for offset in range(4):
        signs[:, 4 + offset] = letters.take(begins + offset, mode="clip")
    short = np.flatnonzero(lengths <= _INLINE)
    at = np.arange(_INLINE)
    inline = letters.take(begins[short, None] + at, mode="clip")
    signs[short, 4:] = inline * (at < lengths[short, None])
    array = pa.Array.from_buffers(pa.binary_view(), len(begins), [None, pa.py_buffer(views), pa.py_buffer(block)])
    return pl.Series(array, dtype=pl.Binary)


def digests_within(block: bytes, begins: Positions, ends: Positions) -> Digests:
    """The hashes of pieces of a block."""
    return pieces(block, begins, ends).hash(_SEED).to_numpy()
