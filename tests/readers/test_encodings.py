"""Tables in the character sets of mainframes, and of four bytes a letter without a mark, are read as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lekwijzer.readers.encoding import Notes, decode_head, encoding_of, utf8_blocks

TEXT = "".join(f"9999{i:05};Müller-de Wit, A.{i};1{i:02}-03-1980\n" for i in range(60))


def read(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return b"".join(utf8_blocks(path, Notes(), 1000)).decode()


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "cp500"])
def test_without_a_mark(encoding: str, tmp_path: Path) -> None:
    data = TEXT.encode(encoding)
    assert encoding_of(data[:8192])[0] == encoding
    assert decode_head(data) == TEXT
    assert read(tmp_path / "x", data) == TEXT


@pytest.mark.parametrize("page", ["cp037", "cp500", "cp1140"])
@pytest.mark.parametrize("end", [b"\x15", b"\x25", b"\x0d\x25"])
def test_ends_of_lines_of_a_mainframe(page: str, end: bytes, tmp_path: Path) -> None:
    data = end.join(line.encode(page) for line in TEXT.split("\n"))
    assert read(tmp_path / "x", data).replace("\r", "").split("\n") == TEXT.split("\n")


@pytest.mark.parametrize("length", [40, 57, 80])
def test_records_of_one_length_without_an_end(length: int, tmp_path: Path) -> None:
    lines = [
        f"9999{i:05}{'Jansen Smit Wit Vries'.split()[i % 4]:<16}1980{i % 12 + 1:02}12".ljust(length) for i in range(200)
    ]
    data = "".join(lines).encode("cp500")
    assert read(tmp_path / "x", data) == "\n".join([*lines, ""])
    assert decode_head(data[:2000]).split("\n")[0] == lines[0]


@pytest.mark.parametrize("text", [TEXT, "Ärzte für Öl\n" * 40, "Привет, как дела\n" * 40, "Şükrü Öztürk\n" * 40])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "cp1251", "cp1254"])
def test_other_texts_are_no_mainframe_s(text: str, encoding: str) -> None:
    assert encoding_of(text.encode(encoding, "replace"))[0] == "utf-8"


@pytest.mark.parametrize("page", ["latin-1", "cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("apart", [3, 300])
def test_few_letters_with_accents_and_many(page: str, apart: int, tmp_path: Path) -> None:
    text = "".join(f"{'x' * apart} Müller Renée Zoë Coëlho Curaçao\n" for _ in range(40))
    path = tmp_path / "x"
    path.write_bytes(text.encode(page))
    notes = Notes()
    assert b"".join(utf8_blocks(path, notes)).decode() == text
    assert notes.page == ("cp1252" if page == "latin-1" else page)
