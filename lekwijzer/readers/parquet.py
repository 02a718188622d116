"""Reads Parquet: row group by row group, nested columns flattened, every value as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import MULTI, Part, Problem, Table
from lekwijzer.readers.payload import utf8

KIND = "parquet"

BATCH = 65536
ELEMENTS = 10
"""Elements of a list of records that get columns of their own."""


def bid(name: str, head: bytes) -> int:
    """100 for the mark of Parquet, plain or encrypted."""
    return 100 if head.startswith((b"PAR1", b"PARE")) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table."""
    with path.open("rb") as file:
        if file.read(4) == b"PARE":
            raise Encrypted("password needed")
    try:
        source = pq.ParquetFile(path, memory_map=False)
        names = _flatten(pl.from_arrow(source.schema_arrow.empty_table()))
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as error:
        if "encrypt" in str(error).lower():
            raise Encrypted("password needed") from error
        raise Unreadable("the file is damaged or cut off") from error
    yield Table("", tuple(names.columns), _batches(source, problems))


def _batches(source: pq.ParquetFile, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    n = 1
    for group in range(source.num_row_groups):
        rows = source.metadata.row_group(group).num_rows
        done = 0
        try:
            for batch in source.iter_batches(batch_size=BATCH, row_groups=[group]):
                frame = _flatten(pl.from_arrow(pa.Table.from_batches([batch])))
                frame = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
                yield frame.with_columns(n=pl.int_range(n + done, n + done + frame.height, dtype=pl.UInt32))
                done += frame.height
        except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError):
            problems.append(Problem("a part of the file is damaged", n=n + done, lost=rows - done))
        n += rows


def _flatten(frame: pl.DataFrame | pl.Series) -> pl.DataFrame:
    """Columns of text only; a column within a column is named with a dot."""
    assert isinstance(frame, pl.DataFrame)  # a table never becomes a series
    columns = [text for series in frame.get_columns() for text in _texts(series)]
    names: dict[str, int] = {}
    unique = []
    for series in columns:
        seen = names[series.name] = names.get(series.name, 0) + 1
        unique.append(series if seen == 1 else series.alias(f"{series.name}#{seen}"))
    return pl.DataFrame(unique)


def _texts(series: pl.Series) -> Iterator[pl.Series]:
    kind = series.dtype
    if isinstance(kind, pl.Struct):
        for field in series.struct.fields:
            yield from _texts(series.struct.field(field).alias(f"{series.name}.{field}"))
    elif isinstance(kind, (pl.List, pl.Array)):
        items = series.arr.to_list() if isinstance(kind, pl.Array) else series
        if isinstance(items.dtype, pl.List) and isinstance(items.dtype.inner, (pl.Struct, pl.List, pl.Array)):
            for i in range(ELEMENTS):
                yield from _texts(items.list.get(i, null_on_oob=True).alias(f"{series.name}.{i}"))
        else:
            inner = items.to_frame().select(pl.all().list.eval(_text(pl.element(), kind.inner)).list.join(MULTI))
            yield _filled(inner.to_series())
    elif kind == pl.Binary:
        yield _filled(utf8(series))
    else:
        yield _filled(series.to_frame().select(_text(pl.all(), kind)).to_series())


def _text(value: pl.Expr, kind: object) -> pl.Expr:
    """A value as a person would write it: dates by year, whole numbers without a point."""
    if kind == pl.Date:
        return value.dt.strftime("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        return value.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if kind in (pl.Float32, pl.Float64):
        whole = (value == value.floor()) & (value.abs() < 1e15)
        return pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
    if kind == pl.Binary:  # in a list; what is text in it is found again as a trace
        return value.bin.encode("base64")
    return value.cast(pl.String, strict=False)


def _filled(series: pl.Series) -> pl.Series:
    text = pl.col(series.name)
    return series.to_frame().select(pl.when(text != "").then(text).alias(series.name)).to_series()
