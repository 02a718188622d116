"""Presentations: the slides with their notes, comments and diagrams. Records carry the number of their slide as that of a page."""

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
from lekwijzer.readers.pages import letters
from lekwijzer.readers.prose import prose
from lekwijzer.readers.wordml import Words

KIND = "pptx"
_SLIDE = re.compile(r"ppt/slides/[^/]*?(\d*)\.xml#*")
_BESIDE = re.compile(r"ppt/(?:notesSlides|comments|diagrams|charts|drawings)/[^/]*\.xml#*")
_FRAME = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/[^/]*\.xml#*")
_WITHOUT = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?(?:theme/.*|tableStyles\.xml|viewProps\.xml)|docProps/thumbnail\..*|.*printerSettings\d*\.bin|.*\.fntdata"
)
"""Parts without words of people."""
_DIAGRAM = re.compile(r"ppt/diagrams/(?:layout|quickStyle|colors)\d*\.xml")


def bid(name: str, head: bytes) -> int:
    """96 for a presentation by its parts; 96 for a locked one, of which the name tells that it is."""
    if head.startswith(b"PK\x03\x04"):
        return 96 if document_kind(head) == "pptx" else 0
    return 96 if name.lower().endswith((".pptx", ".pptm", ".ppsx", ".potx")) and is_encrypted(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """What stands on the slides and beside them, and the lists of people on them."""
    refuse_encrypted(path)
    package = Package(path, problems)
    lists: list[tuple[int, list[list[str]]]] = []
    aside: list[str] = []
    done: set[str] = set()

    def lines_of(name: str, number: int) -> list[str]:
        words = Words(lambda rows: lists.append((number, rows)))
        done.add(name)
        if not package.parse(name, words.start, words.end, words.data):
            aside.extend(texts_of_markup(package.read(name).decode("utf-8", "replace")))
        aside.extend(dict.fromkeys(words.aside))
        return ["", *words.lines, *(line for some in words.by_id.values() for line in some)]

    pages: list[tuple[int, str]] = []
    for number, name in enumerate(_in_order(package), 1):
        lines = lines_of(name, number)
        for beside in package.relations(name).values():
            if (
                beside in package.names
                and beside not in done
                and _BESIDE.fullmatch(beside)
                and not _DIAGRAM.fullmatch(beside)
            ):
                lines += lines_of(beside, number)
        pages.append((number, "\n".join(lines)))
    if not pages:
        package.say("no slide was found in the presentation")
    loose = [line for name in package.names if name not in done and _BESIDE.fullmatch(name) and not _DIAGRAM.fullmatch(name) for line in lines_of(name, 0)]  # fmt: skip
    frames = [line for name in package.names if _FRAME.fullmatch(name) for line in lines_of(name, 0)]
    part = prose(
        "", letters([*pages, *([(len(pages) + 1, "\n".join(loose))] if any(loose) else [])]), problems, paged=True
    )
    part.unread.extend(("\n".join(aside), "\n".join(frames)))
    part.unread.extend(package.rest(done, _WITHOUT.fullmatch))
    yield part
    for number, rows in lists:
        yield from grids.tables(f"page {number}" if number else "", rows)


def _in_order(package: Package) -> list[str]:
    """The slides as they are shown; those that are not shown come last."""
    slides = [name for name in package.names if _SLIDE.fullmatch(name)]
    shown = re.findall(r"<(?:\w+:)?sldId\b[^>]*?\w+:id=\"([^\"]*)\"", _show(package))
    relations = package.relations("ppt/presentation.xml")
    order = {relations.get(relation, ""): place for place, relation in enumerate(shown)}

    def place(name: str) -> tuple[int, int]:
        found = _SLIDE.fullmatch(name)
        return order.get(name, len(order)), int((found[1] if found else "") or 0)

    return sorted(slides, key=place)


def _show(package: Package) -> str:
    name = "ppt/presentation.xml"
    return package.read(name).decode("utf-8", "replace") if name in package.names else ""
