"""Reads delimited text: any delimiter, encoding and quoting, titles above the header, rows of uneven length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.intake.magic import text_kind
from lekwijzer.model import Part, Problem, Table
from lekwijzer.readers.dialect import sniff
from lekwijzer.readers.encoding import Notes, decode_head, utf8_blocks
from lekwijzer.readers.records import LONGEST, Cutter, Mend
from lekwijzer.readers.repair import Aligner
from lekwijzer.readers.stacked import apart, bands, first_header, names_columns
from lekwijzer.readers.unquoted import name_in_two, put_together

KIND = "delimited"

SAMPLE = 256 << 10
SAMPLE_ROWS = 400
FRAMES = 4
"""Blocks that make one batch."""
_BID_ON = 24 << 10
_QUOTED_LINE = re.compile(rb'^"((?:[^"\n]|"")*+)"(\r?)$', re.MULTILINE)
_ENDS = (b"\r", b"\x1e", b"\x0c")
"""What ends a record in files without a line feed."""


def bid(name: str, head: bytes) -> int:
    """How sure it is that this text is a table, from the evenness of its lines."""
    if not head or _binary(head) or text_kind(head):
        return 0
    text = decode_head(head)
    if _in_quotes(text[:_BID_ON].encode()):
        text = _out_of_quotes(text.encode()).decode()
    dialect = sniff(text[:_BID_ON], len(text) <= _BID_ON and len(head) < 65536, name)
    return min(90, dialect.certainty) if dialect else 0


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """One table; the rows above its header are no records."""
    notes = Notes()
    blocks = _blocks(path, notes)
    first = next(blocks, b"")
    sample = first[:SAMPLE]
    whole = len(first) <= SAMPLE
    text = sample.decode("utf-8", "ignore")
    dialect = sniff(text[:_BID_ON], len(text) <= _BID_ON) or sniff(text, whole)
    if dialect is None:
        if first.strip():
            raise Unreadable("no table: its lines have no columns in common")
        return
    prober = Cutter(dialect, dialect.separators + 1, _cut_to(dialect.separators + 1))
    rows, starts = prober.first_rows(prober.prepare(sample), SAMPLE_ROWS, whole)
    if not rows:
        if first.strip():
            raise Unreadable("no line end in the first part of the file")
        return
    header, start = first_header(rows)
    names = [] if header is None else _trimmed(rows[header])
    later = (len(_trimmed(row)) for row in rows[start:] if len(row) > len(names) and names_columns(row))
    width = max(len(names), _usual_width(rows[start:]), *later, 1)
    above = "\n".join(" ".join(row) for i, row in enumerate(rows[:start]) if i != header)
    labels = tuple(names + [""] * (width - len(names))) if header is not None else None
    body = [_padded(row, width) for row in rows[start:]]
    parted = name_in_two(names, rows[start:]) if dialect.delimiter == "," else None

    def batches(some: Iterator[bytes], told: list[Problem]) -> Iterator[pl.DataFrame]:
        aligner = Aligner(body, width, dialect.written or dialect.delimiter)
        cutter = Cutter(dialect, width, aligner, aligner.belong_together)
        cutter.number = start + 1
        top = cutter.prepare(next(some, b""))
        frames = cutter.frames(chain([top[starts[start] :]], some))
        while found := list(islice(frames, FRAMES)):
            yield pl.concat(found, rechunk=True)
        told.extend(_problems(notes, cutter, aligner))

    side_by_side = _bands(labels, body) if labels and parted is None else []
    for number, columns in enumerate(side_by_side or [range(width)]):
        # What stands side by side is read one after the other.
        some = _blocks(path, Notes()) if number else chain([first], blocks)
        table = batches(some, [] if number else problems)
        if side_by_side:
            table = _band(table, columns)
        if parted is not None:
            table, columns = put_together(table, parted, width), range(width - 1)
        for stack in apart(tuple(labels[i] for i in columns) if labels else None, table):
            yield Table("", stack.header, stack.batches, unread=[above, stack.above])
            above = ""


def _bands(labels: Sequence[str], body: Sequence[Sequence[str]]) -> list[list[int]]:
    """The numbers of the columns of each of several tables that stand side by side; nothing for one, as nearly always."""
    if len(set(map(str.lower, labels))) == len(labels) and "" not in labels[1:-1]:
        return []
    cells = {f"c{i}": [row[i].strip() or None for row in (labels, *body)] for i in range(len(labels))}
    found = bands(pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)))
    return [[int(name[1:]) for name in band] for band in found] if len(found) > 1 else []


def _band(batches: Iterator[pl.DataFrame], columns: Sequence[int]) -> Iterator[pl.DataFrame]:
    """Some columns of a table as a table of its own, which may be shorter."""
    for batch in batches:
        band = batch.select(*(pl.col(f"c{old}").alias(f"c{i}") for i, old in enumerate(columns)), "n")
        yield band.filter(pl.any_horizontal(pl.exclude("n").is_not_null()))


def _blocks(path: Path, notes: Notes) -> Iterator[bytes]:
    """The text of a file in blocks of whole lines, in which a line ends with a line feed and does not stand between quotes."""
    blocks = _line_ends(utf8_blocks(path, notes))
    first = next(blocks, b"")
    quoted = _in_quotes(first[:_BID_ON])
    for block in chain([first], blocks):
        yield _out_of_quotes(block) if quoted else block


def _binary(head: bytes) -> bool:
    """Whether the bytes are no text: control characters other than those that tables use, or NULs without UTF-16."""
    text = decode_head(head[:4096])
    undecoded = text.count("\ufffd") - head[:4096].count("\ufffd".encode())  # less those that stand in the file as such
    odd = sum(c < " " and c not in "\t\n\r\f\v\x00\x01\x02\x1a\x1e\x1f\x1c\x1d" for c in text) + max(undecoded, 0)
    return odd > len(text) * 0.02 or text.count("\0") > len(text) * 0.1


def _line_ends(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks in which a line ends with a line feed, also where the file has only carriage returns, record separators or form feeds."""
    only: bytes | None = None
    doubled = False
    for block in blocks:
        if only is None:
            only = b"" if b"\n" in block else next((end for end in _ENDS if end in block), b"")
            doubled = b"\r\r\n" in block  # all through a file, or nowhere: later it is a blank at the end of a cell
        if only:
            block = block.replace(only, b"\n")
        elif doubled:
            block = block.replace(b"\r\r\n", b"\n")
        if block.endswith(b"\x1a"):  # the end mark of DOS
            block = block.rstrip(b"\x1a")
        yield block


