"""The case file: what it gives."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from casefile import WHOLE, case_of, mistakes

from lekwijzer.case import PartyRole, check_folders, load_case
from lekwijzer.case_edit import new_case
from lekwijzer.errors import CaseError, WorkError
from lekwijzer.model import Limits


def test_a_whole_case(folder: Path) -> None:
    case = case_of(folder, WHOLE)
    assert (case.name, case.timezone, case.folder) == ("Laboratory breach", ZoneInfo("Europe/Amsterdam"), folder)
    assert case.parties[0].role is PartyRole.CARE_PROVIDER
    (register,) = case.registers
    assert register.files == (folder / "registers/a.csv", folder / "registers/b.csv")
    assert (register.as_of, register.shared) == (date(2025, 8, 20), ("name", "bsn"))
    assert register.columns == {"key": ("deelnemernummer",), "birth_date": ("dag", 3)}
    (dataset,) = case.datasets
    assert dataset.files == (folder / "leaked/first", folder / "leaked/loose.txt")  # a.csv lies in first
    assert dataset.found == datetime(2025, 8, 6, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert dataset.complete is False
    assert case.systems[0].holds[0].where == "laatste_uitwisseling >= 2017 -- since then"
    assert case.letters[0].sent == date(2025, 8, 19)
    assert case.cohorts[0].id == "1"


def test_an_empty_case_is_a_case(folder: Path) -> None:
    case = case_of(folder, "")
    assert (case.name, case.registers, case.datasets) == (folder.name, (), ())


def test_what_may_be_left_out(folder: Path) -> None:
    text = '[[party]]\nid = "lab"\n[[register]]\nid = "r"\nfiles = "registers"\n[[letter]]\nid = "l"\n'
    case = case_of(folder, text + 'files = ["letters"]\n[[cohort]]\nid = "c"\nwhere = "true"\n')
    assert case.registers[0].party == "lab"  # the only one
    assert case.registers[0].files == (folder / "registers/a.csv", folder / "registers/b.csv")
    assert case.registers[0].shared is None
    assert case.letters[0].register == "r"
    assert case.cohorts[0].title == "c"


def test_another_thing_where_the_programs_folders_go(folder: Path) -> None:
    case = case_of(folder, "")
    check_folders(case)
    for name in ("work", "revisions"):
        (folder / name).write_text("")
        with pytest.raises(WorkError, match=rf"{name} is a file, expected a folder"):
            check_folders(case)
        (folder / name).unlink()


def test_windows_line_ends_and_a_byte_order_mark(folder: Path) -> None:
    (folder / "case.toml").write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load_case(folder).registers[0].id == "participants"


def test_a_folder_without_a_case(tmp_path: Path) -> None:
    new_case(tmp_path / "my-case")
    with pytest.raises(CaseError, match=r'did you mean "my-case"'):
        load_case(tmp_path / "my-cas")
    with pytest.raises(CaseError, match=r"found no case.toml in this folder"):
        load_case(tmp_path)
    assert load_case(tmp_path / "my-case" / "case.toml").name == "my-case"


def test_results_of_the_program_are_no_input(folder: Path) -> None:
    (folder / "work").mkdir()
    (folder / "work/x.csv").write_text("x")
    (line,) = mistakes(folder, '[[dataset]]\nid = "d"\nfiles = ["work/x.csv"]\n')
    assert "which the program writes" in line
    case = case_of(folder, '[[dataset]]\nid = "d"\nfiles = ["*"]\n')
    assert {path.name for path in case.datasets[0].files} == {"registers", "leaked", "letters"}


@pytest.mark.parametrize(
    ("pattern", "file", "fits"),
    [
        ("export/*.csv", "leaked/first/export/a.csv", True),
        ("export/*.csv", "leaked/first.zip!/export/a.csv", True),
        ("export/*.csv", "leaked/export/deeper/a.csv", False),
        ("export/*.csv", "leaked/export.csv", False),
        ("leaked/**/a.csv", "leaked/x/y/a.csv", True),
        ("leaked/**/a.csv", "leaked/a.csv", True),
        ("a.csv", "leaked/ba.csv", False),
        ("x.zip!/a.csv", "leaked/x.zip!/a.csv", True),
        ("./leaked/a.csv", "leaked/a.csv", True),
        ("deel[1].csv", "leaked/deel[1].csv", True),
    ],
)
def test_which_files_an_override_is_for(folder: Path, pattern: str, file: str, fits: bool) -> None:
    text = f'[[dataset]]\nid = "d"\nfiles = ["leaked"]\n[dataset.columns."{pattern}"]\nbsn = "nr"\n'
    dataset = case_of(folder, text).datasets[0]
    assert dataset.columns_for(file) == ({"bsn": ("nr",)} if fits else {})


def test_overrides_for_every_file_and_the_later_one_wins(folder: Path) -> None:
    text = (
        '[[dataset]]\nid = "d"\nfiles = ["leaked"]\n'
        '[dataset.columns]\nbsn = "nr"\nname = 2\n[dataset.columns."a.csv"]\nbsn = "other"\n'
    )
    dataset = case_of(folder, text).datasets[0]
    assert dataset.columns_for("leaked/b.csv") == {"bsn": ("nr",), "name": (2,)}
    assert dataset.columns_for("leaked/a.csv") == {"bsn": ("other",), "name": (2,)}


def test_limits_are_the_usual_ones_until_they_are_set(tmp_path: Path) -> None:
    assert case_of(tmp_path, "[case]\n").limits == Limits()
    text = "[limits]\ndepth = 50\nbytes = 1_000_000_000\nshare_of_free = 0.5\nseconds = 20\nmemory = 2_000_000_000\n"
    limits = Limits(depth=50, bytes=1_000_000_000, share_of_free=0.5, seconds=20, memory=2_000_000_000)
    assert case_of(tmp_path, text).limits == limits
