"""Whoever stands in a file in values that are written as one, or over several columns, is not cleared, and the others are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from factory import BSNS, case, leak, leaked, people, person, run

HIT = person(3, surname="Kramer", prefix="van der", given="Anna", initials="A.M.", born=date(1960, 5, 3))
NUMBER, CODE, HOUSE = HIT.bsn, HIT.postcode, HIT.house
GLUED = {
    "underscore": f"{CODE}_{HOUSE}",
    "nothing": f"{CODE}{HOUSE}",
    "small": f"{CODE.lower()}{HOUSE}a",
    "noughts": f"{CODE}_{int(HOUSE):05d}",
    "number first": f"{HOUSE}_{CODE}",
    "address in columns": f"{CODE[:4]};{CODE[4:]};{HOUSE}",
    "date before": f"19800312{NUMBER}",
    "date behind": f"{NUMBER}12031980",
    "time before": f"20240131120000{NUMBER}",
    "short date": f"800312{NUMBER}",
    "among noughts": f"000{NUMBER}",
    "two numbers": f"{BSNS[77]}{NUMBER}",
    "three columns": f"{NUMBER[:3]};{NUMBER[3:6]};{NUMBER[6:]}",
    "broken at a line": f"De patient met BSN {NUMBER[:5]}\n{NUMBER[5:]} is gezien.",
    "broken at a blank line": f"poli {NUMBER[:5]}\n\n{NUMBER[5:]} retour",
    "broken with a hyphen": f"BSN {NUMBER[:4]}-\r\n  {NUMBER[4:]}",
    "initials": "AK19600503",
    "all initials": "AMK_03051960",
    "initials behind": "19600503ak",
    "dots": "A.K. 03-05-1960",
    "short name": "KRAA600503",
    "user": "user=AnnaKramer",
    "in a path": r"c:\users\annakramer\documents",
    "initial of a user": "user: akramer",
    "capitals": "AMKramer",
    "mail": "annakramer@voorbeeld.example",
    "initial in mail": "kramera1960@voorbeeld.example",
    "prefix in mail": "anna.vanderkramer@voorbeeld.example",
    "user with a prefix": "annavdkramer",
}


def check(folder: Path, **files: str) -> None:
    named = {name.replace("_", "."): text for name, text in files.items()}
    home = case(
        folder, registers={"pat": [*people(3), HIT, *people(4, 12)]},
        datasets={"d1": {"a.csv": leaked(leak(person(0)), leak(person(1))), **named}}, complete=["d1"],
    )  # fmt: skip
    found = run(home)
    verdicts = found.verdicts()
    assert verdicts[HIT.key] != "cleared", found.rows("mentions")
    assert {verdicts[p.key] for p in people(4, 12)} == {"cleared"}, found.reasons()


@pytest.mark.parametrize("how", GLUED)
def test_in_a_text(how: str, tmp_path: Path) -> None:
    check(tmp_path, b_txt=f"Verslag van vandaag.\n\nEr is {GLUED[how]} gezien.\nVerder niets.\n")


@pytest.mark.parametrize("how", ["nothing", "date before", "initials", "user with a prefix"])
def test_in_a_column(how: str, tmp_path: Path) -> None:
    check(tmp_path, b_csv=f"kleur;test\nrood;HPV\n{GLUED[how]};CRP\nblauw;HPV\n")


@pytest.mark.parametrize("how", ["address in columns", "three columns"])
@pytest.mark.parametrize("zeros", [True, False])
def test_over_columns_of_a_table_about_others(how: str, zeros: bool, tmp_path: Path) -> None:
    """A spreadsheet leaves the noughts in front away."""
    told = ";".join(part if zeros else part.lstrip("0") or "0" for part in GLUED[how].split(";"))
    filler = ";".join(part[:1] + "1" * (len(part) - 1) if part.isdigit() else "ZZ" for part in GLUED[how].split(";"))
    rows = [f"{p.bsn};{p.surname};{p.born};{told if n == 1 else filler}" for n, p in enumerate(people(3))]
    check(tmp_path, b_csv="\n".join(["bsn;naam;geboortedatum;rood;groen;blauw", *rows]))


def test_a_column_of_users(tmp_path: Path) -> None:
    check(tmp_path, b_csv="gebruiker;test\nbeheer;HPV\nkramera;CRP\nsysteem;HPV\n")


OTHERS = {
    "an order": f"order {NUMBER}4711",
    "another house": f"{CODE}{int(HOUSE) + 1}",
    "other initials": "BX19600503",
    "another number": f"{CODE[:3]}9{CODE[4:]}{HOUSE}",
    "a word": "akramer",
}


@pytest.mark.parametrize("how", OTHERS)
def test_what_is_nobody(how: str, tmp_path: Path) -> None:
    """Figures at a number that are no date, and a word that is no user."""
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"Verslag van vandaag.\n\nEr is {OTHERS[how]} gezien.\n"}
    register = [*people(3), HIT, *people(4, 8)]
    verdicts = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert verdicts[HIT.key] == "cleared"
