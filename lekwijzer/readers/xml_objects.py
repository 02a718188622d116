"""An element of XML as the object of JSON that says the same, so that what tells people in one tells them in the other."""

from __future__ import annotations

from typing import Any

from lekwijzer.readers.elements import attributes, local

DEEPEST = 60
_LABELS = frozenset(
    (
        "name",
        "naam",
        "type",
        "soort",
        "code",
        "key",
        "label",
        "attribute",
        "veld",
        "field",
        "system",
        "kind",
        "id",
        "attr",
    )
)
"""Attributes that say what their element holds."""
_NUMBER = frozenset(("nr", "nummer", "number"))
"""Attributes that say only together with their element what they are: `<Client nr="1234567">`."""
_TECHNICAL = frozenset(("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"))


class Objects:
    """Makes objects; `texts` has what stands between elements and is no value."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.deep = 0

    def value(self, element: Any, depth: int = 0) -> Any:
        """What an element says: a text, or an object of its attributes and of what is in it."""
        if depth > DEEPEST:
            self.deep += 1
            self.texts.append(" ".join(element.itertext()))
            return None
        out: dict[str, Any] = {
            (f"{local(element)}.{name}" if name.lower() in _NUMBER else name): value.strip()
            for where, name, value in attributes(element)
            if value.strip() and where not in _TECHNICAL
        }
        children = [child for child in element if local(child)]
        text = self._text(element, mixed=bool(children))
        if not children:
            if not out:
                return text
            return out | {"value" if "value" not in out else "text": text} if text else out
        for child in children:
            self._add(out, local(child), self.value(child, depth + 1))
        if text:
            self.texts.append(text)
        return out

    def _add(self, out: dict[str, Any], name: str, value: Any) -> None:
        """A child beside others of its name; its text is the value, and what it says of it stands beside."""
        if (
            isinstance(value, dict)
            and isinstance(value.get("value"), str)
            and not any(isinstance(v, (dict, list)) for v in value.values())
        ):
            if _LABELS & value.keys():
                value = [value]
            elif name not in out:
                out |= {f"{name}.{key}": inner for key, inner in value.items() if key != "value"}
                value = value["value"]
        if value is None or value == "":
            return
        if name not in out:
            out[name] = value
            return
        before = out[name]
        out[name] = [
            *(before if isinstance(before, list) else [before]),
            *(value if isinstance(value, list) else [value]),
        ]

    def _text(self, element: Any, *, mixed: bool) -> str:
        parts = [element.text or ""]
        for child in element:
            parts.append(child.tail or "")
        return (" " if mixed else "").join(part for part in parts if part.strip()).strip()
