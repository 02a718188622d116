"""Who may import whom: the flow of the program, left to right."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "lekwijzer"

BASE = {"model", "errors", "progress", "log", "known_names"}
CASE = {"case", "case_types", "case_errors", "case_files", "case_sql"}
READING = BASE | {"sandbox", "fields", "detect", "intake", "readers"}
TOLD = READING | CASE | {"mentions"}
LINKING = TOLD | {"engine", "link", "lock"}

ALLOWED: dict[str, set[str]] = {
    "model": set(), "errors": set(), "progress": set(), "log": set(), "known_names": set(), "case_sql": set(), "sandbox": {"allocators"}, "allocators": set(),
    "lock": {"errors"},
    "case_types": {"model"}, "case_errors": {"errors"}, "case_files": {"case_errors", "case_types"}, "case": BASE | CASE, "case_edit": BASE | CASE,
    "fields": BASE, "detect": BASE | {"fields"},
    "intake": BASE | {"sandbox"}, "readers": BASE | {"sandbox", "intake"},
    "mentions": READING | CASE,
    "engine": TOLD, "link": TOLD | {"engine"}, "assess": LINKING,
    "report": LINKING | {"assess"}, "export": LINKING | {"assess"},
    "replica": BASE,  # writes what the others read, and shares no code with them that could hide a mistake
    "doctor": {"errors", "case", "lock", "sandbox"}, "__main__": {"cli"},
}  # fmt: skip


def test_dependencies_point_to_the_left() -> None:
    wrong = []
    for path in sorted(set(PACKAGE.rglob("*.py")) - set(PACKAGE.glob("cli/*"))):  # cli is on top
        owner = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            used = {name.split(".")[1] for name in names if name.startswith("lekwijzer.")}
            wrong += [f"{path.relative_to(PACKAGE)} uses {bad}" for bad in used - {owner} - ALLOWED.get(owner, set())]
    assert wrong == []
