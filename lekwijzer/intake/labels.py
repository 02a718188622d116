"""What containers say about their members beside their content: comments, original names, empty folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lekwijzer.intake.unpack import Job, Unpacked

NAME = "(comments)"
"""The label of such texts among the members of a container."""
_TELLING = re.compile(r"[0-9]{6}|@|[^\W\d_a-z][\w'.-]*[^\w]+(?:\w{1,4}[^\w]+){0,3}[^\W\d_a-z]|[^\W\d_]_[^\W\d_]")
_LARGEST = 16 << 20


def remarks(job: Job, texts: Iterable[str], known: Iterable[str] = ()) -> Iterator[Unpacked]:
    """A member with the texts that could name somebody and are not among what is known, when there are any."""
    seen = set(known)
    found: dict[str, None] = {}
    for text in texts:
        text = text.strip("\0 \r\n/")
        if text and text not in seen and _TELLING.search(text):
            found[text] = None
    name = job.name(NAME) if found else NAME
    if found and job.wanted(name):
        yield job.store(name, iter([("\n".join(found) + "\n").encode("utf-8", "replace")[:_LARGEST]]))
