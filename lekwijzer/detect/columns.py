"""Which column of a table holds which role: the header proposes, the values dispose.

A header alone is not believed where the values contradict it ("bsn" over numbers that fail the 11-test), and values alone
are believed only where they could hardly be anything else (nine of ten pass the 11-test; chance gives one in eleven).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from lekwijzer.detect.headers import Said, read, tokens
from lekwijzer.detect.values import Profile, profile
from lekwijzer.fields.dates import Order
from lekwijzer.model import ROLE_FIELD, Role

About = Literal["people", "references", "nothing"]

BSN_BY_VALUE = 0.9
"""Pass rate of the 11-test above which a column without a telling header is a BSN column; random numbers give 0.09."""
BSN_BY_HEADER = 0.3
"""Pass rate under which a column called BSN is not one: mistyped numbers are a few per cent, not most."""

_MANY = {
    Role.PHONE, Role.GIVEN, Role.PATIENT_NUMBER, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.INSURER, Role.REQUESTER, Role.EXAM_TYPE,
    Role.EXAM_DATE, Role.TEST_RESULT, Role.ADDRESS, Role.HOUSE_ADDITION, Role.EMAIL, Role.PERSON_REF,
}  # fmt: skip
"""Roles that several columns of one table may have; of every other role the best column wins."""
_NUMBERS = {Role.PATIENT_NUMBER, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER}
_MEDICAL = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}
_IDENTITY = {Role.BSN, Role.PERSON_REF, Role.NAME, Role.SURNAME, Role.GIVEN, Role.PATIENT_NUMBER, Role.PARTNER_SURNAME}
_PERSONAL = {Role.BSN, Role.NAME, Role.SURNAME, Role.GIVEN, Role.BIRTH_DATE}
_OWN = {Role.BSN, Role.SURNAME, Role.GIVEN, Role.INITIALS, Role.BIRTH_DATE, Role.BIRTH_YEAR, Role.SEX}
"""What only people have; names, addresses and telephones are had by firms too."""
_FIRM_WORDS = {
    "bedrijf", "bedrijfs", "bedrijfsnaam", "kvk", "btw", "leverancier", "leveranciers", "leveranciersnr", "crediteur", "crediteuren", "debiteur", "debiteuren", "supplier", "vendor", "company", "organisatie",
    "organisation", "organization", "instelling", "instellings", "firma", "praktijknaam", "praktijk", "vestiging", "filiaal", "apotheek", "ziekenhuis", "hospital",
}  # fmt: skip
_STATUS = {Role.DEATH_DATE, Role.EMIGRATED, Role.SECRET}


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it is taken for; `why` is for people, without values."""

    index: int
    header: str
    role: Role | None
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class TableMap:
    """How a table is read: its columns, the order of its birth dates, and what its rows are about."""

    columns: tuple[Column, ...]
    order: Order | None
    about: About
    dated_name: int | None = None  # the column that holds a name with the birth date behind it

    @property
    def about_somebody(self) -> bool:
        """Whether the rows say more of a person than a number."""
        return bool({c.role for c in self.columns} & _PERSONAL)

    @property
    def points_at_somebody(self) -> bool:
        """Whether the rows carry a number of a person."""
        return bool({c.role for c in self.columns} & {Role.PATIENT_NUMBER, Role.PERSON_REF})

    def by_role(self) -> dict[Role, list[int]]:
        """The indexes of the columns of each role, left to right."""
        found: dict[Role, list[int]] = {}
        for column in self.columns:
            if column.role is not None:
                found.setdefault(column.role, []).append(column.index)
        return found


def infer(
    header: Sequence[str] | None,
    sample: pl.DataFrame,
    overrides: Mapping[str, Iterable[str | int]] | None = None,
    *,
    register: bool = False,
) -> TableMap:
    """The map of a table from its header (None: it has none) and a sample of its rows (columns c0, c1, ...).

    `overrides` gives the columns of a role by header or by position from 1; the role "ignore" takes columns out.
    A `register` keeps the status columns (dead, emigrated, secret), which in a leak are only somebody's remarks.
    """
    width = len([c for c in sample.columns if c.startswith("c") and c[1:].isdigit()])
    labels = [(header[i] if header and i < len(header) else "") for i in range(width)]
    profiles = [profile(sample.get_column(f"c{i}")) for i in range(width)]
    bare = _without_table_name(labels)
    columns = [_judge(i, labels[i], read(bare[i]), profiles[i]) for i in range(width)]
    columns = _disambiguate(columns, profiles)
    columns = _override(columns, overrides or {})
    columns = _by_table(columns, profiles)
    if not register:
        columns = [_drop(c, "status of a register") if c.role in _STATUS else c for c in columns]
    birth = next((c.index for c in columns if c.role is Role.BIRTH_DATE), None)
    order: Order | None = None
    if birth is not None:
        order = "serial" if profiles[birth].serial > 0.9 else profiles[birth].order
    columns, dated = _dated_name(columns, profiles)
    roles = {c.role for c in columns if c.role}
    about = _about(roles)
    firms = any(set(tokens(label)) & _FIRM_WORDS for label in labels)
    if about == "people" and firms and not roles & _OWN and not {c.role for c in columns if c.why == "case.toml"}:
        about = "nothing"
    return TableMap(tuple(columns), order, about, dated)


