"""Tables on the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

_TEXTS = {
    "en": {
        "title": "{case}: revision {n}", "same": "Nothing has changed since revision {n}; it stands.", "register": "register", "rows": "rows", "confirmed": "confirmed",
        "probable": "probable", "not_excluded": "not excluded", "cleared": "cleared", "dataset": "dataset", "mentions": "mentions", "matched": "matched", "duplicate": "duplicate",
        "unidentified": "unidentified", "unresolved": "unresolved", "rejected": "rejected", "people": "people", "new": "new", "cohort": "cohort", "title_of": "title", "n": "people",
        "total": "all {n} registers", "other": "{n} smaller registers",
        "refuted": "The declared scope of {register} is refuted: {n} people were found whom no accessed system holds. Nobody of that register is cleared on the strength of it.",
        "gap": "The reading is not whole: {n} files were not or only partly read (`lekwijzer export {case} coverage -o coverage.csv`). Nobody is cleared over a gap.",
        "people_out": "{n} people stand in no register ({m} mentions).", "next": "Next: lekwijzer report {case}",
    },
    "nl": {
        "title": "{case}: revisie {n}", "same": "Er is niets veranderd sinds revisie {n}; die blijft staan.", "register": "register", "rows": "regels", "confirmed": "bevestigd",
        "probable": "waarschijnlijk", "not_excluded": "niet uit te sluiten", "cleared": "uitgesloten", "dataset": "dataset", "mentions": "vermeldingen", "matched": "gekoppeld", "duplicate": "dubbel",
        "unidentified": "in geen register", "unresolved": "niet te herleiden", "rejected": "geen persoon", "people": "personen", "new": "nieuw", "cohort": "doelgroep", "title_of": "titel", "n": "personen",
        "total": "alle {n} registers", "other": "{n} kleinere registers",
        "refuted": "De opgegeven reikwijdte van {register} is weerlegd: {n} personen zijn gevonden die in geen getroffen systeem staan. Niemand van dat register wordt op grond daarvan uitgesloten.",
        "gap": "Niet alles is gelezen: {n} bestanden zijn niet of deels gelezen (`lekwijzer export {case} coverage -o coverage.csv`). Over een gat heen wordt niemand uitgesloten.",
        "people_out": "{n} personen staan in geen register ({m} vermeldingen).", "next": "Verder: lekwijzer report {case}",
    },
}  # fmt: skip
_VERDICTS = ("confirmed", "probable", "not_excluded", "cleared")
_OUTCOMES = ("matched", "duplicate", "unidentified", "unresolved", "rejected")
MAX_REGISTERS = 12


def number(n: int, lang: str) -> str:
    """A count with the separators of the language."""
    text = f"{n:,}"
    return text.replace(",", ".") if lang == "nl" else text


def show_summary(summary: dict[str, Any], lang: str, *, new: bool, case: str) -> None:
    """The table that ends `assess`: registers by verdict, datasets by outcome, cohorts, and what must not be overlooked."""
    say, console = _TEXTS[lang], Console()
    if not new:
        console.print(say["same"].format(n=summary["revision"]), style="bold")
    console.print(_registers(summary, say, lang))
    console.print(_datasets(summary, say, lang))
    if summary["cohorts"]:
        table = Table(say["cohort"], say["title_of"], box=None, pad_edge=False)
        table.add_column(say["n"], justify="right")
        for cohort in summary["cohorts"]:
            table.add_row(cohort["id"] or "–", cohort["title"], number(cohort["n"], lang))
        console.print(table)
    strangers = summary["unidentified"]
    if strangers["people"]:
        console.print(say["people_out"].format(n=number(strangers["people"], lang), m=number(strangers["mentions"], lang)))
    for scope in summary["scope"]:
        if scope["refuted"]:
            console.print("! " + say["refuted"].format(register=scope["register"], n=number(scope["found_outside"], lang)), style="bold red")
    gaps = sum(c["files"] for c in summary["coverage"] if c["outcome"] != "read")
    if gaps:
        console.print("! " + say["gap"].format(n=number(gaps, lang), case=case), style="bold red")
    console.print(say["next"].format(case=case))


def _registers(summary: dict[str, Any], say: dict[str, str], lang: str) -> Table:
    table = Table(say["register"], title=say["title"].format(case=summary["case"]["name"], n=summary["revision"]), title_justify="left")
    for name in ("rows", *_VERDICTS):
        table.add_column(say[name], justify="right")
    rows = summary["registers"]
    big = sorted(rows, key=lambda r: -r["rows"])[:MAX_REGISTERS]
    shown = [r for r in rows if r in big]
    for row in shown:
        table.add_row(row["register"], *(number(row[n], lang) for n in ("rows", *_VERDICTS)))
    rest = [r for r in rows if r not in big]
    if rest:
        table.add_row(say["other"].format(n=len(rest)), *(number(sum(r[n] for r in rest), lang) for n in ("rows", *_VERDICTS)))
    if len(rows) > 1:
        table.add_section()
        table.add_row(say["total"].format(n=len(rows)), *(number(sum(r[n] for r in rows), lang) for n in ("rows", *_VERDICTS)))
    return table


def _datasets(summary: dict[str, Any], say: dict[str, str], lang: str) -> Table:
    table = Table(say["dataset"])
    for name in ("mentions", *_OUTCOMES, "people", "new"):
        table.add_column(say[name], justify="right")
    for row in summary["datasets"]:
        table.add_row(row["dataset"], *(number(row[n], lang) for n in ("mentions", *_OUTCOMES, "people", "new_people")))
    return table
