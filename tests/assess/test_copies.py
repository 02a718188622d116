"""People who stand twice in one register: two rows, one natural person, and no tie between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from factory import BSNS, Person, Result, case, leak, leaked, people, run

from lekwijzer.assess.explain import explain
from lekwijzer.case import load_case

REGISTER = people(12)
TWICE = REGISTER[0]
COPY = replace(TWICE, key="K0900", street="Zeedijk", house="8", postcode="1012AB", city="Amsterdam")


def assessed(folder: Path, rows: list[Person], *leaks: list[str], systems: dict[str, dict[str, str]] | None = None) -> tuple[Path, Result]:  # fmt: skip
    home = case(folder, registers={"people": rows}, datasets={"first": {"lijst.csv": leaked(*leaks)}}, complete=["first"], systems=systems)  # fmt: skip
    return home, run(home)


@pytest.mark.parametrize("bsn", [TWICE.bsn, ""])
def test_both_rows_are_found_and_the_mention_names_one(bsn: str, tmp_path: Path) -> None:
    home, result = assessed(tmp_path, [*REGISTER, COPY], leak(TWICE, BSN=bsn), leak(REGISTER[5]))
    rows = [result.subject(key) for key in (TWICE.key, COPY.key)]
    assert [r["verdict"] for r in rows] == ["confirmed", "confirmed"]
    assert rows[0]["subject_id"] == rows[1]["subject_id"]
    assert "shared_bsn" not in [*rows[0]["flags"], *rows[1]["flags"]]
    assert result.exposed(TWICE.key) == result.exposed(COPY.key) != set()
    assert result.outcomes() == [("matched", TWICE.key), ("matched", REGISTER[5].key)]
    assert all(result.verdicts()[p.key] == "cleared" for p in REGISTER[1:5])
    (row,) = explain(load_case(home), COPY.key).rows
    assert [m.key for m in row.evidence] == [TWICE.key]


def test_neither_row_is_cleared_where_the_mention_says_too_little(tmp_path: Path) -> None:
    _, result = assessed(tmp_path, [*REGISTER, COPY], leak(TWICE, BSN="", Voorletters="", Geboortedatum="", Straat="", Huisnummer="", Postcode="", Plaats=""))  # fmt: skip
    assert {result.verdicts()[key] for key in (TWICE.key, COPY.key)} == {"not_excluded"}


@pytest.mark.parametrize("other", [
    replace(COPY, given="Zus", initials="Z."), replace(COPY, born=REGISTER[7].born), replace(COPY, surname="Anders"),
])  # fmt: skip
def test_two_people_with_one_number_stay_two(other: Person, tmp_path: Path) -> None:
    _, result = assessed(tmp_path, [*REGISTER, other], leak(REGISTER[5]))
    one, two = result.subject(TWICE.key), result.subject(other.key)
    assert one["subject_id"] != two["subject_id"]
    assert one["flags"] == two["flags"] == ["shared_bsn"]


def test_without_a_number_two_equal_rows_are_a_tie(tmp_path: Path) -> None:
    """Nothing then says that they are one person."""
    rows = [replace(TWICE, bsn=""), replace(TWICE, bsn="", key="K0900"), *REGISTER[1:]]
    _, result = assessed(tmp_path, rows, leak(TWICE, BSN=""))
    assert result.outcomes() == [("unresolved", "")]
    assert {result.verdicts()[key] for key in (TWICE.key, "K0900")} == {"not_excluded"}


def test_who_is_held_by_one_row_is_held_by_both(tmp_path: Path) -> None:
    """The older row is of a year that the system no longer holds; that refutes no scope."""
    rows = [
        *REGISTER,
        replace(COPY, year=1990),
        replace(REGISTER[9], key="K0901", bsn=BSNS[901], surname="Elders", year=1991),
    ]
    _, result = assessed(tmp_path, rows, leak(TWICE), systems={"lims": {"people": "laatste_jaar >= 2000"}})
    assert result.subject(COPY.key)["flags"] == []
    assert result.verdicts()["K0901"] == "cleared"
