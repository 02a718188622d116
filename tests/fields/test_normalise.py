"""From a frame of roles to a frame of mentions."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fields.values import VALUES, mention
from lekwijzer.fields.normalise import MENTION, Text, normalise
from lekwijzer.fields.text import fold
from lekwijzer.model import FIELD_BIT, FIELDS, MULTI, ROLE_FIELD, Role

PERSONS = Path(__file__).parents[2] / "../shared/data/brp_gbav_testset/persons_current.csv"
ROLES = list(Role)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    roles = draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=8))
    height = draw(st.integers(0, 5))
    columns = {r.value: draw(st.lists(VALUES, min_size=height, max_size=height)) for r in roles}
    return pl.DataFrame(
        {"n": range(1, height + 1), **columns}, schema={"n": pl.UInt32, **dict.fromkeys(columns, pl.String)}
    )


@settings(max_examples=25)
@given(frames(), st.sampled_from([None, "dmy", "mdy", "ymd", "serial"]))
def test_every_row_of_any_frame_becomes_one_mention_in_its_place(frame: pl.DataFrame, order: str | None) -> None:
    out = normalise(frame, order)  # type: ignore[arg-type]
    assert out.schema == pl.Schema(MENTION)
    assert out["n"].to_list() == frame["n"].to_list()
    alone = [normalise(frame.slice(i, 1), order).row(0) for i in range(len(frame))]  # type: ignore[arg-type]
    assert out.rows() == alone


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("iban", "0"), ("exam_date", "99-99-9999"), ("exam_date", "00-00-0000"), ("exam_date", "0000-00-00"), ("exam_date", "00000000"), ("exam_date", "9999-99-99"),
        ("phone", "0000000000"), ("phone", "00-00000000"), ("bsn", "000000000"), ("bsn", "0"), ("bsn", "999999999"), ("birth_date", "00-00-0000"),
        ("patient_number", "0000000"), ("postcode", "0000"), ("phone", "0"),
    ],
)  # fmt: skip
def test_what_is_typed_for_no_value_is_no_exposed_field(role: str, value: str) -> None:
    assert mention({Role(role): value})["fields"] == 0


@pytest.mark.parametrize(
    ("role", "value"),
    [("exam_date", "09-09-1999"), ("exam_date", "01-01-1900"), ("phone", "0990000000"), ("bsn", "999990342"), ("bsn", "123"), ("test_result", "0"), ("phone", "0031612345678"), ("patient_number", "9900")],
)  # fmt: skip
def test_values_that_look_nearly_like_one_are_exposed(role: str, value: str) -> None:
    assert mention({Role(role): value})["fields"]


@given(frames())
def test_the_mask_says_which_fields_are_filled(frame: pl.DataFrame) -> None:
    filled = frame.with_columns(pl.lit("1").alias(c) for c in frame.columns if c != "n")
    bits = {ROLE_FIELD[Role(c)] for c in filled.columns if c != "n" and Role(c) in ROLE_FIELD}
    assert set(normalise(filled)["fields"]) <= {sum(FIELD_BIT[b] for b in bits)}


@pytest.mark.parametrize("role", [r for r in ROLES if r in ROLE_FIELD])
def test_each_role_sets_the_bit_of_its_field(role: Role) -> None:
    assert mention({role: "1"})["fields"] == 1 << FIELDS.index(ROLE_FIELD[role])
    assert mention({role: "onbekend"})["fields"] == 0


@pytest.mark.parametrize(
    "role", [Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.RECORD_ID, Role.DEATH_DATE, Role.EMIGRATED, Role.SECRET]
)
def test_linking_numbers_and_status_expose_nothing(role: Role) -> None:
    assert mention({role: "12345"})["fields"] == 0


def test_linking_numbers_stand_together_with_their_kind() -> None:
    found = mention({
        Role.PATIENT_NUMBER: f"00123{MULTI}A-5", Role.ORDER_NUMBER: "", Role.SPECIMEN_NUMBER: "100102018", Role.RECORD_ID: "7",
    })  # fmt: skip
    assert found["refs"].split(MULTI) == ["p:123", "p:A5", "s:100102018", "i:7"]
    assert mention({Role.ORDER_NUMBER: "000"})["refs"] is None


def test_of_several_values_the_first_is_compared() -> None:
    found = mention(
        {
            Role.BSN: f"999990019{MULTI}999990020",
            Role.PHONE: f"06-12345670{MULTI}030-2345670",
            Role.EMAIL: f"a@example.org{MULTI}b@example.org",
        }
    )
    assert (found["bsn"], found["phone"], found["email"]) == (999990019, "612345670", "a@example.org")


@pytest.mark.parametrize(
    ("name", "maiden", "given", "keys"),
    [
        ("Berk", "van Nieuwen", "Petra", ("nieuwen", "berk")), ("Berk", "", "Petra", ("berk", None)), ("Berk", "Berk", "Petra", ("berk", None)),
        ("P. Berk-van Nieuwen", "van Nieuwen", "", ("nieuwen", "berk")), ("Berk Petra", "Nieuwen", "Petra", ("nieuwen", "berk")),
        ("Nieuwen, P. van", "van Nieuwen", "", ("nieuwen", None)),
    ],
)  # fmt: skip
def test_a_name_beside_a_maiden_name_is_a_second_surname(
    name: str, maiden: str, given: str, keys: tuple[str, str | None]
) -> None:
    out = normalise(pl.DataFrame({"n": [1], Role.NAME: [name], Role.SURNAME: [maiden], Role.GIVEN: [given]}))
    assert (out["sur"][0], out["sur2"][0]) == keys


def test_content_of_examinations_is_not_kept() -> None:
    found = mention(
        {
            Role.TEST_RESULT: "positief",
            Role.EXAM_TYPE: "HPV",
            Role.REQUESTER: "Dr. P. Jansen",
            Role.EXAM_DATE: "12-03-2025",
            Role.INSURER: "3311",
        }
    )
    assert found["fields"] == sum(
        FIELD_BIT[f] for f in ("test_result", "exam_type", "requester", "exam_date", "insurer")
    )
    assert all(value is None for name, value in found.items() if name not in ("n", "fields"))


def test_reason_and_digest_go_along() -> None:
    frame = pl.DataFrame(
        {"n": [1, 2], "surname": ["Jansen", "totaal"], "rejected": [None, "total_row"], "digest": [5, 6]},
        schema_overrides={"n": pl.UInt32, "digest": pl.UInt64},
    )
    assert normalise(frame).select("rejected", "digest").rows() == [(None, 5), ("total_row", 6)]


def test_what_repeats_is_cleaned_once_and_put_back_in_place() -> None:
    values = pl.Series(["b", None, "a", "b"] * 1000)
    seen: list[int] = []

    def clean(some: pl.Series) -> pl.DataFrame:
        seen.append(len(some))
        return some.str.to_uppercase().alias("x").to_frame()

    assert Text.of(values).each(clean)["x"].to_list() == ["B", None, "A", "B"] * 1000
    assert seen == [2]


@pytest.mark.skipif(not PERSONS.exists(), reason="the public test persons are not on this machine")
def test_official_test_persons_have_the_same_keys_in_every_notation() -> None:
    with open(PERSONS, encoding="utf-8-sig", newline="") as file:
        people = [p for p in csv.DictReader(file) if p["voornamen"] and p["geslachtsnaam"] not in ("", ".")]
    apart = _mentions({
        Role.SURNAME: [p["geslachtsnaam"] for p in people], Role.PREFIX: [p["voorvoegsel"] for p in people], Role.GIVEN: [p["voornamen"] for p in people],
        Role.BIRTH_DATE: [p["geboortedatum"] for p in people], Role.STREET: [p["straat"] for p in people], Role.HOUSE_NUMBER: [p["huisnummer"] for p in people],
        Role.HOUSE_ADDITION: [p["huisletter"] + p["toevoeging"] for p in people], Role.POSTCODE: [p["postcode"] for p in people], Role.CITY: [p["woonplaats"] for p in people],
    })  # fmt: skip
    initials = [".".join(i) + "." if (i := apart["ini"][k]) else "" for k in range(len(people))]
    full = [f"{p['voorvoegsel']} {p['geslachtsnaam']}".strip() for p in people]
    for written in (
        [f"{name}, {i}" for name, i in zip(full, initials, strict=True)],
        [f"{p['geslachtsnaam']}, {i} {p['voorvoegsel']}".strip() for p, i in zip(people, initials, strict=True)],
        [f"{i} {name}" for name, i in zip(full, initials, strict=True)],
        [f"Mw. {i} {name}" for name, i in zip(full, initials, strict=True)],
        [f"{p['geslachtsnaam']}, {p['voornamen']} {p['voorvoegsel']}".strip() for p in people],
    ):
        found = _mentions({Role.NAME: written})
        assert _share(found["sur"], apart["sur"]) > 0.99
        assert _share(found["ini"].str.slice(0, 1), apart["ini"].str.slice(0, 1)) > 0.99
    births = [p["geboortedatum"] for p in people]
    for rendered in (
        [f"{d[6:]}-{d[4:6]}-{d[:4]}" for d in births],
        [f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in births],
        [f"{d[6:]}{d[4:6]}{d[:4]}" for d in births],
    ):
        assert _mentions({Role.BIRTH_DATE: rendered})["dob"].to_list() == apart["dob"].to_list()
    lived = [k for k, p in enumerate(people) if p["straat"] and p["huisnummer"] and p["postcode"]]
    lines = [
        f"{p['straat']} {p['huisnummer']}{p['huisletter']}{'-' + p['toevoeging'] if p['toevoeging'] else ''}, {p['postcode'][:4]} {p['postcode'][4:]} {p['woonplaats']}"
        for p in (people[k] for k in lived)
    ]
    found = _mentions({Role.ADDRESS: lines})
    for key, least in (("pc", 1.0), ("hnr", 1.0), ("street", 1.0), ("hadd", 1.0)):
        assert _share(found[key], apart[key].gather(lived)) >= least, key


def _mentions(columns: dict[Role, list[str]]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    return normalise(
        pl.DataFrame({"n": pl.Series(range(height), dtype=pl.UInt32), **{r.value: v for r, v in columns.items()}})
    )


def _share(found: pl.Series, wanted: pl.Series) -> float:
    return float(found.eq_missing(wanted).mean() or 0.0)  # type: ignore[arg-type]


def test_folding_is_the_same_everywhere() -> None:
    assert mention({Role.GIVEN: "Zoë"})["given"] == fold(pl.Series(["ZOË"])).item()


def test_two_words_beside_a_given_name_are_a_surname_unless_one_is_that_or_another_given_name() -> None:
    rows = [
        ("Ait Ouali", "Wei", "aitouali"), ("Tjoe Nij", "Tjitske", "tjoenij"), ("Klaske Visser", "Klaske", "visser"),
        ("Piet Jansen", "Pieter Johannes", "jansen"), ("Visser", "Soedesh", "visser"), ("van de Berg", "Anna", "berg"), ("Ait Ouali", None, "aitouali"),
    ]  # fmt: skip
    frame = pl.DataFrame({"name": [r[0] for r in rows], "given": [r[1] for r in rows], "n": range(len(rows))})
    found = normalise(frame.with_columns(pl.col("n").cast(pl.UInt32)))
    assert found.get_column("sur").to_list()[:6] == [r[2] for r in rows][:6]
    assert found.get_column("given").to_list()[:2] == ["wei", "tjitske"]
