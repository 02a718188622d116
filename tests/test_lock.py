"""One run at a time, whatever becomes of the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lekwijzer.errors import CaseBusy, WorkError
from lekwijzer.lock import case_lock, holder

HOLD = """
import os, sys
from pathlib import Path
from lekwijzer.lock import case_lock
with case_lock(Path(sys.argv[1]), command="assess"):
    worker = len(sys.argv) > 2  # one that outlives its parent; it speaks when it has come so far that it let go
    if not worker or os.fork() == 0:
        print("held", flush=True)
    sys.stdin.read()
    if worker:
        os._exit(0)
"""


@contextmanager
def another_run(case: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(case), *more]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "held\n"
        try:
            yield run
        finally:
            run.kill()


def test_who_holds_it_is_told(tmp_path: Path) -> None:
    with another_run(tmp_path) as run:
        with (
            pytest.raises(CaseBusy, match=rf"held by pid {run.pid} on \S+ \(assess\) since 20\d\d-"),
            case_lock(tmp_path, wait=False),
        ):
            pass
        assert f"pid {run.pid}" in (holder(tmp_path) or "")


@pytest.mark.parametrize("more", [[], ["fork"]])
def test_a_killed_run_leaves_nothing_behind(tmp_path: Path, more: list[str]) -> None:
    with another_run(tmp_path, *more) as run:
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert (tmp_path / "work/lock").read_text()  # its words are still there
        with case_lock(tmp_path, wait=False):
            pass


def test_a_second_run_waits_and_says_so_once(tmp_path: Path) -> None:
    said: list[str] = []
    with another_run(tmp_path) as run:

        def tell(line: str) -> None:
            said.append(line)
            threading.Timer(0.5, run.kill).start()

        with case_lock(tmp_path, say=tell):
            assert run.wait() == -signal.SIGKILL
    assert len(said) == 1
    assert f"held by pid {run.pid}" in said[0]


def test_waiting_ends_after_the_time_given(tmp_path: Path) -> None:
    with another_run(tmp_path), pytest.raises(CaseBusy), case_lock(tmp_path, wait=0.3):
        pass


def test_it_is_free_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    with case_lock(tmp_path, wait=False):
        pass
    assert holder(tmp_path) is None
    with pytest.raises(ZeroDivisionError), case_lock(tmp_path, wait=False):
        raise ZeroDivisionError
    with case_lock(tmp_path, wait=False):
        assert f"pid {os.getpid()}" in (tmp_path / "work/lock").read_text().replace('"pid": ', "pid ")


def test_a_lock_file_of_nonsense_is_harmless(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/lock").write_bytes(b"\xff\x00[")
    with case_lock(tmp_path, wait=False):
        pass


def test_a_case_that_cannot_be_held_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file where a folder must be")
    with pytest.raises(WorkError, match="cannot be held"), case_lock(tmp_path):
        pass
