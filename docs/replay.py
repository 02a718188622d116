"""Run the commands that the pages show, put what they say under them, and make the pictures.

    python docs/replay.py            rewrite the examples and the pictures
    python docs/replay.py --check    write nothing; exit 1 and name the pages whose examples say something else

An example is a block of kind `console`: lines that start with `$` are run in a folder in which `lekwijzer demo` was run,
one page after the other, each in a copy of its own. `first=N` or `last=N` behind `console` keeps that many lines.
Chromium makes the picture of the report; without it that one is left as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = (DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md")))
BLOCK = re.compile(r"^```console(?: (first|last)=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WIDTH = 110


def run(line: str, folder: Path) -> str:
    """What a command line says on its standard output, and on the other one when it fails."""
    where = {k: v for k, v in os.environ.items() if k != "LEKWIJZER_LANG"}
    where |= {"PATH": f"{Path(sys.executable).parent}:{where['PATH']}", "COLUMNS": str(WIDTH), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(line, shell=True, cwd=folder, env=where, capture_output=True, text=True, check=False)
    return (done.stdout + (done.stderr if done.returncode else "")).replace(f"{folder}/", "")


def refreshed(text: str, folder: Path) -> str:
    """A page with the output of its examples as it is now."""

    def again(found: re.Match[str]) -> str:
        which, count, body = found.groups()
        out = ["```console" + (f" {which}={count}" if which else "")]
        for line in commands_in(body):
            said = [x.rstrip() for x in run(line, folder).rstrip().splitlines()]
            out.append("$ " + line.replace("\n", "\n> "))
            if count and len(said) > int(count):
                said = [*said[: int(count)], "…"] if which == "first" else ["…", *said[-int(count) :]]
            out += said
        return "\n".join([*out, "```"])

    return BLOCK.sub(again, text)


def commands_in(body: str) -> list[str]:
    """The commands of a block: lines behind `$`, with those behind `>` that go on with them."""
    found: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif line.startswith("> ") and found:
            found[-1] += "\n" + line[2:]
    return found


def pictures(folder: Path) -> None:
    """The report of the demonstration, and the chain of figures as a terminal shows it."""
    _terminal(folder / "demo")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        return
    run("lekwijzer report demo --lang en -o report.en.html", folder)
    target = DOCS / "pictures" / "report.png"
    target.parent.mkdir(exist_ok=True)
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--window-size=1100,1400",
    ]
    subprocess.run(
        [browser, *options, f"--screenshot={target}", (folder / "report.en.html").as_uri()],
        check=True,
        capture_output=True,
    )


def _terminal(case: Path) -> None:
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.terminal_theme import MONOKAI

    from lekwijzer.assess.revision import find
    from lekwijzer.cli import replay

    say = replay._Say("en")
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w", encoding="utf-8"), force_terminal=True)  # noqa: SIM115
    replay._moves(console, find(case / "revisions").summary, say)
    console.print()
    replay._chain(console, case / "revisions", say)
    local = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
        "Fira Code", "DejaVu Sans Mono"
    )
    console.save_svg(
        str(DOCS / "pictures" / "figures.svg"),
        title="lekwijzer demo",
        theme=MONOKAI,
        code_format=local,
        unique_id="lekwijzer",
    )


def main() -> None:
    """Rewrite, or only look."""
    check = "--check" in sys.argv[1:]
    (DOCS / "pictures").mkdir(exist_ok=True)
    other = []
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "first"
        first.mkdir()
        run("lekwijzer demo --quiet", first)
        for page in PAGES:
            folder = Path(name) / page.stem
            shutil.copytree(first, folder)
            text = page.read_text("utf-8")
            now = refreshed(text, folder)
            if now != text:
                other.append(page.relative_to(ROOT).as_posix())
                if not check:
                    page.write_text(now, "utf-8")
        if not check:
            pictures(first)
    if check and other:
        sys.exit(f"other output: {', '.join(other)}; run python docs/replay.py")


if __name__ == "__main__":
    main()
