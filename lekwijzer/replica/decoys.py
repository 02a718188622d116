"""Files about things, not people: price lists, codes, addresses of practices, logs, a broken archive."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import polars as pl

from lekwijzer.replica.tables import Dialect, write_delimited, write_xlsx
from lekwijzer.replica.world import World

_CODES = (
    ("GLUC", "Glucose nuchter", "mmol/l"), ("KREA", "Kreatinine", "umol/l"), ("HB", "Hemoglobine", "mmol/l"), ("CRP", "CRP", "mg/l"),
    ("TSH", "TSH", "mU/l"), ("FERR", "Ferritine", "ug/l"), ("HPV", "HPV-test", ""), ("CHLAM", "Chlamydia PCR", ""), ("GONO", "Gonokokken PCR", ""),
)  # fmt: skip


def write_decoys(world: World) -> None:
    """Write them into the first and second dataset. They hold nobody, so no record is noted."""
    codes = pl.DataFrame(_CODES, schema=["code", "omschrijving", "eenheid"], orient="row")
    write_delimited(world.sink.path("leaked/first/beheer/bepalingen.csv"), codes, Dialect(";", "cp1252", "\r\n"))
    prices = codes.select("code", "omschrijving").with_columns(
        tarief=pl.Series([f"{7.5 + i * 3.25:.2f}" for i in range(len(codes))]), jaar=pl.lit("2025")
    )
    write_xlsx(
        world.sink.path("leaked/first/beheer/prijslijst_2025.xlsx"),
        {"Tarieven": prices},
        {"Tarieven": ["Prijslijst 2025"]},
    )
    write_delimited(
        world.sink.path("leaked/second/fileserver/huisartsenpraktijken.csv"), _practices(world), Dialect(",")
    )
    world.sink.path("leaked/first/beheer/interface.log").write_text(_log(world), encoding="utf-8")
    settings = {"interface": {"host": "10.0.0.12", "port": 6661}, "retries": 3, "queues": ["oru", "oml", "edi"]}
    world.sink.path("leaked/second/fileserver/config.json").write_text(
        json.dumps(settings, indent=2) + "\n", encoding="utf-8"
    )
    world.sink.path("leaked/second/fileserver/leeg.txt").write_bytes(b"")
    world.sink.path("leaked/second/fileserver/backup_defect.zip").write_bytes(_broken_zip())


def _practices(world: World) -> pl.DataFrame:
    places = world.people.places.table[: len(world.doctors)]
    return pl.DataFrame(
        {
            "agb_praktijk": world.doctors["agb"],
            "praktijk": world.doctors["practice"],
            "straat": places["street"],
            "huisnummer": places["number"],
            "postcode": places["postcode"],
            "plaats": places["city"],
        }
    )


def _log(world: World) -> str:
    """Lines with specimen numbers: nine digits, of which one in eleven could pass for a BSN."""
    specimens = world.numbers.specimens(400).to_list()
    lines = (
        f"2025-06-{1 + i % 30:02d} {i % 24:02d}:{i * 7 % 60:02d}:00 INFO  queue=oru sample={specimen} bytes={1200 + i * 37 % 900} ack=AA"
        for i, specimen in enumerate(specimens)
    )
    return "\n".join(lines) + "\n"


def _broken_zip() -> bytes:
    """The first half of an archive with a table of numbers."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        info = zipfile.ZipInfo("meetwaarden.csv", (2025, 7, 6, 0, 0, 0))
        archive.writestr(
            info, "kanaal,waarde\n" + "\n".join(f"{i},{v:.3f}" for i, v in enumerate(np.linspace(0, 1, 500)))
        )
    return whole.getvalue()[: len(whole.getvalue()) // 2]
