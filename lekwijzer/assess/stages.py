"""Outcomes of mentions, verdicts of register rows, exposure and strangers, as named stages of SQL.

Starts from the tables of linking, and from `held` (gid of rows that an accessed system holds), `dataset_in` (ds, id,
complete, whole) and `closed` (one row: whether everything was found and read).
"""

from __future__ import annotations

from lekwijzer.assess.elsewhere import ELSEWHERE
from lekwijzer.assess.traced import BEFORE_TRACED, edges, traced
from lekwijzer.engine.backend import Stage
from lekwijzer.link.score import CONFIRM_BITS
from lekwijzer.link.stages import others

OUTCOMES = (
    Stage(
        "outcome",
        "exactly one outcome per mention, with the reason",
        """SELECT m.mid, m.ds, m.item,
             CASE WHEN m.rejected IS NOT NULL THEN 'rejected' WHEN t.mid IS NOT NULL THEN 'duplicate' WHEN l.mid IS NOT NULL THEN 'matched'
                  WHEN w.mid IS NOT NULL THEN 'unidentified' ELSE 'unresolved' END AS outcome,
             CASE WHEN m.rejected IS NOT NULL THEN m.rejected WHEN t.mid IS NOT NULL THEN 'repeats' WHEN l.mid IS NOT NULL THEN l.reason
                  WHEN w.mid IS NOT NULL THEN 'in_no_register'
                  WHEN s.mid IS NOT NULL THEN 'swept' WHEN c.tie OR x.mid IS NOT NULL THEN 'tie' WHEN c.conflict THEN 'bsn_conflict'
                  WHEN m.refs IS NOT NULL AND coalesce(m.sur, m.given, m.ini, m.pc, m.email, m.phone) IS NULL AND m.dob IS NULL AND m.bsn IS NULL THEN 'number_not_joined'
                  WHEN m.bsn IS NOT NULL AND coalesce(m.sur, m.given, m.ini, m.pc, m.email, m.phone) IS NULL AND m.dob IS NULL THEN 'bsn_invalid_only'
                  WHEN coalesce(m.sur, m.given, m.ini, m.pc, m.street, m.email, m.phone) IS NULL AND m.dob IS NULL AND m.bsn IS NULL THEN 'no_identity'
                  ELSE 'too_little' END AS reason,
             coalesce(t.first, m.mid) AS source, w.who
           FROM m_all m LEFT JOIN twice t ON t.mid = m.mid
           LEFT JOIN (SELECT mid, arg_min(reason, (reg, reason)) AS reason FROM link GROUP BY mid) l ON l.mid = coalesce(t.first, m.mid)
           LEFT JOIN (SELECT mid, min(who) AS who FROM stranger GROUP BY mid) w ON w.mid = coalesce(t.first, m.mid)
           LEFT JOIN (SELECT mid, bool_or(why = 'tie') AS tie, bool_or(why = 'bsn_conflict') AS conflict FROM candidate GROUP BY mid) c ON c.mid = coalesce(t.first, m.mid)
           LEFT JOIN (SELECT DISTINCT mid FROM crossing) x ON x.mid = coalesce(t.first, m.mid)
           LEFT JOIN swept s ON s.mid = coalesce(t.first, m.mid)""",
    ),
)

FOUND = (
    Stage(
        "linked",
        "the links, for every row of a person who stands twice in a register",
        "SELECT l.* REPLACE (coalesce(c.gid, l.gid) AS gid) FROM link l LEFT JOIN copy o ON o.gid = l.gid LEFT JOIN copy c ON c.root = o.root",
    ),
    Stage(
        "exposed",
        "per register row and dataset the fields its matched mentions carry",
        """SELECT l.gid, m.ds, bit_or(m.fields) AS fields, count(*) AS mentions FROM linked l JOIN person m USING (mid) GROUP BY ALL""",
    ),
    Stage(
        "found",
        "per register row the best link",
        """SELECT gid, any_value(reg) AS reg, CASE WHEN bool_or(level = 'confirmed') THEN 'confirmed' ELSE 'probable' END AS verdict,
             arg_min(reason, ((level <> 'confirmed')::INT * 1000000 + (reason = 'number_joined')::INT * 100000 - coalesce(bits, 0), reason)) AS reason,
             count(DISTINCT mid) AS mentions FROM linked GROUP BY gid""",
    ),
    Stage(
        "scope",
        "per register: rows held, and people found whom no accessed system holds",
        """SELECT g.reg, count(h.gid) AS held, count(*) - count(h.gid) AS not_held, count(*) FILTER (f.gid IS NOT NULL AND h.gid IS NULL) AS found_outside
           FROM g LEFT JOIN held h USING (gid) LEFT JOIN found f USING (gid) WHERE g.a = 0 GROUP BY g.reg""",
    ),
)

