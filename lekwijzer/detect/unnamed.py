"""Names under headers that say nothing, in a table that tells of each row who it is: `who`, `B`, `cli_ana`.

Elsewhere an unknown header is left alone, as most columns are nothing of a person. Where a citizen service number or a birth
date stands in every row and no column has a name, one with names in it holds those of the same people. Beside an address the same
holds for names as they stand on an envelope, but not where the table is of places, or the header names somebody who works there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lekwijzer.detect.headers import OTHERS, tokens
from lekwijzer.detect.judge import UNKNOWN_HEADER, Column
from lekwijzer.detect.values import Profile
from lekwijzer.model import Role

_NAMED = {Role.NAME, Role.SURNAME, Role.GIVEN}
_WHO = (Role.BSN, Role.BIRTH_DATE)
_LIVES = (Role.ADDRESS, Role.STREET)
_ENOUGH = 8
"""Rows under which names differ as much by chance as those of doctors do."""
_AS_MANY, _PARTS = 0.5, 0.2
"""Whole names, and surnames or given names, there must be to each different person: those of doctors return more than those of patients."""
_ONE_EACH = 1.2
_CLEARLY = 1.5
"""By how much the names of one column must differ more than those of another to be the patients'."""


def named(columns: list[Column], profiles: Sequence[Profile]) -> list[Column]:
    """The columns, and which of them have the names of the people of a table whose headers name none."""
    roles = {c.role: profiles[c.index] for c in columns if c.role}
    if not roles.keys() & {*_WHO, *_NAMED}:
        return _addressed(columns, profiles, roles)
    people = max((round(roles[role].distinct * roles[role].count) for role in _WHO if role in roles), default=0)
    if people < _ENOUGH or roles.keys() & _NAMED:
        return columns
    unsaid = [c for c in columns if c.role is None and c.why == UNKNOWN_HEADER and _words(profiles[c.index], people)]
    if Role.BSN in roles:  # each number has one name, and not a new one in each of its rows
        unsaid = [c for c in unsaid if profiles[c.index].distinct <= _ONE_EACH * roles[Role.BSN].distinct]
    could_be = [c for c in unsaid if _several_words(profiles[c.index], people)]
    whole = _most_different(could_be, profiles)
    if could_be:
        return _with(columns, {whole: Role.NAME}) if whole is not None and _whole(profiles[whole]) else columns
    surname = _most_different([c for c in unsaid if _surnames(profiles[c.index])], profiles)
    given = _most_different([c for c in unsaid if c.index != surname and _given(profiles[c.index])], profiles)
    found = {surname: Role.SURNAME, given: Role.GIVEN}
    return _with(columns, {index: role for index, role in found.items() if index is not None})


_ADDRESSEE = {"aan", "tav", "geadresseerde", "geadresseerden", "addressee", "recipient", "ontvanger", "adressant"}
_HOLDS_OFFICE = {
    "beheerder", "directeur", "eigenaar", "manager", "coordinator", "aanspreekpunt", "chauffeur", "koerier", "bezorger", "prikker", "teamleider", "afdelingshoofd", "hoofd",
    "director", "owner", "driver", "courier", "tandarts", "apotheker", "voorzitter", "secretaris", "penningmeester", "verantwoordelijke", "ondertekenaar", "getekend", "uitvoerder",
}  # fmt: skip
"""Who has to do with the place at an address and does not live there."""
_BY_SURPRISE = 0.1
"""The share of names of organisations from which a table is one of places."""


def _addressed(columns: list[Column], profiles: Sequence[Profile], roles: Mapping[Role, Profile]) -> list[Column]:
    """The columns, and which of them has the names of those who live at the addresses of a table that says nothing else of them.

    Under a header that means whom a letter goes to the names may be few; under others they differ as the addresses do.
    """
    lives = [roles[role] for role in _LIVES if role in roles]
    if not lives or (Role.POSTCODE not in roles and max(p.postcode_inside for p in lives) < 0.5):
        return columns
    if any(p.count and p.organisation > _BY_SURPRISE for p in profiles):
        return columns
    people = max(round(p.distinct * p.count) for p in lives)
    could_be = []
    for column in columns:
        words, p = set(tokens(column.header)), profiles[column.index]
        addressee = bool(words & _ADDRESSEE)
        if column.role is not None or column.why != UNKNOWN_HEADER or not column.header:
            continue
        if words & _HOLDS_OFFICE or (words & OTHERS and not addressee) or p.doctor > _BY_SURPRISE:
            continue
        if p.count and (addressee or people >= _ENOUGH) and _words(p, people) and _differ(p, people, _AS_MANY):
            could_be.append(column)
    whole = [c for c in could_be if profiles[c.index].full_name > 0.8]
    found = _most_different(whole, profiles) if len(whole) == len(could_be) else None
    return _with(columns, {found: Role.NAME}) if found is not None else columns


def _words(p: Profile, people: int) -> bool:
    """Whether the values are words that differ as names of people do."""
    if p.any_digit > 0.05 or p.mean_length < 2 or p.count < 0.3 * people:
        return False
    # Of surnames some are words of other things: Dijk, Singel, Bakker.
    return _differ(p, people, _PARTS) and max(p.organisation, p.exam, p.result, p.sentence) < 0.2 and p.street < 0.5


def _differ(p: Profile, people: int, share: float) -> bool:
    return p.distinct * len(p.values) >= share * min(people, len(p.values))


def _several_words(p: Profile, people: int) -> bool:
    """What whole names look like, also of people whose given names stand in no list."""
    return _differ(p, people, _AS_MANY) and (p.full_name > 0.3 or (p.worded > 0.8 and p.capitalised > 0.6))


def _whole(p: Profile) -> bool:
    return p.full_name > 0.8 or (p.given > 0.4 and p.worded > 0.8 and p.capitalised > 0.6)


def _surnames(p: Profile) -> bool:
    return p.surname > 0.3 and p.capitalised > 0.8 and p.city < 0.3 and p.given < 0.3


def _given(p: Profile) -> bool:
    return p.given > 0.6 and p.worded < 0.4


def _most_different(some: Sequence[Column], profiles: Sequence[Profile]) -> int | None:
    """The column whose values clearly differ most; None where two could be it, and where there is none."""
    ranked = sorted(some, key=lambda c: -profiles[c.index].distinct * profiles[c.index].count)
    if not ranked:
        return None
    first, *rest = (profiles[c.index].distinct * profiles[c.index].count for c in ranked)
    return ranked[0].index if not rest or first >= _CLEARLY * rest[0] else None


def _with(columns: list[Column], found: dict[int, Role]) -> list[Column]:
    why = "values: names, and nothing else in the table is one"
    return [Column(c.index, c.header, found[c.index], 0.5, why) if c.index in found else c for c in columns]
