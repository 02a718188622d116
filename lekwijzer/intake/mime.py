"""Mail as it is sent: headers, parts within parts, and what they are encoded in. Damaged mail is read as far as it goes."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from pathlib import Path
from urllib.parse import unquote_to_bytes

LARGEST = 256 << 20
"""Bytes of one mail that are read."""
_DEEPEST = 20
_MOST = 10_000
"""Parts within one another, and beside one another."""
_BLOCK = 4 << 20

_HEAD = re.compile(rb"(?:[!-9;-~]{1,200}[ \t]*:[^\n]*\n(?:[ \t]+[^\r\n][^\n]*\n|[ \t]+\r?\n)*)*")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\n]*\n)(?:[ \t][^\n]*(?:\n|\Z))*)")
_FOLD = re.compile(r"\r?\n[ \t]*")
_PARAMETER = re.compile(r";\s*([\w!#$&+.^`|~*-]+)\s*=\s*(\"(?:\\.|[^\"\\])*\"|[^;\"\s]*)")
_SPLIT_PARAMETER = re.compile(r"([^*]+)\*(?:(\d+)(\*)?)?")
_UUENCODED = re.compile(
    rb"(?:\A|\n)begin(?:-base64)? [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)\n(?:end|====)[ \t\r]*(?=\n|\Z)", re.DOTALL
)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_STRANGE = bytes(c for c in range(256) if not (chr(c).isascii() and chr(c).isalnum()) and c not in b"+/=\r\n")
_FEW, _PLAIN = 4, 12
"""Characters in base64 that may be none, and one more of so many; text that was never encoded has more blanks and signs."""

_KNOWN = rb"(?:Received|Return-Path|Delivered-To|Date|From|To|Cc|Subject|MIME-Version|Message-ID|Content-(?:Type|Transfer-Encoding|Language)|Reply-To|Sender|X-[\w-]+|DKIM-Signature|ARC-[\w-]+|Authentication-Results|Thread-\w+|In-Reply-To|References|Importance|Status|Envelope-To)"  # fmt: skip
_KNOWN_FIELD = re.compile(rb"(?:\A|\n)(" + _KNOWN + rb"):[ \t]?", re.IGNORECASE)
_SURE = re.compile(
    rb"(?:\A|\n)(?:Received:\s|Return-Path:\s?<|MIME-Version:\s|Message-ID:\s*<|Content-Transfer-Encoding:\s|"
    rb"Content-Type:\s*(?:multipart|text)/|Date:\s+(?:\w{3},\s+)?\d{1,2}\s\w{3}\s\d{4}\s)",
    re.IGNORECASE,
)
_FROM_LINE = rb"From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n"
_MBOX = re.compile(_FROM_LINE + rb"(?=>?[!-9;-~]{1,80}:)")
_NEXT = re.compile(rb"\n(?=" + _FROM_LINE + rb"(?:>From[^\n]*\n)*[!-9;-~]{1,80}:[ \t\r\n])")
_LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,10})[ \t\r]*\n", re.IGNORECASE)
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_EMLX = re.compile(rb"\d{1,10}[ \t]*\r?\n")


@dataclass(slots=True)
class Entity:
    """A mail or a part of it."""

    headers: dict[str, list[str]]
    body: bytes
    kind: str = "text/plain"
    options: dict[str, str] = field(default_factory=dict)
    parts: list[Entity] = field(default_factory=list)
    around: bytes = b""  # what stands before, between and behind the parts
    open: bool = False  # whether the mark behind the last part is not there

    def first(self, name: str) -> str:
        """A header as it stands; "" where there is none."""
        return self.headers.get(name, [""])[0]

    @property
    def filename(self) -> str:
        """The name that a part has as a file; "" where it has none."""
        _, options = _value_of(self.first("content-disposition"))
        return decoded_words(options.get("filename") or self.options.get("name", "")).strip()

    @property
    def is_text(self) -> bool:
        """Whether a part is text of the mail itself."""
        attached = self.first("content-disposition").strip().lower().startswith("attachment")
        return self.kind in ("text/plain", "text/html", "text/enriched") and not attached and not self.filename

    def content(self) -> bytes:
        """The bytes of a part out of what they are encoded in."""
        encoding = self.first("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _of_base64(self.body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return b"".join(content for _, content in uuencoded(self.body))
        return self.body

    def leaves(self) -> Iterator[Entity]:
        """The parts that have none in them, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def mail_kind(head: bytes) -> str | None:
    """Whether a content is one mail (`eml`) or many after one another (`mbox`), by its first bytes; None when it is neither."""
    start = _narrow(head).lstrip(b"\xef\xbb\xbf\r\n")
    if _MBOX.match(start):
        return "mbox"
    if counted := _EMLX.match(start):
        start = start[counted.end() :]
    fields = _HEAD.match(start.replace(b"\r\n", b"\n") + b"\n")
    told = fields[0] if fields else b""
    if _SURE.search(told) and len({name.lower() for name in _KNOWN_FIELD.findall(told)}) >= 2:
        return "eml"
    return None


