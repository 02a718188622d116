"""People who are named in sentences, without a label or a line of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lekwijzer.readers import pick, text
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


WRAPPED = """Goedemiddag, vanmorgen belde mw. T. van den
Berg, geb.: 12-03-1950, met BSN-nummer:
999990019, wonende te Sint-Michielsgestel,
Kerkweg 12a, tel. 06.1234.5678, e-mail
t.berg@voorbeeld.example. Zij heeft nog geen
uitslag ontvangen.
"""
OWN = "Geachte heer, mevrouw,\n\nMijn naam is Truus Bos, geb. 12-03-1950. Ik wacht nog op mijn uitslag.\n\nMet vriendelijke groet,\n\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WRAPPED, {"name": "T. van den Berg", "birth_date": "12-03-1950", "bsn": "999990019", "phone": "06.1234.5678", "email": "t.berg@voorbeeld.example", "city": "Sint-Michielsgestel"}),
        ("".join(f"> {line}\n" for line in WRAPPED.splitlines()), {"name": "T. van den Berg", "birth_date": "12-03-1950", "bsn": "999990019", "email": "t.berg@voorbeeld.example"}),
        ("Uw patiënt de heer A.B. Bos, 12-03-1950, bezocht onze polikliniek.", {"name": "A.B. Bos", "birth_date": "12-03-1950"}),
        ("Uw patiënt Dhr. KL Bos, 1950-03-12, bezocht onze polikliniek.", {"name": "KL Bos", "birth_date": "1950-03-12"}),
        ("mw G. de Graaf (12 mrt. 1950) belt over haar uitslag.", {"name": "G. de Graaf", "birth_date": "12 mrt. 1950"}),
        ("14:12 - Anna van Dijk (12-03-1950) belt over haar uitslag.", {"name": "Anna van Dijk", "birth_date": "12-03-1950"}),
        ("Re: Mrs. Anna Bos, date of birth 1950-03-12, citizen service number (BSN) 999990019", {"name": "Anna Bos", "birth_date": "1950-03-12", "bsn": "999990019"}),
        ("Betreft: mw. T. Bos, geb. 12-03-1950, wonende 's-Gravenweg 17 te Den Helder.", {"address": "'s-Gravenweg 17, Den Helder", "city": "Den Helder"}),
        ("Betreft: mw. T. Bos, geb. 12-03-1950, woonachtig Plein 1944 12 te Oss.", {"address": "Plein 1944 12, Oss"}),
        ("Betreft: Wijngaarden, van, T.C.\ngeb. 12-03-1950\nKerkweg 12, 4463 DR  OSS", {"name": "Wijngaarden, van, T.C.", "address": "Kerkweg 12, 4463 DR  OSS"}),
        ("Achternaam en voorletters: Bos, T.\nGeb. datum: 12-03-1950", {"name": "Bos, T."}),
        ("Naam ......: T. Bos-de Vries\nGeb. datum ......: 12-03-1950\nAdres ......: Kerkweg 1", {"name": "T. Bos-de Vries", "address": "Kerkweg 1"}),
        ("Naam: T. Bos\nGeb: 12-03-1950\nTerugbetaling op rekening NL91ABNA0417164300", {"iban": "NL91ABNA0417164300"}),
        ("Mijn gegevens:\n\nTruus Bos\n12-03-1950\n(030) 445 89 39\ntruus@voorbeeld.example\nBSN 999990019\n", {"phone": "030) 445 89 39", "email": "truus@voorbeeld.example"}),
        (OWN + "mw. T. Bos\ne-mail truus@voorbeeld.example\nbankrekening NL91 ABNA 0417 1643 00\n", {"email": "truus@voorbeeld.example", "iban": "NL91 ABNA 0417 1643 00"}),
        (OWN + "I. de Jong\nmedewerker klachten\ne-mail jong@voorbeeld.example\n", {"email": None}),
        ("Mw. T. Bos                     Datum : 10-08-2024\nKerkweg 12 bis                 Geb.datum : 12-03-1950\n1234 AB  Oss                   BSN : 999990019\n", {"name": "T. Bos", "address": "Kerkweg 12 bis, 1234 AB  Oss"}),
    ],
)  # fmt: skip
def test_people_as_they_are_written_of(tmp_path: Path, content: str, expected: dict[str, Any]) -> None:
    (row,) = read_bytes(text, tmp_path, content)
    subset(row, **expected)


@pytest.mark.parametrize(
    ("content", "births"),
    [
        ("Graag de uitslagen van:\n- Bos, T.P., 12.03.1950\n- Anna Visser, 13-03-1941\n", ["12.03.1950", "13-03-1941"]),
        ("Verwisseld: buis van Anna Bos (geb. 12-03-1950) met die van Anna de Boer (geb. 28 jul 1997).", ["12-03-1950", "28 jul 1997"]),
        ("1. Anna van de Ven, geb. 12-03-1950: afwijkend.\n2. mw. S. Bos, geb. 17-06-1951: wacht op kweek.\n", ["12-03-1950", "17-06-1951"]),
        ("mw. A. Jansen, Kerkweg 12, Oss, geb. 12-03-1950\nmw. B. de Vries, Kerkweg 14, Oss, geb. 13-03-1941\n", ["12-03-1950", "13-03-1941"]),
    ],
)  # fmt: skip
def test_two_people_are_told_apart(tmp_path: Path, content: str, births: list[str]) -> None:
    assert [row["birth_date"] for row in read_bytes(text, tmp_path, content)] == births


def test_lines_of_a_program_are_no_sentence(tmp_path: Path) -> None:
    code = "    if order['bsn'] is None:\n        raise ValueError('no bsn: %s' % order)\n    return self.bsn.get(order, 999990019)\n"
    assert read_bytes(text, tmp_path, code) == []


def test_the_line_is_that_on_which_the_sentence_begins(tmp_path: Path) -> None:
    rows = read_bytes(
        text, tmp_path, "Geachte collega,\n\n" + WRAPPED + "\nBetreft ook: dhr. P. Vos, geb. 01-02-1960.\n"
    )
    assert [row["n"] for row in rows] == [3, 10]


@pytest.mark.parametrize(
    "content",
    [
        "Goedemiddag, vanmorgen belde Anna Bos, geb. 12-03-1950, met\nBSN 999990019, wonende te Oss, Kerkweg 2, tel.nr. 06\n- 12345678. Zij wacht nog. Kunnen jullie dit uitzoeken?\n",
        "Betreft: mw. T. Bos, geb. 12-03-1950, BSN 999990019\n\nZij kwam met Jan. Contact: Jan (partner). Arts is H. Vos, internist. Naam, adres volgen.\n",
    ],
)
def test_a_letter_with_commas_is_no_table(content: str) -> None:
    reader = pick("a.txt", content.encode())
    assert reader is not None
    assert reader.KIND == "text"


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
