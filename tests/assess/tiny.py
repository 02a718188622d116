"""A case of a few people, none of whom exists: small enough to know every answer by heart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lekwijzer.assess.run import Assessed, assess
from lekwijzer.case import load_case
from lekwijzer.fields.bsn import is_valid
from lekwijzer.progress import make_progress

NUMBERS = [n for n in range(900_000_100, 900_001_000) if is_valid(n)]
"""Numbers that pass the 11-test; those that start with 9 belong to nobody."""

PEOPLE = [
    # key, number, initials, given, prefix, surname, born, sex, street, house, postcode, city, year
    ("K001", 0, "A.B.", "Anna", "van der", "Vlierwijk", "1971-06-27", "V", "Beukenweg", "11", "2906CK", "Utrecht", "2020"),
    ("K002", 1, "C.", "Cornelis", "", "Sterrenkamp", "1950-02-03", "M", "Esdoornlaan", "4", "3511AB", "Utrecht", "2019"),
    ("K003", 2, "D.E.", "Dirk", "de", "Molenbeker", "1988-12-31", "M", "Lindehof", "77", "9711XX", "Groningen", "2021"),
    ("K004", 3, "F.", "Fenna", "", "Ruigewaard", "1962-08-15", "V", "Kastanjestraat", "2", "6511ZZ", "Nijmegen", "2018"),
    ("K005", 4, "G.", "Gerrit", "", "Ooievaar", "1979-04-09", "M", "Wilgenpad", "9", "8911CD", "Leeuwarden", "2010"),
    ("K006", 5, "G.", "Gijs", "", "Ooievaar", "1979-04-09", "M", "Wilgenpad", "9", "8911CD", "Leeuwarden", "2011"),
]  # fmt: skip

_HEADER = "sleutel;bsn;voorletters;roepnaam;voorvoegsel;achternaam;geboortedatum;geslacht;straat;huisnummer;postcode;woonplaats;laatste_jaar"
_TOML = """
[case]
name = "Tiny"
timezone = "Europe/Amsterdam"

[[party]]
id = "lab"
role = "processor"
name = "The laboratory"

[[register]]
id = "people"
party = "lab"
files = ["registers/people.csv"]
as_of = 2025-08-20
[register.columns]
key = "sleutel"
"""
_DATASET = """
[[dataset]]
id = "%s"
files = ["leaked/%s"]
found = %sT10:00:00+02:00
complete = false
"""
_TOML += _DATASET % ("first", "first", "2025-08-06")
SECOND = _DATASET % ("second", "second", "2025-09-06")
SYSTEM = """
[[system]]
id = "lims"
holds = [{ register = "people", where = "laatste_jaar >= %s" }]
"""
COHORTS = """
[[cohort]]
id = "1"
title = "Found in the first dataset"
where = "list_contains(datasets, 'first')"

[[cohort]]
id = "2"
title = "Not found"
where = "verdict = '%s'"
"""


def bsn(number: int) -> str:
    """The number of a person of the tiny case."""
    return str(NUMBERS[number])


def register_line(person: tuple[object, ...]) -> str:
    """A row of the register."""
    cells = [str(c) for c in person]
    cells[1] = bsn(int(cells[1]))
    return ";".join(cells)


def write_register(case: Path, people: Sequence[tuple[object, ...]]) -> None:
    """The register of the case."""
    (case / "registers/people.csv").write_text("\n".join([_HEADER, *map(register_line, people)]) + "\n", "utf-8")


def oru(number: int, name: str, born: str, specimen: str) -> str:
    """A result message about somebody."""
    return "\r".join([
        f"MSH|^~\\&|LIMS|LAB|HIS|ZKH|20250110||ORU^R01|{specimen}|P|2.4", f"PID|1||{bsn(number)}^^^NLMINBIZA^NNNLD||{name}||{born}|M",
        f"OBR|1|{specimen}|{specimen}|GLU^Glucose|||20250110", "OBX|1|NM|GLU^Glucose||5.6|mmol/l|||N", "",
    ])  # fmt: skip


def write_case(folder: Path, *, extra: str = "") -> Path:
    """The case with its first dataset: a list, its results by specimen number, and messages."""
    case = folder / "zaak"
    (case / "registers").mkdir(parents=True)
    (case / "leaked/first").mkdir(parents=True)
    write_register(case, PEOPLE)
    rows = [
        "bsn;naam;geboortedatum;postcode;huisnummer;monsternummer",
        f"{bsn(0)};Vlierwijk, A.B. van der;27-06-1971;2906 CK;11;MONSTER0001",
        ";Molenbeker, D.E. de;31-12-1988;9711 XX;77;MONSTER0002",
        ";Ooievaar, G.;09-04-1979;8911 CD;9;MONSTER0003",
        f"{bsn(40)};Nergenshuizen, Z.;01-02-1990;1111 AA;1;MONSTER0004",
    ]
    (case / "leaked/first/lijst.csv").write_text("\n".join(rows) + "\n", "utf-8")
    results = [
        "monsternummer;bepaling;uitslag",
        "MONSTER0001;HPV;positief",
        "MONSTER0001;CYT;Pap 2",
        "MONSTER0002;HPV;negatief",
    ]
    (case / "leaked/first/uitslagen.csv").write_text("\n".join(results) + "\n", "utf-8")
    messages = [oru(30, "Vreemdeling^X", "19600101", "MON77700"), oru(1, "Sterrenkamp^C", "19500203", "MON77701")]
    (case / "leaked/first/oru.hl7").write_text("".join(messages), "utf-8")
    (case / "case.toml").write_text(_TOML + extra, "utf-8")
    return case


def write_second(case: Path) -> None:
    """The second dataset: one more person."""
    (case / "leaked/second").mkdir(exist_ok=True)
    rows = [
        "bsn;naam;geboortedatum",
        f"{bsn(3)};Ruigewaard, F.;15-08-1962",
        f"{bsn(0)};Vlierwijk, A.B. van der;27-06-1971",
    ]
    (case / "leaked/second/meer.csv").write_text("\n".join(rows) + "\n", "utf-8")


def set_up(case: Path, extra: str) -> None:
    """Other settings for the case, after those it always has."""
    (case / "case.toml").write_text(_TOML + extra, "utf-8")


def run(case: Path) -> Assessed:
    """Assess it."""
    return assess(load_case(case), make_progress(True), workers=0)
