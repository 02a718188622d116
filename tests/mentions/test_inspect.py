"""How a file would be read, told without a case."""

from __future__ import annotations

import gzip
import os
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest

from lekwijzer.fields.bsn import is_valid
from lekwijzer.mentions.inspect import MEMBERS, FileLook, Wish, inspect, is_unreadable
from lekwijzer.sandbox import Job

NUMBERS = [n for n in range(900_000_100, 900_001_000) if is_valid(n)]
SURNAMES = ["Vlierwijk", "Sterrenkamp", "Molenbeker", "Ruigewaard"]
HEADER = "BSN;Naam;Geb.datum;Wat het is;Uitslag"


def people(rows: int, header: str = HEADER) -> str:
    lines = [
        f"{NUMBERS[i % 40]};{SURNAMES[i % 4]}, A.;{i % 28 + 1:02d}-06-{1950 + i % 50};zz {i};positief"
        for i in range(rows)
    ]
    return "\n".join([header, *lines]) + "\n"


def look(path: Path | str, **wish: object) -> FileLook:
    (found,) = inspect([str(path)], Wish(**wish), apart=False)  # type: ignore[arg-type]
    return found


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.csv"
    path.write_bytes((people(12) + HEADER + "\n" + "controlemonster;Controle;;;negatief\n").encode("cp1252"))
    return path


def test_columns_with_role_field_reason_and_share(table: Path) -> None:
    found = look(table)
    assert (found.kind, found.outcome, found.delimiter, found.encoding) == ("delimited", "read", ";", "ascii")
    (part,) = found.parts
    assert (part.about, part.rows, part.more, part.mentions) == ("people", 14, False, 12)
    assert dict(part.rejected) == {"repeated_header": 1, "control_sample": 1}
    assert [(c.number, c.role, c.field) for c in part.columns] == [
        (1, "bsn", "bsn"), (2, "name", "name"), (3, "birth_date", "birth_date"), (4, "", ""), (5, "test_result", "test_result"),
    ]  # fmt: skip
    assert part.columns[0].confidence > 0.9
    assert all(c.why for c in part.columns)
    assert part.columns[2].filled == pytest.approx(13 / 14, abs=0.001)


def test_examples_are_masked_until_asked_for(table: Path) -> None:
    masked = look(table, examples=3)
    values = [str(n) for n in NUMBERS[:40]] + SURNAMES + ["positief", "negatief", "1950", "zz 1"]
    text = repr(asdict(masked))
    assert [v for v in values if v in text and v != "1950"] == []
    assert f"******{str(NUMBERS[0])[-3:]}" in text
    assert masked.parts[0].columns[4].examples == ("(hidden)",)
    clear = look(table, reveal=True).parts[0]
    assert clear.columns[0].examples == (str(NUMBERS[0]), str(NUMBERS[1]))
    assert clear.columns[4].examples[0] == "positief"
    assert look(table, examples=0).parts[0].columns[0].examples == ()


def test_only_the_first_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    path.write_text(people(500), "utf-8")
    (part,) = look(path, rows=100).parts
    assert (part.rows, part.more, part.mentions) == (100, True, 100)
    (part,) = look(path, rows=500).parts
    assert (part.rows, part.more) == (500, False)


def test_messages_show_the_roles_found_and_no_results(tmp_path: Path) -> None:
    def message(i: int) -> str:
        return f"MSH|^~\\&|A|B|C|D|20250101||ORU^R01|{i}|P|2.4\rPID|1||{NUMBERS[i]}^^^NLMINBIZA^NNNLD||{SURNAMES[i % 4]}^A||1950061{i}|M\rOBR|1|O{i}77777||GLU^Glucose\rOBX|1|NM|GLU||5.6\r"

    path = tmp_path / "uit.hl7"
    path.write_text("".join(message(i) for i in range(4)), "utf-8")
    (part,) = look(path, reveal=True).parts
    assert (part.unit, part.about, part.mentions) == ("message", "people", 4)
    roles = {c.role: c for c in part.columns}
    assert {"bsn", "surname", "birth_date", "sex", "test_result"} <= set(roles)
    assert roles["bsn"].filled == 1.0
    assert roles["bsn"].examples == (str(NUMBERS[0]), str(NUMBERS[1]))
    assert roles["test_result"].examples == ()


