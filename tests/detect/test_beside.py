"""Several people in one row are each found; a second name, address or telephone of the same person makes nobody."""

from __future__ import annotations

import polars as pl
import pytest

from detect.tables import People
from lekwijzer.mentions.tables import map_table, people_of_rows
from lekwijzer.model import Table

P = People(40)
ONE, TWO = range(0, P.n, 2), range(1, P.n, 2)


def people(header: str, rows: list[list[str]]) -> list[dict[str, list[str]]]:
    """The roles of each person that the rows are about, with their values."""
    labels = tuple(header.split(";"))
    cells = {f"c{i}": [row[i] or None for row in rows] for i in range(len(labels))}
    frame = pl.DataFrame(cells).with_columns(n=pl.int_range(2, len(rows) + 2, dtype=pl.UInt32))
    table, batches = map_table(Table("", labels, iter([frame])), {})
    found = []
    for batch in batches:
        for roles, _ in people_of_rows(batch, table):
            found.append(roles.drop("n", "rejected", "digest").to_dict(as_series=False))
    return found


def some(i: int) -> list[str]:
    return [P.bsn[i], P.sorted_name[i], P.birth[i]]


@pytest.mark.parametrize(
    "header",
    [
        "moeder_bsn;moeder_naam;moeder_geb;kind_bsn;kind_naam;kind_geb",
        "bsn;naam;geboortedatum;partner_bsn;partner_naam;partner_geboortedatum",
        "BSN verzekeringnemer;Naam verzekeringnemer;Geb.datum verzekeringnemer;BSN verzekerde;Naam verzekerde;Geb.datum verzekerde",
        "bsn1;naam1;gebdatum1;bsn2;naam2;gebdatum2",
        "p0_bsn;p0_naam;p0_gebdatum;p1_bsn;p1_naam;p1_gebdatum",
        "bsn;naam;geb_datum;bsn_2;naam_2;geb_datum_2",
        "Ouder1 BSN;Ouder1 naam;Ouder1 geboortedatum;Ouder2 BSN;Ouder2 naam;Ouder2 geboortedatum",
    ],
)
def test_two_people_in_a_row(header: str) -> None:
    found = people(header, [[*some(i), *some(j)] for i, j in zip(ONE, TWO, strict=True)])
    assert len(found) == 2
    for roles in found:  # and nobody has what is of the other
        at = P.bsn.index(roles["bsn"][0])
        assert roles["bsn"] == [P.bsn[i] for i in range(at, P.n, 2)]
        assert (roles.get("name") or roles["surname"]) == [P.sorted_name[i] for i in range(at, P.n, 2)]
        assert roles["birth_date"] == [P.birth[i] for i in range(at, P.n, 2)]


def test_a_relative_has_no_result() -> None:
    rows = [[*some(i), P.result[i], *some(j)] for i, j in zip(ONE, TWO, strict=True)]
    child, mother = people("kind_bsn;kind_naam;kind_geb;uitslag;moeder_bsn;moeder_naam;moeder_geb", rows)
    assert "test_result" in child
    assert mother.keys() == {"bsn", "name", "birth_date"}


def test_a_row_without_the_second_is_about_one() -> None:
    rows = [[*some(i), *(some(i + 1) if i < 8 else ["", "", ""])] for i in ONE]
    first, second = people("bsn1;naam1;gebdat1;bsn2;naam2;gebdat2", rows)
    assert len(first["bsn"]) == len(rows)
    assert len(second["bsn"]) == 4


@pytest.mark.parametrize(
    ("header", "second"),
    [
        ("bsn;naam;geb_datum;naam_2;telefoon_2", lambda i: [P.surname[i], P.phone[i]]),
        ("bsn;naam;geb_datum;contactpersoon;telefoon contactpersoon", lambda i: [P.sorted_name[i], P.phone[i]]),
        ("bsn;naam;geb_datum;uitslag_1;uitslag_2", lambda i: [P.result[i], P.result[i]]),
        ("bsn;naam;geb_datum;huisarts_naam;huisarts_geboortedatum", lambda i: [P.sorted_name[i], P.birth[i]]),
    ],
)
def test_what_makes_no_second_person(header: str, second: object) -> None:
    assert callable(second)
    assert len(people(header, [[*some(i), *second(i)] for i in range(P.n)])) == 1


@pytest.mark.parametrize(
    ("header", "also"),
    [
        ("naam_1;gebdat_1;bsn_1;naam_2;gebdat_2;bsn_2;adres;onderzoek;uitslag", {"address", "exam_type", "test_result"}),
        ("naam kind;geb kind;bsn kind;naam moeder;geb moeder;bsn moeder;adres;onderzoek;uitslag", {"address"}),
        ("naam patient;geb patient;bsn patient;naam contactpersoon;geb contactpersoon;bsn contactpersoon;adres;onderzoek;uitslag", set()),
        ("naam;geb;bsn;naam_2;gebdat_2;bsn_2;adres;onderzoek;uitslag", set()),
    ],
)  # fmt: skip
def test_what_is_of_both(header: str, also: set[str]) -> None:
    def who(i: int) -> list[str]:
        return [P.sorted_name[i], P.birth[i], P.bsn[i]]

    rows = [
        [*who(i), *(who(j) if i % 4 else ["", "", ""]), f"{P.street[i]} {i + 1}", "HPV", P.result[i]]
        for i, j in zip(ONE, TWO, strict=True)
    ]
    first, second = people(header, rows)
    assert {"address", "exam_type", "test_result"} <= first.keys()
    assert second.keys() == {"name", "birth_date", "bsn"} | also
    assert len(second["bsn"]) == sum(bool(row[5]) for row in rows)  # and nobody is made of an address alone
