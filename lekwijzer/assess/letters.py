"""Whom earlier mailings were sent to, by the keys in their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lekwijzer.case_errors import describe, mistake
from lekwijzer.case_types import Case, Letter
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import CaseError, LekwijzerError, WorkError
from lekwijzer.fields import codes
from lekwijzer.link.registers import RegisterTable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import HEAD, pick
from lekwijzer.readers.encoding import Notes, utf8_blocks

_NEARLY = 0.8
"""Of a column with so many of the most keys that any column has, what else it is tells whether it is the one that is meant."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a mailing: its header, its different values as keys, and the rows of the register that have them."""

    header: str
    keys: pl.Series
    rows: pl.DataFrame

    @property
    def counts(self) -> bool:
        """Whether it numbers the lines of the mailing: in a small register such numbers are keys as well."""
        numbers = self.keys.cast(pl.Int64, strict=False)
        return not numbers.null_count() and numbers.min() == 1 and numbers.max() == len(numbers)


def deliver(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Make `lettered` (gid, letter): whom each earlier mailing was sent to."""
    ids = [r.id for r in registers]
    rows: list[pl.DataFrame] = []
    for letter in case.letters:
        number = ids.index(letter.register)
        offset = sum(r.rows for r in registers[:number])
        hit = _sent_to(letter, registers[number])
        rows.append(hit.select((pl.col("row").cast(pl.Int32) + offset).alias("gid"), pl.lit(letter.id).alias("letter")))
    table = pl.concat(rows) if rows else pl.DataFrame(schema={"gid": pl.Int32, "letter": pl.String})
    backend.register("lettered_in", table.to_arrow(compat_level=pl.CompatLevel.oldest()))
    backend.run("CREATE OR REPLACE TEMP TABLE lettered AS SELECT DISTINCT gid, letter FROM lettered_in")


def _sent_to(letter: Letter, register: RegisterTable) -> pl.DataFrame:
    """The register rows whose key stands in the mailing: in the columns whose values are most often keys, one per table."""
    keys = pl.read_parquet(register.compare, columns=["key", "row"], glob=False).unique("key")
    known = (
        keys.with_columns(codes.number_key(keys.get_column("key")).alias("k")).drop_nulls("k").unique("k", keep="none")
    )
    found: list[pl.DataFrame] = []
    for path in letter.files:
        tables = [_best(columns, register.key) for columns in _tables_in(letter, path, known)]
        most = max((len(column.rows) for column in tables if column), default=0)
        if not most:
            raise CaseError(
                mistake(letter.line, f'{describe(path.name)} of letter "{letter.id}", of which no column holds keys of register "{letter.register}"',
                        "a table with the keys of those it was sent to")
            )  # fmt: skip
        # Of a sheet beside the list, with totals perhaps, a few numbers may be keys by chance.
        meant = (c for c in tables if c and (len(c.rows) == most or 2 * len(c.rows) > len(c.keys)))
        found += [column.rows for column in meant]
    return pl.concat(found).unique() if found else pl.DataFrame(schema={"row": pl.UInt32})


def _best(columns: Sequence[_Column], key: str) -> _Column | None:
    """The column of a table with the most keys; of columns that have nearly as many, the one called so, and none that counts lines."""
    most = max((len(column.rows) for column in columns), default=0)
    near = [column for column in columns if len(column.rows) and len(column.rows) >= _NEARLY * most]
    wanted = key.casefold()
    return max(near, key=lambda c: (c.header.casefold() == wanted, not c.counts, len(c.rows)), default=None)


def _tables_in(letter: Letter, path: Path, known: pl.DataFrame) -> Iterator[list[_Column]]:
    """The columns of each table of a file; a file with one key on a line is a table too."""
    try:
        with open(path, "rb") as file:
            reader = pick(path.name, file.read(HEAD))
        problems: list[Problem] = []
        some = False
        for part in reader.read(path, problems) if reader else ():
            batches = list(part.batches)
            if isinstance(part, Table) and batches:
                some = True
                rows = pl.concat(batches, how="diagonal")
                header = part.header or ()
                yield [
                    _column(header[n] if n < len(header) else "", rows.get_column(name), known)
                    for n, name in enumerate(c for c in rows.columns if c != "n")
                ]
        if not some:
            text = b"".join(utf8_blocks(path, Notes())).decode("utf-8", "replace")
            yield [_column("", pl.Series(text.splitlines(), dtype=pl.String), known)]
    except (LekwijzerError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise WorkError(f'letter "{letter.id}": {path.name} cannot be read: {why}') from error


def _column(header: str, values: pl.Series, known: pl.DataFrame) -> _Column:
    keys = pl.DataFrame({"k": codes.number_key(values)}).drop_nulls().unique()
    return _Column(header.strip(), keys.get_column("k"), keys.join(known, on="k").select("row"))
