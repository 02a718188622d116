"""Bytes of a container that are in none of its members must not be lost in silence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
from pathlib import Path

import pytest
from backports import zstd

from lekwijzer.model import ReadOutcome

from .test_listing import CSV, listed, sevened, tarred

libarchive = pytest.importorskip("libarchive")
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


@pytest.mark.parametrize("behind", [b"", b"\0" * 40, TEXT])
def test_what_is_behind_a_seven_zip(leak: Path, tmp_path: Path, behind: bytes) -> None:
    sevened(leak / "a.7z", [("a.csv", CSV)])
    with (leak / "a.7z").open("ab") as file:
        file.write(behind)
    item = listed(tmp_path)["a.7z"]
    assert (item.outcome is ReadOutcome.PARTLY, item.to_sweep) == (behind == TEXT, behind == TEXT)


def zip_with(extra: bytes = b"", streamed: bool = False, wide: bool = False) -> bytes:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return not streamed

        def seek(self, *_: object) -> int:
            raise OSError

    out = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name in ("a.csv", "b.csv"):
            info = zipfile.ZipInfo(name)
            info.extra = extra
            with archive.open(info, "w", force_zip64=wide) as member:
                member.write(CSV)
    return out.getvalue()


def hidden() -> bytes:
    """An archive of which the index knows the first member only."""
    raw = zip_with()
    index = raw.index(b"PK\1\2")
    second = raw.index(b"PK\1\2", index + 4)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, second - index, index, 0)
    return raw[:second] + end


@pytest.mark.parametrize(
    ("raw", "members"),
    [
        (TEXT + zip_with(), 2), (b"MZ" + bytes(200) + TEXT + zip_with(), 2), (zip_with() + TEXT, 2),
        (zip_with() + zip_with(), 4), (hidden(), 2), (zip_with(streamed=True).replace(b"PK\1\2", TEXT + b"PK\1\2", 1), 2),
    ],
    ids=["in front", "in a program", "behind", "two", "hidden", "between"],
)  # fmt: skip
def test_bytes_of_a_zip_that_are_in_no_member(leak: Path, tmp_path: Path, raw: bytes, members: int) -> None:
    (leak / "a.zip").write_bytes(raw)
    items = listed(tmp_path)
    assert items["a.zip"].to_sweep
    assert sum(item.bytes == len(CSV) for name, item in items.items() if "!/" in name) == members


def test_a_usual_zip_is_whole(leak: Path, tmp_path: Path) -> None:
    noted = io.BytesIO(zip_with())
    with zipfile.ZipFile(noted, "a") as archive:
        archive.comment = b"made on a Monday"
    usual = {
        "plain": zip_with(), "streamed": zip_with(streamed=True), "wide": zip_with(wide=True),
        "both": zip_with(streamed=True, wide=True), "noted": noted.getvalue(), "padded": zip_with() + bytes(512),
        "aligned": zip_with(b"\x35\xd9\6\0\4\0\0\0\0\0"), "times": zip_with(b"UT\5\0\3abcd"),
        "jar": zip_with(b"\xfe\xca\0\0"), "parted": b"PK00" + zip_with(), "none": b"PK\5\6" + bytes(18),
    }  # fmt: skip
    for name, raw in usual.items():
        (leak / f"{name}.zip").write_bytes(raw)
    items = listed(tmp_path)
    assert {name: item.problem for name, item in items.items() if item.outcome is not ReadOutcome.READ} == {}
    assert not [name for name in items if "(comments)" in name]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_texts_in_the_extra_fields_of_a_zip(leak: Path, tmp_path: Path, encoding: str) -> None:
    said = TEXT.decode().encode(encoding)
    (leak / "a.zip").write_bytes(zip_with(struct.pack("<HH", 0x4321, len(said)) + said))
    path = listed(tmp_path)["a.zip!/(comments)"].path
    assert path is not None
    assert TEXT in path.read_bytes()


@pytest.mark.parametrize("kind", ["lzip", "lz4"])
def test_what_is_behind_streams_of_the_other_library(leak: Path, tmp_path: Path, kind: str) -> None:
    def packed(content: bytes) -> bytes:
        path = tmp_path / "packed.tmp"
        with libarchive.file_writer(str(path), "raw", kind) as archive:
            archive.add_file_from_memory("x", len(content), content)
        return path.read_bytes()

    one, two = packed(CSV * 9), packed(CSV)
    for name, raw in {"one": one, "two": one + two, "padded": one + bytes(64), "said": one + two + TEXT}.items():
        (leak / name).write_bytes(raw)
    items = listed(tmp_path)
    assert [name for name, item in items.items() if "!/" not in name and item.outcome is not ReadOutcome.READ] == [
        "said"
    ]
    assert items["said"].to_sweep
