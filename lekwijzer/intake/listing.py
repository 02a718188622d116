"""Lists the items of a dataset: every file, and every member of every container, each with its hash and kind."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from lekwijzer.errors import Unreadable
from lekwijzer.intake.attached import OPENERS, kind_with_attachments
from lekwijzer.intake.hashes import HashCache, Stamp
from lekwijzer.intake.items import BETWEEN, Item, Limits
from lekwijzer.intake.magic import (
    SEVEN_ZIP,
    STREAMS,
    TAR,
    ZIP,
    container_kind,
    document_kind,
    head_of,
    is_blank,
    name_of_unknown,
)
from lekwijzer.intake.seven import unpack_seven
from lekwijzer.intake.spool import Spool
from lekwijzer.intake.tars import compressed_tar, unpack_stream, unpack_tar
from lekwijzer.intake.unpack import Job, Opener, Unpacked
from lekwijzer.intake.walk import Found, label_of, walk
from lekwijzer.intake.zips import unpack_embedded, unpack_zip
from lekwijzer.model import ReadOutcome

Classify = Callable[[str, bytes], str | None]
"""Label and first bytes of a content to the kind of the reader that wants it; None when no reader does."""

DOCUMENTS = ("xlsx",)
"""Kinds that are read themselves and may hold embedded files, which are items as well."""
THREADS = 2
NO_READER = "no reader for this format"


class Lister:
    """Lists items; one per run. `items` may be asked for several datasets, all under the same limits."""

    def __init__(
        self, root: Path, spool: Path, classify: Classify, cache: HashCache | None = None, limits: Limits | None = None
    ) -> None:
        self.root = root
        self._limits = limits or Limits()
        self._spool = Spool(spool, self._limits)
        self._classify = classify
        self._cache = cache or HashCache(None)
        self._entries = 0

    def items(self, dataset: str, files: Sequence[str]) -> Iterator[Item]:
        """The items of a dataset in a fixed order, each container before its members."""
        waiting: deque[Future[list[Item]]] = deque()
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                for found in walk(files, self.root):
                    waiting.append(pool.submit(self._of_file, dataset, found))
                    while len(waiting) > THREADS * 16:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
        self._cache.save()

    def _of_file(self, dataset: str, found: Found) -> list[Item]:
        """The rows of one file: itself, and its members when it is a container."""
        if found.problem:
            outcome = ReadOutcome.SKIPPED if found.kind in ("link", "device") else ReadOutcome.UNREADABLE
            return [Item(dataset, found.file, "", 0, found.kind, None, outcome, found.problem)]
        try:
            stamp = Stamp.of(found.path)
            sha256 = self._cache.hash_of(found.path, stamp)
            if sha256 is None:
                sha256 = hash_file(found.path)
                if Stamp.of(found.path) == stamp:
                    self._cache.remember(found.path, stamp, sha256)
            head = head_of(found.path)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or 'input/output error'}"
            return [Item(dataset, found.file, "", 0, "unknown", None, ReadOutcome.UNREADABLE, problem)]
        item = self._item(dataset, found.file, sha256, stamp.size, found.path, head)
        return list(self._with_members(item, ()))

    def _item(self, dataset: str, label: str, sha256: str, size: int, path: Path, head: bytes) -> Item:
        """The row of one content by what it is."""
        if is_blank(path, head):
            return Item(dataset, label, sha256, size, "empty", path)
        kind = container_kind(head)
        if kind is not None:
            kind = TAR if kind in STREAMS and compressed_tar(path, kind) else kind
            return Item(dataset, label, sha256, size, kind, path, container=True)
        kind = self._classify(label, head)
        if kind is not None:
            return Item(dataset, label, sha256, size, kind, path)
        return Item(dataset, label, sha256, size, name_of_unknown(head), path, ReadOutcome.SKIPPED, NO_READER)

    def _with_members(self, item: Item, within: tuple[str, ...]) -> Iterator[Item]:
        """A row and, when it is a container, the rows of all that is in it; `within`: the hashes of what it is in."""
        if not item.container and (item.kind not in (*DOCUMENTS, *OPENERS) or len(within) >= self._limits.depth):
            yield item
        elif item.sha256 in within:
            yield replace(item, outcome=ReadOutcome.SKIPPED, problem="the container holds itself; not opened again")
        elif len(within) >= self._limits.depth:
            problem = f"more than {self._limits.depth} containers in one another; not opened"
            yield replace(item, outcome=ReadOutcome.UNREADABLE, problem=problem)
        else:
            yield from self._remembered(item, within) or self._opened(item, within)

    def _remembered(self, item: Item, within: tuple[str, ...]) -> list[Item] | None:
        """The rows of a container as they were found in an earlier run."""
        rows = self._cache.members(_key(item, within))
        if rows is None:
            return None
        items: list[Item] = []
        for suffix, sha256, size, kind, outcome, problem, container in rows:
            place = self._spool.place(sha256)
            path = item.path if suffix == "" else place if sha256 and place.exists() else None
            label = item.file + suffix
            items.append(Item(item.dataset, label, sha256, size, kind, path, ReadOutcome(outcome), problem, container))
        return items

    def _opened(self, item: Item, within: tuple[str, ...]) -> list[Item]:
        """The rows of a container by unpacking it; all members lie in the spool afterwards."""
        assert item.path is not None  # a container that is opened was read just now
        job = Job(self._spool, item.file)
        members: list[Item] = []
        for unpacked in opener_of(item.kind)(item.path, job):
            self._entries += 1
            if self._entries > self._limits.entries:
                job.damaged(f"more than {self._limits.entries} members; the rest was not read")
                break
            members.extend(self._member(item, unpacked, (*within, item.sha256)))
        rows = [replace(item, outcome=job.outcome, problem=job.problem) if item.container else item, *members]
        if not any("limit" in row.problem or "more than" in row.problem for row in rows):
            self._cache.remember_members(_key(item, within), [_row(item, row) for row in rows])
        return rows

    def _member(self, parent: Item, unpacked: Unpacked, within: tuple[str, ...]) -> Iterator[Item]:
        label = f"{parent.file}{BETWEEN}{unpacked.name}"
        stored = unpacked.stored
        if stored is None:
            kind = unpacked.kind or "unknown"
            yield Item(parent.dataset, label, "", 0, kind, None, unpacked.outcome, unpacked.problem)
            return
        item = self._item(parent.dataset, label, stored.sha256, stored.size, stored.path, stored.head)
        for row in self._with_members(item, within):
            if unpacked.problem and row.file == label and row.outcome is ReadOutcome.READ:
                row = replace(row, outcome=unpacked.outcome, problem=unpacked.problem)
            yield row


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opener_of(kind: str) -> Opener:
    """What unpacks containers of this kind."""
    if kind in DOCUMENTS:
        return unpack_embedded
    if kind in OPENERS:
        return OPENERS[kind]
    return {ZIP: unpack_zip, TAR: unpack_tar, SEVEN_ZIP: unpack_seven}.get(kind, unpack_stream)


def open_member(root: Path, file: str, spool: Path, limits: Limits | None = None) -> Path:
    """The content of an item on disk, unpacked anew where needed; raises Unreadable when it is not there any more."""
    for at in _splits(file):
        path = _top(root, file[:at])
        if path is not None:
            rest = file[at + len(BETWEEN) :]
            return path if not rest else _descend(path, file[:at], rest, Spool(spool, limits or Limits()))
    raise Unreadable("the file is no longer where it was")


def _splits(file: str) -> Iterator[int]:
    """Where the label of the file on disk may end; the longest first, as a name may hold `!/` itself."""
    yield len(file)
    at = file.rfind(BETWEEN)
    while at > 0:
        yield at
        at = file.rfind(BETWEEN, 0, at)


def _top(root: Path, label: str) -> Path | None:
    """The file on disk with this label; names that were escaped to be shown are looked up in their folder."""
    path = root / label
    if path.is_file():
        return path
    folder = path.parent
    if "\\" in label:
        parent = folder if folder.is_dir() else _top_folder(root, label)
        if parent is not None:
            return next((p for p in parent.iterdir() if p.is_file() and label_of(p, root) == label), None)
    return None


def _top_folder(root: Path, label: str) -> Path | None:
    """The folder of a label, where names of folders were escaped too."""
    folder = root
    for part in label.split("/")[:-1]:
        inner = folder / part
        if not inner.is_dir():
            found = [p for p in folder.iterdir() if p.is_dir() and label_of(p, folder) == part]
            if not found:
                return None
            inner = found[0]
        folder = inner
    return folder


def _descend(path: Path, label: str, rest: str, spool: Spool) -> Path:
    """Unpacks only the members on the way to the one that is wanted."""
    head = head_of(path)
    kind = container_kind(head) or (DOCUMENTS[0] if document_kind(head) else kind_with_attachments(head))
    if kind is None:
        raise Unreadable("the container is no longer what it was")
    if kind in STREAMS and compressed_tar(path, kind):
        kind = TAR

    def on_the_way(name: str) -> bool:
        return rest == name or rest.startswith(name + BETWEEN)

    for unpacked in opener_of(kind)(path, Job(spool, label, on_the_way)):
        if unpacked.stored is None:
            continue
        if unpacked.name == rest:
            return unpacked.stored.path
        try:
            inner = rest[len(unpacked.name) + len(BETWEEN) :]
            return _descend(unpacked.stored.path, f"{label}{BETWEEN}{unpacked.name}", inner, spool)
        except Unreadable:
            continue
    raise Unreadable("the member is no longer in its container")


def _key(item: Item, within: Sequence[str]) -> str:
    """A container's rows depend on its content, its name (a gz names its content after it), and how deep it lies."""
    return f"{item.sha256}:{len(within)}:{item.file.rsplit('/', 1)[-1]}"


def _row(item: Item, row: Item) -> list[Any]:
    suffix = row.file[len(item.file) :]
    return [suffix, row.sha256, row.bytes, row.kind, row.outcome.value, row.problem, row.container]
