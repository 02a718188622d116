"""Messages read together give the rows that they give one by one."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.readers import (
    edifact,
    edifact_block,
    edifact_people,
    hl7,
    hl7_block,
    hl7_message,
    hl7_people,
    message_texts,
)
from lekwijzer.readers.edifact_message import STAND_INS, patient
from lekwijzer.readers.message_grid import digests, digests_within, pieces
from lekwijzer.readers.message_io import BARE, BlockRows, People, Row
from lekwijzer.readers.message_io import PERSON as ROLES

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


def read_rows(block: BlockRows, people: People) -> list[Row]:
    """The rows of a block, those of persons that are still segments read together."""
    unread = [who for who, *_ in block.rows if isinstance(who, bytes)]
    read = iter(people(unread).fill_null("").select(*ROLES, BARE).rows() if unread else [])
    return [(next(read) if isinstance(who, bytes) else who, *rest) for who, *rest in block.rows]  # type: ignore[misc]


def joined_rows(
    block: BlockRows, people: People, one: dict[int, list[tuple[Row, bytes]]]
) -> list[tuple[int, Row, int]]:
    """The rows of a block and of the messages that it left out, with the numbers of their messages and their digests."""
    rows = list(zip(block.numbers.tolist(), read_rows(block, people), block.digests.tolist(), strict=True))
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
    assert joined_rows(block, hl7_people.people, one) == [
        row for number, records in one.items() for row in hashed(number, records)
    ]


def hl7_records(message: bytes) -> list[tuple[Row, bytes]]:
    return list(hl7._records(hl7._bared(message)))


def test_plain_hl7_messages_are_taken_together() -> None:
    message = f"\rMSH|^~\\&|A|B|C|D|2025||ORU^R01\r{PERSON}\rORC|RE|1||||||||||9^Arts\rOBR|1|1||GLU|||2025\rOBX|1|NM|GLU||7".encode()
    block = hl7_block.block_rows(message * 3)
    assert block.others == []
    assert read_rows(block, hl7_people.people) == [row for row, _ in hl7_message.records(message[4:])] * 3


@pytest.mark.parametrize(
    "text",
    ["", "|^~", "MSH|^~\\&|", "x\rMSH|^~\\&|", "\rMSH|^~\\&|A~\rNTE|MSH|^~", "\r~~~~~~MSH|^~", "\rMSH|^~\rMSH|^~"],
)
def test_headers_within_a_line(text: str) -> None:
    block = text.encode()
    assert hl7._header_within(block) == (block.count(b"MSH|^~") > block.count(b"\rMSH|^~"))


ELEMENTS = ["", "1", "0", "0", "::", "a:b", "7.4", "21:06:30", "-", ".", "L77", " 8 ", "BSN999990019"]
ODD_ELEMENTS = ["D'Arc", "van 't Hof", "vd?'t", "X'ART+", "a'\nb", '""', "x?+y", "?:", "5??", "'s-Hof"]
EDI_TAGS = "BEP BEP:1:1:1 OPB OPB:1:1:1:1 IDE:1 DET:1 ART AFD PAD ZKH".split()
ODD_EDI_TAGS = "TXT:1 VRS NAD FTX SPR QQQ PID PIDX".split()
EDI_PERSON = "PID+1980:04:23+V+Vries:de:Jansen:::A.B.+77+BSN999990019"


RICH = (
    "FTX+UIT FTX+UIT+++uitslag FTX+LAB+++glucose FTX+++ INV+1+GLU INV+1 RSL+AV+negatief RSL+AV S18+1 S18+2 S07+1 S06 DTM+SCO:20250701:102 "
    "NAD+PAT NAD+PO+9::+Vos ADR++1:Weg:2+Oss COM+06:TE PNA+PAT+::999990019:PCL:LZB+++NAN:Bos+NVV:A. PDI+2 RFF+SRI:7 FCA+PU+9012 "
    "TXT:1+uitstrijkje TXT:2+niet TXT:3+beoordeelbaar TXT:4+pap TXT:5+2 VRS+negatief CON+goed STS++G DET+25:07:01 PID+PAT+999990019:PCL:LOC+100:Bos:A. "
    "PNA+PAT+BSN999990019+++NAN:Vries+NVV:Anna*de+NEA:Bos+NEV:van PNA+PAT+77:LOC+++NVV:A.B.+NAN:Bos+NAN:Vos PNA+PAT++++SU:Bos+FO:Anna "
    "PNA+PAT+77:PCL:LOC PNA+PO+1 DTM+329:19800423:102 DTM+BTH+19800423 DTM+329 PDI+1:x PDI COM+a@b.nl:EM COM+0612345678 COM+030:FX "
    "COM+06:TE+a@b.nl ADR++Weg:2+Oss+1234AB ADR++US:Weg:2 S16+1 RFF+BSN:999990019 RFF+ROI:8:x BGM+LRP:MF+55+9 NAD+PAT+77+++Weg:1+Oss++1234AB "
    "INV+1+: RSL+AV+: FCA+PU+0:ZZ FTX+UIT+++. DTM+ISO:x VRG+wat OND+- NUB+1+2 NAD++1 IDE:1+J+9"
).split(" ")


def rich_text(chance: Chance) -> str:
    """A message in the style of the United Nations, or with running text."""
    end = chance.choice(["'", "'\r\n"])
    segments = [
        "1+" + chance.choice(["MEDRPT:D:93A:UN:MRPN32", "MEDVRI:1"]),
        *chance.choice([[EDI_PERSON]] * 5 + [[]] * 5),
    ]
    for _ in range(chance.randint(0, 25)):
        more = chance.one(["", "", "+"], ["+'t Hof", "+?'s-Hof", "+a??", "+x?+y"])
        segments += [chance.choice(RICH) + more] * chance.choice([1, 1, 1, 5])
    return end.join([*segments, *chance.choice([["UNT+5+1"]] * 9 + [[]])]) + end


def edifact_text(chance: Chance) -> str:
    """A message without the tag of its header."""
    if chance.random() < 0.4:
        return rich_text(chance)
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
    assert shown(joined_rows(taken, edifact_people.people, one)) == shown(expected)


def test_plain_edifact_messages_are_taken_together() -> None:
    message = b"UNH+1+MEDLAB:1'PID+1980:04:23+V+Vries:de:::A.'PAD+Weg:1::?'s-Hof:1234AB+?+316'IDE:1+J+8'BEP:1:1:1+0+Na+7'UNT+5+1'"
    taken = edifact_block.block_rows(message * 3, [4, 4 + len(message), 4 + 2 * len(message)])
    assert taken.others == []
    expected = [(number, row, 0) for number in range(3) for row, _ in edifact._records(message[4:])]
    assert shown([(number, row, 0) for number, row in enumerate(read_rows(taken, edifact_people.people))]) == shown(
        expected
    )


def test_a_question_at_the_end_of_a_segment_hides_nothing() -> None:
    message = b"UNH+1+MEDLAB:1'PID+1980:04:23+V+Vries'OPB:1:1:1:1+Nuchter?'IDE:1+J+8'BEP:1:1:1+0+Na+7'UNT+5+1'"
    taken = edifact_block.block_rows(message, [4])
    assert taken.others == []
    assert read_rows(taken, edifact_people.people) == [row for row, _ in edifact._records(message[4:])]
    assert taken.rows[0][1] == "8"


SAID = [
    "12", "3-4", "5 ", " 6,7", "1234AB 5", "9999 ZZ te Oss, 12", "1234 ABé 5", "1234 AB €€€€€€€€€€€€€ 5", "1234AB " + "é" * 14 + "5", "Endocervix",
    "bevolkingsonderzoek", "a+b/c", "Q" * 23, "R" * 24, " ", ", ", "\n", "é", "€", "😀", "@", "a@b.nl",
]  # fmt: skip


def told_by(lines: pl.Series, owners: Any) -> list[bytes]:
    return message_texts.telling(lines, owners, message_texts.hits_of(lines))


@given(st.lists(st.lists(st.sampled_from(SAID), max_size=6).map("".join), min_size=1, max_size=12))
def test_lines_that_tell_are_those_that_the_pattern_matches(said: list[str]) -> None:
    lines = pl.Series([line.encode() for line in said])
    figures = sum(sign in "0123456789" for line in said for sign in line)
    sought = figures >= 5 or any("@" in line for line in said)
    expected = lines.cast(pl.String).str.contains(message_texts._TELLING) & sought
    apart = np.arange(len(said))  # each of a message of its own
    assert told_by(lines, apart) == lines.filter(expected).unique(maintain_order=True).to_list()


def test_lines_that_tell_bring_those_around_them_in_their_message() -> None:
    lines = [b"Jansen", b"geb. 01-02-1980", b"a", b"b", b"c", b"d", b"", b"Bos"]
    owners = np.array([1, 1, 1, 1, 1, 1, 2, 2])
    assert told_by(pl.Series(lines), owners) == [b"Jansen\ngeb. 01-02-1980\na\nb\nc"]
    assert message_texts.together(pl.Series(lines), owners, np.array([1])) == [b"\nBos"]


def test_pieces_of_a_block_are_what_stands_there() -> None:
    block = b"".join(b"%d;" % number * number for number in range(20))
    begins = np.arange(0, len(block), 7)
    ends = np.minimum(begins + begins % 31, len(block))
    expected = [block[a:b] for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]
    assert pieces(block, begins, ends).to_list() == expected
    assert digests_within(block, begins, ends).tolist() == digests(expected).tolist()


@given(st.lists(st.sampled_from(["UNA", "UNH+", "U", "N", "A", "H", "+", "é"])).map("".join))
def test_places_of_a_tag(text: str) -> None:
    data = text.encode()
    for tag in (b"UNA", b"UNH+"):
        assert edifact._places(data, tag).tolist() == [at for at in range(len(data)) if data.startswith(tag, at)]


NAMES = (
    'Vries;Jansen-de Vries;JANSEN;de Vries&de&Vries;Bos-Vries&&Bos&van der&Vries;&&Bos;El Idrissi;Vries&de;""'.split(
        ";"
    )
)
FIRSTS = ["", "Anna", "A.B.", "A", "AB", "Th.J.", "Jan Piet", "ANNA", '""', " "]
STREETS = [
    "Dorpsstraat", "Dorpsstraat 12", "Weg 1 bis&Weg&1", "Weg&&12", "Plein 1944", "", "Weg&Weg", "Weg 3&Weg 3&", "&Weg&4&x",
]  # fmt: skip
OTHERS = ["", "12", "12a", "bis", "12-3", "0", "A 12", "12 hs "]
IDENTIFIERS = [
    "", "999990019^^^NLMINBIZA^NNNLD", "77^^^LAB", "77^^^LAB^PI", "8&X", "123456782^^^^NN", "123456789^^^^NI", "55^^^^ANON", '""^^^LAB',
    "999990019", "^^^LAB", "9^3^M11^LAB&1.2&ISO^MR",
]  # fmt: skip
PHONES = [
    "",
    "0612345678^PRN^PH",
    "a@b.nl",
    "^NET^Internet^a@b.nl",
    "020^FX",
    "020^WPN^FX",
    "^PRN^PH^^31^6^12345678",
    "06^^^FX",
    "1~2",
]


def pid(chance: Chance) -> str:
    """A PID segment."""
    field = [""] * 42
    field[0], field[1] = "PID", "1"
    field[2] = chance.one([""], IDENTIFIERS)
    field[3] = "~".join(chance.choice(IDENTIFIERS) for _ in range(chance.randint(0, 4)))
    field[5] = "^".join(
        [chance.choice(NAMES), chance.choice(FIRSTS), chance.choice(FIRSTS), "", chance.one([""], ["Mw.", "van"]), "L"]
    )
    field[7], field[8] = chance.choice(["19800423", "1980^x", ""]), chance.choice(["F", "M^Man", ""])
    field[11] = "^".join([chance.choice(STREETS), chance.choice(OTHERS), "Utrecht", "", "1234 AB", "NL", "M"])
    field[13] = chance.choice(PHONES)
    for place in (4, 14, 18, 19, 40):
        field[place] = chance.one([""], ["77^^^LAB", "999990019", "x@y.nl"])
    line = "|".join(field[: chance.choice([6, 12, 14, 20, 42])])
    return line.replace("^L", "^L~Bos^^^^^^N" if chance.random() < 0.05 else "^L").replace(
        "Weg", chance.one(["Weg"], ["W\\T\\eg"])
    )


@given(st.integers(0, 1 << 32))
def test_persons_of_hl7_together(seed: int) -> None:
    chance = Chance(seed)
    lines = [pid(chance).encode() for _ in range(40)]
    together = hl7_people.people(lines).fill_null("").rows()
    for line, row in zip(lines, together, strict=True):
        assert row == hl7_message.patient(line), line


PID_NAMES = "Vries:de:Jansen:::A.B.;Vries:de;Jansen::Jansen:van;::Bos;Vries:de:::Anna:A.;Bos::::Anna;Bos:::::Anna;Bos:::van;Bos:::::Th.J.:x".split(
    ";"
)
PID_NUMBERS = ["", "77", "BSN999990019", "bsn 9999.90.019", "BSN", "7", "BSN 999990019"]
PLACES = ["", "Weg:12::Oss:1234AB", "Weg::12:Oss:1234AB:x", "::99:Oss", "Weg?: 1:2::Oss", "Weg 1", "?'s Weg:1::'s-Hof"]
CONTACTS = ["", "0612345678", "?+31612345678", "a@b.nl", "06??"]


@given(st.integers(0, 1 << 32))
def test_persons_of_edifact_together(seed: int) -> None:
    chance = Chance(seed)
    pairs = []
    for _ in range(40):
        who = "+".join(
            [
                "PID",
                chance.choice(["1980:04:23", "19800423", ""]),
                "V",
                chance.choice(PID_NAMES),
                chance.choice(PID_NUMBERS),
                chance.choice(PID_NUMBERS),
            ]
        )
        place = "+".join(
            [
                "PAD",
                chance.choice(PLACES),
                chance.choice(CONTACTS),
                chance.one([""], ["06", "b@c.nl"]),
                chance.one([""], ["9"]),
            ]
        )
        pairs.append((who[: chance.choice([len(who), 20])].encode(), chance.choice([place.encode(), b""])))
    together = edifact_people.people([edifact_people.JOINT.join(pair) for pair in pairs]).fill_null("").rows()
    for pair, row in zip(pairs, together, strict=True):
        assert row == patient(*pair), pair
