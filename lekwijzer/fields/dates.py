"""Dates as people and systems write them, read to one integer yyyymmdd with 00 for an unknown part.

The population register knows incomplete birth dates (19680000, 19950200, 00000000), so a date is not a calendar type.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from lekwijzer.fields.text import fold

Order = Literal["dmy", "mdy", "ymd", "serial"]

_MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
PIVOT = 26
"""Two digits up to the pivot are this century. Older people with 19xx are recovered by comparing, not by guessing."""


def _compose(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    """yyyymmdd where the parts make sense (0 = unknown part), else null."""
    ok = ((year >= 1850) & (year <= 2100)) & (month <= 12) & (day <= 31) & ((month > 0) | (day == 0))
    return (year * 10_000 + month * 100 + day).set(~ok, None)


def _century(year: pl.Series) -> pl.Series:
    return year + pl.select(pl.when(year >= 100).then(0).when(year > PIVOT).then(1900).otherwise(2000)).to_series()


def _parts(values: pl.Series, pattern: str) -> list[pl.Series]:
    groups = values.str.extract_groups(pattern).struct.unnest()
    return [groups.to_series(i).cast(pl.Int32, strict=False) for i in range(3)]


def _fill(result: pl.Series, other: pl.Series) -> pl.Series:
    return result.fill_null(other) if result.null_count() else result


def clean(values: pl.Series, order: Order | None = None) -> pl.Series:
    """Int32 yyyymmdd with 00 for unknown parts; null where no date can be read.

    `order` says how a column writes a date whose parts could be read two ways; without it, day first (the Dutch way)
    unless that gives no date. `serial` are spreadsheet day numbers.
    """
    if order == "serial":
        days = values.cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
        dates = pl.select(pl.date(1899, 12, 30) + pl.duration(days=days)).to_series()
        return dates.dt.strftime("%Y%m%d").cast(pl.Int32).set((days < 1) | (days > 80_000), None)
    some = values.drop_nulls()
    if some.is_empty():
        return pl.Series(values.name, [], pl.Int32).extend_constant(None, len(values))
    if bool(some.str.contains(r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}").all()):
        return _compose(*_parts(values, r"^(\d{4})-(\d{2})-(\d{2})"))
    if bool(some.str.contains(r"^[12][0-9]{7}$").all()) and order != "dmy":
        number = values.cast(pl.Int32, strict=False)
        result = _compose(number // 10_000, number // 100 % 100, number % 100)
        return _fill(result, _compact_day_first(values))
    return _slow(values, order)


def _compact_day_first(values: pl.Series) -> pl.Series:
    day, month, year = _parts(values, r"^(\d{2})(\d{2})(\d{4})$")
    return _compose(year, month, day)


def _slow(values: pl.Series, order: Order | None) -> pl.Series:
    """Every notation, tried on what the ones before could not read; on the distinct values, as dates repeat."""
    distinct = values.drop_nulls().unique()
    text = distinct.str.strip_chars(" '\"\t")
    if bool(text.str.contains(r"[A-Za-z]").any()):
        text = _month_names(fold(text))
    year, month, day = _parts(text, r"^(\d{4})(?:\D?(\d{1,2})(?:\D?(\d{1,2}))?)?(?:\D.*|\d{4,6}(?:\D.*)?)?$")
    ymd = _compose(year, month.fill_null(0), day.fill_null(0))
    first, second, year = _parts(text, r"^(\d{1,2})\D+(\d{1,2})\D+(\d{4}|\d{2})(?:\D.*)?$")
    year = _century(year)
    dmy, mdy = _compose(year, second, first), _compose(year, first, second)
    compact = _compact_day_first(text)
    short = _compact_short(text)
    numeric = _fill(_fill(ymd, compact) if order != "dmy" else _fill(compact, ymd), short)
    written = _fill(mdy, dmy) if order == "mdy" else _fill(dmy, mdy)
    result = _fill(written, numeric)
    lookup = pl.DataFrame({"v": distinct, "d": result})
    return values.to_frame("v").join(lookup, on="v", how="left", maintain_order="left").to_series(1).alias(values.name)


def _compact_short(text: pl.Series) -> pl.Series:
    """ddmmyy, as on labels."""
    day, month, year = _parts(text, r"^(\d{2})(\d{2})(\d{2})$")
    return _compose(_century(year), month, day)


def _month_names(folded: pl.Series) -> pl.Series:
    """`12 mrt. 1980`, `12-aug-80`, `March 12, 1980` with the month as a number, day first."""
    frame = folded.to_frame("t").with_columns(
        pl.col("t").str.replace(r"^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", "${2} ${1} ${3}").alias("t")
    )
    month = pl.col("t").str.extract(r"([a-z]{3})[a-z]*")
    number = month.replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)
    return frame.select(
        pl.when(number.is_not_null())
        .then(
            pl.concat_str(
                pl.col("t").str.extract(r"^\D*(\d{1,2})"),
                number.cast(pl.String),
                pl.col("t").str.extract(r"[a-z]+\W*(\d{4}|\d{2})"),
                separator="-",
            )
        )
        .otherwise(pl.col("t"))
    ).to_series()


def from_parts(year: pl.Series, month: pl.Series | None, day: pl.Series | None) -> pl.Series:
    """A date from columns of its parts; a missing month or day is unknown."""

    def number(part: pl.Series | None) -> pl.Series:
        if part is None:
            return pl.Series([0], dtype=pl.Int32).new_from_index(0, len(year))
        return part.cast(pl.Float64, strict=False).cast(pl.Int32, strict=False).fill_null(0)

    return _compose(_century(number(year)), number(month), number(day))


def mask(value: str) -> str:
    """The year only."""
    return value[:4] + "-**-**" if len(value) >= 4 else "****"
