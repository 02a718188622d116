"""What changed between two revisions: every row that moved between verdicts or cohorts, with its cause.

The cause is looked for nearest to the row first: the row is new in its register; it was found in a dataset that is new or
changed (or no longer is); its register says something else about it; then what the reason of its verdict rests on (the
scope, the coverage, an unresolved mention); then what its cohort's rule sees. Who only moved to or from a cohort whose own rule
changed, moved by that. Where only one input differs, it is that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lekwijzer.assess.inputs import Inputs, inputs_between
from lekwijzer.assess.revision import Revision
from lekwijzer.engine.backend import Backend
from lekwijzer.link.load import parquet, quoted

CODE, RULE, JUDGEMENT = "code", "rule change", "judgement"
NAMES = ("register", "from", "to", "cohort_from", "cohort_to", "cause", "n")

_DATASET = {"new": "new dataset", "changed": "dataset changed", "withdrawn": "dataset withdrawn"}
_REGISTER = {
    "new": "new register",
    "changed": "register update",
    "withdrawn": "register withdrawn",
    "settings": "register update",
}
_OPEN_MENTION = ("tied_mention", "unresolved_could_be", "value_found", "found_elsewhere")
_COVERAGE = ("dataset_incomplete", "coverage_gap", "all_read")


def moves_since(backend: Backend, before: Revision, draft: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """The `changes` part of a summary: moves since a revision, counted by register, from, to and cause."""
    work = before.folder.parent.parent / "work"
    coverage = before.table("coverage"), draft / "coverage.parquet"
    inputs = inputs_between(backend, work, before.manifest, manifest, coverage)
    pair_up(backend, before.folder, draft, inputs)
    return {"since": before.number, "moves": count_moves(backend)}


def count_moves(backend: Backend) -> list[dict[str, Any]]:
    """The moves in `moved`, counted; `from` is "" for a row that is new, `to` for one that is gone."""
    rows = backend.rows(
        'SELECT register, "from", "to", cohort_from, cohort_to, cause, count(*) FROM moved GROUP BY ALL ORDER BY ALL'
    )
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


def pair_up(backend: Backend, old: Path, new: Path, inputs: Inputs) -> None:
    """Make `moved`: a row per register row whose verdict or cohort differs between two revisions' folders, with its cause."""
    labels = {
        d: f"{_DATASET[c.what]}: {d}"
        for c in inputs.changes
        if c.kind == "dataset" and c.what in _DATASET
        for d in (c.id,)
    }
    labels |= {d: _reread(inputs) for d in inputs.of("dataset", "reread")}
    touched = " UNION ALL ".join(
        [
            "SELECT '' AS register, '' AS key WHERE false",
            *(f"SELECT {quoted(r)}, key FROM {t}" for r, t in inputs.touched.items() if t),
        ]
    )
    backend.run(f"CREATE OR REPLACE TEMP TABLE touched_row AS {touched}")
    backend.run(
        f"""CREATE OR REPLACE TEMP TABLE label_of AS SELECT * FROM (VALUES ('', '', -1){"".join(f", ({quoted(d)}, {quoted(x)}, {i})" for i, (d, x) in enumerate(labels.items()))}) t(ds, label, place)"""
    )
    one, two = _read(old, "subjects"), _read(new, "subjects")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE differing AS SELECT coalesce(n.register, o.register) AS register, coalesce(n.key, o.key) AS key
        FROM {one} o FULL JOIN {two} n ON o.register = n.register AND o.key = n.key
        WHERE o.verdict IS DISTINCT FROM n.verdict OR o.cohort IS DISTINCT FROM n.cohort OR len(o.flags) <> len(n.flags) OR (len(o.flags) > 0 AND o.flags <> n.flags)""")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE both_rows AS
        SELECT d.register, d.key, o.key IS NULL AS is_new, n.key IS NULL AS is_gone,
          coalesce(o.verdict, '') AS va, coalesce(n.verdict, '') AS vb, coalesce(o.cohort, '') AS ca, coalesce(n.cohort, '') AS cb, o.reason AS ra, n.reason AS rb,
          coalesce(o.datasets, []) AS da, coalesce(n.datasets, []) AS db, o.fields IS DISTINCT FROM n.fields AS fields_differ,
          o.letters IS DISTINCT FROM n.letters AS letters_differ, coalesce(o.flags, []) AS fa, coalesce(n.flags, []) AS fb
        FROM differing d LEFT JOIN {one} o ON o.register = d.register AND o.key = d.key LEFT JOIN {two} n ON n.register = d.register AND n.key = d.key""")
    scope = _scope_causes(backend, inputs)
    backend.run(
        f"CREATE OR REPLACE TEMP TABLE scope_cause AS SELECT * FROM (VALUES ('', ''){''.join(f', ({quoted(r)}, {quoted(c)})' for r, c in scope.items())}) t(register, label)"
    )
    backend.run(f"CREATE OR REPLACE TEMP TABLE open_cause AS {_open_causes(old, new, labels)}")
    backend.run(f"""CREATE OR REPLACE TEMP TABLE moved AS
        WITH pair AS (SELECT * FROM both_rows WHERE va <> vb OR ca <> cb),
        own AS (SELECT register, key, arg_min(label, place) FILTER (list_contains(da, ds) <> list_contains(db, ds)) AS own,
                  arg_min(label, place) FILTER (list_contains(da, ds) AND list_contains(db, ds)) AS shared
                FROM pair JOIN label_of ON list_contains(da, ds) OR list_contains(db, ds) GROUP BY ALL)
        SELECT p.register, p.key, va AS "from", vb AS "to", ca AS cohort_from, cb AS cohort_to, {_cause(inputs)} AS cause
        FROM pair p LEFT JOIN own w ON w.register = p.register AND w.key = p.key LEFT JOIN touched_row t ON t.register = p.register AND t.key = p.key
          LEFT JOIN scope_cause s ON s.register = p.register LEFT JOIN open_cause u ON u.register = p.register AND u.key = p.key""")


