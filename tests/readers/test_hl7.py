"""HL7 v2: whose a message is, what it says, and that nothing breaks the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.errors import Unreadable
from lekwijzer.model import Problem
from lekwijzer.readers import hl7
from lekwijzer.readers.hl7_person import given_names
from readers.reading import SHARED, read, read_bytes, several, subset

HEADER = "MSH|^~\\&|LIMS|LAB|HIS|ZKH|20250701120000||{kind}|1|P|2.5|||||NLD|8859/1"
PID = (
    "PID|1||999990019^^^NLMINBIZA^NNNLD~1234567^^^Ziekenhuis^PI||Jansen - de Vries&de&Vries&&Jansen^Anna^A.B.^^^^L||19800423|F|||"
    "Kerkweg 12 b&Kerkweg&12^b^Utrecht^^3511 AB^NL^M||0612345678^ORN^CP~^NET^Internet^a@example.nl|||||||||||||||||N|N"
)
ORU = [
    HEADER.format(kind="ORU^R01^ORU_R01"), PID, "ORC|RE|P1|F1||||||20250701", "OBR|1|P1^HIS|F1^LAB|GLU^Glucose^L|||20250630",
    "OBX|1|NM|614^Glucose^L||10.3|mmol/l|4 - 8|H|||F",
]  # fmt: skip


def message(*segments: str, end: str = "\r") -> str:
    return end.join(segments) + end


def one(tmp_path: Path, *segments: str) -> dict[str, Any]:
    rows = read_bytes(hl7, tmp_path, message(*segments))
    assert len(rows) == 1
    return rows[0]


def test_a_result_message_gives_the_person_and_what_it_says(tmp_path: Path) -> None:
    row = one(tmp_path, *ORU)
    subset(
        row, bsn="999990019", patient_number="1234567", surname="Vries", prefix="de", partner_surname="Jansen",
        given="Anna", initials="A.B.", sex="F", birth_date="19800423", street="Kerkweg", house_number="12",
        house_addition="b", postcode="3511 AB", city="Utrecht", phone="0612345678", email="a@example.nl",
        order_number="P1\x1fF1", exam_type="1", exam_date="1", test_result="1", requester=None, insurer=None, n=1,
    )  # fmt: skip


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r"])
@pytest.mark.parametrize("frame", [("", ""), ("\x0b", "\x1c\r")])
def test_ends_of_segments_and_transport_frames(tmp_path: Path, end: str, frame: tuple[str, str]) -> None:
    one_message = frame[0] + message(*ORU, end=end) + frame[1]
    rows = read_bytes(hl7, tmp_path, one_message + one_message.replace("999990019", "999990020"))
    assert [row["bsn"] for row in rows] == ["999990019", "999990020"]
    assert [row["n"] for row in rows] == [1, 2]
    assert all(row["test_result"] == "1" for row in rows)


def test_a_copy_has_the_digest_of_the_original_wherever_it_stands(tmp_path: Path) -> None:
    first = message(*ORU)
    batch = f"FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r{first}{first}BTS|2\rFTS|1\r"
    rows = read_bytes(hl7, tmp_path, batch + first.replace("10.3", "10.4"))
    assert len(rows) == 3
    assert rows[0]["digest"] == rows[1]["digest"] != rows[2]["digest"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_character_sets_whatever_the_header_says(tmp_path: Path, encoding: str) -> None:
    data = message(*ORU).replace("Kerkweg", "Größe Sträße").encode(encoding)
    rows = read_bytes(hl7, tmp_path, data)
    subset(rows[0], street="Größe Sträße", bsn="999990019")
    assert hl7.bid("x.dat", data) > 90


@pytest.mark.parametrize(
    ("identifiers", "bsn", "patient_number"),
    [
        ("999990019^^^^NNNLD", "999990019", None),
        ("999990019^^^NLMINBIZA&2.16.840.1.113883.2.4.6.3&ISO^NNNLD", "999990019", None),
        ("999990019^^^&2.16.840.1.113883.2.4.6.3&ISO", "999990019", None),
        ("68865e55^^^RIVM^ANON-NNNLD", None, None),
        ("^^^NLMINBIZA^NNNLD~77^^^LAB^PI", None, "77"),
        ("999990019", None, "999990019"),
        ("999990019^^^^SS", "999990019", None),
        ("999990018^^^^SS", None, "999990018"),
        ('""^^^LAB^PI~1^^^LAB^PI~2^^^LAB^PI', None, "1\x1f2"),
    ],
)
def test_which_identifier_is_what(
    tmp_path: Path, identifiers: str, bsn: str | None, patient_number: str | None
) -> None:
    row = one(tmp_path, HEADER.format(kind="ADT^A08"), f"PID|1||{identifiers}||Vries^A||19800101")
    subset(row, bsn=bsn, patient_number=patient_number)


def test_numbers_without_a_kind_are_bsns_only_if_the_whole_file_says_so(tmp_path: Path) -> None:
    def check(number: int) -> bool:
        return sum(int(d) * w for d, w in zip(f"{number}", (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0

    valid = [number for number in range(999_990_000, 999_990_500) if check(number)][:30]
    # Four may all pass the 11-test by chance, once in fifteen thousand files.
    for numbers, is_bsn in (
        (valid, True),
        (valid[:5], True),
        (valid[:4], False),
        (range(999_990_000, 999_990_040), False),
    ):
        text = "".join(message(HEADER.format(kind="ADT^A08"), f"PID|1||{number}||Vries^A") for number in numbers)
        rows = read_bytes(hl7, tmp_path, text)
        assert {"bsn" in row for row in rows} == {is_bsn}
        assert {"patient_number" in row for row in rows} == {not is_bsn}
        both = "".join(message(HEADER.format(kind="ADT^A08"), f"PID|1|{number}|{n + 70000}||Vries^A") for n, number in enumerate(numbers))  # fmt: skip
        rows = read_bytes(hl7, tmp_path, both)  # version 2.2: the number of elsewhere, and that of the hospital
        assert {"bsn" in row for row in rows} == {is_bsn}
        assert {several(row["patient_number"])[0] for row in rows} == {str(n + 70000) for n in range(len(numbers))}


@pytest.mark.parametrize("tail", ["^^^LAB^PI", "^^^LAB^MR", "^^^LAB", "^^^^PT", ""])
def test_a_type_that_any_number_may_have_says_nothing_against_a_bsn(tmp_path: Path, tail: str) -> None:
    valid = ["999990019", "999990020", "999990032", "999990044", "999990056", "999990068"]
    text = "".join(message(HEADER.format(kind="ADT^A08"), f"PID|1||{n}{tail}~{n[4:]}77{tail}||Vries^A") for n in valid)
    rows = read_bytes(hl7, tmp_path, text)
    assert [row.get("bsn") for row in rows] == valid
    assert [row.get("patient_number") for row in rows] == [f"{n[4:]}77" for n in valid]
    visits = "".join(message(HEADER.format(kind="ADT^A08"), f"PID|1||{n}^^^LAB^VN~{n[4:]}77{tail}||Vries^A") for n in valid)  # fmt: skip
    assert not any("bsn" in row for row in read_bytes(hl7, tmp_path, visits))


def test_a_merge_gives_the_prior_number_too(tmp_path: Path) -> None:
    row = one(tmp_path, HEADER.format(kind="ADT^A40"), PID, "PD1||||01123456^Huisarts^A", "MRG|7654321^^^Ziekenhuis^PI")
    assert sorted(several(row["patient_number"])) == ["1234567", "7654321"]
    assert row["requester"] == "1"


def test_a_message_about_several_patients_gives_a_record_each(tmp_path: Path) -> None:
    other = PID.replace("999990019", "999990020")
    rows = read_bytes(hl7, tmp_path, message(*ORU, other, "OBR|1|P2||CRP^CRP", *ORU[:1], PID, PID))
    assert [(row["bsn"], row["n"]) for row in rows] == [("999990019", 1), ("999990020", 2), ("999990019", 3)]
    subset(rows[1], order_number="P2", test_result=None, exam_type="1", exam_date=None)


def test_answers_on_an_order_form_are_no_results(tmp_path: Path) -> None:
    order = [HEADER.format(kind="OML^O21"), PID, "ORC|NW|P1|||||||20250701|||01123456^Blank^M", "OBR|1|P1||CRP^CRP"]
    row = one(tmp_path, *order, "OBX|1|ST|REDE^Reden||onbegrepen klachten||||||F", "NTE|1||toelichting")
    subset(row, test_result=None, exam_type="1", exam_date="1", requester="1")
    assert one(tmp_path, *order, "OBX|1|NM|CRP^CRP||12|mg/l|0-5|H|||F")["test_result"] == "1"


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (["OBX|1|NM|1^A||\"\"|||||", "OBX|2|NM|1^A||||||||"], {"test_result": None}),
        (["OBX|1|NM|1^A||0"], {"test_result": "1"}),
        (["OBX|1|NM|1^A||", "NTE|1||zie brief"], {"test_result": "1"}),
        (["OBR|1|P1||", "NTE|1||opmerking bij order"], {"test_result": None, "exam_type": None}),
        (["OBR|1|P1||", "NTE|1||Het uitstrijkje", "NTE|2||is normaal"], {"test_result": "1", "exam_type": "1"}),
        (["ORC|RE|P1|||||||||||01123456^Blank", "NTE|1||Uitstrijkje: geen afwijkingen gezien"], {"test_result": "1"}),
        (["  OBR|1|P1||CRP^CRP", "\tOBX|1|NM|1^A||3"], {"test_result": "1", "exam_type": "1", "order_number": "P1"}),
        (["IN1|1|^null|0^^^LOCAL|"], {"insurer": None}),
        (["IN1|1|^null|0^^^LOCAL|VGZ"], {"insurer": "1"}),
        (["IN1|1|^null|3343^^^VEKTIS^UZOVI"], {"insurer": "1"}),
        (["IN1|1|" + "|" * 34 + "12345"], {"insurer": "1"}),
        (["ORC|RE|||||||||||^^^^^^^^VEKTIS"], {"requester": None}),
        (["ORC|RE" + "|" * 20 + "Praktijk^^0112"], {"requester": "1"}),
        (["PV1|1|O||||||01^Verwijzer"], {"requester": "1"}),
        (["PV1|1|O||||||"], {"requester": None}),
        (["SPM|1|100102018&ZKH^S9&LAB||BLD|||||||||||||20250601"], {"specimen_number": "100102018\x1fS9", "exam_date": "1"}),
        (["SAC|||B77"], {"specimen_number": "B77"}),
    ],
)  # fmt: skip
def test_what_makes_a_category(tmp_path: Path, segments: list[str], expected: dict[str, Any]) -> None:
    subset(one(tmp_path, HEADER.format(kind="ORU^R01"), PID, *segments), **expected)


def test_a_number_with_its_test_behind_it_is_also_the_specimen(tmp_path: Path) -> None:
    row = one(tmp_path, HEADER.format(kind="OML^O21"), PID, "ORC|NW|100102018.HPV^ScreenIT||100102018")
    assert several(row["order_number"]) == ["100102018.HPV", "100102018"]
    assert row["specimen_number"] == "100102018"


def test_an_analyser_run_gives_a_record_per_specimen_and_rejects_controls(tmp_path: Path) -> None:
    head = HEADER.format(kind="OUL^R22^OUL_R22")
    rows = read_bytes(hl7, tmp_path, message(
        head,
        "SPM|1|100102018&ROCHE||PREC|||||||P", "SAC|||100102018", "OBR|1|||02HPVGEN", "OBX|1|ST|HPV||NEG HR HPV||||||F",
        "SPM|2|100102019&ROCHE||PREC|||||||Q", "OBR|1|||02HPVGEN", "OBX|1|ST|HPV||POSCONTROL",
        "SPM|3|NEGCONTROL||PREC|||||||P", "OBX|1|ST|HPV||Valid",
    ))  # fmt: skip
    assert [row["specimen_number"] for row in rows] == ["100102018", "100102019", "NEGCONTROL"]
    assert [row.get("rejected") for row in rows] == [None, "control_sample", "control_sample"]
    subset(rows[0], test_result="1", exam_type="1", bsn=None)


def test_messages_about_nobody_give_nothing(tmp_path: Path) -> None:
    text = (
        message(HEADER.format(kind="OML^O21"), "OBR|1|ZP1||CRP")
        + message(HEADER.format(kind="ACK"), "MSA|AA|1")
        + message("MSH|")
    )
    assert read_bytes(hl7, tmp_path, text) == []


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ("QPD|IHE PDQ Query|Q1|@PID.3.1^999990019~@PID.5.1.1^Jansen~@PID.5.2^Anna~@PID.7^19800423~@PID.8^F",
         {"patient_number": "999990019", "surname": "Jansen", "given": "Anna", "birth_date": "19800423", "sex": "F"}),
        ("QPD|IHE PIX Query|Q1|999990019^^^NLMINBIZA^NNNLD|^^^LAB", {"bsn": "999990019"}),
        ("QRD|20240312|R|I|Q1|||1^RD|4711^Jansen^Anna|DEM", {"patient_number": "4711", "surname": "Jansen", "given": "Anna"}),
    ],
)  # fmt: skip
def test_a_question_about_somebody(tmp_path: Path, segment: str, expected: dict[str, str]) -> None:
    subset(one(tmp_path, HEADER.format(kind="QBP^Q22"), segment), **expected)
    answered = one(tmp_path, HEADER.format(kind="RSP^K22"), segment, PID)
    subset(answered, bsn="999990019", patient_number="1234567", surname="Vries")


@pytest.mark.parametrize("segment", ["QPD|Q31^Formulary^HL7|Q1|AMOX", "QRD|20240312|R|I|Q1|||1^RD||OTH", "QPD|IHE PDQ Query|Q1|@PID.3.4^LAB"])  # fmt: skip
def test_a_question_about_nobody(tmp_path: Path, segment: str) -> None:
    assert read_bytes(hl7, tmp_path, message(HEADER.format(kind="QBP^Q31"), segment)) == []


def test_the_words_of_a_message_without_a_patient_name_one(tmp_path: Path) -> None:
    said = "Betreft: mw. A.B. Vlierwijk, geb. 23-04-1980, BSN 999990019\\.br\\Uitslag van het uitstrijkje: normaal"
    row = one(tmp_path, HEADER.format(kind="MDM^T02"), "OBR|1|P1||HPV", f"OBX|1|FT|BRIEF||{said}||||||F")
    subset(row, bsn="999990019", birth_date="23-04-1980", order_number="P1", test_result="1", exam_type="1")
    told = [HEADER.format(kind="OUL^R22"), "SPM|1|100102018", "OBX|1|ST|HPV||NEG", "NTE|1||naam van de kit: X"]
    assert one(tmp_path, *told)["specimen_number"] == "100102018"


def test_escapes_and_own_delimiters(tmp_path: Path) -> None:
    row = one(tmp_path, ORU[0], "PID|1||5^^^LAB^PI||A\\T\\B\\S\\C\\F\\D\\E\\E\\X2B\\\\.br\\F^G\\R\\H||19800101")
    subset(row, surname="A&B^C|D\\E+ F", given="G~H")
    own = "MSH|^_\\&|X|||||| ORU^R01".replace(" ", "")
    row = one(tmp_path, own, "PID|1||999990019^^^NLMINBIZA^NNNLD_5^^^LAB^PI||de~Vries^A||19800101")
    subset(row, bsn="999990019", patient_number="5", surname="de~Vries")
    row = one(tmp_path, "MSH#*!$%#X######ORU*R01", "PID#1##999990019***NLMINBIZA*NNNLD##Vries*Anna|B^c##19800101")
    subset(row, bsn="999990019", surname="Vries", birth_date="19800101", given="Anna|B^c")


def test_what_stands_around_messages_does_no_harm(tmp_path: Path) -> None:
    logged = "2025-07-01 12:00:00 INFO received: " + message(*ORU)
    rows = read_bytes(hl7, tmp_path, logged + logged)
    assert [row["bsn"] for row in rows] == ["999990019"] * 2
    assert read_bytes(hl7, tmp_path, message(*ORU[1:]))[0]["bsn"] == "999990019"
    commented = message(ORU[0], "//" + PID, "", "Z01|x", "//OBX|1")
    assert read_bytes(hl7, tmp_path, commented)[0]["bsn"] == "999990019"


def test_pieces_of_a_file_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(message(*ORU, end="\r\n").replace("P1", f"P{i}") for i in range(40)).encode()
    whole = read_bytes(hl7, tmp_path, text)
    assert len({row["digest"] for row in whole}) == 40
    for size in (1, 7, 500, 4096):
        monkeypatch.setattr(hl7, "BLOCK", size)
        assert read_bytes(hl7, tmp_path, text) == whole


@pytest.mark.parametrize(
    ("first", "further", "shouted", "expected"),
    [
        ("Z", "D", False, ("", "ZD")), ("A.B.", "", False, ("", "A.B.")), ("Jan", "", False, ("Jan", "")),
        ("Jan", "P", False, ("Jan", "JP")), ("Jan", "J.P.", False, ("Jan", "J.P.")), ("Jan", "Piet", False, ("Jan Piet", "")),
        ("AJM", "", False, ("", "AJM")), ("JAN", "", True, ("JAN", "")), ("", "A", False, ("", "A")), ("J P", "", False, ("", "J P")),
    ],
)  # fmt: skip
def test_initials_and_given_names_by_their_shape(
    first: str, further: str, shouted: bool, expected: tuple[str, str]
) -> None:
    assert given_names(first, further, shouted) == expected


WORD = st.text(
    st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd", "Pd"), include_characters="|^~\\&#_$ "),
    min_size=1,
    max_size=20,
)
VALUE = WORD.map(str.strip).filter(lambda text: any(map(str.isalpha, text)))


@given(values=st.tuples(VALUE, VALUE, VALUE, VALUE), signs=st.permutations("|^~\\&#!$%*@;_"), escape=st.booleans())
def test_round_trip_with_any_delimiters(
    tmp_path_factory: pytest.TempPathFactory, values: tuple[str, ...], signs: list[str], escape: bool
) -> None:
    field, component, repetition, escaping, sub = signs[:5]
    names = dict(zip((field, component, repetition, escaping, sub), "FSRET", strict=True))

    def put(text: str) -> str:
        coded = {sign: f"{escaping}{name if escape else f'X{ord(sign):02X}'}{escaping}" for sign, name in names.items()}
        return "".join(coded.get(letter, letter) for letter in text)

    own, street, city, number = values
    pid = [
        "PID",
        "1",
        "",
        component.join([put(number), "", "", "LAB", "PI"]),
        "",
        sub.join(["x", "", put(own)]),
        "",
        "19800101",
    ]
    pid += ["F", "", "", component.join([sub.join(["x", put(street), "1"]), "", put(city)])]
    head = f"MSH{field}{component}{repetition}{escaping}{sub}{field * 7}ORU{component}R01"
    rows = read_bytes(hl7, tmp_path_factory.getbasetemp(), head + "\r" + field.join(pid) + "\r")
    assert len(rows) == 1
    subset(rows[0], surname=own, street=street, city=city, patient_number=number)


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [
                    b"MSH|^~\\&|",
                    b"\rMSH|",
                    b"\rPID|1||",
                    b"^^^NLMINBIZA^NNNLD",
                    b"|",
                    b"\rOBX|1|ST|",
                    b"\\X",
                    b"\r",
                    b"\n",
                    b"~",
                    b"&",
                ]
            ),
        ),
        max_size=30,
    )
)
def test_garbage_is_unreadable_at_worst(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    data = b"".join(parts)
    hl7.bid("x", data)
    try:
        read_bytes(hl7, tmp_path_factory.getbasetemp(), data)
    except Unreadable:
        assert b"\rMSH|^~\\&|" not in data or b"\0" in data


@given(st.integers(0, 700))
def test_a_file_that_breaks_off_keeps_what_is_there(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    data = (message(*ORU) + message(*ORU)).encode()
    rows = read_bytes(hl7, tmp_path_factory.getbasetemp(), data + data[: min(length, len(data))])
    assert [row["bsn"] for row in rows[:2]] == ["999990019"] * 2


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample messages are not on this machine")
def test_samples_of_dutch_orders() -> None:
    paths = sorted((SHARED / "nl_hl7v2").glob("*.hl7"))
    assert len(paths) == 32
    for path in paths:
        data = path.read_bytes()
        assert hl7.bid(path.name, data) > 90
        rows = read(hl7, path)
        assert len(rows) == (b"PID|" in data), path.name
        for row in rows:
            assert {
                "surname",
                "birth_date",
                "sex",
                "street",
                "house_number",
                "postcode",
                "city",
                "patient_number",
            } <= set(row)
            assert ("bsn" in row) == (b"NLMINBIZA" in data)
            assert "test_result" not in row


def test_a_message_without_end_is_read_from_its_start_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hl7, "BLOCK", 2000)
    monkeypatch.setattr(hl7, "LONGEST", 10_000)
    film = message(*ORU, "OBX|2|ED|F^Film||^application^pdf^Base64^" + "A" * 50_000)
    (tmp_path / "item").write_text(film + message(*ORU))
    problems: list[Problem] = []
    assert [row["bsn"] for row in read(hl7, tmp_path / "item", problems)] == ["999990019"] * 2
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("code", "value", "told"),
    [
        ("CR_DATUMAFNAME", "20230624", True),
        ("AFNAMEDATUM^Datum afname", "202306241100", True),
        ("SPEC^Collection date", "20230624", True),
        ("CR_GEBDATUM", "19800624", False),
        ("CR_DATUMAFNAME", "onbekend", False),
        ("CR_ANTICONCEPTIE", "1", False),
    ],
)
def test_the_date_that_an_order_asks_for(tmp_path: Path, code: str, value: str, told: bool) -> None:
    row = one(
        tmp_path, HEADER.format(kind="OML^O21"), PID, "ORC|NW|P1", "OBR|1|P1||CRP^CRP", f"OBX|1|FT|{code}||{value}"
    )
    assert bool(row.get("exam_date")) is told
    assert not row.get("test_result")
