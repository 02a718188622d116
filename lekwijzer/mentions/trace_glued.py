"""Traces of values that stand without a space between them, or over several columns.

"1234AB12" and "1234 | AB | 12" are a postcode with its house number, "19800312999990019" a date before a citizen service
number, "AK19600503" initials before a birth date, "annakramer" a name as people log in with it. Alone the half of such a
value tells nobody apart; with the other half beside it, it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.fields import address, bsn, contact, dates
from lekwijzer.fields.text import fold

_SIGNS = r"[^0-9A-Za-z\n]{0,3}"
_NUMBER_BEHIND = rf"(?:^|[^0-9])[1-9][0-9]{{3}}{_SIGNS}[A-Za-z]{{2}}{_SIGNS}[xX]?[0-9]+"
_NUMBER_BEFORE = rf"(?:^|[^0-9])[0-9]+_{_SIGNS}[1-9][0-9]{{3}}{_SIGNS}[A-Za-z]{{2}}"
"""Other signs end words, and are seen without this."""
_PARTS_BEHIND = rf"([1-9][0-9]{{3}}){_SIGNS}([A-Za-z]{{2}}){_SIGNS}[xX]?0*([0-9]{{1,5}})$"
_PARTS_BEFORE = rf"(?:^|[^0-9])0*([0-9]{{1,5}})_{_SIGNS}([1-9][0-9]{{3}}){_SIGNS}([A-Za-z]{{2}})$"

MONTH_NAME = (
    r"(?i:jan(?:u?ar[iy]e?)?|feb(?:r?u?ar[iy]e?|r)?|m(?:rt|aart|ar(?:ch|z)?)|apr(?:ill?)?|mei|may|ju[nl][iey]?|aug(?:ust(?:us)?)?|sept?(?:ember)?"
    r"|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""No word that only begins so: in a list, "4 Jansen 04-12-1993" is no day of January."""
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:19|20)[0-9]{2}"
BIRTH_YEAR = "(?:19[0-9]{2}|20[01][0-9])"
_EIGHT, _SIX = (
    rf"(?:{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_YEAR})",
    rf"(?:[0-9]{{2}}{_MONTH}{_DAY}|{_DAY}{_MONTH}[0-9]{{2}})",
)
_BESIDE_NUMBER = rf"(?:0+|{_EIGHT}(?:[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?|{_SIX})"
"""Noughts, or a date, perhaps with the time."""
_LONG_NUMBER = "[0-9]{10}"
_GROUP_SIGNS = r"[^0-9A-Za-z\n]{1,3}"
_GROUPS = rf"[0-9]{{3}}(?:{_GROUP_SIGNS}[0-9]{{3}}){{2,}}|[0-9]{{4}}{_GROUP_SIGNS}[0-9]{{2}}{_GROUP_SIGNS}[0-9]{{3}}|[0-9](?:{_GROUP_SIGNS}[0-9]){{8}}"
"""A number in threes, among others of three figures; in four, two and three; or figure by figure."""
_MOST_GROUPS = 1_000
"""Groups of one run that are looked at."""

_LETTER = r"[A-Za-z\x{C0}-\x{24F}]"
_INITIALS = rf"{_LETTER}{{2,5}}[._\-]{{0,2}}|(?:{_LETTER}\. ?){{2,4}},? ?"
_CAPITALS = r"[A-Z\x{C0}-\x{DE}]{2,4}[ ,;|(]{1,3}"
_BORN = rf"{_YEAR}[-/.]?{_MONTH}[-/.]?{_DAY}|{_DAY}[-/.]?{_MONTH}[-/.]?{_YEAR}|[0-9]{{6}}"
_BEFORE_DATE = rf"(?:^|[^0-9A-Za-z\x{{C0}}-\x{{24F}}])(?:{_INITIALS}|{_CAPITALS})(?:{_BORN})(?:$|[^0-9])"
_BEHIND_DATE = rf"(?:^|[^0-9])(?:{_BORN})[._\-]?{_LETTER}{{2,5}}(?:$|[^A-Za-z\x{{C0}}-\x{{24F}}])"
_BESIDE_FIGURES = (
    rf"{_LETTER}[^0-9A-Za-z\n]{{0,4}}[0-9]{{2,4}}[-/.]?[0-9]{{2}}[-/.]?[0-9]{{2}}|[0-9]{{4}}[._\-]?{_LETTER}{{2}}"
)

