"""The rules of the case file, evaluated: what systems hold, and who is in which cohort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow.parquet as pq

from lekwijzer.case_errors import mistake, nearest, one_of
from lekwijzer.case_sql import read_condition
from lekwijzer.case_types import SUBJECT_COLUMNS, Case, Cohort, Holds, System
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import CaseError, WorkError
from lekwijzer.link.load import parquet, quoted
from lekwijzer.link.registers import RegisterTable
from lekwijzer.model import FIELDS

_NOBODY = """NULL::VARCHAR AS verdict, NULL::DOUBLE AS probability, NULL::VARCHAR[] AS datasets, NULL::VARCHAR[] AS fields,
    NULL::VARCHAR[] AS letters, NULL::VARCHAR AS party, NULL::VARCHAR AS register, NULL::VARCHAR[] AS flags"""


def used(case: Case, register: str) -> frozenset[str] | None:
    """The columns of a register that some rule speaks of, in small letters; None when a rule may speak of all of them."""
    return spoken_of([holds.where for _, holds in _holds(case, register)], [cohort.where for cohort in case.cohorts])


def spoken_of(held: Iterable[str | None], cohorts: Iterable[str]) -> frozenset[str] | None:
    """The same of the conditions themselves: those of the systems that hold a register, and those of all cohorts."""
    found: set[str] = set()
    for where in held:
        read = read_condition(where or "true")
        if read.everything:
            return None
        found |= {path[0].lower() for path in read.columns}
    for where in cohorts:
        of_row = _of_row(where)
        if of_row is None:
            return None
        found |= of_row
    return frozenset(found)


def _of_row(where: str) -> set[str] | None:
    """The columns of the register's row that a cohort's rule speaks of, in small letters; None: it speaks of the row itself."""
    read = read_condition(where)
    rows = [path for path in read.columns if path[0].lower() == "row"]
    return None if read.everything or any(len(path) == 1 for path in rows) else {path[1].lower() for path in rows}


def _holds(case: Case, register: str) -> Iterator[tuple[System, Holds]]:
    return ((system, holds) for system in case.systems for holds in system.holds if holds.register == register)


def columns_of(register: RegisterTable) -> list[str]:
    """The names that a rule may use for a register's own columns, as far as they are kept."""
    return [name for name in pq.read_schema(register.columns).names if name != "row"]


