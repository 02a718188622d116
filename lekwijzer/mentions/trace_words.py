"""Traces in running text: names in whatever letters, streets with a number, and numbers that a register may know somebody by.

None of them can be told from other words here, without the registers: a word with those beside it is kept, and it is for the
assessment to see whether they are somebody's given name and surname, or an address with its city.
"""

from __future__ import annotations

import polars as pl

from lekwijzer.fields import address, codes
from lekwijzer.fields.names import WORDS_BEFORE
from lekwijzer.fields.text import among, fold, light, lightest
from lekwijzer.known_names import GIVEN

_PREFIXES = "|".join(WORDS_BEFORE)
_LABELS = "naam|achternaam|voornaam|voornamen|voorletters?|initialen|roepnaam|tussenvoegsels?|voorvoegsels?|geslachtsnaam|name|first|last|given|family|surname"
_BETWEEN = rf"(?-u:\b)(?:(?:{_PREFIXES}|v d|{_LABELS})(?: t(?-u:\b))?(?: |$))+"
_AFTER_INITIAL = r"(?-u:\b)([a-z]) (?:ben|bin|ibn|abu|ait|s|t|d) ([a-z]{2})"
_RUNS = tuple(
    (
        rf"(?-u:\b){' '.join(['([a-z])'] * count)} ([a-z]{{2}})",
        "".join(f"${{{i}}}" for i in range(1, count + 1)) + f" ${{{count + 1}}}",
    )
    for count in (4, 3, 2)
)
"""Initials in front of a word, which are one."""
_COMMON = frozenset(
    """een en of is was zijn heeft had met niet geen nog wel ook maar als dan dat die dit deze er om door naar per na tot zal kan moet wordt worden werd
    ik je jij hij zij ze we wij jullie u uw mijn haar hun hem ons zo hier daar waar wat wie welke ja nee via zie
    the and or are was were has have had not no but if then that this these there by to from with for as at on an be been will can must
    he she it its they them their you your my our his her who what which where when so do does did yes info error warn debug trace""".split()
)
"""Words that stand in every text, and that are no surnames."""
_GIVEN = among(GIVEN)
_SAYS_NOTHING = among({*_COMMON, ""})
_MANY, _SELDOM = 50_000, 3
"""Words of a text from which on not every word is kept, and how often one stands in it that is seldom there."""
_END = "|"


def _as_words() -> pl.Expr:
    """Folded text as a list of its words, without prefixes, with initials as one, and with two ends behind it."""
    text = pl.col("t").str.replace_all(_BETWEEN, "").str.replace_all(_AFTER_INITIAL, "${1} ${2}")
    for form, together in _RUNS:
        text = text.str.replace_all(form, together)
    return (text.str.strip_chars(" ") + f" {_END} {_END}").str.split(" ")


