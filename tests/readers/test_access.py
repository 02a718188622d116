"""Databases of Access, with a stand-in for mdbtools that says what these would say: no such database can be made here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import access, kind_of

HEAD = b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(4000)
EXPORT = """#!{python}
import sys
if sys.argv[-1] == "kapot":
    sys.exit(1)
d, r = (sys.argv[sys.argv.index(option) + 1] for option in ("-d", "-R"))
rows = [["Id", "BSN", "Naam", "Opmerking"], ["1", "999990019", "Zoë d'Ancona", 'een "regel"\\nen nog een; en, nog'], ["2", "", "", ""]]
assert sys.argv[-2].endswith("x.mdb"), sys.argv
sys.stdout.buffer.write("".join(d.join(row) + r for row in rows * (1 if sys.argv[-1] != "half" else 3)).encode())
sys.exit(1 if sys.argv[-1] == "half" else 0)
"""
LIST = "#!{python}\nprint('patiënt lijst\\nkapot\\nhalf\\n')\n"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "x.mdb"
    path.write_bytes(HEAD)
    for name, script in (("mdb-tables", LIST), ("mdb-export", EXPORT)):
        program = tmp_path / name
        program.write_text(script.format(python=sys.executable))
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return path


def test_tables(database: Path) -> None:
    assert kind_of("x", HEAD) == "access"
    problems: list[Problem] = []
    found = {}
    for part in access.read(database, problems):
        assert isinstance(part, Table)
        found[part.name] = part.header, [row for batch in part.batches for row in batch.rows()]
    rows = [("1", "999990019", "Zoë d'Ancona", 'een "regel"\nen nog een; en, nog', 1), ("2", None, None, None, 2)]
    assert found["patiënt lijst"] == (("Id", "BSN", "Naam", "Opmerking"), rows)
    assert len(found["half"][1]) == 8
    assert [(problem.part, problem.message.partition(";")[0]) for problem in problems] == [
        ("kapot", "the table is damaged"), ("kapot", "the table cannot be read"), ("half", "the table is damaged"),
    ]  # fmt: skip


def test_a_table_that_is_not_read_to_its_end_lets_go(database: Path) -> None:
    parts = access.read(database, [])
    next(parts)
    parts.close()  # type: ignore[attr-defined]


def test_without_the_programs_it_says_what_is_needed(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unreadable, match="apt-get install mdbtools"):
        list(access.read(database, []))


@pytest.mark.skipif(access.shutil.which("mdb-export") is None, reason="mdbtools is not installed")
def test_what_is_no_database_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "x.mdb"
    path.write_bytes(HEAD)
    with pytest.raises(Unreadable):
        list(access.read(path, []))
