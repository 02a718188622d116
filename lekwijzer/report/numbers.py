"""Numbers, dates and sizes as a reader of Dutch or English expects them."""

from __future__ import annotations

from datetime import datetime

MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def whole(value: int, lang: str) -> str:
    """`1.234.567` in Dutch, `1,234,567` in English; a true minus sign for what is below zero."""
    text = f"{abs(value):,}"
    return ("\u2212" if value < 0 else "") + (text.replace(",", ".") if lang == "nl" else text)


def signed(value: int, lang: str) -> str:
    """The number with its sign, for differences; zero is `0`."""
    return ("+" if value > 0 else "") + whole(value, lang)


def decimal(value: float, lang: str, digits: int = 1) -> str:
    """A number with decimals."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "nl" else text


def percent(part: int, total: int, lang: str) -> str:
    """A share that never rounds to none or to all: those two are said only when they are so."""
    if total <= 0:
        return "\u2013"
    if part <= 0 or part >= total:
        return "0%" if part <= 0 else f"{whole(round(100 * part / total), lang)}%"
    share = round(100 * part / total, 1)
    if share < 0.1:
        return f"<{decimal(0.1, lang)}%"
    if share > 99.9:
        return f">{decimal(99.9, lang)}%"
    return f"{decimal(share, lang)}%"


def size(count: int, lang: str) -> str:
    """Bytes in decimal units, three figures."""
    value = float(count)
    unit = 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if unit == 0 or value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{decimal(value, lang, digits)}\u00a0{UNITS[unit]}"


def date(text: str | None, lang: str) -> str:
    """`20 augustus 2025`, with the time when there is one; text that is no ISO date comes back as it is."""
    if not text:
        return "\u2013"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = f"{moment.day}\u00a0{MONTHS[lang][moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if len(text) > 10 else day
