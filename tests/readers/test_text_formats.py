"""Texts that are in a format of their own, and what a text says that it may not have understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.intake.magic import name_of_unknown
from lekwijzer.model import Problem
from lekwijzer.readers import kind_of, text
from readers.reading import read
from readers.test_text import LETTER

FORMATS = {
    "xml": "<?xml version='1.0'?><p><bsn>999990019</bsn></p>",
    "html": "<!-- x -->\n<HTML><body><table><tr><td>Jansen</td></tr></table></body></html>",
    "sql": "-- dump\n/*!40101 SET x */;\nCREATE TABLE p (id int, bsn text);\nINSERT INTO `p` VALUES (1,'999990019');\n",
    "mail": "From: a@example.nl\nSubject: x\nContent-Transfer-Encoding: base64\n\nQmV0cmVmdDogRS4gTWVpamVyLCBnZWIu\n",
    "pdf": "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n",
    "postscript": "%!PS-Adobe-3.0\n(Naam: Jan Jansen) show\n",
    "vcard": "BEGIN:VCARD\nVERSION:3.0\nN:Jansen;Jan\nEND:VCARD\n",
    "icalendar": "BEGIN:VCALENDAR\nSUMMARY:Jan Jansen\nEND:VCALENDAR\n",
    "ldif": "version: 1\n\ndn: cn=Jan Jansen,dc=example\nsn: Jansen\n",
    "pgp": "-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n",
    "base64": "TmFhbTogSmFuIEphbnNlbiBHZWJvcmVuOiAxLTItMTk1MCBOYWFtOiBKYW4gSmFuc2Vu\n" * 3,
}


READERS = {
    "pdf": "pdf",
    "sql": "sql",
    "mail": "eml",
    "html": "html",
    "xml": "xml",
    "vcard": "cards",
    "ldif": "cards",
    "icalendar": "icalendar",
    "rtf": "rtf",
}
"""Those that have a reader of their own."""


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_formats_with_a_form_of_their_own_are_not_read_as_text(kind: str, encoding: str) -> None:
    data = FORMATS[kind].encode(encoding)
    binary = kind == "pdf" and encoding == "utf-16"  # of a format of bytes nothing is left then
    assert kind_of("x.txt", data) == (None if binary else READERS.get(kind))
    assert name_of_unknown(data) == kind


@pytest.mark.parametrize(
    "content",
    [
        "From: a@example.nl\nSubject: vraag\n\nGraag bellen over de printer.\n",
        "[2025-01-01 12:00:00] INFO started\n" * 9,
        "INSERT INTO is a statement of SQL.\n",
        "Een tekst over <html> en <p> in een zin, en nog een.\n",
        "{ een lijst tussen haken }\n",
    ],
)
def test_plain_texts_are_read(content: str) -> None:
    assert kind_of("x.txt", content.encode()) == "text"


def problems_of(tmp_path: Path, content: str) -> list[str]:
    problems: list[Problem] = []
    path = tmp_path / "item"
    path.write_text(content)
    read(text, path, problems)
    return [problem.message for problem in problems]


GLUED = "999990019Bakker                   N.        20000629V6719SG  125\n"


@pytest.mark.parametrize(
    "content",
    [
        GLUED,
        "Mevr. Jansen belde vandaag, u weet wel, die van 12-03-1950.\n",
        "Wachtlijst\n" + "".join(f"* A. de Vries is van {day}-02-1950 en woont alleen\n" for day in range(11, 18)),
        "Het nummer van deze persoon (BSN is 999990019), zie boven; ook burgerservicenummer nummer 999990020.\n" * 2
        + "Betreft: mw. J. Smit, BSN 999990056\n",
        "geboortedatum van de patiënte is 12-03-1980\n",
        "".join(f"- nummer {number} verwerkt\n" for number in (999990019, 999990020, 999990056, 999990068) * 6),
        "Adressen\n" + "".join(f"A. de Vries, Kerkweg {number}, 3511 AB Utrecht\n" for number in range(6)),
        LETTER + "\f" + GLUED,
    ],
)
def test_people_who_are_not_recognised_are_not_passed_over(tmp_path: Path, content: str) -> None:
    assert "may hold people that were not recognised" in problems_of(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        "Hierbij de tabel.\n" + "INSERT INTO p VALUES (1,'x');\n" * 5,
        "2025-01-01 in <Patient><bsn>x</bsn></Patient>\n",
        "Dag,\n\nContent-Transfer-Encoding: base64\n\nQUJD\n",
        "regel\nMSH|^~\\&|LAB\nPID|1||123\n",
    ],
)
def test_other_formats_inside_a_text_are_not_passed_over(tmp_path: Path, content: str) -> None:
    assert "holds content in a format that is not read" in problems_of(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        LETTER,
        LETTER + "\f" + LETTER,
        "".join(
            f"2012-01-{day:02} 12:00:{day:02} ERROR com.Foo.Bar Order {999990019 + day} of Jan Jansen failed\n"
            for day in range(1, 29)
        ),
        "".join(f'10.0.0.1 - - [12/Mar/2012:12:00:{s:02} +0100] "GET /x HTTP/1.1" 200 {s}\n' for s in range(60)),
        "".join(f"Artikel {100000000 + 9 * i} Buis Groot {i},50 euro per stuk\n" for i in range(300)),
        "Handleiding LIMS\n\nVoor vragen bel de servicedesk: 070-1234567. Versie 3 van 12-03-2010.\nBSN: negen cijfers, bv. 123456789.\n",
        "1.2 (2012-03-04)\n- Fix by Jan Jansen\n\n1.1 (2011-03-04)\n- Fix by Piet Smit\n" * 9,
        "class Patient:\n    bsn: str\n    geboortedatum: date\n\n    def name(self) -> str:\n        return self.naam\n",
        "2012-03-04  Jan Jansen  <jan.jansen@example.org>\n\n\t* main.c: repaired\n\n" * 20,
        "-rw-r--r-- 1 root root  123 Mar 12  2012 Groot Bestand.txt\n" * 20,
    ],
)
def test_no_false_alarm(tmp_path: Path, content: str) -> None:
    assert problems_of(tmp_path, content) == []
