"""What only capitals tell in a whole name: which of its words are initials, and which the surname."""

from __future__ import annotations

from functools import partial

import polars as pl

from lekwijzer.fields.name_words import DUTCH, LOWER, PREFIX, PREFIX_WORDS, UPPER, any_of
from lekwijzer.fields.text import among, fold, only_where
from lekwijzer.known_names import GIVEN, SHORT_SURNAMES, SURNAMES

_GIVEN, _SURNAMES, _SHORT_SURNAMES = among(GIVEN), among(SURNAMES), among(SHORT_SURNAMES)


def with_dots(values: pl.Series) -> pl.Series:
    """What only capitals tell, said with a comma or dots: "JANSEN Jan" as "JANSEN, Jan", "JW Jansen" as "J.W. Jansen"."""
    text = values
    if bool(text.str.contains(r"[\^\"“”]").any()):
        text = text.str.replace("^", ", ", literal=True).str.replace_all(r"[\^\"“”]+", " ").str.strip_chars()
    text = only_where(text, text.str.contains(_GIVEN_BEHIND), _out_of_brackets)
    text = only_where(text, text.str.contains(_SHORT_PREFIX), lambda t: t.str.replace(r"(?i)^v\.? ?d\.? ?", "vd "))
    text = only_where(
        text, text.str.contains(_CAPITAL_SURNAME), lambda t: t.str.replace(_CAPITAL_SURNAME, "${1}, ${2}")
    )
    text = only_where(text, text.str.contains(_FIRST_PART), _glued_together)
    text = only_where(
        text, text.str.contains(_WITH_APOSTROPHE), lambda t: t.str.replace(_WITH_APOSTROPHE, "${1}, ${2}")
    )
    text = only_where(text, text.str.contains(_TWO_LETTERS), _initials_of_two)
    text = only_where(text, text.str.contains(_BEHIND_PREFIX), _initials_behind_prefix)
    text = only_where(text, text.str.contains(_SEVERAL_AND_LETTERS), _initials_of_several)
    text = only_where(text, text.str.contains(_RUN_ON), lambda t: t.str.replace(_RUN_ON, "${1}, ${2}"))
    for says, but, find, put in _GLUED:
        where = text.str.contains(says)
        if bool(where.any()):
            text = only_where(text, where & ~text.str.contains(but), partial(_dotted, find=find, put=put))
    return text


def _out_of_brackets(values: pl.Series) -> pl.Series:
    """ "Van Dijk (Ruud)" as "Van Dijk, Ruud", unless what stands in brackets is a surname or a remark."""
    inside = fold(values.str.extract(_GIVEN_BEHIND, 2)).str.extract(r"^([^ -]+)")
    other = (inside.is_in(_SURNAMES) & ~inside.is_in(_GIVEN)) | inside.str.contains(rf"^(?:{_REMARK})$|^{PREFIX}$")
    return only_where(values, ~other, lambda v: v.str.replace(_GIVEN_BEHIND, "${1}, ${2}"))


def _initials_of_two(values: pl.Series) -> pl.Series:
    """ "KOK AP" as "KOK A.P.", where the letters are no surname and KOK is nobody's given name."""
    first, last = fold(values.str.extract(_TWO_LETTERS, 1)), fold(values.str.extract(_TWO_LETTERS, 2))
    initials = ~last.is_in(_SHORT_SURNAMES) & ~first.is_in(_GIVEN)
    return only_where(values, initials, partial(_dotted, find=_LAST_WORD, put=" " + _DOTS))


def _initials_of_several(values: pl.Series) -> pl.Series:
    """ "GROOT OBBINK ES" as "GROOT OBBINK E.S.", where the letters are no name and no prefix stands before them."""
    words = fold(values).str.split(" ")
    first, before, last = (words.list.get(place) for place in (0, -2, -1))
    given = first.is_in(_GIVEN) & ~first.is_in(_IN_SURNAMES)
    names = given | last.is_in(_GIVEN) | (last.is_in(_SURNAMES) & (last.str.len_bytes() > 2))
    prefixes = before.str.contains(rf"^(?:{any_of(DUTCH)})$")
    return only_where(values, ~(names | prefixes), partial(_dotted, find=_LAST_WORD, put=" " + _DOTS))


def _glued_together(values: pl.Series) -> pl.Series:
    """ "ST. JOHN IT" as "STJOHN IT" and "Mc Donald, G." as "McDonald, G.": a part of the surname, and not initials, as a name or initials stand behind it."""
    prefixed = values.str.contains(rf"(?i)^\p{{L}}+\.? (?:{any_of(DUTCH)})[. ]")
    return only_where(values, ~prefixed, lambda v: v.str.replace(_FIRST_PART, "${1}${2}${3}"))


def _initials_behind_prefix(values: pl.Series) -> pl.Series:
    """ "WIT DE YS" as "WIT DE Y.S.": what stands first is nobody's given name, and the letters are no surname."""
    first, last = fold(values.str.extract(_BEHIND_PREFIX, 1)), fold(values.str.extract(_BEHIND_PREFIX, 2))
    initials = ~first.is_in(_GIVEN) & ~last.is_in(_SHORT_SURNAMES) & ~last.is_in(list(PREFIX_WORDS))
    return only_where(values, initials, partial(_dotted, find=_LAST_WORD, put=" " + _DOTS))


