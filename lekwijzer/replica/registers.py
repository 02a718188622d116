"""The registers of the replica: who is in which, under which key, and the files they are in, each with its own header."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.chain import Chain, Draw
from lekwijzer.replica.people import People
from lekwijzer.replica.present import Rivals
from lekwijzer.replica.rates import RATES
from lekwijzer.replica.tables import nulls, write_xlsx
from lekwijzer.replica.text import col

PARTICIPANTS = "participants"
HOSPITALS = ("hospital-a", "hospital-b")


@dataclass(frozen=True, slots=True)
class Registers:
    """`members`: register, pid, key (text), has_bsn. One row per register row."""

    members: pl.DataFrame
    practices: list[str]

    def of(self, register: str) -> pl.DataFrame:
        """The rows of one register, in the order of its file."""
        return self.members.filter(pl.col("register") == register)


def make_registers(chain: Chain, people: People, rivals: Rivals, rng: np.random.Generator) -> Registers:
    """Put people into registers. Marks in `rivals.needs_clean` whom a register has without BSN."""
    rows = chain.other_rows
    practices = [f"gp-{i + 1:03d}" for i in range(chain.practices)]
    also, twice = participants_also(chain), two_rows(chain)
    others = chain.universe + np.arange(people.others)
    names = [*HOSPITALS, *practices]
    share = np.array(
        [RATES.hospital_a, RATES.hospital_b]
        + [(1 - RATES.hospital_a - RATES.hospital_b) / chain.practices] * chain.practices
    )
    home = rng.choice(len(names), people.others + also, p=share)
    pids = np.concatenate([others, rng.choice(chain.universe, also, replace=False)])
    second = rng.choice(people.others, twice, replace=False)
    shift = np.where(home[second] < 2, 2 + rng.integers(0, chain.practices, twice), rng.integers(0, 2, twice))
    pids, home = np.concatenate([pids, others[second]]), np.concatenate([home, shift])
    order = rng.permutation(rows)
    pids, home = pids[order], home[order]
    safe = ~rivals.name_birth[pids] & ~rivals.incomplete[pids]
    has_bsn = ~(safe & (rng.random(rows) < RATES.register_without_bsn))
    rivals.needs_clean[pids[~has_bsn]] = True
    frame = pl.DataFrame({"register": pl.Series(names).gather(home), "pid": pids, "has_bsn": has_bsn}).sort(
        "register", maintain_order=True
    )
    frame = frame.with_columns(key=_keys(frame["register"], rng))
    everyone = pl.Series(rng.permutation(chain.universe))
    screening = pl.DataFrame({"register": PARTICIPANTS, "pid": everyone, "has_bsn": True}).with_columns(
        key=(pl.lit(20_000_000) + pl.int_range(pl.len()) * 7).cast(pl.String)
    )
    return Registers(pl.concat([screening, frame], how="diagonal"), practices)


def participants_also(chain: Chain) -> int:
    """Rows of hospitals and practices about participants."""
    return round(chain.other_rows * RATES.also_participant)


def two_rows(chain: Chain) -> int:
    """Rows of hospitals and practices that are a person's second."""
    return round(chain.other_rows * RATES.in_two)


def other_people(chain: Chain) -> int:
    """People of hospitals and practices who are no participants."""
    return chain.other_rows - participants_also(chain) - two_rows(chain)


