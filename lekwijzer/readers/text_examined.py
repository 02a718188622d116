"""What a text says of an examination: that there was one, when, that there is an outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lekwijzer.readers.message_io import EXAM_DATE, EXAM_TYPE, INSURER, TEST_RESULT
from lekwijzer.readers.result_words import told
from lekwijzer.readers.text_labels import Token
from lekwijzer.readers.text_shapes import DATE, DATE_FORM

_DONE = (
    "onderzo",
    "kweek",
    "test",
    "bepaling",
    "uitstrijk",
    "screening",
    "examination",
    "afgenomen",
    "afname",
    "sample",
    "smear",
    "prikken",
)
_EXAMINED = r"(?:\w*onderzoek(?:en)?|\w*kweek|\w*test(?:set)?|bepaling|\w*uitstrijkje|\w*screening|\w*afname(?:set)?|(?:blood |urine )?sample|smear|examination)"
_THING = rf"(?:{_EXAMINED}|bloed|urine|materiaal|monsters?)"
_TAKEN = r"(?:afgenomen|laten prikken|laten maken|laten doen|onderzocht|verricht|gedaan|gemaakt|uitgevoerd|ingestuurd|opgestuurd|ingeleverd|ontvangen|meegedaan|deelgenomen|geprikt|taken|collected|tested|performed)"
_NO_END = r"(?:(?!\bgeb|\bborn)[^.;:\n])"
_DONE_ON = re.compile(
    rf"(?i)\b{_EXAMINED}\b{_NO_END}{{0,60}}?\b(?:van|op|d\.?d\.?|of|on) {DATE_FORM}"
    rf"|(?<!geboren )(?<!geb\. )(?<!born )\b(?:op|on) {DATE_FORM}{_NO_END}{{0,80}}?\b(?:afgenomen|{_THING}\b{_NO_END}{{0,60}}?\b{_TAKEN}|{_TAKEN}\b{_NO_END}{{0,60}}?\b{_THING})\b"
)
"""An examination with its date: `het onderzoek Glucose van 22-01-2024`, `op 3 mei 2025 is bij u een uitstrijkje afgenomen`."""


@lru_cache(1 << 14)
def _word_marks(line: str) -> tuple[bool, bool, bool]:
    """Of a line with all figures alike: ones."""
    exam, outcome = told(line)
    low = line.lower()
    dated = "1" in line and any(word in low for word in _DONE) and _DONE_ON.search(line) is not None
    return exam or dated, outcome, dated


def marks_of_words(lines: Sequence[str], tokens: list[Token]) -> int:
    """The marks that the words of lines with all figures alike give: an examination, its date, an outcome."""
    exam = outcome = dated = False
    for line in lines:
        if len(line) > 2:
            words = _word_marks(line) if len(line) < 400 else _word_marks.__wrapped__(line)
            exam, outcome, dated = exam or words[0], outcome or words[1], dated or words[2]
            if exam and outcome and dated:
                break
    marks = EXAM_TYPE * exam | TEST_RESULT * outcome | EXAM_DATE * dated
    if outcome and any(token.kind == "date" and DATE.search(token.value) for token in tokens):
        marks |= EXAM_DATE
    return marks


def marks_of_label(kind: str, value: str) -> int:
    """The mark that a labelled value of a kind gives; 0 where it gives none."""
    if kind == "insurer":
        return INSURER if value.strip("0 ") else 0
    if kind == "examdate":
        return EXAM_DATE if DATE.search(value) else 0
    return {"exam": EXAM_TYPE, "result": TEST_RESULT}.get(kind, 0)
