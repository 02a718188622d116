"""The pins of the project file are those of the lock file, and every package is pinned."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [re.fullmatch(r"([\w.-]+)==(\S+)( ; .*)?", line) for line in lines if line and not line.startswith("#")]
    assert None not in pins
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def test_the_project_file_and_the_lock_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pins = locked()
    for line in [*project["project"]["dependencies"], *project["build-system"]["requires"]]:
        name, _, version = line.partition(";")[0].partition("==")
        assert pins[canonicalize_name(name)] == version
    for name in project["dependency-groups"]["dev"]:
        assert canonicalize_name(name) in pins


def test_nothing_that_a_locked_package_needs_is_left_out() -> None:
    pins = locked()
    missing = set()
    for name in pins:
        try:
            needed = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:  # not for this Python
            continue
        for one in needed:
            here = one.marker is None or one.marker.evaluate({"extra": ""})
            if here and canonicalize_name(one.name) not in pins:
                missing.add(f"{name} needs {one.name}")
    assert missing == set()
