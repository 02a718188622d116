"""Reads tables whose columns are aligned with blanks: listings of a database or a laboratory system.

The columns come from a ruler of dashes under the header where there is one, else from the places that are blank on
every line. Columns that are glued together cannot be told apart and are left to the text reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.header import find_header, is_ruler, known_word

KIND = "fixedwidth"
BLOCK = 4 << 20
SAMPLE_LINES = 2000
_RULER = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
_NO_RECORD = (
    r"(?i)^[\s=_-]*$|^\s*\(?[0-9.,]+ (?:rows?|records?|rijen|rij|regels?)\b.{0,20}$|^[\s*=-]*(?:einde|end of)\b.{0,60}$"
)
"""Rulers, blank lines, the count under a listing, and its end."""
_PAGE = re.compile(r"(?i)\b(?:pagina|page|pag\.|blad|blz\.?)\s*:?\s*[0-9]")
_NUMBER = re.compile(r"\s*[0-9]+")
_PERSONAL = re.compile(
    r"[0-9]{8,9}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/.]?[0-9]{2}[-/.]?[0-9]{2}"
    r"|[0-9]{1,2}[- ][A-Za-z]{3,9}\.?[- ](?:19|20)?[0-9]{2}|[1-9][0-9]{3} ?[A-Z]{2}|[^@ ]+@[^@ ]+\.[a-z]+"
)
_DATE = re.compile(r"[^@]*(?:19|20)[0-9]{2}[^@]*|(?:19|20)[0-9]{6}")
_NAME = re.compile(r"(?:[^\W\d_]|['’])[\w .,'’()-]+")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns begin; the last one runs to the end of the line."""

    starts: tuple[int, ...]
    header: tuple[str, ...] | None
    first: int  # lines above the first record
    above: tuple[str, ...] = ()  # what stands above the header, which a print repeats on each page


def bid(name: str, head: bytes) -> int:
    """45 for aligned columns under a header, 30 without one; 0 where no column holds what only people have."""
    text = decode_head(head)
    if "  " not in text or "\x00" in text or text_kind(head):
        return 0
    lines = _lines(text)
    lines = lines[:-1] if len(head) >= 65536 else lines
    layout = _layout(lines[:SAMPLE_LINES])
    if layout is None:
        return 0
    rows = [_cut(line, layout.starts) for line in lines[layout.first :][:400] if line.strip()]
    kinds = [_kind_of_column([row[at] for row in rows if row[at]]) for at in range(len(layout.starts))]
    if layout.header is None:
        return 30 if {"date", "name"} <= set(kinds) or {"personal", "name"} <= set(kinds) else 0
    named = sum(known_word(cell) for cell in layout.header) >= max(2, len(layout.header) // 3)
    return 45 if named and {"date", "personal"} & set(kinds) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table; `n` is the number of the line."""
    notes = Notes()
    blocks = utf8_blocks(path, notes, BLOCK)
    first = next(blocks, b"")
    lines = _lines(first[: 1 << 20].decode("utf-8", "ignore"))[:SAMPLE_LINES]
    layout = _layout(lines)
    if layout is None:
        raise Unreadable("no columns that all lines share")
    layout = replace(layout, above=tuple(line.strip() for line in lines[: layout.first] if line.strip()))
    yield Table("", layout.header, _frames(first, blocks, layout, notes, problems))


def _frames(
    first: bytes, blocks: Iterator[bytes], layout: _Layout, notes: Notes, problems: list[Problem]
) -> Iterator[pl.DataFrame]:
    above = crossing = 0
    block: bytes | None = first
    while block is not None:
        lines = _lines(block.decode("utf-8", "replace"))
        if lines and not lines[-1]:
            lines.pop()
        frame = pl.DataFrame({"line": lines, "n": np.arange(above + 1, above + len(lines) + 1, dtype=np.uint32)})
        above += len(lines)
        line = pl.col("line")
        frame = frame.filter((pl.col("n") > layout.first) & ~line.str.contains(_NO_RECORD))
        frame = frame.filter(~_page_head(frame.get_column("line"), layout))
        ends: list[int | None] = [*layout.starts[1:], None]
        cells = [
            line.str.slice(start, None if end is None else end - start).str.strip_chars().alias(f"c{at}")
            for at, (start, end) in enumerate(zip(layout.starts, ends, strict=True))
        ]
        crosses = pl.any_horizontal(line.str.slice(start - 1, 1).str.contains(r"\S") for start in layout.starts[1:])
        crossing += int(frame.select(crosses.sum()).item())
        yield frame.select(*cells, "n").with_columns(pl.exclude("n").replace("", None))
        block = next(blocks, None)
    if crossing:
        problems.append(Problem(f"{crossing} lines do not keep to the columns"))
    if notes.repaired:
        problems.append(Problem(f"{notes.repaired} bytes are not valid UTF-8; read as {notes.page}"))
    if notes.broken:
        problems.append(Problem(f"{notes.broken} characters are damaged"))


def _page_head(lines: pl.Series, layout: _Layout) -> pl.Series:
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


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def _layout(lines: Sequence[str]) -> _Layout | None:
    """The columns of a listing, or None when its lines share none."""
    for at, line in enumerate(lines[:20]):
        if at and _RULER.fullmatch(line):
            starts = [match.start() for match in re.finditer(r"-+", line)]
            starts[0] = 0
            return _Layout(tuple(starts), tuple(_cut(lines[at - 1], starts)), at + 1) if len(starts) > 2 else None
    filled = [line for line in lines if line.strip() and not is_ruler([line])]
    if len(filled) < 4 or any("\t" in line for line in filled):
        return None
    body = [line for line in filled if len(line.rstrip()) >= 0.5 * max(map(len, filled))]
    if len(body) < max(4, 0.8 * len(filled)):
        return None
    starts = _starts(body)
    if len(starts) < 3:
        return None
    rows = [_cut(line, starts) for line in lines[:400]]
    header, first = find_header(rows)
    if header is not None and not all(rows[header]):  # a column has a name: the gap was in a name of several words
        starts = [start for start, cell in zip(starts, rows[header], strict=True) if cell or not start]
        rows[header] = _cut(lines[header], starts)
    if len(starts) < 3:
        return None
    return _Layout(tuple(starts), tuple(rows[header]) if header is not None else None, first)


def _starts(body: Sequence[str]) -> list[int]:
    """Where columns begin: after places that are blank on every line; two blanks wide where there are few lines."""
    width = max(map(len, body))
    if width > 2000:
        return []
    letters = np.array([list(line.ljust(width)) for line in body])
    blank = (letters == " ").all(axis=0)
    least = 1 if len(body) >= 12 else 2
    starts = [0]
    run = 0
    for at in range(width):
        if not blank[at]:
            if run >= least and not blank[:at].all():
                starts.append(at)
            run = 0
        else:
            run += 1
    return starts


def _kind_of_column(values: Sequence[str]) -> str:
    """What most values of a column look like: date, personal (a number, postcode, mail address), name, or nothing."""
    if not values:
        return ""
    personal = [value for value in values if _PERSONAL.fullmatch(value)]
    if len(personal) > 0.6 * len(values):
        return (
            "date"
            if sum(_DATE.fullmatch(value) is not None for value in personal) > 0.6 * len(personal)
            else "personal"
        )
    names = [value for value in values if _NAME.fullmatch(value) and len(value) > 2]
    return "name" if len(names) > 0.5 * len(values) and len(set(names)) > 1 else ""
