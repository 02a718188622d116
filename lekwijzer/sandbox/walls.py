"""What stands between a worker and the rest of the machine: bubblewrap where it is installed, else what the kernel gives.

With bubblewrap a worker has no network, sees no other process, and can write to one folder only. Without it a network
namespace of its own is asked for, which not every machine grants.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_NO_BWRAP = "LEKWIJZER_NO_BWRAP"
"""Set in the environment, workers run without bubblewrap although it is there: for machines on which it misbehaves."""


@dataclass(frozen=True, slots=True)
class Walls:
    """How workers are kept apart on this machine."""

    bwrap: str | None  # the program, when it is installed and may make namespaces

    def around(self, command: list[str], room: Path) -> list[str]:
        """The command line that runs a command with `room` as the only folder that it can write to."""
        if self.bwrap is None:
            return command
        there = os.fspath(room.resolve())
        return [
            self.bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
            "--dev", "/dev", "--proc", "/proc", "--bind", there, there, "--chdir", there, "--", *command,
        ]  # fmt: skip


@cache
def walls_here() -> Walls:
    """What this machine has; tried once."""
    found = None if os.environ.get(_NO_BWRAP) else shutil.which("bwrap")
    if found is None:
        return Walls(None)
    try:
        tried = subprocess.run(
            Walls(found).around([sys.executable, "-S", "-c", ""], Path.cwd()),
            capture_output=True, check=False, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return Walls(None)
    return Walls(found if tried.returncode == 0 else None)


def leave_network() -> bool:
    """Ask for a network of one's own, with nothing in it; called by a worker before it starts any thread."""
    try:
        libc = ctypes.CDLL(None)
        return bool(libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) == 0)
    except (AttributeError, OSError):
        return False


def die_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends."""
    try:
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL; on Linux
    except (AttributeError, OSError):
        return
    if parent and os.getppid() != parent:
        os._exit(1)
