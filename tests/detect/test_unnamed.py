"""Names under headers that say nothing, beside what tells who it is."""

from __future__ import annotations

import polars as pl
import pytest

from detect.tables import People
from lekwijzer.detect.columns import infer

SOME = People(60)
WHOLE = {
    "as spoken": [f"{given} {surname}" for given, surname in zip(SOME.given, SOME.surname, strict=True)],
    "as listed": [f"{surname}, {given[0]}. van" for given, surname in zip(SOME.given, SOME.surname, strict=True)],
}
DOCTORS = ["A. de Haan", "M. El Amrani", "S. Bakker"] * 20


def roles(**columns: list[str]) -> dict[str, str]:
    """The headers of the columns by what they are taken for."""
    labels = [label.replace("_", " ") for label in columns]
    frame = pl.DataFrame({f"c{i}": values for i, values in enumerate(columns.values())})
    table = infer(labels, frame)
    return {role.value: table.columns[at[0]].header for role, at in table.by_role().items()}


@pytest.mark.parametrize("written", WHOLE)
@pytest.mark.parametrize("header", ["who", "B", "xq_1"])
def test_whole_names_beside_a_number(written: str, header: str) -> None:
    found = roles(**{"D": SOME.bsn, header: WHOLE[written], "what": ["HPV"] * 60})
    assert found["name"] == header.replace("_", " ")


def test_surnames_and_given_names_in_columns_of_their_own() -> None:
    found = roles(cli_ana=SOME.surname, cli_vna=SOME.given, cli_bsn=SOME.bsn, ond_x=["HPV"] * 60)
    assert (found["surname"], found["given"]) == ("cli ana", "cli vna")


def test_names_that_return_are_those_of_who_asked() -> None:
    assert "name" not in roles(D=SOME.bsn, xq=DOCTORS)


def test_names_that_differ_between_the_rows_of_one_number_are_not_its_owners() -> None:
    people, names = SOME.bsn[:20] * 3, WHOLE["as spoken"]
    assert roles(D=people, xq=names[:20] * 3, xr=names)["name"] == "xq"


def test_of_two_that_could_be_it_neither_is() -> None:
    assert "name" not in roles(D=SOME.bsn, xq=WHOLE["as spoken"], xr=WHOLE["as listed"])


def test_a_partner_beside_somebody_whose_given_name_stands_in_no_list_is_not_taken_for_her() -> None:
    strange = [f"Xqzand{'abcdefg'[i % 7]} {surname}" for i, surname in enumerate(SOME.surname)]
    assert "name" not in roles(D=SOME.bsn, xq=strange, xr=WHOLE["as spoken"])


def test_where_a_column_says_that_it_has_the_names_no_other_does() -> None:
    found = roles(D=SOME.bsn, naam=WHOLE["as listed"], xq=WHOLE["as spoken"])
    assert found["name"] == "naam"


def test_nobody_is_named_where_nothing_tells_who_it_is() -> None:
    assert not roles(D=[str(n) for n in range(60)], xq=WHOLE["as spoken"], xz=["ja", "nee"] * 30)


def test_places_are_no_names() -> None:
    assert {"name", "surname", "given"}.isdisjoint(roles(D=SOME.bsn, xq=[SOME.city[i] for i in range(60)]))


def test_postcodes_under_what_is_called_a_number() -> None:
    assert roles(D=SOME.bsn, client_nr=SOME.postcode)["postcode"] == "client nr"


ENVELOPES = [
    f"{('Mevr.', 'Dhr.')[i % 2]} {given[0]}. {surname}"
    for i, (given, surname) in enumerate(zip(SOME.given, SOME.surname, strict=True))
]
LIVES = {"adres": [f"Kerkstraat {i}" for i in range(1, 61)], "pc": SOME.postcode, "plaats": SOME.city}


@pytest.mark.parametrize("header", ["Geadresseerde", "Aan", "xq"])
def test_names_as_on_an_envelope_beside_an_address(header: str) -> None:
    assert roles(**{header: ENVELOPES}, **LIVES)["name"] == header


def test_a_few_names_under_a_header_that_says_whom_it_goes_to() -> None:
    few = {header: values[:3] for header, values in {"geadresseerde": ENVELOPES, **LIVES}.items()}
    assert roles(**few)["name"] == "geadresseerde"


@pytest.mark.parametrize("header", ["directeur", "contactpersoon", "uitvoerend arts", "contact"])
def test_who_holds_an_office_at_an_address_does_not_live_there(header: str) -> None:
    assert "name" not in roles(**{header: ENVELOPES}, **LIVES)


def test_names_at_the_addresses_of_practices_are_no_addressees() -> None:
    where = [f"Huisartsenpraktijk {place}" for place in SOME.city]
    assert "name" not in roles(xq=ENVELOPES, waar=where, **LIVES)
    assert "name" not in roles(xq=[f"Dr. {name.partition(' ')[2]}" for name in ENVELOPES], **LIVES)


def test_names_that_return_at_many_addresses_are_not_of_who_lives_there() -> None:
    assert "name" not in roles(xq=[f"Mw. {name}" for name in DOCTORS], **LIVES)
