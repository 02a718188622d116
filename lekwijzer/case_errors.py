"""Mistakes in case.toml: where each setting stands, and one line of text for each mistake."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from lekwijzer.errors import CaseError

FILE = "case.toml"

Place = tuple[str | int, ...]
"""The way to a setting from the top of the file: ("register", 0, "columns", "bsn")."""

_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]+")
_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")


def locate(text: str) -> dict[Place, int]:
    """The line of each table, key and array element of a text that is valid TOML."""
    return _Scanner(text).run()


class _Scanner:
    """Walks over TOML that tomllib has accepted, so nothing is checked again here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.lines: dict[Place, int] = {}
        self._breaks = [m.start() for m in re.finditer("\n", text)]
        self._last: dict[Place, int] = {}  # array of tables -> index of its last table

    def run(self) -> dict[Place, int]:
        table: Place = ()
        self._pass(_BETWEEN)
        while self.pos < len(self.text):
            if self.text.startswith("[", self.pos):
                table = self._header()
            else:
                self._pair(table)
            self._pass(_BETWEEN)
        return self.lines

    def _pass(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.pos)
        if found is None:
            # Cannot happen after tomllib; one step keeps a surprise from becoming an endless loop.
            self.pos += 1
            return ""
        self.pos = found.end()
        return found.group()

    def _mark(self, place: Place) -> None:
        self.lines.setdefault(place, bisect_right(self._breaks, self.pos - 1) + 1)

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self._pass(_SPACE)
            if self.text[self.pos] in "\"'":
                parts.append(tomllib.loads("k = " + self._pass(_STRING))["k"])
            else:
                parts.append(self._pass(_BARE_KEY))
            self._pass(_SPACE)
            if not self.text.startswith(".", self.pos):
                return tuple(parts)
            self.pos += 1

    def _header(self) -> Place:
        start, array = self.pos, self.text.startswith("[[", self.pos)
        self.pos += 2 if array else 1
        key = self._key()
        end, self.pos = self.pos + (2 if array else 1), start
        place: Place = ()
        for i, part in enumerate(key):
            place += (part,)
            self._mark(place)
            if array and i == len(key) - 1:
                self._last[place] = self._last.get(place, -1) + 1
            if place in self._last:
                place += (self._last[place],)
        self._mark(place)
        self.pos = end
        return place

    def _pair(self, table: Place) -> None:
        start = self.pos
        key = self._key()
        end, self.pos = self.pos, start
        for part in key:
            table += (part,)
            self._mark(table)
        self.pos = end + 1  # past the "="
        self._pass(_SPACE)
        self._value(table)

    def _value(self, place: Place) -> None:
        first = self.text[self.pos]
        if first in "\"'":
            self._pass(_STRING)
        elif first in "[{":
            self.pos += 1
            self._pass(_BETWEEN)
            n = 0
            while self.text[self.pos] not in "]}":
                if first == "{":
                    self._pair(place)
                else:
                    self._mark((*place, n))
                    self._value((*place, n))
                    n += 1
                self._pass(_BETWEEN)
            self.pos += 1
        else:
            self._pass(_BARE_VALUE)


DEEPEST = 40
"""Tables and lists within one another; a case file needs seven."""
_A_DAY = re.compile(
    r"""\s*(?:(?P<key>as_of|sent|found)\s*=\s*(?P<bare>[^"'\s#][^#]*)|(?P<other>[\w-]+)\s*=\s*(?P<digits>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[^\s#]*))"""
)
A_DAY, A_MOMENT = "a date such as 2025-08-20", "a moment such as 2025-08-06T10:00:00+02:00"


