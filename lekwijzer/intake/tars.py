"""Unpacks tar archives, compressed or not, and files that are merely compressed."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self, cast

from lekwijzer.intake.inflate import ZstdError
from lekwijzer.intake.labels import remarks
from lekwijzer.intake.magic import GZIP, STREAMS, container_kind, head_of, is_tar
from lekwijzer.intake.streams import Streams
from lekwijzer.intake.unpack import ASIDE, CHUNK, DAMAGE, Job, Unpacked, inner_name
from lekwijzer.model import ReadOutcome

_DAMAGED = "the archive is damaged or cut off"
_MOST_SLACK = 1 << 14
_EXTRA, _NAME, _COMMENT = 0x04, 0x08, 0x10
"""Flags in the header of a gz file."""
_PAX_KNOWN = (
    "path",
    "linkpath",
    "size",
    "mtime",
    "atime",
    "ctime",
    "uid",
    "gid",
    "uname",
    "gname",
    "hdrcharset",
    "charset",
)
_DAMAGE = (*DAMAGE, ZstdError)


def compressed_tar(path: Path, kind: str) -> bool:
    """Whether a compressed file holds a tar archive."""
    try:
        with _open(path, kind) as stream:
            return is_tar(_Patient(stream).read(512))
    except _DAMAGE:
        return False


def unpack_stream(path: Path, job: Job) -> Iterator[Unpacked]:
    """The one content of a gz, bz2 or xz file."""
    kind = container_kind(head_of(path)) or GZIP
    name = job.name(inner_name(job.label, kind))
    if not job.wanted(name):
        return
    aside: list[bool] = []
    taken = job.store(name, _chunks(path, kind, aside))
    if taken.problem and not job.problem:
        job.damaged("the compressed data is damaged or cut off", nothing_read=taken.stored is None)
    elif any(aside) and not job.problem:
        job.damaged(ASIDE)
    yield taken
    if kind == GZIP:
        yield from remarks(job, _gzip_header(path), (name, name.rpartition("/")[2]))


def _gzip_header(path: Path) -> Iterator[str]:
    """The original name and the comment in the header of a gz file."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    flags, at = head[3] if len(head) > 10 else 0, 10
    if flags & _EXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = head.find(b"\0", at)
            yield head[at : end if end > 0 else len(head)].decode("utf-8", "replace")
            at = end + 1 if end > 0 else len(head)


def unpack_tar(path: Path, job: Job) -> Iterator[Unpacked]:
    """The members of a tar archive in their order; damaged headers are passed over and reported."""
    kind = container_kind(head_of(path))
    bad: list[str] = []
    slack: list[str] = []
    ended: list[bool] = [False]

    class Watched(tarfile.TarInfo):
        """Notes damage that the tar library passes over in silence."""

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            try:
                return super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as error:
                if len(buf) == 512 and not any(buf):
                    ended[0] = True
                elif buf:
                    bad.append(type(error).__name__)
                raise

    problem = ""
    read = 0
    said: dict[str, None] = {}
    try:
        with _open(path, kind) as stream:
            patient = _Patient(stream)
            archive = tarfile.open(  # noqa: SIM115 (nothing to close beyond the stream)
                fileobj=cast("IO[bytes]", patient), mode="r|", tarinfo=Watched, ignore_zeros=True, encoding="utf-8"
            )
            for info in archive:
                read += 1
                ended[0] = False
                said.update(dict.fromkeys(_said(info)))
                yield from _member(archive, info, job, slack)
                vars(archive)["members"] = []  # the library would keep them all
            if patient.damage is not None:
                problem = _DAMAGED
            elif patient.aside:
                problem = ASIDE
    except (tarfile.TarError, *_DAMAGE):
        problem = _DAMAGED
    if not problem and bad:
        problem = "parts of the archive are damaged and were passed over"
    if not problem and not ended[0]:
        problem = "the archive has no end mark: it may be cut off"
    if not problem and slack:
        problem = ASIDE
    yield from remarks(job, (*said, *slack))  # the bytes of a compressed archive would not show them
    if problem and not job.problem:
        job.damaged(problem, nothing_read=read == 0)


def _said(info: tarfile.TarInfo) -> Iterator[str]:
    """What is noted with a member: the names of folders, where links lead to, the notes of the pax format."""
    if info.isdir():
        yield info.name
    if info.linkname:
        yield info.linkname
    for key, value in info.pax_headers.items():
        if key not in _PAX_KNOWN:
            yield str(value)


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, job: Job, slack: list[str]) -> Iterator[Unpacked]:
    if info.isdir():
        return
    name = job.name(info.name)
    if not job.wanted(name):
        return
    if info.isreg():
        yield job.store(name, _sparse(archive, info) if info.issparse() else _content(archive, info, slack))
    elif info.issym() or info.islnk():
        yield Unpacked(name, None, ReadOutcome.SKIPPED, "a link; links are not followed", "link")
    else:
        yield Unpacked(name, None, ReadOutcome.SKIPPED, "not a regular file", "device")


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, slack: list[str]) -> Iterator[bytes]:
    """The bytes after the header; past the library, which gives none of a piece that is cut off. Notes a filled rest of the last block."""
    assert archive.fileobj is not None  # it is read from a stream
    left = info.size
    archive.fileobj.seek(info.offset_data)
    while left > 0:
        chunk = archive.fileobj.read(min(CHUNK, left))
        if not chunk:
            raise EOFError
        left -= len(chunk)
        yield chunk
    rest = archive.fileobj.read(-info.size % tarfile.BLOCKSIZE)
    if any(rest) and len(slack) < _MOST_SLACK:
        slack.append(rest.strip(b"\0").decode("utf-8", "replace"))


def _sparse(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    """The content of a file that was stored without its holes."""
    member = archive.extractfile(info)
    try:
        while member is not None and (chunk := member.read(CHUNK)):
            yield chunk
    except tarfile.TarError as error:
        raise EOFError from error


def _chunks(path: Path, kind: str, aside: list[bool]) -> Iterator[bytes]:
    with _open(path, kind) as stream:
        patient = _Patient(stream)
        while chunk := patient.read(CHUNK):
            yield chunk
        aside.append(patient.aside)
        if patient.damage is not None:
            raise EOFError from patient.damage


class _Patient:
    """A stream that gives what was unpacked before the damage as if it ended there, and remembers the damage."""

    def __init__(self, stream: IO[bytes] | Streams) -> None:
        self._stream = stream
        self._read = stream.read1 if isinstance(stream, gzip.GzipFile) else stream.read
        self.damage: Exception | None = None

    @property
    def aside(self) -> bool:
        """Whether there were bytes that are no content."""
        return isinstance(self._stream, Streams) and self._stream.aside

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end or before damage."""
        pieces: list[bytes] = []
        while size > 0 and self.damage is None:
            try:
                piece = self._read(size)
            except _DAMAGE as error:
                self.damage = error
                break
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def _open(path: Path, kind: str | None) -> IO[bytes] | Streams:
    if kind == GZIP:
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if kind in STREAMS:
        return Streams(path, kind)
    return path.open("rb")
