"""One item read: its parts, their column maps, and its mentions as one Parquet file."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.errors import Encrypted, Postponed, Unreadable, is_no_space
from lekwijzer.intake import fingerprint
from lekwijzer.intake.encoded_files import KINDS as ENCODED
from lekwijzer.mentions import traces
from lekwijzer.mentions.segment import Segment
from lekwijzer.mentions.sweep import sweep, sweep_left, told
from lekwijzer.mentions.tables import Overrides, UntilPeople, map_table, people_of_rows, people_unseen
from lekwijzer.mentions.within import Within, of_text
from lekwijzer.model import ForeignKey, Part, Problem, ReadOutcome, Records, Table
from lekwijzer.readers import Reader, lacks
from lekwijzer.readers.header import all_known
from lekwijzer.readers.passwords import offered
from lekwijzer.readers.passwords import passwords as given
from lekwijzer.readers.payload import Dark
from lekwijzer.readers.unread import left_over, unread
from lekwijzer.sandbox import alive, why_lost

log = logging.getLogger(__name__)

READER_VERSION = 42
"""Raised whenever the same bytes would give other mentions: what was read before is then read again."""
MAX_PROBLEMS = 200
NONE_GIVEN = "none"
"""The sign of no passwords."""
ALWAYS_SWEPT = ("text",)
SWEPT = ("hl7", "edifact", "delimited", "fixedwidth")
"""Kinds of text that are swept for traces: always, or when hardly anybody was found in them. Tables are swept by column, too."""
MESSAGES = ("hl7", "edifact")
TOPPED = (*MESSAGES, "fixedwidth")
"""Kinds of which what stands above the people is swept in any case; the reader of tables gives what stands above each."""
FEW_BYTES = 8_000
"""Bytes per person beyond which it is odd that there are not more: messages and reports have some thousands."""


@dataclass(slots=True)
class ItemResult:
    """What reading an item gave; kept beside its mentions as JSON. Holds column names and counts, never a value."""

    kind: str
    outcome: str = ReadOutcome.UNREADABLE.value  # failure first: only the last step makes it a success
    mentions: int = 0
    traces: int = 0
    problems: list[str] = field(default_factory=list)
    parts: list[dict[str, object]] = field(default_factory=list)
    locked: str = ""  # of what needs a password: a sign of those that were tried
    spent: str = ""  # of what asked for more than a reader may use: what it might
    foreign: list[ForeignKey] = field(default_factory=list)  # what it declares of the keys of its tables
    pointing: int = 0  # of the mentions those of tables that are nobody's by themselves

    @property
    def problem(self) -> str:
        """The problems as one line for the coverage list."""
        more = len(self.problems) - 5
        return "; ".join(self.problems[:5]) + (f"; and {more} more" if more > 0 else "")


def read_item(
    path: Path, reader: Reader, overrides: Overrides, segment: Segment, passwords: tuple[str, ...] = ()
) -> ItemResult:
    """Read one item with a reader and add its mentions to a segment; never raises for bad input."""
    with offered(passwords):
        return _read_item(path, reader, overrides, segment)


def _read_item(path: Path, reader: Reader, overrides: Overrides, segment: Segment) -> ItemResult:
    result = ItemResult(kind=str(reader.KIND))
    problems: list[Problem] = []
    failed = True
    segment.begin()
    dark, within = Dark(apart=reader.KIND in ENCODED), Within()
    try:
        for part in reader.read(path, problems):
            alive()
            _read_part(part, overrides, segment, result, problems, within)
        within.add_to(segment, result.parts)
        _name_those_beside(path, reader, segment, result, dark)
        if reader.KIND == "text":
            of_text(path, segment, result.parts, problems)
        _leave_traces(path, str(reader.KIND), segment, segment.count - result.pointing, dark, problems)
        problems += dark.problems()
        result.outcome = (ReadOutcome.READ if all(p.whole for p in problems) else ReadOutcome.PARTLY).value
        failed = False
    except Encrypted:
        problems.append(Problem("a password is needed"))
        result.locked = fingerprint(given()) or NONE_GIVEN
    except Postponed as error:
        problems.append(Problem(str(error)))
        result.outcome = ReadOutcome.SKIPPED.value
    except Unreadable as error:
        problems.append(Problem(str(error)))
    except MemoryError:
        problems.append(Problem(why_lost(MemoryError.__name__)))
        result.spent = "memory"
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
    if failed:
        within.add_to(segment, result.parts)  # what was taken apart before it failed
        _sweep(path, segment, result, carve=True)
    result.mentions, result.traces = segment.count, segment.traces
    return result


def _name_those_beside(path: Path, reader: Reader, segment: Segment, result: ItemResult, dark: Dark) -> None:
    """The traces of names in tables about nothing that stand in one file with people: such a file is not searched as a whole for names."""
    nothing = {number for number, part in enumerate(result.parts) if part["about"] == "nothing"}
    if reader.KIND not in SWEPT or segment.count == result.pointing or not nothing:
        return
    for number, part in enumerate(reader.read(path, [])):
        for batch in part.batches:
            alive()
            if number in nothing:
                columns = [name for name in batch.columns if name != "n"]
                segment.add_traces(traces.of_rows(batch, columns, dark, names_alone=True))


def _leave_traces(path: Path, kind: str, segment: Segment, people: int, dark: Dark, problems: list[Problem]) -> None:
    """The traces of the file itself, beside those of its parts: of its text, of what is outside of its rows, and of rows that it no longer has."""
    counted = people if kind in MESSAGES else max(people - 3, 0)  # of a few rows one may be a title
    few = kind in SWEPT and path.stat().st_size > counted * FEW_BYTES
    if kind in ALWAYS_SWEPT or few or (kind == "hl7" and not traces.of_messages_alone(path)):
        for swept in traces.of_text(path, dark, nobody=not people):
            segment.add_traces(swept)
    elif kind in TOPPED:
        segment.add_traces(traces.of_top(path, kind))
    for left in traces.of_texts(unread(kind, path, problems), dark):
        segment.add_traces(left)
    sweep_left(left_over(kind, path), segment)


def sweep_item(path: Path, kind: str, outcome: str, segment: Segment, *, carve: bool) -> ItemResult:
    """Sweep an item that nobody reads, and add what is found to a segment; what became of it stays what it was."""
    result = ItemResult(kind, outcome)
    segment.begin()
    _sweep(path, segment, result, carve=carve)
    result.mentions, result.traces = segment.count, segment.traces
    return result


def _sweep(path: Path, segment: Segment, result: ItemResult, *, carve: bool) -> None:
    try:
        signs = sweep(path, segment, result.parts, carve=carve)
        result.problems.insert(1 if result.problems else 0, told(signs))  # among those that are shown
    except OSError as error:
        if is_no_space(error):
            raise
        result.problems.append(f"could not be swept: {error.strerror or type(error).__name__}")
    except MemoryError:
        result.problems.append("could not be swept: too large for the memory")
    except Exception as error:  # as a reader that fails
        log.error("the sweep failed: %s", type(error).__name__)
        result.problems.append(f"could not be swept ({type(error).__name__})")


def _line(problem: Problem) -> str:
    where = " ".join(x for x in (problem.part, f"row {problem.n}" if problem.n else "") if x)
    lost = f" ({problem.lost} lost)" if problem.lost else ""
    return (f"{where}: " if where else "") + problem.message + lost


def _read_part(
    part: Part, overrides: Overrides, segment: Segment, result: ItemResult, problems: list[Problem], within: Within
) -> None:
    number = len(result.parts)
    before = segment.count
    dark = Dark(apart=result.kind in ENCODED)
    if isinstance(part, Records):
        for batch in part.batches:
            alive()
            segment.add(batch, number, None)
            _add_unread(part, segment, dark)
        _add_unread(part, segment, dark)
        problems += dark.problems(part.name)
        result.parts.append(
            {"name": part.name, "unit": part.unit, "about": "people", "mentions": segment.count - before}
        )
        return
    left: Table | None = part
    while left is not None:
        left = _read_table(left, overrides, segment, result, problems, within)


def _read_table(
    part: Table, overrides: Overrides, segment: Segment, result: ItemResult, problems: list[Problem], within: Within
) -> Table | None:
    """Read a table, or its first rows where more of it is about people than these tell; gives the rest of it then."""
    number = len(result.parts)
    before = segment.count
    dark = Dark(apart=result.kind in ENCODED)
    table, batches = map_table(part, overrides)
    until = UntilPeople(batches, table)
    strange = [label for label in _labels(part, table) if not all_known(label)]
    part.unread.append("\n".join((part.name, *strange)))
    _add_unread(part, segment, dark)
    missed = _missed(part, table, overrides)
    unseen = 0
    names_alone = table.about == "nothing" and result.kind not in SWEPT
    for batch in until:  # to the end also where nobody is in it: what is wrong with the rest is told only then
        alive()
        for roles, whose in people_of_rows(batch, table):
            segment.add(roles, number, whose)
        messages = within.take(batch, table, number, part.name)
        named = within.said(batch.drop(messages), table, number, part.name)
        if table.about != "nothing":
            segment.add_traces(traces.remarks(batch, table))
        else:
            unseen += people_unseen(batch.drop(messages).filter(~pl.col("n").is_in(named)))
        segment.add_traces(traces.in_columns(batch, table))
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
    result.foreign = part.foreign or result.foreign
    result.pointing += segment.count - before if table.may_point else 0
    result.parts.append({
        "name": part.name, "unit": "row", "about": table.about, "mentions": segment.count - before,
        **({"keys": list(table.keys)} if table.keys else {}), **({"leads": list(table.leads)} if table.leads else {}), **({"may_point": True} if table.may_point else {}),
        **({"scopes": list(table.scopes)} if table.scopes else {}),
        "columns": [[c.header, c.role.value if c.role else "", round(c.confidence, 2), c.why] for c in table.columns],
    })  # fmt: skip
    return replace(part, batches=until.rest) if until.rest is not None else None


def _labels(part: Table, table: TableMap) -> Sequence[str]:
    """The header of a table; of one that was turned it holds the first of the people, who is read as such."""
    header = part.header or ()
    labels = [column.header for column in table.columns]
    return header if len(header) < 2 or len(set(header) & set(labels)) > 1 else labels


def _add_unread(part: Part, segment: Segment, dark: Dark) -> None:
    """The traces of what came by in no batch."""
    named = part.named if isinstance(part, Records) else []
    for texts, names_alone in ((part.unread, isinstance(part, Table)), (named, True)):
        if texts:
            for left in traces.of_texts(texts, dark, names_alone=names_alone):
                segment.add_traces(left)
            texts.clear()
    if isinstance(part, Records) and part.others:
        segment.add_traces(traces.of_names(list(dict.fromkeys(part.others))))
        part.others.clear()


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
                asked = ", ".join(map(str, names))
                out.append(f"case.toml gives {role} a column that this table does not have: {asked}")
    return out


def content_key(sha256: str, kind: str, overrides: Overrides) -> str:
    """The name under which the reading of a content is kept: other bytes, reader or overrides make another name."""
    about = json.dumps(
        [
            sha256,
            kind,
            READER_VERSION,
            pl.__version__,
            {k: list(v) for k, v in sorted(overrides.items())},
            *filter(None, [lacks(kind)]),
        ]
    )
    return hashlib.sha256(about.encode()).hexdigest()[:32]
