"""The linking pipeline: named stages of SQL from mentions and registers to links and candidates.

Tables that must be there: `m_all` (mentions: MENTION and mid, ds, item, folder, part, r) and `g` (register rows with
their weights; gid is the row, `a` one of its spellings). What comes out: `link` (mid, reg, gid, level, bits, reason),
`candidate` (pairs that did not become a link, with `why`) and `person`, the mentions that may be somebody.
"""

from __future__ import annotations

from lekwijzer.engine.backend import Stage
from lekwijzer.fields.mend import LOST
from lekwijzer.link.dated import DATED
from lekwijzer.link.score import GONE, RIVAL_BITS, SCORES, TIE_BITS, scored

_PAIRS = "mid BIGINT, gid INTEGER, a UINTEGER"
_COMMON = "IN (SELECT {key} FROM g WHERE {key} IS NOT NULL GROUP BY 1 HAVING count(DISTINCT gid) > 50)"
"""A telephone or e-mail of more than fifty people is a practice's, not a person's."""


def others(a: str, b: str) -> str:
    """SQL for: these two are not one person. Married names and a typing error in a birth date do not make two."""
    names = f"({b}.sur, coalesce({b}.sur2, {b}.sur))"
    return f"""coalesce(CASE WHEN {a}.bsn_ok AND {b}.bsn_ok THEN {a}.bsn <> {b}.bsn
      WHEN {a}.dob % 100 > 0 AND {b}.dob % 100 > 0 THEN damerau_levenshtein({a}.dob::VARCHAR, {b}.dob::VARCHAR) > 1
      ELSE {a}.sur NOT IN {names} AND coalesce({a}.sur2, {a}.sur) NOT IN {names} AND jaro_winkler_similarity({a}.sur, {b}.sur) < 0.85 END, false)"""


PREPARE = (
    Stage(
        "twice",
        "mentions that repeat an earlier one of the same dataset to the letter, and say the same of who it is; a bare number with a result only within copies of one file",
        """SELECT mid, first FROM (
             SELECT mid, min(mid) OVER (PARTITION BY m.ds, digest, bsn, sur, given, ini, dob, CASE WHEN coalesce(sur, given, ini, pc, street, email, phone) IS NULL AND dob IS NULL AND bsn IS NULL
                                        THEN i.same_content END) AS first
             FROM m_all m JOIN item i USING (item) WHERE rejected IS NULL AND digest IS NOT NULL)
           WHERE mid <> first""",
    ),
    Stage(
        "no_birth",
        "dates on which so many of a table were born that the program wrote them where it had no birth date; of the first and last days of a year fewer will do",
        """SELECT item, part, dob FROM (SELECT item, part, dob, count(DISTINCT sur) AS people FROM m_all WHERE dob > 0 AND rejected IS NULL GROUP BY ALL HAVING people >= 4)
           JOIN (SELECT item, part, count(*) AS n FROM m_all WHERE dob > 0 AND rejected IS NULL GROUP BY ALL) USING (item, part)
           WHERE people > 0.02 * n AND (dob % 10000 IN (101, 1231) OR (people >= 6 AND people > 0.1 * n))""",
    ),
    Stage(
        "person",
        "mentions that may be somebody: neither rejected nor a repetition",
        """SELECT m.* REPLACE (CASE WHEN m.dob < 0 THEN d.dob WHEN (m.item, m.part, m.dob) NOT IN (SELECT (item, part, dob) FROM no_birth) THEN m.dob END AS dob), list_filter(string_split(refs, chr(31)), lambda x: x[1] = 'p' AND x <> 'p:0') AS pats
           FROM m_all m ANTI JOIN twice USING (mid) LEFT JOIN dated d ON d.mid = m.mid WHERE rejected IS NULL""",
    ),
    Stage(
        "swept",
        "mentions that were swept out of bytes which no reader understood: what stands beside what is a guess there",
        "SELECT mid FROM person JOIN part USING (item, part) WHERE unit = 'byte'",
    ),
    Stage(
        "m_sur",
        "each surname of a mention by itself; a given name too, as it may be the surname where the order was not told, and both together, as they may be one of two words",
        """SELECT mid, sur AS s, dob, pc, hnr, ini FROM person WHERE sur IS NOT NULL UNION ALL SELECT mid, sur2, dob, pc, hnr, ini FROM person WHERE sur2 IS NOT NULL
           UNION ALL SELECT mid, unnest([given, given || sur, sur || given]), dob, pc, hnr, sur[1] FROM person WHERE given IS NOT NULL AND sur IS NOT NULL""",
    ),
    Stage(
        "g_sur",
        "each surname of a register row by itself",
        "SELECT gid, a, sur AS s, dob, pc, hnr, ini, bsn_ok FROM g WHERE sur IS NOT NULL UNION ALL SELECT gid, a, sur2, dob, pc, hnr, ini, bsn_ok FROM g WHERE sur2 IS NOT NULL",
    ),
)

