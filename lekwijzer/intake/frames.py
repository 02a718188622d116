"""Tells whether a lzip or lz4 file holds more than its streams; the library that unpacks them passes over what follows."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_LZIP, _SMALLEST = b"LZIP", 36
_LZ4, _ASIDE = 0x184D2204, 0x184D2A50


def goes_on(path: Path, kind: str) -> bool:
    """Whether there are bytes behind or between the streams that are no padding; never of another kind."""
    if kind not in ("lzip", "lz4"):
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return _beside_lzip(view) if kind == "lzip" else _beside_lz4(view)


def _beside_lzip(view: mmap.mmap) -> bool:
    """Each member ends with its own size, so they are gone through from the last to the first."""
    end = len(view)
    while end > 0:
        size = int.from_bytes(view[end - 8 : end], "little") if end >= _SMALLEST else 0
        if _SMALLEST <= size <= end and view[end - size : end - size + 4] == _LZIP:
            end -= size
        elif view[end - 1]:
            return True
        else:
            end -= 1
    return False


def _beside_lz4(view: mmap.mmap) -> bool:
    at = 0
    while at + 8 <= len(view):
        mark = _number(view, at)
        if mark & 0xFFFFFFF0 == _ASIDE:
            return True
        if mark != _LZ4:
            break
        flags = view[at + 4]
        at += 7 + (8 if flags & 0x08 else 0) + (4 if flags & 0x01 else 0)
        while (size := _number(view, at) & 0x7FFFFFFF) and at < len(view):
            at += 4 + size + (4 if flags & 0x10 else 0)
        at += 4 + (4 if flags & 0x04 else 0)
    return at == 0 or bool(view[at:].strip(b"\0"))


def _number(view: mmap.mmap, at: int) -> int:
    raw = view[at : at + 4]
    return int(struct.unpack("<I", raw)[0]) if len(raw) == 4 else 0
