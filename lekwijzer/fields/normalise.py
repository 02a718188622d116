"""From raw values by role to the columns that linking compares: one row per mention, in the same order.

What a mention keeps is listed in `MENTION`: identifiers in comparable form and a bit mask of the fields that were filled.
Of an examination or a result only the bit is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.fields import address, bsn, codes, contact, dates, names
from lekwijzer.fields.mend import mended
from lekwijzer.fields.text import lightest, nulls, present, repeats
from lekwijzer.fields.views import Mask, Views
from lekwijzer.model import FIELD_BIT, MULTI, ROLE_FIELD, Role

MENTION: dict[str, type[pl.DataType] | pl.DataType] = {
    "n": pl.UInt32,  # number of the row, message or passage in its part
    "fields": pl.UInt16,  # mask of FIELD_BIT
    "bsn": pl.Int32,  # the digits, also when they fail the 11-test
    "bsn_ok": pl.Boolean,  # null: no BSN
    "sur": pl.String,  # own surname, as written first
    "sur2": pl.String,  # second surname (partner's, or the other half of a double name)
    "given": pl.String,
    "ini": pl.String,
    "dob": pl.Int32,  # yyyymmdd, 00 for an unknown part; negative: a day number whose epoch is still to be decided (`daynumbers`)
    "sex": pl.Int8,  # 1 male, 2 female
    "pc": pl.String,
    "hnr": pl.Int32,
    "hadd": pl.String,
    "street": pl.String,
    "city": pl.String,
    "phone": pl.String,
    "email": pl.String,
    "refs": pl.String,  # linking numbers, each "<kind>:<number>", joined with MULTI; kinds are p, o, s, i, j, e, and k and q with the number of a column
    "rejected": pl.String,  # why this is not a person; null: it may be one
    "digest": pl.UInt64,  # of the whole record: equal digests repeat each other to the letter
}

_REFS = {
    Role.PATIENT_NUMBER: "p:",
    Role.PERSON_REF: "p:",
    Role.ORDER_NUMBER: "o:",
    Role.SPECIMEN_NUMBER: "s:",
    Role.RECORD_ID: "i:",
}
_WORDS = frozenset({
    Role.SURNAME, Role.PARTNER_SURNAME, Role.INITIALS, Role.GIVEN, Role.STREET, Role.CITY, Role.HOUSE_ADDITION,
    Role.NAME, Role.ADDRESS,
})  # fmt: skip
"""Roles whose values repeat themselves, and in which letters may be damaged."""
DOUBTED = "bsn_doubted"
"""A column of a frame of roles beside these: whether the BSN of the row is none, also where it passes the 11-test."""
_NO_BIRTH = [18991230, 18991231, 19000101]
"""Dates that a program writes where it has none: nobody alive was born on them, and they contradict nobody."""


@dataclass(frozen=True, slots=True)
class Text:
    """A column of text without blanks around it, null where it says "nothing here".

    A column that repeats itself is worked out once per distinct value: `distinct` has these, `places` which of them
    stands in each row. Other columns have neither, as finding the distinct values would cost more than it saves.
    """

    values: pl.Series
    distinct: pl.Series | None = None
    places: pl.Series | None = None

    @classmethod
    def of(cls, raw: pl.Series) -> Text:
        """A raw column of words."""
        found = repeats(raw)
        if found is None:
            return cls(mended(present(raw)))
        distinct, places = mended(present(found[0])), found[1]
        return cls(distinct.gather(places), distinct, places)

    def each(self, clean: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
        """`clean` of the column, a frame with a row per value."""
        if self.distinct is None or self.places is None:
            return clean(self.values)
        cleaned = clean(self.distinct)
        return pl.DataFrame([cleaned.get_column(name).gather(self.places) for name in cleaned.columns])

    def one(self, clean: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """`clean` of the column, a value per value."""
        if self.distinct is None or self.places is None:
            return clean(self.values)
        return clean(self.distinct).gather(self.places)

    def any(self, says: str) -> bool:
        """Whether a value fits a pattern."""
        values = self.values if self.distinct is None else self.distinct
        return bool(values.str.contains(lightest(says, values)).any())


Raw = dict[Role, Text]


def normalise(frame: pl.DataFrame, order: dates.Order | None = None) -> pl.DataFrame:
    """The mentions of a frame whose columns are named by `Role` (plus `n`, `digest`, `rejected`), in the same order.

    `order` is how the birth dates of this table are written, where known. The result has exactly the columns of MENTION.
    """
    roles = [Role(c) for c in frame.columns if c in Role.__members__.values()]
    raw = {
        role: Text.of(frame.get_column(role)) if role in _WORDS else Text(present(frame.get_column(role)))
        for role in roles
    }
    length = len(frame)
    out: dict[str, pl.Series] = {"n": frame.get_column("n"), "fields": _mask(raw, length)}
    for step in (_numbers, _name, _birth, _address, _contact):
        out.update(step(raw, order))
    if DOUBTED in frame.columns and "bsn_ok" in out:
        out["bsn_ok"] &= ~frame.get_column(DOUBTED).fill_null(False)
    out["refs"] = _references(raw, length)
    for name in ("rejected", "digest"):
        if name in frame.columns:
            out[name] = frame.get_column(name)
    return pl.DataFrame([
        out[name].cast(dtype).alias(name) if name in out else pl.repeat(None, length, dtype=dtype, eager=True).alias(name)
        for name, dtype in MENTION.items()
    ])  # fmt: skip


def _mask(raw: Raw, length: int) -> pl.Series:
    """Which fields are filled, as bits."""
    filled: dict[str, pl.Series] = {}
    for role, text in raw.items():
        field = ROLE_FIELD.get(role)
        if field is None:
            continue
        here = text.values.is_not_null()
        if role in _HAS_FILLERS:
            here &= ~_fillers(text.values)
        filled[field] = filled[field] | here if field in filled else here
    mask = pl.repeat(0, length, dtype=pl.UInt16, eager=True)
    for field, here in filled.items():
        mask = mask | (here.cast(pl.UInt16) * FIELD_BIT[field])
    return mask


_HAS_FILLERS = frozenset({
    Role.BSN, Role.PHONE, Role.IBAN, Role.BIRTH_DATE, Role.EXAM_DATE, Role.POSTCODE, Role.HOUSE_NUMBER, Role.PATIENT_NUMBER,
})  # fmt: skip
"""Roles in which noughts, or nines for a date, are typed where there is no value."""
_FILLER = r"^[0\s\-/.:+]+$|^9{8,}$|^9{2,4}[\-/. ]9{2}[\-/. ]9{2,4}$|^00[\s\-]?31[0\s\-]*$"


def _like_filler() -> Mask:
    """A table for `Views.start`: two noughts, two nines, or a nought before nothing or a sign."""
    table = np.zeros((256, 256), np.bool_)  # second byte, first byte
    table[48, 48] = table[57, 57] = True
    table[:48, 48] = table[58, 48] = True
    return table.reshape(-1)


_LIKE_FILLER = _like_filler()


def _fillers(values: pl.Series) -> pl.Series:
    """Which values are only noughts, or a date of nines: they stand for nothing. Only those that begin so are looked at."""
    views = Views(values)
    doubtful = np.take(_LIKE_FILLER, views.start())
    if views.valid is not None:
        doubtful &= views.valid
    where = np.flatnonzero(doubtful)
    found = np.zeros(len(values), np.bool_)
    if where.size:
        found[where] = values.gather(where).str.contains(_FILLER).fill_null(False).to_numpy()
    return pl.Series(found)


def _numbers(raw: Raw, _: dates.Order | None) -> dict[str, pl.Series]:
    out: dict[str, pl.Series] = {}
    if Role.BSN in raw:
        number, valid = bsn.clean(raw[Role.BSN].values)
        # A number that people type when they have none is nobody's: it neither links nor contradicts.
        out["bsn"], out["bsn_ok"] = number, valid & ~number.is_in(list(bsn.PLACEHOLDERS))
    if Role.SEX in raw:
        out["sex"] = codes.sex(raw[Role.SEX].values)
    return out


_MASKED = r"\p{L}\*{2,}|\p{L}#{2,}|\p{L}•+"


def _surnames(values: pl.Series) -> pl.DataFrame:
    # Of "Jan***" only the beginning is known: as a name it would be somebody else's.
    first, second = names.surname_keys(values.set(values.str.contains(_MASKED).fill_null(False), None))
    return pl.DataFrame({"sur": first, "sur2": second})


def _full(values: pl.Series) -> pl.DataFrame:
    split = names.split_full(values)
    given = names.given_key(split["given"])
    return pl.DataFrame({
        "initials": names.initials(split["initials"]).fill_null(names.initials_of_given(split["given"])),
        "given": given,
    }).with_columns(_surnames(split["surname"]))  # fmt: skip


def _name(raw: Raw, _: dates.Order | None) -> dict[str, pl.Series]:
    """Surnames, initials and first given name from whichever of the name columns are filled."""
    out: dict[str, pl.Series] = {}
    if Role.SURNAME in raw:
        written, behind = _initials_behind(raw[Role.SURNAME])
        keys = written.each(_surnames)
        out["sur"], out["sur2"] = keys["sur"], keys["sur2"]
    if Role.INITIALS in raw:
        out["ini"] = raw[Role.INITIALS].one(names.initials)
    if Role.GIVEN in raw:
        given = raw[Role.GIVEN]
        out["given"] = given.one(names.given_key)
        from_given = given.one(names.initials_of_given)
        out["ini"] = out["ini"].fill_null(from_given) if "ini" in out else from_given
    if Role.SURNAME in raw and behind is not None:
        out["ini"] = out["ini"].fill_null(behind) if "ini" in out else behind
    if Role.NAME in raw:
        whole = _full(raw[Role.NAME].values)
        if Role.SURNAME not in raw and (Role.GIVEN in raw or Role.INITIALS in raw):
            whole = _with_surnames_of_two_words(whole, raw[Role.NAME].values, out.get("given"), out["ini"])
        for name, column in (("sur", "sur"), ("sur2", "sur2"), ("ini", "initials"), ("given", "given")):
            out[name] = out[name].fill_null(whole[column]) if name in out else whole[column]
        if Role.SURNAME in raw:  # the name somebody goes by beside the maiden name: it must not be lost
            named = (
                whole["sur"].set((whole["sur"] == out["given"]).fill_null(False), None)
                if "given" in out
                else whole["sur"]
            )
            out["sur2"] = out["sur2"].set((out["sur2"] == out["sur"]).fill_null(False), None)
            _add_partner(out, named)
    if Role.PARTNER_SURNAME in raw:
        _add_partner(out, raw[Role.PARTNER_SURNAME].each(_surnames)["sur"])
    return out


def _initials_behind(surname: Text) -> tuple[Text, pl.Series | None]:
    """A column of surnames without the initials behind some of them ("Ould Ahmed K.T."), and these initials; None where there are none."""
    values = surname.values
    if not bool(values.str.ends_with(".").any()):
        return surname, None
    parts = values.str.extract_groups(_WITH_INITIALS).struct.unnest()
    first, behind = (
        part.set(parts.to_series(1).is_in(["V.D.", "V."]), None) for part in parts
    )  # a prefix, and no initials
    if not bool(first.is_not_null().any()):
        return surname, None
    return Text(first.fill_null(values)), names.initials(behind)


_WITH_INITIALS = r"^(.*\p{L}{2,}),? ((?:\p{Lu}\.){1,6}(?: ?\p{Lu}\.){0,5})$"


def _with_surnames_of_two_words(
    whole: pl.DataFrame, values: pl.Series, given: pl.Series | None, initials: pl.Series
) -> pl.DataFrame:
    """Names taken apart, but for two words beside a given name, or beside other initials, of which neither is one: "Ait Ouali" in
    `naam;voornaam`, "Groot Koerkamp" in `naam;voorletters`."""
    words = names.two_words(values)
    here = words["first"].is_not_null() & ~words["usual"]
    if given is not None:
        here &= (words["first"] != given) & (words["second"] != given)
    else:
        here &= whole["initials"].str.head(1) != initials.str.head(1)
    where = here.fill_null(False).arg_true()
    if where.is_empty():
        return whole
    keys = _surnames(values.gather(where))
    nothing = nulls(where.cast(pl.String))
    return pl.DataFrame([
        column.clone().scatter(where, keys[column.name] if column.name in keys.columns else nothing) for column in whole
    ])  # fmt: skip


def _add_partner(out: dict[str, pl.Series], partner: pl.Series) -> None:
    """The partner's surname as the second one, or the only one."""
    if "sur" not in out:
        out["sur"] = partner
        return
    second = out["sur2"].fill_null(partner) if "sur2" in out else partner
    second = second.set((second == out["sur"]).fill_null(False), None)
    only = out["sur"].is_null()
    out["sur"], out["sur2"] = out["sur"].fill_null(partner), second.set(only, None)


