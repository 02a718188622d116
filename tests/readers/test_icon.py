"""Icons are read, and hold nobody; any larger picture is not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, run

from lekwijzer.readers import icon


def png(width: int, height: int, more: bytes = b"") -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + bytes(64) + more
    )


def jpeg(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
        + bytes(9)
        + b"\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + bytes(40)
    )


PICTURES = {"a.png": png, "a.jpg": jpeg, "a.gif": lambda w, h: b"GIF89a" + struct.pack("<HH", w, h) + bytes(40), "a.bmp": lambda w, h: b"BM" + bytes(16) + struct.pack("<ii", w, -h) + bytes(40)}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_small_and_large(name: str) -> None:
    assert icon.is_icon(PICTURES[name](32, 64))
    assert not icon.is_icon(PICTURES[name](32, 65))
    assert not icon.is_icon(PICTURES[name](0, 16))


def test_what_says_that_it_is_small_and_is_long_is_no_icon() -> None:
    assert not icon.is_icon(png(16, 16, bytes(30_000)))
    assert not icon.is_icon(b"\0\0\1\0\2\0" + bytes([16, 16]) + bytes(14) + bytes([0, 0]) + bytes(30))
    assert not icon.is_icon(b"\xff\xd8\xff\xe0")
    assert not icon.is_icon(b"")


def test_an_icon_keeps_nobody_from_being_cleared_but_who_stands_behind_its_dots(tmp_path: Path) -> None:
    hit = person(3)
    files = {
        "a.csv": leaked(leak(person(0))),
        "favicon.png": png(32, 32),
        "foto.png": png(48, 48, f"{hit.given} {hit.surname} {hit.born:%d-%m-%Y}".encode()),
    }
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, verdict in found.verdicts().items() if verdict != "cleared"} == {"K0000", hit.key}
