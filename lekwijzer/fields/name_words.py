"""Words and letters of which names are made, for patterns: prefixes, and capitals and small letters."""

from __future__ import annotations

DUTCH: tuple[str, ...] = (
    "van", "v", "vd", "v.d", "vander", "vanden", "de", "den", "der", "het", "'t", "'s", "te", "ten", "ter", "tot", "op", "in",
    "van't", "in't", "op't", "aan", "bij", "onder", "over", "uit", "uijt", "voor", "von", "vom", "zum", "zur", "el", "la", "le", "les", "da", "dos", "del", "della", "di", "du", "des",
)  # fmt: skip
"""Prefixes that are nobody's given name and no surname of their own: a name that starts with one starts with the surname."""
WORDS_BEFORE: tuple[str, ...] = (*(word for word in DUTCH if word.isalpha() and len(word) > 1), "al")
"""Those that are words by themselves in running text, where letters stand for initials."""
PREFIX_WORDS: tuple[str, ...] = (
    *DUTCH, "d", "t", "vor", "zu", "auf", "aus", "am", "im", "lo", "los", "las", "dal", "dalla", "dalle", "dai", "das",
    "degli", "dei", "delle", "dello", "do", "al", "ben", "bin", "abu", "ibn", "unter", "ver", "gen",
    "deca", "af", "ut", "thoe", "toe", "to", "wten", "uten", "graaf van", "gravin van", "baron van", "barones van",
)  # fmt: skip
"""Words of the official prefix table and the ways they are shortened. Single letters that are more often an initial stay out."""


def any_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted((w.replace(".", r"\.") for w in words), key=len, reverse=True))


# Folded text has no other white space than single blanks, and these patterns are only ever used on folded text.
_JOINED = r"[dl]'|'[ts] ?|o'|(?:al|el|ben|bin|abu|ibn)-"
PREFIX = rf"(?:(?:(?:{any_of(PREFIX_WORDS)})\.? |{_JOINED}) *)+"
"""One or more prefix words, in folded text, each followed by a blank or joined by an apostrophe."""

# Latin capitals and small letters spelled out: the classes of all of Unicode take long to compile, which small batches pay.
UPPER, LOWER = "[A-ZÀ-ÖØ-ÞĄĆČĐĘĞİŁŃŇÓŘŚŞŠŤŮŹŻŽ]", "[a-zß-öø-ÿąćčđęğıłńňóřśşšťůźżž]"
