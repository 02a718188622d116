"""What a text says of somebody in ways that labels do not reach, told with labels: the lines are then read as any others.

`mevrouw Bos uit Oss, geboren 1 mei 1960`; two people whose birth dates come `respectievelijk`; what a browser asked a server for
(`?naam=Bos&bsn=…`); labels in which a scanner took one letter for another; a number or a name that the end of a line cut off
from what goes with it. Each is looked for only where a word stands without which it cannot be there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

from lekwijzer.known_names import GIVEN
from lekwijzer.readers.message_io import passes_11_test
from lekwijzer.readers.text_labels import KINDS, plain_key
from lekwijzer.readers.text_shapes import CITY, DATE, DATE_FORM, PLACE, PREFIX, TITLE, name_before

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ɏ][\w'’-]+"
_BIRTH = r"(?:geb(?:oren|\.)?(?: op)?|gb\.?|born(?: on)?)"
_FROM = re.compile(
    rf"(\b(?i:{TITLE}|meneer|heer)\s+(?:(?:[A-Z]\.\s?)+)?(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:[ -]{_CAPITAL})?) (?:uit|te) ({CITY}),? \(?((?i:{_BIRTH}) (?i:{DATE_FORM}))\)?"
)
"""A titled name, where somebody is from, and the birth date."""
_EACH = re.compile(
    rf"((?:[A-Z]\.\s?)+|{_CAPITAL}) (?:en|and|&) ((?:[A-Z]\.\s?)+|{_CAPITAL}) ((?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:-{_CAPITAL})?),? \(?({_BIRTH}) ((?i:{DATE_FORM})) (?:respectievelijk|resp\.?|en|and) ((?i:{DATE_FORM}))"
)
"""Two given names before one surname, and two dates: `Maria en Ilse de Bie, geboren op … respectievelijk …`."""
_NAMED = rf"(?:(?:[A-Z]\.\s?)+|{_CAPITAL} )(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:[ -](?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}){{0,2}}"
_BOTH = re.compile(
    rf"(?:\b[Ee]chtpaar )?({_NAMED}) ?\(((?i:{_BIRTH}) (?i:{DATE_FORM}))\),? (?:en|and|&) ({_NAMED}) ?\(((?i:{_BIRTH}) (?i:{DATE_FORM}))\)"
)
"""Two people of one household, each with a birth date in brackets."""
_SALUTED = r"(?:de heer|heer|dhr\.?|hr\.?|meneer|mevrouw|mevr\.?|mw\.?|herrn?|frau|mr\.?|mrs\.?|ms\.?)"
_EITHER = re.compile(rf"(?i)(?<!\w){_SALUTED} ?/ ?({_SALUTED})(?= +[^\W\d_])")
"""`De heer/mevrouw A. Bos`: a form that nobody filled in."""
_BORN_THEN = re.compile(r"(?i)\b(geb(?:oren|\.)?) ?(?:am|dd\.?|d\.d\.|d\.) ?(?=[0-9]{1,4}[-/. ])")
_STAR = re.compile(r"\(\* ?(?=[0-9]{1,4}[-/. ])")
_CALLS = re.compile(
    r"(?<=[\w.]) (?:belt|belde|mailt|mailde|vraagt|vroeg|meldt|meldde|schrijft|schreef|appt|appte)(?: (?:nu|net|zelf|ons|weer|terug|zojuist|vandaag|gisteren|van(?:ochtend|morgen|middag|daag))){0,2}(?=,? \(?(?:geb|gb\b))"
)
"""`Mw. Bos belt, geboren …`: what somebody does, between the name and the birth date."""
_OTHERWISE = (("geb", _CALLS, ""), ("(*", _STAR, "(geb. "), ("geb", _BORN_THEN, r"\1 op "), ("/", _EITHER, r"\1"))
"""A sign without which it is not there, how it is said, and how it is usually said."""
_PAIR = ("respectievelijk", "resp.", "zussen", "zusjes", "broers", "tweeling", "kinderen", "(geb", "(gb")
_ASKED = re.compile(r"\?((?:[\w.\[\]-]{1,40}=[^\s&\"'<>]*&){1,40}[\w.\[\]-]{1,40}=[^\s&\"'<>]*)")
"""What stands behind the address of a page: names and values."""
_OF_SOMEBODY = re.compile(
    r"[?&][\w.\[\]-]{0,20}(?i:bsn|burgerservice|naam|name|geb|birth|dob|pati[eë]nt|patn|patid)[\w.\[\]-]{0,12}=[^&\s]"
)
"""One that is of a person."""
_LABEL = re.compile(r"^([ \t>*-]*)([\w.]{2,14}(?: [\w.]{2,14}){0,2}?)([ \t.]*:|[ \t]+(?=[0-9]))")
_MISREAD = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("1", "i"), ("5", "s"), ("8", "b"), ("ii", "n"))
"""What a scanner takes letters for."""
_LETTER_IN_FIGURES = re.compile(r"rn|vv|ii|(?<=[A-Za-z])[0158]|[0158](?=[A-Za-z])")
_CUT_NUMBER = re.compile(r"(?i)(\b(?:bsn|burgerservicenummer)(?:[ -]?(?:nummer|nr))?\W{1,4})([0-9]{2,8})[ \t]*$")
_REST = re.compile(r"[ \t>]*([0-9]{1,7})(?![0-9-])")
_BORN_FIRST = re.compile(r"[ \t>]*(?i:geboren|geb\.|born)(?: (?:op|on))? +[0-9]")
_BSN_FIGURES = 9


_SHORT_DATE = r"(?P<day>'?[0-9]{6}(?:[0-9]{2})?|[0-9]{1,2}(?P<sign>[-/. ])[0-9]{1,2}(?P=sign)'?(?:[0-9]{2}){1,2}|[0-9]{4}(?P<other>[-/.])[0-9]{1,2}(?P=other)[0-9]{1,2}|[0-9]{1,2} [a-z]{3,9}\.? (?:19|20)[0-9]{2})(?![0-9:])(?![-/.][0-9])"
_NAME_THEN_DATE = re.compile(
    rf"(?<![\w.])((?:(?:[A-Z]\.\s?){{1,6}}|({_CAPITAL}) )(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:[ -](?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}){{0,2}}) {{0,2}}[ ,(] {{0,2}}"
    rf"{_SHORT_DATE}"
)
"""A name, and right behind it a date in whatever form."""
_TITLED_THEN_DATE = re.compile(
    rf"(\b(?i:{TITLE}|meneer|heer)\s+(?:(?:[A-Z]\.\s?)+|{_CAPITAL} )?(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:[ -](?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}){{0,2}})"
    rf"(?:(, {PLACE.pattern}),)? {{0,2}}(?:[ ,(]|van|uit)? {{0,2}}{_SHORT_DATE}"
)
"""The same behind a title, also where a surname is all, or an address stands between."""
_MONTHS = ("jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "o", "nov", "dec")
_OLDEST, _YOUNGEST = 1905, 2010
_PIVOT = 27
"""Years of two figures before this one are of this century, where somebody of that age is likelier than of a hundred and more."""


def with_births(text: str) -> str:
    """A short text in which a date right behind a name, on which somebody may be born, is called a birth date."""
    return _TITLED_THEN_DATE.sub(_as_titled_birth, _NAME_THEN_DATE.sub(_as_birth, text))


def _as_titled_birth(match: re.Match[str]) -> str:
    day = _day(match["day"])
    return f"{match[1]}, geb. {day}{match[2] or ''}" if day else match[0]


def _as_birth(match: re.Match[str]) -> str:
    if match[2] and plain_key(match[2]) not in GIVEN:
        return match[0]
    day = _day(match["day"])
    return f"{match[1]}, geb. {day}" if day else match[0]


def _day(written: str) -> str:
    """A date as day, month and year, where nobody would read it otherwise; "" for one that is no birth date."""
    parts = re.findall(r"[0-9]+|[a-z]+", written)
    if len(parts) == 1:
        figures = parts[0]
        year_first = len(figures) == 8 and figures[:2] in ("19", "20")
        parts = [figures[:4], figures[4:6], figures[6:]] if year_first else [figures[:2], figures[2:4], figures[4:]]
    if len(parts[0]) == 4:
        parts.reverse()
    if parts[1].isalpha():
        parts[1] = str(next((i for i, m in enumerate(_MONTHS, 1) if parts[1].startswith(m)), 0))
    day, month, year = map(int, parts)
    if len(parts[2]) == 2:
        year += 1900 if year >= _PIVOT else 2000
    return f"{day:02}-{month:02}-{year}" if 1 <= day <= 31 and 1 <= month <= 12 and _OLDEST <= year <= _YOUNGEST else ""


def retold(text: str, lines: list[str], numbers: Sequence[int]) -> tuple[list[str], Sequence[int]]:
    """The lines of a text and their numbers, told with labels where they say it otherwise."""
    if _of_tubes(text):
        return [_off_tube(line) for line in lines], numbers
    low = text.lower()
    for sign, form, usual in _OTHERWISE:
        if sign in low and form.search(text):
            lines = [form.sub(usual, line) for line in lines]
    if "geboren" in low or "geb." in low or "bsn" in low or "born" in low or "burgerservice" in low:
        lines, numbers = _whole(lines, numbers)
    if any(word in low for word in _PAIR) or ((" uit " in text or " te " in text) and ("geb" in low or "gb" in low)):
        several = [_each(line) for line in lines]
        if any(len(some) > 1 for some in several):
            numbers = [n for n, some in zip(numbers, several, strict=True) for _ in some]
        lines = [_FROM.sub(_with_city, line) for some in several for line in some]
    if "&" in text and _OF_SOMEBODY.search(text):
        lines = [_ASKED.sub(_as_labels, line) if "&" in line and _OF_SOMEBODY.search(line) else line for line in lines]
    return [_label_as_meant(line) for line in lines] if _scanned(text) else lines, numbers


def told_otherwise(text: str) -> bool:
    """Whether a text without a word for a person may hold what a browser asked for, the labels of tubes, or a birth date with its star."""
    return "(*" in text or ("&" in text and _OF_SOMEBODY.search(text) is not None) or _of_tubes(text)


_TUBE = re.compile(
    rf"[ \t]*(?:([A-Z0-9-]*[0-9][A-Z0-9-]*)[ ;,]+)?((?:(?i:{PREFIX}) ){{0,3}}[^\W\d_]{{2}}[^\W\d_'’-]*(?:[ -][^\W\d_'’-]+){{0,2}}),? ((?:[A-Z]\.?){{1,6}})[ ,]+"
    r"((?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:[0-9]{2}){1,2}|(?:19|20)[0-9]{6}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}){1,2})(?:[ ,]+([MVF]))?[ \t\r]*"
)
"""A label of a tube: perhaps its number, a surname, initials, a birth date, perhaps the sex: `007001M JANSEN AB 120362 V`."""
_TUBES = 5


def _of_tubes(text: str) -> bool:
    """Whether a text is a list of labels of tubes, as its first lines tell."""
    first = [line for line in text[:800].split("\n")[:-1] if line.strip()][:_TUBES]
    return len(first) >= 3 and all(map(_TUBE.fullmatch, first))


def _off_tube(line: str) -> str:
    """The label of a tube with labels of what it says; a line that is none as it is."""
    label = _TUBE.fullmatch(line)
    if label is None:
        return line
    day = _day(label[4]) or (f"{label[4][:2]}-{label[4][2:4]}-{label[4][4:]}" if label[4].isdigit() else label[4])
    told = {"monsternummer": label[1], "achternaam": label[2], "voorletters": label[3], "geboortedatum": day, "geslacht": label[5]}  # fmt: skip
    return " | ".join(f"{name}: {value}" for name, value in told.items() if value)


def _with_city(match: re.Match[str]) -> str:
    return f"{match[1]}, {match[3]}, woonplaats: {match[2]} | "


def _each(line: str) -> list[str]:
    """A line about two people, each with a birth date, as a line to each."""
    if line.count("(") > 1 and (both := _BOTH.search(line)):
        rest = line[both.end() :]
        return [f"{line[: both.start()]}{both[1]}, {both[2]}{rest}", f"{both[3]}, {both[4]}{rest}"]
    match = _EACH.search(line)
    if match is None:
        return [line]
    one, other, surname, born, first, second = (match[i].strip() for i in range(1, 7))
    rest = line[match.end() :].lstrip(")")
    return [
        f"{line[: match.start()]}{one} {surname}, {born} {first}{rest}",
        f"{other} {surname}, {born} {second}{rest}",
    ]


def _as_labels(match: re.Match[str]) -> str:
    """Names and values as labels, those that tell nothing of a person left as they were."""
    pairs = (pair.partition("=") for pair in match[1].split("&"))
    told = [(name, unquote_plus(value).strip()) for name, _, value in pairs]
    if not any(value and KINDS.get(plain_key(name)) for name, value in told):
        return match[0]
    surname = any(KINDS.get(_key(name)) in ("initials", "given") for name, _ in told)
    said = (("achternaam" if surname and _key(name) == "naam" else _key(name), value) for name, value in told)
    return " | " + " | ".join(f"{name}: {value}" for name, value in said if value) + " | "


_SHORT = {"vl": "voorletters", "init": "voorletters", "vn": "voornaam", "gd": "geboortedatum", "pc": "postcode", "q": "naam", "lastname": "achternaam"}  # fmt: skip


def _key(name: str) -> str:
    key = plain_key(name)
    return _SHORT.get(key, key)


def _whole(lines: list[str], numbers: Sequence[int]) -> tuple[list[str], Sequence[int]]:
    """Lines of which one goes on in the middle of a number, or between a name and its birth date, as one."""
    out: list[str] = []
    kept: list[int] = []
    for line, number in zip(lines, numbers, strict=True):
        if out and line and (joined := _continued(out[-1], line)):
            out[-1] = joined
        else:
            out.append(line)
            kept.append(number)
    return (out, kept) if len(out) < len(lines) else (lines, numbers)


def _continued(line: str, after: str) -> str:
    """Two lines as one; "" where they are two."""
    if line[-1:].isdigit() and (cut := _CUT_NUMBER.search(line)) and (rest := _REST.match(after)):
        number = cut[2] + rest[1]
        if len(number) == _BSN_FIGURES and passes_11_test(number):
            return f"{line[: cut.start(2)]}{number}{after[rest.end() :]}"
    if line.rstrip().endswith(",") and ":" not in line and _BORN_FIRST.match(after) and not DATE.search(line):
        return f"{line.rstrip()} {after.lstrip(' >')}" if name_before(line) else ""
    return ""


def _scanned(text: str) -> bool:
    return (
        any(
            _LETTER_IN_FIGURES.search(label[2]) and _meant(label[2])
            for label in map(_LABEL.match, text.split("\n"))
            if label
        )
        if _may_be_scanned(text)
        else False
    )


def _may_be_scanned(text: str) -> bool:
    """Whether a word has figures among its letters, or letters that look like others, at the beginning of a line."""
    return _MISREAD_LINE.search(text) is not None


_MISREAD_LINE = re.compile(
    r"(?m)^[ \t>*-]*[A-Za-z]*(?:rn|vv|ii|[A-Za-z][0158][A-Za-z]|[0158][A-Za-z]{2})[A-Za-z0158]*[ .:]"
)


def _label_as_meant(line: str) -> str:
    """A line of which the label is what it was before it was scanned."""
    label = _LABEL.match(line)
    meant = _meant(label[2]) if label and _LETTER_IN_FIGURES.search(label[2]) else ""
    return f"{label[1]}{meant}: {line[label.end() :].strip()}" if label and meant else line


def _meant(label: str) -> str:
    """The word for a label that was misread; "" where it is none, or was not."""
    key = plain_key(label)
    if key in KINDS or len(key) > 24:
        return ""
    forms = {key}
    for wrong, right in _MISREAD:
        forms |= {form.replace(wrong, right) for form in forms if wrong in form}
    return next((form for form in sorted(forms) if form in KINDS), "")
