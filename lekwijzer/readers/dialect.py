"""How a delimited text is written: its delimiter, its quotes, and how sure we are that it is a table at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lekwijzer.readers.header import find_header, is_ruler, known_word, looks_like_value, shape
from lekwijzer.readers.message_io import passes_11_test

NO_DELIMITER = "\x1f"
"""Stands for the delimiter where a table has one column only, or one of several characters."""

_PREFERENCE = {
    "\t": 1.0, ";": 1.0, "\x1f": 1.0, "\x1e": 1.0, "\x01": 1.0, "\x02": 1.0, "|": 0.98, ",": 0.9, "§": 0.9, "¦": 0.9, "│": 0.9, "║": 0.9,
    "¬": 0.9, "^": 0.85, "~": 0.85, "#": 0.5, ":": 0.5, "$": 0.5, "!": 0.4, "*": 0.4, "@": 0.3,
}  # fmt: skip
_WEAK = frozenset(":#$!*@")
_MANY = ("~|~", "|~|", "^|^", "|^|", "@|@", "#|#", "|;|", "<|>", "[|]", "::", "||", "|$|", "$|$")
_NOT_A_TABLE = re.compile(
    r"\s*(?:<[?!a-zA-Z]|[{\[]\s*[\"\[{]|\x0b?MSH\W|UNA.{6}\s*UN[BH]|UNB\+|%PDF|From \S+@|Received:|#!/"
    r"|(?i:INSERT\s+INTO\s|CREATE\s+TABLE\s|BEGIN;\s*\n|SET\s+\w+\s*=|COPY\s+\S+\s*\(|--\s))"
)
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)
_LOG = re.compile(
    r"[\[<]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]?\d*\S*\s+\[?(?:\S+\s+)?\[?(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)"
)
_SENTENCE = re.compile(r":\s|[.,]\s*$|\d[-/.]\d")
_PROSE = re.compile(r"^(?:[0-9]{1,2}[.)]|[-*•]) \S|(?:\s\S+){2}[^.]\.$")
"""An item of a numbered list, or the end of a sentence: no column is called so."""
_SEGMENT = re.compile(r"(?:PID|OBX|OBR|PV1|ORC|EVN|NTE|SPM|SAC|Z[A-Z0-9]{2})[|]")
_PLAIN = re.compile(r"[\w .,/()%+:'\"&?#\[\]€°<>–-]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OF_A_PERSON = {
    "bsn": re.compile(r"[0-9]{9}"),
    "date": re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-?[0-9]{2}-?[0-9]{2}"),
    "postcode": re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}"),
    "mail": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "phone": re.compile(r"(?:\+31|0031|0)[ -]?[1-9](?:[ -]?[0-9]){7,8}"),
    "iban": re.compile(r"NL[0-9]{2} ?[A-Z]{4}[0-9 ]{10,12}"),
    "initials": re.compile(r"(?:[A-Z]\.){1,5}|[^\d,;]{2,40}, ?(?:[A-Z]\.)+(?: [a-z ]+)?"),
}  # fmt: skip
_OPENS = r"(?:^|[^\w\s.,]|[,\t]){q}(?:[^{q}]|{q}{q})*$"
_CLOSES = r"(?:[^{q}]|{q}{q})*{q}(?:$|[^\w\s.]|\t)"
"""A line on which a quote begins that encloses a cell of several lines, and one on which it ends."""
LINES = 300
LONGEST_CELL = 5_000
"""Lines that a cell between quotes may have."""
WIDE = 40
"""Delimiters that make one long line the header of a table by their number."""
WIDEST = 20_000
"""Columns beyond which a text is no table of people, and would not fit in memory as one."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to take a line apart. `delimiter` and `quote` are one ASCII character; `written` is what the file has."""

    delimiter: str
    quote: str = '"'
    written: str = ""  # the delimiter in the file when it is more than one byte: replaced before anything else
    certainty: int = 0  # 0 … 100: that this text is a table
    separators: int = 0  # delimiters in a usual line


