"""Tables of text written as delimited text, workbook, Parquet, JSON lines or SQLite.

Each writer takes columns of strings under the headers that the file shall have and returns the number of each row
as a person counts it in that file: title and header rows included, from 1.
"""

from __future__ import annotations

import codecs
import io
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.replica.chain import Bools, Ints

_CHUNK = 50_000
_MARKS = {"utf-16": (codecs.BOM_UTF16_LE, "utf-16-le"), "utf-8-sig": (codecs.BOM_UTF8, "utf-8")}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written. Lines above the header are `titles`; `header` False leaves the names out."""

    delimiter: str = ";"
    encoding: str = "utf-8"
    newline: str = "\n"
    titles: tuple[str, ...] = ()
    header: bool = True
    quote_all: bool = False
    repeat_header: int = 0  # every so many rows the header once more; 0 = never


def write_delimited(
    path: Path, table: pl.DataFrame, dialect: Dialect, ragged: Bools | None = None
) -> tuple[Ints, Ints]:
    """Numbers of the rows, and of the headers that are repeated between them.

    `ragged` rows lose the delimiters of their empty last cells, or, when the last cell is filled, get one too many.
    """
    lead = len(dialect.titles) + int(dialect.header)
    every = dialect.repeat_header or len(table) + 1
    header = dialect.delimiter.join(table.columns) + dialect.newline
    mark, encoding = _MARKS.get(dialect.encoding, (b"", dialect.encoding))
    with path.open("wb") as file:
        file.write(mark)
        file.write("".join(t + dialect.newline for t in dialect.titles).encode(encoding))
        if dialect.header:
            file.write(header.encode(encoding))
        for start, piece in _slices(table, min(every, _CHUNK)):
            if start and start % every == 0:
                file.write(header.encode(encoding))
            body = _csv(piece, dialect)
            if ragged is not None:
                body = _ragged(body, dialect, ragged[start : start + len(piece)])
            file.write(body.encode(encoding))
    at = np.arange(len(table), dtype=np.int64)
    repeats = np.arange(every, len(table), every, dtype=np.int64)
    return at + lead + 1 + at // every, repeats + lead + 1 + np.arange(len(repeats))


def _slices(table: pl.DataFrame, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    for start in range(0, len(table), size):
        yield start, table.slice(start, size)


def _csv(table: pl.DataFrame, dialect: Dialect) -> str:
    sink = io.BytesIO()
    style = "always" if dialect.quote_all else "necessary"
    empty = table.with_columns(
        pl.when(pl.all() == "").then(None).otherwise(pl.all()).name.keep()
    )  # empty cells get no quotes
    empty.write_csv(
        sink,
        include_header=False,
        separator=dialect.delimiter,
        line_terminator=dialect.newline,
        quote_style=style,
        null_value="",
    )  # type: ignore[call-overload]
    return sink.getvalue().decode()


def _ragged(body: str, dialect: Dialect, ragged: Bools) -> str:
    lines = body.split(dialect.newline)
    for i in np.flatnonzero(ragged).tolist():
        cut = lines[i].rstrip(dialect.delimiter)
        lines[i] = cut if cut != lines[i] else cut + dialect.delimiter
    return dialect.newline.join(lines)


def write_parquet(path: Path, table: pl.DataFrame) -> Ints:
    """Empty cells become nulls."""
    nulls(table).write_parquet(path, compression="zstd", compression_level=1)
    return np.arange(1, len(table) + 1, dtype=np.int64)


def write_json_lines(path: Path, table: pl.DataFrame) -> Ints:
    """Empty values become null; a struct column becomes a nested object."""
    nulls(table).write_ndjson(path)
    return np.arange(1, len(table) + 1, dtype=np.int64)


def nulls(table: pl.DataFrame) -> pl.DataFrame:
    """The table with null for every empty text."""
    text = [c for c, t in table.schema.items() if t == pl.String]
    return table.with_columns(pl.when(pl.col(c) == "").then(None).otherwise(pl.col(c)).alias(c) for c in text)


def write_sqlite(path: Path, tables: dict[str, pl.DataFrame]) -> Ints:
    """Every table with text columns; row numbers are those of the longest table and hold for each."""
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("PRAGMA synchronous=OFF")
        for name, table in tables.items():
            columns = ", ".join(f'"{c}" TEXT' for c in table.columns)
            base.execute(f'CREATE TABLE "{name}" ({columns})')
            marks = ", ".join("?" * table.width)
            base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', nulls(table).iter_rows())
    base.close()
    return np.arange(1, max((len(t) for t in tables.values()), default=0) + 1, dtype=np.int64)


_XLSX_PARTS = {
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_xlsx(
    path: Path, sheets: dict[str, pl.DataFrame], titles: dict[str, list[str]] | None = None, *,
    numbers: tuple[str, ...] = (), dates: tuple[str, ...] = (),
) -> dict[str, Ints]:  # fmt: skip
    """Row numbers per sheet. `numbers` and `dates` (yyyy-mm-dd): columns with real numbers and dates where they parse."""
    found: dict[str, Ints] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in _xlsx_frame(list(sheets)).items():
            book.writestr(_entry(name), _XML + content)
        for i, (sheet, table) in enumerate(sheets.items(), 1):
            above = (titles or {}).get(sheet, [])
            with book.open(_entry(f"xl/worksheets/sheet{i}.xml"), "w", force_zip64=True) as part:
                part.write(f"{_XML}<worksheet {_MAIN}><sheetData>".encode())
                heading = [[t] for t in above] + [table.columns]
                part.write("".join(_heading(row, cells) for row, cells in enumerate(heading, 1)).encode())
                for start, piece in _slices(table, _CHUNK):
                    rows = _xlsx_rows(piece, start + len(heading) + 1, numbers, dates)
                    part.write("".join(rows.to_list()).encode())
                part.write(b"</sheetData></worksheet>")
            found[sheet] = np.arange(len(table), dtype=np.int64) + len(above) + 2
    return found


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2025, 7, 6, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _xlsx_frame(sheets: list[str]) -> dict[str, str]:
    """The parts around the sheets."""
    count = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}.worksheet+xml"/>' for i in count
    )
    content = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{overrides}</Types>'
    )
    listed = "".join(f'<sheet name="{s}" sheetId="{i}" r:id="rId{i}"/>' for i, s in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in count
    )
    links += f'<Relationship Id="rId{len(sheets) + 1}" Type="{_REL}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": content,
        **_XLSX_PARTS,
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
    }


def _letter(column: int) -> str:
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def _heading(row: int, cells: list[str]) -> str:
    text = "".join(f'<c r="{_letter(i)}{row}" t="inlineStr"><is><t>{_xml(c)}</t></is></c>' for i, c in enumerate(cells))
    return f'<row r="{row}">{text}</row>'


def _xml(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _xlsx_rows(table: pl.DataFrame, first: int, numbers: tuple[str, ...], dates: tuple[str, ...]) -> pl.Series:
    row = (pl.int_range(pl.len()) + first).cast(pl.String)
    cells = []
    for i, name in enumerate(table.columns):
        value = pl.col(name)
        place = pl.concat_str([pl.lit(f'<c r="{_letter(i)}'), row])
        safe = value.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
        cell = pl.concat_str(
            [place, pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), safe, pl.lit("</t></is></c>")]
        )
        if name in numbers:
            number = pl.concat_str([place, pl.lit('"><v>'), value, pl.lit("</v></c>")])
            cell = pl.when(value.str.contains(r"^[1-9]\d*$")).then(number).otherwise(cell)
        if name in dates:
            serial = (value.str.to_date("%Y-%m-%d", strict=False) - pl.date(1899, 12, 30)).dt.total_days()
            day = pl.concat_str([place, pl.lit('" s="1"><v>'), serial.cast(pl.String), pl.lit("</v></c>")])
            cell = pl.when(serial.is_not_null()).then(day).otherwise(cell)
        cells.append(pl.when(value == "").then(pl.lit("")).otherwise(cell))
    return table.select(pl.concat_str([pl.lit('<row r="'), row, pl.lit('">'), *cells, pl.lit("</row>")])).to_series()