_DOUBTED = "f_sur = -1 OR f_ini = -1 OR f_given = -1 OR f_dob = -1 OR f_sex = -1"
"""Something says that the number was written beside somebody else: the twin, the mother."""
BY_BSN = (
    Stage(
        "pair_bsn",
        "pairs with the same valid BSN",
        "SELECT m.mid, g.gid, g.a FROM person m JOIN g ON g.bsn = m.bsn WHERE m.bsn_ok AND g.bsn_ok",
    ),
    Stage("score_bsn", "what else agrees between them", scored("pair_bsn"), "pair_bsn", SCORES),
    Stage(
        "settled",
        "mentions whose BSN is confirmed by the rest, and whether something contradicts it",
        f"SELECT mid, bool_or({_DOUBTED}) AS doubted FROM score_bsn WHERE level = 'confirmed' GROUP BY mid",
    ),
)

_OPEN = "NOT coalesce(x.bsn_ok AND NOT s.doubted, false)"


def _pairs(on: str, table: str = "person", other: str = "g", where: str = "true") -> str:
    """Pairs of a block; a settled mention that nothing contradicts is only held against rows that have no BSN of their own."""
    return f"SELECT m.mid, x.gid, x.a FROM {table} m JOIN {other} x ON {on} LEFT JOIN settled s ON s.mid = m.mid WHERE {_OPEN} AND {where}"


BY_KEYS = (
    Stage(
        "pair_key",
        "pairs that agree on a composite key: name and birth date, birth date and address, name and address, contact, number",
        " UNION ".join((
            _pairs("x.s = m.s AND x.dob = m.dob", "m_sur", "g_sur"),
            _pairs("x.dob = m.dob AND x.pc = m.pc"),
            _pairs("x.s = m.s AND x.pc = m.pc AND x.hnr = m.hnr", "m_sur", "g_sur"),
            _pairs("x.street = m.street AND x.hnr = m.hnr AND x.dob = m.dob"),
            _pairs("x.street = m.street AND x.hnr = m.hnr AND x.sur = m.sur AND (x.city = m.city OR m.city IS NULL)", where="m.pc IS NULL OR x.pc IS NULL"),
            _pairs("x.email = m.email", where=f"m.email NOT {_COMMON.format(key='email')}"),
            _pairs("x.phone = m.phone", where=f"m.phone NOT {_COMMON.format(key='phone')}"),
            """SELECT m.mid, x.gid, x.a FROM (SELECT mid, dob, sur, sur2, bsn, unnest(pats) AS ref FROM person) m
               JOIN (SELECT gid, a, dob, sur, sur2, unnest(pats) AS ref FROM g) x ON x.ref = m.ref
               WHERE x.dob = m.dob OR x.sur = m.sur OR x.sur2 = m.sur OR x.sur = m.sur2 OR x.sur2 = m.sur2""",
        )),
    ),
    Stage("score_key", "what else agrees between them", scored("pair_key"), "pair_key", SCORES),
    Stage(
        "rest",
        "mentions without a link so far that say something about somebody",
        """SELECT * FROM person m ANTI JOIN settled USING (mid)
           ANTI JOIN (SELECT mid FROM score_key WHERE level = 'confirmed') k USING (mid)
           WHERE coalesce(sur, given, email, phone, pc) IS NOT NULL OR dob IS NOT NULL""",
    ),
)  # fmt: skip

