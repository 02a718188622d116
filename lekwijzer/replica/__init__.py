"""A synthetic twin of the 2025 breach at a Dutch medical laboratory: registers, leaked files in all shapes, and the truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lekwijzer.errors import UsageError
from lekwijzer.replica.care import write_care
from lekwijzer.replica.casefile import write_case
from lekwijzer.replica.chain import Chain
from lekwijzer.replica.registers import write_registers
from lekwijzer.replica.screening import write_screening
from lekwijzer.replica.sink import Sink
from lekwijzer.replica.truth import write_truth
from lekwijzer.replica.world import make_world

__all__ = ["write_replica"]

Progress = Callable[[str, int, int], None]

_STEPS = ("people", "registers", "screening", "hospitals and practices", "containers", "truth")


def write_replica(target: Path, scale: float, seed: int, progress: Progress | None = None) -> None:
    """Write a complete case folder with ground truth in `truth/`. The same scale and seed give the same bytes.

    `target` must not exist or be empty. `progress` is told the step, how many are done, and how many there are.
    """
    chain = Chain.at(scale)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not empty: name a folder that does not exist yet")
    target.mkdir(parents=True, exist_ok=True)

    def tell(step: int) -> None:
        if progress is not None:
            progress(_STEPS[min(step, len(_STEPS) - 1)], step, len(_STEPS))

    rng = np.random.Generator(np.random.PCG64(seed))
    sink = Sink(target)
    try:
        tell(0)
        world = make_world(chain, sink, rng)
        tell(1)
        write_registers(world.registers, world.people, world.draw, world.doctors, target / "registers", rng)
        write_case(world, target)
        tell(2)
        orders = write_screening(world)
        tell(3)
        write_care(world, orders)
        tell(4)
        sink.pack()
        tell(5)
        write_truth(world, target / "truth")
        tell(6)
    finally:
        shutil.rmtree(sink.staging, ignore_errors=True)
