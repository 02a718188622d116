"""One row of an SQL script at a time, token by token: slow, and never misled by what stands in a string."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from lekwijzer.readers.payload import Dark, texts

Cells = list[str | None]

NAME = rb"(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|\[(?:[^\]]|\]\])+\]|[\w$#@\x80-\xff]+)"
"""One identifier, in any of the quotes that databases have."""
_PART = re.compile(NAME)
HEX_CELL = 18
"""Letters of a number in hexadecimals that is a cell as it stands: a version of a row, a set of flags."""
_LARGEST = 1 << 20
"""Bytes of a binary value that may be the text of a cell."""

_TOKENS = (
    rb"(?P<e>[eE]'(?:[^'\\]|\\.|'')*+')"
    rb"|(?P<q>[nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<d>[^\w\s\[{(<]).*?(?P=d))')"
    rb"|(?P<s>%s)|(?P<wide>\"[^\"]*+(?:\"\"[^\"]*+)*+\")|(?P<dollar>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<note>--[^\n]*|/\*.*?\*/)"
    rb"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)|(?P<space>\s+)|(?P<end>;)|(?P<bar>\|\|)|(?P<word>-?[\w.+:@\x80-\xff]+|[^'\"])"
)
_STRINGS = {False: rb"'[^']*+(?:''[^']*+)*+'", True: rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'"}
_SCAN = {escapes: re.compile(_TOKENS % string, re.DOTALL) for escapes, string in _STRINGS.items()}
_STRING = ("s", "wide", "e", "q", "dollar")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_E = re.compile(r"\\(x[0-9A-Fa-f]{2}|[0-7]{3}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "\x1a", "b": "\b"}
"""What a letter behind a backslash means; any other means itself."""
_NOTHING = frozenset((b"null", b"default"))
_FIRST_ONLY = frozenset((b"cast", b"convert", b"to_date", b"to_timestamp", b"to_timestamp_tz", b"date", b"timestamp", b"time", b"str_to_date", b"try_cast"))  # fmt: skip
"""What takes a string and how it is written: the string is the value."""
_EPOCH = date(1900, 1, 1)


@dataclass(slots=True)
class Reader:
    """How the values of one script are written, and what of them is in no cell."""

    escapes: bool = False
    unread: list[str] = field(default_factory=list)
    dark: Dark = field(default_factory=Dark)

    def row(self, data: bytes, at: int) -> tuple[Cells, int] | None:
        """The cells of the row whose bracket opens at a place, and the place behind it; None where it has no good end."""
        cells: Cells = []
        value: list[tuple[str, bytes]] = []
        depth = 0
        for token in _SCAN[self.escapes].finditer(data, at):
            kind = token.lastgroup or ""
            kind = {"d": "q", "tag": "dollar"}.get(kind, kind)
            if token.start() != at or kind == "end":
                return None
            at = token.end()
            if kind == "open":
                depth += 1
                if depth > 1:
                    value.append((kind, token[0]))
            elif kind == "close":
                depth -= 1
                if depth == 0:
                    cell = self._cell(value)
                    return None if cell is _BROKEN else ([*cells, cell], at)
                value.append((kind, token[0]))
            elif kind == "comma" and depth == 1:
                cell = self._cell(value)
                if cell is _BROKEN:
                    return None
                cells.append(cell)
                value = []
            elif kind != "note" and (kind != "space" or value):
                value.append((kind, token[0]))
        return None

    def _cell(self, value: list[tuple[str, bytes]]) -> str | None:
        while value and value[-1][0] == "space":
            value.pop()
        if len(value) == 1:
            kind, token = value[0]
            if kind == "word":
                return self._bare(token)
            return self._string(kind, token) or None
        return (self._of_many(value) or None) if value else None

    def _bare(self, word: bytes) -> str | None:
        """A number or a word."""
        if word.lower() in _NOTHING:
            return None
        if word[:2].lower() == b"0x" and len(word) > HEX_CELL:
            return self.hexadecimal(word[2:])
        return word.decode("utf-8", "replace")

    def _string(self, kind: str, token: bytes) -> str:
        text = token.decode("utf-8", "replace")
        if kind == "s":
            text = text[1:-1].replace("''", "'")
            text = _ESCAPED.sub(_sign, text) if self.escapes and "\\" in text else text
        elif kind == "wide":
            text = text[1:-1].replace('""', '"')
        elif kind == "e":
            text = _ESCAPED_E.sub(_sign, text[2:-1].replace("''", "'"))
        elif kind == "q":
            text = text[text.index("'") + 2 : -2]
        elif kind == "dollar":
            text = text[text.index("$", 1) + 1 : text.rindex("$", 0, -1)]
        return text

    def _of_many(self, value: list[tuple[str, bytes]]) -> str | None:
        """The value of an expression: what its strings say, put together."""
        parts: list[list[tuple[str, bytes]]] = [[]]
        depth = 0
        for kind, token in value:
            depth += (kind == "open") - (kind == "close")
            if kind == "bar" and depth == 0:
                parts.append([])
            else:
                parts[-1].append((kind, token))
        found = [self._operand([token for token in part if token[0] != "space"], part) for part in parts]
        return _BROKEN if any(one is _BROKEN for one in found) else "".join(one or "" for one in found)

    def _operand(self, tokens: list[tuple[str, bytes]], written: list[tuple[str, bytes]]) -> str | None:
        if len(tokens) == 1:
            return self._cell(tokens)
        strings = [self._string(*token) for token in tokens if token[0] in _STRING]
        words = [token.lower() for kind, token in tokens if kind == "word"]
        raw = b"".join(token for _, token in written)
        if not strings:
            return self._called(words, raw)
        if tokens[0][0] == "word" and len(tokens) == 2 and tokens[1][0] == "s":
            if words[0] == b"x":
                return self.hexadecimal(strings[0].encode())
            return self._binary(strings[0].encode("cp1252", "replace")) if words[0] == b"_binary" else strings[0]
        called = any(kind == "open" for kind, _ in tokens)
        if called and words and words[0] == b"replace" and len(strings) >= 2:
            return _replaced(strings, words)
        if (words and words[0] in _FIRST_ONLY) or (tokens[0][0] != "word" and any(t.startswith(b"::") for t in words)):
            return strings[0]
        if not called and tokens[0][0] != "word":  # a quote that was not doubled: the strings are not what they seem
            return _BROKEN
        return " ".join(strings)

    def _called(self, words: list[bytes], raw: bytes) -> str | None:
        """An expression without a string in it."""
        if words[:1] in ([b"chr"], [b"char"]) and len(words) == 2 and words[1].isdigit() and int(words[1]) < 0xD800:
            return chr(int(words[1]))
        if words[:1] == [b"cast"] and len(words) >= 4 and words[2] == b"as":
            return _day(words[1], words[3]) or self._bare(words[1])
        return raw.decode("utf-8", "replace")

    def hexadecimal(self, digits: bytes) -> str | None:
        try:
            return self._binary(bytes.fromhex(digits.decode("ascii", "replace")))
        except ValueError:
            return digits.decode("utf-8", "replace")

    def _binary(self, data: bytes) -> str | None:
        """Bytes as the text of a cell when they are one; else what is in them is text beside the rows."""
        if len(data) <= _LARGEST:
            try:
                text = data.decode("utf-8")
                if text.isprintable():
                    return text
            except UnicodeDecodeError:
                pass
        self.unread += texts(data, self.dark)
        return None


_BROKEN = "\0broken"
"""Stands for what cannot be a value."""


def _sign(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) == 3:
        return chr(int(sign[1:], 16) if sign[0] == "x" else int(sign, 8))
    return f"\\{sign}" if sign in "%_" else ESCAPES.get(sign, sign)


def _replaced(strings: list[str], words: list[bytes]) -> str:
    """`replace('a\\nb','\\n',char(10))`, as SQLite writes the ends of lines."""
    text, codes = strings[0], [int(word) for word in words if word.isdigit() and int(word) < 256]
    for old, code in zip(strings[1:], reversed(codes) if len(codes) > 1 else codes, strict=False):
        text = text.replace(old, chr(code))
    return text


def _day(number: bytes, kind: bytes) -> str | None:
    """A date that SQL Server writes as a number: days since 1900, or since the year 1 with the lowest byte first."""
    if not number.startswith(b"0x"):
        return None
    try:
        raw = bytes.fromhex(number[2:].decode())
        if kind == b"datetime" and len(raw) == 8:
            return (_EPOCH + timedelta(int.from_bytes(raw[:4], "big", signed=True))).isoformat()
        if kind == b"smalldatetime" and len(raw) == 4:
            return (_EPOCH + timedelta(int.from_bytes(raw[:2], "big"))).isoformat()
        if kind == b"date" and len(raw) == 3:
            return date.fromordinal(int.from_bytes(raw, "little") + 1).isoformat()
    except (ValueError, OverflowError):
        pass
    return None


@lru_cache(1 << 10)
def names_of(written: bytes) -> tuple[str, ...]:
    """The identifiers in a list or a path of them, without their quotes."""
    return tuple(_bare_name(part) for part in _PART.findall(written))


def _bare_name(part: bytes) -> str:
    text = part.decode("utf-8", "replace")
    close = {'"': '"', "`": "`", "[": "]"}.get(text[0])
    return text[1:-1].replace(close * 2, close) if close else text