def _dotted(values: pl.Series, *, find: str, put: str) -> pl.Series:
    return values.str.replace(find, put).str.replace_all(r"\.\.+", ".")


_SHORT_PREFIX = rf"^v\.? ?d\.? ?{UPPER}|(?i:^v\. ?d\. ?[^,]{{2,}}[ ,](?:[a-z]\.)+$)"
"""v.d. before a surname, and not the initials V.D.: in small letters, or with initials behind the name."""
_CAPITAL_SURNAME = rf"^((?:{UPPER}{{2,3}} )*(?:{UPPER}{{5}}|{UPPER}{{1,2}}[AEIOUY]{UPPER}{{1,2}})(?:{UPPER}|['\- ])*) ({UPPER}{LOWER}.*)$"
_GIVEN_BEHIND = rf"^((?:(?i:{any_of(DUTCH)})\.? )*[^ .,()-]+(?: ?- ?(?:(?i:{any_of(DUTCH)})\.? )*[^ .,()-]+)?) ?\(({UPPER}[^().,0-9]+)\)$"
"""A surname, and in brackets a given name."""
_REMARK = "man|vrouw|overleden|partner|gescheiden|weduwe|weduwnaar|nieuw|oud|test|onbekend|dhr|mevr|mw|heer|mevrouw|baby|geb|geboren|echtgenoot|echtgenote"
_TWO_LETTERS = rf"^({UPPER}{{3,}}(?:-{UPPER}+)?) ({UPPER}{{2}})$"
_IN_SURNAMES = ["ben", "bin", "ibn", "al", "el", "abu", "ait"]
"""First words of surnames that are given names, too."""
_SEVERAL_AND_LETTERS = rf"^(?:{UPPER}|['\-]){{2,}}(?: (?:{UPPER}|['\-]){{2,}})+ {UPPER}{{2,4}}$"
_FIVE = rf"({UPPER})({UPPER})({UPPER}?)({UPPER}?)({UPPER}?)"
_FIRST_WORD, _LAST_WORD, _AFTER_COMMA = rf"^{_FIVE} ", rf" {_FIVE}$", rf", ?{_FIVE}( .*)?$"
_DOTS = "${1}.${2}.${3}.${4}.${5}."
_NOT_SMALL = f"[^{LOWER[1:-1]}"
_NO_VOWEL = "[B-DF-HJ-NP-TV-XZ]"
_A_PREFIX, _A_SURNAME = rf"(?i)^(?:{any_of(DUTCH)}|ng|md|st) ", r"(?i) ng$"
_NO_WORD = rf"(?:{UPPER}{{2}}|{_NO_VOWEL}{{3,5}}|{UPPER}{_NO_VOWEL}{{2}}|{_NO_VOWEL}{{2}}{UPPER})"
_PREFIX_BEHIND = rf"((?: (?:{any_of(DUTCH)}|'[ts])\.?)+)$"
_RUN_ON = rf"({LOWER})({UPPER}{{1,5}})$"
"""Initials that are glued to the surname: "KramerAB"."""
_FIRST_PART = rf"^(S[tT]|Mc|MC)\.? ({UPPER}(?:{UPPER}|{LOWER}){{2,}})((?:-[^ ,]+)?(?:,.*| {UPPER}{{1,4}}| (?:{UPPER}\.)+| {UPPER}{LOWER}.*))$"
_WITH_APOSTROPHE = rf"^([OD]['’]{UPPER}(?:{UPPER}|{LOWER}|-){{2,}}) ({UPPER}(?:{UPPER}|{LOWER})+)$"
"""No given name begins so: what stands behind it is one."""
_BEHIND_PREFIX = rf"^({UPPER}{{3,}})(?: (?:VAN|DE|DEN|DER|TER|TEN|TE|VD|'T))+ ({_NO_WORD})$"
_GLUED = (
    (rf"^{UPPER}{{2,3}} [^,]*{LOWER}", _A_PREFIX, _FIRST_WORD, _DOTS + " "),
    (rf"{LOWER}.* {UPPER}{{2,4}}$", _A_SURNAME, _LAST_WORD, " " + _DOTS),
    (rf"{LOWER} {UPPER}{{2,4}}{_PREFIX_BEHIND}", r",", rf" {_FIVE}{_PREFIX_BEHIND}", " " + _DOTS + "${6}"),
    (rf"{LOWER}.*, ?{UPPER}{{2,5}}(?: (?:{LOWER}|[' ])+)?$", r"^,", _AFTER_COMMA, ", " + _DOTS + "${6}"),
    (rf"^{_NO_VOWEL}{{2,5}} {_NOT_SMALL},]+$", _A_PREFIX, _FIRST_WORD, _DOTS + " "),
    (rf"^{_NOT_SMALL},]+ {_NO_VOWEL}{{2,5}}$", _A_SURNAME, _LAST_WORD, " " + _DOTS),
    (rf"^(?:VAN|DE|DEN|DER|TER|TEN|VD|'T) {_NOT_SMALL},]* {UPPER}{{2,3}}$", _A_SURNAME, _LAST_WORD, " " + _DOTS),
    (rf"^{_NOT_SMALL}]+, ?{_NO_WORD}(?: {_NOT_SMALL},]*)?$", r"^,", _AFTER_COMMA, ", " + _DOTS + "${6}"),
)
"""Initials without dots: which values have them, which do not after all, where, and what to put there. In a name all in
capitals only such groups of letters as are hardly ever a word."""
