"""Dutch names: prefixes, own and partner's surname, initials and given names.

A surname is compared without its prefix, accents, blanks and hyphens ("van der Berg" = "VD BERG" = "Berg, van der"), and
as up to two names, because the same woman is written with her own, her partner's, or both names in either order.
"""

from __future__ import annotations

import polars as pl

from lekwijzer.fields.capitals import with_dots
from lekwijzer.fields.mend import LOST
from lekwijzer.fields.name_words import DUTCH, LOWER, PREFIX, PREFIX_WORDS, UPPER, any_of
from lekwijzer.fields.text import among, fold, letters, lightest, null_if_empty, nulls, only_where
from lekwijzer.known_names import ALSO_GIVEN, ALSO_SURNAMES, GIVEN, SURNAMES

_LEADING = rf"^{PREFIX}"
_DUTCH_FIRST = rf"(?:(?:{any_of(DUTCH)})\.? |[dl]'|'[ts] ?)"
_LONG_WORD = rf"(?:{any_of(tuple(w for w in PREFIX_WORDS if len(w) > 1 and '.' not in w))}|[dl]')\.?"
_TRAILING_WORD = rf"(?:{_LONG_WORD}|v\.? ?d\.?)"
_TRAILING = rf"(?: {_TRAILING_WORD}|\.{_LONG_WORD})(?: {_TRAILING_WORD})* ?$"
_TRAILING_DUTCH = (
    rf"(?: (?:{any_of(tuple(w for w in DUTCH if len(w) > 1))}|v\.? d|(?:v\.? ?|van|in|op|aan) ?'?[ts])\.?)+ ?$"
)
_TITLE = (
    r"(?:mevrouw|mevr|mw|mej|mejuffrouw|mrs|ms|miss|mr|dhr|de heer|de hr|heer|hr|dr|drs|ds|prof|ir|ing|bc|jhr|jkvr|jonkheer|jonkvrouwe?|"
    r"dame|frau|herr|mme|mlle|fam|familie|erven|de weledelgeleerde heer|de weledelgeboren heer|de weledelgeboren vrouwe)"
)
_TITLES_FIRST = rf"^(?:{_TITLE}(?:\. ?|/| |$))+"
_TITLES_INSIDE = rf"(, ?|\. ?)(?:{_TITLE}(?:\. ?| ))+"
_TITLES_LAST = rf", ?(?:{_TITLE}\.?[ ,]*)+$"
_SUFFIX = r"[ ,]+(?:[jJ]r|[sS]r|[jJ]unior|[sS]enior|MSc|BSc|PhD|LLM|MBA|msc|bsc|phd)\b\.?(,| -|-|$)"
_WEDDED = r" (?:e/?\.?v\.?|echtg(?:enote|enoot)?\.?|gehuwd met|geb(?:oren)?\.?|wed(?:uwe)?\.?|nee|g/?\.?v\.?)(?: van)? "
"""What stands between two surnames beside a hyphen: e/v (echtgenote van), geb. (born), wed. (widow of)."""
_BETWEEN = r" ?[-/–+\t] ?"