def _birth(raw: Raw, order: dates.Order | None) -> dict[str, pl.Series]:
    dob: pl.Series | None = None
    if Role.BIRTH_DATE in raw:
        dob = dates.births(raw[Role.BIRTH_DATE].values, order)
    if Role.BIRTH_YEAR in raw and (dob is None or dob.null_count()):
        year, month, day = (
            raw[role].values if role in raw else None for role in (Role.BIRTH_YEAR, Role.BIRTH_MONTH, Role.BIRTH_DAY)
        )
        assert year is not None
        parts = dates.from_parts(year, month, day)
        dob = parts if dob is None else dob.fill_null(parts)
    return {} if dob is None else {"dob": dob.set(dob.is_in(_NO_BIRTH), None)}


def _address(raw: Raw, _: dates.Order | None) -> dict[str, pl.Series]:
    parts = dict(raw)
    if Role.ADDRESS in raw:
        for column in (split := address.split_line(raw[Role.ADDRESS].values)).columns:
            role = Role(column)
            parts[role] = Text(parts[role].values.fill_null(split[column]) if role in parts else split[column])
    if Role.STREET in parts and parts[Role.STREET].any(_NUMBER_BEHIND):
        number = parts.get(Role.HOUSE_NUMBER)
        split_off = _number_out_of_street(parts[Role.STREET].values, number.values if number else None)
        parts[Role.STREET], parts[Role.HOUSE_NUMBER] = (Text(values) for values in split_off)
    out: dict[str, pl.Series] = {}
    if Role.POSTCODE in parts:
        out["pc"] = parts[Role.POSTCODE].one(address.postcode)
    if Role.STREET in parts:
        out["street"] = parts[Role.STREET].one(address.street_key)
    if Role.HOUSE_NUMBER in parts:
        out["hnr"], out["hadd"] = address.house_number(parts[Role.HOUSE_NUMBER].values)
    if Role.HOUSE_ADDITION in parts:
        extra = parts[Role.HOUSE_ADDITION].one(address.addition)
        out["hadd"] = extra if "hadd" not in out else out["hadd"].fill_null(extra)
    if Role.CITY in parts:
        out["city"] = parts[Role.CITY].one(address.city_key)
    return out


