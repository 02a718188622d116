"""Text that is equal to a reader made equal to a computer: case, accents, blanks, and the words that mean "empty"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
import polars as pl
import pyarrow.compute as pc

from lekwijzer.fields.views import STARTS_BLANK, Views, ends_blank, first_bytes, starts
from lekwijzer.model import MULTI

EMPTY_WORDS: tuple[str, ...] = (
    "", "-", "--", "---", "–", "—", "_", "/", ".", "..", "...", "?", "??", "???", "*", "**", "***", "\\n", "null", "(null)", "<null>", "[null]",
    "none", "nan", "nat", "n/a", "#n/a", "#n/b", "na", "n.a.", "nvt", "n.v.t.", "n.v.t", "nb", "n.b.", "n.b", "n/b", "onb", "onb.", "onbekend",
    "(onbekend)", "unknown", "undefined", "niet bekend", "not known", "geen", "geen opgave", "leeg", "(leeg)", "empty", '""', "''",
)  # fmt: skip
"""Values that say "nothing here". `nb` (niet bekend) stands in real Dutch laboratory code for an unknown telephone."""

# In Dutch files þ and ð are the Turkish ş and ğ, read in the character set of another country, far more often than they are Icelandic.
_SPECIAL = {
    "ß": "ss", "ø": "o", "đ": "d", "ð": "g", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "s",
    "ĸ": "k", "ŋ": "n", "ſ": "s", "ŀ": "l", "ŉ": "n", "ĳ": "ij", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "‐": "-",
    "‑": "-", "–": "-", "—": "-", "\u00a0": " ", "\u200b": "", "\ufeff": "", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


def _accent_table() -> tuple[list[str], list[str]]:
    """Every letter of Latin-1, Latin Extended-A/B/Additional with an accent, and the combining marks themselves."""
    found = dict(_SPECIAL)
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        letter = chr(code).lower()
        plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        if plain != letter and plain.isascii():
            found.setdefault(letter, plain)
    found.update({chr(code): "" for code in range(0x300, 0x370)})
    found.update({chr(0xFF41 + i): chr(0x61 + i) for i in range(26)})  # as wide as Chinese ones
    return list(found), list(found.values())


_FROM, _TO = _accent_table()
_LETTER_BY_LETTER = {ord(letter): plain for letter, plain in zip(_FROM, _TO, strict=True) if len(letter) == 1}
_FEW = 500
"""Values that are changed one by one before the table of accents is made ready for a whole column, which takes as long."""

_ENOUGH, _FEW_ROWS, _MOST_DIFFER = 10_000, 2_000, 0.6
"""Values that tell whether a column repeats itself; rows from which on that matters; the share that may differ."""

# A question to a column costs some 25 microseconds whatever its size, which is most of what a small table costs: what is
# asked together is asked at once, and first whether there is anything to do at all.
_T = pl.col("t")
_IS_ASCII = (_T.str.len_bytes() == _T.str.len_chars()).all()
_FOLDED = [
    _T.str.strip_chars(" "),
    (~_IS_ASCII | _T.str.contains(r"  |[\t-\r]").any()).alias("more"),  # of ASCII, that is all white space
]


def fold(values: pl.Series) -> pl.Series:
    """Lower case without accents; one blank between words; letters outside Latin stay as they are."""
    low = values.str.to_lowercase()
    if low.is_empty():
        return low
    usual = low.to_frame("t").select(_FOLDED)
    if not usual.item(0, "more"):
        return usual.get_column("t").alias(values.name)
    accented = low.str.len_bytes() != low.str.len_chars()
    low = only_where(low, accented, _without_accents)
    uneven = low.str.contains(r"\s\s|[^\S ]")
    return only_where(low, uneven, lambda some: some.str.replace_all(r"\s+", " ")).str.strip_chars(" ")


def _without_accents(values: pl.Series) -> pl.Series:
    if len(values) > _FEW:
        return values.str.replace_many(_FROM, _TO)
    return pl.Series(values.name, [v and v.translate(_LETTER_BY_LETTER) for v in values.to_list()], dtype=pl.String)


def letters(folded: pl.Series) -> pl.Series:
    """Only the letters and digits of folded text; null when nothing is left."""
    other = folded.str.contains(r"[^a-z0-9]")
    return null_if_empty(only_where(folded, other, _only_letters))


def _only_letters(values: pl.Series) -> pl.Series:
    return values.str.replace_all(lightest(r"[^\p{L}\p{N}]+", values), "")


def is_ascii(values: pl.Series) -> bool:
    """Whether there is no letter outside ASCII in a column."""
    return bool(values.to_frame("t").select(_IS_ASCII).item())


def null_if_empty(values: pl.Series) -> pl.Series:
    """The empty string as null."""
    return values.set(values == "", None)


def nulls(values: pl.Series) -> pl.Series:
    """As many nulls as there are values, as text."""
    return pl.Series(values.name, [None], pl.String).new_from_index(0, len(values))


def repeats(values: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """The distinct values of a column and which of them stands in each row; None where too many differ for that to be worth it."""
    head = values.head(_ENOUGH).drop_nulls()
    if len(values) < _FEW_ROWS or head.n_unique() > _MOST_DIFFER * len(head):
        return None
    encoded = pc.dictionary_encode(values.to_arrow(compat_level=pl.CompatLevel.newest()))
    return pl.Series(values.name, encoded.dictionary, dtype=pl.String), pl.Series(encoded.indices)


def contains(values: pl.Series, pattern: str) -> pl.Series:
    """Which values have a pattern in them; of a column that repeats itself each is asked once."""
    found = repeats(values)
    return values.str.contains(pattern) if found is None else found[0].str.contains(pattern).gather(found[1])


def only_where(values: pl.Series, mask: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The values, changed where the mask holds; what does not need the work does not pay for it."""
    count = mask.sum()
    if not count:
        return values
    if count == len(values):
        return change(values)
    return values.clone().scatter(mask.arg_true(), change(values.filter(mask)))


