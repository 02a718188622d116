"""Reads Parquet: row group by row group, every value as text; a list of people in a column is a table of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers.parquet_nested import ROW, Layout, layouts

KIND = "parquet"

BATCH = 65536
SAMPLE = 1024
"""Rows from which is told what columns within columns hold."""
_DAMAGE = (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError)


def bid(name: str, head: bytes) -> int:
    """100 for the mark of Parquet, plain or encrypted."""
    return 100 if head.startswith((b"PAR1", b"PARE")) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table, and one for each list of people in its columns; `n` is the row of the file."""
    with path.open("rb") as file:
        if file.read(4) == b"PARE":
            raise Encrypted("password needed")
    try:
        source = pq.ParquetFile(path, memory_map=False)
        tables = layouts(sample_of(source))
    except _DAMAGE as error:
        if "encrypt" in str(error).lower():
            raise Encrypted("password needed") from error
        raise Unreadable("the file is damaged or cut off") from error
    told = problems
    for table in tables:
        if not table.nobody:
            yield Table(".".join(table.path), table.columns, batches_of(source, table, told))
            told = []  # each reading of a damaged file meets the same damage


def sample_of(source: pq.ParquetFile) -> pl.DataFrame:
    """The first rows with their numbers; of a file in which they are damaged none."""
    rows = source.schema_arrow.empty_table()
    try:
        batch = next(source.iter_batches(batch_size=SAMPLE), None)
        rows = rows if batch is None else pa.Table.from_batches([batch])
    except _DAMAGE:
        pass  # said when they are read
    return _numbered(rows, 1)


def _numbered(rows: pa.Table, first: int) -> pl.DataFrame:
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)  # a table never becomes a series
    return frame.with_columns(pl.int_range(first, first + rows.num_rows, dtype=pl.UInt32).alias(ROW))


def batches_of(source: pq.ParquetFile, table: Layout, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    """The rows of one of the tables of a file."""
    n = 1
    for group in range(source.num_row_groups):
        rows = source.metadata.row_group(group).num_rows
        done = 0
        try:
            for batch in source.iter_batches(batch_size=BATCH, row_groups=[group]):
                yield table.frame(_numbered(pa.Table.from_batches([batch]), n + done))
                done += batch.num_rows
        except _DAMAGE:
            problems.append(Problem("a part of the file is damaged", n=n + done, lost=rows - done))
        n += rows
