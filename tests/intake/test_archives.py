"""Containers that libarchive opens, archives in parts, and members compressed in ways that Python does not know."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest
from backports import zstd

from lekwijzer.intake import HashCache, archives, open_member, seven
from lekwijzer.model import ReadOutcome

from .making import Members, cab, lha, rar4, rar4_volumes, rar5
from .test_listing import CSV, NOISE, listed, sevened, tarred, zipped

libarchive = pytest.importorskip("libarchive")
TWO: Members = [("map/a.csv", CSV), ("b.csv", CSV + b"x")]


def written(folder: Path, form: str, compressed: str | None = None, members: Members = TWO) -> bytes:
    path = folder / "archive.tmp"
    with libarchive.file_writer(str(path), form, compressed) as archive:
        for name, content in members:
            archive.add_file_from_memory(name, len(content), content)
    raw = path.read_bytes()
    path.unlink()
    return raw


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    folder = tmp_path / "leak"
    folder.mkdir()
    return folder


def check_opened_again(root: Path, items: dict[str, object]) -> None:
    for item in list(items.values()):
        if "!/" in item.file and item.sha256:  # type: ignore[attr-defined]
            shutil.rmtree(root / "work/spool", ignore_errors=True)
            path = open_member(root, item.file, root / "work/spool")  # type: ignore[attr-defined]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == item.sha256  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", ["cpio", "cpio_newc", "iso9660", "xar", "rar", "rar5", "cab", "lha", "7zip"])
def test_every_format_gives_its_members(leak: Path, tmp_path: Path, form: str) -> None:
    made: dict[str, Callable[[Members], bytes]] = {"rar": rar4, "rar5": rar5, "cab": cab, "lha": lha}
    (leak / "x.bin").write_bytes(made[form](TWO) if form in made else written(tmp_path, form))
    items = listed(tmp_path)
    assert {name: item.bytes for name, item in items.items() if "!/" in name} == {
        "x.bin!/map/a.csv": len(CSV), "x.bin!/b.csv": len(CSV) + 1,
    }  # fmt: skip
    assert all(item.outcome is ReadOutcome.READ for item in items.values())
    check_opened_again(tmp_path, dict(items))


def test_a_package_is_an_archive_of_archives(leak: Path, tmp_path: Path) -> None:
    inner = tarred([("usr/a.csv", CSV)], "xz")
    (leak / "x.deb").write_bytes(
        written(tmp_path, "ar_bsd", members=[("debian-binary", b"2.0\n"), ("data.tar.xz", inner)])
    )
    items = listed(tmp_path)
    assert items["x.deb!/data.tar.xz!/usr/a.csv"].bytes == len(CSV)
    assert items["x.deb!/data.tar.xz"].kind == "tar"


@pytest.mark.parametrize(
    ("compressed", "name", "inside"),
    [
        ("lzip", "a.csv.lz", "a.csv"),
        ("lz4", "a.csv.lz4", "a.csv"),
        ("compress", "a.csv.Z", "a.csv"),
        ("lzip", "a", "a.unpacked"),
    ],
)
def test_lone_compressed_files(leak: Path, tmp_path: Path, compressed: str, name: str, inside: str) -> None:
    tar = written(tmp_path, "ustar", compressed, [("m.csv", CSV), ("n", NOISE)])
    (leak / name).write_bytes(tar)
    (leak / "cut").write_bytes(tar[: len(tar) // 2])
    items = listed(tmp_path)
    assert items[f"{name}!/{inside}!/m.csv"].bytes == len(CSV)
    told = [item.outcome for name, item in items.items() if name.startswith("cut")]
    assert set(told) - {ReadOutcome.READ}, (
        "lz4 gives whole blocks only, and compress has no end mark: what is in it tells"
    )
    if compressed != "lz4":
        assert items["cut!/cut.unpacked!/m.csv"].bytes == len(CSV)
        assert items["cut!/cut.unpacked"].outcome is ReadOutcome.PARTLY


def test_zstd(leak: Path, tmp_path: Path) -> None:
    (leak / "a.csv.zst").write_bytes(zstd.compress(CSV))
    (leak / "t.tar.zst").write_bytes(zstd.compress(tarred([("m.csv", CSV)])))
    (leak / "cut").write_bytes(zstd.compress(NOISE)[:150_000])
    (leak / "bad").write_bytes(zstd.compress(CSV)[:9] + b"\xff" * 40)
    items = listed(tmp_path)
    assert items["a.csv.zst!/a.csv"].bytes == len(CSV)
    assert items["t.tar.zst!/m.csv"].bytes == len(CSV)
    assert items["cut"].outcome is ReadOutcome.PARTLY
    assert items["cut!/cut.unpacked"].bytes > 100_000
    assert items["bad"].outcome is ReadOutcome.UNREADABLE
    check_opened_again(tmp_path, dict(items))


@pytest.mark.parametrize("make", [rar4, rar5])
def test_an_encrypted_member_does_not_cost_the_others(leak: Path, tmp_path: Path, make: Callable[..., bytes]) -> None:
    (leak / "x.rar").write_bytes(
        make([("a.csv", CSV), ("dicht.csv", NOISE[:500]), ("c.csv", CSV + b"c")], ["dicht.csv"])
    )
    items = listed(tmp_path)
    assert items["x.rar!/a.csv"].outcome is ReadOutcome.READ
    assert items["x.rar!/c.csv"].bytes == len(CSV) + 1
    locked = items["x.rar!/dicht.csv"]
    assert (locked.outcome, locked.problem, locked.path) == (ReadOutcome.UNREADABLE, "password needed", None)


def test_names_are_labels_and_links_are_not_followed(leak: Path, tmp_path: Path) -> None:
    path = tmp_path / "l.cpio"
    with libarchive.file_writer(str(path), "cpio_newc") as archive:
        archive.add_file_from_memory("link", 0, b"", filetype=0o120000, linkpath="../../../etc/passwd")
        archive.add_file_from_memory("../../../weg.csv", len(CSV), CSV)
        archive.add_file_from_memory("/tmp/weg.csv", len(CSV), CSV)
        archive.add_file_from_memory("pijp", 0, b"", filetype=0o010000)
    raw = path.read_bytes().replace(b"/tmp/weg.csv", b"/tmp/w\xe9g.csv")
    path.unlink()
    (leak / "l").write_bytes(raw)
    items = listed(tmp_path)
    assert items["l!/../../../weg.csv"].bytes == items["l!/tmp/w\\xe9g.csv"].bytes == len(CSV)
    assert items["l!/link"].outcome is items["l!/pijp"].outcome is ReadOutcome.SKIPPED
    outside = {p for p in tmp_path.rglob("*") if p.is_file()} - {leak / "l"}
    assert all(p.is_relative_to(tmp_path / "work/spool") for p in outside)


@pytest.mark.parametrize("form", ["cpio_newc", "iso9660", "rar", "rar5", "cab", "lha"])
def test_a_cut_off_archive_gives_what_came_before(leak: Path, tmp_path: Path, form: str) -> None:
    members = [("a.csv", CSV), ("b.csv", CSV + b"x"), ("c", NOISE[:20_000])]
    made: dict[str, Callable[[Members], bytes]] = {"rar": rar4, "rar5": rar5, "cab": cab, "lha": lha}
    whole = made[form](members) if form in made else written(tmp_path, form, members=members)
    at = whole.rfind(NOISE[:1000]) + 9_000
    (leak / "x").write_bytes(whole[:at])
    items = listed(tmp_path)
    assert items["x"].outcome is not ReadOutcome.READ
    if form != "cab":  # of which the members are one block
        assert items["x"].outcome is ReadOutcome.PARTLY
        assert items["x!/a.csv"].outcome is ReadOutcome.READ
        assert items["x!/c"].outcome is not ReadOutcome.READ


def test_without_the_library_its_containers_say_what_to_install(
    leak: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_library", lambda: None)
    (leak / "x.rar").write_bytes(rar5(TWO))
    (leak / "a.zip").write_bytes(zipped(TWO))
    items = listed(tmp_path)
    assert items["x.rar"].outcome is ReadOutcome.UNREADABLE
    assert "apt-get install libarchive13" in items["x.rar"].problem
    assert items["a.zip!/b.csv"].outcome is ReadOutcome.READ


@pytest.mark.parametrize("names", [("f.7z.001", "f.7z.002", "f.7z.003"), ("f.001", "f.002", "f.003")])
def test_parts_beside_one_another_are_joined(leak: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    sevened(tmp_path / "whole", [("a.csv", CSV), ("n", NOISE)])
    whole = (tmp_path / "whole").read_bytes()
    for number, name in enumerate(names):
        (leak / name).write_bytes(whole[number * 120_000 : (number + 1) * 120_000])
    cache = tmp_path / "work/hashes.json"
    items = listed(tmp_path, None, HashCache(cache))
    assert items[f"{names[0]}!/n"].bytes == len(NOISE)
    assert {name: (item.kind, item.outcome) for name, item in items.items() if "!/" not in name} == {
        names[0]: ("7z", ReadOutcome.READ), names[1]: ("part", ReadOutcome.READ), names[2]: ("part", ReadOutcome.READ),
    }  # fmt: skip
    check_opened_again(tmp_path, dict(items))
    assert set(listed(tmp_path, None, HashCache(cache))) == set(items)
    (leak / names[2]).write_bytes(whole[240_000:-1])  # another last part: another archive
    assert listed(tmp_path, None, HashCache(cache))[names[0]].outcome is not ReadOutcome.READ
    (leak / names[1]).unlink()
    apart = listed(tmp_path, None, HashCache(cache))
    assert apart[names[0]].outcome is ReadOutcome.UNREADABLE
    assert apart[names[2]].kind == "binary"


def test_numbered_files_that_are_whole_by_themselves_stay_apart(leak: Path, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        (leak / f"log.{number:03d}").write_bytes(gzip.compress(CSV + b"%d" % number))
        (leak / f"tekst.{number:03d}").write_bytes(CSV)
    items = listed(tmp_path)
    assert {item.kind for item in items.values()} == {"gz", "delimited"}
    assert len(items) == 9


def spanned(members: Members, at: int) -> tuple[bytes, bytes]:
    """A zip over two disks, as zip -s writes it."""
    body, index = b"PK\x07\x08", b""
    for name, content in members:
        raw, packed = name.encode(), zlib.compress(content)[2:-4]
        rest = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, zlib.crc32(content), len(packed), len(content))
        disk = int(len(body) >= at)
        index += (
            b"PK\x01\x02\x14\x00"
            + rest
            + struct.pack("<HHHHHII", len(raw), 0, 0, disk, 0, 0, len(body) - disk * at)
            + raw
        )
        body += b"PK\x03\x04" + rest + struct.pack("<HH", len(raw), 0) + raw + packed
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 1, 1, len(members), len(members), len(index), len(body) - at, 0)
    return body[:at], body[at:] + index + end


def test_a_zip_over_several_disks(leak: Path, tmp_path: Path) -> None:
    first, last = spanned([("a.csv", CSV), ("n", NOISE), ("b.csv", CSV + b"x")], 100_000)
    (leak / "f.z01").write_bytes(first)
    (leak / "f.zip").write_bytes(last)
    items = listed(tmp_path)
    assert {n: (i.kind, i.bytes, i.outcome.value) for n, i in items.items()} == {
        "f.z01": ("zip", 100_000, "read"), "f.z01!/a.csv": ("delimited", len(CSV), "read"), "f.z01!/n": ("binary", len(NOISE), "skipped"),
        "f.z01!/b.csv": ("delimited", len(CSV) + 1, "read"), "f.zip": ("part", len(last), "read"),
    }  # fmt: skip
    check_opened_again(tmp_path, dict(items))
    (leak / "f.z01").unlink()
    alone = listed(tmp_path)
    assert alone["f.zip"].outcome is ReadOutcome.PARTLY
    assert alone["f.zip!/b.csv"].outcome is ReadOutcome.READ


@pytest.mark.parametrize("names", [("x.part1.rar", "x.part2.rar"), ("x.rar", "x.r00")])
def test_volumes_of_a_rar(leak: Path, tmp_path: Path, names: tuple[str, str]) -> None:
    for name, raw in zip(names, rar4_volumes("n", NOISE, 100_000), strict=True):
        (leak / name).write_bytes(raw)
    items = listed(tmp_path)
    member = items[f"{names[0]}!/n"]
    assert (member.bytes, items[names[0]].outcome, items[names[1]].kind) == (len(NOISE), ReadOutcome.READ, "part")
    assert member.sha256 == hashlib.sha256(NOISE).hexdigest()
    check_opened_again(tmp_path, dict(items))
    (leak / names[1]).unlink()
    apart = listed(tmp_path)
    assert apart[names[0]].outcome is ReadOutcome.PARTLY
    assert "parts" in apart[names[0]].problem
    assert apart[f"{names[0]}!/n"].outcome is not ReadOutcome.READ


def packed_as(number: int, packed: bytes) -> bytes:
    """A zip with CSV in it, as it is packed by some method."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", packed)
    raw = bytearray(out.getvalue())
    for at in (8, raw.find(b"PK\x01\x02") + 10):
        raw[at : at + 2] = number.to_bytes(2, "little")
        raw[at + 6 : at + 18] = struct.pack("<III", zlib.crc32(CSV), len(packed), len(CSV))
    return bytes(raw)


