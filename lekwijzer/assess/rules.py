"""The rules of the case file, evaluated: what systems hold, which letters reached whom, and who is in which cohort."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import polars as pl
import pyarrow as pa

from lekwijzer.case_types import Case, Letter
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import CaseError, WorkError
from lekwijzer.fields import codes
from lekwijzer.link.load import quoted
from lekwijzer.link.registers import RegisterTable
from lekwijzer.model import FIELDS, Problem, Table
from lekwijzer.readers import HEAD, pick

_ROW = re.compile(r'\brow\s*\.\s*(?:"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_]*))', re.IGNORECASE)
SUBJECT_COLUMNS = ("verdict", "probability", "datasets", "fields", "letters", "party", "register", "flags")


def hold(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Make `held`: gid of every row that an accessed system holds; with no system declared, every row."""
    if not case.systems:
        backend.run("CREATE OR REPLACE TEMP TABLE held AS SELECT DISTINCT gid FROM g")
        return
    parts, offset = ["SELECT NULL::INTEGER AS gid WHERE false"], 0
    for register in registers:
        for system in case.systems:
            for holds in system.holds:
                if holds.register == register.id:
                    source = f"read_parquet({quoted(str(register.columns))})"
                    where = holds.where or "true"
                    _only_a_condition(f'system "{system.id}"', where)
                    _try_rule(
                        backend, f'system "{system.id}"', register, f"SELECT count(*) FROM {source} WHERE ({where})"
                    )
                    parts.append(f"SELECT ({offset} + row)::INTEGER AS gid FROM {source} WHERE ({where})")
        offset += register.rows
    backend.run(f"CREATE OR REPLACE TEMP TABLE held AS {' UNION '.join(parts)}")


_QUERY = re.compile(
    r"\b(?:select|from|read_\w+|attach|copy|pragma|install|load|glob|parquet_scan|getenv)\b", re.IGNORECASE
)


def _only_a_condition(whose: str, where: str) -> None:
    """A rule speaks of one row. It may not query: a case file can come from somebody else, and the engine can read files."""
    text = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", "", where)
    if found := _QUERY.search(text):
        raise CaseError(f'case.toml: {whose}: a rule may not hold a query or read anything; found "{found.group()}"')


def _try_rule(backend: Backend, whose: str, register: RegisterTable, sql: str) -> None:
    try:
        backend.rows(sql)
    except WorkError as error:
        raise CaseError(
            f'case.toml: {whose}, register "{register.id}": {_nearest(str(error), columns_of(register))}'
        ) from error


def _nearest(message: str, columns: Sequence[str]) -> str:
    """The engine's complaint, and the column that was probably meant."""
    missing = re.search(
        r'column "?([^"\s]+?)"? not found|column with name "?([^"\s]+)"?|Could not find key "?([^"\s]+?)"?', message
    )
    if missing is None:
        return message
    name = next(x for x in missing.groups() if x)
    close = difflib.get_close_matches(name, columns, 1, 0.5)
    return f'there is no column "{name}"' + (
        f'; did you mean "{close[0]}"?' if close else f"; the columns are {', '.join(columns[:30])}"
    )


def columns_of(register: RegisterTable) -> list[str]:
    """The names that a rule may use for a register's own columns."""
    return [name for name in pl.read_parquet_schema(register.columns) if name != "row"]