def check(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Whether every rule can be evaluated for these registers; raises one CaseError with all that cannot.

    Needs nothing of what has leaked, so that a wrong rule is told before hours of reading.
    """
    wrong = [*_wrong_systems(backend, case, registers), *_wrong_cohorts(backend, case, registers)[0]]
    _raise(wrong)


def _raise(wrong: Sequence[tuple[int, str]]) -> None:
    if wrong:
        raise CaseError("\n".join(dict.fromkeys(told for _, told in sorted(wrong, key=lambda one: one[0]))))


def hold(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> list[str]:
    """Make `held`: gid of every row that an accessed system holds; with no system declared, every row.

    A row of which the condition says neither, as its date is missing perhaps, counts as held: what is not known clears
    nobody. Returns a line for each system with such rows.
    """
    if not case.systems:
        backend.run("CREATE OR REPLACE TEMP TABLE held AS SELECT DISTINCT gid FROM g")
        return []
    _raise(_wrong_systems(backend, case, registers))
    parts, offset, notes = ["SELECT NULL::INTEGER AS gid WHERE false"], 0, list[str]()
    for register in registers:
        for system, holds in _holds(case, register.id):
            parts.append(f"SELECT ({offset} + row)::INTEGER AS gid FROM {_own(register)} WHERE {held_by(holds.where)}")
            unknown = backend.rows(
                f"SELECT count(*) FROM {_own(register)} WHERE ({bare(holds.where)})::BOOLEAN IS NULL"
            )[0][0]
            if unknown:
                notes.append(
                    f'register "{register.id}": of {unknown:,} rows the `where` of system "{system.id}" says neither yes nor no; they count as held'
                )
        offset += register.rows
    backend.run(f"CREATE OR REPLACE TEMP TABLE held AS {' UNION '.join(parts)}")
    # Somebody who stands twice in a register is held by either row.
    backend.run("""INSERT INTO held SELECT DISTINCT c.gid FROM copy c JOIN copy o USING (root) JOIN held h ON h.gid = o.gid
        ANTI JOIN held k ON k.gid = c.gid""")
    return notes


def held_by(where: str | None) -> str:
    """SQL for: a system holds this row, or it cannot be told."""
    return f"({bare(where)})::BOOLEAN IS NOT FALSE"


def _own(register: RegisterTable) -> str:
    return parquet(register.columns)


def bare(where: str | None) -> str:
    """A condition that can stand between brackets: a comment at its end takes its line only."""
    return f"{where or 'true'}\n"


def _wrong_systems(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> list[tuple[int, str]]:
    """The lines and the mistakes of what systems hold."""
    wrong: list[tuple[int, str]] = []
    for register in registers:
        known = {name.lower() for name in columns_of(register)}
        for system, holds in _holds(case, register.id):
            missing = [path for path in read_condition(holds.where or "true").columns if path[0].lower() not in known]
            whose = f'in `where` of system "{system.id}"'
            for path in missing:
                of_row = path[0].lower() == "row" and len(path) > 1  # as in a cohort's rule
                meant = nearest(path[1] if of_row else path[0], register.headers)
                found = f"the column `{'.'.join(path[:2]) if of_row else path[0]}` {whose}"
                expected = f'a column of register "{register.id}", {one_of(register.headers)}'
                wrong.append((holds.line, mistake(holds.line, found, expected, meant)))
            if not missing:
                sql = f"SELECT count(*) FROM {_own(register)} WHERE ({bare(holds.where)})"
                wrong += _tried(backend, sql, holds.line, f'{whose}, for register "{register.id}"')
    return wrong


def _tried(backend: Backend, sql: str, line: int, whose: str) -> list[tuple[int, str]]:
    try:
        backend.rows(sql)
    except WorkError as error:
        return [
            (line, mistake(line, f"{_complaint(error)} {whose}", "a condition that can be worked out for every row"))
        ]
    return []


def _complaint(error: WorkError) -> str:
    """The engine's words about a rule; of a value that it could not convert it gives the kind of error only."""
    refused = str(error).partition(": ")[2].partition(": ")
    return (
        f"what SQL does not take ({refused[2]})" if refused[2] else "a text compared or converted as a number or date"
    )


def group(backend: Backend, case: Case, registers: Sequence[RegisterTable]) -> None:
    """Make `cohort_of` (gid, cohort): the first rule that holds, "" for none. Needs `subject`.

    A rule that speaks of a column of one register cannot hold for a row of another. Raises CaseError when a
    rule cannot be evaluated for any register.
    """
    if not case.cohorts:
        backend.run("CREATE OR REPLACE TEMP TABLE cohort_of AS SELECT gid, '' AS cohort FROM subject")
        return
    wrong, usable = _wrong_cohorts(backend, case, registers)
    _raise(wrong)
    selects, offset = [], 0
    for number, register in enumerate(registers):
        source = _subject_source(case, register, number, offset)
        arms = [f"WHEN coalesce(({bare(c.where)})::BOOLEAN, false) THEN {quoted(c.id)}" for c in usable[number]]
        cohort = f"CASE {' '.join(arms)} ELSE '' END" if arms else "''"
        selects.append(f"SELECT gid, {cohort} AS cohort FROM ({source})")
        offset += register.rows
    try:
        backend.run(f"CREATE OR REPLACE TEMP TABLE cohort_of AS {' UNION ALL '.join(selects)}")
    except WorkError:
        _raise(_wrong_rows(backend, case, registers, usable))
        raise


def _wrong_rows(
    backend: Backend, case: Case, registers: Sequence[RegisterTable], usable: Sequence[Sequence[Cohort]]
) -> list[tuple[int, str]]:
    """Which rules stumble over a value."""
    wrong: list[tuple[int, str]] = []
    offset = 0
    for number, register in enumerate(registers):
        source = _subject_source(case, register, number, offset)
        for cohort in usable[number]:
            sql = f"SELECT count(*) FROM ({source}) WHERE ({bare(cohort.where)})::BOOLEAN"
            wrong += _tried(
                backend, sql, cohort.line, f'in `where` of cohort "{cohort.id}", for register "{register.id}"'
            )
        offset += register.rows
    return wrong


def _wrong_cohorts(
    backend: Backend, case: Case, registers: Sequence[RegisterTable]
) -> tuple[list[tuple[int, str]], list[list[Cohort]]]:
    """The lines and the mistakes of cohorts' rules, and which of them can be evaluated for each register."""
    wrong: list[tuple[int, str]] = []
    usable: list[list[Cohort]] = [[] for _ in registers]
    has = [{name.lower() for name in columns_of(register)} for register in registers]
    anywhere = list(dict.fromkeys(header for register in registers for header in register.headers))
    for cohort in case.cohorts:
        wanted = _of_row(cohort.where) or set()
        written = {path[1].lower(): path[1] for path in read_condition(cohort.where).columns if len(path) > 1}
        whose = f'in `where` of cohort "{cohort.id}"'
        for name in (n for n in written if n in wanted - set().union(*has)):
            meant = nearest(name, anywhere)
            told = mistake(
                cohort.line, f"the column `row.{written[name]}` {whose}", f"a column of a register, {one_of(anywhere)}", meant and _in_row(meant)
            )  # fmt: skip
            wrong.append((cohort.line, told))
        fits = [number for number, names in enumerate(has) if wanted <= names]
        if not fits and wanted <= set().union(*has):
            found = f"columns of different registers {whose}"
            wrong.append((cohort.line, mistake(cohort.line, found, "a rule over the columns of one register")))
        for number in fits:
            register = registers[number]
            sql = f"SELECT count(*) FROM (SELECT ({bare(cohort.where)}) AS hit FROM ({_empty_source(case, register)})) WHERE hit::BOOLEAN"
            tried = _tried(backend, sql, cohort.line, f'{whose}, for register "{register.id}"')
            wrong += tried
            usable[number] += [] if tried else [cohort]
    return wrong, usable


def _in_row(name: str) -> str:
    """A column of the register's row as a rule names it."""
    return f"row.{name}" if name.isascii() and name.isidentifier() else f"row.{_name(name)}"


def _packed(case: Case, register: RegisterTable) -> str:
    """SQL for the row of a register as cohorts see it, with only the columns that some rule speaks of."""
    spoken = [_of_row(cohort.where) for cohort in case.cohorts]
    names = [n for n in columns_of(register) if any(one is None or n.lower() in one for one in spoken)]
    return f'struct_pack({", ".join(f"{_name(n)} := r.{_name(n)}" for n in names)}) AS "row"' if names else ""


def _empty_source(case: Case, register: RegisterTable) -> str:
    """The columns that a cohort rule sees, with their types and without a row."""
    return f'SELECT {_NOBODY}, {_packed(case, register) or """NULL AS "row" """} FROM {_own(register)} r LIMIT 0'


def _subject_source(case: Case, register: RegisterTable, number: int, offset: int) -> str:
    """The rows of one register as a cohort rule sees them."""
    packed = _packed(case, register)
    join = f"JOIN {_own(register)} r ON r.row + {offset} = s.gid" if packed else ""
    columns = ", ".join(f"s.{c}" for c in SUBJECT_COLUMNS)
    return f"""SELECT s.gid, {columns}, {packed or 'NULL AS "row"'} FROM subject s {join} WHERE s.reg = {number}"""


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def field_list(mask: str) -> str:
    """SQL for the names of the fields in a mask, in the order of the vocabulary."""
    arms = ", ".join(f"CASE WHEN ({mask} & {1 << i}) <> 0 THEN '{name}' END" for i, name in enumerate(FIELDS))
    return f"list_filter([{arms}], lambda x: x IS NOT NULL)"


def subject_ids(backend: Backend, secret: str) -> None:
    """Make `person_of` (gid, subject_id): rows with the same valid BSN and birth date are one natural person. Needs `register_in`.

    In one register only where the names are the same too; else two people share a number there.
    """
    backend.run(f"CREATE OR REPLACE TEMP TABLE id_key AS SELECT {quoted(secret)} AS secret")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE person_of AS
        WITH own AS (SELECT gid, reg, key, bsn, bsn_ok, dob FROM g WHERE a = 0),
        shared AS (SELECT reg, bsn FROM own LEFT JOIN copy USING (gid) WHERE bsn_ok GROUP BY ALL HAVING count(DISTINCT coalesce(root, gid)) > 1),
        root AS (SELECT o.*, CASE WHEN o.bsn_ok AND s.bsn IS NULL THEN min(o.gid) OVER (PARTITION BY o.bsn, coalesce(o.dob, 0)) ELSE coalesce(c.root, o.gid) END AS root
                 FROM own o LEFT JOIN copy c USING (gid) LEFT JOIN shared s ON s.reg = o.reg AND s.bsn = o.bsn)
        SELECT r.gid, 's' || md5({quoted(secret)} || chr(31) || i.id || chr(31) || p.key)[:16] AS subject_id, s.bsn IS NOT NULL AS shared_bsn
        FROM root r JOIN own p ON p.gid = r.root JOIN register_in i ON i.reg = p.reg LEFT JOIN shared s ON s.reg = r.reg AND s.bsn = r.bsn""")
