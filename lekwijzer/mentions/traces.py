"""Traces: values in what was read but not taken for anybody, with which a person of a register could be found after all.

A column that is not used, a table about nothing, a text without people, messages without a patient: what could be a citizen
service number, mail address, telephone number, birth date or postcode in them is kept beside the mentions. A trace is no
mention: it never links and never counts. It only keeps a register row that has the same value from being cleared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.fields import address, bsn, contact, dates
from lekwijzer.fields import names as surnames
from lekwijzer.fields.mend import LOST, mended
from lekwijzer.fields.text import fold, light, lightest, only_where
from lekwijzer.mentions import trace_glued, trace_words
from lekwijzer.mentions.encoded import CODED, decoded, unfolded
from lekwijzer.mentions.written import AT_SIGN, plain, plainly, unhyphenated, unspaced
from lekwijzer.model import Role
from lekwijzer.readers.encoding import BLOCK, Notes, utf8_blocks
from lekwijzer.readers.payload import Dark

TRACE: dict[str, type[pl.DataType]] = {
    "n": pl.UInt32,  # row or line
    "bsn": pl.Int32, "email": pl.String, "phone": pl.String, "dob": pl.Int32, "pc": pl.String,  # one of these and the next four
    "name": pl.String, "addr": pl.String, "key": pl.String,  # see `trace_words`
    "login": pl.String,  # see `trace_glued`
    "words": pl.String,  # beside a birth date or a name: the letters around it, and behind a bar word by word; of a name also word by word; beside a postcode: the numbers, each between blanks, and behind a bar the same as beside a date
}  # fmt: skip
NONE = pl.DataFrame(schema=TRACE)
_BETWEEN = r"[ .\-\x{A0}]"
_APART_NINE = rf"[0-9]{{3}}{_BETWEEN}[0-9]{{3}}{_BETWEEN}[0-9]{{3}}|[0-9]{{4}}{_BETWEEN}[0-9]{{2}}{_BETWEEN}[0-9]{{3}}"
_NINE = rf"[0-9]{{8}}|{_APART_NINE}"
_FIGURES = r"[0-9]+(?:\.[0-9]+)*"
"""A run of figures as a whole: where it begins and ends tells a number from a part of one."""
_NUMBERS = rf"\b(?:{_APART_NINE})\b|{_FIGURES}(?:[eE]\+?0?8\b)?"
_ONLY_SIX = r"(?:^|[^0-9])[0-9]{6}(?:$|[^0-9])"
_SIX = rf"{_ONLY_SIX}|[0-9]{{9}}"
_WHOLE_SIX = r"^(?:[0-9]{6}|[0-9]{9,20})$"
_EMAIL = r"[^\s@<>()\[\];,:\"'|=]+@[^\s@<>()\[\];,:\"'|=]+\.[A-Za-z]{2,}"
_PHONE = r"(?:\+31|0031|\b0)[ \-()/.]{0,3}[1-9](?:[ \-/.]?[0-9]){8}\b|\b6[0-9]{8}\b"
_POSTCODE = r"(?i)\b[1-9][0-9]{3} ?[a-z]{2}\b"
_YEAR = r"(?:19[0-9]{2}|20[01][0-9])"
_MONTH_NAME = trace_glued.MONTH_NAME
_DATE = (
    rf"(?:^|[^0-9])(?:{_YEAR}[-/.]?(?:0[0-9]|1[0-2])[-/.]?[0-3][0-9]|[0-3]?[0-9][-/. ][0-3]?[0-9][-/. ](?:{_YEAR}|'?[0-9]{{2}}\b)|[0-3][0-9][01][0-9]{_YEAR}"
    rf"|[0-3]?[0-9][- ]{_MONTH_NAME}[- ](?:{_YEAR}|'?[0-9]{{2}}\b))"
)
_NAMES = light(
    r"\p{Lu}[\p{L}'\-]+[^\p{L}]+(?:\p{L}{1,4}[^\p{L}]+){0,3}\p{Lu}[\p{L}'\-]+|\p{Lu}[\p{L}'\-]+,? ?(?:\p{Lu}\. ?)+"
    r"|(?:\p{Lu}\. ?)+(?:\p{L}{1,4} ){0,3}\p{Lu}[\p{L}'\-]+|\p{Lu}[\p{L}'\-]+,? \p{Lu}{1,4}\b"
)
"""Two words with capitals next to one another, perhaps with a prefix between them, or one with initials."""
_WORD = light(r"\p{Lu}[\p{L}'\-]+")
_LIKELY = rf"(?:[0-9][^0-9\n]{{0,3}}){{5}}|@|[0-9] ?{_MONTH_NAME}|{CODED}|{AT_SIGN}"
"""What every value with any of these has: five figures close together, or a month by its name."""
_WORTH = re.compile(rf"{_LIKELY}|[^\W\d_a-z][\w'.-]*[^\w\n]+(?:\w{{1,4}}[^\w\n]+){{0,3}}[^\W\d_a-z]")
"""The same of a text, in which names count too."""
_TWO_WORDS = re.compile(r"[^\W\d_]{2}[^\w\n]+[^\W\d_]")
_SHORTEST, _TWO = 6, 13
_REMARK = 6
_WORDY = light(r"\p{L}{2}[^\p{L}]+\p{L}|[0-9]{4}")
"""A remark is of two words, or has a number."""
_NOT_KEPT = (None, Role.EXAM_TYPE, Role.TEST_RESULT, Role.REQUESTER, Role.INSURER)
"""Columns of which a mention keeps at most that they are filled."""
_CODE = r"^[A-Z]{0,3}[0-9]{1,8}$"
"""A number of a doctor, an insurer or a test: too short for a citizen service number, and no birth date in such a column."""
_LONG, _LETTERS = 400, 1_000
_PIECE = re.compile(r".{1,300}(?:[\s,;|#\x0c\x1e\x1f]|$)|.{1,300}", re.DOTALL)
"""A line of more characters than a person writes is looked at in pieces; so many letters around a date are kept."""
_NEAREST = 400
"""Letters around a date, those of its own line first, in which its name may be misspelled or have lost letters."""
_TORN = light(r"[_#*~^|¨]{0,2}\p{L}+(?:[_#*~^|¨]{1,2}\p{L}+)+|[_#*~^|¨]{1,2}\p{L}{3,}")
"""A word with a sign within, where a letter may have been."""
_DAMAGED = rf"{_TORN}|[^\x00-\x7F]|[?&%=\\][A-Za-z]|[A-Za-z][?]"
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
    """Which values may hold something of a person, of those of the columns in which any may; all asked at once, as each question costs."""
    long = _true(batch.select_seq(pl.col(columns).str.len_bytes() >= _SHORTEST))
    if not long:
        return []
    names = [mask.name for mask in long]
    found = batch.select_seq(pl.col(names).str.contains(_LIKELY))
    return _true(pl.DataFrame([mask & found.get_column(mask.name) for mask in long]))


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
    found = [_traces(text, row, text, batch.get_column("n"), names_alone=names_alone)]
    if names_alone:
        found.append(_said(text, text, batch.get_column("n")))
    found += _of_encoded(text, dark, names_alone=names_alone)
    return pl.concat(found)


def remarks(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """The traces of words in the columns of a table about people that are used for nothing: remarks in which somebody else may stand."""
    unused = [f"c{c.index}" for c in table.columns if c.role is None and f"c{c.index}" in batch.columns]
    long = [mask.name for mask in _true(batch.select_seq(pl.col(unused).str.len_bytes() >= _REMARK))]
    found = []
    for wordy in _true(batch.select_seq(pl.col(long).str.contains(_WORDY))):
        n, values = batch.get_column("n").filter(wordy), batch.get_column(wordy.name).filter(wordy)
        some = pl.DataFrame([n, values.alias("text")]).unique("text", maintain_order=True)
        text = plainly(some.get_column("text"))
        found.append(_said(text, text, some.get_column("n")))
    return pl.concat(found) if found else NONE


def in_columns(batch: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    """The traces of values over several columns that are used for nothing, and of users in a table that is about nobody."""
    found = [_as_traces(some) for some in trace_glued.in_columns(batch, table)]
    if table.about == "nothing":
        found += [_as_traces(some) for some in trace_glued.of_users(batch, table)]
    return pl.concat(found) if found else NONE


def _said(text: pl.Series, around: pl.Series, n: pl.Series, *, named: bool = True) -> pl.DataFrame:
    """The traces of words."""
    found = [trace_words.streets(text, around, n), trace_words.keys(text, n)]
    if named:
        found += [trace_words.named(text, n), trace_glued.logins(text, n)]
    return pl.concat([_as_traces(some) for some in found])


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
        encoded += _over_lines(both, around.filter(broken), numbers.filter(broken))
    if names_alone:  # a name over several lines: given name, prefix, surname
        frame = lines.to_frame("t").select(_FORM)
        short = frame.get_column("short")
        encoded.append(_as_traces(trace_words.named(frame.get_column("t").filter(short), numbers.filter(short))))
    return pl.concat([_traces(lines, around, around, numbers, names_alone=names_alone), said, *encoded])


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


def of_paths(paths: Sequence[str]) -> pl.DataFrame:
    """The traces in the paths of files: `uitslagen/Dijk_Otto_19910223.csv`."""
    text = pl.Series(paths, dtype=pl.String)
    return _traces(text, text, text, pl.int_range(len(text), dtype=pl.UInt32, eager=True))


class _Texts(NamedTuple):
    """Texts, what must fit beside a date and beside a postcode in them, and the numbers of their rows."""

    text: pl.Series
    names: pl.Series
    numbers: pl.Series
    n: pl.Series

    def where(self, mask: pl.Series) -> _Texts:
        """Those for which a mask holds."""
        return _Texts(*(series.filter(mask) for series in self))


def _traces(
    text: pl.Series, names: pl.Series, numbers: pl.Series, n: pl.Series, *, names_alone: bool = False
) -> pl.DataFrame:
    every = _Texts(text, names, numbers, n)
    figured = every.where(text.str.contains("[0-9]"))  # nearly all that is looked for has a figure
    found = []
    if len(figured.n):
        found = [_glued_dates(figured, longer=names_alone)]
        looked = trace_glued.Looked(figured.text, figured.n)
        for glued in (trace_glued.addresses, trace_glued.numbers, trace_glued.initials):
            found += [_as_traces(some) for some in glued(looked)]
    found += _over_lines(text, names, n)
    if names_alone:
        found.append(_named(text, n))
    for key, form in (("bsn", _NINE), ("email", _EMAIL), ("phone", _PHONE), ("dob", _DATE), ("pc", _POSTCODE)):
        texts = every if key == "email" else figured
        if len(texts.n):
            found += _of_form(texts.where(texts.text.str.contains(form)), key, form)
    found = [some for some in found if len(some)]
    if not found:
        return NONE
    return pl.concat(found).unique([c for c in TRACE if c != "n"], maintain_order=True)


def _of_form(texts: _Texts, key: str, form: str) -> list[pl.DataFrame]:
    """The traces of what has a form, in texts that all have it."""
    if texts.n.is_empty():
        return []
    taken = texts.text.str.extract_all(_NUMBERS if key == "bsn" else form)
    words = _words(texts.names if key == "dob" else texts.numbers, key)
    some = pl.DataFrame([texts.n.alias("n"), taken.alias("value"), words.alias("words")])
    some = some.explode("value").drop_nulls("value")
    if key == "dob":
        some = pl.concat([some, _month_first(some)])
    value = _CLEAN[key](some.get_column("value"))
    some = some.with_columns(value.alias(key)).drop("value").filter(value.is_not_null())
    found = [_as_traces(some)]
    if key == "email":  # anna.kramer@ says who it is as well as her name does
        names_in = some.get_column("email").str.replace("@.*$", "").str.replace_all(_NO_LETTERS, " ")
        found.append(_as_traces(trace_words.named(names_in, some.get_column("n"))))
        found.append(_as_traces(trace_glued.of_mail(some.get_column("email"), some.get_column("n"))))
    return found


_NULLS = {name: pl.Series(name, [None], dtype=dtype) for name, dtype in TRACE.items()}


def _over_lines(text: pl.Series, near: pl.Series, n: pl.Series) -> Iterator[pl.DataFrame]:
    """The traces of what is broken at the end of a line."""
    for some in trace_glued.over_lines(text, near, n):
        if "near" in some.columns:
            some = some.with_columns(_near_date(some.get_column("near")).alias("words"))
        yield _as_traces(some)


def _as_traces(some: pl.DataFrame) -> pl.DataFrame:
    if some.is_empty():
        return NONE
    return pl.DataFrame([
        some.get_column(name).cast(dtype) if name in some.columns else _NULLS[name].new_from_index(0, len(some))
        for name, dtype in TRACE.items()
    ])  # fmt: skip


def _glued_dates(texts: _Texts, *, longer: bool) -> pl.DataFrame:
    """Birth dates of six figures, and those at the end of a longer run: lengths, codes and dates that stand without a space."""
    texts = texts.where(texts.text.str.contains(_SIX if longer else _ONLY_SIX))
    if texts.n.is_empty():
        return NONE
    words, runs = _words(texts.names, "dob"), texts.text.str.extract_all(_FIGURES)
    some = pl.DataFrame([texts.n.alias("n"), runs.alias("value"), words.alias("words")])
    some = some.explode("value").drop_nulls("value")
    some = some.filter(pl.col("value").str.contains(_WHOLE_SIX if longer else "^[0-9]{6}$"))
    value = pl.col("value")
    two, four, last = value.str.slice(-2), value.str.slice(-4), value.str.slice(-8)
    short = value.str.len_bytes() == 6
    turned = two + value.str.slice(2, 2) + value.str.slice(0, 2)
    readings = [pl.when(short).then(pl.lit(century) + six) for century in ("19", "20") for six in (value, turned)]
    readings += [pl.when(~short).then(last), pl.when(~short).then(four + last.str.slice(2, 2) + last.str.slice(0, 2))]
    found = some.select("n", "words", pl.concat_list(readings).alias("value")).explode("value").drop_nulls("value")
    found = found.filter(pl.col("value").str.contains(rf"^{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"))
    return _as_traces(found.select("n", "words", pl.col("value").cast(pl.Int32).alias("dob")))


def _named(text: pl.Series, n: pl.Series) -> pl.DataFrame:
    """Words that could be a surname, alone or two together, where another word with a capital stands beside them.

    Of a double name both halves, as initials stand beside either; two words are kept as two, too, as they stand among the others.
    """
    where = text.str.contains(_NAMES)
    if not where.any():
        return NONE
    some = pl.DataFrame({"n": n.filter(where), "text": text.filter(where).str.slice(0, _LETTERS)})
    some = some.with_columns(
        words=_spelled(some.get_column("text")),
        name=pl.col("text").str.extract_all(_WORD),
    )
    two = pl.col("name").list.eval(pl.element() + pl.lit(" ") + pl.element().shift(-1)).list.drop_nulls()
    some = some.with_columns(pl.concat_list("name", two)).explode("name").drop_nulls("name")
    raw = some.get_column("name")
    folded = fold(raw)
    apart = folded.str.replace_all(lightest(r"[^\p{L} ]", folded), "").set(~raw.str.contains(" ", literal=True), None)
    keys = [some.with_columns(key.alias("name")) for key in (*surnames.surname_keys(raw), apart)]
    some = pl.concat(keys).drop_nulls("name")
    return _as_traces(some)


def _spelled(text: pl.Series) -> pl.Series:
    """The letters of a text run together, and behind them its words one by one, without prefixes: for initials must be words."""
    folded = fold(text)
    other = lightest(_NO_LETTERS, folded)
    apart = folded.str.replace_all(other, " ").str.replace_all(rf"\b(?:{'|'.join(surnames.WORDS_BEFORE)}) ", "")
    return folded.str.replace_all(other, "") + " " + apart + " "


_NO_LETTERS = r"[^\p{L}]+"


def _words(near: pl.Series, key: str) -> pl.Series:
    """What must fit as well: the letters near a date, the numbers near a postcode; of the others nothing."""
    if key == "dob":
        return _near_date(near)
    if key == "pc":
        digits = near.str.extract_all(r"\b[0-9]{1,5}").list.unique(maintain_order=True).list.join(" ")
        return " " + digits + " |" + _near_date(near)
    return _NULLS["words"].new_from_index(0, len(near))


def _near_date(near: pl.Series) -> pl.Series:
    """The letters of some texts run together; behind a bar the first words of each one by one, with `LOST` for letters that were lost in them."""
    folded = fold(near)
    words = folded.str.replace_all(lightest(_NO_LETTERS, folded), " ")
    run = words.str.replace_all(" ", "", literal=True).str.slice(0, _LETTERS)
    first = near.str.head(_NEAREST)
    return run + "|" + only_where(words.str.head(_NEAREST), first.str.contains(_DAMAGED), lambda _: _with_lost(first))


def _with_lost(first: pl.Series) -> pl.Series:
    """The words of those texts in which a sign may be a letter, each letter of which nothing else is known as `LOST`."""
    first = first.filter(first.str.contains(_DAMAGED))
    torn = first.str.extract_all(_TORN).list.eval(pl.element().str.replace_all(r"[^\p{L}]+", LOST)).list.join(" ")
    return fold(mended(first) + " " + torn).str.replace_all(r"[^\p{L}]+", " ")


def _bsn(values: pl.Series) -> pl.Series:
    """Numbers of eight or nine figures, also in groups, with zeros around them, as a power of ten, or at the end of a path of numbers."""
    power = values.str.contains("[eE]")
    whole = values.set(~power, None).cast(pl.Float64, strict=False).cast(pl.Int64, strict=False).cast(pl.String)
    plain = values.str.replace(r"^([0-9]{8,10})\.0+$", "${1}")
    figures = plain.str.replace_all("[^0-9]", "").str.replace("^0(.{9})$", "${1}")
    last = plain.str.extract(r"\.([0-9]{9})$")
    found = whole.fill_null(figures.set(~figures.str.contains("^[0-9]{8,9}$"), None)).fill_null(last)
    numbers, valid = bsn.clean(found)
    return numbers.set(~valid.fill_null(False), None)


def _dob(values: pl.Series) -> pl.Series:
    return dates.clean(values.str.replace(r"^[^0-9]", ""), None)


def _month_first(some: pl.DataFrame) -> pl.DataFrame:
    """Dates of two small numbers and a year with the first two exchanged: in America, and in programs from there, the month comes first."""
    turned = pl.col("value").str.replace(r"^[^0-9]?([0-9]{1,2})([-/])([0-9]{1,2})[-/]", "${3}${2}${1}${2}")
    return some.with_columns(turned).filter(turned != pl.col("value"))


_CLEAN = {"bsn": _bsn, "email": contact.email, "phone": contact.phone, "dob": _dob, "pc": address.postcode}
