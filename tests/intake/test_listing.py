from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import random
import shutil
import tarfile
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import py7zr
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.intake import HashCache, Item, Limits, Lister, open_member
from lekwijzer.model import ReadOutcome

CSV = b"bsn;naam\n999990001;Jansen\n999990002;Bos\n" * 20
NOISE = random.Random(1).randbytes(300_000)


def kind_of(name: str, head: bytes) -> str | None:
    return "delimited" if head.startswith(b"bsn;") else None


def listed(root: Path, limits: Limits | None = None, cache: HashCache | None = None) -> dict[str, Item]:
    items = list(Lister(root, root / "work/spool", kind_of, cache, limits).items("d", ["leak"]))
    assert len({item.file for item in items}) == len(items)
    for item in items:
        if item.path is not None:
            assert hashlib.sha256(item.path.read_bytes()).hexdigest() == item.sha256
            assert item.path.stat().st_size == item.bytes
        assert item.problem or item.outcome is ReadOutcome.READ
    return {item.file.removeprefix("leak/"): item for item in items}


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: Sequence[tuple[str, bytes]], mode: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def sevened(path: Path, members: Sequence[tuple[str, bytes]], password: str | None = None) -> None:
    with py7zr.SevenZipFile(path, "w", password=password) as archive:
        for name, content in members:
            archive.writestr(content, name)


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    folder = tmp_path / "leak"
    folder.mkdir()
    return folder


def test_nested_archives(leak: Path, tmp_path: Path) -> None:
    inner = zipped([("a.csv", CSV), ("a.csv", CSV + b"x"), ("../../evil.csv", b"bsn;"), ("leeg.txt", b"")])
    (leak / "o.bin").write_bytes(zipped([("x/y.tgz", tarred([("in.zip", inner)], "gz")), ("b.csv", CSV)]))
    items = listed(tmp_path)
    assert {name: item.kind for name, item in items.items()} == {
        "o.bin": "zip",
        "o.bin!/x/y.tgz": "tar",
        "o.bin!/x/y.tgz!/in.zip": "zip",
        "o.bin!/x/y.tgz!/in.zip!/a.csv": "delimited",
        "o.bin!/x/y.tgz!/in.zip!/a.csv#2": "delimited",
        "o.bin!/x/y.tgz!/in.zip!/../../evil.csv": "delimited",
        "o.bin!/x/y.tgz!/in.zip!/leeg.txt": "empty",
        "o.bin!/b.csv": "delimited",
    }
    assert all(item.outcome is ReadOutcome.READ for item in items.values())
    assert items["o.bin!/b.csv"].path == items["o.bin!/x/y.tgz!/in.zip!/a.csv"].path
    spooled = {p for p in (tmp_path / "work").rglob("*") if p.is_file()}
    assert {p.name for p in spooled} == {i.sha256 for n, i in items.items() if "!/" in n}
    assert {p for p in tmp_path.rglob("*") if p.is_file()} - spooled == {leak / "o.bin"}


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")])
def test_lone_compressed_files(leak: Path, tmp_path: Path, pack: object, suffix: str) -> None:
    assert callable(pack)
    (leak / f"a.csv{suffix}").write_bytes(pack(CSV))
    large = NOISE * 4
    (leak / "cut").write_bytes(pack(large)[: int(len(pack(large)) * 0.95)])
    (leak / f"t{suffix}").write_bytes(pack(tarred([("m.csv", CSV)])))
    items = listed(tmp_path)
    assert items[f"a.csv{suffix}!/a.csv"].bytes == len(CSV)
    assert items["cut"].outcome is ReadOutcome.PARTLY
    part = items["cut!/cut.unpacked"]
    assert part.path is not None
    assert part.bytes > 100_000
    assert large.startswith(part.path.read_bytes())
    assert items[f"t{suffix}"].kind == "tar"
    assert items[f"t{suffix}!/m.csv"].bytes == len(CSV)


def test_seven_zip(leak: Path, tmp_path: Path) -> None:
    sevened(leak / "s.7z", [("d/a.csv", CSV), ("leeg", b"")])
    sevened(leak / "p.7z", [("a.csv", CSV)], password="x")
    (leak / "cut.7z").write_bytes((leak / "s.7z").read_bytes()[:80])
    items = listed(tmp_path)
    assert items["s.7z!/d/a.csv"].bytes == len(CSV)
    assert items["s.7z!/leeg"].kind == "empty"
    assert (items["p.7z!/a.csv"].outcome, items["p.7z!/a.csv"].problem) == (ReadOutcome.UNREADABLE, "password needed")
    assert items["cut.7z"].outcome is ReadOutcome.UNREADABLE


