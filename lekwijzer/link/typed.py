"""A register's own columns as rules speak of them: named by its header, typed by its values."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from lekwijzer.fields.dates import clean as clean_dates


def typed(raw: pl.DataFrame, frame: pl.DataFrame, used: Collection[str] | None) -> pl.DataFrame:
    """The register's own columns, one row per key, as number, date or text by their values; `<column>_text` keeps the original."""
    wanted = None if used is None else {name.lower() for name in used}
    first = frame.get_column("a") == 0
    current = raw.filter(first)
    current.columns = as_ruled(raw.columns)
    out = [frame.get_column("row").filter(first)]
    taken = {c.lower() for c in current.columns}
    for name in current.columns:
        original = f"{name}_text"
        if wanted is not None and not wanted & {name.lower(), original.lower()}:
            continue
        text = current.get_column(name)
        typed = _by_value(text)
        out.append(typed)
        if typed.dtype != pl.String and original.lower() not in taken:
            out.append(text.alias(original))
    return pl.DataFrame(out)


_DATES = 0.95
"""A column with so many dates is one of dates, and the others are missing: as text, days would be compared before years."""


def _by_value(text: pl.Series) -> pl.Series:
    some = text.str.strip_chars()
    some = some.set(some.str.len_bytes() == 0, None)
    filled = some.drop_nulls()
    if filled.is_empty():
        return some
    if bool(filled.str.contains(r"^-?(?:0|[1-9]\d{0,17})$").all()):
        return some.cast(pl.Int64, strict=False).alias(text.name)
    if bool(filled.str.contains(r"^-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$").all()) and bool(
        filled.str.contains(",", literal=True).any()
    ):
        dutch = some.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        return dutch.cast(pl.Float64, strict=False).alias(text.name)
    if bool(filled.str.contains(r"^-?\d+[.,]\d+$|^-?(?:0|[1-9]\d{0,14})$").all()):
        return some.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).alias(text.name)
    shaped = filled.head(1000).str.contains(r"^\d{4}-\d\d-\d\d(?:[T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$")
    if float(shaped.mean() or 0) >= _DATES:  # type: ignore[arg-type]
        number = clean_dates(some)
        dates = number.cast(pl.String).str.to_date("%Y%m%d", strict=False)
        if dates.count() >= _DATES * some.count():
            return dates.alias(text.name)
    return some.alias(text.name)


def as_ruled(names: Sequence[str]) -> list[str]:
    """The names of a register's columns in rules, where `row` means the row itself: a column called so is `row_2` there."""
    taken = {name.lower() for name in names}
    free = next(f"_{n}" for n in range(2, len(names) + 3) if f"row_{n}" not in taken)
    return [name + free if name.lower() == "row" else name for name in names]
