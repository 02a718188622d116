"""Public samples that others wrote: the government's test persons, and real messages. Every person in them is found."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from factory import case, people, put, run

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
    text = (
        (home / "case.toml")
        .read_text()
        .replace("as_of = 2025-08-20\n", 'as_of = 2025-08-20\n[register.columns]\nkey = "pl"\n')
    )
    put(home / "case.toml", text)
    found = run(leak_of(home, PERSONS, "kopie.csv"))
    listed = persons()
    verdicts = found.verdicts()
    assert set(verdicts) == {p["pl"] for p in listed}
    times = Counter(p["bsn"] for p in listed)
    numbered = {p["pl"] for p in listed if p["bsn"] and times[p["bsn"]] == 1}
    assert len(numbered) > 600
    assert {k for k in numbered if verdicts[k] not in ("confirmed", "probable")} == set()
    twice = {p["pl"] for p in listed if times[p["bsn"]] > 1}
    assert {k for k, v in verdicts.items() if v not in ("confirmed", "probable")} <= twice
    # One man stands in the list twice, the same but for the number of his list: two rows, one person, who is found.
    joost = {p["pl"] for p in listed if p["bsn"] == "999994724"}
    assert joost == {"Lg01_278", "Lg01_328"}
    assert [verdicts[key] for key in joost] == ["confirmed"] * 2
    linked = {(r["locator"], r["key"]) for r in found.rows("mentions") if r["outcome"] == "matched"}
    # A row names the partner too, with a number: a mention of her own, and of nobody else.
    number = {p["pl"]: p["bsn"] for p in listed}
    rows = {f"row {n}": p for n, p in enumerate(listed, 2)}
    others = {(place, key) for place, key in linked if key != rows[place]["pl"]}
    partners = {(place, key) for place, key in others if number[key] == rows[place]["partner_bsn"]}
    assert others - partners == {("row 354", "Lg01_278")}
    assert len(partners) > 150
    assert all({"name", "birth_date", "bsn"} <= found.exposed(p["pl"]) for p in listed[:40] if p["bsn"])


def test_their_whole_lists_with_history_against_the_current_rows(tmp_path: Path) -> None:
    """257 columns named by element number, 2,156 rows: the first of each list has a number in front, history follows."""
    home = case(tmp_path, registers={"brp": PERSONS.read_text("utf-8-sig")}, datasets={"d1": {}})
    found = run(leak_of(home, PERSONS.with_name(EXTRACT), EXTRACT))
    by_bsn = {p["bsn"]: r["verdict"] for p, r in zip(persons(), found.rows("subjects"), strict=True) if p["bsn"]}
    missed = [bsn for bsn, verdict in by_bsn.items() if verdict not in ("confirmed", "probable")]
    assert len(missed) <= 0.01 * len(by_bsn)


def patients(folder: Path) -> dict[str, tuple[str, str]]:
    """File → surname and birth date of its patient, for messages that have one (also where its segment is commented out)."""
    out = {}
    for path in sorted(folder.glob("*.hl7")):
        for segment in re.split(r"[\r\n]+", path.read_bytes().decode()):
            if segment.removeprefix("//").startswith("PID|"):
                pid = segment.split("|")
                out[path.name] = (re.split(r"[&^]", pid[5])[0], pid[7][:8])
    return out


def test_every_patient_of_the_hl7_samples_is_found(tmp_path: Path) -> None:
    files = sorted((DATA / "nl_hl7v2").glob("*.hl7"))
    expected = patients(DATA / "nl_hl7v2")
    assert (len(files), len(expected)) == (32, 17)
    found = run(case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {p.name: p.read_bytes() for p in files}}))
    assert {r["file"].rpartition("/")[2]: r["kind"] for r in found.rows("coverage")} == {p.name: "hl7" for p in files}
    fields: dict[str, set[str]] = {}
    for row in found.rows("mentions"):
        fields.setdefault(row["file"].rpartition("/")[2], set()).update(row["fields"])
    missed = {
        name: (surname, born)
        for name, (surname, born) in expected.items()
        if not (surname == "" or "name" in fields.get(name, ()))
        or not (born == "" or "birth_date" in fields.get(name, ()))
    }
    assert set(missed) == set()


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
