"""Running text to people: the seam between what takes a text out of a file and what finds the people in it.

A reader of letters, pages or mails gives the documents it has; `prose` gives the records of their people, one per person whom
a document is about, and lets everything that was read leave its traces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import polars as pl

from lekwijzer.model import Problem, Records, Role
from lekwijzer.readers.message_io import PERSON, Batches
from lekwijzer.readers.text_net import Net
from lekwijzer.readers.text_others import names_of_others
from lekwijzer.readers.text_person import Passage, passages
from lekwijzer.sandbox import alive

_BESIDE_NUMBER = tuple(PERSON.index(role) for role in (Role.NAME, Role.SURNAME, Role.BIRTH_DATE))


@lru_cache(4)
def found_in(document: str) -> tuple[Passage, ...]:
    """The people of one document; kept for a moment, as who puts pages together asks too."""
    return tuple(passages(document))


def prose(
    name: str,
    documents: Iterable[tuple[int, str]],
    problems: list[Problem],
    *,
    swept: bool = False,
    paged: bool = False,
    misread: bool = False,
) -> Records:
    """The people of some documents as a part of an item.

    `documents`: each text with the number of its first line, counted over the part; or, when `paged`, with the number of
    its first page and a form feed between its pages. Appends to `problems` when the texts hold signs of people who were
    not recognised. `swept`: the bytes of the file are searched for traces elsewhere; if not, each text is handed on to
    be searched. `misread`: the texts may hold wrong letters and figures; a number that nothing stands beside is left to the
    traces then, as it could be somebody else's.
    """
    part = Records(name, "page" if paged else "passage", iter(()))
    return replace(part, batches=_frames(documents, problems, part, swept, paged, misread))


def _frames(
    documents: Iterable[tuple[int, str]],
    problems: list[Problem],
    part: Records,
    swept: bool,
    paged: bool,
    misread: bool,
) -> Iterator[pl.DataFrame]:
    batches, net = Batches(), Net()
    lines: list[int] = []
    last = alone = 0
    seen: set[str] = set()
    for first, document in documents:
        alive()
        found = found_in(document)
        net.document(document, found)
        if found or swept:
            part.others.extend(names_of_others(document, found, seen))
        if not swept:
            (part.unread if found else part.named).append(document)
        for passage in found:
            if misread and not any(passage.row[0][place] for place in _BESIDE_NUMBER):
                alone += 1
                continue
            if paged:
                last = first + _pages_before(document, passage.line)
            else:
                last = max(first + passage.line, last + 1)
            lines.append(last)
            batches.add(passage.row, passage.digest(document, len(found) == 1))
        if batches.full:
            yield _numbered(batches.take(), lines)
            lines = []
    if batches.pending:
        yield _numbered(batches.take(), lines)
    problems.extend(map(Problem, net.problems))
    if alone:
        problems.append(Problem(f"numbers of people that may be misread and that nothing stands beside: {alone}"))


def _pages_before(document: str, line: int) -> int:
    return "\n".join(document.split("\n", line)[:line]).count("\f") if "\f" in document else 0


def _numbered(frame: pl.DataFrame, lines: list[int]) -> pl.DataFrame:
    return frame.with_columns(pl.Series("n", lines, dtype=pl.UInt32))
