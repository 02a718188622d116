"""FHIR: however a resource points at its patient, what it says is that patient's; and a name is a name, however it is written."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from factory import Person, case, people, person, run

from lekwijzer.detect import headers
from lekwijzer.detect.columns import infer, to_roles
from lekwijzer.model import Role, Table
from lekwijzer.readers import jsonl
from readers.reading import SHARED

EXAMINED = {"exam_type", "exam_date", "test_result"}
OWN = {"bsn", "name", "birth_date", "sex"}
Object = dict[str, Any]


def patient(p: Person, **more: Any) -> Object:
    return {
        "resourceType": "Patient", "identifier": [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": p.bsn}],
        "name": [{"family": p.surname, "given": [p.given]}], "birthDate": p.born.isoformat(), "gender": "female", **more,
    }  # fmt: skip


def observation(subject: Any = None, **more: Any) -> Object:
    return {
        "resourceType": "Observation", "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0", "display": "Kreatinine"}]},
        "effectiveDateTime": "2024-03-04T08:00:00+01:00", "valueQuantity": {"value": 80, "unit": "umol/l"},
        "referenceRange": [{"low": {"value": 50}}], **({"subject": subject} if subject else {}), **more,
    }  # fmt: skip


def bundle(*entries: Object | tuple[str, Object], kind: str = "collection") -> Object:
    made = [{"fullUrl": e[0], "resource": e[1]} if isinstance(e, tuple) else {"resource": e} for e in entries]
    return {"resourceType": "Bundle", "type": kind, "entry": made}


def lines(*values: Object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def exposed(folder: Path, files: dict[str, str], keys: int = 2) -> list[set[str]]:
    found = run(case(folder, registers={"pat": people(6)}, datasets={"d1": files}))
    verdicts = found.verdicts()
    assert all(verdicts[f"K{n:04d}"] != "confirmed" for n in range(keys, 6))
    return [found.exposed(f"K{n:04d}") if verdicts[f"K{n:04d}"] == "confirmed" else set() for n in range(keys)]


URN = "urn:uuid:0b6f5b5e-6f0a-4c4e-9c0e-9a7a3b1f000"
REFERENCES: dict[str, Callable[[int], tuple[str, Object, Object]]] = {
    "the full URL of an entry": lambda n: (f"{URN}{n}", {}, {"reference": f"{URN}{n}"}),
    "the full URL of an entry, while it has an id too": lambda n: (f"{URN}{n}", {"id": f"{n + 1}"}, {"reference": f"{URN}{n}"}),
    "type and id": lambda n: ("", {"id": f"{n + 1}"}, {"reference": f"Patient/{n + 1}"}),
    "an absolute URL": lambda n: (f"https://fhir.lab.example/r4/Patient/{n}", {"id": f"{n}"}, {"reference": f"https://fhir.lab.example/r4/Patient/{n}"}),
    "an absolute URL, the id told by it only": lambda n: (f"https://fhir.lab.example/r4/Patient/{n}", {}, {"reference": f"Patient/{n}"}),
    "a version": lambda n: ("", {"id": f"p{n}"}, {"reference": f"Patient/p{n}/_history/3"}),
    "its BSN": lambda n: ("", {}, {"identifier": {"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": person(n).bsn}}),
    "a search for its BSN": lambda n: ("", {}, {"reference": f"Patient?identifier=http://fhir.nl/fhir/NamingSystem/bsn|{person(n).bsn}"}),
    "a type beside the id": lambda n: (f"{URN}{n}", {}, {"type": "Patient", "reference": f"{URN}{n}"}),
}  # fmt: skip


@pytest.mark.variants
@pytest.mark.parametrize("how", REFERENCES)
def test_a_resource_reaches_its_patient(how: str, tmp_path: Path) -> None:
    made = [(url, patient(person(n), **more), subject) for n in range(8) for url, more, subject in [REFERENCES[how](n)]]
    bundles = [bundle((url, who) if url else who, observation(subject)) for url, who, subject in made]
    named = [who | ({"id": url.rpartition(":")[2].rpartition("/")[2]} if url else {}) for url, who, _ in made]
    files = {
        "a/one bundle.json": json.dumps(
            bundle(*(e for url, who, subject in made[:2] for e in ((url, who), observation(subject)))), indent=1
        ),
        "b/a bundle per patient.ndjson": lines(*bundles[2:4]),
        "c/an array of bundles.json": json.dumps(bundles[4:6]),
        "d/resources.ndjson": lines(*named[6:], *(observation(subject) for *_, subject in made[6:])),
    }
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files}))
    assert [found.exposed(f"K{n:04d}") for n in range(8)] == [OWN | EXAMINED] * 8


def test_every_bundle_may_have_a_first_patient(tmp_path: Path) -> None:
    bundles = [bundle(patient(person(n), id="1"), *([observation({"reference": "Patient/1"})] if n else [])) for n in (0, 1)]  # fmt: skip
    assert exposed(tmp_path, {"export.ndjson": lines(*bundles)}) == [OWN, OWN | EXAMINED]


def test_resources_in_files_of_their_own(tmp_path: Path) -> None:
    files = {f"Patient/{n}.json": json.dumps(patient(person(n), id=f"pat-{n}"), indent=2) for n in range(2)}
    files |= {"Observation/o1.json": json.dumps(observation({"reference": "Patient/pat-1"}, id="o1"), indent=2)}
    assert exposed(tmp_path, files) == [OWN, OWN | EXAMINED]


def test_a_page_of_patients_and_a_page_of_results(tmp_path: Path) -> None:
    pages = [bundle(*(patient(person(n), id=f"pat-{n}") for n in range(2))), bundle(observation({"reference": "Patient/pat-1"}))]  # fmt: skip
    assert exposed(tmp_path, {f"page{i}.json": json.dumps(page) for i, page in enumerate(pages)}) == [OWN, OWN | EXAMINED]  # fmt: skip


def test_a_contained_patient_is_who_the_result_is_about(tmp_path: Path) -> None:
    doctor = {"resourceType": "Practitioner", "id": "dr", "name": [{"family": person(3).surname}], "birthDate": "1960-01-01"}  # fmt: skip
    made = [observation({"reference": "#p"}, contained=[doctor, patient(person(n), id="p")]) for n in range(2)]
    assert exposed(tmp_path, {"a.ndjson": lines(*made)}) == [OWN | EXAMINED] * 2


def test_a_result_through_its_report_or_its_specimen(tmp_path: Path) -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r", "subject": {"reference": "Patient/1"}, "result": [{"reference": "Observation/7"}]}  # fmt: skip
    whole = bundle(patient(person(0), id="1"), patient(person(1), id="2"), report, observation(id="7"))
    specimen = {"resourceType": "Specimen", "id": "9", "subject": {"reference": "Patient/2"}}
    other = bundle(patient(person(1), id="2"), patient(person(0), id="1"), specimen, observation(specimen={"reference": "Specimen/9"}))  # fmt: skip
    assert exposed(tmp_path / "a", {"a.json": json.dumps(whole)}) == [OWN | EXAMINED, OWN]
    assert exposed(tmp_path / "b", {"a.json": json.dumps(other)}) == [OWN, OWN | EXAMINED]


def test_the_only_patient_of_a_bundle(tmp_path: Path) -> None:
    assert exposed(tmp_path, {"a.json": json.dumps(bundle(patient(person(0)), observation()))}, 1) == [OWN | EXAMINED]


@pytest.mark.variants
@pytest.mark.parametrize("subject", ["Group/1", "Device/1", "Location/1", "Practitioner/1"])
def test_what_is_about_something_else_is_not_the_patients_with_that_number(subject: str, tmp_path: Path) -> None:
    text = lines(patient(person(0), id="1"), observation({"reference": subject, "display": "Analyser 1"}))
    assert exposed(tmp_path, {"a.ndjson": text}, 1) == [OWN]


def test_numbers_of_other_resources_are_not_those_of_orders(tmp_path: Path) -> None:
    order = {"resourceType": "ServiceRequest", "id": "5", "subject": {"reference": "Patient/1"}, "authoredOn": "2024-01-02"}  # fmt: skip
    report = {"resourceType": "DiagnosticReport", "id": "5", "subject": {"reference": "Patient/2"}, "conclusion": "x"}
    result = observation(basedOn=[{"reference": "ServiceRequest/5"}])
    text = lines(patient(person(0), id="1"), patient(person(1), id="2"), order, report, result)
    assert exposed(tmp_path, {"a.ndjson": text}) == [OWN | EXAMINED, OWN | {"test_result"}]


def test_relatives_are_not_the_patient(tmp_path: Path) -> None:
    mother = {"resourceType": "RelatedPerson", "patient": {"reference": "Patient/1"}, "name": [{"family": "Ander"}],
              "telecom": [{"system": "phone", "value": "0612345678"}], "address": [{"line": ["Elders 1"], "city": "Goes"}]}  # fmt: skip
    assert exposed(tmp_path, {"a.ndjson": lines(patient(person(0), id="1"), mother)}, 1) == [OWN]


def roles(folder: Path, *values: Object) -> pl.DataFrame:
    """What is read of the values, by role."""
    path = folder / "a.ndjson"
    path.write_text(lines(*values))
    frames = []
    for part in jsonl.read(path, []):
        assert isinstance(part, Table)
        frame = pl.concat(list(part.batches))
        frames.append(to_roles(frame, infer(part.header, frame)))
    return pl.concat(frames, how="diagonal")


def own_name(**parts: str) -> list[Object]:
    start = "http://hl7.org/fhir/StructureDefinition/humanname-"
    return [{"url": start + key.replace("_", "-"), "valueString": text} for key, text in parts.items()]


@pytest.mark.parametrize(
    ("family", "parts", "expected"),
    [
        ("van Dam", {"own_name": "Dam"}, {"surname": "Dam", "prefix": "van"}),
        ("Dam", {"own_name": "Dam"}, {"surname": "Dam", "prefix": None}),
        (
            "van Dam-de Wit",
            {"own_prefix": "van", "own_name": "Dam", "partner_prefix": "de", "partner_name": "Wit"},
            {"surname": "Dam", "prefix": "van", "partner_surname": "Wit", "partner_prefix": "de"},
        ),
    ],
)
def test_the_parts_of_a_dutch_name(
    family: str, parts: dict[str, str], expected: dict[str, str | None], tmp_path: Path
) -> None:
    qualifier = [{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier", "valueCode": code}]} for code in ("BR", "IN")]  # fmt: skip
    names = [
        {"use": "usual", "given": ["An"]},
        {"use": "official", "family": family, "_family": {"extension": own_name(**parts)}, "given": ["Anna", "A.B."], "_given": qualifier,
         "prefix": ["Mevr."]},
    ]  # fmt: skip
    (row,) = roles(tmp_path, patient(person(0), name=names)).to_dicts()
    assert {key: row.get(key) for key in expected} == expected
    assert (row["given"], row["initials"]) == ("Anna", "A.B.")
    assert "test_result" not in row


def test_the_parts_of_an_address_line(tmp_path: Path) -> None:
    start = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-"
    parts = {"streetName": "Lange Laan", "houseNumber": "12", "buildingNumberSuffix": "bis"}
    line = [{"extension": [{"url": start + key, "valueString": text} for key, text in parts.items()]}]
    address = [{"use": "old", "line": ["Oud 1"]}, {"line": ["Lange Laan 12 bis"], "_line": line, "city": "Goes", "postalCode": "4461 AB"}]  # fmt: skip
    (row,) = roles(tmp_path, patient(person(0), address=address)).to_dicts()
    assert (row["street"], row["house_number"], row["house_addition"]) == ("Lange Laan", "12", "bis")
    assert (row["city"], row["postcode"]) == ("Goes", "4461 AB")


def test_passports_are_no_numbers_of_the_hospital(tmp_path: Path) -> None:
    coded = [{"type": {"coding": [{"code": code}]}, "value": value} for code, value in (("PPN", "NX1234567"), ("MR", "7654321"))]  # fmt: skip
    (row,) = roles(tmp_path, patient(person(0), identifier=coded)).to_dicts()
    assert row["patient_number"] == "7654321"


def _json(element: ET.Element) -> Object:
    """The JSON form of a resource in XML, as far as the example has it."""
    many = {"identifier", "name", "telecom", "address", "given", "line", "extension", "contact", "communication", "relationship"}  # fmt: skip
    out: Object = {"url": element.get("url")} if element.get("url") else {}
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag == "div":
            continue
        value: Any = child.get("value")
        inner = _json(child) if len(child) or value is None else None
        if value is None:
            value = inner
        elif inner:
            out.setdefault(f"_{tag}", [] if tag in many else None)
            if tag in many:
                out[f"_{tag}"].append(inner)
            else:
                out[f"_{tag}"] = inner
        if tag in many:
            out.setdefault(tag, []).append(value)
        else:
            out[tag] = value
    return out


@pytest.mark.skipif(not SHARED.is_dir(), reason="the samples are not beside this repository")
def test_the_patient_of_the_national_profile(tmp_path: Path) -> None:
    root = ET.parse(SHARED / "nictiz_zib2020_examples/examples/nl-core-Patient-01.xml").getroot()
    first, *others = roles(tmp_path, {"resourceType": "Patient", **_json(root)}).to_dicts()
    assert {first[role] is not None for role in ("bsn", "birth_date", "sex", "postcode", "city", "phone", "email")} == {True}  # fmt: skip
    assert (first["prefix"], first["surname"], first["partner_prefix"], first["partner_surname"]) == (
        "van", "Putten", "van der", "Giessen",
    )  # fmt: skip
    assert first["given"] == "Johanna Petronella Maria"
    assert "test_result" not in first
    assert all(row["bsn"] is None for row in others)  # the contact person is somebody else


@pytest.mark.parametrize("path", ["type.coding[0].code", "text.status", "container[0].type.text", "status"])
def test_the_kind_of_a_specimen_is_no_number_of_it(path: str) -> None:
    assert headers.read(f"resource.Specimen.{path}").role is None
    assert headers.read("Observation.specimen.display").role is None
    assert headers.read("resource.Specimen.id").role is Role.SPECIMEN_NUMBER


def test_numbers_of_a_patient_keep_the_order_of_the_file(tmp_path: Path) -> None:
    names = ["subject", "patient", "beneficiary", "for", "individual", "actor"]
    numbered = {name: {"identifier": {"system": "urn:x", "value": f"P{i}"}} for i, name in enumerate(names)}
    (tmp_path / "a.json").write_text(json.dumps({"resourceType": "Coverage", **numbered}))
    (part,) = jsonl.read(tmp_path / "a.json", [])
    assert isinstance(part, Table)
    rows = pl.concat(list(part.batches)).drop("n").row(0)
    assert [f"P{i}" for i in range(6)] == [
        one for cell in rows if cell for one in cell.split("\x1f") if re.fullmatch(r"P\d", one)
    ]
