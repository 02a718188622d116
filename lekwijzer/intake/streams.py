"""Reads bz2, xz and zst files of several streams to their very end; the libraries pass over what they do not know there."""

from __future__ import annotations

import bz2
import lzma
import struct
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from lekwijzer.intake.inflate import new_zstd
from lekwijzer.intake.magic import BZIP2, XZ, ZSTD
from lekwijzer.intake.unpack import CHUNK

_MAKERS: dict[str, Callable[[], Any]] = {BZIP2: bz2.BZ2Decompressor, XZ: lzma.LZMADecompressor, ZSTD: new_zstd}
_ASIDE = struct.Struct("<II")
_SEEK_TABLE, _SEEK_MARK = 0x184D2A5E, b"\xb1\xea\x92\x8f"
_SIZE = 4
"""Bytes of a frame set aside in which a program that packs on several processors notes the size of the next."""


class Streams:
    """What the streams in a file hold, behind one another. Raises an error at bytes that are no stream.

    NUL bytes between and behind streams are padding. `aside`: there were bytes in a zst file that are no content of it.
    """

    def __init__(self, path: Path, kind: str) -> None:
        self._file: IO[bytes] = path.open("rb")
        self._kind = kind
        self._inflater = _MAKERS[kind]()
        self._begun = False  # the stream at hand was given bytes
        self._raw = b""
        self.aside = False

    def __enter__(self) -> Streams:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none only at the end."""
        while True:
            if not self._begun and not self._next():
                return b""
            inflater = self._inflater
            if inflater.needs_input and not self._raw:
                self._raw = self._file.read(CHUNK)
                if not self._raw:
                    raise EOFError
            raw, self._raw = self._raw, b""
            piece: bytes = inflater.decompress(raw, size)
            if inflater.eof:
                self._raw = inflater.unused_data
                self._inflater = _MAKERS[self._kind]()
                self._begun = False
            if piece:
                return piece

    def _next(self) -> bool:
        """Goes on to where the next stream begins; whether there is one."""
        while True:
            self._raw = self._raw.lstrip(b"\0")
            if not self._raw:
                self._raw = self._file.read(CHUNK)
                if not self._raw:
                    return False
            elif self._kind != ZSTD or not self._passed_aside():
                self._begun = True
                return True

    def _passed_aside(self) -> bool:
        """Whether the next is a frame that a zst reader is to skip, and is behind us now."""
        while len(self._raw) < _ASIDE.size and (more := self._file.read(CHUNK)):
            self._raw += more
        if len(self._raw) < _ASIDE.size:
            return False
        mark, size = _ASIDE.unpack_from(self._raw)
        if mark & 0xFFFFFFF0 != 0x184D2A50:
            return False
        self._raw = self._raw[_ASIDE.size :]
        filled, tail, left = False, b"", size
        while left > 0:
            self._raw = self._raw or self._file.read(CHUNK)
            if not self._raw:
                raise EOFError
            piece, self._raw = self._raw[:left], self._raw[left:]
            left -= len(piece)
            filled = filled or any(piece)
            tail = (tail + piece)[-len(_SEEK_MARK) :]
        self.aside |= filled and size > _SIZE and not (mark == _SEEK_TABLE and tail == _SEEK_MARK)
        return True
