"""What a SQLite database has left of rows that were deleted: the bytes of its pages that hold no row any more.

Without `secure_delete` a deleted row stays where it was until something else is written there: in a page that is free as a
whole, or in the free places of a page that still has other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

_HEAD = 100
_BRANCH, _OF_ROWS = (2, 5), (2, 5, 10, 13)
"""The kinds of pages with rows or keys; branches have four bytes more in their header."""
_ENOUGH = 1 << 20
_APART = bytes(128)
"""Between places that are not next to one another."""
_SHORTEST = 8


def free_bytes(path: Path) -> Iterator[bytes]:
    """The free places of a database, some together; memory does not grow with the file, but for a bit per page."""
    held: list[bytes] = []
    size = 0
    for place in _places(path):
        if len(place) >= _SHORTEST and place.strip(b"\0"):
            held.append(place)
            size += len(place)
        if size >= _ENOUGH:
            yield _APART.join(held)
            held, size = [], 0
    if held:
        yield _APART.join(held)


def _places(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        length = int.from_bytes(head[16:18], "big")
        length = 1 << 16 if length == 1 else length
        if len(head) < _HEAD or length < 512 or length & (length - 1):
            return
        unused = _unused(file, head, length, path.stat().st_size // length)
        file.seek(0)
        number = 0
        while page := file.read(length):
            if number < len(unused) and unused[number]:
                yield page
            else:
                yield from _within(page, 0 if number else _HEAD)
            number += 1


def _unused(file: BinaryIO, head: bytes, length: int, count: int) -> npt.NDArray[np.bool_]:
    """Which pages are in the list of those that are free."""
    free = np.zeros(count, np.bool_)
    trunk = int.from_bytes(head[32:36], "big")
    while 1 < trunk <= count and not free[trunk - 1]:
        free[trunk - 1] = True
        file.seek((trunk - 1) * length)
        words = np.frombuffer(file.read(length), dtype=">u4")
        if len(words) < 2:
            break
        leaves = words[2 : 2 + int(words[1])]
        free[leaves[(leaves > 1) & (leaves <= count)] - 1] = True
        trunk = int(words[0])
    return free


def _within(page: bytes, start: int) -> Iterator[bytes]:
    """The free places of a page of rows: between the list of its cells and the first of them, and where cells were."""
    if len(page) <= start + 12 or page[start] not in _OF_ROWS:
        return
    first, cells, content = (int.from_bytes(page[start + at : start + at + 2], "big") for at in (1, 3, 5))
    behind = start + (12 if page[start] in _BRANCH else 8) + 2 * cells
    yield page[behind : content or len(page)]
    while behind <= first < len(page) - 4:
        following, size = (int.from_bytes(page[first + at : first + at + 2], "big") for at in (0, 2))
        yield page[first + 4 : first + size]
        if following <= first:
            return
        first = following
