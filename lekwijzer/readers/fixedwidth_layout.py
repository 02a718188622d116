"""Finds the columns of a listing that is aligned with blanks, and which lines carry on the record above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lekwijzer.readers.fixedwidth_touching import Touching, touching
from lekwijzer.readers.header import find_header, is_ruler, known_word, shape

RULER = re.compile(r"\s*(?:-{2,}(?:\s+-{2,})+|={2,}(?:\s+={2,})+|_{2,}(?:\s+_{2,})+)\s*")
LOOK_DOWN = 20
"""Lines from the top among which the header of a listing stands."""
MOST_LINES = 4
"""Lines that one record may take."""
TITLES = 3
_PERSONAL = re.compile(
    r"[0-9]{8,9}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/.]?[0-9]{2}[-/.]?[0-9]{2}"
    r"|[0-9]{1,2}[- ][A-Za-z]{3,9}\.?[- ](?:19|20)?[0-9]{2}|[1-9][0-9]{3} ?[A-Z]{2}|[^@ ]+@[^@ ]+\.[a-z]+"
)
_DATE = re.compile(r"[^@]*(?:19|20)[0-9]{2}[^@]*|(?:19|20)[0-9]{6}")
_NAME = re.compile(r"(?:[^\W\d_]|['’])[\w .,'’()-]+")
_GAP = re.compile(r"\S+(?: \S+)*")
"""The words of a header that stand together."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns begin; the last one runs to the end of the line."""

    starts: tuple[int, ...]
    header: tuple[str, ...] | None
    first: int  # lines above the first record
    above: tuple[str, ...] = ()  # what stands above the header, which a print repeats on each page
    more: tuple[tuple[int, ...], ...] = ()  # where the columns begin of the lines that carry a record on
    names: tuple[tuple[str, ...], ...] = ()  # and what these columns are called, where the header tells
    form: str = ""  # of columns that touch, the pattern of a record: what does not fit it is none

    @property
    def labels(self) -> tuple[str, ...] | None:
        """The header over all lines of a record."""
        if self.header is None:
            return None
        named = [*self.names, *((("",) * len(starts)) for starts in self.more[len(self.names) :])]
        return self.header + tuple(name for names in named for name in names)


