"""Several things of a person in one cell are taken apart; other cells with signs in them are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from detect.tables import People
from lekwijzer.detect import glued
from lekwijzer.mentions.tables import map_table
from lekwijzer.model import Table
from lekwijzer.readers import delimited

P = People(40)
ROWS = range(P.n)


def read(path: Path, lines: list[str]) -> tuple[dict[str, list[str]], pl.DataFrame]:
    """The headers of each role, and the rows."""
    path.write_text("\n".join(lines) + "\n")
    (part,) = delimited.read(path, [])
    assert isinstance(part, Table)
    table, batches = map_table(part, {})
    frame = pl.concat(list(batches))
    roles = {role.value: [f"c{i}" for i in indexes] for role, indexes in table.by_role().items()}
    return roles, frame


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("Pat. gegevens", lambda i: f"{P.sorted_name[i]} | {P.birth[i]} | {P.postcode[i]} {P.city[i]}", {"name", "birth_date", "address"}),
        ("Naam / geb.datum / geslacht", lambda i: f"{P.sorted_name[i]} / {P.birth[i]} / {P.sex[i]}", {"name", "birth_date", "sex"}),
        ("kolom3", lambda i: f"{P.bsn[i]}^{P.surname[i]}^{P.birth_compact[i]}", {"bsn", "surname", "birth_date"}),
        ("Contact", lambda i: f"{P.email[i]} ~ {P.phone[i]}".replace(" ~ ", "~"), {"email", "phone"}),
    ],
)  # fmt: skip
def test_a_cell_with_several_things_of_a_person(
    header: str, cell: Callable[[int], str], expected: set[str], tmp_path: Path
) -> None:
    roles, frame = read(tmp_path / "a.csv", [f"{header};Uitslag", *(f"{cell(i)};{P.result[i]}" for i in ROWS)])
    assert roles.keys() == expected | {"test_result"}
    assert len(frame) == P.n
    for role in expected:
        assert frame.get_column(roles[role][0]).null_count() == 0


MIXED: dict[str, tuple[Callable[[int], str], set[str]]] = {
    "number first": (lambda i: f"{P.bsn[i]} {P.sorted_name[i]} {P.birth[i]}", {"bsn", "name", "birth_date"}),
    "number last": (lambda i: f"{P.sorted_name[i]} {P.birth[i]} {P.bsn[i]}", {"bsn", "name", "birth_date"}),
    "brackets": (lambda i: f"{P.sorted_name[i]} ({P.birth[i]}, {P.bsn[i]})", {"bsn", "name", "birth_date"}),
    "date in brackets": (lambda i: f"{P.sorted_name[i]} ({P.birth[i]})", {"name", "birth_date"}),
    "labels": (lambda i: f"{P.sorted_name[i]} geb. {P.birth[i]} BSN: {P.bsn[i]}", {"bsn", "name", "birth_date"}),
    "no date": (lambda i: f"{P.bsn[i]} {P.sorted_name[i]}", {"bsn", "name"}),
}


@pytest.mark.parametrize("header", ["cliënt", "Patiënt", "kolom3"])
@pytest.mark.parametrize("how", MIXED)
def test_a_name_with_a_date_or_a_number_in_whatever_order(how: str, header: str, tmp_path: Path) -> None:
    cell, expected = MIXED[how]
    roles, frame = read(tmp_path / "a.csv", [f"{header};Uitslag", *(f"{cell(i)};{P.result[i]}" for i in ROWS)])
    assert roles.keys() == expected | {"test_result"}
    for role in expected:
        assert frame.get_column(roles[role][0]).null_count() == 0


def test_a_cell_with_two_people_stays_whole(tmp_path: Path) -> None:
    cells = [f"{P.sorted_name[i]} ({P.birth[i]})" for i in ROWS]
    both = cells[7] = f"{P.sorted_name[7]} ({P.birth[7]}), {P.sorted_name[8]} ({P.birth[8]})"
    _, frame = read(tmp_path / "a.csv", ["Patient;Uitslag", *(f"{cell};neg" for cell in cells)])
    assert frame.get_column("c0").drop_nulls().to_list() == [both]


def test_a_cell_that_is_written_otherwise_stays_whole(tmp_path: Path) -> None:
    cells = [f"{P.sorted_name[i]} | {P.birth[i]}" for i in ROWS]
    cells[7] = "niet | te | lezen"
    _, frame = read(tmp_path / "a.csv", ["Patient;Uitslag", *(f"{cell};neg" for cell in cells)])
    assert frame.get_column("c0").drop_nulls().to_list() == ["niet | te | lezen"]
    assert frame.get_column("c2")[7] is None


@pytest.mark.parametrize(
    "cell",
    [
        lambda i: P.sorted_name[i], lambda i: f"HPV | {P.exam[i]}", lambda i: f"{P.amount[i]} / {P.amount[i]}", lambda i: f"{P.city[i]} - {P.result[i]}",
    ],
)  # fmt: skip
def test_other_cells_are_left_alone(cell: Callable[[int], str]) -> None:
    assert glued.find(["a"], pl.DataFrame({"c0": [cell(i) for i in ROWS]})) == []


@pytest.mark.parametrize(
    "header", ["Huisarts", "Aanvrager / adres", "Huisarts | Adres | Telefoon", "Verzekeraar", "Contactpersoon"]
)
def test_the_doctor_in_one_cell_is_not_the_patient(header: str, tmp_path: Path) -> None:
    doctors = [
        "P. de Wit | Dorpsstraat 12, 3511 AB Utrecht | 030-2345678",
        "K. Hartman | Kerkweg 3, 8011 CD Zwolle | 038-2345678",
    ]
    lines = [f"{P.sorted_name[i]};{doctors[i % 2]};neg" for i in ROWS]
    roles, _ = read(tmp_path / "a.csv", [f"Patient;{header};Uitslag", *lines])
    assert {"address", "phone", "postcode"}.isdisjoint(roles)
    assert roles["name"] == ["c0"]


def test_a_name_with_damaged_letters_beside_a_date_is_taken_apart_as_the_others(tmp_path: Path) -> None:
    damaged = [
        "Y?lmaz, N.A. (29-09-1954)",
        "Y&#305;lmaz, B. (30-09-1954)",
        "?ahin, C. (01-10-1954)",
        r"Y\u0131lmaz, D. (02-10-1954)",
    ]
    cells = [f"{P.sorted_name[i]} ({P.birth[i]})" for i in ROWS] + damaged
    roles, frame = read(tmp_path / "a.csv", ["Patient (naam + geb.datum)|uitslag", *(f"{cell}|neg" for cell in cells)])
    for role in ("name", "birth_date"):
        (column,) = roles[role]
        assert frame.get_column(column).null_count() == 0


@pytest.mark.parametrize("between", [" / ", "; ", " en ", " & ", "|"])
def test_two_people_in_one_cell_are_a_row_each(between: str, tmp_path: Path) -> None:
    said = [f"{P.bsn[i]} {P.given[i]} {P.surname[i]} ({P.birth[i]})" for i in ROWS]
    cells = [between.join(said[i : i + 2]) if i < 16 else said[i] for i in ROWS if i % 2 == 0 or i > 15]
    roles, frame = read(tmp_path / "a.csv", ["gegevens,test", *(f"{cell},HPV" for cell in cells)])
    assert {"bsn", "name", "birth_date"} <= roles.keys()
    assert frame.get_column(roles["bsn"][0]).to_list() == list(P.bsn)
    assert frame.get_column(roles["birth_date"][0]).to_list() == list(P.birth)
    assert frame.get_column("n").to_list()[:4] == [2, 2, 3, 3]


def test_one_person_with_two_numbers_stays_one_row(tmp_path: Path) -> None:
    cells = [f"{P.surname[i]} ({P.birth[i]}) BSN {P.bsn[i]} / patientnr {100000 + i}" for i in ROWS]
    _, frame = read(tmp_path / "a.csv", ["gegevens;test", *(f"{cell};HPV" for cell in cells)])
    assert len(frame) == P.n


STAFF = ["Jolanda Vos" if i % 2 else "Piet de Wit" for i in ROWS]


@pytest.mark.parametrize("staff", ["Gebruiker", "Behandelaar", "Auteur", "Medewerker"])
@pytest.mark.parametrize(
    "said",
    [
        "Dhr/mw {}, geb {}, vraagt om de uitslag.",
        "Gebeld door {} ({}), wil bericht krijgen",
        "{} {} komt morgen terug voor bloedprikken",
    ],
)
def test_what_is_said_of_people_is_read_as_text(staff: str, said: str, tmp_path: Path) -> None:
    notes = [said.format(f"{P.initials[i]} {P.surname[i]}", P.birth[i]) for i in ROWS]
    lines = [f"{1 + i % 28}-5-2024;{STAFF[i]};{notes[i]}" for i in ROWS]
    roles, _ = read(tmp_path / "a.csv", [f"Datum;{staff};Notitie", *lines])
    assert not roles.keys() & {"name", "birth_date", "surname"}


@pytest.mark.parametrize("writer", ["Naam", "Medewerker"])
def test_the_name_beside_a_birth_date_is_of_whom_was_born_then(writer: str, tmp_path: Path) -> None:
    names = [f"{P.initials[i]} {P.surname[i]}" for i in ROWS]
    lines = [f"{1 + i % 28}-5-2024;{STAFF[i]};{names[i]} ({P.birth[i]})" for i in ROWS]
    roles, frame = read(tmp_path / "a.csv", [f"Datum;{writer};Onderwerp", *lines])
    assert frame.get_column(roles["name"][0]).to_list() == names
    assert frame.get_column(roles["birth_date"][0]).to_list() == list(P.birth)


def test_somebody_else_in_a_remark_is_left_to_be_read_as_text(tmp_path: Path) -> None:
    other = [f"{P.initials[i - 1]} {P.surname[i - 1]} {P.birth[i - 1]}" for i in ROWS]
    lines = [f"{P.sorted_name[i]};{P.birth[i]};{P.bsn[i]};{other[i]}" for i in ROWS]
    roles, frame = read(tmp_path / "a.csv", ["Naam;Geboortedatum;BSN;Opmerking", *lines])
    assert roles.keys() == {"name", "birth_date", "bsn"}
    assert frame.get_column("c3").to_list() == other