def test_the_case_may_say_otherwise(table: Path) -> None:
    (part,) = look(table, overrides={"patient_number": ["wat het is"], "ignore": ["bsn"]}).parts
    assert [c.role for c in part.columns][:4] == ["", "name", "birth_date", "patient_number"]
    assert part.columns[3].why == "case.toml"


def test_containers_list_their_members_and_open_them_on_request(tmp_path: Path) -> None:
    path = tmp_path / "lek.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/lijst.csv", people(10))
        archive.writestr("b/binnen.csv.gz", gzip.compress(people(10).encode()))
    found = look(path)
    assert [m.file for m in found.members] == ["a/lijst.csv", "b/binnen.csv.gz", "b/binnen.csv.gz!/binnen.csv"]
    assert found.parts == ()
    inside = list(inspect([str(path)], Wish(members=True)))
    assert [(f.file.removeprefix(str(path)), len(f.parts)) for f in inside] == [
        ("", 0), ("!/a/lijst.csv", 1), ("!/b/binnen.csv.gz", 0), ("!/b/binnen.csv.gz!/binnen.csv", 1),
    ]  # fmt: skip
    alone = look(f"{path}!/b/binnen.csv.gz!/binnen.csv")
    assert alone.file == f"{path}!/b/binnen.csv.gz!/binnen.csv"
    assert alone.parts[0].mentions == 10


def test_a_large_container_is_no_faulty_one(tmp_path: Path) -> None:
    path = tmp_path / "veel.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(MEMBERS + 5):
            archive.writestr(f"{i:03d}.csv", people(3))
    found = look(path)
    assert (len(found.members), found.more_members, found.outcome, found.problems) == (MEMBERS, True, "read", ())


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text(people(5), "utf-8")
    assert [Path(f.file).name for f in inspect([str(tmp_path)], Wish())] == ["a.csv", "b.csv"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "stuk.xlsx").write_bytes(b"PK\x03\x04" + b"xl/workbook" + bytes(50))
    (tmp_path / "leeg.csv").write_bytes(b"")
    (tmp_path / "beeld.bin").write_bytes(bytes(range(256)) * 20)
    broken, empty, other = (look(tmp_path / name) for name in ("stuk.xlsx", "leeg.csv", "beeld.bin"))
    assert is_unreadable(broken) or broken.kind == "zip"
    assert broken.problems
    assert (empty.kind, empty.parts) == ("empty", ())
    assert (other.outcome, other.problems) == ("skipped", ("no reader for this format",))
    missing = look(tmp_path / "weg.csv")
    assert is_unreadable(missing)
    assert missing.problems == ("the file does not exist",)
    assert is_unreadable(look(tmp_path / "weg.zip!/a.csv"))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in/lek.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lijst.csv", people(10))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert len(list(inspect([str(path)], Wish(members=True)))) == 2
    assert os.listdir(temporary) == []
    assert os.listdir(path.parent) == ["lek.zip"]


def test_a_worker_tells_what_this_process_would(table: Path) -> None:
    apart, here = (list(inspect([str(table)], Wish(), apart=way)) for way in (True, False))
    assert apart == here
    assert apart[0].parts[0].columns[0].examples


def test_a_file_that_ends_its_reader_is_told_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(people(5), "utf-8")

    def job(function: str, asked: object) -> Job:
        return Job("sandbox.jobs:die", None) if "a.csv" in repr(asked) else Job(function, asked)

    monkeypatch.setattr("lekwijzer.mentions.inspect.Job", job)
    lost, read = inspect([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")], Wish())
    assert (lost.outcome, lost.problems, Path(lost.file).name) == (
        "unreadable",
        ("reading it killed the worker",),
        "a.csv",
    )
    assert read.parts[0].mentions == 5
