"""Traces in running text: names in whatever letters, streets with a number, and numbers that a register may know somebody by.

None of them can be told from other words here, without the registers: a word with those beside it is kept, and it is for the
assessment to see whether they are somebody's given name and surname, or an address with its city.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from lekwijzer.fields import address, codes
from lekwijzer.fields.name_words import WORDS_BEFORE
from lekwijzer.fields.text import fold, light, lightest
from lekwijzer.known_names import GIVEN

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer]
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
    ik je jij hij zij ze we wij jullie uw mijn haar hun hem ons zo hier daar waar wat wie welke ja nee via zie
    the and or are was were has have had not no but if then that this these there by to from with for as at on an be been will can must
    he she it its they them their you your my our his her who what which where when so do does did yes info error warn debug trace""".split()
)
"""Words that stand in every text, and that are no surnames."""
_GIVEN = pa.array(sorted(GIVEN))
_SAYS_NOTHING = pa.array([*sorted(_COMMON), ""])
_MANY, _SELDOM = 50_000, 3
"""Words of a text from which on not every word is kept, and how often one stands in it that is seldom there."""
_END = "|"
_NOTHING, _BLANK, _SIGN = pa.scalar(""), pa.scalar(" "), pa.scalar("^")


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


def without_you(text: pl.Series) -> pl.Series:
    """A text without the word u where it stands between blanks, folded; any other U may be an initial."""
    return fold(text.str.replace_all(" u ", " ", literal=True))


def named(text: pl.Series, n: pl.Series, low: pl.Series | None = None) -> pl.DataFrame:
    """Words that could be a surname, alone and two together, with the words beside them; as `n`, `name`, `words`. `low`: what `without_you` makes of it."""
    low = without_you(text) if low is None else low
    bare = low.str.replace_all(lightest(r"[^\p{L}]+", low), " ").str.strip_chars(" ")
    several = bare.str.contains("[^ ]{2} [^ ]|[^ ] [^ ]{2}")
    if not several.any():
        return _NO_NAMES
    some = pl.DataFrame([n.filter(several).alias("n"), bare.filter(several).alias("text")])
    some = some.unique("text", maintain_order=True)
    lists = some.get_column("text").to_frame("t").select_seq(_AS_WORDS).to_series()
    return _with_those_beside(_Words.of(some.get_column("n"), lists).worth_it())


class _Words(NamedTuple):
    """The words of some texts one after the other, each as its number among the distinct ones, with the two before it and the two behind it.

    What is asked of a word is asked once, and what stands in many places between the same words is one.
    """

    n: Numbers
    around: tuple[Numbers, ...]
    """The word itself, two before it, one before it, one behind it and two behind it."""
    distinct: pa.StringArray
    end: int
    """The number of the sign that no word stands there."""

    @classmethod
    def of(cls, n: pl.Series, lists: pl.Series) -> _Words:
        """Those of texts of rows `n` as lists of their words, each of which has two ends."""
        encoded = pc.dictionary_encode(lists.explode().to_arrow(compat_level=pl.CompatLevel.newest()))
        distinct, numbers = encoded.dictionary.cast(pa.string()), encoded.indices.to_numpy()
        end = pc.index(distinct, _END).as_py()
        telling = ~_among(distinct, _SAYS_NOTHING)[numbers]
        around = np.concatenate(([end, end], numbers[telling], [end, end]))
        count = len(around) - 4
        places = tuple(around[by : by + count] for by in (2, 0, 1, 3, 4))
        return cls(n.to_numpy().repeat(lists.list.len().to_numpy())[telling], places, distinct, end)

    def worth_it(self) -> _Words:
        """Each word once between the same others, without the ends; in much text only words beside an initial, a usual given name or a
        word that is seldom there, and those words themselves."""
        word, *near = self.around
        kept = word != self.end
        if len(word) > _MANY:
            given = _among(self.distinct, _GIVEN)
            telling = given | ((self.lengths() == 1) & self.known())
            seldom = np.bincount(word, minlength=len(self.distinct)) <= _SELDOM
            near_one = np.logical_or.reduce([telling[place] for place in near])
            kept &= near_one | (given | seldom)[word] | seldom[near[1]] | seldom[near[2]]
        some = self.where(kept)
        # Equal hashes of unequal rows: once in a hundred million texts of half a million words.
        hashes = pl.DataFrame([pl.Series(str(i), place) for i, place in enumerate(some.around)]).hash_rows()
        return some.where(hashes.arg_unique().to_numpy())

    def where(self, chosen: Mask | Numbers) -> _Words:
        """Those where a mask holds, or at some places."""
        return self._replace(n=self.n[chosen], around=tuple(place[chosen] for place in self.around))

    def lengths(self) -> Numbers:
        """Bytes of each distinct word."""
        lengths: Numbers = pc.binary_length(self.distinct).to_numpy()
        return lengths

    def known(self) -> Mask:
        """Which of the distinct words are words: all but the end."""
        out = np.ones(len(self.distinct), np.bool_)
        out[self.end] = False
        return out


def _among(words: pa.StringArray, some: pa.StringArray) -> Mask:
    out: Mask = pc.is_in(words, some).to_numpy(zero_copy_only=False)
    return out


def _with_those_beside(words: _Words) -> pl.DataFrame:
    """Words that could be a surname, and two together that could be one, with what stands beside them: the words before and behind, two of
    them also together; beside what may be initials the word itself; and a usual given name marked."""
    known, length, end = words.known(), words.lengths(), words.end
    word, _, a1, b1, b2 = words.around
    one = words.where((length[word] > 1) & (known[a1] | known[b1]))
    two = words.where(known[b1] & (known[a1] | known[b2]) & (length[word] + length[b1] > _INITIALS))
    none = np.full(len(two.n), end, two.around[0].dtype)
    moved = (*two.around[:3], two.around[4], none)  # behind the second of the two
    _, a2, a1, b1, b2 = (np.concatenate(pair) for pair in zip(one.around, moved, strict=True))
    distinct = _where(known, words.distinct)
    pairs = _joined(_NOTHING, distinct.take(two.around[0]), distinct.take(two.around[3]))
    name = pa.concat_arrays([distinct.take(one.around[0]), pairs])
    before2, before, behind, behind2 = map(distinct.take, (a2, a1, b1, b2))
    initials = known & (length <= _INITIALS)
    itself = _where(initials[a1] | initials[b1], _joined(_BLANK, before, name, behind, _NOTHING))
    given = _where(_among(words.distinct, _GIVEN)[a1], _joined(_NOTHING, _SIGN, before))
    beside = _joined(
        _BLANK, _NOTHING, before2, before, _joined(_NOTHING, before2, before), behind, behind2, _joined(_NOTHING, behind, behind2),
        _joined(_NOTHING, itself, given),
    )  # fmt: skip
    n = np.concatenate([one.n, two.n])
    return pl.DataFrame([pl.Series("n", n), pl.Series("name", name, pl.String), pl.Series("words", beside, pl.String)])


def _joined(by: pa.StringScalar, *parts: pa.StringArray | pa.StringScalar) -> pa.StringArray:
    return pc.binary_join_element_wise(*parts, by)


def _where(mask: Mask, values: pa.StringArray) -> pa.StringArray:
    """The values, empty where a mask does not hold."""
    return pc.if_else(pa.array(mask), values, _NOTHING)


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
