"""Messages read together give the rows that they give one by one."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.readers import edifact, edifact_block, hl7, hl7_block, hl7_message
from lekwijzer.readers.edifact_message import STAND_INS
from lekwijzer.readers.message_grid import digests
from lekwijzer.readers.message_io import BlockRows, Row

VALUES = ["", "", "", "1", "A1^HIS", "B2.HPV", "^", "^Jansen^A", "20250701", "null", "n-u", "0", "-", "Ö"]
ODD_VALUES = ['""', "a\\T\\b", '"7"', "nvt", "^^^VEKTIS"]
TAGS = "OBX OBX OBX OBX OBR ORC NTE IN1 PV1 PD1 SPM ZLB EVN".split()
ODD_TAGS = ["SAC", "MRG", "PID", "OBXX", "OB", " PID", "*", "BTS", "vrije tekst"]
PERSON = "PID|1||999990019^^^NLMINBIZA^NNNLD~77^^^LAB||Vries&de&Vries^Anna^A.B.||19800423|F"


class Chance(Random):
    """Chooses, now and then something odd."""

    def one(self, usual: Sequence[str], odd: Sequence[str], share: float = 0.04) -> str:
        return self.choice(odd if self.random() < share else usual)

    def many(self, usual: Sequence[str], odd: Sequence[str], most: int) -> list[str]:
        return [self.one(usual, odd) for _ in range(self.randint(0, most))]


def hl7_text(chance: Chance) -> str:
    """A message without the letters MSH."""
    signs = chance.one(["|^~\\&"], ["#^~\\&", "|^~\\"])
    application, kind = chance.one(["LIMS"], ["L" * 300]), chance.choice(["ORU^R01", "ORU^R01", "OML^O21", "OR", ""])
    segments = [f"{signs}|{application}|LAB|HIS|ZKH|2025||{kind}|1|P|2.5"]
    segments += chance.choice([[PERSON]] * 9 + [[], [PERSON, PERSON.replace("19", "18")]])
    for tag in chance.many(TAGS, ODD_TAGS, 5):
        segments.append("|".join([tag, *chance.many(VALUES, ODD_VALUES, 24)]))
    return "\r".join(segments) + chance.one(["", "\r"], ["\r\r", "\r \t\r"])


def joined_rows(block: BlockRows, one: dict[int, list[tuple[Row, bytes]]]) -> list[tuple[int, Row, int]]:
    """The rows of a block and of the messages that it left out, with the numbers of their messages and their digests."""
    rows = list(zip(block.numbers.tolist(), block.rows, block.digests.tolist(), strict=True))
    for number, _ in block.others:
        rows += hashed(number, one[number])
    return sorted(rows, key=lambda row: row[0])


def hashed(number: int, records: list[tuple[Row, bytes]]) -> list[tuple[int, Row, int]]:
    return [(number, row, int(digests([part])[0])) for row, part in records]


def shown(rows: list[tuple[int, Row, int]]) -> list[tuple[int, Row, int]]:
    """Rows in which the stand-ins of EDIFACT are what they stand for."""
    show = {ord(stand_in): real for stand_in, real in STAND_INS.items()}
    return [
        (number, (tuple(value.translate(show) for value in who), order.translate(show), *rest), digest)
        for number, (who, order, *rest), digest in rows
    ]


@given(st.integers(0, 1 << 32))
def test_hl7(seed: int) -> None:
    chance = Chance(seed)
    data = [hl7_text(chance).encode() for _ in range(20)]
    block = hl7_block.block_rows(b"".join(b"\rMSH" + message for message in data))
    one = {number: list(hl7_records(message)) for number, message in enumerate(data)}
    assert joined_rows(block, one) == [row for number, records in one.items() for row in hashed(number, records)]


def hl7_records(message: bytes) -> list[tuple[Row, bytes]]:
    return list(hl7._records(hl7._bared(message)))


def test_plain_hl7_messages_are_taken_together() -> None:
    message = f"\rMSH|^~\\&|A|B|C|D|2025||ORU^R01\r{PERSON}\rORC|RE|1||||||||||9^Arts\rOBR|1|1||GLU|||2025\rOBX|1|NM|GLU||7".encode()
    block = hl7_block.block_rows(message * 3)
    assert block.others == []
    assert block.rows == [row for row, _ in hl7_message.records(message[4:])] * 3


ELEMENTS = ["", "1", "0", "0", "::", "a:b", "7.4", "21:06:30", "-", ".", "L77", " 8 ", "BSN999990019"]
ODD_ELEMENTS = ["D'Arc", "van 't Hof", "vd?'t", "X'ART+", "a'\nb", '""', "x?+y", "?:", "5??", "'s-Hof"]
EDI_TAGS = "BEP BEP:1:1:1 OPB OPB:1:1:1:1 IDE:1 DET:1 ART AFD PAD ZKH".split()
ODD_EDI_TAGS = "TXT:1 VRS NAD FTX SPR QQQ PID PIDX".split()
EDI_PERSON = "PID+1980:04:23+V+Vries:de:Jansen:::A.B.+77+BSN999990019"


def edifact_text(chance: Chance) -> str:
    """A message without the tag of its header."""
    end = chance.choice(["'", "'\r\n", "'\n"])
    segments = [f"1+{chance.choice(['MEDLAB:1', 'MEDVRI:1'])}", *chance.choice([[EDI_PERSON]] * 9 + [[]])]
    for tag in chance.many(EDI_TAGS, ODD_EDI_TAGS, 7):
        segments.append("+".join([tag, *chance.many(ELEMENTS, ODD_ELEMENTS, 5)]))
    segments += chance.choice([["UNT+5+1"]] * 7 + [["UNT+5+1", "UNZ+1+1"], []])
    return end.join(segments) + end


@given(st.integers(0, 1 << 32))
def test_edifact(seed: int) -> None:
    chance = Chance(seed)
    data = [edifact_text(chance).encode() for _ in range(20)]
    block, begins = b"UNB+UNOC:1'", []
    for message in data:
        block += b"UNH+"
        begins.append(len(block))
        block += message
    taken = edifact_block.block_rows(block, begins)
    one = {number: list(edifact._records(edifact._whole(message) or message)) for number, message in enumerate(data)}
    expected = [row for number, records in one.items() for row in hashed(number, records)]
    assert shown(joined_rows(taken, one)) == shown(expected)


def test_plain_edifact_messages_are_taken_together() -> None:
    message = b"UNH+1+MEDLAB:1'PID+1980:04:23+V+Vries:de:::A.'PAD+Weg:1::?'s-Hof:1234AB+?+316'IDE:1+J+8'BEP:1:1:1+0+Na+7'UNT+5+1'"
    taken = edifact_block.block_rows(message * 3, [4, 4 + len(message), 4 + 2 * len(message)])
    assert taken.others == []
    expected = [(number, row, 0) for number in range(3) for row, _ in edifact._records(message[4:])]
    assert shown([(number, row, 0) for number, row in enumerate(taken.rows)]) == shown(expected)


def test_a_question_at_the_end_of_a_segment_hides_nothing() -> None:
    message = b"UNH+1+MEDLAB:1'PID+1980:04:23+V+Vries'OPB:1:1:1:1+Nuchter?'IDE:1+J+8'BEP:1:1:1+0+Na+7'UNT+5+1'"
    taken = edifact_block.block_rows(message, [4])
    assert taken.others == []
    assert taken.rows == [row for row, _ in edifact._records(message[4:])]
    assert taken.rows[0][1] == "8"
