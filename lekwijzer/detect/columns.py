"""Which column of a table holds which role: each column judged on its own, then corrected over the whole table.

A table has one BSN, one surname and one birth date of a person; what the case file says goes over what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from lekwijzer.detect import fhir
from lekwijzer.detect.corrections import (
    CODES_BESIDE,
    PERSONAL,
    beside_results,
    by_table,
    dated_name,
    disambiguate,
    override,
)
from lekwijzer.detect.headers import read, tokens
from lekwijzer.detect.judge import FAILS, Column, dropped, judge, names_a_test
from lekwijzer.detect.keys import key_columns, lead_columns, scope_columns
from lekwijzer.detect.values import Profile, profile
from lekwijzer.detect.whose import of_children, of_contacts, of_receivers, of_users
from lekwijzer.fields import bsn, daynumbers
from lekwijzer.fields.dates import Order
from lekwijzer.fields.normalise import DOUBTED
from lekwijzer.model import ROLE_FIELD, Role

About = Literal["people", "references", "nothing"]

WIDE = 300
"""Columns above which a table is no list of people by its names and places alone, and asking each of them what it is takes long."""
FEW = 3
"""Rows under which a column without a telling header is believed only when others bear it out."""

NARROW = 6
"""Columns of a table that does no more than lead from one table to another."""
_NUMBERS = {Role.PATIENT_NUMBER, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER}
_MEDICAL = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}
_DETAILS = {Role.REQUESTER, Role.ADDRESS, Role.STREET, Role.POSTCODE, Role.PHONE, Role.EMAIL}
_IDENTITY = {Role.BSN, Role.PERSON_REF, Role.NAME, Role.SURNAME, Role.GIVEN, Role.PATIENT_NUMBER, Role.PARTNER_SURNAME}
_OWN = {Role.BSN, Role.SURNAME, Role.GIVEN, Role.INITIALS, Role.BIRTH_DATE, Role.BIRTH_YEAR, Role.SEX}
"""What only people have; names, addresses and telephones are had by firms too."""
_FIRM_WORDS = {
    "bedrijf", "bedrijfs", "bedrijfsnaam", "kvk", "btw", "leverancier", "leveranciers", "leveranciersnr", "crediteur", "crediteuren", "supplier", "vendor", "company",
    "organisation", "organization", "firma", "praktijknaam",
}  # fmt: skip
_PLACE_WORDS = {
    "organisatie", "instelling", "instellings", "praktijk", "vestiging", "filiaal", "apotheek", "ziekenhuis", "hospital", "debiteur", "debiteuren",
}  # fmt: skip
"""Where somebody works, or is known as a patient: beside names of people they say nothing."""
_OF_SOMEBODY = set(ROLE_FIELD) - {Role.INSURER, Role.REQUESTER, Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}
ALL_MISTYPED = "header says BSN, and nothing else says who it is; the values fail the 11-test"
"""Numbers that lost a figure on the way, or a hospital's own: they are somebody's, but those that pass the test do so by chance."""
_STATUS = {Role.DEATH_DATE, Role.EMIGRATED, Role.SECRET}


@dataclass(frozen=True, slots=True)
class TableMap:
    """How a table is read: its columns, the order of its birth dates, and what its rows are about."""

    columns: tuple[Column, ...]
    order: Order | None
    about: About
    dated_name: int | None = None  # the column that holds a name with the birth date behind it
    beside: tuple[Beside, ...] = ()  # other people in each row, see `detect.beside`
    keys: tuple[int, ...] = ()  # columns that may hold keys of other tables, see `detect.keys`
    leads: tuple[int, ...] = ()  # those that can only lead to what tells more about the row: an address, a doctor
    scopes: tuple[int, ...] = ()  # those that may say within what the numbers count: a site, a year

    @property
    def about_somebody(self) -> bool:
        """Whether the rows say more of a person than a number."""
        return bool({c.role for c in self.columns} & PERSONAL)

    @property
    def points_at_somebody(self) -> bool:
        """Whether the rows carry a number of a person."""
        return bool({c.role for c in self.columns} & {Role.PATIENT_NUMBER, Role.PERSON_REF})

    @property
    def may_point(self) -> bool:
        """Whether rows about nothing may be somebody's through another table: they tell of an examination or an address and carry a
        key, or lead from one table to another."""
        roles = {c.role for c in self.columns}
        numbered = Role.RECORD_ID in roles and bool(roles & (_MEDICAL | _DETAILS))
        return self.about == "nothing" and (numbered or bool(self.keys or self.leads))

    @property
    def doubts_bsn(self) -> bool:
        """Whether no BSN in the table is believed, also where it passes the 11-test."""
        return any(c.why == ALL_MISTYPED for c in self.columns)

    @property
    def kept_beside(self) -> frozenset[int]:
        """The indexes of the columns that are kept of other people in the row."""
        return frozenset(
            other.columns[c.index] for other in self.beside for c in other.table.columns if c.role in _OF_SOMEBODY
        )

    def by_role(self) -> dict[Role, list[int]]:
        """The indexes of the columns of each role, left to right."""
        found: dict[Role, list[int]] = {}
        for column in self.columns:
            if column.role is not None:
                found.setdefault(column.role, []).append(column.index)
        return found


@dataclass(frozen=True, slots=True)
class Beside:
    """Another person in each row of a table: the columns of that one, and what they hold as a table of their own."""

    columns: tuple[int, ...]
    table: TableMap
    owns: int = 0  # how many of the columns are of that person alone; 0 = all

    def rows(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The rows of a batch in which there is such a person: those in which a column of that person alone is filled."""
        width = len([name for name in batch.columns if name != "n"])
        cells = [
            (pl.col(f"c{i}") if i < width else pl.lit(None, dtype=pl.String)).alias(f"c{at}")
            for at, i in enumerate(self.columns)
        ]
        rows = batch.select(*cells, *(["n"] if "n" in batch.columns else []))
        own = [f"c{at}" for at in range(self.owns or len(self.columns))]
        return rows.filter(pl.any_horizontal(pl.col(own).is_not_null()))


