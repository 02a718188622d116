"""The people whom a text is about: a letter about a patient, a form, a list of forms.

Precise rather than greedy. Somebody is found where labels say so (`Naam:`, `BSN:`, `geb. …`, `Betreft: …`) or where a
letter is addressed to them; a number is a BSN where it is called one, or where it is the only number in the text about
a person that passes the 11-test and is not called anything else. Doctors and senders are not the patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lekwijzer.model import Role
from lekwijzer.readers.message_io import (
    BARE,
    EXAM_DATE,
    EXAM_TYPE,
    INSURER,
    PERSON,
    REQUESTER,
    TEST_RESULT,
    Row,
    joined,
    passes_11_test,
)
from lekwijzer.readers.result_words import concluded, examined
from lekwijzer.readers.text_labels import KEYS, OWN, Token, tokens_of

_HINTS = (
    "bsn",
    "geb",
    "naam",
    "name",
    "pati",
    "birth",
    "burgerservice",
    "betreft",
    "client",
    "cliënt",
    "mevr",
    "mw.",
    "dhr",
    "heer ",
)
_TITLE = r"(?:de heer|mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|hr\.?|mr\.?|mrs\.?|ms\.?|pati[eë]nte?|prof\.?|drs?\.?|ir\.?|ing\.?)"
_TITLES = re.compile(rf"(?i)^(?:{_TITLE}\s+)+")
_PREFIX = r"(?:van|de|den|der|het|'t|te|ten|ter|op|in|von|du|la|le|el|al|da|dos|santos|v\.|d\.)"
_INITIALS = r"(?:(?:[A-Z][a-z]{0,2}\.\s?){1,6}|[A-Z]{1,4}\s)"
_WORD = r"[^\W\d_][\w'’\-]*"
_PERSON = re.compile(
    rf"{_INITIALS}\s*(?:(?i:{_PREFIX})\s+){{0,3}}{_WORD}(?:[ -]+{_WORD}){{0,3}}"
    rf"|[^\W\d_a-z]{_WORD[8:]}(?:\s+{_WORD}){{1,5}}"
    rf"|{_WORD}(?:[ -]{_WORD}){{0,3}},\s*(?:(?i:{_PREFIX})\s+){{0,3}}(?:{_INITIALS}|{_WORD})\s*(?:(?i:{_PREFIX})\s*){{0,3}}"
)
_NO_NAME = re.compile(
    r"(?i)[0-9@/\\<>{}=\"_#*]|\b(?:uitslag|onderzoek|afspraak|factuur|verslag|aanvraag|herinnering|rekening|result|order)\b"
)
_SALUTED = re.compile(r"^(?i:aan\s*:?\s+)?(?i:de heer|mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?)\s+([^,\d:]{3,60})$")
_DOCTOR = re.compile(r"(?i)\b(?:huisarts|arts|dokter|specialist|chirurg|internist|gynaecoloog|patholoog|dr|prof|drs)\b")
_SENDER = re.compile(
    r"(?i)\b(?:huisartsen\w*|\w*praktijk|\w*ziekenhuis|\w*laboratorium|\w+lab|kliniek|apotheek|polikliniek|medisch centrum|"
    r"gezondheidscentrum|stichting|afdeling)\b"
)
_SIGNED = re.compile(
    r"(?i)^\s*(?:met (?:\w+ )?vriendelijke|vriendelijke groet|hoogachtend|met (?:\w+ )?hoogachting|kind regards|yours sincerely|regards)"
)
_RULE = re.compile(r"^\s*[=\-_*#~]{8,}\s*$")
_POSTCODE = re.compile(r"(?<![\w])([1-9][0-9]{3} ?[A-Z]{2})(?![\w])(?:\s+([A-Z'][^\d,;:()]{1,40}))?")
_DATE = re.compile(
    r"(?i)[0-9]{1,4}[-/. ]{1,2}(?:[0-9]{1,2}|[a-z]{3,9}\.?)[-/. ]{1,2}[0-9]{2,4}|(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
)
_BSN = re.compile(
    r"(?<![0-9A-Za-z.-])(?:[0-9]{8,9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}[. ][0-9]{3}[. ][0-9]{3})(?![0-9A-Za-z]|[.-][0-9])"
)
_PHONE = re.compile(r"(?<![0-9])(?:\+31|0031|0)[ ()\-]{0,2}[1-9](?:[ ()\-]{0,3}[0-9]){7,8}(?![0-9])")
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_NUMBER = re.compile(r"[A-Za-z]{0,6}[-.]?[0-9][\w./-]{2,24}")
_SEX = re.compile(r"(?i)\b(?:m|v|f|x|man|vrouw|male|female|onbekend|mannelijk|vrouwelijk)\b")
_ROLE = {
    "bsn": Role.BSN, "name": Role.NAME, "subject": Role.NAME, "surname": Role.SURNAME, "given": Role.GIVEN,
    "initials": Role.INITIALS, "prefix": Role.PREFIX, "birth": Role.BIRTH_DATE, "sex": Role.SEX, "patnr": Role.PATIENT_NUMBER,
    "address": Role.ADDRESS, "number": Role.HOUSE_NUMBER, "postcode": Role.POSTCODE, "city": Role.CITY, "phone": Role.PHONE,
    "email": Role.EMAIL, "iban": Role.IBAN,
}  # fmt: skip
_SHAPE = {
    "bsn": _BSN, "birth": _DATE, "sex": _SEX, "phone": _PHONE, "email": _MAIL, "iban": _IBAN, "patnr": _NUMBER, "postcode": _POSTCODE,
}  # fmt: skip


@dataclass(slots=True)
class Passage:
    """A person found in a text: the line where it starts, from 0, the record, and the text that it stands in."""

    line: int
    row: Row
    text: str


@dataclass(slots=True)
class _Block:
    """The lines about one person."""

    first: int
    end: int
    tokens: list[Token] = field(default_factory=list)


def worth_reading(text: str) -> bool:
    """Whether a text has any of the words without which nobody is found in it; much faster than looking."""
    low = text.lower()
    return any(word in low for word in _HINTS)


def passages(text: str) -> list[Passage]:
    """The people of one document, in the order in which they come."""
    if not worth_reading(text):
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = [token for number, line in enumerate(lines) for token in _labelled(lines, line, number)]
    found = []
    blocks = _blocks(lines, tokens)
    for block in blocks:
        row = _record(lines, block, alone=len(blocks) == 1)
        if row:
            start = min(
                [token.line for token in block.tokens if token.kind in KEYS and token.value], default=block.first
            )
            found.append(Passage(start, row, "\n".join(lines[block.first : block.end])))
    return found


def _labelled(lines: list[str], line: str, number: int) -> list[Token]:
    """The tokens of a line; a label alone on its line has its value on the next."""
    if len(line) > 20_000:
        return []
    tokens = tokens_of(line, number)
    if tokens and not tokens[-1].value and tokens[-1].kind in OWN and number + 1 < len(lines):
        following = lines[number + 1].strip()
        if following and not tokens_of(following, number + 1):
            tokens[-1].value = following[:120]
    return [_shaped(token) for token in tokens]


def _shaped(token: Token) -> Token:
    """A token whose value has the shape of its kind; of another shape it says nothing."""
    shape = _SHAPE.get(token.kind)
    if shape:
        match = shape.search(token.value)
        token.value = match[0].rstrip(".-/") if match else ""
    elif token.kind in ("name", "subject"):
        token.value = _name(token.value, token.kind == "name")
    elif token.kind in ("surname", "given", "initials", "prefix", "city") and _NO_NAME.search(token.value):
        token.value = ""
    return token


def _name(value: str, labelled: bool) -> str:
    value = _TITLES.sub("", value).strip(" .,;-") if not value.endswith(".") else _TITLES.sub("", value).strip(" ,;-")
    value = re.split(r"\s[-–(]|,\s*(?=geb|bsn|m/v|man\b|vrouw\b)|[,;]\s*[0-9]", value, maxsplit=1)[0].strip(" ,;")
    if not 3 <= len(value) <= 80 or _NO_NAME.search(value):
        return ""
    if _PERSON.fullmatch(value) or (
        labelled and " " in value and re.fullmatch(rf"{_WORD}(?:[ ,.'-]+{_WORD}){{1,6}}\.?", value)
    ):
        return value
    return ""


def _same(kind: str, one: str, other: str) -> bool:
    """Whether two values of a kind can be one person's."""
    if kind == "name":
        return bool(set(re.findall(r"\w{3,}", one.lower())) & set(re.findall(r"\w{3,}", other.lower())))
    return re.sub(r"\W", "", one) == re.sub(r"\W", "", other)


