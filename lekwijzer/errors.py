"""Every error this program raises on purpose.

LekwijzerError                 the root; its text is one line for the user and names the next step
├── UsageError                 wrong use: exit code 2
│   └── CaseError              case.toml is wrong: file, line, found, expected, nearest name
├── WorkError                  the work could not be done: exit code 1
│   ├── CaseBusy               another run holds the case
│   ├── DiskFull               no room left; the last revision is whole
│   ├── ConservationError      rows in are not rows out: a defect, said loudly
│   └── RegisterError          a register could not be read or has no usable key
└── Unreadable                 one item (or the rest of it) cannot be read; becomes a coverage row, never ends a run
    ├── Encrypted              a password is needed
    └── Postponed              it was left for another run, or for a machine that has what it takes: skipped
"""

from __future__ import annotations

import errno
from pathlib import Path
from shlex import quote

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says when there is no room left: on the disk, for this user, or in one file."""


def is_no_space(error: BaseException) -> bool:
    """Whether it says so; also where a library wraps the system's error in one of its own and only its text is left."""
    text = str(error).lower()
    by_number = isinstance(error, OSError) and error.errno in _NO_SPACE
    return by_number or "no space left on device" in text or "disk quota exceeded" in text


def as_argument(folder: Path) -> str:
    """A folder as a command that is advised must name it: from where the user stands, where it is below that."""
    here = Path.cwd()
    return quote(str(folder.relative_to(here) if here in folder.parents else folder))


class LekwijzerError(Exception):
    """Root of the tree."""

    exit_code = 1


class UsageError(LekwijzerError):
    """The command or the case file asks for something that does not exist."""

    exit_code = 2


class CaseError(UsageError):
    """One or more mistakes in case.toml, one line each."""


class WorkError(LekwijzerError):
    """The work could not be done."""


class CaseBusy(WorkError):
    """Another run holds the case."""


class DiskFull(WorkError):
    """No room left on the disk of the case."""


class ConservationError(WorkError):
    """Rows in are not rows out."""


class RegisterError(WorkError):
    """A register cannot be used."""


class Unreadable(LekwijzerError):
    """An item cannot be read; the text says why, without a value from the file."""


class Encrypted(Unreadable):
    """An item needs a password."""


class Postponed(Unreadable):
    """An item that was left unread in this run; the text says what it waits for."""
