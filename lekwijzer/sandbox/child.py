"""A worker: takes jobs from its parent one after the other, and answers in lines of JSON.

The parent believes nothing that comes from here but JSON: whoever takes a worker over through a hostile file gains no more
than the say over that file's own answer.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import signal
import struct
import sys
from importlib import import_module
from typing import BinaryIO

SIZE = struct.Struct("<Q")


def main() -> None:
    """Read jobs from stdin until it closes. `argv`: the parent's pid, bytes of memory, of a file, whether walls stand; modules to load."""
    from lekwijzer.sandbox import life, walls

    parent, memory, file_size, walled = (int(word) for word in sys.argv[1:5])
    if not walled:
        walls.die_with(parent)
        walls.leave_network()
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not get between the answers
    _limit(memory, file_size)

    def send(message: list[object]) -> None:
        out.write(json.dumps(message, ensure_ascii=True).encode("ascii") + b"\n")

    life.connect(send, _limit_cpu)
    for module in sys.argv[5:]:
        import_module(module)
    gc.freeze()
    jobs = os.fdopen(0, "rb", buffering=1 << 16)
    gc.set_threshold(100_000, 50, 50)  # readers make many short-lived rows and no cycles
    while (head := jobs.read(SIZE.size)) and len(head) == SIZE.size:
        send(_answer(jobs, SIZE.unpack(head)[0]))


def _answer(jobs: BinaryIO, size: int) -> list[object]:
    try:
        function, argument = pickle.loads(jobs.read(size))
        module, _, name = function.partition(":")
        answer = ["done", getattr(import_module(module), name)(argument), _resident()]
        json.dumps(answer)
        return answer
    except OSError as error:
        return ["failed", type(error).__name__, error.errno or 0, error.strerror or ""]
    except MemoryError:
        return ["failed", "MemoryError", 0, ""]
    except Exception as error:  # its text could hold a value from a file
        return ["failed", type(error).__name__, 0, ""]


def _limit(memory: int, file_size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what was read
    for which, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size)):
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):
            continue  # under a stricter limit already
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error of the write instead


def _limit_cpu(seconds: int) -> None:
    """Processor time for what comes next, over what was used; beyond it the kernel ends the worker."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _resident() -> int:
    """Bytes of memory that this process holds now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
