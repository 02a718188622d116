"""The case file: making one and adding to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from casefile import WHOLE, case_of

from lekwijzer.case import load_case
from lekwijzer.case_edit import add, new_case, relative_to_case
from lekwijzer.errors import CaseError, UsageError


def test_adding_keeps_every_word_that_was_there(folder: Path) -> None:
    text = WHOLE.replace("id = ", "id    =   ") + "\n# the last word\n"
    case_of(folder, text)
    case = add(folder, "register", {"id": "gp", "party": "screening", "files": ["registers/a.csv"], "as_of": None})
    assert [register.id for register in case.registers] == ["participants", "gp"]
    assert (folder / "case.toml").read_text().startswith(text.rstrip())
    add(folder, "system", {"id": "his", "holds": [{"register": "gp", "where": "a > 1"}, {"register": "participants"}]})
    assert [held.where for held in load_case(folder).systems[1].holds] == ["a > 1", None]


def test_adding_a_mistake_changes_nothing(folder: Path) -> None:
    case_of(folder, WHOLE)
    with pytest.raises(CaseError) as error:
        add(folder, "register", {"id": "participants", "party": "screning", "files": ["registers/c.csv"]})
    lines = str(error.value).splitlines()
    assert lines[0].startswith('found the id "participants" for a second register')
    assert 'did you mean "screening"?' in lines[1]
    assert lines[-1] == "nothing was changed in case.toml"
    assert (folder / "case.toml").read_text() == WHOLE
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["case.toml"]


def test_a_new_case_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    path = new_case(tmp_path / "zaak", 'De "grote" zaak \\ 1')
    assert load_case(tmp_path / "zaak").name == 'De "grote" zaak \\ 1'
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        new_case(tmp_path / "zaak")
    assert path.read_text() == "mine"


def test_the_examples_in_a_new_case_are_valid(tmp_path: Path) -> None:
    path = new_case(tmp_path / "zaak")
    for name in ("registers/participants.csv", "letters/august.csv", "leaked/first/a.csv"):
        (path.parent / name).parent.mkdir(exist_ok=True)
        (path.parent / name).write_text("x")
    text = path.read_text()
    start = text.index("# [[party]]")
    examples = [
        line[2:] for line in text[start:].splitlines() if line.startswith("# ") and ("=" in line or "[" in line)
    ]
    path.write_text("\n".join(examples))
    case = load_case(path.parent)
    assert (len(case.parties), len(case.registers), len(case.datasets)) == (1, 1, 1)
    assert (len(case.systems), len(case.letters), len(case.cohorts)) == (1, 1, 1)


def test_paths_as_typed(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case_of(folder, WHOLE)
    monkeypatch.chdir(folder.parent)
    assert relative_to_case(folder, f"{folder.name}/leaked/first") == "leaked/first"
    assert relative_to_case(folder, "leaked/first") == "leaked/first"
    assert relative_to_case(folder, "leaked/*.csv") == "leaked/*.csv"
