"""How much a pair of mention and register row agrees: features, evidence in bits, and the level it reaches.

The weight of an agreement is log2(1/u), where u is how often it happens by chance in that register: a rare surname weighs
more than a common one, counted in the register itself (Fellegi and Sunter 1969; the frequencies after Winkler). The
weight of a disagreement is a fixed penalty for how seldom it happens to the same person. From the sum log2(rows of
the register) is taken: what is left is how many bits the evidence exceeds a coincidence. The levels are rules
on top, so that each can be read aloud.
"""

from __future__ import annotations

from lekwijzer.fields.mend import LOST

CONFIRM_BITS = 12.0
"""A coincidence of one in four thousand, for somebody who is not in the register at all."""
PROBABLE_BITS = 1.0
"""More likely than not even for somebody of whom nothing says that they are in the register."""
POSSIBLE_BITS = -8.0
TIE_BITS = 3.0
"""Two candidates nearer to each other than this make no link."""
RIVAL_BITS = 6.0
"""A rival nearer than this keeps a link from being confirmed."""

_SUR_EQUAL = "(m.sur = g.sur OR m.sur = g.sur2 OR m.sur2 = g.sur OR m.sur2 = g.sur2 OR replace(m.sur, 'ij', 'y') = replace(g.sur, 'ij', 'y'))"
"""Old systems have no IJ: Dijkstra stands in them as DYKSTRA."""
_SUR_NEAR = """(greatest(jaro_winkler_similarity(m.sur, g.sur), jaro_winkler_similarity(m.sur, coalesce(g.sur2, '')),
  jaro_winkler_similarity(coalesce(m.sur2, ''), g.sur)) >= 0.92
  OR (least(length(m.sur), length(g.sur)) >= 4 AND (damerau_levenshtein(m.sur, g.sur) <= 1 OR ends_with(m.sur, g.sur) OR ends_with(g.sur, m.sur)
      OR starts_with(m.sur, g.sur) OR starts_with(g.sur, m.sur)))
  OR (length(g.sur2) >= 4 AND length(m.sur) >= 4 AND (damerau_levenshtein(m.sur, g.sur2) <= 1 OR contains(m.sur, g.sur2))))"""


def _damaged(m: str, g: str, least: int) -> str:
    """SQL for: of one of two names letters are lost, and what is left of it, at least so many letters, fits the other."""

    def fits(damaged: str, other: str) -> str:
        left = f"length(replace({damaged}, '{LOST}', '')) >= {least}"
        return f"(contains({damaged}, '{LOST}') AND {left} AND regexp_full_match({other}, replace({damaged}, '{LOST}', '.{{0,2}}')))"

    return f"({fits(m, g)} OR {fits(g, m)})"


def _surname_damaged(least: int) -> str:
    return f"({_damaged('m.sur', 'g.sur', least)} OR {_damaged('m.sur', 'g.sur2', least)})"


def _equal(a: str, b: str) -> str:
    """SQL for: the same name, or the same but for letters that are lost."""
    return f"({a} = {b} OR {_damaged(a, b, 3)})"


_MAY_GO = "[acdegilnostuyz]{0,2}"
"""Letters that are written with an accent or a stroke in some language, and could have gone; Boersma is no Bosma without its r."""


def gone(m: str, g: str) -> str:
    """SQL for: a name from which letters have gone without a sign ("yldrm"): what is left stands in the other in the same order, and is half of it."""
    near = (
        f"length({m}) >= 2 AND length({g}) BETWEEN length({m}) + 1 AND 2 * length({m}) AND {m}[1] IN ({g}[1], {g}[2])"
    )
    fits = f"regexp_full_match({g}, '{_MAY_GO}' || regexp_replace({m}, '(.)', '\\1{_MAY_GO}', 'g'))"
    return f"(CASE WHEN {near} THEN {fits} ELSE false END)"  # an AND would work out both for every pair


