"""Addresses in parts and in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields.values import FEW, VALUES, column, mention, one
from lekwijzer.fields import address
from lekwijzer.model import Role

LINES = """
Dorpsstraat 12-a, 1234 AB Utrecht           | dorpsstraat 12 a 1234AB utrecht
Dorpsstraat 12                              | dorpsstraat 12 - - -
1234AB12a                                   | - 12 a 1234AB -
1234 AB_12                                  | - 12 - 1234AB -
Dorpsstraat 12a                             | dorpsstraat 12 a - -
Dorpsstraat 12 A                            | dorpsstraat 12 a - -
Dorpsstraat 12 bis                          | dorpsstraat 12 bis - -
Dorpsstraat 12 hs                           | dorpsstraat 12 hs - -
Dorpsstraat 12 A2                           | dorpsstraat 12 a2 - -
Dorpsstraat 12-2                            | dorpsstraat 12 2 - -
Kerkstraat 12/3                             | kerkstraat 12 3 - -
Kerkstraat 12 / 3                           | kerkstraat 12 3 - -
Van der Helststraat 5-II                    | vanderhelststraat 5 ii - -
Mariënburg 5 -1                             | marienburg 5 1 - -
Dorpsstraat 12 2 hoog                       | dorpsstraat 12 - - -
Kerkweg 1 t/m 3                             | kerkweg 1 - - -
Dorpsstraat nr. 12                          | dorpsstraat 12 - - -
Dorpsstraat, 12                             | dorpsstraat 12 - - -
Dorpsstr. 12                                | dorpsstraat 12 - - -
Archipel 16 11                              | archipel16 11 - - -
Griend 10 25a                               | griend10 25 a - -
Cronus 555B-73c                             | cronus 555 b73c - -
Jacobsstraat 400L-Toe                       | jacobsstraat 400 ltoe - -
1e Dorpsstraat 12                           | 1edorpsstraat 12 - - -
2e Kruisstraat 3, 1234AB Zwolle             | 2ekruisstraat 3 - 1234AB zwolle
Plein 1944 12, 1234 AB Utrecht              | plein1944 12 - 1234AB utrecht
4 Septemberstraat 12                        | 4septemberstraat 12 - - -
Straat van de 4e mei 7                      | straatvande4emei 7 - - -
Laan van Meerdervoort 1000 B                | laanvanmeerdervoort 1000 b - -
'sGravenweg 10                              | sgravenweg 10 - - -
W.G.-Plein 127                              | wgplein 127 - - -
Dorpsstraat 12, Utrecht                     | dorpsstraat 12 - - utrecht
Dorpsstraat 12 1234AB Utrecht               | dorpsstraat 12 - 1234AB utrecht
Dorpsstraat 12;1234AB;Utrecht               | dorpsstraat 12 - 1234AB utrecht
Dorpsstraat 12\\n1234 AB  Den Haag          | dorpsstraat 12 - 1234AB denhaag
Dorpsstraat 12, 1234 AB  UTRECHT, Nederland | dorpsstraat 12 - 1234AB utrecht
Dorpsstraat 12, 1234 AB Utrecht NL          | dorpsstraat 12 - 1234AB utrecht
1234 AB Utrecht, Dorpsstraat 12             | dorpsstraat 12 - 1234AB utrecht
1234 AB Utrecht                             | - - - 1234AB utrecht
1234AB 12                                   | - 12 - 1234AB -
1234 AB 12 a                                | - 12 a 1234AB -
1234 AB                                     | - - - 1234AB -
Postbus 123, 1234 AB Utrecht                | postbus 123 - 1234AB utrecht
12 Main Street                              | mainstreet 12 - - -
Dorpsstraat                                 | dorpsstraat - - - -
"""

POSTCODES = {
    "1234AB": ["1234AB", "1234 ab", "1234-AB", "NL-1234 AB", "NL 1234AB", "1234 A B", "1234  AB", "1234\u00a0AB", "1234.AB", " 1234 AB ", "1234 AB Utrecht", "1234AB, Utrecht"],
    None: ["0123AB", "1234SA", "1234 sd", "1234SS", "1234", "1234ABC", "B-1000", "1234 ÀB", "", "12345AB", "AB1234"],
}  # fmt: skip

NUMBERS = {
    "12": (12, None), "12a": (12, "a"), "12-A hs": (12, "ahs"), "12 bis": (12, "bis"), "12-2": (12, "2"), "12.0": (12, None), "012": (12, None),
    "12-III": (12, "iii"), "t/o 12": (12, None), "A12": (12, None), "": (None, None), "geen": (None, None), "123456": (None, None), "-5": (5, None),
}  # fmt: skip

CITIES = [
    ("Den Haag", "'s-Gravenhage", "'S GRAVENHAGE", "s-Gravenhage", "DEN HAAG", "The Hague"),
    ("Den Bosch", "'s-Hertogenbosch", "'S-HERTOGENBOSCH"),
    ("Capelle aan den IJssel", "Capelle a/d IJssel", "CAPELLE A.D. IJSSEL", "Capelle ad IJssel"),
    ("Sint-Oedenrode", "St. Oedenrode", "Sint Oedenrode"),
    ("Súdwest-Fryslân", "SUDWEST FRYSLAN"),
    ("Utrecht", "UTRECHT NL", "Utrecht, Nederland"),
]
STREETS = [
    ("Dorpsstraat", "Dorpsstr.", "DORPSSTR", "dorps straat"),
    ("Oude Laan", "Oude ln", "Oude Ln."),
    ("Kerkweg", "Kerkwg."),
    ("Dorpsplein", "Dorpspln."),
    ("Sint Jansstraat", "St. Jansstraat"),
    ("Mr. P.J. Troelstralaan", "Mr P J Troelstralaan"),
]


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_a_line_is_taken_apart(line: str) -> None:
    value, wanted = line.split("|")
    found = mention({Role.ADDRESS: value.strip().replace("\\n", "\n")})
    assert [
        "-" if found[c] is None else str(found[c]) for c in ("street", "hnr", "hadd", "pc", "city")
    ] == wanted.split()


@pytest.mark.parametrize(("text", "wanted"), [(t, w) for w, texts in POSTCODES.items() for t in texts])
def test_a_postcode_is_read(text: str, wanted: str | None) -> None:
    assert one(address.postcode, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), NUMBERS.items())
def test_a_house_number_has_an_addition(text: str, wanted: tuple[int | None, str | None]) -> None:
    number, addition = address.house_number(column(text))
    assert (number.item(), addition.item()) == wanted


@pytest.mark.parametrize("same", CITIES)
def test_names_of_one_city_have_one_key(same: tuple[str, ...]) -> None:
    assert address.city_key(column(*same)).n_unique() == 1


@pytest.mark.parametrize("same", STREETS)
def test_ways_to_write_a_street_have_one_key(same: tuple[str, ...]) -> None:
    assert address.street_key(column(*same)).n_unique() == 1


def test_different_places_keep_different_keys() -> None:
    assert address.city_key(column("Bergen NH", "Bergen op Zoom", "Den Haag", "Den Bosch", "Haarlem")).n_unique() == 5


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({Role.STREET: "Dorpsstraat", Role.HOUSE_NUMBER: "12", Role.HOUSE_ADDITION: "A"}, ("dorpsstraat", 12, "a")),
        ({Role.STREET: "Dorpsstraat", Role.HOUSE_NUMBER: "12 A"}, ("dorpsstraat", 12, "a")),
        ({Role.STREET: "Dorpsstraat 12 A"}, ("dorpsstraat", 12, "a")),
        ({Role.STREET: "Dorpsstraat 12-2", Role.HOUSE_NUMBER: ""}, ("dorpsstraat", 12, "2")),
        ({Role.STREET: "Plein 1944", Role.HOUSE_NUMBER: "3"}, ("plein1944", 3, None)),
        ({Role.ADDRESS: "Dorpsstraat 12", Role.HOUSE_ADDITION: "a"}, ("dorpsstraat", 12, "a")),
    ],
)
def test_street_and_number_come_from_whichever_columns_have_them(
    values: dict[Role, str | None], wanted: tuple[str, int, str | None]
) -> None:
    found = mention(values)
    assert (found["street"], found["hnr"], found["hadd"]) == wanted


@FEW
@given(
    st.integers(1000, 9999),
    st.sampled_from(["AB", "KL", "ZZ"]),
    st.integers(1, 99999),
    st.sampled_from(["", "a", "-2", " bis", " hs"]),
)
def test_a_line_gives_what_its_parts_give(digits: int, letters: str, number: int, extra: str) -> None:
    line = mention({Role.ADDRESS: f"Dorpsstraat {number}{extra}, {digits} {letters} Utrecht"})
    apart = mention(
        {
            Role.STREET: "Dorpsstraat",
            Role.HOUSE_NUMBER: f"{number}{extra}",
            Role.POSTCODE: f"{digits}{letters}",
            Role.CITY: "UTRECHT",
        }
    )
    keys = ("street", "hnr", "hadd", "pc", "city")
    assert [line[k] for k in keys] == [apart[k] for k in keys]


@FEW
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_addresses_never_raise_and_do_not_depend_on_the_rows_beside_them(values: list[str | None]) -> None:
    batch = column(*values)
    for clean in (
        address.postcode,
        address.addition,
        address.street_key,
        address.city_key,
        lambda v: address.house_number(v)[0],
        lambda v: address.house_number(v)[1],
    ):
        assert clean(batch).to_list() == [one(clean, value) for value in values]
    assert address.split_line(batch).rows() == [address.split_line(column(value)).row(0) for value in values]


@given(VALUES)
def test_cleaning_twice_is_cleaning_once(value: str | None) -> None:
    for clean in (address.postcode, address.addition):
        once = clean(column(value))
        assert clean(once).to_list() == once.to_list()


@pytest.mark.parametrize("text", ["1234AB", "1234 AB", "1234", "12", ""])
def test_a_masked_postcode_shows_the_region_only(text: str) -> None:
    masked = address.mask_postcode(text)
    assert text == "" or text not in masked
    assert len([c for c in masked if c.isalnum()]) <= 2
