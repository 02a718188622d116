"""The rules of the case file: cohorts, letters, systems, flags; and what is said of those that cannot be evaluated."""

from __future__ import annotations

import io
import re
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from factory import REGISTER, Person, case, in_register, leak, leaked, only, people, person, put, run, table
from readers.workbook import text, write_workbook
from rich.console import Console

from lekwijzer.assess.explain import explain
from lekwijzer.assess.rules import check, spoken_of
from lekwijzer.case import load_case
from lekwijzer.cli.show import show_summary
from lekwijzer.engine.duckdb import DuckDB
from lekwijzer.errors import CaseError, RegisterError
from lekwijzer.link.registers import load_register
from lekwijzer.report.render import render

HEADER = "Deelnemer-nr;BSN;Naam;Tussenv.;Voorl.;Geb.datum;Gesl.;Postcode;Huisnr;Score;Laatste ronde;Programma;Regio code".split(
    ";"
)
SCORES = ("1.250,50", "12,00", "7", "900")


def participant(n: int, p: Person) -> list[str]:
    return [f"DN-{5000 + n}", p.bsn, p.surname, p.prefix, p.initials, f"{p.born:%d-%m-%Y}", p.sex, p.postcode, p.house,
            SCORES[n % 4], f"{1 + n % 28:02d}-{1 + n % 12:02d}-{2015 + n % 9}", ("BMHK", "DK")[n % 2], f"{n:03d}"]  # fmt: skip


def ronde(n: int) -> date:
    return date(2015 + n % 9, 1 + n % 12, 1 + n % 28)


LETTER = '[[letter]]\nid = "aug"\nregister = "bvo"\nfiles = ["letters/aug.csv"]\nsent = 2025-08-19\n'
REGISTERS = {"bvo": table(HEADER, [participant(n, p) for n, p in enumerate(people(30))])}
DATASETS = {
    "first": {"a.csv": leaked(*(leak(person(n)) for n in range(12)))},
    "second": {"b.csv": leaked(*(leak(person(n)) for n in range(8, 18)))},
}


def test_the_first_rule_that_holds_gives_the_cohort(tmp_path: Path) -> None:
    rules = {
        "1": "verdict = 'confirmed' and list_contains(datasets, 'first') and list_contains(letters, 'aug')",
        "2": "list_contains(datasets, 'second') and row.\"Score\" > 100",
        "3": "verdict in ('confirmed', 'probable') and row.Programma = 'BMHK' and list_contains(fields, 'test_result')",
        "4": "verdict = 'not_excluded' and row.\"Laatste ronde\" >= DATE '2018-01-01'",
        "5": "register = 'bvo' and row.\"laatste ronde\" < '2018-01-01' and row.\"Regio code\" = '0' || right(row.\"Regio code\", 2)",
        "6": "row.\"Score_text\" = '12,00' and party = 'lab' and len(flags) = 0 and probability is null",
    }
    truth = {
        "1": lambda n: n < 10, "2": lambda n: 8 <= n < 18 and n % 4 in (0, 3), "3": lambda n: n < 18 and n % 2 == 0,
        "4": lambda n: n >= 18 and ronde(n) >= date(2018, 1, 1), "5": lambda n: ronde(n) < date(2018, 1, 1), "6": lambda n: n % 4 == 1,
    }  # fmt: skip
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, cohorts=rules, extra=LETTER)
    sent = [[n, "BRF01", f"DN-{5000 + n}", "19-08-2025"] for n in range(10)]
    put(home / "letters/aug.csv", table(["volgnr", "briefcode", "kenmerk", "datum"], sent))
    found = run(home)
    expected = {f"DN-{5000 + n}": next((cohort for cohort, holds in truth.items() if holds(n)), "") for n in range(30)}
    assert {r["key"]: r["cohort"] for r in found.rows("subjects")} == expected
    assert {r["key"] for r in found.rows("subjects") if r["letters"]} == {f"DN-{5000 + n}" for n in range(10)}
    counted = {c["id"]: c["n"] for c in found.summary()["cohorts"]}
    assert counted == {cohort: list(expected.values()).count(cohort) for cohort in [*rules, ""]}


