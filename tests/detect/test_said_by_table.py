"""What only the whole table tells: codes of tests, the key of a row, whom an invoice is for, a postcode with its number."""

from __future__ import annotations

import polars as pl
import pytest

from lekwijzer.detect.columns import TableMap, infer
from lekwijzer.model import Role

NAMES = [
    "K.I. van den Broek",
    "L.L. Hendriks",
    "D.I.A. van der Wal",
    "B.B. Lubbers",
    "A. in der Maur",
    "Anna de Wit",
] * 4
FIRMS = [
    "Bakkerij Jansen BV",
    "De Vries Bouw B.V.",
    "Stichting Zorg",
    "Gemeente Utrecht",
    "Hoveniers VOF",
    "Garage Smit BV",
] * 4
PLACES = [f"{1000 + 37 * n}AB{n + 1}" for n in range(24)]


def table(**columns: list[str]) -> TableMap:
    frame = pl.DataFrame({f"c{i}": values for i, values in enumerate(columns.values())})
    return infer(list(columns), frame)


def roles(found: TableMap) -> list[Role | None]:
    return [column.role for column in found.columns]


@pytest.mark.parametrize(
    ("codes", "role"), [(["HPV", "CRP", "TSH", "GLUC"] * 6, Role.EXAM_TYPE), ([f"{n}" for n in range(24)], None)]
)
def test_codes_beside_results(codes: list[str], role: Role | None) -> None:
    numbers = [f"10{n:05}" for n in range(24)]
    assert roles(table(patnr=numbers, code=codes, uitslag=["positief", "negatief"] * 12))[1] is role


def test_the_key_of_a_row() -> None:
    found = table(
        PK=[f"10{n:05}" for n in range(24)], achternaam=["Jansen", "Smit", "Visser"] * 8, bsn=["999990019"] * 24
    )
    assert roles(found)[0] is Role.RECORD_ID


@pytest.mark.parametrize(("who", "about"), [(NAMES, "people"), (FIRMS, "nothing")])
def test_whom_an_invoice_is_for(who: list[str], about: str) -> None:
    found = table(
        factuurnr=[f"F{n:05}" for n in range(24)],
        debiteur=who,
        adres=["Dorpsstraat 1", "Kerkweg 12"] * 12,
        bedrag=["45,10"] * 24,
    )
    assert found.about == about


def test_a_postcode_with_its_number() -> None:
    found = table(achternaam=["Jansen", "Smit", "Visser"] * 8, postcodeHuisnr=PLACES)
    assert roles(found)[1] is Role.ADDRESS


NUMBERS = [f"{4711 + 17 * n}" for n in range(24)]
PHONES = [f"06{12345678 + 7919 * n}" for n in range(24)]
BORN = [f"{1 + n:02}-03-19{40 + n}" for n in range(24)]


@pytest.mark.parametrize(
    ("header", "values", "role"),
    [
        ("pk_persoon", NUMBERS, Role.RECORD_ID),
        ("CLIENT_FK", NUMBERS, Role.PERSON_REF),
        ("personeelsnr", NUMBERS, Role.PERSON_REF),
        ("PERSOON_POSTK", [f"{1000 + 37 * n}AB" for n in range(24)], Role.POSTCODE),
        ("pk_persoon", [f"{1000 + 37 * n}AB" for n in range(24)], Role.POSTCODE),
        ("specCollDtTm", [f"2024-03-{1 + n:02}T00:00:00" for n in range(24)], Role.EXAM_DATE),
        ("refMdNm", NAMES, Role.REQUESTER),
        ("lab_code", ["HPV", "CRP", "TSH", "GLUC"] * 6, Role.EXAM_TYPE),
        ("omschrijving", ["Chlamydia trachomatis PCR", "Cervixcytologie", "Hemoglobine"] * 8, Role.EXAM_TYPE),
        ("omschrijving", ["Kantoorartikelen", "Huur maart", "Diversen"] * 8, None),
        ("Wynik", ["positief", "negatief"] * 12, Role.TEST_RESULT),
    ],
)
def test_a_column_beside_names(header: str, values: list[str], role: Role | None) -> None:
    found = table(naam=NAMES, geboortedatum=BORN, **{header: values})
    assert roles(found)[2] is role


def test_the_telephone_of_a_contact_person() -> None:
    alone = table(naam=NAMES, geboortedatum=BORN, contact_tel=PHONES)
    assert roles(alone)[2] is Role.PHONE
    with_somebody = table(naam=NAMES, geboortedatum=BORN, contactpersoon=NAMES[::-1], contact_tel=PHONES)
    assert roles(with_somebody)[3] is None


def test_a_members_number_beside_an_insurer() -> None:
    found = table(naam=NAMES, geboortedatum=BORN, payerNm=["Menzis", "CZ", "VGZ"] * 8, memberId=NUMBERS)
    assert roles(found)[3] is Role.INSURER
    assert roles(table(naam=NAMES, geboortedatum=BORN, memberId=NUMBERS))[2] is Role.PATIENT_NUMBER
