"""Finds what is in a zip archive beside the members of its index: bytes between them, in front, behind, and what headers carry."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lekwijzer.intake.unpack import CHUNK

_LOCAL_MARK, _ENTRY_MARK = b"PK\3\4", b"PK\1\2"
_LOCAL = struct.Struct("<4s22xHH")
_ENTRY = struct.Struct("<4s4xH10xIIHHH8xI")
_END, _END64, _LOCATOR, _SEAL = (struct.Struct(form) for form in ("<4s16xH", "<4sQ44x", "<4s16x", "<4sH"))
_LATER = 0x8
_DESCRIPTOR = b"PK\7\x08"
_SPLIT = (_DESCRIPTOR, b"PK00")
"""What a program writes in front of an archive that could have become several parts."""
_PLAIN = {0x1: 28, 0x5455: 13, 0x5855: 12, 0x7855: 8, 0x7875: 24, 0xA: 36, 0x9901: 7}
"""Extra fields of numbers only, such as times, and how long each is at most."""


@dataclass(slots=True)
class Gaps:
    """The ranges that are in no member, and texts that only headers carry."""

    ranges: list[tuple[int, int]] = field(default_factory=list)
    said: dict[str, None] = field(default_factory=dict)


def gaps_of(view: mmap.mmap, index: int, members: int, packed: list[tuple[int, int]]) -> Gaps:
    """What is beside the members; the index begins at `index`, and `packed` has where each begins and its packed size, in its order."""
    gaps = Gaps()
    taken: list[tuple[int, int]] = []
    at = index
    for number in range(members):
        raw = view[at : at + _ENTRY.size]
        if len(raw) < _ENTRY.size or not raw.startswith(_ENTRY_MARK):
            break
        _, flags, _, _, name_length, extra_length, comment_length, _ = _ENTRY.unpack(raw)
        name = view[at + _ENTRY.size : at + _ENTRY.size + name_length]
        extra = view[at + _ENTRY.size + name_length : at + _ENTRY.size + name_length + extra_length]
        gaps.said.update(dict.fromkeys(_texts(extra)))
        at += _ENTRY.size + name_length + extra_length + comment_length
        start, size = packed[number]
        taken.append((start, _end_of(view, start, size, flags, name, gaps)))
    taken += [(index, at), (at, _after_index(view, at))]
    before = 4 if view[:4] in _SPLIT else 0
    for start, end in sorted(taken):
        if start > before and _filled(view, before, start):
            gaps.ranges.append((before, start))
        before = max(before, end)
    if _filled(view, before, len(view)):
        gaps.ranges.append((before, len(view)))
    return gaps


def _end_of(view: mmap.mmap, start: int, size: int, flags: int, name: bytes, gaps: Gaps) -> int:
    """Where a member ends, with the sizes that may follow it; notes what its own header carries and the index does not."""
    raw = view[start : start + _LOCAL.size]
    if len(raw) < _LOCAL.size or not raw.startswith(_LOCAL_MARK):
        return start
    lengths: tuple[int, int] = _LOCAL.unpack(raw)[1:]
    name_length, extra_length = lengths
    at = start + _LOCAL.size
    own = view[at : at + name_length]
    if own != name:
        gaps.said[own.decode("utf-8", "replace")] = None
    gaps.said.update(dict.fromkeys(_texts(view[at + name_length : at + name_length + extra_length])))
    end = at + name_length + extra_length + size
    if not flags & _LATER:
        return end
    skip = 8 if view[end : end + 4] == _DESCRIPTOR else 4
    for form in ("<Q", "<I"):
        wide = struct.calcsize(form)
        if view[end + skip : end + skip + wide] == (size & (1 << 8 * wide) - 1).to_bytes(wide, "little"):
            return end + skip + 2 * wide
    return end


def _after_index(view: mmap.mmap, at: int) -> int:
    """Where the records that end an archive end, its comment included."""
    for mark, form in ((b"PK\5\5", _SEAL), (b"PK\6\6", _END64), (b"PK\6\7", _LOCATOR), (b"PK\5\6", _END)):
        raw = view[at : at + form.size]
        if len(raw) == form.size and raw.startswith(mark):
            at += form.size + (int(form.unpack(raw)[1]) if form in (_SEAL, _END) else 0)
    return at


def _texts(extra: bytes) -> Iterator[str]:
    """What extra fields hold that are not known to hold numbers only."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if length > len(extra) - at - 4:
            break
        content = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if length > _PLAIN.get(tag, 0) and any(content):
            yield from _decoded(content)
    if any(extra[at:]):
        yield from _decoded(extra[at:])


def _decoded(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        yield content.decode("utf-16-le", "replace")


def _filled(view: mmap.mmap, start: int, end: int) -> bool:
    """Whether there is anything but NUL bytes, which are padding."""
    return any(view[at : min(at + CHUNK, end)].strip(b"\0") for at in range(start, end, CHUNK))
