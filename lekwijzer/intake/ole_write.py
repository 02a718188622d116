"""Writes an OLE file anew: a document embedded in another one has lost its own."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from lekwijzer.intake.ole import MAGIC

_END, _FREE, _FAT, _SKIPPED = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
_SECTOR = 512
_LEAST = 4096
"""Shorter streams stand in another way; they are filled up with zeros, which end them all the same."""
_IN_HEAD = 109
_PER_SECTOR = _SECTOR // 4


def compound(streams: Sequence[tuple[str, bytes]]) -> Iterator[bytes]:
    """A file with these streams at the top."""
    sizes = [max(len(content), _LEAST) for _, content in streams]
    counts = [-(-size // _SECTOR) for size in sizes]
    folder = -(-(len(streams) + 1) * 128 // _SECTOR)
    used = sum(counts) + folder
    tables, more = 1, 0
    while tables * _PER_SECTOR < used + tables + more:
        tables += 1
        more = -(-max(tables - _IN_HEAD, 0) // (_PER_SECTOR - 1))
    at = used + more
    places = list(range(at, at + tables))
    yield (
        MAGIC
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, tables, sum(counts), 0, _LEAST, _END, 0, used if more else _END, more)
        + _table(places[:_IN_HEAD], _IN_HEAD)
    )
    fat: list[int] = []
    first = []
    for count, (_, content) in zip(counts, streams, strict=True):
        first.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
        yield content.ljust(count * _SECTOR, b"\0")
    fat += [*range(len(fat) + 1, len(fat) + folder), _END]
    entries = [_entry("Root Entry", 5, _FREE, 1 if streams else _FREE, _END, 0)]
    for number, ((name, _), start, size) in enumerate(zip(streams, first, sizes, strict=True), 1):
        entries.append(_entry(name, 2, number + 1 if number < len(streams) else _FREE, _FREE, start, size))
    yield b"".join(entries).ljust(folder * _SECTOR, b"\0")
    for number in range(more):
        some = places[_IN_HEAD + number * (_PER_SECTOR - 1) : _IN_HEAD + (number + 1) * (_PER_SECTOR - 1)]
        yield _table(some, _PER_SECTOR - 1) + struct.pack("<I", used + number + 1 if number + 1 < more else _END)
    yield _table([*fat, *[_SKIPPED] * more, *[_FAT] * tables], tables * _PER_SECTOR)


def _table(numbers: Sequence[int], length: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers) + b"\xff" * 4 * (length - len(numbers))


def _entry(name: str, kind: int, beside: int, below: int, start: int, size: int) -> bytes:
    raw = name[:31].encode("utf-16-le")[:62]
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, beside, below)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
