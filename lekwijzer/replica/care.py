"""What is in the leak beside screening: results of hospital and GP patients, analyser files, copies, and files without people."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.replica import edifact, exams, layouts, messages
from lekwijzer.replica.chain import Ints
from lekwijzer.replica.decoys import write_decoys
from lekwijzer.replica.messages import Hl7
from lekwijzer.replica.present import IDENTITY
from lekwijzer.replica.rates import RATES
from lekwijzer.replica.screening import (
    HL7_PERSON,
    MEDLAB_SHOWS,
    MEDRPT_SHOWS,
    MEDVRI_SHOWS,
    ORDER,
    RESULT,
    Writer,
    delimited,
    edi,
    hl7,
    json_lines,
    workbook,
)  # fmt: skip
from lekwijzer.replica.sink import EXPECTED, counted
from lekwijzer.replica.tables import Dialect, write_delimited, write_sqlite
from lekwijzer.replica.world import World

_HOUSES = ("hospital-a", "hospital-b", "gp")
_CARE_PERSON = (*HL7_PERSON, "hospital_number")

ORU = (*_CARE_PERSON, "policy", "panel", *RESULT)
ORM = (*_CARE_PERSON, "policy", *ORDER)
ADT = (*_CARE_PERSON, "given", "policy")
OUL = ("exam", "exam_date", "result")


def write_care(world: World, orders: dict[str, pl.DataFrame]) -> None:
    """Write everything that is not screening. `orders`: per dataset the screening orders that analysers worked on."""
    leaked = _who(world)
    for dataset, people in leaked.items():
        rows = {house: _patients(world, dataset, people, house) for house in _HOUSES}
        _WRITE[dataset](world, rows)
        if len(orders[dataset]):
            _analyser(world, f"leaked/{dataset}/analysers/cobas6800.hl7", orders[dataset])
    for label in ("hospitals/zkh_b/adt.hl7", "hospitals/zkh_a/resultaten.csv"):
        folder, _, name = label.rpartition("/")
        world.sink.copy(f"leaked/first/{label}", f"leaked/first/{folder}/zz_kopie/{name}")
    write_decoys(world)


def _who(world: World) -> dict[str, Ints]:
    """The people of hospitals and practices in each dataset. Participants only where their screening is, too."""
    rng, draw = world.rng, world.draw
    members = world.registers.members.filter(pl.col("register") != "participants")
    pids = members["pid"].unique().sort().to_numpy()
    universe = world.chain.universe
    participant = pids < universe
    own = np.where(participant, pids, 0)
    in_sample = np.zeros(universe, dtype=bool)
    in_sample[draw.sample] = True
    first = np.where(participant, draw.in_first[own], rng.random(len(pids)) < RATES.others_first)
    second = np.where(participant, draw.in_second[own], rng.random(len(pids)) < RATES.others_second)
    part = rng.random(len(pids)) < RATES.others_sample / RATES.others_first
    sample = first & part & np.where(participant, in_sample[own], True)
    return {"sample": pids[sample], "first": pids[first], "second": pids[second]}


def _patients(world: World, dataset: str, people: Ints, house: str) -> pl.DataFrame:
    """Who is in the files of one house: its patients, outsiders, and rows that lack information. Columns pid, kind."""
    rng = world.rng
    register = world.registers.members["register"]
    wanted = register.str.starts_with("gp-") if house == "gp" else register == house
    members = world.registers.members.filter(wanted)["pid"].unique().sort().to_numpy()
    others = members[members >= world.chain.universe]  # of participants the screening alone decides who is in the leak
    known = members[np.isin(members, people)]
    if not len(known):
        known = others[:1]  # at the smallest scales: no file stays empty
    start = world.chain.universe + world.people.others
    strangers = start + np.arange(_HOUSES.index(house), world.chain.outsiders, len(_HOUSES))
    strangers = strangers[rng.random(len(strangers)) < (0.2 if dataset == "sample" else RATES.outsiders_dataset)]
    vague = rng.choice(others, min(len(others), round(len(known) * RATES.lacking_others)), replace=False)
    frame = pl.DataFrame(
        {
            "pid": np.concatenate([known, strangers, vague]),
            "kind": ["identifiable"] * len(known) + ["outsider"] * len(strangers) + ["lacking"] * len(vague),
        }
    )
    return frame[rng.permutation(len(frame))]


def _rows(world: World, who: pl.DataFrame, share: float = 1.0, times: int = 1) -> pl.DataFrame:
    """Leaked rows of a share of these people, up to `times` for each."""
    rng = world.rng
    chosen = who.filter(pl.Series(rng.random(len(who)) < share))
    if times > 1:
        chosen = chosen[np.repeat(np.arange(len(chosen)), rng.integers(1, times + 1, len(chosen)))]
    if not len(chosen):
        chosen = who[:1]
    parts = []
    for kind, part in (
        (k, chosen.filter(pl.col("kind") == k)["pid"].to_numpy()) for k in ("identifiable", "outsider", "lacking")
    ):
        if not len(part):
            continue
        if kind == "identifiable":
            parts.append(world.identifiable(part, care=True))
        else:
            parts.append(world.outsiders(part) if kind == "outsider" else world.lacking(part, care=True))
    frame = pl.concat(parts, how="diagonal")
    return frame[rng.permutation(len(frame))]


def _with_nobody(world: World, frame: pl.DataFrame) -> pl.DataFrame:
    """Add test patients and control samples at random places."""
    count = max(1, len(frame) // 400)
    parts = [frame]
    for kind, surname in (("test", "TESTPATIENT"), ("control", "CONTROLE NIVEAU 2")):
        nobody = world.lacking(
            world.rng.integers(world.chain.universe, world.chain.universe + world.people.others, count), care=True
        )
        blank = [*IDENTITY, "agb", "lacks"]
        parts.append(
            nobody.with_columns(pl.lit("").alias(c) for c in blank).with_columns(
                surname=pl.lit(surname), kind=pl.lit(kind), pid=pl.lit(None, dtype=pl.Int64)
            )
        )
    mixed = pl.concat(parts, how="diagonal_relaxed")
    return mixed[world.rng.permutation(len(mixed))]


def _references(world: World, patients: pl.DataFrame, times: int) -> pl.DataFrame:
    """Result rows that only carry the laboratory's patient number of a row of `patients`; they fare as that row does."""
    at = np.repeat(np.arange(len(patients)), world.rng.integers(1, times + 1, len(patients)))
    frame = patients[at]
    new = exams.general(len(frame), world.numbers, world.rng)
    frame = frame.with_columns(new.get_columns()).with_columns(
        expected=pl.col("kind").replace_strict(EXPECTED, return_dtype=pl.String), kind=pl.lit("reference")
    )
    return frame[world.rng.permutation(len(frame))]


