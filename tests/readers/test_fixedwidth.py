"""Listings whose columns are aligned with blanks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.model import Problem, Table
from lekwijzer.readers import fixedwidth, pick
from lekwijzer.readers.fixedwidth_touching import touching
from lekwijzer.readers.message_io import passes_11_test

PEOPLE = [
    (f"99999{i:04}", name, f"{i % 28 + 1:02}-0{i % 9 + 1}-19{i + 40}", "MV"[i % 2])
    for i, name in enumerate(["Jansen, J.", "Vries, A.B. de", "Smit, K.", "Özgür, Ë.", "van den Berg-Bakker, C."] * 8)
]
BODY = "".join(f"{bsn:<11}{name:<26}{born:<15}{sex}\n" for bsn, name, born, sex in PEOPLE)
HEADER = "BSN        Naam                      Geboortedatum  Geslacht\n"
RULER = "---------- ------------------------- -------------- --------\n"


def table(tmp_path: Path, content: bytes) -> tuple[tuple[str, ...] | None, list[tuple[object, ...]], list[Problem]]:
    path = tmp_path / "item"
    path.write_bytes(content)
    problems: list[Problem] = []
    (part,) = fixedwidth.read(path, problems)
    assert isinstance(part, Table)
    return part.header, [row for batch in part.batches for row in batch.rows()], problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("above", ["", "Overzicht deelnemers\n\n"])
@pytest.mark.parametrize("ruler", ["", RULER])
def test_a_listing_with_a_header(tmp_path: Path, encoding: str, above: str, ruler: str) -> None:
    content = (above + HEADER + ruler + BODY + "\n(40 rows affected)\n").encode(encoding)
    chosen = pick("x.txt", content)
    assert chosen is not None
    assert chosen.KIND == "fixedwidth"
    header, rows, problems = table(tmp_path, content)
    assert header == ("BSN", "Naam", "Geboortedatum", "Geslacht")
    first = 2 + above.count("\n") + bool(ruler)
    assert rows == [(*person, first + i) for i, person in enumerate(PEOPLE)]
    assert problems == []


def test_a_listing_without_a_header(tmp_path: Path) -> None:
    assert fixedwidth.bid("x", BODY.encode()) == 30
    header, rows, _ = table(tmp_path, BODY.encode())
    assert header is None
    assert [row[0] for row in rows] == [person[0] for person in PEOPLE]


def test_the_heads_of_pages_are_no_records(tmp_path: Path) -> None:
    head = "STREEKLAB OOST         UITSLAGENLIJST          PAGINA{:4}\nDATUM 06-07-2025\n\n" + HEADER + RULER
    lines = BODY.splitlines(keepends=True)
    content = "\f".join(head.format(page + 1) + "".join(lines[20 * page : 20 * page + 20]) for page in range(2))
    _, rows, problems = table(tmp_path, (content + "\n*** EINDE LIJST  40 REGELS ***\n").encode())
    assert [row[0] for row in rows if row[0] != "BSN"] == [person[0] for person in PEOPLE]
    assert problems == []


def test_a_line_that_names_a_patient_is_kept_on_every_page(tmp_path: Path) -> None:
    """The number is another: it is no number of a page."""
    head = "PATIENT 99999000{}\n" + HEADER + RULER
    content = "\f".join(head.format(page) + BODY for page in range(2))
    _, rows, _ = table(tmp_path, content.encode())
    assert [row for row in rows if "99999000" in "".join(map(str, row)) and "PATIENT" in str(row[0])]


def test_lines_that_cross_the_columns_are_told(tmp_path: Path) -> None:
    crossing = "999990019  Jansen-van den Heuvel tot Beichlingen, A.  01-02-1950  V\n"
    _, rows, problems = table(tmp_path, (HEADER + RULER + BODY + crossing).encode())
    assert len(rows) == 41
    assert [problem.message for problem in problems] == ["1 lines do not keep to the columns"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        BODY.replace(" ", ""),
        "Een gewone tekst  met soms twee blanks.\n" * 30,
        "Artikel            Prijs     Voorraad\n" + "".join(f"Buis {i:<14}{i * 1.25:<10.2f}{i}\n" for i in range(40)),
        "USER         PID %CPU COMMAND\n" + "".join(f"root     {i * 13:>7}  0.0 /sbin/x{i}\n" for i in range(30)),
        "".join(f"-rw-r--r-- 1 root root {i * 133:>8} Mar 12 2012 file{i}.txt\n" for i in range(30)),
        "Naam           Jansen, P.\nGeboortedatum  01-02-1950\nBSN            999990019\nTelefoon       0612345678\n",
    ],
)
def test_other_texts_are_not_its_business(content: str) -> None:
    assert fixedwidth.bid("x.txt", content.encode()) == 0


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from([HEADER, RULER, *BODY.splitlines(True)])), max_size=20))
def test_nothing_breaks_it(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    data = "".join(parts).encode("utf-8", "replace")
    if fixedwidth.bid("x", data):
        header, rows, _ = table(tmp_path_factory.getbasetemp(), data)
        assert all(header is None or len(row) == len(header) + 1 for row in rows)


def test_lines_of_wide_characters_are_whole_where_blocks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixedwidth, "BLOCK", 1000)
    _, rows, _ = table(tmp_path, (HEADER + BODY * 5).encode("utf-16"))
    assert [row[0] for row in rows] == [bsn for bsn, *_ in PEOPLE * 5]
    assert [row[-1] for row in rows] == list(range(2, 202))


def parts(
    tmp_path: Path, content: str
) -> tuple[list[tuple[tuple[str, ...] | None, list[tuple[object, ...]]]], list[Problem]]:
    path = tmp_path / "item"
    path.write_text(content, "utf-8")
    chosen = pick("x.txt", content.encode()[:65536])
    assert chosen is not None
    assert chosen.KIND == "fixedwidth"
    problems: list[Problem] = []
    found = []
    for part in fixedwidth.read(path, problems):
        assert isinstance(part, Table)
        found.append((part.header, [row[:-1] for batch in part.batches for row in batch.rows()]))
    return found, problems


SECOND = "Adres                   Postcode Plaats"
HOMES = [f"Molendijk {i}" for i in range(1, 41)]
LONGER = [
    f"{bsn:<11}{name:<26}{born:<15}{sex}\n           {home:<24}{7000 + i} AB  Zutphen\n"
    for i, ((bsn, name, born, sex), home) in enumerate(zip(PEOPLE, HOMES, strict=True))
]


@pytest.mark.parametrize("ruler", [RULER, RULER.replace("-", "="), ""])
@pytest.mark.parametrize("named", [True, False])
def test_a_record_of_two_lines_under_page_heads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ruler: str, named: bool
) -> None:
    monkeypatch.setattr(fixedwidth, "BLOCK", 700)
    top = HEADER + (f"           {SECOND}\n" if named else "") + ruler
    head = "TROMBOSEDIENST OOST\nPRIKLIJST 12-03-2025    ROUTE 0{0}       Pagina {0}\n\n" + top
    lines = list(LONGER)
    lines[7] = lines[7].split("\n", 1)[0] + "\n"  # one has no address
    ((header, rows),), problems = parts(
        tmp_path, "\f".join(head.format(page + 1) + "".join(lines[20 * page : 20 * page + 20]) for page in range(2))
    )
    assert header is not None
    assert header[:4] == ("BSN", "Naam", "Geboortedatum", "Geslacht")
    people = [row for row in rows if row[0] != "BSN"]
    assert [row[:4] for row in people] == PEOPLE
    homes = [" ".join(cell for cell in row[4:] if isinstance(cell, str)) for row in people]
    assert homes == [f"{home} {7000 + i} AB Zutphen" if i != 7 else "" for i, home in enumerate(HOMES)]
    assert problems == []
    if named:
        assert header[-3:] == ("Adres", "Postcode", "Plaats")


def test_listings_below_one_another_have_their_own_columns(tmp_path: Path) -> None:
    calls = "".join(f"{name:<26}06-1000{i:04}\n" for i, (_, name, *_) in enumerate(PEOPLE[:9]))
    second = "Telefoonlijst\nNaam                      Telefoon   Soort\n------------------------- ---------- -----\n"
    found, _ = parts(tmp_path, f"{HEADER}{RULER}{BODY}\n(40 rows affected)\n\n{second}{calls}\n(9 rows affected)\n")
    assert [header for header, _ in found] == [
        ("BSN", "Naam", "Geboortedatum", "Geslacht"),
        ("Naam", "Telefoon", "Soort"),
    ]
    assert found[0][1] == PEOPLE
    assert [row[0] for row in found[1][1]] == [name for _, name, *_ in PEOPLE[:9]]


def test_rows_of_a_group_are_no_second_lines(tmp_path: Path) -> None:
    header = "Naam                      Geboortedatum  Datum       Test  Uitslag\n"
    rows = [
        (name, born, f"0{i % 9 + 1}-02-2025", test, "neg")
        if test == "HIV"
        else (None, None, f"0{i % 9 + 1}-03-2025", test, "pos")
        for i, (_, name, born, _) in enumerate(PEOPLE)
        for test in ("HIV", "LUES")
    ]
    body = "".join(
        f"{name or '':<26}{born or '':<15}{day:<12}{test:<6}{found}\n" for name, born, day, test, found in rows
    )
    ((_, read),), _ = parts(tmp_path, header + body)
    assert read == rows


def test_commas_of_names_and_decimals_do_not_make_a_print_a_comma_separated_file() -> None:
    rows = [
        ("Kuipers, Anna", "19990508", "5,1"),
        ("Bos, Piet van den", "19640312", "12,4"),
        ("Vos, E.", "19801201", "0,9"),
    ]
    lines = [f"{'NAAM':24}{'GEBDAT':12}{'HB'}", *(f"{name:24}{born:12}{hb}" for name, born, hb in rows * 3)]
    reader = pick("uitdraai.txt", "\n".join(lines).encode())
    assert reader is not None
    assert reader.KIND == "fixedwidth"


def test_numbers_of_articles_that_pass_the_11_test_are_nobodys() -> None:
    numbers = [n for n in range(722_982_000, 722_984_000) if passes_11_test(str(n))]
    lines = [f"art. {n}Reagens {i % 7} voor analyse   {i % 90 + 10:5d},50" for i, n in enumerate(numbers[:60])]
    assert touching(lines) is None


@pytest.mark.parametrize("total", ["Totaal 40", "Subtotaal          1.234,50", "Aantal deelnemers: 40", "Einde lijst"])
def test_what_closes_a_listing_is_no_record_and_is_kept_beside_it(tmp_path: Path, total: str) -> None:
    (tmp_path / "item").write_text(f"{HEADER}{BODY}{total}\n", "utf-8")
    (part,) = fixedwidth.read(tmp_path / "item", [])
    assert sum(map(len, part.batches)) == len(PEOPLE)
    assert total in "\n".join(part.unread)


def test_a_record_that_begins_with_a_word_for_a_total_is_one(tmp_path: Path) -> None:
    lines = "".join(
        f"{'Totaal eiwit' if i % 4 else 'Glucose':<20}{name:<26}{bsn}\n" for i, (bsn, name, *_) in enumerate(PEOPLE)
    )
    _, rows, _ = table(tmp_path, f"{'Bepaling':<20}{'Naam':<26}BSN\n{lines}".encode())
    assert len(rows) == len(PEOPLE)
