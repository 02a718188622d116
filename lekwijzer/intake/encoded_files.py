"""Documents and pictures that stand in messages as base64 (HL7 v2, FHIR, CDA), as items of their own: `a.hl7!/12/1.pdf`.

The first number is that of the message in the file (of the line, in JSON), the second counts the documents in it.
"""

from __future__ import annotations

import binascii
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.intake.unpack import Job, Unpacked

KINDS = ("hl7", "jsonl", "xml")
"""Kinds of content that are looked through for them."""
_STARTS = {
    b"JVBERi0": ".pdf", b"iVBORw0KGgo": ".png", b"/9j/": ".jpg", b"\\/9j\\/": ".jpg", b"_9j_": ".jpg", b"R0lGOD": ".gif", b"SUkqA": ".tif", b"TU0AK": ".tif",
    b"0M8R4KGxGuE": ".ole", b"UEsDB": ".zip", b"e1xydG": ".rtf",
}  # fmt: skip
SIGNS = (
    b"%PDF-",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x03\x04",
    b"{\\rtf",
)
"""How they begin once they are decoded."""
_LETTERS = rb"[A-Za-z0-9+/_-]"
_BREAK = rb"\\/|\\[rnt]|\\\.br\\|\\X0[AaDd](?:0[AaDd])?\\|&#(?:xD|xA|13|10);"
_RUN = {
    True: re.compile(rb"(?:" + _LETTERS + rb"+|" + _BREAK + rb"|[ \t\r\n]+)*+={0,2}"),
    False: re.compile(rb"(?:" + _LETTERS + rb"+|" + _BREAK + rb")*+={0,2}"),
}
_BREAKS = re.compile(rb"\\[rnt]|\\\.br\\|\\X0[AaDd](?:0[AaDd])?\\|&#\w+;|[\\\s]+")
_WITHIN = re.compile(_LETTERS)
SHORTEST = 48
"""Bytes of the smallest document."""
_LARGEST = 256 << 20
_MESSAGE = re.compile(rb"(?:\A|[\r\n\x0b])[ \t]*MSH[^A-Za-z0-9\s]")


def unpack_encoded(path: Path, job: Job) -> Iterator[Unpacked]:
    """The documents in the messages of a file."""
    if path.stat().st_size < SHORTEST:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        for number, own, suffix, run in _runs(_narrow(view)):
            name = job.name(f"{number}/{own}{suffix}")
            if job.wanted(name):
                yield job.store(name, iter((_decoded(run),)))


def _narrow(view: mmap.mmap) -> mmap.mmap | bytes:
    """The bytes of a text; of one with two bytes to a letter, its letters."""
    head = view[:512]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if max(zeros) * 4 < len(head) // 2:
        return view
    letters = view[:_LARGEST].decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "replace")
    return letters.lstrip("\ufeff").encode()


def _runs(view: mmap.mmap | bytes) -> Iterator[tuple[int, int, str, bytes]]:
    """The number of the message of each document, its own number in it, what it is, and its letters."""
    found = sorted(place for start in _STARTS for place in _places(view, start))
    head = view[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x0b")
    runs = _RUN[head.startswith(b"<")]
    counted, number, last, own = 0, 0, -1, 0
    end = 0
    for at, start in found:
        if at < end or (run := runs.match(view, at)) is None or len(run[0]) < SHORTEST * 4 // 3:
            continue
        end = run.end()
        number += _messages(view, counted, at, head)
        counted = at
        own = own + 1 if number == last else 1
        last = number
        yield max(number, 1), own, _STARTS[start], run[0]


def _places(view: mmap.mmap | bytes, start: bytes) -> Iterator[tuple[int, bytes]]:
    """Where a value begins so."""
    at = view.find(start)
    while at >= 0:
        if at == 0 or not _WITHIN.match(view[at - 1 : at]) or view[max(at - 2, 0) : at] in (b"\\n", b"\\r", b"\\t"):
            yield at, start
        at = view.find(start, at + 1)


def _messages(view: mmap.mmap | bytes, start: int, stop: int, head: bytes) -> int:
    """How many messages or lines begin between two places."""
    if head[:1] in (b"{", b"["):
        return view[start:stop].count(b"\n") + (start == 0)
    if head[:1] == b"<":
        return int(start == 0)
    return sum(1 for _ in _MESSAGE.finditer(view, start, stop))


def _decoded(run: bytes) -> bytes:
    letters = _BREAKS.sub(b"", run).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
