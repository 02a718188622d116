"""The people of the replica: one row per natural person, whether in a register or not.

A person's number is its row. Participants of the screening come first, then the other people of hospitals and GP
practices, then outsiders, who are in no register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica.chain import Bools, Ints
from lekwijzer.replica.names import given_names, initial, surnames
from lekwijzer.replica.places import Places, households, make_places
from lekwijzer.replica.rates import RATES

TODAY = 2025


@dataclass(frozen=True, slots=True)
class People:
    """The people and their addresses. Columns of `table` are strings without nulls, but for the numbers named here.

    pid, birth (yyyymmdd as in the register: month and day may be 00), address and old_address (positions in
    `places`), gp (position in the list of doctors), secret (0-7).
    """

    table: pl.DataFrame
    places: Places
    participants: int
    others: int
    outsiders: int


def bsns(count: int, rng: np.random.Generator) -> pl.Series:
    """`count` different numbers that pass the 11-test and start with 9, counted off in a scrambled order."""
    span = 10_000_000
    step, start = 2 * int(rng.integers(1_000_000, 4_000_000)) + 1, int(rng.integers(span))
    while step % 5 == 0:
        step += 2
    ask = min(span, int(count * 1.12) + 100)
    front = 90_000_000 + (start + np.arange(ask, dtype=np.int64) * step) % span
    total = np.zeros(ask, dtype=np.int64)
    rest = front.copy()
    for weight in range(2, 10):
        total += weight * (rest % 10)
        rest //= 10
    check = total % 11
    return pl.Series((front * 10 + check)[check < 10][:count]).cast(pl.String)


@dataclass(slots=True)
class _Draft:
    """What is copied between relatives, as positions in lists."""

    female: Bools
    year: Ints
    month: Ints
    day: Ints
    surname: Ints
    given: Ints  # people × 3, -1 = none
    address: Ints


def make_people(participants: int, others: int, outsiders: int, doctors: int, rng: np.random.Generator) -> People:
    """Draw everybody, with twins, namesakes, fathers and sons at the stated rates."""
    n = participants + others + outsiders
    names = surnames()
    given, groups = given_names()
    draft = _draft(participants, n, names, groups, rng)
    _relate(draft, participants, n, given, rng)
    places = make_places(n + n // 5, rng)
    table = _table(draft, names, given, rng)
    table = table.with_columns(
        gp=pl.Series(rng.integers(0, doctors, n)),
        bsn=bsns(n, rng),
        **_status(n, rng),
    )
    return People(table, places, participants, others, outsiders)


def _draft(
    participants: int,
    n: int,
    names: list[tuple[str, str, float, str]],
    groups: dict[str, Ints],
    rng: np.random.Generator,
) -> _Draft:
    female = rng.random(n) < 0.54
    female[:participants] = True
    year = rng.integers(1926, TODAY, n)
    year[:participants] = 1952 + (rng.beta(1.6, 1.3, participants) * 43).astype(np.int64)
    day_of_year = rng.integers(0, 365, n)
    date = np.datetime64("2001-01-01") + day_of_year
    month = date.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (date - date.astype("datetime64[M]")).astype(np.int64) + 1
    weight = np.array([w for _, _, w, _ in names])
    foreign = np.array([o != "nl" for _, _, _, o in names])
    share = np.where(foreign, RATES.migrant_name, 1 - RATES.migrant_name)
    weight = weight / np.where(foreign, weight[foreign].sum(), weight[~foreign].sum()) * share
    surname = rng.choice(len(names), n, p=weight / weight.sum()).astype(np.int64)
    chosen = _given(surname, female, year, names, groups, rng)
    address = households(n, RATES.shared_address, rng)
    return _Draft(female, year, month, day, surname, chosen, address)


def _given(
    surname: Ints, female: Bools, year: Ints, names: list[tuple[str, str, float, str]], groups: dict[str, Ints],
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """One to three given names per person, of the sex, the era and the origin of the person."""
    origins = ["nl", "tr", "ma", "hi", "pl", "xx"]
    origin = np.array([origins.index(o) for _, _, _, o in names])[surname]
    era = np.where(year < 1958, 0, np.where(year < 1988, 1, 2))
    chosen = np.full((len(surname), 3), -1, dtype=np.int64)
    for key, members in groups.items():
        sex, rest = key[0] == "V", key[1:]
        mask = female == sex
        mask &= (origin == 0) & (era == int(rest)) if rest.isdigit() else origin == origins.index(rest)
        chosen[mask] = rng.choice(members, (int(mask.sum()), 3))
    amount = rng.choice([1, 2, 3], len(surname), p=[0.45, 0.4, 0.15])
    chosen[:, 1][amount < 2] = -1
    chosen[:, 2][amount < 3] = -1
    return chosen


def _relate(draft: _Draft, participants: int, n: int, given: list[str], rng: np.random.Generator) -> None:
    """Turn random pairs of people into twins, namesakes, fathers and sons by copying from the first to the second."""
    pool = rng.permutation(n)
    twins = max(2, round(n * RATES.twins / 2))
    pairs, pool = pool[: 2 * twins].reshape(2, -1), pool[2 * twins :]
    a, b = pairs
    for column in (draft.year, draft.month, draft.day, draft.surname, draft.address):
        column[b] = column[a]
    b_same = b[rng.random(len(b)) < RATES.twins_same_initials]
    a_same = a[np.isin(b, b_same)]
    draft.given[b_same] = _same_letter(given)[draft.given[a_same]]
    namesakes = max(2, round(n * RATES.namesakes / 2))
    women = pool[pool < participants]
    a, b = women[: 2 * namesakes].reshape(2, -1)
    for column in (draft.year, draft.month, draft.day, draft.surname):
        column[b] = column[a]
    draft.given[b] = draft.given[a]
    men = pool[(pool >= participants) & ~draft.female[pool]]
    families = max(1, round(len(men) * RATES.father_son / 2))
    a, b = men[: 2 * families].reshape(2, -1)
    draft.year[a] = 1940 + draft.year[a] % 36
    draft.year[b] = draft.year[a] + 22 + draft.year[b] % 18
    draft.surname[b], draft.address[b], draft.given[b] = draft.surname[a], draft.address[a], draft.given[a]
    kin = rng.permutation(n)[: 2 * max(1, n // 40)].reshape(2, -1)  # housemates of one name: sisters, mother and child
    draft.surname[kin[1]], draft.address[kin[1]] = draft.surname[kin[0]], draft.address[kin[0]]


def _same_letter(given: list[str]) -> Ints:
    """Per given name the next one with the same first letter, so that twins may have the same initials. -1 stays -1."""
    following = np.arange(len(given) + 1)
    following[-1] = -1
    last: dict[str, int] = {}
    for position, name in enumerate(given):
        letter = initial(name)
        if letter in last:
            following[last[letter]] = position
        last[letter] = position
    return following


def _table(
    draft: _Draft, names: list[tuple[str, str, float, str]], given: list[str], rng: np.random.Generator
) -> pl.DataFrame:
    n = len(draft.year)
    adult = draft.female & (draft.year <= TODAY - 28)
    partner = adult & (rng.random(n) < RATES.partner_name)
    other = draft.surname[rng.permutation(n)]
    shares = [RATES.usage_own, RATES.usage_partner, RATES.usage_partner_own]
    usage = rng.choice(["E", "P", "V", "N"], n, p=[*shares, 1 - sum(shares)])
    incomplete = rng.random(n)
    month = np.where(incomplete < RATES.birth_incomplete / 2, 0, draft.month)
    day = np.where(incomplete < RATES.birth_incomplete, 0, draft.day)
    prefixes, bases = pl.Series([p for p, *_ in names]), pl.Series([s for _, s, *_ in names])
    firsts, letters = pl.Series([*given, ""]), pl.Series([*[initial(g) + "." for g in given], ""])
    slot = np.where(draft.given < 0, len(given), draft.given)
    has = pl.Series(partner)
    return pl.DataFrame(
        {
            "pid": pl.Series(np.arange(n)),
            "sex": pl.Series(np.where(draft.female, "V", "M")),
            "birth": pl.Series(draft.year * 10_000 + month * 100 + day),
            "surname": bases.gather(draft.surname),
            "prefix": prefixes.gather(draft.surname),
            "partner": bases.gather(other).zip_with(has, pl.repeat("", n, eager=True)),
            "partner_prefix": prefixes.gather(other).zip_with(has, pl.repeat("", n, eager=True)),
            "usage": pl.Series(np.where(partner, usage, "E")),
            "given": firsts.gather(slot[:, 0]),
            "givens": (
                firsts.gather(slot[:, 0]) + " " + firsts.gather(slot[:, 1]) + " " + firsts.gather(slot[:, 2])
            ).str.strip_chars(),
            "initials": letters.gather(slot[:, 0]) + letters.gather(slot[:, 1]) + letters.gather(slot[:, 2]),
            "address": pl.Series(draft.address),
            "old_address": pl.Series(n + draft.address % (n // 5)),
        }
    )


def _status(n: int, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Contact data and what a register says about the person's life."""
    number = rng.integers(0, 10_000_000, n)
    phone = "06" + pl.Series(70_000_000 + number).cast(pl.String)  # 067 is not given out to anyone
    death = rng.integers(0, 4000, n) + np.datetime64("2014-08-01")
    dead = rng.random(n) < RATES.dead
    empty = pl.repeat("", n, eager=True)
    return {
        "phone": phone.zip_with(pl.Series(rng.random(n) < RATES.phone), empty),
        "mail_domain": pl.Series(["mail.example", "post.example", "thuis.example", "web.example"]).gather(
            rng.integers(0, 4, n)
        ),
        "has_email": pl.Series(rng.random(n) < RATES.email),
        "dead": pl.Series(death).dt.strftime("%Y-%m-%d").zip_with(pl.Series(dead), empty),
        "emigrated": pl.Series(~dead & (rng.random(n) < RATES.emigrated)),
        "secret": pl.Series(np.where(rng.random(n) < RATES.secret_address, rng.integers(1, 8, n), 0)),
    }