def _blocks(lines: list[str], tokens: list[Token]) -> list[_Block]:
    """The document cut where a second person begins; a document about one person is one block."""
    starts: list[int] = [0]  # indexes into tokens
    seen: dict[str, Token] = {}
    for index, token in enumerate(tokens):
        kind = "name" if token.kind == "subject" else token.kind
        if kind not in KEYS or not token.value:
            continue
        before = seen.get(kind)
        if before and not _same(kind, before.value, token.value):
            start = _start_of(lines, tokens, index, before.line)
            if start > starts[-1]:
                starts.append(start)
                seen = {}
                for other in tokens[start : index + 1]:
                    if other.value:
                        seen.setdefault("name" if other.kind == "subject" else other.kind, other)
                continue
        seen.setdefault(kind, token)
    if len(starts) == 1:
        return [_Block(0, len(lines), tokens)]
    bounds = [*(tokens[start].line for start in starts), len(lines)]
    parts = zip(starts, [*starts[1:], len(tokens)], strict=True)
    return [
        _Block(bounds[i], max(bounds[i + 1], bounds[i] + 1), tokens[start:end]) for i, (start, end) in enumerate(parts)
    ]


def _start_of(lines: list[str], tokens: list[Token], index: int, after: int) -> int:
    """Where the block of a second person starts: at a rule or the start of the paragraph, if the first person is not in it."""
    line = tokens[index].line
    while line > after + 1 and lines[line - 1].strip() and not _RULE.match(lines[line - 1]):
        line -= 1
    if line <= after:
        return index
    while index and tokens[index - 1].line >= line:
        index -= 1
    return index


