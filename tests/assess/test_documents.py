"""People in documents: found, with what leaked of them, the page they stand on, and a row in the coverage."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from factory import Person, case, dutch, people, person, run
from readers.office import docx, letter, p, tbl
from readers.pdfs import across, down, pdf
from readers.test_scan import picture, saved

from lekwijzer.assess.explain import explain
from lekwijzer.case import load_case
from lekwijzer.readers import scan
from lekwijzer.sandbox import Job


def about(who: Person, *more: str) -> tuple[str, ...]:
    """A letter about somebody."""
    name = f"{who.initials} {who.prefix} {who.surname}".replace("  ", " ")
    return (f"Betreft: {name}, geboren {dutch(who.born)}, BSN {who.bsn}", "", "Geachte collega,", "", "De uitslag van de HPV-test is positief.", *more)  # fmt: skip


def rows(*some: Person) -> list[list[str]]:
    return [["BSN", "Achternaam", "Geboortedatum", "Uitslag"], *([q.bsn, q.surname, dutch(q.born), "negatief"] for q in some)]  # fmt: skip


def test_people_in_documents_are_found(tmp_path: Path) -> None:
    files = {
        "a.docx": docx(letter(*about(person(1))) + tbl(rows(person(2), person(4)))),
        "b.pdf": pdf(down("Inhoud"), down(*about(person(5))), across(rows(person(6), person(8)), [50, 150, 300, 400])),
        "c.docx": docx(p("x"), {"word/embeddings/b.pdf": pdf(down(*about(person(9))))}),
    }
    done = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    hit = {"K0001", "K0002", "K0004", "K0005", "K0006", "K0008", "K0009"}
    assert {key for key, verdict in done.verdicts().items() if verdict == "confirmed"} == hit
    assert {key for key, verdict in done.verdicts().items() if verdict == "cleared"} == set(done.verdicts()) - hit
    assert done.exposed("K0005") == {"name", "birth_date", "bsn", "exam_type", "test_result"}
    assert {"bsn", "name", "birth_date", "test_result"} <= done.exposed("K0006") & done.exposed("K0002")
    places = {row["key"]: (row["file"].rpartition("/")[2], row["locator"]) for row in done.rows("mentions")}
    assert places["K0005"] == ("b.pdf", "page 2")
    assert places["K0006"] == ("b.pdf", "page 3 row 2")
    assert places["K0002"] == ("a.docx", "table 1 row 2")
    coverage = {row["file"].removeprefix("leaked/d1/"): (row["kind"], row["outcome"]) for row in done.rows("coverage")}
    assert coverage == {"a.docx": ("docx", "read"), "b.pdf": ("pdf", "read"), "c.docx": ("docx", "read"), "c.docx!/word/embeddings/b.pdf": ("pdf", "read")}  # fmt: skip


def test_a_picture_that_waits_keeps_everybody_from_being_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(scan.SWITCH, "0")
    done = run(case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"a.png": saved("PNG", picture())}}, complete=["d1"]))  # fmt: skip
    assert set(done.verdicts().values()) == {"not_excluded"}
    (row,) = done.rows("coverage")
    assert (row["kind"], row["outcome"]) == ("scan", "skipped")
    assert row["problem"].startswith(scan.WAITS)


def test_who_stands_on_a_page_with_somebody_else_is_shown_alone(tmp_path: Path) -> None:
    both = [f"Naam: {q.initials} {q.surname}, geboren {dutch(q.born)}, BSN {q.bsn}" for q in (person(1), person(2))]
    home = case(tmp_path, registers={"pat": people(4)}, datasets={"d1": {"a.pdf": pdf(down(both[0], "", "----", "", both[1]))}})  # fmt: skip
    assert run(home).outcomes() == [("matched", "K0001"), ("matched", "K0002")]
    for key, who in (("K0001", person(1)), ("K0002", person(2))):
        original = explain(load_case(home), key, reveal=True).rows[0].evidence[0].original
        assert original is not None
        assert dict(original.cells)["bsn"] == who.bsn


def test_the_original_in_a_locked_document_is_shown_to_who_has_its_password(tmp_path: Path) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(down(*about(person(1)))))) as document:
        document.save(locked, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    home = case(
        tmp_path, registers={"pat": people(3)}, datasets={"d1": {"a.pdf": locked.getvalue()}},
        extra='[dataset.passwords]\n"*.pdf" = "geheim"\n',
    )  # fmt: skip
    assert run(home).verdicts()["K0001"] == "confirmed"
    (evidence,) = explain(load_case(home), "K0001", reveal=True).rows[0].evidence
    assert evidence.original is not None
    assert person(1).bsn in str(evidence.original.cells)


def test_a_file_that_ends_its_reader_has_no_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = case(tmp_path, registers={"pat": people(3)}, datasets={"d1": {"a.pdf": pdf(down(*about(person(1))))}})
    run(home)

    def deadly(function: str, asked: object) -> Job:
        return Job("sandbox.jobs:die", asked)

    monkeypatch.setattr("lekwijzer.assess.original.Job", deadly)
    (evidence,) = explain(load_case(home), "K0001", reveal=True).rows[0].evidence
    assert evidence.original is not None
    assert evidence.original.problem == "could not be read again: reading it killed the worker"
