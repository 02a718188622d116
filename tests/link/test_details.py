"""What stands in a row that names nobody belongs to whoever points at it: addresses, dates and requesters in tables of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import Result, case, dutch, people, person, run, table

COUNT = 30
ADDRESSES = [
    [4000 + 7 * n, p.street, p.house, f"{p.postcode[:4]} {p.postcode[4:]}", p.city] for n, p in enumerate(people(COUNT))
]
PLACED = ["ADDRESS_ID", "straatnaam", "huisnr", "postcode", "plaats"]


def home_of(n: int) -> int:
    """The key of the address of a person (from 0)."""
    return 4000 + 7 * n


def assessed(folder: Path, files: dict[str, str]) -> Result:
    return run(case(folder, registers={"pat": people(COUNT + 10)}, datasets={"d1": files}, complete=["d1"]))


def keys(found: Result, verdict: str) -> set[str]:
    return {key for key, said in found.verdicts().items() if said == verdict}


@pytest.mark.parametrize(("own", "pointing"), [("ADDRESS_ID", "address_id"), ("id", "adres_id")])
def test_who_lives_where_is_told_by_a_table_of_addresses(tmp_path: Path, own: str, pointing: str) -> None:
    clients = [[f"C{900 + n}", p.surname, p.prefix, p.initials, home_of(n)] for n, p in enumerate(people(COUNT))]
    found = assessed(tmp_path, {
        "adressen.csv": table([own, *PLACED[1:]], ADDRESSES),
        "client.csv": table(["client_nr", "achternaam", "tussenv", "voorletters", pointing], clients),
    })  # fmt: skip
    assert keys(found, "confirmed") | keys(found, "probable") == {person(n).key for n in range(COUNT)}
    assert all("address" in found.exposed(person(n).key) for n in range(COUNT))
    assert len(found.rows("mentions")) == COUNT


def test_the_date_and_the_doctor_of_a_result_stand_in_tables_of_their_own(tmp_path: Path) -> None:
    listed = [[10100 + 13 * n, p.surname, p.initials, dutch(p.born), p.bsn] for n, p in enumerate(people(COUNT))]
    results = [[n + 1, 10100 + 13 * n, f"2024{n % 12 + 1:02}05", n % 3 + 1, "5.4"] for n in range(COUNT)]
    days = [[f"2024{month:02}05", f"2024-{month:02}-05", month, "vrijdag"] for month in range(1, 13)]
    doctors = [[n, f"{name}, A.", f"0100000{n}"] for n, name in enumerate(("Jonker", "Klerk", "Kok"), 1)]
    found = assessed(tmp_path, {
        "dim_patient.csv": table(["pid", "naam", "voorletters", "geboortedatum", "bsn"], listed),
        "dim_date.csv": table(["date_sk", "datum", "maand", "weekdag"], days),
        "aanvragers.csv": table(["aid", "aanvrager", "agb"], doctors),
        "fact_uitslag.csv": table(["fact_id", "pid", "date_sk", "aid", "waarde"], results),
    })  # fmt: skip
    for n in range(COUNT):
        assert found.exposed(person(n).key) >= {"test_result", "exam_date", "requester"}
    assert len(keys(found, "cleared")) == 10


def test_one_address_makes_nobody_the_same_person(tmp_path: Path) -> None:
    shared = [[p.surname, p.initials, dutch(p.born), 4000] for p in people(COUNT)]
    found = assessed(tmp_path, {
        "adressen.csv": table(PLACED, ADDRESSES),
        "client.csv": table(["achternaam", "voorletters", "geboortedatum", "address_id"], shared),
    })  # fmt: skip
    assert [key for _, key in found.outcomes("client.csv")] == [person(n).key for n in range(COUNT)]


def test_keys_that_are_not_those_of_the_addresses_bring_none(tmp_path: Path) -> None:
    clients = [[p.surname, p.initials, dutch(p.born), 90001 + n] for n, p in enumerate(people(COUNT))]
    found = assessed(tmp_path, {
        "adressen.csv": table(PLACED, ADDRESSES),
        "client.csv": table(["achternaam", "voorletters", "geboortedatum", "address_id"], clients),
    })  # fmt: skip
    assert not any("address" in found.exposed(person(n).key) for n in range(COUNT))
