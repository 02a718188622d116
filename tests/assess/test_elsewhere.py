"""Who is found in one row of the registers is not cleared in another that may be the same person; who is somebody else is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from factory import Person, case, leak, leaked, people, person, run

HIT = person(3)
MOVED = {"street": "Oudeweg", "house": "9", "postcode": "1111AA", "city": "Assen"}
OTHER_BSN = person(77).bsn
LONG_AGO = HIT.born.replace(month=1, day=1)

SAME = {
    "without a number": HIT.but(bsn=""),
    "moved, without a number": HIT.but(bsn="", **MOVED),
    "another number, one house": HIT.but(bsn=OTHER_BSN),
    "born on the first of January": HIT.but(bsn="", born=LONG_AGO),
    "born a day later, moved": HIT.but(bsn="", born=HIT.born + timedelta(days=1), **MOVED),
    "misspelled, moved": HIT.but(
        bsn="", surname=HIT.surname[:2] + HIT.surname[3] + HIT.surname[2] + HIT.surname[4:], **MOVED
    ),
}
ANOTHER = {
    "a twin": HIT.but(bsn=OTHER_BSN, given="Wouke", initials="W."),
    "a child": HIT.but(bsn=OTHER_BSN, born=HIT.born.replace(year=HIT.born.year + 30)),
    "somebody born years later": HIT.but(bsn="", born=HIT.born.replace(year=HIT.born.year + 12), **MOVED),
    "somebody of the same house": person(9).but(bsn="", street=HIT.street, house=HIT.house, postcode=HIT.postcode, city=HIT.city),
    "somebody of that birth date": person(9).but(bsn="", born=HIT.born),
}  # fmt: skip


def verdict(folder: Path, second: Person, *, apart: bool) -> tuple[str, str]:
    """Of a second row in the registers, when the first is found by everything."""
    second = second.but(key="X0001")
    others = people(10, 20)  # of a file with hardly anybody in it every value is a trace
    known = [*people(6), *others]
    registers = {"pat": known, "zkh": [second, person(30)]} if apart else {"pat": [*known, second]}
    rows = leaked(leak(HIT), *map(leak, others))
    done = run(case(folder, registers=registers, datasets={"d1": {"a.csv": rows}}, complete=["d1"]))
    verdicts = done.verdicts()
    assert verdicts[HIT.key] == "confirmed"
    assert verdicts[person(1).key] == "cleared"
    (row,) = (row for row in done.rows("subjects") if row["key"] == "X0001")
    return row["verdict"], row["reason"]


@pytest.mark.variants
@pytest.mark.parametrize("apart", [True, False], ids=["another register", "one register"])
@pytest.mark.parametrize("how", SAME)
def test_a_second_row_of_somebody_who_is_found_is_not_cleared(tmp_path: Path, how: str, apart: bool) -> None:
    assert verdict(tmp_path, SAME[how], apart=apart)[0] != "cleared"


@pytest.mark.variants
@pytest.mark.parametrize("apart", [True, False], ids=["another register", "one register"])
@pytest.mark.parametrize("how", ANOTHER)
def test_somebody_else_is_cleared(tmp_path: Path, how: str, apart: bool) -> None:
    assert verdict(tmp_path, ANOTHER[how], apart=apart) == ("cleared", "all_read")


def test_a_number_that_stands_at_two_people_tells_neither_apart(tmp_path: Path) -> None:
    one, two = person(1), person(2)
    register = [one, two.but(bsn=one.bsn), *people(4, 8)]
    rows = [
        leak(
            two, bsn=person(50).bsn, Voorletters="", Geboortedatum="", Straat="", Huisnummer="", Postcode="", Plaats=""
        )
    ]
    done = run(case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": leaked(*rows)}}, complete=["d1"]))
    assert done.verdicts()[two.key] != "cleared"
    assert done.verdicts()[person(5).key] == "cleared"