_GIVEN_GONE = f"""(m.given = g.given OR (length(m.given) >= 2 AND starts_with(g.given, m.given)) OR (m.given IS NULL AND m.ini[1] IN (g.given[1], g.given[2]))
  OR (g.given IS NULL AND m.ini[1] = g.ini[1]) OR {gone("m.given", "g.given")})"""
_SAME_SEX = "(m.sex = g.sex OR (m.sex IS NULL AND length(m.given) >= 2 AND length(g.given) >= 2))"
"""Where a table has no sex, a given name must speak for it."""
GONE = f"""(CASE WHEN m.dob = g.dob AND m.dob % 100 > 0 AND {_SAME_SEX} AND length(m.sur) BETWEEN 3 AND length(g.sur) AND m.sur[1] IN (g.sur[1], g.sur[2])
  THEN CASE WHEN {gone("m.sur", "g.sur")} OR (m.sur = g.sur AND m.given <> g.given) THEN coalesce({_GIVEN_GONE}, false) AND (m.sur <> g.sur OR {gone("m.given", "g.given")}) ELSE false END
  ELSE false END)"""
"""Letters are gone from the surname, or from the given name, and all the rest agrees."""

_TURNED = "(m.given IN (g.sur, g.sur2) AND g.given IS NULL AND m.sur[1] = g.ini[1])"
"""The same where the register has initials only: "KAYA BEP" against B.Z. Kaya."""
_SWAPPED = f"""(m.given IS NOT NULL AND ({_equal("m.given", "g.sur")} OR m.given = g.sur2)
  AND ({_equal("m.sur", "g.given")} OR m.sur = g.ini OR (length(m.sur) <= 4 AND starts_with(g.ini, m.sur)) OR {_TURNED}))"""
"""A name written surname first without a comma ("Jansen Bastiaan", "KOK AP") that was read the other way round."""

_TOGETHER = "(m.given || m.sur IN (g.sur, g.sur2) OR m.sur || m.given IN (g.sur, g.sur2))"
"""A surname of two words ("Groot Koerkamp") that was read as a given name and a surname, or as both and a given name behind them."""
_SOUNDS = {
    "sch(m|n|l|w)": r"s\1",
    "[tsd]z|s?c([eiy])": r"s\1",
    "[ck]k|ks|x": "k",
    "dt|th": "t",
    "ph": "f",
    "ij|e[iy]|ie": "i",
    "ou|oe|uu": "o",
    "gh": "g",
}
_LETTERS = ("zcqvydju", "skkfitio")


def _sounds(name: str) -> str:
    """SQL for the consonants of a name with what is written in several ways written in one: `smt` of Smit and Schmidt, `kprs` of Kuijpers and Cuypers."""
    for letters, sound in _SOUNDS.items():
        name = f"regexp_replace({name}, '{letters}', '{sound}', 'g')"
    name = f"regexp_replace(translate({name}, '{_LETTERS[0]}', '{_LETTERS[1]}'), '[aeio]+', '', 'g')"
    for letter in "fgklmnprst":
        name = f"replace({name}, '{letter}{letter}', '{letter}')"
    return name


def _alike(a: str, b: str) -> str:
    """SQL for: two names sound the same, but for vowels, of which no more than one is lacking, if most of their letters are the same too."""
    vowels, other = (f"length(regexp_replace({name}, '[^aeiouy]', '', 'g'))" for name in (a, b))
    enough = f"CASE WHEN least(length({a}), length({b})) >= 5 THEN 2 ELSE 3 END"
    return f"(jaro_winkler_similarity({a}, {b}) >= 0.75 AND abs({vowels} - {other}) <= 1 AND length({_sounds(a)}) >= {enough} AND {_sounds(a)} = {_sounds(b)})"


def _part(a: str, b: str) -> str:
    return f"(length({a}) >= 4 AND length({b}) >= length({a}) + 3 AND (starts_with({b}, {a}) OR ends_with({b}, {a})))"


