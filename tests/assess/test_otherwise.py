"""Rows that say of one person what is another's: whoever it fits is not cleared, and nobody is confirmed by it alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factory import case, dutch, people, person, run, table

MOTHER = person(1, surname="Vos", prefix="", given="Lotte", initials="L.", sex="V")
SON = MOTHER.but(key="K0901", bsn=person(901).bsn, given="Lubbert", born=MOTHER.born.replace(year=MOTHER.born.year + 28), sex="M")  # fmt: skip
OTHERS = people(10, 30)
HEADER = "bsn;achternaam;voornaam;geboortedatum;postcode;huisnummer;telefoon".split(";")
REST = [[p.bsn, p.surname, p.given, dutch(p.born), p.postcode, p.house, ""] for p in OTHERS[:10]]
BOTH = (MOTHER.postcode, MOTHER.house)


@pytest.mark.parametrize(("row", "hers", "his"), [
    ([MOTHER.bsn, "Vos", "Lubbert", "", *BOTH, ""], "confirmed", "not_excluded"),  # her number at his name
    ([MOTHER.bsn, "Vos", "Lubbert", dutch(MOTHER.born), "", "", ""], "confirmed", "not_excluded"),
    ([MOTHER.bsn, "Vos", "Lotte", dutch(MOTHER.born), *BOTH, ""], "confirmed", "cleared"),
])  # fmt: skip
def test_whose_name_it_is_is_not_cleared(tmp_path: Path, row: list[str], hers: str, his: str) -> None:
    home = case(
        tmp_path,
        registers={"pat": [MOTHER, SON, *OTHERS]},
        datasets={"d1": {"a.csv": table(HEADER, [*REST, row])}},
        complete=["d1"],
    )
    found = run(home).verdicts()
    assert (found[MOTHER.key], found[SON.key]) == (hers, his)
    assert {found[p.key] for p in OTHERS[10:]} == {"cleared"}


def test_a_name_that_is_nearly_hers_is_that_of_whom_it_fits_to_the_letter(tmp_path: Path) -> None:
    hidde = MOTHER.but(given="Hidde", initials="H.", sex="M")
    hilde = SON.but(given="Hilde", initials="H.", sex="V")
    row = [hidde.bsn, "Vos", "Hilde", "", *BOTH, ""]
    registers = {"pat": [hidde, hilde, *OTHERS]}
    home = case(tmp_path, registers=registers, datasets={"d1": {"a.csv": table(HEADER, [*REST, row])}}, complete=["d1"])
    found = run(home).verdicts()
    assert (found[hidde.key], found[hilde.key]) == ("confirmed", "not_excluded")


def test_the_number_of_somebody_else_is_hers(tmp_path: Path) -> None:
    header = ["sleutel", "achternaam", "voornaam", "geboortedatum"]
    register = table(
        header, [[f"70{n:02}41{n:02}", p.surname, p.given, p.born.isoformat()] for n, p in enumerate(OTHERS)]
    )
    numbers = [f"70{n:02}41{n:02}" for n in range(len(OTHERS))]
    rows = [[numbers[n], p.surname, p.given, dutch(p.born), "neg"] for n, p in enumerate(OTHERS[:10])]
    rows[3][0] = numbers[15]
    leaked_table = table(["patientnummer", *header[1:], "uitslag"], rows)
    home = case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": leaked_table}}, complete=["d1"])
    found = run(home).verdicts()
    assert found[numbers[15]] == "not_excluded"
    assert {found[number] for number in numbers[10:15] + numbers[16:]} == {"cleared"}


def test_another_given_name_is_another_person_whatever_the_telephone(tmp_path: Path) -> None:
    register = table(
        ["sleutel", "achternaam", "voornaam", "geboortedatum", "postcode", "huisnummer", "telefoon"],
        [["K1", "Vos", "Lotte", "1970-03-01", "1841PA", "198", "0683375191"], ["K2", "Bos", "Anna", "1971-04-02", "3511AB", "4", "0612345674"]],
    )  # fmt: skip
    row = ["", "Vos", "Lubbert", "", "1841PA", "198", "0683375191"]
    home = case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": table(HEADER, [row])}})
    assert run(home).verdicts()["K1"] == "probable"


def test_the_old_way_of_writing_ij(tmp_path: Path) -> None:
    p = person(3, surname="Dijkstra", prefix="")
    row = ["", "DYKSTRA", p.given, dutch(p.born), "", "", ""]
    home = case(tmp_path, registers={"pat": [p, *OTHERS]}, datasets={"d1": {"a.csv": table(HEADER, [row])}})
    assert run(home).verdicts()[p.key] == "probable"


def test_records_that_say_something_else_of_who_it_is_repeat_nobody(tmp_path: Path) -> None:
    # In each mail the first of two people stands on one line with the second.
    some = OTHERS[:8]
    mails = "".join(
        f"From a@l.example Mon Jan 06 10:00:00 2025\nFrom: a@l.example\nTo: b@l.example\nSubject: buizen verwisseld\nDate: Mon, 06 Jan 2025 10:0{n}:00 +0100\n\n"
        f"Beste,\n\nBuizen verwisseld van patiënt {a.given} {a.surname}, geb. {dutch(a.born)}, BSN {a.bsn} met patiënt {b.given} {b.surname}, geb. {dutch(b.born)}, BSN {b.bsn}.\n\nGroet\n\n"
        for n, (a, b) in enumerate(zip(some[::2], some[1::2], strict=True))
    )
    home = case(tmp_path, registers={"pat": OTHERS}, datasets={"d1": {"x.mbox": mails}})
    found = run(home)
    assert {k for k, v in found.verdicts().items() if v == "confirmed"} == {p.key for p in some}


def test_in_a_letter_that_tells_of_a_sister_too_the_addressee_is_found(tmp_path: Path) -> None:
    p, sister = OTHERS[0], OTHERS[1]
    letter = (
        f"Ziekenhuis Noord\nPostbus 12\n9700 AA Groningen\n\nMw. {p.initials} {p.surname}\n{p.street} {p.house}\n{p.postcode[:4]} {p.postcode[4:]}  {p.city}\n\n"
        f"Datum: 12 mei 2025\nBetreft: uitslag DNA-onderzoek (geb. {dutch(p.born)})\n\nGeachte mevrouw {p.surname},\n\n"
        f"Uw zus, {sister.given} {sister.surname} (geb. {dutch(sister.born)}), is draagster.\n\nHoogachtend,\ndr. S. Blauw\n"
    )
    home = case(tmp_path, registers={"pat": OTHERS}, datasets={"d1": {"b.txt": letter}})
    found = run(home).verdicts()
    assert found[p.key] in ("confirmed", "probable")


@pytest.mark.variants
@pytest.mark.parametrize("word", ["Apotheek", "Vestiging", "Ziekenhuis", "Praktijk"])
def test_where_people_are_known_is_no_firm(tmp_path: Path, word: str) -> None:
    rows = [[f"{p.given} {p.surname}", p.postcode, p.house, "De Linde"] for p in OTHERS]
    home = case(tmp_path, registers={"pat": OTHERS}, datasets={"d1": {"a.csv": table(["Naam", "Postcode", "Nr", word], rows)}})  # fmt: skip
    assert len(run(home).outcomes("a.csv")) == len(OTHERS)


EVENTS = [
    {"t": n, "ev": "view", "patient": {"bsn": p.bsn, "naam": f"{p.given} {p.surname}", "geboortedatum": p.born.isoformat()}}
    for n, p in enumerate(OTHERS[:8])
] + [{"t": n, "ev": "login", "user": n} for n in range(8)]  # fmt: skip


def test_events_with_nothing_of_a_person_are_nobody(tmp_path: Path) -> None:
    lines = "\n".join(map(json.dumps, EVENTS)) + "\n"
    home = case(tmp_path, registers={"pat": OTHERS}, datasets={"d1": {"a.jsonl": lines}}, complete=["d1"])
    found = run(home)
    assert sorted(outcome for outcome, _ in found.outcomes("a.jsonl")) == ["matched"] * 8 + ["rejected"] * 8
    assert {found.verdicts()[p.key] for p in OTHERS[8:]} == {"cleared"}


def test_lists_beside_a_list_of_people_are_not_everybodys(tmp_path: Path) -> None:
    patients = [
        {"id": n, "naam": f"{p.given} {p.surname}", "geboortedatum": p.born.isoformat()}
        for n, p in enumerate(OTHERS[:6], 100)
    ]
    results = [{"patientId": n, "bepaling": "CRP", "uitslag": 5.1} for n in (101, 103)]
    document = {"qc": [{"test": "CRP", "uitslag": 5.1}], "patients": patients, "results": results}
    home = case(tmp_path, registers={"pat": OTHERS}, datasets={"d1": {"a.json": json.dumps(document)}})
    found = run(home)
    told = {p.key for p in OTHERS[:6] if "test_result" in found.exposed(p.key)}
    assert told == {OTHERS[1].key, OTHERS[3].key}


def test_a_birth_date_that_a_program_wrote_where_it_had_none_excludes_nobody(tmp_path: Path) -> None:
    rows = [[p.surname, p.initials, "01-01-1970" if n < 6 else dutch(p.born)] for n, p in enumerate(OTHERS[:15])]
    home = case(
        tmp_path, registers={"pat": OTHERS}, complete=["d1"],
        datasets={"d1": {"a.csv": table(["naam", "voorletters", "geb"], rows)}},
    )  # fmt: skip
    found = run(home).verdicts()
    assert "cleared" not in {found[p.key] for p in OTHERS[:15]}
    assert "cleared" in {found[p.key] for p in OTHERS[15:]}
