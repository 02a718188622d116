"""Labels in running text: `BSN: …`, `geb. 12-03-1980`, `Naam<tab>…`, several on a line, in Dutch and in English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lekwijzer.known_names import GIVEN
from lekwijzer.readers.text_shapes import INITIALS, PREFIX, WORD

_WORDS: dict[str, str] = {
    "bsn": "bsn bsnnr bsnnummer bsngecontroleerd bsngecheckt bsncontrole bsnpatient bsnclient burgerservicenummer burgerservicenr sofinummer sofinr sofi citizenservicenumber",
    "name": "naam name volledigenaam fullname naampatient patientnaam patientname nameofpatient naamclient clientnaam "
    "naamenvoorletters naamvoorletters achternaamvoorletters patientnaamvoluit naamdeelnemer naamdeelneemster deelnemer deelneemster betrokkene naambetrokkene patientennaam",
    "subject": "betreft betr re inzake patient patiente client cliente verzekerde debiteur bewoner bewoonster donor kandidaat werknemer zorgvrager mijngegevens gegevenspatient patientgegevens persoonsgegevens subject concerning aangaande onderwerp",
    "surname": "achternaam familienaam geslachtsnaam surname lastname familyname meisjesnaam geboortenaam",
    "given": "voornaam voornamen roepnaam firstname givenname firstnames",
    "initials": "voorletters voorletter initialen initials voorl",
    "prefix": "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels",
    "birth": "geboortedatum gebdatum gebdat geb geboren geborenop datumgeboorte dateofbirth birthdate dob born gbdat gb gebd geboortedat",
    "sex": "geslacht gesl sex gender mv",
    "patnr": "patientnummer patientnr patnr patientid patid patientnumber mrn clientnummer clientnr deelnemernummer "
    "deelnemernr patientennummer ziekenhuisnummer zisnummer pid",
    "address": "adres woonadres huisadres privadres priveadres straatenhuisnummer straathuisnummer straatnummer address straat street straatnaam adresgegevens homeaddress",
    "number": "huisnummer huisnr housenumber",
    "postcode": "postcodeplaats postcodewoonplaats postcodeenplaats postcodeenwoonplaats pcplaats pcwoonplaats pcenplaats postcode zip zipcode postalcode pc",
    "city": "woonplaats plaats city town plaatsnaam",
    "phone": "tel telefoon telefoonnummer telefoonnr telnr telnummer mobiel mobielnummer mobielenummer gsm phone telephone "
    "phonenumber mobile telthuis telefoonthuis telprive",
    "email": "email emailadres mailadres mail emailaddress",
    "iban": "iban rekeningnummer bankrekening bankrekeningnummer rekeningnr",
    "insurer": "verzekeraar zorgverzekeraar verzekering zorgverzekering insurer insurance uzovi uzovicode polisnummer polisnr "
    "verzekerdennummer verzekeringsnummer",
    "order": "aanvraagnummer aanvraagnr ordernummer ordernr ordernumber orderid labnummer labnr opdrachtnummer requestnumber",
    "specimen": "monsternummer monsternr monsterid monster specimen specimenid specimennumber sampleid samplenumber barcode "
    "materiaalnummer buisnummer buisnr",
    "requester": "huisarts aanvrager aanvragendarts arts behandelendarts behandelaar verwijzer verwijzendarts requester "
    "aangevraagddoor verwezendoor ingezondendoor inzender insturendarts naamaanvrager naamverwijzer orderedby requestingphysician "
    "requestedby gp generalpractitioner specialist praktijk huisartsenpraktijk verloskundige naamhuisarts naamarts uwhuisarts",
    "contact": "contactpersoon contactpersonen eerstecontactpersoon noodcontact mantelzorger wettelijkvertegenwoordiger gemachtigde emergencycontact nextofkin",
    "examdate": "afnamedatum datumafname datumonderzoek onderzoeksdatum onderzoekdatum uitslagdatum datumuitslag collectiondate "
    "sampledate afname afgenomen afgenomenop datummonstername rapportdatum datumrapport reportdate",
    "date": "datum date",
    "exam": "onderzoek bepaling test aardonderzoek onderzoektype typeonderzoek examination testname testnaam aangevraagd "
    "aangevraagdonderzoek",
    "result": "uitslag resultaat resultaten conclusie result results conclusion bevinding bevindingen diagnose diagnosis",
    "other": "kenmerk onskenmerk uwkenmerk factuurnummer factuurnr factuur dossiernummer dossiernr dossier zaaknummer zaaknr "
    "agb agbcode kvk kvknummer btw bignummer big uzi uzinummer fax van aan from to cc afzender sender telhuisarts "
    "telefoonhuisarts telefoonpraktijk telpraktijk adreshuisarts adrespraktijk polis telaanvrager invoicenumber "
    "referentie referentienummer reference ref artikelnummer artikel productnaam product bestandsnaam gebruikersnaam username "
    "hostname filename classname bedrijfsnaam companyname",
}
KINDS: dict[str, str] = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_SURNAMES, _GIVEN = (
    ("achternaam", "naam", "familienaam", "geslachtsnaam"),
    ("voorletters", "voornaam", "voornamen", "roepnaam", "initialen", "voorletter"),
)
KINDS |= {
    f"{a}{joined}{b}": "name"
    for one in _SURNAMES
    for two in _GIVEN
    for a, b in ((one, two), (two, one))
    for joined in ("en", "")
}
KINDS["voorlettersnaam"] = KINDS["voornaamnaam"] = "name"
KEYS = frozenset(("name", "subject", "surname", "bsn", "birth", "patnr"))
"""Kinds of which a person has one: a second, different value is another person's."""
_BORN = frozenset(("birth", "born"))
"""The second is a date that nothing calls a birth date."""
OWN = KEYS | {"given", "initials", "prefix", "sex", "address", "number", "postcode", "city", "phone", "email", "iban"}

