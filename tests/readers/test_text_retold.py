"""People in texts that say it without labels, in pairs, in questions to a server, or as a scanner read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lekwijzer.model import Role
from lekwijzer.readers import text
from lekwijzer.readers.message_io import PERSON
from lekwijzer.readers.text_person import passages
from lekwijzer.readers.text_retold import with_births
from readers.reading import read_bytes, subset


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Gebeld door mevrouw de Wilde uit Oss, geboren 12 maart 1950, wil graag bericht.", {"surname": "de Wilde", "birth_date": "12 maart 1950", "city": "Oss"}),
        ("Betreft: mevrouw G. Faber te Súdwest-Fryslân, geboren 11-11-1967", {"name": "G. Faber", "birth_date": "11-11-1967", "city": "Súdwest-Fryslân"}),
        ("Gebeld door meneer T. Bos uit Den Haag (geb. 12-03-1950)", {"name": "T. Bos", "birth_date": "12-03-1950", "city": "Den Haag"}),
        ("wie kan naar Truus Bos kijken, gb 12-03-50, buis kwijt", {"name": "Truus Bos", "birth_date": "12-03-50"}),
        ("Bloedafname T. de Bos (12-03-1950)", {"name": "T. de Bos", "birth_date": "12-03-1950"}),
        ('1.2.3.4 - "GET /api/patient?naam=van%20den%20Berg&vl=T.&geboortedatum=1950-03-12&bsn=999990019 HTTP/1.1" 200', {"surname": "van den Berg", "initials": "T.", "birth_date": "1950-03-12", "bsn": "999990019"}),
        ("LAB0RATORIUM\nNaarn: van den Berg T.\nGeb dat.: 12/03/50\nP0stcode 1234AB\nUits1ag neg", {"name": "van den Berg T.", "birth_date": "12/03/50", "postcode": "1234AB"}),
        ("Uw patiënt T. van den Berg,\ngeboren op 12 maart 1950,\nwerd onderzocht. BSN 9999\n90019\nUitslag: negatief", {"name": "T. van den Berg", "birth_date": "12 maart 1950", "bsn": "999990019"}),
    ],
)  # fmt: skip
def test_what_is_said_without_labels(tmp_path: Path, content: str, expected: dict[str, Any]) -> None:
    (row,) = read_bytes(text, tmp_path, content)
    subset(row, **expected)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Aan de heer/mevrouw P.C. van Dekker\nPlein 1944 161\n6225 GH  Leiden\n\nGeb.datum: 28-09-1971", "P.C. van Dekker"),
        ("Herr/Frau P.C. van Dekker\nKerkweg 1\n6225 GH  Leiden\n\ngeb. am 28-09-1971", "P.C. van Dekker"),
        ("Herrn P. Dekker\nKerkweg 1\n6225 GH  Leiden\n\ngeb. am 28-09-1971", "P. Dekker"),
        ("Patient P.C. van Dekker (*28-09-1971)", "P.C. van Dekker"),
        ("P.C. van Dekker (* 28-09-1971)", "P.C. van Dekker"),
        ("Betr.: dhr./mw. P. Dekker, geb. dd. 28-09-1971, Kerkweg 1, 6225 GH Leiden", "P. Dekker"),
        ("Betreft: mevrouw P. Dekker, geb. d.d. 28-09-1971", "P. Dekker"),
    ],
)  # fmt: skip
def test_forms_that_nobody_filled_in_and_other_ways_to_say_born(tmp_path: Path, head: str, name: str) -> None:
    (row,) = read_bytes(text, tmp_path, f"Lab Zuid\n\n{head}\n\nOnderzoek: hrHPV\nUitslag: negatief\n")
    subset(row, name=name, birth_date="28-09-1971", test_result="1")


@pytest.mark.parametrize(
    ("said", "dated"),
    [
        ("Op 12 februari 2025 is bij u een uitstrijkje afgenomen.", True),
        ("U heeft op 12 februari 2025 een zelfafnameset ingestuurd.", True),
        ("Op 12-02-2025 heeft u meegedaan aan het bevolkingsonderzoek.", True),
        ("Op 12-02-2025 heeft u bloed laten prikken.", True),
        ("Uw onderzoek d.d. 12-02-2025 is klaar.", True),
        ("Your blood sample of 12 February 2025 was tested.", True),
        ("On 12 February 2025 we collected a blood sample.", True),
        ("Op 12-02-2025 is de praktijk gesloten.", False),
        ("Zij is geboren op 12-02-1965 en heeft een test gedaan.", False),
        ("Bel ons over de test. Op 12-02-2025 sturen wij een brief.", False),
    ],
)
def test_when_an_examination_was(tmp_path: Path, said: str, dated: bool) -> None:
    letter = f"Naam: A. Bos\nGeboren: 28-09-1971\n\n{said}\nHet onderzoek is klaar.\n"
    (row,) = read_bytes(text, tmp_path, letter)
    subset(row, exam_date="1" if dated else None, birth_date="28-09-1971")


@pytest.mark.parametrize(
    "content",
    [
        "GET /winkel?naam=stoel&kleur=rood&pagina=3 HTTP/1.1",
        "het geheugen is 16 GB 12-03-2019 geplaatst",
        "De notulen (12-03-1998) zijn door A. vastgesteld",
        "001 AB 120362\n002 CD 120362\n003 EF 120362\n",
    ],
)
def test_others_are_nobody(tmp_path: Path, content: str) -> None:
    assert read_bytes(text, tmp_path, content) == []


BOTH = [
    "Betreft: de zussen Anna en Truus van den Berg, geboren op 12-03-1950 respectievelijk 13-04-1952, wonende Kerkweg 1 te Oss.",
    "Betreft: echtpaar A. van den Berg (geb. 12-03-1950) en T. van den Berg-Bos (geb. 13-04-1952), Kerkweg 1, 1234 AB Oss.",
    "Betreft: A. Ben Ali (geb. 12-03-1950) en T. Bos (geb. 13-04-1952), Kerkweg 1, 1234 AB Oss.",
]


@pytest.mark.parametrize("line", BOTH)
def test_two_people_on_a_line(tmp_path: Path, line: str) -> None:
    one, other = read_bytes(
        text, tmp_path, f"Geachte collega,\n\n{line}\n\nBij beiden werd een HPV-onderzoek gedaan. Uitslag: negatief.\n"
    )
    assert (one["birth_date"], other["birth_date"]) == ("12-03-1950", "13-04-1952")
    assert one["name"] != other["name"]
    assert (one["name"][0], other["name"][0]) == ("A", "T")
    for row in (one, other):
        assert row["address"].startswith("Kerkweg 1")
        assert row["exam_type"] == row["test_result"] == "1"


LETTER = """Betreft: mevr. T. Bos, geb. 12-03-1950, BSN 999990019
Kerkweg 1, 1234AB Oss
Contactpersoon: de heer K. Zand, tel. 0612345678

