"""Making a case and adding to it. What people wrote in case.toml stays as it is, comments included."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from lekwijzer.case import Case, case_file, load_case, parse_case
from lekwijzer.case_errors import FILE
from lekwijzer.errors import CaseError, UsageError, WorkError, is_no_space

FOLDERS = ("registers", "leaked", "letters")

_TEMPLATE = """\
# The case file of Lekwijzer. Paths are relative to this file. `lekwijzer add` writes here too and keeps your comments.
# Every mistake is told with its line: lekwijzer doctor CASE

[case]
{name}timezone = "Europe/Amsterdam"

# The organisations. role: processor, controller, authority or care_provider.
#
# [[party]]
# id = "lab"
# role = "processor"
# name = "The laboratory"

# The reference lists of people, each of one party. Any tabular format; what the columns mean is inferred.
# See it with: lekwijzer inspect FILE
#
# [[register]]
# id = "participants"
# party = "lab"
# files = ["registers/participants.csv"]
# as_of = 2025-08-20
# shared = ["name", "birth_date", "address", "bsn"]   # what this party shared: the outer bound of what can leak
# [register.columns]                                  # only where the inference is wrong
# key = "deelnemernummer"

# The leaked files, in the portions in which they were found.
#
# [[dataset]]
# id = "first"
# files = ["leaked/first"]                            # files, folders or patterns
# found = 2025-08-06T10:00:00+02:00
# complete = false                                    # true: we hold everything that was taken
# [dataset.columns."export/*.csv"]                    # only where the inference is wrong
# bsn = "nr_a"
# [dataset.passwords]                                 # tried on the files whose path ends so
# "*.zip" = ["env:LEK_ZIP", "file:secret/zip.txt"]    # or the password itself

# The systems that the intruder reached, and whose rows they hold. Without any, every row counts as held.
#
# [[system]]
# id = "lims"
# holds = [{{ register = "participants", where = "laatste_uitwisseling >= 2017" }}]

# Letters that were sent before; the file holds the register's keys.
#
# [[letter]]
# id = "august"
# register = "participants"
# files = ["letters/august.csv"]
# sent = 2025-08-19

# Letter groups: the first rule that holds. SQL over verdict, probability, datasets, fields, letters, party,
# register, flags and row.<column of the register>.
#
# [[cohort]]
# id = "1"
# title = "Confirmed, and told before"
# where = "verdict = 'confirmed' and len(letters) > 0"

# How far archives are unpacked and files read before that is stopped and said. What stands here is what holds without it.
#
# [limits]
# depth = 32                                          # archives in one another
# entries = 10000000                                  # members of all archives together
# share_of_free = 0.8                                 # of the free disk, for what is unpacked
# bytes = 500000000000                                # of all that is unpacked; without it only the disk counts
# seconds = 300                                       # of processor time for one file, and more for a large one
# memory = 6442450944                                 # bytes that one reader may take
"""


def new_case(folder: Path, name: str = "") -> Path:
    """Make a case folder with a commented case.toml; returns the path of that file. Nothing is overwritten."""
    path = folder / FILE
    if path.exists():
        raise UsageError(f"{path} exists already; nothing was changed")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, expected a new folder or an empty one; nothing was changed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in FOLDERS:
            (folder / one).mkdir(exist_ok=True)
        line = f"name = {_quoted(name)}\n" if name else f"name = {_quoted(folder.resolve().name)}\n"
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(_TEMPLATE.format(name=line))
                file.flush()
            except OSError:  # a full disk: half a case file would stand in the way of the next try
                path.unlink()
                raise
    except OSError as error:
        if is_no_space(error):
            raise
        raise WorkError(f"{folder}: the case cannot be made here: {error.strerror}") from None
    return path


def add(folder: Path, kind: str, settings: dict[str, Any]) -> Case:
    """Add a table to case.toml and return the case; when that would make a mistake, the file stays as it was.

    The table goes to the end of the file: put among its fellows it would come between a comment and its subject.
    """
    import tomlkit

    path = case_file(folder)
    load_case(path.parent)  # mistakes that are there already are told first
    before = path.read_bytes().decode("utf-8-sig")
    if isinstance(tomlkit.parse(before).get(kind), tomlkit.items.Array):
        raise UsageError(f"{FILE} has its {kind} tables in one list, {kind} = [...]; add to that list by hand")
    table = tomlkit.table()
    for key, value in settings.items():
        if key == "holds":
            table.add(key, _inline(value))
        elif value is not None and value != []:
            table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.append(kind, tables)
    after = f"{before.rstrip()}\n\n{tomlkit.dumps(document).strip()}\n"
    if "\r\n" in before:
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    try:
        case = parse_case(after, path.parent)
    except CaseError as error:
        raise CaseError(_unwritten(str(error), before.rstrip().count("\n") + 1)) from None
    _replace(path, after)
    return case


def _unwritten(mistakes: str, last: int) -> str:
    """The mistakes without a line number where the line never came to be."""
    lines = mistakes.splitlines()
    shown = [rest if int(no) > last else line for line in lines for _, no, rest in [line.split(":", 2)]]
    return "\n".join([*(line.strip() for line in shown), f"nothing was changed in {FILE}"])


def relative_to_case(folder: Path, given: str) -> str:
    """A path as typed at the shell, as it is best written in case.toml.

    What exists from where the user stands is meant first, then what exists from the case folder.
    """
    base = case_file(folder).parent
    here = Path(os.path.abspath(given))
    if here.exists() and not (base / given).exists():
        return here.relative_to(base).as_posix() if here.is_relative_to(base) else str(here)
    if here.exists() and here != Path(os.path.abspath(base / given)):
        raise UsageError(
            f"{given} is there twice: from here and from {folder}; give the whole path of the one you mean"
        )
    return given


def _quoted(text: str) -> str:
    import tomlkit

    return tomlkit.string(text).as_string()


def _inline(holds: list[dict[str, str]]) -> Any:
    import tomlkit

    array = tomlkit.array()
    for one in holds:
        entry = tomlkit.inline_table()
        entry.update(one)
        array.append(entry)
    return array.multiline(len(holds) > 1)


def _replace(path: Path, text: str) -> None:
    """Put the new text in place at once; a reader sees the old file or the new one."""
    path = Path(os.path.realpath(path))
    try:
        fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=".case-", suffix=".toml")
        try:
            with os.fdopen(fd, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, path.stat().st_mode & 0o777)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except PermissionError as error:
        raise WorkError(f"{path}: cannot be written: {error.strerror}; nothing was changed") from None
