"""Where the replica's files go, and the truth about every record in them.

A file's label is its path in the case folder, with `!/` between a container and its member. Members are first
written to a staging folder beside the case and packed at the end, with fixed times, so that the same seed gives the
same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
import py7zr

from lekwijzer.model import FIELD_BIT
from lekwijzer.replica.chain import Ints

_EPOCH = 1_751_760_000  # 6 July 2025, the day of the sample; even, as zip counts in steps of two seconds
_ZIP_TIME = (2025, 7, 6, 0, 0, 0)
_CONTAINERS = (".zip", ".7z", ".tar.gz", ".tgz", ".tar", ".gz")

EXPECTED = {
    "identifiable": "matched",
    "lacking": "unresolved",
    "outsider": "unidentified",
    "control": "rejected",
    "header": "rejected",
    "test": "rejected",
    "copy": "duplicate",
}
"""What should become of a record of each kind; a `reference` fares as the person it points to."""

_COLUMN_FIELD = {
    "bsn": "bsn", "surname": "name", "partner": "name", "initials": "name", "given": "name", "sex": "sex",
    "birth_year": "birth_date", "street": "address", "postcode": "address", "city": "address", "phone": "phone",
    "email": "email", "lab_number": "patient_number", "hospital_number": "patient_number", "insurer": "insurer",
    "policy": "insurer", "agb": "requester", "exam_code": "exam_type", "exam": "exam_type", "exam_date": "exam_date",
    "result": "test_result", "report": "test_result", "panel": "test_result", "pap": "test_result", "kopac": "test_result",
    "advice": "test_result",
}  # fmt: skip


def fields_mask(frame: pl.DataFrame, columns: Iterable[str]) -> pl.Series:
    """Per row the bits of the fields of which at least one of `columns` is filled. Positions in a pool are always filled."""
    bits = pl.repeat(0, len(frame), dtype=pl.UInt32, eager=True)
    for column in columns:
        if column not in _COLUMN_FIELD:
            continue
        bit = FIELD_BIT[_COLUMN_FIELD[column]]
        value = frame[column]
        filled = (
            (value != "").cast(pl.UInt32)
            if value.dtype == pl.String
            else pl.repeat(1, len(frame), dtype=pl.UInt32, eager=True)
        )
        bits = bits | (filled * bit)
    return bits


class Sink:
    """Opens files by label and keeps the truth about their records."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.staging = target / ".staging"
        self.records: list[pl.DataFrame] = []
        self.files: list[str] = []

    def path(self, label: str) -> Path:
        """The place to write the file with this label; its folders exist."""
        self.files.append(label)
        if "!/" in label:
            *containers, member = label.split("!/")
            place = self.staging.joinpath(*[f"{c}!" for c in containers], member)
        else:
            place = self.target / label
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def record(
        self,
        label: str,
        frame: pl.DataFrame,
        numbers: Ints,
        columns: Iterable[str],
        *,
        part: str = "",
        kind: str | None = None,
    ) -> None:
        """Note the records of a file: `frame` needs `pid` (null: nobody) and `kind`; `numbers` as in a locator."""
        kinds = pl.repeat(kind, len(frame), eager=True) if kind else frame["kind"]
        expected = frame["expected"] if "expected" in frame.columns else kinds.replace_strict(EXPECTED)
        self.records.append(
            pl.DataFrame(
                {
                    "dataset": pl.repeat(label.split("/")[1], len(frame), eager=True),
                    "file": pl.repeat(label, len(frame), eager=True),
                    "part": pl.repeat(part, len(frame), eager=True),
                    "n": pl.Series(numbers, dtype=pl.UInt32),
                    "person_id": frame["pid"].cast(pl.Int64),
                    "kind": kinds,
                    "expected": expected,
                    "lacks": frame["lacks"] if "lacks" in frame.columns else pl.repeat("", len(frame), eager=True),
                    "mask": fields_mask(frame, columns),
                }
            )
        )

    def copy(self, label: str, copy_label: str) -> None:
        """A second copy of a file, to the letter: each of its records is a duplicate."""
        shutil.copyfile(self.target / label, self.path(copy_label))
        for frame in [r for r in self.records if len(r) and r["file"][0] == label]:
            self.records.append(
                frame.with_columns(file=pl.lit(copy_label), kind=pl.lit("copy"), expected=pl.lit("duplicate"))
            )

    def pack(self) -> None:
        """Put the staged members into their containers, the innermost first, and remove the staging folder."""
        if not self.staging.exists():
            return
        for folder in sorted((p for p in self.staging.rglob("*!") if p.is_dir()), key=lambda p: (-len(p.parts), p)):
            _pack(folder, folder.with_name(folder.name[:-1]))
            shutil.rmtree(folder)
        for file in sorted(p for p in self.staging.rglob("*") if p.is_file()):
            place = self.target / file.relative_to(self.staging)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, place)
        shutil.rmtree(self.staging)


def _pack(folder: Path, container: Path) -> None:
    members = sorted(p for p in folder.rglob("*") if p.is_file())
    for member in members:
        os.utime(member, (_EPOCH, _EPOCH))
        member.chmod(0o644)
    names = [m.relative_to(folder).as_posix() for m in members]
    suffix = next(s for s in _CONTAINERS if container.name.endswith(s))
    if suffix == ".zip":
        with zipfile.ZipFile(container, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for member, name in zip(members, names, strict=True):
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                with member.open("rb") as source, archive.open(info, "w", force_zip64=True) as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
    elif suffix == ".7z":
        with py7zr.SevenZipFile(container, "w", filters=[{"id": py7zr.FILTER_LZMA2, "preset": 1}]) as seven:
            for member, name in zip(members, names, strict=True):
                seven.write(member, name)
    elif suffix == ".gz":
        with (
            container.open("wb") as raw,
            gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed,
            members[0].open("rb") as source,
        ):
            shutil.copyfileobj(source, packed, 1 << 20)
    else:
        _tar(container, members, names, compressed=suffix != ".tar")


def _tar(container: Path, members: list[Path], names: list[str], *, compressed: bool) -> None:
    def anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = _EPOCH
        return info

    with container.open("wb") as raw:
        packed: io.BufferedIOBase = gzip.GzipFile("", "wb", 1, raw, mtime=0) if compressed else raw
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for member, name in zip(members, names, strict=True):
                archive.add(member, name, filter=anonymous)
        if compressed:
            packed.close()


def counted(count: int, first: int = 1) -> Ints:
    """The numbers of `count` records that follow each other."""
    return np.arange(first, first + count, dtype=np.int64)
