"""Many EDIFACT messages at once: a block of reports and letters as rows.

What `edifact_message.py` says about one message is asked here of all messages of a block together. A message that is
not plain (cut off, with a piece that is perhaps no segment, about nobody but in its words) is left to it: the rows are
the same by either way.
"""

from __future__ import annotations

import re
from itertools import compress

import numpy as np
import polars as pl

from lekwijzer.readers import edifact_message as one
from lekwijzer.readers import edifact_texts
from lekwijzer.readers.edifact_people import JOINT
from lekwijzer.readers.edifact_un_people import APOSTROPHE, packed
from lekwijzer.readers.edifact_un_people import person as person_of
from lekwijzer.readers.edifact_united import United
from lekwijzer.readers.message_grid import (
    Grid,
    Letters,
    Mask,
    Positions,
    TagTable,
    code,
    codes,
    digests_within,
    firsts,
    letters_of,
    tag_places,
)
from lekwijzer.readers.message_io import (
    EXAM_DATE,
    EXAM_TYPE,
    NOBODY,
    REQUESTER,
    TEST_RESULT,
    BlockRows,
    Unread,
    joined,
)
from lekwijzer.readers.result_words import told_of

_ALL = EXAM_TYPE | TEST_RESULT
_KIND = {name: code(name.encode()) for name in ("BEP", "OPB", "IDE", "PID", "PAD", "ART", "DET", "UNT")}
_KNOWN = TagTable(one.TAGS)
_TEXTS, _ASKS, _UNITED = 2, 3, 4
_OUTCOMES = [code(tag) for tag in one.OUTCOMES]
_CLASS = TagTable(
    [*one.SKIPPED, *(kind.encode() for kind in _KIND)],
    one.TEXTS,
    one.QUESTIONS,
    one.UNITED,
)
"""Tags of which nothing is asked or that are looked at by name; of running text; of questions; and of the United Nations' style."""
_NEXT_LINE = r"'[\r\n]*[A-Z]{3}[:0-9]*\+"
_NAMED = re.compile(rb"PNA\+PAT\+(?::{0,2}\w|.*\+NAN:\w)")
_DIGIT = letters_of(b"0123456789")
_TAIL = letters_of(b"+:")
_CLOSED = letters_of(b"+:'")
_MAY_FOLLOW = letters_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n\t '\0")
"""What may follow a terminator that does not stand inside a value."""
_LINE_END = letters_of(b"\r\n")
_ODD = re.compile(rb"[:?\s]")
"""In a number: parts, or what is released, or blanks around it."""
_SERVICE = code(b"UN")
"""How segments begin that stand between messages; what stands there else is no message, but may tell of somebody."""
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
        signs, firsts, starts, ends, self.inside = _segments(letters)
        first = np.searchsorted(starts, self.begins)
        self.message = np.repeat(np.arange(self.count), np.diff(first, append=len(starts)))
        firsts, starts, ends = firsts[first[0] :], starts[first[0] :], ends[first[0] :]
        self.grid = Grid(block, letters, signs, firsts, starts, ends)
        self.tags = codes(letters, starts, 3)
        self.marks = np.zeros(self.count, np.uint8)
        self._close()
        places = tag_places(letters, starts)
        self.classes = _CLASS.at(places) * (self.tags != 0)
        self.careful[self.message[self._doubtful()]] = True
        self.united: Mask = np.zeros(self.count, np.bool_)
        self.texts: Mask = np.zeros(self.count, np.bool_)
        self.texts[self.message[self.classes == _TEXTS]] = True
        in_un = self._is_united()
        self.united[self.message[in_un]] = True
        self.un = United(self.grid, np.where(in_un, self.tags, 0), self.message)
        self.read = places * (self.tags != 0)
        self.tags[in_un] = 0
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
        self.between = np.flatnonzero(after & (self.tags & np.uint32(0xFFFF) != _SERVICE) & (self.tags != 0))
        self.tags[after] = 0

    def _doubtful(self) -> Mask:
        """Pieces that are perhaps no segments, or that say more than is asked for here."""
        letters, starts = self.grid.letters, self.grid.starts
        doubtful: Mask = (self.tags != 0) & ~((self.classes > 0) & _TAIL[letters[starts + 3]])
        return doubtful

    def _is_united(self) -> Mask:
        """Segments of the United Nations' style, among them those for the patient that have a tag of the Dutch one."""
        which = self._of("PID")
        result: Mask = self.classes == _UNITED
        result[which] = self.grid.fields(which).starts_with(1, b"PAT")
        return result

    def _told(self) -> None:
        """The marks that the words of running text give."""
        texts = self._running()
        if not texts:
            return
        owners = np.array(list(texts), np.int64)
        words = pl.Series([b"".join(pieces) for pieces in texts.values()], dtype=pl.Binary)
        examined, concluded = told_of(words.cast(pl.String).str.replace_all(_NEXT_LINE, " "))
        self.marks[owners[examined.to_numpy()]] |= EXAM_TYPE
        self.marks[owners[concluded.to_numpy()]] |= TEST_RESULT

    def _running(self) -> dict[int, list[bytes]]:
        """By message: its label, and its running text in as few pieces as it stands in."""
        block = self.grid.block
        which = np.flatnonzero(self.classes == _TEXTS)
        owners = self.message[which]
        begin = np.flatnonzero(np.diff(owners, prepend=-1) | (np.diff(which, prepend=-1) != 1))
        last = np.append(begin[1:], len(which))[: len(begin)] - 1
        spans = owners[begin], self.grid.starts[which[begin]], self.grid.ends[which[last]]
        texts: dict[int, list[bytes]] = {}
        for owner, start, end in zip(*(s.tolist() for s in spans), strict=True):
            texts.setdefault(owner, []).append(b"'" + block[start:end])
        for owner, start, end in self.un.texts():
            texts.setdefault(owner, []).append(b" " + block[start:end])
        for owner, pieces in texts.items():
            begins = self.begins[owner]
            pieces.insert(0, block[begins : block.find(b"'", begins)].partition(b"+")[2])
        return texts

    def _spoken(self) -> None:
        """Remarks and questions that say something by being there."""
        block, starts, ends = self.grid.block, self.grid.starts, self.grid.ends
        for kind, mark in ((_TEXTS, TEST_RESULT), (_ASKS, EXAM_TYPE)):
            which = np.flatnonzero(self.classes == kind)
            if kind == _TEXTS:
                which = which[np.isin(self.tags[which], _OUTCOMES)]
            says = [one.says(block[starts[index] : ends[index]]) for index in which.tolist()]
            self._mark(which, np.array(says, np.bool_), mark)

    def taken(self) -> BlockRows:
        """The rows, once everything has been asked."""
        self._determinations()
        which = self._of("ART")
        f = self.grid.fields(which)
        self._mark(which, f.says(2, _filled) | f.says(3, _filled) | f.says(4, _filled), REQUESTER)
        which = self._of("DET")
        f = self.grid.fields(which)
        dated: Mask = np.zeros(self.count, np.bool_)
        dated[self.message[which[f.digit(1)]]] = True
        self.careful[self.message[which[f.starts_with(1, b"?")]]] = True
        self._spoken()
        if self.united.any():
            for which, mark in self.un.marks():
                self.marks[self.message[which]] |= mark
        self._told()
        self.marks[dated & (~self.texts | (self.marks & _ALL != 0))] |= EXAM_DATE  # a letter has a date of its own
        taken = self._rows()
        edifact_texts.take(taken.texts, self.grid, self.read, self.message)
        spans = zip(self.grid.starts[self.between].tolist(), self.grid.ends[self.between].tolist(), strict=True)
        taken.texts.values += [self.grid.block[a:b].decode("utf-8", "replace") for a, b in spans]
        if tail := self.grid.block[self.grid.ends[-1] + 1 :].strip(b"\0\r\n\t ") if len(self.grid.ends) else b"":
            taken.texts.values.append(tail.decode("utf-8", "replace"))
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

    def _first(self, kind: str) -> tuple[Positions, list[bytes]]:
        """The first segment of a kind per message, and where it starts; empty, at 0, where there is none."""
        which = self._of(kind)
        which = which[firsts(self.message[which])]
        low, high = np.zeros(self.count, np.int64), np.zeros(self.count, np.int64)
        low[self.message[which]], high[self.message[which]] = self.grid.starts[which], self.grid.ends[which]
        block = self.grid.block
        found = [block[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        if self.inside:
            for number, segment in enumerate(found):
                if b"'" in segment:
                    self.careful[number] |= _broken(segment)
        return low, found

    def _numbers(self) -> list[str]:
        """The numbers of the request in each message, as one value."""
        which = self._of("IDE")
        low, high = self.grid.fields(which).bounds(2)
        block, owners = self.grid.block, self.message[which]
        values = [block[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        together = b"\x1f".join(values)
        each = len(values) == together.count(b"\x1f") + 1 == self.count and not (owners[1:] == owners[:-1]).any()
        if not each or self.united.any() or _ODD.search(together):
            return [joined([value.decode() for value in some]) for some in self._several(owners.tolist(), values)]
        return together.decode().split("\x1f")

    def _several(self, owners: list[int], values: list[bytes]) -> list[list[bytes]]:
        """The numbers in each message, where it is not so that each has one, and all are plain."""
        numbers: list[list[bytes]] = [[] for _ in range(self.count)]
        block = self.grid.block
        for owner, value in zip(owners, values, strict=True):
            number = value.strip()
            if b":" in number or b"?" in number:
                self.careful[owner] = True
            elif number:
                numbers[owner].append(number)
        for owner, start, end in self.un.numbers():
            number = block[start:end].partition(b":")[0]
            if b"?" in number or b"'" in number:
                self.careful[owner] = True
            elif number:
                numbers[owner].append(number)
        return numbers

    def _rows(self) -> BlockRows:
        orders, (starts, persons), (_, places) = self._numbers(), self._first("PID"), self._first("PAD")
        united = self._united()
        # Most segments about a patient begin with a birth date, which says enough.
        sure = ~self.careful & ~self.united & _DIGIT[self.grid.letters[starts + 4]] & (starts > 0)
        told = compress(zip(persons, places, orders, self.marks.tolist(), strict=True), sure.tolist())
        rows: list[Unread] = [(person + JOINT + place, order, "", mark, "") for person, place, order, mark in told]
        kept = np.flatnonzero(sure).tolist()
        others = np.flatnonzero(self.careful).tolist()
        for number in np.flatnonzero(~self.careful & ~sure).tolist():
            order, person, place = orders[number], persons[number], places[number]
            about = united.get(number)
            if order or _says_who(person, place) or (about and _says_whom(about)):
                who = person + JOINT + place if person else packed(about) if about else NOBODY
                rows.append((who, order, "", int(self.marks[number]), ""))
                kept.append(number)
            elif self.texts[number] or about is not None:
                others.append(number)  # whose words may name somebody
        which = np.array(kept, np.int64)
        if len(which) > np.count_nonzero(sure):
            order_of = np.argsort(which)
            which, rows = which[order_of], [rows[index] for index in order_of.tolist()]
        hashes = digests_within(self.grid.block, self.begins[which], self.closes[which])
        rest = [(number, self.grid.block[self.begins[number] : self.stops[number]]) for number in sorted(others)]
        return BlockRows(rows, hashes, which, rest)

    def _united(self) -> dict[int, list[bytes]]:
        """By message of the United Nations' style: the segments that say who it is about."""
        if not self.united.any():
            return {}
        which = self.un.about()
        spans = self.message[which], self.grid.starts[which], self.grid.ends[which]
        block = self.grid.block
        about: dict[int, list[bytes]] = {number: [] for number in np.flatnonzero(self.united).tolist()}
        for owner, start, end in zip(*(some.tolist() for some in spans), strict=True):
            segment = block[start:end]
            if b"'" in segment:
                self.careful[owner] |= _broken(segment)
                segment = segment.replace(b"?'", APOSTROPHE).replace(b"'", APOSTROPHE)
            about[owner].append(segment)
        return about


def _segments(letters: Letters) -> tuple[Positions, Positions, Positions, Positions, bool]:
    """Where elements and segments end, which of these places is the first in each segment, where segments start and
    end, and whether a terminator stands inside any of them.

    A terminator stands inside a value where no segment follows at once: `'s-Gravenhage`, released or not. A released one
    ends a segment all the same where another follows: `Nuchter?'`.
    """
    ends = np.flatnonzero(letters == ord("'"))
    nexts = ends + 1
    follows = letters[nexts]
    unsure = np.flatnonzero(~_MAY_FOLLOW[follows] | (letters[ends - 1] == ord("?")))
    while (more := _LINE_END[follows]).any():
        nexts = nexts + more
        follows = letters[nexts]
    within = unsure[~(_KNOWN.has(letters, nexts[unsure]) & _CLOSED[letters[nexts[unsure] + 3]])]
    ends, nexts = np.delete(ends, within), np.delete(nexts, within)
    closing: Mask = letters == ord("+")
    closing[ends] = True
    signs = np.flatnonzero(closing)
    lasts = np.flatnonzero(letters[signs] == ord("'"))
    firsts, starts = np.append(0, lasts + 1)[: len(ends)], np.append(0, nexts)[: len(ends)]
    return signs, firsts, starts, ends, len(within) > 0


def _says_who(person: bytes, place: bytes) -> bool:
    """Whether a patient segment says anything; most begin with a birth date."""
    return bool(person) and (person[4:5].isdigit() or one.patient(person, place) != NOBODY)


def _says_whom(segments: list[bytes]) -> bool:
    """The same of segments in the style of the United Nations; most name the patient."""
    return any(map(_NAMED.match, segments)) or person_of(segments) != NOBODY


def _broken(segment: bytes) -> bool:
    """Whether a segment with a terminator inside goes on on another line."""
    return b"'" in segment and (b"\n" in segment or b"\r" in segment)


def _filled(value: bytes) -> bool:
    return one.filled(one.released(value))