_AS_WORDS = _as_words()
_INITIALS = 4
"""Letters that initials without dots have at most."""
_ON_THE_WAY = "straat|str|weg|wg|laan|ln|plein|gracht|kade|singel|dijk|pad|hof|park|plantsoen|steeg|dreef|ring|baan|wal|markt|erf|hoek|einde?|zoom|kamp|veld|haven"
_NUMBER = r",? (?:(?i:nr|no|nummer)\.? ?)?[1-9][0-9]{0,3}(?:[A-Za-z]|-[0-9A-Za-z]{1,4})?\b"
_STREET = light(
    rf"(?:[\p{{L}}0-9'.\-]+ ){{0,4}}(?:\p{{Lu}}[\p{{L}}'\-]{{3,}}|[\p{{L}}'\-]*(?i:{_ON_THE_WAY})\.?){_NUMBER}"
    rf"|(?:[\p{{L}}0-9'.\-]+ ){{0,4}}[\p{{L}}'\-]{{4,}}{_NUMBER}(?:, ?|(?i: te | in ))\p{{L}}{{2}}"
)
_STREET_LIKE = light(
    rf"(?:\p{{Lu}}[\p{{L}}'\-]{{3,}}|(?i:{_ON_THE_WAY})\.?){_NUMBER}|\p{{L}}{{3}}{_NUMBER}(?:, ?|(?i: te | in ))\p{{L}}{{2}}"
)
"""Words with a capital, or that end as streets do, and a number; or any with a number and a city behind it."""
_HEAD_AND_NUMBER = r"^(.*?),? (?:(?i:nr|no|nummer)\.? ?)?([0-9]{1,4})(?:[A-Za-z]|-[0-9A-Za-z]{1,4})?(?:(?:, ?|(?i: te | in ))\p{L}{2})?$"
_WORD_AND_NUMBER = r"[^\s0-9]{3},? (?:[nN][rRoO]\.? ?|nummer )?[1-9][0-9]{0,3}(?:[^0-9]|$)"
_TAIL = 4
_AROUND_STREET = 300
_KEY = (
    r"[0-9]+[.,][0-9]+|[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
    r"|(?:[A-Za-z]{3,12}[ :=#./_-]{0,3})?(?-u:\b)(?:[A-Za-z]{1,6}[-_/]?)?[0-9]{4,12}(?:[-_/][0-9A-Za-z]{1,6}){0,3}(?-u:\b)"
)
"""A decimal number, a key that a program made, or figures with letters, and the word before them."""
_ANY_KEY = r"[0-9]{4}"
_NO_KEY = r"^[0-9]+[.,][0-9]+$|^[0-9]{1,4}[-/_][0-9]{1,2}[-/_][0-9]{1,4}$"
_WORD_AND_KEY = light(r"^(?:(\p{L}{3,12})[^\p{L}\p{N}]{1,3})?(.+)$")
_NO_NAMES = pl.DataFrame(schema={"n": pl.UInt32, "name": pl.String, "words": pl.String})
_NO_STREETS, _NO_KEYS = _NO_NAMES.rename({"name": "addr"}), _NO_NAMES.rename({"name": "key"})


def named(text: pl.Series, n: pl.Series) -> pl.DataFrame:
    """Words that could be a surname, alone and two together, with the words beside them; as `n`, `name`, `words`."""
    bare = text.str.replace_all(lightest(r"[^\p{L}]+", text), " ")
    several = bare.str.contains("[^ ]{2} [^ ]|[^ ] [^ ]{2}")
    if not several.any():
        return _NO_NAMES
    some = pl.DataFrame([n.filter(several).alias("n"), bare.filter(several).alias("text")])
    some = some.unique("text", maintain_order=True)
    words = fold(some.get_column("text")).to_frame("t").select_seq(_AS_WORDS).to_series()
    flat = pl.DataFrame([some.get_column("n"), words.alias("w")]).explode("w")
    flat = _where(flat, ~flat.get_column("w").is_in(_SAYS_NOTHING)).with_columns(_NEIGHBOURS)
    if len(flat) > _MANY:
        flat = flat.with_columns(seldom=pl.len().over("w") <= _SELDOM)
        flat = flat.filter(_namely()).drop("seldom")
    flat = _where(flat, flat.get_column("w") != _END)
    told = flat.select_seq(_WHICH)
    single, joined = (_where(flat, told.get_column(which)) for which in ("single", "joined"))
    joined = joined.with_columns(w=_W + pl.col("b1"), b1="b2", b2=pl.lit(None, pl.String))
    found = pl.concat([single, joined]).with_columns(_CLEANED).select(_BESIDE)
    return found.unique(["name", "words"], maintain_order=True)


