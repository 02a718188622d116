"""RTF texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem
from lekwijzer.readers import pick, rtf
from lekwijzer.readers.rtf_words import Rtf
from readers.reading import subset
from readers.test_odt_pptx import read

SAYS = "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346"


def text(inner: str) -> bytes:
    start = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset238 Jansen CE;}}{\colortbl;\red0;}"
    return (
        start + r"{\stylesheet{\s1 Naam: P. Puk, geboren 01-02-1951, BSN 999990019;}}\viewkind4 " + inner + "}"
    ).encode("cp1252")


def row(*cells: str) -> str:
    return r"\trowd\cellx1000\cellx2000\pard\intbl " + "".join(cell + r"\cell " for cell in cells) + r"\row "


WHERE = {
    "text": text(rf"\pard Brief\par {SAYS}\par"), "runs": text(r"\pard Naam: {\b B. }Jansen, geboren 01-02-19{\i 50}, BSN 99999{\b 1346}\par"),
    "header": text(rf"{{\header\pard {SAYS}\par}}\pard De uitslag is goed.\par"), "footnote": text(rf"\pard Zie{{\footnote\pard {SAYS}}} verder.\par"),
    "remark": text(rf"\pard Zie{{\*\annotation\pard {SAYS}}}\par"), "field": text(rf"\pard {{\field{{\*\fldinst MERGEFIELD x}}{{\fldrslt {SAYS}}}}}\par"),
    "text box": text(rf"\pard x{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv b}}}}{{\shptxt\pard {SAYS}\par}}}}}}\par"),
    "form": text(row("Naam", "B. Jansen") + row("Geboren", "01-02-1950") + row("BSN", "999991346") + r"\pard Einde\par"),
    "form at the end": text(row("Naam", "B. Jansen") + row("Geboren", "01-02-1950") + row("BSN", "999991346")),
}  # fmt: skip


@pytest.mark.parametrize("where", WHERE)
def test_a_person_is_found_wherever_text_can_stand(where: str, tmp_path: Path) -> None:
    assert pick("x.doc", WHERE[where]) is rtf
    problems: list[Problem] = []
    records, tables, _ = read(rtf, tmp_path, WHERE[where], problems)
    assert len(records) == 1
    subset(records[0], bsn="999991346", name="B. Jansen", birth_date="01-02-1950")
    assert (tables, problems) == ([], [])


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (r"Andr\'e9 \'80 5", "André € 5"), (r"\u233?t\u233?", "été"), (r"\uc2\u8364\'80x!", "€!"), (r"\uc0\u233 t", "ét"), (r"{\f1 \'9a}", "š"),
        (r"a\~b\_c\{d\}\\", "a b-c{d}\\"), (r"\u-10179?", "\ufffd"), (r"a\tab b\line c", "a\tb\nc"), ("a\r\nb", "ab"), (r"{\*\unknown weg}b", "b"),
        (r"{\pict\pngblip 00ff00}x", "x"), (r"a\bin3 {{{b", "ab"),
    ],
)  # fmt: skip
def test_characters(inner: str, shown: str) -> None:
    document = Rtf(lambda rows: None)
    document.read(text(inner))
    assert "\n".join(document.lines).strip("\n") == shown


def test_a_list_of_people_is_a_table(tmp_path: Path) -> None:
    rows = [
        ("Naam", "Geboortedatum", "BSN"),
        ("B. Jansen", "01-02-1950", "999991346"),
        ("C. Smit", "03-04-1961", "900001235"),
    ]
    _, tables, _ = read(rtf, tmp_path, text("".join(row(*cells) for cells in rows) + r"\pard x\par"), [])
    assert tables == [[(*rows[1], 2), (*rows[2], 3)]]


def test_pages_of_letters_are_apart(tmp_path: Path) -> None:
    records, _, _ = read(
        rtf, tmp_path, text(rf"\pard {SAYS}\par\page Naam: C. Smit, geboren 03-04-1961, BSN 900001235\par"), []
    )
    assert [found["bsn"] for found in records] == ["999991346", "900001235"]


def test_what_is_not_on_the_page_leaves_traces(tmp_path: Path) -> None:
    inner = r'{\info{\title Brief Jansen}}{\field{\*\fldinst HYPERLINK "mailto:b.jansen@example.nl"}{\fldrslt x}}{\deleted 999991346}'
    _, _, left = read(rtf, tmp_path, text(inner), [])
    for said in ("Brief Jansen", "b.jansen@example.nl", "999991346"):
        assert said in left


def test_a_cut_text_is_said(tmp_path: Path) -> None:
    problems: list[Problem] = []
    records, _, _ = read(rtf, tmp_path, WHERE["text"][:-8], problems)
    assert len(records) == 1
    assert "cut off" in problems[0].message


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0.05, 0.999), st.integers(1, 255)), max_size=20),
    where=st.sampled_from(sorted(WHERE)),
)
def test_damage_never_raises_anything_else(
    cut: float, flips: list[tuple[float, int]], where: str, tmp_path: Path
) -> None:
    data = bytearray(WHERE[where])
    for at, flip in flips:
        data[int(at * len(data))] ^= flip
    try:
        read(rtf, tmp_path, bytes(data[: int(cut * len(data))]), [])
    except Unreadable:
        return
