"""The tables of a revision as SQL: sorted, so that the same rows give the same bytes."""

from __future__ import annotations

from lekwijzer.assess.rules import field_list

_FILE_ID = "substr(md5(d.id || chr(31) || i.file), 1, 12)"
_MENTION_ID = f"{_FILE_ID} || '-' || m.r"
_LOCATOR = "CASE WHEN p.name <> '' THEN p.name || ' ' ELSE '' END || coalesce(p.unit, 'row') || ' ' || m.n"

TABLE_SQL: dict[str, str] = {
    "subjects": """
        SELECT s.subject_id, s.register, s.key, s.party, s.verdict, s.probability, s.reason, s.datasets, s.fields, s.mentions, c.cohort, s.flags, s.letters
        FROM subject s JOIN cohort_of c USING (gid) ORDER BY s.gid""",
    "exposure": f"""
        SELECT s.register, s.key, d.id AS dataset, unnest({field_list("e.fields")}) AS field
        FROM exposed e JOIN subject s USING (gid) JOIN dataset_in d USING (ds) ORDER BY s.gid, e.ds, field""",
    "mentions": f"""
        SELECT {_MENTION_ID} AS mention_id, d.id AS dataset, i.file, {_LOCATOR} AS locator, o.outcome,
          coalesce(s.subject_id, CASE WHEN o.who IS NOT NULL THEN 'u' || md5(o.who || chr(31) || k.secret)[:16] END) AS subject_id,
          s.register, s.key, {field_list("m.fields")} AS fields, o.reason
        FROM outcome o JOIN m_all m USING (mid) JOIN item i ON i.item = o.item JOIN dataset_in d ON d.ds = o.ds
          LEFT JOIN part p ON p.item = m.item AND p.part = m.part
          LEFT JOIN link l ON l.mid = o.source AND o.outcome IN ('matched', 'duplicate') LEFT JOIN subject s ON s.gid = l.gid CROSS JOIN id_key k
        ORDER BY o.mid, l.reg""",
    "links": f"""
        SELECT {_MENTION_ID} AS mention_id, s.register, s.key, round(l.bits, 2)::DOUBLE AS weight, NULL::DOUBLE AS probability, l.reason, NULL::VARCHAR AS judgement,
          l.level, l.via <> l.mid AS joined
        FROM link l JOIN m_all m USING (mid) JOIN item i ON i.item = m.item JOIN dataset_in d ON d.ds = m.ds JOIN subject s ON s.gid = l.gid
        ORDER BY l.mid, l.reg""",
    "candidates": f"""
        SELECT {_MENTION_ID} AS mention_id, s.register, s.key, round(c.bits, 2)::DOUBLE AS weight, c.why
        FROM open_candidate c JOIN m_all m USING (mid) JOIN item i ON i.item = m.item JOIN dataset_in d ON d.ds = m.ds JOIN subject s ON s.gid = c.gid
        ORDER BY c.mid, c.reg, c.gid""",
    "unidentified": f"""
        SELECT 'u' || md5(o.who || chr(31) || k.secret)[:16] AS subject_id, count(*) AS mentions, list_sort(list(DISTINCT d.id)) AS datasets,
          {field_list("bit_or(m.fields)")} AS fields
        FROM outcome o JOIN m_all m USING (mid) JOIN dataset_in d ON d.ds = o.ds CROSS JOIN id_key k
        WHERE o.outcome = 'unidentified' GROUP BY o.who, k.secret ORDER BY 1""",
    "coverage": "SELECT dataset, file, sha256, bytes, kind, outcome, mentions, problem FROM coverage_in ORDER BY number",
}
"""Columns beyond those of the exports (letters, reason, level, joined) are for explaining and comparing revisions."""

WRITTEN_FROM = (
    "cohort_of", "exposed", "id_key", "item", "link", "m_all", "open_candidate", "outcome", "part", "scope", "subject",
)  # fmt: skip
"""The tables that a revision and its summary are made of; those that they came from are let go before it is written."""
