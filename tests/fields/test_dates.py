"""Dates in every notation that files have them in."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields.values import FEW, VALUES, column, mention, one
from lekwijzer.fields import dates
from lekwijzer.model import Role

NOTATIONS = {
    19800312: [
        "12-03-1980", "12-3-1980", "12/03/1980", "12.03.1980", "12 03 1980", "12 - 03 - 1980", "12–03–1980", "12\\03\\1980", "1980-03-12", "1980/03/12",
        "1980.03.12", "1980-3-12", "19800312", "12031980", "12-03-80", "12/3/80", "12-3-'80", "120380", "800312", "19800312.0", "12-03-1980 00:00",
        "12-03-1980 0:00:00", "12/03/1980 12:00:00 AM", "1980-03-12T00:00:00", "1980-03-12 00:00:00.000", "1980-03-12T00:00:00+01:00",
        "19800312000000", "198003120000", "12 maart 1980", "12 mrt 1980", "12 mrt. 1980", "12-mrt-1980", "12-MRT-80", "12mrt1980", "12/Mar/1980",
        "March 12, 1980", "Mar 12 1980", "12 March, 1980", "12th March 1980", "Mar-12-1980", "1980-Mar-12", "woensdag 12 maart 1980", "wo 12-03-1980",
        "Wednesday, March 12, 1980", "geb. 12-03-1980", "geboren op 12 maart 1980", "'12-03-1980", '="12-03-1980"', "12-03-1980.", "1980-03-12 (geschat)",
        "1980-03-11T23:00:00.000Z", "1980-03-11T22:00:00Z", "1980-03-12T00:00:00Z",
    ],
    19800000: ["1980", "1980-00-00", "00-00-1980", "19800000", "00001980", "xx-xx-1980", "??-??-1980", "1980.0"],
    19800300: ["1980-03", "03-1980", "03/1980", "maart 1980", "mrt 1980", "00-03-1980", "19800300", "1980-03-00", "??-03-1980"],
    19800910: ["10 sept. 1980", "10-sep-80", "10 september 1980", "September 10, 1980"],
    19800501: ["1 mei 1980", "May 1, 1980", "1-5-1980"],
    19830502: ["2051983"],  # the nought in front was lost
    19801025: ["25 okt 1980", "25-OCT-1980", "10/25/1980"],
    19800131: ["31-01-1980", "01/31/1980"],
    20220530: ["30-5-`22", "30-5-22"],
    20260102: ["02-01-26"],
    19270102: ["02-01-27"],
    20000101: ["01-01-00", "2000-01-01"],
    19800231: ["31-02-1980"],  # no such day, yet evidence: it is compared as it stands
    None: [
        "", "onbekend", "00000000", "0000-00-00", "00-00-0000", "00-00-00", "01-01-0001", "0001-01-01", "32-01-1980", "12-03-1830", "12-03-2150", "1-1-1", "12-03-19800", "112-03-1980", "1980-072", "29292", "999990019",
        "1980-13-45", "12", "A12", "--", "2", "maart",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [(t, d) for d, texts in NOTATIONS.items() for t in texts])
def test_a_notation_is_read(text: str, wanted: int | None) -> None:
    assert one(dates.clean, text) == wanted


@pytest.mark.parametrize(
    ("order", "text", "wanted"),
    [
        (None, "03/04/1980", 19800403),
        ("dmy", "03/04/1980", 19800403),
        ("mdy", "03/04/1980", 19800304),
        ("mdy", "03/04/80", 19800304),
        ("mdy", "03041980", 19800304),
        ("dmy", "2012013", 20130102),
        (None, "2012013", 20120113),
        ("mdy", "25/03/1980", 19800325),
        ("mdy", "March 4, 1980", 19800304),
        ("mdy", "4 March 1980", 19800304),
        ("mdy", "1980-03-04", 19800304),
        (None, "20101020", 20101020),
        ("dmy", "20102010", 20101020),
        ("ymd", "80-03-04", 19800304),
        ("ymd", "800304", 19800304),
        ("ymd", "100304", 20100304),
        ("serial", "29292", 19800312),
        ("serial", "29292.0", 19800312),
        ("serial", "29292.75", 19800312),
        ("serial", "0", None),
        ("serial", "99999", None),
        ("serial", "12-03-1980", 19800312),
        ("serial", "n", None),
    ],
)
def test_the_order_of_the_column_decides_between_two_readings(
    order: dates.Order | None, text: str, wanted: int | None
) -> None:
    assert dates.clean(column(text), order).item() == wanted


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("1980", "3", "12"), 19800312),
        (("1980.0", "03", "12.0"), 19800312),
        (("80", "3", "12"), 19800312),
        (("1980", None, None), 19800000),
        (("1980", "3", None), 19800300),
        (("1980", None, "12"), None),
        ((None, "3", "12"), None),
        (("x", "3", "12"), None),
        (("1980", "13", "1"), None),
    ],
)
def test_a_date_is_put_together_from_its_parts(parts: tuple[str | None, ...], wanted: int | None) -> None:
    year, month, day = (column(p) for p in parts)
    assert dates.from_parts(year, month, day).item() == wanted


def test_parts_fill_in_where_the_date_itself_is_missing() -> None:
    parts: dict[Role, str | None] = {Role.BIRTH_YEAR: "1980", Role.BIRTH_MONTH: "3", Role.BIRTH_DAY: "12"}
    assert mention({Role.BIRTH_DATE: "", **parts})["dob"] == 19800312
    assert mention({Role.BIRTH_DATE: "13-03-1980", **parts})["dob"] == 19800313


def _number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


_DAYS = st.dates(datetime.date(1900, 3, 1), datetime.date(2026, 12, 31))
_NL = "januari februari maart april mei juni juli augustus september oktober november december".split()


@FEW
@given(st.lists(_DAYS, min_size=1, max_size=20))
def test_every_day_is_read_in_every_notation(days: list[datetime.date]) -> None:
    wanted = [_number(d) for d in days]
    for text in (
        [d.isoformat() for d in days], [d.strftime("%d-%m-%Y") for d in days], [d.strftime("%Y%m%d") for d in days],
        [f"{d.day} {_NL[d.month - 1]} {d.year}" for d in days], [f"{d.day}-{_NL[d.month - 1][:3]}-{d.year}" for d in days],
        [d.strftime("%B %d, %Y") for d in days], [d.strftime("%d/%m/%Y %H:%M") for d in days], [d.isoformat() + "T00:00:00" for d in days],
    ):  # fmt: skip
        assert dates.clean(pl.Series(text)).to_list() == wanted
    assert dates.clean(pl.Series([d.strftime("%m/%d/%Y") for d in days]), "mdy").to_list() == wanted
    assert dates.clean(pl.Series([d.strftime("%d%m%Y") for d in days]), "dmy").to_list() == wanted
    serials = [str((d - datetime.date(1899, 12, 30)).days) for d in days]
    assert dates.clean(pl.Series(serials), "serial").to_list() == wanted


@given(_DAYS)
def test_dutch_midnight_in_universal_time_is_the_day_after(day: datetime.date) -> None:
    before = day - datetime.timedelta(days=1)
    assert one(dates.clean, f"{before.isoformat()}T23:00:00.000Z") == _number(day)


@FEW
@given(st.lists(VALUES, min_size=1, max_size=6), st.sampled_from([None, "dmy", "mdy", "ymd", "serial"]))
def test_dates_never_raise_and_do_not_depend_on_the_rows_beside_them(
    values: list[str | None], order: dates.Order | None
) -> None:
    found = dates.clean(column(*values), order)
    assert found.dtype == pl.Int32
    assert found.to_list() == [dates.clean(column(value), order).item() for value in values]
    assert all(1850 <= d // 10_000 <= 2100 and d // 100 % 100 <= 12 and d % 100 <= 31 for d in found.drop_nulls())


@given(_DAYS)
def test_cleaning_twice_is_cleaning_once(day: datetime.date) -> None:
    once = dates.clean(column(day.strftime("%d-%m-%Y")))
    assert dates.clean(once.cast(pl.String)).to_list() == once.to_list()


@pytest.mark.parametrize("text", ["12-03-1980", "1980-03-12", "19800312", "1980", "12-03-80", "", "80"])
def test_a_mask_shows_no_more_than_the_year(text: str) -> None:
    masked = dates.mask(text)
    assert text == "" or text not in masked
    assert {c for c in masked if c.isdigit()} <= set("1980")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12MAR1980", 19800312), ("24APR1938:00:00:00", 19380424), ("12-III-1980", 19800312), ("1 xi 1944", 19441101), ("1980072", 19800312),
        ("1979365", 19791231), ("1979366", None), ("1980000", None), ("/Date(321667200000)/", 19800312), ("/Date(-92361600000+0100)/", 19670128),
        ("/Date(-92365200000)/", 19670128), ("800312", 19800312),
    ],
)  # fmt: skip
def test_notations_of_programs(written: str, number: int | None) -> None:
    assert dates.clean(pl.Series([written, "x"]))[0] == number
