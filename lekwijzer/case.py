"""The case: what case.toml says, as typed settings. Every mistake in it is told at once, one line each.

A case is a folder. case.toml in it is written by people; work/ and revisions/ are written by the program, and
nothing else is written anywhere.
"""

from __future__ import annotations

import glob
import os
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from lekwijzer.case_errors import FILE, Mistakes, Place, Section, describe, locate, nearest
from lekwijzer.case_sql import condition_problem
from lekwijzer.case_types import (
    OVERRIDES,
    REVISIONS,
    WORK,
    Case,
    Cohort,
    Columns,
    Dataset,
    Holds,
    Letter,
    Party,
    PartyRole,
    Register,
    System,
)
from lekwijzer.errors import CaseError, WorkError
from lekwijzer.model import FIELDS

__all__ = [
    "Case", "Cohort", "Columns", "Dataset", "Holds", "Letter", "Party", "PartyRole", "Register", "System",
    "case_file", "load_case", "parse_case",
]  # fmt: skip

T = TypeVar("T")


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


def parse_case(text: str, folder: Path) -> Case:
    """The case that a text of case.toml describes, for a folder."""
    text = text.replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CaseError(_syntax_line(str(error), text)) from None
    mistakes = Mistakes(locate(text))
    case = _Reader(data, folder, mistakes).case()
    mistakes.raise_if_any()
    return case


def _syntax_line(message: str, text: str) -> str:
    """tomllib's message, with its place in front."""
    what, _, where = message.partition(" (at ")
    digits = "".join(c if c.isdigit() else " " for c in where).split()
    line = int(digits[0]) if digits else text.count("\n") + 1
    column = f", column {digits[1]}" if len(digits) > 1 else ""
    return f"{FILE}:{line}: found text that is not TOML{column} ({what[:1].lower()}{what[1:]}), expected valid TOML"


