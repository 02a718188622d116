"""Messages that stand in the values of a table, as the store of an interface engine has them: read as messages, row by row.

Their records are parts of their own, behind those that the reader gives; `of` says which table they stand in.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.errors import Unreadable
from lekwijzer.mentions import traces
from lekwijzer.mentions.remarked import remarked
from lekwijzer.mentions.segment import Segment
from lekwijzer.model import Problem, Role
from lekwijzer.readers import edifact, edifact_people, hl7, hl7_people
from lekwijzer.readers.message_io import Batches
from lekwijzer.readers.message_texts import Texts
from lekwijzer.readers.payload import Dark

_SHORTEST = 60
"""Characters of a value that may be a message."""
_UNUSED = (None, Role.EXAM_TYPE, Role.TEST_RESULT)
_HL7, _EDIFACT = (
    r"MSH\|\^~|MSH([^A-Za-z0-9\s])[^A-Za-z0-9\s]{3,5}[^A-Za-z0-9\s]",
    r"UNH[^A-Za-z0-9\s].{1,40}[^A-Za-z0-9\s]M?[A-Z]{5}",
)
_HEADERS = {hl7: b"MSH|^~", edifact: b"UNH+"}
_KINDS = ((hl7, hl7_people.people, _HL7), (edifact, edifact_people.people, _EDIFACT))


@dataclass(slots=True)
class Within:
    """The messages in the values of one item."""

    texts: Texts = field(default_factory=Texts)
    _found: list[tuple[int, str, pl.DataFrame]] = field(default_factory=list)
    _batches: dict[tuple[int, int], Batches] = field(default_factory=dict)

    def take(self, batch: pl.DataFrame, table: TableMap, part: int, name: str) -> list[str]:
        """The messages in a batch of a table; gives the columns that hold them."""
        holding: list[str] = []
        for column in table.columns:
            label = f"c{column.index}"
            if column.role not in _UNUSED or label not in batch.columns:
                continue
            values = batch.get_column(label)
            if (values.str.len_bytes().max() or 0) < _SHORTEST:  # type: ignore[operator]
                continue
            for kind, (reader, people, form) in enumerate(_KINDS):
                where = values.str.contains(form).fill_null(False).arg_true()
                if len(where):
                    batches = self._batches.setdefault((part, kind), Batches(people))
                    places = reader.of_values(values.gather(where).to_list(), batches, self.texts)
                    if batches.pending:
                        rows = batch.get_column("n").gather(where.gather(np.array(places, np.int64)))
                        self._found.append((part, name, batches.take().with_columns(rows.cast(pl.UInt32).alias("n"))))
                        holding.append(label)
        return holding

    def said(self, batch: pl.DataFrame, table: TableMap, part: int, name: str) -> list[int]:
        """The people whom the remarks in a batch of a table name with a number or a birth date; gives the rows in which they are."""
        batches = Batches()
        rows = list(remarked(batch, table, batches))
        if rows:
            self._found.append((part, name, batches.take().with_columns(pl.Series("n", rows, dtype=pl.UInt32))))
        return rows

    def add_to(self, segment: Segment, parts: list[dict[str, object]]) -> None:
        """Adds the records to the mentions of the item, each table's as a part; once, however often it is called."""
        taken, self._found = self._found, []
        for part in dict.fromkeys(part for part, _, _ in taken):
            frames = [(name, frame) for of, name, frame in taken if of == part]
            before = segment.count
            for _, frame in frames:
                segment.add(frame, len(parts), None)
            told = {"name": frames[0][0], "unit": "row", "about": "people", "mentions": segment.count - before}
            parts.append({**told, "of": part})
        for left in traces.of_texts(self.texts.named, Dark()):
            segment.add_traces(left)


def of_text(path: Path, segment: Segment, parts: list[dict[str, object]], problems: list[Problem]) -> None:
    """Adds the messages in a text of which the first letters did not tell that it has any, as a log of a program may."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        readers = [reader for reader, header in _HEADERS.items() if view.find(header) >= 0]
    for reader in readers:
        before = segment.count
        try:
            for part in reader.read(path, problems):
                for batch in part.batches:
                    segment.add(batch, len(parts), None)
        except Unreadable:
            continue
        if segment.count > before:
            told = {"name": "", "unit": "message", "about": "people", "mentions": segment.count - before}
            parts.append({**told, "as": reader.KIND})
