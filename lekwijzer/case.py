"""The case: what case.toml says, as typed settings. Every mistake in it is told at once, one line each.

A case is a folder. case.toml in it is written by people; work/ and revisions/ are written by the program, and
nothing else is written anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from lekwijzer.case_errors import FILE, Mistakes, Place, Section, describe, locate, mistake, nearest, one_of, read_toml
from lekwijzer.case_files import files_of
from lekwijzer.case_sql import read_condition
from lekwijzer.case_types import (
    FLAGS,
    OVERRIDES,
    SUBJECT_COLUMNS,
    Case,
    Cohort,
    Columns,
    Dataset,
    Holds,
    Letter,
    Party,
    PartyRole,
    Password,
    Register,
    System,
)
from lekwijzer.errors import CaseError, WorkError
from lekwijzer.model import FIELDS, Limits, Passwords, Verdict

__all__ = [
    "Case", "Cohort", "Columns", "Dataset", "Holds", "Letter", "Party", "PartyRole", "Register", "System",
    "case_file", "check_folders", "load_case", "parse_case",
]  # fmt: skip

T = TypeVar("T")
MOST_DEPTH = 200
"""Containers in one another that can be asked for: each is some calls deep."""


def load_case(folder: Path) -> Case:
    """The case in a folder; a CaseError lists every mistake in its case.toml."""
    path = case_file(folder)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{FILE}: cannot be read: {error.strerror}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CaseError(f"{FILE}:{line}: found a byte that is not UTF-8, expected a text file in UTF-8") from None
    return parse_case(text, path.parent)


def case_file(folder: Path) -> Path:
    """The absolute path of the case.toml of a case folder (or of itself)."""
    path = Path(os.path.abspath(folder))
    if path.is_file() and path.name == FILE:
        return path
    if (path / FILE).is_file():
        return path / FILE
    if path.is_dir():
        raise CaseError(f"{folder}: found no {FILE} in this folder; make a case with: lekwijzer new CASE")
    meant = nearest(path.name, (p.parent.name for p in path.parent.glob(f"*/{FILE}")))
    hint = f'; did you mean "{meant}"?' if meant else "; make a case with: lekwijzer new CASE"
    raise CaseError(f"{folder}: found nothing here, expected a folder with a {FILE}{hint}")


def check_folders(case: Case) -> None:
    """Raises WorkError when something else stands where the program's own folders go."""
    for folder in (case.work, case.revisions):
        if os.path.lexists(folder) and not folder.is_dir():
            raise WorkError(f"{folder} is a file, expected a folder of the program; move it away")


def parse_case(text: str, folder: Path) -> Case:
    """The case that a text of case.toml describes, for a folder."""
    text = text.replace("\r\n", "\n")
    data = read_toml(text)
    mistakes = Mistakes(locate(text))
    case = _Reader(data, folder, mistakes).case()
    mistakes.raise_if_any()
    return case


def passwords_of(case: Case) -> Passwords:
    """The passwords of a case, fetched from where they are; raises a CaseError when one is not there."""
    datasets = {dataset.id: dataset for dataset in case.datasets}
    told = {
        one.source: _fetched(one, case.folder)
        for dataset in case.datasets for some in dataset.passwords.values() for one in some
    }  # fmt: skip
    return Passwords(partial(_passwords_for, datasets, told), tuple(dict.fromkeys(told.values())))


def _passwords_for(datasets: dict[str, Dataset], told: dict[str, str], dataset: str, file: str) -> tuple[str, ...]:
    """Of a module, so that it can go to another process."""
    return tuple(dict.fromkeys(told[one.source] for one in datasets[dataset].passwords_for(file)))


def _fetched(password: Password, folder: Path) -> str:
    kind, colon, name = password.source.partition(":")
    if kind == "env" and colon:
        if name not in os.environ:
            found = f"the environment variable {name}, which is not set"
            raise CaseError(mistake(password.line, found, "one that holds the password"))
        return os.environ[name]
    if kind == "file" and colon:
        try:
            return (folder / name).read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            found = f"the file {name}, which cannot be read"
            raise CaseError(mistake(password.line, found, "a text file with the password")) from None
    return password.source


