"""Whole tables: which column holds which role, how birth dates are written, and what the rows are about."""

from __future__ import annotations

import polars as pl
import pytest
from fields.values import VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.tables import People, sample
from lekwijzer.detect.columns import TableMap, infer, to_roles
from lekwijzer.fields.normalise import normalise
from lekwijzer.model import Role

P = People()
TABLES: dict[str, tuple[list[tuple[str, str, str]], str]] = {
    "glued laboratory headers": (
        [("labpatnr", "patient", "patient_number"), ("monsternr", "specimen", "specimen_number"), ("naam", "sorted_name", "name"), ("gebdat", "birth_compact", "birth_date"),
         ("gesl", "sex", "sex"), ("bsnnr", "bsn", "bsn"), ("adres", "address", "address"), ("pc", "postcode", "postcode"), ("plts", "city", "city"), ("uitsl", "result", "test_result")],
        "people",
    ),
    "screening, a table name in front of each header": (
        [("CLIENT_BSN", "bsn", "bsn"), ("CLIENT_GESLACHTSNAAM", "surname", "surname"), ("CLIENT_VOORVOEGSEL", "prefix", "prefix"), ("CLIENT_VOORLETTERS", "initials", "initials"),
         ("CLIENT_GEBOORTEDATUM", "birth", "birth_date"), ("CLIENT_POSTCODE", "postcode", "postcode"), ("CLIENT_HUISNUMMER", "number", "house_number"), ("MONSTER_ID", "specimen", "specimen_number"),
         ("HA_NAAM", "practice", "requester"), ("UITSLAG_HPV", "result", "test_result"), ("DATUM_AFNAME", "exam", "exam_date")],
        "people",
    ),
    "English": (
        [("patient_id", "patient", "patient_number"), ("last_name", "surname", "surname"), ("first_name", "given", "given"), ("date_of_birth", "birth_us", "birth_date"), ("gender", "sex", "sex"),
         ("postal_code", "postcode", "postcode"), ("street", "street", "street"), ("house_no", "number", "house_number"), ("phone", "phone", "phone"), ("email", "email", "email"), ("status", "status", "")],
        "people",
    ),
    "population register elements": (
        [("01.01.20", "bsn", "bsn"), ("01.02.10", "given", "given"), ("01.02.30", "prefix", "prefix"), ("01.02.40", "surname", "surname"), ("01.03.10", "birth_compact", "birth_date"),
         ("01.04.10", "sex", "sex"), ("08.11.10", "street", "street"), ("08.11.20", "number", "house_number"), ("08.11.60", "postcode", "postcode")],
        "people",
    ),
    "headers that say nothing, values that say much": (
        [("nr_a", "bsn", "bsn"), ("veld2", "email", "email"), ("veld3", "birth", "birth_date"), ("veld4", "postcode", "postcode"), ("veld5", "amount", "")],
        "people",
    ),
    "the requester's own address beside the patient's": (
        [("naam", "sorted_name", "name"), ("geboortedatum", "birth", "birth_date"), ("postcode", "postcode", "postcode"), ("huisarts", "practice", "requester"),
         ("huisarts_postcode", "postcode", ""), ("huisarts_telefoon", "phone", ""), ("telefoon", "phone", "phone")],
        "people",
    ),
    "a BSN column that holds something else": (
        [("bsn", "specimen", ""), ("achternaam", "surname", "surname"), ("voorletters", "initials", "initials"), ("geboortedatum", "birth", "birth_date")],
        "people",
    ),
    "results that hang on a specimen": ([("monsternummer", "specimen", "specimen_number"), ("uitslag", "result", "test_result"), ("afnamedatum", "exam", "exam_date")], "references"),
    "a price list": ([("code", "code", ""), ("bedrag", "amount", ""), ("status", "status", "")], "nothing"),
}  # fmt: skip
HEADERLESS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "everything": (
        [("specimen", "specimen_number"), ("bsn", "bsn"), ("sorted_name", "name"), ("birth", "birth_date"), ("postcode", "postcode"), ("phone", "phone"), ("email", "email"), ("result", "test_result")],
        "people",
    ),
    "name in parts": ([("surname", "surname"), ("given", "given"), ("sex", "sex"), ("birth_compact", "birth_date"), ("address", "address"), ("city", "city")], "people"),
    "recent dates are no birth dates": ([("specimen", "specimen_number"), ("exam", "exam_date"), ("result", "test_result")], "references"),
}  # fmt: skip


