"""SQL scripts as databases write them: whose rows stand in them, and what they hold beside rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest
from factory import case, people, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.model import Problem, Table
from lekwijzer.readers import kind_of, sql, sql_script
from lekwijzer.readers.sql_keys import foreign_keys

Rows = list[tuple[str | None, ...]]
Found = dict[str, tuple[tuple[str, ...] | None, Rows]]


def tables(
    folder: Path, script: str | bytes, problems: list[Problem] | None = None, said: list[str] | None = None
) -> Found:
    """The tables of a script by name, without the numbers of their rows, which must follow one another."""
    path = folder / "dump.sql"
    path.write_bytes(script if isinstance(script, bytes) else script.encode())
    assert kind_of("dump", path.read_bytes()[:65536]) == "sql"
    found: Found = {}
    for part in sql.read(path, [] if problems is None else problems):
        if isinstance(part, Table):
            _header, rows = found.setdefault(part.name, (part.header, []))
            for batch in part.batches:
                assert batch["n"].to_list() == list(range(len(rows) + 1, len(rows) + len(batch) + 1))
                rows += batch.drop("n").rows()
        if said is not None:
            said += part.unread
    return found


def quoted(values: Sequence[str | None]) -> str:
    return "(" + ", ".join("NULL" if v is None else "'" + v.replace("'", "''") + "'" for v in values) + ")"


POSTGRES = """--
-- PostgreSQL database dump
--
\\restrict abc

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$ SELECT 'x;'; INSERT INTO nothing VALUES (1); $$;

CREATE TABLE public.patient (
    id integer NOT NULL,
    "Achter naam" character varying(80) DEFAULT 'x, y'::character varying,
    geboortedatum date,
    CONSTRAINT c CHECK ((id > 0)),
    opmerking text
);

COPY public.patient (id, "Achter naam", geboortedatum, opmerking) FROM stdin;
1\tJansen\t1980-01-01\teerste\\nregel\\ttab \\\\ schuin
2\tde Vries\t\\N\t
3\t't Hof\t1970-02-03\t\\\\N
\\.

COPY public.leeg (id) FROM stdin;
\\.

COPY public.monster (id, nr) FROM stdin;
1\tM001
\\.

