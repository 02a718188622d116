"""Mails, alone and in boxes: whom they are about, who writes about herself, and what is attached."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest
from factory import Person, case, people, person, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.intake import mime
from lekwijzer.intake.attached import attachments
from lekwijzer.model import Problem, Records
from lekwijzer.readers import eml, kind_of, mbox
from readers.reading import subset

HIT = person(3)


def said(p: Person) -> str:
    """What a doctor writes about somebody."""
    return f"Geachte collega,\n\nBetreft: mevr. {p.initials} {p.prefix} {p.surname}, geb. {p.born:%d-%m-%Y}, BSN {p.bsn}\n\nDe uitslag is negatief.\n\nMet vriendelijke groet,\nK. Bakker, huisarts\n"


def mail(body: str, **headers: str) -> EmailMessage:
    """A mail from a doctor to a laboratory, unless headers say otherwise."""
    message = EmailMessage()
    told = {
        "From": "K. Bakker <k.bakker@praktijkdebrink.nl>",
        "To": "Laboratorium <post@lab.nl>",
        "Subject": "vraag",
    } | headers
    for name, value in told.items():
        message[name.replace("_", "-")] = value
    message["Message-ID"] = "<1@x.nl>"
    message.set_content(body)
    return message


def people_of(
    path: Path, content: bytes, reader: Any = eml, problems: list[Problem] | None = None
) -> tuple[list[dict[str, Any]], str, str]:
    """The records of a mail, and what is said beside them: with a name, and without anybody."""
    path = path / "item"
    path.write_bytes(content)
    assert kind_of("x", content[:65536]) == reader.KIND
    rows: list[dict[str, Any]] = []
    for part in reader.read(path, [] if problems is None else problems):
        assert isinstance(part, Records)
        for batch in part.batches:
            rows += [{k: v for k, v in row.items() if v is not None} for row in batch.to_dicts()]
        return rows, "\n".join(part.unread), "\n".join(part.named)
    return rows, "", ""


def as_is(body: str) -> bytes:
    return mail(body).as_bytes()


def as_html(body: str) -> bytes:
    message = MIMEText(
        f"<html><head><style>p {{}}</style></head><body><p>{body.replace(chr(10), '<br>')}</p></body></html>",
        "html",
        "utf-8",
    )
    message["From"], message["Subject"] = "a@x.nl", "vraag"
    return message.as_bytes()


def as_both(body: str) -> bytes:
    message = mail(body)
    message.add_alternative(f"<p>{body.replace(chr(10), '<br>')}</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="Uitslag café.pdf")
    return message.as_bytes()


def as_old(body: str) -> bytes:
    head = "Date: 3 Mar 2025 10:00:00 +0100\nFrom: a@x.nl\nSubject: =?iso-8859-1?Q?caf=E9?=\n"
    return f"{head}Content-Transfer-Encoding: 8bit\nContent-Type: text/plain; charset=foo\n\n{body}é".encode("cp1252")


def cut_in_the_middle(body: str) -> bytes:
    message = MIMEMultipart("mixed", boundary="grens")
    message["From"], message["Subject"] = "a@x.nl", "vraag"
    message.attach(MIMEText(body, "plain", "utf-8"))
    message.attach(MIMEBase("application", "pdf"))
    raw = message.as_bytes()
    return raw[: raw.rindex(b"--grens--") - 10].replace(b"\n", b"\r\n")


@pytest.mark.parametrize("form", [as_is, as_html, as_both, as_old, cut_in_the_middle])
def test_the_patient_of_a_mail(form: Callable[[str], bytes], tmp_path: Path) -> None:
    rows, unread, _ = people_of(tmp_path, form(said(HIT)))
    assert len(rows) == 1
    subset(rows[0], n=1, bsn=HIT.bsn, birth_date=f"{HIT.born:%d-%m-%Y}", test_result="1", email=None, phone=None)
    assert HIT.surname in rows[0]["name"]
    assert "Bakker" in unread


HEAD = "From: a@x.nl\nTo: b@x.nl\nSubject: bericht\nMIME-Version: 1.0\nMessage-ID: <1@x>\n"
PARTS = "Content-Type: multipart/{}; boundary=B\n\n--B\nContent-Type: text/plain\n\nZie bijlage.\n{}"
INNER = "--B\nContent-Type: multipart/mixed; boundary=C\n\n--C\n\nniets\n--B--\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PARTS.format("mixed", "--B--\n"), ""),
        (PARTS.format("mixed", "--B--"), ""),
        (PARTS.format("mixed", INNER), ""),  # a sloppy program, and a whole file
        (PARTS.format("mixed", ""), "cut off"),
        (PARTS.format("mixed", "--B\nContent-Type: application/zip\n\nUEsDB"), "cut off"),
        ("Content-Type: multipart/mixed; boundary=B\n\n", "cut off"),
        (PARTS.format("encrypted", "--B--\n"), "encrypted"),
        (PARTS.format("mixed", "--B\nContent-Type: application/pkcs7-mime\n\nMIAGCS\n--B--\n"), "encrypted"),
        ("Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "encrypted"),
    ],
)
def test_a_mail_that_is_not_whole_or_has_a_key_is_read_in_part(content: str, told: str, tmp_path: Path) -> None:
    problems: list[Problem] = []
    people_of(tmp_path, (HEAD + content).encode(), problems=problems)
    assert [told in p.message for p in problems] == [True] * bool(told)


def test_a_body_that_is_only_called_base64_is_read_as_it_stands(tmp_path: Path) -> None:
    head = HEAD + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    rows, _, _ = people_of(tmp_path, (head + said(HIT)).encode())
    assert [row["bsn"] for row in rows] == [HIT.bsn]
    coded = base64.encodebytes(said(HIT).encode()).decode()
    rows, unread, _ = people_of(tmp_path, f"{head}{coded}_____\nlijst van A. Zeldenkamp, praktijk\n".encode())
    assert [row["bsn"] for row in rows] == [HIT.bsn]
    assert "lijst van A. Zeldenkamp" in unread


def test_headers_that_are_of_no_mail_leave_traces(tmp_path: Path) -> None:
    told = f"X-Patient: {HIT.surname}; BSN {HIT.bsn}\nX-MS-Exchange-Key: geheim\n"
    _, unread, named = people_of(tmp_path, f"{HEAD}{told}\nOver het magazijn.\n".encode())
    assert HIT.bsn in unread
    assert "geheim" not in unread + named


@pytest.mark.parametrize(
    "body",
    [
        "Beste, het rapport van week 12 staat klaar. Graag de printer nakijken.\n\nGroet, K. Bakker",
        "Geachte heer Bakker,\n\nUw bestelling van 12-03-2024 is verzonden.\n\nMet vriendelijke groet,\nJ. Smit\nTel. 030-1234567",
        "Mijn patiënt komt morgen langs voor een uitslag. Graag met spoed.",
        "Nieuwsbrief\n\nMijn account | Mijn bestellingen | Afmelden",
    ],
)
def test_senders_and_receivers_are_no_patients(body: str, tmp_path: Path) -> None:
    rows, _, named = people_of(tmp_path, mail(body).as_bytes())
    assert rows == []
    assert "k.bakker@praktijkdebrink.nl" in named
    newsletter = mail(body, From="Sanne Visser <sanne@gmail.com>", Cc="Piet Jansen <piet.jansen@ziggo.nl>").as_bytes()
    if "patiënt" not in body:
        assert people_of(tmp_path, newsletter)[0] == []


@pytest.mark.parametrize(
    ("sender", "body", "expected"),
    [
        ("Anna Vlierwijk <anna.vlierwijk@gmail.com>", "Goedemorgen,\n\nWanneer krijg ik mijn uitslag? Ik ben vorige week geprikt.\n\nAnna", {"birth_date": None}),
        ("Anna Vlierwijk <annav@hotmail.nl>", "Mijn geboortedatum is 12-03-1980 en mijn uitslag is zoek.\n\nGroet, Anna Vlierwijk", {}),
        ('"Vlierwijk, A." <a.vlierwijk@bedrijf.nl>', "Mijn BSN is 999990019, graag mijn uitslag.", {"bsn": "999990019"}),
    ],
)  # fmt: skip
def test_who_writes_about_herself_is_the_patient(
    sender: str, body: str, expected: dict[str, str], tmp_path: Path
) -> None:
    rows, _, _ = people_of(tmp_path, mail(body, From=sender).as_bytes())
    assert len(rows) == 1
    subset(rows[0], email=re.findall("<(.*)>", sender)[0], **expected)
    assert "Vlierwijk" in rows[0]["name"]


def test_who_writes_about_a_relative_is_not_the_relative(tmp_path: Path) -> None:
    sender = "Noor Vlierwijk <noor.vlierwijk@gmail.com>"
    for body in (
        "Mijn dochter en ik zijn geprikt; waar blijft mijn uitslag?\nNaam: Lotte Vlierwijk\nGeboortedatum: 12-03-2010\nBSN: 999990019",
        "Mijn dochter wacht op een uitslag, en mijn afspraak is verzet.\nGeboortedatum: 12-03-2010\nBSN: 999990019",
    ):
        rows, _, _ = people_of(tmp_path, mail(body, From=sender, Subject="Lotte Vlierwijk").as_bytes())
        hers = [row for row in rows if row.get("email")]
        assert [(row["name"], row.get("bsn"), row.get("birth_date")) for row in hers] == [
            ("Noor Vlierwijk", None, None)
        ]
        assert [(row.get("bsn"), row.get("email")) for row in rows if row not in hers] == [("999990019", None)]


def test_who_is_written_to_as_a_patient(tmp_path: Path) -> None:
    body = "Geachte mevrouw Vlierwijk,\n\nUw uitslag is bekend: er zijn geen afwijkingen gevonden.\n\nHet laboratorium"
    message = mail(body, From="Lab <post@lab.nl>", To="Anna Vlierwijk <a.vlierwijk@ziggo.nl>").as_bytes()
    rows, _, _ = people_of(tmp_path, message)
    assert len(rows) == 1
    subset(rows[0], name="Anna Vlierwijk", email="a.vlierwijk@ziggo.nl", test_result="1")
    rows, _, _ = people_of(tmp_path, mail(body, To="Piet Smit <p.smit@ziggo.nl>").as_bytes())
    assert [row.get("email") for row in rows] in ([], [None])


def test_boxes(tmp_path: Path) -> None:
    bodies = ["From hier begint geen mail.\n>From ook niet.\n\nFrom x\n", "Niets.\n", ""]
    raw = b""
    for i, p in enumerate(people(3)):
        message = mail(bodies[i] + said(p))
        message.add_attachment(f"x{i}".encode(), maintype="application", subtype="pdf", filename="a.pdf")
        content = re.sub(rb"(?m)^(>*From )", rb">\1", message.as_bytes())
        raw += b"From a@x.nl Mon Mar  3 10:00:00 2025\n" + content + b"\n"
    rows, unread, _ = people_of(tmp_path, raw, mbox)
    assert [(row["n"], row["bsn"]) for row in rows] == [(i + 1, p.bsn) for i, p in enumerate(people(3))]
    assert "\nFrom hier" in unread
    counted = b""
    for p in people(2):
        body = f"From a@x.nl Mon Mar  3 10:00:00 2025\nX: y\n\n{said(p)}".encode()
        counted += (
            b"From a@x.nl Mon Mar  3 10:00:00 2025\nSubject: x\nContent-Length: %d\nFrom: z@x.nl\n\n" % len(body)
            + body
            + b"\n"
        )
    rows, _, _ = people_of(tmp_path, counted, mbox)
    assert [row["n"] for row in rows] == [1, 2]


def test_attachments_are_items_and_their_people_are_found(tmp_path: Path) -> None:
    first, second, third = people(3)
    inner = mail(said(second))
    inner.add_attachment(said(third), filename="derde.txt", disposition="attachment")
    outer = mail(said(first))
    outer.add_attachment(inner)
    outer.add_attachment(f"bsn;naam\n{HIT.bsn};{HIT.surname}\n", filename="lijst.csv", disposition="attachment")
    box = (
        b"From a@x.nl Mon Mar  3 10:00:00 2025\n"
        + mail("niets").as_bytes()
        + b"\nFrom a@x.nl Mon Mar  3 10:00:00 2025\n"
        + outer.as_bytes()
    )
    found = run(
        case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.eml": outer.as_bytes(), "b.mbox": box}})
    )
    files = {
        row["file"].partition("/d1/")[2]: (row["kind"], row["outcome"], row["mentions"])
        for row in found.rows("coverage")
    }
    assert files == {
        "a.eml": ("eml", "read", 1), "a.eml!/2.eml": ("eml", "read", 1), "a.eml!/2.eml!/derde.txt": ("text", "read", 1),
        "a.eml!/lijst.csv": ("delimited", "read", 1), "b.mbox": ("mbox", "read", 1), "b.mbox!/2/2.eml": ("eml", "read", 1),
        "b.mbox!/2/2.eml!/derde.txt": ("text", "read", 1), "b.mbox!/2/lijst.csv": ("delimited", "read", 1),
    }  # fmt: skip
    verdicts = found.verdicts()
    assert {key for key, verdict in verdicts.items() if verdict == "confirmed"} == {
        p.key for p in (first, second, third, HIT)
    }
    assert {"bsn", "name", "birth_date", "test_result"} <= found.exposed(first.key)
    assert {row["locator"] for row in found.rows("mentions") if row["file"].endswith("b.mbox")} == {"message 2"}


def test_lists_of_people_in_mails(tmp_path: Path) -> None:
    cells = "".join(
        f"<tr><td>{p.bsn}</td><td>{p.given} {p.surname}</td><td>{p.born:%d-%m-%Y}</td></tr>" for p in people(3)
    )
    message = MIMEText(
        f"<p>Hierbij de lijst</p><table><tr><th>BSN</th><th>Naam</th><th>Geboortedatum</th></tr>{cells}</table>", "html"
    )
    message["From"], message["Subject"] = "a@x.nl", "lijst"
    box = b"From a@x.nl Mon Mar  3 10:00:00 2025\n" + message.as_bytes()
    found = run(
        case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {"a.eml": message.as_bytes(), "b.mbox": box}})
    )
    assert [key for key, verdict in found.verdicts().items() if verdict == "confirmed"] == [p.key for p in people(3)]
    assert {row["locator"] for row in found.rows("mentions")} == {
        f"{t} row {n}" for n in (2, 3, 4) for t in ("table 1", "message 1 table 1")
    }


def test_names_of_attachments_and_files_in_texts() -> None:
    message = mail("begin 644 oud.txt\n#86)C\n`\nend\n")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="../../kwaad é.png")
    raw = message.as_bytes()
    assert list(attachments(mime.parsed(raw))) == [("oud.txt", b"abc"), ("../../kwaad é.png", b"x")]
    long = b"Content-Type: application/pdf; name*0*=iso-8859-1''lange%20na; name*1=am.pdf\nContent-Transfer-Encoding: base64\n\neHh4*\neA=\n"
    (entity,) = mime.parsed(
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + long + b"--b--\n"
    ).parts
    assert (entity.filename, entity.content()) == ("lange naam.pdf", b"xxxx")
    assert mime.decoded_words("=?utf-8?B?w6k=?= =?x-onbekend?Q?=E9?= <a@x.nl>") == "éé <a@x.nl>"


@pytest.mark.parametrize(
    "content", ["From: a@example.nl\nSubject: vraag\n\nTekst", "From: x\nNaam: Jansen\n", "Received wisdom: none"]
)
def test_other_texts_are_no_mails(content: str) -> None:
    assert mime.mail_kind(content.encode()) is None


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_nothing_broken_raises_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(as_both(said(HIT)))
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(raw[: data.draw(st.integers(1, len(raw)))])
    path = tmp_path / "x"
    path.write_bytes(content)
    for reader in (eml, mbox):
        try:
            for part in reader.read(path, []):
                list(part.batches)
        except Unreadable:
            pass
    list(attachments(mime.parsed(content)))
