"""The patient in messages of the United Nations' style: MEDRPT 3.2, MEDSPE 3.1, MEDVRY 3.1.

Who a segment is about depends on what came before it: NAD opens a party (PAT the patient, PO the requester), S01 the
senders and receivers, S06 and S07 the patient. `requester`: NAD+PO, ORD or REQ. `insurer`: FCA. `exam_type`: INV.
`test_result`: RSL, or a remark FTX+UIT. `exam_date`: DTM of sampling, investigation or issue.
"""

from __future__ import annotations

import re

from lekwijzer.readers.hl7_person import are_initials
from lekwijzer.readers.message_io import (
    BARE,
    EXAM_DATE,
    EXAM_TYPE,
    INSURER,
    PERSON,
    REQUESTER,
    TEST_RESULT,
    Person,
    joined,
)

_RELEASE = re.compile(r"\?(.)", re.DOTALL)
_STAND_INS = {"+": "\x02", ":": "\x03", "'": "\x04", "?": "\x05"}
_SHOW = {ord(stand_in): real for real, stand_in in _STAND_INS.items()}
_LINES = _SHOW | {ord(":"): "\n"}
_MARK_OF = {b"INV+": EXAM_TYPE, b"RSL+": TEST_RESULT, b"FTX+": TEST_RESULT}
"""Segments that have nothing more to say once a message has the mark; of FTX only the remarks to a result."""
_PAD = [""] * 10
_ROLES = (*PERSON, BARE)
TAKEN = frozenset(("SCO", "ISO", "ISR", "SRI", "119", "ITN", "RES"))
"""Kinds of dates that are of the examination."""
REQUESTING = ("PO", "ORD", "REQ")
"""Parties that ask for an examination."""
_NAMES = {
    "NAN": "surname",
    "NEA": "partner_surname",
    "NEV": "partner_prefix",
    "SU": "surname",
    "FO": "given",
    "NRN": "given",
}
_SEX = {"1": "M", "2": "V"}


def _value(text: str) -> str:
    """A value without the two quotes that say "explicitly nothing"."""
    return "" if text.strip() in ('""', '"') else text


def says_exam(element: str) -> bool:
    """Whether the second element of INV names a determination."""
    return bool(element.strip(': "'))


def says_result(element: str) -> bool:
    """Whether the second element of RSL holds an outcome."""
    return bool(_value(element).strip(": "))


def says_insurer(element: str) -> bool:
    """Whether the second element of FCA holds a code of an insurer or a number of a policy."""
    return bool(element.replace("ZZ", "").replace("VEK", "").strip(':0" '))


def says_words(element: str) -> bool:
    """Whether the fourth element of FTX is more than rules and dots."""
    return bool(element.strip(" .\n-:"))


def says_who(element: str) -> bool:
    """Whether an element of NAD names a party."""
    return bool(element.strip(':" '))


