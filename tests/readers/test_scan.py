"""Pictures of text: read by tesseract where it is installed, and said to be waiting where not."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from lekwijzer.errors import Postponed, Unreadable
from lekwijzer.model import Problem, Records
from lekwijzer.readers import pdf, pick, scan
from lekwijzer.readers.unread import unread
from readers.pdfs import down
from readers.pdfs import pdf as written

LINES = ("Laboratorium Noord", "", "Naam: B. Jansen", "Geboortedatum: 01-02-1950", "BSN: 999991346", "", "De uitslag van het onderzoek is goed.")  # fmt: skip
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def picture(lines: Sequence[str] = LINES, size: tuple[int, int] = (1240, 900)) -> Image.Image:
    shown = Image.new("L", size, 255)
    draw = ImageDraw.Draw(shown)
    for i, line in enumerate(lines):
        draw.text((90, 60 + 60 * i), line, fill=0, font=ImageFont.load_default(size=34))
    return shown


def saved(kind: str, *pages: Image.Image) -> bytes:
    out = io.BytesIO()
    if len(pages) > 1:
        pages[0].save(out, kind, save_all=True, append_images=list(pages[1:]))
    else:
        pages[0].save(out, kind)
    return out.getvalue()


def read(folder: Path, data: bytes, problems: list[Problem]) -> list[tuple[str, str, int]]:
    """Name of the part, BSN and page of each record."""
    path = folder / "item"
    path.write_bytes(data)
    reader = pick("x", data[:65536])
    assert reader in (scan, pdf)
    found = []
    for part in reader.read(path, problems):
        assert isinstance(part, Records)
        for batch in part.batches:
            found += [(part.name, row["bsn"], row["n"]) for row in batch.to_dicts()]
    return found


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF"])
def test_a_picture_of_a_letter_is_read(kind: str, tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read(tmp_path, saved(kind, picture()), problems) == [(scan.PART, "999991346", 1)]
    assert problems == []


@needs_tesseract
def test_the_pages_of_a_fax_are_read(tmp_path: Path) -> None:
    other = picture(("Naam: C. Smit", "Geboortedatum: 03-04-1961", "BSN: 900001235"))
    blank = picture(())
    found = read(tmp_path, saved("TIFF", picture(), blank, other), [])
    assert [(bsn, page) for _, bsn, page in found] == [("999991346", 1), ("900001235", 3)]


def scanned() -> bytes:
    """A PDF with a page of text and one that is only a picture."""
    shown = io.BytesIO()
    picture(size=(1240, 1754)).save(shown, "PDF", resolution=150)
    return shown.getvalue()


@needs_tesseract
def test_a_page_that_is_a_picture_is_read(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read(tmp_path, scanned(), problems) == [(scan.PART, "999991346", 1)]
    assert problems == []


@needs_tesseract
def test_a_number_alone_may_be_misread_and_names_nobody(tmp_path: Path) -> None:
    problems: list[Problem] = []
    path = tmp_path / "item"
    path.write_bytes(saved("PNG", picture(("Etiket", "", "BSN: 999991346"))))
    (part,) = scan.read(path, problems)
    assert sum(map(len, part.batches)) == 0
    assert "999991346" in "".join(part.unread)  # which keeps whose it is from being cleared
    assert "misread" in problems[0].message


def test_reading_pictures_can_be_postponed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scan.SWITCH, "0")
    with pytest.raises(Postponed, match="waits for OCR"):
        read(tmp_path, saved("PNG", picture()), [])
    problems: list[Problem] = []
    assert read(tmp_path, scanned(), problems) == []
    assert [problem.message for problem in problems] == [f"{scan.WAITS} (1 pages)"]


def test_without_the_program_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_program", lambda: None)
    with pytest.raises(Postponed, match="apt-get install tesseract-ocr tesseract-ocr-nld"):
        read(tmp_path, saved("PNG", picture()), [])


def test_pages_with_text_wait_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scan.SWITCH, "0")
    problems: list[Problem] = []
    read(tmp_path, written(down("Dit is een bladzijde met een gewone tekst en verder niets.")), problems)
    assert problems == []


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(100), saved("JPEG", picture())[:300], b"II*\0" + bytes(300)]
)
def test_a_damaged_picture_is_told(data: bytes, tmp_path: Path) -> None:
    problems: list[Problem] = []
    try:
        read(tmp_path, data, problems)
    except Unreadable:
        return
    assert problems


def test_what_a_picture_says_outside_of_its_dots(tmp_path: Path) -> None:
    told, out = "BSN 999991346", io.BytesIO()
    text = PngInfo()
    text.add_text("Comment", told, zip=True)
    picture().save(out, "PNG", pnginfo=text)
    remark = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = told
    picture().save(remark, "JPEG", exif=exif)
    commented = io.BytesIO()
    picture().save(commented, "JPEG", comment=told.encode())
    behind = [saved("PNG", picture()) + told.encode(), saved("JPEG", picture()) + told.encode()]
    for data in (out.getvalue(), remark.getvalue(), commented.getvalue(), *behind):
        path = tmp_path / "a"
        path.write_bytes(data)
        assert told in "\n".join(unread("scan", path, []))


@needs_tesseract
def test_every_picture_of_a_film_is_read(tmp_path: Path) -> None:
    problems: list[Problem] = []
    found = read(tmp_path, saved("GIF", picture(("Magazijn",)), picture()), problems)
    assert "999991346" in str(found)
    assert problems == []