def _keys(register: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Patient numbers in the style of each house, unique within it."""
    number = pl.Series(rng.permutation(len(register)))
    frame = pl.DataFrame({"r": register, "n": number})
    return frame.select(
        pl.when(col("r") == "hospital-a").then((col("n") + 3_000_000).cast(pl.String))
        .when(col("r") == "hospital-b").then(text.join("B", (col("n") + 40_000).cast(pl.String).str.zfill(7)))
        .otherwise(text.join("P", (col("n") + 10_000).cast(pl.String)))
    ).to_series()  # fmt: skip


def write_registers(
    registers: Registers, people: People, draw: Draw, doctors: pl.DataFrame, folder: Path, rng: np.random.Generator
) -> None:
    """Write all register files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = _rows(registers, people, PARTICIPANTS)
    year = np.where(draw.old, rng.integers(2008, 2017, len(draw.old)), rng.integers(2017, 2026, len(draw.old)))
    frame = frame.with_columns(last=pl.Series(year).gather(frame["pid"]), doctor=doctors["agb"].gather(frame["gp"]))
    frame.select(**_participant_columns()).pipe(nulls).write_csv(folder / "participants.csv", separator=";")
    for register in HOSPITALS:
        frame = _rows(registers, people, register)
        if register == "hospital-a":
            frame.select(**_hospital_a_columns()).pipe(nulls).write_csv(
                folder / "hospital-a.csv", separator=",", include_bom=True
            )
        else:
            frame.select(**_hospital_b_columns()).write_parquet(folder / "hospital-b.parquet", compression="zstd")
    for i, practice in enumerate(registers.practices):
        table = _rows(registers, people, practice).select(**_practice_columns())
        if i == 1:
            write_xlsx(folder / f"{practice}.xlsx", {"Patienten": table}, {"Patienten": ["Patientenlijst praktijk"]})
        else:
            nulls(table).write_csv(folder / f"{practice}.csv", separator="\t" if i % 3 == 2 else ";")


def register_file(register: str, practices: list[str]) -> str:
    """The path of a register's file in the case folder."""
    if register == "hospital-b":
        return "registers/hospital-b.parquet"
    if len(practices) > 1 and register == practices[1]:
        return f"registers/{register}.xlsx"
    return f"registers/{register}.csv"


def _rows(registers: Registers, people: People, register: str) -> pl.DataFrame:
    members = registers.of(register)
    frame = people.table[members["pid"]]
    frame = frame.hstack(people.places.table[frame["address"]]).with_columns(key=members["key"])
    bsn = pl.when(members["has_bsn"]).then("bsn").otherwise(pl.lit(""))
    birth = pl.col("birth").cast(pl.String)
    return frame.with_columns(
        bsn=bsn,
        email=pl.when("has_email").then(text.email()).otherwise(pl.lit("")),
        birth_year=birth.str.slice(0, 4),
        birth_month=birth.str.slice(4, 2),
        birth_day=birth.str.slice(6, 2),
    )


def _participant_columns() -> dict[str, pl.Expr]:
    return {
        "deelnemernummer": col("key"), "bsn": col("bsn"), "voorletters": col("initials"), "voornamen": col("givens"),
        "voorvoegsel": col("prefix"), "geslachtsnaam": col("surname"), "voorvoegsel_partner": col("partner_prefix"),
        "geslachtsnaam_partner": col("partner"), "naamgebruik": col("usage"), "geboortedatum": text.birth_compact(),
        "geslacht": col("sex"), "straat": col("street"), "huisnummer": col("number"), "toevoeging": col("addition"),
        "postcode": col("postcode"), "woonplaats": col("city"), "email": col("email"), "telefoon": col("phone"),
        "overlijdensdatum": col("dead"), "vertrokken": pl.when("emigrated").then(pl.lit("J")).otherwise(pl.lit("N")),
        "geheim": col("secret").cast(pl.String), "laatste_uitwisseling": col("last").cast(pl.String), "huisarts_agb": col("doctor"),
    }  # fmt: skip


def _hospital_a_columns() -> dict[str, pl.Expr]:
    return {
        "patientnummer": col("key"), "naam": text.used_name(), "voorletters": col("initials"), "roepnaam": col("given"),
        "meisjesnaam": text.own_name(), "geb_datum": text.birth_dutch(), "gesl": col("sex"), "BSN": col("bsn"),
        "adres": text.address_line(), "postcode": text.join(col("postcode").str.slice(0, 4), " ", col("postcode").str.slice(4, 2)),
        "plaats": col("city"), "tel_mobiel": col("phone"), "datum_overlijden": col("dead"),
    }  # fmt: skip


def _hospital_b_columns() -> dict[str, pl.Expr]:
    sex = pl.when(col("sex") == "V").then(pl.lit("F")).otherwise(pl.lit("M"))
    return {
        "patient_id": col("key"), "bsn": col("bsn"), "last_name": col("surname"), "prefix": col("prefix"),
        "partner_last_name": col("partner"), "partner_prefix": col("partner_prefix"), "first_name": col("given"),
        "initials": col("initials"), "date_of_birth": text.birth_iso(), "gender": sex, "street": col("street"),
        "house_number": col("number"), "addition": col("addition"), "postal_code": col("postcode"), "city": col("city"),
        "email": col("email"), "deceased_on": col("dead"), "secret_address": (col("secret") > 0).cast(pl.Int8).cast(pl.String),
    }  # fmt: skip


def _practice_columns() -> dict[str, pl.Expr]:
    return {
        "patnr": col("key"), "achternaam": col("surname"), "tussenvoegsel": col("prefix"), "partnernaam": text.partner_name(),
        "voorl": col("initials"), "gebdat": text.birth_dutch(), "m/v": col("sex"), "bsn": col("bsn"),
        "straat": col("street"), "huisnr": text.join(col("number"), col("addition").str.replace(r"^(\w)", "-$1")),
        "pc": col("postcode"), "woonplaats": col("city"), "telefoon": col("phone"), "e-mail": col("email"),
    }  # fmt: skip