_LOGIN = r"[a-z][a-z._\-]{4,50}[a-z]"
_SHORTEST_LOGIN, _SHORTEST_USER = 6, 3
_USER = r"(?:user|usr|login|logon|gebruiker|account|owner|home|username|uid)[a-z]{0,6}[ \"']{0,2}[=:/\\ ]{1,2}[ \"']{0,2}[a-z][a-z._\-]{2,50}"
_CAMEL = r"(?-u:\b)(?:[A-Z]{1,3}[A-Z][a-z]{2,}|[A-Z][a-z]{2,}[A-Z]{1,3})(?-u:\b)"
_LIKE_USER = "user|usr|login|logon|gebruiker|account|owner|home|uid"
_SAYS_USER = re.compile(rf"(?i)(?<![a-z])(?:{_LIKE_USER})")
_PREFIXED = (
    r"^([a-z]+?)(?:van(?:de[rn]?)?|vd|de[rn]?|te[rn]?)([a-z]{2,})$",
    r"^([a-z]+)(?:van(?:de[rn]?)?|vd|de[rn]?|te[rn]?)([a-z]{2,})$",
)
"""Where a prefix first and last may be: "annavandermeer"."""
OF_USER = "@"
"""Said of a login that it stands in a mail address, is called a user or has its capitals: it may also be an initial and a surname."""


class Looked:
    """Texts with figures that were asked all at once which forms they have: each question by itself costs as much as ten together."""

    def __init__(self, text: pl.Series, n: pl.Series) -> None:
        self.text, self.n = text, n
        self._has = text.to_frame("t").select_seq(_FORMS)

    def has(self, form: str) -> bool:
        """Whether a text has this form."""
        return bool(self._has.get_column(form).any())

    def where(self, form: str) -> pl.Series:
        """Which texts have it."""
        return self._has.get_column(form)

    def found(self, form: str, taken: str = "") -> pl.DataFrame:
        """What has this form in the texts, each beside the number of its row."""
        return _taken(self.text, self.n, self.where(form), taken or form)


def addresses(looked: Looked) -> Iterator[pl.DataFrame]:
    """Postcodes with the house number that stands at them, as `n`, `pc`, `words`."""
    for form, parts, order in (
        (_NUMBER_BEHIND, _PARTS_BEHIND, (0, 1, 2)),
        (_NUMBER_BEFORE, _PARTS_BEFORE, (1, 2, 0)),
    ):
        if looked.has(form):
            some = looked.found(form)
            groups = some.get_column("value").str.extract_groups(parts).struct.unnest()
            figures, letters, number = (groups.to_series(i) for i in order)
            yield _address(some.get_column("n"), figures, letters, number)


def _address(n: pl.Series, figures: pl.Series, letters: pl.Series, number: pl.Series) -> pl.DataFrame:
    code = address.postcode((figures + letters).alias("pc"))
    return pl.DataFrame([n.alias("n"), code, (" " + number + " |").alias("words")]).drop_nulls()


