"""Dutch names: prefixes, own and partner's surname, initials and given names.

A surname is compared without its prefix, accents, blanks and hyphens ("van der Berg" = "VD BERG" = "Berg, van der"), and
as up to two names, because the same woman is written with her own, her partner's, or both names in either order.
"""

from __future__ import annotations

import polars as pl

from lekwijzer.fields.text import fold, letters, null_if_empty

PREFIX_WORDS: tuple[str, ...] = (
    "van", "v", "vd", "v.d", "v/d", "vander", "vanden", "de", "den", "der", "d", "het", "'t", "t", "'s", "te", "ten", "ter", "tot",
    "op", "in", "aan", "bij", "onder", "over", "uit", "uijt", "voor", "vor", "vom", "von", "zu", "zum", "zur", "auf", "aus", "am", "im",
    "la", "le", "les", "lo", "los", "las", "da", "dal", "dalla", "dalle", "dai", "das", "degli", "dei", "del", "della",
    "delle", "dello", "di", "do", "dos", "du", "des", "el", "al", "ben", "bin", "abu", "ibn", "unter", "ver", "gen",
    "deca", "af", "ut", "thoe", "toe", "to", "wten", "uten",
)  # fmt: skip
"""Words of the official prefix table and the ways they are shortened. Single letters that are more often an initial stay out."""

_WORDS = "|".join(sorted((w.replace(".", r"\.") for w in PREFIX_WORDS), key=len, reverse=True))
PREFIX = rf"(?:(?:(?:{_WORDS})\.?(?: |-)|[dl]'|'[ts] ?|o')\s*)+"
"""One or more prefix words, in folded text, each followed by a blank or joined by an apostrophe."""

_ONLY_PREFIX = rf"(?:(?:{_WORDS})\.?\s*|[dl]'\s*)+"
_TITLES = (
    r"^(?:(?:mevrouw|mevr|mw|mej|mejuffrouw|mrs|ms|miss|mr|dhr|de heer|de hr|hr|dr|drs|prof|ir|ing|bc|jhr|jkvr|dame|frau|herr|mme|mlle|"
    r"fam|erven|de weledelgeleerde heer|de weledelgeboren heer|de weledelgeboren vrouwe)\.?(?:\s+|$))+"
)
_BETWEEN = r"\s*(?:-|/|–|\+|\be/?\.?[vg]\.?(?:\s|$)|\bgeb\.?(?:\s|$)|\bgeboren\s|\bwed\.?\s(?:van\s)?|\bgehuwd met\s|\bnee\s)\s*"
"""What stands between two surnames: a hyphen, e/v (echtgenote van), geb. (born)."""


