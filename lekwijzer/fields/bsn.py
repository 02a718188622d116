"""The citizen service number (burgerservicenummer): nine digits that satisfy the 11-test.

Rule: 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11, and not every digit is zero. One in eleven random numbers
passes, so the test alone never makes a number a BSN: the place where it stands does.
"""

from __future__ import annotations

import polars as pl

from lekwijzer.fields.text import only_where

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
PLACEHOLDERS = (111222333, 123456782, 999999990, 111111110, 100000009)
"""Valid numbers that people type when they have none."""
_LABEL = r"(?i)^\W*(?:bsn|burgerservicenummer|sofi|sofinummer|nnnld|nl)[\s\-]*(?:nr|nummer|number|no)?[\s:.=#]*"
_BEHIND = r"(?i)\s*\(?(?:bsn|sofi)\)?\s*$|\^.*$"


def is_valid(number: int) -> bool:
    """Whether a number of at most nine digits passes the 11-test (leading zeros are implied)."""
    if not 0 < number <= 999_999_999:
        return False
    return sum(int(d) * w for d, w in zip(f"{number:09d}", WEIGHTS, strict=True)) % 11 == 0


def passes(numbers: pl.Series) -> pl.Series:
    """The 11-test on a column of integers; null stays null."""
    in_range = (numbers > 0) & (numbers <= 999_999_999)
    rest = numbers.set(~in_range, 0).cast(pl.Int32).to_frame("n").lazy()
    total, left = pl.lit(0, pl.Int32), pl.col("n")
    for weight in reversed(WEIGHTS):  # from the last digit: one division a digit, and what it leaves is the digit
        tenth = left // 10
        total, left = total + (left - tenth * 10) * weight, tenth
    return rest.select(total % 11 == 0).collect().to_series().alias(numbers.name) & in_range


def clean(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Digits as Int32 and whether they pass the 11-test; both null where the value cannot be meant as a BSN.

    Accepts `1234.56.782`, `123 456 782`, a label (BSN, sofi, NL) in front or behind, lost or surplus leading zeros (000009830
    is a test number that circulates as 9830), the `.0` and the `="..."` of a spreadsheet. More than nine digits is not a BSN.
    """
    digits = only_where(values, ~values.str.contains(r"^[0-9]{9}$"), _bare)
    numbers = digits.cast(pl.Int64, strict=False)
    numbers = numbers.set((numbers > 999_999_999) | (numbers <= 0), None)
    return numbers.cast(pl.Int32), passes(numbers)


def _bare(values: pl.Series) -> pl.Series:
    """The digits of numbers that are not written as nine digits."""
    text = values.str.replace(r"^(\d+)[.,]0+$", "${1}").str.replace(_LABEL, "").str.replace(_BEHIND, "")
    digits = text.str.replace_all(r"[\s.,\-'\"=]", "")
    digits = digits.str.replace(r"^0+([0-9]{4})", "${1}")
    return digits.set(~digits.str.contains(r"^[0-9]{4,9}$"), None)


def mask(value: str) -> str:
    """The last three digits only: enough to compare with a document in hand, useless to look somebody up."""
    return "******" + value[-3:] if len(value) >= 7 else "***"
