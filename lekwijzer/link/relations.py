"""The tables of a source as their headers tell, and which of their columns hold the keys of another one.

What a database declares is believed. Elsewhere a column must be named after the other table (`Bezoek` after Bezoeken), or like
the key of it, and nearly all that stands in it must be among those keys; a name of nothing will do only for numbers that no
counting could give. Every 1..10 is within every 1..20: what is within what proves nothing by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from lekwijzer.detect import headers
from lekwijzer.detect.corrections import PERSONAL
from lekwijzer.detect.keys import any_of, key_words, same_end
from lekwijzer.engine.backend import Backend
from lekwijzer.model import Role

LETTER = {Role.PATIENT_NUMBER: "p", Role.PERSON_REF: "p", Role.ORDER_NUMBER: "o", Role.SPECIMEN_NUMBER: "s"}
NO_TABLE = frozenset({
    "csv", "txt", "tsv", "tab", "dat", "gz", "zip", "json", "jsonl", "ndjson", "parquet", "xls", "xlsx", "xlsm", "ods", "db", "sqlite", "tbl", "tb", "tabel", "table",
    "dbo", "public", "dump", "export", "sheet", "blad", "view", "vw", "query", "lijst", "list", "full", "copy", "kopie", "backup", "part", "deel", "dim", "fact", "fct",
    "hub", "stg", "dwh", "raw", "t", "x",
})  # fmt: skip
"""Words in the name of a file, sheet or table that do not say what stands in it."""
MEDICAL = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT, Role.REQUESTER}
DETAILS = MEDICAL | {Role.ADDRESS, Role.STREET, Role.POSTCODE, Role.PHONE, Role.EMAIL}
"""What a row may say of somebody whom it does not name."""
BY_VALUE, DECLARED = 0, 9


@dataclass(frozen=True)
class KeyTable:
    """A table as its headers tell, of one part of an item or of many with the same name and headers."""

    name: str
    columns: tuple[tuple[str, str], ...]  # header and role
    guessed: tuple[int, ...]  # columns taken for a person's number for want of another
    kept: tuple[int, ...]  # columns of no role that were kept as keys
    leads: tuple[int, ...]  # columns that were kept as keys of what tells more about the row, and of nobody else
    about: str
    may_point: bool
    scopes: tuple[int, ...] = ()  # columns that may say within what the numbers count

    @cached_property
    def words(self) -> tuple[str, ...]:
        return key_words(self.name, NO_TABLE)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for _, role in self.columns if role)

    @cached_property
    def somebody(self) -> bool:
        return bool(self.roles & PERSONAL)

    @cached_property
    def tells(self) -> bool:
        """Whether its rows name nobody and say something that may be of somebody who points at them: an address, a date, a doctor."""
        return not self.somebody and bool(self.roles & DETAILS)

    @property
    def only_leads(self) -> bool:
        """Whether its rows say nothing of anybody: they are there for what points at them."""
        return self.may_point and not self.roles & MEDICAL

    @cached_property
    def of_others(self) -> bool:
        """Whether it lists doctors, staff or organisations: to have one in common makes nobody the same person."""
        words = headers.tokens(self.name)
        return any_of(words[-1:], headers.OTHERS) or any_of(words, headers.WORKERS)

    @cached_property
    def ends(self) -> dict[str, str]:
        """The kind under which the numbers of a column are kept, by header in lower case; not of two columns that are kept as one."""
        return self._ends(self.kept)

    @cached_property
    def all_ends(self) -> dict[str, str]:
        """The same, with those of the columns that only lead to what tells more."""
        return self._ends((*self.kept, *self.leads))

    def _ends(self, kept: tuple[int, ...]) -> dict[str, str]:
        found: dict[str, list[str]] = defaultdict(list)
        for index, (header, role) in enumerate(self.columns):
            kind = LETTER.get(Role(role)) if role else None
            if role == Role.RECORD_ID:
                kind = self._own
            if index in kept:
                kind = f"k{index}"
            if kind:
                found[kind].append(header.lower())
        return {labels[0]: kind for kind, labels in found.items() if len(labels) == 1}

    def is_guessed(self, kind: str) -> bool:
        """Whether the numbers of a kind are a person's only for want of another column that tells whose a row is."""
        return kind == "p" and bool(self.guessed)

    @property
    def _own(self) -> str:
        if self.somebody:
            return "i"
        if self.roles & {Role.PATIENT_NUMBER, Role.PERSON_REF}:
            return "j"
        return "" if Role.TEST_RESULT in self.roles else "e"

    @cached_property
    def key(self) -> tuple[str, str] | None:
        """The header and kind of what other tables would point at: the row's own number, or else what is called after the table."""
        own = [(h, k) for h, k in self.ends.items() if k in ("i", "j", "e")]
        named = [(h, k) for h, k in self.ends.items() if same_end(key_words(h), self.words) == 3]
        return next(iter((*own, *named)), None)

    @cached_property
    def own_key(self) -> tuple[str, str] | None:
        """The header and kind of what numbers its rows: their own number, what is called after the table, or else the first column."""
        if self.key is not None:
            return self.key
        named = [(h, k) for h, k in self.all_ends.items() if same_end(key_words(h), self.words)]
        first = self.columns[0][0].lower() if self.columns else ""
        return next(iter((*named, *((first, k) for h, k in self.all_ends.items() if h == first))), None)


