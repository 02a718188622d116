"""Contents read into segments: by workers that may be lost, or in this process when none are asked for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from lekwijzer.errors import DiskFull, LekwijzerError, WorkError, is_no_space
from lekwijzer.intake import Item, Limits, hash_file, open_member
from lekwijzer.mentions.item import ItemResult, read_item, sweep_item
from lekwijzer.mentions.segment import Segment, traces_beside
from lekwijzer.mentions.tables import Overrides
from lekwijzer.model import ReadOutcome
from lekwijzer.readers import by_kind
from lekwijzer.sandbox import CANNOT_START, Ended, Job, Pool, at, why_lost

CPU_BYTES = 50_000
"""A content may take a second of processor time more for so many bytes of it. A page of a scan is some 50 kB."""
PICTURE = "scan"
"""The kind of what is read by OCR."""
_TRIES = 2
"""How often a content is read before it is given up; the second time alone."""

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be read, and the name under which its reading is kept."""

    key: str
    item: Item
    overrides: Overrides
    passwords: tuple[str, ...] = field(default=(), repr=False)  # for the file itself
    every: tuple[str, ...] = field(default=(), repr=False)  # for what it is a member of


@dataclass(frozen=True, slots=True)
class Place:
    """Where contents are found: the case, and where members of containers lie or are unpacked again."""

    root: Path
    spool: Path
    limits: Limits


@dataclass(frozen=True, slots=True)
class Task:
    """Contents that are read into one segment."""

    contents: tuple[Content, ...]
    target: Path
    lost: str = ""  # why its one content was given up by its reader, and is only swept

    @classmethod
    def of(cls, contents: list[Content], store: Path) -> Task:
        """The task of some contents; the same contents have the same segment."""
        name = hashlib.sha256("".join(c.key for c in contents).encode()).hexdigest()[:32]
        return cls(tuple(contents), store / f"{name}.parquet")

    @property
    def pictures(self) -> bool:
        """Whether this is for OCR, which comes last: it takes most of the time."""
        return all(content.item.kind == PICTURE for content in self.contents)

    @property
    def bytes(self) -> int:
        """Bytes of all its contents."""
        return sum(c.item.bytes for c in self.contents)


def read_here(place: Place, tasks: list[Task], tick: Tick) -> None:
    """Read the tasks in this process. For files that are trusted: what ends a reader ends the program."""
    for task in tasks:
        _note(task, read_task((place, task)))
        tick(task.bytes)


def read_in(pool: Pool, place: Place, tasks: list[Task], tick: Tick) -> None:
    """Read the tasks in worker processes; a content that takes its worker along is read once more, alone, and then given up."""
    reading = _Reading(pool, place, tick)
    for task in tasks:
        reading.begin(task)
    for ended in pool.ended():
        if isinstance(ended, Ended):
            reading.ended(ended)


class _Reading:
    """The tasks that are out, and the contents that were lost with a worker."""

    def __init__(self, pool: Pool, place: Place, tick: Tick) -> None:
        self._pool, self._place, self._tick = pool, place, tick
        self._tries: dict[str, int] = {}
        self._unbegun = 0

    def begin(self, task: Task) -> None:
        self._pool.submit(Job(f"{__name__}:read_task", (self._place, task), len(task.contents)))

    def ended(self, ended: Ended) -> None:
        task: Task = ended.job.argument[1]
        if not ended.failed:
            _note(task, ended.value)
            self._tick(task.bytes)
            return
        if ended.failed == DiskFull.__name__ or is_no_space(OSError(ended.errno, "")):
            raise no_room(self._place.root)
        for left in task.target.parent.glob(f"{task.target.stem}.*part"):
            left.unlink(missing_ok=True)
        if ended.piece is None:
            self._unbegun += 1
            if self._unbegun > 3:
                raise WorkError(CANNOT_START)
            self.begin(task)
            return
        self._without(task, ended.piece, ended.failed)

    def _without(self, task: Task, piece: int, how: str) -> None:
        """The rest of a task again, and apart from it the content that was in hand."""
        culprit = task.contents[piece]
        rest = [content for content in task.contents if content is not culprit]
        if rest:
            self.begin(Task.of(rest, task.target.parent))
        alone = Task.of([culprit], task.target.parent)
        if task.lost:  # sweeping it killed the worker too
            result = ItemResult(
                culprit.item.kind, ReadOutcome.UNREADABLE.value, problems=[task.lost], spent=spent(self._place.limits)
            )
            _note(alone, [asdict(result)])
            self._tick(alone.bytes)
            return
        tries = self._tries[culprit.key] = self._tries.get(culprit.key, 0) + 1
        self.begin(alone if tries < _TRIES else replace(alone, lost=why_lost(how)))


def read_task(asked: tuple[Place, Task]) -> list[dict[str, Any]]:
    """Read the contents of a task into one segment; what came of each, as plain data. Runs in a worker."""
    place, task = asked
    segment = Segment(task.target)
    try:
        results = []
        for number, content in enumerate(task.contents):
            at(number, place.limits.seconds + content.item.bytes // CPU_BYTES)
            results.append(_read_content(place, content, task.lost, segment))
        segment.close()
    except BaseException:
        segment.abandon()
        raise
    for number, found in segment.late.items():
        results[number].traces += found
    return [asdict(result) for result in results]


def _read_content(place: Place, content: Content, lost: str, segment: Segment) -> ItemResult:
    item, reader = content.item, by_kind(content.item.kind)
    try:
        path = item.path
        if path is None or not path.exists():
            path = open_member(place.root, item.file, place.spool, place.limits, content.every)
    except LekwijzerError as error:
        segment.begin()
        return ItemResult(item.kind, problems=[str(error)])
    if lost:
        result = sweep_item(path, item.kind, ReadOutcome.UNREADABLE.value, segment, carve=True)
        result.problems.insert(0, lost)
        result.spent = spent(place.limits)
        return result
    if reader is None or item.to_sweep:
        return sweep_item(path, item.kind, item.outcome.value, segment, carve=not item.container)
    result = read_item(path, reader, content.overrides, segment, content.passwords)
    if result.spent:
        result.spent = spent(place.limits)
    return result


def no_room(root: Path) -> DiskFull:
    """What is raised when the disk of a case is full."""
    return DiskFull(
        f"no room left on the disk of {root.name}; free some and run the same command again, it goes on where it was"
    )


def spent(limits: Limits) -> str:
    """What a reader may use, as it is noted with what asked for more."""
    return f"{limits.seconds} {limits.memory}"


def _note(task: Task, results: list[dict[str, Any]]) -> None:
    """The notes of a segment are written last: their presence says that it is whole."""
    notes = task.target.with_suffix(".json")
    temporary = task.target.with_suffix(f".{os.getpid()}.tmp")
    contents = [[content.key, result] for content, result in zip(task.contents, results, strict=True)]
    told = {"files": hashes_of(notes), "contents": contents}
    temporary.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), "utf-8")
    os.replace(temporary, notes)


def hashes_of(notes: Path) -> list[str]:
    """The hashes of the mentions and of the traces that a segment's notes speak of; "" where there are none."""
    return [hash_file(path) if path.exists() else "" for path in (notes.with_suffix(".parquet"), traces_beside(notes))]
