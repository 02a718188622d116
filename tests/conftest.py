"""Settings for all tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a busy machine is not a defect. The same examples on every run: a red test stays red.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("quick")


QUICK = 4
"""One in so many variants of a test that is marked `variants` runs with the quick tests, the others with -m thorough."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Divide the variants of the tests that have many over the quick lane and the thorough one."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("variants"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % QUICK:
                item.add_marker("thorough")
            seen[test] += 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the case in `casefile` names."""
    for name in ("registers/b.csv", "registers/a.csv", "leaked/first/a.csv", "leaked/loose.txt", "letters/august.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return tmp_path
