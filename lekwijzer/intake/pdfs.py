"""Takes the files that are attached to a PDF out of it."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from lekwijzer.intake.unpack import CHUNK, Job, Unpacked

_MAY_HOLD = re.compile(rb"/EmbeddedFile|/Filespec|/ObjStm|/FileAttachment|/RichMedia")
"""Without one of these nothing is attached; the third is a packed part in which it may be said."""
_ERRORS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError, RecursionError, NotImplementedError, OSError, MemoryError)  # fmt: skip
_MOST = 10_000
_NAMES = ("/UF", "/F", "/Unix", "/DOS", "/Mac")


def unpack_pdf(path: Path, job: Job) -> Iterator[Unpacked]:
    """The attached files of a document and of the notes on its pages; its reader says what is wrong with it."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            if _MAY_HOLD.search(view) is None:
                return
        document = _opened(path, job.passwords)
    except _ERRORS:
        return
    with document:
        for name, stream in _attached(document):
            label = job.name(f"attachments/{name}")
            if job.wanted(label):
                yield job.store(label, _content(stream))


def _opened(path: Path, passwords: tuple[str, ...]) -> pikepdf.Pdf:
    for password in ("", *passwords):
        try:
            return pikepdf.open(path, password=password, suppress_warnings=True)
        except pikepdf.PasswordError:
            continue
    raise ValueError


def _content(stream: pikepdf.Stream) -> Iterator[bytes]:
    try:
        data = memoryview(stream.get_stream_buffer())
    except _ERRORS as error:
        raise ValueError from error
    for at in range(0, len(data), CHUNK):
        yield bytes(data[at : at + CHUNK])


def _attached(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Stream]]:
    """Name and content of each attached file: what any object of the document says is one."""
    seen: set[tuple[int, int]] = set()
    try:
        for item in document.objects:
            spec: Any = item if isinstance(item, pikepdf.Dictionary) and "/EF" in item else None
            if (
                spec is None
                and isinstance(item, pikepdf.Dictionary)
                and isinstance(item.get("/FS"), pikepdf.Dictionary)
            ):
                spec = item["/FS"]
            for name, stream in _of_spec(spec) if spec is not None else ():
                if stream.objgen not in seen and len(seen) < _MOST:
                    seen.add(stream.objgen)
                    yield name, stream
    except _ERRORS:
        return


def _of_spec(spec: Any) -> Iterator[tuple[str, pikepdf.Stream]]:
    files = spec.get("/EF")
    name = next((str(spec[key]) for key in _NAMES if key in spec), "attachment")
    for key in _NAMES if isinstance(files, pikepdf.Dictionary) else ():
        if isinstance(stream := files.get(key), pikepdf.Stream):
            yield name.rpartition("/")[2] or "attachment", stream
            return
