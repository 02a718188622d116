"""HL7 v2 messages: any type with a patient, and results that come with a specimen number only.

One record per patient group (PID) of a message, or, in a result message without a patient, per specimen. `n` is the
running number of the record in the item: in a file with one patient per message, the number of the message among
those about somebody. The digest is that of the message as it stands in the file, ends of segments made equal.
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
from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Records
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.hl7_block import block_rows
from lekwijzer.readers.hl7_message import STAND_INS, records
from lekwijzer.readers.hl7_people import people
from lekwijzer.readers.hl7_texts import add, of_messages
from lekwijzer.readers.message_io import LONGEST, Batches, Row
from lekwijzer.readers.message_texts import Texts
from lekwijzer.readers.text_person import passages
from lekwijzer.readers.text_retold import with_births

KIND = "hl7"
_START = re.compile(rb"(?:^|[\r\n\x0b\x1c])[ \t]*MSH([^A-Za-z0-9\s])[^A-Za-z0-9\s]{2,5}\1")
_ANYWHERE = re.compile(rb"MSH([^A-Za-z0-9\s])[^A-Za-z0-9\s]{3,5}\1")
_PATIENT = re.compile(rb"(?:^|[\r\n])PID\|[0-9]*\|[^\r\n|]*\|[^\r\n]*\|")
_FIRST = re.compile(rb"[\s\x0b]*(?:MSH|FHS|BHS)([^A-Za-z0-9\s])[^A-Za-z0-9\s]{2,5}(?:\1|[\r\n])")
_LINE = re.compile(rb"\rMSH(?=[^A-Za-z0-9\s])")
_INLINE = re.compile(rb"MSH(?=\|\^~)")
_UNSURE = re.compile(rb"(?:[\r\n\x0b\x1c]+(?:M(?:S(?:H\|?\^?)?)?)?|M(?:S(?:H\|?\^?)?)?)\Z")
_END = rb"(?:\\\\?r(?:\\\\?n)?|\\\\?n|\\\\?u000[dD]|\\\\?x0[dD]|0x0[dD]|[<\[{](?:CR|cr)[>\]}](?:[<\[{](?:LF|lf)[>\]}])?|&#(?:13|x[dD]);|%0[dD](?:%0[aA])?|\\X0[dD]\\|\xe2\x90\x8d)"
_WRITTEN = re.compile(_END + rb"[ \t]?(?=[A-Z][A-Z0-9]{2}[|])|" + _END + rb"(?=[\"']?[\s,}]*(?:[\r\n]|\Z))")
"""The end of a segment that a log writes out: `\\r`, `<CR>`, `0x0D`, before another segment or at the end of the line."""
_LOGGED = re.compile(rb"MSH[|]\^~[^\r\n]{0,4000}?" + _END + rb"[ \t]?PID[|]")
"""A message on one line."""
_SEGMENTS = b"EVN|PID|PD1|NK1|PV1|PV2|MRG|IN1|GT1|ORC|OBR|OBX|NTE|SPM|SAC|TQ1|DG1|AL1|SCH|TXA|FT1|QRD|QPD|MSA|ZDS"
_RUN_ON = re.compile(rb"MSH[|]\^~[^\r\n]{0,4000}?PID[|]")
"""A message on one line, whatever ends its segments there, if anything does."""
_OF_ONE_LINE = re.compile(rb"MSH[|]\^~[^\r]*")
_GOES_ON = re.compile(rb"(?=MSH[|]\^~|(?:" + _SEGMENTS + rb")[|])")
_SIGNS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
_EACH_LINE = re.compile(rb"MSH[|]\^~[^\r\n]*[\r\n]+[^\r\n|]{1,200}[^A-Za-z0-9|\r\n](?:" + _SEGMENTS + rb")[|]")
"""The first segments of a message in a log that puts the moment before every line."""
_BEFORE_SEGMENT = re.compile(
    rb"\r[^\r|]{1,200}?[^A-Za-z0-9|\r](?=(?:MSH[|]\^|" + _SEGMENTS.replace(b"|", b"[|]|") + rb"[|]))"
)
_LETTER = re.compile(rb"\\u(00[a-fA-F][0-9a-fA-F]|0[1-9a-fA-F][0-9a-fA-F]{2}|[1-9a-fA-F][0-9a-fA-F]{3})")
"""A letter as JSON may write it; not the ends of lines."""
_OF_JSON = re.compile(rb"\s*[{\[]")
_OWN_KEY = re.compile(rb'(?i)"[a-z_.]{0,20}(?:bsn|naam|name|geb|birth|patient)[a-z_.]{0,20}"\s*:')
_OWN_COLUMNS = re.compile(
    rb'(?i)(?:[^\r\n|;,\t]*[;,\t])*?"?[a-z_. ]{0,20}(?:bsn|naam|name|geb|birth|pati[a-z]nt)[a-z_. ]{0,20}"?(?:[;,\t][^\r\n|;,\t]*)*[\r\n]'
)
"""The header of a table of people, which has messages in a column."""
_ENCODED = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_LONGEST_TAIL = 64 << 20
"""Bytes of a document at the end of a file that are looked back over."""
BLOCK = 1 << 20
"""Enough messages to ask all of them something at once; little enough to stay in the processor's cache."""
_USUAL = b"|^~\\&"


