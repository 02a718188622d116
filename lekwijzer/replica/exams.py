"""What was examined and what came out: screening rows, laboratory panels and pathology reports, all invented.

Reports and panels come from pools of a few hundred that are put together once per replica; a row holds the position in
the pool, so that every format can write the same report in its own way.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica.chain import Ints

_POOL = 480
"""The first half of the reports is about cervical screening."""
_LINE = 70

_CERVIX = """cervixuitstrijkje (dunnelaag)|zelfafnameset, vaginaal materiaal|portiobiopt 12 uur|endocervixcurettage|
vaginatopuitstrijkje""".replace("\n", "").split("|")
_OTHER = """huidexcisie linker onderarm|huidbiopt rug|urine, gewassen plas|wondvocht rechter onderbeen|anale wat|
biopt glans penis|sputum|teennagel""".replace("\n", "").split("|")
_MACRO = """Ontvangen in formaline een ellips weefsel van 14 bij 8 mm tot een diepte van 4 mm, met centraal een licht verheven,
onregelmatig begrensde bruine laesie van 5 mm; de afstand tot de rand is overal meer dan 2 mm.|Potje met dunnelaagvloeistof,
licht troebel, voldoende vulling volgens de markering, etiket en formulier komen overeen.|Enkele bleke weefselfragmenten, samen
6 mm, in toto ingesloten in een cassette.|Ovaal excisaat met hechting op 12 uur; snijvlakken geinkt, in lamellen ingesloten in
zes cassettes volgens het lamelleerschema.|Materiaal in transportmedium, buis onbeschadigd en leesbaar gecodeerd, ontvangen
binnen de gestelde termijn.""".replace("\n", " ").split("|")
_MICRO = """Celrijk preparaat met oppervlakkige en intermediaire plaveiselcellen in een schone achtergrond; endocervicale
cellen zijn aanwezig en tonen een regelmatig kernchromatine.|Plaveiselepitheel met in het onderste derde verstoorde rijping,
kernvergroting en enkele mitosen; het oppervlak toont koilocytaire veranderingen.|Proliferatie van spoelvormige cellen
zonder noemenswaardige atypie, met regressie aan de rand; de snijvlakken zijn vrij.|Ontstekingsinfiltraat van lymfocyten en
granulocyten rond de oppervlakkige vaten, zonder aanwijzing voor maligniteit.|Nesten van basaloide cellen met perifere
palissadering en spleetvorming; de afstand tot het zijsnijvlak bedraagt ten minste 2 mm.|Het materiaal is atrofisch, met
parabasale cellen in groepen en enige autolyse; de beoordeelbaarheid is hierdoor beperkt.|Aanvullende kleuringen (p16, Ki-67)
tonen een fragmentarisch patroon dat past bij een reactieve verandering.|In meerdere niveaus wordt geen vaatinvasie gezien; ook
perineurale groei ontbreekt in het onderzochte materiaal.|Er is een gemengde flora zonder overheersende verwekker; schimmeldraden
worden in de PAS-kleuring niet waargenomen.|Verspreid liggen enkele cellen met een vergrote, licht hyperchromatische kern, waarvan
het karakter in dit preparaat niet met zekerheid is vast te stellen.|Het stroma toont oedeem en een toename van kleine vaten, met
lokaal extravasatie van erytrocyten en ijzerpigment als teken van een eerdere bloeding.|De basale laag is regelmatig van opbouw; de
uitrijping verloopt ongestoord en mitosen worden uitsluitend basaal gezien.""".replace("\n", " ").split("|")
_CONCLUSION = """Geen aanwijzing voor dysplasie of maligniteit.|Beeld passend bij lichte dysplasie (CIN 1).|Basaalcelcarcinoom,
nodulair type, radicaal verwijderd.|Reactieve veranderingen, geen afwijkende cellen.|Matige dysplasie (CIN 2), nader onderzoek
is aangewezen.|Naevus naevocellularis, dermaal type.|Preparaat niet representatief, herhaling gewenst.""".replace(
    "\n", " "
).split("|")
_ADVICE = """Terug naar het bevolkingsonderzoek.|Verwijzing naar de gynaecoloog.|Herhaling over zes maanden.|Herhaling
over zes weken wegens onbeoordeelbaar materiaal.|Controle door de aanvrager naar eigen inzicht.""".replace(
    "\n", " "
).split("|")
_CLINICAL = """Sinds drie maanden tussentijds bloedverlies, geen pijn.|Controle na eerdere afwijkende uitslag; geen klachten.|
Contactbloedingen, gebruikt anticonceptie (spiraal).|Jeukende plek die in een half jaar groter is geworden, soms bloedend.|
Afscheiding en branderig gevoel bij het plassen; partner ook klachten.|Routineonderzoek op verzoek, geen bijzonderheden a vue.|
Wond geneest slecht ondanks verzorging, bekend met suikerziekte.""".replace("\n", "").split("|")
_CLOSING = """Dit verslag is opgesteld volgens het landelijke protocol en geautoriseerd door de dienstdoende patholoog. De
beoordeling berust op het ingezonden materiaal en de gegevens op het aanvraagformulier; bij een verschil met het klinische beeld
is overleg gewenst. Het restmateriaal wordt volgens de geldende bewaartermijn bewaard en kan voor aanvullend onderzoek worden
opgevraagd. De uitslag is elektronisch verzonden en daarom niet ondertekend.""".replace("\n", " ")

_ANALYTES: tuple[tuple[str, str, str, float, float], ...] = (
    ("GLUC", "Glucose nuchter", "mmol/l", 4.0, 7.0), ("KREA", "Kreatinine", "umol/l", 50, 100), ("HB", "Hemoglobine", "mmol/l", 7.5, 10.0),
    ("CRP", "CRP", "mg/l", 0, 10), ("ALAT", "ALAT", "U/l", 0, 45), ("TSH", "TSH", "mU/l", 0.4, 4.0), ("FERR", "Ferritine", "ug/l", 20, 150),
    ("KAL", "Kalium", "mmol/l", 3.5, 5.0), ("CHOL", "Cholesterol", "mmol/l", 2.5, 5.0), ("VITD", "Vitamine D", "nmol/l", 50, 120),
    ("BSE", "Bezinking", "mm/u", 0, 20), ("LEUK", "Leukocyten", "10*9/l", 4.0, 10.0),
)  # fmt: skip
_INFECTIONS: tuple[tuple[str, str], ...] = (
    ("CHLAM", "Chlamydia trachomatis PCR"), ("GONO", "Gonokokken PCR"), ("TRICH", "Trichomonas PCR"), ("HIV", "Hiv-antistoffen"),
    ("LUES", "Syfilis serologie"), ("HSV2", "Herpes simplex 2 PCR"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a panel."""

    code: str
    name: str
    value: str
    unit: str
    low: str
    high: str
    flag: str


