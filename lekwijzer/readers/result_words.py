"""Words by which running text gives away that it is about an examination, or tells how it came out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import polars as pl

_EXAM = re.compile(
    r"(?:uitstrijk\w*|cytologi\w*|histologi\w*|patholog\w*|biopt\w*|biopsie\w*|biopsy|hpv\b|pap ?(?:smear|test|uitslag|[0-5])|"
    r"pap-?[0-5]|zelfafname\w*|bloedonderzoek\w*|lab(?:oratorium)?onderzoek\w*|labuitslag\w*|bepaling(?:en)?\b|urineonderzoek\w*|"
    r"kweek\w*|pcr\b|soa\b|chlamydia\w*|gonor+h?oe\w*|syfilis|syphilis|hepatitis|hiv\b|trichomonas|herpes|mri\b|ct-?scan\w*|echo\w{0,6}\b|"
    r"r[oö]ntgen\w*|x-\w+|mammogra\w*|fundusfoto\w*|spirometrie|ecg\b|fit-?test\w*|nipt\b|hba1c|glucose|cholesterol|kreatinine|"
    r"creatinine|h(?:emo|b)globine|leuko\w*|tsh\b|psa\b|crp\b|bse\b|screening\w*|bevolkingsonderzoek\w*|examination|specimen|smear)"
)
_OUTCOME = re.compile(
    r"(?:uitslag\w*|resulta(?:at|ten)\b|results?\b|conclusies?\b|conclusions?\b|bevinding\w*|findings?\b|negatie[fv]e?\b|"
    r"positie[fv]e?\b|negative\b|positive\b|afwijkend\w*|onafwijkend|abnormal\w*|niet aan(?:toonbaar|getoond)|aangetoond|"
    r"aantoonbaar|(?:on|niet )beoordeelbaar|niet analyseerbaar|ongeldig|pap ?-?[0-5]|kopac\w*|maligni\w*|benigne|carcinoom|"
    r"dysplasie|microscopie|macroscopie|diagnose\b|diagnosis\b)"
)
_MARK = re.compile(r"(?:[0-9]+[.,]?[0-9]* ?(?:mmol|umol|µmol|nmol|pmol|mg|ug|µg|g|u|iu|ie)/(?:l|dl|ml|mol)|mmol/mol)\b")
_SAID = (
    r"(?:\b(?:is|was|zijn|waren|blijkt|bleek|blijken|bleken|lijkt) (?:[a-z]+ ){0,2}(?:normaal|gunstig|verdacht|onrustig|verhoogd|verlaagd)\b|"
    r"\bnormaal\W*(?:$|[.,;:!?)'\n])|\bnormale? (?:uitslag|bevinding|beeld|cel|waarde|weefsel|slijmvlies)|"
    r"\b(?:geen|zonder) (?:[a-z]+ ){0,2}(?:afwijking|bijzonderhe)|\b(?:goed|kwaad)aardig)"
)
"""How an outcome is told in plain words; only of what is said to be examined, as much else is normal, or is not."""
_PLAINLY = re.compile(_SAID)


_WORD = re.compile(r"[^\W\d_][\w-]*")


def _starts(pattern: re.Pattern[str]) -> frozenset[str]:
    """The letter pairs with which the words of a pattern start: most words of a text are passed over on these."""
    plain = re.findall(r"(?:^\(\?:|\|)([a-z][a-z-])", pattern.pattern)
    return frozenset((*plain, "rö", "ro", "he", "hb", "on", "ni"))  # and those that start with a choice


_EXAM_STARTS, _OUTCOME_STARTS = _starts(_EXAM), _starts(_OUTCOME)


_SPLIT = ("niet ", "pap ")
"""How an expression of more than one word starts."""


def _holds(pattern: re.Pattern[str], starts: frozenset[str], piece: str) -> bool:
    return any(word[:2] in starts and pattern.match(word) for word in _WORD.findall(piece))


@lru_cache(1 << 14)
def _of_exam(piece: str) -> bool:
    return _holds(_EXAM, _EXAM_STARTS, piece)


@lru_cache(1 << 14)
def _of_outcome(piece: str) -> bool:
    return _holds(_OUTCOME, _OUTCOME_STARTS, piece)


def _begins_word(text: str, at: int) -> bool:
    """Whether a word starts here, and not in the middle of a longer one."""
    while at and (text[at - 1].isalnum() or text[at - 1] in "_-"):
        at -= 1
        if text[at].isalpha():
            return False
    return True


def _occurs(pattern: re.Pattern[str], is_one: Callable[[str], bool], low: str, pieces: list[str]) -> bool:
    """Whether a word, or an expression of more than one, occurs; the same words come back in every text."""
    if any(map(is_one, pieces)):
        return True
    for start in _SPLIT:
        at = low.find(start)
        while at >= 0:
            if pattern.match(low, at) and _begins_word(low, at):
                return True
            at = low.find(start, at + 1)
    return False


def told(text: str) -> tuple[bool, bool]:
    """Whether the text names something that was asked or done, and whether it tells an outcome or announces one."""
    low = text.lower()
    pieces = low.split()
    concluded = _occurs(_OUTCOME, _of_outcome, low, pieces) or ("/" in low and _MARK.search(low) is not None)
    of_exam = _occurs(_EXAM, _of_exam, low, pieces)
    return of_exam, concluded or (of_exam and _PLAINLY.search(low) is not None)


def _in_columns(pattern: re.Pattern[str]) -> str:
    """The pattern for many texts at once, where nothing looks back: a word starts with the first letter after what is none."""
    return r"(?:^|[^\w-])[\d_-]*" + pattern.pattern.replace(r"\b", r"(?:\W|$)")


def told_of(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """`told` of each text."""
    low = texts.str.to_lowercase()
    concluded = low.str.contains(_in_columns(_OUTCOME))
    left = (~concluded).arg_true()
    if len(left):
        marked = low.gather(left).str.contains(_MARK.pattern.replace(r"\b", r"(?:\W|$)"))
        concluded = concluded.scatter(left, marked)
    of_exam = low.str.contains(_in_columns(_EXAM))
    left = (of_exam & ~concluded).arg_true()
    if len(left):
        concluded = concluded.scatter(left, low.gather(left).str.contains(_SAID))
    return of_exam, concluded


def examined(text: str) -> bool:
    """Whether the text names something that was asked or done."""
    low = text.lower()
    return _occurs(_EXAM, _of_exam, low, low.split())
