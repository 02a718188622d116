"""A revision on disk: immutable Parquet files, a summary and a manifest of the hashes of all that went in.

The same inputs give the same bytes: rows are sorted, and nothing in the folder says when it was made. When it was made
stands in `revisions/log.jsonl`, one line per revision.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.errors import DiskFull, WorkError

ROW_GROUP = 250_000
TABLES = ("subjects", "exposure", "mentions", "links", "unidentified", "coverage", "candidates")


@dataclass(frozen=True, slots=True)
class Revision:
    """One assessment of the whole case."""

    number: int
    folder: Path

    @property
    def summary(self) -> dict[str, Any]:
        """Its counts."""
        return _json(self.folder / "summary.json")

    @property
    def manifest(self) -> dict[str, Any]:
        """What went in, by hash."""
        return _json(self.folder / "manifest.json")

    def is_whole(self) -> bool:
        """Whether every file is there and has the bytes that the manifest says."""
        try:
            return all(_hash(self.folder / name) == sha for name, sha in self.manifest["files"].items())
        except (OSError, KeyError, AttributeError):
            return False

    def table(self, name: str) -> Path:
        """The file of one of TABLES."""
        return self.folder / f"{name}.parquet"


def _hash(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if not isinstance(value, dict):
            raise ValueError("not an object")
    except (OSError, ValueError) as error:
        raise WorkError(f"{path.parent.name}/{path.name} cannot be read; assess the case again") from error
    return value


def revisions(folder: Path) -> list[Revision]:
    """The whole revisions of a case, oldest first."""
    if not folder.is_dir():
        return []
    found = [Revision(int(p.name), p) for p in folder.iterdir() if p.name.isdigit() and _readable(p)]
    return sorted(found, key=lambda r: r.number)


def _readable(folder: Path) -> bool:
    """Whether a revision says what it is; one that does not is passed over, never overwritten."""
    try:
        return "inputs_hash" in _json(folder / "manifest.json") and "schema" in _json(folder / "summary.json")
    except WorkError:
        return False


def next_number(folder: Path) -> int:
    """The number of the next revision: after every folder that is there, damaged ones too."""
    taken = [int(p.name) for p in folder.iterdir() if p.name.isdigit()] if folder.is_dir() else []
    return max(taken, default=0) + 1


def find(folder: Path, number: int | None = None) -> Revision:
    """A revision by number, or the last one; raises WorkError when there is none."""
    known = revisions(folder)
    if not known:
        raise WorkError(f"{folder.parent.name} has no revision yet; run `lekwijzer assess {folder.parent.name}` first")
    if number is None:
        return known[-1]
    for revision in known:
        if revision.number == number:
            return revision
    raise WorkError(f"there is no revision {number}; there are {', '.join(str(r.number) for r in known)}")


class Draft:
    """A revision being written: it appears under its number at once and whole when `finish` is called."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number, self._folder = number, folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".draft-*"):
            shutil.rmtree(left, ignore_errors=True)
        self.path = folder / f".draft-{number:04d}"
        self.path.mkdir()

    def write(self, name: str, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
        """One table, in row groups whose borders depend on the rows alone."""
        with pq.ParquetWriter(
            self.path / f"{name}.parquet", schema, compression="zstd", compression_level=3, store_schema=False
        ) as writer:
            pending: list[pa.RecordBatch] = []
            rows = 0
            for batch in batches:
                while rows + len(batch) >= ROW_GROUP:
                    take = ROW_GROUP - rows
                    writer.write_table(pa.Table.from_batches([*pending, batch.slice(0, take)], schema), ROW_GROUP)
                    pending, rows, batch = [], 0, batch.slice(take)
                if len(batch):
                    pending.append(batch)
                    rows += len(batch)
            if pending:
                writer.write_table(pa.Table.from_batches(pending, schema), ROW_GROUP)

    def finish(self, summary: dict[str, Any], manifest: dict[str, Any]) -> Revision:
        """Put the summary and the manifest beside the tables and give the revision its number."""
        (self.path / "summary.json").write_text(_dump(summary), "utf-8")
        hashes = {}
        for path in sorted(self.path.iterdir()):
            with open(path, "rb") as file:
                hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
        manifest = {**manifest, "revision": self.number, "files": hashes}
        (self.path / "manifest.json").write_text(_dump(manifest), "utf-8")
        final = self._folder / f"{self.number:04d}"
        os.replace(self.path, final)
        with open(self._folder / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(
                json.dumps(
                    {
                        "revision": self.number,
                        "made": datetime.now(UTC).isoformat(timespec="seconds"),
                        "inputs": manifest["inputs_hash"],
                    }
                )
                + "\n"
            )
        return Revision(self.number, final)

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.path, ignore_errors=True)


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def hash_of(value: object) -> str:
    """A hash of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def full_disk(error: OSError, case: str) -> DiskFull:
    """What to say when a revision could not be written for lack of room."""
    return DiskFull(
        f"no room left on the disk of {case}; the last revision is whole. Free some and run `lekwijzer assess {case}` again: {error.strerror}"
    )
