"""What a letter says without labels: whose address stands where, which lines are a doctor's or a sender's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lekwijzer.known_names import GIVEN
from lekwijzer.model import Role
from lekwijzer.readers.message_io import passes_11_test
from lekwijzer.readers.text_labels import KEYS, Token, tokens_of
from lekwijzer.readers.text_shapes import (
    BSN,
    DOCTOR,
    IBAN,
    MAIL,
    PHONE,
    PLACE,
    POSTCODE,
    SALUTED,
    SENDER,
    SIGNED,
    STREET,
    name_of,
    same_name,
)  # fmt: skip
from lekwijzer.readers.text_shapes import (
    CITY as _CITY,
)
from lekwijzer.readers.text_shapes import (
    STREET_FORM as _STREET,
)

Values = dict[str, list[str]]
_SALUTATION = re.compile(
    r"(?i)^[ \t]*(?:zeer )?(?:geachte|beste|dear)[ \t]+(?:mevrouw|mevr\.?|mw\.?|meneer|de heer|heer|dhr\.?|mrs?\.?|ms\.?)[ \t]+"
    r"(?!of |en |,|/)([^,\n\d:]{2,50}?)[ \t]*[,:]?[ \t]*$"
)
_FIRST_NAME = re.compile(
    r"^[ \t]*(?i:beste|geachte|dear|hallo)[ \t]+([^\W\d_a-z][\w'’-]+(?:[ \t]+[\w'’.-]+){1,4})[ \t]*[,:]?[ \t]*$"
)
"""A salutation with a whole name and no title."""
_TO_PATIENT = re.compile(
    r"(?i)\b(?:(?:uw|je|jouw) (?:\w+ )?(?:uitslag|onderzoek|uitstrijkje|bloed\w*|huisarts|afspraak|test|kweek|behandeling|gezondheid|bsn)|bij u (?:is|zijn|werd|hebben)|"
    r"(?:nodigen|vragen|verzoeken) (?:wij )?u\b|u (?:bent|heeft|hebt|kunt)\b|your (?:\w+ )?(?:result|test|appointment)s?)"
)
_LEAD = re.compile(r"(?i)^(?:(?:wonende|woonachtig|adres|thans|te|op|aan|en|is|woont)\b[: ]*)+")
_OF_STREET = re.compile(r"(?i)^(?:burg\.? ?|prof\.? ?|dr\.? ?|drs\.? ?){1,3}(?=\S+ \d)")
"""The title of whom a street is named after."""
_SECTION = re.compile(
    r"(?i)^[ \t=*#-]*(?:gegevens |naam )?(?:van )?(?:de )?(?:huisarts|aanvrager|verwijzer|verwijzend arts|aanvragend arts|behandelaar|behandelend arts|"
    r"specialist|afzender|laboratorium|lab|contactpersoon|praktijk|requester|sender|physician|inzender)(?:gegevens)?[ \t=*#-]*:?[ \t=*#-]*$"
)


def foreign_lines(plain: Sequence[str], first: int, end: int, tokens: Sequence[Token]) -> set[int]:
    """Lines about a sender or a doctor: what stands under their name, and all below the signature.

    `plain`: the lines with all figures alike, as for `unlabelled`.
    """
    keyed = {token.line for token in tokens if token.kind in KEYS}
    found = set()
    theirs = signed = False
    for number in range(first, min(end, len(plain))):
        signs = _signs(plain[number])
        if number in keyed:
            theirs = signed = False
        elif signs:
            theirs = (theirs or signs & _FROM != 0) and not signs & _BLANK
            signed = signed or signs & _SIGNATURE != 0
        if theirs or signed:
            found.add(number)
    return found | ({token.line for token in tokens if token.kind == "requester"} - keyed)


_SIGNED_IN = 8
"""Lines under the closing words in which the name of who wrote stands."""
_WORDS = re.compile(r"[^\W\d_]{2,}")


def own_signature(lines: Sequence[str], first: int, end: int, names: Sequence[str]) -> set[int]:
    """The lines under a letter that its subject signed: what stands there is theirs."""
    signed = next((i for i in range(first, min(end, len(lines))) if lines[i] and SIGNED.match(lines[i])), None)
    if signed is None or not names:
        return set()
    below = range(signed + 1, min(end, len(lines), signed + 1 + _SIGNED_IN))
    by = next((i for i in below if any(map(str.isalpha, lines[i]))), None)
    if by is None or DOCTOR.search(lines[by]) or not any(_signs_as(lines[by], name) for name in names):
        return set()
    return set(range(signed, min(end, len(lines))))


def _signs_as(line: str, name: str) -> bool:
    """Whether a line is a name that is that of the patient: the same surname and, where both begin with it, the same first letter."""
    written = name_of(line.strip(), False)
    if not written or not same_name(written, name):
        return False
    one, other = (_WORDS.findall(n.lower()) for n in (written, name))
    behind = "," in name or "," in written
    return (
        one[-1] in other and other[-1 if not behind else 0] in one and (behind or written[0].lower() == name[0].lower())
    )


_LABEL = (
    r"(?:(?:tel(?:efoon)?[ .]?(?:nummer|nr)?|(?:telefonisch )?bereikbaar(?: op)?|mob(?:iel)?[ .]?(?:nummer|nr)?|e-?mail(?:adres)?|mail|iban"
    r"|(?:bank)?rekening(?:nummer|nr)?|[tme])[ .:]{1,3})?\(?"
)
_ALONE = tuple(
    (role, re.compile(rf"(?i:[>\s]*{_LABEL})({form.pattern})\s*"))
    for role, form in ((Role.EMAIL, MAIL), (Role.PHONE, PHONE), (Role.IBAN, IBAN))
)
"""A line that is a telephone number, a mail address or an account, perhaps with a word before it."""


def _own_lines(
    lines: list[str], first: int, end: int, keyed: Sequence[int], foreign: set[int], own: set[int], values: Values
) -> None:
    """What stands on lines of its own in the paragraph that names the person, and under what the person signed."""
    theirs = set(own)
    for number in keyed:
        if number in foreign:
            continue
        for step in (1, -1):
            at = number + step
            while first <= at < min(end, len(lines)) and lines[at].strip() and at not in foreign and at not in theirs:
                theirs.add(at)
                at += step
    for number in sorted(theirs):
        for role, form in _ALONE:
            if role not in values and len(lines[number]) < 80 and (match := form.fullmatch(lines[number])):
                values[role] = [match[1]]


_BLANK, _SIGNATURE, _FROM, _POSTAL = 1, 2, 4, 8


@lru_cache(1 << 14)
def _signs(line: str) -> int:
    """What a line gives away by its words; kept, as letters repeat lines."""
    if not line or line.isspace():
        return _BLANK
    postal = _POSTAL if POSTCODE.search(line) else 0
    return postal | (_SIGNATURE if SIGNED.match(line) else 0) | (_FROM if SENDER.search(line) else 0)


@lru_cache(1 << 14)
def is_heading(line: str) -> bool:
    """Whether a line is the heading above the data of a doctor or a sender."""
    return len(line) < 60 and _SECTION.match(line) is not None


def sections_of_others(lines: Sequence[str], tokens: Sequence[Token]) -> set[int]:
    """Lines under a heading (`Huisarts`, `Aanvrager`) as far as they describe a doctor or a sender, not a patient."""
    found: set[int] = set()
    for number in {token.line for token in tokens if token.kind == "requester"}:
        if not is_heading(lines[number]):
            continue
        end = number + 1
        while end < len(lines) and lines[end].strip():
            end += 1
        kinds = {token.kind for token in tokens if number < token.line < end and token.value}
        if not kinds & {"bsn", "birth", "patnr", "subject"}:
            found.update(range(number, end))
    return found


def unlabelled(
    lines: list[str], plain: list[str], first: int, end: int, tokens: list[Token], values: Values, foreign: set[int],
    own: set[int],
) -> None:  # fmt: skip
    """Adds what has no label but stands on a line about the person, or at the head of a letter to the person."""
    keyed = sorted({token.line for token in tokens if token.kind in KEYS and token.value})
    doctors = {token.line for token in tokens if token.kind == "requester"}
    for number in keyed:
        line = lines[number]
        if number in foreign or number in doctors:
            continue
        for role, sign, pattern in ((Role.EMAIL, "@", MAIL), (Role.IBAN, "", IBAN), (Role.PHONE, "", PHONE)):
            if role not in values and sign in line and (match := pattern.search(line)):
                values[role] = [match[0]]
    _own_lines(lines, first, end, keyed, foreign, own, values)
    if not {Role.ADDRESS, Role.POSTCODE} & values.keys():
        _lives(lines, keyed, doctors, values)
    here = [number for number in range(first, min(end, len(lines))) if _signs(plain[number]) & _POSTAL]
    if here and not {Role.ADDRESS, Role.POSTCODE} & values.keys():
        _on_the_line(lines, sorted({*keyed, *own}), doctors, values)
    if here and not {Role.ADDRESS, Role.POSTCODE} & values.keys():
        _below_the_line(lines, keyed, foreign, values)
    if here:
        _addressed(lines, first, here, values, foreign)
        if Role.ADDRESS in values and Role.POSTCODE not in values:
            _second_line(lines, tokens, values)
    if Role.BSN not in values and Role.BIRTH_DATE in values:
        _only_number(lines, first, end, tokens, values, foreign)


_TO = r"(?:aan de|aan het|aan|op de|op het|op|in de|te|in)"
_LIVES_AT = re.compile(
    rf"\b(?i:wonende|woonachtig|wonend|woont)(?: (?:te|in) ({_CITY})(?:,|(?= aan )))?(?: {_TO})? ({_STREET})(?:(?:,| te| in|, te) ({_CITY}))?(?![ ]?[A-Z]{{2}}\b)"
)
"""Where somebody lives, without a postcode: `wonende Kerkweg 1 te Oss`, `woonachtig te Oss, Kerkweg 1`."""


def _lives(lines: list[str], keyed: Sequence[int], doctors: set[int], values: Values) -> None:
    """The street, number and city where the line that names the person says that somebody lives."""
    for number in keyed:
        if number in doctors or "w" not in lines[number].lower():
            continue
        for match in _LIVES_AT.finditer(lines[number]):
            city = (match[1] or match[3] or "").strip()
            if POSTCODE.search(lines[number], match.start(2)) and POSTCODE.match(
                lines[number][match.end(2) :].lstrip(" ,te")
            ):
                continue  # with a postcode it is read as a whole
            values[Role.ADDRESS] = [f"{match[2]}, {city}".rstrip(", ")]
            if city:
                values.setdefault(Role.CITY, [city])
            return


def _on_the_line(lines: list[str], keyed: list[int], doctors: set[int], values: Values) -> None:
    """An address on the very line that names the person."""
    for number in keyed:
        match = PLACE.search(lines[number]) if number not in doctors else None
        if match and not DOCTOR.search(lines[number], 0, match.start()):
            values[Role.ADDRESS] = [f"{_LEAD.sub('', match[1])}, {match[2]}"]
            return


def _below_the_line(lines: list[str], keyed: list[int], foreign: set[int], values: Values) -> None:
    """An address on the one or two lines under the one that names the person."""
    for number in keyed:
        street = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if not street or number + 1 in foreign or DOCTOR.search(_OF_STREET.sub("", street)) or SENDER.search(street):
            continue
        if (match := PLACE.match(_LEAD.sub("", street))) and match.end() >= len(_LEAD.sub("", street)) - 1:
            values[Role.ADDRESS] = [match[0]]
            return
        below = POSTCODE.match(lines[number + 2].strip()) if number + 2 < len(lines) else None
        if below and STREET.fullmatch(street):
            values[Role.ADDRESS] = [f"{street}, {below[0]}"]
            return


def _addressed(lines: list[str], first: int, here: list[int], values: Values, foreign: set[int]) -> None:
    """The name and address at the head of a letter to the person: with a title, with the surname of the salutation, or where a birth date or BSN names nobody."""
    nobodys = bool({Role.BSN, Role.BIRTH_DATE} & values.keys()) and not {Role.NAME, Role.SURNAME} & values.keys()
    for number in here:
        if not first + 2 <= number < first + 60 or number - 2 in foreign:
            continue
        column = next((i for i, cell in enumerate(_cells(lines[number])) if POSTCODE.match(cell)), None)
        if column is None:
            continue
        above, street, postal = (_cell(lines[at], column) for at in (number - 2, number - 1, number))
        place = POSTCODE.match(postal)
        if not place or ":" in street or not re.search(r"\d", street) or DOCTOR.search(above) or SENDER.search(street):
            continue
        match = SALUTED.match(above)
        name = name_of(match[1] if match else _TO_WHOM.sub("", above), False)
        known = values.get(Role.NAME) or values.get(Role.SURNAME)
        if not name or (known and not same_name(known[0], name)):
            continue
        bare = nobodys and not SENDER.search(above) and (_INITIALED.match(name) or name.split()[0].lower() in GIVEN)
        if match or known or bare or same_name(salutation(lines[first : first + 60]), name):
            values.setdefault(Role.NAME, [name])
            values.setdefault(Role.ADDRESS, [f"{street}, {place[0]}"])
            return


_TO_WHOM = re.compile(r"(?i)^(?:aan|t\.?a\.?v\.?|ter attentie van|to|attn\.?)\s*:?\s+")
_INITIALED = re.compile(r"^(?:[^\W\d_a-z]\.[ ]?)+[^\W\d_]|^[^\d,.]+, (?:[^\W\d_a-z]\.)+")
"""`J. Vos` and `Vos, J.`: a firm is not called so."""
_CELLS = re.compile(r"\s{3,}|\t")


def _cells(line: str) -> list[str]:
    """What stands beside one another on a line, as where a page has two columns."""
    return _CELLS.split(line.strip())


def _cell(line: str, column: int) -> str:
    cells = _cells(line)
    return cells[min(column, len(cells) - 1)]


def salutation(lines: Sequence[str]) -> str:
    """The name after `Geachte mevrouw`; "" where there is none or it is a doctor's."""
    for line in lines:
        if line and (match := _SALUTATION.match(line)):
            return "" if DOCTOR.search(line) else match[1].strip(" .")
    return ""


