"""HL7 version 3 and CDA: the patient of a document or message, and that it tells of examinations and results.

Authors, custodians, performers and relatives are no patients; what is said in words leaves traces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import polars as pl

from lekwijzer.model import MULTI, Problem, Records, Role
from lekwijzer.readers.elements import as_bytes, local
from lekwijzer.readers.message_io import (
    BARE,
    EXAM_DATE,
    EXAM_TYPE,
    INSURER,
    PERSON,
    REQUESTER,
    TEST_RESULT,
    Batches,
    Row,
)

_BSN = "2.16.840.1.113883.2.4.6.3"
_NO_PATIENT_NUMBER = frozenset(
    ("2.16.840.1.113883.2.4.6.1", "2.16.528.1.1007.3.1", "2.16.528.1.1007.3.3", "2.16.528.1.1007.5.1")
)
"""Numbers of doctors and organisations."""
_PERSONS = ("patient", "patientPerson", "patientPatient", "identifiedPerson")
_ROLES = ("patientRole", "patient", "Patient", "identifiedPerson", "registrationSubject")
_DOCTORS = ("author", "custodian", "performer", "legalAuthenticator", "authenticator", "informationRecipient", "primaryInformationRecipient",
            "assignedEntity", "assignedAuthor", "participant", "encompassingEncounter", "componentOf", "sender", "receiver")  # fmt: skip
_SEX = {"M": "M", "F": "V", "V": "V", "UN": "X"}
_PART_OF_NAME = {"given": Role.GIVEN, "family": Role.SURNAME, "prefix": Role.PREFIX}
_PART_OF_ADDRESS = {"streetName": Role.STREET, "houseNumber": Role.HOUSE_NUMBER, "houseNumberNumeric": Role.HOUSE_NUMBER, "buildingNumberSuffix": Role.HOUSE_ADDITION,
                    "additionalLocator": Role.HOUSE_ADDITION, "postalCode": Role.POSTCODE, "city": Role.CITY, "streetAddressLine": Role.ADDRESS}  # fmt: skip

Values = dict[str, list[str]]


def documents(root: Any, problems: list[Problem]) -> Records:
    """The patients of a document, with what it tells of each."""
    texts: list[str] = []
    return Records("", "message", _frames(root, texts, problems), texts)


def _frames(root: Any, texts: list[str], problems: list[Problem]) -> Iterator[pl.DataFrame]:
    batches = Batches()
    marks = _marks(root)
    for role in _patients(root):
        values = _values(role)
        if values:
            raw = as_bytes(root if root.tag.endswith("}ClinicalDocument") else role)
            batches.add(_row(values, marks), blake2b(raw, digest_size=8).digest())
    if batches.pending:
        frame = batches.take()
        yield frame.with_columns(pl.int_range(1, len(frame) + 1, dtype=pl.UInt32).alias("n"))
    else:
        problems.append(Problem("no patient was found in it"))
    texts.append("\n".join(text.strip() for text in root.itertext() if text.strip()))
    texts += [
        value
        for element in root.iter()
        for key, value in element.attrib.items()
        if key in ("value", "displayName", "extension") and len(value) > 3
    ]


def _patients(root: Any) -> Iterator[Any]:
    """The elements that hold a patient, each once."""
    seen: set[Any] = set()
    for element in root.iter():
        if local(element) not in _ROLES or element in seen:
            continue
        if any(local(above) in _DOCTORS for above in element.iterancestors()):
            continue
        if any(local(child) in (*_PERSONS, "name", "birthTime") for child in element):
            seen.update(element.iter())
            yield element


def _values(role: Any) -> Values:
    """What is told of one patient."""
    values: Values = {}
    person = next((child for child in role if local(child) in _PERSONS), role)
    for number in (child for child in role if local(child) == "id"):
        _number(values, number)
    for number in (child for child in person if local(child) == "id"):
        _number(values, number)
    for holder in dict.fromkeys((role, person)):
        for child in holder:
            kind = local(child)
            if kind == "addr":
                _address(values, child)
            elif kind == "telecom":
                _telecom(values, child.get("value") or "")
            elif kind == "name" and not {Role.NAME, Role.SURNAME} & values.keys():
                _person_name(values, child)
            elif kind == "administrativeGenderCode" and child.get("code"):
                values[Role.SEX] = [_SEX.get(child.get("code"), child.get("code"))]
            elif kind == "birthTime" and child.get("value"):
                values[Role.BIRTH_DATE] = [child.get("value")[:8]]
    return values


def _number(values: Values, number: Any) -> None:
    told = number.get("extension") or ""
    root = number.get("root") or ""
    if told and root == _BSN:
        values.setdefault(Role.BSN, []).append(told)
    elif told and root not in _NO_PATIENT_NUMBER:
        values.setdefault(Role.PATIENT_NUMBER, []).append(told)


def _person_name(values: Values, name: Any) -> None:
    partner = False
    prefix = ""
    for part in name:
        role, text = _PART_OF_NAME.get(local(part)), "".join(part.itertext()).strip()
        told = (part.get("qualifier") or "").split()
        if role is None or not text or "AC" in told or "NB" in told:  # academic titles
            continue
        if role == Role.PREFIX:
            prefix = text
        elif role == Role.SURNAME:
            partner = "SP" in told
            values.setdefault(Role.PARTNER_SURNAME if partner else Role.SURNAME, [text])
            if prefix:
                values.setdefault(Role.PARTNER_PREFIX if partner else Role.PREFIX, [prefix])
            prefix = ""
        else:
            values.setdefault(
                Role.INITIALS if "IN" in told or re.fullmatch(r"(?:[A-Z]\.\s?)+", text) else Role.GIVEN, []
            ).append(text)
    if Role.SURNAME not in values and (whole := " ".join("".join(name.itertext()).split())):
        values[Role.NAME] = [whole]
    for role in (Role.GIVEN, Role.INITIALS):
        if role in values:
            values[role] = [" ".join(values[role])]


def _address(values: Values, address: Any) -> None:
    if Role.POSTCODE in values or address.get("use") in ("BAD", "OLD"):
        return
    found: Values = {}
    for part in address.iter():
        text = "".join(part.itertext()).strip()
        if (role := _PART_OF_ADDRESS.get(local(part))) and text:
            found.setdefault(role, []).append(text)
    values |= {role: [" ".join(texts)] for role, texts in found.items()}


def _telecom(values: Values, told: str) -> None:
    scheme, _, rest = told.partition(":")
    if scheme in ("tel", "mailto") and rest:
        values.setdefault(Role.PHONE if scheme == "tel" else Role.EMAIL, []).append(rest)


def _marks(root: Any) -> int:
    """What a document tells of beside the patient."""
    names = {local(element) for element in root.iter()}
    marks = (
        REQUESTER
        if names & {"author", "participant", "assignedAuthor", "inFulfillmentOf"}
        and root.tag.endswith("}ClinicalDocument")
        else 0
    )
    if names & {"observation", "ObservationEvent", "observationEvent", "organizer", "procedure", "section"}:
        marks |= EXAM_TYPE
        if any(
            local(element) in ("observation", "section", "observationEvent", "ObservationEvent")
            and any(local(c) in ("value", "text") for c in element)
            for element in root.iter()
        ):
            marks |= TEST_RESULT
        if "effectiveTime" in names:
            marks |= EXAM_DATE
    return marks | (INSURER if names & {"coveredParty", "CoveredParty", "payor"} else 0)


def _row(values: Values, marks: int) -> Row:
    person = tuple("" if role == BARE else MULTI.join(dict.fromkeys(values.get(role, ()))) for role in (*PERSON, BARE))
    return person, "", "", marks, ""
