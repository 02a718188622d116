"""Puts a record with too many cells back under its columns.

A delimiter inside a value that was not quoted ("Jansen, J.") shifts every cell after it. The forms that values have
in each column of the good records tell where the surplus cells belong: they are joined again with the delimiter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import log

from lekwijzer.readers.header import looks_like_value, shape

_UNSEEN = log(0.002)
_MOST = 64
"""Surplus cells up to which the places are worked out; beyond that the record is beyond repair."""


class Aligner:
    """Learns the columns from good records; called with the cells of a long record, gives as many as there are columns."""

    def __init__(self, rows: Sequence[Sequence[str | None]], width: int, delimiter: str) -> None:
        self.width = width
        self.delimiter = delimiter
        self.repaired = 0
        self.doubtful = 0
        columns = [[row[i] or "" for row in rows if len(row) == width] for i in range(width)]
        self._shapes = [Counter(shape(value) for value in column) for column in columns]
        self._text = [_text_share(column) for column in columns]
        self._known = len(columns[0]) if columns else 0

    def __call__(self, cells: list[str]) -> list[str | None]:
        surplus = len(cells) - self.width
        if surplus <= 0:
            return list(cells)
        if surplus > _MOST or self._known == 0:
            self.doubtful += 1
            return [*cells[: self.width - 1], self.delimiter.join(cells[self.width - 1 :])]
        taken, certain = self._align(cells, surplus)
        self.repaired += certain
        self.doubtful += not certain
        fitted: list[str | None] = []
        at = 0
        for extra in taken:
            fitted.append(self.delimiter.join(cells[at : at + 1 + extra]))
            at += 1 + extra
        return fitted

    def belong_together(self, parts: Sequence[Sequence[str]], joined: Sequence[str]) -> bool:
        """Whether short records are the pieces of one that was broken by line ends inside its values."""
        if self._known == 0:
            return False
        apart = sum(self._fit([*part, *[""] * (self.width - len(part))]) for part in parts) / len(parts)
        return self._fit(joined) > apart

    def _fit(self, cells: Sequence[str]) -> float:
        return sum(self._fits(i, [cell]) for i, cell in enumerate(cells))

    def _align(self, cells: Sequence[str], surplus: int) -> tuple[list[int], bool]:
        """How many surplus cells each column takes, and whether this is clearly better than leaving them at the end."""
        lowest = float("-inf")
        best = [[lowest] * (surplus + 1) for _ in range(self.width + 1)]
        choice = [[0] * (surplus + 1) for _ in range(self.width + 1)]
        best[0][0] = 0.0
        for i in range(self.width):
            for used in range(surplus + 1):
                if best[i][used] == lowest:
                    continue
                for extra in range(surplus - used + 1):
                    score = best[i][used] + self._fits(i, cells[i + used : i + used + extra + 1])
                    if score > best[i + 1][used + extra]:
                        best[i + 1][used + extra], choice[i + 1][used + extra] = score, extra
        taken: list[int] = []
        left = surplus
        for i in range(self.width, 0, -1):
            taken.append(choice[i][left])
            left -= choice[i][left]
        at_end = sum(self._fits(i, cells[i : i + 1]) for i in range(self.width - 1))
        at_end += self._fits(self.width - 1, cells[self.width - 1 :])
        taken.reverse()
        return taken, taken[-1] == surplus or best[self.width][surplus] > at_end + 1

    def _fits(self, i: int, cells: Sequence[str]) -> float:
        """The log of how usual it is to find this in the column."""
        if len(cells) > 1:  # a joined value: free text, or a number that has the delimiter inside
            joined = self.delimiter.join(cells)
            seen = self._shapes[i][shape(joined)]
            return log(max(seen / self._known, 0.2 * self._text[i], 0.0005)) - 0.5 * (len(cells) - 1)
        seen = self._shapes[i][shape(cells[0])]
        if seen:
            return log(seen / self._known)
        likely = self._text[i] * 0.1 if not looks_like_value(cells[0]) else 0.0
        return max(_UNSEEN, log(likely)) if likely else _UNSEEN


def records_of(line: bytes, tokens: Callable[[bytes], list[str]], width: int) -> list[bytes]:
    """The records of a line: several where they end with a lone carriage return, as where files of two systems were put together."""
    whole = line.removesuffix(b"\r")
    if b"\r" not in whole:
        return [line]
    parts = whole.split(b"\r")
    widths = [len(tokens(part)) for part in parts]
    if width < 2 or max(widths) > width or widths.count(width) < 0.9 * len(widths):
        return [line]
    parts[-1] += line[len(whole) :]
    return parts


def _text_share(column: Sequence[str]) -> float:
    """The share of values that are words rather than numbers, dates or codes of one form."""
    words = [value for value in column if value.strip() and not looks_like_value(value)]
    varied = len(set(words)) / len(words) if words else 0.0
    return len(words) / len(column) * (0.3 + 0.7 * varied) if column else 0.0
