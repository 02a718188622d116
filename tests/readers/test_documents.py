"""Readers of spreadsheets, JSON, Parquet and SQLite."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import MULTI, Part, Problem, Table
from lekwijzer.readers import jsonl, parquet, pick, sqlite, xlsx
from readers.workbook import date, number, text, write_workbook

Read = Callable[[Path, list[Problem]], Iterator[Part]]
Found = dict[str, tuple[tuple[str, ...] | None, list[tuple[str | int | None, ...]]]]


def tables(read: Read, path: Path, problems: list[Problem] | None = None) -> Found:
    found: Found = {}
    for part in read(path, problems if problems is not None else []):
        assert isinstance(part, Table)
        found[part.name] = part.header, [row for batch in part.batches for row in batch.rows()]
    return found


def test_workbook_shows_cells_as_text(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    people = [
        [text("Overzicht")],
        [],
        [text("bsn"), text("geb"), text("n")],
        [number("999990001"), date(20000), number("7.4")],
    ]
    people.append([text("000009830"), date(20001), number("12")])
    write_workbook(path, {"Blad1": people, "leeg": [], "verborgen": [[text("x")], [text("y")]]}, hidden="verborgen")
    assert pick("b.bin", path.read_bytes()[:65536]) is xlsx
    found = tables(xlsx.read, path)
    assert found["Blad1"] == (
        ("bsn", "geb", "n"),
        [("999990001", "1954-10-03", "7.4", 4), ("000009830", "1954-10-04", "12", 5)],
    )
    assert set(found) == {"Blad1", "verborgen"}


@pytest.mark.parametrize(("says", "epoch"), [("", "excel"), ('<workbookPr date1904="1"/>', "excel1904")])
def test_a_workbook_says_from_which_day_it_counts(says: str, epoch: str, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    write_workbook(path, {"Blad1": [[text("bsn"), text("geb")], [number("999990001"), number("31830")]]}, settings=says)
    (part,) = xlsx.read(path, [])
    assert isinstance(part, Table)
    assert part.epoch == epoch


def test_damaged_and_encrypted_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    write_workbook(path, {"Blad1": [[text("bsn")], [number("999990001")]]})
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(Unreadable):
        tables(xlsx.read, path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(Encrypted):
        tables(xlsx.read, path)


def test_json_lines_are_flattened_and_numbers_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        {"bsn": 999990001, "naam": {"achter": "Jansen"}, "nummers": ["a", "b"], "leeg": None},
        {"bsn": "000009830", "test": [{"code": "x"}, {"code": "y"}], "waar": True},
    ]
    path.write_text("\n".join([json.dumps(lines[0]), "", "{kapot", json.dumps(lines[1]), '{"n": 1.0}', '"los"']))
    problems: list[Problem] = []
    assert pick("x", path.read_bytes()) is jsonl
    header, rows = tables(jsonl.read, path, problems)[""]
    assert header is not None
    records = [{k: v for k, v in zip((*header, "#"), row, strict=True) if v is not None} for row in rows]
    assert records == [
        {"bsn": "999990001", "naam.achter": "Jansen", "nummers": f"a{MULTI}b", "#": 1},
        {"bsn": "000009830", "test[0].code": "x", "test[1].code": "y", "waar": "true", "#": 4},
        {"n": "1.0", "#": 5},
    ]
    assert [(p.lost, p.message) for p in problems] == [(2, "2 lines or values are no objects and could not be read")]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrap", [False, True])
def test_json_arrays(tmp_path: Path, indent: int | None, wrap: bool) -> None:
    path = tmp_path / "a.json"
    people = [{"bsn": f"9999900{i:02d}", "naam": "Bos"} for i in range(30)]
    path.write_text(json.dumps({"n": 30, "patienten": people} if wrap else people, indent=indent))
    assert pick("x", path.read_bytes()[:65536]) is jsonl
    assert tables(jsonl.read, path)[""] == (("bsn", "naam"), [(p["bsn"], "Bos", i + 1) for i, p in enumerate(people)])


def test_json_with_new_keys_later_begins_a_wider_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "BATCH", 2)
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": "1"}\n{"a": "2"}\n{"a": "3"}\n{"b": "4"}\n{"a": "5"}\n')
    found = [(p.header, [r for b in p.batches for r in b.rows()]) for p in jsonl.read(path, []) if isinstance(p, Table)]
    assert found == [
        (("a",), [("1", 1), ("2", 2)]),
        (("a", "b"), [("3", None, 3), (None, "4", 4), ("5", None, 5)]),
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text('{}[]":,a1\n\\ ', max_size=80))
def test_no_json_raises_anything_but_unreadable(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    jsonl.bid("a.json", content.encode())
    try:
        tables(jsonl.read, path)
    except Unreadable:
        pass


def test_parquet_is_flattened(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "bsn": [999990001.0, None],
            "geb": [dt.date(1980, 1, 2), None],
            "op": [dt.datetime(2024, 1, 2, 3, 4, 5), dt.datetime(2024, 1, 2)],
            "p": [{"naam": "Bos", "tel": ["1", "2"]}, {"naam": "", "tel": []}],
            "t": [[["x"], ["y"]], None],
        }
    ).write_parquet(path)
    assert pick("x", path.read_bytes()) is parquet
    header, rows = tables(parquet.read, path)[""]
    assert header is not None
    assert header[:7] == ("bsn", "geb", "op", "p.naam", "p.tel", "t[0]", "t[1]")
    assert rows[0][:7] == ("999990001", "1980-01-02", "2024-01-02 03:04:05", "Bos", f"1{MULTI}2", "x", "y")
    assert rows[1][:7] == (None, None, "2024-01-02", None, None, None, None)
    assert [row[-1] for row in rows] == [1, 2]


def test_lists_of_objects_in_parquet_are_read_as_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    anna, piet = ({"bsn": b, "geb": dt.date(1980, 1, d), "gewicht": 70.0} for b, d in (("999990019", 2), ("999990020", 3)))  # fmt: skip
    results = [{"test": "HB", "waarde": 8.1}, {"test": "TSH", "waarde": 2.0}]
    pl.DataFrame({"ordernummer": ["A1"], "patients": [[anna, piet]]}).write_parquet(path)
    header, rows = tables(parquet.read, path)["patients"]
    assert header == ("ordernummer", "bsn", "geb", "gewicht")
    assert rows == [("A1", "999990019", "1980-01-02", "70", 1), ("A1", "999990020", "1980-01-03", "70", 1)]
    pl.DataFrame({"patient": [anna], "uitslagen": [results]}).write_parquet(path)
    header, rows = tables(parquet.read, path)[""]
    assert header is not None
    assert dict(zip(header, rows[0], strict=False))["uitslagen[1].test"] == "TSH"
    assert len(rows) == 1


def test_damaged_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": ["x" * 50] * 1000}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Unreadable):
        tables(parquet.read, path)


def test_sqlite_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as db:
        db.execute('CREATE TABLE "de patiënten" (bsn, naam, foto)')
        db.execute("INSERT INTO \"de patiënten\" VALUES (999990001, 'Bos', ?), (9830.0, '', 'x')", (b"\xff\x00",))
        db.execute("CREATE TABLE leeg (a)")
        db.execute("CREATE VIEW v AS SELECT 1")
    db.close()
    before = sorted(p.name for p in tmp_path.iterdir()), path.read_bytes()
    assert pick("x", before[1]) is sqlite
    assert tables(sqlite.read, path) == {
        "de patiënten": (("bsn", "naam", "foto"), [("999990001", "Bos", None, 1), ("9830", None, "x", 2)]),
        "leeg": (("a",), []),
    }
    assert before == (sorted(p.name for p in tmp_path.iterdir()), path.read_bytes())


@pytest.mark.parametrize("change", [lambda size: size - 500, lambda size: size + 9])
def test_sqlite_that_does_not_end_where_it_says(change: Callable[[int], int], tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA page_size = 4096")
        db.execute("CREATE TABLE t (bsn, naam)")
        db.execute("INSERT INTO t VALUES (999990001, 'Bos')")
        db.execute("CREATE TABLE weg (a)")
    db.close()
    problems: list[Problem] = []
    whole = tables(sqlite.read, path, problems)
    assert not problems
    data = path.read_bytes()
    path.write_bytes(data.ljust(change(len(data)), b"x")[: change(len(data))])
    assert tables(sqlite.read, path, problems)["t"] == whole["t"]
    assert "does not end where it says" in problems[0].message


def test_damaged_sqlite_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (a, b)")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(i, "x" * 200) for i in range(3000)])
    db.close()
    raw = bytearray(path.read_bytes())
    raw[400_000:410_000] = b"\xff" * 10_000
    path.write_bytes(raw)
    problems: list[Problem] = []
    _, rows = tables(sqlite.read, path, problems)["t"]
    assert 0 < len(rows) < 3000
    assert len(problems) == 1
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(Unreadable):
        tables(sqlite.read, path)


def test_every_person_of_a_list_in_a_parquet_column_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    people = [{"bsn": f"99999000{i}", "naam": "Bos", "geboren": dt.date(1980, 1, i + 1)} for i in range(12)]
    pl.DataFrame(
        {"ordernummer": ["O1", "O2"], "opmerking": ["a", "b"], "patienten": [people[:11], people[11:]]}
    ).write_parquet(path)
    header, rows = tables(parquet.read, path)["patienten"]
    assert header == ("ordernummer", "bsn", "naam", "geboren")
    assert [row[:2] for row in rows] == [*[("O1", p["bsn"]) for p in people[:11]], ("O2", people[11]["bsn"])]
    assert [row[-1] for row in rows] == [1] * 11 + [2]


def test_maps_in_parquet_are_records_or_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    fields = pa.array([[("bsn", "999990019"), ("naam", "Bos")], [("naam", "Vis")]], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({"wie": fields}), path)
    header, rows = tables(parquet.read, path)[""]
    assert header is not None
    assert header[:2] == ("wie.bsn", "wie.naam")
    assert [row[:2] for row in rows] == [("999990019", "Bos"), (None, "Vis")]
    by_number = pa.array(
        [[("999990019", {"naam": "Bos"}), ("999990020", {"naam": "Vis"})]],
        pa.map_(pa.string(), pa.struct([("naam", pa.string())])),
    )
    pq.write_table(pa.table({"per_bsn": by_number}), path)
    header, rows = tables(parquet.read, path)["per_bsn"]
    assert header == ("key", "value.naam")
    assert [row[:2] for row in rows] == [("999990019", "Bos"), ("999990020", "Vis")]
