"""Registers gathered into as many lines as a person can take in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

ALONE = 4
"""As many registers of one kind are shown each for itself; more become one line."""

LINES = 8
"""More lines than this are not taken in at a glance; the smallest become one."""


@dataclass(frozen=True, slots=True)
class Group:
    """One register, or several of a kind."""

    rows: tuple[Row, ...]
    rest: bool = False

    @property
    def registers(self) -> tuple[str, ...]:
        return tuple(row["register"] for row in self.rows)

    @property
    def only(self) -> Row | None:
        """The register, when there is just one."""
        return self.rows[0] if len(self.rows) == 1 else None

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last id, numbers counted as numbers."""
        ids = sorted(self.registers, key=_natural)
        return ids[0], ids[-1]

    @property
    def as_of(self) -> tuple[str, str] | None:
        """The first and the last as-of date; None when no register tells."""
        dates = sorted(row["as_of"] for row in self.rows if row["as_of"])
        return (dates[0], dates[-1]) if dates else None

    @property
    def parts(self) -> list[tuple[str, int]]:
        """For a bar."""
        return [(verdict, self.count(verdict)) for verdict in ("confirmed", "probable", "not_excluded", "cleared")]

    @property
    def total(self) -> int:
        return self.count("rows")

    @property
    def found(self) -> int:
        return self.count("confirmed") + self.count("probable")

    def count(self, column: str) -> int:
        """Sum of a column over the registers of the group."""
        return sum(row[column] for row in self.rows)


def gather(registers: Sequence[Row]) -> list[Group]:
    """Groups, the largest first. Registers are of a kind when their role and the word their id begins with agree."""
    kinds: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(registers, key=lambda row: (-row["rows"], row["register"])):
        word = re.match(r"[^\W\d_]*", row["register"])
        kinds[(row["role"] or "", word[0].casefold() if word else "")].append(row)
    groups: list[Group] = []
    for rows in kinds.values():
        groups += [Group((row,)) for row in rows] if len(rows) <= ALONE else [Group(tuple(rows))]
    groups.sort(key=lambda group: (-group.total, group.ends[0]))
    if len(groups) > LINES:
        rest = tuple(row for group in groups[LINES - 1 :] for row in group.rows)
        groups = [*groups[: LINES - 1], Group(rest, rest=True)]
    return groups


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part]
