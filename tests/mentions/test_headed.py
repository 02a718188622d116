"""Reports with a line of a patient above lines of what was found, in one table."""

from __future__ import annotations

import polars as pl
import pytest

from lekwijzer.mentions.tables import map_table
from lekwijzer.model import Role, Table

Row = tuple[str | None, ...]
PEOPLE: list[Row] = [
    ("Patiënt", "Vlierwijk, A.", "03-04-1961", "999990019", None),
    ("Patiënt", "Molenbeker, C.", "13-11-1950", "999990202", None),
    ("Patiënt", "Kraanvogel, D.", "23-01-1948", "999990032", None),
    ("Patiënt", "Duinkerken, F. van", "05-05-1985", "999990044", None),
    ("Patiënt", "Ekster, G.", "15-05-1971", "999990056", None),
]
FOUND: list[Row] = [
    (None, "02-02-2025", "HPV", "negatief", None),
    (None, "03-03-2025", "CRP", "5", "mg/L"),
    (None, "04-04-2024", "TSH", "2.1", "mU/L"),
]
REPORT = [row for who in PEOPLE for row in (who, *FOUND)]


def read(rows: list[Row], header: tuple[str, ...] | None = None, cut: int = 2) -> tuple[dict[str, str], pl.DataFrame]:
    """The column of each role in a table read in batches, and its rows; None between rows is a blank one."""
    width = max(map(len, rows))
    frame = pl.DataFrame(
        {f"c{i}": [row[i] for row in rows] for i in range(width)} | {"n": range(3, len(rows) + 3)},
        schema_overrides={"n": pl.UInt32} | {f"c{i}": pl.String for i in range(width)},
    ).filter(pl.any_horizontal(pl.exclude("n").is_not_null()))
    part = Table("", header, iter([frame[:12], *(frame[at : at + cut] for at in range(12, len(frame), cut))]))
    table, batches = map_table(part, {})
    return {role.value: f"c{at[0]}" for role, at in table.by_role().items()}, pl.concat(list(batches))


def whose(rows: list[Row], header: tuple[str, ...] | None = None) -> list[str | None]:
    found, frame = read(rows, header)
    return frame.get_column(found["bsn"]).to_list()


@pytest.mark.parametrize("cut", [1, 3, 100])
@pytest.mark.parametrize("header", [None, ("Rapport", "uitslagen per patiënt", "", "", "")])
def test_what_is_found_is_of_the_person_above(header: tuple[str, ...] | None, cut: int) -> None:
    found, frame = read(REPORT, header, cut)

    assert frame.get_column(found["bsn"]).to_list() == [who[3] for who in PEOPLE for _ in range(4)]
    assert frame.get_column(found["test_result"]).to_list() == [None, "negatief", "5", "2.1"] * 5
    assert {"name", "birth_date", "exam_type", "exam_date"} <= found.keys()
    assert "surname" not in found


def test_kinds_of_lines_by_a_letter() -> None:
    lines = [(("P" if row[0] else "U"), *row[1:]) for row in REPORT]
    assert whose(lines) == [who[3] for who in PEOPLE for _ in range(4)]


def test_a_name_that_begins_the_line() -> None:
    lines = [(row[1], row[2], row[3], None) if row[0] else row[:4] for row in REPORT]
    assert whose(lines) == [who[3] for who in PEOPLE for _ in range(4)]


def test_a_header_of_what_is_found() -> None:
    found, _ = read(REPORT, ("", "Afnamedatum", "Bepaling", "Uitslag", "Eenheid"))
    assert (found["exam_date"], found["test_result"], found["bsn"]) == ("c6", "c8", "c3")


def test_a_blank_row_ends_a_person() -> None:
    rows = [*REPORT[:6], (None,) * 5, *REPORT[6:]]
    assert whose(rows)[6] is None


def test_what_stands_above_the_first_person_is_of_nobody_below() -> None:
    assert "bsn" not in read([FOUND[0], *REPORT])[0] or whose([FOUND[0], *REPORT])[0] is None


def test_a_plain_table_with_rows_of_two_kinds_stays_what_it_is() -> None:
    header = ("soort", "naam", "geboortedatum", "bsn", "uitslag")
    rows: list[Row] = [("patient", *who[1:4], "negatief") for who in PEOPLE for _ in range(2)]
    controls: list[Row] = [("controle", "QC LOW", "lot 12", "geen", "5")] * 5
    found, frame = read([*rows, *controls], header)
    assert frame.width == len(header) + 1
    assert frame.get_column(found[Role.BSN.value]).to_list()[-1] == "geen"


def test_without_people_nothing_is_changed() -> None:
    rows: list[Row] = [("A", "x1", "12", None, "mg")] * 4 + [("B", "y", "z", "q", "mg")] * 6
    assert read(rows)[1].width == 6
