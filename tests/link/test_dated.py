"""Leaked birth dates that are day numbers: found by the right epoch, and by none they clear nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from factory import Person, case, people, run, table

ZERO = {"excel": date(1899, 12, 30), "excel1904": date(1904, 1, 1), "horolog": date(1840, 12, 31), "unix": date(1970, 1, 1), "sas": date(1960, 1, 1)}  # fmt: skip
HERE, ABSENT = people(12), people(100, 103)


def rows(some: list[Person], epoch: str) -> str:
    listed = [(p.surname, p.prefix, p.initials, (p.born - ZERO[epoch]).days) for p in some]
    return table(["achternaam", "voorvoegsel", "voorletters", "geboortedatum"], listed)


def assessed(folder: Path, leak: str) -> dict[str, str]:
    home = case(
        folder, registers={"people": [*HERE, *ABSENT]}, datasets={"first": {"lijst.csv": leak}}, complete=["first"]
    )
    return run(home).verdicts()


@pytest.mark.variants
@pytest.mark.parametrize("epoch", list(ZERO))
def test_the_registers_tell_the_epoch(epoch: str, tmp_path: Path) -> None:
    verdicts = assessed(tmp_path, rows(HERE, epoch))
    assert all(verdicts[p.key] in ("confirmed", "probable") for p in HERE)
    assert all(verdicts[p.key] == "cleared" for p in ABSENT)


@pytest.mark.variants
@pytest.mark.parametrize("epoch", list(ZERO))
def test_one_person_is_found_by_the_one_epoch_that_fits(epoch: str, tmp_path: Path) -> None:
    assert assessed(tmp_path, rows(HERE[3:4], epoch))[HERE[3].key] in ("confirmed", "probable")


@pytest.mark.variants
@pytest.mark.parametrize("epoch", list(ZERO))
def test_a_bsn_of_one_decides_for_the_others(epoch: str, tmp_path: Path) -> None:
    """The surnames are misspelt: without the birth date nobody is found by them."""
    listed = [(p.bsn if p is HERE[0] else "", p.surname[1:], p.given, (p.born - ZERO[epoch]).days) for p in HERE]
    verdicts = assessed(tmp_path, table(["bsn", "achternaam", "voornaam", "geboortedatum"], listed))
    assert all(verdicts[p.key] in ("confirmed", "probable") for p in HERE)


@pytest.mark.parametrize("days", [900, -900])
def test_where_no_epoch_fits_nobody_of_that_name_is_cleared(days: int, tmp_path: Path) -> None:
    """Counted from a day that nobody knows: by the only epoch left all would be somebody else."""
    listed = [(p.surname, p.initials, (p.born - ZERO["horolog"]).days + days) for p in HERE]
    verdicts = assessed(tmp_path, table(["achternaam", "voorletters", "geboortedatum"], listed))
    assert all(verdicts[p.key] == "not_excluded" for p in HERE)