@dataclass(frozen=True, slots=True)
class Pools:
    """Texts and panels that rows point into."""

    reports: list[str]  # paragraphs, separated by newlines
    lines: list[list[str]]  # the same, broken into lines of at most seventy characters
    clinical: list[str]
    panels: list[list[Result]]

    def report(self, frame: pl.DataFrame, line_break: str) -> pl.Series:
        """The report of each row, with another sign between its paragraphs."""
        return pl.Series([r.replace("\n", line_break) for r in self.reports]).gather(frame["report"])


def make_pools(rng: np.random.Generator) -> Pools:
    """Put the pools together."""

    def pick(options: list[str]) -> str:
        return options[int(rng.integers(len(options)))].strip()

    reports = []
    for i in range(_POOL):
        micro = " ".join(_MICRO[k].strip() for k in rng.permutation(len(_MICRO))[: rng.integers(5, 10)])
        reports.append(
            f"Materiaal: {pick(_CERVIX if i < _POOL // 2 else _OTHER)}\nKlinische gegevens: {pick(_CLINICAL)}\nMacroscopie: {pick(_MACRO)}\n"
            f"Microscopie: {micro}\nConclusie: {pick(_CONCLUSION)}\nAdvies: {pick(_ADVICE)}\n{_CLOSING}"
        )
    panels = [_infection_panel(rng) if rng.random() < 0.3 else _blood_panel(rng) for _ in range(_POOL)]
    lines = [[line for paragraph in r.split("\n") for line in textwrap.wrap(paragraph, _LINE)] for r in reports]
    return Pools(reports, lines, [c.strip() for c in _CLINICAL], panels)


def _blood_panel(rng: np.random.Generator) -> list[Result]:
    panel = []
    for i in rng.permutation(len(_ANALYTES))[: rng.integers(4, 9)]:
        code, name, unit, low, high = _ANALYTES[i]
        value = low + (high - low) * float(rng.normal(0.5, 0.35))
        flag = "H" if value > high else "L" if value < low else ""
        panel.append(Result(code, name, f"{abs(value):.1f}", unit, f"{low:g}", f"{high:g}", flag))
    return panel


def _infection_panel(rng: np.random.Generator) -> list[Result]:
    chosen = rng.permutation(len(_INFECTIONS))[: rng.integers(2, 5)]
    outcome = ["negatief", "positief", "niet aantoonbaar"]
    panel = []
    for code, name in (_INFECTIONS[i] for i in chosen):
        value = outcome[int(rng.choice(3, p=[0.7, 0.1, 0.2]))]
        panel.append(Result(code, name, value, "", "", "", ""))
    return panel