def _read(folder: Path, table: str) -> str:
    return parquet(folder / f"{table}.parquet")


def _reread(inputs: Inputs) -> str:
    """Why the same files were read otherwise: another version, or columns that case.toml names."""
    return CODE if inputs.has("code") else f"{RULE}: columns"


def _cause(inputs: Inputs) -> str:
    """SQL for the cause of a move, nearest to the row first."""
    ruled = _list(i for c in inputs.changes if c.kind == "cohorts" for i in c.told)
    arms = [
        ("is_new OR is_gone", _of_register(inputs)),
        (f"va = vb AND (ca IN ({ruled}) OR cb IN ({ruled}))", quoted(f"{RULE}: cohorts")),
        ("w.own IS NOT NULL", "w.own"),
        ("t.key IS NOT NULL", "'register update: ' || p.register"),
        (
            f"p.register IN ({_list(r for r, t in inputs.touched.items() if t is None)})",
            "'register update: ' || p.register",
        ),
        ("va <> vb AND w.shared IS NOT NULL", "w.shared"),
        ("va <> vb AND 'scope_refuted' IN (ra, rb) AND s.label IS NOT NULL", "s.label"),
        (
            f"va <> vb AND (ra IN ({_list(_OPEN_MENTION)}) OR rb IN ({_list(_OPEN_MENTION)})) AND u.label IS NOT NULL",
            "u.label",
        ),
    ]
    if inputs.of("dataset", "settings"):
        arms.append(
            (
                f"va <> vb AND (ra IN ({_list(_COVERAGE)}) OR rb IN ({_list(_COVERAGE)}))",
                quoted(f"dataset settings: {inputs.of('dataset', 'settings')[0]}"),
            )
        )
    if other := [f"{name}: {i}" for what, name in _DATASET.items() for i in inputs.of("dataset", what)]:
        arms.append((f"va <> vb AND (ra IN ({_list(_COVERAGE)}) OR rb IN ({_list(_COVERAGE)}))", quoted(other[0])))
    if inputs.has("systems"):
        held = "('not_held' IN (ra, rb) OR list_contains(fa, 'outside_scope') <> list_contains(fb, 'outside_scope'))"
        arms.append((held, quoted(f"{RULE}: systems")))
    if inputs.has("letters"):
        arms.append(("letters_differ", quoted(f"{RULE}: letters")))
    if inputs.has("cohorts"):
        arms.append(("va = vb", quoted(f"{RULE}: cohorts")))
    arms.append(("va = vb AND fields_differ AND w.shared IS NOT NULL", "w.shared"))
    arms.append(
        (
            f"fa IS DISTINCT FROM fb AND p.register IN ({_list(inputs.of('register', 'settings'))})",
            "'register update: ' || p.register",
        )
    )
    arms.append((f"va <> vb AND p.register IN ({_list(inputs.touched)})", "'register update: ' || p.register"))
    return f"CASE {' '.join(f'WHEN {when} THEN {then}' for when, then in arms)} ELSE {quoted(_rest(inputs))} END"


