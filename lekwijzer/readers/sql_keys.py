"""The keys that a script declares: which column of a table holds the keys of which other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lekwijzer.model import ForeignKey
from lekwijzer.readers.sql_values import NAME, names_of

_PATH = NAME + rb"(?:\s*\.\s*" + NAME + rb"){0,3}"
_LIST = rb"\(\s*(?P<%s>(?:\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|[^()'\"`\[])*)\)"
_TABLE = re.compile(
    rb"(?:CREATE\s+(?:\w+\s+){0,3}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?)(?P<name>"
    + _PATH
    + rb")",
    re.IGNORECASE,
)
_REFERENCES = rb"REFERENCES\s+(?P<other>" + _PATH + rb")\s*(?:" + _LIST % b"others" + rb")?"
_FOREIGN = re.compile(
    rb"FOREIGN\s+KEY\s*(?:" + NAME + rb"\s*)?" + _LIST % b"columns" + rb"\s*" + _REFERENCES, re.IGNORECASE
)
_COLUMN = re.compile(
    rb"(?:^|[,(])\s*(?P<column>" + NAME + rb")(?:'[^']*'|\([^()]*\)|[^,()'])*?\s" + _REFERENCES, re.IGNORECASE
)
_NO_COLUMN = {"constraint", "foreign", "primary", "unique", "key", "check", "index"}


def foreign_keys(statement: bytes) -> Iterator[ForeignKey]:
    """The keys of one column each that a statement declares for its table; those of several columns together are left out."""
    table = _TABLE.match(statement)
    if table is None or b"references" not in statement.lower():
        return
    name = names_of(table["name"])[-1]
    for found in _FOREIGN.finditer(statement):
        columns, others = names_of(found["columns"]), names_of(found["others"] or b"")
        if len(columns) == 1 and len(others) <= 1:
            yield ForeignKey(name, columns[0], names_of(found["other"])[-1], others[0] if others else "")
    for found in _COLUMN.finditer(_FOREIGN.sub(b"", statement[table.end() :])):
        column, others = names_of(found["column"])[0], names_of(found["others"] or b"")
        if column.lower() not in _NO_COLUMN and len(others) <= 1:
            yield ForeignKey(name, column, names_of(found["other"])[-1], others[0] if others else "")
