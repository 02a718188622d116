"""What a SQLite database holds beside text and numbers: blobs, and how its tables, views and triggers are written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from lekwijzer.model import Problem
from lekwijzer.readers.payload import Dark, texts


def rest(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The texts of a database that are in no cell of text."""
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            written = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        except sqlite3.Error:
            return  # the reader says so
        yield "\n".join(str(sql) for _, _, sql in written if sql)
        for kind, name, _ in written:
            if kind == "table" and not str(name).startswith("sqlite_"):
                dark = Dark()
                try:
                    yield from _blobs(connection, str(name), dark)
                except (sqlite3.Error, OverflowError, MemoryError):
                    problems.append(Problem("values that are no text could not all be read", str(name)))
                problems += dark.problems(str(name))


def _blobs(connection: sqlite3.Connection, name: str, dark: Dark) -> Iterator[str]:
    """What the blobs of a table say; one pass in the database itself, which gives only the rows that have any."""
    table = '"' + name.replace('"', '""') + '"'
    columns = ['"' + str(row[1]).replace('"', '""') + '"' for row in connection.execute(f"PRAGMA table_info({table})")]
    if not columns:
        return
    some = " OR ".join(f"typeof({column}) = 'blob'" for column in columns)
    each = ", ".join(f"CASE typeof({column}) WHEN 'blob' THEN {column} END" for column in columns)
    for row in connection.execute(f"SELECT {each} FROM {table} WHERE {some}"):
        for value in row:
            if value and not _is_cell(value):
                yield from texts(value, dark)


def _is_cell(value: bytes) -> bool:
    """Whether the reader takes a blob for the text of its cell."""
    try:
        return value.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
