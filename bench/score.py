"""Hold a revision of a replica against the replica's truth: people, exposure, rows.

    python bench/score.py CASE [--errors]

Prints one figure per line; `--errors` adds counts of what went wrong by kind, with locators and never a value.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

FOUND = ["confirmed", "probable"]


def f1(hit: int, said: int, true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * hit / max(said + true, 1)


def score(case: Path) -> dict[str, float | int]:
    """All figures of one case folder."""
    truth, last = case / "truth", sorted((case / "revisions").glob("[0-9]*"))[-1]
    true = pl.read_parquet(truth / "subjects.parquet")
    said = pl.read_parquet(last / "subjects.parquet", columns=["register", "key", "verdict", "datasets"])
    both = said.join(true.drop("datasets"), on=["register", "key"], how="left")
    found, identifiable = pl.col("verdict").is_in(FOUND), pl.col("identifiable").fill_null(False)
    present = pl.col("present").fill_null(False)
    exposure, true_exposure = pl.read_parquet(last / "exposure.parquet"), pl.read_parquet(truth / "exposure.parquet")
    columns = ["register", "key", "dataset", "field"]
    hit = len(exposure.select(columns).join(true_exposure.select(columns).unique(), on=columns))
    of_found = true_exposure.select(columns).unique()
    count = {
        "people_identifiable": len(both.filter(identifiable)),
        "people_found": len(both.filter(found)),
        "recall_identifiable": len(both.filter(identifiable & found)) / max(len(both.filter(identifiable)), 1),
        "precision_found": len(both.filter(found & present)) / max(len(both.filter(found)), 1),
        "confirmed": len(both.filter(pl.col("verdict") == "confirmed")),
        "precision_confirmed": len(both.filter((pl.col("verdict") == "confirmed") & present))
        / max(len(both.filter(pl.col("verdict") == "confirmed")), 1),
        "present_but_cleared": len(both.filter((pl.col("verdict") == "cleared") & present)),
        "cleared": len(both.filter(pl.col("verdict") == "cleared")),
        "exposure_f1": f1(hit, len(exposure), len(of_found)),
        "exposure_precision": hit / max(len(exposure), 1),
        "exposure_recall": hit / max(len(of_found), 1),
    }
    return count | rows(truth, last) | links(truth, last)


def rows(truth: Path, last: Path) -> dict[str, float | int]:
    """Rows per outcome against the truth's."""
    expected = pl.read_parquet(truth / "mentions.parquet").unique("record").group_by("dataset", "expected").len()
    said = pl.read_parquet(last / "mentions.parquet", columns=["mention_id", "dataset", "outcome"]).unique("mention_id")
    got = said.group_by("dataset", "outcome").len("said")
    table = expected.join(
        got, left_on=["dataset", "expected"], right_on=["dataset", "outcome"], how="full", coalesce=True
    )
    out: dict[str, float | int] = {"rows": len(said), "rows_true": int(expected["len"].sum())}
    for dataset, outcome, true, mine in table.sort("dataset", "expected").iter_rows():
        out[f"rows_{dataset}_{outcome}"] = int(mine or 0)
        out[f"rows_{dataset}_{outcome}_true"] = int(true or 0)
    return out


def links(truth: Path, last: Path) -> dict[str, float | int]:
    """Links of mentions whose place in the file is known in both."""
    pairs = _joined(truth, last)
    linked = pairs.filter(pl.col("outcome") == "matched")
    wrong = linked.filter(
        pl.col("true_key").is_not_null() & (pl.col("true_key") != pl.col("key")) & (pl.col("true_key") != "")
    )
    return {"links_compared": len(linked), "links_to_another": len(wrong)}


def _joined(truth: Path, last: Path) -> pl.DataFrame:
    """The mentions beside what the truth says of the same place."""
    true = pl.read_parquet(truth / "mentions.parquet")
    said = pl.read_parquet(last / "mentions.parquet").with_columns(
        pl.col("locator").str.extract(r"(\d+)$").cast(pl.UInt32).alias("n"),
        pl.col("locator").str.extract(r"^(.*) (?:row|message|passage) \d+$").fill_null("").alias("part"),
    )
    pairs = said.join(
        true.select("dataset", "file", "part", "n", "kind", "lacks", "expected", pl.col("register").alias("true_register"), pl.col("key").alias("true_key"), pl.col("fields").alias("true_fields")),
        on=["dataset", "file", "part", "n"], how="left",
    )  # fmt: skip
    same = pl.col("register") == pl.col("true_register")
    return pairs.filter(
        pl.col("register").is_null() | pl.col("true_register").is_null() | (pl.col("true_register") == "") | same
    )


def errors(case: Path) -> None:
    """What went wrong, by kind."""
    truth, last = case / "truth", sorted((case / "revisions").glob("[0-9]*"))[-1]
    pairs = _joined(truth, last).unique("mention_id")
    off = pairs.filter(pl.col("expected") != pl.col("outcome"))
    with pl.Config(tbl_rows=60, fmt_str_lengths=60, tbl_width_chars=180):
        print(
            off.group_by("dataset", "kind", "lacks", "expected", "outcome", "reason").len().sort("len", descending=True)
        )
        print(off.group_by("file", "expected", "outcome", "reason").len().sort("len", descending=True).head(30))
        exposure, true = (
            pl.read_parquet(last / "exposure.parquet"),
            pl.read_parquet(truth / "exposure.parquet").unique(),
        )
        columns = ["register", "key", "dataset", "field"]
        for title, some, other in (
            ("fields said, not true", exposure, true),
            ("fields true, not said", true, exposure),
        ):
            off = some.join(other, on=columns, how="anti").group_by("dataset", "field").len()
            print(title, off.sort("len", descending=True).head(20))


if __name__ == "__main__":
    for name, value in score(Path(sys.argv[1])).items():
        print(f"{name:40} {value:.6f}" if isinstance(value, float) else f"{name:40} {value}")
    if "--errors" in sys.argv:
        errors(Path(sys.argv[1]))
    figures = Path(sys.argv[1]) / "truth" / "figures.json"
    if "--figures" in sys.argv:
        print(json.dumps(json.loads(figures.read_text()), indent=1))
