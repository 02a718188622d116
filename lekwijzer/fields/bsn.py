"""The citizen service number (burgerservicenummer): nine digits that satisfy the 11-test.

Rule: 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11, and not every digit is zero. One in eleven random numbers
passes, so the test alone never makes a number a BSN: the place where it stands does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from lekwijzer.fields.text import first_of, patterns_for
from lekwijzer.fields.views import Views

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
PLACEHOLDERS = (111222333, 123456782, 999999990, 111111110, 100000009)
"""Valid numbers that people type when they have none."""
_LABEL = r"(?i)^\W*(?:bsn|burgerservicenummer|sofi|sofinummer|nnnld|nl)[\s\-]*(?:nr|nummer|number|no)?[\s:.=#]*"
_DATE = r"^(?:[0-3]?[0-9]([-/. ])[01]?[0-9][-/. ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/.][01]?[0-9][-/.][0-3]?[0-9])(?:$|[T ])"
_POWERS = (
    (r"^([1-9])[.,]([0-9]{8})[eE]\+?0*8$", "${1}${2}"),
    (r"^([1-9])[.,]([0-9]{7})[eE]\+?0*8$", "${1}${2}0"),
    (r"^([1-9])[.,]([0-9]{7})[eE]\+?0*7$", "${1}${2}"),
)
"""How programs write such a number in full as a power of ten; with fewer figures it was rounded."""
_BEHIND = r"(?i)\s*\(?(?:bsn|sofi)\)?\s*$|\^.*$"


def is_valid(number: int) -> bool:
    """Whether a number of at most nine digits passes the 11-test (leading zeros are implied)."""
    if not 0 < number <= 999_999_999:
        return False
    return sum(int(d) * w for d, w in zip(f"{number:09d}", WEIGHTS, strict=True)) % 11 == 0


def passes(numbers: pl.Series) -> pl.Series:
    """The 11-test on a column of integers; null stays null."""
    in_range = (numbers > 0) & (numbers <= 999_999_999)
    rest = numbers.set(~in_range, 0).fill_null(0).cast(pl.Int32).to_numpy()
    return pl.Series(numbers.name, _sums_to_eleven(rest)) & in_range


def _remainders(weights: Sequence[int]) -> npt.NDArray[np.int8]:
    """For each number of as many digits as there are weights: the weighted sum of its digits, modulo 11."""
    total = np.zeros(1, np.int64)
    for weight in weights:
        total = (total[:, None] + weight * np.arange(10)).reshape(-1)
    return (total % 11).astype(np.int8)


_FIRST_FOUR, _LAST_FIVE = _remainders(WEIGHTS[:4]), _remainders(WEIGHTS[4:])


def _sums_to_eleven(numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    high = numbers // 100_000
    passed: npt.NDArray[np.bool_] = (
        np.take(_FIRST_FOUR, high) + np.take(_LAST_FIVE, numbers - high * 100_000)
    ) % 11 == 0
    return passed


def clean(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Digits as Int32 and whether they pass the 11-test; both null where the value cannot be meant as a BSN.

    Accepts `1234.56.782`, `123 456 782`, a label (BSN, sofi, NL) in front or behind, lost or surplus leading zeros (000009830
    is a test number that circulates as 9830), the `.0` and the `="..."` of a spreadsheet,
    and a power of ten that was not rounded (9.99990019E8). More than nine digits is not a BSN.
    """
    views = Views(values)
    number, digits = views.digits(0, 9)
    usual = digits & (views.lengths == 9)
    if views.valid is not None:
        usual &= views.valid
    numbers = pl.Series(values.name, number).cast(pl.Int64)
    other = np.flatnonzero(~usual)
    if other.size:
        numbers = numbers.scatter(other, _bare(values.gather(other)).cast(pl.Int64, strict=False))
    numbers = numbers.set((numbers > 999_999_999) | (numbers <= 0), None)
    return numbers.cast(pl.Int32), passes(numbers)


def unrounded(values: pl.Series) -> pl.Series:
    """A column without the numbers that a spreadsheet has rounded, as it does when it shows 9,99123E+08: more end in noughts than chance gives."""
    noughts = values.str.ends_with("000").fill_null(False)
    count = int(noughts.sum())
    return values.set(noughts, None) if count > 1 and count > 0.05 * len(values) else values


def _bare(values: pl.Series) -> pl.Series:
    """The digits of numbers that are not written as nine digits."""
    values = first_of(values)
    say = patterns_for(values)
    values = values.set(values.str.contains(_DATE), None)
    text = pl.col("t")
    for power, number in _POWERS:
        text = text.str.replace(power, number)
    text = text.str.replace(say(r"^(\d+)[.,]0+$"), "${1}").str.replace(say(_LABEL), "").str.replace(say(_BEHIND), "")
    bare = values.to_frame("t").select(text).to_series().alias(values.name)
    digits = bare.str.replace_all(say(r"[\s.,\-'\"=]"), "")
    digits = digits.str.replace(r"^0+([0-9]{4})", "${1}")
    return digits.set(~digits.str.contains(r"^[0-9]{4,9}$"), None)


def mask(value: str) -> str:
    """The last three digits only: enough to compare with a document in hand, useless to look somebody up."""
    return "******" + value[-3:] if len(value) >= 7 else "***"
