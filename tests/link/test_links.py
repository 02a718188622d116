"""What makes a link, how strong it is, and what makes none: one register, one leaked table, one row per question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factory import BSNS, Person, case, dutch, leak, leaked, only, passes_eleven, people, person, run

FOUND = {"confirmed", "probable"}
NO_ADDRESS = {"Straat": "", "Huisnummer": "", "Postcode": "", "Plaats": ""}


@dataclass(frozen=True)
class Question:
    """A leaked row, and what must become of it."""

    row: list[str]
    outcome: str  # matched, unidentified, unresolved
    to: str = ""  # key, when matched
    levels: set[str] = field(default_factory=lambda: FOUND)
    why: str = ""  # the reason, where there is only one


def mistyped(bsn: str) -> str:
    """The number with one digit other, so that it fails the test."""
    return next(t for d in "0123456789" if not passes_eleven(int(t := bsn[:5] + d + bsn[6:])))


def swapped(word: str) -> str:
    """Two letters in the middle the other way round."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


TWIN = person(100, given="Jorien", initials="J.", sex="V", born=date(1979, 4, 9))
OTHER_TWIN = TWIN.but(key="K0101", bsn=BSNS[101], given="Mirthe", initials="M.")
FATHER = person(102, born=date(1950, 2, 3), sex="M", given="Cornelis", initials="C.")
SON = FATHER.but(key="K0103", bsn=BSNS[103], born=date(1981, 11, 24))
ONE_OF_TWO = person(104, given="Karin", initials="K.L.", sex="V")
SAME_NUMBER = person(105, bsn=ONE_OF_TWO.bsn, given="Pieter", initials="P.", sex="M")
MARRIED = person(106, surname="Korenbloem-Nachtegaal", given="Hilde", initials="H.", sex="V")
REGISTER = [*people(60), TWIN, OTHER_TWIN, FATHER, SON, ONE_OF_TWO, SAME_NUMBER, MARRIED]


def p(n: int) -> Person:
    return REGISTER[n]


