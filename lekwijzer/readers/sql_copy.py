"""The rows between `COPY … FROM stdin;` and `\\.`: a line each, values parted by tabs, signs behind a backslash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from lekwijzer.readers.sql_script import Script, Source

_LARGE = 4 << 20
_PAIRS = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\b": "\b", "\\f": "\f", "\\v": "\v"}


def copied(
    source: Source, columns: tuple[str, ...] | None, how: bytes, table: str, script: Script
) -> Iterator[pl.DataFrame]:
    """The rows up to the mark of their end."""
    strange = any(word in how.lower() for word in (b"csv", b"delimiter", b"binary", b"null"))
    width = len(columns) if columns else 0
    ended = False
    while not ended:
        source.reach(_LARGE)
        lines, ended = _lines(source)
        if not lines:
            break
        if strange:
            script.faults.strange[table] += lines.count(b"\n")
            script.say(lines)
            continue
        width = width or lines.partition(b"\n")[0].count(b"\t") + 1
        yield _rows(lines, width, table, script)
    rest = source.data[source.at :] if not ended else b""
    if not ended:  # the file ends here: what may be a part of a line is no row
        script.faults.cut = table
        script.say(rest)
        source.at = len(source.data)


def _lines(source: Source) -> tuple[bytes, bool]:
    """Whole lines of rows, and whether the mark of their end stands behind them; steps over both."""
    while True:
        data, at = source.data, source.at
        end = at if data.startswith(b"\\.", at) else data.find(b"\n\\.", at) + 1
        while end > 0 and data[end + 2 : end + 3] not in (b"\r", b"\n", b""):  # a value that begins so
            end = data.find(b"\n\\.", end) + 1
        if end > 0 or data.startswith(b"\\.", at):
            after = data.find(b"\n", end)
            source.at = after + 1 if after >= 0 else len(data)
            return data[at:end], True
        last = data.rfind(b"\n", at) + 1
        if last > at:
            source.at = last
            return data[at:last], False
        if not source.more():
            return b"", False


def _rows(lines: bytes, width: int, table: str, script: Script) -> pl.DataFrame:
    if b"\r\n" in lines:
        lines = lines.replace(b"\r\n", b"\n")
    data = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(data == 10)
    tabs = np.flatnonzero(data == 9)
    counts = np.diff(np.searchsorted(tabs, ends), prepend=0)
    odd = np.flatnonzero(counts != width - 1)
    if odd.size:
        lines = _mended(lines, odd, width, table, script)
    frame = pl.read_csv(
        lines,
        has_header=False,
        separator="\t",
        quote_char=None,
        null_values="\\N",
        infer_schema=False,
        schema={f"c{i}": pl.String for i in range(width)},
    )
    if b"\\" not in lines:
        return frame
    with_signs = [name for name in frame.columns if frame.get_column(name).str.contains("\\", literal=True).any()]
    return frame.with_columns(_unescaped(pl.col(name)) for name in with_signs)


def _mended(
    lines: bytes, odd: np.ndarray[tuple[int], np.dtype[np.intp]], width: int, table: str, script: Script
) -> bytes:
    """The lines with as many values in each as there are columns."""
    rows = lines.split(b"\n")
    for i in odd.tolist():
        cells = rows[i].split(b"\t")
        script.faults.ragged[table] += 1
        script.say(b"\n".join(cells[width:]))
        rows[i] = b"\t".join([*cells[:width], *[b"\\N"] * (width - len(cells))])
    return b"\n".join(rows)


def _unescaped(value: pl.Expr) -> pl.Expr:
    """What the signs behind a backslash stand for; bytes in hexadecimals keep theirs."""
    value = value.str.replace_many(["\\\\", *_PAIRS], ["\x01", *_PAIRS.values()])
    value = value.str.replace_all(r"\\(.)", "${1}").str.replace_all("\x01", "\\", literal=True)
    return pl.when(value != "").then(value)
