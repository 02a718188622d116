"""A small synthetic twin of the breach, made and assessed once for all test processes."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from factory import Result, run

from lekwijzer.assess.revision import find
from lekwijzer.replica import write_replica

SEED = 7


def twin(factory: pytest.TempPathFactory, scale: float, *, assessed: bool = False) -> Path:
    """The folder of the twin at a scale; read only: copy it with `copy_of` to work on it."""
    base = factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = base / f"twin-{scale}"
    with open(base / f"twin-{scale}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = base / f"making-{scale}"
            write_replica(made, scale, SEED)
            made.rename(home)
        if assessed and not (home / "revisions/0001").exists():
            run(home, workers=2)
    return home


def assessed_twin(factory: pytest.TempPathFactory, scale: float) -> Result:
    """Its first revision."""
    return Result(find(twin(factory, scale, assessed=True) / "revisions"), True)


def copy_of(home: Path, target: Path) -> Path:
    """The inputs of a case in another folder, without anything that was made of them."""
    return shutil.copytree(home, target, ignore=shutil.ignore_patterns("work", "revisions"))


def program(*args: str, **settings: str) -> subprocess.Popen[str]:
    """The program in a process of its own, with what it says on stdout and stderr."""
    code = "from lekwijzer.cli import main; main()"
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **settings}
    return subprocess.Popen(
        [sys.executable, "-c", code, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