def test_a_rule_on_a_column_of_one_register_holds_for_no_other(tmp_path: Path) -> None:
    registers = REGISTERS | {"pat": people(30, 34)}
    home = case(
        tmp_path,
        registers=registers,
        datasets=DATASETS,
        cohorts={"low": 'row."Score" < 100', "rest": "verdict = 'not_excluded'"},
    )
    cohorts = {(r["register"], r["cohort"]) for r in run(home).rows("subjects")}
    assert cohorts == {("bvo", "low"), ("bvo", "rest"), ("bvo", ""), ("pat", "rest")}


def line_of(home: Path, text: str) -> int:
    """The line of case.toml on which something stands."""
    return next(n for n, line in enumerate((home / "case.toml").read_text().splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("row.\"Score\" > 1 and verdikt = 'confirmed'", 'found the column `verdikt` in `where`.*did you mean "verdict"'),
        ("row.Skore > 1", r'found the column `row.Skore` in `where` of cohort "x".*did you mean "row.Score"'),
        ("row['laatste rond'] is null", r'found the column `row.laatste rond`.*did you mean "row."Laatste ronde""'),
        ("row.\"Score_txt\" = '7'", r'found the column `row.Score_txt` in `where` of cohort "x"'),
        ('row."Programma" > 100', r'found what SQL does not take \(Cannot compare.*in `where` of cohort "x", for register "bvo", expected a condition that can be worked out'),
        ("sum(row.Score) > 1", r'found what SQL does not take \(.*aggregate.*in `where` of cohort "x", for register "bvo"'),
        ("row.Score > 1 and nosuch(verdict)", r'found what SQL does not take \(.*nosuch.*in `where` of cohort "x"'),
        ("row.Programma::INTEGER > 1", r'found a text compared or converted as a number or date in `where` of cohort "x", for register "bvo"'),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_evaluated(tmp_path: Path, rule: str, told: str) -> None:
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, cohorts={"x": rule})
    with pytest.raises(CaseError, match=f"^case.toml:{line_of(home, 'where =')}: {told}") as caught:
        run(home)
    assert "\n" not in str(caught.value)
    assert not list((home / "revisions").glob("*"))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("laatste_jar >= 2015", r'found the column `laatste_jar` in `where` of system "lims", expected a column of register "pat", one of '
         r'sleutel, .*; did you mean "laatste_jaar"\?'),
        ("row.laatste_jar >= 2015", r'found the column `row.laatste_jar` in `where` of system "lims".*did you mean "laatste_jaar"'),
        ("laatste_jaar > 'new'", 'found a text compared .* in `where` of system "lims", for register "pat", expected a condition that can be worked out'),
    ],
)  # fmt: skip
def test_a_system_whose_rule_cannot_be_evaluated(tmp_path: Path, where: str, told: str) -> None:
    home = case(tmp_path, registers={"pat": people(5)}, datasets={"d1": {}}, systems={"lims": {"pat": where}})
    with pytest.raises(CaseError, match=f"^case.toml:{line_of(home, 'holds =')}: {told}"):
        run(home)


@pytest.mark.parametrize("wrong", ["cohort", "system", "register"])
def test_a_mistake_is_told_before_anything_that_leaked_is_read(tmp_path: Path, wrong: str) -> None:
    rules = {"cohorts": {"x": "row.Skore > 1"}} if wrong == "cohort" else {"systems": {"lims": {"bvo": "Skore > 1"}}}
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, **(rules if wrong != "register" else {}))  # type: ignore[arg-type]
    if wrong == "register":
        text = (home / "case.toml").read_text()
        put(home / "case.toml", text.replace("as_of", 'columns = { key = "Deelnemernr" }\nas_of'))
    with pytest.raises(CaseError, match="did you mean"):
        run(home)
    assert not (home / "work/items").exists()
    assert not (home / "work/hashes.json").exists()


