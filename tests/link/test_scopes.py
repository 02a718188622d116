"""Numbers that count within a site or a year, told by a column or by the name of a file: nobody gets the result of another site."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import Person, case, dutch, people, person, run, table

WHO = ["naam", "geboortedatum", "bsn"]
RESULTS = ["bepaling", "uitslag"]


def told(p: Person) -> list[str]:
    return [f"{p.surname}, {p.initials}", dutch(p.born), p.bsn]


@pytest.mark.parametrize(
    ("scope", "number", "values"),
    [("vestiging", "patnr", ("A", "B")), ("jaar", "ordernr", ("2023", "2024")), ("Lab", "PatientNummer", ("10", "20"))],
)
def test_a_number_with_its_site_or_year_is_one_key(
    tmp_path: Path, scope: str, number: str, values: tuple[str, str]
) -> None:
    listed = [[values[n % 2], str(n // 2 + 1), *told(person(n))] for n in range(16)]
    results = [[values[1], str(n), f"HPV{n}", "negatief"] for n in (1, 3, 5, 8)] + [[values[0], "2", "CT", "positief"]]
    files = {
        "pat.csv": table([scope, number, *WHO], listed),
        "uitslag.csv": table([scope, number, *RESULTS], results),
    }
    found = run(case(tmp_path, registers={"pat": people(16)}, datasets={"d1": files}))
    assert found.outcomes("uitslag.csv") == [("matched", f"K{n:04d}") for n in (1, 5, 9, 15, 2)]


def test_a_number_of_one_site_is_nobody_of_another(tmp_path: Path) -> None:
    listed = [["A" if n < 10 else "B", str(n % 10 + 1), *told(person(n))] for n in range(16)]
    results = [["A", str(n), f"HPV{n}", "negatief"] for n in range(1, 11)] + [["B", "9", "CT", "positief"]]
    files = {
        "pat.csv": table(["vestiging", "patnr", *WHO], listed),
        "uitslag.csv": table(["vestiging", "patnr", *RESULTS], results),
    }
    found = run(case(tmp_path, registers={"pat": people(16)}, datasets={"d1": files}))
    assert found.outcomes("uitslag.csv")[-1] == ("unresolved", "")  # and not person 8 of site A
    assert found.outcomes("uitslag.csv")[:-1] == [("matched", f"K{n:04d}") for n in range(10)]


def test_where_a_number_is_of_one_person_the_place_beside_it_says_something_else(tmp_path: Path) -> None:
    listed = [["A" if n % 2 else "B", str(700 + n), *told(person(n))] for n in range(8)]
    results = [
        ["B" if n % 2 else "A", str(700 + n), f"HPV{n}", "negatief"] for n in range(8)
    ]  # where the blood was taken
    files = {
        "pat.csv": table(["vestiging", "patnr", *WHO], listed),
        "uitslag.csv": table(["vestiging", "patnr", *RESULTS], results),
    }
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files}))
    assert found.outcomes("uitslag.csv") == [("matched", f"K{n:04d}") for n in range(8)]


@pytest.mark.parametrize("form", ["{site}_{table}.csv", "{table}-{site}.csv"])
def test_sites_that_the_names_of_files_tell_are_folders(tmp_path: Path, form: str) -> None:
    files = {}
    for site, first in (("NOORD", 0), ("ZUID", 6)):
        listed = [[str(n + 1), *told(person(first + n))] for n in range(6)]
        results = [[str(n + 1), f"{site} {n}", "negatief"] for n in range(0, 6, 2)]
        files[form.format(site=site, table="PATIENT")] = table(["PATNR", *WHO], listed)
        files[form.format(site=site, table="UITSLAG")] = table(["PATNR", *RESULTS], results)
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}))
    for site, first in (("NOORD", 0), ("ZUID", 6)):
        name = form.format(site=site, table="UITSLAG")
        assert found.outcomes(name) == [("matched", f"K{first + n:04d}") for n in range(0, 6, 2)]


def test_years_are_no_sites(tmp_path: Path) -> None:
    files = {
        "2023_patient.csv": table(["patnr", *WHO], [[str(n + 1), *told(person(n))] for n in range(4)]),
        "2024_patient.csv": table(["patnr", *WHO], [[str(n + 1), *told(person(n))] for n in range(2, 6)]),
        "2023_uitslag.csv": table(["patnr", *RESULTS], [["1", "HPV", "negatief"]]),
        "2024_uitslag.csv": table(["patnr", *RESULTS], [["1", "HPV", "positief"]]),
    }
    found = run(case(tmp_path, registers={"pat": people(6)}, datasets={"d1": files}))
    assert found.outcomes("2024_uitslag.csv") == [("matched", "K0000")]
