"""The first and last bytes of a text column as numbers, without touching the text: the cheap question before the dear one.

A column of text is kept as one view of sixteen bytes per value: its length, its first four bytes, and then either the rest
of a value of at most twelve bytes or the place where a longer one stands (Arrow Columnar Format, "variable-size binary
view layout"). Most values of most columns can be told to be fine from their view alone, at a few nanoseconds each, where a
regular expression takes tens. What cannot is left to the functions that read text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
SHORT = 12
"""The longest value that stands in its view as a whole."""

_BLANKS = (9, 10, 11, 12, 13, 28, 29, 30, 31, 32)
_BLANK_LEADS = (0xC2, 0xE1, 0xE2, 0xE3)
"""First bytes of the blanks beyond ASCII (NBSP, the spaces of typography, the ideographic space) and of much else."""

if sys.byteorder != "little":  # pragma: no cover
    raise ImportError("views are read as little-endian numbers")


class Views:
    """The views of a column. What stands in the view of a null means nothing: see `valid`, which is None without nulls."""

    __slots__ = ("_bytes", "_words", "lengths", "valid")

    def __init__(self, values: pl.Series) -> None:
        array = values.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
        views = array.buffers()[1]
        count = len(array)
        words = np.frombuffer(views, np.uint64, count=2 * count, offset=16 * array.offset).reshape(count, 2)
        self.valid: Mask | None = values.is_not_null().to_numpy() if values.null_count() else None
        self._words = words
        self._bytes = words.view(np.uint8).reshape(count, 16)
        self.lengths: npt.NDArray[np.uint32] = words.view(np.uint32).reshape(count, 4)[:, 0]

    def __len__(self) -> int:
        return len(self._words)

    def heads(self) -> npt.NDArray[np.uint64]:
        """Length and first four bytes as one number: unequal numbers are unequal values."""
        return self._words[:, 0]

    def start(self) -> npt.NDArray[np.uint16]:
        """The first two bytes as one number, the first byte low; what is not there is 0."""
        return self._words.view(np.uint16).reshape(len(self), 8)[:, 2]

    def byte(self, position: int) -> Bytes:
        """The byte at a position below 12, meaningful only in values of at most 12 bytes (below 4: in all)."""
        return self._bytes[:, 4 + position]

    def digits(self, first: int, count: int) -> tuple[npt.NDArray[np.int32], Mask]:
        """The number that `count` bytes from `first` on write, and whether all of them are digits. Only for short values."""
        total = np.zeros(len(self), np.int32)
        fine = np.ones(len(self), np.bool_)
        for at in range(first, first + count):
            digit = self._bytes[:, 4 + at] - np.uint8(48)
            fine &= digit < 10
            total = total * np.int32(10) + digit
        return total, fine

    def last(self) -> Bytes:
        """The last byte of each short value; of an empty one 0 to 12, the byte of a long one means nothing."""
        at = np.minimum(self.lengths, SHORT).astype(np.intp)
        at += np.arange(3, 16 * len(self) + 3, 16)
        return np.take(self._bytes.reshape(-1), at)

    def mostly_long(self) -> bool:
        """Whether more must be read than the views: told from the first thousand."""
        some = self.lengths[:1000]
        return 8 * int(np.count_nonzero(some > SHORT)) > len(some)


def may_equal(views: Views, value: str) -> Mask:
    """Rows whose value may be this one: its length and first four bytes are; of a value of four bytes or less, all of it."""
    text = value.encode()
    same: Mask = views.heads() == np.uint64(len(text) | int.from_bytes(text[:4], "little") << 32)
    return same


def starts(words: Iterable[str]) -> Mask:
    """A table for `Views.start`: whether a value could begin as one of these words in any case.

    With accents, too: a second byte that is not ASCII may be any letter. A first byte that is neither a letter nor a digit
    is left to `first_bytes`.
    """
    table = np.zeros((256, 256), np.bool_)  # second byte, first byte
    for word in words:
        first, second = (ord(c) for c in (word + "\0")[:2])
        for one in {chr(first).lower(), chr(first).upper()}:
            for two in {chr(second).lower(), chr(second).upper()}:
                table[ord(two), ord(one)] = True
            table[0x80:, ord(one)] = True
            if len(word) == 1:
                table[:, ord(one)] = True
    return table.reshape(-1)


def first_bytes(wanted: Iterable[int]) -> Mask:
    """A table for `Views.start`: whether the first byte is one of these."""
    table = np.zeros((256, 256), np.bool_)
    table[:, list(wanted)] = True
    return table.reshape(-1)


STARTS_BLANK = first_bytes((*_BLANKS, *_BLANK_LEADS)) | (np.arange(1 << 16) == 0)
"""Values that are empty, or begin with a blank or with a byte with which one could begin."""
STARTS_ODD = first_bytes(b for b in range(1, 256) if not chr(b).isalnum() or b > 127)
"""Values that begin with something else than a letter without an accent or a digit."""
_ENDS = np.zeros(256, np.bool_)
_ENDS[[*_BLANKS, 0x85, *range(0x80, 0x8B), 0xA0, 0xA8, 0xA9, 0xAF, 0x9F]] = True


def ends_blank(views: Views) -> Mask:
    """Values that end with a blank, or with a byte that ends one beyond ASCII, and those that are too long to tell."""
    ends: Mask = np.take(_ENDS, views.last())
    return ends | (views.lengths > SHORT)
