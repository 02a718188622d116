"""Events of nobody in a log of whom patients' records were looked at."""

from __future__ import annotations

from pathlib import Path

from factory import case, dutch, people, run

PEOPLE = people(10)


def test_who_logs_in_is_no_patient_and_keeps_nobody_from_being_cleared(tmp_path: Path) -> None:
    seen = [
        f"2025-01-02T10:1{n}:12Z;jdv;VIEW;{p.bsn};{p.surname}, {p.initials};{dutch(p.born)}"
        for n, p in enumerate(PEOPLE[:6])
    ]
    lines = [
        "timestamp;user;action;patient_bsn;patient_name;patient_dob",
        "2025-01-02T10:00:00Z;jdv;LOGIN;;;",
        *seen,
        "2025-01-02T11:00:00Z;jdv;LOGOUT;;;",
    ]
    home = case(tmp_path, registers={"pat": PEOPLE}, datasets={"d1": {"a.csv": "\n".join(lines)}}, complete=["d1"])
    verdicts = run(home).verdicts()
    assert [verdicts[p.key] for p in PEOPLE] == ["confirmed"] * 6 + ["cleared"] * 4
