from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import delimited, encoding

Rows = list[tuple[str | int | None, ...]]


def read(path: Path, content: bytes | str) -> tuple[tuple[str, ...] | None, Rows, list[Problem]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems: list[Problem] = []
    header: tuple[str, ...] | None = None
    rows: Rows = []
    for part in delimited.read(path, problems):
        assert isinstance(part, Table)
        header = part.header
        for batch in part.batches:
            rows += batch.rows()
    return header, rows, problems


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "f.csv"


GOOD = "".join(f"9999900{i:02d};Bakker;198{i % 10}-01-02;1234 AB\n" for i in range(20))
HEADER = "bsn;naam;geboortedatum;postcode\n"

WORDS = st.sampled_from(["Jansen", "de Vries", "Hakimé", "Çelik", "O'Neil", "Bos", "van den Berg-Müller"])
TAILS = st.sampled_from(["", "", ", J.", " ; x", ' "jr"', "\n2e regel", " | a", "\tb"])
CELL = {
    "bsn": st.integers(900_000_000, 999_999_999).map(str),
    "naam": st.tuples(WORDS, TAILS).map("".join),
    "geboortedatum": st.dates().map(lambda d: f"{d:%d-%m-%Y}"),
    "postcode": st.integers(1000, 9999).map(lambda n: f"{n} AB"),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    kinds = ["bsn", *draw(st.lists(st.sampled_from(sorted(CELL)), min_size=2, max_size=6))]
    row = st.tuples(CELL["bsn"], *(st.one_of(CELL[k], CELL[k], CELL[k], st.just("")) for k in kinds[1:]))
    return [f"{k}_{i}" for i, k in enumerate(kinds)], [list(r) for r in draw(st.lists(row, min_size=4, max_size=40))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables(),
    delimiter=st.sampled_from(";,\t|^"),
    eol=st.sampled_from(["\n", "\r\n"]),
    code=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    titles=st.lists(st.sampled_from(["Export laboratorium", "# gemaakt op 2025", ""]), max_size=2),
    block=st.sampled_from([4096, encoding.BLOCK]),
)
def test_what_is_written_is_read_back(
    tmp_path: Path,
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    eol: str,
    code: str,
    quoting: csv._QuotingType,
    titles: list[str],
    block: int,
) -> None:
    header, rows = table
    text = io.StringIO(newline="")
    for title in titles:
        text.write(title + eol)
    writer = csv.writer(text, delimiter=delimiter, lineterminator=eol, quoting=quoting)
    writer.writerows([header, *rows])
    content = text.getvalue().encode(code)
    assert delimited.bid("export.txt", content) > 20
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "utf8_blocks", lambda path, notes: encoding.utf8_blocks(path, notes, block))
        found, got, problems = read(tmp_path / "f.csv", content)
    assert found == tuple(header)
    assert got == [(*(c or None for c in row), i + 2 + len(titles)) for i, row in enumerate(rows)]
    assert problems == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text("ab1;,\"\n\r'\\ \t|é", max_size=200).map(str.encode)))
def test_no_input_raises_anything_but_unreadable(tmp_path: Path, content: bytes) -> None:
    assert 0 <= delimited.bid("x.csv", content) <= 100
    try:
        read(tmp_path / "f.csv", content)
    except Unreadable:
        pass


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.text('ab1;" x', max_size=14), max_size=8))
def test_rows_around_bad_lines_are_whole(tmp_path: Path, lines: list[str]) -> None:
    _, rows, _ = read(
        tmp_path / "f.csv", HEADER + GOOD + "".join(line + "\n" for line in lines) + GOOD.replace("9999900", "9999901")
    )
    whole = [row[:4] for row in rows]
    assert whole[:20] == [tuple(line.split(";")) for line in GOOD.splitlines()]
    assert whole[-20:] == [tuple(line.split(";")) for line in GOOD.replace("9999900", "9999901").splitlines()]


def test_a_delimiter_in_an_unquoted_value_does_not_shift_the_row(file: Path) -> None:
    text = (HEADER + GOOD).replace(";", ",") + "999990099,Jansen, J.,1970-02-03,1234 AB\n"
    _, rows, problems = read(file, text)
    assert rows[-1] == ("999990099", "Jansen, J.", "1970-02-03", "1234 AB", 22)
    assert problems == []


