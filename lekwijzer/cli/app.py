"""The program, its first page, and how a command is added to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import cleandoc
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from lekwijzer.cli.guard import guarded
from lekwijzer.cli.language import Help, Language, ask, asked, translate

CASE = "The case"
WORK = "The work"
SHOW = "Showing"
CARE = "Care and trying out"

ORDER = ("new", "add", "inspect", "assess", "explain", "diff", "report", "export", "doctor", "demo", "replica")
"""How the commands stand on the first page; one that is not here comes last."""

F = TypeVar("F", bound=Callable[..., None])

_FIRST_PAGE = """\
From leaked files to a defensible answer: who is hit, what of theirs leaked, who must be told what, and how do we know.

A case is a folder with a case.toml, which names the leaked files and the
registers of the people they may be about. The usual way through it:

  [bold]lekwijzer new my-case[/bold]           make the folder
  [bold]lekwijzer add register my-case[/bold]  name the people it may be about
  [bold]lekwijzer add dataset my-case[/bold]   name the leaked files
  [bold]lekwijzer assess my-case[/bold]        read, link, decide: a revision
  [bold]lekwijzer report my-case[/bold]        one page to read and to hand on

More files found? Add them as a dataset and assess again: only what is new is
read, and every count that moved is explained. To see all of it on synthetic
people first: [bold]lekwijzer demo[/bold]
"""

_LAST_LINES = """\
[dim]More about a command: lekwijzer COMMAND --help
Exit codes: 0 done, 1 work failed, 2 wrong use, 130 interrupted, 143 stopped[/dim]"""


class Command(Help, TyperCommand):
    """A command whose help can be Dutch."""


class Ordered(Help, TyperGroup):
    """A group that shows its commands in a fixed order, whichever module they come from; its help can be Dutch."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The start of the program: from here on it speaks the language that was asked for."""
        if parent is None:
            translate(self, asked(args))
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the first page."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


app = typer.Typer(
    cls=Ordered,
    help=_FIRST_PAGE,
    epilog=_LAST_LINES,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from lekwijzer import __version__

        typer.echo(f"lekwijzer {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
    lang: Annotated[
        Language | None,
        typer.Option(
            "--lang",
            case_sensitive=False,
            show_default=False,
            help="The language, nl or en, also behind a command that shows people or counts; else LEKWIJZER_LANG; else en, and nl for a report.",
        ),
    ] = None,
) -> None:
    ask(lang)
    if context.invoked_subcommand is None:
        context.get_help()
        raise typer.Exit


def command(panel: str, examples: list[str], *, group: typer.Typer = app, name: str | None = None) -> Callable[[F], F]:
    """Add a command: its panel on the first page, and examples that end its own help."""

    def add(function: F) -> F:
        shown = name or function.__name__.replace("_", "-")

        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            guarded(shown, lambda: function(*args, **kwargs))

        epilog = "\n".join(["[bold]Examples[/bold]", *(f"  {_plain(line)}" for line in examples)])
        text = _one_line_each(function.__doc__ or "")
        group.command(shown, help=text, epilog=epilog, rich_help_panel=panel, cls=Command)(run)
        return function

    return add


def _one_line_each(doc: str) -> str:
    """A docstring with each paragraph on one line, so that the terminal decides where lines break."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in _plain(cleandoc(doc)).split("\n\n"))


def _plain(text: str) -> str:
    """A text in which square brackets are no mark-up."""
    return text.replace("[", r"\[")
