"""Columns that only the columns beside them explain."""

from __future__ import annotations

from collections.abc import Sequence

from lekwijzer.detect.headers import tokens
from lekwijzer.detect.judge import Column
from lekwijzer.detect.values import Profile
from lekwijzer.model import Role

_OUTCOME = {"value", "waarde", "uitslag", "result", "resultaat", "uitkomst", "outcome"}
_OF_WHAT = {"code", "name", "naam", "description", "omschrijving", "display", "label", "parameter", "item", "loinc"}


def _within(header: str) -> str:
    """What the last part of a path stands in; "" where there is no path."""
    return header.rpartition(".")[0]


def _called(header: str, words: set[str]) -> bool:
    """Whether the last part of a path is one of these words."""
    last = tokens(header.rpartition(".")[2])
    return len(last) == 1 and last[0] in words


_EVENTS = {
    "episode",
    "encounter",
    "visit",
    "bezoek",
    "opname",
    "consult",
    "traject",
    "contactmoment",
    "admission",
    "zorgtraject",
}
_NUMBER_WORDS = {"id", "nr", "nummer", "no", "number", "code", "key", "uuid", "ref"}


def of_an_event(header: str) -> bool:
    """Whether a header is the number of an episode or a visit, to which orders and results belong."""
    words = tokens(header)
    return len(words) == 2 and words[0] in _EVENTS and words[1] in _NUMBER_WORDS


def behind_street(index: int, columns: Sequence[Column]) -> bool:
    """Whether the column on the left holds streets, and none has a header that says where their numbers are."""
    return (
        index > 0 and columns[index - 1].role is Role.STREET and all(c.role is not Role.HOUSE_NUMBER for c in columns)
    )


def beside(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """Columns that only their neighbours explain: the number behind a street, `PNAAM` where all is of a patient, and the
    `code` beside the `value` of a result."""
    roles = {c.role for c in columns}
    results = [c for c in columns if c.role is Role.TEST_RESULT and _called(c.header, _OUTCOME)]
    of_results = {within for c in results if (within := _within(c.header))}
    out: list[Column] = []
    for column in columns:
        p, words = profiles[column.index], tokens(column.header)
        numbered = len(words) == 1 and words[0] in ("nr", "nummer", "no", "num", "number")
        if numbered and Role.HOUSE_NUMBER not in roles and out and out[-1].role in (Role.STREET, Role.ADDRESS):
            if p.small_number > 0.8 and profiles[out[-1].index].any_digit < 0.3:
                column = Column(column.index, column.header, Role.HOUSE_NUMBER, 0.6, "a number behind a street")
        elif words == ["pnaam"] and not roles & {Role.NAME, Role.SURNAME}:
            column = Column(column.index, column.header, Role.NAME, 0.7, "the only name in the table")
        elif (
            column.role in (None, Role.TEST_RESULT)
            and column.why != "case.toml"
            and _within(column.header) in of_results
            and _called(column.header, _OF_WHAT)
        ):
            column = Column(column.index, column.header, Role.EXAM_TYPE, 0.7, "stands beside the value of a result")
        out.append(column)
    return out
