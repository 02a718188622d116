"""Word documents of before 2007: the text by its piece table, with headers, notes, remarks and text boxes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.intake.ole import MAGIC, Compound, top_names
from lekwijzer.model import Part, Problem
from lekwijzer.readers import grids
from lekwijzer.readers.ole_files import opened, refuse_encrypted
from lekwijzer.readers.pages import letters, lined
from lekwijzer.readers.payload import runs
from lekwijzer.readers.prose import prose

KIND = "doc"
_MAIN = "WordDocument"
_NEW, _OLD = 0xA5EC, (0xA5DC, 0xA5DB)
_LENGTHS = 0x4C
"""Where the lengths stand of the text, notes, headers, macros, remarks, end notes, text boxes, and text boxes of headers."""
_HEADERS = 2
_CLX = 0x1A2
_FIELD = re.compile(r"\x13([^\x13-\x15]*)(?:\x14([^\x13-\x15]*))?\x15")
_DEEPEST = 8
_MARKS = {
    **dict.fromkeys((1, 2, 3, 4, 5, 6, 8, 0x13, 0x14, 0x15, 0x1F), None),
    0x0B: "\n",
    0x0D: "\n",
    0x1E: "-",
    0xA0: " ",
    0: None,
}
_CELL = "\x07"


def bid(name: str, head: bytes) -> int:
    """96 for a Word document by its main stream, 81 by its name, when that stream is told of further on in the file."""
    if not head.startswith(MAGIC):
        return 0
    if names := top_names(head):
        return 96 if _MAIN in names else 0
    return 81 if name.lower().endswith((".doc", ".dot")) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The letters of a document, and the lists of people in it."""
    refuse_encrypted(path)
    file = opened(path)
    try:
        main = file.find(_MAIN)
        if main is None:
            raise Unreadable("no text of a document was found in the file")
        yield from _parts(file, file.read(main), problems)
        if file.damaged:
            problems.append(Problem("a part of the file is damaged and was not read"))
    finally:
        file.close()


def _parts(file: Compound, data: bytes, problems: list[Problem]) -> Iterator[Part]:
    texts, left = _texts(file, data, problems)
    aside: list[str] = []
    lists: list[list[list[str]]] = []
    stories = [_plain(text, aside, lists) for text in texts]
    body, headers, others = (
        stories[:1],
        stories[_HEADERS : _HEADERS + 1],
        [*stories[1:_HEADERS], *stories[_HEADERS + 1 :]],
    )
    whole = "\n\n".join(text for text in (*headers, *body, *others) if text.strip())
    part = prose("", lined(letters(enumerate(whole.split("\f"), 1))), problems)
    part.unread.append("\n".join(aside))
    part.unread.extend(runs(left))
    for stream in file.streams:
        if stream[-1] not in (_MAIN, "0Table", "1Table", "Data") or len(stream) > 1:
            part.unread.extend(runs(file.read(stream)))
    yield part
    for number, rows in enumerate(lists, 1):
        yield from grids.tables(f"table {number}", rows)


def _texts(file: Compound, data: bytes, problems: list[Problem]) -> tuple[list[str], bytes]:
    """The text, the notes, the headers and so on; and the bytes that no text was found in."""
    try:
        ident, flags = struct.unpack_from("<H", data, 0)[0], struct.unpack_from("<H", data, 0x0A)[0]
        if flags & 0x0100:
            raise Encrypted("password needed")
        if ident in _OLD:
            first, end = struct.unpack_from("<II", data, 0x18)
            return [data[first:end].decode("cp1252", "replace")], data[:first] + data[end:]
        table = file.find("1Table" if flags & 0x0200 else "0Table")
        start, size = struct.unpack_from("<II", data, _CLX)
        pieces = _pieces(file.read(table)[start : start + size] if table else b"")
        lengths = struct.unpack_from("<8i", data, _LENGTHS)
    except struct.error as error:
        raise Unreadable("the document is damaged") from error
    if ident != _NEW or not pieces:
        problems.append(Problem("the document is damaged; only traces of people in it were looked for"))
        return [""], data
    text, left = _joined(data, pieces)
    if len(text) < sum(lengths[:1]):
        problems.append(Problem("the document is damaged or cut off; what is left was read"))
    stories = []
    at = 0
    for length in lengths:
        stories.append(text[at : at + max(length, 0)])
        at += max(length, 0)
    stories.append(text[at:])
    return stories, left


def _pieces(clx: bytes) -> list[tuple[int, int, bool]]:
    """Length in characters, place, and whether a character takes two bytes, of the pieces of the text in order."""
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    if at + 5 > len(clx) or clx[at] != 2:
        return []
    count = (int.from_bytes(clx[at + 1 : at + 5], "little") - 4) // 12
    at += 5
    if count < 1 or at + 4 * (count + 1) + 8 * count > len(clx):
        return []
    ends = struct.unpack_from(f"<{count + 1}I", clx, at)
    found = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", clx, at + 4 * (count + 1) + 8 * number + 2)
        narrow = place & 0x40000000
        place &= 0x3FFFFFFF
        length = ends[number + 1] - ends[number]
        if length > 0:
            found.append((length, place // 2 if narrow else place, not narrow))
    return found


def _joined(data: bytes, pieces: list[tuple[int, int, bool]]) -> tuple[str, bytes]:
    """The text of the pieces; and the bytes of none of them, which may hold what was deleted."""
    left = bytearray(data)
    texts = []
    room = len(data)  # pieces of a damaged table may overlap
    for length, place, wide in pieces:
        raw = data[place : place + length * (1 + wide)]
        room -= len(raw)
        if room < 0:
            break
        texts.append(raw.decode("utf-16-le" if wide else "cp1252", "replace"))
        left[place : place + len(raw)] = bytes(len(raw))
    return "".join(texts), bytes(left)


def _plain(text: str, aside: list[str], lists: list[list[list[str]]]) -> str:
    """A text with its fields as they are shown and its tables as lines; lists of people are put away."""
    for _ in range(_DEEPEST):
        if "\x13" not in text:
            break
        aside += [code for code, _ in _FIELD.findall(text)]
        text = _FIELD.sub(lambda found: found[2] or "", text)
    if _CELL not in text:
        return text.translate(_MARKS)
    out: list[str] = []
    cells: list[str] = []
    *tokens, last = text.split(_CELL)
    for token in tokens:
        if "\r" in token and (not cells or not cells[-1]):  # what stands between two tables
            before, _, token = token.rpartition("\r")
            _table(cells, out, lists)
            cells = []
            out.append(before)
        cells.append(token)
    _table(cells, out, lists)
    return "\n".join([*out, last]).translate(_MARKS)


def _table(cells: list[str], out: list[str], lists: list[list[list[str]]]) -> None:
    """The cells of a table as rows: the end of each row is marked by a cell that is empty."""
    if not cells:
        return
    for width in range(1, min(len(cells), 64)):
        if len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1]):
            rows = [cells[at : at + width] for at in range(0, len(cells), width + 1)]
            break
    else:
        rows = [[]]
        for cell in cells:
            if cell or not rows[-1]:
                rows[-1].append(cell)
            else:
                rows.append([])
    grid = [[cell.translate(_MARKS) for cell in row] for row in rows]
    if grids.is_list(grid):
        lists.append(grid)
        out.append("")
    else:
        out += ["", *grids.lines(grid), ""]
