"""Who is cleared, and above all who is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from factory import BSNS, LEAK, Person, Result, case, dutch, leak, leaked, only, people, person, put, run, table

from lekwijzer.assess.explain import explain
from lekwijzer.assess.run import assess
from lekwijzer.case import load_case
from lekwijzer.progress import QuietProgress

LONELY = person(19, surname="Zwartkruis", prefix="", initials="Q.", given="Quirina", sex="V")
NAMESAKE = person(18, surname="Zwartkruis", prefix="", initials="X.", given="Xander", sex="M")
REGISTER = [*people(18), NAMESAKE, LONELY]
SEEN = [leak(person(n)) for n in range(6)]
KNOWN = {f"K{n:04d}" for n in range(6)}


def after(tmp_path: Path, *rows: list[str], complete: bool = True) -> Result:
    """Six people found, and these rows beside them."""
    home = case(
        tmp_path,
        registers={"pat": REGISTER},
        datasets={"d1": {"a.csv": leaked(*SEEN, *rows)}},
        complete=["d1"] if complete else [],
    )
    return run(home)


def kept(found: Result) -> set[str]:
    """The keys of those who were not found, and not cleared either."""
    return {key for key, verdict in found.verdicts().items() if verdict == "not_excluded"}


def test_all_is_read_and_nothing_could_be_them(tmp_path: Path) -> None:
    found = after(tmp_path, leak(person(60)), leak(person(61)))
    assert kept(found) == set()
    assert {k for k, v in found.verdicts().items() if v == "confirmed"} == KNOWN
    assert set(found.reasons().values()) == {"bsn_agrees", "all_read"}


def without_a_figure(number: str, n: int) -> str:
    return number[: n % 9] + number[n % 9 + 1 :]


def test_a_column_of_numbers_that_lost_a_figure_clears_nobody_whose_they_are(tmp_path: Path) -> None:
    hit, others = people(20), [person(n) for n in range(100, 120)]
    rows = [[without_a_figure(p.bsn, n), "7,1"] for n, p in enumerate(hit)]
    spread = [p.but(bsn=str(900_000_000 + 4_000_011 * n)) for n, p in enumerate(others)]
    files = {"a.csv": table(["bsn", "uitslag"], rows)}
    found = run(case(tmp_path, registers={"pat": [*hit, *spread]}, datasets={"d1": files}, complete=["d1"]))
    assert set(found.why()) == {"bsn_invalid_only"}
    assert kept(found) == {p.key for p in hit}


def test_a_hospitals_own_numbers_in_a_column_called_bsn_confirm_nobody(tmp_path: Path) -> None:
    own = people(3)
    rows = [*([str(936_000_001 + 4_127 * n), "neg"] for n in range(60)), *([p.bsn, "neg"] for p in own)]
    files = {"a.csv": table(["bsn", "uitslag"], rows)}
    found = run(case(tmp_path, registers={"pat": people(30)}, datasets={"d1": files}, complete=["d1"]))
    assert not {"confirmed", "probable"} & set(found.verdicts().values())
    assert kept(found) >= {p.key for p in own}


def test_an_incomplete_dataset_clears_nobody(tmp_path: Path) -> None:
    found = after(tmp_path, complete=False)
    assert kept(found) == set(found.verdicts()) - KNOWN
    assert {found.reasons()[k] for k in kept(found)} == {"dataset_incomplete"}


def test_one_incomplete_dataset_of_two_clears_nobody(tmp_path: Path) -> None:
    datasets = {"d1": {"a.csv": leaked(*SEEN)}, "d2": {"b.csv": leaked(*SEEN)}}
    found = run(case(tmp_path, registers={"pat": REGISTER}, datasets=datasets, complete=["d1"]))
    assert kept(found) == set(found.verdicts()) - KNOWN


@pytest.mark.parametrize("content", [b"PK\x03\x04 not really a workbook", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"])
def test_a_file_that_cannot_be_read_clears_nobody(tmp_path: Path, content: bytes) -> None:
    files = {"a.csv": leaked(*SEEN), "b.xlsx": content}
    found = run(case(tmp_path, registers={"pat": REGISTER}, datasets={"d1": files}, complete=["d1"]))
    item = next(r for r in found.rows("coverage") if r["file"].endswith("b.xlsx"))
    assert item["outcome"] in ("unreadable", "skipped", "partly")
    assert item["problem"]
    assert kept(found) == set(found.verdicts()) - KNOWN
    assert {found.reasons()[k] for k in kept(found)} == {"coverage_gap"}


def test_a_surname_alone_keeps_those_who_bear_it(tmp_path: Path) -> None:
    found = after(tmp_path, only(Achternaam="Zwartkruis"))
    assert kept(found) == {"K0018", "K0019"}
    assert {found.reasons()[k] for k in kept(found)} == {"unresolved_could_be"}


def test_what_else_it_says_tells_them_apart(tmp_path: Path) -> None:
    assert kept(after(tmp_path, only(Achternaam="Zwartkruis", Voorletters="Q."))) == {"K0019"}


def test_a_birth_date_alone_keeps_those_born_then(tmp_path: Path) -> None:
    assert "K0015" in kept(found := after(tmp_path, only(Geboortedatum=dutch(person(15).born))))
    assert len(kept(found)) < 5


def test_a_valid_bsn_of_somebody_else_says_that_it_is_not_them(tmp_path: Path) -> None:
    assert kept(after(tmp_path, only(Achternaam="Zwartkruis", BSN=BSNS[800]))) == set()


def test_a_row_that_says_nothing_could_be_anybody(tmp_path: Path) -> None:
    found = after(tmp_path, only())
    assert kept(found) == set(found.verdicts()) - KNOWN


def test_a_result_whose_number_leads_nowhere_could_be_anybodys(tmp_path: Path) -> None:
    files = {
        "a.csv": leaked(*SEEN),
        "r.csv": table(["patientnummer", "bepaling", "uitslag"], [["4455667", "HIV", "pos"]]),
    }
    found = run(case(tmp_path, registers={"pat": REGISTER}, datasets={"d1": files}, complete=["d1"]))
    assert kept(found) == set(found.verdicts()) - KNOWN


def test_those_of_a_tie_are_kept(tmp_path: Path) -> None:
    one = person(17, given="Jorien", initials="J.")
    twin = one.but(key="K0117", bsn=BSNS[117], given="Mirthe", initials="M.")
    home = case(tmp_path, registers={"pat": [*people(17), one, twin]}, complete=["d1"],
                datasets={"d1": {"a.csv": leaked(*SEEN, leak(one, BSN="", Voorletters=""))}})  # fmt: skip
    found = run(home)
    assert found.why()[-1] == "tie"
    assert kept(found) == {"K0017", "K0117"}
    assert {found.reasons()[k] for k in kept(found)} == {"tied_mention"}


@pytest.mark.parametrize(
    "changes",
    [
        {
            "Achternaam": "Zwartkriuz",
            "Straat": "Zeedijk",
            "Huisnummer": "8",
            "Postcode": "1012 AB",
            "Plaats": "Amsterdam",
        },
        {"Achternaam": "Zwardkruys", "Geboortedatum": dutch(LONELY.born.replace(day=28))},
    ],
)
def test_a_mistyped_mention_does_not_clear_its_owner(tmp_path: Path, changes: dict[str, str]) -> None:
    found = after(tmp_path, leak(LONELY, BSN="", Voorletters="Q.", **changes))
    assert found.verdicts()["K0019"] != "cleared"


def test_a_surname_read_as_a_given_name_does_not_clear_its_owner(tmp_path: Path) -> None:
    """ "ZWARTKRUIS ok" with a date of which nothing in the table says that the month comes first."""
    others = [
        [f"Onbekend{chr(97 + n // 20)}{chr(97 + n % 20)} ok", f"0{1 + n % 9}/0{1 + n % 7}/1950"] for n in range(240)
    ]
    lonely = LONELY.but(born=LONELY.born.replace(month=3, day=4))
    rows = [*others, ["ZWARTKRUIS ok", f"03/04/{lonely.born.year}"]]
    files = {"a.csv": leaked(*SEEN), "b.csv": table(["patient", "dob"], rows)}
    found = run(case(tmp_path, registers={"pat": [*REGISTER[:18], lonely]}, datasets={"d1": files}, complete=["d1"]))
    assert kept(found) == {lonely.key}


HELD = {"lims": {"pat": "laatste_jaar >= 2015"}}
OUTSIDE = {p.key for p in REGISTER if p.year < 2015}


def held(tmp_path: Path, *rows: list[str], where: dict[str, dict[str, str]] = HELD) -> Result:
    """People of 2015 and later are held by the system that was reached; these rows were found."""
    return run(case(tmp_path, registers={"pat": REGISTER}, datasets={"d1": {"a.csv": leaked(*rows)}}, systems=where))


def test_whom_no_system_holds_is_cleared(tmp_path: Path) -> None:
    found = held(tmp_path, leak(person(6)), leak(person(60)))
    assert {k for k, v in found.verdicts().items() if v == "cleared"} == OUTSIDE
    assert {found.reasons()[k] for k in OUTSIDE} == {"not_held"}
    assert found.summary()["scope"] == [
        {
            "register": "pat",
            "systems": ["lims"],
            "held": 20 - len(OUTSIDE),
            "not_held": len(OUTSIDE),
            "found_outside": 0,
            "refuted": False,
        }
    ]


def test_unless_a_mention_could_be_them(tmp_path: Path) -> None:
    stray = person(13)
    assert stray.key in OUTSIDE
    found = held(tmp_path, leak(person(6)), only(Achternaam=stray.surname))
    assert found.verdicts()[stray.key] == "not_excluded"
    assert {k for k, v in found.verdicts().items() if v == "cleared"} == OUTSIDE - {stray.key}


def test_somebody_found_outside_refutes_the_scope(tmp_path: Path) -> None:
    found = held(tmp_path, leak(person(6)), leak(person(1)))
    assert "cleared" not in found.verdicts().values()
    assert {found.reasons()[k] for k in OUTSIDE - {"K0001"}} == {"scope_refuted"}
    assert found.subject("K0001")["flags"] == ["outside_scope"]
    assert found.summary()["scope"][0] | {"held": 0} == {
        "register": "pat", "systems": ["lims"], "held": 0, "not_held": len(OUTSIDE), "found_outside": 1, "refuted": True,
    }  # fmt: skip


def test_the_scope_of_one_register_says_nothing_of_another(tmp_path: Path) -> None:
    registers = {"pat": REGISTER, "zkh": [p.but(key=f"Z{p.key}") for p in people(30, 40)]}
    systems = {"lims": {"pat": "laatste_jaar >= 2015", "zkh": "laatste_jaar >= 2015"}}
    home = case(
        tmp_path,
        registers=registers,
        systems=systems,
        datasets={"d1": {"a.csv": leaked(leak(person(1)), leak(person(6)))}},
    )
    found = run(home)
    assert "cleared" not in found.verdicts("pat").values()
    assert {k for k, v in found.verdicts("zkh").items() if v == "cleared"} == {
        f"ZK{n:04d}" for n in range(30, 40) if person(n).year < 2015
    }


def test_a_row_held_by_one_of_two_systems_is_held(tmp_path: Path) -> None:
    found = held(
        tmp_path, leak(person(8)), where={"a": {"pat": "laatste_jaar >= 2018"}, "b": {"pat": "laatste_jaar = 2010"}}
    )
    assert {k for k, v in found.verdicts().items() if v == "cleared"} == {
        p.key for p in REGISTER if p.year < 2018 and p.year != 2010 and p.key != "K0008"
    }


def test_a_new_dataset_recalls_a_clearance(tmp_path: Path) -> None:
    home = case(tmp_path, registers={"pat": REGISTER}, datasets={"d1": {"a.csv": leaked(*SEEN)}}, complete=["d1"])
    assert run(home).verdicts()["K0012"] == "cleared"
    put(home / "leaked/d1/later.csv", table(LEAK, [leak(person(12))]))
    again = run(home)
    assert again.verdicts()["K0012"] == "confirmed"
    assert again.revision.number == 2


PAST_THE_TOP = [leak(person(n)) for n in range(200, 260)]
"""Strangers with a BSN of their own."""


def far_down(tmp_path: Path, registers: dict[str, list[Person]], row: list[str]) -> Result:
    """Six people found, many strangers, and then this row."""
    files = {"a.csv": leaked(*SEEN, *PAST_THE_TOP, row)}
    return run(case(tmp_path, registers=registers, datasets={"d1": files}, complete=["d1"]))


def test_whose_bsn_stands_in_the_row_of_another_is_kept_and_that_other_is_not_confirmed(tmp_path: Path) -> None:
    nameless, owner = person(16, bsn=""), person(17)
    found = far_down(tmp_path, {"pat": [*people(16), nameless, owner]}, leak(nameless, BSN=owner.bsn))
    assert found.subject("K0016")["verdict"] == "probable"
    assert found.subject("K0016")["reason"] == "bsn_of_other"
    assert found.subject("K0017")["verdict"] == "not_excluded"
    assert kept(found) == {"K0017"}


@pytest.mark.parametrize("without", [("Postcode", "Huisnummer"), ("Geboortedatum",), ("Geboortedatum", "Geslacht")])
def test_a_valid_bsn_of_nobody_beside_the_rest_of_somebody_clears_nobody(
    tmp_path: Path, without: tuple[str, ...]
) -> None:
    """It may be mistyped: one in eleven numbers is valid."""
    one = person(16)
    row = leak(one, BSN=BSNS[300], **{column: "" for column in without if column in LEAK})
    found = far_down(tmp_path, {"pat": people(20)}, row)
    assert found.subject("K0016")["verdict"] == "not_excluded"
    assert {found.subject(f"K00{n}")["verdict"] for n in (17, 18, 19)} == {"cleared"}


def test_the_bsn_of_somebody_else_in_the_register_clears_neither(tmp_path: Path) -> None:
    one, other = person(16), person(17)
    row = leak(one, BSN=other.bsn, Straat="", Huisnummer="", Postcode="", Plaats="")
    found = far_down(tmp_path, {"pat": people(20)}, row)
    assert {found.subject(p.key)["verdict"] for p in (one, other)} == {"not_excluded"}
    assert {found.subject(f"K00{n}")["verdict"] for n in (18, 19)} == {"cleared"}


def test_a_bsn_that_belongs_to_the_person_in_another_register_confirms(tmp_path: Path) -> None:
    """In the second register somebody else has that number by mistake, and in the third the person has none."""
    one = person(16)
    registers = {
        "lab": people(17),
        "zkh": [person(17, key="Z17", bsn=one.bsn)],
        "gp": [one.but(key="G16", bsn="")],
    }
    found = far_down(tmp_path, registers, leak(one))
    assert found.subject("K0016")["verdict"] == found.subject("G16")["verdict"] == "confirmed"
    assert found.subject("Z17")["verdict"] == "not_excluded"


def test_those_of_a_tie_in_one_register_are_kept_when_another_knows_the_person(tmp_path: Path) -> None:
    one = person(17, bsn="", given="Jorien", initials="J.")
    twin = one.but(key="K0117", given="Joke")
    registers = {"lab": [*people(17), one.but(key="L17")], "gp": [*people(30, 36), one, twin]}
    found = far_down(tmp_path, registers, leak(one))
    assert found.outcomes()[-1] == ("matched", "L17")
    assert {k: v for k, v in found.reasons("gp").items() if v != "all_read"} == dict.fromkeys(
        ("K0017", "K0117"), "tied_mention"
    )


def test_a_sure_link_elsewhere_says_who_of_a_tie_it_is_not(tmp_path: Path) -> None:
    one = person(17, given="Jorien", initials="J.")
    twin = one.but(key="K0117", bsn=BSNS[117], given="Joke")
    again = one.but(key="K0217", bsn="")
    found = far_down(tmp_path, {"lab": [*people(17), one], "gp": [twin, again, again.but(key="K0317")]}, leak(one))
    assert found.verdicts("gp") == {"K0117": "cleared", "K0217": "not_excluded", "K0317": "not_excluded"}


def test_the_rival_of_a_probable_link_is_kept(tmp_path: Path) -> None:
    one = person(17, bsn="", given="", initials="J.")
    rival = one.but(key="K0117", postcode="9999ZZ", city="Delfzijl")
    found = far_down(tmp_path, {"pat": [*people(17), one, rival]}, leak(one, Huisnummer=""))
    assert found.outcomes()[-1] == ("matched", "K0017")
    assert found.verdicts()["K0017"] == "probable"
    assert kept(found) == {"K0117"}
    assert [(r["key"], r["why"]) for r in found.rows("candidates")] == [("K0117", "rival")]


@pytest.mark.parametrize(("own", "verdict"), [("", "not_excluded"), (BSNS[17], "cleared")])
def test_a_bsn_tells_a_stranger_only_from_those_who_have_one(tmp_path: Path, own: str, verdict: str) -> None:
    """Born on that day, with that initial, under another surname: her maiden name, perhaps."""
    one = person(17, bsn=own, given="Quirina", initials="Q.", sex="V")
    maiden = only(BSN=BSNS[900], Achternaam="Zwartkruis", Voorletters="Q.", Geboortedatum=dutch(one.born), Geslacht="V")
    found = far_down(tmp_path, {"pat": [*people(17), one]}, maiden)
    assert found.verdicts()["K0017"] == verdict
    assert "confirmed" not in {found.verdicts()[k] for k in ("K0017",)}


def test_a_link_that_is_much_stronger_says_who_it_is_not(tmp_path: Path) -> None:
    """A mailing list: surname, year and e-mail address; in the other register somebody of that name was born that year."""
    one = person(17, bsn="", given="Sjoukje", initials="S.")
    namesake = person(16, key="N1", surname=one.surname, prefix=one.prefix, born=one.born.replace(day=28, month=11))
    header = "sleutel,achternaam,voorvoegsel,voornaam,geboortedatum,email"
    lab = "\n".join(
        [
            header,
            *(
                f"L{n},{p.surname},{p.prefix},{p.given},{p.born},a{n}@voorbeeld.example"
                for n, p in enumerate([one, *people(30, 40)])
            ),
        ]
    )
    files = {
        "a.csv": leaked(*SEEN, *PAST_THE_TOP),
        "b.csv": table(
            ["E-mailadres", "Achternaam", "Geboortejaar"],
            [[f"a{n}@voorbeeld.example", p.surname, str(p.born.year)] for n, p in enumerate([one, *people(30, 36)])],
        ),
    }
    found = run(
        case(tmp_path, registers={"lab": lab, "pat": [*people(16), namesake]}, datasets={"d1": files}, complete=["d1"])
    )
    assert found.verdicts("lab")["L0"] in ("probable", "confirmed")
    assert found.verdicts("pat")["N1"] == "cleared"


def test_a_row_of_which_the_rule_says_nothing_counts_as_held(tmp_path: Path) -> None:
    """One date is missing, and one is none; the others are compared as dates all the same."""
    days = ["31-12-2016", "01-05-2018", "", "00-00-2015", *["03-04-2012"] * 30]
    rows = [[f"K{n:04d}", person(n).surname, person(n).born.isoformat(), day] for n, day in enumerate(days)]
    register = table(["sleutel", "achternaam", "geboortedatum", "laatste contact"], rows)
    home = case(tmp_path, registers={"pat": register}, datasets={"d1": {"a.csv": leaked(*PAST_THE_TOP[:9])}},
                systems={"lims": {"pat": "\"laatste contact\" >= '2017-01-01'"}})  # fmt: skip
    said: list[str] = []
    progress = QuietProgress()
    progress.say = said.append  # type: ignore[method-assign]
    found = Result(assess(load_case(home), progress, workers=0).revision, True)
    assert kept(found) == {"K0001", "K0002", "K0003"}
    assert said == [
        'register "pat": of 2 rows the `where` of system "lims" says neither yes nor no; they count as held'
    ]
    assert explain(load_case(home), "K0003").rows[0].systems == ("lims",)
