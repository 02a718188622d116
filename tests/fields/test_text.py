"""Folding, letters, and the words that mean "nothing here"."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields.values import FEW, VALUES, column, one
from lekwijzer.fields import text

FOLDED = {
    "MÜLLER": "muller", "Zoë": "zoe", "Yılmaz": "yilmaz", "İstanbul": "istanbul", "Straße": "strasse", "Øster": "oster", "Łódź": "lodz", "Ĳsbrand": "ijsbrand",
    "ĳ": "ij", "Æ": "ae", "œ": "oe", "e\u0301": "e", "’s-Gravenhage": "'s-gravenhage", "a\u00a0 b\tc": "a b c", " a  b ": "a b", "oﬃce": "office",
    "Ǆ": "dz", "ĸŋŧħ": "knth", "李": "李", "Жук": "жук", "–": "-", "\u200bx\ufeff": "x",
}  # fmt: skip


@pytest.mark.parametrize(("value", "wanted"), FOLDED.items())
def test_fold(value: str, wanted: str) -> None:
    assert one(text.fold, value) == wanted


@given(st.text(st.characters(min_codepoint=0x41, max_codepoint=0x24F, categories=["Lu", "Ll"]), max_size=20))
def test_accents_fold_as_unicode_decomposes_them(value: str) -> None:
    found = one(text.fold, value)
    for letter in value:
        plain = "".join(c for c in unicodedata.normalize("NFKD", letter.lower()) if not unicodedata.combining(c))
        if plain.isascii() and plain.isalpha():
            assert plain in found


@FEW
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_text_never_raises_and_does_not_depend_on_the_rows_beside_it(values: list[str | None]) -> None:
    batch = column(*values)
    for clean in (text.fold, text.letters, text.present, text.null_if_empty):
        assert clean(batch).to_list() == [one(clean, value) for value in values]


@given(VALUES)
def test_folding_twice_is_folding_once(value: str | None) -> None:
    for clean in (text.fold, text.letters, text.present):
        once = clean(column(value))
        assert clean(once).to_list() == once.to_list()


@pytest.mark.parametrize("value", [
    "", " ", "-", "–", "--", ".", "...", "?", "NULL", "null", "Null", "(null)", "NaN", "NaT", "nan", "None", "\\N", "N/A", "#N/A", "n.v.t.", "N.V.T.", "N.v.t.", "nvt",
    "NVT", "nb", "NB", "onbekend", "Onbekend", "ONBEKEND", "(onbekend)", "unknown", "Niet bekend", "Niet Bekend", "geen", "\u00a0", '""', "undefined",
])  # fmt: skip
def test_nothing_is_null(value: str) -> None:
    assert one(text.present, value) is None


@pytest.mark.parametrize("value", ["0", "x", "Bekend", "de", "Nil", "J.", "NV", "Geena"])
def test_little_is_not_nothing(value: str) -> None:
    assert one(text.present, value) == value


def test_a_change_touches_only_the_rows_it_is_for() -> None:
    values = column("a", None, "b", "c")
    changed = text.only_where(values, values == "b", lambda some: some.str.to_uppercase())
    assert changed.to_list() == ["a", None, "B", "c"]
    assert values.to_list() == ["a", None, "b", "c"]
    assert (
        text.only_where(values, pl.Series([False] * 4), lambda _: pytest.fail("nothing to change")).to_list()
        == values.to_list()
    )


def test_letters_as_wide_as_chinese_ones_are_letters() -> None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    values = ["12-03-1980", "Kramer", "a.kramer@voorbeeld.example", "1234 AB"]
    said = pl.Series([value.translate(wide) for value in values])
    assert text.present(said).to_list() == values
    assert text.narrow(pl.Series(["a" + values[2].translate(wide)])).to_list() == ["a" + values[2]]
    assert text.fold(said.gather([1])).to_list() == ["kramer"]


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S"]), max_size=12))
def test_a_light_pattern_finds_what_the_other_finds(written: str) -> None:
    """Of the scripts that people are written in here; of rarer ones the ranges hold more than letters."""
    written = "".join(c for c in written if ord(c) < 0x250)
    values = pl.Series([written], dtype=pl.String)
    for pattern in (r"\p{L}{2}", r"[^\p{L}0-9]", r"^\d+$", r"\D\d", r"[\p{L}'\-]+ \d{2}\.", r"\\d|\."):
        assert values.str.extract_all(text.light(pattern)).to_list() == values.str.extract_all(pattern).to_list()


def test_a_few_values_fold_as_many_do() -> None:
    """A few are folded letter by letter, many by a table that is made for the column."""
    values = [chr(code) for code in range(0xA0, 0x1F00)] + list(FOLDED)
    many = text.fold(column(*values))
    few = [text.fold(column(*values[at : at + 50])) for at in range(0, len(values), 50)]
    assert len(values) > text._FEW
    assert pl.concat(few).to_list() == many.to_list()


_CLASSES = [r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{N}", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"]


@pytest.mark.parametrize(
    "pattern", [*_CLASSES, *(f"[{c}.]" for c in _CLASSES), *(f"[^{c}]" for c in _CLASSES), r"[\d\-\]x]", r"\[\d"]
)
def test_the_lightest_pattern_says_the_same_of_every_letter_of_ascii(pattern: str) -> None:
    letters = column(*map(chr, range(128)), "[1")
    light = text.lightest(pattern, letters)
    assert letters.str.contains(light).to_list() == letters.str.contains(pattern).to_list()


@pytest.mark.parametrize("pattern", [r"\b\d", r"\w\b", r"a\B", r"(?i)\bBSN\W{0,3}\d{9}"])
def test_borders_of_words_stay_where_they_are(pattern: str) -> None:
    values = column("a1", "a 1", "1", "a", "-a-", "bsn: 999990019", "xbsn 999990019", "_1")
    light = text.lightest(pattern, values)
    assert light != pattern
    assert values.str.contains(light).to_list() == values.str.contains(pattern).to_list()


def test_a_pattern_stays_as_it_is_where_a_value_is_not_ascii() -> None:
    assert text.lightest(r"\p{L}\d", column("Zoë 1")) == r"\p{L}\d"