def numbers(looked: Looked) -> Iterator[pl.DataFrame]:
    """Citizen service numbers at a date, among noughts or in groups, as `n`, `bsn`."""
    if looked.has(_LONG_NUMBER):
        some = looked.found(_LONG_NUMBER, "[0-9]+")
        run = pl.col("value")
        two = run.str.len_bytes() == 18
        candidates = [
            run.str.extract(rf"^{_BESIDE_NUMBER}([0-9]{{9}})$"),
            run.str.extract(rf"^([0-9]{{9}}){_BESIDE_NUMBER}$"),
        ]
        candidates += [pl.when(two).then(run.str.head(9)), pl.when(two).then(run.str.tail(9))]
        yield _valid(some.select("n", pl.concat_list(candidates).alias("value")).explode("value"))
    if looked.has(_GROUPS):
        some = looked.found(_GROUPS)
        figures = pl.col("value").str.replace_all("[^0-9]", "")
        longest = some.get_column("value").str.count_matches("[0-9]").max()
        assert isinstance(longest, int)
        windows = [figures.str.slice(3 * i, 9) for i in range(min(longest // 3 - 2, _MOST_GROUPS))]
        yield _valid(some.select("n", pl.concat_list(windows).alias("value")).explode("value"))


def digests(looked: Looked) -> Iterator[pl.DataFrame]:
    """Numbers as long as an MD5, SHA-1 or SHA-256, as `n`, `key`: that of a citizen service number is no secret to who knows the number."""
    if looked.has(_DIGEST):
        some = looked.found(_DIGEST, _DIGEST + "[0-9A-Fa-f]*")
        some = some.filter(pl.col("value").str.len_bytes().is_in([32, 40, 64]))
        yield some.select("n", pl.col("value").str.to_lowercase().alias("key"))


_OVER_LINES = r"[0-9][0-9. ]{0,9}[^0-9A-Za-z\n]{0,3}\n[^0-9A-Za-z\n]{0,8}[0-9][0-9. ]{0,9}"
_QUOTED = r"[>|* \t]{0,8}"
"""What may stand in front of a line: the sign of a quotation, a border, blanks."""
_STEP = rf"[ \-()/.]{{0,2}}(?:[ \t]{{0,2}}\n{_QUOTED})?"
_PHONE_OVER = rf"(?:\+31|0031|(?:^|[^0-9])0){_STEP}[1-9](?:{_STEP}[0-9]){{8}}(?:$|[^0-9])"
_PART = rf"(?:[-/. ]|[-/. ]?[ \t]{{0,2}}\n{_QUOTED}[-/.]?)"
_DATE_OVER = rf"(?:^|[^0-9])(?:[0-3]?[0-9]{_PART}(?:[01]?[0-9]|{MONTH_NAME}){_PART}{BIRTH_YEAR}|{BIRTH_YEAR}{_PART}[01][0-9]{_PART}[0-3][0-9])"
_EMAIL_OVER = r"[A-Za-z0-9._%+\-]*(?:\n[>|* \t]{0,8})?@(?:[A-Za-z0-9.\-]*\n[>|* \t]{0,8})?[A-Za-z0-9.\-]*[A-Za-z]{2}"
_ENDS, _BEGINS = (
    rf"(?:[0-9]|[0-9][- ]{MONTH_NAME})[^0-9A-Za-z]{{0,3}}$",
    rf"^[^0-9A-Za-z]{{0,8}}(?:[0-9]|{MONTH_NAME}[- ][0-9])",
)
_MAIL_ENDS, _MAIL_BEGINS = r"@[A-Za-z0-9.\-]*[ \t]*$", rf"^{_QUOTED}@[A-Za-z]"
"""How a line ends, and the next begins, where a number, a date or a mail address may go on over it."""
_BROKEN = pl.col("value").str.contains("\n", literal=True)
EDGE = 60
"""Letters on either side of the end of a line in which such a value stands."""


_DIGEST = "[0-9A-Fa-f]{32}"
_FORMS = [
    pl.col("t").str.contains(form).alias(form)
    for form in (_NUMBER_BEHIND, _NUMBER_BEFORE, _LONG_NUMBER, _GROUPS, _BESIDE_FIGURES, _DIGEST)
]
_NONE = pl.DataFrame(schema={"n": pl.UInt32, "value": pl.String})
_NO_WORDS = _NONE.with_columns(pl.lit(None, pl.String).alias("words"))
_NO_LOGINS = _NO_WORDS.rename({"value": "login"})


def may_go_on(lines: pl.Series, after: pl.Series) -> pl.Series:
    """Behind which of some lines such a value may go on."""
    numbers = lines.str.contains(_ENDS) & after.str.contains(_BEGINS)
    return (numbers | lines.str.contains(_MAIL_ENDS) | after.str.contains(_MAIL_BEGINS)).fill_null(False)


def over_lines(text: pl.Series, near: pl.Series, n: pl.Series) -> Iterator[pl.DataFrame]:
    """Values that are broken at the end of a line, as `n` with `bsn`, `phone`, `email`, or `dob` and what stands `near` it."""
    broken = text.str.contains("\n", literal=True).fill_null(False)
    if not broken.any():
        return
    text, near, n = text.filter(broken), near.filter(broken), n.filter(broken)
    some = _found(text, n, _OVER_LINES)
    if len(some):
        yield _valid(some.select("n", pl.col("value").str.replace_all("[^0-9]", "")))
    for key, form, clean in (("phone", _PHONE_OVER, phone), ("email", _EMAIL_OVER, _mail)):
        some = _found(text, n, form).filter(_BROKEN)
        if len(some):
            yield pl.DataFrame([some.get_column("n"), clean(some.get_column("value")).alias(key)]).drop_nulls()
    at = _found(text, pl.int_range(len(n), dtype=pl.UInt32, eager=True).alias("n"), _DATE_OVER).filter(_BROKEN)
    if len(at):
        born, place = _dob(at.get_column("value")).alias("dob"), at.get_column("n")
        yield pl.DataFrame([n.gather(place).alias("n"), born, near.gather(place).alias("near")]).drop_nulls()


def phone(values: pl.Series) -> pl.Series:
    """Telephone numbers without the signs between their figures."""
    return contact.phone(values.str.replace_all(r"[^0-9+]", ""))


def _mail(values: pl.Series) -> pl.Series:
    return contact.email(values.str.replace_all(r"\s*\n[>|*\s]*", ""))


def _dob(values: pl.Series) -> pl.Series:
    return dates.clean(values.str.replace_all(r"[^0-9A-Za-z]+", "-").str.strip_chars("-"), None)


def _valid(some: pl.DataFrame) -> pl.DataFrame:
    some = some.filter(pl.col("value").str.len_bytes() == 9)
    value, valid = bsn.clean(some.get_column("value"))
    return pl.DataFrame([some.get_column("n"), value.set(~valid.fill_null(False), None).alias("bsn")]).drop_nulls()


def initials(looked: Looked) -> Iterator[pl.DataFrame]:
    """Birth dates with initials at them, as `n`, `dob` and `words`: the letters, behind a sign that says that there are no others."""
    if not looked.has(_BESIDE_FIGURES):
        return
    where = looked.where(_BESIDE_FIGURES)
    text, n = looked.text.filter(where), looked.n.filter(where)
    for form, side in ((_BEFORE_DATE, "^[^0-9]*"), (_BEHIND_DATE, "[^0-9]*$")):
        some = _found(text, n, form)
        if len(some):
            value = some.get_column("value")
            letters = fold(value).str.extract(f"({side})").str.replace_all("[^a-z]+", "")
            figures = value.str.replace_all(r"[^0-9./\-]+", " ").str.strip_chars(" ./-")
            six = figures.str.contains("^[0-9]{6}$")
            turned = figures.str.slice(4, 2) + figures.str.slice(2, 2) + figures.str.slice(0, 2)
            for read in (
                figures.set(six, None),
                *(century + f.set(~six, None) for century in ("19", "20") for f in (figures, turned)),
            ):
                born = dates.clean(read, None)
                yield pl.DataFrame(
                    [some.get_column("n"), born.alias("dob"), ("^" + letters).alias("words")]
                ).drop_nulls()


def logins(text: pl.Series, low: pl.Series, n: pl.Series) -> pl.DataFrame:
    """In a text, as it is and folded, words that may be a given name and a surname written as one, as `n`, `login` and `words`; of users also an initial and a surname."""
    users = _found(low, n, _LIKE_USER, _USER)
    if len(users):
        users = pl.DataFrame([users.get_column("n"), users.get_column("value").str.extract(r"([a-z][a-z._\-]+)$")])
    camel = _found(text, n, _CAMEL).with_columns(pl.col("value").str.to_lowercase())
    words = pl.concat([_called(users, OF_USER), _called(camel, OF_USER), _called(_found(low, n, _LOGIN), None)])
    if words.is_empty():
        return _NO_LOGINS
    parts = words.filter(words.get_column("value").str.contains("_", literal=True))
    if len(parts):
        words = pl.concat([words, parts.with_columns(pl.col("value").str.split("_")).explode("value")])
    return _together(words)


def of_users(batch: pl.DataFrame, table: TableMap) -> Iterator[pl.DataFrame]:
    """The same of columns of users, in a table that is about nobody."""
    for column in table.columns:
        if f"c{column.index}" in batch.columns and _SAYS_USER.search(column.header):
            low = fold(batch.get_column(f"c{column.index}"))
            users = pl.DataFrame([batch.get_column("n"), low.alias("value")]).drop_nulls()
            yield _together(
                _called(users.filter(pl.col("value").str.contains(r"^[a-z._\-]{3,50}[0-9]{0,4}$")), OF_USER)
            )


def of_mail(addresses: pl.Series, n: pl.Series) -> pl.DataFrame:
    """The same of mail addresses."""
    return _together(_called(pl.DataFrame([n.alias("n"), addresses.str.extract("^([^@]+)@").alias("value")]), OF_USER))


def _called(some: pl.DataFrame, words: str | None) -> pl.DataFrame:
    """Each value once, as `n`, `value` and `words`."""
    if some.is_empty():
        return _NO_WORDS
    once = some[some.get_column("value").arg_unique()]
    return pl.DataFrame([*once.get_columns(), pl.Series("words", [words], pl.String).new_from_index(0, len(once))])


def _together(words: pl.DataFrame) -> pl.DataFrame:
    """The letters of words run together, and also without what may be a prefix in them."""
    login = words.get_column("value").str.replace_all("[^a-z]+", "").alias("login")
    found = pl.DataFrame([words.get_column("n"), login, words.get_column("words")])
    found = found.unique(["login", "words"], maintain_order=True)
    prefixed = found.filter(found.get_column("login").str.contains("[a-z](?:van|vd|de|te)[a-z]{2}"))
    for form in _PREFIXED if len(prefixed) else ():
        once = prefixed.with_columns(pl.col("login").str.replace(form, "${1}${2}"))
        found = pl.concat([found, once, once.with_columns(pl.col("login").str.replace(_PREFIXED[1], "${1}${2}"))])
    shortest = found.get_column("words").is_null().to_numpy() * (_SHORTEST_LOGIN - _SHORTEST_USER) + _SHORTEST_USER
    found = found.filter(found.get_column("login").str.len_bytes().to_numpy() >= shortest)
    return found.unique(["login", "words"], maintain_order=True) if len(prefixed) else found


_FIGURES_OF_BSN = 9


def in_columns(batch: pl.DataFrame, table: TableMap) -> Iterator[pl.DataFrame]:
    """A number or a postcode with house number over columns beside one another that are used for nothing, told by how wide these are."""
    unused = {c.index for c in table.columns if c.role is None or table.about == "nothing"}
    wide: dict[int, int] = {}
    for i in sorted(unused):
        if f"c{i}" in batch.columns:
            widest = batch.get_column(f"c{i}").str.len_bytes().max()
            wide[i] = widest if isinstance(widest, int) else 0
    for i in wide:
        widths = _until_nine(wide, i)
        if len(widths) > 1:
            parts = [pl.col(f"c{i + by}").str.zfill(width) for by, width in enumerate(widths)]
            yield _valid(batch.select("n", pl.concat_str(parts).alias("value")).drop_nulls())
        widths = [wide.get(i + by, 0) for by in range(3)]
        if widths[:2] == [4, 2] and 0 < widths[2] <= 6:
            figures, letters, number = (batch.get_column(f"c{i + by}") for by in range(3))
            number = number.str.extract("^0*([0-9]{1,5})")
            yield _address(batch.get_column("n"), figures, letters, number)


def _until_nine(wide: dict[int, int], first: int) -> list[int]:
    """The widths of the columns from one on that are together as wide as a citizen service number; none where there are no such."""
    widths: list[int] = []
    while sum(widths) < _FIGURES_OF_BSN and (width := wide.get(first + len(widths), 0)):
        widths.append(width)
    return widths if sum(widths) == _FIGURES_OF_BSN else []


def _found(text: pl.Series, n: pl.Series, form: str, taken: str = "") -> pl.DataFrame:
    """What has a form in some texts, each beside the number of its row."""
    return _taken(text, n, text.str.contains(form), taken or form)


def _taken(text: pl.Series, n: pl.Series, where: pl.Series, form: str) -> pl.DataFrame:
    if not where.any():
        return _NONE
    taken = text.filter(where).str.extract_all(form)
    counts = taken.list.len().to_numpy()
    numbers = pl.Series("n", n.filter(where).to_numpy().repeat(counts))
    return pl.DataFrame([numbers, taken.explode(empty_as_null=False).alias("value")])
