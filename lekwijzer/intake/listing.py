"""Lists the items of a dataset: every file, and every member of every container, each with its hash and kind."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lekwijzer.errors import DiskFull, Unreadable, is_no_space
from lekwijzer.intake.archives import KINDS as ARCHIVES
from lekwijzer.intake.hashes import HashCache, Stamp
from lekwijzer.intake.items import BETWEEN, BLANK, Item, Limits
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
from lekwijzer.intake.office_locked import LOCKED, is_locked
from lekwijzer.intake.openers import DOCUMENTS, name_of_document, opener_of
from lekwijzer.intake.parts import first_part, parts_of
from lekwijzer.intake.rars import volumes_of
from lekwijzer.intake.spool import LimitReached, Spool
from lekwijzer.intake.tars import compressed_tar
from lekwijzer.intake.unpack import CHUNK, TOO_MUCH, Job, Unpacked, fingerprint
from lekwijzer.intake.walk import Found, label_of, walk
from lekwijzer.model import Passwords, ReadOutcome
from lekwijzer.sandbox import alive

Classify = Callable[[str, bytes], str | None]
"""Label and first bytes of a content to the kind of the reader that wants it; None when no reader does."""

NO_READER = "no reader for this format"
PART = "part"
"""The kind of a file that is a later part of an archive; what is in it is listed under the first."""
CONTAINERS = frozenset((ZIP, TAR, SEVEN_ZIP, *STREAMS, *ARCHIVES, PART, LOCKED))
"""Kinds of which the content is in the rows of their members."""
_RATIO, _LARGE = 1000, 64 << 20
"""A container that unpacks to so many times its size, and to so many bytes, is odd enough to be said; it is read all the same."""


class _Unopened(Exception):
    """A container that was not opened before, where none may be opened."""


class Lister:
    """Lists items; one per run. `items` may be asked for several datasets, all under the same limits."""

    def __init__(
        self, root: Path, spool: Path, classify: Classify, cache: HashCache | None = None, limits: Limits | None = None,
        passwords: Passwords | None = None, listed: Iterable[Path] = (),
    ) -> None:  # fmt: skip
        self.root = root
        self._limits = limits or Limits()
        self._spool = Spool(spool, self._limits)
        self._classify = classify
        self._cache = cache or HashCache(None)
        self._passwords = passwords or Passwords(lambda dataset, file: (), ())
        self._entries = 0
        self._opens = True
        self._listed = set(listed)  # the files of the dataset at hand: parts are looked for among them only

    def items(self, dataset: str, files: Sequence[str]) -> Iterator[Item]:
        """The items of a dataset in a fixed order, each container before its members."""
        everything = list(walk(files, self.root))
        self._listed = {found.path for found in everything}
        for found in everything:
            yield from self.rows(dataset, found)
        self._cache.save()

    def known(self, dataset: str, found: Found) -> list[Item] | None:
        """The rows of one file as an earlier run found them; None when its content must be looked into."""
        self._opens = False
        try:
            if not found.problem and self._cache.hash_of(found.path, Stamp.of(found.path)) is None:
                return None
            return self.rows(dataset, found)
        except (OSError, _Unopened):
            return None
        finally:
            self._opens = True

    def rows(self, dataset: str, found: Found) -> list[Item]:
        """The rows of one file: itself, and its members when it is a container."""
        if found.problem:
            outcome = ReadOutcome.SKIPPED if found.kind in ("link", "device") else ReadOutcome.UNREADABLE
            return [Item(dataset, found.file, "", 0, found.kind, None, outcome, found.problem)]
        try:
            size = Stamp.of(found.path).size
            sha256 = self._hash_of(found.path)
            head = head_of(found.path)
            parts = [part for part in parts_of(found.path) if part in self._listed]
            first = first_part(found.path)
            together = parts or volumes_of(found.path, head)
            whole = hashlib.sha256("".join(map(self._hash_of, together)).encode()).hexdigest() if together else ""
        except OSError as error:
            problem = f"cannot be read: {error.strerror or 'input/output error'}"
            return [Item(dataset, found.file, "", 0, "unknown", None, ReadOutcome.UNREADABLE, problem)]
        if first in self._listed:
            return [Item(dataset, found.file, sha256, size, PART, found.path, container=True)]
        item = self._item(dataset, found.file, sha256, size, found.path, head)
        return self._of_parts(item, parts, whole) if whole and item.container else list(self._with_members(item, ()))

    def _hash_of(self, path: Path) -> str:
        """The hash of a file on disk; from an earlier run, when it was not touched since."""
        stamp = Stamp.of(path)
        sha256 = self._cache.hash_of(path, stamp)
        if sha256 is None:
            sha256 = hash_file(path)
            if Stamp.of(path) == stamp:
                self._cache.remember(path, stamp, sha256)
        return sha256

    def _of_parts(self, item: Item, parts: Sequence[Path], whole: str) -> list[Item]:
        """The rows of an archive of several files; `whole` stands for what is in all of them. Volumes of a rar are no `parts` to be joined."""
        joined = replace(item, sha256=whole)
        rows = self._remembered(joined, ())
        if rows is None:
            try:
                joined = replace(joined, path=_joined(parts, self._spool) if parts else item.path)
            except LimitReached:
                return [replace(item, outcome=ReadOutcome.UNREADABLE, problem=TOO_MUCH)]
            rows = self._opened(joined, ())
        return [replace(rows[0], sha256=item.sha256, path=item.path), *rows[1:]]

    def _item(self, dataset: str, label: str, sha256: str, size: int, path: Path, head: bytes) -> Item:
        """The row of one content by what it is."""
        if is_blank(path, head):
            return Item(dataset, label, sha256, size, BLANK, path)
        kind = container_kind(head)
        if kind is not None:
            kind = TAR if kind in STREAMS and compressed_tar(path, kind) else kind
            return Item(dataset, label, sha256, size, kind, path, container=True)
        if is_locked(path, head):
            return Item(dataset, label, sha256, size, LOCKED, path, container=True)
        kind = self._classify(label, head)
        if kind is not None:
            return Item(dataset, label, sha256, size, kind, path)
        if (
            zipfile.is_zipfile(path) and document_kind(head) is None
        ):  # behind a program that unpacks it, or the last of several parts
            return Item(dataset, label, sha256, size, ZIP, path, container=True)
        return Item(dataset, label, sha256, size, name_of_unknown(head), path, ReadOutcome.SKIPPED, NO_READER)

    def _with_members(self, item: Item, within: tuple[str, ...]) -> Iterator[Item]:
        """A row and, when it is a container, the rows of all that is in it; `within`: the hashes of what it is in."""
        if not item.container and (item.kind not in DOCUMENTS or len(within) >= self._limits.depth):
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
        rows = self._cache.members(self._key(item, within))
        if rows is None:
            return None
        self._entries += len(rows)
        if self._entries > self._limits.entries:  # a few contents in one another can be more rows than any memory holds
            return [replace(item, outcome=ReadOutcome.PARTLY, problem=self._too_many)] if item.container else [item]
        items: list[Item] = []
        for suffix, sha256, size, kind, outcome, problem, container in rows:
            place = self._spool.place(sha256)
            path = item.path if suffix == "" else place if sha256 and place.exists() else None
            label = item.file + suffix
            items.append(Item(item.dataset, label, sha256, size, kind, path, ReadOutcome(outcome), problem, container))
        return items

    def _key(self, item: Item, within: Sequence[str]) -> str:
        """A container's rows depend on its content, its name (a gz names its content after it), how deep it lies, and the passwords for what is in it."""
        told = fingerprint(self._passwords.every)
        return f"{item.sha256}:{len(within)}:{item.file.rsplit('/', 1)[-1]}" + (f":{told}" if told else "")

    @property
    def _too_many(self) -> str:
        return f"more than {self._limits.entries} members; the rest was not read"

    def _opened(self, item: Item, within: tuple[str, ...]) -> list[Item]:
        """The rows of a container by unpacking it; all members lie in the spool afterwards."""
        assert item.path is not None  # a container that is opened was read just now
        if not self._opens:
            raise _Unopened
        job = Job(self._spool, item.file, passwords=self._passwords.of_file(item.dataset, item.file))
        members: list[Item] = []
        size = 0
        for unpacked in _unpacked(item, item.path, job):
            self._entries += 1
            if self._entries > self._limits.entries:
                job.damaged(self._too_many)
                break
            size += unpacked.stored.size if unpacked.stored else 0
            members.extend(self._member(item, unpacked, (*within, item.sha256)))
        problem = job.problem
        if size > max(_LARGE, _RATIO * item.bytes):
            problem = "; ".join(filter(None, (problem, f"unpacks to {size // max(item.bytes, 1)} times its size")))
        if item.container:
            item = replace(item, outcome=job.outcome, problem=problem)
        elif job.outcome is not ReadOutcome.READ:  # its reader may read all of the document itself
            item = replace(item, outcome=ReadOutcome.PARTLY, problem=problem)
        rows = [item, *members]
        if not any("limit" in row.problem or "more than" in row.problem for row in rows):
            self._cache.remember_members(self._key(item, within), [_row(item, row) for row in rows])
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