_LIKE = f"""CASE WHEN m.sur IN (g.sur, g.sur2) OR m.sur2 IN (g.sur, g.sur2) THEN 0
       WHEN {_TURNED} OR {_TOGETHER} THEN 2
       WHEN m.given IN (g.sur, g.sur2) THEN 0
       WHEN {_part("m.sur", "g.sur")} OR {_part("g.sur", "m.sur")} THEN 1
       WHEN m.sur[1] <> g.sur[1] AND greatest(m.sur[1], g.sur[1]) NOT IN ('k', 'q', 's', 'z', 'f', 'v', 'x', 'y', 't') THEN 0
       WHEN length(m.sur) >= 4 AND abs(length(m.sur) - length(g.sur)) <= 3 THEN CASE WHEN {_alike("m.sur", "g.sur")} THEN 1 ELSE 0 END
       ELSE 0 END"""
"""What makes two surnames more alike than a letter that is wrong would: one of two words of it, or the same sound (1); or that all of it is there, taken apart otherwise (2)."""

_MAIL_LETTERS = "regexp_replace(g.email, '[^a-z]', '', 'g')"
_OWN_MAIL = f"length(g.given) >= 3 AND length(g.sur) >= 3 AND contains({_MAIL_LETTERS}, g.given) AND contains({_MAIL_LETTERS}, g.sur)"
"""An address made of somebody's own given name and surname: not a family's, a firm's, or a parent's who wrote it down for a child."""

