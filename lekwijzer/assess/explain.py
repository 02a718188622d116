"""Why a verdict is what it is: every mention of one person, what agreed and what did not, and what is still open.

The revision says what was decided; what was read and what the registers say are read again to show why. Values
are masked here, unless they are asked for; such a look is recorded before anything is shown.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from lekwijzer.assess.compare import VALUES, Compared, compare, told
from lekwijzer.assess.evidence import Gone, Place, Readings, RegisterFiles, load_people, load_rows, register_files
from lekwijzer.assess.found_traces import Trace, found_traces
from lekwijzer.assess.lookup import Found, is_number, look_up
from lekwijzer.assess.original import Original, originals
from lekwijzer.assess.revision import Revision, find
from lekwijzer.assess.rules import held_by
from lekwijzer.assess.suspects import suspects
from lekwijzer.assess.through import Via, through
from lekwijzer.case_types import Case
from lekwijzer.engine.backend import Backend
from lekwijzer.engine.duckdb import DuckDB
from lekwijzer.errors import WorkError, as_argument
from lekwijzer.fields import bsn
from lekwijzer.link.load import parquet, quoted

MAX_SHOWN = 50
"""Mentions shown of one person; more than this is a practice's number or a test person, and the export has them all."""
LOOKS = "looks.jsonl"


