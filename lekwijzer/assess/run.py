"""The main job: read what is new, link, decide, write a revision."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from lekwijzer import __version__
from lekwijzer.assess import letters, rules, stages, summary
from lekwijzer.assess.moves import moves_since
from lekwijzer.assess.revision import Draft, Revision, full_disk, hash_of, next_number, revisions
from lekwijzer.assess.tables import TABLE_SQL, WRITTEN_FROM
from lekwijzer.case import passwords_of
from lekwijzer.case_errors import mistake, nearest
from lekwijzer.case_types import Case, Dataset, Register
from lekwijzer.engine import backend as engine
from lekwijzer.engine.duckdb import DuckDB
from lekwijzer.errors import CaseError, ConservationError, RegisterError, WorkError, is_no_space
from lekwijzer.intake import hash_file
from lekwijzer.intake.walk import TO_LISTED, TO_NOTHING
from lekwijzer.link.load import load_mentions, load_registers
from lekwijzer.link.references import join_references
from lekwijzer.link.registers import RegisterTable, load_register
from lekwijzer.link.stages import PIPELINE
from lekwijzer.link.unlabelled import name_bsns
from lekwijzer.mentions.item import READER_VERSION
from lekwijzer.mentions.store import Gathering, ReadItem
from lekwijzer.mentions.tables import Overrides
from lekwijzer.progress import Progress

METHOD_VERSION = 29
"""Raised whenever the same mentions and registers would give other links or verdicts."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What `assess` gives: the revision, and whether it is a new one (the same inputs give the one that stands)."""

    revision: Revision
    new: bool


def assess(case: Case, progress: Progress, *, workers: int = 2, limit: int | None = None) -> Assessed:
    """Bring the case up to date: a new revision, or the last one when nothing that goes in has changed.

    `limit` counts only the first so many datasets (the demonstration replays a case that way). The caller holds the
    case's lock. Raises RegisterError, CaseError, DiskFull, ConservationError.
    """
    if not case.registers:
        raise RegisterError("the case has no register; add one with `lekwijzer add register`")
    datasets = case.datasets if limit is None else case.datasets[:limit]
    sources = [(d.id, [str(f) for f in d.files], _overrides(d)) for d in datasets]
    passwords = passwords_of(case)
    with Gathering(
        case.folder, sources, case.work, workers=workers, limits=case.limits, passwords=passwords
    ) as gathering:
        registers = _registers(case, progress)
        for register in registers:
            for note in register.problems:
                progress.say(f'register "{register.id}": {note}')
        with closing(DuckDB(case.work / "spill", threads=1, memory=512 << 20)) as db:
            rules.check(db, case, registers)  # a wrong rule is told before what has leaked is read
        items = gathering.items(progress)
    _patterns_fit(datasets, items)
    manifest = _manifest(case, datasets, items, registers)
    last = _last_whole(case, progress)
    if (
        last
        and last.number == next_number(case.revisions) - 1
        and last.manifest["inputs_hash"] == manifest["inputs_hash"]
    ):
        return Assessed(last, new=False)
    db = DuckDB(case.work / "spill", threads=workers)
    try:
        items = _link(db, items, [d.id for d in datasets], registers, progress)
        _decide(db, case, datasets, items, registers, _secret(case, registers), progress)
        revision = _write(db, case, datasets, items, registers, manifest, last, progress)
    finally:
        db.close()
    return Assessed(revision, new=True)


def _last_whole(case: Case, progress: Progress) -> Revision | None:
    """The last revision that is what was written; what is wrong with later ones is said."""
    for revision in reversed(revisions(case.revisions)):
        if revision.is_whole():
            return revision
        progress.say(f"revision {revision.number} is damaged: it stays as it is, and nothing is compared with it")
    return None


def _patterns_fit(datasets: tuple[Dataset, ...], items: list[ReadItem]) -> None:
    """Every pattern of `[dataset.columns]` must fit a file, or its overrides would be left out without a word."""
    for dataset in datasets:
        files = [i.file for i in items if i.dataset == dataset.id]
        for pattern, columns in dataset.columns.items():
            alone = replace(dataset, columns={pattern: columns})
            if not any(alone.columns_for(file) for file in files):
                found = f'columns for "{pattern}" of dataset "{dataset.id}", which fit no file of it'
                raise CaseError(
                    mistake(columns.line(""), found, "the end of a file's path, or a pattern", nearest(pattern, files))
                )


def _overrides(dataset: Dataset) -> Callable[[str], Overrides]:
    return lambda file: dataset.columns_for(file)