_NUMBER_BEHIND = r"\D[ ,]\d{1,5}(?:\W{0,3}\w{1,6})?$"


def _number_out_of_street(street: pl.Series, number: pl.Series | None) -> tuple[pl.Series, pl.Series]:
    """Street and number where the number stands behind the street and no column of its own has it."""
    number = nulls(street) if number is None else number
    both = (number.is_null() & street.str.contains(lightest(_NUMBER_BEHIND, street))).arg_true()
    if both.is_empty():
        return street, number
    here = street.gather(both)
    split = address.split_line(here)
    return (
        street.clone().scatter(both, split["street"].fill_null(here)),
        number.clone().scatter(both, split["house_number"]),
    )


def _contact(raw: Raw, _: dates.Order | None) -> dict[str, pl.Series]:
    out: dict[str, pl.Series] = {}
    if Role.PHONE in raw:
        out["phone"] = contact.phone(raw[Role.PHONE].values)
    if Role.EMAIL in raw:
        out["email"] = contact.email(raw[Role.EMAIL].values)
    return out


def _references(raw: Raw, length: int) -> pl.Series:
    """All linking numbers of a record in one value, each with the letter of its kind."""
    columns = []
    for role, letter in _REFS.items():
        if role in raw:
            keys = codes.number_key(raw[role].values)
            if bool(keys.str.contains(MULTI, literal=True).any()):
                keys = keys.str.replace_all(MULTI, MULTI + letter, literal=True)
            columns.append((letter + keys).alias(role.value))
    if not columns:
        return pl.repeat(None, length, dtype=pl.String, eager=True)
    if len(columns) == 1:
        return columns[0]
    joined = pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=MULTI, ignore_nulls=True)).to_series()
    return joined.set(joined.str.len_bytes() == 0, None)