def infer(
    header: Sequence[str] | None,
    sample: pl.DataFrame,
    overrides: Mapping[str, Iterable[str | int]] | None = None,
    *,
    register: bool = False,
    epoch: str = "",
) -> TableMap:
    """The map of a table from its header (None: it has none) and a sample of its rows (columns c0, c1, ...).

    `overrides` gives the columns of a role by header or by position from 1; the role "ignore" takes columns out.
    A `register` keeps the status columns (dead, emigrated, secret), which in a leak are only somebody's remarks. `epoch` is the
    day that a workbook counts its dates from, where it says so.
    """
    width = len([c for c in sample.columns if c.startswith("c") and c[1:].isdigit()])
    labels = [(header[i] if header and i < len(header) else "") for i in range(width)]
    profiles = [profile(sample.get_column(f"c{i}")) for i in range(width)]
    bare = _without_table_name(labels)
    said = [read(name) for name in bare]
    for whose in (of_children, of_users, of_receivers, of_contacts):
        said = whose(bare, said)
    columns = [judge(i, labels[i], said[i], profiles[i], wide=width > WIDE) for i in range(width)]
    if len(sample) < FEW:
        together = [judge(i, labels[i], said[i], profiles[i], few=True) for i in range(width)]
        columns = together if _bear_out({c.role for c in together if c.role}) else columns
    columns = disambiguate(columns, profiles)
    columns = override(columns, overrides or {})
    columns = by_table(columns, profiles)
    if not register:
        columns = [dropped(c, "status of a register") if c.role in _STATUS else c for c in columns]
    order = _order(columns, profiles, epoch)
    columns, dated = dated_name(columns, profiles)
    roles = {c.role for c in columns if c.role}
    about = _about(roles)
    if about == "nothing" and not register and (mistyped := next((c for c in columns if c.why == FAILS), None)):
        columns[mistyped.index] = Column(mistyped.index, mistyped.header, Role.BSN, 0.5, ALL_MISTYPED)
        roles.add(Role.BSN)
        about = "people"
    if about == "nothing" and not register and (codes := beside_results(columns, profiles)) is not None:
        columns[codes.index] = codes
        about = "people"
    words = {word for label in labels for word in tokens(label)}
    firms = bool(words & _FIRM_WORDS) or (bool(words & _PLACE_WORDS) and not _names_people(columns, profiles))
    others = firms and not roles & (_OWN | {Role.TEST_RESULT})
    if about == "people" and others and not {c.role for c in columns if c.why == "case.toml"}:
        about = "nothing"
    if about == "people" and roles <= _OF_STATISTICS and _statistics(columns, profiles):
        about = "nothing"
    keys = () if register else _keys(columns, profiles, about)
    tells = about != "nothing" or {c.role for c in columns} & (_MEDICAL | _DETAILS)
    leads = lead_columns(columns, profiles, keys) if tells and not register else ()
    scopes = scope_columns(columns, profiles) if about != "nothing" and not register else ()
    return TableMap(tuple(columns), order, about, dated, keys=keys, leads=leads, scopes=scopes)