def _record(lines: list[str], block: _Block, alone: bool) -> Row | None:
    values: dict[str, list[str]] = {}
    marks = 0
    others: dict[str, list[str]] = {"order": [], "specimen": []}
    foreign = _foreign(lines, block)
    body = _body(lines, block)
    doctor = -1
    for token in block.tokens:
        kind, value = token.kind, token.value
        if kind == "requester":
            doctor = token.line
            marks |= REQUESTER if any(map(str.isalpha, value)) else 0
        elif kind in OWN:
            if value and (kind in KEYS or (token.line >= body and token.line not in foreign and token.line != doctor)):
                values.setdefault(_ROLE[kind], []).append(value)
        elif kind in others and _NUMBER.fullmatch(value.partition(" ")[0]):
            others[kind].append(value.partition(" ")[0])
        elif value:
            marks |= _marks(kind, value)
    _unlabelled(lines, block, values, foreign)
    if not _enough(values):
        return None
    text = "\n".join(lines[block.first : block.end])
    marks |= EXAM_TYPE * examined(text) | TEST_RESULT * concluded(text)
    if marks & TEST_RESULT and any(token.kind == "date" and _DATE.search(token.value) for token in block.tokens):
        marks |= EXAM_DATE
    single = {Role.NAME, Role.ADDRESS, Role.SURNAME, Role.BIRTH_DATE, Role.SEX}
    person = tuple(
        "" if role == BARE or role not in values else values[role][0] if role in single else joined(values[role])
        for role in (*PERSON, BARE)
    )
    return person, joined(others["order"]), joined(others["specimen"]), marks, ""


def _marks(kind: str, value: str) -> int:
    if kind == "insurer":
        return INSURER if value.strip("0 ") else 0
    if kind == "examdate":
        return EXAM_DATE if _DATE.search(value) else 0
    return {"exam": EXAM_TYPE, "result": TEST_RESULT}.get(kind, 0)


def _body(lines: list[str], block: _Block) -> int:
    """The line where the paragraph begins that first names the person; above it stands the head of the letter."""
    line = min([token.line for token in block.tokens if token.kind in KEYS and token.value], default=block.first)
    while line > block.first and lines[line - 1].strip():
        line -= 1
    return line


def _foreign(lines: list[str], block: _Block) -> set[int]:
    """Lines about a sender or a doctor: what stands under their name, and all below the signature."""
    keyed = {token.line for token in block.tokens if token.kind in KEYS}
    found = set()
    theirs = signed = False
    for number in range(block.first, min(block.end, len(lines))):
        line = lines[number]
        if number in keyed:
            theirs = signed = False
        elif _SIGNED.match(line):
            signed = True
        elif not line.strip():
            theirs = False
        elif _SENDER.search(line):
            theirs = True
        if theirs or signed:
            found.add(number)
    found |= {token.line for token in block.tokens if token.kind == "requester"} - keyed
    return found


