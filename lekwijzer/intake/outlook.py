"""Messages as Outlook keeps them: a heap of numbered properties, in a file of its own (MSG) or in a box (PST, OST).

An embedded message becomes a mail as it would have been sent, so that it is an item like any other.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.header import Header
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from lekwijzer.errors import Unreadable
from lekwijzer.intake.mime import text_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGE = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError, RecursionError, MemoryError)  # fmt: skip
_MARKS = tuple(
    mark.encode("utf-16-le")
    for mark in ("__properties_version1.0", "__nameid_version1.0", "__substg1.0_", "__recip_version1.0")
)
DEEPEST = 10
_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})(?:-[0-9A-Fa-f]{8})?")
WIDE, NARROW, BINARY, TIME = 0x1F, 0x1E, 0x102, 0x40
_MANY = 0x1000
SUBJECT, BODY, RTF, HTML, HEADERS = 0x0037, 0x1000, 0x1009, 0x1013, 0x007D
_SENDER, _SENDERS = (0x0C1A, 0x0042), (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_TO, _CC, _BCC = 0x0E04, 0x0E03, 0x0E02
_CLASS, _PAGE = 0x001A, 0x3FFD
NAME, ADDRESSES = 0x3001, (0x39FE, 0x3003)
LONG_NAME, SHORT_NAME, _DATA = 0x3707, 0x3704, 0x3701
_READ = frozenset(
    (SUBJECT, BODY, RTF, HTML, HEADERS, *_SENDER, *_SENDERS, _TO, _CC, _BCC, _CLASS, 0x0070, 0x0E1D, 0x003D)
)
_CONTACT = {
    "Achternaam": (0x3A11,), "Voornaam": (0x3A06,), "Geboortedatum": (0x3A42,), "Adres": (0x3A5D, 0x3A29), "Postcode": (0x3A5B, 0x3A2A), "Woonplaats": (0x3A59, 0x3A27),
    "Telefoon": (0x3A09, 0x3A1C, 0x3A08),
}  # fmt: skip
"""What a card of a contact says, by the first of its properties that is there."""
_RTF_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    rb"{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
MOST = 256 << 20
_NO_MAIL = re.compile(r"[^\x20-\x7e]")

Properties = dict[int, str | bytes]


@dataclass(slots=True)
class Message:
    """One message, contact or appointment."""

    subject: str = ""
    told: dict[str, str] = field(default_factory=dict)  # from, to, cc, bcc
    text: str = ""
    html: str = ""
    rtf: bytes = b""
    others: list[str] = field(default_factory=list)
    attached: list[tuple[str, bytes | Message]] = field(default_factory=list)


def is_msg(head: bytes) -> bool:
    """Whether the first bytes are those of a message in a file of its own."""
    return head.startswith(MAGIC) and sum(mark in head for mark in _MARKS) >= 2


def message_of(properties: Properties, people: list[tuple[str, str]]) -> Message:
    """A message from its properties and its receivers."""
    text = {number: value for number, value in properties.items() if isinstance(value, str)}
    name = next((text[n] for n in _SENDER if text.get(n)), "")
    address = next((text[n] for n in _SENDERS if "@" in text.get(n, "")), "")
    told = {"from": f"{name} <{address}>" if address else name}
    told["to"] = ", ".join(f"{n} <{a}>" if a else n for n, a in people) or text.get(_TO, "")
    told |= {key: text.get(number, "") for key, number in (("cc", _CC), ("bcc", _BCC))}
    html, rtf = properties.get(HTML, ""), properties.get(RTF, b"")
    subject = text.get(SUBJECT, "")
    message = Message(subject[2:] if subject[:1] == "\x01" else subject, told, text.get(BODY, ""))
    message.html = html if isinstance(html, str) else text_of(html, "")
    message.rtf = rtf if isinstance(rtf, bytes) else b""
    if text.get(_CLASS, "").upper().startswith("IPM.CONTACT"):
        card = {label: next((text[n] for n in numbers if text.get(n)), "") for label, numbers in _CONTACT.items()}
        message.text = "\n".join(f"{label}: {value}" for label, value in card.items() if value) + "\n\n" + message.text
    message.others = [value for number, value in text.items() if number not in _READ and len(value) > 2]
    message.others.append("\n".join(line for line in text.get(HEADERS, "").split("\n") if "@" in line))
    return message


def value_of(kind: int, data: bytes, page: str) -> str | bytes:
    """A property as text where it is one: words, or a day."""
    kind &= ~_MANY
    if kind == WIDE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    if kind == NARROW:
        return text_of(data.rstrip(b"\0"), page)
    if kind == TIME and len(data) == 8:
        try:
            return (date(1601, 1, 1) + timedelta(microseconds=int.from_bytes(data, "little") // 10)).strftime(
                "%d-%m-%Y"
            )
        except OverflowError:
            return b""
    return data


class Msg:
    """A message in a file of its own."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = olefile.OleFileIO(str(path))
            self._streams: list[list[str]] = self._file.listdir(storages=True)[:100_000]
        except DAMAGE as error:
            raise Unreadable("the message is damaged from its start on") from error
        self.damaged = False

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def message(self, place: tuple[str, ...] = (), depth: int = 0) -> Message:
        """The message, or one that is embedded in it."""
        own = self._properties(place)
        message = message_of(own, [self._person(storage) for storage in self._within(place, "__recip_version1.0")])
        if message.rtf:
            message.rtf = decompressed(message.rtf)
        for number, storage in enumerate(self._within(place, "__attach_version1.0"), 1):
            told = self._properties(storage)
            name = next(
                (n for n in (told.get(LONG_NAME), told.get(SHORT_NAME), told.get(NAME)) if isinstance(n, str) and n),
                "",
            )
            data = told.get(_DATA)
            inner = (*storage, "__substg1.0_3701000D")
            if isinstance(data, bytes) and data:
                message.attached.append((name or f"{number}", data))
            elif any(tuple(stream[: len(inner)]) == inner for stream in self._streams) and depth < DEEPEST:
                message.attached.append((f"{number}.eml", self.message(inner, depth + 1)))
        return message

    def _within(self, place: tuple[str, ...], start: str) -> list[tuple[str, ...]]:
        own = {
            tuple(s[: len(place) + 1])
            for s in self._streams
            if tuple(s[: len(place)]) == place and len(s) > len(place) and s[len(place)].lower().startswith(start)
        }
        return sorted(own)

    def _person(self, storage: tuple[str, ...]) -> tuple[str, str]:
        told = self._properties(storage)
        address = next((a for a in (told.get(n) for n in ADDRESSES) if isinstance(a, str) and "@" in a), "")
        name = told.get(NAME, "")
        return (name if isinstance(name, str) else ""), address

    def _properties(self, place: tuple[str, ...]) -> Properties:
        found: Properties = {}
        fixed = self._read((*place, "__properties_version1.0"))
        page = ""
        for at in range(len(fixed) % 16, len(fixed) - 15, 16):
            kind, number = struct.unpack_from("<HH", fixed, at)
            if kind == TIME:
                found[number] = value_of(kind, fixed[at + 8 : at + 16], "")
            elif number == _PAGE:
                page = f"cp{int.from_bytes(fixed[at + 8 : at + 12], 'little')}"
        for stream in self._streams:
            if len(stream) != len(place) + 1 or tuple(stream[:-1]) != place:
                continue
            if (told := _STREAM.fullmatch(stream[-1])) and (kind := int(told[2], 16)) & ~_MANY in (
                WIDE,
                NARROW,
                BINARY,
            ):
                value = value_of(kind, self._read(tuple(stream)), page)
                number = int(told[1], 16)
                before = found.get(number)
                found[number] = f"{before}\n{value}" if isinstance(before, str) and isinstance(value, str) else value
        return found

    def _read(self, stream: tuple[str, ...]) -> bytes:
        try:
            if not self._file.exists(list(stream)) or self._file.get_type(list(stream)) != olefile.STGTY_STREAM:
                return b""
            with self._file.openstream(list(stream)) as file:
                data: bytes = file.read(MOST)
                return data
        except DAMAGE:
            self.damaged = True
            return b""


