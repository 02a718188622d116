"""The main job at full size: write the replica, assess it, hold it against its truth.

    python bench/assess.py [--scale 1] [--seed 3] [--folder bench/work/replica-1]

Prints wall time, the memory of all processes together (sampled five times a second), and the accuracy figures. The
second line repeats the run on the same case, to show what an unchanged case costs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from score import score


def resident(root: int) -> int:
    """Bytes in memory of a process and all below it; shared pages are counted once per process, so this is an upper bound."""
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                parents[int(entry.name)] = int(stat[1])
            except (OSError, IndexError):
                continue
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += sizes.get(pid, 0)
        waiting += [child for child, parent in parents.items() if parent == pid]
    return total


def timed(command: list[str]) -> tuple[float, int]:
    """Wall seconds and the peak of resident bytes of a command."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.2):
            peak = max(peak, resident(process.pid))

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
        print(f"{'replica written':40} {wall:8.1f} s {peak / 1e9:6.2f} GB")
    for name in ("work", "revisions"):
        shutil.rmtree(folder / name, ignore_errors=True)
    size = sum(f.stat().st_size for f in (folder / "leaked").rglob("*") if f.is_file())
    print(f"{'leaked files':40} {size / 1e9:8.2f} GB")
    for what in ("assess", "assess again, nothing new"):
        wall, peak = timed([*tool, "assess", str(folder), "--quiet"])
        print(f"{what:40} {wall:8.1f} s {peak / 1e9:6.2f} GB in all processes")
    for name, value in score(folder).items():
        if not name.startswith("rows_"):
            print(f"{name:40} {value:.6f}" if isinstance(value, float) else f"{name:40} {value}")


if __name__ == "__main__":
    main()