def greeted_patient(lines: Sequence[str], text: str, *, by_name: bool = False) -> tuple[int, str] | None:
    """The line and the surname of a salutation in a letter that speaks to its reader about an examination.

    `by_name`: a whole name without a title will do (`Beste Anna de Vries`).
    """
    for number, line in enumerate(lines):
        if match := _SALUTATION.match(line) or (by_name and _FIRST_NAME.match(line)) or None:
            name = match[1].strip(" .")
            if DOCTOR.search(line) or not re.fullmatch(r"[^\W\d_][\w'’. -]{1,49}", name):
                return None
            return (number, name) if _TO_PATIENT.search(text) else None
    return None


_GOES_TO = re.compile(
    r"(?i)^[ \t>]*(?:aan|t\.?a\.?v\.?|ter attentie van|geadresseerde|to|attn\.?)[ \t]*:?[ \t]+(\S.{3,120})$"
)
_PRACTICE = re.compile(r"(?i)\b(?:huisartsen\w*|\w*praktijk|gezondheidscentrum|verloskundigen\w*)\b")
_HEAD = 30


def to_a_doctor(lines: Sequence[str]) -> bool:
    """Whether the head of a letter names a doctor or a practice as whom it goes to: of an outcome, that is who asked for it."""
    to = (match[1] for line in lines[:_HEAD] if (match := _GOES_TO.match(line)))
    return any(DOCTOR.search(who) or _PRACTICE.search(who) for who in to)


