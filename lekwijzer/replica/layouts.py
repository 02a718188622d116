"""Column layouts of leaked tables: header, content, and which of the replica's own columns that content shows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lekwijzer.replica import text
from lekwijzer.replica.exams import Pools
from lekwijzer.replica.text import col, join, when_any

NAME = ("surname", "partner", "initials")
BIRTH = ("birth_year",)
PLACE = ("street", "postcode", "city")


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: header to content. `shows`: the columns that count as fields of the person."""

    columns: dict[str, pl.Expr]
    shows: tuple[str, ...]

    def table(self, frame: pl.DataFrame, pools: Pools) -> pl.DataFrame:
        """The rows under the headers of this layout."""
        frame = frame.with_columns(
            report_text=pools.report(frame, "\n"),
            clinical_text=pl.Series(pools.clinical).gather(frame["clinical"]),
            doctor=join(col("doctor_initials"), " ", col("doctor_prefix"), " ", col("doctor_surname")).str.replace(
                "  ", " ", literal=True
            ),
        )
        return frame.select(**self.columns)


def _spaced(postcode: str) -> pl.Expr:
    return join(col(postcode).str.slice(0, 4), " ", col(postcode).str.slice(4, 2)).str.strip_chars()


_FEMALE = pl.when(col("sex") == "V").then(pl.lit("F")).otherwise("sex")
_SEX_WORD = (
    pl.when(col("sex") == "V").then(pl.lit("vrouw")).when(col("sex") == "M").then(pl.lit("man")).otherwise(pl.lit(""))
)

SCREENING_WIDE = Layout(
    {
        "CLIENT_BSN": col("bsn"), "CLIENT_GESLACHTSNAAM": col("surname"), "CLIENT_VOORVOEGSEL": col("prefix"),
        "CLIENT_NAAM_PARTNER": col("partner"), "CLIENT_VOORV_PARTNER": col("partner_prefix"), "CLIENT_VOORLETTERS": col("initials"),
        "CLIENT_VOORNAAM": col("given"), "CLIENT_GEBOORTEDATUM": text.birth_dutch(), "CLIENT_GESLACHT": col("sex"), "CLIENT_STRAAT": col("street"),
        "CLIENT_HUISNUMMER": col("number"), "CLIENT_HUISNUMMERTOEV": col("addition"), "CLIENT_POSTCODE": col("postcode"),
        "CLIENT_PLAATS": col("city"), "CLIENT_TELEFOON": col("phone"), "CLIENT_EMAIL": col("email"), "MONSTER_ID": col("specimen"),
        "ORDERNUMMER": col("order"), "DATUM_AFNAME": text.dutch_date("exam_date"), "SOORT_ONDERZOEK": col("exam"), "ZAS": col("self_taken"),
        "UITSLAG_HPV": col("result"), "KOPAC_B": col("kopac"), "PAP_KLASSE": col("pap"), "ADVIES": col("advice"), "HA_AGB_CODE": col("agb"),
        "HA_NAAM": col("doctor"), "KLACHTEN": col("clinical_text"), "VERSLAG": col("report_text"), "BRON": pl.lit("ScreenIT"),
    },
    ("bsn", *NAME, "given", *BIRTH, "sex", *PLACE, "phone", "email", "exam_date", "exam", "result", "kopac", "pap", "advice", "report", "agb"),
)  # fmt: skip

ENGLISH = Layout(
    {
        "sample_id": col("specimen"), "order_no": col("order"), "patient_name": text.sorted_name(), "date_of_birth": text.birth_iso(),
        "sex": _FEMALE, "national_id": col("bsn"), "street": col("street"), "house_no": col("number"), "house_suffix": col("addition"),
        "postal_code": col("postcode"), "city": col("city"), "test_code": col("exam_code"), "test_name": col("exam"),
        "collected_on": text.iso_date("exam_date"), "result": col("result"), "interpretation": col("advice"), "gp_code": col("agb"),
        "gp_name": col("doctor"), "report": col("report_text"), "status": pl.lit("FINAL"),
    },
    ("bsn", *NAME, *BIRTH, "sex", *PLACE, "exam_code", "exam_date", "result", "advice", "report", "agb"),
)  # fmt: skip

ABBREVIATED = Layout(
    {
        "labpatnr": col("lab_number"), "monsternr": col("specimen"), "naam": text.upper_name(), "gebdat": text.birth_compact(), "gesl": col("sex"),
        "bsnnr": col("bsn"), "adres": text.address_line(), "pc": _spaced("postcode"), "plts": col("city"), "tel": col("phone"),
        "ond": col("exam_code"), "dat_afn": text.dutch_date("exam_date"), "uitsl": col("result"), "pap": col("pap"), "aanvr": col("doctor"),
        "opm": col("advice"),
    },
    ("lab_number", "bsn", *NAME, *BIRTH, "sex", *PLACE, "phone", "exam_code", "exam_date", "result", "pap", "advice", "agb"),
)  # fmt: skip

LEGACY = Layout(
    {
        "Monsternummer": col("specimen"), "Achternaam": text.used_name(), "Meisjesnaam": text.own_name(), "Voorl.": col("initials"),
        "Geb. datum": text.birth_dutch(), "Straat + nr": text.address_line(), "Postcode": col("postcode"), "Woonplaats": col("city"),
        "Afname": text.dutch_date("exam_date"), "Onderzoek": col("exam"), "Uitslag": col("result"), "Huisarts": col("doctor"),
    },
    (*NAME, *BIRTH, *PLACE, "exam_date", "exam", "result", "agb"),
)  # fmt: skip
"""From before the BSN was used."""