GENERATION = 15
"""Years from which two birth dates may be those of a parent and a child."""
FEATURES = f"""
  CASE WHEN m.bsn IS NULL OR g.bsn IS NULL THEN 0
       WHEN m.bsn_ok AND m.bsn = g.bsn THEN 2
       WHEN m.bsn_ok AND g.bsn_ok THEN -1
       WHEN damerau_levenshtein(lpad(m.bsn::VARCHAR, 9, '0'), lpad(g.bsn::VARCHAR, 9, '0')) <= 1
         OR (length(m.bsn::VARCHAR) < 9 AND contains(g.bsn::VARCHAR, m.bsn::VARCHAR) AND length(m.bsn::VARCHAR) = 8) THEN 1
       ELSE 0 END::TINYINT AS f_bsn,
  CASE WHEN m.dob = g.dob AND m.dob % 100 > 0 AND m.sur IS NOT NULL AND g.sur IS NOT NULL THEN {_LIKE} ELSE 0 END::TINYINT AS f_like,
  CASE WHEN m.sur IS NULL OR g.sur IS NULL THEN 0
       WHEN {_SUR_EQUAL} OR {_SWAPPED} OR {_TOGETHER} THEN 2
       WHEN {_surname_damaged(3)} THEN 2
       WHEN {_SUR_NEAR} OR {_surname_damaged(1)} OR {GONE} THEN 1
       WHEN f_like > 0 THEN 1
       ELSE -1 END::TINYINT AS f_sur,
  CASE WHEN m.dob IS NULL OR g.dob IS NULL THEN 0
       WHEN m.dob = g.dob THEN CASE WHEN m.dob % 100 > 0 THEN 3 ELSE 2 END
       WHEN m.dob // 10000 = g.dob // 10000 AND (m.dob % 100 = 0 OR g.dob % 100 = 0) THEN
            CASE WHEN m.dob // 100 = g.dob // 100 OR m.dob // 100 % 100 = 0 OR g.dob // 100 % 100 = 0 THEN 2 ELSE -1 END
       WHEN m.dob // 10000 = g.dob // 10000 AND m.dob % 100 = g.dob // 100 % 100 AND m.dob // 100 % 100 = g.dob % 100 THEN 1
       WHEN abs(m.dob - g.dob) IN (10000, 1000000) OR damerau_levenshtein(m.dob::VARCHAR, g.dob::VARCHAR) = 1 THEN 1
       ELSE -1 END::TINYINT AS f_dob,
  -- A figure mistyped may also be a mother and her daughter at one address, of one name and with one telephone.
  (CASE WHEN abs(m.dob // 10000 - g.dob // 10000) >= {GENERATION} THEN 1 ELSE 0 END)::TINYINT AS f_apart,
  CASE WHEN m.ini IS NULL OR g.ini IS NULL THEN 0
       WHEN {_SWAPPED} THEN 1
       WHEN m.ini = g.ini THEN CASE WHEN length(m.ini) > 1 THEN 2 ELSE 1 END
       WHEN m.ini[1] = g.ini[1] THEN 1
       WHEN {_TOGETHER} THEN 0
       WHEN contains(g.ini, m.ini[1]) OR contains(m.ini, g.ini[1]) THEN 0
       ELSE -1 END::TINYINT AS f_ini,
  -- An initial that is not the first one may be a calling name's, and may be a twin's.
  CASE WHEN m.ini IS NULL OR g.ini IS NULL OR m.ini[1] = g.ini[1] THEN 0
       WHEN {_SWAPPED} OR {_TOGETHER} THEN 0
       ELSE 1 END::TINYINT AS f_later,
  CASE WHEN m.given IS NULL OR g.given IS NULL THEN 0
       WHEN m.given = g.given THEN 2
       WHEN {_SWAPPED} THEN CASE WHEN {_equal("m.sur", "g.given")} THEN 2 ELSE 0 END
       WHEN {_damaged("m.given", "g.given", 3)} THEN 2
       WHEN {_damaged("m.given", "g.given", 1)} THEN 1
       WHEN {GONE} THEN 1
       WHEN {_TOGETHER} THEN 0
       WHEN jaro_winkler_similarity(m.given, g.given) >= 0.88 OR (length(m.given) >= 3 AND length(g.given) >= 3 AND (starts_with(m.given, g.given) OR starts_with(g.given, m.given))) THEN 1
       ELSE -1 END::TINYINT AS f_given,
  CASE WHEN m.pc = g.pc AND m.hnr = g.hnr THEN CASE WHEN m.hadd <> g.hadd THEN 2 ELSE 3 END
       WHEN m.street = g.street AND m.hnr = g.hnr AND (m.city = g.city OR (m.city IS NULL AND m.pc IS NULL)) THEN CASE WHEN m.city IS NULL THEN 2 ELSE 3 END
       WHEN m.pc = g.pc AND (m.hnr IS NULL OR g.hnr IS NULL) THEN 2
       WHEN m.pc = g.pc OR m.street = g.street THEN 1
       WHEN m.pc <> g.pc OR m.street <> g.street THEN -1
       ELSE 0 END::TINYINT AS f_addr,
  (coalesce(m.city = g.city, false))::TINYINT AS f_city,
  (coalesce(m.email = g.email, false) OR coalesce(m.phone = g.phone, false))::TINYINT AS f_contact,
  (coalesce(m.email = g.email AND m.sur IS NULL AND m.given IS NULL AND {_OWN_MAIL}, false))::TINYINT AS f_own,
  (coalesce(list_has_any(m.pats, g.pats), false))::TINYINT AS f_number,
  CASE WHEN m.sex IS NULL OR g.sex IS NULL THEN 0 WHEN m.sex = g.sex THEN 1 ELSE -1 END::TINYINT AS f_sex,
  (coalesce({GONE}, false))::TINYINT AS f_gone,
  CASE WHEN m.sur IS NULL OR g.sur IS NULL THEN 0.0
       WHEN m.sur = g.sur OR m.sur2 = g.sur OR f_like > 0 THEN g.w_sur ELSE coalesce(g.w_sur2, g.w_sur) END AS w_sur,
  g.w_given, g.w_city, g.w_rows"""
"""Columns f_*: 0 unknown, negative a contradiction, positive an agreement (larger is stricter). Exact tests stand first in
every CASE, so that string distances are computed only where they decide."""

