"""Boxes of Outlook (PST, OST): the messages of every folder, and those that hang in none, with what is attached to them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from lekwijzer.errors import Unreadable
from lekwijzer.intake.mime import text_of
from lekwijzer.intake.outlook import (
    ADDRESSES,
    BINARY,
    BODY,
    DAMAGE,
    DEEPEST,
    HEADERS,
    HTML,
    LONG_NAME,
    MOST,
    NAME,
    NARROW,
    RTF,
    SHORT_NAME,
    SUBJECT,
    TIME,
    WIDE,
    Message,
    Properties,
    decompressed,
    message_of,
    value_of,
)


class Box:
    """A box of messages (PST, OST)."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: Any = import_module("pypff").file()  # loaded only where there is a box to be opened
        except ImportError as error:
            raise Unreadable("boxes of Outlook are read with libpff-python, which is not installed") from error
        try:
            self._file.open(str(path))
        except DAMAGE as error:
            raise Unreadable("the box is damaged or of an unknown version") from error
        self.damaged = 0

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def messages(self) -> Iterator[tuple[str, int, Message]]:
        """All messages, with the folder and the number in it; what hangs in no folder comes last."""
        yield from self._folder(self._get(self._file, "root_folder"), "", 0)
        for number in range(1, self._count(self._file, "number_of_orphan_items") + 1):
            item = self._get(self._file, "get_orphan_item", number - 1)
            if item is not None and hasattr(item, "subject"):
                yield "orphans", number, self._message(item, 0)
            elif item is not None:
                yield "orphans", number, message_of(self._properties(item), [])

    def _folder(self, folder: Any, path: str, depth: int) -> Iterator[tuple[str, int, Message]]:
        if folder is None or depth > 50:
            return
        for i in range(self._count(folder, "number_of_sub_messages")):
            item = self._get(folder, "get_sub_message", i)
            if item is not None:
                yield path or "top", i + 1, self._message(item, 0)
        for i in range(self._count(folder, "number_of_sub_folders")):
            inner = self._get(folder, "get_sub_folder", i)
            name = str(self._get(inner, "name") or f"folder {i + 1}").replace("/", "_")
            yield from self._folder(inner, f"{path}/{name}" if path else name, depth + 1)

    def _message(self, item: Any, depth: int) -> Message:
        properties = self._properties(item)
        for number, name in (
            (BODY, "plain_text_body"),
            (HTML, "html_body"),
            (RTF, "rtf_body"),
            (HEADERS, "transport_headers"),
            (SUBJECT, "subject"),
        ):
            if not properties.get(number) and (value := self._get(item, name)):
                properties[number] = (
                    value if number == RTF else text_of(value, "") if isinstance(value, bytes) else str(value)
                )
        if isinstance(raw := properties.get(RTF), bytes) and raw[8:12] in (b"LZFu", b"MELA"):
            properties[RTF] = decompressed(raw)
        if isinstance(body := properties.get(BODY), bytes):
            properties[BODY] = text_of(body, "")
        message = message_of(properties, self._receivers(item))
        for i in range(self._count(item, "number_of_attachments")):
            attachment = self._get(item, "get_attachment", i)
            if attachment is not None:
                self._attachment(message, attachment, i + 1, depth)
        return message

    def _attachment(self, message: Message, attachment: Any, number: int, depth: int) -> None:
        inner = self._get(attachment, "get_sub_item", 0) if self._count(attachment, "number_of_sub_items") else None
        if inner is not None and depth < DEEPEST:
            message.attached.append((f"{number}.eml", self._message(inner, depth + 1)))
            return
        size = self._get(attachment, "size") or 0
        data = self._get(attachment, "read_buffer", min(size, MOST)) if size else b""
        told = self._properties(attachment)
        name = next(
            (n for n in (told.get(LONG_NAME), told.get(SHORT_NAME), told.get(NAME)) if isinstance(n, str) and n),
            f"{number}",
        )
        if data:
            message.attached.append((name, data))

    def _receivers(self, item: Any) -> list[tuple[str, str]]:
        found = []
        holder = self._get(item, "recipients")
        for i in range(self._count(holder, "number_of_record_sets")):
            told = self._entries(self._get(holder, "get_record_set", i))
            name, address = (
                told.get(NAME, ""),
                next((a for a in (told.get(n) for n in ADDRESSES) if isinstance(a, str) and "@" in a), ""),
            )
            found.append((name if isinstance(name, str) else "", address))
        return found

    def _properties(self, item: Any) -> Properties:
        found: Properties = {}
        for i in range(min(self._count(item, "number_of_record_sets"), 4)):
            found |= self._entries(self._get(item, "get_record_set", i))
        return found

    def _entries(self, records: Any) -> Properties:
        found: Properties = {}
        for i in range(self._count(records, "number_of_entries")):
            entry = self._get(records, "get_entry", i)
            number, kind = self._get(entry, "entry_type"), self._get(entry, "value_type")
            if number is None or kind not in (WIDE, NARROW, BINARY, TIME):
                continue
            if kind == BINARY and number not in (HTML, RTF, BODY):
                continue
            data = self._get(entry, "data")
            if data:
                found[number] = value_of(kind, data, "")
        return found

    def _count(self, holder: Any, name: str) -> int:
        count = self._get(holder, name) if holder is not None else 0
        return min(int(count or 0), 10_000_000)

    def _get(self, holder: Any, name: str, *values: int) -> Any:
        """A value of the library; None where the box is damaged there."""
        try:
            value = getattr(holder, name)
            return value(*values) if values or callable(value) else value
        except DAMAGE:
            self.damaged += holder is not None and name not in (
                "rtf_body",
                "html_body",
                "plain_text_body",
                "transport_headers",
            )
            return None
