"""Birth dates that were read as day numbers: which day is day nought is decided by whom the registers know.

A part of a file has one epoch. It is the one by which people of that name and initial, or with that BSN, were born on that day in a
register, again and again, while the others give nobody. Where it stays open, a birth date is believed only of those whom one epoch
alone finds; the other mentions have none, so that they can be anybody of their name.
"""

from __future__ import annotations

from lekwijzer.engine.backend import Stage
from lekwijzer.fields.daynumbers import BITS, EPOCHS, SPAN

BACKED, SHARE, TIMES = 3, 100, 5
"""People who bear an epoch out: so many and one in so many mentions, and so many times those of any other."""
SHORT = 50
"""Mentions up to which a single agreement by name is no coincidence to reckon with."""
TELLING = 10
"""Mentions by name from which it is odd that the only epoch there is finds nobody."""

_EPOCHS = ", ".join(f"({bit}, {EPOCHS[name].zero})" for name, bit in BITS.items())
_DAY = "DATE '1970-01-01' + (n.day + e.zero)::INTEGER"
_SAME_NAME = "(r.sur IN (g.sur, g.sur2) OR r.sur2 = g.sur) AND r.ini[1] = g.ini[1]"


def readings_of(code: str) -> str:
    """SQL for the birth dates that a day number can be, as a list; empty for a date."""
    number = f"((-{code}) % {SPAN} - {SPAN // 2})"
    days = ", ".join(
        f"CASE WHEN {code} < 0 AND (-{code}) // {SPAN} & {bit} > 0 THEN strftime(DATE '1970-01-01' + ({number} + {EPOCHS[name].zero})::INTEGER, '%Y%m%d')::INTEGER END"
        for name, bit in BITS.items()
    )
    return f"list_filter([{days}], lambda x: x IS NOT NULL)"


DATED = (
    Stage(
        "numbered",
        "mentions with a day number for a birth date",
        f"""SELECT mid, item, part, sur, sur2, ini, bsn, bsn_ok, (-dob) // {SPAN} AS bits, (-dob) % {SPAN} - {SPAN // 2} AS day
            FROM m_all WHERE dob < 0 AND rejected IS NULL""",
    ),
    Stage(
        "reading",
        "the birth date that each possible epoch makes of it",
        f"""SELECT n.*, e.bit, year({_DAY}) * 10000 + month({_DAY}) * 100 + day({_DAY}) AS dob
            FROM numbered n JOIN (VALUES {_EPOCHS}) e(bit, zero) ON n.bits & e.bit > 0""",
    ),
    Stage(
        "borne_out",
        "those with which somebody in a register agrees, by BSN or by name and initial",
        f"""SELECT r.mid, r.item, r.part, r.bit, bool_or(r.bsn_ok AND g.bsn_ok AND r.bsn = g.bsn) AS by_bsn
            FROM reading r JOIN g ON g.dob = r.dob WHERE (r.bsn_ok AND g.bsn_ok AND r.bsn = g.bsn) OR ({_SAME_NAME}) GROUP BY ALL""",
    ),
    Stage(
        "epoch_backing",
        "per part of a file and epoch how many",
        """SELECT *, max(backing) OVER w AS best, count(*) FILTER (by_bsn > 0) OVER w AS by_bsn_of, sum(backing) OVER w AS every
           FROM (SELECT item, part, bit, count(*) AS backing, count(*) FILTER (by_bsn) AS by_bsn FROM borne_out GROUP BY ALL)
           WINDOW w AS (PARTITION BY item, part)""",
    ),
    Stage(
        "epoch_of",
        "per part of a file the epoch: by those in the registers, or the only one there is",
        f"""WITH part AS (SELECT item, part, bits, count(*) AS size, count(*) FILTER (sur IS NOT NULL AND ini IS NOT NULL) AS named FROM numbered GROUP BY ALL)
            SELECT p.item, p.part, b.bit FROM part p JOIN epoch_backing b USING (item, part)
            WHERE backing >= {TIMES} * (every - backing)
              AND (backing >= {BACKED} + p.size // {SHARE} OR (by_bsn > 0 AND by_bsn_of = 1) OR b.bit = p.bits)
            UNION SELECT p.item, p.part, p.bits FROM part p JOIN (VALUES {_EPOCHS}) e(bit, zero) ON e.bit = p.bits
            WHERE p.named < {TELLING}""",
    ),
    Stage(
        "dated",
        "the birth dates that are believed",
        f"""SELECT r.mid, r.dob FROM reading r JOIN epoch_of e USING (item, part, bit)
            UNION ALL
            SELECT mid, min(r.dob) FROM reading r JOIN borne_out USING (mid, bit)
            JOIN (SELECT item, part FROM numbered GROUP BY ALL HAVING count(*) <= {SHORT}) s ON s.item = r.item AND s.part = r.part
            WHERE NOT EXISTS (SELECT 1 FROM epoch_of e WHERE e.item = r.item AND e.part = r.part)
            GROUP BY mid HAVING count(DISTINCT r.dob) = 1""",
    ),
)
