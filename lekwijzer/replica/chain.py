"""The sizes at one scale, and who is in which set: everything else in the replica follows from this draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lekwijzer.errors import UsageError
from lekwijzer.replica.rates import RATES, SIZES

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SMALLEST_SCALE = 0.001
LARGEST_SCALE = 8.0  # nine million numbers that start with 9 pass the 11-test; beyond this they run out


@dataclass(frozen=True, slots=True)
class Chain:
    """How many rows and people each step of the public chain has at one scale. Groups always add up to the universe."""

    universe: int
    sample: int
    first_rows: int
    first_people: int
    second_rows: int
    second_new: int
    old_not_found: int
    old_found: int
    other_rows: int
    outsiders: int
    practices: int

    @property
    def first_lacking(self) -> int:
        """Screening rows of the first dataset that lack information."""
        return self.first_rows - self.first_people

    @property
    def second_known(self) -> int:
        """Screening rows of the second dataset about people of the first."""
        return round((self.second_rows - self.second_new) * RATES.known_in_second)

    @property
    def second_lacking(self) -> int:
        """Screening rows of the second dataset that lack information."""
        return self.second_rows - self.second_new - self.second_known

    @classmethod
    def at(cls, scale: float) -> Chain:
        """The sizes at `scale`, each rounded on its own."""
        if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
            raise UsageError(
                f"scale {scale:g} is out of range: give a number from {SMALLEST_SCALE:g} to {LARGEST_SCALE:g}"
            )

        def size(n: int) -> int:
            return round(n * scale)

        return cls(
            universe=size(SIZES.universe),
            sample=size(SIZES.sample),
            first_rows=size(SIZES.first_rows),
            first_people=size(SIZES.first_people),
            second_rows=size(SIZES.second_rows),
            second_new=size(SIZES.second_new),
            old_not_found=size(SIZES.old_not_found),
            old_found=max(1, size(SIZES.old_found)),
            other_rows=size(SIZES.other_rows),
            outsiders=size(SIZES.outsiders) + 6,
            practices=max(3, size(SIZES.practices)),
        )


@dataclass(frozen=True, slots=True)
class Draw:
    """Which participants (numbers 0 … universe-1) are in which set."""

    first: Ints
    sample: Ints
    second_new: Ints
    second_known: Ints
    first_lacking: Ints
    second_lacking: Ints
    old: Bools  # per participant: last exchange before 2017
    in_first: Bools
    in_second: Bools


def draw(chain: Chain, rng: np.random.Generator) -> Draw:
    """Draw the sets. People of whom only rows exist that lack information may be anyone the processor held."""
    order = rng.permutation(chain.universe)
    a, b = chain.first_people, chain.first_people + chain.second_new
    first, second_new, rest = order[:a], order[a:b], order[b:]
    old = np.zeros(chain.universe, dtype=bool)
    old[rest[: chain.old_not_found]] = True
    old[second_new[: chain.old_found]] = True
    in_first = np.zeros(chain.universe, dtype=bool)
    in_first[first] = True
    in_second = np.zeros(chain.universe, dtype=bool)
    in_second[second_new] = True
    known = rng.choice(first, chain.second_known, replace=False)
    in_second[known] = True
    recent = np.flatnonzero(~old)  # the first set came out of the system that holds nobody from before 2017
    return Draw(
        first=rng.permutation(first),
        sample=rng.choice(first, chain.sample, replace=False),
        second_new=rng.permutation(second_new),
        second_known=known,
        first_lacking=rng.choice(recent, chain.first_lacking, replace=False),
        second_lacking=rng.choice(chain.universe, chain.second_lacking, replace=False),
        old=old,
        in_first=in_first,
        in_second=in_second,
    )
