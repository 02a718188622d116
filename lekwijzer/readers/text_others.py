"""Names of others in a text about somebody: a sister, a neighbour, somebody who was there too.

A name alone finds nobody, but whoever has it must not be cleared. The name of the patient is hers when it comes again, and whoever
signs the letter or is called a doctor in it is not leaked by it: these are left out, or all their namesakes would stay open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_letters

from lekwijzer.known_names import GIVEN
from lekwijzer.model import Role
from lekwijzer.readers.message_io import PERSON
from lekwijzer.readers.text_person import Passage
from lekwijzer.readers.text_shapes import name_of

_BETWEEN = r"(?:[^\w\n:]{0,3}\n?[^\w\n:]{0,3}|[^\w\n:]{1,12})"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ɏ](?<!\w.)[\w'’.\-]*+"
_RUN = re.compile(rf"{_CAPITAL}(?:{_BETWEEN}(?:[a-z'’]{{1,4}}\b[^\w\n]{{1,3}}\n?){{0,3}}{_CAPITAL})+", re.DOTALL)
"""Words with capitals, perhaps with prefixes between them, also over the end of a line."""
_RELATED = frozenset(
    """zus zusje zuster broer broertje moeder moeders vader vaders ouder ouders mama papa man vrouw echtgenoot echtgenote partner vriend vriendin dochter dochtertje zoon zoontje kind
    kinderen oma opa tante oom nicht neef schoonmoeder schoonvader schoonzus schoonzusje zwager schoondochter schoonzoon buurvrouw buurman buren buur mantelzorger contactpersoon
    huisgenoot huisgenote begeleider begeleidster wettelijk vertegenwoordiger mentor curator sister brother mother father husband wife daughter son neighbour neighbor friend""".split()
)
"""Words before a name that say that it is not the patient's, nor that of who writes."""
_OURS = ("mijn", "Mijn", "m'n", "M'n", "onze", "Onze", "ons ", "Ons ", "my ", "My ", "our ", "Our ")
_FAMILY = re.compile(
    r"(?i)\b(?:mijn|m'n|onze|ons|my|our)\s+(?:\w+\s+)?(?:zus\w*|broer\w*|moeder|vader|ouders|man|vrouw|partner|echtgeno\w+|dochter\w*|zoon\w*|kind\w*|oma|opa|schoon\w+|buur\w+|vriend\w*"
    r"|sister|brother|mother|father|husband|wife|daughter|son|child)\b"
)
"""Who writes about a relative is no doctor, and could be anybody."""
_SMALL_INITIALS = re.compile(r"\.(?<=[\s(>,][a-z]\.) ?(?:[a-z]\. ?){0,4}(?:[a-z'’]{1,4} ){0,3}[a-z]{3,}(?:-[a-z]{3,})?")
"""Initials with dots in small letters, and what follows."""
_TITLES = frozenset(
    """mw mevr mevrouw mej dhr hr heer meneer mr mrs ms miss geachte beste dear hallo hoi patient patiente client cliente betreft betr inzake re fw fwd aw naam name from to cc bcc aan
    onderwerp subject datum tel bsn geb met bij uit per uw als dan wel ook nog dit dat deze die zijn haar hun wij ons onze ik je hij zij ze we en of is was heeft had and the with of for
    op""".split()
)
"""Words with which no name goes on."""
_DOCTOR = frozenset(
    """dr drs prof dokter doctor arts huisarts collega specialist chirurg internist gynaecoloog patholoog microbioloog uroloog cardioloog dermatoloog longarts kinderarts psychiater
    neuroloog radioloog oncoloog verloskundige apotheker analist laborant verpleegkundige praktijkondersteuner praktijkassistente doktersassistente assistente aanvrager verwijzer
    behandelaar requester physician""".split()
)
"""Titles and labels before the name of a doctor."""
_PRACTICE = re.compile(r"(?i)huisartsen\w*|\w*praktijk|laborator\w+|apotheek")
"""Where doctors are, behind the name of one and a comma."""
_DOCTOR_BEHIND = re.compile(
    r"(?i)[ \t]*[,(–-]?[ \t]*(?:(?:klinisch|medisch|arts|analytisch|waarnemend)[ -])?(?:chemicus|microbioloog|moleculair bioloog|patholoog|huisarts|arts|internist|gyn(?:ae|e)coloog|"
    r"uroloog|cardioloog|dermatoloog|chirurg|specialist|verloskundige|apotheker|analist|laborant|verpleegkundige|praktijkondersteuner|doktersassistente?|radioloog|neuroloog|"
    r"oncoloog|psychiater|longarts|kinderarts)(?:[ \t]*(?:$|[,.;)\n])|[ \t]+(?:te|in|bij|van|i\.o)\b)"
)
"""What somebody is, behind the name: an end must follow, or it may be the beginning of who is named next."""
_CLOSED = re.compile(
    r"(?i)\n[ \t>]*(?:met (?:\w+ )?(?:vriendelijke|hartelijke|collegiale|hoogachting)|hoogachtend|vriendelijke groet|hartelijke groet|collegiale|groet(?:en|jes)?\b|m\.?v\.?g\b|kind regards|"
    r"(?:best )?regards|yours|namens)"
)
_NO_SIGNER = re.compile(r"(?i)[ \t>]*(?:cc|c\.c|kopie|afschrift|p\.?s|bijlage|van|from|aan)\b")
_BESIDE_SIGNER = re.compile(r"\s{3,}|\t|[,/|(]| en ")
_SIGNERS, _BELOW = 2, 200
"""Lines and letters under the closing words in which names of who signs are looked for."""
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"['’]?[^\W\d_]+|[\n,;&/|]")
_SPACED = bytes(byte if chr(byte) in ascii_letters else 32 for byte in range(256))
"""Blanks for all bytes that are no letters."""
_STOPS = frozenset("\n,;&/|")
_PREFIXES = frozenset(
    """van vd vander vanden de den der het te ten ter tot op in aan bij onder over uit uijt voor von vom zum zur el la le les da dos del della di du des al""".split()
)
_POSTAL = re.compile(r"[A-Z]{2}\b")
"""The letters of a postcode."""
_AROUND = 24, 60
"""Letters before and behind a usual given name in small letters, or a word for a relative, in which the name stands."""
_AFTER = 40
_MOST_SEEN = 200_000
_MOST = 40
"""People of one text who share a word with a name."""