class UnPerson:
    """Collects what the segments of one message say about its patient."""

    def __init__(self) -> None:
        self.marks = 0
        self.orders: list[str] = []
        self.texts: list[str] = []
        self._values: dict[str, str] = {}
        self._released = False
        self._party = ""
        self._group = ""

    @property
    def person(self) -> Person:
        """The values found, in the order of the roles of a record."""
        values = self._values.get
        who = [values(role, "") for role in _ROLES]
        return tuple([value.translate(_SHOW) for value in who]) if self._released else tuple(who)

    def take(self, raw: bytes) -> None:
        """One segment."""
        if raw[:1] == b"S" and raw[1:3].isdigit():
            self._group, self._party = raw[:3].decode(), ""
            return
        if self.marks & _MARK_OF.get(raw[:4], 0) and (raw[:3] != b"FTX" or raw[4:8] == b"UIT+"):
            return
        text = raw.decode()
        if "?" in text:
            self._released = True
            text = _RELEASE.sub(lambda match: _STAND_INS.get(match[1], match[1]), text)
        method = _TAKERS.get(text[:3])
        if method:
            f = text.split("+")
            f.extend(_PAD)
            method(self, f)

    @property
    def _ours(self) -> bool:
        return self._party == "PAT" or (not self._party and self._group in ("S06", "S07"))

    def _put(self, role: str, value: str) -> None:
        value = _value(value)
        if value and role not in self._values:
            self._values[role] = value

    def _identify(self, element: str) -> None:
        """A number of the patient: the BSN under list LZB, else one of a local list."""
        parts = element.split(":")
        number = next((_value(part) for part in parts[:3] if _value(part)), "")
        if number[:3].upper() == "BSN" or "LZB" in parts[1:] or "BSN" in parts[1:]:
            self._put("bsn", number.removeprefix("BSN"))
        elif number:
            known = self._values.get("patient_number", "")
            self._values["patient_number"] = joined([known, number] if known else [number])

    def _nad(self, f: list[str]) -> None:
        self._party = f[1] or "nobody"
        if f[1] == "PAT":
            if f[2]:
                self._identify(f[2])
            place = f[5].split(":")
            self._put("street", place[0])
            self._put("house_number", place[1] if len(place) > 1 else "")
            self._put("city", f[6])
            self._put("postcode", f[8])
        elif f[1] in REQUESTING and any(map(says_who, (f[2].split(":")[0], f[3], f[4]))):
            self.marks |= REQUESTER

    def _pna(self, f: list[str]) -> None:
        self._party = f[1] or "nobody"
        if f[1] != "PAT":
            return
        self._identify(f[2])
        for element in f[3:]:
            kind, _, value = element.partition(":")
            if kind == "NVV":
                initials, _, prefix = value.partition("*")
                self._put("initials" if are_initials(initials.strip() or "A", False) else "given", initials)
                self._put("prefix", prefix)
            elif kind == "NEV" or kind in _NAMES:
                self._put(_NAMES[kind], value)

    def _pid(self, f: list[str]) -> None:
        """`PID+PAT+number:PCL:LOC+100:surname:initials:prefix`."""
        self._party = "PAT"
        self._identify(f[2])
        name = f[3].split(":")
        name.extend(_PAD)
        given = _value(name[2])
        self._put("surname", name[1])
        self._put("initials" if given and are_initials(given, False) else "given", given)
        self._put("prefix", name[3])

    def _dtm(self, f: list[str]) -> None:
        kind, _, rest = f[1].partition(":")
        value = rest.partition(":")[0]
        if kind == "BTH":
            kind, value = "329", value or f[2].partition(":")[0]
        if kind == "329":
            self._put("birth_date", value[:8])
        elif kind in TAKEN and value[:1].isdigit():
            self.marks |= EXAM_DATE

    def _adr(self, f: list[str]) -> None:
        if not self._ours:
            return
        parts = f[2].split(":")
        first = 1 if parts[0].isdigit() or parts[0] in ("US", "") else 0
        self._put("street", parts[first] if len(parts) > first else "")
        self._put("house_number", parts[first + 1] if len(parts) > first + 1 else "")
        self._put("city", f[3])
        self._put("postcode", f[4])

    def _com(self, f: list[str]) -> None:
        if self._ours:
            for element in filter(None, f[1:4]):
                value, _, kind = element.rpartition(":") if ":" in element else (element, "", "TE")
                if kind in ("EM", "EI") or "@" in value:
                    self._put("email", value)
                elif kind != "FX":
                    self._put("phone", value)

    def _rff(self, f: list[str]) -> None:
        kind, _, value = f[1].partition(":")
        value = value.partition(":")[0]
        if kind in ("LZB", "BSN"):
            self._put("bsn", value)
        elif kind in ("SRI", "ROI") and value:
            self.orders.append(value)

    def _bgm(self, f: list[str]) -> None:
        if f[1][:3] == "LRP" and f[2]:
            self.orders.append(f[2].partition(":")[0])

    def _pdi(self, f: list[str]) -> None:
        self._put("sex", _SEX.get(f[1].partition(":")[0], f[1].partition(":")[0]))

    def _fca(self, f: list[str]) -> None:
        if says_insurer(f[2]):
            self.marks |= INSURER

    def _inv(self, f: list[str]) -> None:
        if says_exam(f[2]):
            self.marks |= EXAM_TYPE

    def _rsl(self, f: list[str]) -> None:
        if says_result(f[2]):
            self.marks |= TEST_RESULT

    def _ftx(self, f: list[str]) -> None:
        if f[1] != "UIT":
            self.texts.append(f[4].translate(_LINES))
        elif says_words(f[4]):
            self.marks |= TEST_RESULT


_TAKERS = {
    "NAD": UnPerson._nad, "PNA": UnPerson._pna, "PID": UnPerson._pid, "DTM": UnPerson._dtm, "ADR": UnPerson._adr,
    "COM": UnPerson._com, "RFF": UnPerson._rff, "BGM": UnPerson._bgm, "PDI": UnPerson._pdi, "FCA": UnPerson._fca,
    "INV": UnPerson._inv, "RSL": UnPerson._rsl, "FTX": UnPerson._ftx,
}  # fmt: skip