def _without_table_name(labels: Sequence[str]) -> list[str]:
    """Headers without the table's name in front: ORD_ID, ORD_PRSN_ID, ORD_RECEIPTTIME are id, prsn_id, receipttime."""
    words = [tokens(label) for label in labels]
    first = Counter(w[0] for w in words if len(w) > 1)
    if not first:
        return list(labels)
    name, count = first.most_common(1)[0]
    if count < 3 or count < 0.8 * len([w for w in words if w]) or len(name) < 2:
        return list(labels)
    return ["_".join(w[1:]) if len(w) > 1 and w[0] == name else label for w, label in zip(words, labels, strict=True)]


def _drop(column: Column, why: str) -> Column:
    return Column(column.index, column.header, None, column.confidence, why)


def _judge(index: int, label: str, said: Said, p: Profile) -> Column:
    """One column on its own."""
    by_header = _check(said, p) if said.role else None
    if by_header and by_header[0] is not None:
        role, confidence, why = by_header
        return Column(index, label, role, confidence, why)
    if said.foreign:
        return Column(index, label, None, 0.8, "header: of somebody or something else")
    role, confidence, why = _by_value(p, has_header=bool(label))
    if by_header and role is None:
        return Column(index, label, None, 0.5, by_header[2])
    return Column(index, label, role, confidence, why)


def _check(said: Said, p: Profile) -> tuple[Role | None, float, str]:
    """The header's proposal held against the values."""
    role, score = said.role, said.score
    assert role is not None
    if p.count == 0:
        return role, score * 0.8, "header; no values to check"
    support = _SUPPORT.get(role)
    if role is Role.PATIENT_NUMBER and p.bsn >= 0.95 and p.nine_digits > 0.9 and p.count >= 20:
        # Never for specimen and order numbers: those are nine digits by habit, and some laboratory's all pass.
        return Role.BSN, 0.9, "a number of the person, and the values pass the 11-test"
    if role is Role.BSN:
        if p.nine_digits > 0.3 and p.bsn < BSN_BY_HEADER and p.count >= 8:
            return None, 0.0, "header says BSN, but the values fail the 11-test"
        return role, max(score, 0.5 + p.bsn / 2), "header and 11-test" if p.bsn > 0.5 else "header"
    if role in (Role.EXAM_DATE, Role.BIRTH_DATE, Role.DEATH_DATE):
        dates = max(p.date, p.serial)
        if dates < 0.3 and p.count >= 3 and role is not Role.DEATH_DATE:
            return None, 0.0, "header says a date, the values are none"
        return role, score * (0.6 + 0.4 * dates), "header and date shape"
    if role in (Role.NAME, Role.SURNAME, Role.GIVEN) and (
        p.organisation > 0.4 or p.exam > 0.4 or p.sex > 0.6 or p.result > 0.6
    ):
        return None, 0.0, "names of organisations or tests, not of people"
    if role in (Role.NAME, Role.SURNAME, Role.GIVEN, Role.INITIALS) and p.date > 0.5:
        return None, 0.0, "header names a person, the values are dates"
    if role is Role.NAME and p.any_digit > 0.9 and p.mean_length < 14 and p.date_inside < 0.2 and p.count >= 3:
        return Role.PATIENT_NUMBER, 0.6, "header names a person, the values are codes"
    if role in (Role.NAME, Role.SURNAME) and p.digits > 0.8 and p.count >= 3:
        return Role.PATIENT_NUMBER if role is Role.NAME else None, 0.6, "header names a person, the values are numbers"
    if role is Role.ADDRESS and p.mean_length < 5 and p.count >= 3:
        return None, 0.0, "too short for an address"
    if role is Role.REQUESTER and p.date > 0.8:
        return None, 0.0, "header names a doctor, the values are dates"
    if role in (Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER) and p.count >= 3 and p.any_digit < 0.2:
        if role is Role.SPECIMEN_NUMBER:
            return None, 0.0, "kinds of material, not numbers"
        names = max(p.full_name, p.surname, p.prefix) > 0.2 or p.organisation > 0.2
        return (Role.REQUESTER if names else Role.EXAM_TYPE), 0.5, "who or what was asked, not a number"
    if support is None:
        return role, score, "header"
    share = max(getattr(p, name) for name in support)
    if share < 0.2 and p.count >= 5:
        return None, 0.0, f"header says {role.value}, the values do not look like it"
    return role, score * (0.7 + 0.3 * share), "header and values"


