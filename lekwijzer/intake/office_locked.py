"""Takes the document out of one that is locked with a password: Word, Excel and PowerPoint, of before and after 2007.

The one module that knows msoffcrypto, which reads all ways of locking that Office had but those of a server of keys.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lekwijzer.intake.ole import MAGIC
from lekwijzer.intake.unpack import CHUNK, PASSWORD, Job, Unpacked

LOCKED = "locked"
_USUAL = "VelvetSweatshop"
"""What Excel locks with when it only asks not to change a workbook."""
_PACKAGE = "EncryptedPackage"


def _document(file: BinaryIO) -> Any:
    import msoffcrypto  # type: ignore[import-untyped]  # here: it takes longer to load than most files to read

    logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)  # it would tell of the content
    return msoffcrypto.OfficeFile(file)


def is_locked(path: Path, head: bytes) -> bool:
    """Whether a file is a locked document."""
    if not head.startswith(MAGIC):
        return False
    try:
        with path.open("rb") as file:
            return bool(_document(file).is_encrypted())
    except Exception:  # the bytes may be anything; what it is its reader tells
        return _PACKAGE.encode("utf-16-le") in head


def unpack_locked(path: Path, job: Job) -> Iterator[Unpacked]:
    """The document itself, under the name of the file, by the first password that opens it."""
    name = job.name(job.label.rpartition("/")[2].rpartition("!")[2])
    if not job.wanted(name):
        return
    try:
        with path.open("rb") as file:
            document = _document(file)
            for password in dict.fromkeys((*job.passwords, _USUAL)):
                if _opens(document, password):
                    yield job.store(name, _content(document))
                    return
    except OSError as error:
        job.damaged(f"cannot be read: {error.strerror or 'input/output error'}", nothing_read=True)
        return
    except Exception:  # whatever a parser makes of damaged bytes
        job.damaged("the file is damaged; nothing could be read", nothing_read=True)
        return
    job.damaged(PASSWORD, nothing_read=True)


def _opens(document: Any, password: str) -> bool:
    try:
        document.load_key(password=password, verify_password=True)
    except Exception:  # a wrong one, or one that this way of locking cannot have
        return False
    return True


def _content(document: Any) -> Iterator[bytes]:
    """The document; of a damaged one as far as it can be had."""
    plain = io.BytesIO()
    failed = False
    try:
        document.decrypt(plain)
    except Exception:
        failed = True
    plain.seek(0)
    yield from iter(lambda: plain.read(CHUNK), b"")
    if failed:
        raise ValueError
