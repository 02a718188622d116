"""Writes the smallest PDF documents that programs open."""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[float, float, str]
"""Where a text begins on a page of 595 by 842 points, from the bottom left, and the text."""


def down(*lines: str, x: float = 60, top: float = 780, step: float = 14) -> list[Placed]:
    """Lines of text, one below the other."""
    return [(x, top - i * step, line) for i, line in enumerate(lines) if line]


def across(rows: Sequence[Sequence[str]], columns: Sequence[float], top: float = 780, step: float = 14) -> list[Placed]:
    """A table whose cells begin at these distances from the left, row by row."""
    return [
        (x, top - i * step, cell) for i, row in enumerate(rows) for x, cell in zip(columns, row, strict=False) if cell
    ]


def pdf(*pages: Sequence[Placed], more: str = "", catalog: str = "", extra: Sequence[str] = ()) -> bytes:
    """A document with these pages. `more`: entries of the first page; `catalog`: of the catalogue; `extra`: objects from number 100 on."""
    objects: dict[int, str] = {}
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>"
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    objects[3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for i, page in enumerate(pages):
        content = "\n".join(f"BT /F1 10 Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, text in page)
        objects[10 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {11 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> "
            f"{more if i == 0 and more.startswith('/XObject') else ''} >> {more if i == 0 and not more.startswith('/XObject') else ''} >>"
        )
        if i == 0 and more.startswith("/XObject"):
            content += "\nq 500 0 0 700 40 60 cm /Im1 Do Q"
        objects[11 + 2 * i] = f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream"
    for i, text in enumerate(extra):
        objects[100 + i] = text
    return _written(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _written(objects: dict[int, str]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    at = {}
    for number, text in sorted(objects.items()):
        at[number] = len(out)
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{at.get(number, 0):010} 00000 {'n' if number in at else 'f'} \n".encode()
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