def _unpacked(item: Item, path: Path, job: Job) -> Iterator[Unpacked]:
    """What comes out of a container or document, until it ends or what takes it apart gives up."""
    try:
        yield from opener_of(item.kind)(path, job)
    except DiskFull:
        raise
    except Exception as error:  # the type says enough, its text could hold a value
        if is_no_space(error):
            raise
        job.damaged(f"what is in it could not all be taken out ({type(error).__name__})")


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    hashed, block = hashlib.sha256(), bytearray(1 << 20)
    view = memoryview(block)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(block):
            hashed.update(view[:size])
            alive()
    return hashed.hexdigest()


def open_member(
    root: Path, file: str, spool: Path, limits: Limits | None = None, passwords: tuple[str, ...] = ()
) -> Path:
    """The content of an item on disk, unpacked anew where needed; raises Unreadable when it is not there any more."""
    for at in _splits(file):
        path = _top(root, file[:at])
        if path is not None:
            rest = file[at + len(BETWEEN) :]
            return path if not rest else _from_top(path, file[:at], rest, Spool(spool, limits or Limits()), passwords)
    raise Unreadable("the file is no longer where it was")


def _from_top(path: Path, label: str, rest: str, spool: Spool, passwords: tuple[str, ...]) -> Path:
    """A member of a container on disk, which may be in parts."""
    parts = parts_of(path)
    try:
        return _descend(_joined(parts, spool) if parts else path, label, rest, spool, passwords)
    except LimitReached:
        raise Unreadable(TOO_MUCH) from None