def test_surplus_cells_without_a_clear_place_are_kept_and_told(file: Path) -> None:
    _, rows, problems = read(file, HEADER + GOOD + "1;2;3;4;5;6\n")
    assert "5" in "".join(str(cell) for cell in rows[-1][:4])
    assert rows[-1][4] == 22
    assert len(rows) == 21
    assert not any("5" in problem.message for problem in problems)


def test_surplus_empty_cells_are_no_problem(file: Path) -> None:
    _, rows, problems = read(file, HEADER + GOOD + "999990099;Bos;1970-02-03;1234 AB;;\n")
    assert rows[-1] == ("999990099", "Bos", "1970-02-03", "1234 AB", 22)
    assert problems == []


def test_short_rows_get_nulls_and_blank_lines_count(file: Path) -> None:
    _, rows, _ = read(file, HEADER + GOOD + "\n999990099;Bos\n;;;\n999990098;Bos;1970-02-03;1234 AB")
    assert rows[-2:] == [("999990099", "Bos", None, None, 23), ("999990098", "Bos", "1970-02-03", "1234 AB", 25)]


def test_a_record_broken_by_a_line_end_is_put_together(file: Path) -> None:
    text = HEADER + GOOD + "999990099;van der\nBerg;1970-02-03;1234 AB\n999990098;Bos;1970-02-03;1234 AB\n"
    _, rows, _ = read(file, text)
    assert rows[-2:] == [
        ("999990099", "van der\nBerg", "1970-02-03", "1234 AB", 22),
        ("999990098", "Bos", "1970-02-03", "1234 AB", 24),
    ]


def test_quotes_that_enclose_nothing_are_characters(file: Path) -> None:
    text = HEADER + '999990001;5" buis;1970-02-03;1234 AB\n999990002;"Bos;1970-02-03;1234 AB\n999990003;"Jan" Bos;;x\n'
    _, rows, _ = read(file, text)
    assert [row[1] for row in rows] == ['5" buis', '"Bos', '"Jan" Bos']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"bsn","naam"\n"999990001","Jan \\"de\\" Boer"\n"999990002","Bos"\n', 'Jan "de" Boer'),
        ("'bsn';'naam'\n'999990001';'Jan;Boer'\n'999990002';'Bos'\n", "Jan;Boer"),
        ("sep=;\nbsn;naam\n999990001;Boer\n999990002;Bos\n", "Boer"),
        ("bsn~|~naam~|~x\n999990001~|~Boer~|~1\n999990002~|~Bos~|~2\n", "Boer"),
        ("bsn§naam§x\n999990001§Boer§1\n999990002§Bos§2\n", "Boer"),
        ("bsn;naam\r999990001;Boer\r999990002;Bos\r", "Boer"),
        (" bsn | naam \n-----+------\n 999990001 |Boer\n 999990002 |Bos\n", "Boer"),
        ("bsn;naam\n9999\0" + "90001;Bo\0er\n999990002;Bos\n\x1a", "Boer"),
    ],
)
def test_dialects(file: Path, text: str, expected: str) -> None:
    header, rows, _ = read(file, text)
    assert header is not None
    assert header[:2] == ("bsn", "naam")
    assert str(rows[0][0]).strip() == "999990001"
    assert rows[0][1] == expected
    assert delimited.bid("f.txt", text.encode()) > 20


def test_bytes_that_are_not_utf8_do_not_lose_the_file(file: Path) -> None:
    text = (HEADER + GOOD.replace("Bakker", "Hakimé")).encode() + b"999990099;Ren\xe9e;1970-02-03;1234 AB\n"
    _, rows, problems = read(file, text)
    assert rows[0][1] == "Hakimé"
    assert rows[-1][1] == "Renée"
    assert [p.message for p in problems] == ["1 bytes are not valid UTF-8; read as cp1252"]


def test_code_page_of_dos(file: Path) -> None:
    _, rows, problems = read(file, (HEADER + GOOD.replace("Bakker", "Thérèse Zoë")).encode("cp850"))
    assert {row[1] for row in rows} == {"Thérèse Zoë"}
    assert problems == []


