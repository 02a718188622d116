"""One self-contained page about one revision, for the people who decide and for those who check."""

from __future__ import annotations

from lekwijzer.report.render import render

__all__ = ["render"]
