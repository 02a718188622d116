"""Through which number, and which other mention, a mention without a person of its own was joined to its person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lekwijzer.assess.evidence import Place
from lekwijzer.engine.backend import Backend
from lekwijzer.link.references import LONG
from lekwijzer.mentions.masks import mask
from lekwijzer.model import Role

_KINDS = {"p": "patient_number", "o": "order_number", "s": "specimen_number", "i": "record_id", "j": "record_id"}
_AS_THEY_ARE = "pos"
"""Kinds of numbers that are joined to each other by what they are; others, too, by what their column was found to point at."""


@dataclass(frozen=True, slots=True)
class Via:
    """The number that joins a mention, and the mention that carries it too (None: the register row itself does)."""

    kind: str
    number: str  # masked, unless asked for
    place: Place | None
    locator: str


@dataclass(frozen=True, slots=True)
class _Carrier:
    mid: int
    refs: frozenset[tuple[str, str]]


def through(
    backend: Backend,
    linked: Sequence[tuple[int, str, str]],
    places: Sequence[Place],
    locators: dict[Place, str],
    *,
    reveal: bool,
) -> dict[tuple[int, str], Via]:
    """Per joined mention and person how it was joined; `linked` are (mid in `person`, person, reason of the link)."""
    if not any(reason in ("number_joined", "number_in_register") for _, _, reason in linked):
        return {}
    refs = {
        mid: frozenset((x.partition(":")[0], x.partition(":")[2]) for x in (text or "").split("\x1f") if len(x) > 2)
        for mid, text in backend.rows("SELECT mid, refs FROM person")
    }
    out: dict[tuple[int, str], Via] = {}
    for person in {who for _, who, _ in linked}:
        mine = [(mid, reason) for mid, who, reason in linked if who == person]
        known = [
            _Carrier(mid, refs.get(mid, frozenset()))
            for mid, reason in mine
            if reason not in ("number_joined", "number_in_register")
        ]
        waiting = [_Carrier(mid, refs.get(mid, frozenset())) for mid, reason in mine if reason == "number_joined"]
        while waiting:  # each round may be reached from the one before, as in linking
            reached = {c.mid: (c, best) for c in waiting if (best := _nearest(c, known, places)) is not None}
            if not reached:
                break
            for mid, (_, (kind, number, other)) in reached.items():
                place = places[other]
                out[(mid, person)] = Via(
                    _KINDS.get(kind, "record_id"), _shown(kind, number, reveal), place, locators.get(place, "")
                )
            known += [c for c, _ in reached.values()]
            waiting = [c for c in waiting if c.mid not in reached]
        for mid, reason in mine:
            number = (
                next((n for k, n in sorted(refs.get(mid, ())) if k == "p"), "")
                if reason == "number_in_register"
                else ""
            )
            if number:
                out[(mid, person)] = Via("patient_number", _shown("p", number, reveal), None, "")
    return out


def _shown(kind: str, number: str, reveal: bool) -> str:
    return number if reveal else mask(Role(_KINDS.get(kind, "record_id")), number)


def _nearest(mention: _Carrier, known: Sequence[_Carrier], places: Sequence[Place]) -> tuple[str, str, int] | None:
    """The number that leads to somebody known, from as near as possible: same file, same folder, same dataset."""
    best: tuple[int, bool, int, str, str] | None = None
    for other in known:
        far = _distance(places[mention.mid], places[other.mid])
        if far is None:
            continue
        for kind, number in mention.refs:
            for other_kind, other_number in other.refs:
                if number != other_number:
                    continue
                plain = _joins(kind, other_kind, number, far)
                if plain or (far < 2 and (kind not in _AS_THEY_ARE or other_kind not in _AS_THEY_ARE)):
                    best = min(best or (9, True, 0, "", ""), (far, not plain, other.mid, kind, number))
    return (best[3], best[4], best[2]) if best else None


def _distance(one: Place, two: Place) -> int | None:
    if one.dataset != two.dataset:
        return None
    return 0 if one.file == two.file else 1 if one.file.rpartition("/")[0] == two.file.rpartition("/")[0] else 2


def _joins(kind: str, other: str, number: str, far: int) -> bool:
    """The rules of `link.references`, for two numbers that are equal."""
    near = far < 2
    if len(number) < 4 and not near:
        return False
    same = kind == other and kind in "pos" and number != "0"
    crossed = kind in "os" and other in "os" and len(number) >= LONG
    local = near and ((kind == "p" and other == "i") or (kind in "os" and other == "j"))
    return same or crossed or local
