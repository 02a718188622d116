"""Which mentions without a link could be a given register row, by the rule that keeps it from being cleared."""

from __future__ import annotations

from typing import Any

from lekwijzer.assess import stages
from lekwijzer.assess.evidence import Place, Readings, load_people
from lekwijzer.assess.revision import Revision
from lekwijzer.engine.backend import Backend, run
from lekwijzer.link.load import parquet, quoted

TRIED, SHOWN = 40, 5
_RULE = tuple(
    stage
    for stage in stages.COULD_BE
    if stage.name
    not in (
        "at_risk",
        "only_there",
        "telling_number",
        "name_cut",
        "bsn_digest",
        "open_candidate",
        "traced",
        "otherwise",
        "number_stands",
        "found_row",
        "elsewhere",
    )
)


def suspects(backend: Backend, revision: Revision, readings: Readings, gid: int) -> list[tuple[Any, ...]]:
    """The first few open mentions that could be row `gid` of `g`, as (mention_id, dataset, file, locator, outcome, reason, fields).

    Those that share anything with the row are tried one by one with the very rule that decided. Makes `person`.
    """
    table = parquet(revision.table("mentions"))
    rows = backend.rows(
        f"SELECT DISTINCT mention_id, dataset, file, locator, outcome, reason, fields FROM {table} WHERE outcome IN ('unresolved', 'unidentified') ORDER BY mention_id"
    )
    places = [Place(row[0], row[1], row[2]) for row in rows]
    load_people(backend, places, readings.sources(backend, places), beside_rows=False)
    backend.run(f"CREATE OR REPLACE TEMP TABLE at_risk AS SELECT * FROM g WHERE gid = {gid}")
    backend.run("CREATE OR REPLACE TEMP TABLE name_cut AS SELECT mid FROM person WHERE length(sur) >= 4")
    backend.run("CREATE OR REPLACE TEMP TABLE open_candidate AS SELECT NULL::INTEGER AS gid, '' AS why LIMIT 0")
    backend.run("CREATE OR REPLACE TEMP TABLE link AS SELECT NULL::BIGINT AS mid, '' AS level LIMIT 0")
    for without in ("traced", "elsewhere", "number_stands"):
        backend.run(f"CREATE OR REPLACE TEMP TABLE {without} AS SELECT NULL::INTEGER AS gid LIMIT 0")
    backend.run(
        "CREATE OR REPLACE TEMP TABLE otherwise AS SELECT sur, sur2, given, ini, dob, pc, hnr, 0 AS gid, false AS named, false AS nearly, false AS born, false AS lives FROM person LIMIT 0"
    )
    near = backend.rows("""
        SELECT DISTINCT u.mid, u.sur IS NOT DISTINCT FROM x.sur, u.dob IS NOT DISTINCT FROM x.dob FROM person u JOIN at_risk x ON
          x.sur IN (u.sur, u.sur2) OR x.sur2 = u.sur OR x.dob = u.dob OR (u.sur IS NULL AND x.dob // 10000 = u.dob // 10000) OR x.pc = u.pc
          OR (x.street = u.street AND coalesce(x.hnr = u.hnr, true)) OR starts_with(x.sur, u.sur) OR damerau_levenshtein(x.sur, u.sur) <= 1 OR x.email = u.email OR x.phone = u.phone
          OR (u.sur IS NULL AND u.dob IS NULL AND u.bsn IS NOT NULL AND damerau_levenshtein(lpad(x.bsn::VARCHAR, 9, '0'), lpad(u.bsn::VARCHAR, 9, '0')) <= 1)
        ORDER BY 2 DESC, 3 DESC, 1""")
    found: list[tuple[Any, ...]] = []
    for mid, *_ in near[:TRIED]:
        backend.run(
            f"CREATE OR REPLACE TEMP TABLE outcome AS SELECT {mid}::BIGINT AS mid, {quoted(rows[mid][4])} AS outcome"
        )
        run(backend, _RULE)
        if backend.rows("SELECT 1 FROM could_be"):
            found.append(rows[mid])
        if len(found) == SHOWN:
            break
    return found