def sniff(text: str, whole: bool, name: str = "") -> Dialect | None:
    """The dialect of a text from its beginning, or None when it is no table. `whole`: nothing was cut off."""
    if _NOT_A_TABLE.match(text.lstrip("\ufeff")):
        return None
    lines = _lines(text, whole)
    if not lines or sum(bool(_LOG.match(line)) for line in lines) > len(lines) / 2:
        return None
    if sum(bool(_SEGMENT.match(line)) for line in lines) > len(lines) / 2:
        return None
    told = _SEP_LINE.match(lines[0])
    quote = _quote(lines)
    lines = _joined(lines, quote, whole)[:LINES]
    candidates = [told.group(1)] if told else [d for d in _PREFERENCE if d in text]
    best: tuple[float, Dialect] | None = None
    for delimiter in candidates:
        counts = [count_outside(line, delimiter, quote) for line in lines]
        rating, usual, share = _rate(counts, 1.0 if told else _PREFERENCE[delimiter])
        rating *= 1 - 0.6 * _misquoted(lines, delimiter, quote)
        if not counts[0] and any(lines[0].count(other) > 1 for other in ";\t,|" if other != delimiter):
            rating *= 0.6  # it stands inside the cells of another
        if (
            not counts[0]
            and len(lines) > 1
            and any(_even(lines, other, quote) for other in ";\t,|" if other != delimiter)
        ):
            rating *= 0.4  # as often in each line, the first one included
        if usual == 0 or (best is not None and rating <= best[0]):
            continue
        if delimiter == "," and not counts[0] and _aligned(lines):
            continue  # "Kuipers, Anna    08-05-1999    5,1": the commas of names and decimals
        certainty = _certainty(lines, delimiter, quote, usual, share, name)
        if told:
            certainty = max(certainty, 80)
        if certainty:
            best = rating, Dialect(delimiter, quote, "", certainty, usual)
    if best is None:
        return _one_column(lines, quote, name)
    return _of_many(best[1], lines)


