"""Expressions on columns that several files share: names, dates, and letters that an old encoding lacks."""

from __future__ import annotations

import polars as pl

_BEYOND_LATIN1 = str.maketrans(
    "ıİşŞğĞłŁćĆńŃśŚźŹżŻąĄęĘőŐűŰčČšŠžŽđĐřŘễỄ", "iIsSgGlLcCnNsSzZzZaAeEoOuUcCsSzZdDrReE"
)  # fmt: skip
_ACCENTS = str.maketrans(
    "áàâäãåéèêëíìîïóòôöõøúùûüçñýÿÁÀÂÄÅÉÈÊËÍÌÎÏÓÒÔÖØÚÙÛÜÇÑ", "aaaaaaeeeeiiiioooooouuuucnyyAAAAAEEEEIIIIOOOOOUUUUCN"
)


def col(name: str) -> pl.Expr:
    """Short for `pl.col`."""
    return pl.col(name)


def join(*parts: str | pl.Expr) -> pl.Expr:
    """Columns and literal text, one after the other. A string is always literal text."""
    return pl.concat_str([pl.lit(p) if isinstance(p, str) else p for p in parts])


def when_any(value: pl.Expr, *columns: str) -> pl.Expr:
    """`value` where one of the columns is filled, otherwise the empty string."""
    return pl.when(pl.any_horizontal(pl.col(c) != "" for c in columns)).then(value).otherwise(pl.lit(""))


def latin(value: pl.Expr) -> pl.Expr:
    """The text as a system with a western European encoding holds it: other letters lose their marks."""
    return value.str.replace_many([chr(k) for k in _BEYOND_LATIN1], [chr(v) for v in _BEYOND_LATIN1.values()])


def plain(value: pl.Expr) -> pl.Expr:
    """Lower case letters a-z only: for comparing names."""
    table = _BEYOND_LATIN1 | _ACCENTS
    return (
        value.str.replace_many([chr(k) for k in table], [chr(v) for v in table.values()])
        .str.to_lowercase()
        .str.replace_all("[^a-z]", "")
    )


def own_name() -> pl.Expr:
    """Own surname with its prefix."""
    return join(col("prefix"), " ", col("surname")).str.strip_chars()


def partner_name() -> pl.Expr:
    """Partner's surname with its prefix."""
    return join(col("partner_prefix"), " ", col("partner")).str.strip_chars()


def used_name() -> pl.Expr:
    """The surname as the person uses it (`usage` E, P, V or N), both names joined with a hyphen."""
    both = col("partner") != ""
    return (
        pl.when(both & (col("usage") == "P"))
        .then(partner_name())
        .when(both & (col("usage") == "V"))
        .then(join(partner_name(), "-", own_name()))
        .when(both & (col("usage") == "N"))
        .then(join(own_name(), "-", partner_name()))
        .otherwise(own_name())
    )


def official() -> pl.Expr:
    """`A.B. de Vries-van den Berg`."""
    return join(col("initials"), " ", used_name()).str.strip_chars()


def sorted_name() -> pl.Expr:
    """`Vries-van den Berg, A.B. de`: as in an alphabetical list."""
    both = (col("partner") != "") & col("usage").is_in(["P", "V"])
    head = pl.when(both).then(col("partner")).otherwise(col("surname"))
    prefix = pl.when(both).then(col("partner_prefix")).otherwise(col("prefix"))
    tail = (
        pl.when((col("partner") != "") & (col("usage") == "V"))
        .then(join("-", own_name()))
        .when((col("partner") != "") & (col("usage") == "N"))
        .then(join("-", partner_name()))
        .otherwise(pl.lit(""))
    )
    return join(head, tail, ", ", col("initials"), " ", prefix).str.strip_chars().str.strip_chars_end(",")


def upper_name() -> pl.Expr:
    """`DE VRIES-VAN DEN BERG A.B.`."""
    return join(used_name(), " ", col("initials")).str.strip_chars().str.to_uppercase()


def birth_compact() -> pl.Expr:
    """yyyymmdd, empty when unknown."""
    return join(col("birth_year"), col("birth_month"), col("birth_day"))


def birth_iso() -> pl.Expr:
    """yyyy-mm-dd, empty when unknown."""
    return when_any(
        join(col("birth_year"), "-", col("birth_month"), "-", col("birth_day")), "birth_year"
    ).str.strip_chars("-")


def birth_dutch() -> pl.Expr:
    """dd-mm-yyyy; only the year when that is all."""
    return when_any(
        join(col("birth_day"), "-", col("birth_month"), "-", col("birth_year")), "birth_year"
    ).str.strip_chars("-")


def dutch_date(column: str) -> pl.Expr:
    """dd-mm-yyyy of a yyyymmdd column."""
    return join(col(column).str.slice(6, 2), "-", col(column).str.slice(4, 2), "-", col(column).str.slice(0, 4))


def iso_date(column: str) -> pl.Expr:
    """yyyy-mm-dd of a yyyymmdd column."""
    return join(col(column).str.slice(0, 4), "-", col(column).str.slice(4, 2), "-", col(column).str.slice(6, 2))


def address_line() -> pl.Expr:
    """`Lindenlaan 12 bis`."""
    return join(col("street"), " ", col("number"), " ", col("addition")).str.strip_chars()


def email() -> pl.Expr:
    """An address that belongs to nobody (the top-level domain `example` is reserved)."""
    name = plain(col("given")) + pl.lit(".") + plain(col("surname")) + (col("pid") % 97).cast(pl.String)
    return name + pl.lit("@") + col("mail_domain")
