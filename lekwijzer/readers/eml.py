"""Reads one mail as it was sent or saved. What is attached to it is read as items of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.mime import LARGEST, mail_kind, parsed
from lekwijzer.model import Part, Problem
from lekwijzer.readers.mails import Lists, letter_of, records

KIND = "eml"


def bid(name: str, head: bytes) -> int:
    """96 for headers of a mail."""
    return 96 if mail_kind(head) == KIND else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people whom the mail is about."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        problems.append(Problem(f"the mail is longer than {LARGEST >> 20} MB: what is beyond was not read"))
    lists = Lists()
    yield records("", iter([letter_of(parsed(data), 1)]), problems, lists)
    yield from lists.tables(alone=True)