_INI = "(u.ini IS NULL OR x.ini IS NULL OR contains(x.ini, u.ini) OR u.ini = x.ini[1])"
_DOB = """(u.dob IS NULL OR x.dob IS NULL OR u.dob = x.dob OR (u.dob // 10000 = x.dob // 10000 AND (u.dob % 100 = 0 OR x.dob % 100 = 0))
   OR (u.dob // 10000 = x.dob // 10000)::INT + (u.dob // 100 % 100 = x.dob // 100 % 100)::INT + (u.dob % 100 = x.dob % 100)::INT = 2 OR damerau_levenshtein(u.dob::VARCHAR, x.dob::VARCHAR) <= 1 OR (u.dob // 10000 = x.dob // 10000 AND u.dob % 100 = x.dob // 100 % 100))"""
_SEX = "(u.sex IS NULL OR x.sex IS NULL OR u.sex = x.sex)"
_NOT_OTHER = "NOT coalesce(u.bsn_ok AND x.bsn_ok AND u.bsn <> x.bsn, false)"
_PLAUSIBLE = f"{_INI} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}"
_SAME_YEAR = "coalesce(x.dob // 10000 = u.dob // 10000, false)"
_ALL_INITIALS = "coalesce(x.ini = u.inis AND length(u.inis) > 1, false)"
_NAMESAKE = f"""(({_INI} OR ({_SAME_YEAR} AND coalesce(x.city = u.city, false)))
   AND ({_DOB} OR ({_ALL_INITIALS} AND damerau_levenshtein(u.dob::VARCHAR, x.dob::VARCHAR) <= 2))
   AND ({_SEX} OR ({_SAME_YEAR} AND coalesce(x.ini = u.inis, false))) AND {_NOT_OTHER})"""
"""Of somebody with that surname: one wrong thing is outweighed by what is known beside it. A calling name has another initial, codes for
men and women are turned round, and two figures of a birth date are mistyped."""
_NEAR = "(jaro_winkler_similarity(u.sur, x.sur) >= 0.8 OR jaro_winkler_similarity(u.sur, coalesce(x.sur2, '')) >= 0.8)"
_TURNED = "(u.given IN (x.sur, x.sur2) OR u.sur = x.given OR jaro_winkler_similarity(u.sur, x.given) >= 0.85 OR jaro_winkler_similarity(u.given, x.sur) >= 0.85 OR (length(u.sur) >= 4 AND ends_with(x.given, u.sur)))"
_A_PART = """(length(u.sur) >= 4 AND length(x.sur) >= 4 AND
  (contains(x.sur, u.sur[:4]) OR contains(x.sur, u.sur[-4:]) OR contains(u.sur, x.sur[:4]) OR contains(u.sur, x.sur[-4:])))"""
"""Where a name was taken apart at another place, four letters at either end are still the same."""
_SLIP = "(damerau_levenshtein(u.sur, x.sur) <= CASE WHEN length(u.sur) >= 9 THEN 2 ELSE 1 END)"
_CUTS = "[lpad(bsn::VARCHAR, 9, '0')[:i] || lpad(bsn::VARCHAR, 9, '0')[i + 2:] FOR i IN range(9)]"
_CUT = f"unnest({_CUTS}) AS k"
_CUT_OR_SHORT = f"unnest({_CUTS} || CASE WHEN bsn <= 99999999 THEN [lpad(bsn::VARCHAR, 8, '0')] ELSE [] END) AS k"
"""Of a number of eight figures also these, which are a BSN that lost one, whichever it was."""


def _could(on: str, where: str, table: str, rows: str = "at_risk") -> str:
    """Rows at risk that an open mention could be, found through one thing they share."""
    return f"SELECT x.gid, 'unresolved_could_be' AS why FROM {rows} x JOIN {table} u ON {on} WHERE {where}"


_REASONED = "gid INTEGER, why VARCHAR"


def _rows(*arms: str) -> str:
    return f"SELECT DISTINCT gid, why FROM ({' UNION ALL '.join(arms)})"