def test_members_compressed_by_other_programs(leak: Path, tmp_path: Path) -> None:
    packer = zlib.compressobj(wbits=-15, strategy=zlib.Z_HUFFMAN_ONLY)  # without matches it is the same in both
    deflated = packer.compress(CSV) + packer.flush()
    (leak / "d64.zip").write_bytes(packed_as(9, deflated))
    (leak / "zst.zip").write_bytes(packed_as(93, zstd.compress(CSV)))
    (leak / "odd.zip").write_bytes(packed_as(96, CSV))
    items = listed(tmp_path)
    for name in ("d64.zip", "zst.zip"):
        assert (items[f"{name}!/a.csv"].bytes, items[f"{name}!/a.csv"].outcome) == (len(CSV), ReadOutcome.READ), name
    assert items["odd.zip!/a.csv"].problem == "compressed in a way that is not supported"


def test_a_seven_zip_that_its_module_cannot_read(leak: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise py7zr.exceptions.UnsupportedCompressionMethodError([], "a method of tomorrow")

    sevened(leak / "s.7z", TWO)
    monkeypatch.setattr(seven, "_number_members", refused)
    items = listed(tmp_path)
    assert items["s.7z!/map/a.csv"].bytes == len(CSV)
    assert items["s.7z"].outcome is ReadOutcome.READ


def test_an_odd_ratio_is_said_and_is_no_limit(leak: Path, tmp_path: Path) -> None:
    (leak / "nul.bz2").write_bytes(bz2.compress(bytes(70 << 20)))
    items = listed(tmp_path)
    assert items["nul.bz2"].outcome is ReadOutcome.READ
    assert "times its size" in items["nul.bz2"].problem
    assert items["nul.bz2!/nul"].bytes == 70 << 20
