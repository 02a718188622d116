"""The command line as a user meets it: what it says and how it exits."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from lekwijzer import __version__
from lekwijzer.cli import app
from lekwijzer.cli.app import CARE, ORDER, command
from lekwijzer.cli.guard import guarded
from lekwijzer.cli.options import open_case
from lekwijzer.errors import CaseBusy, CaseError


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, list(args))


def shell(*args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    code = "from lekwijzer.cli import main; main()"
    env = {**os.environ, "COLUMNS": "80", **settings}
    return subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, env=env, check=False)


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("new", "zaak").exit_code == 0
    (tmp_path / "zaak/registers/p.csv").write_text("nr,naam\n")
    return tmp_path / "zaak"


def test_the_first_page_shows_each_command_once() -> None:
    page = run("--help").stdout
    names = [info.name for info in app.registered_commands] + [info.name for info in app.registered_groups]
    assert {"new", "add", "doctor", "replica"} <= set(names)
    for name in names:
        assert len(re.findall(rf"│ {name}  ", page)) == 1
    shown = [name for name in ORDER if f"│ {name}  " in page]
    assert sorted(shown, key=lambda name: page.index(f"│ {name}  ")) == shown
    assert max(len(line) for line in page.splitlines()) <= 80


def test_every_command_has_a_first_line_and_an_example() -> None:
    groups = [(app, "lekwijzer")] + [(g.typer_instance, f"lekwijzer {g.name}") for g in app.registered_groups]
    for group, path in groups:
        for info in group.registered_commands:
            assert info.help, info.name
            assert f"  {path} {info.name} " in f"{info.epilog} ", info.name


def test_without_arguments_the_help() -> None:
    done = shell()
    assert done.returncode == 0
    assert "lekwijzer new my-case" in done.stdout


def test_help_needs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys; from lekwijzer.cli import main\ntry: main()\n"
        "except SystemExit: print(sorted({'polars', 'duckdb', 'pyarrow', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version() -> None:
    assert run("--version").stdout == f"lekwijzer {__version__}\n"


@pytest.mark.parametrize("args", [["nonsense"], ["new"], ["doctor", "--nonsense"], ["replica", "x", "--scale", "many"]])
def test_wrong_use_exits_2(args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_a_case_is_made_and_filled(case: Path) -> None:
    assert run("add", "party", "zaak", "--id", "lab", "--role", "processor").exit_code == 0
    args = ["--id", "p", "--party", "lab", "--files", "zaak/registers/p.csv", "--as-of", "2025-08-20"]
    assert run("add", "register", "zaak", *args, "--shared", "name, bsn").exit_code == 0
    assert run("add", "dataset", "zaak", "--id", "d", "--files", "leaked", "--complete").exit_code == 0
    assert run("add", "system", "zaak", "--id", "lims", "--holds", "p: nr > 1").exit_code == 0
    assert (
        run("add", "letter", "zaak", "--id", "l", "--files", "registers/*.csv", "--sent", "2025-08-19").exit_code == 0
    )
    made = open_case(case)
    assert made.registers[0].shared == ("name", "bsn")
    assert made.datasets[0].complete
    assert made.systems[0].holds[0].where == "nr > 1"
    assert made.letters[0].register == "p"


def test_new_refuses_to_overwrite(case: Path) -> None:
    before = (case / "case.toml").read_bytes()
    result = run("new", "zaak")
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert (case / "case.toml").read_bytes() == before


def test_a_mistake_is_told_and_nothing_changes(case: Path) -> None:
    before = (case / "case.toml").read_bytes()
    result = run("add", "register", "zaak", "--id", "p", "--files", "registers/q.csv")
    assert result.exit_code == 2
    assert 'did you mean "registers/p.csv"?' in result.stderr
    result = run("add", "dataset", "zaak", "--id", "d", "--files", "leaked", "--found", "yesterday")
    assert result.exit_code == 2
    assert '--found: found "yesterday", expected a moment such as' in result.stderr
    assert (case / "case.toml").read_bytes() == before


def test_doctor_knows_what_is_there_and_what_is_not(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lekwijzer import doctor

    assert {check.what for check in doctor.examine()} >= {"Python", "polars", "memory", "disk"}
    monkeypatch.setattr(
        doctor, "requires", lambda name: ["polars==0.0.1", "no-such-package==1.0", 'x==1 ; extra == "y"']
    )
    result = run("doctor", "zaak")
    assert result.exit_code == 1
    assert re.search(r"missing  polars +\S+, expected 0.0.1\n +mend it: .* -m pip install polars==0.0.1", result.stdout)
    assert re.search(r"missing  no-such-package", result.stdout)
    monkeypatch.setattr(doctor, "requires", lambda name: [])
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    result = run("doctor", "zaak")
    assert result.exit_code == 0  # 7-Zip is missing, but not needed
    assert re.search(r"missing  7-Zip", result.stdout)
    (case / "case.toml").write_text("[case]\nnaam = 1\n")
    result = run("doctor", "zaak")
    assert result.exit_code == 1
    assert "case.toml:2: found unknown key `naam`" in result.stdout


def test_replica_does_not_write_into_a_folder_with_files(case: Path) -> None:
    result = run("replica", "zaak")
    assert result.exit_code == 2
    assert "zaak is not empty" in result.stderr


# How a command ends


def ending(work: Callable[[], None], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(typer.Exit) as stop:
        guarded("assess", work)
    return stop.value.exit_code, capfd.readouterr().err


def raising(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_errors_on_purpose_are_their_own_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert ending(raising(CaseBusy("held by pid 1")), capfd) == (1, "held by pid 1\n")
    assert ending(raising(CaseError("case.toml:1: a\ncase.toml:2: b")), capfd) == (
        2,
        "case.toml:1: a\ncase.toml:2: b\n",
    )


def test_interrupted(capfd: pytest.CaptureFixture[str]) -> None:
    expected = "interrupted; run the same command again to go on\n"
    assert ending(raising(KeyboardInterrupt()), capfd) == (130, expected)


def test_a_full_disk_is_told_however_it_is_wrapped(case: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_case(case)
    plain = OSError(errno.ENOSPC, "No space left on device")
    wrapped = RuntimeError("library")
    wrapped.__cause__ = OSError(errno.EDQUOT, "quota")
    for error in (plain, wrapped, RuntimeError("IO Error: No space left on device")):
        code, said = ending(raising(error), capfd)
        assert code == 1
        assert said.startswith(f"no room left on the disk of {case}. The last revision is whole.")


def test_a_surprise_is_one_line_and_its_details_hold_no_values(case: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_case(case)

    class PanicError(BaseException):
        pass

    for error in (ValueError("Jansen, 999990019"), PanicError("999990019")):
        error.__cause__ = KeyError("999990019")
        code, said = ending(raising(error), capfd)
        assert code == 1
        assert said.startswith(
            f"assess failed unexpectedly: {type(error).__name__}; details in {case}/work/last-error.log"
        )
        assert said.count("\n") == 1
        details = (case / "work/last-error.log").read_text()
        assert "999990019" not in details + said
        assert "Jansen" not in details
        assert type(error).__qualname__ in details
        assert "builtins.KeyError" in details
        assert "test_cli.py:" in details
        assert str(Path.home()) not in details


def test_a_surprise_with_debug_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEKWIJZER_DEBUG", "1")
    with pytest.raises(ValueError, match="all of it"):
        guarded("assess", raising(ValueError("all of it")))


def test_output_that_nobody_reads_any_more_ends_quietly(tmp_path: Path) -> None:
    code = (
        "import sys; from lekwijzer.cli.guard import guarded\n"
        "def work():\n  for i in range(100000): print('a line of output', flush=True)\n"
        "guarded('export', work)"
    )
    script = f'{sys.executable} -c "$CODE" 2>{tmp_path / "err"} | head -1'
    subprocess.run(["sh", "-c", script], env={**os.environ, "CODE": code}, check=True, capture_output=True)
    assert "BrokenPipe" not in (tmp_path / "err").read_text()


def test_a_terminal_without_all_letters_gets_the_rest() -> None:
    done = shell("--help", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "lekwijzer new my-case" in done.stdout


def test_adding_a_command_is_one_function() -> None:
    group = typer.Typer(rich_markup_mode="rich")

    @command(CARE, examples=["lekwijzer try [x]"], group=group, name="try")
    def attempt(text: str) -> None:
        """Say it.

        In [brackets], over
        two lines.
        """
        typer.echo(text)

    result = CliRunner(env={"COLUMNS": "80"}).invoke(group, ["--help"])
    assert "In [brackets], over two lines." in result.stdout
    assert "lekwijzer try [x]" in result.stdout
    assert CliRunner().invoke(group, ["hello"]).stdout == "hello\n"