def test_of_a_register_only_what_rules_speak_of_is_kept(tmp_path: Path) -> None:
    home = case(
        tmp_path,
        registers=REGISTERS,
        datasets=DATASETS,
        systems={"s": {"bvo": "Score > 10"}},
        cohorts={"x": "row.Programma = 'DK'"},
    )

    def kept() -> list[list[str]]:
        return sorted(pl.read_parquet_schema(p).names() for p in (home / "work/registers").glob("*.columns.parquet"))

    run(home)
    assert kept() == [["row", "Score", "Score_text", "Programma"]]
    before = {path: path.stat().st_mtime_ns for path in (home / "work/registers").iterdir()}
    put(home / "case.toml", (home / "case.toml").read_text().replace("Group x", "Another title"))
    run(home)
    assert {path: path.stat().st_mtime_ns for path in (home / "work/registers").iterdir()} == before
    assert explain(load_case(home), "DN-5029").rows[0].systems == ("s",)
    put(
        home / "case.toml",
        (home / "case.toml")
        .read_text()
        .replace("Score > 10", "Programma <> ''")
        .replace("row.Programma", "row['Regio code']"),
    )
    run(home)
    assert kept()[0] == ["row", "Programma", "Regio code"]
    assert explain(load_case(home), "DN-5029").rows[0].systems == ("s",)
    assert explain(load_case(home), "DN-5029", revision=1).rows[0].systems == ("s",)


@pytest.mark.parametrize("files", [{}, {"leeg.csv": ""}])
def test_nobody_is_cleared_over_a_complete_dataset_without_anything(tmp_path: Path, files: dict[str, str]) -> None:
    datasets = {"first": {"a.csv": leaked(*(leak(person(n)) for n in range(5)))}, "second": files}
    home = case(tmp_path, registers={"pat": people(8)}, datasets=datasets, complete=datasets)
    found = run(home)
    assert {r["mentions"] - r["rejected"] for r in found.summary()["datasets"]} == {5, 0}
    assert set(found.verdicts().values()) == {"confirmed", "not_excluded"}
    assert {k: v for k, v in found.reasons().items() if k > "K0004"} == dict.fromkeys(
        ["K0005", "K0006", "K0007"], "dataset_incomplete"
    )
    problem = found.summary()["problems"]["first"][0]
    assert (problem["dataset"], problem["file"]) == ("second", "")
    assert "nothing in it" in problem["problem"]
    assert explain(load_case(home), "K0006").incomplete == ("second",)
    put(home / "leaked/second/b.csv", leaked(leak(person(5))))
    filled = run(home)
    if all(r["outcome"] == "read" for r in filled.rows("coverage")):
        assert {k for k, v in filled.verdicts().items() if v == "cleared"} == {"K0006", "K0007"}
        assert filled.summary()["problems"]["total"] == 0


@pytest.mark.parametrize(
    "files",
    [{"facturen.csv": table(["factuur", "bedrag"], [[n, n * 3] for n in range(40)])},
     {"controle.csv": leaked(*(only(Achternaam="Controlemonster") for _ in range(3)))}],
)  # fmt: skip
def test_files_without_anybody_clear_as_others_do(tmp_path: Path, files: dict[str, str]) -> None:
    datasets = {"first": {"a.csv": leaked(*(leak(person(n)) for n in range(5)))}, "second": files}
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets=datasets, complete=datasets))
    assert {k for k, v in found.verdicts().items() if v == "cleared"} == {"K0005", "K0006", "K0007"}


def test_a_pattern_that_fits_no_file_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    extra = '[[dataset]]\nid = "third"\nfiles = ["leaked/first"]\n[dataset.columns."first/b.csv"]\nbsn = "BSN"\n'
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, extra=extra)
    told = f'^case.toml:{line_of(home, "dataset.columns")}: found columns for "first/b.csv" of dataset "third", which fit no file of it.*did you mean "leaked/first/a.csv"'
    with pytest.raises(CaseError, match=told):
        run(home)


def test_every_wrong_rule_is_told_at_once(tmp_path: Path) -> None:
    cohorts = {"a": "row.Skore > 1", "b": "verdict = 'cleared'", "c": "row.Regio > 1 and row.postkode is null"}
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, cohorts=cohorts, systems={"s": {"bvo": "scor > 1"}})
    register = load_register("bvo", [home / "registers/bvo.csv"], {}, tmp_path / "kept")
    with closing(DuckDB(tmp_path / "spill")) as db, pytest.raises(CaseError) as caught:
        check(db, load_case(home), [register])
    told = [
        re.sub(r"case.toml:\d+: found the column `(.*?)`.*", r"\1", line) for line in str(caught.value).splitlines()
    ]
    assert told == ["scor", "row.Skore", "row.Regio", "row.postkode"]


