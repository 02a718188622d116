"""Reads a box of Outlook (PST, OST): messages, contacts and appointments of every folder, and those that hang in none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

from lekwijzer.intake.outlook_box import Box
from lekwijzer.model import Part, Problem
from lekwijzer.readers.mails import Lists, records
from lekwijzer.readers.outlook import letter_of

KIND = "pst"


def bid(name: str, head: bytes) -> int:
    """100 for the mark of such a box."""
    return 100 if head.startswith(b"!BDN") else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people whom messages are about, folder by folder; `n` is the number of the message in its folder."""
    box, lists = Box(path), Lists()
    try:
        for folder, messages in groupby(box.messages(), lambda found: found[0]):
            letters = (letter_of(message, number) for _, number, message in messages)
            first = next(letters, None)
            if first is not None:
                yield records(folder, chain([first], letters), problems, lists)
        yield from lists.tables()
    finally:
        box.close()
    if box.damaged:
        problems.append(Problem(f"{box.damaged} times a part of the box is damaged and was not read"))
