"""Containers that were made to break who opens them, or that somebody cut off: every one is accounted for, and nothing is written elsewhere."""

from __future__ import annotations

import gzip
import io
import os
import resource
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lekwijzer.intake import HashCache, Item, Limits, Lister, listing, openers
from lekwijzer.intake.unpack import Job, Unpacked
from lekwijzer.model import ReadOutcome
from lekwijzer.readers import kind_of

from .making import cab, lha, rar4, rar5
from .test_listing import CSV, NOISE, listed, tarred, zipped

MB = 1 << 20


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    folder = tmp_path / "leak"
    folder.mkdir()
    return folder


def files_of(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if not path.is_dir()}


def accounted(root: Path, limits: Limits | None = None) -> dict[str, Item]:
    """The items; nothing but the spool was written to, and nothing half-written stays."""
    before = files_of(root)
    items = listed(root, limits)
    assert all(path.is_relative_to(root / "work/spool") for path in files_of(root) - before)
    assert not list((root / "work/spool").glob("new-*"))
    return items


def bomb(size: int) -> bytes:
    """A zip with so many zeros in one member; made without holding them."""
    packer = zlib.compressobj(9, wbits=-15)
    block, crc, packed = bytes(16 * MB), 0, io.BytesIO()
    for _ in range(size // len(block)):
        packed.write(packer.compress(block))
        crc = zlib.crc32(block, crc)
    packed.write(packer.flush())
    return zip_of([("nul", 8, packed.getvalue(), crc, size)])


def zip_of(members: list[tuple[str, int, bytes, int, int]], overlap: bool = False) -> bytes:
    """A zip from packed contents, sizes as told; with `overlap` every name in the index has the first content."""
    body, index, at = b"", b"", 0
    for name, method, packed, crc, size in members:
        raw = name.encode()
        rest = struct.pack("<HHHHHIII", 20, 0, method, 0, 0, crc, len(packed), size)
        if not overlap or not body:
            at = len(body)
            body += b"PK\x03\x04" + rest + struct.pack("<HH", len(raw), 0) + raw + packed
        index += b"PK\x01\x02\x14\x00" + rest + struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, at) + raw
    return (
        body + index + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(members), len(members), len(index), len(body), 0)
    )


def test_a_bomb_streams_to_the_limit_and_the_rest_is_read(leak: Path, tmp_path: Path) -> None:
    (leak / "bomb.zip").write_bytes(bomb(128 * MB))
    (leak / "a.csv").write_bytes(CSV)
    items = accounted(tmp_path, Limits(bytes=32 * MB))
    assert items["bomb.zip!/nul"].outcome is ReadOutcome.UNREADABLE
    assert "limit" in items["bomb.zip"].problem
    assert items["a.csv"].outcome is ReadOutcome.READ
    whole = accounted(tmp_path)
    assert whole["bomb.zip!/nul"].bytes == 128 * MB
    assert "times its size" in whole["bomb.zip"].problem


def test_members_that_overlap_are_refused_in_the_end(leak: Path, tmp_path: Path) -> None:
    zeros = bytes(8 * MB)
    packed = zlib.compress(zeros, 9)[2:-4]
    (leak / "o.zip").write_bytes(
        zip_of([(str(n), 8, packed, zlib.crc32(zeros), len(zeros)) for n in range(300)], overlap=True)
    )
    items = accounted(tmp_path, Limits(bytes=9 * MB))
    assert len(items) == 301
    assert items["o.zip"].outcome is ReadOutcome.PARTLY
    assert sum(items[f"o.zip!/{n}"].outcome is ReadOutcome.UNREADABLE for n in range(300)) > 200


def test_forty_deep(leak: Path, tmp_path: Path) -> None:
    nested = CSV
    for n in range(40):
        nested = (
            gzip.compress(nested) if n % 3 == 1 else tarred([("x", nested)]) if n % 3 == 2 else zipped([("x", nested)])
        )
    (leak / "n.zip").write_bytes(nested)
    (leak / "z.csv").write_bytes(CSV)
    items = accounted(tmp_path)
    deepest = [item for item in items.values() if item.outcome is not ReadOutcome.READ]
    assert [item.problem for item in deepest] == ["more than 32 containers in one another; not opened"]
    assert any(
        item.kind == "delimited" and "!/" in item.file for item in accounted(tmp_path, Limits(depth=64)).values()
    )


