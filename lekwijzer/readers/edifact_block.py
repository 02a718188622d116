"""Many EDIFACT messages at once: a block of laboratory reports as rows.

What `edifact_message.py` says about one message is asked here of all messages of a block together. A message that is
not plain (cut off, with running text, of the United Nations' style, with a piece that is perhaps no segment) is left to
it: the rows are the same by either way.
"""

from __future__ import annotations

import re

import numpy as np

from lekwijzer.readers import edifact_message as one
from lekwijzer.readers import edifact_texts
from lekwijzer.readers.edifact_people import JOINT
from lekwijzer.readers.message_grid import (
    Grid,
    Letters,
    Mask,
    Positions,
    TagTable,
    code,
    codes,
    digests,
    firsts,
    letters_of,
)
from lekwijzer.readers.message_io import (
    EXAM_DATE,
    EXAM_TYPE,
    NOBODY,
    REQUESTER,
    TEST_RESULT,
    BlockRows,
    Row,
    Unread,
    joined,
)

_ALL = EXAM_TYPE | TEST_RESULT
_KIND = {name: code(name.encode()) for name in ("BEP", "OPB", "IDE", "PID", "PAD", "ART", "DET", "UNT", "TXT")}
_KNOWN = TagTable(one.TAGS)
_SKIPPED, _PLAIN, _RICH = 1, 2, 3
_CLASS = TagTable(
    one.SKIPPED,
    [kind.encode() for kind in _KIND],
    [tag for tag in one.TAGS if tag not in one.SKIPPED and (tag == b"TXT" or tag.decode() not in _KIND)],
)
"""Tags that say nothing, that are asked of all messages at once, and that are read one by one: text, the style of the United Nations."""
_APOSTROPHE = b"\x04"
_SHOW = {ord(stand_in): real for stand_in, real in one.STAND_INS.items()}
_NEXT_LINE = re.compile(rb"'[\r\n]*TXT[:0-9]*\+")
_GROUPS = TagTable([tag for tag in one.TAGS if tag[:1] == b"S" and tag[1:].isdigit()])
_OFTEN = tuple(code(tag) for tag in (b"FTX", b"INV", b"RSL"))
_SOME = 3
"""Of segments that come often the first few, which mostly say all that the others could add."""
_TAIL = letters_of(b"+:")
_CLOSED = letters_of(b"+:'")
_MAY_FOLLOW = letters_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n\t '\0")
"""What may follow a terminator that does not stand inside a value."""
_LINE_END = letters_of(b"\r\n")
_END = b"\0" * 8
"""Put behind a block, so that looking ahead needs no check."""


def block_rows(block: bytes, begins: list[int]) -> BlockRows:
    """The rows of a block whose messages begin, behind the tag of their header, at these places."""
    return _Block(block, begins).taken()


