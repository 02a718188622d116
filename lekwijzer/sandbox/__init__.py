"""Where untrusted bytes are parsed: worker processes without network, with limits on memory, time and files.

A worker that hangs, grows or dies is replaced; what it had in hand is known, and is handed out once more, alone.
"""

from __future__ import annotations

from lekwijzer.sandbox.life import alive, at
from lekwijzer.sandbox.pool import CANNOT_START, Ended, Guard, Job, Pool, why_lost
from lekwijzer.sandbox.walls import Walls, walls_here

__all__ = ["CANNOT_START", "Ended", "Guard", "Job", "Pool", "Walls", "alive", "at", "walls_here", "why_lost"]
