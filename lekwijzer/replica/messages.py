"""HL7 v2 messages, built column by column: one message per row of a frame of leaked rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.exams import Pools
from lekwijzer.replica.text import col, join, when_any

_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Hl7:
    """How a file of messages is written: the encoding characters of MSH-2, the segment end, the frame around a message."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    sub: str = "&"
    end: str = "\r"
    encoding: str = "latin-1"
    framed: bool = False  # MLLP: 0x0b before, 0x1c 0x0d after
    version: str = "2.4"

    def seg(self, name: str, fields: dict[int, pl.Expr | str]) -> pl.Expr:
        """A segment with the given fields (numbered from 1) and no empty ones after the last."""
        parts: list[pl.Expr | str] = [name]
        for i in range(1, max(fields, default=0) + 1):
            parts += [self.field, fields.get(i, "")]
        return join(*parts, self.end)

    def comp(self, *parts: pl.Expr | str) -> pl.Expr:
        """Components of a field."""
        return _joined(self.component, parts)

    def subs(self, *parts: pl.Expr | str) -> pl.Expr:
        """Subcomponents of a component."""
        return _joined(self.sub, parts)

    def safe(self, value: pl.Expr) -> pl.Expr:
        """The value with the encoding characters escaped."""
        marks = [self.escape, self.field, self.component, self.repetition, self.sub]
        codes = [f"{self.escape}{letter}{self.escape}" for letter in "EFSRT"]
        value = value if self.encoding == "utf-8" else text.latin(value)
        return value.str.replace_many(marks, codes)

    def msh(self, sender: str, receiver: str, kind: str) -> pl.Expr:
        """The header segment; the control id is the order number with a letter."""
        marks = self.component + self.repetition + self.escape + self.sub
        charset = "UNICODE UTF-8" if self.encoding == "utf-8" else "8859/1"
        stamp = join(col("exam_date"), col("time"), "00")
        fields: dict[int, pl.Expr | str] = {  # by their place: the first field of a header is the sign between fields
            1: marks, 2: sender, 3: "LABNOORD", 4: receiver, 6: stamp, 8: kind.replace("^", self.component), 9: join("M", col("order")),
            10: "P", 11: self.version, 16: "NLD", 17: charset,
        }  # fmt: skip
        return self.seg("MSH", fields)

    def pid(self, *, given: bool, hospital: bool = False) -> pl.Expr:
        """Patient identification; fields of which nothing is known stay empty."""
        bsn = when_any(self.comp(col("bsn"), "", "", "NLMINBIZA", "NNNLD"), "bsn")
        numbers = [bsn, when_any(self.comp(col("lab_number"), "", "", "LABNOORD", "PI"), "lab_number")]
        if hospital:
            numbers.append(when_any(self.comp(col("hospital_number"), "", "", "ZKH", "PI"), "hospital_number"))
        first = pl.when(col("given") == "").then("initials").otherwise("given") if given else col("initials")
        surname = self.subs(
            *(
                self.safe(x)
                for x in (text.used_name(), col("prefix"), col("surname"), col("partner_prefix"), col("partner"))
            )
        )
        name = when_any(self.comp(surname, self.safe(first), "", "", "", "", "L"), "surname", "initials", "given")
        line = self.subs(self.safe(text.address_line()), self.safe(col("street")), col("number"))
        address = when_any(
            self.comp(line, col("addition"), self.safe(col("city")), "", col("postcode"), "NL", "M"),
            "street",
            "city",
            "postcode",
        )
        phone = when_any(self.comp(col("phone"), "ORN", "CP"), "phone")
        mail = when_any(self.comp("", "NET", "Internet", self.safe(col("email"))), "email")
        sex = pl.when(col("sex") == "V").then(pl.lit("F")).otherwise("sex")
        return self.seg(
            "PID",
            {1: "1", 3: _list(self.repetition, *numbers), 5: name, 7: text.birth_compact(), 8: sex, 11: address,
             13: _list(self.repetition, phone, mail)},
        )  # fmt: skip

    def doctor(self) -> pl.Expr:
        """The requester as XCN."""
        parts = self.comp(
            col("agb"), self.safe(col("doctor_surname")), self.safe(col("doctor_initials")), "", self.safe(col("doctor_prefix")),
            "", "", "", "VEKTIS",
        )  # fmt: skip
        return when_any(parts, "agb")

    def insurance(self) -> pl.Expr:
        """IN1, only where the policy is known."""
        code = self.comp(col("insurer_code"), "", "", "VEKTIS", "UZOVI")
        segment = self.seg(
            "IN1", {1: "1", 2: self.comp("", "null"), 3: code, 4: self.safe(col("insurer")), 36: col("policy")}
        )
        return when_any(segment, "policy")

    def panels(self, pools: Pools) -> pl.Series:
        """Per panel of the pool its OBX segments."""
        f, c = self.field, self.component
        done = []
        for panel in pools.panels:
            lines = [
                f.join(
                    ["OBX", str(i), "NM" if r.unit else "ST", f"{r.code}{c}{r.name}{c}L", "", r.value, r.unit.replace("^", ""),
                     f"{r.low} - {r.high}" if r.unit else "", r.flag, "", "", "F"]
                )
                for i, r in enumerate(panel, 1)
            ]  # fmt: skip
            done.append("".join(line + self.end for line in lines))
        return pl.Series(done)