class Numbers:
    """Hands out specimen, order and patient numbers that are never the same twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._start = int(rng.integers(400_000_000))
        self._used = 0

    def take(self, count: int) -> Ints:
        """The next `count` numbers of nine digits, 100000000 to 499999999, scattered. One in eleven passes the 11-test."""
        at = self._used + np.arange(count, dtype=np.int64)
        self._used += count
        return 100_000_000 + (self._start + at * 104_395_303) % 400_000_000

    def specimens(self, count: int) -> pl.Series:
        """As `take`, as text."""
        return pl.Series(self.take(count)).cast(pl.String)

    def orders(self, count: int) -> pl.Series:
        """Order numbers: a year, a letter and eight digits of a number of their own."""
        number = self.take(count)
        return pl.Series(20 + number % 6).cast(pl.String) + "B" + pl.Series(number).cast(pl.String)


def dates(count: int, rng: np.random.Generator, first: str = "2019-01-01", last: str = "2025-06-30") -> pl.Series:
    """Random working days as yyyymmdd."""
    start, stop = np.datetime64(first), np.datetime64(last)
    day = start + (rng.random(count) * (stop - start).astype(int)).astype(np.int64)
    return pl.Series(np.busday_offset(day, 0, roll="backward")).dt.strftime("%Y%m%d")


def screening(count: int, numbers: Numbers, rng: np.random.Generator) -> pl.DataFrame:
    """One cervical screening per row: the HPV test and, when that was positive, the cytology."""
    hpv = rng.choice(
        ["NEG HR HPV", "POS HPV16", "POS HPV18", "POS Other HR HPV", "Invalid HR HPV"],
        count,
        p=[0.88, 0.02, 0.01, 0.075, 0.015],
    )
    positive = np.char.startswith(hpv, "POS")
    axis = rng.integers(1, 6, (count, 5))
    kopac = [f"K{k}O{o}P{p}A{a}C{c}" for k, o, p, a, c in axis[:300].tolist()]
    pap = rng.choice(["Pap1", "Pap2", "Pap3a1", "Pap3a2", "Pap3b", "Pap4"], count, p=[0.6, 0.2, 0.1, 0.06, 0.03, 0.01])
    blank = pl.repeat("", count, eager=True)
    cytology = pl.Series(positive)
    date = dates(count, rng)
    return pl.DataFrame(
        {
            "specimen": numbers.specimens(count),
            "order": numbers.orders(count),
            "exam_date": date,
            "reported": date,
            "exam_code": pl.Series(["HPV", "HPV", "CYT"]).gather(rng.integers(0, 3, count)),
            "exam": pl.Series(["Uitstrijkje HPV", "Zelfafnameset HPV", "Cervixcytologie"]).gather(
                rng.integers(0, 3, count)
            ),
            "result": pl.Series(hpv),
            "kopac": pl.Series(kopac).gather(rng.integers(0, len(kopac), count)).zip_with(cytology, blank),
            "pap": pl.Series(pap).zip_with(cytology, blank),
            "advice": pl.Series([*(a.strip() for a in _ADVICE), ""]).gather(rng.integers(0, len(_ADVICE) + 1, count)),
            "clinical": pl.Series(rng.integers(0, len(_CLINICAL), count)),
            "report": pl.Series(rng.integers(0, _POOL // 2, count)),
            "panel": pl.Series(rng.integers(0, _POOL, count)),
            "self_taken": pl.Series(np.where(rng.random(count) < 0.3, "1", "0")),
            "time": pl.Series(8 + rng.integers(0, 9, count)).cast(pl.String).str.zfill(2)
            + pl.Series(10 + rng.integers(0, 50, count)).cast(pl.String),
        }
    )


def general(count: int, numbers: Numbers, rng: np.random.Generator) -> pl.DataFrame:
    """One examination of a hospital or GP patient per row; the same columns as a screening."""
    frame = screening(count, numbers, rng)
    names = ["Klinische chemie", "Pathologie huid", "SOA-onderzoek", "Hematologie", "Urineonderzoek", "Kweek wond"]
    codes = ["KCL", "PAT", "SOA", "HEM", "URI", "KWE"]
    at = rng.integers(0, len(names), count)
    outcome = [
        "negatief",
        "positief",
        "geen afwijkingen",
        "zie verslag",
        "5,4",
        "7.8",
        "niet aantoonbaar",
        "licht verhoogd",
    ]
    return frame.with_columns(
        exam=pl.Series(names).gather(at),
        exam_code=pl.Series(codes).gather(at),
        report=pl.Series(rng.integers(_POOL // 2, _POOL, count)),
        result=pl.Series(outcome).gather(rng.integers(0, len(outcome), count)),
    )