def _unlabelled(lines: list[str], block: _Block, values: dict[str, list[str]], foreign: set[int]) -> None:
    """What has no label but stands on a line about the person, or at the head of a letter to the person."""
    labelled = {token.line for token in block.tokens if token.kind in KEYS and token.value}
    for number in sorted(labelled):
        line = lines[number]
        for role, pattern in ((Role.EMAIL, _MAIL), (Role.IBAN, _IBAN), (Role.PHONE, _PHONE)):
            if (
                role not in values
                and number not in foreign
                and not any(t.line == number and t.kind == "requester" for t in block.tokens)
            ):
                match = pattern.search(line)
                if match:
                    values[role] = [match[0]]
    _addressed(lines, block, values, foreign)
    if Role.ADDRESS in values and Role.POSTCODE not in values:
        _second_line(lines, block, values)
    if Role.BSN not in values and Role.BIRTH_DATE in values and _enough(values):
        others = {
            t.line
            for t in block.tokens
            if t.kind in ("other", "order", "specimen", "patnr", "phone", "insurer", "requester", "iban")
        }
        numbers = {
            digits
            for number in range(block.first, min(block.end, len(lines)))
            if number not in foreign and number not in others
            for match in _BSN.finditer(lines[number])
            if not lines[number][: match.start()].rstrip().endswith((":", "=", "#", "/"))
            if passes_11_test(digits := re.sub(r"[. ]", "", match[0]))
        }
        if len(numbers) == 1:
            values[Role.BSN] = [numbers.pop()]


def _addressed(lines: list[str], block: _Block, values: dict[str, list[str]], foreign: set[int]) -> None:
    """The name and address at the head of a letter to the person."""
    for number in range(block.first, min(block.end, len(lines), block.first + 60) - 2):
        match = _SALUTED.match(lines[number].strip())
        if not match or _DOCTOR.search(lines[number]) or number in foreign or _SENDER.search(lines[number + 1]):
            continue
        place = _POSTCODE.match(lines[number + 2].strip())
        street = lines[number + 1].strip()
        name = _name(match[1], False)
        if place and name and re.search(r"\d", street) and ":" not in street:
            if Role.NAME in values and not _same("name", values[Role.NAME][0], name):
                continue
            values.setdefault(Role.NAME, [name])
            values.setdefault(Role.ADDRESS, [f"{street}, {place[0]}"])
            return


def _second_line(lines: list[str], block: _Block, values: dict[str, list[str]]) -> None:
    """The postcode and city that stand under a labelled street."""
    line = next((t.line for t in block.tokens if t.kind == "address" and t.value), None)
    if line is None or line + 1 >= len(lines) or _POSTCODE.search(values[Role.ADDRESS][0]):
        return
    match = _POSTCODE.match(lines[line + 1].strip())
    if match:
        values[Role.ADDRESS] = [f"{values[Role.ADDRESS][0]}, {match[0]}"]


def _enough(values: dict[str, list[str]]) -> bool:
    """Whether the values are a person's: a BSN, or a name with something that only a person has."""
    if any(passes_11_test(re.sub(r"[. ]", "", value).zfill(9)) for value in values.get(Role.BSN, ())):
        return True
    named = Role.NAME in values or Role.SURNAME in values
    if Role.BIRTH_DATE in values and (named or Role.BSN in values or Role.PATIENT_NUMBER in values):
        return True
    if named and (Role.BSN in values or Role.PATIENT_NUMBER in values):
        return True
    if not named:
        return False
    if Role.POSTCODE in values or any(_POSTCODE.search(value) for value in values.get(Role.ADDRESS, ())):
        return True
    if not any(role in values for role in (Role.IBAN, Role.PHONE, Role.EMAIL)):
        return False
    name = values.get(Role.NAME, [""])[0]  # with a telephone or mail address alone it may be a firm or a server
    mail = re.sub(r"\W", "", values.get(Role.EMAIL, [""])[0].partition("@")[0].lower())
    return (
        Role.SURNAME in values
        or re.search(r"\b[A-Z]\.", name) is not None
        or any(word.lower() in mail for word in re.findall(r"\w{3,}", name))
    )
