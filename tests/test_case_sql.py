"""The conditions of a case file: what they may hold, and what they compare with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomlkit
from casefile import WHOLE, case_of, mistakes

from lekwijzer.assess import run
from lekwijzer.case_types import FLAGS
from lekwijzer.model import FIELDS


@pytest.mark.parametrize(
    "where", ["true) or (true", "true; drop table x", "true order by 1", "", "-- only this", "a = 'x", "select 1", "\0"]
)
def test_only_one_condition_is_sql(folder: Path, where: str) -> None:
    text = f'[[cohort]]\nid = "1"\nwhere = {tomlkit.string(where).as_string()}\n'
    assert mistakes(folder, text)[0].startswith("case.toml:3: found ")


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("verdict in ('confirmed', 'probabel')", '"probabel" for `verdict`'),
        ("'Cleared' <> verdict", '"Cleared" for `verdict`'),
        ("verdict not in ('cleard')", '"cleard" for `verdict`'),
        ("verdict::VARCHAR is distinct from 'clear'", '"clear" for `verdict`'),
        ("case verdict when 'none' then true end", '"none" for `verdict`'),
        ("'bns' in fields", '"bns" for `fields`'),
        ("'bns' = any(fields)", '"bns" for `fields`'),
        ("list_has_any(fields, ['bsn', 'emial'])", '"emial" for `fields`'),
        ("fields.list_contains('bns')", '"bns" for `fields`'),
        ("flags[1] = 'dead'", '"dead" for `flags`'),
        ("list_contains(letters, 'augustus')", '"augustus" for `letters`'),
        ("register = 'participant'", '"participant" for `register`'),
        ("party = 'screning'", '"screning" for `party`'),
        ("register = 1", '"1" for `register`'),
        ("Verdict = 'x'", '"x" for `verdict`'),
        ("verdict = 'confirmed' and laatste_uitwisseling > 3", "the column `laatste_uitwisseling`"),
        ("len(datasts) > 1", "the column `datasts`"),
    ],
)
def test_what_a_rule_compares_with_must_exist(folder: Path, where: str, found: str) -> None:
    (line,) = mistakes(folder, WHOLE.replace("verdict = 'confirmed' and list_contains(datasets, 'first')", where))
    assert line.startswith(f"case.toml:43: found {found} in `where`, expected one of ")


@pytest.mark.parametrize(
    "where",
    [
        "verdict = 'probable' and register = 'participants' and party in ('screening', '') and 'first' in datasets",
        "list_contains(letters, 'august') and list_has_any(fields, ['bsn', 'iban']) and not list_contains(flags, 'deceased')",
        "verdict like 'conf%' or contains(verdict, 'firm') or lower(verdict) = 'CONFIRMED'",
        "list_filter(fields, lambda verdict: verdict = 'anything') = []",
        "[x for x in fields if x = 'anything'] = []",
        "row.verdict = 'anything' and row['x y'] = 'z' and current_date > DATE '2020-01-01' and probability is null",
    ],
)
def test_what_a_rule_may_compare_with(folder: Path, where: str) -> None:
    text = WHOLE.replace("verdict = 'confirmed' and list_contains(datasets, 'first')", where)
    assert case_of(folder, text).cohorts[0].where == where


def test_flags_are_those_that_are_given() -> None:
    assert set(FLAGS) == set(re.findall(r"THEN '([a-z_]+)' END", run._SUBJECT)) - set(FIELDS)


@pytest.mark.parametrize(
    "where", ["list_filter(fields, lambda f: f = 'bsn') <> []", "row.\"Datum van\" > DATE '2020-1-1'"]
)
def test_conditions_may_be_rich(folder: Path, where: str) -> None:
    case = case_of(folder, f'[[cohort]]\nid = "1"\nwhere = """\n{where} -- why\n"""\n')
    assert case.cohorts[0].where.startswith(where)


def test_a_condition_nested_beyond_reason(folder: Path) -> None:
    text = f'[[cohort]]\nid = "1"\nwhere = "{"(" * 5000}true{")" * 5000}"\n'
    (line,) = mistakes(folder, text)
    assert line.startswith("case.toml:3: found SQL that does not parse in `where` (nested too deep)")
