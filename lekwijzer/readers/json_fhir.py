"""Resources of FHIR made ready to be read as rows: references that join, names and addresses by their parts.

FHIR points from one resource to another in many ways (`Patient/1`, an absolute URL, a version, the `fullUrl` of an entry of
the same Bundle, a resource that is contained, an identifier). Here each becomes one key, the same at both ends. An id is
often unique within its Bundle only, so that in a Bundle the key of a patient also tells whose it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

Resource = dict[str, Any]

PEOPLE = frozenset({"Patient", "Person", "RelatedPerson"})
_PATIENTS = frozenset({"Patient", "Person"})
_WHO = frozenset("subject patient beneficiary for individual actor".split())
"""Elements that say whom a resource is about."""
_HAVE_SUBJECT = frozenset(
    "Observation DiagnosticReport ServiceRequest DiagnosticOrder ProcedureRequest Specimen Condition Procedure Encounter "
    "ImagingStudy QuestionnaireResponse".split()
)
"""Resources about a patient; where one does not say about whom, it is the only patient of its Bundle."""
_DEEPEST = 40
_LONG = 8
"""Characters from which an id is not that of another kind of resource by chance."""

_REFERENCE = re.compile(r"(?:\S*/)?([A-Z][A-Za-z]{2,40})/([^/\s?#|]+)(?:/_history/[^/\s]*)?(?:[?#|]\S*)?")
_URN = re.compile(r"urn:(?:uuid|oid):(\S+)", re.IGNORECASE)
_CONDITIONAL = re.compile(r"(?:\S*/)?([A-Z][A-Za-z]{2,40})\?(?:.*&)?identifier=([^&\s]*)")
_BSN = re.compile(r"bsn|burgerservice|2\.16\.840\.1\.113883\.2\.4\.6\.3(?!\d)", re.IGNORECASE)
_NO_NUMBER_OF_A_PATIENT = frozenset({"PPN", "DL", "TAX", "DR", "PRN", "MD", "HC", "BC"})
"""Codes of identifiers (HL7 table 0203): passport, driving licence, and what others than the hospital give out."""
_USES = {"official": 0, "usual": 1, "": 2}
_NAME_PARTS = {
    "humanname-own-name": "achternaam", "humanname-own-prefix": "voorvoegsel",
    "humanname-partner-name": "partnernaam", "humanname-partner-prefix": "voorvoegsel_partner",
}  # fmt: skip
_LINE_PARTS = {
    "streetName": "straat", "houseNumber": "huisnummer", "buildingNumberSuffix": "toevoeging", "unitID": "toevoeging",
}  # fmt: skip


class Ready(dict[str, Any]):
    """A resource or a reference that was made ready."""


@dataclass(slots=True)
class _Known:
    """The resources of one Bundle: by what they are called there, of which kind they are and which key they have."""

    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    patient: str = ""  # the key of the only patient
    subjects: dict[str, Any] = field(default_factory=dict)  # what reports say that their results are about


_NOTHING_KNOWN = _Known()


def prepared(value: Resource) -> Resource:
    """A resource, or a Bundle of them, with its references, names and addresses made ready."""
    if isinstance(value, Ready):
        return value
    entries = value.get("entry") if value.get("resourceType") == "Bundle" else None
    if not isinstance(entries, list):
        return _resource(value, _NOTHING_KNOWN, "")
    known = _known(entries)
    out = []
    for entry in entries:
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and inner.get("resourceType") not in (None, "Bundle"):
            out.append({"resource": _resource(inner, known, _text(entry.get("fullUrl")))})
        elif isinstance(inner, dict):
            out.append({"resource": inner})
    return Ready({**value, "entry": out})


def _known(entries: list[Any]) -> _Known:
    known = _Known()
    patients = set()
    for entry in entries:
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("resourceType"), str):
            continue
        kind, url = inner["resourceType"], _text(entry.get("fullUrl"))
        own = _own_id(inner, url)
        key = _local(inner, own) if kind in _PATIENTS else _key(kind, own)
        if kind in _PATIENTS:
            patients.add(key)
        for name in (url, f"{kind}/{own}" if own else "", f"urn:uuid:{own}" if own else ""):
            if name:
                known.keys[name] = kind, key
        if kind == "DiagnosticReport" and "subject" in inner:
            results = inner.get("result")
            for result in results if isinstance(results, list) else []:
                known.subjects[_text(result.get("reference")) if isinstance(result, dict) else ""] = inner["subject"]
    known.patient = patients.pop() if len(patients) == 1 else ""
    return known


def _resource(value: Resource, known: _Known, url: str) -> Resource:
    """One resource; a contained patient becomes the person of its row."""
    kind = _text(value.get("resourceType"))
    contained = [c for c in _objects(value.get("contained")) if c.get("resourceType")]
    rest = {key: inner for key, inner in value.items() if key != "contained"}
    own = _own_id(value, url)
    if kind in PEOPLE:
        return _person(rest, kind, [_key(kind, own), "" if known is _NOTHING_KNOWN else _local(value, own)])
    patient = _contained_patient(rest, contained)
    if patient is not None:
        rest = {key: inner for key, inner in rest.items() if key not in _WHO}
    elif kind in _HAVE_SUBJECT and not _WHO & rest.keys():
        said = next((known.subjects[name] for name in (url, f"{kind}/{own}") if name in known.subjects), None)
        if said is not None:
            rest["subject"] = said
        elif known.patient:
            rest["subject"] = {"reference": known.patient}
    out = {key: _walked(inner, key, known, 0) for key, inner in rest.items()}
    said_of = [inner for key, inner in out.items() if key in _WHO and isinstance(inner, dict)]
    numbers = [number for inner in said_of for number in inner.pop("identifier", ())]
    if patient is None and numbers:
        patient = {"resourceType": "Patient", "identifier": numbers}
    if own:
        out["id"] = _key(kind, own)
    others = [_without_id(c) for c in contained if c is not patient and c.get("resourceType") not in _PATIENTS]
    if others:
        out["contained"] = [{"resource": _resource(c, known, "")} for c in others]
    if patient is None:
        return Ready(out)
    return Ready({**_person(_without_id(patient), "Patient", []), "resource": Ready(out)})


def _contained_patient(value: Resource, contained: list[Resource]) -> Resource | None:
    patients = [c for c in contained if c.get("resourceType") in _PATIENTS]
    said = {_text(inner.get("reference")) for key, inner in value.items() if key in _WHO and isinstance(inner, dict)}
    meant = [c for c in patients if "#" + _text(c.get("id")) in said]
    if meant or said - {""}:
        return meant[0] if meant else None
    return patients[0] if len(patients) == 1 else None


def _walked(value: Any, name: str, known: _Known, depth: int) -> Any:
    """The value of an element with every reference in it replaced by a key."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_walked(inner, name, known, depth + 1) for inner in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("reference"), str) or (name in _WHO and isinstance(value.get("identifier"), dict)):
        return _reference(value, name, known)
    return {key: _walked(inner, key, known, depth + 1) for key, inner in value.items()}


