"""Rows that carry a number instead of a person: joined within a dataset, nearest first, and never to two people."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from factory import Person, case, dutch, leaked, only, people, person, run, table

PATIENTS = ["patientnummer", "bsn", "achternaam", "voorletters", "geboortedatum"]
ORDERS = ["ordernummer", "patientnummer", "aanvrager", "datum aanvraag"]
RESULTS = ["ordernummer", "bepaling", "uitslag"]


def patient(number: str, p: Person) -> list[str]:
    return [number, p.bsn, p.surname, p.initials, dutch(p.born)]


def order(number: str, patient_number: str) -> list[str]:
    return [number, patient_number, "dr. H. Huisman", "03-04-2024"]


def result(number: str, test: str = "HPV") -> list[str]:
    return [number, test, "negatief"]


def test_keys_that_programs_made_are_joined_wherever_they_stand(tmp_path: Path) -> None:
    made = [f"0f8fad5b-d9cb-469f-a165-70867{n:07d}" for n in range(4)]
    listed = [[made[n], *patient("", person(n))[1:]] for n in range(3)]
    files = {
        "crm/patients.csv": table(["uuid", *PATIENTS[1:]], listed),
        "lab/results.csv": table(["patient_uuid", *RESULTS[1:]], [[number, *result("")[1:]] for number in made]),
    }
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files}))
    joined = [("matched", f"K000{n}") for n in range(3)]
    assert found.outcomes("results.csv") == [*joined, ("unresolved", "")]


def test_an_analysers_row_reaches_its_person_through_the_order_and_the_patient_list(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {
        "lis/patients.csv": table(PATIENTS, [patient(f"77{n:05d}", person(n)) for n in (0, 1, 2, 50)]),
        "lis/orders.csv": table(ORDERS, [order(f"ORD24{n:04d}", f"77{n:05d}") for n in (0, 1, 50, 7)]),
        "lab/run.csv": table(["Ordernummer", "Monsternummer", "Assay"], [[f"ORD24{n:04d}", f"24-00{n:04d}", "HPV16"] for n in (0, 50)]),
        "lab/raw.txt": table(["Monsternummer", "Well", "Uitslag"], [[f"24-00{n:04d}", f"A{n}", "neg"] for n in (0, 50, 9)]),
    }})  # fmt: skip
    found = run(home)
    assert found.outcomes("patients.csv") == [
        ("matched", "K0000"),
        ("matched", "K0001"),
        ("matched", "K0002"),
        ("unidentified", ""),
    ]
    assert found.outcomes("orders.csv") == [
        ("matched", "K0000"),
        ("matched", "K0001"),
        ("unidentified", ""),
        ("unresolved", ""),
    ]
    assert found.outcomes("run.csv") == [("matched", "K0000"), ("unidentified", "")]
    assert found.outcomes("raw.txt") == [("matched", "K0000"), ("unidentified", ""), ("unresolved", "")]
    assert found.why("raw.txt") == ["number_joined", "in_no_register", "number_not_joined"]
    assert found.exposed("K0000") == {
        "patient_number",
        "bsn",
        "name",
        "birth_date",
        "requester",
        "exam_date",
        "exam_type",
        "test_result",
    }
    assert found.exposed("K0002") == {"patient_number", "bsn", "name", "birth_date"}
    assert [(u["mentions"], set(u["fields"])) for u in found.rows("unidentified")] == [(4, found.exposed("K0000"))]
    assert {r["joined"] for r in found.rows("links") if r["key"] == "K0000"} == {True, False}


def test_two_hospitals_use_the_same_numbers(tmp_path: Path) -> None:
    datasets = {
        f"zkh_{h}/{name}.csv": table(header, rows)
        for h, first in (("a", 0), ("b", 4))
        for name, header, rows in (
            ("patients", PATIENTS, [patient(f"10{n:05d}", person(first + n)) for n in range(4)]),
            ("results", ["patientnummer", "bepaling", "uitslag"], [[f"10{n:05d}", f"{h}{n}", "neg"] for n in range(4)]),
        )
    }
    datasets["elders/results.csv"] = table(
        ["patientnummer", "bepaling", "uitslag"], [[f"10{n:05d}", "HIV", "neg"] for n in range(4)]
    )
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": datasets}))
    assert found.outcomes("zkh_a/results.csv") == [("matched", f"K000{n}") for n in range(4)]
    assert found.outcomes("zkh_b/results.csv") == [("matched", f"K000{4 + n}") for n in range(4)]
    assert found.outcomes("elders/results.csv") == [("unresolved", "")] * 4
    assert set(found.why("elders/results.csv")) == {"tie"}


def test_a_number_joins_within_its_dataset_only(tmp_path: Path) -> None:
    datasets = {
        "d1": {"patients.csv": table(PATIENTS, [patient(f"88{n:05d}", person(n)) for n in range(4)])},
        "d2": {
            "results.csv": table(
                ["patientnummer", "bepaling", "uitslag"], [[f"88{n:05d}", "HIV", "neg"] for n in range(4)]
            )
        },
    }
    found = run(case(tmp_path, registers={"pat": people(4)}, datasets=datasets))
    assert found.outcomes("results.csv") == [("unresolved", "")] * 4
    assert {d for r in found.rows("subjects") for d in r["datasets"]} == {"d1"}


def test_a_number_of_somebody_in_the_register_and_of_somebody_else_leads_to_nobody(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": people(6)}, datasets={"d1": {
        "patients.csv": table(PATIENTS, [*(patient(f"55{n:05d}", person(n)) for n in range(5)), patient("5500000", person(60))]),
        "results.csv": table(["patientnummer", "bepaling", "uitslag"], [[f"55{n:05d}", "HIV", "neg"] for n in range(5)]),
    }})  # fmt: skip
    found = run(home)
    assert found.outcomes("results.csv") == [("unresolved", ""), *(("matched", f"K000{n}") for n in range(1, 5))]
    assert "test_result" not in found.exposed("K0000")


def test_a_number_of_two_people_in_two_registers_leads_to_nobody(tmp_path: Path) -> None:
    hospitals = {h: people(first, first + 4) for h, first in (("a", 0), ("b", 4))}
    datasets = {
        f"zkh_{h}/patients.csv": table(PATIENTS, [patient(f"10{n:05d}", p) for n, p in enumerate(listed)])
        for h, listed in hospitals.items()
    }
    datasets["elders/results.csv"] = table(
        ["patientnummer", "bepaling", "uitslag"], [[f"10{n:05d}", "HIV", "neg"] for n in range(4)]
    )
    found = run(case(tmp_path, registers=hospitals, datasets={"d1": datasets}))
    assert found.outcomes("elders/results.csv") == [("unresolved", "")] * 4
    assert set(found.why("elders/results.csv")) == {"tie"}


def test_a_number_of_one_person_in_two_registers_leads_to_both_rows(tmp_path: Path) -> None:
    registers = {"pat": people(4), "zkh": [p.but(key=f"Z{n}", bsn="", house="1") for n, p in enumerate(people(4))]}
    files = {
        "patients.csv": table(PATIENTS, [patient(f"10{n:05d}", person(n)) for n in range(4)]),
        "results.csv": table(
            ["patientnummer", "bepaling", "uitslag"], [[f"10{n:05d}", "HIV", "neg"] for n in range(4)]
        ),
    }
    found = run(case(tmp_path, registers=registers, datasets={"d1": files}))
    assert found.outcomes("results.csv") == [("matched", key) for n in range(4) for key in (f"K000{n}", f"Z{n}")]


def test_a_row_that_names_somebody_else_is_not_joined_by_its_number(tmp_path: Path) -> None:
    header = ["patientnummer", "achternaam", "geboortedatum", "bepaling", "uitslag"]
    home = case(tmp_path, registers={"pat": people(6)}, datasets={"d1": {
        "patients.csv": table(PATIENTS, [patient(f"55{n:05d}", person(n)) for n in range(5)]),
        "results.csv": table(header, [["5500000", person(70).surname, "", "HIV", "neg"], ["5500001", person(1).surname, "", "HIV", "neg"]]),
    }})  # fmt: skip
    assert run(home).outcomes("results.csv") == [("unresolved", ""), ("matched", "K0001")]


def test_small_numbers_of_another_numbering_are_no_keys_of_a_register(tmp_path: Path) -> None:
    register = [p.but(key=str(n + 1)) for n, p in enumerate(people(60))]
    rows = [[str(n), "HIV", "neg"] for n in range(1, 41)]
    home = case(
        tmp_path,
        registers={"pat": register},
        datasets={"d1": {"results.csv": table(["patientnummer", "test", "uitslag"], rows)}},
    )
    found = run(home)
    assert set(found.outcomes()) == {("unresolved", "")}
    assert set(found.verdicts().values()) == {"not_excluded"}


def test_numbers_that_linked_people_carry_too_are_those_of_the_register(tmp_path: Path) -> None:
    register = [p.but(key=f"{4_100_000 + 7919 * n}") for n, p in enumerate(people(30))]
    text = table(["patientnummer", *"bsn;voorletters;achternaam;geboortedatum;geslacht;postcode".split(";")],
                 [[p.key, p.bsn, p.initials, p.surname, p.born, p.sex, p.postcode] for p in register])  # fmt: skip
    home = case(tmp_path, registers={"pat": text}, datasets={"d1": {
        "patients.csv": table(PATIENTS, [patient(p.key, p) for p in register[:8]]),
        "results.csv": table(["patientnummer", "bepaling", "uitslag"], [[p.key, "HIV", "neg"] for p in register[8:12]] + [["9999999", "HIV", "neg"]]),
    }})  # fmt: skip
    found = run(home)
    assert found.outcomes("results.csv") == [*(("matched", p.key) for p in register[8:12]), ("unresolved", "")]
    assert {found.verdicts()[p.key] for p in register[8:12]} == {"probable"}
    assert set(found.why("results.csv")[:4]) == {"number_in_register"}


def test_copies_of_a_file_of_bare_numbers_repeat_and_other_files_of_them_do_not(tmp_path: Path) -> None:
    rows = table(["patientnummer", "bepaling", "uitslag"], [[f"10{n:05d}", "HIV", "neg"] for n in range(4)])
    lists = {
        h: table(PATIENTS, [patient(f"10{n:05d}", person(first + n)) for n in range(4)])
        for h, first in (("a", 0), ("b", 4))
    }
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {
        "a/patients.csv": lists["a"], "a/results.csv": rows, "b/patients.csv": lists["b"],
        "b/results.csv": rows.replace("HIV", "HIV ").replace("HIV ", "HIV") + "1000009;HIV;neg\n",
    }})  # fmt: skip
    found = run(home)
    assert found.outcomes("a/results.csv") == [("matched", f"K000{n}") for n in range(4)]
    assert found.outcomes("b/results.csv") == [*(("matched", f"K000{4 + n}") for n in range(4)), ("unresolved", "")]


@dataclass(frozen=True)
class Row:
    """A row of the random case: where it stands, whom it names, and which numbers it carries."""

    file: str
    who: str  # "" when it only carries numbers
    numbers: tuple[tuple[str, str], ...]

    def far(self, other: Row) -> int:
        same_folder = self.file.rpartition("/")[0] == other.file.rpartition("/")[0]
        return 0 if self.file == other.file else 1 if same_folder else 2


def joined(rows: Iterable[Row]) -> dict[Row, str]:
    """Whom each row is about, in so many words: again and again, the nearest rows with one of its numbers, if they agree."""
    known = {row: row.who for row in rows if row.who}
    waiting = [row for row in rows if not row.who]
    while True:
        new: dict[Row, str] = {}
        for row in waiting:
            leads = [(row.far(other), who) for other, who in known.items() if set(row.numbers) & set(other.numbers)]
            nearest = {who for far, who in leads if far == min(leads)[0]}
            if len(nearest) == 1:
                new[row] = nearest.pop()
        if not new:
            return known
        known |= new
        waiting = [row for row in waiting if row not in known]


def random_rows(seed: int) -> list[Row]:
    """Three folders with numbers of their own that overlap, a laboratory that uses all of them, mistakes included."""
    draw = random.Random(seed)
    rows: list[Row] = []
    for number, folder in enumerate("abc"):
        for n in range(12):
            who = f"K{number * 12 + n:04d}"
            listed = draw.randrange(9) + (0 if draw.random() < 0.5 else 10 * number)  # some twice, some in two folders
            rows.append(Row(f"{folder}/patients.csv", who, (("p", f"61{listed:05d}"),)))
        for n in range(14):
            wanted = draw.randrange(30)
            rows.append(
                Row(
                    f"{folder}/orders.csv", "", (("o", f"ORD{number if n < 9 else 7}{n:05d}"), ("p", f"61{wanted:05d}"))
                )
            )
    orders = [row for row in rows if row.file.endswith("orders.csv")]
    for n in range(60):
        folder = draw.choice(["a", "b", "c", "lab"])
        about = draw.choice(orders).numbers[0] if draw.random() < 0.9 else ("o", f"ORD9{n:05d}")
        rows.append(Row(f"{folder}/results.csv", "", (about,)))
    return list(dict.fromkeys(rows))


@pytest.mark.variants
@pytest.mark.parametrize("seed", range(4))
def test_against_a_plain_implementation(tmp_path: Path, seed: int) -> None:
    rows = random_rows(seed)
    expected = joined(rows)
    files: dict[str, list[list[str]]] = {}
    for row in rows:
        number = dict(row.numbers)
        if row.who:
            cells = patient(number["p"], person(int(row.who[1:])))
        else:
            cells = order(number["o"], number["p"]) if "p" in number else result(number["o"])
        files.setdefault(row.file, []).append(cells)
    headers = {"patients.csv": PATIENTS, "orders.csv": ORDERS, "results.csv": RESULTS}
    # Only the first thirty are in the register: the others are people all the same.
    home = case(
        tmp_path,
        registers={"pat": people(30)},
        datasets={"d1": {name: table(headers[name.rpartition("/")[2]], cells) for name, cells in files.items()}},
    )
    found = run(home)
    for name in files:
        said = found.outcomes(f"/{name}")
        truth = [expected.get(row, "") for row in rows if row.file == name]
        assert said == [
            ("matched", who) if who and who < "K0030" else ("unidentified" if who else "unresolved", "")
            for who in truth
        ], name
    assert len({who for row, who in expected.items() if who >= "K0030"}) == len(found.rows("unidentified"))


def test_people_in_no_register_are_counted_as_a_plain_implementation_counts_them(tmp_path: Path) -> None:
    draw = random.Random(5)
    pool = [person(n) for n in range(100, 130)]
    pool += [
        p.but(bsn=person(200 + n).bsn, key=f"K{200 + n}") for n, p in enumerate(pool[:6])
    ]  # namesakes born on one day
    rows = []
    for _ in range(160):
        p = draw.choice(pool)
        known, born, placed = draw.random() < 0.5, draw.random() < 0.9, draw.random() < 0.6
        rows.append((p.bsn if known else "", p, born, placed or not born))

    def name_and_birth(p: Person) -> tuple[str, ...]:
        return (p.surname, p.initials[0], str(p.born))

    numbers: dict[tuple[str, ...], set[str]] = {}
    for bsn, p, born, _ in rows:
        if bsn and born:
            numbers.setdefault(name_and_birth(p), set()).add(bsn)
    clusters: dict[tuple[str, ...], int] = {}
    for bsn, p, born, _ in rows:
        only_one = numbers.get(name_and_birth(p), set())
        if bsn:
            who: tuple[str, ...] = (bsn,)
        elif not born:
            who = (p.surname, p.initials[0], p.postcode, p.house)
        else:
            who = tuple(only_one) if len(only_one) == 1 else name_and_birth(p)
        clusters[who] = clusters.get(who, 0) + 1
    cells = [
        only(BSN=bsn, Achternaam=p.surname, Voorletters=p.initials, Voorvoegsel=p.prefix, Geboortedatum=dutch(p.born) if born else "",
             Postcode=p.postcode if placed else "", Huisnummer=p.house if placed else "", Uitslag=f"nr {n}")
        for n, (bsn, p, born, placed) in enumerate(rows)
    ]  # fmt: skip
    found = run(case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {"a.csv": leaked(*cells)}}))
    assert sorted(u["mentions"] for u in found.rows("unidentified")) == sorted(clusters.values())
    assert found.summary()["unidentified"] == {"people": len(clusters), "mentions": 160}


@pytest.mark.variants
@pytest.mark.parametrize("called", ["anr", "a_nr", "oNummer", "aanvraag"])
def test_a_result_reaches_its_person_through_a_number_that_is_called_by_its_initial(
    tmp_path: Path, called: str
) -> None:
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {
        "persoon.csv": table(["pnr", "bsn", "naam"], [[f"77{n:05d}", person(n).bsn, person(n).surname] for n in range(4)]),
        "aanvraag.csv": table([called, "pnr", "datum"], [[f"A{5000 + n}", f"77{n:05d}", "2023-01-02"] for n in range(4)]),
        "result.csv": table([called, "code", "waarde"], [[f"A{5000 + n}", "HPV16", "pos"] for n in range(3)]),
    }})  # fmt: skip
    found = run(home)
    assert found.outcomes("result.csv") == [("matched", f"K{n:04d}") for n in range(3)]
    assert found.exposed("K0000") >= {"exam_type", "exam_date", "test_result"}
    assert "test_result" not in found.exposed("K0003")


def test_the_number_of_the_register_of_persons_is_no_order(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {
        "gba.csv": table(["anr", "pnr"], [[f"10000000{n:02d}", f"77{n:05d}"] for n in range(4)]),
        "persoon.csv": table(["pnr", "bsn", "naam"], [[f"77{n:05d}", person(n).bsn, person(n).surname] for n in range(4)]),
        "orders.csv": table(["ordernummer", "uitslag"], [[f"10000000{n:02d}", "pos"] for n in range(4)]),
    }})  # fmt: skip
    found = run(home)
    assert {outcome for outcome, _ in found.outcomes("orders.csv")} == {"unresolved"}
