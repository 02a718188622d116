"""What prose says between a name and a birth date, put behind the date: `de heer A. Bos, wonende Kerkweg 1 te Oss, geboren op …`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lekwijzer.readers.text_shapes import CITY, DATE_FORM, PLACE, STREET_FORM

_BORN = rf"((?i:geboren|geb\.?|born)(?: (?:op|on))?(?: de)? (?i:{DATE_FORM}))"
_BORN_AT = re.compile(
    rf"\b((?i:geboren|geb\.?|born)) ((?:te|in|at) {CITY}),? (?:(?:op|on|d\.?d\.?)(?: de)? )?((?i:{DATE_FORM}))"
)
_LIVES = re.compile(
    rf"[\s,]+((?i:(?:thans |nu )?(?:wonende|woonachtig|wonend|ingeschreven|living|residing))\b[^.;:()\n]{{2,80}}?)[\s,]+(?:(?:en|and) )?{_BORN}"
)
_AT = re.compile(
    rf",\s*(?:(?P<place>{PLACE.pattern})|(?P<street>{STREET_FORM}),?\s+(?:te )?(?P<city>{CITY}))\s*,\s*{_BORN}"
)
_WITH = re.compile(
    rf"(?<=\w),? (?:en|and|met(?: als)?|with) (?:(?:mijn|haar|zijn|my|her|his) )?(?:geboortedatum|date of birth)(?: is)?:? (?=(?i:{DATE_FORM}))"
)
"""`mijn naam is A. Bos en mijn geboortedatum is …`."""
_AND_BORN = re.compile(r"(?<=\w),? (?:en|and) (?:is )?(?=(?:geboren|born) (?:op|te|in|on) )")
_WORTH = re.compile(r"(?i)\bgeb(?:oren|\.| |oorte)|\bborn\b|\bbirth\b")


def in_order(lines: Sequence[str]) -> list[str]:
    """The lines, in each the birth date behind the name it belongs to."""
    return [_ordered(line) if len(line) < 2000 and _WORTH.search(line) else line for line in lines]


def _ordered(line: str) -> str:
    line = _AND_BORN.sub(", ", _WITH.sub(", geboren ", line))
    line = _BORN_AT.sub(r"\1 op \3 \2", line)
    line = _LIVES.sub(r", \2, \1", line)
    return _AT.sub(_address_behind, line)


def _address_behind(match: re.Match[str]) -> str:
    born = match[match.lastindex or 0]
    if match["place"]:
        return f", {born}, {match['place']}"
    return f", {born}, wonende {match['street']} te {match['city']}"
