"""What is told from the views of a column is what reading the text would have told."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.fields import address, bsn, contact, dates
from lekwijzer.fields.text import EMPTY_WORDS, _present, present
from lekwijzer.fields.views import Views, may_equal, starts
from lekwijzer.mentions import reject

BLANKS = st.sampled_from(["", " ", "\t", "\u00a0", "\u2009", "\u3000", "\r\n"])
WORDS = st.one_of(
    st.sampled_from(EMPTY_WORDS),
    st.text(max_size=20),
    st.sampled_from(["Noor", "Él", "Jansen", "0", "Dorpsstraat 12 bis"]),
)
VALUES = st.lists(
    st.one_of(st.none(), st.builds(lambda a, w, b: a + w + b, BLANKS, WORDS, BLANKS)), min_size=1, max_size=40
)
DIGITS = st.text("0123456789-/. T:", min_size=6, max_size=12)
DATES = st.one_of(
    st.builds("{:02}{s}{:02}{s}{:04}".format, st.integers(0, 40), st.integers(0, 14), st.integers(1800, 2110), s=st.sampled_from("-/.")),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(1800, 2110), st.integers(0, 14), st.integers(0, 40)),
    st.builds("{:04}{:02}{:02}".format, st.integers(1, 3200), st.integers(0, 31), st.integers(0, 40)),
    DIGITS, st.none(),
)  # fmt: skip
PHONES = st.one_of(
    st.builds("0{}".format, st.text("0123456789", min_size=7, max_size=10)), st.text("0123456789+- ()", max_size=14),
    st.sampled_from(["0611111111", "0123456789", "0000012345", "0666666666", "0600000000"]), st.none(),
)  # fmt: skip
CODES = st.one_of(st.from_regex(r"\A[0-9]{4} ?[A-Za-z]{2}\Z"), st.text(max_size=8), st.none())


def _padded(values: list[str | None]) -> pl.Series:
    """The values in the middle of a column of two pieces, long ones among them."""
    whole = pl.concat([pl.Series(["a long value before them", "x"]), pl.Series(values, dtype=pl.String)])
    return whole.slice(2)


@given(VALUES)
def test_the_bytes_of_a_view_are_those_of_the_value(values: list[str | None]) -> None:
    views = Views(_padded(values))
    for i, value in enumerate(values):
        text = (value or "").encode()
        if value is None:
            assert views.valid is not None
            assert not views.valid[i]
            continue
        assert views.lengths[i] == len(text)
        assert int(views.start()[i]) == int.from_bytes(text[:2], "little")
        assert bool(may_equal(views, value)[i])
        if 0 < len(text) <= 12:
            assert int(views.last()[i]) == text[-1]


@given(VALUES)
def test_what_says_nothing_is_found_as_by_reading_all(values: list[str | None]) -> None:
    column = _padded(values * 20)
    assert present(column).to_list() == _present(column).to_list()


def test_every_word_for_nothing_is_found_among_many_names() -> None:
    column = pl.Series([*(word for word in EMPTY_WORDS), *(["Jansen"] * 10 * len(EMPTY_WORDS))])
    assert present(column).null_count() == len(EMPTY_WORDS)


@given(st.lists(DATES, min_size=1, max_size=30), st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_usual_dates_are_those_that_every_notation_gives(values: list[str | None], order: dates.Order | None) -> None:
    column = _padded(values)
    quick = dates._usual(column, order)
    for value, read in zip(values, quick.to_list(), strict=True):
        if read is not None:
            assert [read] == dates._unusual(pl.Series([value]), order).to_list(), value


@given(st.lists(PHONES, min_size=1, max_size=30))
def test_usual_telephone_numbers(values: list[str | None]) -> None:
    column = _padded(values)
    assert contact.phone(column).to_list() == contact._phone(column).to_list()


@given(st.lists(CODES, min_size=1, max_size=30))
def test_usual_postcodes(values: list[str | None]) -> None:
    column = _padded(values)
    assert address.postcode(column).to_list() == address._postcode(column).to_list()


@given(st.lists(st.integers(0, 999_999_999), min_size=1))
def test_the_eleven_test_by_table_is_the_sum(numbers: list[int]) -> None:
    assert bsn.passes(pl.Series(numbers)).to_list() == [bsn.is_valid(number) for number in numbers]


@given(st.lists(st.one_of(st.none(), st.text("0123456789 .", min_size=7, max_size=11)), min_size=1))
def test_nine_digits_are_read_as_by_text(values: list[str | None]) -> None:
    column = _padded(values)
    numbers, _ = bsn.clean(column)
    slow = bsn._bare(column).cast(pl.Int64, strict=False)
    assert numbers.to_list() == slow.set((slow > 999_999_999) | (slow <= 0), None).to_list()


@given(
    st.lists(
        st.sampled_from(
            ["controle", "Téstpersoon", " QC 1", "_ctrl", "pos. controle", "ZZtest", "test", "Jansen", "123"]
        ),
        min_size=1,
    )
)
def test_labels_are_found_by_their_first_two_letters(values: list[str]) -> None:
    roles = pl.DataFrame({"surname": values})
    anything = starts([]) | True
    for pattern, table in ((reject._CONTROL, reject._CONTROL_STARTS), (reject._TEST, reject._TEST_STARTS)):
        quick, slow = (reject._labels(roles, pattern, begins, (reject.Role.SURNAME,)) for begins in (table, anything))
        assert (quick is None) == (slow is None)
        assert quick is None or quick.to_list() == slow.to_list()  # type: ignore[union-attr]
