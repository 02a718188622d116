"""What a Parquet file holds beside text and numbers: bytes, and the notes of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.model import Problem
from lekwijzer.readers.parquet import batches_of, sample_of
from lekwijzer.readers.parquet_nested import layouts
from lekwijzer.readers.payload import Dark, texts, utf8

_BATCH = 1024
_OWN = (b"ARROW:schema", b"pandas", b"org.apache.spark.sql.parquet.row.metadata", b"parquet.avro.schema", b"geo")
"""Notes that repeat the names and types of the columns."""


def rest(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The texts of the file that are in no cell of text."""
    dark = Dark()
    try:
        source = pq.ParquetFile(path)
        for key, value in (source.metadata.metadata or {}).items():
            if key not in _OWN:
                yield key.decode("utf-8", "replace")
                yield from texts(value, dark)
        for field in source.schema_arrow:
            yield from texts(b"\n".join([note for pair in (field.metadata or {}).items() for note in pair]), dark)
        columns = [field.name for field in source.schema_arrow if _has_bytes(field.type)]
        for batch in source.iter_batches(batch_size=_BATCH, columns=columns) if columns else ():
            for column in batch.columns:
                for value in _bytes_of(column):
                    if value:
                        yield from texts(value, dark)
        for table in layouts(sample_of(source)):
            if table.nobody:  # what stands beside a list of people is in no table
                for frame in batches_of(source, table, []):
                    lines = frame.select(pl.concat_str(pl.exclude("n"), separator=" ", ignore_nulls=True))
                    yield "\n".join(lines.to_series())
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError):
        problems.append(Problem("values that are no text could not all be read"))
    problems += dark.problems()


def _has_bytes(kind: pa.DataType) -> bool:
    if pa.types.is_nested(kind):
        return any(_has_bytes(kind.field(i).type) for i in range(kind.num_fields))
    is_ = pa.types
    return bool(is_.is_binary(kind) or is_.is_large_binary(kind) or is_.is_fixed_size_binary(kind))


def _bytes_of(column: pa.Array) -> Iterator[bytes | None]:
    """All bytes in a column, however deep."""
    kind = column.type
    if pa.types.is_struct(kind):
        for inner in column.flatten():
            yield from _bytes_of(inner)
    elif pa.types.is_map(kind):
        yield from _bytes_of(column.keys)
        yield from _bytes_of(column.items)
    elif pa.types.is_nested(kind):
        yield from _bytes_of(column.flatten())
    elif _has_bytes(kind):
        values = pl.Series(column.cast(pa.large_binary()))
        text = utf8(values)
        yield from values.filter(text.is_null() | text.str.contains("\n", literal=True))  # others are cells
