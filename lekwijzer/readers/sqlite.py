"""Reads SQLite databases: every table, without changing a byte of the file."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.model import ForeignKey, Part, Problem, Table

KIND = "sqlite"

BATCH = 20_000
_DAMAGE = (sqlite3.Error, OverflowError, ValueError)


def bid(name: str, head: bytes) -> int:
    """100 for the mark of SQLite."""
    return 100 if head.startswith(b"SQLite format 3\0") else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table per table of the database; `n` counts the rows in the order in which they are stored."""
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        problems.append(Problem("changes in the -wal file beside the database are not in it yet and were not read"))
    if _cut_off(path):
        problems.append(
            Problem("the database does not end where it says: pages are missing, or something hangs behind it")
        )
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
    except _DAMAGE as error:
        raise Unreadable("the database cannot be opened") from error
    with closing(connection):
        connection.text_factory = _text_of
        try:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
        except _DAMAGE as error:
            raise Unreadable("the database is damaged or encrypted") from error
        names = [name for (name,) in rows if isinstance(name, str) and not name.startswith("sqlite_")]
        foreign = [key for name in names for key in _foreign_keys(connection, name)]
        for name in names:
            yield from _table(connection, name, problems, foreign)


def _cut_off(path: Path) -> bool:
    """Whether a file is shorter than it says itself, or does not end with a page: SQLite reads what is left without a word."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100:
        return True
    said, written = struct.unpack(">H", head[16:18])[0], struct.unpack(">I", head[28:32])[0]
    page = 65536 if said == 1 else said
    size = path.stat().st_size
    counted = head[24:28] == head[92:96]  # else an old program wrote last, which does not keep the count
    return bool(page) and (size % page != 0 or (counted and size < written * page))


def _foreign_keys(connection: sqlite3.Connection, name: str) -> list[ForeignKey]:
    """What the database says of a table's columns that hold the key of another; keys of several columns are left out."""
    try:
        rows = connection.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,)).fetchall()
    except _DAMAGE:
        return []
    several = {row[0] for row in rows if row[1]}
    return [
        ForeignKey(name, row[3], row[2], row[4] or _primary_key(connection, row[2]))
        for row in rows
        if row[0] not in several
    ]


def _primary_key(connection: sqlite3.Connection, name: str) -> str:
    try:
        rows = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0", (name,)).fetchall()
    except _DAMAGE:
        return ""
    return str(rows[0][0]) if len(rows) == 1 else ""


def _table(
    connection: sqlite3.Connection, name: str, problems: list[Problem], foreign: list[ForeignKey]
) -> Iterator[Part]:
    quoted = name.replace('"', '""')
    try:
        cursor = connection.execute(f'SELECT * FROM "{quoted}"')
    except _DAMAGE:
        problems.append(Problem("the table cannot be read", part=name))
        return
    header = tuple(column[0] for column in cursor.description)
    yield Table(name, header, _batches(cursor, name, len(header), problems), foreign=foreign)


def _batches(cursor: sqlite3.Cursor, name: str, width: int, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    n = 1
    while True:
        rows, whole = _some(cursor)
        if not whole:
            problems.append(Problem("the table is damaged; read as far as possible", part=name, n=n + len(rows)))
        if rows:
            yield _frame(rows, n, width)
            n += len(rows)
        if not whole or not rows:
            return


def _some(cursor: sqlite3.Cursor) -> tuple[list[Sequence[object]], bool]:
    """The next rows, one by one, so that those before the damage are not lost; and whether there was none."""
    rows: list[Sequence[object]] = []
    try:
        for row in cursor:
            rows.append(row)
            if len(rows) == BATCH:
                break
    except _DAMAGE:
        return rows, False
    return rows, True


def _frame(rows: Sequence[Sequence[object]], n: int, width: int) -> pl.DataFrame:
    columns = {f"c{i}": pl.Series([_cell(row[i]) for row in rows], dtype=pl.String) for i in range(width)}
    return pl.DataFrame({**columns, "n": pl.int_range(n, n + len(rows), dtype=pl.UInt32, eager=True)})


def _cell(value: object) -> str | None:
    """A value as text; blobs only when they hold text."""
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return text if text and text.isprintable() else None
    return str(value)


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
