"""Numbers that two tables write differently lead to their person, and numbers that happen to look alike lead to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import Result, case, dutch, people, run, table

WHO = ["naam", "geboortedatum", "bsn"]
RESULTS = ["bepaling", "uitslag"]
HIS = [f"25{4711 + 37 * n * n:06d}" for n in range(12)]
"""Numbers of orders as they are."""


def assessed(tmp_path: Path, orders: list[str], results: list[str], header: str = "Ordernr") -> Result:
    """An order for each of the first people, and a result for each number."""
    listed = [
        [number, f"{p.surname}, {p.initials}", dutch(p.born), p.bsn]
        for number, p in zip(orders, people(12), strict=False)
    ]
    files = {
        "orders.csv": table(["Ordernr", *WHO], listed),
        "uitslag.csv": table([header, *RESULTS], [[number, f"HPV{n}", "negatief"] for n, number in enumerate(results)]),
    }
    return run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}))


@pytest.mark.variants
@pytest.mark.parametrize(
    ("ordered", "reported", "header"),
    [
        ("{}", "{}/1", "Ordernr"),
        ("{}", "{}-02", "Ordernr"),
        ("{}", "{}.{tube}", "Monsternummer"),
        ("{}-1", "{}", "Ordernr"),
        ("M{}", "{}", "Ordernr"),
        ("{}", "LAB-{}", "Ordernr"),
    ],
)
def test_a_letter_in_front_or_a_tube_behind_a_number_does_not_matter(
    tmp_path: Path, ordered: str, reported: str, header: str
) -> None:
    orders = [ordered.format(number) for number in HIS]
    results = [reported.format(number, tube=n % 2 + 1) for n, number in enumerate(HIS[:11])]
    found = assessed(tmp_path, orders, results, header)
    assert found.outcomes("uitslag.csv") == [("matched", f"K{n:04d}") for n in range(11)]


@pytest.mark.variants
@pytest.mark.parametrize(
    ("orders", "results", "header"),
    [
        ([str(2500177 + n) for n in range(12)], [str(25001770 + n) for n in range(60)], "Monsternummer"),  # a counter of its own
        ([f"K{n}" for n in HIS], [f"M{n}" for n in HIS], "Ordernr"),  # another department
        ([f"M{n}" for n in HIS], [n for n in HIS if n != HIS[4]] + ["25999999"], "Ordernr"),  # one is none of these
        (HIS, [f"{n}1" for n in HIS[:4]], "Ordernr"),  # too few to tell
        (HIS, [*HIS[:1], *(f"{n}1" for n in HIS[1:])], "Ordernr"),  # where one is as it is, the others would be
    ],
)  # fmt: skip
def test_numbers_that_look_alike_lead_to_nobody(
    tmp_path: Path, orders: list[str], results: list[str], header: str
) -> None:
    found = assessed(tmp_path, orders, results, header).outcomes("uitslag.csv")
    assert {outcome for outcome, _ in found[1:]} == {"unresolved"}