def _analyser(world: World, label: str, orders: pl.DataFrame) -> None:
    """Analyser messages: specimens of orders, specimens that no order is known of, and control samples."""
    rng = world.rng
    known = orders.filter(pl.Series(rng.random(len(orders)) < 0.9))
    known = known.with_columns(
        expected=pl.col("kind").replace_strict(EXPECTED, return_dtype=pl.String),
        kind=pl.lit("reference"),
        control=world.numbers.orders(len(known)),
    )
    extra = []
    for kind, share in (("reference", RATES.orphans), ("control", RATES.controls)):
        count = max(1, round(len(known) * share))
        frame = known[rng.integers(0, len(known), count)]
        specimen = (
            world.numbers.specimens(count)
            if kind == "reference"
            else pl.Series(["POSCONTROL", "NEGCONTROL"]).gather(np.arange(count) % 2)
        )
        extra.append(
            frame.with_columns(
                specimen=specimen, kind=pl.lit(kind), role=pl.lit("P" if kind == "reference" else "Q"), control=world.numbers.orders(count),
                expected=pl.lit("unresolved" if kind == "reference" else "rejected"), pid=pl.lit(None, dtype=pl.Int64),
                lacks=pl.lit("specimen without order" if kind == "reference" else ""),
            )
        )  # fmt: skip
    frame = pl.concat([known, *extra], how="diagonal_relaxed").with_columns(order=pl.col("control"))
    frame = frame[rng.permutation(len(frame))]
    hl7(messages.oul, OUL, Hl7(version="2.5.1"))(world, label, frame)


def _put(world: World, dataset: str, name: str, frame: pl.DataFrame, write: Writer) -> None:
    write(world, f"leaked/{dataset}/{name}", frame)


def _write_sample(world: World, who: dict[str, pl.DataFrame]) -> None:
    wide = delimited(layouts.CARE_WIDE, Dialect(";", "latin-1", "\r\n"))
    _put(world, "sample", "hospitals/zkh_a_uitslagen.csv", _rows(world, who["hospital-a"]), wide)
    _put(
        world,
        "sample",
        "hospitals/zkh_b_oru.hl7",
        _rows(world, who["hospital-b"], times=2),
        hl7(messages.oru, ORU, Hl7()),
    )
    _put(
        world, "sample", "gp/berichten.edi", _rows(world, who["gp"]), edi(edifact.medvri, MEDVRI_SHOWS, own_first=True)
    )


