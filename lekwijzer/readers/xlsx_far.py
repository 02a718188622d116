"""Sheets of which a few cells stand very far away: their empty rows and columns are taken out before the sheet is read.

A library makes a grid of a sheet, from its first cell to its last one. One cell in XFD1048576 makes it 17 billion cells.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MOST_CELLS = 40_000_000
"""Cells of a grid that is made as it is: a million rows of forty columns."""
_CHUNK = 4 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_EXTENT = re.compile(rb'<(?:\w+:)?dimension [^>]*\bref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(rb'(<(?:\w+:)?c (?:[^>]*? )?r=")([A-Z]{1,3})([0-9]{1,7})(?=")')
_WIDE = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_ROW = re.compile(rb'(<(?:\w+:)?row (?:[^>]*? )?r=")([0-9]{1,7})(?=")')
_NAMED = re.compile(rb'<(?:\w+:)?sheet [^>]*?:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]+>")
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')


def drawn_in(path: Path) -> tuple[bytes, dict[int, list[int]]] | None:
    """The workbook without the empty rows and columns of the sheets that reach too far, and by number of such a sheet the rows that are left.

    None where no sheet does, as nearly always, and for what is no workbook of Office Open XML.
    """
    try:
        with zipfile.ZipFile(path) as book:
            far = [name for name in book.namelist() if _SHEET.fullmatch(name) and _is_far(book, name)]
            return _without_gaps(book, far) if far else None
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return None  # whoever reads it says what is wrong


def _is_far(book: zipfile.ZipFile, name: str) -> bool:
    """Whether the grid of a sheet would be too large, as it says itself; where it does not say so, its columns beyond Z are looked for."""
    with book.open(name) as sheet:
        told = _EXTENT.search(sheet.read(4096))
    if told:
        return _number(told[1]) * int(told[2]) > MOST_CELLS
    wide, last = set[bytes](), 0
    with book.open(name) as sheet:
        for chunk in _chunks(sheet):
            wide.update(_WIDE.findall(chunk))
            if wide and (found := _CELL.search(chunk, chunk.rfind(b"<row "))):
                last = int(found[3])
    return max(map(_number, wide), default=0) * last > MOST_CELLS


def _without_gaps(book: zipfile.ZipFile, far: list[str]) -> tuple[bytes, dict[int, list[int]]]:
    numbers = _numbers(book)
    kept: dict[int, list[int]] = {}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as drawn:
        for name in dict.fromkeys(book.namelist()):
            columns: dict[bytes, bytes] = {}
            rows: dict[bytes, bytes] = {}
            if name in far:
                used, lines = _used(book, name)
                columns = {old: _letters(i) for i, old in enumerate(sorted(used, key=_number), 1)}
                rows = {old: b"%d" % i for i, old in enumerate(sorted(lines, key=int), 1)}
                kept[numbers.get(name, -1)] = [int(old) for old in rows]
            with book.open(name) as part, drawn.open(name, "w", force_zip64=True) as copy:
                for chunk in _chunks(part):
                    copy.write(_moved(chunk, columns, rows) if columns else chunk)
    return whole.getvalue(), kept


def _moved(chunk: bytes, columns: dict[bytes, bytes], rows: dict[bytes, bytes]) -> bytes:
    """Cells where they stand when the gaps are gone; the number of an empty row is none."""
    chunk = _CELL.sub(lambda cell: cell[1] + columns[cell[2]] + rows[cell[3]], chunk)
    return _ROW.sub(lambda row: row[1] + rows.get(row[2], b"1"), chunk)


def _used(book: zipfile.ZipFile, name: str) -> tuple[set[bytes], set[bytes]]:
    """The columns and rows in which a sheet has cells."""
    columns, rows = set[bytes](), set[bytes]()
    with book.open(name) as sheet:
        for chunk in _chunks(sheet):
            cells = _CELL.findall(chunk)
            columns.update(column for _, column, _ in cells)
            rows.update(row for _, _, row in cells)
    return columns, rows


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces that end before a tag."""
    rest = b""
    while data := part.read(_CHUNK):
        cut = (rest + data).rfind(b"<")
        if cut > 0:
            yield (rest + data)[:cut]
        rest = (rest + data)[max(cut, 0) :]
    yield rest


def _numbers(book: zipfile.ZipFile) -> dict[str, int]:
    """The number of each sheet in the order in which the workbook names them, by the name of its part."""
    parts = {}
    for relation in _RELATION.findall(book.read("xl/_rels/workbook.xml.rels")):
        name, target = _ID.search(relation), _TARGET.search(relation)
        if name and target:
            parts[name[1]] = posixpath.normpath(posixpath.join("/xl", target[1].decode("utf-8", "replace")))[1:]
    return {parts[name]: i for i, name in enumerate(_NAMED.findall(book.read("xl/workbook.xml"))) if name in parts}


def _number(letters: bytes) -> int:
    """The number of a column: 1 of A, 16384 of XFD."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _letters(number: int) -> bytes:
    """The letters of a column."""
    letters = b""
    while number:
        number, last = divmod(number - 1, 26)
        letters = bytes([65 + last]) + letters
    return letters
