"""Files of several sites in one folder: NOORD_PATIENT, NOORD_UITSLAG, ZUID_PATIENT, ZUID_UITSLAG. Each site is a folder of its own then.

Every site must have every table, a table the same header at every site, and different tables different ones; all lists of people of the
folder are among them. A year is no site: patient 12 of last year's export is mostly who it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lekwijzer.detect.corrections import PERSONAL
from lekwijzer.detect.headers import tokens
from lekwijzer.mentions.store import ReadItem


@dataclass(frozen=True, slots=True)
class _File:
    """A file with one table in it."""

    number: int
    words: tuple[str, ...]
    header: tuple[str, ...]
    people: bool


def folders(items: Sequence[ReadItem]) -> dict[int, str]:
    """The folder of each item by its number, where files of a site share one that they do not share with another site."""
    found = {item.number: item.file.rpartition("/")[0] for item in items}
    within: dict[tuple[str, str], list[_File]] = defaultdict(list)
    for item in items:
        listed = [p for p in item.parts if p.get("unit") == "row" and p.get("columns")]
        if len(listed) == 1 and isinstance(columns := listed[0]["columns"], list):
            words = _words(item.file.rpartition("/")[2].partition(".")[0])
            header = tuple(str(c[0]).strip().lower() for c in columns)
            people = any(c[1] in PERSONAL for c in columns)
            within[item.dataset, found[item.number]].append(_File(item.number, words, header, people))
    for files in within.values():
        if sum(file.people for file in files) > 1:
            found |= {number: f"{found[number]}/{site}\x1f" for number, site in _sites(files)}
    return found


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


def _sites(files: Iterable[_File]) -> Iterator[tuple[int, str]]:
    """The numbers of the files with the site that each is of; nothing where the names do not tell."""
    files = list(files)
    for at in (0, -1):
        named: dict[str, dict[tuple[str, ...], _File]] = defaultdict(dict)
        for file in files:
            if len(file.words) > 1 and len(file.words[at]) > 1 and file.words[at].isalpha():
                rest = file.words[1:] if at == 0 else file.words[:-1]
                named[file.words[at]].setdefault(rest, file)
        some = [tables for tables in named.values() if len(tables) > 1]
        if len(some) < 2 or any(tables.keys() != some[0].keys() for tables in some):
            continue
        headers = [{tables[rest].header for tables in some} for rest in some[0]]
        told = {file.number for tables in some for file in tables.values()}
        alike = all(len(one) == 1 for one in headers) and len(set().union(*headers)) == len(headers)
        if alike and all(file.number in told for file in files if file.people):
            for site, tables in named.items():
                if len(tables) > 1:
                    yield from ((file.number, site) for file in tables.values())
            return