@pytest.mark.parametrize("bar", ["¦", "│"])
def test_bars_of_dos_part_columns(bar: str, file: Path) -> None:
    """In the code page of Windows they are letters."""
    text = (HEADER + GOOD.replace("Bakker", "ÖZTÜRK")).replace(";", bar)
    header, rows, problems = read(file, text.encode("cp850"))
    assert header is not None
    assert header[:2] == ("bsn", "naam")
    assert {row[1] for row in rows} == {"ÖZTÜRK"}
    assert problems == []


def test_no_header(file: Path) -> None:
    header, rows, _ = read(file, GOOD)
    assert header is None
    assert len(rows) == 20
    assert rows[0][4] == 1


def test_one_column(file: Path) -> None:
    header, rows, _ = read(file, "bsn\n999990001\n\n999990002\n999990003\n")
    assert header == ("bsn",)
    assert rows == [("999990001", 2), ("999990002", 4), ("999990003", 5)]


def test_repeated_header_and_total_are_rows(file: Path) -> None:
    _, rows, _ = read(file, HEADER + GOOD + HEADER + GOOD + "Totaal;40\n")
    assert rows[20][:2] == ("bsn", "naam")
    assert rows[-1][:3] == ("Totaal", "40", None)


@pytest.mark.parametrize(
    "text",
    [
        "Geachte collega,\n\nBetreft: dhr. Jansen, geb. 1-2-1980, wonende te Utrecht.\nHierbij, zoals besproken, de uitslag.\n",
        "Naam: Jansen\nBSN: 999990001\nGeboren: 1-2-1980\n",
        "MSH|^~\\&|A|B|C|D|202501011200||ORU^R01|1|P|2.4\rPID|1||1^^^X||Jansen^J\rOBX|1|ST|a|b|c\r",
        "UNB+UNOA:1+500000001+500000002+060921:1652+1'\nUNH+1+MEDLAB:1+x'\nPID+1980:01:02+V+Jansen'\n",
        "2025-01-01 10:00:00,123 INFO start, user=a\n2025-01-01 10:00:01,124 INFO stop, user=b\n2025-01-01 10:00:01,125 WARN x, user=b\n",
        '{"bsn": "999990001", "naam": "Jansen"}\n{"bsn": "999990002", "naam": "Bos"}\n',
        "<a>\n<b>x, y</b>\n<c>x, y</c>\n</a>\n",
        "INSERT INTO t VALUES (1, 'a', 'b');\nINSERT INTO t VALUES (2, 'c', 'd');\n",
        "int main(void) {\n  int a = 1;\n  int b = 2;\n  return a + b;\n}\n",
    ],
)
def test_what_is_no_table_is_left_to_others(text: str) -> None:
    assert delimited.bid("f.csv", text.encode()) <= 10


def test_binary_is_no_table() -> None:
    assert delimited.bid("f.csv", bytes(range(256)) * 20) == 0
    assert delimited.bid("f.csv", b"") == 0


def test_the_last_line_without_an_end_is_read(file: Path) -> None:
    _, rows, _ = read(file, (HEADER + GOOD + "999990099;Bos;1970-02-03;1234 ABé").encode())
    assert rows[-1][3] == "1234 ABé"


MESSY = st.one_of(
    st.builds(
        lambda n, name, note: f'{n};{name};1980-01-02;"{note}"',
        st.integers(900_000_000, 999_999_999),
        st.sampled_from(["Bos", '"de ""Wit"""', '"Jan;sen"', 'Hak"imé']),
        st.sampled_from(["", "x", "a\nb", 'c ""d""', "e;f"]),
    ),
    st.sampled_from(
        ["", ";;;", "999990001;Bos", "999990001;Bos;1980-01-02;a;b;c", '999990001;"Bos;1980-01-02;x', '"', '";"']
    ),
    st.text('a1;"\n', max_size=12),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(MESSY, min_size=20, max_size=120), block=st.sampled_from([512, 1000, 1777]))
