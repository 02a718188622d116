"""`inspect`, `explain`, `diff` and the summary, as they stand on a screen of eighty columns and in a pipe."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from assess.tiny import COHORTS, SECOND, bsn, run, set_up, write_case, write_second
from rich.console import Console
from typer.testing import CliRunner, Result

from lekwijzer.cli import app
from lekwijzer.cli.look_texts import TEXTS, Say
from lekwijzer.cli.screen import figures, grid, line, show, words
from lekwijzer.cli.show import show_summary
from lekwijzer.cli.show_diff import show_difference
from lekwijzer.cli.show_explain import show_explanation

CUT = re.compile(r"\w…|\x1b")


def call(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, list(args))


def terminal(width: int = 80) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=width, force_terminal=True, color_system=None, highlight=False), out


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_case(tmp_path_factory.mktemp("look"), extra=COHORTS % "not_excluded")
    run(folder)
    write_second(folder)
    set_up(folder, SECOND + COHORTS % "cleared")
    run(folder)
    return folder


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_explain_in_a_sentence_with_its_evidence(case: Path, lang: str) -> None:
    result = call("explain", str(case), "K001", "--lang", lang)
    assert result.exit_code == 0, result.stderr
    assert not CUT.search(result.stdout)
    assert "leaked/first/lijst.csv, row 2" in result.stdout
    assert {"nl": "Bevestigd: Het BSN is gelijk", "en": "Confirmed: The BSN is the same"}[lang] in result.stdout
    assert f"******{bsn(0)[-3:]}" in result.stdout
    assert bsn(0) not in result.stdout
    assert {"nl": "monsternummer ***01", "en": "specimen number ***01"}[lang] in result.stdout


def test_explain_reveals_and_says_that_it_was_recorded(case: Path) -> None:
    result = call("explain", str(case), "K002", "--reveal")
    assert f"PID|1||{bsn(1)}" in result.stdout
    assert "is recorded in" in result.stdout
    assert '"key": "K002"' in (case / "work/looks.jsonl").read_text("utf-8")


def test_explain_an_unknown_key_exits_2_with_the_nearest(case: Path) -> None:
    result = call("explain", str(case), "K00")
    assert result.exit_code == 2
    assert "K001 (people)" in result.stderr


def test_diff_names_inputs_moves_and_causes(case: Path, tmp_path: Path) -> None:
    target = tmp_path / "moved.csv"
    result = call("diff", str(case), "1", "2", "--people", "-o", str(target))
    assert result.exit_code == 0, result.stderr
    assert not CUT.search(result.stdout)
    for text in (
        "dataset second   new",
        "new dataset: second",
        "rule change: cohorts",
        "not excluded   confirmed",
        "1 from not excluded to confirmed",
    ):
        assert text in result.stdout
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["register", "key", "from", "to", "cohort_from", "cohort_to", "cause"]
    assert ["people", "K004", "not_excluded", "confirmed", "2", "", "new dataset: second"] in rows
    assert "nieuwe dataset: second" in call("diff", str(case), "--lang", "nl").stdout


def test_diff_wants_a_file_for_people(case: Path) -> None:
    assert call("diff", str(case), "--people").exit_code == 2
    assert call("diff", str(case), "-o", "x.csv").exit_code == 2
    assert call("diff", str(case), "one", "2").exit_code == 2


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_inspect_shows_columns_and_json(case: Path, lang: str) -> None:
    path = case / "leaked/first/lijst.csv"
    result = call("inspect", str(path), "--lang", lang)
    assert result.exit_code == 0, result.stderr
    assert not CUT.search(result.stdout)
    assert re.search(r"(?m)^ ?1 +bsn +bsn +\d+% +50% ", result.stdout)
    assert bsn(0) not in result.stdout
    lines = call("inspect", str(path), str(case / "leaked/first/oru.hl7"), "--json").stdout.splitlines()
    assert [json.loads(one)["kind"] for one in lines] == ["delimited", "hl7"]


def test_inspect_exits_1_when_a_file_cannot_be_read(case: Path, tmp_path: Path) -> None:
    assert call("inspect", str(tmp_path / "weg.csv")).exit_code == 1


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("factor", [1, 100_000])
def test_the_summary_fits_eighty_columns_and_cuts_nothing(case: Path, lang: str, factor: int) -> None:
    summary = json.loads((case / "revisions/0002/summary.json").read_text("utf-8"))
    for row in (*summary["registers"], *summary["datasets"], *summary["cohorts"]):
        row.update({k: v * factor for k, v in row.items() if isinstance(v, int) and not isinstance(v, bool)})
    console, out = terminal()
    show_summary(summary, lang, new=True, case="zaak", console=console)
    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    words_of = {
        "en": ["mentions", "matched", "resolved", "register", "confirmed", "excluded"],
        "nl": ["gekop-", "peld", "bevestigd", "te sluiten", "schijnlijk"],
    }[lang]
    assert [word for word in words_of if word not in shown] == []
    assert (f"{6 * factor:,}" if lang == "en" else f"{6 * factor:,}".replace(",", ".")) in shown


@pytest.mark.parametrize("width", [30, 80, 200])
def test_no_screen_is_too_narrow(case: Path, width: int) -> None:
    from lekwijzer.assess.difference import difference
    from lekwijzer.assess.explain import explain
    from lekwijzer.case import load_case

    console, out = terminal(width)
    opened = load_case(case)
    show_explanation(console, explain(opened, "K001"), "nl", "zaak")
    show_difference(console, difference(opened, 1, 2), "nl", None)
    text = "".join(out.getvalue().split())
    assert "…" not in text
    for whole in () if width < 80 else ("waarschijnlijk", "geboortedatum", "uitslagen.csv", "monsternummer***01"):
        assert whole in text


def test_texts_exist_in_both_languages_with_the_same_gaps() -> None:
    for key, (dutch, english) in TEXTS.items():
        assert dutch, key
        assert english, key
        assert sorted(re.findall(r"{(\w+)}", dutch)) == sorted(re.findall(r"{(\w+)}", english)), key


def test_every_reason_that_the_program_gives_has_words() -> None:
    from lekwijzer.assess import stages
    from lekwijzer.link import score
    from lekwijzer.mentions import reject

    given = set(re.findall(r"THEN '([a-z_]+)'", score.REASON)) | {
        "several_agree",
        "number_joined",
        "number_in_register",
        "in_no_register",
        "repeats",
    }
    given |= set(re.findall(r"THEN '([a-z_]+)'", stages.VERDICTS[0].sql)) - {
        "cleared",
        "confirmed",
        "probable",
        "not_excluded",
    }
    given |= {
        reject.REPEATED_HEADER,
        reject.TOTAL_ROW,
        reject.CONTROL_SAMPLE,
        reject.TEST_ROW,
        reject.NOT_A_PERSON,
        "tie",
        "bsn_conflict",
        "possible",
        "could_be",
    }
    assert [(lang, code) for lang in ("nl", "en") for code in sorted(given) if Say(lang).reason(code) == code] == []


def test_marks_up_nothing_that_people_wrote() -> None:
    console, out = terminal()
    line(console, "  [bold]not mark-up[/bold]")

    def make(gap: int):  # type: ignore[no-untyped-def]
        table = grid(gap)
        words(table, "name")
        figures(table, "n")
        return table

    show(console, make)
    assert "[bold]not mark-up[/bold]" in out.getvalue()
