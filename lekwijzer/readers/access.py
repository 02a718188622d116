"""Reads databases of Access through mdbtools: every table, a row to a line."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lekwijzer.errors import Postponed, Unreadable
from lekwijzer.model import Part, Problem, Table

KIND = "access"

_MARKS = (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")
_LIST, _ROWS = "mdb-tables", "mdb-export"
_SECONDS = 60
"""For the list of tables."""
_LONG = 1_800
"""Seconds that one table may take."""
_LARGEST = 1 << 30
"""Bytes that one table may come to."""
_CELL, _ROW = "\x1f", "\x1e"
_BATCH = 4 << 20
MISSING = "needs mdbtools, which is not installed (apt-get install mdbtools); not read"
_FAILED = "the table cannot be read"


def bid(name: str, head: bytes) -> int:
    """100 for the mark of Access."""
    return 100 if head.startswith(_MARKS) else 0


def lacks() -> str:
    """Why databases are not read on this machine; "" where they are."""
    return "" if shutil.which(_LIST) and shutil.which(_ROWS) else MISSING


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table for each table of the database; `n` counts its rows."""
    if reason := lacks():
        raise Postponed(reason)
    try:
        listed = subprocess.run([_LIST, "-1", "--", str(path.absolute())], capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreadable("the list of its tables could not be read in time") from error
    if listed.returncode != 0 and not listed.stdout:
        raise Unreadable("the database is damaged, encrypted or of an unknown version")
    for table in listed.stdout.decode("utf-8", "replace").splitlines():
        if table.strip():
            yield from _table(path, table, problems)


def _table(path: Path, name: str, problems: list[Problem]) -> Iterator[Part]:
    """A table as it comes out of the program; what it says is taken in as it comes."""
    command = [
        _ROWS,
        "-Q",
        "-d",
        _CELL,
        "-R",
        _ROW,
        "-D",
        "%Y-%m-%d",
        "-T",
        "%Y-%m-%d %H:%M:%S",
        "-b",
        "hex",
        "--",
        str(path.absolute()),
        name,
    ]
    try:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except OSError:
        problems.append(Problem(_FAILED, part=name))
        return
    limit = threading.Timer(_LONG, running.kill)
    limit.start()
    try:
        blocks = _blocks(running, name, problems)
        first = next(blocks, "")
        header, _, rest = first.partition(_ROW)
        if not header:
            problems.append(Problem(_FAILED, part=name))
            return
        columns = tuple(header.split(_CELL))
        yield Table(name, columns, _frames(rest, blocks, len(columns), name, problems))
    finally:
        limit.cancel()
        if running.poll() is None:
            running.kill()
        running.communicate()


def _blocks(running: subprocess.Popen[bytes], name: str, problems: list[Problem]) -> Iterator[str]:
    """Whole rows; ends where the program does, or has said too much."""
    assert running.stdout is not None  # it was asked for
    held, size = b"", 0
    while block := running.stdout.read(_BATCH):
        size += len(block)
        held += block
        cut = held.rfind(_ROW.encode()) + 1
        if cut:
            yield held[:cut].decode("utf-8", "replace")
            held = held[cut:]
        if size > _LARGEST:
            problems.append(Problem("the table is too large; read as far as the limit", part=name))
            return
    if running.wait() != 0:
        problems.append(Problem("the table is damaged; read as far as possible", part=name))


def _frames(
    first: str, blocks: Iterator[str], width: int, name: str, problems: list[Problem]
) -> Iterator[pl.DataFrame]:
    schema = {f"c{i}": pl.String for i in range(width)}
    n = 1
    for text in _chained(first, blocks):
        try:
            frame = pl.read_csv(text.encode(), has_header=False, separator=_CELL, eol_char=_ROW, quote_char=None, schema=schema, infer_schema=False, truncate_ragged_lines=True)  # fmt: skip
        except pl.exceptions.PolarsError:
            problems.append(Problem("rows could not be told apart", part=name, n=n))
            return
        yield frame.with_columns(n=pl.int_range(n, n + len(frame), dtype=pl.UInt32))
        n += len(frame)


def _chained(first: str, blocks: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from (block for block in blocks if block)