_SUPPORT: dict[Role, tuple[str, ...]] = {
    Role.SEX: ("sex", "small_number"),
    Role.POSTCODE: ("postcode",),
    Role.EMAIL: ("email",),
    Role.PHONE: ("phone", "digits"),
    Role.IBAN: ("iban",),
}


def _by_value(p: Profile, *, has_header: bool) -> tuple[Role | None, float, str]:
    """What values say when the header says nothing; only what could hardly be anything else."""
    if p.count < 2:
        return None, 0.0, "too few values"
    if p.nine_digits > 0.85 and p.bsn >= BSN_BY_VALUE and p.distinct * p.count >= 3:
        return Role.BSN, min(0.95, 0.6 + 0.03 * p.count), "values: pass the 11-test"
    if p.email > 0.8:
        return Role.EMAIL, 0.9, "values: e-mail addresses"
    if p.iban > 0.8:
        return Role.IBAN, 0.9, "values: account numbers"
    if p.postcode > 0.8:
        return Role.POSTCODE, 0.85, "values: postcodes"
    if p.date > 0.85:
        if p.median_year < 2008 and p.year_spread >= 15:
            return Role.BIRTH_DATE, 0.75, "values: dates over many years"
        return (
            (None, 0.0, "dates under an unknown header")
            if has_header
            else (Role.EXAM_DATE, 0.4, "values: recent dates")
        )
    if p.phone > 0.8:
        return Role.PHONE, 0.7, "values: telephone numbers"
    if has_header and p.result < 0.6:
        return None, 0.0, "unknown header"
    return _text_by_value(p)


def _text_by_value(p: Profile) -> tuple[Role | None, float, str]:
    """Names, places and results of a column without any header."""
    if p.sex > 0.95 and p.distinct * p.count <= 4:
        return Role.SEX, 0.6, "values: sex codes"
    if p.organisation > 0.3:
        return None, 0.0, "values: organisations"
    if p.street_number > 0.6:
        return Role.ADDRESS, 0.6, "values: street and number"
    if p.full_name > 0.5:
        return Role.NAME, 0.7, "values: whole names"
    if p.street > 0.5:
        return Role.STREET, 0.6, "values: streets"
    if p.city > 0.5:
        return Role.CITY, 0.6, "values: places"
    if p.prefix > 0.8 and p.distinct * p.count >= 2:
        return Role.PREFIX, 0.6, "values: name prefixes"
    if p.given > 0.4:
        return Role.GIVEN, 0.55, "values: given names"
    if p.surname > 0.15 and p.digits == 0 and p.distinct > 0.05:
        return Role.SURNAME, 0.55, "values: surnames"
    if p.exam_code > 0.6:
        return Role.EXAM_TYPE, 0.5, "values: codes of examinations"
    if p.initials > 0.8 and p.distinct * p.count > max(4, min(15, p.count / 5)):
        return Role.INITIALS, 0.5, "values: initials"
    if p.result + p.measured > 0.5:
        return Role.TEST_RESULT, 0.6, "values: results"
    if p.exam > 0.5:
        return Role.EXAM_TYPE, 0.5, "values: examinations"
    if p.nine_digits > 0.85 and p.distinct > 0.5:
        return Role.SPECIMEN_NUMBER, 0.3, "values: nine digits that fail the 11-test"
    return None, 0.0, "unknown"


