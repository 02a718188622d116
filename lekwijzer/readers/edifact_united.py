"""Many messages in the style of the United Nations at once: what `edifact_un.py` says of one, asked of a whole block.

Which segments give a mark is told from the block as it stands; of the other segments only those that say who the
message is about are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lekwijzer.readers import edifact_un as one
from lekwijzer.readers.edifact_message import released
from lekwijzer.readers.message_grid import Grid, Mask, Positions, code, codes
from lekwijzer.readers.message_io import EXAM_DATE, EXAM_TYPE, INSURER, REQUESTER, TEST_RESULT

_TAG = {name: code(name.encode()) for name in ("FTX", "NAD", "PNA", "DTM", "PDI", "ADR", "COM", "RFF", "FCA", "INV", "RSL", "BGM", "PID")}  # fmt: skip
_GROUPS = np.array([code(b"S%02d" % number) for number in range(1, 30)], np.uint32)
_OF_PATIENT = np.array([code(b"S06"), code(b"S07")], np.uint32)
_TAKEN = np.array([code(kind.encode()) for kind in sorted(one.TAKEN)], np.uint32)
_PARTIES = np.array([code(kind.encode()) for kind in one.REQUESTING if len(kind) == 3], np.uint32)


class United:
    """The segments of this style in a block. `tags` is 0 where a segment is not to be read."""

    def __init__(self, grid: Grid, tags: Positions, message: Positions) -> None:
        self._grid, self._tags, self._message = grid, tags, message

    def _of(self, name: str) -> Positions:
        return np.flatnonzero(self._tags == _TAG[name])

    def marks(self) -> Iterator[tuple[Positions, int]]:
        """Segments and the mark that each gives its message."""
        for name, number, test, doubtful, mark in (
            ("INV", 2, one.says_exam, b"", EXAM_TYPE),
            ("RSL", 2, one.says_result, b"", TEST_RESULT),
            ("FCA", 2, one.says_insurer, b"0ZV", INSURER),
        ):
            which = self._of(name)
            if len(which):
                yield which[self._grid.fields(which).says(number, _asked(test), doubtful)], mark
        which, results = self._results()
        if len(which):
            yield which[results], TEST_RESULT
        yield self._requesters(), REQUESTER
        yield self._dated(), EXAM_DATE

    def _results(self) -> tuple[Positions, Mask]:
        """Texts that belong to a result, and which of them say anything."""
        which = self._of("FTX")
        f = self._grid.fields(which)
        which = which[f.starts_with(1, b"UIT") & f.of_length(1, 3)]
        return which, self._grid.fields(which).says(4, _asked(one.says_words))

    def _requesters(self) -> Positions:
        which = self._of("NAD")
        f = self._grid.fields(which)
        low, _ = f.bounds(1)
        kind = codes(self._grid.letters, low, 3)
        asks = (f.of_length(1, 3) & np.isin(kind, _PARTIES)) | (f.of_length(1, 2) & f.starts_with(1, b"PO"))
        which = which[asks]
        f = self._grid.fields(which)
        says = f.says(2, _asked(lambda value: one.says_who(value.split(":")[0])))
        for number in (3, 4):
            says |= f.says(number, _asked(one.says_who))
        return which[says]

    def _dated(self) -> Positions:
        which = self._of("DTM")
        low, high = self._grid.fields(which).bounds(1)
        letters = self._grid.letters
        digit = letters[low + 4] - np.uint8(48) < 10
        taken: Mask = (
            np.isin(codes(letters, low, 3), _TAKEN) & (letters[low + 3] == ord(":")) & digit & (high - low > 4)
        )
        return which[taken]

    def texts(self) -> list[tuple[int, int, int]]:
        """Running text that is not said to be a result: the message, and where the words start and end."""
        which = self._of("FTX")
        f = self._grid.fields(which)
        which = which[~(f.starts_with(1, b"UIT") & f.of_length(1, 3))]
        low, high = self._grid.fields(which).bounds(4)
        return list(zip(self._message[which].tolist(), low.tolist(), high.tolist(), strict=True))

    def numbers(self) -> list[tuple[int, int, int]]:
        """Numbers of requests: the message, and where each starts and ends; perhaps with a part behind it."""
        which = self._of("RFF")
        f = self._grid.fields(which)
        named = f.starts_with(1, b"SRI:") | f.starts_with(1, b"ROI:")
        low, high = f.bounds(1)
        report = self._of("BGM")
        g = self._grid.fields(report)
        first, last = g.bounds(2)
        of_report = g.starts_with(1, b"LRP")
        found = np.concatenate((which[named], report[of_report]))
        low, high = np.concatenate((low[named] + 4, first[of_report])), np.concatenate((high[named], last[of_report]))
        order = np.argsort(found)
        spans = self._message[found], low, high
        return list(zip(*(some[order].tolist() for some in spans), strict=True))

    def about(self) -> Positions:
        """The segments that say who a message is about, in their order.

        An address or a number to call is the patient's where the party or group that was opened last is.
        """
        tags, grid = self._tags, self._grid
        party = np.flatnonzero(np.isin(tags, [_TAG["NAD"], _TAG["PNA"], _TAG["PID"]]))
        f = grid.fields(party)
        patient: Mask = np.zeros(len(tags), np.bool_)
        patient[party[f.starts_with(1, b"PAT") & f.of_length(1, 3)]] = True
        of_group = np.isin(tags, _OF_PATIENT)
        opens: Mask = np.isin(tags, _GROUPS)
        opens[party] = patient[party] | (tags[party] != _TAG["PID"])
        opener = np.maximum.accumulate(np.where(opens, np.arange(len(tags)), -1))
        reach = np.flatnonzero((tags == _TAG["ADR"]) | (tags == _TAG["COM"]))
        by = opener[reach]
        ours = (by >= 0) & (self._message[by] == self._message[reach]) & (patient | of_group)[by]
        needed = patient | (tags == _TAG["PDI"])
        needed[reach[ours]] = True
        needed[by[ours]] = True
        for name, kinds in (("DTM", (b"329", b"BTH")), ("RFF", (b"LZB", b"BSN"))):
            which = self._of(name)
            f = grid.fields(which)
            for kind in kinds:
                needed[which[f.starts_with(1, kind)]] = True
        return np.flatnonzero(needed)


def _asked(test: Callable[[str], bool]) -> Callable[[bytes], bool]:
    """A test of an element, asked of its bytes."""
    return lambda value: test((released(value) if b"?" in value else value).decode())
