"""Which labels mean that a row is nobody, and which people only seem to."""

from __future__ import annotations

import polars as pl
import pytest

from lekwijzer.detect.columns import infer
from lekwijzer.mentions import reject
from lekwijzer.mentions.segment import mentions_of
from lekwijzer.mentions.tables import roles_of_rows
from lekwijzer.model import Role


def reasons(*rows: dict[Role, str]) -> list[str | None]:
    """Why each row is not about a person (None: it may be)."""
    columns = dict.fromkeys(role for row in rows for role in row)
    frame = pl.DataFrame(
        {role.value: [row.get(role) for row in rows] for role in columns},
        schema={role.value: pl.String for role in columns},
    )
    frame = frame.with_columns(
        pl.int_range(1, len(rows) + 1, dtype=pl.UInt32, eager=True).alias("n"),
        pl.lit(None, dtype=pl.String).alias("rejected"), pl.lit(1, dtype=pl.UInt64).alias("digest"),
    )  # fmt: skip
    return mentions_of(frame, None).get_column("rejected").to_list()


@pytest.mark.parametrize(
    "label",
    [
        "POSCONTROL",
        "neg control",
        "Negatieve controle",
        "QC1",
        "NTC",
        "Blanco",
        "Kalibrator 2",
        "Rondzending 2024-3",
        "control level 2",
        "CAL-1",
        "QC Level 2",
        "QC-lot 25A",
        "KALIBRATIE",
        "Kalibratie 3",
        "Calibration",
        "Ringonderzoek SKML 2025.1",
        "Ringonderzoek 2024-3",
        "Proficiency test 4",
    ],
)
def test_control_samples(label: str) -> None:
    assert reasons({Role.SPECIMEN_NUMBER: label}, {Role.SURNAME: label}) == [reject.CONTROL_SAMPLE] * 2


@pytest.mark.parametrize(
    "label", ["Test", "TESTPATIENT", "zzz test", "Test-2", "Dummy", "xxxx", "Proefpersoon", "Testpersoon 3"]
)
def test_test_rows(label: str) -> None:
    assert reasons({Role.SURNAME: label, Role.BIRTH_DATE: "1900-01-01"}) == [reject.TEST_ROW]


@pytest.mark.parametrize(
    "label", ["TEST, PATIENT", "Test Persoon", "Patiënt, Test", "Dummy patient 2", "test test", "Demo-client"]
)
def test_test_rows_with_two_words(label: str) -> None:
    assert reasons({Role.NAME: label, Role.BIRTH_DATE: "1900-01-01"}) == [reject.TEST_ROW]


@pytest.mark.parametrize("name", ["Test", "Blank", "Water", "Control", "Blanco"])
def test_people_are_called_like_labels(name: str) -> None:
    """A birth date that nobody made up, and initials, or a BSN, are a person's."""
    born = {Role.SURNAME: name, Role.INITIALS: "J.", Role.BIRTH_DATE: "1971-06-27"}
    numbered = {Role.SURNAME: name, Role.BSN: "999000007"}
    assert reasons(born, numbered) == [None, None]


def test_a_number_like_a_label_makes_no_patient_a_control() -> None:
    patient = {Role.SPECIMEN_NUMBER: "QC2500123", Role.BSN: "999000007"}
    other = {Role.SPECIMEN_NUMBER: "QC2500123", Role.SURNAME: "Jansen", Role.BIRTH_DATE: "1971-06-27"}
    assert reasons(patient, other, {Role.SPECIMEN_NUMBER: "QC2500123"}) == [None, None, reject.CONTROL_SAMPLE]


def test_somebody_called_test_with_a_number_of_their_own_is_a_person() -> None:
    own = {Role.SURNAME: "Test", Role.BSN: "999000007", Role.BIRTH_DATE: "1971-06-27"}
    placed = {Role.SURNAME: "Test", Role.BIRTH_DATE: "1971-06-27", Role.POSTCODE: "2906CK"}
    assert reasons(own, placed, {Role.SURNAME: "Test", Role.BSN: "123456789"}) == [None, None, reject.TEST_ROW]


@pytest.mark.parametrize(
    "name",
    [
        "Tester",
        "Controleur",
        "Blankers",
        "de Water",
        "Testa",
        "Negrijn",
        "Calis",
        "Pos",
        "Totaal",
        "van der Proef",
        "Ntcham",
        "Foot",
    ],
)
def test_surnames_that_look_like_labels(name: str) -> None:
    assert reasons({Role.SURNAME: name, Role.BIRTH_DATE: "1971-06-27", Role.POSTCODE: "2906CK"}) == [None]


@pytest.mark.parametrize("name", ["Water", "Blank", "Blanco", "Test"])
def test_a_person_may_be_called_as_a_control_sample_is(name: str) -> None:
    own = {Role.SURNAME: name, Role.BSN: "999000007"}
    placed = {Role.SURNAME: name, Role.BIRTH_DATE: "1971-06-27", Role.POSTCODE: "2906CK"}
    born = {Role.SURNAME: name, Role.PREFIX: "de", Role.BIRTH_DATE: "1971-06-27"}
    assert reasons(own, placed) == [None, None]
    assert reasons(born) == [None if name != "Test" else reject.TEST_ROW]
    assert reasons({Role.SURNAME: name, Role.BIRTH_DATE: "1900-01-01"}) != [None]


def test_a_specimen_called_as_a_control_sample_is_of_its_person() -> None:
    row = {Role.SPECIMEN_NUMBER: "PC", Role.BSN: "999000007", Role.SURNAME: "Bos"}
    assert reasons(row, {Role.SPECIMEN_NUMBER: "PC", Role.BIRTH_DATE: "1971-06-27"}) == [None, reject.CONTROL_SAMPLE]


def test_a_result_that_begins_with_the_word_total_is_a_persons() -> None:
    cells = {
        "c0": ["Totaal cholesterol", "Total PSA", "Aantal trombocyten 2", "Glucose", "Totaal", "Aantal: 4"],
        "c1": ["999000007", None, "999000007", None, "4321", None],
        "c2": ["Bos", "Vos", None, "Mos", None, None],
        "c3": ["1971-06-27", "1950-03-04", None, "1960-05-06", None, None],
    }
    batch = pl.DataFrame(cells).with_columns(pl.int_range(1, 7, dtype=pl.UInt32, eager=True).alias("n"))
    table = infer(["bepaling", "bsn", "achternaam", "geboortedatum"], batch)
    found = mentions_of(roles_of_rows(batch, table), None).get_column("rejected").to_list()
    assert found == [None, None, None, None, reject.TOTAL_ROW, reject.TOTAL_ROW]


def test_lines_that_are_no_rows_of_a_table() -> None:
    """What clients of databases and makers of spreadsheets put between the rows."""
    lines = [
        ("(9 cijfers)", "(tekst)", "(mmol/l)"),
        ("999000007", "Jansen", "5,1"),
        ("+-----------+----------+", None, None),
        ("-----------", "--------", "---"),
        ("38 rows in set (0.02 sec)", None, None),
        ("SQL> exit", None, None),
        ("*** EINDE BESTAND - AANTAL RECORDS: 000102 ***", None, None),
        ("---", "Smit", "4,8"),  # a number that is not known
    ]
    frame = pl.DataFrame(lines, schema=["c0", "c1", "c2"], orient="row").with_row_index("n", 1)
    table = infer(["bsn", "achternaam", "hb"], frame)
    assert [why is not None for why in reject.of_table(frame, table)] == [True, False, True, True, True, True, True, False]  # fmt: skip