def test_where_blocks_end_makes_no_difference(tmp_path: Path, lines: list[str], block: int) -> None:
    content = (HEADER + GOOD * 3 + "\n".join(lines) + "\n" + GOOD).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "SAMPLE", 500)
        whole = read(tmp_path / "a.csv", content)
        patch.setattr(delimited, "utf8_blocks", lambda path, notes: encoding.utf8_blocks(path, notes, block))
        assert read(tmp_path / "b.csv", content) == whole


@pytest.mark.parametrize("end", ["\x1e", "\x0c", "\r"])
def test_records_may_end_otherwise(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(end.join(["bsn;naam", "999990019;Bos", "999990020;Vos", ""]).encode())
    (part,) = delimited.read(path, [])
    assert isinstance(part, Table)
    assert part.header == ("bsn", "naam")
    assert pl.concat(part.batches).select("c0", "c1").rows() == [("999990019", "Bos"), ("999990020", "Vos")]


@pytest.mark.parametrize(("lines", "reports"), [(30, 90), (250, 3), (20_000, 3)])
def test_a_cell_may_hold_a_whole_report(file: Path, lines: int, reports: int) -> None:
    report = '"' + "een regel van het verslag\n" * lines + '"'
    records = "".join(f"9999900{i:02d};Bakker;1980-01-02;1234 AB;{report}\n" for i in range(reports)) + GOOD
    header, rows, problems = read(file, HEADER.replace("\n", ";verslag\n") + records)
    assert delimited.bid("f.csv", file.read_bytes()[:65536])
    assert header == ("bsn", "naam", "geboortedatum", "postcode", "verslag")
    assert {len(str(row[4])) for row in rows[:reports]} == {len(report) - 2}
    assert [row[0] for row in rows[reports:]] == [row[:9] for row in GOOD.splitlines()]
    assert problems == []


def test_a_first_record_longer_than_the_sample_is_whole(file: Path) -> None:
    long = "x " * delimited.SAMPLE
    _, rows, _ = read(file, HEADER.replace("\n", ";verslag\n") + f"999990055;Bos;1970-02-03;1234 AB;{long}\n" + GOOD)
    assert rows[0][:4] == ("999990055", "Bos", "1970-02-03", "1234 AB")
    assert len(rows) == 21


def test_half_a_character_at_the_end_is_no_row(file: Path) -> None:
    _, rows, problems = read(file, (HEADER + GOOD).encode("utf-16") + b"\n")
    assert len(rows) == 20
    assert [problem.message for problem in problems] == ["1 characters are damaged"]


def test_lines_that_stand_in_quotes_as_a_whole(file: Path) -> None:
    rows = [f'9999900{i:02d};"Bakker; J.";198{i % 10}-01-02;1234 AB' for i in range(20)]
    lines = ["bsn;naam;geboortedatum;postcode", *rows]
    header, found, problems = read(file, "".join('"' + line.replace('"', '""') + '"\r\n' for line in lines))
    assert header == ("bsn", "naam", "geboortedatum", "postcode")
    assert found[3] == ("999990003", "Bakker; J.", "1983-01-02", "1234 AB", 5)
    assert (len(found), problems) == (20, [])


def test_a_list_of_quoted_names_is_one_column(file: Path) -> None:
    header, rows, _ = read(file, '"naam"\n' + "".join(f'"Jansen, {c}."\n' for c in "ABCDEFGH"))
    assert header == ("naam",)
    assert rows[0] == ("Jansen, A.", 2)


def test_a_file_whose_lines_end_otherwise_behind_another(file: Path) -> None:
    more = GOOD.replace("99999", "99998")
    _, rows, problems = read(file, HEADER + GOOD + more.replace("\n", "\r"))
    assert [row[0] for row in rows] == [line[:9] for line in (GOOD + more).splitlines()]
    assert {row[4] for row in rows[20:]} == {22}
    assert problems == []


def test_carriage_returns_inside_a_value_are_no_ends(file: Path) -> None:
    _, rows, _ = read(file, HEADER + GOOD + "999990099;Bos\rVos;1970-02-03;1234 AB\n" + GOOD)
    assert rows[20][:2] == ("999990099", "Bos\rVos")
    assert len(rows) == 41
