"""Text that was written for another program or against another one: as what it stands for.

Percent signs of addresses on the web, quoted-printable of mail, entities of markup, escapes of programs (also escaped
again, as JSON in JSON is), letters and figures as wide as Chinese ones, and an `(at)` that hides a mail address.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import polars as pl

from lekwijzer.fields.mend import letter_of
from lekwijzer.fields.text import only_where

AT_SIGN = r"(?i: ?[(\[{<] ?(?:at|apenstaart(?:je)?|@) ?[)\]}>] ?)"
_AT = re.compile(AT_SIGN)
_DOT = re.compile(r"(?i) ?[(\[{<] ?(?:dot|punt) ?[)\]}>] ?")
_AT_SIGNS = {mark: tuple(mark + sign for sign in ("a", "A", "@", " ")) for mark in "([{<"}
_ENTITY = re.compile(r"&#?\w{2,8};")
_PERCENT = re.compile(r"(?:%(?:[0-9][0-9A-Fa-f]|[A-F][0-9A-F]|[a-f][0-9a-f]))+")
"""Not a capital and a small letter: `LIKE '%Bakker%'` is no escape."""
_PERCENT_NUMBER = re.compile(r"%(?=([0-9]{8,12})(?![0-9]))")
"""`LIKE '%999990019%'`: the sign before a number; it may also be an escape before a shorter one."""
_PRINTABLE = re.compile(
    r"(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F]){0,3}|=[0-7][A-F]|=8[ACE]|=9[ACEF]|=A0|=9[1-4](?=[^\W\d_])|(?<=[^\W\d_])=20(?=[^\W\d_]))+"
)
"""Letters, signs of ASCII, blanks and apostrophes; not every pair of figures: `geb=23/02/1991` and `id=999990019` are no quoted-printable."""
_ESCAPE = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})(?![0-9A-Fa-f]{8}))")
"""A letter; not the start of a run of bytes."""
_IN_THREE = re.compile(
    r"(new Date|UTC)?([(\[])((?:19|20)[0-9]{2})[,;] ?(0?[0-9]|1[0-2])[,;] ?(0?[1-9]|[12][0-9]|3[01])(?=[,;)\] ])"
)
_YEARS = tuple(bracket + century for bracket in "([" for century in ("19", "20"))
"""A date as programs call it: `date(1960, 3, 12)`, `[1960,3,12]`; in scripts of web pages months are counted from nought."""
_HYPHENED = re.compile(r"([^\W\d_]+)-\n([>|* \t]{0,8})([^\W\d_]+)")
_APART = r"(?:^|\s)(?:\S ){4}\S(?:\s|$)"
_SPACED = re.compile(r"(?<!\S)(?:\S ){2,}\S(?!\S)")
"""Letters with a blank between each two of them: a line counts where five stand so, and then of every word of three."""
_WIDE_LETTER = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)}
_OTHERWISE = rf"%[0-9A-Fa-f]{{2}}|=[0-9A-F]{{2}}|&#?[A-Za-z0-9]{{2,8}};|\\[ux][0-9A-Fa-f]{{2}}|[\x{{FF10}}-\x{{FF5A}}]|[(\[](?:19|20)[0-9]{{2}}[,;]|{AT_SIGN}"


def plain(text: str) -> str:
    """A text as what it stands for; its lines stay, but for the ends that mail puts in."""
    if "%" in text and _PERCENT.search(text):
        text = _PERCENT.sub(_unescaped, _PERCENT_NUMBER.sub(r"% \1 %", text))
    if "=" in text and _PRINTABLE.search(text):
        text = _PRINTABLE.sub(_unprintable, text.replace("=\n", ""))
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: letter_of(int(match[1] or match[2], 16)), text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if any(year in text for year in _YEARS):
        text = _IN_THREE.sub(_as_date, text)
    if _WIDE_LETTER.search(text):
        text = text.translate(_WIDE)
    if any(mark in text and any(sign in text for sign in signs) for mark, signs in _AT_SIGNS.items()) and _AT.search(
        text
    ):
        text = _DOT.sub(".", _AT.sub("@", text))
    return text


def _unescaped(match: re.Match[str]) -> str:
    """Bytes behind percent signs as text, a line end as a blank; as they are where a quote stands before them and they would be none."""
    text = unquote(match[0])
    if any(c == "\ufffd" or (c < " " and c not in "\t\n\r") for c in text) and (
        match.string[match.start() - 1 : match.start()] in ("'", '"') or "\ufffd" not in text
    ):
        return match[0]
    return text.replace("\n", " ")


def _as_date(match: re.Match[str]) -> str:
    month = int(match[4]) + (match[1] is not None)
    return f"{match[1] or ''}{match[2]}{match[3]}-{month:02}-{int(match[5]):02}" if 1 <= month <= 12 else match[0]


def unhyphenated(text: str) -> str:
    """A text in which a word that is broken at the end of a line stands there as a whole, too."""
    return _HYPHENED.sub(r"\1- \1\3\n\2\3", text) if "-\n" in text else text


def unspaced(lines: list[str]) -> list[str]:
    """The lines, behind words of which the letters stand apart these words as they are meant: "J a n s e n  J a n s e n"."""
    for at in pl.Series(lines, dtype=pl.String).str.contains(_APART).arg_true():
        lines[at] += " " + " ".join(match[0].replace(" ", "") for match in _SPACED.finditer(lines[at]))
    return lines


def plainly(values: pl.Series) -> pl.Series:
    """The same of each of some values."""
    otherwise = values.str.contains(_OTHERWISE)
    return only_where(
        values, otherwise, lambda some: pl.Series(some.name, [v and plain(v) for v in some.to_list()], dtype=pl.String)
    )


def _unprintable(match: re.Match[str]) -> str:
    """Bytes in quoted-printable as text, where they are UTF-8 or Latin letters."""
    data = bytes.fromhex(match[0].replace("=", ""))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return match[0] if any(c < " " and c not in "\t\n\r" for c in text) else text.replace("\r", " ").replace("\n", " ")
