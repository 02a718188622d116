"""Text that stands in a value as hexadecimal figures or base64: an attachment, a payload, a column of bytes in a dump."""

from __future__ import annotations

import re

import polars as pl

from lekwijzer.intake.encoded_files import SHORTEST, SIGNS
from lekwijzer.readers.payload import Dark, texts, utf8

CODED = r"[0-9A-Fa-f]{18}|[A-Za-z0-9+/_-]{8}[0-9]|[0-9][A-Za-z0-9+/_-]{8}|\b[MNO][A-Za-z0-9]{11}\b"
"""What has a run that could be encoded: nine figures take eighteen and twelve letters, and sixteen letters without a figure are a word."""
_RUN = r"(?:\b0[xX]|\\x|\b[xX]')?[0-9A-Fa-f]{18,}|[A-Za-z0-9+/_-]{16,}={0,2}|\b[MNO][A-Za-z0-9]{11}\b"
_HEX = r"^(?:0[xX]|\\x|[xX]')?([0-9A-Fa-f]{18,})$"
_FOLDED = re.compile(r"(?m)^([A-Za-z0-9+/]{40,76})\n(?=[A-Za-z0-9+/]+={0,2}$)")
_NO_TEXT = "[\x01-\x08\x0e-\x1a\x7f]"
_BINARY = (
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"x\x9c", b"x\x01", b"x\xda", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*",
    b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"\xff\xfe", b"\xfe\xff",
)  # fmt: skip
"""How bytes begin that are no text as they stand, but may hold some."""
_DIGESTS = (16, 20, 32)
"""Bytes of an MD5, a SHA-1 and a SHA-256, which are looked at as they are mostly written."""


def unfolded(text: str) -> str:
    """A text in which base64 over several lines, as in mail, is one line."""
    return _FOLDED.sub(r"\1", text)


def decoded(values: pl.Series, dark: Dark) -> list[str]:
    """What the values hold encoded, those of one value together; counts in `dark` what cannot be seen."""
    coded = values.str.contains(CODED)
    if not coded.any():
        return []
    where = coded.fill_null(False).arg_true()
    runs = pl.DataFrame({"n": where, "run": values.gather(where).str.extract_all(_RUN)}).explode("run").drop_nulls()
    runs = runs.filter(
        pl.col("run").str.contains("[0-9]") & pl.col("run").str.contains("[A-Z]|[0-9A-Fa-f]{18}")
    )  # no words
    if runs.is_empty():
        return []
    plain = (
        pl.col("run")
        .str.strip_chars_end("=")
        .str.replace_all("-", "+", literal=True)
        .str.replace_all("_", "/", literal=True)
    )
    figures = pl.col("run").str.extract(_HEX)
    odd = pl.col("plain").str.len_bytes() % 4
    runs = runs.with_columns(plain=plain, figures=figures.str.head(figures.str.len_bytes() // 2 * 2)).with_columns(
        plain=pl.when(odd == 1).then(pl.col("plain").str.head(-1))
        .when(odd == 2).then(pl.col("plain") + "==").when(odd == 3).then(pl.col("plain") + "=").otherwise("plain")
    )  # fmt: skip
    opened = pl.coalesce(
        pl.col("figures").str.decode("hex", strict=False), pl.col("plain").str.decode("base64", strict=False)
    )
    apart = pl.lit(dark.apart) & pl.col("figures").is_null()  # what stands there as figures is no item
    padded = pl.col("figures").is_null() & pl.col("run").str.ends_with("=")
    runs = runs.select("n", opened.alias("bytes"), apart.alias("apart"), padded.alias("padded")).drop_nulls("bytes")
    inside = pl.col("bytes").bin
    a_file = pl.any_horizontal(inside.starts_with(sign) for sign in SIGNS) & (inside.size() >= SHORTEST)
    runs = runs.filter(~(pl.col("apart") & a_file))
    runs = runs.with_columns(utf8(runs.get_column("bytes")).str.replace_all("\0", "", literal=True).alias("text"))
    runs = runs.with_columns(pl.when(~pl.col("text").str.contains(_NO_TEXT)).then("text"))
    odd_zeros = (inside.slice(1, 1) == b"\0") & (inside.slice(3, 1) == b"\0")
    binary = runs.filter(
        pl.col("text").is_null() & (pl.any_horizontal(inside.starts_with(b) for b in _BINARY) | odd_zeros)
    )
    digest = pl.col("text").is_null() & pl.col("padded") & inside.size().is_in(_DIGESTS)
    runs = runs.with_columns(text=pl.when(digest).then(inside.encode("hex")).otherwise("text"))
    found = runs.select("n", "text").drop_nulls()
    if len(binary):
        more = [(n, text) for n, data in binary.select("n", "bytes").iter_rows() for text in texts(data, dark)]
        found = pl.concat([found, pl.DataFrame(more, schema=found.schema, orient="row")])
    return found.group_by("n", maintain_order=True).agg(pl.col("text").str.join(" ")).get_column("text").to_list()
