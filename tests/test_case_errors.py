"""The case file: what each mistake in it says, and on which line."""

from __future__ import annotations

import os
import pickle
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from casefile import WHOLE, case_of, mistakes
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.case import load_case
from lekwijzer.case_errors import locate
from lekwijzer.errors import CaseError


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("timezone", "timezne", 'case.toml:3: found unknown key `timezne`, expected one of name, timezone; '
         'did you mean "timezone"?'),
        ("Europe/Amsterdam", "Europe/Amsterdm", 'did you mean "Europe/Amsterdam"?'),
        ('party = "screening"', 'party = "screning"', 'case.toml:7: found the party "screning", expected the id of a '
         '[[party]]: screening; did you mean "screening"?'),
        ("as_of = 2025-08-20", 'as_of = "2025-08-20"', 'case.toml:9: found "2025-08-20" for `as_of`, expected the same '
         "without the quotes: 2025-08-20"),
        ("as_of = 2025-08-20", "as_of = 20", "case.toml:9: found the number 20 for `as_of`, expected a date such as"),
        ("as_of = 2025-08-20", "as_of = 2025-13-20", "case.toml:9: found 2025-13-20 for `as_of`, which is no date, expected a date "
         "such as 2025-08-20"),
        ("as_of = 2025-08-20", 'as_of = "2025-13-20"', 'case.toml:9: found "2025-13-20" for `as_of`, expected a date such as 2025-08-20, '
         "without quotes"),
        ("as_of = 2025-08-20", "as_of = 20 augustus 2025", "case.toml:9: found 20 augustus 2025 for `as_of`, which is no date"),
        ("sent = 2025-08-19", "sent = 19-08-2025", "case.toml:38: found 19-08-2025 for `sent`, which is no date"),
        ("found = 2025-08-06T10:00:00", "found = 2025-08-06T25:00:00", "case.toml:22: found 2025-08-06T25:00:00 for `found`, which is no "
         "date, expected a moment such as 2025-08-06T10:00:00+02:00"),
        ("as_of = 2025-08-20", f"as_of = {'9' * 5000}", "case.toml:9: found a number that is too long"),
        ("as_of = 2025-08-20", f"as_of = 0x{'f' * 500}", "case.toml:9: found a very large number for `as_of`"),
        ('"name", "bsn"', '"name",\n  "bns"', 'case.toml:11: found the field "bns" in `shared`'),
        ('key = "deelnemernummer"', 'kye = "deelnemernummer"', 'case.toml:12: found unknown column role `kye`'),
        ('["dag", 3]', '["dag", 0]', "case.toml:13: found the number 0 for column role `birth_date`"),
        ("[[party]]", "[party]", "case.toml:15: found a table for `party`, expected [[party]] with two brackets"),
        ('role = "care provider"', 'role = "controler"', 'did you mean "controller"?'),
        ('role = "care provider"', "role = true", "case.toml:17: found true for `role`"),
        ("leaked/loose.txt", "leaked/lose.txt", 'case.toml:21: found "leaked/lose.txt" in `files`, expected files, '
         'folders or patterns that exist, relative to case.toml; did you mean "leaked/loose.txt"?'),
        ("leaked/loose.txt", "leeked/loose.txt", 'did you mean "leaked/loose.txt"?'),
        ("leaked/loose.txt", "leaked/*.nothing", 'case.toml:21: found "leaked/*.nothing" in `files`'),
        ("leaked/loose.txt", ".", "a folder that holds the case itself"),
        ("leaked/loose.txt", "../..", "a folder that holds the case itself"),
        ("found = 2025-08-06T10:00:00", "found = true", "case.toml:22: found true for `found`"),
        ("found = 2025-08-06T10:00:00", "complete = 1", "case.toml:22: found the number 1 for `complete`, expected "
         "true or false"),
        ('bsn = "nr_a"', 'bns = "nr_a"', 'case.toml:24: found unknown column role `bns`'),
        ("holds = [", "hold = [",
         'found unknown table `hold`, expected one of id, holds, name; did you mean "holds"?'),
        ('{ register = "participants", where', '{ register = "participant", where', "case.toml:31: found the register "
         '"participant"'),
        (">= 2017", ">=", 'case.toml:31: found SQL that does not parse in `where` (syntax error at or near ">=")'),
        ('register = "participants"\nfiles', 'register = "x"\nfiles', "case.toml:36: found the register"),
        ("where = \"verdict = 'confirmed' and", "where = \"verdict = 'confirmed' adn", "case.toml:43: found SQL"),
        ("verdict = 'confirmed'", "verdict = 'konfirmed'", 'case.toml:43: found "konfirmed" for `verdict` in `where`, expected one of '
         'confirmed, probable, not_excluded, cleared; did you mean "confirmed"?'),
        ("verdict = 'confirmed'", "verdikt = 'confirmed'", "case.toml:43: found the column `verdikt` in `where`, expected one of verdict, "
         'probability, datasets, fields, letters, party, register, flags, or row.<column of the register>; did you mean "verdict"?'),
        ("list_contains(datasets, 'first')", "list_contains(datasets, 'frist')", 'case.toml:43: found "frist" for `datasets` in `where`, '
         'expected one of first; did you mean "first"?'),
        ("verdict = 'confirmed'", "(select count(*) from read_text('/etc/hosts')) = 1", "case.toml:43: found a query in `where`"),
        (">= 2017 -- since then", "> (select 1)", "case.toml:31: found a query in `where`"),
        ('key = "deelnemernummer"', "key = []", "case.toml:12: found an empty list for column role `key`"),
        ('title = "Told before"\nwhere', 'title = "Told before"\nwere', "case.toml:40: found nothing for `where`"),
        ('id = "august"', 'id = "au|gust"', 'case.toml:35: found the id "au|gust", expected an id without'),
        ('id = "august"', 'id = ""', "case.toml:35: found an empty `id`"),
        ('id = "first"\n', "", "case.toml:19: found nothing for `id`"),
        ("[[party]]", "[limits]\ndepht = 3\n[[party]]", 'case.toml:16: found unknown key `depht`, expected one of depth, entries, share_of_free, bytes, seconds, memory; '
         'did you mean "depth"?'),
        ("[[party]]", "[limits]\ndepth = 0\n[[party]]", "case.toml:16: found 0 for `depth`, expected a whole number from 1 to 200"),
        ("[[party]]", "[limits]\nentries = 2.5\n[[party]]", "case.toml:16: found the number 2.5 for `entries`, expected a whole number"),
        ("[[party]]", "[limits]\nshare_of_free = \"half\"\n[[party]]", 'case.toml:16: found "half" for `share_of_free`, expected a number from 0.01'),
        ("[[party]]", "[[limits]]\ndepth = 3\n[[party]]", "case.toml:15: found a list for `limits`, expected a table [limits]"),
        ("[[letter]]", "[[leter]]", 'found unknown table `leter`, expected one of case, limits, party, register, '
         'dataset, system, letter, cohort; did you mean "letter"?'),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_line(folder: Path, old: str, new: str, expected: str) -> None:
    assert old in WHOLE
    lines = mistakes(folder, WHOLE.replace(old, new, 1))
    assert any(expected in line for line in lines), lines
    assert all(line.startswith("case.toml:") for line in lines)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(folder: Path) -> None:
    text = WHOLE.replace(">= 2017", "=> =").replace("timezone", "zone", 1).replace("nr_a", "", 1)
    numbers = [int(line.split(":")[1]) for line in mistakes(folder, text)]
    assert numbers == [3, 24, 31]


