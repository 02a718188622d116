"""Messages of Outlook, in files of their own and in boxes."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import Any

import pytest
from factory import case, people, person, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.intake import mime
from lekwijzer.intake import outlook as boxes
from lekwijzer.intake.attached import attachments, unpack_pst
from lekwijzer.intake.items import Limits
from lekwijzer.intake.spool import Spool
from lekwijzer.intake.tnef import unpacked
from lekwijzer.intake.unpack import Job
from lekwijzer.model import Problem, Records
from lekwijzer.readers import kind_of, msg, outlook, pst
from readers.mapi import compound, message
from readers.reading import subset
from readers.test_mail import said

HIT = person(3)
SENDER = {0x0037: "vraag", 0x0C1A: "K. Bakker", 0x5D01: "k.bakker@praktijk.nl", 0x001A: "IPM.Note"}
RICH = rb"{\rtf1\ansi\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Betreft: mevr. Zo\'eb Jansen, geb. 12-03-1980{\*\htmltag72 </p>}{\*\htmltag4 <br>}BSN 999990019}"


def stored(rich: bytes) -> bytes:
    """Rich text as Outlook compresses it, without a reference back."""
    body = b"".join(b"\0" + rich[at : at + 8] for at in range(0, len(rich), 8))
    return struct.pack("<II4sI", len(body) + 12, len(rich), b"LZFu", 0) + body


def read(folder: Path, content: bytes, problems: list[Problem] | None = None) -> tuple[list[dict[str, Any]], str]:
    path = folder / "item"
    path.write_bytes(content)
    assert kind_of("x", content[:65536]) == "msg"
    (part,) = msg.read(path, [] if problems is None else problems)
    assert isinstance(part, Records)
    rows = [{k: v for k, v in row.items() if v is not None} for batch in part.batches for row in batch.to_dicts()]
    return rows, "\n".join([*part.unread, *part.named])


@pytest.mark.parametrize("wide", [True, False])
def test_the_patient_of_a_message(wide: bool, tmp_path: Path) -> None:
    told = message(
        SENDER | {0x1000: said(HIT), 0x3A00: "Verborgen Tekst"}, {"Lab": "post@lab.nl"}, {"a.pdf": b"x"}, wide=wide
    )
    rows, unread = read(tmp_path, compound(told))
    assert len(rows) == 1
    subset(rows[0], n=1, bsn=HIT.bsn, test_result="1", email=None)
    for word in ("k.bakker@praktijk.nl", "post@lab.nl", "Verborgen Tekst", "a.pdf"):
        assert word in unread


def test_bodies_as_page_and_as_rich_text(tmp_path: Path) -> None:
    page = f"<p>{said(HIT).replace(chr(10), '<br>')}</p>".encode()
    rows, _ = read(tmp_path, compound(message(SENDER, raw={"__substg1.0_10130102": page})))
    assert [row["bsn"] for row in rows] == [HIT.bsn]
    rows, _ = read(tmp_path, compound(message(SENDER, raw={"__substg1.0_10090102": stored(RICH)})))
    assert [row["bsn"] for row in rows] == ["999990019"]
    assert "Zoë Jansen" in rows[0]["name"]
    rich = rb"{\rtf1{\fonttbl{\f0 Arial;}}Naam: A. de Vries\par Geb: 1-2-1950\par {\b BSN}: 999990019\u235?}"
    assert outlook.text_of_rich(rich) == "Naam: A. de Vries\nGeb: 1-2-1950\nBSN: 999990019ë"
    again = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert boxes.decompressed(again) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_messages_within_messages_are_items(tmp_path: Path) -> None:
    first, second, third = people(3)
    inner = message(SENDER | {0x1000: said(second)}, files={"derde é.txt": said(third).encode()})
    outer = compound(
        message(
            SENDER | {0x1000: said(first)},
            files={"Vraag": inner, "lijst.csv": f"bsn;naam\n{HIT.bsn};{HIT.surname}\n".encode()},
        )
    )
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.msg": outer}}))
    files = {
        row["file"].partition("/d1/")[2]: (row["kind"], row["outcome"], row["mentions"])
        for row in found.rows("coverage")
    }
    assert files == {
        "a.msg": ("msg", "read", 1), "a.msg!/1.eml": ("eml", "read", 1), "a.msg!/1.eml!/derde é.txt": ("text", "read", 1), "a.msg!/lijst.csv": ("delimited", "read", 1),
    }  # fmt: skip
    assert {key for key, verdict in found.verdicts().items() if verdict == "confirmed"} == {
        p.key for p in (first, second, third, HIT)
    }


def test_contacts(tmp_path: Path) -> None:
    day = struct.pack(
        "<HHIQ", 0x40, 0x3A42, 6, (HIT.born - __import__("datetime").date(1601, 1, 1)).days * 864_000_000_000
    )
    texts = {
        0x001A: "IPM.Contact",
        0x3A11: HIT.surname,
        0x3A06: HIT.given,
        0x3A5D: f"{HIT.street} {HIT.house}",
        0x3A5B: HIT.postcode,
    }
    rows, _ = read(tmp_path, compound(message(texts, raw={"__properties_version1.0": bytes(32) + day})))
    assert len(rows) == 1
    subset(rows[0], surname=HIT.surname, given=HIT.given, birth_date=f"{HIT.born:%d-%m-%Y}", postcode=HIT.postcode)


def packed(rich: bytes, files: dict[str, bytes]) -> bytes:
    """A package of Outlook with a text and files."""

    def attribute(number: int, data: bytes) -> bytes:
        return struct.pack("<BII", 1, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def variable(kind: int, number: int, data: bytes) -> bytes:
        return struct.pack("<HHII", kind, number, 1, len(data)) + data.ljust(-(-len(data) // 4) * 4, b"\0")

    named = (
        struct.pack("<HH16xII", 0x1F, 0x8001, 1, 6)
        + "abc".encode("utf-16-le")
        + bytes(2)
        + struct.pack("<II", 1, 4)
        + b"x\0y\0"
    )
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += attribute(
        0x00069003,
        struct.pack("<I", 3) + struct.pack("<HHI", 3, 0x0E07, 1) + named + variable(0x102, 0x1009, stored(rich)),
    )
    for name, content in files.items():
        out += (
            attribute(0x00069002, bytes(14)) + attribute(0x00018010, b"KORT~1.TXT\0") + attribute(0x0006800F, content)
        )
        out += attribute(0x00069005, struct.pack("<I", 1) + variable(0x1F, 0x3707, name.encode("utf-16-le")))
    return out


def test_packages_in_mails() -> None:
    package = packed(RICH, {"lange naam é.txt": b"een", "b.pdf": b"%PDF"})
    mail = (
        b"MIME-Version: 1.0\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(package)
    )
    assert list(attachments(mime.parsed(mail))) == [
        ("body.rtf", RICH),
        ("lange naam é.txt", b"een"),
        ("b.pdf", b"%PDF"),
    ]
    for cut in range(0, len(package), 3):
        list(unpacked(package[:cut]))


class Thing:
    """Stands for what the library for boxes gives: counted things under names."""

    def __init__(self, entries: dict[int, tuple[int, bytes]] | None = None, **holds: Any) -> None:
        self.number_of_record_sets = 1 if entries is not None else 0
        self._entries = list((entries or {}).items())
        self.number_of_entries = len(self._entries)
        for name in ("sub_messages", "sub_folders", "attachments", "sub_items", "orphan_items", "record_sets"):
            setattr(self, f"_{name}", holds.pop(name, []))
            if name != "record_sets" or self._record_sets:
                setattr(self, f"number_of_{name}", len(getattr(self, f"_{name}")))
        self.__dict__ |= holds

    def get_record_set(self, i: int) -> Thing:
        return self._record_sets[i] if self._record_sets else self  # type: ignore[attr-defined,no-any-return]

    def get_entry(self, i: int) -> Thing:
        number, (kind, data) = self._entries[i]
        return Thing(entry_type=number, value_type=kind, data=data)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("get_"):
            listed = self.__dict__[f"_{name[4:]}s"]

            def one(i: int) -> Any:
                if listed[i] is None:
                    raise OSError("damaged")
                return listed[i]

            return one
        raise AttributeError(name)


def of_box(texts: dict[int, str], **holds: Any) -> Thing:
    holds.setdefault("recipients", Thing(record_sets=[Thing({0x3001: (0x1F, "Lab".encode("utf-16-le"))})]))
    return Thing(
        {number: (0x1F, text.encode("utf-16-le")) for number, text in texts.items()},
        subject=texts.get(0x37, ""),
        **holds,
    )


def test_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for the library, as no box can be made here."""
    first, second, third = people(3)
    inner = of_box(SENDER | {0x1000: said(third)})
    file = Thing({0x3707: (0x1F, "a/b.csv".encode("utf-16-le"))}, size=3, read_buffer=lambda size: b"a;b"[:size])
    mail = of_box(
        SENDER | {0x0037: "\x01\x05RE: vraag", 0x1000: said(first)}, attachments=[file, Thing(sub_items=[inner]), None]
    )
    orphan = of_box(SENDER | {0x1000: said(second)})
    inbox = Thing(name="Post/vak IN", sub_messages=[None, mail])
    root = Thing(name="", sub_folders=[Thing(name="Top", sub_folders=[inbox])])
    opened = Thing(root_folder=root, orphan_items=[orphan], open=lambda path: None, close=lambda: None)
    monkeypatch.setattr("pypff.file", lambda: opened)
    path = tmp_path / "x.pst"
    path.write_bytes(b"!BDN" + bytes(600))
    problems: list[Problem] = []
    found = {}
    for part in pst.read(path, problems):
        assert isinstance(part, Records)
        found[part.name] = [(row["n"], row["bsn"]) for batch in part.batches for row in batch.to_dicts()]
    assert found == {"Top/Post_vak IN": [(2, first.bsn)], "orphans": [(1, second.bsn)]}
    assert "2 times" in problems[-1].message
    job = Job(Spool(tmp_path / "spool", Limits()), "x.pst")
    stored = {u.name: u.stored.path.read_bytes() for u in unpack_pst(path, job) if u.stored}
    assert stored["Top/Post_vak IN/2/a_b.csv"] == b"a;b"
    assert kind_of("x", stored["Top/Post_vak IN/2/2.eml"]) == "eml"


def test_what_is_no_box_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "x.pst"
    path.write_bytes(b"!BDN" + bytes(2000))
    assert kind_of("x", path.read_bytes()) == "pst"
    with pytest.raises(Unreadable):
        list(pst.read(path, []))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_nothing_broken_raises_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(compound(message(SENDER | {0x1000: said(HIT)}, {"Lab": "post@lab.nl"}, {"a": b"x", "b": message(SENDER)}, raw={"__substg1.0_10090102": stored(RICH)})))  # fmt: skip
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x"
    path.write_bytes(bytes(raw[: data.draw(st.integers(1, len(raw)))]))
    try:
        for part in msg.read(path, []):
            list(part.batches)
    except Unreadable:
        pass
    boxes.decompressed(bytes(raw[data.draw(st.integers(0, 600)) :]))
