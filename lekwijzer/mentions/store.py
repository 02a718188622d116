"""All items of a case read, each distinct content once, by worker processes; what was read before is not read again."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from lekwijzer.errors import DiskFull, LekwijzerError
from lekwijzer.intake import HashCache, Item, Lister, open_member
from lekwijzer.mentions.item import ItemResult, Overrides, content_key, load_result, read_item, save_result
from lekwijzer.model import ReadOutcome
from lekwijzer.progress import BYTES, Progress
from lekwijzer.readers import by_kind, kind_of

SMALL = 24 << 20
"""Under this many bytes the work is done at once in this process: starting workers would take longer."""
NO_SPACE = (28, 122)


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
    content: Path | None
    parts: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    item: Item
    overrides: Overrides
    out: Path


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
) -> list[ReadItem]:
    """Read what is new in the datasets and return a row for every item; `work` is the case's work folder.

    Raises DiskFull when there is no room; everything that was read until then is kept.
    """
    store, spool = work / "items", work / "spool"
    store.mkdir(parents=True, exist_ok=True)
    for left in store.glob("*.part"):
        left.unlink(missing_ok=True)
    try:
        items = _list(root, datasets, work, spool, progress)
        overrides = {dataset: of_file for dataset, _, of_file in datasets}
        keyed = [(item, _key(item, overrides[item.dataset](item.file))) for item in items]
        tasks = _tasks(keyed, overrides, store)
        total = sum(task.item.bytes for task in tasks.values())
        if tasks:
            with progress.stage("read", total, BYTES) as stage:
                _read_all(root, list(tasks.values()), spool, workers if total > SMALL else 0, stage.advance)
        return [_row(number, item, key, store) for number, (item, key) in enumerate(keyed)]
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(f"no room left on the disk of {root.name}; free some and run the same command again, it goes on where it was") from error
        raise
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def _list(
    root: Path,
    datasets: list[Source],
    work: Path,
    spool: Path,
    progress: Progress,
) -> list[Item]:
    lister = Lister(root, spool, kind_of, HashCache(work / "hashes.json"))
    items = []
    with progress.stage("list and hash", None, "files") as stage:
        for dataset, files, _ in datasets:
            for item in lister.items(dataset, files):
                items.append(item)
                stage.advance(1)
    return items


def _key(item: Item, overrides: Overrides) -> str:
    return content_key(item.sha256, item.kind, overrides) if item.to_read else ""


def _tasks(keyed: list[tuple[Item, str]], overrides: dict[str, Callable[[str], Overrides]], store: Path) -> dict[str, _Task]:
    """One task per content that was not read before; the largest first, so that no worker ends long after the other."""
    tasks: dict[str, _Task] = {}
    for item, key in keyed:
        if key and key not in tasks and load_result(store / f"{key}.json") is None:
            tasks[key] = _Task(key, item, overrides[item.dataset](item.file), store / f"{key}.parquet")
    return dict(sorted(tasks.items(), key=lambda pair: -pair[1].item.bytes))


def _read_all(root: Path, tasks: list[_Task], spool: Path, workers: int, tick: Tick) -> None:
    if not workers:
        for task in tasks:
            _read_one(root, task, spool)
            tick(task.item.bytes)
        return
    broken = list(_in_pool(root, tasks, spool, workers, tick))
    for task in broken:  # alone, so that the one that kills its worker takes nobody along
        if list(_in_pool(root, [task], spool, 1, tick)):
            save_result(
                ItemResult(task.item.kind, ReadOutcome.UNREADABLE.value, problems=["reading it killed the worker"]),
                task.out.with_suffix(".json"),
            )
            tick(task.item.bytes)


def _in_pool(root: Path, tasks: list[_Task], spool: Path, workers: int, tick: Tick) -> Iterator[_Task]:
    """Read tasks in worker processes; yields those that were not done because a worker died."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"  # read by the workers when they start: one core each
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(os.getpid(),))
    try:
        futures: dict[Future[None], _Task] = {pool.submit(_read_one, root, task, spool): task for task in tasks}
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    future.result()
                except BrokenProcessPool:
                    yield futures[future]
                    continue
                tick(futures[future].item.bytes)
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
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, on Linux
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:
        os._exit(1)


def _read_one(root: Path, task: _Task, spool: Path) -> None:
    """Read one content and note the result; its notes are written last."""
    reader = by_kind(task.item.kind)
    notes = task.out.with_suffix(".json")
    if reader is None:
        save_result(ItemResult(task.item.kind, ReadOutcome.SKIPPED.value, problems=["no reader for this format"]), notes)
        return
    try:
        path = task.item.path if task.item.path and task.item.path.exists() else open_member(root, task.item.file, spool)
    except LekwijzerError as error:
        save_result(ItemResult(task.item.kind, problems=[str(error)]), notes)
        return
    result = read_item(path, reader, task.overrides, task.out)  # type: ignore[arg-type]
    save_result(result, notes)


def _row(number: int, item: Item, key: str, store: Path) -> ReadItem:
    """The coverage row of an item: what intake found wrong and what the reader found wrong, together."""
    result = load_result(store / f"{key}.json") if key else None
    if result is None:
        return ReadItem(number, item.dataset, item.file, item.sha256, item.bytes, item.kind, item.outcome.value, 0, item.problem, None, ())
    outcome = result.outcome
    if item.outcome is ReadOutcome.PARTLY and outcome == ReadOutcome.READ.value:
        outcome = ReadOutcome.PARTLY.value
    problem = "; ".join(x for x in (item.problem, result.problem) if x)
    content = store / f"{key}.parquet" if result.mentions else None
    return ReadItem(number, item.dataset, item.file, item.sha256, item.bytes, item.kind, outcome, result.mentions, problem, content, tuple(result.parts))
