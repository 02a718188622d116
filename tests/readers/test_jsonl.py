"""JSON: who gets a row of their own, which keys are data, and what is too deep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import MULTI, Problem, Table
from lekwijzer.readers import jsonl, pick
from lekwijzer.readers.json_rows import Lost, rows_of

ANNA = {"bsn": "999990019", "naam": "Anna Bos", "geboortedatum": "1980-01-02"}
PIET = {"bsn": "999990020", "naam": "Piet Vos", "geboortedatum": "1950-03-04"}


def rows(value: Any) -> list[dict[str, str]]:
    found = list(rows_of(json.loads(json.dumps(value), parse_int=str), Lost()))
    assert all(cells is not None for cells in found)
    return [cells for cells in found if cells is not None]


@pytest.mark.parametrize(
    "key", ["patienten", "patients", "leden", "contacts", "results", "data", "gezinsleden", "entries", "xyz"]
)
def test_every_person_of_a_list_is_a_row(key: str) -> None:
    assert rows({"ordernummer": "A1", key: [ANNA, PIET]}) == [
        {"ordernummer": "A1", **ANNA},
        {"ordernummer": "A1", **PIET},
    ]


def test_the_numbers_of_a_person_are_not_carried_to_another() -> None:
    assert rows({**ANNA, "ordernummer": "A1", "contacts": [{"naam": "Piet Vos", "telefoon": "06"}]}) == [
        {**ANNA, "ordernummer": "A1"},
        {"naam": "Piet Vos", "telefoon": "06"},
    ]
    assert rows({"clientnummer": "7", "gezinsleden": [{"voornaam": "Piet"}, {"voornaam": "Kees"}]}) == [
        {"clientnummer": "7"},
        {"voornaam": "Piet"},
        {"voornaam": "Kees"},
    ]


def test_an_address_that_is_nobodys_goes_for_all_who_are_in_the_list() -> None:
    found = rows({"gezin": 5, "adres": {"postcode": "1234AB"}, "export": "x", "leden": [{"naam": "Anna"}, {"naam": "Piet"}]})  # fmt: skip
    assert found == [{"gezin": "5", "adres.postcode": "1234AB", "naam": name} for name in ("Anna", "Piet")]


def test_lists_in_lists() -> None:
    clinics = [{"aanvraag": "1", "patients": [ANNA]}, {"aanvraag": "2", "patients": [PIET, {**ANNA, "kinderen": [{"naam": "Kim"}]}]}]  # fmt: skip
    assert rows({"clinics": clinics}) == [
        {"aanvraag": "1", **ANNA},
        {"aanvraag": "2", **PIET},
        {"aanvraag": "2", **ANNA},
        {"naam": "Kim"},
    ]


@pytest.mark.parametrize(
    "value",
    [
        {**ANNA, "tests": [{"name": "Glucose", "value": "5"}, {"name": "HPV Genotypering", "value": "neg"}]},
        {**ANNA, "huisartsen": [{"naam": "P. Dokter", "adres": "Weg 1"}, {"naam": "K. Arts", "adres": "Weg 2"}]},
        {**ANNA, "name": [{"family": "Bos", "given": ["Anna"]}, {"family": "Vos", "given": ["Anna"]}]},
        {**ANNA, "addresses": [{"street": "Kerkweg 1", "city": "Ede"}, {"street": "Laan 2", "city": "Oss"}]},
        {"orderId": "1", "patient": ANNA, "results": [{"code": "CT", "value": "neg"}] * 30},
    ],
)
def test_lists_of_other_things_belong_to_the_record(value: Any) -> None:
    assert len(rows(value)) == 1


def test_a_long_list_that_is_all_there_is_holds_the_records() -> None:
    results = [{"monsternr": str(i), "uitslag": "neg"} for i in range(12)]
    assert rows({"export": "x", "uitslagen": results}) == results
    assert len(rows({"patientnr": "7", "uitslagen": results})) == 1


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (["999990019", "999990020"], True),
        (["P-1234567", "P-1234568"], True),
        (["550001", "550002"], True),
        (["anna.bos@example.nl", "p.vos@example.nl"], True),
        (["Bos, A.", "Vos, P. de"], True),
        (["A. Bos", "P. de Vos"], True),
        (["Anna Bos", "Piet Vos"], True),
        (["patient", "partner"], False),
    ],
)
def test_keys_that_are_data_become_a_value(keys: list[str], found: bool) -> None:
    for value in (dict(zip(keys, (ANNA, PIET), strict=True)), {"personen": dict(zip(keys, (ANNA, PIET), strict=True))}):
        got = rows(value)
        assert (got == [{"key": keys[0], **ANNA}, {"key": keys[1], **PIET}]) == found
        assert found == all(key not in name for cells in got for name in cells for key in keys)


def test_a_name_among_names_is_a_key_though_it_looks_like_none() -> None:
    names = ["A. Bos", "P. de Vos", "K. Mol", "O. Dijk", "H. IJzer", "C. le  Grand-Duc 3e"]
    got = rows({name: {"dob": "1980-03-12", "result": "neg"} for name in names})
    assert [cells["key"] for cells in got] == names


def test_people_under_the_departments_that_they_are_in() -> None:
    departments = {"a": {"Anna Bos": {"geb": "1980-03-12"}, "Piet Vos": {"geb": "1981-03-12"}}, "b": {"Kim Mol": {"geb": "1982-03-12"}, "Otto Dijk": {"geb": "1983-03-12"}}}  # fmt: skip
    got = rows({"afdeling": departments})
    assert [(cells["key"], cells["geb"]) for cells in got] == [
        (name, person["geb"]) for people in departments.values() for name, person in people.items()
    ]


def test_keys_with_single_values_and_with_lists() -> None:
    assert rows({"999990019": "neg", "999990020": "pos"}) == [
        {"key": "999990019", "value": "neg"},
        {"key": "999990020", "value": "pos"},
    ]
    assert rows({"999990019": [{"test": "HPV"}, {"test": "CYT"}]}) == [
        {"key": "999990019", "test": "HPV"},
        {"key": "999990019", "test": "CYT"},
    ]
    assert rows({"versie": 1, "999990019": {"naam": "x"}}) == [{"key": "999990019", "naam": "x"}]


def test_what_hangs_on_a_person_stays_with_the_person() -> None:
    visits = {"2024-01-02": {"uitslag": "neg"}, "2025-01-02": {"uitslag": "pos"}}
    assert rows({**ANNA, "bezoeken": visits, "hpv": {"16": "neg", "18": "pos"}}) == [
        {
            **ANNA,
            "hpv.16": "neg",
            "hpv.18": "pos",
            "bezoeken[0].key": "2024-01-02",
            "bezoeken[0].uitslag": "neg",
            "bezoeken[1].key": "2025-01-02",
            "bezoeken[1].uitslag": "pos",
        }
    ]


def test_elements_of_the_population_register_are_no_data() -> None:
    person = {"010120": "999990019", "010240": "Bos", "010310": "19800102"}
    assert rows(person) == [person]
    results = {"bsn": "999990019", "hpv_16_18_31_33": "neg", "meting 2": "1"}
    assert rows(results) == [results]


def test_identifiers_are_named_by_their_system() -> None:
    patient = {
        "resourceType": "Patient", "id": "p0",
        "identifier": [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999990019"}, {"use": "usual", "system": "urn:oid:1.2.3", "value": "66"}],
        "telecom": [{"system": "phone", "value": "06"}, {"system": "email", "value": "a@example.nl"}],
    }  # fmt: skip
    assert rows(patient) == [
        {"resourceType": "Patient", "id": "p0", "identifier.bsn": "999990019", "identifier.patientnummer": "66", "telecom.phone": "06",
         "telecom.email": "a@example.nl", "localReference": "Patient/p0"}
    ]  # fmt: skip
    assert rows(
        {"attributen": [{"naam": "bsn", "waarde": "999990019"}, {"naam": "kleur van ogen", "waarde": "blauw"}]}
    ) == [{"attributen.bsn": "999990019", "attributen[0].naam": "kleur van ogen", "attributen[0].waarde": "blauw"}]


def test_a_bundle_of_resources() -> None:
    entries = [
        {"resource": {"resourceType": "Patient", "id": "p1", "birthDate": "1980-01-02"}},
        {"resource": {"resourceType": "Observation", "subject": {"reference": "Patient/p1"}, "valueString": "neg"}},
        {"resource": {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Dokter"}]}},
    ]
    patient, observation = rows({"resourceType": "Bundle", "type": "searchset", "entry": entries})
    anywhere, here = patient.pop("resource.localReference").split(MULTI)
    assert patient == {"resource.resourceType": "Patient", "resource.id": "p1", "resource.birthDate": "1980-01-02"}
    assert anywhere == "Patient/p1"
    assert observation == {
        "resource.Observation.resourceType": "Observation", "resource.Observation.subject.reference": here,
        "resource.Observation.valueString": "neg",
    }  # fmt: skip


def test_who_stands_under_a_number_with_others() -> None:
    assert rows({"999990019": {"contacts": [{"naam": "Piet Vos"}]}}) == [{"key": "999990019"}, {"naam": "Piet Vos"}]


def test_arrays_in_an_array() -> None:
    assert rows([ANNA, PIET]) == [ANNA, PIET]
    assert rows(["999990019", "Bos"]) == [{"0": "999990019", "1": "Bos"}]


def test_a_file_of_doctors_is_read_and_holds_nobody(tmp_path: Path) -> None:
    path = tmp_path / "Practitioner.ndjson"
    path.write_text('{"resourceType": "Practitioner", "name": [{"family": "Dokter"}]}\n' * 3)
    problems: list[Problem] = []
    assert read(path, problems) == []
    assert not problems


def read(path: Path, problems: list[Problem]) -> list[tuple[tuple[str, ...] | None, list[tuple[Any, ...]]]]:
    parts = [part for part in jsonl.read(path, problems) if isinstance(part, Table)]
    return [(part.header, [row for batch in part.batches for row in batch.rows()]) for part in parts]


def test_people_of_one_line_have_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"order": i, "patients": [ANNA, PIET]}) for i in "AB"))
    problems: list[Problem] = []
    found = [row for header, some in read(path, problems) for row in some if header == ("order", *ANNA)]
    assert [(row[0], row[1], row[-1]) for row in found] == [
        ("A", "999990019", 1), ("A", "999990020", 1), ("B", "999990019", 2), ("B", "999990020", 2),
    ]  # fmt: skip
    assert not problems


@pytest.mark.parametrize("deep", ["[" * 20_000, '{"a":' * 20_000, '{"a":\n' * 20_000, "[\n" * 20_000, '{"bsn":"1","a":' + "[" * 600 + "]" * 600 + "}"])  # fmt: skip
@pytest.mark.parametrize("more", ["", '\n{"bsn": "999990019"}\n'])
def test_what_is_nested_too_deeply_is_a_problem(tmp_path: Path, deep: str, more: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(deep + more)
    jsonl.bid("a.json", path.read_bytes()[:65536])
    problems: list[Problem] = []
    try:
        read(path, problems)
    except Unreadable:
        pass
    assert any("nested too deeply" in problem.message for problem in problems)


_KEYS = st.one_of(
    st.sampled_from(["bsn", "naam", "patients", "results", "999990019", "A. Bos", "identifier", "system", "value", "resourceType", "key", "reference"]),
    st.text(max_size=5),
)  # fmt: skip
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.sampled_from(["999990019", "Patient", "Anna Bos", "", "bsn", "Patient/1"]), st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150)
@given(_VALUES)
def test_any_value_gives_rows_whose_headers_are_no_numbers_of_people(value: Any) -> None:
    for cells in rows_of(json.loads(json.dumps(value), parse_int=str), Lost()):
        for name, cell in (cells or {}).items():
            assert "999990019" not in name
            assert "A. Bos" not in name
            assert isinstance(cell, str)
            assert cell


def test_a_key_with_an_at_sign_is_data_only_where_it_is_an_address() -> None:
    user = {"mail": "anna@voorbeeld.example", "weergavenaam": "Anna Bos", "geboren": "1980-01-02"}
    line = {"@timestamp": "2025-03-02T11:02:33Z", "naam@odata.type": "x", "ctx": {"gebruiker": user, "host": "app01"}}
    assert rows(line) == [{
        "@timestamp": "2025-03-02T11:02:33Z", "naam@odata.type": "x", "ctx.host": "app01",
        **{f"ctx.gebruiker.{key}": value for key, value in user.items()},
    }]  # fmt: skip
    assert rows({"anna@voorbeeld.example": {"naam": "Anna Bos"}}) == [
        {"key": "anna@voorbeeld.example", "naam": "Anna Bos"}
    ]


def test_a_key_that_stands_twice_in_an_object_hides_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    one, two = (
        '{"bsn": "999990019", "achternaam": "Wit", "n": 1, "n": 1}',
        '{"bsn": "999990020", "achternaam": "Vos"}',
    )
    path.write_text(f'{{"nr": 7, "patient": {one}, "patient": {two}}}\n' * 2)
    (part,) = jsonl.read(path, [])
    cells = {cell for frame in part.batches for row in frame.drop("n").rows() for cell in row if cell}
    assert {"999990019", "999990020", "Wit", "Vos", "1"} <= cells


@pytest.mark.parametrize("form", ["lines", "array", "nested"])
def test_half_a_letter_costs_no_more_than_itself(tmp_path: Path, form: str) -> None:
    rows = [{"bsn": "999990019", "naam": "Jansen"}, {"bsn": "999991346", "naam": "@Visser#", "opm": "!"}]
    texts = [
        json.dumps(row).replace("@", "\\ud800").replace("#", "\\uDC00").replace("!", "\\ud83d\\ude00") for row in rows
    ]
    if form == "lines":
        path, data = tmp_path / "a.jsonl", "\n".join(texts)
    else:
        path, data = tmp_path / "a.json", f"[{','.join(texts)}]"
        data = f'{{"x": {{"patienten": {data}}}}}' if form == "nested" else data
    path.write_text(data, "utf-8")
    problems: list[Problem] = []
    found = [row for part in jsonl.read(path, problems) for batch in part.batches for row in batch.iter_rows()]
    said = {value for row in found for value in row if isinstance(value, str)}
    assert {"999990019", "999991346", "Jansen", "\ufffdVisser\ufffd", "\U0001f600"} <= said
    assert problems == []


@pytest.mark.parametrize("form", ["[{}]", '{{"rows": [{}]}}', '{{"total": 2, "data": [{}]}}'])
def test_the_first_row_of_a_grid_may_name_its_columns(tmp_path: Path, form: str) -> None:
    grid = [["bsn", "naam", "geboortedatum"], ["999990019", "Jansen", "1980-03-12"], ["999991346", "Visser", None]]
    (tmp_path / "a.json").write_text(form.format(", ".join(map(json.dumps, grid))), "utf-8")
    (part,) = jsonl.read(tmp_path / "a.json", [])
    assert isinstance(part, Table)
    assert part.header is not None
    assert tuple(part.header[:3]) == ("bsn", "naam", "geboortedatum")
    found = [row[:3] for batch in part.batches for row in batch.iter_rows()]
    assert found == [("999990019", "Jansen", "1980-03-12"), ("999991346", "Visser", None)]


@pytest.mark.parametrize("form", ["[{}, {}]", '{{"columns": {}, "data": [{}]}}'])
def test_no_cell_of_a_grid_is_left_out(tmp_path: Path, form: str) -> None:
    rows = ["naam", "bsn", "naam"], ["Jansen", "999990019", "Visser", "1980-03-12"]
    (tmp_path / "a.json").write_text(form.format(*map(json.dumps, rows)), "utf-8")
    (part,) = jsonl.read(tmp_path / "a.json", [])
    assert {value for batch in part.batches for row in batch.rows() for value in row} >= {*rows[1]}


@pytest.mark.parametrize(
    "text", ['["999990019 Jansen 12-03-1980", "x"]', '[[patient]]\nbsn = "999990019"\n', "[{'bsn': '999990019'}]"]
)
def test_what_only_begins_like_json_is_a_text(text: str) -> None:
    reader = pick("a.json", text.encode())
    assert reader is not None
    assert reader.KIND == "text"