_ALIGNED = OWN | {"examdate"}

_COLON = re.compile(r"[:=\t](?!//|=)[ \t]*")
_BOUNDARY = re.compile(r"[,;|\t(\[]|\s{2,}|[.] (?=[A-Z])")
_LOOSE = re.compile(
    r"(?i)(?<![\w-])(?:(?P<bsn>(?:bsn(?:[ -]?(?:nr|nummer))?\.?|burgerservicenummer|citizen service number)\)?(?:\s+(?:is|was|luidt))?)\s+(?=[0-9])"
    r"|(?P<birth>(?:geb(?:oren|oortedatum|\.? ?dat(?:um|\.)?)?\.?(?: op)?|gb\.?|born(?: on)?|date of birth|d\.?o\.?b\.?)(?:\s+(?:is|was))?)\s*(?=[0-9]{1,4}[-/. ]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? [0-9])"
    r"|(?P<patnr>pat(?:i[eë]nt(?:en)?)?[. -]?(?:nr|nummer)\.?)\s+(?=[A-Za-z]{0,3}[0-9])"
    r"|(?P<phone>tel(?:efoon)?\.?(?: ?(?:nr|nummer)\.?)?|mob(?:iel)?\.?(?: ?(?:nr|nummer)\.?)?)\s+(?=[0-9(+])"
    r"|(?P<iban>iban|(?:bank)?rekening(?:nummer|nr\.?)?)\s+(?=[A-Z]{2}[0-9]{2})"
    r"|(?P<other>(?:polis|dossier|monster|order|factuur|lab|aanvraag|agb|big|uzi|kenmerk|artikel|zaak|specimen|sample|"
    r"invoice|ref)[. -]?(?:nr|nummer|code|id|number)?\.?)\s+(?=[A-Z]{0,4}[0-9]))"
)
_TITLED = (
    r"(?i:\b(?:mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|de heer|(?:de )?hr\.|pati[eë]nte?|cli[eë]nte?))\s+(?:(?:[A-ZÀ-ÖØ-ÞĀ-ɏ]\.\s?)+|[A-ZÀ-ÖØ-ÞĀ-ɏ]{1,4}\s+|[^\W\d_a-z][\w'’-]+\s+)"
    r"(?:[a-z']{1,4}\s+){0,3}[^\W\d_a-z][\w'’-]+(?:[ -]+(?:['’][ts]\s+)?[^\W\d_][\w'’-]*){0,4}"
)
_A_DATE = r"(?:[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[a-z]{3,9}\.?)[-/. ](?:[0-9]{2}){1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_BEHIND_NAME = re.compile(rf"{_TITLED}(?:,?\s*(\()(?={_A_DATE}\s*[,)])|\s*(,)\s*(?={_A_DATE}\s*[,;.]?(?:\s|$)))")
"""A titled name with a date in brackets or behind a comma: `mevrouw A. de Vries (12-03-1980)`."""
_BETWEEN = re.compile(rf"{_TITLED}[\s,(]*$")
"""A titled name before a label that is not the first of its line."""
_NAME_ALONE = (
    rf"(?:{INITIALS}\s?(?:(?i:{PREFIX})\s+){{0,3}}{WORD}(?:[ -]{WORD}){{0,3}}"
    rf"|{WORD}(?:[ -]{WORD}){{0,3}},[ ]?(?:(?i:{PREFIX})[ ,]{{1,2}}){{0,3}}(?:[A-ZÀ-ÖØ-ÞĀ-ɏ]\.\s?){{1,6}}(?:(?i:{PREFIX})\s?){{0,3}})"
)
DATE_ENDS = (
    r"([0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}){1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [a-z]{3,9}\.? [0-9]{4})"
    r"[\s,;|)]*(?:\(?(?:[mvfxMVFX]|man|vrouw|[0-9]{1,3} ?(?:jr|jaar)\.?)\)?)?[ \t]*$"
)
"""A date with which a line ends, perhaps with the sex or the age behind it."""
NAME_AND_DATE = re.compile(
    rf"(?m)^[ \t]*(?:[-*•]\s+)?(?:{_TITLED}|{_NAME_ALONE})[ ]?(\s*[,;|–-]\s*|\s{{2,}}|\t\s*|\s*\*\s?|\s*(?:\([mvfMVF]\)|\b[mvMV])[ ,]+)"
    rf"(?={DATE_ENDS})"
)
"""A name, and behind it a date with which the line ends: `Mw. A. de Vries   12-03-1980`, `Vries, A. de, 12-03-1980 (v)`."""
_LONE = (
    r"(?:\b(?i:mevrouw|mevr\.?|mw\.?|mej\.?|dhr\.?|de heer|heer|meneer|pati[eë]nte?|cli[eë]nte?))\s+((?:(?:[a-z']{1,4}|[Vv]an|[Vv]an [Dd]e[rn]?|[Dd]e)\s+){0,3}[^\W\d_a-z][\w'’]+(?:-[\w'’]+){0,2}"
    r"(?:,\s*(?:van|de|den|der|het|'t|te|ten|ter|in|op|von|el|al|v\.d\.)(?: (?:de|den|der|het|'t))?)?)"
)
"""A title and a surname alone, also with its prefix behind it: `Dhr. Vries, de`."""
_ITS_SURNAME = rf"(?:(?i:{PREFIX})\s+){{0,3}}[^\W\d_a-z][\w'’]+(?:-(?:(?i:{PREFIX})\s+){{0,3}}[^\W\d_a-z][\w'’]+)?"
GIVEN_DATED = re.compile(
    rf"(?<![\w'’-])([A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)(?:[ -][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)?\s+{_ITS_SURNAME}\s*(\()(?={_A_DATE}\s*[,)])"
)
"""A given name and a surname with a date in brackets."""
INITIALS_DATED = re.compile(
    rf"(?<![\w.'’-])(?:[A-ZÀ-ÖØ-Þ]\.\s?){{1,6}}{_ITS_SURNAME}(?: [^\W\d_a-z][\w'’]+)?\s*(\()(?={_A_DATE}\s*[,)])"
)
"""Initials and a surname with a date in brackets."""
_BEHIND_LONE = re.compile(rf"{_LONE}\s*(\()(?={_A_DATE}\s*[,)])")
_LONE_BETWEEN = re.compile(rf"{_LONE}[\s,(]*$")
_CUED_BETWEEN = re.compile(
    r"(?:^|\s)(?i:(van|voor|over|met|bij|naar|en|alsmede|inzake|betreffende|betreft|omtrent|namens|aangaande|patient|door|belde|belt|gebeld|sprak|zag|onderzocht|heet|heette))\s+((?:(?:[A-Z]\.\s?){1,5}|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]+\s+)"
    r"(?:[a-z']{1,4}\s+){0,3}[^\W\d_a-z][\w'’]+(?:-[\w'’]+|\s[^\W\d_a-z][\w'’]+){0,2})(?:\s+[a-z]{3,14}){0,2}[?.]?[\s,(]*$"
)
"""A whole name behind a word like `van`, perhaps with a verb behind it: `dossier van Otto van Dijk opzoeken (geb. …)`."""
_TITLED_FIRST = re.compile(rf"\s*(?:[-*•]\s+|[0-9]{{1,3}}[.)]\s+)?({_TITLED}),")
"""A titled name that comes first, with something between it and the label: `Mw. A. Bos, Kerkweg 1 te Oss, geb. …`."""
_WHOLE_BETWEEN = re.compile(
    r"(?<![\w'’-])(?<![A-Z]\.)(?<![A-Z]\. )(([A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)(?:[ -][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)?\s+(?:(?:van|de|den|der|het|['’]t|te|ten|ter|op|in|el|al)\s+){0,3}"
    r"[^\W\d_a-z][\w'’]+(?:-(?:(?:van|de|den|der|['’]t|in|op|ter|el)\s+){0,3}[^\W\d_a-z][\w'’]+)?)[\s,(]*$"
)
"""A usual given name and a surname: `14:12 - Otto van Dijk (…`."""
_SURNAME_FIRST = re.compile(rf"\s*(?:[-*•]\s+|[0-9]{{1,3}}[.)]\s+)?{_ITS_SURNAME},\s+")
_SPACED = re.compile(r"[ \t]*([^\W\d_][^\W\d_ ./-]*(?:[ ./-][^\W\d_]+){0,3})[ .]{2,}(?=[^ .])")
"""A label in a column of its own, without a colon."""
_AFTER = re.compile(
    r"(?i)([0-9][0-9. ]{5,12}[0-9])\s+\(?(?:(?P<bsn>bsn)|(?P<patnr>pat(?:i[eë]nt)?\.?(?:nr|nummer)))\b\)?"
)
_LETTERS = re.compile(r"[A-Za-z0-9]+")
_GAP = re.compile(r"\t|\s{3,}|\s\|")
_FIGURE = re.compile(r"[0-9]")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿıŁłŠš]+"
_GIVEN_LISTED = re.compile(
    rf"[ \t]*[-*•]\s+(?:({_CAPITAL})\s+{_ITS_SURNAME}|{_ITS_SURNAME},\s+({_CAPITAL})(?:\s+(?i:{PREFIX})){{0,3}})(\s*[,;|–-]\s*)(?={DATE_ENDS})"
)
"""An item of a list that is a given name, a surname and a date."""
_NAME_BEFORE = re.compile(r"(?:\s*[0-9]{1,3}[.)]\s+)?[^0-9:@]{3,60}?,?\s*$")


