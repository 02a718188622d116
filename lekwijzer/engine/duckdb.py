"""DuckDB as a Backend: in memory, spilling into the case's own work folder."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from lekwijzer.errors import DiskFull, WorkError, is_no_space

MEMORY_SHARE = 0.5
"""Of the memory that is free at the start: the rest is for the workers and the operating system's file cache."""
MEMORY_CAP = 4 << 30


def free_memory() -> int:
    """Bytes that a new process can use, by the operating system's word (and the container's limit)."""
    try:
        info = Path("/proc/meminfo").read_text()
        free = next(int(line.split()[1]) * 1024 for line in info.splitlines() if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    for limit in ("/sys/fs/cgroup/memory.max",):
        try:
            free = min(free, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return free


class DuckDB:
    """One connection, in memory; spill files go to a folder of its own in `spill` (encrypted) and vanish with it.

    Of its own, because the engine removes what it finds in its folder: somebody may look at a case while it is assessed.
    """

    def __init__(self, spill: Path, threads: int | None = None, memory: int | None = None) -> None:
        self._spill = _own_folder(spill)
        self._con = duckdb.connect(":memory:")
        self._thread = ThreadPoolExecutor(1)  # so that the main thread is free to hear signals
        limit = memory or max(512 << 20, min(MEMORY_CAP, int(free_memory() * MEMORY_SHARE)))
        for setting in (
            f"memory_limit='{limit >> 20}MiB'",
            f"threads={threads or os.cpu_count() or 1}",
            f"temp_directory='{str(self._spill or '').replace(chr(39), chr(39) * 2)}'",
            "temp_file_encryption=true",
            # Without it the wheel refuses to write a single encrypted block (its own ciphers, of which it says that their
            # random numbers are weak; the strong ones are a download). Weak is still better than the default: plain text.
            "force_mbedtls_unsafe='true'",
            "preserve_insertion_order=false",
            "enable_progress_bar=false",
        ):
            self._con.execute(f"SET {setting}")

    def run(self, sql: str) -> None:
        """See Backend."""
        self.rows(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """See Backend."""
        waiting = self._thread.submit(lambda: self._con.execute(sql).fetchall())
        try:
            return waiting.result()
        except duckdb.Error as error:
            raise _translated(error, sql) from error
        except BaseException:  # Ctrl-C, or asked to stop: inside the engine, that would now and then be lost
            self._con.interrupt()
            raise

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """See Backend."""
        try:
            return self._con.sql(sql).to_arrow_reader(200_000)
        except duckdb.Error as error:
            raise _translated(error, sql) from error

    def register(self, name: str, table: pa.Table) -> None:
        """See Backend."""
        self._con.register(name, table)

    def close(self) -> None:
        """Let go of memory and spill files."""
        self._thread.shutdown()
        self._con.close()
        if self._spill:
            shutil.rmtree(self._spill, ignore_errors=True)


def _own_folder(spill: Path) -> Path | None:
    """A new folder for this process; None where nothing may be written: a case on such a disk can still be looked at."""
    host = f"{socket.gethostname()}_"
    try:
        spill.mkdir(parents=True, exist_ok=True)
        for left in spill.iterdir():  # of processes that were killed
            owner = left.name.removeprefix(host).partition("_")[0]
            if left.name.startswith(host) and owner.isdecimal() and not _runs(int(owner)):
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{host}{os.getpid()}_", dir=spill))
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return None
        raise


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _translated(error: duckdb.Error, sql: str) -> WorkError:
    """An engine's error as one of ours. The text of a conversion error may hold a value, so only its kind is passed on."""
    text = str(error)
    if (
        is_no_space(error)
        or "out of disk" in text.lower()
        or "exceeds available disk" in text.lower()
        or "max_temp_directory_size" in text
    ):
        return DiskFull("no room left on the disk of the case while linking; free some and run the same command again")
    where = sql.split(" AS ", 1)[0][-60:].strip() if " AS " in sql else "a query"
    if isinstance(error, (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)):
        return WorkError(f"the engine refused {where}: {text.splitlines()[0]}")
    return WorkError(f"the engine failed in {where} ({type(error).__name__})")
