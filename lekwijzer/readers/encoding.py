"""From bytes of unknown encoding to UTF-8, block by block.

A file is not always written in one encoding: rows appended by another program, a name pasted from elsewhere. What is
valid UTF-8 is read as such; bytes that are not are read in the best fitting 8-bit code page.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem

BLOCK = 4 << 20
_TAIL = 64 << 10

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
EBCDIC = "cp500"
_EBCDIC_ENDS = (b"\x15", b"\x25", b"\x0d")
_EBCDIC_TEXT, _EBCDIC_WORDS = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
for _first, _last in (
    (0x40, 0x41),
    (0x81, 0x8A),
    (0x91, 0x9A),
    (0xA2, 0xAA),
    (0xC1, 0xCA),
    (0xD1, 0xDA),
    (0xE2, 0xEA),
    (0xF0, 0xFA),
):
    _EBCDIC_WORDS[_first:_last] = True
_EBCDIC_TEXT[:] = _EBCDIC_WORDS
_EBCDIC_TEXT[
    [0x05, 0x0D, 0x15, 0x25, *range(0x42, 0x51), *range(0x51, 0x62), *range(0x62, 0x80), 0xA1, 0xC0, 0xD0, 0xE0]
] = True
"""Signs and letters with accents are counted too."""
_ALIKE, _NEARLY = 0.8, 0.85
"""How much of a record stands where it stood in the one before; and how much of the most a length must reach."""
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HALF = re.compile(
    rb"[^\x00-\x80\x82\x85\x8a\x8e\x91-\x97\x99\x9a\x9e-\xa0\xa3\xa7-\xa9\xab\xb0\xb2\xb3\xb5\xb7\xbb-\xbd\xc0\xc1\xc4-\xff]"
)
"""What by itself is hardly a letter or a sign of Windows: the first byte of `é` in UTF-8, of which the second is gone, or a second one."""
_PAGES = ("cp1252", "cp850", "mac_roman")
_BARS = (b"\xdd", b"\xb3", b"\xba")
"""The bars ¦ │ ║ of DOS, which draw tables and part columns; elsewhere the letters Ý ³ º, which no line has three of."""
_HANDLER = "lekwijzer"
_COMMON = frozenset("éëèêïîöôüûçáàâäóòíúñåøæœßšžãõýÿğışćčłńęą")


@dataclass(slots=True)
class Notes:
    """What was met while decoding."""

    page: str = ""  # the code page of bytes that are not UTF-8
    repaired: int = 0  # bytes of that code page in text that is UTF-8 elsewhere
    broken: int = 0  # characters that no encoding explains
    halves: int = 0  # repaired bytes that are more likely half of a letter in UTF-8
    _utf8: bool = field(default=False, repr=False)

    def mixed(self) -> Problem:
        """What is told of a file in UTF-8 and a code page; where each byte is a letter of Windows, all of it was read."""
        whole = self.page == "cp1252" and not self.broken and not self.halves
        return Problem(f"{self.repaired} bytes are not valid UTF-8; read as {self.page}", whole=whole)


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding family of a file, and the length of its byte order mark: utf-8 also stands for any 8-bit page."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, len(bom)
    sample = head[: len(head) & ~1][:8192]
    if len(sample) >= 8 and 0 in sample:
        zeros = [sample[at::4].count(0) / (len(sample) // 4) for at in range(4)]
        if min(zeros[1:]) > 0.95 and zeros[0] < 0.05:
            return "utf-32-le", 0
        if min(zeros[:3]) > 0.95 and zeros[3] < 0.05:
            return "utf-32-be", 0
    if len(sample) >= 4 and 0 in sample:
        half = len(sample) // 2
        even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
        if odd > 0.4 and even < 0.1:
            return "utf-16-le", 0
        if even > 0.4 and odd < 0.1:
            return "utf-16-be", 0
    if _is_ebcdic(sample):
        return EBCDIC, 0
    return "utf-8", 0


def _is_ebcdic(sample: bytes) -> bool:
    """Whether bytes are text of a mainframe: letters, figures, blanks and the ends of lines in their places there, and hardly anything else."""
    if len(sample) < 16 or sample.isascii():
        return False
    values = np.frombuffer(sample, np.uint8)
    return bool(_EBCDIC_TEXT[values].mean() > 0.97 and _EBCDIC_WORDS[values].mean() > 0.5)


def _records(raw: Iterator[bytes]) -> Iterator[bytes]:
    """Text of a mainframe as lines: its own ends of lines, or, where there are none, records that are all of one length."""
    held = next(raw, b"")
    if not held or any(end in held for end in _EBCDIC_ENDS):
        for block in chain([held], raw):
            yield block.replace(b"\x15", b"\x25")
        return
    length = _record_length(held)
    for block in chain(raw, [b""]):
        cut = len(held) - len(held) % length if length and block else len(held)
        whole, held = held[:cut], held[cut:] + block
        yield (
            b"\x25".join(whole[at : at + length] for at in range(0, len(whole), length)) + b"\x25" if length else whole
        )
    if held:
        yield held


def _record_length(data: bytes) -> int:
    """The length at which records repeat each other: figures, letters and blanks stand where they stood one record before; 0 for none."""
    values = np.frombuffer(data[: 64 << 10], np.uint8)
    kinds = np.where(values >= 0xF0, 2, np.where(values == 0x40, 1, 0)).astype(np.int8)
    sizes = range(16, min(2_000, len(kinds) // 3))
    shares = np.array([float((kinds[size:] == kinds[:-size]).mean()) for size in sizes])
    if not len(shares) or shares.max() < _ALIKE:
        return 0
    usual = float(np.median(shares))  # much of a record may be blank
    peak = shares >= usual + _NEARLY * (float(shares.max()) - usual)  # also of two records, and of three
    peak[1:] &= shares[1:] > shares[:-1]
    peak[:-1] &= shares[:-1] >= shares[1:]
    return sizes[int(np.argmax(peak))] if peak.any() else 0


@lru_cache(maxsize=4)  # every reader asks it of the same head
def decode_head(head: bytes) -> str:
    """The first bytes of a file as text; never fails. A character cut off at the end is dropped."""
    name, skip = encoding_of(head)
    if name == EBCDIC:
        return b"".join(_records(iter([head]))).decode(EBCDIC)
    if name != "utf-8":
        return codecs.getincrementaldecoder(name)("replace").decode(head[skip:])
    cut = head[skip:]
    cut = cut[: len(cut) - _unfinished(cut)]  # a sequence cut by the end of the head is no error of the file
    return _to_utf8(cut, Notes()).decode()


def utf8_blocks(path: Path, notes: Notes, size: int = BLOCK) -> Iterator[bytes]:
    """The file as valid UTF-8 in blocks of about `size` bytes, without byte order mark and NUL characters."""
    try:
        with path.open("rb", buffering=0) as file:
            name, skip = encoding_of(file.read(8192))
            if name == "utf-8":
                yield from _narrow(file.fileno(), skip, size, notes)
            else:
                file.seek(skip)
                raw: Iterator[bytes] = iter(lambda: file.read(size), b"")
                yield from _wide(_records(raw) if name == EBCDIC else raw, name, notes)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or 'input/output error'}") from error


def _wide(raw: Iterator[bytes], name: str, notes: Notes) -> Iterator[bytes]:
    """Blocks that end with a line, where there are lines; half a character at the end of the file is noted and left out."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    rest = ""
    for data in raw:
        text = decoder.decode(data)
        notes.broken += text.count("\ufffd")
        text = rest + text
        cut = (text.rfind("\n") if "\n" in text else text.rfind("\r")) + 1 or len(text)
        rest = text[cut:]
        yield _clean(text[:cut].encode("utf-8", "replace"))
    notes.broken += bool(decoder.decode(b"", final=True))
    if rest:
        yield _clean(rest.encode("utf-8", "replace"))


