"""Values in texts, as traces: what could be a citizen service number, mail address, telephone number, birth date, postcode or name.

Each is kept with what must fit beside it: the letters near a date, the numbers near a postcode.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from lekwijzer.fields import address, bsn, contact, dates, names
from lekwijzer.fields.mend import ANY_OF_ASCII, LOST, mended
from lekwijzer.fields.name_words import WORDS_BEFORE
from lekwijzer.fields.text import fold, light, lightest, nulls, only_where
from lekwijzer.mentions import trace_glued, trace_words

TRACE: dict[str, type[pl.DataType]] = {
    "n": pl.UInt32,  # row or line
    "bsn": pl.Int32, "email": pl.String, "phone": pl.String, "dob": pl.Int32, "pc": pl.String,  # one of these and the next four
    "name": pl.String, "addr": pl.String, "key": pl.String,  # see `trace_words`
    "login": pl.String,  # see `trace_glued`
    "words": pl.String,  # beside a birth date or a name: the letters around it, and behind a bar word by word; of a name also word by word; beside a postcode: the numbers, each between blanks, and behind a bar the same as beside a date
}  # fmt: skip
NONE = pl.DataFrame(schema=TRACE)
_BETWEEN = r"[ .\-\x{A0}]"
_APART_NINE = rf"[0-9]{{3}}{_BETWEEN}[0-9]{{3}}{_BETWEEN}[0-9]{{3}}|[0-9]{{4}}{_BETWEEN}[0-9]{{2}}{_BETWEEN}[0-9]{{3}}"
_NINE = rf"[0-9]{{8}}|{_APART_NINE}"
_FIGURES = r"[0-9]+(?:\.[0-9]+)*"
"""A run of figures as a whole: where it begins and ends tells a number from a part of one."""
_NUMBERS = rf"\b(?:{_APART_NINE})\b|{_FIGURES}(?:[eE]\+?0?8\b)?"
_ONLY_SIX = r"(?:^|[^0-9])[0-9]{6}(?:$|[^0-9])"
_SIX = rf"{_ONLY_SIX}|[0-9]{{9}}"
_WHOLE_SIX = r"^(?:[0-9]{6}|[0-9]{9,20})$"
_EMAIL = r"[^\s@<>()\[\];,:\"'|=]+@[^\s@<>()\[\];,:\"'|=]+\.[A-Za-z]{2,}"
_ENDS = r"(?:(?-u:\b)|_)"
_PHONE = (
    r"(?:(?:\+|00)31|(?:^|[^0-9])0)[ \-()/.\x{A0}\x{2013}]{0,3}[1-9](?:[ \-()/.\x{A0}\x{2013}]{0,3}[0-9]){3}(?:[ \-/.\x{A0}]?[0-9]){5}"
    rf"{_ENDS}|(?:^|[^0-9])(?:31[ \-]?\(?0?\)?[ \-]?[1-9][ \-]?[0-9]{{8}}|6[0-9]{{8}}){_ENDS}"
)
"""Signs and blanks stand behind the code of the network or the area; without a nought or plus in front a number has none but there."""
_POSTCODE = r"(?i)\b[1-9][0-9]{3} ?[a-z]{2}\b"
_YEAR = trace_glued.BIRTH_YEAR
_MONTH_NAME = trace_glued.MONTH_NAME
_DATE = (
    rf"(?:^|[^0-9])(?:{_YEAR}[-/.]?(?:0[0-9]|1[0-2])[-/.]?[0-3][0-9]|[0-3]?[0-9][-/. ][0-3]?[0-9][-/. ](?:{_YEAR}|'?[0-9]{{2}}\b)|[0-3][0-9][01][0-9]{_YEAR}"
    rf"|[0-3]?[0-9][- ]{_MONTH_NAME}[- ](?:{_YEAR}|'?[0-9]{{2}}\b))"
)
_NAMES = light(
    r"\p{Lu}[\p{L}'\-]+[^\p{L}]+(?:\p{L}{1,4}[^\p{L}]+){0,3}\p{Lu}[\p{L}'\-]+|\p{Lu}[\p{L}'\-]+,? ?(?:\p{Lu}\. ?)+"
    r"|(?:\p{Lu}\. ?)+(?:\p{L}{1,4} ){0,3}\p{Lu}[\p{L}'\-]+|\p{Lu}[\p{L}'\-]+,? \p{Lu}{1,4}\b"
)
"""Two words with capitals next to one another, perhaps with a prefix between them, or one with initials."""
_WORD = light(r"\p{Lu}[\p{L}'\-]+")
_LETTERS = 1_000
"""So many letters around a date are kept."""
_NEAREST = 400
"""Letters around a date, those of its own line first, in which its name may be misspelled or have lost letters."""
_TORN = light(r"[_#*~^|¨]{0,2}\p{L}+(?:[_#*~^|¨]{1,2}\p{L}+)+|[_#*~^|¨]{1,2}\p{L}{3,}")
"""A word with a sign within, where a letter may have been."""
_DAMAGED = rf"{_TORN}|[^\x00-\x7F]|{ANY_OF_ASCII}"


class _Texts(NamedTuple):
    """Texts, what must fit beside a date and beside a postcode in them, and the numbers of their rows."""

    text: pl.Series
    names: pl.Series
    numbers: pl.Series
    n: pl.Series
    near: pl.Series | None = None
    """The letters near a date or postcode, where both are looked for in the same: worked out once."""

    def where(self, mask: pl.Series) -> _Texts:
        """Those for which a mask holds."""
        text, names, numbers, n = (series.filter(mask) for series in self[:4])
        return _Texts(text, names, numbers, n, None if self.near is None else self.near.filter(mask))


def values_in(
    text: pl.Series, names: pl.Series, numbers: pl.Series, n: pl.Series, *, names_alone: bool = False
) -> pl.DataFrame:
    """The traces of values in some texts of rows `n`; `names` and `numbers`: in which the letters and the numbers stand that must fit."""
    every = _Texts(text, names, numbers, n)
    figured = every.where(text.str.contains("[0-9]"))  # nearly all that is looked for has a figure
    found = []
    if len(figured.n):
        if names is numbers:
            figured = _with_near(figured, rf"{_SIX if names_alone else _ONLY_SIX}|{_DATE}|{_POSTCODE}")
        found = [_glued_dates(figured, longer=names_alone)]
        looked = trace_glued.Looked(figured.text, figured.n)
        for glued in (trace_glued.addresses, trace_glued.numbers, trace_glued.initials, trace_glued.digests):
            found += [as_traces(some) for some in glued(looked)]
    found += over_lines(text, names, n)
    if names_alone:
        found.append(_named(text, n))
    for key, form in (("bsn", _NINE), ("email", _EMAIL), ("phone", _PHONE), ("dob", _DATE), ("pc", _POSTCODE)):
        texts = every if key == "email" else figured
        if len(texts.n):
            found += _of_form(texts.where(texts.text.str.contains(form)), key, form)
    found = [some for some in found if len(some)]
    if not found:
        return NONE
    return pl.concat(found).unique([c for c in TRACE if c != "n"], maintain_order=True)


def _of_form(texts: _Texts, key: str, form: str) -> list[pl.DataFrame]:
    """The traces of what has a form, in texts that all have it."""
    if texts.n.is_empty():
        return []
    taken = texts.text.str.extract_all(_NUMBERS if key == "bsn" else form)
    words = _words(texts, key)
    some = pl.DataFrame([texts.n.alias("n"), taken.alias("value"), words.alias("words")])
    some = some.explode("value").drop_nulls("value")
    if key == "dob":
        some = pl.concat([some, _month_first(some)])
    value = _CLEAN[key](some.get_column("value"))
    some = some.with_columns(value.alias(key)).drop("value").filter(value.is_not_null())
    found = [as_traces(some)]
    if key == "email":  # anna.kramer@ says who it is as well as her name does
        names_in = some.get_column("email").str.replace("@.*$", "").str.replace_all(_NO_LETTERS, " ")
        found.append(as_traces(trace_words.named(names_in, some.get_column("n"))))
        found.append(as_traces(trace_glued.of_mail(some.get_column("email"), some.get_column("n"))))
    return found


_NULLS = {name: pl.Series(name, [None], dtype=dtype) for name, dtype in TRACE.items()}


def over_lines(text: pl.Series, near: pl.Series, n: pl.Series) -> Iterator[pl.DataFrame]:
    """The traces of what is broken at the end of a line."""
    for some in trace_glued.over_lines(text, near, n):
        if "near" in some.columns:
            some = some.with_columns(_near_date(some.get_column("near")).alias("words"))
        yield as_traces(some)


def as_traces(some: pl.DataFrame) -> pl.DataFrame:
    """A frame with all columns of traces, of one with some of them."""
    if some.is_empty():
        return NONE
    return pl.DataFrame([
        some.get_column(name).cast(dtype) if name in some.columns else _NULLS[name].new_from_index(0, len(some))
        for name, dtype in TRACE.items()
    ])  # fmt: skip


def _glued_dates(texts: _Texts, *, longer: bool) -> pl.DataFrame:
    """Birth dates of six figures, and those at the end of a longer run: lengths, codes and dates that stand without a space."""
    texts = texts.where(texts.text.str.contains(_SIX if longer else _ONLY_SIX))
    if texts.n.is_empty():
        return NONE
    words, runs = _words(texts, "dob"), texts.text.str.extract_all(_FIGURES)
    some = pl.DataFrame([texts.n.alias("n"), runs.alias("value"), words.alias("words")])
    some = some.explode("value").drop_nulls("value")
    some = some.filter(pl.col("value").str.contains(_WHOLE_SIX if longer else "^[0-9]{6}$"))
    value = pl.col("value")
    two, four, last = value.str.slice(-2), value.str.slice(-4), value.str.slice(-8)
    short = value.str.len_bytes() == 6
    turned = two + value.str.slice(2, 2) + value.str.slice(0, 2)
    readings = [pl.when(short).then(pl.lit(century) + six) for century in ("19", "20") for six in (value, turned)]
    readings += [pl.when(~short).then(last), pl.when(~short).then(four + last.str.slice(2, 2) + last.str.slice(0, 2))]
    found = some.select("n", "words", pl.concat_list(readings).alias("value")).explode("value").drop_nulls("value")
    found = found.filter(pl.col("value").str.contains(rf"^{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"))
    return as_traces(found.select("n", "words", pl.col("value").cast(pl.Int32).alias("dob")))


def _named(text: pl.Series, n: pl.Series) -> pl.DataFrame:
    """Words that could be a surname, alone or two together, where another word with a capital stands beside them.

    Of a double name both halves, as initials stand beside either; two words are kept as two, too, as they stand among the others.
    """
    where = text.str.contains(_NAMES)
    if not where.any():
        return NONE
    some = pl.DataFrame({"n": n.filter(where), "text": text.filter(where).str.slice(0, _LETTERS)})
    some = some.with_columns(
        words=_spelled(some.get_column("text")),
        name=pl.col("text").str.extract_all(_WORD),
    )
    two = pl.col("name").list.eval(pl.element() + pl.lit(" ") + pl.element().shift(-1)).list.drop_nulls()
    some = some.with_columns(pl.concat_list("name", two)).explode("name").drop_nulls("name")
    raw = some.get_column("name")
    folded = fold(raw)
    apart = folded.str.replace_all(lightest(r"[^\p{L} ]", folded), "").set(~raw.str.contains(" ", literal=True), None)
    keys = [some.with_columns(key.alias("name")) for key in (*names.surname_keys(raw), apart)]
    some = pl.concat(keys).drop_nulls("name")
    return as_traces(some)


def _spelled(text: pl.Series) -> pl.Series:
    """The letters of a text run together, and behind them its words one by one, without prefixes: for initials must be words."""
    folded = fold(text)
    other = lightest(_NO_LETTERS, folded)
    apart = folded.str.replace_all(other, " ").str.replace_all(rf"\b(?:{'|'.join(WORDS_BEFORE)}) ", "")
    return folded.str.replace_all(other, "") + " " + apart + " "


_NO_LETTERS = r"[^\p{L}]+"


def _with_near(texts: _Texts, forms: str) -> _Texts:
    """Some texts with the letters near those that have one of some forms."""
    asked = texts.text.str.contains(forms)
    return texts._replace(near=only_where(nulls(texts.names), asked, lambda _: _near_date(texts.names.filter(asked))))


def _words(texts: _Texts, key: str) -> pl.Series:
    """What must fit as well: the letters near a date, the numbers near a postcode; of the others nothing."""
    if key not in ("dob", "pc"):
        return _NULLS["words"].new_from_index(0, len(texts.n))
    looked = texts.names if key == "dob" else texts.numbers
    near = _near_date(looked) if texts.near is None else texts.near
    if key == "dob":
        return near
    digits = looked.str.extract_all(r"\b[0-9]{1,5}").list.unique(maintain_order=True).list.join(" ")
    return " " + digits + " |" + near


def _near_date(near: pl.Series) -> pl.Series:
    """The letters of some texts run together; behind a bar the first words of each one by one, with `LOST` for letters that were lost in them."""
    folded = fold(near)
    words = folded.str.replace_all(lightest(_NO_LETTERS, folded), " ")
    run = words.str.replace_all(" ", "", literal=True).str.slice(0, _LETTERS)
    first = near.str.head(_NEAREST)
    return run + "|" + only_where(words.str.head(_NEAREST), first.str.contains(_DAMAGED), lambda _: _with_lost(first))


def _with_lost(first: pl.Series) -> pl.Series:
    """The words of those texts in which a sign may be a letter, each letter of which nothing else is known as `LOST`."""
    first = first.filter(first.str.contains(_DAMAGED))
    torn = first.str.extract_all(_TORN).list.eval(pl.element().str.replace_all(r"[^\p{L}]+", LOST)).list.join(" ")
    return fold(mended(first) + " " + torn).str.replace_all(r"[^\p{L}]+", " ")


def _bsn(values: pl.Series) -> pl.Series:
    """Numbers of eight or nine figures, also in groups, with zeros around them, as a power of ten, or at the end of a path of numbers."""
    power = values.str.contains("[eE]")
    whole = values.set(~power, None).cast(pl.Float64, strict=False).cast(pl.Int64, strict=False).cast(pl.String)
    plain = values.str.replace(r"^([0-9]{8,10})\.0+$", "${1}")
    figures = plain.str.replace_all("[^0-9]", "").str.replace("^0(.{9})$", "${1}")
    last = plain.str.extract(r"\.([0-9]{9})$")
    found = whole.fill_null(figures.set(~figures.str.contains("^[0-9]{8,9}$"), None)).fill_null(last)
    numbers, valid = bsn.clean(found)
    return numbers.set(~valid.fill_null(False), None)


def _dob(values: pl.Series) -> pl.Series:
    return dates.clean(values.str.replace(r"^[^0-9]", ""), None)


def _month_first(some: pl.DataFrame) -> pl.DataFrame:
    """Dates of two small numbers and a year with the first two exchanged: in America, and in programs from there, the month comes first."""
    turned = pl.col("value").str.replace(r"^[^0-9]?([0-9]{1,2})([-/])([0-9]{1,2})[-/]", "${3}${2}${1}${2}")
    return some.with_columns(turned).filter(turned != pl.col("value"))


_CLEAN = {"bsn": _bsn, "email": contact.email, "phone": trace_glued.phone, "dob": _dob, "pc": address.postcode}
