"""Many PID segments at once: what `hl7_person.py` says of one, as columns.

A segment that is not plain (escapes, several names or addresses, identifiers in unusual places) is left to it: the
values are the same by either way.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lekwijzer.model import MULTI, Role
from lekwijzer.readers.hl7_message import patient
from lekwijzer.readers.hl7_person import (
    BARE_KIND,
    BSN_KIND,
    NATIONAL_KIND,
    NO_KIND,
    OWN_KIND,
    given_names,
    kind_of,
)
from lekwijzer.readers.message_io import BARE, parts_of, passes_11_test, people_of

_FIELDS = 21
_REPETITIONS = 5
"""Identifiers of one person that are read as columns; who has more is read alone."""
_NUMBER = r"^[1-9][0-9]{0,4}(?: ?[-/]? ?[A-Za-z0-9]{1,6})?\s*$"


def people(lines: Sequence[bytes]) -> pl.DataFrame:
    """The values of PERSON and BARE of each segment, "" or null for nothing."""
    text = pl.Series(lines, dtype=pl.Binary).cast(pl.String)
    fields = text.str.splitn("|", _FIELDS).struct.unnest()
    fields.columns = [f"f{i}" for i in range(_FIELDS)]
    fields = fields.with_columns(pl.all().fill_null(""))
    odd = fields.select(
        pl.any_horizontal(pl.col("f4", "f14", "f18", "f19") != "")
        | pl.any_horizontal(pl.col("f5", "f11", "f13").str.contains("~", literal=True))
        | (pl.col("f20").str.count_matches("|", literal=True) > 19)
    ).to_series() | text.str.contains("\\", literal=True)
    names, strange = _names(fields.get_column("f5"))
    odd |= strange
    numbers, strange = _identifiers(fields)
    odd |= strange
    contact, strange = _telecom(fields.get_column("f13"))
    odd |= strange
    rest = pl.DataFrame(
        [_first(fields.get_column(f), "^").alias(role) for f, role in (("f8", Role.SEX), ("f7", Role.BIRTH_DATE))]
    )
    plain = pl.concat([numbers, names, rest, _address(fields.get_column("f11")), contact], how="horizontal")
    return people_of(plain, odd, lambda index: patient(lines[index]))


def _first(values: pl.Series, sign: str) -> pl.Series:
    """What stands before a sign."""
    if not bool(values.str.contains(sign, literal=True).any()):
        return values
    return parts_of(values, sign, 2).get_column("p0")


def _names(values: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Surnames, prefixes, given names and initials out of XPN; and which need a closer look."""
    parts = parts_of(values, "^", 6)
    family = parts.get_column("p0")
    pieces = parts_of(family, "&", 6)
    split = family.str.contains("&", literal=True)
    p = [pl.col(f"p{i}") for i in range(5)]
    names = pieces.select(
        pl.when(split & (p[2] != "")).then(p[2]).otherwise(p[0]).alias(Role.SURNAME),
        p[1].alias(Role.PREFIX), p[4].alias(Role.PARTNER_SURNAME), p[3].alias(Role.PARTNER_PREFIX),
    )  # fmt: skip
    pairs = [
        given_names(first, further, len(surname) > 3 and surname.isupper())
        for first, further, surname in zip(
            parts.get_column("p1").to_list(),
            parts.get_column("p2").to_list(),
            names.to_series(0).to_list(),
            strict=True,
        )
    ]
    given, initials = zip(*pairs, strict=True) if pairs else ((), ())
    columns = [pl.Series(Role.GIVEN, given, dtype=pl.String), pl.Series(Role.INITIALS, initials, dtype=pl.String)]
    return names.with_columns(columns), ~split & (parts.get_column("p4") != "")


