"""Dates as people and systems write them, read to one integer yyyymmdd with 00 for an unknown part.

The population register knows incomplete birth dates (19680000, 19950200, 00000000), so a date is not a calendar type. For
the same reason 31 February is kept as it stands: a mistyped date is still evidence when two records are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl

from lekwijzer.fields import daynumbers
from lekwijzer.fields.daynumbers import DayNumbers
from lekwijzer.fields.text import fold, lightest, only_where
from lekwijzer.fields.views import Mask, Views

Order = Literal["dmy", "mdy", "ymd", "serial"] | DayNumbers

_MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = f"(?:{'|'.join(_MONTHS)})[a-z]*"
_WEEKDAY = (
    r"^(?:ma|di|wo|do|vr|za|zo|(?:maan|dins|woens|donder|vrij|zater|zon)dag|mon|tue|wed|thu|fri|sat|sun|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)[.,]? "
)
PIVOT = 26
"""Two digits up to the pivot are this century. Older people with 19xx are recovered by comparing, not by guessing."""
_LAST_SERIAL = 80_000
_UTC_MIDNIGHT = r"^\d{4}-\d\d-\d\dT2[23]:00(?::00(?:\.0+)?)?Z$"
"""Midnight in the Netherlands as a browser or JSON library writes it: the evening before, in universal time."""


_SEPARATOR = np.zeros(256, np.bool_)
_SEPARATOR[list(b"-/.")] = True


def _compose(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    """yyyymmdd where the parts make sense (0 = unknown part), else null."""
    if year.null_count() == len(year):  # most notations fit no value of a column
        return year
    ok = ((year >= 1850) & (year <= 2100)) & (month <= 12) & (day <= 31) & ((month > 0) | (day == 0))
    return (year * 10_000 + month * 100 + day).set(~ok, None)


def _century(year: pl.Series) -> pl.Series:
    if year.null_count() == len(year):
        return year
    return year + pl.select(pl.when(year >= 100).then(0).when(year > PIVOT).then(1900).otherwise(2000)).to_series()


def _parts(values: pl.Series, pattern: str) -> list[pl.Series]:
    groups = values.str.extract_groups(lightest(pattern, values)).struct.unnest()
    return [groups.to_series(i).cast(pl.Int32, strict=False) for i in range(3)]


def _fill(result: pl.Series, other: pl.Series) -> pl.Series:
    return result.fill_null(other) if result.null_count() else result


def clean(values: pl.Series, order: Order | None = None) -> pl.Series:
    """Int32 yyyymmdd with 00 for unknown parts; null where no date can be read.

    `order` says how a column writes a date whose parts could be read two ways; without it, day first (the Dutch way)
    unless that gives no date. `serial` are spreadsheet day numbers, beside which other notations are still read.
    """
    if order == "serial":
        return _fill(_serial(values), _slow(values, None))
    if isinstance(order, DayNumbers):
        return births(values, settled(order))
    some = values.drop_nulls()
    if some.is_empty():
        return pl.Series(values.name, [], pl.Int32).extend_constant(None, len(values))
    usual = _usual(values, order)
    unread = (usual.is_null() & values.is_not_null()).arg_true()
    if unread.is_empty():
        return usual
    if len(unread) > len(values) // 2:
        return _unusual(values, order)
    return usual.scatter(unread, _unusual(values.gather(unread), order))


def births(values: pl.Series, order: Order | None) -> pl.Series:
    """As `clean`; but of day numbers whose epoch the column does not tell, the codes of `daynumbers`, which are negative."""
    how = DayNumbers(("excel", "excel1904")) if order == "serial" else order
    if not isinstance(how, DayNumbers):
        return clean(values, how)
    read = daynumbers.read(values, how)
    if not how.only_five:
        number = values.str.contains(r"^-?\d+(?:[.,]\d+)?$") & ~values.str.contains(r"^\d{8}$")
        values = values.set(number.fill_null(False), None)
    return _fill(read, clean(values.set(read.is_not_null(), None), how.order))


def settled(order: Order | None) -> Order | None:
    """The order where nobody is left to decide: a spreadsheet counts from 1900; of other epochs only a single one is believed."""
    how = DayNumbers(("excel",)) if order == "serial" else order
    if not isinstance(how, DayNumbers) or how.decided:
        return how
    epochs = ("excel",) if "excel" in how.epochs else how.epochs if len(how.epochs) == 1 else ()
    return DayNumbers(epochs, how.order, how.only_five, decided=True)


def _usual(values: pl.Series, order: Order | None) -> pl.Series:
    """Dates of eight digits in the order and with the separators that most files have; null for anything else."""
    views = Views(values)
    second, third = views.byte(2), views.byte(4)
    shapes: list[tuple[Mask, tuple[tuple[int, int], ...]]] = []
    apart = (views.lengths == 10) & np.take(_SEPARATOR, second) & (views.byte(5) == second)
    shapes.append((apart, ((6, 4), (0, 2), (3, 2)) if order == "mdy" else ((6, 4), (3, 2), (0, 2))))
    shapes.append(((views.lengths == 10) & (third == 45) & (views.byte(7) == 45), ((0, 4), (5, 2), (8, 2))))
    if order not in ("dmy", "mdy"):
        shapes.append(((views.lengths == 8), ((0, 4), (4, 2), (6, 2))))
    result = np.zeros(len(values), np.int32)
    for mask, parts in shapes:
        if views.valid is not None:
            mask = mask & views.valid
        if not mask.any():
            continue
        (year, y), (month, m), (day, d) = (views.digits(first, count) for first, count in parts)
        fine = mask & y & m & d & (year >= 1850) & (year <= 2100) & (month <= 12) & (day <= 31)
        fine &= (month > 0) | (day == 0)
        result = np.where(fine, year * 10_000 + month * 100 + day, result)
    read = pl.Series(values.name, result)
    return read.set(read == 0, None)


def _unusual(values: pl.Series, order: Order | None) -> pl.Series:
    """Every other notation."""
    if bool(values.str.contains(_UTC_MIDNIGHT).any()):
        values = only_where(values, values.str.contains(_UTC_MIDNIGHT), _next_day)
    some = values.drop_nulls()
    if bool(some.str.contains(r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?:[^0-9]|$)").all()):
        return _compose(*_parts(values, r"^(\d{4})-(\d{2})-(\d{2})"))
    if bool(some.str.contains(r"^[12][0-9]{7}$").all()) and order not in ("dmy", "mdy"):
        number = values.cast(pl.Int32, strict=False)
        result = _compose(number // 10_000, number // 100 % 100, number % 100)
        return _fill(result, _compact_day_first(values))
    return _slow(values, order)


def _next_day(values: pl.Series) -> pl.Series:
    """The day after, as text; a day that is on no calendar stays."""
    day = values.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).dt.offset_by("1d")
    return day.dt.strftime("%Y-%m-%d").fill_null(values)


def _serial(values: pl.Series) -> pl.Series:
    """Day numbers of a spreadsheet: 1 is 1 January 1900, and the day that never was (60) is taken along."""
    days = values.cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
    days = days.set(((days < 1) | (days > _LAST_SERIAL)).fill_null(False), None)
    return _as_number((days - 25_569).cast(pl.Date))  # days between 30 December 1899 and 1 January 1970


def _compact_day_first(values: pl.Series) -> pl.Series:
    day, month, year = _parts(values, r"^(\d{2})(\d{2})(\d{4})(?:\.0|\D.*)?$")
    return _compose(year, month, day)


def _slow(values: pl.Series, order: Order | None) -> pl.Series:
    """Every notation, tried on what the ones before could not read; on the distinct values, as dates repeat."""
    distinct = values.drop_nulls().unique()
    text = distinct.str.strip_chars(" '\"\t=")
    words = text.str.contains(r"[A-Za-z]")
    text = only_where(text, words, lambda t: _month_names(_of_programs(fold(t)).str.replace(_WEEKDAY, "")))
    text = only_where(text, text.str.contains(r"[xX?*_]"), _unknown_parts)
    result = pl.Series([None], dtype=pl.Int32).new_from_index(0, len(text))
    for notation in _notations(text, order):
        if notation.null_count() < len(notation):
            result = _fill(result, notation)
        if not result.null_count():
            break
    lookup = pl.DataFrame({"v": distinct, "d": result})
    return values.to_frame("v").join(lookup, on="v", how="left", maintain_order="left").to_series(1).alias(values.name)


def _notations(text: pl.Series, order: Order | None) -> Iterator[pl.Series]:
    """The dates that each notation reads in a text, the likeliest first; each is worked out when the ones before left gaps."""
    first, second, last = _parts(text, r"^(\d{1,2})\D{1,3}(\d{1,2})\D{1,3}(\d{4}|\d{2})(?:\D.*)?$")
    no_year = text.str.contains(r"\D0\d{3}(?:\D|$)") | ((first == 0) & (second == 0) & (last == 0))
    last = last.set(no_year.fill_null(False), None)  # 00-00-0000 and 00-00-00 are no date in 2000
    if order == "ymd":
        yield _compose(_century(first), second, last)
    full = _century(last)
    dmy, mdy = _compose(full, second, first), _compose(full, first, second)
    yield from (mdy, dmy) if order == "mdy" else (dmy, mdy)
    year, month, day = _parts(text, r"^(\d{4})[^\d\w]{1,3}(\d{1,2})(?:[^\d\w]{1,3}(\d{1,2})(?:\D.*)?)?$")
    yield _compose(year, month, day.fill_null(0))
    if order == "mdy":
        month, day, year = _parts(text, r"^(\d{2})(\d{2})(\d{4})$")
        yield _compose(year, month, day)
    year, month, day = _parts(text, r"^(\d{4})(\d{2})(\d{2})(?:\d{4,9})?(?:\D.*)?$")
    compact = _compose(year, month, day), _compact_day_first(text)
    yield from reversed(compact) if order == "dmy" else compact
    day, month, year = _parts(text, r"^(\d{2})(\d{2})(\d{2})$")
    short = _compose(_century(year), month, day), _compose(_century(day), month, year)
    yield from reversed(short) if order == "ymd" else short
    month, year, none = _parts(text, r"^(\d{1,2})[^\d\w]{1,3}(\d{4})()$")
    yield _compose(year, month, none.fill_null(0))
    year, month, none = _parts(text, r"^(\d{4})(\d{2})?(?:\.0)?()$")
    yield _compose(year, month.fill_null(0), none.fill_null(0))
    day, month, year = _parts(text, r"^([1-9])(\d{2})(\d{4})$")  # a number of which the nought in front was lost
    lost = _compose(year, month, day)
    if order == "dmy":
        yield lost
    yield from _ordinal(text)
    yield lost


def _ordinal(text: pl.Series) -> Iterator[pl.Series]:
    """Years with the number of a day in them."""
    year, days, _ = _parts(text, r"^(\d{4})([0-3]\d{2})()$")
    if year.null_count() == len(year):
        return
    known = pl.DataFrame({"y": year.set((year < 1850) | (year > 2100), None), "d": days.set(days == 0, None)})
    of_year = known.select(pl.date("y", 1, 1) + pl.duration(days=pl.col("d") - 1)).to_series()
    yield _as_number(of_year.set((of_year.dt.year() != year).fill_null(False), None))


def _as_number(days: pl.Series) -> pl.Series:
    """Dates as yyyymmdd."""
    return days.dt.year() * 10_000 + days.dt.month().cast(pl.Int32) * 100 + days.dt.day().cast(pl.Int32)


_ROMAN = dict(zip("i ii iii iv v vi vii viii ix x xi xii".split(), map(str, range(1, 13)), strict=True))
_MOMENT = r"^/?date\((-?\d{1,14})(?:[+-]\d{4})?\)/?$"
_MIDNIGHT = 2 * 3_600_000
"""Milliseconds by which midnight in the Netherlands comes before midnight in UTC, in summer."""


def _of_programs(folded: pl.Series) -> pl.Series:
    """`12-iii-1980` and `/date(321667200000)/`, a moment in milliseconds, as digits."""
    parts = folded.str.extract_groups(r"^(\d{1,2})[-./ ]+([ivx]{1,4})[-./ ]+(\d{4}|\d{2})$").struct.unnest()
    month = parts.to_series(1).replace_strict(_ROMAN, default=None, return_dtype=pl.String)
    roman = pl.select(pl.concat_str(parts.to_series(0), month, parts.to_series(2), separator="-")).to_series()
    moment = folded.str.extract(_MOMENT).cast(pl.Int64, strict=False)
    day = ((moment + _MIDNIGHT) // 86_400_000).cast(pl.Int32, strict=False).cast(pl.Date)
    return roman.fill_null(day.dt.strftime("%Y-%m-%d")).fill_null(folded)


def _unknown_parts(text: pl.Series) -> pl.Series:
    """xx-xx-1980 and ??-03-1980 with zeros for what is not known."""
    return text.str.replace_all(r"[xX?*_]{1,2}(\D|$)", "00${1}")


def _month_names(folded: pl.Series) -> pl.Series:
    """`12 mrt. 1980`, `12-aug-80`, `March 12, 1980`, `1980-Mar-12`, `maart 1980` as year, month and day in digits."""
    text = folded.str.replace(r"^(?:geb(?:oren)?(?: op)?|born(?: on)?|d\.?o\.?b|op|on)\b[.:]? *", "")
    frame = pl.DataFrame({"t": text}).with_columns(
        m=pl.col("t").str.extract(rf"\b({_MONTH})|\d({_MONTH})").str.slice(0, 3)
    )
    t = pl.col("t")
    frame = frame.with_columns(
        m=pl.coalesce("m", t.str.extract(rf"\d({_MONTH})").str.slice(0, 3)).replace_strict(
            _MONTHS, default=None, return_dtype=pl.Int32
        )
    )
    long_year = pl.coalesce(t.str.extract(r"^(\d{4})\D"), t.str.extract(r"\D(\d{4})(?:\D|$)"))
    short_year = t.str.extract(rf"^\d{{1,2}}(?:st|nd|rd|th|e)?\W*{_MONTH}\W*(\d{{2}})(?:\D|$)")
    day = pl.coalesce(
        t.str.extract(rf"^(\d{{1,2}})(?:st|nd|rd|th|e)?\W*{_MONTH}"),
        t.str.extract(rf"{_MONTH}\W*(\d{{1,2}})(?:\D|$)"),
        pl.lit("0"),
    )
    written = pl.concat_str(
        pl.coalesce(long_year, _short_to_long(short_year)), pl.col("m").cast(pl.String), day, separator="-"
    )
    return frame.select(pl.when(pl.col("m").is_not_null()).then(written).otherwise(t)).to_series()


def _short_to_long(year: pl.Expr) -> pl.Expr:
    number = year.cast(pl.Int32, strict=False)
    return pl.when(number > PIVOT).then(number + 1900).otherwise(number + 2000).cast(pl.String)


def from_parts(year: pl.Series, month: pl.Series | None, day: pl.Series | None) -> pl.Series:
    """A date from columns of its parts; a missing month or day is unknown, without a year there is no date."""

    def number(part: pl.Series | None) -> pl.Series:
        if part is None:
            return pl.Series([0], dtype=pl.Int32).new_from_index(0, len(year))
        return part.cast(pl.Float64, strict=False).cast(pl.Int32, strict=False).fill_null(0)

    result = _compose(_century(number(year)), number(month), number(day))
    return result.set((number(year) <= 0) & ~year.str.contains(r"^0{1,2}$").fill_null(False), None)


def mask(value: str) -> str:
    """The year only."""
    year = re.search(r"(?:18|19|20)\d\d", value) if len(value) >= 8 else None
    return year[0] + "-**-**" if year else "****"
