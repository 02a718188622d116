"""The text of a page of a PDF as it is seen: where things stand side by side, by their place; otherwise in the order of the file.

A page whose words stand in columns becomes lines and grids of cells; pages without columns, nearly all, cost no more than their text.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from pypdfium2 import PdfTextPage

from lekwijzer.readers import grids

Grid = list[list[str]]
_EM = 0.72
"""Height of a capital as a share of the size of its font."""
_LOOSE = 0.85
"""The size of a font as a share of the height of its line."""
_GAP = 1.0
"""Ems of white that part two cells; a justified line has less between its words."""
_WIDEST = 0.66
"""Ems that the letters of a line are wide at most, on average; those of a typewriter are 0.6."""
_BLANK, _WRAPPED = 1.8, 1.25
"""Heights of a line from one line to the next, beyond which something stands apart, and within which a cell goes on."""
_MOST = 200_000
"""Characters of a page beyond which their places are not looked at."""
_WORD = re.compile(r"[^ \r\n\xa0]+")


@dataclass(slots=True)
class _Word:
    text: str
    left: float
    right: float
    middle: float
    height: float


@dataclass(slots=True)
class _Line:
    """Words on one height, in cells that white parts: their text and where they begin and end."""

    middle: float
    height: float
    cells: list[tuple[str, float, float]]


@dataclass(slots=True)
class Layout:
    """What stands on a page: its lines, and the lists of people on it with the left edges of their columns."""

    lines: list[str] = field(default_factory=list)
    lists: list[tuple[tuple[float, ...], Grid]] = field(default_factory=list)


def text_of(page: PdfTextPage) -> Layout:
    """The text of a page, laid out where it has columns."""
    text = page.get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\x02", "-")
    lines = [line.replace("\0", "").rstrip() for line in text.split("\n")]
    words = _words(page) if _has_columns(page, lines) else None
    return Layout(lines) if words is None else _laid_out(words)


def _has_columns(page: PdfTextPage, lines: Sequence[str]) -> bool:
    """Whether pieces of text stand on one height with white between them, or a piece is wider than its letters are."""
    count = pdfium.FPDFText_CountRects(page.raw, 0, -1)
    if not count:
        return False
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    found: dict[int, list[tuple[float, float, float]]] = {}
    widths = []
    for index in range(count):
        pdfium.FPDFText_GetRect(page.raw, index, left, top, right, bottom)
        start, end, high, low = left.value, right.value, top.value, bottom.value
        found.setdefault(round((high + low) / 8), []).append((start, end, high - low))
        widths.append(end - start)
    for pieces in found.values():
        if len(pieces) > 1:
            pieces.sort()
            far = pieces[0][1]
            for start, end, height in pieces[1:]:
                if start - far > _GAP * height / _EM:
                    return True
                far = max(far, end)
    return len(widths) == len(lines) and _stretched(page, lines, widths)


def _stretched(page: PdfTextPage, lines: Sequence[str], widths: Sequence[float]) -> bool:
    """Whether a line is wider than its letters: several blanks in a row come as one."""
    at = 0
    for line, width in zip(lines, widths, strict=True):
        if " " in line and width > _WIDEST * len(line) * max(pdfium.FPDFText_GetFontSize(page.raw, at), 4.0):
            return True
        at += len(line) + 2
    return False


def _words(page: PdfTextPage) -> list[_Word] | None:
    """The words of a page and where they stand; None where that is not known."""
    count = page.count_chars()
    if not 0 < count < _MOST:
        return None
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(page.raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    if len(text) != count or "\0" in text:
        return None  # the places would be those of other characters
    box = pdfium.FS_RECTF()
    words = []
    for found in _WORD.finditer(text):
        first, end = found.span()
        pdfium.FPDFText_GetLooseCharBox(page.raw, first, box)
        left, middle, height = box.left, (box.top + box.bottom) / 2, box.top - box.bottom
        pdfium.FPDFText_GetLooseCharBox(page.raw, end - 1, box)
        words.append(_Word(found[0].replace("\x02", "-"), left, box.right, middle, height))
    return words


def _laid_out(words: list[_Word]) -> Layout:
    """Lines from the top down, and where cells of several lines stand below one another, grids."""
    out = Layout()
    lines = list(_lines(words))
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and len(lines[end].cells) > 1:
            end += 1
            if (
                end + 1 < len(lines)
                and len(lines[end].cells) == 1
                and len(lines[end + 1].cells) > 1
                and _within(lines[end], lines[end - 1])
            ):
                end += 1  # a cell that goes on
        if end - at > 1:
            _region(lines[at:end], out)
        else:
            end = at + 1
            out.lines.append("\t".join(text for text, _, _ in lines[at].cells))
        if end < len(lines) and lines[end - 1].middle - lines[end].middle > _BLANK * lines[end].height:
            out.lines.append("")
        at = end
    return out


def _lines(words: list[_Word]) -> Iterator[_Line]:
    words.sort(key=lambda word: -word.middle)
    held: list[_Word] = []
    for word in words:
        if held and held[0].middle - word.middle > 0.4 * min(held[0].height, word.height):
            yield _line(held)
            held = []
        held.append(word)
    if held:
        yield _line(held)


def _line(words: list[_Word]) -> _Line:
    words.sort(key=lambda word: word.left)
    height = max(word.height for word in words)
    cells: list[tuple[str, float, float]] = []
    for word in words:
        if cells and word.left - cells[-1][2] < _GAP * _LOOSE * height:
            text, left, _ = cells[-1]
            cells[-1] = (f"{text} {word.text}", left, word.right)
        else:
            cells.append((word.text, word.left, word.right))
    return _Line(words[0].middle, height, cells)


def _within(line: _Line, above: _Line) -> bool:
    """Whether the one cell of a line goes on with a cell of the line right above it."""
    return above.middle - line.middle < _BLANK * line.height and any(
        abs(left - line.cells[0][1]) < line.height for _, left, _ in above.cells[1:]
    )


def _region(lines: Sequence[_Line], out: Layout) -> None:
    """Cells in columns: a list of people, lines of text with a tab between cells, or blocks of text side by side."""
    edges = _columns(lines)
    rows: Grid = []
    last = 0.0
    for line in lines:
        row = [""] * len(edges)
        for text, left, _ in line.cells:
            column = max((i for i, edge in enumerate(edges) if edge <= left + 1), default=0)
            row[column] = f"{row[column]} {text}".strip()
        if (
            rows
            and not row[0]
            and rows[-1][0]
            and last - line.middle < _WRAPPED * line.height
            and sum(map(bool, row)) <= len(row) / 2
        ):
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        last = line.middle
    if grids.is_list(rows):
        out.lists.append((tuple(edges), rows))
    elif len(edges) == 2 and not grids.is_form(rows):
        for column in range(2):
            out.lines += ["", *(row[column] for row in rows if row[column])]
        out.lines.append("")
    else:
        out.lines += ["\t".join(row).rstrip("\t") for row in rows]


def _columns(lines: Sequence[_Line]) -> list[float]:
    """The left edges of the columns: white runs through all lines between them, or nearly all."""
    spans = sorted((left, right) for line in lines for _, left, right in line.cells)
    height = max(line.height for line in lines)
    wide = sorted(right - left for left, right in spans)[int(0.9 * (len(spans) - 1))]
    edges: list[float] = []
    far = 0.0
    for left, right in spans:
        if not edges or left > far:
            edges.append(left)
            far = right
        elif right - left <= wide + height:
            far = max(far, right)
    return edges
