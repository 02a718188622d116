"""Finds the columns of records of fixed width that touch: `999990019Vries          A.B. 19600312V1234AB   12`.

There is no blank between such columns, and mostly no header. What tells them is what stands in the same place on every line: figures
that are dates or citizen service numbers, postcodes, a letter for the sex; and in what is left, where words begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lekwijzer.readers.message_io import passes_11_test

_FEWEST, _MOST = 8, 300
_WIDEST = 600
_USUAL, _NEARLY_ALL = 0.6, 0.97
_BORN, _VALID = 0.95, 0.9
_SEX = frozenset("MVFWOX")
_WORD_STARTS, _BLANK_BEFORE = 0.2, 0.85
_NUMBER = 9
_LEAST_STRONG = 6
"""Places with figures that make lines records of one kind."""
_SLASHED = re.compile(r"(?=(99[-/.]99[-/.]9999|9999[-/.]99[-/.]99))")
_POSTCODE = re.compile(r"9999_?LL")
_WHOLE_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}")
_YEAR, _MONTH, _DAY = r"((?:19[0-9]|20[012])[0-9])", "(?:0[0-9]|1[0-2])", "(?:[012][0-9]|3[01])"
_ORDERS = tuple(
    re.compile("[-/.]?".join(parts))
    for parts in ((_YEAR, _MONTH, _DAY), (_DAY, _MONTH, _YEAR), (_MONTH, _DAY, _YEAR), (_YEAR, _DAY, _MONTH))
)
_BLANK, _DIGIT, _LETTER, _SIGN = 0, 1, 2, 3

Signs = npt.NDArray[np.str_]
Kinds = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Touching:
    """Where the columns begin, a pattern that every record fits, the numbers of the lines that are records, and where those end and
    begin that are told by what they hold."""

    starts: list[int]
    form: str
    records: list[int]
    windows: list[tuple[int, int]]

    def parts(self, lines: Sequence[str], starts: Sequence[int]) -> bool:
        """Whether one of these stands in one column with something else, where columns begin in other places."""
        for first, last in self.windows:
            end = next((start for start in starts if start > first), None)
            if first not in starts or (
                end != last and any(lines[at][last : last + 1].strip() for at in self.records[:_FEWEST])
            ):
                return True
        return False


def touching(lines: Sequence[str]) -> Touching | None:
    """Where the columns of records are that touch one another; None where there are no such records."""
    some = [at for at, line in enumerate(lines) if line.strip()][:_MOST]
    width = max((len(lines[at].rstrip()) for at in some), default=0)
    if len(some) < _FEWEST or not 12 < width <= _WIDEST:
        return None
    signs = np.array([list(lines[at].rstrip().ljust(width)) for at in some])
    kinds = _kinds(signs)
    strong = _strong(signs, kinds, _USUAL)
    if len(strong) < _LEAST_STRONG:
        return None
    fit = _fitting(signs, kinds, strong) >= _VALID
    if fit.sum() < max(_FEWEST, _USUAL * len(some)):
        return None
    signs, kinds = signs[fit], kinds[fit]
    strong = _strong(signs, kinds, _NEARLY_ALL)
    template = "".join(_place(signs[:, at], kinds[:, at]) for at in range(width))
    windows = _windows(signs, template)
    starts = _starts(signs, kinds, template, windows) if windows else []
    if len(strong) < _LEAST_STRONG or len(starts) < 3:
        return None
    if all(end - first == _NUMBER for first, end in windows):
        return (
            None  # article numbers may all pass the 11-test: without a date or a postcode beside them they are nobody's
        )
    records = [at for at, one in zip(some, fit, strict=True) if one]
    return Touching(starts, _form(strong), records, windows)


def _kinds(signs: Signs) -> Kinds:
    kinds = np.full(signs.shape, _SIGN, np.int8)
    kinds[signs == " "] = _BLANK
    kinds[np.char.isdecimal(signs)] = _DIGIT
    kinds[np.char.isalpha(signs)] = _LETTER
    return kinds


def _strong(signs: Signs, kinds: Kinds, share: float) -> dict[int, str]:
    """The places where nearly every line has a figure ("9") or one and the same sign."""
    found: dict[int, str] = {}
    for at in np.flatnonzero((kinds == _DIGIT).mean(axis=0) >= share):
        found[int(at)] = "9"
    for at in np.flatnonzero((kinds == _SIGN).mean(axis=0) >= share):
        values, counts = np.unique(signs[:, at], return_counts=True)
        if counts.max() >= share * len(signs):
            found[int(at)] = str(values[counts.argmax()])
    return found


def _fitting(signs: Signs, kinds: Kinds, strong: dict[int, str]) -> npt.NDArray[np.float64]:
    """How much of the strong places each line keeps to."""
    hits = [kinds[:, at] == _DIGIT if sign == "9" else signs[:, at] == sign for at, sign in strong.items()]
    share: npt.NDArray[np.float64] = np.mean(hits, axis=0)
    return share


def _form(strong: dict[int, str]) -> str:
    """A pattern of the first of the strong places, of which a mistyped figure may fail one."""
    places = sorted(strong)[:40]
    out, last = "^", -1
    for at in places:
        gap = at - last - 1
        out += (f".{{{gap}}}" if gap else "") + (r"[0-9A-Za-z ]" if strong[at] == "9" else re.escape(strong[at]))
        last = at
    return out


def _starts(signs: Signs, kinds: Kinds, template: str, windows: list[tuple[int, int]]) -> list[int]:
    """Where columns begin."""
    width = signs.shape[1]
    starts = {0, *(edge for window in windows for edge in window if edge < width)}
    inside = {at for start, end in windows for at in range(start, end)}
    for at in range(1, width):
        if at in inside:
            continue
        before, here = template[at - 1], template[at]
        if here == "L" and before in "9n" and _is_sex(signs[:, at]):
            starts |= {at, at + 1}
        elif (
            (before == "_" and here != "_")
            or (before in "9n" and here in "Lt")
            or (before == "t" and here in "9n")
            or (here in "Lt" and _word_begins(kinds, at))
        ):
            starts.add(at)
    for _, end in windows:
        if end < width and template[end] == "L" and _is_sex(signs[:, end]):
            starts |= {end, end + 1}
    return sorted(start for start in starts if start < width)


def _place(signs: Signs, kinds: Kinds) -> str:
    """What stands in one place of the lines: 9 a figure, n a figure or blank, L a letter, _ a blank, t anything, or a sign itself."""
    share = np.bincount(kinds, minlength=4) / len(kinds)
    if share[_DIGIT] >= _NEARLY_ALL:
        return "9"
    if share[_BLANK] >= 0.999:
        return "_"
    if share[_LETTER] >= _NEARLY_ALL:
        return "L"
    if share[_SIGN] >= _NEARLY_ALL and len(np.unique(signs)) <= 2:
        return str(signs[0])
    return "n" if share[_DIGIT] > 0.02 and share[_DIGIT] + share[_BLANK] >= 0.99 else "t"


def _windows(signs: Signs, template: str) -> list[tuple[int, int]]:
    """The places of dates, citizen service numbers and postcodes, from left to right."""
    found: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in found)

    for match in _POSTCODE.finditer(template):
        start, end = match.span()
        alone = template[end : end + 1] not in ("L", "t")  # or it is a number at a name
        texts = _texts(signs, start, end)
        if alone and sum(_WHOLE_POSTCODE.fullmatch(text) is not None for text in texts) >= _BORN * len(texts):
            found.append((start, end))
    for match in _SLASHED.finditer(template):
        start, end = match.span(1)
        if free(start, end) and _born(_texts(signs, start, end)) >= _BORN:
            found.append((start, end))
    for run in re.finditer("9{8,}", template):
        found += _within(signs, *run.span(), found)
    return sorted(found)


def _within(signs: Signs, first: int, last: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The dates and numbers in a run of figures, the surest first."""
    rated: list[tuple[float, int, int]] = []
    for size, rate, least in ((9, _numbers, _VALID), (8, _born, _BORN)):
        for start in range(first, last - size + 1):
            share = rate(_texts(signs, start, start + size))
            if share >= least:
                rated.append((share, start, start + size))
    found: list[tuple[int, int]] = []
    for _, start, end in sorted(rated, key=lambda one: -one[0]):
        if all(end <= a or start >= b for a, b in (*taken, *found)):
            found.append((start, end))
    return found


