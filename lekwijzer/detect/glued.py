"""Columns that hold several things of a person in one cell: "Anna de Wit | 12-03-1980 | 3511 AB Utrecht".

Such a column is taken apart where nearly all of its cells have the same number of the same sign, or are a name with a date
or a number in whatever order ("999990342 A. de Wit (12-03-1980)"), and what they hold is of a person by its values: a name
beside a birth date, an address, a number. The parts are columns of their own behind the others; a cell that is written
otherwise stays whole. What the header gives to a doctor, an insurer or somebody else stays whole, too: in parts, the address
of the practice would be the patient's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from lekwijzer.detect.date_order import share
from lekwijzer.detect.headers import names_a_person, read
from lekwijzer.detect.judge import NAMES, SURER, Column, dropped, judge
from lekwijzer.detect.keyed import Keyed, keyed
from lekwijzer.detect.values import profile
from lekwijzer.fields import bsn
from lekwijzer.fields.text import light
from lekwijzer.model import Role

_SIGNS = ("\n", " | ", " / ", " ; ", "; ", "|", " - ", ", ", "^", "~")
"""What stands between parts, the surest first."""
_MOST = 8
_PROBE = 60
_WIDEST = 300
"""Columns beyond which a table has a column for everything, and asking each of them takes long."""
_SHORTEST, _LONGEST = 10, 400
_WORDS, _VALID = 80, 0.5
_RECORD = 24
"""Letters that a cell has on average that is a record."""
_NAMED = light(r"\p{L}{2}.*[^\p{L}0-9].*[0-9]{2}|[0-9]{2}.*[^\p{L}0-9].*\p{L}{2}")
"""A name and figures. Most columns have neither in most cells, and are let go at once."""
_FIGURES = re.compile(r"[0-9]{4}|[0-9][-/. ][0-9]|@")
"""What everything has that tells people apart."""
_SAME = 0.9
_TELLING = {Role.BSN, Role.BIRTH_DATE, Role.POSTCODE, Role.EMAIL, Role.PHONE, Role.ADDRESS, Role.IBAN}


@dataclass(frozen=True, slots=True)
class Glued:
    """A column to be taken apart: by what, into how many, and where the parts begin."""

    index: int
    sign: str
    parts: int
    first: int
    labels: tuple[str, ...]

    def columns(self) -> list[pl.Expr]:
        """The parts, and what remains of the column itself."""
        cell = pl.col(f"c{self.index}")
        fits = cell.str.count_matches(self.sign, literal=True) == self.parts - 1
        pieces = cell.str.splitn(self.sign, self.parts)
        return [
            pl.when(fits).then(None).otherwise(cell).alias(f"c{self.index}"),
            *(
                pl.when(fits & (pieces.struct.field(f"field_{i}").str.strip_chars() != ""))
                .then(pieces.struct.field(f"field_{i}").str.strip_chars())
                .alias(f"c{self.first + i}")
                for i in range(self.parts)
            ),
        ]


_BORDER = r"(?:^|[^0-9\p{L}])"
_NUMBER = light(rf"{_BORDER}([0-9]{{5,10}})(?:$|[^0-9\p{{L}}])")
_DATE = light(
    rf"{_BORDER}([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.](?:19|20)[0-9]{{2}})(?:$|[^0-9\p{{L}}])"
)
_SEX = r"[(\[,;] ?([MVF]) ?[)\],;]"
_LABELS = r"(?i)\b(?:bsn|geb(?:oren|oortedatum|\. ?dat(?:um|\.))?(?: op)?|dob|born|pat(?:i[eë]nt)?\.? ?(?:nr|nummer|id))\b[.:]*"
_NAME_ONLY = light(
    r"^[\p{L}?'&\\\x{FFFD}][^0-9@]{2,60}$|^[\p{L}&\\].{0,40}(?:&#?[0-9A-Za-z]+;|\\[ux][0-9A-Fa-f]{2}).{0,40}$"
)
"""What is left may have letters lost or written out; with other figures it is no name."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """A column of names with a date, a number or a sex, told apart by what they look like."""

    index: int
    first: int
    labels: tuple[str, ...]

    def columns(self) -> list[pl.Expr]:
        """The name, date, number and sex, and what remains of the column itself."""
        cell = pl.col(f"c{self.index}")
        told = [cell.str.extract(form) for form in (_DATE, _NUMBER, _SEX)]
        name = cell
        for form in (_SEX, _DATE, _NUMBER, _LABELS, r"[()\[\]|:/]|;(?:\s|$)"):
            name = name.str.replace_all(form, " ")
        name = name.str.replace_all(r"\s+", " ").str.strip_chars(" ,-.")
        one = (cell.str.count_matches(_DATE) <= 1) & (cell.str.count_matches(_NUMBER) <= 1)  # and not two people
        fits = one & name.str.contains(_NAME_ONLY) & (told[0].is_not_null() | told[1].is_not_null())
        parts = [pl.when(fits).then(part).alias(f"c{self.first + i}") for i, part in enumerate((name, *told))]
        return [pl.when(fits).then(None).otherwise(cell).alias(f"c{self.index}"), *parts]


Piece = Glued | Mixed | Keyed
_TWO = r"\s*(?:[/|&+\n]|;|\b(?:en|and)\b)\s*"
"""What stands between two people in one cell."""
_WHOLE = light(r"\p{L}{2}.*[0-9]{4}|[0-9]{4}.*\p{L}{2}")


def one_each(frame: pl.DataFrame, pieces: Sequence[Piece]) -> pl.DataFrame:
    """Rows of which a cell holds several people, each with a name and a number or date, as a row for each of them."""
    for piece in pieces:
        if isinstance(piece, Mixed):
            cell = frame.get_column(f"c{piece.index}")
            several = (cell.str.count_matches(_DATE) > 1) | (cell.str.count_matches(_NUMBER) > 1)
            where = several.fill_null(False).arg_true()
            if len(where):
                frame = _parted(frame, where, piece.index)
    return frame


def _parted(frame: pl.DataFrame, where: pl.Series, index: int) -> pl.DataFrame:
    """A frame in which some rows are as many rows as there are people in a cell, if each of these is whole."""
    name = f"c{index}"
    frame = frame.with_row_index("at")
    some = frame[where].with_columns(pl.col(name).str.replace_all(_TWO, "\x1f").str.split("\x1f"))
    whole = pl.col(name).list.eval(pl.element().str.replace_all(_LABELS, "").str.contains(_WHOLE)).list.all() & (
        pl.col(name).list.len() > 1
    )
    some = some.filter(whole)
    rest = frame.filter(~pl.col("at").is_in(some.get_column("at").implode()))
    return pl.concat([rest, some.explode(name)]).sort("at", maintain_order=True).drop("at")


def _mixed(label: str, values: pl.Series, index: int, first: int) -> Mixed | None:
    """A column taken for names with more in their cells; None when it is not."""
    length = values.str.len_chars().mean()
    if len(values) < 3 or not isinstance(length, float) or not _SHORTEST <= length <= _WORDS:
        return None
    person = names_a_person(label) or read(label).role in NAMES
    mixed = Mixed(index, first, ())
    values = one_each(values.alias(f"c{index}").to_frame(), [mixed]).to_series()
    parts = values.to_frame().select(mixed.columns())
    if parts.to_series(0).null_count() < _SAME * len(values) or _are_sentences(parts.to_series(1)):
        return None
    number = parts.to_series(3).drop_nulls()
    valid = len(number) and (bsn.clean(number)[1].fill_null(False).mean() or 0) > _VALID  # type: ignore[operator]
    labels = ("naam" if person else "", "", "patientnummer" if len(number) and person and not valid else "", "")
    roles = [judge(i, text, read(text), profile(parts.to_series(i + 1))).role for i, text in enumerate(labels)]
    telling = set(roles) & (_TELLING | ({Role.PATIENT_NUMBER} if person else set()))
    return Mixed(index, first, labels) if roles[0] in NAMES and telling else None


_SMALL_IN_NAMES = r"\b(?:van|den|der|het|ten|ter|tot|von|vom|zum|zur|und|aan|bij|del|des|dos|las|los|heer|mevr|mevrouw|dhr|wed|jr|sr)\b"
_SMALL_WORD = r"(?:^|[^\p{L}])\p{Ll}{3,}"
_FEW, _ALL_SMALL, _SAID = 2, 6, 0.3
"""Words in small letters that no name has, words of a name that is all in small letters, and how many such cells are too many."""


def _are_sentences(names: pl.Series) -> bool:
    """Whether what is left beside dates and numbers is not names but what is said of people: that is read as text."""
    names = names.drop_nulls()
    small = names.str.replace_all(_SMALL_IN_NAMES, " ").str.count_matches(_SMALL_WORD)
    cased = names.str.contains(r"\p{Lu}")
    return share((cased & (small >= _FEW)) | (~cased & (small >= _ALL_SMALL))) > _SAID


def find(header: Sequence[str] | None, sample: pl.DataFrame) -> list[Piece]:
    """The columns of a table that are to be taken apart; none in nearly every table."""
    width = len([c for c in sample.columns if c.startswith("c") and c[1:].isdigit()])
    found: list[Piece] = []
    if width > _WIDEST:
        return found
    for i in range(width):
        column = sample.get_column(f"c{i}").drop_nulls()
        some = column.gather_every(max(1, len(column) // _PROBE))
        values = some.to_list()  # a hundred at most: asking them here costs less than asking the column
        if not _tell_apart(values):
            continue
        sign, parts = _sign(values)
        label = header[i] if header and i < len(header) else ""
        first = width + sum(len(g.labels) for g in found)
        wordy = some.str.len_chars().mean() >= _RECORD  # type: ignore[operator]
        if wordy and not _of_another(label) and (record := keyed(some, i, first)):
            found.append(record)
            continue
        names = label.split(sign.strip() or sign) if sign else []
        labels = tuple(name.strip() for name in names) if len(names) == parts else ("",) * parts
        if _of_another((labels[0] if labels else "") or label):
            continue
        if sign:
            glued = Glued(i, sign, parts, first, labels)
            if _of_a_person(some, glued):
                found.append(glued)
                continue
        if some.str.contains(_NAMED).mean() >= _SAME and (mixed := _mixed(label, some, i, first)):  # type: ignore[operator]
            found.append(mixed)
    return found


def any_used(columns: Sequence[Column], pieces: Sequence[Piece]) -> bool:
    """Whether a part of a column that was taken apart is taken for anything."""
    return any(columns[i].role for piece in pieces for i in range(piece.first, piece.first + len(piece.labels)))


def together(columns: Sequence[Column], pieces: Sequence[Piece]) -> list[Column]:
    """The columns, with the name that stands in one cell with a birth date or BSN as that person's, and no other column's name.

    A name beside them, of whom nothing else is known, is of who wrote them down.
    """
    out = list(columns)
    for piece in pieces:
        inside = range(piece.first, piece.first + len(piece.labels))
        lost = next((i for i in inside if out[i].why == SURER + Role.NAME.value), None)
        if lost is None or not any(out[i].role in (Role.BSN, Role.BIRTH_DATE) for i in inside):
            continue
        outside = [c for c in out if c.index not in inside]
        if not any(c.role in _TELLING for c in outside):
            for writer in outside:  # none is left where it was told before that these are of who works there
                if writer.role is Role.NAME:
                    out[writer.index] = dropped(
                        writer, "the name stands with the birth date or number, in another column"
                    )
            out[lost] = replace(out[lost], role=Role.NAME, why="values: whole names")
    return out


def _tell_apart(values: Sequence[str]) -> bool:
    """Whether nearly all values have figures that tell people apart; most columns are let go after a few."""
    without = 0
    for value in values:
        if not _FIGURES.search(value):
            without += 1
            if (len(values) - without) / len(values) < _SAME:
                return False
    return bool(values)


def _of_another(label: str) -> bool:
    """Whether a header says that somebody else than the patient is meant."""
    said = read(label)
    return said.foreign or said.role in (Role.REQUESTER, Role.INSURER)


def _sign(values: Sequence[str]) -> tuple[str, int]:
    """The sign that nearly all values have equally often, and into how many parts it cuts them."""
    if len(values) < 3 or not _SHORTEST <= sum(map(len, values)) / len(values) <= _LONGEST:
        return "", 0
    for sign in _SIGNS:
        usual, often = Counter(value.count(sign) for value in values).most_common(1)[0]
        if 0 < usual < _MOST and often / len(values) >= _SAME:
            return sign, usual + 1
    return "", 0


def _of_a_person(column: pl.Series, glued: Glued) -> bool:
    parts = column.alias(f"c{glued.index}").to_frame().select(glued.columns()[1:])
    roles = set()
    for i, label in enumerate(glued.labels):
        said = read(label)
        judged = judge(i, label, said, profile(parts.to_series(i)))
        roles.add(judged.role)
    return bool(roles & _TELLING) and (bool(roles & NAMES) or len(roles & _TELLING) > 1)
