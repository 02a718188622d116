"""Many patients in the style of the United Nations at once: what `edifact_un.UnPerson` says of one, as columns.

A patient is the segments that are about it (see `edifact_united.United.about`). One that is not plain (named by several
segments, with released characters, in an older notation) is left to `UnPerson`: the values are the same by either way.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lekwijzer.model import Role
from lekwijzer.readers.edifact_un import UnPerson
from lekwijzer.readers.hl7_person import are_initials
from lekwijzer.readers.message_io import Person, parts_of, people_of

UNITED = b"\x01"
"""The first byte of a patient of this style."""
APOSTROPHE = b"\x04"
"""Stands for a terminator inside a value."""
_JOINT = b"'"
_ODD = r"""[?"\x04]|'(?:NAD|PID)\+|'RFF\+(?:LZB|BSN)|'DTM\+BTH|\+(?:SU|FO|NRN):"""


def packed(segments: Sequence[bytes]) -> bytes:
    """The segments about a patient as one value; none of them has a terminator inside."""
    return UNITED + _JOINT + _JOINT.join(segments)


def person(segments: Sequence[bytes]) -> Person:
    """The values of PERSON and BARE that segments give."""
    un = UnPerson()
    for segment in segments:
        un.take(segment.replace(APOSTROPHE, b"?'"))
    return un.person


def united_people(patients: Sequence[bytes]) -> pl.DataFrame:
    """The values of PERSON and BARE of each packed patient, "" or null for nothing."""
    text = pl.Series(patients, dtype=pl.Binary).cast(pl.String)
    odd = text.str.contains(_ODD)
    found: dict[str, pl.Series] = {}
    for tag in ("PNA", "ADR", "COM", "DTM", "PDI"):
        odd |= text.str.count_matches(f"'{tag}+", literal=True) > 1
        found[tag] = text.str.extract(rf"'{tag}\+([^']*)").fill_null("")
    named = found["PNA"]
    odd |= ~named.str.starts_with("PAT+") & (named != "")
    names, several = _names(named)
    contact = parts_of(found["COM"], "+", 2)
    odd |= several | (contact.get_column("p1") != "")
    plain = pl.concat(
        [names, _number(named), _address(found["ADR"]), _contact(contact.get_column("p0")), _birth(found)],
        how="horizontal",
    )
    return people_of(plain, odd, lambda index: person(patients[index].split(_JOINT)[1:]))


def _names(named: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Names, which stand in any order behind the word for their kind, and who has several of a kind."""
    values = {kind: named.str.extract(rf"\+{kind}:([^+]*)") for kind in ("NAN", "NVV", "NEA", "NEV")}
    different = pl.DataFrame(values).select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    several = named.str.count_matches(r"\+N(?:AN|VV|EA|EV):") > different
    first, prefix = parts_of(values["NVV"], "*", 2).get_columns()
    words = pl.Series([not are_initials(value.strip() or "A", False) for value in first.to_list()], dtype=pl.Boolean)
    return pl.DataFrame([
        values["NAN"].alias(Role.SURNAME), prefix.alias(Role.PREFIX), values["NEA"].alias(Role.PARTNER_SURNAME),
        values["NEV"].alias(Role.PARTNER_PREFIX), first.set(~words, "").alias(Role.GIVEN), first.set(words, "").alias(Role.INITIALS),
    ]), several  # fmt: skip


def _number(named: pl.Series) -> pl.DataFrame:
    """The number of the person: the BSN under list LZB, else one of a local list."""
    element = parts_of(named, "+", 3).get_column("p1")
    parts = parts_of(element, ":", 4)
    number = pl.coalesce(pl.when(pl.col(f"p{i}") != "").then(pl.col(f"p{i}")) for i in range(3)).fill_null("")
    values = parts.select(number.alias("number")).to_series()
    bsn = values.str.contains("(?i)^bsn") | element.str.contains(":(?:LZB|BSN)(?::|$)")
    return pl.DataFrame([
        values.str.strip_prefix("BSN").set(~bsn, "").alias(Role.BSN), values.set(bsn, "").alias(Role.PATIENT_NUMBER),
    ])  # fmt: skip


def _address(values: pl.Series) -> pl.DataFrame:
    fields = parts_of(values, "+", 5)
    parts = parts_of(fields.get_column("p1"), ":", 4)
    p = [pl.col(f"p{i}") for i in range(3)]
    kind = p[0].str.contains(r"^(?:[0-9]+|US|)$")
    place = parts.select(
        pl.when(kind).then(p[1]).otherwise(p[0]).alias(Role.STREET),
        pl.when(kind).then(p[2]).otherwise(p[1]).alias(Role.HOUSE_NUMBER),
    )
    return place.with_columns(fields.get_column("p2").alias(Role.CITY), fields.get_column("p3").alias(Role.POSTCODE))


def _contact(element: pl.Series) -> pl.DataFrame:
    kind = element.str.extract(":([^:]*)$").fill_null("TE")
    value = element.str.replace(":[^:]*$", "")
    mail = kind.is_in(["EM", "EI"]) | value.str.contains("@", literal=True)
    return pl.DataFrame([
        value.set(~mail, "").alias(Role.EMAIL), value.set(mail | (kind == "FX"), "").alias(Role.PHONE),
    ])  # fmt: skip


def _birth(found: dict[str, pl.Series]) -> pl.DataFrame:
    sex = found["PDI"].str.extract("^([^:+]*)").fill_null("")
    return pl.DataFrame([
        found["DTM"].str.extract("^329:([^:+]{0,8})").fill_null("").alias(Role.BIRTH_DATE),
        sex.replace({"1": "M", "2": "V"}).alias(Role.SEX),
    ])  # fmt: skip