def _roles(table: TableMap) -> list[str]:
    return [c.role.value if c.role else "" for c in table.columns]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_with_headers(name: str) -> None:
    columns, about = TABLES[name]
    table = infer([h for h, _, _ in columns], sample(*(getattr(P, kind) for _, kind, _ in columns)))
    assert _roles(table) == [role for _, _, role in columns]
    assert table.about == about


@pytest.mark.parametrize("name", HEADERLESS)
def test_a_table_without_headers(name: str) -> None:
    columns, about = HEADERLESS[name]
    table = infer(None, sample(*(getattr(P, kind) for kind, _ in columns)))
    assert _roles(table) == [role for _, role in columns]
    assert table.about == about


@given(st.permutations(range(7)), st.integers(1, 20))
@settings(max_examples=8)
def test_the_order_of_the_columns_does_not_matter(order: list[int], seed: int) -> None:
    people = People(40, seed)
    columns = [
        ("bsn", "bsn"),
        ("achternaam", "surname"),
        ("voorletters", "initials"),
        ("geboortedatum", "birth"),
        ("postcode", "postcode"),
        ("huisnummer", "number"),
        ("uitslag", "result"),
    ]
    wanted = ["bsn", "surname", "initials", "birth_date", "postcode", "house_number", "test_result"]
    table = infer([columns[i][0] for i in order], sample(*(getattr(people, columns[i][1]) for i in order)))
    assert _roles(table) == [wanted[i] for i in order]


def test_given_names_that_are_counted_are_no_people() -> None:
    names, sexes = (
        ["Anna", "Jan", "Piet", "Kees", "Maria", "Johanna", "Willem", "Hendrik", "Emma", "Sophie"],
        ["V", "M"] * 5,
    )
    counts = [str(4000 - 97 * i) for i in range(10)]
    assert infer(["Voornaam", "Geslacht", "Aantal"], sample(names, sexes, counts)).about == "nothing"
    assert infer(["Voornaam", "Geslacht", "Leeftijd"], sample(names, sexes, counts)).about == "people"
    assert infer(["Voornaam", "Postcode", "Aantal"], sample(names, P.postcode[:10], counts)).about == "people"
    assert infer(["Achternaam", "Aantal"], sample(P.surname[:10], counts)).about == "people"


def test_nine_digits_are_a_bsn_only_when_they_pass() -> None:
    mixed = P.bsn[:30] + P.specimen[:30]
    assert _roles(infer(["nummer_x", "achternaam"], sample(mixed, P.surname)))[0] != "bsn"
    assert _roles(infer(None, sample(P.specimen, P.surname)))[0] != "bsn"
    assert _roles(infer(["monsternummer", "achternaam"], sample(P.specimen, P.surname)))[0] == "specimen_number"


def test_a_patient_number_that_always_passes_is_a_bsn() -> None:
    assert _roles(infer(["patientnummer", "achternaam"], sample(P.bsn, P.surname)))[0] == "bsn"


def test_mistyped_numbers_do_not_take_the_header_away() -> None:
    damaged = [b[:-1] + str((int(b[-1]) + 1) % 10) if i % 5 == 0 else b for i, b in enumerate(P.bsn)]
    assert _roles(infer(["BSN", "achternaam"], sample(damaged, P.surname)))[0] == "bsn"


@pytest.mark.parametrize("numbers", [[b[:4] + b[5:] for b in P.bsn], [b[:7] + b[8:] for b in P.bsn], P.specimen])
def test_a_column_of_mistyped_numbers_is_somebodys_where_nothing_else_says_whose(numbers: list[str]) -> None:
    table = infer(["bsn", "uitslag"], sample(numbers, P.result))
    assert (_roles(table), table.about) == (["bsn", "test_result"], "people")
    mentions = normalise(to_roles(sample(numbers, P.result), table))
    assert mentions["bsn"].null_count() == 0
    assert not mentions["bsn_ok"].any()
    assert infer(["bsn", "uitslag"], sample(numbers, P.result), register=True).about == "nothing"


def test_status_columns_count_in_a_register_only() -> None:
    header, columns = (
        ["bsn", "achternaam", "datum_overlijden", "geheim"],
        sample(P.bsn, P.surname, [""] * P.n, ["0"] * P.n),
    )
    assert _roles(infer(header, columns, register=True))[2:] == ["death_date", "secret"]
    assert _roles(infer(header, columns))[2:] == ["", ""]


