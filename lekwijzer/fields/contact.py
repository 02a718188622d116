"""Telephone, e-mail and bank account."""

from __future__ import annotations

import polars as pl


def phone(values: pl.Series) -> pl.Series:
    """The last nine digits of a telephone number: +31 6 12345678, 0031612345678 and 06-12345678 are one.

    Null for fewer than nine digits and for a number of one repeated digit, which is a filler.
    """
    digits = values.str.replace_all(r"\D", "")
    digits = digits.set(digits.str.len_bytes() < 9, None).str.slice(-9)
    return digits.set(digits.str.contains(r"^(?:0+|1+|9+|8+)$|^0{5}|123456789$"), None)


def email(values: pl.Series) -> pl.Series:
    """The address in lower case; null where there is none."""
    return values.str.to_lowercase().str.extract(r"([^\s<>;,:\"]+@[^\s<>;,:\"]+\.[a-z]{2,})")


def iban(values: pl.Series) -> pl.Series:
    """The account number without blanks, in upper case; null where the shape is wrong."""
    bare = values.str.replace_all(r"[\s.\-]", "").str.to_uppercase()
    return bare.str.extract(r"^([A-Z]{2}[0-9]{2}[A-Z0-9]{10,30})$")


def mask(value: str) -> str:
    """The last three characters of a number; of an e-mail address the first letter and the domain's ending."""
    if "@" in value:
        return value[0] + "***@***." + value.rsplit(".", 1)[-1]
    return "***" + value[-3:]