_Words = tuple[tuple[str, bool], ...]
"""Words of a name, and whether each is initials."""


@dataclass(frozen=True, slots=True)
class _Person:
    """The words of the name of somebody who is known, and how it begins."""

    words: frozenset[str]
    first: frozenset[str]
    initials: str

    def begins(self, token: str, initial: bool) -> bool:
        """Whether a word is the given name or the initials."""
        if not initial:
            return token in self.first
        return bool(self.initials) and (token.startswith(self.initials) or self.initials.startswith(token))

    def runs_in(self, tokens: _Words) -> Iterator[tuple[int, int]]:
        """From where to where the whole name stands: the given name or initials, and with it a surname."""
        first = 0
        while first < len(tokens):
            end = first
            while end < len(tokens) and (tokens[end][0] in self.words or self.begins(*tokens[end])):
                end += 1
            some = tokens[first:end]
            if len(some) > 1 and any(self.begins(*t) for t in some) and any(t[0] in self.words for t in some):
                yield first, end
            first = end + 1


@lru_cache(1 << 12)
def _person(name: str, given: str = "", initials: str = "", surname: str = "") -> _Person | None:
    """Somebody by a whole name, or by its parts; None where the name is not whole."""
    before, comma, behind = name.partition(",")
    if surname:
        called, family = (*_tokens(initials), *_tokens(given)), _tokens(surname)
        called += tuple(token for token in _tokens(name) if token not in family and not comma)
    elif comma:
        called, family = _tokens(behind), _tokens(before)
    else:
        every = _tokens(name)
        called, family = every[:-1], every[-1:]
    given_words = [word for word, initial in called if not initial]
    letters = next((word for word, initial in called if initial), given_words[0][0] if given_words else "")
    if not letters:
        return None
    words = frozenset(word for word, initial in (*called, *family) if not initial)
    return _Person(words, frozenset(given_words[:1]), letters)