def surname_keys(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The one or two surnames in a surname column, each as bare letters without prefix; null where there is none.

    "Jansen-de Vries" gives ("jansen", "vries"); "Vries, de" gives ("vries", null).
    """
    text = fold(values)
    if bool(text.str.contains(",", literal=True).any()):
        text = text.str.replace(rf"\s*,\s*{_ONLY_PREFIX}$", "").str.replace_all(",", " ", literal=True)
        text = text.str.replace(r"\s*\(.*\)", "")
    if not bool(text.str.contains(r"[^a-z]").any()):
        return null_if_empty(text), pl.Series(values.name, [None], pl.String).new_from_index(0, len(values))
    if not bool(text.str.contains(r"[-/–+]|\be|geb|wed|gehuwd|\bnee ").any()):
        return surname_key(text), pl.Series(values.name, [None], pl.String).new_from_index(0, len(values))
    marked = text.str.replace(_BETWEEN, "\t")
    first = marked.str.extract(r"^([^\t]*)")
    second = marked.str.extract(r"\t(.*)$")
    keys = surname_key(first), surname_key(second)
    return keys[0].fill_null(keys[1]), keys[1].set(keys[0].is_null(), None)


def surname_key(folded: pl.Series) -> pl.Series:
    """One folded surname as bare letters, leading prefix words taken off unless nothing would be left."""
    return letters(folded.str.replace(rf"^{PREFIX}(.)", "${1}"))


def initials(values: pl.Series) -> pl.Series:
    """Initials as bare letters in order: "A.M.", "a m", "A-M" and "Th.J." give "am", "am", "am" and "tj"."""
    text = fold(values)
    if bool(text.str.contains(rf"[.\s]{_ONLY_PREFIX}$").any()):
        text = text.str.replace(rf"([.\s])\s*(?:{_ONLY_PREFIX})$", "${1}")
    dotted = text.str.replace_all(r"([a-z])[a-z]{1,2}\.", "${1}.")  # Th. Chr. IJ. are one initial
    return letters(dotted)


def given_key(values: pl.Series) -> pl.Series:
    """The first given name as bare letters; null when only an initial is written."""
    first = letters(fold(values).str.extract(r"^([\p{L}'\-]+)"))
    return first.set(first.str.len_chars() < 2, None)


def initials_of_given(values: pl.Series) -> pl.Series:
    """The initial letters of all given names; a hyphenated name counts once."""
    text = fold(values).str.replace_all(r"([\p{L}])[\p{L}'\-]*[^\p{L}]*", "${1}")
    return letters(text)


def split_full(values: pl.Series) -> pl.DataFrame:
    """A whole name as columns `surname`, `initials`, `given` (raw text, folded), whatever order it was written in.

    Reads "A.B. de Vries-Jansen", "Vries, A.B. de", "Mw. Anna de Vries", "de Vries A.B.", "DE VRIES AB" and
    "Vries-Jansen, de, A.". One word alone is a surname.
    """
    text = fold(values)
    upper_tail = values.str.contains(r"\p{Lu}\p{Ll}.*\s[A-Z]{1,4}$")
    text = text.str.replace(_TITLES, "").str.replace_all(r"\s*\(.*?\)|[\"“”]", "").str.strip_chars(" ,;")
    frame = pl.DataFrame({"t": text, "u": upper_tail.fill_null(False)})
    t = pl.col("t")
    comma = t.str.contains(",", literal=True)
    sur_first = rf"^(.*[\p{{L}}]{{2}})\s+((?:[a-z]{{1,2}}\.\s*-?)+|[a-z]|(?:[a-z] )+[a-z])({_ONLY_PREFIX})?$"
    body = rf"^(.*?)\s*\b((?:{PREFIX})?[^\s.]{{2,}}(?:{_BETWEEN}(?:{PREFIX})?[^\s.]+)?)$"
    dotted = rf"^((?:[a-z]{{1,3}}\.\s*-?)+)\s*((?:{PREFIX})?.+)$"
    frame = frame.with_columns(
        c_sur=t.str.extract(r"^([^,]*),"),
        c_rest=t.str.extract(r",\s*(.*)$"),
        s_sur=t.str.extract(sur_first, 1),
        s_ini=t.str.extract(sur_first, 2),
        u_sur=pl.when("u").then(t.str.extract(r"^(.*)\s[a-z]{1,4}$")),
        u_ini=pl.when("u").then(t.str.extract(r"\s([a-z]{1,4})$")),
        d_ini=t.str.extract(dotted, 1),
        d_sur=t.str.extract(dotted, 2),
        b_first=t.str.extract(body, 1),
        b_sur=t.str.extract(body, 2),
    ).with_columns(c_rest=pl.col("c_rest").str.replace(rf"^(?:{_ONLY_PREFIX})\s*,\s*", ""))
    rest = pl.col("c_rest").str.replace(rf"(?:^|[.\s,])\s*(?:{_ONLY_PREFIX})$", "")
    first = pl.when(comma).then(rest).otherwise(
        pl.coalesce("s_ini", "u_ini", "d_ini", pl.when(pl.col("b_sur").is_not_null()).then("b_first"))
    )
    surname = pl.when(comma).then("c_sur").otherwise(pl.coalesce("s_sur", "u_sur", "d_sur", "b_sur", "t"))
    frame = frame.select(surname=surname.str.strip_chars(), first=first.str.strip_chars(" ,"), u="u")
    is_initials = (
        pl.col("first").str.contains(r"\.")
        | pl.col("first").str.contains(r"^(?:[a-z] ?-?){1,6}$") & pl.col("first").str.contains(r"^[a-z](?: |$)")
        | pl.col("first").str.contains(r"^[b-df-hj-np-tv-xz]{2,5}$")
        | pl.col("u") & (pl.col("first").str.len_chars() <= 4)
    )
    out = frame.select(
        surname=pl.when(pl.col("surname") != "").then("surname"),
        initials=pl.when(is_initials & (pl.col("first") != "")).then("first"),
        given=pl.when(~is_initials & (pl.col("first") != "")).then("first"),
    )
    return out


def mask(value: str) -> str:
    """The first letter of each word."""
    return " ".join(w[0] + "***" for w in value.split() if w)
