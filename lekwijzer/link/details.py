"""What a row of somebody says by pointing at a row that names nobody: an address, the date of a visit, who asked for it.

The addresses of a database often have a table of their own, and so have dates and requesters. A row takes over what stands in the
row that it points at; nobody is joined to anybody by it, as a family has one address and a doctor many patients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from lekwijzer.detect.keys import key_words, same_end
from lekwijzer.engine.backend import Backend, Stage, run
from lekwijzer.link.relations import KeyTable, Relation, borne_out
from lekwijzer.model import FIELD_BIT

_FIELDS = sum(
    FIELD_BIT[name] for name in ("address", "phone", "email", "requester", "exam_date", "exam_type", "test_result")
)
_PLACE = ("pc", "hnr", "hadd", "street", "city")
_STAGES = (
    Stage(
        "detail_end",
        "the numbers at both ends of the columns that lead to what tells more",
        """SELECT mid, place, shape, split_part(x, ':', 1) AS kind, x[strpos(x, ':') + 1:] AS number FROM (
             SELECT mid, place, shape, unnest(string_split(refs, chr(31))) AS x FROM m_all JOIN key_part USING (item, part)
             SEMI JOIN (SELECT place, shape FROM detail_key UNION SELECT place, other FROM detail_key) w USING (place, shape) WHERE refs IS NOT NULL)""",
    ),
    Stage(
        "detail",
        "what the rows take over: the fields that are filled, and one row to take an address from",
        f"""SELECT mid, bit_or(fields) AS fields, min(other) FILTER (lives) AS home, min(other) FILTER (somebody AND phone) AS caller, min(other) FILTER (somebody AND email) AS mail FROM (
             SELECT s.mid, m.fields & {_FIELDS} AS fields, o.mid AS other, d.somebody, d.somebody AND coalesce(m.pc, m.street) IS NOT NULL AS lives,
               m.phone IS NOT NULL AS phone, m.email IS NOT NULL AS email
             FROM detail_key d JOIN detail_end s ON s.place = d.place AND s.shape = d.shape AND s.kind = d.kind
             JOIN detail_end o ON o.place = d.place AND o.shape = d.other AND o.kind = d.other_kind AND o.number = s.number JOIN m_all m ON m.mid = o.mid
             WHERE s.number <> '0') GROUP BY mid""",
    ),
)
_TAKE = f"""UPDATE m_all SET fields = m_all.fields | d.fields, phone = coalesce(m_all.phone, d.phone), email = coalesce(m_all.email, d.email),
    {", ".join(f"{name} = CASE WHEN coalesce(m_all.pc, m_all.street) IS NULL AND d.home IS NOT NULL THEN d.{name} ELSE m_all.{name} END" for name in _PLACE)}
    FROM (SELECT t.mid, t.fields, t.home, {", ".join(f"h.{name}" for name in _PLACE)}, c.phone, e.email FROM detail t
      LEFT JOIN m_all h ON h.mid = t.home LEFT JOIN m_all c ON c.mid = t.caller LEFT JOIN m_all e ON e.mid = t.mail) d WHERE m_all.mid = d.mid"""


def take_details(backend: Backend, places: Mapping[int, set[int]], tables: Sequence[KeyTable]) -> None:
    """Let the rows of `m_all` take over what the rows say that they point at; needs `key_part`.

    `places` gives the tables, by their number in `tables`, of each source.
    """
    relations = [r for place, some in places.items() for r in _relations(place, sorted(some), tables)]
    meant = borne_out(backend, relations)
    if not meant:
        return
    backend.register("detail_key_in", pa.table({
        "place": pa.array([r.place for r in meant], pa.int32()), "shape": pa.array([r.table for r in meant], pa.int32()),
        "kind": pa.array([r.kind for r in meant], pa.string()), "other": pa.array([r.other for r in meant], pa.int32()),
        "other_kind": pa.array([r.other_kind for r in meant], pa.string()), "somebody": pa.array([tables[r.table].somebody for r in meant], pa.bool_()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE detail_key AS SELECT * FROM detail_key_in")
    run(backend, _STAGES)
    backend.run(_TAKE)


def _relations(place: int, some: list[int], tables: Sequence[KeyTable]) -> Iterator[Relation]:
    telling = [number for number in some if tables[number].tells]
    for shape in some if telling else ():
        table = tables[shape]
        for header, kind in table.all_ends.items():
            if not kind.startswith("k"):
                continue
            ranked = [(rank, o, k) for o in telling if o != shape for rank, k in _named(header, tables[o])]
            best = max((rank for rank, _, _ in ranked), default=0)
            yield from (Relation(place, shape, kind, o, k, rank) for rank, o, k in ranked if rank == best)


def _named(header: str, table: KeyTable) -> Iterator[tuple[int, str]]:
    """How well a column names a table, or its key, and the kind under which that key is kept."""
    if table.own_key is None:
        return
    key, kind = table.own_key
    words = key_words(header)
    rank = 3 if key == header.lower() else max(same_end(words, table.words), same_end(words, key_words(key)))
    if rank:
        yield rank, kind
