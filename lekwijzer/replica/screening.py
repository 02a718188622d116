"""The screening rows of the three datasets: which row goes into which file, and the files.

Every row below `leaked/<dataset>/screening/` is one record about one person, whatever the shape of its file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica import edifact, layouts, messages, text
from lekwijzer.replica.chain import Ints
from lekwijzer.replica.layouts import Layout
from lekwijzer.replica.letters import SHOWS as LETTER_SHOWS
from lekwijzer.replica.letters import letters
from lekwijzer.replica.messages import Hl7
from lekwijzer.replica.rates import RATES
from lekwijzer.replica.sink import counted
from lekwijzer.replica.tables import Dialect, write_delimited, write_json_lines, write_parquet, write_sqlite, write_xlsx
from lekwijzer.replica.world import World

Writer = Callable[[World, str, pl.DataFrame], None]

HL7_PERSON = (
    "bsn",
    "lab_number",
    "surname",
    "partner",
    "initials",
    "birth_year",
    "sex",
    "street",
    "postcode",
    "city",
    "phone",
    "email",
)
"""What the PID of every message shows; `given` comes with it where the message writes given names."""
EDIFACT_PERSON = ("bsn", "surname", "partner", "initials", "birth_year", "sex", "street", "city")


@dataclass(frozen=True, slots=True)
class Shape:
    """A file (or, with `{}` in the label, several of equal size) and the share of the dataset's rows in it."""

    label: str
    share: float
    write: Writer
    files: int = 1
    has_bsn: bool = True
    limit: int | None = None  # no more rows than this, at any scale
    complete: bool = False  # only rows of identifiable people


def delimited(layout: Layout, dialect: Dialect, *, ragged: bool = False) -> Writer:
    """A writer of delimited text."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        table = layout.table(frame, world.pools)
        if dialect.encoding in {"cp1252", "latin-1"}:
            table = table.with_columns(_latin(table))
        torn = world.rng.random(len(table)) < RATES.ragged if ragged else None
        numbers, headers = write_delimited(world.sink.path(label), table, dialect, torn)
        world.sink.record(label, frame, numbers, layout.shows)
        if len(headers):
            nobody = pl.DataFrame({"pid": pl.repeat(None, len(headers), dtype=pl.Int64, eager=True)})
            world.sink.record(label, nobody, headers, (), kind="header")

    return write


def _latin(table: pl.DataFrame) -> list[pl.Expr]:
    return [text.latin(pl.col(c)).alias(c) for c in table.columns]


def workbook(layout: Layout) -> Writer:
    """Two sheets of rows and one with an explanation."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        half = (len(frame) + 1) // 2
        parts = {"Blad1": frame[:half], "Vervolg": frame[half:]}
        sheets = {
            "Toelichting": pl.DataFrame(
                {"Veld": ["BSN", "Barcode"], "Betekenis": ["burgerservicenummer", "nummer op de buis"]}
            )
        }
        sheets |= {name: layout.table(part, world.pools) for name, part in parts.items()}
        titles = {
            "Blad1": ["Laboratorium Noord", "Overzicht onderzoeken"],
            "Vervolg": ["Overzicht onderzoeken (vervolg)"],
        }
        dates = tuple(c for c in ("Geboortedatum", "Datum ontvangst") if c in layout.columns)
        found = write_xlsx(world.sink.path(label), sheets, titles, numbers=("BSN", "Barcode"), dates=dates)
        for name, part in parts.items():
            world.sink.record(label, part, found[name], layout.shows, part=name)

    return write


def parquet(layout: Layout) -> Writer:
    """A Parquet file."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        world.sink.record(
            label, frame, write_parquet(world.sink.path(label), layout.table(frame, world.pools)), layout.shows
        )

    return write


def json_lines(layout: Layout) -> Writer:
    """One JSON object per line."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        world.sink.record(
            label, frame, write_json_lines(world.sink.path(label), layout.table(frame, world.pools)), layout.shows
        )

    return write


def database(layout: Layout) -> Writer:
    """A database with one table of people and a list of codes."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        codes = pl.DataFrame(
            {"code": ["HPV", "CYT"], "omschrijving": ["Uitstrijkje HPV", "Cervixcytologie"], "actief": ["1", "1"]}
        )
        tables = {"onderzoekcode": codes, "onderzoek": layout.table(frame, world.pools)}
        write_sqlite(world.sink.path(label), tables)
        world.sink.record(label, frame, counted(len(frame)), layout.shows, part="onderzoek")

    return write


def hl7(build: messages.Builder, shows: tuple[str, ...], style: Hl7) -> Writer:
    """A file of HL7 messages."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        messages.write_hl7(world.sink.path(label), frame, style, build, world.pools)
        world.sink.record(label, frame, counted(len(frame)), shows)

    return write


def edi(
    build: Callable[[bool], pl.Expr],
    shows: tuple[str, ...],
    *,
    own_first: bool = False,
    newline: str = "\r\n",
    advice: bool = False,
) -> Writer:
    """A file of EDIFACT messages."""

    def write(world: World, label: str, frame: pl.DataFrame) -> None:
        edifact.write_edifact(
            world.sink.path(label), frame, build, world.pools, own_first=own_first, newline=newline, advice=advice
        )
        world.sink.record(label, frame, counted(len(frame)), shows)

    return write


