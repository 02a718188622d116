"""Workers may hang, grow, die and lie; their parent goes on, and knows what was in hand."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lekwijzer.sandbox import Ended, Guard, Job, Pool, Walls, walls_here

QUICK = Guard(silence=1.5)


@pytest.fixture(params=["walled", "bare"])
def kept_by(request: pytest.FixtureRequest) -> Walls:
    """With bubblewrap where this machine has it, and without."""
    if request.param == "bare":
        return Walls(None)
    if walls_here().bwrap is None:
        pytest.skip("bubblewrap is not installed, or may not make namespaces")
    return walls_here()


@pytest.fixture
def pool(tmp_path: Path, kept_by: Walls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    with Pool(2, tmp_path, guard=QUICK, kept_by=kept_by) as pool:
        yield pool


def ask(pool: Pool, *asked: tuple[str, Any]) -> list[Ended]:
    """What becomes of some jobs, in the order in which they were handed in."""
    jobs = [Job(f"jobs:{name}", argument, 10) for name, argument in asked]
    for job in jobs:
        pool.submit(job)
    return sorted(pool.ended(), key=lambda ended: next(n for n, job in enumerate(jobs) if job is ended.job))


def test_every_job_is_answered(pool: Pool) -> None:
    assert [e.value for e in ask(pool, *(("double", n) for n in range(20)))] == [2 * n for n in range(20)]
    assert [e.value for e in ask(pool, ("double", 7))] == [14]  # and once more with the same workers


def test_who_dies_takes_nobody_along_and_it_is_known_what_was_in_hand(pool: Pool) -> None:
    ended = ask(pool, ("double", 1), ("pieces", (5, 3)), ("double", 2), ("pieces", (2, 9)), ("double", 3))
    assert [(e.value, e.failed, e.piece) for e in ended] == [
        (2, "", None),
        (None, "died", 3),
        (4, "", None),
        ([0, 1], "", None),
        (6, "", None),
    ]


@pytest.mark.thorough
def test_who_is_silent_for_too_long_is_stopped_and_who_gets_on_is_not(pool: Pool) -> None:
    ended = ask(pool, ("nothing", None), ("slowly", 3.0), ("double", 4))
    assert [(e.value, e.failed) for e in ended] == [(None, "silent"), ("done", ""), (8, "")]


def test_processor_time_and_memory_have_an_end(tmp_path: Path, kept_by: Walls, pool: Pool) -> None:
    (ended,) = ask(pool, ("spin", 1))
    assert (ended.failed, ended.piece) == ("died", 0)
    with Pool(1, tmp_path, guard=Guard(memory=1 << 30), kept_by=kept_by) as small:
        ended, after = ask(small, ("grow", 2 << 30), ("grow", 1 << 20))
    assert (ended.failed, ended.piece, after.value) == ("MemoryError", 0, 1 << 20)


def test_what_a_library_prints_is_no_answer(pool: Pool) -> None:
    assert [e.value for e in ask(pool, ("chatter", None), ("double", 1))] == ["answer", 2]


@pytest.mark.thorough
def test_who_only_says_that_it_gets_on_is_stopped_too(pool: Pool) -> None:
    ended = ask(pool, ("asleep", 0), ("double", 4))
    assert [(e.value, e.failed, e.piece) for e in ended] == [(None, "silent", 0), (8, "", None)]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "{}",
        '["at", "x"]',
        '["at", 0, 9]',
        '["at", 10, 9]',
        '["at", 0, NaN]',
        '["at", 0, Infinity]',
        "[" * 100_000,
        '["at", 1, "x"]',
        '["done"]',
        '["launch", 1]',
        "null",
        "7",
    ],
)
def test_a_worker_that_is_not_itself_any_more_is_ended(pool: Pool, line: str) -> None:
    began = time.monotonic()
    ended = ask(pool, ("lie", line), ("double", 5))
    assert [(e.value, e.failed) for e in ended] == [(None, "died"), (10, "")]
    assert time.monotonic() - began < 30


def test_an_error_is_told_by_its_kind_and_never_by_its_text(pool: Pool) -> None:
    ended = ask(pool, ("fail", "full"), ("fail", "other"), ("absent", None))
    assert [(e.failed, e.errno) for e in ended] == [("OSError", 28), ("ValueError", 0), ("AttributeError", 0)]
    assert "a value from a file" not in repr(ended)


def test_behind_walls_there_is_one_folder_to_write_to_and_no_network(
    pool: Pool,
    tmp_path: Path,
    kept_by: Walls,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("TEST_PORT", str(server.getsockname()[1]))
        (ended,) = ask(pool, ("around", (str(tmp_path), str(outside))))
    found = ended.value
    assert found["inside"]
    if kept_by.bwrap is not None:
        assert not found["outside"]
        assert not found["network"]
        assert found["processes"] <= 3
    elif os.geteuid() == 0:
        assert not found["network"]


def test_workers_end_with_the_pool(tmp_path: Path, kept_by: Walls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    pool = Pool(2, tmp_path, kept_by=kept_by)
    for _ in range(3):
        pool.submit(Job("jobs:nothing", None))
    time.sleep(0.5)
    running = [worker.process for worker in pool._workers]
    assert running
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 5
    assert all(process.poll() is not None for process in running)
