"""How a file would be read, without a case: its kind, its parts, which column is which field and why.

Nothing is kept: members of containers lie in a temporary folder that is removed before this returns. The files are read by a worker
process, as in a case: they may be anything.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from lekwijzer.detect.columns import TableMap, field_of
from lekwijzer.errors import Encrypted, LekwijzerError, Unreadable
from lekwijzer.fields.text import present
from lekwijzer.intake import BETWEEN, Item, Limits, Lister, open_member, safe_label, walk
from lekwijzer.mentions.masks import mask
from lekwijzer.mentions.segment import mentions_of
from lekwijzer.mentions.tables import map_table, people_of_rows
from lekwijzer.model import ROLE_FIELD, Part, Problem, ReadOutcome, Records, Role, Table
from lekwijzer.readers import HEAD, by_kind, kind_of
from lekwijzer.readers.dialect import sniff
from lekwijzer.readers.encoding import Notes, decode_head, encoding_of, utf8_blocks
from lekwijzer.sandbox import Job, Pool, alive, at, why_lost

ROWS = 20_000
MEMBERS = 50
_MEMBER_BYTES = 4 << 30
_NOBODY: tuple[int, tuple[tuple[str, int], ...]] = (0, ())
_CPU_SECONDS = 600
"""Processor time that one file may take."""
_CUT = "more than"
"""How intake says that it stopped at a limit; here that limit is ours, and no fault of the container."""

Overrides = Mapping[str, Sequence[str | int]]


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column of a table, or one role that was found in messages (`number` 0)."""

    number: int  # from 1
    header: str
    role: str  # "" = not used
    field: str  # what a value in it exposes; "" = nothing
    confidence: float
    why: str
    filled: float  # share of the rows
    examples: tuple[str, ...]  # masked, unless the values were asked for


@dataclass(frozen=True, slots=True)
class PartLook:
    """A sheet, a table, or the messages of a file."""

    name: str
    unit: str  # row, message, passage
    about: str  # people, references, nothing
    rows: int  # that were looked at
    more: bool  # there are more than these
    columns: tuple[ColumnLook, ...]
    mentions: int  # records about somebody among them
    rejected: tuple[tuple[str, int], ...]  # reason → how many
    order: str = ""  # how birth dates are written, where the table tells


@dataclass(frozen=True, slots=True)
class FileLook:
    """One file, or one member of a container."""

    file: str
    bytes: int
    kind: str
    outcome: str
    encoding: str = ""
    delimiter: str = ""
    parts: tuple[PartLook, ...] = ()
    problems: tuple[str, ...] = ()
    members: tuple[MemberLook, ...] = ()
    more_members: bool = False


@dataclass(frozen=True, slots=True)
class MemberLook:
    """What is known of a member of a container before it is read."""

    file: str
    bytes: int
    kind: str
    problem: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What to show: how many examples per column, in clear or masked, of how many rows, and the members of containers."""

    examples: int = 2
    reveal: bool = False
    rows: int = ROWS
    members: bool = False
    register: bool = False
    overrides: Overrides = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One file, or one member of a container, that is to be looked at."""

    file: str  # absolute, or a member as it was named
    root: str  # the labels of what is in the file are told from here
    called: str  # as it was named; "" for what was found in a folder
    spool: str
    wish: Wish
    member: bool = False


def inspect(names: Sequence[str], wish: Wish, *, apart: bool = True) -> Iterator[FileLook]:
    """Each file in turn; a folder stands for the files in it, `archive.zip!/member` for one member.

    Never raises for bad input: what is wrong with a file is in its `outcome` and `problems`. `apart`: by a worker process;
    without it by this one, for files that are trusted.
    """
    with tempfile.TemporaryDirectory(prefix="lekwijzer-") as folder, Pool(1, Path(folder), loads=[__name__]) as pool:
        for asked in (asked for name in names for asked in _asked(name, folder, wish)):
            yield from _apart(pool, asked) if apart else _looks(asked)


def _asked(name: str, spool: str, wish: Wish) -> Iterator[_Asked]:
    path = Path(name)
    if BETWEEN in name and not path.exists():
        yield _Asked(name, str(Path.cwd()), name, spool, wish, member=True)
        return
    root = (path.parent if path.parent != Path() else Path.cwd()).absolute()
    for found in walk([str(path.absolute())], root):
        yield _Asked(str(found.path), str(root), name if path.is_file() else "", spool, wish)


def _apart(pool: Pool, asked: _Asked) -> Iterator[FileLook]:
    pool.submit(Job(f"{__name__}:look", asked))
    for ended in pool.ended():
        if not ended.failed:
            yield from map(_file_look, ended.value)
            continue
        label = asked.called or Path(asked.file).relative_to(asked.root).as_posix()
        lost = (why_lost(ended.failed),)
        yield FileLook(safe_label(label), 0, "unknown", ReadOutcome.UNREADABLE.value, problems=lost)


