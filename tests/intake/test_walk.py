from __future__ import annotations

import os
from pathlib import Path

import pytest

from lekwijzer.intake import safe_label, walk
from lekwijzer.intake.walk import LINK, TO_LISTED, TO_NOTHING


def labels(root: Path, *files: str) -> list[str]:
    return [found.file for found in walk(files, root)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("leak/b.csv", "leak/a/z.csv", "leak/a/Y.csv", "leak/c", "work/spool/x", "revisions/0001/m.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_order_is_fixed_and_each_file_comes_once(root: Path) -> None:
    assert labels(root, "leak") == ["leak/a/Y.csv", "leak/a/z.csv", "leak/b.csv", "leak/c"]
    assert labels(root, "leak/b.csv", "leak", "./leak/b.csv", str(root / "leak/c")) == [
        "leak/b.csv", "leak/a/Y.csv", "leak/a/z.csv", "leak/c",
    ]  # fmt: skip


def test_the_case_itself_is_no_dataset(root: Path) -> None:
    assert labels(root, ".") == labels(root, "leak")


def test_patterns_and_missing_files(root: Path) -> None:
    assert labels(root, "leak/*.csv") == ["leak/b.csv"]
    found = list(walk(["nope", "leak/*.xml"], root))
    assert [(f.file, f.kind) for f in found] == [("nope", "missing"), ("leak/*.xml", "missing")]
    assert all(f.problem for f in found)


def test_links_are_listed_and_not_followed(root: Path) -> None:
    (root / "leak/a/loop").symlink_to(root / "leak")
    found = {f.file: f for f in walk(["leak"], root)}
    assert found["leak/a/loop"].kind == "link"
    assert len(found) == 5


def test_a_folder_that_cannot_be_opened_is_a_row(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.listdir

    def listdir(path: str) -> list[str]:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    found = {f.file: f.problem for f in walk(["leak"], root)}
    assert found == {"leak/a": "the folder cannot be opened: Permission denied", "leak/b.csv": "", "leak/c": ""}


def test_files_outside_the_case_are_named_from_it(root: Path) -> None:
    (root / "case").mkdir()
    assert labels(root / "case", "../leak/b.csv") == ["../leak/b.csv"]


def test_labels_are_safe_to_show() -> None:
    assert safe_label(os.fsdecode(b"na\xefm\x1b[31m.csv")) == "na\\xefm\\x1b[31m.csv"
    assert safe_label("gewoon é.csv") == "gewoon é.csv"
    assert safe_label("a\u202eb\n") == "a\\u202eb\\x0a"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("leak/b.csv", TO_LISTED),
        ("leak", TO_LISTED),
        ("leak/a", TO_LISTED),
        ("leak/none", TO_NOTHING),
        ("leak/link", TO_NOTHING),
        (".", LINK),
        ("elsewhere", LINK),
        ("work", LINK),
    ],
)
def test_what_a_link_leads_to_is_listed_or_is_nothing_or_is_not_known(root: Path, target: str, told: str) -> None:
    for folder in ("elsewhere", "work"):
        (root / folder).mkdir(exist_ok=True)
    (root / "leak/link").symlink_to(root / target)
    assert {f.file: f.problem for f in walk(["leak"], root)}["leak/link"] == told


def test_a_link_to_a_file_that_the_dataset_does_not_name(root: Path) -> None:
    (root / "leak/link.csv").symlink_to("c")
    assert {f.file: f.problem for f in walk(["leak/*.csv"], root) if f.kind == "link"} == {}  # named itself: followed
    (root / "leak/a/link").symlink_to(root / "leak/c")
    assert [f.problem for f in walk(["leak/a"], root) if f.kind == "link"] == [LINK]