def _list(values: Any) -> str:
    return ", ".join(map(quoted, values)) or "NULL"


def _of_register(inputs: Inputs) -> str:
    """Why a row is new or gone: its register is, or its register changed."""
    new, gone = _list(inputs.of("register", "new")), _list(inputs.of("register", "withdrawn"))
    return f"CASE WHEN p.register IN ({new}) THEN 'new register: ' WHEN p.register IN ({gone}) THEN 'register withdrawn: ' ELSE 'register update: ' END || p.register"


def _rest(inputs: Inputs) -> str:
    """The cause of a move that nothing about the row explains: what differs of the case, what reaches furthest first."""
    for kind, names in (("dataset", _DATASET), ("register", _REGISTER)):
        for what, name in names.items():
            if ids := inputs.of(kind, what):
                return f"{name}: {ids[-1]}"
    if inputs.of("dataset", "settings"):
        return f"dataset settings: {inputs.of('dataset', 'settings')[0]}"
    if inputs.of("dataset", "reread"):
        return _reread(inputs)
    for rule in ("systems", "cohorts", "letters", "parties"):
        if inputs.has(rule):
            return f"{RULE}: {rule}"
    return JUDGEMENT if inputs.has("judgements") else CODE


def _scope_causes(backend: Backend, inputs: Inputs) -> dict[str, str]:
    """Per register why people are found outside the declared scope who were not before, or no longer are.

    It is the dataset in which most of them were found (or no longer are), else what changed for them.
    """
    rows = backend.rows("""
        WITH outside AS (SELECT register, key, da, db, list_contains(fa, 'outside_scope') AS a, list_contains(fb, 'outside_scope') AS b FROM both_rows),
        turned AS (SELECT * FROM outside WHERE a <> b)
        SELECT register, label, count(*), min(place) FROM turned LEFT JOIN label_of ON list_contains(da, ds) <> list_contains(db, ds)
        GROUP BY register, label ORDER BY 1, (label IS NULL)::INT, 3 DESC, 4""")
    out: dict[str, str] = {}
    for register, label, *_ in rows:
        rule = (
            f"{RULE}: systems"
            if inputs.has("systems")
            else f"register update: {register}"
            if register in inputs.touched
            else None
        )
        cause = label or rule
        if cause:
            out.setdefault(register, cause)
    return out


def _open_causes(old: Path, new: Path, labels: dict[str, str]) -> str:
    """SQL for (register, key, label): the changed dataset whose unresolved mention a row could be, or no longer could."""
    if not labels:
        return "SELECT '' AS register, '' AS key, '' AS label WHERE false"
    arms = [
        f"SELECT c.register, c.key, m.dataset FROM {_read(folder, 'candidates')} c JOIN {_read(folder, 'mentions')} m USING (mention_id)"
        for folder in (old, new)
    ]
    return f"SELECT register, key, arg_min(label, place) AS label FROM ({' UNION ALL '.join(arms)}) JOIN label_of ON ds = dataset GROUP BY ALL"
