"""A revision as a report on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from lekwijzer.assess.revision import Revision, find, revisions
from lekwijzer.errors import UsageError
from lekwijzer.report.render import render
from lekwijzer.report.texts import Lang


def write_report(folder: Path, target: Path, number: int | None, lang: Lang) -> Revision:
    """Write the report of a revision (the last one without a number) to a file; returns the revision."""
    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} does not exist; make it first")
    revision = find(folder, number)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(render(revision.summary, lang, _previous(folder, revision)), "utf-8")
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return revision


def _previous(folder: Path, revision: Revision) -> dict[str, Any] | None:
    """The summary of the revision that this one was compared with."""
    changes = revision.summary.get("changes")
    known = {r.number: r for r in revisions(folder)}
    return known[changes["since"]].summary if changes and changes["since"] in known else None
