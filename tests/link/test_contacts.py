"""Mentions with a mail address or telephone and nothing else: whose they are, and when that is not told."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import case, run, table

HEADER = [
    "sleutel",
    "bsn",
    "voornaam",
    "voorvoegsel",
    "achternaam",
    "geboortedatum",
    "postcode",
    "huisnummer",
    "email",
    "mobiel",
]
PEOPLE = [
    ["K1", "", "Otto", "van", "Vlierwijk", "1971-06-27", "2906CK", "11", "otto.vanvlierwijk@voorbeeld.example", "0612345671"],
    ["K2", "", "Fenna", "", "Ruigewaard", "1962-08-15", "6511ZZ", "2", "fenna.ruigewaard@voorbeeld.example", "0612345672"],
    ["K3", "", "Dirk", "", "Ruigewaard", "1960-01-31", "6511ZZ", "2", "fenna.ruigewaard@voorbeeld.example", "0612345672"],  # shares it
    ["K4", "", "Gerrit", "", "Ooievaar", "1979-04-09", "8911CD", "9", "snoopy77@voorbeeld.example", "0612345673"],
    ["K5", "", "Anna", "", "Sterrenkamp", "1950-02-03", "3511AB", "4", "info@sterrenkamp.example", "0612345674"],
    ["K6", "", "Hilde", "", "Molenbeker", "1988-12-31", "9711XX", "77", "hilde.molenbeker@voorbeeld.example", "0612345675"],
]  # fmt: skip


@pytest.mark.variants
@pytest.mark.parametrize(("leaked", "found", "cleared"), [
    ({"email": "Otto.vanVlierwijk@voorbeeld.example"}, "K1", {"K2", "K3", "K4", "K5", "K6"}),
    ({"email": "fenna.ruigewaard@voorbeeld.example"}, "", {"K1", "K4", "K5", "K6"}),  # of two people
    ({"email": "snoopy77@voorbeeld.example"}, "", {"K1", "K2", "K3", "K5", "K6"}),  # tells no name
    ({"email": "info@sterrenkamp.example"}, "", {"K1", "K2", "K3", "K4", "K6"}),  # anybody's there
    ({"mobiel": "06-12345671"}, "", {"K2", "K3", "K4", "K5", "K6"}),  # handed on, shared, or a parent's
    ({"email": "otto.vanvlierwijk@voorbeeld.example", "geboortedatum": "01-02-2015"}, "", {"K2", "K3", "K4", "K5", "K6"}),  # a child
    ({"email": "otto.vanvlierwijk@voorbeeld.example", "postcode": "1234AB"}, "", {"K2", "K3", "K4", "K5", "K6"}),
])  # fmt: skip
def test_a_contact_alone(leaked: dict[str, str], found: str, cleared: set[str], tmp_path: Path) -> None:
    home = case(
        tmp_path, registers={"people": table(HEADER, PEOPLE)},
        datasets={"first": {"lijst.csv": table([*leaked, "test"], [[*leaked.values(), "HIV"]])}}, complete=["first"],
    )  # fmt: skip
    verdicts = run(home).verdicts()
    assert {key for key, verdict in verdicts.items() if verdict in ("probable", "confirmed")} == ({found} - {""})
    assert {key for key, verdict in verdicts.items() if verdict == "cleared"} == cleared
    assert "confirmed" not in verdicts.values()
