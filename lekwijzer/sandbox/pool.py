"""The parent's side: hands out jobs, watches the clock, replaces workers, and tells what became of each job."""

from __future__ import annotations

import json
import math
import os
import pickle
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from lekwijzer.allocators import SETTINGS
from lekwijzer.sandbox.child import SIZE
from lekwijzer.sandbox.walls import Walls, walls_here

_LONGEST = 1 << 30
"""Bytes of one answer; a longer one is no answer of ours."""
_BEGIN = "from lekwijzer.sandbox.child import main; main()"
_START = 120.0
"""Seconds that a worker may take to start and load its modules."""
_WALL = 10
"""Seconds on the clock for each of processor time that a piece may take: it waits for disks and other programs, too."""
_LONGEST_PIECE = 1e6
"""Seconds; a worker that asks for more does not get it."""


ENVIRONMENT = SETTINGS | dict.fromkeys(
    ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1"
)
"""What a worker is started with: one core each."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What one worker may use."""

    memory: int = 6 << 30  # bytes of address space; it holds mapped files and reserved room too
    silence: float = 120.0  # seconds without a sign of life
    pieces: int = 2_000  # after so many pieces of work it is replaced,
    resident: int = 1 << 30  # and when it holds more than this


@dataclass(frozen=True, slots=True)
class Job:
    """A function of a module, `package.module:name`, what it is called with, and how many pieces it has."""

    function: str
    argument: Any
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a job: its value; or, when `failed` says how, the piece that was in hand (None: none yet).

    `failed`: "died" (the worker was gone), "silent" (no sign of life for too long), or the name of an error; `errno` of that error.
    """

    job: Job
    value: Any = None
    failed: str = ""
    errno: int = 0
    piece: int | None = None


CANNOT_START = "the processes that read files cannot be started; `lekwijzer doctor` says what is missing"
"""What is said when no worker comes as far as its first piece."""


def why_lost(failed: str) -> str:
    """What a job that `failed` so says to people who look at the file."""
    return {
        "died": "reading it killed the worker",
        "silent": "reading it took too long and was stopped",
        "MemoryError": "too large for the memory of a reader",
    }.get(failed, f"the reader failed ({failed})")


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    job: Job | None = None
    piece: int | None = None
    until: float = 0.0
    latest: float = 0.0  # whatever signs of life it gives
    held: bytearray = field(default_factory=bytearray)
    done: int = 0  # pieces

    @property
    def answers(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()


class Pool:
    """Up to `size` workers, which can write to the folder `room` only. Used as a context; leaving it ends them all.

    A worker is started when there is work for it, and loads the modules `loads` before its first job comes.
    """

    def __init__(
        self,
        size: int,
        room: Path,
        *,
        loads: Sequence[str] = (),
        guard: Guard | None = None,
        kept_by: Walls | None = None,
    ) -> None:
        self.size = max(size, 1)
        self._loads = tuple(loads)
        self._room = room
        self._guard = guard or Guard()
        self._walls = walls_here() if kept_by is None else kept_by
        self._jobs: deque[Job] = deque()
        self._out = 0  # jobs handed in and not yet answered to the caller
        self._answers: SimpleQueue[Ended | BaseException] = SimpleQueue()
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        self._bell, self._push = os.pipe()
        self._selector.register(self._bell, selectors.EVENT_READ, None)
        self._closed = False
        self._thread = threading.Thread(target=self._watch, name="workers", daemon=True)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, whatever they have in hand."""
        if self._closed:
            return
        self._closed = True
        if self._thread.ident is not None:
            os.write(self._push, b"!")
            self._thread.join()
        for worker in list(self._workers):
            self._end(worker)
        self._selector.close()
        os.close(self._bell)
        os.close(self._push)

    def submit(self, job: Job) -> None:
        """Hand in a job; it starts when a worker is free, whatever the caller does meanwhile."""
        self._out += 1
        self._jobs.append(job)
        if self._thread.ident is None:
            self._thread.start()
        os.write(self._push, b"!")

    def ended(self) -> Iterator[Ended]:
        """What became of each job, in the order in which they end, until none is left; jobs may be handed in meanwhile."""
        while self._out:
            ended = self._answers.get()
            if isinstance(ended, BaseException):
                raise ended
            self._out -= 1
            yield ended

    def _watch(self) -> None:
        """Runs in a thread: feeds the workers and hears them."""
        try:
            while not self._closed:
                self._feed()
                until = min((worker.until for worker in self._busy()), default=None)
                heard = self._selector.select(None if until is None else max(until - time.monotonic(), 0))
                for key, _ in heard:
                    if key.data is None:
                        os.read(self._bell, 4096)
                    else:
                        self._hear(key.data)
                for worker in self._busy():
                    if time.monotonic() > worker.until:
                        self._lost(worker, "silent")
        except BaseException as error:  # the caller must not wait for ever
            self._answers.put(error)

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.job is not None]

    def _feed(self) -> None:
        while self._jobs:
            free = next((worker for worker in self._workers if worker.job is None), None)
            if free is None:
                if len(self._workers) >= self.size:
                    return
                free = self._start()
            self._give(free, self._jobs.popleft())

    def _start(self) -> _Worker:
        file_size = max(shutil.disk_usage(self._room).free, 1 << 30)
        about = (os.getpid(), self._guard.memory, file_size, int(self._walls.bwrap is not None))
        command = [sys.executable, "-P", "-c", _BEGIN, *map(str, about), *self._loads]
        process = subprocess.Popen(
            self._walls.around(command, self._room),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,  # a panic's text may hold a value
            bufsize=0, env=self._environment(), start_new_session=True,
        )  # fmt: skip
        worker = _Worker(process)
        self._workers.append(worker)
        self._selector.register(worker.answers, selectors.EVENT_READ, worker)
        return worker

    def _environment(self) -> dict[str, str]:
        """Modules from where this process has them; no temporary file outside the room."""
        path = os.pathsep.join(place for place in sys.path if place)
        return {
            **os.environ,
            **ENVIRONMENT,
            "PYTHONPATH": path,
            "TMPDIR": os.fspath(self._room),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _give(self, worker: _Worker, job: Job) -> None:
        assert worker.process.stdin is not None
        worker.job, worker.piece = job, None
        quiet = self._guard.silence if worker.done else max(_START, self._guard.silence)
        worker.until = worker.latest = time.monotonic() + quiet
        data = pickle.dumps((job.function, job.argument))
        try:
            view = memoryview(SIZE.pack(len(data)) + data)
            while view:
                view = view[worker.process.stdin.write(view) :]
        except OSError:
            return  # it died; its answers end, which is seen there

    def _hear(self, worker: _Worker) -> None:
        data = os.read(worker.answers, 1 << 20)
        *lines, rest = (worker.held + data).split(b"\n")
        worker.held = bytearray(rest)
        try:
            for line in lines:
                self._told(worker, json.loads(line))
            worker.until = min(time.monotonic() + self._guard.silence, worker.latest)
            astray = not data or len(worker.held) > _LONGEST
        except (ValueError, TypeError, LookupError, RecursionError):  # none of our answers: it is not itself any more
            astray = True
        if astray and worker.job is not None:
            self._lost(worker, "died")
        elif astray:
            self._end(worker)

    def _told(self, worker: _Worker, message: list[Any]) -> None:
        """What a line of a worker says; raises when it is none of ours."""
        what = message[0]
        if what == "alive":
            return
        job = worker.job
        if what == "at":
            self._takes(worker, int(message[1]), float(message[2]))
            return
        if job is None or what not in ("done", "failed"):
            raise ValueError
        if what == "failed":
            self._lost(worker, str(message[1]), int(message[2]))
            return
        value, resident = message[1], int(message[2])
        worker.job, worker.done = None, worker.done + job.pieces
        if worker.done >= self._guard.pieces or resident > self._guard.resident:
            self._end(worker)
        self._answers.put(Ended(job, value))

    def _takes(self, worker: _Worker, piece: int, seconds: float) -> None:
        """A worker has its next piece in hand; each of its job once, so that it has an end."""
        before = -1 if worker.piece is None else worker.piece
        if worker.job is None or not before < piece < worker.job.pieces or not math.isfinite(seconds):
            raise ValueError
        worker.piece = piece
        worker.latest = time.monotonic() + self._guard.silence + _WALL * min(max(seconds, 0), _LONGEST_PIECE)

    def _lost(self, worker: _Worker, how: str, errno: int = 0) -> None:
        assert worker.job is not None
        ended = Ended(worker.job, failed=how, errno=errno, piece=worker.piece)
        worker.job = None
        self._end(worker)
        self._answers.put(ended)

    def _end(self, worker: _Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
            self._selector.unregister(worker.answers)
        try:
            os.killpg(worker.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        worker.process.kill()
        worker.process.wait()
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe is not None:
                pipe.close()
