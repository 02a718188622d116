"""Stages that are passed over where they have nothing to say make the same tables as when they are planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from factory import case, leak, leaked, person, run

from lekwijzer.engine import backend
from lekwijzer.engine.backend import Backend, Stage

_TOLD = 8
"""Stages that say what their table looks like, at least."""


def test_what_a_stage_says_of_its_table_is_what_its_query_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def watched(db: Backend, stages: Iterable[Stage], tick: Callable[[str], None] | None = None) -> None:
        for stage in stages:
            plain(db, [stage], tick)
            if stage.of:
                seen[stage.name] = ", ".join(f"{name} {kind}" for name, kind, *_ in db.rows(f"DESCRIBE {stage.sql}"))
                assert seen[stage.name] == stage.columns, stage.name

    plain = backend.run
    monkeypatch.setattr(backend, "run", watched)
    run(case(tmp_path, registers={"pat": [person(1), person(2)]}, datasets={"d1": {"a.csv": leaked(leak(person(1)))}}))
    assert len(seen) >= _TOLD
