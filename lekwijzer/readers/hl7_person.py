"""PID, the segment about the patient, as values with roles (delimiters already `|^~\\&`)."""

from __future__ import annotations

import re
from functools import lru_cache

from lekwijzer.readers.message_io import Person, joined, passes_11_test

BSN_OID = "2.16.840.1.113883.2.4.6.3"
_PAD = [""] * 41
OWN_KIND, BARE_KIND, BSN_KIND, NATIONAL_KIND, NO_KIND = range(5)
"""Kinds of identifiers; which of two the number of a national one decides, and of bare ones the numbers of the whole file."""
_OF_SOMETHING_ELSE = frozenset(
    "AN ANON AC BR CZ DL DN DR EI EN FI HC LN MA MB MC MI NE NP PPN PRN RI RRI SL TAX U VN VS WC".split()
)
"""Types of numbers that are no BSN, whatever figures they have: of a visit, an account, a passport, a policy, a doctor."""
_kinds: dict[str, int] = {"": BARE_KIND}
_TITLES = frozenset(
    "dhr mw mevr mej mevrouw heer de heer dr drs prof ir ing mr mrs ms miss ds bc msc jhr jkvr baron barones sir".split()
)
_HOME_LAST = ("B", "O", "BA", "F", "N", "BDL", "RH")
"""Address types that are not where the person lives."""
_NAME_LAST = ("N", "A", "S", "NB", "BAD")
"""Name types that are not the name of the person in law."""
_NUMBER = re.compile(r"[1-9][0-9]{0,4}(?: ?[-/]? ?[A-Za-z0-9]{1,6})?\s*")


def kind_of(tail: str) -> int:
    """What an identifier is by what stands after its number: check digit, authority, type."""
    kind = _kinds.get(tail)
    if kind is None:
        kind = _kind_of(tail)
        if len(_kinds) < 10_000:  # systems are few; a check digit per number would fill any table
            _kinds[tail] = kind
    return kind


def _kind_of(tail: str) -> int:
    parts = ["", *tail.split("^")]
    authority = parts[3].upper() if len(parts) > 3 else ""
    kind = parts[4].strip().upper() if len(parts) > 4 else ""
    if kind.startswith("ANON"):
        return NO_KIND
    if (
        "NLMINBIZA" in authority
        or BSN_OID in authority
        or authority.partition("&")[0].strip() in ("BSN", "SOFI", "SOFINR")
    ):
        return BSN_KIND
    if kind in ("NNNLD", "BSN"):
        return BSN_KIND
    if kind in ("NN", "NI", "SS"):
        return NATIONAL_KIND
    return OWN_KIND if kind in _OF_SOMETHING_ELSE else BARE_KIND


def identifiers(text: str, bsn: list[str], own: list[str], bare: list[str]) -> None:
    """Sorts the repetitions of an identifier field (CX) by kind: a BSN says so by authority, OID or type."""
    for repetition in text.split("~"):
        value, _, tail = repetition.partition("^")
        value = value.partition("&")[0]
        if not value or value == '""':
            continue
        kind = kind_of(tail)
        if kind == NATIONAL_KIND:
            kind = BSN_KIND if passes_11_test(value) else OWN_KIND
        if kind == BSN_KIND:
            bsn.append(value)
        elif kind == OWN_KIND:
            own.append(value)
        elif kind == BARE_KIND:
            bare.append(value)


@lru_cache(1 << 15)
def are_initials(value: str, shouted: bool) -> bool:
    """Whether given names are written as initials: `A`, `A.B.`, `CW`, `Th.J.`; in a shouted name `ED` may be a name."""
    if len(value) == 1:
        return True
    if "." in value:
        return all(len(part) <= 3 for part in re.split(r"[.\s]+", value))
    if " " in value:
        return all(len(part) == 1 for part in value.split())
    return value.isupper() and (len(value) <= 2 or (len(value) <= 5 and not shouted))


@lru_cache(1 << 15)
@lru_cache(1 << 14)
def given_names(first: str, further: str, shouted: bool) -> tuple[str, str]:
    """Given names and initials out of the two components in which systems put either."""
    first, further = first.strip(' "'), further.strip(' "')
    if not first:
        first, further = further, ""
    if not first:
        return "", ""
    if are_initials(first, shouted):
        if not further:
            return "", first
        if are_initials(further, shouted):
            return "", first + further
        return further, first
    if not further:
        return first, ""
    if not are_initials(further, shouted):
        return f"{first} {further}", ""
    if first[0] == further[0]:  # `Jan^J.P.`: all initials; `Jan^J`: cannot be told, one is safe
        return first, further
    return first, first[0] + further


