"""Reads vCards and LDIF: lists of people, each with the values under their names, folded or encoded as they may be."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lekwijzer.intake.magic import text_kind
from lekwijzer.intake.mime import text_of
from lekwijzer.model import MULTI, Part, Problem, Table
from lekwijzer.readers.encoding import Notes, utf8_blocks

KIND = "cards"

BATCH = 20_000
_LONGEST = 1 << 20
_FIELD = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^:;\"]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_ENTRY = re.compile(r"([\w.-]+)((?:;[\w-]+)*)(::|:<|:) ?(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNSPLIT = re.compile(r"(?<!\\);")
_NAME = ("achternaam", "voornaam", "tweede_voornaam", "tussenvoegsel", "titel_achter")
_PLACE = ("postbus", "adres_extra", "adres", "woonplaats", "provincie", "postcode", "land")
_CALLED = {
    "fn": "naam", "bday": "geboortedatum", "tel": "telefoon", "email": "email", "gender": "geslacht", "x-gender": "geslacht", "note": "opmerking",
    "org": "organisatie", "title": "functie", "nickname": "roepnaam", "role": "rol",
}  # fmt: skip
_ATTRIBUTES = {
    "sn": "achternaam", "surname": "achternaam", "givenname": "voornaam", "gn": "voornaam", "cn": "naam", "commonname": "naam", "displayname": "weergavenaam",
    "mail": "email", "telephonenumber": "telefoon", "homephone": "telefoon", "mobile": "mobiel", "l": "woonplaats", "localityname": "woonplaats", "postalcode": "postcode",
    "street": "adres", "homepostaladdress": "adres", "postaladdress": "adres", "o": "organisatie", "ou": "afdeling", "title": "functie", "description": "opmerking",
    "dateofbirth": "geboortedatum", "birthdate": "geboortedatum", "initials": "voorletters",
}  # fmt: skip
_NO_TEXT = frozenset(
    (
        "photo",
        "logo",
        "sound",
        "key",
        "jpegphoto",
        "usercertificate",
        "usercertificate;binary",
        "thumbnailphoto",
        "userpassword",
        "rev",
        "prodid",
        "version",
        "begin",
        "end",
        "uid",
    )
)

Cells = dict[str, str]


def bid(name: str, head: bytes) -> int:
    """95 for the first line of a card or of an entry of a directory."""
    return 95 if text_kind(head) in ("vcard", "ldif") else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table, a row to each card or entry."""
    notes = Notes()
    cards = _cards(unfolded(utf8_blocks(path, notes, 1 << 20)), problems)
    unread: list[str] = []
    number = 0
    while batch := [card for card, _ in zip(cards, range(BATCH), strict=False)]:
        names = list(dict.fromkeys(name for card in batch for name in card))
        frame = pl.DataFrame(
            {f"c{i}": pl.Series([card.get(name) for card in batch], dtype=pl.String) for i, name in enumerate(names)}
        )
        frame = frame.with_columns(n=pl.int_range(number + 1, number + len(batch) + 1, dtype=pl.UInt32))
        number += len(batch)
        yield Table("", tuple(names), iter([frame]), unread=unread)


def unfolded(blocks: Iterator[bytes]) -> Iterator[str]:
    """Whole lines: what begins with a blank goes on with the line before it."""
    held = ""
    line = ""
    for block in blocks:
        *lines, held = (held + block.decode("utf-8", "replace")).replace("\r\n", "\n").split("\n")
        for following in lines:
            if following[:1] in (" ", "\t") and line and len(line) < _LONGEST:
                line += following[1:]
            elif line.endswith("=") and "QUOTED-PRINTABLE" in line.upper() and len(line) < _LONGEST:
                line = line[:-1] + following
            else:
                yield line
                line = following
    yield line
    yield held
    yield ""


def _cards(lines: Iterator[str], problems: list[Problem]) -> Iterator[Cells]:
    card: Cells = {}
    directory = inside = False
    for line in lines:
        low = line[:12].upper()
        if low.startswith("BEGIN:VCARD"):
            if card:
                yield card
            card, inside = {}, True
        elif low.startswith("END:VCARD"):
            if card:
                yield card
            card, inside = {}, False
        elif inside:
            _of_card(card, line)
        elif line.lower().startswith(("dn:", "dn::")):
            card, directory = {}, True
            _of_entry(card, line)
        elif directory and line and not line.startswith(("#", "-")):
            _of_entry(card, line)
        elif not line and card:
            yield card
            card, directory = {}, False
    if card or inside:
        problems.append(Problem("the file ends in the middle of a card"))
    if card:
        yield card


def _put(card: Cells, name: str, value: str) -> None:
    value = value.strip()
    if value:
        card[name] = f"{card[name]}{MULTI}{value}" if name in card else value


def _of_card(card: Cells, line: str) -> None:
    """Adds a line of a card."""
    found = _FIELD.fullmatch(line)
    if not found:
        return
    name, told, value = found[1].lower(), found[2].upper(), found[3]
    if name in _NO_TEXT:
        return
    if "QUOTED-PRINTABLE" in told:
        charset = re.search(r"CHARSET=\"?([\w-]+)", told)
        value = text_of(binascii.a2b_qp(value.encode()), charset[1] if charset else "")
    elif re.search(r"ENCODING=\"?B(?:ASE64)?\b", told):
        return
    if name in ("n", "adr"):
        for part, text in zip(_NAME if name == "n" else _PLACE, _UNSPLIT.split(value), strict=False):
            _put(card, part, _ESCAPED.sub(_letter, text))
        return
    value = re.sub(r"(?i)^(?:mailto|tel):", "", value)
    _put(card, _CALLED.get(name, name), _ESCAPED.sub(_letter, value))


def _letter(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _of_entry(card: Cells, line: str) -> None:
    """Adds a line of an entry of a directory."""
    found = _ENTRY.fullmatch(line)
    if not found or found[1].lower() in _NO_TEXT or found[3] == ":<":
        return
    value = found[4]
    if found[3] == "::":
        try:
            value = base64.b64decode(value).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return
    name = found[1].lower()
    _put(card, _ATTRIBUTES.get(name, name), value.replace("$", ", ") if "address" in name else value)
