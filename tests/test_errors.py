"""What all errors share."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest

from lekwijzer.errors import as_argument, is_no_space


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(errno.EDQUOT, "x"), True),
        (OSError(errno.EFBIG, "x"), True),
        (OSError(errno.EACCES, "x"), False),
        (pl.exceptions.ComputeError("No space left on device (os error 28)"), True),
        (pl.exceptions.ComputeError("Disk quota exceeded (os error 122)"), True),
        (ValueError("28"), False),
    ],
)
def test_a_full_disk_is_told_also_by_the_words_of_a_library(error: Exception, full: bool) -> None:
    assert is_no_space(error) is full


def test_a_folder_is_named_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert as_argument(tmp_path / "all cases" / "first") == "'all cases/first'"
    assert as_argument(Path("cases/first")) == "cases/first"
    assert as_argument(tmp_path.parent / "elsewhere") == str(tmp_path.parent / "elsewhere")
