"""Encrypted archives: opened with the passwords of the case, which are never told, and taken up again when one is given later."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from factory import Person, case, leak, leaked, people, person, put, run

from lekwijzer.case import load_case, passwords_of
from lekwijzer.errors import CaseError, Encrypted
from lekwijzer.intake import HashCache, Lister, open_member
from lekwijzer.mentions.item import read_item
from lekwijzer.mentions.segment import Segment
from lekwijzer.model import Passwords, ReadOutcome
from lekwijzer.readers.passwords import offered, passwords

from .test_listing import CSV, NOISE, kind_of, sevened

SECRET = "Geheim-café-7"
MEMBERS = [("a.csv", CSV), ("n", NOISE[:5000])]


def locked_zip(folder: Path, how: str, members: list[tuple[str, bytes]] = MEMBERS, password: str = SECRET) -> bytes:
    libarchive = pytest.importorskip("libarchive")
    path = folder / "locked.tmp"
    with libarchive.file_writer(str(path), "zip", options=f"zip:encryption={how}", passphrase=password) as archive:
        for name, content in members:
            archive.add_file_from_memory(name, len(content), content)
    raw = path.read_bytes()
    path.unlink()
    return raw


def outcomes(root: Path, some: tuple[str, ...], cache: HashCache | None = None) -> dict[str, tuple[str, int]]:
    lister = Lister(root, root / "work/spool", kind_of, cache, None, Passwords(lambda dataset, file: some, some))
    return {item.file.removeprefix("leak/"): (item.outcome.value, item.bytes) for item in lister.items("d", ["leak"])}


@pytest.mark.parametrize("how", ["zipcrypt", "aes128", "aes256", "7z"])
def test_the_right_password_opens_and_a_wrong_one_does_not(tmp_path: Path, how: str) -> None:
    leak_folder = tmp_path / "leak"
    leak_folder.mkdir()
    if how == "7z":
        sevened(leak_folder / "x", MEMBERS, SECRET)
    else:
        (leak_folder / "x").write_bytes(locked_zip(tmp_path, how))
    cache = tmp_path / "work/hashes.json"
    for wrong in ((), ("fout",), ("", "x" * 100, "Geheim-cafe-7")):
        assert outcomes(tmp_path, wrong, HashCache(cache))["x!/a.csv"] == ("unreadable", 0), wrong
    assert not any(SECRET in text for text in (cache.read_text(),))
    opened = outcomes(tmp_path, ("fout", SECRET), HashCache(cache))
    assert opened["x!/a.csv"] == ("read", len(CSV))
    assert opened["x!/n"][1] == 5000
    assert opened["x"][0] == "read"
    assert outcomes(tmp_path, ("fout", SECRET), HashCache(cache)) == opened
    path = open_member(tmp_path, "leak/x!/a.csv", tmp_path / "work/other", None, (SECRET,))
    assert path.read_bytes() == CSV


def test_damage_in_an_encrypted_member_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "leak").mkdir()
    raw = bytearray(locked_zip(tmp_path, "aes256"))
    content = 30 + int.from_bytes(raw[26:28], "little") + int.from_bytes(raw[28:30], "little")
    raw[content + 16 + 2 + 5] ^= 0xFF  # behind the salt and the check
    (tmp_path / "leak/x").write_bytes(raw)
    found = outcomes(tmp_path, (SECRET,))
    assert found["x!/a.csv"] == ("unreadable", 0)
    assert found["x!/n"][1] == 5000


def encrypted_case(tmp_path: Path, some: list[Person], extra: str = "") -> Path:
    raw = locked_zip(tmp_path, "aes256", [("in.csv", leaked(*map(leak, some)).encode())])
    files: dict[str, str | bytes] = {"dicht.zip": raw, "a.csv": leaked(leak(person(9)))}
    return case(tmp_path, registers={"pat": people(12)}, datasets={"d1": files}, extra=extra)


@pytest.mark.variants
@pytest.mark.parametrize("form", ["env", "file", "plain", "list"])
def test_a_password_that_is_given_later(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    home = encrypted_case(tmp_path, [person(1)])
    assert run(home).verdicts()[person(1).key] == "not_excluded"
    monkeypatch.setenv("LEK_ZIP", SECRET)
    put(home / "secret/zip.txt", SECRET + "\n")
    value = {
        "env": '"env:LEK_ZIP"',
        "file": '"file:secret/zip.txt"',
        "plain": f'"{SECRET}"',
        "list": '["fout", "env:LEK_ZIP"]',
    }[form]
    text = (home / "case.toml").read_text()
    put(home / "case.toml", text + f'\n[dataset.passwords]\n"d1/*.zip" = {value}\n')
    done = run(home)
    assert done.new
    assert done.verdicts()[person(1).key] == "confirmed"
    assert run(home).new is False
    written = [p for p in home.rglob("*") if p.is_file() and p.name not in ("case.toml", "zip.txt")]
    assert not any(SECRET.encode() in p.read_bytes() for p in written)
    assert SECRET not in caplog.text
    assert SECRET not in repr(load_case(home)) + repr(passwords_of(load_case(home)))


def test_patterns_say_which_files(tmp_path: Path) -> None:
    home = encrypted_case(tmp_path, [person(1)], f'[dataset.passwords]\n"ander.zip" = "{SECRET}"\n')
    assert run(home).verdicts()[person(1).key] == "not_excluded"
    found = passwords_of(load_case(home))
    assert found.of_file("d1", "leaked/d1/x/ander.zip!/ander.zip") == (SECRET,)
    assert found.of_file("d1", "leaked/d1/dicht.zip") == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12345678", 'found something that is no text for "*.zip" in `passwords`, expected `env:NAME`'),
        ("[]", "found something that is no text"),
        ('["a", 12345678]', "found something that is no text"),
        ('"env:LEK_NIET_GEZET"', "found the environment variable LEK_NIET_GEZET, which is not set"),
        ('"file:nergens.txt"', "found the file nergens.txt, which cannot be read"),
    ],
)
def test_mistakes_are_told_without_the_password(tmp_path: Path, value: str, expected: str) -> None:
    home = case(
        tmp_path,
        registers={"pat": people(2)},
        datasets={"d1": {"a.csv": "x"}},
        extra=f'[dataset.passwords]\n"*.zip" = {value}\n',
    )
    with pytest.raises(CaseError) as error:
        passwords_of(load_case(home))
    assert expected in str(error.value)
    assert "12345678" not in str(error.value)
    assert str(error.value).startswith("case.toml:")


def test_readers_are_offered_the_passwords_and_asked_again(tmp_path: Path) -> None:
    class Locked:
        KIND = "locked"

        def bid(self, name: str, head: bytes) -> int:
            return 0

        def read(self, path: Path, problems: list[object]) -> object:
            if SECRET not in passwords():
                raise Encrypted("needs one")
            return iter(())

    path = tmp_path / "x"
    path.write_bytes(NOISE)
    results = [
        read_item(path, Locked(), {}, Segment(tmp_path / "s.parquet"), some) for some in ((), ("fout",), (SECRET,))
    ]  # type: ignore[arg-type]
    assert [result.outcome for result in results] == [ReadOutcome.UNREADABLE, ReadOutcome.UNREADABLE, ReadOutcome.READ]
    assert len({result.locked for result in results}) == 3
    assert passwords() == ()
    with offered(("a",)):
        assert passwords() == ("a",)
