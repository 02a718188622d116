"""What a condition of a case file is: whether it parses, which columns it speaks of, and what it compares them with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# The same text must be a condition with and without brackets around it: that rules out a second statement,
# a clause after the condition, and brackets that close too early. The line break ends a comment.
_FRAMES = ("SELECT 1 FROM t WHERE {}\n", "SELECT 1 FROM t WHERE ({}\n)")

_EQUAL = {"COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM", "COMPARE_IN"}
_LOOK_IN_LISTS = {
    "list_contains", "array_contains", "list_has", "array_has", "list_position", "array_position", "list_indexof", "array_indexof",
    "list_has_any", "array_has_any", "list_has_all", "array_has_all", "&&", "@>", "<@",
}  # fmt: skip
_VALUES_BY_NAME = {"current_date", "current_timestamp", "current_time", "localtime", "localtimestamp"}
"""Written like columns, and none: the engine knows what they are."""

LISTS = ("datasets", "fields", "letters", "flags")
"""What a cohort's rule sees as lists."""

Path = tuple[str, ...]
"""A column as it is named: ("verdict",), ("row", "Score")."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, taken apart. With a `problem` the rest is empty."""

    problem: str | None = None  # why it is not one SQL condition
    query: bool = False  # it asks a question of its own: a rule may only speak of one row
    columns: tuple[Path, ...] = ()  # what it speaks of, each once, in the order of the text
    everything: bool = False  # it speaks of columns without naming them: COLUMNS(...), *
    compared: tuple[tuple[Path, str], ...] = ()  # a column, and a text or number that it is held against


@cache
def read_condition(condition: str) -> Condition:
    """A condition by the engine's own parser."""
    if "\0" in condition:  # the parser would take it for the end of the text
        return Condition("a NUL character")
    where: Any = None
    for frame in _FRAMES:
        row = _parser().execute("SELECT json_serialize_sql(?)", [frame.format(condition)]).fetchone()
        parsed: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
        if parsed.get("error"):
            said = str(parsed.get("error_message") or "not readable as SQL").splitlines()[0]
            return Condition("nested too deep" if said.startswith("Max expression depth") else said)
        where = parsed["statements"][0]["node"]["where_clause"]
    return _taken_apart(where)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"enable_external_access": False, "threads": 1})


def _taken_apart(where: Any) -> Condition:
    columns: dict[Path, None] = {}
    compared: list[tuple[Path, str]] = []
    query = everything = False
    # A stack, as a rule may be nested deeper than Python calls can be; with the names that lambdas around a node bind.
    waiting: list[tuple[Any, frozenset[str]]] = [(where, frozenset())]
    while waiting:
        node, bound = waiting.pop()
        if isinstance(node, list):
            waiting += [(one, bound) for one in reversed(node)]
            continue
        if not isinstance(node, dict):
            continue
        kind = node.get("class")
        everything = everything or kind == "STAR"
        if kind == "SUBQUERY":
            inner = _any_of(node)
            query = query or inner is None
            compared += _held_against([inner, node.get("child")])
            waiting += [(inner, bound), (node.get("child"), bound)]
            continue
        if kind == "LAMBDA":
            waiting.append((node.get("expr"), bound | {path[0].lower() for path in _paths(node.get("lhs"))}))
            continue
        path = _path(node)
        named = path or _method(node)
        if named and named[0].lower() not in bound | _VALUES_BY_NAME:
            columns[named] = None
        if path:
            continue
        compared += [pair for pair in _comparisons(node) if pair[0][0].lower() not in bound]
        waiting += [(value, bound) for value in reversed(node.values()) if isinstance(value, (dict, list))]
    return Condition(None, query, tuple(columns), everything, tuple(dict.fromkeys(compared)))


