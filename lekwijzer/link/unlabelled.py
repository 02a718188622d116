"""Citizen service numbers that stand where a patient number is expected, and of which nothing says that they are one.

Over many records the share that passes the 11-test tells it, and the readers see that; a message by itself does not. What does is a
register: it has the number as a BSN, of somebody with the same birth date; or with the same name, where no other number beside it
fails the test. A hospital's own numbers pass it once in eleven, and hit upon a person of a register who is called the same once in a
thousand times as many.
"""

from __future__ import annotations

from lekwijzer.engine.backend import Backend, Stage, run
from lekwijzer.model import FIELD_BIT

SHARE = 0.9
"""Of the numbers of one form in a folder: that many pass the 11-test where they are BSNs."""
_LIKE_BSN = "'p:[0-9]{8,9}'"
_ELEVEN = " + ".join(f"{9 - i} * lpad(ref[3:], 9, '0')[{i + 1}]::INTEGER" for i in range(8))
_PASSES = f"({_ELEVEN} - lpad(ref[3:], 9, '0')[9]::INTEGER) % 11 = 0"
_SAME_NAME = "(n.sur IN (g.sur, g.sur2) OR n.sur2 IN (g.sur, g.sur2)) AND (n.ini[1] = g.ini[1] OR n.given = g.given)"

_STAGES = (
    Stage(
        "long_number",
        "patient numbers of eight or nine figures of mentions without a BSN",
        f"""SELECT mid, ds, folder, dob, sur, sur2, ini, given, unnest(list_filter(string_split(refs, chr(31)), lambda x: regexp_full_match(x, {_LIKE_BSN}))) AS ref
            FROM m_all WHERE bsn IS NULL AND refs IS NOT NULL AND rejected IS NULL AND (dob % 100 > 0 OR sur IS NOT NULL) AND regexp_matches(refs, {_LIKE_BSN})""",
    ),
    Stage(
        "of_register",
        "those that a register has as a BSN, of somebody with the same birth date, or with the same name and nothing against it",
        f"""SELECT n.mid, n.ds, n.folder, n.ref, g.bsn, coalesce(n.dob = g.dob, false) AS dated
            FROM long_number n JOIN g ON g.bsn = n.ref[3:]::INTEGER
            WHERE g.bsn_ok AND ((n.dob % 100 > 0 AND n.dob = g.dob) OR (n.dob IS NULL AND {_SAME_NAME}))""",
    ),
    Stage(
        "of_bsns",
        "folders in which the numbers of that length pass the 11-test as only BSNs do",
        f"""SELECT ds, folder, length(ref) AS letters FROM (SELECT DISTINCT ds, folder, ref FROM long_number SEMI JOIN (SELECT DISTINCT ds, folder FROM of_register WHERE NOT dated) USING (ds, folder))
            GROUP BY ALL HAVING avg(({_PASSES})::INTEGER) >= {SHARE}""",
    ),
    Stage(
        "unlabelled",
        "the BSNs among them, where a mention has one",
        """SELECT mid, min(bsn) AS bsn, min(ref) AS ref FROM of_register o
           WHERE dated OR EXISTS (SELECT 1 FROM of_bsns b WHERE b.ds = o.ds AND b.folder = o.folder AND b.letters = length(o.ref))
           GROUP BY mid HAVING count(DISTINCT bsn) = 1""",
    ),
)


def name_bsns(backend: Backend) -> None:
    """Make what proves to be a BSN one, in the mentions themselves: it links as one, and as one it is said to have leaked."""
    run(backend, _STAGES)
    number, bsn = FIELD_BIT["patient_number"], FIELD_BIT["bsn"]
    others = "regexp_matches(replace(m.refs, u.ref, ''), '(^|\\x1f)p:')"
    backend.run(f"""UPDATE m_all AS m SET bsn = u.bsn, bsn_ok = true,
        fields = ((m.fields | {bsn}) & CASE WHEN {others} THEN {0xFFFF} ELSE {0xFFFF - number} END)::USMALLINT
        FROM unlabelled u WHERE u.mid = m.mid""")