SLIM = Layout(
    {
        "specimen": col("specimen"), "bsn": col("bsn"), "name": text.official(), "birth": text.birth_iso(), "postcode": col("postcode"),
        "number": join(col("number"), col("addition")), "taken": text.iso_date("exam_date"), "test": col("exam_code"), "result": col("result"),
    },
    ("bsn", *NAME, *BIRTH, "postcode", "exam_date", "exam_code", "result"),
)  # fmt: skip
"""For files without a header."""

SHEET = Layout(
    {
        "BSN": col("bsn"), "Naam cliënt": text.official(), "Geboortedatum": text.birth_iso(), "Geslacht": _SEX_WORD,
        "Adres": join(text.address_line(), when_any(join(", ", _spaced("postcode"), " ", col("city")), "postcode")).str.strip_chars(", "),
        "Barcode": col("specimen"), "Onderzoek": col("exam"), "Datum ontvangst": text.iso_date("exam_date"), "Uitslag": col("result"),
        "Vervolg": col("advice"), "Aanvragend arts": col("doctor"),
    },
    ("bsn", *NAME, *BIRTH, "sex", *PLACE, "exam", "exam_date", "result", "advice", "agb"),
)  # fmt: skip

SNAKE = Layout(
    {
        "order_number": col("order"), "specimen_number": col("specimen"), "bsn": col("bsn"), "last_name": col("surname"),
        "last_name_prefix": col("prefix"), "partner_name": col("partner"), "partner_name_prefix": col("partner_prefix"),
        "initials": col("initials"), "birth_date": text.birth_iso(), "gender": _FEMALE, "street_name": col("street"),
        "house_number": col("number"), "house_number_addition": col("addition"), "postcode": col("postcode"), "city": col("city"),
        "email": col("email"), "mobile": col("phone"), "examination": col("exam"), "examination_date": text.iso_date("exam_date"),
        "outcome": col("result"), "conclusion": col("report_text"), "requester_agb": col("agb"), "insurer_uzovi": col("insurer_code"),
        "policy_number": col("policy"),
    },
    ("bsn", *NAME, *BIRTH, "sex", *PLACE, "email", "phone", "exam", "exam_date", "result", "report", "agb", "policy"),
)  # fmt: skip

CARE_PATIENTS = Layout(
    {
        "labpatnr": col("lab_number"), "zkhnr": col("hospital_number"), "bsn": col("bsn"), "naam": text.used_name(),
        "voorletters": col("initials"), "roepnaam": col("given"), "gebdatum": text.birth_iso(), "geslacht": col("sex"), "straat": col("street"),
        "huisnr": col("number"), "toev": col("addition"), "postcode": col("postcode"), "woonplaats": col("city"), "telefoon": col("phone"),
        "email": col("email"), "verzekeraar": col("insurer"), "polisnr": col("policy"),
    },
    ("lab_number", "hospital_number", "bsn", *NAME, "given", *BIRTH, "sex", *PLACE, "phone", "email", "insurer", "policy"),
)  # fmt: skip
"""The patient table of a laboratory system: no results, these hang on the laboratory's own patient number."""

CARE_RESULTS = Layout(
    {
        "labpatnr": col("lab_number"), "aanvraagnr": col("order"), "monsternr": col("specimen"), "datum": text.iso_date("exam_date"),
        "bepaling": col("exam"), "code": col("exam_code"), "uitslag": col("result"), "eenheid": pl.lit("-"), "opmerking": col("advice"),
    },
    ("lab_number", "exam", "exam_code", "exam_date", "result", "advice"),
)  # fmt: skip

CARE_WIDE = Layout(
    {
        "Patiëntnummer": col("hospital_number"), "Naam": text.sorted_name(), "Geb.dat.": text.birth_dutch(), "M/V": col("sex"),
        "BSN": col("bsn"), "Adres": text.address_line(), "PC": col("postcode"), "Plaats": col("city"), "Tel": col("phone"),
        "Aanvraag": col("order"), "Monster": col("specimen"), "Datum": text.dutch_date("exam_date"), "Onderzoek": col("exam"),
        "Uitslag": col("result"), "Verslag": col("report_text"), "Aanvrager": col("doctor"), "AGB": col("agb"), "UZOVI": col("insurer_code"),
    },
    ("hospital_number", "bsn", *NAME, *BIRTH, "sex", *PLACE, "phone", "exam_date", "exam", "result", "report", "agb", "insurer"),
)  # fmt: skip

CARE_NESTED = Layout(
    {
        "message_id": join("lab-", col("order")),
        "patient": pl.struct(
            bsn=col("bsn"), familyName=text.used_name(), initials=col("initials"), firstName=col("given"), birthDate=text.birth_iso(),
            gender=pl.when(col("sex") == "V").then(pl.lit("female")).when(col("sex") == "M").then(pl.lit("male")).otherwise(pl.lit("")),
            address=pl.struct(street=col("street"), houseNumber=join(col("number"), col("addition")), postalCode=col("postcode"), city=col("city")),
        ),
        "order": pl.struct(number=col("order"), requester=col("doctor"), requesterAgb=col("agb")),
        "specimen": col("specimen"),
        "test": col("exam"),
        "collected": text.iso_date("exam_date"),
        "result": col("result"),
        "report": col("report_text"),
    },
    ("bsn", *NAME, "given", *BIRTH, "sex", *PLACE, "agb", "exam", "exam_date", "result", "report"),
)  # fmt: skip
