"""Every mention has exactly one outcome, and what it does to its person follows from that."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

from factory import LEAK, LEAK_FIELDS, Result, case, dutch, leak, leaked, only, people, person, run, table


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_csv", ".csv")), text)
    return packed.getvalue()


def conserved(found: Result) -> None:
    """Rows in = sum of outcomes, in the tables as in the summary."""
    rows = {r["mention_id"]: r for r in found.rows("mentions")}
    by_file = Counter((r["dataset"], r["file"]) for r in rows.values())
    for item in found.rows("coverage"):
        assert item["mentions"] == by_file[item["dataset"], item["file"]]
    for dataset in found.summary()["datasets"]:
        outcomes = Counter(r["outcome"] for r in rows.values() if r["dataset"] == dataset["dataset"])
        names = ("matched", "duplicate", "unidentified", "unresolved", "rejected")
        assert [dataset[name] for name in names] == [outcomes[name] for name in names]
        assert dataset["mentions"] == sum(outcomes.values())


def test_what_is_not_a_person_is_rejected_with_the_reason(tmp_path: Path) -> None:
    rows = [leak(person(n)) for n in range(9)]
    rows.insert(3, LEAK)
    rows += [
        only(Achternaam="POSCONTROL"), only(Achternaam="Negatieve controle"), only(Achternaam="Testpatient", Geslacht="V"),
        ["Totaal", *[""] * 11, "9"], leak(person(9), Achternaam="Test"), leak(person(10), Achternaam="Totaal"), leak(person(11), Onderzoek="test"),
    ]  # fmt: skip
    register = [*people(9), person(9, surname="Test"), person(10, surname="Totaal"), person(11)]
    found = run(case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": leaked(*rows)}}))
    rejected = [(r["locator"], r["reason"]) for r in found.rows("mentions") if r["outcome"] == "rejected"]
    assert rejected == [
        ("row 5", "repeated_header"), ("row 12", "control_sample"), ("row 13", "control_sample"), ("row 14", "test_row"), ("row 15", "total_row"),
    ]  # fmt: skip
    assert set(found.verdicts().values()) == {"confirmed"}  # people called Test and Totaal among them
    assert {(r["reason"], r["n"]) for r in found.summary()["rejected"]} == {
        ("repeated_header", 1),
        ("control_sample", 2),
        ("test_row", 1),
        ("total_row", 1),
    }
    conserved(found)


def test_a_copy_of_a_file_repeats_what_is_new_in_it_does_not(tmp_path: Path) -> None:
    rows = [leak(person(n)) for n in range(4)]
    rows += [leak(person(40)), only(Achternaam=person(9).surname)]
    text, longer = leaked(*rows), leaked(*rows, leak(person(5)))
    files = {"a.csv": text, "kopie van a.csv": text, "oud.zip": zipped(map__a_csv=text), "z/langer.csv": longer}
    found = run(case(tmp_path, registers={"pat": people(10)}, datasets={"d1": files, "d2": {"a.csv": text}}))
    first = [r for r in found.rows("mentions") if r["dataset"] == "d1"]
    outcomes = {
        f: Counter(r["outcome"] for r in first if r["file"].endswith(f))
        for f in ("1/a.csv", "van a.csv", "map/a.csv", "langer.csv")
    }
    assert sorted(outcomes.values(), key=sum_of_matched) == [
        {"duplicate": 6}, {"duplicate": 6}, {"duplicate": 6, "matched": 1}, {"matched": 4, "unidentified": 1, "unresolved": 1},
    ]  # fmt: skip
    copies = [r for r in first if r["outcome"] == "duplicate"]
    assert {r["key"] for r in copies} == {"K0000", "K0001", "K0002", "K0003", None}  # what a copy repeats is told
    assert [r["outcome"] for r in found.rows("mentions") if r["dataset"] == "d2"] == ["matched"] * 4 + [
        "unidentified",
        "unresolved",
    ]
    assert found.subject("K0000")["mentions"] == 2  # one in each dataset: a copy adds nothing
    assert [(u["mentions"], u["datasets"]) for u in found.rows("unidentified")] == [(2, ["d1", "d2"])]
    conserved(found)


def sum_of_matched(outcomes: Counter[str]) -> int:
    return outcomes["matched"]


def test_rows_that_differ_in_a_result_are_two_mentions(tmp_path: Path) -> None:
    rows = [leak(person(0)), leak(person(0), Uitslag="positief"), leak(person(0))]
    found = run(case(tmp_path, registers={"pat": people(3)}, datasets={"d1": {"a.csv": leaked(*rows)}}))
    assert found.outcomes() == [("matched", "K0000"), ("matched", "K0000"), ("duplicate", "K0000")]


def test_fields_are_those_that_are_filled(tmp_path: Path) -> None:
    rows = [
        leak(person(0)),
        leak(person(1), Uitslag="", Onderzoek=" "),
        leak(person(2), Straat="", Huisnummer="", Postcode="", Plaats="", Geslacht=""),
    ]
    more = table(["BSN", "Telefoon", "E-mail", "IBAN", "Verzekeraar", "Aanvragend arts", "Ordernummer", "Patientnummer"],
                 [[person(n).bsn, f"06-123456{n:02d}", f"a{n}@voorbeeld.example", "NL02ABNA0123456789", "Zilveren Kruis", "Dr. Dokter", f"ORD{n:06d}", f"77{n:05d}"] for n in range(2)])  # fmt: skip
    found = run(
        case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"a.csv": leaked(*rows)}, "d2": {"b.csv": more}})
    )
    assert found.exposed("K0000", "d1") == LEAK_FIELDS
    assert found.exposed("K0001", "d1") == LEAK_FIELDS - {"test_result", "exam_type"}
    assert found.exposed("K0002", "d1") == LEAK_FIELDS - {"address", "sex"}
    assert found.exposed("K0000", "d2") == {"bsn", "phone", "email", "iban", "insurer", "requester", "patient_number"}
    subject = found.subject("K0000")
    assert subject["datasets"] == ["d1", "d2"]
    assert set(subject["fields"]) == LEAK_FIELDS | found.exposed("K0000", "d2")
    assert found.subject("K0003")["fields"] == found.subject("K0003")["datasets"] == []
    conserved(found)


def test_somebody_in_no_register_seen_thrice_is_one_person(tmp_path: Path) -> None:
    one, other = person(50), person(51)
    slim = table(
        ["naam", "geboortedatum", "bsn", "uitslag"],
        [[f"{p.initials} {p.surname}", dutch(p.born), p.bsn, "neg"] for p in (one, other, person(0))],
    )
    files = {"a.csv": leaked(leak(one), leak(person(1))), "b.csv": leaked(leak(one, BSN="")), "c.csv": slim}
    found = run(case(tmp_path, registers={"pat": people(4)}, datasets={"d1": files}))
    assert sorted(u["mentions"] for u in found.rows("unidentified")) == [1, 3]
    assert found.summary()["unidentified"] == {"people": 2, "mentions": 4}
    ids = {r["subject_id"] for r in found.rows("mentions") if r["outcome"] == "unidentified"}
    assert ids == {u["subject_id"] for u in found.rows("unidentified")}
    assert not any(one.bsn in i or one.surname.lower() in i for i in ids)


def test_numbers_of_nine_digits_are_a_bsn_only_where_they_are_called_so(tmp_path: Path) -> None:
    """They all pass the 11-test, and equal the BSN of people in the register."""
    rows = [[p.bsn, f"A{n:02d}", "HPV", "NEG"] for n, p in enumerate(people(30))]
    files = {"run.csv": table(["SampleID", "Well", "Assay", "Result"], rows)}
    found = run(case(tmp_path, registers={"pat": people(30)}, datasets={"d1": files}))
    assert set(found.verdicts().values()) == {"not_excluded"}
    assert found.rows("unidentified") == []
    assert Counter(o for o, _ in found.outcomes()) == {"unresolved": 30}


def test_tables_about_other_things_have_no_mentions(tmp_path: Path) -> None:
    files = {
        "a.csv": leaked(*(leak(person(n)) for n in range(8))),
        "tarieven.csv": table(["Code", "Omschrijving", "Tarief", "Ingangsdatum"], [[f"07{n:04d}", f"Bepaling {n}", f"{n},50", "01-01-2024"] for n in range(20)]),
        "postcodes.csv": table(["postcode", "plaats", "gemeente", "provincie"], [[f"{7200 + n}", "Zutphen", "Zutphen", "Gelderland"] for n in range(30)]),
        "audit.csv": table(["timestamp", "user", "action", "ip"], [[f"2024-05-01 10:{n:02d}:00", f"user{n % 5}", "LOGIN", f"10.0.0.{n}"] for n in range(40)]),
        "lege.csv": "", "kop.csv": table(LEAK, []),
    }  # fmt: skip
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    assert {r["file"].rpartition("/")[2]: r["mentions"] for r in found.rows("coverage")} == {
        name: 8 * (name == "a.csv") for name in files
    }
    assert Counter(found.verdicts().values()) == {"confirmed": 8, "cleared": 4}


def test_a_case_without_any_leaked_file(tmp_path: Path) -> None:
    found = run(case(tmp_path, registers={"pat": people(3)}, datasets={"d1": {}}))
    assert set(found.verdicts().values()) == {"not_excluded"}
    assert found.rows("mentions") == found.rows("coverage") == []
