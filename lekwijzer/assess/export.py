"""The public exports: tables of a revision as CSV, Parquet or a workbook, with the columns of the contract."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from lekwijzer.assess.revision import Revision
from lekwijzer.errors import UsageError

COLUMNS: dict[str, tuple[str, ...]] = {
    "subjects": ("subject_id", "register", "key", "party", "verdict", "probability", "reason", "datasets", "fields", "mentions", "cohort", "flags"),
    "exposure": ("register", "key", "dataset", "field"),
    "mentions": ("mention_id", "dataset", "file", "locator", "outcome", "subject_id", "register", "key", "fields"),
    "unidentified": ("subject_id", "mentions", "datasets", "fields"),
    "coverage": ("dataset", "file", "sha256", "bytes", "kind", "outcome", "mentions", "problem"),
    "links": ("mention_id", "register", "key", "weight", "probability", "reason", "judgement"),
}  # fmt: skip
"""The product's public interface: they change only with a major version."""

SUFFIXES = (".csv", ".parquet", ".xlsx")
MAX_SHEET = 1_048_575  # rows under the header that a worksheet can hold


def export(revision: Revision, name: str, target: Path) -> int:
    """Write one table of a revision to a file, by its suffix; returns the number of rows. Lists are joined with `|`."""
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f'cannot export to "{target.name}": expected a name that ends in {", ".join(SUFFIXES)}')
    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} does not exist; make it first")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    write = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}[target.suffix.lower()]
    source = pq.ParquetFile(revision.table(name))
    try:
        rows = write(source, COLUMNS[name], temporary)
        os.replace(temporary, target)
    finally:
        source.close()
        temporary.unlink(missing_ok=True)
    return rows


def _batches(source: pq.ParquetFile, columns: tuple[str, ...], *, joined: bool) -> Iterator[pa.RecordBatch]:
    for batch in source.iter_batches(100_000, columns=list(columns)):
        arrays = []
        for name in columns:
            array = batch.column(name)
            if joined and pa.types.is_list(array.type):
                array = pc.binary_join(array, "|")
            arrays.append(array)
        yield pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _csv(source: pq.ParquetFile, columns: tuple[str, ...], target: Path) -> int:
    rows, writer = 0, None
    options = pacsv.WriteOptions(quoting_style="needed")
    with open(target, "wb") as file:
        for batch in _batches(source, columns, joined=True):
            writer = writer or pacsv.CSVWriter(file, batch.schema, write_options=options)
            writer.write_batch(batch)
            rows += len(batch)
        if writer is None:
            file.write((",".join(f'"{c}"' for c in columns) + "\n").encode())
        else:
            writer.close()
    return rows


def _parquet(source: pq.ParquetFile, columns: tuple[str, ...], target: Path) -> int:
    table = pa.Table.from_batches(list(_batches(source, columns, joined=False)), _schema(source, columns))
    pq.write_table(table, target, compression="zstd")
    return int(table.num_rows)


def _schema(source: pq.ParquetFile, columns: tuple[str, ...]) -> pa.Schema:
    schema = source.schema_arrow
    return pa.schema([schema.field(name) for name in columns])


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FIXED = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{{sheets}}</Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
}


def _xlsx(source: pq.ParquetFile, columns: tuple[str, ...], target: Path) -> int:
    """Rows as text and numbers, streamed; a new sheet where one is full. Text cells are never formulas."""
    rows = sheets = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        stream = (
            row
            for batch in _batches(source, columns, joined=True)
            for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
        )
        more = True
        while more:
            sheets += 1
            more = False
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                sheet.write(_row(columns))
                for count, row in enumerate(stream, 1):
                    sheet.write(_row(row))
                    rows += 1
                    if count == MAX_SHEET:
                        more = True
                        break
                sheet.write(b"</sheetData></worksheet>")
        _book(book, sheets)
    return rows


def _row(values: tuple[object, ...]) -> bytes:
    cells = (
        "<c/>"
        if v is None
        else f"<c><v>{v}</v></c>"
        if isinstance(v, (int, float))
        else f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_legal(str(v)))}</t></is></c>'
        for v in values
    )
    return f"<row>{''.join(cells)}</row>".encode()


def _legal(text: str) -> str:
    """Without the control characters that XML does not allow."""
    return text if text.isprintable() else "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)


def _book(book: zipfile.ZipFile, sheets: int) -> None:
    numbers = range(1, sheets + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    book.writestr("[Content_Types].xml", _FIXED["[Content_Types].xml"].format(sheets=kinds))
    book.writestr("_rels/.rels", _FIXED["_rels/.rels"])
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    book.writestr(
        "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>'
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    book.writestr(
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    )
