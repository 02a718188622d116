"""OpenDocument texts and presentations of both kinds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import odt, pick, pptx
from readers.office import W, relations, zipped
from readers.reading import subset

SAYS = "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346"
OTHER = "Naam: C. Smit, geboren 03-04-1961, BSN 900001235"
_O = " ".join(f'xmlns:{x}="urn:{x}"' for x in "office text table style fo draw dc presentation svg xlink form".split())


def p(text: str, style: str = "P1") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def odf(
    body: str, styles: str = "", automatic: str = "", kind: str = "text", parts: Mapping[str, str] | None = None
) -> bytes:
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f'<office:document-content {_O}><office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>',
        "styles.xml": f"<office:document-styles {_O}>{styles}</office:document-styles>", **(parts or {}),
    }, stored=("mimetype",))  # fmt: skip


def sld(*texts: str, more: str = "") -> str:
    shapes = "".join(f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>" for text in texts)
    return f"<p:sld {W}><p:cSld><p:spTree>{shapes}{more}</p:spTree></p:cSld></p:sld>"


def slides(*pages: str, parts: Mapping[str, str] | None = None) -> bytes:
    shown = "".join(f'<p:sldId id="{i}" r:id="rId{i}"/>' for i in range(1, len(pages) + 1))
    return zipped({
        "[Content_Types].xml": "<Types/>", "ppt/presentation.xml": f"<p:presentation {W}><p:sldIdLst>{shown}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations({f"rId{i}": f"slides/slide{i}.xml" for i in range(1, len(pages) + 1)}),
        **{f"ppt/slides/slide{i}.xml": page for i, page in enumerate(pages, 1)}, **(parts or {}),
    })  # fmt: skip


def read(
    reader: ModuleType, folder: Path, data: bytes, problems: list[Problem]
) -> tuple[list[dict[str, Any]], list[list[tuple[Any, ...]]], str]:
    """Records, rows of each table, and what was left unread."""
    path = folder / "item"
    path.write_bytes(data)
    records: list[dict[str, Any]] = []
    tables = []
    left = ""
    for part in reader.read(path, problems):
        rows = [row for batch in part.batches for row in batch.to_dicts()]
        if isinstance(part, Table):
            tables.append([tuple(row.values()) for row in rows])
        else:
            records += rows
        left += "\n".join(part.unread)
    return records, tables, left


def frame(inner: str) -> str:
    return f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"


def grid(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in row) for row in rows)
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in cells)}</table:table>"


TEXTS = {
    "body": odf(p(SAYS)), "spans": odf(p("Naam: <text:span>B.</text:span><text:s/>Jansen, geboren 01-02-<text:span>1950</text:span>, BSN<text:tab/>999991346")),
    "header": odf(p("De uitslag is goed."), f"<style:master-page><style:header>{p(SAYS)}</style:header></style:master-page>"),
    "note": odf(p(f"Zie<text:note><text:note-body>{p(SAYS)}</text:note-body></text:note>")),
    "remark": odf(p(f"Zie<office:annotation><dc:creator>Piet</dc:creator>{p(SAYS)}</office:annotation>")),
    "text box": odf(p(frame(p(SAYS)))), "form": odf(grid(("Naam", "B. Jansen"), ("Geboren", "01-02-1950"), ("BSN", "999991346"))),
    "deleted": odf(f"<text:tracked-changes><text:changed-region><text:deletion>{p(SAYS)}</text:deletion></text:changed-region></text:tracked-changes>"),
    "object": odf(p("x"), parts={"Object 1/content.xml": f"<office:document-content {_O}>{p(SAYS)}</office:document-content>"}),
}  # fmt: skip
PRESENTED = {
    "slide": slides(sld("Casus", SAYS)), "one slide of two": slides(sld("Inleiding"), sld(SAYS)),
    "notes": slides(sld("x"), parts={"ppt/slides/_rels/slide1.xml.rels": relations({"rId1": "../notesSlides/notesSlide1.xml"}), "ppt/notesSlides/notesSlide1.xml": sld(SAYS)}),
    "diagram": slides(sld("x"), parts={"ppt/diagrams/data1.xml": f"<dgm:t {W} xmlns:dgm='d'><a:p><a:r><a:t>{SAYS}</a:t></a:r></a:p></dgm:t>"}),
    "remark": slides(sld("x"), parts={"ppt/comments/comment1.xml": f"<p:cmLst {W}><p:cm><p:text>{SAYS}</p:text></p:cm></p:cmLst>"}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "where"), [(odt, where) for where in TEXTS] + [(pptx, where) for where in PRESENTED]
)
def test_a_person_is_found_wherever_text_can_stand(reader: ModuleType, where: str, tmp_path: Path) -> None:
    data = (TEXTS if reader is odt else PRESENTED)[where]
    assert pick("x", data[:65536]) is reader
    problems: list[Problem] = []
    records, tables, _ = read(reader, tmp_path, data, problems)
    assert len(records) == 1
    subset(records[0], bsn="999991346", name="B. Jansen", birth_date="01-02-1950")
    assert (tables, problems) == ([], [])


def test_pages_of_letters_are_apart(tmp_path: Path) -> None:
    automatic = '<style:style style:name="P2"><style:paragraph-properties fo:break-before="page"/></style:style>'
    records, _, _ = read(odt, tmp_path, odf(p(SAYS) + p(OTHER, "P2"), automatic=automatic), [])
    assert [(row["bsn"], row["n"]) for row in records] == [("999991346", 1), ("900001235", 2)]
    records, _, _ = read(pptx, tmp_path, slides(sld("Titel"), sld(SAYS), sld(OTHER)), [])
    assert [(row["bsn"], row["n"]) for row in records] == [("999991346", 2), ("900001235", 3)]


def test_a_list_of_people_is_a_table(tmp_path: Path) -> None:
    rows = (
        ("Naam", "Geboortedatum", "BSN"),
        ("B. Jansen", "01-02-1950", "999991346"),
        ("C. Smit", "03-04-1961", "900001235"),
    )
    _, tables, _ = read(odt, tmp_path, odf(grid(*rows)), [])
    assert tables == [[(*rows[1], 2), (*rows[2], 3)]]
    drawn = "".join(f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>' for c in row)}</a:tr>" for row in rows)  # fmt: skip
    _, tables, _ = read(pptx, tmp_path, slides(sld("x", more=f"<a:tbl>{drawn}</a:tbl>")), [])
    assert tables == [[(*rows[1], 2), (*rows[2], 3)]]


def test_what_is_not_on_the_page_leaves_traces(tmp_path: Path) -> None:
    field = '<text:user-field-decl office:string-value="999991346"/><text:a xlink:href="mailto:b.jansen@example.nl"/>'
    _, _, left = read(odt, tmp_path, odf(field, parts={"meta.xml": "<m><dc:title>Brief Smit</dc:title></m>"}), [])
    for said in ("999991346", "b.jansen@example.nl", "Brief Smit"):
        assert said in left
    _, _, left = read(pptx, tmp_path, slides(sld("x"), parts={"ppt/slideMasters/slideMaster1.xml": sld("Praktijk Jansen"), "docProps/core.xml": "<c><dc:title>Casus Smit</dc:title></c>"}), [])  # fmt: skip
    assert "Praktijk Jansen" in left
    assert "Casus Smit" in left


def test_a_locked_text_needs_a_password(tmp_path: Path) -> None:
    with pytest.raises(Encrypted):
        read(odt, tmp_path, odf("", parts={"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}), [])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=8),
    which=st.booleans(),
)
def test_damage_never_raises_anything_else(
    cut: float, flips: list[tuple[float, int]], which: bool, tmp_path: Path
) -> None:
    reader, whole = (odt, TEXTS["form"]) if which else (pptx, PRESENTED["notes"])
    data = bytearray(whole)
    for at, flip in flips:
        data[int(at * len(data))] ^= flip
    try:
        read(reader, tmp_path, bytes(data[: int(cut * len(data))]), [])
    except Unreadable:
        return


def test_a_part_that_is_locked_in_a_document_without_its_index_is_left_out(tmp_path: Path) -> None:
    data = bytearray(TEXTS["form"])
    data[data.rindex(b"PK\x03\x04") + 6] |= 1
    problems: list[Problem] = []
    try:
        read(odt, tmp_path, bytes(data[: data.index(b"PK\x01\x02")]), problems)
    except Unreadable:
        return
    assert "the document is damaged or cut off; its parts were salvaged" in [problem.message for problem in problems]
