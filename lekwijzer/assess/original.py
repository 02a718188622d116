"""The original text of a mention, read again from its sealed file for somebody who asked to see it.

A row is shown under the header of its table. A message is the one whose hash is the hash that was noted when it was
read, so that nobody is shown the message of another; where none has it, that is said instead. The file is read by a worker
process, as it was at first.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from lekwijzer.assess.evidence import Place, Source
from lekwijzer.case import passwords_of
from lekwijzer.case_types import Case
from lekwijzer.engine.backend import Backend
from lekwijzer.errors import LekwijzerError, Unreadable
from lekwijzer.intake import hash_file, open_member
from lekwijzer.mentions.raw import in_bytes
from lekwijzer.mentions.sweep import UNIT
from lekwijzer.mentions.swept_people import AROUND
from lekwijzer.model import MULTI, Records, Role, Table
from lekwijzer.readers import Reader, by_kind
from lekwijzer.readers.encoding import Notes, utf8_blocks
from lekwijzer.readers.passwords import offered
from lekwijzer.sandbox import Job, Pool, alive, at, why_lost

LONGEST = 4000
"""Characters shown of one message or passage."""
_CPU_SECONDS = 600
"""Processor time that looking something up in one file may take."""
_BEFORE, _AFTER = 2, 14
_TRIES = 200
_ROLES = frozenset(Role)
_STARTS = {
    "hl7": re.compile(rb"(?:^|[\r\n\x0b\x1c])[ \t]*(?=MSH[^\w\s])|(?=MSH[|]\^~)"),
    "edifact": re.compile(rb"(?=UNH\W)"),
}
_ENDS = {"hl7": b"\x1c\x0b\r\n ", "edifact": b"\r\n "}


@dataclass(frozen=True, slots=True)
class Original:
    """The cells of a row, or the text of a message or passage; `problem` when neither can be shown."""

    cells: tuple[tuple[str, str], ...] = ()
    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    place: Place
    part: int
    n: int
    digest: int | None
    words: tuple[bytes, ...]  # of which one stands in the message: its numbers


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be looked up in one file."""

    root: Path
    spool: Path
    source: Source
    wanted: list[_Wanted]
    passwords: tuple[str, ...] = field(repr=False)  # for the file itself
    every: tuple[str, ...] = field(repr=False)  # for what it is a member of


def originals(
    backend: Backend, case: Case, places: Sequence[Place], sources: dict[tuple[str, str], Source], asked: Collection[Place]
) -> dict[Place, Original]:  # fmt: skip
    """The original of each mention in `person` (mid is the position in `places`) that is asked for."""
    wanted: defaultdict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    for mid, part, n, digest, number, refs in backend.rows("SELECT mid, part, n, digest, bsn, refs FROM person"):
        place = places[mid]
        if place not in asked:
            continue
        words = [str(number)] if number else []
        words += [x.partition(":")[2] for x in (refs or "").split("\x1f") if len(x) > 5]
        wanted[(place.dataset, place.file)].append(_Wanted(place, part, n, digest, tuple(w.encode() for w in words)))
    case.work.mkdir(parents=True, exist_ok=True)
    passwords = passwords_of(case)
    out: dict[Place, Original] = {}
    with (
        tempfile.TemporaryDirectory(prefix="look-", dir=case.work) as folder,
        Pool(1, Path(folder), loads=[__name__]) as pool,
    ):
        for at_file, some in wanted.items():
            own = passwords.of_file(*at_file)
            in_file = _Asked(case.folder, Path(folder), sources[at_file], some, own, passwords.every)
            pool.submit(Job(f"{__name__}:look_up", in_file))
        for ended in pool.ended():
            places_of = [w.place for w in ended.job.argument.wanted]
            if ended.failed:
                lost = Original(problem=f"could not be read again: {why_lost(ended.failed)}")
                out.update(dict.fromkeys(places_of, lost))
            else:
                out.update(zip(places_of, map(_original, ended.value), strict=True))
    return out


def look_up(asked: _Asked) -> list[dict[str, Any]]:
    """The original of each mention that is wanted of a file, as plain data. Runs in a worker."""
    at(0, _CPU_SECONDS)
    with tempfile.TemporaryDirectory(prefix="file-", dir=asked.spool) as folder, offered(asked.passwords):
        try:
            found = _of_file(asked, Path(folder))
        except LekwijzerError as error:
            found = {w.place: Original(problem=str(error)) for w in asked.wanted}
        except Exception as error:  # the file may be anything; the text of the error could hold a value
            why = f"could not be read again ({type(error).__name__})"
            found = {w.place: Original(problem=why) for w in asked.wanted}
    return [asdict(found[w.place]) for w in asked.wanted]


def _original(told: dict[str, Any]) -> Original:
    """The same again, from plain data."""
    return Original(tuple((label, value) for label, value in told["cells"]), told["text"], told["problem"])


