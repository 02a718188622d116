"""What is said about how far the work is."""

from __future__ import annotations

import io
import sys

import pytest

from lekwijzer.progress import BYTES, BarProgress, PlainProgress, QuietProgress, amount, duration, make_progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_come_every_few_seconds_with_rate_and_time_left() -> None:
    lines: list[str] = []
    clock = Clock()
    with PlainProgress(lines.append, every=5, clock=clock).stage("reading", 100_000_000, BYTES) as stage:
        for _ in range(10):
            clock.now += 1
            stage.advance(5_000_000)
    assert lines == [
        "reading: 100.0 MB ...\n",
        "reading: 25.0 MB of 100.0 MB, 5.0 MB/s, 15 s left\n",
        "reading: 50.0 MB of 100.0 MB, 5.0 MB/s, 10 s left\n",
        "reading: 50.0 MB in 10 s\n",
    ]


def test_plain_lines_without_a_total() -> None:
    lines: list[str] = []
    clock = Clock()
    with PlainProgress(lines.append, every=1, clock=clock).stage("linking", unit="rows") as stage:
        clock.now = 2
        stage.advance(3000)
        clock.now = 4
        stage.advance(3000)
    assert lines[1:] == ["linking: 3,000 rows, 1,500 rows/s\n", "linking: 6,000 rows, 1,500 rows/s\n",
                         "linking: 6,000 rows in 4.0 s\n"]  # fmt: skip


def test_a_terminal_gets_bars_that_end_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    progress = make_progress()
    assert isinstance(progress, BarProgress)
    with progress.stage("reading", 10, "files") as outer, progress.stage("[odd] name") as inner:
        outer.advance(10)
        inner.advance(1500)
        progress.say("a line [with] brackets")
    with progress.stage("deciding"):
        pass
    shown = screen.getvalue()
    assert "10 files in " in shown
    assert "1,500 rows in " in shown
    assert "[odd] name" in shown
    assert "a line [with] brackets" in shown
    assert "deciding" in shown
    assert "0 rows" not in shown.rsplit("deciding", 1)[1]


def test_an_error_within_a_stage_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    for progress in (BarProgress(), PlainProgress(lambda _: None), QuietProgress()):
        with pytest.raises(ZeroDivisionError), progress.stage("reading", 10):
            raise ZeroDivisionError
        with progress.stage("again") as stage:
            stage.advance()


def test_which_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert isinstance(make_progress(), PlainProgress)
    assert isinstance(make_progress(quiet=True), QuietProgress)


def test_amounts_and_durations() -> None:
    assert [amount(n, BYTES) for n in (0, 999, 1500, 2.5e6, 3e9)] == [
        "0 bytes",
        "999 bytes",
        "1.5 kB",
        "2.5 MB",
        "3.0 GB",
    ]
    assert amount(1234567, "rows") == "1,234,567 rows"
    assert [duration(s) for s in (0.04, 59.7, 185, 7800)] == ["0.0 s", "1 min 00 s", "3 min 05 s", "2 h 10 min"]
