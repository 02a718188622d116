"""What was read is kept by content: read once, whatever it is called and however often it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from factory import leak, leaked, person, put

from lekwijzer.errors import DiskFull
from lekwijzer.mentions import store
from lekwijzer.model import Limits, Part, Problem
from lekwijzer.progress import QuietProgress
from lekwijzer.readers import by_kind


def reader() -> ModuleType:
    module = by_kind("delimited")
    assert isinstance(module, ModuleType)
    return module


def gather(
    home: Path, overrides: dict[str, list[str]] | None = None, limits: Limits | None = None
) -> list[store.ReadItem]:
    return store.gather(
        home,
        [("d1", [str(home / "leaked")], lambda _: overrides or {})],
        home / "work",
        workers=0,
        progress=QuietProgress(),
        limits=limits,
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, as they are read."""
    names: list[str] = []
    read = reader().read

    def counted(path: Path, problems: list[Problem]) -> Iterator[Part]:
        names.append(path.name)
        yield from read(path, problems)

    monkeypatch.setattr(reader(), "read", counted)
    return names


def write(home: Path, **rows: list[int]) -> None:
    for name, numbers in rows.items():
        put(home / f"leaked/{name}.csv", leaked(*(leak(person(n)) for n in numbers)))


def test_a_content_is_read_once_and_a_new_one_alone(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, a=[0, 1], b=[2], copy_of_a=[0, 1])
    items = gather(tmp_path)
    assert [(i.file, i.mentions, i.outcome) for i in items] == [
        ("leaked/a.csv", 2, "read"),
        ("leaked/b.csv", 1, "read"),
        ("leaked/copy_of_a.csv", 2, "read"),
    ]
    assert (items[0].segment, items[0].content) == (items[2].segment, items[2].content)
    assert len(asked) == 2
    assert gather(tmp_path) == items
    assert len(asked) == 2
    write(tmp_path, c=[3])
    assert [i.mentions for i in gather(tmp_path)] == [2, 1, 1, 2]
    assert asked[2:] == ["c.csv"]


def test_other_overrides_are_another_reading(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, a=[0, 1])
    gather(tmp_path)
    gather(tmp_path, {"bsn": ["Huisnummer"]})
    gather(tmp_path)
    assert asked == ["a.csv", "a.csv"]


def test_a_column_that_is_asked_for_and_is_not_there_is_named(tmp_path: Path) -> None:
    write(tmp_path, a=[0, 1])
    (item,) = gather(tmp_path, {"bsn": ["nr_b"]})
    assert item.problem == "case.toml gives bsn a column that this table does not have: nr_b"


def test_notes_that_are_damaged_are_made_again(tmp_path: Path, asked: list[str]) -> None:
    write(tmp_path, a=[0, 1])
    items = gather(tmp_path)
    for notes in (tmp_path / "work/items").glob("*.json"):
        notes.write_text(notes.read_text()[:20])
    assert gather(tmp_path) == items
    assert asked == ["a.csv", "a.csv"]


def test_half_written_leftovers_are_swept_away(tmp_path: Path) -> None:
    write(tmp_path, a=[0])
    put(tmp_path / "work/items/feedbeef.123.part", b"half")
    put(tmp_path / "work/spool/rest.bin", b"half")
    gather(tmp_path)
    assert not list((tmp_path / "work").rglob("*.part"))
    assert not (tmp_path / "work/spool").exists()


@pytest.mark.parametrize(
    "error", [ValueError("Vlierwijk 999000007"), RuntimeError("x"), MemoryError(), RecursionError("x")]
)
def test_a_reader_that_fails_ends_its_file_and_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    write(tmp_path, a=[0, 1], b=[2])
    read = reader().read

    def failing(path: Path, problems: list[Problem]) -> Iterator[Part]:
        yield from read(path, problems)
        if path.name == "a.csv":
            raise error

    monkeypatch.setattr(reader(), "read", failing)
    a, b = gather(tmp_path)
    assert (a.outcome, a.mentions, b.outcome, b.mentions, b.problem) == ("partly", 2, "read", 1, "")
    assert a.problem
    assert not any(value in a.problem for value in ("Vlierwijk", "999000007"))


def test_what_asked_for_too_much_is_read_anew_when_it_may_have_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    write(tmp_path, a=[0, 1], b=[2])
    counted = reader().read

    def large(path: Path, problems: list[Problem]) -> Iterator[Part]:
        yield from counted(path, problems)
        if path.name == "a.csv":
            raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(reader(), "read", large)
        for limits in (Limits(), Limits(), Limits(memory=7 << 30), Limits(memory=7 << 30)):
            assert [i.outcome for i in gather(tmp_path, limits=limits)] == ["partly", "read"]
        assert sorted(asked) == ["a.csv", "a.csv", "b.csv"]
    assert [i.outcome for i in gather(tmp_path, limits=Limits(memory=8 << 30))] == ["read", "read"]
    assert [i.outcome for i in gather(tmp_path, limits=Limits(memory=9 << 30))] == ["read", "read"]
    assert len(asked) == 4


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a=[0, 1])

    def full(path: Path, problems: list[Problem]) -> Iterator[Part]:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(reader(), "read", full)
        with pytest.raises(DiskFull, match="no room left"):
            gather(tmp_path)
    assert [i.outcome for i in gather(tmp_path)] == ["read"]


def test_a_mention_keeps_no_result(tmp_path: Path) -> None:
    put(
        tmp_path / "leaked/a.csv",
        leaked(*(leak(person(n), Uitslag="XQZPOSITIEF", Onderzoek="XQZHIV") for n in range(3))),
    )
    (item,) = gather(tmp_path)
    assert item.segment is not None
    assert "XQZ" not in str(pl.read_parquet(item.segment).to_dicts())
    assert not any(b"XQZ" in p.read_bytes() for p in (tmp_path / "work").rglob("*") if p.is_file())