@dataclass(slots=True)
class _Known:
    """Those whose names are not others', by each word of their names."""

    by_word: dict[str, list[_Person]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: _Person | None) -> None:
        """Adds somebody."""
        for word in person.words if person else ():
            assert person
            self.by_word[word].append(person)

    def marked(self, tokens: _Words) -> list[bool]:
        """Which words of a name are those of somebody known: the given name or initials, and with it a surname."""
        marks = [False] * len(tokens)
        around = {id(p): p for word, _ in tokens if word in self.by_word for p in self.by_word[word][:_MOST]}
        for person in around.values():
            for first, end in person.runs_in(tokens):
                apart = end == len(tokens) or not person.begins(*tokens[end - 1])  # or it begins the name of another
                if apart and not (first and _may_be_given(tokens[first - 1])):
                    marks[first:end] = [True] * (end - first)
        return marks


def _may_be_given(token: tuple[str, bool]) -> bool:
    """Whether a word before a known name makes another of it: `Marie Anna de Vries`."""
    return token[1] or token[0] in GIVEN


def names_of_others(text: str, found: Sequence[Passage], seen: set[str], *, signed: bool = True) -> list[str]:
    """What in a text could be names of others than those found in it, a line each.

    `seen`: what came by and was nobody's who is known, in any text of a file; it is given once.
    `signed`: who signs it does so as a doctor or for a laboratory, unless it speaks of a relative.
    """
    known = _Known()
    for passage in found:
        told = dict(zip(PERSON, passage.row[0], strict=False))
        known.add(_person(told[Role.NAME], told[Role.GIVEN], told[Role.INITIALS], told[Role.SURNAME]))
    if signed and not _of_family(text):
        for closing in _CLOSED.finditer(text):
            for name in _signers(text[closing.end() : closing.end() + _BELOW]):
                known.add(_person(name))
    lines: dict[str, None] = {}
    for start, end in _places(text):
        piece = text[start:end]
        if piece not in seen:
            names = list(_in_piece(text, start, piece, known))
            lines.update(dict.fromkeys(names))
            if names and len(seen) < _MOST_SEEN and names == _whole(piece):
                seen.add(piece)
    return list(lines)


def _whole(piece: str) -> list[str]:
    """What a piece gives of which nothing is left out."""
    return [_line(part.words) for part in _parts(piece, False, False)]


def _line(words: Iterable[tuple[str, bool]]) -> str:
    return " ".join(" ".join(word) if initial else word for word, initial in words)


def _of_family(text: str) -> bool:
    """Whether who writes tells of a relative; most texts have none of the words with which that begins."""
    for word in _OURS:
        at = text.find(word)
        while at >= 0:
            if _FAMILY.match(text, at):
                return True
            at = text.find(word, at + 1)
    return False


