"""EDIFACT: the Dutch dialect and the United Nations' style, and the damage that real interchanges have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem
from lekwijzer.readers import edifact
from lekwijzer.readers.text_flow import uncut
from readers.reading import SHARED, read, read_bytes, subset

UNB = "UNB+UNOA:1+500000001+500000002+250601:1200+1"
MEDLAB = [
    UNB, "UNH+1+MEDLAB:1+label (MEDLAB 1)", "ZKH+Streeklab+Weg:15::Stad:1234 AB+030-1111111",
    "PID+1980:10:25+V+Berg:van de:Jansen:van::P.++BSN999990019", "PAD+Kerkweg:12b::Utrecht:3511AB+?+31612345678",
    "ART+H+01123456+Pietersen::A.:+Praktijk:24::Stad:1234 EF+030-2222222", "AFD+KCHL+030-3", "ARA:1+J. Jansen+030-4",
    "DET:1+25:06:01+16:52", "IDE:1+J+00000051", "SEC:1:1+CHEMIE", "BEP:1:1:1+1+KOP", "BEP:1:1:2+0+Glucose+7.4++mmol/l++4+10+GLUC",
    "UNT+12+1", "UNZ+1+1",
]  # fmt: skip
MEDRPT = [
    UNB, "UNH+12345678+MEDRPT:D:93A:UN:MRPN32", "BGM+LRP:MF:ITN+7654321+9+NA", "DTM+137:202506011200:203", "S01+1",
    "NAD+SLA+011212121:CLB:VEK++KS :SALT:::012345678", "ADR++1:Labweg:1 a+Labstad+9999XX+NL", "COM+0201111111:TE", "S01+2",
    "NAD+PO+01234567:CGP:VEK++Achternaam:V:van+Straatnaam+1:a+Stad+1234AB", "S02+1+N", "RFF+SRI:7654321", "STS++G",
    "DTM+ISR:20250601:203", "S04+1+N", "FCA+PU+1234:ZZ:VEK:01234567", "RFF+ROI:123456", "S06+1", "ADR++1:Kerkweg:12 b+Utrecht+3511AB+NL",
    "COM+0611223344:TE", "S07+1", "PNA+PAT+::999990019:PCL:LZB+++NAN:Groot+NVV:J*de++NEA:Jansen+NEV:van", "DTM+329:19991003:102",
    "PDI+2", "S16+1", "SPC+TSP", "DTM+SCO:20250531:203", "S18+1+G", "INV+1+TSTCODE:AMB:NHG:Test name", "RSL+NV+12+0.0 10.0+mmol/l+HI",
    "UNT+30+12345678", "UNZ+1+1",
]  # fmt: skip


def interchange(segments: list[str], end: str = "'\r\n") -> str:
    return end.join(segments) + end


def changed(segments: list[str], **by_tag: str) -> list[str]:
    """The segments, with those of some tags put differently; an empty text leaves one out."""
    new = [by_tag.get(segment[:3], segment) for segment in segments]
    return [segment for segment in new if segment]


def one(tmp_path: Path, segments: list[str], end: str = "'\r\n") -> dict[str, Any]:
    rows = read_bytes(edifact, tmp_path, interchange(segments, end))
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("end", ["'", "'\r\n", "'\n", "'\r", "' \r\n"])
def test_a_laboratory_report(tmp_path: Path, end: str) -> None:
    row = one(tmp_path, MEDLAB, end)
    subset(
        row, bsn="999990019", surname="Jansen", prefix="van", partner_surname="Berg", partner_prefix="van de", initials="P.",
        sex="V", birth_date="1980-10-25", street="Kerkweg", house_number="12b", postcode="3511AB", city="Utrecht",
        phone="+31612345678", order_number="00000051", requester="1", exam_type="1", exam_date="1", test_result="1",
        patient_number=None, insurer=None, n=1,
    )  # fmt: skip


def test_a_report_in_the_style_of_the_united_nations(tmp_path: Path) -> None:
    row = one(tmp_path, MEDRPT)
    subset(
        row, bsn="999990019", surname="Groot", prefix="de", partner_surname="Jansen", partner_prefix="van", initials="J",
        sex="V", birth_date="19991003", street="Kerkweg", house_number="12 b", postcode="3511AB", city="Utrecht",
        phone="0611223344", order_number="7654321\x1f123456", insurer="1", requester="1", exam_type="1", exam_date="1",
        test_result="1",
    )  # fmt: skip
    bare = changed(
        MEDRPT,
        FCA="FCA+PU+:ZZ:VEK:",
        NAD="NAD+PO+:CGP:VEK++:",
        RSL="RSL+NV++",
        INV="INV+1+::",
        PNA="PNA+PAT+:::PCL:LZB",
    )
    subset(one(tmp_path, bare), insurer=None, requester=None, test_result=None, exam_type=None, bsn=None)
    subset(one(tmp_path, [*bare[:-2], "RFF+LZB:999990020", *bare[-2:]]), bsn="999990020")


@pytest.mark.parametrize(
    ("pid", "expected"),
    [
        (
            "PID+2003:04:22+V+Test Patient:::::P.+2",
            {"surname": "Test Patient", "initials": "P.", "patient_number": "2"},
        ),
        (
            "PID+1980:01:01+M+Groot:de::::J++PAT100200",
            {"surname": "Groot", "prefix": "de", "patient_number": "PAT100200", "bsn": None},
        ),
        (
            "PID+1980:01:01+M+::Groot:de::KM",
            {"surname": "Groot", "prefix": "de", "partner_surname": None, "initials": "KM"},
        ),
        ("PID+1980:01:01+M+Groot:de:Groot:de::KM", {"surname": "Groot", "partner_surname": None}),
        ("PID+1980:01:01+V+::Groot::Anna:A.", {"given": "Anna", "initials": "A."}),
        ("PID+1980:01:01+V+::Groot:::Anna", {"given": "Anna", "initials": None}),
        ("PID+1980:01:01+V+::Groot++BSN 9999.90.019", {"bsn": "9999.90.019"}),
        ("PID+1980:01:01+V+::Groot+77+999990019", {"bsn": None, "patient_number": "77\x1f999990019"}),
        ("PID+1980:01:01+V+::Groot+BSN999990019", {"bsn": "999990019"}),
        ("PID+1980:01:01+V+::Vries ?+ Zn?:x??", {"surname": "Vries + Zn:x?"}),
    ],
)
def test_the_patient_segment_in_all_its_forms(tmp_path: Path, pid: str, expected: dict[str, Any]) -> None:
    subset(one(tmp_path, changed(MEDLAB, PID=pid)), **expected)


@pytest.mark.parametrize("end", ["'", "'\r\n"])
@pytest.mark.parametrize(
    ("pid_name", "place", "city", "surname", "prefix"),
    [
        ("::Hoff:van 't:", "Kerkweg:1::'s-Gravenhage:2511AA", "'s-Gravenhage", "Hoff", "van 't"),
        ("::Hoff:van ?'t:", "Kerkweg:1::?Amsterdam:2511AA", "Amsterdam", "Hoff", "van 't"),
        ("::D'ARC:", "Kerkweg:1::'S-GRAVENHAGE:2511AA", "'S-GRAVENHAGE", "D'ARC", None),
        ("::O'Neill:", "'t Hof:1::'t Zand:2511AA", "'t Zand", "O'Neill", None),
    ],
)
def test_terminators_inside_values(
    tmp_path: Path, end: str, pid_name: str, place: str, city: str, surname: str, prefix: str | None
) -> None:
    segments = changed(MEDLAB, PID=f"PID+1980:10:25+V+{pid_name}:A.++BSN999990019", PAD=f"PAD+{place}+0612345678")
    rows = read_bytes(edifact, tmp_path, interchange(segments, end) + interchange(MEDLAB, end))
    assert [row["bsn"] for row in rows] == ["999990019"] * 2
    subset(
        rows[0],
        city=city,
        surname=surname,
        prefix=prefix,
        postcode="2511AA",
        phone="0612345678",
        test_result="1",
        order_number="00000051",
    )


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (changed(MEDLAB, BEP="BEP:1:1:1+1+Zie brief"), {"exam_type": None, "test_result": None, "exam_date": "1"}),
        (changed(MEDLAB, BEP="BEP:1:1:1+0+Glucose+"), {"exam_type": "1", "test_result": None}),
        (changed(MEDLAB, BEP="BEP:1:1:1+0+Glucose+", SEC="OPB:1:1:1:1+*"), {"test_result": None}),
        (changed(MEDLAB, BEP="BEP:1:1:1+0+Glucose+", SEC="OPB:1:1:1:1+-----OPM-----"), {"test_result": None}),
        (changed(MEDLAB, BEP="BEP:1:1:1+0+Glucose+", SEC="OPB:1:1:1:1+niet te bepalen"), {"test_result": "1"}),
        (changed(MEDLAB, ART="ART+H+++"), {"requester": None}),
        (changed(MEDLAB, ART="ART+H+01123456"), {"requester": "1"}),
        (changed(MEDLAB, DET=""), {"exam_date": None}),
        (changed(MEDLAB, BEP="NUB:1:1:1+Ferritine"), {"exam_type": "1", "test_result": None}),
    ],
)
def test_what_makes_a_category(tmp_path: Path, segments: list[str], expected: dict[str, Any]) -> None:
    subset(one(tmp_path, segments), **expected)


def letter(*lines: str, pid: str = MEDLAB[3], label: str = "") -> list[str]:
    texts = [f"TXT:{number}+{line}" for number, line in enumerate(lines, 1)]
    person = [pid] if pid else []
    return [
        UNB,
        f"UNH+1+MEDVRI:1+{label}",
        "GGA+Praktijk+X+Y+Weg:1::Stad:1234AA+030-1",
        "DET+25:06:08+15:32",
        *person,
        *texts,
        "UNT+7+1",
    ]


def test_a_letter_is_a_result_only_by_its_words(tmp_path: Path) -> None:
    subset(
        one(tmp_path, letter("Hello World", "Groeten")),
        test_result=None,
        exam_type=None,
        exam_date=None,
        bsn="999990019",
        requester=None,
    )
    subset(one(tmp_path, letter("Het uitstrijkje is hpv negatief")), test_result="1", exam_type="1", exam_date="1")
    subset(one(tmp_path, letter("Zie bijlage", label="Uitslag uitstrijkje")), test_result="1", exam_type="1")


@pytest.mark.parametrize("width", [31, 40, 45, 60])
def test_a_letter_that_was_cut_where_lines_were_full_is_whole(tmp_path: Path, width: int) -> None:
    said = "Betreft patient mevrouw K.A. van den Berg, wonende Kerkweg 12 te Utrecht, geboren op 05-07-1961 met burgerservicenummer 999990019, onderzoek HPV negatief"
    lines = [said[i : i + width] for i in range(0, len(said), width)]
    row = one(tmp_path, letter(*lines, pid=""))
    subset(row, name="K.A. van den Berg", birth_date="05-07-1961", bsn="999990019", test_result="1")


def test_lines_that_are_as_long_by_chance_stay_lines() -> None:
    whole = ["Uitslag van het onderzoek van mevr.", "Bos en van haar dochter en moeders.", "Groeten"]
    assert uncut(whole) == uncut(whole[:2]) + "\nGroeten" == "\n".join(whole)
    assert uncut(["a" * 40, "b" * 40, "c" * 40, "d"]) == "a" * 40 + "b" * 40 + "c" * 40 + "d"
    assert uncut([]) == ""
    assert uncut(["een"]) == "een"


@pytest.mark.parametrize(
    ("words", "is_result"),
    [
        ("Uitstrijkje is normaal", True),
        ("De uitstrijk liet geen afwijkingen zien.", True),
        ("Mammografie: normaal", True),
        ("Het weefsel van het biopt was geheel normaal van bouw", True),
        ("Een uitstrijkje doet normaal gesproken geen pijn", False),
        ("U wordt uitgenodigd voor een uitstrijkje", False),
        ("De toestand is normaal", False),
    ],
)
def test_a_result_in_plain_words(tmp_path: Path, words: str, is_result: bool) -> None:
    assert ("test_result" in one(tmp_path, letter(words))) is is_result
    careful = letter(f"{words}?'", "Groet")  # by itself, not with others
    assert ("test_result" in one(tmp_path, careful)) is is_result


def test_a_letter_that_names_its_patient_in_the_text(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        letter(
            "Geachte collega,",
            "Betreft?: Mw. A. de Vries, geb. 12-03-1980, BSN 999990019",
            "Uitslag?: negatief",
            pid="",
        ),
    )
    subset(row, bsn="999990019", name="A. de Vries", birth_date="12-03-1980", test_result="1")
    assert read_bytes(edifact, tmp_path, interchange(letter("Beste mensen,", "Tot ziens", pid=""))) == []


def test_the_specialist_letter_in_the_style_of_the_united_nations(tmp_path: Path) -> None:
    row = one(tmp_path, [
        UNB, "UNH+1+MEDSPE:3:911:IT:SPE31", "NAD+SEN+++Zkh+Straat:1+Stad++1111AA", "COM+0201111111:TE", "NAD+REC+9999:CGP:LOC++X",
        'PID+PAT+010100KA00:PCL:LOC+100:Test:T:"":"":""', "DTM+BTH:19000101:102", 'NAD+PAT++++TESTSTR:2+Capelle++1234AA+""',
        "FTX+GMR+1++Geachte collega:.", "UNT+9+1",
    ])  # fmt: skip
    subset(
        row, surname="Test", initials="T", prefix=None, birth_date="19000101", patient_number="010100KA00", street="TESTSTR",
        house_number="2", city="Capelle", postcode="1234AA", phone=None, test_result=None,
    )  # fmt: skip


def test_own_delimiters_and_several_interchanges(tmp_path: Path) -> None:
    own = (
        interchange(MEDLAB, "~")
        .replace("?+31", "+31")
        .translate(str.maketrans({"+": "|", ":": "^"}))
        .replace("|316", "#|316", 1)
    )
    text = (
        interchange(MEDLAB)
        + "UNA^|.# ~"
        + own.replace("Utrecht", "Utrecht: + O'West")
        + interchange(MEDLAB)
        + "UNA:+.? '"
        + interchange(MEDLAB)
    )
    rows = read_bytes(edifact, tmp_path, text)
    assert [row["bsn"] for row in rows] == ["999990019"] * 4
    subset(rows[1], city="Utrecht: + O'West", surname="Jansen", phone="|31612345678", house_number="12b")
    assert rows[0]["digest"] == rows[2]["digest"] == rows[3]["digest"] != rows[1]["digest"]
    assert [row["n"] for row in rows] == [1, 2, 3, 4]


def test_a_message_that_breaks_off_is_read_and_reported(tmp_path: Path) -> None:
    (tmp_path / "item").write_text(interchange(MEDLAB) + interchange(MEDLAB[:6]))
    problems: list[Problem] = []
    assert len(read(edifact, tmp_path / "item", problems)) == 2
    assert len(problems) == 1
    rows = read_bytes(edifact, tmp_path, interchange(MEDLAB[2:6]))
    assert [row["bsn"] for row in rows] == ["999990019"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_character_sets(tmp_path: Path, encoding: str) -> None:
    data = interchange(changed(MEDLAB, PAD="PAD+Größe Sträße:1::Zoë:1234AA")).encode(encoding)
    subset(read_bytes(edifact, tmp_path, data)[0], street="Größe Sträße", city="Zoë")
    assert edifact.bid("x", data) > 90


@pytest.mark.parametrize("end", ["'", "'\r\n"])
def test_pieces_of_a_file_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    text = "".join("UNA:+.? '" + interchange(MEDLAB, end).replace("00000051", f"{i:08}") for i in range(30))
    own = text.replace("UNA:+.? '", "UNA:+.? ~").replace("'", "~")
    for data in (text, own):
        monkeypatch.setattr(edifact, "BLOCK", 1 << 18)
        whole = read_bytes(edifact, tmp_path, data)
        assert len({row["digest"] for row in whole}) == 30
        for size in (1, 7, 300, 4096):
            monkeypatch.setattr(edifact, "BLOCK", size)
            assert read_bytes(edifact, tmp_path, data) == whole


@pytest.mark.parametrize("width", [40, 72, 80, 132])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_cut_at_a_width_are_one(tmp_path: Path, width: int, end: str) -> None:
    text = interchange(MEDLAB, "'") + interchange(MEDRPT, "'")
    wrapped = end.join(text[i : i + width] for i in range(0, len(text), width))
    rows, whole = read_bytes(edifact, tmp_path, wrapped), read_bytes(edifact, tmp_path, text)
    assert [row["bsn"] for row in rows] == ["999990019", "999990019"]
    assert rows == whole


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("head", ["", "UNA:+.? '\r\n"])
def test_letters_and_not_bytes_are_counted_where_lines_were_cut(tmp_path: Path, encoding: str, head: str) -> None:
    text = head + "".join(interchange(some, "'") for some in (MEDLAB, MEDRPT) * 4).replace("Kerkweg", "Kérkwég")
    wrapped = "\r\n".join(text[i : i + 80] for i in range(0, len(text), 80))
    rows = read_bytes(edifact, tmp_path, wrapped.encode(encoding))
    assert rows == read_bytes(edifact, tmp_path, text.encode(encoding))
    assert len(rows) == 8


WORD = st.text(
    st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd", "Pd"), include_characters="+:'? "),
    min_size=1,
    max_size=20,
)
VALUE = WORD.map(str.strip).filter(lambda text: any(map(str.isalpha, text)))


@given(st.tuples(VALUE, VALUE, VALUE), st.sampled_from(["'", "'\r\n", "'\n"]), st.booleans())
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, values: tuple[str, str, str], end: str, own: bool
) -> None:
    signs = "^|#~" if own else ":+?'"
    component, element, release, terminator = signs

    def put(text: str) -> str:
        return "".join(release + letter if letter in signs else letter for letter in text)

    surname, street, city = map(put, values)
    segments = [s.translate(str.maketrans(":+?'", signs)) for s in changed(MEDLAB, PAD="", PID="")]
    pid = element.join(["PID", "1980", "V", component.join(["", "", surname, ""])])
    segments[3:3] = [pid, element.join(["PAD", component.join([street, "1", "", city, "1234AA"])])]
    text = f"UNA{component}{element}.{release} {terminator}" + interchange(segments, end.replace("'", terminator))
    rows = read_bytes(edifact, tmp_path_factory.getbasetemp(), text)
    assert len(rows) == 1
    subset(rows[0], surname=values[0], street=values[1], city=values[2])


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.sampled_from(
                [*(s.encode() + b"'" for s in MEDLAB + MEDRPT), b"UNH+1+MEDLAB:1'", b"UNA", b"'", b"?", b"\xff"]
            ),
        ),
        max_size=30,
    )
)
def test_garbage_is_unreadable_at_worst(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    data = b"".join(parts)
    edifact.bid("x", data)
    try:
        read_bytes(edifact, tmp_path_factory.getbasetemp(), data)
    except Unreadable:
        assert b"UNH+1+MEDLAB:1'" not in data


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample messages are not on this machine")
def test_samples_of_dutch_interchanges() -> None:
    paths = sorted((SHARED / "nl_edifact").glob("*.edi"))
    assert len(paths) == 8
    for path in paths:
        assert edifact.bid(path.name, path.read_bytes()) > 90
        problems: list[Problem] = []
        rows = read(edifact, path, problems)
        assert len(rows) == 1, path.name
        assert not problems
        if path.name.startswith("mmerlijn"):
            subset(rows[0], bsn="123456782", surname="Jansen", partner_surname="Berg", birth_date="1980-10-25")
        else:
            assert {"surname", "birth_date", "postcode", "city", "patient_number"} <= set(rows[0])


@pytest.mark.parametrize("name", ["D'ARC", "O'NEILL", "'T HART", "t'Serclaes"])
@pytest.mark.parametrize("end", ["'", "'\r\n"])
def test_an_apostrophe_in_the_name_alone(tmp_path: Path, name: str, end: str) -> None:
    segments = changed(MEDLAB, PID=f"PID+1980:10:25+V+::{name}:x+77+BSN999990019")
    subset(
        one(tmp_path, segments, end),
        surname=name,
        bsn="999990019",
        patient_number="77",
        city="Utrecht",
        requester="1",
        test_result="1",
    )
