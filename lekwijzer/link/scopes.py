"""Numbers that count within something: patient 12 of a site, order 0001 of a year. Then the number and that together are the key.

Which column that is, the people tell: under one number stand different people, and under the number with the column hardly ever. The other
tables of the source must have the column too, under the same header, and nearly all of their pairs must be among those. There the numbers
become pairs before anything is joined, so that they join as one, and a number of one site joins nobody of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from lekwijzer.detect.keys import SCOPE, key_words
from lekwijzer.engine.backend import Backend, Stage, run
from lekwijzer.link.relations import LETTER, KeyTable
from lekwijzer.model import Role

GROUPS = (("p", ("p", "i")), ("o", ("o", "j")), ("s", ("s",)))
"""Kinds of numbers that are one another's, and what such a group is called."""
_WHO = "CASE WHEN m.bsn_ok THEN 'b' || m.bsn WHEN m.sur IS NOT NULL AND m.dob % 100 > 0 THEN concat_ws('|', m.sur, m.dob) END"

_STAGES = (
    Stage(
        "scope_end",
        "the numbers of these tables, each with what it may count within and whose row it is in",
        f"""SELECT id, place, shape, people, letter, mid, x, x[strpos(x, ':') + 1:] AS number, q[strpos(q, ':') + 1:] AS scope, who FROM (
              SELECT c.id, c.place, c.shape, c.people, c.letter, c.kinds, m.mid, {_WHO} AS who, unnest(m.numbers) AS x,
                list_filter(m.numbers, lambda y: starts_with(y, c.scope || ':'))[1] AS q
              FROM (SELECT *, string_split(refs, chr(31)) AS numbers FROM m_all WHERE refs IS NOT NULL AND rejected IS NULL) m
              JOIN key_part k USING (item, part) JOIN scope_may c ON c.place = k.place AND c.shape = k.shape)
            WHERE q IS NOT NULL AND contains(kinds, x[1:2]) AND x[strpos(x, ':') + 1:] <> '0'""",
    ),
    Stage(
        "scope_number",
        "each number of people, with how many it is of and within how many it stands",
        "SELECT id, number, count(DISTINCT who) AS whose, count(DISTINCT scope) AS scopes FROM scope_end WHERE people GROUP BY ALL",
    ),
    Stage(
        "scope_pair",
        "each number of people with what it counts within",
        "SELECT id, number, scope, count(DISTINCT who) AS whose FROM scope_end WHERE people GROUP BY ALL",
    ),
    Stage(
        "scope_meant",
        "the tables in which they are one key: a number is of several people, a pair of one, and those of other tables are among them",
        """SELECT id, place, shape, people FROM (SELECT id, place, shape, people, avg((p.id IS NOT NULL)::INT) AS within
             FROM (SELECT DISTINCT id, place, shape, people, number, scope FROM scope_end) e LEFT JOIN scope_pair p USING (id, number, scope) GROUP BY ALL)
           WHERE within >= 0.9
             AND id IN (SELECT id FROM scope_number GROUP BY id HAVING count(*) FILTER (whose > 1 AND scopes > 1) >= greatest(2, 0.05 * count(*)))
             AND id IN (SELECT id FROM scope_pair GROUP BY id HAVING avg((whose > 1)::INT) <= 0.01)""",
    ),
    Stage(
        "scoped",
        "the numbers that become pairs, by mention; those of people that stand within one only stay what they are as well",
        """SELECT mid, list(x) FILTER (NOT coalesce(e.people AND n.scopes = 1, false)) AS without, list(x[1:2] || number || '@' || scope || '/' || place || letter) AS pairs
           FROM scope_end e SEMI JOIN scope_meant USING (id, place, shape) LEFT JOIN scope_number n USING (id, number)
           WHERE id IN (SELECT min(id) FROM scope_meant GROUP BY place, id % 4) GROUP BY mid""",
    ),
)
_REPLACE = """UPDATE m_all SET refs = array_to_string(list_concat(list_filter(string_split(refs, chr(31)), lambda x: NOT coalesce(list_contains(s.without, x), false)), s.pairs), chr(31))
    FROM scoped s WHERE s.mid = m_all.mid"""


@dataclass(frozen=True, slots=True)
class _May:
    """A column of a table that numbers of one group may count within; `id` is the same for all tables that share it."""

    id: int
    place: int
    shape: int
    scope: str
    group: int
    people: bool


def count_within(backend: Backend, places: Mapping[int, set[int]], tables: Sequence[KeyTable]) -> None:
    """Let numbers in `m_all` that count within a site, a system or a year be pairs with it; needs `key_part`."""
    may = list(_may(places, tables))
    if not may:
        return
    backend.register("scope_may_in", pa.table({
        "id": pa.array([m.id for m in may], pa.int32()), "place": pa.array([m.place for m in may], pa.int32()),
        "shape": pa.array([m.shape for m in may], pa.int32()), "scope": pa.array([m.scope for m in may], pa.string()),
        "kinds": pa.array(["".join(f"{k}:" for k in GROUPS[m.group][1]) for m in may], pa.string()),
        "letter": pa.array([GROUPS[m.group][0] for m in may], pa.string()), "people": pa.array([m.people for m in may], pa.bool_()),
    }))  # fmt: skip
    backend.run("CREATE OR REPLACE TEMP TABLE scope_may AS SELECT * FROM scope_may_in")
    run(backend, _STAGES)
    backend.run(_REPLACE)


def _may(places: Mapping[int, set[int]], tables: Sequence[KeyTable]) -> Iterator[_May]:
    """What the headers leave possible: a column under the same header in a table of people and in another one, beside numbers of one group."""
    number = 0
    for place, some in places.items():
        if not any(tables[shape].scopes for shape in some):
            continue
        found: dict[tuple[tuple[str, ...], int], dict[int, int]] = defaultdict(dict)
        for shape in sorted(some):
            for index in tables[shape].scopes:
                words = key_words(tables[shape].columns[index][0])
                for group in _groups(tables[shape]) if words else ():
                    found[words, group].setdefault(shape, index)
        for (_, group), shapes in sorted(found.items()):
            people = {shape for shape in shapes if tables[shape].somebody}
            if people and len(shapes) > len(people):
                for shape, index in shapes.items():
                    yield _May(4 * number + group, place, shape, f"{SCOPE}{index}", group, shape in people)
                number += 1


def _groups(table: KeyTable) -> set[int]:
    """The groups of numbers that a table has."""
    kinds = {LETTER.get(role, "") for role in table.roles}
    if Role.RECORD_ID in table.roles:
        kinds.add("i" if table.somebody else "j")
    return {n for n, (_, some) in enumerate(GROUPS) if kinds & set(some)}
