"""A folder where members of containers lie while they are read, each under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lekwijzer.errors import DiskFull, is_no_space
from lekwijzer.intake.magic import HEAD
from lekwijzer.model import Limits
from lekwijzer.sandbox import alive

_VAIN = 16
"""How many times all of the room may be written to and given back."""


class LimitReached(Exception):
    """More was unpacked than the limits allow."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Content that was put away: where, and what it is."""

    path: Path
    sha256: str
    size: int
    head: bytes


class Spool:
    """Puts content away under its hash, once, and keeps count of the disk it takes."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        free = int(shutil.disk_usage(folder).free * limits.share_of_free)
        self._room = free if limits.bytes is None else min(free, limits.bytes)
        self._vain = _VAIN * self._room
        self._lock = threading.Lock()

    def place(self, sha256: str) -> Path:
        """Where content with this hash lies, or would lie."""
        return self.folder / sha256[:2] / sha256

    def writer(self) -> Writer:
        """Something to write one content to."""
        return Writer(self)

    def take(self, size: int) -> None:
        """Claims room for so many bytes."""
        with self._lock:
            if self._room < size or self._vain <= 0:
                raise LimitReached
            self._room -= size

    def give_back(self, size: int) -> None:
        """Returns room that is not used after all; but not for ever, as ten thousand bombs would take a year to be refused."""
        with self._lock:
            self._room += size
            self._vain -= size


class Writer:
    """One content on its way into the spool: hashed while it is written; kept only when `keep` is called."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._hash = hashlib.sha256()
        self._head = b""
        self.size = 0
        handle, name = tempfile.mkstemp(prefix="new-", dir=spool.folder)
        self._file = os.fdopen(handle, "wb", buffering=1 << 20)
        self._temporary = Path(name)
        self._open = True

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Adds bytes; raises LimitReached before the disk is full, DiskFull when it is."""
        alive()
        self._spool.take(len(data))
        self.size += len(data)
        if len(self._head) < HEAD:
            self._head += bytes(data[: HEAD - len(self._head)])
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise _full(error) from error

    def write_all(self, chunks: Iterable[bytes]) -> None:
        """Adds all chunks; an error of their source leaves what was written before it."""
        for chunk in chunks:
            self.write(chunk)

    def keep(self) -> Stored:
        """Ends the content and gives it its place."""
        try:
            self._file.close()
        except OSError as error:
            raise _full(error) from error
        sha256 = self._hash.hexdigest()
        place = self._spool.place(sha256)
        self._open = False
        if place.exists():
            self._temporary.unlink()
            self._spool.give_back(self.size)
        else:
            place.parent.mkdir(exist_ok=True)
            self._temporary.replace(place)
        return Stored(place, sha256, self.size, self._head)

    def drop(self) -> None:
        """Removes what was written, unless it was kept."""
        if self._open:
            self._open = False
            self._spool.give_back(self.size)
            try:
                self._file.close()
            except OSError:
                pass  # what could not be flushed is thrown away anyway
            self._temporary.unlink(missing_ok=True)


NO_ROOM = "no room left to unpack containers; free some disk and run again"


def _full(error: OSError) -> Exception:
    if is_no_space(error):
        return DiskFull(NO_ROOM)
    return error
