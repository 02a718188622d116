"""OLE files as readers open them, and the documents among them that need a password: OOXML hides inside an OLE file then."""

from __future__ import annotations

from pathlib import Path

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.intake.ole import DAMAGE, MAGIC, Compound

_MARK = "EncryptedPackage".encode("utf-16-le")
_BLOCK = 1 << 20


def is_encrypted(head: bytes) -> bool:
    """Whether the first bytes of a file tell that it is a locked document."""
    return head.startswith(MAGIC) and _MARK in head


def refuse_encrypted(path: Path) -> None:
    """Raises Encrypted for a locked document, wherever in it that is told."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return
            file.seek(0)
            held = b""
            while block := file.read(_BLOCK):
                if _MARK in held[-len(_MARK) :] + block:
                    raise Encrypted("password needed")
                held = block
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or 'input/output error'}") from error


def opened(path: Path) -> Compound:
    """An OLE file; raises Unreadable where nothing of it can be used."""
    try:
        return Compound(path)
    except DAMAGE as error:
        raise Unreadable("the file is damaged; nothing could be read") from error
