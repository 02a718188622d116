"""What a PDF holds beside the text of its pages: values of forms, notes in the margin, properties, outlines; and its repair."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem
from lekwijzer.readers.markup import texts_of_markup

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its warnings quote the file
_ERRORS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError, RecursionError, NotImplementedError)  # fmt: skip
_LARGEST = 1 << 30
_LONGEST = 1 << 20
_MOST = 20_000
"""Annotations of a page that are looked at."""
_DEEPEST = 32


def repaired(path: Path) -> bytes:
    """A damaged document written anew."""
    out = io.BytesIO()
    try:
        if path.stat().st_size > _LARGEST:
            raise Unreadable("the document is damaged, and too large to be repaired")
        whole = io.BytesIO(path.read_bytes() + b"\n%%EOF\n")  # without it the last object of a cut file is passed over
        with pikepdf.open(whole, suppress_warnings=True) as document:
            document.save(out)
    except pikepdf.PasswordError as error:
        raise Encrypted("password needed") from error
    except (*_ERRORS, OSError, MemoryError) as error:
        raise Unreadable("the document is damaged; nothing could be read") from error
    return out.getvalue()


class More:
    """A document opened a second time, when there is anything in it that the text of its pages does not show."""

    def __init__(self, path: Path, problems: list[Problem], *, form: bool, password: str = "") -> None:
        """`form`: the document has a form."""
        self._path, self._problems, self._form, self._password = path, problems, form, password
        self._opened: pikepdf.Pdf | None = None
        self._said = False

    def about(self) -> Iterator[str]:
        """What the form of the document holds, on a page or not."""
        if self._form and (document := self._open()) is not None:
            try:
                form = document.Root.get("/AcroForm")
                if form is not None:
                    yield from self._of_xfa(form.get("/XFA"))
                    for field in list(form.get("/Fields", []))[:_MOST]:
                        yield from _fields(field, "", 0)
            except _ERRORS:
                self._say()

    def on_page(self, number: int) -> list[str]:
        """Lines with the filled-in values and the notes of a page."""
        document = self._open()
        if document is None:
            return []
        lines: list[str] = []
        try:
            for annotation in list(document.pages[number].obj.get("/Annots", []))[:_MOST]:
                lines += _of_annotation(annotation)
        except _ERRORS:
            self._say()
        return lines

    def _open(self) -> pikepdf.Pdf | None:
        if self._opened is None and not self._said:
            try:
                self._opened = pikepdf.open(self._path, password=self._password, suppress_warnings=True)
            except (*_ERRORS, OSError, MemoryError):
                self._say()
        return self._opened

    def _say(self) -> None:
        if not self._said:
            self._said = True
            self._problems.append(Problem("values of the form and notes could not all be read"))

    def _of_xfa(self, xfa: Any) -> Iterator[str]:
        if isinstance(xfa, pikepdf.Array):
            for item in list(xfa)[:_MOST]:
                yield from self._of_xfa(item)
        elif isinstance(xfa, pikepdf.Stream):
            yield from texts_of_markup(xfa.read_bytes()[:_LONGEST].decode("utf-8", "replace"))


def _of_annotation(annotation: Any) -> Iterator[str]:
    """The lines of one annotation: a field with its label, a note, the target of a link."""
    if not isinstance(annotation, pikepdf.Dictionary):
        return
    kind = annotation.get("/Subtype")
    if kind == "/Widget":
        value = _text(_inherited(annotation, "/V"))
        if value:
            label = _text(annotation.get("/TU")) or _name(annotation)
            yield f"{label.rstrip(' :')}: {value}" if label else value
        return
    if kind == "/Link":
        action = annotation.get("/A")
        target = _text(action.get("/URI")) if isinstance(action, pikepdf.Dictionary) else ""
        if target.lower().startswith(("mailto:", "tel:")):
            yield target.partition(":")[2].partition("?")[0]
        return
    if kind != "/Popup":
        yield from ("", *_text(annotation.get("/Contents")).split("\n"))


def _fields(field: Any, label: str, depth: int) -> Iterator[str]:
    """The names and values of a field of a form and those below it, seen or not."""
    if not isinstance(field, pikepdf.Dictionary) or depth > _DEEPEST:
        return
    own = _text(field.get("/TU")) or _text(field.get("/T")) or label
    for key in ("/V", "/DV"):
        if value := _text(field.get(key)):
            yield f"{own}: {value}"
    for child in list(field.get("/Kids", []))[:_MOST]:
        yield from _fields(child, own, depth + 1)


def _inherited(annotation: Any, key: str) -> Any:
    for _ in range(_DEEPEST):
        if not isinstance(annotation, pikepdf.Dictionary):
            return None
        if key in annotation:
            return annotation.get(key)
        annotation = annotation.get("/Parent")
    return None


def _name(annotation: Any) -> str:
    """The last part of the name of a field, without its number: `topmostSubform[0].Naam[0]` is `Naam`."""
    return _text(_inherited(annotation, "/T")).rpartition(".")[2].partition("[")[0].replace("_", " ")


def _text(value: Any) -> str:
    """A value as text; "" for a choice that is off and for what is none."""
    if isinstance(value, pikepdf.Array):
        return ", ".join(filter(None, (_text(item) for item in list(value)[:_MOST])))
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes()[:_LONGEST].decode("utf-8", "replace")
    if isinstance(value, pikepdf.Name):
        return "" if value == "/Off" else str(value)[1:]
    if isinstance(value, (str, pikepdf.String)):
        return str(value)[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\f", "\n")
    return ""
