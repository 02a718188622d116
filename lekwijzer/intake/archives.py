"""Unpacks the containers that libarchive knows and nothing else here does.

The library is the system's own (libarchive13), so it may be absent: then the container is a row that says what to install. It
works in a process of its own (`archive_child`), which may die of an archive, or never end with it, without anything else being
lost. Only its streams are used: it is given the names of files to read from, and may write to none.
"""

from __future__ import annotations

import ctypes.util
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType

from lekwijzer.intake import archive_child
from lekwijzer.intake.frames import goes_on
from lekwijzer.intake.labels import remarks
from lekwijzer.intake.magic import container_kind, head_of
from lekwijzer.intake.rars import is_volume, locked_members, volumes_of
from lekwijzer.intake.unpack import ASIDE, PASSWORD, Job, Locked, Unpacked, inner_name
from lekwijzer.model import ReadOutcome

MISSING = "needs a library that is not installed: apt-get install libarchive13"
OTHER_PARTS = "one of several parts, and not all of them lie beside it"
_CUT = "the archive is damaged or cut off"
_PASSED = "parts of the archive are damaged and were passed over"
_KILLED = "reading the archive killed its process, or took too long; members are missing"
_FORMATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rar": (("rar", "rar5"), ("none",)), "iso": (("iso9660",), ("none",)), "cab": (("cab",), ("none",)), "xar": (("xar",), ("none",)),
    "ar": (("ar",), ("none",)), "cpio": (("cpio",), ("none",)), "lha": (("lha",), ("none",)), "7z": (("7zip",), ("none",)), "zip": (("zip",), ("none",)),
    "rpm": (("cpio",), ("rpm", "gzip", "bzip2", "xz", "lzma", "zstd")),
    "lzip": (("raw", "empty"), ("lzip",)), "lz4": (("raw", "empty"), ("lz4",)), "compress": (("raw", "empty"), ("compress",)),
}  # fmt: skip
"""Formats and compressions by kind; only these are switched on, as every other one is more code that untrusted bytes could reach."""
KINDS = tuple(_FORMATS)
_RAW = ("lzip", "lz4", "compress")
_MEMORY = 2 << 30
SILENCE = 300.0
"""Seconds without a word after which the process is taken to hang."""


def unpack_archive(path: Path, job: Job) -> Iterator[Unpacked]:
    """The members in their order; what comes before damage is kept, and encrypted members do not cost the others."""
    head = head_of(path)
    if _library() is None:
        job.damaged(MISSING, nothing_read=True)
        return
    volumes = volumes_of(path, head)
    yield from _members(volumes or [path], container_kind(head) or "", job)
    if is_volume(head) and not volumes:
        job.damaged(OTHER_PARTS, nothing_read=job.outcome is ReadOutcome.UNREADABLE)
    if not job.problem and goes_on(path, container_kind(head) or ""):
        job.damaged(ASIDE)


def unpack_otherwise(path: Path, kind: str, job: Job) -> Iterator[Unpacked]:
    """The members of an archive that its own module could not read."""
    if _library() is not None:
        yield from _members([path], kind, job)


def _members(paths: Sequence[Path], kind: str, job: Job) -> Iterator[Unpacked]:
    locked = locked_members(paths[0]) if kind == "rar" else frozenset[int]()
    said: list[str] = []
    read, damaged = 0, ""
    with _Archive(paths, kind) as archive:
        for number, entry in enumerate(archive.entries()):
            read += 1
            said += filter(None, (entry.name if entry.folder else "", entry.target))
            name = "" if entry.folder else job.name(inner_name(job.label, kind) if kind in _RAW else entry.name)
            if name and job.wanted(name):
                taken = _taken(archive, entry, job, name, encrypted=entry.encrypted or number in locked)
                damaged = _CUT if taken.problem.startswith("damaged") else damaged
                yield taken
    yield from remarks(job, said)
    problem = archive.problem or damaged or ("" if read or kind in _RAW else _CUT)
    if problem and not job.problem:
        job.damaged(problem, nothing_read=read == 0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a header says of a member."""

    name: str
    target: str  # of a link
    folder: bool
    link: bool
    device: bool
    encrypted: bool
    size: int | None


def _taken(archive: _Archive, entry: _Entry, job: Job, name: str, *, encrypted: bool) -> Unpacked:
    if entry.link and not entry.size:
        return Unpacked(name, None, ReadOutcome.SKIPPED, "a link; links are not followed", "link")
    if entry.device:
        return Unpacked(name, None, ReadOutcome.SKIPPED, "not a regular file", "device")
    taken = job.store(name, _refused() if encrypted else archive.content())
    if taken.outcome is ReadOutcome.READ and taken.stored is not None and entry.size not in (None, taken.stored.size):
        return Unpacked(name, taken.stored, ReadOutcome.PARTLY, "sizes or checksum in the archive are wrong")
    return taken


def _refused() -> Iterator[bytes]:
    raise Locked
    yield b""


class _Archive:
    """One archive, of one or several files, that another process reads."""

    def __init__(self, paths: Sequence[Path], kind: str) -> None:
        formats, filters = _FORMATS[kind]
        told = {
            "library": _library(), "formats": formats, "filters": filters, "memory": _MEMORY, "by_size": kind == "xar",
            "paths": [os.path.abspath(path) for path in paths],
        }  # fmt: skip
        self.problem = ""
        self._at_member = False  # the child waits to hear what to do with the member at hand
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", archive_child.__file__, json.dumps(told)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            env={"LC_CTYPE": "C.UTF-8", "PYTHONUTF8": "1"},
        )  # fmt: skip

    def __enter__(self) -> _Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def entries(self) -> Iterator[_Entry]:
        """The members; the content of each is to be taken before the next is asked for."""
        while True:
            if self._at_member:
                self._answer(b"s")
            letter, data = self._heard()
            if letter == b"E":
                self._at_member = True
                yield _Entry(**json.loads(data))
            elif letter == b"P":
                self.problem = _PASSED
            elif letter not in b"OB":  # those end a content that was not read to its end
                self.problem = {b"Z": self.problem, b"L": PASSWORD, b"F": _CUT}.get(letter, _KILLED)
                return

    def content(self) -> Iterator[bytes]:
        """The bytes of the member at hand; ends with an error where they do."""
        while True:
            self._answer(b"r")
            letter, data = self._heard()
            if letter == b"O":
                return
            if letter != b"D":
                self.problem = self.problem if letter == b"B" else _KILLED
                raise EOFError
            self._at_member = True
            yield data

    def _answer(self, letter: bytes) -> None:
        self._at_member = False
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(letter)
        except OSError:
            pass  # it is gone, and that is seen when it is asked for more

    def _heard(self) -> tuple[bytes, bytes]:
        """A letter and what belongs to it; no letter when the process is gone or silent."""
        head = self._exactly(5)
        data = self._exactly(int.from_bytes(head[1:], "big")) if head else None
        return (b"", b"") if head is None or data is None else (head[:1], data)

    def _exactly(self, size: int) -> bytes | None:
        assert self._process.stdout is not None
        pieces: list[bytes] = []
        while size > 0:
            if not select.select([self._process.stdout], [], [], SILENCE)[0]:
                self._process.kill()
                return None
            piece = self._process.stdout.read(size)
            if not piece:
                return None
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


@cache
def _library() -> str | None:
    """The name of the library, or None when it is not there."""
    return ctypes.util.find_library("archive")
