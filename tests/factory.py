"""Small cases for tests: people who do not exist, the registers and leaked files they stand in, and what was made of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from lekwijzer.assess.revision import Revision
from lekwijzer.assess.run import assess
from lekwijzer.case import load_case
from lekwijzer.progress import QuietProgress

SURNAMES = (
    "Vlierwijk", "Sterrenkamp", "Molenbeker", "Ruigewaard", "Ooievaar", "Zandverstuiving", "Kraanvogel", "Beukelaar",
    "Duinkerken", "Eikenhorst", "Fluitsma", "Grasduin", "Hazelhoff", "IJzerdraat", "Jutteman", "Korenbloem",
    "Lindeboom", "Meerkoet", "Nachtegaal", "Onderwater", "Paardekooper", "Quaedvlieg", "Roodborst", "Schapendonk",
    "Tuinfluiter", "Uilenburg", "Veldhoen", "Waterdrinker", "Ypenburg", "Zilverschoon",
)  # fmt: skip
GIVEN = (
    "Anna",
    "Cornelis",
    "Dirk",
    "Fenna",
    "Gerrit",
    "Hilde",
    "Jan",
    "Karin",
    "Lotte",
    "Maarten",
    "Nelleke",
    "Pieter",
)
WOMEN = {"Anna", "Fenna", "Hilde", "Karin", "Lotte", "Nelleke"}
STREETS = (
    "Beukenweg",
    "Esdoornlaan",
    "Lindehof",
    "Kastanjestraat",
    "Wilgenpad",
    "Iepenstraat",
    "Populierlaan",
    "Dennenweg",
)
CITIES = ("Utrecht", "Groningen", "Nijmegen", "Leeuwarden", "Zutphen", "Middelburg", "Deventer")


def passes_eleven(number: int) -> bool:
    """The 11-test of a BSN, written out."""
    digits = [int(d) for d in f"{number:09d}"]
    return number > 0 and (sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=False)) - digits[8]) % 11 == 0


BSNS = [str(n) for n in range(999_000_000, 999_020_000) if passes_eleven(n)]
"""Numbers that pass the test; those that start with 9 are nobody's."""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    key: str
    bsn: str
    surname: str
    prefix: str
    initials: str
    given: str
    born: date
    sex: str
    street: str
    house: str
    postcode: str
    city: str
    year: int = 2020

    def but(self, **changes: Any) -> Person:
        """The same person, or a relative, with some things different."""
        return replace(self, **changes)


def person(n: int, **changes: Any) -> Person:
    """Person number n: no two share a surname and birth date, an address, or a BSN (n below 1,000)."""
    given = GIVEN[n * 5 % len(GIVEN)]
    someone = Person(
        key=f"K{n:04d}", bsn=BSNS[n], surname=SURNAMES[n % len(SURNAMES)], prefix="van der" if n % 7 == 3 else "",
        initials=f"{given[0]}.{'CDEFGHJ'[n // 3 % 7]}.", given=given, born=date(1941, 3, 5) + timedelta(days=n * 397 % 21_900),
        sex="V" if given in WOMEN else "M", street=STREETS[n * 3 % len(STREETS)], house=str(3 + n * 7 % 291),
        postcode=f"{1200 + n * 37 % 8000}{'ABCDEGHJ'[n % 8]}{'KLMNPRST'[n // 8 % 8]}", city=CITIES[n % len(CITIES)], year=2010 + n % 12,
    )  # fmt: skip
    return replace(someone, **changes)


def people(first: int, end: int | None = None) -> list[Person]:
    """Persons 0 … first - 1, or first … end - 1."""
    return [person(n) for n in (range(first) if end is None else range(first, end))]


REGISTER = "sleutel;bsn;voorletters;roepnaam;voorvoegsel;achternaam;geboortedatum;geslacht;straat;huisnummer;postcode;woonplaats;laatste_jaar".split(
    ";"
)
LEAK = "BSN;Achternaam;Voorvoegsel;Voorletters;Geboortedatum;Geslacht;Straat;Huisnummer;Postcode;Plaats;Onderzoek;Datum afname;Uitslag".split(
    ";"
)
LEAK_FIELDS = {"bsn", "name", "birth_date", "sex", "address", "exam_type", "exam_date", "test_result"}
NOTHING = dict.fromkeys(LEAK, "")
"""A leaked row that says nothing: `leak(p, **{**NOTHING, "Achternaam": ...})`."""


def in_register(p: Person) -> list[str]:
    """Somebody's row in a register."""
    return [
        p.key,
        p.bsn,
        p.initials,
        p.given,
        p.prefix,
        p.surname,
        p.born.isoformat(),
        p.sex,
        p.street,
        p.house,
        p.postcode,
        p.city,
        str(p.year),
    ]