@dataclass(slots=True)
class Token:
    """A labelled value: what kind, which line, the text up to the next label."""

    kind: str
    line: int
    value: str
    lead: bool = False  # all that stands before the first label of the line


_ENDS = frozenset(word[start:] for word in KINDS for start in range(len(word)))
_LONGEST = 48
"""Characters before a colon in which its label is sought."""
_TITLE_HINT = re.compile(r"(?i)m[ew]|dhr|heer|pati|cli")
_LOOSE_HINT = re.compile(
    r"bsn|burger|citizen|iban|geb|gb|born|dob|pat|tel|mob|polis|dossier|monster|order|factuur|lab|aanvraag|agb|big|uzi|kenmerk|rekening|artikel|zaak|"
    r"specimen|sample|invoice|ref"
)
_ONES = bytes.maketrans(b"0123456789", b"1" * 10)
_FIRST = re.compile(r"[:=\t0-9]|  ")


@lru_cache(1 << 14)
def plain_key(label: str) -> str:
    """The letters and figures of a label or a word, small and without accents."""
    if label.isascii():
        return "".join(_LETTERS.findall(label)).lower()
    plain = unicodedata.normalize("NFKD", label.lower())
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def _kind_before(text: str) -> tuple[str, int] | None:
    """The kind of the label at the end of a text, and where the label starts: the longest run of words that is one."""
    words = text[-_LONGEST:].rsplit(None, 1)
    if not words or plain_key(words[-1]) not in _ENDS:
        return None
    found = _longest(text[-_LONGEST:])
    return (found[0], len(text) - found[1]) if found else None


