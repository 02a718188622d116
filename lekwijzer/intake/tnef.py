"""What Outlook packs into a `winmail.dat`: the files that were attached, and the text where it is nowhere else."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from lekwijzer.intake.mime import text_of
from lekwijzer.intake.outlook import LONG_NAME, RTF, Properties, decompressed, value_of

_SIGNATURE = 0x223E9F78
_NEW, _TITLE, _DATA, _OF_FILE, _OF_MAIL = 0x00069002, 0x00018010, 0x0006800F, 0x00069005, 0x00069003
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_MOST = 10_000


def is_tnef(data: bytes) -> bool:
    """Whether some bytes are such a package."""
    return len(data) > 6 and struct.unpack_from("<I", data)[0] == _SIGNATURE


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in a package; as far as it is whole."""
    name, content, own = "", b"", Properties()
    for number, value in _attributes(data):
        if number == _NEW:
            if content:
                yield _named(name, own), content
            name, content, own = "", b"", {}
        elif number == _TITLE:
            name = text_of(value.rstrip(b"\0"), "")
        elif number == _DATA:
            content = value
        elif number == _OF_FILE:
            own = _properties(value)
        elif number == _OF_MAIL:
            rich = _properties(value).get(RTF)
            if isinstance(rich, bytes) and (text := decompressed(rich)):
                yield "body.rtf", text
    if content:
        yield _named(name, own), content


def _named(name: str, own: Properties) -> str:
    told = own.get(LONG_NAME)
    return told if isinstance(told, str) and told else name or "file"


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        number, size = struct.unpack_from("<II", data, at + 1)
        if at + 9 + size > len(data):
            return
        yield number, data[at + 9 : at + 9 + size]
        at += 11 + size


def _properties(data: bytes) -> Properties:
    """Properties that are written after one another; those before the first that is damaged."""
    found: Properties = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MOST)):
            kind, number = struct.unpack_from("<HH", data, at)
            at += 4
            if number >= 0x8000:
                (named,) = struct.unpack_from("<I", data, at + 16)
                (told,) = struct.unpack_from("<I", data, at + 20)
                at += 24 + (-(-told // 4) * 4 if named else 0)
            several = kind & 0x1000
            fixed = _FIXED.get(kind & ~0x1000)
            if fixed and not several:
                found[number] = value_of(kind, data[at : at + fixed], "")
                at += fixed
                continue
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
            for _ in range(min(values, _MOST)):
                size = fixed or struct.unpack_from("<I", data, at)[0]
                at += 0 if fixed else 4
                found[number] = value_of(kind, data[at : at + size], "")
                at += -(-size // 4) * 4
    except struct.error:
        pass
    return found
