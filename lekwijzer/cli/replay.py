"""The demonstration: a synthetic twin of the breach, its datasets arriving one after the other."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from shlex import quote
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lekwijzer.assess.revision import Revision, find
from lekwijzer.assess.run import assess
from lekwijzer.case import load_case
from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import figures, grid, line, screen, show, words
from lekwijzer.cli.show import show_summary
from lekwijzer.errors import UsageError
from lekwijzer.lock import case_lock
from lekwijzer.progress import make_progress
from lekwijzer.replica import write_replica
from lekwijzer.report.texts import Lang
from lekwijzer.report.write import write_report

_MARK = ".lekwijzer-demo"

_TEXTS: dict[str, tuple[str, str]] = {
    "made": (
        "Een synthetische tweeling van het lek, op schaal {scale}: {rows} deelnemers. Niemand erin bestaat.",
        "A synthetic twin of the breach, at scale {scale}: {rows} participants. Nobody in it exists.",
    ),
    "arrives": ("{day}: dataset “{dataset}” komt binnen", "{day}: dataset “{dataset}” arrives"),
    "first": ("Dit is de eerste revisie: elk oordeel is nieuw.", "This is the first revision: every verdict is new."),
    "chain": (
        "De keten van cijfers, zoals zij uit de bestanden kwam",
        "The chain of figures, as it came out of the files",
    ),
    "figure": ("cijfer", "figure"),
    "n": ("aantal", "number"),
    "what": ("wat het is", "what it is"),
    "moves": ("Wat er verschoof sinds revisie {n}, en waarom", "What moved since revision {n}, and why"),
    "refuted": (
        "omdat mensen zijn gevonden die volgens opgave in geen getroffen systeem stonden",
        "because people were found whom no accessed system was said to hold",
    ),
    "end": (
        "Open {report} in een browser. De zaak staat in {folder}; probeer `lekwijzer explain {quoted} {key}`.",
        "Open {report} in a browser. The case is in {folder}; try `lekwijzer explain {quoted} {key}`.",
    ),
}


def replay(folder: Path, scale: float, seed: int, lang: Lang, *, quiet: bool = False) -> None:
    """Make the twin, assess it dataset by dataset, show what moved each time and the chain of figures at the end."""
    say, console, progress = _Say(lang), screen(), make_progress(quiet)
    _clear(folder)
    with progress.stage("write the twin"):
        write_replica(folder, scale, seed)
    (folder / _MARK).write_text("made by `lekwijzer demo`; the next demonstration replaces this folder\n", "utf-8")
    case = load_case(folder)
    line(console, say.of("made", scale=scale, rows=say.n(round(941_000 * scale))), "bold")
    last: Revision | None = None
    with case_lock(case.folder, True, command="demo", say=progress.say):
        for count, dataset in enumerate(case.datasets, 1):
            day = dataset.found.date().isoformat() if dataset.found else ""
            _rule(console, say.of("arrives", day=day, dataset=dataset.id))
            last = assess(case, progress, limit=count).revision
            show_summary(
                last.summary, lang, new=True, case=str(folder), console=console, last=count == len(case.datasets)
            )
            _moves(console, last.summary, say)
    _chain(console, case.revisions, say)
    target = folder / "report.html"
    write_report(case.revisions, target, None, lang)
    key = quote(_somebody(case.revisions))
    line(console, say.of("end", report=target, folder=folder, quoted=quote(str(folder)), key=key), "bold")


class _Say(Say):
    """The words of `diff`, and those of the demonstration."""

    def of(self, key: str, /, **values: object) -> str:
        return _TEXTS[key][self._at].format(**values)


def _rule(console: Console, text: str) -> None:
    """A heading across the terminal; elsewhere a line of its own."""
    console.print()
    if console.is_terminal:
        console.rule(Text(text))
    else:
        line(console, text)


def _clear(folder: Path) -> None:
    """Make room for the demonstration; never removes a folder that it did not make."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file, expected a new folder; name another one with --folder")
    if not (folder / _MARK).is_file() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not an earlier demonstration; name another folder with --folder")
    shutil.rmtree(folder)


def _moves(console: Console, summary: dict[str, Any], say: _Say) -> None:
    """Every move between verdicts since the revision before, with its cause."""
    changes = summary["changes"]
    if not changes:
        line(console, say.of("first"))
        return
    counts: Counter[tuple[str, str, str]] = Counter()
    for move in changes["moves"]:
        if move["from"] != move["to"]:
            counts[(move["from"], move["to"], move["cause"])] += move["n"]
    refuted = any(s["refuted"] for s in summary["scope"])

    def table(gap: int) -> Table:
        table = grid(gap, say.of("moves", n=changes["since"]))
        words(table, say("col_from"), least=8)
        words(table, say("col_to"), least=8)
        figures(table, say("col_people"))
        words(table, say("col_cause"), least=14)
        for (old, new, cause), n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            why = say.cause(cause)
            if old == "cleared" and new == "not_excluded" and refuted:
                why += ", " + say.of("refuted")
            table.add_row(say.code("VERDICTS", old), say.code("VERDICTS", new), say.n(n), why)
        return table

    show(console, table)


def _chain(console: Console, folder: Path, say: _Say) -> None:
    """The public figures of the breach, counted from the last revision's tables."""
    from lekwijzer.cli.figures import chain

    def table(gap: int) -> Table:
        table = grid(gap, say.of("chain"))
        words(table, say.of("figure"))
        figures(table, say.of("n"))
        words(table, say.of("what"), least=20)
        for figure in chain(find(folder), say.lang):
            table.add_row(figure.name, say.n(figure.n), Text(figure.what))
        return table

    console.print()
    show(console, table)


def _somebody(folder: Path) -> str:
    """The key of one found person, to try `explain` on."""
    import polars as pl

    subjects = pl.scan_parquet(find(folder).table("subjects"), glob=False)
    keys = subjects.filter(pl.col("verdict") == "confirmed").select("key").head(1).collect()
    return str(keys.item()) if len(keys) else ""