def _joined(separator: str, parts: tuple[pl.Expr | str, ...]) -> pl.Expr:
    """Parts with separators between them, none after the last that is filled."""
    with_marks: list[pl.Expr | str] = []
    for i, part in enumerate(parts):
        with_marks += [separator, part] if i else [part]
    return join(*with_marks).str.strip_chars_end(separator)


def _list(separator: str, *parts: pl.Expr) -> pl.Expr:
    """Repetitions: the empty ones leave no separator."""
    return join(
        *[p if i == 0 else pl.when(p == "").then(pl.lit("")).otherwise(join(separator, p)) for i, p in enumerate(parts)]
    ).str.strip_chars_start(separator)


Builder = Callable[[Hl7], pl.Expr]
"""Gives the expression of one whole message from the columns of a row."""


def oru(style: Hl7) -> pl.Expr:
    """Result message with a panel, a report and a Z segment."""
    exam = style.comp(col("exam_code"), style.safe(col("exam")), "L")
    return join(
        style.msh("LIMS", "HIS", "ORU^R01^ORU_R01"),
        style.pid(given=False, hospital=True),
        style.seg("PV1", {1: "1", 2: "O", 8: style.doctor()}),
        style.insurance(),
        style.seg("ORC", {1: "RE", 2: col("order"), 3: col("specimen"), 12: style.doctor()}),
        style.seg(
            "OBR",
            {
                1: "1",
                2: col("order"),
                3: col("specimen"),
                4: exam,
                7: join(col("exam_date"), col("time")),
                16: style.doctor(),
                25: "F",
            },
        ),
        col("panel_text"),
        style.seg("OBX", {1: "99", 2: "FT", 3: style.comp("VERSLAG", "Verslag", "L"), 5: col("report_text"), 11: "F"}),
        style.seg("ZLB", {1: "LABNOORD", 2: col("exam_code"), 3: "3.14"}),
    )


def screening_oru(style: Hl7) -> pl.Expr:
    """Result of a cervical screening with the triage and the full report."""

    def obx(i: int, code: str, value: pl.Expr) -> pl.Expr:
        return style.seg("OBX", {1: str(i), 2: "FT", 3: style.comp(code, code, "L"), 5: value, 11: "F"})

    return join(
        style.msh("UDPS", "SCREENIT", "ORU^R01^ORU_R01"),
        style.pid(given=True),
        style.seg("ORC", {1: "RE", 2: style.comp(join(col("specimen"), ".HPV"), "ScreenIT"), 4: col("specimen"), 12: style.doctor()}),
        style.seg("OBR", {1: "1", 2: col("order"), 3: col("specimen"), 4: style.comp(col("exam_code"), style.safe(col("exam")), "L"),
                          7: join(col("exam_date"), col("time")), 16: style.doctor(), 25: "F", 31: "BVO-BMHK"}),
        obx(1, "CR_DATUMAFNAME", col("exam_date")), obx(2, "CR_AANLEIDINGHPV", col("self_taken")), obx(3, "CR_HPV", col("result")),
        obx(4, "CR_KOPAC", col("kopac")), obx(5, "CR_PAP", col("pap")), obx(6, "CR_ADVIES", col("advice")),
        obx(7, "CR_OPMERKING", col("clinical_text")), obx(8, "CR_VERSLAG", col("report_text")),
    )  # fmt: skip


