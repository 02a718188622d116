"""EDIFACT interchanges of Dutch care: MEDLAB 1, MEDVRI, MEDSPE, MEDRAD, MEDEUR, MEDRPT 3.2 and kin.

One record per message about a patient. `n` is the running number of the record in the item: where each message has a
patient, the number of the message. A message without a patient segment whose text names its patient gives the record
that the text gives. A text with an unescaped terminator, a stray release character or glued counters is read all the
same; an interchange is never given up for one message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.model import Part, Problem, Records
from lekwijzer.readers.edifact_block import block_rows
from lekwijzer.readers.edifact_message import STAND_INS, Found, Unknown, cut
from lekwijzer.readers.edifact_people import people
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.message_grid import Positions
from lekwijzer.readers.message_io import LONGEST, Batches, Row
from lekwijzer.readers.message_texts import Texts
from lekwijzer.readers.text_person import passages

KIND = "edifact"
BLOCK = 1 << 20
"""Enough messages to ask all of them something at once; little enough to stay in the processor's cache."""
_LOOK, _NARROW = 1 << 13, 40
"""In so many bytes at the start lines must all be equally long, and at least so long, to be no lines but a wrapped text."""
_UNH = b"UNH+"
_HEADER = re.compile(rb"UNH\+(?=[^+'\r\n]{0,40}\+[A-Z])")
_FIRST = re.compile(rb"\s*(?:UNA.{6}\s*UN[BGH].|UNB.UN[A-Z]{2}.|UNH\+[^+']{0,40}\+)", re.DOTALL)
_LATER = re.compile(rb"(?:UNB\+UN[A-Z]{2}:|UNH\+[^+'\r\n]{0,40}\+MED[A-Z]{3}:)")
_SERVICE = re.compile(rb"UNA(.{6})\s{0,4}(?:UN[BGH])?|UNB(?=.UN[A-Z]{2})", re.DOTALL)
_HIDDEN = re.compile(rb"'[A-Z][A-Z0-9]{2}[+:]")
"""A segment that ends without the line end that the others have."""
_RESTORE = STAND_INS | {chr(0xE000 + code): chr(code) for code in range(128) if not chr(code).isalnum()}
_STANDING_IN = (b"?", b"\x02", b"\x03", b"\x04", b"\x05", b"\xee")
"""Without these in a block, no value has to be restored."""
_NAMES_PERSON = re.compile(rb"(?:^|['\r\n])(?:PID|PNA)\+")


