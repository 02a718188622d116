"""The people whom a text is about: a letter about a patient, a form, a list of forms.

Precise rather than greedy. Somebody is found where labels say so (`Naam:`, `BSN:`, `geb. …`, `Betreft: …`) or where a
letter is addressed to them; a number is a BSN where it is called one, or where it is the only number in the text about
a person that passes the 11-test and is not called anything else. Doctors and senders are not the patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from lekwijzer.model import Role
from lekwijzer.readers.message_io import (
    BARE,
    EXAM_TYPE,
    PERSON,
    REQUESTER,
    TEST_RESULT,
    Row,
    joined,
    passes_11_test,
)
from lekwijzer.readers.result_words import examined
from lekwijzer.readers.text_cards import may_hold_cards, with_cards
from lekwijzer.readers.text_examined import marks_of_label, marks_of_words
from lekwijzer.readers.text_flow import flowed
from lekwijzer.readers.text_labels import KEYS, OWN, Token, places_of, plain_of, tokens_of
from lekwijzer.readers.text_letter import (
    foreign_lines,
    greeted_patient,
    is_heading,
    own_signature,
    sections_of_others,
    to_a_doctor,
    unlabelled,
)
from lekwijzer.readers.text_order import in_order
from lekwijzer.readers.text_retold import retold, told_otherwise
from lekwijzer.readers.text_shapes import (
    BIRTH_YEAR,
    BSN,
    DATE,
    IBAN,
    MAIL,
    NUMBER,
    PHONE,
    POSTCODE,
    RULE,
    SEX,
    name_at_end,
    name_before,
    name_of,
    no_name,
    same_name,
)  # fmt: skip

_HINTS = (
    "bsn", "geb", "naam", "name", "pati", "birth", "born", "dob", "burgerservice", "sofi", "betr", "inzake", "geachte",
    "onderwerp", "subject", "client", "cliënt", "deelnem", "mevr", "mw.", "mw ", "dhr", "de hr", "heer ",
    "gb ", "gb.", "naarn",
)  # fmt: skip
_ROLE = {
    "bsn": Role.BSN, "name": Role.NAME, "subject": Role.NAME, "surname": Role.SURNAME, "given": Role.GIVEN,
    "initials": Role.INITIALS, "prefix": Role.PREFIX, "birth": Role.BIRTH_DATE, "sex": Role.SEX, "patnr": Role.PATIENT_NUMBER,
    "address": Role.ADDRESS, "number": Role.HOUSE_NUMBER, "postcode": Role.POSTCODE, "city": Role.CITY, "phone": Role.PHONE,
    "email": Role.EMAIL, "iban": Role.IBAN,
}  # fmt: skip
_SHAPE = {
    "bsn": BSN, "birth": DATE, "born": DATE, "sex": SEX, "phone": PHONE, "email": MAIL, "iban": IBAN, "patnr": NUMBER, "postcode": POSTCODE,
}  # fmt: skip
_SINGLE = {Role.NAME, Role.ADDRESS, Role.SURNAME, Role.BIRTH_DATE, Role.SEX}
_TELLING = frozenset(("bsn", "birth", "name", "subject", "surname"))
"""Kinds without one of which nobody is found among several."""
_NAMED = ("name", "subject")
_NAME_DATED = re.compile(
    r"([^\d;:@|]{3,80}?)[\s,;(*|/–-]+(?:\(?(?:[mvfMVF]|man|vrouw)\)?[\s,;(*]+)?"
    r"([0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [a-z]{3,9}\.? (?:19|20)[0-9]{2})(?![0-9:])"
)
"""A name with a date behind it."""
_ITEM = re.compile(r"\s*-\s")
_TITLED = re.compile(r"(?i)\b(?:mw|mevr|mevrouw|mej|dhr|de heer|pati[eë]nte?|cli[eë]nte?)\b")


@dataclass(slots=True)
class Passage:
    """A person found in a text: the line where it starts, from 0, the record, and the text that it stands in."""

    line: int
    row: Row
    text: str

    def digest(self, document: str, alone: bool) -> bytes:
        """Eight bytes of the document where it has nobody else; or else of the lines and of who is found there, as two may stand on one line."""
        text = document.strip() if alone else f"{self.text.strip()}\x1f{self.row!r}"
        return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


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
    if not worth_reading(text) and not may_hold_cards(text) and not told_otherwise(text):
        return []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines, numbers = retold(text, *flowed(text.split("\n")))
    lines = in_order(lines)
    plain = plain_of("\n".join(lines)).split("\n")
    tokens = with_cards(text, lines, _tokens(lines, plain))
    found = []
    blocks = _blocks(lines, tokens)
    for block in blocks:
        row = _record(lines, plain, block, alone=len(blocks) == 1)
        if row:
            start = min(
                [token.line for token in block.tokens if token.kind in KEYS and token.value], default=block.first
            )
            of_block = text if len(blocks) == 1 else "\n".join(lines[block.first : block.end])
            found.append(Passage(numbers[start], row, of_block))
    if len(found) > 1:
        _share_marks(found)
    if not found and (greeted := greeted_patient(lines, text)):
        row = _made({Role.SURNAME: [greeted[1]]}, {"order": [], "specimen": []}, marks_of_words(plain, tokens))
        found.append(Passage(numbers[greeted[0]], row, text))
    return found


def _share_marks(found: list[Passage]) -> None:
    """Gives those who are named on one line of the text what is said of them together, below the last of them."""
    for passage, after in reversed(list(pairwise(found))):
        if passage.line == after.line:
            person, order, specimen, marks, rest = passage.row
            passage.row = (person, order, specimen, marks | after.row[3], rest)


def _tokens(lines: list[str], plain: list[str]) -> list[Token]:
    """The labelled values of a document; a label alone on its line has its value on the next."""
    tokens: list[Token] = []
    sections = False
    for number, line in enumerate(lines):
        if not 4 < len(line) < 20_000:
            continue
        even = plain[number]
        if len(even) < 400 and not places_of(even):
            if is_heading(even):
                tokens.append(Token("requester", number, ""))
                sections = True
            continue
        of_line = tokens_of(line, number, even)
        if of_line and not of_line[-1].value and of_line[-1].kind in OWN and number + 1 < len(lines):
            following = lines[number + 1].strip()
            if following and not tokens_of(following, number + 1):
                of_line[-1].value = following[:120]
        if of_line and not any(token.kind in ("birth", "born") for token in of_line):
            of_line += [birth for token in of_line if token.kind in _NAMED for birth in _dated(token)][:1]
        for token in of_line:
            sections |= token.kind == "requester" and not token.value
            token.value = _shaped(token.kind, token.value, token.lead)
        tokens += _born(of_line)
    return _without_doctors(lines, tokens) if sections else tokens


def _dated(token: Token) -> list[Token]:
    """The birth date that stands behind a labelled name without a label of its own: `Betreft: A. de Vries, v, 12-03-1980`."""
    match = _NAME_DATED.match(token.value)
    if not match or not BIRTH_YEAR.search(match[2]) or not name_of(match[1], token.kind == "name"):
        return []
    token.value = match[1]
    return [Token("birth", token.line, match[2])]


def _born(tokens: list[Token]) -> list[Token]:
    """The tokens of a line, a date behind a name being a birth date when somebody can have been born on it; else the name says nothing."""
    refused = False
    for token in tokens:
        if token.kind == "born":
            token.kind = "birth" if BIRTH_YEAR.search(token.value) else "other"
            refused |= token.kind == "other"
    told = any(token.kind in KEYS and token.value and not token.lead for token in tokens)
    return [token for token in tokens if not token.lead] if refused and not told else tokens


def _without_doctors(lines: list[str], tokens: list[Token]) -> list[Token]:
    """The tokens without those that describe a doctor or a sender under a heading of their own."""
    theirs = sections_of_others(lines, tokens)
    kept = [token for token in tokens if token.line not in theirs]
    named = [token for token in tokens if token.line in theirs and token.value and token.kind in ("name", "surname")]
    return sorted([*kept, *(Token("requester", t.line, t.value) for t in named)], key=lambda token: token.line)


def _shaped(kind: str, value: str, lead: bool = False) -> str:
    """A value in the shape of its kind; "" when it has another shape. `lead`: it is all that stands before a label."""
    shape = _SHAPE.get(kind)
    if shape:
        match = shape.search(value)
        return match[0].rstrip(".-/") if match else ""
    if lead and kind == "subject":
        return name_before(value)
    if kind in ("name", "subject"):
        return name_of(value, kind == "name") or (name_at_end(value) if kind == "subject" else "")
    return "" if kind in ("surname", "given", "initials", "prefix", "city") and no_name(value) else value


def _same(kind: str, one: str, other: str) -> bool:
    """Whether two values of a kind can be one person's."""
    if kind == "name":
        return same_name(one, other)
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
            start = _start_of(lines, tokens, index, before.line, tokens[starts[-1]].kind)
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
    # The head of a letter is about the first; where the next begins on a line of the one before, both have that line.
    bounds = [0, *(tokens[start].line for start in starts[1:]), len(lines)]
    parts = [tokens[start:end] for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    return [
        _Block(bounds[i], max(bounds[i + 1], *(token.line + 1 for token in part)), part) for i, part in enumerate(parts)
    ]


def _start_of(lines: list[str], tokens: list[Token], index: int, after: int, opening: str) -> int:
    """Where the block of a second person starts: at a rule or the start of the paragraph, if the first person is not in it.

    Where that one is, in a list without blank lines: at the item, or at the label with which the first began (`opening`).
    """
    line = tokens[index].line
    while line > after + 1 and lines[line - 1].strip() and not RULE.match(lines[line - 1]):
        line -= 1
    if line <= after:
        return index
    if lines[line - 1].strip() and not RULE.match(lines[line - 1]):
        between = range(tokens[index].line, after, -1)
        opened = (token.line for token in reversed(tokens[: index + 1]) if token.kind == opening and token.line > after)
        line = next((at for at in between if _ITEM.match(lines[at])), next(opened, tokens[index].line))
    while index and tokens[index - 1].line >= line:
        index -= 1
    return index


def _record(lines: list[str], plain: list[str], block: _Block, alone: bool) -> Row | None:
    if not alone and not any(token.kind in _TELLING and token.value for token in block.tokens):
        return None
    values: dict[str, list[str]] = {}
    marks = 0
    others: dict[str, list[str]] = {"order": [], "specimen": []}
    foreign = foreign_lines(plain, block.first, block.end, block.tokens)
    named = [t.value for t in block.tokens if t.kind in (*_NAMED, "surname") and t.value]
    own = own_signature(lines, block.first, block.end, named)
    foreign -= own
    body = _body(lines, block)
    doctor = -1
    for token in block.tokens:
        kind, value = token.kind, token.value
        if kind in ("requester", "contact"):
            doctor = token.line  # of both, what stands on the line is theirs
            marks |= 0 if kind == "contact" else REQUESTER if any(map(str.isalpha, value)) else 0
        elif kind in OWN:
            if value and (kind in KEYS or (token.line >= body and token.line not in foreign and token.line != doctor)):
                values.setdefault(_ROLE[kind], []).append(value)
        elif kind in others and NUMBER.fullmatch(value.partition(" ")[0]):
            others[kind].append(value.partition(" ")[0])
        elif value:
            marks |= marks_of_label(kind, value)
    if not values and not alone:
        return None
    unlabelled(lines, plain, block.first, block.end, block.tokens, values, foreign, own)
    if alone and values and not {Role.NAME, Role.SURNAME} & values.keys():
        greeted = greeted_patient(lines, "\n".join(lines), by_name=True)
        values |= {Role.NAME if " " in greeted[1] else Role.SURNAME: [greeted[1]]} if greeted else {}
    if not _enough(values) and not (alone and _is_subject(lines, block)):
        return None
    marks |= marks_of_words(plain[block.first : block.end], block.tokens)
    if marks & (EXAM_TYPE | TEST_RESULT) and not marks & REQUESTER and to_a_doctor(lines):
        marks |= REQUESTER
    return _made(values, others, marks)


def _is_subject(lines: list[str], block: _Block) -> bool:
    """Whether a name alone is the patient's: the subject of a letter, with a title or where it is about an examination."""
    subjects = [token.line for token in block.tokens if token.kind == "subject" and token.value]
    return bool(subjects) and (
        any(_TITLED.search(lines[line]) for line in subjects) or examined("\n".join(lines[block.first : block.end]))
    )


def _made(values: dict[str, list[str]], others: dict[str, list[str]], marks: int) -> Row:
    if Role.POSTCODE in values and (match := POSTCODE.search(values[Role.POSTCODE][0])) and match[2]:
        values = values | {Role.POSTCODE: [match[1]], Role.CITY: values.get(Role.CITY) or [match[2]]}
    person = tuple(
        "" if role == BARE or role not in values else values[role][0] if role in _SINGLE else joined(values[role])
        for role in (*PERSON, BARE)
    )
    return person, joined(others["order"]), joined(others["specimen"]), marks, ""


def _body(lines: list[str], block: _Block) -> int:
    """The line where the paragraph begins that first names the person; above it stands the head of the letter."""
    line = min([token.line for token in block.tokens if token.kind in KEYS and token.value], default=block.first)
    while line > block.first and lines[line - 1].strip():
        line -= 1
    return line


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
    if Role.POSTCODE in values or any(POSTCODE.search(value) for value in values.get(Role.ADDRESS, ())):
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
