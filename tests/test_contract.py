"""The exports of a small twin of the breach keep the contract, in every format, and agree with its truth."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from factory import Result
from twin import assessed_twin, twin

from lekwijzer.assess.export import export
from lekwijzer.cli.figures import counts
from lekwijzer.errors import UsageError

SCALE = 0.003
CHECKER = Path(__file__).parents[2] / "shared/check_exports.py"
# Written out once more: what others read.
COLUMNS = {
    "subjects": "subject_id register key party verdict probability reason datasets fields mentions cohort flags",
    "exposure": "register key dataset field",
    "mentions": "mention_id dataset file locator outcome subject_id register key fields",
    "unidentified": "subject_id mentions datasets fields",
    "coverage": "dataset file sha256 bytes kind outcome mentions problem",
    "links": "mention_id register key weight probability reason judgement",
}
VOCABULARY = set(
    "name sex birth_date address bsn phone email patient_number insurer requester exam_type exam_date test_result iban".split()
)
FOUND = {"confirmed", "probable"}
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twin(tmp_path_factory, SCALE, assessed=True)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return assessed_twin(tmp_path_factory, SCALE)


@pytest.fixture(scope="module")
def folder(assessed: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table in every format."""
    target = tmp_path_factory.mktemp("exports")
    for name in COLUMNS:
        written = {
            export(assessed.revision, name, target / f"{name}.{suffix}") for suffix in ("csv", "parquet", "xlsx")
        }
        assert len(written) == 1
    return target


@pytest.fixture(scope="module")
def tables(folder: Path) -> Rows:
    out = {}
    for name in COLUMNS:
        with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
            out[name] = list(csv.DictReader(file))
    return out