def _of_file(asked: _Asked, spool: Path) -> dict[Place, Original]:
    source, wanted = asked.source, asked.wanted
    path = open_member(asked.root, source.file, spool, None, asked.every)
    if hash_file(path) != source.sha256:
        raise Unreadable("the file is no longer the one that was read")
    swept = [w for w in wanted if source.parts[w.part].get("unit") == UNIT]
    if swept:
        return {w.place: _swept(path, int(source.parts[w.part]["start"]) + w.n) for w in swept}
    reader = by_kind(source.kind)
    if reader is None:
        raise Unreadable("no reader for this format")
    if source.kind in _STARTS:
        return {w.place: _message(reader, path, source.kind, w, spool) for w in wanted}
    if source.kind == "text":
        said = {w.place: str(source.parts[w.part].get("as", "")) for w in wanted}  # messages in a log
        found = {w.place: _message(_reader_of(kind), path, kind, w, spool) for w in wanted if (kind := said[w.place])}
        return found | _passages(path, [w for w in wanted if not said[w.place]])
    # Messages in the rows of a table are shown as these rows.
    of = {number: part["of"] for number, part in enumerate(source.parts) if "of" in part}
    here = [replace(w, part=of[w.part], digest=None) if w.part in of else w for w in wanted]
    return _rows(reader, path, here)


def _reader_of(kind: str) -> Reader:
    """The reader of a kind of messages."""
    reader = by_kind(kind)
    assert reader is not None  # it read them
    return reader


def _swept(path: Path, offset: int) -> Original:
    """The texts around a byte of a file that nobody can read."""
    with path.open("rb") as file:
        file.seek(max(offset - AROUND, 0))
        found = in_bytes(file.read(AROUND * 3))
    text = "\n".join(cluster.text for cluster in found)
    return Original(text=text[:LONGEST]) if text else Original(problem="it stands in a compressed piece of the file")


def _rows(reader: Reader, path: Path, wanted: list[_Wanted]) -> dict[Place, Original]:
    """The rows of tables, under their headers; reading stops after the last one."""
    out: dict[Place, Original] = {}
    for number, part in enumerate(reader.read(path, [])):
        paged = isinstance(part, Records)  # of its records two may stand on one page
        here: defaultdict[tuple[int, int | None], list[Place]] = defaultdict(list)
        for w in wanted:
            if w.part == number:
                here[w.n, w.digest if paged else None].append(w.place)
        for batch in part.batches if here or isinstance(part, Table) else ():
            alive()
            hit = batch.filter(pl.col("n").is_in([n for n, _ in here]))
            for row in hit.iter_rows(named=True):
                for place in here.get((row["n"], row["digest"] if paged else None), ()):
                    out[place] = Original(cells=_cells(part, row))
            if len(out) == len(wanted):
                return out
    return {w.place: out.get(w.place, Original(problem="the row was not found again")) for w in wanted}


def _cells(part: Table | Records, row: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    if isinstance(part, Records):
        shown = (role for role in row if role in _ROLES and row[role] not in (None, "1"))
        return tuple((role, str(row[role]).replace(MULTI, ", ")) for role in shown)
    names = [c for c in row if c != "n"]
    header = part.header
    labels = [
        (header[int(c[1:])] if header and int(c[1:]) < len(header) else "") or f"column {int(c[1:]) + 1}" for c in names
    ]
    return tuple((label, value) for label, c in zip(labels, names, strict=True) if (value := row[c]))


def _message(reader: Reader, path: Path, kind: str, wanted: _Wanted, spool: Path) -> Original:
    """The message with the noted hash: those that hold one of its numbers are read anew, one by one."""
    tried = 0
    service = b""
    for index, message in enumerate(_messages(path, kind)):
        if index == 0 and kind == "edifact":
            service = message if message.startswith(b"UNA") else b""
        near = abs(index + 1 - wanted.n) <= 3
        if not near and not any(word in message for word in wanted.words):
            continue
        tried += 1
        piece = spool / "message"
        # As a message of a log it stood behind something, and was read as it is written out there.
        for before in (service[:9],) if kind == "edifact" else (b"", b"'"):
            piece.write_bytes(before + message)
            if not _holds(reader, piece, wanted.digest):
                continue
            return Original(text=_readable(message.strip(_ENDS[kind]), kind)[:LONGEST])
        if tried >= _TRIES:
            break
    return Original(problem="the message was not found again by its hash")


def _messages(path: Path, kind: str) -> Iterator[bytes]:
    """The pieces of a file from one message header to the next."""
    held = b""
    for block in utf8_blocks(path, Notes(), 1 << 20):
        alive()
        *whole, held = _STARTS[kind].split(held + block)
        yield from (piece for piece in whole if piece.strip())
    yield held


def _holds(reader: Reader, piece: Path, digest: int | None) -> bool:
    """Whether a record of a message has this hash."""
    try:
        for part in reader.read(piece, []):
            for batch in part.batches:
                if "digest" in batch.columns and digest in batch.get_column("digest").to_list():
                    return True
    except Unreadable:
        return False
    return False


def _readable(message: bytes, kind: str) -> str:
    """A line per segment."""
    text = message.decode("utf-8", "replace")
    if kind == "edifact" and "\n" not in text.strip():
        return text.replace("'", "'\n")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _passages(path: Path, wanted: list[_Wanted]) -> dict[Place, Original]:
    """The lines of a text around the place where a person is named, within their document."""
    text = b"".join(utf8_blocks(path, Notes())).decode("utf-8", "replace")
    lines = text.split("\n") if "\n" in text else text.split("\r")
    ends = [i for i, line in enumerate(lines) if "\f" in line]
    out = {}
    for one in wanted:
        at = min(one.n - 1, len(lines) - 1)
        first = max([at - _BEFORE, *(i for i in ends if i <= at)])
        last = min([at + _AFTER, *(i for i in ends if i > at)])
        out[one.place] = Original(text="\n".join(lines[max(first, 0) : last])[:LONGEST])
    return out