def cut(line: str, starts: Sequence[int]) -> list[str]:
    """The cells of a line."""
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The columns of a listing, or None when its lines share none."""
    for at, line in enumerate(lines[:LOOK_DOWN]):
        if at and RULER.fullmatch(line):
            return under_ruler(lines, at)
    filled = [line for line in lines if line.strip() and not is_ruler([line])]
    if len(filled) < 4 or any("\t" in line for line in filled):
        return None
    layout = _all_blank(lines, filled)
    under = _under_header(lines) if layout is None or layout.header is None else None
    if under:  # the heads of pages may have hidden that there is a header
        layout = under
    elif layout:
        layout = _with_second_header(layout, lines)
    named = layout is not None and names_people(kinds_of(layout, lines))
    if layout and layout.header and named:
        return layout
    found = touching(lines)
    if found and (layout is None or not named or found.parts(lines, layout.starts)):
        closer = _of_touching(found, lines)
        if names_people(kinds_of(closer, lines)):
            return closer
    return layout


def kinds_of(layout: Layout, lines: Sequence[str]) -> set[str]:
    """What the columns of a listing hold, as far as it tells that they are about people."""
    below = [line for line in lines[layout.first :][:800] if line.strip() and not RULER.fullmatch(line)]
    if layout.form:
        below = [line for line in below if re.match(layout.form, line)]
    rows = [cut(line, layout.starts) for line in below if not layout.more or line[: layout.starts[1]].strip()]
    return {_kind_of_column([row[at] for row in rows if row[at]]) for at in range(len(layout.starts))}


def names_people(kinds: set[str]) -> bool:
    """Whether there are names, and dates or numbers of people beside them."""
    return "name" in kinds and bool({"date", "personal"} & kinds)


def _of_touching(found: Touching, lines: Sequence[str]) -> Layout:
    """Columns that touch, with the header above them where it keeps to these."""
    first, starts = found.records[0], found.starts
    header = next((line for line in reversed(lines[:first]) if _over(line, starts)), None)
    names = tuple(cut(header, starts)) if header else None
    above = tuple(line.strip() for line in lines[:first] if line.strip() and line is not header)
    return Layout(tuple(starts), names, first, above, form=found.form)


def _over(line: str, starts: Sequence[int]) -> bool:
    """Whether a line names the columns below it."""
    words = list(_GAP.finditer(line))
    known = [word for word in words if known_word(word[0])]
    return len(known) > 1 and 2 * len(known) >= len(words) and all(word.start() in starts for word in words)


def under_ruler(lines: Sequence[str], at: int) -> Layout | None:
    """The columns that a ruler of dashes draws, with the header above it."""
    starts = [match.start() for match in re.finditer(r"-+|=+|_+", lines[at])]
    starts[0] = 0
    if len(starts) < 3:
        return None
    top = at - 1
    while top and at - top < MOST_LINES and not lines[top][: starts[1]].strip() and lines[top - 1].strip():
        top -= 1  # the header has as many lines as a record
    if not lines[top][: starts[1]].strip():
        top = at - 1
    layout = Layout(tuple(starts), tuple(cut(lines[top], starts)), at + 1, tuple(_title(lines, top)))
    return _with_more(layout, lines, lines[top + 1 : at])


def _title(lines: Sequence[str], top: int) -> list[str]:
    return [line.strip() for line in lines[:top] if line.strip()]


def _all_blank(lines: Sequence[str], filled: Sequence[str]) -> Layout | None:
    """The columns between places that are blank on every line."""
    body = [line for line in filled if len(line.rstrip()) >= 0.5 * max(map(len, filled))]
    if len(body) < max(4, 0.8 * len(filled)):
        return None
    starts = _starts(body)
    if len(starts) < 3:
        return None
    rows = [cut(line, starts) for line in lines[:400]]
    header, first = find_header(rows)
    if header is not None and not all(rows[header]):  # a column has a name: the gap was in a name of several words
        starts = [start for start, cell in zip(starts, rows[header], strict=True) if cell or not start]
        rows[header] = cut(lines[header], starts)
    if len(starts) < 3:
        return None
    names = tuple(rows[header]) if header is not None else None
    return Layout(tuple(starts), names, first, tuple(_title(lines, first)))


def _under_header(lines: Sequence[str]) -> Layout | None:
    """The columns that begin where the names of a header do, in a print whose page heads and second lines keep to none."""
    for at, line in enumerate(lines[:LOOK_DOWN]):
        words = list(_GAP.finditer(line))
        if len(words) < 3 or 2 * sum(known_word(word[0]) for word in words) < len(words):
            continue
        starts = [word.start() for word in words]
        indent, starts[0] = starts[0], 0
        main = [other for other in lines[at + 1 :] if other[: starts[1]].strip() and len(other) > starts[-1]]
        keep = [o for o in main if not any(o[start - 1].strip() for start in starts[1:])]
        if indent > starts[1] // 2 or len(keep) < max(4, 0.8 * len(main)):
            continue
        layout = Layout(tuple(starts), tuple(cut(line, starts)), at + 1, tuple(_title(lines, at)))
        layout = _with_second_header(layout, lines)
        if 2 * len(keep) * (1 + len(layout.more)) >= len([line for line in lines[at + 1 :] if line.strip()]):
            return layout
    return None


def _with_second_header(layout: Layout, lines: Sequence[str]) -> Layout:
    """A layout with the lines that carry a record on, of which the header may name the columns too."""
    named = [line for line in lines[layout.first : layout.first + 1] if layout.header and _names_only(line)]
    return _with_more(replace(layout, first=layout.first + len(named)), lines, named)


def _names_only(line: str) -> bool:
    words = [word[0] for word in _GAP.finditer(line)]
    return (
        bool(words) and line[:1] == " " and 2 * sum(map(known_word, words)) >= len(words) and not re.search(r"\d", line)
    )


def _with_more(layout: Layout, lines: Sequence[str], names: Sequence[str]) -> Layout:
    """A layout with the lines that carry a record on: those that leave the first column blank, as many below each record."""
    edge = layout.starts[1]
    below: list[list[str]] = []
    for line in lines[layout.first :]:
        if not line.strip() or is_ruler([line]):
            continue
        if line[:edge].strip():
            below.append([])
        elif below:
            below[-1].append(line)
    counts = Counter(map(len, below))
    if not counts:
        return layout
    usual, often = counts.most_common(1)[0]
    if not 0 < usual < MOST_LINES or often < max(2, 0.6 * len(below)):
        return layout
    if _of_the_same_kind(layout, lines):
        return layout
    more = []
    for i in range(usual):
        some = [rest[i] for rest in below if len(rest) == usual]
        more.append(tuple(_whole_postcodes(_starts(some) or [0], some)))
    named = [tuple(cut(line, starts)) for line, starts in zip(names, more, strict=False) if _fit(line, starts)]
    return replace(layout, more=tuple(more), names=tuple(named) if len(named) == len(names) else ())


def _of_the_same_kind(layout: Layout, lines: Sequence[str]) -> bool:
    """Whether the lines without a first cell hold in their columns what the others hold: rows of a group, each a row."""
    edge = layout.starts[1]
    body = [line for line in lines[layout.first :] if line.strip() and not is_ruler([line])]
    seen = {
        (at, shape(cell)) for line in body if line[:edge].strip() for at, cell in enumerate(cut(line, layout.starts))
    }
    rest = [line for line in body if not line[:edge].strip()]
    cells = [(at, shape(cell)) for line in rest for at, cell in enumerate(cut(line, layout.starts)) if cell]
    return sum(_fit(line, layout.starts) for line in rest) > 0.9 * len(rest) and (
        sum(cell in seen for cell in cells) > 0.6 * len(cells)
    )


def _fit(line: str, starts: Sequence[int]) -> bool:
    """Whether no name of a header runs over the start of a column."""
    return not any(line[start - 1 : start].strip() for start in starts[1:])


def _whole_postcodes(starts: list[int], lines: Sequence[str]) -> list[int]:
    """Columns in which the blank within a postcode, the same place on every line, begins no column."""
    rows = [cut(line, starts) for line in lines]
    whole = starts[:1]
    for at in range(1, len(starts)):
        digits = sum(re.fullmatch(r"[1-9]\d{3}", row[at - 1]) is not None for row in rows)
        letters = sum(re.match(r"[A-Z]{2}\b", row[at]) is not None for row in rows)
        if not min(digits, letters) > 0.5 * len(rows):
            whole.append(starts[at])
    return whole


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
    most = Counter(names).most_common(1)[0][1] if names else 0
    return "name" if len(names) > 0.5 * len(values) and most <= 0.8 * len(names) else ""
