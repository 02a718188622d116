"""How a register is read: its key, its former names, its own columns, and what is wrong with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest
from factory import REGISTER, case, in_register, leak, leaked, people, person, put, run, table

from lekwijzer.errors import CaseError, RegisterError, WorkError
from lekwijzer.link.registers import RegisterTable, load_register


def load(folder: Path, text: str | bytes, name: str = "r.csv", **columns: list[str] | list[int]) -> RegisterTable:
    put(folder / name, text)
    return load_register("pat", [folder / name], columns, folder / "work", label=lambda path: path.name)


def keys(register: RegisterTable) -> list[str]:
    return pl.read_parquet(register.compare).filter(pl.col("a") == 0).sort("row")["key"].to_list()


ROWS = [in_register(p) for p in people(8)]


def test_the_key_is_the_column_that_the_case_file_names(tmp_path: Path) -> None:
    register = load(tmp_path, table(REGISTER, ROWS), key=["huisnummer"])
    assert (register.key, keys(register)) == ("huisnummer", [row[9] for row in ROWS])


def test_without_a_name_it_is_the_patient_number_and_not_the_bsn(tmp_path: Path) -> None:
    header = ["bsn", "achternaam", "voorletters", "geboortedatum", "patientnummer"]
    register = load(tmp_path, table(header, [[r[1], r[5], r[2], r[6], f"77{n:05d}"] for n, r in enumerate(ROWS)]))
    assert (register.key, register.rows, keys(register)[0]) == ("patientnummer", 8, "7700000")


def test_a_key_that_a_program_made_is_a_key(tmp_path: Path) -> None:
    header = ["bsn", "achternaam", "geboortedatum", "patient_id"]
    made = [f"0f8fad5b-d9cb-469f-a165-7086772{n:05d}" for n in range(8)]
    register = load(tmp_path, table(header, [[r[1], r[5], r[6], made[n]] for n, r in enumerate(ROWS)]))
    assert (register.key, keys(register)) == ("patient_id", made)


@pytest.mark.parametrize("called", ["id", "lidnummer", "patient_id"])
def test_a_number_that_returns_is_a_key_where_all_its_rows_are_one_person(called: str, tmp_path: Path) -> None:
    header = [called, "bsn", "achternaam", "geboortedatum", "postcode"]
    twice = [
        [f"20{n // 2:02d}", r[1], r[5], r[6], f"{3500 + n}AB"]
        for n, r in enumerate([r for r in ROWS for _ in range(2)])
    ]
    register = load(tmp_path, table(header, twice))
    assert (register.key, register.rows) == (called, 8)
    assert "repeats 8 keys" in " ".join(register.problems)
    of_others = [[f"20{n % 4:02d}", r[1], r[5], r[6], r[8]] for n, r in enumerate(ROWS)]
    assert load(tmp_path / "b", table(header, of_others)).key == "bsn"


def test_without_any_number_the_rows_are_counted(tmp_path: Path) -> None:
    header = ["achternaam", "voorletters", "geboortedatum"]
    register = load(tmp_path, table(header, [[r[5], r[2], r[6]] for r in [*ROWS, *ROWS]]))
    assert (register.key, register.rows, keys(register)[:2]) == ("", 16, ["row-1", "row-2"])


def test_a_key_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    told = r'column "nummer" for `key` of register "pat", expected one of sleutel, bsn.*; did you mean "huisnummer"\?$'
    with pytest.raises(CaseError, match=told) as caught:
        load(tmp_path, table(REGISTER, ROWS), key=["nummer"])
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ('key = "sleutl"', 'case.toml:{line}: found the column "sleutl" for `key` of register "pat", expected one of sleutel, bsn'),
        ('bsn = "burgernr"', 'case.toml:{line}: found the column "burgernr" for `bsn` of register "pat"'),
        ('name = ["achternaam", "voorvoegsels"]', 'did you mean "voorvoegsel"?'),
        ("sex = 14", "case.toml:{line}: found position 14 for `sex` of register \"pat\", expected a position from 1 to 13"),
        ('kye = "sleutel"', 'case.toml:{line}: found unknown column role `kye`'),
    ],
)  # fmt: skip
def test_an_override_that_fits_nothing_is_a_mistake_with_its_line(tmp_path: Path, columns: str, told: str) -> None:
    home = case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.csv": leaked(leak(person(0)))}})
    text = (home / "case.toml").read_text()
    line = text.splitlines().index('key = "sleutel"') + 1
    put(home / "case.toml", text.replace('key = "sleutel"', columns))
    with pytest.raises(CaseError) as caught:
        run(home)
    assert told.format(line=line) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_header_that_looks_like_a_position_is_a_header(tmp_path: Path) -> None:
    header = ["nummer", *REGISTER[1:4], "c0", *REGISTER[5:]]
    text = table(header, [[row[0], *row[1:4], f"X{n}", *row[5:]] for n, row in enumerate(ROWS)])
    assert (load(tmp_path, text, key=["c0"]).key, load(tmp_path, text, key=[1]).key) == ("c0", "nummer")


def test_an_override_may_fit_one_file_of_several(tmp_path: Path) -> None:
    put(tmp_path / "a.csv", table(["nr", *REGISTER[1:]], ROWS[:4]))
    put(tmp_path / "b.csv", table(["nummer", *REGISTER[1:]], ROWS[4:]))
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    register = load_register("pat", files, {"key": ("nr", "nummer")}, tmp_path / "work")
    assert (register.key, keys(register)) == ("nr", [row[0] for row in ROWS])


def test_files_of_one_register_may_write_the_header_of_its_key_otherwise(tmp_path: Path) -> None:
    said = [[f"C{n:05}", *row[1:]] for n, row in enumerate(ROWS)]
    put(tmp_path / "a.csv", table(["ClientID", *REGISTER[1:]], said[:4]))
    put(tmp_path / "b.csv", table(["client_id", *REGISTER[1:]], said[4:]))
    register = load_register("pat", [tmp_path / "a.csv", tmp_path / "b.csv"], {}, tmp_path / "work")
    assert (register.key, keys(register)) == ("ClientID", [row[0] for row in said])


def test_only_the_columns_that_rules_speak_of_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    put(path, table([*REGISTER, "Uitslag", "Bedrag"], [[*row, "positief", "12,50"] for row in ROWS]))

    def kept(used: set[str] | None) -> tuple[list[str], Path]:
        register = load_register("pat", [path], {}, tmp_path / "work", used=used)
        assert register.headers == (*REGISTER, "Uitslag", "Bedrag")
        return pl.read_parquet_schema(register.columns).names(), register.columns

    assert "Uitslag" in kept(None)[0]
    few, first = kept({"laatste_jaar", "bedrag_text"})
    assert few == ["row", "laatste_jaar", "laatste_jaar_text", "Bedrag", "Bedrag_text"]
    assert kept({"LAATSTE_JAAR", "bedrag_text"})[1] == first
    assert kept({"uitslag"}) == (["row", "Uitslag"], kept({"Uitslag"})[1])  # another rule: read again
    assert kept(set())[0] == ["row"]


@pytest.mark.parametrize("which", ["compare", "columns", "info"])
@pytest.mark.parametrize("harm", ["cut", "middle", "empty", "gone"])
def test_what_was_kept_and_is_damaged_is_read_again(tmp_path: Path, which: str, harm: str) -> None:
    text = table(REGISTER, ROWS)
    first = load(tmp_path, text)
    path = next((tmp_path / "work").glob("*.json")) if which == "info" else getattr(first, which)
    before = path.read_bytes()
    half = len(before) // 2
    harmed = {
        "cut": before[:half],
        "middle": before[:half] + b"\xff\x00" + before[half + 2 :],
        "empty": b"[]",
        "gone": b"",
    }
    path.write_bytes(harmed[harm])
    if harm == "gone":
        path.unlink()
    assert load(tmp_path, text) == first
    assert path.read_bytes() == before


def test_a_file_where_the_registers_are_kept(tmp_path: Path) -> None:
    put(tmp_path / "work", "")
    with pytest.raises(WorkError, match="work cannot be written: File exists"):
        load(tmp_path, table(REGISTER, ROWS))


def test_rows_of_one_key_are_spellings_of_one_person(tmp_path: Path) -> None:
    """As in an extract of the population register: history below each person, in rows without a key."""
    former = [*ROWS[0]]
    former[0], former[1], former[5], former[8:12] = "", "", "Tuinfluiter", ["Zeedijk", "8", "1012AB", "Amsterdam"]
    moved = person(0, surname="Tuinfluiter", street="Zeedijk", house="8", postcode="1012AB", city="Amsterdam")
    text = table(REGISTER, [ROWS[0], former, *ROWS[1:]])
    home = case(
        tmp_path, registers={"pat": text}, datasets={"d1": {"a.csv": leaked(leak(moved, BSN=""), leak(person(1)))}}
    )
    found = run(home)
    assert len(found.rows("subjects")) == 8
    assert found.outcomes() == [("matched", "K0000"), ("matched", "K0001")]


def test_columns_are_typed_by_their_values_and_the_text_stays(tmp_path: Path) -> None:
    header = [*REGISTER, "bedrag", "code", "dag", "ISO", "leeg", "naam"]
    cells = [["1.250,50", "007", "31-12-2020", "2020-12-31", "", "a"], ["12", "7", "1-2-2021", "", "", "b"]]
    register = load(tmp_path, table(header, [row + cells[n % 2] for n, row in enumerate(ROWS)]))
    own = pl.read_parquet(register.columns)
    assert own["bedrag"].head(2).to_list() == [1250.5, 12.0]
    assert own["bedrag_text"].head(2).to_list() == ["1.250,50", "12"]
    assert own["code"].head(2).to_list() == ["007", "7"]
    assert [str(d) for d in own["dag"].head(2)] == ["2020-12-31", "2021-02-01"]
    assert [str(d) for d in own["ISO"].head(2)] == ["2020-12-31", "None"]
    assert own["laatste_jaar"].dtype == pl.Int64
    assert own["leeg"].null_count() == 8


def test_a_database_with_other_tables_beside_the_people(tmp_path: Path) -> None:
    path = tmp_path / "leden.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE tarieven (code TEXT, bedrag TEXT)")
        db.executemany("INSERT INTO tarieven VALUES (?, ?)", [("A", "1,50"), ("B", "2,50")])
        db.execute(
            "CREATE TABLE leden (Lidcode TEXT, Bsn INTEGER, Achternaam TEXT, Voorletters TEXT, Geboortedatum TEXT)"
        )
        db.executemany(
            "INSERT INTO leden VALUES (?, ?, ?, ?, ?)",
            [(f"L{n}", int(r[1]), r[5], r[2], r[6]) for n, r in enumerate(ROWS)],
        )
    db.close()
    register = load_register("pat", [path], {}, tmp_path / "work")
    assert sorted(keys(register)) == [f"L{n}" for n in range(8)]


def test_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    text = table(REGISTER, ROWS)
    first = load(tmp_path, text)
    stamp = first.compare.stat().st_mtime_ns
    assert load(tmp_path, text) == first
    assert first.compare.stat().st_mtime_ns == stamp
    changed = load(tmp_path, table(REGISTER, ROWS[:5]))
    assert (changed.rows, changed.compare != first.compare) == (5, True)


@pytest.mark.parametrize("content", ["", "code;omschrijving\nA;Alfa\nB;Beta\n", b"\x00\x01\x02" * 500])
def test_a_file_without_people_is_no_register(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(RegisterError, match=r'register "pat".*r\.csv') as caught:
        load(tmp_path, content)
    assert "\n" not in str(caught.value)


def test_a_file_that_went_missing(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"gone\.csv"):
        load_register("pat", [tmp_path / "gone.csv"], {}, tmp_path / "work")


def test_headers_that_occur_twice_are_told_apart(tmp_path: Path) -> None:
    header = ["id", "ID", "id_2", "achternaam", "geboortedatum", ""]
    rows = [[f"a{n}", f"b{n}", f"c{n}", r[5], r[6], "x"] for n, r in enumerate(ROWS)]
    register = load(tmp_path, table(header, rows), key=["id_2"])
    assert register.headers[:3] == ("id", "ID_2", "id_2_2")
    assert keys(register)[0] == "b0"


def test_columns_called_as_the_program_calls_its_own(tmp_path: Path) -> None:
    header = ["Row", "a", "sleutel", "achternaam", "geboortedatum", "row_2"]
    rows = [[str(50 + n), str(7 * n), f"K{n}", r[5], r[6], "x"] for n, r in enumerate(ROWS)]
    register = load(tmp_path, table(header, rows), key=["sleutel"])
    own = pl.read_parquet(register.columns)
    assert register.headers == ("Row_3", "a", "sleutel", "achternaam", "geboortedatum", "row_2")
    assert own["row"].to_list() == list(range(8))
    assert own["Row_3"].to_list() == list(range(50, 58))
    assert own["a"].to_list() == list(range(0, 56, 7))


def test_small_and_capital_letters_make_no_other_column(tmp_path: Path) -> None:
    """Engines do not tell them apart: a rule would see the rows of one file only."""
    put(
        tmp_path / "1.csv",
        table(
            ["Sleutel", "Achternaam", "Geboortedatum", "Jaar"],
            [[f"K{n}", r[5], r[6], "2020"] for n, r in enumerate(ROWS)],
        ),
    )
    put(
        tmp_path / "2.csv",
        table(
            ["sleutel", "achternaam", "geboortedatum", "JAAR"],
            [[f"L{n}", r[5], r[6], "2021"] for n, r in enumerate(ROWS)],
        ),
    )
    register = load_register("pat", [tmp_path / "1.csv", tmp_path / "2.csv"], {"key": ("sleutel",)}, tmp_path / "work")
    assert register.headers == ("Sleutel", "Achternaam", "Geboortedatum", "Jaar")
    assert pl.read_parquet(register.columns)["Jaar"].to_list() == [2020] * 8 + [2021] * 8
    assert keys(register) == [f"K{n}" for n in range(8)] + [f"L{n}" for n in range(8)]
