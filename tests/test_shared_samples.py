"""Public samples that others wrote: the government's test persons, and real messages. Every person in them is found."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from factory import case, dutch, people, put, run
from lekwijzer.assess.run import assess
from lekwijzer.case import load_case
from lekwijzer.progress import QuietProgress

DATA = Path(__file__).parents[2] / "shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the samples are not beside this repository")
PERSONS = DATA / "brp_gbav_testset/persons_current.csv"
EXTRACT = "20220502_Testset_persoonslijsten_proefomgeving_GBA-V.csv"


def persons() -> list[dict[str, str]]:
    with open(PERSONS, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def leak_of(home: Path, source: Path, name: str) -> Path:
    put(home / "leaked/d1" / name, source.read_bytes())
    return home


def test_the_governments_test_persons_as_register_and_as_leak(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"brp": PERSONS.read_text("utf-8-sig")}, datasets={"d1": {}})
    text = (home / "case.toml").read_text().replace("as_of = 2025-08-20\n", 'as_of = 2025-08-20\n[register.columns]\nkey = "pl"\n')
    put(home / "case.toml", text)
    found = run(leak_of(home, PERSONS, "kopie.csv"))
    listed = persons()
    verdicts = found.verdicts()
    assert set(verdicts) == {p["pl"] for p in listed}
    numbered = {p["pl"] for p in listed if p["bsn"]}
    assert len(numbered) > 600
    assert {k for k in numbered if verdicts[k] not in ("confirmed", "probable")} == set()
    linked = {(r["locator"], r["key"]) for r in found.rows("mentions") if r["outcome"] == "matched"}
    rows = {f"row {n}": p["pl"] for n, p in enumerate(listed, 2)}
    assert {(place, key) for place, key in linked if rows[place] != key} == set()
    assert all({"name", "birth_date", "bsn"} <= found.exposed(p["pl"]) for p in listed[:40] if p["bsn"])


def test_their_whole_lists_with_history_against_the_current_rows(tmp_path: Path) -> None:
    """257 columns named by element number, 2,156 rows: the first of each list has a number in front, history follows."""
    home = case(tmp_path, registers={"brp": PERSONS.read_text("utf-8-sig")}, datasets={"d1": {}})
    found = run(leak_of(home, PERSONS.with_name(EXTRACT), EXTRACT))
    by_bsn = {p["bsn"]: r["verdict"] for p, r in zip(persons(), found.rows("subjects"), strict=True) if p["bsn"]}
    missed = [bsn for bsn, verdict in by_bsn.items() if verdict not in ("confirmed", "probable")]
    assert len(missed) <= 0.01 * len(by_bsn)


def patients(folder: Path, pattern: str) -> dict[str, tuple[str, str]]:
    """File → surname and birth date (yyyymmdd) of its patient, taken out with one expression each."""
    out = {}
    for path in sorted(folder.glob(pattern)):
        text = path.read_text("utf-8")
        if path.suffix == ".hl7":
            pid = re.split(r"[\r\n]PID\|", text)[1].split("\r")[0].split("|")
            out[path.name] = (re.split(r"[&^]", pid[4])[0], pid[6][:8])
    return out


def test_every_patient_of_the_hl7_samples_is_found(tmp_path: Path) -> None:
    expected = patients(DATA / "nl_hl7v2", "*.hl7")
    assert len(expected) == 32
    home = case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {name: (DATA / "nl_hl7v2" / name).read_bytes() for name in expected}})
    found = run(home)
    assert {r["file"].rpartition("/")[2]: (r["kind"], r["outcome"]) for r in found.rows("coverage")} == dict.fromkeys(expected, ("hl7", "read"))
    fields: dict[str, set[str]] = {}
    for row in found.rows("mentions"):
        fields.setdefault(row["file"].rpartition("/")[2], set()).update(row["fields"])
    assert set(fields) == set(expected)
    for name, (surname, born) in expected.items():
        assert {f for f, value in (("name", surname), ("birth_date", born)) if value} <= fields[name], name


def test_every_patient_of_the_edifact_samples_is_found(tmp_path: Path) -> None:
    files = sorted((DATA / "nl_edifact").glob("*.edi"))
    with_patient = {p.name for p in files if re.search(r"'\s*PID\+|^PID\+", p.read_text("utf-8"), re.MULTILINE)}
    assert len(with_patient) >= 6
    found = run(case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {p.name: p.read_bytes() for p in files}}))
    items = {r["file"].rpartition("/")[2]: r for r in found.rows("coverage")}
    assert {name: r["kind"] for name, r in items.items()} == {p.name: "edifact" for p in files}
    assert {name for name in with_patient if not items[name]["mentions"]} == set()
    named = {r["file"].rpartition("/")[2] for r in found.rows("mentions") if "name" in r["fields"]}
    assert with_patient <= named
