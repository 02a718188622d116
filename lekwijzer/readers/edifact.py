"""EDIFACT interchanges of Dutch care: MEDLAB 1, MEDVRI, MEDSPE, MEDRAD, MEDEUR, MEDRPT 3.2 and kin.

One record per message about a patient. `n` is the running number of the record in the item: where each message has a
patient, the number of the message. A message without a patient segment whose text names its patient gives the record
that the text gives. A text with an unescaped terminator, a stray release character or glued counters is read all the
same; an interchange is never given up for one message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.model import Part, Problem, Records
from lekwijzer.readers.edifact_message import STAND_INS, Found, Unknown, cut
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.message_io import LONGEST, Batches
from lekwijzer.readers.text_person import passages

KIND = "edifact"
BLOCK = 1 << 18
_HEADER = re.compile(rb"UNH\+(?=[^+'\r\n]{0,40}\+[A-Z])")
_FIRST = re.compile(rb"\s*(?:UNA.{6}\s*UN[BGH].|UNB.UN[A-Z]{2}.|UNH\+[^+']{0,40}\+)", re.DOTALL)
_LATER = re.compile(rb"(?:UNB\+UN[A-Z]{2}:|UNH\+[^+'\r\n]{0,40}\+MED[A-Z]{3}:)")
_SERVICE = re.compile(rb"UNA(.{6})|UNB\+UN|UNB(?=.UN[A-Z]{2})", re.DOTALL)
_HIDDEN = re.compile(rb"'[A-Z][A-Z0-9]{2}[+:]")
"""A segment that ends without the line end that the others have."""
_NAMES_PERSON = re.compile(rb"(?:^|['\r\n])(?:PID|PNA)\+")


def bid(name: str, head: bytes) -> int:
    """98 where an interchange starts the file, less where it comes after something else."""
    head = decode_head(head).encode()
    if _FIRST.match(head):
        return 98
    return 80 if _LATER.search(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The item as one body of records; raises Unreadable where there is no message in it."""
    yield Records("", "message", _frames(path, problems))


def _frames(path: Path, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    batches = Batches()
    messages = cut_off = 0
    for message in _messages(path, problems):
        messages += 1
        whole = _whole(message)
        cut_off += whole is None
        _add(message if whole is None else whole, batches)
        if batches.full:
            yield batches.take()
    if not messages:
        raise Unreadable("no EDIFACT message in the file")
    if cut_off:
        problems.append(Problem(f"messages that are cut off, read as far as they go: {cut_off}"))
    if batches.pending:
        yield batches.take()


def _whole(message: bytes) -> bytes | None:
    """A message up to and including its trailer (UNT); None when it has none."""
    trailer = message.rfind(b"UNT+")
    if trailer < 0:
        return None
    end = message.find(b"'", trailer)
    return message[: end + 1] if end > 0 else message


def _add(message: bytes, batches: Batches) -> None:
    """Adds the record of one message, which begins after the tag of its header."""
    first = message.find(b"'")
    after = message[first + 1 : first + 3]
    terminator = b"'\r\n" if after == b"\r\n" else b"'" + after[:1] if after[:1] in (b"\n", b"\r") else b"'"
    segments = message.split(terminator)
    try:
        inside = message.count(b"'") - len(segments) + 1 - (segments[-1][-1:] == b"'")
        if inside and _HIDDEN.search(message):
            raise Unknown
        found = Found(segments[1:], False)
    except Unknown:
        segments = cut(message)
        found = Found(segments[1:], True)
    label = segments[0].partition(b"+")[2].decode()
    row = found.row(label)
    if row:
        batches.restore = STAND_INS
        batches.add(row, blake2b(message, digest_size=8).digest())
    elif found.texts or found.un:
        for passage in passages(found.letter()):
            batches.add(passage.row, blake2b(message, digest_size=8).digest())


def _messages(path: Path, problems: list[Problem]) -> Iterator[bytes]:
    """Each message from behind `UNH+` to the next; a fragment without header but with a patient is one too."""
    held = b""
    started = too_long = False
    for block in _usual(utf8_blocks(path, Notes(), BLOCK)):
        parts = _HEADER.split(held + block)
        held = parts.pop()
        if parts:
            if started:
                yield parts[0]
            elif _NAMES_PERSON.search(parts[0]):
                yield b"+'" + parts[0]
            started = True
            yield from parts[1:]
        elif len(held) > LONGEST:
            too_long = True
            held = held[:LONGEST]
    if started:
        yield held
    elif _NAMES_PERSON.search(held):
        yield b"+'" + held
    if too_long:
        problems.append(Problem(f"a message is longer than {LONGEST >> 20} MB: what is beyond was not read"))


def _usual(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks with the usual delimiters: each interchange may declare its own (UNA), else it has the usual ones."""
    table: bytes | None = None
    rest = b""
    for block in blocks:
        if table is None and not rest and b"UN" not in block[-12:] and b"UNA" not in block:
            yield block
            continue
        data = rest + block
        hold = data.rfind(b"U", max(len(data) - 12, 0))  # a declaration must not be cut in two
        hold = hold if hold > 0 else len(data)
        data, rest = data[:hold], data[hold:]
        parts, table = _translated(data, table)
        yield parts
    if rest:
        yield _translated(rest, table)[0]


def _translated(data: bytes, table: bytes | None) -> tuple[bytes, bytes | None]:
    """A block with delimiters translated, and the table that is in force at its end."""
    parts = []
    start = declared = 0
    for match in _SERVICE.finditer(data):
        if match[1] is None and match.start() - declared < 8 and declared:
            continue  # the header that belongs to the declaration just seen
        parts.append(data[start : match.start()].translate(table))
        start = match.start()
        table = _table(match[1]) if match[1] is not None else None
        declared = match.end() if match[1] is not None else 0
    parts.append(data[start:].translate(table))
    return b"".join(parts), table


@lru_cache(64)
def _table(declared: bytes) -> bytes | None:
    """Translation of declared delimiters to the usual ones; what is not a delimiter there becomes a stand-in."""
    component, element, _, release, _, terminator = declared
    if bytes((component, element, release, terminator)) == b":+?'":
        return None
    table = bytearray(range(256))
    for stand_in, real in STAND_INS.items():
        table[ord(real)] = ord(stand_in)
    if release != 0x20:
        table[release] = ord("?")
    table[terminator], table[element], table[component] = b"'+:"
    return bytes(table)
