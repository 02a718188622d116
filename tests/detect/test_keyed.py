"""Records in one column are taken apart by their keys; a record of two people, or of something else, is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest

from detect.tables import People
from lekwijzer.mentions.tables import map_table
from lekwijzer.model import Table

P = People(30)
Write = Callable[[str, str, str], str]


def roles(header: str, cells: list[str]) -> dict[str, list[str]]:
    frame = pl.DataFrame({"c0": [str(i) for i in range(len(cells))], "c1": cells})
    frame = frame.with_columns(n=pl.int_range(2, len(cells) + 2, dtype=pl.UInt32))
    table, batches = map_table(Table("", ("id", header), iter([frame])), {})
    found = pl.concat(list(batches))
    assert found.get_column("c1").to_list() == cells  # nothing in it is lost
    return {role.value: found.get_column(f"c{at[0]}").to_list() for role, at in table.by_role().items()}


@pytest.mark.parametrize(
    "write",
    [
        lambda bsn, name, born: json.dumps({"bsn": bsn, "naam": name, "geboortedatum": born}),
        lambda bsn, name, born: json.dumps({"v": 3, "patient": {"naam": name, "geboortedatum": born, "bsn": int(bsn)}}),
        lambda bsn, name, born: str({"BSN": bsn, "naam": name, "geboorteDatum": born}),
        lambda bsn, name, born: f"<p><bsn>{bsn}</bsn><naam>{name}</naam><geboortedatum>{born}</geboortedatum></p>",
        lambda bsn, name, born: f"/zoek?naam={name}&gebdat={born}&bsn={bsn}&blad=1",
    ],
)
def test_a_record_in_a_cell(write: Write) -> None:
    found = roles("payload", [write(P.bsn[i], P.sorted_name[i], P.birth[i]) for i in range(P.n)])
    assert found["bsn"] == P.bsn
    assert found["name"] == P.sorted_name
    assert found["birth_date"] == P.birth


@pytest.mark.parametrize(
    ("header", "write"),
    [
        ("payload", lambda i: json.dumps([{"bsn": P.bsn[i], "naam": P.surname[i]}, {"bsn": P.bsn[-1 - i], "naam": P.surname[-1 - i]}])),
        ("payload", lambda i: json.dumps({"bsn": str(123456780 + i), "naam": "x", "geboortedatum": "onbekend"})),
        ("huisarts", lambda i: json.dumps({"bsn": P.bsn[i], "naam": P.surname[i], "geboortedatum": P.birth[i]})),
        ("payload", lambda i: json.dumps({"artikel": 4711 + i, "naam": "naald 0.8 mm", "prijs": "12.50", "datum": P.birth[i]})),
    ],
)  # fmt: skip
def test_what_is_left_alone(header: str, write: Callable[[int], str]) -> None:
    found = roles(header, [write(i) for i in range(P.n)])
    assert not any(value for role in ("bsn", "name") for value in found.get(role, []))