def read_toml(text: str) -> dict[str, Any]:
    """The text as TOML; a CaseError in one line when it is none, or nested beyond reason."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise CaseError(_too_deep(text)) from None
    except tomllib.TOMLDecodeError as error:
        raise CaseError(_not_toml(str(error), text)) from None
    except ValueError:  # of a number with thousands of digits
        line = max(enumerate(text.split("\n"), 1), key=lambda one: len(one[1]))[0]
        raise CaseError(mistake(line, "a number that is too long", "a shorter one")) from None
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        level = [x for one in level for x in (one.values() if isinstance(one, dict) else one) if isinstance(x, (dict, list))]  # fmt: skip
        if not level:
            return data
    raise CaseError(_too_deep(text))


def _too_deep(text: str) -> str:
    depth, at = 0, 1
    for line, row in enumerate(text.split("\n"), 1):
        depth += sum(row.count(c) for c in "[{") - sum(row.count(c) for c in "]}")
        if max(depth, row.partition("=")[0].count("."), row.count("[")) > DEEPEST:
            at = line
            break
    return mistake(
        at, f"more than {DEEPEST} tables or lists within one another", "settings as `lekwijzer new` shows them"
    )


def _not_toml(message: str, text: str) -> str:
    """tomllib's message, with its place in front; where a date is meant, how dates are written."""
    what, _, where = message.partition(" (at ")
    digits = "".join(c if c.isdigit() else " " for c in where).split()
    line = int(digits[0]) if digits else text.count("\n") + 1
    column = f", column {digits[1]}" if len(digits) > 1 else ""
    day = _A_DAY.match(text.split("\n")[line - 1])
    if day:
        key, given = day["key"] or day["other"], (day["bare"] or day["digits"]).strip()
        return mistake(line, f"{given[:40]} for `{key}`, which is no date", A_MOMENT if key == "found" else A_DAY)
    return mistake(line, f"text that is not TOML{column} ({what[:1].lower()}{what[1:]})", "valid TOML")


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, if one is near enough."""
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(given.lower().replace(" ", "_"), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def describe(value: object) -> str:
    """What a setting holds, in a few words."""
    if isinstance(value, str):
        short = value if len(value) <= 60 else value[:57] + "..."
        return '"' + "".join(c if c.isprintable() else repr(c)[1:-1] for c in short.replace("\n", " ")) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a very large number" if isinstance(value, int) and abs(value) > 10**18 else f"the number {value}"
    if isinstance(value, datetime):
        return f"the moment {value.isoformat()}"
    if isinstance(value, date):
        return f"the date {value.isoformat()}"
    if isinstance(value, time):
        return f"the time {value.isoformat()}"
    return "a list" if isinstance(value, list) else "a table"


def mistake(line: int, found: str, expected: str, meant: str | None = None) -> str:
    """The one line that tells a mistake: `found` and `expected` complete the sentence, `meant` is the nearest valid name."""
    where = f"{FILE}:{line}" if line else FILE
    hint = f'; did you mean "{meant}"?' if meant else ""
    return f"{where}: found {found}, expected {expected}{hint}"


def one_of(names: Iterable[str], most: int = 30) -> str:
    """What a name could have been."""
    known = list(names)
    more = f", … ({len(known)} in all)" if len(known) > most else ""
    return f"one of {', '.join(known[:most])}{more}" if known else "nothing: there is none"


class Mistakes:
    """Collects what is wrong, so that all of it is told at once."""

    def __init__(self, lines: dict[Place, int]) -> None:
        self._lines = lines
        self._found: list[tuple[int, str]] = []

    def add(self, place: Place, found: str, expected: str, meant: str | None = None) -> None:
        """Note one mistake: `found` and `expected` complete the sentence, `meant` is the nearest valid name."""
        line = self.line(place)
        told = (line, mistake(line, found, expected, meant))
        if told not in self._found:
            self._found.append(told)

    def line(self, place: Place) -> int:
        """The line of a setting, or of the nearest table around it that has one."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def raise_if_any(self) -> None:
        """Raise one CaseError with every mistake, in the order of the file."""
        if self._found:
            raise CaseError("\n".join(text for _, text in sorted(self._found, key=lambda m: m[0])))


