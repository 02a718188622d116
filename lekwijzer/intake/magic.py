"""What a file is, by its first bytes: containers that intake opens, and names for what nobody reads."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

HEAD = 65536

ZIP, TAR, GZIP, BZIP2, XZ, ZSTD, SEVEN_ZIP = "zip", "tar", "gz", "bz2", "xz", "zst", "7z"
STREAMS = (GZIP, BZIP2, XZ, ZSTD)
"""Files that are compressed as they are: one content, which may be a tar."""
_ARCHIVES = (
    ("rar", rb"Rar!\x1a\x07[\x00\x01]"), ("iso", rb"(?s:.{32769})CD001"), ("cab", rb"MSCF\0\0\0\0"), ("xar", rb"xar!\0"), ("ar", rb"!<arch>\n"),
    ("cpio", rb"07070[12][0-9A-Fa-f]{104}|070707[0-7]{70}"), ("rpm", rb"\xed\xab\xee\xdb"), ("lha", rb"(?s:.{2})-l[hz][0-9ds]-"),
    ("lzip", rb"LZIP[\x00\x01]"), ("lz4", rb"\x04\x22\x4d\x18|\x02\x21\x4c\x18"), ("compress", rb"\x1f\x9d[\x09-\x10\x89-\x90]"),
)  # fmt: skip
_ARCHIVE_FORMS = tuple((kind, re.compile(form)) for kind, form in _ARCHIVES)
"""Kinds of container that `archives` opens."""

_DOCUMENTS = (
    (b"xl/", "xlsx"), (b"word/", "docx"), (b"ppt/", "pptx"), (b"META-INF/MANIFEST.MF", "jar"),
    (b"AndroidManifest.xml", "apk"), (b"visio/", "vsdx"),
)  # fmt: skip
_NAMES = (
    (b"%PDF", "pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"!BDN", "pst"), (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\0", "image"), (b"MM\0*", "image"), (b"BM", "image"),
    (b"\x7fELF", "program"), (b"MZ", "program"), (b"SQLite format 3\0", "sqlite"), (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"), (b"\x00\x01\x00\x00Standard ", "access"), (b"OggS", "sound"), (b"ID3", "sound"),
    (b"RIFF", "media"), (b"ORC", "orc"), (b"Obj\x01", "avro"),
)  # fmt: skip

_TEXTS = (
    ("html", rb"<!DOCTYPE\s+html|(?:<!--.{0,2000}?-->\s*)?<(?:html|head|body|table|div|p|center|font|meta|style|script)\b[^<]{0,400}>"),
    ("xml", rb"<\?xml\b|<!DOCTYPE\b|<[A-Z_][\w.-]{0,60}(?::[\w.-]{1,60})?(?:\s[^<>]{0,4000})?(?:/>|>(?=.*</))"),
    ("postscript", rb"%!PS"), ("vcard", rb"BEGIN:VCARD"), ("icalendar", rb"BEGIN:VCALENDAR"), ("pgp", rb"-----BEGIN PGP MESSAGE"),
    ("ldif", rb"(?:version: 1\s+)?(?:#[^\n]*\n\s*)*dn::? \w"), ("uuencode", rb"begin(?:-base64)? [0-7]{3} \S"), ("spss", rb"ASCII SPSS PORT"),
    ("sas", rb"HEADER RECORD\*{7}"), ("astm", rb"H\|\\\^&"),
)  # fmt: skip
_STARTS = tuple((kind, re.compile(start, re.IGNORECASE | re.DOTALL)) for kind, start in _TEXTS)
_PAGE = re.compile(rb"(?:^|\n)[ \t]*<html[\s>]", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?:From \S|(?:Received|Return-Path|Delivered-To|Date|From|To|Cc|Subject|MIME-Version|Message-ID|Content-Type|X-[\w-]+):[ \t])", re.IGNORECASE
)  # fmt: skip
_ENCODED = re.compile(rb"(?:^|\n)Content-Transfer-Encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE)
_SQL = re.compile(
    rb"(?>--[^\n]*\n\s*|#[^\n]*\n\s*|/\*.*?\*/;?\s*)*+(?:SET|INSERT|REPLACE|CREATE|DROP|COPY|BEGIN|START|USE|LOCK|DELETE|ALTER|PRAGMA|"
    rb"TRUNCATE|SELECT|GO|GRANT|DECLARE|\\\w+)\b",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_SQL_ROWS = re.compile(
    rb"^[ \t]*(?:(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+[^\s(]+\s*(?:\(|VALUES\b)|COPY\s[^;\n]+\sFROM\s+stdin)",
    re.IGNORECASE | re.MULTILINE,
)
_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_MAIN_PARTS = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"xl/worksheets/", "xlsx"),
    (b"ppt/presentation", "pptx"),
    (b"ppt/slides/", "pptx"),
)
_EMBEDDED = re.compile(r"(?:.*/)?(?:embeddings|media|Pictures)/[^/]+", re.IGNORECASE)
_BLANKS = b" \t\n\r\x0b\x0c\0\x1a"
_BLANK = re.compile(
    rb"(?:[ \t\n\r\x0b\x0c\0\x1a\xa0]|\xc2[\x85\xa0]|\xe2\x80[\x80-\x8f\xa8\xa9\xaf]|\xe3\x80\x80|\xef\xbb\xbf|\xff\xfe|\xfe\xff)*+"
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{76,}={0,2}\s*|(?:([A-Za-z0-9+/]{60,76})\r?\n){2,}[A-Za-z0-9+/]*={0,2}\s*")


def container_kind(head: bytes) -> str | None:
    """The kind of container, or None. Office documents are zips, but no containers here."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return None if document_kind(head) else ZIP
    if head.startswith(b"\x1f\x8b\x08"):
        return GZIP
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return BZIP2
    if head.startswith((b"\xfd7zXZ\0", b"\x5d\0\0")) and (head[0] == 0xFD or head[5:13] == b"\xff" * 8):
        return XZ
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return ZSTD
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return SEVEN_ZIP
    if is_tar(head):
        return TAR
    return next((kind for kind, form in _ARCHIVE_FORMS if form.match(head)), None)


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a tar header: the checksum in it is right."""
    if len(head) < 512 or head[0] == 0:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def document_kind(head: bytes) -> str | None:
    """The kind of a document that is written as a zip (docx, odt, jar …), or None."""
    if head[30:38] == b"mimetype":
        kind = head[38 : 38 + 80]  # stored, and a field of the program may stand before it
        for mark, name in ((b"spreadsheet", "ods"), (b"text", "odt"), (b"presentation", "odp"), (b"epub", "epub")):
            if mark in kind:
                return name
        return "odf"
    names = [head[m.end() : m.end() + int.from_bytes(m[1], "little")] for m in _MEMBER.finditer(head)]
    first = names[0] if names else b""
    for part in names:  # its own members come first; an embedded document may have others further on
        if main := next((kind for start, kind in _MAIN_PARTS if part.startswith(start)), ""):
            return main
    if first in (b"META-INF/", b"META-INF/MANIFEST.MF"):
        return "jar"
    if b"[Content_Types].xml" in head or first in (b"_rels/.rels", b"docProps/app.xml", b"xl/workbook.xml"):
        return next((name for mark, name in _DOCUMENTS if mark in head), "ooxml")
    return None


def is_embedded(name: str) -> bool:
    """Whether a part of an office document is a file or picture of its own."""
    return _EMBEDDED.fullmatch(name) is not None


def name_of_unknown(head: bytes) -> str:
    """A kind for content that no reader takes: what it is if its first bytes say so, else `binary`."""
    if head.startswith(b"PK\x03\x04") and (document := document_kind(head)):
        return document
    return next((name for mark, name in _NAMES if head.startswith(mark)), None) or text_kind(head) or "binary"


def text_kind(head: bytes) -> str | None:
    """The format of a text that is not meant to be read as it stands (markup, an encoded mail, a database dump), or None."""
    head = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x0b\x0c")  # also of UTF-16
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for kind, start in _STARTS:
        if start.match(head):
            return kind
    if _PAGE.search(head, 0, 4096):
        return "html"
    if _MAIL.match(head) and _ENCODED.search(head):
        return "mail"
    if _SQL_ROWS.search(head) and _SQL.match(head):
        return "sql"
    return "base64" if _is_base64(head) else None


def _is_base64(head: bytes) -> bool:
    """Whether there is nothing but base64: lines of one length, with letters of both cases and figures."""
    sample = head[:8000]
    sample = sample if len(sample) == len(head) else sample[: sample.rfind(b"\n") + 1] or sample
    return (
        _BASE64.fullmatch(sample) is not None
        and all(re.search(some, sample) for some in (rb"[a-z]", rb"[A-Z]", rb"[0-9]"))
    )  # fmt: skip


def is_blank(path: Path, head: bytes) -> bool:
    """Whether a file holds nothing but white space, NULs and the marks of an encoding."""
    if _BLANK.fullmatch(head) is None:
        return False
    try:
        with path.open("rb") as file:
            file.seek(len(head))
            return not any(block.translate(None, _BLANKS) for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:  # gone since: said when it is read
        return False


def head_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD)
