"""The tiny case as it is after its first run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assess.tiny import run, write_case


@pytest.fixture(scope="session")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny case with its first revision; for copies only."""
    folder = write_case(tmp_path_factory.mktemp("tiny"))
    run(folder)
    return folder


@pytest.fixture
def case(assessed: Path, tmp_path: Path) -> Path:
    """The same, free to be changed."""
    return Path(shutil.copytree(assessed, tmp_path / "zaak"))
