"""Dates written as one number: days, seconds or smaller counted from a day that each program chose for itself.

54840 is 23 February 1991 to MUMPS and 21 February 2050 to a spreadsheet. The values of a column tell most epochs apart, as
everybody in it was born before today and hardly anybody more than a century ago. Where several epochs give birth dates that
could be true, none is guessed: the number is kept, and whoever knows more (the registers) decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl


@dataclass(frozen=True, slots=True)
class Epoch:
    """How a program counts: `per_day` steps a day, `zero` the day that is 0 (in days since 1970), `shift` what of a day is rounded up."""

    per_day: float
    zero: int
    shift: float = 0.0


def _zero(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - date(1970, 1, 1)).days


_EVENING = 2 / 24
"""Midnight in the Netherlands is ten or eleven in the evening of the day before in universal time."""
EPOCHS: dict[str, Epoch] = {
    "excel": Epoch(1, _zero(1899, 12, 30)),
    "excel1904": Epoch(1, _zero(1904, 1, 1)),
    "horolog": Epoch(1, _zero(1840, 12, 31)),  # MUMPS and Caché
    "unix": Epoch(1, 0),
    "sas": Epoch(1, _zero(1960, 1, 1)),
    "julian": Epoch(1, -2_440_588, 0.5),  # a Julian day begins at noon
    "unix_s": Epoch(86_400, 0, _EVENING),
    "unix_ms": Epoch(86_400e3, 0, _EVENING),
    "unix_us": Epoch(86_400e6, 0, _EVENING),
    "spss": Epoch(86_400, _zero(1582, 10, 14), _EVENING),
    "ticks": Epoch(86_400e7, _zero(1, 1, 1), _EVENING),  # .NET
    "filetime": Epoch(86_400e7, _zero(1601, 1, 1), _EVENING),  # Windows
}
BITS = {"excel": 1, "excel1904": 2, "horolog": 4, "unix": 8, "sas": 16}
"""The epochs that count days: a number of theirs can be kept undecided, with a bit for each that it may be of."""
SPAN = 1 << 18
"""A code is -(bits * SPAN + number + SPAN / 2); no date is negative."""

_FORM = r"^-?\d{1,18}(?:[.,]\d{1,9})?$"
_FIVE = r"^[1-6]\d{4}(?:\.0+)?$"
_PLACEHOLDERS = [-1.0, 0.0, 1.0, 2.0, 99_999.0, 2_958_465.0]
_OLDEST, _OLD = 1905, 1925
_LAST = 2026
"""Years between which people are born; half of any group of five or more after `_OLD`."""
_SECONDS = 1e7
"""Seconds under which a number is rather one of days: only the first months of 1970 have fewer."""


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """A column of such numbers and the epochs they may be of; none: they cannot be read. `order` is how its other values are written."""

    epochs: tuple[str, ...]
    order: Literal["dmy", "mdy", "ymd"] | None = None
    only_five: bool = False  # beside dates in other notations: only numbers of five digits are days
    decided: bool = False

    def __str__(self) -> str:
        return "/".join(self.epochs) or "?"


def numbers_of(values: pl.Series, *, only_five: bool = False) -> pl.Series:
    """The numbers as Float64; null where a value is none. $HOROLOG's seconds behind a comma read as a fraction, which no date is."""
    form = _FIVE if only_five else _FORM
    some = values.set(~values.str.contains(form).fill_null(False), None)
    return some.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def days_of(numbers: pl.Series, epoch: str) -> pl.Series:
    """Days since 1970; null where that would be before 1850 or after 2060."""
    e = EPOCHS[epoch]
    days = (numbers / e.per_day + e.shift).floor() + e.zero
    return days.set(~days.is_between(-43_830, 33_237).fill_null(False), None).cast(pl.Int32)


def compact(days: pl.Series) -> pl.Series:
    """Days since 1970 as yyyymmdd."""
    dates = days.cast(pl.Date)
    return dates.dt.year() * 10_000 + dates.dt.month().cast(pl.Int32) * 100 + dates.dt.day().cast(pl.Int32)


def share(values: pl.Series, *, only_five: bool = False) -> float:
    """Of filled values how many have the form of such a number."""
    hit = values.str.contains(_FIVE if only_five else _FORM).fill_null(False)
    return float(hit.sum()) / max(len(values), 1)


def could_be(values: pl.Series, *, only_five: bool = False) -> tuple[str, ...]:
    """The epochs by which a column of numbers gives birth dates that can be true."""
    numbers = numbers_of(values, only_five=only_five).drop_nulls()
    numbers = numbers.filter(~numbers.is_in(_PLACEHOLDERS))
    if numbers.is_empty():
        return ()
    spreads: dict[str, int] = {}
    for name, epoch in EPOCHS.items():
        if epoch.per_day > 1 and float(numbers.abs().median() or 0) < epoch.per_day / 86_400 * _SECONDS:  # type: ignore[arg-type]
            continue
        days = days_of(numbers, name)
        years = days.cast(pl.Date).dt.year()
        fits = int(years.is_between(_OLDEST, _LAST).fill_null(False).sum())
        if fits < len(numbers) * (0.98 if len(numbers) >= 50 else 1):
            continue
        if len(numbers) >= 5 and (years.median() or 0) < _OLD:  # type: ignore[operator]
            continue
        spreads[name] = int((days.quantile(0.95) or 0) - (days.quantile(0.05) or 0))
    widest = max(spreads.values(), default=0)
    # By a finer unit all were born in one week; with three or more that is no coincidence.
    found = tuple(name for name, spread in spreads.items() if len(numbers) < 3 or spread * 50 >= widest)
    return found if len(found) < 2 or all(name in BITS for name in found) else ()


def ends_in_time(values: pl.Series, epochs: Sequence[str]) -> tuple[str, ...]:
    """Of these epochs those by which another column of the table, with dates of examinations, lies in the last decades."""
    numbers = numbers_of(values).drop_nulls()
    numbers = numbers.filter(~numbers.is_in(_PLACEHOLDERS))
    fit = []
    for name in epochs:
        years = days_of(numbers, name).cast(pl.Date).dt.year()
        if len(numbers) and bool(years.is_between(1985, _LAST).fill_null(False).mean() > 0.95):  # type: ignore[operator]
            fit.append(name)
    return tuple(fit)


def read(values: pl.Series, how: DayNumbers) -> pl.Series:
    """The dates of the numbers as yyyymmdd, or as a code where the epoch is still to be decided; null where there is no number."""
    numbers = numbers_of(values, only_five=how.only_five)
    if not how.epochs:
        return numbers.cast(pl.Int32, strict=False).set(numbers.is_not_null(), None)
    if how.decided:
        return compact(days_of(numbers, how.epochs[0]))
    if len(how.epochs) == 1 and how.epochs[0] not in BITS:
        bits, days = BITS["unix"], days_of(numbers, how.epochs[0])
    else:
        bits, days = sum(BITS[name] for name in how.epochs), numbers.floor()
    days = days.set((days.abs() >= SPAN // 2).fill_null(False) | numbers.is_in(_PLACEHOLDERS), None)
    return -(days.cast(pl.Int32) + bits * SPAN + SPAN // 2)
