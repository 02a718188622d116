"""Rows that carry a number instead of a person, joined to the person through patient, order and specimen numbers.

A number joins within its dataset only, nearest first (same file, same folder, same dataset), because two hospitals may
use the same numbers. Where it leads to two people it leads to nobody. A mention joined in one round can join others in
the next: an analyser's row knows a specimen, the order knows the specimen and the patient, the patient list the person.

The tables of a database each count their rows from one. A key of one table is then a row's own number in several, and only
the headers tell which is meant: ORD_PRSN_ID is a PRSN_ID and no CORR_ID. Tables that are not meant are left out before
anything is joined; those that could be meant stay, and where two of them have the number it joins nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from lekwijzer.engine.backend import Backend, Stage, run
from lekwijzer.link.respelled import respell
from lekwijzer.link.stages import others

ROUNDS = 5
LONG = 6
"""Order and specimen numbers are used for each other in practice; only numbers of this length may be."""
NO_CHANCE = 20
"""Numbers of this length that are equal are one number, wherever they stand: those that programs make up."""

_OWN = "((s.kind = 'p' AND a.kind = 'i') OR (s.kind IN ('o', 's') AND a.kind = 'j'))"
"""A column's number may be a row's own number: a patient's in lists of people, an order's in tables that point at people."""

_START = (
    Stage(
        "pointing",
        "the kinds of numbers in tables of which is known what they point at (to), and of those that are pointed at (at, or listed where people are)",
        """SELECT DISTINCT item, part, m.kind, 'to' || m.number AS means, m.sure FROM key_part k JOIN key_meant m ON m.place = k.place AND m.shape = k.shape
           UNION SELECT item, part, m.other_kind, CASE WHEN m.people THEN 'listed' ELSE 'at' END || m.number, false FROM key_part k JOIN key_meant m ON m.place = k.place AND m.other = k.shape""",
    ),
    Stage(
        "ref",
        "each linking number of each mention; one that can only point at a table is no more than that",
        """WITH r AS (SELECT mid, ds, item, part, folder, split_part(x, ':', 1) AS kind, x[strpos(x, ':') + 1:] AS number FROM (
             SELECT mid, ds, item, part, folder, unnest(string_split(refs, chr(31))) AS x FROM person WHERE refs IS NOT NULL) WHERE length(x) > 2)
           SELECT r.mid, r.ds, r.item, r.folder, r.kind, r.number, k.sign FROM r
           LEFT JOIN key_column k ON k.item = r.item AND k.part = r.part AND k.kind = CASE WHEN r.kind IN ('i', 'j') THEN 'own' ELSE r.kind END
           ANTI JOIN (SELECT * FROM pointing WHERE sure) p ON p.item = r.item AND p.part = r.part AND p.kind = r.kind
           WHERE r.kind IN ('p', 'o', 's', 'i', 'j')
           UNION ALL SELECT r.mid, r.ds, r.item, r.folder, p.means, r.number, NULL FROM r JOIN pointing p ON p.item = r.item AND p.part = r.part AND p.kind = r.kind""",
    ),
    Stage(
        "aim",
        "the tables in the same file or folder whose own numbers a column could mean, and whether its header names them: 2 by the word, 1 by the sense",
        f"""WITH from_column AS (SELECT DISTINCT item, folder, kind, sign FROM ref WHERE kind NOT IN ('i', 'j') AND sign IS NOT NULL),
             own AS (SELECT DISTINCT item, folder, kind, sign FROM ref WHERE kind IN ('i', 'j') AND sign IS NOT NULL),
             pair AS (
               SELECT DISTINCT 0 AS far, s.item AS place, s.folder, s.kind, s.sign, a.sign AS own FROM from_column s JOIN own a ON a.item = s.item AND {_OWN}
               UNION ALL SELECT 1, s.folder, s.folder, s.kind, s.sign, a.sign FROM (SELECT DISTINCT folder, kind, sign FROM from_column) s
                 JOIN (SELECT DISTINCT folder, kind, sign FROM own) a ON a.folder = s.folder AND {_OWN})
           SELECT p.far, p.place, p.folder, p.kind, p.sign, p.own, o.words, o.by_table, o.directory,
             max(CASE WHEN o.words = '' THEN 0 WHEN ends_with(s.words, o.words) THEN 2 WHEN ends_with(s.meanings, o.meanings) THEN 1
                      WHEN o.by_table AND contains(o.meanings || ' ', regexp_extract(s.meanings, ' [^ ]*$') || ' ') THEN 1 ELSE 0 END) AS named
           FROM pair p JOIN key_word s ON s.sign = p.sign JOIN key_word o ON o.sign = p.own GROUP BY ALL""",
    ),
    Stage(
        "not_meant",
        "tables that are not meant, as the header names another: their key has a name of its own, other columns name them, or they are no list of patients",
        """SELECT a.far, a.place, a.kind, a.sign, a.own FROM aim a
           JOIN (SELECT far, place, kind, sign, max(named) AS best, max(named) FILTER (NOT by_table) AS best_key, max(named) FILTER (NOT directory) AS best_list
                 FROM aim GROUP BY ALL) b USING (far, place, kind, sign)
           WHERE (a.named = 0 AND a.words <> '' AND NOT a.by_table AND b.best_key = 2)
              OR (a.named = 0 AND a.words <> '' AND a.by_table AND b.best > 0
                  AND EXISTS (SELECT 1 FROM key_called c JOIN item i USING (item) WHERE i.folder_no = a.folder AND ends_with(c.words, a.words)))
              OR (a.kind = 'p' AND a.directory AND b.best_list > a.named)""",
    ),
    Stage(
        "alone",
        "mentions that single out a person who is in no register; not those that were swept",
        """SELECT mid, CASE WHEN bsn_ok THEN 'b' || bsn ELSE concat_ws('|', sur, coalesce(ini[1], given[1]), dob, CASE WHEN dob IS NULL THEN pc || hnr END) END AS who,
             CASE WHEN sur IS NOT NULL AND dob % 100 > 0 AND coalesce(ini, given) IS NOT NULL THEN concat_ws('|', sur, coalesce(ini[1], given[1]), dob) END AS name_dob
           FROM person m ANTI JOIN link USING (mid) ANTI JOIN swept USING (mid) ANTI JOIN (SELECT mid FROM candidate WHERE why IN ('tie', 'bsn_conflict') OR bits >= 0) c USING (mid)
           WHERE bsn_ok
              OR (sur IS NOT NULL AND dob % 100 > 0 AND coalesce(ini, given, pc, street) IS NOT NULL)
              OR (sur IS NOT NULL AND coalesce(ini, given) IS NOT NULL AND hnr IS NOT NULL AND coalesce(pc, street) IS NOT NULL)
              OR (sur IS NOT NULL AND coalesce(email, phone) IS NOT NULL)""",
    ),
    Stage(
        "somebody",
        "who they are: mentions of one name and birth date with one BSN between them are one person",
        """SELECT s.mid, coalesce(b.who, s.who) AS who FROM alone s
           LEFT JOIN (SELECT a.name_dob, min('b' || p.bsn) AS who FROM alone a JOIN person p USING (mid) WHERE p.bsn_ok AND a.name_dob IS NOT NULL
                      GROUP BY a.name_dob HAVING count(DISTINCT p.bsn) = 1) b ON b.name_dob = s.name_dob AND s.who = s.name_dob""",
    ),
    Stage("anchor", "mentions whose person is known", "SELECT mid FROM link UNION SELECT mid FROM somebody"),
    Stage("stranger", "people in no register, by mention", "SELECT mid, who FROM somebody"),
    Stage(
        "face",
        "what is known of each of them",
        """SELECT who, max(bsn) FILTER (bsn_ok) AS bsn, bool_or(bsn_ok) AS bsn_ok, min(dob) FILTER (dob % 100 > 0) AS dob, min(sur) AS sur,
             min(sur2) FILTER (sur2 IS NOT NULL) AS sur2
           FROM somebody JOIN person USING (mid) GROUP BY who""",
    ),
)


def join_references(backend: Backend, tick: Callable[[str], None] | None = None) -> None:
    """Extend `link` and `stranger` with the mentions whose numbers lead to exactly one person."""
    run(backend, _START, tick)
    _join(backend, tick)
    if respell(backend):
        _join(backend, tick)
    run(backend, _BY_REGISTER, tick)
    backend.run("INSERT INTO link SELECT mid, reg, gid, 'probable', NULL, 'number_in_register', mid FROM by_register")


def _join(backend: Backend, tick: Callable[[str], None] | None) -> None:
    for _ in range(ROUNDS):
        run(backend, _ROUND, tick)
        new = backend.rows("SELECT (SELECT count(*) FROM joined) + (SELECT count(*) FROM joined_stranger)")[0][0]
        if not new:
            break
        backend.run("INSERT INTO link SELECT mid, reg, gid, level, bits, 'number_joined', via FROM joined")
        backend.run("INSERT INTO stranger SELECT mid, who FROM joined_stranger")
        backend.run("INSERT INTO anchor SELECT DISTINCT mid FROM joined UNION SELECT mid FROM joined_stranger")


# Nought is a number only where a row has it as its own; as a patient or order number it says that there is none.
_SAME_KIND = "(a.kind = s.kind AND s.kind IN ('p', 'o', 's') AND s.number <> '0')"
_POINTS = "(starts_with(s.kind, 'to') AND a.kind IN ('at' || s.kind[3:], 'listed' || s.kind[3:]))"
"""From the column that points to the row that it points at: two rows that point at one department have no person in common."""
_POINTED = "(starts_with(s.kind, 'listed') AND a.kind = 'to' || s.kind[7:])"
"""A list of people that says little of them, pointed at from where more is said: then the names must agree."""
_CROSSED = f"(s.kind IN ('o', 's') AND a.kind IN ('o', 's') AND length(s.number) >= {LONG})"
_LOCAL = f"({_OWN} AND (a.item = s.item OR a.folder = s.folder OR length(s.number) >= {NO_CHANCE}))"
_ROUND = (
    Stage(
        "lead",
        "numbers of open mentions that somebody known carries too, with how near",
        f"""SELECT l.mid, l.via, l.far, l.pointed FROM (
                  SELECT s.mid, a.mid AS via, {_POINTED} AS pointed, CASE WHEN a.item = s.item THEN 0 WHEN a.folder = s.folder THEN 1 ELSE 2 END AS far,
                    CASE WHEN a.item = s.item THEN s.item ELSE s.folder END AS place, s.kind, s.sign, CASE WHEN a.kind IN ('i', 'j') THEN a.sign END AS own
                  FROM (SELECT r.* FROM ref r ANTI JOIN anchor USING (mid)) s
                  JOIN (SELECT r.* FROM ref r SEMI JOIN anchor USING (mid)) a ON a.ds = s.ds AND a.number = s.number
                  WHERE ({_SAME_KIND} OR {_CROSSED} OR {_LOCAL} OR {_POINTS} OR {_POINTED}) AND (length(s.number) >= 4 OR a.item = s.item OR a.folder = s.folder)) l
                ANTI JOIN not_meant n ON n.far = l.far AND n.place = l.place AND n.kind = l.kind AND n.sign = l.sign AND n.own = l.own""",
    ),
    Stage(
        "lead_link",
        "the people those lead to: linked rows, or somebody in no register",
        """SELECT l.mid, l.far, k.reg, k.gid, NULL AS who, k.level, k.bits, k.via, NOT coalesce(
                 (m.dob % 100 > 0 AND g.dob % 100 > 0 AND m.dob <> g.dob)
                 OR (m.sur NOT IN (g.sur, coalesce(g.sur2, g.sur)) AND coalesce(m.sur2, m.sur) NOT IN (g.sur, coalesce(g.sur2, g.sur)) AND jaro_winkler_similarity(m.sur, g.sur) < 0.85)
                 OR (l.pointed AND (m.sur IS NULL OR g.sur IS NULL))
                 OR (m.bsn_ok AND g.bsn_ok AND m.bsn <> g.bsn), false) AS fits
               FROM lead l JOIN link k ON k.mid = l.via JOIN person m ON m.mid = l.mid JOIN g ON g.gid = k.gid AND g.a = 0
               UNION ALL
               SELECT l.mid, l.far, NULL, NULL, s.who, 'unidentified', NULL, l.via, NOT l.pointed OR coalesce(m.sur = f.sur, m.sur IS NOT NULL) FROM lead l
               JOIN stranger s ON s.mid = l.via JOIN person m ON m.mid = l.mid JOIN face f ON f.who = s.who""",
    ),
    Stage(
        "nearest",
        "only the nearest of them",
        "SELECT * FROM lead_link WHERE fits QUALIFY far = min(far) OVER (PARTITION BY mid)",
    ),
    Stage(
        "led",
        "the different people that a number leads to, where it leads to more than one row",
        """SELECT DISTINCT mid, reg, gid, who FROM nearest
               SEMI JOIN (SELECT mid FROM nearest GROUP BY mid HAVING count(DISTINCT gid) + count(DISTINCT who) > 1) USING (mid)""",
    ),
    Stage(
        "led_face",
        "what is known of them",
        """SELECT l.mid, l.gid, l.who, g.bsn, g.bsn_ok, g.dob, g.sur, g.sur2 FROM led l JOIN g ON g.gid = l.gid AND g.a = 0
               UNION ALL SELECT l.mid, NULL, l.who, f.bsn, f.bsn_ok, f.dob, f.sur, f.sur2 FROM led l JOIN face f ON f.who = l.who""",
    ),
    Stage(
        "two_people",
        "mentions whose numbers lead to two people: rows of one register or of two, or somebody in none",
        f"""SELECT a.mid FROM led_face a JOIN led_face b ON b.mid = a.mid AND a.gid IS NOT NULL AND a.gid IS DISTINCT FROM b.gid WHERE {others("a", "b")}
                UNION SELECT mid FROM nearest GROUP BY mid HAVING count(DISTINCT who) > 1 AND count(gid) = 0""",
    ),
    Stage(
        "crossing",
        "those, and mentions that lead to two rows of a register",
        "SELECT mid FROM two_people UNION SELECT mid FROM nearest WHERE reg IS NOT NULL GROUP BY mid, reg HAVING count(DISTINCT gid) > 1",
    ),
    Stage(
        "joined",
        "mentions that lead to one row of a register",
        """SELECT mid, reg, min(gid) AS gid, CASE WHEN bool_or(level = 'confirmed') THEN 'confirmed' ELSE 'probable' END AS level, max(bits) AS bits, min(via) AS via
               FROM nearest ANTI JOIN two_people USING (mid) WHERE reg IS NOT NULL GROUP BY mid, reg
               HAVING count(DISTINCT gid) = 1""",
    ),
    Stage(
        "joined_stranger",
        "mentions that lead to one person in no register",
        """SELECT mid, min(who) AS who FROM nearest n ANTI JOIN two_people USING (mid) WHERE reg IS NULL
               AND NOT EXISTS (SELECT 1 FROM nearest o WHERE o.mid = n.mid AND o.reg IS NOT NULL)
               GROUP BY mid""",
    ),
)


_BY_REGISTER = (
    Stage(
        "open_number",
        "patient numbers of mentions that say nothing else and are not joined",
        """SELECT m.mid, m.ds, m.item, m.part, unnest(m.pats) AS ref FROM person m ANTI JOIN anchor USING (mid)
           WHERE len(m.pats) > 0 AND m.bsn IS NULL AND m.sur IS NULL AND m.dob IS NULL""",
    ),
    Stage(
        "number_space",
        "registers whose own numbers a dataset is known to use: linked people carry the same number in both",
        """SELECT m.ds, l.reg FROM link l JOIN person m ON m.mid = l.mid JOIN g ON g.gid = l.gid AND g.a = 0
           WHERE len(m.pats) > 0 AND len(g.pats) > 0 AND l.reason <> 'number_joined'
           GROUP BY ALL HAVING count(*) >= 3 AND avg(list_has_any(m.pats, g.pats)::INT) >= 0.9""",
    ),
    Stage(
        "sparse",
        "registers whose numbers lie so far apart that another numbering could not hit them by chance",
        """SELECT reg FROM (SELECT reg, TRY_CAST(unnest(pats)[3:] AS BIGINT) AS number, count(DISTINCT gid) OVER (PARTITION BY reg) AS n FROM g)
           WHERE number IS NOT NULL GROUP BY reg HAVING max(number) - min(number) > 50 * count(DISTINCT number) AND min(number) > 99999
           UNION SELECT reg FROM (SELECT reg, unnest(pats) AS ref FROM g) GROUP BY reg HAVING avg((length(ref) >= 8 AND regexp_matches(ref, '[A-Z]'))::INT) > 0.9
             AND count(DISTINCT regexp_replace(ref, '[0-9]', '9', 'g')) > 0.5 * count(DISTINCT ref)""",
    ),
    Stage(
        "number_part",
        "parts of files whose long patient numbers nearly all stand in one register",
        """SELECT item, part, reg FROM (
             SELECT r.item, r.part, x.reg, count(DISTINCT r.ref) AS hit,
                    (SELECT count(DISTINCT ref) FROM open_number o WHERE o.item = r.item AND o.part = r.part) AS total
             FROM open_number r JOIN (SELECT DISTINCT reg, unnest(pats) AS ref FROM g) x ON x.ref = r.ref GROUP BY ALL)
           JOIN sparse USING (reg) WHERE hit >= 5 AND hit >= 0.8 * total""",
    ),
    Stage(
        "by_register",
        "open mentions whose patient number is one row's number in such a register",
        """SELECT o.mid, x.reg, min(x.gid) AS gid FROM open_number o
           JOIN (SELECT DISTINCT gid, reg, unnest(pats) AS ref FROM g) x ON x.ref = o.ref
           WHERE (EXISTS (SELECT 1 FROM number_space n WHERE n.ds = o.ds AND n.reg = x.reg)
              OR EXISTS (SELECT 1 FROM number_part n WHERE n.item = o.item AND n.part = o.part AND n.reg = x.reg))
           GROUP BY ALL HAVING count(DISTINCT x.gid) = 1""",
    ),
)
