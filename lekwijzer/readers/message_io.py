"""What the readers of messages share: the roles of a record, and rows to columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import polars as pl

from lekwijzer.model import MULTI, Role
from lekwijzer.readers.message_grid import Digests, Positions, digests
from lekwijzer.readers.message_texts import Texts

BATCH = 50_000
"""Records in one frame."""
PACKED = 8_192
"""Records that become columns together."""
LONGEST = 64 << 20
"""Bytes of one message that are kept; what comes after (an embedded film, a runaway file) names nobody."""

PERSON: tuple[str, ...] = (
    Role.BSN, Role.SURNAME, Role.PREFIX, Role.PARTNER_SURNAME, Role.PARTNER_PREFIX, Role.GIVEN, Role.INITIALS,
    Role.SEX, Role.BIRTH_DATE, Role.ADDRESS, Role.STREET, Role.HOUSE_NUMBER, Role.HOUSE_ADDITION, Role.POSTCODE,
    Role.CITY, Role.PHONE, Role.EMAIL, Role.PATIENT_NUMBER, Role.NAME, Role.IBAN,
)  # fmt: skip
LINKS: tuple[str, ...] = (Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER)
MARKS: tuple[str, ...] = (Role.INSURER, Role.REQUESTER, Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT)
"""Bit i of the marks of a record stands for the i-th of these."""
INSURER, REQUESTER, EXAM_TYPE, EXAM_DATE, TEST_RESULT = (1 << i for i in range(len(MARKS)))
_STAND_IN = "[\x02-\x06\ue000-\ue07f]"
_EMPTY = ["", " ", '""']
_ONE = pl.Series(["1"])
_MARKS = "marks"
_FIGURES = 9
_NINE = r"^[0-9]{9}$"
_FEWEST, _ENOUGH = 5, 20
"""Numbers that all pass the 11-test by chance in one of a hundred and sixty thousand files, and those after which no more are looked at."""
BARE = "bare"
"""A person number of which the message does not say what kind it is; becomes `bsn` or `patient_number` per file."""

Person = tuple[str, ...]
"""The values of PERSON and BARE, in that order; "" = nothing."""
NOBODY: Person = ("",) * (len(PERSON) + 1)
Row = tuple[Person, str, str, int, str]
"""Person, order numbers, specimen numbers, marks, reason of rejection."""
Unread = tuple[Person | bytes, str, str, int, str]
"""The same, but perhaps the segments that say who it is, to be read together with others."""
People = Callable[[Sequence[bytes]], pl.DataFrame]
"""From the segments of many persons to the columns of PERSON and BARE."""
Numbered = tuple[int, Row, bytes]
"""The number of a message, a record in it, and the bytes that the record stands in."""


@dataclass(slots=True)
class BlockRows:
    """The rows of the plain messages of a block, and the messages that are not plain."""

    rows: list[Unread]
    digests: Digests
    numbers: Positions  # the number in the block of the message of each row
    others: list[tuple[int, bytes]]  # the number of each message that is not plain, and the message
    texts: Texts = field(default_factory=Texts)


def passes_11_test(digits: str) -> bool:
    """Whether nine digits satisfy the 11-test of the citizen service number."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or digits == "000000000":
        return False
    a, b, c, d, e, f, g, h, i = map(int, digits)
    return (9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i) % 11 == 0