def surname_keys(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The one or two surnames in a surname column, each as bare letters without prefix; null where there is none.

    "Jansen-de Vries" gives ("jansen", "vries"); "Vries, de" gives ("vries", null).
    """
    text = fold(values)
    if not bool(text.str.contains(r"[^a-z]").any()):
        return null_if_empty(text), nulls(text)
    if bool(text.str.contains(r"[ ,](?:[js]r|jun|sen|[bm]sc|phd|llm|mba)\b").any()):
        text = fold(_without_suffix(values))
    if bool(text.str.contains(r"[,(/]").any()):
        text = text.str.replace_all("v/d", "vd", literal=True)
        text = text.str.replace_all(r" ?\([^)]*\)?", "")
        text = only_where(text, text.str.contains(",", literal=True), _comma_to_blank)
    text = _delete(_apostrophes(text), _LEADING)
    if not bool(text.str.contains(r"[^a-z]").any()):
        return null_if_empty(text), nulls(text)
    wedded = text.str.contains(r" (?:e|geb|wed|nee|g)[/.a-z]* ")
    text = only_where(text, wedded, lambda t: t.str.replace(_WEDDED, "\t"))
    text = only_where(
        text, text.str.contains(r" (?:'|v|d|t|u|o|i|h|a|b|e|l|z)[^ ]*$"), lambda t: _delete(t, _TRAILING_DUTCH)
    )
    if not bool(text.str.contains(r"[-/–+\t]").any()):
        return letters(text), nulls(text)
    parts = text.str.replace(_BETWEEN, "\t").str.splitn("\t", 2).struct.unnest()
    first, rest = parts.to_series(0), parts.to_series(1)
    first = only_where(first, first.str.contains(" ", literal=True), lambda t: _delete(t, _TRAILING_DUTCH))
    keys = letters(first), letters(_delete(rest, _LEADING))
    second = keys[1].set((keys[0].is_null() | (keys[0] == keys[1])).fill_null(False), None)
    return keys[0].fill_null(keys[1]).alias(text.name), second.alias(text.name)


def _apostrophes(folded: pl.Series) -> pl.Series:
    """With the accent that stands for an apostrophe made one; folding does so only for letters outside ASCII."""
    return only_where(
        folded, folded.str.contains("`", literal=True), lambda t: t.str.replace_all("`", "'", literal=True)
    )


def _comma_to_blank(folded: pl.Series) -> pl.Series:
    """ "vries, de" and "vries-jansen, de" without the prefix behind the comma; other commas as blanks."""
    return (
        _delete(folded, rf" ?, ?(?:{_TRAILING_WORD} ?|[dvt]\.? ?)+$")
        .str.replace_all(r" ?, ?", " ")
        .str.strip_chars(" ")
    )


def _delete(values: pl.Series, pattern: str) -> pl.Series:
    """The values without the first match of a pattern, but never made empty by it."""
    left = values.str.replace(pattern, "")
    return left.set((left.str.len_bytes() == 0).fill_null(False), None).fill_null(values)


def _without_suffix(values: pl.Series) -> pl.Series:
    """Raw names without jr., sr. and degrees behind them. JR in capitals stays: it may be two initials."""
    some = values.str.contains(r"[ ,](?:[jJsS]r|[jJ]un|[sS]en|[MBmb][Ss]c|P?[hH][Dd]|LLM|MBA)\b")
    return only_where(values, some, lambda v: v.str.replace(_SUFFIX, "${1}"))


def initials(values: pl.Series) -> pl.Series:
    """Initials as bare letters in order: "A.M.", "a m", "A-M" and "Th.J." give "am", "am", "am" and "tj"."""
    text = fold(only_where(values, values.str.contains(rf"\(|{UPPER}{LOWER}"), _initials_of_words))
    text = only_where(text, text.str.contains(r"[. ](?:[a-z]{2}|[dlv][ .'])[^.]*\.?$"), lambda t: _delete(t, _TRAILING))
    text = only_where(
        text, text.str.contains(r"^[a-z]{2,4}\.? "), lambda t: _delete(_delete(t, _TITLES_FIRST), rf"^{_DUTCH_FIRST}+")
    )
    dotted = text.str.contains(r"[a-z]{2}\.")
    text = only_where(
        text, dotted, lambda t: t.str.replace_all(r"([a-z])[a-z]{1,3}\.", "${1}.")
    )  # Th. Chr. IJ. are one
    return _until_lost(letters(text))


def _until_lost(initials: pl.Series) -> pl.Series:
    """The initials before the first letter that is not known."""
    lost = initials.str.contains(LOST, literal=True)
    return only_where(initials, lost, lambda some: null_if_empty(some.str.replace(f"{LOST}.*", "")))


def _initials_of_words(values: pl.Series) -> pl.Series:
    """Without a call name in brackets, and "Th J", "Anna Maria" and "Jean-Pierre" as "T J", "A M" and "J"."""
    bare = values.str.replace_all(r"\s*\([\p{L} ]{3,}\)", "")
    return bare.str.replace_all(rf"({UPPER}){LOWER}+(?:-{UPPER}{LOWER}+)*(\.?(?:[\s,]|$))", "${1}${2}")


_NO_GIVEN = r"^(?:v[ao]n|de|den|der|te[nr]?|'[ts]|v\.? ?d\.?|(?:in|op|aan) (?:de[nr]?|het|'t)) "
"""How no given name begins."""


def given_key(values: pl.Series) -> pl.Series:
    """The first given name as bare letters; null when only an initial is written. A surname with its prefix, in the wrong column, without that."""
    text = _delete(fold(values), _TITLES_FIRST)
    text = only_where(text, text.str.contains(_NO_GIVEN), lambda t: letters(_delete(t, _LEADING)))
    first = letters(text.str.extract(lightest(r"^([\p{L}'\-]+)", text)))
    return first.set(first.str.len_chars() < 2, None)


def two_words(values: pl.Series) -> pl.DataFrame:
    """Of values of two words with capitals both as bare letters, as `first` and `second`, and whether the first is a `usual` given name."""
    both = values.str.extract_groups(r"^(\p{Lu}\p{Ll}+) (\p{Lu}\p{Ll}+)$").struct.unnest()
    first, second = (letters(fold(both.to_series(i))) for i in range(2))
    usual = first.is_in(_GIVEN).fill_null(False)
    return pl.DataFrame([first.alias("first"), second.alias("second"), usual.alias("usual")])


def initials_of_given(values: pl.Series) -> pl.Series:
    """The initial letters of all given names; a hyphenated name counts once, a call name in brackets not at all."""
    text = fold(values)
    if bool(text.str.contains("(", literal=True).any()):
        text = text.str.replace_all(r" ?\([^)]*\)?", "")
    text = text.str.replace_all(lightest(r"([\p{L}])[\p{L}'\-]*[^\p{L}]*", text), "${1}")
    return _until_lost(letters(text))


# The notations of a whole name, in folded text.
_INITIALS_FIRST = r"^(?:[a-z]-)*(?:[a-z]{1,4}\.[ -]*)+(?:[a-z] )*|^[a-z](?:[ -][a-z])*\.? "
_INITIALS_LAST = (
    rf" (?:(?:[a-z]{{1,4}}\.[ -]*)+(?:[a-z]|{_TRAILING_WORD})?|[a-z](?:[ -][a-z])*\.?)(?: {_TRAILING_WORD})*$"
)
_ONE_SURNAME = rf"[^ -]+(?:-(?:{PREFIX})?[^ -]+)*"
_DOUBLE = rf"^[^ -]+-{PREFIX}[^ -]+$"
"""Two surnames, of which the second has a prefix, and nothing else: "kuipers-van leeuwen"."""
_PREFIX_ALONE_BEHIND = rf"^[^ ]+{_TRAILING_DUTCH}"
"""One word and its prefix behind it: "hof van 't"."""
_TURNED = rf"^({_ONE_SURNAME}) ([^ ]+)"
_TWO_SURNAMES = rf"^([^ -]+) ({PREFIX})?([^ -]+) ([^ -]+)$"
_SURNAME_FIRST = rf"^{_DUTCH_FIRST}+{_ONE_SURNAME}"
_SURNAME_LAST = rf" (?:(?:van|von|vd|de|den|der|te|ten|ter|'t) [^\-]+|(?:{PREFIX})?{_ONE_SURNAME})$"
"""The last word with its prefixes; behind an unmistakable prefix all there is: "van Brest naar Kempen"."""
_GIVEN, _GIVEN_LAST = among(GIVEN), among(GIVEN - ALSO_SURNAMES)
_SURNAMES, _SURNAME_ONLY = among(SURNAMES), among(SURNAMES - GIVEN - ALSO_GIVEN)
_PREFIX_AFTER_COMMA = (
    rf"^(?:(?:{any_of(tuple(w for w in DUTCH if len(w) > 1 and '.' not in w))}|d')\.?(?:[ ,]+|$)|v\.?d\.?[ ,]+)+"
)
_DASHED = rf" [-–] {PREFIX}[-–] "
"""The parts of one name with dashes between them: "berg - van de - cornelis"."""
_AT_A_PLACE = r"^(.*[a-z.] ([^ .,]{3,})),? (?:te|of) ((?:den |de |'[st][- ])?[^ .,()]{3,}(?: (?:aan|op|en|bij|den|de|het|[^ .,()]{3,})){0,4})$"
"""Somebody of somewhere: a surname behind another word, and a town."""
_ONLY_INITIALS = r"^(?:[a-z]{1,4}\.[ ,\-]*|[a-z](?:[ ,\-]+|$))+$"


def split_full(values: pl.Series) -> pl.DataFrame:
    """A whole name as columns `surname`, `initials`, `given` (raw text, folded), whatever order it was written in.

    Reads "A.B. de Vries-Jansen", "Vries, A.B. de", "Mw. Anna de Vries", "de Vries A.B.", "DE VRIES AB", "JANSEN Jan" and
    "Vries-Jansen, de, A.", "Vries - de - Anna" and "Van Dijk (Anna)". One word alone is a surname. Of two words the first is the surname when the second
    is a usual given name and the first is none.
    """
    bare = _without_suffix(values.str.strip_chars().str.replace(f"(?i){_TITLES_FIRST}", ""))
    text = _plain(with_dots(bare))
    surname, first = text, nulls(text)
    left = pl.int_range(len(text), eager=True)
    for says, split in (
        (r",", _by_comma),
        (_INITIALS_FIRST, _initials_first),
        (_INITIALS_LAST, _initials_last),
        (_DOUBLE, _surname_only),
        (_PREFIX_ALONE_BEHIND, _surname_only),
        (rf"^{_DUTCH_FIRST}", _prefix_first),
        (r" ", _surname_last),
    ):
        some = text.gather(left)
        mask = some.str.contains(says).fill_null(False)
        where = left.filter(mask)
        if where.is_empty():
            continue
        sur, fore = split(some.filter(mask))
        surname, first = surname.clone().scatter(where, sur), first.clone().scatter(where, fore)
        left = left.filter(~mask)
    surname, first = null_if_empty(surname.str.strip_chars(" ,")), null_if_empty(first.str.strip_chars(" ,-"))
    only_initials = first.str.contains(_ONLY_INITIALS).fill_null(False)
    return pl.DataFrame(
        {"surname": surname, "initials": first.set(~only_initials, None), "given": first.set(only_initials, None)}
    )


def _plain(values: pl.Series) -> pl.Series:
    """Folded text without titles inside and behind, brackets, and with a hyphen between two surnames."""
    text = _apostrophes(fold(values))
    if bool(text.str.contains(r"[(/]").any()):
        text = text.str.replace_all(r" ?\([^)]*\)?", "").str.replace_all(r"\bv/d\b", "vd")
        wedded = text.str.contains("/", literal=True)
        text = only_where(text, wedded, lambda t: _hyphenated(t).str.replace_all(r" ?/ ?", "-"))
    text = only_where(text, text.str.contains(r" (?:e|geb|wed|nee|g)[.a-z]* "), _hyphenated)
    text = only_where(text, text.str.contains(_DASHED), lambda t: t.str.replace_all(r" [-–] ", ", "))
    text = only_where(text, text.str.contains(r" [-–]|[-–] "), lambda t: t.str.replace_all(r" ?[-–] ?", "-"))
    text = only_where(text, text.str.contains(_AT_A_PLACE), _without_place)
    titled = text.str.contains(rf"[,.] ?{_TITLE}(?:[. ,]|$)")
    return only_where(
        text,
        titled,
        lambda t: t.str.replace(_TITLES_LAST, "").str.replace(_TITLES_INSIDE, "${1}"),
    ).str.strip_chars(" ,;")


def _without_place(folded: pl.Series) -> pl.Series:
    """ "n. vink te leiden" as "n. vink"; what stands before `te` is no given name, of which it would be the surname."""
    place = ~folded.str.extract(_AT_A_PLACE, 2).is_in(_GIVEN_LAST)
    return only_where(folded, place, lambda v: v.str.replace(_AT_A_PLACE, "${1}"))


def _hyphenated(folded: pl.Series) -> pl.Series:
    """ "jansen e/v bakker" as "jansen-bakker", and so "jansen, a.b. e/v bakker"."""
    return folded.str.replace(rf"^([^,]*),(.*?){_WEDDED}(.*)$", "${1}-${3},${2}").str.replace(_WEDDED, "-")


def _by_comma(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """ "vries, a.b. de", "de vries, a.b.", "vries, de, a.b." """
    parts = text.str.splitn(",", 2).struct.unnest()
    rest = parts.to_series(1).str.strip_chars(" ,").str.replace(_PREFIX_AFTER_COMMA, "")
    return parts.to_series(0), (" " + rest).str.replace(_TRAILING, "")


def _initials_first(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    surname = text.str.replace(_INITIALS_FIRST, "")
    return surname, _before(text, surname)


def _initials_last(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    surname = text.str.replace(_INITIALS_LAST, "")
    return surname, _behind(text, surname).str.replace(_TRAILING, "")


def _prefix_first(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """ "de vries anna"; a second prefix begins a second surname: "de vries van den berg"."""
    given = text.str.replace(_SURNAME_FIRST, "").str.strip_chars_start(" ")
    surname = _before(text, given).str.strip_chars_end(" ")
    second = given.str.contains(rf"^{_DUTCH_FIRST}") | (surname.str.len_bytes() == 0)
    return only_where(
        surname,
        second,
        lambda _: text.filter(second).str.replace(r"([^ ]{3,}) (van|de|den|der|ter|ten|el) ", "${1}-${2} "),
    ), given.set(second, None)


def _surname_last(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """ "anna de vries", and "vries anna" where only that can be meant."""
    given = text.str.replace(_SURNAME_LAST, "")
    surname = _behind(text, given)
    if (several := _several_first(text)).any():
        first = text.filter(several).str.extract(r"^(.*) [^ ]+$")
        where = several.arg_true()
        surname = surname.clone().scatter(where, " " + first)
        given = given.clone().scatter(where, _behind(text.filter(several), first).str.strip_chars_start(" "))
    last = surname.str.strip_chars_start(" ")
    behind = given.is_in(_SURNAME_ONLY) & ~last.is_in(_SURNAMES) & ~last.str.contains(" ", literal=True)
    where = (last.is_in(_GIVEN_LAST) | behind).fill_null(False).arg_true()
    if where.is_empty():
        return surname, given
    some = text.gather(where)
    parts = some.str.extract_groups(_TURNED).struct.unnest()
    first, second = parts.to_series(0), parts.to_series(1)
    turned = (
        ~some.str.extract(r"^([^ -]+)").is_in(_GIVEN) & (second.is_in(_GIVEN) | first.is_in(_SURNAME_ONLY))
    ).fill_null(False)
    where, first = where.filter(turned), first.filter(turned)
    rest = _behind(some.filter(turned), first).str.strip_chars_start(" ")
    return surname.clone().scatter(where, first), given.clone().scatter(where, rest)


def _several_first(text: pl.Series) -> pl.Series:
    """Which are a surname of two usual ones and a given name behind it: "garcia lopez lisa", "lopez de haro hilde"."""
    words = text.str.extract_groups(_TWO_SURNAMES).struct.unnest()
    first, between, second, last = (words.to_series(i) for i in range(4))
    both = second.is_in(_SURNAME_ONLY) & ~last.is_in(_SURNAME_ONLY)
    return (first.is_in(_SURNAME_ONLY) & (both | (between.is_not_null() & last.is_in(_GIVEN_LAST)))).fill_null(False)


def _surname_only(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    return text, nulls(text)


def _before(text: pl.Series, ending: pl.Series) -> pl.Series:
    """What stands before an ending."""
    return pl.DataFrame({"t": text, "e": ending}).select(pl.col("t").str.strip_suffix(pl.col("e"))).to_series()


def _behind(text: pl.Series, beginning: pl.Series) -> pl.Series:
    """What stands behind a beginning."""
    return pl.DataFrame({"t": text, "b": beginning}).select(pl.col("t").str.strip_prefix(pl.col("b"))).to_series()


def mask(value: str) -> str:
    """The first letter of each word."""
    return " ".join(w[0] + "***" if len(w) > 2 else "***" for w in value.split()) or "***"
