"""Whoever stands in a file in values that are written as one, or over several columns, is not cleared, and the others are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from factory import BSNS, REGISTER, case, in_register, leak, leaked, people, person, run, table

HIT = person(3, surname="Kramer", prefix="van der", given="Anna", initials="A.M.", born=date(1960, 5, 3))
NUMBER, CODE, HOUSE = HIT.bsn, HIT.postcode, HIT.house
OVER_TWO = f"{NUMBER[:5]};{NUMBER[5:]}"
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
    "question mark": "Kr?mer 03-05-1960",
    "two question marks": "Kr??mer 03-05-1960",
    "under a line": "_ram_r (03-05-1960)",
    "letter gone": "Krmer, 3 mei 1960",
    "letters exchanged": "Karmer 03-05-1960",
    "at a postcode": f"Kr*mer te {CODE}",
    "broken name and date": "Kra-\nmer, geboren op 03-05-\n1960",
    "broken at the month": "patiente Kramer, 3\nmei 1960",
    "broken behind the month": "patiente Kramer (3 mei\n> 1960)",
    "letters apart": "K r a m e r   0 3 - 0 5 - 1 9 6 0",
    "figures apart": "BSN: " + " ".join(NUMBER),
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


@pytest.mark.variants
@pytest.mark.parametrize("how", GLUED)
def test_in_a_text(how: str, tmp_path: Path) -> None:
    check(tmp_path, b_txt=f"Verslag van vandaag.\n\nEr is {GLUED[how]} gezien.\nVerder niets.\n")


@pytest.mark.variants
@pytest.mark.parametrize("how", ["nothing", "date before", "initials", "user with a prefix"])
def test_in_a_column(how: str, tmp_path: Path) -> None:
    check(tmp_path, b_csv=f"kleur;test\nrood;HPV\n{GLUED[how]};CRP\nblauw;HPV\n")


@pytest.mark.variants
@pytest.mark.parametrize("how", ["address in columns", "two columns", "three columns"])
@pytest.mark.parametrize("zeros", [True, False])
def test_over_columns_of_a_table_about_others(how: str, zeros: bool, tmp_path: Path) -> None:
    """A spreadsheet leaves the noughts in front away."""
    parts = (OVER_TWO if how == "two columns" else GLUED[how]).split(";")
    told = ";".join(part if zeros else part.lstrip("0") or "0" for part in parts)
    filler = ";".join(part[:1] + "1" * (len(part) - 1) if part.isdigit() else "ZZ" for part in parts)
    rows = [f"{p.bsn};{p.surname};{p.born};{told if n == 1 else filler}" for n, p in enumerate(people(3))]
    check(tmp_path, b_csv="\n".join(["bsn;naam;geboortedatum;rood;groen;blauw", *rows]))


def test_in_two_keys(tmp_path: Path) -> None:
    check(tmp_path, b_json=f'[{{"a": "{NUMBER[:5]}", "b": "{NUMBER[5:]}"}}, {{"a": "11111", "b": "1111"}}]')


TOUCH = "0612345678", "k9.9-x@voorbeeld.example"
BROKEN = {
    "telephone": f"bel {TOUCH[0][:5]}\n{TOUCH[0][5:]} terug",
    "telephone with signs": "bel +31 (0)6-1234\n> 56 78 terug",
    "mail address": "mail naar k9.9-x@\nvoorbeeld.example graag",
    "mail address at a dot": "mail naar k9.9-x@voorbeeld.\nexample",
    "mail address in front of the sign": "mail naar k9.9-x\n@voorbeeld.example graag",
}


@pytest.mark.variants
@pytest.mark.parametrize("how", BROKEN)
def test_broken_at_the_end_of_a_line(how: str, tmp_path: Path) -> None:
    rows = [[*in_register(p), *(TOUCH if p is HIT else ("", ""))] for p in (*people(3), HIT, *people(4, 12))]
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"Verslag.\n\n{BROKEN[how]}\n"}
    register = table([*REGISTER, "telefoon", "email"], rows)
    verdicts = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert verdicts[HIT.key] != "cleared"
    assert {verdicts[p.key] for p in people(4, 12)} == {"cleared"}


def test_a_name_that_begins_as_a_month_does(tmp_path: Path) -> None:
    """The number of a line and a name are no day of a month, behind which the birth date would be lost."""
    hit = person(3, surname="Meijer", born=date(1960, 5, 3))
    home = case(
        tmp_path, registers={"pat": [*people(3), hit, *people(4, 12)]},
        datasets={"d1": {"a.csv": leaked(leak(person(0))), "b.txt": "lijst van vandaag\n4 Meijer 03-05-1960\n"}}, complete=["d1"],
    )  # fmt: skip
    verdicts = run(home).verdicts()
    assert verdicts[hit.key] != "cleared"
    assert verdicts["K0008"] == "cleared"


def test_a_column_of_users(tmp_path: Path) -> None:
    check(tmp_path, b_csv="gebruiker;test\nbeheer;HPV\nkramera;CRP\nsysteem;HPV\n")


OTHERS = {
    "an order": f"order {NUMBER}4711",
    "another house": f"{CODE}{int(HOUSE) + 1}",
    "other initials": "BX19600503",
    "another number": f"{CODE[:3]}9{CODE[4:]}{HOUSE}",
    "a word": "akramer",
}


@pytest.mark.variants
@pytest.mark.parametrize("how", OTHERS)
def test_what_is_nobody(how: str, tmp_path: Path) -> None:
    """Figures at a number that are no date, and a word that is no user."""
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"Verslag van vandaag.\n\nEr is {OTHERS[how]} gezien.\n"}
    register = [*people(3), HIT, *people(4, 8)]
    verdicts = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert verdicts[HIT.key] == "cleared"
