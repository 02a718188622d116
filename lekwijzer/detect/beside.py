"""Several people in one row: mother and child, patient and partner, an insured person and who pays; `naam1; bsn1; naam2; bsn2`.

A table is read as being about one person a row. Whose columns the others are, their headers tell: by a word for a relative or
by a number. They are a table of their own over the same rows, where they have a citizen service number, or a name with a birth
date. With less nobody can be told, and what stands there is a trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from lekwijzer.detect.columns import Beside, TableMap, infer
from lekwijzer.detect.headers import read, tokens
from lekwijzer.detect.judge import dropped, tells_apart
from lekwijzer.model import Role

_RELATIVES = frozenset(
    "moeder vader ouder ouders mother father parent kind child baby zuigeling pasgeborene neonaat newborn dochter zoon "
    "partner echtgenoot echtgenote spouse husband wife man contactpersoon contact gemachtigde vertegenwoordiger voogd guardian "
    "mantelzorger verzekeringnemer polishouder policyholder hoofdverzekerde medeverzekerde gezinslid broer zus donor".split()
)
_SELF = frozenset("patient pat client deelnemer deelneemster verzekerde insured participant subject".split())
"""Whose columns they are, too; mostly whom the whole row is about."""
_MAYBE = re.compile("|".join(sorted(_RELATIVES)) + "|[0-9]", re.IGNORECASE)
_NUMBERED = re.compile(r"([a-z]{0,2})([0-9]{1,3})")
_CHILD = frozenset("kind child baby zuigeling pasgeborene neonaat newborn".split())
_PARENTS = frozenset("moeder vader ouder ouders mother father parent".split()) | _CHILD
_PARTNER = frozenset("partner echtgenoot echtgenote spouse husband wife man".split())
"""Of whom the surname is also that of a patient who is married."""
_NOT_THEIRS = {
    Role.INSURER, Role.REQUESTER, Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.RECORD_ID,
}  # fmt: skip
"""What is said in a row about its patient, and not about a relative."""
_HOME = {Role.ADDRESS, Role.STREET, Role.HOUSE_NUMBER, Role.HOUSE_ADDITION, Role.POSTCODE, Role.CITY}
_ASKED = {Role.REQUESTER, Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}
_MOST = 60
"""People in a row beyond which the columns are something else."""

Whose = tuple[str, str]


def _whose(label: str) -> tuple[Whose, str]:
    """Whose a column is, by a word and a number, and what its header says beside that."""
    number, rest, relatives, own = "", [], [], []
    for word in tokens(label):
        numbered = _NUMBERED.fullmatch(word)
        if numbered and not number:
            number = numbered[2].lstrip("0") or "0"
            rest += [numbered[1]] if len(numbered[1]) > 1 else []
        elif word in _RELATIVES:
            relatives.append(word)
        elif word in _SELF:
            own.append(word)
        else:
            rest.append(word)
    return (" ".join(relatives or own), number), "_".join(rest) or ("naam" if relatives else label)


def groups(header: Sequence[str] | None) -> dict[Whose, dict[int, str]]:
    """The columns of each person that the headers tell of, with what is said of them; nothing where they tell of one, as nearly always."""
    if not header or not _MAYBE.search("\n".join(header)):
        return {}
    found: dict[Whose, dict[int, str]] = {}
    for i, label in enumerate(header):
        whose, rest = _whose(label)
        found.setdefault(whose, {})[i] = rest
    if not any(
        len(some) > 1 or "bsn" in next(iter(some.values())) for whose, some in found.items() if whose != ("", "")
    ):
        return {}
    found = {whose: some for whose, some in found.items() if tells_apart({read(label).role for label in some.values()})}
    others = len(found) - (_main(found) is not None)
    return found if 0 < others <= _MOST else {}


def _main(found: dict[Whose, dict[int, str]]) -> Whose | None:
    """Whom the rows as a whole are about: who is called nothing, or a patient, or else a child; the first of several."""
    order = sorted(found, key=lambda whose: (whose[0] != "", whose[0] not in _SELF, len(whose[1]), whose[1]))
    for words in ({""}, _SELF, _CHILD):
        for whose in order:
            if whose[0] in words:
                return whose
    return None


def table_of(
    header: Sequence[str] | None, sample: pl.DataFrame, found: dict[Whose, dict[int, str]], epoch: str
) -> TableMap:
    """A table of which the rows are about several people: whom they are about as a whole, and the others beside."""
    main = _main(found)
    rest = {whose: some for whose, some in found.items() if whose != main}
    away = {i for (word, _), some in rest.items() if word not in _PARTNER for i in some}
    labels = list(header or ())
    cleared = sample.with_columns(pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in away)
    table = infer(["" if i in away else label for i, label in enumerate(labels)], cleared, epoch=epoch)
    columns = [
        replace(c, header=labels[c.index], why="of another person in the row") if c.index in away else c
        for c in table.columns
    ]
    shared = _shared(table, labels, main)
    others = [
        _other(some, shared if not word or set(word.split()) <= _PARENTS else {}, sample, epoch, numbered=bool(number))
        for (word, number), some in rest.items()
    ]
    return replace(table, columns=tuple(columns), beside=tuple(filter(None, others)))


def _shared(table: TableMap, labels: Sequence[str], main: Whose | None) -> dict[Role, dict[int, str]]:
    """The columns that are nobody's in particular, where the people in the row are told apart by a number, or are a child and its
    parents: they have one address, and by numbers alone what was asked and found is of them all."""
    if main is None or (not (main[1] and not main[0]) and main[0] not in _CHILD):
        return {}
    found: dict[Role, dict[int, str]] = {}
    for column in table.columns:
        if column.role in _HOME or (column.role in _ASKED and not main[0]):
            whose, rest = _whose(labels[column.index])
            if whose == ("", ""):
                found.setdefault(column.role, {})[column.index] = rest
    return found


def _other(
    some: dict[int, str], shared: dict[Role, dict[int, str]], sample: pl.DataFrame, epoch: str, *, numbered: bool
) -> Beside | None:  # fmt: skip
    """One of the others; None where the values do not bear out that it is a person."""
    other = Beside(tuple(some), TableMap((), None, "nothing"))
    table = infer(list(some.values()), other.rows(sample), epoch=epoch)
    if not tells_apart({c.role for c in table.columns}):
        return None
    own = {c.role for c in table.columns}
    theirs = {
        i: label
        for role, columns in shared.items()
        if not own & (_HOME if role in _HOME else {role}) and (role in _HOME or numbered)
        for i, label in columns.items()
    }
    if theirs:
        other = replace(other, columns=(*some, *theirs), owns=len(some))
        table = infer([*some.values(), *theirs.values()], other.rows(sample), epoch=epoch)
    if not numbered:
        table = replace(
            table, columns=tuple(dropped(c, "of the patient") if c.role in _NOT_THEIRS else c for c in table.columns)
        )
    return replace(other, table=table) if tells_apart({c.role for c in table.columns}) else None
