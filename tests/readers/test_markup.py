"""HTML, XML, FHIR and CDA in XML, cards and calendars: whom they are about, and what they hold beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factory import Person, case, person, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import Part, Problem, Records, Table
from lekwijzer.readers import by_kind, cards, icalendar, kind_of, pick, webpage, xml_document
from readers.reading import SHARED, subset

HIT = person(3)
Rows = list[dict[str, Any]]


def read(
    folder: Path, content: str | bytes, kind: str, problems: list[Problem] | None = None
) -> tuple[Rows, Rows, str]:
    """The rows of tables under their headers, the records of people, and what is said beside them."""
    path = folder / "item"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert kind_of("x", path.read_bytes()[:65536]) == kind
    reader = by_kind(kind)
    assert reader is not None
    rows: Rows = []
    people: Rows = []
    unread: list[str] = []
    for part in reader.read(path, [] if problems is None else problems):
        for batch in part.batches:
            found = [{k: v for k, v in row.items() if v is not None} for row in batch.to_dicts()]
            if isinstance(part, Table):
                header = part.header or ()
                rows += [{header[int(k[1:])] if k != "n" else k: v for k, v in row.items()} for row in found]
            else:
                people += found
        unread += part.unread
        if isinstance(part, Records):
            unread += part.named
    return rows, people, "\n".join(unread)


LETTER = f"""<!DOCTYPE html><html><head><title>Brief</title><style>p {{}}</style><meta name="author" content="Piet Verborgen"></head><body>
<!-- gezien door J. Stille --><p>Geachte collega,</p>
<p>Betreft: mevr. {HIT.initials} van der&nbsp;{HIT.surname}, geb. {HIT.born:%d-%m-%Y}<br>BSN {HIT.bsn}</p>
<table><tr><th>Bepaling<th>Uitslag<tr><td>HPV<td>negatief<tr><td>CRP<td>5</table>
<div style="display:none">Onzichtbare Tekst</div><input type="hidden" value="Geheime Waarde">
<script>var x = "<p>Naam: Niemand</p>";</script></body></html>"""


def test_a_letter_as_a_page(tmp_path: Path) -> None:
    rows, people, unread = read(tmp_path, LETTER, "html")
    assert rows == []
    assert len(people) == 1
    subset(people[0], bsn=HIT.bsn, birth_date=f"{HIT.born:%d-%m-%Y}", test_result="1")
    for word in ("Piet Verborgen", "J. Stille", "Onzichtbare Tekst", "Geheime Waarde"):
        assert word in unread


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_tables_and_forms_of_pages(encoding: str, tmp_path: Path) -> None:
    page = """<html><body><h1>Lijst</h1><table><tr><td><table border=1><tr><th colspan=2>Overzicht</th><th></th></tr>
    <tr><th>BSN</th><th>Naam</th><th>Geboortedatum</th></tr><tr><td>999990019</td><td>Zoë<br>Jansen</td><td rowspan="2">12-03-1980</td></tr>
    <tr><td>999991346</td><td>P. Smit</td></tr></table></td></tr></table>
    <form><label>Naam</label> <input name=n value="K. de Wit"><label>Geboortedatum:</label><input value="1-2-1950">
    <select name=g><option>man<option selected>vrouw</select></form>"""
    rows, people, _ = read(tmp_path, page.encode(encoding), "html")
    assert rows == [
        {"BSN": "999990019", "Naam": "Zoë Jansen", "Geboortedatum": "12-03-1980", "n": 3},
        {"BSN": "999991346", "Naam": "P. Smit", "Geboortedatum": "12-03-1980", "n": 4},
    ]
    assert len(people) == 1
    subset(people[0], name="K. de Wit", birth_date="1-2-1950")


def test_xml_as_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = '<p:patient xmlns:p="urn:x" nr="{n}"><p:bsn>{bsn}</p:bsn><p:naam>Zoë &amp; {n}</p:naam><gegeven soort="geboortedatum">1980-01-0{n}</gegeven><tel type="gsm">06{n}</tel><tel type="thuis">030{n}</tel></p:patient>'
    bsns = ["999990019", "999991346", "900001235", "999990044", "999990056"]
    text = "<?xml version='1.0' encoding='ISO-8859-1'?><!-- n --><export datum='x'><lijst>" + "".join(one.format(n=n, bsn=b) for n, b in enumerate(bsns, 1)) + "</lijst>slot</export>"  # fmt: skip
    for whole in (1 << 20, 0):
        monkeypatch.setattr(xml_document, "WHOLE", whole)
        rows, _, unread = read(tmp_path, text.encode("latin-1"), "xml")
        named = [{key.rpartition("patient.")[2]: value for key, value in row.items()} for row in rows]
        assert [(r["bsn"], r["naam"], r["nr"], r["gegeven.geboortedatum"]) for r in named] == [
            (b, f"Zoë & {n}", str(n), f"1980-01-0{n}") for n, b in enumerate(bsns, 1)
        ]
        assert whole == 0 or "slot" in unread


def test_a_workbook_saved_as_xml(tmp_path: Path) -> None:
    cells = "".join(f"<Cell><Data>{h}</Data></Cell>" for h in ("BSN", "Naam", "Geboortedatum"))
    text = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Worksheet ss:Name="Blad1"><Table><Row>{cells}</Row><Row ss:Index="4"><Cell><Data ss:Type="String">999990019</Data></Cell><Cell ss:Index="3"><Data>1980-01-02T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""
    rows, _, _ = read(tmp_path, text, "xml")
    assert rows == [{"BSN": "999990019", "Geboortedatum": "1980-01-02", "n": 4}]


def as_fhir(value: Any, name: str) -> str:
    """JSON of FHIR as the XML that says the same."""
    if isinstance(value, list):
        return "".join(as_fhir(inner, name) for inner in value)
    if isinstance(value, dict):
        kind = value.get("resourceType")
        inner = "".join(as_fhir(v, k) for k, v in value.items() if k != "resourceType")
        return (
            f"<{name}>{f'<{kind}>{inner}</{kind}>' if kind else inner}</{name}>"
            if name
            else f'<{kind} xmlns="http://hl7.org/fhir">{inner}</{kind}>'
        )
    return f'<{name} value="{value}"/>'


def test_fhir_in_xml_is_fhir_in_json(tmp_path: Path) -> None:
    bsn = {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": HIT.bsn}
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [bsn],
        "name": [{"family": HIT.surname, "given": [HIT.given, "Eva"]}],
        "birthDate": HIT.born.isoformat(),
    }
    result = {
        "resourceType": "Observation",
        "subject": {"reference": "Patient/p1"},
        "valueQuantity": {"value": "80"},
        "code": {"coding": [{"code": "x", "display": "Kreatinine"}]},
    }
    bundle = {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource": patient}, {"resource": result}]}
    xml = as_fhir(bundle, "")
    found = []
    for content, kind in ((json.dumps(bundle), "jsonl"), (xml, "xml")):
        found.append(read(tmp_path, content, kind)[0])
    assert found[0] == found[1]
    exposed = run(case(tmp_path, registers={"pat": [HIT]}, datasets={"d1": {"b.xml": xml}})).exposed(HIT.key)
    assert {"bsn", "name", "birth_date", "exam_type", "test_result"} <= exposed


@pytest.mark.skipif(not SHARED.is_dir(), reason="the samples are not beside this repository")
def test_samples_of_fhir(tmp_path: Path) -> None:
    content = (SHARED / "nictiz_zib2020_examples/examples/nl-core-Patient-01.xml").read_bytes()
    rows, _, _ = read(tmp_path, content, "xml")
    assert any("bsn" in key for key in rows[0])
    assert {value for key, value in rows[0].items() if key.startswith("Patient.birthDate") or key == "birthDate"}


CDA = f"""<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<title>Uitslag</title><effectiveTime value="20240304"/>
<recordTarget><patientRole><id root="2.16.840.1.113883.2.4.6.3" extension="{HIT.bsn}"/><id root="2.16.840.1.113883.2.4.99.7" extension="P-77"/>
<addr use="HP"><streetName>{HIT.street}</streetName><houseNumber>{HIT.house}</houseNumber><postalCode>{HIT.postcode}</postalCode><city>{HIT.city}</city></addr>
<telecom value="tel:0612345678" use="MC"/><telecom value="mailto:x@example.nl"/>
<patient><name><given qualifier="BR">{HIT.given}</given><prefix qualifier="VV">van der </prefix><family qualifier="BR">{HIT.surname}</family><prefix>de</prefix><family qualifier="SP">Boer</family></name>
<administrativeGenderCode code="F"/><birthTime value="{HIT.born:%Y%m%d}"/></patient></patientRole></recordTarget>
<author><assignedAuthor><id root="2.16.528.1.1007.3.1" extension="012345678"/><assignedPerson><name><given>Karel</given><family>Dokters</family></name></assignedPerson></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><name>Lab</name></representedCustodianOrganization></assignedCustodian></custodian>
<component><structuredBody><component><section><title>Laboratorium</title><text>Zie ook moeder, A. Elders.</text>
<entry><observation><code code="x" displayName="HPV"/><effectiveTime value="20240301"/><value xsi:type="ST">negatief</value></observation></entry></section></component></structuredBody></component></ClinicalDocument>"""


def test_the_patient_of_a_clinical_document(tmp_path: Path) -> None:
    for content in (
        CDA,
        f'<soap:Envelope xmlns:soap="urn:s"><soap:Body>{CDA.partition("?>")[2]}</soap:Body></soap:Envelope>',
    ):
        _, people, unread = read(tmp_path, content, "xml")
        assert len(people) == 1
        subset(
            people[0], bsn=HIT.bsn, patient_number="P-77", surname=HIT.surname, prefix="van der", partner_surname="Boer", partner_prefix="de", given=HIT.given,
            sex="V", birth_date=f"{HIT.born:%Y%m%d}", street=HIT.street, house_number=HIT.house, postcode=HIT.postcode, phone="0612345678",
            email="x@example.nl", requester="1", exam_type="1", exam_date="1", test_result="1",
        )  # fmt: skip
        assert "A. Elders" in unread
    found = run(case(tmp_path, registers={"pat": [HIT, person(5)]}, datasets={"d1": {"uitslag.xml": CDA}}))
    assert found.verdicts()[HIT.key] == "confirmed"
    assert found.outcomes() == [("matched", HIT.key)]


def test_a_message_of_version_3(tmp_path: Path) -> None:
    text = """<PRPA_IN101102 xmlns="urn:hl7-org:v3"><ControlActProcess><subject><registrationEvent><subject1><patient><id root="2.16.840.1.113883.2.4.6.3" extension="999990019"/>
    <patientPerson><name><given>Jan</given><family>Bos</family></name><birthTime value="19800102"/></patientPerson></patient></subject1></registrationEvent></subject></ControlActProcess></PRPA_IN101102>"""
    _, people, _ = read(tmp_path, text, "xml")
    assert len(people) == 1
    subset(people[0], bsn="999990019", surname="Bos", given="Jan", birth_date="19800102", test_result=None)


def vcard(p: Person) -> str:
    return (
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{p.surname};{p.given[:2]}=\r\n{p.given[2:]};;{p.prefix}=20\r\nitem1.ADR;TYPE=HOME:;;{p.street} {p.house};{p.city};;{p.postcode};\r\n"
        f"TEL;CELL:0612345678\r\nTEL;HOME:030-1234567\r\nEMAIL;INTERNET:zoe.{p.surname}@exam\r\n ple.nl\r\nBDAY:{p.born:%Y%m%d}\r\nNOTE;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:caf=C3=A9\r\nX-A:regel 1\\nregel\\, 2\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
    )


def test_cards(tmp_path: Path) -> None:
    rows, _, _ = read(tmp_path, vcard(HIT) + vcard(person(5)), "cards")
    assert len(rows) == 2
    subset(
        rows[0], achternaam=HIT.surname, voornaam=HIT.given, tussenvoegsel=HIT.prefix, adres=f"{HIT.street} {HIT.house}", postcode=HIT.postcode, woonplaats=HIT.city,
        telefoon="0612345678\x1f030-1234567", email=f"zoe.{HIT.surname}@example.nl", geboortedatum=f"{HIT.born:%Y%m%d}", opmerking="café",
    )  # fmt: skip
    found = run(case(tmp_path, registers={"pat": [HIT, person(7)]}, datasets={"d1": {"c.vcf": vcard(HIT)}}))
    assert found.verdicts()[HIT.key] in ("confirmed", "probable")


def test_entries_of_a_directory(tmp_path: Path) -> None:
    text = "version: 1\n\n# note\ndn: cn=Jan Bos,dc=x\nsn: Bos\ngivenName:: Wm/Dqw==\nmail: zoe@\n example.nl\nobjectClass: person\n\ndn: cn=Piet\nsn: Smit\n"
    rows, _, _ = read(tmp_path, text, "cards")
    assert [(row["achternaam"], row.get("voornaam"), row.get("email")) for row in rows] == [("Bos", "Zoë", "zoe@example.nl"), ("Smit", None, None)]  # fmt: skip


def test_appointments(tmp_path: Path) -> None:
    text = (
        'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:overleg\r\nATTENDEE;CN="Bakker, K.":mailto:k.bakker@lab.nl\r\nEND:VEVENT\r\n'
        f"BEGIN:VEVENT\r\nSUMMARY:Uitstrijkje\r\nDESCRIPTION:Betreft: mevr. {HIT.initials} {HIT.prefix} {HIT.surname}\\, geb. {HIT.born:%d-%m-%Y}\\nBSN: {HIT.bsn[:5]}\r\n {HIT.bsn[5:]}\r\n"
        "BEGIN:VALARM\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    _, people, unread = read(tmp_path, text, "icalendar")
    assert [(row["n"], row["bsn"]) for row in people] == [(2, HIT.bsn)]
    assert "k.bakker@lab.nl" in unread


LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{i} "{"&a" + (str(i - 1) if i else "") + ";"}{"&a" + (str(i - 1) if i else "") + ";"}">' for i in range(30)) + "]><l><p><naam>&a29;</naam></p></l>"  # fmt: skip


def test_hostile_documents(tmp_path: Path) -> None:
    problems: list[Problem] = []
    _, _, said = read(tmp_path, LAUGHS, "xml", problems)
    assert "haha" not in said
    assert problems
    outside = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><l><p>&a;</p><q>Tekst</q></l>'
    )
    read(tmp_path, outside, "xml", problems)
    deep = "<?xml version='1.0'?>" + "<a>" * 5000 + "x" + "</a>" * 5000
    problems.clear()
    read(tmp_path, deep, "xml", problems)
    assert problems
    page = "<html>" + "<div>" * 20_000 + "Betreft: J. Jansen" + "<table><tr>" * 3000
    read(tmp_path, page, "html")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([LETTER, CDA, vcard(HIT), LAUGHS]), st.data())
def test_nothing_broken_raises_anything_else(tmp_path: Path, content: str, data: st.DataObject) -> None:
    raw = bytearray(content.encode())
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x"
    path.write_bytes(bytes(raw[: data.draw(st.integers(1, len(raw)))]))
    readers: list[Callable[[Path, list[Problem]], Any]] = [webpage.read, xml_document.read, cards.read, icalendar.read]
    for reader in readers:
        try:
            parts: list[Part] = []
            for part in reader(path, []):
                parts.append(part)
                list(part.batches)
        except Unreadable:
            pass
    pick("x", bytes(raw))


def test_a_name_that_is_damaged_is_a_name_all_the_same(tmp_path: Path) -> None:
    rows = "".join(f"<patient:><bsn>{person(n).bsn}</bsn><naam:a:b>x</naam:a:b></patient:>" for n in range(5))
    found, problems = [], list[Problem]()
    path = tmp_path / "x.xml"
    path.write_text(f"<lijst>{rows}</lijst>", "utf-8")
    for part in xml_document.read(path, problems):
        found += [str(batch.to_dicts()) for batch in part.batches]
    assert all(person(n).bsn in "".join(found) for n in range(5))


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        ("<a><b><c>x</c></b></a>\n<!-- einde -->\n", True),
        ("<a/>", True),
        ("<a><a>x</a>", False),
        ("<a><b>x</b><c", False),
        ("<a><b>x</b><c d='e", False),
        ("<a><b>x</b><!-- noot", False),
        ("<a><b>x</b></", False),
        ("<a><b>x</b><![CDATA[y", False),
    ],
)
def test_a_document_that_is_not_closed_is_read_in_part(tmp_path: Path, content: str, whole: bool) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content)
    problems: list[Problem] = []
    for part in xml_document.read(path, problems):
        list(part.batches)
    assert [p.message for p in problems] == ([] if whole else ["the XML is damaged; read as far as it goes"])


def test_a_card_that_is_not_closed_is_read_in_part(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    for content, count in (("BEGIN:VCARD\nFN:Jo Bos\nEND:VCARD\n", 0), ("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUO", 1)):
        path.write_text(content)
        problems: list[Problem] = []
        for part in cards.read(path, problems):
            assert isinstance(part, Table)
            list(part.batches)
        assert len(problems) == count


def test_a_number_that_is_said_by_its_element(tmp_path: Path) -> None:
    clients = "".join(
        f'<Client nr="75{i}"><Naam>Bos {i}</Naam><Adres nr="{i}">Kerkweg</Adres></Client>' for i in range(3)
    )
    rows, _, _ = read(tmp_path, f"<?xml version='1.0'?><Export>{clients}</Export>", "xml")
    assert [row["Client.nr"] for row in rows] == ["750", "751", "752"]