def first_of(values: pl.Series) -> pl.Series:
    """The first of several values in one."""
    return only_where(values, values.str.contains(MULTI, literal=True), lambda v: v.str.extract(rf"^([^{MULTI}]*)"))


def _forms(word: str) -> set[str]:
    """The ways a word for "nothing here" is written: as is, in capitals, with a capital."""
    return {word, word.upper(), word.capitalize(), word.title()}


def among(words: Iterable[str]) -> pl.Series:
    """Words ready for `is_in`, which would else make a column of a list each time it is asked."""
    return pl.Series(sorted(words), dtype=pl.String).implode()


_EMPTY = among({form for word in EMPTY_WORDS for form in _forms(word)} | {"NaN", "NaT"})


_DOUBTFUL = STARTS_BLANK | starts(w for w in EMPTY_WORDS if w.isascii() and w) | first_bytes([0xE2, 0xEF])


def present(values: pl.Series) -> pl.Series:
    """The values stripped of blanks, null where they say "nothing here" in any of the usual ways."""
    views = Views(values)
    long = views.mostly_long()
    if long and not is_ascii(values):  # then what is as wide as Chinese may stand anywhere in them
        return _present(values)
    ends = np.take(STARTS_BLANK, Views(values.str.tail(1)).start()) if long else ends_blank(views)
    doubtful = np.take(_DOUBTFUL, views.start()) | ends
    if views.valid is not None:
        doubtful &= views.valid
    where = np.flatnonzero(doubtful)
    if not where.size:
        return values
    return (
        values.clone().scatter(where, _present(values.gather(where)))
        if 4 * where.size < len(values)
        else _present(values)
    )


_WIDE = "[\uff01-\uff5e]"
_AS_WIDE, _NARROW = [chr(0xFF01 + i) for i in range(94)], [chr(0x21 + i) for i in range(94)]


_LETTERS = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff"
_CAPITALS = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0386-\u058f\u1e00-\u1fff"
_CLASSES = {r"\p{L}": _LETTERS, r"\p{Lu}": _CAPITALS, r"\p{Ll}": _LETTERS, r"\d": "0-9"}
_PIECES = re.compile(r"\\p\{L[ul]?\}|\\d|\\D|\\.|\[|\]|[^\\\[\]]+", re.DOTALL)


def light(pattern: str) -> str:
    """A pattern with its classes of letters and figures as a few ranges: it says the same of what people write, and is compiled in a tenth
    of the time, which counts where a pattern meets many small tables."""
    out, within = [], False
    for piece in _PIECES.findall(pattern):
        if piece in _CLASSES:
            piece = _CLASSES[piece] if within else f"[{_CLASSES[piece]}]"
        elif piece == r"\D" and not within:
            piece = "[^0-9]"
        elif piece in "[]":
            within = piece == "["
        out.append(piece)
    return "".join(out)


# To ASCII alone all of these say the same as the classes of Unicode; with a border of words, which is told by `\w`.
_OF_ASCII = {
    r"\p{L}": "A-Za-z", r"\p{Lu}": "A-Z", r"\p{Ll}": "a-z", r"\p{N}": "0-9", r"\d": "0-9", r"\w": "0-9A-Z_a-z", r"\s": r"\t-\r ",
    r"\D": r"\x00-/:-\x7F", r"\W": r"\x00-/:-@\[-\^`\{-\x7F", r"\S": r"\x00-\x08\x0E-\x1F!-\x7F",
}  # fmt: skip
_ASCII_PIECES = re.compile(r"\\p\{(?:L[ul]?|N)\}|\\.|\[\^?|\]|[^\\\[\]]+", re.DOTALL)


@lru_cache(maxsize=1024)
def _of_ascii(pattern: str) -> str:
    out, within = [], False
    for piece in _ASCII_PIECES.findall(pattern):
        if piece in _OF_ASCII:
            piece = _OF_ASCII[piece] if within else f"[{_OF_ASCII[piece]}]"
        elif piece in (r"\b", r"\B") and not within:
            piece = f"(?-u:{piece})"
        elif piece[0] in "[]":
            within = piece[0] == "["
        out.append(piece)
    return "".join(out)


def lightest(pattern: str, values: pl.Series) -> str:
    """A pattern as it is compiled fastest among those that say the same of these values, which nearly always are ASCII: classes of
    all letters and figures in the world take up to some milliseconds, and a small column is asked many patterns."""
    return patterns_for(values)(pattern)


def patterns_for(values: pl.Series) -> Callable[[str], str]:
    """The same for several patterns that these values are asked."""
    return _of_ascii if is_ascii(values) else str


def narrow(values: pl.Series) -> pl.Series:
    """Letters, figures and signs as wide as Chinese ones as the usual ones."""
    return only_where(values, values.str.contains(_WIDE), lambda some: some.str.replace_many(_AS_WIDE, _NARROW))


_STRIPPED = [_T.str.strip_chars(), _T.str.contains(_WIDE).any().alias("wide")]


def _present(values: pl.Series) -> pl.Series:
    if values.is_empty():
        return values
    usual = values.to_frame("t").select(_STRIPPED)
    wide = usual.item(0, "wide")
    stripped = (narrow(values).str.strip_chars() if wide else usual.get_column("t")).alias(values.name)
    return stripped.set(stripped.is_in(_EMPTY), None)
