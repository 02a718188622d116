"""The statements of an SQL script, one after another: tables as they are created, rows as they are put into them.

What is no row (comments, views, functions, changes of rows) is text beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from lekwijzer.model import ForeignKey
from lekwijzer.readers.sql_columns import rows_frame, take
from lekwijzer.readers.sql_copy import copied
from lekwijzer.readers.sql_keys import foreign_keys
from lekwijzer.readers.sql_values import NAME, Cells, Reader, names_of

_PATH = NAME + rb"(?:\s*\.\s*(?:" + NAME + rb")?){0,3}"
_LIST = rb"\((?P<columns>(?:\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|[^()'\"`\[])*)\)"
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*+(?:INTO\s+(?:TABLE\s+)?)?+(?P<name>"
    + _PATH
    + rb")\s*(?:"
    + _LIST
    + rb")?\s*(?:OVERRIDING\s+\w+\s+VALUE\s*)?VALUES?\s*(?=\()",
    re.IGNORECASE,
)
_COPY = re.compile(
    rb"COPY\s+(?P<name>" + _PATH + rb")\s*(?:" + _LIST + rb")?\s+FROM\s+stdin\b(?P<how>[^;]*);[^\n]*\n", re.IGNORECASE
)
_CREATE = re.compile(
    rb"CREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|FOREIGN|OR\s+REPLACE|COLUMN|CACHED|MEMORY)\s+)*+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?+(?P<name>"
    + _PATH
    + rb")\s*\(",
    re.IGNORECASE,
)
_BLANK = re.compile(rb"[\s;]+")
_NOTE = re.compile(rb"(?:--|#(?!\w+\()|(?i:REM(?:ARK)?|PROMPT)\s)[^\n]*(?:\n|\Z)|/\*.*?\*/", re.DOTALL)
_BODY = re.compile(
    rb"(?:CREATE|ALTER)\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:PROC|FUNCTION|TRIGGER|PACKAGE)",
    re.IGNORECASE,
)
_CHANGE = re.compile(rb"(?:UPDATE|MERGE|INSERT|REPLACE)\s", re.IGNORECASE)
_DELIMITER = re.compile(rb"DELIMITER[ \t]+(\S+)[^\n]*(?:\n|\Z)", re.IGNORECASE)
_GO = re.compile(rb"GO(?:[ \t]+\d+)?[ \t]*(?=[\r\n;]|\Z)", re.IGNORECASE)
_BACKUP = re.compile(rb"\\\w[^\n]*(?:\n|\Z)")
_SKIP = (
    rb"'(?:[^']|'')*+'|\"[^\"]*+\"|`[^`]*+`|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|--[^\n]*|/\*.*?\*/|(?P<end>;|%s)"
    rb"|(?P<next>\n(?=[ \t]*(?:GO[ \t]*(?:[\r\n]|\Z)|(?:INSERT|COPY)\s|CREATE\s+TABLE\s)))"
)
_RESUME = re.compile(rb"\n(?=[ \t]*(?:\(|(?:INSERT|REPLACE|COPY|CREATE)\s))", re.IGNORECASE)
_MYSQL = re.compile(rb"/\*!\d{5}|(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+`|\bENGINE\s*=\s*\w", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"\\x(?:[0-9A-Fa-f]{2}){5,}")
_LOOK = 256 << 10
_LONGEST = 64 << 20
"""Bytes of one statement or value whose end is looked for."""
_SMALL, _LARGE = 64 << 10, 512 << 10
_SAME = 8
"""Rows after one another that are worth reading at once."""
_PENDING = 5_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table, with the columns that they are of where these are told."""

    table: str
    columns: tuple[str, ...] | None
    frame: pl.DataFrame


@dataclass(slots=True)
class Faults:
    """What could not be read of a script, by table."""

    cut: str | None = None  # the table in which the file ends
    broken: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # rows that cannot be told
    ragged: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # with more values than columns
    changes: int = 0
    strange: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # copied in another format


