"""Writes OLE files with storages within storages, and messages of Outlook as such files."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with these streams; `a/b/c` stands in the storage `b` of the storage `a`."""
    names: list[tuple[str, int, bytes]] = [("Root Entry", 5, b"")]
    children: dict[int, list[int]] = {0: []}
    storages = {"": 0}

    def storage(path: str) -> int:
        if path not in storages:
            above, _, name = path.rpartition("/")
            parent = storage(above)
            storages[path] = len(names)
            children[parent].append(len(names))
            children[len(names)] = []
            names.append((name, 1, b""))
        return storages[path]

    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        children[storage(folder)].append(len(names))
        names.append((name, 2, content))
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, minifat = bytearray(), list[int]()

    def chain(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        fat.extend([*range(first + 1, first + len(pieces)), _END] if pieces else [])
        sectors.extend(pieces)
        return first if pieces else _END

    places: list[tuple[int, int]] = []
    for _, kind, content in names:
        if kind != 2 or not content:
            places.append((_END, 0))
        elif len(content) >= _CUTOFF:
            places.append((chain(content), len(content)))
        else:
            start, count = len(minifat), -(-len(content) // _MINI)
            minifat.extend([*range(start + 1, start + count), _END])
            mini.extend(content.ljust(count * _MINI, b"\0"))
            places.append((start, len(content)))
    places[0] = (chain(bytes(mini)), len(mini))
    links = {one: two or _FREE for group in children.values() for one, two in zip(group, [*group[1:], 0], strict=True)}
    entries = b""
    for number, (name, kind, _) in enumerate(names):
        raw = name.encode("utf-16-le")
        child = (children.get(number) or [_FREE])[0]
        entries += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw) + 2, kind, 1, _FREE, links.get(number, _FREE), child
        )
        entries += bytes(36) + struct.pack("<IQ", *places[number])
    directory = chain(entries.ljust(-(-len(entries) // _SECTOR) * _SECTOR, b"\0"))
    small = struct.pack(f"<{len(minifat)}I", *minifat)
    first_mini = chain(small.ljust(-(-len(small) // _SECTOR) * _SECTOR, b"\xff"))
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    at = len(sectors)
    fat.extend([_FAT] * count)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, count, directory, 0, _CUTOFF, first_mini, -(-len(small) // _SECTOR), _END, 0)
    head += struct.pack("<109I", *[at + i if i < count else _FREE for i in range(109)])
    return head + b"".join(sectors) + table


def message(
    texts: Mapping[int, str], people: Mapping[str, str] | None = None, files: Mapping[str, bytes | Mapping[str, bytes]] | None = None, *, wide: bool = True, raw: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:  # fmt: skip
    """The streams of a message: its texts by number, its receivers, and what is attached: files, or messages."""
    kind, encoding = ("001F", "utf-16-le") if wide else ("001E", "cp1252")
    streams = {f"__substg1.0_{number:04X}{kind}": text.encode(encoding) for number, text in texts.items()}
    streams |= {"__properties_version1.0": bytes(32), "__nameid_version1.0/__substg1.0_00020102": b"x", **(raw or {})}
    for i, (name, address) in enumerate((people or {}).items()):
        place = f"__recip_version1.0_#{i:08X}/__substg1.0_"
        streams |= {f"{place}3001{kind}": name.encode(encoding), f"{place}39FE{kind}": address.encode(encoding)}
    for i, (name, content) in enumerate((files or {}).items()):
        place = f"__attach_version1.0_#{i:08X}/__substg1.0_"
        streams[f"{place}3707{kind}"] = name.encode(encoding)
        if isinstance(content, bytes):
            streams[f"{place}37010102"] = content
        else:
            streams |= {f"{place}3701000D/{path}": inner for path, inner in content.items()}
    return streams
