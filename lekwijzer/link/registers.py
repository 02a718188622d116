"""Registers read into two tables: what linking compares, and the columns that rules speak of."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lekwijzer.case_errors import describe, mistake, nearest, one_of
from lekwijzer.case_types import Columns
from lekwijzer.detect.columns import TableMap, to_roles
from lekwijzer.detect.headers import read, tokens
from lekwijzer.errors import CaseError, LekwijzerError, RegisterError, WorkError, is_no_space
from lekwijzer.fields import codes
from lekwijzer.fields.dates import settled
from lekwijzer.fields.normalise import MENTION, normalise
from lekwijzer.fields.text import fold
from lekwijzer.intake import hash_file
from lekwijzer.link.typed import as_ruled, typed
from lekwijzer.mentions.item import READER_VERSION
from lekwijzer.mentions.tables import Overrides, map_table
from lekwijzer.model import Problem, Role, Table
from lekwijzer.readers import HEAD, Reader, pick

_NO = ["", "0", "n", "nee", "no", "false", "onwaar", "00000000", "0000-00-00", "geen", "none", "f", "nederland", "nl", "6030"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One register on disk: `compare` (row, a, key, status and the columns of MENTION) and `columns` (row, and those of its own that rules speak of)."""

    id: str
    compare: Path
    columns: Path
    rows: int
    key: str  # header of the key column; "" when the row number stands in
    sha256: tuple[tuple[str, str], ...]  # file name → hash
    problems: tuple[str, ...]
    headers: tuple[str, ...]  # of all its columns, kept or not


def load_register(
    register_id: str,
    files: Sequence[Path],
    overrides: Overrides,
    folder: Path,
    *,
    label: Callable[[Path], str] = str,
    used: Collection[str] | None = None,
) -> RegisterTable:
    """Read the files of a register, or take what an earlier run made of the same bytes.

    Of its own columns only those in `used` are kept (None: all), in small or capital letters: what no rule speaks of, a
    test result perhaps, need not lie about once more. Raises RegisterError when there is no table in the files or none
    of its columns says anything about a person, CaseError when an override names a column that is not there.
    """
    hashes = tuple((label(path), _sha256(path)) for path in files)
    name = kept_as(register_id, [h for _, h in hashes], overrides, used)
    info = folder / f"{name}.json"
    compare, columns = folder / f"{name}.compare.parquet", folder / f"{name}.columns.parquet"
    known = _kept(info, (compare, columns)) or _make(register_id, files, overrides, used, info, (compare, columns))
    return RegisterTable(
        register_id, compare, columns, known["rows"], known["key"], hashes, tuple(known["problems"]), tuple(known["headers"])
    )  # fmt: skip


def kept_as(
    register_id: str,
    hashes: Sequence[str],
    overrides: Overrides,
    used: Collection[str] | None,
    reader: int = READER_VERSION,
    polars: str = pl.__version__,
) -> str:
    """The name under which a register is kept: other bytes, overrides, rules or readers make another name."""
    about = [register_id, list(hashes), {k: list(v) for k, v in overrides.items()}, reader, polars]
    if used is not None:
        about.append(sorted({name.lower() for name in used}))
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:24]