def _names_people(columns: Sequence[Column], profiles: Sequence[Profile]) -> bool:
    """Whether a column of names has those of people."""
    names = (profiles[c.index] for c in columns if c.role in (Role.NAME, Role.SURNAME))
    return any(p.organisation < 0.1 and max(p.full_name, p.surname, p.given) > 0.3 for p in names)


def _keys(columns: Sequence[Column], profiles: Sequence[Profile], about: About) -> tuple[int, ...]:
    """What looks like keys: in tables that carry no number of a person all, else only what may be the rows' own."""
    roles = {c.role for c in columns if c.role and c.why != CODES_BESIDE}
    pointing = not roles & {Role.PATIENT_NUMBER, Role.PERSON_REF} and not roles & PERSONAL
    if about != "nothing" or roles & (_MEDICAL | {Role.REQUESTER}):
        return key_columns(columns, profiles, pointing=pointing)
    if len(columns) > NARROW or roles - {Role.RECORD_ID, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER}:
        return ()
    keys = key_columns(columns, profiles, pointing=True)
    return keys if len(keys) + len(roles) > 1 else ()


_OF_STATISTICS = {Role.GIVEN, Role.SEX, Role.BIRTH_YEAR, Role.RECORD_ID}
_COUNTS = {"aantal", "aantallen", "count", "counts", "frequentie", "frequency", "freq", "percentage", "perc", "totaal", "total", "rang", "rank"}  # fmt: skip


def _statistics(columns: Sequence[Column], profiles: Sequence[Profile]) -> bool:
    """Whether a list of given names with nothing but a sex or a year counts them: each name once or twice, beside a column of numbers."""
    given = [profiles[c.index] for c in columns if c.role is Role.GIVEN]
    counted = any(set(tokens(c.header)) & _COUNTS and profiles[c.index].digits > 0.95 for c in columns)
    return counted and len(given) == 1 and given[0].count >= 10 and given[0].distinct > 0.45


def _order(columns: Sequence[Column], profiles: Sequence[Profile], epoch: str) -> Order | None:
    """How the birth dates are written; of day numbers the epochs that other dates of the table, and the workbook, leave possible."""
    birth = next((c.index for c in columns if c.role is Role.BIRTH_DATE), None)
    if birth is None:
        return None
    p = profiles[birth]
    how = p.day_numbers
    if how is None:
        mixed = p.serial > 0.05 and p.serial + p.date > 0.9 and p.order != "mdy"
        return "serial" if mixed else p.order
    if p.date > 0.05 and "excel" in how.epochs:  # numbers among written dates: a spreadsheet took some for dates
        return "serial"
    epochs = how.epochs
    if epoch in epochs:
        epochs = tuple(name for name in epochs if name == epoch or not name.startswith("excel"))
    for column in columns:
        if column.role is Role.EXAM_DATE and profiles[column.index].serial > 0.9:
            epochs = daynumbers.ends_in_time(profiles[column.index].values, epochs) or epochs
    if epochs == ("excel", "excel1904") and not how.only_five:
        return "serial"
    return daynumbers.DayNumbers(epochs, how.order, how.only_five)


def _bear_out(roles: set[Role]) -> bool:
    """Whether roles found in a row or two make a person together: a name, birth date or BSN, and one thing more."""
    names = roles & {Role.NAME, Role.SURNAME, Role.GIVEN, Role.INITIALS}
    telling = roles & {Role.BSN, Role.BIRTH_DATE, Role.POSTCODE, Role.EMAIL, Role.PHONE, Role.IBAN}
    return bool(names or roles & {Role.BSN, Role.BIRTH_DATE}) and bool(telling) and len(telling) + bool(names) >= 2


