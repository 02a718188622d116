"""The ground truth of a replica, written beside the case: what is in the files, and what should be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lekwijzer.model import FIELD_BIT
from lekwijzer.replica.registers import PARTICIPANTS
from lekwijzer.replica.world import World


def write_truth(world: World, folder: Path) -> None:
    """Write mentions, subjects, exposure and figures."""
    folder.mkdir(parents=True, exist_ok=True)
    records = pl.concat(world.sink.records)
    mentions = _mentions(world, records)
    mentions.write_parquet(folder / "mentions.parquet", compression="zstd")
    exposure = _exposure(mentions)
    exposure.write_parquet(folder / "exposure.parquet", compression="zstd")
    subjects = _subjects(world, records, exposure)
    subjects.write_parquet(folder / "subjects.parquet", compression="zstd")
    figures = _figures(world, records, subjects)
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _mentions(world: World, records: pl.DataFrame) -> pl.DataFrame:
    """One row per record; a record that should match has one row per register that its person is in."""
    records = records.with_row_index("record").with_columns(fields=_named(records["mask"]))
    members = world.registers.members.select("register", "key", person_id="pid")
    matched = records.filter(pl.col("expected") == "matched").join(
        members, on="person_id", how="left", maintain_order="left_right"
    )
    rest = records.filter(pl.col("expected") != "matched").with_columns(register=pl.lit(""), key=pl.lit(""))
    both = pl.concat([matched, rest], how="diagonal").sort("dataset", "file", "part", "n", "register")
    return both.select(
        "dataset",
        "file",
        "part",
        "n",
        "record",
        "person_id",
        "kind",
        "lacks",
        "expected",
        "register",
        "key",
        "fields",
        "mask",
    )


def _named(mask: pl.Series) -> pl.Series:
    """The fields of a mask, joined with `|`."""
    values = mask.unique().to_list()
    names = ["|".join(f for f, bit in FIELD_BIT.items() if value & bit) for value in values]
    return mask.replace_strict(values, names, return_dtype=pl.String)


def _exposure(mentions: pl.DataFrame) -> pl.DataFrame:
    """register, key, dataset, field: what the matched records of a register row carry."""
    merged = (
        mentions.filter(pl.col("expected") == "matched")
        .group_by("register", "key", "dataset")
        .agg(pl.col("mask").bitwise_or())
    )
    fields = merged.with_columns(field=_named(merged["mask"]).str.split("|")).explode("field")
    return fields.select("register", "key", "dataset", "field").sort("register", "key", "dataset", "field")


def _subjects(world: World, records: pl.DataFrame, exposure: pl.DataFrame) -> pl.DataFrame:
    """One row per register row: is the person in the leak at all, can they be found there, where, and with what."""
    present = records.filter(pl.col("person_id").is_not_null())["person_id"].unique()
    found = records.filter(pl.col("expected") == "matched")["person_id"].unique()
    sets = exposure.group_by("register", "key").agg(
        datasets=pl.col("dataset").unique().sort().str.join("|"), fields=pl.col("field").unique().sort().str.join("|")
    )
    base = world.registers.members.select("register", "key", person_id="pid")
    group = np.full(len(world.people.table), "", dtype="<U1")
    d, n = world.draw, world.chain.universe
    group[:n] = np.where(d.in_first, "1", np.where(d.in_second, "2", np.where(d.old, "4", "3")))
    return (
        base.with_columns(
            present=pl.col("person_id").is_in(present.implode()),
            identifiable=pl.col("person_id").is_in(found.implode()),
            group=pl.when(pl.col("register") == PARTICIPANTS)
            .then(pl.Series(group).gather(base["person_id"]))
            .otherwise(pl.lit("")),
        )
        .join(sets, on=["register", "key"], how="left", maintain_order="left")
        .with_columns(pl.col("datasets", "fields").fill_null(""))
    )


def _figures(world: World, records: pl.DataFrame, subjects: pl.DataFrame) -> dict[str, Any]:
    """The public chain, counted from the truth tables, not from the sizes that were asked for."""
    screening = records.filter(pl.col("file").str.contains("/screening/", literal=True))
    people = subjects.filter(pl.col("register") == PARTICIPANTS)

    def rows(dataset: str, expected: str | None = None) -> int:
        chosen = screening.filter(pl.col("dataset") == dataset)
        return len(chosen if expected is None else chosen.filter(pl.col("expected") == expected))

    def found(*datasets: str) -> pl.DataFrame:
        """Participants found in all of `datasets`."""
        return people.filter(pl.all_horizontal(pl.col("datasets").str.split("|").list.contains(d) for d in datasets))

    old = pl.Series(world.draw.old).gather(people["person_id"])
    in_first, in_second = len(found("first")), len(found("second"))
    known = len(found("first", "second"))
    missing = ~people["identifiable"]
    return {
        "sample": {"rows": rows("sample"), "people": len(found("sample"))},
        "first": {"rows": rows("first"), "people": in_first, "lacking": rows("first", "unresolved")},
        "second": {
            "rows": rows("second"), "new": in_second - known, "known": known, "lacking": rows("second", "unresolved"),
            "known_or_unresolvable": rows("second") - (in_second - known),
        },
        "rows": rows("first") + rows("second"),
        "universe": len(people),
        "confirmed": in_first + in_second - known,
        "not_excluded": int(missing.sum()),
        "groups": {
            "1": in_first, "2": in_second - known, "3": int((missing & ~old).sum()), "4": int((missing & old).sum()),
        },
        "scope_refuted_by": int((people["identifiable"] & old).sum()),
        "registers": {
            r["register"]: {"rows": r["rows"], "present": r["present"], "identifiable": r["identifiable"]}
            for r in subjects.group_by("register", maintain_order=True).agg(
                rows=pl.len(), present=pl.col("present").sum(), identifiable=pl.col("identifiable").sum()
            ).to_dicts()
        },
        "mentions": {
            f"{r['dataset']}/{r['expected']}": r["n"]
            for r in records.group_by("dataset", "expected").agg(n=pl.len()).sort("dataset", "expected").to_dicts()
        },
        "outsiders": records.filter(pl.col("expected") == "unidentified")["person_id"].n_unique(),
    }  # fmt: skip