def _reference(value: Resource, name: str, known: _Known) -> Resource:
    text = _text(value.get("reference"))
    kind, key = known.keys.get(text, ("", ""))
    if not key:
        kind, own = _parsed(text)
        kind, key = known.keys.get(f"{kind}/{own}", (kind, _key(kind, own)))
    kind = _text(value.get("type")) or kind
    if name in _WHO and kind and kind not in _PATIENTS:
        return {}  # about a device, a group, or where it was
    out: Resource = {"reference": key} if key else {}
    identifier = value.get("identifier")
    conditional = _CONDITIONAL.fullmatch(text)
    if conditional is not None:
        system, _, number = conditional[2].replace("%7C", "|").rpartition("|")
        identifier = {"system": system, "value": number}
    if isinstance(identifier, dict):
        out["identifier"] = list(_identifiers([identifier]))
    if isinstance(value.get("display"), str):
        out["display"] = value["display"]
    return Ready(out)


def _parsed(text: str) -> tuple[str, str]:
    """The kind and the id of what a reference points at."""
    if text.startswith("#") or "?" in text:
        return "", ""
    if (urn := _URN.fullmatch(text)) is not None:
        return "", urn[1]
    match = _REFERENCE.fullmatch(text)
    return (match[1], match[2]) if match else ("", text)


def _key(kind: str, own: str) -> str:
    """What joins a resource to those that point at it; short ids are used for every kind of resource."""
    return f"{kind}/{own}" if own and kind and len(own) < _LONG and "/" not in own else own


