"""In which files a value of a register row stands, in a place where nobody was read: what keeps the row from being cleared."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from lekwijzer.assess.evidence import Readings
from lekwijzer.assess.revision import Revision
from lekwijzer.assess.traced import BEFORE_TRACED, traced
from lekwijzer.engine.backend import Backend, run
from lekwijzer.link.load import parquet
from lekwijzer.mentions import traces
from lekwijzer.mentions.trace_values import TRACE

MOST = 10
Trace = tuple[str, str, str]
"""Dataset, file, and the kind of the value."""


def found_traces(backend: Backend, revision: Revision, readings: Readings, gid: int) -> list[Trace]:
    """The first few places of values of row `gid` of `g`; the files' own paths are places too."""
    files = backend.rows(f"SELECT dataset, file FROM {parquet(revision.table('coverage'))} ORDER BY dataset, file")
    paths = traces.of_paths([file for _, file in files])
    backend.register("trace_in_paths", paths.to_arrow(compat_level=pl.CompatLevel.oldest()))
    backend.register("file_in", pa.table({
        "n": pa.array(range(len(files)), pa.uint32()),
        "dataset": pa.array([row[0] for row in files], pa.string()), "file": pa.array([row[1] for row in files], pa.string()),
    }))  # fmt: skip
    columns = ", ".join(name for name in TRACE if name != "n")
    arms = [f"SELECT dataset, file, {columns} FROM trace_in_paths JOIN file_in USING (n)"]
    kept = readings.traces(backend)
    if kept:
        backend.register("trace_in", pa.table({
            "dataset": pa.array([k[0] for k in kept], pa.string()), "file": pa.array([k[1] for k in kept], pa.string()),
            "place": pa.array([str(k[2]) for k in kept], pa.string()), "content": pa.array([k[3] for k in kept], pa.uint32()),
        }))  # fmt: skip
        source = parquet(*sorted({k[2] for k in kept}), more=", filename = true")
        arms.append(
            f"SELECT k.dataset, k.file, {columns} FROM {source} t JOIN trace_in k ON k.place = t.filename AND k.content = t.content"
        )
    backend.run(f"CREATE OR REPLACE TEMP VIEW trace AS {' UNION ALL '.join(arms)}")
    backend.run(f"CREATE OR REPLACE TEMP TABLE at_risk AS SELECT * FROM g WHERE gid = {gid}")
    run(backend, BEFORE_TRACED)
    return backend.rows(f"SELECT DISTINCT * FROM ({traced('t.dataset, t.file, kind')}) ORDER BY ALL LIMIT {MOST}")
