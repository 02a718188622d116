"""Readers: one module per format. The highest bid reads the file.

A reader is a module with `KIND`, `bid(name, head)` and `read(path, problems)`. It is loaded when first asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from lekwijzer.model import Part, Problem

HEAD = 65536
"""Bytes from the start of a file that a reader may bid on."""

READERS: tuple[str, ...] = (
    "hl7",
    "edifact",
    "mbox",
    "eml",
    "msg",
    "pst",
    "sql",
    "parquet",
    "sqlite",
    "docx",
    "pptx",
    "odt",
    "doc",
    "rtf",
    "pdf",
    "access",
    "xlsx",
    "webpage",
    "xml_document",
    "cards",
    "icalendar",
    "jsonl",
    "delimited",
    "fixedwidth",
    "icon",
    "scan",
    "ole",
    "text",
)
"""Names of the modules in this package, in the order in which equal bids are decided."""


class Reader(Protocol):
    """What a module of this package offers."""

    KIND: str

    def bid(self, name: str, head: bytes) -> int:
        """0 = not mine … 100 = surely mine, from the label and the first `HEAD` bytes."""

    def read(self, path: Path, problems: list[Problem]) -> Iterator[Part]:
        """The tables or records of a file; appends to `problems`; raises Unreadable when nothing can be read."""


@cache
def readers() -> tuple[Reader, ...]:
    """All readers that are installed."""
    names = [f"{__name__}.{name}" for name in READERS]
    return tuple(cast(Reader, import_module(name)) for name in names if find_spec(name) is not None)


def pick(name: str, head: bytes) -> Reader | None:
    """The reader with the highest bid, or None when no reader wants the file."""
    best, highest = None, 0
    for reader in readers():
        offer = reader.bid(name, head)
        if offer > highest:
            best, highest = reader, offer
    return best


def lacks(kind: str) -> str:
    """What keeps files of a kind from being read, or read whole, in this run; "" as a rule. With another answer they are taken up again."""
    name = {"access": "access", "scan": "scan", "pdf": "scan"}.get(kind)
    return str(import_module(f"{__name__}.{name}").lacks()) if name else ""


def by_kind(kind: str) -> Reader | None:
    """The reader of a kind that was noted earlier."""
    return next((reader for reader in readers() if kind == reader.KIND), None)


def kind_of(name: str, head: bytes) -> str | None:
    """The kind that the best reader gives a file, or None when no reader wants it."""
    reader = pick(name, head)
    return reader.KIND if reader is not None else None
