"""How a column writes birth dates: which part comes first, and from which day on days are counted."""

from __future__ import annotations

import random

import pytest

from detect.tables import People, sample
from lekwijzer.detect.columns import TableMap, infer, to_roles
from lekwijzer.fields.dates import settled
from lekwijzer.fields.normalise import normalise

P = People()


def roles(table: TableMap) -> list[str]:
    return [c.role.value if c.role else "" for c in table.columns]


@pytest.mark.parametrize(("kind", "order"), [("birth", "dmy"), ("birth_us", "mdy"), ("birth_compact", None)])
def test_the_order_of_day_and_month_is_seen_in_the_column(kind: str, order: str | None) -> None:
    assert infer(["bsn", "geboortedatum"], sample(P.bsn, getattr(P, kind))).order == order


@pytest.mark.parametrize(("first", "order"), [(range(37, 99), "ymd"), (range(1, 31), None), (range(1, 60), "ymd")])
def test_a_first_part_that_is_no_day_is_the_year(first: range, order: str | None) -> None:
    born = [f"{first[n * 7 % len(first)]:02}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(P.n)]
    table = infer(["naam", "geb", "uitslag"], sample(P.sorted_name, born, P.result))
    assert table.columns[1].role == "birth_date"
    assert (table.order == "ymd") == (order == "ymd")


def test_spreadsheet_day_numbers_are_seen() -> None:
    serials = [str(random.Random(i).randint(15_000, 33_000)) for i in range(P.n)]
    table = infer(["bsn", "geboortedatum"], sample(P.bsn, serials))
    assert (roles(table), table.order) == (["bsn", "birth_date"], "serial")


@pytest.mark.parametrize(("more", "epoch", "order"), [
    ({}, "", "serial"), ({}, "excel", "excel"), ({}, "excel1904", "excel1904"),
    ({"afnamedatum": [str(45_500 + i) for i in range(P.n)]}, "", "excel"),  # by 1904 these examinations are still to come
    ({"afnamedatum": [f"2025-01-{1 + i % 28:02}" for i in range(P.n)]}, "", "serial"),
])  # fmt: skip
def test_which_day_is_day_nought(more: dict[str, list[str]], epoch: str, order: str) -> None:
    """A workbook says so, and examinations lie in the past."""
    serials = [str(random.Random(i).randint(15_000, 33_000)) for i in range(P.n)]
    table = infer(["bsn", "geboortedatum", *more], sample(P.bsn, serials, *more.values()), epoch=epoch)
    assert str(table.order) == order


@pytest.mark.parametrize("numbers", [
    [str(667_267_200_000 + 86_400_000 * 97 * i) for i in range(P.n)], [f"{53_000 + 97 * i},{36_000 + i}" for i in range(P.n)], [str(-3_000 + 97 * i) for i in range(P.n)],
])  # fmt: skip
def test_numbers_of_days_and_seconds_are_birth_dates(numbers: list[str]) -> None:
    table = infer(["bsn", "gebdat"], sample(P.bsn, numbers))
    assert roles(table) == ["bsn", "birth_date"]
    assert str(table.order) in ("unix_ms", "horolog", "unix/sas")


def test_day_numbers_between_dates_are_read_too() -> None:
    mixed = [str(15_000 + 331 * i) if i % 2 else dutch for i, dutch in enumerate(P.birth)]
    frame = sample(P.bsn, mixed)
    table = infer(["bsn", "geboortedatum"], frame)
    read = normalise(to_roles(frame, table), settled(table.order)).get_column("dob")
    assert read.null_count() == 0
    assert bool((read > 18_500_000).all())
