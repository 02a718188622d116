"""Unpacks zip archives, also those whose index is lost."""

from __future__ import annotations

import mmap
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from lekwijzer.intake.aes import decrypt
from lekwijzer.intake.archives import unpack_otherwise
from lekwijzer.intake.inflate import BZIP2, DEFLATED, DEFLATED64, STORED, ZSTD, Inflated
from lekwijzer.intake.labels import remarks
from lekwijzer.intake.magic import is_embedded
from lekwijzer.intake.unpack import ASIDE, CHUNK, DAMAGE, PASSWORD, Job, Locked, Unpacked
from lekwijzer.intake.zip_gaps import gaps_of
from lekwijzer.model import ReadOutcome

_LOCAL = b"PK\x03\x04"
_HEADER = struct.Struct("<4sHHHHHIIIHH")
_OWN = (STORED, DEFLATED, DEFLATED64, BZIP2, ZSTD)
"""Methods of compression that are read here; of them zipfile knows some, and LZMA."""
_LZMA, _AES = 14, 99
_LIES = "sizes or checksum in the archive are wrong"
_END = struct.Struct("<4sHHHHIIH")
_ENCRYPTED, _LATER, _UTF8 = 0x1, 0x8, 0x800


def unpack_zip(path: Path, job: Job) -> Iterator[Unpacked]:
    """The members by the index at the end of the file; without an index, those whose own headers are found."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, *DAMAGE, struct.error, NotImplementedError, UnicodeError):
        yield from _salvage(path, job)
        return
    with archive:
        if (members := _over_disks(path)) is not None:
            yield from _salvage(path, job, members)
            return
        others: list[str] = []
        for info in archive.infolist():
            if _is_folder(info):
                continue
            name = job.name(info.filename)
            if info.compress_type not in (*_OWN, _LZMA) and not info.flag_bits & _ENCRYPTED:
                others.append(name)
            elif job.wanted(name):
                taken = _repaired(path, job, info, job.store(name, _content(path, archive, info)))
                yield _unlocked(path, job, archive, info, name) or taken if taken.problem == PASSWORD else taken
        yield from _packed_otherwise(path, job, others)
        yield from _beside(path, job, archive)


def _beside(path: Path, job: Job, archive: zipfile.ZipFile) -> Iterator[Unpacked]:
    """What is in the file and in no member of the index: members that the index does not know, and texts."""
    packed = [(info.header_offset, info.compress_size) for info in archive.infolist()]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        gaps = gaps_of(view, archive.start_dir, len(packed), packed)
        for start, end in gaps.ranges:
            at = view.find(_LOCAL, start, end)
            while at >= 0:
                member = _Member.at(view, at)
                following = at + 4
                if member is not None and member.start <= end:
                    following = yield from _salvage_one(view, member, job)
                at = view.find(_LOCAL, max(following, at + 4), end)
    yield from remarks(job, (*_said(archive), *gaps.said))
    if gaps.ranges and not job.problem:
        job.damaged(ASIDE)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/") and not info.file_size


def _unlocked(path: Path, job: Job, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Unpacked | None:
    """An encrypted member by the first of the passwords with which its checksum is right; a wrong one may give rubbish."""
    for password in job.passwords:
        for raw in dict.fromkeys((password.encode(), password.encode("cp1252", "replace"))):
            taken = job.store(name, _decrypted(path, archive, info, raw))
            if taken.outcome is ReadOutcome.READ:
                return taken
    return None


def _decrypted(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    if info.compress_type != _AES:
        yield from _by_index(archive, info, password)
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        member_at = _Member.at(view, info.header_offset)
        if member_at is None:
            raise ValueError
        method, plain = decrypt(view, member_at.start, info.compress_size, info.extra, password)
        yield from plain if method == STORED else Inflated(method).pieces(plain)
        for _ in plain:  # on to the seal behind it, which is looked at there
            pass


def _over_disks(path: Path) -> int | None:
    """The number of members of an archive that was written over several disks, whose index counts from the start of each; None of any other."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 0x10000 - _END.size))
        tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + _END.size:
        return None
    _, disk, _, _, members, _, _, _ = _END.unpack_from(tail, at)
    return members if disk not in (0, 0xFFFF) else None


def _packed_otherwise(path: Path, job: Job, names: list[str]) -> Iterator[Unpacked]:
    """Members that are compressed in a rare way."""
    wanted = [name for name in names if job.wanted(name)]
    if wanted:
        found: list[str] = []
        for unpacked in unpack_otherwise(path, "zip", Job(job.spool, job.label, wanted.__contains__)):
            if unpacked.stored is not None:
                found.append(unpacked.name)
                yield unpacked
        for name in wanted:
            if name not in found:
                yield Unpacked(name, None, ReadOutcome.UNREADABLE, "compressed in a way that is not supported")


def _said(archive: zipfile.ZipFile) -> Iterator[str]:
    """The comments of an archive and its members, and the names of its folders, which may be empty."""
    for raw in (archive.comment, *(info.comment for info in archive.infolist())):
        yield raw.decode("utf-8", "replace")
    yield from (info.filename for info in archive.infolist() if _is_folder(info))


