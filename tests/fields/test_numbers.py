"""The 11-test, notations of the BSN, telephone, e-mail, account, sex and institutions' numbers."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields.values import FEW, VALUES, column, one
from lekwijzer.fields import bsn, codes, contact

BSN = {
    999990019: [
        "999990019", "999.990.019", "9999.90.019", "9999 90 019", "999 990 019", "999-990-019", "999,990,019", "BSN 999990019", "BSN: 999990019", "bsn:999990019",
        "BSN-nr 999990019", "BSN nr. 999990019", "burgerservicenummer 999990019", "sofi 999990019", "sofinummer: 999990019", "NL999990019", "NNNLD:999990019",
        "999990019.0", "9.99990019E8", "9,99990019E+08", "999990019 (BSN)", "'999990019", '="999990019"', "999990019^^^NLMINBIZA", "0999990019", "000999990019", " 999990019 ",
    ],
    9830: ["9830", "000009830", "0000009830", "9830.0"],
    None: ["", "x", "123", "0", "000000000", "9999900190", "99999001X", "12-03-19800000", "BSN", "1234567890", "9.9999E+08"],
}  # fmt: skip

PHONE = {
    "612345670": [
        "06-12345670", "0612345670", "06 12 34 56 70", "06 1234 5670", "+31612345670", "+31 6 12345670", "+31 (0)6-12345670", "0031612345670", "00 31 6 12345670", "31612345670",
        "612345670", "0612345670.0", "0612345670 (thuis)", "0612345670 tst 12", "tel 06-12345670", "06-12345670 / 030-2345670", "0612345670;0302345670", "06.12.34.56.70", "06/12345670",
    ],
    "302345670": ["030-2345670", "(030) 2345670", "+31 30 234 56 70", "0302345670"],
    "470123450": ["+32 470 12 34 50"],
    None: ["", "nb", "112", "1234567", "0900-1234", "0000000000", "0600000000", "0611111111", "0123456789", "06123456701", "061234567", "geen"],
}  # fmt: skip

EMAIL = {
    "a.jansen@example.org": ["A.Jansen@Example.org", "Jan <a.jansen@example.org>", "mailto:a.jansen@example.org", "a.jansen@example.org; b@example.org", "'a.jansen@example.org'",
                             "a.jansen@example.org.", "a.jansen@example.org\x1fb@example.org", '"A. Jansen" <A.JANSEN@EXAMPLE.ORG>', "[a.jansen@example.org]"],
    "p.o'brien@example.org": ["P.O'Brien@example.org"],
    None: ["", "a@b", "nvt", "a@b,nl", "a@@b.nl", "geen@geen.nl", "noreply@example.org", "@example.org", "onbekend@example.org"],
}  # fmt: skip

SEX = {
    1: ["M", "m", "Man", "MAN", "male", "mannelijk", "1", "1.0", "dhr", "dhr.", "De heer", "jongen", "M (man)", "M.", "J", "1 - man"],
    2: ["V", "v", "Vrouw", "F", "Female", "vrouwelijk", "W", "2", "2.0", "mevr.", "Mw", "mevrouw", "meisje", "V.", "V (vrouw)", "2 - vrouw"],
    None: ["", "0", "9", "O", "U", "x", "onbekend", "unknown", "M/V", "m/v", "dr", "?", "3", "12"],
}  # fmt: skip

NUMBER = {
    "00123": "123", "123": "123", "A-001": "A001", "a001": "A001", "P00123": "P00123", "123.0": "123", "12 34": "1234", "12.34": "1234", "0": "0", "000": None, "": None, "-": None,
    "X\x1fY": "X\x1fY", "00X\x1f00": "X", "0012\x1f0034": "12\x1f34",
}  # fmt: skip


def _cases(table: dict[object, list[str]]) -> list[tuple[str, object]]:
    return [(text, wanted) for wanted, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "wanted"), _cases(BSN))  # type: ignore[arg-type]
def test_a_bsn_is_read(text: str, wanted: int | None) -> None:
    number, valid = bsn.clean(column(text))
    assert number.item() == wanted
    assert valid.item() is (None if wanted is None else True)


def test_digits_that_fail_the_test_are_kept_and_said_to_fail() -> None:
    number, valid = bsn.clean(column("999990018", "99999001"))
    assert number.to_list() == [999990018, 99999001]
    assert valid.to_list() == [False, False]


@given(st.lists(st.one_of(st.none(), st.integers(-5, 10**10)), max_size=20))
def test_the_eleven_test_agrees_with_the_rule_in_one_line(numbers: list[int | None]) -> None:
    def rule(n: int) -> bool:
        return 0 < n < 10**9 and (sum((9 - i) * int(c) for i, c in enumerate(f"{n:09d}"[:8])) - n % 10) % 11 == 0

    assert bsn.passes(pl.Series(numbers, dtype=pl.Int64)).to_list() == [None if n is None else rule(n) for n in numbers]
    assert all(bsn.is_valid(n) == rule(n) for n in numbers if n is not None)


def test_one_in_eleven_numbers_passes() -> None:
    assert bsn.passes(pl.Series(range(999_000_000, 999_110_000))).sum() == pytest.approx(10_000, rel=0.01)


def test_placeholders_are_valid_numbers() -> None:
    assert all(bsn.is_valid(n) for n in bsn.PLACEHOLDERS)


@pytest.mark.parametrize(("text", "wanted"), _cases(PHONE))  # type: ignore[arg-type]
def test_a_telephone_number_is_nine_digits(text: str, wanted: str | None) -> None:
    assert one(contact.phone, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), _cases(EMAIL))  # type: ignore[arg-type]
def test_an_e_mail_address_is_found(text: str, wanted: str | None) -> None:
    assert one(contact.email, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), _cases(SEX))  # type: ignore[arg-type]
def test_sex_is_one_or_two_or_unknown(text: str, wanted: int | None) -> None:
    assert one(codes.sex, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), NUMBER.items())
def test_a_number_of_an_institution_is_comparable(text: str, wanted: str | None) -> None:
    assert one(codes.number_key, text) == wanted


@pytest.mark.parametrize(
    "text", ["NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "nl91abna0417164300", "IBAN: NL91ABNA0417164300"]
)
def test_an_account_number_loses_its_blanks(text: str) -> None:
    assert one(contact.iban, text) == "NL91ABNA0417164300"


@FEW
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_numbers_never_raise_and_do_not_depend_on_the_rows_beside_them(values: list[str | None]) -> None:
    batch = column(*values)
    for clean in (
        contact.phone,
        contact.email,
        contact.iban,
        codes.sex,
        codes.number_key,
        lambda v: bsn.clean(v)[0],
        lambda v: bsn.clean(v)[1],
    ):
        assert clean(batch).to_list() == [one(clean, value) for value in values]


@given(st.one_of(VALUES, st.text("0123456789+- ()./", max_size=20), st.text("ab@.nl", max_size=20)))
def test_cleaning_twice_is_cleaning_once(value: str | None) -> None:
    for clean in (contact.phone, contact.email, contact.iban, codes.number_key):
        once = clean(column(value))
        assert clean(once).to_list() == once.to_list()
    number, valid = bsn.clean(column(value))
    again = bsn.clean(number.cast(pl.String))
    # A number shorter than four digits is not believed without its leading zeros.
    assert again[0].to_list() in (number.to_list(), [None])
    assert number.item() is None or number.item() < 1000 or again[1].to_list() == valid.to_list()


@given(st.text(st.sampled_from("0123456789abcXYZ@.-"), min_size=1, max_size=25))
def test_a_mask_never_holds_the_value(value: str) -> None:
    for mask in (bsn.mask, codes.mask, contact.mask):
        assert value == "@" or value not in mask(value)
        kept = [c for c in mask(value) if c.isalnum()]
        assert len(kept) <= max(3, len(value) // 2) or "@" in value
