"""What a file is, by its first bytes: containers that intake opens, and names for what nobody reads."""

from __future__ import annotations

import tarfile
from pathlib import Path

HEAD = 65536

ZIP, TAR, GZIP, BZIP2, XZ, SEVEN_ZIP = "zip", "tar", "gz", "bz2", "xz", "7z"
STREAMS = (GZIP, BZIP2, XZ)

_DOCUMENTS = (
    (b"xl/", "xlsx"), (b"word/", "docx"), (b"ppt/", "pptx"), (b"META-INF/MANIFEST.MF", "jar"),
    (b"AndroidManifest.xml", "apk"), (b"visio/", "vsdx"),
)  # fmt: skip
_NAMES = (
    (b"%PDF", "pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"!BDN", "pst"), (b"Rar!\x1a\x07", "rar"),
    (b"\x28\xb5\x2f\xfd", "zst"), (b"MSCF", "cab"), (b"\x1f\x9d", "compress"), (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\0", "image"), (b"MM\0*", "image"), (b"BM", "image"),
    (b"\x7fELF", "program"), (b"MZ", "program"), (b"SQLite format 3\0", "sqlite"), (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"), (b"\x00\x01\x00\x00Standard ", "access"), (b"OggS", "sound"), (b"ID3", "sound"),
    (b"RIFF", "media"), (b"LZIP", "lzip"), (b"\x04\x22\x4d\x18", "lz4"), (b"ORC", "orc"), (b"Obj\x01", "avro"),
)  # fmt: skip


def container_kind(head: bytes) -> str | None:
    """The kind of container, or None. Office documents are zips, but no containers here."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return None if document_kind(head) else ZIP
    if head.startswith(b"\x1f\x8b\x08"):
        return GZIP
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return BZIP2
    if head.startswith(b"\xfd7zXZ\0"):
        return XZ
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return SEVEN_ZIP
    return TAR if is_tar(head) else None


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
        kind = head[38 : 38 + 80]
        for mark, name in ((b"spreadsheet", "ods"), (b"text", "odt"), (b"presentation", "odp"), (b"epub", "epub")):
            if mark in kind:
                return name
        return "odf"
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if first in (b"META-INF/", b"META-INF/MANIFEST.MF"):
        return "jar"
    if b"[Content_Types].xml" in head or first in (b"_rels/.rels", b"docProps/app.xml", b"xl/workbook.xml"):
        return next((name for mark, name in _DOCUMENTS if mark in head), "ooxml")
    return None


def name_of_unknown(head: bytes) -> str:
    """A kind for content that no reader takes: what it is if its first bytes say so, else `binary`."""
    if head.startswith(b"PK\x03\x04") and (document := document_kind(head)):
        return document
    return next((name for mark, name in _NAMES if head.startswith(mark)), "binary")


def head_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD)