def leak(p: Person, **changes: str) -> list[str]:
    """Somebody's row in a leaked table; `changes` by column of LEAK."""
    own = [
        p.bsn,
        p.surname,
        p.prefix,
        p.initials,
        dutch(p.born),
        p.sex,
        p.street,
        p.house,
        f"{p.postcode[:4]} {p.postcode[4:]}",
        p.city,
        "HPV",
        "12-03-2024",
        "negatief",
    ]
    return list((dict(zip(LEAK, own, strict=True)) | changes).values())


def only(**told: str) -> list[str]:
    """A leaked row that says no more than this."""
    return list((NOTHING | {"Onderzoek": "HPV", "Uitslag": "negatief"} | told).values())


def dutch(day: date) -> str:
    """31-12-1988."""
    return f"{day:%d-%m-%Y}"


def table(header: Sequence[str] | None, rows: Iterable[Sequence[object]], delimiter: str = ";") -> str:
    """A delimited file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def leaked(*rows: Sequence[str]) -> str:
    """A leaked table of rows made with `leak` and `only`."""
    return table(LEAK, rows)


Files = Mapping[str, str | bytes]


def case(
    folder: Path, *, registers: Mapping[str, Sequence[Person] | str], datasets: Mapping[str, Files], complete: Iterable[str] = (),
    systems: Mapping[str, Mapping[str, str]] | None = None, cohorts: Mapping[str, str] | None = None, extra: str = "", name: str = "zaak",
) -> Path:  # fmt: skip
    """Write a case folder. Registers: people, or the text of a CSV; datasets: file name → content; systems: id → register → where."""
    home = folder / name
    toml = [
        '[case]\nname = "Tiny"\ntimezone = "Europe/Amsterdam"\n\n[[party]]\nid = "lab"\nrole = "processor"\nname = "The laboratory"\n'
    ]
    complete = set(complete)
    for register, content in registers.items():
        text = content if isinstance(content, str) else table(REGISTER, map(in_register, content))
        put(home / f"registers/{register}.csv", text)
        toml.append(
            f'[[register]]\nid = "{register}"\nparty = "lab"\nfiles = ["registers/{register}.csv"]\nas_of = 2025-08-20\n'
        )
        toml.append('[register.columns]\nkey = "sleutel"\n' if text.startswith("sleutel;") else "")
    for number, (dataset, files) in enumerate(datasets.items(), 1):
        (home / "leaked" / dataset).mkdir(parents=True)
        for file, leaked_text in files.items():
            put(home / "leaked" / dataset / file, leaked_text)
        whole = str(dataset in complete).lower()
        toml.append(
            f'[[dataset]]\nid = "{dataset}"\nfiles = ["leaked/{dataset}"]\nfound = 2025-08-{number:02d}T10:00:00+02:00\ncomplete = {whole}\n'
        )
    for system, holds in (systems or {}).items():
        listed = ", ".join(f"{{ register = {json.dumps(r)}, where = {json.dumps(w)} }}" for r, w in holds.items())
        toml.append(f'[[system]]\nid = "{system}"\nholds = [{listed}]\n')
    for cohort, rule in (cohorts or {}).items():
        toml.append(f'[[cohort]]\nid = "{cohort}"\ntitle = "Group {cohort}"\nwhere = {json.dumps(rule)}\n')
    put(home / "case.toml", "\n".join([*toml, extra]))
    return home


def put(path: Path, content: str | bytes) -> None:
    """Write a file and the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@dataclass(frozen=True)
class Result:
    """What a run made of a case."""

    revision: Revision
    new: bool

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A table of the revision."""
        return pl.read_parquet(self.revision.table(name), glob=False).to_dicts()

    def verdicts(self, register: str | None = None) -> dict[str, str]:
        """Key → verdict."""
        return {r["key"]: r["verdict"] for r in self.rows("subjects") if register in (None, r["register"])}

    def reasons(self, register: str | None = None) -> dict[str, str]:
        """Key → reason of its verdict."""
        return {r["key"]: r["reason"] for r in self.rows("subjects") if register in (None, r["register"])}

    def subject(self, key: str) -> dict[str, Any]:
        """The row of one person."""
        return next(r for r in self.rows("subjects") if r["key"] == key)

    def exposed(self, key: str, dataset: str | None = None) -> set[str]:
        """The fields of one person that leaked."""
        return {r["field"] for r in self.rows("exposure") if r["key"] == key and dataset in (None, r["dataset"])}

    def outcomes(self, file: str = "") -> list[tuple[str, str]]:
        """(outcome, key or "") per mention, of the files whose name ends so, in the order of the file."""
        return [(r["outcome"], r["key"] or "") for r in self.rows("mentions") if r["file"].endswith(file)]

    def why(self, file: str = "") -> list[str]:
        """The reason of each mention's outcome, in the order of the file."""
        return [r["reason"] for r in self.rows("mentions") if r["file"].endswith(file)]

    def summary(self) -> dict[str, Any]:
        """The counts of the revision."""
        return self.revision.summary


def run(home: Path, workers: int = 0) -> Result:
    """Assess a case."""
    done = assess(load_case(home), QuietProgress(), workers=workers)
    return Result(done.revision, done.new)
