"""What the tests of fields share: one value in, one value out, and strange text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from lekwijzer.fields.normalise import normalise
from lekwijzer.model import Role

STRANGE = st.text(st.characters(codec="utf-8"), max_size=30)
"""Any text at all, control characters and scripts of the whole world included."""
WORDS = st.text(st.sampled_from("aA bB dD eE iIjJ nN rR sS tT vVzZ .,'-/()^0123456789ëØß"), max_size=24)
"""Text that looks enough like names, numbers and dates to reach the depths of a pattern."""
VALUES = st.one_of(st.none(), STRANGE, WORDS)


FEW = settings(max_examples=15)
"""For properties that call a function once per value: a call has a fixed price."""


def column(*values: str | None) -> pl.Series:
    return pl.Series("x", values, dtype=pl.String)


def one(clean: Callable[[pl.Series], pl.Series], value: str | None) -> Any:
    """What a function of a column makes of one value."""
    return clean(column(value)).item()


def mention(role_values: dict[Role, str | None]) -> dict[str, Any]:
    """The mention of a record with these values."""
    frame = pl.DataFrame(
        {role.value: [value] for role, value in role_values.items()},
        schema_overrides=dict.fromkeys([r.value for r in role_values], pl.String),
    )
    return normalise(frame.with_columns(pl.Series("n", [1], pl.UInt32))).row(0, named=True)
