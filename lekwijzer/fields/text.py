"""Text that is equal to a reader made equal to a computer: case, accents, blanks, and the words that mean "empty"."""

from __future__ import annotations

import unicodedata

import polars as pl

EMPTY_WORDS: tuple[str, ...] = (
    "", "-", "--", "---", ".", "?", "??", "*", "\\n", "null", "(null)", "<null>", "none", "nan", "nat", "n/a", "na", "n.a.",
    "nvt", "n.v.t.", "n.v.t", "nb", "n.b.", "onb", "onb.", "onbekend", "unknown", "niet bekend", "geen", "leeg", '""', "''",
)  # fmt: skip
"""Values that say "nothing here". `nb` (niet bekend) stands in real Dutch laboratory code for an unknown telephone."""

_SPECIAL = {
    "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ĸ": "k", "ŋ": "n", "ſ": "s", "ŀ": "l", "ŉ": "n", "ĳ": "ij", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "‐": "-",
    "‑": "-", "–": "-", "—": "-", "\u00a0": " ", "\u200b": "", "\ufeff": "",
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
    return list(found), list(found.values())


_FROM, _TO = _accent_table()


def fold(values: pl.Series) -> pl.Series:
    """Lower case without accents; one blank between words; letters outside Latin stay as they are."""
    low = values.str.to_lowercase()
    if (low.str.len_bytes() != low.str.len_chars()).any():
        low = low.str.replace_many(_FROM, _TO)
    return low.str.replace_all(r"\s+", " ").str.strip_chars(" ")


def letters(folded: pl.Series) -> pl.Series:
    """Only the letters and digits of folded text; null when nothing is left."""
    kept = folded.str.replace_all(r"[^\p{L}\p{N}]+", "")
    return null_if_empty(kept)


def null_if_empty(values: pl.Series) -> pl.Series:
    """The empty string as null."""
    return values.set(values.str.len_bytes() == 0, None)


_EMPTY = sorted({form for word in EMPTY_WORDS for form in (word, word.upper(), word.capitalize())})


def present(values: pl.Series) -> pl.Series:
    """The values stripped of blanks, null where they say "nothing here" in any of the usual ways."""
    stripped = values.str.strip_chars()
    return stripped.set(stripped.is_in(_EMPTY), None)