def _even(lines: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether a delimiter stands as often in the first line as in nearly all of the others."""
    usual = count_outside(lines[0], delimiter, quote)
    if not usual:
        return False
    return sum(count_outside(line, delimiter, quote) == usual for line in lines) >= 0.95 * len(lines)


def _aligned(lines: Sequence[str]) -> bool:
    """Whether the words of the first line that stand apart stand above the beginnings of columns, with blanks before them."""
    starts = [match.end() for match in re.finditer(r"\S {2,}(?=\S)", lines[0])]
    below = lines[1:]
    return len(below) > 1 and any(
        sum(line[start - 1 : start] == " " for line in below) >= 0.95 * len(below) for start in starts
    )


def cells_of(line: str, delimiter: str, quote: str = '"') -> list[str]:
    """A line taken apart, quotes removed where they enclose a whole cell."""
    if quote not in line:
        return line.split(delimiter)
    d, q = re.escape(delimiter), re.escape(quote)
    found = re.findall(rf"{q}((?:[^{q}]|{q}{q})*+){q}(?:{d}|$)|([^{d}]*)(?:{d}|$)", line)
    if found and line and not line.endswith(delimiter):
        found = found[:-1]  # the empty match at the end of the line
    return [(quoted.replace(quote * 2, quote) or plain) for quoted, plain in found]


def count_outside(line: str, delimiter: str, quote: str) -> int:
    """How often the delimiter stands outside quotes."""
    return line.count(delimiter) if quote not in line else len(cells_of(line, delimiter, quote)) - 1


def _lines(text: str, whole: bool) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not whole and len(lines) > 2:
        lines = lines[:-1]
    return [line for line in lines if line.strip("\0\x1a \t\ufeff") and not is_ruler([line])]


def _quote(lines: Sequence[str]) -> str:
    """The double quote, unless only single quotes enclose cells."""
    double = sum(line.count('"') for line in lines)
    single = sum(len(re.findall(r"(?:^|[;,\t|])'[^']*'(?=$|[;,\t|])", line)) for line in lines)
    return "'" if single >= len(lines) and double < single / 10 else '"'


def _joined(lines: Sequence[str], quote: str, whole: bool) -> list[str]:
    """Lines put together where a quote opens on one and closes further on: a few lines, or many when it encloses a cell.

    What opens near the end of a text that was cut off, and does not close, is no record yet.
    """
    opens, closes = (re.compile(form.format(q=re.escape(quote))) for form in (_OPENS, _CLOSES))
    records: list[str] = []
    i = 0
    while i < len(lines):
        line, used = lines[i], 1
        if line.count(quote) % 2:
            encloses = opens.search(line) is not None
            for more in range(1, min(LONGEST_CELL if encloses else 20, len(lines) - i)):
                if lines[i + more].count(quote) % 2:
                    if more < 20 or closes.match(lines[i + more]):
                        line, used = "\n".join(lines[i : i + more + 1]), more + 1
                    break
            else:
                if encloses and not whole and i and len(lines) - i < LONGEST_CELL:
                    break
        records.append(line)
        i += used
    return records


def _misquoted(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """The share of the lines with quotes in which these do not enclose cells: then the delimiter is one inside them."""
    quoted = [line for line in lines[:60] if quote in line]
    d, q = re.escape(delimiter), re.escape(quote)
    cell = rf"(?:{q}(?:[^{q}]|{q}{q})*+{q}|[^{d}{q}]*+)"
    return (
        sum(re.fullmatch(rf"{cell}(?:{d}{cell})*+", line) is None for line in quoted) / len(quoted) if quoted else 0.0
    )


def _rate(counts: list[int], preference: float) -> tuple[float, int, float]:
    """How well a delimiter fits: its rating, the usual count per line, the share of lines with that count."""
    tally = Counter(count for count in counts if count)
    if not tally:
        return 0.0, 0, 0.0
    usual, _ = max(tally.items(), key=lambda item: (item[1], item[0]))
    below_titles = counts[counts.index(usual) :]
    share = below_titles.count(usual) / len(below_titles) * (1.0 if len(below_titles) > len(counts) / 4 else 0.5)
    wide = [count for count in counts if count >= usual * 0.6]
    first = 1.0 if wide and wide[0] == usual else 0.75
    return share * preference * first * (1 - 0.5**usual), usual, share


def _certainty(lines: Sequence[str], delimiter: str, quote: str, usual: int, share: float, name: str) -> int:
    """From 0 to 100: that lines with this many delimiters are rows of a table, not sentences or code."""
    rows = [cells_of(line, delimiter, quote) for line in lines]
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    if not cells:
        return 0
    header, first = find_header(rows[:60])
    wordy = _wordy(rows[first:] or rows)
    named = header is not None and _named(rows[header])
    values = sum(looks_like_value(cell) for cell in cells) / len(cells)
    if max((i for row in rows for i, cell in enumerate(row) if cell.strip()), default=0) == 0:
        return 0  # the delimiter only ends the lines
    if usual > WIDEST:
        return 0
    if delimiter in _WEAK and not (named or (values > 0.3 and usual > 1 and delimiter != ":")):
        return 0
    if len(rows) <= 2 and header is None and usual and all(map(_telling, rows)):
        return 48
    if not named and _sentences(lines, delimiter):
        return 0
    if len(rows) == 1:
        sure = (named and usual >= 2) or (usual >= WIDE and values < 0.5 and _names(rows[0]))
        return 45 if sure else 12 if usual >= 4 and values > 0.2 and wordy < 0.2 else 0
    suffix = 10 if re.search(r"\.(csv|tsv|tab|psv|dsv)$", name, re.IGNORECASE) else 0
    if usual == 1:
        base = 40 if named else 25 if _homogeneous(rows) and values > 0.2 else 0
        return 0 if share < 0.7 or wordy > 0.3 or delimiter in _WEAK else base + suffix
    if share < 0.35 or (wordy > 0.35 and not named):
        return 0
    base = 50 if len(rows) == 2 else 60 if share < 0.7 else 80
    if named or values > 0.1 or _homogeneous(rows):
        return base + suffix
    return base - 40 + suffix if share > 0.9 else 0


def _wordy(rows: Sequence[Sequence[str]]) -> float:
    """The share of cells with more words than values have."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    return sum(len(cell.split()) > 6 and len(_WORD.findall(cell)) > 6 for cell in cells) / max(len(cells), 1)


def _names(row: Sequence[str]) -> bool:
    """Whether the cells of one long line can all be names of columns: short, hardly any twice, no signs of code."""
    cells = [cell.strip() for cell in row[:-1] if cell.strip()]
    fine = sum(len(cell) <= 80 and _PLAIN.fullmatch(cell) is not None for cell in cells)
    return fine > 0.95 * len(cells) and len(set(cells)) > 0.9 * len(cells)


def _telling(row: Sequence[str]) -> bool:
    """Whether the cells of a row are a person's: a BSN, a date or a name with initials, and one thing more that people have."""
    kinds = {kind for cell in row for kind, form in _OF_A_PERSON.items() if form.fullmatch(cell.strip())}
    if "bsn" in kinds and not any(len(d) == 9 and passes_11_test(d) for d in map(str.strip, row) if d.isdecimal()):
        kinds.discard("bsn")
    return len(kinds) >= 2 and bool(kinds & {"bsn", "date", "initials"})


def _named(row: Sequence[str]) -> bool:
    """Whether a row names columns: at least a third of its cells, and two where there are more, are short and known."""
    if any(_PROSE.search(cell.strip()) for cell in row):
        return False
    known = sum(known_word(cell) and not _SENTENCE.search(cell) and len(cell.split()) <= 4 for cell in row)
    return known >= max(min(2, len(row) - 1), len(row) // 3, 1)


def _sentences(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the delimiter is used as in sentences: with a blank after it, in lines of many words."""
    if delimiter not in ",;:!":
        return False
    marks = sum(line.count(delimiter) for line in lines)
    spaced = sum(len(re.findall(re.escape(delimiter) + r"(?:\s|$)", line)) for line in lines)
    words = sum(len(line.split()) for line in lines)
    return spaced > 0.7 * marks and words > 2 * marks


def _homogeneous(rows: Sequence[Sequence[str]]) -> bool:
    """Whether in at least one column most values have one and the same form other than a word."""
    for j in range(max(map(len, rows))):
        shapes = Counter(shape(row[j]) for row in rows if j < len(row) and row[j].strip())
        if shapes:
            common, n = shapes.most_common(1)[0]
            if common != "a" and n >= 0.6 * len(rows) and len(common) < 24:
                return True
    return False


def _one_column(lines: Sequence[str], quote: str, name: str) -> Dialect | None:
    """A list of one value a line: numbers, mail addresses, codes, or words under a known heading."""
    values = [line.strip().strip(quote) for line in lines]
    if len(values) < 2 or any(len(value) > 80 for value in values) or sum(map(_labelled, values)) > 1:
        return None
    header, first = find_header([[value] for value in values[:60]])
    body = values[first:]
    alike = sum(looks_like_value(value) for value in body) >= 0.8 * len(body) if body else False
    headed = header is not None and known_word(values[header])
    short = all(len(value.split()) <= 4 for value in body)
    if not (alike and (headed or len(body) >= 3)) and not (headed and short and len(body) >= 3):
        return None
    return Dialect(NO_DELIMITER, quote, "", 30 if re.search(r"\.(csv|tsv)$", name, re.IGNORECASE) else 20, 0)


def _labelled(value: str) -> bool:
    """Whether a line is a label with its value, as on a form: `Patiënt : Vries, A. de`."""
    label, colon, rest = value.partition(":")
    return bool(colon and rest.strip()) and known_word(label) and not label.strip().isdigit()


def _of_many(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """The dialect for a delimiter of several characters or bytes: it is replaced by one before reading."""
    for many in _MANY:
        if dialect.delimiter in many:
            counts = [line.count(many) for line in lines]
            rest = sum(line.replace(many, "").count(dialect.delimiter) for line in lines)
            if min(counts) > 0 and rest <= len(lines) // 10 and (many != "||" or counts[0] > 0):
                usual = Counter(counts).most_common(1)[0][0]
                return Dialect(NO_DELIMITER, dialect.quote, many, dialect.certainty, usual)
    if not dialect.delimiter.isascii():
        return Dialect(NO_DELIMITER, dialect.quote, dialect.delimiter, dialect.certainty, dialect.separators)
    return dialect
