"""Reads a box of mails after one another. What is attached to them is read as items of their own, under the number of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.mime import mail_kind, mails, parsed
from lekwijzer.model import Part, Problem
from lekwijzer.readers.mails import Lists, letter_of, records

KIND = "mbox"


def bid(name: str, head: bytes) -> int:
    """97 for the line with which such a box begins."""
    return 97 if mail_kind(head) == KIND else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people whom the mails are about; `n` is the number of the mail in the box."""
    letters = (letter_of(parsed(mail), number) for number, mail in enumerate(mails(path), 1))
    lists = Lists()
    yield records("", letters, problems, lists)
    yield from lists.tables()