@dataclass(frozen=True, slots=True)
class MentionEvidence:
    """One mention, held against one register row (`register` "": against none)."""

    place: Place
    locator: str
    outcome: str
    reason: str
    fields: tuple[str, ...]
    register: str = ""
    key: str = ""
    subject_id: str = ""
    level: str = ""  # of its link: confirmed or probable
    weight: float | None = None
    why: str = ""  # of a candidate: tie, bsn_conflict, rival, possible, could_be
    compared: tuple[Compared, ...] = ()
    via: Via | None = None
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """One register row: its verdict, and all that speaks for it or keeps it open."""

    subject_id: str
    register: str
    key: str
    party: str
    verdict: str
    reason: str
    datasets: tuple[str, ...]
    fields: tuple[str, ...]
    mentions: int
    cohort: str
    cohort_title: str
    flags: tuple[str, ...]
    letters: tuple[str, ...]
    systems: tuple[str, ...] | None  # that hold it; None: no system is declared, so every row is held
    said: dict[str, str]  # what the register says, masked unless asked for
    evidence: tuple[MentionEvidence, ...] = ()
    candidates: tuple[MentionEvidence, ...] = ()
    traces: tuple[Trace, ...] = ()  # where a value of this person stands though nobody was read there
    outside: int = 0  # people of this register found whom no accessed system holds


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `explain` knows: of register rows, of one mention, or of a person in no register."""

    revision: int
    key: str
    rows: tuple[RowEvidence, ...] = ()
    mentions: tuple[MentionEvidence, ...] = ()
    stranger: dict[str, Any] = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()  # datasets that are not known to hold everything
    gaps: int = 0  # files that were not read, or in part
    missing: str = ""  # why what was read cannot be shown
    recorded: bool = False


def explain(
    case: Case, key: str, *, register: str | None = None, revision: int | None = None, reveal: bool = False
) -> Explanation:
    """The evidence for a register key, a subject id or a mention id; raises UsageError with the nearest keys when there is none."""
    found = find(case.revisions, revision)
    with closing(DuckDB(case.work / "spill", memory=1 << 30)) as db:
        who = look_up(db, found, key, register)
        return _Explainer(db, case, found, reveal).explain(who)


class _Explainer:
    """The tables of one revision, and how much of them may be shown."""

    def __init__(self, db: Backend, case: Case, revision: Revision, reveal: bool) -> None:
        self._db, self._case, self._revision, self._reveal = db, case, revision, reveal
        self._manifest = revision.manifest
        self._readings = Readings(case, revision)
        self._row_numbers: dict[tuple[str, str], int] = {}
        self._missing = ""

    def explain(self, who: Found) -> Explanation:
        mentions = self._mentions(who)
        rows = [self._subject(row) for row in who.rows]
        open_rows = [r for r in rows if r.verdict in ("not_excluded", "cleared")]
        pairs = {(m.register, m.key) for m in mentions if m.register} | {(r.register, r.key) for r in rows}
        self._load_registers(sorted(pairs))
        mentions += self._suspects(open_rows, mentions)
        mentions = self._with_evidence(mentions)
        if self._reveal:
            record_look(self._case, self._revision.number, who.key, rows, mentions)
            mentions = self._with_originals(mentions)
        datasets = self._revision.summary["datasets"]
        gaps = self._db.rows(f"SELECT count(*) FROM {self._table('coverage')} WHERE outcome <> 'read'")[0][0]
        return Explanation(
            self._revision.number, who.key,
            rows=tuple(self._filled(row, mentions) for row in rows),
            mentions=() if rows else tuple(mentions), stranger=who.stranger,
            incomplete=tuple(d["dataset"] for d in datasets if not d["complete"] or d.get("empty")), gaps=gaps,
            missing=self._missing, recorded=self._reveal,
        )  # fmt: skip

    def _table(self, name: str) -> str:
        return parquet(self._revision.table(name))

    def _mentions(self, who: Found) -> list[MentionEvidence]:
        """The mentions linked to the rows (or the one asked for), then those that were candidates."""
        of_rows = ", ".join(f"({quoted(r['register'])}, {quoted(r['key'])})" for r in who.rows) or "('', '')"
        # By the person, as the mentions of somebody who stands twice in a register name one of the rows.
        people = [f"({quoted(r['register'])}, {quoted(r['subject_id'])})" for r in who.rows if "subject_id" in r]
        same_person = ", ".join(people) or "('', '')"
        what = f"((m.register, m.key) IN ({of_rows}) OR (m.register, m.subject_id) IN ({same_person}))"
        if who.mention_id:
            what = f"m.mention_id = {quoted(who.mention_id)}"
        elif who.stranger:
            what = f"m.subject_id = {quoted(str(who.stranger['subject_id']))}"
        shared = "m.mention_id, m.dataset, m.file, m.locator, m.outcome"
        linked = self._db.rows(f"""
            SELECT {shared}, coalesce(l.reason, m.reason), m.fields, coalesce(m.register, ''), coalesce(m.key, ''), coalesce(m.subject_id, ''), coalesce(l.level, ''), l.weight, ''
            FROM {self._table("mentions")} m LEFT JOIN {self._table("links")} l ON l.mention_id = m.mention_id AND l.register = m.register AND l.key = m.key
            WHERE {what} ORDER BY m.outcome = 'duplicate', l.level, l.reason IN ('number_joined', 'number_in_register'), l.weight DESC, m.mention_id""")
        what = f"c.mention_id = {quoted(who.mention_id)}" if who.mention_id else f"(c.register, c.key) IN ({of_rows})"
        candidates = self._db.rows(f"""
            SELECT {shared}, m.reason, m.fields, c.register, c.key, '', '', c.weight, c.why
            FROM {self._table("candidates")} c JOIN {self._table("mentions")} m USING (mention_id) WHERE {what} ORDER BY c.weight DESC, c.mention_id LIMIT {MAX_SHOWN}""")
        return _capped([_evidence(row) for row in linked]) + [_evidence(row) for row in candidates]

    def _subject(self, row: dict[str, Any]) -> RowEvidence:
        titles = {c[0]: c[1] for c in self._manifest["inputs"]["cohorts"]}
        outside = next(
            (s["found_outside"] for s in self._revision.summary["scope"] if s["register"] == row["register"]), 0
        )
        return RowEvidence(
            row["subject_id"], row["register"], row["key"], row["party"] or "", row["verdict"], row["reason"], tuple(row["datasets"]), tuple(row["fields"]),
            row["mentions"], row["cohort"] or "", titles.get(row["cohort"], ""), tuple(row["flags"]), tuple(row["letters"]), (), {}, outside=outside,
        )  # fmt: skip

    def _load_registers(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Make `g` of the register rows that are spoken of."""
        loaded: list[tuple[RegisterFiles, str]] = []
        for register, key in pairs:
            files = register_files(self._case.work, self._manifest, register)
            if files is None:
                self._missing = f'what was read of register "{register}" for revision {self._revision.number} is no longer kept; run `lekwijzer assess {as_argument(self._case.folder)}` and explain the last revision'
                continue
            self._row_numbers[(register, key)] = len(loaded)
            loaded.append((files, key))
        if loaded:
            load_rows(self._db, loaded)

    def _suspects(self, rows: Sequence[RowEvidence], known: Sequence[MentionEvidence]) -> list[MentionEvidence]:
        """Unresolved mentions that keep a row from being cleared without having come close to a link."""
        out = []
        for row in rows:
            gid = self._row_numbers.get((row.register, row.key))
            if (
                row.reason == "unresolved_could_be"
                and gid is not None
                and not any(m.key == row.key and m.register == row.register for m in known)
            ):
                try:
                    found = suspects(self._db, self._revision, self._readings, gid)
                except Gone as error:
                    self._missing = str(error)
                    continue
                out += [_evidence((*mention, row.register, row.key, "", "", None, "could_be")) for mention in found]
        return out

    def _with_evidence(self, mentions: list[MentionEvidence]) -> list[MentionEvidence]:
        """The mentions with what was read of them."""
        around = self._around(mentions)
        places = list({m.place: None for m in (*mentions, *around)})
        try:
            sources = self._readings.sources(self._db, places)
            load_people(self._db, places, sources, beside_rows=bool(self._row_numbers))
        except Gone as error:
            self._missing = str(error)
            return mentions
        except WorkError:
            self._missing = f"what was read for revision {self._revision.number} cannot be used by this version of the program; run `lekwijzer assess {as_argument(self._case.folder)}` and explain the last revision"
            return mentions
        number = {place: mid for mid, place in enumerate(places)}
        pairs = [
            (number[m.place], self._row_numbers[(m.register, m.key)])
            for m in mentions
            if (m.register, m.key) in self._row_numbers and m.outcome != "duplicate"
        ]
        compared = compare(self._db, pairs, reveal=self._reveal)
        linked = [(number[m.place], m.register + "\x1f" + m.key, m.reason) for m in (*mentions, *around) if m.level]
        via = through(self._db, linked, places, {m.place: m.locator for m in (*mentions, *around)}, reveal=self._reveal)
        alone = self._said("person", "mid")
        out = []
        for mention in mentions:
            mid = number[mention.place]
            fields = compared.get((mid, self._row_numbers.get((mention.register, mention.key), -1)), ())
            if not mention.register:
                fields = tuple(
                    Compared(name, "", value, "missing") for name, value in alone.get(mid, {}).items() if value
                )
            out.append(replace(mention, compared=fields, via=via.get((mid, mention.register + "\x1f" + mention.key))))
        return out

    def _around(self, mentions: Sequence[MentionEvidence]) -> list[MentionEvidence]:
        """The other mentions of the people of joined mentions: what those were joined to, when only one is asked for."""
        joined = {(m.register, m.key) for m in mentions if m.reason == "number_joined" and m.register}
        if not joined:
            return []
        shown = {(m.place.id, m.register) for m in mentions}
        rows = [{"register": register, "key": key} for register, key in sorted(joined)]
        return [m for m in self._mentions(Found("", tuple(rows))) if m.level and (m.place.id, m.register) not in shown]

    def _said(self, table: str, number: str) -> dict[int, dict[str, str]]:
        """What each row of `person` or `g` says (of a register row its first spelling), as it may be shown."""
        names = [f"x_{c}" for c in VALUES]
        where = "WHERE a = 0" if table == "g" else ""
        rows = self._db.rows(f"SELECT {number}, {', '.join(VALUES)} FROM {table} {where}")
        return {row[0]: told(dict(zip(names, row[1:], strict=True)), "x", reveal=self._reveal) for row in rows}

    def _with_originals(self, mentions: list[MentionEvidence]) -> list[MentionEvidence]:
        """The mentions with their text, read from the sealed files."""
        if self._missing:
            return mentions
        around = self._around(mentions)
        places = list({m.place: None for m in (*mentions, *around)})
        sources = self._readings.sources(self._db, places)
        shown = originals(self._db, self._case, places, sources, {m.place for m in mentions})
        return [replace(m, original=shown.get(m.place)) for m in mentions]

    def _filled(self, row: RowEvidence, mentions: Sequence[MentionEvidence]) -> RowEvidence:
        person = (row.register, row.subject_id)
        mine = [
            m
            for m in mentions
            if (m.register, m.key) == (row.register, row.key) or (m.register, m.subject_id) == person
        ]
        gid = self._row_numbers.get((row.register, row.key))
        said = self._said("g", "gid").get(gid, {}) if gid is not None else {}
        return replace(
            row, systems=self._systems(row, gid), traces=self._traces(row, gid), said={k: v for k, v in said.items() if v},
            evidence=tuple(m for m in mine if not m.why), candidates=tuple(m for m in mine if m.why),
        )  # fmt: skip

    def _traces(self, row: RowEvidence, gid: int | None) -> tuple[Trace, ...]:
        if row.reason != "value_found" or gid is None:
            return ()
        return tuple(found_traces(self._db, self._revision, self._readings, gid))

    def _systems(self, row: RowEvidence, gid: int | None) -> tuple[str, ...] | None:
        """The accessed systems that hold a row, by the rules of the revision."""
        declared = self._manifest["inputs"]["systems"]
        if not declared:
            return None
        files = register_files(self._case.work, self._manifest, row.register)
        if files is None or gid is None:
            return ()
        mine = f"(SELECT row FROM g WHERE gid = {gid} AND a = 0)"
        held = []
        for system, holds in declared:
            for register, where in holds:
                if register == row.register and self._db.rows(
                    f"SELECT 1 FROM {parquet(files.columns)} WHERE row = {mine} AND {held_by(where)}"
                ):
                    held.append(system)
        return tuple(dict.fromkeys(held))


