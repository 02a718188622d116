"""Pages to letters: which pages of a document go together, by what stands on them.

A page begins a letter of its own when it says so (page 1 of ...), when it names somebody else than the pages before it, or when it
opens as a letter does. Anything else goes on with the letter before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lekwijzer.model import Role
from lekwijzer.readers.message_io import PERSON
from lekwijzer.readers.prose import found_in
from lekwijzer.readers.text_shapes import CLOSING, same_name

Page = tuple[int, str]
"""The number of a page and its text."""

BREAK = "\n\f\n"
"""Between the pages of one letter."""
_LONGEST = 1 << 20
"""Characters of one letter; beyond that the next page begins another."""
_NUMBERED = re.compile(
    r"(?i)\b(?:pagina|page|pag\.?|blad(?:zijde|nummer)?|blz\.?|vel)[ :]*([0-9]{1,4})(?:[ ]?(?:van|of|/|-)[ ]?([0-9]{1,4}))?\b|(?m:^[ \t]*-?[ ]?([0-9]{1,3})[ ]?(?:/|van|of)[ ]?([0-9]{1,3})[ ]?-?[ \t]*$)"
)
_OPENS = re.compile(
    r"(?im)^[ \t]*(?:(?:zeer )?(?:geachte|beste|dear)\b|(?:betreft|inzake|onderwerp|subject|re)[ \t]*:)"
)
_KEYS = (Role.BSN, Role.BIRTH_DATE, Role.PATIENT_NUMBER)
_NAMES = (Role.NAME, Role.SURNAME)


def letters(pages: Iterable[Page]) -> Iterator[Page]:
    """The letters: the number of the first page of each, and its text with a form feed between its pages."""
    first, last, held = 0, 0, ""
    who: dict[str, str] = {}
    crowd = False  # the page before names several people
    for number, text in pages:
        theirs = _person(text)
        if held and (len(held) > _LONGEST or _begins(text, held, theirs, who, crowd=crowd)):
            yield first, held
            first, held, who = number, text, theirs
        elif held:
            held += BREAK * (number - last) + text
            who = who | theirs
        else:
            first, held, who = number, text, theirs
        last, crowd = number, len(found_in(text)) > 1
    if held:
        yield first, held


def lined(texts: Iterable[Page], loose: str = "") -> Iterator[tuple[int, str]]:
    """Letters each with the number of its first line, for a document whose pages are not those on paper; then what stands by itself."""
    line = 1
    for _, text in texts:
        yield line, text.replace("\f", "")
        line += text.count("\n") + 1
    if loose.strip():
        yield line, loose


def _begins(text: str, before: str, theirs: dict[str, str], who: dict[str, str], *, crowd: bool) -> bool:
    """Whether a page begins another letter than the one before it is of."""
    if theirs and who and _others(theirs, who):
        return True
    number = next((a or b for a, _, b, _ in _NUMBERED.findall(text)), "")
    if number:
        return number == "1"
    if crowd and not theirs:
        return True  # it would be given to the last of them
    if theirs and who:
        return _OPENS.search(text) is not None and CLOSING.search(before) is not None
    return _OPENS.search(text) is not None or (bool(theirs) and CLOSING.search(before) is not None)


def _person(text: str) -> dict[str, str]:
    """Who a page names, when it names one person; the values of the first when it names several."""
    found = found_in(text)
    if not found:
        return {}
    return {role: value for role, value in zip(PERSON, found[0].row[0], strict=False) if value}


def _others(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether what two pages say of their people cannot be about one person."""
    for role in _KEYS:
        if role in one and role in other:
            return re.sub(r"\W", "", one[role]) != re.sub(r"\W", "", other[role])
    names = [next((some[role] for role in _NAMES if role in some), "") for some in (one, other)]
    return all(names) and not same_name(*names)