def _write_first(world: World, who: dict[str, pl.DataFrame]) -> None:
    patients = _rows(world, who["hospital-a"])
    _joined_files(world, "leaked/first/hospitals/zkh_a", patients)
    oru = hl7(messages.oru, ORU, Hl7(end="\n"))
    _put(
        world,
        "first",
        "hospitals/zkh_a/oru_archief.hl7",
        _with_nobody(world, _rows(world, who["hospital-a"], 0.8, 5)),
        oru,
    )
    _database(world, "leaked/first/hospitals/zkh_b/labsysteem.sqlite", _rows(world, who["hospital-b"]))
    _put(
        world,
        "first",
        "hospitals/zkh_b/adt.hl7",
        _rows(world, who["hospital-b"], 0.5),
        hl7(messages.adt, ADT, Hl7(encoding="utf-8", version="2.5")),
    )
    _put(world, "first", "gp/medlab_2022.edi", _rows(world, who["gp"], 1.0, 2), edi(edifact.medlab, MEDLAB_SHOWS))
    _put(world, "first", "gp/praktijken.xlsx", _rows(world, who["gp"], 0.3), workbook(layouts.CARE_WIDE))


def _write_second(world: World, who: dict[str, pl.DataFrame]) -> None:
    nested = json_lines(layouts.CARE_NESTED)
    _put(world, "second", "hospitals/zkh_a/dump.tar!/api/results.jsonl", _rows(world, who["hospital-a"]), nested)
    zorgportaal = hl7(messages.orm, ORM, Hl7(repetition="_", encoding="utf-8"))
    _put(world, "second", "hospitals/zkh_a/orders.hl7", _rows(world, who["hospital-a"], 0.6), zorgportaal)
    print_out = delimited(
        layouts.CARE_WIDE, Dialect(";", "utf-8-sig", titles=("Streekziekenhuis", "Uitslagen"), repeat_header=25)
    )
    _put(
        world, "second", "hospitals/zkh_b/uitdraai.csv", _with_nobody(world, _rows(world, who["hospital-b"])), print_out
    )
    framed = hl7(messages.oru, ORU, Hl7(framed=True))
    _put(world, "second", "hospitals/zkh_b/oru.mllp", _rows(world, who["hospital-b"], 0.9, 4), framed)
    _put(world, "second", "gp/medrpt.edi", _rows(world, who["gp"]), edi(edifact.medrpt, MEDRPT_SHOWS))
    _put(
        world,
        "second",
        "gp/medlab.zip!/post/uit/medlab.edi",
        _rows(world, who["gp"], 0.5, 2),
        edi(edifact.medlab, MEDLAB_SHOWS, own_first=True),
    )


_WRITE = {"sample": _write_sample, "first": _write_first, "second": _write_second}


def _joined_files(world: World, folder: str, patients: pl.DataFrame) -> None:
    """Patients in one file, their results in another that names the patient by number only."""
    results = _references(world, patients, 3)
    for name, layout, frame, dialect in (
        ("patienten.csv", layouts.CARE_PATIENTS, patients, Dialect(";", "utf-8")),
        ("resultaten.csv", layouts.CARE_RESULTS, results, Dialect(";", "utf-8", "\r\n")),
    ):
        label = f"{folder}/{name}"
        numbers, _ = write_delimited(world.sink.path(label), layout.table(frame, world.pools), dialect)
        world.sink.record(label, frame, numbers, layout.shows)


def _database(world: World, label: str, patients: pl.DataFrame) -> None:
    """The same in two tables of a database, with a table of codes beside them."""
    results = _references(world, patients, 3)
    codes = pl.DataFrame(
        {"code": ["KCL", "PAT", "SOA"], "naam": ["Klinische chemie", "Pathologie huid", "SOA-onderzoek"]}
    )
    tables = {
        "codes": codes,
        "patient": layouts.CARE_PATIENTS.table(patients, world.pools),
        "uitslag": layouts.CARE_RESULTS.table(results, world.pools),
    }
    write_sqlite(world.sink.path(label), tables)
    world.sink.record(label, patients, counted(len(patients)), layouts.CARE_PATIENTS.shows, part="patient")
    world.sink.record(label, results, counted(len(results)), layouts.CARE_RESULTS.shows, part="uitslag")
