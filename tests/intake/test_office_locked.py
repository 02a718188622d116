"""Documents that are locked with a password hold one document, which is there when the password is."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml  # type: ignore[import-untyped]
from factory import case, leak, leaked, people, person, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readers.office import docx, p
from readers.workbook import text, write_workbook

from lekwijzer.intake import Lister
from lekwijzer.intake.office_locked import LOCKED
from lekwijzer.model import Passwords
from lekwijzer.readers import kind_of

SECRET = "geheim-wachtwoord 12"
USUAL = "VelvetSweatshop"


def locked(plain: bytes, password: str = SECRET) -> bytes:
    """A document as Office locks it (ECMA-376, agile); none that Office writes is as small as some of ours."""
    larger = io.BytesIO(plain)
    with zipfile.ZipFile(larger, "a") as parts:
        parts.comment = random.Random(1).randbytes(6000)
    plain, out = larger.getvalue(), io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def workbook(folder: Path, table: list[list[str]]) -> bytes:
    write_workbook(folder / "open.xlsx", {"Blad1": [[text(value) for value in row] for row in table]})
    return (folder / "open.xlsx").read_bytes()


BRIEF = locked(docx(p("Betreft: mevrouw A. de Vries, BSN 999990019")))


def rows(folder: Path, data: bytes, *passwords: str) -> list[tuple[str, str, str, str]]:
    (folder / "leak").mkdir(exist_ok=True)
    (folder / "leak/brief.docx").write_bytes(data)
    given_ = Passwords(lambda dataset, file: passwords, passwords)
    items = Lister(folder, folder / "work/spool", kind_of, passwords=given_).items("d", ["leak"])
    return [(i.file, i.kind, i.outcome.value, i.problem) for i in items]


def test_the_right_password_opens_it(tmp_path: Path) -> None:
    inside = ("leak/brief.docx!/brief.docx", "docx", "read", "")
    outside = ("leak/brief.docx", LOCKED, "read", "")
    assert rows(tmp_path, BRIEF, "fout", SECRET) == [outside, inside]
    assert rows(tmp_path, BRIEF, "fout") == [("leak/brief.docx", LOCKED, "unreadable", "password needed")]
    assert rows(tmp_path, BRIEF) == [("leak/brief.docx", LOCKED, "unreadable", "password needed")]


def test_what_excel_locks_by_itself_is_open_to_all(tmp_path: Path) -> None:
    book = locked(workbook(tmp_path, [["BSN", "Naam"], ["999990019", "A. de Vries"]]), USUAL)
    assert [(file, kind) for file, kind, _, _ in rows(tmp_path, book)] == [
        ("leak/brief.docx", LOCKED),
        ("leak/brief.docx!/brief.docx", "xlsx"),
    ]


def test_damage_in_a_locked_document_is_told(tmp_path: Path) -> None:
    cut = rows(tmp_path, BRIEF[: len(BRIEF) // 2], SECRET)
    assert cut[-1][2:] == ("unreadable", "damaged; nothing could be read")
    assert rows(tmp_path, BRIEF[: len(BRIEF) // 3], SECRET)[0][2] == "unreadable"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(BRIEF) - 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_damage_anywhere_never_raises(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    raw = bytearray(BRIEF)
    for at, value in changes:
        raw[at] = value
    assert rows(tmp_path, bytes(raw), SECRET)


def test_people_in_a_locked_workbook_are_found_once_its_password_is_given(tmp_path: Path) -> None:
    table = [line.split(";") for line in leaked(leak(person(1))).splitlines()]
    files: dict[str, str | bytes] = {"dicht.xlsx": locked(workbook(tmp_path, table)), "a.csv": leaked(leak(person(9)))}
    home = case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"])
    assert run(home).verdicts()[person(1).key] == "not_excluded"
    with (home / "case.toml").open("a") as file:
        file.write(f'\n[dataset.passwords]\n"*.xlsx" = "{SECRET}"\n')
    done = run(home)
    assert done.verdicts()[person(1).key] == "confirmed"
    assert done.verdicts()[person(5).key] == "cleared"
    assert {row["outcome"] for row in done.rows("coverage")} == {"read"}
