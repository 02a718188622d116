"""Commands that look after the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lekwijzer.cli.app import CARE, command

_COLOURS = {"ok": typer.colors.GREEN, "low": typer.colors.YELLOW, "missing": typer.colors.RED}


@command(CARE, examples=["lekwijzer doctor", "lekwijzer doctor my-case"])
def doctor(
    case: Annotated[
        Path | None, typer.Argument(metavar="CASE", help="Look at this case as well.", show_default=False)
    ] = None,
) -> None:
    """What is installed, what is missing, and the command that mends it.

    With a case, it also checks case.toml and says who is working on the case. Exits 1 when something that is
    needed is missing.
    """
    from lekwijzer.doctor import examine

    checks = examine(case)
    width = max(len(check.what) for check in checks)
    for check in checks:
        state = typer.style(f"{check.state:7}", fg=_COLOURS[check.state])
        first, *more = check.found.splitlines() or [""]
        typer.echo(f"{state}  {check.what:{width}}  {first}")
        for line in more:
            typer.echo(f"{'':7}  {'':{width}}  {line}")
        if check.mend:
            typer.echo(f"{'':7}  {'':{width}}  mend it: {check.mend}")
    if any(check.state == "missing" and check.needed for check in checks):
        raise typer.Exit(1)
