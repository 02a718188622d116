"""The evidence for one person: what was read, what agrees, and what nobody sees who did not ask."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from assess.tiny import SECOND, SYSTEM, bsn, oru, run, set_up, write_case, write_second
from lekwijzer.assess import evidence
from lekwijzer.assess.explain import Explanation, MentionEvidence, explain
from lekwijzer.assess.revision import find
from lekwijzer.case import load_case
from lekwijzer.errors import UsageError
from lekwijzer.mentions.item import READER_VERSION, content_key


def look(case: Path, key: str, **wish: object) -> Explanation:
    return explain(load_case(case), key, **wish)  # type: ignore[arg-type]


def marks(mention: MentionEvidence) -> dict[str, str]:
    return {c.name: c.mark for c in mention.compared}


def mention_id(case: Path, file: str, number: int) -> str:
    mentions = pl.read_parquet(find(load_case(case).revisions).table("mentions"))
    return str(mentions.filter(pl.col("file").str.ends_with(file)).get_column("mention_id").to_list()[number])


def test_a_row_with_its_mentions(case: Path) -> None:
    row = look(case, "K001").rows[0]
    assert (row.verdict, row.reason, row.datasets, row.mentions) == ("confirmed", "bsn_agrees", ("first",), 3)
    assert row.systems is None
    own, *joined = row.evidence
    assert (own.place.file, own.locator, own.level) == ("leaked/first/lijst.csv", "row 2", "confirmed")
    agrees = {n for n, mark in marks(own).items() if mark == "agrees"}
    assert agrees >= {"bsn", "surname", "initials", "birth_date"}
    assert marks(own)["given"] == "missing"
    assert {m.reason for m in joined} == {"number_joined"}
    for mention in joined:
        assert mention.via is not None
        assert (mention.via.kind, mention.via.place, mention.via.locator) == ("specimen_number", own.place, "row 2")
        assert "test_result" in mention.fields


def test_nothing_in_clear_without_asking(case: Path) -> None:
    secrets = [
        bsn(0),
        "vlierwijk",
        "Vlierwijk",
        "1971-06-27",
        "19710627",
        "2906CK",
        "beukenweg",
        "MONSTER0001",
        "positief",
        "Pap 2",
    ]
    masked = repr(look(case, "K001"))
    assert [s for s in secrets if s in masked] == []
    assert f"******{bsn(0)[-3:]}" in masked
    assert "1971-**-**" in masked
    clear = repr(look(case, "K001", reveal=True))
    assert [s for s in secrets if s not in clear and s not in ("19710627", "Vlierwijk", "beukenweg", "2906CK")] == []


def test_a_look_is_recorded_without_values(case: Path) -> None:
    looks = case / "work/looks.jsonl"
    looks.unlink(missing_ok=True)
    look(case, "K001")
    assert not looks.exists()
    found = look(case, "K001", reveal=True)
    noted = json.loads(looks.read_text("utf-8"))
    assert (noted["key"], noted["revision"], noted["registers"]) == ("K001", 1, ["people"])
    assert set(noted["mentions"]) == {m.place.id for m in found.rows[0].evidence}
    assert bsn(0) not in looks.read_text("utf-8")
    assert [p for p in (case / "work").iterdir() if p.name.startswith("look-")] == []


def test_the_original_row_and_message_are_read_again(case: Path) -> None:
    row = look(case, "K001", reveal=True).rows[0]
    cells = [dict(m.original.cells) for m in row.evidence if m.original]
    assert {
        "bsn": bsn(0),
        "naam": "Vlierwijk, A.B. van der",
        "geboortedatum": "27-06-1971",
        "postcode": "2906 CK",
        "huisnummer": "11",
        "monsternummer": "MONSTER0001",
    } in cells
    assert {"monsternummer": "MONSTER0001", "bepaling": "HPV", "uitslag": "positief"} in cells
    message = look(case, "K002", reveal=True).rows[0].evidence[0].original
    assert message is not None
    assert f"PID|1||{bsn(1)}" in message.text
    assert bsn(30) not in message.text  # the message of somebody else stands in the same file


def test_a_file_that_was_changed_is_not_shown(case: Path) -> None:
    (case / "leaked/first/oru.hl7").write_text(oru(1, "Sterrenkamp^C", "19500203", "ANDERS"), "utf-8")
    original = look(case, "K002", reveal=True).rows[0].evidence[0].original
    assert original is not None
    assert original.problem == "the file is no longer the one that was read"
    assert original.text == ""


def test_a_tie_shows_what_it_could_be(case: Path) -> None:
    found = look(case, "K005")
    row = found.rows[0]
    assert (row.verdict, row.reason, row.evidence) == ("not_excluded", "tied_mention", ())
    assert [(m.locator, m.why, marks(m)["birth_date"]) for m in row.candidates] == [("row 4", "tie", "agrees")]
    assert found.incomplete == ("first",)
    both = look(case, mention_id(case, "lijst.csv", 2))
    assert {(m.outcome, m.register, m.key) for m in both.mentions} == {
        ("unresolved", "", ""),
        ("unresolved", "people", "K005"),
        ("unresolved", "people", "K006"),
    }


def test_a_mention_by_itself_knows_what_it_was_joined_to(case: Path) -> None:
    (mention,) = look(case, mention_id(case, "uitslagen.csv", 2)).mentions
    assert (mention.key, mention.reason, mention.via and mention.via.locator) == ("K003", "number_joined", "row 3")


def test_somebody_in_no_register(case: Path) -> None:
    unknown = pl.read_parquet(find(load_case(case).revisions).table("unidentified")).get_column("subject_id").to_list()
    found = [look(case, subject) for subject in unknown]
    assert [len(f.mentions) for f in found] == [1, 1]
    assert {m.outcome for f in found for m in f.mentions} == {"unidentified"}
    assert f"******{bsn(40)[-3:]}" in repr(found)


def test_what_keeps_a_row_from_being_cleared_when_nothing_came_near_a_link(tmp_path: Path) -> None:
    case = write_case(tmp_path, extra=SYSTEM % 2019)
    (case / "leaked/first/flarden.csv").write_text(
        "achternaam;voorletters;bepaling\nRuigewaard;F.;GLU\nRuigewaard;X.;GLU\n", "utf-8"
    )
    run(case)
    row = look(case, "K004").rows[0]
    assert (row.verdict, row.reason, row.systems) == ("not_excluded", "unresolved_could_be", ())
    assert [(m.place.file, m.locator) for m in row.candidates] == [("leaked/first/flarden.csv", "row 2")]


def test_keys_in_other_guises_and_unknown_ones(case: Path) -> None:
    assert look(case, "k-001").rows[0].key == "K001"
    subject = look(case, "K001").rows[0].subject_id
    assert look(case, subject).rows[0].key == "K001"
    with pytest.raises(UsageError, match="nearest keys are K00"):
        look(case, "K00")
    with pytest.raises(UsageError, match='no register "other"; it has people'):
        look(case, "K001", register="other")
    with pytest.raises(UsageError, match="lists all keys"):
        look(case, "something else entirely")


def test_keys_that_are_citizen_service_numbers_are_not_told(tmp_path: Path) -> None:
    case = write_case(tmp_path)
    text = (case / "case.toml").read_text("utf-8")
    (case / "case.toml").write_text(text.replace('key = "sleutel"', 'key = "bsn"'), "utf-8")
    run(case)
    with pytest.raises(UsageError) as raised:
        look(case, bsn(0)[:-1] + "x")
    assert "are not shown" in str(raised.value)
    assert bsn(0) not in str(raised.value)
    assert look(case, bsn(0), reveal=True).rows[0].key == bsn(0)
    assert bsn(0) not in (case / "work/looks.jsonl").read_text("utf-8")


def test_an_earlier_revision_is_explained_as_it_was(case: Path) -> None:
    write_second(case)
    set_up(case, SECOND)
    run(case)
    assert look(case, "K004").rows[0].verdict == "confirmed"
    assert look(case, "K004", revision=1).rows[0].verdict == "not_excluded"


def test_without_the_work_folder_the_verdict_is_told_and_what_to_do(case: Path) -> None:
    shutil.rmtree(case / "work")
    found = look(case, "K001")
    assert found.rows[0].verdict == "confirmed"
    assert f"run `lekwijzer assess {case}`" in found.missing
    assert not run(case).new
    again = look(case, "K001")
    assert again.missing == ""
    assert again.rows[0].evidence[0].compared


def test_contents_are_found_under_the_name_that_reading_gave_them() -> None:
    code = {"reader": READER_VERSION, "polars": pl.__version__}
    overrides = {"bsn": ["nr_a"], "ignore": ["x", "y"]}
    assert evidence.content_key("ab" * 32, "delimited", overrides, code) == content_key(
        "ab" * 32, "delimited", overrides
    )