_YEAR = "dob // 10000"
BY_NEARNESS = (
    Stage("r_sur", "each surname of the rest by itself", "SELECT mid, sur AS s, dob, pc, hnr, ini FROM rest WHERE sur IS NOT NULL UNION ALL SELECT mid, sur2, dob, pc, hnr, ini FROM rest WHERE sur2 IS NOT NULL"),
    Stage(
        "pair_near",
        "pairs of the rest that differ by a typing error, a swapped or an incomplete birth date",
        " UNION ".join((
            f"SELECT m.mid, x.gid, x.a FROM r_sur m JOIN g_sur x ON x.s = m.s AND x.{_YEAR} = m.{_YEAR} AND x.ini[1] = m.ini[1]",
            "SELECT m.mid, x.gid, x.a FROM r_sur m JOIN g_sur x ON x.s = m.s AND x.pc = m.pc",
            "SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.dob = m.dob AND x.ini[1] = m.ini[1] WHERE m.dob % 100 > 0 AND m.dob % 10000 <> 101 AND m.sur IS NOT NULL",
            "SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.dob = m.dob AND x.given = m.given WHERE m.dob % 100 > 0",
            f"SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.dob = m.dob WHERE m.dob % 100 > 0 AND contains(concat(m.sur, m.given), '{LOST}')",
            f"SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.dob = m.dob WHERE m.dob % 100 > 0 AND contains(concat(x.sur, x.given), '{LOST}')",
            f"SELECT m.mid, g.gid, g.a FROM rest m JOIN g ON g.dob = m.dob AND g.sex = m.sex WHERE m.dob % 10000 <> 101 AND {GONE}",
            *(f"SELECT m.mid, g.gid, g.a FROM rest m JOIN g ON g.dob = m.dob AND g.sur[{i}] = m.sur[1] WHERE m.sex IS NULL AND m.dob % 10000 <> 101 AND {GONE}" for i in (1, 2)),
            "SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.pc = m.pc WHERE CASE WHEN m.hnr IS NULL THEN x.ini[1] = m.ini[1] AND m.sur IS NOT NULL ELSE x.hnr = m.hnr AND coalesce(x.ini[1] = m.ini[1], true) END",
            "SELECT m.mid, x.gid, x.a FROM rest m JOIN g x ON x.street = m.street AND x.hnr = m.hnr AND x.city = m.city AND coalesce(x.ini[1] = m.ini[1], true) WHERE m.pc IS NULL",
            """SELECT m.mid, x.gid, x.a FROM r_sur m JOIN g_sur x ON x.s = m.s
               AND x.dob = m.dob // 10000 * 10000 + m.dob % 100 * 100 + m.dob // 100 % 100 WHERE m.dob % 100 BETWEEN 1 AND 12""",
            f"SELECT m.mid, x.gid, x.a FROM r_sur m JOIN g_sur x ON x.s = m.s AND x.{_YEAR} = m.{_YEAR} WHERE m.dob % 100 = 0 AND m.ini IS NULL",
            "SELECT m.mid, x.gid, x.a FROM r_sur m JOIN g_sur x ON x.s = m.s AND x.dob % 10000 = m.dob % 10000 AND x.ini[1] = m.ini[1] WHERE m.dob % 100 > 0",
        )),
        "rest", _PAIRS,
    ),
    Stage("pair_new", "those not scored before", "SELECT p.* FROM pair_near p ANTI JOIN pair_key k USING (mid, gid, a)"),
    Stage("score_near", "what agrees between them", scored("pair_new"), "pair_new", SCORES),
)  # fmt: skip