def test_columns_of_two_registers_in_one_rule(tmp_path: Path) -> None:
    registers = REGISTERS | {"pat": people(30, 34)}
    home = case(
        tmp_path, registers=registers, datasets=DATASETS, cohorts={"x": "row.Score > 1 or row.laatste_jaar > 1"}
    )
    with pytest.raises(CaseError, match='found columns of different registers in `where` of cohort "x"'):
        run(home)


@pytest.mark.parametrize(
    ("held", "cohorts", "spoken"),
    [
        ([None], [], set()),
        (["Laatste_Jaar > 2000 and \"x y\" = 1 -- why"], ["verdict = 'cleared'"], {"laatste_jaar", "x y"}),
        ([], ["row.Score > 1 and row['Regio code'] = '1'", "struct_extract(row, 'Deel') = 1"], {"score", "regio code", "deel"}),
        ([], ["row.\"Score\".abs() > 1", "list_filter([1], lambda x: x = row.n) = []"], {"score", "n"}),
        (["COLUMNS('a.*') is null"], [], None),
        ([], ["row is null"], None),
    ],
)  # fmt: skip
def test_which_columns_rules_speak_of(held: list[str | None], cohorts: list[str], spoken: set[str] | None) -> None:
    assert spoken_of(held, cohorts) == spoken


def test_systems_see_numbers_dates_and_text(tmp_path: Path) -> None:
    where = "\"Laatste ronde\" >= DATE '2018-01-01' and Score > 10 and Programma = 'BMHK'"
    home = case(tmp_path, registers=REGISTERS, datasets={"first": {}}, systems={"lims": {"bvo": where}})
    cleared = {k for k, v in run(home).verdicts().items() if v == "cleared"}
    held = {n for n in range(30) if ronde(n) >= date(2018, 1, 1) and SCORES[n % 4] != "7" and n % 2 == 0}
    assert cleared == {f"DN-{5000 + n}" for n in range(30) if n not in held}


def test_a_letter_with_keys_of_nobody(tmp_path: Path) -> None:
    home = case(tmp_path, registers=REGISTERS, datasets=DATASETS, extra=LETTER)
    put(home / "letters/aug.csv", table(["volgnr", "kenmerk"], [[n, f"XX-{n}"] for n in range(1, 5)]))
    told = f'^case.toml:{line_of(home, "letters/aug.csv")}: found "aug.csv" of letter "aug", of which no column holds keys of register "bvo"'
    with pytest.raises(CaseError, match=told):
        run(home)


def test_flags(tmp_path: Path) -> None:
    listed = [person(n) for n in range(10)]
    listed[1] = listed[1].but(born=date(2012, 5, 6))
    listed[2] = listed[2].but(bsn=listed[3].bsn)
    listed[8] = listed[8].but(born=date(2007, 8, 21))  # a day too young on the date of the register
    listed[9] = listed[9].but(born=date(2007, 8, 20))
    more = {4: ["", "", "J"], 5: ["2021-04-03", "", ""], 6: ["", "ja", "N"], 7: ["", "nee", "0"]}
    text = table(
        [*REGISTER, "overlijdensdatum", "geëmigreerd", "geheim adres"],
        [in_register(p) + more.get(n, ["", "", "N"]) for n, p in enumerate(listed)],
    )
    found = run(case(tmp_path, registers={"pat": text}, datasets={"d1": {"a.csv": leaked(leak(person(0)))}}))
    flags = {r["key"]: r["flags"] for r in found.rows("subjects")}
    assert flags == {
        "K0000": [], "K0001": ["minor"], "K0002": ["shared_bsn"], "K0003": ["shared_bsn"], "K0004": ["secret_address"],
        "K0005": ["deceased"], "K0006": ["emigrated"], "K0007": [], "K0008": ["minor"], "K0009": [],
    }  # fmt: skip
    assert {(f["flag"], f["n"]) for f in found.summary()["flags"]} == {
        ("minor", 2),
        ("shared_bsn", 2),
        ("secret_address", 1),
        ("deceased", 1),
        ("emigrated", 1),
    }


