"""Whoever stands in a place that no reader takes for a row or a record is not cleared, and the others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factory import Result, case, leak, leaked, people, person, run

from mentions.hiding import (
    BETWEEN_MESSAGES,
    DELETED,
    HIT,
    IN_CONTAINERS,
    IN_MESSAGES,
    IN_VALUES,
    IN_WORKBOOKS,
    OPAQUE,
    RELATIVES,
    SAID,
)


def assessed(folder: Path, name: str, content: bytes) -> Result:
    """A case with a complete dataset: two people in a table, and one other file."""
    files = {"a.csv": leaked(leak(person(0)), leak(person(1))), name: content}
    return run(case(folder, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))


OPEN = {"nameless.hl7"}
"""Files that leave everybody open: a number that nobody is known by could be anybody's."""
OTHERS = {f"K{n:04d}" for n in range(8, 12)}


def check(found: Result) -> None:
    verdicts = found.verdicts()
    assert verdicts[HIT.key] != "cleared", found.rows("coverage")
    assert {key for key, verdict in verdicts.items() if verdict == "cleared"} >= OTHERS, (
        found.reasons(),
        found.rows("coverage"),
    )


@pytest.mark.variants
@pytest.mark.parametrize("name", IN_WORKBOOKS)
def test_in_a_workbook_beside_the_cells(tmp_path: Path, name: str) -> None:
    check(assessed(tmp_path, "book.xlsx", IN_WORKBOOKS[name]))


@pytest.mark.variants
@pytest.mark.parametrize("name", IN_VALUES)
def test_inside_a_value(tmp_path: Path, name: str) -> None:
    check(assessed(tmp_path, name, IN_VALUES[name]))


@pytest.mark.variants
@pytest.mark.parametrize("name", IN_MESSAGES)
def test_in_the_text_of_a_message(tmp_path: Path, name: str) -> None:
    found = assessed(tmp_path, name, IN_MESSAGES[name])
    assert found.verdicts()[HIT.key] != "cleared", found.rows("mentions")
    if name not in OPEN:
        check(found)


@pytest.mark.parametrize("name", DELETED)
def test_in_what_a_database_deleted(tmp_path: Path, name: str) -> None:
    check(assessed(tmp_path, name, DELETED[name]))


@pytest.mark.variants
@pytest.mark.parametrize("name", RELATIVES)
def test_in_columns_about_a_relative(tmp_path: Path, name: str) -> None:
    check(assessed(tmp_path, name, RELATIVES[name]))


@pytest.mark.variants
@pytest.mark.parametrize("name", BETWEEN_MESSAGES)
def test_beside_messages(tmp_path: Path, name: str) -> None:
    found = assessed(tmp_path, name, BETWEEN_MESSAGES[name].encode())
    rows = 8 if name == "a.csv" else 0  # its header tells of people, who are read beside those of the messages
    assert sum(row["file"].endswith(name) for row in found.rows("mentions")) == 8 + rows
    check(found)


@pytest.mark.variants
@pytest.mark.parametrize("name", IN_CONTAINERS)
def test_in_what_a_container_says_of_its_members(tmp_path: Path, name: str) -> None:
    check(assessed(tmp_path, name, IN_CONTAINERS[name]))


@pytest.mark.variants
@pytest.mark.parametrize("name", OPAQUE)
def test_a_document_or_picture_that_is_not_read_clears_nobody(tmp_path: Path, name: str) -> None:
    found = assessed(tmp_path, name, OPAQUE[name])
    assert "cleared" not in found.verdicts().values()
    told = [row for row in found.rows("coverage") if row["outcome"] != "read"]
    assert told
    assert all(row["problem"] for row in told)


def test_beside_a_list_of_people(tmp_path: Path) -> None:
    other = person(1)
    listed = [{"opmerking": SAID, "patienten": [{"bsn": other.bsn, "achternaam": other.surname}]}]
    check(assessed(tmp_path, "lijst.json", json.dumps(listed).encode()))
