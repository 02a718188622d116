"""What a rar says of itself that libarchive does not tell: that it is one of several, and which members are encrypted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

MOST = 9_999
"""Parts of one archive."""
_VOLUME = re.compile(r"(.+\.part)(\d{1,4})(\.rar)", re.IGNORECASE)
_OLD_VOLUME = re.compile(r"(.+)\.(rar|[r-z]\d\d)", re.IGNORECASE)
_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_FILE, _ENCRYPTION = 2, 1
_LARGEST = 1 << 62
_HEADER = 1 << 21
"""Bytes that a header of a rar has at most."""


def row(path: Path, name: Callable[[int], str]) -> Iterator[Path]:
    """The files with the names of numbers 1, 2, ... up to the first that is not there."""
    for n in range(1, MOST):
        part = path.with_name(name(n))
        if not part.is_file():
            return
        yield part


def is_volume(head: bytes) -> bool:
    """Whether a rar archive says that it is one of several."""
    if head.startswith(_RAR5):
        at = len(_RAR5) + 4
        _, at = _vint(head, at)  # size
        _, at = _vint(head, at)  # type
        flags, at = _vint(head, at)
        if flags & 1:
            _, at = _vint(head, at)
        return bool(_vint(head, at)[0] & 1)
    return head.startswith(_RAR4) and len(head) > 11 and head[9] == 0x73 and bool(head[10] & 1)


def volumes_of(path: Path, head: bytes) -> list[Path]:
    """All volumes of the rar archive of which this is the first, where they lie beside one another; else nothing."""
    if not is_volume(head):
        return []
    if match := _VOLUME.fullmatch(path.name):
        if int(match[2]) != 1:
            return []
        stem, width, suffix = match[1], len(match[2]), match[3]
        found = list(row(path, lambda n: f"{stem}{n:0{width}d}{suffix}"))
    elif path.suffix in (".rar", ".RAR"):
        letters = "rstuvwxyz" if path.suffix == ".rar" else "RSTUVWXYZ"
        stem = path.name[:-4]
        found = list(
            row(path, lambda n: path.name if n == 1 else f"{stem}.{letters[(n - 2) // 100 % 9]}{(n - 2) % 100:02d}")
        )
    else:
        return []
    return found if len(found) > 1 else []


def first_volume(path: Path) -> Path | None:
    """The name of the first volume, where this one has the name of a later one."""
    if (match := _VOLUME.fullmatch(path.name)) and int(match[2]) > 1:
        return path.with_name(f"{match[1]}{1:0{len(match[2])}d}{match[3]}")
    if (match := _OLD_VOLUME.fullmatch(path.name)) and match[2].lower() != "rar":
        return path.with_suffix(".rar" if match[2].islower() else ".RAR")
    return None


def locked_members(path: Path) -> frozenset[int]:
    """Which members of a rar of version 5 are encrypted, by their order; libarchive would give their encrypted bytes."""
    found: set[int] = set()
    number = 0
    with path.open("rb") as file:
        if file.read(len(_RAR5)) != _RAR5:
            return frozenset()
        while len(start := file.read(4 + 3)) == 7:
            size, at = _vint(start, 4)
            if not 7 - at <= size < _HEADER:
                break
            header = start[at:] + file.read(size - (7 - at))
            kind, at = _vint(header, 0)
            flags, at = _vint(header, at)
            extra, at = _vint(header, at) if flags & 1 else (0, at)
            data, at = _vint(header, at) if flags & 2 else (0, at)
            if kind == _FILE and not flags & 8:  # 8: it goes on from the volume before
                if _ENCRYPTION in _records(header[len(header) - extra :] if extra else b""):
                    found.add(number)
                number += 1
            if data > _LARGEST:
                break
            file.seek(data, 1)
    return frozenset(found)


def _records(extra: bytes) -> Iterator[int]:
    """The kinds of the records behind a header."""
    at = 0
    while at < len(extra):
        size, at = _vint(extra, at)
        yield _vint(extra, at)[0]
        at += max(size, 1)


def _vint(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where the next begins."""
    value = shift = 0
    while at < len(data) and shift < 64:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            break
    return value, at
