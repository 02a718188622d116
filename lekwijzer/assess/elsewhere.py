"""Register rows that may be somebody who is found in another row: in another register, or twice in one.

A mention that fits one row best links to that row only. Who stands in a second row with an older address, a birth date of 1 January,
a name with two letters exchanged or somebody else's number is the same person all the same, and must not be cleared by it.
"""

from __future__ import annotations

from lekwijzer.engine.backend import Stage

_INI = "(a.ini IS NULL OR x.ini IS NULL OR a.ini[1] = x.ini[1])"
_GIVEN = "(a.given IS NULL OR x.given IS NULL OR starts_with(a.given, x.given) OR starts_with(x.given, a.given) OR jaro_winkler_similarity(a.given, x.given) >= 0.85)"
_SEX = "(a.sex IS NULL OR x.sex IS NULL OR a.sex = x.sex)"
_FITS = f"{_INI} AND {_GIVEN} AND {_SEX}"
_OTHER_NUMBER = "coalesce(a.bsn_ok AND x.bsn_ok AND a.bsn <> x.bsn, false)"
_ONE_HOUSE = "coalesce(a.pc = x.pc AND a.hnr = x.hnr, false)"
_ALIKE = "(damerau_levenshtein(a.sur, x.sur) <= 1 OR greatest(jaro_winkler_similarity(a.sur, x.sur), jaro_winkler_similarity(a.sur, coalesce(x.sur2, '')), jaro_winkler_similarity(coalesce(a.sur2, ''), x.sur)) >= 0.85)"
_PLACEHOLDER = "(a.dob // 10000 = x.dob // 10000 AND (a.dob % 100 = 0 OR x.dob % 100 = 0 OR a.dob % 10000 = 101 OR x.dob % 10000 = 101))"
_SLIP = "(damerau_levenshtein(a.dob::VARCHAR, x.dob::VARCHAR) <= 1 OR (a.dob // 10000 = x.dob // 10000 AND a.dob % 100 = x.dob // 100 % 100))"
_BORN = f"(a.dob IS NULL OR x.dob IS NULL OR a.dob = x.dob OR {_PLACEHOLDER} OR {_SLIP})"


def _pairs(on: str, where: str) -> str:
    return f"SELECT x.gid FROM at_risk x JOIN found_row a ON {on} AND a.gid <> x.gid WHERE {where}"


_TOGETHER = f"a.dob % 100 > 0 AND {_FITS} AND (NOT {_OTHER_NUMBER} OR a.reg <> x.reg OR {_ONE_HOUSE} OR coalesce(a.given = x.given, false))"
"""With the same name and birth date another number tells two rows of one register apart, but not at one address or with one given name."""
_APART = f"NOT {_OTHER_NUMBER} AND {_GIVEN} AND {_SEX} AND {_BORN}"

ELSEWHERE = (
    Stage(
        "found_row",
        "the rows of people who are found, where others are at risk",
        "SELECT g.* FROM g SEMI JOIN found USING (gid) WHERE EXISTS (SELECT 1 FROM at_risk)",
    ),
    Stage(
        "elsewhere",
        "rows at risk that may be somebody who is found in another row: the same name and birth date, or one of the two and nothing that tells them apart",
        "SELECT DISTINCT gid FROM (" + " UNION ALL ".join((
            _pairs("x.sur = a.sur AND x.dob = a.dob", _TOGETHER),
            _pairs("x.sur2 = a.sur AND x.dob = a.dob", _TOGETHER),
            _pairs("x.sur = a.sur2 AND x.dob = a.dob", _TOGETHER),
            _pairs("x.dob = a.dob", f"a.dob % 100 > 0 AND {_ALIKE} AND {_INI} AND {_APART}"),
            _pairs("x.pc = a.pc AND x.hnr = a.hnr", f"{_ALIKE} AND {_INI} AND {_APART}"),
            _pairs("x.sur = a.sur AND x.ini[1] = a.ini[1] AND x.dob // 10000 = a.dob // 10000", _APART),
            _pairs("x.sur = a.sur AND x.ini[1] = a.ini[1] AND x.dob % 10000 = a.dob % 10000", _APART),
            f"""SELECT x.gid FROM (SELECT * FROM at_risk WHERE dob IS NULL) x JOIN found_row a ON x.sur = a.sur AND x.ini[1] = a.ini[1] AND a.gid <> x.gid WHERE {_APART}""",
            f"""SELECT x.gid FROM at_risk x JOIN (SELECT * FROM found_row WHERE dob IS NULL) a ON x.sur = a.sur AND x.ini[1] = a.ini[1] AND a.gid <> x.gid WHERE {_APART}""",
        )) + ")",
        "found_row", "gid INTEGER",
    ),
)  # fmt: skip
