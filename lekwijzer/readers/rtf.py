"""RTF texts: letters and lists with their headers, notes, remarks and text boxes. Embedded files and pictures are items of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.errors import Unreadable
from lekwijzer.model import Part, Problem
from lekwijzer.readers import grids
from lekwijzer.readers.pages import letters, lined
from lekwijzer.readers.prose import prose
from lekwijzer.readers.rtf_words import PAGE, Rtf

KIND = "rtf"
_START = b"{\\rtf"
_LARGEST = 1 << 30
_BLANK = b"\xef\xbb\xbf \t\r\n\0"


def bid(name: str, head: bytes) -> int:
    """97 for what begins as RTF does."""
    return 97 if head.lstrip(_BLANK).startswith(_START) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The letters of the text, and the lists of people in it."""
    if path.stat().st_size > _LARGEST:
        raise Unreadable("the text is too large to be read")
    lists: list[list[list[str]]] = []
    document = Rtf(lists.append)
    data = path.read_bytes()
    document.read(data[data.find(_START) :])
    if document.broken:
        problems.append(Problem("the text is damaged or cut off; what is left was read"))
    whole = "\n".join([*document.frames, "", *document.lines, "", *document.notes])
    part = prose("", lined(letters(enumerate(whole.split(f"{PAGE}\n"), 1))), problems)
    part.unread.append("\n".join(document.aside))
    yield part
    for number, rows in enumerate(lists, 1):
        yield from grids.tables(f"table {number}", rows)
