"""The raw sweep: what of people stands in bytes that no reader understood, so that nothing is silent.

Unknown formats, disk images, the slack of broken archives and what a reader left when it failed are searched for identifiers. What
is found are traces, which keep a register row from being cleared, and, where several identifiers of one person stand together,
mentions whose place is a byte: they are marked by that, and never alone confirm anybody (ADR 0018). What became of the item does
not change: nothing that was swept counts as read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import polars as pl

from lekwijzer.mentions import traces
from lekwijzer.mentions.raw import BLOCK, Cluster, clusters, in_bytes
from lekwijzer.mentions.segment import Segment
from lekwijzer.mentions.swept_people import Found, Rows, names_somebody
from lekwijzer.model import Role
from lekwijzer.readers.payload import Dark
from lekwijzer.readers.text_shapes import MONTH

UNIT = "byte"
"""The unit of places of what was swept: the mark that it was."""
_PART = 1 << 32
"""Bytes of a file in one part: places are numbers of 32 bits."""
_SIGN = re.compile(
    rf"(?:[0-9][^0-9\n]{{0,3}}){{5}}|\w@\w|[0-9] ?{MONTH}|[1-9][0-9]{{3}} ?[A-Z]{{2}}\b",
    re.I,
)
_SIGN_IN_TRACE = (
    pl.any_horizontal(pl.col(c).is_not_null() for c in ("bsn", "email", "phone"))
    | (pl.col("dob").is_not_null() & (pl.col("words").str.len_bytes() > 3))
    | (pl.col("pc").is_not_null() & pl.col("words").str.contains("^ [1-9]"))
).fill_null(False)
"""Traces that are a sign of somebody: a birth date beside words, a postcode beside a number; a name alone is too little to be counted."""
_SEAM = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])|(?<=[^\W\d_])(?=[0-9])|(?<=[0-9])(?=[^\W\d_])")
"""Where one value may end and the next begin."""
_NAMED = 20_000
"""Texts in which somebody is named that are held at most."""
_HELD = 2_000
"""People put into the segment together."""
_LARGEST = 64 << 20
"""Bytes that a compressed piece in unknown bytes is unpacked to at most."""
_VALUES = (Role.BSN, Role.BIRTH_DATE, Role.POSTCODE, Role.EMAIL, Role.PHONE, Role.NAME)


def told(signs: int) -> str:
    """What the coverage list says of it."""
    return f"swept: {signs} signs of people" if signs else "swept: no signs of people"


def sweep(path: Path, segment: Segment, parts: list[dict[str, object]], *, carve: bool = True) -> int:
    """Sweeps a file into a segment; returns the number of signs of people.

    Adds to `parts` those in which the mentions lie. Where others have mentions of the content already, only traces are left.
    `carve`: pieces that are compressed are unpacked, too; not in an archive, whose members are items.
    """
    alone = segment.count == 0
    people_of = _People(segment, parts) if alone else None
    signs = _add_traces(_all(path, carve), segment, people_of)
    return signs + (people_of.close() if people_of else 0)


def sweep_left(pieces: Iterable[bytes], segment: Segment) -> None:
    """Sweeps bytes that a file of rows no longer uses; what is found are traces, as what was deleted is nobody's row."""
    _add_traces((_parted(cluster) for piece in pieces for cluster in in_bytes(piece)), segment, None)


def _parted(cluster: Cluster) -> Cluster:
    """A text whose values stand without anything between them, also with blanks where one may end."""
    return replace(cluster, text=f"{cluster.text}\n{_SEAM.sub(' ', cluster.text)}")


def _add_traces(texts: Iterator[Cluster], segment: Segment, people_of: _People | None) -> int:
    """Adds the traces of some texts; returns the number of signs of people."""
    dark, named = Dark(), list[str]()
    signs = 0
    for found in traces.of_texts(_searched(texts, people_of, named), dark, names_alone=False):
        segment.add_traces(found)
        signs += int(found.select(_SIGN_IN_TRACE.sum()).item() or 0)
        _add_named(segment, named, dark)
    _add_named(segment, named, dark)
    return signs


def _add_named(segment: Segment, named: list[str], dark: Dark) -> None:
    """The traces of names alone."""
    for found in traces.of_texts(named, dark):
        segment.add_traces(found)
    named.clear()