class _Block:
    """One block while it is taken apart."""

    def __init__(self, block: bytes, begins: list[int]) -> None:
        self.begins = np.array(begins, np.int64)
        self.stops = np.append(self.begins[1:] - len(b"UNH+"), len(block))
        self.count = len(begins)
        block += _END
        letters = np.frombuffer(block, np.uint8)
        release = np.flatnonzero(letters == ord("?"))
        if len(release):
            released = letters[release + 1]
            letters = letters.copy()
            letters[release[released == ord("+")] + 1] = 0
            release = release[released == ord("?")]
        starts, ends = _segments(letters)
        first = np.searchsorted(starts, self.begins)
        starts, ends = starts[first[0] :], ends[first[0] :]
        self.message = np.repeat(np.arange(self.count), np.diff(first, append=len(starts) + first[0]))
        self.grid = Grid(block, letters, np.flatnonzero(letters == ord("+")), starts, ends)
        self.tags = codes(letters, starts, 3)
        self.marks = np.zeros(self.count, np.uint8)
        self._close()
        self.classes = _CLASS.classes(letters, starts)
        self.rich: Mask = np.zeros(self.count, np.bool_)
        self.rich[self.message[(self.tags != 0) & (self.classes == _RICH)]] = True
        self.shortened: Mask = np.zeros(self.count, np.bool_)
        self.careful[self.message[self._doubtful()]] = True
        self.careful[np.searchsorted(self.begins, release[release > self.begins[0]], "right") - 1] = True

    def _close(self) -> None:
        """Finds where messages end: with the last trailer; those that have none need more care."""
        trailers = self._of("UNT")
        self.closes = self.stops.copy()
        ended: Mask = np.zeros(self.count, np.bool_)
        owners = self.message[trailers]
        self.closes[owners] = self.grid.ends[trailers] + 1
        ended[owners] = True
        self.careful = ~ended
        after = self.grid.starts >= self.closes[self.message]
        self.tags[after] = 0

    def _doubtful(self) -> Mask:
        """Pieces that are perhaps no segments, or that say more than is asked for here."""
        letters, starts = self.grid.letters, self.grid.starts
        doubtful: Mask = (self.tags != 0) & ~((self.classes > 0) & _TAIL[letters[starts + 3]])
        return doubtful

    def _needed(self) -> Positions:
        """Segments of rich messages that have to be read: not those that never say anything, nor all of a long row."""
        if not self.rich.any():
            return np.zeros(0, np.int64)
        needed: Mask = self.rich[self.message] & (self.tags != 0) & (self.classes != _SKIPPED)
        for tag in _OFTEN:
            which = np.flatnonzero(self.tags == tag)
            if tag == code(b"FTX"):
                f = self.grid.fields(which)
                which = which[f.starts_with(1, b"UIT") & f.of_length(1, 3)]
            begin = np.flatnonzero(firsts(self.message[which]))
            rank = np.arange(len(which)) - np.repeat(begin, np.diff(begin, append=len(which)))
            needed[which[rank >= _SOME]] = False
            self.shortened[self.message[which[rank >= _SOME]]] = True
        needed[self._of("TXT")] = False
        which = np.flatnonzero(needed)
        opens = _GROUPS.has(self.grid.letters, self.grid.starts[which])
        again = opens[:-1] & opens[1:] & (self.message[which[:-1]] == self.message[which[1:]])
        needed[which[:-1][again]] = False  # a group in which nothing is read
        return np.flatnonzero(needed)

    def _texts(self) -> dict[int, bytes]:
        """The running text of each message that has any, as the text of one segment."""
        which = self._of("TXT")
        owners = self.message[which]
        first = np.flatnonzero(firsts(owners))
        last = np.append(first[1:], len(which))[: len(first)] - 1
        spans = owners[first], self.grid.starts[which[first]], self.grid.ends[which[last]]
        block = self.grid.block
        together = which[last] - which[first] == last - first
        self.careful[owners[first[~together]]] = True
        return {
            owner: _NEXT_LINE.sub(b" ", block[start:end])
            for owner, start, end in zip(*(s.tolist() for s in spans), strict=True)
        }

    def _read(self, number: int, segments: list[bytes], text: bytes) -> Row | None:
        """The row of a rich message; None when it has to be read whole."""
        inside = [index for index, segment in enumerate(segments) if b"'" in segment]
        if any(_broken(segments[index]) for index in inside):
            return None
        for index in inside:
            segments[index] = segments[index].replace(b"?'", _APOSTROPHE).replace(b"'", _APOSTROPHE)
        found = one.Found(segments, True)
        if text:
            found.texts.append(text)
        begin = self.begins[number]
        label = self.grid.block[begin : self.grid.block.find(b"'", begin)].partition(b"+")[2]
        row = found.row(label.decode())
        if row is None or (self.shortened[number] and row[3] & _ALL != _ALL):
            return None  # what was passed over may say it
        if not inside:
            return row
        who, order, specimen, marks, reason = row
        return tuple(value.translate(_SHOW) for value in who), order.translate(_SHOW), specimen, marks, reason

    def taken(self) -> BlockRows:
        """The rows, once everything has been asked."""
        self._determinations()
        which = self._of("ART")
        f = self.grid.fields(which)
        self._mark(which, f.says(2, _filled) | f.says(3, _filled) | f.says(4, _filled), REQUESTER)
        which = self._of("DET")
        f = self.grid.fields(which)
        self._mark(which, f.digit(1), EXAM_DATE)
        self.careful[self.message[which[f.starts_with(1, b"?")]]] = True
        taken = self._rows()
        edifact_texts.take(taken.texts, self.grid, self.tags, self.message)
        return taken

    def _of(self, kind: str) -> Positions:
        return np.flatnonzero(self.tags == _KIND[kind])

    def _mark(self, which: Positions, says: Mask, mark: int) -> None:
        self.marks[self.message[which[says]]] |= mark

    def _determinations(self) -> None:
        """Determinations: the first of a message mostly says all that its others could add."""
        which = self._of("BEP")
        message = self.message[which]
        first = firsts(message)
        self._determined(which[first])
        self._determined(which[~first & (self.marks[message] & _ALL != _ALL)])
        remarked = self.message[self._of("OPB")]
        self.careful[remarked[self.marks[remarked] & TEST_RESULT == 0]] = True

    def _determined(self, which: Positions) -> None:
        f = self.grid.fields(which)
        asked = ~f.filled(1) | f.starts_with(1, b"0")
        self._mark(which, asked & f.filled(2), EXAM_TYPE)
        self._mark(which, asked & f.filled(3) & ~(f.starts_with(3, b'""') & f.of_length(3, 2)), TEST_RESULT)

    def _first(self, kind: str) -> list[int]:
        """The first segment of a kind per message; -1 where there is none."""
        which = self._of(kind)
        which = which[firsts(self.message[which])]
        found = np.full(self.count, -1)
        found[self.message[which]] = which
        return found.tolist()

    def _numbers(self) -> list[list[bytes]]:
        """The numbers of the request in each message."""
        numbers: list[list[bytes]] = [[] for _ in range(self.count)]
        which = self._of("IDE")
        low, high = self.grid.fields(which).bounds(2)
        block = self.grid.block
        for owner, start, end in zip(self.message[which].tolist(), low.tolist(), high.tolist(), strict=True):
            number = block[start:end].strip()
            if b":" in number or b"?" in number:
                self.careful[owner] = True
            elif number:
                numbers[owner].append(number)
        return numbers

    def _rows(self) -> BlockRows:
        grid, block = self.grid, self.grid.block
        numbers, pids, pads = self._numbers(), self._first("PID"), self._first("PAD")
        starts, ends = grid.starts.tolist(), grid.ends.tolist()
        rows: list[Unread] = []
        kept: list[int] = []
        texts = self._texts()
        rich = self.rich.tolist()
        careful, marks = self.careful.tolist(), self.marks.tolist()
        others: list[int] = []
        which = self._needed()
        stops = np.cumsum(np.bincount(self.message[which], minlength=self.count)).tolist()
        needed = which.tolist()
        for number in range(self.count):
            if rich[number]:
                segments = [
                    block[starts[i] : ends[i]] for i in needed[stops[number - 1] if number else 0 : stops[number]]
                ]
                row = None if careful[number] else self._read(number, segments, texts.get(number, b""))
                if row is None:
                    others.append(number)
                else:
                    rows.append(row)
                    kept.append(number)
                continue
            pid, pad = pids[number], pads[number]
            person = block[starts[pid] : ends[pid]] if pid >= 0 else b""
            place = block[starts[pad] : ends[pad]] if pad >= 0 else b""
            if careful[number] or person[4:7] == b"PAT" or _broken(person) or _broken(place):
                others.append(number)
                continue
            order = joined([value.decode() for value in numbers[number]])
            if order or (person and one.patient(person, place) != NOBODY):
                rows.append((person + JOINT + place if person else NOBODY, order, "", marks[number], ""))
                kept.append(number)
        begins, closes, stops = self.begins.tolist(), self.closes.tolist(), self.stops.tolist()
        hashes = digests([block[begins[number] : closes[number]] for number in kept])
        rest = [(number, block[begins[number] : stops[number]]) for number in others]
        return BlockRows(rows, hashes, np.array(kept, np.int64), rest)


def _segments(letters: Letters) -> tuple[Positions, Positions]:
    """Where segments start and end.

    A terminator stands inside a value where no segment follows at once: `'s-Gravenhage`, released or not. A released one
    ends a segment all the same where another follows: `Nuchter?'`.
    """
    ends = np.flatnonzero(letters == ord("'"))
    nexts = ends + 1
    inside = ~_MAY_FOLLOW[letters[nexts]]
    while (more := _LINE_END[letters[nexts]]).any():
        nexts = nexts + more
    inside |= letters[ends - 1] == ord("?")
    unsure = np.flatnonzero(inside)
    if len(unsure):
        follows = nexts[unsure]
        dropped = unsure[~(_KNOWN.has(letters, follows) & _CLOSED[letters[follows + 3]])]
        ends, nexts = np.delete(ends, dropped), np.delete(nexts, dropped)
    return np.append(0, nexts[:-1])[: len(ends)], ends


def _broken(segment: bytes) -> bool:
    """Whether a segment with a terminator inside goes on on another line."""
    return b"'" in segment and (b"\n" in segment or b"\r" in segment)


def _filled(value: bytes) -> bool:
    return one.filled(one.released(value))