def _narrow(data: bytes) -> bytes:
    """A mail that was saved with two bytes for each letter, as it was sent."""
    return data.decode("utf-16", "replace").encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def parsed(data: bytes, depth: int = 0) -> Entity:
    """A mail, or a part, from its bytes."""
    if depth == 0:
        data = _narrow(data).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
        if (
            counted := _EMLX.match(data)
        ) is not None:  # as Apple keeps it: the length before it, a property list behind it
            size = int(counted[0])
            data = data[counted.end() :][:size] if size <= len(data) else data[counted.end() :]
    found = _HEAD.match(data)
    end = found.end() if found else 0
    headers: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(data[:end]):
        headers.setdefault(name.decode("ascii", "replace").lower(), []).append(_unfolded(value))
    if data.startswith(b"\r\n", end):
        end += 2
    elif data.startswith(b"\n", end):
        end += 1
    kind, options = _value_of(headers.get("content-type", [""])[0])
    entity = Entity(headers, data[end:], kind.lower() if "/" in kind else "text/plain", options)
    if entity.kind.startswith("multipart/") and depth < _DEEPEST:
        _divide(entity, depth)
    return entity


def _divide(entity: Entity, depth: int) -> None:
    boundary = entity.options.get("boundary", "").encode("utf-8", "replace")
    if not boundary:
        entity.kind = "text/plain"
        return
    mark = b"--" + boundary
    around: list[bytes] = []
    start: int | None = None
    at, body = 0, entity.body
    entity.open = True
    while len(entity.parts) < _MOST:
        stop, following, last = _mark(body, mark, at)
        entity.open = entity.open and not last
        if start is None:
            around.append(body[at:stop])
        else:
            entity.parts.append(parsed(body[start:stop], depth + 1))
        if following < 0:
            break
        start = None if last else following
        at = following
    entity.around = b"\n".join(around)
    if not entity.parts:
        entity.kind = "text/plain"


def _mark(body: bytes, mark: bytes, at: int) -> tuple[int, int, bool]:
    """Where a part ends, where the next begins (-1: nowhere), and whether the mark between them is the last."""
    found = body.find(mark, at)
    while found >= 0:
        if found == 0 or body[found - 1] == 0x0A:
            end = found + len(mark)
            last = body.startswith(b"--", end)
            line = body.find(b"\n", end)
            line = len(body) if line < 0 else line + 1
            if not body[end + 2 * last : line].strip():
                stop = found - (2 if body[max(found - 2, 0) : found] == b"\r\n" else 1) if found else 0
                return max(stop, at), line, last
        found = body.find(mark, found + 1)
    return len(body), -1, False


