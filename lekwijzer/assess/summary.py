"""The counts of a revision, as the report and the terminal show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from lekwijzer import __version__
from lekwijzer.assess.rules import field_list
from lekwijzer.case_types import Case, Dataset
from lekwijzer.engine.backend import Backend
from lekwijzer.link.registers import RegisterTable
from lekwijzer.mentions.store import ReadItem

MAX_PROBLEMS = 200


def coverage_table(backend: Backend, items: Sequence[ReadItem]) -> None:
    """Make `coverage_in`: a row per item."""
    backend.register("coverage_in", pa.table({
        "number": pa.array([i.number for i in items], pa.int32()),
        "dataset": pa.array([i.dataset for i in items], pa.string()), "file": pa.array([i.file for i in items], pa.string()),
        "sha256": pa.array([i.sha256 for i in items], pa.string()), "bytes": pa.array([i.bytes for i in items], pa.int64()),
        "kind": pa.array([i.kind for i in items], pa.string()), "outcome": pa.array([i.outcome for i in items], pa.string()),
        "mentions": pa.array([i.mentions for i in items], pa.int64()), "problem": pa.array([i.problem for i in items], pa.string()),
    }))  # fmt: skip


def summarise(
    backend: Backend, case: Case, datasets: Sequence[Dataset], items: Sequence[ReadItem], registers: Sequence[RegisterTable], number: int
) -> dict[str, Any]:  # fmt: skip
    """All counts of the revision."""

    def rows(names: str, sql: str) -> list[dict[str, Any]]:
        return [dict(zip(names.split(), row, strict=True)) for row in backend.rows(sql)]

    filled = {item.dataset for item in items if item.bytes}
    by_dataset = [row | {"empty": row["dataset"] not in filled} for row in _datasets(backend, datasets)]
    fields = rows(
        "register field n",
        "SELECT register, field, count(*) FROM (SELECT reg, register, unnest(fields) AS field FROM subject) GROUP BY reg, register, field ORDER BY reg, field",
    )
    verdicts = "count(*) FILTER (verdict = 'confirmed'), count(*) FILTER (verdict = 'probable'), count(*) FILTER (verdict = 'not_excluded'), count(*) FILTER (verdict = 'cleared')"
    return {
        "schema": 1, "revision": number, "case": {"name": case.name}, "code": __version__,
        "registers": _registers(case, rows("reg rows confirmed probable not_excluded cleared", f"SELECT reg, count(*), {verdicts} FROM subject GROUP BY reg ORDER BY reg")),
        "reasons": rows("register verdict reason n", "SELECT register, verdict, reason, count(*) FROM subject GROUP BY reg, register, verdict, reason ORDER BY reg, verdict, reason"),
        "cohorts": _cohorts(case, dict(backend.rows("SELECT cohort, count(*) FROM cohort_of GROUP BY cohort"))),
        "heat": rows("cohort field n", "SELECT cohort, field, count(*) FROM (SELECT c.cohort, unnest(s.fields) AS field FROM subject s JOIN cohort_of c USING (gid)) GROUP BY ALL ORDER BY ALL"),
        "fields": fields,
        "unshared": _unshared(case, fields),
        "datasets": by_dataset,
        "unresolved": rows("dataset reason n", "SELECT d.id, reason, count(*) FROM outcome JOIN dataset_in d USING (ds) WHERE outcome = 'unresolved' GROUP BY ds, d.id, reason ORDER BY ds, reason"),
        "rejected": rows("dataset reason n", "SELECT d.id, reason, count(*) FROM outcome JOIN dataset_in d USING (ds) WHERE outcome = 'rejected' GROUP BY ds, d.id, reason ORDER BY ds, reason"),
        "unidentified": rows("people mentions", "SELECT count(DISTINCT who), count(*) FROM outcome WHERE outcome = 'unidentified'")[0],
        "coverage": rows("dataset kind outcome files bytes mentions", "SELECT dataset, kind, outcome, count(*), sum(bytes)::BIGINT, sum(mentions)::BIGINT FROM coverage_in GROUP BY ALL ORDER BY dataset, kind, outcome"),
        "problems": _problems(items, by_dataset),
        "scope": _scope(backend, case),
        "flags": rows("register flag n", "SELECT register, flag, count(*) FROM (SELECT reg, register, unnest(flags) AS flag FROM subject) GROUP BY reg, register, flag ORDER BY reg, flag"),
        "parties": _parties(backend, case),
        "inputs": {"items": len(items), "bytes": sum(i.bytes for i in items if "!/" not in i.file), "registers": len(registers)},
        "changes": None,
    }  # fmt: skip


def _unshared(case: Case, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What leaked of people of a register though its party is not said to have shared it: the bound that was told is too narrow."""
    shared = {register.id: register.shared for register in case.registers}
    return [row for row in fields if (told := shared[row["register"]]) is not None and row["field"] not in told]