def _second_line(lines: list[str], tokens: list[Token], values: Values) -> None:
    """The postcode and city that stand under a labelled street."""
    line = next((t.line for t in tokens if t.kind == "address" and t.value), None)
    if line is None or line + 1 >= len(lines) or POSTCODE.search(values[Role.ADDRESS][0]):
        return
    match = POSTCODE.match(lines[line + 1].strip())
    if match and not tokens_of(lines[line + 1], line + 1):
        values[Role.ADDRESS] = [f"{values[Role.ADDRESS][0]}, {match[0]}"]


def _only_number(
    lines: list[str], first: int, end: int, tokens: list[Token], values: Values, foreign: set[int]
) -> None:
    """The one number that can be a BSN and is called nothing else."""
    kinds = ("other", "order", "specimen", "patnr", "phone", "insurer", "requester", "contact", "iban")
    others = foreign | {token.line for token in tokens if token.kind in kinds}
    numbers = {
        digits
        for number in range(first, min(end, len(lines)))
        if number not in others
        for match in BSN.finditer(lines[number])
        if not lines[number][: match.start()].rstrip().endswith((":", "=", "#", "/"))
        if passes_11_test(digits := re.sub(r"[. ]", "", match[0]))
    }
    if len(numbers) == 1:
        values[Role.BSN] = [numbers.pop()]