def _kept(info: Path, tables: Sequence[Path]) -> dict[str, Any] | None:
    """What an earlier run noted; None when it, or a table of it, is damaged or gone."""
    try:
        known: dict[str, Any] = json.loads(info.read_text("utf-8"))
        whole = known["tables"] == [hash_file(path) for path in tables] and isinstance(known["rows"], int)
        return known if whole and {"key", "problems", "headers"} <= known.keys() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(
    register_id: str, files: Sequence[Path], overrides: Overrides, used: Collection[str] | None, info: Path, tables: Sequence[Path]
) -> dict[str, Any]:  # fmt: skip
    """Read a register and keep it; the notes are written last."""
    raw, roles, table, problems = _read(register_id, files, overrides)
    key_column, key = _key(register_id, raw, table, overrides, problems)
    frame = _compare(roles, key, table)
    rows = int(frame.get_column("row").max() or 0) + 1  # type: ignore[arg-type]
    known: dict[str, Any] = {"rows": rows, "key": key_column, "problems": problems, "headers": as_ruled(raw.columns)}
    try:
        info.parent.mkdir(parents=True, exist_ok=True)
        for target, data in zip(tables, (frame, typed(raw, frame, used)), strict=True):
            temporary = target.with_suffix(".tmp")
            data.write_parquet(temporary, compression="zstd", compression_level=1)
            os.replace(temporary, target)
        known["tables"] = [hash_file(path) for path in tables]
        info.with_suffix(".tmp").write_text(json.dumps(known), "utf-8")
        os.replace(info.with_suffix(".tmp"), info)
    except (OSError, pl.exceptions.ComputeError) as error:
        if is_no_space(error):
            raise
        why = f": {error.strerror}" if isinstance(error, OSError) else ""
        raise WorkError(f"{info.parent} cannot be written{why}") from error
    return known


