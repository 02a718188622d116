"""The command that writes a synthetic twin of the breach."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from lekwijzer.cli.app import CARE, command
from lekwijzer.cli.options import Quiet, touching


@command(
    CARE,
    examples=["lekwijzer replica twin --scale 0.01", "lekwijzer replica full-size --scale 1 --seed 7"],
)
def replica(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)],
    scale: Annotated[
        float, typer.Option(help="1 = 941,000 participants and more than 1.5 GB.", min=0.001, max=8)
    ] = 0.01,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.", min=0)] = 1,
    quiet: Quiet = False,
) -> None:
    """Write a synthetic twin of the 2025 laboratory breach: a case to try things on, with the truth beside it.

    Nobody in it exists. The truth is in DIR/truth and is not read by the other commands.
    """
    from lekwijzer.progress import make_progress
    from lekwijzer.replica import write_replica

    progress = make_progress(quiet)
    with touching(folder, "made"), ExitStack() as running:

        def tell(step: str, done: int, total: int) -> None:
            running.close()  # the step before this one
            if done < total:
                running.enter_context(progress.stage(step))

        write_replica(folder, scale, seed, tell)
    typer.echo(f"{folder} is written. Next: lekwijzer assess {quote(str(folder))}")