def unpack_embedded(path: Path, job: Job) -> Iterator[Unpacked]:
    """The files and pictures that are embedded in an office document."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if is_embedded(info.filename) and info.file_size:
                    name = job.name(info.filename)
                    if job.wanted(name):
                        yield _repaired(path, job, info, job.store(name, _content(path, archive, info)))
    except (zipfile.BadZipFile, *DAMAGE, struct.error, NotImplementedError, UnicodeError):
        for raw, content in salvaged(path, is_embedded):  # its reader says what is wrong with it
            name = job.name(raw)
            if job.wanted(name):
                yield job.store(name, content)


def salvaged(path: Path, wanted: Callable[[str], object] = bool) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Names and contents of the wanted members of an archive without an index, by their own headers.

    A content ends with an error where it is damaged; it is to be taken before the next is asked for.
    """
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        at = view.find(_LOCAL)
        while at >= 0:
            member = _Member.at(view, at)
            following = at + 4
            if member is not None and not member.name.endswith("/"):
                if wanted(member.name):
                    yield member.name, member.content(view)
                following = member.end or member.start + (member.packed or 0)
            at = view.find(_LOCAL, max(following, at + 4))


def _content(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.flag_bits & _ENCRYPTED:
        raise Locked
    if info.compress_type in (DEFLATED64, ZSTD):
        yield from _by_own_header(path, info)
        return
    yield from _by_index(archive, info)


def _by_index(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None = None) -> Iterator[bytes]:
    """The content of a member as the library takes it out."""
    try:
        with archive.open(info, pwd=password) as member:
            while chunk := member.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, struct.error) as error:
        raise ValueError from error
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise
        raise Locked from error


def _by_own_header(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        member = _Member.at(view, info.header_offset)
        if member is None:
            raise ValueError
        checksum = 0
        for piece in member.content(view):
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if checksum != info.CRC:
            raise ValueError


def _repaired(path: Path, job: Job, info: zipfile.ZipInfo, taken: Unpacked) -> Unpacked:
    """A damaged member once more by its own header: the sizes in the index may lie."""
    if taken.outcome is ReadOutcome.READ and taken.stored is not None and taken.stored.size != info.file_size:
        return Unpacked(taken.name, taken.stored, ReadOutcome.PARTLY, _LIES)
    if taken.problem == "" or taken.problem == PASSWORD or info.compress_type not in _OWN:
        return taken
    if taken.outcome is ReadOutcome.UNREADABLE and taken.stored is None and job.outcome is ReadOutcome.PARTLY:
        return taken  # stopped at a limit
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        member = _Member.at(view, info.header_offset)
        if member is None:
            return taken
        again = job.store(taken.name, member.content(view))
    if again.stored is None or (taken.stored is not None and again.stored.size <= taken.stored.size):
        return taken
    return Unpacked(taken.name, again.stored, ReadOutcome.PARTLY, _LIES)


@dataclass(slots=True)
class _Member:
    """A member as its own header, in front of its content, describes it."""

    name: str
    flags: int
    method: int
    packed: int | None  # None: only known after unpacking
    start: int
    end: int = 0  # of the content, once it was read

    @classmethod
    def at(cls, view: mmap.mmap, offset: int) -> _Member | None:
        """The member whose header stands at the offset, or None."""
        raw = view[offset : offset + _HEADER.size]
        if len(raw) < _HEADER.size or not raw.startswith(_LOCAL):
            return None
        _, version, flags, method, _, _, _, packed, size, name_length, extra_length = _HEADER.unpack(raw)
        if (version & 0xFF) > 100 or method > 99:
            return None
        start = offset + _HEADER.size + name_length + extra_length
        name = view[offset + _HEADER.size : offset + _HEADER.size + name_length]
        extra = view[offset + _HEADER.size + name_length : start]
        if packed == 0xFFFFFFFF:
            packed = _zip64(extra, size)
        known = None if flags & _LATER and packed == 0 else packed
        return cls(name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"), flags, method, known, start)

    def content(self, view: mmap.mmap) -> Iterator[bytes]:
        """The content; ends with an error where the file does. Sets `end`."""
        if self.flags & _ENCRYPTED:
            raise Locked
        self.end = self.start
        if self.method == STORED:
            yield from self._plain(view)
        else:
            inflated = Inflated(self.method)
            yield from inflated.pieces(self._packed(view))
            self.end -= inflated.unused

    def _packed(self, view: mmap.mmap) -> Iterator[bytes]:
        while self.end < len(view):
            raw = view[self.end : self.end + CHUNK]
            self.end += len(raw)
            yield raw

    def _plain(self, view: mmap.mmap) -> Iterator[bytes]:
        if self.packed is None:
            found = view.find(b"PK\x07\x08", self.start)
            stop = found if found >= 0 else len(view)
        else:
            stop = self.start + self.packed
        for at in range(self.start, min(stop, len(view)), CHUNK):
            yield view[at : min(at + CHUNK, stop)]
        self.end = min(stop, len(view))
        if stop > len(view):
            raise EOFError


def _salvage(path: Path, job: Job, members: int | None = None) -> Iterator[Unpacked]:
    """Members found by their own headers, in a file without an index, or with one that says only how many there are."""
    found = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        at = view.find(_LOCAL)
        while at >= 0:
            member = _Member.at(view, at)
            following = at + 4
            if member is not None:
                found += 1
                following = yield from _salvage_one(view, member, job)
            at = view.find(_LOCAL, max(following, at + 4))
    if found == members:
        return
    job.damaged(
        "the index of the archive is damaged or cut off; members were salvaged" if found else "the archive is damaged",
        nothing_read=not found,
    )


def _salvage_one(view: mmap.mmap, member: _Member, job: Job) -> Generator[Unpacked, None, int]:
    if member.name.endswith("/") and not member.packed:
        return member.start
    name = job.name(member.name)
    if job.wanted(name):
        yield job.store(name, member.content(view))
    return member.end or member.start + (member.packed or 0)


def _zip64(extra: bytes, size: int) -> int | None:
    """The packed size from the extra field of a large member."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            skip = 8 if size == 0xFFFFFFFF else 0
            field = extra[at + 4 + skip : at + 12 + skip]
            return int.from_bytes(field, "little") if len(field) == 8 else None
        at += 4 + length
    return None
