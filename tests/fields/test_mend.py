"""Names that were damaged on their way to the file."""

from __future__ import annotations

import html
import quopri
from urllib.parse import quote

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.fields import names
from lekwijzer.fields.mend import LOST, mended

NAMES = ["Zoë", "Özdemir", "Müller", "Björkman", "Renée", "Trần", "Şahin", "Łukasz", "Yıldırım", "Čapek", "D’Arc", "van ’t Hof"]  # fmt: skip


def one(value: str) -> str:
    return str(mended(pl.Series([value]))[0])


def as_utf8(value: str, page: str) -> str:
    """Written as UTF-8 and read as something else, in which some bytes are no letter."""
    undefined = b"\x81\x8d\x8f\x90\x9d" if page == "cp1252" else b""
    return "".join(chr(b) if b in undefined else bytes([b]).decode(page) for b in value.encode())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp437"])
def test_utf8_read_as_something_else(name: str, page: str) -> None:
    assert one(as_utf8(name, page)) == name
    if page != "cp437":
        assert one(as_utf8(as_utf8(name, page), "latin-1")) == name


@pytest.mark.parametrize("name", NAMES)
def test_entities_and_escapes(name: str) -> None:
    for written in (
        html.escape(name).encode("ascii", "xmlcharrefreplace").decode(),
        name.encode("ascii", "backslashreplace").decode(),
        "".join(c if c.isascii() else f"\\u{ord(c):04X}" for c in name),
        quote(name),
        quopri.encodestring(name.encode()).decode(),
    ):
        assert one(written) == name


@pytest.mark.parametrize("name", ["Zoë", "Özdemir", "Müller", "Björkman", "Renée"])
@pytest.mark.parametrize("page", ["cp1252", "latin-1"])
def test_letters_of_dos(name: str, page: str) -> None:
    assert one(as_dos(name, page)) == name


def as_dos(name: str, page: str) -> str:
    return "".join(bytes([b]).decode(page) if page == "latin-1" or b != 0x81 else "\x81" for b in name.encode("cp850"))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("TR?N", f"tr{LOST}n"), ("TR??N", f"tr{LOST}n"), ("\ufffdahin", f"{LOST}ahin"), ("Y?ld?r?m", f"y{LOST}ld{LOST}r{LOST}m"),
        ("Demirtaº", f"demirta{LOST}"), ("Stanis³aw", f"stanis{LOST}aw"), ("van der Bj?rk", f"bj{LOST}rk"), ("Jansen (?)", "jansen"),
    ],
)  # fmt: skip
def test_a_lost_letter_stays_in_the_key_of_a_surname(written: str, key: str) -> None:
    assert names.surname_keys(mended(pl.Series([written])))[0].to_list() == [key]


def test_initials_end_where_a_letter_is_lost() -> None:
    assert names.initials_of_given(mended(pl.Series(["?brahim", "Anna ?ule", "Ay?e"]))).to_list() == [None, "a", "a"]
    assert names.initials(mended(pl.Series(["?.", "A.?.", "A.B."]))).to_list() == [None, "a", "ab"]


@given(
    st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=1, max_size=12),
    st.sampled_from("-' "),
)
def test_whole_names_stay_as_they_are(word: str, between: str) -> None:
    name = f"{word}{between}de Vries"
    if not set(name) & set("ÂÃÄÅÎÐÑØÙáâªºµ"):
        assert one(name) == name


@given(st.text(max_size=30))
def test_any_text_can_be_looked_at(text: str) -> None:
    mended(pl.Series([text, None]))


@pytest.mark.parametrize("written", ["Jansen †", "†Jansen", "Jansen…", "Jansen‡"])
def test_a_sign_beside_a_name_is_no_letter_of_it(written: str) -> None:
    assert names.surname_keys(mended(pl.Series([written])))[0].to_list() == ["jansen"]
