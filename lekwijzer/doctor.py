"""What is installed on this machine, what is missing, and the command that mends it."""

from __future__ import annotations

import locale
import os
import re
import shutil
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from lekwijzer.sandbox import walls_here

GB = 1024**3

NEED_DISK, NEED_MEMORY, WANT_MEMORY = 2 * GB, 2 * GB, 6 * GB
"""The full-size case stays under 6 GB of memory; below 2 GB even small ones may not fit."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor."""

    what: str
    state: Literal["ok", "low", "missing"]
    found: str
    mend: str = ""
    needed: bool = True


def examine(case: Path | None = None) -> list[Check]:
    """All checks; those of a case come last."""
    folder = case if case is not None and case.is_dir() else Path()
    checks = [
        _python(),
        *_packages(),
        _time_zones(),
        _cores(),
        _memory(),
        _disk(folder),
        _sandbox(),
        *_tools(),
        _seven_zip(),
        _encoding(),
    ]
    return checks + ([_case_file(case), _lock(case)] if case is not None else [])


def _python() -> Check:
    # An older Python does not come this far: the package refuses to be installed there.
    return Check("Python", "ok", ".".join(str(part) for part in sys.version_info[:3]))


def _packages() -> list[Check]:
    try:
        wanted = requires("lekwijzer") or []
    except PackageNotFoundError:
        return [Check("lekwijzer", "missing", "not installed in this Python", "make setup")]
    checks: list[Check] = []
    for line in wanted:
        pin = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)$", line.strip())
        if pin is None:
            continue
        name, expected = pin.groups()
        mend = f"{sys.executable} -m pip install {name}=={expected}"
        try:
            found = version(name)
        except PackageNotFoundError:
            checks.append(Check(name, "missing", f"expected {expected}", mend))
            continue
        if found == expected:
            checks.append(Check(name, "ok", found))
        else:
            checks.append(Check(name, "missing", f"{found}, expected {expected}", mend))
    return checks


def _time_zones() -> Check:
    from zoneinfo import available_timezones

    if available_timezones():
        return Check("time zones", "ok", "present")
    return Check("time zones", "missing", "no time zone data", "apt-get install tzdata")


def _cores() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("cores", "ok", str(cores))


def _memory() -> Check:
    free = memory_available()
    found = f"{free / GB:.1f} GB free"
    if free < NEED_MEMORY:
        return Check("memory", "missing", f"{found}, expected 2 GB", "close other programs, or use a larger machine")
    if free < WANT_MEMORY:
        return Check("memory", "low", f"{found}; a case of a million people uses up to 6 GB")
    return Check("memory", "ok", found)


def memory_available() -> int:
    """The memory in bytes that this process may still take, a container's limit included."""
    limits: list[int] = []
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(path).read_text()))
        except (OSError, ValueError):
            continue
    try:
        free = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    except OSError:
        free = None
    if free:
        limits.append(int(free.group(1)) * 1024)
    else:
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return min(limits)


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    found = f"{free / GB:.1f} GB free at {folder.resolve()}"
    if free < NEED_DISK:
        return Check("disk", "missing", f"{found}, expected 2 GB", "make room, or put the case on another disk")
    return Check("disk", "ok", found)


def _sandbox() -> Check:
    if walls_here().bwrap is not None:
        return Check(
            "sandbox",
            "ok",
            "bubblewrap: files are read without network, writing to the case's work folder only",
            needed=False,
        )
    if shutil.which("bwrap"):
        found = (
            "bubblewrap may make no namespaces here: files are read by processes with limits, and no walls around them"
        )
        return Check("sandbox", "low", found, "sysctl kernel.unprivileged_userns_clone=1", needed=False)
    found = "not installed: files are read by processes with limits, and no walls around them"
    return Check("sandbox", "missing", found, "apt-get install bubblewrap", needed=False)


_TOOLS = (
    # what it is called here, what must be found, what is not read without it, the package
    ("OCR", "tesseract", "pictures and scans are left unread", "tesseract-ocr tesseract-ocr-nld"),
    ("Access", "mdb-export", "databases of Access are left unread", "mdbtools"),
)


def _tools() -> list[Check]:
    """Programs and libraries of the system that some formats need."""
    checks = []
    for what, program, without, package in _TOOLS:
        path = shutil.which(program)
        state: Literal["ok", "missing"] = "ok" if path else "missing"
        checks.append(
            Check(
                what,
                state,
                path or f"not installed: {without}",
                "" if path else f"apt-get install {package}",
                needed=False,
            )
        )
    found = find_library("archive")
    state = "ok" if found else "missing"
    told = found or "not installed: rar, iso, cab and rarer archives are left unread"
    return [*checks, Check("libarchive", state, told, "" if found else "apt-get install libarchive13", needed=False)]


def _seven_zip() -> Check:
    for name in ("7zz", "7z", "7za"):
        path = shutil.which(name)
        if path:
            return Check("7-Zip", "ok", path, needed=False)
    found = "not installed: only rare archives need it (.7z with uncommon methods)"
    return Check("7-Zip", "missing", found, "apt-get install 7zip", needed=False)


def _encoding() -> Check:
    encoding = (getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False)).lower()
    if encoding.replace("-", "").replace("_", "") == "utf8":
        return Check("terminal", "ok", "UTF-8", needed=False)
    return Check("terminal", "low", f"{encoding}: some letters show as ?", "export LC_ALL=C.UTF-8", needed=False)


def _case_file(case: Path) -> Check:
    from lekwijzer.errors import LekwijzerError

    try:
        from lekwijzer.case import check_folders, load_case

        loaded = load_case(case)
    except LekwijzerError as error:
        return Check(
            "case.toml", "missing", str(error), "correct these lines" if str(error).startswith("case.toml:") else ""
        )
    except ImportError:
        return Check("case.toml", "missing", "not looked at: a package that is needed is missing")
    try:
        check_folders(loaded)
    except LekwijzerError as error:
        return Check("case folder", "missing", str(error), "move that file away")
    counts = f"registers: {len(loaded.registers)}, datasets: {len(loaded.datasets)}, cohorts: {len(loaded.cohorts)}"
    return Check("case.toml", "ok", counts)


def _lock(case: Path) -> Check:
    from lekwijzer.errors import LekwijzerError
    from lekwijzer.lock import holder

    try:
        held = holder(case)
    except LekwijzerError as error:
        return Check("lock", "missing", str(error))
    if held:
        return Check("lock", "low", f"held by {held}", "wait for it to end, or end it", needed=False)
    return Check("lock", "ok", "free")
