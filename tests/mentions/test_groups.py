"""Rows that belong to the person of a row above them."""

from __future__ import annotations

import polars as pl

from lekwijzer.mentions.tables import map_table
from lekwijzer.model import Table

HEADER = ("Patiënt", "Geb.dat.", "BSN", "Datum", "Test", "Uitslag")
PEOPLE = [
    ("Vlierwijk, A.", "03-04-1961", "999990019"),
    ("Molenbeker, C.", "13-11-1950", None),
    ("Kraanvogel, D.", "23-01-1948", "999990032"),
    ("Duinkerken, F.", "05-05-1955", "999990044"),
]
NOBODY = (None, None, None)


def rows_of(rows: list[tuple[str | None, ...]], header: tuple[str, ...] = HEADER, cut: int = 1) -> pl.DataFrame:
    """What the rows of a table hold after it was looked at, read in batches; None between rows is a blank one."""
    frame = pl.DataFrame(
        {f"c{i}": [row[i] for row in rows] for i in range(len(header))} | {"n": range(2, len(rows) + 2)},
        schema_overrides={"n": pl.UInt32} | {f"c{i}": pl.String for i in range(len(header))},
    ).filter(pl.any_horizontal(pl.exclude("n").is_not_null()))
    part = Table("", header, iter(frame.slice(at, cut) for at in range(0, len(frame), cut)))
    return pl.concat(list(map_table(part, {})[1]))


def found(day: int) -> list[tuple[str | None, ...]]:
    return [(f"0{day}-02-2025", "HIV", "neg"), (f"0{day}-03-2025", "LUES", "neg")]


def test_rows_below_a_person_are_of_that_person() -> None:
    grouped = [
        (*who, *one)
        for p, day in zip(PEOPLE, range(1, 5), strict=True)
        for who, one in zip((p, NOBODY), found(day), strict=True)
    ]

    for cut in (1, 3, 100):
        assert rows_of(grouped, cut=cut).select("c0", "c1", "c2").rows() == [p for p in PEOPLE for _ in range(2)]


def test_a_blank_row_ends_a_person() -> None:
    rows = [(*who, *one) for p in PEOPLE for who, one in zip((p, NOBODY, NOBODY), [*found(1), *found(2)], strict=False)]
    rows[4:4] = [(None,) * 6]
    read = rows_of(rows).get_column("c0").to_list()

    assert read[:6] == ["Vlierwijk, A."] * 3 + ["Molenbeker, C.", None, None]


def test_rows_of_which_the_person_is_not_known_stay_so() -> None:
    few = [(*p, *found(1)[0]) for p in PEOPLE * 4]
    few = [row if i % 4 != 3 else (*row[:1], None, None, *row[3:]) for i, row in enumerate(few)]
    few[5] = few[10] = (*NOBODY, *found(2)[0])
    again = [(*who, *found(3)[0]) for p in PEOPLE for who in (p, p, NOBODY)]
    numbered = [
        (*who, f"M25{i:04d}", *found(4)[0][1:]) for i, who in enumerate([p for q in PEOPLE for p in (q, NOBODY)])
    ]

    assert rows_of(few).get_column("c0").null_count() == 2
    assert rows_of(again).get_column("c0").null_count() == 4
    assert rows_of(numbered, (*HEADER[:3], "Monsternummer", *HEADER[4:])).get_column("c0").null_count() == 4
