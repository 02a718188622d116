"""Which values of a column are dates, and in which order it writes day, month and year."""

from __future__ import annotations

import polars as pl

from lekwijzer.fields import dates
from lekwijzer.fields.text import light, only_where, patterns_for


def share(mask: pl.Series) -> float:
    """Of how many values something holds, 0 to 1; 0 of none."""
    return float(mask.sum() or 0) / max(len(mask), 1)


_DATE_SHAPES = light(
    r"^\d{4}[-/.:]?\d{2}[-/.:]?\d{2}(?:[T ].*|\d{4,6})?$|^(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?$|^\d{1,2}[-/. ]\d{1,2}[-/. ]'?(?:\d{4}|\d{2})(?: .*)?$|^[0-3]\d[01]\d(?:19|20)\d{2}$|"
    r"^\d{1,2}[-\s./][A-Za-z]{1,9}\.?[-\s./]'?\d{2,4}$|^[A-Za-z]{3,9}\.? +\d{1,2},? \d{4}(?: \d{1,2}:.*)?$|^\d{2}[A-Za-z]{3}\d{2,4}(?::.*)?$|"
    r"^/Date\(-?\d+[-+\d]*\)/$|^(?:19|20)\d{2}[0-3]\d{2}$|^\d{6}$"
)


_DAYS, _YEARS_FIRST = 31, 0.2
"""What no day is more than, and of how many values the first of three parts is, where it is the year."""


def dates_of(values: pl.Series) -> tuple[pl.Series, pl.Series, dates.Order | None]:
    """Which values are dates, their years, and the order of day and month where the column tells."""
    values = only_where(values, values.str.contains(r"^['\"=]"), lambda some: some.str.strip_chars("='\""))
    shaped = values.str.contains(_DATE_SHAPES)
    if not bool(shaped.any()):
        return shaped.fill_null(False), pl.Series([], dtype=pl.Float64), None
    say = patterns_for(values)
    parts = values.str.extract_groups(say(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: |$)")).struct.unnest()
    one, two, three = (parts.to_series(i).cast(pl.Int32, strict=False) for i in range(3))
    order: dates.Order | None = None
    if share(one > _DAYS) > _YEARS_FIRST and not bool(((two > 12) | (three > _DAYS)).any()):
        order = "ymd"  # 51-08-01
    elif bool((two > 12).any()) and not bool((one > 12).any()):
        order = "mdy"
    elif bool((one > 12).any()):
        order = "dmy"
    compact = values.filter(values.str.contains(say(r"^\d{8}$")))
    if len(compact) and order is None:
        day_first = share(compact.str.contains(r"^[0-3]\d[01]\d(?:19|20)\d{2}$"))
        year_first = share(compact.str.contains(r"^(?:19|20)\d{2}[01]\d[0-3]\d$"))
        order = "dmy" if day_first > year_first else None
    six = values.filter(values.str.contains(say(r"^\d{6}$")))
    if len(six) and order is None:
        day_first = share(six.str.contains(r"^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}$"))
        year_first = share(six.str.contains(r"^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"))
        order = "ymd" if year_first > day_first else "dmy" if day_first > year_first else None
    read = dates.clean(values.set(~shaped, None), order)
    hit = (shaped & read.is_not_null()).fill_null(False)
    return hit, (read.filter(hit) // 10_000).cast(pl.Float64), order
