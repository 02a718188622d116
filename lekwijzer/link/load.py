"""Mentions and registers into the engine: the tables `m_all` and `g` that the pipeline starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import polars as pl
import pyarrow as pa

from lekwijzer.detect.concepts import pieces
from lekwijzer.detect.headers import tokens
from lekwijzer.engine.backend import Backend
from lekwijzer.fields.normalise import MENTION
from lekwijzer.link.keys import find_keys
from lekwijzer.link.registers import COMPARED, RegisterTable
from lekwijzer.link.sites import folders
from lekwijzer.mentions import traces
from lekwijzer.mentions.store import ReadItem
from lekwijzer.mentions.trace_values import TRACE
from lekwijzer.model import Role

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


_KEY_KIND = {Role.PATIENT_NUMBER: "p", Role.PERSON_REF: "p", Role.ORDER_NUMBER: "o", Role.SPECIMEN_NUMBER: "s", Role.RECORD_ID: "own"}  # fmt: skip
_ONLY_PEOPLE = {Role.BSN, Role.BIRTH_DATE, Role.BIRTH_YEAR, Role.SEX}
"""What a list of patients knows of them; a directory of doctors or contacts has names, addresses and telephones."""
_SAYS_NUMBER = {"number", "code", "noise"}
_KEY_WORDS = {"fk", "pk", "sk", "row", "rowid", "uuid", "guid", "seq", "volgnr", "volgnummer"}
_NO_TABLE = frozenset({
    "csv", "txt", "tsv", "tab", "dat", "gz", "bz", "bz2", "xz", "zip", "json", "jsonl", "ndjson", "parquet", "xls", "xlsx", "xlsm", "db", "sqlite", "tbl",
    "tabel", "table", "dbo", "public", "dump", "export", "sheet", "blad", "view", "vw", "query", "lijst", "list", "full", "copy", "kopie", "backup", "part", "deel",
})  # fmt: skip
"""Words in the name of a file, sheet or table that do not say what stands in it."""
_Sign = tuple[tuple[str, str, bool, bool], ...]
"""What headers say of the numbers in one part: words, meanings, by_table, directory of each column."""

SMALLEST_BITS = 17.0
"""However small the registers are, a leak is full of people who are not in them: as many as a hundred thousand."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def parquet(*paths: Path, more: str = "") -> str:
    """Parquet files as a table in SQL, with more options; the signs of a pattern in their paths make no pattern."""
    plain = (re.sub(r"([*?[])", r"[\1]", str(path)) for path in paths)
    return f"read_parquet([{', '.join(map(quoted, plain))}]{more})"


