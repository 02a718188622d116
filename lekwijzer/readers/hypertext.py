"""HTML to the text that a person sees: a line to each paragraph and row, a tab between cells."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(
    r"(?is)<(script|style|head|title|template)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<![^>]*>|<\?[^>]*>"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE = re.compile(
    r"(?i)</?(?:p|br|div|tr|table|tbody|thead|li|ul|ol|h[1-6]|hr|dl|dt|dd|pre|section|article|header|footer|blockquote|fieldset|legend|form|option|caption|address|body|html)\b[^>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[ \xa0]{2,}")
_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*){2,}")


def text_of_html(page: str) -> str:
    """The text of a page, without what nobody sees."""
    page = _HIDDEN.sub(" ", page) if "<" in page else page
    page = _SPACE.sub(" ", page)
    page = re.sub(r"(?i)</t[dh]>\s*(?=<t[dh]\b)", "\t", page)
    page = html.unescape(_TAG.sub("", _LINE.sub("\n", page)))
    page = _BLANKS.sub(" ", page.replace("\xa0", " "))
    return _LINES.sub("\n\n", page).strip()
