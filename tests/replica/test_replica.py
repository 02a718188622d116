"""The replica as a whole: the same bytes per seed, the public chain, and a truth that the files bear out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekwijzer.errors import UsageError
from lekwijzer.replica import write_replica


def passes_eleven(bsn: str) -> bool:
    """The 11-test, written out once more."""
    digits = [int(d) for d in bsn]
    return (
        len(digits) == 9 and (sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=False)) - digits[8]) % 11 == 0
    )


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("replica") / "twin"
    write_replica(target, 0.003, 11)
    return target


@pytest.fixture(scope="module")
def mentions(twin: Path) -> pl.DataFrame:
    return pl.read_parquet(twin / "truth/mentions.parquet")


@pytest.fixture(scope="module")
def subjects(twin: Path) -> pl.DataFrame:
    return pl.read_parquet(twin / "truth/subjects.parquet")


def figures(target: Path) -> dict[str, Any]:
    return json.loads((target / "truth/figures.json").read_text())


def test_same_seed_gives_same_bytes(tmp_path: Path) -> None:
    write_replica(tmp_path / "a", 0.001, 5)
    write_replica(tmp_path / "b", 0.001, 5)
    write_replica(tmp_path / "c", 0.001, 6)
    one, two, other = (hashes(tmp_path / name) for name in "abc")
    assert one == two
    assert other["registers/participants.csv"] != one["registers/participants.csv"]


@settings(max_examples=2, deadline=None)
@given(scale=st.floats(0.001, 0.002), seed=st.integers(0, 2**32))
def test_the_chain_follows_from_the_truth(tmp_path_factory: pytest.TempPathFactory, scale: float, seed: int) -> None:
    target = tmp_path_factory.mktemp("chain") / "twin"
    write_replica(target, scale, seed)
    found = figures(target)
    assert found["sample"] == {"rows": round(53_516 * scale), "people": round(53_516 * scale)}
    assert found["first"]["rows"] == round(485_000 * scale)
    assert found["first"]["people"] == found["groups"]["1"] == round(405_000 * scale)
    assert found["first"]["lacking"] == found["first"]["rows"] - found["first"]["people"]
    assert found["second"]["rows"] == round(230_000 * scale)
    assert found["second"]["new"] == found["groups"]["2"] == round(216_000 * scale)
    assert found["second"]["known"] + found["second"]["lacking"] == found["second"]["known_or_unresolvable"]
    assert found["groups"]["4"] == round(38_000 * scale)
    assert sum(found["groups"].values()) == found["universe"] == round(941_000 * scale)
    assert found["confirmed"] + found["not_excluded"] == found["universe"]
    assert found["scope_refuted_by"] >= 1
    others = [r["rows"] for name, r in found["registers"].items() if name != "participants"]
    assert sum(others) == round(135_000 * scale)


def test_every_bsn_is_valid_and_synthetic(twin: Path) -> None:
    numbers = pl.read_csv(twin / "registers/participants.csv", separator=";", infer_schema=False)["bsn"]
    assert numbers.n_unique() == len(numbers)
    assert all(n.startswith("9") and passes_eleven(n) for n in numbers)
    hospital = pl.read_parquet(twin / "registers/hospital-b.parquet")["bsn"]
    assert all(n.startswith("9") and passes_eleven(n) for n in hospital.drop_nulls() if n)
    assert (hospital.is_null() | (hospital == "")).any()


def test_no_valid_bsn_in_the_leak_is_outside_the_synthetic_range(twin: Path) -> None:
    rows = list(
        csv.DictReader(
            (twin / "leaked/first/screening/screenit_export_1.csv").open(encoding="utf-8", newline=""), delimiter=";"
        )
    )
    leaked = [r["CLIENT_BSN"] for r in rows if r["CLIENT_BSN"].isdigit()]
    assert all(n.startswith("9") for n in leaked if len(n) == 9 and passes_eleven(n))
    assert any(not passes_eleven(n) for n in leaked)


def test_case_file_names_what_exists(twin: Path) -> None:
    case = tomllib.loads((twin / "case.toml").read_text(encoding="utf-8"))
    parties = {p["id"] for p in case["party"]}
    for register in case["register"]:
        assert register["party"] in parties
        assert all((twin / f).exists() for f in register["files"])
    assert [d["id"] for d in case["dataset"]] == ["sample", "first", "second"]
    assert all((twin / f).is_dir() for d in case["dataset"] for f in d["files"])
    held = {h["register"] for s in case["system"] for h in s["holds"]}
    assert held == {r["id"] for r in case["register"]}
    assert len([r for r in held if r.startswith("gp-")]) >= 3


def test_august_went_to_group_one(twin: Path, subjects: pl.DataFrame) -> None:
    sent = pl.read_csv(twin / "letters/august.csv", separator=";", infer_schema=False)["deelnemernummer"]
    assert set(sent) == set(subjects.filter(pl.col("group") == "1")["key"])


def test_truth_covers_every_register_row(twin: Path, subjects: pl.DataFrame) -> None:
    for register, file, column in (
        ("participants", "participants.csv", "deelnemernummer"), ("hospital-a", "hospital-a.csv", "patientnummer"),
        ("gp-001", "gp-001.csv", "patnr"),
    ):  # fmt: skip
        separator = "," if register == "hospital-a" else ";"
        keys = pl.read_csv(twin / "registers" / file, separator=separator, infer_schema=False)[column]
        assert keys.to_list() == subjects.filter(pl.col("register") == register)["key"].to_list()


def test_exposure_is_what_matched_mentions_carry(mentions: pl.DataFrame, subjects: pl.DataFrame, twin: Path) -> None:
    exposure = pl.read_parquet(twin / "truth/exposure.parquet")
    matched = mentions.filter(pl.col("expected") == "matched")
    expected = {
        (r["register"], r["key"], r["dataset"], field) for r in matched.to_dicts() for field in r["fields"].split("|") if field
    }  # fmt: skip
    assert {tuple(r) for r in exposure.rows()} == expected
    found = subjects.filter("identifiable")
    assert set(zip(found["register"], found["key"], strict=True)) == {e[:2] for e in expected}
    assert subjects.filter(pl.col("identifiable") & ~pl.col("present")).is_empty()


def test_every_outcome_and_kind_occurs(mentions: pl.DataFrame) -> None:
    assert set(mentions["expected"]) == {"matched", "duplicate", "unidentified", "unresolved", "rejected"}
    assert set(mentions["kind"]) == {
        "identifiable",
        "lacking",
        "outsider",
        "reference",
        "control",
        "header",
        "test",
        "copy",
    }
    screening = mentions.filter(pl.col("file").str.contains("/screening/", literal=True))
    assert set(screening["kind"]) == {"identifiable", "lacking"}


def test_number_of_messages_is_number_of_mentions(twin: Path, mentions: pl.DataFrame) -> None:
    records = mentions.unique("record").group_by("file").agg(pl.len(), last=pl.col("n").max())
    for row in records.to_dicts():
        path = twin / row["file"]
        if "!/" in row["file"] or path.suffix not in {".hl7", ".mllp", ".edi", ".bin"}:
            continue
        text = path.read_bytes().decode("latin-1")
        starts = r"UNH\+" if path.suffix == ".edi" else r"(?m)(?:^|[\r\x0b])MSH[|#]"
        assert len(re.findall(starts, text)) == row["len"] == row["last"], row["file"]


def test_edifact_counts_its_segments(twin: Path) -> None:
    text = (twin / "leaked/first/screening/edi/medrpt.edi").read_text(encoding="latin-1")
    segments = re.split(r"(?<!\?)'", text)
    size = 0
    for segment in segments:
        size = 1 if segment.startswith("UNH") else size + 1
        if segment.startswith("UNT"):
            assert segment.split("+")[1] == str(size)


def test_record_numbers_point_at_the_person(twin: Path, mentions: pl.DataFrame) -> None:
    register = pl.read_csv(twin / "registers/participants.csv", separator=";", infer_schema=False)
    bsn = dict(zip(register["deelnemernummer"], register["bsn"], strict=True))
    file = "leaked/second/screening/fileserver/screenit_2.csv"
    rows = list(csv.reader(io.StringIO((twin / file).read_text(encoding="utf-8"), newline=""), delimiter="|"))
    agreeing = checked = 0
    for m in mentions.filter((pl.col("file") == file) & (pl.col("register") == "participants")).to_dicts():
        leaked = rows[m["n"] - 1][rows[0].index("CLIENT_BSN")]
        checked += len(leaked) == 9 and passes_eleven(leaked)
        agreeing += leaked == bsn[m["key"]]
    assert checked == agreeing > 50


def test_workbook_rows_point_at_the_person(twin: Path, mentions: pl.DataFrame) -> None:
    register = pl.read_csv(twin / "registers/participants.csv", separator=";", infer_schema=False)
    bsn = dict(zip(register["deelnemernummer"], register["bsn"], strict=True))
    file = "leaked/first/screening/overzicht_1.xlsx"
    book = fastexcel.read_excel(twin / file)
    assert book.sheet_names == ["Toelichting", "Blad1", "Vervolg"]
    sheet = book.load_sheet("Blad1", header_row=None, dtypes="string").to_polars()
    named = mentions.filter(
        (pl.col("file") == file) & (pl.col("part") == "Blad1") & (pl.col("register") == "participants")
    )
    agreeing = sum(sheet.row(m["n"] - 1)[0] == bsn[m["key"]] for m in named.to_dicts())
    assert agreeing > len(named) * 0.8


def test_the_smallest_has_files_without_a_record(tmp_path: Path) -> None:
    write_replica(tmp_path / "twin", 0.001, 3)
    assert (tmp_path / "twin" / "case.toml").exists()


def test_refuses_a_full_folder_and_an_odd_scale(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        write_replica(tmp_path, 0.001, 1)
    with pytest.raises(UsageError, match="out of range"):
        write_replica(tmp_path / "new", 0.0001, 1)
    assert not (tmp_path / "new").exists()
