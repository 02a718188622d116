"""The evidence behind a revision, read again: what was read of a mention, what a register says of a row, and the original text.

A revision keeps no identifiers of its own. What was read lies in the case's work folder, under names made of what went in;
the revision's manifest and coverage list say which those were. When it is gone, assessing the case makes it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from lekwijzer.assess.revision import Revision
from lekwijzer.assess.rules import spoken_of
from lekwijzer.case_types import Case
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import WorkError, as_argument
from lekwijzer.fields.normalise import MENTION
from lekwijzer.link.dated import readings_of
from lekwijzer.link.load import parquet, quoted
from lekwijzer.link.registers import COMPARED, kept_as
from lekwijzer.mentions.segment import traces_beside

PERSON = tuple(name for name in MENTION if name != "n")
_WEIGHTS = (
    "8.0::FLOAT AS w_sur, 8.0::FLOAT AS w_sur2, 5.0::FLOAT AS w_given, 3.0::FLOAT AS w_city, 0.0::FLOAT AS w_rows"
)
"""Usual weights: they only decide which of several spellings of a register row is shown, never whether a field agrees."""


class Gone(WorkError):
    """What was read for a revision is not there any more."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a revision: what it was, and where its mentions lie."""

    dataset: str
    file: str
    sha256: str
    kind: str
    segment: Path
    content: int
    parts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one mention lies: in which file, and which one it is there."""

    id: str
    dataset: str
    file: str

    @property
    def r(self) -> int:
        """Its number in the file, from 0."""
        return int(self.id.rpartition("-")[2])


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """A register as it was for a revision: what is compared, and its own columns."""

    compare: Path
    columns: Path


def content_key(sha256: str, kind: str, overrides: Mapping[str, Sequence[str | int]], code: dict[str, Any]) -> str:
    """The name under which the reading of a content was kept by that version of the program."""
    about = json.dumps(
        [sha256, kind, code["reader"], code["polars"], {k: list(v) for k, v in sorted(overrides.items())}]
    )
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def register_files(work: Path, manifest: dict[str, Any], register: str) -> RegisterFiles | None:
    """The register as it went into a revision; None when that state of it is no longer kept."""
    inputs = manifest["inputs"]
    if register not in inputs["registers"]:
        return None
    code, hashes = inputs["code"], [sha for _, sha in inputs["registers"][register]]
    held = [where for _, holds in inputs["systems"] for name, where in holds if name == register]
    used = spoken_of(held, [where for _, _, where in inputs["cohorts"]])
    name = kept_as(register, hashes, inputs["register_settings"][register][2], used, code["reader"], code["polars"])
    files = RegisterFiles(
        work / "registers" / f"{name}.compare.parquet", work / "registers" / f"{name}.columns.parquet"
    )
    return files if files.compare.is_file() and files.columns.is_file() else None


class Readings:
    """What was read for one revision, by file."""

    def __init__(self, case: Case, revision: Revision) -> None:
        self._case, self._revision = case, revision
        self._manifest = revision.manifest
        self._notes: dict[str, tuple[Path, int, tuple[dict[str, Any], ...]]] | None = None

    def sources(self, backend: Backend, places: Iterable[Place]) -> dict[tuple[str, str], Source]:
        """The sources of mentions, by dataset and file; raises Gone when what was read is no longer there."""
        wanted = sorted({(p.dataset, p.file) for p in places})
        if not wanted:
            return {}
        listed = ", ".join(f"({quoted(d)}, {quoted(f)})" for d, f in wanted)
        rows = backend.rows(
            f"SELECT dataset, file, sha256, kind FROM {parquet(self._revision.table('coverage'))} WHERE (dataset, file) IN ({listed})"
        )
        return {(row[0], row[1]): self._source(*row) for row in rows}

    def traces(self, backend: Backend) -> list[tuple[str, str, Path, int]]:
        """Where the traces in the files of the revision are kept: dataset, file, path, number of the content; as far as they still are."""
        rows = backend.rows(
            f"SELECT dataset, file, sha256, kind FROM {parquet(self._revision.table('coverage'))} ORDER BY dataset, file"
        )
        known = ((row[0], row[1], self._known().get(self._key(*row))) for row in rows)
        kept = ((dataset, file, traces_beside(found[0]), found[1]) for dataset, file, found in known if found)
        return [one for one in kept if one[2].is_file()]

    def _key(self, dataset: str, file: str, sha256: str, kind: str) -> str:
        settings = next((d for d in self._case.datasets if d.id == dataset), None)
        overrides = settings.columns_for(file) if settings else {}
        return content_key(sha256, kind, overrides, self._manifest["inputs"]["code"])

    def _source(self, dataset: str, file: str, sha256: str, kind: str) -> Source:
        found = self._known().get(self._key(dataset, file, sha256, kind))
        if found is None or not found[0].is_file():
            raise Gone(
                f"what was read of {file} for revision {self._revision.number} is no longer kept; "
                f"run `lekwijzer assess {as_argument(self._case.folder)}` and explain the last revision"
            )
        return Source(dataset, file, sha256, kind, *found)

    def _known(self) -> dict[str, tuple[Path, int, tuple[dict[str, Any], ...]]]:
        if self._notes is None:
            self._notes = {}
            for notes in sorted((self._case.work / "items").glob("*.json")):
                try:
                    for number, (key, result) in enumerate(json.loads(notes.read_text("utf-8"))["contents"]):
                        if (result.get("locked") or result.get("spent")) and key in self._notes:
                            continue  # it was opened with another password, or read with more room
                        self._notes[key] = (notes.with_suffix(".parquet"), number, tuple(result["parts"]))
                except (OSError, ValueError, TypeError, KeyError):
                    continue
        return self._notes


def load_people(
    backend: Backend, places: Sequence[Place], sources: dict[tuple[str, str], Source], *, beside_rows: bool
) -> None:
    """Make `person`: what was read of each of these mentions; mid is the position in `places`.

    Of a birth date that is a day number the reading is shown that a row of `g` (which is there when `beside_rows`) agrees with, or the only one.
    """
    where = [sources.get((p.dataset, p.file)) for p in places]
    rows = [(mid, str(s.segment), s.content, p.r) for mid, (p, s) in enumerate(zip(places, where, strict=True)) if s]
    backend.register("wanted_in", pa.table({
        "mid": pa.array([r[0] for r in rows], pa.int64()), "segment": pa.array([r[1] for r in rows], pa.string()),
        "content": pa.array([r[2] for r in rows], pa.uint32()), "r": pa.array([r[3] for r in rows], pa.uint32()),
    }))  # fmt: skip
    segments = sorted({r[1] for r in rows})
    names = ", ".join(f"m.{name}" for name in PERSON)
    arms = [
        f"SELECT w.mid, m.part, m.n, {names} FROM {parquet(Path(segment))} m JOIN wanted_in w ON w.content = m.content AND w.r = m.r WHERE w.segment = {quoted(segment)}"
        f" AND m.r BETWEEN {min(r[3] for r in rows if r[1] == segment)} AND {max(r[3] for r in rows if r[1] == segment)}"
        for segment in segments
    ] or [_nobody()]
    agreeing = "list_intersect(days, (SELECT list(DISTINCT dob) FROM g))[1]" if beside_rows else "NULL"
    backend.run(f"""CREATE OR REPLACE TEMP TABLE person AS
        SELECT * EXCLUDE (days) REPLACE (CASE WHEN dob < 0 THEN coalesce({agreeing}, CASE WHEN len(days) = 1 THEN days[1] END) ELSE dob END AS dob)
        FROM (SELECT *, list_filter(string_split(refs, chr(31)), lambda x: x[1] = 'p' AND x <> 'p:0') AS pats, {readings_of("dob")} AS days FROM ({" UNION ALL ".join(arms)}))""")


_TYPES = {
    "UInt16": "USMALLINT",
    "UInt32": "UINTEGER",
    "UInt64": "UBIGINT",
    "Int8": "TINYINT",
    "Int32": "INTEGER",
    "Boolean": "BOOLEAN",
    "String": "VARCHAR",
}


def _nobody() -> str:
    columns = ", ".join(f"NULL::{_TYPES[str(MENTION[name])]} AS {name}" for name in PERSON)
    return f"SELECT 0::BIGINT AS mid, 0::USMALLINT AS part, 0::UINTEGER AS n, {columns} LIMIT 0"


def load_rows(backend: Backend, rows: Sequence[tuple[RegisterFiles, str]]) -> None:
    """Make `g`: every spelling of these register rows (files and key); gid is the position in `rows`."""
    columns = ", ".join(COMPARED)
    arms = [
        f"SELECT {gid}::INTEGER AS gid, 0::SMALLINT AS reg, a, row, key, pats, deceased, emigrated, secret, {columns}, {_WEIGHTS}"
        f" FROM {parquet(files.compare)} WHERE key = {quoted(key)}"
        for gid, (files, key) in enumerate(rows)
    ]
    backend.run(f"CREATE OR REPLACE TEMP TABLE g AS {' UNION ALL '.join(arms)}")
