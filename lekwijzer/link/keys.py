"""Whose a row is that points at another table: the tables of each source, what leads where, and what leads to nobody.

Tables are of one source when they stand in one file, or each alone in a file of one folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from lekwijzer.detect import headers
from lekwijzer.detect.corrections import CODES_BESIDE
from lekwijzer.detect.keys import any_of, key_words, same_end, says_key
from lekwijzer.engine.backend import Backend
from lekwijzer.link.details import take_details
from lekwijzer.link.relations import BY_VALUE, DECLARED, LETTER, NO_TABLE, KeyTable, Relation, borne_out, named
from lekwijzer.link.scopes import count_within
from lekwijzer.mentions.store import ReadItem
from lekwijzer.model import FIELD_BIT, ForeignKey, ReadOutcome, Role

MOST_TABLES = 60
"""Different tables of one source beyond which keys that no name tells are not looked for."""
_Shapes = set[tuple[int, int]]
"""Tables, each as the place that it is of and its number."""
_PERSON = FIELD_BIT["patient_number"]


def find_keys(backend: Backend, items: Sequence[ReadItem], folders: Mapping[int, str]) -> list[ReadItem]:
    """Make `key_part` (item, part, place, shape) and `key_meant` (place, shape, kind, other, other_kind, number, people, sure); the items
    without the rows that turned out to point at nobody.

    `number` numbers what is pointed at from a column; `people` tells whether that is a list of people, and `sure` whether the
    column can mean nothing else: what only a name tells of a patient's number may be a number of another list as well.
    """
    shapes: dict[KeyTable, int] = {}
    parts = list(_parts(items, folders, shapes))
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
    count_within(backend, places, tables)
    take_details(backend, places, tables)
    relations = [r for place, some in places.items() for r in _relations(place, sorted(some), tables, declared[place])]
    meant = borne_out(backend, relations)
    number = {key: n for n, key in enumerate(sorted({(r.place, r.table, r.kind) for r in meant}))}
    backend.register("key_meant_in", pa.table({
        "place": pa.array([r.place for r in meant], pa.int32()), "shape": pa.array([r.table for r in meant], pa.int32()),
        "kind": pa.array([r.kind for r in meant], pa.string()), "other": pa.array([r.other for r in meant], pa.int32()),
        "other_kind": pa.array([r.other_kind for r in meant], pa.string()),
        "number": pa.array([number[r.place, r.table, r.kind] for r in meant], pa.int32()),
        "people": pa.array([tables[r.other].somebody for r in meant], pa.bool_()),
        "sure": pa.array([r.rank == DECLARED or tables[r.table].is_guessed(r.kind) for r in meant], pa.bool_()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE key_meant AS SELECT * FROM key_meant_in")
    backend.run(f"""UPDATE m_all SET fields = fields & {0xFFFF - _PERSON} FROM key_part k JOIN key_meant m ON m.place = k.place AND m.shape = k.shape AND m.kind = 'p'
        AND m.other_kind <> 'p' WHERE m_all.item = k.item AND m_all.part = k.part""")  # a number of a row, which nobody outside knows
    return _without_nobodys(backend, items, parts, tables, meant)


def _parts(
    items: Sequence[ReadItem], folders: Mapping[int, str], shapes: dict[KeyTable, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Item, part, place and shape of every table with headers in which somebody may be, or with a name that columns may have."""
    places: dict[tuple[str, str], int] = {}
    for item in items:
        listed = [(n, p) for n, p in enumerate(item.parts) if p.get("unit") == "row" and p.get("columns")]
        folder = folders[item.number]
        place = (item.dataset, f"{folder}/" if len(listed) == 1 else item.file)
        for number, part in listed:
            columns = part["columns"]
            assert isinstance(columns, list)
            kept, leads, scopes = part.get("keys", []), part.get("leads", []), part.get("scopes", [])
            table = KeyTable(
                str(part["name"]) or item.file.rpartition("/")[2],
                tuple((str(c[0]), str(c[1])) for c in columns),
                tuple(i for i, c in enumerate(columns) if c[3] == CODES_BESIDE),
                tuple(kept) if isinstance(kept, list) else (),
                tuple(leads) if isinstance(leads, list) else (),
                str(part["about"]),
                bool(part.get("may_point")),
                tuple(scopes) if isinstance(scopes, list) else (),
            )
            if len(listed) == 1 and not key_words(table.name, NO_TABLE):
                table = replace(table, name=item.file.rpartition("/")[2])
            table = replace(table, name="".join(c for c in table.name if not c.isdigit()))
            yield item.number, number, places.setdefault(place, len(places)), shapes.setdefault(table, len(shapes))


def _relations(place: int, some: list[int], tables: list[KeyTable], declared: set[ForeignKey]) -> Iterator[Relation]:
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
            ranked = [(rank, o, k) for o in some if o != shape for rank, k in named(header, kind, tables[o])]
            best = max((rank for rank, _, _ in ranked), default=0)
            yield from (Relation(place, shape, kind, o, k, rank) for rank, o, k in ranked if rank == best)
            if not ranked and kind.startswith("k") and len(some) <= MOST_TABLES:
                for other in some:
                    if other != shape and not tables[other].of_others:
                        ends = tables[other].ends.values()
                        yield from (Relation(place, shape, kind, other, k, BY_VALUE) for k in ends)


def _last(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _as_declared(
    place: int, shape: int, kind: str, said: ForeignKey, some: list[int], tables: list[KeyTable]
) -> Iterator[Relation]:
    for other in some:
        table = tables[other]
        if _last(table.name) == said.other.lower() and not table.of_others:
            key = table.ends.get(said.other_column.lower(), "")
            if not said.other_column:
                key = table.key[1] if table.key else f"k{table.kept[0]}" if table.kept else ""
            if key and (other, key) != (shape, kind):
                yield Relation(place, shape, kind, other, key, DECLARED)


def _without_nobodys(
    backend: Backend, items: Sequence[ReadItem], parts: list[tuple[int, int, int, int]], tables: list[KeyTable], meant: list[Relation]
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


def _alike(parts: list[tuple[int, int, int, int]], tables: list[KeyTable]) -> Callable[[_Shapes], _Shapes]:
    """What gives the tables that have numbers of one kind with some others of their source: those are joined as they are."""
    having: dict[tuple[int, str], _Shapes] = defaultdict(set)
    kinds = {(p[2], p[3]): set(tables[p[3]].ends.values()) & set(LETTER.values()) for p in parts}
    for shape, some in kinds.items():
        for kind in some:
            having[shape[0], kind].add(shape)
    return lambda shapes: {other for s in shapes for kind in kinds[s] for other in having[s[0], kind]}


def _asks(table: KeyTable, others: Sequence[KeyTable]) -> str:
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
