"""The sizes of the chain and the draw of the sets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.replica.chain import Chain, draw


@given(st.floats(0.001, 8))
def test_groups_add_up_at_any_scale(scale: float) -> None:
    chain = Chain.at(scale)
    assert chain.first_people + chain.first_lacking == chain.first_rows
    assert chain.second_new + chain.second_known + chain.second_lacking == chain.second_rows
    recent_not_found = chain.universe - chain.first_people - chain.second_new - chain.old_not_found
    assert abs(recent_not_found - 282_000 * scale) <= 2.5
    assert chain.sample <= chain.first_people


@given(st.floats(0.001, 0.02), st.integers(0, 2**32))
def test_sets_are_drawn_as_the_chain_says(scale: float, seed: int) -> None:
    chain = Chain.at(scale)
    sets = draw(chain, np.random.Generator(np.random.PCG64(seed)))
    assert len(set(sets.first)) == chain.first_people
    assert set(sets.sample) <= set(sets.first)
    assert not set(sets.first) & set(sets.second_new)
    assert set(sets.second_known) <= set(sets.first)
    assert int((sets.in_second & ~sets.in_first).sum()) == chain.second_new
    assert int((sets.old & sets.in_second).sum()) == chain.old_found
    assert int((sets.old & ~sets.in_first & ~sets.in_second).sum()) == chain.old_not_found
    assert not sets.old[sets.first_lacking].any()
