"""Plain text: letters, notes, forms. One record per person whom a text is about; none where it is about nobody.

Documents end at a form feed. `n` is the number of the line on which the person's lines start, counted over the item
(moved up by one where two people share a line, so that it tells them apart).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.prose import prose
from lekwijzer.readers.text_shapes import CLOSING

KIND = "text"
BLOCK = 1 << 20
_LONGEST = 4 << 20
"""Characters of one document that are looked at together; longer ones are cut at a blank line."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_LETTER_SIGNS = (
    re.compile(r"(?im)^[ \t>]*(?:geachte|beste|dear|hallo|goede(?:morgen|middag|navond|dag))\b"),
    re.compile(r"(?im)^[ \t]*(?:betreft|inzake|re|subject)[ \t]*:"),
    CLOSING,
)
_SENTENCES = re.compile(
    r"(?m)^[^\n;|\t]{0,300}\b[a-z]{2,} [a-z]{2,}\b[^\n;|\t]{0,300}?\. [A-Z][^\n;|\t]{0,2000}[.!?]?[ \t\r]*$"
)
"""A line of more than one sentence, which no table has outside its quotes."""
_FORM_LINE = re.compile(
    r"(?im)^[ \t*-]*(bsn(?:[ -]?(?:nummer|nr))?|burgerservice(?:nummer|nr)|naam(?: (?:pati[eë]nt|cli[eë]nt|deelne?mer))?|name|(?:patient|pati[eë]nt(?:en)?|pat\.?|cli[eë]nt)[ .-]?(?:naam|nummer|nr)?|achternaam(?: en (?:voorletters|voornaam))?|voornaam|voorletters|"
    r"geb(?:oorte)?\.? ?(?:datum|dat\.?)|geb|geboren|date of birth|dob|birth ?date|adres|address|(?:postcode|pc)(?:(?: ?/ ?| en )(?:woon)?plaats)?|woonplaats|geslacht|m/v|"
    r"telefoon(?:nummer|nr)?|tel|mobiel|e-?mail(?:adres)?)\b(?:[ \t.]*:[ \t]*\S|\t+[^\t\n]+$|[ .]{2,}\S)"
)
"""A line of a filled-in form: a label of a person's data, a colon or a gap, a value."""
_TOLD_OF = re.compile(
    r"(?im)^[^;|\t\n]{0,200}(?:\b(?:mevrouw|mevr|mw|dhr|de heer|pati[eë]nte?)\b[^;|\t\n]{0,200}?(?:\bgeb|\([0-9]{1,2}[-/. ]|, [0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9])"
    r"|, geb(?:oren|\.|oortedatum)(?: op)? [0-9])"
)
"""A line that tells of somebody with a birth date."""
_FILLED, _FEWEST = 200, 6
"""A content of so many characters that are of so few kinds is filled with something, and no text."""
_LETTER = re.compile(r"[^\W\d_]")
_ABOVE_A_TABLE = re.compile(
    r"(?im)^[ \t*#=-]*(?:pati[eë]nt(?:e|naam)?|naam(?: pati[eë]nt)?|cli[eë]nt(?:naam)?|deelneme?r|betreft)[ \t]*:[ \t]*[^\W\d_][^\n;|:]{2,60}\b"
    r"(?:bsn|burgerservicenummer|geb(?:oren|oortedatum|\.? ?dat(?:um|\.)?)?\.?)[ \t]*:[ \t]*\d[^\n;|]*$"
)
"""A line with labels that names the person of the lines below it, which may be a table."""


def bid(name: str, head: bytes) -> int:
    """10 for anything that decodes as text with words in it, as other formats know their own; 50 for a letter, whose
    commas may look like columns, 62 where it has lines of several sentences; 65 for a filled-in form, whose colons may; 92 where tables stand under the names of people."""
    text = decode_head(head)
    if not text or text_kind(head) or len(_CONTROL.findall(text)) > len(text) // 200:
        return 0
    if len(_LETTER.findall(text[:8000])) <= min(len(text), 8000) // 8:
        return 0
    if len(text) > _FILLED and len(set(text)) < _FEWEST:
        return 0
    if _ABOVE_A_TABLE.search(text[:16000]):
        return 92
    if len({label.lower() for label in _FORM_LINE.findall(text[:16000])}) >= 3:
        return 65
    signs = sum(sign.search(text) is not None for sign in _LETTER_SIGNS)
    if (signs or _TOLD_OF.search(text[:16000])) and _SENTENCES.search(text[:16000]):
        return 62
    return 50 if signs >= 2 else 10


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The people of the item as one body of records; empty where the text is about nobody."""
    notes = Notes()
    part = prose("", _documents(path, notes), problems, swept=True)
    yield replace(part, batches=_told(part.batches, notes, problems))


def _told(batches: Iterator[pl.DataFrame], notes: Notes, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    yield from batches
    if notes.broken:
        problems.append(Problem(f"characters that no encoding explains: {notes.broken}"))


def _documents(path: Path, notes: Notes) -> Iterator[tuple[int, str]]:
    """Each document with the number of its first line."""
    line = 1
    held = ""
    for block in utf8_blocks(path, notes, BLOCK):
        held += block.decode("utf-8", "replace")
        *whole, held = held.split("\f")
        while len(held) > _LONGEST:
            cut = max(held.rfind("\n\n", 0, _LONGEST), 0) or max(held.rfind("\n", 0, _LONGEST), 0) or _LONGEST
            whole.append(held[:cut])
            held = held[cut:]
        for document in whole:
            yield line, document
            line += _lines(document)
    if held:
        yield line, held


def _lines(text: str) -> int:
    return text.count("\n") if "\n" in text else text.count("\r")
