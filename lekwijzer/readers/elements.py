"""Trees of elements out of XML and HTML, made so that nothing is fetched, no entity is resolved, and depth and size are bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from lekwijzer.errors import Unreadable

DAMAGE = (etree.XMLSyntaxError, etree.ParserError, ValueError)
"""What is raised on content that is none."""
_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "encoding": "utf-8",
}  # fmt: skip
_ENTITY = re.compile(rb"<!ENTITY\s", re.IGNORECASE)
_NOTES = (etree.Comment, etree.ProcessingInstruction)


def local(element: Any) -> str:
    """The name of an element without its name space; "" of a comment."""
    return _named(element.tag)[1] if isinstance(element.tag, str) else ""


def space(element: Any) -> str:
    """The name space of an element."""
    return _named(element.tag)[0] if isinstance(element.tag, str) else ""


def attributes(element: Any) -> Iterator[tuple[str, str, str]]:
    """The name spaces, names and values of what an element says of itself."""
    for key, value in element.attrib.items():
        yield (*_named(key), value)


def _named(name: str) -> tuple[str, str]:
    """The name space and the name; also of a damaged one, which the library's own way of taking it apart refuses."""
    space, _, bare = name.rpartition("}")
    return space.removeprefix("{"), bare


def notes(root: Any) -> Iterator[str]:
    """What stands in comments and instructions."""
    for note in root.iter(*_NOTES):
        if note.text and note.text.strip():
            yield str(note.text)


def as_bytes(element: Any) -> bytes:
    """An element as it would be written."""
    return bytes(etree.tostring(element))


_BEHIND = "behind the document"
"""A note that is put behind a document: the parser closes what is open at its end without a word, and has it inside then."""


def tree(blocks: Iterable[bytes]) -> tuple[Any, list[str]]:
    """The root of a document as far as it can be read, and what is to be said of it."""
    parser = etree.XMLParser(recover=True, **_SAFE)
    entities = False
    try:
        end = b""
        for block in blocks:
            end = block.rstrip(b"\0 \t\r\n") or end
            entities = entities or _ENTITY.search(block) is not None
            parser.feed(block)
        parser.feed(f"<!--{_BEHIND}-->".encode())
        root = parser.close()
    except DAMAGE as error:
        raise Unreadable("the XML is damaged from its start on") from error
    if root is None:
        raise Unreadable("the XML is damaged from its start on")
    told = []
    whole = end.endswith(b">") and any(note.text == _BEHIND for note in root.itersiblings(etree.Comment))
    if not whole or any(
        e.level_name in ("ERROR", "FATAL") and e.type_name != "NS_ERR_UNDEFINED_NAMESPACE" for e in parser.error_log
    ):
        told.append("the XML is damaged; read as far as it goes")
    if entities:
        told.append("the document has texts of its own (entities), which were not filled in")
    return root, told


def events(blocks: Iterable[bytes]) -> Iterator[tuple[str, Any]]:
    """The beginnings and ends of elements of a large document, one after another."""
    parser = etree.XMLPullParser(("start", "end"), **_SAFE)
    for block in blocks:
        parser.feed(block)
        yield from parser.read_events()
    parser.close()


def page(source: bytes) -> Any:
    """The root of an HTML page."""
    try:
        return lxml_html.document_fromstring(source, parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False))  # fmt: skip
    except DAMAGE as error:
        raise Unreadable("the page is damaged from its start on") from error
