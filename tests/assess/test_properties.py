"""What holds for any case: nobody who is in the leak is cleared, nothing is lost, and the same goes in gives the same out."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from factory import (
    LEAK,
    NOTHING,
    Person,
    Result,
    case,
    dutch,
    leak,
    leaked,
    only,
    passes_eleven,
    people,
    person,
    put,
    run,
    table,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lekwijzer.fields.bsn import is_valid

few = settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
"""Each example is a whole run: few, and not made smaller."""
columns = st.frozensets(st.sampled_from(LEAK[:10]), max_size=10)


def hashes(result: Result) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(result.revision.folder.iterdir())}


def counted(result: Result) -> None:
    """Rows in = sum of outcomes, and the summary says what the tables say."""
    outcomes = {r["mention_id"]: (r["dataset"], r["outcome"]) for r in result.rows("mentions")}
    assert sum(r["mentions"] for r in result.rows("coverage")) == len(outcomes)
    by_dataset = Counter(outcomes.values())
    for d in result.summary()["datasets"]:
        parts = {o: d[o] for o in ("matched", "duplicate", "unidentified", "unresolved", "rejected")}
        assert parts == {o: by_dataset[d["dataset"], o] for o in parts}
        assert d["mentions"] == sum(parts.values())


@few
@given(erased=st.lists(columns, min_size=12, max_size=12))
def test_nobody_who_is_in_the_leak_is_cleared_whatever_is_left_of_the_row(
    tmp_path_factory: pytest.TempPathFactory, erased: list[frozenset[str]]
) -> None:
    present = people(12)
    # With two rows that say everything, so that the columns are told by more than their headers.
    rows = [leak(p, **dict.fromkeys(gone, "")) for p, gone in zip(present, erased, strict=True)] + [
        leak(person(40)),
        leak(person(41)),
    ]
    systems = {"lims": {"pat": "laatste_jaar >= 2016"}}
    home = case(
        tmp_path_factory.mktemp("erased"),
        registers={"pat": people(24)},
        datasets={"d1": {"a.csv": leaked(*rows)}},
        complete=["d1"],
        systems=systems,
    )
    found = run(home)
    verdicts = found.verdicts()
    assert [p.key for p in present if verdicts[p.key] == "cleared"] == []
    for p, (outcome, key) in zip(present, found.outcomes(), strict=False):
        assert key in ("", p.key)
        assert outcome in ("matched", "unresolved", "duplicate")
    counted(found)


@pytest.mark.thorough
@few
@given(order=st.permutations(range(14)), cut=st.integers(1, 13), names=st.permutations(["a.csv", "b.csv"]))
def test_the_order_of_rows_and_files_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int, names: list[str]
) -> None:
    rows = [leak(p) for p in people(5)] + [leak(p, BSN="") for p in people(5, 9)]
    rows += [
        leak(person(50)),
        leak(person(50), BSN=""),
        only(Achternaam=person(9).surname),
        leak(person(10), BSN="", Geboortedatum=""),
        leak(person(0)),
    ]

    def told(a: list[list[str]], b: list[list[str]], register: list[Person]) -> tuple[object, ...]:
        datasets = {"d1": {names[0]: leaked(*a), names[1]: leaked(*b)}}
        found = run(
            case(tmp_path_factory.mktemp("order"), registers={"pat": register}, datasets=datasets, complete=["d1"])
        )
        counted(found)
        subjects = sorted(
            (r["key"], r["verdict"], r["reason"], *r["fields"], r["mentions"]) for r in found.rows("subjects")
        )
        exposure = sorted(tuple(r.values()) for r in found.rows("exposure"))
        return (
            subjects,
            exposure,
            Counter(o for o, _ in found.outcomes()),
            sorted(u["mentions"] for u in found.rows("unidentified")),
        )

    shuffled = [rows[n] for n in order]
    listed = people(14)
    assert told(shuffled[:cut], shuffled[cut:], listed[::-1]) == told(rows[:7], rows[7:], listed)


UNRELATED = {
    "lookup.csv": table(["code", "omschrijving"], [["A", "Alfa"], ["B", "Beta"]]),
    "strangers.csv": leaked(*(leak(person(n)) for n in range(300, 308))),
    "map/notes.txt": "Handleiding LIMS\n\nVoor vragen bel de servicedesk. Versie 3.\n",
}


def test_an_unrelated_file_changes_no_verdict(tmp_path: Path) -> None:
    rows = [leak(p) for p in people(6)] + [leak(person(7), BSN="", Straat=""), only(Achternaam=person(8).surname)]
    home = case(tmp_path, registers={"pat": people(14)}, datasets={"d1": {"a.csv": leaked(*rows)}}, complete=["d1"])
    before = run(home)
    for name, text in UNRELATED.items():
        put(home / "leaked/d1" / name, text)
        after = run(home)
        assert after.new
        assert (after.verdicts(), after.reasons()) == (before.verdicts(), before.reasons()), name
        counted(after)


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    files = {
        "a.csv": leaked(*(leak(p) for p in people(6)), only(Achternaam="Vlierwijk")),
        "z/b.csv": leaked(*(leak(p, BSN="") for p in people(4, 9))),
        **UNRELATED,
    }
    home = case(
        tmp_path,
        registers={"pat": people(12), "zkh": [p.but(key=f"Z{p.key}") for p in people(4, 8)]},
        datasets={"d1": files, "d2": files},
    )
    copy = shutil.copytree(home, tmp_path / "elders/andere naam")
    first = run(home)
    again = run(home)
    assert (again.new, again.revision) == (False, first.revision)
    assert hashes(run(copy, workers=2)) == hashes(first)
    shutil.rmtree(home / "revisions")
    assert hashes(run(home)) == hashes(first)  # from what was read before
    manifest = json.loads((first.revision.folder / "manifest.json").read_text())
    assert {name: hashes(first)[name] for name in manifest["files"]} == manifest["files"]
    assert {*manifest["files"], "manifest.json"} == set(hashes(first))


def test_no_value_of_a_person_stands_in_what_is_told(tmp_path: Path) -> None:
    """Numbers and names are in no log, summary, manifest or coverage list; a result is nowhere at all."""
    secret = [p.but(surname=f"{p.surname}ekster", street=f"{p.street}hof") for p in people(10)]
    rows = [leak(p, Uitslag="XQZPOSITIEF") for p in secret[:6]] + [
        leak(secret[7], BSN="", Voorletters="", Geslacht=""),
        leak(person(70, surname="Nergensekster"), Uitslag="XQZPOSITIEF"),
    ]
    broken = leaked(*rows).encode("cp1252") + b"\xff\xfe\x00" + ("x" * 50 + ";").encode() * 30
    files = {
        "a.csv": leaked(*rows),
        "b.csv": broken,
        "c.xlsx": b"PK\x03\x04" + rows[0][0].encode() * 9,
        "d.hl7": f"MSH|^~\\&|\rPID|1||{rows[0][0]}".encode(),
    }
    home = case(tmp_path, registers={"pat": secret}, datasets={"d1": files}, cohorts={"1": "verdict = 'confirmed'"})
    found = run(home)
    assert "confirmed" in found.verdicts().values()
    told = [
        p
        for p in home.rglob("*")
        if p.is_file() and (p.suffix in (".json", ".txt", ".log", ".jsonl") or p.name.startswith(("coverage", "links")))
    ]
    assert len(told) >= 4
    words = {w.lower() for p in secret for w in (p.bsn, p.surname, p.street, dutch(p.born), p.born.isoformat())} | {
        "nergensekster",
        "xqzpositief",
    }
    for path in told:
        text = path.read_bytes().decode("utf-8", "replace").lower()
        assert [w for w in words if w in text] == [], path.name
    for path in (p for folder in ("work", "revisions") for p in (home / folder).rglob("*.parquet")):
        if not path.name.endswith((".columns.parquet", ".compare.parquet")):
            assert b"XQZPOSITIEF" not in path.read_bytes()
    kept = {
        c: table_text(found, c)
        for c in ("subjects", "exposure", "mentions", "links", "unidentified", "coverage", "candidates")
    }
    assert [c for c, text in kept.items() if any(w in text for w in words)] == []


def table_text(found: Result, name: str) -> str:
    return json.dumps(found.rows(name), default=str).lower()


@given(st.integers(0, 999_999_999))
@settings(max_examples=200)
def test_the_eleven_test_by_another_road(number: int) -> None:
    assert is_valid(number) == passes_eleven(number)


def could_be(row: dict[str, str], p: Person) -> bool:
    """Whether a leaked row says nothing that is not true of this person, and something at all."""
    true = dict(zip(LEAK, leak(p), strict=True))
    said = {c: v for c, v in row.items() if v and c in LEAK[:10]}
    return all(true[c] == v for c, v in said.items())


@pytest.mark.parametrize("seed", range(3))
def test_whoever_an_open_mention_could_be_is_not_cleared(tmp_path: Path, seed: int) -> None:
    """Against a register full of namesakes, housemates and people born on one day, checked pair by pair."""
    draw = random.Random(seed)
    pool = people(12)
    register = [
        person(n, surname=draw.choice(pool).surname, prefix="", initials=draw.choice("CDEF") + ".", given="Anna", born=draw.choice(pool).born,
               sex=draw.choice("MV"), city=draw.choice(pool).city, year=2020)
        for n in range(60)
    ]  # fmt: skip
    rows = []
    for _ in range(5):
        whose = dict(zip(LEAK, leak(draw.choice(register)), strict=True))
        keep = draw.choice(
            [
                ["Achternaam"],
                ["Achternaam", "Geslacht"],
                ["Achternaam", "Voorletters"],
                ["Geboortedatum"],
                ["Postcode"],
                ["Geboortedatum", "Geslacht"],
            ]
        )
        rows.append(NOTHING | {"Uitslag": "negatief"} | {c: whose[c] for c in keep})
    rows += [dict(zip(LEAK, leak(person(n)), strict=True)) for n in (200, 201, 202)]
    home = case(
        tmp_path,
        registers={"pat": register},
        complete=["d1"],
        datasets={"d1": {"a.csv": leaked(*(list(r.values()) for r in rows))}},
    )
    found = run(home)
    state = found.rows("mentions")
    still_open = [row for row, r in zip(rows, state, strict=True) if r["outcome"] in ("unresolved", "unidentified")]
    assert len(still_open) >= 3
    must_stay = {p.key for p in register if any(could_be(row, p) for row in still_open)}
    verdicts = found.verdicts()
    assert {k for k in must_stay if verdicts[k] == "cleared"} == set()
    # And it does clear: those who share no surname, birth year or postcode with anything that is open.
    shares = {
        p.key for p in register for row in still_open
        if row["Achternaam"] == p.surname or row["Geboortedatum"][-4:] == str(p.born.year) or row["Postcode"].replace(" ", "") == p.postcode
    }  # fmt: skip
    free = [p.key for p in register if p.key not in shares and verdicts[p.key] not in ("confirmed", "probable")]
    assert free
    assert {verdicts[k] for k in free} == {"cleared"}