class _Reader:
    """Turns the parsed file into a Case and notes what is wrong on the way."""

    def __init__(self, data: dict[str, Any], folder: Path, mistakes: Mistakes) -> None:
        self.top = Section(data, (), mistakes)
        self.folder = folder
        self.mistakes = mistakes
        self.zone = ZoneInfo("UTC")

    def case(self) -> Case:
        head = Section(self.top.table("case"), ("case",), self.mistakes)
        name = head.text("name", default=self.folder.name)
        self.zone = self._timezone(head)
        head.close()
        parties = self._each("party", self._party)
        self.parties = [p.id for p in parties]
        registers = self._each("register", self._register)
        self.registers = [r.id for r in registers]
        case = Case(
            folder=self.folder,
            name=name,
            timezone=self.zone,
            parties=parties,
            registers=registers,
            datasets=self._each("dataset", self._dataset),
            systems=self._each("system", self._system),
            letters=self._each("letter", self._letter),
            cohorts=self._each("cohort", self._cohort),
        )
        self.top.close()
        return case

    def _each(self, kind: str, read: Callable[[Section, str], T]) -> tuple[T, ...]:
        made: list[T] = []
        seen: set[str] = set()
        for section in self.top.tables(kind, f"[[{kind}]] with two brackets, for there can be several"):
            expected = f"an id that no other {kind} has"
            name = section.text("id", expected, needed=True)
            if any(c in '|/\\"' or not c.isprintable() for c in name):
                section.wrong("id", f"the id {describe(name)}", 'an id without | / \\ and "')
            if name in seen:
                section.wrong("id", f"the id {describe(name)} for a second {kind}", expected)
            seen.add(name)
            made.append(read(section, name))
            section.close()
        return tuple(made)

    def _timezone(self, head: Section) -> ZoneInfo:
        name = head.text("timezone", "a time zone such as Europe/Amsterdam", default="Europe/Amsterdam")
        known = available_timezones()
        if not known:
            raise WorkError("this machine has no time zone data; install it with: apt-get install tzdata")
        if name not in known:
            head.wrong(
                "timezone", f"the time zone {describe(name)}", "a name such as Europe/Amsterdam", nearest(name, known)
            )
            return self.zone
        return ZoneInfo(name)

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
            party=self._known(section, "party", self.parties, needed=len(self.parties) > 1),
            files=self._paths(section, walk=True),
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
        columns = {"*": self._columns(everywhere, place)} if everywhere else {}
        for pattern, value in table.items():
            if isinstance(value, dict):
                columns[pattern] = self._columns(value, (*place, pattern))
        return Dataset(
            id=name,
            files=self._paths(section),
            found=found.replace(tzinfo=self.zone) if found and found.tzinfo is None else found,
            complete=section.flag("complete", default=False),
            columns=columns,
        )

    def _system(self, section: Section, name: str) -> System:
        holds: list[Holds] = []
        for one in section.tables("holds", 'a list of { register = "...", where = "..." }'):
            register = self._known(one, "register", self.registers, needed=True)
            holds.append(Holds(register, self._condition(one, needed=False) or None))
            one.close()
        return System(name, section.text("name", default=name), tuple(holds))

    def _letter(self, section: Section, name: str) -> Letter:
        return Letter(
            id=name,
            register=self._known(section, "register", self.registers, needed=True),
            files=self._paths(section, walk=True),
            sent=section.day("sent"),
        )

    def _cohort(self, section: Section, name: str) -> Cohort:
        return Cohort(name, section.text("title", default=name), self._condition(section, needed=True))

    def _known(self, section: Section, key: str, ids: list[str], *, needed: bool) -> str:
        """The id of another table. Left out, it is the only one there is."""
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
        problem = condition_problem(sql) if sql else None
        if problem:
            section.wrong("where", f"SQL that does not parse in `where` ({problem})", expected)
        return sql

    def _columns(self, table: dict[str, Any], place: Place) -> Columns:
        columns: Columns = {}
        expected = "a header name, a position from 1, or a list of these"
        for key, value in table.items():
            if key not in OVERRIDES:
                roles = f"one of {', '.join(OVERRIDES)}"
                self.mistakes.add((*place, key), f"unknown column role `{key}`", roles, nearest(key, OVERRIDES))
            names: list[str] = []
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one:
                    names.append(one)
                elif isinstance(one, int) and not isinstance(one, bool) and one >= 1:
                    names.append(f"c{one - 1}")
                else:
                    self.mistakes.add((*place, key), f"{describe(one)} for column role `{key}`", expected)
            columns[key] = tuple(names)
        return columns

    def _paths(self, section: Section, *, walk: bool = False) -> tuple[Path, ...]:
        """What `files` names: sorted, each once; with `walk`, the files of a folder instead of the folder."""
        expected = "files, folders or patterns that exist, relative to case.toml"
        found: set[Path] = set()
        for i, given in enumerate(section.texts("files", expected, needed=True) or []):
            place = (*section.at("files"), i)
            paths = self._existing(given)
            if not paths:
                self.mistakes.add(place, f"{describe(given)} in `files`", expected, self._near(given))
            for path in paths:
                if path == self.folder or path in self.folder.parents:
                    self.mistakes.add(
                        place, f"{describe(given)}, a folder that holds the case itself", "a folder in it"
                    )
                elif any(own == path or own in path.parents for own in self._own):
                    self.mistakes.add(place, f"{describe(given)}, which the program writes", "files from elsewhere")
                elif walk and path.is_dir():
                    inside = _files_in(path)
                    if not inside:
                        self.mistakes.add(place, f"{describe(given)}, a folder without files", expected)
                    found.update(inside)
                else:
                    found.add(path)
        return tuple(sorted(path for path in found if not found.intersection(path.parents)))

    @property
    def _own(self) -> tuple[Path, Path]:
        return self.folder / WORK, self.folder / REVISIONS

    def _existing(self, given: str) -> list[Path]:
        path = Path(os.path.normpath(self.folder / given))
        if os.path.lexists(path):
            return [path]
        if not glob.has_magic(given):
            return []
        matches = glob.iglob(given, root_dir=self.folder, recursive=True)
        paths = (Path(os.path.normpath(self.folder / match)) for match in matches)
        # A pattern such as "*" is about the files that are there, not about what the program writes beside them.
        return [p for p in paths if p.name != FILE and not any(own == p or own in p.parents for own in self._own)]

    def _near(self, given: str) -> str | None:
        """The path that was probably meant: the nearest name in the deepest folder that exists."""
        path = Path(os.path.normpath(self.folder / given))
        missing = path
        while not missing.parent.is_dir():
            missing = missing.parent
        name = nearest(missing.name, _names_in(missing.parent))
        if name is None:
            return None
        meant = missing.parent / name / path.relative_to(missing)
        shown = meant if meant.exists() else missing.parent / name
        return shown.relative_to(self.folder).as_posix() if shown.is_relative_to(self.folder) else str(shown)


def _names_in(folder: Path) -> Iterable[str]:
    try:
        return [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []


def _files_in(folder: Path) -> list[Path]:
    """The files under a folder, without the hidden ones that systems leave behind."""
    return [
        p for p in folder.rglob("*") if p.is_file() and not any(s.startswith(".") for s in p.relative_to(folder).parts)
    ]
