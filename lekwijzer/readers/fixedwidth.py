"""Reads tables whose columns are aligned with blanks: listings of a database or a laboratory system.

The columns come from a ruler of dashes under the header where there is one, else from the places that are blank on
every line. Columns that touch are told by what stands in the same place on every line (`fixedwidth_touching`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.fixedwidth_layout import RULER, TITLES, Layout, kinds_of, layout_of, names_people, under_ruler
from lekwijzer.readers.header import known_word
from lekwijzer.readers.stacked import told_apart

KIND = "fixedwidth"
BLOCK = 4 << 20
SAMPLE_LINES = 2000
_NO_RECORD = (
    r"(?i)^[\s=_-]*$|^\s*\(?[0-9.,]+ (?:rows?|records?|rijen|rij|regels?)\b.{0,20}$|^[\s*=-]*(?:einde|end of)\b.{0,60}$"
    r"|^\W*(?:sub)?(?:totaal|total|aantal)\b[^0-9]{0,40}(?:[0-9]{1,7}|[0-9]{1,3}(?:[.,][0-9]{2,3})+)?\s*$"
)
"""Rulers, blank lines, the count under a listing, and its end; but somebody may be called Einde."""
_PAGE = re.compile(r"(?i)\b(?:pagina|page|pag\.|blad|blz\.?)\s*:?\s*[0-9]")
_NUMBER = re.compile(r"\s*[0-9]+")


def bid(name: str, head: bytes) -> int:
    """45 for aligned columns under a header, 30 without one; 0 where no column holds what only people have."""
    text = decode_head(head)
    if "  " not in text or "\x00" in text or text_kind(head):
        return 0
    lines = _lines(text)
    lines = lines[:-1] if len(head) >= 65536 else lines
    layout = layout_of(lines[:SAMPLE_LINES])
    if layout is None:
        return 0
    kinds = kinds_of(layout, lines)
    if layout.header is None:
        return 30 if names_people(kinds) else 0
    named = sum(known_word(cell) for cell in layout.header) >= max(2, len(layout.header) // 3)
    return 45 if named and {"date", "personal"} & kinds else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table; `n` is the number of the line."""
    notes = Notes()
    blocks = utf8_blocks(path, notes, BLOCK)
    first = next(blocks, b"")
    lines = _lines(first[: 1 << 20].decode("utf-8", "ignore"))[:SAMPLE_LINES]
    layout = layout_of(lines)
    if layout is None:
        raise Unreadable("no columns that all lines share")
    pieces = _pieces(_numbered(chain([first], blocks)), layout)
    for found, batches in told_apart(layout, pieces):
        unread = ["\n".join(found.above)]
        yield Table("", found.labels, _rows(batches, found, problems, unread), unread=unread)
    if notes.repaired:
        problems.append(notes.mixed())
    if notes.broken:
        problems.append(Problem(f"{notes.broken} characters are damaged"))


def _numbered(blocks: Iterator[bytes]) -> Iterator[pl.DataFrame]:
    """The lines of the blocks with their numbers."""
    above = 0
    for block in blocks:
        lines = _lines(block.decode("utf-8", "replace"))
        if lines and not lines[-1]:
            lines.pop()
        yield pl.DataFrame({"line": lines, "n": np.arange(above + 1, above + len(lines) + 1, dtype=np.uint32)})
        above += len(lines)


def _pieces(frames: Iterator[pl.DataFrame], layout: Layout) -> Iterator[pl.DataFrame | Layout]:
    """The lines in order, and between them the layouts of the listings that follow the first: each has a ruler of its own."""
    for frame in frames:
        frame = frame.filter(pl.col("n") > layout.first) if not frame.is_empty() and frame["n"][0] == 1 else frame
        rulers = frame.get_column("line").str.contains(rf"^(?:{RULER.pattern})$").arg_true().to_list()
        lines = frame.get_column("line").to_list() if rulers else []
        at = 0
        for ruler in rulers:
            found = under_ruler(lines[at:], ruler - at) if ruler > at else None
            if found is None or (found.starts == layout.starts and found.header == layout.header):
                continue
            layout = found
            top = ruler - 1 - len(layout.names)
            while top > at and ruler - top <= TITLES and lines[top - 1].strip():
                top -= 1
            yield frame.slice(at, top - at)
            yield replace(layout, above=tuple(line.strip() for line in lines[top : ruler - 1]))
            at = ruler + 1
        yield frame.slice(at)


