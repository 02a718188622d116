"""Which language the program speaks, and its help pages in Dutch.

One rule for every command: the `--lang` behind it, else the one in front of it, else LEKWIJZER_LANG, else the
command's own (Dutch for a report, which is for people outside, English for the rest).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

import typer

from lekwijzer.cli.help_nl import AROUND, DUTCH
from lekwijzer.errors import UsageError

VARIABLE = "LEKWIJZER_LANG"


class Language(StrEnum):
    """The language of what people read."""

    NL = "nl"
    EN = "en"


_ELSE = "The language, nl or en; else the one in front of the command, else LEKWIJZER_LANG, else"
Lang = Annotated[Language | None, typer.Option("--lang", case_sensitive=False, show_default=False, help=f"{_ELSE} en.")]
LangOfReport = Annotated[
    Language | None, typer.Option("--lang", case_sensitive=False, show_default=False, help=f"{_ELSE} nl.")
]

_in_front: ContextVar[Language | None] = ContextVar("lang", default=None)


def ask(lang: Language | None) -> None:
    """Note the language in front of the command."""
    _in_front.set(lang)


def spoken(lang: Language | None, otherwise: Language = Language.EN) -> Language:
    """The language of a command that was given this one, or none."""
    return lang or _in_front.get() or _of_environment() or otherwise


def _of_environment() -> Language | None:
    given = os.environ.get(VARIABLE, "").strip()
    if given and given.lower() not in [*Language]:
        raise UsageError(f'{VARIABLE}: found "{given}", expected {" or ".join(Language)}')
    return Language(given.lower()) if given else None


def asked(args: Sequence[str]) -> Language:
    """The language of help, before the arguments are parsed: help is shown while that is being done."""
    given = [after for one, after in pairwise(args) if one == "--lang"]
    given += [one.partition("=")[2] for one in args if one.startswith("--lang=")]
    for one in (*reversed(given), os.environ.get(VARIABLE, "")):
        if one.strip().lower() in [*Language]:
            return Language(one.strip().lower())
    return Language.EN


class Help:
    """What commands and groups share: the words that the library puts around their texts, in their language."""

    lang = Language.EN

    def get_usage(self, ctx: Any) -> str:
        """The line that says how to call it; help and errors both begin with it."""
        _around(self.lang)
        return say(super().get_usage(ctx), self.lang, "Usage:")  # type: ignore[misc]

    def parse_args(self, ctx: Any, args: Any) -> Any:
        """The arguments as values; what is wrong with them without the words of the library that found it."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say(option.help, self.lang)
        return option


def say(text: str, lang: Language, word: str = "") -> str:
    """A text in the language; with a `word`, only that word in it. Texts that are not in the table stay English."""
    if lang is not Language.NL:
        return text
    return text.replace(word, DUTCH[word], 1) if word else DUTCH.get(text, text)


def translate(command: Any, lang: Language) -> None:
    """Put the help of a command and all under it in a language. The program builds its commands anew for each call."""
    command.lang = lang
    if lang is not Language.NL:
        return
    command.help = "\n\n".join(_marked(paragraph, lang) for paragraph in (command.help or "").split("\n\n"))
    epilog = command.epilog or ""
    command.epilog = say(epilog, lang, "Examples") if epilog.startswith("[bold]Examples") else say(epilog, lang)
    command.options_metavar = say(command.options_metavar or "", lang)
    if command.rich_help_panel:
        command.rich_help_panel = say(command.rich_help_panel, lang)
    for one in command.params:
        one.help = say(one.help or "", lang)
    if hasattr(command, "commands"):
        command.subcommand_metavar = say(command.subcommand_metavar, lang)
        for inner in command.commands.values():
            translate(inner, lang)


def _marked(paragraph: str, lang: Language) -> str:
    """A paragraph of help; in the table, square brackets of the text itself are not escaped."""
    return say(paragraph.replace(r"\[", "["), lang).replace("[", r"\[") if r"\[" in paragraph else say(paragraph, lang)


@cache
def _english() -> dict[str, str]:
    from typer import rich_utils

    return {name: getattr(rich_utils, name) for name in AROUND}


def _around(lang: Language) -> None:
    from typer import rich_utils

    for name, english in _english().items():
        setattr(rich_utils, name, AROUND[name] if lang is Language.NL else english)
