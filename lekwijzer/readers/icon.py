"""Icons: pictures so small that no list of people can be read in them. Nobody is in one; the letters beside its dots leave traces.

A picture of at most 64 by 64 dots has room for ten letters in a line. Scanners, cameras and pictures of a screen do not come that
small, so it is read when it says itself that it is, and is no longer than such a picture can be. Logos and drawings stay unread.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.model import Part, Problem
from lekwijzer.readers.payload import runs

KIND = "icon"
MOST_DOTS = 64
MOST_BYTES = 24 << 10
"""What the dots of the largest take without compression, and half as much again for a palette or a second size."""
_ICONS = (b"\0\0\1\0", b"\0\0\2\0")


def bid(name: str, head: bytes) -> int:
    """99 for a whole picture that says that it is no larger than an icon."""
    return 99 if is_icon(head) else 0


def is_icon(data: bytes) -> bool:
    """Whether some bytes are a picture of at most 64 by 64 dots, and nothing long behind it."""
    if not 0 < len(data) <= MOST_BYTES:
        return False
    try:
        sizes = _sizes(data)
    except (struct.error, IndexError):
        return False
    return bool(sizes) and all(0 < size <= MOST_DOTS for size in sizes)


def _sizes(data: bytes) -> tuple[int, ...]:
    """The widths and heights that a picture states; () for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return struct.unpack(">II", data[16:24])
    if data.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack("<HH", data[6:10])
    if data.startswith(b"BM"):
        width, height = struct.unpack("<ii", data[18:26])
        return width, abs(height)
    if data.startswith(_ICONS):
        count = struct.unpack("<H", data[4:6])[0]
        return tuple(data[6 + 16 * n + side] or 256 for n in range(count) for side in (0, 1))
    return _of_jpeg(data) if data.startswith(b"\xff\xd8\xff") else ()


def _of_jpeg(data: bytes) -> tuple[int, ...]:
    at = 2
    while data[at] == 0xFF:
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return struct.unpack(">HH", data[at + 5 : at + 9])
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return ()


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """Nobody."""
    yield from ()


def beside(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The runs of letters in the file: remarks of a camera or a program, and what is hung behind the picture."""
    yield from runs(path.read_bytes())
