"""The mentions of one or more contents as one Parquet file, with the traces of people beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from lekwijzer.detect.columns import TableMap
from lekwijzer.detect.keys import KEYS
from lekwijzer.fields.dates import Order
from lekwijzer.fields.normalise import normalise
from lekwijzer.fields.text import contains, light
from lekwijzer.mentions import reject, traces
from lekwijzer.model import MULTI, Role
from lekwijzer.readers.payload import Dark

FLUSH_ROWS = 60_000
REPEATING = ["bsn_ok", "sur", "sur2", "given", "ini", "sex", "hadd", "street", "city", "rejected", "content", "part"]
"""Columns whose values repeat enough to be worth a dictionary; trying it on the others costs more than it saves."""
FILLER = 20
"""Rows in which a strange value may stand where another is expected; what stands in more is what is typed when there is none."""
_NO_SURNAME = r"[0-9]{4}|@"
NEARLY_ALL = 0.9
"""Of a column of surnames: where so many have figures, that is how people are called in it."""
_OTHER = light(r"\p{L}{2}|@|[0-9]{6}|[0-9][-/.][0-9]")


class Segment:
    """One Parquet file with the mentions of one or more contents; it appears at once and whole, or not at all.

    Rows have the columns of MENTION plus `content` (number of the content in the segment), `part` (number of the part
    in the content) and `r` (number of the mention in the content). Small batches are put together before they are
    normalised: a thousand messages in a thousand files cost as much as a thousand in one.
    """

    def __init__(self, target: Path) -> None:
        self.count = self.traces = 0  # mentions and traces of the content at hand
        self._target, self._temporary = target, target.with_suffix(f".{os.getpid()}.part")
        self._content, self._rows = -1, 0
        self._pending: dict[tuple[Order | None, str], list[pl.DataFrame]] = {}
        self._writer: pq.ParquetWriter | None = None
        self._traces: list[pl.DataFrame] = []
        self.late: dict[int, int] = {}
        """Traces by content that were found only when its mentions were worked out, perhaps after it was read."""

    def begin(self) -> None:
        """The next content."""
        self._content += 1
        self.count = self.traces = 0

    def add(self, roles: pl.DataFrame, part: int, table: TableMap | None) -> None:
        """A frame of roles of the content at hand."""
        if roles.is_empty():
            return
        roles = roles.with_columns(
            pl.lit(self._content, dtype=pl.UInt32).alias("content"),
            pl.lit(part, dtype=pl.UInt16).alias("part"),
            pl.int_range(self.count, self.count + len(roles), dtype=pl.UInt32, eager=True).alias("r"),
        )
        self.count += len(roles)
        self._rows += len(roles)
        key = (table.order if table else None, _own_id(table))
        self._pending.setdefault(key, []).append(roles)
        if self._rows >= FLUSH_ROWS:
            self._flush()

    def add_traces(self, found: pl.DataFrame) -> None:
        """Traces in the content at hand."""
        if len(found):
            self.traces += len(found)
            self._traces.append(found.with_columns(pl.lit(self._content, dtype=pl.UInt32).alias("content")))

    def _flush(self) -> None:
        for (order, own_id), frames in self._pending.items():
            roles = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
            mentions = mentions_of(roles, order, own_id)
            self._keep_misplaced(roles, mentions)
            mentions = mentions.with_columns(roles.select("content", "part", "r"))
            table = mentions.to_arrow(compat_level=pl.CompatLevel.newest())
            if self._writer is None:
                self._writer = pq.ParquetWriter(
                    self._temporary,
                    table.schema,
                    compression="none",  # numbers and dictionaries are small as they are, and what is not would cost more than it saves
                    use_dictionary=REPEATING,
                    write_statistics=False,
                )
            self._writer.write_table(table)
        self._pending, self._rows = {}, 0

    def _keep_misplaced(self, roles: pl.DataFrame, mentions: pl.DataFrame) -> None:
        """The traces of rows that do not keep to their columns: below a second header, or shifted by a cell; names alone where nothing else tells who it is."""
        where = misplaced(roles, mentions)
        if not len(where):
            return
        nobody = mentions.get_column("bsn").is_null() & mentions.get_column("dob").is_null()
        some = roles.with_columns(nobody.alias("nobody"))[where].sort("content", maintain_order=True)
        columns = [name for name in some.columns if name in Role.__members__.values()]
        for (content, alone), rows in some.group_by("content", "nobody", maintain_order=True):
            assert isinstance(content, int)
            found = traces.of_rows(rows.select(*columns, "n"), columns, Dark(), names_alone=bool(alone))
            self._traces.append(found.with_columns(pl.lit(content, dtype=pl.UInt32).alias("content")))
            self.late[content] = self.late.get(content, 0) + len(found)

    def close(self) -> None:
        """Put the file in its place, when there is anything in it."""
        self._flush()
        if self._traces:
            beside = traces_beside(self._target)
            temporary = beside.with_suffix(f".traces.{os.getpid()}.part")
            pl.concat(self._traces).write_parquet(temporary, compression="lz4")
            os.replace(temporary, beside)
        if self._writer is not None:
            self._writer.close()
            os.replace(self._temporary, self._target)

    def abandon(self) -> None:
        """Leave nothing behind."""
        if self._writer is not None:
            with suppress(OSError):  # or it tries again when it is thrown away, and says so
                self._writer.close()
        self._temporary.unlink(missing_ok=True)


def traces_beside(segment: Path) -> Path:
    """Where the traces of a segment lie."""
    return segment.with_suffix(".traces")


def mentions_of(roles: pl.DataFrame, order: Order | None, own_id: str = "i:") -> pl.DataFrame:
    """The mentions of a frame of roles; `own_id` is what the rows' own numbers are numbers of (see `_own_id`)."""
    mentions = normalise(roles, order)
    if KEYS in roles.columns:
        keys = roles.get_column(KEYS)
        refs = pl.concat_str(
            pl.col("refs"), pl.when(keys.str.len_bytes() > 0).then(keys), separator=MULTI, ignore_nulls=True
        )
        mentions = mentions.with_columns(pl.when(refs.str.len_bytes() > 0).then(refs).alias("refs"))
    if own_id != "i:":
        refs = pl.col("refs").str.replace_all(r"(^|\x1f)i:", "${1}" + (own_id or "j:"))
        if not own_id:
            refs = refs.str.replace_all(r"(^|\x1f)j:[^\x1f]*", "").str.strip_chars("\x1f")
        mentions = mentions.with_columns(pl.when(refs.str.len_bytes() > 0).then(refs).alias("refs"))
    return mentions.with_columns(reject.of_mentions(mentions, roles).alias("rejected"))


