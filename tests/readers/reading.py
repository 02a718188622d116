"""What the tests of message readers share."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from lekwijzer.model import MULTI, Problem, Records

SHARED = Path(__file__).parents[2] / "../shared/data"


def read(reader: ModuleType, path: Path, problems: list[Problem] | None = None) -> list[dict[str, Any]]:
    """The records of an item as dictionaries of what they have."""
    rows = []
    for part in reader.read(path, [] if problems is None else problems):
        assert isinstance(part, Records)
        for batch in part.batches:
            assert batch["digest"].null_count() == 0
            rows += [{key: value for key, value in row.items() if value is not None} for row in batch.to_dicts()]
    return rows


def read_bytes(reader: ModuleType, folder: Path, data: bytes | str) -> list[dict[str, Any]]:
    """The records of what would stand in a file."""
    path = folder / "item"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read(reader, path)


def several(value: str) -> list[str]:
    """The values of a role that has more than one."""
    return value.split(MULTI)


def subset(record: dict[str, Any], **expected: Any) -> None:
    """Asserts that a record has these values; None = has none."""
    assert {key: record.get(key) for key in expected} == expected