def _best(text: str, component: int, last: tuple[str, ...]) -> str:
    """The first repetition with content whose type is not among the last choices, else the first with content."""
    filled = [repetition for repetition in text.split("~") if repetition.strip('^&" ')]
    for repetition in filled:
        parts = repetition.split("^", component)
        if len(parts) < component or parts[component - 1].partition("^")[0].strip().upper() not in last:
            return repetition
    return filled[0] if filled else ""


def best_name(text: str) -> str:
    """Of several names of a person the one that is read."""
    return _best(text, 7, _NAME_LAST)


def _name(text: str) -> tuple[str, str, str, str, str, str]:
    """Surname, prefix, partner surname, partner prefix, given names, initials out of XPN."""
    if "~" in text:
        text = best_name(text)
    parts = text.split("^", 5)
    family = parts[0]
    surname, prefix, partner, partner_prefix = family, "", "", ""
    if "&" in family:
        names = family.split("&", 5)
        names.extend(_PAD[:5])
        surname, prefix, partner_prefix, partner = names[2] or names[0], names[1], names[3], names[4]
    count = len(parts)
    if count == 1:
        return surname, prefix, partner, partner_prefix, "", ""
    if count > 4 and parts[4] and not prefix and "&" not in family:  # before 2.3.1 the prefix had no other place
        words = parts[4].lower().replace(".", "").split()
        prefix = "" if _TITLES.issuperset(words) else parts[4]
    second = parts[2] if count > 2 else ""
    given, initials = given_names(parts[1], second, len(surname) > 3 and surname.isupper())
    return surname, prefix, partner, partner_prefix, given, initials


def _address(text: str) -> tuple[str, str, str, str, str, str]:
    """Whole address line, street, number, addition, postcode, city out of XAD."""
    if "~" in text:
        text = _best(text, 7, _HOME_LAST)
    parts = text.split("^", 5)
    parts.extend(_PAD[:5])
    line, other, city = parts[0], parts[1], parts[2]
    postcode = parts[4]
    whole, street, number, addition = "", line, "", other
    if "&" in line:
        pieces = line.split("&", 3)
        pieces.append("")
        street, number = pieces[1] or pieces[0], pieces[2]
    if not number and street:
        if other and not street[-1].isdigit() and _NUMBER.fullmatch(other):
            number, addition = other, ""
        elif any(map(str.isdigit, street)):
            whole, street, addition = f"{street} {other}".rstrip(), "", ""
    return whole, street, number, addition, postcode, city


def _telecom(text: str, phones: list[str], mails: list[str]) -> None:
    """Telephone numbers and mail addresses out of XTN, in the components of every version."""
    for repetition in text.split("~"):
        value, _, tail = repetition.partition("^")
        if value and "@" not in value:
            if "^FX" not in tail:
                phones.append(value)
            continue
        if value:
            mails.append(value)
            continue
        parts = ["", "", *tail.split("^"), *_PAD[:12]]  # parts[i] is component i
        if "@" in parts[4]:
            mails.append(parts[4])
        elif parts[3] != "FX":
            number = parts[12] or (parts[5] and "+" + parts[5].lstrip("+")) + parts[6] + parts[7]
            if number:
                phones.append(number)


def person(line: str, prior: str = "") -> Person:
    """The values of a PID segment; `prior` are identifiers that the person had before (MRG-1, MRG-4)."""
    field = line.split("|", 41)
    if len(field) < 41:
        field += _PAD[len(field) :]
    bsn: list[str] = []
    own: list[str] = []
    bare: list[str] = []
    identifiers(field[3], bsn, own, bare)
    if field[2]:
        identifiers(field[2], bsn, own, bare)
    if field[4]:
        identifiers(field[4], bsn, own, bare)
    if field[18]:
        account: list[str] = []
        identifiers(field[18], bsn, account, account)
        own += account
    if prior:
        before: list[str] = []
        identifiers(prior, [], before, before)
        own += before
    if field[19] and not bsn:
        number = field[19].partition("^")[0].replace(".", "").replace(" ", "").zfill(9)
        if passes_11_test(number):
            bsn.append(number)
    phones: list[str] = []
    mails: list[str] = []
    for place in (13, 14, 40):
        if field[place]:
            _telecom(field[place], phones, mails)
    surname, prefix, partner, partner_prefix, given, initials = _name(field[5])
    whole, street, number, addition, postcode, city = _address(field[11]) if field[11] else _NOWHERE
    return (
        bsn[0] if len(bsn) == 1 else joined(bsn),
        surname, prefix, partner, partner_prefix, given, initials,
        field[8].partition("^")[0],
        field[7].partition("^")[0],
        whole, street, number, addition, postcode, city,
        phones[0] if len(phones) == 1 else joined(phones),
        mails[0] if len(mails) == 1 else joined(mails),
        own[0] if len(own) == 1 else joined(own),
        "", "",
        joined(bare),
    )  # fmt: skip


_NOWHERE = ("",) * 6
