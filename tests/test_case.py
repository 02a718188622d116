"""The case file: what it gives, and what each mistake says."""

from __future__ import annotations

import os
import pickle
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.assess import run
from lekwijzer.case import Case, PartyRole, check_folders, load_case
from lekwijzer.case_edit import add, new_case, relative_to_case
from lekwijzer.case_errors import locate
from lekwijzer.case_types import FLAGS
from lekwijzer.errors import CaseError, UsageError, WorkError
from lekwijzer.model import FIELDS

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("registers/b.csv", "registers/a.csv", "leaked/first/a.csv", "leaked/loose.txt", "letters/august.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return tmp_path


def case_of(folder: Path, text: str) -> Case:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(CaseError) as error:
        case_of(folder, text)
    return str(error.value).splitlines()


def test_a_whole_case(folder: Path) -> None:
    case = case_of(folder, WHOLE)
    assert (case.name, case.timezone, case.folder) == ("Laboratory breach", ZoneInfo("Europe/Amsterdam"), folder)
    assert case.parties[0].role is PartyRole.CARE_PROVIDER
    (register,) = case.registers
    assert register.files == (folder / "registers/a.csv", folder / "registers/b.csv")
    assert (register.as_of, register.shared) == (date(2025, 8, 20), ("name", "bsn"))
    assert register.columns == {"key": ("deelnemernummer",), "birth_date": ("dag", 3)}
    (dataset,) = case.datasets
    assert dataset.files == (folder / "leaked/first", folder / "leaked/loose.txt")  # a.csv lies in first
    assert dataset.found == datetime(2025, 8, 6, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert dataset.complete is False
    assert case.systems[0].holds[0].where == "laatste_uitwisseling >= 2017 -- since then"
    assert case.letters[0].sent == date(2025, 8, 19)
    assert case.cohorts[0].id == "1"


def test_an_empty_case_is_a_case(folder: Path) -> None:
    case = case_of(folder, "")
    assert (case.name, case.registers, case.datasets) == (folder.name, (), ())


def test_what_may_be_left_out(folder: Path) -> None:
    text = '[[party]]\nid = "lab"\n[[register]]\nid = "r"\nfiles = "registers"\n[[letter]]\nid = "l"\n'
    case = case_of(folder, text + 'files = ["letters"]\n[[cohort]]\nid = "c"\nwhere = "true"\n')
    assert case.registers[0].party == "lab"  # the only one
    assert case.registers[0].files == (folder / "registers/a.csv", folder / "registers/b.csv")
    assert case.registers[0].shared is None
    assert case.letters[0].register == "r"
    assert case.cohorts[0].title == "c"


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
        ("[[letter]]", "[[leter]]", 'found unknown table `leter`, expected one of case, party, register, '
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


def test_a_condition_nested_beyond_reason(folder: Path) -> None:
    text = f'[[cohort]]\nid = "1"\nwhere = "{"(" * 5000}true{")" * 5000}"\n'
    (line,) = mistakes(folder, text)
    assert line.startswith("case.toml:3: found SQL that does not parse in `where` (nested too deep)")


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


def test_another_thing_where_the_programs_folders_go(folder: Path) -> None:
    case = case_of(folder, "")
    check_folders(case)
    for name in ("work", "revisions"):
        (folder / name).write_text("")
        with pytest.raises(WorkError, match=rf"{name} is a file, expected a folder"):
            check_folders(case)
        (folder / name).unlink()


def test_settings_know_their_line(folder: Path) -> None:
    case = case_of(folder, WHOLE)
    assert (case.systems[0].holds[0].line, case.cohorts[0].line, case.letters[0].line) == (31, 43, 37)
    columns = case.registers[0].columns
    assert (columns.line("key"), columns.line("birth_date"), columns.line("bsn")) == (12, 13, 11)
    assert pickle.loads(pickle.dumps(columns)).line("key") == 12  # they go to worker processes


def test_windows_line_ends_and_a_byte_order_mark(folder: Path) -> None:
    (folder / "case.toml").write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load_case(folder).registers[0].id == "participants"


def test_a_folder_without_a_case(tmp_path: Path) -> None:
    new_case(tmp_path / "my-case")
    with pytest.raises(CaseError, match=r'did you mean "my-case"'):
        load_case(tmp_path / "my-cas")
    with pytest.raises(CaseError, match=r"found no case.toml in this folder"):
        load_case(tmp_path)
    assert load_case(tmp_path / "my-case" / "case.toml").name == "my-case"


def test_results_of_the_program_are_no_input(folder: Path) -> None:
    (folder / "work").mkdir()
    (folder / "work/x.csv").write_text("x")
    (line,) = mistakes(folder, '[[dataset]]\nid = "d"\nfiles = ["work/x.csv"]\n')
    assert "which the program writes" in line
    case = case_of(folder, '[[dataset]]\nid = "d"\nfiles = ["*"]\n')
    assert {path.name for path in case.datasets[0].files} == {"registers", "leaked", "letters"}


@pytest.mark.parametrize(
    ("pattern", "file", "fits"),
    [
        ("export/*.csv", "leaked/first/export/a.csv", True),
        ("export/*.csv", "leaked/first.zip!/export/a.csv", True),
        ("export/*.csv", "leaked/export/deeper/a.csv", False),
        ("export/*.csv", "leaked/export.csv", False),
        ("leaked/**/a.csv", "leaked/x/y/a.csv", True),
        ("leaked/**/a.csv", "leaked/a.csv", True),
        ("a.csv", "leaked/ba.csv", False),
        ("x.zip!/a.csv", "leaked/x.zip!/a.csv", True),
        ("./leaked/a.csv", "leaked/a.csv", True),
        ("deel[1].csv", "leaked/deel[1].csv", True),
    ],
)
def test_which_files_an_override_is_for(folder: Path, pattern: str, file: str, fits: bool) -> None:
    text = f'[[dataset]]\nid = "d"\nfiles = ["leaked"]\n[dataset.columns."{pattern}"]\nbsn = "nr"\n'
    dataset = case_of(folder, text).datasets[0]
    assert dataset.columns_for(file) == ({"bsn": ("nr",)} if fits else {})


def test_overrides_for_every_file_and_the_later_one_wins(folder: Path) -> None:
    text = (
        '[[dataset]]\nid = "d"\nfiles = ["leaked"]\n'
        '[dataset.columns]\nbsn = "nr"\nname = 2\n[dataset.columns."a.csv"]\nbsn = "other"\n'
    )
    dataset = case_of(folder, text).datasets[0]
    assert dataset.columns_for("leaked/b.csv") == {"bsn": ("nr",), "name": (2,)}
    assert dataset.columns_for("leaked/a.csv") == {"bsn": ("other",), "name": (2,)}


def test_adding_keeps_every_word_that_was_there(folder: Path) -> None:
    text = WHOLE.replace("id = ", "id    =   ") + "\n# the last word\n"
    case_of(folder, text)
    case = add(folder, "register", {"id": "gp", "party": "screening", "files": ["registers/a.csv"], "as_of": None})
    assert [register.id for register in case.registers] == ["participants", "gp"]
    assert (folder / "case.toml").read_text().startswith(text.rstrip())
    add(folder, "system", {"id": "his", "holds": [{"register": "gp", "where": "a > 1"}, {"register": "participants"}]})
    assert [held.where for held in load_case(folder).systems[1].holds] == ["a > 1", None]


def test_adding_a_mistake_changes_nothing(folder: Path) -> None:
    case_of(folder, WHOLE)
    with pytest.raises(CaseError) as error:
        add(folder, "register", {"id": "participants", "party": "screning", "files": ["registers/c.csv"]})
    lines = str(error.value).splitlines()
    assert lines[0].startswith('found the id "participants" for a second register')
    assert 'did you mean "screening"?' in lines[1]
    assert lines[-1] == "nothing was changed in case.toml"
    assert (folder / "case.toml").read_text() == WHOLE
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["case.toml"]


def test_a_new_case_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    path = new_case(tmp_path / "zaak", 'De "grote" zaak \\ 1')
    assert load_case(tmp_path / "zaak").name == 'De "grote" zaak \\ 1'
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        new_case(tmp_path / "zaak")
    assert path.read_text() == "mine"


def test_the_examples_in_a_new_case_are_valid(tmp_path: Path) -> None:
    path = new_case(tmp_path / "zaak")
    for name in ("registers/participants.csv", "letters/august.csv", "leaked/first/a.csv"):
        (path.parent / name).parent.mkdir(exist_ok=True)
        (path.parent / name).write_text("x")
    text = path.read_text()
    start = text.index("# [[party]]")
    examples = [
        line[2:] for line in text[start:].splitlines() if line.startswith("# ") and ("=" in line or "[" in line)
    ]
    path.write_text("\n".join(examples))
    case = load_case(path.parent)
    assert (len(case.parties), len(case.registers), len(case.datasets)) == (1, 1, 1)
    assert (len(case.systems), len(case.letters), len(case.cohorts)) == (1, 1, 1)


def test_paths_as_typed(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case_of(folder, WHOLE)
    monkeypatch.chdir(folder.parent)
    assert relative_to_case(folder, f"{folder.name}/leaked/first") == "leaked/first"
    assert relative_to_case(folder, "leaked/first") == "leaked/first"
    assert relative_to_case(folder, "leaked/*.csv") == "leaked/*.csv"


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