Geachte collega,
Het onderzoek Glucagon van 22-01-2024 gaf als uitslag: 5.6.
"""


def test_the_telephone_of_a_contact_is_not_the_patients(tmp_path: Path) -> None:
    (row,) = read_bytes(text, tmp_path, LETTER)
    assert "phone" not in row
    subset(row, name="T. Bos", exam_date="1", exam_type="1", test_result="1")


def test_a_birth_date_is_no_day_of_an_examination(tmp_path: Path) -> None:
    (row,) = read_bytes(text, tmp_path, "Graag onderzoek van mevr. T. Bos, geboren op 12-03-1950.")
    assert "exam_date" not in row


@pytest.mark.parametrize("born", ["120350", "12-03-1950", "12031950", "19500312"])
def test_labels_of_tubes(tmp_path: Path, born: str) -> None:
    lines = [f"00{n}M VAN DEN {name} TB {born} V" for n, name in enumerate(("BERG", "BOS", "LINDE", "VEEN"), 1)]
    rows = read_bytes(text, tmp_path, "\n".join(lines) + "\n")
    assert [row["surname"] for row in rows] == ["VAN DEN BERG", "VAN DEN BOS", "VAN DEN LINDE", "VAN DEN VEEN"]
    assert {(row["initials"], row["sex"]) for row in rows} == {("TB", "V")}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("verwisseld met A.B. van den Berg 310371", "verwisseld met A.B. van den Berg, geb. 31-03-1971"),
        ("zie Truus Bos 30 augustus 1962, opnieuw", "zie Truus Bos, geb. 30-08-1962, opnieuw"),
        ("T. Bos 24/8/'51", "T. Bos, geb. 24-08-1951"),
        ("T. Bos (1959.12.11", "T. Bos, geb. 11-12-1959"),
        ("besproken met T. Bos 12-03-2024", "besproken met T. Bos 12-03-2024"),
        ("monster M. Aurantia 391371", "monster M. Aurantia 391371"),
        ("Streek Noord 12-03-1962", "Streek Noord 12-03-1962"),
    ],
)
def test_a_date_behind_a_name_in_a_remark(said: str, told: str) -> None:
    assert with_births(said) == told


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Mw. Veenstra belt, geboren 12-03-1950.", {"surname": "Veenstra"}),
        ("Mw/dhr van der Veen belt, geboren 12-03-1950, wil uitslag.", {"surname": "van der Veen"}),
        ("mevr Bos belde vanochtend, geb. 12-03-1950", {"surname": "Bos"}),
        ("Patiënt de Vries-Bos (12-03-1950) uitslag doorgegeven", {"surname": "de Vries-Bos"}),
        ("mw. Veenstra van 12 maart 1950 belde", {"surname": "Veenstra"}),
        ("mevrouw A. Veenstra, Kerkweg 12, 1234 AB Ede, 12-03-1950 belt", {"name": "A. Veenstra", "address": "Kerkweg 12, 1234 AB Ede"}),
        ("i.o.m. Anna de Veenstra (*12-03-1950)", {"name": "Anna de Veenstra"}),
    ],
)  # fmt: skip
def test_notes_of_who_called(note: str, expected: dict[str, str]) -> None:
    (found,) = passages(with_births(note))
    told = {role.value: value for role, value in zip(PERSON, found.row[0], strict=False) if value}
    assert expected.items() <= told.items()
    assert "1950" in told["birth_date"]


@pytest.mark.parametrize(
    "note",
    [
        "Mevrouw Jansen belde over haar dochter, geboren 1-1-2010",
        "mw. Veenstra van 12 maart 2024",
        "dr. Bakker 12-03-1980",
        "Patiënt gebeld, geboren 12-03-1980",
    ],
)
def test_notes_that_name_somebody_else_or_another_day(note: str) -> None:
    assert not any(
        found.row[0][PERSON.index(Role.NAME)] or found.row[0][PERSON.index(Role.SURNAME)]
        for found in passages(with_births(note))
    )


@pytest.mark.parametrize("line", ["Afnamedatum       05-06-2024", "Afname: 05-06-2024", "Afgenomen op: 05-06-2024"])
def test_labels_of_when_blood_was_taken(tmp_path: Path, line: str) -> None:
    (row,) = read_bytes(
        text, tmp_path, f"Naam         A. Bos\nGeboren      28-09-1971\n{line}\nUitslag      negatief\n"
    )
    subset(row, exam_date="1", birth_date="28-09-1971")