def bid(name: str, head: bytes) -> int:
    """98 where the file starts with a message or batch header, less where one comes later or only segments are there."""
    head = decode_head(head).encode()
    if _FIRST.match(head):
        return 98
    if (_LOGGED.search(head) or _RUN_ON.search(head)) and not (_OF_JSON.match(head) and _OWN_KEY.search(head)):
        # The other columns and tables matter too, and messages are read there.
        return 97 if text_kind(head) != "sql" and not _OWN_COLUMNS.match(head) else 0
    start = _START.search(head)
    if start:
        return 90 if start.start() < 2000 else 55
    if _EACH_LINE.search(head):
        return 97
    if _ANYWHERE.search(head) and re.search(rb"[\r\n]PID\|", head):
        return 60
    return 55 if re.match(rb"\s*(?:PID|EVN|PV1|ORC|OBR)\|", head) and _PATIENT.search(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The item as one body of records, and those whom its free text names beside the patients; raises Unreadable where there is no message."""
    texts = Texts()
    yield Records("", "message", _frames(path, problems, texts), texts.values, texts.named)
    batches = Batches()
    for text in texts.others:
        for passage in passages(with_births(text)):
            batches.add(passage.row, passage.digest(text, alone=False))
    if batches.pending:
        yield Records("", "passage", iter([batches.take()]))


def _frames(path: Path, problems: list[Problem], texts: Texts) -> Iterator[pl.DataFrame]:
    batches = Batches(people)
    found = False
    for block in _blocks(path, problems):
        found = True
        _take(block, batches, texts)
        if batches.full:
            yield batches.take()
    if not found:
        raise Unreadable("no HL7 message in the file")
    if _ends_encoded(path):
        problems.append(Problem("the file ends in the middle of an encoded document"))
    if batches.pending:
        yield batches.take()


def _ends_encoded(path: Path) -> bool:
    """Whether the file ends in base64: no field, not even the end of a segment, comes after it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 16, 0))
        if not _ENCODED.fullmatch(file.read()):
            return False
        file.seek(max(size - _LONGEST_TAIL, 0))
        tail = file.read()
    begin = tail.lower().rfind(b"base64")
    return begin >= 0 and _ENCODED.fullmatch(tail, begin + len(b"base64^")) is not None


def _take(block: bytes, batches: Batches, texts: Texts) -> list[int]:
    """Takes in the records and texts of a block; gives the number in it of the message of each record."""
    taken = block_rows(block)
    others = [(number, *record) for number, message in taken.others for record in _records(_bared(message))]
    add(texts, taken.texts)
    of_messages(texts, [own.usual(message) for _, message in taken.others if (own := _declared(message))])
    batches.merge(taken, others)
    return sorted([*taken.numbers.tolist(), *(number for number, _, _ in others)])


def of_values(values: Sequence[str], batches: Batches, texts: Texts) -> list[int]:
    """Takes in the messages that stand in values of a table; gives the place among them of the value of each record."""
    pieces: list[bytes] = []
    owners: list[int] = []
    for place, value in enumerate(values):
        text = _returned(b"\r" + value.encode() + b"\r")
        if first := _LINE.search(text):
            pieces.append(text[first.start() :])
            owners += [place] * len(_LINE.findall(pieces[-1]))
    return [owners[number] for number in _take(b"".join(pieces), batches, texts)] if pieces else []


def _bared(message: bytes) -> bytes:
    """A message without what the file or its frame put after it, so that a copy elsewhere has the same digest."""
    message = message.rstrip(b"\r\t \0\x1a")
    last = message.rfind(b"\r")
    while message[last + 1 : last + 4] in (b"BTS", b"FTS", b"BHS", b"FHS") and last > 0:
        message = message[:last].rstrip(b"\r")
        last = message.rfind(b"\r")
    return message


def _declared(message: bytes) -> _Dialect | None:
    """The delimiters that a message declares; None when they are the usual ones, or none."""
    header = message[:8].partition(b"\r")[0]
    if message[:5] == _USUAL or not header.isascii() or not header or header[:1].isalnum():
        return None
    return _dialect(header)