def _without_table_name(labels: Sequence[str]) -> list[str]:
    """Headers without the table's name in front: ORD_ID, ORD_PRSN_ID, ORD_RECEIPTTIME are id, prsn_id, receipttime."""
    words = [tokens(label) for label in labels]
    first = Counter(w[0] for w in words if len(w) > 1)
    if not first:
        return list(labels)
    name, count = first.most_common(1)[0]
    if count < 3 or count < 0.8 * len([w for w in words if w]) or len(name) < 2:
        return list(labels)
    return [
        _rest_of(label, w) if len(w) > 1 and w[0] == name and not fhir.read(label) else label
        for w, label in zip(words, labels, strict=True)
    ]


def _rest_of(label: str, words: list[str]) -> str:
    """A header without its first word; one that is a path stays a path."""
    first, dot, rest = label.partition(".")
    return rest if dot and tokens(first) == words[:1] else "_".join(words[1:])


def _about(roles: set[Role]) -> About:
    """People, rows that only refer to people, or neither."""
    if roles & _IDENTITY or {Role.BIRTH_DATE, Role.INITIALS} <= roles or {Role.BIRTH_DATE, Role.POSTCODE} <= roles:
        return "people"
    if roles & {Role.SPECIMEN_NUMBER, Role.ORDER_NUMBER} and (roles & _MEDICAL or Role.SPECIMEN_NUMBER in roles):
        return "references"
    if Role.EMAIL in roles and not roles & {Role.STREET, Role.ADDRESS, Role.POSTCODE, Role.CITY, Role.IBAN}:
        return "people"
    if Role.BIRTH_DATE in roles or (Role.INITIALS in roles and roles & {Role.POSTCODE, Role.STREET, Role.SEX}):
        return "people"
    # Too little to say who, but somebody all the same: an outcome beside an address or a year of birth.
    placed = roles & {Role.POSTCODE, Role.STREET, Role.ADDRESS}
    if (Role.BIRTH_YEAR in roles and (placed or roles & _MEDICAL)) or (placed and Role.TEST_RESULT in roles):
        return "people"
    return "nothing"


def to_roles(frame: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """A batch of a table as a frame of roles; several columns of one role are joined, category roles to "filled or not"."""
    out: list[pl.Expr] = [pl.col("n")]
    for role, indexes in table.by_role().items():
        names = [f"c{i}" for i in indexes]
        if role in (Role.PHONE, Role.EMAIL, Role.PERSON_REF) or role in _NUMBERS:
            value = pl.concat_str(names, separator="\x1f", ignore_nulls=True) if len(names) > 1 else pl.col(names[0])
        elif role in (Role.ADDRESS, Role.GIVEN, Role.HOUSE_ADDITION):
            value = pl.concat_str(names, separator=" ", ignore_nulls=True) if len(names) > 1 else pl.col(names[0])
        elif role is Role.POSTCODE and len(names) > 1:
            value = pl.coalesce(_postcode(names[0], names[1]), *names)
        else:
            value = pl.coalesce(names)
        if role is Role.NAME and table.dated_name in indexes:
            out.append(value.str.extract(_DATE_BEHIND).alias(Role.BIRTH_DATE.value))
            value = value.str.replace(rf"[\s,(\[*]*(?:geb(?:\.|oren)?\s*(?:op\s*)?)?{_DATE_BEHIND}\s*[)\]]?", "")
        out.append(value.alias(role.value))
    tests = [f"c{c.index}" for c in table.columns if c.role is Role.TEST_RESULT and names_a_test(c.header)]
    if tests and Role.EXAM_TYPE not in table.by_role():  # an outcome under the name of a test tells which test
        out.append(pl.coalesce(tests).alias(Role.EXAM_TYPE.value))
    roles = frame.select(out)
    if Role.BSN.value in roles.columns:
        roles = roles.with_columns(bsn.unrounded(roles.get_column(Role.BSN.value)))
    if table.doubts_bsn:
        roles = roles.with_columns(pl.lit(True).alias(DOUBTED))
    return roles


def _postcode(figures: str, letters: str) -> pl.Expr:
    """A postcode of which the figures have a column and the letters the next; null where they have not."""
    both = pl.col(figures).str.contains(r"^\s*[1-9]\d{3}\s*$") & pl.col(letters).str.contains(r"^\s*[A-Za-z]{2}\s*$")
    return pl.when(both).then(pl.concat_str(figures, letters))


_DATE_BEHIND = r"(\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})"


def field_of(role: Role | None) -> str:
    """The field a role exposes, "" for none."""
    return ROLE_FIELD.get(role, "") if role else ""
