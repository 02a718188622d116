"""Settings for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a busy machine is not a defect. The same examples on every run: a red test stays red.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("quick")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the case in `casefile` names."""
    for name in ("registers/b.csv", "registers/a.csv", "leaked/first/a.csv", "leaked/loose.txt", "letters/august.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return tmp_path
