"""Remembers the hash of files that did not change since the last run, and what was in which container."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file was not touched: any write changes at least one of these."""

    size: int
    mtime: int
    ctime: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file as it is now."""
        status = os.stat(path)
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class HashCache:
    """Hashes by path, and members by the hash of their container; kept in one JSON file.

    `about` names everything else that the rows depend on (the version of the program): a cache made under another
    is not used. A cache that cannot be read is an empty one.
    """

    def __init__(self, file: Path | None, about: str = "") -> None:
        self._file = file
        self._about = about
        self._lock = threading.Lock()
        self._hashes: dict[str, list[Any]] = {}
        self._members: dict[str, list[list[Any]]] = {}
        self._changed = False
        if file is not None:
            self._load(file)

    def hash_of(self, path: Path, stamp: Stamp) -> str | None:
        """The hash of the file when it was hashed before and has not been touched since."""
        known = self._hashes.get(os.fspath(path))
        if known and known[:4] == [stamp.size, stamp.mtime, stamp.ctime, stamp.inode] and isinstance(known[4], str):
            return known[4]
        return None

    def remember(self, path: Path, stamp: Stamp, sha256: str) -> None:
        """Notes the hash of a file."""
        with self._lock:
            self._hashes[os.fspath(path)] = [stamp.size, stamp.mtime, stamp.ctime, stamp.inode, sha256]
            self._changed = True

    def members(self, key: str) -> list[list[Any]] | None:
        """The rows that were noted for a container."""
        return self._members.get(key)

    def remember_members(self, key: str, rows: list[list[Any]]) -> None:
        """Notes the rows of a container."""
        with self._lock:
            self._members[key] = rows
            self._changed = True

    @property
    def noted(self) -> list[dict[str, Any]]:
        """All that is in the cache, as plain data: a worker's cache, on its way to its parent's."""
        return [self._hashes, self._members]

    def take(self, noted: list[dict[str, Any]]) -> None:
        """Adds what another cache noted."""
        hashes, members = noted
        if hashes or members:
            with self._lock:
                self._hashes |= hashes
                self._members |= members
                self._changed = True

    def save(self) -> None:
        """Writes the cache; a run that is killed meanwhile leaves the old one whole."""
        if self._file is None or not self._changed:
            return
        with self._lock:
            content = {"version": VERSION, "about": self._about, "hashes": self._hashes, "members": self._members}
            temporary = self._file.with_name(self._file.name + ".new")
            temporary.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(content, ensure_ascii=True), encoding="ascii")
            temporary.replace(self._file)
            self._changed = False

    def _load(self, file: Path) -> None:
        try:
            content = json.loads(file.read_bytes())
            if content["version"] == VERSION and content["about"] == self._about:
                hashes, members = content["hashes"], content["members"]
                if all(len(row) == 5 for row in hashes.values()) and isinstance(members, dict):
                    self._hashes, self._members = hashes, members
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return
