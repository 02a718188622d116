"""Text that was written for another program, as what it stands for; and what only looks like that."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lekwijzer.mentions.traces import of_text
from lekwijzer.mentions.written import plain
from lekwijzer.readers.payload import Dark


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Zo%C3%AB+de%20Vries", "Zoë+de Vries"), ("Ren=C3=A9 Jansen", "René Jansen"), ("Ren=E9 Jansen", "René Jansen"),
        ("geb=3D23-02-1991", "geb=23-02-1991"), ("=C3=851991", "Å1991"), ("straat=2012", "straat=2012"), ("%7B%22a%22%7D", '{"a"}'),
        ("LIKE '%Bakker%'", "LIKE '%Bakker%'"), ("LIKE '%DE VRIES%'", "LIKE '%DE VRIES%'"), ("een%0Atwee", "een twee"),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_read_as_what_it_means(text: str, means: str) -> None:
    assert plain(text) == means


@pytest.mark.parametrize(
    "line",
    [
        "GET /x?client={}&y=1 ack=AA", "id={} ok", "WHERE nr LIKE '%{}%'", 'zoek "%{}" door', "nr={};Zo=C3=AB", "'%{}'",
        "nr=3D{}", "zoek=%22{}%22", "klant:%20{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("bsn", ["999990019", "911223757", "924597975", "950000000", "973131676"])
def test_a_number_behind_a_sign_of_an_escape_is_not_eaten_by_it(line: str, bsn: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(line.format(bsn) + "\n")
    found = pl.concat(of_text(tmp_path / "a.log", Dark(), nobody=True))
    assert int(bsn) in found.get_column("bsn").to_list()
