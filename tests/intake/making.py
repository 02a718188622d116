"""Archives written by hand, of formats for which there is no free program that writes them: nothing in them is compressed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

Members = Sequence[tuple[str, bytes]]


def _block4(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def _file4(name: str, data: bytes, flags: int, whole: bytes) -> bytes:
    raw = name.encode()
    body = struct.pack("<IIBIIBBHI", len(data), len(whole), 3, zlib.crc32(whole), 0, 20, 0x30, len(raw), 0o100644) + raw
    return _block4(0x74, 0x8000 | flags, body, data)


def rar4(members: Members, locked: Sequence[str] = ()) -> bytes:
    """A rar of version 4; `locked` are the names of members that are encrypted."""
    out = b"Rar!\x1a\x07\x00" + _block4(0x73, 0, bytes(6))
    for name, data in members:
        out += _file4(name, data, 0x04 if name in locked else 0, data)
    return out + _block4(0x7B, 0x4000, b"")


def rar4_volumes(name: str, data: bytes, at: int) -> list[bytes]:
    """One member over two volumes of a rar of version 4."""
    first = (
        b"Rar!\x1a\x07\x00"
        + _block4(0x73, 0x0101, bytes(6))
        + _file4(name, data[:at], 0x02, data)
        + _block4(0x7B, 0x4001, b"")
    )
    second = (
        b"Rar!\x1a\x07\x00"
        + _block4(0x73, 0x0001, bytes(6))
        + _file4(name, data[at:], 0x01, data)
        + _block4(0x7B, 0x4000, b"")
    )
    return [first, second]


def _vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def _block5(body: bytes, data: bytes = b"") -> bytes:
    head = _vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head + data


def rar5(members: Members, locked: Sequence[str] = (), volume: bool = False) -> bytes:
    """A rar of version 5."""
    out = b"Rar!\x1a\x07\x01\x00" + _block5(bytes([1, 0, 1 if volume else 0]))
    for name, data in members:
        raw = name.encode()
        extra = b""
        if name in locked:
            record = b"\x01\x00\x00\x0f" + bytes(32)  # AES-256 and no check of the password
            extra = _vint(len(record)) + record
        body = b"\x02" + _vint(3 if extra else 2) + (_vint(len(extra)) if extra else b"") + _vint(len(data))
        body += (
            b"\x04"
            + _vint(len(data))
            + _vint(0o100644)
            + struct.pack("<I", zlib.crc32(data))
            + b"\x00\x01"
            + _vint(len(raw))
            + raw
            + extra
        )
        out += _block5(body, data)
    return out + _block5(b"\x05\x00\x00")


def cab(members: Members) -> bytes:
    """A cabinet with one folder of one block."""
    data = b"".join(content for _, content in members)
    assert len(data) < 0x8000
    files, at = b"", 0
    for name, content in members:
        files += struct.pack("<IIHHHH", len(content), at, 0, 0x5000, 0, 0x20) + name.encode() + b"\0"
        at += len(content)
    start = 36 + 8
    total = start + len(files) + 8 + len(data)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, total, 0, start, 0, 3, 1, 1, len(members), 0, 1, 0)
    return (
        head
        + struct.pack("<IHH", start + len(files), 1, 0)
        + files
        + struct.pack("<IHH", 0, len(data), len(data))
        + data
    )


def lha(members: Members) -> bytes:
    """An archive of LHA with headers of level 0."""
    out = b""
    for name, content in members:
        raw = name.encode()
        body = (
            b"-lh0-"
            + struct.pack("<III", len(content), len(content), 0)
            + b"\x20\x00"
            + bytes([len(raw)])
            + raw
            + struct.pack("<H", crc16(content))
        )
        out += bytes([len(body), sum(body) & 0xFF]) + body + content
    return out + b"\0"


def crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