def look(asked: _Asked) -> list[dict[str, Any]]:
    """What a file looks like, and its members when they are asked for, as plain data. Runs in a worker."""
    at(0, _CPU_SECONDS)
    return [asdict(found) for found in _looks(asked)]


def _file_look(told: dict[str, Any]) -> FileLook:
    """The same again, from plain data."""
    parts = (
        PartLook(**{
            **part,
            "columns": tuple(ColumnLook(**{**c, "examples": tuple(c["examples"])}) for c in part["columns"]),
            "rejected": tuple((reason, count) for reason, count in part["rejected"]),
        })
        for part in told["parts"]
    )  # fmt: skip
    members = (MemberLook(**member) for member in told["members"])
    return FileLook(**{**told, "parts": tuple(parts), "members": tuple(members), "problems": tuple(told["problems"])})


def _looks(asked: _Asked) -> Iterator[FileLook]:
    with tempfile.TemporaryDirectory(prefix="look-", dir=asked.spool) as folder:
        spool, root, file = Path(folder), Path(asked.root), asked.file
        if asked.member:
            try:
                path = open_member(root, file, spool)
            except LekwijzerError as error:
                yield FileLook(safe_label(file), 0, "unknown", ReadOutcome.UNREADABLE.value, problems=(str(error),))
                return
            root, file = path.parent, str(path)
        yield from _listed([file], root, spool, asked.wish, called=asked.called)


def _listed(files: list[str], root: Path, spool: Path, wish: Wish, called: str = "") -> Iterator[FileLook]:
    """The file itself, and its members when they are asked for."""
    lister = Lister(root, spool, kind_of, limits=Limits(entries=MEMBERS, bytes=_MEMBER_BYTES))
    items = list(lister.items("", files))
    for number, item in enumerate(items):
        label = called or item.file
        if number == 0 or (wish.members and not called):
            look = _item(item, label if number == 0 else item.file, spool, root, wish)
        elif wish.members:
            look = _item(item, called + item.file[len(items[0].file) :], spool, root, wish)
        else:
            continue
        if item.container:
            look = _with_members(look, item, items)
        yield look


def _with_members(look: FileLook, item: Item, items: Sequence[Item]) -> FileLook:
    inside = [i for i in items if i.file.startswith(item.file + BETWEEN)]
    cut = _CUT in item.problem and f"{MEMBERS} members" in item.problem
    members = tuple(MemberLook(i.file[len(item.file) + len(BETWEEN) :], i.bytes, i.kind, i.problem) for i in inside)
    if cut:
        look = replace(look, problems=(), outcome=ReadOutcome.READ.value)
    return replace(look, members=members, more_members=cut)


def _item(item: Item, label: str, spool: Path, root: Path, wish: Wish) -> FileLook:
    noted = (item.problem,) if item.problem else ()
    look = FileLook(safe_label(label), item.bytes, item.kind, item.outcome.value, problems=noted)
    reader = by_kind(item.kind)
    if not item.to_read or reader is None:
        return look
    problems: list[Problem] = []
    parts: list[PartLook] = []
    outcome = ReadOutcome.UNREADABLE.value
    try:
        path = item.path if item.path and item.path.exists() else open_member(root, item.file, spool)
        encoding, delimiter = _written(path, item.kind, label)
        look = replace(look, encoding=encoding, delimiter=delimiter)
        for part in reader.read(path, problems):
            alive()
            parts.append(_part(part, wish))
            if parts[-1].more and item.kind not in ("xlsx", "sqlite"):
                break  # the rest of one long table or stream of messages: what follows it is at its end
        outcome = (ReadOutcome.READ if all(p.whole for p in problems) and not noted else ReadOutcome.PARTLY).value
    except Encrypted:
        problems.append(Problem("a password is needed"))
    except LekwijzerError as error:
        problems.append(Problem(str(error)))
    except OSError as error:
        problems.append(Problem(f"could not be read: {error.strerror or type(error).__name__}"))
    except (
        Exception
    ) as error:  # as in reading: a reader that fails is a problem of the file; the text could hold a value
        problems.append(Problem(f"the reader failed ({type(error).__name__})"))
    if parts and outcome == ReadOutcome.UNREADABLE.value:
        outcome = ReadOutcome.PARTLY.value
    told = tuple(safe_label(f"{p.part}: {p.message}" if p.part else p.message) for p in problems[:20])
    return replace(look, outcome=outcome, parts=tuple(parts), problems=noted + told)


def _part(part: Part, wish: Wish) -> PartLook:
    return _records(part, wish) if isinstance(part, Records) else _table(part, wish)