def decompressed(data: bytes) -> bytes:
    """Rich text out of the way in which Outlook compresses it; b"" where it is damaged from its start on."""
    if len(data) < 16:
        return b""
    size, mark = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if mark == b"MELA":
        return data[16 : 16 + size]
    if mark != b"LZFu":
        return b""
    window = bytearray(_RTF_START.ljust(4096, b"\0"))
    place, out, at = len(_RTF_START), bytearray(), 16
    size = min(size, MOST)
    while at < len(data) and len(out) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data) or len(out) >= size:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                window[place] = data[at]
                place, at = (place + 1) & 4095, at + 1
                continue
            if at + 1 >= len(data):
                return bytes(out)
            pair, at = data[at] << 8 | data[at + 1], at + 2
            start, length = pair >> 4, (pair & 15) + 2
            if start == place:
                return bytes(out)
            for i in range(length):
                letter = window[(start + i) & 4095]
                out.append(letter)
                window[place] = letter
                place = (place + 1) & 4095
    return bytes(out[:size])


def files_of(message: Message) -> Iterator[tuple[str, bytes]]:
    """The names and contents of what is attached; a message as the mail that it would have been."""
    for name, content in message.attached:
        yield name, content if isinstance(content, bytes) else mail_of(content)


def mail_of(message: Message, depth: int = 0) -> bytes:
    """A message as a mail."""
    boundary = f"=_{depth}_lekwijzer"
    head = [f"{name.capitalize()}: {_header(value)}" for name, value in message.told.items() if value]
    head += [
        f"Subject: {_header(message.subject)}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
    ]
    parts = []
    for kind, text in (("plain", message.text), ("html", "" if message.text.strip() else message.html)):
        if text:
            parts.append((f'Content-Type: text/{kind}; charset="utf-8"', text.encode("utf-8", "replace")))
    parts += [
        (
            'Content-Type: text/plain; charset="utf-8"',
            "\n".join(filter(None, message.others)).encode("utf-8", "replace"),
        )
    ]
    if message.rtf and not message.text.strip() and not message.html:
        parts.append(('Content-Type: application/rtf; name="body.rtf"', message.rtf))
    for name, content in message.attached:
        if isinstance(content, bytes):
            parts.append(
                (f'Content-Type: application/octet-stream; name="{_header(name.replace(chr(34), ""))}"', content)
            )
        elif depth < DEEPEST:
            parts.append(("Content-Type: message/rfc822", mail_of(content, depth + 1)))
    body = [
        f"--{boundary}\n{told}\nContent-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(data)
        for told, data in parts
    ]
    return "\n".join(head).encode() + b"\n\n" + b"".join(body) + f"--{boundary}--\n".encode()


def _header(value: str) -> str:
    value = " ".join(value.split())
    return Header(value, "utf-8", maxlinelen=998).encode() if _NO_MAIL.search(value) else value
