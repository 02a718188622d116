"""Every move between two revisions has the cause that made it."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from assess.tiny import COHORTS, PEOPLE, SECOND, SYSTEM, bsn, run, set_up, write_case, write_register, write_second
from lekwijzer.assess.difference import difference
from lekwijzer.assess.revision import find
from lekwijzer.case import load_case
from lekwijzer.errors import UsageError, WorkError

UNSEEN = ("K007", 6, "H.", "Hilde", "", "Zandverstuiving", "1966-01-20", "V", "Zeedijk", "8", "1011AB", "Amsterdam", "2012")  # fmt: skip


def moves(case: Path, tmp_path: Path) -> dict[str, tuple[str, str, str, str, str]]:
    """Per key: verdict from and to, cohort from and to, cause, between the last two revisions."""
    target = tmp_path / "moved.csv"
    found = difference(load_case(case), None, None, target)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert found.written == len(rows) == sum(m["n"] for m in found.moves)
    counted = found.after.summary["changes"]
    if counted["since"] == found.before.number:
        assert counted["moves"] == list(found.moves)
    return {r["key"]: (r["from"], r["to"], r["cohort_from"], r["cohort_to"], r["cause"]) for r in rows}


def test_a_new_dataset(case: Path, tmp_path: Path) -> None:
    write_second(case)
    set_up(case, SECOND)
    run(case)
    assert moves(case, tmp_path) == {"K004": ("not_excluded", "confirmed", "", "", "new dataset: second")}
    found = difference(load_case(case), 1, 2)
    assert [(c.kind, c.id, c.what, c.counts) for c in found.inputs.changes] == [
        ("dataset", "second", "new", {"added": 1})
    ]
    back = difference(load_case(case), 2, 1)
    assert [(m["from"], m["to"], m["cause"]) for m in back.moves] == [
        ("confirmed", "not_excluded", "dataset withdrawn: second")
    ]


def test_files_added_to_a_dataset_that_was_there(case: Path, tmp_path: Path) -> None:
    rows = ["bsn;naam;geboortedatum", f"{bsn(3)};Ruigewaard, F.;15-08-1962"]
    (case / "leaked/first/later.csv").write_text("\n".join(rows) + "\n", "utf-8")
    run(case)
    assert moves(case, tmp_path)["K004"][-1] == "dataset changed: first"
    change = difference(load_case(case), 1, 2).inputs.changes[0]
    assert (change.what, change.counts) == ("changed", {"added": 1, "removed": 0, "changed": 0})


def test_rows_that_a_register_gains_loses_and_mends(case: Path, tmp_path: Path) -> None:
    mended = [*PEOPLE[:4], (*PEOPLE[4][:6], "1980-11-30", *PEOPLE[4][7:])]  # the tied two are told apart
    write_register(case, [*mended, UNSEEN])
    run(case)
    got = moves(case, tmp_path)
    assert got["K007"] == ("", "not_excluded", "", "", "register update: people")
    assert got["K006"] == ("not_excluded", "", "", "", "register update: people")
    assert {cause for *_, cause in got.values()} == {"register update: people"}
    change = difference(load_case(case), 1, 2).inputs.changes[0]
    assert (change.kind, change.what, change.counts) == (
        "register",
        "changed",
        {"added": 1, "removed": 1, "changed": 1},
    )


def test_a_register_that_is_new(case: Path, tmp_path: Path) -> None:
    (case / "registers/gp.csv").write_text(
        f"patientnr;bsn;naam;geboortedatum\n77001;{bsn(0)};Vlierwijk, A.B. van der;27-06-1971\n", "utf-8"
    )
    set_up(case, '\n[[register]]\nid = "gp"\nparty = "lab"\nfiles = ["registers/gp.csv"]\n')
    run(case)
    assert moves(case, tmp_path) == {"77001": ("", "confirmed", "", "", "new register: gp")}


def test_other_cohorts_and_a_new_dataset_at_once(tmp_path: Path) -> None:
    case = write_case(tmp_path, extra=COHORTS % "not_excluded")
    run(case)
    write_second(case)
    set_up(case, SECOND + COHORTS % "cleared")
    run(case)
    got = moves(case, tmp_path)
    assert got["K004"] == ("not_excluded", "confirmed", "2", "", "new dataset: second")
    assert got["K005"] == ("not_excluded", "not_excluded", "2", "", "rule change: cohorts")
    assert "K001" not in got  # found in both now, in the same cohort


def test_over_several_changes_each_move_has_its_own_cause(tmp_path: Path) -> None:
    case = write_case(tmp_path)
    text = (case / "case.toml").read_text("utf-8")
    (case / "case.toml").write_text(text.replace("complete = false", "complete = true"), "utf-8")
    write_register(case, [*PEOPLE, UNSEEN])
    run(case)
    before = verdicts(case)
    write_second(case)
    write_register(case, [(*PEOPLE[0][:9], "99", *PEOPLE[0][10:]), *PEOPLE[1:], UNSEEN])
    set_up(case, SECOND + COHORTS % "confirmed")
    text = (case / "case.toml").read_text("utf-8")
    (case / "case.toml").write_text(text.replace("complete = false", "complete = true", 1), "utf-8")
    run(case)
    got = moves(case, tmp_path)
    assert before["K004"] == before["K007"] == "cleared"
    assert got["K004"][-1] == "new dataset: second"
    assert got["K007"] == ("cleared", "not_excluded", "", "", "new dataset: second")
    assert {got[key][-1] for key in got if got[key][:2] == ("confirmed", "confirmed")} == {"rule change: cohorts"}


def verdicts(case: Path) -> dict[str, str]:
    """The verdicts of the last revision, by key."""
    return dict(pl.read_parquet(find(case / "revisions").table("subjects")).select("key", "verdict").iter_rows())


def test_a_dataset_refutes_the_scope_of_people_who_are_not_in_it(tmp_path: Path) -> None:
    case = write_case(tmp_path, extra=SYSTEM % 2019)
    write_register(case, [*PEOPLE, UNSEEN])
    run(case)
    write_second(case)
    set_up(case, SECOND + SYSTEM % 2019 + COHORTS % "cleared")
    run(case)
    got = moves(case, tmp_path)
    assert got["K004"][:2] == ("cleared", "confirmed")
    assert got["K007"][:2] == ("cleared", "not_excluded")
    assert got["K007"][-1] == "new dataset: second"


def test_a_system_that_holds_others(tmp_path: Path) -> None:
    case = write_case(tmp_path, extra=SYSTEM % 2019)
    run(case)
    set_up(case, SYSTEM % 2018)
    run(case)
    assert moves(case, tmp_path) == {"K004": ("cleared", "not_excluded", "", "", "rule change: systems")}


def test_a_dataset_that_turns_out_to_be_complete(case: Path, tmp_path: Path) -> None:
    text = (case / "case.toml").read_text("utf-8")
    (case / "case.toml").write_text(text.replace("complete = false", "complete = true"), "utf-8")
    run(case)
    assert moves(case, tmp_path) == {"K004": ("not_excluded", "cleared", "", "", "dataset settings: first")}


def test_another_version_of_the_program(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lekwijzer.assess.run.METHOD_VERSION", 1_000)
    assert run(case).new
    found = difference(load_case(case), 1, 2)
    assert [c.kind for c in found.inputs.changes] == ["code"]
    assert found.moves == ()


def test_what_cannot_be_compared(case: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="no revision yet"):
        difference(load_case(write_case(tmp_path / "other")), 1, 2)
    with pytest.raises(UsageError, match="only one revision"):
        difference(load_case(case), None, None)
    with pytest.raises(UsageError, match="there is no revision 9"):
        difference(load_case(case), 1, 9)
    with pytest.raises(UsageError, match=r"\.csv"):
        difference(load_case(case), 1, 1, tmp_path / "moved.xlsx")
    assert difference(load_case(case), 1, 1).moves == ()
