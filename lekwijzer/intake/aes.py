"""Members of a zip that are encrypted as WinZip and 7-Zip do it (AE-1 and AE-2); the one module that knows the cipher."""

from __future__ import annotations

import hashlib
import hmac
import mmap
from collections.abc import Iterator

from lekwijzer.intake.unpack import CHUNK, Locked

_FIELD = 0x9901
_ROUNDS = 1000
_CHECK, _SEAL = 2, 10
"""Bytes that tell a wrong password, and those behind the content that tell whether it was changed."""


def decrypt(view: mmap.mmap, start: int, size: int, extra: bytes, password: bytes) -> tuple[int, Iterator[bytes]]:
    """The method by which the content was compressed, and its bytes; raises Locked when the password is not the right one."""
    strength, method = _told(extra)
    salt_size, key_size = 4 + 4 * strength, 8 + 8 * strength
    salt = view[start : start + salt_size]
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * key_size + _CHECK)
    first = start + salt_size + _CHECK
    if keys[2 * key_size :] != view[start + salt_size : first]:
        raise Locked
    return method, _plain(view, first, start + size - _SEAL, keys[:key_size], keys[key_size : 2 * key_size])


def _plain(view: mmap.mmap, first: int, last: int, key: bytes, seal_key: bytes) -> Iterator[bytes]:
    # Here, as it takes longer to load than most files to read, and few are locked.
    from Cryptodome.Cipher import AES
    from Cryptodome.Util import Counter

    cipher = AES.new(key, AES.MODE_CTR, counter=Counter.new(128, little_endian=True, initial_value=1))
    seal = hmac.new(seal_key, digestmod="sha1")
    for at in range(first, last, CHUNK):
        piece = view[at : min(at + CHUNK, last)]
        seal.update(piece)
        yield cipher.decrypt(piece)
    if not hmac.compare_digest(seal.digest()[:_SEAL], view[last : last + _SEAL]):
        raise ValueError


def _told(extra: bytes) -> tuple[int, int]:
    """The strength (1 to 3) and the method of compression in the extra field of a member."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if tag == _FIELD and length >= 7 and 1 <= extra[at + 8] <= 3:
            return extra[at + 8], int.from_bytes(extra[at + 9 : at + 11], "little")
        at += 4 + length
    raise NotImplementedError
