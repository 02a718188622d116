"""EDIFACT messages as Dutch laboratories send them: MEDLAB 1, MEDVRI and MEDRPT 3.2, one message per row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.exams import Pools
from lekwijzer.replica.text import col, join, when_any

_CHUNK = 20_000

Builder = Callable[[bool], pl.Expr]
"""Gives the segments of one message; the argument says where a writer puts the own name of people without a partner."""


def safe(value: pl.Expr) -> pl.Expr:
    """The value with the separators released by a question mark."""
    return text.latin(value).str.replace_many(["?", "'", "+", ":"], ["??", "?'", "?+", "?:"])


def _released(value: str) -> str:
    for mark in "?'+:":
        value = value.replace(mark, f"?{mark}")
    return value


def _patient(own_first: bool) -> pl.Expr:
    """PID of MEDLAB and MEDVRI. Without a partner, writers differ: the own name stands first or third."""
    own, other = (safe(col("surname")), safe(col("prefix"))), (safe(col("partner")), safe(col("partner_prefix")))
    alone = join(own[0], ":", own[1], "::::") if own_first else join("::", own[0], ":", own[1], "::")
    married = join(other[0], ":", other[1], ":", own[0], ":", own[1], "::")
    name = join(pl.when(col("partner") == "").then(alone).otherwise(married), col("initials").pipe(safe))
    name = when_any(name, "surname", "initials")
    year_only = join(col("birth_year"), ":", col("birth_month"), ":", col("birth_day")).str.strip_chars(":")
    number = when_any(join("BSN", col("bsn")), "bsn")
    return join("PID+", year_only, "+", col("sex"), "+", name, "+", col("lab_number"), "+", number, "'\n")


def _address() -> pl.Expr:
    """PAD, left out when there is neither address nor phone."""
    where = when_any(
        join(
            safe(col("street")),
            ":",
            col("number"),
            safe(col("addition")),
            "::",
            safe(col("city")),
            ":",
            col("postcode"),
        ),
        "street",
        "city",
    )
    return when_any(join("PAD+", where, "+", col("phone"), "'\n"), "street", "city", "postcode", "phone")


def _requester() -> pl.Expr:
    doctor = join(safe(col("doctor_surname")), ":", safe(col("doctor_prefix")), ":", safe(col("doctor_initials")), ":")
    return join("ART+H+", col("agb"), "+", doctor, "+", safe(col("practice")), ":24::Teststad:1234AB+'\n")


def _sampled() -> pl.Expr:
    date = col("exam_date")
    return join(
        "DET:1+", date.str.slice(2, 2), ":", date.str.slice(4, 2), ":", date.str.slice(6, 2), "+",
        col("time").str.slice(0, 2), ":", col("time").str.slice(2, 2), "'\n",
    )  # fmt: skip


def medlab(own_first: bool) -> pl.Expr:
    """Laboratory results for the GP."""
    return join(
        "ZKH+LABORATORIUM NOORD+Laboratoriumweg:15::Teststad:1234AB+000-0000000'\n",
        _patient(own_first), _address(), _requester(),
        "AFD+KLINISCHE CHEMIE+000-0000001'\nARA:1+Labarts+000-0000001'\n",
        _sampled(), "IDE:1+J+", col("specimen"), "+", safe(col("exam")), "'\n", col("panel_text"), col("report_text"),
    )  # fmt: skip


def medvri(own_first: bool) -> pl.Expr:
    """A free text about a patient, from laboratory to GP."""
    return join(
        "GGA+Labarts+Pathologie+Laboratorium Noord+Laboratoriumweg:15::Teststad:1234AB+000-0000000'\n",
        _sampled().str.replace("DET:1+", "DET+", literal=True),
        _patient(own_first), _address(), col("report_text"),
        "GGO+", safe(col("doctor_surname")), "+++", safe(col("practice")), ":24::Teststad:1234AB'\n",
    )  # fmt: skip


def medrpt(own_first: bool) -> pl.Expr:
    """Laboratory report in the UN style."""
    moment = join(col("exam_date"), col("time"))
    person = join(
        "PNA+PAT+", when_any(join("::", col("bsn"), ":PCL:LZB"), "bsn"), "+++NAN:", safe(col("surname")), "+NVV:", safe(col("initials")),
        when_any(join("*", safe(col("prefix"))), "prefix"),
        when_any(join("++NEA:", safe(col("partner")), "+NEV:", safe(col("partner_prefix"))), "partner"), "'\n",
    )  # fmt: skip
    address = join("ADR++1:", safe(col("street")), ":", col("number"), safe(join(" ", col("addition"))).str.strip_chars_end(" "), "+",
                   safe(col("city")), "+", col("postcode"), "+NL'\n")  # fmt: skip
    sex = (
        pl.when(col("sex") == "V")
        .then(pl.lit("PDI+2'\n"))
        .when(col("sex") == "M")
        .then(pl.lit("PDI+1'\n"))
        .otherwise(pl.lit(""))
    )
    return join(
        "BGM+LRP:MF:ITN+", col("specimen"), "+9+NA'\nDTM+137:", moment, ":203'\nS01+1'\n",
        "NAD+SLA+50000001:CLB:VEK++LABORATORIUM NOORD'\nADR++1:Laboratoriumweg:15+Teststad+1234AB+NL'\nCOM+0000000000:TE'\n",
        "S01+2'\nNAD+PO+", col("agb"), ":CGP:VEK++", safe(col("doctor_surname")), ":", safe(col("doctor_initials")), ":",
        safe(col("doctor_prefix")), "+Teststraat:24+Teststad+1234AB'\n",
        "S02+1+N'\nRFF+SRI:", col("specimen"), "'\nSTS++G'\nDTM+ISR:", moment, ":203'\nS04+1+N'\n",
        when_any(join("FCA+PU+", col("insurer_code"), ":ZZ:VEK:", col("policy"), "'\n"), "policy"),
        "RFF+ROI:", col("order"), "'\nDTM+ISO:", moment, ":203'\nS06+1'\n",
        when_any(address, "street", "city", "postcode"), when_any(join("COM+", col("phone"), ":TE'\n"), "phone"),
        "S07+1'\n", person, when_any(join("DTM+329:", text.birth_compact(), ":102'\n"), "birth_year"), sex,
        "S16+1'\nSPC+TSP'\nDTM+SCO:", moment, ":203'\n", col("panel_text"), col("report_text"),
    )  # fmt: skip


def _medlab_panels(pools: Pools) -> list[str]:
    return [
        "".join(
            f"BEP:1:1:{i}+0+{_released(r.name)}+{_released(r.value)}++{_released(r.unit)}+{'>' if r.flag == 'H' else '<' if r.flag else ''}"
            f"+{r.low}+{r.high}+{r.code}'\n"
            for i, r in enumerate(panel, 1)
        )
        for panel in pools.panels
    ]


def _medrpt_panels(pools: Pools) -> list[str]:
    return [
        "".join(
            f"S18+{i}+G'\nINV+1+{r.code}:AMB:NHG:{_released(r.name)}'\nRSL+{'NV' if r.unit else 'AV'}+{_released(r.value)}"
            + (f"+{r.low} {r.high}+{_released(r.unit)}'\nS20+1'\nRND+RU+{r.low}+{r.high}'\n" if r.unit else "'\n")
            for i, r in enumerate(panel, 1)
        )
        for panel in pools.panels
    ]


def _remarks(pools: Pools, head: str, *, numbered: bool) -> list[str]:
    """Per report its remark segments, one per line."""
    return [
        "".join(f"{head}{i if numbered else ''}+{_released(line)}'\n" for i, line in enumerate(lines, 1))
        for lines in pools.lines
    ]


_NAMES: dict[Builder, str] = {medlab: "MEDLAB:1", medvri: "MEDVRI:1", medrpt: "MEDRPT:D:93A:UN:MRPN32"}
_REMARK: dict[Builder, str] = {medlab: "OPB:1:1:1:", medvri: "TXT:", medrpt: "FTX+UIT++"}


def write_edifact(
    path: Path, frame: pl.DataFrame, build: Builder, pools: Pools, *, own_first: bool = False, newline: str = "\r\n",
    encoding: str = "latin-1", advice: bool = False,
) -> None:  # fmt: skip
    """Write one message per row, all in one interchange; `advice`: with a UNA segment before it."""
    panels = pl.Series((_medrpt_panels if build is medrpt else _medlab_panels)(pools))
    remarks = pl.Series(_remarks(pools, _REMARK[build], numbered=build is not medrpt))
    body = build(own_first)
    una = "UNA:+.? '\n" if advice else ""
    start = f"{una}UNB+UNOC:1+500000001+500000002+250701:0800+{path.stem[:14]}'\n"
    with path.open("wb") as file:
        file.write(start.replace("\n", newline).encode(encoding))
        for at in range(0, len(frame), _CHUNK):
            piece = frame.slice(at, _CHUNK)
            piece = piece.with_columns(
                panel_text=panels.gather(piece["panel"]), report_text=remarks.gather(piece["report"])
            )
            piece = piece.with_columns(body=body, ref=(pl.int_range(pl.len()) + at + 1).cast(pl.String))
            size = (col("body").str.count_matches("\n", literal=True) + 2).cast(pl.String)
            message = join(
                "UNH+", col("ref"), f"+{_NAMES[build]}'\n", col("body"), "UNT+", size, "+", col("ref"), "'\n"
            )
            rows = piece.select(message).to_series().to_list()
            file.write("".join(rows).replace("\n", newline).encode(encoding))
        file.write(f"UNZ+{len(frame)}+{path.stem[:14]}'{newline}".encode(encoding))
