"""Records of fixed width of which the columns touch, with and without heads of pages; and what looks like them and is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from detect.tables import People

from lekwijzer.mentions.tables import map_table
from lekwijzer.model import Problem, Table
from lekwijzer.readers import fixedwidth, pick
from lekwijzer.readers.fixedwidth_touching import touching

P = People(60)
ROWS = range(P.n)
UNDOTTED = [initials.replace(".", "") for initials in P.initials]

LAYOUTS: dict[str, tuple[Callable[[int], str], set[str]]] = {
    "number first": (
        lambda i: (
            f"{P.bsn[i]}{P.surname[i][:20]:<20}{P.initials[i]:<8}{P.birth_compact[i]}V{P.postcode[i].replace(' ', '')}{i + 1:>5}"
        ),
        {"bsn", "surname", "birth_date", "sex", "postcode"},
    ),
    "a number of the record, capitals": (
        lambda i: f"07{i:06}{P.surname[i].upper()[:24]:<24}{UNDOTTED[i]:<5}{P.birth_compact[i]}{P.bsn[i]}N",
        {"bsn", "surname", "birth_date"},
    ),
    "dates with signs": (
        lambda i: f"{4000 + i}{P.sorted_name[i][:24]:<24}{P.birth[i]}{P.city[i][:18]:<18}NEG",
        {"name", "birth_date", "city"},
    ),
}


def parts(path: Path, text: str) -> tuple[list[Table], list[Problem]]:
    path.write_text(text, "utf-8")
    problems: list[Problem] = []
    found = list(fixedwidth.read(path, problems))
    assert all(isinstance(part, Table) for part in found)
    return [part for part in found if isinstance(part, Table)], problems


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("paged", [False, True])
def test_columns_that_touch(name: str, paged: bool, tmp_path: Path) -> None:
    line, expected = LAYOUTS[name]
    head = "\fSTREEKLAB OOST     WERKLIJST HPV     BLAD {}\nDATUM 12-03-2024\n"
    text = "".join((head.format(i // 20 + 1) if paged and i % 20 == 0 else "") + line(i) + "\n" for i in ROWS)
    reader = pick("x.txt", text.encode())
    assert reader is not None
    assert reader.KIND == "fixedwidth"
    (part,), problems = parts(tmp_path / "x", text)
    table, batches = map_table(part, {})
    frame = pl.concat(list(batches))
    roles = table.by_role()
    assert {role.value for role in roles} >= expected
    assert len(frame) == P.n
    assert problems == []
    for role, column in (("bsn", P.bsn), ("surname", None), ("birth_date", None)):
        index = next((i for known, i in roles.items() if known.value == role), None)
        if index:
            values = frame.get_column(f"c{index[0]}")
            assert values.null_count() == 0
            assert column is None or values.to_list() == column


def test_what_is_no_record_is_not_lost(tmp_path: Path) -> None:
    line = LAYOUTS["number first"][0]
    rows = [line(i) for i in ROWS]
    rows.insert(30, "Let op: zie ook mevrouw Anna de Wit")
    (part,), _ = parts(tmp_path / "x", "\n".join(rows) + "\n")
    assert sum(map(len, part.batches)) == P.n
    assert "Anna de Wit" in "\n".join(part.unread)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"ART{i:06}Schroef verzinkt M{i % 9}     {i * 13 % 977:>6},00  st\n" for i in range(60)),
        "".join(f"2024-03-12 10:{i:02}:11,{i:03} INFO  worker-{i % 4}  verwerkt batch {i:06}  ok\n" for i in range(60)),
        "".join(f"{i * 7919 % 10**9:09}{i * 104729 % 10**8:08}  {i % 7}\n" for i in range(60)),
    ],
)
def test_other_lines_that_are_alike(text: str) -> None:
    assert touching(text.splitlines()) is None
