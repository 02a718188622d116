"""Word documents: letters, forms, lists, and everything around the text of the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem, Records, Table
from lekwijzer.readers import docx as reader
from lekwijzer.readers import pick
from readers import office
from readers.office import docx, letter, p, part, tbl
from readers.reading import subset

LETTER = ("Betreft: mevrouw A. de Vries, geboren 12-03-1980, BSN 999990019", "", "Geachte collega,", "", "De uitslag van het bloedonderzoek is afwijkend.")  # fmt: skip


class Found:
    """What reading a document gave."""

    def __init__(self, folder: Path, data: bytes) -> None:
        path = folder / "item"
        path.write_bytes(data)
        self.problems: list[Problem] = []
        self.records: list[dict[str, Any]] = []
        self.tables: list[tuple[tuple[str, ...] | None, list[tuple[Any, ...]]]] = []
        self.unread = ""
        self.names: list[str] = []
        for found in reader.read(path, self.problems):
            rows = [row for batch in found.batches for row in batch.to_dicts()]
            self.names.append(found.name)
            if isinstance(found, Table):
                self.tables.append((found.header, [tuple(row.values()) for row in rows]))
            else:
                assert isinstance(found, Records)
                self.records += [{k: v for k, v in row.items() if v is not None} for row in rows]
            self.unread += "\n".join((*found.unread, *getattr(found, "named", ()))) + "\n"

    @property
    def bsns(self) -> list[str]:
        return [record["bsn"] for record in self.records]


def test_a_letter_names_its_patient(tmp_path: Path) -> None:
    data = docx(letter(*LETTER))
    assert pick("brief.doc", data[:65536]) is reader
    found = Found(tmp_path, data)
    assert len(found.records) == 1
    subset(found.records[0], bsn="999990019", name="A. de Vries", birth_date="12-03-1980", test_result="1")
    assert found.problems == []


def box(inner: str) -> str:
    """A text box, as Word stores it: once as it is, once for older programs."""
    content = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>{content}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        f"</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


SAYS = "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346"
AROUND: Mapping[str, tuple[str, dict[str, str]]] = {
    "header": (p("De uitslag is goed.") + '<w:sectPr><w:headerReference r:id="rId5"/></w:sectPr>', {"word/header1.xml": part("hdr", p(SAYS))}),
    "header nobody refers to": (p("x"), {"word/header3.xml": part("hdr", p(SAYS))}),
    "footer": (p("De uitslag is goed.") + '<w:sectPr><w:footerReference r:id="rId6"/></w:sectPr>', {"word/footer1.xml": part("ftr", p(SAYS))}),
    "footnote": ('<w:p><w:r><w:t>Zie</w:t><w:footnoteReference w:id="2"/></w:r></w:p>', {"word/footnotes.xml": part("footnotes", f'<w:footnote w:id="2">{p(SAYS)}</w:footnote>')}),
    "endnote nobody refers to": (p("x"), {"word/endnotes.xml": part("endnotes", f'<w:endnote w:id="2">{p(SAYS)}</w:endnote>')}),
    "comment": ('<w:p><w:r><w:t>Zie</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>', {"word/comments.xml": part("comments", f'<w:comment w:id="0" w:author="x">{p(SAYS)}</w:comment>')}),
    "text box": (box(p(SAYS)), {}),
    "content control": (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{p(SAYS)}</w:sdtContent></w:sdt>", {}),
    "deleted": (f"<w:p><w:del w:author='x'><w:r><w:delText>{SAYS}</w:delText></w:r></w:del></w:p>", {}),
    "moved away": (f"<w:moveFrom>{p(SAYS)}</w:moveFrom>", {}),
    "diagram": (p("x"), {"word/diagrams/data1.xml": part("dataModel", f"<dgm:t xmlns:dgm='d'><a:p><a:r><a:t>{SAYS}</a:t></a:r></a:p></dgm:t>")}),
    "building block": (p("x"), {"word/glossary/document.xml": part("glossaryDocument", p(SAYS))}),
    "broken runs": ("<w:p>" + "".join(f"<w:r><w:t>{c}</w:t></w:r>" for c in SAYS) + "</w:p>", {}),
    "form in a table": (tbl([["Naam", "B. Jansen"], ["Geboortedatum", "01-02-1950"], ["BSN", "999991346"]]), {}),
    "form in two pairs": (tbl([["Naam:", "B. Jansen", "BSN:", "999991346"], ["Geboren:", "01-02-1950", "Geslacht:", "M"]]), {}),
    "one record": (tbl([["Naam", "Geboortedatum", "BSN"], ["B. Jansen", "01-02-1950", "999991346"]]), {}),
    "labels and values in two cells": (tbl([[p("Naam\nGeboortedatum\nBSN"), p("B. Jansen\n01-02-1950\n999991346")]]), {}),
    "a letter in a frame": (tbl([["Laboratorium\nKerkweg 1\n1234 AB Utrecht", letter(SAYS, "", "Geachte heer Jansen,", "uw uitslag")]]), {}),
}  # fmt: skip
REFERS = {"rId5": "header1.xml", "rId6": "footer1.xml"}


@pytest.mark.parametrize("where", AROUND)
def test_a_person_is_found_wherever_text_can_stand(where: str, tmp_path: Path) -> None:
    body, parts = AROUND[where]
    found = Found(tmp_path, docx(body, parts, REFERS))
    assert len(found.records) == 1
    subset(found.records[0], bsn="999991346", name="B. Jansen", birth_date="01-02-1950")
    assert found.tables == []
    assert found.problems == []


def test_what_stands_above_and_below_belongs_to_the_letter(tmp_path: Path) -> None:
    body = letter("De uitslag van het onderzoek is afwijkend.") + AROUND["header"][0]
    found = Found(tmp_path, docx(body, AROUND["header"][1], REFERS))
    assert len(found.records) == 1
    subset(found.records[0], bsn="999991346", test_result="1")


def test_a_list_of_people_is_a_table(tmp_path: Path) -> None:
    rows = [
        ["Naam", "Geboortedatum", "BSN"],
        ["B. Jansen", "01-02-1950", "999991346"],
        ["C. Smit", "03-04-1961", "900001235"],
    ]
    found = Found(tmp_path, docx(letter(*LETTER) + tbl(rows)))
    assert found.bsns == ["999990019"]
    assert found.tables == [(tuple(rows[0]), [(*rows[1], 2), (*rows[2], 3)])]


def test_a_list_without_a_header_is_a_table(tmp_path: Path) -> None:
    rows = [["B. Jansen", "01-02-1950", "Utrecht"], ["C. Smit", "03-04-1961", "Zeist"], ["D. Bos", "05-06-1972", "Ede"]]
    found = Found(tmp_path, docx(tbl(rows)))
    assert [len(table[1]) for table in found.tables] == [3]


def test_results_in_a_table_belong_to_the_letter(tmp_path: Path) -> None:
    results = [["Bepaling", "Uitslag", "Eenheid"], ["Glucose", "7.4", "mmol/l"], ["Kreatinine", "88", "umol/l"]]
    found = Found(tmp_path, docx(letter(*LETTER[:3]) + tbl(results)))
    assert found.tables == []
    assert len(found.records) == 1
    subset(found.records[0], bsn="999990019", test_result="1")


def test_letters_of_a_mail_merge_are_apart(tmp_path: Path) -> None:
    second = "Betreft: de heer B. Jansen, geboren 01-02-1950, BSN 999991346"
    section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    body = letter(*LETTER) + section + letter(second, "", "Geachte collega,", "", "Er is niets gevonden.")
    found = Found(tmp_path, docx(body))
    assert found.bsns == ["999990019", "999991346"]
    assert found.records[0]["n"] < found.records[1]["n"]


def test_a_page_that_names_nobody_goes_on_with_the_letter(tmp_path: Path) -> None:
    found = Found(
        tmp_path, docx(letter(*LETTER[:3]) + p("\f") + letter("De uitslag van de chlamydiatest is positief."))
    )
    assert len(found.records) == 1
    subset(found.records[0], bsn="999990019", test_result="1")


def test_a_change_does_not_glue_words(tmp_path: Path) -> None:
    changed = (
        "<w:p><w:r><w:t>Naam: B. </w:t></w:r><w:del><w:r><w:delText>Jansen</w:delText></w:r></w:del><w:ins><w:r><w:t>Pietersen</w:t></w:r></w:ins>"
        "<w:r><w:t>, geboren 01-02-1950</w:t></w:r></w:p>"
    )
    found = Found(tmp_path, docx(changed))
    assert [record["name"] for record in found.records] == ["B. Pietersen", "B. Jansen"]
    assert found.names == ["", reader.EARLIER]


def test_what_is_not_on_the_page_leaves_traces(tmp_path: Path) -> None:
    inner = (
        '<w:r><w:fldChar/><w:instrText>HYPERLINK "mailto:c.smit@example.nl"</w:instrText></w:r><w:drawing><wp:docPr descr="portret van Smit"/></w:drawing>'
        '<w:r><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Kees"/><w:listEntry w:val="Piet"/></w:ddList></w:ffData></w:r>'
    )
    parts = {
        "docProps/core.xml": "<cp:coreProperties><dc:title>Brief Jansen</dc:title></cp:coreProperties>",
        "customXml/item1.xml": "<x><patient>999991346</patient></x>",
        "docProps/custom.xml": "<p><vt:lpwstr>999990019</vt:lpwstr></p>",
    }
    found = Found(tmp_path, docx(p("x", inner), parts, {"rId9": "mailto:b.jansen@example.nl"}))
    for said in (
        "c.smit@example.nl",
        "portret van Smit",
        "Kees",
        "xPiet",
        "Brief Jansen",
        "999991346",
        "999990019",
        "b.jansen@example.nl",
    ):
        assert said in found.unread.replace("Pietx", "xPiet")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    body = part("document", letter(*LETTER)).replace("<w:document", bomb + "<w:document", 1)
    found = Found(tmp_path, docx("", {"word/document2.xml": body}))
    assert found.records == []
    assert found.problems


def test_a_locked_document_needs_a_password(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert pick("brief.docx", data) is reader
    with pytest.raises(Encrypted):
        Found(tmp_path, data)


def test_parts_of_a_damaged_document_are_salvaged(tmp_path: Path) -> None:
    data = docx(letter(*LETTER), {"word/media/image1.png": bytes(range(256)) * 40})
    found = Found(tmp_path, data[: data.rindex(b"PK\x01\x02", 0, -200)])
    assert found.bsns == ["999990019"]
    assert "salvaged" in found.problems[0].message


def test_a_cut_text_is_read_as_far_as_possible(tmp_path: Path) -> None:
    whole = part("document", f"<w:body>{letter(*LETTER)}</w:body>")
    found = Found(tmp_path, docx("", {"word/document1.xml": whole[: whole.index("De uitslag")]}))
    assert found.bsns == ["999990019"]
    assert found.problems


WHOLE = docx(
    letter(*LETTER) + AROUND["header"][0] + tbl([["a", "b"], ["c", "d"]]),
    {**AROUND["header"][1], **AROUND["comment"][1]},
    REFERS,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, len(WHOLE)),
    flips=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(1, 255)), max_size=8),
)
def test_damage_is_told_and_never_raises_anything_else(cut: int, flips: list[tuple[int, int]], tmp_path: Path) -> None:
    data = bytearray(WHOLE)
    for at, flip in flips:
        data[at] ^= flip
    try:
        found = Found(tmp_path, bytes(data[:cut]))
    except Unreadable:
        return
    assert found.problems or found.bsns or bytes(data[:cut]) == WHOLE or flips


def test_a_document_inside_a_document_is_not_taken_for_it() -> None:
    inner = docx(letter(*LETTER))
    outer = office.zipped({
        "[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>", "xl/embeddings/a.docx": inner,
    }, stored=("xl/embeddings/a.docx",))  # fmt: skip
    assert reader.bid("a.xlsx", outer[:65536]) == 0
