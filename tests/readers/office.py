"""Writes the smallest office documents that office programs open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
W += 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:wps" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
W += 'xmlns:wp="urn:wp" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(text: str, inside: str = "") -> str:
    """A paragraph, a tab or a break where the text has one."""
    runs = text.replace("\t", "</w:t><w:tab/><w:t>").replace("\f", '</w:t><w:br w:type="page"/><w:t>')
    runs = runs.replace("\n", "</w:t><w:br/><w:t>")
    return f'<w:p>{inside}<w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'


def letter(*lines: str) -> str:
    return "".join(map(p, lines))


def tbl(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{c if c.startswith('<w:') else p(c)}</w:tc>" for c in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {W}>{inner}</w:{root}>'


def relations(targets: Mapping[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{_DOC}/x" Target="{t}"{" TargetMode=" + chr(34) + "External" + chr(34) if ":" in t else ""}/>'
        for i, t in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def zipped(members: Mapping[str, str | bytes], stored: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return out.getvalue()


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, targets: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body, other parts by their names, and what the body refers to by its ids."""
    return zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations({"rId1": "word/document.xml"}),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(targets or {}), **(parts or {}),
    })  # fmt: skip