@lru_cache(1 << 14)
def _longest(text: str) -> tuple[str, int] | None:
    """The kind of the label at the end of a text, and how long the label is."""
    start, full, text = 0, len(text), text.rstrip()
    for match in _BOUNDARY.finditer(text):
        start = match.end()
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text[start:])]
    for first in range(max(0, len(words) - 4), len(words)):
        begin = start + words[first][0]
        if begin and text[begin - 1] in "-_.":
            continue
        kind = KINDS.get(plain_key(text[begin:]))
        if kind:
            return kind, full - begin
    return None


def plain_of(text: str) -> str:
    """A text with all figures alike: what its labels are does not depend on them, and lines that repeat look the same."""
    return text.encode("utf-8", "replace").translate(_ONES).decode()


def tokens_of(line: str, number: int, plain: str = "") -> list[Token]:
    """The labelled values of one line, in order. `plain`: the line with all figures alike, where it is known."""
    plain = plain or plain_of(line)
    places = places_of(plain) if len(plain) < 400 else places_of.__wrapped__(plain)
    return [Token(kind, number, _trimmed(line[start:stop]), lead) for kind, start, stop, lead in places]


Places = tuple[tuple[str, int, int, bool], ...]


Marks = list[tuple[int, int, str]]
"""Where labels begin and end, or what stands for one, and their kinds."""