_MISTYPED = (
    _could("x.sur = u.sur AND x.dob = u.dob", f"u.dob % 100 > 0 AND {_INI} AND {_SEX}", "numbered_otherwise"),
    _could("x.sur2 = u.sur AND x.dob = u.dob", f"u.dob % 100 > 0 AND {_INI} AND {_SEX}", "numbered_otherwise"),
    _could("x.sur = u.sur AND x.pc = u.pc AND x.hnr = u.hnr", f"{_INI} AND {_DOB} AND {_SEX}", "numbered_otherwise"),
)
"""One mistyped BSN in eleven is valid, too: with the same name and birth date, or name and address, it tells nobody apart for certain."""
_NO_BSN = "(SELECT * FROM at_risk WHERE NOT coalesce(bsn_ok, false))"


def _fits(on: str, where: str) -> str:
    return (
        f"SELECT x.gid, 'tied_mention' AS why FROM at_risk x JOIN otherwise u ON {on} AND x.gid <> u.gid WHERE {where}"
    )


_CALLED = (
    "u.named AND (x.given = u.given OR ((x.given IS NULL OR u.given IS NULL) AND x.ini = u.ini AND length(u.ini) > 1))"
)
_ONE_OF = "coalesce(x.ini[1] = u.ini[1], true) AND coalesce(x.given = u.given, true)"
_OTHERWISE = (
    *(_fits(f"x.{a} = u.{b}", _CALLED) for a, b in (("sur", "sur"), ("sur2", "sur"), ("sur", "sur2"))),
    _fits("x.sur = u.sur AND x.given = u.given", "u.nearly AND ((x.pc = u.pc AND x.hnr = u.hnr) OR x.dob = u.dob)"),
    _fits("x.sur = u.sur AND x.pc = u.pc AND x.hnr = u.hnr", f"u.lives AND {_ONE_OF}"),
    _fits("x.sur = u.sur AND x.dob = u.dob", f"u.born AND {_ONE_OF}"),
)
"""Rows at risk that fit what a row says otherwise than the person it was linked to: the BSN may be the mother's, and the name the child's."""


def _edged(rows: str, initials: str) -> str:
    """SQL for rows once for each way somebody is called beside a surname, and for each end of that surname: one letter is wrong at one end only."""
    called = f"unnest([given, CASE WHEN length({initials}) > 1 THEN '.' || {initials} END]) AS called"
    ends = edges("sur", of_register=initials == "ini")
    return f"(SELECT *, {ends} FROM (SELECT *, {called} FROM {rows}) WHERE called IS NOT NULL)"