@pytest.mark.skipif(not CHECKER.exists(), reason="the checker of the contract is not beside this repository")
def test_the_checker_of_the_contract_finds_nothing(folder: Path) -> None:
    done = subprocess.run([sys.executable, str(CHECKER), str(folder)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "the exports keep the contract")


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(folder: Path, name: str) -> None:
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        assert next(csv.reader(file)) == COLUMNS[name].split()
    assert pl.read_parquet_schema(folder / f"{name}.parquet").names() == COLUMNS[name].split()


@pytest.mark.parametrize("name", COLUMNS)
def test_the_same_cells_in_every_format(folder: Path, tables: Rows, name: str) -> None:
    def text(value: Any) -> str:
        if isinstance(value, list):
            return "|".join(value)
        return "" if value is None else f"{float(value):.2f}" if isinstance(value, (int, float)) else str(value)

    def plain(value: str, column: str) -> str:
        return f"{float(value):.2f}" if value and column in ("mentions", "bytes", "weight", "probability") else value

    expected = [[plain(row[c], c) for c in COLUMNS[name].split()] for row in tables[name]]
    assert [[text(v) for v in row] for row in pl.read_parquet(folder / f"{name}.parquet").rows()] == expected
    sheet = fastexcel.read_excel(folder / f"{name}.xlsx").load_sheet(0, dtypes="string").to_polars()
    assert sheet.columns == COLUMNS[name].split()
    assert [[plain(text(v), c) for c, v in row.items()] for row in sheet.to_dicts()] == expected


def listed(cell: str) -> set[str]:
    return {x for x in cell.split("|") if x}


def test_what_the_tables_say_of_each_other(tables: Rows) -> None:
    subjects = {(r["register"], r["key"]): r for r in tables["subjects"]}
    assert len(subjects) == len(tables["subjects"])
    assert {r["verdict"] for r in subjects.values()} <= {"confirmed", "probable", "not_excluded", "cleared"}
    found = {who for who, r in subjects.items() if r["verdict"] in FOUND}
    exposure: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for r in tables["exposure"]:
        exposure.setdefault((r["register"], r["key"]), set()).add((r["dataset"], r["field"]))
    assert sum(map(len, exposure.values())) == len(tables["exposure"])
    assert set(exposure) == found
    for who, r in subjects.items():
        assert listed(r["fields"]) == {field for _, field in exposure.get(who, set())} <= VOCABULARY
        assert listed(r["datasets"]) == {dataset for dataset, _ in exposure.get(who, set())}
        assert r["reason"]
    mentions: dict[str, list[dict[str, str]]] = {}
    for r in tables["mentions"]:
        mentions.setdefault(r["mention_id"], []).append(r)
    for rows in mentions.values():
        assert len({(r["dataset"], r["file"], r["locator"], r["outcome"], r["fields"]) for r in rows}) == 1
        assert len({r["register"] for r in rows}) == len(rows)
        for r in rows:
            assert ((r["register"], r["key"]) in found) == (
                r["outcome"] == "matched" or (r["outcome"] == "duplicate" and bool(r["key"]))
            )
            if r["key"]:
                assert r["subject_id"] == subjects[r["register"], r["key"]]["subject_id"]
    matched = {(m, r["register"], r["key"]) for m, rows in mentions.items() for r in rows if r["outcome"] == "matched"}
    assert {(r["mention_id"], r["register"], r["key"]) for r in tables["links"]} == matched
    assert len(tables["links"]) == len(matched)
    per_person = Counter((register, key) for _, register, key in matched)
    assert {who: int(r["mentions"]) for who, r in subjects.items() if who in found} == per_person
    strangers = Counter(rows[0]["subject_id"] for rows in mentions.values() if rows[0]["outcome"] == "unidentified")
    assert {r["subject_id"]: int(r["mentions"]) for r in tables["unidentified"]} == strangers
    per_file = Counter((rows[0]["dataset"], rows[0]["file"]) for rows in mentions.values())
    assert {(r["dataset"], r["file"]): int(r["mentions"]) for r in tables["coverage"] if int(r["mentions"])} == per_file
    assert [r["file"] for r in tables["coverage"] if r["outcome"] != "read" and not r["problem"]] == []


def test_people_and_exposure_against_the_truth(home: Path, assessed: Result) -> None:
    truth = pl.read_parquet(home / "truth/subjects.parquet").select("register", "key", "present", "identifiable")
    said = pl.read_parquet(assessed.revision.table("subjects")).join(truth, on=["register", "key"], how="left")
    assert len(said) == len(truth)
    found, confirmed = pl.col("verdict").is_in(list(FOUND)), pl.col("verdict") == "confirmed"
    identifiable = said.filter("identifiable")
    assert len(identifiable.filter(found)) >= 0.999 * len(identifiable)
    assert len(said.filter(confirmed & ~pl.col("present"))) == 0
    assert len(said.filter(pl.col("present") & (pl.col("verdict") == "cleared"))) == 0
    columns = ["register", "key", "dataset", "field"]
    true = set(pl.read_parquet(home / "truth/exposure.parquet").select(columns).unique().rows())
    mine = set(pl.read_parquet(assessed.revision.table("exposure")).select(columns).rows())
    assert 2 * len(true & mine) / (len(true) + len(mine)) >= 0.99


def test_the_chain_of_public_figures(home: Path, assessed: Result) -> None:
    """Rows to the unit; people within one in a thousand."""
    truth, said = json.loads((home / "truth/figures.json").read_text()), counts(assessed.revision)
    assert {k: said[k] for k in ("first", "second", "rows", "universe")} == {
        "first": truth["first"]["rows"], "second": truth["second"]["rows"], "rows": truth["rows"], "universe": truth["universe"],
    }  # fmt: skip
    people = {
        "sample": truth["sample"]["people"], "first_people": truth["first"]["people"], "lacking": truth["first"]["lacking"],
        "new": truth["second"]["new"], "known": truth["second"]["known_or_unresolvable"], "found": truth["confirmed"], "open": truth["not_excluded"],
    }  # fmt: skip
    people |= {f"group {name}": n for name, n in truth["groups"].items()}
    said |= {f"group {c['id']}": c["n"] for c in assessed.summary()["cohorts"]}
    assert {k: (said[k], n) for k, n in people.items() if abs(said[k] - n) > max(1, n / 1000)} == {}
    assert assessed.summary()["scope"][0]["found_outside"] >= truth["scope_refuted_by"]


def test_exporting_to_where_it_cannot_go(assessed: Result, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.parquet, \.xlsx"):
        export(assessed.revision, "subjects", tmp_path / "subjects.pdf")
    with pytest.raises(UsageError, match="does not exist"):
        export(assessed.revision, "subjects", tmp_path / "no/subjects.csv")
    assert list(tmp_path.iterdir()) == []
