"""Whom a table is about, where its headers name somebody who usually is somebody else: a child, a user, who gets a parcel."""

from __future__ import annotations

from collections.abc import Sequence

from lekwijzer.detect.headers import Said, read, tokens
from lekwijzer.model import Role

_CHILD = {"kind", "child", "baby", "zuigeling", "neonaat", "newborn", "pasgeborene"}
_WHO = {Role.NAME, Role.SURNAME, Role.GIVEN, Role.BSN, Role.BIRTH_DATE}


def of_children(labels: Sequence[str], said: list[Said]) -> list[Said]:
    """What the headers say; where they name nobody but a child and its parents, as in neonatal screening, it is about the child."""
    if any(s.role in _WHO and not s.foreign for s in said):
        return said
    words = [tokens(label) for label in labels]
    own = [read("_".join(w for w in some if w not in _CHILD)) if _CHILD & set(some) else None for some in words]
    if len({s.role for s in own if s and s.role in _WHO}) < 2:
        return said
    return [new or old for new, old in zip(own, said, strict=True)]


_RECEIVER = {"ontvanger", "receiver", "recipient", "geadresseerde", "addressee", "consignee"}
_AT = {Role.ADDRESS, Role.STREET, Role.POSTCODE}


def of_receivers(labels: Sequence[str], said: list[Said]) -> list[Said]:
    """What the headers say; where they name nobody but who gets a parcel or a letter, with an address, it is about that one."""
    if any(s.role in _WHO and not s.foreign for s in said):
        return said
    words = [tokens(label) for label in labels]
    own = [read("_".join(w for w in some if w not in _RECEIVER)) if _RECEIVER & set(some) else None for some in words]
    now = [new or old for new, old in zip(own, said, strict=True)]
    named = any(s and s.role in _NAMED for s in own)
    return now if named and any(s.role in _AT and not s.foreign for s in now) else said


_USER = {"gebruiker", "user", "account"}
_BORN = {Role.BIRTH_DATE, Role.BSN}


def of_users(labels: Sequence[str], said: list[Said]) -> list[Said]:
    """What the headers say; a user of whom the birth date or BSN is kept is a person of a portal, and nobody of the staff."""
    words = [set(tokens(label)) & _USER for label in labels]
    whose = {word for some, what in zip(words, said, strict=True) if what.role in _BORN for word in some}
    if not whose:
        return said
    return [
        read("_".join(w for w in tokens(label) if w not in whose)) if some & whose and what.foreign else what
        for label, some, what in zip(labels, words, said, strict=True)
    ]


_CONTACT = {"contactpersoon", "contactpersonen", "contact"}


def of_contacts(labels: Sequence[str], said: list[Said]) -> list[Said]:
    """What the headers say; where a contact person has a name in the table, `contact_tel` is the telephone of that one."""
    words = [tokens(label) for label in labels]
    if not any(
        "contactpersoon" in some or (_CONTACT & set(some) and what.role in _NAMED)
        for some, what in zip(words, said, strict=True)
    ):
        return said
    return [
        Said(None, 0.0, foreign=True) if what.role in _REACHED and _CONTACT & set(some) else what
        for some, what in zip(words, said, strict=True)
    ]


_NAMED = {Role.NAME, Role.SURNAME, Role.GIVEN}
_REACHED = {Role.PHONE, Role.EMAIL}
