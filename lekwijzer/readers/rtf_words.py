"""The texts of an RTF document: what is shown, in reading order, and what is not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lekwijzer.readers import grids

PAGE = "\f"
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|\\'|\r|\n",
    re.DOTALL,
)
_DEEPEST = 1_000
_SHOWN, _ASIDE, _HIDDEN, _FONTS, _FRAME, _NOTE = range(6)
_DESTINATIONS = {
    **dict.fromkeys(("colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "themedata", "colorschememapping", "latentstyles",
        "datastore", "xmlnstbl", "filetbl", "generator", "pict", "objdata", "nonshppict", "blipuid", "mmathPr", "pgdsctbl", "picprop", "panose", "falt"), _HIDDEN),
    **dict.fromkeys(("info", "fldinst", "bkmkstart", "annotationauthor", "atnauthor", "atnid", "userprops", "docvar", "sn", "sv", "formfield", "htmltag",
        "xe", "tc", "template", "objclass", "objname", "wgrffmtfilter", "ffname", "ffdeftext", "ffl", "ffhelptext", "ffstattext", "password", "keywords"), _ASIDE),
    "fonttbl": _FONTS, **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), _FRAME),
    **dict.fromkeys(("footnote", "annotation"), _NOTE), **dict.fromkeys(("shptxt", "shpinst", "shppict", "fldrslt", "result", "field", "nesttableprops"), -1),
}  # fmt: skip
"""What the text of a group is for; -1 = for what the text around it is for."""
_MARKS = {
    "par": "\n", "line": "\n", "sect": f"\n{PAGE}\n", "page": f"\n{PAGE}\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "zwnj": "", "zwj": "", "column": "\n",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437"}  # fmt: skip
_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces."""

    purpose: int = _SHOWN
    encoding: str = ""
    skipped: int = 1  # characters that stand in for one of Unicode
    starred: bool = False
    in_table: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Rtf:
    """Collects what a document says: `read` its bytes."""

    on_table: Callable[[list[list[str]]], None]
    lines: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    """Headers and footers."""
    notes: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """What is not seen on the page, and what was deleted."""
    broken: bool = False
    _held: dict[int, list[str]] = field(default_factory=dict)
    _rows: list[list[str]] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _fonts: dict[int, str] = field(default_factory=dict)
    _encoding: str = "cp1252"
    _font: int = 0
    _skip: int = 0

    def read(self, data: bytes) -> None:
        """The whole of a document."""
        stack: list[_Group] = []
        group = _Group()
        at = 0
        while at < len(data):
            found = _TOKEN.match(data, at)
            if found is None:
                at += 1
                self.broken = True
                continue
            at = found.end()
            letter, word, number, sign, brace, text = found.groups()
            if text is not None:
                self._text(text, group)
            elif letter is not None:
                self._text(bytes((int(letter, 16),)), group)
            elif brace == b"{":
                self._flush(group)
                if len(stack) < _DEEPEST:
                    stack.append(group)
                else:
                    self.broken = True
            elif brace == b"}":
                self._flush(group)
                before, group = group, stack.pop() if stack else _Group()
                if before.purpose in (_NOTE, _FRAME) and group.purpose != before.purpose:
                    self._put("\n", before)
                if not stack:
                    break
            elif word is not None:
                name = word.decode("ascii")
                if name == "bin":
                    at += max(int(number or 0), 0)
                group = self._word(name, None if number is None else int(number), group)
            elif sign is not None:
                group = self._sign(sign, group)
        self.broken |= bool(stack)
        self._flush(group)
        self._finish()

    def _text(self, raw: bytes, group: _Group) -> None:
        if self._skip:
            taken = min(self._skip, len(raw))
            self._skip -= taken
            raw = raw[taken:]
        if group.purpose != _HIDDEN:
            self._bytes += raw

    def _flush(self, group: _Group) -> None:
        """What was gathered, as text in the encoding that holds here."""
        self._skip = 0
        if self._bytes:
            text = self._bytes.decode(group.encoding or self._encoding, "replace")
            self._bytes.clear()
            self._put(text, group)

    def _put(self, text: str, group: _Group) -> None:
        if group.purpose == _ASIDE or (group.deleted and text != "\n"):
            self.aside.append(text)
        elif group.purpose in (_SHOWN, _FRAME, _NOTE):
            self._held.setdefault(group.purpose, []).append(text)

    def _sign(self, sign: bytes, group: _Group) -> _Group:
        if sign == b"*":
            return replace(group, starred=True)
        if sign in b"\r\n":
            return self._word("par", None, group)
        if sign in b"\\{}":
            self._text(sign, group)
        elif sign == b"~":
            self._text(b" ", group)
        elif sign == b"_":
            self._text(b"-", group)
        return group

    def _word(self, name: str, number: int | None, group: _Group) -> _Group:
        """What a control word does; gives back what holds from here."""
        if name == "u" and number is not None:
            self._flush(group)
            code = number + 65536 if number < 0 else number
            self._put(chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd", group)
            self._skip = group.skipped
            return group
        if name in _MARKS:
            self._flush(group)
            if name == "par" and not group.in_table and group.purpose == _SHOWN:
                self._end_table()
            self._put(_MARKS[name], group)
            return group
        if name in _DESTINATIONS or group.starred:
            self._flush(group)
            purpose = _DESTINATIONS.get(name, _ASIDE)
            if name == "shptxt":
                self._put("\n", group)
            return replace(
                group, purpose=group.purpose if purpose < 0 or group.purpose == _HIDDEN else purpose, starred=False
            )
        if name in ("cell", "nestcell", "row", "nestrow"):
            self._flush(group)
            self._cell() if name.endswith("cell") else self._end_row()
            return group
        return self._state(name, number, group)

    def _state(self, name: str, number: int | None, group: _Group) -> _Group:
        if name == "uc" and number is not None:
            return replace(group, skipped=min(max(number, 0), 8))
        if name in ("intbl", "trowd"):
            return replace(group, in_table=True)
        if name == "pard":
            self._flush(group)
            return replace(group, in_table=False)
        if name in ("deleted", "plain"):
            self._flush(group)
            return replace(group, deleted=name == "deleted" and number != 0)
        if name == "f" and number is not None:
            self._flush(group)
            if group.purpose == _FONTS:
                self._font = number
                return group
            return replace(group, encoding=self._fonts.get(number, ""))
        if name == "fcharset" and group.purpose == _FONTS:
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
            if number == 0:
                self._fonts[self._font] = ""
        elif name == "ansicpg" and number is not None:
            self._encoding = _known(f"cp{number}")
        elif name in _SETS:
            self._encoding = _SETS[name]
        return group

    def _cell(self) -> None:
        self._row.append("".join(self._held.pop(_SHOWN, [])).strip("\n").replace(PAGE, ""))

    def _end_row(self) -> None:
        if self._row:
            self._rows.append(self._row)
            self._row = []

    def _end_table(self) -> None:
        self._end_row()
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        before = "".join(self._held.pop(_SHOWN, []))
        if grids.is_list(rows):
            self.on_table(rows)
        else:
            self.lines += ["", *grids.lines(rows), ""]
        self._held[_SHOWN] = [before]

    def _finish(self) -> None:
        self._end_table()
        self._take()
        self.frames += "".join(self._held.pop(_FRAME, [])).split("\n")
        self.notes += "".join(self._held.pop(_NOTE, [])).split("\n")

    def _take(self) -> None:
        self.lines += "".join(self._held.pop(_SHOWN, [])).split("\n")


def _known(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return "cp1252"
    return encoding
