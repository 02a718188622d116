"""What intake hands over: one item per file and per member of a container."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lekwijzer.model import Limits, ReadOutcome

__all__ = ["BETWEEN", "Item", "Limits", "safe_label"]

BETWEEN = "!/"
"""Stands between a container and its member in the label of an item."""

BLANK = "empty"
"""The kind of what holds nothing but white space."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One file, or one member of a container.

    `outcome` and `problem` are what intake knows: READ when nothing is wrong so far, PARTLY when the content is
    damaged, UNREADABLE or SKIPPED when there is nothing to read. `path` is where the content lies: the file itself,
    or its copy in the spool; None when it must be fetched with `open_member` first.
    """

    dataset: str
    file: str  # the label: relative to the case, members after `!/`
    sha256: str  # of the content that was read; "" when none was
    bytes: int
    kind: str
    path: Path | None
    outcome: ReadOutcome = ReadOutcome.READ
    problem: str = ""
    container: bool = False

    @property
    def to_read(self) -> bool:
        """Whether a reader has work here."""
        filled = self.bytes > 0 and self.kind != BLANK
        return filled and not self.container and self.outcome in (ReadOutcome.READ, ReadOutcome.PARTLY)

    @property
    def to_sweep(self) -> bool:
        """Whether there are bytes that nobody reads: of an unknown format, or in an archive that is not whole."""
        whole = self.outcome is ReadOutcome.READ or (self.outcome is ReadOutcome.PARTLY and not self.container)
        return bool(self.sha256) and self.bytes > 0 and not whole


def safe_label(name: str) -> str:
    """A name that can be shown: bytes that are not UTF-8 and control characters are escaped with a backslash."""
    return _UNSAFE.sub(_escape, name)


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:  # a byte that Python could not decode in a file name
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
