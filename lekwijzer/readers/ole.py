"""OLE files that no other reader knows: the letters in their streams leave traces, and it is said that they were not read.

Also what old presentations say: their texts stand in records of their own kind.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from lekwijzer.errors import Encrypted
from lekwijzer.intake.ole import MAGIC
from lekwijzer.model import Part, Problem
from lekwijzer.readers import doc, xlsx
from lekwijzer.readers.ole_files import opened, refuse_encrypted
from lekwijzer.readers.pages import lined
from lekwijzer.readers.payload import runs
from lekwijzer.readers.prose import prose

KIND = "ole"
_SHOW = "PowerPoint Document"
_SLIDE, _NOTES, _PERSIST = 1006, 1008, 1011
_WIDE, _NARROW, _CSTRING = 4000, 4008, 4026
_LOCKED = b"\xdf\xc4\xd1\xf3"
_DEEPEST = 20
_KNOWN: tuple[tuple[tuple[str, ...], Callable[[Path, list[Problem]], Iterator[Part]]], ...] = (
    (("Workbook", "Book"), xlsx.read),
    (("WordDocument",), doc.read),
)


def bid(name: str, head: bytes) -> int:
    """30 for any OLE file."""
    return 30 if head.startswith(MAGIC) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The texts of a presentation; of anything else only what leaves traces."""
    refuse_encrypted(path)
    file = opened(path)
    if known := next((read for names, read in _KNOWN if file.find(*names)), None):
        file.close()  # its first bytes did not tell what it is
        yield from known(path, problems)
        return
    try:
        show = file.find(_SHOW)
        texts: list[str] = []
        if show:
            user = file.find("Current User")
            if file.find("EncryptedSummary") or (user and _LOCKED in file.read(user)[:32]):
                raise Encrypted("password needed")
            texts = ["\n".join(lines) for lines in _slides(file.read(show))]
        else:
            problems.append(
                Problem("a file of a program that is not known; only traces of people in it were looked for")
            )
        part = prose("", lined(enumerate(texts, 1)), problems)
        part.unread.extend(text for stream in file.streams if stream != show for text in runs(file.read(stream)))
        yield part
        if file.damaged:
            problems.append(Problem("a part of the file is damaged and was not read"))
    finally:
        file.close()


def _slides(data: bytes) -> list[list[str]]:
    """The lines of each slide, of its notes, and of the outline, in the order in which they are stored."""
    found: list[list[str]] = [[]]
    stack = [(0, len(data))]
    while stack:
        at, end = stack.pop()
        while at + 8 <= end:
            version, kind, size = struct.unpack_from("<HHI", data, at)
            at += 8
            if kind in (_SLIDE, _NOTES, _PERSIST):
                found.append([])
            if version & 0xF == 0xF and len(stack) < _DEEPEST:
                stack.append((min(at + size, end), end))
                end = min(at + size, end)
                continue
            if kind in (_WIDE, _CSTRING, _NARROW):
                text = data[at : min(at + size, end)].decode("cp1252" if kind == _NARROW else "utf-16-le", "replace")
                found[-1] += text.replace("\x0b", "\n").replace("\r", "\n").replace("\0", "").split("\n")
            at += size
    return [lines for lines in found if any(lines)]
