"""Does a condition of a case file parse as SQL?"""

from __future__ import annotations

import json

# The same text must be a condition with and without brackets around it: that rules out a second statement,
# a clause after the condition, and brackets that close too early. The line break ends a comment.
_FRAMES = ("SELECT 1 FROM t WHERE {}\n", "SELECT 1 FROM t WHERE ({}\n)")


def condition_problem(condition: str) -> str | None:
    """Why the text is not one SQL condition; None when it is. Names of columns are not looked at."""
    import duckdb

    if "\0" in condition:  # the parser would take it for the end of the text
        return "a NUL character"
    with duckdb.connect(config={"enable_external_access": False}) as con:
        for frame in _FRAMES:
            row = con.execute("SELECT json_serialize_sql(?)", [frame.format(condition)]).fetchone()
            parsed = json.loads(row[0]) if row else {"error": True}
            if parsed.get("error"):
                return str(parsed.get("error_message") or "not readable as SQL").splitlines()[0]
    return None