class _Reader:
    """Turns the parsed file into a Case and notes what is wrong on the way."""

    def __init__(self, data: dict[str, Any], folder: Path, mistakes: Mistakes) -> None:
        self.top = Section(data, (), mistakes)
        self.folder = folder
        self.mistakes = mistakes
        self.zone = ZoneInfo("UTC")
        self.ids: dict[str, list[str]] = {}  # of each kind of table, as far as they are read

    def case(self) -> Case:
        head = Section(self.top.table("case"), ("case",), self.mistakes)
        name = head.text("name", default=self.folder.name)
        self.zone = self._timezone(head)
        head.close()
        limits = self._limits()
        case = Case(  # in this order: what comes later names what came before
            folder=self.folder,
            name=name,
            timezone=self.zone,
            limits=limits,
            parties=self._each("party", self._party),
            registers=self._each("register", self._register),
            datasets=self._each("dataset", self._dataset),
            systems=self._each("system", self._system),
            letters=self._each("letter", self._letter),
            cohorts=self._each("cohort", self._cohort),
        )
        self.top.close()
        return case

    def _limits(self) -> Limits:
        section = Section(self.top.table("limits"), ("limits",), self.mistakes)
        usual = Limits()
        limits = Limits(
            depth=int(section.number("depth", 1, MOST_DEPTH, usual.depth)),
            entries=int(section.number("entries", 1, 1_000_000_000, usual.entries)),
            share_of_free=section.number("share_of_free", 0.01, 0.99, usual.share_of_free),
            bytes=int(section.number("bytes", 1, 1 << 60, 0)) or None,
            seconds=int(section.number("seconds", 1, 1_000_000, usual.seconds)),
            memory=int(section.number("memory", 1 << 30, 1 << 50, usual.memory)),
        )
        section.close()
        return limits

    def _each(self, kind: str, read: Callable[[Section, str], T]) -> tuple[T, ...]:
        made: list[T] = []
        seen: dict[str, None] = {}
        for section in self.top.tables(kind, f"[[{kind}]] with two brackets, for there can be several"):
            expected = f"an id that no other {kind} has"
            name = section.text("id", expected, needed=True)
            if any(c in '|/\\"' or not c.isprintable() for c in name):
                section.wrong("id", f"the id {describe(name)}", 'an id without | / \\ and "')
            if name and name in seen:
                section.wrong("id", f"the id {describe(name)} for a second {kind}", expected)
            seen[name] = None
            made.append(read(section, name))
            section.close()
        self.ids[kind] = [name for name in seen if name]
        return tuple(made)

    def _timezone(self, head: Section) -> ZoneInfo:
        name = head.text("timezone", "a time zone such as Europe/Amsterdam", default="Europe/Amsterdam")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # the last where it is the folder of a continent
            known = available_timezones()
        if not known:
            raise WorkError("this machine has no time zone data; install it with: apt-get install tzdata")
        head.wrong(
            "timezone", f"the time zone {describe(name)}", "a name such as Europe/Amsterdam", nearest(name, known)
        )
        return self.zone

    def _party(self, section: Section, name: str) -> Party:
        roles = ", ".join(role.value for role in PartyRole)
        given = section.text("role", f"one of {roles}")
        plain = given.lower().replace(" ", "_").replace("-", "_")
        role = PartyRole(plain) if plain in set(PartyRole) else None
        if given and role is None:
            section.wrong("role", f"the role {describe(given)}", f"one of {roles}", nearest(plain, PartyRole))
        return Party(name, section.text("name", default=name), role)

    def _register(self, section: Section, name: str) -> Register:
        return Register(
            id=name,
            party=self._known(section, "party", needed=len(self.ids["party"]) > 1),
            files=files_of(section, self.folder, walk=True),
            as_of=section.day("as_of"),
            shared=self._shared(section),
            columns=self._columns(section.table("columns"), section.at("columns")),
        )

    def _shared(self, section: Section) -> tuple[str, ...] | None:
        fields = f"fields out of {', '.join(FIELDS)}"
        given = section.texts("shared", fields)
        for i, one in enumerate(given or []):
            if one not in FIELDS:
                place = (*section.at("shared"), i)
                self.mistakes.add(place, f"the field {describe(one)} in `shared`", fields, nearest(one, FIELDS))
        return None if given is None else tuple(given)

    def _dataset(self, section: Section, name: str) -> Dataset:
        found = section.moment("found")
        table, place = section.table("columns"), section.at("columns")
        everywhere = {key: value for key, value in table.items() if not isinstance(value, dict)}
        columns = {"*": self._columns(everywhere, place)} if everywhere else dict[str, Columns]()
        for pattern, value in table.items():
            if isinstance(value, dict):
                columns[pattern] = self._columns(value, (*place, pattern))
        return Dataset(
            id=name,
            files=files_of(section, self.folder),
            found=found.replace(tzinfo=self.zone) if found and found.tzinfo is None else found,
            complete=section.flag("complete", default=False),
            columns=columns,
            passwords=self._passwords(section),
        )

    def _passwords(self, section: Section) -> dict[str, tuple[Password, ...]]:
        """What is to be tried on which files; what stands there is never told, as it may be the password itself."""
        expected = "`env:NAME`, `file:path`, the password itself, or a list of these"
        found: dict[str, tuple[Password, ...]] = {}
        for pattern, value in section.table("passwords").items():
            place = (*section.at("passwords"), pattern)
            some = value if isinstance(value, list) else [value]
            if not some or not all(isinstance(one, str) and one for one in some):
                self.mistakes.add(place, f'something that is no text for "{pattern}" in `passwords`', expected)
            else:
                found[pattern] = tuple(Password(one, self.mistakes.line(place)) for one in some)
        return found

    def _system(self, section: Section, name: str) -> System:
        holds: list[Holds] = []
        for one in section.tables("holds", 'a list of { register = "...", where = "..." }'):
            register = self._known(one, "register", needed=True)
            where = self._condition(one, needed=False) or None
            holds.append(Holds(register, where, self._line(one, "where")))
            one.close()
        return System(name, section.text("name", default=name), tuple(holds))

    def _letter(self, section: Section, name: str) -> Letter:
        return Letter(
            id=name,
            register=self._known(section, "register", needed=True),
            files=files_of(section, self.folder, walk=True),
            sent=section.day("sent"),
            line=self._line(section, "files"),
        )

    def _cohort(self, section: Section, name: str) -> Cohort:
        where = self._condition(section, needed=True)
        self._of_subjects(section, where)
        return Cohort(name, section.text("title", default=name), where, self._line(section, "where"))

    def _line(self, section: Section, key: str) -> int:
        return self.mistakes.line(section.at(key))

    def _known(self, section: Section, key: str, *, needed: bool) -> str:
        """The id of another table. Left out, it is the only one there is."""
        ids = self.ids[key]
        expected = f"the id of a [[{key}]]" + (f": {', '.join(ids[:12])}" if ids else ", of which there is none")
        if len(ids) == 1 and key not in section.data:
            needed = False
        given = section.text(key, expected, needed=needed)
        if given and given not in ids:
            section.wrong(key, f"the {key} {describe(given)}", expected, nearest(given, ids))
        return given or (ids[0] if len(ids) == 1 else "")

    def _condition(self, section: Section, *, needed: bool) -> str:
        expected = "a condition in SQL"
        sql = section.text("where", expected, needed=needed)
        read = read_condition(sql)
        if sql and read.problem:
            section.wrong("where", f"SQL that does not parse in `where` ({read.problem})", expected)
        if read.query:
            section.wrong("where", "a query in `where`", "a condition over the columns of one row")
        return sql

    def _of_subjects(self, section: Section, sql: str) -> None:
        """A cohort's rule: its columns must exist, and what they are compared with must be something they can hold."""
        read = read_condition(sql)
        for path in read.columns:
            if path[0].lower() not in (*SUBJECT_COLUMNS, "row"):
                expected = f"one of {', '.join(SUBJECT_COLUMNS)}, or row.<column of the register>"
                section.wrong(
                    "where", f"the column `{path[0]}` in `where`", expected, nearest(path[0], SUBJECT_COLUMNS)
                )
        values: dict[str, list[str]] = {
            "verdict": [*Verdict], "party": self.ids["party"], "register": self.ids["register"], "datasets": self.ids["dataset"],
            "fields": [*FIELDS], "letters": self.ids["letter"], "flags": [*FLAGS],
        }  # fmt: skip
        for path, text in read.compared:
            known = values.get(path[0].lower()) if len(path) == 1 else None
            if known is not None and text not in known and (text or path[0].lower() != "party"):
                found = f"{describe(text)} for `{path[0].lower()}` in `where`"
                section.wrong("where", found, one_of(known), nearest(text, known))

    def _columns(self, table: dict[str, Any], place: Place) -> Columns:
        columns = Columns(line=self.mistakes.line(place))
        expected = "a header name, a position from 1, or a list of these"
        for key, value in table.items():
            if key not in OVERRIDES:
                roles = f"one of {', '.join(OVERRIDES)}"
                self.mistakes.add((*place, key), f"unknown column role `{key}`", roles, nearest(key, OVERRIDES))
            names: list[str | int] = []
            if value == []:
                self.mistakes.add((*place, key), f"an empty list for column role `{key}`", expected)
            for one in value if isinstance(value, list) else [value]:
                if (isinstance(one, str) and one) or (isinstance(one, int) and not isinstance(one, bool) and one >= 1):
                    names.append(one)
                else:
                    self.mistakes.add((*place, key), f"{describe(one)} for column role `{key}`", expected)
            columns[key] = tuple(names)
            columns.lines[key] = self.mistakes.line((*place, key))
        return columns
