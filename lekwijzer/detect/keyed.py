"""Columns of which each cell is a record of its own: JSON, XML, a query string, `naam: …; bsn: …`.

What a program got or sent is kept as it came, in one column of a log or an audit table. The keys in it are the same from row to
row, and what they say of people becomes columns behind the others. The cell itself stays, so that what else stands in it is
not lost; a cell in which a key comes twice may be about two people, and is left to the traces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from lekwijzer.detect.headers import read
from lekwijzer.detect.judge import NAMES, tells_apart
from lekwijzer.detect.values import profile
from lekwijzer.model import Role

_KEY = re.compile(
    r"""(?:^|[{,;&?|\s(\[])(?:["']{1,2})?([A-Za-z_][\w.-]{1,40})(?:["']{1,2})?\s{0,2}[:=]\s{0,2}(?=[\w"'])|<([A-Za-z_][\w.:-]{1,40})(?:\s[^<>]*)?>(?=[^<])"""
)
_PAIRS = r"[:=]|</"
_MOST, _LEAST = 60, 0.8
_OWN = NAMES | {
    Role.BSN, Role.PREFIX, Role.INITIALS, Role.BIRTH_DATE, Role.SEX, Role.ADDRESS, Role.STREET, Role.HOUSE_NUMBER, Role.HOUSE_ADDITION,
    Role.POSTCODE, Role.CITY, Role.PHONE, Role.EMAIL, Role.IBAN, Role.PATIENT_NUMBER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keyed:
    """A column of records: its keys that say something of a person, and where their columns begin."""

    index: int
    first: int
    labels: tuple[str, ...]
    commas: bool  # within values: another sign stands between these

    def columns(self) -> list[pl.Expr]:
        """What stands at each key, where it comes once."""
        cell = pl.col(f"c{self.index}")
        return [
            pl.when(cell.str.count_matches(_at(label)) == 1)
            .then(cell.str.extract(_value(label, self.commas), 1).fill_null(cell.str.extract(_value(label, self.commas), 2)).str.strip_chars(" \"'\\"))
            .alias(f"c{self.first + i}")
            for i, label in enumerate(self.labels)
        ]  # fmt: skip


def _at(label: str) -> str:
    key = re.escape(label)
    return rf"(?:^|[^\w.-]){key}[\"'\\]{{0,4}}\s{{0,2}}[:=]|<{key}(?:\s[^<>]*)?>"


def _value(label: str, commas: bool) -> str:
    key, ends = re.escape(label), "&;}<>|\n" + ("" if commas else ",")
    return rf"(?:^|[^\w.-]){key}[\"'\\]{{0,4}}\s{{0,2}}[:=]\s{{0,2}}(\"[^\"]+\"|'[^'<>]+'|[^\"{ends}]+)|<{key}(?:\s[^<>]*)?>([^<]+)<"


def keyed(values: pl.Series, index: int, first: int) -> Keyed | None:
    """How the records in a column are taken apart; None where its cells are none, or are about nobody."""
    if len(values) < 2 or not values.str.contains(_PAIRS).all():
        return None
    cells = values.to_list()
    counts = Counter(key for cell in cells for key in set(_keys(cell)))
    usual = [key for key, count in counts.items() if count >= _LEAST * len(cells)]
    if not 1 < len(usual) <= _MOST:
        return None
    roles = {key: role for key in usual if (role := read(key.rpartition(":")[2]).role) in _OWN}
    if not tells_apart(roles.values()):
        return None
    commas = bool((values.str.contains("[&;|]") & ~values.str.contains("[{<]")).all())
    found = Keyed(index, first, tuple(roles), commas)
    parts = values.alias(f"c{index}").to_frame().select(found.columns())
    return found if _borne_out(parts, roles.values()) else None


def _keys(cell: str) -> Iterable[str]:
    return (match[1] or match[2] for match in _KEY.finditer(cell[:4000]))


def _borne_out(parts: pl.DataFrame, roles: Iterable[Role]) -> bool:
    """Whether what stands at the key of a number or a birth date is one."""
    for role, values in zip(roles, parts.get_columns(), strict=True):
        some = values.drop_nulls()
        if len(some) < _LEAST * len(values):
            continue
        if role is Role.BSN and profile(some).bsn > _LEAST and profile(some).nine_digits > _LEAST:
            return True
        if role is Role.BIRTH_DATE and profile(some).date > _LEAST:
            return True
    return False
