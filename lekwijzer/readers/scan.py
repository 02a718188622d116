"""Pictures of text, read by tesseract: scans, faxes, photos of a form, pages of a PDF that are only a picture.

What is read so may be misread, so its records stand in a part that is called so. Reading takes half a second a page: it can be
postponed for a whole run (`LEKWIJZER_OCR=0`), and needs a program that may not be there; both are said of the item.
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from lekwijzer.errors import Postponed, Unreadable
from lekwijzer.model import Part, Problem
from lekwijzer.readers.pages import letters
from lekwijzer.readers.payload import LARGEST, runs
from lekwijzer.readers.prose import prose

KIND = "scan"
PART = "ocr"
"""Name of the parts whose text may be misread."""
SWITCH = "LEKWIJZER_OCR"
"""Environment: "0" postpones the reading of pictures."""
WAITS = "a picture that waits for OCR"
MISSING = "a picture, and no program to read it; install it: apt-get install tesseract-ocr tesseract-ocr-nld"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_DAMAGE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    RuntimeError, AssertionError, NotImplementedError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What the decoders of pictures raise on damaged input."""
_SECONDS = 60
"""Of one page; beyond that it is given up."""
_DPI = 200
_MOST_PAGES = 5_000
_ENDS = ((b"\x89PNG", b"IEND", 4), (b"\xff\xd8", b"\xff\xd9", 0))
"""How pictures end, and the bytes that come behind that."""
_MOST_FRAMES = 20
"""Pictures of a film that are read; a list that was made into one has a page to each, the rest is decoration."""
_MOST_DOTS = 100_000_000
_DOTS = 12_000_000
"""Dots of a page that is read; larger ones are made smaller: A3 at 300 dpi is 17 million."""
_NARROW = 700
"""Dots of width below which a picture is enlarged: letters of ten dots high are not read well."""


def bid(name: str, head: bytes) -> int:
    """90 for pictures; icons bid higher."""
    return 90 if head.startswith(_PICTURES) or _is_bmp(head) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") else 0


def _is_bmp(head: bytes) -> bool:
    return (
        head.startswith(b"BM")
        and len(head) > 26
        and head[6:10] == b"\0\0\0\0"
        and head[14] in (12, 40, 52, 56, 108, 124)
    )


def lacks() -> str:
    """Why pictures are not read in this run; "" when they are."""
    if os.environ.get(SWITCH) == "0":
        return WAITS
    return "" if _program() else MISSING


@cache
def _program() -> tuple[str, str] | None:
    """Tesseract and the languages to read in; None where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        said = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    known = said.decode("ascii", "replace").split()
    return next(((program, language) for language in ("nld", "eng") if language in known), None)


def read(path: Path, problems: list[Problem]) -> Iterator[Part]:
    """The letters on the pages of a picture."""
    if reason := lacks():
        raise Postponed(reason)
    try:
        picture = Image.open(path)
        pages = getattr(picture, "n_frames", 1)
    except (*_DAMAGE, MemoryError) as error:
        raise Unreadable("the picture is damaged or of an unknown kind") from error
    if pages > _MOST_PAGES:
        problems.append(Problem(f"more than {_MOST_PAGES} pictures; the rest was not read"))
    yield prose(PART, letters(_pages(picture, problems)), problems, paged=True, misread=True)


def beside(path: Path, problems: list[Problem]) -> Iterator[str]:
    """What a picture says outside of its dots: remarks of a camera or a program, and what is hung behind it."""
    with path.open("rb") as file:
        data = file.read(LARGEST)
    for start, end, more in _ENDS:
        if data.startswith(start) and (at := data.rfind(end)) >= 0:
            yield from runs(data[at + len(end) + more :])
    try:
        with Image.open(path) as picture:
            picture.load()  # also what stands behind the dots
            told = [*picture.info.values(), *picture.getexif().values(), *getattr(picture, "text", {}).values()]
    except (*_DAMAGE, MemoryError):
        return  # the reader says so
    for value in told:
        if isinstance(value, bytes):
            yield from runs(value)
        elif isinstance(value, str):
            yield value


def _pages(picture: Image.Image, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    moving = picture.format in ("GIF", "WEBP", "PNG")
    number = 0
    try:
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            if number > _MOST_PAGES:
                return
            if moving and number > _MOST_FRAMES:
                problems.append(Problem(f"more than {_MOST_FRAMES} pictures in a film; the rest was not read", PART))
                return
            yield number, text_on(frame, problems, number)
    except (*_DAMAGE, MemoryError):
        problems.append(Problem("the picture is damaged", PART, number + 1))


def text_on(picture: Image.Image, problems: list[Problem], page: int) -> str:
    """The text on a picture; says in `problems` when it could not be read."""
    program = _program()
    if program is None:
        problems.append(Problem(MISSING, PART, page))
        return ""
    if picture.width * picture.height > _MOST_DOTS:
        problems.append(Problem("the picture is too large to be read", PART, page))
        return ""
    out = io.BytesIO()
    _readable(picture).save(out, "PNG", compress_level=1, dpi=(_DPI, _DPI))
    try:
        done = subprocess.run(
            [program[0], "stdin", "stdout", "-l", program[1], "--psm", "3", "--dpi", str(_DPI), "-c", "preserve_interword_spaces=1"],
            input=out.getvalue(), capture_output=True, timeout=_SECONDS, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        problems.append(Problem(f"the picture was not read within {_SECONDS} seconds", PART, page))
        return ""
    except OSError as error:
        raise Unreadable(MISSING) from error
    if done.returncode:
        problems.append(Problem("the picture could not be read", PART, page))
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n")


def _readable(picture: Image.Image) -> Image.Image:
    """The picture upright, in shades of grey, at a size at which letters are read well."""
    flat = ImageOps.exif_transpose(picture)
    if flat.mode in ("RGBA", "LA", "PA") or "transparency" in flat.info:
        behind = Image.new("RGBA", flat.size, "white")
        behind.alpha_composite(flat.convert("RGBA"))
        flat = behind
    flat = flat.convert("L")
    dots = flat.width * flat.height
    if dots > _DOTS:
        factor = (_DOTS / dots) ** 0.5
    elif flat.width < _NARROW:
        factor = 2.0
    else:
        return flat
    return flat.resize((max(round(flat.width * factor), 1), max(round(flat.height * factor), 1)))
