"""Dutch addresses: postcode, house number with addition, street and city, apart or in one line."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.fields.mend import mended
from lekwijzer.fields.text import fold, letters, lightest, nulls, only_where, patterns_for
from lekwijzer.fields.views import Bytes, Mask, Views

_POSTCODE = r"[1-9][0-9]{3} ?[A-Za-z]{2}"
_ADDITION = r"(?: ?[A-Za-z]{1,3}(?:(?: ?[\-/]{1,2} ?| ?)[A-Za-z0-9]{1,6})?| ?[\-/]{1,2} ?[A-Za-z0-9]{1,6}| [A-Za-z]{4,6}| [0-9][A-Za-z]{1,2})?"
_NUMBER = rf"\d{{1,5}}{_ADDITION}"
_LAST_POSTCODE = rf"^(?:(.*)[ ,])?({_POSTCODE})(?:$|[ ,]+([\p{{L}}'][^,\d]*)?)"
_PARTS = ("head", "postcode", "city")
_NUMBER_WORD = r"(?:(?:nr|no|nummer)\.? )?"
_OF_A_YEAR = r"(?:19[0-4]\d|1940-1945|40-45|'40-'45)"
_USUAL = rf"^((?:\d+\S* )?[^,\d]*?[^\s,\d])[, ]+{_NUMBER_WORD}({_NUMBER})(?:,.*)?$"
_UNUSUAL = (
    (
        r"^([^,\d]*\p{L} \d{1,3}) (\d{1,5}(?:[A-Za-z]|-[A-Za-z0-9]{1,6})?)(?:,.*)?$",
        1,
        2,
    ),  # "Archipel 16 11": street 16, number 11
    (rf"^([^,]*\b{_OF_A_YEAR}),? ({_NUMBER})(?:,.*)?$", 1, 2),  # streets named after a year of the war: "Plein 1944 12"
    (
        r"^((?:\d+\S* )?[^,\d]*?[^\s,\d])[, ]+(\d{1,5}(?:[A-DF-Za-df-z]|-[A-Za-z0-9]{1,6})?)[ ,/].*$",
        1,
        2,
    ),  # "Dorpsstraat 12 2 hoog"
    (rf"^([^,]*?[^\s,])[, ]+{_NUMBER_WORD}({_NUMBER})(?:,.*)?$", 1, 2),  # "Straat van de 4e mei 7"
    (r"^(\d{1,5}[A-DF-Za-df-z]?)[, ]+(\p{L}[^,]{2,})", 2, 1),  # "12 Main Street"
)
"""Notations of a street and a number, with the groups that hold them."""


def postcode(values: pl.Series) -> pl.Series:
    """`1234AB` in upper case; null where the value does not begin with a Dutch postcode (SA, SD and SS are never issued)."""
    views = Views(values)
    number, digits = views.digits(0, 4)
    first, second = views.byte(4), views.byte(5)
    plain = (views.lengths == 6) & digits & (number >= 1000) & _capital(first) & _capital(second)
    never = plain & (first == 83) & ((second == 65) | (second == 68) | (second == 83))
    if views.valid is not None:
        plain |= ~views.valid
        never &= views.valid
    code = only_where(values, pl.Series(~plain), _postcode)
    return code.set(pl.Series(never), None)


def _capital(letter: Bytes) -> Mask:
    return letter - np.uint8(65) < 26


def _postcode(values: pl.Series) -> pl.Series:
    text = mended(values).str.to_uppercase()
    form = r"^\W*(?:NL)?\W*([1-9][0-9]{3})[\s.\-]*([A-Z])\s?([A-Z])(?:[\s,;].*)?$"
    parts = text.str.extract_groups(lightest(form, text))
    code = parts.to_frame("p").unnest("p").select(pl.concat_str(pl.all())).to_series().alias(values.name)
    return code.set(code.str.contains(r"S[ADS]$"), None)


def house_number(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The number as Int32 and what follows it (letter, addition) as bare letters: "12-A hs" gives (12, "ahs")."""
    number = values.cast(pl.Int32, strict=False)
    number = number.set((number < 0).fill_null(False), None)
    other = number.is_null() & values.is_not_null()
    if not bool(other.any()):
        return number.set(number > 99_999, None), nulls(values)
    text = values.set(~other, None)
    number = number.fill_null(text.str.extract(r"^\D*(\d{1,5})(?:\D|$)").cast(pl.Int32, strict=False))
    number = number.set(number > 99_999, None)
    return number, only_where(text, other, lambda t: letters(fold(t.str.extract(r"^\D*\d{1,5}(?:\.0$)?(.*)$"))))


def addition(values: pl.Series) -> pl.Series:
    """A house letter and addition as bare letters and digits."""
    return letters(fold(values))


def street_key(values: pl.Series) -> pl.Series:
    """A street as bare letters, the usual abbreviations written out."""
    text = fold(values).str.replace(r"str\.?$", "straat").str.replace(r"\bln\.?$", "laan").str.replace(r"wg\.?$", "weg")
    text = text.str.replace(r"pln\.?$", "plein").str.replace(r"sngl\.?$", "singel").str.replace(r"^st\.? ", "sint ")
    return letters(text)


