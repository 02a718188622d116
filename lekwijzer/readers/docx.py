"""Word documents: letters, forms and lists, with all that stands around the text of the pages.

Headers and footers are read with the section that they belong to, notes and comments behind the page that refers to them. A table
that is a list of people is a table; any other is text of the letter. Embedded files and pictures are items of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.magic import document_kind
from lekwijzer.model import Part, Problem
from lekwijzer.readers import grids
from lekwijzer.readers.markup import texts_of_markup
from lekwijzer.readers.ole_files import is_encrypted, refuse_encrypted
from lekwijzer.readers.package import Package
from lekwijzer.readers.pages import letters, lined
from lekwijzer.readers.prose import prose
from lekwijzer.readers.wordml import NOTE, PAGE, SECTION, Words

KIND = "docx"
_TEXTS = re.compile(
    r"(?:.*/)?(?:document\d*|glossary/document|header\d*|footer\d*|footnotes|endnotes|comments\w*|diagrams/(?:data|drawing)\d*|drawings/drawing\d*)\.xml#*"
)
_MAIN = re.compile(r"(?:.*/)?document\d*\.xml#*")
_NOTES = re.compile(r"(?:.*/)?(footnote|endnote|comment)s\.xml")
_WITHOUT = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?(?:styles\w*|theme\d*|fontTable|webSettings|numbering|stylesWithEffects)\.xml|docProps/thumbnail\..*|.*printerSettings\d*\.bin|"
    r".*\.(?:odttf|ttf)|_xmlsignatures/.*|customXml/_rels/.*|(?:.*/)?theme/.*"
)
"""Parts without words of people."""
_LONG = 20_000
"""Lines beyond which sections on one page are not held together."""
EARLIER = "earlier text"
"""The part with paragraphs as they were before something in them was deleted."""


def bid(name: str, head: bytes) -> int:
    """96 for a Word document by its parts; 96 for a locked one, of which the name tells that it is."""
    if head.startswith(b"PK\x03\x04"):
        return 96 if document_kind(head) == "docx" else 0
    return 96 if name.lower().endswith((".docx", ".docm", ".dotx", ".dotm")) and is_encrypted(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The letters of the document, its lists of people, and what was deleted in it."""
    refuse_encrypted(path)
    document = _Document(Package(path, problems), problems)
    yield from document.parts()


class _Document:
    """One document while it is read."""

    def __init__(self, package: Package, problems: list[Problem]) -> None:
        self._package, self._problems = package, problems
        self._lists: list[list[list[str]]] = []
        self._aside: list[str] = []
        self._before: list[str] = []
        self._read: set[str] = set()

    def parts(self) -> Iterator[Part]:
        """All parts of the document as parts of the item."""
        names = [name for name in self._package.names if _TEXTS.fullmatch(name)]
        notes = self._notes(names)
        pages: list[str] = []
        for name in filter(_MAIN.fullmatch, names):
            pages += self._pages(name, notes)
        loose = [line for name in names if name not in self._read for line in ("", *self._words(name).lines)]
        loose += [line for some in notes.values() for line in ("", *some)]
        if not any(map(_MAIN.fullmatch, names)):
            self._package.say("the text of the document is missing")
        texts = letters(enumerate(pages, 1))
        part = prose("", lined(texts, "\n".join(line for line in loose if not _is_mark(line))), self._problems)
        part.unread.append("\n".join(self._aside))
        part.unread.extend(self._package.rest(self._read, _WITHOUT.fullmatch))
        yield part
        if self._before:
            yield prose(EARLIER, [(1, "\n".join(self._before))], self._problems)
        for number, rows in enumerate(self._lists, 1):
            yield from grids.tables(f"table {number}", rows)

    def _words(self, name: str) -> Words:
        words = Words(self._lists.append)
        self._read.add(name)
        if not self._package.parse(name, words.start, words.end, words.data):
            self._aside += texts_of_markup(self._package.read(name).decode("utf-8", "replace"))
        self._aside += dict.fromkeys(words.aside)
        self._before += words.before
        return words

    def _notes(self, names: list[str]) -> dict[str, list[str]]:
        """The lines of each note and comment by its kind and id."""
        found: dict[str, list[str]] = {}
        for name in names:
            if kind := _NOTES.fullmatch(name):
                words = self._words(name)
                found |= {f"{kind[1]}:{note}": lines for note, lines in words.by_id.items() if any(lines)}
        return found

    def _pages(self, name: str, notes: dict[str, list[str]]) -> Iterator[str]:
        """The pages of the text, each with what its section has above and below and the notes that it refers to.

        A page ends where somebody ended it, so most are several pages on paper.
        """
        words = self._words(name)
        relations = self._package.relations(name)
        sections = iter(words.sections)
        held: list[str] = []
        told: list[str] = []
        for line in [*words.lines, *([] if words.lines[-1:] == [SECTION] else [SECTION])]:
            if line.startswith(NOTE):
                told += ["", *notes.pop(line[1:], [])]
            elif line == SECTION:
                section = next(sections, None)
                above, below = self._frames_of(section.frames if section else [], relations)
                held = [*above, *held, *told, *below]
                told = []
                if section is None or not section.continuous or len(held) > _LONG:
                    yield from _split(held)
                    held = []
            else:
                held.append(line)
        yield from _split([*held, *told])

    def _frames_of(self, frames: list[tuple[str, str]], relations: dict[str, str]) -> tuple[list[str], list[str]]:
        """The lines of the headers and footers of a section; of each the first time that one refers to it."""
        lines: dict[str, list[str]] = {"header": [], "footer": []}
        for kind, relation in frames:
            name = relations.get(relation, "")
            if name in self._package.names and name not in self._read:
                lines[kind] += ["", *self._words(name).lines, ""]
        return lines["header"], lines["footer"]


def _is_mark(line: str) -> bool:
    return line == SECTION or line.startswith(NOTE)


def _split(lines: list[str]) -> Iterator[str]:
    page: list[str] = []
    for line in lines:
        if line == PAGE:
            yield "\n".join(page)
            page = []
        elif not _is_mark(line):
            page.append(line)
    if any(page):
        yield "\n".join(page)
