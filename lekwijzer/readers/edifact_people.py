"""Many patients at once: what `edifact_message.patient` says of a PID and a PAD, as columns.

A pair that is not plain (released releases, several telephone numbers, a BSN in an unusual notation) is left to it: the
values are the same by either way. Patients in the style of the United Nations may stand among them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lekwijzer.model import Role
from lekwijzer.readers.edifact_message import STAND_INS, patient
from lekwijzer.readers.edifact_un_people import UNITED, united_people
from lekwijzer.readers.hl7_person import are_initials
from lekwijzer.readers.message_io import BARE, parts_of, people_of

JOINT = b"\0"
"""Between PID and PAD; it never stands in a text."""
_BSN = r"^(?:BSN|bsn|Bsn)"
_RELEASED = {f"?{real}": stand_in for stand_in, real in STAND_INS.items() if real != "?"} | {"?": ""}


def people(patients: Sequence[bytes]) -> pl.DataFrame:
    """The values of PERSON and BARE of each patient, "" or null for nothing."""
    united = [index for index, one in enumerate(patients) if one[:1] == UNITED]
    if not united:
        return _pairs(patients)
    some = united_people([patients[index] for index in united])
    if len(united) == len(patients):
        return some
    others = [index for index, one in enumerate(patients) if one[:1] != UNITED]
    together = pl.concat([some, _pairs([patients[index] for index in others])])
    return together[np.argsort(united + others)]


def _pairs(pairs: Sequence[bytes]) -> pl.DataFrame:
    text = pl.Series(pairs, dtype=pl.Binary).cast(pl.String)
    odd = pl.Series([False]).new_from_index(0, len(text))
    released = text.str.contains("?", literal=True)
    if bool(released.any()):
        odd = text.str.contains(r"\?\?|\?\x00|\?$")
        where = released.arg_true()
        text = text.scatter(where, text.gather(where).str.replace_many(_RELEASED, leftmost=True))
    halves = text.str.splitn(JOINT.decode(), 2).struct.unnest()
    f, g = parts_of(halves.to_series(0), "+", 7), parts_of(halves.to_series(1), "+", 5)
    names = _names(f.get_column("p3"))
    fifth, fourth = f.get_column("p5"), f.get_column("p4")
    bsn = fifth.str.contains(_BSN)
    odd |= (bsn & ~fifth.str.contains(r"^...[0-9]{9}$")) | fourth.str.contains(_BSN)
    odd |= (g.get_column("p3") != "") | g.get_column("p2").str.contains("@", literal=True)
    numbers = pl.DataFrame([
        fifth.str.slice(3).set(~bsn, "").alias(Role.BSN), fifth.set(bsn, "").alias(BARE), fourth.alias(Role.PATIENT_NUMBER),
        f.get_column("p2").alias(Role.SEX), f.get_column("p1").str.replace_all(":", "-", literal=True).alias(Role.BIRTH_DATE),
        g.get_column("p2").alias(Role.PHONE),
    ])  # fmt: skip
    plain = pl.concat([numbers, names, _address(g.get_column("p1"))], how="horizontal")
    return people_of(plain, odd, lambda index: patient(*pairs[index].split(JOINT, 1)))


def _names(values: pl.Series) -> pl.DataFrame:
    """Names: parts 1-2 are the married name, 3-4 the own name; with 3 empty, 1-2 are the own name."""
    parts = parts_of(values, ":", 7)
    p = [pl.col(f"p{i}") for i in range(6)]
    nothing = pl.lit("")
    only, same = p[2] == "", p[0] == p[2]
    given, initials = parts.get_column("p4"), parts.get_column("p5")
    words = pl.Series(
        [not are_initials(value, False) if value else False for value in initials.to_list()], dtype=pl.Boolean
    )
    words &= given == ""
    names = parts.select(
        pl.when(only).then(p[0]).otherwise(p[2]).alias(Role.SURNAME),
        pl.when(only & (p[3] == "")).then(p[1]).otherwise(p[3]).alias(Role.PREFIX),
        pl.when(only | same).then(nothing).otherwise(p[0]).alias(Role.PARTNER_SURNAME),
        pl.when(only | same).then(nothing).otherwise(p[1]).alias(Role.PARTNER_PREFIX),
    )
    return names.with_columns(
        given.zip_with(~words, initials).alias(Role.GIVEN), initials.set(words, "").alias(Role.INITIALS)
    )


def _address(values: pl.Series) -> pl.DataFrame:
    """Street and number, or a post office box, postcode and city."""
    parts = parts_of(values, ":", 6)
    p = [pl.col(f"p{i}") for i in range(5)]
    box = pl.when(p[2] != "").then(pl.lit("Postbus")).otherwise(pl.lit(""))
    return parts.select(
        pl.when(p[0] != "").then(p[0]).otherwise(box).alias(Role.STREET),
        pl.when(p[1] != "").then(p[1]).otherwise(p[2]).alias(Role.HOUSE_NUMBER),
        p[3].alias(Role.CITY), p[4].alias(Role.POSTCODE),
    )  # fmt: skip
