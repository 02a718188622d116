"""The raw sweep: signs of people in bytes that nobody can read, which confirm nobody and clear nobody."""

from __future__ import annotations

import gzip
import random
import struct
import tracemalloc
import zlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from factory import BSNS, Person, case, leak, leaked, people, person, put, run

from lekwijzer.assess.explain import explain
from lekwijzer.case import load_case
from lekwijzer.mentions import raw
from lekwijzer.mentions.raw import clusters, in_bytes
from lekwijzer.mentions.segment import Segment, traces_beside
from lekwijzer.mentions.sweep import sweep

JUNK = random.Random(7).randbytes(200_000)


def record(p: Person) -> bytes:
    """Somebody as a row of an unknown database: fields with their lengths in front, numbers between them."""
    fields = (p.bsn, f"{p.initials} {p.surname}", f"{p.born:%d-%m-%Y}", f"{p.street} {p.house}", f"{p.postcode}")
    return (
        b"\x00\x00\x01\xfe"
        + b"".join(bytes([len(f) | 0x80]) + f.encode() for f in fields)
        + struct.pack("<dI", 3.25, 77)
    )


def swept(
    folder: Path, data: bytes, *, carve: bool = True
) -> tuple[int, pl.DataFrame, pl.DataFrame, list[dict[str, object]]]:
    """The signs, mentions and traces in some bytes, and the parts."""
    path, target = folder / "bytes", folder / "segment.parquet"
    path.write_bytes(data)
    segment = Segment(target)
    segment.begin()
    parts: list[dict[str, object]] = []
    signs = sweep(path, segment, parts, carve=carve)
    segment.close()
    mentions = pl.read_parquet(target) if target.exists() else pl.DataFrame()
    found = pl.read_parquet(traces_beside(target)) if traces_beside(target).exists() else pl.DataFrame()
    return signs, mentions, found, parts


def told(mentions: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return mentions.select(columns).rows()


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("shift", range(9))
def test_one_person_in_noise_at_any_place_in_either_width(tmp_path: Path, encoding: str, shift: int) -> None:
    p = person(3)
    text = f"{p.bsn}|{p.initials} {p.surname}|{p.born:%d-%m-%Y}|{p.postcode}\n".encode(encoding)
    data = JUNK[: 5_000 + shift] + b"\x01\x01" + text + b"\x01\x01" + JUNK[:7_000]
    _, mentions, found, parts = swept(tmp_path, data)
    assert told(mentions, "bsn", "sur", "dob", "pc") == [
        (int(p.bsn), p.surname.lower(), int(f"{p.born:%Y%m%d}"), p.postcode)
    ]
    assert abs(mentions["n"][0] - (5_002 + shift)) <= 2
    assert [part["unit"] for part in parts] == ["byte"]
    assert int(p.bsn) in found["bsn"].to_list()


def test_rows_of_an_unknown_database(tmp_path: Path) -> None:
    some = people(40)
    data = JUNK[:9_999] + b"".join(record(p) for p in some) + JUNK
    signs, mentions, found, _ = swept(tmp_path, data)
    assert sorted(told(mentions, "bsn", "dob")) == sorted((int(p.bsn), int(f"{p.born:%Y%m%d}")) for p in some)
    assert set(found["bsn"].drop_nulls()) >= {int(p.bsn) for p in some}
    assert signs > 80


def test_a_name_and_a_birth_date_without_a_number(tmp_path: Path) -> None:
    data = JUNK[:999] + b"\0\0Vlierwijk, Anna\0\0\x0b\x01" + b"27-06-1971\0\0" + JUNK[:999]
    _, mentions, _, _ = swept(tmp_path, data)
    assert told(mentions, "sur", "given", "dob", "bsn") == [("vlierwijk", "anna", 19710627, None)]


@pytest.mark.parametrize(
    "text",
    [
        "order 999990019 of monster 999991346 ",  # numbers that pass, and nothing of anybody beside them
        "version 2.11.4 built 12-03-2024 Copyright Free Software Foundation",
        "GetProcAddress LoadLibrary Kernel32 1234567890123",
        "sha256 9999900199999134600000000000000000000",
    ],
)
def test_what_names_nobody_makes_no_person(tmp_path: Path, text: str) -> None:
    _, mentions, _, _ = swept(tmp_path, JUNK[:500] + text.encode() + JUNK[:500])
    assert mentions.is_empty()


def test_noise_has_no_people(tmp_path: Path) -> None:
    signs, mentions, _, parts = swept(tmp_path, random.Random(3).randbytes(4 << 20))
    assert mentions.is_empty()
    assert signs <= 2
    assert parts == []


def test_compressed_pieces_are_looked_into(tmp_path: Path) -> None:
    p, q = person(1), person(2)
    packed = zlib.compress(record(q))[2:-4]
    member = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(packed), 0, 1, 0) + b"a" + packed
    data = JUNK[:3_000] + gzip.compress(record(p)) + JUNK[:2_000] + member + JUNK[:100]
    _, mentions, _, _ = swept(tmp_path, data)
    assert set(mentions["bsn"]) == {int(p.bsn), int(q.bsn)}
    assert 3_000 in mentions["n"].to_list()


