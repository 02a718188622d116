"""Reads XML: what repeats in it are rows, as in JSON. FHIR, HL7 version 3 and CDA, and workbooks of 2003 are read as what they are.

No entity is ever resolved and nothing is fetched. A large document is taken piece by piece, each a child of the element that has many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Records
from lekwijzer.readers import grids
from lekwijzer.readers.elements import DAMAGE, events, local, notes, space, tree
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.json_rows import rows_of
from lekwijzer.readers.jsonl import Record, State, tables_of
from lekwijzer.readers.xml_fhir import resource_of
from lekwijzer.readers.xml_objects import Objects
from lekwijzer.readers.xml_v3 import documents

KIND = "xml"

WHOLE = 24 << 20
"""Bytes of a document that is read at once."""
_HEAD = 2 << 20
_FHIR, _V3, _SHEETS = "http://hl7.org/fhir", "urn:hl7-org:v3", "urn:schemas-microsoft-com:office:spreadsheet"
_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]*\?>")
_HTML = re.compile(r"(?i)<html[\s>]")
_WIDEST, _LONGEST = 4_000, 1 << 20
"""Columns and empty rows of a sheet that are believed."""


def bid(name: str, head: bytes) -> int:
    """88 for XML that is no page."""
    if text_kind(head) != "xml":
        return 0
    return 0 if _HTML.search(decode_head(head)[:4096]) else 88


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The tables or people of a document."""
    notes = Notes()
    reader = _Reader(_undeclared(utf8_blocks(path, notes, 1 << 20)), problems)
    if path.stat().st_size <= WHOLE:
        yield from reader.whole()
    else:
        yield from reader.pieces()
    if notes.repaired:
        problems.append(notes.mixed())


def _undeclared(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks that say nothing of their encoding: they are UTF-8 by now."""
    first = next(blocks, b"")
    yield _DECLARED.sub(b"", first.lstrip(b"\xef\xbb\xbf \t\r\n"))
    yield from blocks


class _Reader:
    """One document."""

    def __init__(self, blocks: Iterator[bytes], problems: list[Problem]) -> None:
        self.blocks = blocks
        self.problems = problems
        self.objects = Objects()

    def whole(self) -> Iterator[Part]:
        """A document that fits into memory."""
        root, told = tree(self.blocks)
        self.problems += map(Problem, told)
        kind = space(root)
        if kind == _SHEETS:
            yield from _sheets(root)
        elif kind == _V3 or (found := _v3_within(root)) is not None:
            yield documents(root if kind == _V3 else found, self.problems)
        else:
            value = resource_of(root) if kind == _FHIR else {local(root): self.objects.value(root)}
            yield from self._tables([value])
        texts = [*self.objects.texts, *notes(root)]
        if texts:
            yield Records("", "passage", iter(()), texts)

    def _tables(self, values: Any) -> Iterator[Part]:
        state = State()
        yield from tables_of(self._records(values, state), state)
        if state.too_deep or state.lost.deep or self.objects.deep:
            self.problems.append(
                Problem("elements nested too deeply were not read", lost=state.lost.deep + self.objects.deep)
            )
        if state.lost.texts:
            yield Records("", "passage", iter(()), state.lost.texts)

    def _records(self, values: Any, state: State) -> Iterator[Record]:
        n = 0
        for value in values:
            for cells in rows_of(value, state.lost):
                n += 1
                if cells:
                    yield n, cells

    def pieces(self) -> Iterator[Part]:
        """A document that is read child by child of the element that has most."""
        yield from self._tables(self._children())
        if self.objects.texts:
            yield Records("", "passage", iter(()), self.objects.texts)

    def _children(self) -> Iterator[Any]:
        held = [block for block, _ in zip(self.blocks, range(_HEAD >> 20), strict=False)]
        level = _level(held)
        depth = 0
        try:
            for event, element in events(chain(held, self.blocks)):
                if event == "start":
                    depth += 1
                    continue
                depth -= 1
                if depth == level:
                    fhir = space(element) == _FHIR
                    yield resource_of(element) if fhir else {local(element): self.objects.value(element)}
                    _forget(element)
                elif depth < level and element.text and element.text.strip():
                    self.objects.texts.append(element.text)
        except DAMAGE:
            self.problems.append(Problem("the XML is damaged; read as far as it goes"))


def _forget(element: Any) -> None:
    """Gives back the memory of an element that was read, and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _level(head: list[bytes]) -> int:
    """How deep the elements stand of which there are many."""
    element, _ = tree(head)
    level = 0
    while element is not None and len(element):
        level += 1
        if Counter(child.tag for child in element).most_common(1)[0][1] > 3 or level > 5:
            return level
        element = element[-1]
    return 1


def _v3_within(root: Any) -> Any:
    """A document of HL7 version 3 in what carries it; None where there is none."""
    return next(root.iter(f"{{{_V3}}}ClinicalDocument"), None)


def _sheets(root: Any) -> Iterator[Part]:
    """The sheets of a workbook that was saved as XML."""
    s = f"{{{_SHEETS}}}"
    for sheet in root.iter(f"{s}Worksheet"):
        rows: list[list[str]] = []
        for row in sheet.iter(f"{s}Row"):
            skipped = _number(row.get(f"{s}Index")) - 1 - len(rows)
            rows += [[]] * min(max(skipped, 0), _LONGEST)
            cells: list[str] = []
            for cell in row.iter(f"{s}Cell"):
                cells += [""] * min(max(_number(cell.get(f"{s}Index")) - 1 - len(cells), 0), _WIDEST)
                data = cell.find(f"{s}Data")
                text = "".join(data.itertext()) if data is not None else ""
                cells.append(text.removesuffix("T00:00:00.000"))
                cells += [""] * min(_number(cell.get(f"{s}MergeAcross")), _WIDEST)
            rows.append(cells)
        if rows:
            yield from grids.tables(str(sheet.get(f"{s}Name") or ""), rows)
    notes = ["".join(note.itertext()) for note in root.iter(f"{s}Comment")]
    yield Records("", "passage", iter(()), notes)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 8 else 0
