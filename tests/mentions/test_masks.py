"""What a mask lets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.mentions.masks import HIDDEN, mask
from lekwijzer.model import MULTI, Role

VALUES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["Cc", "Cs"]), min_size=3, max_size=30
)


@given(st.sampled_from([None, *Role]), VALUES)
def test_a_value_never_stands_in_its_mask(role: Role | None, value: str) -> None:
    assert not any(c.isalnum() for c in value) or value not in mask(role, value).replace("***", "")


@given(st.sampled_from(list(Role)), VALUES)
def test_at_most_four_signs_of_a_number_or_name_are_left(role: Role, value: str) -> None:
    value = "".join(c for c in value if c.isalnum()) or "x"
    assert sum(c.isalnum() for c in mask(role, value)) <= 4 or mask(role, value) == HIDDEN


@pytest.mark.parametrize(
    ("role", "value", "shown"),
    [
        (Role.BSN, "900000123", "******123"), (Role.BSN, "9000.00.123", "******123"), (Role.SURNAME, "Vlierwijk", "V***"), (Role.INITIALS, "A.B.", "A***"),
        (Role.BIRTH_DATE, "1971-06-27", "1971-**-**"), (Role.BIRTH_DATE, "27-06-1971", "1971-**-**"), (Role.BIRTH_DATE, "27061971", "1971-**-**"),
        (Role.BIRTH_DATE, "19710627", "1971-**-**"), (Role.BIRTH_DATE, "27-06-71", "****"), (Role.SEX, "V", "**"), (Role.POSTCODE, "2906 CK", "29****"),
        (Role.PHONE, "06-12345678", "***678"), (Role.EMAIL, "a.b@web.example", "a***@***.example"), (Role.PATIENT_NUMBER, "12", "***"),
        (Role.PATIENT_NUMBER, f"123456{MULTI}654321", "***56, ***21"), (Role.TEST_RESULT, "positief", HIDDEN), (None, "Jan 12-a", "Xxx 99-x"),
    ],
)  # fmt: skip
def test_each_kind_of_value(role: Role | None, value: str, shown: str) -> None:
    assert mask(role, value) == shown
