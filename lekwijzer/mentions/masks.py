"""A value as it may be shown to somebody who has not asked to see it: enough to recognise, too little to use."""

from __future__ import annotations

import re
from collections.abc import Callable

from lekwijzer.fields import address, bsn, codes, contact, names
from lekwijzer.model import MULTI, Role

HIDDEN = "(hidden)"
"""Stands for what is never shown in part: the outcome of a test."""

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)|^(1[89]\d\d|20\d\d)(?=\d{4}$)|(?<=^\d{4})(1[89]\d\d|20\d\d)$")
_LONGEST = 24
_WORDS = 4


def mask(role: Role | None, value: str) -> str:
    """A raw value masked by what it is taken for; of an unknown column only the shape is left, of a result nothing."""
    if role is Role.TEST_RESULT:
        return HIDDEN
    masker = _BY_ROLE.get(role, _number) if role else _shape
    return ", ".join(masker(part) for part in value.split(MULTI)[:_WORDS] if part)


def _date(value: str) -> str:
    """The year only, wherever it stands."""
    found = _YEAR.search(value.strip())
    return f"{found.group()}-**-**" if found else "****"


def _words(value: str) -> str:
    """The first letter of the first few words."""
    shown = names.mask(" ".join(value.split()[:_WORDS]))
    return shown + (" …" if len(value.split()) > _WORDS else "")


def _initials(value: str) -> str:
    """The first of them; one alone stands for a name, and is shown as such."""
    return next((c.upper() for c in value if c.isalpha()), "") + "***"


def _shape(value: str) -> str:
    """Digits as 9 and letters as x: what kind of value it is, and nothing of the value."""
    text = "".join(
        "9" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else " " if c.isspace() else c for c in value
    )
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")


def _number(value: str) -> str:
    return codes.mask(value) if len(value) > 4 else "***"


def _contact(value: str) -> str:
    if "@" in value[1:]:
        return contact.mask(value) if value.rsplit(".", 1)[-1].isalpha() and "." in value else value[0] + "***@***"
    return contact.mask(value) if len(value) > 6 else "***"


def _postcode(value: str) -> str:
    return address.mask_postcode(value) if len(value) > 4 else "***"


def _bsn(value: str) -> str:
    return bsn.mask("".join(c for c in value if c.isdigit()))


def _none(value: str) -> str:
    return "**"


_BY_ROLE: dict[Role, Callable[[str], str]] = {
    Role.BSN: _bsn,
    Role.NAME: _words, Role.SURNAME: _words, Role.PREFIX: _words, Role.PARTNER_SURNAME: _words, Role.PARTNER_PREFIX: _words,
    Role.GIVEN: _words, Role.INITIALS: _initials, Role.STREET: _words, Role.CITY: _words, Role.ADDRESS: _words,
    Role.INSURER: _words, Role.REQUESTER: _words, Role.EXAM_TYPE: _words,
    Role.SEX: _none, Role.BIRTH_MONTH: _none, Role.BIRTH_DAY: _none, Role.HOUSE_NUMBER: _none, Role.HOUSE_ADDITION: _none,
    Role.BIRTH_DATE: _date, Role.BIRTH_YEAR: _date, Role.EXAM_DATE: _date, Role.DEATH_DATE: _date,
    Role.POSTCODE: _postcode, Role.PHONE: _contact, Role.EMAIL: _contact, Role.IBAN: _contact,
}  # fmt: skip
