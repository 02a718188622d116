"""A net under the text reader: does a text hold people whom it did not recognise?

Nobody may be cleared over a text that was not understood. Signs are counted line by line: a number called BSN, a date
called a birth date, a title with a name, dates of birth beside names, addresses beside names. Logs, source code,
price lists and manuals have few or none of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from lekwijzer.model import Role
from lekwijzer.readers.message_io import PERSON, passes_11_test
from lekwijzer.readers.text_person import Passage
from lekwijzer.readers.text_shapes import MONTH

_YEAR = r"(?:19[0-9]{2}|20(?:0[0-9]|1[0-5]))"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_NAMED_MONTH = rf"(?i:{MONTH})[a-z]{{0,6}}\.?"
_BORN = re.compile(
    rf"(?<![0-9.:/-])(?:{_DAY}[-/. ]{_MONTH}[-/. ]{_YEAR}|{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_DAY}[- ]{_NAMED_MONTH}[- ]{_YEAR}"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9:/-]|\.[0-9]|[ T]{{1,2}}[0-9]{{1,2}}:[0-9]{{2}}|Z)"
)
"""A date on which somebody may have been born, that is no moment of a log."""
_ANY_DATE = _BORN.pattern.replace(_YEAR, "(?:19|20)[0-9]{2}")
_LABELLED_BSN = re.compile(
    r"(?:bsn|burgerservice|sofi)[a-z_]{0,12}\W{0,8}(?:[^\W\d_]{1,10}\W{1,3}){0,4}([0-9][0-9. ]{6,10}[0-9])(?![0-9])"
)
_LABELLED_BIRTH = re.compile(
    rf"(?:geb|geboren|gebdat|geb[a-z]{{0,9}}datum|dob|born|birth[ _-]?da(?:te|y)|date[ _-]of[ _-]birth)(?![a-z])\W{{0,8}}(?:[^\W\d_]{{1,10}}\W{{1,3}}){{0,4}}({_ANY_DATE})"
)
_TITLED = re.compile(
    r"(?:\b(?:[Mm]evr(?:ouw|\.)?|[Mm]w\.?|[Dd]hr\.?|[Dd]e [Hh]eer|[Pp]ati[eë]nte?|[Cc]li[eë]nte?)\s+)(?:[a-z']{1,4} ){0,3}[A-Z][\w.'-]*"
)
_NAME = re.compile(
    r"(?<![\w@/.])(?:(?:[A-Z]\.[ ]?){1,5}(?:(?:van|de|den|der|het|'t|te|ten|ter|el|al|in|op)\s+){0,3}[A-Z][a-zà-ÿ'-]{1,}"
    r"|[A-Z][\wà-ÿ'-]{1,30},?\s+(?:(?:van|de|den|der|het|'t|te|ten|ter|el|al)\s+){0,3}(?:[A-Z]\.|[A-Z][a-zà-ÿ]{2,}|[A-Z]{2,}\b))"
)
_ONE_WORD = re.compile(r"(?<![a-zà-ÿ@/._-])[A-ZÀ-Þ][a-zà-ÿ]{2,}")
_NINE = re.compile(r"(?<![0-9.,-])[0-9]{9}(?![0-9]|[.,-][0-9])")
_PLACE = re.compile(r"\b[0-9]{1,4}[a-zA-Z]?,?\s{1,6}[1-9][0-9]{3} ?[A-Z]{2}\b")
_MAIL = re.compile(r"([\w.+-]{3,64})@[\w-]+\.[\w.-]{2,40}")
_LIKELY = r"(?:19[0-9]{2}|20(?:0[0-9]|1[0-5]))(?:$|[^0-9]|[01][0-9][0-3][0-9])|(?:^|[^0-9])[0-9]{9}(?:$|[^0-9])|@|[0-9] ?[A-Z]{2}\b"
"""What a line has that may be a sign; without look-around, for the fast engine."""
_ROWS = re.compile(r"(?im)^[ \t]*(?:INSERT\s+INTO\s.{0,200}\bVALUES\b|COPY\s.{1,200}\sFROM\s+stdin)")
_ENCODED = re.compile(r"(?im)^Content-Transfer-Encoding:\s*(?:base64|quoted-printable)")
_MESSAGE = re.compile(r"(?m)^(?:MSH[^A-Za-z0-9\s]{4}|UNH\+[^+\n]{1,40}\+MED)")
_MARKED_UP = re.compile(r"(?i)<(?:\w{1,12}:)?(?:bsn|geboortedatum|birthdate|patient|achternaam|burgerservicenummer)\b[^<>]{0,100}>[^<>]|\"(?:bsn|geboortedatum|birthDate|achternaam)\"\s*:\s*\"?[0-9A-Z]")  # fmt: skip
_CHANGELOG = re.compile(
    r"^\S{0,3}\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s+.*<\S+@|(?i:copyright|\(c\)|©|author|maintain|commit|signed-off|version|v[0-9]+\.)"
)
FORMAT = "holds content in a format that is not read"
PEOPLE = "may hold people that were not recognised"
_DATED, _PLACES, _MAILS, _NUMBERS = 5, 5, 10, 20
_LETTER = 4000
"""Characters that a letter about one person may have."""


@dataclass(slots=True)
class Net:
    """Counts the signs of people over the documents of one item."""

    strong: int = 0  # signs of one person who was not found
    dated: int = 0  # lines with a name and a date of birth
    titled: int = 0
    places: int = 0
    lines: int = 0
    foreign: int = 0
    mails: set[str] = field(default_factory=set)
    numbers: int = 0
    passing: int = 0

    def document(self, text: str, found: Sequence[Passage]) -> None:
        """One document and the people that were found in it."""
        low = text.lower()
        if "ontent-transfer" in low or "MSH" in text or "UNH+" in text:
            self.foreign += 3 * bool(_ENCODED.search(text) or _MESSAGE.search(text))
        if ("<" in text or '"' in text) and _MARKED_UP.search(text):
            self.foreign += 3
        if "insert" in low or "stdin" in low:
            self.foreign += len(_ROWS.findall(text))
        bsns = _values(found, Role.BSN)
        if sum(map(low.count, ("bsn", "burgerservice", "sofi"))) > len(bsns):
            numbers = {re.sub(r"\D", "", match[1]).zfill(9) for match in _LABELLED_BSN.finditer(low)}
            self.strong += len({number for number in numbers if passes_11_test(number)} - bsns)
        births = _values(found, Role.BIRTH_DATE)
        if sum(map(low.count, ("geb", "birth", "born", "dob"))) > len(births):
            others = {re.sub(r"\W", "", match[1]) for match in _LABELLED_BIRTH.finditer(low)} - births
            self.strong += len(others) if len(others) > len(found) else 0
        if len(text) > _LETTER * len(found):
            self._unfound(text, bsns, births)

    def _unfound(self, text: str, bsns: set[str], births: set[str]) -> None:
        """The weaker signs of a document in which nobody was found, or few for its length."""
        lines = pl.Series(text.split("\n"))
        self.lines += len(lines)
        for line in lines.filter(lines.str.contains(_LIKELY)).to_list():
            if not 12 < len(line) < 2000:
                continue
            numbers = _NINE.findall(line)
            passing = sum(passes_11_test(number) and number not in bsns for number in numbers)
            self.numbers, self.passing = self.numbers + len(numbers), self.passing + passing
            born = _BORN.search(line)
            if born and re.sub(r"\W", "", born[0]) not in births and not _CHANGELOG.search(line):
                self.titled += _TITLED.search(line) is not None
                named = _NAME.search(line) is not None
                self.dated += named
                self.strong += bool(passing and (named or _ONE_WORD.search(line)))
            elif passing and _TITLED.search(line):
                self.titled += 1
            if _PLACE.search(line):
                self.places += _NAME.search(line) is not None
            for match in _MAIL.finditer(line) if "@" in line and not _CHANGELOG.search(line) else ():
                rest = line[: match.start()] + line[match.end() :]
                if any(word.lower() in match[1].lower() for word in _ONE_WORD.findall(rest)):
                    self.mails.add(match[0].lower())

    @property
    def problems(self) -> list[str]:
        """What is to be said of the item; nothing when no sign of a person is left."""
        people = (
            self.strong > 0
            or self.titled > 0
            or self.dated >= max(_DATED, self.lines // 100)
            or self.places >= max(_PLACES, self.lines // 50)
            or len(self.mails) >= _MAILS
            or (self.passing >= _NUMBERS and self.passing >= 0.6 * self.numbers)
        )
        return [PEOPLE] * people + [FORMAT] * (self.foreign >= 3)


def _values(found: Sequence[Passage], role: Role) -> set[str]:
    """The values of a role, letters and figures only, that were found; without the empty one."""
    at = PERSON.index(role)
    values = {re.sub(r"\W", "", value.lower()) for passage in found for value in passage.row[0][at].split("\x1f")}
    return {value.zfill(9) if role == Role.BSN else value for value in values if value}
