"""Plain text letters from the laboratory to a GP, one file each."""

from __future__ import annotations

import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.exams import Pools
from lekwijzer.replica.text import col, join, when_any

SHOWS = (
    "bsn",
    "surname",
    "partner",
    "initials",
    "birth_year",
    "street",
    "postcode",
    "city",
    "exam",
    "exam_date",
    "report",
    "agb",
)

_HEAD = "Laboratorium Noord, afdeling Pathologie\nLaboratoriumweg 15, 1234 AB Teststad\n\n"
_END = "\n\nMet collegiale hoogachting,\n\nLabarts\n"


def letters(frame: pl.DataFrame, pools: Pools) -> list[str]:
    """The text of one letter per row."""
    wrapped = pl.Series(["\n".join(lines) for lines in pools.lines])
    frame = frame.with_columns(report_text=wrapped.gather(frame["report"]))
    born = when_any(join(", geb. ", text.birth_dutch()), "birth_year")
    number = when_any(join(", BSN ", col("bsn")), "bsn")
    place = join(
        text.address_line(),
        ", ",
        col("postcode").str.slice(0, 4),
        " ",
        col("postcode").str.slice(4, 2),
        "  ",
        col("city"),
    )
    doctor = join(col("doctor_initials"), " ", col("doctor_prefix"), " ", col("doctor_surname")).str.replace(
        "  ", " ", literal=True
    )
    return frame.select(
        join(
            _HEAD, "Aan: ", doctor, ", ", col("practice"), "\nDatum: ", text.dutch_date("reported"), "\n\n",
            "Betreft: ", text.official(), born, number, "\n", when_any(join("Adres: ", place, "\n"), "street"),
            "Onderzoek: ", col("exam"), "\nMonsternummer: ", col("specimen"), "\nAfnamedatum: ", text.dutch_date("exam_date"), "\n\n",
            "Geachte collega,\n\n", col("report_text"), _END,
        )
    ).to_series().to_list()  # fmt: skip
