"""HL7 v2 as programs log it: several messages on a line, a moment before each segment, strings of JSON, a column of a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lekwijzer.model import Records
from lekwijzer.readers import hl7, kind_of
from readers.reading import read_bytes, subset
from readers.test_hl7 import HEADER


@pytest.mark.parametrize(
    "end",
    [
        "\\r",
        "\\r\\n",
        "\\n",
        "<CR>",
        "[cr]",
        "0x0D",
        "\\u000d",
        "&#13;",
        "<CR><LF>",
        "|~|",
        " ",
        "||",
        "%0D",
        "^M",
        "#",
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_messages_on_the_lines_of_a_log(tmp_path: Path, end: str, last: bool) -> None:
    content = ""
    for i in range(1, 4):
        segments = [
            "MSH|^~\\&|A|B|C|D|20250301||ADT^A08|0|P|2.4",
            "EVN|A08|20250301",
            f"PID|||77163{i}^^^Z^PI||Vries^Anna^^de||1972082{i}|F|||Kerkweg {i}^^Tiel^^4013VL",
        ]
        content += f"2025-03-0{i} 10:11:12,123 [Thread-0] INFO  In - received: {end.join(segments)}{end * last}\n"
        content += f"2025-03-0{i} 10:11:12,124 [Thread-0] INFO  In - sent ACK for pieter{i}@voorbeeld.example\n"
    assert kind_of("interface.log", content.encode()) == "hl7"
    rows = read_bytes(hl7, tmp_path, content)
    assert [(row["surname"], row["birth_date"], row["postcode"]) for row in rows] == [
        ("Vries", f"1972082{i}", "4013VL") for i in range(1, 4)
    ]
    (part,) = hl7.read(tmp_path / "item", [])
    assert isinstance(part, Records)
    list(part.batches)
    assert "pieter2@voorbeeld.example" in "".join(part.unread)


SAYING = [HEADER.format(kind="ORU^R01"), "PID|||77163^^^Z^PI||Vries^Anna^^de||19720821|F", "OBR|1|P1||CRP^CRP", "OBX|1|NM|C||12"]  # fmt: skip


def test_a_log_that_puts_the_moment_before_every_segment(tmp_path: Path) -> None:
    lines = "".join(f"2025-03-01 10:11:12,123 INFO [In] {segment}\n" for segment in SAYING)
    assert kind_of("interface.log", (lines * 2).encode()) == "hl7"
    rows = read_bytes(hl7, tmp_path, lines * 2)
    assert len(rows) == 2
    for row in rows:
        subset(row, surname="Vries", birth_date="19720821", sex="F", order_number="P1", exam_type="1", test_result="1")


def test_messages_with_nothing_between_segments_or_messages(tmp_path: Path) -> None:
    rows = read_bytes(hl7, tmp_path, "".join(SAYING) * 3)
    assert len(rows) == 3
    for row in rows:
        subset(row, surname="Vries", birth_date="19720821", sex="F", order_number="P1", exam_type="1", phone=None)


def test_messages_in_the_strings_of_a_log_of_json(tmp_path: Path) -> None:
    message = "MSH|^~\\&|A|B|C|D|20250301||ADT^A08|0|P|2.4\rPID|||7716^^^Z^PI||Vries^René^^de||19720821|F\rPV1||I\r"
    content = json.dumps({"ts": "2025-03-01", "level": "INFO", "message": f"received {message}"}) + "\n"
    assert kind_of("a.ndjson", (content * 3).encode()) == "hl7"
    subset(read_bytes(hl7, tmp_path, content)[0], surname="Vries", given="René", birth_date="19720821", sex="F")
    own = json.dumps({"naam": "A. de Wit", "geboortedatum": "1950-03-12", "bericht": message}) + "\n"
    assert kind_of("a.ndjson", (own * 3).encode()) == "jsonl"


def test_a_table_of_people_with_messages_in_a_column_is_a_table() -> None:
    message = (
        "MSH|^~\\&|A|B|C|D|20250101||ORU^R01|1|P|2.5\\rPID|1||999990019^^^NLMINBIZA^NNNLD||Jansen^A||19600101|M\\r"
    )
    rows = "".join(f"{i};999990019;Jansen;{message if i % 2 else ''}\n" for i in range(40))
    assert kind_of("a.csv", f"id;bsn;naam;bericht\n{rows}".encode()) == "delimited"
    assert hl7.bid("a.log", "".join(f"2025-01-01 10:00 in {message}\n" for _ in range(9)).encode()) > 90
