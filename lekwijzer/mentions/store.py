"""All items of a case read, each distinct content once, by worker processes; what was read before is not read again."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lekwijzer.errors import DiskFull, LekwijzerError, is_no_space
from lekwijzer.intake import HashCache, Item, Limits, Lister, fingerprint, hash_file, open_member
from lekwijzer.mentions.item import NONE_GIVEN, READER_VERSION, ItemResult, content_key, read_item, sweep_item
from lekwijzer.mentions.segment import Segment, traces_beside
from lekwijzer.mentions.tables import Overrides
from lekwijzer.model import Passwords, ReadOutcome
from lekwijzer.progress import BYTES, Progress
from lekwijzer.readers import by_kind, kind_of

SMALL = 24 << 20
"""Under this many bytes the work is done at once in this process: starting workers would take longer."""
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


@dataclass(frozen=True, slots=True)
class _Content:
    key: str
    item: Item
    overrides: Overrides
    passwords: tuple[str, ...] = field(default=(), repr=False)  # for the file itself
    every: tuple[str, ...] = field(default=(), repr=False)  # for what it is a member of


@dataclass(frozen=True, slots=True)
class _Task:
    contents: tuple[_Content, ...]
    target: Path

    @property
    def bytes(self) -> int:
        return sum(c.item.bytes for c in self.contents)


@dataclass(frozen=True, slots=True)
class _Known:
    segment: Path
    content: int
    result: ItemResult


Tick = Callable[[int], None]
Source = tuple[str, list[str], Callable[[str], Overrides]]
"""A dataset: its id, its files and folders, and the overrides for a file name."""


def gather(
    root: Path,
    datasets: list[Source],
    work: Path,
    *,
    workers: int,
    progress: Progress,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
) -> list[ReadItem]:
    """Read what is new in the datasets and return a row for every item; `work` is the case's work folder.

    Raises DiskFull when there is no room; everything that was read until then is kept.
    """
    store, spool = work / "items", work / "spool"
    store.mkdir(parents=True, exist_ok=True)
    for left in store.glob("*.part"):
        left.unlink(missing_ok=True)
    try:
        items = _list(root, datasets, work, spool, progress, limits, passwords)
        overrides = {dataset: of_file for dataset, _, of_file in datasets}
        keyed = [(item, _key(item, overrides[item.dataset](item.file))) for item in items]
        known = _known(store)
        tasks = _tasks(keyed, overrides, store, known, passwords or Passwords(lambda dataset, file: (), ()))
        total = sum(task.bytes for task in tasks)
        if tasks:
            with progress.stage("read", total, BYTES) as stage:
                _read_all(root, tasks, spool, workers if total > SMALL else 0, stage.advance)
            known = _known(store)
        return [_row(number, item, known.get(key)) for number, (item, key) in enumerate(keyed)]
    except OSError as error:
        if is_no_space(error):
            raise DiskFull(
                f"no room left on the disk of {root.name}; free some and run the same command again, it goes on where it was"
            ) from error
        raise
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def _list(
    root: Path,
    datasets: list[Source],
    work: Path,
    spool: Path,
    progress: Progress,
    limits: Limits | None,
    passwords: Passwords | None,
) -> list[Item]:
    cache = HashCache(work / "hashes.json", about=f"readers {READER_VERSION}")
    lister = Lister(root, spool, kind_of, cache, limits, passwords)
    items = []
    with progress.stage("list and hash", None, "files") as stage:
        for dataset, files, _ in datasets:
            for item in lister.items(dataset, files):
                items.append(item)
                stage.advance(1)
    return items


def _key(item: Item, overrides: Overrides) -> str:
    return content_key(item.sha256, item.kind, overrides) if item.to_read or item.to_sweep else ""


def _known(store: Path) -> dict[str, _Known]:
    """What was read before, by content. What the notes speak of and is gone or damaged is left out: it is read again."""
    known: dict[str, _Known] = {}
    for notes in sorted(store.glob("*.json")):
        try:
            told = json.loads(notes.read_text("utf-8"))
            if _hashes(notes) == told["files"]:
                for number, (key, result) in enumerate(told["contents"]):
                    if result.get("locked") and key in known:
                        continue  # it was opened with another password
                    known[key] = _Known(notes.with_suffix(".parquet"), number, ItemResult(**result))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return known


def _hashes(notes: Path) -> list[str]:
    """The hashes of the mentions and of the traces that a segment's notes speak of; "" where there are none."""
    return [hash_file(path) if path.exists() else "" for path in (notes.with_suffix(".parquet"), traces_beside(notes))]


