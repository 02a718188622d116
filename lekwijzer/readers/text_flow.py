"""Sentences that a program broke where a line was full, as one line again: a name and its birth date may stand on two.

A line was broken when the word that follows would not have fitted. A form, a list or a table is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_SHORTEST, _LONGEST = 34, 3_000
"""Letters of a line that may have been full, and of a paragraph."""
_MOST = 60
"""Lines of a paragraph; more are a list."""
_CUT, _NARROWEST = 3, 30
"""Lines of a text, the last too, and letters of a line, from which on lines of one length are no chance."""
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_OWN_LINE = re.compile(r"[^:,;()0-9]{1,32}:(?:\s|$)|[-*•]\s|[0-9]{1,3}[.)]\s|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]")
"""How a line begins that is no sentence: a label, the sign of a list, the time of an event."""
_COLUMNS = re.compile(r"\S(?: {3,}|\t| {1,2}\| )\S|\f")
_CODE = re.compile(r"[{}=;]|\w\(|\)$|::|\w\[|<\w")
"""What lines of programs and settings have, and sentences seldom."""
_ABOUT = re.compile(
    r"(?i)\b(?:geb(?:oren|\.|oorte)|born|birth|bsn|burgerserv|mevr|mw|mej|dhr|de heer|pati[eë]nt|cli[eë]nt|betreft|inzake|mijn naam|ik ben|wonende|woonachtig)|@"
)
"""What a paragraph has in which somebody may be named; the others stay as they are."""
_YEAR = r"(?:19[0-9]{2}|20(?:0[0-9]|1[0-5]))"
_BORN = re.compile(
    rf"(?<![0-9])(?:[0-3]?[0-9][-/. ](?:[01]?[0-9]|[a-z]{{3,9}}\.?)[-/. ]{_YEAR}|{_YEAR}-[01][0-9]-[0-3][0-9])(?![0-9])"
)
_SMALL = re.compile(
    r"(?<![\w@.-])(?!(?:van|aan|den|der|het|ten|ter|op|heer|mevrouw|meneer)\b)[^\W\d_A-Z][^\W\d_]+(?![\w@-])"
)
"""Words in small letters that are no prefixes or titles: a sentence has some, a name with an address and a number has not."""
_SHORTENED = re.compile(
    r"(?i)(?<![^\W\d_])(?:geb|gebdat|dat|mevr|mw|mej|dhr|hr|dr|drs|prof|nr|tel|mob|pat|[a-z]|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\.$"
)


def flowed(lines: list[str]) -> tuple[list[str], Sequence[int]]:
    """The lines of a text with what belongs to one sentence put together, and the number of the line on which each begins."""
    out: list[str] = []
    numbers: list[int] = []
    start, count = 0, len(lines)
    while start < count:
        end = start + 1
        if len(lines[start]) >= _SHORTEST:
            while end < count and end - start <= _MOST and lines[end] and not lines[end].isspace():
                end += 1
        if end - start > 1 and (joints := _joints(lines[start:end])):
            _join(lines, start, joints, out, numbers)
        else:
            out += lines[start:end]
            numbers += range(start, end)
        start = end
    return (lines, range(count)) if len(out) == count else (out, numbers)


def uncut(lines: Sequence[str]) -> str:
    """The text of a message that has a segment to a line; one that a program cut where a line was full, in the middle of words too, is whole again.

    All lines of such a text are as long, but the last. Where words are not cut, none begins or ends with a blank.
    """
    widths = {len(line) for line in lines[:-1]}
    if len(lines) < _CUT or len(widths) > 1 or len(lines[-1]) > (width := widths.pop()) or width < _NARROWEST:
        return "\n".join(lines)
    at_blank = any(line[:1] == " " or line[-1:] == " " for line in lines)
    return ("" if at_blank or len(lines) > _CUT else "\n").join(lines)


def _join(lines: list[str], start: int, joints: list[bool], out: list[str], numbers: list[int]) -> None:
    for i in range(len(joints) + 1):
        line = lines[start + i]
        if i and joints[i - 1]:
            before = out[-1].rstrip()
            out[-1] = before + ("" if _hyphenated(before) else " ") + _bare(line)
        else:
            out.append(line)
            numbers.append(start + i)


def _hyphenated(line: str) -> bool:
    return line.endswith(("-", "/", "@")) and (
        line[-2:-1].isdigit() or line.endswith("@") or "@" in line.rsplit(None, 1)[-1]
    )


def _bare(line: str) -> str:
    quoted = _QUOTED.match(line)
    return (line[quoted.end() :] if quoted else line).strip()


def _joints(paragraph: list[str]) -> list[bool]:
    """Between which lines of a paragraph a sentence goes on; nothing where it goes on nowhere."""
    if len(paragraph) > _MOST or sum(map(len, paragraph)) > _LONGEST or not any(map(_ABOUT.search, paragraph)):
        return []
    if any(map(_COLUMNS.search, paragraph)) or 3 * sum(map(bool, map(_CODE.search, paragraph))) > len(paragraph):
        return []
    bare = [_bare(line) for line in paragraph]
    if 2 * sum(_OWN_LINE.match(line) is not None for line in bare) > len(bare) or not all(bare):
        return []
    width = max(map(len, bare))
    full = [len(a) + 1 + len(b.split(None, 1)[0]) > width for a, b in pairwise(bare)]
    told = [_goes_on(a, b) for a, b in pairwise(bare)]
    told = [t and len(_SMALL.findall(a)) > 1 for t, a in zip(told, bare, strict=False)]
    whole = all(full) and any(told) and len(full) > 1 and not any(map(_both_born, bare, bare[1:]))
    joints = [
        whole or (f and t and not _both_born(a, b)) for f, t, a, b in zip(full, told, bare, bare[1:], strict=False)
    ]
    return joints if any(joints) else []


def _goes_on(line: str, after: str) -> bool:
    """Whether two lines seem to be of one sentence."""
    if len(line) < _SHORTEST or (_OWN_LINE.match(after) and (_OWN_LINE.match(line) or line[-1] not in ",;")):
        return False
    return (
        line[-1] in ",-(/@"
        or line[-1].islower()
        or after[0].islower()
        or _SHORTENED.search(line) is not None
        or (line[-1] == ":" and after[0].isdigit())
    )


def _both_born(line: str, after: str) -> bool:
    """Whether each of two lines has a date of its own on which somebody may be born: lines of a list."""
    return _BORN.search(line) is not None and _BORN.search(after) is not None
