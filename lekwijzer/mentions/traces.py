"""Traces: values in what was read but not taken for anybody, with which a person of a register could be found after all.

A column that is not used, a table about nothing, a text without people, messages without a patient: what could be a citizen
service number, mail address, telephone number, birth date or postcode (`trace_values`), a name, street or number of a register
(`trace_words`), or several of these in one (`trace_glued`) is kept beside the mentions. A trace is no
mention: it never links and never counts. It only keeps a register row that has the same value from being cleared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.detect.judge import Column
from lekwijzer.fields.text import light, repeats
from lekwijzer.mentions import trace_glued, trace_words
from lekwijzer.mentions.encoded import CODED, decoded, unfolded
from lekwijzer.mentions.trace_values import NONE, as_traces, over_lines, values_in
from lekwijzer.mentions.written import AT_SIGN, plain, plainly, unhyphenated, unspaced
from lekwijzer.model import Role
from lekwijzer.readers.encoding import BLOCK, Notes, utf8_blocks
from lekwijzer.readers.payload import Dark

_LIKELY = rf"(?:[0-9][^0-9\n]{{0,3}}){{5}}|@|[0-9] ?{trace_glued.MONTH_NAME}|{CODED}|{AT_SIGN}|[1-9][0-9]{{3}} ?[A-Za-z]{{2}}[^0-9A-Za-z\n][^0-9\n]{{0,13}}[0-9]"
"""What every value with any of these has: five figures close together, a month by its name, or a number behind a postcode."""
_WORTH = re.compile(rf"{_LIKELY}|[^\W\d_a-z][\w'.-]*[^\w\n]+(?:\w{{1,4}}[^\w\n]+){{0,3}}[^\W\d_a-z]")
"""The same of a text, in which names count too."""
_TWO_WORDS = re.compile(r"[^\W\d_]{2}[^\w\n]+[^\W\d_]")
_SHORTEST, _TWO = 6, 13
_REMARK = 5
_MANY_REMARKS = 500
"""Different remarks in a column from which on it is looked at by itself; few are together, as each look costs."""
_WORDY = light(r"\p{L}{2}[^\p{L}]+\p{L}|\p{L}[^\p{L}]+\p{L}{2}|[0-9]{4}")
"""A remark is of two words, or has a number."""
_OF_NAME = re.compile(
    r"(?i)(?:achter|voor|roep|geslachts|geboorte|familie|tussen|eigen|sur|fore|first|last|given|family|full|middle)[ _.-]?(?:na(?:am|men)|names?|voegsels?)"
    r"|na(?:am|men)|names?|voorletters?|initialen|initials?|first|last|given|family"
)
"""What the header of a column says of the part of a name in it; what is left of the header says whose."""
_NOT_KEPT = (None, Role.EXAM_TYPE, Role.TEST_RESULT, Role.REQUESTER, Role.INSURER)
"""Columns of which a mention keeps at most that they are filled."""
_CODE = r"^[A-Z]{0,3}[0-9]{1,8}$"
"""A number of a doctor, an insurer or a test: too short for a citizen service number, and no birth date in such a column."""
_LONG = 400
_PIECE = re.compile(r".{1,300}(?:[\s,;|#\x0c\x1e\x1f]|$)|.{1,300}", re.DOTALL)
"""A line of more characters than a person writes is looked at in pieces."""
_SEVERAL = {
    Role.BSN: r"[0-9]{8}[^0-9]+[0-9]{8}",
    Role.EMAIL: r"@.*[,;\s\x1f].*@",
    **dict.fromkeys((Role.NAME, Role.SURNAME), r"[/;|\n\x1f]|\p{L} (?:en|and|und|&|\+) \p{Lu}"),
}
"""Signs that a column of which one value is kept holds several."""
_TOP = 4_000
"""Bytes at the start of a file that are searched in any case."""
_MESSAGE = {"hl7": re.compile(rb"MSH[^A-Za-z0-9\s]"), "edifact": re.compile(rb"UN[ABH][^A-Za-z0-9\s]")}
"""How messages begin: what follows is searched by their readers."""
_ALONE = re.compile(rb"[\s\x0b\x1c]*(?:MSH|FHS|BHS|PID|EVN|PV1|ORC|OBR)[^A-Za-z0-9\s]")
_FORM_LINE = 40
"""Characters of a line that may be one value of a form."""
_APART = "\n" * 7
"""Between texts that are not about one another."""
_DEEPEST = 2
"""Encodings within one another."""
_AROUND = 3
"""Lines of a text before and after one with a birth date or postcode in which its name or number may stand."""


def columns_of(batch: pl.DataFrame, table: TableMap) -> list[str]:
    """Which columns of a batch leave traces: those of which nothing is kept, where they have something of a person."""
    everything = [f"c{c.index}" for c in table.columns if f"c{c.index}" in batch.columns]
    kept = table.kept_beside
    unused = [
        f"c{c.index}" for c in table.columns
        if c.index not in kept and (table.about == "nothing" or c.role in _NOT_KEPT)
    ]  # fmt: skip
    codes = {f"c{c.index}" for c in table.columns if c.role is not None}
    found = [
        likely.name
        for likely in _likely(batch, [name for name in unused if name in batch.columns])
        if not (likely.name in codes and bool(batch.get_column(likely.name).filter(likely).str.contains(_CODE).all()))
    ]
    if table.about == "nothing":
        return everything if found else found
    if not {c.role for c in table.columns} & {Role.NAME, Role.SURNAME}:  # then the address may be what names somebody
        found += [f"c{i}" for i in table.by_role().get(Role.EMAIL, []) if f"c{i}" in batch.columns]
    return found + [name for role, says in _SEVERAL.items() for name in _several(batch, table, role, says)]


def _several(batch: pl.DataFrame, table: TableMap, role: Role, says: str) -> Iterator[str]:
    """Columns of a role that hold several values in one."""
    for index in table.by_role().get(role, []):
        values = batch.get_column(f"c{index}") if f"c{index}" in batch.columns else None
        if values is not None and (values.str.len_bytes().max() or 0) >= _TWO and bool(values.str.contains(says).any()):  # type: ignore[operator]
            yield f"c{index}"


def _likely(batch: pl.DataFrame, columns: Sequence[str]) -> list[pl.Series]:
    """Which values may hold something of a person, of those of the columns in which any may; of a column that repeats itself each once."""
    long = _true(batch.select_seq(pl.col(columns).str.len_bytes() >= _SHORTEST))
    every = {mask.name: batch.get_column(mask.name) for mask in long}
    repeated = {name: found for name, values in every.items() if (found := repeats(values))}
    # Asked of all other columns at once, as each question costs.
    others = batch.select_seq(pl.col([name for name in every if name not in repeated]).str.contains(_LIKELY))
    asked = {mask.name: mask for mask in others}
    asked |= {name: distinct.str.contains(_LIKELY).gather(places) for name, (distinct, places) in repeated.items()}
    return _true(pl.DataFrame([mask & asked[mask.name] for mask in long]))


def _true(masks: pl.DataFrame) -> list[pl.Series]:
    """The columns in which anything is true."""
    return [mask for mask in masks.get_columns() if mask.any()]


def of_rows(batch: pl.DataFrame, columns: Sequence[str], dark: Dark, *, names_alone: bool = False) -> pl.DataFrame:
    """The traces of some columns of a table; names are looked for in all columns of the row."""
    if not names_alone:
        batch = batch.filter(pl.any_horizontal(False, *(mask.fill_null(False) for mask in _likely(batch, columns))))
    cells = [c for c in batch.columns if c != "n"]
    text = batch.select(pl.concat_str(columns, separator=" | ", ignore_nulls=True)).to_series()
    row = batch.select(pl.concat_str(cells, separator=" ", ignore_nulls=True)).to_series()
    text, row = plainly(text), plainly(row)
    found = [values_in(text, row, text, batch.get_column("n"), names_alone=names_alone)]
    if names_alone:
        found.append(_said(text, text, batch.get_column("n")))
    found += _of_encoded(text, dark, names_alone=names_alone)
    return pl.concat(found)


def remarks(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """The traces of words in the columns of a table about people that are used for nothing: remarks in which somebody else may stand."""
    unused = {
        f"c{c.index}": c.header for c in table.columns if _says_nothing_of_patient(c) and f"c{c.index}" in batch.columns
    }
    long = [mask.name for mask in _true(batch.select_seq(pl.col(list(unused)).str.len_bytes() >= _REMARK))]
    frame = batch.select("n", *long, *_names_in_parts(unused))
    together: list[pl.DataFrame] = []
    found = []
    for wordy in _true(frame.select_seq(pl.exclude("n").str.contains(_WORDY))):
        n, values = frame.get_column("n").filter(wordy), frame.get_column(wordy.name).filter(wordy)
        once = values.arg_unique()
        some = pl.DataFrame([n.gather(once), values.gather(once).alias("text")])
        if len(once) > _MANY_REMARKS:
            found.append(_of_remarks(some))
        else:
            together.append(some)
    if together:
        found.append(_of_remarks(pl.concat(together)))
    return pl.concat(found) if found else NONE


def _of_remarks(some: pl.DataFrame) -> pl.DataFrame:
    text = plainly(some.get_column("text"))
    return _said(text, text, some.get_column("n"))


def _says_nothing_of_patient(column: Column) -> bool:
    """Whether of a column nothing is used that is said of the patient; who the partner is may be told by more than a surname."""
    return column.role in (None, Role.PARTNER_SURNAME, Role.TEST_RESULT)


def _names_in_parts(labels: Mapping[str, str]) -> Iterator[pl.Expr]:
    """Given name and surname of somebody else in columns of their own, together: `moeder_voornaam; moeder_achternaam`."""
    whose: dict[str, list[str]] = {}
    for name, label in labels.items():
        rest, parts = _OF_NAME.subn("", label)
        if parts:
            whose.setdefault(re.sub(r"\W|_", "", rest).lower(), []).append(name)
    for some in whose.values():
        if len(some) > 1:
            yield pl.concat_str(some, separator=" ", ignore_nulls=True).alias("+".join(some))


def in_columns(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """The traces of values over several columns that are used for nothing, and of users in a table that is about nobody."""
    found = [as_traces(some) for some in trace_glued.in_columns(batch, table)]
    if table.about == "nothing":
        found += [as_traces(some) for some in trace_glued.of_users(batch, table)]
    return pl.concat(found) if found else NONE


def _said(text: pl.Series, around: pl.Series, n: pl.Series, *, named: bool = True) -> pl.DataFrame:
    """The traces of words."""
    found = [trace_words.streets(text, around, n), trace_words.keys(text, n)]
    if named:
        low = trace_words.without_you(text)
        found += [trace_words.named(text, n, low), trace_glued.logins(text, low, n)]
    return pl.concat([as_traces(some) for some in found])


def of_text(path: Path, dark: Dark, *, nobody: bool) -> Iterator[pl.DataFrame]:
    """The traces of any file that is text, by line; where `nobody` was found in it, names alone are traces too."""
    yield from _of_lines(path, BLOCK, dark, names_alone=nobody)


def of_top(path: Path, kind: str) -> pl.DataFrame:
    """The traces of what stands above the listing or the messages of a file in which people were found: it may say whose they are."""
    block = next(utf8_blocks(path, Notes(), _TOP), b"")
    first = _MESSAGE[kind].search(block) if kind in _MESSAGE else None
    text = block[: first.start() if first else len(block)].decode("utf-8", "replace")
    return _of_block(_with_line_feeds(text), 1, Dark(), names_alone=False) if text.strip() else NONE


def of_messages_alone(path: Path) -> bool:
    """Whether a file of HL7 begins with a message: in one that does not, as a log or a table, messages stand among other things."""
    block = next(utf8_blocks(path, Notes(), _TOP), b"")
    return _ALONE.match(block) is not None


def _of_lines(path: Path, size: int, dark: Dark, *, names_alone: bool) -> Iterator[pl.DataFrame]:
    line = 1
    for block in utf8_blocks(path, Notes(), size):
        text = _with_line_feeds(block.decode("utf-8", "replace"))
        yield _of_block(text, line, dark, names_alone=names_alone)
        line += text.count("\n")


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


_NEAR = pl.concat_str(
    [pl.col("t").shift(by) for by in sorted(range(-_AROUND, _AROUND + 1), key=abs)], separator=" ", ignore_nulls=True
)
"""A line and those around it, itself first: of much the end is left out."""
_FORM = [
    pl.concat_str([pl.col("t").shift(-by) for by in range(3)], separator=" ", ignore_nulls=True),
    ((pl.col("t").str.len_bytes() <= _FORM_LINE) & pl.col("t").str.contains(r"\p{L}{2}")).alias("short"),
]


def _of_block(text: str, line: int, dark: Dark, *, names_alone: bool, depth: int = 0) -> pl.DataFrame:
    """The traces of some lines of text, of which the first has this number."""
    rows = unspaced(unhyphenated(unfolded(plain(text))).split("\n"))
    encoded = _of_encoded(pl.Series(rows, dtype=pl.String), dark, names_alone=names_alone, depth=depth)
    lines = pl.Series([piece for row in rows for piece in (_PIECE.findall(row) if len(row) > _LONG else (row,))])
    numbers = pl.int_range(line, line + len(lines), dtype=pl.UInt32, eager=True)
    around = lines.to_frame("t").select(_NEAR).to_series()
    said = _said(lines, around, numbers, named=names_alone)
    after = lines.shift(-1)
    after = lines.shift(-2).zip_with(
        after.str.strip_chars() == "", after
    )  # a break of a page in markup leaves a blank line
    broken = trace_glued.may_go_on(lines, after)
    if broken.any():
        edge = trace_glued.EDGE
        both = lines.filter(broken).str.tail(edge) + "\n" + after.filter(broken).str.head(edge)
        encoded += over_lines(both, around.filter(broken), numbers.filter(broken))
    if names_alone:  # a name over several lines: given name, prefix, surname
        frame = lines.to_frame("t").select(_FORM)
        short = frame.get_column("short")
        encoded.append(as_traces(trace_words.named(frame.get_column("t").filter(short), numbers.filter(short))))
    return pl.concat([values_in(lines, around, around, numbers, names_alone=names_alone), said, *encoded])


def _of_encoded(values: pl.Series, dark: Dark, *, names_alone: bool, depth: int = 0) -> list[pl.DataFrame]:
    """The traces of what is encoded in some values."""
    inner = decoded(values, dark) if depth < _DEEPEST else []
    return [_of_block(_APART.join(inner), 1, dark, names_alone=names_alone, depth=depth + 1)] if inner else []


def of_texts(texts: Iterable[str], dark: Dark, *, names_alone: bool = True) -> Iterator[pl.DataFrame]:
    """The traces of texts beside the rows of a file, names alone too; the places are those of lines in them."""
    held: list[str] = []
    size = 0
    for text in texts:
        if _WORTH.search(text) or (names_alone and _TWO_WORDS.search(text)):
            held.append(_with_line_feeds(text))
            size += len(text)
        if size > BLOCK:
            yield _of_block(_APART.join(held), 1, dark, names_alone=names_alone)
            held, size = [], 0
    if size:
        yield _of_block(_APART.join(held), 1, dark, names_alone=names_alone)


def of_names(names: Sequence[str]) -> pl.DataFrame:
    """The traces of names of which nothing else is known, a line each."""
    lines = pl.Series(names, dtype=pl.String)
    return as_traces(trace_words.named(lines, pl.int_range(1, len(lines) + 1, dtype=pl.UInt32, eager=True)))


def of_paths(paths: Sequence[str]) -> pl.DataFrame:
    """The traces in the paths of files: `uitslagen/Dijk_Otto_19910223.csv`."""
    text = pl.Series(paths, dtype=pl.String)
    return values_in(text, text, text, pl.int_range(len(text), dtype=pl.UInt32, eager=True))
