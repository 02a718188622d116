from __future__ import annotations

import pytest

from lekwijzer.readers.header import Row, find_header, is_ruler

PEOPLE: list[list[str | None]] = [
    ["999990001", "Jansen", "1980-01-02", "M"],
    ["999990002", "de Vries", "1981-01-02", "V"],
    ["999990003", "Bos", "1982-11-12", "M"],
]
NAMES: list[str | None] = ["BSN", "Naam", "Geboortedatum", "Geslacht"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([NAMES, *PEOPLE], (0, 1)),
        (PEOPLE, (None, 0)),
        ([["Export lab"], [], NAMES, *PEOPLE], (2, 3)),
        ([["Patiënt", None, "Meting", None], NAMES, *PEOPLE], (1, 2)),
        ([NAMES, ["---", "-----", "---", "---"], *PEOPLE], (0, 2)),
        ([NAMES, [None, None, None, None], *PEOPLE], (0, 2)),
        ([["", "01.01.20", "01.02.10", "01.03.10", "01.99"], *[["a", *row] for row in PEOPLE]], (0, 1)),
        ([["kol1", "kol2", "kol3", "kol4"], *PEOPLE], (0, 1)),
        ([["x_a", "x_b", "x_c", "x_d"], *PEOPLE], (0, 1)),
        ([NAMES, PEOPLE[0], NAMES, PEOPLE[1], NAMES, PEOPLE[2]], (0, 1)),
        ([["Jan", "Jansen", "Delft"], ["Piet", "Bos", "Gouda"], ["Jan", "Bos", "Delft"]], (None, 0)),
        ([NAMES], (0, 1)),
        ([], (None, 0)),
        ([[None, ""], []], (None, 2)),
        ([["999990001", None, None, None], *PEOPLE], (None, 0)),
    ],
)
def test_header_and_first_record(rows: list[Row], expected: tuple[int | None, int]) -> None:
    assert find_header(rows) == expected


def test_the_ruler_of_a_table_in_markdown() -> None:
    assert is_ruler(["", ":----", ":-:", "---:", "-----", ""])
    assert not is_ruler([":", "12:30"])
