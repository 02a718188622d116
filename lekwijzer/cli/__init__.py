"""The command line. Each command is a thin function in a `commands_*` module of this package.

To add a command, write in any `commands_<group>.py`:

    @command(WORK, examples=["lekwijzer assess my-case"])
    def assess(case: CaseArg, quiet: Quiet = False) -> None:
        '''What it does, in one line; more below.'''
        from lekwijzer.assess import ...        # heavy imports inside: `--help` must stay quick

Errors of lekwijzer.errors become one line and their exit code; see `guard`.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from lekwijzer.allocators import settle
from lekwijzer.cli.app import app

for _module in sorted(module.name for module in iter_modules(__path__) if module.name.startswith("commands_")):
    import_module(f"{__name__}.{_module}")

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; without arguments it shows the help."""
    settle()
    logging.raiseExceptions = False  # a log line that finds no room is no reason for a traceback
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter gets a question mark, not an error half-way through a table.
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(args=sys.argv[1:], prog_name="lekwijzer")
