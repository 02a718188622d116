"""The chain of public figures of the 2025 breach, counted from a revision of its synthetic twin."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lekwijzer.assess.revision import Revision

SCREENING = "/screening/"
"""The folders in which the twin keeps the rows of the screening programme, one row per person."""

_WHAT: dict[str, tuple[str, str]] = {
    "sample": ("personen in de gepubliceerde proef", "people in the published sample"),
    "first": ("regels van het bevolkingsonderzoek in de eerste dataset", "rows of the screening programme in the first dataset"),
    "first_people": ("daarvan herleid tot een deelnemer", "of them identified as a participant"),
    "lacking": ("daarvan missen de gegevens om te zeggen wie", "of them lack the information to say who"),
    "second": ("regels in de tweede dataset", "rows in the second dataset"),
    "new": ("personen die niet in de eerste dataset staan", "people not in the first dataset"),
    "known": ("regels van wie al bekend was, of van niemand die te noemen is", "rows of people known already, or of nobody who can be named"),
    "rows": ("regels in beide: het cijfer dat als personen is gemeld", "rows in both: the figure that was announced as people"),
    "universe": ("deelnemers in het register", "participants in the register"),
    "found": ("deelnemers gevonden in het lek", "participants found in the leak"),
    "open": ("deelnemers niet gevonden en niet uit te sluiten", "participants not found, and not to be excluded"),
    "group": ("doelgroep {id}: {title}", "letter group {id}: {title}"),
    "other": ("gevonden in andere registers (ziekenhuizen en huisartsen)", "found in other registers (hospitals and GP practices)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and what it counts."""

    name: str
    n: int
    what: str


def chain(revision: Revision, lang: str) -> list[Figure]:
    """Sample, first, second, rows, universe, found, not found, and the letter groups, each counted from the tables."""
    what = {name: pair[0 if lang == "nl" else 1] for name, pair in _WHAT.items()}
    count = counts(revision)
    figures = [
        Figure(name, count[name], what[name])
        for name in (
            "sample",
            "first",
            "first_people",
            "lacking",
            "second",
            "new",
            "known",
            "rows",
            "universe",
            "found",
            "open",
        )
    ]
    cohorts = revision.summary["cohorts"]
    figures += [
        Figure(f"group {c['id']}", c["n"], what["group"].format(id=c["id"], title=c["title"]))
        for c in cohorts
        if c["id"]
    ]
    return [*figures, Figure("other", count["other"], what["other"])]


def counts(revision: Revision) -> dict[str, int]:
    """The figures by name."""
    mentions = pl.scan_parquet(revision.table("mentions"), glob=False).filter(
        pl.col("file").str.contains(SCREENING, literal=True)
    )
    rows = mentions.select("mention_id", "dataset", "outcome").unique("mention_id").collect()
    subjects = pl.read_parquet(revision.table("subjects"), columns=["register", "verdict", "datasets"], glob=False)
    found = pl.col("verdict").is_in(["confirmed", "probable"])
    people = subjects.filter(found & (pl.col("register") == "participants"))
    screening = (
        mentions.filter((pl.col("outcome") == "matched") & (pl.col("register") == "participants"))
        .select("dataset", "key")
        .unique()
        .collect()
    )
    by_dataset = {name: set(frame["key"].to_list()) for (name,), frame in screening.group_by("dataset")}
    first, second = (rows.filter(pl.col("dataset") == d) for d in ("first", "second"))
    in_first, in_second = by_dataset.get("first", set()), by_dataset.get("second", set())
    participants = subjects.filter(pl.col("register") == "participants")
    return {
        "sample": len(by_dataset.get("sample", ())),
        "first": len(first),
        "first_people": len(in_first),
        "lacking": len(first.filter(pl.col("outcome") != "matched")),
        "second": len(second),
        "new": len(in_second - in_first),
        "known": len(second) - len(in_second - in_first),
        "rows": len(first) + len(second),
        "universe": len(participants),
        "found": len(people),
        "open": len(participants) - len(people),
        "other": len(subjects.filter(found & (pl.col("register") != "participants"))),
    }
