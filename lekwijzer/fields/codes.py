"""Sex, and the numbers that institutions give: patient, order and specimen numbers."""

from __future__ import annotations

import polars as pl

_SEX = {
    "m": 1, "man": 1, "male": 1, "mannelijk": 1, "j": 1, "jongen": 1, "heer": 1, "dhr": 1, "dhr.": 1, "de heer": 1, "mr": 1,
    "1": 1, "v": 2, "vrouw": 2, "vrouwelijk": 2, "f": 2, "female": 2, "w": 2, "weiblich": 2, "mevr": 2, "mevr.": 2, "mw": 2,
    "mw.": 2, "mevrouw": 2, "mrs": 2, "2": 2,
}  # fmt: skip


def sex(values: pl.Series) -> pl.Series:
    """1 male, 2 female (ISO/IEC 5218), null for anything else."""
    return values.str.to_lowercase().replace_strict(_SEX, default=None, return_dtype=pl.Int8)


def number_key(values: pl.Series) -> pl.Series:
    """An institution's number for comparison: upper case, without blanks, separators, leading zeros and a trailing `.0`.

    Several numbers joined with MULTI stay several.
    """
    if bool(values.str.contains(r"^[1-9A-Z][0-9A-Z]*$").all()):
        return values
    key = values.str.replace(r"^(\d+)\.0$", "${1}").str.to_uppercase()
    key = key.str.replace_all(r"[^0-9A-Z\x1f]", "").str.replace_all(r"(^|\x1f)0+", "${1}")
    key = key.str.strip_chars("\x1f")
    return key.set(key.str.len_bytes() == 0, None)


def mask(value: str) -> str:
    """The last two characters."""
    return "***" + value[-2:]
