"""Takes embedded files and pictures out of RTF texts, where they stand as hexadecimal digits."""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.ole import native
from lekwijzer.intake.unpack import CHUNK, Job, Unpacked

_HELD = re.compile(rb"\\(objdata|(?:png|jpeg)blip)(?![a-z])")
_DIGITS = re.compile(rb"(?:[0-9A-Fa-f]{2}[ \t\r\n]*){16,}")
_BEFORE = re.compile(rb"(?:\\(?!bin[0-9])\*?[a-zA-Z]*-?[0-9]* ?|\{[^{}]{0,400}\}|\s){0,200}")
"""What stands between the mark and the digits: the size of a picture, its number in a group of its own."""
_RAW = re.compile(rb"\\bin([0-9]{1,9}) ")
_LARGEST = 256 << 20


def unpack_rtf(path: Path, job: Job) -> Iterator[Unpacked]:
    """The files and pictures in an RTF text; its reader says what is wrong with it."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            for number, found in enumerate(_HELD.finditer(view), 1):
                data = _data(view, found.end())
                if not data:
                    continue
                raw, data = _object(data) if found[1] == b"objdata" else ("picture", data)
                name = job.name(f"{raw}{number}" if raw in ("picture", "object") else raw)
                if job.wanted(name):
                    yield job.store(name, iter([data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]))
    except (OSError, ValueError):
        return


def _data(view: mmap.mmap, at: int) -> bytes:
    """The bytes that follow a mark, as digits or as they are."""
    before = _BEFORE.match(view, at)
    at = before.end() if before else at
    if raw := _RAW.match(view, at):
        return view[raw.end() : raw.end() + int(raw[1])]
    digits = _DIGITS.match(view, at, at + _LARGEST)
    return bytes.fromhex(digits[0].decode("ascii")) if digits else b""


def _object(data: bytes) -> tuple[str, bytes]:
    """The name and content of an embedded object."""
    try:
        at = 8
        texts = []
        for _ in range(3):
            (length,) = struct.unpack_from("<I", data, at)
            texts.append(data[at + 4 : at + 4 + length])
            at += 4 + length
        (size,) = struct.unpack_from("<I", data, at)
        content = data[at + 4 : at + 4 + size]
    except struct.error:
        return "object", data
    return native(struct.pack("<I", len(content)) + content) if texts[0].startswith(b"Package") else ("object", content)