def test_text_that_is_not_toml(folder: Path) -> None:
    (line,) = mistakes(folder, '[case]\nname = "x\n')
    assert line.startswith("case.toml:2: found text that is not TOML")
    (line,) = mistakes(folder, "[case]\n[[register]]\nid =")
    assert line.startswith("case.toml:3: ")
    (folder / "case.toml").write_bytes(b'[case]\nname = "\xe9"\n')
    with pytest.raises(CaseError, match=r"^case.toml:2: found a byte that is not UTF-8"):
        load_case(folder)


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 20_000, "x = " + "{a=" * 20_000, "x = " + "[" * 60 + "]" * 60, ".".join(["a"] * 900) + " = 1", f"[{'.'.join(['a'] * 900)}]"],
)  # fmt: skip
def test_a_file_nested_beyond_reason(folder: Path, text: str) -> None:
    (line,) = mistakes(folder, f"[case]\n{text}\n")
    assert line.startswith("case.toml:2: found more than 40 tables or lists within one another, expected ")


def test_twenty_thousand_brackets(folder: Path) -> None:
    (line,) = mistakes(folder, "[" * 20_000)
    assert line.startswith("case.toml:1: found text that is not TOML")
    assert len(line) < 200


def test_what_cannot_be_read_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "leaked/pipe")
    (folder / "leaked/gone").symlink_to("nowhere")
    (line,) = mistakes(folder, '[[register]]\nid = "r"\nfiles = ["leaked/pipe"]\n')
    assert line == 'case.toml:3: found "leaked/pipe", a pipe, expected files or folders'
    (line,) = mistakes(folder, '[[dataset]]\nid = "d"\nfiles = ["leaked/pipe"]\n')
    assert "a pipe" in line
    (line,) = mistakes(folder, '[[dataset]]\nid = "d"\nfiles = ["leaked/gone"]\n')
    assert "which cannot be looked at" in line
    assert case_of(folder, '[[dataset]]\nid = "d"\nfiles = ["leaked/p*"]\n').datasets  # told in the coverage list
    (line,) = mistakes(folder, '[[register]]\nid = "r"\nfiles = ["a\\u0000b"]\n')
    assert line.startswith('case.toml:3: found "a\\x00b" in `files`')


def test_settings_know_their_line(folder: Path) -> None:
    case = case_of(folder, WHOLE)
    assert (case.systems[0].holds[0].line, case.cohorts[0].line, case.letters[0].line) == (31, 43, 37)
    columns = case.registers[0].columns
    assert (columns.line("key"), columns.line("birth_date"), columns.line("bsn")) == (12, 13, 11)
    assert pickle.loads(pickle.dumps(columns)).line("key") == 12  # they go to worker processes


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=5)
PLAIN = st.one_of(st.booleans(), st.integers(-5, 5), st.text("a\"'#[]{},=\n\\", max_size=6), st.just(date(2025, 8, 20)))
VALUES = st.recursive(
    PLAIN, lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(KEYS, v, max_size=3)), max_leaves=8
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_setting_has_its_line(data: dict[str, Any]) -> None:
    text = tomlkit.dumps(data)
    lines = locate(text)
    whole = text.split("\n")

    def check(value: object, place: tuple[str | int, ...]) -> None:
        assert 1 <= lines[place] <= len(whole)
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            if isinstance(key, str):
                line = whole[lines[(*place, key)] - 1]
                assert key in line or tomlkit.string(key).as_string()[1:-1] in line
            check(inner, (*place, key))

    for key, value in tomllib.loads(text).items():
        check(value, (key,))
