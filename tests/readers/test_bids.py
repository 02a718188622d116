"""What the readers of messages take for theirs, and what they say of a file without a message."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from lekwijzer.errors import Unreadable
from lekwijzer.readers import edifact, hl7
from readers.reading import read_bytes
from readers.test_edifact import MEDLAB, interchange
from readers.test_hl7 import ORU, message


@pytest.mark.parametrize(
    ("reader", "data", "low", "high"),
    [
        (hl7, message(*ORU), 95, 100), (hl7, "\x0b" + message(*ORU), 95, 100), (hl7, "FHS|^~\\&|LAB\rBHS|^~\\&", 95, 100),
        (hl7, "rubbish\r\nMSH|^~\\&|A\rPID|1|", 80, 94), (hl7, "naam;bsn\r\nJansen;999990019", 0, 0), (hl7, "", 0, 0),
        (hl7, "MSHA is a word", 0, 0), (hl7, "UNB+UNOA:1+1+2", 0, 0),
        (edifact, interchange(MEDLAB), 95, 100), (edifact, "UNA:+.? '\r\n" + interchange(MEDLAB), 95, 100),
        (edifact, "\r\nUNH+1+MEDLAB:1'", 95, 100), (edifact, "From: x\r\n\r\n" + interchange(MEDLAB), 70, 94),
        (edifact, "UNBELIEVABLE", 0, 0), (edifact, "MSH|^~\\&|", 0, 0), (edifact, "", 0, 0),
    ],
)  # fmt: skip
def test_bids(reader: ModuleType, data: str, low: int, high: int) -> None:
    assert low <= reader.bid("x.txt", data.encode()) <= high


@pytest.mark.parametrize("reader", [hl7, edifact])
def test_no_message_is_unreadable(reader: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_bytes(reader, tmp_path, "nothing here")
