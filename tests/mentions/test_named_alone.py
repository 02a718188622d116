"""Whoever is named by name alone in a letter or mail about somebody else is not cleared; the patient's namesakes are, and those of her doctor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from factory import Person, case, leak, leaked, people, person, run
from readers.office import docx, letter
from readers.pdfs import down, pdf

HIT, PATIENT = person(3), person(1)


def named(p: Person) -> str:
    return " ".join(filter(None, (p.given, p.prefix, p.surname)))


def short(p: Person) -> str:
    return " ".join(filter(None, (f"{p.given[0]}.", p.prefix, p.surname)))


ABOUT = f"Betreft: mevrouw {named(PATIENT)}, geb. {PATIENT.born:%d-%m-%Y}, BSN {PATIENT.bsn}"
HEAD = "From: Balie <balie@lab.example>\nTo: Praktijk <praktijk@arts.example>\nSubject: uitslag\nMessage-ID: <1@lab.example>\n"
LETTER = [
    ABOUT,
    "",
    "Geachte collega,",
    "",
    "De uitslag was negatief. Haar zus {} is ook bij u geweest.",
    "",
    "Met vriendelijke groet,",
    "",
    "T. Bakkerink, klinisch chemicus",
]


def said(name: str) -> list[str]:
    return [line.format(name) if "{}" in line else line for line in LETTER]


def text(name: str) -> str:
    return "\n".join(said(name))


def page(name: str) -> str:
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in said(name)) + "</body></html>"


NOBODY = "Memo\n\nOverleg met {} van de balie."
PRESENT: dict[str, str | bytes] = {
    "sister.txt": text(named(HIT)),
    "initials.txt": text(short(HIT)),
    "capitals.txt": text(named(HIT).upper()),
    "turned.txt": text(f"{HIT.surname}, {HIT.given} {HIT.prefix}"),
    "small.txt": text(named(HIT).lower()),
    "small initials.txt": text(short(HIT).lower()),
    "over a line.txt": text(named(HIT).replace(" ", "\n", 1)),
    "other document.txt": f"{ABOUT}\nUitslag negatief.\f{NOBODY.format(named(HIT))}",
    "sister.html": page(named(HIT)),
    "sister.docx": docx(letter(*said(named(HIT)))),
    "sister.pdf": pdf(down(*said(named(HIT)))),
    "nobody.docx": docx(letter(*NOBODY.format(named(HIT)).split("\n"))),
    "body.eml": f"{HEAD}\n{text(named(HIT))}",
    "copy.eml": f"Cc: {named(HIT)} <balie@lab.example>\n{HEAD}\n{ABOUT}\nUitslag negatief.",
    "technical.eml": f"X-Google-Original-From: {named(HIT)} <balie@lab.example>\n{HEAD}\n{ABOUT}\nUitslag negatief.",
    "without an address.eml": f"X-MS-Delegate: {named(HIT)}\n{HEAD}\n{ABOUT}\nUitslag negatief.",
    "technical of nobody.eml": f"List-Owner: {named(HIT)} <balie@lab.example>\n{HEAD}\nOm tien uur.",
    "signed by family.txt": f"{ABOUT}\n\nHierbij de gegevens van mijn moeder.\n\nMet vriendelijke groet,\n{named(HIT)}\n",
    "beside a doctor.txt": f"{ABOUT}\n\nBesproken door dr. T. Bakkerink en {named(HIT)}.\n",
    "behind the patient.txt": f"{ABOUT}\n\nGezien: {PATIENT.surname}. {short(HIT)} was erbij.\n",
}


@pytest.mark.variants
@pytest.mark.parametrize("name", PRESENT)
def test_named_beside_the_patient(tmp_path: Path, name: str) -> None:
    files = {"a.csv": leaked(leak(person(0)), leak(person(5))), name: PRESENT[name]}
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    verdicts = found.verdicts()
    assert verdicts[HIT.key] != "cleared", found.rows("coverage")
    assert {key for key, verdict in verdicts.items() if verdict == "cleared"} >= {f"K{n:04d}" for n in range(8, 12)}


NAMESAKE, DOCTOR = (
    replace(person(n), given=like.given, prefix=like.prefix, surname=like.surname)
    for n, like in ((20, PATIENT), (21, HIT))
)
"""Others, who have the name of the patient and of her doctor."""
AGAIN = f"\n\nGeachte mevrouw {PATIENT.surname},\n\n{named(PATIENT)} was hier; {short(PATIENT)} komt terug.\n"
NOT_ABOUT_THEM: dict[str, str | bytes] = {
    "again.txt": f"{ABOUT}{AGAIN}",
    "again.eml": f"{HEAD}\n{ABOUT}{AGAIN}",
    "again.docx": docx(letter(*f"{ABOUT}{AGAIN}".split("\n"))),
    "doctor.txt": f"{ABOUT}\n\nVraag het dr. {named(DOCTOR)}, of huisarts {short(DOCTOR)}.\n",
    "function.txt": f"{ABOUT}\n\nBeoordeeld door {named(DOCTOR)}, klinisch chemicus.\n",
    "practice.txt": f"Aan: {short(DOCTOR)}, Huisartsenpraktijk De Molen\n\n{ABOUT}\nUitslag negatief.\n",
    "signed.txt": f"{ABOUT}\n\nUitslag negatief.\n\nMet vriendelijke groet,\n\n{named(DOCTOR)}\nAfdeling Pathologie\n",
    "signed.eml": f"{HEAD.replace('Balie', named(DOCTOR))}\n{ABOUT}\n\nUitslag negatief.\n\nMet vriendelijke groet,\n{named(DOCTOR)}\n",
}


@pytest.mark.variants
@pytest.mark.parametrize("name", NOT_ABOUT_THEM)
def test_namesakes_of_the_patient_and_of_the_doctor_are_cleared(tmp_path: Path, name: str) -> None:
    register = [*(p for p in people(12) if p.key != HIT.key), NAMESAKE, DOCTOR]
    files = {"a.csv": leaked(leak(person(0)), leak(person(5))), name: NOT_ABOUT_THEM[name]}
    found = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"]))
    verdicts = found.verdicts()
    assert (verdicts[PATIENT.key], verdicts[NAMESAKE.key], verdicts[DOCTOR.key]) == ("confirmed", "cleared", "cleared")
