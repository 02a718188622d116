"""The process in which libarchive reads one archive: a script by itself, as the library may die of what it is given.

It is started with the format, the compressions and the files, may write to no file, and tells on its output, in frames of a
letter and a length: (E)ntry, (D)ata, end of a content that is (O)kay or (B)roken, headers (P)assed over, and the end of the archive:
(Z) whole, (F)atal or (L)ocked. After each entry and each piece of data it waits for a letter: (r)ead on or (s)kip.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from typing import BinaryIO

EOF, WARN, FAILED = 1, -20, -25
REGULAR, FOLDER, LINK = 0o100000, 0o040000, 0o120000
PIECE = 1 << 20
MOST_ERRORS = 1000
"""Headers that could not be read before the rest of an archive is given up."""
P, INT, N = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
DECLARED = {
    "read_new": (P, []), "entry_new": (P, []), "read_open_filenames": (INT, [P, ctypes.POINTER(ctypes.c_char_p), ctypes.c_size_t]),
    "read_next_header2": (INT, [P, P]), "read_has_encrypted_entries": (INT, [P]), "entry_is_encrypted": (INT, [P]), "entry_filetype": (INT, [P]),
    "read_data_block": (INT, [P, ctypes.POINTER(P), ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(N)]),
    "entry_size": (N, [P]), "entry_size_is_set": (INT, [P]),
    **{f"entry_{what}": (ctypes.c_char_p, [P]) for what in ("pathname", "symlink", "hardlink")},
    **{f"entry_{what}_w": (ctypes.c_wchar_p, [P]) for what in ("pathname", "symlink", "hardlink")},
}  # fmt: skip


class Child:
    """The library, and the parent that listens."""

    def __init__(self, place: str, heard: BinaryIO, told: BinaryIO) -> None:
        self.library = ctypes.CDLL(place)
        self.heard, self.told = heard, told
        for name, (result, arguments) in DECLARED.items():
            function = getattr(self.library, f"archive_{name}")
            function.restype, function.argtypes = result, arguments
        self.archive = P(self.library.archive_read_new())
        self.entry = P(self.library.archive_entry_new())

    def say(self, letter: bytes, data: bytes = b"") -> None:
        """One frame."""
        self.told.write(letter + len(data).to_bytes(4, "big") + data)
        self.told.flush()

    def may_go_on(self) -> bool:
        """Whether the parent wants more of the member at hand."""
        answer = self.heard.read(1)
        if not answer:
            sys.exit(0)
        return answer == b"r"

    def run(self, formats: list[str], filters: list[str], paths: list[str], by_size: bool) -> None:
        """The whole archive."""
        for kind, names in (("filter", filters), ("format", formats)):
            for name in names:
                function = getattr(self.library, f"archive_read_support_{kind}_{name}", None)
                if function is not None:  # this version of the library may not have it
                    function.argtypes = [P]
                    function(self.archive)
        files = (ctypes.c_char_p * (len(paths) + 1))(*[os.fsencode(path) for path in paths], None)
        if self.library.archive_read_open_filenames(self.archive, files, 1 << 16) < WARN:
            return self.say(b"F")
        errors = 0
        while (result := self.library.archive_read_next_header2(self.archive, self.entry)) != EOF:
            if result < FAILED or errors > MOST_ERRORS:
                locked = self.library.archive_read_has_encrypted_entries(self.archive) == 1
                return self.say(b"L" if locked else b"F")
            if result < WARN:
                errors += 1
                self.say(b"P")
                continue
            self.say(b"E", json.dumps(self.described()).encode("ascii"))
            if self.may_go_on():
                self.say(b"O" if self.content(by_size) else b"B")
        return self.say(b"Z")

    def described(self) -> dict[str, object]:
        """What the header of the member at hand says."""
        library, entry = self.library, self.entry
        kind = library.archive_entry_filetype(entry)
        target = self.text("symlink") or self.text("hardlink")
        link = kind == LINK or bool(target)
        return {
            "name": self.text("pathname"), "target": target, "folder": kind == FOLDER, "link": link,
            "device": not link and kind not in (FOLDER, REGULAR, 0), "encrypted": bool(library.archive_entry_is_encrypted(entry)),
            "size": library.archive_entry_size(entry) if library.archive_entry_size_is_set(entry) else None,
        }  # fmt: skip

    def text(self, what: str) -> str:
        """A name as the archive has it; bytes that are no UTF-8 stay, to be shown escaped."""
        try:
            wide = getattr(self.library, f"archive_entry_{what}_w")(self.entry)
        except ValueError:  # a number that no character has
            wide = None
        raw = None if wide else getattr(self.library, f"archive_entry_{what}")(self.entry)
        return str(wide) if wide else raw.decode("utf-8", "surrogateescape") if raw else ""

    def content(self, by_size: bool) -> bool:
        """The bytes of the member at hand; `by_size` where the library gives zeros behind them. False when they are damaged."""
        end = self.library.archive_entry_size(self.entry) if by_size else None
        block, size, offset = P(), ctypes.c_size_t(), N()
        at = 0
        while end is None or at < end:
            got = self.library.archive_read_data_block(self.archive, block, size, offset)
            if got == EOF:
                return True
            if got < WARN:
                return False
            while at < offset.value:  # a hole
                piece = bytes(min(PIECE, offset.value - at))
                at += len(piece)
                self.say(b"D", piece)
                if not self.may_go_on():
                    return True
            for start in range(0, size.value, PIECE):
                piece = ctypes.string_at((block.value or 0) + start, min(PIECE, size.value - start))
                piece = piece if end is None else piece[: end - at]
                at += len(piece)
                self.say(b"D", piece)
                if not self.may_go_on():
                    return True
        return True


def main() -> None:
    """Reads what the arguments name."""
    told = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (told["memory"], told["memory"]))
    child = Child(told["library"], sys.stdin.buffer, sys.stdout.buffer)
    child.run(told["formats"], told["filters"], told["paths"], told["by_size"])


if __name__ == "__main__":
    main()