def misplaced(roles: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Numbers of the rows in which something else stands where a BSN, birth date, postcode or surname should; not what is written in many rows."""
    found = []
    for role, read in ((Role.BSN, "bsn"), (Role.BIRTH_DATE, "dob"), (Role.POSTCODE, "pc")):
        if role in roles.columns:
            raw = roles.get_column(role)
            where = (raw.is_not_null() & mentions.get_column(read).is_null()).arg_true()
            some = pl.DataFrame({"where": where, "raw": raw.gather(where)})
            found.append(
                some.filter(pl.col("raw").str.contains(_OTHER) & (pl.len().over("raw") <= FILLER)).get_column("where")
            )
    if Role.SURNAME in roles.columns:
        raw = roles.get_column(Role.SURNAME)
        where = contains(raw, _NO_SURNAME).fill_null(False).arg_true()
        if len(where) <= NEARLY_ALL * len(roles):
            found.append(where)
    return pl.concat(found).unique().sort() if found else pl.Series([], dtype=pl.UInt32)


def _own_id(table: TableMap | None) -> str:
    """What a row's own number joins on: a person's (i), that of an order of a person (j), only what names the table (e), or nothing.

    A table of results has numbers of its own too; nothing points at them, and they look like those of orders.
    """
    if table is None or table.about_somebody:
        return "i:"
    if table.points_at_somebody:
        return "j:"
    return "" if any(c.role is Role.TEST_RESULT for c in table.columns) else "e:"
