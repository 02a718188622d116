"""The words of the project as types: fields, roles, outcomes, verdicts, and what a reader hands over.

Everything here is data without behaviour. Row-sized objects exist at the edges only; between a reader and an
export the work is done on columns, whose names are the constants of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

import polars as pl

FIELDS: tuple[str, ...] = (
    "name", "sex", "birth_date", "address", "bsn", "phone", "email", "patient_number",
    "insurer", "requester", "exam_type", "exam_date", "test_result", "iban",
)  # fmt: skip
"""The categories of personal data. The position of a name is its bit in a `fields` mask."""

FIELD_BIT: dict[str, int] = {name: 1 << i for i, name in enumerate(FIELDS)}

MULTI = "\x1f"
"""Separates several values of one role in one record (two patient numbers, three order numbers)."""


class Role(StrEnum):
    """What a column (or a place in a message) says about the person of its record."""

    BSN = "bsn"
    NAME = "name"  # a whole name in one value
    SURNAME = "surname"  # own surname; may hold "van der Berg-de Vries" or "Berg, van der"
    PREFIX = "prefix"
    PARTNER_SURNAME = "partner_surname"
    PARTNER_PREFIX = "partner_prefix"
    GIVEN = "given"
    INITIALS = "initials"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    BIRTH_MONTH = "birth_month"
    BIRTH_DAY = "birth_day"
    ADDRESS = "address"  # several parts of an address in one value
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    HOUSE_ADDITION = "house_addition"  # letter and/or addition
    POSTCODE = "postcode"
    CITY = "city"
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    PATIENT_NUMBER = "patient_number"
    ORDER_NUMBER = "order_number"  # a linking number: joins records, is no field of the person
    SPECIMEN_NUMBER = "specimen_number"  # idem
    RECORD_ID = "record_id"  # idem: the row's own id, meaningful only to other tables of the same source
    PERSON_REF = "person_ref"  # idem: points at the record of a person in another table; no number anybody was given
    INSURER = "insurer"
    REQUESTER = "requester"
    EXAM_TYPE = "exam_type"
    EXAM_DATE = "exam_date"
    TEST_RESULT = "test_result"
    # Only registers have these:
    DEATH_DATE = "death_date"
    EMIGRATED = "emigrated"
    SECRET = "secret"


ROLE_FIELD: dict[Role, str] = {
    Role.BSN: "bsn",
    Role.NAME: "name", Role.SURNAME: "name", Role.PREFIX: "name", Role.PARTNER_SURNAME: "name",
    Role.PARTNER_PREFIX: "name", Role.GIVEN: "name", Role.INITIALS: "name",
    Role.SEX: "sex",
    Role.BIRTH_DATE: "birth_date", Role.BIRTH_YEAR: "birth_date", Role.BIRTH_MONTH: "birth_date", Role.BIRTH_DAY: "birth_date",
    Role.ADDRESS: "address", Role.STREET: "address", Role.HOUSE_NUMBER: "address", Role.HOUSE_ADDITION: "address",
    Role.POSTCODE: "address", Role.CITY: "address",
    Role.PHONE: "phone", Role.EMAIL: "email", Role.IBAN: "iban",
    Role.PATIENT_NUMBER: "patient_number",
    Role.INSURER: "insurer", Role.REQUESTER: "requester",
    Role.EXAM_TYPE: "exam_type", Role.EXAM_DATE: "exam_date", Role.TEST_RESULT: "test_result",
}  # fmt: skip
"""The field that a non-empty value of a role exposes. Linking numbers and status columns expose none."""


class Outcome(StrEnum):
    """What became of a mention; every mention has exactly one."""

    MATCHED = "matched"
    DUPLICATE = "duplicate"
    UNIDENTIFIED = "unidentified"
    UNRESOLVED = "unresolved"
    REJECTED = "rejected"


class Verdict(StrEnum):
    """What is known about a register row, from strongest to weakest involvement."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    NOT_EXCLUDED = "not_excluded"
    CLEARED = "cleared"


class ReadOutcome(StrEnum):
    """What became of a file or a member of a container."""

    READ = "read"
    PARTLY = "partly"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far intake goes into containers, and readers into files, before they stop and say so."""

    depth: int = 32  # containers within containers
    entries: int = 10_000_000  # members in all containers of one run
    share_of_free: float = 0.8  # of the free disk that unpacked members may take
    bytes: int | None = None  # of all unpacked members; None: only the disk counts
    seconds: int = 300  # of processor time for one file, and more for a large one
    memory: int = 6 << 30  # bytes of address space of one worker; it holds mapped files and reserved room too


@dataclass(frozen=True, slots=True)
class Passwords:
    """What opens encrypted files. They are shown nowhere."""

    of_file: Callable[[str, str], tuple[str, ...]] = field(repr=False)  # dataset and label → to be tried
    every: tuple[str, ...] = field(repr=False)


def _none(dataset: str, file: str) -> tuple[str, ...]:
    return ()


NO_PASSWORDS = Passwords(_none, ())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an item that could not be read. Never holds a value from the file."""

    message: str
    part: str = ""  # sheet, table, ...; "" = the item as a whole
    n: int | None = None  # row or message number, as in the locator
    lost: int = 0  # records that could not be read; 0 when unknown or none
    whole: bool = False  # told for the record: all of the item was read


class ForeignKey(NamedTuple):
    """What a database says of a column: it holds keys of another table."""

    table: str
    column: str
    other: str
    other_column: str  # "" = the key of that table


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of which the meaning of the columns is still to be found.

    Each batch has a String column `c0`, `c1`, ... per column of the table (null = empty) and `n` (UInt32): the
    number of the row as a person counts it in that file, from 1, title and header rows included.
    """

    name: str  # sheet or table; "" when the item is one table
    header: tuple[str, ...] | None  # None: the table has no header row
    batches: Iterator[pl.DataFrame]
    epoch: str = ""  # "excel" or "excel1904": the day from which this workbook counts its dates; "" = not a workbook
    unread: list[str] = field(default_factory=list)
    """Texts of the item that are in no batch. Batches may add to it; whoever takes them empties it."""
    foreign: list[ForeignKey] = field(default_factory=list)
    """What the item declares of the keys of its tables, this one and others; whole when the item is read."""


@dataclass(frozen=True, slots=True)
class Records:
    """Records of which every value has a known role: messages, letters.

    Each batch has String columns named by `Role` (null = empty; several values joined with MULTI), and:
    `n` (UInt32) number of the message, passage or page in the item, from 1 (of pages alone the same number may come twice); `digest` (UInt64) hash of the whole record as
    it stands in the file; `rejected` (String, null = a person) why the record is not about a person, if it is not.
    Values of `insurer`, `requester`, `exam_type`, `exam_date` and `test_result` are the marker "1", never the content.
    A record that only carries linking numbers has just those columns filled.
    """

    name: str
    unit: Literal["message", "passage", "page"]
    batches: Iterator[pl.DataFrame]
    unread: list[str] = field(default_factory=list)  # as in a table; names alone are no sign of a person in these,
    named: list[str] = field(default_factory=list)  # and are in these;
    others: list[str] = field(default_factory=list)  # names alone, of others than those found in a text, a line each


Part = Table | Records