def _before_colons(line: str) -> Marks:
    """The labels with a colon or the like behind them."""
    marks: Marks = []
    last = 0
    for match in _COLON.finditer(line):
        if match.start() == last == 0 or match.start() > 400:
            continue
        found = _kind_before(line[last : match.start()].rstrip(" ._…"))
        if found:
            marks.append((last + found[1], match.end(), found[0]))
            last = match.end()
    return marks


def _behind_names(line: str, marks: Marks) -> Marks:
    """These, and what stands between a name and the birth date right behind it."""
    if "(" in line:
        marks += [(m.start(2), m.end(), "born") for m in GIVEN_DATED.finditer(line) if plain_key(m[1]) in GIVEN]
        known = {end for _, end, _ in marks}
        marks += [(m.start(1), m.end(), "born") for m in INITIALS_DATED.finditer(line) if m.end() not in known]
    if "(" in line or "," in line:
        known = {end for _, end, _ in marks}
        titled = _BEHIND_NAME.finditer(line) if _TITLE_HINT.search(line) else ()
        marks += [(m.start(m.lastindex or 1), m.end(), "born") for m in titled if m.end() not in known]
        behind = {end for _, end, _ in marks}
        marks += [(m.start(2), m.end(), "born") for m in _BEHIND_LONE.finditer(line) if m.end() not in behind]
    return marks