def _rows(
    frames: Iterator[pl.DataFrame], layout: Layout, problems: list[Problem], unread: list[str]
) -> Iterator[pl.DataFrame]:
    """The records of lines; the lines that carry on the last one of a block come with the next."""
    kept: pl.DataFrame | None = None
    crossing = 0
    for frame in frames:
        closing = frame.get_column("line").str.contains(_NO_RECORD)
        unread.append("\n".join(frame.get_column("line").filter(closing).unique(maintain_order=True)))
        frame = frame.filter(~closing)
        frame = frame.filter(~_page_head(frame.get_column("line"), layout))
        if layout.form:
            fits = frame.get_column("line").str.contains(layout.form)
            unread.append("\n".join(frame.filter(~fits).get_column("line").to_list()))
            yield _cells(frame.filter(fits), layout)
            continue
        if layout.more:
            frame = frame if kept is None else pl.concat([kept, frame])
            begins = frame.select(_begins(layout).arg_true()).to_series()
            last = int(begins[-1]) if len(begins) else 0
            frame, kept = frame.slice(0, last), frame.slice(last)
        crossing += _crossing(frame, layout)
        yield _cells(frame, layout)
    if kept is not None:
        crossing += _crossing(kept, layout)
        yield _cells(kept, layout)
    if crossing:
        problems.append(Problem(f"{crossing} lines do not keep to the columns"))


def _begins(layout: Layout) -> pl.Expr:
    """Lines that fill the first column: in a listing with several lines per record, those with which one begins."""
    return pl.col("line").str.slice(0, layout.starts[1]).str.contains(r"\S")


def _crossing(frame: pl.DataFrame, layout: Layout) -> int:
    """Lines that do not keep to the columns; those that carry a record on have columns of their own."""
    line = pl.col("line")
    crosses = pl.any_horizontal(line.str.slice(start - 1, 1).str.contains(r"\S") for start in layout.starts[1:])
    return int(frame.select((crosses & _begins(layout) if layout.more else crosses).sum()).item() or 0)


def _cells(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    line = pl.col("line")
    pieces = [(line, layout.starts)]
    if layout.more:
        frame = frame.with_columns(_begins(layout).alias("begins"))
        goes_on = pl.lit(True)
        for i, starts in enumerate(layout.more, 1):
            goes_on = goes_on & ~pl.col("begins").shift(-i).fill_null(True)
            frame = frame.with_columns(pl.when(goes_on).then(line.shift(-i)).alias(f"line{i}"))
            pieces.append((pl.col(f"line{i}"), starts))
        frame = _carried_on(frame, len(layout.more))
    cells = [
        text.str.slice(start, None if end is None else end - start).str.strip_chars()
        for text, starts in pieces
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    rows = frame.select(*(cell.alias(f"c{at}") for at, cell in enumerate(cells)), "n")
    return rows.with_columns(pl.exclude("n").replace("", None))


def _carried_on(frame: pl.DataFrame, most: int) -> pl.DataFrame:
    """The lines with which records begin; and those that carry nothing on, because there are more of them than a record has."""
    since = pl.int_range(pl.len()) - pl.when("begins").then(pl.int_range(pl.len())).forward_fill()
    return frame.filter((since == 0) | (since > most).fill_null(True))


def _page_head(lines: pl.Series, layout: Layout) -> pl.Series:
    """Lines from above the header that stand there again: to the letter, or with the number of another page."""
    heads = [line for line in layout.above if not layout.header or not all(name in line for name in layout.header)]
    pages = [_NUMBER.sub("9", line) for line in heads if _PAGE.search(line)]
    stripped = lines.str.strip_chars()
    again = stripped.is_in(heads)
    if pages:
        numbered = stripped.str.contains(_PAGE.pattern)
        again |= numbered & stripped.str.replace_all(_NUMBER.pattern, "9").is_in(pages)
    return again.fill_null(False)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
