"""Files in which nothing stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.intake import Lister
from lekwijzer.intake.items import Item
from lekwijzer.model import ReadOutcome
from lekwijzer.readers import kind_of


def item_of(folder: Path, content: bytes) -> Item:
    (folder / "leak").mkdir()
    (folder / "leak/a.txt").write_bytes(content)
    (item,) = Lister(folder / "leak", folder / "spool", kind_of).items("d", ["."])
    return item


@pytest.mark.parametrize(
    "content",
    [
        b"", b" \n\t\r\n", b" \n" * 100_000, b"\0" * 300_000, b"\xef\xbb\xbf\r\n", " \r\n".encode("utf-16"), b"\xa0\xa0\n", " \u3000\u200b\n".encode(), b"\x1a",
    ],
)  # fmt: skip
def test_white_space_alone_is_read_and_empty(tmp_path: Path, content: bytes) -> None:
    item = item_of(tmp_path, content)
    assert (item.kind, item.outcome, item.problem, item.bytes) == ("empty", ReadOutcome.READ, "", len(content))


@pytest.mark.parametrize(
    "content", [b" " * 70_000 + b"x", b"\0" * 70_000 + b"naam", b"  1 ", b"\xef\xbb\xbf-", b"\xc3\xa9"]
)
def test_anything_else_is_not(tmp_path: Path, content: bytes) -> None:
    assert item_of(tmp_path, content).kind != "empty"