def _at_start(line: str) -> Marks:
    """What a line without other labels begins with: a name with a date, an item of a list, a label in a column of its own."""
    if dated := NAME_AND_DATE.match(line):
        return [(dated.start(1), dated.end(), "born")]
    if (listed := _GIVEN_LISTED.match(line)) and plain_key(listed[1] or listed[2]) in GIVEN:
        return [(listed.start(3), listed.end(), "born")]
    if (spaced := _SPACED.match(line)) and KINDS.get(plain_key(spaced[1])) in _ALIGNED:
        return [(0, spaced.end(), KINDS[plain_key(spaced[1])])]
    return []


@lru_cache(1 << 14)
def places_of(line: str) -> Places:
    """Kind, start and end of the labelled values of a line; kept, as forms repeat lines."""
    if not _FIRST.search(line):
        return ()
    marks = _before_colons(line)
    places: list[tuple[str, int, int, bool]] = []
    if _FIGURE.search(line) and _LOOSE_HINT.search(line.lower()):
        taken = [(start, end) for start, end, _ in marks]
        for match in _LOOSE.finditer(line):
            if match.lastgroup and not any(start <= match.start() < end for start, end in taken):
                marks.append((match.start(), match.end(), match.lastgroup))
        places = [(match.lastgroup or "other", *match.span(1), False) for match in _AFTER.finditer(line)]
    marks = sorted(_behind_names(line, marks))
    if not marks and not places:
        marks = _at_start(line)
    if not marks:
        return tuple(places)
    stops = [*(start for start, _, _ in marks[1:]), len(line)]
    places += [(kind, end, stop, False) for (_, end, kind), stop in zip(marks, stops, strict=True)]
    for (_, end, _), (start, _, kind) in pairwise(marks):
        if kind in _BORN and (named := _named_before(line, end, start)):
            places.append(named)
    places.sort(key=lambda place: place[1])
    first = marks[0][0]
    if first and marks[0][2] in KEYS | _BORN:
        named = _named_before(line, 0, first)
        if _NAME_BEFORE.fullmatch(line[:first]) and not (named and named[1] and named[2] < first):
            named = ("subject", 0, first, True)
        if named:
            places.insert(0, named)
    return tuple(places)


def _named_before(line: str, start: int, end: int) -> tuple[str, int, int, bool] | None:
    """The name between two places of a line with which what stands there ends: with a title, a surname alone with one, or behind a word like `van`."""
    if named := _BETWEEN.search(line, start, end):
        return "subject", named.start(), end, True
    if lone := _LONE_BETWEEN.search(line, start, end):
        return "surname", *lone.span(1), True
    cued = _CUED_BETWEEN.search(line, start, end)
    if cued is None:
        whole = _WHOLE_BETWEEN.search(line, start, end)
        if whole and plain_key(whole[2]) in GIVEN and not _SURNAME_FIRST.fullmatch(line, start, whole.start()):
            return "subject", *whole.span(1), True
        first = _TITLED_FIRST.match(line, start, end)
        return ("subject", *first.span(1), True) if first else None
    before = line[start : cued.start()].split()
    if cued[1].lower() == "van" and before and before[-1][:1].isupper():
        return None  # the prefix of a surname: `Anna van Dam Jansen`
    return "subject", *cued.span(2), True


def _trimmed(value: str) -> str:
    value = value.strip()
    if gap := _GAP.search(value):
        value = value[: gap.start()]
    if value[:1] in ("'", '"') and len(value) > 2 and value[-1] == value[0]:
        return value[1:-1].strip()
    if ")" in value and value.count("(") < value.count(")"):
        return value.strip(" \t,;|([-").removesuffix(")")
    return value.strip(" \t,;|([-")
