"""From one JSON value to the rows that it holds: an object is a row, and so is every person in a list inside it.

Objects are flattened: `{"patient": {"bsn": …}}` becomes the cell `patient.bsn`. The people of a list get rows of their own;
when what they stand in is nobody, they carry what goes for all of them (an order number, an address). Keys that are data
(`{"999990019": {…}}`) become the value of a cell `key`, so that no header ever holds a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lekwijzer.model import MULTI
from lekwijzer.readers.header import known_word, looks_like_value
from lekwijzer.readers.json_fhir import Ready, prepared
from lekwijzer.readers.json_people import about_somebody, are_people, is_shared

ELEMENTS = 10
"""Elements of a list of objects that get cells of their own; further ones are joined to the last."""
FAMILY = 3
"""People to one order or household; a longer list is of records that have nothing to do with one another."""
LOOK_AT = 50
"""Objects of a list that are looked at."""
DEEPEST = 40
"""Objects within objects; beyond that nobody keeps the data of people."""

Cells = dict[str, str]
Objects = list[dict[str, Any]]

_SURE = re.compile(
    r".*\d(?:[ ./-]?\d){6}.*|[^@]+@(?!(?i:odata|microsoft)\.)[^@]+|(?:[A-Z]\.\s?)+(?:[a-z']+\s)*[A-Z][A-Za-z].*|[^,]{2,},\s*(?:[A-Z]\.?\s?)+(?:\s?[a-z']+)*",
    re.DOTALL,
)
"""A key that can only be a value: it has seven figures in a row, or is a mail address (`@timestamp` and `name@odata.type` are
none) or a name with initials."""
_SEVERAL, _NEARLY_ALL = 5, 0.8
_CODE = re.compile(r"\d+|[A-Za-z]{0,4}[-_]?\d{4,}[\w-]*|[0-9a-fA-F-]{16,}")
_ELEMENTS = {"010120", "010210", "010240", "010310", "010410", "081160"}
"""Elements of the population register by their numbers: BSN, given names, surname, birth date, sex, postcode."""
_RESOURCE = re.compile(r"[A-Z][A-Za-z]{2,40}")
_REFERENCE = re.compile(r"(?:https?://\S+/)?[A-Z][A-Za-z]{2,40}/([^/\s]+)")
"""How a resource of FHIR points at another: `Patient/p12`."""
_LABELS = ("system", "type", "soort", "naam", "name", "label", "attribute", "field", "veld", "kind")
_VALUES = ("value", "waarde", "nummer", "number")
_BSN_OID = "2.16.840.1.113883.2.4.6.3"
_NUMBER_OF = {
    "Patient": "patientnummer", "Person": "patientnummer", "Specimen": "monsternummer", "ServiceRequest": "ordernummer",
    "DiagnosticReport": "ordernummer", "Observation": "ordernummer", "Task": "ordernummer",
}  # fmt: skip
"""What the identifiers of a resource of FHIR are numbers of."""
_NOBODY = frozenset(
    "Practitioner PractitionerRole Organization OrganizationAffiliation Location Device DeviceDefinition HealthcareService Endpoint CodeSystem ValueSet "
    "ConceptMap NamingSystem StructureDefinition CapabilityStatement OperationOutcome OperationDefinition SearchParameter Questionnaire "
    "ActivityDefinition PlanDefinition ObservationDefinition SpecimenDefinition Medication Substance MessageHeader Schedule Slot InsurancePlan".split()
)
"""Resources of FHIR that are about doctors, firms and things."""


@dataclass(slots=True)
class Lost:
    """What was left out."""

    deep: int = 0  # objects nested too deeply
    nobody: int = 0  # resources about doctors, firms and things
    texts: list[str] = field(default_factory=list)  # beside a list of people, that go for none of them


def rows_of(value: Any, lost: Lost) -> Iterator[Cells | None]:
    """The rows of one value of a file, each with its cells by path; None for what is no object."""
    if isinstance(value, list) and value and all(isinstance(element, dict) for element in value):
        for element in value:
            yield from _rows(element, {}, lost, 0)
    elif isinstance(value, list):
        yield from _rows({str(i): cell for i, cell in enumerate(value)}, {}, lost, 0, keyed=False)
    elif isinstance(value, dict):
        for row in _by_column(value) or [value]:
            yield from _rows(row, {}, lost, 0)
    else:
        yield None


def _by_column(value: dict[str, Any]) -> Objects:
    """The rows of a table that is written by column (`{"bsn": […], "naam": […]}`) or as a grid (`{"columns": […], "data": [[…]]}`)."""
    columns, grid = value.get("columns"), next((value[key] for key in ("data", "rows", "values") if key in value), None)
    if columns is None and isinstance(grid, list) and len(grid) > 1 and is_header(grid[0]):
        columns, grid = grid[0], grid[1:]
    if isinstance(columns, list) and isinstance(grid, list) and grid and all(isinstance(row, list) for row in grid):
        names = [str(c.get("name", "")) if isinstance(c, dict) else str(c) for c in columns]
        return [under(names, row) for row in grid]
    lists = {
        key: cells
        for key, cells in value.items()
        if isinstance(cells, list) and not any(isinstance(c, (dict, list)) for c in cells)
    }
    lengths = {len(cells) for cells in lists.values()}
    if not lists and (rows := _by_key(value)):
        return rows
    if len(lists) < 2 or len(lengths) != 1 or min(lengths) < 2 or 2 * len(lists) < len(value):
        return []
    rest = {key: cell for key, cell in value.items() if key not in lists}
    return [rest | dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def under(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """The cells of a row by the names of their columns; of two columns with one name, and of cells behind the last, none is left out."""
    named: dict[str, Any] = {}
    for place, cell in enumerate(row):
        name = names[place] if place < len(names) else ""
        named[name if name and name not in named else f"{name}_{place + 1}"] = cell
    return named


def is_header(row: Any) -> bool:
    """Whether a row of a grid names the columns of the rows below it."""
    return isinstance(row, list) and all(isinstance(cell, str) for cell in row) and sum(map(known_word, row)) > 1


def _by_key(value: dict[str, Any]) -> Objects:
    """The rows of a table of which each column has its values by the number of the row: `{"bsn": {"0": …, "1": …}, "naam": {"0": …}}`."""
    columns = list(value.values())
    if len(columns) < 2 or not all(isinstance(column, dict) for column in columns):
        return []
    keys = list(columns[0])
    numbered = len(keys) > 1 and all(key.isdecimal() for key in keys) and sum(map(known_word, value)) > 1
    if not numbered or any(column.keys() != columns[0].keys() for column in columns):
        return []
    return [{name: column[key] for name, column in value.items()} for key in keys]


def _rows(value: dict[str, Any], carried: Cells, lost: Lost, depth: int, *, keyed: bool = True) -> Iterator[Cells]:
    flat = _flat(value, keyed=keyed)
    if flat is not None:
        yield {**carried, **flat} if carried else flat
        return
    row = _Row(lost, depth).read(value, keyed=keyed)
    if row.nobody:
        lost.nobody += 1
        return
    if row.lists:
        row.settle()
    if not row.rows:
        yield {**carried, **row.cells} if carried else row.cells
        return
    if about_somebody(tuple(row.cells)):
        yield {**carried, **row.cells}
        carried = {}
    else:
        carried = carried | {key: cell for key, cell in row.cells.items() if is_shared(key)}
        lost.texts.append("\n".join(cell for key, cell in row.cells.items() if not is_shared(key)))
    for element in row.rows:
        yield from _rows(element, carried, lost, depth + 1)


def _flat(value: Mapping[str, Any], *, keyed: bool) -> Cells | None:
    """The cells of an object without anything in it that needs looking into, as most are; None where there is."""
    if (keyed and _data_keys(tuple(value))) or "resourceType" in value:
        return None
    cells: Cells = {}
    for key, inner in value.items():
        if type(inner) is str:
            if inner:
                cells[key] = inner
        elif inner is not None:
            return None
    return cells


@dataclass(slots=True)
class _Row:
    """One object as cells, and the objects in lists in it that are rows of their own."""

    lost: Lost
    depth: int = 0
    cells: Cells = field(default_factory=dict)
    rows: Objects = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)  # of which it is not settled yet what they are
    nobody: bool = False  # it is, or wraps, a resource about nobody

    def read(self, value: dict[str, Any], *, keyed: bool) -> _Row:
        """Takes all of an object."""
        self._object("", value, self.depth, "", keyed=keyed)
        return self

    def settle(self) -> None:
        """Makes rows of the lists of people, and cells of the others, unless they are all that there is."""
        waiting, self.lists = self.lists, []
        open_lists = []
        for found in waiting:
            if are_people(found.path, found.objects):
                self.rows += found.objects
            else:
                open_lists.append(found)
        somebody = bool(open_lists) and about_somebody(tuple(self.cells))
        # What stands beside a list of people goes for all of them only where they are a few to one order.
        apart = bool(self.rows) and not somebody and (len(self.rows) > FAMILY or not self.cells)
        for found in open_lists:
            if apart:
                self._apart(found)
                continue
            long = len(open_lists) == 1 and len(found.objects) > ELEMENTS and len(self.cells) <= 8
            if not somebody and not self.rows and (found.keyed or long):
                self.rows += found.objects
            else:
                self._indexed(found.path, found.objects, found.depth, found.resource)
        if self.lists:
            self.settle()

    def _apart(self, found: _List) -> None:
        """Makes rows of a list beside one of people where its objects tell whose they are; else it is only searched."""
        if found.keyed or any(about_somebody(tuple(element)) for element in found.objects[:LOOK_AT]):
            self.rows += found.objects
        else:
            self.lost.texts += ["\n".join(map(str, element.values())) for element in found.objects]

    def _object(self, path: str, value: dict[str, Any], depth: int, resource: str, *, keyed: bool = True) -> None:
        if depth > DEEPEST:
            self.lost.deep += 1
            return
        kind = value.get("resourceType")
        if isinstance(kind, str) and _RESOURCE.fullmatch(kind):
            value = prepared(value)
            kind = resource = value["resourceType"]
            if kind in _NOBODY and depth <= self.depth + 1:
                self.nobody = True
            if kind not in ("Patient", "Person"):
                path = f"{path}.{kind}" if path else kind
        data = _data_keys(tuple(value)) if keyed else frozenset()
        if not data and value and type(next(iter(value.values()))) is dict and _all_people(path, value):
            data = frozenset(value)
        if data:
            data = _without_fields(value, data)
            self._keyed(path, {key: value[key] for key in value if key in data}, depth, resource)
        cells, start = self.cells, f"{path}." if path else ""
        for key, inner in value.items():
            if inner is None or inner == "" or key in data:
                continue
            here = start + key
            if type(inner) is not str:
                self._any(here, inner, depth, resource)
            elif here in cells or (key == "reference" and not isinstance(value, Ready)):
                self._text(here, _id_of(inner) if key == "reference" and not isinstance(value, Ready) else inner)
            else:
                cells[here] = inner

    def _any(self, path: str, value: Any, depth: int, resource: str) -> None:
        if isinstance(value, dict):
            self._object(path, value, depth + 1, resource)
        elif isinstance(value, list):
            self._list(path, value, depth, resource)
        elif value is not None and value != "":
            self._text(path, value if isinstance(value, str) else "true" if value else "false")

    def _list(self, path: str, value: list[Any], depth: int, resource: str) -> None:
        objects = [element for element in value if isinstance(element, dict)]
        if objects and len(objects) < len(value):
            value = [element for element in value if not isinstance(element, dict)]
        elif objects:
            value = []
        objects = [element for element in objects if not self._labelled(path, element, resource)]
        if objects:
            self.lists.append(_List(path, objects, depth, resource))
        if depth > DEEPEST:
            self.lost.deep += 1
            return
        nested = any(isinstance(element, list) for element in value)
        for i, element in enumerate(value):
            self._any(f"{path}[{min(i, ELEMENTS - 1)}]" if nested else path, element, depth + 1, resource)

    def _indexed(self, path: str, objects: Objects, depth: int, resource: str) -> None:
        for i, element in enumerate(objects):
            self._object(f"{path}[{min(i, ELEMENTS - 1)}]", element, depth + 1, resource)

    def _keyed(self, path: str, value: Mapping[str, Any], depth: int, resource: str) -> None:
        """An object whose keys are data, as a list of objects that have their key in them."""
        objects: Objects = []
        for key, inner in value.items():
            for element in inner if isinstance(inner, list) and inner else [inner]:
                if isinstance(element, dict):
                    objects.append({("_key" if "key" in element else "key"): key, **element})
                else:
                    objects.append({"key": key, "value": element})
        self.lists.append(_List(path, objects, depth, resource, keyed=True))

    def _labelled(self, path: str, element: dict[str, Any], resource: str) -> bool:
        """Takes an object that is a label and a value: `{"system": "…/bsn", "value": "999990019"}`."""
        value = next((element[key] for key in _VALUES if key in element), None)
        if not isinstance(value, str) or not value:
            return False
        label = _label(next((element[key] for key in _LABELS if isinstance(element.get(key), str)), ""))
        if path.rpartition(".")[2] == "identifier" and resource and label not in ("bsn", "agb", "uzovi"):
            label = _NUMBER_OF.get(resource, "")
        if label:
            self._text(f"{path}.{label}", value)
        return bool(label)

    def _text(self, path: str, text: str) -> None:
        self.cells[path] = f"{self.cells[path]}{MULTI}{text}" if path in self.cells else text


@dataclass(slots=True)
class _List:
    path: str
    objects: Objects
    depth: int
    resource: str  # of FHIR, that it stands in
    keyed: bool = False  # the objects stood under keys that are data


@lru_cache(1 << 12)
def _data_keys(keys: tuple[str, ...]) -> frozenset[str]:
    """Which keys of an object can be data: all when all are codes or values, else those that cannot be anything else."""
    if keys and all(_CODE.fullmatch(key) or (looks_like_value(key) and not known_word(key)) for key in keys):
        return frozenset(keys)
    sure = frozenset(key for key in keys if _SURE.fullmatch(key))
    if len(keys) >= _SEVERAL and len(sure) >= _NEARLY_ALL * len(keys):  # then so are the others that are no usual words
        return sure | {key for key in keys if " " in key and not known_word(key)}
    return sure


def _without_fields(value: Mapping[str, Any], data: frozenset[str]) -> frozenset[str]:
    """The keys without those that are fields called by a number: `{"16": "neg"}`, or elements of the population register."""
    shortest = 7 if _ELEMENTS & value.keys() else 4
    return frozenset(
        key for key in data if isinstance(value[key], (dict, list)) or len(key) >= shortest or _SURE.fullmatch(key)
    )


def _all_people(path: str, value: Mapping[str, Any]) -> bool:
    """Whether people stand under keys that are no usual words: their names, or what they are called in a list."""
    if not all(type(inner) is dict for inner in value.values()) or any(map(known_word, value)):
        return False
    strange = len(value) > 1 or any(re.search(r"[^\w-]", key) for key in value)
    if not strange or not all(are_people(path, [inner]) for inner in value.values()):
        return False
    return not any(_all_people(path, inner) for inner in value.values())  # then these are departments or years


@lru_cache(1 << 12)
def _label(text: str) -> str:
    """What a label calls its value, when it is a word that columns are called; "" when it may be a value itself."""
    if _BSN_OID in text:
        return "bsn"
    last = re.split(r"[/:#]", text.rstrip("/"))[-1]
    return last if last and known_word(last) and not looks_like_value(last) else ""


def _id_of(reference: str) -> str:
    match = _REFERENCE.fullmatch(reference)
    return match[1] if match else reference
