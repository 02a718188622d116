"""What a workbook holds beside the values of its cells: comments, drawings, properties, caches, formulas, texts in no cell.

Nobody is read in it; it is text for the traces. Files and pictures that are embedded are items of their own, see `intake`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lekwijzer.intake import is_embedded
from lekwijzer.intake.ole import MAGIC
from lekwijzer.model import Problem
from lekwijzer.readers import biff
from lekwijzer.readers.markup import texts_of_markup
from lekwijzer.readers.payload import LARGEST, Dark, texts

_CHUNK = 1 << 20
_LONGEST = 16 << 20
"""Bytes of one row beyond which its end is not looked for."""
_WITHOUT = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?(?:styles|theme\d*|calcChain|sharedStrings)\.(?:xml|bin)|.*printerSettings\d*\.bin|xl/(?:worksheets|theme)/[^/]*\.bin|"
    r"xl/worksheets/binaryIndex.*|docProps/thumbnail\..*|Thumbnails/.*|ObjectReplacements/.*|mimetype|META-INF/.*|settings\.xml|styles/.*|.*/"
)
"""Parts without words of people, or whose words are in the cells."""
_PROGRAM = re.compile(r"vbaProject|activeX|ctrlProps|Basic/|Scripts/")
"""Parts that are no text, of which only the runs of letters are looked at."""
_SHEET = re.compile(r"xl/(?:worksheets|macrosheets|dialogsheets|chartsheets)/[^/]*\.xml")
_FORMULA = re.compile(r"<(?:\w+:)?f\b[^>]*>([^<]{3,})</")
_SHARED_CELL = re.compile(rb't="s"[^>]*>(?:<f\b[^>]*>[^<]*</f>|<f\b[^>]*/>)?\s*<(?:\w+:)?v>\s*(\d+)')
_SHARED = re.compile(r"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_ODS_REST = re.compile(
    r"<(office:annotation|draw:frame|draw:custom-shape|text:tracked-changes|table:tracked-changes|table:content-validations|table:named-expressions|"
    r"office:scripts)\b.*?</\1>|<table:table [^>]*>|xlink:href=\"[^\"]*\"",
    re.DOTALL,
)
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


def rest(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The texts of a workbook that are in no cell."""
    with path.open("rb") as file:
        if file.read(8) == MAGIC:
            yield from biff.rest(path, problems)
            return
    dark = Dark()
    try:
        with zipfile.ZipFile(path) as package:
            yield from _of_package(package, dark)
    except _DAMAGE:
        problems.append(Problem("comments and other parts beside the cells could not be read"))
    problems += dark.problems()


def _of_package(package: zipfile.ZipFile, dark: Dark) -> Iterator[str]:
    used: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] = []
    names = package.namelist()
    yield package.comment.decode("utf-8", "replace")
    shared = next((name for name in names if name.endswith("sharedStrings.xml")), None)
    for name in names:
        if _SHEET.fullmatch(name):
            yield from _of_sheet(package, name, used if shared else None)
        elif name == "content.xml":
            content = package.read(name).decode("utf-8", "replace")
            for found in _ODS_REST.finditer(content):
                yield from texts_of_markup(found[0])
        elif not _WITHOUT.fullmatch(name) and not is_embedded(name):
            with package.open(name) as part:
                yield from texts(part.read(LARGEST + 1), Dark() if _PROGRAM.search(name) else dark)
    if shared:
        yield from _in_no_cell(package.read(shared).decode("utf-8", "replace"), used)


def _of_sheet(
    package: zipfile.ZipFile, name: str, used: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] | None
) -> Iterator[str]:
    """The formulas of a sheet and what stands around its cells; adds to `used` which shared texts its cells show."""
    outside: list[bytes] = []
    inside = False
    held = b""
    with package.open(name) as part:
        while block := part.read(_CHUNK):
            held += block
            if not inside:
                at = held.find(b"sheetData>")
                if at < 0:
                    continue
                outside.append(held[:at])
                held, inside = held[at:], True
            end = held.find(b"sheetData>", 10)
            if end >= 0:
                outside.append(held[end:])
                cells, held, inside = held[:end], b"", False
            else:
                end = held.rfind(b"<row")
                if end <= 0:
                    if len(held) < _LONGEST:
                        continue
                    end = len(held)
                cells, held = held[:end], held[end:]
            if used is not None:
                used.append(np.unique(np.array(_SHARED_CELL.findall(cells), dtype=np.uint32)))
            if b"<f" in cells or b":f" in cells:
                yield "\n".join(_FORMULA.findall(cells.decode("utf-8", "replace")))
    outside.append(held)
    yield from texts_of_markup(b"".join(outside).decode("utf-8", "replace"))


def _in_no_cell(shared: str, used: list[np.ndarray[tuple[int], np.dtype[np.uint32]]]) -> Iterator[str]:
    """The shared texts that no cell shows: what was deleted before the workbook was saved by a program that does not tidy."""
    shown = set(np.unique(np.concatenate(used)).tolist()) if used else set()
    left = [found[1] for n, found in enumerate(_SHARED.finditer(shared)) if n not in shown and found[1]]
    if left:
        yield next(texts_of_markup("".join(f"<si>{text}</si>" for text in left)))
