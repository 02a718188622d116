"""One item read: its parts, their column maps, and its mentions as one Parquet file."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from lekwijzer.detect import glued
from lekwijzer.detect.columns import TableMap, infer, to_roles
from lekwijzer.errors import Encrypted, Unreadable, is_no_space
from lekwijzer.fields import bsn
from lekwijzer.fields.dates import Order
from lekwijzer.fields.normalise import normalise
from lekwijzer.mentions import reject, traces
from lekwijzer.model import Part, Problem, ReadOutcome, Records, Role, Table
from lekwijzer.readers import Reader
from lekwijzer.readers.payload import Dark
from lekwijzer.readers.unread import unread

log = logging.getLogger(__name__)

READER_VERSION = 21
"""Raised whenever the same bytes would give other mentions: what was read before is then read again."""
SAMPLE_ROWS = 20_000
MAX_PROBLEMS = 200
FLUSH_ROWS = 60_000
REPEATING = ["bsn_ok", "sur", "sur2", "given", "ini", "sex", "hadd", "street", "city", "rejected", "content", "part"]
"""Columns whose values repeat enough to be worth a dictionary; trying it on the others costs more than it saves."""
LONG = ("street", "city", "phone", "email", "refs")
"""Columns that compression makes smaller; the others are numbers, or are small as dictionaries."""
ALWAYS_SWEPT = ("text",)
SWEPT = ("hl7", "edifact", "delimited", "fixedwidth")
"""Kinds of text that are swept for traces: always, or when hardly anybody was found in them. Tables are swept by column, too."""
TOP = 4_000
"""Bytes at the start of a table or of messages that are swept in any case."""
FEW_BYTES = 8_000
"""Bytes per person beyond which it is odd that there are not more: messages and reports have some thousands."""
FILLER = 20
"""Rows in which a strange value may stand where another is expected; what stands in more is what is typed when there is none."""
_OTHER = r"\p{L}{2}|@|[0-9]{6}|[0-9][-/.][0-9]"

Overrides = Mapping[str, Sequence[str | int]]


@dataclass(slots=True)
class ItemResult:
    """What reading an item gave; kept beside its mentions as JSON. Holds column names and counts, never a value."""

    kind: str
    outcome: str = ReadOutcome.UNREADABLE.value  # failure first: only the last step makes it a success
    mentions: int = 0
    traces: int = 0
    problems: list[str] = field(default_factory=list)
    parts: list[dict[str, object]] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """The problems as one line for the coverage list."""
        more = len(self.problems) - 5
        return "; ".join(self.problems[:5]) + (f"; and {more} more" if more > 0 else "")


def read_item(path: Path, reader: Reader, overrides: Overrides, segment: Segment) -> ItemResult:
    """Read one item with a reader and add its mentions to a segment; never raises for bad input."""
    result = ItemResult(kind=str(reader.KIND))
    problems: list[Problem] = []
    segment.begin()
    dark = Dark()
    try:
        for part in reader.read(path, problems):
            _read_part(part, overrides, segment, result, problems)
        if reader.KIND in ALWAYS_SWEPT or (
            reader.KIND in SWEPT and path.stat().st_size > max(segment.count - 3, 0) * FEW_BYTES
        ):
            for swept in traces.of_text(path, dark, nobody=not segment.count):
                segment.add_traces(swept)
        elif reader.KIND in SWEPT:  # what stands above a table may say whose it is
            segment.add_traces(traces.of_top(path, TOP))
        for left in traces.of_texts(unread(str(reader.KIND), path, problems), dark):
            segment.add_traces(left)
        problems += dark.problems()
        result.outcome = (ReadOutcome.PARTLY if problems else ReadOutcome.READ).value
    except Encrypted:
        problems.append(Problem("a password is needed"))
    except Unreadable as error:
        problems.append(Problem(str(error)))
    except MemoryError:
        problems.append(Problem("too large for the memory of a reader"))
    except OSError as error:
        if is_no_space(error):  # not the item's fault
            raise
        problems.append(Problem(f"could not be read: {error.strerror or type(error).__name__}"))
    except Exception as error:  # a reader must never end the run; the type says enough, its text could hold a value
        log.error("reader %s failed: %s", reader.KIND, type(error).__name__)
        problems.append(Problem(f"the reader failed ({type(error).__name__})"))
    if result.outcome == ReadOutcome.UNREADABLE.value and segment.count:
        result.outcome = ReadOutcome.PARTLY.value
    result.problems = [_line(p) for p in problems[:MAX_PROBLEMS]]
    result.mentions, result.traces = segment.count, segment.traces
    return result


def _line(problem: Problem) -> str:
    where = " ".join(x for x in (problem.part, f"row {problem.n}" if problem.n else "") if x)
    lost = f" ({problem.lost} lost)" if problem.lost else ""
    return (f"{where}: " if where else "") + problem.message + lost


def _read_part(part: Part, overrides: Overrides, segment: Segment, result: ItemResult, problems: list[Problem]) -> None:
    number = len(result.parts)
    before = segment.count
    dark = Dark()
    if isinstance(part, Records):
        for batch in part.batches:
            segment.add(batch, number, None)
            _add_unread(part, segment, dark)
        _add_unread(part, segment, dark)
        problems += dark.problems(part.name)
        result.parts.append(
            {"name": part.name, "unit": part.unit, "about": "people", "mentions": segment.count - before}
        )
        return
    part.unread.append("\n".join((part.name, *(part.header or ()))))
    _add_unread(part, segment, dark)
    table, batches = map_table(part, overrides)
    missed = _missed(part, table, overrides)
    unseen = 0
    names_alone = table.about == "nothing" and result.kind not in SWEPT
    for batch in batches:  # to the end also where nobody is in it: what is wrong with the rest is told only then
        if table.about != "nothing":
            segment.add(roles_of_rows(batch, table), number, table)
        else:
            unseen += people_unseen(batch)
        left = traces.columns_of(batch, table)
        if names_alone and not left:
            left = [name for name in batch.columns if name != "n"]
        if left:
            segment.add_traces(traces.of_rows(batch, left, dark, names_alone=names_alone))
        _add_unread(part, segment, dark)
    _add_unread(part, segment, dark)
    problems += dark.problems(part.name)
    if unseen:
        missed.append("may hold people that were not recognised")
    problems += [Problem(message, part.name) for message in missed]
    result.parts.append({
        "name": part.name, "unit": "row", "about": table.about, "mentions": segment.count - before,
        "columns": [[c.header, c.role.value if c.role else "", round(c.confidence, 2), c.why] for c in table.columns],
    })  # fmt: skip


def _add_unread(part: Part, segment: Segment, dark: Dark) -> None:
    """The traces of what came by in no batch."""
    named = part.named if isinstance(part, Records) else []
    for texts, names_alone in ((part.unread, isinstance(part, Table)), (named, True)):
        if texts:
            for left in traces.of_texts(texts, dark, names_alone=names_alone):
                segment.add_traces(left)
            texts.clear()


_SEVERAL = re.compile(r"\.[1-9]\d*\.")
_NUMBER_KEY = re.compile(r"(?:^|\.)\d{8,9}\.")


def _missed(part: Table, table: TableMap, overrides: Overrides) -> list[str]:
    """What a table's headers tell of people that its rows do not give, and overrides that name no column of it."""
    labels = [c.header for c in table.columns]
    out = []
    if any(_SEVERAL.search(label) for label in labels):
        out.append("a record holds several objects; only the first person in it is read")
    if any(_NUMBER_KEY.search(label) for label in labels):
        out.append("keys look like numbers of people; who stands under them is not read")
    if table.about != "nothing" or part.header is not None:
        known = {label.strip().lower() for label in labels} | {f"c{c.index}" for c in table.columns}
        for role, wanted in overrides.items():
            names = [wanted] if isinstance(wanted, (str, int)) else wanted
            if not any(str(name).strip().lower() in known or name in range(1, len(labels) + 1) for name in names):
                out.append(f"case.toml gives {role} a column that this table does not have")
    return out


