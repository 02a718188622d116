"""One message of the Dutch care dialect of EDIFACT (MEDLAB 1, MEDVRI, MEDSPE, MEDRAD, MEDEUR) as a row.

Segments come in with the usual delimiters `:+?'`. The dialect glues counters to tags (`BEP:1:1:2+…`). What decides:

- the patient: PID and PAD. Name parts 1-2 are the married name, 3-4 the own name; with 3 empty, 1-2 are the own name.
  The fifth element is `BSN…` or, in older messages, a local number; the fourth a number of the sender for the patient.
- `requester`: ART. `exam_type`: a filled BEP of kind 0, NUB, OND or VRG. `test_result`: the outcome of such a BEP, a
  remark to it (OPB), VRS or CON. `exam_date`: DET or IDE, and in a letter only when the letter tells a result.
- a letter (TXT, FTX): `exam_type` and `test_result` only where its words or its label speak of an examination or an
  outcome; a free letter is not a result because it is a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lekwijzer.readers.edifact_un import UnPerson
from lekwijzer.readers.hl7_person import are_initials
from lekwijzer.readers.message_io import EXAM_DATE, EXAM_TYPE, NOBODY, REQUESTER, TEST_RESULT, Person, Row, joined
from lekwijzer.readers.result_words import told
from lekwijzer.readers.text_flow import uncut

_SKIP, _BEP, _OPB, _TEXT, _IDE, _PID, _PAD, _ART, _DET, _SAYS, _ASKS, _UN = range(12)
TAGS: dict[bytes, int] = dict.fromkeys(
    b"""UNA UNB UNG UNE UNH UNS UNT UNZ ZKH BLG AFD ARA KOP OPM OPU COM SEC GGA GGO REF SPE STS CTA SPC RND ALI AUT CIN CLI
    CNT DSC DLI EQN GIS GPO HAN ICD IMD INP LAN LOC MEA MOA NAT PCD PRI PRC PTY QTY QVR REL RCI SAL SEQ SPR TDT TEM TOD VAR
    MED EPI ALG CTR JNL VER ADM DGN BEH""".split(),
    _SKIP,
)
TAGS |= {
    b"BEP": _BEP, b"OPB": _OPB, b"TXT": _TEXT, b"IDE": _IDE, b"PID": _PID, b"PAD": _PAD, b"ART": _ART, b"DET": _DET,
    b"VRS": _SAYS, b"CON": _SAYS, b"NUB": _ASKS, b"OND": _ASKS, b"VRG": _ASKS, b"ADD": _SAYS,
}  # fmt: skip
TAGS |= dict.fromkeys(b"FTX NAD PNA DTM PDI ADR COM RFF FCA INV RSL BGM".split(), _UN)
TAGS |= dict.fromkeys((b"S%02d" % group for group in range(1, 30)), _UN)
"""Every tag that is known, and what to do with its segment; a piece that starts with none continues the one before."""
SKIPPED, QUESTIONS, UNITED = (
    tuple(tag for tag, kind in TAGS.items() if kind == wanted) for wanted in (_SKIP, _ASKS, _UN)
)
TEXTS = tuple(tag for tag, kind in TAGS.items() if kind in (_TEXT, _SAYS))
OUTCOMES = (b"VRS", b"CON")
"""Texts that are a result by being there."""
_ALL = EXAM_TYPE | TEST_RESULT
_START = 500
"""Letters of a running text in which is looked first."""
_TAG = re.compile(rb"[A-Z][A-Z0-9]{2}(?:[+:]|$)")
_CAPITAL = re.compile(rb"[+: ][A-Z]$")
_PAD_TEXT = ("",) * 6
_PAD_BYTES = (b"",) * 5
_SAYS_BSN = ("BSN", "bsn", "Bsn")
_NUMBER_OF_PERSON = re.compile(r"(?i)\s*BSN[\s:.]*([0-9. ]{7,12})\s*")
STAND_INS = {"\x02": "+", "\x03": ":", "\x04": "'", "\x05": "?"}
_RELEASED = {b"+": b"\x02", b":": b"\x03", b"'": b"\x04", b"?": b"\x05"}
_RELEASE = re.compile(rb"\?(.)", re.DOTALL)


def released(text: bytes) -> bytes:
    """Text without release characters: what they protected is a stand-in, and a stray one is gone."""
    if b"??" not in text and not text.endswith(b"?"):
        return text.replace(b"?+", b"\x02").replace(b"?:", b"\x03").replace(b"?'", b"\x04").replace(b"?", b"")
    return _RELEASE.sub(lambda match: _RELEASED.get(match[1], match[1]), text)


class Unknown(Exception):
    """A piece between terminators is perhaps not a segment."""


def cut(message: bytes) -> list[bytes]:
    """The segments of a message in which line ends, released characters and terminators inside values occur.

    A piece is a segment if it begins with a known tag, or with what looks like one and does not follow a lone capital
    (`D'ARC+…`); any other piece goes on where the one before stopped (`…::'s-Gravenhage:…`).
    """
    segments: list[bytes] = []
    for piece in released(message).split(b"'"):
        start = piece.lstrip(b"\r\n\t ")
        known = start[:3] in TAGS and start[3:4] in b"+:"
        if known or not segments or (_TAG.match(start) and not _CAPITAL.search(segments[-1])):
            segments.append(start.replace(b"\r", b"").replace(b"\n", b""))
        elif start:
            segments[-1] += b"\x04" + piece.replace(b"\r", b"").replace(b"\n", b"")
    return segments


class Found:
    """What the segments of one message say."""

    __slots__ = ("dated", "marks", "orders", "pad", "pid", "texts", "un")

    def __init__(self, segments: list[bytes], careful: bool) -> None:
        """Takes the segments in; unless they were cut carefully, raises Unknown where a piece is perhaps no segment."""
        self.pid = b""
        self.pad = b""
        self.orders: list[bytes] = []
        self.texts: list[bytes] = []
        self.un: UnPerson | None = None
        self.dated = False
        marks = 0
        kind_of = TAGS.get
        for segment in segments:
            kind = kind_of(segment[:3])
            if kind == _BEP:
                if marks & _ALL != _ALL:
                    marks |= _determination(segment)
            elif kind == _TEXT and segment[3:4] in b"+:":
                self.texts.append(segment)
            elif kind == _SKIP:
                continue
            elif kind is None or segment[3:4] not in b"+:":
                if segment and not careful:
                    raise Unknown
            elif kind == _OPB:
                if not marks & TEST_RESULT and says(segment):
                    marks |= TEST_RESULT
            elif kind == _UN:
                self.un = self.un or UnPerson()
                self.un.take(segment)
            else:
                marks |= self._rarer(kind, segment)
        self.marks = marks

    def _rarer(self, kind: int, segment: bytes) -> int:
        """Segments that occur once in a message or group."""
        if kind == _PID:
            if segment[4:7] == b"PAT":
                self.un = self.un or UnPerson()
                self.un.take(segment)
            else:
                self.pid = self.pid or segment
        elif kind == _PAD:
            self.pad = self.pad or segment
        elif kind == _ART:
            return _asked(segment)
        elif kind in (_DET, _IDE):
            f = _fields(segment)
            if kind == _IDE and len(f) > 2:
                self.orders.append(f[2].partition(b":")[0].strip())
            if kind == _DET and len(f) > 1 and f[1][:1].isdigit():
                self.dated = True
        elif kind == _SAYS:
            self.texts.append(segment)
            return TEST_RESULT if segment[:3] in OUTCOMES and says(segment) else 0
        elif kind == _ASKS and says(segment):
            return EXAM_TYPE
        return 0

    def row(self, label: str) -> Row | None:
        """The record of the message, whose UNH says `label`; None when nothing in it leads to anybody."""
        marks = self.marks
        who, more = NOBODY, [number.decode() for number in self.orders if number]
        if self.un:
            who, marks = self.un.person, marks | self.un.marks
            more += self.un.orders
        if self.pid:
            who = patient(self.pid, self.pad)
        order = joined(more)
        if who == NOBODY and not order:
            return None
        if self.texts or (self.un and self.un.texts):
            marks |= self._told(label)
        if self.dated and (marks & _ALL or not self.texts):
            marks |= EXAM_DATE
        return who, order, "", marks, ""

    def _told(self, label: str) -> int:
        """The marks that the words of the message give."""
        text = b" ".join([segment.partition(b"+")[2] for segment in self.texts])
        if len(text) > 2 * _START and self._marks(label, text[: text.rfind(b" ", 0, _START)]) == _ALL:
            return _ALL  # most reports say it all in their first lines
        return self._marks(label, text)

    def _marks(self, label: str, text: bytes) -> int:
        words = (released(text) if b"?" in text else text).decode()
        examined, concluded = told(" ".join((label, words, *(self.un.texts if self.un else ()))))
        return EXAM_TYPE * examined | TEST_RESULT * concluded

    def letter(self) -> str:
        """The running text of the message, for when nothing else says who it is about."""
        lines = uncut([_text(segment) for segment in self.texts])
        return "\n".join([lines, *(self.un.texts if self.un else [])])


def _fields(segment: bytes) -> list[bytes]:
    return (released(segment) if b"?" in segment else segment).split(b"+")


def _texts(segment: bytes) -> list[str]:
    """The elements of a segment as text, and some empty ones for those that are left out."""
    elements = (released(segment) if b"?" in segment else segment).decode().split("+")
    elements.extend(_PAD_TEXT)
    return elements


def _text(segment: bytes) -> str:
    """The words of a text segment, stand-ins and all delimiters as they read."""
    text = (released(segment) if b"?" in segment else segment).decode().partition("+")[2]
    return text if text.isprintable() else text.translate(_SHOW)  # stand-ins are not printable


_SHOW = {ord(stand_in): real for stand_in, real in STAND_INS.items()}


@lru_cache(4096)
def _asked(segment: bytes) -> int:
    """The mark of an ART; the same doctors come back all the time."""
    return REQUESTER if any(map(filled, _fields(segment)[2:5])) else 0


def filled(value: bytes) -> bool:
    """Whether an element says anything."""
    return bool(value.strip(b' :"-.*'))


def says(segment: bytes) -> bool:
    """Whether a remark is more than a rule or a star."""
    words = segment.partition(b"+")[2].strip(b" -*.:+'?=_\x02\x03\x05")
    return bool(words) and words.strip(b"OPM- ") != b""


def _determination(segment: bytes) -> int:
    """The marks of a BEP: kind 0 is a determination, its outcome the third element."""
    f = _fields(segment)
    f.extend(_PAD_BYTES)
    if f[1][:1] != b"0" and f[1]:
        return 0
    marks = EXAM_TYPE if f[2] else 0
    return marks | TEST_RESULT if f[3] and f[3] != b'""' else marks


def _number_of_person(value: str) -> str:
    """What follows `BSN`."""
    number = value[3:]
    if len(number) == 9 and number.isascii() and number.isdigit():
        return number
    match = _NUMBER_OF_PERSON.fullmatch(value)
    return match[1] if match else number.strip(" :.")


def patient(pid: bytes, pad: bytes) -> Person:
    """The values of PID and PAD."""
    f = _texts(pid)
    name = f[3].split(":")
    name.extend(_PAD_TEXT)
    surname, prefix, partner, partner_prefix = name[2], name[3], name[0], name[1]
    if not surname:
        surname, prefix, partner, partner_prefix = name[0], prefix or name[1], "", ""
    elif partner == surname:
        partner = partner_prefix = ""
    given, initials = name[4], name[5]
    if initials and not given and not are_initials(initials, False):
        given, initials = initials, ""
    bsn, own, bare = "", "", ""
    if f[5][:3] in _SAYS_BSN:
        bsn = _number_of_person(f[5])
    else:
        bare = f[5]
    if f[4][:3] in _SAYS_BSN:
        bsn = bsn or _number_of_person(f[4])
    else:
        own = f[4]
    street = number = postcode = city = phone = mail = ""
    if pad:
        g = _texts(pad)
        place = g[1].split(":")
        place.extend(_PAD_TEXT)
        street, number, city, postcode = place[0] or (place[2] and "Postbus"), place[1] or place[2], place[3], place[4]
        phone = g[2]
        if g[3] or "@" in phone:
            contacts = [value for value in g[2:5] if value]
            phone = joined([value for value in contacts if "@" not in value])
            mail = joined([value for value in contacts if "@" in value])
    return (
        bsn, surname, prefix, partner, partner_prefix, given, initials, f[2], f[1].replace(":", "-"),
        "", street, number, "", postcode, city, phone, mail, own, "", "", bare,
    )  # fmt: skip
