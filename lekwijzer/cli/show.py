"""The summary that ends `assess`."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import Any

from rich.console import Console
from rich.table import Table

from lekwijzer.assess.coverage import by_kind
from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import figures, grid, line, number, screen, show, words
from lekwijzer.cli.show_coverage import share_of
from lekwijzer.report.codes import FIELDS

__all__ = ["number", "show_summary"]

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("{case}: revisie {n}", "{case}: revision {n}"),
    "same": (
        "Er is niets veranderd sinds revisie {n}; die blijft staan.",
        "Nothing has changed since revision {n}; it stands.",
    ),
    "register": ("register", "register"),
    "rows": ("regels", "rows"),
    "confirmed": ("bevestigd", "confirmed"),
    "probable": ("waar\u00adschijnlijk", "probable"),
    "not_excluded": ("niet uit\nte sluiten", "not\nexcluded"),
    "cleared": ("uitge\u00adsloten", "cleared"),
    "dataset": ("dataset", "dataset"),
    "mentions": ("vermel\u00addingen", "mentions"),
    "matched": ("gekop\u00adpeld", "matched"),
    "duplicate": ("dubbel", "dupli\u00adcate"),
    "unidentified": ("in geen\nregister", "in no\nregister"),
    "unresolved": ("ondui\u00addelijk\nwie", "un\u00adresolved"),
    "rejected": ("geen\npersoon", "not a\nperson"),
    "people": ("perso\u00adnen", "people"),
    "new": ("van wie\nnieuw", "of whom\nnew"),
    "cohort": ("doelgroep", "cohort"),
    "title_of": ("titel", "title"),
    "n": ("personen", "people"),
    "total": ("alle {n} registers", "all {n} registers"),
    "other": ("{n} kleinere registers", "{n} smaller registers"),
    "datasets": (
        "Wat er van de regels van elke dataset werd, en over hoeveel personen zij gaan",
        "What became of the rows of each dataset, and how many people they are about",
    ),
    "cohorts": ("Doelgroepen", "Cohorts"),
    "none": ("in geen doelgroep", "in no cohort"),
    "refuted": (
        "De opgegeven reikwijdte van {register} is weerlegd: {n} gevonden buiten de getroffen systemen. Niemand van dat register wordt op grond daarvan uitgesloten.",
        "The declared scope of {register} is refuted: {n} found whom no accessed system holds. Nobody of that register is cleared on the strength of it.",
    ),
    "unshared": (
        "Van mensen uit {register} lekten ook gegevens die volgens `shared` niet zijn gedeeld: {told}.",
        "Of people of {register} data leaked that `shared` does not name: {told}.",
    ),
    "gap": (
        "Niet alles is gelezen: {n} niet of deels gelezen ({share}; het meest: {kind}). Zie `lekwijzer coverage {case}`. Over een gat heen wordt niemand uitgesloten, alleen op een bereik dat door niets wordt weerlegd.",
        "The reading is not whole: {n} not or only partly read ({share}; most of it: {kind}). See `lekwijzer coverage {case}`. Nobody is cleared over a gap, only by a scope that nothing refutes.",
    ),
    "empty": (
        "Dataset {dataset} heet compleet, en {n}. Ga na of het de juiste bestanden zijn: over een lege dataset heen wordt niemand uitgesloten.",
        "Dataset {dataset} is declared complete, and {n}. Look whether its files are the right ones: nobody is cleared over an empty dataset.",
    ),
    "empty_cleared": (
        "Dataset {dataset} heet compleet, en {n}. Daardoor {m} uitgesloten: een lege dataset bewijst niets, dus ga na of het de juiste bestanden zijn.",
        "Dataset {dataset} is declared complete, and {n}. {m} cleared because of that: an empty dataset proves nothing, so look whether its files are the right ones.",
    ),
    "no_files": ("heeft geen bestanden", "has no files"),
    "people_out": ("{n} in geen register ({m}).", "{n} in no register ({m})."),
    "next": ("Verder: lekwijzer report {case}", "Next: lekwijzer report {case}"),
}  # fmt: skip
_NOUNS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "nobody": (
        ("in {n} bestand staat niemand", "in {n} bestanden staat niemand"),
        ("nobody stands in its {n} file", "nobody stands in its {n} files"),
    ),
    "were": (("is {n} persoon", "zijn {n} personen"), ("person was", "people were")),
    "person": (("persoon is", "personen zijn"), ("person was", "people were")),
    "somebody": (("persoon staat", "personen staan"), ("person is", "people are")),
    "file": (("bestand is", "bestanden zijn"), ("file was", "files were")),
    "mention": (("vermelding", "vermeldingen"), ("mention", "mentions")),}  # fmt: skip
_VERDICTS = ("confirmed", "probable", "not_excluded", "cleared")
_OUTCOMES = ("matched", "duplicate", "unidentified", "unresolved", "rejected")
MAX_REGISTERS = 12


class _Say:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang, self._at = lang, 0 if lang == "nl" else 1

    def __call__(self, key: str, /, **values: object) -> str:
        text = _TEXTS[key][self._at]
        return text.format(**values) if values else text

    def count(self, n: int, noun: str) -> str:
        """A number with its noun, in the singular for one."""
        text = _NOUNS[noun][self._at][n != 1]
        return text.format(n=self.n(n)) if "{n}" in text else f"{self.n(n)} {text}"

    def n(self, n: int) -> str:
        return number(n, self.lang)


def show_summary(
    summary: dict[str, Any], lang: str, *, new: bool, case: str, console: Console | None = None, last: bool = True
) -> None:
    """The table that ends `assess`: registers by verdict, datasets by outcome, cohorts, and what must not be overlooked.

    With `last`, what to do next.
    """
    say, console, case = _Say(lang), console or screen(), quote(case)
    if not new:
        line(console, say("same", n=summary["revision"]), "bold")
    show(console, lambda gap: _registers(summary, say, gap))
    console.print()
    show(console, lambda gap: _datasets(summary, say, gap))
    console.print()
    if summary["cohorts"]:
        show(console, lambda gap: _cohorts(summary, say, gap))
        console.print()
    strangers = summary["unidentified"]
    if strangers["people"]:
        line(
            console,
            say(
                "people_out",
                n=say.count(strangers["people"], "somebody"),
                m=say.count(strangers["mentions"], "mention"),
            ),
        )
    for scope in summary["scope"]:
        if scope["refuted"]:
            line(
                console,
                "! " + say("refuted", register=scope["register"], n=say.count(scope["found_outside"], "person")),
                "bold red",
            )
    for register, told in _unshared(summary, say).items():
        line(console, say("unshared", register=register, told=", ".join(told)))
    gaps = sum(c["files"] for c in summary["coverage"] if c["outcome"] != "read")
    if gaps:
        read, (largest, *_) = by_kind(summary["coverage"])
        look = Say(lang)
        shown = say(
            "gap",
            n=say.count(gaps, "file"),
            share=share_of(read, look),
            kind=look.code("KINDS", largest.name),
            case=case,
        )
        line(console, "! " + shown, "bold red")
    for text in _empty(summary, say):
        line(console, "! " + text, "bold red")
    if last:
        line(console, say("next", case=case))


def _unshared(summary: dict[str, Any], say: _Say) -> dict[str, list[str]]:
    """Per register the fields that leaked although they are not said to have been shared, with how many people's."""
    told: dict[str, list[str]] = {}
    for row in summary.get("unshared", []):
        name = FIELDS[row["field"]][0 if say.lang == "nl" else 1]
        told.setdefault(row["register"], []).append(f"{name} ({say.n(row['n'])})")
    return told