def _joined(parts: Sequence[Path], spool: Spool) -> Path:
    """The parts of an archive behind one another, in the spool."""
    with spool.writer() as writer:
        for part in parts:
            with part.open("rb") as file:
                writer.write_all(iter(lambda file=file: file.read(CHUNK), b""))  # type: ignore[misc]
        return writer.keep().path


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


def _descend(path: Path, label: str, rest: str, spool: Spool, passwords: tuple[str, ...]) -> Path:
    """Unpacks only the members on the way to the one that is wanted."""
    head = head_of(path)
    kind = container_kind(head) or (LOCKED if is_locked(path, head) else name_of_document(head))
    if kind is None:
        raise Unreadable("the container is no longer what it was")
    if kind in STREAMS and compressed_tar(path, kind):
        kind = TAR

    def on_the_way(name: str) -> bool:
        return rest == name or rest.startswith(name + BETWEEN)

    for unpacked in opener_of(kind)(path, Job(spool, label, on_the_way, passwords=passwords)):
        if unpacked.stored is None:
            continue
        if unpacked.name == rest:
            return unpacked.stored.path
        try:
            inner = rest[len(unpacked.name) + len(BETWEEN) :]
            return _descend(unpacked.stored.path, f"{label}{BETWEEN}{unpacked.name}", inner, spool, passwords)
        except Unreadable:
            continue
    raise Unreadable("the member is no longer in its container")


def _row(item: Item, row: Item) -> list[Any]:
    suffix = row.file[len(item.file) :]
    return [suffix, row.sha256, row.bytes, row.kind, row.outcome.value, row.problem, row.container]
