"""Sex, and the numbers that institutions give: patient, order and specimen numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.fields.text import only_where, patterns_for
from lekwijzer.fields.views import Views

_SEX = {
    "m": 1, "man": 1, "male": 1, "mannelijk": 1, "mnl": 1, "j": 1, "jongen": 1, "heer": 1, "dhr": 1, "de heer": 1, "hr": 1, "mr": 1,
    "boy": 1, "1": 1, "v": 2, "vrouw": 2, "vrouwelijk": 2, "vr": 2, "vrl": 2, "vrw": 2, "f": 2, "fem": 2, "female": 2, "w": 2, "weiblich": 2,
    "meisje": 2, "girl": 2, "mevr": 2, "mw": 2, "mevrouw": 2, "mej": 2, "mrs": 2, "ms": 2, "2": 2,
}  # fmt: skip


_LETTER = np.zeros(256, np.int8)
for _word, _code in _SEX.items():
    if len(_word) == 1:
        _LETTER[[ord(_word), ord(_word.upper())]] = _code


def sex(values: pl.Series) -> pl.Series:
    """1 male, 2 female (ISO/IEC 5218), null for anything else."""
    views = Views(values)
    read = np.where(views.lengths == 1, np.take(_LETTER, views.byte(0)), 0)
    if views.valid is not None:
        read[~views.valid] = 0
    known = pl.Series(values.name, read)
    known = known.set(known == 0, None)
    strange = known.is_null() & values.is_not_null()
    return known if not bool(strange.any()) else known.fill_null(_strange_sex(values.set(~strange, None)))


def _strange_sex(values: pl.Series) -> pl.Series:
    """The same for words, and for "M.", "1.0", "V (vrouw)" and "2 - vrouw", of which a column has only a few different ones."""
    distinct = values.drop_nulls().unique()
    say = patterns_for(distinct)
    bare = distinct.str.to_lowercase().str.replace(r"\.0$", "")
    bare = bare.str.extract(say(r"^\W*([a-z]+(?: [a-z]+)?|\d+)(?:\W.*)?$"))
    bare = bare.set(distinct.str.contains(say(r"(?i)^\W*[mv]\W?[/|]")), None)  # "M/V" says nothing
    read = bare.replace_strict(_SEX, default=None, return_dtype=pl.Int8)
    read = distinct.str.to_lowercase().replace_strict(_SEX, default=None, return_dtype=pl.Int8).fill_null(read)
    return values.replace_strict(distinct, read, default=None, return_dtype=pl.Int8)


_PLAIN_NUMBERS = r"^[1-9A-Z][0-9A-Z]*(?:\x1f[1-9A-Z][0-9A-Z]*)*$"


def number_key(values: pl.Series) -> pl.Series:
    """An institution's number for comparison: upper case, without blanks, separators, leading zeros and a trailing `.0`.

    Several numbers joined with MULTI stay several. Nought stays, as a row may have it as its own number; 000 is a filler.
    """
    return only_where(values, ~values.str.contains(_PLAIN_NUMBERS), _number_key)


def _number_key(values: pl.Series) -> pl.Series:
    key = values.str.replace(r"^(\d+)\.0$", "${1}").str.to_uppercase()
    key = (
        key.str.replace_all(r"[^0-9A-Z\x1f]", "")
        .str.replace_all(r"\b00+\b", "")
        .str.replace_all(r"(^|\x1f)0+([0-9A-Z])", "${1}${2}")
    )
    key = key.str.strip_chars("\x1f")
    return key.set(key.str.len_bytes() == 0, None)


def mask(value: str) -> str:
    """The last two characters of a number long enough to hide behind them."""
    return "***" + value[-2:] if len(value) >= 5 else "***"