def _registers(case: Case, progress: Progress) -> list[RegisterTable]:
    """The registers in their order, two loaded at a time: by itself each leaves a core idle half of the time."""

    def load(register: Register, used: frozenset[str] | None) -> RegisterTable:
        return load_register(
            register.id, register.files, register.columns, case.work / "registers",
            label=lambda path: _label(case.folder, path), used=used,
        )  # fmt: skip

    out, used = [], [rules.used(case, register.id) for register in case.registers]
    loaders = ThreadPoolExecutor(2)
    try:
        with progress.stage("registers", len(case.registers), "registers") as stage:
            for loaded in loaders.map(load, case.registers, used):
                out.append(loaded)
                stage.advance(1)
    finally:
        loaders.shutdown(cancel_futures=True)  # nobody writes in the case any more when this is over
    return out


def _label(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _secret(case: Case, registers: list[RegisterTable]) -> str:
    """What keeps a subject id from being guessed from a key: made from the registers at the first run, then kept."""
    path = case.work / "subject.key"
    if path.is_file():
        kept = path.read_text("ascii", errors="replace").strip()
        if re.fullmatch(r"[0-9a-f]{64}", kept):
            return kept
    secret = hashlib.sha256(json.dumps([case.name, [r.sha256 for r in registers]]).encode()).hexdigest()
    temporary = path.with_suffix(".tmp")  # half a key would give everybody another id for good
    temporary.write_text(secret, "ascii")
    os.replace(temporary, path)
    return secret


def _manifest(
    case: Case, datasets: tuple[Dataset, ...], items: list[ReadItem], registers: list[RegisterTable]
) -> dict[str, Any]:
    """The hashes of all that goes in; `inputs_hash` over them decides whether a revision is needed."""
    inputs = {
        "datasets": {
            d.id: hash_of(
                [
                    [
                        i.file,
                        i.sha256,
                        i.outcome,
                        i.problem,
                        [[p["name"], p["about"], p.get("columns")] for p in i.parts],
                    ]
                    for i in items
                    if i.dataset == d.id
                ]
            )
            for d in datasets
        },
        "dataset_settings": {d.id: [str(d.found), d.complete] for d in datasets},
        "registers": {r.id: [[name, sha] for name, sha in r.sha256] for r in registers},
        "register_settings": {
            r.id: [str(r.as_of), r.party, {k: list(v) for k, v in r.columns.items()}] for r in case.registers
        },
        "shared": {r.id: list(r.shared) if r.shared is not None else None for r in case.registers},
        "parties": [[p.id, p.name, str(p.role)] for p in case.parties],
        "systems": [[s.id, [[h.register, h.where] for h in s.holds]] for s in case.systems],
        "cohorts": [[c.id, c.title, c.where] for c in case.cohorts],
        "letters": {x.id: [x.register, *([f.name, hash_file(f)] for f in x.files)] for x in case.letters},
        "judgements": [],
        "order": [[d.id for d in datasets], [r.id for r in registers]],
        "case": [case.name, str(case.timezone)],
        "code": {
            "lekwijzer": __version__,
            "reader": READER_VERSION,
            "method": METHOD_VERSION,
            "polars": pl.__version__,
        },
    }
    return {"schema": 1, "inputs": inputs, "inputs_hash": hash_of(inputs)}


def _link(
    db: DuckDB, items: list[ReadItem], datasets: list[str], registers: list[RegisterTable], progress: Progress
) -> list[ReadItem]:
    with progress.stage("load", None, "steps"):
        items = load_mentions(db, items, datasets)
        load_registers(db, registers)
        name_bsns(db)
    with progress.stage("link", len(PIPELINE), "steps") as stage:
        engine.run(db, PIPELINE, lambda _: stage.advance(1))
        join_references(db)
    return items


def _decide(
    db: DuckDB, case: Case, datasets: tuple[Dataset, ...], items: list[ReadItem], registers: list[RegisterTable], secret: str, progress: Progress
) -> None:  # fmt: skip
    with progress.stage("decide", None, "steps"):
        for note in rules.hold(db, case, registers):
            progress.say(note)
        letters.deliver(db, case, registers)
        db.register("dataset_in", pa.table({
            "ds": pa.array(range(len(datasets)), pa.int16()), "id": pa.array([d.id for d in datasets], pa.string()),
        }))  # fmt: skip
        parties = {p.id: p.name for p in case.parties}
        db.register("register_in", pa.table({
            "reg": pa.array(range(len(registers)), pa.int16()), "id": pa.array([r.id for r in registers], pa.string()),
            "party": pa.array([r.party for r in case.registers], pa.string()),
            "party_name": pa.array([parties.get(r.party, r.party) for r in case.registers], pa.string()),
            "minor_after": pa.array([_minor_after(case, n) for n in range(len(registers))], pa.int32()),
        }))  # fmt: skip
        engine.run(db, (*stages.OUTCOMES, *stages.FOUND))
        # A dataset without a byte proves nothing, whatever is said of it: its files may be the wrong ones.
        filled = {item.dataset for item in items if item.bytes}
        complete = bool(datasets) and all(d.complete and d.id in filled for d in datasets)
        whole = all(i.outcome == "read" or (i.kind == "link" and i.problem in (TO_LISTED, TO_NOTHING)) for i in items)
        db.run(
            f"CREATE OR REPLACE TEMP TABLE closed AS SELECT {complete} AS complete, {whole} AS whole, {complete and whole} AS everything, "
            + _NOBODY_UNKNOWN
        )
        engine.run(db, (*stages.COULD_BE, *stages.VERDICTS))
        rules.subject_ids(db, secret)
        db.run(f"CREATE OR REPLACE TEMP TABLE subject AS {_SUBJECT}")
        rules.group(db, case, registers)
        engine.keep(db, WRITTEN_FROM)


_NOBODY_UNKNOWN = """NOT EXISTS (SELECT 1 FROM person JOIN outcome USING (mid) WHERE outcome = 'unresolved'
    AND coalesce(sur, pc, email, phone) IS NULL AND dob IS NULL AND bsn IS NULL) AS nobody_unknown"""
"""Whether no unresolved mention says so little that it could be anybody at all."""

_SUBJECT = f"""
    SELECT v.gid, v.reg, p.subject_id, r.id AS register, v.key, r.party, v.verdict, NULL::DOUBLE AS probability, v.reason,
      coalesce((SELECT list(d.id ORDER BY d.ds) FROM exposed e JOIN dataset_in d USING (ds) WHERE e.gid = v.gid), []) AS datasets,
      coalesce(x.fields, 0::USMALLINT) AS mask, {rules.field_list("coalesce(x.fields, 0::USMALLINT)")} AS fields, v.mentions,
      coalesce(l.letters, []) AS letters,
      list_filter([CASE WHEN v.deceased THEN 'deceased' END, CASE WHEN v.dob // 10000 > 0 AND v.dob > r.minor_after THEN 'minor' END,
        CASE WHEN v.secret THEN 'secret_address' END, CASE WHEN v.emigrated THEN 'emigrated' END, CASE WHEN p.shared_bsn THEN 'shared_bsn' END,
        CASE WHEN v.verdict IN ('confirmed', 'probable') AND NOT v.is_held THEN 'outside_scope' END], lambda x: x IS NOT NULL) AS flags
    FROM verdict v JOIN register_in r USING (reg) JOIN person_of p USING (gid)
      LEFT JOIN (SELECT gid, bit_or(fields) AS fields FROM exposed GROUP BY gid) x USING (gid)
      LEFT JOIN (SELECT gid, list(letter ORDER BY letter) AS letters FROM lettered GROUP BY gid) l USING (gid)"""


def _minor_after(case: Case, number: int) -> int:
    """The birth date (yyyymmdd) after which somebody is under eighteen at the register's date or the last find."""
    found = [d.found.date() for d in case.datasets if d.found]
    day = case.registers[number].as_of or (max(found) if found else None)
    return (day.year - 18) * 10_000 + day.month * 100 + day.day if day else 99_999_999


def _write(
    db: DuckDB, case: Case, datasets: tuple[Dataset, ...], items: list[ReadItem], registers: list[RegisterTable],
    manifest: dict[str, Any], last: Revision | None, progress: Progress,
) -> Revision:  # fmt: skip
    number = next_number(case.revisions)
    summary.coverage_table(db, items)
    _conserve(db, items)
    try:
        draft = Draft(case.revisions, number)
    except OSError as error:
        raise _refused(error, case, f"the folder {case.revisions.name}/ of the case cannot be written") from error
    try:
        with progress.stage("write", len(TABLE_SQL), "tables") as stage:
            for name, sql in TABLE_SQL.items():
                reader = db.arrow(sql)
                draft.write(name, iter(reader), reader.schema)
                stage.advance(1)
        counts = summary.summarise(db, case, datasets, items, registers, number)
        counts["changes"] = moves_since(db, last, draft.path, manifest) if last else None
        return draft.finish(counts, manifest)
    except OSError as error:
        draft.abandon()
        raise _refused(error, case, "the revision could not be written") from error
    except BaseException:
        draft.abandon()
        raise


def _refused(error: OSError, case: Case, what: str) -> WorkError:
    if is_no_space(error):
        return full_disk(error, case.folder)
    return WorkError(f"{what}: {error.strerror}")


def _conserve(db: DuckDB, items: list[ReadItem]) -> None:
    """Rows in are rows out, per item, or the run fails: read = matched + duplicate + unidentified + unresolved + rejected."""
    out = dict(db.rows("SELECT item, count(*) FROM outcome GROUP BY item"))
    off = [i for i in items if i.mentions != out.get(i.number, 0)]
    double = db.rows("SELECT count(*) - count(DISTINCT mid) FROM outcome")[0][0]
    if off or double:
        raise ConservationError(
            f"rows are not conserved: {len(off)} items have another number of outcomes than of mentions, {double} mentions have two; this is a defect, please report it"
        )
