"""What every backend must do, and what the DuckDB one adds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from lekwijzer.engine.backend import Backend, Stage, run, show
from lekwijzer.engine.duckdb import DuckDB
from lekwijzer.errors import DiskFull, WorkError


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[DuckDB]:
    db = DuckDB(tmp_path / "spill it's here", threads=1)
    yield db
    db.close()


def test_a_registered_table_is_there_under_its_name(backend: Backend) -> None:
    backend.register("given", pa.table({"n": pa.array([3, 1, 2], pa.int32()), "t": pa.array(["c", None, "b"])}))
    assert backend.rows("SELECT n, t FROM given ORDER BY n") == [(1, None), (2, "b"), (3, "c")]


def test_registering_again_replaces(backend: Backend) -> None:
    for value in (1, 2):
        backend.register("given", pa.table({"n": [value]}))
    assert backend.rows("SELECT n FROM given") == [(2,)]


def test_a_stream_of_batches_holds_every_row_in_order(backend: Backend) -> None:
    reader = backend.arrow("SELECT range AS n FROM range(450000) ORDER BY n")
    batches = list(reader)
    assert len(batches) > 1
    assert pa.Table.from_batches(batches).column("n").to_pylist() == list(range(450_000))


def test_stages_make_tables_in_order_and_are_told(backend: Backend) -> None:
    heard: list[str] = []
    stages = [Stage("one", "the first", "SELECT 1 AS n"), Stage("two", "builds on it", "SELECT n + 1 AS n FROM one")]
    run(backend, stages, heard.append)
    assert (heard, backend.rows("SELECT n FROM two")) == (["one", "two"], [(2,)])
    run(backend, [Stage("one", "again", "SELECT 10 AS n"), stages[1]])
    assert backend.rows("SELECT n FROM two") == [(11,)]
    assert show(stages).splitlines() == ["1. one: the first", "2. two: builds on it"]


def test_a_stage_about_nothing_makes_its_table_without_being_planned(backend: Backend) -> None:
    backend.run("CREATE TEMP TABLE source (n INTEGER)")
    stage = Stage("two", "of the first", "SELECT n + 1 AS n FROM source", "source", "n INTEGER")
    refused = Stage("two", "cannot even be planned", "SELECT nonsense FROM source", "source", "n INTEGER")
    run(backend, [stage])
    assert backend.rows("SELECT count(*) FROM two") == [(0,)]
    run(backend, [refused])
    backend.run("INSERT INTO source VALUES (1)")
    run(backend, [stage])
    assert backend.rows("SELECT n FROM two") == [(2,)]


def test_a_refused_statement_names_the_stage_and_what_is_wrong(backend: Backend) -> None:
    with pytest.raises(WorkError, match=r"refused.*TABLE broken.*nonsense") as caught:
        run(backend, [Stage("broken", "", "SELECT nonsense FROM range(3)")])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ask", ["run", "rows"])
def test_a_value_that_cannot_be_converted_is_not_told(backend: DuckDB, ask: str) -> None:
    backend.register("given", pa.table({"t": ["Vlierwijk"]}))
    with pytest.raises(WorkError) as caught:
        getattr(backend, ask)(
            "CREATE OR REPLACE TEMP TABLE x AS SELECT t::INTEGER FROM given"
            if ask == "run"
            else "SELECT t::INTEGER FROM given"
        )
    assert "vlierwijk" not in str(caught.value).lower()


def test_what_does_not_fit_in_memory_is_spilled_and_not_in_plain_text(tmp_path: Path) -> None:
    db = DuckDB(tmp_path / "spill", threads=1, memory=64 << 20)
    try:
        db.run(
            "CREATE TEMP TABLE big AS SELECT range AS n, md5(range::VARCHAR) AS t, 'Vlierwijk' AS s FROM range(3000000)"
        )
        spilled = [p.read_bytes() for p in (tmp_path / "spill").rglob("*") if p.is_file()]
        assert sum(map(len, spilled)) > 1 << 20
        assert not any(b"Vlierwijk" in content for content in spilled)
        assert db.rows("SELECT count(*), sum(n), count(DISTINCT s) FROM big") == [(3_000_000, sum(range(3_000_000)), 1)]
    finally:
        db.close()
    assert not [p for p in (tmp_path / "spill").rglob("*") if p.is_file()]


def test_spilling_beyond_the_disk_is_a_full_disk(tmp_path: Path) -> None:
    db = DuckDB(tmp_path / "spill", threads=1, memory=32 << 20)
    try:
        db.run("SET max_temp_directory_size = '1MiB'")
        with pytest.raises(DiskFull, match="no room left"):
            db.run("CREATE TEMP TABLE big AS SELECT range AS n, md5(range::VARCHAR) AS t FROM range(3000000)")
    finally:
        db.close()
    assert not [p for p in (tmp_path / "spill").rglob("*") if p.is_file()]


def test_what_a_killed_process_left_is_removed_and_what_another_uses_stays(tmp_path: Path) -> None:
    code = f"import os, sys; from pathlib import Path; from lekwijzer.engine.duckdb import DuckDB; DuckDB(Path({str(tmp_path)!r})); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = tmp_path.iterdir()
    one = DuckDB(tmp_path, threads=1)
    assert not left.exists()
    (own,) = tmp_path.iterdir()
    DuckDB(tmp_path, threads=1).close()
    assert list(tmp_path.iterdir()) == [own]
    one.close()
    assert list(tmp_path.iterdir()) == []