def test_the_case_file_goes_over_everything() -> None:
    header, columns = ["nr_a", "bsn", "achternaam"], sample(P.specimen, P.bsn, P.surname)
    assert _roles(infer(header, columns, {"bsn": "nr_a"})) == ["bsn", "", "surname"]
    assert _roles(infer(header, columns, {"specimen_number": [1], "ignore": ["achternaam"]})) == [
        "specimen_number",
        "bsn",
        "",
    ]


def test_a_header_of_that_name_goes_before_a_position() -> None:
    columns = sample(P.specimen, P.surname, P.bsn)
    assert _roles(infer(["x", "y", "c0"], columns, {"patient_number": "c0"})) == ["", "", "patient_number"]
    assert _roles(infer(["x", "y", "C0"], columns, {"patient_number": ["c0"]})) == ["", "", "patient_number"]
    assert _roles(infer(["x", "y", "c0"], columns, {"patient_number": [1]}))[0] == "patient_number"
    assert _roles(infer(None, columns, {"patient_number": "c0"}))[0] == "patient_number"


REMARKS = [
    "heeft gebeld over de uitslag", "mevrouw wil niet gebeld worden", "verhuisd naar Utrecht per 1 mei", "zie de brief van de huisarts", "Jansen is overleden in Ede",
    "adres klopt niet, post kwam retour", "woont nu bij haar dochter", "graag contact met de praktijk", "moet nog terug naar het lab", "Dorpsstraat 1 is niet meer het adres",
]  # fmt: skip


@pytest.mark.parametrize(
    "header", ["naam", "achternaam", "adres", "woonplaats", "deelnemer", "patientnummer", "naam_opmerking", "adres_toelichting", "x", ""]
)  # fmt: skip
def test_sentences_are_no_identifiers_whatever_their_header_says(header: str) -> None:
    remarks = [REMARKS[i % len(REMARKS)] for i in range(P.n)]
    assert _roles(infer([header, "bsn", "geboortedatum"], sample(remarks, P.bsn, P.birth))) == ["", "bsn", "birth_date"]


def test_long_names_and_addresses_are_no_sentences() -> None:
    names = [f"Mevrouw {i} van den Berg-van der {s}" for i, s in zip(P.initials, P.surname, strict=True)]
    places = [f"{a} bis, {p} {c} aan den Rijn" for a, p, c in zip(P.address, P.postcode, P.city, strict=True)]
    assert _roles(infer(["naam", "adres", "bsn"], sample(names, places, P.bsn))) == ["name", "address", "bsn"]


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(
    ("kinds", "roles"),
    [
        (("bsn", "birth", "postcode"), ["bsn", "birth_date", "postcode"]),
        (("bsn", "birth_compact"), ["bsn", "birth_date"]),
        (("bsn", "sorted_name"), ["bsn", "name"]),
        (("code", "surname", "initials", "birth", "amount"), ["", "surname", "initials", "birth_date", "test_result"]),
    ],
)
def test_a_row_or_two_without_header_whose_values_bear_each_other_out(
    rows: int, kinds: tuple[str, ...], roles: list[str]
) -> None:
    table = infer(None, sample(*(getattr(P, kind)[:rows] for kind in kinds)))
    assert (_roles(table), table.about) == (roles, "people")


@pytest.mark.parametrize(
    "kinds", [("bsn", "amount"), ("email", "phone"), ("birth", "amount"), ("specimen", "exam", "result")]
)
def test_a_row_that_could_be_anything_is_nobody(kinds: tuple[str, ...]) -> None:
    table = infer(None, sample(*(getattr(P, kind)[:1] for kind in kinds)))
    assert "bsn" not in _roles(table)
    assert table.about == "nothing"


def test_the_key_of_a_row_may_be_its_person() -> None:
    assert _roles(infer(["key", "uitslag"], sample(P.bsn, P.result))) == ["bsn", "test_result"]
    assert _roles(infer(["key", "uitslag"], sample(P.sorted_name, P.result)))[0] == "name"
    assert _roles(infer(["key", "uitslag"], sample(P.patient, P.result)))[0] == "record_id"
    twice = sample(P.patient[:30] * 2, P.result)
    assert _roles(infer(["key", "uitslag"], twice)) == ["person_ref", "test_result"]