def _sha256(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise RegisterError(
            f"{path.name}: cannot be read ({error.strerror}); put the file back or take it out of case.toml"
        ) from error


def _read(
    register_id: str, files: Sequence[Path], overrides: Overrides
) -> tuple[pl.DataFrame, pl.DataFrame, TableMap, list[str]]:
    """All rows of the register's tables: as text under their own headers, and by role."""
    raws: list[pl.DataFrame] = []
    roles: list[pl.DataFrame] = []
    first: TableMap | None = None
    headers: list[list[str]] = []
    notes: list[str] = []
    for path in files:
        problems: list[Problem] = []
        try:
            # Each part is read to its end before the next is asked for: readers stream.
            for part in _reader(path).read(path, problems):
                table = _rows_of(part, overrides, raws, roles, headers) if isinstance(part, Table) else None
                first = first or table
        except (LekwijzerError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise RegisterError(f'register "{register_id}": {path.name}: {why}') from error
        notes += [f"{path.name}: {p.message}" for p in problems[:5]]
    _overrides_fit(register_id, overrides, headers)
    if first is None or not raws:
        raise RegisterError(
            f'register "{register_id}": no table with people in {", ".join(p.name for p in files)}; `lekwijzer inspect` shows how a file is read'
        )
    return pl.concat(raws, how="diagonal"), pl.concat(roles, how="diagonal"), first, notes


def _overrides_fit(register_id: str, overrides: Overrides, headers: Sequence[Sequence[str]]) -> None:
    """Every column that the case file names must be in a table of the register, or its word would be lost."""
    known = list(dict.fromkeys(name for table in headers for name in table))
    lower = {name.strip().lower() for name in known}
    widest = max(map(len, headers), default=0)
    wrong: list[tuple[int, str]] = []
    for role, wanted in overrides.items() if known else ():
        line = overrides.line(role) if isinstance(overrides, Columns) else 0
        whose = f'`{role}` of register "{register_id}"'
        for name in wanted:
            if name in range(1, widest + 1) if isinstance(name, int) else name.strip().lower() in lower:
                continue
            if isinstance(name, int):
                told = mistake(line, f"position {name} for {whose}", f"a position from 1 to {widest}")
            else:
                text = name.strip()
                told = mistake(line, f"the column {describe(text)} for {whose}", one_of(known), nearest(text, known))
            wrong.append((line, told))
    if wrong:
        raise CaseError("\n".join(told for _, told in sorted(wrong, key=lambda one: one[0])))


def _rows_of(
    part: Table, overrides: Overrides, raws: list[pl.DataFrame], roles: list[pl.DataFrame], headers: list[list[str]]
) -> TableMap | None:
    """Add the rows of a table with people; None where the table is about something else."""
    table, batches = map_table(part, {k: v for k, v in overrides.items() if k != "key"}, register=True)
    about_people = table.about == "people" and (table.about_somebody or "key" in overrides)
    known = {name.lower(): name for told in headers for name in told}
    names = [
        known.get(name.lower(), name) for name in _headers(table)
    ]  # small and capital letters make no other column
    headers.append(names)
    for batch in batches:
        if not about_people:
            continue
        cells = [f"c{c.index}" for c in table.columns]
        missing = [c for c in cells if c not in batch.columns]
        whole = batch.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in missing) if missing else batch
        some = whole.filter(pl.any_horizontal(pl.col(cells).is_not_null()))
        roles.append(to_roles(some, table))
        raws.append(some.select(pl.col(c).alias(name) for c, name in zip(cells, names, strict=True)))
    return table if about_people else None


def _reader(path: Path) -> Reader:
    with open(path, "rb") as file:
        reader = pick(path.name, file.read(HEAD))
    if reader is None:
        raise RegisterError("no known format; a delimited file, workbook, Parquet, SQLite or JSON lines is needed")
    return reader


def _headers(table: TableMap) -> list[str]:
    """The headers of a table, made different from each other and never empty."""
    seen: dict[str, int] = {}
    out = []
    for column in table.columns:
        name = free = column.header.strip() or f"column_{column.index + 1}"
        while free.lower() in seen:
            seen[name.lower()] += 1
            free = f"{name}_{seen[name.lower()]}"
        seen.setdefault(free.lower(), 1)
        out.append(free)
    return out


def _key(
    register_id: str, raw: pl.DataFrame, table: TableMap, overrides: Overrides, notes: list[str]
) -> tuple[str, pl.Series]:
    """The header and values of the key: what the case file says, else the surest column that tells every row apart."""
    if "key" in overrides:
        named = [name for one in overrides["key"] if (name := _named(one, raw, table))]
        if not named:
            raise RegisterError(f'register "{register_id}": the column of its keys is in no table with people')
        # Files of one register may each call it otherwise.
        return named[0], _continued(raw.select(pl.coalesce(list(dict.fromkeys(named)))).to_series())
    ranked: list[tuple[int, int, str]] = []
    for column, header in zip(table.columns, _headers(table), strict=True):
        role = column.role or (Role.RECORD_ID if read(column.header).role is Role.RECORD_ID else None)
        if header not in raw.columns or role not in _KEY_ROLES:
            continue
        values = _alike(header, raw)
        filled = values.drop_nulls()
        if filled.is_empty() or filled.len() < 0.2 * len(values):
            continue
        preference = _KEY_ROLES[role]
        distinct = filled.n_unique() / len(filled)
        if distinct < (0.98 if role in _NUMBERS else 1):
            if role is None or not _of_one_person(values, raw, table, most=role in _NUMBERS):
                continue
            preference += 10
        if role is None and float(filled.str.contains(r"\d").mean() or 0) < 0.9:  # type: ignore[arg-type]
            continue  # words that happen to differ are no key
        if values.null_count():
            preference += 5
        ranked.append((preference, column.index, header))
    if not ranked:
        notes.append(
            "no column tells every row apart; the numbers of the rows stand in as keys. Name one with [register.columns] key"
        )
        return "", pl.Series([f"row-{i}" for i in range(1, len(raw) + 1)])
    header = min(ranked)[2]
    values = _alike(header, raw)
    repeated = len(values.drop_nulls()) - values.drop_nulls().n_unique()
    if repeated:
        notes.append(f'the key column "{header}" repeats {repeated} keys; rows of one key are taken for one person')
    if values.null_count():
        notes.append(
            f'the key column "{header}" is empty in {values.null_count()} rows; they are taken to continue the row above'
        )
    return header, _continued(values)


def _alike(header: str, raw: pl.DataFrame) -> pl.Series:
    """A column of a register, of which each file may write the header otherwise: `ClientID`, `client_id`."""
    same = [name for name in raw.columns if tokens(name) == tokens(header) and name != header]
    return raw.select(pl.coalesce(header, *same)).to_series() if same else raw.get_column(header)


def _named(wanted: str | int, raw: pl.DataFrame, table: TableMap) -> str | None:
    """The column that an override names: by its header, or by its position in the first table."""
    if isinstance(wanted, int):
        return next(iter(_headers(table)[wanted - 1 :]), None)
    return next((name for name in raw.columns if name.strip().lower() == wanted.strip().lower()), None)


_NUMBERS = (Role.PATIENT_NUMBER, Role.PERSON_REF, Role.RECORD_ID)
_AGREE = 0.95
"""Of the numbers that return in a register, how many must each be of one person."""


def _of_one_person(values: pl.Series, raw: pl.DataFrame, table: TableMap, *, most: bool) -> bool:
    """Whether rows with one number are one person in several spellings: all of them, or `most`, have one birth date or one BSN."""
    headers = _headers(table)
    said = [headers[i] for role in (Role.BIRTH_DATE, Role.BSN) for i in table.by_role().get(role, [])]
    same = [name for name in said if name in raw.columns and name != values.name]
    if not same:
        return False
    frame = raw.select(same).with_columns(values.alias("\0key")).drop_nulls("\0key")
    several = frame.group_by("\0key").agg(
        pl.len().alias("\0rows"), *(pl.col(name).drop_nulls().n_unique() for name in same)
    )
    several = several.filter(pl.col("\0rows") > 1)
    one = several.select(pl.any_horizontal(pl.col(same) == 1)).to_series()
    return bool(one.mean() >= (_AGREE if most else 1))  # type: ignore[operator]


_KEY_ROLES: dict[Role | None, int] = {
    Role.PATIENT_NUMBER: 0,
    Role.PERSON_REF: 1,
    Role.RECORD_ID: 2,
    None: 3,
    Role.BSN: 4,
}
"""What can be a key, the best first. A name, a date or an address never is, however different its values."""


def _continued(values: pl.Series) -> pl.Series:
    """A row without a key continues the one above it (as in population register extracts, with history below each person)."""
    filled = values.str.strip_chars()
    filled = filled.set(filled.str.len_bytes() == 0, None).forward_fill()
    if filled.null_count():
        rows = pl.Series([f"row-{i}" for i in range(1, len(values) + 1)])
        filled = filled.fill_null(rows)
    return filled


def _compare(roles: pl.DataFrame, key: pl.Series, table: TableMap) -> pl.DataFrame:
    """The comparable columns of each row with its key; rows of one key are spellings (`a` 0, 1, ...) of one row."""
    # Several spellings may carry the key of one person: registers list former names and addresses below the current ones.
    clean = normalise(roles, settled(table.order)).drop("rejected", "digest", "n", "fields")
    pats = (
        clean.get_column("refs")
        .fill_null("")
        .str.split("\x1f")
        .list.eval(pl.element().filter(pl.element().str.starts_with("p:")))
    )
    own = "p:" + codes.number_key(key)
    pats = (
        pl.DataFrame({"p": pats, "k": own})
        .select(pl.concat_list("p", pl.col("k")).list.drop_nulls().list.unique(maintain_order=True))
        .to_series()
    )
    frame = clean.drop("refs").with_columns(
        key.alias("key"),
        pats.alias("pats"),
        _status(roles, Role.DEATH_DATE, "o").alias("deceased"),
        _status(roles, Role.EMIGRATED, "e").alias("emigrated"),
        _status(roles, Role.SECRET, "").alias("secret"),
    )
    first = frame.select("key").unique(maintain_order=True).with_row_index("row")
    frame = frame.join(first, on="key", how="left", maintain_order="left")
    return frame.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).over("row").alias("a"))


def _status(roles: pl.DataFrame, role: Role, code: str) -> pl.Series:
    """Whether a status column says yes: a date, a word or a code that is not one of the ways to say no.

    A population register's reason of suspension holds one letter for each status; then only `code` counts.
    """
    if role.value not in roles.columns:
        return pl.repeat(False, len(roles), dtype=pl.Boolean, eager=True)
    values = fold(roles.get_column(role.value)).fill_null("")
    if (
        role is Role.EMIGRATED
        and bool(values.is_in(["", "e", "o", "r", "m", "f", "w", "a", "g"]).all())
        and bool(values.is_in(["o", "r"]).any())
    ):
        return values == code
    return ~values.is_in(_NO)


COMPARED = [name for name in MENTION if name not in ("n", "fields", "rejected", "digest", "refs")]