def deliver(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Make `lettered` (gid, letter): whom each earlier mailing was sent to."""
    ids = [r.id for r in registers]
    rows: list[pl.DataFrame] = []
    for letter in case.letters:
        keys = pl.read_parquet(registers[ids.index(letter.register)].compare, columns=["key", "row"]).unique("key")
        offset = sum(r.rows for r in registers[: ids.index(letter.register)])
        hit = _letter_keys(letter, keys)
        rows.append(hit.select((pl.col("row").cast(pl.Int32) + offset).alias("gid"), pl.lit(letter.id).alias("letter")))
    table = pl.concat(rows) if rows else pl.DataFrame(schema={"gid": pl.Int32, "letter": pl.String})
    backend.register("lettered_in", table.to_arrow(compat_level=pl.CompatLevel.oldest()))
    backend.run("CREATE OR REPLACE TEMP TABLE lettered AS SELECT DISTINCT gid, letter FROM lettered_in")


def _letter_keys(letter: Letter, keys: pl.DataFrame) -> pl.DataFrame:
    """The register rows whose key stands in the mailing: in the column whose values are most often keys."""
    known = (
        keys.with_columns(codes.number_key(keys.get_column("key")).alias("k")).drop_nulls("k").unique("k", keep="none")
    )
    found: list[pl.DataFrame] = []
    for path in letter.files:
        with open(path, "rb") as file:
            reader = pick(path.name, file.read(HEAD))
        problems: list[Problem] = []
        best: pl.DataFrame | None = None
        for part in reader.read(path, problems) if reader else ():
            if isinstance(part, Table):
                rows = pl.concat(list(part.batches), how="diagonal")
                for column in (c for c in rows.columns if c != "n"):
                    values = pl.DataFrame({"k": codes.number_key(rows.get_column(column))}).drop_nulls().unique()
                    hit = values.join(known, on="k")
                    if best is None or len(hit) > len(best):
                        best = hit
        if best is None or (best.is_empty() and reader is not None):
            raise CaseError(
                f'case.toml: letter "{letter.id}": no column of {path.name} holds keys of register "{letter.register}"'
            )
        found.append(best.select("row"))
    return pl.concat(found).unique() if found else pl.DataFrame(schema={"row": pl.UInt32})


def group(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Make `cohort_of` (gid, cohort): the first rule that holds, "" for none. Needs `subject`.

    A rule that speaks of a column of one register cannot hold for a row of another. Raises CaseError when a
    rule cannot be evaluated for any register.
    """
    if not case.cohorts:
        backend.run("CREATE OR REPLACE TEMP TABLE cohort_of AS SELECT gid, '' AS cohort FROM subject")
        return
    for cohort in case.cohorts:
        _only_a_condition(f'cohort "{cohort.id}"', cohort.where)
    selects, usable = [], dict.fromkeys(range(len(case.cohorts)), False)
    complaints: dict[int, str] = {}
    offset = 0
    for number, register in enumerate(registers):
        source, own = _subject_source(case, register, number, offset)
        arms = []
        for index, cohort in enumerate(case.cohorts):
            wanted = {(a or b).replace('""', '"').lower() for a, b in _ROW.findall(cohort.where)}
            if not wanted <= own:
                complaints.setdefault(
                    index, f'register "{register.id}" has no column {", ".join(sorted(wanted - own))}'
                )
                continue
            try:
                backend.rows(
                    f"SELECT count(*) FROM (SELECT ({cohort.where}) AS hit FROM ({source}) LIMIT 0) WHERE hit::BOOLEAN"
                )
            except WorkError as error:
                raise CaseError(
                    f'case.toml: cohort "{cohort.id}": {_nearest(str(error), [*SUBJECT_COLUMNS, *columns_of(register)])}'
                ) from error
            usable[index] = True
            arms.append(f"WHEN coalesce(({cohort.where})::BOOLEAN, false) THEN {quoted(cohort.id)}")
        case_sql = f"CASE {' '.join(arms)} ELSE '' END" if arms else "''"
        selects.append(f"SELECT gid, {case_sql} AS cohort FROM ({source})")
        offset += register.rows
    for index, ok in usable.items():
        if not ok:
            raise CaseError(
                f'case.toml: cohort "{case.cohorts[index].id}": {complaints.get(index, "cannot be evaluated")}'
            )
    try:
        backend.run(f"CREATE OR REPLACE TEMP TABLE cohort_of AS {' UNION ALL '.join(selects)}")
    except WorkError as error:
        raise CaseError(
            "case.toml: a cohort's rule cannot be worked out for every row: it compares or converts a text that is no number or date"
        ) from error


def _subject_source(case: Case, register: RegisterTable, number: int, offset: int) -> tuple[str, set[str]]:
    """The rows of one register as a cohort rule sees them, with only the register columns that some rule speaks of."""
    names = columns_of(register)
    own = {name.lower() for name in names}
    wanted = {(a or b).replace('""', '"').lower() for cohort in case.cohorts for a, b in _ROW.findall(cohort.where)}
    used = [name for name in names if name.lower() in wanted]
    packed = ", ".join(f"{_name(n)} := r.{_name(n)}" for n in used)
    row = f'struct_pack({packed}) AS "row"' if used else 'NULL AS "row"'
    join = f"JOIN read_parquet({quoted(str(register.columns))}) r ON r.row + {offset} = s.gid" if used else ""
    columns = ", ".join(f"s.{c}" for c in SUBJECT_COLUMNS)
    return f"SELECT s.gid, {columns}, {row} FROM subject s {join} WHERE s.reg = {number}", own


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def field_list(mask: str) -> str:
    """SQL for the names of the fields in a mask, in the order of the vocabulary."""
    arms = ", ".join(f"CASE WHEN ({mask} & {1 << i}) <> 0 THEN '{name}' END" for i, name in enumerate(FIELDS))
    return f"list_filter([{arms}], lambda x: x IS NOT NULL)"


def subject_ids(backend: Backend, secret: str) -> None:
    """Make `person_of` (gid, subject_id): rows with the same valid BSN and birth date are one natural person."""
    backend.run(f"CREATE OR REPLACE TEMP TABLE id_key AS SELECT {quoted(secret)} AS secret")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE person_of AS
        WITH own AS (SELECT gid, reg, key, bsn, bsn_ok, dob FROM g WHERE a = 0),
        shared AS (SELECT reg, bsn FROM own WHERE bsn_ok GROUP BY ALL HAVING count(*) > 1),
        root AS (SELECT o.*, CASE WHEN o.bsn_ok AND s.bsn IS NULL THEN min(o.gid) OVER (PARTITION BY o.bsn, coalesce(o.dob, 0)) ELSE o.gid END AS root
                 FROM own o LEFT JOIN shared s ON s.reg = o.reg AND s.bsn = o.bsn)
        SELECT r.gid, 's' || md5({quoted(secret)} || chr(31) || p.reg || chr(31) || p.key)[:16] AS subject_id, s.bsn IS NOT NULL AS shared_bsn
        FROM root r JOIN own p ON p.gid = r.root LEFT JOIN shared s ON s.reg = r.reg AND s.bsn = r.bsn""")


def empty_arrow(**columns: pa.DataType) -> pa.Table:
    """A table without rows."""
    return pa.table({name: pa.array([], dtype) for name, dtype in columns.items()})
