"""Mentions and registers into the engine: the tables `m_all` and `g` that the pipeline starts from."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from lekwijzer.engine.backend import Backend
from lekwijzer.fields.normalise import MENTION
from lekwijzer.link.registers import COMPARED, RegisterTable
from lekwijzer.mentions.store import ReadItem

_COLUMNS = ", ".join(name for name in MENTION if name != "n")
_EMPTY_TYPES = {
    "UInt32": "UINTEGER",
    "UInt16": "USMALLINT",
    "Int32": "INTEGER",
    "Boolean": "BOOLEAN",
    "String": "VARCHAR",
    "Int8": "TINYINT",
    "UInt64": "UBIGINT",
}


SMALLEST_BITS = 17.0
"""However small the registers are, a leak is full of people who are not in them: as many as a hundred thousand."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def load_mentions(backend: Backend, items: Sequence[ReadItem], datasets: Sequence[str]) -> None:
    """Make `item` (a row per item) and `m_all` (a row per mention; mid orders by dataset, file and place)."""
    order = {dataset: number for number, dataset in enumerate(datasets)}
    backend.register("item_in", pa.table({
        "item": pa.array([i.number for i in items], pa.int32()),
        "ds": pa.array([order[i.dataset] for i in items], pa.int16()),
        "file": pa.array([i.file for i in items], pa.string()),
        "folder": pa.array([i.file.rpartition("/")[0] for i in items], pa.string()),
        "segment": pa.array([str(i.segment) if i.segment else None for i in items], pa.string()),
        "content": pa.array([i.content for i in items], pa.uint32()),
    }))  # fmt: skip
    backend.run(
        "CREATE OR REPLACE TEMP TABLE item AS SELECT *, dense_rank() OVER (ORDER BY ds, folder) AS folder_no, min(item) OVER (PARTITION BY ds, segment, content) AS same_content FROM item_in"
    )
    parts = [(i.number, n, str(p["name"]), str(p["unit"])) for i in items for n, p in enumerate(i.parts)]
    backend.register("part_in", pa.table({
        "item": pa.array([p[0] for p in parts], pa.int32()), "part": pa.array([p[1] for p in parts], pa.uint16()),
        "name": pa.array([p[2] for p in parts], pa.string()), "unit": pa.array([p[3] for p in parts], pa.string()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE part AS SELECT * FROM part_in")
    segments = sorted({str(i.segment) for i in items if i.segment})
    if segments:
        source = f"read_parquet([{', '.join(map(quoted, segments))}], filename = true)"
        backend.run(f"""CREATE OR REPLACE TEMP TABLE m_all AS
            SELECT i.item::BIGINT * 4294967296 + m.r AS mid, i.ds, i.item, i.folder_no::INTEGER AS folder, m.part, m.r, m.n, {_COLUMNS}
            FROM {source} m JOIN item i ON i.segment = m.filename AND i.content = m.content""")
        return
    typed = ", ".join(f"NULL::{_EMPTY_TYPES[str(t)]} AS {n}" for n, t in MENTION.items() if n != "n")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE m_all AS SELECT 0::BIGINT AS mid, 0::SMALLINT AS ds, 0::INTEGER AS item, 0::INTEGER AS folder,
        0::USMALLINT AS part, 0::UINTEGER AS r, 0::UINTEGER AS n, {typed} LIMIT 0""")


def load_registers(backend: Backend, registers: Sequence[RegisterTable]) -> None:
    """Make `g`: every spelling of every register row, with the weights that its surnames, given name and city carry.

    How rare a name is, is counted over all registers together, as a practice of eight hundred says little about it,
    and as if one more person had the name among some more people, so that a name seen once in two hundred
    rows is not taken for rare. A coincidence is judged against all rows, as a leak can be about anybody in any of them.
    """
    columns = ", ".join(COMPARED)
    parts, offset = [], 0
    for number, register in enumerate(registers):
        parts.append(
            f"SELECT {number}::SMALLINT AS reg, ({offset} + row)::INTEGER AS gid, a, key, pats, deceased, emigrated, secret, {columns} FROM read_parquet({quoted(str(register.compare))})"
        )
        offset += register.rows
    backend.run(f"CREATE OR REPLACE TEMP TABLE g_in AS {' UNION ALL '.join(parts)}")
    backend.run(
        f"CREATE OR REPLACE TEMP TABLE size_of AS SELECT n, greatest(log2(n), {SMALLEST_BITS}) AS w_rows FROM (SELECT greatest(count(DISTINCT gid), 1) AS n FROM g_in)"
    )
    for name, source, more in (
        ("sur", "SELECT sur AS v FROM g_in UNION ALL SELECT sur2 FROM g_in", 2000),
        ("given", "SELECT given AS v FROM g_in", 400),
        ("city", "SELECT city AS v FROM g_in", 100),
    ):
        backend.run(f"""CREATE OR REPLACE TEMP TABLE often_{name} AS SELECT v, log2(((SELECT n FROM size_of) + {more}) / (count(*) + 1)) AS w
            FROM ({source}) WHERE v IS NOT NULL GROUP BY v""")
    backend.run("""CREATE OR REPLACE TEMP TABLE g AS
        SELECT g.*, least(greatest(s1.w, 3.0), 14.0)::FLOAT AS w_sur, least(greatest(s2.w, 3.0), 14.0)::FLOAT AS w_sur2,
               least(greatest(gi.w, 3.3), 9.0)::FLOAT AS w_given, least(greatest(c.w, 0.0), 6.0)::FLOAT AS w_city, z.w_rows::FLOAT AS w_rows
        FROM g_in g CROSS JOIN size_of z
        LEFT JOIN often_sur s1 ON s1.v = g.sur LEFT JOIN often_sur s2 ON s2.v = g.sur2
        LEFT JOIN often_given gi ON gi.v = g.given LEFT JOIN often_city c ON c.v = g.city""")
    backend.run("DROP TABLE g_in")