_CITIES = {
    "sgravenhage": "denhaag", "gravenhage": "denhaag", "haag": "denhaag", "thehague": "denhaag",
    "shertogenbosch": "denbosch", "hertogenbosch": "denbosch",
}  # fmt: skip


def city_key(values: pl.Series) -> pl.Series:
    """A city as bare letters; Den Haag and 's-Gravenhage are one, so are Den Bosch and 's-Hertogenbosch."""
    text = fold(values)
    text = only_where(text, text.str.contains(r"[ \-]a[/.]?d|^st\.? |\bnl$|nederland$"), _written_out)
    return letters(text).replace(_CITIES)


def _written_out(folded: pl.Series) -> pl.Series:
    text = folded.str.replace(r"[ \-]a[/.]? ?d\.?[ \-]", " aan den ").str.replace(r"^st\.? ", "sint ")
    return text.str.replace(r"[ ,]+\(?(?:nl|nederland)\)?$", "")


_RUN_ON = r"^([1-9][0-9]{3} ?[A-Za-z]{2})[_/-]?([1-9][0-9]{0,4}[^0-9]{0,8}[0-9]{0,4})$"
"""A postcode with the number behind it, and nothing else."""


def split_line(values: pl.Series) -> pl.DataFrame:
    """An address in one value as raw `street`, `house_number` (with addition), `postcode` and `city`.

    Reads "Dorpsstraat 12-a, 1234 AB Utrecht", "1234 AB Utrecht, Dorpsstraat 12", "1234AB 12", "1234AB12", "Dorpsstraat 12, Utrecht" and
    the line breaks that exports put in.
    """
    line = only_where(
        values,
        values.str.contains(r"[\r\n\t;|]|\s\s|\u00a0"),
        lambda v: v.str.replace_all(r"\s*[\r\n\t;|]+\s*", ", ").str.replace_all(r"\s+", " "),
    )
    line = only_where(line, line.str.contains(_RUN_ON), lambda v: v.str.replace(_RUN_ON, "${1} ${2}"))
    v, head, say = pl.col("v"), pl.col("head"), patterns_for(line)
    parts = line.str.extract_groups(say(_LAST_POSTCODE)).struct.unnest()
    frame = pl.DataFrame([line.alias("v"), *(parts.to_series(i).alias(c) for i, c in enumerate(_PARTS))]).with_columns(
        head=pl.when(pl.col("postcode").is_null()).then(v).otherwise(head.fill_null("")).str.strip_chars_end(" ,")
    )
    behind = pl.coalesce(
        v.str.extract(say(rf"^(?:NL-)?{_POSTCODE}[ ,]+[\p{{L}}'][^,\d]*, *(.+)$")),
        v.str.extract(say(rf"^(?:NL-)?{_POSTCODE}[ ,]+(\d.*)$")),
    )
    first = (head.str.len_bytes() == 0) & v.is_not_null()
    if bool(frame.select(first.any()).item()):
        frame = frame.with_columns(head=pl.when(first).then(behind).otherwise(head))
    return _street_and_number(frame).select("street", "house_number", "postcode", "city")


def _street_and_number(frame: pl.DataFrame) -> pl.DataFrame:
    """Street, number, and a city behind a comma, from the part of a line before the postcode."""
    head, say = pl.col("head"), patterns_for(frame.get_column("head"))
    rows = frame.with_columns(pair=head.str.extract_groups(say(_USUAL))).unnest("pair", separator="_")
    year = rows.get_column("head").str.contains(say(rf"{_OF_A_YEAR} \d"))
    unread = rows.get_column("pair_1").is_null() & rows.get_column("head").is_not_null()
    where = (unread | year).arg_true()
    if len(where):
        some = rows.get_column("head").gather(where).to_frame("head").with_columns(
            street=pl.lit(None, pl.String), number=head.str.extract(say(rf"^({_NUMBER})$"))
        )  # fmt: skip
        for pattern, street, number in _UNUSUAL:
            groups = head.str.extract_groups(say(pattern)).struct
            fits = pl.col("street").is_null() & pl.col("number").is_null()
            some = some.with_columns(
                street=pl.when(fits).then(groups.field(str(street))).otherwise("street"),
                number=pl.when(fits).then(groups.field(str(number))).otherwise("number"),
            )
        words = pl.when(pl.col("number").is_null()).then(head.str.extract(say(r"^([^,\d]+)(?:,|$)")))
        some = some.with_columns(pl.coalesce("street", words).alias("street"))
        rows = rows.with_columns(
            rows.get_column("pair_1").clone().scatter(where, some["street"]),
            rows.get_column("pair_2").clone().scatter(where, some["number"]),
        )
    city = head.str.extract(say(r"\p{L}[^,]*\d[^,]*, *([\p{L}'][^,\d]*)(?:,|$)"))
    return rows.with_columns(pl.coalesce("city", city).str.strip_chars()).rename(
        {"pair_1": "street", "pair_2": "house_number"}
    )


def mask_postcode(value: str) -> str:
    """The region (first two digits) only."""
    return value[:2] + "****" if len(value) >= 6 else "****"
