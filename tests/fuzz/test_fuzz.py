"""Damaged files of every kind: the run goes on, each file has its row, no row is lost, and no reader fails in a way that it does not know of.

pytest -m slow tests/fuzz            20,000 files; FUZZ_FILES and FUZZ_SEED make it another number, and others
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from factory import case, people, run

from fuzz.seeds import seeds

ROUND = 200


def damaged(data: bytes, draw: random.Random) -> bytes:
    """One of the ways in which files are damaged: cut, with bytes changed, a piece missing, doubled, or another's put in."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5))):
        at = draw.randrange(max(len(out), 1))
        size = draw.choice((1, 2, 4, 16, 200, len(out) // 3 + 1))
        match draw.randrange(7):
            case 0:
                del out[at:]
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = out[at : at + size]
            case 3:
                out[at : at + size] = draw.randbytes(min(size, 64))
            case 4:
                for _ in range(max(len(out) // 200, 1)):
                    if out:
                        out[draw.randrange(len(out))] ^= 1 << draw.randrange(8)
            case 5:
                out[at : at + 4] = draw.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\1\0"))
            case _:
                other = draw.choice(list(SEEDS.values()))
                out[at:at] = other[: draw.randrange(1, 400)]
        if not out:
            break
    return bytes(out)


SEEDS = seeds()


def survive(home: Path, files: int, draw: random.Random) -> list[str]:
    """What went wrong in a case of so many damaged files; their bytes stay in the case."""
    some = {
        f"{n:03} {name}": damaged(SEEDS[name], draw)
        for n, name in enumerate(draw.choices(list(SEEDS), k=files))
    }  # fmt: skip
    done = run(case(home, registers={"pat": people(8)}, datasets={"d1": some}), workers=2)
    rows = done.rows("coverage")
    told = {row["file"].rpartition("/")[2] for row in rows}
    wrong = [f"{name} has no row" for name in some if name not in told]
    for row in rows:
        if any(word in row["problem"] for word in ("killed the worker", "too long", "the reader failed")):
            wrong.append(f"{row['file']}: {row['problem']}")
    return wrong


def test_some_damaged_files_of_every_kind(tmp_path: Path) -> None:
    assert survive(tmp_path, 150, random.Random(2025)) == []


@pytest.mark.slow
def test_many_damaged_files_of_every_kind(tmp_path: Path) -> None:
    files, seed = int(os.environ.get("FUZZ_FILES", "20000")), int(os.environ.get("FUZZ_SEED", "1"))
    wrong = []
    for number in range(-(-files // ROUND)):
        wrong += survive(tmp_path / f"{number:04}", ROUND, random.Random(f"{seed} {number}"))
    assert wrong == []
