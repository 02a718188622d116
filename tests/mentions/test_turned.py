"""Fields down and people across, and a row to each field, are read as the people that they are about; other tables stay."""

from __future__ import annotations

import random

import polars as pl
import pytest
from detect.tables import People

from lekwijzer.mentions.tables import map_table
from lekwijzer.mentions.turned import turned
from lekwijzer.model import Table

P = People(30)
Rows = list[list[str]]
BSN, NAME, BORN = P.bsn, P.sorted_name, P.birth


def made(header: str | None, rows: Rows, size: int = 1000) -> Table:
    width = max(map(len, rows))
    frame = pl.DataFrame(
        {f"c{i}": [row[i] if i < len(row) and row[i] else None for row in rows] for i in range(width)}
    ).with_columns(n=pl.int_range(2, len(rows) + 2, dtype=pl.UInt32))
    return Table("", tuple(header.split(";")) if header else None, iter(frame.iter_slices(size)))


def roles(part: Table) -> dict[str, list[str]]:
    """The values of each role, in order of the BSN."""
    table, batches = map_table(part, {})
    frame = pl.concat(list(batches))
    columns = {role.value: f"c{indexes[0]}" for role, indexes in table.by_role().items()}
    return (
        frame.sort(columns["bsn"])
        .select(pl.col(name).alias(role) for role, name in columns.items())
        .to_dict(as_series=False)
    )


def expected(count: int = P.n) -> dict[str, list[str]]:
    order = sorted(range(count), key=lambda i: BSN[i])
    return {"bsn": [BSN[i] for i in order], "name": [NAME[i] for i in order], "birth_date": [BORN[i] for i in order]}


def check(found: dict[str, list[str]], count: int = P.n) -> None:
    assert {role: found[role] for role in ("bsn", "name", "birth_date")} == expected(count)


def test_fields_down_and_people_across() -> None:
    check(roles(made(None, [["Naam", *NAME], ["Geboortedatum", *BORN], ["BSN", *BSN], ["Uitslag", *P.result]])))
    check(roles(made(";".join(["Naam", *NAME]), [["Geboortedatum", *BORN], ["BSN", *BSN]])))
    check(roles(made("BSN;" + BSN[0], [["Naam", NAME[0]], ["Geb.datum", BORN[0]]])), 1)


FIELDS = (("NAAM", NAME), ("GEBDAT", BORN), ("BSN", BSN), ("UITSLAG", P.result))


@pytest.mark.parametrize("size", [1000, 50])
def test_a_row_to_each_field(size: int) -> None:
    rows = [[str(700 + i), field, values[i]] for i in range(P.n) for field, values in FIELDS]
    check(roles(made("object_id;attribuut;waarde", rows, size)))
    check(roles(made(None, rows, size)))
    random.Random(1).shuffle(rows)
    check(roles(made("object_id;attribuut;waarde", rows, size)))


def test_a_row_to_each_field_without_whose_it_is() -> None:
    check(roles(made("k;v", [[field, values[i]] for i in range(P.n) for field, values in FIELDS], 50)))


def test_what_nobody_asked_for_is_kept_too() -> None:
    rows = [[str(i), field, values[i], "x"] for i in range(P.n) for field, values in FIELDS]
    rows.append(["29", "zoon van", "Pieter de Wit", "y"])
    part = turned(made("id;veld;inhoud;bron", rows))
    text = " ".join(str(cell) for frame in part.batches for row in frame.rows() for cell in row)
    assert "Pieter de Wit" in text
    assert "y" in text


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("veld;type;lengte", [["bsn", "int", "9"], ["achternaam", "tekst", "40"], ["geboortedatum", "datum", "8"]]),
        ("bsn;naam;geboortedatum", [[BSN[i], NAME[i], BORN[i]] for i in range(P.n)]),
        ("patient;bepaling;waarde", [[BSN[i], code, "7.1"] for i in range(P.n) for code in ("HB", "GLU", "CRP")]),
        ("tabel;kolom;aantal", [["pat", name, "12"] for name in ("bsn", "naam", "geboortedatum") for _ in range(9)]),
    ],
)
def test_other_tables_stay_as_they_are(header: str, rows: Rows) -> None:
    part = made(header, rows)
    again = turned(part)
    assert again.header == part.header
    assert pl.concat(list(again.batches)).drop("n").rows() == [tuple(row) for row in rows]
