"""Names on lines of their own, as on labels and cards: above a birth date, or above a street and a postcode.

A name above an address may be anybody's, a sender's or a doctor's; it is somebody's whom the text is about where labels
follow one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lekwijzer.known_names import GIVEN
from lekwijzer.readers.text_labels import DATE_ENDS, GIVEN_DATED, INITIALS_DATED, NAME_AND_DATE, Token, plain_key
from lekwijzer.readers.text_shapes import BIRTH_YEAR, DOCTOR, POSTCODE, SALUTED, SENDER, STREET, name_of, whole_name

FEWEST = 3
"""Labels with an address that make a text a list of labels."""
LINES = 40
"""Lines per labelled name up to which a text has labels, and no cards."""
_FIRST = 8000
"""Characters from which a list of names is told by."""
_POSTAL = re.compile(r"(?m)^[ \t]*[1-9][0-9]{3} ?[A-Z]{2}\b")
_DATE_ALONE = re.compile(r"[ \t*(]*(?:[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[a-z]{3,9}\.?)[-/. ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})[ \t)]*(?i:\(?[mvfx]\)?)?[ \t]*")  # fmt: skip
_LISTED = re.compile(
    rf"[ \t]*(?:[0-9]{{1,5}}[.)]\s+|[-*•]\s+)?([^\W\d_][^\d;:@|\t]{{3,60}}?)(?:\s*[,;|–-]\s*|\s{{2,}}|\t\s*|\s*\(){DATE_ENDS}"
)
"""A line of a list: perhaps a number, a name, and a date with which the line ends."""
_DATES_ALONE = re.compile(rf"(?m)^{_DATE_ALONE.pattern}$")
_AT_END = re.compile(r"[-/. ][0-9]{2,4}[\s,;|)(]*[mvfMVFx)]*[ \t]*\n")
_BELOW = 3
"""Lines under a name in which its birth date may stand."""


def may_hold_cards(text: str) -> bool:
    """Whether a text without a label of a person may still hold cards; much faster than looking."""
    if len(_POSTAL.findall(text)) >= FEWEST or NAME_AND_DATE.search(text) is not None:
        return True
    if "(" in text and (
        INITIALS_DATED.search(text) or any(plain_key(m[1]) in GIVEN for m in GIVEN_DATED.finditer(text))
    ):
        return True
    return sum(_LISTED.match(line) is not None for line in text[:_FIRST].split("\n")) >= FEWEST


def with_cards(text: str, lines: Sequence[str], tokens: list[Token]) -> list[Token]:
    """The tokens of a text and those of the names and dates that stand on lines of their own."""
    if LINES * sum(t.kind in ("name", "subject", "surname") and t.value != "" for t in tokens) >= len(lines):
        return tokens  # labels name the people
    found: list[Token] = []
    alone = _DATES_ALONE.search(text) is not None
    if alone or any(token.kind == "birth" and token.value for token in tokens):
        found += _above_births(lines, tokens, alone=alone)
    if len(_POSTAL.findall(text)) >= FEWEST:
        found += _above_addresses(lines, tokens)
    if len(_AT_END.findall(text)) >= FEWEST:
        found += _listed(lines, tokens)
    if not found:
        return tokens
    once = {(token.line, token.kind): token for token in found}
    return sorted([*tokens, *once.values()], key=lambda token: token.line)


def _name_on(line: str) -> str:
    """The name that is all of a line, with a title or as a whole name; "" where it is none, or a doctor's."""
    text = line.strip()
    if not 4 < len(text) < 80 or DOCTOR.search(text) or SENDER.search(text):
        return ""
    saluted = SALUTED.match(text)
    return name_of(saluted[1], False) if saluted else text if whole_name(text) else ""


def _above_births(lines: Sequence[str], tokens: Sequence[Token], *, alone: bool) -> Iterator[Token]:
    """Names right above their birth date, which has a label, or where some stand `alone` a line of its own."""
    named = {t.line for t in tokens if t.kind in ("name", "subject", "surname") and t.value}
    births: dict[int, str] = {t.line: "" for t in tokens if t.kind == "birth" and t.value and t.line not in named}
    for number, line in enumerate(lines) if alone else ():
        if line[:1] in " \t*(0123456789" and _DATE_ALONE.fullmatch(line) and BIRTH_YEAR.search(line):
            births[number] = line.strip(" \t*()")
    for number, date in sorted(births.items()):
        for above in range(number - 1, max(number - 1 - _BELOW, -1), -1):
            if not lines[above].strip() or above in named:
                break
            if name := _name_on(lines[above]):
                yield Token("subject", above, name)
                if date:
                    yield Token("birth", number, date)
                break


def _above_addresses(lines: Sequence[str], tokens: Sequence[Token]) -> list[Token]:
    """Names above a street and a postcode, where labels follow one another."""
    named = {t.line for t in tokens if t.kind in ("name", "subject", "surname") and t.value}
    found = []
    for number in range(2, len(lines)):
        place = POSTCODE.match(lines[number].strip()) if lines[number].lstrip()[:1].isdigit() else None
        if place and STREET.fullmatch(lines[number - 1].strip()) and number - 2 not in named:
            name = _name_on(lines[number - 2])
            found += [Token("subject", number - 2, name)] if name else []
    return found if len(found) >= FEWEST else []


def _listed(lines: Sequence[str], tokens: Sequence[Token]) -> list[Token]:
    """The names of a list in which each line is a name and a birth date."""
    taken = {t.line for t in tokens}
    found: list[Token] = []
    for number, line in enumerate(lines):
        if (
            line[-1:].isspace()
            or not 12 < len(line) < 120
            or number in taken
            or not any(map(str.isdecimal, line[-24:]))
        ):
            continue
        match = _LISTED.match(line)
        if match and BIRTH_YEAR.search(match[2]) and (name := _name_on(match[1])):
            found += [Token("subject", number, name), Token("birth", number, match[2])]
    return found if len(found) >= 2 * FEWEST else []