class Section:
    """One table of the file. Hands out values of the right type; whatever nobody asked for is an unknown key."""

    def __init__(self, data: dict[str, Any], place: Place, mistakes: Mistakes) -> None:
        self.data = data
        self.place = place
        self.mistakes = mistakes
        self._asked: list[str] = []

    def at(self, key: str) -> Place:
        """The place of a key of this table."""
        return (*self.place, key)

    def wrong(self, key: str, found: str, expected: str, meant: str | None = None) -> None:
        """Note a mistake at a key of this table."""
        self.mistakes.add(self.at(key), found, expected, meant)

    def _take(self, key: str, kinds: type | tuple[type, ...], expected: str, needed: bool = False) -> Any:
        self._asked.append(key)
        value = self.data.get(key)
        if value is None:
            if needed:
                self.wrong(key, f"nothing for `{key}`", expected)
            return None
        # In Python true is an int and a datetime is a date; in a case file they are not.
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            self.wrong(key, f"{describe(value)} for `{key}`", expected)
            return None
        return value

    def text(self, key: str, expected: str = "a text", *, needed: bool = False, default: str = "") -> str:
        """A text without white space around it."""
        value = self._take(key, str, expected, needed)
        if value is not None and not value.strip():
            self.wrong(key, f"an empty `{key}`", expected)
        return value.strip() if value else default

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._take(key, bool, "true or false")
        return default if value is None else bool(value)

    def number(self, key: str, least: float, most: float, default: float) -> float:
        """A number from `least` up to `most`; a whole one where the default is."""
        whole = isinstance(default, int)
        expected = f"a {'whole ' if whole else ''}number from {least:,} to {most:,}"
        value = self._take(key, int if whole else (int, float), expected)
        if value is None:
            return default
        if not least <= value <= most:
            self.wrong(key, f"{value} for `{key}`", expected)
            return default
        return value if whole else float(value)

    def texts(self, key: str, expected: str, *, needed: bool = False) -> list[str] | None:
        """A list of texts; a single text counts as a list of one."""
        value = self._take(key, (list, str), expected, needed)
        if value is None:
            return None
        items = [value] if isinstance(value, str) else value
        if needed and not items:
            self.wrong(key, f"an empty `{key}`", expected)
        good: list[str] = []
        for i, item in enumerate(items):
            if isinstance(item, str) and item.strip():
                good.append(item)
            else:
                self.mistakes.add((*self.at(key), i), f"{describe(item)} in `{key}`", expected)
        return good

    def day(self, key: str) -> date | None:
        """A date; of a moment, its day."""
        value = self._take(key, (date, str), A_DAY)
        if isinstance(value, str):
            self._quoted(key, value, A_DAY)
            return None
        return value.date() if isinstance(value, datetime) else value

    def moment(self, key: str) -> datetime | None:
        """A date with a time; of a date, its midnight. Without a time zone when the file gives none."""
        value = self._take(key, (date, str), A_MOMENT)
        if isinstance(value, str):
            self._quoted(key, value, A_MOMENT)
            return None
        if value is None or isinstance(value, datetime):
            return value
        return datetime.combine(value, time())

    def _quoted(self, key: str, value: str, expected: str) -> None:
        try:
            datetime.fromisoformat(value.strip())
        except ValueError:
            self.wrong(key, f"{describe(value)} for `{key}`", f"{expected}, without quotes")
        else:
            self.wrong(key, f"{describe(value)} for `{key}`", f"the same without the quotes: {value.strip()}")

    def table(self, key: str) -> dict[str, Any]:
        """A table of this table, {} when there is none."""
        return self._take(key, dict, f"a table [{'.'.join(str(p) for p in self.at(key) if isinstance(p, str))}]") or {}

    def tables(self, key: str, expected: str) -> list[Section]:
        """The tables of an array of tables."""
        found: list[Section] = []
        for i, item in enumerate(self._take(key, list, expected) or []):
            place = (*self.at(key), i)
            if isinstance(item, dict):
                found.append(Section(item, place, self.mistakes))
            else:
                self.mistakes.add(place, f"{describe(item)} in `{key}`", expected)
        return found

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key, value in self.data.items():
            if key not in self._asked:
                several = isinstance(value, list) and value and isinstance(value[0], dict)
                kind = "table" if several or isinstance(value, dict) else "key"
                free = [k for k in self._asked if k not in self.data] or self._asked
                self.wrong(key, f"unknown {kind} `{key}`", f"one of {', '.join(self._asked)}", nearest(key, free))
