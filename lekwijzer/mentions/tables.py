"""A table as rows of roles: what its columns hold, what each row repeats, and why it may be nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from lekwijzer.detect import beside, glued
from lekwijzer.detect.columns import TableMap, infer, to_roles
from lekwijzer.detect.keys import as_declared, with_keys
from lekwijzer.fields import bsn
from lekwijzer.mentions import groups, reject
from lekwijzer.mentions.headed import headed
from lekwijzer.mentions.prefixed import prefixed
from lekwijzer.mentions.turned import turned
from lekwijzer.model import Table

SAMPLE_ROWS = 20_000
Overrides = Mapping[str, Sequence[str | int]]


def map_table(part: Table, overrides: Overrides, *, register: bool = False) -> tuple[TableMap, Iterator[pl.DataFrame]]:
    """What the columns of a table hold, and its batches from the first one on."""
    if register or overrides:
        return _mapped(part, overrides, register=register)
    part, report = headed(turned(prefixed(part)))
    table, batches = _mapped(part, overrides, register=register)
    return (report.of_lines(table) if report else table), batches


def _mapped(part: Table, overrides: Overrides, *, register: bool) -> tuple[TableMap, Iterator[pl.DataFrame]]:
    """The same of a table that is a row to a line."""
    batches = iter(part.batches)
    head: list[pl.DataFrame] = []
    seen = 0
    for batch in batches:
        head.append(batch)
        seen += len(batch)
        if seen >= SAMPLE_ROWS:
            break
    sample = pl.concat(head, how="diagonal").head(SAMPLE_ROWS) if head else pl.DataFrame()
    pieces = [] if overrides else glued.find(part.header, sample)
    if pieces:
        table, rows = _taken_apart(part, pieces, sample, _chain(head, batches), register=register)
        if glued.any_used(table.columns, pieces):  # else it is of somebody else, and is read as text
            return table, rows
    several = {} if register or overrides or sample.is_empty() else beside.groups(part.header)
    if several:
        return beside.table_of(part.header, sample, several, part.epoch), _chain(head, batches)
    table = infer(part.header, sample, dict(overrides), register=register, epoch=part.epoch)
    if part.foreign:
        table = replace(table, keys=as_declared(table.columns, table.keys, part.name, part.foreign))
    whole = _chain(head, batches)
    person = [] if register else groups.person_columns(sample, table)
    labels = {f"c{c.index}": c.header for c in table.columns}
    return table, groups.with_person(whole, person, labels) if person else whole


class UntilPeople:
    """The batches of a table, if it is about nothing up to where columns that were empty until then tell of people; `rest` is what comes then."""

    def __init__(self, batches: Iterator[pl.DataFrame], table: TableMap) -> None:
        self.rest: Iterator[pl.DataFrame] | None = None
        self._batches, self._table = batches, table

    def __iter__(self) -> Iterator[pl.DataFrame]:
        if self._table.about != "nothing":
            yield from self._batches
            return
        header = [column.header for column in self._table.columns]
        filled: set[str] = set()
        rows = 0
        pieces = (piece for batch in self._batches for piece in batch.iter_slices(SAMPLE_ROWS))
        for piece in pieces:
            now = {c.name for c in piece.drop("n") if c.null_count() < len(c)}
            if rows >= SAMPLE_ROWS and now - filled:
                first = min(piece.get_column(name).is_not_null().arg_max() or 0 for name in now - filled)
                if infer(header, piece[first:]).about != "nothing":
                    yield piece[:first]
                    self.rest = _chain([piece[first:]], pieces)
                    return
            filled |= now
            rows += len(piece)
            yield piece


def _taken_apart(
    part: Table,
    pieces: Sequence[glued.Piece],
    sample: pl.DataFrame,
    batches: Iterator[pl.DataFrame],
    *,
    register: bool,
) -> tuple[TableMap, Iterator[pl.DataFrame]]:
    """A table of which some columns hold several things: their parts are columns behind the others."""
    sample = glued.one_each(sample, pieces)
    split = [column for piece in pieces for column in piece.columns()]
    whole = {piece.index for piece in pieces}
    labels = list(part.header or [""] * (pieces[0].first))
    bare = ["" if i in whole else label for i, label in enumerate(labels)]
    added = [label for piece in pieces for label in piece.labels]
    parts = sample.with_columns(split).with_columns(pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in whole)
    table = infer([*bare, *added], parts, register=register, epoch=part.epoch)
    columns = [
        replace(c, header=labels[c.index], why="holds several things; taken apart") if c.index in whole else c
        for c in table.columns
    ]
    return replace(table, columns=tuple(glued.together(columns, pieces))), (
        glued.one_each(batch, pieces).with_columns(split) for batch in batches
    )


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
    roles = with_keys(roles, batch, table.keys)
    rejected = reject.of_table(batch, table)
    if (nothing := reject.nothing_said(roles)) is not None:
        rejected = rejected.set(nothing & rejected.is_null(), reject.NOT_A_PERSON)
    if table.leads or table.scopes:
        roles = with_keys(roles, batch, (*table.keys, *table.leads), table.scopes)
    return roles.with_columns(rejected.alias("rejected"), digest(batch, table).alias("digest"))


def people_of_rows(batch: pl.DataFrame, table: TableMap) -> Iterator[tuple[pl.DataFrame, TableMap]]:
    """The frames of roles of everybody in a batch of table rows, each with the table that it is of."""
    if table.about != "nothing" or table.may_point:
        yield roles_of_rows(batch, table), table
    for other in table.beside:
        yield roles_of_rows(other.rows(batch), other.table), other.table


def digest(batch: pl.DataFrame, table: TableMap) -> pl.Series:
    """A hash of each row as it stands in the file, under its header: rows repeat each other to the letter or they do not."""
    labels = "\x1f".join(c.header for c in table.columns)
    seed = int.from_bytes(hashlib.blake2b(labels.encode(), digest_size=8).digest(), "big")
    return batch.drop("n").hash_rows(seed=seed)


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