def _could_by_little(table: str, rows: str = "at_risk") -> tuple[str, ...]:
    """Of an unresolved mention, and of one of somebody said to be in no register: the same birth date, or the same address,
    with a name that could be the same one misread."""
    return (
        _could("x.dob = u.dob", f"u.dob % 100 > 0 AND (({_INI} AND {_SEX}) OR {_NEAR} OR x.pc = u.pc OR {_TURNED} OR {_A_PART}) AND {_NOT_OTHER}", table, rows),
        _could("x.pc = u.pc", f"CASE WHEN x.hnr = u.hnr THEN {_INI} AND ({_DOB} OR ({_NEAR} AND {_SEX})) OR ({_NEAR} OR length(u.sur) <= 2) AND {_DOB} ELSE (u.hnr IS NULL OR x.hnr IS NULL) AND {_SAME_YEAR} AND {_NEAR} AND {_INI} AND {_SEX} END AND {_NOT_OTHER}", table, rows),
        _could("x.street = u.street AND x.hnr = u.hnr AND x.city = u.city", f"{_DOB} AND {_NOT_OTHER}", table, rows),
        _could("x.sur = u.sur", _NAMESAKE, table, rows),
        _could("x.sur2 = u.sur", _NAMESAKE, table, rows),
        _could("x.sur = u.given", f"u.dob > 0 AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        # Two things mistyped at once: a name that is near and a birth date that is near, in the same year or on the same day.
        _could("x.ini[1] = u.ini AND x.dob // 10000 = u.dob // 10000", f"u.dob % 100 > 0 AND {_NEAR} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.ini[1] = u.ini AND x.dob % 10000 = u.dob % 10000", f"u.dob % 100 > 0 AND {_NEAR} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        # Of what says no more than the year, or the street, a letter may be wrong, too.
        _could("x.ini[1] = u.ini[1] AND x.dob // 10000 = u.dob // 10000", f"u.dob % 10000 = 0 AND {_NEAR} AND {_INI} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur[1:4] = u.sur[1:4] AND x.dob // 10000 = u.dob // 10000", f"u.dob % 10000 = 0 AND u.ini IS NULL AND {_NEAR} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur[1:2] = u.sur AND x.dob // 10000 = u.dob // 10000", f"u.dob % 10000 = 0 AND {_INI} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur[1:4] = u.sur[1:4]", f"u.cut AND starts_with(x.sur, u.sur) AND {_PLAUSIBLE}", table, rows),
        # And of what says no more than the whole name: a given name, or several initials.
        _could("x.edge = u.edge AND x.called = u.called", f"{_SLIP} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", _edged(f"{table} WHERE coalesce(dob % 10000, 0) = 0", "inis"), _edged(f"{rows} WHERE EXISTS (SELECT 1 FROM {table} WHERE coalesce(dob % 10000, 0) = 0)", "ini")),
        _could("x.street = u.street AND x.city = u.city", f"u.hnr IS NULL AND {_NEAR} AND {_INI} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur = u.sur AND x.given = u.given AND x.city = u.city", f"{_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.ini[1] = u.ini AND right(x.sur, 4) = right(u.sur, 4)", f"length(u.sur) < length(x.sur) AND ends_with(x.sur, u.sur) AND u.inis IN (x.ini || x.sur[1], x.ini[1] || x.sur[1]) AND {_PLAUSIBLE}", table, rows),
        _could("x.email = u.email", "true", table, rows),
        _could("x.phone = u.phone", "true", table, rows),
    )  # fmt: skip


_SAID = """SELECT DISTINCT sur, sur2, ini[1] AS ini, ini AS inis, given, dob, pc, hnr, street, city, sex, bsn, bsn_ok, email, phone, c.mid IS NOT NULL AS cut
           FROM person JOIN outcome o USING (mid) LEFT JOIN name_cut c USING (mid)"""
"""What some mentions say about their person, each combination once."""

COULD_BE = (
    Stage(
        "at_risk",
        "rows without a link that nothing but an open mention keeps from being cleared",
        """SELECT g.* REPLACE (g.bsn_ok AND n.bsn IS NULL AS bsn_ok)  -- a number that stands at two people tells neither from anybody
           FROM g ANTI JOIN found USING (gid) LEFT JOIN held h USING (gid) CROSS JOIN closed z JOIN scope s USING (reg)
           LEFT JOIN (SELECT reg, bsn FROM g WHERE a = 0 AND bsn_ok GROUP BY ALL HAVING count(*) > 1) n ON n.reg = g.reg AND n.bsn = g.bsn
           WHERE z.everything OR (h.gid IS NULL AND s.found_outside = 0)""",
    ),
    *ELSEWHERE,
    *BEFORE_TRACED,
    Stage(
        "open_candidate",
        "candidates of mentions that are nobody's; also of mentions linked to another row, unless a sure link, or one much stronger, says that it is somebody else",
        f"""SELECT c.* FROM candidate c JOIN outcome o USING (mid) WHERE o.outcome IN ('unresolved', 'unidentified')
           UNION ALL
           SELECT c.* FROM candidate c JOIN outcome o USING (mid) SEMI JOIN at_risk USING (gid)
           ANTI JOIN (SELECT p.mid, p.gid FROM candidate p SEMI JOIN at_risk USING (gid) JOIN link l ON l.mid = p.mid AND (l.level = 'confirmed' OR l.bits - p.bits >= {CONFIRM_BITS})
                        JOIN g a ON a.gid = l.gid AND a.a = 0 JOIN g b ON b.gid = p.gid AND b.a = 0
                      WHERE p.why <> 'bsn_conflict' AND {others("a", "b")}) s ON s.mid = c.mid AND s.gid = c.gid
           WHERE o.outcome = 'matched'""",
    ),
    Stage(
        "name_cut",
        "mentions in tables that cut surnames off after so many letters, with as many: none there is longer, and far more than by chance are as long",
        """SELECT mid FROM person JOIN (
             SELECT *, row_number() OVER w AS place, sum(names) OVER (PARTITION BY item, part) AS every FROM (
               SELECT item, part, length(sur) AS letters, count(DISTINCT sur) AS names FROM person WHERE sur IS NOT NULL AND EXISTS (SELECT 1 FROM at_risk) GROUP BY ALL)
             WINDOW w AS (PARTITION BY item, part ORDER BY letters DESC)) c USING (item, part)
           WHERE c.place = 1 AND c.letters BETWEEN 4 AND 12 AND c.names >= 4 AND c.names >= 0.15 * c.every AND length(sur) = c.letters""",
    ),
    Stage(
        "open_mention",
        "what the unresolved mentions say about their person, each combination once",
        f"""{_SAID} WHERE o.outcome = 'unresolved'""",
    ),
    Stage(
        "doubtful_mention",
        "those, and what is said of people in no register, except by a valid BSN: a name misread or mistyped must not clear its owner",
        f"""{_SAID}
           WHERE o.outcome = 'unresolved' OR (o.outcome = 'unidentified' AND NOT coalesce(bsn_ok, false))""",
    ),
    Stage(
        "numbered_stranger",
        "the same of people in no register who have a valid BSN: it tells them from rows that have one too, and from no others",
        f"""{_SAID}
           WHERE o.outcome = 'unidentified' AND bsn_ok""",
    ),
    Stage(
        "numbered_otherwise",
        "the same of everybody with a valid BSN who is not surely linked by it: it may be mistyped, or stand in the wrong row",
        """SELECT DISTINCT sur, sur2, ini[1] AS ini, given, dob, pc, hnr, sex FROM person JOIN outcome o USING (mid)
             ANTI JOIN (SELECT mid FROM link WHERE level = 'confirmed') USING (mid)
           WHERE bsn_ok AND o.outcome IN ('unresolved', 'unidentified', 'matched')""",
    ),
    Stage(
        "traced",
        "rows of which a value stands in a file where nobody was read: BSN, e-mail, telephone, name beside birth date or given name, postcode beside house number",
        f"SELECT DISTINCT gid FROM ({traced('x.gid')})",
        "trace", "gid INTEGER",
    ),
    Stage(
        "otherwise",
        "what rows say of whom they were linked to that somebody else may fit better: another name or birth date, or an address and no birth date",
        """SELECT DISTINCT n.sur, n.sur2, n.given, n.ini, n.dob, n.pc, n.hnr, l.gid, p.f_sur = -1 OR p.f_given = -1 OR p.f_ini = -1 AS named,
             n.given IS NOT NULL AND p.f_given < 2 AS nearly, p.f_dob = -1 AS born, p.f_dob = -1 OR (p.f_bsn <> 2 AND n.dob IS NULL) AS lives
           FROM link l JOIN pair p USING (mid, gid) JOIN person n USING (mid)
           WHERE l.via = l.mid AND n.sur IS NOT NULL AND EXISTS (SELECT 1 FROM at_risk) AND (named OR nearly OR born OR lives)""",
    ),
    Stage(
        "number_stands",
        "rows at risk whose own number stands in a file in which such numbers are those of their register: it was linked to somebody else by the rest",
        """SELECT DISTINCT x.gid FROM (
             SELECT n.item, n.part, l.reg FROM link l JOIN pair p USING (mid, gid) JOIN person n USING (mid)
             WHERE l.via = l.mid AND p.f_number = 1 GROUP BY ALL HAVING count(DISTINCT l.gid) >= 5) s
           JOIN (SELECT item, part, unnest(pats) AS ref FROM person) n ON n.item = s.item AND n.part = s.part
           JOIN (SELECT gid, reg, unnest(pats) AS ref FROM at_risk) x ON x.ref = n.ref AND x.reg = s.reg""",
    ),
    Stage(
        "near_open",
        "rows at risk that an unresolved mention could be, of which more is to be feared than of people in no register",
        _rows(
            _could("x.sur = u.sur2", _PLAUSIBLE, "open_mention"),
            _could("x.given = u.sur", _PLAUSIBLE, "open_mention"),
            _could("x.dob // 10000 = u.dob // 10000", f"u.sur IS NULL AND {_PLAUSIBLE}", "open_mention"),
            _could("x.dob = u.dob", f"u.dob % 100 > 0 AND u.sur IS NOT NULL AND {_NEAR} AND {_INI} AND {_NOT_OTHER}", "open_mention"),
            _could("x.pc = u.pc", f"u.sur IS NULL AND u.dob IS NULL AND coalesce(x.hnr = u.hnr, true) AND {_INI} AND {_SEX} AND {_NOT_OTHER}", "open_mention"),
            _could("x.street = u.street", f"u.sur IS NULL AND u.pc IS NULL AND coalesce(x.hnr = u.hnr, true) AND coalesce(x.city = u.city, true) AND {_PLAUSIBLE}", "open_mention"),
        ),
        "open_mention", _REASONED,
    ),
    Stage(
        "near_doubtful",
        "those that a mention could be that is nobody's, or of somebody in no register, by a name, birth date or address with an error in it",
        _rows(
            f"""SELECT x.gid, 'unresolved_could_be' AS why FROM (SELECT gid, bsn, {_CUT} FROM at_risk WHERE bsn IS NOT NULL) x
                JOIN (SELECT bsn, {_CUT_OR_SHORT} FROM doubtful_mention WHERE sur IS NULL AND dob IS NULL AND NOT bsn_ok) u USING (k)
                WHERE damerau_levenshtein(lpad(x.bsn::VARCHAR, 9, '0'), lpad(u.bsn::VARCHAR, 9, '0')) <= 1 OR k = lpad(u.bsn::VARCHAR, 8, '0')""",
            *_could_by_little("doubtful_mention"),
        ),
        "doubtful_mention", _REASONED,
    ),
    Stage(
        "near_numbered",
        "the same of mentions of people in no register who have a valid BSN, for rows that have none",
        _rows(*_could_by_little("numbered_stranger", _NO_BSN)),
        "numbered_stranger", _REASONED,
    ),
    Stage(
        "near_mistyped",
        "rows at risk of which name and birth date, or name and address, stand beside a BSN that may be mistyped",
        _rows(*_MISTYPED),
        "numbered_otherwise", _REASONED,
    ),
    Stage(
        "near_otherwise",
        "rows at risk that fit what a row says otherwise than the person it was linked to",
        _rows(*_OTHERWISE),
        "otherwise", _REASONED,
    ),
    Stage(
        "could_be",
        "rows that an unresolved or tied mention could be, or that one of nobody in the registers is too near to",
        "SELECT gid, arg_min(why, list_position(['tied_mention', 'unresolved_could_be', 'value_found', 'found_elsewhere'], why)) AS why FROM (" + " UNION ALL ".join((
            "SELECT gid, CASE WHEN why = 'tie' THEN 'tied_mention' ELSE 'unresolved_could_be' END AS why FROM open_candidate",
            *(f"FROM near_{which}" for which in ("open", "doubtful", "numbered", "mistyped", "otherwise")),
            "SELECT gid, 'tied_mention' AS why FROM number_stands",
            "SELECT gid, 'value_found' AS why FROM traced",
            "SELECT gid, 'found_elsewhere' AS why FROM elsewhere",
        )) + ") GROUP BY gid",
    ),
)  # fmt: skip

VERDICTS = (
    Stage(
        "verdict",
        "one verdict per register row, with the reason",
        """SELECT g.gid, g.reg, g.key, coalesce(f.verdict,
               CASE WHEN z.everything AND z.nobody_unknown AND c.gid IS NULL THEN 'cleared'
                    WHEN h.gid IS NULL AND s.found_outside = 0 AND c.gid IS NULL THEN 'cleared' ELSE 'not_excluded' END) AS verdict,
             coalesce(f.reason,
               CASE WHEN z.everything AND z.nobody_unknown AND c.gid IS NULL THEN 'all_read'
                    WHEN h.gid IS NULL AND s.found_outside = 0 AND c.gid IS NULL THEN 'not_held'
                    WHEN c.gid IS NOT NULL THEN c.why
                    WHEN h.gid IS NULL THEN 'scope_refuted'
                    WHEN NOT z.complete THEN 'dataset_incomplete' WHEN NOT z.whole THEN 'coverage_gap' ELSE 'unresolved_could_be' END) AS reason,
             coalesce(f.mentions, 0) AS mentions, h.gid IS NOT NULL AS is_held,
             g.deceased, g.emigrated, g.secret, g.dob, g.bsn, g.bsn_ok
           FROM g LEFT JOIN found f USING (gid) LEFT JOIN held h USING (gid) LEFT JOIN could_be c USING (gid) JOIN scope s ON s.reg = g.reg CROSS JOIN closed z
           WHERE g.a = 0""",
    ),
)  # fmt: skip