def test_truncated_zip_is_salvaged(leak: Path, tmp_path: Path) -> None:
    whole = zipped([("m1", NOISE[:50_000]), ("m2.csv", CSV), ("m3", NOISE)])
    (leak / "z.zip").write_bytes(whole[:200_000])
    items = listed(tmp_path)
    assert items["z.zip"].outcome is ReadOutcome.PARTLY
    assert items["z.zip!/m1"].bytes == 50_000
    assert (items["z.zip!/m2.csv"].bytes, items["z.zip!/m2.csv"].outcome) == (len(CSV), ReadOutcome.READ)
    cut = items["z.zip!/m3"]
    assert cut.path is not None
    assert 100_000 < cut.bytes < 300_000
    assert NOISE.startswith(cut.path.read_bytes())


def test_lying_sizes_and_damaged_members(leak: Path, tmp_path: Path) -> None:
    whole = bytearray(zipped([("a.csv", CSV), ("b.csv", CSV + b"x")]))
    at = whole.find(b"PK\x01\x02")
    whole[at + 24 : at + 28] = (7).to_bytes(4, "little")  # the unpacked size in the index
    (leak / "lie.zip").write_bytes(whole)
    items = listed(tmp_path)
    assert (items["lie.zip!/a.csv"].bytes, items["lie.zip!/a.csv"].outcome) == (len(CSV), ReadOutcome.PARTLY)
    assert items["lie.zip!/b.csv"].outcome is ReadOutcome.READ


