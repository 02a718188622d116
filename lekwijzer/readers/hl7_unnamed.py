"""HL7 v2 messages without a patient segment that are about somebody all the same: a question about a person, and a letter.

A question (QPD, QRD) says of whom something is asked as it would stand in PID; that segment is made of it. The text of a letter or
report names its patient as any letter does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lekwijzer.readers.message_io import Row
from lekwijzer.readers.text_flow import uncut
from lekwijzer.readers.text_person import passages

_PARAMETER = re.compile(rb"@PID\.([0-9]{1,2})(?:\.([0-9]{1,2}))?(?:\.[0-9]{1,2})?\^([^~]*)")
_OF_PID = (3, 5, 7, 8, 11, 13)
_NUMBER = re.compile(rb"[A-Za-z]{0,3}[0-9]{4,}[A-Za-z]{0,3}\^")
_IN_WORDS = (b"FT", b"TX", b"ST", b"CE", b"")
_TELLS = re.compile(r"(?i)\b(?:geb|bsn|naam|betr|pati|mevr|mw|dhr|de heer|name|born|dob|inzake)")
_BREAK = re.compile(r"\\\.(?:br|sp|ce)[^\\]{0,4}\\|~")


def asked_about(segments: Sequence[bytes]) -> bytes:
    """The patient segment that a question stands for; "" where none is asked about."""
    for segment in segments:
        if segment[:4] == b"QPD|":
            f = segment.split(b"|", 12)
            if parameters := _PARAMETER.findall(segment):
                return _made(parameters)
            if len(f) > 3 and _NUMBER.match(f[3]):  # the cross-reference of a number
                return b"PID|||" + f[3]
        elif segment[:4] == b"QRD|":
            f = segment.split(b"|", 10)
            who = f[8].partition(b"~")[0].split(b"^", 3) if len(f) > 8 else []
            if any(who):
                return b"PID|||" + who[0] + b"||" + b"^".join(who[1:3])
    return b""


def _made(parameters: Sequence[tuple[bytes, bytes, bytes]]) -> bytes:
    """A patient segment out of the parameters of a question: field, component, value."""
    fields: dict[int, list[bytes]] = {}
    for field, component, value in parameters:
        parts = fields.setdefault(int(field), [])
        place = max(int(component or 1), 1) - 1
        parts += [b""] * (place + 1 - len(parts))
        parts[place] = parts[place] or value
    if not fields.keys() & set(_OF_PID):
        return b""
    return b"PID|" + b"|".join(b"^".join(fields.get(number, ())) for number in range(1, 14))


def written_about(segments: Sequence[bytes]) -> Iterator[Row]:
    """The people whom the words of a message without a patient are about."""
    lines = []
    for segment in segments:
        f = segment.split(b"|", 6)
        if f[0] == b"NTE" and len(f) > 3:
            lines.append(f[3])
        elif f[0] == b"OBX" and len(f) > 5 and f[2] in _IN_WORDS:
            lines.append(f[5])
    text = uncut([line.decode("utf-8", "replace") for line in lines])
    if _TELLS.search(text):
        for passage in passages(_BREAK.sub("\n", text)):
            yield passage.row