def _local(value: Resource, own: str) -> str:
    """The key of a patient within a Bundle: two Bundles may both have a first patient, and they may be two people."""
    content = json.dumps(value, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{own}~{blake2b(content, digest_size=8).hexdigest()}"


def _own_id(value: Resource, url: str) -> str:
    return _text(value.get("id")) or _parsed(url)[1]


def _without_id(value: Resource) -> Resource:
    """A contained resource: its id means something within the resource around it only."""
    return {key: inner for key, inner in value.items() if key != "id"}


def _person(value: Resource, kind: str, keys: list[str]) -> Resource:
    """A patient, under the keys that point at it, or a relative."""
    out = {key: inner for key, inner in value.items() if key not in ("meta", "link", "managingOrganization")}
    if kind in _PATIENTS:
        out["localReference"] = [key for key in keys if key]
    else:
        out.pop("patient", None)  # the relative of a patient is somebody else
    if "identifier" in out:
        out["identifier"] = list(_identifiers(_objects(out["identifier"])))
    if isinstance(out.get("name"), (list, dict)):
        out["name"] = _name(_objects(out["name"]))
    if isinstance(out.get("address"), (list, dict)):
        out["address"] = [_address(a) for a in sorted(_objects(out["address"]), key=lambda a: a.get("use") == "old")]
    if "contact" in out:
        out["contact"] = [{**c, "name": _name(_objects(c.get("name")))} for c in _objects(out["contact"])]
    return Ready(out)


def _identifiers(values: list[Resource]) -> Iterator[Resource]:
    for value in values:
        kind = value.get("type")
        codings = _objects(kind.get("coding")) if isinstance(kind, dict) else []
        codes = {_text(coding.get("code")) for coding in codings}
        told = " ".join([_text(value.get("system")), _text(kind.get("text")) if isinstance(kind, dict) else ""])
        if codes & _NO_NUMBER_OF_A_PATIENT:
            continue
        if "NNNLD" in codes or _BSN.search(told):
            yield {"system": "bsn", "value": _text(value.get("value"))}
        else:
            yield {key: inner for key, inner in value.items() if key not in ("type", "assigner", "period", "use")}


def _name(values: list[Resource]) -> Resource:
    """One name of all that a person has: the official one, with the maiden name beside it."""
    by_use = sorted(values, key=lambda name: _USES.get(_text(name.get("use")), len(_USES)))
    names = [n for n in by_use if n.get("family") or n.get("text")] or by_use
    if not names:
        return {}
    out = _one_name(names[0])
    for other in by_use:
        if other is names[0]:
            continue
        more = _one_name(other)
        if other.get("use") in ("maiden", "old") and more.get("family") not in (None, out.get("family")):
            out.setdefault("partnernaam", more["family"])
        for part in ("given", "voorletters"):
            if part in more:
                out.setdefault(part, more[part])
    return out


def _one_name(value: Resource) -> Resource:
    out: Resource = {}
    family = _joined(value.get("family"))
    parts = {_NAME_PARTS.get(url): text for url, text in _extensions(value.get("_family"))}
    parts |= {_NAME_PARTS.get(url): text for url, text in _extensions(value) if _NAME_PARTS.get(url)}
    if isinstance(value.get("family"), dict):  # as some write it
        family = _joined(value["family"].get("value"))
    if parts.get("achternaam"):
        out = {key: text for key, text in parts.items() if key}
        before = family.removesuffix(parts["achternaam"])
        if "voorvoegsel" not in out and before != family and before.strip():
            out["voorvoegsel"] = before.strip()
    elif family:
        out["family"] = family
    given = [_text(g) for g in _list(value.get("given"))]
    marked = _list(value.get("_given"))
    kinds = [{text for url, text in _extensions(m) if url.endswith("qualifier")} for m in marked]
    initials = [g for i, g in enumerate(given) if i < len(kinds) and "IN" in kinds[i]]
    names = [g for i, g in enumerate(given) if g and not (i < len(kinds) and "IN" in kinds[i])]
    for key, found in (("given", names), ("voorletters", [i for i in initials if i])):
        if found:
            out[key] = " ".join(found)
    if isinstance(value.get("text"), str):
        out["text"] = value["text"]
    return out


def _address(value: Resource) -> Resource:
    parts: dict[str, str] = {}
    for line in _list(value.get("_line")):
        for url, text in _extensions(line):
            role = _LINE_PARTS.get(url.rpartition("-")[2])
            if role:
                parts[role] = f"{parts[role]} {text}" if role in parts else text
    out = {key: inner for key, inner in value.items() if key not in ("_line", "extension", "period", "use", "type")}
    if "straat" in parts and "huisnummer" in parts:
        out.pop("line", None)
    else:
        parts = {}
    if "line" in out:
        out["line"] = " ".join(_text(line) for line in _list(out["line"]) if line)
    return {**out, **parts}


def _extensions(value: Any) -> Iterator[tuple[str, str]]:
    """The last word of the address of each extension, and its value."""
    for extension in _objects(value.get("extension")) if isinstance(value, Mapping) else []:
        found = next((v for key, v in extension.items() if key.startswith("value") and isinstance(v, str)), "")
        if found:
            yield _text(extension.get("url")).rpartition("/")[2], found


def _objects(value: Any) -> list[Resource]:
    return [element for element in _list(value) if isinstance(element, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _joined(value: Any) -> str:
    return " ".join(_text(part) for part in _list(value)).strip()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