def bid(name: str, head: bytes) -> int:
    """98 where an interchange starts the file, less where it comes after something else."""
    head = decode_head(head).encode()
    if _FIRST.match(head):
        return 98
    return 80 if _LATER.search(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The item as one body of records; raises Unreadable where there is no message in it."""
    texts = Texts()
    yield Records("", "message", _frames(path, problems, texts), texts.values, texts.named)


def _frames(path: Path, problems: list[Problem], texts: Texts) -> Iterator[pl.DataFrame]:
    batches = Batches(people)
    found = False
    cut_off = 0
    for block, begins in _blocks(path, problems):
        found = True
        cut_off += _take(block, begins, batches, texts)[1]
        if batches.full:
            yield batches.take()
    if not found:
        raise Unreadable("no EDIFACT message in the file")
    if cut_off:
        problems.append(Problem(f"messages that are cut off, read as far as they go: {cut_off}"))
    if batches.pending:
        yield batches.take()


def _take(block: bytes, begins: list[int], batches: Batches, texts: Texts) -> tuple[list[int], int]:
    """Takes in the records and texts of a block; gives the number in it of the message of each record, and how many are cut off."""
    taken = block_rows(block, begins)
    others = []
    cut_off = 0
    for number, message in taken.others:
        whole = _whole(message)
        cut_off += whole is None
        others += [(number, *record) for record in _records(message if whole is None else whole)]
    if others or any(sign in block for sign in _STANDING_IN):
        batches.restore = _RESTORE
    texts.add(taken.texts)
    batches.merge(taken, others)
    return sorted([*taken.numbers.tolist(), *(number for number, _, _ in others)]), cut_off


def of_values(values: Sequence[str], batches: Batches, texts: Texts) -> list[int]:
    """Takes in the messages that stand in values of a table; gives the place among them of the value of each record."""
    block = b""
    begins: list[int] = []
    owners: list[int] = []
    for place, value in enumerate(values):
        text = b"".join(_usual(iter((value.encode(),))))
        headers = [len(block) + match.end() for match in _HEADER.finditer(text)]
        begins += headers
        owners += [place] * len(headers)
        block += text + b"\r\n"
    return [owners[number] for number in _take(block, begins, batches, texts)[0]] if begins else []


def _whole(message: bytes) -> bytes | None:
    """A message up to and including its trailer (UNT); None when it has none."""
    trailer = message.rfind(b"UNT+")
    if trailer < 0:
        return None
    end = message.find(b"'", trailer)
    return message[: end + 1] if end > 0 else message


def _records(message: bytes) -> Iterator[tuple[Row, bytes]]:
    """The records of one message, which begins after the tag of its header, with the bytes they stand in."""
    found = _found(message)
    row = found.row(message.partition(b"'")[0].partition(b"+")[2].decode())
    if row:
        yield row, message
    elif found.texts or found.un:
        for passage in passages(found.letter()):
            yield passage.row, message


def _found(message: bytes) -> Found:
    """What a message says, segment by segment; with more care where a terminator may stand inside a value."""
    first = message.find(b"'")
    after = message[first + 1 : first + 3]
    terminator = b"'\r\n" if after == b"\r\n" else b"'" + after[:1] if after[:1] in (b"\n", b"\r") else b"'"
    segments = message.split(terminator)
    inside = message.count(b"'") - len(segments) + 1 - (segments[-1][-1:] == b"'")
    if not inside or not _HIDDEN.search(message):
        try:
            return Found(segments[1:], False)
        except Unknown:
            pass
    return Found(cut(message)[1:], True)


def _blocks(path: Path, problems: list[Problem]) -> Iterator[tuple[bytes, list[int]]]:
    """Pieces of the file with whole messages, and where each begins: behind `UNH+` of its header.

    What comes before the first header is a message too if it has a patient.
    """
    held = b""
    started = too_long = False
    for piece in _usual(_unwrapped(utf8_blocks(path, Notes(), BLOCK))):
        held += piece
        headers = _places(held, _UNH).tolist()
        begins = [at + len(_UNH) for at in headers if _HEADER.match(held, at)]
        if len(begins) > started:
            if not started:
                yield from _fragment(held[: begins[0] - len(_UNH)])
            block, held = held[: begins[-1] - len(_UNH)], held[begins[-1] - len(_UNH) :]
            if len(begins) > 1:
                yield block, begins[:-1]
            started = True
        elif len(held) > LONGEST:
            too_long = True
            held = held[:LONGEST].decode("utf-8", "ignore").encode()
    if started:
        yield held, [len(_UNH)]
    else:
        yield from _fragment(held)
    if too_long:
        problems.append(Problem(f"a message is longer than {LONGEST >> 20} MB: what is beyond was not read"))


def _places(text: bytes, tag: bytes) -> Positions:
    """Where a tag stands; its first letter is so rare in the usual texts that this is much faster than a search."""
    letters = np.frombuffer(text, np.uint8)
    places = np.flatnonzero(letters == tag[0])
    for offset, sign in enumerate(tag[1:], 1):
        places = places[letters.take(places + offset, mode="clip") == sign]
    return places[places <= len(text) - len(tag)]


def _fragment(text: bytes) -> Iterator[tuple[bytes, list[int]]]:
    if _NAMES_PERSON.search(text):
        yield _UNH + b"+'" + text, [len(_UNH)]


def _unwrapped(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks without line ends where these were put in after so many characters, also inside a tag or a value."""
    wrapped: bool | None = None
    for block in blocks:
        if wrapped is None:
            wrapped = _is_wrapped(block[:_LOOK].splitlines()[:-1])
        yield block.replace(b"\r", b"").replace(b"\n", b"") if wrapped else block


def _is_wrapped(lines: Sequence[bytes]) -> bool:
    """Whether all lines are equally long, in bytes or in letters; the first may be shorter, where the text had a line end of its own."""
    for count in (len, lambda line: len(line.decode("utf-8", "ignore"))):
        lengths = [count(line) for line in lines]
        for first in (0, 1, 2):
            some = set(lengths[first:])
            if (
                len(lengths) > 2 + 3 * first
                and len(some) == 1
                and _NARROW <= min(some) >= max(lengths[:first], default=0)
            ):
                return True
    return False


def _usual(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks with the usual delimiters: each interchange may declare its own (UNA), else it has the usual ones."""
    own: _Delimiters | None = None
    rest = b""
    for block in blocks:
        if own is None and not rest and b"U" not in block[-12:] and not len(_places(block, b"UNA")):
            yield block
            continue
        data = rest + block
        hold = data.rfind(b"UNA", max(len(data) - 24, 0))  # a declaration must not be cut in two, nor from its header
        hold = hold if hold >= 0 else data.rfind(b"U", max(len(data) - 12, 0))
        if hold < 0 and own and data.endswith(own.release):
            hold = len(data) - 1
        data, rest = (data[:hold], data[hold:]) if hold >= 0 else (data, b"")
        data, own = _translated(data, own)
        yield data
    if rest:
        yield _translated(rest, own)[0]


@dataclass(frozen=True, slots=True)
class _Delimiters:
    """Delimiters that an interchange declares."""

    table: bytes
    release: bytes
    released: re.Pattern[bytes]

    def usual(self, data: bytes) -> bytes:
        """The data with the usual delimiters; letters that would be mistaken for one have stand-ins."""
        return self.released.sub(lambda match: chr(0xE000 + match[1][0]).encode(), data).translate(self.table)


def _translated(data: bytes, own: _Delimiters | None) -> tuple[bytes, _Delimiters | None]:
    """A block with delimiters translated, and those that are in force at its end."""
    if own is None and b"UNA" not in data:
        return data, None
    parts = []
    start = 0
    for match in _SERVICE.finditer(data):
        part = data[start : match.start()]
        parts.append(own.usual(part) if own else part)
        start = match.start()
        own = _delimiters(match[1]) if match[1] else None
    parts.append(own.usual(data[start:]) if own else data[start:])
    return b"".join(parts), own


@lru_cache(64)
def _delimiters(declared: bytes) -> _Delimiters | None:
    """What a declaration says: component, element, decimal sign, release, blank, terminator. None = the usual."""
    component, element, _, release, _, terminator = declared
    signs = bytes((component, element, release, terminator))
    if signs == b":+?'" or not signs.isascii() or len(set(signs)) < 4:
        return None
    table = bytearray(range(256))
    for stand_in, real in STAND_INS.items():
        table[ord(real)] = ord(stand_in)
    table[terminator], table[element], table[component] = b"'+:"
    if release == 0x20:  # a blank says that nothing is released
        return _Delimiters(bytes(table), b"\0", re.compile(rb"(?!)(.)"))
    table[release] = ord("?")
    letter = re.escape(bytes([release])) + b"([" + b"".join(map(re.escape, map(bytes, zip(signs)))) + b"])"
    return _Delimiters(bytes(table), bytes([release]), re.compile(letter))
