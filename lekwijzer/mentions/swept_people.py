"""People in texts that were swept out of unknown bytes: where several identifiers stand together, they may be one person's.

This is no reader: what stands beside what is all that is known. So only what can hardly be of two people is put together (on the
line of a number, or near to it and nearer than to any other number), and it never confirms anybody (see `choice` in the pipeline).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lekwijzer.fields.bsn import is_valid
from lekwijzer.known_names import GIVEN
from lekwijzer.mentions.raw import Cluster
from lekwijzer.model import Role
from lekwijzer.readers.text_shapes import MONTH

AROUND = 160
"""Letters on either side of a number in which what belongs to it is looked for."""
_ENOUGH = 2
"""Values on the line of a number that make the line the whole of a person."""
BESIDE = 60
"""Letters between a name and a birth date that make a person without a number."""
_BSN = re.compile(
    r"(?<![0-9.,/-])(?:[0-9]{9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}([. -])[0-9]{3}\1[0-9]{3})(?![0-9]|[.,/-][0-9])"
)
_YEAR = r"(?:19[0-9]{2}|20[0-2][0-9])"
_MONTH = rf"{MONTH}[a-z]{{0,6}}\.?"
_DATE = re.compile(
    rf"(?<![0-9])(?:{_YEAR}([-/.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])|(?:0?[1-9]|[12][0-9]|3[01])([-/. ])(?:0?[1-9]|1[0-2])\2{_YEAR}"
    rf"|(?:0?[1-9]|[12][0-9]|3[01])[- ]{_MONTH}[- ]{_YEAR})(?![0-9])",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[1-9][0-9]{3} ?[A-Z]{2}\b")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-zA-Z]{2,12}\b")
_PHONE = re.compile(r"(?<![0-9])(?:\+31|0031|0)[ -]?[1-9](?:[ -]?[0-9]){8}(?![0-9])")
_PREFIX = r"(?:(?:van|de|den|der|het|ten|ter|te|von|el|al|la|le|di|da)[ ]|'[st][ ])"
_SURNAME = rf"{_PREFIX}{{0,3}}[^\W\d_a-z][^\W\d_]+(?:[-'][^\W\d_]+){{0,2}}"
_NAME = re.compile(
    rf"\b((?:[^\W\d_a-z]\.[ ]?){{1,5}})({_SURNAME})|\b({_SURNAME}), ?((?:[^\W\d_a-z]\.[ ]?){{1,5}}|[^\W\d_a-z][^\W\d_]+)|\b([^\W\d_a-z][a-z\u00e0-\u00ff]+) ({_SURNAME})"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One person, as far as can be told, and where in the file."""

    offset: int
    values: dict[Role, str]


class Rows:
    """Finds people in texts, one after another, and learns on the way whether a number stands first or last in its row."""

    def __init__(self) -> None:
        self._first: bool | None = None

    def people(self, cluster: Cluster) -> Iterator[Found]:
        """The people of some texts that stand together."""
        text = cluster.text
        numbers = [m for m in _BSN.finditer(text) if is_valid(int(re.sub("[^0-9]", "", m[0])))]
        if not numbers:
            yield from _without_number(cluster)
            return
        if len(numbers) > 1:
            before = _values(text[max(numbers[0].start() - AROUND, 0) : numbers[0].start()])
            behind = _values(text[numbers[-1].end() : numbers[-1].end() + AROUND])
            if bool(before) != bool(behind):
                self._first = bool(behind)
        for i, number in enumerate(numbers):
            before_it = numbers[i - 1].end() if i else 0
            behind_it = numbers[i + 1].start() if i + 1 < len(numbers) else len(text)
            values = _on_line(text, number.start(), number.end(), before_it, behind_it)
            if len(values) < _ENOUGH:  # a field to a line
                first, last = self._reach(number, before_it if i else None, behind_it if i + 1 < len(numbers) else None)
                values = _values(text[max(first, 0) : number.start()] + "\n" + text[number.end() : last]) | values
            if values:
                yield Found(cluster.offset(number.start()), {Role.BSN: number[0], **values})

    def _reach(self, number: re.Match[str], before: int | None, behind: int | None) -> tuple[int, int]:
        """From where to where something belongs to a number that has others in front of it or behind it: its row, or what is nearer to it."""
        start, end = number.span()
        first, last = start - AROUND, end + AROUND
        if before is not None:
            first = max(first, start if self._first else before if self._first is False else (before + start) // 2)
        if behind is not None:
            last = min(last, behind if self._first else end if self._first is False else (end + behind) // 2)
        return first, last


def _on_line(text: str, start: int, end: int, before: int, behind: int) -> dict[Role, str]:
    """What stands on the line of a number, where it is the only one there."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    return _values(text[first:start] + "\n" + text[end:last]) if first >= before and last <= behind else {}


def _values(text: str) -> dict[Role, str]:
    """The values of one person in a text: those of which there is one kind of each."""
    found: dict[Role, str] = {}
    dates = {m[0] for m in _DATE.finditer(text)}
    if dates:  # of several dates of a person that of birth is the first
        found[Role.BIRTH_DATE] = min(dates, key=_sortable)
    for role, form in ((Role.POSTCODE, _POSTCODE), (Role.EMAIL, _EMAIL), (Role.PHONE, _PHONE)):
        some = {m[0] for m in form.finditer(text)}
        if len(some) == 1:
            found[role] = some.pop()
    names = list(_names(text))
    if names and len({name for name, _ in names}) == 1:
        found[Role.NAME] = names[0][0]
    return found


def _sortable(date: str) -> str:
    """Year first, as far as figures tell."""
    year = re.search(_YEAR, date)
    return (year[0] if year else "9999") + re.sub("[^0-9]", "", date)


def _names(text: str) -> Iterator[tuple[str, int]]:
    """Names with initials, or with a usual given name: other words with capitals may be anything."""
    for m in _NAME.finditer(text):
        if m[1]:
            yield f"{m[1].strip()} {m[2]}", m.start()
        elif m[3]:
            if "." in m[4] or m[4].lower() in GIVEN:
                yield f"{m[3]}, {m[4].strip()}", m.start()
        elif m[5].lower() in GIVEN:
            yield f"{m[5]} {m[6]}", m.start()


def _without_number(cluster: Cluster) -> Iterator[Found]:
    """A name and a birth date beside each other, with no other of either as near."""
    names = list(_names(cluster.text))
    dates = [(m[0], m.start()) for m in _DATE.finditer(cluster.text)] if names else []
    for name, at in names:
        near = [one for one in dates if abs(one[1] - at) <= BESIDE + len(name)]
        if len(near) == 1:
            rivals = {n for n, place in names if abs(place - near[0][1]) <= BESIDE + len(n)}
            if len(rivals) == 1:
                yield Found(cluster.offset(min(at, near[0][1])), {Role.NAME: name, Role.BIRTH_DATE: near[0][0]})


def names_somebody(text: str) -> bool:
    """Whether somebody seems to be named."""
    return next(_names(text), None) is not None
