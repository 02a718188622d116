"""What of a register row may stand in a trace: a value in a file, or a part of one, in which nobody was read."""

from __future__ import annotations

from lekwijzer.engine.backend import Stage
from lekwijzer.fields.mend import LOST

_GIVEN_BESIDE = """CASE WHEN starts_with(t.words, ' ') THEN contains(t.words, ' ' || x.given || ' ') ELSE contains(t.words, x.given) END"""
"""Words of running text are told apart; letters in a row of a table are run together."""
_BESIDE = ("t.name || ' ' || x.ini[1]", "t.name || ' ' || x.ini", "x.ini[1] || ' ' || t.name", "x.ini || ' ' || t.name")
_RUN = "regexp_matches(t.words, ' ' || x.ini[1] || '[a-z]{0,3} ([a-z] )*' || t.name || ' ')"
"""The first initial, others that need not all be written, or fit, and the surname."""
_INITIALS_BESIDE = "(" + " OR ".join((*(f"contains(t.words, ' ' || {words} || ' ')" for words in _BESIDE), _RUN)) + ")"
"""The words of a trace with a name end with what stands in it word by word, each between blanks."""
_TITLED = "^ [^ ]* (mevrouw|mevr|mw|mej|heer|dhr|meneer|mrs?|ms|frau|herr|patiente?|pat|pt|cliente?) "
"""A word right before a surname that says it is one: the second of those beside it."""
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
       OR (x.given IS NULL AND contains(t.words, '^' || x.ini[1]))
       OR (contains(t.words, ' ' || regexp_replace(x.city, '^den', '')) AND ((x.given IS NULL AND contains(t.words, ' ' || x.ini[1])) OR regexp_matches(t.words, '{_TITLED}')))"""),
    ("address", _ROWS, "t.pc = x.pc WHERE contains(t.words, ' ' || x.hnr || ' ') OR contains(split_part(t.words, '|', 2), x.sur)"),
    ("address", _ROWS, """t.addr = right(x.street, 4) || x.hnr LEFT JOIN only_there o ON o.street = x.street AND o.hnr = x.hnr
       WHERE ends_with(split_part(t.words, '|', 1), x.street) AND (contains(split_part(t.words, '|', 2), x.city) OR o.street IS NOT NULL OR contains(split_part(t.words, '|', 2), x.sur))"""),
    ("patient_number", _REFS, f"""'p:' || t.key = x.ref LEFT JOIN telling_number y ON y.reg = x.reg AND y.shape = {SHAPE}
       WHERE y.reg IS NOT NULL OR regexp_matches(t.words, '{_OF_SOMEBODY}')"""),
)  # fmt: skip
"""What of a row at risk (`x`) may stand in a trace (`t`), by kind of data."""


def edges(name: str, *, of_register: bool) -> str:
    """SQL for the letters at either end of a name as `edge`, of which one is the same in another name with one letter wrong; of short names it is one letter."""
    short, long = (f"[{name}[:{n}], '-' || {name}[-{n}:]]" for n in (1, 2))
    if of_register:
        return f"unnest({long} || CASE WHEN length({name}) <= 6 THEN {short} ELSE [] END) AS edge"
    return f"unnest(CASE WHEN length({name}) <= 5 THEN {short} ELSE {long} END) AS edge"


_TELLING = """unnest([city, CASE WHEN starts_with(city, 'den') THEN city[4:] END, CASE WHEN length(ini) > 1 THEN ini END, given]) AS telling"""
_TOLD = f"(SELECT *, {edges('called', of_register=True)} FROM (SELECT *, {_TELLING} FROM {_SURNAMED}) WHERE telling IS NOT NULL AND length(called) >= 3)"
_TELLS = f"""(SELECT *, {edges("w", of_register=False)} FROM (SELECT *, replace(name, ' ', '') AS w, unnest(list_distinct(string_split(words, ' '))) AS telling FROM trace
  WHERE length(name) >= 3 AND (ends_with(words, ' ') OR contains(words, '^')) AND EXISTS (SELECT 1 FROM at_risk)) WHERE telling <> '')"""
"""A name with an initial or a usual given name, and the words beside it one by one: a town, that name, or all initials tell whose it is where a letter of it is wrong."""
_MISSPELLED = (
    ("birth_date", _worded("dob", 2), f"t.dob = x.dob WHERE {_LIKE_SURNAME}"),
    ("address", _worded("pc", 3), f"t.pc = x.pc WHERE {_LIKE_SURNAME}"),
    (
        "name",
        _TELLS,
        "t.telling = x.telling AND t.edge = x.edge WHERE damerau_levenshtein(t.w, x.called) <= 1 AND (t.telling = x.given OR contains(t.words, ' ' || t.w || ' ' || x.ini[1]))",
    ),
)
"""The same of a surname that is not written as it is, in a trace with each of the words near it (`t.w`)."""


def traced(wanted: str) -> str:
    """SQL for the rows at risk of which a value stands in a trace; `wanted` may name `kind`, the kind of that value."""
    arms = (
        f"SELECT {wanted} FROM (SELECT *, '{kind}' AS kind FROM {rows}) x JOIN trace t ON {on}"
        for kind, rows, on in _TRACED
    )
    misspelled = (
        f"SELECT {wanted} FROM (SELECT *, '{kind}' AS kind FROM {_TOLD if source is _TELLS else _LETTERED}) x JOIN {source} t ON {on}"
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
