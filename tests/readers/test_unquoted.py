"""Names with a comma between cells that commas part, without quotes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lekwijzer.model import Table
from lekwijzer.readers import delimited

HEADER = "nr,naam,geb,bsn,uitslag"
ROWS = [
    '1,"Leeuwen, W.W. van",01-05-1984,999990019,42',
    '2,"Riele, F. te",10-12-1978,999990020,positief',
    '3,"Wal, R.F. van der",07-10-1962,999990032,negatief',
    '4,"Groot Koerkamp, Anna",16-11-1968,999990044,',
    "5,Jansen,01-02-1950,999990056,negatief",
    *(f'{n},"Bakker, A.{chr(65 + n)}.",0{n % 9 + 1}-02-1950,9999900{n},negatief' for n in range(6, 20)),
]


def read(path: Path, text: str) -> pl.DataFrame:
    path.write_text(text, "utf-8")
    (table,) = delimited.read(path, [])
    assert isinstance(table, Table)
    assert table.header is not None
    return pl.concat(table.batches).drop("n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_comma_of_a_name_parts_nothing(tmp_path: Path, end: str) -> None:
    quoted = end.join([HEADER, *ROWS, ""])
    assert read(tmp_path / "a.csv", quoted.replace('"', "")).equals(read(tmp_path / "b.csv", quoted))


@pytest.mark.parametrize(
    "lines",
    [
        [
            "naam,geb,bsn",
            *(f"{n},Jansen,01-02-19{50 + n},99999{n:04}" for n in range(9)),
        ],  # a number of the row in front
        ["naam,plaats,bsn", *(f"Jansen, Utrecht,99999{n:04}" for n in range(9))],  # no cell too many
    ],
)
def test_other_cells_are_left_as_they_are(tmp_path: Path, lines: list[str]) -> None:
    table = read(tmp_path / "a.csv", "\n".join([*lines, ""]))
    cells = [[cell.strip() for cell in line.split(",")] for line in lines[1:]]
    assert [[(cell or "").strip() for cell in row] for row in table.rows()] == cells