def _records(message: bytes) -> Iterator[tuple[Row, bytes]]:
    """The records of one message, which begins after the letters MSH of its header, with the bytes they stand in."""
    dialect = _declared(message)
    if dialect is None:
        yield from records(message)
        return
    own = dialect.letters
    for (who, order, specimen, marks, rejected), part in records(dialect.usual(message)):
        person = tuple(value.translate(own) for value in who)
        yield (person, order.translate(own), specimen.translate(own), marks, rejected), part


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Delimiters that a header declares, and the way to the usual ones and back."""

    table: bytes
    escapes: re.Pattern[bytes]
    names: dict[bytes, bytes]
    letters: dict[int, str]

    def usual(self, message: bytes) -> bytes:
        """The message with the usual delimiters; letters that would be mistaken for one have stand-ins."""
        return self.escapes.sub(lambda match: self.names[match[1]], message).translate(self.table)


@lru_cache(64)
def _dialect(header: bytes) -> _Dialect:
    """What the first letters of a header after MSH declare: the field separator and up to four others."""
    declared = bytes([header[0], *header[1:].partition(header[:1])[0][:4]])
    declared += _USUAL[len(declared) :]
    table = bytearray(range(256))
    for stand_in, real in STAND_INS.items():
        table[ord(real)] = ord(stand_in)
    for mine, usual in reversed(list(zip(declared, _USUAL, strict=True))):
        table[mine] = usual
    names = {name.encode(): bytes([0x0E + i]) for i, name in enumerate("FSRET")}
    letters = {0x0E + i: chr(sign) for i, sign in enumerate(declared)}
    letters |= {ord(stand_in): real for stand_in, real in STAND_INS.items()}
    escape = re.escape(declared[3:4])
    return _Dialect(bytes(table), re.compile(escape + b"([FSRET])" + escape), names, letters)


def _blocks(path: Path, problems: list[Problem]) -> Iterator[bytes]:
    """Pieces of the file with whole messages, each of which starts at the end of the line before its header."""
    held: list[bytes] = []  # pieces of a message that goes on
    size = 0
    inline = False
    for piece in _lined(utf8_blocks(path, Notes(), BLOCK)):
        if not held and not _LINE.search(piece) and _INLINE.search(piece):
            inline = True
        if inline:
            piece = piece.replace(b"MSH|^~", b"\rMSH|^~")
        last = _last_header(piece)
        if last < 0:
            size += len(piece)
            if size <= LONGEST:
                held.append(piece)
            elif size - len(piece) <= LONGEST:
                problems.append(Problem(f"a message is longer than {LONGEST >> 20} MB: what is beyond was not read"))
            continue
        yield from _headed(b"".join((*held, piece[:last])))
        held = [piece[last:]]
        size = len(held[0])
    yield from _headed(b"".join(held))


def _last_header(piece: bytes) -> int:
    """Where the last header starts, the end of the line before it included; -1 where there is none."""
    last = piece.rfind(b"\rMSH")
    while last >= 0 and not _LINE.match(piece, last):
        last = piece.rfind(b"\rMSH", 0, last)
    return last


def _headed(block: bytes) -> Iterator[bytes]:
    """A block that starts with a header: what comes before the first gets the usual one if it has a patient, or goes."""
    if not _LINE.match(block):
        first = _LINE.search(block)
        start = first.start() if first else len(block)
        block = b"\rMSH" + _USUAL + block if b"\rPID|" in block[:start] else block[start:]
    if block:
        yield block


def _lined(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks in which segments end in a carriage return; what may be the start of a header waits for the next block."""
    rest = b"\r"
    for block in blocks:
        block = rest + block
        unsure = _UNSURE.search(block[-12:])
        rest = unsure[0] if unsure else b""
        yield _returned(block[: len(block) - len(rest)])
    yield _returned(rest)


def _taken_apart(line: bytes) -> bytes:
    """A line with one or more messages as segments, without the signs that all of them end in."""
    segments = _GOES_ON.split(line)
    end = segments[1].removeprefix(segments[1].rstrip(_SIGNS))
    while not all(segment.endswith(end) for segment in segments[1:-1]):
        end = end[1:]
    return b"\r".join(segment.removesuffix(end) for segment in segments)


def _returned(block: bytes) -> bytes:
    """The ends of lines as carriage returns; the bytes that frame messages in transport are ends too."""
    if b"\n" in block:
        block = block.replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    if b"\x0b" in block or b"\x1c" in block:
        block = block.replace(b"\x0b", b"\r").replace(b"\x1c", b"\r")
    within = _header_within(block)
    if within and _LOGGED.search(block):
        block = _LETTER.sub(lambda letter: chr(int(letter[1], 16)).encode("utf-8", "replace"), block)
        block = _WRITTEN.sub(b"\r", block).replace(b"MSH|^~\\\\&", b"MSH|^~\\&")
    if within or any(b"PID|" in block[at : block.find(b"\r", at)] for at in _first_and_last(block)):
        if _EACH_LINE.search(block):
            block = _BEFORE_SEGMENT.sub(b"\r", block)
        if _RUN_ON.search(block):
            block = _OF_ONE_LINE.sub(lambda line: _taken_apart(line[0]) if b"PID|" in line[0] else line[0], block)
    return block


def _header_within(block: bytes) -> bool:
    """Whether a header stands elsewhere than at the start of a line; looked up by its rarest sign, which is much faster than a search."""
    letters = np.frombuffer(block, np.uint8)
    starts = np.flatnonzero(letters == ord("~")) - len(b"MSH|^")
    starts = starts[starts >= 0]
    for offset, sign in enumerate(b"MSH|^"):
        starts = starts[letters[starts + offset] == sign]
    return bool((starts == 0).any() or (letters[starts - 1] != ord("\r")).any())


def _first_and_last(block: bytes) -> Iterator[int]:
    """Where the first and the last message of a block begin, which tell how the others are written."""
    yield from (at for at in (block.find(b"MSH|^~"), block.rfind(b"MSH|^~")) if at >= 0)
