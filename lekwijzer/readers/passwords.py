"""The passwords that may open the file that is being read: offered around the call of a reader, asked for by readers of formats that can be encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OFFERED: ContextVar[tuple[str, ...]] = ContextVar("passwords", default=())


def passwords() -> tuple[str, ...]:
    """Those to be tried, in order; when none of them opens the file, a reader raises Encrypted."""
    return _OFFERED.get()


@contextmanager
def offered(some: tuple[str, ...]) -> Iterator[None]:
    """Offers passwords to what is read inside."""
    before = _OFFERED.set(some)
    try:
        yield
    finally:
        _OFFERED.reset(before)