def test_blocks_cut_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = people(200)
    lines = "".join(f"{p.bsn};{p.initials} {p.surname};{p.born:%d-%m-%Y}\n" for p in some).encode()
    whole = [c.text for c in in_bytes(lines)]
    monkeypatch.setattr(raw, "BLOCK", 1 << 10)
    path = tmp_path / "x"
    path.write_bytes(lines)
    assert "".join("".join(c.text for c in clusters(path)).split()) == "".join("".join(whole).split())
    _, mentions, _, _ = swept(tmp_path, lines)
    assert sorted(told(mentions, "bsn", "dob")) == sorted((int(p.bsn), int(f"{p.born:%Y%m%d}")) for p in some)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("wb") as file:
        for _ in range(160):
            file.write(JUNK)
    tracemalloc.start()
    for _ in clusters(path):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20


def test_places_beyond_four_gigabytes_have_a_part_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    monkey = record(person(4))
    segment = Segment(tmp_path / "segment.parquet")
    segment.begin()
    parts: list[dict[str, object]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lekwijzer.mentions.sweep._PART", 1 << 12)
        path.write_bytes(bytes(10_000) + monkey)
        sweep(path, segment, parts)
    segment.close()
    mentions = pl.read_parquet(tmp_path / "segment.parquet")
    assert told(mentions, "part", "n")[0][0] == 2
    assert parts[2]["start"] == 8192
    assert 8192 + mentions["n"][0] - 10_000 < 10


def test_a_case_with_an_unknown_file(tmp_path: Path) -> None:
    """Found in no other place: probable, with the byte. Not found: not excluded, as the file was not read."""
    one, two, other = person(1), person(2), person(5)
    blob = (
        JUNK[:4_000]
        + record(one)
        + record(two)
        + JUNK[:3_000]
        + f"x {other.surname}, {other.given} x".encode()
        + JUNK[:99]
    )
    files = {"wat.bin": blob, "a.csv": leaked(leak(two))}
    home = case(
        tmp_path,
        registers={"pat": people(8)},
        datasets={"d1": files},
        complete=["d1"],
        systems={"lims": {"pat": "laatste_jaar < 2000"}},
    )
    done = run(home)
    verdicts = done.verdicts()
    assert verdicts[one.key] == "probable"
    assert done.reasons()[one.key] == "swept"
    assert verdicts[two.key] == "confirmed"  # by what was read
    assert "cleared" not in {verdicts[one.key], verdicts[two.key], verdicts[other.key]}
    (row,) = [r for r in done.rows("coverage") if r["file"].endswith("wat.bin")]
    assert (row["outcome"], row["kind"], row["mentions"]) == ("skipped", "binary", 2)
    assert row["problem"].startswith("no reader for this format; swept: ")
    mention = next(r for r in done.rows("mentions") if r["file"].endswith("wat.bin"))
    unit, place = mention["locator"].split()
    assert unit == "byte"
    assert abs(int(place) - 4_005) < 4
    assert {"bsn", "name", "birth_date"} <= done.exposed(one.key)
    assert explain(load_case(home), one.key).rows[0].evidence[0].reason == "swept"
    assert run(home).new is False


def test_somebody_in_no_register_who_was_swept_is_no_stranger(tmp_path: Path) -> None:
    home = case(
        tmp_path,
        registers={"pat": people(4)},
        datasets={"d1": {"wat.bin": JUNK[:999] + record(person(20)) + JUNK[:999]}},
    )
    done = run(home)
    assert done.outcomes("wat.bin") == [("unresolved", "")]
    assert done.why("wat.bin") == ["swept"]
    assert done.rows("unidentified") == []


def test_what_a_broken_archive_leaves_is_swept(tmp_path: Path) -> None:
    p = person(2)
    rest = b"7z\xbc\xaf\x27\x1c\x00\x04" + JUNK[:3_000] + record(p) + JUNK[:500]
    home = case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"kapot.7z": rest}})
    done = run(home)
    assert done.verdicts()[p.key] == "probable"
    (row,) = done.rows("coverage")
    assert (row["outcome"], row["kind"]) == ("unreadable", "7z")
    assert "swept" in row["problem"]


def test_what_a_reader_left_when_it_failed_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    p = person(2)
    broken = b"SQLite format 3\0" + bytes(100) + JUNK[:3_000] + record(p) + JUNK[:500]
    home = case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"kapot.db": broken}})
    done = run(home)
    (row,) = done.rows("coverage")
    assert (row["outcome"], row["kind"]) == ("unreadable", "sqlite")
    assert "swept" in row["problem"]
    assert done.verdicts()[p.key] == "probable"


def test_a_swept_number_beside_somebody_elses_name_confirms_nobody(tmp_path: Path) -> None:
    one, two = person(1), person(2)
    mixed = two.but(bsn=one.bsn, born=date(1950, 1, 2))
    home = case(
        tmp_path, registers={"pat": people(4)}, datasets={"d1": {"wat.bin": record(mixed) + JUNK[:400] + record(one)}}
    )
    verdicts = run(home).verdicts()
    assert "confirmed" not in verdicts.values()
    assert len(BSNS) > 8
    put(home / "leaked/d1/a.csv", leaked(leak(one)))
    assert run(home).verdicts()[one.key] == "confirmed"


@pytest.mark.parametrize("letter", [b"0", b"A", b" ", b"\n"])
def test_a_long_run_of_one_letter_is_passed_over_and_what_stands_in_it_is_not(tmp_path: Path, letter: bytes) -> None:
    (tmp_path / "x").write_bytes(letter * 300_003 + b";BSN 999990019 A. de Vries, 12-03-1980;" + letter * 300_003)
    found = list(clusters(tmp_path / "x"))
    assert sum(len(cluster.text) for cluster in found) < 1000
    assert any("999990019 A. de Vries, 12-03-1980" in cluster.text for cluster in found)
