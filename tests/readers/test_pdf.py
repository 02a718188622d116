"""PDF documents: letters, forms, lists, what stands in the margin, and damage."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import pdf as reader
from lekwijzer.readers import pick
from readers.pdfs import Placed, across, down, pdf
from readers.reading import subset

LETTER = ("Betreft: mevrouw A. de Vries, geboren 12-03-1980, BSN 999990019", "", "Geachte collega,", "", "De uitslag van het bloedonderzoek is afwijkend.")  # fmt: skip
OTHER = ("Betreft: de heer B. Jansen, geboren 01-02-1950, BSN 999991346", "", "Geachte collega,", "", "Er is niets gevonden.")  # fmt: skip
LIST = [["Naam", "Geboortedatum", "BSN"], ["B. Jansen", "01-02-1950", "999991346"], ["C. Smit", "03-04-1961", "900001235"], ["D. Bos", "05-06-1972", "999990019"]]  # fmt: skip


class Found:
    """What reading a document gave."""

    def __init__(self, folder: Path, data: bytes) -> None:
        path = folder / "item"
        path.write_bytes(data)
        self.problems: list[Problem] = []
        self.records: list[dict[str, Any]] = []
        self.tables: list[tuple[str, tuple[str, ...] | None, list[tuple[Any, ...]]]] = []
        self.unread = ""
        for part in reader.read(path, self.problems):
            rows = [row for batch in part.batches for row in batch.to_dicts()]
            if isinstance(part, Table):
                self.tables.append((part.name, part.header, [tuple(row.values()) for row in rows]))
            else:
                assert part.unit == "page"
                self.records += [{k: v for k, v in row.items() if v is not None} for row in rows]
            self.unread += "\n".join(part.unread) + "\n"

    @property
    def where(self) -> list[tuple[str, int]]:
        return [(record["bsn"], record["n"]) for record in self.records]


def test_a_letter_names_its_patient_and_the_page(tmp_path: Path) -> None:
    data = pdf(down("Inhoud van deze map"), down(*LETTER))
    assert pick("brief.txt", data[:65536]) is reader
    found = Found(tmp_path, data)
    assert found.where == [("999990019", 2)]
    subset(found.records[0], name="A. de Vries", birth_date="12-03-1980", test_result="1")
    assert found.problems == []


def test_each_letter_of_a_spool_has_its_own_page(tmp_path: Path) -> None:
    found = Found(tmp_path, pdf(*[down(*(LETTER if i % 2 else OTHER)) for i in range(6)]))
    assert found.where == [("999991346" if i % 2 else "999990019", i) for i in range(6, 0, -1)][::-1]


@pytest.mark.parametrize("second", [("De chlamydiatest is positief.",), ("Vervolg brief A. de Vries, geb. 12-03-1980", "De chlamydiatest is positief.")])  # fmt: skip
def test_a_letter_goes_on_over_the_page(second: Sequence[str], tmp_path: Path) -> None:
    found = Found(tmp_path, pdf(down(*LETTER[:3]), down(*second), down(*OTHER)))
    assert found.where == [("999990019", 1), ("999991346", 3)]
    subset(found.records[0], test_result="1")


def test_a_page_that_says_that_it_is_the_first_begins_a_letter(tmp_path: Path) -> None:
    found = Found(
        tmp_path,
        pdf(
            down(*LETTER),
            down("Nota", "Het onderzoek is betaald.", "Pagina 1 van 2"),
            down("de uitslag volgt", "Pagina 2 van 2"),
        ),
    )
    assert found.where == [("999990019", 1)]


def test_what_follows_several_people_is_given_to_none_of_them(tmp_path: Path) -> None:
    both = (
        "Naam: A. de Vries, geboren 12-03-1980, BSN 999990019",
        "",
        "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346",
    )
    found = Found(tmp_path, pdf(down(*both), down("De uitslag van de chlamydiatest is positief.")))
    assert [bsn for bsn, _ in found.where] == ["999990019", "999991346"]
    assert not any("test_result" in record for record in found.records)


@pytest.mark.parametrize("by_column", [False, True])
def test_a_list_of_people_is_a_table(by_column: bool, tmp_path: Path) -> None:
    places: list[Placed] = across(LIST, [60, 200, 320])
    found = Found(tmp_path, pdf(sorted(places) if by_column else places))
    assert [(name, header) for name, header, _ in found.tables] == [("page 1", tuple(LIST[0]))]
    assert [row[:3] for row in found.tables[0][2]] == [tuple(row) for row in LIST[1:]]
    assert found.records == []


def test_a_list_goes_on_over_the_page(tmp_path: Path) -> None:
    found = Found(
        tmp_path,
        pdf(
            down("Overzicht") + across(LIST[:3], [60, 200, 320], top=700), across(LIST[3:] + LIST[1:2], [60, 200, 320])
        ),
    )
    assert [(name, len(rows)) for name, _, rows in found.tables] == [("page 1", 4)]


def test_a_line_with_several_blanks_is_a_row(tmp_path: Path) -> None:
    lines = [f"{a:<24}{b:<20}{c}" for a, b, c in LIST]
    data = pdf(down(*lines)).replace(b"/Helvetica", b"/Courier")
    found = Found(tmp_path, data)
    assert [row[2] for _, _, rows in found.tables for row in rows] == [row[2] for row in LIST[1:]]


@pytest.mark.parametrize("by_column", [False, True])
def test_a_form_is_read_by_its_labels(by_column: bool, tmp_path: Path) -> None:
    rows = [["Naam:", "B. Jansen"], ["Geboortedatum:", "01-02-1950"], ["BSN:", "999991346"]]
    places = across(rows, [60, 200])
    found = Found(tmp_path, pdf(sorted(places) if by_column else places))
    assert found.where == [("999991346", 1)]
    subset(found.records[0], name="B. Jansen", birth_date="01-02-1950")


def test_blocks_side_by_side_are_not_mixed(tmp_path: Path) -> None:
    ours = down("Laboratorium Noord", "Havenstraat 9", "9712 AB Groningen", x=350)
    theirs = down("Mevrouw A. de Vries", "Kerkweg 12", "1234 AB Utrecht", x=60)
    found = Found(
        tmp_path,
        pdf(ours + theirs + down("Geachte mevrouw de Vries,", "", "De uitslag van uw onderzoek is goed.", top=600)),
    )
    assert len(found.records) == 1
    subset(found.records[0], name="A. de Vries")
    assert "Kerkweg 12" in found.records[0]["address"]


def changed(data: bytes, **save: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, **save)
    return out.getvalue()


def filled(labels: dict[str, str], *lines: str) -> bytes:
    """A form of which the values are drawn by the program that shows it."""
    fields = [
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({label}) /V ({value}) /Rect [200 {700 - 20 * i} 400 {715 - 20 * i}] >>"
        for i, (label, value) in enumerate(labels.items())
    ]
    refs = " ".join(f"{100 + i} 0 R" for i in range(len(fields)))
    return pdf(down(*lines), more=f"/Annots [{refs}]", catalog=f"/AcroForm << /Fields [{refs}] >>", extra=fields)


def test_values_of_a_form_belong_to_their_page(tmp_path: Path) -> None:
    data = filled(
        {"formulier[0].Naam[0]": "B. Jansen", "Geboortedatum": "01-02-1950", "BSN": "999991346"}, "Aanvraag onderzoek"
    )
    found = Found(tmp_path, data)
    assert found.where == [("999991346", 1)]
    subset(found.records[0], name="B. Jansen", birth_date="01-02-1950")
    assert found.problems == []


def test_notes_in_the_margin_belong_to_their_page(tmp_path: Path) -> None:
    note = "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (BSN: 999991346) /T (x) >>"
    found = Found(tmp_path, pdf(down("Naam: B. Jansen, geboren 01-02-1950"), more="/Annots [100 0 R]", extra=[note]))
    assert found.where == [("999991346", 1)]


def test_properties_leave_traces(tmp_path: Path) -> None:
    data = pdf(down("x"), extra=["<< /Title (Brief B. Jansen 999991346) >>"])
    data = data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 100 0 R")
    assert "999991346" in Found(tmp_path, data).unread


def test_a_locked_document_needs_a_password(tmp_path: Path) -> None:
    locked = changed(pdf(down(*LETTER)), encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    with pytest.raises(Encrypted):
        Found(tmp_path, locked)
    only_owner = changed(pdf(down(*LETTER)), encryption=pikepdf.Encryption(user="", owner="geheim"))
    assert Found(tmp_path, only_owner).where == [("999990019", 1)]


def test_a_packed_document_is_read(tmp_path: Path) -> None:
    data = changed(
        filled({"BSN": "999991346"}, "Naam: B. Jansen"), object_stream_mode=pikepdf.ObjectStreamMode.generate
    )
    assert Found(tmp_path, data).where == [("999991346", 1)]


def test_a_cut_document_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = pdf(down(*LETTER), down(*OTHER))
    found = Found(tmp_path, data[: data.index(b"xref")])
    assert [bsn for bsn, _ in found.where] == ["999990019", "999991346"]
    assert "damaged" in found.problems[0].message


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(3000), b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"])  # fmt: skip
def test_what_is_no_document_is_unreadable(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        Found(tmp_path, data)


WHOLE = changed(filled({"BSN": "999991346"}, *LETTER), compress_streams=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(5, len(WHOLE)),
    flips=st.lists(st.tuples(st.integers(5, len(WHOLE) - 1), st.integers(1, 255)), max_size=8),
)
def test_damage_never_raises_anything_else(cut: int, flips: list[tuple[int, int]], tmp_path: Path) -> None:
    data = bytearray(WHOLE)
    for at, flip in flips:
        data[at] ^= flip
    try:
        Found(tmp_path, bytes(data[:cut]))
    except Unreadable:
        return
