"""FHIR in XML as FHIR in JSON: values in attributes become values, what may be there several times a list."""

from __future__ import annotations

from typing import Any

from lekwijzer.readers.elements import local

_DEEPEST = 60
_LISTS = frozenset(
    "entry identifier given prefix suffix telecom address line contact coding result contained extension modifierExtension component note performer category "
    "interpretation referenceRange generalPractitioner communication link reasonCode supportingInfo basedOn presentedForm specimenDetail item".split()
)
_NAMED = frozenset(("Patient", "Person", "RelatedPerson", "Practitioner"))
"""Kinds of which somebody may have several names."""
_FHIR = "{http://hl7.org/fhir}"


def resource_of(element: Any) -> dict[str, Any]:
    """A resource, with the name of its kind in it."""
    kind = local(element)
    out = {"resourceType": kind, **_object(element, 0)}
    if kind in _NAMED and isinstance(out.get("name"), dict):
        out["name"] = [out["name"]]
    return out


def _object(element: Any, depth: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        key: value for key, value in element.attrib.items() if key in ("id", "url") and "{" not in key
    }
    if depth > _DEEPEST:
        return out
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = local(child)
        if not child.tag.startswith(_FHIR):  # the narrative
            _put(out, name, " ".join(" ".join(child.itertext()).split()))
            continue
        if "value" in child.attrib:
            _put(out, name, child.get("value"))
            if len(child):
                beside = out.setdefault(f"_{name}", [])
                beside += [None] * (len(out[name] if isinstance(out[name], list) else [0]) - 1 - len(beside))
                beside.append(_object(child, depth + 1))
            continue
        inner = next((c for c in child if isinstance(c.tag, str)), None)
        if name in ("resource", "contained") and inner is not None:
            _put(out, name, {**resource_of(inner)} if depth <= _DEEPEST else {})
        else:
            _put(out, name, _object(child, depth + 1))
    for name in [key for key in out if key.startswith("_")]:
        if not isinstance(out.get(name[1:]), list):
            out[name] = out[name][0]
    return out


def _put(out: dict[str, Any], name: str, value: Any) -> None:
    if name not in out:
        out[name] = [value] if name in _LISTS else value
    elif isinstance(out[name], list):
        out[name].append(value)
    else:
        out[name] = [out[name], value]
