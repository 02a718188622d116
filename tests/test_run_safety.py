"""A run that is killed, interrupted, crowded out or short of room loses nothing, and the next one ends where it would have."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, put, run
from twin import copy_of, program, twin

from lekwijzer.lock import case_lock

SCALE = 0.003
MANY_WORKERS = "import lekwijzer.mentions.store as store\nstore.SEGMENT_BYTES = 300_000\n"
"""However small the case, it is read in many parts."""
DEADLY = """
import os
import lekwijzer.readers.delimited as reader
whole = reader.read
def read(path, problems):
    if b"DEADLY" in path.read_bytes():
        os._exit(9)
    yield from whole(path, problems)
reader.read = read
"""


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def hooked(folder: Path, code: str) -> str:
    """A PYTHONPATH with which every process of the program begins with this code."""
    put(folder / "hook/sitecustomize.py", code)
    return os.pathsep.join([str(folder / "hook"), *filter(None, [os.environ.get("PYTHONPATH")])])


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Exit code and the lines on stderr."""
    _, said = process.communicate(timeout=120)
    return process.returncode, said.splitlines()


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A case of some megabytes that has not been assessed."""
    return copy_of(twin(tmp_path_factory, SCALE, assessed=True), tmp_path / "zaak")


def wait_for(found: Path, process: subprocess.Popen[str]) -> None:
    while not found.exists() and process.poll() is None:
        time.sleep(0.02)


@pytest.mark.thorough
def test_killed_again_and_again_it_ends_with_the_same_bytes(
    home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = hooked(tmp_path, MANY_WORKERS)
    draw = random.Random(2025)
    for longest in (0.5, 2.0, 4.0):
        process = program("assess", str(home), "--no-wait", "--quiet", "--workers", "2", PYTHONPATH=path)
        wait_for(home / "work/lock", process)
        time.sleep(draw.uniform(0.2, longest))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not list((home / "revisions").glob("0*")) or hashes(home / "revisions/0001")
    code, said = ended(program("assess", str(home), "--no-wait", "--quiet", "--workers", "2", PYTHONPATH=path))
    assert (code, said) == (0, [])
    undisturbed = twin(tmp_path_factory, SCALE, assessed=True)
    assert hashes(home / "revisions/0001") == hashes(undisturbed / "revisions/0001")
    assert sorted(p.name for p in (home / "revisions").iterdir()) == ["0001", "log.jsonl"]
    assert not list((home / "work").rglob("*.part"))
    assert not (home / "work/spool").exists()


def test_interrupted_it_says_so_in_one_line_and_goes_on_later(
    home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = hooked(tmp_path, MANY_WORKERS)
    process = program("assess", str(home), "--quiet", "--workers", "2", PYTHONPATH=path)
    wait_for(home / "work/items", process)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    code, said = ended(process)
    assert (code, len(said)) == (130, 1), said
    assert "interrupted" in said[0]
    kept = {p.name: p.stat().st_mtime_ns for p in (home / "work/items").glob("*.parquet")}
    assert ended(program("assess", str(home), "--no-wait", "--quiet", PYTHONPATH=path)) == (0, [])
    now = {p.name: p.stat().st_mtime_ns for p in (home / "work/items").glob("*.parquet")}
    assert kept.items() <= now.items()  # what was read is not read again
    assert hashes(home / "revisions/0001") == hashes(twin(tmp_path_factory, SCALE, assessed=True) / "revisions/0001")


def test_a_second_run_waits_or_says_who_holds_the_case(tmp_path: Path) -> None:
    home = case(
        tmp_path, registers={"pat": people(5)}, datasets={"d1": {"a.csv": leaked(*(leak(p) for p in people(3)))}}
    )
    with case_lock(home, command="assess"):
        code, said = ended(program("assess", str(home), "--no-wait"))
        assert (code, len(said)) == (1, 1), said
        assert f"pid {os.getpid()} " in said[0]
        assert "assess" in said[0]
        waiting = program("assess", str(home))
        assert waiting.stderr is not None
        assert f"pid {os.getpid()} " in waiting.stderr.readline()
        assert waiting.poll() is None
        assert not (home / "revisions").exists()
    assert ended(waiting)[0] == 0
    assert (home / "revisions/0001/manifest.json").exists()


def test_a_file_that_kills_its_reader_takes_nobody_along(tmp_path: Path) -> None:
    files = {f"{n}.csv": leaked(*(leak(person(m)) for m in range(n * 3, n * 3 + 3))) for n in range(4)}
    files["2.csv"] = leaked(*(leak(person(m), Onderzoek="DEADLY") for m in range(6, 9)))
    home = case(tmp_path, registers={"pat": people(14)}, datasets={"d1": files}, complete=["d1"])
    code, said = ended(
        program("assess", str(home), "--quiet", "--workers", "2", PYTHONPATH=hooked(tmp_path, MANY_WORKERS + DEADLY))
    )
    assert (code, said) == (0, [])
    found = run(home)  # the revision that stands: nothing has changed
    assert not found.new
    items = {
        r["file"].rpartition("/")[2]: (r["outcome"], r["mentions"], bool(r["problem"])) for r in found.rows("coverage")
    }
    assert items == dict.fromkeys(files, ("read", 3, False)) | {"2.csv": ("unreadable", 3, True)}
    swept = {
        f"K{n:04d}" for n in (6, 7, 8)
    }  # of a file that no reader survives the bytes are searched, which confirms nobody
    assert {k for k, v in found.verdicts().items() if v == "confirmed"} == {f"K{n:04d}" for n in range(12)} - swept
    assert {k for k, v in found.verdicts().items() if v == "probable"} == swept
    assert "cleared" not in found.verdicts().values()


def test_nothing_is_written_outside_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = case(
        tmp_path, registers={"pat": people(5)}, datasets={"d1": {"a.csv": leaked(*(leak(p) for p in people(3)))}}
    )
    shutil.make_archive(str(home / "leaked/d1/packed"), "zip", home / "leaked/d1")
    beside = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "cwd")}
    for folder in beside.values():
        folder.mkdir()
        put(folder / "mine.txt", "as it was")
    before, given = hashes(tmp_path), {p: p.stat().st_mtime_ns for p in home.rglob("*") if p.is_file()}
    monkeypatch.chdir(beside.pop("cwd"))
    settings = {name: str(folder) for name, folder in beside.items()} | {"PYTHONDONTWRITEBYTECODE": "1"}
    code, said = ended(program("assess", str(home), "--quiet", "--workers", "2", **settings))
    assert (code, said) == (0, [])
    after = hashes(tmp_path)
    assert {name: after.get(name) for name in before} == before
    assert {name.partition("/")[0] + "/" + name.split("/")[1] for name in after.keys() - before.keys()} == {
        "zaak/work",
        "zaak/revisions",
    }
    assert {p: p.stat().st_mtime_ns for p in given} == given


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB, where this machine lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or mount is None:
        pytest.skip("a disk of its own can only be mounted by root")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("this machine does not let us mount a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Take all the room but so many bytes."""
    filler = disk / "filler"
    with open(filler, "wb") as file:
        free = os.statvfs(disk)
        file.write(b"\0" * max(free.f_bavail * free.f_frsize - leave, 0))
    return filler


def test_a_full_disk_is_one_line_and_leaves_the_last_revision_whole(small_disk: Path) -> None:
    home = case(
        small_disk,
        registers={"pat": people(900)},
        datasets={"d1": {"a.csv": leaked(*(leak(person(n)) for n in range(300)))}},
    )
    assert ended(program("assess", str(home), "--quiet")) == (0, [])
    first = hashes(home / "revisions/0001")
    put(home / "leaked/d1/b.csv", leaked(*(leak(person(n), Uitslag=f"nr {n}") for n in range(200, 900))))
    for leave in (0, 16_000, 40_000):
        filler = fill(small_disk, leave)
        code, said = ended(program("assess", str(home), "--quiet"))
        filler.unlink()
        assert (code, len(said)) == (1, 1), (leave, said)
        assert "no room" in said[0], leave
        assert hashes(home / "revisions/0001") == first
        assert [p.name for p in (home / "revisions").glob("0*")] == ["0001"]
    assert ended(program("assess", str(home), "--quiet")) == (0, [])
    found = run(home)
    assert (found.new, found.revision.number) == (False, 2)
    assert set(found.verdicts().values()) == {"confirmed"}
    assert hashes(home / "revisions/0001") == first
