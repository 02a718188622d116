"""Surnames that are one name, though not written so: half of two words, another spelling of the same sound, or words taken apart otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from factory import Person, case, dutch, people, person, run, table

BORN = date(1964, 5, 17)


def of(surname: str, initials: str = "K.", given: str = "") -> Person:
    return person(104, surname=surname, prefix="", initials=initials, given=given, born=BORN)


def verdict(tmp_path: Path, someone: Person, name: str, born: date = BORN, **more: str) -> str:
    """What becomes of somebody of whom the leaked row says this name and birth date."""
    header, cells = ["naam", "geboortedatum", "uitslag", *more], [name, dutch(born), "neg", *more.values()]
    others = [[f"Onbekend{chr(97 + n)}, Z.", "01-02-1950", "neg", *("" for _ in more)] for n in range(4)]
    home = case(
        tmp_path,
        registers={"pat": [*people(40), someone]},
        datasets={"d1": {"a.csv": table(header, [cells, *others])}},
    )
    return run(home).verdicts()[someone.key]


@pytest.mark.variants
@pytest.mark.parametrize(
    ("surname", "written"),
    [
        ("Silva Pereira", "Silva, K."),
        ("Groot Koerkamp", "Koerkamp, K."),
        ("Groot Koerkamp", "Groot Koerkamp"),
        ("Groot Koerkamp", "GROOT KOERKAMP"),
        ("Smit", "Schmidt, K."),
        ("Kuijpers", "Cuypers, K."),
        ("Yusuf", "Youssef, K."),
        ("Hendriks", "Hendrickx, K."),
        ("Dekker", "DEKKER KLO"),
        ("Kaya", "KAYA KEP"),
    ],
)
def test_is_likely_with_the_same_birth_date(tmp_path: Path, surname: str, written: str) -> None:
    assert verdict(tmp_path, of(surname), written) == "probable"


@pytest.mark.parametrize(
    ("surname", "written"),
    [
        ("Silva Pereira", "Silva, B."),
        ("Smit", "Schmidt, B."),
        ("Smit", "Smeets, K."),
        ("Jansen", "Jans, K."),
        ("Bakker", "Bekkers, K."),
        ("Kaya", "KAYA BEP"),
        ("Yildirim", "Yldrm, K."),
    ],
)
def test_is_not_with_another_initial_or_another_name(tmp_path: Path, surname: str, written: str) -> None:
    assert verdict(tmp_path, of(surname), written) == "not_excluded"


@pytest.mark.parametrize("written", ["Silva, K.", "Schmidt, K.", "KAYA KEP"])
def test_nor_with_another_birth_date(tmp_path: Path, written: str) -> None:
    surname = {"Silva, K.": "Silva Pereira", "Schmidt, K.": "Smit", "KAYA KEP": "Kaya"}[written]
    assert verdict(tmp_path, of(surname), written, BORN + timedelta(days=999)) == "not_excluded"


def test_a_name_that_was_turned_round_confirms_nobody(tmp_path: Path) -> None:
    someone = of("Kaya")
    found = verdict(tmp_path, someone, "KAYA KEP", postcode=someone.postcode, huisnummer=someone.house)
    assert found == "probable"


def test_two_figures_of_a_name_and_a_birth_date_at_one_postcode(tmp_path: Path) -> None:
    someone = of("Zwartkruis", "Q.V.")
    assert (
        verdict(tmp_path, someone, "Zwrtkruis, Q.V.", BORN + timedelta(days=1), postcode=someone.postcode) == "probable"
    )


@pytest.mark.parametrize(
    ("initials", "verdict_"),
    [("K.", "confirmed"), ("K.L.", "confirmed"), ("L.", "probable"), ("L.K.", "probable"), ("B.", "not_excluded")],
)
def test_an_initial_that_is_not_the_first_is_perhaps_that_of_a_twin(
    tmp_path: Path, initials: str, verdict_: str
) -> None:
    """A calling name may be the second one; so may be the first of a twin who is in no register."""
    someone = of("Zwartkruis", initials="K.L.")
    where = {"postcode": someone.postcode, "huisnummer": someone.house}
    assert verdict(tmp_path, someone, f"Zwartkruis, {initials}", **where) == verdict_
