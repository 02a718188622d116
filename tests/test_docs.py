"""The documentation says what the code says: reference pages, links, and every command that is shown."""

from __future__ import annotations

import re
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
import command_page
import generate
import replay
from given import emitted, meaning

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN = [p for p in PAGES if p.parent.name != "reference"]
"""The pages that people write."""


@cache
def commands() -> dict[str, Any]:
    """Every command by its full name."""
    return dict(command_page.commands_of(command_page.command_line()))


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# reference pages


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    page = ROOT / "docs" / "reference" / f"{name}.md"
    assert page.read_text("utf-8") == generate.PAGES[name](), "stale: run python docs/generate.py"


def test_there_are_no_other_reference_pages() -> None:
    assert {p.stem for p in (ROOT / "docs" / "reference").glob("*.md")} == set(generate.PAGES)


def test_every_command_has_help_examples_and_a_page_that_shows_it() -> None:
    shown = "\n".join(page.read_text("utf-8") for page in WRITTEN if page.name != "CHANGELOG.md")
    for name, command in commands().items():
        assert command.help, name
        if not hasattr(command, "commands"):
            assert command_page.examples_of(command), name
            assert all(one.help for one in command.params), name
            assert re.search(rf"{name}\b", shown) or name.startswith("lekwijzer add "), f"{name} is on no written page"


def test_every_code_that_can_be_given_has_words_in_both_languages() -> None:
    given = emitted()
    assert all(given.values())
    for kind, names in given.items():
        for name in names:
            assert all(meaning(kind, name) or ("",)), f"{kind}: {name} has no words"


def test_the_codes_are_those_that_stand_in_the_sql() -> None:
    given = emitted()
    assert {"bsn_agrees", "several_agree", "number_joined", "number_in_register"} <= set(given["links"])
    assert {"all_read", "not_held", "tied_mention", "scope_refuted"} <= set(given["no link"])
    assert {"tie", "too_little", "no_identity"} <= set(given["unresolved"])
    assert {"deceased", "outside_scope"} <= set(given["flags"])


# links


LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that a site makes of the headings."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.replace("`", "").lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in anchors(there), f"{target}: no such heading"


def test_every_page_can_be_reached_from_the_index() -> None:
    seen, waiting = set[Path](), [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md" and page.exists():
            seen.add(page)
            links = LINK.findall(without_code(page.read_text("utf-8")))
            waiting += [(page.parent / x.partition("#")[0]).resolve() for x in links if not re.match(r"[a-z]+:|#", x)]
    assert set((ROOT / "docs").rglob("*.md")) <= seen


# what is shown


FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lines_of(text: str) -> list[str]:
    """Every command line that starts with `lekwijzer` in the blocks and in the running text."""
    found: list[str] = []
    for kind, block in FENCE.findall(text):
        if kind == "console":
            found += replay.commands_in(block)
        elif kind == "sh":
            found += block.replace("\\\n", " ").splitlines()
    inline = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    found += [x for x in re.findall(r"`([^`\n]+)`", inline) if "lekwijzer " in x]
    return [line.strip() for line in found if line.strip().startswith("lekwijzer ")]


def arguments(line: str) -> list[str]:
    """The words of a command line behind `lekwijzer`; what a shell would put in is one word."""
    line = re.sub(r"\$\([^)]*\)", "SOMETHING", line)
    return shlex.split(line, comments=True)[1:]


def problem(line: str) -> str | None:
    """Why the program would not take this line, None when it would."""
    words = arguments(line)
    if not words or words[0].startswith("-"):
        return None if set(words) <= {"--help", "-h", "--version"} else "no command"
    if words[0] in ("COMMAND",):  # stands for any of them
        return None
    length = 2 if words[0] == "add" and len(words) > 1 and not words[1].startswith("-") else 1
    name = " ".join(["lekwijzer", *words[:length]])
    command = commands().get(name)
    if command is None:
        return f"there is no command {name}"
    rest = words[length:]
    known = {opt for one in command.params for opt in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    unknown = [word for word in rest if word.startswith("-") and word.partition("=")[0] not in known]
    if unknown:
        return f"{name} has no option {', '.join(unknown)}"
    if not rest or "--help" in rest or hasattr(command, "commands"):
        return None  # a command that is only named
    try:
        command.make_context(name, [_real(command, word) for word in rest])
    except Exception as error:
        return f"{name}: {type(error).__name__} {getattr(error, 'message', '')}"
    return None


def _real(command: Any, word: str) -> str:
    """A value where a page shows a placeholder."""
    return {"TABLE": "subjects", "A": "1", "B": "2"}.get(word, word)


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_commands_that_are_shown_exist(page: Path) -> None:
    wrong = [(line, why) for line in lines_of(page.read_text("utf-8")) if (why := problem(line))]
    assert wrong == []


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert problem("lekwijzer asses my-case")
    assert problem("lekwijzer assess my-case --fast")
    assert problem("lekwijzer add regster my-case")
    assert problem("lekwijzer export my-case subject -o x.csv")
    assert problem("lekwijzer export my-case subjects")
    assert problem("lekwijzer diff my-case one two")
    assert problem("lekwijzer diff my-case 1 2") is None
    assert lines_of("```sh\nlekwijzer new \\\n   x\n```\nSee `lekwijzer doctor`.") == [
        "lekwijzer new     x",
        "lekwijzer doctor",
    ]


def test_case_files_that_are_shown_parse(tmp_path: Path) -> None:
    from lekwijzer.case import parse_case

    for name in ("registers/participants.csv", "leaked/first/a.csv", "letters/august.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n")
    whole = [
        block
        for page in PAGES
        for kind, block in FENCE.findall(page.read_text("utf-8"))
        if kind == "toml" and "[case]" in block
    ]
    assert whole
    for block in whole:
        parse_case(block, tmp_path)


def test_overrides_that_are_shown_are_known() -> None:
    import tomllib

    from lekwijzer.case_types import OVERRIDES

    for page in PAGES:
        for kind, block in FENCE.findall(page.read_text("utf-8")):
            if kind == "toml" and "[case]" not in block:
                for columns in tomllib.loads(block)["dataset"]["columns"].values():
                    assert set(columns) <= set(OVERRIDES), ids(page)


# nothing that does not belong here


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_no_place_of_this_machine_and_no_real_number(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(?:tmp|work|home|root)/", text)
    nine = [
        n
        for n in re.findall(r"(?<![\w.])[1-8]\d{8}(?!\w)", text)
        if sum(int(d) * w for d, w in zip(n, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
    ]
    assert nine == []


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    assert all(p.stat().st_size <= 250_000 for p in pictures)


@pytest.mark.slow
def test_the_examples_say_what_the_pages_show(tmp_path: Path) -> None:
    replay.run("lekwijzer demo --quiet", tmp_path)
    page = ROOT / "docs" / "tutorial.md"
    assert replay.refreshed(page.read_text("utf-8"), tmp_path) == page.read_text("utf-8"), "run python docs/replay.py"
