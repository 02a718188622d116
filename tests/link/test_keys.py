"""Tables of one database that each count their rows from one: which of them a key means, and when nobody can tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from factory import Person, Result, case, dutch, people, person, run, table

from lekwijzer.link.load import _words

DOCTORS = ("Aalders", "Bontekoe", "Huisman", "Pastoor", "Quist", "Tromp")
PATIENTS, ORDERS, REGISTERED = 20, 40, 30

Table = tuple[Sequence[str], list[list[object]]]
PERSONAL = ["bsn", "achternaam", "voorletters", "geboortedatum"]


@dataclass(frozen=True)
class Design:
    """How somebody named the tables and keys of a database."""

    patients: str
    doctors: str
    orders: str
    patient_id: str  # in the list of patients
    doctor_id: str
    order_id: str
    to_patient: str  # in other tables
    to_doctor: str
    to_order: str


DESIGNS = {
    "keys named after their tables": Design(
        "PERSON",
        "CORRESPONDENT",
        "ORDERING",
        "PRSN_ID",
        "CORR_ID",
        "ORD_ID",
        "ORD_PRSN_ID",
        "ORD_CORR_ID",
        "RSLT_ORD_ID",
    ),
    "id everywhere": Design("patients", "doctors", "orders", "id", "id", "id", "patient_id", "doctor_id", "order_id"),
    "in Dutch": Design("Cliënten", "Contacten", "Aanvragen", "ID", "ID", "ID", "CliëntID", "ContactID", "AanvraagID"),
    "other words": Design("persons", "providers", "orders", "id", "id", "id", "patient_id", "provider_id", "order_id"),
}


def listed(n: int, p: Person) -> list[object]:
    return [n, p.bsn, p.surname, p.initials, dutch(p.born)]


def about(order: int) -> int:
    """The patient (from 0) of an order (from 1)."""
    return order * 7 % PATIENTS


def dump(d: Design, first: int = 1) -> dict[str, Table]:
    """Twenty patients, forty orders, their results, and six doctors; every table counts from one, the patients from `first`."""
    prefix = d.order_id.removesuffix("ID") if d.order_id.startswith("ORD_") else ""
    return {
        d.patients: ([d.patient_id, *PERSONAL], [listed(first + n, person(n)) for n in range(PATIENTS)]),
        d.doctors: (
            [d.doctor_id, "naam", "adres", "plaats", "telefoon"],
            [[n, f"Dr. {name}", f"Marktplein {n}", "Hilversum", f"035-60000{n:02d}"] for n, name in enumerate(DOCTORS, 1)],
        ),
        d.orders: (
            [d.order_id, d.to_patient, d.to_doctor, f"{prefix}datum_aanvraag"],
            [[n, first + about(n), 1 + n % 6, "03-04-2024"] for n in range(1, ORDERS + 1)],
        ),
        "results": (["id", d.to_order, "bepaling", "uitslag"], [[n, n, "HPV", "neg"] for n in range(1, ORDERS + 1)]),
    }  # fmt: skip


def as_text(tables: dict[str, Table]) -> dict[str, str]:
    return {f"{name}.csv": table(header, rows) for name, (header, rows) in tables.items()}


def assessed(folder: Path, files: dict[str, str] | dict[str, bytes]) -> Result:
    return run(case(folder, registers={"pat": people(REGISTERED)}, datasets={"d1": files}, complete=["d1"]))


WANTED = [("matched", f"K{about(n):04d}") for n in range(1, ORDERS + 1)]
STRANGERS = [f"K{n:04d}" for n in range(PATIENTS, REGISTERED)]


@pytest.mark.variants
@pytest.mark.parametrize("name", DESIGNS)
def test_a_key_means_the_table_that_its_header_names(tmp_path: Path, name: str) -> None:
    found = assessed(tmp_path, as_text(dump(DESIGNS[name])))
    assert found.outcomes(f"{DESIGNS[name].orders}.csv") == WANTED
    assert found.outcomes("results.csv") == WANTED
    assert {found.verdicts()[key] for key in STRANGERS} == {"cleared"}


def test_a_key_means_a_table_of_a_database_too(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    made = sqlite3.connect(path)
    for name, (header, rows) in dump(DESIGNS["in Dutch"]).items():
        made.execute(f'CREATE TABLE "{name}" ({", ".join(f"{h!r}" for h in header)})')
        made.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(header))})', rows)
    made.commit()
    made.close()
    found = assessed(tmp_path, {"lab.db": path.read_bytes()})
    said = found.outcomes("lab.db")
    assert sorted(x for x in said if x[0] == "matched") == sorted([*WANTED, *WANTED, *(("matched", f"K{n:04d}") for n in range(PATIENTS))])  # fmt: skip
    assert {outcome for outcome, _ in said} == {"matched", "unidentified"}


def prefixed(prefix: str, people_listed: Sequence[Person]) -> Table:
    """A list of people of which every header begins with the table's name, as PRSN_ID does."""
    header = [f"{prefix}_{h}" for h in ("ID", "LASTNAME", "INITIALS", "BIRTHDATE", "SEX")]
    return header, [[n, p.surname, p.initials, dutch(p.born), p.sex] for n, p in enumerate(people_listed, 1)]


