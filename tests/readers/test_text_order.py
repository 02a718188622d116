"""A sentence in which something stands between the name and the birth date is about that person all the same."""

from __future__ import annotations

import pytest

from lekwijzer.model import Role
from lekwijzer.readers.message_io import PERSON
from lekwijzer.readers.text_order import in_order
from lekwijzer.readers.text_person import passages

BORN = "12-10-1935"


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Betreft de heer L. de Vries, wonende Zeedijk 7 te Arnhem, geboren op 12-10-1935, BSN 999990019.", "L. de Vries", "Zeedijk 7, Arnhem"),
        ("Mevrouw A.B. de Vries, wonende te Arnhem, geboren op 12-10-1935.", "A.B. de Vries", None),
        ("Mevrouw A.B. de Vries, geboren te Arnhem op 12-10-1935.", "A.B. de Vries", None),
        ("De heer L. Bos, geboren te 's-Hertogenbosch, op 12-10-1935, wonende Zeedijk 7 te Arnhem.", "L. Bos", "Zeedijk 7, Arnhem"),
        ("Mevrouw A.B. de Vries, Zeedijk 7, Arnhem, geboren 12-10-1935, kwam op consult.", "A.B. de Vries", "Zeedijk 7, Arnhem"),
        ("Hierbij de uitslag van L. de Vries, Zeedijk 7, 6811 AB Arnhem, geboren 12-10-1935.", "L. de Vries", "Zeedijk 7, 6811 AB Arnhem"),
        ("Ondergetekende, A.B. de Vries, wonende te Arnhem aan de Zeedijk 7, geboren 12-10-1935, verklaart", "A.B. de Vries", "Zeedijk 7, Arnhem"),
        ("Patient Jansen, P., wonende te Utrecht, Oudegracht 3, geb. 12-10-1935", "Jansen, P.", "Oudegracht 3, Utrecht"),
        ("Mijn naam is Johanna Bakker en mijn geboortedatum is 12-10-1935.", "Johanna Bakker", None),
        ("Patiënte, genaamd Johanna Bakker en geboren op 12-10-1935, heeft", "Johanna Bakker", None),
        ("Bakker, Johanna Adriana, geboren te Utrecht d.d. 12-10-1935", "Bakker, Johanna Adriana", None),
        ("Betreft: J. Bakker / 12-10-1935 / 999990019", "J. Bakker", None),
        ("Ms. Anna de Vries, living in Utrecht, born on 12-10-1935, attended our clinic.", "Anna de Vries", None),
    ],
)  # fmt: skip
def test_whose_birth_date_it_is(text: str, name: str, address: str | None) -> None:
    (found,) = passages(text)
    told = dict(zip(PERSON, found.row[0], strict=False))
    assert (told[Role.NAME], told[Role.BIRTH_DATE]) == (name, BORN)
    assert address is None or told[Role.ADDRESS] == address


@pytest.mark.parametrize(
    "text",
    [
        "Mevrouw A.B. de Vries, geboren op 12-10-1935, wonende te Arnhem.",
        "Het monster is geboren uit nood. Wonende te Arnhem.",
        "De heer Bos woont te Arnhem. Mevrouw Vos is geboren op 12-10-1935.",
        "",
    ],
)
def test_what_is_in_order_stays(text: str) -> None:
    assert in_order([text]) == [text]