def _tasks(
    keyed: list[tuple[Item, str]],
    overrides: dict[str, Callable[[str], Overrides]],
    store: Path,
    known: dict[str, _Known],
    passwords: Passwords,
) -> list[_Task]:
    """What is to be read: a task per large content, small ones together; the largest first, so that no worker ends long after the other."""
    new: dict[str, _Content] = {}
    for item, key in keyed:
        own = passwords.of_file(item.dataset, item.file) if key else ()
        locked = known[key].result.locked if key in known else ""
        anew = key not in known or (locked != "" and locked != (fingerprint(own) or NONE_GIVEN))
        if key and anew and key not in new:
            new[key] = _Content(key, item, overrides[item.dataset](item.file), own, passwords.every)
    tasks, bundle, size = [], list[_Content](), 0
    for content in new.values():
        if content.item.bytes > SEGMENT_BYTES:
            tasks.append(_task(store, [content]))
            continue
        if bundle and (size + content.item.bytes > SEGMENT_BYTES or len(bundle) >= SEGMENT_ITEMS):
            tasks.append(_task(store, bundle))
            bundle, size = [], 0
        bundle.append(content)
        size += content.item.bytes
    if bundle:
        tasks.append(_task(store, bundle))
    return sorted(tasks, key=lambda task: -task.bytes)


def _task(store: Path, contents: list[_Content]) -> _Task:
    name = hashlib.sha256("".join(c.key for c in contents).encode()).hexdigest()[:32]
    return _Task(tuple(contents), store / f"{name}.parquet")


def _read_all(root: Path, tasks: list[_Task], spool: Path, workers: int, tick: Tick) -> None:
    started = tasks[0].target.parent / "reading"
    if not workers and not started.exists():
        started.touch()  # stays when a file ends this process: then the next run reads with workers, which may die
        for task in tasks:
            _read_task(root, task, spool)
            tick(task.bytes)
        started.unlink()
        return
    broken = list(_in_pool(root, tasks, spool, max(workers, 1), tick))
    alone = [_task(task.target.parent, [content]) for task in broken for content in task.contents]
    for task in alone:  # so that the one that kills its worker takes nobody along
        if list(_in_pool(root, [task], spool, 1, tick)):
            lost = ItemResult(
                task.contents[0].item.kind, ReadOutcome.UNREADABLE.value, problems=["reading it killed the worker"]
            )
            _note(task, [lost])
            tick(task.bytes)
    started.unlink(missing_ok=True)


def _in_pool(root: Path, tasks: list[_Task], spool: Path, workers: int, tick: Tick) -> Iterator[_Task]:
    """Read tasks in worker processes; yields those that were not done because a worker died."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"  # read by the workers when they start: one core each
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(os.getpid(),))
    try:
        futures: dict[Future[None], _Task] = {pool.submit(_read_task, root, task, spool): task for task in tasks}
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    future.result()
                except BrokenProcessPool:
                    yield futures[future]
                    continue
                tick(futures[future].bytes)
        pool.shutdown()
    except BaseException:
        for process in list((pool._processes or {}).values()):  # do not wait for half-read files when interrupted
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        if before is None:
            os.environ.pop("POLARS_MAX_THREADS", None)
        else:
            os.environ["POLARS_MAX_THREADS"] = before


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)  # readers make many short-lived rows and no cycles
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, on Linux
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:
        os._exit(1)


def _read_task(root: Path, task: _Task, spool: Path) -> None:
    """Read the contents of a task into one segment; the notes are written last: their presence says it is whole."""
    segment = Segment(task.target)
    try:
        results = [_read_content(root, content, spool, segment) for content in task.contents]
        segment.close()
    except BaseException:
        segment.abandon()
        raise
    for content, found in segment.late.items():
        results[content].traces += found
    _note(task, results)


def _note(task: _Task, results: list[ItemResult]) -> None:
    notes = task.target.with_suffix(".json")
    temporary = task.target.with_suffix(f".{os.getpid()}.tmp")
    contents = [[content.key, asdict(result)] for content, result in zip(task.contents, results, strict=True)]
    told = {"files": _hashes(notes), "contents": contents}
    temporary.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), "utf-8")
    os.replace(temporary, notes)


def _read_content(root: Path, content: _Content, spool: Path, segment: Segment) -> ItemResult:
    item, reader = content.item, by_kind(content.item.kind)
    try:
        path = (
            item.path if item.path and item.path.exists() else open_member(root, item.file, spool, None, content.every)
        )
    except LekwijzerError as error:
        segment.begin()
        return ItemResult(item.kind, problems=[str(error)])
    if reader is None or item.to_sweep:
        return sweep_item(path, item.kind, item.outcome.value, segment, carve=not item.container)
    return read_item(path, reader, content.overrides, segment, content.passwords)


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
    )  # fmt: skip