QUESTIONS: dict[str, Question] = {
    "everything agrees": Question(leak(p(0)), "matched", "K0000", {"confirmed"}, "bsn_agrees"),
    "a BSN and nothing else": Question(only(BSN=p(1).bsn), "matched", "K0001", why="bsn_only"),
    "the BSN of one and all else of another": Question(leak(p(3), BSN=p(2).bsn), "unresolved", why="bsn_conflict"),
    "a valid BSN of nobody vetoes": Question(leak(p(4), BSN=BSNS[900]), "unresolved", why="bsn_conflict"),
    "a BSN that fails the test does not": Question(leak(p(5), BSN=mistyped(p(5).bsn)), "matched", "K0005"),
    "name, birth date and address": Question(leak(p(6), BSN=""), "matched", "K0006", {"confirmed"}, "name_dob_address"),
    "name and birth date": Question(leak(p(7), BSN="", **NO_ADDRESS), "matched", "K0007", why="initials_name_dob"),
    "moved": Question(leak(p(8), BSN="", Straat="Zeedijk", Huisnummer="8", Postcode="1012 AB", Plaats="Amsterdam"), "matched", "K0008"),
    "two letters swapped": Question(leak(p(9), BSN="", Achternaam=swapped(p(9).surname)), "matched", "K0009"),
    "two letters swapped, with the BSN": Question(leak(p(10), Achternaam=swapped(p(10).surname)), "matched", "K0010", {"confirmed"}),
    "capitals, and no prefix": Question(leak(p(11), BSN="", Achternaam=p(11).surname.upper(), Voorvoegsel=""), "matched", "K0011", {"confirmed"}),
    "day and month unknown": Question(leak(p(12), BSN="", Geboortedatum=f"00-00-{p(12).born.year}"), "matched", "K0012"),
    "day and month swapped": Question(leak(p(13), BSN="", Geboortedatum=f"{p(13).born:%m-%d-%Y}"), "matched", "K0013"),
    "name and address, no birth date": Question(leak(p(14), BSN="", Geboortedatum=""), "matched", "K0014", {"probable"}),
    "a maiden name": Question(leak(MARRIED, BSN="", Achternaam="Nachtegaal"), "matched", "K0106"),
    "a married name": Question(leak(MARRIED, BSN="", Achternaam="Korenbloem"), "matched", "K0106"),
    "somebody else, of whom nothing is in the register": Question(leak(person(500)), "unidentified", why="in_no_register"),
    "somebody else without BSN": Question(leak(person(501), BSN=""), "unidentified", why="in_no_register"),
    "only a surname": Question(only(Achternaam=p(20).surname), "unresolved", why="too_little"),
    "only a birth date": Question(only(Geboortedatum=dutch(p(21).born)), "unresolved", why="too_little"),
    "only a city": Question(only(Plaats=p(22).city), "unresolved"),
    "only initials and sex": Question(only(Voorletters="B.", Geslacht="V"), "unresolved"),
    "only a BSN that fails the test": Question(only(BSN=mistyped(p(23).bsn)), "unresolved", why="bsn_invalid_only"),
    "no identity at all": Question(only(), "unresolved", why="no_identity"),
    "one of twins, with initials": Question(leak(TWIN, BSN=""), "matched", "K0100"),
    "one of twins, nobody knows which": Question(leak(TWIN, BSN="", Voorletters=""), "unresolved", why="tie"),
    "all of one twin, and the BSN of the other": Question(leak(TWIN, BSN=OTHER_TWIN.bsn), "unresolved", why="tie"),
    "the same at no address": Question(leak(TWIN, BSN=OTHER_TWIN.bsn, Geslacht="", **NO_ADDRESS), "unresolved", why="tie"),
    "all of the father, and the BSN of the son": Question(leak(FATHER, BSN=SON.bsn), "unresolved", why="tie"),
    "a BSN and another birth date, of nobody": Question(leak(p(43), Geboortedatum="11-11-2001"), "matched", "K0043", {"confirmed"}),
    "the son": Question(leak(SON, BSN=""), "matched", "K0103"),
    "father or son": Question(leak(FATHER, BSN="", Geboortedatum=""), "unresolved", why="tie"),
    "a number of two, with the name": Question(leak(SAME_NUMBER), "matched", "K0105"),
    "a number of two, alone": Question(only(BSN=ONE_OF_TWO.bsn), "unresolved", why="tie"),
    "another initial is another person": Question(leak(p(30), BSN="", Voorletters="Q.", Geslacht=""), "unresolved"),
    "another sex, with all else": Question(leak(p(31), Geslacht="V" if p(31).sex == "M" else "M"), "matched", "K0031"),
    "a BSN, another name at another address, and one initial alike": Question(only(BSN=p(40).bsn, Achternaam="Elzenga", Voorletters=p(40).initials[:2], Huisnummer="8", Postcode="1012 AB"), "unresolved", why="bsn_conflict"),
    "a BSN and all initials, married and moved": Question(only(BSN=p(41).bsn, Achternaam="Elzenga", Voorletters=p(41).initials, Huisnummer="8", Postcode="1012 AB"), "matched", "K0041"),
    "a BSN and one initial, married": Question(only(BSN=p(42).bsn, Achternaam="Elzenga", Voorletters=p(42).initials[:2]), "matched", "K0042", {"probable"}),
    "another birth date is another person": Question(leak(p(32), BSN="", Geboortedatum="11-11-2001", **NO_ADDRESS), "unidentified"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Per question its mention, with the level of its link."""
    home = case(
        tmp_path_factory.mktemp("links"),
        registers={"pat": REGISTER},
        datasets={"d1": {"a.csv": leaked(*(q.row for q in QUESTIONS.values()))}},
    )
    result = run(home)
    levels = {r["mention_id"]: (r["level"], r["weight"]) for r in result.rows("links")}
    rows = result.rows("mentions")
    assert len(rows) == len(QUESTIONS)
    return [
        row | dict(zip(("level", "weight"), levels.get(row["mention_id"], (None, None)), strict=True)) for row in rows
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_row(found: list[dict[str, Any]], question: str) -> None:
    expected, row = QUESTIONS[question], found[list(QUESTIONS).index(question)]
    assert (row["outcome"], row["key"] or "") == (expected.outcome, expected.to), row["reason"]
    if expected.outcome == "matched":
        assert row["level"] in expected.levels
    else:
        assert row["level"] is None
    if expected.why:
        assert row["reason"] == expected.why


def test_more_agreement_weighs_more(found: list[dict[str, Any]]) -> None:
    weight = {name: row["weight"] for name, row in zip(QUESTIONS, found, strict=True)}
    assert (
        weight["everything agrees"] > weight["name, birth date and address"] > weight["name and address, no birth date"]
    )
    assert weight["everything agrees"] > weight["a BSN and nothing else"]


def test_one_mention_links_to_rows_of_two_registers(tmp_path: Path) -> None:
    hospital = [q.but(key=f"H{n}", bsn="") for n, q in enumerate(people(4, 8))]
    home = case(
        tmp_path,
        registers={"pat": people(6), "hospital": hospital},
        datasets={"d1": {"a.csv": leaked(*(leak(person(n)) for n in range(2, 9)))}},
    )
    result = run(home)
    by_mention: dict[str, set[tuple[str, str]]] = {}
    for row in result.rows("mentions"):
        by_mention.setdefault(row["mention_id"], set()).add((row["register"] or "", row["key"] or ""))
    assert list(by_mention.values()) == [
        {("pat", "K0002")}, {("pat", "K0003")}, {("pat", "K0004"), ("hospital", "H0")}, {("pat", "K0005"), ("hospital", "H1")},
        {("hospital", "H2")}, {("hospital", "H3")}, {("", "")},
    ]  # fmt: skip
    assert {(r["mention_id"], r["register"], r["key"]) for r in result.rows("links")} == {
        (mention, register, key) for mention, rows in by_mention.items() for register, key in rows if key
    }
    assert result.summary()["datasets"][0] | {"found": ""} == {
        "dataset": "d1", "found": "", "complete": False, "mentions": 7, "matched": 6, "duplicate": 0, "unidentified": 1,
        "unresolved": 0, "rejected": 0, "empty": False, "people": len({r["subject_id"] for r in result.rows("subjects") if r["datasets"]}),
        "new_people": len({r["subject_id"] for r in result.rows("subjects") if r["datasets"]}),
    }  # fmt: skip


def test_rows_of_two_registers_with_one_number_and_birth_date_are_one_person(tmp_path: Path) -> None:
    shared = [person(1).but(key="H1"), person(2).but(key="H2", born=date(2001, 1, 2)), person(9).but(key="H9")]
    home = case(
        tmp_path, registers={"pat": people(3), "hospital": shared}, datasets={"d1": {"a.csv": leaked(leak(person(0)))}}
    )
    ids = {r["key"]: r["subject_id"] for r in run(home).rows("subjects")}
    assert ids["K0001"] == ids["H1"]
    assert len({ids["K0000"], ids["K0001"], ids["K0002"], ids["H2"], ids["H9"]}) == 5
