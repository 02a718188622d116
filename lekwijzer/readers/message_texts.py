"""Free text in messages, in which somebody else than the patient may stand: for what is said there, nobody is read.

Of a block of messages only the segments that are text are looked at, together; most have no figures and are let go at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

_TELLING = r"(?:[0-9][^0-9\n]{0,3}){5}|@|[A-Za-z0-9+/]{24}|[1-9][0-9]{3} ?[A-Za-z]{2}\b[^0-9\n]{1,14}[0-9]"
"""A birth date, number, telephone, postcode with house number, address or attachment has at least this."""
_AROUND = 3
"""Lines before and after such a one in which the name may stand."""
_FIGURES = 5
_BEYOND = r"\x{C0}-\x{24F}\x{386}-\x{1FFF}"
_CAPITAL, _LETTER, _SIGN = f"[A-Z{_BEYOND}]", f"[A-Za-z'.\\-{_BEYOND}]", f"[^A-Za-z{_BEYOND}]"
_NAMELY = rf"{_CAPITAL}{_LETTER}*{_SIGN}+(?:{_LETTER}{{1,4}}{_SIGN}+){{0,3}}{_CAPITAL}"
"""Two words with capitals, or one and an initial, perhaps with prefixes between them."""
_MOST_SEEN = 200_000
_NO_FIGURES = bytes(sign for sign in range(256) if sign not in b"0123456789")


@dataclass(slots=True)
class Texts:
    """Texts of messages: in `values` numbers and dates may tell who it is about, in `named` a name alone does."""

    values: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)  # in a block: what stands beside a patient who has a name
    seen: set[int] = field(default_factory=set)

    def add(self, others: Texts) -> None:
        """Takes over others."""
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
        return [new[i] for i in _as_text(new).str.contains(_NAMELY).arg_true().to_list()]


def telling(lines: Sequence[bytes], owners: Sequence[int]) -> list[bytes]:
    """The lines of each message of which one may tell who it is about, and those around it; lines come in the order of messages."""
    joined = b"\n".join(lines)
    if len(joined.translate(None, _NO_FIGURES)) < _FIGURES and b"@" not in joined:  # as mostly
        return []
    if not pl.Series([joined.decode("utf-8", "replace")], dtype=pl.String).str.contains(_TELLING)[0]:
        return []
    hits = np.flatnonzero(_as_text(lines).str.contains(_TELLING))
    if not hits.size:
        return []
    whose = np.asarray(owners)
    near = np.unique(hits[:, None] + np.arange(-_AROUND, _AROUND + 1))
    near = near[(near >= 0) & (near < len(lines))]
    near = near[np.isin(whose[near], whose[hits])]
    begins = np.flatnonzero((np.diff(near, prepend=-2) > 1) | (np.diff(whose[near], prepend=-1) != 0))
    parts = [b"\n".join([lines[i] for i in some]) for some in np.split(near, begins[1:])]
    return list(dict.fromkeys(parts))  # the same telephone of the laboratory stands in every message


def _as_text(lines: Sequence[bytes]) -> pl.Series:
    try:
        return pl.Series(lines, dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:  # one is cut in the middle of a letter
        return pl.Series([line.decode("utf-8", "replace") for line in lines], dtype=pl.String)


def together(lines: Sequence[bytes], owners: Sequence[int], of: set[int]) -> list[bytes]:
    """The lines of some messages, those of one as one text."""
    found: dict[int, list[bytes]] = {}
    for line, owner in zip(lines, owners, strict=True):
        if owner in of:
            found.setdefault(owner, []).append(line)
    return [b"\n".join(some) for some in found.values()]