@pytest.mark.parametrize("header", ["Relatie", "cl", "rel", "Nr", "vbz"])
def test_codes_beside_results_of_nobody_are_somebodys(header: str) -> None:
    table = infer([header, "bepaling", "uitslag"], sample(P.patient, P.exam, P.result))
    assert (_roles(table)[0], table.about) == ("patient_number", "people")


@pytest.mark.parametrize("header", ["code", "prijs", "ref", "loinc", "Serienr"])
def test_codes_of_tests_are_nobodys(header: str) -> None:
    assert infer([header, "bepaling", "uitslag"], sample(P.patient, P.exam, P.result)).about == "nothing"


def test_the_last_figures_of_a_bsn_are_no_bsn() -> None:
    last = [bsn[-4:] for bsn in P.bsn]
    assert "bsn" not in _roles(infer(["bsn_laatste4", "geboortedatum"], sample(last, P.birth)))


@pytest.mark.parametrize(
    "header", ["pt", "Pat.", "cl", "Pt. gegevens", "cliënten", "Werknemer", "Customer", "Casus", "Klant"]
)
def test_a_word_for_a_person_over_names_and_over_other_things(header: str) -> None:
    assert _roles(infer([header, "gebdat"], sample(P.sorted_name, P.birth))) == ["name", "birth_date"]
    assert _roles(infer([header, "gebdat"], sample(P.amount, P.birth)))[0] != "name"


def test_dates_behind_the_sign_that_makes_them_text() -> None:
    assert _roles(infer(["Naam", "Geb"], sample(P.sorted_name, [f"'{value}" for value in P.birth]))) == [
        "name",
        "birth_date",
    ]


def test_sexes_under_a_letter() -> None:
    assert _roles(infer(["Naam", "G"], sample(P.sorted_name, P.sex))) == ["name", "sex"]
    assert _roles(infer(["Naam", "G"], sample(P.sorted_name, ["V"] * P.n))) == ["name", ""]
    assert _roles(infer(["Naam", "Volgorde"], sample(P.sorted_name, P.sex))) == ["name", ""]


def test_paths_that_begin_alike_stay_paths() -> None:
    labels = ["resource.birthDate", "resource.name.family", "resource.Specimen.resourceType"]
    assert _roles(infer(labels, sample(P.birth, P.surname, ["Specimen"] * P.n))) == ["birth_date", "surname", ""]