BITS = """
  CASE f_bsn WHEN 2 THEN 26.0 WHEN 1 THEN 12.0 WHEN -1 THEN -10.0 ELSE 0 END
  + CASE f_sur WHEN 2 THEN w_sur WHEN 1 THEN greatest(w_sur - CASE f_like WHEN 1 THEN 4.0 ELSE 8.0 END, 0.0) WHEN -1 THEN -6.0 ELSE 0 END
  + CASE WHEN f_given = 2 THEN greatest(w_given, 3.3) + CASE WHEN f_ini = 2 THEN 2.0 ELSE 0 END
         WHEN f_ini = 2 THEN 6.0 WHEN f_ini = 1 OR f_given = 1 THEN 3.3 + CASE WHEN f_given = -1 THEN -4.0 ELSE 0 END
         WHEN f_ini = -1 OR f_given = -1 THEN -7.0 ELSE 0 END
  + CASE f_dob WHEN 3 THEN 14.0 WHEN 2 THEN 6.0 WHEN 1 THEN 5.0 WHEN -1 THEN -12.0 ELSE 0 END
  + CASE f_addr WHEN 3 THEN CASE WHEN f_sur = 2 THEN 12.0 ELSE 16.0 END WHEN 2 THEN CASE WHEN f_sur = 2 THEN 9.0 ELSE 11.0 END
         WHEN 1 THEN 6.0 WHEN -1 THEN CASE WHEN f_city = 1 THEN w_city - 2.0 ELSE -2.0 END ELSE f_city * w_city END
  + f_contact * 16.0 + f_own * 2.0 + f_number * 15.0
  + CASE f_sex WHEN -1 THEN -8.0 WHEN 1 THEN 0.5 ELSE 0 END
  - w_rows"""

_SIGNS = """
  (f_sur = -1)::INT + (f_dob = -1)::INT + (f_gone = 0 AND ((f_given = -1 AND f_ini <= 0) OR (f_ini = -1 AND f_given <= 0)))::INT + (f_sex = -1)::INT AS against,
  (f_sur >= 1)::INT + (f_dob >= 1)::INT + (f_ini >= 1 OR f_given >= 1)::INT + (f_addr >= 2)::INT + f_contact + f_number AS favour,
  (f_sur >= 1 OR f_given = 2)::INT + (f_dob >= 1)::INT + (f_addr >= 2)::INT + f_contact + f_number + (f_bsn = 1)::INT AS kinds"""

