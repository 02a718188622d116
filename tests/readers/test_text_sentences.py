"""People who are named in sentences, without a label or a line of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lekwijzer.readers import text
from readers.reading import read_bytes, subset


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Vandaag sprak ik mevrouw Truus Bos (geb. 12-03-1950) over de uitslag.", {"name": "Truus Bos", "birth_date": "12-03-1950"}),
        ("Hierbij de uitslag van mevrouw T. van den Berg-Bos, geboren op 12 maart 1950 te Oss.", {"name": "T. van den Berg-Bos"}),
        ("Op naam van T. Bos, geb. 12-03-1950 is de uitslag binnen.", {"name": "T. Bos", "birth_date": "12-03-1950"}),
        ("Mevrouw T. Bos is geboren op 12-03-1950.", {"name": "T. Bos", "birth_date": "12-03-1950"}),
        ("Mevr. T. Bos-de Vries (12-03-1950) belde over haar uitslag.", {"name": "T. Bos-de Vries", "birth_date": "12-03-1950"}),
        ("Op de poli mevrouw A. Jansen (12-03-1950, BSN 999990019).", {"name": "A. Jansen", "birth_date": "12-03-1950", "bsn": "999990019"}),
        ("Betreft: T. Bos, Dorpsstraat 12, 3511 AB Utrecht, geb. 12-03-1950", {"name": "T. Bos", "address": "Dorpsstraat 12, 3511 AB Utrecht"}),
        ("Naam: Bos, T.\nAdres: Dorpsstraat 12\nPostcode/plaats: 3511 AB Utrecht\nGeb: 12-03-1950", {"postcode": "3511 AB", "city": "Utrecht"}),
        ("Geachte mevrouw Bos,\n\nU bent geboren op 12 maart 1950. Uw uitslag is bekend.\n", {"surname": "Bos", "birth_date": "12 maart 1950", "name": None}),
        ("Mevrouw T. Bos\nKerkweg 1\n1234 AB Oss\n\nGeachte mevrouw Bos,\n\nVolgens onze gegevens bent u geboren op 12-03-1950. Uw uitslag is goed.\n",
         {"name": "T. Bos", "birth_date": "12-03-1950", "address": "Kerkweg 1, 1234 AB Oss"}),
        ("Uw geboortedatum: 12-03-1950\nBeste Truus Bos,\nJe uitslag is negatief", {"name": "Truus Bos", "birth_date": "12-03-1950"}),
        ("Ben Jansen, geb. 12-03-1950, belde.", {"name": "Ben Jansen"}),
        ("Mw. J. ter Haar, geb. 12-03-1950", {"name": "J. ter Haar"}),
        ("Betreft: herhaalrecept metoprolol, mw. A. Bos, geb. 12-03-1950", {"name": "A. Bos"}),
        ("Betreft: Jansen, P., Dorpsstraat 12, 3511 AB Utrecht, geb. 12-03-1950", {"name": "Jansen, P."}),
        ("Gisteren heb ik op de polikliniek voor interne geneeskunde gezien uw patiënte mevrouw Truus Bos, geboren op 12-03-1950.", {"name": "Truus Bos"}),
        ("Mevr. Jansen (12-03-1950) belde vandaag.", {"surname": "Jansen", "birth_date": "12-03-1950"}),
        ("TELEFOONNOTITIE\nDhr. Vries, de (12/03/1950) belde over uitslag. Bereikbaar op 06-12345678.", {"surname": "Vries, de", "birth_date": "12/03/1950", "phone": "06-12345678"}),
        ("Ik sprak mevrouw 't Hof (geb. 12-03-1950) aan de telefoon.", {"surname": "'t Hof", "birth_date": "12-03-1950"}),
        ("RE: dossier 4711\n> Graag dossier 4711 van Otto van Dijk opzoeken (gebdat 12-03-1950).\n> Is al gedaan", {"name": "Otto van Dijk", "birth_date": "12-03-1950"}),
        ("> Kun je de uitslag van J. de Wit sturen? (geb 12-03-1950)", {"name": "J. de Wit"}),
        ("Anna van Dam Jansen, geb. 12-03-1950", {"name": "Anna van Dam Jansen"}),
        ("Dear Ms. Bos,\n\nYou were born on March 12, 1950. Your test result is negative.", {"surname": "Bos", "birth_date": "March 12, 1950"}),
    ],
)  # fmt: skip
def test_people_in_sentences(tmp_path: Path, content: str, expected: dict[str, Any]) -> None:
    (row,) = read_bytes(text, tmp_path, content)
    subset(row, **expected)


def test_two_surnames_with_titles(tmp_path: Path) -> None:
    rows = read_bytes(
        text, tmp_path, "Graag dossier van mw. Jansen (geb. 12-03-1950) en dhr. Pietersen (01-01-1960) opzoeken."
    )
    assert [(r["surname"], r["birth_date"]) for r in rows] == [("Jansen", "12-03-1950"), ("Pietersen", "01-01-1960")]


def test_two_people_in_one_sentence(tmp_path: Path) -> None:
    rows = read_bytes(
        text,
        tmp_path,
        "Patiënte Truus Bos (geboortedatum 12-03-1950) en de heer P. Vos (geb. 01-01-1960) zijn gebeld.",
    )
    assert [(row["name"], row["birth_date"]) for row in rows] == [("Truus Bos", "12-03-1950"), ("P. Vos", "01-01-1960")]


@pytest.mark.parametrize(
    "content",
    [
        "Mijn buurman Piet is geboren op 12 maart 1950 in Oss.\n",
        "Wij denken dat zij is geboren op 12-03-1950.\n",
        "Mevrouw T. Bos (12-03-2025) belde terug.\n",
        "Geachte collega,\n\nBent u geboren op 12 maart 1950?\n",
    ],
)
def test_a_sentence_is_no_name(tmp_path: Path, content: str) -> None:
    assert read_bytes(text, tmp_path, content) == []