@pytest.mark.parametrize("what", ["code", "name", "omschrijving"])
def test_what_stands_beside_the_value_of_a_result_says_what_was_examined(what: str) -> None:
    labels = ["patient.bsn", f"results[0].{what}", "results[0].value", f"phones[0].{what}", "phones[0].value"]
    table = infer(labels, sample(P.bsn, ["HPV", "HB", "TSH", "KREA"] * (P.n // 4), P.result, ["mobiel"] * P.n, P.phone))
    assert _roles(table) == ["bsn", "exam_type", "test_result", "", "phone"]


def test_a_table_of_very_many_columns() -> None:
    others = [P.amount, P.sex, P.code] * 150
    frame = sample(P.bsn, *others, P.birth)
    assert _roles(infer([f"v{i}" for i in range(452)], frame)) == ["bsn", *[""] * 450, "birth_date"]
    assert _roles(infer(None, frame)) == ["bsn", *[""] * 450, "birth_date"]


def test_values_of_several_columns_of_one_role_go_together() -> None:
    frame = sample(P.bsn, P.phone, P.phone, P.given, P.given)
    table = infer(["bsn", "telefoon", "mobiel", "voornaam", "middle_name"], frame)
    roles = to_roles(frame, table).row(0, named=True)
    assert roles == {
        "n": 1,
        "bsn": P.bsn[0],
        "phone": f"{P.phone[0]}\x1f{P.phone[0]}",
        "given": f"{P.given[0]} {P.given[0]}",
    }


@pytest.mark.parametrize("header", ["geboortedag", "Geb. dag", "birth_day", "geboortejaar", "geb_mnd"])
def test_a_whole_date_is_no_part_of_one(header: str) -> None:
    assert _roles(infer(["bsn", header], sample(P.bsn, P.birth))) == ["bsn", "birth_date"]


@pytest.mark.parametrize(
    ("years", "role"),
    [
        (range(1931, 2003), "birth_year"),
        (range(2001, 2025), ""),  # of a visit, or of who registered
        (range(1960, 1980), ""),
    ],
)
def test_a_year_beside_names_is_of_birth_where_it_can_be_nothing_else(years: range, role: str) -> None:
    jaar = [str(years[n * 7 % len(years)]) for n in range(60)]
    assert _roles(infer(["naam", "jaar", "uitslag"], sample(P.sorted_name, jaar, P.result)))[1] == role


def test_codes_of_a_letter_are_no_names() -> None:
    usage = ["E", "P", "V", "N"] * 15
    assert _roles(infer(["bsn", "naamgebruik", "geslachtsnaam"], sample(P.bsn, usage, P.surname)))[1:] == [
        "",
        "surname",
    ]


DOCTORS = ["M. Boom", "E. Okkerse", "J.P. Vermeer", "B.J. van 't Zand"] * 15
CODES = ["01990001", "01990014", "01990015", "03990007"] * 15


def test_without_headers_the_names_that_differ_most_are_the_people() -> None:
    gaps = [name if i % 10 else "" for i, name in enumerate(P.sorted_name)]
    for columns in ([DOCTORS, gaps, P.birth], [gaps, P.birth, DOCTORS]):
        roles = _roles(infer(None, sample(*columns)))
        assert roles[columns.index(gaps)] == "name"
        assert roles[columns.index(DOCTORS)] == "requester"


def test_without_headers_the_name_beside_the_code_of_a_doctor_is_the_doctor() -> None:
    gaps = [name if i % 2 else "" for i, name in enumerate(P.sorted_name[:7])]
    roles = _roles(infer(None, sample(gaps, P.birth[:7], CODES[:7], P.sorted_name[7:14])))
    assert roles[0] == "name"
    assert roles[2] == "requester"
    assert roles[3] != "name"


def test_few_numbers_are_bsn_though_one_is_masked_or_mistyped() -> None:
    masked, mistyped = "981*****4", "999911111"
    few = [*P.bsn[:6], masked, masked, mistyped]
    assert _roles(infer(None, sample(few, P.birth[:9])))[0] == "bsn"
    assert _roles(infer(None, sample(P.specimen[:9], P.birth[:9])))[0] == "specimen_number"
    assert _roles(infer(None, sample([*P.specimen, *P.bsn[:30]], [*P.birth, *P.birth[:30]])))[0] != "bsn"


def test_birth_dates_without_a_header_may_lack_the_day() -> None:
    dates = [date if i % 4 else date[-4:] for i, date in enumerate(P.birth)]
    assert _roles(infer(None, sample(P.bsn, dates))) == ["bsn", "birth_date"]


def test_numbers_behind_the_street_are_of_the_house() -> None:
    assert _roles(infer(None, sample(P.bsn, P.street, P.number, P.postcode)))[2] == "house_number"
    assert _roles(infer(None, sample(P.bsn, P.number, P.postcode)))[1] == ""


def test_an_empty_table_is_read_by_its_header() -> None:
    assert _roles(infer(["bsn", "geboortedatum", "iets"], sample([], [], []))) == ["bsn", "birth_date", ""]
    assert infer(None, pl.DataFrame()).columns == ()


@given(
    st.lists(st.lists(VALUES, min_size=6, max_size=6), min_size=1, max_size=5),
    st.one_of(
        st.none(), st.lists(st.sampled_from(["bsn", "naam", "datum", "x", "", "telefoon", "huisarts"]), max_size=6)
    ),
)
@settings(max_examples=15)
def test_any_table_is_read(columns: list[list[str | None]], header: list[str] | None) -> None:
    frame = sample(*[[v or "" for v in c] for c in columns])
    table = infer(header, frame)
    assert [c.index for c in table.columns] == list(range(len(columns)))
    assert len(to_roles(frame, table)) == len(frame)


def test_a_spreadsheet_column_may_hold_numbers_and_text() -> None:
    """Half of the BSNs were rounded when they became numbers, the others begin with an apostrophe; half of the dates are day numbers."""
    serials = [f"{16000 + 37 * i}" if i % 2 else f"{1 + i % 28:02}-03-19{40 + i}" for i in range(40)]
    numbers = [f"'{value}" if i % 2 else f"{value[:6]}000" for i, value in enumerate(P.bsn[:40])]
    frame = pl.DataFrame({"c0": numbers, "c1": P.surname[:40], "c2": serials, "n": range(40)})
    table = infer(("BSN", "Achternaam", "Geb.datum"), frame)
    assert [c.role for c in table.columns] == [Role.BSN, Role.SURNAME, Role.BIRTH_DATE]
    assert table.order == "serial"
    assert to_roles(frame, table).get_column("bsn").to_list() == [
        f"'{v}" if i % 2 else None for i, v in enumerate(P.bsn[:40])
    ]


def test_a_table_of_newborn_children_is_about_the_children() -> None:
    header = ("Naam kind", "Geb. datum kind", "BSN kind", "Naam moeder", "Geb. datum moeder", "Postcode")
    frame = sample(*(P.surname, P.birth, P.bsn, P.surname, P.birth, P.postcode))
    assert [c.role for c in infer(header, frame).columns] == [
        Role.NAME,
        Role.BIRTH_DATE,
        Role.BSN,
        None,
        None,
        Role.POSTCODE,
    ]
    both = infer(("Naam", "Geboortedatum", "BSN", "Naam kind", "Geb. datum kind", "Postcode"), frame)
    assert [c.role for c in both.columns][3:5] == [None, None]


def test_a_user_whose_birth_date_is_kept_is_a_person() -> None:
    header = ("@timestamp", "ctx.gebruiker.mail", "ctx.gebruiker.weergavenaam", "ctx.gebruiker.geboren")
    days = ["2025-03-02T11:02:33Z"] * len(P.email)
    portal = infer(header, sample(days, P.email, P.sorted_name, P.birth))
    assert [c.role for c in portal.columns][1:] == [Role.EMAIL, Role.NAME, Role.BIRTH_DATE]
    staff = infer((*header[:3], "geboortedatum"), sample(days, P.email, P.sorted_name, P.birth))
    assert [c.role for c in staff.columns][1:] == [None, None, Role.BIRTH_DATE]


def test_the_code_of_an_episode_joins_and_its_counter_does_not() -> None:
    header = ("order_id", "episode_id", "panel_id", "ordered_on")
    orders, days = [f"{9000 + i}" for i in range(40)], ["2024-03-02"] * 40
    codes = infer(header, sample(orders, [f"E{i:05}" for i in range(40)], ["3"] * 40, days))
    assert codes.about == "references"
    assert [c.role for c in codes.columns] == [Role.ORDER_NUMBER, Role.ORDER_NUMBER, Role.EXAM_TYPE, Role.EXAM_DATE]
    counted = infer(header, sample(orders, [f"{9000 + 3 * i}" for i in range(40)], ["3"] * 40, days))
    assert counted.columns[1].role is None


def test_a_column_to_each_test_tells_the_outcome_and_which_test_it_was() -> None:
    tests = {"Hb (mmol/L)": "8.{}", "CRP": "<5", "Leukocyten": "7.{}", "Glucose [mmol/l]": "5.{}", "HIV-1/2": "neg"}
    size = len(P.birth)
    frame = sample(P.sorted_name, P.birth, *([form.format(i % 9) for i in range(size)] for form in tests.values()))
    header = ("PatName", "PatDOB", *tests)
    wide = infer(header, frame)
    assert [c.role for c in wide.columns] == [Role.NAME, Role.BIRTH_DATE, *[Role.TEST_RESULT] * len(tests)]
    assert to_roles(frame, wide).get_column("exam_type").null_count() == 0
    named = infer(("PatName", "PatDOB", "Uitslag"), sample(P.sorted_name, P.birth, ["neg"] * size))
    assert "exam_type" not in to_roles(frame, named).columns


def test_words_that_are_also_tests_hold_something_else() -> None:
    size = len(P.birth)
    words = infer(
        ("naam", "geboortedatum", "Glucose", "Hb"), sample(P.sorted_name, P.birth, ["zie brief"] * size, ["ja"] * size)
    )
    assert [c.role for c in words.columns][2:] == [None, None]


@pytest.mark.parametrize(
    "headers", [("postcode_n", "postcode_a"), ("pc cijfers", "pc letters"), ("PostcodeNumeriek", "PostcodeAlfa")]
)
def test_a_postcode_in_two_columns_is_one(headers: tuple[str, str]) -> None:
    figures, letters = [code[:4] for code in P.postcode], [code[-2:] for code in P.postcode]
    frame = sample(P.sorted_name, P.birth, figures, letters)
    table = infer(("naam", "geboortedatum", *headers), frame)
    whole = normalise(to_roles(frame, table)).get_column("pc").to_list()
    assert whole == [code.replace(" ", "") for code in P.postcode]


def test_the_figures_of_a_postcode_alone_are_of_an_address_and_agree_with_none() -> None:
    frame = sample(P.sorted_name, P.birth, [code[:4] for code in P.postcode])
    table = infer(("naam", "geboortedatum", "postcode"), frame)
    assert table.columns[2].role is Role.POSTCODE
    assert normalise(to_roles(frame, table)).get_column("pc").null_count() == len(frame)


def test_words_of_outcomes_with_figures_between_them_are_outcomes_whatever_the_header_says() -> None:
    mixed = [["negatief", "71", "8.4", "Pap 1", "5"][i % 5] for i in range(len(P.bsn))]
    for header in (None, ("bsn", "u")):
        table = infer(header, sample(P.bsn, mixed))
        assert [c.role for c in table.columns] == [Role.BSN, Role.TEST_RESULT]


def test_birth_dates_with_roman_months() -> None:
    days = [f"{1 + i % 28}/{('I', 'IV', 'X', 'XII')[i % 4]}/{1940 + i % 60}" for i in range(len(P.birth))]
    assert infer(("naam", "geboortedatum"), sample(P.sorted_name, days)).columns[1].role is Role.BIRTH_DATE


def test_the_number_of_an_element_may_be_its_place_in_the_list() -> None:
    size = len(P.birth)
    header = ("patient.nr", "naam", "geboortedatum")
    counted = infer(header, sample([str(i + 1) for i in range(size)], P.sorted_name, P.birth))
    assert counted.columns[0].role is Role.RECORD_ID
    given_out = infer(header, sample([str(7_000_000 + 917 * i) for i in range(size)], P.sorted_name, P.birth))
    assert given_out.columns[0].role is Role.PATIENT_NUMBER


def test_who_writes_the_notes_is_not_whom_they_are_about() -> None:
    size = len(P.birth)
    few = [["Jolanda Vos", "Piet de Wit"][i % 2] for i in range(size)]
    notes = ["belde voor de uitslag van gisteren"] * size
    assert infer(("Datum", "Medewerker", "Notitie"), sample(P.exam, few, notes)).columns[1].role is None
    assert infer(("Medewerker", "BSN", "Notitie"), sample(few, P.bsn, notes)).columns[0].role is None
    patients = infer(("Medewerker", "Geboortedatum", "Uitslag"), sample(P.sorted_name, P.birth, P.result))
    assert patients.columns[0].role is Role.NAME


def test_numbers_of_invoices_join_what_is_on_them_and_not_what_a_firm_bought() -> None:
    numbers = [f"F2024{i:05}" for i in range(len(P.birth))]
    lines = infer(
        ("Regel", "Factuur", "Prestatie"),
        sample([str(i) for i in range(len(numbers))], numbers, ["070702"] * len(numbers)),
    )
    assert lines.columns[1].role is Role.ORDER_NUMBER
    bought = infer(
        ("Factuurnr", "Leverancier", "Bedrag"),
        sample(numbers, ["Pennen en Papier BV"] * len(numbers), ["12,50"] * len(numbers)),
    )
    assert bought.columns[0].role is None


@pytest.mark.parametrize(
    "header",
    [
        ("ReceiverName", "ReceiverStreet", "ReceiverHouseNumber", "ReceiverZipcode"),
        ("Naam ontvanger", "Straat", "Huisnr", "Postcode"),
    ],
)
def test_who_gets_a_parcel_is_whom_a_list_of_parcels_is_about(header: tuple[str, ...]) -> None:
    frame = sample(P.sorted_name, P.street, P.number, P.postcode)
    table = infer(header, frame)
    assert (table.about, [c.role for c in table.columns][:2]) == ("people", [Role.NAME, Role.STREET])
    theirs = infer(
        (*header, "Patient", "BSN"), sample(P.sorted_name, P.street, P.number, P.postcode, P.sorted_name, P.bsn)
    )
    assert table.columns[0].role is Role.NAME is theirs.columns[4].role
    assert theirs.columns[0].role is None


def test_moments_of_a_spreadsheet_are_dates_of_examinations() -> None:
    moments = [f"{45_000 + i},{354 + i}" for i in range(len(P.birth))]
    table = infer(("naam", "geboortedatum", "Afnamedatum"), sample(P.sorted_name, P.birth, moments))
    assert table.columns[2].role is Role.EXAM_DATE