def _disambiguate(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """At most one column per role where a person has one of it; the surest wins, then the better filled, then the left one."""
    best: dict[Role, Column] = {}
    for column in columns:
        if column.role is None or column.role in _MANY:
            continue
        rival = best.get(column.role)
        rank = (round(column.confidence, 2), profiles[column.index].filled, -column.index)
        if rival is None or rank > (round(rival.confidence, 2), profiles[rival.index].filled, -rival.index):
            best[column.role] = column
    out = []
    for column in columns:
        role = column.role
        if role is None or role in _MANY or best[role] is column:
            out.append(column)
        elif role is Role.BIRTH_DATE and profiles[column.index].median_year >= 2000:
            out.append(Column(column.index, column.header, Role.EXAM_DATE, 0.4, "a second date column"))
        elif role is Role.SURNAME and Role.PARTNER_SURNAME not in best:
            out.append(Column(column.index, column.header, Role.PARTNER_SURNAME, 0.4, "a second surname"))
        else:
            out.append(_drop(column, f"another column is surer to be {role.value}"))
    return out


def _by_table(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """Corrections that need the whole table."""
    roles = {c.role for c in columns}
    certain = roles & {Role.BSN, Role.BIRTH_DATE, Role.INITIALS, Role.GIVEN, Role.PREFIX, Role.SEX}
    out = []
    for column in columns:
        p = profiles[column.index]
        if (
            column.role is Role.EXAM_DATE
            and Role.BIRTH_DATE not in roles
            and p.date > 0.8
            and p.median_year < 1998
            and p.year_spread >= 25
        ):
            # A column that is only called "date" and spans generations, in a table without another birth date.
            column = Column(column.index, column.header, Role.BIRTH_DATE, 0.7, "values: dates over generations")
            roles.add(Role.BIRTH_DATE)
        elif column.role is Role.NAME and not certain and max(p.full_name, p.given, p.surname) < 0.2:
            column = _drop(column, "a name column without anything else of a person")
        elif column.role is Role.NAME and Role.SURNAME in roles and column.confidence < 0.7:
            column = _drop(column, "the surname has a column of its own")
        elif column.role is Role.ADDRESS and p.street_number < 0.2 and p.street > 0.3 and p.postcode_inside < 0.2:
            column = Column(column.index, column.header, Role.STREET, column.confidence, column.why)
        elif column.role is Role.PATIENT_NUMBER and column.why != "case.toml" and p.count >= 3 and p.counted > 0.3:
            column = _counter(column, p, somebody=bool(roles & _PERSONAL))
        elif column.role is Role.RECORD_ID and (p.distinct < 0.99 or "bsn" in column.header.lower()):
            column = _drop(column, "not the row's own number")
        out.append(column)
    return out


def _dated_name(columns: list[Column], profiles: list[Profile]) -> tuple[list[Column], int | None]:
    """The columns, and which one holds names with birth dates: "Wit, J. de (01-09-1974)"."""
    if any(c.role is Role.BIRTH_DATE for c in columns):
        return columns, None
    for column in columns:
        if column.role in (Role.NAME, Role.SURNAME) and profiles[column.index].date_inside > 0.5:
            whole = Column(
                column.index, column.header, Role.NAME, column.confidence, "names with a birth date behind them"
            )
            return [whole if c is column else c for c in columns], column.index
    return columns, None


def _counter(column: Column, p: Profile, *, somebody: bool) -> Column:
    """A person's id that is counted from one: a key that a database made up, which nobody outside it knows."""
    if "id" not in tokens(column.header):
        return column
    if p.unique and somebody:
        return Column(
            column.index,
            column.header,
            Role.RECORD_ID,
            column.confidence,
            "counts the people: their record's own number",
        )
    return Column(
        column.index, column.header, Role.PERSON_REF, column.confidence, "counts from one: points at a person's record"
    )


def _override(columns: list[Column], overrides: Mapping[str, Iterable[str | int]]) -> list[Column]:
    """The case file's word goes over everything else."""
    asked: dict[int, str] = {}
    for role, wanted in overrides.items():
        for want in [wanted] if isinstance(wanted, (str, int)) else wanted:
            for column in columns:
                if (
                    want == column.index + 1
                    or (isinstance(want, str) and want.strip().lower() == column.header.strip().lower())
                    or want == f"c{column.index}"
                ):
                    asked[column.index] = role  # fmt: skip
    if not asked:
        return columns
    taken = {role for role in asked.values() if role in Role.__members__.values() and Role(role) not in _MANY}
    out = []
    for column in columns:
        said = asked.get(column.index)
        if said is not None:
            known = Role(said) if said in Role.__members__.values() else column.role if said == "key" else None
            out.append(Column(column.index, column.header, known, 1.0, "case.toml"))
        elif column.role is not None and column.role.value in taken:
            out.append(_drop(column, "case.toml names another column"))
        else:
            out.append(column)
    return out


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
        else:
            value = pl.coalesce(names)
        if role is Role.NAME and table.dated_name in indexes:
            out.append(value.str.extract(_DATE_BEHIND).alias(Role.BIRTH_DATE.value))
            value = value.str.replace(rf"[\s,(\[*]*(?:geb(?:\.|oren)?\s*(?:op\s*)?)?{_DATE_BEHIND}\s*[)\]]?", "")
        out.append(value.alias(role.value))
    return frame.select(out)


_DATE_BEHIND = r"(\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})"


def field_of(role: Role | None) -> str:
    """The field a role exposes, "" for none."""
    return ROLE_FIELD.get(role, "") if role else ""
