"""Bytes of a container that are in none of its members must not be lost in silence."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from pathlib import Path

import pytest
from backports import zstd

from lekwijzer.model import ReadOutcome

from .test_listing import CSV, listed, tarred

TEXT = b"Beste mevrouw Jannie de Vriesema, uw nummer is 912345678."
PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    folder = tmp_path / "leak"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("padding", [0, 4, 8, 512])
def test_streams_behind_one_another_are_one_content(leak: Path, tmp_path: Path, kind: str, padding: int) -> None:
    pack = PACK[kind]
    (leak / f"a.csv.{kind}").write_bytes(pack(CSV) + b"\0" * padding + pack(TEXT) + pack(b"") + b"\0" * padding)
    items = listed(tmp_path)
    assert {item.outcome for item in items.values()} == {ReadOutcome.READ}
    path = items[f"a.csv.{kind}!/a.csv"].path
    assert path is not None
    assert path.read_bytes() == CSV + TEXT


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("content", [CSV, tarred([("a.csv", CSV)])], ids=["plain", "tar"])
def test_what_is_behind_compressed_data_is_swept(leak: Path, tmp_path: Path, kind: str, content: bytes) -> None:
    (leak / "x.bin").write_bytes(PACK[kind](content) + TEXT)
    items = listed(tmp_path)
    assert items["x.bin"].outcome is ReadOutcome.PARTLY
    assert items["x.bin"].to_sweep
    assert any(item.bytes == len(CSV) for item in items.values())


def aside(mark: int, content: bytes) -> bytes:
    return struct.pack("<II", mark, len(content)) + content


def test_frames_set_aside_in_a_zst_file(leak: Path, tmp_path: Path) -> None:
    table = aside(0x184D2A5E, struct.pack("<II", 99, 99) + b"\x01\0\0\0\0\xb1\xea\x92\x8f")
    (leak / "usual.zst").write_bytes(zstd.compress(CSV) + aside(0x184D2A50, b"\x07\0\0\0") + zstd.compress(CSV) + table)
    (leak / "said.zst").write_bytes(zstd.compress(CSV) + aside(0x184D2A53, TEXT) + zstd.compress(CSV))
    (leak / "tar.zst").write_bytes(zstd.compress(tarred([("a.csv", CSV)])) + aside(0x184D2A50, TEXT))
    items = listed(tmp_path)
    assert {name: item.outcome for name, item in items.items() if "!/" not in name} == {
        "usual.zst": ReadOutcome.READ, "said.zst": ReadOutcome.PARTLY, "tar.zst": ReadOutcome.PARTLY,
    }  # fmt: skip
    assert items["said.zst!/said"].bytes == 2 * len(CSV)
    assert items["said.zst"].to_sweep


@pytest.mark.parametrize("compressed", ["", "gz"])
def test_the_rest_of_the_last_block_of_a_tar_member(leak: Path, tmp_path: Path, compressed: str) -> None:
    raw = bytearray(tarred([("a.txt", b"abc"), ("b.csv", CSV)]))
    at = raw.index(b"abc", 512) + 40
    raw[at : at + len(TEXT)] = TEXT
    (leak / "a.tar").write_bytes(gzip.compress(raw) if compressed else raw)
    items = listed(tmp_path)
    assert items["a.tar"].outcome is ReadOutcome.PARTLY
    assert items["a.tar"].to_sweep
    said = items["a.tar!/(comments)"].path
    assert said is not None
    assert TEXT in said.read_bytes()
    assert items["a.tar!/b.csv"].bytes == len(CSV)
