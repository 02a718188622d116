"""Pictures on the pages of a PDF that may hold text: a page that is nothing else, a form or a label pasted into a letter.

Logos and rules are small, and what lies behind the text of a page (a letterhead, the scan under a layer of text) adds nothing to it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

FEWEST = 40
"""Letters of a page from which it has a text of its own."""
_PLENTY = 400
_SMALL, _WHOLE = 0.06, 0.5
"""Shares of a page: from which a picture can hold a text that matters, and from which it is what the page is made of."""
_DRAWN = 60
"""Lines and curves on a page without text, from which these may be letters."""
_SCALE = 200 / 72
_MOST_DOTS = 30_000_000


def pictures_on(page: pypdfium2.PdfPage, letters: int, seen: set[int]) -> Iterator[Image.Image]:
    """What of a page is to be read as a picture; adds to `seen` the pictures that come back on page after page."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    boxes: list[tuple[float, float, float, float]] = []
    drawn = 0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        drawn += kind == pdfium.FPDF_PAGEOBJ_PATH
        if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        box = max(left.value, 0.0), max(bottom.value, 0.0), min(right.value, width), min(top.value, height)
        share = max(box[2] - box[0], 0) * max(box[3] - box[1], 0) / area
        if kind == pdfium.FPDF_PAGEOBJ_FORM and letters >= FEWEST:
            continue  # a frame around text, or a drawing
        if share >= (_SMALL if letters >= FEWEST else 0.01) and not (share >= _WHOLE and letters >= _PLENTY):
            if letters >= FEWEST and _came_before(item, seen):
                continue
            boxes.append(box)
    if letters < FEWEST:
        if boxes or drawn >= _DRAWN:
            yield _shown(page, (0.0, 0.0, 0.0, 0.0), width * height)
        return
    for found in boxes:
        yield _shown(page, (found[0], found[1], width - found[2], height - found[3]), area)


def _came_before(item: object, seen: set[int]) -> bool:
    """Whether the same picture stood on an earlier page."""
    size = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
    if not size:
        return False
    buffer = (ctypes.c_ubyte * size)()
    pdfium.FPDFImageObj_GetImageDataRaw(item, buffer, size)
    digest = hash(bytes(buffer))
    known = digest in seen
    seen.add(digest)
    return known


def _shown(page: pypdfium2.PdfPage, crop: tuple[float, float, float, float], area: float) -> Image.Image:
    """The page, or what is left of it without the margins, at 200 dots to the inch; fewer for a poster."""
    scale = min(_SCALE, (_MOST_DOTS / max(area, 1.0)) ** 0.5)
    shown: Image.Image = page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=False).to_pil()
    return shown
