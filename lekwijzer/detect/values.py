"""What the values of a column say: shares of a sample that look like each kind of value."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Literal

import polars as pl

from lekwijzer.detect import lists
from lekwijzer.detect.date_order import dates_of, share
from lekwijzer.fields import address, bsn, dates, daynumbers, names
from lekwijzer.fields.name_words import PREFIX
from lekwijzer.fields.text import among, fold, letters, light, present
from lekwijzer.known_names import GIVEN, SURNAMES

SAMPLE = 2000
"""Values looked at per column: enough to tell a pass rate of 0.9 from one of 0.09 beyond doubt."""
PROBE = 60
"""Values looked at before that, where the header says nothing."""


class Profile:
    """Shares (0..1) of the filled values of one column, from a spread sample; each is computed when it is first asked.

    `filled` and `distinct` are shares of all and of filled rows; `bsn` is the share that passes the 11-test among the
    values of eight or nine digits; `mean_length` is in characters.
    """

    def __init__(self, column: pl.Series) -> None:
        values = present(column)
        values = values.drop_nulls() if values.null_count() else values
        self._all = values
        self.count = len(values)
        self.filled = len(values) / max(len(column), 1)
        every = max(1, len(values) // SAMPLE)
        self.values = values.gather_every(every) if every > 1 else values

    @cached_property
    def _folded(self) -> pl.Series:
        return fold(self.values)

    @cached_property
    def _bare(self) -> pl.Series:
        return letters(self._folded).fill_null("")

    @cached_property
    def _figures(self) -> bool:
        """Whether there is a figure in any value: what is of figures needs no further look where there is none."""
        return bool(self.values.str.contains("[0-9]").any())

    @cached_property
    def distinct(self) -> float:
        return self.values.n_unique() / max(len(self.values), 1)

    @cached_property
    def _nine(self) -> tuple[float, float]:
        if not self._figures:
            return 0.0, 0.0
        text = self.values.str.replace(r"[.,]0+$", "").str.replace_all(r"^BSN|[\s.\-'\"=`’]", "")
        nine = text.str.contains(r"^[0-9]{8,9}$") & ~text.str.contains(r"^(?:19|20)[0-9]{6}$")
        _, valid = bsn.clean(bsn.unrounded(text.filter(nine)))
        return share(nine), share(valid) if len(valid) else 0.0

    @property
    def nine_digits(self) -> float:
        return self._nine[0]

    @property
    def bsn(self) -> float:
        return self._nine[1]

    @cached_property
    def _dates(self) -> tuple[float, int, int, dates.Order | None]:
        if not self._figures:
            return 0.0, 0, 0, None
        hit, years, order = dates_of(self.values)
        spread = (years.quantile(0.95) or 0) - (years.quantile(0.05) or 0)
        return share(hit), int(years.quantile(0.5) or 0), int(spread), order

    @property
    def date(self) -> float:
        return self._dates[0]

    @property
    def median_year(self) -> int:
        return self._dates[1]

    @property
    def year_spread(self) -> int:
        return self._dates[2]

    @property
    def order(self) -> dates.Order | None:
        return self._dates[3]

    @cached_property
    def serial(self) -> float:
        """Of numbers of days or seconds since a day some decades or more ago."""
        return share(self.values.str.contains(r"^(?:[1-6][0-9]{4}(?:[.,][0-9]{1,12})?|1[0-9]{9}(?:[0-9]{3})?)$"))

    @cached_property
    def day_numbers(self) -> daynumbers.DayNumbers | None:
        """How birth dates are to be read where all of them, or some beside dates, are numbers of days or seconds."""
        if self.date < 0.5 and daynumbers.share(self.values) > 0.9:
            return daynumbers.DayNumbers(daynumbers.could_be(self.values), self.order_of_three)
        if daynumbers.share(self.values, only_five=True) > 0.02:
            epochs = daynumbers.could_be(self.values, only_five=True)
            return daynumbers.DayNumbers(epochs, self.order_of_three, only_five=True)
        return None

    @property
    def order_of_three(self) -> Literal["dmy", "mdy", "ymd"] | None:
        """The order of dates that are written in three parts."""
        return self.order if self.order in ("dmy", "mdy", "ymd") else None

    @cached_property
    def uuid(self) -> float:
        return share(self.values.str.contains(r"^\{?[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?$"))

    @cached_property
    def postcode(self) -> float:
        return share(address.postcode(self.values).is_not_null())

    @cached_property
    def postcode_inside(self) -> float:
        return share(self.values.str.contains(r"\b[1-9][0-9]{3} ?[A-Z]{2}\b")) if self._figures else 0.0

    @cached_property
    def postcode_and_number(self) -> float:
        return share(self.values.str.contains(r"^[1-9][0-9]{3} ?[A-Za-z]{2}[ _/-]?[1-9]")) if self._figures else 0.0

    @cached_property
    def spread_postcodes(self) -> bool:
        """Whether values begin with many different numbers, as postcodes do, and not with a year or two."""
        first = self.values.str.extract("([0-9]{4})").drop_nulls()
        return first.n_unique() > max(2, 0.3 * min(len(first), 60))

    @cached_property
    def date_inside(self) -> float:
        if not self._figures:
            return 0.0
        return share(
            self.values.str.contains(
                light(r"\p{L}.*\b(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})\b")
            )
        )

    @cached_property
    def phone(self) -> float:
        return share(self.values.str.contains(r"^\(?(?:\+31|0031|0)[\s\-()/.]*(?:\d[\s\-()/.]*){8,9}$|^(?:31)?6\d{8}$"))

    @cached_property
    def email(self) -> float:
        return share(self.values.str.contains(r"^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$"))

    @cached_property
    def iban(self) -> float:
        return share(self.values.str.contains(r"^[A-Z]{2}\d{2} ?[A-Z]{4}[\d ]{10,14}$"))

    @cached_property
    def sex(self) -> float:
        return share(self._bare.is_in(_SEXES))

    @property
    def both_sexes(self) -> bool:
        """Whether there are men and women, and nothing but their usual letters or words."""
        found = set(self._bare.unique().to_list())
        return (
            bool(found & {"m", "man", "male"}) and bool(found & {"v", "f", "w", "vrouw", "female"}) and len(found) <= 4
        )

    @cached_property
    def initials(self) -> float:
        return share(
            self.values.str.contains(
                light(r"^(?:\p{Lu}[\p{Ll}]{0,2}\.[\s\-]?){1,7}$|^\p{Lu}{1,5}$|^(?:\p{Lu} ){0,4}\p{Lu}$")
            )
        )

    @cached_property
    def dotted(self) -> float:
        return share(self.values.str.contains(light(r"^(?:\p{Lu}\p{Ll}?\.[\s\-]?){1,7}$")))

    @cached_property
    def sentence(self) -> float:
        """Of what is written in sentences: four words or more, one of them a word that no name or address has."""
        several = self._folded.str.contains(r"^(?:\S+ ){3}")
        if not bool(several.any()):
            return 0.0
        return share(several & self._folded.str.contains(rf"(?:^|[ (])(?:{_PLAIN_WORDS})(?:$|[ ,.;:!?)])"))

    @cached_property
    def hints(self) -> frozenset[str]:
        """What a look at a few values leaves possible where the header does not tell; most columns are nothing of a person."""
        probe = self.values.gather_every(max(1, len(self.values) // PROBE)).to_list()
        enough = 0.3 * len(probe)
        found = {"email"} if sum("@" in value for value in probe) > enough else set()
        figured = Counter(
            value for value in probe if _FIGURE.search(value)
        )  # many columns say the same again and again
        if figured.total() > enough:
            found |= {kind for kind, form in _HINTS.items() if _in_more_than(enough, form, figured)}
        short = (value for value in probe if len(value) <= _LONGEST_RESULT)
        if sum(_NO_LETTER.sub("", value.lower()) in lists.RESULTS for value in short) > enough:
            found.add("result")
        return frozenset(found)

    @cached_property
    def given(self) -> float:
        first = self._folded.str.extract(light(r"^([\p{L}\-']+)")).str.replace_all(r"[\-']", "").fill_null("")
        return share(first.is_in(_GIVEN) & ~self._folded.str.contains(",", literal=True))

    @cached_property
    def worded(self) -> float:
        """Of several words."""
        return share(self.values.str.contains(light(r"\p{L}\s+\S")))

    @cached_property
    def surname(self) -> float:
        sur, sur2 = names.surname_keys(self.values)
        return share((sur.is_in(_SURNAMES) | sur2.is_in(_SURNAMES)) & ~self._bare.is_in(_GIVEN))

    @cached_property
    def prefix(self) -> float:
        return share(self._folded.str.replace(r"$", " ").str.contains(rf"^{PREFIX}$"))

    @cached_property
    def full_name(self) -> float:
        return share(_full_name(self.values, self._folded))

    @cached_property
    def city(self) -> float:
        return share(address.city_key(self.values).is_in(_CITIES))

    @cached_property
    def street(self) -> float:
        return share(self._folded.str.contains(_STREET))

    @cached_property
    def street_number(self) -> float:
        return share(self._folded.str.contains(r"[a-z.]{3,}\.? \d{1,5}\s?-?\s?[a-z0-9]{0,4}(?:$|,)"))

    @cached_property
    def small_number(self) -> float:
        return share(self.values.str.contains(r"^\d{1,4}(?:\s?-?[A-Za-z]{1,3})?$"))

    @cached_property
    def two_letters(self) -> float:
        return share(self.values.str.contains(r"^[A-Za-z]{2}$"))

    def between(self, least: int, most: int) -> float:
        """Of whole numbers from one to another."""
        return share(self.values.cast(pl.Int32, strict=False).is_between(least, most))

    @cached_property
    def capitalised(self) -> float:
        """Of one word, or a few with capitals: what a name looks like that stands in no list."""
        return share(self.values.str.contains(light(r"^\p{Lu}[\p{L}'’]+(?:[ \-]\p{Lu}?[\p{L}'’]+){0,3}$")))

    @cached_property
    def result(self) -> float:
        return share(self._bare.is_in(_RESULTS))

    @cached_property
    def measured(self) -> float:
        return share(self.values.str.contains(r"^[<>≤≥]?=?\s?\d+[.,]\d+$|^[<>≤≥]=?\s?\d+$"))

    @cached_property
    def organisation(self) -> float:
        return share(self._folded.str.contains(lists.ORGANISATION_WORDS))

    @cached_property
    def doctor(self) -> float:
        """Of names with the title of a doctor, or an office, before them and nothing before that."""
        return share(self._folded.str.contains(r"^(?:dr|drs|prof|dokter|huisarts|arts|specialist|apotheker)\b"))

    @cached_property
    def exam(self) -> float:
        return share(self._folded.str.contains(lists.EXAM_WORDS))

    @cached_property
    def counted(self) -> float:
        """How densely whole numbers fill the range up to the largest: near 1 for a counter, near 0 for numbers given out elsewhere."""
        numbers = self._all.cast(pl.Int64, strict=False).drop_nulls()
        largest = numbers.max()
        if len(numbers) < len(self._all) or not isinstance(largest, int) or largest <= 0:
            return 0.0
        return min(1.0, max(numbers.n_unique(), len(numbers) if numbers.n_unique() < len(numbers) else 0) / largest)

    @cached_property
    def unique(self) -> bool:
        return self._all.n_unique() == len(self._all)

    @cached_property
    def exam_code(self) -> float:
        return share(self._bare.is_in(_EXAM_CODES))

    @cached_property
    def care_code(self) -> float:
        """Of the codes of care providers (AGB): eight digits, the first two of which name the profession."""
        return share(self.values.str.contains(r"^0[1-9]\d{6}$")) if self._figures else 0.0

    @cached_property
    def any_digit(self) -> float:
        return share(self.values.str.contains(r"\d"))

    @cached_property
    def digits(self) -> float:
        return share(self.values.str.contains(r"^\d+$"))

    @cached_property
    def mean_length(self) -> float:
        mean = self.values.str.len_chars().mean()
        return float(mean) if isinstance(mean, (int, float)) else 0.0


_PLAIN_WORDS = (
    "is|was|zijn|wordt|werd|worden|heeft|had|hebben|wil|wilde|moet|moest|kan|kon|mag|zal|niet|geen|nog|ook|wel|graag|maar|want|omdat|indien|dat|dit|deze|een|zie|zij|hij|haar|hem|"
    "naar|met|sinds|tijdens|volgens|reeds|alleen|gebeld|bellen|verhuisd|gemeld|bekend|terug|"
    "are|were|has|have|does|not|please|with|and|that|this|should|will|his|her|because|see|only"
)
_HINTS = {
    "nine": re.compile(r"^\W*(?:BSN)?\W*\d(?:\W?\d){7,8}\W*$"),
    "iban": re.compile(r"^\W*[A-Z]{2}\d\d"),
    "postcode": re.compile(r"^\W*\d{4}\W?[A-Za-z]{2}\W*$"),
    "place": re.compile(r"^\W*[1-9]\d{3} ?[A-Za-z]{2}[ _/-]?[1-9]\d{0,4}(?!\d)"),
    "date": re.compile(r"\d{4}\D?\d{2}\D?\d{2}|\d\W{1,3}\d{1,2}\W{1,3}\d|\d{8}|\d\W?[A-Za-z]{3,9}\W{0,3}\d|^[A-Za-z]{3,9}\.? \d"),
    "phone": re.compile(r"\d(?:\W{0,3}\d){8}"),
}  # fmt: skip
"""What every value has, beside a figure, of a column that can be recognised without a telling header."""
_FIGURE = re.compile(r"\d")
_NO_LETTER = re.compile(r"[^a-z0-9]")
_LONGEST_RESULT = 200
_GIVEN, _SURNAMES, _CITIES, _RESULTS, _EXAM_CODES, _SEXES = (
    among(words)
    for words in (GIVEN, SURNAMES, lists.CITIES, lists.RESULTS, lists.EXAM_CODES, ("m", "v", "f", "w", "man", "vrouw", "male", "female", "o", "u", "x"))
)  # fmt: skip
_STREET = r"(?:straat|str\.?|laan|weg|plein|dijk|kade|hof|pad|singel|gracht|steeg|dreef|plantsoen|park|burg|ring|lane|street|road)(?: \d.*)?$"


def _in_more_than(enough: float, form: re.Pattern[str], values: Counter[str]) -> bool:
    """Whether more than so many values have a form; asked until it is told either way, as they may be whole reports."""
    found, left = 0, values.total()
    for value, often in values.items():
        left -= often
        if form.search(value):
            found += often
        if found > enough or found + left <= enough:
            break
    return found > enough


def profile(column: pl.Series) -> Profile:
    """The profile of a column of text."""
    return Profile(column)


def _full_name(values: pl.Series, folded: pl.Series) -> pl.Series:
    """A given name or initials together with something like a surname, in one value."""
    return (
        values.str.contains(light(r"^[\p{Lu}][\p{L}'\-\s]+,\s*(?:\p{Lu}[\p{L}]*\.?[\s\-]?)+"))
        | values.str.contains(light(r"^(?:\p{Lu}\p{Ll}{0,2}\.\s*-?)+\s*[\p{L}' \-]{2,}$"))
        | folded.str.contains(r"^(?:mevr|mw|dhr|de heer|mevrouw|hr)\b")
        | (
            folded.str.extract(light(r"^([\p{L}]+)[ \-]")).is_in(_GIVEN)
            & folded.str.contains(light(r"^[\p{L}'.\- ]+ [\p{L}'\-]{2,}$"))
        )
    )
