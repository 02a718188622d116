"""What one column holds: the header proposes, the values dispose.

A header alone is not believed where the values contradict it ("bsn" over numbers that fail the 11-test), and values alone
are believed only where they could hardly be anything else (nine of ten pass the 11-test; chance gives one in eleven).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from lekwijzer.detect.headers import Said, names_a_person
from lekwijzer.detect.lists import EXAM_CODES, EXAM_NAMES
from lekwijzer.detect.values import Profile
from lekwijzer.model import Role

BSN_BY_VALUE = 0.9
"""Pass rate of the 11-test above which a column without a telling header is a BSN column; random numbers give 0.09."""
BSN_BY_HEADER = 0.3
"""Pass rate under which a column called BSN is not one: mistyped numbers are a few per cent, not most."""

FAILS = "header says BSN, but the values fail the 11-test"

SURER = "another column is surer to be "
"""Why a column is taken for nothing; the role follows."""
NAMES = frozenset((Role.NAME, Role.SURNAME, Role.GIVEN))


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it is taken for; `why` is for people, without values."""

    index: int
    header: str
    role: Role | None
    confidence: float
    why: str


def dropped(column: Column, why: str) -> Column:
    """The column, taken for nothing after all."""
    return Column(column.index, column.header, None, column.confidence, why)


def judge(index: int, label: str, said: Said, p: Profile, *, few: bool = False, wide: bool = False) -> Column:
    """One column on its own.

    `few`: the table has too few rows for shares to mean much, so that its columns must bear each other out. `wide`: it has so
    many columns that one without a header is asked no more than one with a header that says nothing.
    """
    if said.role is Role.RECORD_ID and (whose := _whose_key(p)):
        return Column(index, label, *whose)
    by_header = _check(said, p) if said.role else None
    if by_header and by_header[0] is not None:
        role, confidence, why = by_header
        return Column(index, label, role, confidence, why)
    if said.foreign:
        return Column(index, label, None, 0.8, "header: of somebody or something else")
    told = _under_a_short_header(label, p) if label and by_header is None else None
    role, confidence, why = told or _by_value(p, has_header=bool(label) or wide, few=few)
    if by_header and role is None:
        return Column(index, label, None, 0.5, by_header[2])
    return Column(index, label, role, confidence, why)


def _under_a_short_header(label: str, p: Profile) -> tuple[Role, float, str] | None:
    """Names under a header that only says that a person is meant (`pt`), and sexes under a letter or two (`G`)."""
    if names_a_person(label) and not (p.mean_length > 12 and p.sentence > 0.4):
        if max(p.full_name, p.surname, p.given) > 0.4 and p.organisation < 0.3:
            return Role.NAME, 0.7, "header means a person, and the values are names"
    elif len(label.strip()) <= 3 and label.strip().isalpha() and p.sex > 0.95 and p.both_sexes:
        return Role.SEX, 0.6, "values: sex codes"
    elif p.count >= 3 and names_a_test(label) and p.measured + p.result + max(p.small_number, p.digits) > 0.7:
        return Role.TEST_RESULT, 0.5, "header is a test, and the values are outcomes"
    return None


UNKNOWN_HEADER = "unknown header"
_SHORTEST_BSN = 7
"""Figures that are left of a number of which the noughts in front were lost; the last four of one are no number."""


def _whose_key(p: Profile) -> tuple[Role, float, str] | None:
    """A row's key (`id`, `nr`, `key`) that is in truth its person's BSN or name."""
    if p.nine_digits > 0.85 and p.bsn >= BSN_BY_VALUE and p.distinct * p.count >= 3:
        return Role.BSN, 0.8, "the key of the row passes the 11-test"
    if p.count and p.any_digit < 0.1 and p.full_name > 0.6:
        return Role.NAME, 0.7, "the key of the row is a name"
    return None