def test_without_a_register_there_is_nothing_to_assess(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="add register"):
        run(case(tmp_path, registers={}, datasets={"d1": {}}))


def mailed(tmp_path: Path, keys: list[str], content: str) -> set[str]:
    """The keys of those who were sent a letter, by a mailing with this content."""
    put(tmp_path / "zaak/letters/a.csv", content)
    letter = '[[letter]]\nid = "a"\nregister = "pat"\nfiles = ["letters/a.csv"]\n'
    register = [person(n, key=key) for n, key in enumerate(keys)]
    files = {"a.csv": leaked(leak(person(0)))}
    found = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, extra=letter))
    return {row["key"] for row in found.rows("subjects") if row["letters"] == ["a"]}


@pytest.mark.parametrize(
    "content",
    ["sleutel\nK0003\n", "K0003\n", '"sleutel"\n"k0003"\n', "nr;sleutel;naam\n1;K0003;de heer Jansen\n"],
)
def test_a_mailing_to_one(tmp_path: Path, content: str) -> None:
    assert mailed(tmp_path, [f"K{n:04d}" for n in range(6)], content) == {"K0003"}


def test_numbers_of_lines_in_a_mailing_are_not_its_keys(tmp_path: Path) -> None:
    """The register counts its rows, and so does the mailing; one of its keys has left the register since."""
    lines = "".join(f"{n};{key};Jansen\n" for n, key in enumerate((4, 6, 8, 9, 90), 1))
    keys = [str(n) for n in range(1, 11)]
    assert mailed(tmp_path, keys, "volgnr;nummer;naam\n" + lines) == {"4", "6", "8", "9"}


def test_every_sheet_of_a_mailing_counts(tmp_path: Path) -> None:
    sheets = {
        "Noord": [[text("sleutel"), text("naam")], *([text(f"K{n:04d}"), text("x")] for n in (1, 2, 3))],
        "Zuid": [[text("code"), text("naam")], [text("K0005"), text("x")]],
        "Leeg": [[text("sleutel"), text("naam")]],
    }
    (tmp_path / "zaak/letters").mkdir(parents=True)
    write_workbook(tmp_path / "zaak/letters/a.xlsx", sheets)
    letter = '[[letter]]\nid = "a"\nregister = "pat"\nfiles = ["letters/a.xlsx"]\n'
    home = case(
        tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.csv": leaked(leak(person(0)))}}, extra=letter
    )
    found = {row["key"] for row in run(home).rows("subjects") if row["letters"]}
    assert found == {"K0001", "K0002", "K0003", "K0005"}


@pytest.mark.parametrize(
    ("shared", "beyond"),
    [(None, []), (["name", "birth_date", "sex", "address", "bsn"], ["exam_date", "exam_type", "test_result"])],
)
def test_what_leaked_beyond_what_was_shared_is_said(
    tmp_path: Path, shared: list[str] | None, beyond: list[str]
) -> None:
    home = case(
        tmp_path, registers={"pat": people(4)}, datasets={"d1": {"a.csv": leaked(leak(person(0)), leak(person(1)))}}
    )
    toml = (home / "case.toml").read_text()
    if shared:
        put(home / "case.toml", toml.replace("as_of = 2025-08-20\n", f"as_of = 2025-08-20\nshared = {shared}\n"))
    summary = run(home).summary()
    assert summary["unshared"] == [{"register": "pat", "field": field, "n": 2} for field in beyond]
    console = Console(file=io.StringIO(), width=300)
    show_summary(summary, "nl", new=True, case="zaak", console=console)
    told = "Van mensen uit pat lekten ook gegevens die volgens `shared` niet zijn gedeeld: datum van onderzoek (2), soort onderzoek (2), uitslag (2)."
    assert (told in console.file.getvalue()) is bool(beyond)  # type: ignore[attr-defined]
    assert ("Gelekt hoewel" in render(summary, "nl")) is bool(beyond)
    put(home / "case.toml", toml.replace("as_of = 2025-08-20\n", 'as_of = 2025-08-20\nshared = ["name"]\n'))
    assert run(home).new
