"""Documents of old office programs, and OLE files that nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem
from lekwijzer.readers import doc as word
from lekwijzer.readers import ole, pick, xlsx
from readers.compound import atom, biff, cells, compound, doc, native, xls
from readers.reading import subset
from readers.test_odt_pptx import read

SAYS = "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346"
ROWS = [
    ["Naam", "Geboortedatum", "BSN"],
    ["B. Jansen", "01-02-1950", "999991346"],
    ["C. Smit", "03-04-1961", "900001235"],
]
LETTER = "Laboratorium\r\rBetreft: mevrouw A. de Vries, geboren 12-03-1980, BSN 999990019\r\rGeachte collega,\r\rDe uitslag is afwijkend. "
WHERE: Mapping[str, bytes] = {
    "text": doc(f"Brief\r{SAYS}\r"), "wide": doc(f"Brief aan é\r\r\r\r\r{SAYS}\r", wide=True), "note": doc("Brief\r", notes=f"{SAYS}\r"),
    "header": doc("De uitslag is goed.\r", headers=f"{SAYS}\r"), "remark": doc("Brief\r", remarks=f"{SAYS}\r"), "text box": doc("Brief\r", boxes=f"{SAYS}\r"),
    "field": doc("Naam: \x13 MERGEFIELD naam \x14B. Jansen\x15, geboren 01-02-1950, BSN \x13 REF x \x13 IF y \x15\x14999991346\x15\r"),
    "form": doc("Kop\r" + cells([["Naam", "B. Jansen"], ["Geboortedatum", "01-02-1950"], ["BSN", "999991346"]]) + "\r"),
}  # fmt: skip


@pytest.mark.parametrize("where", WHERE)
def test_a_person_is_found_wherever_text_can_stand(where: str, tmp_path: Path) -> None:
    assert pick("x", WHERE[where][:65536]) is word
    problems: list[Problem] = []
    records, tables, _ = read(word, tmp_path, WHERE[where], problems)
    assert len(records) == 1
    subset(records[0], bsn="999991346", name="B. Jansen", birth_date="01-02-1950")
    assert (tables, problems) == ([], [])


def test_a_list_of_people_is_a_table(tmp_path: Path) -> None:
    records, tables, _ = read(word, tmp_path, doc(f"{LETTER}\rOverzicht\r{cells(ROWS)}Einde\r"), [])
    assert [row["bsn"] for row in records] == ["999990019"]
    assert [row[:3] for row in tables[0]] == [tuple(row) for row in ROWS[1:]]


def test_letters_on_pages_are_apart(tmp_path: Path) -> None:
    records, _, _ = read(word, tmp_path, doc(f"{LETTER}\f{SAYS}\r"), [])
    assert [row["bsn"] for row in records] == ["999990019", "999991346"]


def test_what_was_deleted_leaves_traces(tmp_path: Path) -> None:
    data = doc("Brief over niets\r").replace(b"Brief over niets", b"Brief over niets", 1)
    at = data.index(b"Brief over niets") - 200
    _, _, left = read(word, tmp_path, data[:at] + b"geboren 01-02-1950 999991346" + data[at + 28 :], [])
    assert "999991346" in left


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (word, doc("x", flags=0x0100)), (xlsx, xls(ROWS, first=biff(0x002F, bytes(6)))),
        (ole, compound({"PowerPoint Document": bytes(90), "EncryptedSummary": bytes(90)})),
    ],
)  # fmt: skip
def test_a_locked_document_needs_a_password(reader: ModuleType, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(Encrypted):
        read(reader, tmp_path, data, [])


def test_a_presentation_gives_its_texts(tmp_path: Path) -> None:
    text = atom(4000, SAYS.encode("utf-16-le"))
    slides = atom(
        1000, atom(1006, atom(4008, b"Casus") + atom(61453, text, 15), 15) + atom(1006, atom(4008, b"Einde"), 15), 15
    )
    records, _, _ = read(ole, tmp_path, compound({"PowerPoint Document": slides}), [])
    assert [row["bsn"] for row in records] == ["999991346"]


def test_an_unknown_file_leaves_traces_and_is_said(tmp_path: Path) -> None:
    problems: list[Problem] = []
    data = compound({"Data1": f"xx {SAYS} xx".encode("utf-16-le"), "b/Data2": b"\1\2 999990019 C. Smit"})
    assert pick("x.bin", data[:65536]) is ole
    records, _, left = read(ole, tmp_path, data, problems)
    assert records == []
    assert "999991346" in left
    assert "999990019" in left
    assert problems


@pytest.mark.parametrize(("data", "expected"), [(WHERE["text"], "999991346"), (xls(ROWS), "999991346")])
def test_a_document_whose_head_does_not_tell_is_read_all_the_same(data: bytes, expected: str, tmp_path: Path) -> None:
    records, tables, _ = read(ole, tmp_path, data, [])
    assert expected in str(records) + str(tables)


def test_an_old_workbook_gives_its_rows_and_what_stands_beside_them(tmp_path: Path) -> None:
    header = b"\x10\0\0Lijst van Jansen"
    data = xls(ROWS, more=biff(0x0014, header) + biff(0x01B8, "mailto:c.smit@example.nl".encode("utf-16-le")))
    problems: list[Problem] = []
    _, tables, _ = read(xlsx, tmp_path, data, problems)
    assert [row[:3] for row in tables[0]] == [tuple(row) for row in ROWS[1:]]
    from lekwijzer.readers.unread import unread

    left = "\n".join(unread("xlsx", tmp_path / "item", problems))
    assert "Lijst van Jansen" in left
    assert "c.smit@example.nl" in left
    assert problems == []


@pytest.mark.parametrize(("says", "epoch"), [(b"", "excel"), (biff(0x0022, b"\1\0"), "excel1904")])
def test_an_old_workbook_says_from_which_day_it_counts(says: bytes, epoch: str, tmp_path: Path) -> None:
    path = tmp_path / "item"
    path.write_bytes(xls(ROWS, first=says))
    assert [part.epoch for part in xlsx.read(path, [])] == [epoch]


WHOLE = doc(LETTER + cells(ROWS), headers=SAYS)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=20),
    which=st.booleans(),
)
def test_damage_never_raises_anything_else(
    cut: float, flips: list[tuple[float, int]], which: bool, tmp_path: Path
) -> None:
    data = bytearray(WHOLE)
    for at, flip in flips:
        data[int(at * len(data))] ^= flip
    try:
        read(word if which else ole, tmp_path, bytes(data[: int(cut * len(data))]), [])
    except Unreadable:
        return


def test_native(tmp_path: Path) -> None:
    from lekwijzer.intake.ole import native as native_of

    assert native_of(native("lijst.csv", b"bsn;naam")) == ("lijst.csv", b"bsn;naam")