def test_a_few_contents_in_one_another_are_not_more_rows_than_allowed(leak: Path, tmp_path: Path) -> None:
    """As 42.zip: sixteen copies in each, five deep, are a million rows."""
    nested = CSV
    for _ in range(12):
        nested = zipped([(str(n), nested) for n in range(16)])
    (leak / "42.zip").write_bytes(nested)
    (leak / "z.csv").write_bytes(CSV)
    items = accounted(tmp_path, Limits(entries=5_000))
    assert len(items) < 12_000
    assert items["42.zip"].outcome is not ReadOutcome.READ or any("5000 members" in i.problem for i in items.values())
    assert items["z.csv"].outcome is ReadOutcome.READ


def test_a_container_that_holds_itself(leak: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def droste(path: Path, job: Job) -> Iterator[Unpacked]:
        yield job.store("zelf", iter([path.read_bytes()]))
        yield job.store("a.csv", iter([CSV]))

    monkeypatch.setattr(listing, "opener_of", lambda kind: droste)
    (leak / "r.zip").write_bytes(zipped([("x", CSV)]))
    items = accounted(tmp_path)
    assert items["r.zip"].outcome is ReadOutcome.READ
    assert items["r.zip!/zelf"].problem == "the container holds itself; not opened again"
    assert len(items) == 3


def test_names_that_lead_elsewhere(leak: Path, tmp_path: Path) -> None:
    names = [
        "../../../../weg",
        "/etc/weg",
        "C:\\weg",
        "..\\..\\weg",
        "a/../../weg",
        "\x00weg",
        "CON",
        "x" * 3000,
        ".",
        "..",
        "",
        "//",
    ]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(CSV)
            archive.addfile(info, io.BytesIO(CSV))
        for n, (kind, target) in enumerate(
            [(tarfile.SYMTYPE, "/etc/passwd"), (tarfile.SYMTYPE, "l1"), (tarfile.LNKTYPE, "l2"), (tarfile.CHRTYPE, "")]
        ):
            info = tarfile.TarInfo(f"l{n}")
            info.type, info.linkname = kind, target
            archive.addfile(info)
        info = tarfile.TarInfo("l0/weg")  # through the link
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))
    (leak / "t.tar").write_bytes(out.getvalue())
    (leak / "z.zip").write_bytes(zip_of([(name, 0, CSV, zlib.crc32(CSV), len(CSV)) for name in names]))
    items = accounted(tmp_path)
    assert sum(item.kind == "delimited" for item in items.values()) == len(names) + 1 + len(names)
    assert [items[f"t.tar!/l{n}"].outcome for n in range(4)] == [ReadOutcome.SKIPPED] * 4
    assert not Path("/etc/weg").exists()


def test_links_in_a_circle_on_disk(leak: Path, tmp_path: Path) -> None:
    (leak / "map").mkdir()
    (leak / "map/terug").symlink_to(leak)
    (leak / "zelf").symlink_to("zelf")
    (leak / "map/a.csv").write_bytes(CSV)
    items = accounted(tmp_path)
    assert {name: item.outcome.value for name, item in items.items()} == {
        "map/a.csv": "read",
        "map/terug": "skipped",
        "zelf": "skipped",
    }


def test_sizes_that_lie(leak: Path, tmp_path: Path) -> None:
    content = CSV * 100
    packed = zlib.compress(content)[2:-4]
    for told in (0, 7, len(content) - 1, len(content) + 1, 0xFFFFFFFE):
        (leak / f"{told}.zip").write_bytes(
            zip_of([("a.csv", 8, packed, zlib.crc32(content), told), ("b.csv", 0, CSV, zlib.crc32(CSV), len(CSV))])
        )
    (leak / "tar").write_bytes(tarred([("a.csv", CSV)]).replace(b"%011o" % len(CSV), b"77777777777", 1))
    items = accounted(tmp_path)
    for told in (0, 7, len(content) - 1, len(content) + 1, 0xFFFFFFFE):
        assert items[f"{told}.zip!/b.csv"].outcome is ReadOutcome.READ, told
        assert items[f"{told}.zip!/a.csv"].bytes == len(content), told
        assert items[f"{told}.zip!/a.csv"].outcome is ReadOutcome.PARTLY, told


def test_names_in_broken_utf8(leak: Path, tmp_path: Path) -> None:
    raw = tarred([("naam.csv", CSV)]).replace(b"naam.csv", b"n\xff\xfem.csv")
    head = bytearray(raw[:512])
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    (leak / "t.tar").write_bytes(bytes(head) + raw[512:])
    zipped_raw = bytearray(zipped([("naam\u00e9.csv", CSV)]))
    (leak / "z.zip").write_bytes(zipped_raw.replace("\u00e9".encode(), b"\xff\xfe"))
    with open(os.fsencode(leak) + b"/l\xff\xfek.csv", "wb") as file:
        file.write(CSV)
    items = accounted(tmp_path)
    assert {"t.tar!/n\\xff\\xfem.csv", "l\\xff\\xfek.csv"} <= set(items)
    assert sum(item.kind == "delimited" and item.bytes == len(CSV) for item in items.values()) == 3
    for name in items:
        name.encode()


