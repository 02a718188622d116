"""What changed between two revisions: every row that moved between verdicts or cohorts, counted, with its cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lekwijzer.assess.revision import Revision
from lekwijzer.engine.backend import Backend
from lekwijzer.link.load import quoted

CODE, RULE, JUDGEMENT = "code", "rule change", "judgement"


def causes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs between the inputs of two revisions: new and changed datasets, registers, rules, judgements, code."""
    old, new = before["inputs"], after["inputs"]
    datasets = [d for d, h in new["datasets"].items() if old["datasets"].get(d) != h]
    settings = [d for d, h in new["dataset_settings"].items() if d in old["datasets"] and old["dataset_settings"].get(d) != h]
    registers = [r for r, h in new["registers"].items() if old["registers"].get(r) != h or old["register_settings"].get(r) != new["register_settings"].get(r)]
    gone = [d for d in old["datasets"] if d not in new["datasets"]]
    rules = any(old.get(k) != new.get(k) for k in ("systems", "cohorts", "letters", "parties")) or bool(settings)
    return {"datasets": datasets, "gone": gone, "registers": registers, "rules": rules,
            "judgements": old.get("judgements") != new.get("judgements"), "code": old.get("code") != new.get("code")}  # fmt: skip


def moves_since(backend: Backend, before: Revision, draft: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """The `changes` part of a summary: moves since a revision, counted by register, from, to and cause."""
    changed = causes(before.manifest, manifest)
    moves = count_moves(backend, before.table("subjects"), draft / "subjects.parquet", changed)
    return {"since": before.number, "moves": moves}


def count_moves(backend: Backend, old: Path, new: Path, changed: dict[str, Any]) -> list[dict[str, Any]]:
    """Moves between two tables of subjects. A row's own evidence names its cause before the case's changes do.

    Order: a dataset that the row was not found in before (or no longer is); a change of its register; a dataset that
    changed what is known of everybody; then rules, judgements and code.
    """
    fallback = _fallback(changed)
    registers = ", ".join(map(quoted, changed["registers"])) or "NULL"
    fresh = f"[{', '.join(map(quoted, changed['datasets'] + changed['gone']))}]::VARCHAR[]"
    label = "CASE WHEN list_contains(" + f"[{', '.join(map(quoted, changed['gone']))}]::VARCHAR[]" + ", ds) THEN 'dataset withdrawn: ' ELSE 'new dataset: ' END || ds"
    sql = f"""
        WITH pair AS (
          SELECT coalesce(n.register, o.register) AS register, coalesce(o.verdict, '') AS a, coalesce(n.verdict, '') AS b,
            coalesce(o.cohort, '') AS ca, coalesce(n.cohort, '') AS cb,
            list_filter({fresh}, lambda d: list_contains(coalesce(o.datasets, []), d) <> list_contains(coalesce(n.datasets, []), d) OR
                        (list_contains(coalesce(n.datasets, []), d) AND (o.verdict <> n.verdict)))[1] AS ds
          FROM read_parquet({quoted(str(old))}) o FULL JOIN read_parquet({quoted(str(new))}) n ON o.register = n.register AND o.key = n.key
          WHERE o.verdict IS DISTINCT FROM n.verdict OR o.cohort IS DISTINCT FROM n.cohort)
        SELECT register, a, b, ca, cb,
          CASE WHEN ds IS NOT NULL THEN {label} WHEN register IN ({registers}) THEN 'register update: ' || register ELSE {quoted(fallback)} END AS cause, count(*)
        FROM pair GROUP BY ALL ORDER BY ALL"""
    names = ("register", "from", "to", "cohort_from", "cohort_to", "cause", "n")
    return [dict(zip(names, row, strict=True)) for row in backend.rows(sql)]


def _fallback(changed: dict[str, Any]) -> str:
    """The cause of a move that the row itself does not explain."""
    if changed["rules"]:
        return RULE
    if changed["datasets"]:
        return f"new dataset: {changed['datasets'][-1]}"
    if changed["gone"]:
        return f"dataset withdrawn: {changed['gone'][-1]}"
    if changed["registers"]:
        return f"register update: {changed['registers'][-1]}"
    return JUDGEMENT if changed["judgements"] else CODE