@dataclass(frozen=True, slots=True)
class Relation:
    place: int
    table: int
    kind: str
    other: int
    other_kind: str
    rank: int  # BY_VALUE, how well it is named, or DECLARED


def named(header: str, kind: str, table: KeyTable) -> Iterator[tuple[int, str]]:
    """How well a column names a table, or its key, and the kind under which that key is kept."""
    words = key_words(header)
    if not words or table.of_others or any_of(words, headers.OTHERS):
        return
    same = table.ends.get(header.lower())
    if same is not None:  # of one kind with it: then they are joined as they are
        if same != kind or kind.startswith("k"):
            yield 3, same
        return
    rank = same_end(words, table.words)
    if table.key is not None:
        own = same_end(words, key_words(table.key[0]))
        if max(rank, own):
            yield max(rank, own), table.key[1]


_ENDS = """WITH e AS (SELECT k.place, k.shape, k.item, k.part, split_part(x, ':', 1) AS kind, x[strpos(x, ':') + 1:] AS number FROM (
    SELECT item, part, unnest(string_split(refs, chr(31))) AS x FROM m_all SEMI JOIN (SELECT item, part FROM key_part
      WHERE (place, shape) IN (SELECT (place, shape) FROM key_may UNION SELECT (place, other) FROM key_may)) w USING (item, part)
    WHERE refs IS NOT NULL AND rejected IS NULL) JOIN key_part k USING (item, part)),
  own AS (SELECT place, shape, kind, number, max(n) AS n FROM (SELECT place, shape, item, part, kind, number, count(*) AS n FROM e GROUP BY ALL) GROUP BY ALL),
  source AS (SELECT DISTINCT m.id, e.number FROM key_may m JOIN e ON e.place = m.place AND e.shape = m.shape AND e.kind = m.kind WHERE e.number <> '0')"""
"""What stands at both ends of the columns that may point: numbers of tables, and how often each stands in one."""
_HITS = f"""{_ENDS} SELECT s.id, count(DISTINCT s.number) AS all_, count(DISTINCT s.number) FILTER (o.number IS NOT NULL) AS hits,
    coalesce(avg((o.n = 1)::INT) FILTER (o.number IS NOT NULL), 0) AS single,
    coalesce(max(TRY_CAST(s.number AS BIGINT)) - min(TRY_CAST(s.number AS BIGINT)), 0) > 50 * count(DISTINCT s.number) AND coalesce(min(TRY_CAST(s.number AS BIGINT)), 0) > 99999
      OR avg((length(s.number) >= 8 AND regexp_matches(s.number, '[A-Z]'))::INT) > 0.9 AND count(DISTINCT regexp_replace(s.number, '[0-9]', '9', 'g')) > 0.5 * count(DISTINCT s.number) AS sparse
  FROM source s JOIN key_may m ON m.id = s.id LEFT JOIN own o ON o.place = m.place AND o.shape = m.other AND o.kind = m.other_kind AND o.number = s.number GROUP BY s.id"""


def borne_out(backend: Backend, relations: list[Relation]) -> list[Relation]:
    """The relations that the numbers bear out."""
    if not relations:
        return []
    backend.register("key_may_in", pa.table({
        "id": pa.array(range(len(relations)), pa.int32()), "place": pa.array([r.place for r in relations], pa.int32()),
        "shape": pa.array([r.table for r in relations], pa.int32()), "kind": pa.array([r.kind for r in relations], pa.string()),
        "other": pa.array([r.other for r in relations], pa.int32()), "other_kind": pa.array([r.other_kind for r in relations], pa.string()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE key_may AS SELECT * FROM key_may_in")
    told = {row[0]: row[1:] for row in backend.rows(_HITS)}
    good: dict[tuple[int, int, str], list[Relation]] = defaultdict(list)
    for number, relation in enumerate(relations):
        every, hits, single, sparse = told.get(number, (0, 0, 0.0, False))
        if not hits or single < 0.99:
            continue
        within = hits >= (0.95 if relation.rank == BY_VALUE else 0.9) * every
        if relation.rank == DECLARED or (within and (relation.rank > BY_VALUE or (sparse and hits >= 5))):
            good[relation.place, relation.table, relation.kind].append(relation)
    return [r for some in good.values() for r in some if r.rank > BY_VALUE or len(some) == 1]
