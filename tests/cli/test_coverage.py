"""`coverage`: what was read and what was not, the largest gaps first; and what `assess` says of it at its end."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from factory import case, leak, leaked, people, person, run
from intake.making import rar5
from intake.test_listing import zipped
from typer.testing import CliRunner

from lekwijzer.assess.coverage import by_kind, cause_of
from lekwijzer.cli import app

GOLDEN = Path(__file__).parent / "golden"
NOISE = random.Random(5).randbytes(40_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "a.csv": leaked(*(leak(p) for p in people(30))),
        "b.zip": zipped([("in.csv", leaked(leak(person(3))).encode()), ("foto.png", b"\x89PNG\r\n\x1a\n" + NOISE)]),
        "c.rar": rar5([("open.csv", leaked(leak(person(5))).encode()), ("dicht.csv", NOISE[:900])], ["dicht.csv"]),
        "d.db": b"SQLite format 3\0" + NOISE[:9_000],
        "wat": NOISE[:20_000],
        "wat ook": NOISE[100:400],
    }
    home = case(tmp_path_factory.mktemp("coverage"), registers={"pat": people(40)}, datasets={"d1": files})
    run(home)
    return home


def call(*args: str) -> str:
    done = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "LEKWIJZER_LANG": ""}).invoke(app, list(args))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_is_the_golden_one(home: Path, lang: str) -> None:
    """GOLDEN=write in the environment renews it, to be read in the diff."""
    text = call("coverage", str(home), "--all", "--lang", lang).replace(str(home), "ZAAK")
    path = GOLDEN / f"coverage.{lang}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_the_largest_gap_stands_first_and_sums_are_right(home: Path) -> None:
    told = json.loads(call("coverage", str(home), "--json"))
    assert [kind["name"] for kind in told["kinds"]][:3] == ["scan", "binary", "sqlite"]
    assert told["whole"]["files"] == sum(kind["files"] for kind in told["kinds"]) == 10
    assert told["whole"]["bytes"] == sum(kind["bytes"] for kind in told["kinds"])
    assert told["whole"]["files_read"] == 10 - len(told["gaps"]) == 5
    assert {"no reader for this format", "password needed"} <= {problem["name"] for problem in told["problems"]}


def test_without_all_the_files_are_not_listed(home: Path) -> None:
    text = call("coverage", str(home))
    assert "foto.png" not in text
    assert f"lekwijzer coverage {home} --all" in text


def test_assess_says_how_much_and_where_to_look(home: Path) -> None:
    text = call("assess", str(home), "--quiet")
    assert "! The reading is not whole: 5 files were not or only partly read (" in text
    assert f"most of it: picture). See `lekwijzer coverage {home}`" in text
    assert "Niet alles is gelezen: 5 bestanden zijn niet of deels gelezen (50,0% van de bestanden" in call(
        "assess", str(home), "--quiet", "--lang", "nl"
    )


def test_a_whole_reading_says_so(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"a.csv": leaked(leak(person(1)))}})
    run(home)
    assert "Everything was read." in call("coverage", str(home))
    assert "not whole" not in call("assess", str(home), "--quiet")


def test_archives_count_by_their_members() -> None:
    rows = [
        {"kind": "zip", "outcome": "read", "files": 1, "bytes": 500},
        {"kind": "rar", "outcome": "unreadable", "files": 1, "bytes": 300},
        {"kind": "delimited", "outcome": "read", "files": 2, "bytes": 700},
    ]
    whole, kinds = by_kind(rows)
    assert (whole.bytes, whole.bytes_read, whole.files) == (1000, 700, 4)
    assert kinds[0].name == "rar"


def test_a_cause_is_the_same_for_many_files() -> None:
    assert cause_of("no reader for this format; swept: 3 signs of people") == "no reader for this format"
    assert cause_of("swept: 3 signs of people; the file is damaged") == "the file is damaged"
    assert (
        cause_of("damaged; read as far as possible; 12 characters are damaged")
        == "damaged; read as far as possible; … characters are damaged"
    )