@lru_cache(1 << 12)
def _signers(below: str) -> tuple[str, ...]:
    """The names of those who sign a letter, from what stands under its closing words."""
    names: list[str] = []
    for line in [line for line in below.split("\n")[1:] if line and not line.isspace()][:_SIGNERS]:
        if _NO_SIGNER.match(line):
            break
        names += filter(None, (name_of(part.strip(" >\t"), False) for part in _BESIDE_SIGNER.split(line)))
    return tuple(names)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where names may stand: words with capitals, and what is beside a usual given name, or a relative, in small letters."""
    for run in _RUN.finditer(text):
        yield run.span()
    for small in _SMALL_INITIALS.finditer(text):
        yield small.start() - 1, small.end()
    for written in _SMALL.intersection(text.encode("latin-1", "replace").translate(_SPACED).split()):
        word = written.decode()
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            whole = not text[at - 1 : at].isalpha() and not text[end : end + 1].isalpha()
            if whole and not (word in _BEFORE_NAMES and text[end + 1 : end + 2].isupper()):  # that is a run of its own
                start = at if word in _BEFORE_NAMES else text.find(" ", max(at - _AROUND[0], 0), at) + 1 or at
                last = end + _AROUND[1]
                yield start, len(text) if last >= len(text) else text.rfind(" ", end, last)
            at = text.find(word, end)


_BEFORE_NAMES = _RELATED | {"mevrouw", "mevr", "heer", "dhr", "meneer"}
_SMALL = frozenset(word.encode() for word in (*_BEFORE_NAMES, *GIVEN) if len(word) > 2)


def _in_piece(text: str, start: int, piece: str, known: _Known) -> Iterator[str]:
    """The names in a part of a text."""
    end = start + len(piece)
    if _POSTAL.match(piece) and text[max(start - 5, 0) : start].strip()[-4:].isdecimal():
        piece = piece[2:]
    if not _parts(piece, False, False):
        return
    before = text[max(start - _AFTER, 0) : start].rpartition("\n")[2].lower()
    words = _LETTERS.findall(before)[-3:]
    related = not _RELATED.isdisjoint(words)
    doctor = not related and bool(words) and words[-1] in _DOCTOR and before.rstrip(" .:\t").endswith(words[-1])
    parts = _parts(piece, related, doctor)
    if parts and not parts[-1].related and _DOCTOR_BEHIND.match(text, end, end + 60):
        cut = max(piece.rfind(","), piece.rfind("\n"))
        only = cut < 0 or len(_tokens(piece[cut:])) < 2  # if not, only who is named last is a doctor
        parts = parts[:-1] if only else _parts(piece[:cut], related, doctor)
    for part in parts:
        if not part.doctor:
            yield from _kept(part, known)


def _kept(part: _Part, known: _Known) -> Iterator[str]:
    """What is left of a part without the names of those who are known."""
    marks = [False] * len(part.words) if part.related else known.marked(part.words)
    if not any(marks):
        yield _line(part.words)
        return
    kept: list[tuple[str, bool]] = []
    for word, mark in [*zip(part.words, marks, strict=True), (("", False), True)]:
        if not mark:
            kept.append(word)
            continue
        if len(kept) > 1:
            yield _line(kept)
        kept = []


@dataclass(frozen=True, slots=True)
class _Part:
    """Words that could be one name, or several, and what is said before them."""

    words: _Words
    related: bool
    doctor: bool


@lru_cache(1 << 13)
def _parts(piece: str, related: bool, doctor: bool) -> tuple[_Part, ...]:
    """The words of a piece, cut where no name goes on; kept, as letters repeat lines."""
    held: list[str] = []
    commas: list[int] = []
    found: list[_Part] = []
    for token in (*_TOKEN.findall(piece), "|"):
        word = token.lower()
        title, relative = word in _DOCTOR, word in _RELATED
        practice = bool(commas) and commas[-1] == len(held) and _PRACTICE.fullmatch(word) is not None
        if practice and not related:  # who is named before the last comma works there
            held = held[: next((at for at in reversed(commas[:-1]) if len(held) - at > 1), 0)]
        if title or practice or relative or word in _TITLES or token in ";&/|" or (token in ",\n" and doctor):
            words = _merged(held) if len(held) > 1 else ()
            if len(words) > 1:
                found.append(_Part(words, related, doctor))
            related = relative or (related and not held)
            doctor = title or (doctor and not held and not relative and token != "\n")
            held, commas = [], []
        elif token == ",":
            commas.append(len(held))
        elif token != "\n":
            held.append(token)
    return tuple(found)


def _tokens(name: str) -> _Words:
    """The words of a name, without titles and prefixes, and whether each is initials; initials as one."""
    return _merged([t for t in _TOKEN.findall(name) if t not in _STOPS and t.lower() not in _TITLES | _DOCTOR])


def _merged(words: Iterable[str]) -> _Words:
    found: list[tuple[str, bool]] = []
    single = False
    for raw in words:
        word = _plain(raw).lower().strip("'’")
        if word in _PREFIXES or (raw[0] in "'’" and len(word) == 1) or not word:
            single = False
            continue
        one = len(word) == 1
        if one and single:
            found[-1] = (found[-1][0] + word, True)
        else:
            found.append((word, one or (len(word) <= 3 and raw.isupper() and word not in GIVEN)))
        single = one
    return tuple(found)


def _plain(text: str) -> str:
    """A text without accents."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
