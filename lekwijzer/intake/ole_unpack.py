"""Takes files, pictures and whole documents out of OLE files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from lekwijzer.intake.ole import DAMAGE, Compound, documents, embedded
from lekwijzer.intake.ole_write import compound
from lekwijzer.intake.unpack import CHUNK, Job, Unpacked


def unpack_ole(path: Path, job: Job) -> Iterator[Unpacked]:
    """The files and pictures embedded in an OLE file; its reader says what is wrong with it."""
    try:
        file = Compound(path)
    except DAMAGE:
        return
    whole = (
        (name, iter([data[at : at + CHUNK] for at in range(0, len(data), CHUNK)])) for name, data in embedded(file)
    )
    try:
        for raw, chunks in chain(whole, ((name, compound(streams)) for name, streams in documents(file))):
            name = job.name(raw)
            if job.wanted(name):
                yield job.store(name, chunks)
    finally:
        file.close()