def people_unseen(batch: pl.DataFrame) -> int:
    """Rows of a table that was passed over which hold a valid BSN by itself or behind its label: a net, not a reader."""
    cells = [c for c in batch.columns if c != "n"]
    if not cells:
        return 0
    frame = batch.select(cells)
    labelled = frame.select(
        pl.any_horizontal(
            pl.col(cells).str.contains(
                r"(?i)(?:bsn|burgerservice)\D{0,12}\d{8,9}|(?:geb\.|geboren|geboortedatum)\D{0,5}\d{1,4}[-/. ]"
            )
        )
    ).to_series()
    count = int(labelled.fill_null(False).sum())
    for name in cells:
        values = frame.get_column(name).drop_nulls()
        nine = values.filter(values.str.contains(r"^\s*9\d{8}\s*$|^\s*[0-8]\d{8}\s*$"))
        if len(nine) and len(nine) > 0.5 * len(values):
            valid = bsn.clean(nine.str.strip_chars())[1].fill_null(False)
            # One in eleven passes by chance: a column of specimen numbers does, here and there; a column of BSNs nearly always.
            if valid.sum() > 0.5 * len(nine):
                count += int(valid.sum())
    return count


def map_table(part: Table, overrides: Overrides, *, register: bool = False) -> tuple[TableMap, Iterator[pl.DataFrame]]:
    """What the columns of a table hold, and its batches from the first one on."""
    batches = iter(part.batches)
    head: list[pl.DataFrame] = []
    rows = 0
    for batch in batches:
        head.append(batch)
        rows += len(batch)
        if rows >= SAMPLE_ROWS:
            break
    sample = pl.concat(head, how="diagonal").head(SAMPLE_ROWS) if head else pl.DataFrame()
    pieces = [] if overrides else glued.find(part.header, sample)
    if pieces:
        return _taken_apart(part, pieces, sample, _chain(head, batches), register=register)
    table = infer(part.header, sample, dict(overrides), register=register, epoch=part.epoch)
    return table, _chain(head, batches)


