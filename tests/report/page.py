"""A page taken apart, to look at it as a browser does."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "path", "rect", "link", "img", "input", "hr"}
APART = {"p", "li", "tr", "h1", "h2", "h3", "dt", "dd", "summary", "caption", "title"}


class Page(HTMLParser):
    """Elements with their attributes, the visible text by line, and every mistake in the nesting."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.mistakes: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self._text: list[str] = []
        self.feed(html)
        self.close()
        self.mistakes += [f"<{tag}> is never closed" for tag in self._open]

    @property
    def lines(self) -> list[str]:
        """The visible text: one line per row, paragraph or heading, cells set apart by a bar."""
        joined = (" ".join(line.split()).strip(" |") for line in "".join(self._text).split("\n"))
        return [line for line in joined if line]

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> has an attribute twice: {names}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        if tag in APART:
            self._text.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self._open[-1:]} at line {self.getpos()[0]}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        self._text.append("\n" if tag in APART else " | " if tag in {"td", "th"} else "")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self._text.append(data.replace("\n", " "))
