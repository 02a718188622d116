"""Who can be told from a leaked row: checked with a plain comparison of the row with everybody."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lekwijzer.replica import text
from lekwijzer.replica.chain import Chain
from lekwijzer.replica.sink import Sink
from lekwijzer.replica.world import World, make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    target: Path = tmp_path_factory.mktemp("world")
    return make_world(Chain.at(0.01), Sink(target), np.random.Generator(np.random.PCG64(8)))


def everybody(world: World) -> list[dict[str, Any]]:
    people = world.people.table
    places = world.people.places.table[people["address"]]
    return people.select(
        "pid", "bsn", "birth", letter=text.plain(pl.col("initials").str.slice(0, 2)), own=text.plain(pl.col("surname")),
        other=text.plain(pl.col("partner")), initials=text.plain(pl.col("initials")), door=places["postcode"] + places["number"],
    ).to_dicts()  # fmt: skip


def asked(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.select(
        "pid", "bsn", "lacks", birth=text.birth_compact(), letter=text.plain(pl.col("initials").str.slice(0, 2)), own=text.plain(pl.col("surname")),
        other=text.plain(pl.col("partner")), initials=text.plain(pl.col("initials")), door=pl.col("postcode") + pl.col("number"),
    ).to_dicts()  # fmt: skip


class Index:
    """Finds everybody who has anything in common with a row."""

    def __init__(self, world: World) -> None:
        self.people = everybody(world)
        self.by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for p in self.people:
            for key in self.keys(p):
                self.by[key].append(p["pid"])

    def keys(self, p: dict[str, Any]) -> list[tuple[str, str]]:
        keys = [("birth", str(p["birth"])), ("door", p["door"])]
        keys += [("name", f"{n} {p['letter']}") for n in {p["own"], p["other"]} if n]
        return [k for k in keys if k[1].strip()]

    def scores(self, row: dict[str, Any]) -> dict[int, float]:
        """Agreement of name, birth date and address, one point each; a first initial alone counts for half."""
        found: dict[int, set[str]] = defaultdict(set)
        for key in self.keys(row):
            for pid in self.by.get(key, []):
                found[pid].add(key[0])
        return {
            pid: len(kinds)
            + (0.5 if "name" not in kinds and row["letter"] and self.people[pid]["letter"] == row["letter"] else 0)
            for pid, kinds in found.items()
        }


@pytest.mark.parametrize("has_bsn", [True, False])
def test_identifiable_rows_single_one_person_out(world: World, has_bsn: bool) -> None:
    pids = np.arange(world.chain.universe)
    if not has_bsn:
        pids = pids[~world.rivals.name_birth[pids] & ~world.rivals.incomplete[pids]]
    frame = world.identifiable(pids, has_bsn=has_bsn)
    index = Index(world)
    intact = set(world.people.table["bsn"])
    weak = 0
    for row in asked(frame):
        if row["bsn"] in intact:
            assert index.people[row["pid"]]["bsn"] == row["bsn"]
            continue
        weak += 1
        scores = index.scores(row)
        best = max(scores.values())
        assert best >= 2
        assert [p for p, s in scores.items() if s == best] == [row["pid"]]
    assert weak > len(pids) * (0.05 if has_bsn else 0.99)


def test_rows_that_lack_information_single_nobody_out(world: World) -> None:
    pids = np.arange(world.chain.universe)
    frame = world.lacking(pids)
    index = Index(world)
    intact = set(world.people.table["bsn"])
    kinds = set()
    for row in asked(frame):
        kinds.add(row["lacks"])
        assert row["bsn"] not in intact
        if row["lacks"] in {"name only", "address", "tie"}:
            scores = index.scores(row)
            best = max(scores.values())
            assert len([p for p, s in scores.items() if s == best]) > 1
    assert {"tie", "name only", "address", "part of a BSN", "specimen"} <= kinds


def test_damage_occurs_at_about_the_stated_rates(world: World) -> None:
    frame = world.identifiable(np.arange(world.chain.universe))
    right = world.people.table["bsn"][: len(frame)]
    assert 0.02 < (frame["bsn"] == "").mean() < 0.06
    assert 0.005 < ((frame["bsn"] != "") & (frame["bsn"] != right)).mean() < 0.03
    assert (frame["bsn"].str.len_chars() == 8).any()
    assert 0.01 < (frame["surname"] != world.people.table["surname"][: len(frame)]).mean() < 0.03
    assert 0.07 < (frame["street"] == "").mean() < 0.13


def test_a_wrong_bsn_is_a_valid_one_of_somebody_else(world: World) -> None:
    frame = world.wrong_bsn(np.arange(10), np.arange(20, 30))
    assert frame["bsn"].to_list() == world.people.table["bsn"][20:30].to_list()
    assert frame["pid"].to_list() == list(range(10))


def test_specimen_numbers_look_like_bsns_now_and_then(world: World) -> None:
    digits = [[int(d) for d in s] for s in world.numbers.specimens(20_000)]
    passing = sum((sum(d * w for d, w in zip(n, range(9, 1, -1), strict=False)) - n[8]) % 11 == 0 for n in digits)
    assert 0.08 < passing / len(digits) < 0.10