def _evidence(row: Sequence[Any]) -> MentionEvidence:
    mention_id, dataset, file, locator, outcome, reason, fields, register, key, subject_id, level, weight, why = row
    return MentionEvidence(
        Place(mention_id, dataset, file), locator, outcome, reason or "", tuple(fields or ()), register, key, subject_id, level,
        None if weight is None else round(weight, 1), why,
    )  # fmt: skip


def _capped(mentions: list[MentionEvidence]) -> list[MentionEvidence]:
    """At most so many per register row."""
    counts: dict[tuple[str, str], int] = {}
    out = []
    for mention in mentions:
        at = (mention.register, mention.key)
        counts[at] = counts.get(at, 0) + 1
        if counts[at] <= MAX_SHOWN:
            out.append(mention)
    return out


def record_look(
    case: Case, revision: int, key: str, rows: Sequence[RowEvidence], mentions: Sequence[MentionEvidence]
) -> None:
    """Note that somebody looked at values in clear: who, when, and at what by its key and mention ids; never a value."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = str(os.getuid())
    look = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"), "user": user, "command": "explain", "revision": revision,
        "key": bsn.mask(key) if is_number(key) else key, "registers": [r.register for r in rows], "subjects": list(dict.fromkeys(r.subject_id for r in rows)),
        "mentions": list(dict.fromkeys(m.place.id for m in mentions)),
    }  # fmt: skip
    try:
        case.work.mkdir(parents=True, exist_ok=True)
        with open(case.work / LOOKS, "a", encoding="utf-8") as file:
            file.write(json.dumps(look, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise WorkError(
            f"nothing is shown: the look cannot be recorded in {case.folder.name}/work/{LOOKS} ({error.strerror})"
        ) from error
