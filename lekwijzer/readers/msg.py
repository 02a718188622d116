"""Reads a message of Outlook in a file of its own. What is attached to it is read as items of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.outlook import Msg, is_msg
from lekwijzer.model import Part, Problem
from lekwijzer.readers.mails import Lists, records
from lekwijzer.readers.outlook import letter_of

KIND = "msg"


def bid(name: str, head: bytes) -> int:
    """96 for an OLE file with the streams of a message."""
    return 96 if is_msg(head) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people whom the message is about."""
    file = Msg(path)
    try:
        letter = letter_of(file.message(), 1)
    finally:
        file.close()
    if file.damaged:
        problems.append(Problem("parts of the message are damaged and were not read"))
    lists = Lists()
    yield records("", iter([letter]), problems, lists)
    yield from lists.tables(alone=True)
