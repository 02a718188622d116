"""Whoever stands in a file in a place where nobody was read is not cleared, and the others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factory import REGISTER, case, in_register, leak, leaked, people, person, run, table

HIT = person(3)
BORN = HIT.born
NAMED = f"{HIT.prefix} {HIT.surname}".strip()
SMALL = f"{HIT.given} {NAMED}".lower()
MONTHS = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()
FILLER = "lorem ipsum dolor sit amet consectetur "
SHAPES = {
    "above.csv": f"Uitslagen van {HIT.given} {NAMED}, geb. {BORN:%d-%m-%Y}\n\nDatum;Bepaling;Uitslag\n01-02-2024;HPV;negatief\n02-02-2024;HPV;positief\n",
    "turned.csv": f"BSN;{HIT.bsn};999\nNaam;{NAMED};x\n",
    "long.csv": f"id;veld;waarde\n1;achternaam;{HIT.surname}\n1;voornaam;{HIT.given}\n1;geboortedatum;{BORN:%d-%m-%Y}\n",
    "address.csv": f"postcode;huisnr;test\n{HIT.postcode};{HIT.house};HPV\n1999ZZ;77;HPV\n",
    "blocks.txt": f"ACHTERNAAM={HIT.surname}\nVOORNAAM={HIT.given}\nGEBDATUM={BORN:%Y%m%d}\n",
    "names.txt": f"Lijst\n{HIT.surname}, {HIT.initials}\n",
    "separators.csv": f"BSN\x1fUitslag\x1e{HIT.bsn}\x1fneg\x1e999\x1fpos\x1e",
    "access.log": f"GET /zoek?naam={HIT.surname}&geb={BORN:%d}%2F{BORN:%m}%2F{BORN:%Y} HTTP/1.1\n",
    "gdt.txt": f"01380006310\n{9 + len(HIT.surname):03}3101{HIT.surname}\n0173103{BORN:%d%m%Y}\n",
    "prints.txt": f"{HIT.surname.upper():20}{HIT.initials[0]}   {BORN:%d%m%y}M\n",
    "ages.txt": f"- {HIT.surname} {HIT.initials[0]} (45 jr), kamer 3\n",
    "numbers.json": f'{{"bsns": ["999990342", "{HIT.bsn}", "999990354"]}}\n',
    "cells.csv": f"bsn;uitslag\n999990342;neg\n999990354 {HIT.bsn};neg\n",
    "wide.txt": f"{HIT.surname} " + f"{BORN:%d-%m-%Y}".translate({c: c + 0xFEE0 for c in range(48, 58)}) + "\n",
    "half a letter.txt": f"bericht \\ud800 van {SMALL} van {BORN:%d-%m-%Y}\n",
    "half a letter.csv": f"nr;opmerking\n1;bericht \\udc00 van {SMALL} van {BORN:%d-%m-%Y}\n",
    "small.txt": f"{SMALL} kwam langs voor een vaccinatie\n",
    "small initials.txt": f"Gebeld met {HIT.initials[0].lower()} {NAMED.lower()} over de uitslag\n",
    "small month.txt": f"{SMALL} kwam langs, geb {BORN.day} {MONTHS[BORN.month - 1]} '{BORN:%y}\n",
    "small form.txt": f"voornaam: {HIT.given.lower()}\ntussenvoegsel: {HIT.prefix}\nachternaam: {HIT.surname.lower()}\nreden: controle\n",
    "small remark.csv": f"bsn;naam;opmerking\n{person(1).bsn};{person(1).surname};samen met {SMALL} gekomen\n",
    "remark.csv": f"bsn;naam;opmerking\n{person(1).bsn};{person(1).surname};samen met {HIT.given} {NAMED} gekomen\n",
    "long line.txt": f"{FILLER * 12} {SMALL} {BORN:%d-%m-%Y} {FILLER * 12}\n",
    "long lines.txt": f"{FILLER * 5}\n" * 4
    + f"{FILLER * 4} {SMALL} {BORN:%d-%m-%Y} {FILLER * 2}\n"
    + f"{FILLER * 5}\n" * 4,
    "key.log": f"2025-01-01 10:00:00 INFO opened record {HIT.key}\n",
    "key remark.csv": f"bsn;naam;opmerking\n{person(1).bsn};{person(1).surname};dubbel met {HIT.key}\n",
    "street remark.csv": f"bsn;naam;opmerking\n{person(1).bsn};{person(1).surname};verhuisd naar {HIT.street} {HIT.house}, {HIT.city}\n",
    "street.txt": f"bezoek aan {HIT.street.lower()} {HIT.house} te {HIT.city.lower()}\n",
    "street alone.txt": f"bezoek aan de {HIT.street} nr. {HIT.house}a\n",
    "behind numbers.txt": "meting van de dag\nrij "
    + " ".join(str(100 + 7 * i) for i in range(17))
    + f" {HIT.bsn[:3]} {HIT.bsn[3:6]} {HIT.bsn[6:]}\n",
    "coded.csv": f"kenmerk;Uitslag\n{HIT.surname[:4].upper()}{BORN:%y%m%d}V;neg\n",
    "equals.log": f"GET /x?client={HIT.bsn}&q=1 ack=AA\n",
    "like.log": f"SELECT 1 FROM p WHERE nr LIKE '%{HIT.bsn}%'\n",
    "result.csv": f"bsn;naam;uitslag\n{person(1).bsn};{person(1).surname};positief, besproken met zus {HIT.given} {NAMED}\n",
    "second table.csv": leaked(*(leak(p) for p in people(2)))
    + f"\n\nonderdeel;versie;toelichting\nmodule;1.0;overlegd met {HIT.given} {NAMED} van de balie\n",
    "received.eml": f"Received: from mx by lab.example for <{SMALL.replace(' ', '.')}.{BORN:%Y}@mail.example>; Mon, 4 Aug 2025 10:00:00 +0200\n"
    "From: Balie <balie@lab.example>\nSubject: agenda\nMessage-ID: <1@lab.example>\n\nOm tien uur.\n",
    "named in its type.eml": f'From: Balie <balie@lab.example>\nMessage-ID: <1@lab.example>\nContent-Type: text/plain; name="{HIT.bsn}.txt"\n\nOm tien uur.\n',
    "grid.json": json.dumps(
        [["bsn", "naam"], [person(1).bsn, person(1).surname, f"{HIT.given} {NAMED} {BORN:%d-%m-%Y}"]]
    ),
    f"{HIT.surname}_{HIT.given}_{BORN:%Y%m%d}.csv": "Bepaling;Uitslag\nHPV;negatief\nHPV;positief\n",
}


OPEN = {"turned.csv", "separators.csv", "cells.csv"}
"""Files that leave everybody open: something in them is read as a mention that says so little that it could be anybody."""


@pytest.mark.variants
@pytest.mark.parametrize("name", SHAPES)
def test_a_value_in_an_unread_place_keeps_its_owner_from_being_cleared(tmp_path: Path, name: str) -> None:
    files = {"a.csv": leaked(leak(person(0)), leak(person(1))), name: SHAPES[name]}
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    verdicts = found.verdicts()
    assert verdicts[HIT.key] != "cleared"
    others = {f"K{n:04d}" for n in range(8, 12)}
    assert ({key for key, verdict in verdicts.items() if verdict == "cleared"} >= others) == (name not in OPEN), (
        found.reasons()
    )


SAYS = {
    "groups": f"moeder BSN {str(HIT.bsn)[:3]} {str(HIT.bsn)[3:6]} {str(HIT.bsn)[6:]}",
    "dashes": f"zie {str(HIT.bsn)[:4]}-{str(HIT.bsn)[4:6]}-{str(HIT.bsn)[6:]}",
    "zeros": f"0{HIT.bsn}",
    "power": f"{float(HIT.bsn):.8E}",
    "path": f"urn:oid:2.16.840.1.113883.2.4.6.3.{HIT.bsn}",
    "short date": f"verwisseld met {HIT.initials} {NAMED}, {BORN.day}/{BORN.month}/{BORN:%y}",
    "month first": f"seen with {NAMED} ({BORN:%m/%d/%Y})",
    "six figures": f"buis van {NAMED}, {HIT.initials} {BORN:%d%m%y}",
    "small postcode": f"woont {HIT.postcode.lower()} {HIT.house}",
}


@pytest.mark.variants
@pytest.mark.parametrize("how", SAYS)
def test_a_remark_about_somebody_else_keeps_that_person_from_being_cleared(tmp_path: Path, how: str) -> None:
    rows = [f"{p.bsn};{p.surname};{p.born};" for p in people(3)]
    lines = ["BSN;Naam;Geboortedatum;Opmerking", *rows[:2], rows[2] + SAYS[how]]
    files = {"a.csv": "\n".join(lines)}
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    assert found.verdicts()[HIT.key] != "cleared"
    assert found.verdicts()["K0011"] == "cleared"


HIDDEN_MAIL = {
    "round": "{0} (at) voorbeeld.example",
    "square": "{0}[at]voorbeeld [dot] example",
    "entity": "{0}&#64;voorbeeld.example",
    "wide": "{0}@voorbeeld.example".translate({c: c + 0xFEE0 for c in range(97, 123)}),
}


@pytest.mark.variants
@pytest.mark.parametrize("how", HIDDEN_MAIL)
def test_a_mail_address_whose_sign_is_hidden_keeps_its_owner_from_being_cleared(tmp_path: Path, how: str) -> None:
    register = table([*REGISTER, "email"], [[*in_register(p), f"{p.key}.x@voorbeeld.example"] for p in people(12)])
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"mail naar {HIDDEN_MAIL[how].format(f'{HIT.key}.x')} aub\n"}
    found = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"]))
    assert found.verdicts()[HIT.key] != "cleared"
    assert found.verdicts()["K0011"] == "cleared"


ESCAPED = {
    "properties": ("u.properties", f"pt.1.naam=H\\u00e9nault, {HIT.initials}\npt.1.geb={BORN:%d%m%Y}\n"),
    "nested": ("u.jsonl", json.dumps({"m": json.dumps({"p": json.dumps({"q": json.dumps({"naam": "Hénault", "dob": f"{BORN}"})})})})),
    "printable": ("u.csv", f"naam;gebdatum;uitslag\nH=C3=A9nault, {HIT.initials};{BORN:%d=2F%m=2F%Y};neg\n"),
    "two words": ("u.csv", f"Datum;Hénault-Koç, {HIT.initials};Vos, A.\n01-02-2025;neg;neg\n"),
}  # fmt: skip


@pytest.mark.variants
@pytest.mark.parametrize("how", ESCAPED)
def test_a_name_with_letters_written_otherwise_keeps_its_owner_from_being_cleared(tmp_path: Path, how: str) -> None:
    name, text = ESCAPED[how]
    own = person(3, surname="Hénault-Koç" if how == "two words" else "Hénault", prefix="")
    registers = {"pat": [*people(3), own, *people(4, 12)]}
    found = run(case(tmp_path, registers=registers, datasets={"d1": {name: text}}, complete=["d1"]))
    assert found.verdicts()[own.key] != "cleared"
    assert found.verdicts()["K0011"] == "cleared"


def test_a_name_in_full_is_somebody_of_whom_the_register_has_initials_only(tmp_path: Path) -> None:
    own = person(3, given="", initials="J.", prefix="de", surname="Sterrenkamp")
    files = {"a.txt": "gebeld met jan de sterrenkamp over de uitslag\n"}
    registers = {"pat": [*people(3), own, *people(4, 12)]}
    found = run(case(tmp_path, registers=registers, datasets={"d1": files}, complete=["d1"]))
    assert found.verdicts()[own.key] != "cleared"
    assert found.verdicts()["K0011"] == "cleared"


def test_numbers_of_a_register_that_gives_out_nearly_all_of_them_are_numbers_like_others(tmp_path: Path) -> None:
    """A log full of numbers does not keep a register open whose own numbers run from 1,000 on, unless it says that it is of somebody."""
    own = [person(n, key=f"{1000 + n}") for n in range(1, 12)]
    other = {
        "b.log": "".join(f"2025-07-01 10:00:00 INFO job {n} ready\n" for n in range(1000, 1020))
        + "patient 1003 opgehaald\n"
    }
    files = {"a.csv": leaked(leak(person(0))), **other}
    found = run(case(tmp_path, registers={"pat": [person(0), *own]}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, verdict in found.verdicts().items() if verdict != "cleared"} == {"K0000", "1003"}


def test_the_same_street_and_number_in_another_city_is_another_address(tmp_path: Path) -> None:
    away = person(4, street=HIT.street, house=HIT.house, city="Zutphen")
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"bezoek aan {HIT.street} {HIT.house}, {HIT.city}\n"}
    registers = {"pat": [*people(4), away]}
    found = run(case(tmp_path, registers=registers, datasets={"d1": files}, complete=["d1"]))
    assert found.verdicts()[HIT.key] != "cleared"
    assert found.verdicts()[away.key] == "cleared"


LITTLE = {
    "postcode": ("geboortejaar;postcode;geslacht;uitslag", "{p.born.year};{p.postcode};{p.sex};pos"),
    "address": ("straat;huisnummer;woonplaats;uitslag", "{p.street};{p.house};{p.city};pos"),
    "street": ("straat;huisnummer;uitslag", "{p.street};{p.house};pos"),
    "year": ("geboortejaar;woonplaats;uitslag", "{p.born.year};{p.city};pos"),
    "only a postcode": ("postcode;uitslag", "{p.postcode};pos"),
    "the beginning of a name": ("naam;geboortejaar;uitslag", "{p.surname:.3}***, {p.initials};{p.born.year};pos"),
    "the beginning of a surname": ("achternaam;geboortejaar;uitslag", "{p.surname:.3}***;{p.born.year};pos"),
    "another number": ("relatie;uitslag", "7{p.house:0>4};pos"),
    "four figures of a bsn": ("bsn_laatste4;geboortedatum;uitslag", "{p.bsn:.4};{p.born:%d-%m-%Y};pos"),
}


@pytest.mark.variants
@pytest.mark.parametrize("what", LITTLE)
def test_rows_that_say_too_little_are_mentions_and_clear_nobody_they_could_be(tmp_path: Path, what: str) -> None:
    header, row = LITTLE[what]
    text = "\n".join([header, *(row.format(p=p) for p in people(8))])
    found = run(case(tmp_path, registers={"pat": people(8)}, datasets={"d1": {"a.csv": text}}, complete=["d1"]))
    assert [outcome for outcome, _ in found.outcomes()] == ["unresolved"] * 8
    assert "cleared" not in found.verdicts().values()


def test_initials_are_words_of_their_own(tmp_path: Path) -> None:
    """A practice called Bakker in the Dorpsstraat is no D. Bakker."""
    baker = person(3, surname="Bakker", prefix="", given="Daan", initials="D.")
    files = {
        "a.csv": leaked(leak(person(0))),
        "praktijken.csv": "agb;praktijk;straat;plaats\n01001;Huisartsenpraktijk Bakker;Dorpsstraat;Breda\n01002;Huisartsenpraktijk Vos;Laan;Breda\n",
    }
    registers = {"pat": [*people(3), baker]}
    found = run(case(tmp_path, registers=registers, datasets={"d1": files}, complete=["d1"]))
    assert found.verdicts()[baker.key] == "cleared", found.reasons()


@pytest.mark.variants
@pytest.mark.parametrize(
    ("surname", "line"),
    [
        ("Ait Ouali", "- Ait Ouali B (66 jr), kamer 18"), ("Ait Ouali", "B. Ait Ouali belde"), ("Özdemir-Koç", "van; Özdemir-Koç, B.; Vos"),
        ("Özdemir-Koç", "B. Özdemir-Koç belde"),
    ],
)  # fmt: skip
def test_initials_beside_a_surname_of_two_words(surname: str, line: str, tmp_path: Path) -> None:
    one = person(3, surname=surname, prefix="", given="Baukje", initials="B.")
    registers = {"pat": [*people(3), one, person(9, initials="Z.", given="Zara")]}
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"Lijst van vandaag\n{line}\n"}
    verdicts = run(case(tmp_path, registers=registers, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert verdicts[one.key] != "cleared"
    assert verdicts["K0009"] == "cleared"


@pytest.mark.parametrize("written", ["pt.1.naam=\\u015eahin, B.", "naam: =C5=9Eahin, B.", "<b>&#350;ahin, B.</b>"])
def test_letters_that_are_written_out(written: str, tmp_path: Path) -> None:
    one = person(3, surname="Şahin", prefix="", given="Baukje", initials="B.")
    files = {"a.csv": leaked(leak(person(0))), "b.txt": f"Lijst van vandaag\n{written}\n"}
    verdicts = run(
        case(tmp_path, registers={"pat": [*people(3), one]}, datasets={"d1": files}, complete=["d1"])
    ).verdicts()
    assert verdicts[one.key] != "cleared"


def test_price_lists_and_logs_clear_as_before(tmp_path: Path) -> None:
    files = {
        "a.csv": leaked(leak(person(0))),
        "prijzen.csv": "artikel;omschrijving;prijs\n" + "".join(f"{n};Pipet {n} ml;{n},50\n" for n in range(1, 60)),
        "app.log": "".join(f"2025-07-01 10:00:{n:02} INFO job {n} ready\n" for n in range(60)),
    }
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, verdict in found.verdicts().items() if verdict == "cleared"} == {
        f"K{n:04d}" for n in range(1, 12)
    }


def test_traces_hold_no_rows_of_people_who_were_read(tmp_path: Path) -> None:
    home = case(
        tmp_path, registers={"pat": people(60)}, datasets={"d1": {"a.csv": leaked(*(leak(p) for p in people(60)))}}
    )
    run(home)
    kept = list((home / "work/items").glob("*.traces"))
    assert sum(path.stat().st_size for path in kept) < 20_000


TOP = "bsn;achternaam;voorletters;geboortedatum;postcode;huisnummer"
BELOW = {
    "another order": "\nachternaam;bsn;postcode;geboortedatum;voorletters;huisnummer\n{p.surname};{p.bsn};{p.postcode};{p.born};{p.initials};{p.house}",
    "wider": "\nnaam;geboortedatum;postcode;bsn;x;y;z;uitslag\n{p.surname};{p.born};{p.postcode};{p.bsn};1;2;3;neg",
    "shifted": "\n;{p.bsn};{p.surname};{p.initials};{p.born};{p.postcode};{p.house}",
}


@pytest.mark.parametrize("how", BELOW)
def test_rows_that_do_not_keep_to_their_columns_clear_nobody_who_is_in_them(tmp_path: Path, how: str) -> None:
    header, row = BELOW[how].rsplit("\n", 1)
    above = [f"{p.bsn};{p.surname};{p.initials};{p.born};{p.postcode};{p.house}" for p in people(20)]
    lines = [TOP, *above, *header.splitlines(), *(row.format(p=p) for p in people(20, 60))]
    found = run(
        case(tmp_path, registers={"pat": people(80)}, datasets={"d1": {"a.csv": "\n".join(lines)}}, complete=["d1"])
    )
    verdicts = found.verdicts()
    assert "cleared" not in {verdicts[p.key] for p in people(60)}
    assert {verdicts[p.key] for p in people(60, 80)} == {"cleared"}


def test_rows_with_another_column_under_the_surname_clear_nobody_who_is_in_them(tmp_path: Path) -> None:
    """What stands under the postcode there, `negatief`, stands there in many rows, and the initials under the birth date say nothing."""
    above = [f"M{n};{p.surname};{p.initials};{p.born:%d-%m-%Y};{p.postcode};negatief" for n, p in enumerate(people(20))]
    below = [f"{p.born:%m/%d/%Y};{p.postcode};{p.surname};{p.initials};negatief;M9" for p in people(20, 60)]
    lines = ["monster;achternaam;voorl;geb;pc;uitslag", *above, "geb;pc;achternaam;voorl;uitslag;monster", *below]
    files = {"a.csv": "\n".join(lines)}
    verdicts = run(case(tmp_path, registers={"pat": people(64)}, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert "cleared" not in {verdicts[p.key] for p in people(60)}
    assert {verdicts[p.key] for p in people(60, 64)} == {"cleared"}


@pytest.mark.variants
@pytest.mark.parametrize(
    "line",
    [
        "Vandaag belde J.J.C. van Groot over de uitslag.", "mevr. J.J. Groot belt terug", "mw JJC Groot belde",
        "Mevrouw Groot (6902 PR)", "mw Groot 6902PR gebeld",
    ],
)  # fmt: skip
def test_several_initials_or_a_postcode_beside_a_surname(line: str, tmp_path: Path) -> None:
    one = person(3, surname="Groot", prefix="van", given="Johanna", initials="J.J.C.", postcode="6902PR")
    for files in (
        {"b.txt": f"Lijst van vandaag\n{line}\n"},
        {"b.csv": f"nr;datum;opmerking\n1;2024-01-01;{line}\n2;2024-01-02;geen\n"},
    ):
        home = case(
            tmp_path / next(iter(files)), registers={"pat": [*people(3), one, *people(4, 8)]},
            datasets={"d1": {"a.csv": leaked(leak(person(0))), **files}}, complete=["d1"],
        )  # fmt: skip
        verdicts = run(home).verdicts()
        assert verdicts[one.key] != "cleared"
        assert verdicts["K0005"] == "cleared"


@pytest.mark.variants
@pytest.mark.parametrize("mail", ["anna.kramer@gmail.example", "a.kramer@mail.example", "kramer_anna1960@mail.example"])
@pytest.mark.parametrize(
    "form", ["email;uitslag\n{}\n", "nr;opmerking\n1;stuur naar {}\n", "Stuur het naar {} alstublieft.\n"]
)
def test_a_mail_address_that_spells_a_name(mail: str, form: str, tmp_path: Path) -> None:
    one = person(3, surname="Kramer", prefix="", given="Anna", initials="A.M.")
    text = form.format(mail + ";1,2" if "uitslag" in form else mail)
    files = {"a.csv": leaked(leak(person(0))), ("b.csv" if ";" in form else "b.txt"): text}
    register = [*people(3), one, *people(4, 8)]
    verdicts = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"])).verdicts()
    assert verdicts[one.key] != "cleared"
    assert verdicts["K0005"] == "cleared"


@pytest.mark.parametrize("said", ["overgedragen aan U. Kramer", "U.Kramer", "Kramer, U."])
def test_an_initial_that_is_a_word_too(tmp_path: Path, said: str) -> None:
    hit = person(3, surname="Kramer", given="Ulrich", initials="U.")
    home = case(
        tmp_path, registers={"pat": [*people(3), hit, *people(4, 12)]}, complete=["d1"],
        datasets={"d1": {"a.csv": leaked(leak(person(0)), leak(person(1))), "b.txt": f"Verslag van vandaag.\n\nMonster is {said}, hebt u nog vragen.\n"}},
    )  # fmt: skip
    verdicts = run(home).verdicts()
    assert verdicts[hit.key] != "cleared"
    assert {verdicts[p.key] for p in people(4, 12)} == {"cleared"}