def _in_quotes(start: bytes) -> bool:
    """Whether every line as a whole stands between quotes, as when a table was pasted into one column and saved again."""
    lines = [line for line in start.split(b"\n")[:-1] if line.strip()]
    if len(lines) < 2 or not all(map(_QUOTED_LINE.fullmatch, lines)):
        return False
    inside = sniff(_out_of_quotes(b"\n".join(lines)).decode("utf-8", "ignore"), True)
    return inside is not None and inside.separators > 1 and inside.certainty >= 60


def _out_of_quotes(block: bytes) -> bytes:
    return _QUOTED_LINE.sub(lambda line: line[1].replace(b'""', b'"') + line[2], block)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0


def _trimmed(row: Sequence[str]) -> list[str]:
    """The names of a header without the empty cells at its end and without the blanks around them."""
    names = [cell.strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return names


def _padded(row: Sequence[str], width: int) -> list[str]:
    return list(row) + [""] * (width - len(row))


def _cut_to(width: int) -> Mend:
    return lambda cells: list(cells[:width])


def _problems(notes: Notes, cutter: Cutter, aligner: Aligner) -> list[Problem]:
    found: list[Problem] = []
    if notes.repaired:
        found.append(notes.mixed())
    if notes.broken:
        found.append(Problem(f"{notes.broken} characters are damaged"))
    if aligner.doubtful:
        found.append(
            Problem(f"{aligner.doubtful} rows have more cells than there are columns; their last cells were joined")
        )
    if cutter.overlong:
        found.append(Problem(f"{cutter.overlong} times no record end was found in {LONGEST >> 20} MiB; cut there"))
    return found
