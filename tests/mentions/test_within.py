"""Messages in the values of a table, and in a log that begins with something else, are read as messages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from factory import Person, case, people, person, run

from lekwijzer.assess.explain import explain
from lekwijzer.case import load_case

WHO = people(6)
FIELDS = {"bsn", "name", "birth_date", "exam_type", "test_result"}


def hl7(n: int, p: Person) -> str:
    return (
        f"MSH|^~\\&|LIS||||20240312||ORU^R01|{n}|P|2.4\rPID|1||{p.bsn}^^^NLMINBIZA^NNNLD||{p.surname}^{p.given}||{p.born:%Y%m%d}\r"
        "OBR|1|||HPV^HPV\rOBX|1|ST|HPV||negatief||||||F\r"
    )


def edifact(n: int, p: Person) -> str:
    born = f"{p.born:%Y:%m:%d}"
    return (
        f"UNB+UNOA:1+5+6+240312:1652+{n}'UNH+{n}+MEDLAB:1'PID+{born}++::{p.surname}::{p.given}:++BSN{p.bsn}'"
        f"BEP:1+0+CRP+5'UNT+4+{n}'UNZ+1+{n}'"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _database(messages: list[str], folder: Path) -> bytes:
    path = folder / "made.db"
    with sqlite3.connect(path) as db:
        db.execute("create table message(id integer primary key, received text, raw text)")
        db.executemany("insert into message values(?,'2024-03-12',?)", list(enumerate(messages)))
    db.close()
    return path.read_bytes()


def _dump(messages: list[str], folder: Path) -> bytes:
    """A table of messages, and one of somebody else."""
    rows = "".join(f"INSERT INTO msg VALUES ({n},'{_quoted(m)}');\n" for n, m in enumerate(messages))
    other = "".join(
        f"INSERT INTO patient VALUES ({n},'{p.bsn}','{p.surname}');\n" for n, p in enumerate(people(10, 14))
    )
    made = "CREATE TABLE msg (id int, raw text);\nCREATE TABLE patient (id int, bsn text, naam text);\n"
    return (made + rows + other).encode()


STORES: dict[str, Callable[[list[str], Path], bytes]] = {
    "store.db": _database,
    "store.sql": _dump,
    "store.csv": lambda messages, _: ("id;ts;msg\n" + "".join(f'{n};2024-03-12;"{m}"\n' for n, m in enumerate(messages))).encode(),
    "store.json": lambda messages, _: json.dumps([{"id": n, "message": m} for n, m in enumerate(messages)]).encode(),
    "store.xml": lambda messages, _: ("<l>" + "".join(f"<m><raw><![CDATA[{m}]]></raw></m>" for m in messages) + "</l>").encode(),
    "late.log": lambda messages, _: ("2024-03-12 10:00:00 INFO nothing to say\n" * 2000 + "".join(f"2024-03-12 10:00:01 INFO in: {m!r}\n" for m in messages)).encode(),
}  # fmt: skip


@pytest.mark.variants
@pytest.mark.parametrize("form", [hl7, edifact])
@pytest.mark.parametrize("store", STORES)
def test_who_is_in_a_store_of_messages_is_found(tmp_path: Path, store: str, form: Callable[[int, Person], str]) -> None:
    content = STORES[store]([form(n, p) for n, p in enumerate(WHO)], tmp_path)
    home = case(tmp_path, registers={"pat": people(30)}, datasets={"d1": {store: content}}, complete=["d1"])
    found = run(home)
    for p in WHO:
        assert found.subject(p.key)["verdict"] == "confirmed"
        assert found.exposed(p.key) >= FIELDS
    if store.endswith(".sql"):
        assert found.verdicts()["K0012"] == "confirmed"  # of another table
    assert found.verdicts()["K0020"] == ("not_excluded" if store == "late.log" else "cleared")
    shown = explain(load_case(home), WHO[2].key, reveal=True).rows[0].evidence[0].original
    assert shown is not None
    assert not shown.problem
    assert WHO[2].bsn in repr(shown)


def test_each_record_is_of_the_row_it_stands_in(tmp_path: Path) -> None:
    messages = [hl7(1, person(1)), "geen bericht, maar wel een regel die lang genoeg is om er een te kunnen zijn", hl7(2, person(2)) + hl7(3, person(3))]  # fmt: skip
    content = _database(messages, tmp_path)
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.db": content}})
    rows = run(home).rows("mentions")
    assert [(row["key"], row["locator"]) for row in rows] == [
        ("K0001", "message row 1"),
        ("K0002", "message row 3"),
        ("K0003", "message row 3"),
    ]
