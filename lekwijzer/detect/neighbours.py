"""Columns that only the columns beside them explain."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from lekwijzer.detect.headers import tokens
from lekwijzer.detect.judge import Column
from lekwijzer.detect.values import Profile
from lekwijzer.model import Role

_OUTCOME = {"value", "waarde", "uitslag", "result", "resultaat", "uitkomst", "outcome"}
_WHEN = {"at", "op", "when", "wanneer"}
"""Names of a moment that only what stands beside it tells."""
_OF_WHAT = {"code", "name", "naam", "description", "omschrijving", "display", "label", "parameter", "item", "loinc"}


def _within(header: str) -> str:
    """What the last part of a path stands in; "" where there is no path."""
    return header.rpartition(".")[0]


def _called(header: str, words: set[str]) -> bool:
    """Whether the last part of a path is one of these words."""
    last = tokens(header.rpartition(".")[2])
    return len(last) == 1 and last[0] in words


_NUMBER_WORD = r"(?:id|nr|nummer|no|number|code|key|uuid|ref)"
_EVENT = re.compile(
    rf"(?:episode|encounter|visit|bezoek|opname|admission|(?:zorg|sub)?traject|dbc|contactmoment){_NUMBER_WORD}?"
    rf"|(?:consult|contact|verrichting|behandeling|afspraak|appointment){_NUMBER_WORD}"
)


def of_an_event(column: Column, p: Profile) -> bool:
    """Whether a column has codes of episodes or visits, to which orders and results belong.

    Codes with a letter: mere figures may count in the range of orders, or of anything.
    """
    called = _EVENT.fullmatch("".join(tokens(column.header))) is not None
    return called and p.count >= 3 and p.digits < 0.1 and p.any_digit > 0.9 and p.date < 0.5 and p.distinct > 0.1


_BY_INITIAL = re.compile(r"[ao][_ .-]?(?:nr|nummer|no|num|id)", re.IGNORECASE)
"""`anr`, `o_nr`: the number of an *aanvraag* or *order*, or of an *onderzoek*."""
_BELONGS = {Role.TEST_RESULT, Role.EXAM_TYPE, Role.EXAM_DATE, Role.PATIENT_NUMBER, Role.PERSON_REF}
_NUMBERED = {Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER}


def by_initial(columns: list[Column], profiles: Sequence[Profile]) -> list[Column]:
    """The number of an order that is called by a letter only, where results or numbers of people stand beside it and no other such number.

    Ten figures are the administration number of somebody in the register of persons, which is called `anr` as well.
    """
    roles = {c.role for c in columns}
    found = [
        c for c in columns
        if (c.role is None and _BY_INITIAL.fullmatch(c.header.strip())) or _numbers_of_requests(c, profiles[c.index])
    ]  # fmt: skip
    if len(found) != 1 or not roles & _BELONGS or roles & _NUMBERED:
        return columns
    p = profiles[found[0].index]
    if p.mean_length < 4 or p.date > 0.3 or (p.digits > 0.9 and p.mean_length > 9.5):
        return columns
    number = Column(
        found[0].index, found[0].header, Role.ORDER_NUMBER, 0.5, "a number by its initial, beside what was asked"
    )
    return [number if c.index == number.index else c for c in columns]


def _numbers_of_requests(column: Column, p: Profile) -> bool:
    """Whether a column that is called a request holds the numbers of requests, and not what is asked for."""
    named = column.role is Role.EXAM_TYPE and column.why != "case.toml" and tokens(column.header) == ["aanvraag"]
    return named and p.any_digit > 0.95 and p.distinct > 0.2 and p.exam_code < 0.1


def behind_street(index: int, columns: Sequence[Column]) -> bool:
    """Whether the column on the left holds streets, and none has a header that says where their numbers are."""
    return (
        index > 0 and columns[index - 1].role is Role.STREET and all(c.role is not Role.HOUSE_NUMBER for c in columns)
    )


_ORDERS = (("d", "m", "y"), ("y", "m", "d"), ("m", "d", "y"))
_PARTS = {"d": Role.BIRTH_DAY, "m": Role.BIRTH_MONTH, "y": Role.BIRTH_YEAR}
_BORN = {Role.BIRTH_DATE, Role.BIRTH_YEAR}
_GENERATIONS = 15
_MILLENNIUM = 2000
_ENOUGH = 8
"""Rows under which numbers are days and months by chance."""


def without_headers(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """Columns of a table without headers: the day, month and year of a birth date beside one another, and the surnames, whatever
    they are, beside the given names or initials of people with a birth date."""
    if any(c.header for c in columns) or not profiles or profiles[0].count < _ENOUGH:
        return columns
    out = columns
    if not {c.role for c in columns} & _BORN:
        for at in range(len(columns) - 2):
            kinds = _born(columns[at : at + 3], profiles)
            if kinds:
                parts = [
                    _as(c, _PARTS[kind], "a birth date in three") for c, kind in zip(columns[at:], kinds, strict=False)
                ]
                out = [*columns[:at], *parts, *columns[at + 3 :]]
                break
    roles = [c.role for c in out]
    if set(roles) & _BORN and not set(roles) & {Role.NAME, Role.SURNAME}:
        for at, column in enumerate(out):
            p = profiles[column.index]
            near = {*roles[max(0, at - 2) : at], *roles[at + 1 : at + 3]} & {Role.INITIALS, Role.GIVEN}
            if (
                column.role is None
                and near
                and p.capitalised > 0.9
                and p.distinct * p.count >= _ENOUGH
                and p.exam < 0.2
            ):
                return [*out[:at], _as(column, Role.SURNAME, "words beside given names or initials"), *out[at + 1 :]]
    return out


def _as(column: Column, role: Role, why: str) -> Column:
    return Column(column.index, column.header, role, 0.5, f"values: {why}")


def _born(columns: Sequence[Column], profiles: Sequence[Profile]) -> tuple[str, ...]:
    """Which of three columns of numbers is the day, the month and the year in which somebody was born; nothing where they are not."""
    if any(c.role not in (None, Role.TEST_RESULT) or profiles[c.index].digits < 0.95 for c in columns):
        return ()
    three = [profiles[c.index] for c in columns]
    for kinds in _ORDERS:
        day, month, year = (three[kinds.index(kind)] for kind in "dmy")
        if (
            month.between(1, 12) > 0.98
            and day.between(1, 31) > 0.98
            and day.between(13, 31) > 0.2
            and year.between(1900, 2025) > 0.98
        ):
            years = year.values.cast(pl.Int32, strict=False)
            spread = (years.quantile(0.95) or 0) - (years.quantile(0.05) or 0)
            return kinds if spread >= _GENERATIONS else ()
    return ()


def _years_of_birth(column: Column, p: Profile, roles: set[Role | None]) -> bool:
    """Whether a `jaar` beside names in a table without birth dates is the year in which they were born: no register or
    examination goes back so far, with as many years before 2000 as after."""
    if (
        column.role is not None
        or column.why == "case.toml"
        or tokens(column.header) not in (["jaar"], ["year"], ["jr"])
    ):
        return False
    if not roles & {Role.NAME, Role.SURNAME} or roles & _BORN or p.between(1900, 2025) < 0.98:
        return False
    years = p.values.cast(pl.Int32, strict=False)
    low, middle, high = (years.quantile(share) or 0 for share in (0.05, 0.5, 0.95))
    return middle < _MILLENNIUM and high - low >= 2 * _GENERATIONS


def beside(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """Columns that only their neighbours explain: the number behind a street, `PNAAM` where all is of a patient, and the
    `code` beside the `value` of a result."""
    roles = {c.role for c in columns}
    results = [c for c in columns if c.role is Role.TEST_RESULT and _called(c.header, _OUTCOME)]
    of_results = {within for c in results if (within := _within(c.header))}
    numbered_results = bool(results and roles & _NUMBERED)  # and then of the order, or of what was taken
    out: list[Column] = []
    for column in columns:
        p, words = profiles[column.index], tokens(column.header)
        numbered = len(words) == 1 and words[0] in ("nr", "nummer", "no", "num", "number")
        if numbered and Role.HOUSE_NUMBER not in roles and out and out[-1].role in (Role.STREET, Role.ADDRESS):
            if p.small_number > 0.8 and profiles[out[-1].index].any_digit < 0.3:
                column = Column(column.index, column.header, Role.HOUSE_NUMBER, 0.6, "a number behind a street")
        elif _years_of_birth(column, p, roles):
            column = Column(column.index, column.header, Role.BIRTH_YEAR, 0.6, "years of two generations beside names")
        elif words == ["pnaam"] and not roles & {Role.NAME, Role.SURNAME}:
            column = Column(column.index, column.header, Role.NAME, 0.7, "the only name in the table")
        elif (
            column.role in (None, Role.TEST_RESULT)
            and column.why != "case.toml"
            and (_within(column.header) in of_results or (numbered_results and column.role is None))
            and _called(column.header, _OF_WHAT)
        ):
            column = Column(column.index, column.header, Role.EXAM_TYPE, 0.7, "stands beside the value of a result")
        elif (
            column.role in (None, Role.EXAM_TYPE)
            and column.why != "case.toml"
            and _called(column.header, _WHEN)
            and p.date > 0.8
        ):
            within = _within(column.header)
            others = (c for c in columns if c is not column and _within(c.header) == within)
            if any(c.role in (Role.TEST_RESULT, Role.EXAM_TYPE) for c in others):
                column = Column(column.index, column.header, Role.EXAM_DATE, 0.7, "a moment, beside a result")
        out.append(column)
    return out