def _check(said: Said, p: Profile) -> tuple[Role | None, float, str]:
    """The header's proposal held against the values."""
    role, score = said.role, said.score
    assert role is not None
    if p.count == 0:
        return role, score * 0.8, "header; no values to check"
    support = _SUPPORT.get(role)
    if role in _CODES | {Role.RECORD_ID} and p.count >= 3 and p.postcode > 0.9 and p.distinct * p.count >= 3:
        return Role.POSTCODE, 0.8, "header names a number, the values are postcodes"
    if role is Role.PATIENT_NUMBER and p.bsn >= 0.95 and p.nine_digits > 0.9 and p.count >= 20:
        # Never for specimen and order numbers: those are nine digits by habit, and some laboratory's all pass.
        return Role.BSN, 0.9, "a number of the person, and the values pass the 11-test"
    if role is Role.PATIENT_NUMBER and p.uuid > 0.9:
        return Role.PERSON_REF, score, "header and keys that a program made"
    if role is Role.BSN:
        if p.nine_digits > 0.3 and p.bsn < BSN_BY_HEADER and p.count >= 8:
            return None, 0.0, FAILS
        if p.count >= 3 and p.mean_length < _SHORTEST_BSN:
            return None, 0.0, "too short for a citizen service number"
        return role, max(score, 0.5 + p.bsn / 2), "header and 11-test" if p.bsn > 0.5 else "header"
    if role in (Role.BIRTH_YEAR, Role.BIRTH_MONTH, Role.BIRTH_DAY) and p.date > 0.5:
        return Role.BIRTH_DATE, 0.9, "header names a part of the birth date, the values are whole dates"
    if role in (Role.EXAM_DATE, Role.BIRTH_DATE, Role.DEATH_DATE):
        dates = min(p.date + p.serial, 1.0)
        if role is Role.BIRTH_DATE and dates < 0.9 and p.day_numbers and p.day_numbers.epochs:
            dates = 1.0
        if dates < 0.3 and p.count >= 3 and role is not Role.DEATH_DATE:
            return None, 0.0, "header says a date, the values are none"
        return role, score * (0.6 + 0.4 * dates), "header and date shape"
    if role in _WORDS and p.mean_length > 12 and p.sentence > 0.4:
        return None, 0.0, "sentences, whatever the header says"
    if role in _NAMES and (said_else := _no_names(role, p)):
        return said_else
    if role is Role.ADDRESS and p.mean_length < 5 and p.count >= 3:
        if p.small_number > 0.8 and p.any_digit > 0.8:
            return Role.HOUSE_NUMBER, 0.6, "header says an address, the values are house numbers"
        return None, 0.0, "too short for an address"
    if role in (Role.STREET, Role.CITY) and p.date > 0.8:
        return None, 0.0, "header names a place, the values are dates"
    if role is Role.REQUESTER and p.date > 0.8:
        return None, 0.0, "header names a doctor, the values are dates"
    if role is Role.SPECIMEN_NUMBER and p.count >= 3 and p.exam_code > 0.6:
        return Role.EXAM_TYPE, 0.6, "header names a number, the values are codes of tests"
    if role in (Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER) and p.count >= 3 and p.any_digit < 0.2:
        if role is Role.SPECIMEN_NUMBER:
            return None, 0.0, "kinds of material, not numbers"
        names = max(p.full_name, p.surname, p.prefix) > 0.2 or p.organisation > 0.2
        return (Role.REQUESTER if names else Role.EXAM_TYPE), 0.5, "who or what was asked, not a number"
    if role is Role.POSTCODE and p.postcode < 0.2 and p.postcode_and_number > 0.9:
        return Role.ADDRESS, score, "header, and the values are postcodes with a number"
    if role is Role.POSTCODE and p.count >= 3 and (p.between(1000, 9999) > 0.9 or p.two_letters > 0.9):
        return role, score * 0.8, "header, and the values are a part of postcodes"
    if support is None:
        return role, score, "header"
    share = max(getattr(p, name) for name in support)
    if share < 0.2 and p.count >= 5:
        return None, 0.0, f"header says {role.value}, the values do not look like it"
    return role, score * (0.7 + 0.3 * share), "header and values"


def _no_names(role: Role, p: Profile) -> tuple[Role | None, float, str] | None:
    """What a column is that is called a name and holds none; None when it may well hold names."""
    if role is not Role.INITIALS and (p.organisation > 0.4 or p.exam > 0.4 or p.sex > 0.6 or p.result > 0.6):
        return None, 0.0, "names of organisations or tests, not of people"
    if p.date > 0.5:
        return None, 0.0, "header names a person, the values are dates"
    if role in (Role.NAME, Role.SURNAME) and p.mean_length < 1.5 and p.count >= 3:
        return None, 0.0, "header names a person, the values are single letters"
    if role is Role.NAME and p.count >= 3 and p.postcode > 0.9:
        return Role.POSTCODE, 0.6, "header names a person, the values are postcodes"
    if role is Role.NAME and p.any_digit > 0.9 and p.mean_length < 14 and p.date_inside < 0.2 and p.count >= 3:
        return Role.PATIENT_NUMBER, 0.6, "header names a person, the values are codes"
    if role in (Role.NAME, Role.SURNAME) and p.digits > 0.8 and p.count >= 3:
        return Role.PATIENT_NUMBER if role is Role.NAME else None, 0.6, "header names a person, the values are numbers"
    return None


_TESTS = (EXAM_CODES | EXAM_NAMES) - {"pat", "ser", "mic", "na", "ca", "mg", "fe", "hem"}
"""Names and codes of tests that are hardly ever the name of something else."""
_UNIT = re.compile(r"\s*[(\[].*$|[ _]+(?:\w+/\w+|[mpnµu]?mol\w*|mg\w*|g_?l|%)$", re.IGNORECASE)
"""The unit behind the name of a test."""


def names_a_test(label: str) -> bool:
    """Whether a header is the name or the code of a test and nothing else: `Hb`, `Glucose (mmol/L)`, `HIV-1/2`."""
    name = re.sub(r"[^a-z0-9]", "", _UNIT.sub("", label.strip()).lower())
    return name in _TESTS or (len(name) > 3 and name.rstrip("0123456789") in _TESTS)