DECIDE = (
    Stage(
        "copy",
        "rows of one register that are one person twice, as number, birth date and whole name are the same, and the first of them, which stands for all",
        """SELECT gid, root FROM (
             SELECT gid, min(gid) OVER w AS root, count(*) OVER w AS rows
             FROM g SEMI JOIN (SELECT reg, bsn FROM g WHERE a = 0 AND bsn_ok GROUP BY ALL HAVING count(*) > 1) t ON t.reg = g.reg AND t.bsn = g.bsn
             WHERE a = 0 AND dob % 100 > 0 AND sur IS NOT NULL AND coalesce(given, ini) IS NOT NULL
             WINDOW w AS (PARTITION BY g.reg, g.bsn, dob, sur, coalesce(given, ''), coalesce(ini, ''))) WHERE rows > 1""",
    ),
    Stage(
        "every_pair",
        "every scored pair",
        """SELECT * FROM score_bsn UNION ALL SELECT k.* FROM score_key k ANTI JOIN score_bsn b USING (mid, gid)
           UNION ALL SELECT n.* FROM score_near n ANTI JOIN (SELECT mid, gid FROM score_key UNION ALL SELECT mid, gid FROM score_bsn) o USING (mid, gid)""",
    ),
    Stage(
        "pair",
        "those, of a person who stands twice in a register only the best: one person is no tie",
        """SELECT * FROM every_pair ANTI JOIN copy USING (gid) UNION ALL
           SELECT p.* REPLACE (c.root AS gid) FROM every_pair p JOIN copy c USING (gid)
           QUALIFY row_number() OVER (PARTITION BY mid, c.root ORDER BY f_bsn = 2 DESC, bits DESC, p.gid) = 1""",
    ),
    Stage(
        "ranked",
        "per mention and register the best candidate, and how far the next one is behind",
        """SELECT *, row_number() OVER w AS place, lead(bits) OVER w AS next_bits, lead(gid) OVER w AS next_gid
           FROM pair WHERE level IN ('confirmed', 'probable', 'possible')
           WINDOW w AS (PARTITION BY mid, reg ORDER BY f_bsn = 2 DESC, bits DESC, gid)""",
    ),
    Stage(
        "rival",
        "for links by BSN: the best candidate without it, by what else agrees",
        "SELECT mid, reg, max(bits) AS bits FROM pair WHERE f_bsn <> 2 AND level IN ('confirmed', 'probable') GROUP BY ALL",
    ),
    Stage(
        "whose",
        "who has another BSN and is in all else whom the mention is about, in any register: the twin, the mother; by what else agrees",
        "SELECT mid, max(bits + 10.0) AS bits FROM pair WHERE f_bsn = -1 AND level IN ('conflict', 'namesake') GROUP BY ALL",
    ),
    Stage(
        "of_other",
        "mentions with the valid BSN of a row that everything else contradicts, and of nobody whom it fits",
        "SELECT DISTINCT mid FROM pair ANTI JOIN settled USING (mid) WHERE f_bsn = 2 AND level = 'conflict'",
    ),
    Stage(
        "choice",
        "link, or the reason why not: two candidates nearer than the tie margin make no link; a valid BSN of somebody else keeps one from being confirmed, and so does having been swept",
        f"""SELECT r.mid, r.reg, r.gid, r.bits, r.f_bsn,
              CASE WHEN w.mid IS NOT NULL THEN 'swept' WHEN y.mid IS NOT NULL AND r.f_bsn <> 2 THEN 'bsn_of_other' ELSE r.reason END AS reason,
              CASE WHEN r.level = 'possible' THEN 'possible'
                   WHEN r.next_bits IS NOT NULL AND r.bits - r.next_bits < {TIE_BITS} THEN 'tie'
                   WHEN r.f_bsn = 2 AND ({_DOUBTED}) AND o.bits > r.bits - 26.0 + {RIVAL_BITS} THEN 'tie'
                   WHEN r.level = 'probable' OR w.mid IS NOT NULL OR (y.mid IS NOT NULL AND r.f_bsn <> 2) THEN 'probable'
                   WHEN r.f_bsn <> 2 AND r.next_bits IS NOT NULL AND r.bits - r.next_bits < {RIVAL_BITS} THEN 'probable'
                   WHEN r.f_bsn = 2 AND v.bits > r.bits - 26.0 + {RIVAL_BITS} AND ({_DOUBTED}) THEN 'probable'
                   ELSE 'confirmed' END AS level
            FROM ranked r LEFT JOIN rival v USING (mid, reg) LEFT JOIN whose o USING (mid) LEFT JOIN of_other y USING (mid) LEFT JOIN swept w USING (mid) WHERE r.place = 1""",
    ),
    Stage(
        "chosen",
        "the links that each register by itself would make",
        "SELECT mid, reg, gid, level, bits, reason FROM choice WHERE level IN ('confirmed', 'probable')",
    ),
    Stage(
        "at_odds",
        "links of one mention to rows of two registers that cannot be one person: the weaker, and whether it is much weaker",
        f"""SELECT l.mid, l.reg, max(o.bits - l.bits) AS behind FROM chosen l JOIN chosen o ON o.mid = l.mid AND o.reg <> l.reg AND o.bits > l.bits - {RIVAL_BITS}
            JOIN g a ON a.gid = l.gid AND a.a = 0 JOIN g b ON b.gid = o.gid AND b.a = 0 WHERE {others("a", "b")} GROUP BY ALL""",
    ),
    Stage(
        "link",
        "the links by what the mention itself says; of two at odds the weaker goes, and where neither is much weaker neither is confirmed",
        f"""SELECT c.mid, c.reg, c.gid, CASE WHEN x.mid IS NOT NULL THEN 'probable' ELSE c.level END AS level, c.bits, c.reason, c.mid AS via
            FROM chosen c LEFT JOIN at_odds x ON x.mid = c.mid AND x.reg = c.reg WHERE coalesce(x.behind, 0) < {RIVAL_BITS}""",
    ),
    Stage(
        "candidate",
        "pairs that made no link, kept as what could be: also beside a link those with the BSN, and those near to a link that is only probable",
        f"""SELECT p.mid, p.reg, coalesce(k.gid, p.gid) AS gid, p.bits,
             CASE WHEN p.level = 'conflict' THEN 'bsn_conflict' WHEN l.mid IS NOT NULL THEN 'rival' WHEN c.level = 'tie' THEN 'tie' ELSE 'possible' END AS why
           FROM pair p LEFT JOIN choice c USING (mid, reg) LEFT JOIN copy k ON k.root = p.gid LEFT JOIN link l ON l.mid = p.mid AND l.reg = p.reg
           WHERE p.level = 'conflict' OR (l.mid IS NULL AND c.level IS NOT NULL AND (p.level <> 'namesake' OR c.level = 'tie'))
              OR (l.level = 'probable' AND p.gid <> l.gid AND p.bits > l.bits - CASE WHEN c.f_bsn = 2 THEN 26.0 - {RIVAL_BITS} ELSE {RIVAL_BITS} END)""",
    ),
)

PIPELINE = (*DATED, *PREPARE, *BY_BSN, *BY_KEYS, *BY_NEARNESS, *DECIDE)
