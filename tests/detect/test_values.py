"""What the values of a column say: shares of each kind."""

from __future__ import annotations

import polars as pl
import pytest
from fields.values import VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.tables import People, sample
from lekwijzer.detect.values import profile

P = People()


@given(st.integers(0, 10_000), st.sampled_from(sorted(vars(P).keys() - {"n", "days"})))
@settings(max_examples=6)
def test_a_look_at_a_few_values_overlooks_nothing(seed: int, kind: str) -> None:
    values = sample(getattr(People(300, seed), kind)).get_column("c0")
    p = profile(values)
    shares = {
        "nine": p.nine_digits,
        "email": p.email,
        "postcode": p.postcode,
        "date": p.date,
        "phone": p.phone,
        "result": p.result,
    }
    assert {name for name, share in shares.items() if share > 0.8} <= p.hints


@settings(max_examples=15)
@given(st.lists(VALUES, max_size=12))
def test_shares_are_shares(values: list[str | None]) -> None:
    p = profile(pl.Series(values, dtype=pl.String))
    for share in ("filled", "distinct", "nine_digits", "bsn", "date", "serial", "postcode", "phone", "email", "iban", "sex", "initials", "given", "surname", "prefix",
                  "full_name", "city", "street", "street_number", "small_number", "result", "organisation", "exam", "any_digit", "digits"):  # fmt: skip
        assert 0 <= getattr(p, share) <= 1


@pytest.mark.parametrize(("kind", "shares"), [
    ("bsn", {"bsn", "nine_digits", "digits", "any_digit"}), ("birth", {"date"}), ("email", {"email"}), ("postcode", {"postcode"}), ("phone", {"phone"}), ("sex", {"sex"}),
    ("sorted_name", {"full_name"}), ("given", {"given"}), ("surname", {"surname"}), ("city", {"city"}), ("street", {"street"}), ("address", {"street_number"}), ("result", {"result"}),
    ("practice", {"organisation"}),
])  # fmt: skip
def test_a_kind_of_value_is_seen(kind: str, shares: set[str]) -> None:
    p = profile(pl.Series(getattr(P, kind)))
    for share in shares:
        assert getattr(p, share) > 0.7, share
    for share in {"bsn", "date", "email", "postcode", "phone", "iban"} - shares:
        assert getattr(p, share) < 0.2, share


def test_dates_without_noughts_are_dates() -> None:
    values = pl.Series(["1987-3-5", "1990/12/1", "1965-10-22", "2001-1-1"])
    assert profile(values).date == 1.0
