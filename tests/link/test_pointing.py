"""Columns that hold keys of other tables: declared, or named after them and borne out; and tables that have nothing to do with each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from factory import Person, Result, case, dutch, people, person, run, table

from lekwijzer.detect.keys import key_words, same_end, says_key

COUNT = 30
LISTED = ["ID", "Achternaam", "Voorletters", "Geb.datum", "BSN"]
Rows = Sequence[Sequence[object]]


def listed(n: int, p: Person) -> list[object]:
    return [n, p.surname, p.initials, dutch(p.born), p.bsn]


def visit_of(n: int) -> int:
    """The visit (from 1) of a person (from 0): as many as there are people, in another order."""
    return n * 7 % COUNT + 1


CLIENTS = [listed(n + 1, person(n)) for n in range(COUNT)]
VISITS = sorted([visit_of(n), n + 1, "03-04-2024"] for n in range(COUNT))
RESULTS = [[n + 1, visit_of(n), "Ferritine", f"{n}"] for n in range(COUNT)]
WANTED = [("matched", f"K{n:04d}") for n in range(COUNT)]


def assessed(folder: Path, files: dict[str, str] | dict[str, bytes]) -> Result:
    return run(case(folder, registers={"pat": people(COUNT + 10)}, datasets={"d1": files}, complete=["d1"]))


def database(path: Path, tables: dict[str, tuple[str, Rows]]) -> bytes:
    made = sqlite3.connect(path)
    for name, (columns, rows) in tables.items():
        made.execute(f'CREATE TABLE "{name}" ({columns})')
        made.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    made.commit()
    made.close()
    return path.read_bytes()


def script(create: Sequence[str], tables: dict[str, Rows], after: str = "") -> str:
    """A dump with a statement for each row."""
    values = {name: [", ".join(f"'{v}'" for v in row) for row in rows] for name, rows in tables.items()}
    return "\n".join(
        (*create, *(f"INSERT INTO {name} VALUES ({v});" for name, some in values.items() for v in some), after)
    )


def test_results_under_a_column_called_after_the_file_of_visits(tmp_path: Path) -> None:
    found = assessed(tmp_path, {
        "Cliënten.csv": table(LISTED, CLIENTS),
        "Bezoeken.csv": table(["ID", "Cliënt", "Datum bezoek"], VISITS),
        "Uitslagen.csv": table(["ID", "Bezoek", "Bepaling", "Waarde"], RESULTS),
    })  # fmt: skip
    assert found.outcomes("Uitslagen.csv") == WANTED
    # The key of a row is no number that anybody outside the program has.
    assert found.exposed("K0003") == {"name", "birth_date", "bsn", "exam_date", "exam_type", "test_result"}
    assert {found.verdicts()[f"K{n:04d}"] for n in range(COUNT, COUNT + 10)} == {"cleared"}


@pytest.mark.parametrize("counted_from", [1, 501])
def test_keys_that_a_database_declares_whatever_they_are_called(tmp_path: Path, counted_from: int) -> None:
    def number(visit: object) -> int:
        return int(str(visit)) - 1 + counted_from

    said = database(tmp_path / "made.db", {
        "PERSON": ("PERS_INTERNALID INTEGER PRIMARY KEY, PERS_LASTNAME, PERS_INITIALS, PERS_BIRTHDATE, PERS_NATIONALID", CLIENTS),
        "LABORDER": ("A INTEGER PRIMARY KEY, ORD_PERSON REFERENCES PERSON(PERS_INTERNALID), ORD_RECEIPT", [[number(v), *more] for v, *more in VISITS]),
        "SPECIMEN": ("B INTEGER PRIMARY KEY, C REFERENCES LABORDER", [[COUNT + 1 - n, number(n)] for n in range(1, COUNT + 1)]),
        "RESULT": (
            "RSLT_ID INTEGER PRIMARY KEY, D INTEGER, PROPERTY, VALUE, FOREIGN KEY (D) REFERENCES SPECIMEN(B)",
            [[i, COUNT + 1 - int(str(v)), test, value] for i, v, test, value in RESULTS],
        ),
    })  # fmt: skip
    found = assessed(tmp_path, {"lab.db": said})
    assert found.outcomes("lab.db")[-COUNT:] == WANTED
    assert len(found.outcomes("lab.db")) == 4 * COUNT


@pytest.mark.parametrize("late", [False, True])
def test_keys_that_a_script_declares_before_or_after_its_rows(tmp_path: Path, late: bool) -> None:
    first, second = "FOREIGN KEY (wie) REFERENCES mens (ID)", "FOREIGN KEY (welke) REFERENCES consult (ID)"
    create = [
        "CREATE TABLE mens (ID int, achternaam text, voorletters text, geboortedatum text, bsn text);",
        f"CREATE TABLE consult (ID int, wie int, datum text{'' if late else ', CONSTRAINT a ' + first});",
        f"CREATE TABLE meting (ID int, welke int, bepaling text, waarde text{'' if late else ', ' + second});",
    ]
    after = f"ALTER TABLE ONLY public.consult ADD CONSTRAINT a {first};\nALTER TABLE meting WITH CHECK ADD {second};\n"
    text = script(create, {"mens": CLIENTS, "consult": VISITS, "meting": RESULTS}, after if late else "")
    found = assessed(tmp_path, {"dump.sql": text})
    assert found.outcomes("dump.sql")[-COUNT:] == WANTED


def test_tables_that_count_from_one_and_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    found = assessed(tmp_path, {
        "Clienten.csv": table(LISTED, CLIENTS),
        "Bezoeken.csv": table(["ID", "Client", "Datum"], VISITS),
        "Opslag.csv": table(["ID", "Vak", "Bepaling", "Uitslag"], [[n, n, "TSH", "ok"] for n in range(1, COUNT + 1)]),
        "Kwaliteit.csv": table(["ID", "Ploeg_id", "Bepaling", "Uitslag"], [[n, n, "TSH", "ok"] for n in range(1, COUNT + 1)]),
    })  # fmt: skip
    assert not found.outcomes("Opslag.csv")
    assert not found.outcomes("Kwaliteit.csv")
    assert "test_result" not in {field for n in range(COUNT) for field in found.exposed(f"K{n:04d}")}


def test_a_name_is_not_believed_where_the_numbers_are_others(tmp_path: Path) -> None:
    found = assessed(tmp_path, {
        "Clienten.csv": table(LISTED, CLIENTS),
        "Bezoeken.csv": table(["ID", "Client", "Datum"], VISITS[:10]),
        "Uitslagen.csv": table(["ID", "Bezoek", "Bepaling", "Waarde"], [[i, f"{v}" if n % 2 else f"9{v}", *x] for n, (i, v, *x) in enumerate(RESULTS)]),
    })  # fmt: skip
    assert "matched" not in {outcome for outcome, _ in found.outcomes("Uitslagen.csv")}


def test_a_department_in_common_makes_nobody_the_same_person(tmp_path: Path) -> None:
    said = database(tmp_path / "made.db", {
        "client": ("id INTEGER PRIMARY KEY, achternaam, voorletters, geboortedatum, bsn", CLIENTS),
        "poli": ("id INTEGER PRIMARY KEY, naam", [[n, f"Poli {n}"] for n in range(1, COUNT + 1)]),
        "arts": ("id INTEGER PRIMARY KEY, achternaam, voorletters", [[n, f"Tromp{'abcdefghij'[n % 10]}", "K."] for n in range(1, COUNT + 1)]),
        "bezoek": ("id INTEGER PRIMARY KEY, client INT REFERENCES client, poli INT REFERENCES poli, datum", [[v, c, v, d] for v, c, d in VISITS]),
        "meting": ("id INTEGER PRIMARY KEY, poli INT REFERENCES poli, door INT REFERENCES arts, bepaling, waarde", [[i, v, v, *x] for i, v, *x in RESULTS]),
    })  # fmt: skip
    found = assessed(tmp_path, {"lab.db": said})
    assert "test_result" not in {field for n in range(COUNT) for field in found.exposed(f"K{n:04d}")}


def test_databases_beside_each_other_have_keys_of_their_own(tmp_path: Path) -> None:
    files = {}
    for name, first in (("a", 0), ("b", 15)):
        some = range(first, first + 15)
        files[f"{name}.db"] = database(tmp_path / f"{name}.db", {
            "clienten": ("ID, Achternaam, Voorletters, Geboortedatum, BSN", [listed(n - first + 1, person(n)) for n in some]),
            "bezoeken": ("ID, Client, Datum", [[n - first + 1, 15 - n + first, "03-04-2024"] for n in some]),
            "uitslagen": ("ID, Bezoek, Bepaling, Waarde", [[n - first + 1, 15 - n + first, "HPV", "neg"] for n in some]),
        })  # fmt: skip
    found = assessed(tmp_path, files)
    assert found.outcomes("a.db")[-15:] == WANTED[:15]
    assert found.outcomes("b.db")[-15:] == WANTED[15:]


def split(path: Path, surnames: Sequence[str]) -> bytes:
    """A list of names, and what says who they are in another table."""
    return database(path, {
        "patient": ("id INTEGER PRIMARY KEY, achternaam, voorletters", [[n + 1, s, person(n).initials] for n, s in enumerate(surnames)]),
        "gegevens": ("patient_id, geboortedatum, bsn", [[n + 1, dutch(person(n).born), person(n).bsn] for n in range(len(surnames))]),
    })  # fmt: skip


def test_a_name_is_that_of_the_person_whose_data_point_at_it(tmp_path: Path) -> None:
    found = assessed(tmp_path, {"x.db": split(tmp_path / "x.db", [person(n).surname for n in range(COUNT)])})
    assert set(found.outcomes()) == set(WANTED)
    assert found.exposed("K0004") == {"name", "birth_date", "bsn"}


def test_not_when_it_is_another_name(tmp_path: Path) -> None:
    found = assessed(
        tmp_path, {"x.db": split(tmp_path / "x.db", [f"Xo{'abcdefghij'[n % 10] * 3}q" for n in range(COUNT)])}
    )
    assert "name" not in {field for n in range(COUNT) for field in found.exposed(f"K{n:04d}")}


def test_results_under_a_key_that_leads_to_nobody_are_told(tmp_path: Path) -> None:
    found = assessed(tmp_path, {
        "clienten.csv": table(LISTED, CLIENTS),
        "waarden.csv": table(["episode_id", "bepaling", "uitslag"], [[n % 9, "HPV", f"{n}"] for n in range(40)]),
        "grenzen.csv": table(["bepaling_id", "bepaling", "uitslag"], [[n % 9, "HPV", f"{n}"] for n in range(40)]),
    })  # fmt: skip
    said = {row["file"].rpartition("/")[2]: (row["outcome"], row["problem"]) for row in found.rows("coverage")}
    assert said["waarden.csv"] == ("partly", "results under a key that leads to nobody (episode_id)")
    assert said["grenzen.csv"][0] == said["clienten.csv"][0] == "read"
    assert "cleared" not in found.verdicts().values()


@pytest.mark.parametrize(("column", "name"), [
    ("Bezoek", "Bezoeken"), ("CliëntID", "Cliënten"), ("aanvraag_id", "Aanvragen"), ("FK_Persoon", "personen"), ("buisnr", "Buizen"), ("category_id", "categories"),
    ("visit_key", "visits"), ("analyse", "analyses"), ("RSLT_SPECIMEN", "specimens"),
])  # fmt: skip
def test_a_column_is_called_after_a_table(column: str, name: str) -> None:
    assert same_end(key_words(column), key_words(name)) >= 2


@pytest.mark.parametrize(("column", "name"), [("Vak", "Opslag"), ("id", "ids"), ("Test", "Bezoeken"), ("lab", "labelen"), ("order", "orderregels")])  # fmt: skip
def test_or_not(column: str, name: str) -> None:
    assert not same_end(key_words(column), key_words(name))


def test_what_says_that_a_column_holds_keys() -> None:
    assert all(map(says_key, ("bezoek_id", "visitKey", "FK_Bezoek", "bezoeknr")))
    assert not any(map(says_key, ("Bezoek", "waarde", "naam")))
