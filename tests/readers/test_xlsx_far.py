"""Sheets with a cell very far away, which no grid holds."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from lekwijzer.model import Table
from lekwijzer.readers import xlsx
from readers.workbook import number, text, write_workbook

FAR = '<row r="1048576"><c r="A1048576"><v>999990032</v></c><c r="XFD1048576" t="inlineStr"><is><t>de Wit</t></is></c></row>'


def stretched(path: Path, extent: str = "", far: str = FAR, sheet: int = 2) -> Path:
    """A workbook of two sheets, of which one goes on very far away."""
    people = [[text("bsn"), text("naam")], [number("999990019"), text("Jansen")], [number("999990020"), text("Bakker")]]
    write_workbook(path, {"Blad1": people[:2], "Blad2": people})
    with ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    name = f"xl/worksheets/sheet{sheet}.xml"
    parts[name] = (
        parts[name].replace("<sheetData>", extent + "<sheetData>").replace("</sheetData>", far + "</sheetData>")
    )
    with ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)
    return path


def found(path: Path) -> dict[str, list[tuple[str | int | None, ...]]]:
    """The rows of each sheet, without empty cells."""
    return {
        part.name: [tuple(cell for cell in row if cell is not None) for batch in part.batches for row in batch.rows()]
        for part in xlsx.read(path, [])
        if isinstance(part, Table)
    }


@pytest.mark.parametrize("extent", ["", '<dimension ref="A1:XFD1048576"/>'])
def test_a_cell_in_the_last_corner_costs_nothing_and_rows_keep_their_numbers(extent: str, tmp_path: Path) -> None:
    near = [("999990019", "Jansen", 2), ("999990020", "Bakker", 3)]
    assert found(stretched(tmp_path / "b.xlsx", extent)) == {
        "Blad1": near[:1],
        "Blad2": [*near, ("999990032", "de Wit", 1048576)],
    }


def test_a_sheet_that_only_says_that_it_is_large_is_read_as_it_is(tmp_path: Path) -> None:
    path = stretched(tmp_path / "b.xlsx", '<dimension ref="A1:XFD1048576"/>', far='<row r="900000" ht="3"/>', sheet=1)
    assert found(path) == {
        "Blad1": [("999990019", "Jansen", 2)],
        "Blad2": [("999990019", "Jansen", 2), ("999990020", "Bakker", 3)],
    }


def test_cells_without_an_address_stay_where_they_are(tmp_path: Path) -> None:
    bare = '<row><c t="inlineStr"><is><t>999990032</t></is></c><c t="inlineStr"><is><t>Visser</t></is></c></row>'
    path = stretched(tmp_path / "b.xlsx", '<dimension ref="A1:XFD1048576"/>', far=bare)
    assert found(path)["Blad2"] == [("999990019", "Jansen", 2), ("999990020", "Bakker", 3), ("999990032", "Visser", 4)]