-- PostgreSQL database dump complete
"""


def test_rows_that_postgresql_copies(tmp_path: Path) -> None:
    said: list[str] = []
    found = tables(tmp_path, POSTGRES, said=said)
    assert found == {
        "public.patient": (
            ("id", "Achter naam", "geboortedatum", "opmerking"),
            [
                ("1", "Jansen", "1980-01-01", "eerste\nregel\ttab \\ schuin"),
                ("2", "de Vries", None, None),
                ("3", "'t Hof", "1970-02-03", "\\N"),
            ],
        ),
        "public.monster": (("id", "nr"), [("1", "M001")]),
    }
    assert "CREATE FUNCTION" in "".join(said)


def test_rows_that_postgresql_inserts(tmp_path: Path) -> None:
    rows = [("1", "O'Brien", None, "a;\nINSERT INTO public.patient VALUES (9);"), ("2", "", "x\\", "-- nee")] * 20
    script = "SET x = 1;\n" + "".join(
        f"INSERT INTO public.patient (id, naam, a, b) VALUES {quoted(r)};\n" for r in rows
    )
    (found,) = tables(tmp_path, script).values()
    assert found == (("id", "naam", "a", "b"), [tuple(v or None for v in r) for r in rows])
    script = "INSERT INTO p VALUES (1, E'a\\'b\\nc', $$d'e$$, 'f'::text, '{\"a\", b}', ARRAY['x','y'], -5, '\\x48656c6c6f2c20');"
    assert tables(tmp_path, script)["p"][1] == [("1", "a'b\nc", "d'e", "f", '{"a", b}', "x y", "-5", "Hello, ")]


MYSQL = """-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `patiënt`;
CREATE TABLE `patiënt` (
  `id` int NOT NULL AUTO_INCREMENT,
  `naam` varchar(80) COMMENT 'it''s, (a) name',
  `doc` blob,
  PRIMARY KEY (`id`),
  KEY `naam` (`naam`)
) ENGINE=InnoDB;
LOCK TABLES `patiënt` WRITE;
/*!40000 ALTER TABLE `patiënt` DISABLE KEYS */;
INSERT INTO `patiënt` VALUES %s;
/*!40000 ALTER TABLE `patiënt` ENABLE KEYS */;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET NEW.a = 'x'; INSERT INTO y VALUES (NEW.b); END */;;
DELIMITER ;
INSERT IGNORE INTO `monster` (`nr`,`pat`) VALUES ('M1',1),('M2',NULL) ON DUPLICATE KEY UPDATE pat=1;
-- Dump completed
"""


@pytest.mark.parametrize("times", [1, 30])
def test_rows_that_mysql_inserts(times: int, tmp_path: Path) -> None:
    one = r"(1,'van \'t Hof\\',NULL),(2,'a\nb\"c\%d''e',0x4A616E),(3,'(x),(y)',_binary 'Piet'),(4,'',0x89504E470D0A1A0A00000000000000000001)"
    found = tables(tmp_path, MYSQL % ",".join([one] * times))
    rows: Rows = [("1", "van 't Hof\\", None), ("2", 'a\nb"c\\%d\'e', "0x4A616E"), ("3", "(x),(y)", "Piet"), ("4", None, None)]  # fmt: skip
    assert found == {
        "patiënt": (("id", "naam", "doc"), rows * times),
        "monster": (("nr", "pat"), [("M1", "1"), ("M2", None)]),
    }


SQL_SERVER = """USE [Lab]
GO
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Patient](
\t[Id] [int] IDENTITY(1,1) NOT NULL,
\t[Naam] [nvarchar](50) NULL,
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC)
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Patient] ON
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_rows_that_sql_server_inserts(encoding: str, tmp_path: Path) -> None:
    lines = []
    for i in range(40):
        lines.append(
            f"INSERT [dbo].[Patient] ([Id], [Naam], [Geb], [Oud], [V]) VALUES ({i}, N'Zoë d''Ancona', CAST(N'1980-01-0{i % 9 + 1}' AS Date), "
            "CAST(0x00006B6B00000000 AS DateTime), CAST(1.50 AS Decimal(18, 2)))"
        )
        lines += ["GO"] * (i % 2) + ["print 'Processed 10 total records'"] * (i % 10 == 9)
    script = (SQL_SERVER + "\n".join(lines) + "\nGO\n").replace("\n", "\r\n")
    header, rows = tables(tmp_path, script.encode(encoding))["dbo.Patient"]
    assert header == ("Id", "Naam", "Geb", "Oud", "V")
    assert rows == [(str(i), "Zoë d'Ancona", f"1980-01-0{i % 9 + 1}", "1975-04-17", "1.50") for i in range(40)]


def test_rows_of_oracle(tmp_path: Path) -> None:
    script = (
        "REM INSERTING into LAB.PATIENT\nSET DEFINE OFF;\n"
        + "Insert into LAB.PATIENT (ID,NAAM,GEB,TEKST) values (1,'Jansen',to_date('12-03-1980','DD-MM-YYYY'),'a' || chr(10) || 'b');\n"
        * 12
        + "Insert into LAB.PATIENT (ID,NAAM,GEB,TEKST) values (2,q'[van 't Hof]',TIMESTAMP '1980-03-12 00:00:00',null);\ncommit;\n"
    )
    header, rows = tables(tmp_path, script)["LAB.PATIENT"]
    assert header == ("ID", "NAAM", "GEB", "TEKST")
    assert rows == [("1", "Jansen", "12-03-1980", "a\nb")] * 12 + [("2", "van 't Hof", "1980-03-12 00:00:00", None)]


def test_what_sqlite_dumps(tmp_path: Path) -> None:
    made = sqlite3.connect(":memory:")
    made.execute('CREATE TABLE "patiënt" (id INTEGER PRIMARY KEY, "naam" TEXT, geb, doc BLOB)')
    rows = [(i, "d'Ancona; (x)\nregel 2", 1.5, b"tekst") for i in range(30)] + [(31, "", None, b"\x00\xff\x01" * 20)]
    made.executemany('INSERT INTO "patiënt" VALUES (?,?,?,?)', rows)
    found = tables(tmp_path, "\n".join(made.iterdump()))
    expected: Rows = [(str(a), b, str(c), "tekst") for a, b, c, _ in rows[:30]]
    assert found == {"patiënt": (("id", "naam", "geb", "doc"), [*expected, ("31", None, None, None)])}


