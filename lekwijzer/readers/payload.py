"""Bytes inside a value (a blob, an encoded attachment, a part of a workbook) as text: for what is in them, nobody is read.

What is text in any encoding, compressed text and zip archives are opened. Of anything else the runs of letters count; what
hides its text from that (a picture, a PDF, something encrypted) is dark.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lekwijzer.model import Problem
from lekwijzer.readers.encoding import decode_head, encoding_of
from lekwijzer.readers.markup import is_markup, texts_of_markup

LARGEST = 64 << 20
"""Bytes of one value, unpacked, that are looked at."""
DEEPEST = 4
_MEMBERS = 5_000
_DARK = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18", b"SQLite format 3\0", b"PAR1", b"PARE", b"ORC", b"Obj\x01", b"RIFF", b"OggS", b"ID3", b"!BDN", b"MSCF",
)  # fmt: skip
_DICOM = slice(128, 132)
_NARROW = re.compile(rb"[\t\n\r\x20-\x7e\xc0-\xff][\t\n\r\x20-\x7e\x80-\xff]{4,}")
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xc0-\xff]\0){5,}")
_PACKED = 256
"""Bytes from which it can be told that something is compressed or encrypted."""
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f") + b"\x7f"


@dataclass(slots=True)
class Dark:
    """How many values hide what they hold."""

    count: int = 0
    apart: bool = False  # documents that stand in values as base64 are items of their own, and read there

    def problems(self, part: str = "") -> list[Problem]:
        """What is to be said of them."""
        what = f"{self.count} values are documents, pictures or encrypted, and were not read"
        return [Problem(what, part)] if self.count else []


def utf8(values: pl.Series) -> pl.Series:
    """Bytes as text where they are valid UTF-8, null where they are not."""
    try:
        return values.cast(pl.String)
    except pl.exceptions.ComputeError:
        return pl.Series(values.name, [_utf8(value) for value in values], dtype=pl.String)


def _utf8(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def texts(data: bytes, dark: Dark, depth: int = 0) -> Iterator[str]:
    """The texts in some bytes; counts in `dark` what has none that can be seen."""
    if len(data) > LARGEST:
        dark.count += 1
        data = data[:LARGEST]
    if data.startswith(_DARK) or data[_DICOM] == b"DICM":
        dark.count += 1
        yield from runs(data)
    elif data.startswith(b"PK\x03\x04"):
        yield from _of_zip(data, dark, depth)
    elif (unpacked := _unpacked(data)) is not None:
        if depth >= DEEPEST:
            dark.count += 1
        else:
            yield from texts(unpacked, dark, depth + 1)
    elif (text := _text(data)) is not None:
        yield from texts_of_markup(text) if is_markup(text) else (text,)
    else:
        if len(data) >= _PACKED and len(zlib.compress(data[: 1 << 16], 1)) > 0.98 * min(len(data), 1 << 16):
            dark.count += 1
        yield from runs(data)


def _text(data: bytes) -> str | None:
    """The bytes as text in whatever encoding; None when they are none."""
    wide = encoding_of(data)[0] != "utf-8"
    if not wide and sum(map(data.count, _CONTROLS)) > len(data) // 50:
        return None
    try:
        text = decode_head(data) if wide else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decode_head(data)
        if sum(not (c.isprintable() or c.isspace()) for c in text[:4000]) > len(text[:4000]) // 50:
            return None
    if wide and sum(c.isalnum() or c.isspace() for c in text[:4000]) < len(text[:4000]) // 2:
        return None
    return text.replace("\0", "")


def runs(data: bytes) -> Iterator[str]:
    """The runs of letters in bytes that are no text, one a line: as `strings` gives them."""
    yield "\n".join(run.decode("cp1252", "replace") for run in _NARROW.findall(data))
    yield "\n".join(run.decode("utf-16-le", "replace") for run in _WIDE.findall(data))


def _unpacked(data: bytes) -> bytes | None:
    """What compressed bytes hold, up to the largest that is looked at; None when they are not compressed."""
    if data.startswith(b"\x1f\x8b"):
        return _inflated(data, 31)
    if data.startswith(b"BZh"):
        return _decompressed(bz2.BZ2Decompressor(), data)
    if data.startswith(b"\xfd7zXZ\0"):
        return _decompressed(lzma.LZMADecompressor(), data)
    if data[:2] in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        return _inflated(data, 15)
    if data[4:6] in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):  # the length before it, as MySQL compresses
        return _inflated(data[4:], 15)
    return None


def _inflated(data: bytes, kind: int) -> bytes | None:
    try:
        return zlib.decompressobj(kind).decompress(data, LARGEST + 1) or None
    except zlib.error:
        return None


def _decompressed(opener: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes) -> bytes | None:
    try:
        return opener.decompress(data, LARGEST + 1) or None
    except (OSError, lzma.LZMAError, EOFError):
        return None


def _of_zip(data: bytes, dark: Dark, depth: int) -> Iterator[str]:
    """The names and contents of the members of an archive or an office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            yield "\n".join(info.filename for info in members)
            if depth >= DEEPEST or len(members) > _MEMBERS:
                dark.count += 1
                return
            for info in members:
                if info.flag_bits & 1 or info.file_size > LARGEST:
                    dark.count += 1
                elif info.file_size:
                    yield from texts(archive.read(info), dark, depth + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        dark.count += 1
        yield from runs(data)
