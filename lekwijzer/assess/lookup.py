"""Whom a key means: a register row, a subject, a mention, or somebody in no register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lekwijzer.assess.revision import Revision
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import UsageError
from lekwijzer.fields import bsn
from lekwijzer.link.load import parquet, quoted

_SUBJECT = (
    "subject_id",
    "register",
    "key",
    "party",
    "verdict",
    "reason",
    "datasets",
    "fields",
    "mentions",
    "cohort",
    "flags",
    "letters",
)
_BARE = "ltrim(regexp_replace(upper({}), '[^0-9A-Z]', '', 'g'), '0')"
"""A key without blanks, separators and leading zeros: what a spreadsheet may have made of it."""
NEAR = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a key means."""

    key: str
    rows: tuple[dict[str, Any], ...] = ()
    mention_id: str = ""
    stranger: dict[str, Any] = field(default_factory=dict)


def is_number(key: str) -> bool:
    """Whether a key is a citizen service number, by its shape and its check digit: such a key is itself a personal value."""
    return key.isdigit() and key.isascii() and len(key) in (8, 9) and bsn.is_valid(int(key))


def look_up(backend: Backend, revision: Revision, key: str, register: str | None) -> Found:
    """The rows, the mention or the person that a key means; raises UsageError when there is none."""
    key = key.strip()
    subjects = parquet(revision.table("subjects"))
    registers = [row["register"] for row in revision.summary["registers"]]
    if register is not None and register not in registers:
        raise UsageError(f'revision {revision.number} has no register "{register}"; it has {", ".join(registers[:20])}')
    only = f" AND register = {quoted(register)}" if register else ""
    rows = _rows(backend, f"{subjects} WHERE (key = {quoted(key)} OR subject_id = {quoted(key)}){only}")
    if not rows:
        rows = _by_bare_key(backend, subjects, key, only)
    if rows:
        return Found(key, tuple(rows))
    if backend.rows(f"SELECT 1 FROM {parquet(revision.table('mentions'))} WHERE mention_id = {quoted(key)} LIMIT 1"):
        return Found(key, mention_id=key)
    names = ("subject_id", "mentions", "datasets", "fields")
    unknown = backend.rows(
        f"SELECT {', '.join(names)} FROM {parquet(revision.table('unidentified'))} WHERE subject_id = {quoted(key)}"
    )
    if unknown:
        return Found(key, stranger=dict(zip(names, unknown[0], strict=True)))
    raise UsageError(_nobody(backend, subjects, key, register, only, revision.number))


def _rows(backend: Backend, source: str) -> list[dict[str, Any]]:
    rows = backend.rows(f"SELECT {', '.join(_SUBJECT)} FROM {source} ORDER BY register, key")
    return [dict(zip(_SUBJECT, row, strict=True)) for row in rows]


def _by_bare_key(backend: Backend, subjects: str, key: str, only: str) -> list[dict[str, Any]]:
    """The rows of the one key that is the same but for blanks, separators and leading zeros."""
    rows = _rows(
        backend,
        f"{subjects} WHERE {_BARE.format('key')} = {_BARE.format(quoted(key))} AND {_BARE.format('key')} <> ''{only}",
    )
    return rows if len({row["key"] for row in rows}) == 1 else []


def _nobody(backend: Backend, subjects: str, key: str, register: str | None, only: str, revision: int) -> str:
    """What to say about an unknown key: the nearest ones, unless they are citizen service numbers."""
    near = backend.rows(f"""SELECT key, register FROM (
          SELECT key, register, damerau_levenshtein(key, {quoted(key)}) AS far FROM {subjects} WHERE length(key) BETWEEN {len(key) - 2} AND {len(key) + 2}{only})
        WHERE far <= 2 ORDER BY far, key, register LIMIT {NEAR}""")
    numbers = [k for k, _ in near if is_number(k)]
    where = f'register "{register}"' if register else f"revision {revision}"
    said = f"{where} has no such key, subject or mention"
    if near and len(numbers) < len(near):
        return f"{said}; the nearest keys are {', '.join(f'{k} ({r})' for k, r in near if k not in numbers)}"
    if near:
        return f"{said}; {len(near)} keys that look like it exist, but as they are citizen service numbers they are not shown"
    return f"{said}; `lekwijzer export CASE subjects -o subjects.csv` lists all keys"
