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
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.errors import DiskFull, UsageError, WorkError, as_argument
from lekwijzer.intake import hash_file

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
        return _json(self._checked("summary.json"))

    @property
    def manifest(self) -> dict[str, Any]:
        """What went in, by hash."""
        return _json(self.folder / "manifest.json")

    def is_whole(self) -> bool:
        """Whether every file is there and has the bytes that the manifest says."""
        try:
            return all(hash_file(self.folder / name) == sha for name, sha in self.manifest["files"].items())
        except (OSError, KeyError, AttributeError):
            return False

    def table(self, name: str) -> Path:
        """The file of one of TABLES; raises WorkError when it is not what was written."""
        return self._checked(f"{name}.parquet")

    def _checked(self, name: str) -> Path:
        path = self.folder / name
        try:
            status = path.stat()
            if _hash_of_state(path, status.st_mtime_ns, status.st_size) == self.manifest["files"][name]:
                return path
        except (OSError, KeyError, TypeError):
            pass
        raise WorkError(damaged(self.folder, name))


@lru_cache(maxsize=256)
def _hash_of_state(path: Path, _time: int, _size: int) -> str:
    """The hash of a file in one state: a command that asks for a table twice reads it once."""
    return hash_file(path)


def damaged(folder: Path, name: str) -> str:
    """What to say of a revision that is not what was written."""
    case = as_argument(folder.parent.parent)
    return (
        f"revision {int(folder.name)} is damaged: {folder.name}/{name} is not what was written. "
        f"Put it back, name another revision, or make a new one with `lekwijzer assess {case}`"
    )


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
    found = [Revision(int(p.name), p) for p in _numbered(folder) if _readable(p)]
    return sorted(found, key=lambda r: r.number)


def _numbered(folder: Path) -> list[Path]:
    """What is called as a revision is."""
    return [p for p in folder.iterdir() if p.name.isascii() and p.name.isdigit()] if folder.is_dir() else []


def _readable(folder: Path) -> bool:
    """Whether a revision says what it is; one that does not is passed over, never overwritten."""
    try:
        return "inputs_hash" in _json(folder / "manifest.json") and "schema" in _json(folder / "summary.json")
    except WorkError:
        return False


def next_number(folder: Path) -> int:
    """The number of the next revision: after every folder that is there, damaged ones too."""
    return max((int(p.name) for p in _numbered(folder)), default=0) + 1


def find(folder: Path, number: int | None = None) -> Revision:
    """A revision by number, or the last one; raises WorkError when there is none or it is damaged, UsageError for a wrong number."""
    known = revisions(folder)
    wanted = next_number(folder) - 1 if number is None else number
    for revision in known:
        if revision.number == wanted:
            return revision
    for path in _numbered(folder):
        if int(path.name) == wanted:  # never another one in its place
            raise WorkError(damaged(path, "manifest.json or summary.json"))
    if not known:
        raise WorkError(
            f"{folder.parent.name} has no revision yet; run `lekwijzer assess {as_argument(folder.parent)}` first"
        )
    raise UsageError(f"there is no revision {number}; there are {', '.join(str(r.number) for r in known)}")


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
            hashes[path.name] = hash_file(path)
            with open(path, "rb") as file:
                os.fsync(file.fileno())
        manifest = {**manifest, "revision": self.number, "files": hashes}
        with open(self.path / "manifest.json", "w", encoding="utf-8") as file:
            file.write(_dump(manifest))
            file.flush()
            os.fsync(file.fileno())
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


def full_disk(error: OSError, case: Path) -> DiskFull:
    """What to say when a revision could not be written for lack of room."""
    return DiskFull(
        f"no room left on the disk of {case.name}; the last revision is whole. Free some and run `lekwijzer assess {as_argument(case)}` again: {error.strerror}"
    )
