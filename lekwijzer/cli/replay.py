"""The demonstration: a synthetic twin of the breach, its datasets arriving one after the other."""

from __future__ import annotations

import shutil
from pathlib import Path
from shlex import quote
from typing import Any

from rich.console import Console
from rich.table import Table

from lekwijzer.assess.revision import Revision, find
from lekwijzer.assess.run import assess
from lekwijzer.case import load_case
from lekwijzer.cli.show import number, show_summary
from lekwijzer.errors import UsageError
from lekwijzer.lock import case_lock
from lekwijzer.progress import make_progress
from lekwijzer.replica import write_replica
from lekwijzer.report.texts import Lang
from lekwijzer.report.write import write_report

_MARK = ".lekwijzer-demo"

_TEXTS = {
    "en": {
        "made": "A synthetic twin of the breach, at scale {scale}: {rows} participants. Nobody in it exists.",
        "arrives": "{day}: dataset “{dataset}” arrives",
        "first": "This is the first revision: every verdict is new.",
        "chain": "The chain of figures, as it came out of the files",
        "figure": "figure", "n": "number", "what": "what it is", "moves": "What moved since revision {n}, and why",
        "from": "from", "to": "to", "people": "people", "cause": "cause", "nothing": "not in a revision",
        "refuted": "because people were found whom no accessed system was said to hold",
        "end": "Open {report} in a browser. The case is in {folder}; try `lekwijzer explain {quoted} {key}`.",
        "confirmed": "confirmed", "probable": "probable", "not_excluded": "not excluded", "cleared": "cleared",
    },
    "nl": {
        "made": "Een synthetische tweeling van het lek, op schaal {scale}: {rows} deelnemers. Niemand erin bestaat.",
        "arrives": "{day}: dataset “{dataset}” komt binnen",
        "first": "Dit is de eerste revisie: elk oordeel is nieuw.",
        "chain": "De keten van cijfers, zoals zij uit de bestanden kwam",
        "figure": "cijfer", "n": "aantal", "what": "wat het is", "moves": "Wat er verschoof sinds revisie {n}, en waarom",
        "from": "van", "to": "naar", "people": "personen", "cause": "oorzaak", "nothing": "in geen revisie",
        "refuted": "omdat mensen zijn gevonden die volgens opgave in geen getroffen systeem stonden",
        "end": "Open {report} in een browser. De zaak staat in {folder}; probeer `lekwijzer explain {quoted} {key}`.",
        "confirmed": "bevestigd", "probable": "waarschijnlijk", "not_excluded": "niet uit te sluiten", "cleared": "uitgesloten",
    },
}  # fmt: skip


def replay(folder: Path, scale: float, seed: int, lang: Lang, *, quiet: bool = False) -> None:
    """Make the twin, assess it dataset by dataset, show what moved each time and the chain of figures at the end."""
    say, console, progress = _TEXTS[lang], Console(), make_progress(quiet)
    _clear(folder)
    with progress.stage("write the twin"):
        write_replica(folder, scale, seed)
    (folder / _MARK).write_text("made by `lekwijzer demo`; the next demonstration replaces this folder\n", "utf-8")
    case = load_case(folder)
    console.print(say["made"].format(scale=scale, rows=number(round(941_000 * scale), lang)), style="bold")
    last: Revision | None = None
    with case_lock(case.folder, True, command="demo", say=progress.say):
        for count, dataset in enumerate(case.datasets, 1):
            day = dataset.found.date().isoformat() if dataset.found else ""
            console.rule(say["arrives"].format(day=day, dataset=dataset.id))
            last = assess(case, progress, limit=count).revision
            show_summary(last.summary, lang, new=True, case=str(folder))
            _moves(console, last.summary, say, lang)
    _chain(console, case.revisions, say, lang)
    target = folder / "report.html"
    write_report(case.revisions, target, None, lang)
    console.print(
        say["end"].format(
            report=target, folder=folder, quoted=quote(str(folder)), key=quote(_somebody(case.revisions))
        ),
        style="bold",
    )


def _clear(folder: Path) -> None:
    """Make room for the demonstration; never removes a folder that it did not make."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file, expected a new folder; name another one with --folder")
    if not (folder / _MARK).is_file() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not an earlier demonstration; name another folder with --folder")
    shutil.rmtree(folder)


def _moves(console: Console, summary: dict[str, Any], say: dict[str, str], lang: Lang) -> None:
    """Every move between verdicts since the revision before, with its cause."""
    changes = summary["changes"]
    if not changes:
        console.print(say["first"])
        return
    counts: dict[tuple[str, str, str], int] = {}
    for move in changes["moves"]:
        if move["from"] != move["to"]:
            key = (move["from"], move["to"], move["cause"])
            counts[key] = counts.get(key, 0) + move["n"]
    refuted = any(s["refuted"] for s in summary["scope"])
    table = Table(say["from"], say["to"], title=say["moves"].format(n=changes["since"]), title_justify="left")
    table.add_column(say["people"], justify="right")
    table.add_column(say["cause"])
    for (old, new, cause), n in sorted(counts.items(), key=lambda item: -item[1]):
        why = f"{cause}, {say['refuted']}" if old == "cleared" and new == "not_excluded" and refuted else cause
        table.add_row(say.get(old, old) or say["nothing"], say.get(new, new), number(n, lang), why)
    console.print(table)


def _chain(console: Console, folder: Path, say: dict[str, str], lang: Lang) -> None:
    """The public figures of the breach, counted from the last revision's tables."""
    from lekwijzer.cli.figures import chain

    table = Table(say["figure"], title=say["chain"], title_justify="left")
    table.add_column(say["n"], justify="right")
    table.add_column(say["what"])
    for figure in chain(find(folder), lang):
        table.add_row(figure.name, number(figure.n, lang), figure.what)
    console.print(table)


def _somebody(folder: Path) -> str:
    """The key of one found person, to try `explain` on."""
    import polars as pl

    subjects = pl.scan_parquet(find(folder).table("subjects"), glob=False)
    keys = subjects.filter(pl.col("verdict") == "confirmed").select("key").head(1).collect()
    return str(keys.item()) if len(keys) else ""