def _narrow(file: int, at: int, size: int, notes: Notes) -> Iterator[bytes]:
    """Blocks that end with a line; the place to cut is looked up first, so that no block is ever copied."""
    while True:
        tail = os.pread(file, min(size, _TAIL), max(at, at + size - _TAIL))
        cut = max(tail.rfind(b"\n"), tail.rfind(b"\r") if b"\n" not in tail else -1)
        if cut < 0:  # no line end near: cut before an unfinished character
            cut = len(tail) - 1 - _unfinished(tail)
        data = os.pread(file, max(at, at + size - _TAIL) - at + cut + 1, at)
        if not data:
            return
        at += len(data)
        yield _clean(_to_utf8(data, notes))


def _unfinished(data: bytes) -> int:
    """How many bytes at the end belong to a character that is cut off."""
    for k in range(1, min(4, len(data) + 1)):
        lead = data[-k]
        if lead >= 0xC0:
            return k if k < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4) else 0
        if lead < 0x80:
            return 0
    return 0


def _clean(block: bytes) -> bytes:
    return block.replace(b"\0", b"") if b"\0" in block else block


def _to_utf8(block: bytes, notes: Notes) -> bytes:
    if block.isascii():
        return block
    if not _is_utf8(block):
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            return _mend(block, error.start, notes)
    notes._utf8 = True
    return block