def _comparisons(node: dict[str, Any]) -> list[tuple[Path, str]]:
    """What a node holds against what: `=`, `<>`, `IN`, and looking something up in a list."""
    if node.get("type") in _EQUAL or (node.get("class") == "FUNCTION" and _name(node) in _LOOK_IN_LISTS):
        return _held_against(_operands(node))
    if node.get("class") == "FUNCTION" and _name(node) == "contains":  # `'x' IN datasets`; of a text it is a part
        return [pair for pair in _held_against(_operands(node)) if pair[0][0].lower() in LISTS]
    return []


def _any_of(node: dict[str, Any]) -> Any:
    """The list in `x = ANY(list)`, which the parser writes as a query; None of a real query."""
    inner = (node.get("subquery") or {}).get("node") or {}
    chosen = inner.get("select_list") or []
    if node.get("subquery_type") != "ANY" or (inner.get("from_table") or {}).get("type") != "EMPTY" or len(chosen) != 1:
        return None
    return _operands(chosen[0])[0] if _name(chosen[0]) == "unnest" and _operands(chosen[0]) else None


def _operands(node: dict[str, Any]) -> list[Any]:
    """What a comparison, a list or a function works on; of `column.function(...)` the column comes first."""
    if node.get("class") == "FUNCTION":
        before = _method(node)
        given = [argument.get("expression") for argument in node.get("arguments") or []]
        return [{"class": "COLUMN_REF", "column_names": list(before)}, *given] if before else given
    return [*(node.get("children") or []), *(node[k] for k in ("left", "right") if k in node)]


def _held_against(operands: list[Any]) -> list[tuple[Path, str]]:
    """Each column among the operands with each text or number among them."""
    columns = [path for one in operands if (path := _element(one))]
    texts = [text for one in operands for text in _constants(one)]
    return [(path, text) for path in columns for text in texts]


def _element(node: Any) -> Path | None:
    """A column, also behind a cast, or one element of it: `verdict::VARCHAR`, `datasets[1]`."""
    while isinstance(node, dict):
        if node.get("class") == "CAST":
            node = node.get("child")
        elif node.get("type") == "ARRAY_EXTRACT" and _path(node) is None:
            node = node["children"][0]
        else:
            return _path(node)
    return None


def _path(node: Any) -> Path | None:
    """The name of a column; `row['Score']` and `struct_extract(row, 'Score')` are `row.Score`."""
    if not isinstance(node, dict):
        return None
    if node.get("class") == "COLUMN_REF":
        return tuple(node["column_names"])
    inside = node.get("type") == "ARRAY_EXTRACT" or (
        node.get("class") == "FUNCTION" and _name(node) == "struct_extract"
    )
    parts = _operands(node) if inside else []
    if len(parts) == 2 and (outer := _path(parts[0])) and len(outer) == 1 and outer[0].lower() == "row":
        return (*outer, *_constants(parts[1])) if _is_text(parts[1]) else None
    return None


def _method(node: dict[str, Any]) -> Path | None:
    """The column in `column.function(...)`."""
    way = (node.get("qualified_name") or {}).get("path") or []
    return tuple(way[:-1]) if node.get("class") == "FUNCTION" and len(way) > 1 else None


def _name(node: dict[str, Any]) -> str:
    return str(node.get("function_name") or "").lower()


def _is_text(node: Any) -> bool:
    return isinstance(node, dict) and (node.get("literal") or {}).get("kind") == "STRING"


def _constants(node: Any) -> list[str]:
    """The text or number that a node is, or those of the list that it is."""
    if not isinstance(node, dict):
        return []
    if node.get("class") == "FUNCTION" and _name(node) in ("list_value", "array_value"):
        return [text for one in _operands(node) for text in _constants(one)]
    literal = node.get("literal") or {}
    return [str(literal.get("text", ""))] if literal.get("kind") in ("STRING", "INTEGER") else []


def _paths(node: Any) -> Iterator[Path]:
    """The columns anywhere in the head of a lambda: its parameters."""
    if isinstance(node, dict):
        if path := _path(node):
            yield path
        for value in node.values():
            yield from _paths(value)
    elif isinstance(node, list):
        for one in node:
            yield from _paths(one)
