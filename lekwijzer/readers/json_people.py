"""Which objects in a JSON document are people, told by their keys; the reader knows nothing of columns yet.

An object is a person when its keys name what only people have (a BSN, a birth date), or a name beside an address, a sex or
a number of the person. A list under `results` or `practitioners` holds no patients, whatever its objects have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lekwijzer.readers.text_shapes import whole_name

_LOOK_AT = 50
"""Objects of a list that are looked at; lists of people are of people throughout."""
_DEPTH = 3

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _key(words: str) -> re.Pattern[str]:
    """Words of a key between its borders; `~` may be a border or nothing."""
    return re.compile(f"(?:^|[._])(?:{words.replace('~', '_?')})(?=$|[._])")


_BSN = re.compile(r"bsn|burger_?service|sofi_?n|(?:^|[._])sofi$")
_PERSON: dict[str, re.Pattern[str]] = {
    "bsn": _BSN,
    "birth": _key("geboorte~(?:datum|dat|jaar|dag)|geboren|geb|geb~(?:datum|dat|jaar)|birth~(?:date|day|year)|birth|born|dob|date_of_birth|year_of_birth"),
    "part": _key("(?:achter|geslachts|familie|geboorte|meisjes|eigen|roep|voor)~naam|voor~namen|(?:sur|last|maiden|family|first|fore|given)~names?|family|given|"
                 "initials|initialen|voor~letters"),
    "name": re.compile(r"(?:^|[._])(?:naam|name|(?:volledige|full|patient|client|deelnemer|persoons?|person)_?(?:naam|name))$"),
    "sex": _key("geslacht|gesl|sex|gender"),
    "contact": _key(r"\w*adres|\w*address|straat\w*|street\w*|post~code|postal~code|zip~code|zip|woon~plaats|plaats|city|telefoon\w*|tel~(?:nr|nummer)|tel|phone\w*|mobiel\w*|mobile\w*|"
                    "gsm|e~mail\\w*|telecom|iban"),
    "number": re.compile(r"(?:^|[._])(?:patient|pat|client|clint|deelnemer|persoons?|person|mrn|zis|lid|member|dossier)(?:[._]?(?:nummer|nr|id|number|no|code))$|(?:^|[._])mrn$"),
}  # fmt: skip
"""What the keys of an object tell of a person."""
_SHARED = _key(
    r"(?:order|aanvraag|opdracht|request|requisition|accession|monster|specimen|sample|barcode|buis|lab~(?:nr|nummer|number|id)|onderzoek|bepaling|test|uitslag|resultaat|result|"
    r"conclusie|conclusion|outcome|afname|collect|huishoud|household|gezin|family~id)[^._]*"
)
_PLACE = _key(r"\w*adres|\w*address|straat\w*|street\w*|post~code|postal~code|zip~code|zip|woon~plaats|plaats|city|huis~(?:nummer|nr|letter)|house~(?:number|no|nr)|toevoeging")  # fmt: skip
_ELSEWHO = frozenset(
    "huisarts huisartsen arts artsen requester requesters practitioner practitioners performer performers provider providers practice "
    "practices praktijk praktijken lab labs laboratorium laboratoria laboratory organisation organisations organization organizations "
    "organisatie organisaties aanvrager aanvragers verwijzer verwijzers author authors user users gebruiker gebruikers afzender sender "
    "ziekenhuis ziekenhuizen hospital hospitals behandelaar behandelaars zorgverlener zorgverleners doctor doctors physician physicians "
    "instelling instellingen verzekeraar verzekeraars insurer insurers insurance coverage leverancier leveranciers supplier suppliers "
    "bedrijf bedrijven company companies locatie locaties location locations device devices apotheek apotheken".split()
)
"""Keys under which doctors and firms stand."""
_THINGS = frozenset(
    "name names naam namen address addresses adres adressen telecom identifier identifiers extension coding code test tests "
    "result results uitslag uitslagen resultaten bepaling bepalingen onderzoek onderzoeken observation observations analysis analyses "
    "assay assays panel panels specimen specimens monster monsters sample samples medicatie medication medications product products "
    "item items file files bestand bestanden bijlage bijlagen attachment attachments column columns kolom kolommen field fields".split()
)
"""Keys under which the parts of a person or things stand, which have names too."""
_PEOPLE = frozenset(
    "patient patients patienten client clients clienten deelnemers participants participant person persons people personen leden lid "
    "member members contact contacts contacten contactpersonen gezin gezinsleden huishouden household family familie kinderen children "
    "ouders parents relatie relaties relatives betrokkenen subjects employees medewerkers klanten customers inwoners bewoners residents".split()
)


def about_somebody(keys: tuple[str, ...]) -> bool:
    """Whether flattened keys tell of one person: their name, birth date, BSN or number, or that it stood under a key of its own."""
    kinds = _kinds(keys)
    return "key" in keys or bool(kinds & {"part", "number"}) or _personal(kinds)


def are_people(path: str, objects: Sequence[dict[str, Any]]) -> bool:
    """Whether the objects of a list are people; the path of the list has a say."""
    words = _words(path.rpartition(".")[2])
    return not words & _ELSEWHO and any(_is_person(element, words) for element in objects[:_LOOK_AT])


@lru_cache(1 << 12)
def is_shared(key: str) -> bool:
    """Whether a cell beside a list of people goes for each of them: what joins records, what was examined, where they live."""
    if key.count(".") > 1 or _words(key) & _ELSEWHO:
        return False
    plain = _plain(key)
    return _SHARED.search(plain) is not None or _PLACE.search(plain) is not None


def _is_person(value: dict[str, Any], words: frozenset[str]) -> bool:
    kinds = _kinds(tuple(_keys(value, "", _DEPTH)))
    if words & _THINGS:
        return bool(kinds & {"bsn", "birth"}) or ("part" in kinds and len(kinds) > 1)
    if _personal(kinds) or (kinds & {"name", "part"} and words & _PEOPLE):
        return True
    return any(isinstance(name, str) and whole_name(name) for key, name in value.items() if "name" in _kinds((key,)))


def _personal(kinds: frozenset[str]) -> bool:
    return bool(kinds & {"bsn", "birth"}) or (bool(kinds & {"part", "name"}) and len(kinds) > 1)


def _keys(value: dict[str, Any], path: str, depth: int) -> list[str]:
    """The paths of all that an object holds, to some depth; of a list of objects those of the first one."""
    found: list[str] = []
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = inner[0]
        if isinstance(inner, dict) and depth:
            found += _keys(inner, here, depth - 1)
        else:
            found.append(here)
    return found


@lru_cache(1 << 12)
def _kinds(keys: tuple[str, ...]) -> frozenset[str]:
    """What the keys of an object tell of a person; those of doctors and firms tell nothing."""
    plain = [_plain(key) for key in keys if not _words(key) & _ELSEWHO]
    return frozenset(kind for kind, pattern in _PERSON.items() if any(map(pattern.search, plain)))


@lru_cache(1 << 12)
def _plain(key: str) -> str:
    """`patient.lastName[0]` as `patient.last_name`."""
    return re.sub(r"\[\d+\]", "", re.sub(r"[^\w.\[\]]+", "_", _CAMEL.sub("_", key).lower())).strip("_")


@lru_cache(1 << 12)
def _words(key: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", _CAMEL.sub("_", key).lower()))