class Source:
    """The bytes of a script from some place on."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self.data = b""
        self.at = 0
        self.ended = False

    def more(self) -> bool:
        """Adds a block; False where there is none."""
        block = next(self._blocks, None)
        self.ended = block is None
        if block is not None:
            self.data = self.data[self.at :] + block
            self.at = 0
        return block is not None

    def reach(self, size: int) -> None:
        """Makes sure that so many bytes are there, if the script has them."""
        while len(self.data) - self.at < size and not self.ended and self.more():
            pass

    def search(self, pattern: re.Pattern[bytes], start: int = 0) -> re.Match[bytes] | None:
        """The first match from a place on, which counts from where the source is."""
        while True:
            found = pattern.search(self.data, self.at + start)
            size = len(self.data) - self.at
            if found is not None or size > _LONGEST or not self.more():
                return found
            start = max(start, size - 64)


class Script:
    """Reads a script; `chunks` gives its rows, `reader` has what is in none."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.source = Source(blocks)
        self.source.reach(_LOOK)
        self.reader = Reader(escapes=_MYSQL.search(self.source.data) is not None)
        self.faults = Faults()
        self.created: dict[str, tuple[str, ...]] = {}
        self.foreign: list[ForeignKey] = []
        self._pending: dict[tuple[str, tuple[str, ...] | None], list[Cells]] = {}
        self._head = b""
        self._streak = 0
        self._delimiter = b";"

    def chunks(self) -> Iterator[Chunk]:
        """All rows, those of one table in their order."""
        source = self.source
        while True:
            source.reach(_LOOK)
            if found := _BLANK.match(source.data, source.at):
                source.at = found.end()
                continue
            if source.at >= len(source.data):
                break
            if found := _NOTE.match(source.data, source.at) or _BACKUP.match(source.data, source.at):
                self._say(found[0])
                source.at = found.end()
            elif found := _GO.match(source.data, source.at):
                source.at = found.end()
            elif found := _DELIMITER.match(source.data, source.at):
                self._delimiter, source.at = found[1], found.end()
            elif found := _INSERT.match(source.data, source.at):
                yield from self._inserted(found)
            elif found := _COPY.match(source.data, source.at):
                yield from self._flushed()
                table, columns = self._table(found)
                source.at = found.end()
                for frame in copied(source, columns, found["how"], table, self):
                    yield Chunk(table, columns, frame)
            else:
                self._other()
        yield from self._flushed()

    def _say(self, text: bytes) -> None:
        self.reader.unread.append(text.decode("utf-8", "replace"))

    def say(self, text: bytes) -> None:
        """Text that is in no row."""
        if text.strip():
            self._say(text)

    def _table(self, found: re.Match[bytes]) -> tuple[str, tuple[str, ...] | None]:
        names = names_of(found["name"])
        listed = names_of(found["columns"]) if found["columns"] else ()
        return ".".join(names), listed or self.created.get(names[-1].lower() if names else "")

    def _inserted(self, found: re.Match[bytes]) -> Iterator[Chunk]:
        """The rows of a statement, and of those after it that are begun with the same words."""
        source, head = self.source, found[0]
        table, columns = self._table(found)
        self._streak = self._streak + 1 if head == self._head else min(self._streak, 0)
        self._head = head
        source.at = found.end()
        while True:
            if self._streak >= _SAME:
                yield from self._many(head, table, columns)
                if source.data[source.at : source.at + 1] != b"(":
                    break
            if not self._one(table, columns):
                break
            self._streak += 1
            if sum(map(len, self._pending.values())) >= _PENDING:
                yield from self._flushed()
            if not self._comma():
                break

    def _comma(self) -> bool:
        """Steps to the next row of the statement; False where there is none."""
        source = self.source
        comma = False
        while True:
            source.reach(_SMALL)
            at = source.at
            if found := re.compile(rb"[\s,]+").match(source.data, at):
                comma = comma or b"," in found[0]
                source.at = found.end()
            elif comma and (found := _NOTE.match(source.data, at)):
                self._say(found[0])
                source.at = found.end()
            else:
                return comma and source.data[at : at + 1] == b"("

    def _one(self, table: str, columns: tuple[str, ...] | None) -> bool:
        """Reads the row at this place; where it has no end, goes on behind it and says so."""
        source = self.source
        while True:
            row = self.reader.row(source.data, source.at)
            if row is not None:
                cells, source.at = row
                self._keep(table, columns, cells)
                return True
            if len(source.data) - source.at > _LONGEST or not self._may_go_on() or not source.more():
                break
        found = source.search(_RESUME, 1)
        stop = found.end() if found else len(source.data)
        self.say(source.data[source.at : stop])
        source.at = stop
        if found is None:
            self.faults.cut = table
            while source.more():
                self.say(source.data)
                source.at = len(source.data)
            return False
        self.faults.broken[table] += 1
        self._streak = min(self._streak, 0)
        return source.data[source.at :].lstrip(b" \t").startswith(b"(") and self._stepped()

    def _stepped(self) -> bool:
        """Steps over blanks to a row."""
        while self.source.data[self.source.at : self.source.at + 1] in (b" ", b"\t"):
            self.source.at += 1
        return True

    def _may_go_on(self) -> bool:
        """Whether a row that has no end yet may have one in what follows: it is not ended by a statement after it."""
        found = _RESUME.search(self.source.data, self.source.at + 1)
        return found is None or len(self.source.data) - self.source.at < _SMALL

    def _keep(self, table: str, columns: tuple[str, ...] | None, cells: Cells) -> None:
        if columns is not None and len(cells) > len(columns):
            self.faults.ragged[table] += 1
            self.reader.unread.append("\n".join(filter(None, cells[len(columns) :])))
        self._pending.setdefault((table, columns), []).append(cells)

    def _many(self, head: bytes, table: str, columns: tuple[str, ...] | None) -> Iterator[Chunk]:
        """Rows from this place on, as long as they can be read at once; ends at a row that is to be read alone."""
        source = self.source
        width = len(columns) if columns else self._width(table)
        size, fresh = _SMALL, True
        while True:
            source.reach(size)
            window = source.data[source.at : source.at + size]
            taken = take(window, head, width, self.reader, fresh=fresh)
            if taken is not None and taken.rows:
                yield from self._flushed()
                frame = _without_blobs(taken.frame, self.reader) if taken.hexadecimal else taken.frame
                yield Chunk(table, columns, frame)
                source.at += taken.size
                fresh = False
            last = source.ended and len(source.data) - source.at <= size
            if taken is None or taken.ended or last or (not taken.rows and size >= _LARGE):
                break
            size = min(size * 4, _LARGE)
        if fresh:
            self._streak = -self._streak * 4  # not again for a while
        else:
            self._between(head)

    def _between(self, head: bytes) -> None:
        """Steps from behind a row to the next that the statement, or one like it, has."""
        source = self.source
        source.reach(_SMALL)
        found = re.compile(rb"\s*,\s*(?=\()|[\s;]*(?:(?i:GO)[\s;]+)?" + re.escape(head) + rb"(?=\()").match(
            source.data, source.at
        )
        if found:
            source.at = found.end()

    def _width(self, table: str) -> int:
        rows = self._pending.get((table, None))
        if rows:
            return len(rows[-1])
        row = self.reader.row(self.source.data, self.source.at)
        return len(row[0]) if row else 1

    def _flushed(self) -> Iterator[Chunk]:
        """The rows that were read one by one."""
        waiting, self._pending = self._pending, {}
        for (table, columns), rows in waiting.items():
            width = len(columns) if columns else max(map(len, rows))
            whole = [row[:width] + [None] * (width - len(row)) for row in rows]
            yield Chunk(table, columns, _without_blobs(rows_frame(whole, width), self.reader))

    def _other(self) -> None:
        """Steps over a statement that has no rows."""
        source = self.source
        start = _CREATE.match(source.data, source.at)
        body = _BODY.match(source.data, source.at) is not None
        changes = _CHANGE.match(source.data, source.at) is not None
        ends = re.compile(_SKIP % re.escape(self._delimiter), re.DOTALL | re.IGNORECASE)
        at = 0
        while True:
            found = source.search(ends, at)
            if found is None:
                stop = len(source.data)
                break
            stop = found.end()
            bare = found["end"] is not None and (self._delimiter == b";" or found["end"] == self._delimiter)
            if (bare and not (body and self._goes)) or (found["next"] is not None and not body):
                break
            if found["next"] is not None and _GO.match(source.data[stop : stop + 10].lstrip()):
                break
            at = stop - source.at
        text = source.data[source.at : stop]
        if start is not None:
            names = names_of(start["name"])
            self.created[names[-1].lower()] = _columns_of(text[start.end() - start.start() :])
        self.foreign += foreign_keys(text)
        self.faults.changes += changes
        self.say(text)
        source.at = max(stop, source.at + 1)

    @property
    def _goes(self) -> bool:
        """Whether the script has its statements parted by GO."""
        return re.search(rb"\n[ \t]*GO[ \t]*[\r\n]", self.source.data[self.source.at :], re.IGNORECASE) is not None


