"""Documents in messages are items of their own, and are not said to be unread where they stand."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from factory import case, leaked, person, run

from lekwijzer.intake.encoded_files import SIGNS, unpack_encoded
from lekwijzer.intake.items import Limits
from lekwijzer.intake.spool import Spool
from lekwijzer.intake.unpack import Job
from lekwijzer.model import Problem, Records
from lekwijzer.readers import hl7 as hl7_reader

PDF = b"%PDF-1.7 " + bytes(range(256))
RTF = b"{\\rtf1\\ansi " + b"Naam: A. de Vries \\par " * 9 + b"}"


def hl7(segments: str) -> bytes:
    """A message about somebody."""
    p = person(1)
    head = "MSH|^~\\&|A|B|C|D|20240304||ORU^R01|1|P|2.4\r"
    return f"{head}PID|1||{p.bsn}^^^NLMINBIZA^NNNLD||{p.surname}^{p.given}||{p.born:%Y%m%d}|F\r{segments}\r".encode()


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unpacked(folder: Path, content: bytes) -> dict[str, bytes]:
    path = folder / "x"
    path.write_bytes(content)
    job = Job(Spool(folder / "spool", Limits()), "x")
    return {u.name: u.stored.path.read_bytes() for u in unpack_encoded(path, job) if u.stored}


def test_documents_in_messages(tmp_path: Path) -> None:
    first = hl7(f"OBX|2|ED|X^Y||^IM^PDF^Base64^{text_of(PDF)}||||||F")
    folded = "\\.br\\".join(text_of(RTF)[at : at + 76] for at in range(0, len(text_of(RTF)), 76))
    second = hl7(f"OBX|2|ED|X^Y||^TEXT^RTF^Base64^{folded}||||||F\rOBX|3|ED|X||^^^Base64^{text_of(PDF)}")
    assert unpacked(tmp_path, first + b"\r" + second) == {"1/1.pdf": PDF, "2/1.rtf": RTF, "2/2.pdf": PDF}
    assert unpacked(tmp_path, (first + b"\r" + second).decode().encode("utf-16")) == {
        "1/1.pdf": PDF,
        "2/1.rtf": RTF,
        "2/2.pdf": PDF,
    }
    resource = {"resourceType": "Binary", "contentType": "image/jpeg", "data": text_of(b"\xff\xd8\xff" + PDF)}
    lines = "{}\n" + json.dumps(resource).replace("/", "\\/") + "\n"
    assert unpacked(tmp_path, lines.encode()) == {"2/1.jpg": b"\xff\xd8\xff" + PDF}
    xml = f"<a><text representation='B64'>\n{base64.encodebytes(PDF * 3).decode()}</text><data value='{text_of(PDF)}'/></a>"
    assert unpacked(tmp_path, xml.encode()) == {"1/1.pdf": PDF * 3, "1/2.pdf": PDF}
    assert unpacked(tmp_path, f"xx{text_of(PDF)} JVBERi0".encode()) == {}
    assert unpacked(tmp_path, b"") == {}
    assert all(text_of(sign + PDF).startswith(text_of(sign)[:4]) for sign in SIGNS)


def test_messages_that_end_in_the_middle_of_a_document_are_read_in_part(tmp_path: Path) -> None:
    whole = hl7(f"OBX|1|ED|X^Y||^text^plain^Base64^{text_of(b'Over iemand anders: ' * 40)}||||||F")
    for content, told in ((whole, []), (whole[:-200], ["the file ends in the middle of an encoded document"])):
        path = tmp_path / "a.hl7"
        path.write_bytes(content)
        problems: list[Problem] = []
        parts = [part for part in hl7_reader.read(path, problems) if isinstance(part, Records)]
        assert sum(batch.height for part in parts for batch in part.batches) == 1
        assert [p.message for p in problems] == told


@pytest.mark.parametrize("name", ["a.hl7", "a.json", "a.xml"])
def test_people_in_documents_in_messages_are_found(name: str, tmp_path: Path) -> None:
    p = person(3)
    mail = base64.b64encode(b"PK\x03\x04" + bytes(60)).decode()
    content = {
        "a.hl7": hl7(f"OBX|2|ED|X^Y||^IM^PDF^Base64^{mail}||||||F"),
        "a.json": json.dumps([{"bsn": person(1).bsn, "doc": mail}, {"bsn": person(2).bsn, "doc": "x"}]).encode(),
        "a.xml": f"<l><p><bsn>{person(1).bsn}</bsn><doc>{mail}</doc></p><p><bsn>{person(2).bsn}</bsn></p></l>".encode(),
    }[name]
    found = run(case(tmp_path, registers={"pat": [p]}, datasets={"d1": {name: content, "b.csv": leaked()}}))
    rows = {row["file"].rpartition("d1/")[2]: row for row in found.rows("coverage")}
    assert rows[name]["outcome"] == "read", rows[name]
    assert f"{name}!/1/1.zip" in rows
    figures = (PDF * 2).hex()
    other = {"a.hl7": hl7(f"OBX|2|ED|X^Y||^IM^PDF^Hex^{figures}||||||F"), "a.json": content.replace(mail.encode(), figures.encode()), "a.xml": content.replace(mail.encode(), figures.encode())}  # fmt: skip
    found = run(case(tmp_path, registers={"pat": [p]}, datasets={"d1": {name: other[name]}}, name="two"))
    assert [row["outcome"] for row in found.rows("coverage")] == ["partly"]
