"""The main job at full size: write the replica, assess it, hold it against its truth.

    python bench/assess.py [--scale 1] [--seed 3] [--folder bench/work/replica-1]

Prints wall time, the memory of all processes together (sampled five times a second), and the accuracy figures. The
second line repeats the run on the same case, to show what an unchanged case costs.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from score import score


@dataclass(slots=True)
class Memory:
    """Bytes in memory of a process and all below it."""

    held: int = 0  # a page that several processes share counts once, in parts: what the machine has to give
    counted: int = 0  # the same page in each of them: an upper bound

    @classmethod
    def of(cls, root: int) -> Memory:
        """Now."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError, IndexError):
                    parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        total, waiting = cls(), [root]
        while waiting:
            pid = waiting.pop()
            with suppress(OSError):
                lines = dict(
                    line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
                )
                total.held += int(lines["Pss"].split()[0]) << 10
                total.counted += int(lines["Rss"].split()[0]) << 10
            waiting += [child for child, parent in parents.items() if parent == pid]
        return total

    def most(self, other: Memory) -> Memory:
        """The larger of each."""
        return Memory(max(self.held, other.held), max(self.counted, other.counted))

    def __str__(self) -> str:
        return f"{self.held / 1e9:6.2f} GB in all processes ({self.counted / 1e9:.2f} when shared pages count in each)"


def timed(command: list[str]) -> tuple[float, Memory]:
    """Wall seconds and the peak of the memory of a command."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = Memory()
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.2):
            peak = peak.most(Memory.of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    if code:
        sys.exit(f"{' '.join(command)} ended with {code}")
    return time.monotonic() - began, peak


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("--folder", type=Path)
    options.add_argument(
        "--keep", action="store_true", help="use the case in the folder as it is, without its work and revisions"
    )
    given = options.parse_args()
    folder = given.folder or Path(__file__).parent / "work" / f"replica-{given.scale:g}"
    tool = [sys.executable, "-m", "lekwijzer"]
    if not (given.keep and folder.is_dir()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        wall, peak = timed(
            [*tool, "replica", str(folder), "--scale", str(given.scale), "--seed", str(given.seed), "--quiet"]
        )
        print(f"{'replica written':40} {wall:8.1f} s {peak}")
    for name in ("work", "revisions"):
        shutil.rmtree(folder / name, ignore_errors=True)
    size = sum(f.stat().st_size for f in (folder / "leaked").rglob("*") if f.is_file())
    print(f"{'leaked files':40} {size / 1e9:8.2f} GB")
    for what in ("assess", "assess again, nothing new"):
        wall, peak = timed([*tool, "assess", str(folder), "--quiet"])
        print(f"{what:40} {wall:8.1f} s {peak}")
    for name, value in score(folder).items():
        if not name.startswith("rows_"):
            print(f"{name:40} {value:.6f}" if isinstance(value, float) else f"{name:40} {value}")


if __name__ == "__main__":
    main()