def _where(frame: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    """The rows of a frame where a mask holds: for a few rows a tenth of what `filter` of the frame costs."""
    return pl.DataFrame([column.filter(mask) for column in frame.get_columns()])


def _namely() -> pl.Expr:
    """In much text: words beside an initial, a usual given name or a word that is seldom there, and those words themselves."""
    near = pl.any_horizontal(
        pl.col(c).is_in(_GIVEN) | ((pl.col(c).str.len_bytes() == 1) & _known(c)) for c in ("a2", "a1", "b1", "b2")
    )
    seldom = pl.col("seldom")
    return near | pl.col("w").is_in(_GIVEN) | seldom | seldom.shift(1) | seldom.shift(-1)


def _known(column: str) -> pl.Expr:
    return (pl.col(column) != _END).fill_null(False)


_W = pl.col("w")
_NEIGHBOURS = [_W.shift(by).alias(name) for name, by in (("a2", 2), ("a1", 1), ("b1", -1), ("b2", -2))]
_WHICH = [
    ((_W.str.len_bytes() > 1) & (_known("a1") | _known("b1"))).alias("single"),
    (_known("b1") & (_known("a1") | _known("b2")) & ((_W + pl.col("b1")).str.len_bytes() > _INITIALS)).alias("joined"),
]
_CLEANED = [pl.when(_known(c)).then(c).otherwise(pl.lit("")).alias(c) for c in ("a2", "a1", "b1", "b2")]


def _beside() -> pl.Expr:
    """The words before and behind, two of them also together; beside what may be initials the word itself; and a usual given name marked."""
    a2, a1, b1, b2 = (pl.col(c) for c in ("a2", "a1", "b1", "b2"))
    short = ((a1.str.len_bytes() <= _INITIALS) & (a1 != "")) | ((b1.str.len_bytes() <= _INITIALS) & (b1 != ""))
    given = a1.is_in(_GIVEN)
    return pl.concat_str(
        pl.lit(" "), a2, pl.lit(" "), a1, pl.lit(" "), a2 + a1, pl.lit(" "), b1, pl.lit(" "), b2, pl.lit(" "), b1 + b2, pl.lit(" "),
        pl.when(short).then(a1 + pl.lit(" ") + pl.col("w") + pl.lit(" ") + b1 + pl.lit(" ")).otherwise(pl.lit("")),
        pl.when(given).then(pl.lit("^") + a1).otherwise(pl.lit("")),
    )  # fmt: skip


_BESIDE = ["n", _W.alias("name"), _beside().alias("words")]


def streets(text: pl.Series, around: pl.Series, n: pl.Series) -> pl.DataFrame:
    """What could be a street with a number, as `n`, `addr` (the last letters of the street and the number) and `words` (all before it, and the letters around)."""
    for form in (_WORD_AND_NUMBER, _STREET_LIKE):
        where = text.str.contains(form)
        if not where.any():
            return _NO_STREETS
        text, around, n = text.filter(where), around.filter(where), n.filter(where)
    some = pl.DataFrame([n.alias("n"), text.str.extract_all(_STREET).alias("value"), around.alias("near")])
    near = fold(some.get_column("near").str.slice(0, _AROUND_STREET)).str.replace_all(r"[^\p{L}]+", "")
    near = near.str.replace_all("s?gravenhage", "denhaag").str.replace_all("s?hertogenbosch", "denbosch")
    some = (
        some.with_columns(near.alias("near"))
        .explode("value")
        .drop_nulls("value")
        .unique(["value", "near"], maintain_order=True)
    )
    parts = pl.col("value").str.extract_groups(_HEAD_AND_NUMBER).struct.rename_fields(["head", "number"])
    some = some.with_columns(parts).unnest("value").drop_nulls("head")
    some = some.with_columns(address.street_key(some.get_column("head")).alias("head")).drop_nulls("head")
    addr, words = pl.col("head").str.tail(_TAIL) + pl.col("number"), pl.col("head") + pl.lit("|") + pl.col("near")
    return some.select("n", addr.alias("addr"), words.alias("words")).unique(["addr", "words"], maintain_order=True)


def keys(text: pl.Series, n: pl.Series) -> pl.DataFrame:
    """What could be the number of somebody in a register, as `n`, `key` and `words` (the word before it)."""
    where = text.str.contains(_ANY_KEY)
    if not where.any():
        return _NO_KEYS
    some = (
        pl.DataFrame({"n": n.filter(where), "value": text.filter(where).str.extract_all(_KEY)})
        .explode("value")
        .drop_nulls("value")
    )
    some = some.unique("value", maintain_order=True)
    parts = (
        some.get_column("value").str.extract_groups(_WORD_AND_KEY).struct.rename_fields(["word", "key"]).struct.unnest()
    )
    some = pl.DataFrame([some.get_column("n"), fold(parts.get_column("word")).alias("words"), parts.get_column("key")])
    some = some.filter(~pl.col("key").str.contains(_NO_KEY))
    return (
        some.with_columns(codes.number_key(some.get_column("key")).alias("key"))
        .drop_nulls("key")
        .unique(["key", "words"], maintain_order=True)
    )
