"""Unpacks 7z archives; the one module that knows py7zr."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from lekwijzer.errors import DiskFull
from lekwijzer.intake.archives import unpack_otherwise
from lekwijzer.intake.labels import remarks
from lekwijzer.intake.spool import LimitReached, Spool, Stored, Writer
from lekwijzer.intake.unpack import ASIDE, CHUNK, DAMAGE, PASSWORD, TOO_MUCH, Job, Unpacked
from lekwijzer.model import ReadOutcome

DAMAGED = "damaged; nothing could be read"
_START = struct.Struct("<12xQQ4x")
"""The first bytes of an archive: how far behind them its index begins, and how long that is."""


@dataclass(slots=True)
class _Read:
    """How far an archive could be read with one password, or with none."""

    names: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    stored: dict[str, Stored] = field(default_factory=dict)
    problem: str = ""  # of the members
    told: str = ""  # of the archive


def unpack_seven(path: Path, job: Job) -> Iterator[Unpacked]:
    """All wanted members; the archive is read in one go, as its members are compressed together."""
    read = _read(path, job, None)
    if read.problem == PASSWORD:
        tried = (_read(path, job, password) for password in job.passwords)
        read = next((one for one in tried if not one.problem), read)  # a wrong one may give rubbish
    elif read.problem == DAMAGED and not read.stored and (otherwise := _otherwise(path, job)):
        yield from otherwise
        return
    if not read.told and _goes_on(path):
        read.told = ASIDE
    if read.told:
        job.damaged(read.told, nothing_read=not read.stored and read.problem != TOO_MUCH)
    for number, name in read.names.items():
        yield _result(name, read.stored.get(number), read.sizes[number], read.problem)
    yield from remarks(job, read.folders)


def _goes_on(path: Path) -> bool:
    """Whether something follows the index, which is the end of an archive."""
    with path.open("rb") as file:
        offset, size = _START.unpack(file.read(_START.size))
        file.seek(_START.size + offset + size)
        return any(piece.strip(b"\0") for piece in iter(lambda: file.read(CHUNK), b""))


def _read(path: Path, job: Job, password: str | None) -> _Read:
    read = _Read()
    sink: _Sink | None = None
    naming = Job(job.spool, job.label, job.wanted)
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(py7zr.SevenZipFile(stack.enter_context(path.open("rb")), password=password))
            read.names, read.sizes = _number_members(archive, naming, read.folders)
            if password is None and archive.needs_password():
                raise PasswordRequired([], "")
            sink = stack.enter_context(_Sink(job.spool))
            archive.extract(targets=set(read.names), factory=sink)
        except PasswordRequired:
            read.told = read.problem = PASSWORD
        except LimitReached:
            read.told, read.problem = "stopped at the limit for unpacked data; members are missing", TOO_MUCH
        except DiskFull:
            raise
        except (ArchiveError, *DAMAGE, KeyError, TypeError, AttributeError, AssertionError, RuntimeError):
            read.told, read.problem = "the archive is damaged or cut off", DAMAGED
        if sink is not None:
            read.stored = sink.stored
    return read


def _otherwise(path: Path, job: Job) -> list[Unpacked]:
    """The members by the other library, which knows methods that this one does not; none when it reads nothing either."""
    again = Job(job.spool, job.label, job.wanted)
    found = list(unpack_otherwise(path, "7z", again))
    if not any(unpacked.stored for unpacked in found):
        return []
    job.outcome, job.problem = again.outcome, again.problem
    return found


def _number_members(archive: py7zr.SevenZipFile, job: Job, folders: list[str]) -> tuple[dict[str, str], dict[str, int]]:
    """Gives the members numbers for names, as the library refuses archives with a name that looks like an escape."""
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for number, info in enumerate(archive.files):
        if info.is_directory:
            folders.append(info.filename)
        label = "" if info.is_directory else job.name(info.filename)
        size = int(info.uncompressed or 0)
        archive.files.files_list[number]["filename"] = str(number)
        if label and job.wanted(label):
            names[str(number)] = label
            sizes[str(number)] = size
    return names, sizes


def _result(name: str, stored: Stored | None, size: int, problem: str) -> Unpacked:
    if stored is None:
        return Unpacked(name, None, ReadOutcome.UNREADABLE, problem or DAMAGED)
    if stored.size < size:
        return Unpacked(name, stored, ReadOutcome.PARTLY, "damaged; read as far as possible")
    return Unpacked(name, stored)


class _Sink(WriterFactory):
    """Takes the members as they are unpacked; what was begun is kept."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._begun: dict[str, Writer] = {}
        self.stored: dict[str, Stored] = {}

    def __enter__(self) -> _Sink:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._begun.values():
            writer.drop()

    def create(self, filename: str) -> Py7zIO:
        """A target for the member with this number."""
        number = filename.rsplit("/", 1)[-1]
        writer = self._begun[number] = self._spool.writer()
        return _Target(self, number, writer)

    def done(self, number: str) -> None:
        """Ends a member."""
        writer = self._begun.pop(number, None)
        if writer is not None:
            self.stored[number] = writer.keep()


class _Target(Py7zIO):
    def __init__(self, sink: _Sink, number: str, writer: Writer) -> None:
        self._sink, self._number, self._writer = sink, number, writer

    def write(self, s: bytes | bytearray) -> int:
        self._writer.write(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        return self._writer.size

    def close(self) -> None:
        self._sink.done(self._number)
