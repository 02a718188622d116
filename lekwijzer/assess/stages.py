"""Outcomes of mentions, verdicts of register rows, exposure and strangers, as named stages of SQL.

Starts from the tables of linking, and from `held` (gid of rows that an accessed system holds), `dataset_in` (ds, id,
complete, whole) and `closed` (one row: whether everything was found and read).
"""

from __future__ import annotations

from lekwijzer.assess.elsewhere import ELSEWHERE
from lekwijzer.engine.backend import Stage
from lekwijzer.fields.mend import LOST
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
_NEAR = "(jaro_winkler_similarity(u.sur, x.sur) >= 0.8 OR jaro_winkler_similarity(u.sur, coalesce(x.sur2, '')) >= 0.8)"
_TURNED = "(u.given IN (x.sur, x.sur2) OR u.sur = x.given OR jaro_winkler_similarity(u.sur, x.given) >= 0.85 OR jaro_winkler_similarity(u.given, x.sur) >= 0.85 OR (length(u.sur) >= 4 AND ends_with(x.given, u.sur)))"
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


def _could_by_little(table: str, rows: str = "at_risk") -> tuple[str, ...]:
    """Of an unresolved mention, and of one of somebody said to be in no register: the same birth date, or the same address,
    with a name that could be the same one misread."""
    return (
        _could("x.dob = u.dob", f"u.dob % 100 > 0 AND (({_INI} AND {_SEX}) OR {_NEAR} OR x.pc = u.pc OR {_TURNED}) AND {_NOT_OTHER}", table, rows),
        _could("x.pc = u.pc AND x.hnr = u.hnr", f"({_INI} AND ({_DOB} OR ({_NEAR} AND {_SEX})) OR {_NEAR} AND {_DOB}) AND {_NOT_OTHER}", table, rows),
        _could("x.street = u.street AND x.hnr = u.hnr AND x.city = u.city", f"{_DOB} AND {_NOT_OTHER}", table, rows),
        _could("x.sur = u.sur", f"{_PLAUSIBLE}", table, rows),
        _could("x.sur2 = u.sur", f"{_PLAUSIBLE}", table, rows),
        _could("x.sur = u.given", f"u.dob > 0 AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        # Two things mistyped at once: a name that is near and a birth date that is near, in the same year or on the same day.
        _could("x.ini[1] = u.ini AND x.dob // 10000 = u.dob // 10000", f"u.dob % 100 > 0 AND {_NEAR} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.ini[1] = u.ini AND x.dob % 10000 = u.dob % 10000", f"u.dob % 100 > 0 AND {_NEAR} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        # Of what says no more than the year, or the street, a letter may be wrong, too.
        _could("x.ini[1] = u.ini[1] AND x.dob // 10000 = u.dob // 10000", f"u.dob % 10000 = 0 AND {_NEAR} AND {_INI} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur[1:4] = u.sur[1:4] AND x.dob // 10000 = u.dob // 10000", f"u.dob % 10000 = 0 AND u.ini IS NULL AND {_NEAR} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.street = u.street AND x.city = u.city", f"u.hnr IS NULL AND {_NEAR} AND {_INI} AND {_DOB} AND {_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.sur = u.sur AND x.given = u.given AND x.city = u.city", f"{_SEX} AND {_NOT_OTHER}", table, rows),
        _could("x.email = u.email", "true", table, rows),
        _could("x.phone = u.phone", "true", table, rows),
    )  # fmt: skip


_GIVEN_BESIDE = """CASE WHEN starts_with(t.words, ' ') THEN contains(t.words, ' ' || x.given || ' ') ELSE contains(t.words, x.given) END"""
"""Words of running text are told apart; letters in a row of a table are run together."""
_BESIDE = ("t.name || ' ' || x.ini[1]", "t.name || ' ' || x.ini", "x.ini[1] || ' ' || t.name", "x.ini || ' ' || t.name")
_RUN = "regexp_matches(t.words, ' ' || x.ini[1] || '[a-z]{0,3} ([a-z] )*' || t.name || ' ')"
"""The first initial, others that need not all be written, or fit, and the surname."""
_INITIALS_BESIDE = "(" + " OR ".join((*(f"contains(t.words, ' ' || {words} || ' ')" for words in _BESIDE), _RUN)) + ")"
"""The words of a trace with a name end with what stands in it word by word, each between blanks."""
SHAPE = "regexp_replace(x.ref, '[0-9]', '9', 'g')"
"""The form of a number: `p:K9999` of the patient number K0012."""
SPARSE = 50
"""Numbers that a form allows for each that is given out, from which one is telling."""
_OF_SOMEBODY = "pati|client|clnt|deeln|partic|person|dossier|subject|verzek|lidn|record|dln|mrn|member"
"""Words before a number that say that it is somebody's."""
_ROWS = "at_risk"
_LIKE = 0.88
"""How similar a word beside somebody's birth date or postcode is to the surname, if it is that: two letters of six may be gone."""


_LIKE_SURNAME = f"""t.size BETWEEN x.size - 2 AND x.size + 2 AND CASE
  WHEN t.lost THEN regexp_full_match(x.called, replace(t.w, '{LOST}', '.{{0,2}}'))
  WHEN t.first <> x.first AND t.first <> x.second AND t.second <> x.first AND t.second <> x.second THEN false
  WHEN jaro_winkler_similarity(t.w, x.called) >= {_LIKE} THEN true
  WHEN x.size >= 4 AND jaro_winkler_similarity(t.w, x.called) >= 0.8 THEN damerau_levenshtein(t.w, x.called) <= 1 ELSE false END"""
"""A word is the surname with a letter or two wrong, gone or lost on the way; what is quick to say comes first."""


def _worded(column: str, part: int) -> str:
    """SQL for the traces with a value, once for each word that stands near it, with what most pairs are told apart by."""
    words = f"unnest(list_distinct(string_split(split_part(words, '|', {part}), ' ')))"
    near = f"(SELECT *, {words} AS w FROM trace WHERE {column} IS NOT NULL AND EXISTS (SELECT 1 FROM at_risk))"
    return f"(SELECT *, length(w) AS size, w[1] AS first, w[2] AS second, contains(w, '{LOST}') AS lost FROM {near} WHERE length(w) >= 3)"


_SURNAMED = "(SELECT *, unnest(list_distinct([sur, sur2])) AS called FROM at_risk)"
"""A row for each surname: an alternative in the condition of a join would compare every row with every trace."""
_LETTERED = f"(SELECT *, length(called) AS size, called[1] AS first, called[2] AS second FROM {_SURNAMED})"
_REFS = "(SELECT gid, reg, unnest(pats) AS ref FROM at_risk)"
_SPELLED = """(SELECT gid, unnest([given || sur, given || sur2, sur || given, sur2 || given]) AS login, false AS short FROM at_risk WHERE length(given) >= 2
  UNION ALL SELECT gid, unnest([ini[1] || sur, ini || sur, ini[1] || sur2, sur || ini[1], sur || ini]), true FROM at_risk)"""
"""How people are called who log in, or whose mail address is made of their name."""
_INITIALED = """substr(t.words, 2) IN (x.ini[1] || x.sur[1], x.ini || x.sur[1], x.sur[1] || x.ini[1], x.sur[1] || x.ini, x.ini[1] || x.sur2[1])
  OR (length(t.words) > 2 AND (substr(t.words, 2) = x.ini OR substr(t.words, 2) IN (x.sur[:length(t.words) - 1], x.sur[:length(t.words) - 2] || x.ini[1], x.ini[1] || x.sur[:length(t.words) - 2])))"""
"""What is written at a birth date: initials, the first letters of the surname, or both."""
_TRACED = (
    ("bsn", _ROWS, "t.bsn = x.bsn"),
    ("bsn", "bsn_digest", "lower(t.key) = x.digest"),
    ("email", _ROWS, "t.email = x.email"),
    ("phone", _ROWS, "t.phone = x.phone"),
    ("birth_date", _ROWS, "t.dob = x.dob WHERE contains(t.words, x.sur) OR contains(t.words, x.sur2) OR contains(t.words, x.given)"),
    ("birth_date", "(SELECT * FROM at_risk WHERE sur IS NOT NULL AND ini IS NOT NULL)", f"t.dob = x.dob WHERE t.words[1] = '^' AND ({_INITIALED})"),
    ("name", _SPELLED, "t.login = x.login WHERE t.words IS NOT NULL OR NOT x.short"),
    ("name", _SURNAMED, f"""replace(t.name, ' ', '') = x.called WHERE ({_GIVEN_BESIDE} AND x.given <> t.name) OR {_INITIALS_BESIDE}
       OR (x.given IS NULL AND contains(t.words, '^' || x.ini[1]))"""),
    ("address", _ROWS, "t.pc = x.pc WHERE contains(t.words, ' ' || x.hnr || ' ') OR contains(split_part(t.words, '|', 2), x.sur)"),
    ("address", _ROWS, """t.addr = right(x.street, 4) || x.hnr LEFT JOIN only_there o ON o.street = x.street AND o.hnr = x.hnr
       WHERE ends_with(split_part(t.words, '|', 1), x.street) AND (contains(split_part(t.words, '|', 2), x.city) OR o.street IS NOT NULL)"""),
    ("patient_number", _REFS, f"""'p:' || t.key = x.ref LEFT JOIN telling_number y ON y.reg = x.reg AND y.shape = {SHAPE}
       WHERE y.reg IS NOT NULL OR regexp_matches(t.words, '{_OF_SOMEBODY}')"""),
)  # fmt: skip
"""What of a row at risk (`x`) may stand in a trace (`t`), by kind of data."""
_MISSPELLED = (
    ("birth_date", _worded("dob", 2), f"t.dob = x.dob WHERE {_LIKE_SURNAME}"),
    ("address", _worded("pc", 3), f"t.pc = x.pc WHERE {_LIKE_SURNAME}"),
)
"""The same of a surname that is not written as it is, in a trace with each of the words near it (`t.w`)."""


def traced(wanted: str) -> str:
    """SQL for the rows at risk of which a value stands in a trace; `wanted` may name `kind`, the kind of that value."""
    arms = (
        f"SELECT {wanted} FROM (SELECT *, '{kind}' AS kind FROM {rows}) x JOIN trace t ON {on}"
        for kind, rows, on in _TRACED
    )
    misspelled = (
        f"SELECT {wanted} FROM (SELECT *, '{kind}' AS kind FROM {_LETTERED}) x JOIN {source} t ON {on}"
        for kind, source, on in _MISSPELLED
    )
    return " UNION ALL ".join((*arms, *misspelled))


_DIGESTS = {"md5": 32, "sha1": 40, "sha256": 64}


def _digests(of: str, letters: int) -> str:
    """The numbers at risk as one way of making digests makes them, without noughts in front and with the end of a line too; nothing is worked out where no trace is so long."""
    return f"""SELECT gid, {of}(said) AS digest FROM (
      SELECT gid, unnest([said, said || chr(10)]) AS said FROM (
        SELECT gid, unnest(list_distinct([lpad(bsn::VARCHAR, 9, '0'), bsn::VARCHAR])) AS said FROM at_risk
        WHERE bsn IS NOT NULL AND EXISTS (SELECT 1 FROM trace WHERE length(key) = {letters})))"""


BEFORE_TRACED = (
    Stage(
        "bsn_digest",
        "the citizen service numbers at risk as digests of them would stand in a file",
        " UNION ALL ".join(_digests(of, letters) for of, letters in _DIGESTS.items()),
    ),
    Stage(
        "only_there",
        "streets and house numbers in traces that the registers know in one city only: they tell where somebody lives without it",
        """SELECT street, hnr FROM g WHERE EXISTS (SELECT 1 FROM at_risk) AND right(street, 4) || hnr IN (SELECT addr FROM trace WHERE addr IS NOT NULL)
           GROUP BY street, hnr HAVING count(DISTINCT city) <= 1""",
    ),
    Stage(
        "telling_number",
        "forms of a register's own numbers of which so few are given out that one somewhere in a text is hardly another number by chance",
        f"""SELECT reg, shape FROM (SELECT DISTINCT reg, ref, {SHAPE} AS shape FROM (SELECT reg, unnest(pats) AS ref FROM g WHERE EXISTS (SELECT 1 FROM at_risk)) x)
            GROUP BY reg, shape HAVING length(shape) - length(replace(shape, '9', '')) >= CASE WHEN regexp_matches(shape[3:], '[A-Z]') THEN 4 ELSE 6 END
              AND count(*) * {SPARSE} <= 10.0 ** (length(shape) - length(replace(shape, '9', '')))""",
    ),
)

_SAID = "SELECT DISTINCT sur, sur2, ini[1] AS ini, given, dob, pc, hnr, street, city, sex, bsn, bsn_ok, email, phone FROM person JOIN outcome o USING (mid)"
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
