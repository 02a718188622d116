"""Plain text: people where labels name them, and nobody where a text is about nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.readers import kind_of, text
from readers.reading import SHARED, read, read_bytes, subset

LETTER = """Streeklaboratorium Test
Straatweg 1
1234 AB Teststad
Tel: 030-1234567   E-mail: info@streeklab.example

Aan: huisartsenpraktijk De Linde
Datum: 12-03-2025

Betreft: Mw. A. de Vries, geb. 12-03-1980, BSN 999990019
Patiëntnummer: 7654321
Adres: Dorpsstraat 12
3511 AB Utrecht
Tel.: 06-12345678   E-mail: a.devries@example.nl
Huisarts: Dr. P. Jansen, tel 030-7654321
Zorgverzekeraar: Zilveren Voorbeeld
Monsternummer: 100102018

Geachte collega,

Het uitstrijkje is beoordeeld: HPV negatief.

Met vriendelijke groet,
Dr. K. Patholoog
Tel: 030-9999999, rekening NL91 ABNA 0417 1643 00
"""

LAB_LETTER = """Medisch Laboratorium
Postbus 12, 2280 AA Rijswijk
tel. 070-1234567

De weledelgeleerde vrouwe
mw. A. Pietersen, huisarts
Dorpsstraat 1
7201 AB Zutphen

Betreft: {subject}

Geachte collega,

Bij bovengenoemde patiënt werd op 12-03-2024 onderzoek verricht. Uitslag: negatief.

Met collegiale hoogachting,
dr. T. Overbeek, arts-microbioloog
Kerkweg 9
1234 AB Oss
Tel: 030-9999999   t.overbeek@example.nl

