"""Columns that may hold keys of other tables, or the key that other tables point at, though their headers are of no role.

`Bezoek` in a table of results names the table Bezoeken; nobody can tell that from the one table alone. So what looks like a key
is kept beside the mentions of such a table, and `link.keys` finds out what it points at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import polars as pl

from lekwijzer.detect.concepts import pieces
from lekwijzer.detect.headers import read, tokens
from lekwijzer.detect.judge import Column
from lekwijzer.detect.values import Profile
from lekwijzer.fields import codes
from lekwijzer.model import MULTI, ForeignKey, Role

KEYS = "keys"
"""A column of a frame of roles beside these: what looks like keys, each as "k<column>:<value>"."""
_KEPT = {Role.PATIENT_NUMBER, Role.PERSON_REF, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.RECORD_ID}
MOST = 6
"""Columns of one table that are kept as keys."""
_SAYS_NUMBER = {"number", "noise"}
_KEY_WORDS = {"fk", "pk", "sk", "bk", "row", "rowid", "seq", "volgnr", "volgnummer"}
_ENDINGS = ("nummer", "number", "guid", "uuid", "key", "ref", "id", "nr", "fk", "sk")
_KEY = r"^(?:[0-9]+|[A-Za-z0-9_/-]*[0-9][A-Za-z0-9_/-]*|[0-9A-Fa-f-]{20,})$"
_LONGEST = 40
_NO_KEY = {
    "aantal", "count", "jaar", "year", "leeftijd", "age", "lot", "charge", "batch", "versie", "version", "regel", "rij", "prijs", "bedrag", "price", "status", "status_code",
    "postcode", "loinc", "snomed", "icd", "agb", "volgorde", "positie", "position", "rang", "rank",
}  # fmt: skip
"""Words of columns of figures that are no keys of rows."""


def key_columns(columns: Sequence[Column], profiles: Sequence[Profile], *, pointing: bool) -> tuple[int, ...]:
    """The columns that look like keys and have no other role; without `pointing` only those that may be the row's own.

    A column of examinations in figures is one too: `aanvraag` is what was asked, or which request.
    """
    found: list[tuple[bool, int]] = []
    own = any(c.role is Role.RECORD_ID for c in columns)
    for column in columns:
        p = profiles[column.index]
        unsaid = column.role is None or (column.role is Role.EXAM_TYPE and p.digits > 0.95)
        if not unsaid or not column.header or column.why == "case.toml" or not p.count or p.any_digit < 0.95:
            continue
        called = says_key(column.header)
        if not (pointing or ((called or not column.index) and not own and p.unique)):
            continue
        if set(tokens(column.header)) & _NO_KEY or read(column.header).foreign or p.date > 0.3:
            continue
        if p.mean_length <= _LONGEST and p.values.str.contains(_KEY).sum() > 0.98 * len(p.values):
            found.append((not called, column.index))
    return tuple(sorted(index for _, index in sorted(found)[:MOST]))


def lead_columns(columns: Sequence[Column], profiles: Sequence[Profile], keys: Sequence[int]) -> tuple[int, ...]:
    """The other columns of which the header says that they hold keys, of whatever it may be: `address_id`, `date_sk`, `aid`."""
    found = []
    for column in columns:
        p = profiles[column.index]
        if column.role is not None or column.index in keys or column.why == "case.toml" or p.any_digit < 0.95:
            continue
        if not says_key(column.header) and not _short_id(column.header):
            continue
        if set(tokens(column.header)) & _NO_KEY or not p.count or p.mean_length > _LONGEST:
            continue
        if p.values.str.contains(_KEY).sum() > 0.98 * len(p.values):
            found.append(column.index)
    return tuple(found[:MOST])


SCOPE = "q"
"""In front of the number of a column that says within what the numbers of its rows count."""
_MOST_SCOPES = 2
_SCOPES = 40
"""Sites, systems or years beyond which a column says something else."""


def scope_columns(columns: Sequence[Column], profiles: Sequence[Profile]) -> tuple[int, ...]:
    """The columns that may say within what the numbers of the rows count: a site, a system, a year; those beside a number first.

    They have a header, are filled in every row and say few different things; which of them belong to a key, `link.scopes` finds out.
    """
    numbers = [c.index for c in columns if c.role in _KEPT]
    found = []
    for column in columns if numbers else ():
        p = profiles[column.index]
        if column.role not in (None, Role.REQUESTER, Role.EXAM_DATE) or not column.header or column.why == "case.toml":
            continue
        several = round(p.distinct * p.count)
        if p.count < 4 or p.filled < 0.999 or several > min(_SCOPES, p.count / 2) or not 0 < p.mean_length <= 12:
            continue
        if p.date > 0.3 or p.values.str.contains(r"^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,19}$").sum() < len(p.values):
            continue
        found.append((min(abs(column.index - i) for i in numbers), column.index))
    return tuple(sorted(index for _, index in sorted(found)[:_MOST_SCOPES]))


def _short_id(header: str) -> bool:
    """`aid`, `tid`: the key of what begins with that letter."""
    return len(header) == 3 and header.lower().endswith("id")


def as_declared(
    columns: Sequence[Column], keys: Sequence[int], name: str, foreign: Iterable[ForeignKey]
) -> tuple[int, ...]:
    """The columns that are kept as keys, with those of a table of this name that the database says are; not what a role of theirs alone keeps."""
    name = name.rpartition(".")[2].lower()
    said = {f.column.lower() for f in foreign if f.table.lower() == name}
    said |= {f.other_column.lower() for f in foreign if f.other.lower() == name}
    roles = Counter(c.role for c in columns)
    told = (c.index for c in columns if c.header.lower() in said and (c.role not in _KEPT or roles[c.role] > 1))
    return tuple(sorted({*keys, *told}))


def with_keys(
    roles: pl.DataFrame, batch: pl.DataFrame, keys: Sequence[int], scopes: Sequence[int] = ()
) -> pl.DataFrame:
    """A frame of roles with what looks like keys in the rows that it was made of, and what these may count within."""
    some = [(kind, i) for kind, indexes in (("k", keys), (SCOPE, scopes)) for i in indexes if f"c{i}" in batch.columns]
    if not some:
        return roles
    cells = [(f"{kind}{i}:" + codes.number_key(batch.get_column(f"c{i}"))).alias(f"{kind}{i}") for kind, i in some]
    joined = pl.DataFrame(cells).select(pl.concat_str(pl.all(), separator=MULTI, ignore_nulls=True).alias(KEYS))
    return roles.with_columns(joined)


@lru_cache(maxsize=4096)
def says_key(header: str) -> bool:
    """Whether a header says that its column holds keys or numbers: `bezoek_id`, `visitKey`, `FK_Bezoek`."""
    return any(_is_key_word(token) or _without_ending(token) != token for token in tokens(header))


@lru_cache(maxsize=16384)
def key_words(text: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words of a header or of a table's name, without those that only say "number"."""
    return tuple(
        _without_ending(t) for t in tokens(text) if not _is_key_word(t) and t not in without and not t.isdigit()
    )


