"""All items of a case read, each distinct content once, by worker processes; what was read before is not read again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from lekwijzer.errors import is_no_space
from lekwijzer.intake import Item, Limits, fingerprint
from lekwijzer.mentions.item import NONE_GIVEN, ItemResult, content_key
from lekwijzer.mentions.listed import Listing
from lekwijzer.mentions.reading import PICTURE, Content, Place, Task, hashes_of, no_room, read_here, read_in, spent
from lekwijzer.mentions.segment import traces_beside
from lekwijzer.mentions.tables import Overrides
from lekwijzer.model import NO_PASSWORDS, ForeignKey, Passwords, ReadOutcome
from lekwijzer.progress import BYTES, Progress
from lekwijzer.sandbox import Guard, Pool

SEGMENT_BYTES, SEGMENT_ITEMS = 16 << 20, 1000
"""Small contents are read together, up to this much: it is what an interruption can cost."""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One row of the coverage list, and where its mentions lie (None: it has none)."""

    number: int
    dataset: str
    file: str
    sha256: str
    bytes: int
    kind: str
    outcome: str
    mentions: int
    problem: str
    segment: Path | None
    content: int  # number of the content in the segment
    parts: tuple[dict[str, object], ...]
    traces: Path | None = None  # where the traces in it lie, by the same number of content
    foreign: tuple[ForeignKey, ...] = ()  # what it declares of the keys of its tables


@dataclass(frozen=True, slots=True)
class _Known:
    segment: Path
    content: int
    result: ItemResult


Source = tuple[str, list[str], Callable[[str], Overrides]]
"""A dataset: its id, its files and folders, and the overrides for a file name."""


class Gathering:
    """The reading of a case: from when it is entered, workers look for what is new, and `items` reads that.

    `work` is the case's work folder. With no workers everything is done in this process: for files that are trusted.
    """

    def __init__(
        self, root: Path, datasets: list[Source], work: Path, *,
        workers: int, limits: Limits | None = None, passwords: Passwords | None = None,
    ) -> None:  # fmt: skip
        self._root, self._datasets, self._work, self._workers = root, datasets, work, workers
        self._limits, self._passwords = limits or Limits(), passwords or NO_PASSWORDS
        self._store = work / "items"
        files = [(dataset, files) for dataset, files, _ in datasets]
        self._listing = Listing(root, files, work, self._limits, self._passwords)
        self._pool: Pool | None = None

    def __enter__(self) -> Gathering:
        self._work.mkdir(parents=True, exist_ok=True)
        if self._workers:
            self._pool = Pool(
                self._workers, self._work, loads=["lekwijzer.mentions.reading", "lekwijzer.mentions.listed"],
                guard=Guard(memory=self._limits.memory),
            )  # fmt: skip
            self._listing.begin(self._pool)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.close()
        shutil.rmtree(self._work / "spool", ignore_errors=True)

    def items(self, progress: Progress) -> list[ReadItem]:
        """A row for every item, after all that is new was read.

        Raises DiskFull when there is no room; everything that was read until then is kept.
        """
        try:
            self._store.mkdir(exist_ok=True)
            for left in self._store.glob("*.part"):
                left.unlink(missing_ok=True)
            with progress.stage("list and hash", None, "files") as stage:
                items = self._listing.items(self._pool, stage.advance)
            overrides = {dataset: of_file for dataset, _, of_file in self._datasets}
            may_spend = spent(self._limits)
            keyed = [(item, _key(item, overrides[item.dataset](item.file))) for item in items]
            known = _known(self._store, may_spend)
            tasks = _tasks(keyed, overrides, self._store, known, self._passwords, may_spend)
            place = Place(self._root, self._work / "spool", self._limits)
            for name, some in (
                ("read", [t for t in tasks if not t.pictures]),
                ("read pictures", [t for t in tasks if t.pictures]),
            ):
                if some:
                    with progress.stage(name, sum(task.bytes for task in some), BYTES) as stage:
                        if self._pool is None:
                            read_here(place, some, stage.advance)
                        else:
                            read_in(self._pool, place, some, stage.advance)
            if tasks:
                known = _known(self._store, may_spend)
            return [_row(number, item, known.get(key)) for number, (item, key) in enumerate(keyed)]
        except OSError as error:
            if is_no_space(error):
                raise no_room(self._root) from error
            raise


