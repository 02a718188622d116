"""Workbooks of before 2007 beside their cells: what their records say of dates and passwords, and the texts that are in no cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.intake.ole import MAGIC, records
from lekwijzer.model import Problem
from lekwijzer.readers.ole_files import opened
from lekwijzer.readers.payload import runs

_BOOK = ("Workbook", "Book")
_DATES, _LOCKED = 0x0022, 0x002F
_TEXT_OBJECT, _CONTINUE = 0x01B6, 0x003C
_CELLS = frozenset((
    0x0006, 0x0009, 0x000A, 0x00BD, 0x00BE, 0x00D6, 0x00D7, 0x00E0, 0x00FC, 0x00FD, 0x00FF, 0x0200, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x0208,
    0x020B, 0x027E, 0x0031, 0x0231, 0x041E, 0x0293, 0x0809, 0x0085, 0x0010, 0x0042, 0x00EB, 0x00EC,
))  # fmt: skip
"""Records of cells, of which the texts are read, and of how they look."""


def told(path: Path) -> str:
    """The day from which a workbook counts its dates; "" where it is none of these. Raises Encrypted where it is locked."""
    with path.open("rb") as start:
        if start.read(len(MAGIC)) != MAGIC:
            return ""
    try:
        file = opened(path)
    except Unreadable:
        return ""
    try:
        book = file.find(*_BOOK)
        for kind, content in records(file.read(book)[: 1 << 20]) if book else ():
            if kind == _LOCKED:
                raise Encrypted("password needed")
            if kind == _DATES:
                return "excel1904" if content[:1] == b"\1" else "excel"
    finally:
        file.close()
    return "excel"


def rest(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The comments, text boxes, headers, names and links of a workbook, and what stands in its other streams."""
    file = opened(path)
    try:
        for stream in file.streams:
            data = file.read(stream)
            if stream[-1] in _BOOK:
                yield from _of_book(data)
            else:
                yield from runs(data)
        if file.damaged:
            problems.append(Problem("a part of the file is damaged and was not read"))
    finally:
        file.close()


def _of_book(data: bytes) -> Iterator[str]:
    others = bytearray()
    inside = False
    for kind, content in records(data):
        if kind == _CONTINUE and inside:  # its first byte tells how its letters are stored
            yield content[1:].decode("utf-16-le" if content[:1] == b"\1" else "cp1252", "replace")
        elif kind not in _CELLS and kind != _CONTINUE:
            others += content + b"\0\0\0\0"
        inside = kind == _TEXT_OBJECT or (inside and kind == _CONTINUE)
    yield from runs(bytes(others))
