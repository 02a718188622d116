"""Whoever a remark in a table names with a number or a birth date is found; the person of the row itself is not counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import Result, case, dutch, people, person, run, table

HIT = person(20)
NAME = " ".join(filter(None, (HIT.initials, HIT.prefix, HIT.surname)))
GIVEN = " ".join(filter(None, (HIT.given, HIT.prefix, HIT.surname)))


def assessed(folder: Path, text: str) -> Result:
    home = case(folder, registers={"pat": people(30)}, datasets={"d1": {"a.csv": text}}, complete=["d1"])
    return run(home)


@pytest.mark.variants
@pytest.mark.parametrize(
    "said",
    [
        f"buis ook gelabeld als {NAME} BSN {HIT.bsn}",
        f"Zus {GIVEN} (geb. {dutch(HIT.born)}) belde voor uitslag",
        f"verwisseld met {NAME}, geboren {dutch(HIT.born)}; opnieuw prikken",
        f"zie ook bsn {HIT.bsn}",
        f"verwisseld met {NAME} {dutch(HIT.born)}",
        f"kijk naar {GIVEN} aub, gb {dutch(HIT.born)}",
    ],
)
def test_somebody_else_in_a_remark(tmp_path: Path, said: str) -> None:
    rows = [[p.bsn, p.surname, dutch(p.born), said if n == 3 else ""] for n, p in enumerate(people(8))]
    found = assessed(tmp_path, table(["bsn", "achternaam", "geboortedatum", "opmerking"], rows))
    assert found.verdicts()[HIT.key] == "confirmed"
    assert sorted(key for outcome, key in found.outcomes() if outcome == "matched") == sorted(
        [*(p.key for p in people(8)), HIT.key]
    )


def test_the_person_of_the_row_in_its_remark_is_one_mention(tmp_path: Path) -> None:
    rows = [
        [p.bsn, p.surname, dutch(p.born), f"{p.initials} {p.surname}, BSN {p.bsn}, geb. {dutch(p.born)}"]
        for p in people(8)
    ]
    found = assessed(tmp_path, table(["bsn", "achternaam", "geboortedatum", "opmerking"], rows))
    assert len(found.outcomes()) == 8


def test_tickets_about_patients(tmp_path: Path) -> None:
    rows = [
        [n, "15-12-2022", f"Uitslag ontbreekt voor pat. met bsn {p.bsn}, graag nakijken"]
        for n, p in enumerate(people(8))
    ]
    found = assessed(tmp_path, table(["ticket", "datum", "omschrijving"], rows))
    assert {found.verdicts()[p.key] for p in people(8)} == {"confirmed"}
    assert "cleared" in set(found.verdicts().values())


def test_nothing_but_remarks(tmp_path: Path) -> None:
    rows = [[f"poli {n}", f"pat. met bsn {p.bsn} belde", "open"] for n, p in enumerate(people(8))]
    found = assessed(tmp_path, table(["bron", "tekst", "status"], rows))
    assert {found.verdicts()[p.key] for p in people(8)} == {"confirmed"}
    assert {row["outcome"] for row in found.rows("coverage")} == {"read"}


def test_the_day_on_which_somebody_said_it_is_no_birth_date(tmp_path: Path) -> None:
    rows = [[p.bsn, p.surname, dutch(p.born), "besproken met A. de Haan 12-03-2024"] for p in people(8)]
    found = assessed(tmp_path, table(["bsn", "achternaam", "geboortedatum", "opmerking"], rows))
    assert len(found.outcomes()) == 8


def message(n: int, said: str) -> str:
    """A result of a person, with a remark in its free text."""
    of = people(8)[n]
    born = of.born.strftime("%Y%m%d")
    return "\r".join(
        [
            rf"MSH|^~\&|A|B|C|D|20240101||ORU^R01|{n}|P|2.4",
            f"PID|1||{of.bsn}^^^NLMINBIZA^NNNLD||{of.surname}^{of.initials}||{born}|F",
            "OBR|1||1|HPV^HPV",
            f"OBX|1|FT|OPM||{said}||||||F",
        ]
    )


def test_somebody_else_in_the_free_text_of_a_message(tmp_path: Path) -> None:
    said = f"buis mogelijk verwisseld met {NAME} geb. {dutch(HIT.born)} bsn {HIT.bsn}"
    own = f"dit is {people(8)[1].surname}, geb. {dutch(people(8)[1].born)}, bsn {people(8)[1].bsn}"
    text = "\r".join((message(0, said), message(1, own), message(2, "geen bijzonderheden"))) + "\r"
    home = case(tmp_path, registers={"pat": people(30)}, datasets={"d1": {"a.hl7": text}}, complete=["d1"])
    found = run(home)
    assert found.verdicts()[HIT.key] == "confirmed"
    assert sorted(key for outcome, key in found.outcomes() if outcome == "matched") == sorted(
        [*(p.key for p in people(3)), HIT.key]
    )