def _some(batches: Iterator[pl.DataFrame], rows: int) -> tuple[pl.DataFrame, bool]:
    """The first rows of a part, and whether there are more."""
    taken: list[pl.DataFrame] = []
    count = 0
    for batch in batches:
        alive()
        taken.append(batch)
        count += len(batch)
        if count > rows:
            break
    frame = pl.concat(taken, how="diagonal") if taken else pl.DataFrame()
    return frame.head(rows), count > rows


def _table(part: Table, wish: Wish) -> PartLook:
    table, batches = map_table(part, wish.overrides, register=wish.register)
    frame, more = _some(batches, wish.rows)
    mentions, rejected = _NOBODY
    for roles, whose in people_of_rows(frame, table) if len(frame) else ():
        some, why = _judged(roles, whose)
        mentions, rejected = mentions + some, rejected + why
    columns = tuple(
        _column(c.index + 1, c.header, c.role, round(c.confidence, 2), c.why, frame, f"c{c.index}", wish)
        for c in table.columns
    )
    return PartLook(
        safe_label(part.name), "row", table.about, len(frame), more, columns, mentions, rejected, str(table.order or "")
    )


def _records(part: Records, wish: Wish) -> PartLook:
    frame, more = _some(iter(part.batches), wish.rows)
    roles = [Role(c) for c in frame.columns if c in Role.__members__.values()]
    mentions, rejected = _judged(frame, None) if len(frame) else _NOBODY
    columns = [_column(0, "", role, 1.0, "its place in the message", frame, role.value, wish) for role in roles]
    found = tuple(column for column in columns if column.filled)  # a message has a place for everything, mostly empty
    return PartLook(safe_label(part.name), part.unit, "people", len(frame), more, found, mentions, rejected)


def _judged(roles: pl.DataFrame, table: TableMap | None) -> tuple[int, tuple[tuple[str, int], ...]]:
    """How many rows are about somebody, and why the others are not."""
    mentions = mentions_of(roles, table.order if table else None)
    reasons = Counter(mentions.get_column("rejected").drop_nulls().to_list())
    return len(mentions) - reasons.total(), tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def _column(
    number: int, header: str, role: Role | None, confidence: float, why: str, frame: pl.DataFrame, name: str, wish: Wish
) -> ColumnLook:
    values = present(frame.get_column(name)).drop_nulls() if name in frame.columns else pl.Series([], dtype=pl.String)
    filled = len(values) / len(frame) if len(frame) else 0.0
    return ColumnLook(
        number,
        safe_label(header),
        role.value if role else "",
        field_of(role),
        confidence,
        why,
        round(filled, 3),
        _examples(values, role, number, wish),
    )


def _examples(values: pl.Series, role: Role | None, number: int, wish: Wish) -> tuple[str, ...]:
    """A few different values; of categories in messages only the mark that they are there is known."""
    if (
        not number
        and role is not None
        and ROLE_FIELD.get(role) in ("insurer", "requester", "exam_type", "exam_date", "test_result")
    ):
        return ()
    if not wish.examples:
        return ()
    shown: list[str] = []
    for value in values.head(400).unique(maintain_order=True).to_list():
        text = safe_label(value)[:60] if wish.reveal else safe_label(mask(role, value))
        if text not in shown:
            shown.append(text)
        if len(shown) >= wish.examples:
            break
    return tuple(shown)


def _written(path: Path, kind: str, name: str) -> tuple[str, str]:
    """The encoding of a text, and the delimiter of a table in it."""
    if kind not in ("delimited", "jsonl", "hl7", "edifact", "text"):
        return "", ""
    with path.open("rb") as file:
        head = file.read(HEAD)
    notes = Notes()
    encoding, mark = encoding_of(head)
    if encoding == "utf-8":
        first = b"".join(islice(chain(utf8_blocks(path, notes)), 1))
        encoding = (
            f"utf-8, with {notes.page} in it"
            if notes.page and notes.repaired
            else notes.page or ("ascii" if first.isascii() else encoding)
        )
    if mark:
        encoding += " with a byte order mark"
    if kind != "delimited":
        return encoding, ""
    dialect = sniff(decode_head(head), len(head) < HEAD, name)
    return encoding, {"\t": "tab", "\x1f": "none"}.get(
        dialect.written or dialect.delimiter, dialect.written or dialect.delimiter
    ) if dialect else ""


def is_unreadable(look: FileLook) -> bool:
    """Whether nothing of a file could be read: then the command that showed it failed."""
    return look.outcome == ReadOutcome.UNREADABLE.value


__all__ = ["ColumnLook", "FileLook", "MemberLook", "PartLook", "Unreadable", "Wish", "inspect", "is_unreadable"]
