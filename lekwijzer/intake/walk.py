"""Finds the files of a dataset."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lekwijzer.intake.items import safe_label

OWN_FOLDERS = ("work", "revisions")
"""Folders of a case that are never part of a dataset."""


LINK = "a symbolic link; links are not followed"


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a dataset, or a place that could not be looked into (`problem`)."""

    path: Path
    file: str  # relative to the case root, with '/', safe to show
    problem: str = ""
    kind: str = ""  # of what cannot be read: link, folder, device, missing


def walk(dataset_files: Sequence[str], root: Path) -> Iterator[Found]:
    """The files named, and all files in the folders named, sorted and each once; links inside folders are not followed.

    A name may be relative to `root` or absolute, and may hold `*` and `?`.
    """
    seen: set[str] = set()
    reached = _Reached()
    own = tuple(os.path.join(os.path.abspath(root), folder) for folder in OWN_FOLDERS)
    for name in dataset_files:
        for start in _expand(name, root):
            reached.add(start)
            for found in _walk(start, root, own):
                key = os.path.abspath(found.path)
                if key not in seen:
                    seen.add(key)
                    if found.kind == "link":
                        reached.links.append(found)
                    else:
                        yield found
    for found in reached.links:
        yield replace(found, problem=reached.problem_of(found.path, own))


TO_LISTED = "a symbolic link to what is listed itself"
TO_NOTHING = "a symbolic link that leads to nothing"


@dataclass(slots=True)
class _Reached:
    """What a dataset names, and the links in it: of some is known that nothing is lost by not following them."""

    starts: list[str] = field(default_factory=list)
    links: list[Found] = field(default_factory=list)

    def add(self, start: str) -> None:
        """A file or folder of the dataset."""
        self.starts.append(os.path.realpath(start))

    def problem_of(self, link: Path, own: Sequence[str]) -> str:
        """What is told of a link."""
        try:
            os.stat(link)
            target = os.path.realpath(link)
        except (FileNotFoundError, NotADirectoryError):
            return TO_NOTHING
        except (OSError, ValueError) as error:
            return TO_NOTHING if isinstance(error, OSError) and error.errno == errno.ELOOP else LINK
        if any(
            _within(target, os.path.realpath(folder)) or _within(os.path.realpath(folder), target) for folder in own
        ):
            return LINK
        return TO_LISTED if any(_within(target, start) for start in self.starts) else LINK


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def label_of(path: str | Path, root: Path) -> str:
    """How a file is called in coverage lists: its path from the case root, with '/'."""
    relative = os.path.relpath(path, root)
    return safe_label(relative.replace(os.sep, "/"))


def _expand(name: str, root: Path) -> list[str]:
    path = os.path.normpath(os.path.join(root, name))
    if os.path.lexists(path) or not any(c in name for c in "*?["):
        return [path]
    return sorted(glob.glob(os.path.join(glob.escape(str(root)), name), recursive=True), key=os.fsencode) or [path]


def _walk(start: str, root: Path, own: Sequence[str]) -> Iterator[Found]:
    """Depth first, names in byte order, so that the order does not depend on the machine."""
    stack = [start]
    while stack:
        path = stack.pop()
        label = label_of(path, root)
        try:
            mode = (os.stat if path == start else os.lstat)(path).st_mode
        except FileNotFoundError:
            yield Found(Path(path), label, "the file does not exist", "missing")
            continue
        except (OSError, ValueError) as error:
            yield Found(Path(path), label, f"cannot be looked at: {_why(error)}", "missing")
            continue
        if stat.S_ISDIR(mode):
            if os.path.abspath(path) in own:
                continue
            try:
                names = sorted(os.listdir(path), key=os.fsencode, reverse=True)
            except OSError as error:
                yield Found(Path(path), label, f"the folder cannot be opened: {_why(error)}", "folder")
                continue
            stack.extend(os.path.join(path, name) for name in names)
        elif stat.S_ISREG(mode):
            yield Found(Path(path), label)
        elif stat.S_ISLNK(mode):
            yield Found(Path(path), label, LINK, "link")
        else:
            yield Found(Path(path), label, "not a regular file", "device")


def _why(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else "invalid name"
