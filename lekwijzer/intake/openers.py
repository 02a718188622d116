"""What takes the members out of each kind of container, and the embedded files out of each kind of document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.archives import KINDS as ARCHIVES
from lekwijzer.intake.archives import unpack_archive
from lekwijzer.intake.attached import WITH_ATTACHMENTS, kind_with_attachments
from lekwijzer.intake.magic import SEVEN_ZIP, TAR, ZIP, document_kind, head_of, name_of_unknown
from lekwijzer.intake.office_locked import LOCKED, unpack_locked
from lekwijzer.intake.ole import MAGIC
from lekwijzer.intake.ole_unpack import unpack_ole
from lekwijzer.intake.rtf import unpack_rtf
from lekwijzer.intake.tars import unpack_stream, unpack_tar
from lekwijzer.intake.unpack import Job, Opener, Unpacked
from lekwijzer.intake.zips import unpack_embedded, unpack_zip


def unpack_workbook(path: Path, job: Job) -> Iterator[Unpacked]:
    """What is embedded in a workbook of either format, or in any document that is a zip or an OLE file."""
    yield from unpack_ole(path, job) if head_of(path).startswith(MAGIC) else unpack_embedded(path, job)


def _unpack_pdf(path: Path, job: Job) -> Iterator[Unpacked]:
    # Here, as below: its library takes longer to load than most files to read.
    from lekwijzer.intake.pdfs import unpack_pdf

    yield from unpack_pdf(path, job)


def _unpack_seven(path: Path, job: Job) -> Iterator[Unpacked]:
    from lekwijzer.intake.seven import unpack_seven

    yield from unpack_seven(path, job)


DOCUMENTS: dict[str, Opener] = {
    "xlsx": unpack_workbook,
    "docx": unpack_embedded,
    "pptx": unpack_embedded,
    "odt": unpack_embedded,
    "doc": unpack_ole,
    "ole": unpack_ole,
    "pdf": _unpack_pdf,
    "rtf": unpack_rtf,
    **WITH_ATTACHMENTS,
}
"""Kinds that are read themselves and may hold embedded files, which are items as well; what takes these out."""
_CONTAINERS: dict[str, Opener] = {ZIP: unpack_zip, TAR: unpack_tar, SEVEN_ZIP: _unpack_seven, LOCKED: unpack_locked}


def opener_of(kind: str) -> Opener:
    """What unpacks containers and documents of this kind; a compressed stream where it is no other."""
    known = DOCUMENTS.get(kind) or _CONTAINERS.get(kind)
    return known or (unpack_archive if kind in ARCHIVES else unpack_stream)


def name_of_document(head: bytes) -> str | None:
    """A kind of document that is opened as this one is, by its first bytes."""
    kind = "xlsx" if document_kind(head) else name_of_unknown(head)
    return kind if kind in DOCUMENTS else kind_with_attachments(head)