def load_mentions(backend: Backend, items: Sequence[ReadItem], datasets: Sequence[str]) -> list[ReadItem]:
    """Make `item` (a row per item), `m_all` (a row per mention; mid orders by dataset, file and place) and `key_*` (what headers say of keys).

    The items come back without the rows that turned out to point at nobody, see `find_keys`.
    """
    order = {dataset: number for number, dataset in enumerate(datasets)}
    folder = folders(items)
    backend.register("item_in", pa.table({
        "item": pa.array([i.number for i in items], pa.int32()),
        "ds": pa.array([order[i.dataset] for i in items], pa.int16()),
        "file": pa.array([i.file for i in items], pa.string()),
        "folder": pa.array([folder[i.number] for i in items], pa.string()),
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
    _load_keys(backend, items, folder)
    _load_traces(backend, items)
    segments = sorted({i.segment for i in items if i.segment})
    if segments:
        source = parquet(*segments, more=", filename = true")
        backend.run(f"""CREATE OR REPLACE TEMP TABLE m_all AS
            SELECT i.item::BIGINT * 4294967296 + m.r AS mid, i.ds, i.item, i.folder_no::INTEGER AS folder, m.part, m.r, m.n, {_COLUMNS}
            FROM {source} m JOIN item i ON i.segment = m.filename AND i.content = m.content""")
        return find_keys(backend, items, folder)
    typed = ", ".join(f"NULL::{_EMPTY_TYPES[str(t)]} AS {n}" for n, t in MENTION.items() if n != "n")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE m_all AS SELECT 0::BIGINT AS mid, 0::SMALLINT AS ds, 0::INTEGER AS item, 0::INTEGER AS folder,
        0::USMALLINT AS part, 0::UINTEGER AS r, 0::UINTEGER AS n, {typed} LIMIT 0""")
    return find_keys(backend, items, folder)


def _load_traces(backend: Backend, items: Sequence[ReadItem]) -> None:
    """Make `trace`: the values that were left unread in the contents of these items, and those in their paths."""
    paths = traces.of_paths([item.file for item in items])
    backend.register("trace_in_paths", paths.to_arrow(compat_level=pl.CompatLevel.oldest()))
    columns = ", ".join(name for name in TRACE if name != "n")
    backend.run(f"CREATE OR REPLACE TEMP TABLE trace_in_path AS SELECT {columns} FROM trace_in_paths")
    files = sorted({i.traces for i in items if i.traces})
    if not files:
        backend.run("CREATE OR REPLACE TEMP VIEW trace AS SELECT * FROM trace_in_path")
        return
    kept = sorted({(str(i.traces), i.content) for i in items if i.traces})
    backend.register("trace_in", pa.table({
        "place": pa.array([k[0] for k in kept], pa.string()), "content": pa.array([k[1] for k in kept], pa.uint32()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE trace_of AS SELECT * FROM trace_in")
    backend.run(f"""CREATE OR REPLACE TEMP VIEW trace AS SELECT {columns} FROM trace_in_path UNION ALL SELECT {columns}
        FROM {parquet(*files, more=", filename = true")} t JOIN trace_of k ON k.place = t.filename AND k.content = t.content""")


def _load_keys(backend: Backend, items: Sequence[ReadItem], folder_of: Mapping[int, str]) -> None:
    """Make what the headers say about the numbers that join tables.

    `key_column` (item, part, kind, sign) leads to `key_word` (sign, words, meanings, by_table, directory): the words of the
    columns that hold patient (p), order (o) and specimen (s) numbers, and those of the row's own number (own) or, where that is
    only called "id", of its table. Equal words share a sign, as a thousand files can have one header. `key_called`
    (item, words): what columns that look like keys are called in the folder of that item, whatever they point at.
    """
    signs: dict[_Sign, int] = {}
    columns: list[tuple[int, int, str, int]] = []
    called: dict[tuple[str, str, str], int] = {}
    for item in items:
        folder = folder_of[item.number]
        for number, part in enumerate(item.parts):
            listed = part.get("columns")
            labels = [(str(c[0]), str(c[1])) for c in listed] if isinstance(listed, list) else []
            for kind, sign in _signs(labels, str(part["name"]), item.file):
                columns.append((item.number, number, kind, signs.setdefault(sign, len(signs))))
            for header, _ in labels:
                if words := _called(header):
                    called.setdefault((item.dataset, folder, words), item.number)
    rows = [(number, *said) for sign, number in signs.items() for said in sign]
    backend.register("key_column", pa.table({
        "item": pa.array([c[0] for c in columns], pa.int32()), "part": pa.array([c[1] for c in columns], pa.uint16()),
        "kind": pa.array([c[2] for c in columns], pa.string()), "sign": pa.array([c[3] for c in columns], pa.int32()),
    }))  # fmt: skip
    backend.register("key_word", pa.table({
        "sign": pa.array([r[0] for r in rows], pa.int32()), "words": pa.array([r[1] for r in rows], pa.string()),
        "meanings": pa.array([r[2] for r in rows], pa.string()), "by_table": pa.array([r[3] for r in rows], pa.bool_()),
        "directory": pa.array([r[4] for r in rows], pa.bool_()),
    }))  # fmt: skip
    backend.register("key_called", pa.table({
        "item": pa.array(list(called.values()), pa.int32()), "words": pa.array([k[2] for k in called], pa.string()),
    }))  # fmt: skip


def _signs(labels: Sequence[tuple[str, str]], table: str, file: str) -> Iterator[tuple[str, _Sign]]:
    """Per kind of number of one part what its headers say; nothing for a kind that has no words."""
    known = {Role(role) for _, role in labels if role}
    said: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for header, role in labels:
        kind = _KEY_KIND.get(Role(role)) if role else None
        if kind is None:
            continue
        words, by_table = _words(header), False
        if kind == "own" and not words[0]:
            named = _words(table, _NO_TABLE)
            words, by_table = named if named[0] else _words(file.rpartition("/")[2], _NO_TABLE), True
        if words[0] or kind == "own":
            said.setdefault(kind, []).append((*words, by_table, kind == "own" and not known & _ONLY_PEOPLE))
    for kind, rows in said.items():
        yield kind, tuple(rows)


@lru_cache(maxsize=4096)
def _words(text: str, without: frozenset[str] = frozenset()) -> tuple[str, str]:
    """The words of a header or a name and what they mean, each with a blank in front; those that only say "number" are left out."""
    words: list[str] = []
    meanings: list[str] = []
    for token in tokens(text):
        if _says_number(token) or token in without or token.isdigit():
            continue
        stem = re.sub(r"(?<=\w{3})(?:id|nr|nummer|number|code|key)$", "", token)
        words.append(re.sub(r"(?<=\w{3})(?:en|s)$", "", stem))
        known = next((concepts for concepts, lost in map(pieces, (token, words[-1])) if not lost), ())
        meanings += [c for c in known if c not in _SAYS_NUMBER] or [words[-1]]
    return "".join(f" {w}" for w in words), "".join(f" {m}" for m in meanings)


@lru_cache(maxsize=4096)
def _called(header: str) -> str:
    """The words of a header that looks like a key's; "" for any other."""
    return _words(header)[0] if any(map(_says_number, tokens(header))) else ""


def _says_number(token: str) -> bool:
    concepts, lost = pieces(token)
    return token in _KEY_WORDS or (not lost and set(concepts) <= _SAYS_NUMBER)


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
            f"SELECT {number}::SMALLINT AS reg, ({offset} + row)::INTEGER AS gid, a, key, pats, deceased, emigrated, secret, {columns} FROM {parquet(register.compare)}"
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
