"""What the workers of the tests are asked to do; found by its name in every process."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

from lekwijzer.sandbox import alive, at


def double(number: int) -> int:
    at(0, 60)
    return 2 * number


def pieces(asked: tuple[int, int]) -> list[int]:
    """Takes several pieces in hand, and dies at one of them."""
    many, deadly = asked
    for number in range(many):
        at(number, 60)
        if number == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
    return list(range(many))


def nothing(_: None) -> None:
    at(0, 60)
    time.sleep(600)


def slowly(seconds: float) -> str:
    """Longer than may be kept silent, and not silent."""
    at(0, 60)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
        alive()
    return "done"


def asleep(seconds: int) -> None:
    """Gives signs of life and does nothing."""
    at(0, seconds)
    while True:
        time.sleep(0.05)
        alive()


def spin(seconds: int) -> None:
    at(0, seconds)
    while True:
        alive()


def grow(size: int) -> int:
    at(0, 60)
    return len(bytearray(size))


def chatter(_: None) -> str:
    """Prints what is no answer."""
    at(0, 60)
    sys.stdout.write("printed\n")
    os.write(1, b"written\n")
    os.write(2, b"said\n")
    return "answer"


def lie(line: str) -> None:
    """Writes into the line to the parent itself, as hostile code would."""
    at(0, 60)
    for number in range(3, 20):
        try:
            os.write(number, line.encode() + b"\n")
        except OSError:
            continue
    time.sleep(600)


def fail(kind: str) -> None:
    at(0, 60)
    if kind == "full":
        raise OSError(28, "No space left on device")
    raise ValueError("a value from a file")


def around(asked: tuple[str, str]) -> dict[str, object]:
    """What a worker can reach."""
    inside, outside = asked
    at(0, 60)
    found: dict[str, object] = {}
    for name, place in (("inside", inside), ("outside", outside)):
        try:
            (Path(place) / "written").write_text("x")
            found[name] = True
        except OSError:
            found[name] = False
    port = int(os.environ["TEST_PORT"])
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        found["network"] = True
    except OSError:
        found["network"] = False
    found["processes"] = sum(name.isdigit() for name in os.listdir("/proc"))
    return found


def die(_: object) -> None:
    at(0, 60)
    os.kill(os.getpid(), signal.SIGKILL)