def _taken_apart(
    part: Table, pieces: Sequence[glued.Glued], sample: pl.DataFrame, batches: Iterator[pl.DataFrame], *, register: bool
) -> tuple[TableMap, Iterator[pl.DataFrame]]:
    """A table of which some columns hold several things: their parts are columns behind the others."""
    split = [column for piece in pieces for column in piece.columns()]
    whole = {piece.index for piece in pieces}
    labels = list(part.header or [""] * (pieces[0].first))
    bare = ["" if i in whole else label for i, label in enumerate(labels)]
    added = [label for piece in pieces for label in piece.labels]
    parts = sample.with_columns(split).with_columns(pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in whole)
    table = infer([*bare, *added], parts, register=register)
    columns = [
        replace(c, header=labels[c.index], why="holds several things; taken apart") if c.index in whole else c
        for c in table.columns
    ]
    return replace(table, columns=tuple(columns)), (batch.with_columns(split) for batch in batches)


def _chain(head: list[pl.DataFrame], rest: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    while head:
        yield head.pop(0)
    yield from rest


def roles_of_rows(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """A batch of table rows as a frame of roles, with what each row repeats and why it may be nobody; blank rows are left out."""
    cells = [f"c{c.index}" for c in table.columns]
    missing = [c for c in cells if c not in batch.columns]
    if missing:
        batch = batch.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in missing)
    if batch.get_column(cells[0]).null_count():
        batch = batch.filter(~reject.blank(batch))
    roles = to_roles(batch, table)
    return roles.with_columns(reject.of_table(batch, table).alias("rejected"), digest(batch, table).alias("digest"))


def mentions_of(roles: pl.DataFrame, order: Order | None, own_id: str = "i:") -> pl.DataFrame:
    """The mentions of a frame of roles; `own_id` is what the rows' own numbers are numbers of (see `_own_id`)."""
    mentions = normalise(roles, order)
    if own_id != "i:":
        refs = pl.col("refs").str.replace_all(r"(^|\x1f)i:", "${1}j:")
        if not own_id:
            refs = refs.str.replace_all(r"(^|\x1f)j:[^\x1f]*", "").str.strip_chars("\x1f")
        mentions = mentions.with_columns(pl.when(refs.str.len_bytes() > 0).then(refs).alias("refs"))
    return mentions.with_columns(reject.of_mentions(mentions, roles).alias("rejected"))


def misplaced(roles: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Numbers of the rows in which something else stands where a BSN, birth date or postcode should; not what is written in many rows."""
    found = []
    for role, read in ((Role.BSN, "bsn"), (Role.BIRTH_DATE, "dob"), (Role.POSTCODE, "pc")):
        if role in roles.columns:
            raw = roles.get_column(role)
            where = (raw.is_not_null() & mentions.get_column(read).is_null()).arg_true()
            some = pl.DataFrame({"where": where, "raw": raw.gather(where)})
            found.append(
                some.filter(pl.col("raw").str.contains(_OTHER) & (pl.len().over("raw") <= FILLER)).get_column("where")
            )
    return pl.concat(found).unique().sort() if found else pl.Series([], dtype=pl.UInt32)


def digest(batch: pl.DataFrame, table: TableMap) -> pl.Series:
    """A hash of each row as it stands in the file, under its header: rows repeat each other to the letter or they do not."""
    labels = "\x1f".join(c.header for c in table.columns)
    seed = int.from_bytes(hashlib.blake2b(labels.encode(), digest_size=8).digest(), "big")
    return batch.drop("n").hash_rows(seed=seed)


def _own_id(table: TableMap | None) -> str:
    """What a row's own number joins on: a person's (i), that of an order of a person (j), or nothing.

    A table of results has numbers of its own too; nothing points at them, and they look like those of orders.
    """
    if table is None or table.about_somebody:
        return "i:"
    return "j:" if table.points_at_somebody else ""


def traces_beside(segment: Path) -> Path:
    """Where the traces of a segment lie."""
    return segment.with_suffix(".traces")


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
                    compression={name: "lz4" if name in LONG else "none" for name in table.column_names},
                    use_dictionary=REPEATING,
                    write_statistics=False,
                )
            self._writer.write_table(table)
        self._pending, self._rows = {}, 0

    def _keep_misplaced(self, roles: pl.DataFrame, mentions: pl.DataFrame) -> None:
        """The traces of rows that do not keep to their columns: below a second header, or shifted by a cell."""
        where = misplaced(roles, mentions)
        if len(where):
            some = roles[where].sort("content", maintain_order=True)
            columns = [name for name in some.columns if name in Role.__members__.values()]
            for (content,), rows in some.group_by("content", maintain_order=True):
                assert isinstance(content, int)
                found = traces.of_rows(rows.select(*columns, "n"), columns, Dark())
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


def content_key(sha256: str, kind: str, overrides: Overrides) -> str:
    """The name under which the reading of a content is kept: other bytes, reader or overrides make another name."""
    about = json.dumps(
        [sha256, kind, READER_VERSION, pl.__version__, {k: list(v) for k, v in sorted(overrides.items())}]
    )
    return hashlib.sha256(about.encode()).hexdigest()[:32]
