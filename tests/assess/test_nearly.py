"""Who is nearly what a row says, and is not cleared by it; and who plainly is somebody else, and is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from factory import Person, Result, case, dutch, leak, leaked, people, person, run, table

LONELY = person(19, surname="Zwartkruis", prefix="", initials="Q.V.", given="Quirina", sex="V", born=date(1961, 7, 30))
REGISTER = [*people(18), LONELY]
SEEN = {"a.csv": leaked(*(leak(person(n)) for n in range(6)))}
YEAR = str(LONELY.born.year)
CITY = LONELY.city
SPREAD = [str(1931 + 3 * n) for n in range(20)]
"""Years of birth, as only people have them."""


def assessed(tmp_path: Path, files: dict[str, bytes], register: list[Person] = REGISTER) -> Result:
    """Six people found, and these files beside them; everything is read."""
    return run(case(tmp_path, registers={"pat": register}, datasets={"d1": {**SEEN, **files}}, complete=["d1"]))


def listed(header: list[str], row: list[str], *others: list[str]) -> dict[str, bytes]:
    return {"b.csv": table(header, [row, *others])}


STRANGERS = [[f"Onbekend{chr(97 + n)}, B.", year, "V", "Elders", "7"] for n, year in enumerate(SPREAD)]
NAMED = [[f"Bernard Onbekend{chr(97 + n)}", "7"] for n in range(9)]


@pytest.mark.variants
@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (["Zwartkruis, Q.V.", YEAR, "M", "", "7"], "not_excluded"),  # codes turned round
        (["Zwartkruis, B.", YEAR, "V", CITY, "7"], "not_excluded"),  # the initial of a calling name
        (["Zwartkruis, B.", YEAR, "V", "Elders", "7"], "cleared"),
        (["Zwartkruis, B.", "1950", "V", CITY, "7"], "cleared"),
        (["Zwartkruis, Q.B.", YEAR, "M", "", "7"], "cleared"),
    ],
)
def test_one_wrong_thing_is_outweighed_by_what_is_known_beside_it(tmp_path: Path, row: list[str], verdict: str) -> None:
    found = assessed(tmp_path, listed(["naam", "jaar", "geslacht", "plaats", "uitslag"], row, *STRANGERS))
    assert found.verdicts()["K0019"] == verdict


@pytest.mark.variants
@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Quirina Zwarkruis", "not_excluded"),
        ("Zwarkruis, Quirina", "not_excluded"),
        ("Zwartkrius, Q.V.", "not_excluded"),
        ("Quirina Zwartbeek", "cleared"),
        ("Bernarda Zwarkruis", "cleared"),
        ("Zwartkrius, Q.B.", "cleared"),
    ],
)
def test_a_letter_wrong_beside_a_given_name_or_all_initials_clears_nobody(
    tmp_path: Path, name: str, verdict: str
) -> None:
    found = assessed(tmp_path, listed(["naam", "uitslag"], [name, "7"], *NAMED))
    assert found.verdicts()["K0019"] == verdict


def test_names_that_are_cut_off_clear_nobody_whose_they_are(tmp_path: Path) -> None:
    cut = [["ZWART", YEAR, "7"], *([name, year, "7"] for name, year in zip(CUT, SPREAD, strict=False))]
    found = assessed(tmp_path, {"b.csv": table(["NAAM", "JAAR", "UITSLAG"], cut)})
    assert found.verdicts()["K0019"] == "not_excluded"


CUT = "BROEM KLAVE STEEN DUINE MEERK HOFST OEVER WILGE PAS TER VELDE KROON EIKEN HEIDE".split()


def test_a_short_name_in_a_table_of_long_ones_is_not_cut_off(tmp_path: Path) -> None:
    rows = [[name, "V", "7"] for name in ("Zwart", *(f"{cut}{'straten'[:n]}" for n, cut in enumerate(CUT)))]
    found = assessed(tmp_path, {"b.csv": table(["naam", "geslacht", "uitslag"], rows)})
    assert found.verdicts()["K0019"] == "cleared"


@pytest.mark.variants
@pytest.mark.parametrize(
    ("name", "born", "postcode", "verdict"),
    [
        ("Zwrtkruis, Q.V.", date(1961, 8, 2), LONELY.postcode, "not_excluded"),
        ("Zwrtkruis, Q.V.", date(1961, 8, 2), "1012 AB", "cleared"),
        ("Zwartkruis, Q.V.", date(1961, 8, 31), "", "not_excluded"),
        ("Zwartkruis, Q.B.", date(1961, 8, 31), "", "cleared"),
    ],
)
def test_two_errors_in_a_row_clear_nobody_of_whom_the_rest_is_known(
    tmp_path: Path, name: str, born: date, postcode: str, verdict: str
) -> None:
    found = assessed(tmp_path, listed(["naam", "geboren", "postcode"], [name, dutch(born), postcode]))
    assert found.verdicts()["K0019"] == verdict


def test_a_name_taken_apart_at_another_place_clears_nobody_with_that_birth_date(tmp_path: Path) -> None:
    someone = person(19, surname="Ben Zwartkruis", prefix="", initials="Q.", given="", sex="V")
    files = listed(["patient", "gebdat"], ["ONGEWOON ZWARTKRUIS QX", dutch(someone.born)])
    assert assessed(tmp_path, files, [*people(18), someone]).verdicts()["K0019"] != "cleared"


@pytest.mark.variants
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"4. Zwartkrius Q. ({YEAR}) {CITY}", "not_excluded"),
        (f"4. Zwartkuis Q.V. ({YEAR}) Elders", "not_excluded"),
        ("Gezien: Johanna Zwartkuis, komt terug", "not_excluded"),
        ("Gezien: Bernarda Zwartkuis, komt terug", "cleared"),
        (f"4. Zwartkuis B. ({YEAR}) {CITY}", "cleared"),
        (f"4. Zwartbeek Q. ({YEAR}) {CITY}", "cleared"),
    ],
)
def test_in_text_a_town_a_given_name_or_all_initials_tell_whose_a_name_with_a_wrong_letter_is(
    tmp_path: Path, line: str, verdict: str
) -> None:
    named = LONELY.but(given="Johanna", initials="Q.V.")
    found = assessed(tmp_path, {"lijst.txt": f"Positieve uitslagen week 12\n{line}\n".encode()}, [*people(18), named])
    assert found.verdicts()["K0019"] == verdict


IN_TWO_TOWNS = person(33).but(street=LONELY.street, house=LONELY.house, city="Elders")
"""A house with the same street and number in another town."""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"Betreft: mevrouw Zwartkruis, {LONELY.street} {LONELY.house}", "not_excluded"),
        (f"Betreft: mevrouw Onbekenda, {LONELY.street} {LONELY.house}", "cleared"),
    ],
)
def test_a_street_and_number_that_two_towns_have_tell_with_the_surname(tmp_path: Path, line: str, verdict: str) -> None:
    letter = f"Laboratorium Noord\n\n{line}\n\nGeachte collega,\n\nDe uitslag is positief.\n".encode()
    found = assessed(tmp_path, {"brief.txt": letter}, [*REGISTER, IN_TWO_TOWNS])
    assert found.verdicts()["K0019"] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"RE: Mrs Quubje Zwartkruis of {CITY}", "not_excluded"),  # a given name that no list has
        (f"RE: Mrs Bubje Zwartkruis of {CITY}", "cleared"),
        ("RE: Mrs Quubje Zwartkruis of Elders", "cleared"),
    ],
)
def test_where_no_given_names_are_known_a_word_with_her_initial_and_her_town_tell(
    tmp_path: Path, line: str, verdict: str
) -> None:
    found = assessed(tmp_path, {"brief.txt": f"{line}\n".encode()}, [*people(18), LONELY.but(given="")])
    assert found.verdicts()["K0019"] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"Mevrouw Zwartkruis uit {CITY} is positief.", "not_excluded"),
        ("Mevrouw Zwartkruis uit Elders is positief.", "cleared"),
        (f"Mevrouw Onbekenda uit {CITY} is positief.", "cleared"),
    ],
)
def test_a_title_before_a_surname_and_the_town_tell(tmp_path: Path, line: str, verdict: str) -> None:
    assert assessed(tmp_path, {"memo.txt": f"{line}\n".encode()}).verdicts()["K0019"] == verdict


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("Quirina Groot Zwartkruis", "not_excluded"), ("Quirina Klein Zwartkruis", "cleared")],
)
def test_the_first_word_of_a_surname_read_as_a_given_name_clears_nobody(
    tmp_path: Path, name: str, verdict: str
) -> None:
    her = LONELY.but(surname="Groot Zwartkruis", initials="Q.", given="")
    found = assessed(tmp_path, listed(["naam", "uitslag"], [name, "7"], *NAMED), [*people(18), her])
    assert found.verdicts()["K0019"] == verdict


@pytest.mark.parametrize(("born", "verdict"), [(date(1961, 7, 31), "not_excluded"), (date(1931, 2, 3), "cleared")])
def test_a_name_of_two_letters_says_nothing_against_birth_date_and_address(
    tmp_path: Path, born: date, verdict: str
) -> None:
    row = ["El Z", dutch(born), LONELY.postcode, LONELY.house]
    others = ([name, dutch(date(1940 + n, 5, 6)), "9999ZZ", str(n + 1)] for n, (name, _) in enumerate(NAMED))
    found = assessed(tmp_path, listed(["naam", "geboortedatum", "postcode", "huisnummer"], row, *others))
    assert found.verdicts()["K0019"] == verdict