MADE: dict[str, Callable[[Path], bytes]] = {
    "zip": lambda _: zipped([("a.csv", CSV), ("n", NOISE[:900])]),
    "tar": lambda _: tarred([("a.csv", CSV), ("n", NOISE[:900])]),
    "tgz": lambda _: tarred([("a.csv", CSV), ("n", NOISE[:900])], "gz"),
    "rar4": lambda _: rar4([("a.csv", CSV), ("n", NOISE[:900])]),
    "rar5": lambda _: rar5([("a.csv", CSV), ("n", NOISE[:900])]),
    "cab": lambda _: cab([("a.csv", CSV), ("n", NOISE[:900])]),
    "lha": lambda _: lha([("a.csv", CSV), ("n", NOISE[:900])]),
}


@pytest.mark.variants
@pytest.mark.parametrize("kind", MADE)
def test_cut_off_at_every_place(leak: Path, tmp_path: Path, kind: str) -> None:
    whole = MADE[kind](tmp_path)
    step = max(1, len(whole) // 30)
    cuts = range(9, len(whole), step)
    for at in cuts:
        (leak / f"{at:05d}").write_bytes(whole[:at])
    items = accounted(tmp_path)
    for at in cuts:
        own = [item for name, item in items.items() if name.partition("!/")[0] == f"{at:05d}"]
        assert own[0].bytes == at
        members = {item.file.rpartition("/")[2]: item for item in own[1:]}
        assert all(item.outcome is not ReadOutcome.READ for item in own[:1]) or {m.bytes for m in members.values()} >= {
            800,
            900,
        }, at


def test_two_hundred_thousand_members(leak: Path, tmp_path: Path) -> None:
    many(leak, tmp_path, 4_000)


@pytest.mark.slow
def test_two_hundred_thousand_members_in_full(leak: Path, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    many(leak, tmp_path, 200_000)
    assert (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000
    )  # kB; a row for each, and no contents


def many(leak: Path, root: Path, count: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(count):
            archive.writestr(f"{n % 100}/{n}.csv", b"bsn;%d" % (n % 1000))
    (leak / "m.zip").write_bytes(out.getvalue())
    items = listed(root, None, HashCache(root / "work/hashes.json"))
    assert len(items) == count + 1
    assert all(item.outcome is ReadOutcome.READ for item in items.values())


@pytest.mark.slow
def test_a_gigabyte_of_one_megabyte(leak: Path, tmp_path: Path) -> None:
    raw = bomb(1024 * MB)
    assert len(raw) < 1.1 * MB
    (leak / "bomb.zip").write_bytes(raw)
    tracemalloc.start()
    for limits, outcome, size in (
        (Limits(bytes=512 * MB), ReadOutcome.UNREADABLE, 0),
        (Limits(), ReadOutcome.SKIPPED, 1024 * MB),
    ):
        items = {
            item.file: item
            for item in Lister(tmp_path, tmp_path / "work/spool", lambda *_: None, limits=limits).items("d", ["leak"])
        }
        assert (items["leak/bomb.zip!/nul"].outcome, items["leak/bomb.zip!/nul"].bytes) in (
            (outcome, size),
            (ReadOutcome.READ, size),
        )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * MB


def test_what_cannot_be_taken_apart_is_said_and_what_came_before_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(path: Path, job: Job) -> Iterator[Unpacked]:
        yield job.store(job.name("first.txt"), iter([b"Naam: Jansen"]))
        raise KeyError("a value from the file")

    for kind in ("zip", "docx"):
        monkeypatch.setitem(openers._CONTAINERS if kind == "zip" else openers.DOCUMENTS, kind, breaks)
    office = zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])
    (tmp_path / "lek").mkdir()
    (tmp_path / "lek/a.zip").write_bytes(zipped([("x.txt", b"x")]))
    (tmp_path / "lek/b.docx").write_bytes(office)
    items = list(Lister(tmp_path, tmp_path / "spool", kind_of).items("d", ["lek"]))
    said = "what is in it could not all be taken out (KeyError)"
    assert [(i.file, i.outcome, i.problem) for i in items if i.problem] == [
        ("lek/a.zip", ReadOutcome.PARTLY, said),
        ("lek/b.docx", ReadOutcome.PARTLY, said),
    ]
    assert [i.file for i in items if not i.problem] == ["lek/a.zip!/first.txt", "lek/b.docx!/first.txt"]
