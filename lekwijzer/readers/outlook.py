"""Messages of Outlook as letters."""

from __future__ import annotations

import re

from lekwijzer.intake.outlook import Message
from lekwijzer.readers import grids
from lekwijzer.readers.hypertext import text_of_html
from lekwijzer.readers.mails import Letter, letter, text_of_page

_TAG = re.compile(r"\\\*\\htmltag\d* ?|\\htmlrtf\b.*?\\htmlrtf0 ?", re.DOTALL)
_SKIPPED = re.compile(
    r"\{\\(?:\*\\(?!htmltag)\w+|fonttbl|colortbl|stylesheet|info|pict|object)\b(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
)
_HEX = re.compile(r"(?:\\'[0-9a-fA-F]{2})+")
_WIDE = re.compile(r"\\u(-?\d{1,6})\s?(?:\\'[0-9a-fA-F]{2}|\?)?")
_BREAK = re.compile(r"\\(?:par|line|row|sect|page)\b ?")
_WORD = re.compile(r"\\[a-zA-Z]+-?\d* ?|\\[*~_-]|[{}]")
_LITERAL = re.compile(r"\\([{}\\])")


def letter_of(message: Message, number: int) -> Letter:
    """What is said in a message; what it says the same another way, and what it says beside it, leaves traces."""
    lists: list[grids.Grid] = []
    text, html = message.text, text_of_page(message.html, lists) if message.html else ""
    rich = text_of_rich(message.rtf) if message.rtf and not (text.strip() or html) else ""
    body = text if text.strip() else html or rich
    unread = [*message.others, *(name for name, _ in message.attached)]
    if html and body is text and len(html.split()) != len(text.split()):
        unread.append(html)
    return letter(number, message.told, message.subject, body, unread, lists)


def text_of_rich(data: bytes) -> str:
    """The words of rich text, as far as mails have it; pages in it are taken out as pages."""
    text = data.decode("cp1252", "replace")
    encapsulated = "\\fromhtml" in text[:400]
    text = _SKIPPED.sub("", text.replace("\r", "").replace("\n", ""))
    if encapsulated:
        text = _TAG.sub("", text)
    text = _WIDE.sub(lambda found: chr(int(found[1]) % 65536), text)
    text = _HEX.sub(lambda found: bytes.fromhex(found[0].replace("\\'", "")).decode("cp1252", "replace"), text)
    text = _LITERAL.sub(lambda found: chr(0xE000 + ord(found[1])), text.replace("\\tab ", "\t"))
    text = _WORD.sub("", _BREAK.sub("\n", text))
    for sign in "{}\\":
        text = text.replace(chr(0xE000 + ord(sign)), sign)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text_of_html(text) if encapsulated else text
