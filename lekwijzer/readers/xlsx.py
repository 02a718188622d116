"""Reads spreadsheets: every sheet, hidden ones too, each cell as the text that it shows."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import fastexcel
import polars as pl

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.intake.ole import MAGIC, top_names
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers import biff, xlsx_far
from lekwijzer.readers.ole_files import is_encrypted, refuse_encrypted
from lekwijzer.readers.stacked import apart, bands, first_header

KIND = "xlsx"

BATCH = 65536
_WORKBOOKS = frozenset(("Workbook", "Book", "WORKBOOK", "BOOK"))
_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
_LOOK_AT = 400
_BINARY = re.compile(rb"\x99\x01[\x0c-\x7f](.)", re.DOTALL)
"""The record of a binary workbook of which the first bit tells from which day it counts."""


def bid(name: str, head: bytes) -> int:
    """95 for a workbook (xlsx, xlsm, xlsb, ods, xls), 0 for anything else; a name alone is worth nothing."""
    if head.startswith(b"PK\x03\x04"):
        if b"xl/workbook" in head or b"xl/worksheets" in head or b"xl/_rels" in head:
            return 95
        if b"opendocument.spreadsheet" in head[:200]:
            return 95
        workbook = name.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".ods"))
        return 90 if workbook and b"[Content_Types].xml" in head else 0
    if head.startswith(MAGIC):
        if names := top_names(head):
            return 95 if names & _WORKBOOKS or (is_encrypted(head) and name.lower().endswith(_NAMES)) else 0
        return 80 if name.lower().endswith(_NAMES) else 0
    return 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table per sheet that holds anything; `n` is the row number that the spreadsheet shows."""
    refuse_encrypted(path)
    epoch = biff.told(path) or _epoch(path)
    try:
        drawn, rows = xlsx_far.drawn_in(path) or (path, {})
        book = fastexcel.read_excel(drawn)
        names = book.sheet_names
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        raise Unreadable("not a workbook that can be opened: it is damaged or of an unknown version") from error
    except BaseException as error:  # a panic in the library is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise Unreadable("the workbook is damaged") from error
    for index, name in enumerate(names):
        frame = _sheet(book, index, name, problems)
        if frame is not None and frame.height:
            yield from _tables(name, frame, epoch, rows.get(index, ()))


def _epoch(path: Path) -> str:
    """The day from which the workbook counts its dates; "" where it is of a kind that does not tell easily."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Encrypted("password needed")
            name = next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in names), None)
            if name is None:
                return ""
            with archive.open(name) as file:
                head = file.read(1 << 20)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return ""
    if name.endswith(".bin"):
        found = _BINARY.search(head[:4096])
        return "excel1904" if found and found[1][0] & 1 else "excel"
    return "excel1904" if re.search(rb"date1904=[\"'](?:1|true)", head) else "excel"


def _sheet(book: fastexcel.ExcelReader, index: int, name: str, problems: list[Problem]) -> pl.DataFrame | None:
    """All cells of a sheet as text, from row 1 on; None when it cannot be read."""
    try:
        sheet = book.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        return sheet.to_polars() if sheet.width and sheet.height else None
    except BaseException as error:  # a panic in the library is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        problems.append(Problem("the sheet cannot be read", part=name))
        return None


def _tables(name: str, frame: pl.DataFrame, epoch: str, rows: Sequence[int]) -> Iterator[Part]:
    """`rows`: the numbers that the rows have in the spreadsheet, where they are not 1 and on."""
    frame = _as_shown(frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)}))
    numbers = rows if len(rows) >= len(frame) else range(1, len(frame) + 1)
    frame = frame.with_columns(n=pl.Series(numbers[: len(frame)], dtype=pl.UInt32))
    frame = frame.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))
    if not frame.height:
        return
    side_by_side = bands(frame)
    for columns in side_by_side:
        band = frame.select(*(pl.col(old).alias(f"c{i}") for i, old in enumerate(columns)), "n")
        if len(side_by_side) > 1:
            band = band.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))
        yield from _below_one_another(name, band, epoch)


def _below_one_another(name: str, frame: pl.DataFrame, epoch: str) -> Iterator[Part]:
    top = frame.head(_LOOK_AT)
    header, start = first_header(top.drop("n").rows())
    names = None if header is None else tuple((cell or "").strip() for cell in top.drop("n").row(header))
    body = frame.slice(start)
    titles = (row for i, row in enumerate(top.drop("n").head(start).rows()) if i != header)
    above = "\n".join(" ".join(cell for cell in row if cell) for row in titles)
    batches = (body.slice(at, BATCH) for at in range(0, body.height, BATCH))
    for stack in apart(names, batches):
        yield Table(name, stack.header, stack.batches, epoch=epoch, unread=[above, stack.above])
        above = ""


def _as_shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates without a midnight, empty text as null."""
    text = pl.col(pl.String)
    whole_day = text.str.strip_suffix(" 00:00:00")
    return frame.with_columns(pl.when(whole_day != "").then(whole_day).name.keep())
