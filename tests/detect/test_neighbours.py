"""Columns without headers that only the columns beside them explain."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from factory import Person, people

from lekwijzer.detect.columns import TableMap, infer
from lekwijzer.model import Role

PEOPLE = people(40)


def roles(rows: list[list[object]]) -> dict[str, int]:
    return {role.value: at[0] for role, at in table(rows).by_role().items()}


def table(rows: list[list[object]]) -> TableMap:
    cells = [[str(cell) for cell in row] for row in rows]
    return infer(None, pl.DataFrame(cells, schema=[f"c{i}" for i in range(len(cells[0]))], orient="row"))


ORDERS = {
    "dmy": lambda born: [born.day, born.month, born.year],
    "ymd": lambda born: [born.year, f"{born:%m}", f"{born:%d}"],
    "mdy": lambda born: [born.month, born.day, born.year],
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_birth_date_in_three(order: str) -> None:
    def row(p: Person) -> list[object]:
        return [p.surname, p.initials, *ORDERS[order](p.born), "HPV", "neg"]

    found = roles([row(p) for p in PEOPLE])
    at = {"d": found["birth_day"], "m": found["birth_month"], "y": found["birth_year"]}
    assert [at[kind] for kind in order] == [2, 3, 4]
    assert (found["surname"], found["initials"]) == (0, 1)
    assert table([row(p) for p in PEOPLE]).about == "people"


@pytest.mark.parametrize("how", ["recent", "no months"])
def test_three_numbers_that_are_none(how: str) -> None:
    def row(n: int) -> list[object]:
        born = date(2024, n % 12 + 1, n % 28 + 1) if how == "recent" else date(1950 + n, 1, 5)
        return [f"M{n:05d}", born.day, born.month if how == "recent" else 40 + n, born.year, "neg"]

    assert not {"birth_day", "birth_year"} & roles([row(n) for n in range(40)]).keys()


def test_words_beside_initials_are_surnames_of_people_with_a_birth_date_only() -> None:
    assert "surname" in roles([[p.surname, p.initials, p.born, "neg"] for p in PEOPLE])
    assert "surname" not in roles([[p.surname, p.initials, "neg"] for p in PEOPLE])


@pytest.mark.parametrize("within", ["", "order.", "onderzoeken[0]."])
def test_a_moment_beside_a_result(within: str) -> None:
    header = (
        ["bsn", "at", *(within + name for name in ("test", "at", "uitslag"))]
        if within
        else ["bsn", "test", "at", "uitslag"]
    )
    cells = [
        [p.bsn, *([""] if within else []), "HPV", f"2024-03-{n % 28 + 1:02d}T10:00:00", "neg"]
        for n, p in enumerate(PEOPLE)
    ]
    found = infer(header, pl.DataFrame(cells, schema=[f"c{i}" for i in range(len(header))], orient="row"))
    assert found.by_role()[Role.EXAM_DATE] == [3 if within else 2]
