"""The citizen service number (burgerservicenummer): nine digits that satisfy the 11-test.

Rule: 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11, and not every digit is zero. One in eleven random numbers
passes, so the test alone never makes a number a BSN: the place where it stands does.
"""

from __future__ import annotations

import polars as pl

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
PLACEHOLDERS = (111222333, 123456782, 999999990, 111111110, 100000009)
"""Valid numbers that people type when they have none."""


def is_valid(number: int) -> bool:
    """Whether a number of at most nine digits passes the 11-test (leading zeros are implied)."""
    if not 0 < number <= 999_999_999:
        return False
    return sum(int(d) * w for d, w in zip(f"{number:09d}", WEIGHTS, strict=True)) % 11 == 0


def passes(numbers: pl.Series) -> pl.Series:
    """The 11-test on a column of integers; null stays null."""
    total = sum((numbers // 10 ** (8 - i) % 10 * w for i, w in enumerate(WEIGHTS)), start=numbers * 0)
    return (total % 11 == 0) & (numbers > 0) & (numbers <= 999_999_999)


def clean(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Digits as Int32 and whether they pass the 11-test; both null where the value cannot be meant as a BSN.

    Accepts `1234.56.782`, `123 456 782`, a `BSN` label in front, lost leading zeros (000009830 is a test number
    that circulates as 9830) and the `.0` that a spreadsheet adds. More than nine digits is not a BSN.
    """
    digits = values
    if not bool(digits.str.contains(r"^[0-9]{9}$").all()):
        digits = digits.str.replace(r"\.0$", "").str.replace_all(r"(?i)^\s*bsn[\s:.]*|[\s.\-]", "")
        digits = digits.set(~digits.str.contains(r"^[0-9]{4,9}$"), None)
    numbers = digits.cast(pl.Int64, strict=False)
    numbers = numbers.set((numbers > 999_999_999) | (numbers <= 0), None)
    return numbers.cast(pl.Int32), passes(numbers)


def mask(value: str) -> str:
    """The last three digits only: enough to compare with a document in hand, useless to look somebody up."""
    return "******" + value[-3:] if len(value) >= 7 else "***"
