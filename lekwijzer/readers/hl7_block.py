"""Many HL7 v2 messages at once: a block of messages as rows.

What `hl7_message.py` says about one message is asked here of all messages of a block together. A message that is not
plain (delimiters of its own, no patient or several, segments that start with anything but a letter, numbers that a
merge brings in) is left to it: the rows are the same by either way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from lekwijzer.readers import hl7_message as one
from lekwijzer.readers import hl7_texts
from lekwijzer.readers.message_grid import (
    Grid,
    Letters,
    Mask,
    Positions,
    TagTable,
    alphabetic,
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
    INSURER,
    NOBODY,
    REQUESTER,
    TEST_RESULT,
    BlockRows,
    Unread,
)

_SEEN = EXAM_TYPE | EXAM_DATE | TEST_RESULT
_KNOWN = ("PID", "OBX", "OBR", "ORC", "NTE", "IN1", "SPM", "PV1", "PD1")
_KIND = {name: code(name.encode() + b"|") for name in _KNOWN}
_PLAIN, _RARE = 1, 2
_CLASS = TagTable((name.encode() for name in _KNOWN), (b"SAC", b"MRG", b"BTS", b"FTS", b"BHS", b"FHS"))
_ORDERS = np.array([code(tag) for tag in one.ORDERS], np.uint32)
_MSH = code(b"MSH")
_TRIMMED = letters_of(b"\r\t \0\x1a")
_FIGURE = letters_of(b"123456789")
_UNEVEN = re.compile(rb"(?m)\^|^\||\|$|^([^|\n]+)\|\1$")
"""Order numbers with parts, one number without the other, or twice the same."""
_OPENS = ~letters_of(b" \t\n\r\f\v" + bytes(c for c in range(128) if chr(c).isalnum()))
"""What may follow MSH in a header."""
_END = b"\r" * 8
"""Put behind a block, so that looking ahead needs no check."""


def block_rows(block: bytes) -> BlockRows:
    """The rows of a block, which begins with the end of a line and a header."""
    return _Block(block).taken()


class _Block:
    """One block while it is taken apart."""

    def __init__(self, block: bytes) -> None:
        block += _END
        letters = np.frombuffer(block, np.uint8)
        self.grid = Grid.of_lines(block, letters)
        starts = self.grid.starts
        tags = codes(letters, starts, 4)
        short = tags & np.uint32(0xFFFFFF)
        header = (short == _MSH) & _OPENS[letters[starts + 3]]
        opened = starts[header]
        self.begins = opened + 3
        self.closes = _trimmed(letters, self.begins, np.append(opened[1:] - 1, len(block) - len(_END)))
        self.message = np.cumsum(header) - 1
        self.count = len(opened)
        self.grid.ends = ends = np.minimum(self.grid.ends, self.closes[self.message])
        self.tags = np.where(starts < ends, tags, np.uint32(0))  # what was trimmed off is no segment
        self.headers = np.flatnonzero(header)
        self.marks = np.zeros(self.count, np.uint8)
        self.careful: Mask = np.zeros(self.count, np.bool_)
        classes = _CLASS.at(tag_places(letters, starts))
        odd = ~alphabetic(letters[starts]) | (classes == _RARE)
        odd |= (classes == _PLAIN) & (tags >> np.uint32(24) != ord("|"))
        self.careful[self.message[odd]] = True

    def taken(self) -> BlockRows:
        """The rows, once everything has been asked."""
        asking = self._asking()
        pid = self._of("PID")
        self.careful |= np.bincount(self.message[pid], minlength=self.count) != 1
        self._orders()
        self._observations(asking)
        self._requesters()
        self._insurers()
        taken = self._rows(pid)
        hl7_texts.take(taken.texts, self.grid, self.tags, self.message)
        return taken

    def _of(self, kind: str) -> Positions:
        return np.flatnonzero(self.tags == _KIND[kind])

    def _mark(self, which: Positions, says: Mask, mark: int) -> None:
        self.marks[self.message[which[says]]] |= mark

    def _asking(self) -> Mask:
        """Which messages are orders, by the type in their header; of headers that are not usual it is not asked."""
        letters = self.grid.letters
        self.careful |= codes(letters, self.begins, 4) != code(b"|^~\\")
        self.careful |= letters[self.begins + 4] != ord("&")
        low, high = self.grid.fields(self.headers).bounds(8)
        self.careful |= (low < high) & (low + 3 > self.begins + one.HEADER)
        for at in range(3):  # a header with a field too few or too many has something else where its type should be
            self.careful |= (letters[np.minimum(low + at, len(letters) - 1)] - np.uint8(ord("A"))) > 25
        return np.isin(codes(letters, low, 3), _ORDERS) & (high - low >= 3)

    def _orders(self) -> None:
        which = self._of("OBR")
        f = self.grid.fields(which)
        self._mark(which, f.says(4, one.filled), EXAM_TYPE)
        self._mark(which, f.digit(7, 6, 22, 14), EXAM_DATE)
        self._mark(which, f.says(16, one.names_somebody), REQUESTER)
        which = self._of("ORC")
        f = self.grid.fields(which)
        self._mark(which, f.digit(9), EXAM_DATE)
        self._mark(which, f.says(12, one.names_somebody), REQUESTER)

    def _observations(self, asking: Mask) -> None:
        """Observations: the first of a message mostly says all that its others could add."""
        which = self._of("OBX")
        message = self.message[which]
        of_order = asking[message]
        if of_order.any():
            f = self.grid.fields(which[of_order])
            ranged = f.filled(5) & (f.filled(7) | f.filled(8))
            self.careful[message[of_order][ranged]] = True
            dated = which[of_order][f.digit(5)]
            low, high = self.grid.fields(dated).bounds(3)
            asked = (one.tells_when(self.grid.block[a:b]) for a, b in zip(low.tolist(), high.tolist(), strict=True))
            self._mark(dated, np.fromiter(asked, np.bool_, len(dated)), EXAM_DATE)
            which, message = which[~of_order], message[~of_order]
        first = firsts(message)
        self._observed(which[first])
        self._observed(which[~first & (self.marks[message] & _SEEN != _SEEN)])
        noted = np.zeros(self.count, np.bool_)
        noted[self.message[self._of("NTE")]] = True
        self.careful |= noted & ~asking & (self.marks & TEST_RESULT == 0)

    def _observed(self, which: Positions) -> None:
        f = self.grid.fields(which)
        observed = f.says(5, one.observed, doubtful=b"nN")
        self._mark(which, observed, TEST_RESULT)
        self._mark(which, observed & f.says(3, one.filled), EXAM_TYPE)
        self._mark(which, f.digit(14, 19), EXAM_DATE)

    def _requesters(self) -> None:
        """Who asked, in the places that are only looked at when ORC-12 and OBR-16 are empty."""
        if (self.marks & REQUESTER).all():
            return
        for kind, places in (("PV1", (7, 8)), ("PD1", (4,)), ("ORC", (21,))):
            which = self._of(kind)
            which = which[self.marks[self.message[which]] & REQUESTER == 0]
            f = self.grid.fields(which)
            for place in places:
                self._mark(which, f.says(place, one.names_somebody), REQUESTER)

    def _insurers(self) -> None:
        which = self._of("IN1")
        sure = np.zeros(len(which), np.bool_)
        for place in (3, 36):
            low, high = self.grid.fields(which).bounds(place)
            sure |= (low < high) & _FIGURE[self.grid.letters[low]]
        for index in np.flatnonzero(~sure).tolist():
            sure[index] = one.insures(self.grid.cut(which[index]))
        self._mark(which, sure, INSURER)

    def _numbers(self) -> list[str]:
        """The order numbers of each message, without their namespaces, as one value."""
        lows, highs, owners = [], [], []
        for kind, first, last in (("ORC", 2, 3), ("ORC", 4, 4), ("OBR", 2, 3)):
            which = self._of(kind)
            f = self.grid.fields(which)
            low, high = f.bounds(first)[0], f.bounds(last)[1]
            here = low < high
            lows.append(low[here])
            highs.append(high[here])
            owners.append(self.message[which[here]])
        low, high, owner = map(np.concatenate, (lows, highs, owners))
        order = np.argsort(low)
        block = self.grid.block
        spans = [block[a:b] for a, b in zip(low[order].tolist(), high[order].tolist(), strict=True)]
        stops = np.cumsum(np.bincount(owner, minlength=self.count)).tolist()
        bounds = list(zip([0, *stops[:-1]], stops, strict=True))
        # Mostly an order repeats its request to the letter, and has two numbers.
        alike = [
            spans[a] if b == a + 1 or (b == a + 2 and spans[a] == spans[a + 1]) else b"^" if b > a else b""
            for a, b in bounds
        ]
        together = b"\n".join(alike)
        if _UNEVEN.search(together):
            return [_joined(spans[a:b]).decode() for a, b in bounds]
        return together.replace(b"|", b"\x1f").decode().split("\n")

    def _specimens(self) -> dict[int, list[bytes]]:
        """The segments about specimens of each message that has any."""
        found: dict[int, list[bytes]] = {}
        which = self._of("SPM")
        for index, owner in zip(which.tolist(), self.message[which].tolist(), strict=True):
            found.setdefault(owner, []).append(self.grid.cut(index))
        return found

    def _rows(self, pid: Positions) -> BlockRows:
        block, grid = self.grid.block, self.grid
        orders, specimens = self._numbers(), self._specimens()
        pid = pid[~self.careful[self.message[pid]]]
        numbers = self.message[pid]
        rows: list[Unread] = []
        kept: list[int] = []
        spans = grid.starts[pid].tolist(), grid.ends[pid].tolist()
        for number, start, end, mark in zip(numbers.tolist(), *spans, self.marks[numbers].tolist(), strict=True):
            order, specimen, reason = orders[number], "", ""
            if number in specimens or "." in order or "\\" in order or '"' in order:
                order, specimen, more, reason = one.numbered(order, specimens.get(number, ()))
                mark |= more
            segment = block[start:end]
            if order or specimen or one.patient(segment) != NOBODY:
                rows.append((segment, order, specimen, mark, reason))
                kept.append(number)
        which = np.array(kept, np.int64)
        parts = digests_within(block, self.begins[which], self.closes[which])
        others = [(number, self._message(number)) for number in np.flatnonzero(self.careful).tolist()]
        return BlockRows(rows, parts, which, others)

    def _message(self, number: int) -> bytes:
        return self.grid.block[self.begins[number] : self.closes[number]]


def _joined(spans: Sequence[bytes]) -> bytes:
    """The different numbers in some fields, of which each span is one or two next to each other, without their namespaces."""
    numbers = {field.partition(b"^")[0]: None for span in dict.fromkeys(spans) for field in span.split(b"|")}
    numbers.pop(b"", None)
    return b"\x1f".join(numbers)


def _trimmed(letters: Letters, begins: Positions, closes: Positions) -> Positions:
    """The ends of messages without what the file or its frame put after them."""
    while (more := _TRIMMED[letters[closes - 1]] & (closes > begins)).any():
        closes = closes - more
    return closes