def test_rows_of_tables_in_turns_and_over_several_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "CREATE TABLE a (x int, y text);\n" + "".join(
        f"INSERT INTO a VALUES\n  ({i}, 'p'),\n  -- it's a note\n  ({i}, 'q');\nINSERT INTO b (z) VALUES ({i});\n"
        for i in range(50)
    )
    expected: Found = {
        "a": (("x", "y"), [(str(i), s) for i in range(50) for s in "pq"]),
        "b": (("z",), [(str(i),) for i in range(50)]),
    }
    assert tables(tmp_path, script) == expected
    monkeypatch.setattr(sql, "HELD", 10)
    monkeypatch.setattr(sql_script, "_PENDING", 7)
    assert tables(tmp_path, script) == expected


@pytest.mark.parametrize("form", ["copy", "insert", "many"])
def test_a_script_that_is_cut_off_loses_its_last_row_only(form: str, tmp_path: Path) -> None:
    rows = [(str(i), f"Jan'sen {i}", "x, (y)") for i in range(30)]
    if form == "copy":
        script = "COPY p (a, b, c) FROM stdin;\n" + "".join("\t".join(row) + "\n" for row in rows)
    elif form == "insert":
        script = "".join(f"INSERT INTO p (a, b, c) VALUES {quoted(row)};\n" for row in rows)
    else:
        script = "INSERT INTO p (a, b, c) VALUES " + ",\n".join(map(quoted, rows)) + ";\n"
    start = script.index("Jan'sen" if form == "copy" else "Jan''sen")
    for cut in range(start + 40, len(script), 7):
        problems: list[Problem] = []
        said: list[str] = []
        found = tables(tmp_path, script[:cut], problems, said)["p"][1]
        whole = script[:cut].count("x, (y)\n" if form == "copy" else "x, (y)')")
        assert found == rows[:whole], cut
        if whole < script[:cut].count("Jan'sen" if form == "copy" else "Jan''sen"):
            assert [problem.part for problem in problems] == ["p"]
            assert "Jan" in "".join(said[-2:])


def test_rows_that_are_damaged_are_counted_and_leave_their_words(tmp_path: Path) -> None:
    rows = [f"INSERT INTO p (a, b) VALUES ({i}, 'goed');" for i in range(30)]
    rows[20] = "INSERT INTO p (a, b) VALUES (20, 'van 't Hof', 'x');"
    problems: list[Problem] = []
    said: list[str] = []
    found = tables(tmp_path, "\n".join(rows), problems, said)["p"][1]
    assert [row[0] for row in found] == [str(i) for i in range(30) if i != 20]
    assert [(problem.part, problem.lost) for problem in problems] == [("p", 1)]
    assert "Hof" in "".join(said)
    tables(tmp_path, "INSERT INTO p (a) VALUES (1, 'x');\nUPDATE p SET a = 'Jansen' WHERE b = 1;", problems, said)
    assert "statements that change rows" in problems[-1].message
    assert "Jansen" in "".join(said)


def test_rows_that_point_at_people_in_another_table(tmp_path: Path) -> None:
    made = "CREATE TABLE `patient` (`id` int, `bsn` varchar(9), `achternaam` text, `voornaam` text, `geboortedatum` date) ENGINE=InnoDB;\n"
    made += "CREATE TABLE `uitslag` (`id` int, `patient_id` int, `test` text, `afnamedatum` date, `uitslag` text, FOREIGN KEY (patient_id) REFERENCES patient(id));\n"
    for n, p in enumerate(people(4), 1):
        made += f"INSERT INTO `patient` VALUES ({n},'{p.bsn}','{p.surname}','{p.given}','{p.born}');\n"
    made += (
        "INSERT INTO `uitslag` VALUES "
        + ",".join(f"({10 + n},{n},'HPV','2024-01-0{n}','negatief')" for n in range(1, 5))
        + ";\n"
    )
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"dump.sql": made}}, complete=["d1"]))
    assert list(found.verdicts().values()) == ["confirmed"] * 4 + ["cleared"] * 4
    assert found.exposed(people(4)[2].key) == {"bsn", "name", "birth_date", "exam_type", "exam_date", "test_result"}
    assert {row["locator"] for row in found.rows("mentions")} == {
        f"{table} row {n}" for table in ("patient", "uitslag") for n in range(1, 5)
    }
    assert [(row["kind"], row["outcome"], row["mentions"]) for row in found.rows("coverage")] == [("sql", "read", 8)]


