"""Telephone, e-mail and bank account."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.fields.text import first_of, narrow, only_where
from lekwijzer.fields.views import Mask, Views, starts

_FILLER = r"^[1-9]?(?:0{8,}|1{8,}|2{8,}|3{8,}|4{8,}|5{8,}|6{8,}|7{8,}|8{8,}|9{8,})$|^0{5}|123456789$"
_USUAL_EMAIL = r"^[a-z0-9][a-z0-9._+\-]*@[a-z0-9.\-]+\.[a-z]{2,}$"
_NOBODY = r"^(?:geen|onbekend|nvt|n\.v\.t\.?|none|unknown|no-?reply|geen-?e?-?mail|noemail|nomail)@"
_NOBODY_STARTS = starts("ge on nv n. no un".split())


def phone(values: pl.Series) -> pl.Series:
    """The last nine digits of a telephone number: +31 6 12345678, 0031612345678 and 06-12345678 are one.

    Of several numbers in one value the first. Null for fewer than nine digits, for a Dutch number with a digit too many or
    too few, and for a number of one repeated digit, which is a filler.
    """
    usual = pl.Series(_usual_phone(Views(values)))
    if bool(usual.all()):
        return values.str.slice(1)
    other = (~usual).arg_true()
    if len(other) > len(values) // 2:
        return _phone(values)
    return values.str.slice(1).scatter(other, _phone(values.gather(other)))


def _usual_phone(views: Views) -> Mask:
    """Numbers written as ten digits, of which the first two are 0 and another, and that are no filler."""
    number, digits = views.digits(1, 9)
    same, rest = number // 100_000_000, number % 100_000_000
    filler = (rest % 11_111_111 == 0) | (number == 123_456_789)
    usual: Mask = (views.lengths == 10) & (views.byte(0) == 48) & digits & (same > 0) & ~filler
    return usual if views.valid is None else usual | ~views.valid


def _phone(values: pl.Series) -> pl.Series:
    values = first_of(values)
    text = only_where(values, values.str.contains(r"\d\s*\(?[A-Za-z.,;|]"), _number_only)
    digits = text.str.replace_all(r"\D", "")
    several = digits.str.len_bytes() > 15
    digits = only_where(digits, several, lambda _: _first_number(text.filter(several.fill_null(False))))
    wrong = digits.str.contains(r"^0[1-9]\d*$") & (digits.str.len_bytes() != 10)
    digits = digits.set((digits.str.len_bytes() < 9) | wrong, None).str.slice(-9)
    return digits.set(digits.str.contains(_FILLER), None)


def _number_only(values: pl.Series) -> pl.Series:
    """Without the `.0` of a spreadsheet and the words behind a number ("(thuis)", "tst 12", "of ...")."""
    return values.str.replace(r"^(\d{9,})\.0$", "${1}").str.replace(r"(\d)\s*(?:\(?[A-Za-z]|[,;|]).*$", "${1}")


def _first_number(values: pl.Series) -> pl.Series:
    """The digits of the first number of several."""
    return values.str.extract(r"^\D*?(\+?\d[\d\s().\-]{7,})").str.replace_all(r"\D", "").fill_null("")


def email(values: pl.Series) -> pl.Series:
    """The (first) address in lower case; null where there is none, or one that says so (geen@, noreply@)."""
    found = only_where(values, ~values.str.contains(_USUAL_EMAIL), _first_email)
    maybe = pl.Series(np.flatnonzero(np.take(_NOBODY_STARTS, Views(found).start())))
    nobody = maybe.filter(found.gather(maybe).str.contains(_NOBODY).fill_null(False))
    return found.clone().scatter(nobody, None) if len(nobody) else found


def _first_email(values: pl.Series) -> pl.Series:
    return (
        narrow(values)
        .str.to_lowercase()
        .str.extract(r"([^\s\x1f<>()\[\];,:\"'@][^\s\x1f<>()\[\];,:\"@]*@[^\s\x1f<>()\[\];,:\"'@]+\.[a-z]{2,})")
    )


def iban(values: pl.Series) -> pl.Series:
    """The account number without blanks, in upper case; null where the shape is wrong."""
    bare = values.str.replace_all(r"[\s.\-]", "").str.to_uppercase()
    return bare.str.extract(r"^(?:IBAN:?)?([A-Z]{2}[0-9]{2}[A-Z0-9]{10,30})$")


def mask(value: str) -> str:
    """The last three characters of a number; of an e-mail address the first letter and the domain's ending."""
    name, at, host = value.rpartition("@")
    if at:
        ending = host.rsplit(".", 1)[1] if "." in host else ""
        return name[:1] + "***@***." + ending
    return "***" + value[-3:] if len(value) >= 7 else "***"
