"""OLE files (Word, Excel and PowerPoint of before 2007, objects embedded in documents): their streams, and the files inside them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import olefile  # type: ignore[import-untyped]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGE = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError, RecursionError, MemoryError)  # fmt: skip
_END = 0xFFFFFFFE
_MOST = 256 << 20
"""Bytes of one stream that are taken."""
_MOST_STREAMS = 50_000
_MAIN = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_WHOLE = ("Package", "CONTENTS", "EmbeddedOdf")
"""Streams that are an embedded file as it is."""
_NATIVE = "\x01Ole10Native"
_WITH_PICTURES = ("Pictures", "Data", "WordDocument", "Workbook", "Book")
_PICTURE = re.compile(rb"..[\x1d\x1e\x29\x2a]\xf0(....)", re.DOTALL)
_START = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\0|MM\0\*")
"""Where the bytes of a picture begin, a few bytes into its record."""
_GROUP, _CONTINUE = 0x00EB, 0x003C


class Compound:
    """An OLE file; what of it is damaged is left out and noted in `damaged`."""

    def __init__(self, path: Path) -> None:
        """Raises one of DAMAGE where nothing of the file can be used."""
        self._file = olefile.OleFileIO(str(path))
        self.streams: list[tuple[str, ...]] = [tuple(names) for names in self._file.listdir()[:_MOST_STREAMS]]
        self.damaged = False

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def find(self, *names: str) -> tuple[str, ...] | None:
        """The first of some streams that stand at the top."""
        own = {stream[0].lower(): stream for stream in self.streams if len(stream) == 1}
        return next((own[name.lower()] for name in names if name.lower() in own), None)

    def read(self, stream: tuple[str, ...]) -> bytes:
        """The content of a stream; b"" where it is damaged."""
        try:
            with self._file.openstream(list(stream)) as file:
                data: bytes = file.read(_MOST)
                return data
        except DAMAGE:
            self.damaged = True
            return b""


def top_names(head: bytes) -> frozenset[str]:
    """The streams and storages at the top of a file by its first bytes; none where these do not tell."""
    try:
        shift, place, table = struct.unpack_from("<H", head, 30)[0], *struct.unpack_from("<I24xI", head, 48)
        size = 1 << shift if shift in (9, 12) else 512
        entries = b""
        for _ in range(1 + len(head) // size):
            sector = head[(place + 1) * size : (place + 2) * size]
            entries += sector
            if len(sector) < size:
                break
            (place,) = struct.unpack_from("<I", head, (table + 1) * size + 4 * place) if place < size // 4 else (_END,)
            if place >= _END - 2:
                break
        names: set[str] = set()
        waiting, seen = [struct.unpack_from("<I", entries, 76)[0]], set[int]()
        while waiting:
            at = waiting.pop()
            if at in seen or (at + 1) * 128 > len(entries):
                continue
            seen.add(at)
            raw, length, left, right = struct.unpack_from("<64sH2xII", entries, at * 128)
            names.add(raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"))
            waiting += [left, right]
    except struct.error:
        return frozenset()
    return frozenset(names)


def embedded(file: Compound) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file that is embedded as it is, and of the pictures."""
    for stream in file.streams:
        label = label_of(stream)
        if stream[-1] == _NATIVE:
            name, data = native(file.read(stream))
            yield f"{label_of(stream[:-1]) or 'object'}/{name}", data
        elif stream[-1] in _WHOLE:
            yield label, file.read(stream)
        if stream[-1] in _WITH_PICTURES:
            data = file.read(stream)
            data = _group(data) if stream[-1] in ("Workbook", "Book") else data
            yield from ((f"{label}/picture{n}", picture) for n, picture in enumerate(_pictures(data), 1))


def documents(file: Compound) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Name and streams of each document that is embedded without its shell."""
    for stream in file.streams:
        if stream[-1] in _MAIN and len(stream) > 1:
            folder = stream[:-1]
            own = [other for other in file.streams if len(other) == len(stream) and other[:-1] == folder]
            yield label_of(folder), [(other[-1], file.read(other)) for other in own]


def label_of(stream: tuple[str, ...]) -> str:
    """The names of a stream and of what it is in."""
    return "/".join(map(_shown, stream))


def _shown(name: str) -> str:
    return "".join(c for c in name if c >= " ").replace("/", "_") or "stream"


def native(data: bytes) -> tuple[str, bytes]:
    """The name and content of a file that was put into a document as a package."""
    try:
        at = 6
        texts = []
        for _ in range(2):
            end = data.index(b"\0", at)
            texts.append(data[at:end])
            at = end + 1
        at += 4
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length
        (size,) = struct.unpack_from("<I", data, at)
        if not 0 < size <= len(data) - at - 4:
            raise ValueError
        name = texts[0].decode("cp1252", "replace").replace("\\", "/").rpartition("/")[2]
        return name or "object", data[at + 4 : at + 4 + size]
    except (ValueError, struct.error):
        return "object", data[4:]  # an object of a program that has a form of its own


def _pictures(data: bytes) -> Iterator[bytes]:
    """The pictures in a stream, by the heads of their records."""
    at = 0
    while found := _PICTURE.search(data, at):
        size = int.from_bytes(found[1], "little")
        start = _START.search(data, found.end(), found.end() + 64)
        if start and start.start() < found.end() + size <= len(data):
            yield data[start.start() : found.end() + size]
            at = found.end() + size
        else:
            at = found.start() + 1


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record of a workbook."""
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _group(data: bytes) -> bytes:
    """The drawings of a workbook, of which the pieces stand in records of their own."""
    out = bytearray()
    inside = False
    for kind, content in records(data):
        inside = kind == _GROUP or (inside and kind == _CONTINUE)
        if inside:
            out += content
    return bytes(out)