VALUES = st.lists(
    st.one_of(st.none(), st.text("ab'\\\",();-\n \x04\x01é€", max_size=8), st.integers().map(str)),
    min_size=3,
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(VALUES, min_size=12, max_size=30),
    form=st.sampled_from(["pg", "mysql", "mssql", "many"]),
    bare=st.booleans(),
)
def test_rows_read_at_once_are_those_read_one_by_one(
    tmp_path: Path, rows: list[list[str | None]], form: str, bare: bool
) -> None:
    def value(text: str | None) -> str:
        if text is None:
            return "NULL"
        if bare and text.lstrip("-").isdigit():
            return text
        if form == "mysql":
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
        return ("N'" if form == "mssql" else "'") + text.replace("'", "''") + "'"

    tuples = ["(" + ",".join(map(value, row)) + ")" for row in rows]
    if form == "mysql":
        script = "INSERT INTO `p` (`a`,`b`,`c`) VALUES " + ",".join(tuples) + ";\n"
    elif form == "many":
        script = "INSERT INTO p (a, b, c) VALUES\n" + ",\n".join(tuples) + ";\n"
    elif form == "mssql":
        script = "".join(f"INSERT [p] ([a], [b], [c]) VALUES {row}\nGO\n" for row in tuples)
    else:
        script = "".join(f"INSERT INTO p (a, b, c) VALUES {row};\n" for row in tuples)
    at_once = tables(tmp_path, script)
    with mock.patch.object(sql_script, "_SAME", 1 << 30):
        assert tables(tmp_path, script) == at_once
    assert at_once["p"][1] == [tuple(v or None for v in row) for row in rows]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([POSTGRES, MYSQL % "(1,'a',2)", SQL_SERVER]), st.data())
def test_nothing_broken_raises_anything_else(tmp_path: Path, script: str, data: st.DataObject) -> None:
    raw = bytearray(script.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x.sql"
    path.write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    try:
        for part in sql.read(path, []):
            for batch in part.batches:
                assert batch.height
    except (Unreadable, Encrypted):
        pass


@pytest.mark.parametrize(
    "text",
    ["Use the form (see below) to order;\nSelect a test.", "naam;bsn\nInsert;999990019\n", "-- een notitie\nJansen", "SELECT 1"],
)  # fmt: skip
def test_other_texts_are_no_scripts(text: str) -> None:
    assert sql.bid("x.sql", text.encode()) == 0


@pytest.mark.parametrize(("statement", "keys"), [
    (b"CREATE TABLE a (id int primary key, p_id integer NOT NULL DEFAULT 'x,y' REFERENCES public.patient(id) ON DELETE CASCADE, w numeric(10,2), q int references b)", [("a", "p_id", "patient", "id"), ("a", "q", "b", "")]),
    (b"ALTER TABLE ONLY public.uitslag\n    ADD CONSTRAINT fk FOREIGN KEY (monster_id) REFERENCES public.monster(id);", [("uitslag", "monster_id", "monster", "id")]),
    (b"ALTER TABLE [dbo].[Uitslag]  WITH CHECK ADD  CONSTRAINT [FK_x] FOREIGN KEY([Bezoek Id])\nREFERENCES [dbo].[Bezoek] ([Id])\n", [("Uitslag", "Bezoek Id", "Bezoek", "Id")]),
    (b'ALTER TABLE "LAB"."RESULT" ADD CONSTRAINT "X" FOREIGN KEY ("SP_ID") REFERENCES "LAB"."SPEC" ("ID") ENABLE;', [("RESULT", "SP_ID", "SPEC", "ID")]),
    (b"CREATE TABLE `u` (`id` int, `p` int, KEY `k` (`p`), CONSTRAINT `c` FOREIGN KEY (`p`) REFERENCES `pat` (`id`) ON DELETE CASCADE) ENGINE=InnoDB", [("u", "p", "pat", "id")]),
    (b"CREATE TABLE x (a int, b int, FOREIGN KEY (a, b) REFERENCES y (c, d), z int)", []),
    (b"CREATE TABLE x (a int, b text)", []),
])  # fmt: skip
def test_which_keys_a_statement_declares(statement: bytes, keys: list[tuple[str, str, str, str]]) -> None:
    assert [tuple(key) for key in foreign_keys(statement)] == keys
