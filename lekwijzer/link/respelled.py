"""Numbers that two tables write differently: order M2500177 in the one is 2500177 in the other, or 2500177/1 where its tubes are counted.

That is told of whole tables and never of a number by itself. No number of the one table may be a known one as it stands, and all that are
looked at must be one when the same letters in front, or one of very few endings, are left out: numbers that only happen to count
in the same range end in all figures. Letters are left out on one side only, as M2500177 and K2500177 are of two departments, and of
numbers of one kind only.
"""

from __future__ import annotations

from lekwijzer.engine.backend import Backend, Stage, run

FEWEST, MOST = 5, 60
"""Numbers of a table that must tell, and that are looked at."""
ENDINGS = 3
"""Different endings that are left out at most; a table must have `FEWEST` numbers for each."""
_KINDS = "('p', 'o', 's')"
_LETTERS = "regexp_extract(number, '^([A-Z]{1,4})0*([1-9][0-9]{3,})$', ['cut', 'bare'])"
_FORMS = f"""unnest([struct_pack(way := 'as it is', cut := '', bare := number),
    struct_pack(way := 'letters', cut := {_LETTERS}.cut, bare := {_LETTERS}.bare),
    struct_pack(way := 'one behind', cut := number[-1:], bare := CASE WHEN length(number) >= 6 THEN number[:-2] END),
    struct_pack(way := 'two behind', cut := number[-2:], bare := CASE WHEN length(number) >= 7 THEN number[:-3] END)], recursive := true)"""
"""A number as it is and without what the other table may not have, and what that is."""
_NUMBERED = "ds SMALLINT, item INTEGER, part USMALLINT, kind VARCHAR, number VARCHAR"
_FORMED = f"{_NUMBERED}, way VARCHAR, cut VARCHAR, bare VARCHAR"
_SAME_KIND = "(k.kind = n.kind OR (k.kind IN ('o', 's') AND n.kind IN ('o', 's')))"

_STAGES = (
    Stage(
        "open_table",
        "tables with numbers of a kind of which nobody is known; most cases have none, and nothing else is looked at then",
        f"""SELECT r.ds, r.item, p.part, r.kind FROM ref r JOIN person p USING (mid) LEFT JOIN anchor a USING (mid)
            WHERE r.kind IN {_KINDS} AND length(r.number) >= 4 GROUP BY ALL HAVING count(a.mid) = 0 AND count(*) >= {FEWEST}""",
        "ref", "ds SMALLINT, item INTEGER, part USMALLINT, kind VARCHAR",
    ),
    Stage(
        "open_ref",
        "numbers of those tables",
        """SELECT DISTINCT r.ds, r.item, p.part, r.kind, r.number FROM ref r JOIN person p USING (mid) SEMI JOIN open_table o ON o.item = r.item AND o.part = p.part AND o.kind = r.kind
            WHERE length(r.number) >= 4""",
        "open_table", _NUMBERED,
    ),
    Stage(
        "known_ref",
        "numbers of mentions of which the person is known, in datasets that have such tables",
        f"""SELECT DISTINCT r.ds, r.item, p.part, r.kind, r.number FROM ref r SEMI JOIN anchor USING (mid) JOIN person p USING (mid)
            WHERE r.kind IN {_KINDS} AND length(r.number) >= 4 AND r.ds IN (SELECT ds FROM open_table)""",
        "open_table", _NUMBERED,
    ),
    Stage(
        "strange_number",
        "some numbers of each table and kind of which none is known as it stands, and none led anywhere, in each form",
        f"""SELECT ds, item, part, kind, number, {_FORMS} FROM (
              SELECT * FROM open_ref
              ANTI JOIN (SELECT DISTINCT n.item, n.part, n.kind FROM open_ref n JOIN known_ref k ON k.ds = n.ds AND k.number = n.number AND {_SAME_KIND}) x USING (item, part, kind)
              QUALIFY row_number() OVER (PARTITION BY item, part, kind ORDER BY number) <= {MOST} AND count(*) OVER (PARTITION BY item, part, kind) >= {FEWEST})""",
        "known_ref", _FORMED,
    ),
    Stage(
        "known_form",
        "the known numbers in each form in which they may be those",
        f"SELECT ds, item, part, kind, number, {_FORMS} FROM known_ref WHERE ds IN (SELECT ds FROM strange_number)",
        "strange_number", _FORMED,
    ),
    Stage(
        "respelled",
        "tables whose numbers are those of another table in another form: which side has more, and in what form",
        f"""SELECT n.ds, n.item, n.part, n.kind, n.way AS way, k.item AS known_item, k.part AS known_part, k.kind AS known_kind, k.way AS known_way
            FROM strange_number n JOIN known_form k ON k.ds = n.ds AND k.bare = n.bare AND {_SAME_KIND} AND (k.way = 'as it is') <> (n.way = 'as it is')
            JOIN (SELECT item, part, kind, count(DISTINCT number) AS looked_at FROM strange_number GROUP BY ALL) a ON a.item = n.item AND a.part = n.part AND a.kind = n.kind
            WHERE length(n.bare) >= 4 AND (k.kind = n.kind OR (n.way <> 'letters' AND k.way <> 'letters'))
            GROUP BY ALL
            HAVING count(DISTINCT n.number) = any_value(looked_at)
               AND count(DISTINCT n.cut || k.cut) <= CASE WHEN n.way = 'letters' OR k.way = 'letters' THEN 1 ELSE least({ENDINGS}, count(DISTINCT n.bare) // {FEWEST}) END""",
        "strange_number",
        "ds SMALLINT, item INTEGER, part USMALLINT, kind VARCHAR, way VARCHAR, known_item INTEGER, known_part USMALLINT, known_kind VARCHAR, known_way VARCHAR",
    ),
)  # fmt: skip
_ALSO = f"""INSERT INTO ref
    SELECT DISTINCT mid, ds, item, folder, known_kind, bare, NULL FROM (
      SELECT r.mid, r.ds, r.item, r.folder, s.known_kind, s.way AS wanted, r.number, {_FORMS} FROM ref r JOIN person p USING (mid)
      JOIN (SELECT DISTINCT item, part, kind, way, known_kind FROM respelled WHERE way <> 'as it is') s ON s.item = r.item AND s.part = p.part AND s.kind = r.kind)
    WHERE way = wanted AND length(bare) >= 4
    UNION ALL
    SELECT DISTINCT mid, ds, item, folder, to_kind, bare, NULL FROM (
      SELECT r.mid, r.ds, r.item, r.folder, s.kind AS to_kind, s.known_way AS wanted, r.number, {_FORMS} FROM ref r JOIN person p USING (mid)
      JOIN (SELECT DISTINCT known_item, known_part, known_kind, known_way, kind FROM respelled WHERE known_way <> 'as it is') s
        ON s.known_item = r.item AND s.known_part = p.part AND s.known_kind = r.kind)
    WHERE way = wanted AND length(bare) >= 4"""
"""Whoever has a number in the longer form has it in the shorter one too."""


def respell(backend: Backend) -> bool:
    """Add to `ref` what numbers are in the form of another table; whether there are such."""
    run(backend, _STAGES)
    found = bool(backend.rows("SELECT count(*) FROM respelled")[0][0])
    if found:
        backend.run(_ALSO)
    return found