def gather(
    root: Path, datasets: list[Source], work: Path, *,
    workers: int, progress: Progress, limits: Limits | None = None, passwords: Passwords | None = None,
) -> list[ReadItem]:  # fmt: skip
    """Read what is new in the datasets and return a row for every item; raises DiskFull."""
    with Gathering(root, datasets, work, workers=workers, limits=limits, passwords=passwords) as gathering:
        return gathering.items(progress)


def _key(item: Item, overrides: Overrides) -> str:
    return content_key(item.sha256, item.kind, overrides) if item.to_read or item.to_sweep else ""


def _known(store: Path, may_spend: str) -> dict[str, _Known]:
    """What was read before, by content. What the notes speak of and is gone or damaged is left out: it is read again."""
    known: dict[str, _Known] = {}
    for notes in sorted(store.glob("*.json")):
        try:
            told = json.loads(notes.read_text("utf-8"))
            if hashes_of(notes) == told["files"]:
                for number, (key, result) in enumerate(told["contents"]):
                    this = _Known(notes.with_suffix(".parquet"), number, ItemResult(**result))
                    if key not in known or _better(this.result, known[key].result, may_spend):
                        known[key] = this
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return known


def _better(one: ItemResult, other: ItemResult, may_spend: str) -> bool:
    """Whether of two readings of a content this one stands: it was opened with another password, or with room enough."""
    return (not one.locked, not one.spent, one.spent == may_spend) >= (
        not other.locked,
        not other.spent,
        other.spent == may_spend,
    )


def _tasks(
    keyed: list[tuple[Item, str]],
    overrides: dict[str, Callable[[str], Overrides]],
    store: Path,
    known: dict[str, _Known],
    passwords: Passwords,
    may_spend: str,
) -> list[Task]:
    """What is to be read: a task per large content, small ones together; the largest first, so that no worker ends long after the other."""
    new: dict[str, Content] = {}
    for item, key in keyed:
        own = passwords.of_file(item.dataset, item.file) if key else ()
        if key and key not in new and _anew(known.get(key), own, may_spend):
            new[key] = Content(key, item, overrides[item.dataset](item.file), own, passwords.every)
    tasks, bundle, size = [], list[Content](), 0
    for content in sorted(new.values(), key=lambda content: content.item.kind == PICTURE):
        alone = content.item.kind == PICTURE  # each takes seconds, and is seen to be done
        if alone or content.item.bytes > SEGMENT_BYTES:
            tasks.append(Task.of([content], store))
            continue
        if bundle and (size + content.item.bytes > SEGMENT_BYTES or len(bundle) >= SEGMENT_ITEMS):
            tasks.append(Task.of(bundle, store))
            bundle, size = [], 0
        bundle.append(content)
        size += content.item.bytes
    if bundle:
        tasks.append(Task.of(bundle, store))
    return sorted(tasks, key=lambda task: -task.bytes)


def _anew(known: _Known | None, own: tuple[str, ...], may_spend: str) -> bool:
    """Whether a content is to be read: it never was, or not with these passwords, or asked for more than it might then."""
    if known is None:
        return True
    locked, spent = known.result.locked, known.result.spent
    return (locked != "" and locked != (fingerprint(own) or NONE_GIVEN)) or (spent != "" and spent != may_spend)


def _row(number: int, item: Item, known: _Known | None) -> ReadItem:
    """The coverage row of an item: what intake found wrong and what the reader found wrong, together."""
    result = known.result if known else ItemResult(item.kind, item.outcome.value)
    outcome = result.outcome
    if item.outcome is ReadOutcome.PARTLY and outcome == ReadOutcome.READ.value:
        outcome = ReadOutcome.PARTLY.value
    return ReadItem(
        number, item.dataset, item.file, item.sha256, item.bytes, item.kind, outcome,
        mentions=result.mentions,
        problem="; ".join(x for x in (item.problem, result.problem) if x),
        segment=known.segment if known and result.mentions else None,
        content=known.content if known else 0,
        parts=tuple(result.parts),
        traces=traces_beside(known.segment) if known and result.traces else None,
        foreign=tuple(ForeignKey(*said) for said in result.foreign),
    )  # fmt: skip
