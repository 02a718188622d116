"""People in the remarks of a table: `verwisseld met J. Jansen, geb. 3-4-1960`, `uitslag van pat. met BSN ... ontbreekt`.

Only a remark with a number that is called a BSN, or a date that is called a birth date or stands right behind a name and may be one, is read for people, as a letter of one cell.
Whoever else is named in remarks is no more than a trace (ADR 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.fields.text import fold, light
from lekwijzer.model import Role
from lekwijzer.readers.message_io import PERSON, Batches
from lekwijzer.readers.text_person import Passage, passages
from lekwijzer.readers.text_retold import with_births

_SAYS_WHO = light(
    r"(?i:bsn|burgerservice|sofi|(?-u:\b)geb(?:oren|oortedatum|dat(?:um)?)?(?-u:\b)|born|(?-u:\b)dob(?-u:\b)|(?-u:\b)gb\.?(?-u:\b))[^0-9]{0,14}[0-9]"
    r"|\p{Lu}[\p{Ll}]*[. ](?:[a-z' ]{0,14})\p{Lu}[\p{L}'-]+ {0,2}[ ,(] {0,2}'?[0-9]{1,2}(?:[0-9]{4}|[-/. ]?(?:[0-9]{2}[-/. ]|[0-9][-/. ]|[a-z]{3,9}))"
)
_SHORTEST = 12
"""Bytes of the shortest remark that could say who somebody is."""
_UNUSED = (None, Role.TEST_RESULT)
_NAMES = tuple(PERSON.index(role) for role in (Role.NAME, Role.SURNAME))
_BSN = PERSON.index(Role.BSN)


def remarked(batch: pl.DataFrame, table: TableMap, batches: Batches) -> Iterator[int]:
    """Adds the people in the remarks of a batch to `batches`, and gives the number of the row of each; not the person of the row itself."""
    cells = [f"c{c.index}" for c in table.columns if c.role in _UNUSED and f"c{c.index}" in batch.columns]
    long = batch.select(pl.col(cells).str.len_bytes().max() >= _SHORTEST)
    asked = [name for name in cells if long.get_column(name).item()]
    if not asked:
        return
    telling = batch.select(pl.col(asked).str.contains(_SAYS_WHO).fill_null(False))
    where = telling.select(pl.any_horizontal(asked)).to_series().arg_true()
    if where.is_empty():
        return
    used = [f"c{c.index}" for c in table.columns if c.role not in _UNUSED and f"c{c.index}" in batch.columns]
    rows = batch[where]
    whole = pl.concat_str([pl.col("n").cast(pl.String), *used], separator=" ", ignore_nulls=True)
    own = fold(rows.select(whole).to_series()).str.replace(r"^\d+", "")
    texts = zip(*(rows.get_column(name).set(~telling.get_column(name)[where], None) for name in asked), strict=True)
    read: dict[str, list[Passage]] = {}
    for n, itself, some in zip(rows.get_column("n"), own, texts, strict=True):
        for text in filter(None, some):
            if text not in read:
                read[text] = passages(with_births(text))
            for passage in read[text]:
                if not _same(passage, itself):
                    batches.add(passage.row, passage.digest(f"{n} {text}", len(read[text]) == 1))
                    yield n


def _same(passage: Passage, row: str) -> bool:
    """Whether somebody in a remark is who the row is about: the number or the name stands in it."""
    who = passage.row[0]
    if who[_BSN]:
        return who[_BSN] in row
    words = chain.from_iterable(fold(pl.Series([who[place]])).item().replace(",", " ").split() for place in _NAMES)
    return any(len(word) > 3 and word in row for word in words)
