"""Two revisions side by side: what went in differently, what moved, and who."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.csv as pacsv

from lekwijzer.assess.inputs import Inputs, inputs_between
from lekwijzer.assess.moves import count_moves, pair_up
from lekwijzer.assess.revision import Revision, find, revisions
from lekwijzer.case_types import Case
from lekwijzer.engine.duckdb import DuckDB
from lekwijzer.errors import UsageError, as_argument

PEOPLE = ("register", "key", "from", "to", "cohort_from", "cohort_to", "cause")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between revisions `before` and `after`."""

    before: Revision
    after: Revision
    inputs: Inputs
    moves: tuple[dict[str, Any], ...]
    written: int | None = None  # rows in the list of people, when it was asked for

    def verdicts(self) -> Counter[tuple[str, str, str, str]]:
        """Moves between verdicts: register, from, to, cause."""
        return self._count("register", "from", "to")

    def cohorts(self) -> Counter[tuple[str, str, str]]:
        """Moves between cohorts: from, to, cause; a row that is new or gone is in no cohort on the other side."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for move in self.moves:
            if move["cohort_from"] != move["cohort_to"]:
                counts[(move["cohort_from"], move["cohort_to"], move["cause"])] += move["n"]
        return counts

    def _count(self, *names: str) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for move in self.moves:
            if move[names[-2]] != move[names[-1]]:
                counts[(*(move[n] for n in names), move["cause"])] += move["n"]
        return counts


def difference(case: Case, before: int | None, after: int | None, people: Path | None = None) -> Difference:
    """The difference between two revisions (by default the last two, or `before` and the last); `people` is a .csv to write.

    Raises UsageError when there is no such revision, or nothing to compare.
    """
    if people is not None and people.suffix.lower() != ".csv":
        raise UsageError(f'cannot write people to "{people.name}": expected a name that ends in .csv')
    if people is not None and not people.parent.is_dir():
        raise UsageError(f"the folder {people.parent} does not exist; make it first")
    two = find(case.revisions, after)
    if before is None:
        earlier = [r for r in revisions(case.revisions) if r.number < two.number]
        if not earlier:
            raise UsageError(
                f"there is only one revision so far; assess again after something has changed, or name two revisions: lekwijzer diff {as_argument(case.folder)} 1 2"
            )
        one = earlier[-1]
    else:
        one = find(case.revisions, before)
    with closing(DuckDB(case.work / "spill")) as db:
        coverage = one.table("coverage"), two.table("coverage")
        inputs = inputs_between(db, case.work, one.manifest, two.manifest, coverage)
        pair_up(db, one.folder, two.folder, inputs)
        moves = tuple(count_moves(db))
        written = _write(db, people) if people else None
    return Difference(one, two, inputs, moves, written)


def _write(db: DuckDB, target: Path) -> int:
    """The rows that moved, as CSV; returns how many."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    columns = ", ".join(f'"{name}"' for name in PEOPLE)
    reader = db.arrow(f"SELECT {columns} FROM moved ORDER BY register, key")
    rows = 0
    try:
        with pacsv.CSVWriter(
            temporary, reader.schema, write_options=pacsv.WriteOptions(quoting_style="needed")
        ) as writer:
            for batch in reader:
                writer.write_batch(batch)
                rows += len(batch)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return rows
