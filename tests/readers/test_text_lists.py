"""Lists of labelled people without a blank line between them: YAML, and prints of one label a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.readers import text
from readers.reading import read_bytes

PEOPLE = (("Jan Jansen", "J.", "Jansen", "5/3/1941"), ("Anna Vries", "A.", "Vries", "06-04-1942"), ("Piet Bos", "P.", "Bos", "1943-05-08"))  # fmt: skip
FORMS = {
    "items": ("- naam: {0}\n  geboortedatum: {3}\n  test: HPV\n", "name"),
    "items below a label": ("  - geboortedatum: {3}\n    naam: {0}\n", "name"),
    "quotes": ("  - naam: \"{0}\"\n    geboortedatum: '{3}'\n", "name"),
    "initials first": ("voorletters: {1}\nachternaam: {2}\ngeboortedatum: {3}\n", "surname"),
    "name last": ("geboortedatum: {3}\nnaam: {0}\nuitslag: negatief\n", "name"),
    "rules": ("naam: {0}\ngeboortedatum: {3}\n---\n", "name"),
}


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("above", ["", "patienten:\n", "Lijst van 3 maart\n\n"])
def test_each_keeps_what_stands_at_it(how: str, above: str, tmp_path: Path) -> None:
    form, role = FORMS[how]
    rows = read_bytes(text, tmp_path, above + "".join(form.format(*one) for one in PEOPLE))
    assert [row[role] for row in rows] == [one[0 if role == "name" else 2] for one in PEOPLE]
    assert [row["birth_date"] for row in rows] == [one[3] for one in PEOPLE]
    if role == "surname":
        assert [row["initials"] for row in rows] == [one[1] for one in PEOPLE]