def oml(style: Hl7) -> pl.Expr:
    """Order message: person, order and specimen number, no result."""
    return join(
        style.msh("SCREENIT_OML", "LIMS", "OML^O21^OML_O21"),
        style.pid(given=True),
        style.insurance(),
        style.seg(
            "ORC",
            {1: "NW", 2: style.comp(join(col("specimen"), ".HPV"), "ScreenIT"), 4: col("specimen"), 12: style.doctor()},
        ),
        style.seg(
            "OBR",
            {
                1: "1",
                2: col("order"),
                4: style.comp(col("exam_code"), style.safe(col("exam")), "L"),
                6: col("exam_date"),
                31: "BVO-BMHK",
            },
        ),
        style.seg("SPM", {1: "1", 2: col("specimen"), 4: style.comp("CVX", "Cervix", "L")}),
        style.seg("OBX", {1: "1", 2: "FT", 3: "CR_DATUMAFNAME", 5: col("exam_date"), 11: "O"}),
    )


def orm(style: Hl7) -> pl.Expr:
    """Older order message with the reason of the request."""
    reason = style.seg(
        "OBX", {1: "1", 2: "ST", 3: style.comp("REDE", "Reden van aanvraag", "99zda"), 5: col("clinical_text"), 11: "F"}
    )
    return join(
        style.msh("ZorgPortaal", "LIMS", "ORM^O01^ORM_O01"),
        style.pid(given=False, hospital=True),
        style.seg("PV1", {1: "1", 2: "O"}),
        style.insurance(),
        style.seg("ORC", {1: "NW", 2: col("order"), 4: col("order"), 12: style.doctor()}),
        style.seg(
            "OBR",
            {
                1: "1",
                2: col("order"),
                4: style.comp(col("exam_code"), style.safe(col("exam")), "99zdl"),
                6: col("exam_date"),
                16: style.doctor(),
            },
        ),
        reason,
    )


def adt(style: Hl7) -> pl.Expr:
    """Change of a patient's data: no examination at all."""
    return join(
        style.msh("HIS", "LIMS", "ADT^A08^ADT_A01"),
        style.seg("EVN", {1: "A08", 2: join(col("exam_date"), col("time"))}),
        style.pid(given=True, hospital=True),
        style.seg("PV1", {1: "1", 2: "N"}),
        style.insurance(),
    )


def oul(style: Hl7) -> pl.Expr:
    """Analyser result: a specimen number and an outcome, no person. Controls have their name as specimen number."""
    return join(
        style.msh("COBAS", "LIMS", "OUL^R22^OUL_R22"),
        style.seg("SPM", {1: "1", 2: style.subs(col("specimen"), "ROCHE"), 4: "CVX", 11: col("role")}),
        style.seg("SAC", {3: col("specimen")}),
        style.seg("OBR", {1: "1", 4: style.comp("02HPVGEN", "HPV genotypering", "99ROC")}),
        style.seg("ORC", {1: "SC", 5: "CM"}),
        style.seg(
            "OBX",
            {
                1: "1",
                2: "ST",
                3: style.comp("HPV", "HPV", "99ROC"),
                5: col("result"),
                11: "F",
                19: join(col("exam_date"), col("time"), "00"),
            },
        ),
        style.seg("INV", {1: "HPV-REAGENS", 2: "OK", 3: "R1"}),
    )


def write_hl7(path: Path, frame: pl.DataFrame, style: Hl7, build: Builder, pools: Pools) -> None:
    """Write one message per row of `frame`, in its order."""
    message = build(style)
    panels = style.panels(pools)
    with path.open("wb") as file:
        for start in range(0, len(frame), _CHUNK):
            piece = frame.slice(start, _CHUNK)
            piece = piece.with_columns(
                panel_text=panels.gather(piece["panel"]),
                report_text=pools.report(piece, f"{style.escape}.br{style.escape}"),
                clinical_text=pl.Series(pools.clinical).gather(piece["clinical"]),
            )
            rows = piece.select(message).to_series().to_list()
            before, after = ("\x0b", "\x1c\r") if style.framed else ("", "")
            file.write("".join(f"{before}{row}{after}" for row in rows).encode(style.encoding))
