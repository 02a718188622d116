"""OpenDocument texts and presentations: paragraphs, tables, notes, remarks, frames, headers and footers, deleted text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.errors import Encrypted
from lekwijzer.intake.magic import document_kind
from lekwijzer.model import Part, Problem
from lekwijzer.readers import grids
from lekwijzer.readers.markup import texts_of_markup
from lekwijzer.readers.odf_words import PAGE, OdfWords
from lekwijzer.readers.package import Package
from lekwijzer.readers.pages import letters
from lekwijzer.readers.prose import prose

KIND = "odt"
EARLIER = "earlier text"
_CONTENT = re.compile(r"(?:.*/)?content\.xml#*")
_STYLES = re.compile(r"(?:.*/)?styles\.xml#*")
_WITHOUT = re.compile(
    r"mimetype|META-INF/.*|(?:.*/)?settings\.xml|Thumbnails/.*|Configurations2/.*|ObjectReplacements/.*|manifest\.rdf|layout-cache"
)
"""Parts without words of people."""


def bid(name: str, head: bytes) -> int:
    """94 for a text or a presentation of OpenDocument; a spreadsheet is a workbook, which bids higher."""
    return 94 if head.startswith(b"PK\x03\x04") and document_kind(head) in ("odt", "odp", "odf") else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The letters, or the pages of a presentation; what was deleted; the lists of people."""
    package = Package(path, problems)
    manifest = next((name for name in package.names if name == "META-INF/manifest.xml"), "")
    if manifest and b"encryption-data" in package.read(manifest):
        raise Encrypted("password needed")
    lists: list[list[list[str]]] = []
    aside: list[str] = []
    before: list[str] = []
    done: set[str] = set()

    def words_of(name: str) -> OdfWords:
        words = OdfWords(lists.append)
        done.add(name)
        if not package.parse(name, words.start, words.end, words.data):
            aside.extend(texts_of_markup(package.read(name).decode("utf-8", "replace")))
        aside.extend(dict.fromkeys(words.aside))
        before.extend(words.before)
        return words

    frames = [words_of(name).lines for name in package.names if _STYLES.fullmatch(name)]
    texts = [
        words_of(name).lines
        for name in sorted(package.names, key=lambda name: name.count("/"))
        if _CONTENT.fullmatch(name)
    ]
    if not texts:
        package.say("the text of the document is missing")
    lines = [line for some in (*frames, *texts) for line in ("", *some)]
    pages = "\n".join(lines).split(f"{PAGE}\n")
    part = prose("", letters(enumerate(pages, 1)), problems, paged=True)
    part.unread.append("\n".join(aside))
    part.unread.extend(package.rest(done, _WITHOUT.fullmatch))
    yield part
    if any(before):
        yield prose(EARLIER, [(1, "\n".join(before))], problems)
    for number, rows in enumerate(lists, 1):
        yield from grids.tables(f"table {number}", rows)