class Batches:
    """Collects the records of one item and gives them back as frames.

    A person number without a kind is the patient number of some system, unless nearly all such numbers of the file
    pass the 11-test, which one in eleven numbers does by accident: then the file has its BSNs there.
    """

    def __init__(self, people: People | None = None) -> None:
        """`people` reads the segments of rows that come unread."""
        self._people = people
        self._rows: list[Unread] = []
        self._packed: list[pl.DataFrame] = []
        self._digests: list[Digests] = []
        self._next = 1
        self._bare: set[str] = set()
        self._bare_is_bsn: bool | None = None
        self.restore: dict[str, str] = {}
        """Stand-ins in the values and the characters they stand for; set by a reader that used them."""

    @property
    def count(self) -> int:
        """Records so far."""
        return self._next - 1 + self._waiting

    @property
    def full(self) -> bool:
        """Whether it is time to take a frame."""
        return self._waiting >= BATCH

    @property
    def pending(self) -> bool:
        """Whether there is anything to take."""
        return self._waiting > 0

    @property
    def _waiting(self) -> int:
        return sum(map(len, self._packed)) + len(self._rows)

    def add(self, row: Row, digest: bytes) -> None:
        """One record with the eight bytes of its digest."""
        self._rows.append(row)
        if len(self._rows) >= PACKED:
            self._pack()
        self._digests.append(np.frombuffer(digest, dtype="<u8").astype(np.uint64))

    def merge(self, block: BlockRows, others: Sequence[Numbered]) -> None:
        """The records of a block, and those that were read one by one among them."""
        rows, hashes, numbers = block.rows, block.digests, block.numbers
        if others:
            rows = [*rows, *(row for _, row, _ in others)]
            hashes = np.concatenate((hashes, digests([part for _, _, part in others])))
            numbers = np.concatenate((numbers, [number for number, _, _ in others]))
            order = np.argsort(numbers, kind="stable")
            rows, hashes = [rows[index] for index in order.tolist()], hashes[order]
        self._rows += rows
        self._digests.append(hashes)
        if len(self._rows) >= PACKED:
            self._pack()

    def _pack(self) -> None:
        """Turns rows into columns."""
        if not self._rows:
            return
        people, orders, specimens, marks, rejected = zip(*self._rows, strict=True)
        self._rows = []
        links = [
            _column(name, values)
            for name, values in zip((*LINKS, "rejected"), (orders, specimens, rejected), strict=True)
        ]
        self._packed.append(self._columns(people).with_columns(*links, pl.Series(_MARKS, marks, dtype=pl.UInt8)))

    def _columns(self, people: Sequence[Person | bytes]) -> pl.DataFrame:
        """The columns of PERSON and BARE: of segments together, among them the persons that were read alone."""
        kinds = set(map(type, people))
        if self._people is not None and kinds == {bytes}:  # as mostly
            return self._people(cast(Sequence[bytes], people))
        read = {index: who for index, who in enumerate(people) if not isinstance(who, bytes)}
        if self._people is None or len(read) == len(people):
            return _frame(read.values())
        unread = [who for who in people if isinstance(who, bytes)]
        frame = self._people(unread)
        order = [index for index, who in enumerate(people) if isinstance(who, bytes)] + list(read)
        return pl.concat([frame, _frame(read.values())])[np.argsort(order)]

    def take(self) -> pl.DataFrame:
        """The records collected so far as a frame; `n` is their running number in the item."""
        self._pack()
        packed = pl.concat(self._packed)
        self._packed = []
        marks = packed.get_column(_MARKS)
        frame = self._tidy(packed.drop(_MARKS))
        flags = {
            name: _ONE.new_from_index(0, len(marks)).set(marks & 1 << i == 0, None) for i, name in enumerate(MARKS)
        }
        hashes = np.concatenate(self._digests)
        self._digests = []
        first, self._next = self._next, self._next + len(marks)
        return frame.with_columns(
            pl.Series("n", np.arange(first, self._next, dtype=np.uint32)),
            pl.Series("digest", hashes),
            **flags,
        )

    def _tidy(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Nothing is null, stand-ins are what they stand for, and bare numbers have found their role."""
        if self.restore:
            frame = frame.with_columns(
                pl.col(column.name).str.replace_many(list(self.restore), list(self.restore.values()))
                for column in frame
                if column.null_count() < len(column) and column.str.contains(_STAND_IN).any()
            )
            self.restore = {}
        frame = frame.select(pl.when(~pl.all().is_in(_EMPTY)).then(pl.all()))
        bare, own, bsn = pl.col(BARE), pl.col(Role.PATIENT_NUMBER), pl.col(Role.BSN)
        if frame[BARE].null_count() < len(frame):
            if self._learn(frame[BARE]):
                parts, is_nine = bare.str.split(MULTI), pl.element().str.contains(_NINE)
                nine = parts.list.eval(pl.element().filter(is_nine))
                others = parts.list.eval(pl.element().filter(~is_nine)).list.join(MULTI)
                moved = bsn.is_null() & (nine.list.len() == 1)
                frame = frame.with_columns(
                    pl.when(moved).then(nine.list.first()).otherwise(bsn).alias(Role.BSN),
                    pl.when(moved).then(pl.when(others != "").then(others)).otherwise(bare).alias(BARE),
                )
            both = bare
            if frame[Role.PATIENT_NUMBER].null_count() < len(frame):
                both = pl.concat_str([own, bare], separator=MULTI, ignore_nulls=True)
            frame = frame.with_columns(both.alias(own.meta.output_name()))
            frame = frame.with_columns(pl.when(own != "").then(own))
        return frame.drop(BARE)

    def _learn(self, bare: pl.Series) -> bool:
        """Whether the bare numbers of nine figures in this file are BSNs; decided for good once enough different ones were seen.

        Beside them may stand others: version 2.2 has the number of the hospital in one field, and that of elsewhere in another.
        """
        if self._bare_is_bsn is None:
            long = bare.filter(bare.str.len_bytes() >= _FIGURES)
            numbers = long.unique().head(1000).str.split(MULTI).explode()
            self._bare.update(numbers.filter(numbers.str.contains(_NINE)).to_list())
            are_bsns = len(self._bare) >= _FEWEST and sum(map(passes_11_test, self._bare)) >= 0.9 * len(self._bare)
            if len(self._bare) < _ENOUGH:
                return are_bsns
            self._bare_is_bsn = are_bsns
            self._bare.clear()
        return self._bare_is_bsn


def parts_of(values: pl.Series, sign: str, count: int) -> pl.DataFrame:
    """The parts of values between signs as columns p0, p1, … without nulls; the last has all that is left."""
    parts = values.str.splitn(sign, count).struct.unnest()
    parts.columns = [f"p{i}" for i in range(count)]
    return parts.with_columns(pl.all().fill_null(""))


def people_of(plain: pl.DataFrame, odd: pl.Series, one: Callable[[int], Person]) -> pl.DataFrame:
    """The columns of PERSON and BARE: those of `plain`, with the persons that are odd read alone by `one`."""
    columns = [
        plain.get_column(name)
        if name in plain.columns
        else pl.repeat(None, len(plain), dtype=pl.String, eager=True).alias(name)
        for name in (*PERSON, BARE)
    ]
    where = odd.arg_true()
    if len(where):
        alone = _frame([one(index) for index in where.to_list()])
        columns = [column.scatter(where, alone.get_column(column.name)) for column in columns]
    return pl.DataFrame(columns)


def _frame(people: Iterable[Person]) -> pl.DataFrame:
    names = (*PERSON, BARE)
    return pl.DataFrame([_column(name, values) for name, values in zip(names, zip(*people, strict=True), strict=True)])


def _column(name: str, values: Sequence[str]) -> pl.Series:
    if any(values):
        return pl.Series(name, values, dtype=pl.String)
    return pl.repeat(None, len(values), dtype=pl.String, eager=True).alias(name)


def joined(values: Sequence[str]) -> str:
    """The different values of one role, in the order seen, as one string."""
    if len(values) < 2:
        return values[0] if values else ""
    return MULTI.join(dict.fromkeys(value for value in values if value))
