"""Whether a text is a table: very wide ones, and those of a row or two."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.model import Problem, Table
from lekwijzer.readers import delimited, kind_of
from lekwijzer.readers.dialect import sniff

ONE = "999990019;Bos;A.B.;12-03-1980;3511AB;Utrecht\n"
TWO = ONE + "999990020;de Vries;C.;01-01-1950;1234 AB;Oss\n"


@pytest.mark.parametrize(
    "content",
    [
        ONE, TWO, ONE.replace(";", "\t"), TWO.replace(";", ","), '999990019,"Bos, A.B.",1980-03-12,M\n', "999990019|Bos|19800312\n", "999990019;12-03-1980\n",
        "Bos;A.B.;12-03-1980;3511AB\n", ONE.rstrip(),
    ],
)  # fmt: skip
def test_a_row_or_two_of_a_person_is_a_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(content)
    assert kind_of("a.txt", content.encode()) == "delimited"
    problems: list[Problem] = []
    (part,) = delimited.read(path, problems)
    assert isinstance(part, Table)
    assert part.header is None
    assert sum(len(batch) for batch in part.batches) == content.rstrip().count("\n") + 1
    assert not problems


@pytest.mark.parametrize(
    "content",
    [
        "Afspraak op 12-03-2025, bel 06-12345678 voor meer, Jan\n", "A. de Vries, Kerkweg 1, 3511 AB Utrecht\n", "info@example.nl, 030-1234567\n", "100102018;neg\n",
        "Protocol afname bloed, versie 3\n\n1. Was de handen.\n2. Controleer naam, geboortedatum en BSN van de patient.\n3. Neem af in de volgorde citraat, serum.\nVragen? Bel ons, of mail.\n",
        "Betreft: mw. A. Bos, geb. 12-03-1980, BSN 999990019\n", "999990018;12,50;3\n",
    ],
)  # fmt: skip
def test_a_sentence_or_two_is_not(content: str) -> None:
    assert kind_of("a.txt", content.encode()) != "delimited"


def test_a_sign_inside_the_cells_of_another_is_no_delimiter() -> None:
    rows = [f"Anna Bos | {day:02d}-03-1980 | 3511 AB Den Burg;TSH" for day in range(1, 20)]
    found = sniff("\n".join(["Pat. gegevens;Aanvraag", *rows]), True)
    assert found is not None
    assert found.delimiter == ";"


@pytest.mark.parametrize("name", ["v{}", "vraag_{}", "Antwoord op vraag {} in deel {} van de lijst, met uitleg"])
def test_a_table_of_thousands_of_columns(tmp_path: Path, name: str) -> None:
    width = 5000 if len(name) < 10 else 2000
    names = ["nr", *(name.format(i, i % 7) for i in range(width - 1))]
    lines = [";".join([str(row), *("ja" if (row + i) % 3 else "7,5" for i in range(width - 1))]) for row in range(12)]
    path = tmp_path / "breed.txt"
    path.write_text(";".join(names) + "\n" + "\n".join(lines) + "\n")
    assert kind_of("breed.txt", path.read_bytes()[:65536]) == "delimited"
    (part,) = delimited.read(path, [])
    assert isinstance(part, Table)
    assert part.header == tuple(names)
    assert sum(len(batch) for batch in part.batches) == 12


@pytest.mark.parametrize(
    "content",
    [
        "!function(e,t){var n=t(e),r=n;return a(b,c);}" * 800,
        "ja;" * 30_000,
        "Dit is een zin, en dan nog een, want het houdt niet op, " * 900,
    ],
)
def test_one_long_line_is_not(content: str) -> None:
    assert sniff(content[:24_000], False) is None
