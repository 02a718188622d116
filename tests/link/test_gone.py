"""Letters that went without a sign: found when all the rest agrees and one row only fits, and never confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import BSNS, LEAK, Person, case, dutch, leak, leaked, people, person, run, table

FOREIGN = [
    person(100, surname="Yıldırım", prefix="", given="Gülsüm", initials="G.", sex="V"),
    person(101, surname="Şahin", prefix="", given="Şeyma", initials="Ş.", sex="V"),
    person(102, surname="Wiśniewski", prefix="", given="Stanisław", initials="S.", sex="M"),
    person(103, surname="Demirtaş", prefix="", given="Ömer", initials="Ö.", sex="M"),
]
HEADER = ["Achternaam", "Voornaam", "Geboortedatum", "Geslacht", "Uitslag"]


def row(p: Person, letter: str = "") -> list[str]:
    """What is left of somebody when letters beyond ASCII are something else."""
    surname, given = ("".join(c if c.isascii() else letter for c in name) for name in (p.surname, p.given))
    return [surname, given, dutch(p.born), p.sex, "neg"]


@pytest.mark.parametrize("letter", ["", "_", " "])
def test_letters_that_are_gone(tmp_path: Path, letter: str) -> None:
    found = run(
        case(
            tmp_path,
            registers={"pat": [*people(40), *FOREIGN]},
            datasets={"d1": {"a.csv": table(HEADER, (row(p, letter) for p in FOREIGN))}},
        )
    )
    verdicts = found.verdicts()
    assert [verdicts[p.key] for p in FOREIGN] == ["probable"] * 4
    assert {verdicts[p.key] for p in people(40)} == {"not_excluded"}


def test_letters_that_are_gone_from_a_table_without_a_sex(tmp_path: Path) -> None:
    rows = [[cell for name, cell in zip(HEADER, row(p), strict=True) if name != "Geslacht"] for p in FOREIGN]
    text = table([name for name in HEADER if name != "Geslacht"], rows)
    found = run(case(tmp_path, registers={"pat": [*people(40), *FOREIGN]}, datasets={"d1": {"a.csv": text}}))
    verdicts = found.verdicts()
    assert [verdicts[p.key] for p in FOREIGN] == ["probable"] * 4
    assert {verdicts[p.key] for p in people(40)} == {"not_excluded"}


def test_initials_do_not_speak_for_a_sex_that_is_not_told(tmp_path: Path) -> None:
    one = FOREIGN[0]
    text = table(["Achternaam", "Voorletters", "Geboortedatum", "Uitslag"], [["Yldrm", "G.", dutch(one.born), "neg"]])
    found = run(case(tmp_path, registers={"pat": [*people(40), *FOREIGN]}, datasets={"d1": {"a.csv": text}}))
    assert found.verdicts()[one.key] == "not_excluded"


def test_one_of_two_who_would_be_written_alike_is_neither(tmp_path: Path) -> None:
    """`mr` is left of both brothers."""
    one = person(104, surname="Öztürk", prefix="", given="Ömür", initials="Ö.", sex="M")
    other = one.but(key="K0105", bsn=BSNS[105], given="Ömer")
    found = run(
        case(
            tmp_path,
            registers={"pat": [*people(40), one, other]},
            datasets={"d1": {"a.csv": table(HEADER, [["ztrk", "mr", dutch(one.born), "M", "neg"]])}},
        )
    )
    assert {found.verdicts()[p.key] for p in (one, other)} == {"not_excluded"}


@pytest.mark.parametrize(
    "changes", [{"Geslacht": "M"}, {"Geboortedatum": "01-02-1903"}, {"Achternaam": "Yldrk"}, {"Voornaam": "Gmls"}]
)  # fmt: skip
def test_when_anything_else_differs_it_is_somebody_else(tmp_path: Path, changes: dict[str, str]) -> None:
    told = dict(zip(HEADER, row(FOREIGN[0]), strict=True)) | changes
    found = run(
        case(
            tmp_path,
            registers={"pat": [*people(40), *FOREIGN]},
            datasets={"d1": {"a.csv": table(HEADER, [list(told.values())])}},
        )
    )
    assert found.verdicts()[FOREIGN[0].key] == "not_excluded"


def test_letters_that_no_accent_could_have_taken_along_do_not_vanish(tmp_path: Path) -> None:
    one = person(106, surname="Boersma", prefix="", given="Martha", initials="M.", sex="V")
    rows = [["Bosma", "Mara", dutch(one.born), "V", "neg"]]
    found = run(case(tmp_path, registers={"pat": [*people(40), one]}, datasets={"d1": {"a.csv": table(HEADER, rows)}}))
    assert found.verdicts()[one.key] == "not_excluded"


def test_a_birth_date_a_generation_away_confirms_nobody_by_name_and_address(tmp_path: Path) -> None:
    """A figure mistyped in the year, or a mother and her daughter at one address, of one name."""
    p = person(0)
    near, far = p.born.replace(year=p.born.year + 1), p.born.replace(year=p.born.year + 30)
    for born, expected in ((near, {"confirmed"}), (far, {"probable", "not_excluded"})):
        row = leak(p, **{LEAK[0]: "", LEAK[4]: born.strftime("%d-%m-%Y")})
        done = run(
            case(tmp_path / str(born.year), registers={"pat": people(6)}, datasets={"d1": {"a.csv": leaked(row)}})
        )
        assert done.verdicts()[p.key] in expected