def _address(values: pl.Series) -> pl.DataFrame:
    """Whole address line, street, number, addition, postcode, city out of XAD."""
    parts = parts_of(values, "^", 6)
    pieces = parts_of(parts.get_column("p0"), "&", 4)
    split = parts.get_column("p0").str.contains("&", literal=True)
    frame = parts.select(
        city="p2", postcode="p4", other="p1", number=pieces.get_column("p2"),
        street=pieces.select(pl.when(split & (pl.col("p1") != "")).then("p1").otherwise("p0")).to_series(),
    )  # fmt: skip
    street, other = pl.col("street"), pl.col("other")
    unnumbered = (pl.col("number") == "") & (street != "")
    apart = unnumbered & (other != "") & ~street.str.contains(r"\d$") & other.str.contains(_NUMBER)
    inside = unnumbered & ~apart & street.str.contains(r"\d")
    nothing = pl.lit("")
    return frame.select(
        pl.when(inside).then(pl.concat_str(street, other, separator=" ").str.strip_chars_end()).otherwise(nothing).alias(Role.ADDRESS),
        pl.when(inside).then(nothing).otherwise(street).alias(Role.STREET),
        pl.when(apart).then(other).otherwise("number").alias(Role.HOUSE_NUMBER),
        pl.when(apart | inside).then(nothing).otherwise(other).alias(Role.HOUSE_ADDITION),
        pl.col("postcode").alias(Role.POSTCODE), pl.col("city").alias(Role.CITY),
    )  # fmt: skip


def _telecom(values: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """A telephone number or mail address out of XTN; and which have it in other components."""
    parts = parts_of(values, "^", 2)
    value, mail = pl.col("p0"), pl.col("p0").str.contains("@", literal=True)
    fax = pl.col("p1").str.contains("^FX", literal=True)
    contact = parts.select(
        pl.when(~mail & ~fax).then(value).otherwise(pl.lit("")).alias(Role.PHONE),
        pl.when(mail).then(value).otherwise(pl.lit("")).alias(Role.EMAIL),
    )
    return contact, (parts.get_column("p0") == "") & (values != "")


def _identifiers(fields: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Numbers by kind out of CX, the different ones of a kind joined; and which rows have more than are read here."""
    listed = fields.get_column("f3")
    if bool((fields.get_column("f2") != "").any()):
        listed = fields.select(pl.concat_str("f3", "f2", separator="~")).to_series()
    repetitions = listed.str.splitn("~", _REPETITIONS + 1).struct.unnest()
    odd = repetitions.to_series(_REPETITIONS).is_not_null()
    found: dict[int, list[pl.Series]] = {BSN_KIND: [], OWN_KIND: [], BARE_KIND: []}
    for place in range(_REPETITIONS):
        repetition = repetitions.to_series(place)
        if repetition.null_count() == len(repetition):
            break
        value, kinds = _numbers_and_kinds(repetition)
        for kind, values in found.items():
            values.append(value.set(kinds != kind, None))
    roles = ((BSN_KIND, Role.BSN), (OWN_KIND, Role.PATIENT_NUMBER), (BARE_KIND, BARE))
    return pl.DataFrame([_together(found[kind], len(fields)).alias(role) for kind, role in roles]), odd


def _numbers_and_kinds(repetition: pl.Series) -> tuple[pl.Series, pl.Series]:
    """One identifier per row and its kind, NO_KIND where there is none; the 11-test decides what a national one is."""
    parts = parts_of(repetition, "^", 2)
    value, tails = _first(parts.get_column("p0"), "&"), parts.get_column("p1")
    distinct = tails.unique()
    kinds = tails.replace_strict(distinct, [kind_of(tail) for tail in distinct.to_list()], return_dtype=pl.Int8)
    kinds = kinds.set((value == "") | (value == '""'), NO_KIND)
    national = (kinds == NATIONAL_KIND).arg_true()
    if len(national):
        valid = pl.Series([passes_11_test(number) for number in value.gather(national).to_list()], dtype=pl.Boolean)
        is_bsn, is_own = (pl.repeat(kind, len(national), dtype=pl.Int8, eager=True) for kind in (BSN_KIND, OWN_KIND))
        kinds = kinds.scatter(national, is_bsn.zip_with(valid, is_own))
    return value, kinds


def _together(values: list[pl.Series], length: int) -> pl.Series:
    """Per row the different ones of some values as one, in their order; empty where there are none."""
    some = [one for one in values if one.null_count() < length]
    different = list(some)
    for place, later in enumerate(some):
        for earlier in some[:place]:
            different[place] = different[place].set((later == earlier).fill_null(False), None)
    if not different:
        return pl.repeat("", length, dtype=pl.String, eager=True)
    if len(different) == 1:
        return different[0].fill_null("")
    frame = pl.DataFrame([one.alias(str(place)) for place, one in enumerate(different)])
    return frame.select(pl.concat_str(pl.all(), separator=MULTI, ignore_nulls=True)).to_series()
