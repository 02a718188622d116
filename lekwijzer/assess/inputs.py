"""What differs between the inputs of two revisions: datasets, registers, rules, judgements, code.

The manifest tells that something differs; the coverage lists tell whether the files of a dataset differ or only how
they were read, and the registers as they were kept tell which of their rows differ.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lekwijzer.assess.evidence import RegisterFiles, register_files
from lekwijzer.engine.backend import Backend
from lekwijzer.link.load import parquet
from lekwijzer.link.registers import COMPARED

RULES = ("systems", "cohorts", "letters", "parties")


@dataclass(frozen=True, slots=True)
class Change:
    """One input that differs. `what`: new, changed, reread, withdrawn, settings."""

    kind: str  # dataset, register, systems, cohorts, letters, parties, judgements, code
    id: str
    what: str
    counts: dict[str, int] = field(default_factory=dict)  # files or rows: added, removed, changed
    told: tuple[str, ...] = ()  # which settings or ids


@dataclass(frozen=True, slots=True)
class Inputs:
    """All differences, and per changed register the table that says which rows differ (None: not known)."""

    changes: tuple[Change, ...]
    touched: dict[str, str | None] = field(default_factory=dict)

    def of(self, kind: str, *what: str) -> list[str]:
        """The ids of the changes of a kind."""
        return [c.id for c in self.changes if c.kind == kind and (not what or c.what in what)]

    def has(self, kind: str) -> bool:
        """Whether anything of a kind differs."""
        return any(c.kind == kind for c in self.changes)


def inputs_between(
    backend: Backend, work: Path, before: dict[str, Any], after: dict[str, Any], coverage: tuple[Path, Path]
) -> Inputs:
    """The differences between two manifests; `coverage` are the coverage lists of the two revisions."""
    old, new = before["inputs"], after["inputs"]
    changes = [*_datasets(backend, old, new, coverage)]
    touched: dict[str, str | None] = {}
    for number, register in enumerate(dict.fromkeys([*new["registers"], *old["registers"]])):
        found = _register(backend, work, register, before, after, f"touched_{number}")
        changes += found[0]
        if any(c.what == "changed" for c in found[0]):
            touched[register] = found[1]
    for rule in RULES:
        if old.get(rule) != new.get(rule):
            changes.append(Change(rule, "", "changed", told=_ids(old.get(rule), new.get(rule))))
    if old.get("judgements") != new.get("judgements"):
        changes.append(Change("judgements", "", "changed"))
    if old.get("code") != new.get("code"):
        names = sorted({*old["code"], *new["code"]})
        told = tuple(
            f"{n} {old['code'].get(n, '–')} → {new['code'].get(n, '–')}"
            for n in names
            if old["code"].get(n) != new["code"].get(n)
        )
        changes.append(Change("code", "", "changed", told=told))
    return Inputs(tuple(changes), touched)


def _ids(old: Any, new: Any) -> tuple[str, ...]:
    """The ids of rules that were added, removed or changed."""
    one = {r[0]: r for r in old} if isinstance(old, list) else dict(old or {})
    two = {r[0]: r for r in new} if isinstance(new, list) else dict(new or {})
    moved = [] if one != two else ["order"]
    return tuple([i for i in dict.fromkeys([*two, *one]) if one.get(i) != two.get(i)] + moved)


def _datasets(backend: Backend, old: dict[str, Any], new: dict[str, Any], coverage: tuple[Path, Path]) -> list[Change]:
    out = []
    files = _files(backend, coverage)
    for dataset in dict.fromkeys([*new["datasets"], *old["datasets"]]):
        counts = files.get(dataset, {"added": 0, "removed": 0, "changed": 0})
        if dataset not in old["datasets"]:
            out.append(Change("dataset", dataset, "new", {"added": counts["added"]}))
        elif dataset not in new["datasets"]:
            out.append(Change("dataset", dataset, "withdrawn", {"removed": counts["removed"]}))
        elif any(counts.values()):
            out.append(Change("dataset", dataset, "changed", counts))
        elif old["datasets"][dataset] != new["datasets"][dataset]:
            out.append(Change("dataset", dataset, "reread"))
        settings = old["dataset_settings"].get(dataset), new["dataset_settings"].get(dataset)
        if None not in settings and settings[0] != settings[1]:
            told = tuple(
                f"{name} {_text(a)} → {_text(b)}"
                for name, a, b in zip(("found", "complete"), *settings, strict=True)
                if a != b
            )
            out.append(Change("dataset", dataset, "settings", told=told))
    return out


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _files(backend: Backend, coverage: tuple[Path, Path]) -> dict[str, dict[str, int]]:
    """Per dataset the files that were added, removed or have another content."""
    one, two = (
        f"(SELECT dataset, file, any_value(sha256) AS sha256 FROM {parquet(path)} GROUP BY ALL)" for path in coverage
    )
    rows = backend.rows(f"""SELECT coalesce(n.dataset, o.dataset), count(*) FILTER (o.file IS NULL), count(*) FILTER (n.file IS NULL), count(*) FILTER (o.sha256 <> n.sha256)
        FROM {one} o FULL JOIN {two} n ON o.dataset = n.dataset AND o.file = n.file GROUP BY 1""")
    return {row[0]: dict(zip(("added", "removed", "changed"), row[1:], strict=True)) for row in rows}


def _register(
    backend: Backend, work: Path, register: str, before: dict[str, Any], after: dict[str, Any], table: str
) -> tuple[list[Change], str | None]:
    """The differences of one register; makes a table of the keys of rows that differ, and names it, where both states are kept."""
    old, new = before["inputs"], after["inputs"]
    if register not in old["registers"]:
        return [Change("register", register, "new")], None
    if register not in new["registers"]:
        return [Change("register", register, "withdrawn")], None
    settings = old["register_settings"][register], new["register_settings"][register]
    told = tuple(name for name, a, b in zip(("as_of", "party", "columns"), *settings, strict=True) if a != b)
    out = [Change("register", register, "settings", told=told)] if told else []
    hashes = ([h for _, h in old["registers"][register]], [h for _, h in new["registers"][register]])
    if hashes[0] == hashes[1] and "columns" not in told:
        return out, None
    files = register_files(work, before, register), register_files(work, after, register)
    if files[0] is None or files[1] is None:
        return [Change("register", register, "changed"), *out], None
    backend.run(f"CREATE OR REPLACE TEMP TABLE {table} AS {_rows_that_differ(files[0], files[1])}")
    counts = backend.rows(
        f"SELECT count(*) FILTER (what = 'added'), count(*) FILTER (what = 'removed'), count(*) FILTER (what = 'changed') FROM {table}"
    )[0]
    return [
        Change("register", register, "changed", dict(zip(("added", "removed", "changed"), counts, strict=True))),
        *out,
    ], table


def _rows_that_differ(old: RegisterFiles, new: RegisterFiles) -> str:
    """SQL for (key, what) of the rows whose comparable or own columns differ."""
    shared = [n for n in pq.read_schema(new.columns).names if n in pq.read_schema(old.columns).names and n != "row"]
    one, two = (_row_hashes(files, shared) for files in (old, new))
    return f"""SELECT coalesce(n.key, o.key) AS key, CASE WHEN o.key IS NULL THEN 'added' WHEN n.key IS NULL THEN 'removed' ELSE 'changed' END AS what
        FROM ({one}) o FULL JOIN ({two}) n ON o.key = n.key WHERE o.h IS DISTINCT FROM n.h"""


def _row_hashes(files: RegisterFiles, shared: Sequence[str]) -> str:
    own = ", ".join(f"coalesce({_name(n)}::VARCHAR, '')" for n in shared) or "''"
    compared = ", ".join(f"coalesce({n}::VARCHAR, '')" for n in (*COMPARED, "deceased", "emigrated", "secret"))
    return f"""SELECT key, hash(any_value(h), list(hash(concat_ws(chr(31), {compared})) ORDER BY a)) AS h FROM {parquet(files.compare)}
        JOIN (SELECT row, hash(concat_ws(chr(31), {own})) AS h FROM {parquet(files.columns)}) USING (row) GROUP BY key"""


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