def _is_utf8(block: bytes) -> bool:
    """Whether a block is valid UTF-8, at memory speed; a valid block may come out as False, never the other way round."""
    ends = np.array([0, len(block)], np.int64)
    try:
        text = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(block)])
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _mend(block: bytes, start: int, notes: Notes) -> bytes:
    """A block that is not all UTF-8: a code page throughout, or UTF-8 with strange bytes in it."""
    reach = _LOOK if notes.page else 4 * _LOOK
    sample = block[max(0, start - reach) : start + reach]
    if notes.page in ("", "cp850") and not notes._utf8 and _ruled(sample):
        notes.page = "cp850"
        return _recoded(block, notes.page)
    sequences = len(_SEQUENCE.findall(sample))
    strays = len(_HIGH.findall(_SEQUENCE.sub(b"", sample)))
    if not notes.page:
        notes.page = _code_page(_SEQUENCE.sub(b"", sample))
    if sequences * 4 < strays and not notes._utf8:
        return _recoded(block, notes.page)
    if sequences:
        notes._utf8 = True
    text = block.decode("utf-8", f"{_HANDLER}.{notes.page}")
    notes.repaired += len(text) - len(block.decode("utf-8", "ignore"))
    notes.halves += len(_HALF.findall(_SEQUENCE.sub(b"", block)))
    return text.encode("utf-8")


_FEW = 400
"""Of so many letters one with an accent is few."""
_LOOK = 8192
"""Bytes before and after the first strange one that tell how a block is written, once it is known how the one before was."""


def _ruled(sample: bytes) -> bool:
    """Whether the bars of DOS part the lines; a bar before a capital with an accent looks like a sequence of UTF-8."""
    lines = max(sample.count(b"\n"), 1)
    return sample.count(_BARS[0]) > 2 * lines or any(_SEQUENCE.sub(b"", sample).count(b) > 2 * lines for b in _BARS[1:])


def _code_page(sample: bytes) -> str:
    """The 8-bit code page in which letters inside words come out as letters that names have."""
    letters = _IN_WORD.findall(sample)
    if len(letters) < 3:
        return "cp1252"
    score = {page: sum(_decode_page(b, page) in _COMMON for b in letters) for page in _PAGES}
    best = max(_PAGES, key=lambda page: score[page])
    return best if score[best] > score["cp1252"] * 1.5 + 1 else "cp1252"


def _recoded(data: bytes, page: str) -> bytes:
    """Text in a code page as UTF-8; where few letters have accents, what stands between them is taken over as it is."""
    places = np.flatnonzero(np.frombuffer(data, np.uint8) > 127)
    if len(places) * _FEW > len(data):
        return _decode_page(data, page).encode("utf-8")
    pieces: list[bytes] = []
    start = 0
    for place in places.tolist():
        pieces += (data[start:place], _LETTERS[page][data[place]])
        start = place + 1
    return b"".join((*pieces, data[start:]))


def _decode_page(data: bytes, page: str) -> str:
    """Text in a code page; the five bytes that Windows-1252 leaves open are read as Latin-1."""
    if page == "cp1252" and not (np.frombuffer(data, np.int8) < -96).any():
        return data.decode("latin-1")  # the same but for 0x80 to 0x9f, and much faster
    return codecs.charmap_decode(data, "strict", _TABLES[page])[0]


def _handle(page: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return _decode_page(error.object[error.start : error.end], page), error.end

    return handle


_TABLES = {page: "".join(bytes([b]).decode(page, "ignore") or chr(b) for b in range(256)) for page in _PAGES}
_LETTERS = {page: [letter.encode("utf-8") for letter in table] for page, table in _TABLES.items()}
for _page in _PAGES:
    codecs.register_error(f"{_HANDLER}.{_page}", _handle(_page))
