"""Documents that are zips of XML parts (OOXML, OpenDocument, EPUB): their parts, also those of a damaged file.

What is wrong with a part is told once per document; what could be unpacked before the damage is read.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from lzma import LZMAError
from pathlib import Path
from xml.parsers import expat

from lekwijzer.errors import Encrypted, Unreadable
from lekwijzer.intake import is_embedded
from lekwijzer.intake.unpack import Locked
from lekwijzer.intake.zips import salvaged
from lekwijzer.model import Problem
from lekwijzer.readers.payload import LARGEST, Dark, texts

DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, struct.error, IndexError,
)  # fmt: skip
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"\b(Id|Target)=[\"']([^\"']*)[\"']")
_CHUNK = 1 << 18
_MOST = 1 << 30
"""Bytes of a part, unpacked, that are looked at."""
_KEPT = 256 << 20
"""Bytes that the parts salvaged from a file without an index may take together."""

Start = Callable[[str, dict[str, str]], None]


class Package:
    """The parts of a document; says in `problems` what is damaged."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self._said: set[str] = set()
        self._problems = problems
        self._salvaged: dict[str, bytes] = {}
        self._zip: zipfile.ZipFile | None = None
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(path)
            for info in self._zip.infolist():
                if not info.is_dir():
                    name = info.filename
                    while name in self._infos:  # two parts of one name: programs show one of them
                        name += "#"
                    self._infos[name] = info
        except DAMAGE:
            self._salvage(path)
        self.names: tuple[str, ...] = tuple(self._infos) or tuple(self._salvaged)
        if not self.names:
            raise Unreadable("the document is damaged; nothing could be read")
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise Encrypted("password needed")

    def _salvage(self, path: Path) -> None:
        self.say("the document is damaged or cut off; its parts were salvaged")
        room = _KEPT
        for name, chunks in salvaged(path):
            held = bytearray()
            try:
                for chunk in chunks:
                    held += chunk
                    if len(held) > room:
                        self.say("too large to salvage whole; parts are missing")
                        break
            except (*DAMAGE, Locked):
                pass  # said above
            room -= len(held)
            if held and room > 0:
                self._salvaged[name if name not in self._salvaged else f"{name}#"] = bytes(held)

    def say(self, message: str) -> None:
        """Notes a problem with the document, once."""
        if message not in self._said:
            self._said.add(message)
            self._problems.append(Problem(message))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part, up to where it is damaged."""
        if name in self._salvaged:
            yield self._salvaged[name]
            return
        taken = 0
        try:
            assert self._zip is not None
            with self._zip.open(self._infos[name]) as part:
                while chunk := part.read(_CHUNK):
                    taken += len(chunk)
                    yield chunk
                    if taken > _MOST:
                        self.say("a part is too large to be read whole")
                        return
        except DAMAGE:
            self.say("a part is damaged and was read as far as possible")

    def read(self, name: str) -> bytes:
        """The content of a part, up to the largest that is looked at in one piece."""
        held = bytearray()
        for chunk in self.chunks(name):
            held += chunk
            if len(held) > LARGEST:
                self.say("a part is too large to be read whole")
                break
        return bytes(held)

    def parse(self, name: str, start: Start, end: Callable[[str], None], data: Callable[[str], None]) -> bool:
        """Tells of the tags and texts of a part in order; False when it is no XML to its end. Names have no prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def started(tag: str, attributes: dict[str, str]) -> None:
            start(tag.rpartition(":")[2], attributes)

        def declared(*_: object) -> None:
            raise ValueError("entities")

        parser.StartElementHandler = started
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = data
        parser.EntityDeclHandler = declared
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, RecursionError):
            self.say("a part is no valid XML and was read as far as possible")
            return False
        return True

    def relations(self, name: str) -> dict[str, str]:
        """The parts that a part refers to, by their ids in it."""
        folder, _, own = name.rpartition("/")
        beside = f"{folder}/_rels/{own}.rels" if folder else f"_rels/{own}.rels"
        if beside not in self.names:
            return {}
        found = {}
        for tag in _RELATION.findall(self.read(beside).decode("utf-8", "replace")):
            given = dict(_ATTRIBUTE.findall(tag))
            target = given.get("Target", "")
            found[given.get("Id", "")] = (
                posixpath.normpath(f"{folder}/{target}").lstrip("/") if target[:1] != "/" else target[1:]
            )
        return found

    def rest(self, done: Iterable[str], without: Callable[[str], object]) -> Iterator[str]:
        """The texts of all other parts; embedded files and pictures are items of their own."""
        dark, read = Dark(), set(done)
        for name in self.names:
            if name not in read and not without(name) and not is_embedded(name):
                yield from texts(self.read(name), dark)
        self._problems += dark.problems()
        if self._zip is not None and self._zip.comment:
            yield self._zip.comment.decode("utf-8", "replace")