LEVEL = f"""
  CASE
    WHEN f_bsn = 2 THEN CASE
      WHEN against = 0 THEN 'confirmed'
      WHEN against = 1 AND f_dob = 3 THEN 'confirmed'
      -- Another surname at another address is another person, for whom one initial alike does not speak.
      WHEN f_sur = -1 AND f_addr = -1 AND f_dob = 0 AND f_given <= 0 AND f_ini <= 1 AND f_contact + f_number = 0 THEN 'conflict'
      WHEN against = 1 AND favour >= 2 AND NOT (f_dob = -1 AND f_ini <= 0 AND f_given <= 0) THEN 'confirmed'
      WHEN against = 1 AND favour >= 1 AND f_dob >= 0 THEN 'probable'
      WHEN against = 1 AND favour >= 1 AND f_ini >= 0 AND f_given >= 0 THEN 'probable'
      WHEN against = 2 AND f_dob = 3 THEN 'probable'
      ELSE 'conflict' END
    -- Below here nothing but what the record itself says speaks for the pair. Another initial is another person: twins and
    -- housemates agree on all the rest.
    WHEN f_own = 1 AND kinds = 1 AND against = 0 AND f_bsn >= 0 AND f_addr >= 0 THEN 'probable'
    WHEN kinds < 2 OR against >= 2 THEN CASE WHEN bits >= {POSSIBLE_BITS} AND against = 0 THEN 'possible' ELSE 'none' END
    WHEN f_bsn = -1 THEN CASE WHEN f_sur = 2 AND f_dob = 3 AND (f_given = 2 OR f_ini >= 1) AND against = 0 THEN CASE WHEN f_addr = 3 THEN 'conflict' ELSE 'namesake' END ELSE 'none' END
    WHEN f_gone = 1 AND against = 0 AND f_addr >= 0 AND bits < {CONFIRM_BITS} THEN 'probable'
    WHEN (f_ini = -1 AND f_given <= 0) OR (f_given = -1 AND f_ini <= 0) THEN CASE
      WHEN bits >= {PROBABLE_BITS} AND f_contact + f_number >= 1 THEN 'probable' WHEN bits >= 0 THEN 'possible' ELSE 'none' END
    WHEN (f_later = 0 OR f_given = 2 OR f_contact + f_number + f_bsn >= 1) AND f_like < 2 AND bits - f_like * 4.0 >= {CONFIRM_BITS} AND (f_sur >= 1 OR f_given = 2 OR f_bsn = 1) AND
         (f_dob = 3 OR (f_dob IN (1, 2) AND (f_number + f_bsn >= 1 OR (f_apart = 0 AND (f_addr = 3 OR f_contact >= 1)))) OR (f_dob = 0 AND f_contact + f_number + f_bsn >= 1 AND (f_ini >= 1 OR f_given >= 1) AND (f_given >= 0 OR f_number + f_bsn >= 1)))
      THEN 'confirmed'
    WHEN bits >= {PROBABLE_BITS} AND f_dob >= 0 THEN 'probable'
    WHEN bits >= {POSSIBLE_BITS} AND (against = 0 OR bits >= 0) THEN 'possible'
    ELSE 'none' END"""

REASON = """
  CASE
    WHEN f_bsn = 2 THEN CASE WHEN favour = 0 THEN 'bsn_only' ELSE 'bsn_agrees' END
    WHEN f_number = 1 THEN 'key_number_agrees'
    WHEN f_contact = 1 THEN 'contact_agrees'
    WHEN f_dob = 2 THEN 'dob_incomplete'
    WHEN f_dob = 1 THEN 'dob_typo'
    WHEN f_sur = 1 THEN 'name_typo'
    WHEN f_dob = 3 AND f_sur = 2 AND f_addr >= 2 THEN 'name_dob_address'
    WHEN f_dob = 3 AND f_sur = 2 AND f_given >= 1 THEN 'given_name_dob'
    WHEN f_dob = 3 AND f_sur = 2 THEN 'initials_name_dob'
    WHEN f_dob = 3 AND f_addr >= 2 THEN 'dob_address'
    WHEN f_sur = 2 AND f_addr >= 2 THEN 'name_address'
    ELSE 'several_agree' END"""


SCORES = "mid BIGINT, gid INTEGER, reg SMALLINT, bits FLOAT, level VARCHAR, reason VARCHAR, " + ", ".join(
    f"f_{what} TINYINT" for what in "bsn sur dob ini given addr contact number sex".split()
)
"""What a table of scored pairs looks like."""


def scored(pairs: str) -> str:
    """SQL that scores the pairs (mid, gid, a) of a table: features, `bits`, `level`, `reason`; best alias of a row only."""
    return f"""
WITH feature AS (
  SELECT p.mid, p.gid, p.a, g.reg, {FEATURES}
  FROM {pairs} p JOIN person m ON m.mid = p.mid JOIN g ON g.gid = p.gid AND g.a = p.a),
signs AS (SELECT *, {_SIGNS}, ({BITS})::FLOAT AS bits FROM feature),
levels AS (SELECT *, {LEVEL} AS level, {REASON} AS reason FROM signs)
SELECT mid, gid, reg, bits, level, reason, f_bsn, f_sur, f_dob, f_ini, f_given, f_addr, f_contact, f_number, f_sex
FROM levels WHERE level <> 'none'
QUALIFY row_number() OVER (PARTITION BY mid, gid ORDER BY bits DESC, level, a) = 1"""
