"""When a dataset counts as read in full, though something is told of a file in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, run

ROWS = leaked(*(leak(person(n)) for n in range(4)))
NAMED = f"{ROWS}{leaked(leak(person(60), Achternaam='Hakimé')).splitlines()[1]}\n"


def verdicts(home: Path) -> set[str]:
    return {r["verdict"] for r in run(home).rows("subjects") if int(r["key"][1:]) >= 4}


@pytest.mark.parametrize(
    ("strange", "verdict"),
    [
        (leaked(leak(person(61), Achternaam="Renée")).splitlines()[1].encode("cp1252"), "cleared"),
        (leaked(leak(person(61), Achternaam="Rene")).splitlines()[1].encode().replace(b"Rene", b"Ren\xc3"), "not_excluded"),
    ],
)  # fmt: skip
def test_letters_of_windows_in_a_file_of_utf8(tmp_path: Path, strange: bytes, verdict: str) -> None:
    files = {"lijst.csv": NAMED.encode() + strange + b"\n"}
    home = case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"])
    assert verdicts(home) == {verdict}


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (lambda leak: leak / "lijst.csv", "cleared"),
        (lambda leak: leak, "cleared"),
        (lambda leak: leak / "weg", "cleared"),
        (lambda leak: leak.parent.parent / "elders.csv", "not_excluded"),
    ],
)
def test_links(tmp_path: Path, target: Callable[[Path], Path], verdict: str) -> None:
    home = case(tmp_path, registers={"pat": people(12)}, datasets={"d1": {"lijst.csv": ROWS}}, complete=["d1"])
    folder = next(home.rglob("lijst.csv")).parent
    (folder.parent.parent / "elders.csv").write_text(ROWS)
    (folder / "verwijzing").symlink_to(target(folder))
    assert verdicts(home) == {verdict}
