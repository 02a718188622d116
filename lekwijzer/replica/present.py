"""How a person stands in a leaked row: complete, damaged, or with too little left to say who it is.

The rows of identifiable people may carry errors, but never so many that the person can no longer be told from
everybody else in the replica: `Rivals` says for each person which combinations somebody else has too, and such a
person always gets an intact BSN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.chain import Bools, Ints
from lekwijzer.replica.people import People
from lekwijzer.replica.rates import RATES

IDENTITY: tuple[str, ...] = (
    "bsn", "surname", "prefix", "partner", "partner_prefix", "initials", "given", "sex", "birth_year", "birth_month",
    "birth_day", "street", "number", "addition", "postcode", "city", "phone", "email",
)  # fmt: skip
"""The columns that say who a row is about; a row that lacks information keeps one or two of them."""


@dataclass(frozen=True, slots=True)
class Rivals:
    """Per person: does somebody else fit as well, by the combination in the name of the attribute?"""

    name_birth: Bools  # a surname, the first initial and the birth date
    name_address: Bools  # a surname, the first initial, postcode and house number
    birth_address: Bools  # the first initial, the birth date, postcode and house number
    full_name_birth: Bools  # participants only: own surname, all initials, birth date; BSN is all that differs
    full_name: Bools  # participants only: own surname and all initials
    household: Bools  # participants only: the address
    needs_clean: Bools  # a register has the person without BSN: name and birth date must be right
    incomplete: Bools  # the birth date in the register is


def find_rivals(people: People) -> Rivals:
    """Compare everybody with everybody, on keys."""
    base = people.table.select(
        "pid",
        "birth",
        "address",
        letter=text.plain(pl.col("initials").str.slice(0, 2)),
        initials=text.plain(pl.col("initials")),
        own=text.plain(pl.col("surname")),
        other=text.plain(pl.col("partner")),
    )
    door = people.places.table.select(door=pl.col("postcode") + pl.lit(" ") + pl.col("number"))["door"]
    base = base.with_columns(door=door.gather(base["address"]))
    names = pl.concat([base.with_columns(name="own"), base.filter(pl.col("other") != "").with_columns(name="other")])
    participants = base.filter(pl.col("pid") < people.participants)
    n = len(base)

    def shared(frame: pl.DataFrame, *key: str) -> Bools:
        counted = frame.select("pid", several=pl.col("pid").n_unique().over(list(key)) > 1)
        flag = np.zeros(n, dtype=bool)
        flag[counted.filter("several")["pid"].to_numpy()] = True
        return flag

    return Rivals(
        name_birth=shared(names, "name", "letter", "birth"),
        name_address=shared(names, "name", "letter", "door"),
        birth_address=shared(base, "letter", "birth", "door"),
        full_name_birth=shared(participants, "own", "initials", "birth"),
        full_name=shared(participants, "own", "initials"),
        household=shared(participants, "door"),
        needs_clean=np.zeros(n, dtype=bool),
        incomplete=(base["birth"] % 100 == 0).to_numpy(),
    )


def identifiable(
    people: People,
    pids: Ints,
    rivals: Rivals,
    rng: np.random.Generator,
    *,
    has_bsn: bool = True,
    has_address: bool = True,
) -> pl.DataFrame:
    """One row per person of `pids` with the errors of real exports. `has_…`: what the file has a place for."""
    n = len(pids)
    state = _bsn_state(n, rng) if has_bsn else np.full(n, "missing", dtype="<U7")
    name_error = rng.random(n) < RATES.name_typo
    which = rng.random(n)
    birth = np.select(
        [which < RATES.birth_swapped, which < RATES.birth_swapped + RATES.birth_typo,
         which < RATES.birth_swapped + RATES.birth_typo + RATES.birth_missing],
        ["swapped", "typo", "missing"], "right",
    )  # fmt: skip
    birth[name_error] = "right"
    no_initials = rng.random(n) < RATES.initials_missing
    where = rng.choice(
        ["here", "moved", "none"], n, p=[1 - RATES.moved - RATES.address_missing, RATES.moved, RATES.address_missing]
    )
    error = name_error | (birth != "right")
    incomplete = rivals.incomplete[pids]
    fits = np.where(
        error,
        has_address & (where == "here") & np.where(name_error, ~rivals.birth_address[pids], ~rivals.name_address[pids]),
        ~rivals.name_birth[pids],
    )
    mend = (state != "ok") & ~(fits & ~incomplete & ~no_initials)
    if has_bsn:
        state[mend] = "ok"
    clean = mend | rivals.needs_clean[pids] | incomplete
    name_error[clean] = False
    birth[clean] = "right"
    no_initials[clean] = False
    frame = _rows(people, pids, where, rng)
    frame = frame.with_columns(_damaged_bsn(state, rng), *_damaged_birth(birth, rng), *_damaged_name(name_error, rng))
    hide = pl.Series(no_initials)
    return frame.with_columns(
        pl.when(hide).then(pl.lit("")).otherwise(pl.col(c)).alias(c) for c in ("initials", "given")
    )


def outsiders(people: People, pids: Ints, rivals: Rivals, rng: np.random.Generator) -> pl.DataFrame:
    """Rows about people who are in no register: name and birth date right, and a BSN where somebody else is like them."""
    frame = _rows(people, pids, np.full(len(pids), "here"), rng)
    absent = pl.Series(
        (rng.random(len(pids)) < RATES.bsn_missing) & ~rivals.name_birth[pids] & ~rivals.incomplete[pids]
    )
    return frame.with_columns(bsn=pl.when(absent).then(pl.lit("")).otherwise("bsn"))


_LACKING: dict[str, tuple[float, tuple[str, ...]]] = {
    "specimen": (0.34, ()),
    "initials and birth year": (0.16, ("initials", "birth_year", "sex")),
    "name only": (0.14, ("surname", "prefix", "initials")),
    "part of a BSN": (0.14, ("bsn",)),
    "given name": (0.07, ("given",)),
    "birth date and city": (0.09, ("birth_year", "birth_month", "birth_day", "city")),
    "address": (0.06, ("street", "number", "addition", "postcode", "city")),
}
"""What is left in rows that lack information, with shares."""


def lacking(people: People, pids: Ints, rivals: Rivals, rng: np.random.Generator) -> pl.DataFrame:
    """Rows about `pids` of whom too little is left. The column `lacks` says what is left.

    A name alone, or an address alone, is only left where several participants have it; two participants of the same
    name, initials and birth date give a tie.
    """
    kinds = list(_LACKING)
    kind = rng.choice(kinds, len(pids), p=[share for share, _ in _LACKING.values()]).astype("<U32")
    kind[(kind == "name only") & ~rivals.full_name[pids]] = "specimen"
    kind[(kind == "address") & ~rivals.household[pids]] = "specimen"
    kind[rivals.full_name_birth[pids] & ~rivals.incomplete[pids]] = "tie"
    frame = _rows(people, pids, np.full(len(pids), "here"), rng).with_columns(lacks=pl.Series(kind))
    keeps = {k: kept for k, (_, kept) in _LACKING.items()}
    keeps["tie"] = ("surname", "prefix", "initials", "birth_year", "birth_month", "birth_day")
    part = pl.col("bsn").str.slice(0, 3) + pl.lit("*****") + pl.col("bsn").str.slice(8, 1)
    frame = frame.with_columns(bsn=part)
    return frame.with_columns(
        pl.when(pl.col("lacks").is_in([k for k, kept in keeps.items() if c in kept]))
        .then(pl.col(c))
        .otherwise(pl.lit(""))
        .alias(c)
        for c in IDENTITY
    )


def somebody_elses_bsn(people: People, pids: Ints, owners: Ints, rng: np.random.Generator) -> pl.DataFrame:
    """Complete rows about `pids`, but with the valid BSN of `owners`: nobody may be linked to these without a person looking."""
    frame = _rows(people, pids, np.full(len(pids), "here"), rng)
    return frame.with_columns(bsn=people.table["bsn"].gather(owners), lacks=pl.lit("BSN of somebody else"))


def _rows(people: People, pids: Ints, where: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """The people as their register has them, at the address `where` says (here, moved, none), `birth` in three parts."""
    frame = people.table[pids]
    n = len(frame)
    spot = np.where(where == "moved", frame["old_address"].to_numpy(), frame["address"].to_numpy())
    places = people.places.table[spot]
    absent = pl.Series(where == "none")
    frame = frame.hstack(places.select(pl.when(absent).then(pl.lit("")).otherwise(pl.all()).name.keep()))
    mail = pl.Series(rng.random(n) < RATES.leak_email / RATES.email)
    call = pl.Series(rng.random(n) < RATES.leak_phone / RATES.phone)
    birth = pl.col("birth").cast(pl.String)
    return frame.with_columns(
        email=pl.when(mail & pl.col("has_email")).then(text.email()).otherwise(pl.lit("")),
        phone=pl.when(call).then("phone").otherwise(pl.lit("")),
        birth_year=birth.str.slice(0, 4),
        birth_month=birth.str.slice(4, 2),
        birth_day=birth.str.slice(6, 2),
    )


def _bsn_state(n: int, rng: np.random.Generator) -> np.ndarray:
    damaged = [RATES.bsn_missing, RATES.bsn_typo, RATES.bsn_digit_lost, RATES.bsn_padded]
    return rng.choice(["missing", "typo", "lost", "padded", "ok"], n, p=[*damaged, 1 - sum(damaged)])


def _damaged_bsn(state: np.ndarray, rng: np.random.Generator) -> pl.Expr:
    """One wrong digit always fails the 11-test, and so does a number whose first digit, a 9, is gone."""
    n = len(state)
    at = pl.Series(rng.integers(2, 9, n))
    step = pl.Series(rng.integers(1, 10, n))
    digit = ((pl.col("bsn").str.slice(at, 1).cast(pl.Int64, strict=False) + step) % 10).cast(pl.String)
    typo = pl.col("bsn").str.slice(0, at) + digit + pl.col("bsn").str.slice(at + 1)
    is_state = pl.Series(state)
    return (
        pl.when(is_state == "ok").then("bsn")
        .when(is_state == "missing").then(pl.lit(""))
        .when(is_state == "typo").then(typo)
        .when(is_state == "lost").then(pl.col("bsn").str.slice(1))
        .otherwise(pl.lit("0") + pl.col("bsn").str.slice(1))
        .alias("bsn")
    )  # fmt: skip


def _damaged_birth(state: np.ndarray, rng: np.random.Generator) -> list[pl.Expr]:
    is_state = pl.Series(state)
    swap = (is_state == "swapped") & (pl.col("birth_day") <= "12") & (pl.col("birth_day") != "00")
    off = pl.Series(rng.choice([-10, -1, 1, 10], len(state)))
    year = (
        pl.when(is_state == "typo")
        .then((pl.col("birth_year").cast(pl.Int64) + off).cast(pl.String))
        .otherwise("birth_year")
    )
    month = pl.when(swap).then("birth_day").otherwise("birth_month")
    day = pl.when(swap).then("birth_month").otherwise("birth_day")
    return [
        pl.when(is_state == "missing").then(pl.lit("")).otherwise(value).alias(name)
        for name, value in (("birth_year", year), ("birth_month", month), ("birth_day", day))
    ]


def _damaged_name(wrong: Bools, rng: np.random.Generator) -> list[pl.Expr]:
    """Leave out, double or swap one letter after the first, in both surnames; names under five letters stay."""
    n = len(wrong)
    kind = pl.Series(rng.integers(0, 3, n))
    share = rng.random(n)
    damaged = []
    for name in ("surname", "partner"):
        value = pl.col(name)
        size = value.str.len_chars().cast(pl.Int64)
        at = (pl.Series(share) * (size - 3)).cast(pl.Int64).clip(0) + 1
        head, tail = value.str.slice(0, at), value.str.slice(at + 2)
        one, two = value.str.slice(at, 1), value.str.slice(at + 1, 1)
        typo = (
            pl.when(kind == 0)
            .then(head + two + tail)
            .when(kind == 1)
            .then(head + one + one + two + tail)
            .otherwise(head + two + one + tail)
        )
        damaged.append(pl.when(pl.Series(wrong) & (size >= 5)).then(typo).otherwise(value).alias(name))
    return damaged