CC: mw. K. de Wit, Molenweg 3, 1234 AB Oss
"""


def one(tmp_path: Path, content: str | bytes) -> dict[str, Any]:
    rows = read_bytes(text, tmp_path, content)
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_letter_about_a_patient(tmp_path: Path, encoding: str, end: str) -> None:
    row = one(tmp_path, LETTER.replace("Dorpsstraat", "Größe Dörpsstraat").replace("\n", end).encode(encoding))
    subset(
        row, name="A. de Vries", birth_date="12-03-1980", bsn="999990019", patient_number="7654321", phone="06-12345678",
        address="Größe Dörpsstraat 12, 3511 AB Utrecht", email="a.devries@example.nl", specimen_number="100102018",
        requester="1", insurer="1", exam_type="1", exam_date="1", test_result="1", iban=None, n=9,
    )  # fmt: skip


def test_a_letter_to_the_patient(tmp_path: Path) -> None:
    content = "Streeklab BV\nPostbus 12\n1000 AA Amsterdam\n\nMevrouw A.B. van der Berg\nKerkweg 12 b\n3511 AB Utrecht\n\nGeachte mevrouw,\n\nUw uitslag is Pap 1.\n"
    subset(
        one(tmp_path, content),
        name="A.B. van der Berg",
        address="Kerkweg 12 b, 3511 AB Utrecht",
        test_result="1",
        bsn=None,
        phone=None,
    )
    assert (
        read_bytes(
            text, tmp_path, content.replace("Mevrouw A.B.", "Mevrouw dr. A.B.").replace("Berg\n", "Berg, huisarts\n")
        )
        == []
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("BSN: 999990019", {"bsn": "999990019"}),
        ("burgerservicenummer 9999.90.019 van patiënt", {"bsn": "9999.90.019"}),
        ("Patiënt met nummer 999990019 (bsn)", {"bsn": "999990019"}),
        ("Naam:\tJansen, P.\tGeb.datum:\t3 mei 1970", {"name": "Jansen, P.", "birth_date": "3 mei 1970"}),
        ("Achternaam: Vries\nTussenvoegsel: de\nVoorletters: A.B.\nGeboortedatum: 1980-03-12\nGeslacht: V",
         {"surname": "Vries", "prefix": "de", "initials": "A.B.", "birth_date": "1980-03-12", "sex": "V"}),
        ("Patient name: Anna Smith\nDate of birth: 12/03/1980\nPhone: +31 6 12345678", {"name": "Anna Smith", "phone": "+31 6 12345678"}),
        ("Dhr. T.  Test, geb. datum 01-01-1900, 010100KA007", {"name": "T.  Test", "birth_date": "01-01-1900"}),
        ("betreft: Jan Jansen, bsn 999990019, patnr 000334433.", {"name": "Jan Jansen", "bsn": "999990019", "patient_number": "000334433"}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nHet nummer 999990019 hoort daarbij", {"bsn": "999990019"}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nMonsternummer: 999990019", {"bsn": None, "specimen_number": "999990019"}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nKenmerk: 999990019\nPolisnr 999990020", {"bsn": None}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nNummers 999990019 en 999990020", {"bsn": None}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nHuisarts: P. de Wit, Tel: 030-1234567", {"phone": None, "requester": "1"}),
        ("Aan: M. Smits, Huisartsenpraktijk Oosterpoort 12\n\nBetreft: Jan Jansen, geb. 1-2-1950\nOnderzoek: bloed", {"requester": "1", "name": "Jan Jansen"}),
        ("Aan: dhr. J. Jansen, Dorpsstraat 1\n\nBetreft: Jan Jansen, geb. 1-2-1950\nOnderzoek: bloed", {"requester": None}),
        ("Aan: M. Smits, Huisartsenpraktijk Oosterpoort 12\n\nBetreft: Jan Jansen, geb. 1-2-1950, is verhuisd", {"requester": None}),
        ("Lab Zuid\n\nAan: J. Vos\nStationsweg 12\n6839 EG  Arnhem\n\nGeboortedatum: 01-05-2002\nUitslag: negatief", {"name": "J. Vos", "address": "Stationsweg 12, 6839 EG  Arnhem"}),
        ("Vos, J.A.\nStationsweg 12\n6839 EG Arnhem\n\nBSN: 999990019", {"name": "Vos, J.A.", "bsn": "999990019"}),
        ("J. Vos\nPraktijk Noord 12\n6839 EG Arnhem\n\nPatient: A. Bakker\nGeboortedatum: 01-05-2002", {"name": "A. Bakker", "address": None}),
        ("Naam: Jan Jansen\nE-mail: jan.jansen@example.nl", {"email": "jan.jansen@example.nl"}),
        ("Naam: Jan Jansen\nPostcode: 3511AB\nIBAN: NL91ABNA0417164300", {"postcode": "3511AB", "iban": "NL91ABNA0417164300"}),
        ("Naam: Jan Jansen\nGeboren: 1-2-1950\nOnderzoek: bloed\nAfnamedatum: 01-02-2025\nOrdernummer: A123456",
         {"exam_type": "1", "exam_date": "1", "order_number": "A123456", "test_result": None}),
    ],
)  # fmt: skip
def test_labels(tmp_path: Path, content: str, expected: dict[str, Any]) -> None:
    subset(one(tmp_path, content), **expected)


@pytest.mark.parametrize(
    "content",
    [
        "Aan: J. Vos, huisarts\nStationsweg 12\n6839 EG Arnhem\n\nGeboortedatum: 01-05-2002",
        "Lab Zuid\nStationsweg 12\n6839 EG Arnhem\n\nGeboortedatum: 01-05-2002",
        "",
        "2025-01-01 12:00:00 INFO name: server01 email: root@example.com id=999990019 took 12 ms\n" * 50,
        "Artikel\tPrijs\nNaam: Buizen groot\nPrijs: 12,50\nArtikelnummer: 999990019\nTel: 030-1234567\n",
        "Name: requests\nVersion: 2.1\nAuthor: Kenneth\nAuthor-email: me@example.org\nHome-page: https://example.org\n",
        "def name(self):\n    return self.name  # birth: 12\n\nname: str = 'x'\n",
        "Monsternummer: 999990019\nOrdernummer: 999990020\n",
        "Betreft: storing printer kamer 12\nDatum: 12-03-2025\nMet vriendelijke groet,\nJ. Jansen\nTel: 030-1234567\n",
        "Geachte heer, mevrouw,\n\nOp 12-03-2025 is 0612345678 gebeld over 999990019.\n",
        "Naam: Streeklab BV\nTel: 030-1234567\nKvK: 12345678\n",
    ],
)
def test_texts_about_nobody(tmp_path: Path, content: str) -> None:
    assert read_bytes(text, tmp_path, content) == []


def test_every_labelled_block_is_a_person(tmp_path: Path) -> None:
    rows = read_bytes(
        text,
        tmp_path,
        "Lijst van 3 maart\n\nNaam: Jan Jansen\nGeboortedatum: 01-02-1950\nUitslag: negatief\n\nBSN: 999990020\nNaam: Vries, P. de\nGeb.datum: 3 mei 1970\n"
        "----------\nMevrouw K. Bakker-Smit, geb. 02-03-1960, bsn 999990056\nDhr. O. Smit, geb. 02-03-1961, bsn 999990068\n",
    )
    assert [row["name"] for row in rows] == ["Jan Jansen", "Vries, P. de", "K. Bakker-Smit", "O. Smit"]
    assert [row.get("bsn") for row in rows] == [None, "999990020", "999990056", "999990068"]
    assert [row["n"] for row in rows] == [3, 7, 11, 12]
    assert [row.get("test_result") for row in rows] == ["1", None, None, None]
    assert len({row["digest"] for row in rows}) == 4


def test_a_table_below_the_name_of_its_patient(tmp_path: Path) -> None:
    """Journals and reports in groups: the lines of the table say nothing about whose they are."""
    head, lines = (
        "Patiënt: {}   Geb: {}   BSN: {}\n",
        "Datum;ICPC;Regel\n01-02-2025;X49;S: klachten\n03-04-2025;X51;S: geen\n\n",
    )
    people = [("Nguyen, Q.", "20-06-1964", "999990019"), ("Boer, T. de", "30-06-1944", "999990020")]
    content = "Journaal export\n\n" + "".join(head.format(*person) + lines for person in people)
    assert kind_of("journaal.txt", content.encode()) == "text"
    rows = read_bytes(text, tmp_path, content)
    assert [(row["name"], row["birth_date"], row["bsn"]) for row in rows] == people


def test_the_same_person_named_twice_is_one(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        "Betreft: Mw. A. de Vries, geb. 12-03-1980\n\nGegevens\nNaam: Anna de Vries\nBSN: 999990019\nGeboortedatum: 12-03-1980\n",
    )
    subset(row, name="A. de Vries", bsn="999990019", birth_date="12-03-1980")


def test_documents_end_at_a_form_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = "\f".join(
        LETTER.replace("A. de Vries", f"A. Vries{letter}").replace("999990019", "") for letter in "abcd"
    )
    whole = read_bytes(text, tmp_path, letters + "\f" + LETTER)
    assert [row["name"] for row in whole] == [*(f"A. Vries{letter}" for letter in "abcd"), "A. de Vries"]
    lines = len(LETTER.splitlines())
    assert [row["n"] for row in whole] == [9 + i * lines for i in range(5)]
    monkeypatch.setattr(text, "BLOCK", 100)
    assert read_bytes(text, tmp_path, letters + "\f" + LETTER) == whole


def test_a_long_document_is_cut_between_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_LONGEST", 600)
    forms = "".join(
        f"Naam: J. Person{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10]}\nGeboren: {i % 28 + 1}-2-1950\n\n"
        for i in range(60)
    )
    rows = read_bytes(text, tmp_path, forms)
    assert len({row["name"] for row in rows}) == len(rows) == 60
    assert [row["n"] for row in rows] == [1 + 3 * i for i in range(60)]


@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.sampled_from([*LETTER.splitlines(True), "\f", "\n", "Naam:", "BSN:", "\t"])),
        max_size=30,
    )
)
def test_nothing_breaks_it(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    data = "".join(parts).encode("utf-8", "replace")
    text.bid("x", data)
    for row in read_bytes(text, tmp_path_factory.getbasetemp(), data):
        assert row["n"] >= 1


@pytest.mark.parametrize(
    ("data", "bid"),
    [
        (LETTER.encode(), 65), (LETTER.encode("utf-16"), 65), (LAB_LETTER.encode(), 62), (b"Naam: Jan Jansen\n", 10), ("Zoë, één\n".encode("cp1252"), 10), (b"", 0), (b"123 456 789\n" * 20, 0),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, 0), (b"PK\x03\x04" + bytes(range(256)) * 9, 0),
    ],
)  # fmt: skip
def test_bids(data: bytes, bid: int) -> None:
    assert text.bid("x.bin", data) == bid


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample files are not on this machine")
def test_lookup_lists_are_about_nobody() -> None:
    assert read(text, SHARED / "nl_lookups" / "voorvoegsels_lower.txt") == []


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Dhr. P. van der Linden, geb. 22-01-1965, BSN 999990019\nDr. Schaepmanstraat 39, 6751 MB Ede",
         {"name": "P. van der Linden", "address": "Dr. Schaepmanstraat 39, 6751 MB Ede", "bsn": "999990019"}),
        ("Mw. A.B. de Vries, geb. 12-03-1980, BSN 999990019\nLindelaan 39 b\n3511 AB Utrecht", {"address": "Lindelaan 39 b, 3511 AB Utrecht"}),
        ("F.R. Visser, geboren 14 april 1962, BSN 999990019, Havikshorst 29, 7820 ZX Emmen",
         {"name": "F.R. Visser", "birth_date": "14 april 1962", "address": "Havikshorst 29, 7820 ZX Emmen"}),
        ("Jan Jansen, bsn 999990019, geb. 12-03-1980", {"name": "Jan Jansen", "bsn": "999990019", "address": None}),
        ("F.J. Y?lmaz, geb. 19-10-1969", {"name": "F.J. Y?lmaz", "birth_date": "19-10-1969"}),
        ("uw patiënte mw. J. Smit", {"name": "J. Smit", "bsn": None, "address": None}),
    ],
)  # fmt: skip
def test_the_subject_of_a_letter(tmp_path: Path, subject: str, expected: dict[str, Any]) -> None:
    row = one(tmp_path, LAB_LETTER.format(subject=subject))
    subset(row, **expected, phone=None, email=None, test_result="1")


def test_who_is_greeted_has_the_address_above(tmp_path: Path) -> None:
    content = "Streeklab\n\n{name}\nDorpsstraat 5\n1234 AB Ede\n\nGeachte {greeted},\n\nUw uitslag is negatief.\n"
    row = one(tmp_path, content.format(name="A. van den Berg", greeted="mevrouw Van den Berg"))
    subset(row, name="A. van den Berg", address="Dorpsstraat 5, 1234 AB Ede", test_result="1")
    row = one(tmp_path, content.format(name="K. van den Brink", greeted="mevrouw Van den Berg"))
    subset(row, name=None, surname="Van den Berg", address=None)
    assert read_bytes(text, tmp_path, content.format(name="A. Berg, huisarts", greeted="collega Berg")) == []


def test_a_doctor_under_a_heading_is_not_the_patient(tmp_path: Path) -> None:
    doctor = "Huisarts\nNaam: K. Bakker\nAdres: Kerkweg 1\nPostcode: 1234 AB\nTel: 030-1234567\n"
    patient = "Patiënt\nNaam: P. Jansen\nGeb: 1-2-1950\nAdres: Dorpsstraat 2\nPostcode / plaats : 3511 AB Utrecht\n"
    for content in (f"{doctor}\n{patient}", f"{patient}\n{doctor}"):
        subset(
            one(tmp_path, content),
            name="P. Jansen", address="Dorpsstraat 2", postcode="3511 AB", city="Utrecht", phone=None, requester="1",
        )  # fmt: skip


@pytest.mark.parametrize("gap", ["      ", ".....: ", "   : ", ":\t", ":   "])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_aligned_labels(tmp_path: Path, gap: str, between: str) -> None:
    values = {"Naam": "Jansen, P.", "Geboortedatum": "5 maart 1980", "BSN": "999990019", "Telefoon": "06-12345678"}
    content = between.join(label + gap + value for label, value in values.items())
    subset(one(tmp_path, content), name="Jansen, P.", birth_date="5 maart 1980", bsn="999990019", phone="06-12345678")


def test_a_form_with_blanks_before_its_colons_is_no_column(tmp_path: Path) -> None:
    content = "Ziekenhuis Oost\nAfdeling Interne\n\nPatiënt : Vries, A. de\nGeb.    : 12-03-1980  (V)\nPat.nr. : 1065806\nBSN     : 999990019\n\nOntslagbrief\n"
    assert kind_of("b.txt", content.encode()) == "text"
    subset(
        one(tmp_path, content), name="Vries, A. de", birth_date="12-03-1980", bsn="999990019", patient_number="1065806"
    )


def test_a_short_word_for_sex(tmp_path: Path) -> None:
    content = "Patiënt.....: Wit, Y. van\nGeb.datum...: 25-02-1952   Gesl.: V\nAdres.......: Hoofdstraat 32\n"
    subset(one(tmp_path, content), name="Wit, Y. van", birth_date="25-02-1952", sex="V")


def test_an_invoice_and_a_bsn_in_a_sentence(tmp_path: Path) -> None:
    invoice = "FACTUUR 2025-4\n\nDebiteur: R.W. van der Meer\nMolendijk 126\n7845 MK  EMMEN\nIBAN NL91ABNA0417164300\nPatiënt geboren op 30 januari 1954\nBedrag: EUR 85,00\n"
    subset(
        one(tmp_path, invoice),
        name="R.W. van der Meer",
        birth_date="30 januari 1954",
        address="Molendijk 126, 7845 MK  EMMEN",
    )
    letter = "De heer M.G.G. 's Gravendijk\n't Zand 1\n3529 XA  UTRECHT\n\nGeachte heer 's Gravendijk,\n\nUw BSN is 999990019. Uw uitslag is goed.\n"
    subset(one(tmp_path, letter), name="M.G.G. 's Gravendijk", bsn="999990019", test_result="1")


def test_a_date_behind_the_name_of_the_subject(tmp_path: Path) -> None:
    content = "Betreft: Anna de Vries, v, 12-03-1980, BSN 999990019\nKerkweg 12, 7201 AB Zutphen\n\nGeachte collega,\n"
    subset(one(tmp_path, content), name="Anna de Vries", birth_date="12-03-1980", bsn="999990019")
    subset(one(tmp_path, content.replace("12-03-1980", "12-03-2025")), birth_date=None)


def test_two_people_on_one_line_repeat_nobody(tmp_path: Path) -> None:
    letter = "Betreft het echtpaar {} (geb. {}) en {} (geb. {}).\n\nGroet\n"
    documents = [
        letter.format("Sanne Berg", "03-09-1992", "Emma Mulder", "30-12-1994"),
        letter.format("Anna Vos", "28-03-1980", "Emma Berg", "16-09-1993"),
    ]
    found = [row["digest"] for row in read_bytes(text, tmp_path, "\f".join(documents))]
    assert len(set(found)) == len(found) == 4
    again = [row["digest"] for row in read_bytes(text, tmp_path, "\f".join([documents[1], documents[1]]))]
    assert again[:2] == again[2:] == found[2:]
