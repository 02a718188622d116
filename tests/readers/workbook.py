"""Writes the smallest workbooks that spreadsheet programs open."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def text(value: str) -> str:
    return f'<c {{at}} t="inlineStr"><is><t>{value}</t></is></c>'


def number(value: str) -> str:
    return f"<c {{at}}><v>{value}</v></c>"


def date(serial: int) -> str:
    return f'<c {{at}} s="1"><v>{serial}</v></c>'


def write_workbook(path: Path, sheets: dict[str, list[list[str]]], hidden: str = "", settings: str = "") -> None:
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{_PACKAGE}"/><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_BOOK}"/></Types>',
        )
        z.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")]))
        entries = "".join(
            f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"{" state=" + chr(34) + "hidden" + chr(34) if name == hidden else ""}/>'
            for i, name in enumerate(names, 1)
        )
        z.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}">{settings}<sheets>{entries}</sheets></workbook>',
        )
        parts = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)]
        z.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("rId99", "styles", "styles.xml")]))
        formats = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
        z.writestr("xl/styles.xml", f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2">{formats}</cellXfs></styleSheet>')
        for i, rows in enumerate(sheets.values(), 1):
            z.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(rows))


def _relations(entries: list[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_DOC}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'<Relationships xmlns="{_RELS}">{inner}</Relationships>'


def _sheet(rows: list[list[str]]) -> str:
    lines = []
    for n, cells in enumerate(rows, 1):
        if cells:
            inner = "".join(cell.format(at=f'r="{chr(65 + j)}{n}"') for j, cell in enumerate(cells))
            lines.append(f'<row r="{n}">{inner}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
