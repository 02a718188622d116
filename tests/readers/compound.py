"""Writes OLE files, and what old office programs put in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from readers.mapi import compound


def doc(
    text: str,
    *,
    notes: str = "",
    headers: str = "",
    remarks: str = "",
    boxes: str = "",
    wide: bool = False,
    flags: int = 0,
) -> bytes:
    """A Word document of before 2007 in two pieces."""
    parts = (text, notes, headers, "", remarks, "", boxes, "")
    whole = "".join(parts)
    start, cut = 1024, len(whole) // 2
    first = whole[:cut].encode("cp1252")
    second = whole[cut:].encode("utf-16-le" if wide else "cp1252")
    places = (start * 2 | 0x40000000, start + len(first) if wide else ((start + len(first)) * 2 | 0x40000000))
    pieces = struct.pack("<3I", 0, cut, len(whole)) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    fib = bytearray(start)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0, 0, 0x0200 | flags)
    struct.pack_into("<8i", fib, 0x4C, *map(len, parts))
    struct.pack_into("<II", fib, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(fib) + first + second, "1Table": clx.ljust(5000, b"\0")})


def cells(rows: Sequence[Sequence[str]]) -> str:
    """A table as Word keeps it."""
    return "".join("".join(f"{cell}\x07" for cell in row) + "\x07" for row in rows)


def biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    return biff(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("cp1252"))


def xls(
    rows: Sequence[Sequence[str]], more: bytes = b"", streams: Mapping[str, bytes] | None = None, first: bytes = b""
) -> bytes:
    """A workbook of before 2007 with one sheet. `more`: records of the sheet; `first`: of the workbook."""
    begin = biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + first
    name = b"Blad1"
    at = len(begin) + 4 + 8 + len(name) + 4
    book = begin + biff(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name) + biff(0x000A, b"")
    sheet = biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    sheet += (
        b"".join(label(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row))
        + more
        + biff(0x000A, b"")
    )
    return compound({"Workbook": (book + sheet).ljust(4096, b"\0"), **(streams or {})})


def native(name: str, content: bytes) -> bytes:
    """A file put into a document as a package."""
    inner = struct.pack("<H", 2) + name.encode() + b"\0" + b"C:\\x\\" + name.encode() + b"\0" + struct.pack("<HH", 0, 3)
    inner += struct.pack("<I", 4) + b"C:\\\0" + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(inner)) + inner


def atom(kind: int, content: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(content)) + content
