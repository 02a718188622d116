"""The report: one HTML page that a director reads in two minutes and an analyst can check."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lekwijzer.errors import UsageError, WorkError
from lekwijzer.report import charts, view
from lekwijzer.report.changes import changes
from lekwijzer.report.checks import VERDICTS, checks
from lekwijzer.report.groups import gather
from lekwijzer.report.texts import LANGS, Lang, Words

SCHEMA = 1
"""The shape of summary.json that this module reads."""


def render(summary: dict[str, Any], lang: Lang = "nl", previous: dict[str, Any] | None = None) -> str:
    """The whole page as text, to be stored as UTF-8.

    It needs no other file, no script and no network, and holds no moment of making: the same input gives the same
    text. With the `previous` summary the page also checks that the moves explain the difference.
    """
    if lang not in LANGS:
        raise UsageError(f"the report has no language {lang!r}; choose one of: {', '.join(LANGS)}")
    if summary.get("schema") != SCHEMA:
        raise WorkError(
            f"this revision has a summary of shape {summary.get('schema')!r}, expected {SCHEMA}: "
            "run `lekwijzer assess` to make a revision with this version"
        )
    template = _environment().get_template("page.html.j2")
    return template.render(**_context(summary, Words(lang), previous))


def _context(summary: dict[str, Any], words: Words, previous: dict[str, Any] | None) -> dict[str, Any]:
    """Everything the templates name."""
    css = _style()
    groups = gather(summary["registers"])
    moved = changes(summary, groups, previous)
    tests = checks(summary) + ([moved.bridge] if moved and moved.bridge else [])
    datasets = [dataset["dataset"] for dataset in summary["datasets"]]
    places = [str(i) for i in range(len(groups))]
    return {
        "w": words,
        "s": summary,
        "css": Markup(css),
        "style_hash": base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        "folder": f"{summary['revision']:04d}",
        "groups": groups,
        "verdicts": VERDICTS,
        "changes": moved,
        "tests": tests,
        "broken": any(not test.ok for test in tests),
        "refuted": sorted(
            (s for s in summary["scope"] if s["refuted"]), key=lambda s: (-s["found_outside"], s["register"])
        ),
        "open_datasets": [d["dataset"] for d in summary["datasets"] if not d["complete"]],
        "gap": view.gap(summary),
        "heat": view.heat_by_cohort(summary),
        "group_heat": view.heat_by_group(summary, groups),
        "parties": view.parties(summary),
        "unresolved": view.pivot(summary["unresolved"], "reason", "dataset", datasets),
        "rejected": view.pivot(summary["rejected"], "reason", "dataset", datasets),
        "flags": view.pivot(view.by_group(summary["flags"], groups), "flag", "group", places),
        "reasons": view.reasons(summary["reasons"]),
        "coverage": view.coverage(summary),
        "registers": {row["register"]: row for row in summary["registers"]},
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("lekwijzer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        bar=charts.stacked,
        segment=charts.segment,
        swatch=charts.swatch,
        steps=view.steps,
        longest=view.longest,
        PARTIES=view.PARTIES,
        LONG=view.LONG,
    )
    return environment


def _style() -> str:
    """The style sheet, which the page's content security policy allows by its hash only."""
    source, _, _ = PackageLoader("lekwijzer.report").get_source(_environment(), "style.css")
    return source
