"""Write the reference pages from the code, so that they cannot say anything else than the code does.

python docs/generate.py            write docs/reference/*.md
python docs/generate.py --check    write nothing; exit 1 and name the pages that are stale
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

from command_page import commands
from given import emitted, meaning
from pages import DOCS, PACKAGE, ROOT, code, page, table
from words import COLUMNS_TOLD, EXPORTS, KEYS

# the case file


def _accepted() -> dict[str, list[str]]:
    """The keys that each table of case.toml accepts, as the parser itself lists them when it meets another one."""
    from lekwijzer.case import parse_case
    from lekwijzer.errors import CaseError

    tables = ("case", "limits", "party", "register", "dataset", "system", "letter", "cohort")
    text = "\n".join([f"[{t}]\n-x- = 1" if t in ("case", "limits") else f'[[{t}]]\nid = "x"\n-x- = 1' for t in tables])
    text += '\n[[system]]\nid = "y"\nholds = [{ -x- = 1 }]\n'
    try:
        parse_case(text, ROOT)
    except CaseError as error:
        lists = re.findall(r"unknown key `-x-`, expected one of ([a-z_, ]+)", str(error))
        return dict(zip((*tables, "system.holds"), [x.split(", ") for x in lists], strict=True))
    raise AssertionError("the parser accepted an unknown key")


def case_file() -> str:
    """reference/case-file.md"""
    from lekwijzer.assess.rules import SUBJECT_COLUMNS
    from lekwijzer.case_edit import _TEMPLATE
    from lekwijzer.case_types import OVERRIDES, PartyRole

    accepted = _accepted()
    wrong = {t for t in {*accepted, *KEYS} if set(accepted.get(t, ())) != set(KEYS.get(t, {}))}
    if wrong:
        raise SystemExit(f"docs/generate.py: KEYS and the parser differ about {', '.join(sorted(wrong))}")
    roles = ", ".join(code(role.value) for role in PartyRole)
    parts = []
    for name, keys in KEYS.items():
        shown = {"case": "[case]", "limits": "[limits]", "system.holds": "holds of [[system]]"}.get(name, f"[[{name}]]")
        parts.append(
            f"## {shown}\n\n"
            + table(("key", "what it is"), [(code(k), what.replace("{roles}", roles)) for k, what in keys.items()])
        )
    return page(
        "The case file",
        "`case.toml` is all there is to configure. It is TOML in UTF-8; paths are relative to it. Every mistake is told at once, one line each, "
        "with the line, what was found, what was expected and the nearest valid name; `lekwijzer doctor CASE` checks it without doing anything else.",
        'An id may not hold `|`, `/`, `\\` or `"`.',
        *parts,
        "## Conditions\n\nConditions are DuckDB SQL.\n\n"
        f"- A cohort's `where` sees {', '.join(code(c) for c in SUBJECT_COLUMNS)} and `row.<column>` of the register. The first cohort whose condition holds decides; "
        "who is in none has an empty cohort. A condition that speaks of a column that a register does not have does not hold for that register's rows. "
        "`probability` is empty in this version.\n"
        "- A system's `where` sees the register's columns directly.\n"
        "- Columns carry the names of the register's own header and are typed by their values: whole number, number, date or text. "
        "`<column>_text` is the original of a column that is not text. `datasets`, `fields`, `letters` and `flags` are lists: `list_contains(datasets, 'first')`.",
        "## Overrides\n\nA key of `columns` is one of:\n\n" + ", ".join(code(o) for o in OVERRIDES) + ".\n\n"
        "Its value is a header, a position from 1, or a list of these. `ignore` takes columns out; `key` is for registers only. "
        "What the others mean: [Roles and fields](roles.md). How a file is read without overrides: `lekwijzer inspect FILE`.",
        "## What `lekwijzer new` writes\n\n```toml\n" + _TEMPLATE.format(name='name = "my-case"\n').strip() + "\n```",
    )


# exports


def exports() -> str:
    """reference/exports.md"""
    from lekwijzer.assess.export import COLUMNS, SUFFIXES

    parts = [f"`lekwijzer export CASE TABLE -o FILE` writes one table of a revision, by the suffix of the file: {', '.join(code(s) for s in SUFFIXES)}. "
             "Lists are joined with `|`, except in Parquet, where they are lists. These tables and columns are the public interface: they change only with a major version."]  # fmt: skip
    parts += [
        "Rows in are rows out, in each dataset: all mentions = matched + duplicate + unidentified + unresolved + rejected. A run of which the sum is off fails."
    ]
    for name, columns in COLUMNS.items():
        what, why = EXPORTS[name]
        parts.append(
            f"## {name}\n\n{why} It has {what}.\n\n"
            + table(("column", "what it is"), [(code(c), COLUMNS_TOLD[c]) for c in columns])
        )
    return page("Exports", *parts)


# roles and fields


def roles() -> str:
    """reference/roles.md"""
    from lekwijzer.fields.normalise import MENTION
    from lekwijzer.model import FIELDS, ROLE_FIELD, Role
    from lekwijzer.report import codes

    notes = _comments(PACKAGE / "model.py", "Role")
    carriers = {f: ", ".join(code(r.value) for r in Role if ROLE_FIELD.get(r) == f) for f in FIELDS}
    kept = _comments(PACKAGE / "fields/normalise.py", "MENTION")
    return page(
        "Roles and fields",
        "A *field* (gegeven) is a kind of personal data; it is what leaks. A *role* is what one column, or one place in a message, holds. "
        "A filled value of a role exposes the field beside it; a linking number exposes none.",
        "## Fields\n\n" + table(("field", "Dutch", "English", "roles that expose it"), [(code(f), *codes.FIELDS[f], carriers[f]) for f in FIELDS]),
        "## Roles\n\nThese are also the names for overrides in `case.toml`.\n\n"
        + table(("role", "exposes", "note"), [(code(r.value), code(ROLE_FIELD[r]) if r in ROLE_FIELD else "nothing", notes.get(r.name, "").replace("idem", "a linking number")) for r in Role]),
        "## What is kept of a mention\n\nThe values are in comparable form (small letters, no accents, a date as a number). Of an examination, a result, an insurer, a requester "
        "and an account number only the bit in `fields` is kept.\n\n" + table(("column", "note"), [(code(name), kept.get(name, "")) for name in MENTION]),
    )  # fmt: skip


def _comments(path: Path, within: str) -> dict[str, str]:
    """The comments at the ends of the lines of a class or dictionary, by the name at the start of the line."""
    text = path.read_text("utf-8")
    node = next(
        n
        for n in ast.parse(text).body
        if getattr(n, "name", None) == within
        or (isinstance(n, ast.AnnAssign) and getattr(n.target, "id", "") == within)
    )
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    found = (re.match(r'\s+"?(\w+)"?\s*[=:].*?#\s*(.+)$', line) for line in lines)
    return {m[1]: m[2] for m in found if m}


# reason codes


def reasons() -> str:
    """reference/reasons.md"""
    given = emitted()

    def told(kind: str) -> str:
        return table(
            ("code", "English", "Dutch"),
            [(code(name), *reversed(meaning(kind, name) or ("", ""))) for name in given[kind]],
        )

    return page(
        "Reason codes",
        "Every verdict, link and outcome has a code. These are all that this version can give, with the words of the report and of `explain`.",
        "## Verdicts\n\n" + told("verdicts"),
        "## Why a mention is this person\n\nIn `links` (column `reason`), and in `subjects` where the verdict is confirmed or probable: there it is the reason of the strongest link.\n\n" + told("links"),
        "## Why a row without a link is cleared or not\n\nIn `subjects`, where the verdict is not_excluded or cleared.\n\n" + told("no link"),
        "## Outcomes of mentions\n\n" + told("outcomes"),
        "### Unresolved, because\n\n" + told("unresolved"),
        "### Rejected, because\n\n" + told("rejected"),
        "### Other\n\n" + told("other outcomes"),
        "## Outcomes of files\n\n" + told("read outcomes"),
        "## Flags\n\n" + told("flags"),
        "## Causes of a move\n\nIn `diff` and in the report; behind a colon stands which dataset, register or kind of rule.\n\n" + told("causes"),
    )  # fmt: skip


# layout


def layout() -> str:
    """reference/layout.md"""
    from lekwijzer.assess.revision import TABLES
    from lekwijzer.intake import archives, magic
    from lekwijzer.readers import READERS, readers
    from lekwijzer.report import codes

    kinds = {r.KIND: (r.__doc__ or "").splitlines()[0] for r in readers()}
    containers = dict.fromkeys((magic.ZIP, magic.TAR, *magic.STREAMS, magic.SEVEN_ZIP, *archives.KINDS))
    tree = "\n".join((
        "CASE/", "  case.toml             the settings; written by people, and by `lekwijzer add`", "  registers/ leaked/ letters/   your files, or wherever case.toml says",
        "  work/                 can be made again, except the two files marked *", "    items/              what was read of each content, by hash", "    registers/          registers as they are compared",
        "    hashes.json         hashes of files that have not changed", "    subject.key       * what subject ids are made with", "    looks.jsonl       * who looked at values in clear",
        "    spool/ spill/       temporary: members of archives, and what does not fit in memory (encrypted)", "    lock                who is at work", "    log.txt             ids, places and counts",
        "  revisions/", "    log.jsonl           when each revision was made", "    0001/               immutable", "      manifest.json     hashes of all that went in and came out", "      summary.json      the counts",
        f"      {', '.join(TABLES)}  (.parquet)",
    ))  # fmt: skip
    return page(
        "Layout",
        "## A case folder\n\n```text\n" + tree + "\n```",
        "## Formats\n\nWhat is read, by content and never by the name alone:\n\n"
        + table(
            ("kind", "what it is"),
            [(code(k), codes.KINDS.get(k, ("", k))[1] + ": " + kinds[k]) for k in READERS if k in kinds],
        )
        + "\n\nContainers that are opened, also within one another: "
        + ", ".join(code(k) for k in containers)
        + ". "
        "A file of any other kind is a row of the coverage list with the outcome `skipped`.",
        "## The code\n\nDependencies point one way; `tests/test_layers.py` holds the table.\n\n" + _modules(),
    )


def _modules() -> str:
    order = (
        "model",
        "errors",
        "case",
        "fields",
        "detect",
        "intake",
        "readers",
        "mentions",
        "engine",
        "link",
        "assess",
        "report",
        "replica",
        "cli",
    )
    parts = []
    for name in order:
        folder = PACKAGE / name
        files = sorted(folder.glob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]
        parts.append(
            f"### {name}\n\n"
            + table(("module", "what it is"), [(code(f.relative_to(ROOT).as_posix()), _first_line(f)) for f in files])
        )
    return "\n\n".join(parts)


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].replace("\n", " ")


# plan and rates


def pipeline() -> str:
    """reference/pipeline.md"""
    from lekwijzer.assess import stages
    from lekwijzer.engine.backend import Stage, show
    from lekwijzer.link import references, score
    from lekwijzer.link.stages import PIPELINE

    def plan(some: Sequence[Stage]) -> str:
        return "```text\n" + show(some) + "\n```"

    levels = [
        (code(name), getattr(score, name), _said_under(PACKAGE / "link/score.py", name))
        for name in ("CONFIRM_BITS", "PROBABLE_BITS", "POSSIBLE_BITS", "TIE_BITS", "RIVAL_BITS")
    ]
    return page(
        "The pipeline",
        "Each line is a stage: a table that SQL makes from the ones before it. What it means: [Linking](../explanation/linking.md), [Verdicts](../explanation/verdicts.md).",
        "## Links by what a mention itself says\n\n" + plan(PIPELINE),
        f"## Links through numbers\n\nThe second list is repeated until nothing new is joined, at most {references.ROUNDS} times.\n\n"
        + plan(references._START) + "\n\n" + plan(references._ROUND) + "\n\n" + plan(references._BY_REGISTER),
        "## Verdicts\n\n" + plan((*stages.OUTCOMES, *stages.FOUND, *stages.COULD_BE, *stages.VERDICTS)),
        "## Levels, in bits\n\n" + table(("name", "bits", "what it is"), levels),
        f"## Weights, in bits\n\nAs the engine computes them. `w_sur`, `w_given` and `w_city` are how rare the value is in the registers, `w_rows` how many rows there are.\n\n```sql\n{score.BITS.strip()}\n```",
    )  # fmt: skip


def _said_under(path: Path, name: str) -> str:
    """The text under a constant."""
    body = ast.parse(path.read_text("utf-8")).body
    for one, after in pairwise(body):
        if (
            isinstance(one, ast.Assign)
            and getattr(one.targets[0], "id", "") == name
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            return str(after.value.value).replace("\n", " ")
    return ""


def replica() -> str:
    """reference/replica.md"""
    from lekwijzer.replica.rates import RATES, SIZES

    notes = _comments(PACKAGE / "replica/rates.py", "Sizes") | _comments(PACKAGE / "replica/rates.py", "Rates")
    return page(
        "The replica",
        "`lekwijzer replica` and `lekwijzer demo` make a synthetic twin of the 2025 breach. Nobody in it exists; BSNs start with 9. The same seed and scale give the same files. "
        "What is true of it lies beside it in `truth/`, which the other commands do not read.",
        "## Sizes at scale 1\n\n" + table(("name", "number", "what it is"), [(code(f.name), f"{getattr(SIZES, f.name):,}", notes.get(f.name, "")) for f in fields(SIZES)]),
        "## Rates\n\nShares: 0.02 is 2 in 100.\n\n" + table(("name", "rate", "of what"), [(code(f.name), getattr(RATES, f.name), notes.get(f.name, "")) for f in fields(RATES)]),
    )  # fmt: skip


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands, "case-file": case_file, "exports": exports, "roles": roles, "reasons": reasons, "layout": layout, "pipeline": pipeline, "replica": replica,
}  # fmt: skip


def stale() -> list[str]:
    """The pages that do not say what the code says."""
    folder = DOCS / "reference"
    return [
        name
        for name, make in PAGES.items()
        if not (folder / f"{name}.md").is_file() or (folder / f"{name}.md").read_text("utf-8") != make()
    ]


def main() -> None:
    """Write the pages, or only look."""
    if "--check" in sys.argv[1:]:
        if names := stale():
            sys.exit(f"stale: {', '.join(names)}; run python docs/generate.py")
        return
    (DOCS / "reference").mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (DOCS / "reference" / f"{name}.md").write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
