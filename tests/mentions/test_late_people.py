"""People in a table of which the first tens of thousands of rows are about nothing."""

from __future__ import annotations

from pathlib import Path

from factory import case, dutch, people, run, table

EVENTS = 25_000


def test_columns_that_are_empty_for_long(tmp_path: Path) -> None:
    rows = [[f"2024-01-{n % 28 + 1:02}", "UPDATE", "", "", ""] for n in range(EVENTS)]
    rows += [["2024-02-01", "PRINT", p.surname, dutch(p.born), p.bsn] for p in people(40)]
    home = case(
        tmp_path, registers={"pat": people(44)}, complete=["d1"],
        datasets={"d1": {"a.csv": table(["tijd", "actie", "x1", "x2", "x3"], rows)}},
    )  # fmt: skip
    found = run(home)
    assert [key for _, key in found.outcomes("a.csv")] == [p.key for p in people(40)]
    assert {found.verdicts()[p.key] for p in people(44)[40:]} == {"cleared"}