def test_encrypted_member_does_not_cost_the_others(leak: Path, tmp_path: Path) -> None:
    whole = bytearray(zipped([("a.csv", CSV), ("b.csv", CSV + b"x")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.find(mark) + offset] |= 1
    (leak / "e.zip").write_bytes(whole)
    items = listed(tmp_path)
    assert (items["e.zip!/a.csv"].outcome, items["e.zip!/a.csv"].problem) == (ReadOutcome.UNREADABLE, "password needed")
    assert items["e.zip!/b.csv"].outcome is ReadOutcome.READ


@pytest.mark.parametrize("mode", ["", "gz"])
def test_truncated_tar(leak: Path, tmp_path: Path, mode: str) -> None:
    whole = tarred([("a.csv", CSV), ("n", NOISE), ("z.csv", CSV)], mode)
    (leak / "t").write_bytes(whole[:150_000])
    items = listed(tmp_path)
    assert items["t"].outcome is ReadOutcome.PARTLY
    assert items["t!/a.csv"].outcome is ReadOutcome.READ
    cut = items["t!/n"]
    assert cut.path is not None
    assert 60_000 < cut.bytes < 300_000
    assert NOISE.startswith(cut.path.read_bytes())


def test_tar_with_a_damaged_header_in_the_middle(leak: Path, tmp_path: Path) -> None:
    whole = bytearray(tarred([("a.csv", CSV), ("b.csv", CSV), ("c.csv", CSV)]))
    at = whole.find(b"b.csv")
    whole[at : at + 100] = b"\xff" * 100
    (leak / "t.tar").write_bytes(whole)
    items = listed(tmp_path)
    assert items["t.tar"].outcome is ReadOutcome.PARTLY
    assert {"t.tar!/a.csv", "t.tar!/c.csv"} <= set(items)


def test_links_and_devices(leak: Path, tmp_path: Path) -> None:
    (leak / "link").symlink_to("/etc/passwd")
    os.mkfifo(leak / "pipe")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("l")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    (leak / "t.tar").write_bytes(out.getvalue())
    items = listed(tmp_path)
    for name in ("link", "pipe", "t.tar!/l"):
        assert items[name].outcome is ReadOutcome.SKIPPED
        assert items[name].path is None


def test_a_bomb_stops_at_the_limit_and_leaves_the_rest(leak: Path, tmp_path: Path) -> None:
    (leak / "bomb.zip").write_bytes(zipped([("zero", bytes(30_000_000)), ("ok.csv", CSV)]))
    cache = HashCache(tmp_path / "work/hashes.json")
    items = listed(tmp_path, Limits(bytes=5_000_000), cache)
    assert items["bomb.zip"].outcome is ReadOutcome.PARTLY
    assert items["bomb.zip!/zero"].outcome is ReadOutcome.UNREADABLE
    assert items["bomb.zip!/ok.csv"].outcome is ReadOutcome.READ
    assert sum(p.stat().st_size for p in (tmp_path / "work/spool").rglob("*") if p.is_file()) == len(CSV)
    again = listed(tmp_path, None, HashCache(tmp_path / "work/hashes.json"))
    assert again["bomb.zip!/zero"].bytes == 30_000_000


def test_depth_and_entries(leak: Path, tmp_path: Path) -> None:
    nested = CSV
    for _ in range(6):
        nested = zipped([("x", nested)])
    (leak / "n.zip").write_bytes(nested)
    items = listed(tmp_path, Limits(depth=3))
    assert items["n.zip!/x!/x!/x"].outcome is ReadOutcome.UNREADABLE
    assert len(items) == 4
    assert listed(tmp_path)["n.zip" + "!/x" * 6].kind == "delimited"
    (leak / "m.zip").write_bytes(zipped([(str(i), b"bsn;%d" % i) for i in range(50)]))
    few = listed(tmp_path, Limits(entries=20))
    assert few["m.zip"].outcome is ReadOutcome.PARTLY
    assert len(few) <= 23


def test_documents_are_not_opened(leak: Path, tmp_path: Path) -> None:
    (leak / "d.docx").write_bytes(zipped([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]))
    (leak / "b").write_bytes(NOISE[:100])
    (leak / "leeg.csv").write_bytes(b"")
    items = listed(tmp_path)
    assert (items["d.docx"].kind, items["d.docx"].outcome) == ("docx", ReadOutcome.SKIPPED)
    assert (items["b"].kind, items["b"].problem) == ("binary", "no reader for this format")
    assert (items["leeg.csv"].kind, items["leeg.csv"].outcome) == ("empty", ReadOutcome.READ)
    assert len(items) == 3


def test_resume_uses_the_cache_and_notices_changes(leak: Path, tmp_path: Path) -> None:
    cache = tmp_path / "work/hashes.json"
    (leak / "a.csv").write_bytes(CSV)
    (leak / "z.zip").write_bytes(zipped([("m.csv", CSV + b"1"), ("n.zip", zipped([("o.csv", CSV + b"2")]))]))
    first = listed(tmp_path, None, HashCache(cache))
    shutil.rmtree(tmp_path / "work/spool")
    second = listed(tmp_path, None, HashCache(cache))
    assert not any((tmp_path / "work/spool").rglob("*"))
    assert {n: (i.sha256, i.kind, i.container, i.bytes) for n, i in first.items()} == {
        n: (i.sha256, i.kind, i.container, i.bytes) for n, i in second.items()
    }
    assert second["z.zip!/n.zip!/o.csv"].path is None
    (leak / "a.csv").write_bytes(CSV[:-2] + b"X\n")
    os.utime(leak / "a.csv", ns=(0, os.stat(leak / "a.csv").st_mtime_ns))
    assert listed(tmp_path, None, HashCache(cache))["a.csv"].sha256 != first["a.csv"].sha256
    cache.write_text("{broken")
    assert len(listed(tmp_path, None, HashCache(cache))) == len(first)
    assert len(listed(tmp_path, None, HashCache(cache, "another version"))) == len(first)


def test_a_member_is_opened_again(leak: Path, tmp_path: Path) -> None:
    sevened(leak / "s.7z", [("a.csv", CSV + b"7"), ("z!/b.csv", CSV + b"8")])
    inner = zipped([("a.csv", CSV), ("a.csv", CSV + b"x")])
    (leak / "t.tgz").write_bytes(tarred([("in.zip", inner), ("g.csv.gz", gzip.compress(CSV + b"g"))], "gz"))
    with open(os.fsencode(leak) + b"/na\xefm.zip", "wb") as file:
        file.write(zipped([("a.csv", CSV + b"n")]))
    items = listed(tmp_path)
    assert "na\\xefm.zip!/a.csv" in items
    for item in items.values():
        shutil.rmtree(tmp_path / "work/spool", ignore_errors=True)
        path = open_member(tmp_path, item.file, tmp_path / "work/spool")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == item.sha256
    for gone in ("leak/nope.csv", "leak/s.7z!/nope", "leak/nope.zip!/a"):
        with pytest.raises(Unreadable):
            open_member(tmp_path, gone, tmp_path / "work/spool")


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("containers")
    members = [("a.csv", CSV), ("b.csv", CSV[::-1]), ("c", NOISE[:500])]
    sevened(folder / "s", members)
    return {
        "zip": zipped(members), "tar": tarred(members), "tgz": tarred(members, "gz"), "7z": (folder / "s").read_bytes(),
        "xz": lzma.compress(CSV), "bz2": bz2.compress(CSV),
    }  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(["zip", "tar", "tgz", "7z", "xz", "bz2"]),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=4),
    cut=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_damage_anywhere_is_a_row_and_no_error(
    tmp_path: Path, containers: dict[str, bytes], which: str, flips: list[tuple[float, int]], cut: float
) -> None:
    leak = tmp_path / "leak"
    leak.mkdir(exist_ok=True)
    raw = bytearray(containers[which])
    for at, value in flips:
        raw[8 + int(at * (len(raw) - 9))] = value
    (leak / "f").write_bytes(raw[: 9 + int(cut * (len(raw) - 9))])
    items = listed(tmp_path)
    assert items["f"].bytes == (leak / "f").stat().st_size
    assert not list((tmp_path / "work/spool").glob("new-*"))
