"""Text that was damaged on its way: read in the wrong character set, written for another program, or with letters lost.

What can be undone is undone ("ZoÃ«", "Zo&euml;" and "Zo\\u00eb" are "Zoë"). A letter of which only a question mark is
left ("TR?N") becomes `LOST`, which stays in the keys of names and stands for any letter when they are compared.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import polars as pl

from lekwijzer.fields.text import is_ascii, light, only_where

LOST = "ʔ"
"""A letter that occurs in no name; here: a letter that is not known."""

_TRAIL = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_TWICE = f"(?:[ÂÃÄÅÎÐÑØÙ]|[áâ]{_TRAIL}){_TRAIL}"
"""Two or three bytes of UTF-8 that were each read as a letter of cp1252."""
_DOS = "[‚ƒˆ‰˜™\u0080-\u009f]"
_AROUND = "[„“”‹›†‡…•]"
"""Signs of cp1252 that are letters of cp850; the second kind only between letters, as they also stand around words, or behind one:
the dagger of the dead, the dots of a name that was cut off."""
_WRITTEN = r"&(?:[A-Za-z]{2,8}|#\d{1,5}|#[xX][0-9A-Fa-f]{1,5});|\\u[0-9A-Fa-f]{4}|\\x[A-Fa-f][0-9A-Fa-f]|=[CDE][0-9A-F]=[89AB][0-9A-F]|%20|%[CcDdEe][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]"
_BOXES = r"[├┬┼─╞╟Γ].|ß[^\w\s]"
"""Bytes of UTF-8 that were read as cp437 or cp850."""
_SIGNS = r"[?\u{FFFD}¡¢£¤¥¦§©ª«¬®¯°±²³µ¶¹º»¼½¾¿×÷]"
_LOST = rf"{_SIGNS}\p{{L}}|\p{{L}}{_SIGNS}"
"""A sign at a letter: a letter of another character set, of which it cannot be told which."""
_ANY = light(rf"{_TWICE}|{_DOS}|\p{{L}}{_AROUND}\p{{L}}|{_BOXES}|{_WRITTEN}|{_LOST}")
ANY_OF_ASCII = rf"{_WRITTEN}|\?[A-Za-z]|[A-Za-z]\?"
"""What of it can stand in a text that is all ASCII, as nearly all are."""
_HALF = r"[\u{C2}-\u{DF}]\u{FFFD}+"
_ESCAPE = re.compile(r"\\u([0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3})|\\x([A-Fa-f][0-9A-Fa-f])")
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2})*=[CDE][0-9A-F]=[89AB][0-9A-F](?:=[0-9A-F]{2})*")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5}|#[xX][0-9A-Fa-f]{2,5});")
_WHERE_BOXES = re.compile(_BOXES)
_WHERE_TWICE, _WHERE_DOS = re.compile(_TWICE), re.compile(rf"{_DOS}|[^\W\d_]{_AROUND}[^\W\d_]")
_NAMELY = re.compile(r"[\w .,'\-]+")


def mended(values: pl.Series) -> pl.Series:
    """The values with what can be undone undone, and `LOST` for each letter, or run of letters, that is not known."""
    return only_where(values, values.str.contains(ANY_OF_ASCII if is_ascii(values) else _ANY), _mend)


def _mend(values: pl.Series) -> pl.Series:
    """Value by value: few are damaged."""
    undone = pl.Series(values.name, [None if v is None else _undone(v) for v in values.to_list()], dtype=pl.String)
    undone = undone.str.replace_all(_HALF, "\ufffd")
    lost = undone.str.replace_all(rf"{_SIGNS}+(\p{{L}})", LOST + "${1}")
    return lost.str.replace_all(rf"(\p{{L}}){_SIGNS}+", "${1}" + LOST)


def _undone(value: str) -> str:
    """Entities and escapes as what they stand for, then the wrong character set; twice, as it happens twice."""
    for _ in range(2):
        before = value
        value = _unescaped(value)
        value = _unquoted(value) if "%" in value else value
        value = _read_again(value)
        if value == before:
            break
    return value


def _unescaped(text: str) -> str:
    """A text with entities, escapes of programs and those of mail (`&euml;`, `\\u00eb`, `=C3=AB`) as the letters they stand for."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: letter_of(int(match[1] or match[2], 16)), text)
    return _PRINTABLE.sub(_printed, text) if "=" in text else text


def letter_of(code: int) -> str:
    """A letter by its number; of half a letter (a surrogate), which no string can hold, only the sign that one was there."""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _printed(match: re.Match[str]) -> str:
    try:
        return bytes.fromhex(match[0].replace("=", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _unquoted(value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        return value


def _read_again(value: str) -> str:
    """The value in the character set that it was written in, where it can be told."""
    if value.isascii():
        return value
    if _WHERE_BOXES.search(value):
        return _as_utf8(value, "cp437") or _as_utf8(value, "cp850") or value
    twice = _WHERE_TWICE.search(value)
    data = _bytes(value) if twice or _WHERE_DOS.search(value) else None
    if data is None:
        return value
    if twice:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return value
    again = data.decode("cp850")
    return again if _NAMELY.fullmatch(again) else value


def _as_utf8(value: str, page: str) -> str:
    try:
        return value.encode(page).decode("utf-8")
    except UnicodeError:
        return ""


def _bytes(value: str) -> bytes | None:
    """The value as it came, when it was read as cp1252, in which five bytes are no letter."""
    try:
        return b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else "cp1252") for c in value)
    except UnicodeEncodeError:
        return None
