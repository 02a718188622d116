"""The files that a table of case.toml names: they exist, can be read, and are not the program's own."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from lekwijzer.case_errors import FILE, Section, describe, nearest
from lekwijzer.case_types import REVISIONS, WORK


def files_of(section: Section, folder: Path, *, walk: bool = False) -> tuple[Path, ...]:
    """What `files` of a section names: sorted, each once; with `walk`, the files of a folder instead of the folder. Mistakes are noted in the section."""
    expected = "files, folders or patterns that exist, relative to case.toml"
    found: set[Path] = set()
    for i, given in enumerate(section.texts("files", expected, needed=True) or []):
        place = (*section.at("files"), i)
        paths = _existing(folder, given)
        if not paths:
            section.mistakes.add(place, f"{describe(given)} in `files`", expected, _near(folder, given))
        for path in paths:
            if path == folder or path in folder.parents:
                section.mistakes.add(place, f"{describe(given)}, a folder that holds the case itself", "a folder in it")
            elif any(own == path or own in path.parents for own in _own(folder)):
                section.mistakes.add(place, f"{describe(given)}, which the program writes", "files from elsewhere")
            elif (what := _unreadable(path)) and (walk or path == Path(os.path.normpath(folder / given))):
                section.mistakes.add(place, f"{describe(given)}, {what}", "files or folders")
            elif walk and path.is_dir():
                inside = _files_in(path)
                if not inside:
                    section.mistakes.add(place, f"{describe(given)}, a folder without files", expected)
                found.update(inside)
            else:
                found.add(path)
    return tuple(sorted(path for path in found if not found.intersection(path.parents)))


def _own(folder: Path) -> tuple[Path, Path]:
    return folder / WORK, folder / REVISIONS


def _existing(folder: Path, given: str) -> list[Path]:
    path = Path(os.path.normpath(folder / given))
    if os.path.lexists(path):
        return [path]
    if not glob.has_magic(given):
        return []
    matches = glob.iglob(given, root_dir=folder, recursive=True)
    paths = (Path(os.path.normpath(folder / match)) for match in matches)
    # A pattern such as "*" is about the files that are there, not about what the program writes beside them.
    return [p for p in paths if p.name != FILE and not any(own == p or own in p.parents for own in _own(folder))]


def _near(folder: Path, given: str) -> str | None:
    """The path that was probably meant: the nearest name in the deepest folder that exists."""
    path = Path(os.path.normpath(folder / given))
    missing = path
    while not missing.parent.is_dir():
        missing = missing.parent
    name = nearest(missing.name, _names_in(missing.parent))
    if name is None:
        return None
    meant = missing.parent / name / path.relative_to(missing)
    shown = meant if meant.exists() else missing.parent / name
    return shown.relative_to(folder).as_posix() if shown.is_relative_to(folder) else str(shown)


def _unreadable(path: Path) -> str:
    """What a path is when nothing can be read from it: a pipe would be waited on for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"which cannot be looked at ({error.strerror})"
    kinds = (
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for is_kind, name in kinds if is_kind(mode)), "")


def _names_in(folder: Path) -> Iterable[str]:
    try:
        return [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []


def _files_in(folder: Path) -> list[Path]:
    """The files under a folder, without the hidden ones that systems leave behind."""
    return [
        p for p in folder.rglob("*") if p.is_file() and not any(s.startswith(".") for s in p.relative_to(folder).parts)
    ]