class _People:
    """Puts the people that are found into the segment, by parts of the file."""

    def __init__(self, segment: Segment, parts: list[dict[str, object]]) -> None:
        self._segment, self._parts = segment, parts
        self._first = len(parts)
        self._held: list[Found] = []
        self._start = segment.count
        self._rows = Rows()

    def look(self, cluster: Cluster) -> None:
        """Takes the people of some texts."""
        self._held += self._rows.people(cluster)
        if len(self._held) >= _HELD:
            self._put()

    def close(self) -> int:
        """Puts the last away; returns how many there were."""
        self._put()
        return self._segment.count - self._start

    def _put(self) -> None:
        by_part: dict[int, list[Found]] = {}
        for found in self._held:
            by_part.setdefault(found.offset // _PART, []).append(found)
        self._held = []
        for part, some in sorted(by_part.items()):
            while len(self._parts) <= self._first + part:
                start = (len(self._parts) - self._first) * _PART
                self._parts.append(
                    {
                        "name": f"from {start}" if start else "",
                        "unit": UNIT,
                        "about": "people",
                        "mentions": 0,
                        "start": start,
                    }
                )
            self._segment.add(_frame(some), self._first + part, None)
            told = self._parts[self._first + part]
            told["mentions"] = int(str(told["mentions"])) + len(some)


def _frame(some: list[Found]) -> pl.DataFrame:
    """People as a frame of roles. Those that repeat each other to the letter have one digest, which nothing that was read has."""
    columns = {str(role): pl.Series([f.values.get(role) for f in some], dtype=pl.String) for role in _VALUES}
    digests = [
        blake2b(repr(("swept", sorted(f.values.items()))).encode("utf-8", "replace"), digest_size=8).digest()
        for f in some
    ]
    return pl.DataFrame(columns).with_columns(
        pl.Series("n", [f.offset % _PART for f in some], dtype=pl.UInt32),
        pl.Series("digest", [int.from_bytes(d, "big") for d in digests], dtype=pl.UInt64),
        pl.lit(None, pl.String).alias("rejected"),
    )


def _searched(found: Iterator[Cluster], people_of: _People | None, named: list[str]) -> Iterator[str]:
    """The texts with signs of people; those in which somebody is named are noted, too."""
    for cluster in found:
        if names_somebody(cluster.text):
            named.append(cluster.text)
        if len(named) >= _NAMED:
            yield "0" * 6  # so that those are taken, too, where nothing else is found
        if _SIGN.search(cluster.text):
            if people_of is not None:
                people_of.look(cluster)
            yield cluster.text


def _all(path: Path, carve: bool) -> Iterator[Cluster]:
    yield from clusters(path)
    if carve:
        yield from _carved(path)


def _carved(path: Path) -> Iterator[Cluster]:
    """The texts in compressed pieces: members of archives and compressed files within others."""
    with path.open("rb") as file:
        base, held = 0, b""
        while block := file.read(BLOCK):
            data = held + block
            for at in _magic(data):
                start, kind = _begin(data[at : at + 30])
                if kind:
                    yield from _inflated(path, base + at + start, base + at, kind)
            held = data[-29:]
            base += len(data) - len(held)


def _magic(data: bytes) -> Iterator[int]:
    """Where compressed pieces may begin; the last bytes come again with the next block."""
    for sign in (b"PK\x03\x04", b"\x1f\x8b\x08"):
        at = data.find(sign)
        while 0 <= at <= len(data) - 30:
            yield at
            at = data.find(sign, at + 1)


def _begin(head: bytes) -> tuple[int, int]:
    """Where the compressed bytes begin behind a header, and how they are to be read; 0 when they are not."""
    if head.startswith(b"PK"):
        if int.from_bytes(head[8:10], "little") != 8 or head[6] & 1:
            return 0, 0  # what is stored is swept as it stands
        return 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), -15
    return 0, 31


def _inflated(path: Path, at: int, place: int, kind: int) -> Iterator[Cluster]:
    """The texts in one compressed piece, all of them at the place where it begins."""
    with path.open("rb") as file:
        file.seek(at)
        held = b""
        for piece in _pieces(file, kind):
            data = held + piece
            for cluster in in_bytes(data):
                yield Cluster(cluster.text, cluster.starts, (place,) * len(cluster.offsets), (0,) * len(cluster.widths))
            held = data[-256:] if b"\n" not in data[-256:] else data[data.rfind(b"\n") + 1 :]


def _pieces(file: BinaryIO, kind: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(kind)
    size = 0
    try:
        while not inflater.eof and size < _LARGEST:
            raw = inflater.unconsumed_tail or file.read(1 << 16)
            if not raw:
                return
            piece = inflater.decompress(raw, BLOCK)
            size += len(piece)
            if piece:
                yield piece
    except zlib.error:
        return
