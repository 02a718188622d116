"""Reads HTML: tables that are lists of people as tables, all else as the text that is seen; what is not seen leaves traces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem
from lekwijzer.readers import elements, grids
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.markup import texts_of_markup
from lekwijzer.readers.prose import prose

KIND = "html"

LARGEST = 64 << 20
_XHTML = re.compile(r"(?i)<html[\s>]")
_UNSEEN = frozenset(("script", "style", "template", "head", "noscript"))
_BLOCKS = frozenset(
    "p br div tr li ul ol h1 h2 h3 h4 h5 h6 hr dl dt dd pre section article header footer blockquote fieldset legend form option caption address table".split()
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TAB = re.compile(r" *\t *")
_LINES = re.compile(r"\n{3,}")
_WIDEST, _LONGEST = 200, 2_000
"""Columns and rows that one cell is believed to span."""
_DEEPEST = 200


def bid(name: str, head: bytes) -> int:
    """94 for a page."""
    kind = text_kind(head)
    return 94 if kind == "html" or (kind == "xml" and _XHTML.search(decode_head(head)[:4096])) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The lists of a page as tables, then its text."""
    notes = Notes()
    source = b""
    for block in utf8_blocks(path, notes):
        source += block
        if len(source) > LARGEST:
            problems.append(Problem(f"the page is longer than {LARGEST >> 20} MB: what is beyond was not read"))
            source = source[:LARGEST]
            break
    page = page_of(source)
    for number, rows in enumerate(page.lists, 1):
        yield from grids.tables(f"table {number}", rows)
    text = prose("", [(1, page.text)], problems)
    text.unread.extend(page.unseen)
    text.unread.extend(list(texts_of_markup(source.decode("utf-8", "replace")))[1:])
    yield text


class Page:
    """A page taken apart."""

    def __init__(self) -> None:
        self.lists: list[list[list[str]]] = []
        self.unseen: list[str] = []
        self._out: list[str] = []

    @property
    def text(self) -> str:
        """What is seen, without the lists."""
        text = _TAB.sub("\t", "".join(self._out).replace("\xa0", " "))
        return _LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip("\n")

    def take(self, element: Any, depth: int = 0) -> None:
        """Adds an element and all that is in it."""
        name = element.tag if isinstance(element.tag, str) else ""
        if (
            name in _UNSEEN
            or not name
            or depth > _DEEPEST
            or element.get("hidden") is not None
            or _HIDDEN.search(element.get("style", ""))
        ):
            self.unseen.append(
                " ".join(element.itertext()) if name and name not in ("script", "style") else element.text or ""
            )
        elif name == "table":
            self._table(element, depth)
        else:
            self._one(name, element, depth)
        if element.tail:
            self._out.append(_SPACE.sub(" ", element.tail))

    def _one(self, name: str, element: Any, depth: int) -> None:
        out = self._out
        if name in _BLOCKS or name == "label":
            out.append("\n")
        if name == "input":
            kind = (element.get("type") or "text").lower()
            if kind in ("checkbox", "radio") and element.get("checked") is None:
                return
            value = element.get("value") or ""
            if kind in ("hidden", "submit", "button", "image", "reset"):
                self.unseen.append(value)
            elif value:
                out.append(f"\t{value}")
            return
        if name == "select":
            chosen = [o for o in element.iter("option") if o.get("selected") is not None]
            out.extend(f"\t{' '.join(o.itertext()).strip()}" for o in chosen)
            self.unseen += [" ".join(o.itertext()) for o in element.iter("option") if o not in chosen]
            return
        if name == "textarea":
            out.append("\t")
        if element.text:
            out.append(element.text if name in ("pre", "textarea") else _SPACE.sub(" ", element.text))
        for child in element:
            self.take(child, depth + 1)
        if name in ("td", "th"):
            out.append("\t")
        elif name in _BLOCKS:
            out.append("\n")

    def _table(self, table: Any, depth: int) -> None:
        if table.find(".//table") is not None:  # it only puts others in their place
            for child in table:
                self.take(child, depth + 1)
            return
        caption = table.find(".//caption")
        if caption is not None:
            self._out.append("\n" + " ".join(" ".join(caption.itertext()).split()) + "\n")
        rows = self._grid(table, depth)
        if grids.is_list(rows):
            self.lists.append(rows)
        else:
            self._out.append("\n" + "\n".join(grids.lines(rows)) + "\n")

    def _grid(self, table: Any, depth: int) -> list[list[str]]:
        rows: list[list[str]] = []
        below: dict[int, tuple[int, str]] = {}  # cells of rows above that reach down
        for row in table.iter("tr"):
            cells: list[str] = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                _fill(cells, below)
                text = self._cell(cell, depth)
                across, down = _span(cell.get("colspan"), _WIDEST), _span(cell.get("rowspan"), _LONGEST)
                for i in range(across):
                    if down > 1:
                        below[len(cells)] = down - 1, text if i == 0 else ""
                    cells.append(text if i == 0 else "")
            _fill(cells, below)
            rows.append(cells)
        return rows

    def _cell(self, cell: Any, depth: int) -> str:
        inner = Page()
        if cell.text:
            inner._out.append(_SPACE.sub(" ", cell.text))
        for child in cell:
            inner.take(child, depth + 1)
        self.unseen += inner.unseen
        return inner.text.strip()


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Adds the cells of rows above that reach down to this place."""
    while len(cells) in below:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = left - 1, text
        cells.append(text)
        if left > 1 and len(cells) > _WIDEST * 5:
            return


def _span(told: str | None, most: int) -> int:
    return (
        min(max(int(told), 1), most) if told is not None and told.isascii() and told.isdigit() and len(told) < 6 else 1
    )


def page_of(source: bytes) -> Page:
    """A page from its bytes, which are UTF-8."""
    page = Page()
    if not source.strip():
        return page
    root = elements.page(source)
    head = root.find("head")
    title = root.findtext(".//title")
    if title and title.strip():
        page._out.append(_SPACE.sub(" ", title).strip() + "\n\n")
    if head is not None:
        page.unseen += [" ".join(meta.attrib.values()) for meta in head.iter("meta")]
    page.take(root)
    return page
