"""Texts and tables of a part of an OpenDocument file, in reading order. Names of tags come without a prefix."""

from __future__ import annotations

from collections.abc import Callable

from lekwijzer.readers import grids

PAGE = "\f"
"""Stands on a line of its own where a page ends."""
_DEEPEST = 200
_MOST = 1_000
"""Blanks or cells that one tag may stand for."""
_SAID = frozenset(
    "string-value current-value value label title name-and-extension author office:string-value display-name description href formula".split()
)
"""Attributes in which people write."""
_ASIDE = frozenset(("creator", "creator-initials", "date", "date-string", "title", "desc", "sender-initials"))


class OdfWords:
    """Collects what a part says: hand its tags and texts to `start`, `end` and `data`."""

    def __init__(self, on_table: Callable[[list[list[str]]], None]) -> None:
        """`on_table` is given the tables that are lists of people; all others become lines."""
        self.lines: list[str] = []
        self.before: list[str] = []
        """Paragraphs that were deleted while changes were tracked."""
        self.aside: list[str] = []
        """What is not seen on the page."""
        self._on_table = on_table
        self._paragraphs: list[list[str]] = []
        self._tables: list[list[list[str]]] = []
        self._cells: list[tuple[list[str], int]] = []
        self._breaks: set[str] = set()
        self._style = ""
        self._deleted = self._depth = 0
        self._into_aside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        self._into_aside = tag in _ASIDE
        if tag in ("p", "h"):
            if attributes.get("text:style-name") in self._breaks:
                self._put(PAGE)
            self._paragraphs.append([])
        elif tag == "s":
            self._add(" " * _count(attributes, "text:c"))
        elif tag == "tab":
            self._add("\t")
        elif tag == "line-break":
            self._add("\n")
        elif tag == "table":
            self._tables.append([])
        elif tag == "table-row" and self._tables:
            self._tables[-1].append([])
        elif tag in ("table-cell", "covered-table-cell") and self._tables:
            self._cells.append(([], _count(attributes, "table:number-columns-repeated")))
        elif tag == "deletion":
            self._deleted += 1
        elif tag == "style":
            self._style = attributes.get("style:name", "")
        elif tag == "paragraph-properties":
            if attributes.get("fo:break-before") == "page":
                self._breaks.add(self._style)
        elif tag == "page" and self.lines:
            self._put(PAGE)
        self.aside += [value for key, value in attributes.items() if key.rpartition(":")[2] in _SAID]

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._into_aside:
            self.aside.append(text)
        elif self._paragraphs:
            self._paragraphs[-1].append(text if text.isspace() is False else " ")
        elif text.strip():
            self.aside.append(text)

    def end(self, tag: str) -> None:
        """A tag ends."""
        self._depth -= 1
        self._into_aside = False
        if tag in ("p", "h"):
            if self._paragraphs:
                self._put("".join(self._paragraphs.pop()))
        elif tag in ("table-cell", "covered-table-cell") and self._cells:
            lines, times = self._cells.pop()
            if self._tables and self._tables[-1]:
                text = "\n".join(lines).strip("\n").replace(PAGE, "")
                self._tables[-1][-1] += [text] * (times if text else min(times, 50))
        elif tag == "table" and self._tables:
            self._table(self._tables.pop())
        elif tag == "deletion":
            self._deleted -= 1
        elif tag in (
            "text-box",
            "frame",
            "header",
            "footer",
            "header-left",
            "footer-left",
            "note",
            "annotation",
            "notes",
        ):
            self._put("")

    def _add(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def _put(self, text: str) -> None:
        if self._deleted:
            self.before += text.split("\n")
        elif self._cells:
            self._cells[-1][0].extend(text.split("\n"))
        else:
            self.lines += text.split("\n")

    def _table(self, rows: list[list[str]]) -> None:
        if not self._deleted and grids.is_list(rows):
            self._on_table(rows)
        else:
            for line in ("", *grids.lines(rows), ""):
                self._put(line)


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return min(int(value), _MOST) if value.isascii() and value.isdigit() and len(value) < 9 else 1
