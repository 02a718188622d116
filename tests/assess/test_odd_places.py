"""Cases in folders, and registers with headers, that other programs would trip over."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, put, run, table
from rich.console import Console

from lekwijzer.assess.difference import difference
from lekwijzer.assess.explain import explain
from lekwijzer.assess.export import export
from lekwijzer.assess.revision import find
from lekwijzer.case import load_case
from lekwijzer.cli.show_explain import show_explanation
from lekwijzer.errors import WorkError


@pytest.mark.variants
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


def test_a_damaged_revision_is_told_and_made_anew(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.csv": leaked(leak(person(1)))}})
    first = run(home).revision
    for name in ("subjects.parquet", "summary.json"):
        revision = find(home / "revisions")
        path = revision.folder / name
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        advice = rf"revision {revision.number} is damaged.*`lekwijzer assess {re.escape(str(home))}`"
        with pytest.raises(WorkError, match=advice):
            export(find(home / "revisions"), "subjects", tmp_path / "s.csv")
        again = run(home)
        assert (again.new, again.revision.number) == (True, revision.number + 1)
        assert again.verdicts()["K0001"] == "confirmed"
        assert path.read_bytes() == whole[: len(whole) // 2]
    assert find(home / "revisions", 3).manifest["inputs_hash"] == first.manifest["inputs_hash"]
    with pytest.raises(WorkError, match="revision 2 is damaged"):
        find(home / "revisions", 2)


@pytest.mark.variants
@pytest.mark.parametrize("which", ["items/*.parquet", "items/*.traces", "items/*.json", "subject.key", "hashes.json"])
@pytest.mark.parametrize("harm", ["cut", "middle"])
def test_what_was_read_and_is_damaged_is_read_again(tmp_path: Path, which: str, harm: str) -> None:
    rows = leaked(*[leak(person(n)) for n in range(200)])
    files = {"a.csv": rows, "note.txt": "Terugbellen: 06 12345678\n"}  # which leaves a trace
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files})
    first = run(home)
    ids = {row["key"]: row["subject_id"] for row in first.rows("subjects")}
    (path,) = (home / "work").glob(which)
    whole = path.read_bytes()
    at = len(whole) // 2
    path.write_bytes(
        whole[:at] if harm == "cut" else whole[:at] + bytes(b ^ 255 for b in whole[at : at + 9]) + whole[at + 9 :]
    )
    put(home / "leaked/d1/b.csv", leaked(leak(person(3))))
    again = run(home)
    assert again.verdicts() == first.verdicts()
    assert {row["key"]: row["subject_id"] for row in again.rows("subjects")} == ids


def test_a_mailing_that_turns_out_to_be_of_another_register(tmp_path: Path) -> None:
    put(tmp_path / "zaak/letters/a.csv", "sleutel\nK0001\n")
    letter = '[[letter]]\nid = "a"\nregister = "pat"\nfiles = ["letters/a.csv"]\n'
    registers = {"pat": people(8), "gp": people(8)}
    home = case(tmp_path, registers=registers, datasets={"d1": {"a.csv": leaked(leak(person(1)))}}, extra=letter)
    first = run(home)
    toml = home / "case.toml"
    toml.write_text(toml.read_text().replace('id = "a"\nregister = "pat"', 'id = "a"\nregister = "gp"'))
    again = run(home)
    assert [{r["register"] for r in x.rows("subjects") if r["letters"]} for x in (first, again)] == [{"pat"}, {"gp"}]


def test_where_a_value_stands_that_keeps_a_row_from_being_cleared(tmp_path: Path) -> None:
    one, two = person(6), person(7)
    files = {
        "a.csv": leaked(*[leak(person(n)) for n in range(3)]),
        f"uit/{one.bsn}.csv": "kleur;aantal\nrood;3\nblauw;4\n",
        "b.csv": table(
            ["code", "omschrijving", "aantal"],
            [["A1", "doos", "3"], ["A2", f"zie {two.bsn}", "4"], ["A3", "fles", "5"]],
        ),
    }
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files}, complete=["d1"])
    reasons = run(home).reasons()
    assert {key for key, reason in reasons.items() if reason == "value_found"} == {one.key, two.key}
    opened = load_case(home)
    assert explain(opened, one.key).rows[0].traces == (("d1", f"leaked/d1/uit/{one.bsn}.csv", "bsn"),)
    found = explain(opened, two.key)
    assert found.rows[0].traces == (("d1", "leaked/d1/b.csv", "bsn"),)
    console = Console(file=io.StringIO(), width=200)
    show_explanation(console, found, "en", "zaak")
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "(citizen service number (BSN)) stands in leaked/d1/b.csv (d1)" in told
    assert two.bsn not in told


def test_a_register_put_before_the_others_changes_nobodys_id(tmp_path: Path) -> None:
    def ids(*registers: str) -> dict[str, str]:
        home = case(tmp_path, name="zaak", registers={r: people(4) if r == "pat" else people(30, 34) for r in registers},
                    datasets={"d1": {"a.csv": leaked(leak(person(1)))}})  # fmt: skip
        return {row["key"]: row["subject_id"] for row in run(home).rows("subjects") if row["register"] == "pat"}

    before = ids("pat")
    shutil.rmtree(tmp_path / "zaak/leaked")
    assert ids("gp", "pat") == before


@pytest.mark.parametrize(
    ("content", "outcome", "verdict"), [(b"\n\n  \n", "read", "cleared"), (b"D" * 5000, "skipped", "not_excluded")]
)
def test_a_blank_file_holds_nobody_and_one_that_is_filled_with_something_may(
    tmp_path: Path, content: bytes, outcome: str, verdict: str
) -> None:
    files = {"a.csv": leaked(leak(person(0))), "odd": content}
    done = run(case(tmp_path, registers={"pat": people(3)}, datasets={"d1": files}, complete=["d1"]))
    row = next(row for row in done.rows("coverage") if row["file"].endswith("odd"))
    assert (row["outcome"], bool(row["problem"])) == (outcome, outcome != "read")
    assert done.verdicts() == {"K0000": "confirmed", "K0001": verdict, "K0002": verdict}
