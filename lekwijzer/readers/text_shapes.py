"""The forms of what a text says about people: names, dates, numbers, addresses; and the words of senders and doctors."""

from __future__ import annotations

import re

from lekwijzer.known_names import GIVEN

TITLE = r"(?:de heer|de hr\.?|mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|hr\.?|mr\.?|mrs\.?|ms\.?|herr|frau|pati[eë]nte?|prof\.?|drs?\.?|ir\.?|ing\.?)"
TITLES = re.compile(rf"(?i)^(?:{TITLE}\s+)+")
PREFIX = r"(?:van|de|den|der|het|'[ts]|te|ten|ter|op|in|von|du|la|le|el|al|da|dos|santos|v\.|d\.)"
INITIALS = r"(?:(?:[A-ZÀ-ÖØ-ÞĀ-ɏ][a-z]{0,2}\.\s?){1,6}|[A-ZÀ-ÖØ-ÞĀ-ɏ]{1,4}\s)"
WORD = r"[^\W\d_](?:[\w'’\-]|\?(?=[a-z]))*"
"""A question mark inside a word stands for a letter that was lost on the way."""
PERSON = re.compile(
    rf"{INITIALS}\s*(?:(?i:{PREFIX})\s+){{0,3}}{WORD}(?:[ -]+(?:['’][ts]\s+)?{WORD}){{0,3}}"
    rf"|[^\W\d_a-z](?:[\w'’\-]|\?(?=[a-z]))*(?:\s+(?:['’][ts]\s+)?{WORD}){{1,5}}"
    rf"|(?:(?i:{PREFIX})\s+){{0,3}}{WORD}(?:[ -](?:['’][ts]\s)?{WORD}){{0,3}},\s*(?:(?i:{PREFIX})[\s,]+){{0,3}}(?:{INITIALS}|{WORD})\s*(?:(?i:{PREFIX})\s*){{0,3}}"
)
_NO_NAME = re.compile(
    r"(?i)[0-9@/\\<>{}=\"_#*]|\b(?:uitslag|onderzoek|afspraak|factuur|verslag|aanvraag|herinnering|rekening|result|order)\b"
)
SALUTED = re.compile(
    r"^(?i:aan\s*:?\s+)?(?i:de heer|mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|herrn?|frau)\s+([^,\d:]{3,60})$"
)
# The letters of a postcode (1234 DR) are no title.
DOCTOR = re.compile(
    r"(?i)(?<![0-9] )\b(?:huisarts|arts|dokter|specialist|chirurg|internist|gyn(?:ae|e)coloog|patholoog|microbioloog|uroloog|cardioloog|"
    r"verloskundige|praktijkondersteuner|doktersassistente?|collega|dr|prof|drs|weledel\w+|hooggeleerde)\b"
)
SENDER = re.compile(
    r"(?i:\b(?:huisartsen\w*|\w*praktijk|\w*ziekenhuis|\w*laboratorium|\w+lab|kliniek|apotheek|polikliniek|medisch centrum|"
    r"gezondheidscentrum|stichting|afdeling|weledel\w+|hooggeleerde)\b)"
    r"|(?i:^\s*(?:cc|c\.c\.|bcc|kopie(?: aan)?|afschrift(?: aan)?|van|from|afzender)\s*:)"
)
SIGNED = re.compile(
    r"(?i)^\s*(?:met (?:\w+ )?vriendelijke|vriendelijke groet|hoogachtend|met (?:\w+ )?hoogachting|kind regards|yours sincerely|regards)"
)
CLOSING = re.compile(
    r"(?im)^[ \t]*(?:met (?:\w+ )?(?:vriendelijke|hoogachting)|hoogachtend|vriendelijke groet|kind regards|yours)"
)
"""The same anywhere in a text."""
RULE = re.compile(r"^\s*[=\-_*#~]{8,}\s*$")
CITY = r"[A-Z'’][\w'’-]*(?: (?:aan|a/d|den|der|de|op|bij|in|van|het|en|[A-Z][\w'’-]*)(?!\w|\.\w)){0,4}"
POSTCODE = re.compile(rf"(?<![\w])([1-9][0-9]{{3}} ?[A-Z]{{2}})(?![\w])(?:,?\s+({CITY}))?")
STREET_FORM = (
    r"(?:[0-9]{1,3}e |['’])?[^\W\d_][^\d,;:()@\t\n]{1,48}?(?: 19[0-4][0-9])?[ ]?[0-9]{1,5}(?![0-9])"
    r"(?: ?[a-zA-Z](?!\w)| ?[-/] ?\w{1,6}(?!\w)| (?:bis|hs|[IVX]{1,4}|[0-9] hoog)(?!\w)){0,2}"
)
STREET = re.compile(STREET_FORM)
PLACE = re.compile(rf"(?<!\w)({STREET_FORM})(?:,\s*|\s+(?:te )?|\s*[-–]\s+)({POSTCODE.pattern})")
"""A street with a number, and after it a postcode."""
MONTH = r"(?:jan|feb|m(?:rt|aart|ar)|apr|mei|may|ju[nl]|aug|sep|o[kc]t|nov|dec)"
"""How the name of a month begins, in Dutch or English."""
DATE = re.compile(
    r"(?i)[0-9]{1,4}[-/. ]{1,2}(?:[0-9]{1,2}|[a-z]{3,9}\.?)[-/. ]{1,2}[0-9]{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
)
DATE_FORM = rf"(?:{DATE.pattern.removeprefix('(?i)')})"
"""The same, to stand within another pattern; there small letters and capitals must be said to be alike."""
BIRTH_YEAR = re.compile(r"(?<![0-9])(?:19[0-9]{2}|20(?:0[0-9]|1[0-5]))(?![0-9])|[-/. ][0-9]{2}$")
BSN = re.compile(
    r"(?<![0-9A-Za-z.-])(?:[0-9]{8,9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}[. ][0-9]{3}[. ][0-9]{3})(?![0-9A-Za-z]|[.-][0-9])"
)
PHONE = re.compile(
    r"(?<![0-9])(?![0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:19|20)[0-9]{2}(?![0-9]))(?:\+31|0031|0)[ ()./\-]{0,3}0?[) ]{0,2}[1-9](?:[ ()./\-]{0,3}[0-9]){7,8}(?![0-9])"
)
MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
NUMBER = re.compile(r"[A-Za-z]{0,6}[-.]?[0-9][\w./-]{2,24}")
SEX = re.compile(r"(?i)\b(?:m|v|f|x|man|vrouw|male|female|onbekend|mannelijk|vrouwelijk)\b")
_CUT = re.compile(r"\s[-–(]|,\s*(?=geb|bsn|m/v|man\b|vrouw\b)|[,;]\s*[0-9]")
_LABELLED = re.compile(rf"{WORD}(?:[ ,.'-]+{WORD}){{1,6}}\.?")
_AT_END = re.compile(rf"(?:^|\s)({INITIALS}\s*(?:(?i:{PREFIX})\s+){{0,3}}{WORD}(?:-{WORD})?)$")
_CUED = re.compile(
    r"(?i:\b(?:naam van|naam|inzake|betreffende|pati[eë]nte?|cli[eë]nte?|mevrouw|mevr\.?|mw\.?|dhr\.?|de heer))\s+([^\W\d_a-z].*)$"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+"
_WHOLE = re.compile(
    rf"(?:{TITLE}\s+)?(?:(?:[A-Z]\.\s?)+|{_CAPITAL}\s+)(?:{PREFIX}\s+){{0,3}}{_CAPITAL}(?:-(?:{PREFIX}\s+){{0,3}}{_CAPITAL})?"
    rf"|{_CAPITAL}(?:-{_CAPITAL})?,\s*(?:(?:[A-Z]\.\s?)+|{_CAPITAL})(?:\s?{PREFIX}){{0,3}}"
)
_TITLED_NAME = re.compile(r"(?i:\b(?:mijn naam is|ik ben|ondergetekende,?|namens|mijn (?:moeder|vader|dochter|zoon|vrouw|man|partner),?|mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|de heer|pati[eë]nte?|cli[eë]nte?|mrs\.?|ms\.?|mr\.?|op naam van))\s+(?=[^\W\d_])")  # fmt: skip
_NO_PART = re.compile(
    r"^(?:Ik|U|Uw|Wij|We|Hij|Zij|Is|Was|Mijn|Onze|Deze|Dit|Dat|Voor|Over|Naar|Met|Volgens|Vandaag|Gisteren|Hierbij|The|You|Your|Our|This|That)\b"
    r"|\b(?:ik|u|uw|wij|we|hij|zij|is|was|werd|wordt|bent|ben|heeft|heb|had|sprak|zag|zagen|belde|van|volgens|onze|mijn|zijn|deze|dit|die|dat|met|voor|over|naar|bij|"
    r"the|were|you|your|our|that|this)\b"
)
"""Words that no name has: these as they stand, and those only at the beginning of a sentence."""
_PREFIXES = re.compile(rf"(?i)\b{PREFIX}\s")
_VERB = re.compile(r"(?i)[\s,]+(?:is|was|werd|die|who|geboren|born)$")
_RELATIVE = re.compile(
    r"^(?i:(?:(?:haar|zijn|de|een) )?(?:tweeling)?(?:zus(?:je|ter)?|broer(?:tje)?|moeder|vader|echtgenoo?te?|partner|dochter(?:tje)?|zoon(?:tje)?|man|vrouw|kind|baby|"
    r"oma|opa|tante|oom|nicht|neef|schoon(?:moeder|vader|zus|broer|zoon|dochter)|buur(?:man|vrouw)|sister|brother|mother|father|husband|wife|son|daughter))[:,]?\s+"
    r"(?=[^\W\d_][\w.'’-]*\s+(?:[a-z' ]{1,12})?[A-ZÀ-ÖØ-Þ])"
)
"""Who somebody is to the patient, before two words of a name at least: there are people who are called Zus, or Vader."""
_NUMBERED = re.compile(r"^[0-9]{1,3}[.)]\s+")
_OPENING = re.compile(
    r"(?i)^(?:(?:vandaag|gisteren|hierbij|volgens|en|ook|daarna|verder|patient|betreft|inzake|and)\s+)+"
)
_NAME_AT_END = re.compile(
    rf"(?:^|\s)((?:{_CAPITAL}(?:-{_CAPITAL})?\s+){{1,2}}(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:-(?:{PREFIX}\s+){{0,3}}{_CAPITAL})?)$"
)
_SEVERAL_GIVEN = re.compile(
    rf"(?:(?i:{PREFIX})\s+){{0,3}}{_CAPITAL}(?:[ -]{_CAPITAL}){{0,2}}, ({_CAPITAL})(?:[ -]{_CAPITAL}){{1,3}}(?: (?i:{PREFIX})){{0,3}}"
)
"""A surname with several given names behind it: `Bakker, Johanna Adriana`."""
_SMALL = frozenset(("van", "den", "der", "het", "ter", "ten", "von", "dos", "santos", "aan", "bij", "del", "the"))


def name_of(value: str, labelled: bool) -> str:
    """The name of a person that a value is, without titles; "" where it is none. `labelled`: it was called a name."""
    value = TITLES.sub("", value).strip(" ,;-" if value.endswith(".") else " .,;-")
    value = _CUT.split(value, maxsplit=1)[0].strip(" ,;")
    if not 3 <= len(value) <= 80 or _NO_NAME.search(value):
        return ""
    if PERSON.fullmatch(value) or (labelled and " " in value and _LABELLED.fullmatch(value)):
        return value
    several = _SEVERAL_GIVEN.fullmatch(value)
    return value if several and several[1].lower() in GIVEN else ""


def name_at_end(text: str) -> str:
    """The name with which a text ends (`Op naam van A. de Vries`), or begins before an address; "" where there is none."""
    if match := _CUED.search(text):
        return name_of(match[1], False)
    head, comma, _ = text.rpartition(",")
    while comma:
        if any(map(str.isdecimal, text[len(head) :])) and whole_name(head):
            return head.strip()
        head, comma, _ = head.rpartition(",")
    match = _AT_END.search(text)
    return name_of(match[1], False) if match else ""


def name_before(text: str) -> str:
    """The name in what stands before `geboren` or a BSN: all of it, or what it ends with, after `mevrouw` or in capitals."""
    text = _RELATIVE.sub("", _VERB.sub("", _NUMBERED.sub("", text.strip(" ,;:-–("))))
    cued = list(_TITLED_NAME.finditer(text))
    at_end = _AT_END.search(text) or _NAME_AT_END.search(text)
    for part in (text[cued[-1].end() :] if cued else "", text, _OPENING.sub("", at_end[1]) if at_end else ""):
        if not _NO_PART.search(_PREFIXES.sub("", part)) and (name := name_of(part, False)):
            return name
    return ""


def whole_name(value: str) -> bool:
    """Whether a value is unmistakably a person's whole name: initials or two names, each with its capital."""
    return _WHOLE.fullmatch(value.strip()) is not None


def no_name(value: str) -> bool:
    """Whether a value cannot be a name or a part of one."""
    return _NO_NAME.search(value) is not None


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: they share a word that is no prefix, and not just the given name before two surnames."""
    first, second = one.lower(), other.lower()
    words, others = ([word for word in re.findall(r"\w{3,}", name) if word not in _SMALL] for name in (first, second))
    shared = set(words) & set(others)
    if shared and min(len(words), len(others)) > 1 and shared == {words[0]} == {others[0]} and "," not in one + other:
        return False
    return bool(shared) or re.sub(r"\W", "", first) == re.sub(r"\W", "", second)