def letter_files(world: World, label: str, frame: pl.DataFrame) -> None:
    """One text file per row; `{}` in the label takes the number of the letter."""
    for i, content in enumerate(letters(frame, world.pools)):
        place = label.replace("{}", f"{i + 1:04d}")
        world.sink.path(place).write_text(content, encoding="utf-8")
        world.sink.record(place, frame[i : i + 1], counted(1), LETTER_SHOWS)


RESULT = ("agb", "exam_code", "exam", "exam_date", "result", "report")
ORDER = ("agb", "exam_code", "exam", "exam_date")
SCREENING_ORU = hl7(messages.screening_oru, (*HL7_PERSON, "given", *RESULT), Hl7())
SCREENING_OML = hl7(messages.oml, (*HL7_PERSON, "given", "policy", *ORDER), Hl7(encoding="utf-8", version="2.5.1"))
MEDLAB_SHOWS = (*EDIFACT_PERSON, "lab_number", "phone", "agb", "exam", "exam_date", "panel", "report")
MEDVRI_SHOWS = (*EDIFACT_PERSON, "lab_number", "phone", "exam_date", "report")
MEDRPT_SHOWS = (*EDIFACT_PERSON, "postcode", "phone", "policy", "agb", "panel", "exam", "exam_date", "report")
ORDERS_LABEL = "orders_{}.hl7"

SAMPLE = (
    Shape("screening/sample_export.csv", 0.50, delimited(layouts.SCREENING_WIDE, Dialect(";", "cp1252", "\r\n"))),
    Shape("screening/lijst_{}.xlsx", 0.08, workbook(layouts.SHEET), files=2),
    Shape("screening/uitslagen.hl7", 0.27, SCREENING_ORU),
    Shape("screening/db.sqlite", 0.15, database(layouts.SNAKE)),
)
FIRST = (
    Shape("screening/oud/legacy_2019.txt", 0.05, delimited(
        layouts.LEGACY, Dialect("|", "utf-16", "\r\n", titles=("Export archief cytologie", "Aangemaakt: 02-01-2020"))), has_bsn=False),
    Shape("screening/brieven.zip!/brieven/2023.zip!/brief_{}.txt", 0.05, letter_files, limit=120, complete=True),
    Shape("screening/screenit_export_{}.csv", 0.22, delimited(layouts.SCREENING_WIDE, Dialect(";", "utf-8", "\r\n")), files=2),
    Shape("screening/maand/export_{}.csv", 0.08, delimited(layouts.ENGLISH, Dialect(",", "utf-8-sig")), files=24),
    Shape("screening/archief.tar.gz!/lims/lims_{}.tsv", 0.07, delimited(
        layouts.ABBREVIATED, Dialect("\t", "cp1252", "\r\n", titles=("LIMS uitvoer",)), ragged=True), files=4),
    Shape("screening/cobas_koppeling.csv.gz!/cobas_koppeling.csv", 0.02, delimited(layouts.SLIM, Dialect(",", header=False))),
    Shape("screening/overzicht_{}.xlsx", 0.05, workbook(layouts.SHEET), files=3),
    Shape("screening/warehouse/part-{}.parquet", 0.07, parquet(layouts.SNAKE), files=4),
    Shape("screening/api_dump.jsonl", 0.07, json_lines(layouts.SNAKE)),
    Shape("screening/lims_2022.db", 0.05, database(layouts.SNAKE)),
    Shape("screening/uitslagen_{}.hl7", 0.18, SCREENING_ORU, files=2),
    Shape("screening/" + ORDERS_LABEL, 0.05, SCREENING_OML, files=2),
    Shape("screening/edi/medlab.edi", 0.04, edi(edifact.medlab, MEDLAB_SHOWS)),
    Shape("screening/edi/medvri.edi", 0.03, edi(edifact.medvri, MEDVRI_SHOWS, newline="\r")),
    Shape("screening/edi/medrpt.edi", 0.02, edi(edifact.medrpt, MEDRPT_SHOWS, newline="")),
)  # fmt: skip
SECOND = (
    Shape("screening/brieven_2024.7z!/uit/brief_{}.txt", 0.05, letter_files, limit=80, complete=True),
    Shape("screening/fileserver/screenit_{}.csv", 0.25, delimited(layouts.SCREENING_WIDE, Dialect("|", "utf-8", quote_all=True)), files=2),
    Shape("screening/fileserver/uitvoer.zip!/uitvoer/dump_{}.csv", 0.10, delimited(
        layouts.ENGLISH, Dialect(";", "utf-8", titles=("Report: all samples", "Printed by: system", "", ))), files=6),
    Shape("screening/fileserver/kopie.7z!/lims.tsv", 0.04, delimited(layouts.ABBREVIATED, Dialect("\t", "utf-16"), ragged=True)),
    Shape("screening/fileserver/werklijst_{}.xlsx", 0.06, workbook(layouts.SHEET), files=2),
    Shape("screening/fileserver/tabel.parquet", 0.10, parquet(layouts.SNAKE)),
    Shape("screening/fileserver/events.jsonl", 0.10, json_lines(layouts.ENGLISH)),
    Shape("screening/interface/mllp_capture.bin", 0.12, hl7(
        messages.screening_oru, (*HL7_PERSON, "given", *RESULT), Hl7(framed=True, encoding="utf-8", version="2.5"))),
    Shape("screening/interface/" + ORDERS_LABEL, 0.06, hl7(
        messages.oml, (*HL7_PERSON, "given", "policy", *ORDER), Hl7(field="#", component="^", end="\n"))),
    Shape("screening/interface/medlab_{}.edi", 0.09, edi(edifact.medlab, MEDLAB_SHOWS, own_first=True, newline="\n", advice=True), files=3),
    Shape("screening/interface/medrpt.edi", 0.03, edi(edifact.medrpt, MEDRPT_SHOWS)),
)  # fmt: skip


