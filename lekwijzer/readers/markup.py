"""The text of XML and HTML: what stands between the tags, and what stands in their attributes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s/>])")
_BLOCK = re.compile(
    r"</?(?:[\w.-]+:)?(?:p|br|si|text|comment|author|row|c|v|f|tr|td|th|li|h[1-6]|div|name|definedName|item|property|person|lpwstr|lpstr|vt|"
    r"odd\w+|even\w+|first\w+|formula\d?|creator|title|subject|description|keywords|lastModifiedBy|category|Company|Manager|annotation|line-break|tab)\b[^>]*>"
)
"""Where a line ends; any other tag may stand in the middle of a word."""
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"""=\s*(?:"([^"<>]{3,4000})"|'([^'<>]{3,4000})')""")
_NOISE = re.compile(
    r"(?:https?|urn):\S+|[#\w.-]{0,7}|application/\S+|\{?[0-9A-Fa-f-]{16,40}\}?|[\w./-]+\.(?:xml|bin|rels|vml)"
)
"""Attributes that say nothing: name spaces, ids, colours, parts of the package."""


def is_markup(text: str) -> bool:
    """Whether a text begins as XML or HTML does."""
    return _START.match(text) is not None


def texts_of_markup(text: str) -> Iterator[str]:
    """The words between the tags, a line to each paragraph or cell; then the values of attributes, a line each."""
    text = text.replace("\r\n", "\n").replace("<![CDATA[", "").replace("]]>", "")
    yield html.unescape(_TAG.sub("", _BLOCK.sub("\n", text)))
    values = dict.fromkeys(a or b for a, b in _VALUE.findall(text))
    yield html.unescape("\n".join(value for value in values if not _NOISE.fullmatch(value)))
