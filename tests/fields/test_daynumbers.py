"""Dates written as numbers of days or seconds: which epochs could be meant, and what each makes of them."""

from __future__ import annotations

import datetime
import random

import polars as pl
import pytest

from lekwijzer.fields import dates, daynumbers
from lekwijzer.fields.daynumbers import SPAN, DayNumbers

BORN = datetime.date(1991, 2, 23)
WRITTEN = {
    "excel": "33292", "excel1904": "31830", "horolog": "54840", "unix": "7723", "sas": "11376", "julian": "2448310.5", "unix_s": "667267200", "unix_ms": "667267200000",
    "unix_us": "667267200000000", "spss": "12886646400", "ticks": "628028640000000000", "filetime": "123117408000000000",
}  # fmt: skip


def births(first: int, last: int, n: int = 60) -> list[datetime.date]:
    r = random.Random(f"{first}-{last}")
    start = datetime.date(first, 1, 1)
    return [start + datetime.timedelta(r.randrange((last - first) * 365)) for _ in range(n)]


def written(days: list[datetime.date], epoch: str) -> pl.Series:
    e = daynumbers.EPOCHS[epoch]
    return pl.Series([str(int(((d - datetime.date(1970, 1, 1)).days - e.zero) * e.per_day)) for d in days])


@pytest.mark.parametrize("epoch", list(WRITTEN))
def test_an_epoch_is_counted_from(epoch: str) -> None:
    assert dates.births(pl.Series([WRITTEN[epoch]]), DayNumbers((epoch,), decided=True)).to_list() == [19910223]


@pytest.mark.parametrize(("text", "how"), [
    ("54840,36000", DayNumbers(("horolog",), decided=True)),  # with the seconds since midnight
    ("667260000000", DayNumbers(("unix_ms",), decided=True)),  # midnight in the Netherlands
    ("33292.0", DayNumbers(("excel",), decided=True)),
    ("23-02-1991", DayNumbers(("horolog",), decided=True)),  # other notations between them
    ("19910223", DayNumbers(("horolog",), decided=True)),
    ("02/23/1991", DayNumbers(("excel",), "mdy", only_five=True, decided=True)),
])  # fmt: skip
def test_a_number_in_another_form(text: str, how: DayNumbers) -> None:
    assert dates.births(pl.Series([text]), how).to_list() == [19910223]


@pytest.mark.parametrize(("epoch", "first", "last", "found"), [
    ("excel", 1935, 2005, {"excel", "excel1904"}),
    ("excel1904", 1935, 2005, {"excel", "excel1904"}),
    ("excel", 2006, 2022, {"excel", "excel1904", "horolog"}),  # children, or people of eighty
    ("horolog", 1935, 2005, {"horolog"}),
    ("unix", 1935, 2005, {"unix", "sas"}),
    ("sas", 1935, 2005, {"unix", "sas"}),
    *[(epoch, 1935, 2005, {epoch}) for epoch in ("julian", "unix_s", "unix_ms", "unix_us", "spss", "ticks", "filetime")],
])  # fmt: skip
def test_the_values_tell_which_epochs_are_possible(epoch: str, first: int, last: int, found: set[str]) -> None:
    assert set(daynumbers.could_be(written(births(first, last), epoch))) == found


def test_numbers_that_are_no_dates_have_no_epoch() -> None:
    assert daynumbers.could_be(pl.Series(["90001", "90002", "95000"])) == ()
    assert daynumbers.could_be(pl.Series(["0", "99999", None])) == ()
    assert dates.births(pl.Series(["90001"]), DayNumbers(())).to_list() == [None]


def test_what_is_undecided_is_kept_as_a_code_and_never_as_a_date() -> None:
    code = dates.births(pl.Series(["33292", "0", None, "n"]), "serial").to_list()
    assert code[1:] == [None, None, None]
    bits, number = divmod(-code[0], SPAN)
    assert (bits, number - SPAN // 2) == (1 | 2, 33292)


def test_a_register_counts_as_spreadsheets_do() -> None:
    """Nobody else decides there; where it could not be a spreadsheet, only a single epoch is believed."""
    assert dates.births(pl.Series(["33292"]), dates.settled("serial")).to_list() == [19910223]
    assert dates.births(pl.Series(["54840"]), dates.settled(DayNumbers(("horolog",)))).to_list() == [19910223]
    assert dates.births(pl.Series(["7723"]), dates.settled(DayNumbers(("unix", "sas")))).to_list() == [None]
