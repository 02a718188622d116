"""Bars as inline SVG.

Lengths are percentages, so a bar fits any width without a script and a hatch is never stretched. Every bar stands
beside its numbers in text and is therefore hidden from screen readers. Colours and hatches come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

SLIVER = 0.4
"""Per cent. A part that is there at all stays visible: 12 people among 941,000 are 12 people."""


def stacked(parts: Sequence[tuple[str, int]], *, height: int = 18) -> Markup:
    """One bar of all `parts` (class name, size) side by side, filling the width."""
    present = [(name, n) for name, n in parts if n > 0]
    total = sum(n for _, n in present)
    if not total:
        return _svg("", height)
    widths = [max(100 * n / total, SLIVER) for _, n in present]
    widest = widths.index(max(widths))
    widths[widest] -= sum(widths) - 100
    rects, start = "", 0.0
    for (name, _), width in zip(present, widths, strict=True):
        rects += _rect(name, start, width, height)
        start += width
    return _svg(rects, height)


def segment(name: str, start: int, length: int, total: int, *, height: int = 12) -> Markup:
    """One step of a waterfall: a bar that begins where the one before it ended."""
    if total <= 0 or length <= 0:
        return _svg("", height)
    width = max(100 * length / total, SLIVER)
    return _svg(_rect(name, min(100 * start / total, 100 - width), width, height), height)


def swatch(name: str) -> Markup:
    """A small square for a legend."""
    rect = Markup('<rect class="v-{}" x="0.5" y="0.5" width="13" height="13"/>').format(name)
    return Markup('<svg class="swatch" width="14" height="14" aria-hidden="true" focusable="false">{}</svg>').format(
        rect
    )


def _rect(name: str, start: float, width: float, height: int) -> str:
    return f'<rect class="v-{name}" x="{start:.2f}%" y="0.5" width="{width:.2f}%" height="{height - 1}"/>'


def _svg(rects: str, height: int) -> Markup:
    return Markup(f'<svg class="bar" width="100%" height="{height}" aria-hidden="true" focusable="false">{rects}</svg>')
