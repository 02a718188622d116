"""Lekwijzer: from leaked files to a defensible answer about who is hit."""

__version__ = "0.1.0"
