"""A whole case file, and what reading another one gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.case import Case, load_case
from lekwijzer.errors import CaseError

WHOLE = """\
[case]
name = "Laboratory breach"
timezone = "Europe/Amsterdam"

[[register]]
id = "participants"
party = "screening"
files = ["registers/*.csv"]
as_of = 2025-08-20
shared = ["name", "bsn"]
[register.columns]
key = "deelnemernummer"
birth_date = ["dag", 3]

[[party]]
id = "screening"
role = "care provider"

[[dataset]]
id = "first"
files = ["leaked/first", "leaked/first/a.csv", "leaked/loose.txt"]
found = 2025-08-06T10:00:00
[dataset.columns."export/*.csv"]
bsn = "nr_a"
ignore = ["vrij veld"]

[[system]]
id = "lims"
holds = [
  # the screening programme
  { register = "participants", where = "laatste_uitwisseling >= 2017 -- since then" },
]

[[letter]]
id = "august"
register = "participants"
files = ["letters/august.csv"]
sent = 2025-08-19

[[cohort]]
id = "1"
title = "Told before"
where = "verdict = 'confirmed' and list_contains(datasets, 'first')"
"""


def case_of(folder: Path, text: str) -> Case:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(CaseError) as error:
        case_of(folder, text)
    return str(error.value).splitlines()