def test_a_key_with_a_name_of_its_own_is_not_meant_though_its_people_have_birth_dates(tmp_path: Path) -> None:
    tables = dump(DESIGNS["keys named after their tables"])
    tables["EMPLOYEE"] = prefixed("EMPL", people(100, 106))
    found = assessed(tmp_path, as_text(tables))
    assert found.outcomes("ORDERING.csv") == WANTED


def test_a_directory_that_nothing_points_at_is_not_meant(tmp_path: Path) -> None:
    tables = dump(DESIGNS["id everywhere"])
    header, rows = tables["orders"]
    tables["orders"] = [header[0], header[1], header[3]], [[row[0], row[1], row[3]] for row in rows]
    assert assessed(tmp_path, as_text(tables)).outcomes("orders.csv") == WANTED


def test_a_key_that_only_means_the_same_rules_out_no_list_of_patients(tmp_path: Path) -> None:
    """client_id could be a PRSN_ID, but also a number of a list whose name nobody knows."""
    tables = {
        "PERSON": prefixed("PRSN", people(PATIENTS)),
        "DLNMR": prefixed("DLNMR", people(100, 106)),
        "orders": (["id", "client_id", "datum_aanvraag"], [[n, 1 + about(n), "03-04-2024"] for n in range(1, ORDERS + 1)]),
    }  # fmt: skip
    found = assessed(tmp_path, as_text(tables))
    assert found.outcomes("orders.csv") == [("unresolved", "") if about(n) < 6 else x for n, x in enumerate(WANTED, 1)]


def test_an_order_is_not_a_visit_of_the_same_number(tmp_path: Path) -> None:
    tables = dump(DESIGNS["id everywhere"])
    tables["visits"] = (["id", "patient_id", "datum_bezoek"], [[n, 1 + n * 11 % PATIENTS, "05-04-2024"] for n in range(1, 31)])  # fmt: skip
    tables["notes"] = (["id", "visit_id", "soort"], [[n, n, "telefonisch"] for n in range(1, 31)])
    found = assessed(tmp_path, as_text(tables))
    assert found.outcomes("orders.csv") == WANTED
    assert found.outcomes("results.csv") == WANTED
    assert found.outcomes("visits.csv") == [("matched", f"K{n * 11 % PATIENTS:04d}") for n in range(1, 31)]


def test_two_tables_that_the_header_names_alike_join_nobody_whom_they_share(tmp_path: Path) -> None:
    design = DESIGNS["keys named after their tables"]
    tables = dump(design)
    header, rows = tables[design.patients]
    tables[design.patients] = header, rows[5:]
    tables["PERSON_ELDERS"] = header, [listed(n + 1, person(100 + n)) for n in range(10)]
    found = assessed(tmp_path, as_text(tables))
    # The first five are in the second list alone, the next five in both, the rest in the first list alone.
    expected = [
        ("unidentified", "") if about(n) < 5 else ("unresolved", "") if about(n) < 10 else ("matched", f"K{about(n):04d}")
        for n in range(1, ORDERS + 1)
    ]  # fmt: skip
    assert found.outcomes("ORDERING.csv") == expected
    assert found.outcomes("results.csv") == expected
    assert "cleared" not in found.verdicts().values()