def _is_key_word(token: str) -> bool:
    concepts, lost = pieces(token)
    return token in _KEY_WORDS or (not lost and bool(concepts) and set(concepts) <= _SAYS_NUMBER)


def _without_ending(token: str) -> str:
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) >= len(ending) + (3 if ending == "fk" else 4):
            return token[: -len(ending)]
    return token


_PATIENT = "=patient"
"""What all words for a patient have in common: `pat`, `client`, `deelnemer`."""


def _says_patient(token: str) -> bool:
    concepts, lost = pieces(token)
    return not lost and concepts == ("patient",)


@lru_cache(maxsize=16384)
def _forms(token: str) -> frozenset[str]:
    """A word as it is written in the singular and the plural, as far as letters tell: `buis` and `buizen` have one in common."""
    stems = {token, token[:-3] + "y" if token.endswith("ies") else token}
    stems |= {token[: -len(e)] for e in ("en", "es", "s", "e") if token.endswith(e) and len(token) >= len(e) + 3}
    single = {"".join(c for i, c in enumerate(stem) if not i or c != stem[i - 1]) for stem in stems if stem}
    forms = {stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1], stem[-1]) for stem in single}
    return frozenset(forms | {_PATIENT} if _says_patient(token) else forms)


def _alike(some: Sequence[str], others: Sequence[str]) -> bool:
    return len(some) == len(others) and all(
        _forms(one) & _forms(other) for one, other in zip(some, others, strict=True)
    )


def same_end(words: Sequence[str], table: Sequence[str]) -> int:
    """How well words of a column name a table: 3 the same, 2 the one ends with the other, 1 run together with it, 0 not."""
    if not words or not table:
        return 0
    if _alike(words, table):
        return 3
    if _alike(words[-len(table) :], table) or _alike(table[-len(words) :], words):
        return 2
    runs = [set(_forms("".join(some))) for some in (words, table)]
    return int(
        any(len(short) >= 5 and long.endswith(short) for a, b in (runs, runs[::-1]) for short in a for long in b)
    )


def any_of(words: Iterable[str], others: Iterable[str]) -> bool:
    """Whether words and others have one in common, in singular or plural."""
    return not frozenset().union(*map(_forms, words)).isdisjoint(frozenset().union(*map(_forms, others)))
