"""One HL7 v2 message as rows: whose it is, which numbers link it, which categories it carries.

Messages come in with the usual delimiters; `hl7.py` translates others first. What decides a category:

- `test_result`: a filled OBX-5, or a remark (NTE) after an OBX, in any message but an order. In an order OBX holds
  answers to the questions of the order form, final status and all; there it is a result only if it has a reference
  range or an abnormal flag (OBX-7, OBX-8), which answers do not have.
- `exam_type`: OBR-4, or OBX-3 of a result. `exam_date`: any date of asking, taking or reporting in ORC, OBR, OBX or
  SPM; the date of the message itself (MSH-7) is none.
- `requester`: ORC-12, ORC-21, OBR-16, PV1-7, PV1-8, PD1-4. `insurer`: IN1-3, IN1-4, IN1-36.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lekwijzer.readers.hl7_person import person
from lekwijzer.readers.hl7_unnamed import asked_about, written_about
from lekwijzer.readers.message_io import (
    EXAM_DATE,
    EXAM_TYPE,
    INSURER,
    NOBODY,
    REQUESTER,
    TEST_RESULT,
    Person,
    Row,
    joined,
)
from lekwijzer.readers.result_words import told

ORDERS = frozenset(
    (b"OML", b"ORM", b"OMG", b"OMI", b"OMD", b"OMN", b"OMS", b"OMP", b"ORL", b"ORR", b"ORG", b"ORI", b"RDE")
)
_ASKING = frozenset((b"OML", b"ORM", b"OMG", b"OMI", b"OMD", b"OMN", b"OMS", b"OMP", b"RDE", b"ADT", b"SIU", b"ACK"))
"""Messages that, without a patient, are about nobody: an order for a water sample, a registration without a person."""
_OTHER, _PID, _OBX, _OBR, _ORC, _NTE, _LATER = range(7)
_TAGS = {
    b"PID": _PID, b"OBX": _OBX, b"OBR": _OBR, b"ORC": _ORC, b"NTE": _NTE, b"IN1": _LATER, b"SPM": _LATER, b"SAC": _LATER,
    b"MRG": _LATER, b"|^~": _OTHER, b"MSH": _OTHER, b"EVN": _OTHER, b"PV1": _OTHER, b"PV2": _OTHER, b"PD1": _OTHER,
    b"TQ1": _OTHER, b"NK1": _OTHER, b"AL1": _OTHER, b"DG1": _OTHER, b"IN2": _OTHER, b"MSA": _OTHER, b"": _OTHER,
}  # fmt: skip
_ORDERED = EXAM_TYPE | EXAM_DATE | REQUESTER
_MAIN = re.compile(rb"\r((?:PID|ORC|OBR|IN1|SPM|SAC|MRG)\|[^\r]*)")
_SEEN = EXAM_TYPE | EXAM_DATE | TEST_RESULT
_SHORT = (b"",) * 23
_FIGURES = frozenset(b"%d" % figure for figure in range(1, 10))
_BLANK = b'^&~" \t'
_NOTHING = frozenset((b"", b'""', b"null", b"NULL", b"0", b"nvt", b"onbekend", b"-"))
_ROLES_OF_CONTROLS = frozenset((b"Q", b"C", b"E", b"F", b"O", b"V", b"B"))
_CONTROL = re.compile(
    rb"(?i)(?:pos|neg)[a-z]*[ _-]?(?:control|ctrl|ctl)|(?<![a-z])(?:qc|kalibra|calibra|[a-z]*controle?(?:serum|monster|material))"
)
_TYPE = re.compile(rb"\|([A-Z]{3})\^[A-Z][0-9]{2}(?![0-9A-Za-z])")
"""A type with its event: `OML^O21`."""
HEADER = 300
"""Bytes of a message in which its type is looked for."""
_FORM = re.compile(r"(.{4,})\.[A-Za-z][A-Za-z0-9]{1,7}")
"""A number with the name of the test behind it, as in `100102018.HPV`."""
_ESCAPE = re.compile(r"\\([FSTRE]|X[0-9A-Fa-f]+|\.[^\\|^~&]{0,12}|[HN]|[CMZ][^\\|^~&]{0,12})\\")
STAND_INS = {"\x02": "|", "\x03": "^", "\x04": "~", "\x05": "\\", "\x06": "&"}
_HIDE = {ord(real): stand_in for stand_in, real in STAND_INS.items()}
_SHOW = {ord(stand_in): real for stand_in, real in STAND_INS.items()}
_ESCAPED = {"F": "\x02", "S": "\x03", "R": "\x04", "E": "\x05", "T": "\x06"}


def filled(value: bytes) -> bool:
    """Whether a field says anything."""
    return value.strip(_BLANK) not in _NOTHING


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code in _ESCAPED:
        return _ESCAPED[code]
    if code[0] == "X" and len(code) % 2:
        return bytes.fromhex(code[1:]).decode("utf-8", "replace").translate(_HIDE)
    return " " if code[0] == "." else ""


def unescaped(line: str) -> str:
    """A line with its escapes resolved; delimiters that were escaped become their stand-ins."""
    return _ESCAPE.sub(_unescape, line)


class Found:
    """What the segments of one patient, or of one specimen without a patient, say."""

    __slots__ = ("later", "marks", "orders", "pids")

    def __init__(self, segments: list[bytes], asking: bool, marks: int = 0) -> None:
        """Takes the segments in, and stops looking for what it has seen. `asking`: the message is an order."""
        self.pids: list[bytes] = []
        self.orders = orders = {}  # type: dict[bytes, None]
        self.later: list[bytes] = []
        observed = False
        notes: list[bytes] = []
        kind_of = _TAGS.get
        for segment in segments:
            kind = kind_of(segment[:3])
            if kind == _OBX:
                if marks & _SEEN != _SEEN:
                    marks |= _observation(segment.split(b"|", 20), asking)
                observed = True
            elif kind == _NTE:
                if observed and not marks & TEST_RESULT and not asking:
                    marks |= TEST_RESULT * filled(segment.split(b"|", 4)[-1])
                elif not observed:
                    notes.append(segment)
            elif kind == _OBR:
                f = segment.split(b"|", 23)
                f.extend(_SHORT)
                orders[f[2]] = orders[f[3]] = None
                if marks & _ORDERED != _ORDERED:
                    marks |= _order(f)
                observed = False
            elif kind == _ORC:
                f = segment.split(b"|", 13)
                f.extend(_SHORT)
                orders[f[2]] = orders[f[3]] = orders[f[4]] = None
                if f[9][:1].isdigit():
                    marks |= EXAM_DATE
                if f[12] and not marks & REQUESTER and names_somebody(f[12]):
                    marks |= REQUESTER
                observed = False
            elif kind == _PID:
                self.pids.append(segment)
            elif kind == _LATER:
                self.later.append(segment)
        if notes and not asking and not marks & TEST_RESULT:
            marks |= _noted(notes)
        if not marks & REQUESTER and any(map(_asks, segments)):
            marks |= REQUESTER
        self.marks = marks

    def row(self, prior: list[bytes]) -> Row | None:
        """The record; None when nothing in it leads to anybody."""
        orders = self.orders
        orders.pop(b"", None)
        order = b"\x1f".join(orders).decode()
        abouts: list[bytes] = []
        for segment in self.later:
            if segment[:3] == b"IN1":
                self.marks |= INSURER * insures(segment)
            elif segment[:3] == b"MRG":
                f = segment.split(b"|", 5)
                prior += f[1:2] + f[4:5]
            else:
                abouts.append(segment)
        order, specimen, marks, rejected = numbered(order, abouts)
        who = patient(self.pids[0], prior) if self.pids else NOBODY
        if not order and not specimen and who == NOBODY:
            return None
        return who, order, specimen, self.marks | marks, rejected


def _noted(notes: list[bytes]) -> int:
    """The marks of remarks that stand with no observation: they may tell what came of an examination by themselves."""
    examined, concluded = told(b" ".join([note.split(b"|", 3)[-1] for note in notes]).decode("utf-8", "replace"))
    return TEST_RESULT * concluded | EXAM_TYPE * (examined and concluded)


def numbered(order: str, segments: Sequence[bytes]) -> tuple[str, str, int, str]:
    """Order and specimen numbers, marks and reason of rejection, by order numbers as they stand and SPM and SAC."""
    specimens: dict[bytes, None] = {}
    marks = 0
    rejected = False
    for segment in segments:
        f = segment.split(b"|", 20)
        f.extend(_SHORT)
        ours = segment[:3] == b"SPM"
        for place in (2,) if ours else (3, 4):
            for number in f[place].partition(b"~")[0].split(b"^"):
                specimens[number.partition(b"&")[0]] = None
        if ours and (f[17] + f[18])[:1].isdigit():
            marks |= EXAM_DATE
        rejected |= (ours and f[11].partition(b"^")[0] in _ROLES_OF_CONTROLS) or _CONTROL.search(segment) is not None
    specimens.pop(b"", None)
    specimen = b"\x1f".join(specimens).decode()
    if "^" in order or "." in order or "\\" in order or '"' in order or specimen:
        order, specimen = _both_forms(_numbers(order), _numbers(specimen))
    return order, specimen, marks, "control_sample" if rejected else ""


def _order(f: list[bytes]) -> int:
    """The marks of an OBR, split in its fields."""
    marks = EXAM_TYPE if f[4][:1].isalnum() or filled(f[4]) else 0
    if (f[7] + f[6] + f[22] + f[14])[:1].isdigit():
        marks |= EXAM_DATE
    return marks | REQUESTER if f[16] and names_somebody(f[16]) else marks


def patient(pid: bytes, prior: Sequence[bytes] = ()) -> Person:
    """The person of a PID segment; `prior` are identifiers that a merge says the person had."""
    line, before = pid.decode(), b"~".join(prior).decode() if prior else ""
    if "\\" in line or "\\" in before:
        return tuple(value.translate(_SHOW) for value in person(unescaped(line), unescaped(before)))
    return person(line, before)


def _numbers(text: str) -> str:
    """Different linking numbers (EI) without their namespaces and escapes."""
    if not ("^" in text or "\\" in text or '"' in text):  # as mostly
        return text
    if "\\" in text:
        text = unescaped(text).translate(_SHOW)
    return joined([number.partition("^")[0].strip('"') for number in text.split("\x1f")])


def names_somebody(value: bytes) -> bool:
    """Whether a person or organisation field (XCN, XON) has a number or a name, not just an authority."""
    return value[:1].isalnum() or filled(b"".join(value.split(b"^", 3)[:3]))


def _asks(segment: bytes) -> bool:
    """Whether a segment names who asked, in the places that are only looked at when ORC-12 and OBR-16 are empty."""
    tag = segment[:3]
    if tag == b"PV1":
        f = segment.split(b"|", 9)
        return any(map(names_somebody, f[7:9]))
    if tag == b"PD1":
        return any(map(names_somebody, segment.split(b"|", 5)[4:5]))
    return tag == b"ORC" and any(map(names_somebody, segment.split(b"|", 22)[21:22]))


def insures(segment: bytes) -> bool:
    """Whether IN1 names the insurer or the policy; zeros are how systems write that they do not know."""
    f = segment.split(b"|", 5)
    if len(f) > 3 and f[3][:1] in _FIGURES:
        return True
    if any(filled(value.partition(b"^")[0].strip(b"0")) for value in f[3:5]):
        return True
    policy = segment.split(b"|", 37)[36:37]
    return any(filled(value.strip(b"0")) for value in policy)


def _observation(f: list[bytes], asking: bool) -> int:
    """The marks of an OBX, split in its fields."""
    f.extend(_SHORT)
    if not observed(f[5]) or (asking and not (filled(f[7]) or filled(f[8]))):
        dated = tells_when(f[3]) and f[5][:1].isdigit() if asking else (f[14] + f[19])[:1].isdigit()
        return EXAM_DATE if dated else 0
    marks = TEST_RESULT | EXAM_TYPE if f[3][:1].isalnum() or filled(f[3]) else TEST_RESULT
    return marks | EXAM_DATE if (f[14] + f[19])[:1].isdigit() else marks


_WHEN = re.compile(
    rb"(?i)(?:datum|date)[ _-]?(?:of[ _-]?)?(?:afname|collect|uitstrijk|onderzoek)|(?:afname|collection|onderzoeks?)[ _-]?(?:datum|date)"
)


def tells_when(value: bytes) -> bool:
    """Whether a question of an order is when something was taken: `CR_DATUMAFNAME`."""
    return _WHEN.search(value) is not None


def observed(value: bytes) -> bool:
    """Whether an observation has an outcome; `0` and `-` are outcomes, an empty or deleted value is not."""
    return bool(value) and value.strip(_BLANK) not in (b"", b"null", b"NULL")


def _both_forms(order: str, specimen: str) -> tuple[str, str]:
    """Adds the bare number of `100102018.HPV`: as order number, and as specimen number, which it is to the analyser."""
    orders = order.split("\x1f")
    found = [match[1] for match in map(_FORM.fullmatch, orders) if match]
    if not found:
        return order, specimen
    return joined([*orders, *found]), joined([*specimen.split("\x1f"), *found])


def records(message: bytes) -> list[tuple[Row, bytes]]:
    """The rows of a message and the bytes that each stands in."""
    kind = _kind(message[:HEADER].partition(b"\r")[0])
    asking = kind in ORDERS
    found = _quick(message, asking) or Found(_segments(message), asking)
    if len(found.pids) == 1:
        row = found.row([])
        return [(row, message)] if row else []
    segments = _segments(message)
    if not found.pids and (about := asked_about(segments)):
        found.pids.append(about)
        row = found.row([])
        return [(row, message)] if row else []
    if not found.pids and kind in _ASKING:
        return []
    named = list(written_about(segments)) if not found.pids else []
    if named:
        row = found.row([]) if len(named) == 1 else None
        _, order, specimen, marks, rejected = row or (NOBODY, "", "", found.marks, "")
        return [((one[0], order, specimen, marks | one[3], rejected), message) for one in named]
    groups = list(_patients(segments) if found.pids else _specimens(segments))
    rows = [(Found(part, asking).row([]), message if len(groups) == 1 else b"\r".join(part)) for part in groups]
    return [(row, part) for row, part in rows if row]


def _kind(header: bytes) -> bytes:
    """The type of a message by its header, also where that has a field too few or too many before it."""
    fields = header.split(b"|", 9)
    kind = fields[8][:3] if len(fields) > 8 else b""
    if kind.isalpha() and kind.isupper():
        return kind
    elsewhere = _TYPE.search(header)
    return elsewhere[1] if elsewhere else kind


def _segments(message: bytes) -> list[bytes]:
    """The segments of a message, also those that are indented, quoted or commented out, but there."""
    segments = message.split(b"\r")
    return [segments[0], *(s if s[:1].isalpha() else s.lstrip(b" \t/#>*'\"") for s in segments[1:])]


def _quick(message: bytes, asking: bool) -> Found | None:
    """What a message says without a look at its observations after the first; None when that one does not say all."""
    first = message.find(b"\rOBX|")
    marks = 0
    if first >= 0:
        if asking:
            return None
        end = message.find(b"\r", first + 1)
        marks = _observation(message[first + 1 : end if end > 0 else len(message)].split(b"|", 20), False)
    elif not asking and b"\rNTE|" in message:
        return None
    found = Found(_MAIN.findall(message), asking, marks)
    if not found.marks & REQUESTER or (first >= 0 and found.marks & _SEEN != _SEEN):
        return None
    return found if found.pids else None


def _patients(segments: list[bytes]) -> Iterator[list[bytes]]:
    """The segments per patient: a PID starts a group unless it repeats the PID before (prior results of the patient)."""
    start = 0
    current: list[bytes] = []
    for index, segment in enumerate(segments):
        if segment[:4] == b"PID|":
            same = segment.split(b"|", 9)[2:9]
            if current and same != current:
                yield segments[start:index]
                start = index
            current = same
    yield segments[start:]


def _specimens(segments: list[bytes]) -> Iterator[list[bytes]]:
    """The segments per specimen or order; whichever segment comes first is the one that starts a group."""
    starter = next((segment[:3] for segment in segments if segment[:3] in (b"SPM", b"SAC", b"OBR", b"ORC")), None)
    starts = [index for index, segment in enumerate(segments) if segment[:3] == starter]
    for start, end in zip(starts, [*starts[1:], len(segments)], strict=False):
        yield segments[start:end]
