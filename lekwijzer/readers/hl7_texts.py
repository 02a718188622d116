"""Free text in HL7 v2 messages: remarks, observations in words, segments about relatives, segments of a system's own.

Where the patient of the message is anonymous, or a segment is about somebody else, a name alone tells who it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from lekwijzer.readers.hl7_message import STAND_INS, unescaped
from lekwijzer.readers.hl7_person import best_name
from lekwijzer.readers.message_grid import Grid, Mask, Positions, Tags, TagTable, code, codes, pieces
from lekwijzer.readers.message_io import LONGEST
from lekwijzer.readers.message_texts import Texts, as_text, hits_of, telling, together

_PID, _OBX, _OBR, _IN1, _NTE, _PV2 = (code(tag) for tag in (b"PID", b"OBX", b"OBR", b"IN1", b"NTE", b"PV2"))
_QUIET = TagTable(
    b"MSH PID OBX OBR IN1 NTE ORC SPM SAC PV1 PV2 PD1 EVN TQ1 MSA SFT FT1 BHS FHS BTS FTS".split(),
)
"""Segments that are read, or of which only one field is text."""
_ABOUT_OTHERS = np.array([code(tag) for tag in b"NK1 GT1 IN1 CTD MRG CON".split()], np.uint32)
_NO_TEXT = np.array([code(kind) for kind in (b"NM", b"SN", b"DT", b"TM", b"TS", b"ID", b"IS", b"SI")], np.uint32)
_LOWER = np.uint32(0x202020)
_ANONYMOUS = np.array([code(name) for name in (b"ano", b"onb", b"xxx", b"nn^", b"nn|", b"unk")], np.uint32) | _LOWER
"""How a name begins that is none, in small letters."""
_SHORTEST = 6
_BIRTH = re.compile(rb"(?i)geb|birth|dob|21112-8|184099003")
"""Words and codes (LOINC, SNOMED) of an observation that is a birth date."""
_SHOW = {ord(stand_in): real for stand_in, real in STAND_INS.items()}
_BREAK = re.compile(r"\\\.(?:br|sp|ce)[^\\]{0,4}\\")


def take(texts: Texts, grid: Grid, tags: Tags, message: Positions) -> None:
    """Adds the texts in the segments of a block; `message` is the number of the message that each belongs to."""
    short = tags & np.uint32(0xFFFFFF)
    found = [_whole(grid)]
    found += [_observed(grid, np.flatnonzero(short == _OBX))]
    found += [_field(grid, np.flatnonzero(short == tag), number) for tag, number in ((_NTE, 3), (_OBR, 13), (_PID, 21))]
    insured = np.flatnonzero(short == _IN1)
    insured, low, _ = _field(grid, insured, 16)
    found.append((insured, low, grid.ends[insured]))
    texts.said += _beside_patient(grid, short)
    which, low, high = (np.concatenate(parts) for parts in zip(*found, strict=True))
    if not len(which):
        return
    order = np.argsort(which, kind="stable")
    which, low, high = which[order], low[order], np.minimum(high, low + LONGEST)[order]
    lines = pieces(grid.block, low, high)
    owners = message[which]
    hits = hits_of(lines)
    texts.values += map(_readable, telling(lines, owners, hits))
    if hits.size:
        patients = np.flatnonzero(short == _PID)
        texts.others |= dict.fromkeys(_of_others(grid, lines.gather(hits), owners[hits], patients, message[patients]))
    others = np.flatnonzero(np.isin(short[which], _ABOUT_OTHERS))
    texts.named += map(_readable, lines.gather(others).to_list())
    texts.said += lines.unique(maintain_order=True).to_list()
    texts.named += map(_readable, together(lines, owners, _named(grid, short, message)))


def of_messages(texts: Texts, messages: Sequence[bytes]) -> None:
    """Adds the texts of messages with the usual delimiters, which begin after the letters of their header."""
    if not messages:
        return
    block = b"".join([b"\rMSH" + message for message in messages]) + b"\r" * 8
    grid = Grid.of_lines(block, np.frombuffer(block, np.uint8))
    tags = codes(grid.letters, grid.starts, 4)
    found = Texts()
    take(found, grid, tags, np.cumsum(tags & np.uint32(0xFFFFFF) == code(b"MSH")))
    add(texts, found)


def add(texts: Texts, found: Texts) -> None:
    """Takes over the texts of a block, names in them too: each line once, however many messages say it."""
    texts.add(found)
    texts.named += map(_readable, texts.unseen(found.said))


_Pieces = tuple[Positions, Positions, Positions]
"""Segments, and where in each the text starts and ends."""


def _whole(grid: Grid) -> _Pieces:
    """The segments that are text throughout, without their tags."""
    which = np.flatnonzero(~_QUIET.has(grid.letters, grid.starts))
    low, high = grid.starts[which] + 4, grid.ends[which]
    here = high - low >= _SHORTEST
    return which[here], low[here], high[here]


def _observed(grid: Grid, which: Positions) -> _Pieces:
    """The outcomes that are no number or date."""
    at = grid.starts[which] + 4
    for _ in range(3):  # past the number of the segment
        at = at + (grid.letters[at] != ord("|"))
    kind = codes(grid.letters, at + 1, 2)
    which, low, high = _field(grid, which[~np.isin(kind, _NO_TEXT)], 5)
    here = ~_bare_date(grid, which, low, high)
    return which[here], low[here], high[here]


def _bare_date(grid: Grid, which: Positions, low: Positions, high: Positions) -> Mask:
    """Outcomes that are a date or moment and nothing else, of an observation that is not about a birth: they name nobody."""
    bare: Mask = np.isin(high - low, (8, 12, 14))
    for offset in range(8):
        bare &= grid.letters[low + offset] - np.uint8(48) < 10
    dates = np.flatnonzero(bare)
    first, last = (bound.tolist() for bound in grid.fields(which[dates]).bounds(3))
    births = [_BIRTH.search(grid.block, a, b) is not None for a, b in zip(first, last, strict=True)]
    bare[dates[np.array(births, np.bool_)]] = False
    return bare


_SAYS_WHO = r"(?i)(?:(?-u:\b)bsn|burgerservice|(?-u:\b)geb(?:oren|oortedatum|\.)?|(?-u:\b)gb\.?|(?-u:\b)born)(?-u:\b)[^0-9]{0,14}[0-9]"
_NINE = re.compile(rb"(?<![0-9])[0-9]{9}(?![0-9])")
_BIRTH_DATE = re.compile(rb"(?<![0-9])([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]((?:19|20)[0-9]{2})(?![0-9])")


def _of_others(
    grid: Grid, lines: pl.Series, owners: Positions, patients: Positions, messages: Positions
) -> Iterator[str]:
    """The lines that call a number a BSN, or a date a birth date, that is not the patient's of their message."""
    where = as_text(lines).str.contains(_SAYS_WHO).arg_true().to_numpy()
    for line, owner in zip(lines.gather(where).to_list(), owners[where].tolist(), strict=True):
        own = b"\r".join(grid.block[grid.starts[at] : grid.ends[at]] for at in patients[messages == owner].tolist())
        if not own:  # the words of a message without a patient are read with all that is in it
            continue
        numbers = _NINE.findall(line)
        births = [b"%s%02d%02d" % (year, int(month), int(day)) for day, month, year in _BIRTH_DATE.findall(line)]
        if any(value not in own for value in numbers) or (not numbers and any(birth not in own for birth in births)):
            yield _readable(line)


