"""What is attached to mails, as items of their own: `mail.eml!/letter.pdf`, `box.mbox!/12/letter.pdf` for the twelfth of a box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lekwijzer.errors import Unreadable
from lekwijzer.intake.encoded_files import KINDS, unpack_encoded
from lekwijzer.intake.mime import LARGEST, Entity, mail_kind, mails, parsed, uuencoded
from lekwijzer.intake.outlook import Msg, files_of, is_msg
from lekwijzer.intake.outlook_box import Box
from lekwijzer.intake.tnef import is_tnef, unpacked
from lekwijzer.intake.unpack import Job, Opener, Unpacked

_SUFFIX = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "application/pdf": ".pdf",
           "text/html": ".html", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png"}  # fmt: skip
_MESSAGE = re.compile(rb"\s*(?:MSH[^A-Za-z0-9\s]{4}|UN[AB][+:])")
"""How a text begins that is a message between laboratories."""


def unpack_mail(path: Path, job: Job) -> Iterator[Unpacked]:
    """The attachments of one mail, mails that are attached included."""
    with path.open("rb") as file:
        data = file.read(LARGEST)
    yield from _stored(parsed(data), "", job)


def unpack_mbox(path: Path, job: Job) -> Iterator[Unpacked]:
    """The attachments of many mails, under the number of each."""
    for number, mail in enumerate(mails(path), 1):
        if b"ontent-" in mail or b"begin" in mail or b"MSH" in mail or b"UN" in mail:
            yield from _stored(parsed(mail), f"{number}/", job)


def _stored(mail: Entity, folder: str, job: Job) -> Iterator[Unpacked]:
    yield from _put_away(attachments(mail), folder, job)


def _put_away(files: Iterator[tuple[str, bytes]], folder: str, job: Job) -> Iterator[Unpacked]:
    for name, content in files:
        label = job.name(folder + name.replace("/", "_"))
        if job.wanted(label):
            yield job.store(label, iter((content,)))


def attachments(mail: Entity) -> Iterator[tuple[str, bytes]]:
    """The names and contents of what is attached; a text that is a message of a laboratory is, too."""
    for number, leaf in enumerate(mail.leaves(), 1):
        if leaf.is_text:
            if b"begin" in leaf.body:
                yield from uuencoded(leaf.body)
            if leaf.kind == "text/plain" and _MESSAGE.match(content := leaf.content()):
                yield f"{number}.txt", content
        elif is_tnef(content := leaf.content()):
            yield from unpacked(content)
        elif content:
            yield leaf.filename or f"{number}{_SUFFIX.get(leaf.kind, '')}", content


def unpack_msg(path: Path, job: Job) -> Iterator[Unpacked]:
    """The attachments of a message of Outlook, messages that are attached included."""
    try:
        file = Msg(path)
    except Unreadable:
        return  # its reader says so
    try:
        yield from _put_away(files_of(file.message()), "", job)
    finally:
        file.close()


def unpack_pst(path: Path, job: Job) -> Iterator[Unpacked]:
    """The attachments of the messages of a box, under the folder and the number of each."""
    try:
        box = Box(path)
    except Unreadable:
        return
    try:
        for folder, number, message in box.messages():
            yield from _put_away(files_of(message), f"{folder}/{number}/", job)
    finally:
        box.close()


WITH_ATTACHMENTS: dict[str, Opener] = {
    "eml": unpack_mail,
    "mbox": unpack_mbox,
    "msg": unpack_msg,
    "pst": unpack_pst,
    **dict.fromkeys(KINDS, unpack_encoded),
}
"""By the kind of what is read itself and may have files attached."""


def kind_with_attachments(head: bytes) -> str | None:
    """Which of these a content is."""
    if head.startswith(b"!BDN"):
        return "pst"
    return "msg" if is_msg(head) else mail_kind(head) or KINDS[0]