def _unfolded(value: bytes) -> str:
    text = value.decode("utf-8", "surrogateescape") if _is_utf8(value) else value.decode("cp1252", "replace")
    text = text.strip()
    return _FOLD.sub(" ", text) if "\n" in text else text


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _value_of(header: str) -> tuple[str, dict[str, str]]:
    """What stands before the first semicolon, and the options behind it; those in pieces are put together."""
    options: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in _PARAMETER.findall(header):
        value = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        if split := _SPLIT_PARAMETER.fullmatch(name.lower()):
            pieces.setdefault(split[1], {})[int(split[2] or 0)] = value, bool(split[3]) or split[2] is None
        else:
            options.setdefault(name.lower(), value)
    for name, some in pieces.items():
        raw, charset = b"", "utf-8"
        for number, (value, encoded) in sorted(some.items()):
            if encoded and number == 0 and value.count("'") >= 2:
                charset, _, value = value.split("'", 2)
            raw += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
        options[name] = text_of(raw, charset)
    return header.partition(";")[0].strip(), options


def decoded_words(value: str) -> str:
    """A header with the words in it that are encoded (`=?utf-8?q?…?=`) made letters."""
    if "=?" not in value:
        return value.replace("\udcff", "?") if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, binascii.Error):
        return value
    return "".join(part if isinstance(part, str) else text_of(part, charset or "") for part, charset in parts)


def text_of(data: bytes, charset: str) -> str:
    """Bytes as text: as they are said to be written where that can be, as UTF-8 where they are that, else as Windows writes."""
    charset = charset.strip().lower()
    if (
        charset in ("", "us-ascii", "ascii", "utf-8", "utf8", "iso-8859-1", "latin1", "unknown-8bit", "default")
        or "1252" in charset
    ):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return (
                data.decode("cp1252", "replace")
                if data.count(b"\x81") + data.count(b"\x8d") == 0
                else data.decode("latin-1")
            )
    try:
        return data.decode(charset, "replace")
    except (LookupError, UnicodeError, ValueError):
        return text_of(data, "")


def _of_base64(body: bytes) -> bytes:
    """The bytes that are encoded; those of a body that is only called so are the body."""
    if len(body) - len(body.translate(None, _STRANGE)) > _FEW + len(body) // _PLAIN:
        return body
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = _NO_BASE64.sub(b"", body.partition(b"=")[0])
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        try:
            return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            return b""


def uuencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files that stand in a text in the old way, with their names."""
    if b"begin" not in body:
        return
    for name, lines in _UUENCODED.findall(body):
        out = []
        for line in lines.split(b"\n"):
            line = line.rstrip(b"\r")
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                try:  # some write more letters than they say
                    out.append(binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3 + 1]))
                except (binascii.Error, IndexError):
                    continue
        yield text_of(name, ""), b"".join(out)


def without_uuencoded(body: bytes) -> bytes:
    """A text without the files in it."""
    return _UUENCODED.sub(b"\n", body) if b"\nbegin" in body or body.startswith(b"begin") else body


def mails(path: Path) -> Iterator[bytes]:
    """The mails of a file that has many, without the lines that part them."""
    with path.open("rb", buffering=0) as file:
        held, ended = file.read(_BLOCK), False
        start = 0
        while True:
            stop = _end_of(held, start, ended)
            if stop < 0 and not ended and len(held) - start <= LARGEST:
                block = file.read(max(_BLOCK, (len(held) - start) // 2))
                ended = not block
                held, start = held[start:] + block, 0
                continue
            stop = stop if stop >= 0 else len(held)
            mail = held[start:stop]
            if mail.strip():
                yield _QUOTED_FROM.sub(rb"\1", mail[mail.find(b"\n") + 1 :] if mail.startswith(b"From ") else mail)
            start = stop
            if ended and start >= len(held):
                return


def _end_of(held: bytes, start: int, ended: bool) -> int:
    """Where the next mail begins; -1 where that cannot be told yet."""
    while held.startswith((b"\n", b"\r"), start):
        start += 1
    head = re.compile(rb"\r?\n\r?\n").search(held, start)
    if head and (length := _LENGTH.search(held, start, head.end())):
        stop = head.end() + int(length[1])
        if stop >= len(held) and not ended and stop - start <= LARGEST:
            return -1
        if not held[stop : stop + 8].lstrip(b"\r\n") or held[stop : stop + 12].lstrip(b"\r\n").startswith(b"From "):
            return min(stop, len(held))
    following = _NEXT.search(held, start)
    return following.end() if following else len(held) if ended else -1
