"""The rules of the case file: cohorts, letters, systems, flags; and what is said of those that cannot be evaluated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from factory import REGISTER, Person, case, in_register, leak, leaked, people, person, put, run, table

from lekwijzer.errors import CaseError, RegisterError

HEADER = "Deelnemer-nr;BSN;Naam;Tussenv.;Voorl.;Geb.datum;Gesl.;Postcode;Huisnr;Score;Laatste ronde;Programma;Regio code".split(
    ";"
)
SCORES = ("1.250,50", "12,00", "7", "900")


def participant(n: int, p: Person) -> list[str]:
    return [f"DN-{5000 + n}", p.bsn, p.surname, p.prefix, p.initials, f"{p.born:%d-%m-%Y}", p.sex, p.postcode, p.house,
            SCORES[n % 4], f"{1 + n % 28:02d}-{1 + n % 12:02d}-{2015 + n % 9}", ("BMHK", "DK")[n % 2], f"{n:03d}"]  # fmt: skip


def ronde(n: int) -> date:
    return date(2015 + n % 9, 1 + n % 12, 1 + n % 28)


LETTER = '[[letter]]\nid = "aug"\nregister = "bvo"\nfiles = ["letters/aug.csv"]\nsent = 2025-08-19\n'
REGISTERS = {"bvo": table(HEADER, [participant(n, p) for n, p in enumerate(people(30))])}
DATASETS = {
    "first": {"a.csv": leaked(*(leak(person(n)) for n in range(12)))},
    "second": {"b.csv": leaked(*(leak(person(n)) for n in range(8, 18)))},
}


def test_the_first_rule_that_holds_gives_the_cohort(tmp_path: Path) -> None:
    rules = {
        "1": "verdict = 'confirmed' and list_contains(datasets, 'first') and list_contains(letters, 'aug')",
        "2": "list_contains(datasets, 'second') and row.\"Score\" > 100",
        "3": "verdict in ('confirmed', 'probable') and row.Programma = 'BMHK' and list_contains(fields, 'test_result')",
        "4": "verdict = 'not_excluded' and row.\"Laatste ronde\" >= DATE '2018-01-01'",
        "5": "register = 'bvo' and row.\"laatste ronde\" < '2018-01-01' and row.\"Regio code\" = '0' || right(row.\"Regio code\", 2)",
        "6": "row.\"Score_text\" = '12,00' and party = 'lab' and len(flags) = 0 and probability is null",
    }
    truth = {
        "1": lambda n: n < 10, "2": lambda n: 8 <= n < 18 and n % 4 in (0, 3), "3": lambda n: n < 18 and n % 2 == 0,
        "4": lambda n: n >= 18 and ronde(n) >= date(2018, 1, 1), "5": lambda n: ronde(n) < date(2018, 1, 1), "6": lambda n: n % 4 == 1,
    }  # fmt: skip
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, cohorts=rules, extra=LETTER)
    sent = [[n, "BRF01", f"DN-{5000 + n}", "19-08-2025"] for n in range(10)]
    put(home / "letters/aug.csv", table(["volgnr", "briefcode", "kenmerk", "datum"], sent))
    found = run(home)
    expected = {f"DN-{5000 + n}": next((cohort for cohort, holds in truth.items() if holds(n)), "") for n in range(30)}
    assert {r["key"]: r["cohort"] for r in found.rows("subjects")} == expected
    assert {r["key"] for r in found.rows("subjects") if r["letters"]} == {f"DN-{5000 + n}" for n in range(10)}
    counted = {c["id"]: c["n"] for c in found.summary()["cohorts"]}
    assert counted == {cohort: list(expected.values()).count(cohort) for cohort in [*rules, ""]}


def test_a_rule_on_a_column_of_one_register_holds_for_no_other(tmp_path: Path) -> None:
    registers = REGISTERS | {"pat": people(30, 34)}
    home = case(
        tmp_path,
        registers=registers,
        datasets=DATASETS,
        cohorts={"low": 'row."Score" < 100', "rest": "verdict = 'not_excluded'"},
    )
    cohorts = {(r["register"], r["cohort"]) for r in run(home).rows("subjects")}
    assert cohorts == {("bvo", "low"), ("bvo", "rest"), ("bvo", ""), ("pat", "rest")}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("row.\"Score\" > 1 and verdikt = 'confirmed'", r'cohort "x".*"verdikt".*did you mean "verdict"'),
        ("row.Skore > 1", r'cohort "x".*skore'),
        ('row."Programma" > 100', r'cohort "x"'),
    ],
)
def test_a_rule_that_cannot_be_evaluated(tmp_path: Path, rule: str, told: str) -> None:
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, cohorts={"x": rule})
    with pytest.raises(CaseError, match=told) as caught:
        run(home)
    assert "\n" not in str(caught.value)
    assert not list((home / "revisions").glob("*"))


def test_a_system_that_asks_for_a_column_that_is_not_there(tmp_path: Path) -> None:
    home = case(
        tmp_path, registers={"pat": people(5)}, datasets={"d1": {}}, systems={"lims": {"pat": "laatste_jar >= 2015"}}
    )
    with pytest.raises(CaseError, match=r'system "lims".*register "pat".*"laatste_jar".*did you mean "laatste_jaar'):
        run(home)


def test_systems_see_numbers_dates_and_text(tmp_path: Path) -> None:
    where = "\"Laatste ronde\" >= DATE '2018-01-01' and Score > 10 and Programma = 'BMHK'"
    home = case(tmp_path, registers=REGISTERS, datasets={"first": {}}, systems={"lims": {"bvo": where}})
    cleared = {k for k, v in run(home).verdicts().items() if v == "cleared"}
    held = {n for n in range(30) if ronde(n) >= date(2018, 1, 1) and SCORES[n % 4] != "7" and n % 2 == 0}
    assert cleared == {f"DN-{5000 + n}" for n in range(30) if n not in held}


def test_a_letter_with_keys_of_nobody(tmp_path: Path) -> None:
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, extra=LETTER)
    put(home / "letters/aug.csv", table(["volgnr", "kenmerk"], [[n, f"XX-{n}"] for n in range(1, 5)]))
    with pytest.raises(CaseError, match=r'letter "aug".*aug\.csv.*register "bvo"'):
        run(home)


def test_flags(tmp_path: Path) -> None:
    listed = [person(n) for n in range(10)]
    listed[1] = listed[1].but(born=date(2012, 5, 6))
    listed[2] = listed[2].but(bsn=listed[3].bsn)
    listed[8] = listed[8].but(born=date(2007, 8, 21))  # a day too young on the date of the register
    listed[9] = listed[9].but(born=date(2007, 8, 20))
    more = {4: ["", "", "J"], 5: ["2021-04-03", "", ""], 6: ["", "ja", "N"], 7: ["", "nee", "0"]}
    text = table(
        [*REGISTER, "overlijdensdatum", "geëmigreerd", "geheim adres"],
        [in_register(p) + more.get(n, ["", "", "N"]) for n, p in enumerate(listed)],
    )
    found = run(case(tmp_path, registers={"pat": text}, datasets={"d1": {"a.csv": leaked(leak(person(0)))}}))
    flags = {r["key"]: r["flags"] for r in found.rows("subjects")}
    assert flags == {
        "K0000": [], "K0001": ["minor"], "K0002": ["shared_bsn"], "K0003": ["shared_bsn"], "K0004": ["secret_address"],
        "K0005": ["deceased"], "K0006": ["emigrated"], "K0007": [], "K0008": ["minor"], "K0009": [],
    }  # fmt: skip
    assert {(f["flag"], f["n"]) for f in found.summary()["flags"]} == {
        ("minor", 2),
        ("shared_bsn", 2),
        ("secret_address", 1),
        ("deceased", 1),
        ("emigrated", 1),
    }


def test_without_a_register_there_is_nothing_to_assess(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="add register"):
        run(case(tmp_path, registers={}, datasets={"d1": {}}))
