"""Cells that say what they hold are values under that header, and the first record is no header."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import case, dutch, people, person, run

PEOPLE = people(12)


@pytest.mark.variants
@pytest.mark.parametrize("form", ["{label}: {value}", "{label}={value}", "{label} : {value}"])
@pytest.mark.parametrize("between", [" | ", ";"])
def test_everybody_is_found_the_first_too(tmp_path: Path, form: str, between: str) -> None:
    def line(n: int) -> str:
        someone = person(n)
        told = {
            "Naam": f"{someone.initials} {someone.surname}",
            "Geboortedatum": dutch(someone.born),
            "Uitslag": "negatief",
        }
        return between.join(form.format(label=label, value=value) for label, value in told.items())

    lines = "\n".join(line(n) for n in range(8)) + "\n"
    home = case(tmp_path, registers={"pat": PEOPLE}, datasets={"d1": {"a.csv": lines}}, complete=["d1"])
    verdicts = run(home).verdicts()
    assert {key for key, verdict in verdicts.items() if verdict in ("confirmed", "probable")} == {
        p.key for p in PEOPLE[:8]
    }
    assert {verdict for key, verdict in verdicts.items() if key > PEOPLE[7].key} == {"cleared"}


def test_a_header_with_a_colon_stays_one(tmp_path: Path) -> None:
    rows = [f"{p.initials} {p.surname};{dutch(p.born)}" for p in PEOPLE[:5]]
    home = case(
        tmp_path,
        registers={"pat": PEOPLE},
        datasets={"d1": {"a.csv": "\n".join(["Naam: patient;Geboortedatum: dag", *rows])}},
    )
    assert sum(verdict in ("confirmed", "probable") for verdict in run(home).verdicts().values()) == 5
