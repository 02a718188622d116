"""How far the work is: a bar on a terminal, plain lines otherwise, nothing when asked to be quiet. On stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import Task, TaskID

BYTES = "bytes"
"""The unit that is shown as kB, MB, GB."""


class Stage(Protocol):
    """One step of the work, while it runs."""

    def advance(self, n: int = 1) -> None:
        """So many units more are done."""


class Progress(Protocol):
    """Where the work tells how far it is."""

    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> AbstractContextManager[Stage]:
        """A step of the work; `total` in `unit` when it is known."""

    def say(self, line: str) -> None:
        """A line that stays on the screen."""


def make_progress(quiet: bool = False) -> Progress:
    """The progress that fits where stderr goes."""
    if quiet:
        return QuietProgress()
    return BarProgress() if sys.stderr.isatty() else PlainProgress()


def amount(n: float, unit: str) -> str:
    """A number with its unit: `1,500 rows`, `1.5 GB`."""
    if unit != BYTES:
        return f"{n:,.0f} {unit}"
    for scale, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if n >= scale:
            return f"{n / scale:.1f} {name}"
    return f"{n:.0f} bytes"


def duration(seconds: float) -> str:
    """A stretch of time as people say it: `42 s`, `3 min 05 s`, `2 h 10 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


class QuietProgress:
    """Says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> Iterator[Stage]:
        """A stage that nobody sees."""
        yield _Count(total)

    def say(self, line: str) -> None:
        """Nothing."""


class _Count:
    """The plain bookkeeping of a stage."""

    def __init__(self, total: int | None) -> None:
        self.total = total
        self.done = 0

    def advance(self, n: int = 1) -> None:
        self.done += n


class PlainProgress:
    """A line when a stage starts, every few seconds, and when it ends: for logs and pipes."""

    def __init__(
        self,
        write: Callable[[str], object] | None = None,
        every: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write or _to_stderr
        self._every = every
        self._clock = clock

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> Iterator[Stage]:
        """A stage in lines; the last one gives the time it took."""
        self.say(f"{name} ..." if total is None else f"{name}: {amount(total, unit)} ...")
        stage = _LineStage(self, name, total, unit, self._clock, self._every)
        yield stage
        done = f"{amount(stage.done, unit)} in " if stage.done else ""
        self.say(f"{name}: {done}{duration(self._clock() - stage.began)}")

    def say(self, line: str) -> None:
        """One line, at once."""
        self._write(line + "\n")


class _LineStage(_Count):
    def __init__(
        self, out: PlainProgress, name: str, total: int | None, unit: str, clock: Callable[[], float], every: float
    ) -> None:
        super().__init__(total)
        self.began = self._told = clock()
        self._out, self._name, self._unit, self._clock, self._every = out, name, unit, clock, every

    def advance(self, n: int = 1) -> None:
        super().advance(n)
        now = self._clock()
        if now - self._told >= self._every:
            self._told = now
            self._out.say(f"{self._name}: {self._state(now - self.began)}")

    def _state(self, spent: float) -> str:
        rate = self.done / max(spent, 1e-9)
        parts = [f"{amount(rate, self._unit)}/s"]
        if not self.total:
            return ", ".join([amount(self.done, self._unit), *parts])
        if 0 < self.done < self.total:
            parts.append(f"{duration((self.total - self.done) / rate)} left")
        return ", ".join([f"{amount(self.done, self._unit)} of {amount(self.total, self._unit)}", *parts])


def _to_stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


class BarProgress:
    """Rich bars with rate and time left; a finished stage leaves its bar on the screen."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._open = 0

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> Iterator[Stage]:
        """A stage with a bar; stages within stages have bars below one another."""
        bars = self._start()
        task = bars.add_task(name, total=total, unit=unit)
        try:
            yield _BarStage(bars, task)
            done = bars.tasks[bars.task_ids.index(task)].completed
            bars.update(task, total=done or 1, completed=done or 1)
        finally:
            bars.stop_task(task)
            self._stop(bars)

    def say(self, line: str) -> None:
        """A line above the bars."""
        if self._bars is None:
            _to_stderr(line + "\n")
        else:
            self._bars.console.print(line, markup=False, highlight=False)

    def _start(self) -> Bars:
        self._open += 1
        if self._bars is None:
            self._bars = _make_bars()
            self._bars.start()
        return self._bars

    def _stop(self, bars: Bars) -> None:
        self._open -= 1
        if self._open == 0:
            bars.stop()
            self._bars = None


class _BarStage:
    def __init__(self, bars: Bars, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, n: int = 1) -> None:
        self._bars.advance(self._task, n)


def _make_bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class State(ProgressColumn):
        """Amount, rate and time: left while it runs, spent when it is over."""

        def render(self, task: Task) -> Text:
            return Text(bar_state(task), style="dim" if task.finished else "")

    columns = (TextColumn("{task.description:26}", markup=False), BarColumn(bar_width=28), State())
    return Progress(*columns, console=Console(stderr=True), refresh_per_second=5, speed_estimate_period=20)


def bar_state(task: Task) -> str:
    """The text beside a bar."""
    unit, spent = str(task.fields["unit"]), task.elapsed or 0.0
    counted = task.completed > 1 or not task.finished  # a stage that never counted is only timed
    if task.finished:
        return (f"{amount(task.completed, unit)} in " if counted else "") + duration(task.finished_time or spent)
    if not task.completed:
        return duration(spent)
    state = amount(task.completed, unit) + (f" of {amount(task.total, unit)}" if task.total else "")
    if task.speed:
        state += f", {amount(task.speed, unit)}/s"
    if task.time_remaining is not None:
        state += f", {duration(task.time_remaining)} left"
    return state
