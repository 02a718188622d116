"""The settings of a case as types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from zoneinfo import ZoneInfo

from lekwijzer.model import Limits, Role

SUBJECT_COLUMNS = ("verdict", "probability", "datasets", "fields", "letters", "party", "register", "flags")
"""What a cohort's rule sees, beside `row`."""

FLAGS = ("deceased", "minor", "secret_address", "emigrated", "shared_bsn", "outside_scope")
"""What `flags` can hold."""

OVERRIDES: tuple[str, ...] = ("key", "ignore", *(role.value for role in Role))
"""What a column can be declared to be."""

WORK, REVISIONS = "work", "revisions"


class Columns(dict[str, tuple[str | int, ...]]):
    """Overrides: a role, `key` or `ignore` → the columns that hold it, by header name or by position from 1.

    `lines` says on which line of case.toml a role stands, and under "" the table itself.
    """

    def __init__(self, columns: Mapping[str, tuple[str | int, ...]] = MappingProxyType({}), line: int = 0) -> None:
        super().__init__(columns)
        self.lines: dict[str, int] = {"": line}

    def line(self, role: str) -> int:
        """The line of a role; that of the table, when the role has none; 0 when neither is known."""
        return self.lines.get(role) or self.lines[""]


class PartyRole(StrEnum):
    """What an organisation is in the case."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"
    AUTHORITY = "authority"
    CARE_PROVIDER = "care_provider"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation."""

    id: str
    name: str
    role: PartyRole | None


@dataclass(frozen=True, slots=True)
class Register:
    """A reference list of people of one party."""

    id: str
    party: str  # "" when the case names no parties
    files: tuple[Path, ...]  # files only
    as_of: date | None
    shared: tuple[str, ...] | None  # fields that the party shared; None = not said
    columns: Columns


@dataclass(frozen=True, slots=True)
class Password:
    """Where a password is: `env:NAME`, `file:path`, or the password itself. It stands in no text that is shown."""

    source: str = field(repr=False)
    line: int = field(default=0, compare=False)  # in case.toml


@dataclass(frozen=True, slots=True)
class Dataset:
    """One body of leaked files."""

    id: str
    files: tuple[Path, ...]  # files and folders; none lies in another
    found: datetime | None  # always with a time zone
    complete: bool
    columns: dict[str, Columns] = field(default_factory=dict)  # pattern of file names → overrides
    passwords: dict[str, tuple[Password, ...]] = field(default_factory=dict)  # pattern of file names → to be tried

    def passwords_for(self, file: str) -> tuple[Password, ...]:
        """The passwords to try on a file or member, by the same patterns as overrides."""
        parts = _parts(file)
        return tuple(
            one for pattern, some in self.passwords.items() if _ends_with(parts, _parts(pattern)) for one in some
        )

    def columns_for(self, file: str) -> Columns:
        """The overrides for a file or member, named as in the coverage list (`!/` between container and member).

        A pattern fits when it fits the end of the name, whole parts of the path at a time: `export/*.csv` fits
        `leaked/first/export/a.csv` and `first.zip!/export/a.csv`. Of several patterns that fit, the later one
        in case.toml wins, per role.
        """
        merged = Columns()
        parts = _parts(file)
        for pattern, columns in self.columns.items():
            if _ends_with(parts, _parts(pattern)):
                merged.update(columns)
        return merged


@dataclass(frozen=True, slots=True)
class Holds:
    """Which rows of a register a system holds."""

    register: str
    where: str | None  # SQL over the register's columns; None = every row
    line: int = field(default=0, compare=False)  # of `where` in case.toml; 0: not known


@dataclass(frozen=True, slots=True)
class System:
    """A system that the intruder reached."""

    id: str
    name: str
    holds: tuple[Holds, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mailing that was sent before."""

    id: str
    register: str
    files: tuple[Path, ...]  # files only
    sent: date | None
    line: int = field(default=0, compare=False)  # of `files` in case.toml


@dataclass(frozen=True, slots=True)
class Cohort:
    """A letter group; the first rule that holds decides."""

    id: str
    title: str
    where: str
    line: int = field(default=0, compare=False)  # of `where` in case.toml


@dataclass(frozen=True, slots=True)
class Case:
    """One breach."""

    folder: Path  # absolute
    name: str
    timezone: ZoneInfo
    parties: tuple[Party, ...]
    registers: tuple[Register, ...]
    datasets: tuple[Dataset, ...]
    systems: tuple[System, ...]
    letters: tuple[Letter, ...]
    cohorts: tuple[Cohort, ...]
    limits: Limits = field(default_factory=Limits)  # of unpacking

    @property
    def work(self) -> Path:
        """The folder of what can be made again: items read, spool, lock, log."""
        return self.folder / WORK

    @property
    def revisions(self) -> Path:
        """The folder of immutable revisions."""
        return self.folder / REVISIONS


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("!/", "/").removeprefix("./")).parts


def _ends_with(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Do the last parts of a path fit a pattern; `**` stands for any number of parts."""

    def fits(at: int, i: int) -> bool:
        if i == len(wanted):
            return at == len(parts)
        if wanted[i] == "**":
            return any(fits(k, i + 1) for k in range(at, len(parts) + 1))
        if at == len(parts):
            return False
        # A name may hold the signs of a pattern itself: deel[1].csv
        return (parts[at] == wanted[i] or fnmatchcase(parts[at], wanted[i])) and fits(at + 1, i + 1)

    return any(fits(start, 0) for start in range(len(parts)))
