"""One record of a table at a time, exactly: its cells, and over how many lines it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

LOOK_AHEAD = 200
"""Lines that one quoted value may span in text with irregular quotes."""


class Lines:
    """Reads single lines of a table: what `Cutter` hands over because they are not regular. `width` 0: not known yet."""

    def __init__(self, delimiter: bytes, quote: bytes, width: int) -> None:
        self._delimiter, self._quote, self._width = delimiter, quote, width
        d, q = re.escape(delimiter), re.escape(quote)
        cell = rb"(?:" + q + rb"[^" + q + rb"]*+(?:" + q + q + rb"[^" + q + rb"]*+)*+" + q + rb"|[^" + d + q + rb"]*+)"
        self.regular = re.compile(cell + rb"(?:" + d + cell + rb")*+\r?")
        inside = rb"((?:[^" + q + rb"]|" + q + q + rb")*+)"
        self._cell = re.compile(q + inside + q + rb"(?=" + d + rb"|\Z)|([^" + d + rb"\n]*)")
        inside = rb"((?:[^" + q + rb"\\]|\\.|" + q + q + rb")*+)"
        self._escaped_cell = re.compile(q + inside + q + rb"(?=" + d + rb"|\Z)|([^" + d + rb"\n]*)", re.DOTALL)

    def record(self, lines: Sequence[bytes], i: int, final: bool, look: int = LOOK_AHEAD) -> tuple[list[str], int]:
        """One record and the number of lines it takes; 0 when its end is not among these lines.

        A value whose quote opens but does not close on its line goes on over the next lines only when that gives a
        record of the right width; otherwise the quote is a character like any other. Beyond LOOK_AHEAD lines only the
        first place is tried where all quotes so far are in pairs.
        """
        line = lines[i]
        alone = self.cells(line)
        if self._quote not in line or not any(cell.startswith(self._quote.decode()) for cell in alone):
            return alone, 1
        if b"\\" + self._quote in line:
            escaped = self.cells(line, self._escaped_cell)
            if len(escaped) == self._width:
                return [re.sub(r"\\(.)", r"\1", cell) for cell in escaped], 1
        last = min(i + LOOK_AHEAD, len(lines))
        quotes = line.count(self._quote)
        for end in range(i + 1, min(i + look, len(lines))):
            if self._quote not in lines[end]:
                continue
            quotes += lines[end].count(self._quote)
            if end >= last and quotes % 2:
                continue
            cells = self.cells(b"\n".join(lines[i : end + 1]))
            if len(cells) >= 2 and cells[-1] != "\n" and (self._width == 0 or len(cells) == self._width):
                return cells, end + 1 - i
            if end >= last:
                break
        if last == len(lines) and not final and last < i + LOOK_AHEAD and self._width:
            return alone, 0
        return alone, 1

    def cells(self, text: bytes, pattern: re.Pattern[bytes] | None = None) -> list[str]:
        """The cells of one record; where a line end stands outside quotes, the last cell is a single line end."""
        text = text.removesuffix(b"\r")
        if self._quote not in text:
            return text.decode("utf-8", "replace").split(self._delimiter.decode())
        cells: list[str] = []
        at = 0
        quote = self._quote.decode()
        while True:
            found = (pattern or self._cell).match(text, at)
            if found is None:  # cannot be: the second alternative also matches nothing
                return cells
            if found.group(1) is not None:
                cells.append(found.group(1).decode("utf-8", "replace").replace(quote * 2, quote))
            else:
                cells.append(found.group(2).decode("utf-8", "replace"))
            at = found.end()
            if at >= len(text):
                return cells
            if text[at] != self._delimiter[0]:
                cells.append("\n")
                return cells
            at += 1
