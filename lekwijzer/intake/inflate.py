"""Decompressors beyond those of Python itself: zstd, and the Deflate64 in which Windows writes large zip archives."""

from __future__ import annotations

import bz2
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import inflate64

from lekwijzer.intake.unpack import CHUNK

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZstdError = zstd.ZstdError
STORED, DEFLATED, DEFLATED64, BZIP2, ZSTD = 0, 8, 9, 12, 93
"""Numbers of the methods of compression in a zip archive."""
_MAKERS: dict[int, Callable[[], Any]] = {
    DEFLATED: lambda: zlib.decompressobj(-15),
    DEFLATED64: inflate64.Inflater,
    BZIP2: bz2.BZ2Decompressor,
    ZSTD: zstd.ZstdDecompressor,
}
_SMALL = 1 << 12
"""Bytes given at a time to what cannot be told how much it may give back."""


def new_zstd() -> Any:
    """What unpacks one frame of a zstd file."""
    return zstd.ZstdDecompressor()


class Inflated:
    """What some compressed bytes hold, in pieces; `unused` are those behind the end. Raises EOFError where they are cut off."""

    def __init__(self, method: int) -> None:
        if method not in _MAKERS:
            raise NotImplementedError
        self._method = method
        self._inflater = _MAKERS[method]()
        self.unused = 0

    def pieces(self, packed: Iterator[bytes]) -> Iterator[bytes]:
        """The content, of at most some megabytes at a time."""
        inflater = self._inflater
        for raw in packed:
            yield from self._of(raw)
            if inflater.eof:
                self.unused = len(getattr(inflater, "unused_data", b""))
                return
        if not inflater.eof:
            raise EOFError

    def _of(self, raw: bytes) -> Iterator[bytes]:
        inflater = self._inflater
        if self._method == DEFLATED:
            yield inflater.decompress(raw, CHUNK * 16)
            while inflater.unconsumed_tail and not inflater.eof:
                yield inflater.decompress(inflater.unconsumed_tail, CHUNK * 16)
        elif self._method == DEFLATED64:
            for at in range(0, len(raw), _SMALL):
                yield inflater.inflate(raw[at : at + _SMALL])
                if inflater.eof:
                    return
        else:
            try:
                yield inflater.decompress(raw, CHUNK * 16)
                while not inflater.needs_input and not inflater.eof:
                    yield inflater.decompress(b"", CHUNK * 16)
            except ZstdError as error:
                raise ValueError from error
