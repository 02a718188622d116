"""One item read: its parts, their column maps, and its mentions as one Parquet file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lekwijzer.detect.columns import TableMap, infer, to_roles
from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.fields.normalise import MENTION, normalise
from lekwijzer.mentions import reject
from lekwijzer.model import Part, Problem, ReadOutcome, Records, Table

READER_VERSION = 1
"""Raised whenever the same bytes would give other mentions: what was read before is then read again."""
SAMPLE_ROWS = 20_000
MAX_PROBLEMS = 200

Overrides = Mapping[str, Sequence[str | int]]


@dataclass(slots=True)
class ItemResult:
    """What reading an item gave; kept beside its mentions as JSON. Holds column names and counts, never a value."""

    kind: str
    outcome: str = ReadOutcome.UNREADABLE.value  # failure first: only the last step makes it a success
    mentions: int = 0
    problems: list[str] = field(default_factory=list)
    parts: list[dict[str, object]] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """The problems as one line for the coverage list."""
        more = len(self.problems) - 5
        return "; ".join(self.problems[:5]) + (f"; and {more} more" if more > 0 else "")


def read_item(path: Path, reader: ModuleType, overrides: Overrides, out: Path) -> ItemResult:
    """Read one item with a reader and write its mentions to `out` (only when there are any); never raises for bad input.

    The file has the columns of MENTION plus `part` (number of the part) and `r` (number of the mention in the item).
    It appears at once and whole, or not at all.
    """
    result = ItemResult(kind=str(reader.KIND))
    problems: list[Problem] = []
    temporary = out.with_suffix(f".{os.getpid()}.part")
    writer = _Writer(temporary)
    try:
        for part in reader.read(path, problems):
            _read_part(part, overrides, writer, result)
        result.outcome = (ReadOutcome.PARTLY if problems else ReadOutcome.READ).value
    except Encrypted:
        problems.append(Problem("a password is needed"))
    except Unreadable as error:
        problems.append(Problem(str(error)))
        if writer.count:
            result.outcome = ReadOutcome.PARTLY.value
    except MemoryError:
        problems.append(Problem("too large for the memory of a reader"))
    except OSError as error:
        if error.errno is not None and error.errno in (28, 122):  # no space left, quota: not the item's fault
            writer.abandon()
            raise
        problems.append(Problem(f"could not be read: {error.strerror or type(error).__name__}"))
    except Exception as error:  # a reader must never end the run; the type says enough, its text could hold a value
        problems.append(Problem(f"the reader failed ({type(error).__name__})"))
        result.outcome = (ReadOutcome.PARTLY if writer.count else ReadOutcome.UNREADABLE).value
    result.problems = [_line(p) for p in problems[:MAX_PROBLEMS]]
    result.mentions = writer.count
    writer.close(out)
    return result


def _line(problem: Problem) -> str:
    where = " ".join(x for x in (problem.part, f"row {problem.n}" if problem.n else "") if x)
    lost = f" ({problem.lost} lost)" if problem.lost else ""
    return (f"{where}: " if where else "") + problem.message + lost


def _read_part(part: Part, overrides: Overrides, writer: _Writer, result: ItemResult) -> None:
    number = len(result.parts)
    if isinstance(part, Records):
        before = writer.count
        for batch in part.batches:
            writer.write(mentions_of_records(batch), number)
        result.parts.append({"name": part.name, "unit": part.unit, "about": "people", "mentions": writer.count - before})
        return
    table, batches = map_table(part, overrides)
    before = writer.count
    if table.about != "nothing":
        for batch in batches:
            writer.write(mentions_of_rows(batch, table), number)
    result.parts.append({
        "name": part.name, "unit": "row", "about": table.about, "mentions": writer.count - before,
        "columns": [[c.header, c.role.value if c.role else "", round(c.confidence, 2), c.why] for c in table.columns],
    })  # fmt: skip


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
    table = infer(part.header, sample, dict(overrides), register=register)
    return table, _chain(head, batches)


def _chain(head: list[pl.DataFrame], rest: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    while head:
        yield head.pop(0)
    yield from rest


def mentions_of_records(batch: pl.DataFrame) -> pl.DataFrame:
    """The mentions of a batch of messages or passages."""
    mentions = normalise(batch)
    return mentions.with_columns(reject.of_mentions(mentions, batch).alias("rejected"))


def mentions_of_rows(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """The mentions of a batch of table rows; rows without any value are none."""
    cells = [f"c{c.index}" for c in table.columns]
    missing = [c for c in cells if c not in batch.columns]
    if missing:
        batch = batch.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in missing)
    if batch.get_column(cells[0]).null_count():
        batch = batch.filter(~reject.blank(batch))
    roles = to_roles(batch, table)
    rejected = reject.of_table(batch, table, roles)
    roles = roles.with_columns(rejected.alias("rejected"), digest(batch, table).alias("digest"))
    mentions = normalise(roles, table.order)
    if not table.about_somebody:
        # The own id of a row that tells of nobody (an order, a result) is no person's number.
        mentions = mentions.with_columns(pl.col("refs").str.replace_all(r"(^|\x1f)i:", "${1}j:"))
    return mentions.with_columns(reject.of_mentions(mentions, roles).alias("rejected"))


def digest(batch: pl.DataFrame, table: TableMap) -> pl.Series:
    """A hash of each row as it stands in the file, under its header: rows repeat each other to the letter or they do not."""
    labels = "\x1f".join(c.header for c in table.columns)
    seed = int.from_bytes(hashlib.blake2b(labels.encode(), digest_size=8).digest(), "big")
    return batch.select(pl.exclude("n")).hash_rows(seed=seed)


class _Writer:
    """Mentions to Parquet, batch by batch; the file is opened at the first row."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._writer: pq.ParquetWriter | None = None

    def write(self, mentions: pl.DataFrame, part: int) -> None:
        if mentions.is_empty():
            return
        numbered = mentions.with_columns(
            pl.lit(part, dtype=pl.UInt16).alias("part"),
            pl.int_range(self.count, self.count + len(mentions), dtype=pl.UInt32, eager=True).alias("r"),
        )
        table = numbered.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="zstd", compression_level=1)
        self._writer.write_table(table)
        self.count += len(mentions)

    def close(self, out: Path) -> None:
        if self._writer is not None:
            self._writer.close()
            os.replace(self.path, out)

    def abandon(self) -> None:
        self.path.unlink(missing_ok=True)


def schema() -> pa.Schema:
    """The Arrow schema of a file of mentions."""
    empty = pl.DataFrame(schema={**MENTION, "part": pl.UInt16, "r": pl.UInt32})
    return empty.to_arrow(compat_level=pl.CompatLevel.oldest()).schema


def content_key(sha256: str, kind: str, overrides: Overrides) -> str:
    """The name under which the reading of a content is kept: other bytes, reader or overrides make another name."""
    about = json.dumps([sha256, kind, READER_VERSION, pl.__version__, {k: list(v) for k, v in sorted(overrides.items())}])
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def save_result(result: ItemResult, path: Path) -> None:
    """Write the sidecar; it is written last, so that its presence says the content was read to the end."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(asdict(result), ensure_ascii=False, sort_keys=True), "utf-8")
    os.replace(temporary, path)


def load_result(path: Path) -> ItemResult | None:
    """The sidecar of a content that was read before, or None."""
    try:
        return ItemResult(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
