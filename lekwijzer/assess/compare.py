"""A mention held against a register row, field by field, by the very features that linking uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lekwijzer.engine.backend import Backend
from lekwijzer.fields.mend import LOST
from lekwijzer.intake import safe_label
from lekwijzer.link.score import BITS, FEATURES
from lekwijzer.mentions.masks import mask
from lekwijzer.model import Role

Mark = Literal["agrees", "nearly", "differs", "missing", "silent"]
"""`missing`: one of the two says nothing; `silent`: both say something that proves nothing either way."""

_FEATURE_NAMES = ("f_bsn", "f_sur", "f_given", "f_ini", "f_dob", "f_sex", "f_addr", "f_city", "f_contact", "f_number")
VALUES = (
    "bsn",
    "bsn_ok",
    "sur",
    "sur2",
    "given",
    "ini",
    "dob",
    "sex",
    "pc",
    "hnr",
    "hadd",
    "street",
    "city",
    "phone",
    "email",
    "pats",
)
SEX = {1: "m", 2: "v"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what the register says, what the mention says ("" = nothing), and how they agree."""

    name: str
    register: str
    mention: str
    mark: Mark


def compare(
    backend: Backend, pairs: Sequence[tuple[int, int]], *, reveal: bool
) -> dict[tuple[int, int], tuple[Compared, ...]]:
    """Each pair of (mid in `person`, gid in `g`), by the spelling of the register row that fits best; values masked unless revealed."""
    if not pairs:
        return {}
    listed = ", ".join(f"({mid}, {gid})" for mid, gid in pairs)
    values = ", ".join([f"m.{v} AS m_{v}" for v in VALUES] + [f"g.{v} AS g_{v}" for v in VALUES])
    names = ["mid", "gid", *_FEATURE_NAMES, *(f"m_{v}" for v in VALUES), *(f"g_{v}" for v in VALUES)]
    rows = backend.rows(f"""
        WITH pairs AS (SELECT * FROM (VALUES {listed}) t(mid, gid)),
        feature AS (SELECT p.mid, p.gid, g.a, {values}, {FEATURES} FROM pairs p JOIN person m ON m.mid = p.mid JOIN g ON g.gid = p.gid)
        SELECT {", ".join(names)} FROM feature
        QUALIFY row_number() OVER (PARTITION BY mid, gid ORDER BY ({BITS}) DESC, a) = 1""")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {(row["mid"], row["gid"]): _fields(row, reveal) for row in found}


def told(row: dict[str, Any], side: str, *, reveal: bool) -> dict[str, str]:
    """What one side says, per field as the table shows them; columns of the row are called `<side>_<column>`."""

    def v(name: str) -> Any:
        return row[f"{side}_{name}"]

    def show(role: Role, value: object) -> str:
        text = "" if value is None else str(value).replace(LOST, "?")
        return safe_label(text if reveal else mask(role, text)) if text else ""

    address = [
        show(Role.STREET, v("street")),
        show(Role.HOUSE_NUMBER, "".join(str(x) for x in (v("hnr"), v("hadd")) if x is not None)),
        show(Role.POSTCODE, v("pc")),
    ]
    number = f"{v('bsn'):09d}" if v("bsn") is not None else ""
    return {
        "bsn": (show(Role.BSN, number) + ("" if v("bsn_ok") else " (!)")) if number else "",
        "surname": " / ".join(show(Role.SURNAME, x) for x in (v("sur"), v("sur2")) if x),
        "given": show(Role.GIVEN, v("given")),
        "initials": show(Role.INITIALS, v("ini").upper() if v("ini") else None),
        "birth_date": _date(v("dob"), reveal),
        "sex": show(Role.SEX, SEX.get(v("sex"))),
        "address": " ".join(x for x in address if x),
        "city": show(Role.CITY, v("city")),
        "contact": " / ".join(x for x in (show(Role.PHONE, v("phone")), show(Role.EMAIL, v("email"))) if x),
        "number": " / ".join(show(Role.PATIENT_NUMBER, x[2:]) for x in v("pats") or ()),
    }


def _date(value: int | None, reveal: bool) -> str:
    if value is None:
        return ""
    year, month, day = value // 10_000, value // 100 % 100, value % 100
    return f"{year}-{month or '??':>02}-{day or '??':>02}" if reveal else f"{year}-**-**"


def _fields(row: dict[str, Any], reveal: bool) -> tuple[Compared, ...]:
    register, mention, marks = told(row, "g", reveal=reveal), told(row, "m", reveal=reveal), _marks(row)
    out = []
    for name, mark in marks.items():
        if register[name] or mention[name]:
            shown: Mark = mark or ("silent" if register[name] and mention[name] else "missing")
            out.append(Compared(name, register[name], mention[name], shown))
    return tuple(out)


def _marks(row: dict[str, Any]) -> dict[str, Mark | None]:
    """The features as words; None where linking draws no conclusion."""

    def by(
        value: int, *, agrees: tuple[int, ...], nearly: tuple[int, ...] = (), differs: tuple[int, ...] = ()
    ) -> Mark | None:
        return "agrees" if value in agrees else "nearly" if value in nearly else "differs" if value in differs else None

    same_initials = row["m_ini"] is not None and row["m_ini"] == row["g_ini"]
    return {
        "bsn": by(row["f_bsn"], agrees=(2,), nearly=(1,), differs=(-1,)),
        "surname": by(row["f_sur"], agrees=(2,), nearly=(1,), differs=(-1,)),
        "given": by(row["f_given"], agrees=(2,), nearly=(1,), differs=(-1,)),
        "initials": "agrees" if same_initials else by(row["f_ini"], agrees=(2,), nearly=(1,), differs=(-1,)),
        "birth_date": by(row["f_dob"], agrees=(3,), nearly=(2, 1), differs=(-1,)),
        "sex": by(row["f_sex"], agrees=(1,), differs=(-1,)),
        "address": by(row["f_addr"], agrees=(3,), nearly=(2, 1), differs=(-1,)),
        "city": by(row["f_city"], agrees=(1,)) or _differs(row, "city"),
        "contact": by(row["f_contact"], agrees=(1,)) or _differs(row, "phone", "email"),
        "number": by(row["f_number"], agrees=(1,)),
    }


def _differs(row: dict[str, Any], *names: str) -> Mark | None:
    """Whether both sides name one of these, and not the same."""
    return "differs" if any(row[f"m_{n}"] and row[f"g_{n}"] for n in names) else None
