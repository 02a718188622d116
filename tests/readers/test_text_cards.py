"""People on cards and in lists of texts: a name above a birth date or an address, again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.readers import text
from readers.reading import read_bytes


@pytest.mark.parametrize(
    "form",
    [
        "Apotheek Noord\nRx 70{i}   12-03-2025   arts: Hartman\nMw. {name}   {born}\n{home}\nMETOPROLOL 50MG   30 st\n--------------------\n",
        "{name}, {born} (v)\n{home}\n\n",
        "Mevrouw {name}\n{home}\n\n",
        "{name}\n{home}\n",
        "Dhr. {name}\ngeb. {born}\n{home}\nBSN 99999{i}\n\n",
        "Mw. {name}\n{born}\nPatnr 22345{i}\nHB GLUC\n\n",
        "* {name} ({born})\n",
        "{i}. {name}   {born}   V\n",
        "Patiënt: {name} {born}\nHb 8,{i}\n",
        "Bewoner: Mw. {name}\nKamer {i}\nGeb {born}\n\n",
    ],
)
def test_labels_cards_and_lists(tmp_path: Path, form: str) -> None:
    people = [
        ("A. de Vries", "12-03-1980", "Kerkweg 12\n7201 AB Zutphen", "0019"),
        ("P. van Dijk-Smit", "01-05-1950", "Molendijk 3a\n7202 AB  ZUTPHEN", "0020"),
        ("O. Jansen", "23-02-1991", "2e Dwarsstraat 7\n7203 AB Zutphen", "0032"),
    ]
    content = "".join(form.format(name=name, born=born, home=home, i=i) for name, born, home, i in people)
    rows = read_bytes(text, tmp_path, content)
    assert [row.get("name") for row in rows] == [name for name, *_ in people]
    if "{born}" in form:
        assert [row.get("birth_date") for row in rows] == [born for _, born, *_ in people]
    if "{home}" in form:
        assert [row.get("address") for row in rows] == [home.replace("\n", ", ") for *_, home, _ in people]
    if "BSN" in form:
        assert [row.get("bsn") for row in rows] == ["999990019", "999990020", "999990032"]


def test_a_sender_or_doctor_above_an_address_is_nobodys_card(tmp_path: Path) -> None:
    content = "Laboratorium Oost\nKerkweg 1\n7201 AA Zutphen\n\nP. Vonk, huisarts\nKerkweg 2\n7201 AB Zutphen\n\nA. de Wit\nKerkweg 3\n7201 AC Zutphen\n"
    assert read_bytes(text, tmp_path, content) == []
