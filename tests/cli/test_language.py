"""Which language the program speaks, and its help pages in Dutch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from assess.tiny import run, write_case
from typer import rich_utils
from typer.testing import CliRunner, Result

from lekwijzer.cli import app
from lekwijzer.cli.help_nl import AROUND, DUTCH
from lekwijzer.cli.language import Language, spoken


def call(*args: str, **env: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", "LEKWIJZER_LANG": "", **env}).invoke(app, list(args))


def texts(command: Any) -> list[str]:
    """Every English text of the help of a command and those under it."""
    found = [p.replace(r"\[", "[") for p in (command.help or "").split("\n\n")]
    found += [one.help or "" for one in command.params]
    found += [command.rich_help_panel or "", command.options_metavar or "", getattr(command, "subcommand_metavar", "")]
    epilog = command.epilog or ""
    found.append("Examples" if epilog.startswith("[bold]Examples") else epilog)
    for inner in getattr(command, "commands", {}).values():
        found += texts(inner)
    return [text for text in dict.fromkeys(found) if text]


ENGLISH = texts(typer.main.get_command(app))


def test_every_text_of_the_help_is_there_in_dutch_and_no_other() -> None:
    assert [text for text in ENGLISH if text not in DUTCH] == []
    assert set(DUTCH) - set(ENGLISH) == {"Show this message and exit.", "Usage:"}
    same = {text for text in DUTCH if DUTCH[text] == text}
    assert same == set()
    for english, dutch in DUTCH.items():
        if "[OPTIONS]" not in english and "[ARGS]" not in english:
            assert sorted(re.findall(r"\[/?\w+\]|--\w+|case\.toml", english)) == sorted(
                re.findall(r"\[/?\w+\]|--\w+|case\.toml", dutch)
            )


def test_the_words_around_it_are_those_of_the_library() -> None:
    assert all(isinstance(getattr(rich_utils, name), str) for name in AROUND)


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (["--lang", "nl", "--help"], ""), (["--lang", "NL"], ""), (["--help"], "nl"), (["--help"], "Nl"), (["--lang=nl", "-h"], "en"),
    ],
)  # fmt: skip
def test_the_first_page_in_dutch(args: list[str], env: str) -> None:
    page = call(*args, LEKWIJZER_LANG=env)
    assert page.exit_code == 0
    shown = page.stdout
    assert "Gebruik: " in shown
    for word in (
        "─ Opties ─",
        "─ De zaak ─",
        "─ Tonen ─",
        "Toon de versie en stop.",
        "Toon deze hulp en stop.",
        "een revisie",
    ):
        assert word in shown
    assert not re.search(r"\b(?:Options|Usage|Show|the|The|and)\b", shown)
    assert max(len(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize(
    "args", [["--lang", "nl", "report", "--help"], ["report", "--lang", "nl", "-h"], ["report", "-h", "--lang=NL"]]
)
def test_the_page_of_a_command_in_dutch(args: list[str]) -> None:
    shown = call(*args).stdout
    assert "Schrijf een revisie als één HTML-pagina" in shown
    for word in ("─ Argumenten ─", "─ Opties ─", "[verplicht]", "Voorbeelden", "De map van de zaak."):
        assert word in shown


def test_english_comes_back() -> None:
    call("--lang", "nl", "--help")
    shown = call("add", "system", "--help").stdout
    for word in ("Usage: ", "─ Options ─", "─ Arguments ─", "[required]", "Examples", "Show this message and exit."):
        assert word in shown
    assert "default: 0.01" in call("replica", "--help").stdout


def test_wrong_use_in_dutch() -> None:
    result = call("--lang", "nl", "report")
    assert result.exit_code == 2
    assert re.search(r"Probeer '\w+ report -h' voor hulp\.", result.stderr)
    assert call("--lang", "fr").exit_code == 2


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_case(tmp_path_factory.mktemp("lang"))
    run(folder)
    return folder


@pytest.mark.parametrize(
    ("before", "after", "env", "expected", "of_report"),
    [
        ("", "", "", "en", "nl"),
        ("", "", "nl", "nl", "nl"),
        ("", "", "EN", "en", "en"),
        ("nl", "", "en", "nl", "nl"),
        ("EN", "", "nl", "en", "en"),
        ("en", "NL", "en", "nl", "nl"),
        ("nl", "en", "nl", "en", "en"),
    ],
)
def test_one_rule_for_every_command(
    case: Path, before: str, after: str, env: str, expected: str, of_report: str
) -> None:
    front, behind = ["--lang", before] if before else [], ["--lang", after] if after else []
    shown = call(*front, "explain", str(case), "K001", *behind, LEKWIJZER_LANG=env)
    assert shown.exit_code == 0, shown.stderr
    assert {"nl": "Bevestigd: ", "en": "Confirmed: "}[expected] in shown.stdout
    done = call(*front, "report", str(case), *behind, LEKWIJZER_LANG=env)
    assert done.exit_code == 0, done.stderr
    assert f'<html lang="{of_report}"' in (case / "report.html").read_text("utf-8")


def test_a_language_that_is_none(case: Path) -> None:
    result = call("explain", str(case), "K001", LEKWIJZER_LANG="fr")
    assert (result.exit_code, result.stderr) == (2, 'LEKWIJZER_LANG: found "fr", expected nl or en\n')
    assert call("--help", LEKWIJZER_LANG="fr").exit_code == 0
    assert spoken(None, Language.NL) in [*Language]
    asked = call("explain", str(case), "K001", "--lang", "fr")
    assert asked.exit_code == 2
    assert "Invalid value for '--lang': 'fr' is not one of" in asked.stderr
