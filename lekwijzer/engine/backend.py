"""The seam between the SQL of the field and the engine that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa


class Backend(Protocol):
    """An engine: it runs what it is given and keeps nothing else; no hidden cache."""

    def run(self, sql: str) -> None:
        """Execute one statement; a failure is a WorkError that names the stage."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query, as tuples: for small results only."""

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """A query's result as a stream of Arrow batches."""

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table visible under a name."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a pipeline: it makes the table that carries its name.

    Where there can be no rows without rows of another table, `of` names it and `columns` says what the table looks like:
    planning a long query about nothing would be most of the work on a small case.
    """

    name: str
    why: str
    sql: str
    of: str = ""
    columns: str = ""


def show(stages: Iterable[Stage]) -> str:
    """The plan of a pipeline, for the auditor: one line per stage."""
    return "\n".join(f"{i}. {s.name}: {s.why}" for i, s in enumerate(stages, 1))


def run(backend: Backend, stages: Sequence[Stage], tick: Callable[[str], None] | None = None) -> None:
    """Make the tables of the stages one after the other; `tick` hears the name of each stage that begins."""
    for stage in stages:
        if tick:
            tick(stage.name)
        if stage.of and not backend.rows(f"SELECT 1 FROM {stage.of} LIMIT 1"):
            backend.run(f"CREATE OR REPLACE TEMP TABLE {stage.name} ({stage.columns})")
        else:
            backend.run(f"CREATE OR REPLACE TEMP TABLE {stage.name} AS {stage.sql}")


_LARGE = 10_000


def keep(backend: Backend, names: Iterable[str]) -> None:
    """Let go of all large temporary tables but these: what was made on the way takes more memory than what came of it."""
    kept = frozenset(names)
    for (name,) in backend.rows(
        f"SELECT table_name FROM duckdb_tables() WHERE temporary AND estimated_size > {_LARGE}"
    ):
        if name not in kept:
            backend.run(f'DROP TABLE "{name}"')
