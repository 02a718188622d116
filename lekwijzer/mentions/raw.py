"""Bytes that nobody understands as the texts in them: what could be words or numbers, in one byte a letter or in two, and where it stands.

Most of such bytes are no text at all, so they are looked through in cells of eight, by columns: how many of the eight could be
letters, and how many are figures. Only what is left is looked at by the letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 20
NEAR = 64
"""Bytes between two texts that may be about one another: the fields of a record."""
_LARGE = 1 << 15
"""Letters after which texts are no longer taken together, however close they stand."""
_CARRIED = 1 << 16
"""Bytes at the end of a block that are looked at again with the next, when a text runs on."""
_CELL = 8
_SUM = np.uint64(0x0101010101010101)
_TEXT, _FIGURES, _WIDE = 12, 4, 3
"""Of two cells, letters that make a text and figures that make a number; of one, letters with a zero behind them."""
_LETTERS_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\0){5,}+[\t\n\r\x20-\x7e\xa0-\xff]?")
_LETTERS = re.compile(rb"[\t\n\r\x20-\x7e]{4}(?:[\t\n\r\x20-\x7e]++|[\x80-\xff]{1,2}+(?=[A-Za-z ]))*+")
_SHORTEST = 5
_WORTH = re.compile(r"(?:[0-9][^0-9\n]{0,3}){4}|\w@\w|[^\W\d_a-z][a-z\u00e0-\u00ff]{2}|[^\W\d_]{4} [^\W\d_]")
"""What a text must have: some figures together, a mail address, or a word."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that stand close together, a line each."""

    text: str
    starts: tuple[int, ...]  # where each line begins in the text …
    offsets: tuple[int, ...]  # … and in the file
    widths: tuple[int, ...]  # bytes of a letter

    def offset(self, at: int) -> int:
        """Where in the file a letter of the text stands; beyond ASCII nearly there."""
        line = bisect_right(self.starts, at) - 1
        return self.offsets[line] + (at - self.starts[line]) * self.widths[line]


def clusters(path: Path) -> Iterator[Cluster]:
    """The texts of a file in their order; memory does not grow with it."""
    with path.open("rb") as file:
        held, base = b"", 0
        while block := file.read(BLOCK):
            data = held + block
            more = len(block) == BLOCK
            until = _until(data) if more else len(data)
            yield from in_bytes(data[:until], base)
            held, base = data[until:], base + until


def _until(data: bytes) -> int:
    """Up to where a block is looked at by itself: a text that runs to its end is cut where a line or a field ends."""
    first = max(len(data) - _CARRIED, 0)
    for end in (b"\n", b"\0", b"\x01", b";", b" "):
        at = data.rfind(end, first)
        if at > 0:
            return at + 1
    return len(data)


def in_bytes(data: bytes, base: int = 0) -> Iterator[Cluster]:
    """The texts in some bytes, of which the first is number `base` of the file."""
    padded = data + bytes(-len(data) % _CELL)
    cells = np.frombuffer(padded, dtype="<u8")
    kept = _kept(padded)
    if not kept.any():
        return
    behind = np.zeros_like(kept)
    behind[1:] = kept[:-1] & ~kept[1:]
    places = np.flatnonzero(kept | behind)
    some = cells[places]
    some[behind[places]] = 0x0101010101010101  # between two texts, so that they are not read as one
    yield from _joined(some.tobytes(), places, base)


def _kept(padded: bytes) -> npt.NDArray[np.bool_]:
    """The cells that may be part of a text, and those beside them."""
    raw = np.frombuffer(padded, dtype=np.uint8)
    letter = (raw - np.uint8(0x20)) < 0x5F
    wide = np.zeros(len(raw), dtype=bool)
    wide[:-1] = letter[:-1] & (raw[1:] == 0)  # whichever of the two bytes comes first
    letters, figures = _counted(letter), _counted((raw - np.uint8(0x30)) < 10)
    kept = _counted(wide) >= _WIDE
    two = (letters[:-1] + letters[1:] >= _TEXT) | (figures[:-1] + figures[1:] >= _FIGURES)
    kept[:-1] |= two
    kept[1:] |= two
    near = kept.copy()
    near[1:] |= kept[:-1]
    near[:-1] |= kept[1:]
    return near & ~_filler(padded)


def _filler(padded: bytes) -> npt.NDArray[np.bool_]:
    """The cells within a long run of one letter: a bomb is full of these, and no value is."""
    cells = np.frombuffer(padded, dtype="<u8")
    alike: npt.NDArray[np.bool_] = cells == (cells & np.uint64(0xFF)) * _SUM
    alike[1:] &= cells[1:] == cells[:-1]
    within = np.zeros(len(alike), dtype=np.bool_)
    within[1:-1] = alike[:-2] & alike[1:-1] & alike[2:]
    return within


def _counted(some: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """How many of each eight are true: as one number they add up by a product, without a carry."""
    return (some.view("<u8") * _SUM >> np.uint64(56)).astype(np.uint8)


def _joined(some: bytes, places: npt.NDArray[np.intp], base: int) -> Iterator[Cluster]:
    """The texts in the cells that were kept, those near to one another together."""
    lines: list[str] = []
    offsets: list[int] = []
    widths: list[int] = []
    end, letters = -1, 0
    for start, text, width, size in _texts(some):
        at = int(places[start // _CELL]) * _CELL + start % _CELL + base
        if lines and (at - end > NEAR or letters > _LARGE):
            yield _cluster(lines, offsets, widths)
            lines, offsets, widths, letters = [], [], [], 0
        letters += len(text)
        lines.append(text)
        offsets.append(at)
        widths.append(width)
        end = at + size
    if lines:
        yield _cluster(lines, offsets, widths)


def _cluster(lines: list[str], offsets: list[int], widths: list[int]) -> Cluster:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return Cluster("\n".join(lines), tuple(starts), tuple(offsets), tuple(widths))


def _texts(some: bytes) -> list[tuple[int, str, int, int]]:
    """The texts in what was kept, in order: where each begins, the text, the bytes of a letter, and of the whole."""
    found = []
    for run in _LETTERS.finditer(some):
        start = run.start() - _accented(some, run.start())
        if run.end() - start >= _SHORTEST:
            found.append((start, _decoded(some[start : run.end()]), 1, run.end() - start))
    wide = [
        (run.start(), _decoded_wide(run[0], some[run.start() - 1 : run.start()] == b"\0"), 2, run.end() - run.start())
        for run in _LETTERS_WIDE.finditer(some)
    ]
    found = sorted(found + wide) if wide else found
    return [one for one in found if _WORTH.search(one[1])]


def _accented(some: bytes, at: int) -> int:
    """The bytes of a letter with an accent in front of a text: it begins many a name."""
    if at >= 2 and 0xC3 <= some[at - 2] <= 0xC5 and 0x80 <= some[at - 1] <= 0xBF:
        return 2
    return int(at >= 1 and some[at - 1] >= 0xC0)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _decoded_wide(raw: bytes, zero_first: bool) -> str:
    """Letters of two bytes; a last one without a zero behind it belongs to the text only where the zeros come first."""
    if len(raw) % 2:
        raw = raw + b"\0" if zero_first else raw[:-1]
    return raw.decode("utf-16-le", "replace")
