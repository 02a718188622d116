"""Free text in EDIFACT messages: remarks, letters, clinical data, and the telephones of whoever stands in it."""

from __future__ import annotations

import re

import numpy as np

from lekwijzer.readers.edifact_message import STAND_INS, released
from lekwijzer.readers.message_grid import Grid, Positions, TagPlaces, TagTable, pieces
from lekwijzer.readers.message_texts import Texts, hits_of, telling, together

_TEXT, _PATIENT, _CALL = 1, 2, 3
_KINDS = TagTable(
    b"OPB OPM OPU TXT FTX VRS CON NUB VRG OND ADD ALG EPI MED BEH DGN ADM SPC IMD".split(), (b"PID", b"PNA"), (b"COM",)
)
_PERHAPS = (b"noni", b"NONI", b"nbekend", b"NBEKEND", b"NN:", b"NN+", b"N.N.")
_ANONYMOUS = re.compile(rb"[Nn](?:oni|ONI|bekend|BEKEND)|\b[Nn]\.?[Nn]\.?(?=[+:])")
_SHORTEST = 10
_SHOW = {ord(stand_in): real for stand_in, real in STAND_INS.items()}


def take(texts: Texts, grid: Grid, places: TagPlaces, message: Positions) -> None:
    """Adds the texts in the segments of a block; `message` is the number of the message that each belongs to."""
    classes = _KINDS.at(places)
    block = grid.block
    calls = np.flatnonzero(classes == _CALL)
    spans = zip(grid.starts[calls].tolist(), grid.ends[calls].tolist(), strict=True)
    texts.values += map(_readable, dict.fromkeys(block[a + 4 : b] for a, b in spans))
    which = np.flatnonzero((classes == _TEXT) & (grid.ends - grid.starts >= _SHORTEST))
    if not len(which):
        return
    lines = pieces(block, grid.fields(which).bounds(1)[0], grid.ends[which])
    owners = message[which]
    texts.values += map(_readable, telling(lines, owners, hits_of(lines)))
    patients = np.flatnonzero(classes == _PATIENT)
    said = [block[a:b] for a, b in zip(grid.starts[patients].tolist(), grid.ends[patients].tolist(), strict=True)]
    all_said = b"\n".join(said)
    if any(sign in all_said for sign in _PERHAPS):
        patients = patients[[_ANONYMOUS.search(line) is None for line in said]]
    texts.named += map(_readable, together(lines, owners, message[patients]))


def _readable(text: bytes) -> str:
    """The words of some segments."""
    return released(text).decode("utf-8", "replace").translate(_SHOW)