def _registers(case: Case, counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    parties = {p.id: p for p in case.parties}
    by_number = {c.pop("reg"): c for c in counts}
    empty = {"rows": 0, "confirmed": 0, "probable": 0, "not_excluded": 0, "cleared": 0}
    out = []
    for number, register in enumerate(case.registers):
        party = parties.get(register.party)
        out.append({
            "register": register.id, "party": register.party, "party_name": party.name if party else register.party,
            "role": party.role.value if party and party.role else "", "as_of": register.as_of.isoformat() if register.as_of else "",
            **(by_number.get(number) or empty),
        })  # fmt: skip
    return out


def _cohorts(case: Case, counts: dict[str, int]) -> list[dict[str, Any]]:
    listed = [{"id": c.id, "title": c.title, "n": counts.get(c.id, 0)} for c in case.cohorts]
    return [*listed, {"id": "", "title": "", "n": counts.get("", 0)}] if case.cohorts else []


def _datasets(backend: Backend, datasets: Sequence[Dataset]) -> list[dict[str, Any]]:
    """Rows in and out per dataset; people, and those not found in a dataset before it."""
    counts = {row[0]: row[1:] for row in backend.rows(
        """SELECT ds, count(*), count(*) FILTER (outcome = 'matched'), count(*) FILTER (outcome = 'duplicate'), count(*) FILTER (outcome = 'unidentified'),
             count(*) FILTER (outcome = 'unresolved'), count(*) FILTER (outcome = 'rejected') FROM outcome GROUP BY ds""")}  # fmt: skip
    people = {row[0]: row[1:] for row in backend.rows(
        """SELECT ds, count(DISTINCT subject_id), count(DISTINCT subject_id) FILTER (ds = first)
           FROM (SELECT e.ds, s.subject_id, min(e.ds) OVER (PARTITION BY s.subject_id) AS first FROM exposed e JOIN subject s USING (gid)) GROUP BY ds""")}  # fmt: skip
    out = []
    for number, dataset in enumerate(datasets):
        names = ("mentions", "matched", "duplicate", "unidentified", "unresolved", "rejected")
        found = dataset.found.isoformat() if dataset.found else ""
        out.append({
            "dataset": dataset.id, "found": found, "complete": dataset.complete,
            **dict(zip(names, counts.get(number, (0,) * 6), strict=True)),
            **dict(zip(("people", "new_people"), people.get(number, (0, 0)), strict=True)),
        })  # fmt: skip
    return out


EMPTY = "declared complete, and there is nothing in it: nobody is cleared over it; look whether its files are the right ones"


def _problems(items: Sequence[ReadItem], datasets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    empty = [d["dataset"] for d in datasets if d["complete"] and d["empty"]]
    told = [{"dataset": name, "file": "", "outcome": "", "problem": EMPTY} for name in empty]
    told += [
        {"dataset": i.dataset, "file": i.file, "outcome": i.outcome, "problem": i.problem}
        for i in items
        if i.outcome != "read" or i.problem
    ]
    return {"total": len(told), "first": told[:MAX_PROBLEMS]}


def _scope(backend: Backend, case: Case) -> list[dict[str, Any]]:
    out = []
    for reg, held, not_held, outside in backend.rows(
        "SELECT reg, held, not_held, found_outside FROM scope ORDER BY reg"
    ):
        register = case.registers[reg].id
        systems = [s.id for s in case.systems if any(h.register == register for h in s.holds)]
        out.append(
            {
                "register": register,
                "systems": systems,
                "held": held,
                "not_held": not_held,
                "found_outside": outside,
                "refuted": bool(outside),
            }
        )
    return out


def _parties(backend: Backend, case: Case) -> list[dict[str, Any]]:
    names = {p.id: p.name for p in case.parties}
    registers: dict[str, list[str]] = {}
    for register in case.registers:
        registers.setdefault(register.party, []).append(register.id)
    sql = """SELECT party, count(*) FILTER (verdict IN ('confirmed', 'probable')), count(*) FILTER (verdict = 'not_excluded'), count(*) FILTER (verdict = 'cleared')
             FROM subject GROUP BY party ORDER BY min(reg)"""
    return [
        {
            "party": party,
            "name": names.get(party, party),
            "registers": registers.get(party, []),
            "found": found,
            "not_excluded": open_,
            "cleared": cleared,
        }
        for party, found, open_, cleared in backend.rows(sql)
    ]


__all__ = ["coverage_table", "field_list", "summarise"]