_NAMES = NAMES | {Role.INITIALS}
_WORDS = _NAMES | {
    Role.BSN, Role.RECORD_ID,
    Role.PREFIX, Role.PARTNER_SURNAME, Role.PARTNER_PREFIX, Role.ADDRESS, Role.STREET, Role.CITY, Role.HOUSE_ADDITION, Role.PATIENT_NUMBER,
    Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER,
}  # fmt: skip
"""Roles of which the values are kept as they are written."""
_CODES = {Role.PATIENT_NUMBER, Role.PERSON_REF, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER}
_SUPPORT: dict[Role, tuple[str, ...]] = {
    Role.SEX: ("sex", "small_number"),
    Role.POSTCODE: ("postcode",),
    Role.EMAIL: ("email",),
    Role.PHONE: ("phone", "digits"),
    Role.IBAN: ("iban",),
}


def _by_value(p: Profile, *, has_header: bool, few: bool = False) -> tuple[Role | None, float, str]:
    """What values say when the header says nothing; only what could hardly be anything else."""
    if p.count < (1 if few else 2):
        return None, 0.0, "too few values"
    may = p.hints
    if has_header and not may:
        return None, 0.0, UNKNOWN_HEADER
    if "nine" in may and _are_bsn(p) and (few or p.distinct * p.count >= 3):
        return Role.BSN, min(0.95, 0.6 + 0.03 * p.count), "values: pass the 11-test"
    if "email" in may and p.email > 0.8:
        return Role.EMAIL, 0.9, "values: e-mail addresses"
    if "iban" in may and p.iban > 0.8:
        return Role.IBAN, 0.9, "values: account numbers"
    if "postcode" in may and p.postcode > 0.8:
        return Role.POSTCODE, 0.85, "values: postcodes"
    if "place" in may and p.postcode_and_number > 0.9 and p.spread_postcodes:
        return Role.ADDRESS, 0.6, "values: postcodes with a house number"
    if "date" in may and p.date > 0.6 and p.median_year < 2008 and (few or p.year_spread >= 15):
        return Role.BIRTH_DATE, 0.75, "values: dates over many years"
    if "date" in may and p.date > 0.85:
        return (
            (None, 0.0, "dates under an unknown header")
            if has_header
            else (Role.EXAM_DATE, 0.4, "values: recent dates")
        )
    if "phone" in may and p.phone > 0.8:
        return Role.PHONE, 0.7, "values: telephone numbers"
    if p.count >= _SEVERAL and p.result >= 0.2 and p.result + p.measured + p.small_number > 0.75:
        return Role.TEST_RESULT, 0.6, "values: words of outcomes and figures between them"
    if has_header and not ("result" in may and p.result >= 0.6):
        return None, 0.0, UNKNOWN_HEADER
    return _text_by_value(p, few=few)


_SEVERAL = 10
"""Values in which words of outcomes come often enough to be meant."""


def _are_bsn(p: Profile) -> bool:
    """Whether numbers are citizen service numbers by themselves: nearly all of them; or of those that are not masked nearly all.

    Of a few numbers one may be mistyped: four of five pass by chance once in three thousand columns.
    """
    if p.nine_digits > 0.85 and p.bsn >= BSN_BY_VALUE:
        return True
    numbers = p.nine_digits * p.count
    return p.nine_digits > 0.5 and p.bsn * numbers >= 4 and p.bsn >= (BSN_BY_VALUE if numbers >= 20 else 0.7)


def _text_by_value(p: Profile, *, few: bool = False) -> tuple[Role | None, float, str]:
    """Names, places and results of a column without any header."""
    if p.sex > 0.95 and p.distinct * p.count <= 4:
        return Role.SEX, 0.6, "values: sex codes"
    if p.organisation > 0.3:
        return None, 0.0, "values: organisations"
    if few and p.dotted > 0.9:
        return Role.INITIALS, 0.5, "values: initials"
    if p.mean_length > 12 and p.sentence > 0.4:
        return None, 0.0, "values: sentences"
    if p.postcode_inside > 0.6:
        return Role.ADDRESS, 0.6, "values: postcodes with a place or street"
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
    if p.given > 0.4 and p.worded > 0.8:
        return Role.NAME, 0.6, "values: given names, and more behind them"
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
    if p.care_code > 0.9 and p.date < 0.3:
        return Role.REQUESTER, 0.5, "values: codes of care providers"
    if p.nine_digits > 0.85 and p.distinct > 0.5:
        return Role.SPECIMEN_NUMBER, 0.3, "values: nine digits that fail the 11-test"
    return None, 0.0, "unknown"


def tells_apart(roles: Collection[Role | None]) -> bool:
    """Whether what is known of people tells who each of them is: a citizen service number, or a birth date beside a name."""
    return Role.BSN in roles or (Role.BIRTH_DATE in roles and not NAMES.isdisjoint(roles))
