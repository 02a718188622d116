"""Free text in messages, in which somebody else than the patient may stand: for what is said there, nobody is read.

Of a block of messages only the segments that are text are looked at, together; most have no figures and are let go at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lekwijzer.readers.message_grid import Letters, Mask, Positions

_TELLING = r"(?:[0-9][^0-9\n]{0,3}){5}|@|[A-Za-z0-9+/]{24}|[1-9][0-9]{3} ?[A-Za-z]{2}\b[^0-9\n]{1,14}[0-9]"
"""A birth date, number, telephone, postcode with house number, address or attachment has at least this."""
_AROUND = 3
"""Lines before and after such a one in which the name may stand."""
_FIGURES = 5
_REACH, _WIDEST = 21, 4
"""The most letters from the first of so many figures to the last, and the most bytes of a letter."""
_WORD = 4
_BEYOND = r"\x{C0}-\x{24F}\x{386}-\x{1FFF}"
_CAPITAL, _LETTER, _SIGN = f"[A-Z{_BEYOND}]", f"[A-Za-z'.\\-{_BEYOND}]", f"[^A-Za-z{_BEYOND}]"
_NAMELY = rf"{_CAPITAL}{_LETTER}*{_SIGN}+(?:{_LETTER}{{1,4}}{_SIGN}+){{0,3}}{_CAPITAL}"
"""Two words with capitals, or one and an initial, perhaps with prefixes between them."""
_MOST_SEEN = 200_000


@dataclass(slots=True)
class Texts:
    """Texts of messages: in `values` numbers and dates may tell who it is about, in `named` a name alone does."""

    values: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)  # in a block: what stands beside a patient who has a name
    seen: set[int] = field(default_factory=set)
    others: dict[str, None] = field(default_factory=dict)  # lines that tell who somebody else is, each once

    def add(self, others: Texts) -> None:
        """Takes over others."""
        self.others |= others.others
        self.values += others.values
        self.named += others.named

    def unseen(self, said: Iterable[bytes]) -> list[bytes]:
        """The lines that did not come by before and may name somebody: most are the same in every message."""
        marks = {hash(line): line for line in said}
        new = [line for mark, line in marks.items() if mark not in self.seen]
        if len(self.seen) < _MOST_SEEN:
            self.seen.update(marks)
        if not new:
            return new
        return [new[i] for i in as_text(pl.Series(new, dtype=pl.Binary)).str.contains(_NAMELY).arg_true().to_list()]


_NONE: Positions = np.zeros(0, np.intp)


def hits_of(lines: pl.Series) -> Positions:
    """Which lines may tell who a message is about."""
    _, starts, joined = lines.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    places = _perhaps(np.frombuffer(joined, np.uint8))
    if not places.size:  # as mostly
        return _NONE
    some = np.unique(np.searchsorted(np.frombuffer(starts, np.int64), places, "right") - 1)
    found: Positions = some[as_text(lines.gather(some)).str.contains(_TELLING).to_numpy()]
    return found


def telling(lines: pl.Series, owners: Positions, hits: Positions) -> list[bytes]:
    """The lines with hits, those of the same message around them too; lines come in the order of messages."""
    if not hits.size:
        return []
    near = np.unique(hits[:, None] + np.arange(-_AROUND, _AROUND + 1))
    near = near[(near >= 0) & (near < len(lines))]
    near = near[np.isin(owners[near], owners[hits])]
    begins = np.flatnonzero((np.diff(near, prepend=-2) > 1) | (np.diff(owners[near], prepend=-1) != 0)).tolist()
    shown = lines.gather(near).to_list()
    parts = [b"\n".join(shown[a:b]) for a, b in zip(begins, [*begins[1:], len(shown)], strict=True)]
    return list(dict.fromkeys(parts))  # the same telephone of the laboratory stands in every message


def _perhaps(letters: Letters) -> Positions:
    """Where something may tell who it is about: wherever `_TELLING` matches, and elsewhere, but far sooner found.

    A run of so many letters covers some words of four bytes in a row, wherever it begins.
    """
    figures = np.flatnonzero(letters - np.uint8(ord("0")) < 10)
    calls = np.flatnonzero(letters == ord("@"))
    if len(figures) < _FIGURES and not len(calls):
        return calls
    reach = _REACH if letters.max() < 128 else _REACH * _WIDEST
    near = figures[: 1 - _FIGURES][figures[_FIGURES - 1 :] - figures[: 1 - _FIGURES] <= reach]
    small = letters | np.uint8(32)
    small -= np.uint8(ord("a"))
    run: Mask = small < 26
    run |= letters - np.uint8(ord("/")) < 11
    run |= letters == ord("+")
    words: Mask = run[: len(run) // _WORD * _WORD].view(np.uint32) == 0x01010101
    full = words[4:] & words[3:-1] & words[2:-2] & words[1:-3] & words[:-4]
    return np.concatenate((calls, near, np.flatnonzero(full) * _WORD))


def as_text(lines: pl.Series) -> pl.Series:
    """Lines of bytes as text; what is no letter is replaced."""
    try:
        return lines.cast(pl.String)
    except pl.exceptions.ComputeError:  # one is cut in the middle of a letter
        return pl.Series([line.decode("utf-8", "replace") for line in lines.to_list()], dtype=pl.String)


def together(lines: pl.Series, owners: Positions, named: Positions) -> list[bytes]:
    """The lines of the messages that are not among the named ones, those of one as one text."""
    where = np.flatnonzero(~np.isin(owners, named))
    if not len(where):
        return []
    found: dict[int, list[bytes]] = {}
    for line, owner in zip(lines.gather(where).to_list(), owners[where].tolist(), strict=True):
        found.setdefault(owner, []).append(line)
    return [b"\n".join(some) for some in found.values()]