def _texts(signs: Signs, start: int, end: int) -> list[str]:
    return ["".join(row) for row in signs[:, start:end].tolist()]


def _numbers(texts: Sequence[str]) -> float:
    """The share of valid citizen service numbers, which are hardly ever the same."""
    return sum(map(passes_11_test, texts)) / len(texts) if len(set(texts)) > 0.5 * len(texts) else 0.0


def _born(texts: Sequence[str]) -> float:
    """The share of dates on which somebody can have been born, written in one order, where they differ as those do."""
    best = 0.0
    for form in _ORDERS:
        years = [match[1] for match in map(form.fullmatch, texts) if match]
        if len(set(years)) >= min(5, len(texts) // 2):
            best = max(best, len(years) / len(texts))
    return best


def _is_sex(column: Signs) -> bool:
    return set(np.unique(column).tolist()) <= _SEX | {" "}


def _word_begins(kinds: Kinds, at: int) -> bool:
    """Whether words begin in a place, behind a blank on nearly every line, and hardly beside it."""
    blank = kinds[:, at - 1] == _BLANK
    begins = (blank & (kinds[:, at] != _BLANK)).mean()
    if begins < _WORD_STARTS or blank.mean() < _BLANK_BEFORE:
        return False
    beside = [
        ((kinds[:, other - 1] == _BLANK) & (kinds[:, other] != _BLANK)).mean()
        for other in (at - 1, at + 1)
        if 0 < other < kinds.shape[1]
    ]
    return bool(begins > 3 * max(beside, default=0.0))
