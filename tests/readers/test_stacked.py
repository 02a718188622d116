"""Several tables in one sheet or file, each under a header of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.model import Table
from lekwijzer.readers import delimited, xlsx
from tests.readers.workbook import text, write_workbook

RESULTS = [
    ["Patiënt", "Geb.dat.", "BSN", "Datum", "Uitslag"],
    ["Vlierwijk, A.", "03-04-1961", "999990019", "01-02-2025", "neg"],
    ["Molenbeker, C.", "13-11-1950", "999990020", "02-02-2025", "pos"],
    ["Kraanvogel, D.", "23-01-1948", "999990032", "03-02-2025", "neg"],
]
WAITING = [
    ["Achternaam", "Voorletters", "Geboren", "Postcode", "Woonplaats", "Mobiel"],
    ["Duinkerken", "F.", "05-05-1955", "7201 AB", "Zutphen", "06-10000001"],
    ["Eikenhorst", "G.", "06-06-1956", "7202 AB", "Zutphen", "06-10000002"],
    ["Grasduin", "H.", "07-07-1957", "7203 AB", "Zutphen", "06-10000003"],
]
CALLERS = [["Naam", "Telefoon"], ["Hilde Jutteman", "0570-100001"], ["Jan Lindeboom", "0570-100002"]]


def tables(parts: object) -> list[tuple[list[str], list[list[str]], list[int]]]:
    """The names, rows and row numbers of each table, without the columns in which it has nothing."""
    found = []
    for part in parts:  # type: ignore[attr-defined]
        assert isinstance(part, Table)
        assert part.header is not None
        rows, numbers = [], []
        for batch in part.batches:
            rows += [[cell for cell in row if cell is not None] for row in batch.drop("n").rows()]
            numbers += batch.get_column("n").to_list()
        found.append(([name for name in part.header if name], rows, numbers))
    return found


def csv(path: Path, rows: list[list[str]]) -> list[tuple[list[str], list[list[str]], list[int]]]:
    width = max(map(len, rows))
    path.write_text("".join(";".join(row + [""] * (width - len(row))) + "\n" for row in rows), "utf-8")
    return tables(delimited.read(path, []))


def sheet(path: Path, rows: list[list[str]]) -> list[tuple[list[str], list[list[str]], list[int]]]:
    write_workbook(path, {"Blad1": [[text(cell) if cell else "" for cell in row] for row in rows]})
    return tables(xlsx.read(path, []))


READ = pytest.mark.parametrize("written", [csv, sheet])


@READ
def test_tables_below_one_another_have_their_own_headers(tmp_path: Path, written: object) -> None:
    shifted = [["", "", *row] for row in [["Wachtlijst"], *WAITING]]
    rows = [["Overzicht poli"], [], *RESULTS, [], [], *shifted, [], *CALLERS]

    found = written(tmp_path / "a", rows)  # type: ignore[operator]

    assert [(names, body) for names, body, _ in found] == [(t[0], t[1:]) for t in (RESULTS, WAITING, CALLERS)]
    assert [numbers for _, _, numbers in found] == [[4, 5, 6], [11, 12, 13], [16, 17]]


@READ
def test_a_wider_table_directly_below_a_narrow_one(tmp_path: Path, written: object) -> None:
    found = written(tmp_path / "a", [*CALLERS, *WAITING])  # type: ignore[operator]

    assert [(names, body) for names, body, _ in found] == [(CALLERS[0], CALLERS[1:]), (WAITING[0], WAITING[1:])]


@READ
def test_a_header_that_returns_and_rows_of_words_begin_no_table(tmp_path: Path, written: object) -> None:
    header = ["Naam", "Geslacht", "Geboortedatum", "Soort", "Test"]
    rows = [[f"Vlierwijk, {x}.", "V", f"0{i}-04-1961", "Bloed", "HIV"] for i, x in enumerate("ABCDEFGH", 1)]
    words = [["Test", "Vrouw", "", "Materiaal", "Onderzoek"], ["Patient", "Test"], ["Naam", "Test", "", "Order"]]
    body = [*rows[:4], *words, *rows[4:6], [], header, *rows[6:]]

    assert len(written(tmp_path / "a", [header, *body])) == 1  # type: ignore[operator]


@READ
def test_tables_side_by_side(tmp_path: Path, written: object) -> None:
    same = [[*one, "", *other] for one, other in zip(CALLERS, [CALLERS[0], CALLERS[2], CALLERS[1]], strict=True)]
    found = written(tmp_path / "a", same)  # type: ignore[operator]
    assert found == [(CALLERS[0], CALLERS[1:], [2, 3]), (CALLERS[0], [CALLERS[2], CALLERS[1]], [2, 3])]

    wide = len(RESULTS[0])
    lower = [RESULTS[i] if i < len(RESULTS) else [""] * wide for i in range(6)]
    shifted = [[*row, "", *(WAITING[i - 2] if i > 1 else [])] for i, row in enumerate(lower)]
    found = written(tmp_path / "b", shifted)  # type: ignore[operator]
    assert [(names, body) for names, body, _ in found if body] == [(RESULTS[0], RESULTS[1:]), (WAITING[0], WAITING[1:])]


@READ
def test_the_same_names_again_without_a_blank_column_are_another_table(tmp_path: Path, written: object) -> None:
    rows = [[*one, *other] for one, other in zip(RESULTS, [RESULTS[0], *reversed(RESULTS[1:])], strict=True)]
    found = written(tmp_path / "a", rows)  # type: ignore[operator]
    assert [(names, body) for names, body, _ in found] == [(RESULTS[0], RESULTS[1:]), (RESULTS[0], RESULTS[:0:-1])]


@READ
def test_a_blank_column_within_a_table_does_not_part_it(tmp_path: Path, written: object) -> None:
    spaced = [[*row[:3], "", *row[3:]] for row in RESULTS]
    assert [t[0] for t in written(tmp_path / "a", spaced)] == [RESULTS[0]]  # type: ignore[operator]


def test_a_table_may_be_read_when_the_next_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("".join(";".join(row) + "\n" for row in [*RESULTS, [], *CALLERS]), "utf-8")
    parts = list(delimited.read(tmp_path / "a", []))
    assert [body for _, body, _ in tables(parts)] == [RESULTS[1:], CALLERS[1:]]
