"""Numbers that nothing calls a BSN, and are one: decided with the registers, and never for a hospital's own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import Person, case, people, person, run, table


def message(number: str, p: Person, born: str | None = None) -> str:
    born = f"{p.born:%Y%m%d}" if born is None else born
    header = "MSH|^~\\&|LIS||||20240312||ORU^R01|1|P|2.4"
    pid = f"PID|1||{number}||{p.surname}^{p.given}||{born}"
    return f"{header}\r{pid}\rOBR|1|||HPV\rOBX|1|ST|HPV||neg||||||F\r"


@pytest.mark.variants
@pytest.mark.parametrize("born", [None, ""])
@pytest.mark.parametrize("number", ["{bsn}", "{bsn}^^^LAB^PI", "{bsn}^^^LAB^PI~4411{n}^^^LAB^MR"])
def test_a_message_by_itself_has_a_bsn_where_a_register_has_that_of_such_a_person(
    tmp_path: Path, number: str, born: str | None
) -> None:
    who = people(3)
    home = case(tmp_path, registers={"pat": people(30)}, datasets={"d1": {
        f"{n}.hl7": message(number.format(bsn=p.bsn, n=n), p, born) for n, p in enumerate(who)
    }})  # fmt: skip
    found = run(home)
    for p in who:
        assert found.subject(p.key)["verdict"] == "confirmed"
        assert found.subject(p.key)["reason"] == "bsn_agrees"
        told = {"bsn", "name", "exam_type", "test_result"} | ({"birth_date"} if born is None else set())
        assert found.exposed(p.key) == told | ({"patient_number"} if "MR" in number else set())


def test_a_hospitals_own_numbers_stay_what_they_are(tmp_path: Path) -> None:
    who, others = people(20), people(20, 40)
    # Each carries the BSN of somebody else, as a number of nine figures may by chance.
    home = case(tmp_path, registers={"pat": people(60)}, datasets={"d1": {
        f"{n}.hl7": message(o.bsn, p) for n, (p, o) in enumerate(zip(who, others, strict=True))
    }})  # fmt: skip
    found = run(home)
    for p, o in zip(who, others, strict=True):
        assert found.subject(p.key)["verdict"] in ("confirmed", "probable")
        assert "patient_number" in found.exposed(p.key)
        assert "bsn" not in found.exposed(p.key)
        assert found.subject(o.key)["verdict"] == "not_excluded"


def test_by_the_name_alone_only_where_no_number_beside_it_fails_the_test(tmp_path: Path) -> None:
    p = person(3)
    numbers = [str(999_500_000 + n) for n in range(30)]
    own = {f"{n}.hl7": message(number, person(100 + n), "") for n, number in enumerate(numbers)}
    home = case(
        tmp_path,
        registers={"pat": people(30)},
        datasets={"d1": {"own/a.hl7": message(p.bsn, p, ""), **{f"own/{f}": m for f, m in own.items()}}},
    )
    found = run(home)
    assert found.subject(p.key)["verdict"] != "confirmed"
    assert "bsn" not in found.exposed(p.key)


def test_a_column_of_a_few_rows_counts_too(tmp_path: Path) -> None:
    who = people(2)
    rows = [[p.bsn, p.surname, f"{p.born:%d-%m-%Y}", "neg"] for p in who]
    home = case(
        tmp_path,
        registers={"pat": people(30)},
        datasets={"d1": {"a.csv": table(["patientnummer", "achternaam", "geboortedatum", "uitslag"], rows)}},
    )
    found = run(home)
    assert all(found.exposed(p.key) >= {"bsn", "name", "birth_date"} for p in who)
    assert all("patient_number" not in found.exposed(p.key) for p in who)
