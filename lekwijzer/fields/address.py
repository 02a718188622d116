"""Dutch addresses: postcode, house number with addition, street and city, apart or in one line."""

from __future__ import annotations

import polars as pl

from lekwijzer.fields.text import fold, letters, null_if_empty

POSTCODE = r"\b([1-9][0-9]{3}) ?([A-Za-z]{2})\b"


def postcode(values: pl.Series) -> pl.Series:
    """`1234AB` in upper case; null where the value is no Dutch postcode (SA, SD and SS are never issued)."""
    code = values.str.to_uppercase().str.replace_all(r"[\s.\-]", "")
    code = code.str.extract(r"^(?:NL)?([1-9][0-9]{3}[A-Z]{2})$")
    return code.set(code.str.slice(4).is_in(["SA", "SD", "SS"]), None)


def house_number(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The number as Int32 and what follows it (letter, addition) as bare letters: "12-A hs" gives (12, "ahs")."""
    number = values.str.extract(r"(\d{1,5})").cast(pl.Int32, strict=False)
    if bool(values.str.contains(r"^\d+$").all()):
        return number, pl.Series(values.name, [None], pl.String).new_from_index(0, len(values))
    return number, letters(fold(values.str.extract(r"\d{1,5}(?:\.0$)?(.*)$")))


def addition(values: pl.Series) -> pl.Series:
    """A house letter and addition as bare letters and digits."""
    return letters(fold(values))


def street_key(values: pl.Series) -> pl.Series:
    """A street as bare letters, `str.` written out."""
    text = fold(values).str.replace(r"str\.?$", "straat").str.replace(r"\bln\.?$", "laan").str.replace(r"wg\.?$", "weg")
    return letters(text)


def city_key(values: pl.Series) -> pl.Series:
    """A city as bare letters; Den Haag and 's-Gravenhage are one, so are Den Bosch and 's-Hertogenbosch."""
    key = letters(fold(values))
    return key.replace({"sgravenhage": "denhaag", "shertogenbosch": "denbosch", "gravenhage": "denhaag"})


def split_line(values: pl.Series) -> pl.DataFrame:
    """An address in one value as raw `street`, `house_number` (with addition), `postcode` and `city`.

    Reads "Dorpsstraat 12-a, 1234 AB Utrecht", "Dorpsstraat 12" and the line breaks that exports put in.
    """
    line = values.str.replace_all(r"[\r\n\t;|]+", ", ").str.replace_all(r"\s+", " ")
    frame = pl.DataFrame({"v": line})
    head = pl.col("v").str.replace(rf"[,\s]*{POSTCODE}.*$", "")
    return frame.select(
        street=head.str.extract(r"^(.*?[^\d\s,])[,\s]+\d").fill_null(
            pl.when(~head.str.contains(r"\d")).then(head.str.extract(r"^([^,]+)"))
        ),
        house_number=head.str.extract(r"^.*?[^\d\s,][,\s]+(\d{1,5}(?:[ \-]?[A-Za-z0-9]{1,6})?)(?:,|$| )"),
        postcode=pl.col("v").str.extract(r"\b([1-9][0-9]{3} ?[A-Za-z]{2})\b"),
        city=pl.col("v").str.extract(r"\b[1-9][0-9]{3} ?[A-Za-z]{2}\b[\s,]*([^,]+)"),
    )


def mask_postcode(value: str) -> str:
    """The region (first two digits) only."""
    return value[:2] + "****"


def text_key(values: pl.Series) -> pl.Series:
    """Any text as bare letters, for comparison only."""
    return null_if_empty(letters(fold(values)).fill_null(""))
