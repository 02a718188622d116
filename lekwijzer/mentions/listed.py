"""The items of a case: what was looked into before is known, the rest is hashed and opened by workers."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from lekwijzer.errors import DiskFull, WorkError, is_no_space
from lekwijzer.intake import HashCache, Item, Limits, Lister
from lekwijzer.intake.parts import first_part
from lekwijzer.intake.spool import NO_ROOM
from lekwijzer.intake.walk import Found, walk
from lekwijzer.mentions.item import READER_VERSION
from lekwijzer.model import Passwords, ReadOutcome
from lekwijzer.readers import kind_of
from lekwijzer.sandbox import CANNOT_START, Ended, Job, Pool, at

CPU_SECONDS, CPU_BYTES = 600, 1_000_000
"""Processor time that hashing and opening a file may take: so much, and a second more for so many bytes of it."""
_BATCH_BYTES, _BATCH_FILES = 8 << 20, 64
_TRIES = 2
_SAVE_EVERY = 20.0
"""Seconds of hashing that an interruption can cost."""

Where = tuple[str, Found]
"""A file on disk and its dataset."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a worker is asked to list."""

    root: Path
    spool: Path
    limits: Limits
    passwords: Passwords
    parts: dict[str, list[Path]]  # by dataset
    files: list[Where]
    numbers: list[int]


class Listing:
    """The items of all datasets, found by workers while the caller does something else. `begin`, then `items`."""

    def __init__(
        self, root: Path, datasets: list[tuple[str, list[str]]], work: Path, limits: Limits, passwords: Passwords
    ) -> None:
        self._root, self._datasets, self._spool = root, datasets, work / "spool"
        self._limits, self._passwords = limits, passwords
        self._parts: dict[str, list[Path]] = {}
        self._cache = HashCache(work / "hashes.json", about=f"readers {READER_VERSION}")
        self._rows: dict[int, list[Item]] = {}
        self._files: list[Where] = []
        self._waiting: deque[list[int]] = deque()
        self._tries: dict[int, int] = {}
        self._unpacked = 0
        self._unbegun = 0

    def begin(self, pool: Pool) -> None:
        """See what there is, and let the workers look into what is not known."""
        batch, size = list[int](), 0
        for dataset, files in self._datasets:
            everything = list(walk(files, self._root))
            self._parts[dataset] = list(_parts(everything))
            lister = self._lister(self._parts[dataset])
            for found in everything:
                number = len(self._files)
                self._files.append((dataset, found))
                rows = lister.known(dataset, found)
                if rows is not None:
                    self._rows[number] = rows
                    continue
                batch.append(number)
                size += _size(found)
                if size > _BATCH_BYTES or len(batch) >= _BATCH_FILES:
                    self._waiting.append(batch)
                    batch, size = [], 0
        if batch:
            self._waiting.append(batch)
        for _ in range(pool.size):
            self._hand_out(pool)

    def items(self, pool: Pool | None, advance: Callable[[int], None]) -> list[Item]:
        """All items in a fixed order, each container before its members; `advance` is told how many more are known.

        Without a pool all is done here and now. Raises DiskFull when there is no room to unpack.
        """
        if pool is None:
            items = list[Item]()
            lister = self._lister()
            for dataset, files in self._datasets:
                for item in lister.items(dataset, files):
                    items.append(item)
                    advance(1)
            return items
        advance(sum(map(len, self._rows.values())))
        saved = time.monotonic()
        for ended in pool.ended():
            for number, rows in self._found(ended):
                self._rows[number] = rows
                advance(len(rows))
            self._hand_out(pool)
            if time.monotonic() - saved > _SAVE_EVERY:
                self._cache.save()
                saved = time.monotonic()
        self._cache.save()
        return [item for number in range(len(self._files)) for item in self._rows[number]]

    def _lister(self, listed: Sequence[Path] = ()) -> Lister:
        return Lister(self._root, self._spool, kind_of, self._cache, self._limits, self._passwords, listed)

    def _hand_out(self, pool: Pool) -> None:
        if not self._waiting:
            return
        batch = self._waiting.popleft()
        left = None if self._limits.bytes is None else max(self._limits.bytes - self._unpacked, 0)
        limits = replace(self._limits, bytes=left, share_of_free=self._limits.share_of_free / pool.size)
        files = [self._files[number] for number in batch]
        parts = {dataset: self._parts[dataset] for dataset, _ in files}
        asked = _Asked(self._root, self._spool, limits, self._passwords, parts, files, batch)
        pool.submit(Job(f"{__name__}:list_files", asked, len(batch)))

    def _found(self, ended: Ended) -> Iterator[tuple[int, list[Item]]]:
        batch: list[int] = ended.job.argument.numbers
        if not ended.failed:
            rows, noted = ended.value
            self._cache.take(noted)
            for number, of_file in zip(batch, rows, strict=True):
                items = [_item(row) for row in of_file]
                self._unpacked += sum(item.bytes for item in items[1:])
                yield number, items
            return
        if ended.failed == DiskFull.__name__ or is_no_space(OSError(ended.errno, "")):
            raise DiskFull(NO_ROOM)
        if ended.piece is None:
            self._unbegun += 1
            if self._unbegun > 3:
                raise WorkError(CANNOT_START)
            self._waiting.appendleft(batch)
            return
        culprit = batch[ended.piece]
        if len(batch) > 1:
            self._waiting.append([number for number in batch if number != culprit])
        self._tries[culprit] = self._tries.get(culprit, 0) + 1
        if self._tries[culprit] < _TRIES:
            self._waiting.append([culprit])
        else:
            dataset, found = self._files[culprit]
            how = "took too long and was stopped" if ended.failed == "silent" else "killed the worker"
            yield (
                culprit,
                [
                    Item(
                        dataset,
                        found.file,
                        "",
                        _size(found),
                        "unknown",
                        None,
                        ReadOutcome.UNREADABLE,
                        f"opening it {how}",
                    )
                ],
            )


def list_files(asked: _Asked) -> list[Any]:
    """The rows of some files, and what a cache should keep of them, as plain data. Runs in a worker."""
    cache = HashCache(None)
    listers = {
        dataset: Lister(asked.root, asked.spool, kind_of, cache, asked.limits, asked.passwords, parts)
        for dataset, parts in asked.parts.items()
    }
    rows = []
    for number, (dataset, found) in enumerate(asked.files):
        at(number, CPU_SECONDS + _size(found) // CPU_BYTES)
        rows.append([_plain(item) for item in listers[dataset].rows(dataset, found)])
    return [rows, cache.noted]


def _parts(everything: Sequence[Found]) -> Iterator[Path]:
    """The files that are parts of an archive with others of these; a worker must know of them, as it lists a few files only."""
    for found in everything:
        first = None if found.problem else first_part(found.path)
        if first is not None:
            yield from (first, found.path)


def _plain(item: Item) -> list[Any]:
    return [str(value) if isinstance(value, Path) else value for value in astuple(item)]


def _item(row: list[Any]) -> Item:
    dataset, file, sha256, size, kind, path, outcome, problem, container = row
    where = None if path is None else Path(path)
    return Item(dataset, file, sha256, size, kind, where, ReadOutcome(outcome), problem, container)


def _size(found: Found) -> int:
    try:
        return found.path.stat().st_size
    except OSError:
        return 0
