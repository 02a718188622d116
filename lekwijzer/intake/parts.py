"""Archives that were cut into parts: which files beside one another are parts of one, and in which order."""

from __future__ import annotations

import re
from pathlib import Path

from lekwijzer.intake.magic import container_kind, head_of
from lekwijzer.intake.rars import first_volume, row, volumes_of

_NUMBERED = re.compile(r"(.+)\.(\d{3,4})")
_SPANNED = re.compile(r"(.+)\.z(\d{2,3})", re.IGNORECASE)


def parts_of(path: Path) -> list[Path]:
    """The files that make one archive when they are put behind one another, where this is the first of them; else nothing.

    Parts have the numbers .001, .002 and so on, or .z01, .z02 and .zip for the last. By its name alone a file is no part: the
    first must begin as an archive, and no other may, for `log.001.gz` is one by itself.
    """
    found: list[Path] = []
    if (match := _NUMBERED.fullmatch(path.name)) and int(match[2]) == 1:
        stem, width = match[1], len(match[2])
        found = list(row(path, lambda n: f"{stem}.{n:0{width}d}"))
    elif (match := _SPANNED.fullmatch(path.name)) and int(match[2]) == 1:
        stem, width, letter = match[1], len(match[2]), path.name[-len(match[2]) - 1]
        last = path.with_name(f"{stem}.{'zip' if letter == 'z' else 'ZIP'}")
        found = [*row(path, lambda n: f"{stem}.{letter}{n:0{width}d}"), last] if last.is_file() else []
    if len(found) < 2 or _kind(found[0]) is None or any(_kind(part) is not None for part in found[1:-1]):
        return []
    return found


def first_part(path: Path) -> Path | None:
    """The first part of the archive that this file is a later part of; None when it is none."""
    first = None
    if (match := _NUMBERED.fullmatch(path.name)) and int(match[2]) > 1:
        first = path.with_name(f"{match[1]}.{1:0{len(match[2])}d}")
    elif (match := _SPANNED.fullmatch(path.name)) and int(match[2]) > 1:
        first = path.with_name(f"{match[1]}.{path.name[-len(match[2]) - 1]}{1:0{len(match[2])}d}")
    elif path.suffix in (".zip", ".ZIP"):
        first = path.with_suffix(".z01" if path.suffix == ".zip" else ".Z01")
    else:
        first = first_volume(path)
    if first is None or not first.is_file():
        return None
    whole = volumes_of(first, head_of(first)) or parts_of(first)
    return first if path in whole else None


def _kind(path: Path) -> str | None:
    try:
        return container_kind(head_of(path))
    except OSError:
        return None
