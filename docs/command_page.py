"""The reference page of the commands, from the command line itself."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Any

from pages import code, page, table


def command_line() -> Any:
    """The command line, as the program parses it."""
    import typer.main

    from lekwijzer.cli import app

    return typer.main.get_command(app)


def commands_of(group: Any, before: str = "lekwijzer") -> list[tuple[str, Any]]:
    """Every command with its full name, in the order of the first page; those of a group after it."""
    from lekwijzer.cli.app import ORDER

    known = sorted(group.commands, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    out = []
    for name in known:
        command = group.commands[name]
        out.append((f"{before} {name}", command))
        if hasattr(command, "commands"):
            out += commands_of(command, f"{before} {name}")
    return out


def plain(text: str | None) -> str:
    """A help text without its mark-up."""
    return re.sub(r"(?<!\\)\[/?\w+\]", "", text or "").replace("\\[", "[").strip()


def examples_of(command: Any) -> str:
    """The examples that end a command's help."""
    return "\n".join(line[2:] for line in plain(command.epilog).splitlines()[1:])


def commands() -> str:
    """reference/commands.md"""
    first, last = command_line(), []
    for name, command in commands_of(first):
        last.append(f"## {name}\n\n{plain(command.help)}")
        if not hasattr(command, "commands"):
            last[-1] += (
                f"\n\n```text\n{_usage(name, command)}\n```\n\n{_parameters(command)}\n\n```sh\n{examples_of(command)}\n```"
            )
    return page(
        "Commands",
        "What `lekwijzer --help` and `lekwijzer COMMAND --help` say. Every command also has `--help`.",
        "Exit codes: 0 the work is done; 1 the work failed; 2 wrong use, also of `case.toml`; 130 interrupted; 143 stopped (SIGTERM). "
        "`inspect` exits 1 when a file cannot be read at all, `doctor` when something that is needed is missing.",
        "The language (`nl` or `en`, in any case) is that of the `--lang` behind the command, else of the `--lang` in front of it, else of `LEKWIJZER_LANG`, else English, and Dutch for a report. The help pages are in both languages: `--lang nl --help`. `LEKWIJZER_DEBUG=1` shows where an unexpected error arose.",
        *last,
    )


def _usage(name: str, command: Any) -> str:
    pieces = [name]
    for one in command.params:
        if one.param_type_name == "argument":
            pieces.append(_shown(one) if one.required else f"[{_shown(one)}]")
        elif one.required:
            pieces.append(f"{one.opts[0]} {_shown(one)}")
    return " ".join([*pieces, "[OPTIONS]"])


def _kind(one: Any) -> Any:
    return one.type_descriptor.annotation


def _shown(one: Any) -> str:
    """What stands for the value of an argument or option."""
    kind = _kind(one)
    if one.metavar:
        return str(one.metavar)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(member.value) for member in kind)
    return {int: "NUMBER", float: "NUMBER", Path: "FILE"}.get(kind, "TEXT")


def _parameters(command: Any) -> str:
    rows = []
    for one in command.params:
        flag = getattr(one, "is_flag", False)
        name = (
            _shown(one)
            if one.param_type_name == "argument"
            else ", ".join(one.opts) + ("" if flag else f" {_shown(one)}")
        )
        rows.append((code(name), plain(one.help), _default(one)))
    return table(("argument or option", "what it is", "without it"), rows)


def _default(one: Any) -> str:
    if one.required:
        return "needed"
    if one.default is None or one.default is False or not one.show_default:
        return ""
    value = one.default.value if isinstance(one.default, Enum) else one.default
    return code(value)
