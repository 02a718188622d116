"""How things are put on the screen, so that nothing is ever cut off: narrower columns, then longer lines, never an ellipsis."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST = 10_000
_GAPS = (2, 1)
Cells = Sequence[str | Text]


def number(n: int, lang: str) -> str:
    """A count with the separators of the language."""
    text = f"{n:,}"
    return text.replace(",", ".") if lang == "nl" else text


def screen() -> Console:
    """The console of a command: as wide as the terminal, and without an end where the output goes elsewhere."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=WIDEST, highlight=False, soft_wrap=True)


def line(console: Console, text: str, style: str = "") -> None:
    """One paragraph of plain text (square brackets are no mark-up); a terminal breaks it between words and keeps its indent."""
    if not console.is_terminal:
        console.print(Text(text, style=style), soft_wrap=True)
        return
    bare = text.lstrip(" ")
    indent = len(text) - len(bare)
    console.print(Padding(Text(bare, style=style), (0, 0, 0, indent)))


def show(console: Console, make: Callable[[int], Table]) -> None:
    """Print a table with the widest gap between columns that fits; when none does, its lines are longer than the screen."""
    for gap in _GAPS:
        table = make(gap)
        if _least(console, table) <= console.width:
            break
    needed = _least(console, table)
    if needed > console.width:
        console = Console(
            width=needed,
            highlight=False,
            file=console.file,
            color_system=console.color_system,  # type: ignore[arg-type]
            force_terminal=console.is_terminal,
        )
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as printed:
        console.print(table)
    for row in printed.get().splitlines():
        console.print(Text(row.rstrip()), soft_wrap=True)


def _least(console: Console, table: Table) -> int:
    return Measurement.get(console, console.options.update(max_width=WIDEST), table).minimum


def grid(gap: int, title: str = "") -> Table:
    """An empty table: a line under its header, `gap` blanks between its columns."""
    return Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, gap, 0, 0),
        pad_edge=False,
        show_edge=False,
    )


def words(table: Table, header: str, *, least: int | None = None, most: int | None = None) -> None:
    """A column of text; it gives way when the screen is narrow, and breaks long words rather than cutting them."""
    table.add_column(
        _heading(header),
        overflow="fold",
        min_width=max(least or 0, max((len(part) for part in header.split("\n")), default=1)),
        max_width=most,
        vertical="top",
    )


def whole(table: Table, header: str) -> None:
    """A column of short text that is never broken."""
    table.add_column(_heading(header), no_wrap=True, vertical="top")


def figures(table: Table, header: str) -> None:
    """A column of numbers; never broken."""
    table.add_column(_heading(header), justify="right", no_wrap=True, vertical="top")


def _heading(header: str) -> Text:
    """A header; a soft hyphen says where it may be broken, and it is broken there: headers are wider than figures."""
    return Text(header.replace("\u00ad", "-\n"))


def marks(console: Console, good: str, plain: str) -> str:
    """Signs, or letters where the screen knows ASCII only."""
    return good if (console.encoding or "").lower().startswith("utf") else plain
