"""PDF documents: letters, forms, lists and prints, page by page; pages that are only a picture are read by OCR.

Records carry the number of their page. What somebody filled in and wrote in the margin is read with its page; a list of people is a
table, over as many pages as it goes on. Attached files are items of their own.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Part, Problem
from lekwijzer.readers import grids, scan
from lekwijzer.readers.markup import texts_of_markup
from lekwijzer.readers.pages import letters
from lekwijzer.readers.passwords import passwords
from lekwijzer.readers.pdf_more import More, repaired
from lekwijzer.readers.pdf_page import Layout, text_of
from lekwijzer.readers.pdf_picture import FEWEST, pictures_on
from lekwijzer.readers.prose import prose

KIND = "pdf"
_CHUNK = 2_000
"""Pages that are read together; a letter over the border of two chunks is taken for two."""
_ROWS = 100_000
_MOST_TABLES = 5_000
_TAIL = 4096
_STARTS = 1024
"""Bytes before the mark of a PDF that may be rubbish."""
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_LONGEST = 1 << 20


def bid(name: str, head: bytes) -> int:
    """97 for a PDF; some have a line of a printer or a mail above them."""
    return 97 if head.startswith(b"%PDF-") else 93 if b"%PDF-" in head[:_STARTS] else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people on the pages, and the lists of people."""
    document, password = _opened(path, problems)
    try:
        yield from _Pages(path, document, password, problems).parts()
    finally:
        document.close()


def _opened(path: Path, problems: list[Problem]) -> tuple[pypdfium2.PdfDocument, str]:
    """The document, and the password that it took."""
    locked = False
    for password in ("", *passwords()):
        try:
            document = pypdfium2.PdfDocument(path, password=password or None)
            if len(document):
                if _is_cut(path):
                    problems.append(Problem("the document is damaged or cut off; what is left was read"))
                return document, password
            document.close()
        except pypdfium2.PdfiumError as error:
            locked = "password" in str(error).lower()
        if not locked:
            break
    if locked:
        raise Encrypted("password needed")
    again = repaired(path)
    try:
        document = pypdfium2.PdfDocument(again)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the document is damaged; no page of it could be opened") from error
    if not len(document):
        raise Unreadable("the document is damaged or has no pages")
    problems.append(Problem("the document is damaged; it was repaired and read as far as possible"))
    return document, ""


def _is_cut(path: Path) -> bool:
    """Whether the end of a document is missing."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - _TAIL, 0))
        return b"%%EOF" not in file.read()


def _seen_in(path: Path) -> tuple[bool, str]:
    """Whether any page may show a picture, and the properties as XML; both stand in the open in nearly every file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        start = view.find(b"<x:xmpmeta")
        end = view.find(b"</x:xmpmeta>", start) if start >= 0 else -1
        said = view[start : min(end, start + _LONGEST)].decode("utf-8", "replace") if end > 0 else ""
        return _PICTURE.search(view) is not None, "\n".join(texts_of_markup(said)) if said else ""


class _Pages:
    """The pages of one document while they are read."""

    def __init__(self, path: Path, document: pypdfium2.PdfDocument, password: str, problems: list[Problem]) -> None:
        self._document, self._problems = document, problems
        self._more = More(
            path, problems, password=password, form=pdfium.FPDF_GetFormType(document.raw) != pdfium.FORMTYPE_NONE
        )
        self._pictures, self._said = _seen_in(path)
        self._postponed = scan.lacks()
        self._seen: set[int] = set()
        self._scanned: list[tuple[int, str]] = []
        self._list: tuple[int, tuple[float, ...], list[list[str]]] | None = None
        self._done: list[tuple[int, list[list[str]]]] = []
        self._tables = self._waiting = 0

    def parts(self) -> Iterator[Part]:
        """The letters of some pages, then the lists on them, and so on; then what was read from pictures."""
        count = len(self._document)
        for first in range(0, count, _CHUNK):
            texts = ((number + 1, self._text(number)) for number in range(first, min(first + _CHUNK, count)))
            part = prose("", letters(texts), self._problems, paged=True)
            if not first:
                part.unread.extend(("\n".join(self._document.get_metadata_dict(skip_empty=True).values()), self._said))
                part.unread.extend(self._more.about())
            yield part
            if first + _CHUNK >= count:
                self._end_list()
            for page, rows in self._done:
                yield from grids.tables(f"page {page}", rows)
            self._done = []
            if self._scanned:
                yield prose(scan.PART, letters(self._scanned), self._problems, paged=True, misread=True)
                self._scanned = []
        if self._waiting:
            self._problems.append(Problem(f"{self._postponed} ({self._waiting} pages)"))

    def _text(self, number: int) -> str:
        """The text of a page; keeps the lists and the pictures on it for later."""
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            self._problems.append(Problem("the page could not be opened", f"page {number + 1}"))
            return ""
        try:
            held = page.get_textpage()
            layout = text_of(held)
            held.close()
            if pdfium.FPDFPage_GetAnnotCount(page.raw):
                layout.lines += self._more.on_page(number)
            letters_on = sum(map(len, layout.lines)) + sum(
                len(cell) for _, rows in layout.lists for row in rows for cell in row
            )
            if self._pictures or letters_on < FEWEST:
                self._look(page, number, letters_on)
        except pypdfium2.PdfiumError:
            self._problems.append(Problem("the page could not be read", f"page {number + 1}"))
            return ""
        finally:
            page.close()
        self._lists(number + 1, layout)
        return "\n".join(layout.lines)

    def _look(self, page: pypdfium2.PdfPage, number: int, letters_on: int) -> None:
        """Reads the pictures on a page, if they can hold text that is not on it."""
        for picture in pictures_on(page, letters_on, self._seen):
            if self._postponed:
                self._waiting += 1
                return
            text = scan.text_on(picture, self._problems, number + 1)
            if text.strip():
                self._scanned.append((number + 1, text))

    def _lists(self, page: int, layout: Layout) -> None:
        """Joins the lists of a page to the one that goes on from the page before."""
        for edges, rows in layout.lists:
            if self._list is not None and _goes_on(self._list[1], edges) and len(self._list[2]) < _ROWS:
                self._list[2].extend(rows)
            else:
                self._end_list()
                self._list = page, edges, rows

    def _end_list(self) -> None:
        if self._list is None:
            return
        page, _, rows = self._list
        self._list = None
        self._tables += 1
        if self._tables <= _MOST_TABLES:
            self._done.append((page, rows))
        elif self._tables == _MOST_TABLES + 1:
            self._problems.append(Problem(f"more than {_MOST_TABLES} lists; the rest was not read", f"page {page}"))


def _goes_on(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two lists have their columns in the same places."""
    return len(one) == len(other) and all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))