_DDL = re.compile(
    rb"(?P<string>'(?:[^']|'')*+'|\"[^\"]*+\"|`[^`]*+`|\[[^\]]*+\])|--[^\n]*|/\*.*?\*/|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<word>[\w$#@\x80-\xff]+)|.",
    re.DOTALL,
)
_NO_COLUMN = frozenset(b"constraint primary foreign unique key index check fulltext spatial period exclude like partition".split())  # fmt: skip


def _columns_of(definition: bytes) -> tuple[str, ...]:
    """The names of the columns in what stands between the brackets of a table that is created."""
    columns: list[str] = []
    depth, first = 1, True
    for token in _DDL.finditer(definition):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
        if depth == 0:
            break
        if kind == "comma" and depth == 1:
            first = True
        elif first and kind in ("word", "string"):
            first = False
            if kind == "string" or token[0].lower() not in _NO_COLUMN:
                columns += names_of(token[0])[:1]
    return tuple(columns)


def _without_blobs(frame: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """The rows without bytes that are written as hexadecimals: those that are text in its place, others beside the rows."""
    for name in frame.columns:
        column = frame.get_column(name)
        long = column.str.starts_with("\\x").fill_null(False)
        if long.any():
            where = long.arg_true()
            texts = [_of_bytes(value, reader) for value in column.gather(where).to_list()]
            frame = frame.with_columns(column.scatter(where, pl.Series(texts, dtype=pl.String)))
    return frame


def _of_bytes(value: str, reader: Reader) -> str | None:
    return reader.hexadecimal(value[2:].encode()) if _HEXADECIMAL.fullmatch(value) else value