def write_screening(world: World) -> dict[str, pl.DataFrame]:
    """Write all screening rows. Gives per dataset the rows of the order messages, which analyser files point to."""
    draw = world.draw
    found = np.flatnonzero(~draw.in_first & ~draw.in_second)
    orders = {}
    nobody: Ints = np.array([], dtype=np.int64)
    orders["sample"] = _dataset(world, "sample", SAMPLE, draw.sample, nobody, nobody, found)
    orders["first"] = _dataset(world, "first", FIRST, draw.first, draw.first_lacking, draw.first, found)
    second = world.rng.permutation(np.concatenate([draw.second_new, draw.second_known]))
    orders["second"] = _dataset(world, "second", SECOND, second, draw.second_lacking, draw.second_new, found)
    return orders


def _dataset(
    world: World, dataset: str, shapes: tuple[Shape, ...], people: Ints, lacking: Ints, mistaken: Ints, strangers: Ints
) -> pl.DataFrame:
    """Deal the rows out over the shapes. `mistaken`: of some of these a row carries the BSN of one of `strangers`."""
    rng = world.rng
    sizes = _sizes(shapes, len(people) + len(lacking))
    full = {i: min(size, len(people)) for i, size in enumerate(sizes) if shapes[i].complete or not shapes[i].has_bsn}
    tellable = people[~world.rivals.name_birth[people] & ~world.rivals.incomplete[people]]
    chosen, rest = tellable[: sum(full.values())], people
    if len(chosen):
        rest = people[~np.isin(people, chosen)]
    wrong = round((len(people) + len(lacking)) * RATES.bsn_somebody_else) if len(lacking) else 0
    wrong = min(wrong, len(lacking), len(strangers), len(mistaken))
    dealt = rng.permutation(len(rest) + len(lacking))
    orders, at, taken = [], 0, 0
    for i, (shape, size) in enumerate(zip(shapes, sizes, strict=True)):
        if i in full:
            part = chosen[taken : taken + size]
            taken += size
            frame = world.identifiable(part, has_bsn=shape.has_bsn)
        else:
            frame = _mixed(
                world, dealt[at : at + size], rest, lacking[: len(lacking) - wrong], mistaken[:wrong], strangers
            )
            at += size
        _write(world, f"leaked/{dataset}/{shape.label}", shape, frame)
        if ORDERS_LABEL in shape.label:
            orders.append(frame)
    return pl.concat(orders) if orders else pl.DataFrame()


def _mixed(world: World, at: Ints, people: Ints, lacking: Ints, mistaken: Ints, strangers: Ints) -> pl.DataFrame:
    """Rows of people, then of those who lack information, then with a wrong BSN, in the order in which they were dealt."""
    first, second = len(people), len(people) + len(lacking)
    one, two, three = at[at < first], at[(at >= first) & (at < second)] - first, at[at >= second] - second
    parts = [world.identifiable(people[one])]
    if len(two):
        parts.append(world.lacking(lacking[two]))
    if len(three):
        parts.append(world.wrong_bsn(mistaken[three], strangers[three]))
    frame = pl.concat(parts, how="diagonal")
    return frame[np.argsort(world.rng.random(len(frame)))]


def _sizes(shapes: tuple[Shape, ...], total: int) -> list[int]:
    """Rows per shape: the shares, rounded; what a limit cuts off, and the rounding, goes to the largest."""
    sizes = [min(int(total * s.share), s.limit if s.limit is not None else total) for s in shapes]
    sizes[max(range(len(shapes)), key=lambda i: shapes[i].share)] += total - sum(sizes)
    return sizes


def _write(world: World, label: str, shape: Shape, frame: pl.DataFrame) -> None:
    if shape.write is letter_files:
        shape.write(world, label, frame)
        return
    files = max(1, min(shape.files, len(frame)))
    ends = [len(frame) * (i + 1) // files for i in range(files)]
    for i, (start, stop) in enumerate(zip([0, *ends], ends, strict=False)):
        shape.write(world, label.replace("{}", str(i + 1).zfill(len(str(shape.files)))), frame[start:stop])
