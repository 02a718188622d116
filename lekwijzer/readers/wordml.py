"""Texts and tables of a part of an OOXML document, in reading order: Word's and PowerPoint's paragraphs are alike.

Names of tags come without a prefix. Text of a drawing that is stored twice (for older programs) is read once; the other one leaves
traces. Text that was deleted while changes were tracked is kept apart: a paragraph as it was before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lekwijzer.readers import grids

NOW, ADDED, DELETED = range(3)
PAGE, SECTION, NOTE = "\f", "\x1d", "\x1e"
"""Stand on a line of their own where a page or a section ends and, with its kind and id behind it, for a note; no XML holds them."""
_DEEPEST = 200
_SAID = {
    "docPr": ("descr", "title"), "cNvPr": ("descr", "title"), "listItem": ("displayText", "value"), "alias": ("val",), "tag": ("val",),
    "listEntry": ("val",), "default": ("val",), "helpText": ("val",), "statusText": ("val",), "ins": ("author",), "del": ("author",),
    "comment": ("author",), "cm": ("text",), "shape": ("alt", "title"), "imagedata": ("title",), "bookmarkStart": ("name",),
    "hyperlink": ("tooltip",), "hlinkClick": ("tooltip",), "docVar": ("val",), "cmAuthor": ("name",),
}  # fmt: skip
"""Attributes in which people write."""
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_NOTED = frozenset(_NOTES.values())
_CHANGES = {"ins": ADDED, "moveTo": ADDED, "del": DELETED, "moveFrom": DELETED}
_SHOWN = frozenset(("t", "delText", "text"))
_TEXTS = _SHOWN | {"instrText", "delInstrText"}
_GAPS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Section:
    """Headers and footers that a section refers to, each by its kind and its relation, and whether it begins no page."""

    frames: list[tuple[str, str]] = field(default_factory=list)
    continuous: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    span: int = 1


class Words:
    """Collects what a part says: hand its tags and texts to `start`, `end` and `data`."""

    def __init__(self, on_table: Callable[[list[list[str]]], None]) -> None:
        """`on_table` is given the tables that are lists of people; all others become lines."""
        self.lines: list[str] = []
        self.before: list[str] = []
        """Paragraphs as they were before something in them was deleted."""
        self.aside: list[str] = []
        """What is not seen on the page: alternative texts, field codes, names of fields, authors."""
        self.sections: list[Section] = []
        """What the sections say of themselves, in the order of the marks among the lines."""
        self.id = ""
        """Of the note at hand, in a part with notes."""
        self.by_id: dict[str, list[str]] = {}
        self._on_table = on_table
        self._paragraphs: list[list[tuple[int, str]]] = []
        self._tables: list[_Table] = []
        self._into: list[tuple[int, str]] | None = None
        self._loose: list[tuple[int, str]] = []  # what stands in no paragraph
        self._state = NOW
        self._kind = NOW
        self._notes: list[str] = []
        self._section: Section | None = None
        self._ended = False
        self._fallback = self._tabs = self._depth = 0
        self._entries: list[str] = []
        self._chosen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        self._into = None
        if tag in _TEXTS:
            self._kind = DELETED if tag == "delText" else self._state
            self._into = self._paragraphs[-1] if self._paragraphs and tag in _SHOWN else self._loose
        elif tag == "p":
            self._paragraphs.append([])
        elif tag in _GAPS:
            self._add("" if self._tabs else _GAPS[tag])
        elif tag == "br":
            self._add(f"\n{PAGE}\n" if _of(attributes, "type") == "page" else "\n")
        elif tag in ("tabs", "tabLst"):
            self._tabs += 1
        elif tag in _CHANGES:
            self._state = _CHANGES[tag]
        elif tag == "Fallback":
            self._fallback += 1
        elif tag in _NOTES:
            self._notes.append(f"{NOTE}{_NOTES[tag]}:{_of(attributes, 'id')}")
        elif tag in _NOTED:
            self.id = _of(attributes, "id")
        elif tag == "sectPr":
            self._section = Section()
        elif self._section is not None:
            self._of_section(self._section, tag, attributes)
        else:
            self._table_or_field(tag, attributes)
        if tag in _SAID:
            self.aside += [value for key, value in attributes.items() if key.rpartition(":")[2] in _SAID[tag]]

    def _of_section(self, section: Section, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("headerReference", "footerReference"):
            section.frames.append((tag[:6], _of(attributes, "id")))
        elif tag == "type":
            section.continuous = _of(attributes, "val") == "continuous"

    def _table_or_field(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tbl":
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag == "tc" and self._tables:
            self._tables[-1].cell, self._tables[-1].span = [], _number(_of(attributes, "gridSpan"), 1)
        elif tag == "gridSpan" and self._tables:
            self._tables[-1].span = _number(_of(attributes, "val"), 1)
        elif tag == "textpath":
            self._put(_of(attributes, "string"))
        elif tag == "ddList":
            self._entries, self._chosen = [], 0
        elif tag == "result":
            self._chosen = _number(_of(attributes, "val"), 0)
        elif tag == "listEntry":
            self._entries.append(_of(attributes, "val"))

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._into is not None:
            self._into.append((self._kind, text))

    def end(self, tag: str) -> None:
        """A tag ends."""
        self._depth -= 1
        self._into = None
        if tag == "p":
            if self._paragraphs:
                self._paragraph(self._paragraphs.pop())
            if not self._paragraphs and not self._tables:
                self._mark()
        elif tag in _TEXTS:
            if self._loose:
                text = "".join(piece for _, piece in self._loose)
                self._loose = []
                self._put(text) if tag in _SHOWN else self.aside.append(text)
        elif tag in ("tabs", "tabLst"):
            self._tabs -= 1
        elif tag in _CHANGES:
            self._state = NOW
        elif tag == "Fallback":
            self._fallback -= 1
        elif tag in ("tc", "tbl") and self._tables:
            self._cell() if tag == "tc" else self._table(self._tables.pop())
        elif tag == "ddList":
            self._add(self._entries[self._chosen] if self._chosen < len(self._entries) else "")
        elif tag == "sectPr" and self._section is not None:
            self.sections.append(self._section)
            self._section, self._ended = None, True
            if not self._paragraphs:
                self._mark()
        elif tag in _NOTED:
            self.by_id[self.id], self.lines = self.lines, []
        elif tag in ("txbxContent", "sp"):
            self._put("")

    def _mark(self) -> None:
        """The notes that were referred to, and the end of a section, among the lines."""
        self.lines += self._notes
        self._notes = []
        if self._ended:
            self.lines.append(SECTION)
            self._ended = False

    def _add(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append((self._state, text))

    def _paragraph(self, pieces: list[tuple[int, str]]) -> None:
        self._put("".join(text for kind, text in pieces if kind != DELETED))
        if any(kind == DELETED and text.strip() for kind, text in pieces):
            self.before.append("".join(text for kind, text in pieces if kind != ADDED))

    def _put(self, text: str) -> None:
        if self._fallback:
            self.aside.append(text)
        elif self._tables:
            self._tables[-1].cell.extend(text.split("\n"))
        else:
            self.lines.extend(text.split("\n"))

    def _cell(self) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1] += ["\n".join(table.cell).strip("\n").replace(PAGE, ""), *[""] * (table.span - 1)]
        table.cell, table.span = [], 1

    def _table(self, table: _Table) -> None:
        if self._fallback:
            self.aside += grids.lines(table.rows)
        elif grids.is_list(table.rows):
            self._on_table(table.rows)
        else:
            for line in ("", *grids.lines(table.rows), ""):
                self._put(line)


def _of(attributes: dict[str, str], name: str) -> str:
    """The value of an attribute, whatever its prefix."""
    for key, value in attributes.items():
        if key == name or key.endswith(f":{name}"):
            return value
    return ""


def _number(text: str, least: int) -> int:
    return max(int(text), least) if text.isascii() and text.isdigit() and len(text) < 3 else least
