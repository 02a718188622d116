"""Text that the readers of some formats pass over, because no row or record of a person can stand there; it leaves traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from lekwijzer.model import Problem
from lekwijzer.readers import icon, parquet_rest, scan, sqlite_free, sqlite_rest, workbook_rest

_OF: dict[str, Callable[[Path, list[Problem]], Iterator[str]]] = {
    "xlsx": workbook_rest.rest,
    "sqlite": sqlite_rest.rest,
    "parquet": parquet_rest.rest,
    "icon": icon.beside,
    "scan": scan.beside,
}


def unread(kind: str, path: Path, problems: list[Problem]) -> Iterator[str]:
    """The texts of a file of a kind outside its rows; appends to `problems` what of it could not be looked into."""
    return _OF[kind](path, problems) if kind in _OF else iter(())


def left_over(kind: str, path: Path) -> Iterator[bytes]:
    """The bytes of a file of a kind that belong to none of its rows any more."""
    return sqlite_free.free_bytes(path) if kind == "sqlite" else iter(())
