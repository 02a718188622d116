"""Telephone numbers, digests and dates as traces, however they are written."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import polars as pl
import pytest
from factory import REGISTER, case, in_register, leak, leaked, people, person, run, table

from lekwijzer.mentions import traces
from lekwijzer.readers.payload import Dark

PHONES = [
    "31612345678", "(06) 123 456 78", "06 - 1234 5678", "06-12345678", "06/12345678", "06.12.34.56.78", "+31(0)6 12345678", "+31 (0) 6 - 12345678", "0031612345678",
    "612345678", "sip:+31612345678@voip", "tel=0612345678;x", "tel0612345678", "bel_0612345678_terug", "31 6 12345678", "31-612345678", "310612345678",
    "06\u201312345678", "06\xa01234\xa05678", "06 12 34 56 78", '"to":"31612345678"', "31612345678,31687654321",
]  # fmt: skip
OTHER_PHONES = {"302345671": ["31302345671", "030 - 234 56 71", "(030) 234 56 71", "+31 30 2345671", "(0302) 34 56 71"]}


@pytest.mark.parametrize(
    ("written", "number"),
    [*((text, "612345678") for text in PHONES), *((text, number) for number, texts in OTHER_PHONES.items() for text in texts)],
)  # fmt: skip
def test_a_telephone_number_however_it_is_written_is_a_trace(written: str, number: str) -> None:
    found = pl.concat(list(traces.of_texts([f"2025-01-01 12:00:31 call {written} 33s"], Dark())))
    assert number in found.get_column("phone").to_list()


@pytest.mark.parametrize("written", ["31612345678", "(06) 123 456 78", "06 - 1234 5678"])
def test_two_numbers_beside_one_another_are_both_traces(written: str) -> None:
    found = pl.concat(list(traces.of_texts([f"{written} {written[:-1]}9"], Dark())))
    assert {"612345678", "612345679"} <= set(found.get_column("phone").to_list())


@pytest.mark.parametrize(
    "written", ["934567812", "99316123456789", "3161234567890", "316123456789", "2025-01-31 612", "order 32612345678"]
)
def test_other_numbers_are_no_telephones(written: str) -> None:
    found = list(traces.of_texts([f"zie nummer {written} van vandaag"], Dark()))
    assert not found or pl.concat(found).get_column("phone").drop_nulls().to_list() == []


SENT = {
    "msisdn.csv": "id,msisdn,status\n0,31612345678,DELIVERED\n1,31612345679,DELIVERED\n",
    "to.jsonl": '{"to": "31612345678", "text": "Uw uitslag is bekend"}\n{"to": "31612345679", "text": "Uw uitslag is bekend"}\n',
    "sms.log": "2025-01-02 SENT 31612345678 ok\n2025-01-02 SENT 31612345679 ok\n",
}


@pytest.mark.parametrize("name", SENT)
def test_what_a_gateway_sent_keeps_whom_it_was_sent_to_from_being_cleared(name: str, tmp_path: Path) -> None:
    rows = [[*in_register(p), f"06123456{n + 70}"] for n, p in enumerate(people(12))]
    files = {"a.csv": leaked(leak(person(0))), name: SENT[name]}
    register = table([*REGISTER, "telefoon"], rows)
    found = run(case(tmp_path, registers={"pat": register}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, verdict in found.verdicts().items() if verdict == "not_excluded"} == {"K0008", "K0009"}


HIT = person(3)
NUMBER = HIT.bsn.encode()
DIGESTS = {
    "md5": hashlib.md5(NUMBER).hexdigest(),
    "sha1": hashlib.sha1(NUMBER).hexdigest(),
    "sha256": hashlib.sha256(NUMBER).hexdigest(),
    "capitals": hashlib.sha256(NUMBER).hexdigest().upper(),
    "a program's": "0x" + hashlib.md5(NUMBER).hexdigest(),
    "with the end of its line": hashlib.md5(NUMBER + b"\n").hexdigest(),
    "base64": base64.b64encode(hashlib.sha256(NUMBER).digest()).decode(),
    "base64 of md5": base64.b64encode(hashlib.md5(NUMBER).digest()).decode(),
}
DIGESTED = {
    "a.csv": "pseudoniem;test;uitslag\n{};HPV;positief\n" + "f" * 32 + ";HPV;positief\n",
    "b.csv": "bsn;achternaam;geboortedatum;zie_ook\n{p.bsn};{p.surname};{p.born};{}\n",
    "c.log": "2025-01-01 INFO key={} ok\n",
    "d.jsonl": '{{"s": "{}", "r": "positief"}}\n',
}


@pytest.mark.variants
@pytest.mark.parametrize("name", DIGESTED)
@pytest.mark.parametrize("how", DIGESTS)
def test_a_plain_digest_of_a_bsn_is_that_bsn(how: str, name: str, tmp_path: Path) -> None:
    files = {"people.csv": leaked(leak(person(0))), name: DIGESTED[name].format(DIGESTS[how], p=person(1))}
    found = run(case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, reason in found.reasons().items() if reason == "value_found"} == {HIT.key}
    assert found.verdicts()["K0011"] == "cleared"


def test_a_digest_of_a_bsn_with_a_nought_in_front(tmp_path: Path) -> None:
    own = person(3, bsn="012345672")
    for said in (own.bsn, own.bsn[1:]):
        files = {"a.csv": leaked(leak(person(0))), "b.txt": f"sleutel {hashlib.sha256(said.encode()).hexdigest()}\n"}
        home = case(tmp_path / said, registers={"pat": [*people(3), own]}, datasets={"d1": files}, complete=["d1"])
        assert run(home).reasons()[own.key] == "value_found"


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("Patient(naam='de Wit', geboren=datetime.date(1960, 3, 12))", 19600312),
        ('{"naam": "de Wit", "birthDate": [1960,3,12]}', 19600312),
        ("=DATUM(1960;3;12) de Wit", 19600312),
        ("{naam: 'de Wit', born: new Date(1960, 2, 12)}", 19600312),
    ],
)
def test_a_date_as_programs_call_it(text: str, born: int) -> None:
    found = pl.concat(list(traces.of_texts([text], Dark())))
    assert born in found.get_column("dob").to_list()


def test_a_digest_of_a_bsn_that_stands_at_two_people_clears_neither(tmp_path: Path) -> None:
    rows = [in_register(p) for p in people(12)]
    at = REGISTER.index("bsn")
    rows[9][at] = rows[8][at]
    files = {
        "a.csv": leaked(leak(person(0))),
        "b.csv": f"pseudoniem;dag\n{hashlib.md5(rows[8][at].encode()).hexdigest()};ma\n",
    }
    found = run(case(tmp_path, registers={"pat": table(REGISTER, rows)}, datasets={"d1": files}, complete=["d1"]))
    assert {key for key, verdict in found.verdicts().items() if verdict == "not_excluded"} == {"K0008", "K0009"}
