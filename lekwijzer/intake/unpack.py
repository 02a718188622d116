"""What every kind of container has in common when it is unpacked."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from typing import Protocol

from lekwijzer.intake.items import safe_label
from lekwijzer.intake.spool import LimitReached, Spool, Stored
from lekwijzer.model import ReadOutcome

CHUNK = 1 << 20
DAMAGE = (EOFError, OSError, ValueError, zlib.error, LZMAError, IndexError, OverflowError, MemoryError)
"""What decompressors raise on damaged input."""

ASIDE = "there are bytes in the file that are in no member"
PASSWORD = "password needed"
TOO_MUCH = "stopped at the limit for unpacked data; not read"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One member: its label within the container, and its content or why there is none."""

    name: str
    stored: Stored | None
    outcome: ReadOutcome = ReadOutcome.READ
    problem: str = ""
    kind: str = ""  # of what has no content


@dataclass(slots=True)
class Job:
    """Unpacking one container: where to put members, which ones, and how it went."""

    spool: Spool
    label: str  # of the container
    wanted: Callable[[str], bool] = lambda name: True
    outcome: ReadOutcome = ReadOutcome.READ
    problem: str = ""
    passwords: tuple[str, ...] = field(default=(), repr=False)  # to be tried on what is encrypted
    _names: dict[str, int] = field(default_factory=dict)

    def name(self, raw: str) -> str:
        """The label of a member: safe to show, and never the same twice."""
        label = safe_label(raw.replace("\\", "/")).strip("/") or "unnamed"
        n = self._names[label] = self._names.get(label, 0) + 1
        if n == 1:
            return label
        while f"{label}#{n}" in self._names:
            n += 1
        self._names[f"{label}#{n}"] = 1
        return f"{label}#{n}"

    def damaged(self, problem: str, nothing_read: bool = False) -> None:
        """Notes that the container itself could not be read to the end."""
        self.outcome = ReadOutcome.UNREADABLE if nothing_read else ReadOutcome.PARTLY
        self.problem = problem

    def store(self, name: str, chunks: Iterator[bytes]) -> Unpacked:
        """Puts a member away; what was read before damage is kept and marked."""
        problem = ""
        with self.spool.writer() as writer:
            try:
                writer.write_all(chunks)
            except LimitReached:
                self.damaged("stopped at the limit for unpacked data; members are missing")
                return Unpacked(name, None, ReadOutcome.UNREADABLE, TOO_MUCH)
            except Locked:
                return Unpacked(name, None, ReadOutcome.UNREADABLE, PASSWORD)
            except NotImplementedError:
                return Unpacked(name, None, ReadOutcome.UNREADABLE, "compressed in a way that is not supported")
            except DAMAGE:
                problem = "damaged; read as far as possible"
            if problem and not writer.size:
                return Unpacked(name, None, ReadOutcome.UNREADABLE, "damaged; nothing could be read")
            return Unpacked(name, writer.keep(), ReadOutcome.PARTLY if problem else ReadOutcome.READ, problem)


_SUFFIXES = {
    "gz": (".gz", ".gzip", ".z"), "bz2": (".bz2", ".bz"), "xz": (".xz", ".lzma"), "zst": (".zst", ".zstd"), "lzip": (".lz",), "lz4": (".lz4",),
    "compress": (".z",),
}  # fmt: skip


def inner_name(label: str, kind: str) -> str:
    """What is in a compressed file, by its name: `export.csv.gz` holds `export.csv`."""
    name = label.rsplit("/", 1)[-1]
    for suffix in _SUFFIXES[kind]:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return f"{name}.unpacked"


def fingerprint(passwords: tuple[str, ...]) -> str:
    """Tells other passwords from these, and is too short to tell what they are."""
    return hashlib.sha256(repr(passwords).encode("utf-8", "replace")).hexdigest()[:6] if passwords else ""


class Locked(Exception):
    """A member needs a password."""


class Opener(Protocol):
    """Unpacks one kind of container."""

    def __call__(self, path: Path, job: Job) -> Iterator[Unpacked]:
        """The wanted members in order; notes in the job what is wrong with the container."""
