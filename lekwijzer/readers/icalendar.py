"""Reads iCalendar: each appointment, task or note as a letter of what it says, with those who attend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem
from lekwijzer.readers.cards import unfolded
from lekwijzer.readers.encoding import Notes, utf8_blocks
from lekwijzer.readers.hypertext import text_of_html
from lekwijzer.readers.mails import Letter, letter, records

KIND = "icalendar"

_FIELD = re.compile(r"([\w-]+)((?:;(?:[^:;\"]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_CALLED = re.compile(r"(?i);CN=(\"[^\"]*\"|[^;:]*)")
_KINDS = ("VEVENT", "VTODO", "VJOURNAL")
_SIGNS = {"n": "\n", "N": "\n"}


def bid(name: str, head: bytes) -> int:
    """95 for the first line of a calendar."""
    return 95 if text_kind(head) == "icalendar" else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people whom appointments are about; `n` is the number of the appointment."""
    lines = unfolded(utf8_blocks(path, Notes(), 1 << 20))
    yield records("", _letters(lines), problems)


def _letters(lines: Iterator[str]) -> Iterator[Letter]:
    number = 0
    said: dict[str, list[str]] = {}
    inside = ""
    for line in lines:
        found = _FIELD.fullmatch(line)
        if not found:
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN" and value.strip().upper() in _KINDS:
            number, said, inside = number + 1, {}, value.strip().upper()
        elif name == "END" and value.strip().upper() == inside:
            yield _letter(number, said)
            said, inside = {}, ""
        elif name in ("ATTENDEE", "ORGANIZER"):
            called = _CALLED.search(found[2])
            address = re.sub(r"(?i)^mailto:", "", value)
            said.setdefault(name, []).append(f"{called[1].strip(chr(34)) if called else ''} <{address}>".strip())
        elif name not in ("BEGIN", "END", "DTSTAMP", "UID", "SEQUENCE", "PRODID"):
            text = re.sub(r"\\(.)", lambda sign: _SIGNS.get(sign[1], sign[1]), value)
            said.setdefault(name, []).append(
                text_of_html(text) if "HTML" in found[2].upper() or "ALT-DESC" in name else text
            )
    if said:
        yield _letter(number + 1, said)


def _letter(number: int, said: dict[str, list[str]]) -> Letter:
    told = {"from": ", ".join(said.pop("ORGANIZER", ())), "to": ", ".join(said.pop("ATTENDEE", ()))}
    summary = " ".join(said.pop("SUMMARY", ()))
    body = "\n\n".join(text for name in ("LOCATION", "DESCRIPTION", "COMMENT") for text in said.pop(name, ()))
    return letter(number, told, summary, body, [text for texts in said.values() for text in texts])
