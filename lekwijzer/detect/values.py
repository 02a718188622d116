"""What the values of a column say: shares of a sample that look like each kind of value."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lekwijzer.detect import lists
from lekwijzer.fields import address, bsn, dates, names
from lekwijzer.fields.text import fold, letters, present

SAMPLE = 4000
"""Values looked at per column: enough to tell a pass rate of 0.9 from one of 0.09 beyond doubt."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0..1) of the filled values of one column; `filled` and `distinct` are shares of all and of filled rows."""

    count: int
    filled: float
    distinct: float
    nine_digits: float
    bsn: float  # of the values that are eight or nine digits, those that pass the 11-test
    date: float
    median_year: int
    year_spread: int
    order: dates.Order | None
    serial: float
    postcode: float
    phone: float
    email: float
    iban: float
    sex: float
    initials: float
    given: float
    surname: float
    prefix: float
    full_name: float
    city: float
    street: float
    street_number: float
    small_number: float
    result: float
    organisation: float
    exam: float
    digits: float
    mean_length: float


_NOTHING = Profile(0, 0, 0, 0, 0, 0, 0, 0, None, *([0.0] * 20))


def _share(mask: pl.Series) -> float:
    value = mask.fill_null(False).mean()
    return float(value) if isinstance(value, (int, float)) else 0.0


def profile(column: pl.Series) -> Profile:
    """The profile of a column of text, from a spread sample of its filled values."""
    values = present(column).drop_nulls()
    filled = len(values) / max(len(column), 1)
    if values.is_empty():
        return _NOTHING
    if len(values) > SAMPLE:
        values = values.gather_every(len(values) // SAMPLE)
    folded, plain = fold(values), values.str.to_uppercase()
    bare = letters(folded).fill_null("")
    first = folded.str.extract(r"^([\p{L}\-']+)").str.replace_all(r"[\-']", "").fill_null("")
    digit_text = values.str.replace_all(r"^BSN|[\s.\-]", "")
    nine = digit_text.str.contains(r"^[0-9]{8,9}$") & ~digit_text.str.contains(r"^(?:19|20)[0-9]{6}$")
    numbers, valid = bsn.clean(digit_text.filter(nine))
    date, years, order = _dates(values)
    sur, sur2 = names.surname_keys(values)
    surname = sur.is_in(list(lists.SURNAMES)) | sur2.is_in(list(lists.SURNAMES))
    return Profile(
        count=len(values),
        filled=filled,
        distinct=values.n_unique() / len(values),
        nine_digits=_share(nine),
        bsn=_share(valid) if len(numbers) else 0.0,
        date=_share(date),
        median_year=int(years.quantile(0.5) or 0),
        year_spread=int((years.quantile(0.95) or 0) - (years.quantile(0.05) or 0)),
        order=order,
        serial=_share(values.str.contains(r"^[1-5][0-9]{4}(?:\.0)?$")),
        postcode=_share(address.postcode(values).is_not_null()),
        phone=_share(values.str.contains(r"^\(?(?:\+31|0031|0)[\s\-()/.]*(?:\d[\s\-()/.]*){8,9}$|^6\d{8}$")),
        email=_share(values.str.contains(r"^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$")),
        iban=_share(values.str.contains(r"^[A-Z]{2}\d{2} ?[A-Z]{4}[\d ]{10,14}$")),
        sex=_share(bare.is_in(["m", "v", "f", "w", "man", "vrouw", "male", "female", "o", "u", "x"])),
        initials=_share(values.str.contains(r"^(?:\p{Lu}[\p{Ll}]{0,2}\.[\s\-]?){1,7}$|^\p{Lu}{1,5}$|^(?:\p{Lu} ){0,4}\p{Lu}$")),
        given=_share(first.is_in(list(lists.GIVEN)) & ~folded.str.contains(",", literal=True)),
        surname=_share(surname & ~bare.is_in(list(lists.GIVEN))),
        prefix=_share(folded.str.replace(r"$", " ").str.contains(rf"^{names.PREFIX}$")),
        full_name=_share(_full_name(values, folded)),
        city=_share(address.city_key(values).is_in(list(lists.CITIES))),
        street=_share(folded.str.contains(r"(?:straat|str\.?|laan|weg|plein|dijk|kade|hof|pad|singel|gracht|steeg|dreef|plantsoen|park|burg|ring|lane|street|road)(?: \d.*)?$")),
        street_number=_share(folded.str.contains(r"[a-z.]{3,}\.? \d{1,5}\s?-?\s?[a-z0-9]{0,4}(?:$|,)")),
        small_number=_share(values.str.contains(r"^\d{1,4}(?:\s?-?[A-Za-z]{1,3})?$")),
        result=_share(bare.is_in(list(lists.RESULTS)) | values.str.contains(r"^[<>]?\s?\d+[.,]\d+$")),
        organisation=_share(folded.str.contains(lists.ORGANISATION_WORDS)),
        exam=_share(folded.str.contains(lists.EXAM_WORDS)),
        digits=_share(plain.str.contains(r"^\d+$")),
        mean_length=float(values.str.len_chars().mean() or 0),  # type: ignore[arg-type]
    )  # fmt: skip


def _full_name(values: pl.Series, folded: pl.Series) -> pl.Series:
    """A given name or initials together with something like a surname, in one value."""
    return (
        values.str.contains(r"^[\p{Lu}][\p{L}'\-\s]+,\s*(?:\p{Lu}[\p{L}]*\.?[\s\-]?)+")
        | values.str.contains(r"^(?:\p{Lu}\p{Ll}{0,2}\.\s*-?)+\s*[\p{L}' \-]{2,}$")
        | folded.str.contains(r"^(?:mevr|mw|dhr|de heer|mevrouw|hr)\b")
        | (
            folded.str.extract(r"^([\p{L}]+)[ \-]").is_in(list(lists.GIVEN))
            & folded.str.contains(r"^[\p{L}'.\- ]+ [\p{L}'\-]{2,}$")
        )
    )


def _dates(values: pl.Series) -> tuple[pl.Series, pl.Series, dates.Order | None]:
    """Which values are dates, their years, and the order of day and month where the column tells."""
    shaped = values.str.contains(
        r"^\d{4}[-/.:]?\d{2}[-/.:]?\d{2}(?:[T ].*|\d{4,6})?$|^\d{1,2}[-/. ]\d{1,2}[-/. ]'?(?:\d{4}|\d{2})(?: .*)?$|^[0-3]\d[01]\d(?:19|20)\d{2}$|"
        r"^\d{1,2}[-\s.][A-Za-z]{3,9}\.?[-\s.]'?\d{2,4}$|^[A-Za-z]{3,9}\.? \d{1,2},? \d{4}$"
    )
    parts = values.str.extract_groups(r"^(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?: |$)").struct.unnest()
    one, two = (parts.to_series(i).cast(pl.Int32, strict=False) for i in range(2))
    order: dates.Order | None = None
    if bool((two > 12).any()) and not bool((one > 12).any()):
        order = "mdy"
    elif bool((one > 12).any()):
        order = "dmy"
    compact = values.filter(values.str.contains(r"^\d{8}$").fill_null(False))
    if len(compact) and order is None:
        day_first = _share(compact.str.contains(r"^[0-3]\d[01]\d(?:19|20)\d{2}$"))
        year_first = _share(compact.str.contains(r"^(?:19|20)\d{2}[01]\d[0-3]\d$"))
        order = "dmy" if day_first > year_first else None
    read = dates.clean(values, order)
    hit = (shaped & read.is_not_null()).fill_null(False)
    return hit, (read.filter(hit) // 10_000).cast(pl.Float64), order