def _empty(summary: dict[str, Any], say: _Say) -> Iterator[str]:
    """A sentence for every dataset that is said to hold everything, and holds nobody."""
    cleared = sum(r["n"] for r in summary["reasons"] if r["reason"] == "all_read")
    for row in summary["datasets"]:
        if row["complete"] and row["mentions"] == row["rejected"]:
            files = sum(c["files"] for c in summary["coverage"] if c["dataset"] == row["dataset"])
            nobody = say.count(files, "nobody") if files else say("no_files")
            if cleared:
                yield say("empty_cleared", dataset=row["dataset"], n=nobody, m=say.count(cleared, "were"))
            else:
                yield say("empty", dataset=row["dataset"], n=nobody)


def _registers(summary: dict[str, Any], say: _Say, gap: int) -> Table:
    table = grid(gap, say("title", case=summary["case"]["name"], n=summary["revision"]))
    words(table, say("register"))
    for name in ("rows", *_VERDICTS):
        figures(table, say(name))
    rows = summary["registers"]
    big = sorted(rows, key=lambda r: -r["rows"])[:MAX_REGISTERS]
    rest = [r for r in rows if r not in big]

    def add(name: str, some: list[dict[str, Any]]) -> None:
        table.add_row(name, *(say.n(sum(r[n] for r in some)) for n in ("rows", *_VERDICTS)))

    for row in rows:
        if row in big:
            add(row["register"], [row])
    if rest:
        add(say("other", n=len(rest)), rest)
    if len(rows) > 1:
        table.add_section()
        add(say("total", n=len(rows)), rows)
    return table


def _datasets(summary: dict[str, Any], say: _Say, gap: int) -> Table:
    table = grid(gap, say("datasets"))
    words(table, say("dataset"))
    for name in ("mentions", *_OUTCOMES, "people", "new"):
        figures(table, say(name))
    for row in summary["datasets"]:
        table.add_row(row["dataset"], *(say.n(row[n]) for n in ("mentions", *_OUTCOMES, "people", "new_people")))
    return table


def _cohorts(summary: dict[str, Any], say: _Say, gap: int) -> Table:
    table = grid(gap, say("cohorts"))
    words(table, say("cohort"))
    words(table, say("title_of"), least=20)
    figures(table, say("n"))
    for cohort in summary["cohorts"]:
        table.add_row(cohort["id"] or "–", cohort["title"] or say("none"), say.n(cohort["n"]))
    return table
