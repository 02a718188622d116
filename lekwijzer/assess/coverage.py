"""What share of the files and bytes of a case was read, by kind and by problem, the largest gaps first.

A container that was opened is no bytes of its own: its members are. One that could not be opened is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from lekwijzer.assess.revision import Revision
from lekwijzer.intake import CONTAINERS

_NUMBERS = re.compile(r"\d[\d.,]*")
_SWEPT = re.compile(r"(?:^|; )swept: [^;]*")


@dataclass(slots=True)
class Part:
    """The files of one kind, or with one problem."""

    name: str
    files: int = 0
    bytes: int = 0
    files_read: int = 0
    bytes_read: int = 0
    files_partly: int = 0
    bytes_partly: int = 0

    @property
    def gap(self) -> tuple[int, int]:
        """What was not read in full: bytes, and files."""
        return self.bytes - self.bytes_read, self.files - self.files_read

    def add(self, kind: str, outcome: str, files: int, size: int) -> None:
        """Counts some files of one kind and outcome."""
        size = 0 if kind in CONTAINERS and outcome in ("read", "partly") else size
        self.files += files
        self.bytes += size
        if outcome in ("read", "partly"):
            setattr(self, f"files_{outcome}", getattr(self, f"files_{outcome}") + files)
            setattr(self, f"bytes_{outcome}", getattr(self, f"bytes_{outcome}") + size)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole, its parts by kind and by problem, and every file that was not read in full."""

    revision: int
    whole: Part
    kinds: tuple[Part, ...]
    problems: tuple[Part, ...]
    gaps: tuple[dict[str, Any], ...]  # rows of the coverage list

    def as_json(self) -> dict[str, Any]:
        """The same for other programs."""
        return asdict(self)


def by_kind(rows: Iterable[Mapping[str, Any]]) -> tuple[Part, list[Part]]:
    """The whole and the kinds of the counts in a summary, the largest gap first."""
    whole, kinds = Part(""), dict[str, Part]()
    for row in rows:
        for part in (whole, kinds.setdefault(row["kind"], Part(row["kind"]))):
            part.add(row["kind"], row["outcome"], row["files"], row["bytes"])
    return whole, _largest_first(kinds)


def coverage(revision: Revision) -> Coverage:
    """How far a revision was read."""
    rows = pl.read_parquet(revision.table("coverage"), glob=False)
    whole, kinds = by_kind(revision.summary["coverage"])
    gaps = rows.filter(pl.col("outcome") != "read").sort("bytes", descending=True, maintain_order=True).to_dicts()
    problems: dict[str, Part] = {}
    for row in gaps:
        told = cause_of(row["problem"])
        problems.setdefault(told, Part(told)).add(row["kind"], row["outcome"], 1, row["bytes"])
    return Coverage(revision.number, whole, tuple(kinds), tuple(_largest_first(problems)), tuple(gaps))


def cause_of(problem: str) -> str:
    """Why a file was not read, as it is the same for many files: without numbers, and without what a sweep of it found."""
    return without_numbers(_SWEPT.sub("", problem).removeprefix("; ") or problem)


def without_numbers(problem: str) -> str:
    """A problem as it is the same for many files."""
    return _NUMBERS.sub("…", problem)


def _largest_first(parts: Mapping[str, Part]) -> list[Part]:
    return sorted(parts.values(), key=lambda part: (*(-n for n in part.gap), -part.bytes, part.name))
