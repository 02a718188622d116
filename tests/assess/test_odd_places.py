"""Cases in folders, and registers with headers, that other programs would trip over."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, put, run

from lekwijzer.assess.difference import difference
from lekwijzer.assess.explain import explain
from lekwijzer.assess.export import export
from lekwijzer.case import load_case


@pytest.mark.parametrize("name", ["zaak [2025]", "wat? *", "van \"A\" en 'B'", "twee\nregels", "é☃ 100%20"])
def test_a_case_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    letter = '[[letter]]\nid = "a"\nregister = "pat"\nfiles = ["letters/a.csv"]\n'
    put(tmp_path / name / "letters/a.csv", "sleutel\nK0001\n")
    files = {"deel [1] *.csv": leaked(*[leak(person(n)) for n in range(4)])}
    systems = {"lims": {"pat": "laatste_jaar > 2000 -- all of them"}}
    home = case(
        tmp_path, name=name, registers={"pat": people(8)}, datasets={"d1": files}, systems=systems, extra=letter
    )
    put(tmp_path / name.replace("[2025]", "2") / "work/items/x.txt", "")  # what a pattern would find instead
    assert run(home).verdicts()["K0001"] == "confirmed"
    put(home / "leaked/d1/b.csv", leaked(leak(person(5))))
    again = run(home)
    assert sum(move["n"] for move in again.summary()["changes"]["moves"]) == 1
    opened = load_case(home)
    row = explain(opened, "K0001").rows[0]
    assert (row.systems, row.letters, len(row.evidence)) == (("lims",), ("a",), 1)
    assert row.evidence[0].compared
    assert difference(opened, 1, 2).verdicts().total() == 1
    assert export(again.revision, "links", tmp_path / "links [1].csv") == 5
