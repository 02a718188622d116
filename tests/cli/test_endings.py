"""How commands end in odd circumstances: signals, outputs that cannot be, names with blanks, empty datasets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from factory import case as small_case
from factory import leak, leaked, people, person, put
from rich.console import Console
from typer.testing import CliRunner, Result

from lekwijzer.cli import app
from lekwijzer.cli.show import show_summary

LOOP = """
import os, signal, sys, threading, time
from lekwijzer.cli import main
from lekwijzer.cli.app import CARE, command
def later():
    time.sleep(0.3)
    os.kill(os.getpid(), signal.{signal})
@command(CARE, examples=["lekwijzer wait"])
def wait() -> None:
    import tempfile
    from pathlib import Path
    from lekwijzer.engine.duckdb import DuckDB
    engine = DuckDB(Path(tempfile.mkdtemp()))
    threading.Thread(target=later, daemon=True).start()
    {work}
sys.argv = ["lekwijzer", "wait"]
main()
"""
IN_THE_ENGINE = "engine.rows('SELECT count(*) FROM range(9000000) a, range(9000000) b WHERE a.range * b.range % 7 = 3')"
"""One query that would take days."""


def call(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", "LEKWIJZER_LANG": ""}).invoke(app, list(args))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = small_case(
        tmp_path_factory.mktemp("ends"), registers={"pat": people(8)}, datasets={"d1": {"a.csv": leaked(*(leak(person(n)) for n in range(4)))}},
        name="een zaak",
    )  # fmt: skip
    assert call("assess", str(home), "--quiet").exit_code == 0
    return home


@pytest.mark.parametrize("work", ["time.sleep(30)", IN_THE_ENGINE])
@pytest.mark.parametrize(
    ("signal", "code", "said"),
    [
        ("SIGTERM", 143, "stopped; what was done is kept; run the same command again to go on\n"),
        ("SIGINT", 130, "interrupted; run the same command again to go on\n"),
    ],
)
def test_asked_to_stop_it_says_so_in_one_line(work: str, signal: str, code: int, said: str) -> None:
    script = LOOP.format(signal=signal, work=work)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=25)
    assert (done.returncode, done.stderr) == (code, said)


def test_who_starts_it_may_have_signals_ignored() -> None:
    script = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LOOP.format(
        signal="SIGTERM", work="time.sleep(1)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=25)
    assert (done.returncode, done.stderr) == (0, "")


OUTPUTS = {
    "export": ["subjects", "-o"],
    "report": ["-o"],
    "diff": ["1", "1", "--people", "-o"],
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("folder.csv", 2, "is a folder; name a file in it"),
        ("nowhere/x.csv", 2, "nowhere does not exist; make it first"),
        ("file/x.csv", 2, "file is no folder; name a file in one"),
        ("pipe.csv", 2, "pipe.csv is no ordinary file; name another one"),
        ("socket.csv", 2, "socket.csv is no ordinary file; name another one"),
        ("/proc/x.csv", 1, "/proc/x.csv cannot be written: No such file or directory"),
        (f"{'x' * 300}.csv", 1, "cannot be written: File name too long"),
    ],
)
def test_an_output_that_cannot_be(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str, code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    put(tmp_path / "file", "")
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.csv")
    before = sorted(tmp_path.iterdir())
    result = call(name, str(case), *OUTPUTS[name], place)
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1), result.stderr
    assert result.stderr.endswith(told + "\n")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["new", "file/x"], "file/x: the case cannot be made here: Not a directory"),
        (["new", "/proc/x"], "/proc/x: the case cannot be made here: No such file or directory"),
        (["replica", "file/x"], "file/x cannot be made: Not a directory"),
        (["replica", "/proc/x"], "/proc/x cannot be made: No such file or directory"),
        (
            ["demo", "--folder", "file", "--quiet"],
            "file is a file, expected a new folder; name another one with --folder",
        ),
        (["demo", "--folder", "/proc/x", "--quiet"], "/proc/x cannot be used: No such file or directory"),
        (["inspect", ""], "an empty name, expected a file or a folder"),
    ],
)
def test_a_folder_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "file", "")
    result = call(*args)
    assert result.exit_code in (1, 2)
    assert result.stderr == told + "\n"


def test_odd_things_are_looked_at_without_waiting_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
    result = call("inspect", "pipe", "socket", "/proc/self/mem")
    assert result.exit_code == 1
    assert result.stdout.count("not a regular file") == 2
    assert "cannot be read: Input/output error" in result.stdout


@pytest.mark.parametrize("name", ["work", "revisions"])
@pytest.mark.parametrize(
    "command", [["assess", "--quiet"], ["report"], ["explain", "K0001"], ["export", "subjects", "-o", "x.csv"]]
)
def test_a_file_where_a_folder_of_the_program_goes(tmp_path: Path, name: str, command: list[str]) -> None:
    home = small_case(tmp_path, registers={"pat": people(3)}, datasets={"d1": {}})
    put(home / name, "")
    result = call(command[0], str(home), *command[1:])
    assert (result.exit_code, result.stderr) == (
        1,
        f"{home / name} is a file, expected a folder of the program; move it away\n",
    )
    said = " ".join(call("doctor", str(home)).stdout.split())
    assert f"missing case folder {home / name} is a file" in said


@pytest.mark.parametrize("name", ["work/items", "work/registers", "work/spill"])
def test_a_file_where_something_is_kept(tmp_path: Path, name: str) -> None:
    home = small_case(tmp_path, registers={"pat": people(3)}, datasets={"d1": {"a.csv": leaked(leak(person(1)))}})
    put(home / name, "")
    result = call("assess", str(home), "--quiet")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.stderr
    assert result.stderr.startswith(f"{home / name} cannot be ")
    assert "File exists" in result.stderr


@pytest.mark.parametrize("harm", ["cut", "nonsense"])
def test_a_damaged_cache_is_read_again(tmp_path: Path, harm: str) -> None:
    home = small_case(
        tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.csv": leaked(*(leak(person(n)) for n in range(4)))}}
    )
    assert call("assess", str(home), "--quiet").exit_code == 0
    subjects = (home / "revisions/0001/subjects.parquet").read_bytes()
    (home / "revisions/0001/manifest.json").unlink()  # so that all of it is needed again
    for path in [*(home / "work/items").iterdir(), *(home / "work/registers").iterdir(), home / "work/hashes.json"]:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if harm == "cut" else b'["nonsense"]')
    assert call("assess", str(home), "--quiet").exit_code == 0
    assert (home / "revisions/0002/subjects.parquet").read_bytes() == subjects


def test_hints_quote_what_a_shell_would_take_apart(case: Path, tmp_path: Path) -> None:
    assert f"Next: lekwijzer report '{case}'" in call("assess", str(case), "--quiet").stdout
    made = call("new", str(tmp_path / "nieuwe zaak")).stdout
    assert f"lekwijzer add register '{tmp_path / 'nieuwe zaak'}' --help" in made
    twin = call("replica", str(tmp_path / "een twin"), "--scale", "0.001", "--quiet")
    assert f"Next: lekwijzer assess '{tmp_path / 'een twin'}'" in twin.stdout


def test_a_register_that_a_system_cannot_hold(case: Path) -> None:
    before = (case / "case.toml").read_bytes()
    for given in ("pta", "pta: laatste_jaar > 2015"):
        result = call("add", "system", str(case), "--id", "s", "--holds", given)
        assert (result.exit_code, result.stderr.splitlines()) == (
            2,
            [
                'found the register "pta", expected the id of a [[register]]: pat; did you mean "pat"?',
                "nothing was changed in case.toml",
            ],
        )
    result = call("add", "system", str(case), "--id", "s", "--holds", "pat: laatste_jaar >")
    assert "found SQL that does not parse" in result.stderr
    assert (case / "case.toml").read_bytes() == before


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(("files", "cleared"), [(0, 0), (1, 0), (3, 2)])
def test_an_empty_dataset_that_is_called_complete_is_told(lang: str, files: int, cleared: int) -> None:
    counts = dict.fromkeys(("matched", "duplicate", "unidentified", "unresolved", "people", "new_people"), 0)
    summary = {
        "revision": 1, "case": {"name": "x"}, "registers": [], "cohorts": [], "scope": [], "unidentified": {"people": 0, "mentions": 0},
        "reasons": [{"register": "r", "verdict": "cleared", "reason": "all_read", "n": cleared}],
        "datasets": [
            {"dataset": "leeg", "complete": True, "mentions": 2, "rejected": 2, **counts}, {"dataset": "open", "complete": False, "mentions": 0, "rejected": 0, **counts},
            {"dataset": "vol", "complete": True, "mentions": 1, "rejected": 0, **counts},
        ],
        "coverage": [{"dataset": "leeg", "files": files, "outcome": "read"}],
    }  # fmt: skip
    console = Console(width=200, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    show_summary(summary, lang, new=True, case="zaak", console=console)
    told = [line for line in console.export_text().splitlines() if line.startswith("! ")]
    assert len(told) == 1
    for word in {
        ("en", 0): ["Dataset leeg is declared complete", "nobody is cleared over an empty dataset"],
        ("nl", 0): ["Dataset leeg heet compleet", "wordt niemand uitgesloten"],
        ("en", 2): ["2 people were cleared because of that", "nobody stands in its 3 files"],
        ("nl", 2): ["Daardoor zijn 2 personen uitgesloten", "in 3 bestanden staat niemand"],
    }[lang, cleared]:
        assert word in told[0]
