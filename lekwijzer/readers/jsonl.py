"""Reads JSON: one object per line, an array of objects, or one document that holds people.

What the rows of an object are is told in `json_rows`. Objects need not have the same keys; where keys turn up that were not
seen before, a new table begins with the wider header.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.json_rows import Cells, Lost, is_header, rows_of, under

KIND = "jsonl"

BATCH = 20_000
LONGEST = 64 << 20
"""Characters of one value beyond which the text is taken to be broken."""

TOO_DEEP = 20
"""Values nested beyond what can be parsed, after which no more are tried."""

Record = tuple[int, Cells]
_SPACE = " \t\r\n"
_HALF = re.compile(r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def bid(name: str, head: bytes) -> int:
    """95 when the first line or the first element is an object, less when the text only begins like one."""
    text = decode_head(head[:32768]).lstrip("\ufeff" + _SPACE)
    if not text or text[0] not in "{[":
        return 0
    first = text.split("\n", 1)[0].strip().rstrip(",")
    try:
        value = _decoder().decode(first)
    except (ValueError, RecursionError):
        inner = text[1:].lstrip(_SPACE)
        if text[0] == "[":
            return 90 if inner.startswith("{") and inner[1:].lstrip(_SPACE)[:1] in ('"', "}", "") else 0
        return 88 if inner.startswith('"') and ":" in inner else 0
    if isinstance(value, dict):
        return 95
    return 90 if isinstance(value, list) and value and isinstance(value[0], (dict, list)) else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table, or several after one another where the keys change; `n` is the line or the element."""
    notes = Notes()
    blocks = utf8_blocks(path, notes)
    first = next(blocks, b"")
    text = first.decode("utf-8", "replace")
    state = State()
    lines = [line for line in text.lstrip("\ufeff" + _SPACE).split("\n", 3) if line.strip()]
    rest = (block.decode("utf-8", "replace") for block in blocks)
    if len(lines) > 1 and lines[0].strip().startswith("{") and _is_object(lines[0]):
        records = _of_lines(text, rest, state)
    else:
        records = _of_values(text, rest, state)
    yield from tables_of(records, state)
    if state.too_deep or state.lost.deep:
        problems.append(Problem("values nested too deeply were not read", lost=state.lost.deep))
    if not state.records and not state.lost.nobody:
        raise Unreadable("no objects could be read from it")
    if state.broken:
        problems.append(
            Problem(f"{state.broken} lines or values are no objects and could not be read", lost=state.broken)
        )
    if notes.repaired:
        problems.append(notes.mixed())


class State:
    """What was met so far."""

    def __init__(self) -> None:
        self.records = 0
        self.broken = 0
        self.too_deep = 0
        self.lost = Lost()


def _decoder() -> json.JSONDecoder:
    """Numbers stay as they are written: `0123`, `1.0` and 20-digit numbers would not survive as numbers."""
    return json.JSONDecoder(
        strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: "", object_pairs_hook=_object
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; what stands in it twice under one key (two patients, perhaps) is a list of both, not only the last."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    several: dict[str, list[Any]] = {key: [] for key in found}
    for key, value in pairs:
        if value not in several[key]:
            several[key].append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in several.items()}


def _is_object(line: str) -> bool:
    try:
        return isinstance(_decoder().decode(line.strip()), dict)
    except (ValueError, RecursionError):
        return False


def _whole(text: str) -> str:
    """A text in which no escape stands for half a letter (a surrogate by itself): no string could hold it."""
    return _HALF.sub(lambda match: match[1] or r"\ufffd", text) if r"\ud" in text or r"\uD" in text else text


def _of_lines(text: str, rest: Iterator[str], state: State) -> Iterator[Record]:
    decode = _decoder().decode
    n, tail = 0, ""
    for block in _with_end(text, rest):
        lines = (tail + _whole(block)).split("\n")
        tail = lines.pop()
        for line in lines:
            n += 1
            line = line.strip(_SPACE + "\ufeff")
            if not line:
                continue
            try:
                value = decode(line)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                for cells in rows_of(value, state.lost):
                    if cells is not None:
                        yield n, cells
            else:
                state.broken += 1


def _with_end(text: str, rest: Iterator[str]) -> Iterator[str]:
    yield text
    yield from rest
    yield "\n"


def _of_values(text: str, rest: Iterator[str], state: State) -> Iterator[Record]:
    """The elements of an array, or values that follow one another, over as many lines as they take."""
    decoder = _decoder()
    at = n = 0
    ended = False
    header: list[str] = []
    skip = _SPACE + "\ufeff,"
    text = _whole(text)
    depth = False
    while True:
        while at < len(text) and (text[at] in skip or (text[at] == "[" and not depth) or (depth and text[at] == "]")):
            depth = depth or text[at] == "["
            at += 1
        if at < len(text):
            try:
                value, end = decoder.raw_decode(text, at)
                if end < len(text) or ended:
                    at = end
                    if n == 0 and not header and is_header(value):
                        header = value
                        continue
                    value = under(header, value) if header and isinstance(value, list) else value
                    for cells in rows_of(value, state.lost):
                        n += 1
                        if cells is None:
                            state.broken += 1
                        else:
                            yield n, cells
                    continue
            except (ValueError, RecursionError) as error:
                if ended or len(text) - at > LONGEST:
                    state.broken += 1
                    state.too_deep += isinstance(error, RecursionError)
                    if state.too_deep >= TOO_DEEP:
                        return
                    following = text.find("\n", at)
                    at = following + 1 if following >= 0 else len(text)
                    continue
        if ended:
            return
        block = next(rest, None)
        ended = block is None
        text, at = _whole(text[at:] + (block or "")), 0


def tables_of(records: Iterator[Record], state: State) -> Iterator[Part]:
    """Tables of records; a batch with unknown keys ends the table and begins the next."""
    names: dict[str, int] = {}
    waiting = _batch(records, state)
    while waiting:
        for _, record in waiting:
            for key in record:
                names.setdefault(key, len(names))
        following: list[list[Record]] = []
        yield Table(
            "", tuple(names), _batches(waiting, records, dict(names), state, following), unread=state.lost.texts
        )
        waiting = following[0] if following else []


def _batch(records: Iterator[Record], state: State) -> list[Record]:
    batch = list(islice(records, BATCH))
    state.records += len(batch)
    return batch


def _batches(
    batch: list[Record], records: Iterator[Record], names: dict[str, int], state: State, following: list[list[Record]]
) -> Iterator[pl.DataFrame]:
    while batch:
        yield _frame(batch, names)
        batch = _batch(records, state)
        if any(not record.keys() <= names.keys() for _, record in batch):
            following.append(batch)
            return


def _frame(batch: Sequence[Record], names: dict[str, int]) -> pl.DataFrame:
    columns = {
        f"c{i}": pl.Series([record.get(name) for _, record in batch], dtype=pl.String) for name, i in names.items()
    }
    return pl.DataFrame({**columns, "n": pl.Series([n for n, _ in batch], dtype=pl.UInt32)})
