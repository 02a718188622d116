"""What headers say, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.header_cases import HEADERS
from lekwijzer.detect.headers import read, tokens
from lekwijzer.model import Role

CASES = [(header, role) for role, headers in HEADERS.items() for header in headers.split(" | ")]


def test_there_are_headers_of_every_role() -> None:
    assert {Role(role) for role in HEADERS if role} >= set(Role)
    assert len({header for header, _ in CASES}) == len(CASES) > 500


@pytest.mark.parametrize(("header", "role"), CASES)
def test_a_header_means_its_role(header: str, role: str) -> None:
    found = read(header)
    assert (found.role.value if found.role else "") == role
    assert (found.score > 0) == bool(role)


@pytest.mark.parametrize("header", [
    "BSN partner", "partner_bsn", "bsn_moeder", "huisarts_adres", "telefoon huisarts", "geboorteplaats", "geboortedatum partner", "naam moeder", "lab_telefoon",
    "ziekenhuis_naam", "naam gebruiker", "mutatiedatum", "telefoon contactpersoon", "01.03.20", "bsn_status",
])  # fmt: skip
def test_what_is_of_somebody_else_is_said_to_be(header: str) -> None:
    assert read(header).foreign


@pytest.mark.parametrize(("header", "words"), [
    ("patientGebDatum1", ["patient", "geb", "datum", "1"]), ("GEB_DATUM", ["geb", "datum"]), ("Geb. datum", ["geb", "datum"]), ("Patiëntnummer", ["patientnummer"]),
    ("CLIENT_BSN", ["client", "bsn"]), ("houseNumber", ["house", "number"]), ("HTTPServer", ["http", "server"]), ("", []), ("...", []),
])  # fmt: skip
def test_a_header_is_cut_into_words(header: str, words: list[str]) -> None:
    assert tokens(header) == words


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_header_is_read(header: str) -> None:
    found = read(header)
    assert 0 <= found.score <= 1
    assert found == read(header)


@given(
    st.sampled_from(
        [(h, r) for h, r in CASES if h.replace("_", "").isascii() and h.replace("_", "").isalnum() and h.islower()]
    )
)
def test_case_and_separators_do_not_matter(case: tuple[str, str]) -> None:
    header, role = case
    for written in (header.upper(), f" {header} ", header.replace("_", " "), header.replace("_", "-"), f'"{header}"'):
        found = read(written)
        assert (found.role.value if found.role else "") == role


@pytest.mark.parametrize(("header", "role"), [
    ("GSLCHT", "sex"), ("STRT", "street"), ("WNPLTS", "city"), ("VRLTRS", "initials"), ("VRVGS", "prefix"), ("ACHTRNM", "surname"), ("VRNM", "given"), ("TLFNR", "phone"),
    ("MATDAT", "exam_date"), ("BRGRSRVCNR", "bsn"), ("EENH", ""), ("STRTDT", "street"),  # which values that are dates deny
    ("LName", "surname"), ("F_NAME", "given"), ("Gend", "sex"), ("TstNm", "exam_type"), ("TstDt", "exam_date"), ("prs_uuid", "patient_number"), ("KLNTNR", "patient_number"), ("FrstNm", "given"), ("HseNo", "house_number"), ("Pfx", "prefix"),
    ("LabPtNo", "patient_number"), ("HospNo", "patient_number"), ("LabNo", "specimen_number"),
])  # fmt: skip
def test_words_without_their_vowels(header: str, role: str) -> None:
    """As systems with eight positions for a name write them."""
    found = read(header).role
    assert (found.value if found else "") == role


@pytest.mark.parametrize("header", ["Groep", "Beroep", "Testgroep", "Oproepdatum", "groepscode", "Afroep"])
def test_a_group_or_a_profession_is_no_given_name(header: str) -> None:
    assert read(header).role is not Role.GIVEN