def _beside_patient(grid: Grid, short: Tags) -> list[bytes]:
    """Who stands in fields beside the patient: a mother, further names, a reason of admission in which somebody is named."""
    block, which = grid.block, np.flatnonzero(short == _PID)
    fields = [_field(grid, which, number) for number in (6, 9)]
    fields.append(_field(grid, np.flatnonzero(short == _PV2), 12))
    found = [block[a:b] for _, low, high in fields for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    _, low, high = _field(grid, which, 5)
    signs = np.flatnonzero(grid.letters == ord("~"))
    several = np.searchsorted(signs, low) < np.searchsorted(signs, high)
    for a, b in zip(low[several].tolist(), high[several].tolist(), strict=True):
        found += _other_names(block[a:b])
    return found


def _other_names(names: bytes) -> Iterator[bytes]:
    """The names of a patient that are not read as such, and are not only another way to write the one that is."""
    text = names.decode("utf-8", "replace")
    own = best_name(text)
    for name in text.split("~"):
        if _alike(name) != _alike(own):
            yield name.encode()


def _alike(name: str) -> tuple[str, str]:
    family, _, given = name.partition("^")
    return family.partition("&")[0].casefold(), given[:1].casefold()


def _field(grid: Grid, which: Positions, number: int) -> _Pieces:
    low, high = grid.fields(which).bounds(number)
    here: Mask = high - low >= _SHORTEST
    return which[here], low[here], high[here]


def _named(grid: Grid, short: Tags, message: Positions) -> Positions:
    """The messages whose patient has a name."""
    which = np.flatnonzero(short == _PID)
    low, high = grid.fields(which).bounds(5)
    named = (high > low) & ~np.isin(codes(grid.letters, low, 3) | _LOWER, _ANONYMOUS)
    return message[which[named]]


def _readable(text: bytes) -> str:
    """A text with its escapes resolved."""
    return unescaped(_BREAK.sub("\n", text.decode("utf-8", "replace"))).translate(_SHOW)