@pytest.mark.parametrize("key", ["id", "nr", "client_id"])
def test_a_second_list_of_patients_may_be_meant_whatever_its_name(tmp_path: Path, key: str) -> None:
    tables = dump(DESIGNS["id everywhere"])
    tables["zkh_b"] = [key, *PERSONAL], [listed(n + 1, person(100 + n)) for n in range(6)]
    found = assessed(tmp_path, as_text(tables))
    assert found.outcomes("orders.csv") == [("unresolved", "") if about(n) < 6 else x for n, x in enumerate(WANTED, 1)]
    assert "cleared" not in found.verdicts().values()


def test_a_number_that_the_named_table_does_not_have_is_no_doctors(tmp_path: Path) -> None:
    tables = dump(DESIGNS["id everywhere"])
    header, rows = tables["patients"]
    tables["patients"] = header, rows[3:]
    found = assessed(tmp_path, as_text(tables))
    assert found.outcomes("orders.csv") == [("unresolved", "") if about(n) < 3 else x for n, x in enumerate(WANTED, 1)]
    assert {u["mentions"] for u in found.rows("unidentified")} == {1}
    assert "cleared" not in found.verdicts().values()


def test_a_key_that_names_no_table_joins_what_it_did(tmp_path: Path) -> None:
    """Without a table that the header names, any list with the number may be meant; two of them are nobody."""
    tables = dump(DESIGNS["id everywhere"])
    bare = {"x1": tables["patients"], "x2": tables["doctors"], "x3": tables["orders"]}
    found = assessed(tmp_path, as_text(bare))
    assert found.outcomes("x3.csv") == [("unresolved", "") if about(n) < 6 else x for n, x in enumerate(WANTED, 1)]


def test_nought_is_a_key_where_a_row_has_it_as_its_own(tmp_path: Path) -> None:
    found = assessed(tmp_path, as_text(dump(DESIGNS["id everywhere"], first=0)))
    assert found.outcomes("orders.csv") == WANTED
    assert found.outcomes("results.csv") == WANTED


def test_nought_as_a_patient_number_says_that_there_is_none(tmp_path: Path) -> None:
    numbers = ["0" if n == 3 else f"{7_700_000 + 13 * n}" for n in range(10)]
    found = assessed(tmp_path, {
        "patients.csv": table(["patientnummer", *PERSONAL], [[number, *listed(0, person(n))[1:]] for n, number in enumerate(numbers)]),
        "results.csv": table(["patientnummer", "bepaling", "uitslag"], [[number if n % 2 else "0", "HPV", f"nr {n}"] for n, number in enumerate(numbers)]),
    })  # fmt: skip
    assert found.outcomes("results.csv") == [("matched", f"K{n:04d}") if n % 2 and n != 3 else ("unresolved", "") for n in range(10)]  # fmt: skip


def test_nought_is_no_evidence(tmp_path: Path) -> None:
    header = ["patientnummer", "achternaam", "uitslag"]
    register = table(["sleutel", "patientnummer", *PERSONAL], [[p.key, "0", *listed(0, p)[1:]] for p in people(8)])
    home = case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": table(header, [["0", p.surname, "neg"] for p in people(8)])}})  # fmt: skip
    assert {outcome for outcome, _ in run(home).outcomes("a.csv")} == {"unresolved"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ORD_PRSN_ID", "ordPrsnId"),
        ("PatientID", "patient_nr"),
        ("patientnr", "Patient-nummer"),
        ("FK_Patient", "patienten"),
        ("CORR_ID", "corr"),
    ],
)
def test_one_key_is_written_in_many_ways(one: str, other: str) -> None:
    assert _words(one) == _words(other)


@pytest.mark.parametrize("header", ["id", "ID", "nr", "RowId", "volgnummer", "uuid", "", "#"])
def test_a_bare_number_names_nothing(header: str) -> None:
    assert _words(header) == ("", "")


def test_words_and_senses_are_told_apart() -> None:
    assert _words("patient_id")[0] != _words("client_id")[0]
    assert _words("patient_id")[1] == _words("client_id")[1] != _words("corr_id")[1]
