"""Which column of a table holds the keys of which other table of the same source.

What a database declares is believed. Elsewhere a column must be named after the other table (`Bezoek` after Bezoeken), or like
the key of it, and nearly all that stands in it must be among those keys; a name of nothing will do only for numbers that no
counting could give. Every 1..10 is within every 1..20: what is within what proves nothing by itself.

Tables are of one source when they stand in one file, or each alone in a file of one folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa

from lekwijzer.detect import headers
from lekwijzer.detect.corrections import CODES_BESIDE, PERSONAL
from lekwijzer.detect.keys import any_of, key_words, same_end, says_key
from lekwijzer.engine.backend import Backend
from lekwijzer.mentions.store import ReadItem
from lekwijzer.model import FIELD_BIT, ForeignKey, ReadOutcome, Role

_LETTER = {Role.PATIENT_NUMBER: "p", Role.PERSON_REF: "p", Role.ORDER_NUMBER: "o", Role.SPECIMEN_NUMBER: "s"}
_NO_TABLE = frozenset({
    "csv", "txt", "tsv", "tab", "dat", "gz", "zip", "json", "jsonl", "ndjson", "parquet", "xls", "xlsx", "xlsm", "ods", "db", "sqlite", "tbl", "tb", "tabel", "table",
    "dbo", "public", "dump", "export", "sheet", "blad", "view", "vw", "query", "lijst", "list", "full", "copy", "kopie", "backup", "part", "deel", "dim", "fact", "fct",
    "hub", "stg", "dwh", "raw", "t", "x",
})  # fmt: skip
"""Words in the name of a file, sheet or table that do not say what stands in it."""
_MEDICAL = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT, Role.REQUESTER}
MOST_TABLES = 60
"""Different tables of one source beyond which keys that no name tells are not looked for."""
_Shapes = set[tuple[int, int]]
"""Tables, each as the place that it is of and its number."""
_BY_VALUE, _DECLARED = 0, 9
_PERSON = FIELD_BIT["patient_number"]


@dataclass(frozen=True)
class _Table:
    """A table as its headers tell, of one part of an item or of many with the same name and headers."""

    name: str
    columns: tuple[tuple[str, str], ...]  # header and role
    guessed: tuple[int, ...]  # columns taken for a person's number for want of another
    kept: tuple[int, ...]  # columns of no role that were kept as keys
    about: str
    may_point: bool

    @cached_property
    def words(self) -> tuple[str, ...]:
        return key_words(self.name, _NO_TABLE)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for _, role in self.columns if role)

    @cached_property
    def somebody(self) -> bool:
        return bool(self.roles & PERSONAL)

    @property
    def only_leads(self) -> bool:
        """Whether its rows say nothing of anybody: they are there for what points at them."""
        return self.may_point and not self.roles & _MEDICAL

    @cached_property
    def of_others(self) -> bool:
        """Whether it lists doctors, staff or organisations: to have one in common makes nobody the same person."""
        words = headers.tokens(self.name)
        return any_of(words[-1:], headers.OTHERS) or any_of(words, headers.WORKERS)

    @cached_property
    def ends(self) -> dict[str, str]:
        """The kind under which the numbers of a column are kept, by header in lower case; not of two columns that are kept as one."""
        found: dict[str, list[str]] = defaultdict(list)
        for index, (header, role) in enumerate(self.columns):
            kind = _LETTER.get(Role(role)) if role else None
            if role == Role.RECORD_ID:
                kind = self._own
            if index in self.kept:
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


@dataclass(frozen=True, slots=True)
class _Relation:
    place: int
    table: int
    kind: str
    other: int
    other_kind: str
    rank: int  # _BY_VALUE, how well it is named, or _DECLARED


def find_keys(backend: Backend, items: Sequence[ReadItem]) -> list[ReadItem]:
    """Make `key_part` (item, part, place, shape) and `key_meant` (place, shape, kind, other, other_kind, number, people, sure); the items
    without the rows that turned out to point at nobody.

    `number` numbers what is pointed at from a column; `people` tells whether that is a list of people, and `sure` whether the
    column can mean nothing else: what only a name tells of a patient's number may be a number of another list as well.
    """
    shapes: dict[_Table, int] = {}
    parts = list(_parts(items, shapes))
    backend.register("key_part_in", pa.table({
        "item": pa.array([p[0] for p in parts], pa.int32()), "part": pa.array([p[1] for p in parts], pa.uint16()),
        "place": pa.array([p[2] for p in parts], pa.int32()), "shape": pa.array([p[3] for p in parts], pa.int32()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE key_part AS SELECT * FROM key_part_in")
    tables = list(shapes)
    places: dict[int, set[int]] = defaultdict(set)
    declared: dict[int, set[ForeignKey]] = defaultdict(set)
    foreign = {item.number: item.foreign for item in items if item.foreign}
    for item, _, place, shape in parts:
        places[place].add(shape)
        declared[place].update(foreign.get(item, ()))
    relations = [r for place, some in places.items() for r in _relations(place, sorted(some), tables, declared[place])]
    meant = _borne_out(backend, relations)
    number = {key: n for n, key in enumerate(sorted({(r.place, r.table, r.kind) for r in meant}))}
    backend.register("key_meant_in", pa.table({
        "place": pa.array([r.place for r in meant], pa.int32()), "shape": pa.array([r.table for r in meant], pa.int32()),
        "kind": pa.array([r.kind for r in meant], pa.string()), "other": pa.array([r.other for r in meant], pa.int32()),
        "other_kind": pa.array([r.other_kind for r in meant], pa.string()),
        "number": pa.array([number[r.place, r.table, r.kind] for r in meant], pa.int32()),
        "people": pa.array([tables[r.other].somebody for r in meant], pa.bool_()),
        "sure": pa.array([r.rank == _DECLARED or tables[r.table].is_guessed(r.kind) for r in meant], pa.bool_()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE key_meant AS SELECT * FROM key_meant_in")
    backend.run(f"""UPDATE m_all SET fields = fields & {0xFFFF - _PERSON} FROM key_part k JOIN key_meant m ON m.place = k.place AND m.shape = k.shape AND m.kind = 'p'
        AND m.other_kind <> 'p' WHERE m_all.item = k.item AND m_all.part = k.part""")  # a number of a row, which nobody outside knows
    return _without_nobodys(backend, items, parts, tables, meant)


def _parts(items: Sequence[ReadItem], shapes: dict[_Table, int]) -> Iterator[tuple[int, int, int, int]]:
    """Item, part, place and shape of every table with headers in which somebody may be, or with a name that columns may have."""
    places: dict[tuple[str, str], int] = {}
    for item in items:
        listed = [(n, p) for n, p in enumerate(item.parts) if p.get("unit") == "row" and p.get("columns")]
        folder = item.file.rpartition("/")[0]
        place = (item.dataset, f"{folder}/" if len(listed) == 1 else item.file)
        for number, part in listed:
            columns = part["columns"]
            assert isinstance(columns, list)
            kept = part.get("keys", [])
            table = _Table(
                str(part["name"]) or item.file.rpartition("/")[2],
                tuple((str(c[0]), str(c[1])) for c in columns),
                tuple(i for i, c in enumerate(columns) if c[3] == CODES_BESIDE),
                tuple(kept) if isinstance(kept, list) else (),
                str(part["about"]),
                bool(part.get("may_point")),
            )
            if len(listed) == 1 and not key_words(table.name, _NO_TABLE):
                table = replace(table, name=item.file.rpartition("/")[2])
            table = replace(table, name="".join(c for c in table.name if not c.isdigit()))
            yield item.number, number, places.setdefault(place, len(places)), shapes.setdefault(table, len(shapes))


def _relations(place: int, some: list[int], tables: list[_Table], declared: set[ForeignKey]) -> Iterator[_Relation]:
    """What the columns of the tables of one place may point at."""
    said = {(f.table.lower(), f.column.lower()): f for f in declared}
    for shape in some:
        table = tables[shape]
        for header, kind in table.ends.items():
            if (found := said.get((_last(table.name), header))) is not None:
                yield from _as_declared(place, shape, kind, found, some, tables)
                continue
            if kind in ("i", "j", "e") and (not key_words(header) or same_end(key_words(header), table.words) == 3):
                continue
            ranked = [(rank, o, k) for o in some if o != shape for rank, k in _named(header, kind, tables[o])]
            best = max((rank for rank, _, _ in ranked), default=0)
            yield from (_Relation(place, shape, kind, o, k, rank) for rank, o, k in ranked if rank == best)
            if not ranked and kind.startswith("k") and len(some) <= MOST_TABLES:
                for other in some:
                    if other != shape and not tables[other].of_others:
                        ends = tables[other].ends.values()
                        yield from (_Relation(place, shape, kind, other, k, _BY_VALUE) for k in ends)


def _last(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _as_declared(
    place: int, shape: int, kind: str, said: ForeignKey, some: list[int], tables: list[_Table]
) -> Iterator[_Relation]:
    for other in some:
        table = tables[other]
        if _last(table.name) == said.other.lower() and not table.of_others:
            key = table.ends.get(said.other_column.lower(), "")
            if not said.other_column:
                key = table.key[1] if table.key else f"k{table.kept[0]}" if table.kept else ""
            if key and (other, key) != (shape, kind):
                yield _Relation(place, shape, kind, other, key, _DECLARED)


def _named(header: str, kind: str, table: _Table) -> Iterator[tuple[int, str]]:
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


def _borne_out(backend: Backend, relations: list[_Relation]) -> list[_Relation]:
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
    good: dict[tuple[int, int, str], list[_Relation]] = defaultdict(list)
    for number, relation in enumerate(relations):
        every, hits, single, sparse = told.get(number, (0, 0, 0.0, False))
        if not hits or single < 0.99:
            continue
        within = hits >= (0.95 if relation.rank == _BY_VALUE else 0.9) * every
        if relation.rank == _DECLARED or (within and (relation.rank > _BY_VALUE or (sparse and hits >= 5))):
            good[relation.place, relation.table, relation.kind].append(relation)
    return [r for some in good.values() for r in some if r.rank > _BY_VALUE or len(some) == 1]


def _without_nobodys(
    backend: Backend, items: Sequence[ReadItem], parts: list[tuple[int, int, int, int]], tables: list[_Table], meant: list[_Relation]
) -> list[ReadItem]:  # fmt: skip
    """The items without rows that are nobody's by themselves and point at no row that may be somebody's."""
    known = {(p[2], p[3]) for p in parts if not tables[p[3]].may_point}
    while new := {(r.place, r.table) for r in meant if (r.place, r.other) in known} - known:
        known |= new
    needed = {(p[2], p[3]) for p in parts if not tables[p[3]].only_leads}
    alike = _alike(parts, tables)
    while new := ({(r.place, r.other) for r in meant if (r.place, r.table) in needed} | alike(needed)) - needed:
        needed |= new
    known &= needed
    nobodys = [p for p in parts if tables[p[3]].may_point and (p[2], p[3]) not in known]
    if not nobodys:
        return list(items)
    backend.register("key_nobody", pa.table({
        "item": pa.array([p[0] for p in nobodys], pa.int32()), "part": pa.array([p[1] for p in nobodys], pa.uint16()),
    }))  # fmt: skip
    lost = dict(backend.rows("SELECT item, count(*) FROM m_all SEMI JOIN key_nobody USING (item, part) GROUP BY item"))
    backend.run("DELETE FROM m_all WHERE (item, part) IN (SELECT (item, part) FROM key_nobody)")
    beside: dict[int, set[int]] = defaultdict(set)
    for _, _, place, shape in parts:
        beside[place].add(shape)
    said: dict[int, list[str]] = defaultdict(list)
    for item, number, place, shape in nobodys:
        if header := _asks(tables[shape], [tables[o] for o in beside[place] if o != shape]):
            name = next(str(i.parts[number]["name"]) for i in items if i.number == item)
            said[item].append(f"{name}: results under a key that leads to nobody ({header})".removeprefix(": "))
    return [_with(item, lost.get(item.number, 0), said.get(item.number, [])) for item in items]


def _alike(parts: list[tuple[int, int, int, int]], tables: list[_Table]) -> Callable[[_Shapes], _Shapes]:
    """What gives the tables that have numbers of one kind with some others of their source: those are joined as they are."""
    having: dict[tuple[int, str], _Shapes] = defaultdict(set)
    kinds = {(p[2], p[3]): set(tables[p[3]].ends.values()) & set(_LETTER.values()) for p in parts}
    for shape, some in kinds.items():
        for kind in some:
            having[shape[0], kind].add(shape)
    return lambda shapes: {other for s in shapes for kind in kinds[s] for other in having[s[0], kind]}


def _asks(table: _Table, others: Sequence[_Table]) -> str:
    """The column that should have told whose the results in a table are; "" where it has none: it names a list of something else."""
    if Role.TEST_RESULT not in table.roles:
        return ""
    for index in table.kept:
        header, role = table.columns[index]
        words = key_words(header)
        if role or not says_key(header) or not words or any_of(words, headers.OTHERS | _OF_A_TEST):
            continue
        if not any(same_end(words, o.words) for o in others if o.about == "nothing" and not o.may_point):
            return header
    return ""


_OF_A_TEST = {
    "toestel", "apparaat", "device", "analyzer", "analyser", "instrument", "serie", "serial", "lot", "charge", "batch", "run", "plaat", "plate", "kanaal", "test", "bepaling", "methode",
    "method", "eenheid", "unit", "reagens", "reagent", "kalibratie", "calibration", "qc", "controle", "control", "artikel", "product", "loinc", "categorie", "category", "groep", "group",
    "locatie", "parameter", "sensor", "kamer", "standaard", "well", "type", "soort", "code",
}  # fmt: skip
"""What a result may be under that is nobody's."""


def _with(item: ReadItem, lost: int, said: list[str]) -> ReadItem:
    if not lost and not said:
        return item
    outcome = ReadOutcome.PARTLY.value if said and item.outcome == ReadOutcome.READ.value else item.outcome
    problem = "; ".join(filter(None, (item.problem, *said[:5])))
    return replace(item, mentions=item.mentions - lost, outcome=outcome, problem=problem)
