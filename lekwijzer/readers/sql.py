"""Reads SQL scripts: dumps of PostgreSQL, MySQL, SQL Server, Oracle and SQLite; a table for each that has rows in it.

Rows of several tables may take turns. Those of one table are given together, up to a measure of memory; beyond it the rest
of a table comes as a further part of the same name. `n` counts the rows of a table in the order of the script.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Records, Table
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.sql_script import Chunk, Faults, Script

KIND = "sql"

HELD = 64 << 20
"""Bytes of rows of other tables that may wait while those of one are given."""
_SCHEMA = re.compile(
    r"(?im)^[ \t]*CREATE\s+(?:\w+\s+){0,3}(?:TABLE|VIEW|FUNCTION|SCHEMA|EXTENSION|TYPE|SEQUENCE|PROC(?:EDURE)?)\s+(?:IF\s+NOT\s+EXISTS\s+)?[\w.`\"\[\]]+"
)
_START = re.compile(
    r"(?is)(?>\s*(?:--[^\n]*\n|/\*.*?\*/;?|\\\w[^\n]*\n|(?:REM|PROMPT)[ \t][^\n]*\n))*+\s*(?:SET|INSERT|REPLACE|CREATE|DROP|COPY|BEGIN|START\s+TRANSACTION|USE|LOCK|"
    r"DELETE\s+FROM|ALTER|PRAGMA|TRUNCATE|SELECT|GO|GRANT|DECLARE|EXEC|IF)\b[^\n]*(?:[;(\]]|\r?\n\s*GO\b|\r?\n)"
)
_ROWS = re.compile(
    r"(?im)^[ \t]*(?:INSERT|REPLACE)\s+(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?[\w.`\"\[\]$# ]{1,200}?\s*(?:\([^()]{1,4000}\)\s*)?VALUES\s*\("
)

Key = tuple[str, tuple[str, ...] | None]


def bid(name: str, head: bytes) -> int:
    """97 for a script that puts rows into tables, 92 for one that makes tables."""
    if text_kind(head) == "sql":
        return 97
    text = decode_head(head)
    if not _START.match(text):
        return 0
    if _ROWS.search(text):
        return 97
    return 92 if ";" in text and _SCHEMA.search(text) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table for each that has rows; texts outside of them are handed over with the rows."""
    notes = Notes()
    script = Script(utf8_blocks(path, notes))
    sorter = _Sorter(script.chunks())
    texts = script.reader.unread
    while (key := sorter.next_table()) is not None:
        batches = sorter.batches(key)
        yield Table(key[0], key[1], batches, unread=texts, foreign=script.foreign)
        for _ in batches:  # of a table that was not read to its end, the rest is not the next table's
            pass
    if not sorter.numbers and not script.created and not texts:
        raise Unreadable("no statements could be read from it")
    if texts:
        yield Records("", "passage", iter(()), texts)
    problems += _problems(script.faults, notes)
    problems += script.reader.dark.problems()


class _Sorter:
    """Rows by table, out of rows in the order of the script."""

    def __init__(self, chunks: Iterator[Chunk]) -> None:
        self._chunks = chunks
        self._waiting: dict[Key, list[pl.DataFrame]] = {}
        self._held = 0
        self.numbers: dict[str, int] = defaultdict(int)

    def next_table(self) -> Key | None:
        """The table of which most rows wait; None at the end of the script."""
        if not self._waiting:
            chunk = next(self._chunks, None)
            if chunk is None:
                return None
            self._wait(chunk)
        return max(self._waiting, key=lambda key: sum(map(len, self._waiting[key])))

    def batches(self, key: Key) -> Iterator[pl.DataFrame]:
        """The rows of a table, until too many of others wait."""
        waiting = self._waiting.pop(key)
        self._held -= sum(_size(frame) for frame in waiting)
        yield pl.concat(waiting, how="diagonal")
        while self._held < HELD:
            chunk = next(self._chunks, None)
            if chunk is None:
                return
            if (chunk.table, chunk.columns) == key:
                yield self._numbered(chunk)
            else:
                self._wait(chunk)

    def _wait(self, chunk: Chunk) -> None:
        frame = self._numbered(chunk)
        self._held += _size(frame)
        self._waiting.setdefault((chunk.table, chunk.columns), []).append(frame)

    def _numbered(self, chunk: Chunk) -> pl.DataFrame:
        first = self.numbers[chunk.table] + 1
        self.numbers[chunk.table] += len(chunk.frame)
        return chunk.frame.with_columns(n=pl.int_range(first, first + len(chunk.frame), dtype=pl.UInt32))


def _size(frame: pl.DataFrame) -> int:
    return int(frame.estimated_size())


def _problems(faults: Faults, notes: Notes) -> Iterator[Problem]:
    if faults.cut is not None:
        yield Problem("the script ends in the middle of its rows", part=faults.cut, lost=1)
    for table, count in faults.broken.items():
        yield Problem("rows are damaged and could not be read", part=table, lost=count)
    for table, count in faults.ragged.items():
        yield Problem(f"{count} rows have another number of values than there are columns", part=table)
    for table, count in faults.strange.items():
        yield Problem("rows are copied in a format that is not read", part=table, lost=count)
    if faults.changes:
        yield Problem(f"{faults.changes} statements that change rows were not read as rows")
    if notes.repaired:
        yield notes.mixed()
    if notes.broken:
        yield Problem(f"{notes.broken} characters are damaged")
