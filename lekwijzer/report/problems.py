"""What is wrong with a file, as the coverage list says it in English, in Dutch for the report."""

from __future__ import annotations

import re
from functools import cache

_DUTCH: dict[str, str] = {
    # what readers say of a file
    "no reader for this format": "voor dit formaat is er geen lezer",
    "swept: {} signs of people": "wel doorzocht: {} tekenen van mensen",
    "swept: no signs of people": "wel doorzocht: geen tekenen van mensen",
    "could not be swept: {}": "niet te doorzoeken: {}",
    "reading it killed the worker": "het lezen ervan brak het leesproces af",
    "too large for the memory of a reader": "te groot voor het geheugen van een lezer",
    "the reader failed ({})": "de lezer liep vast ({})",
    "password needed": "er is een wachtwoord nodig",
    "a password is needed": "er is een wachtwoord nodig",
    "{} bytes are not valid UTF-8; read as {}": "{} bytes zijn geen geldige UTF-8; gelezen als {}",
    "{} characters are damaged": "{} tekens zijn beschadigd",
    "characters that no encoding explains: {}": "tekens die in geen tekenset passen: {}",
    "{} rows have more cells than there are columns; their last cells were joined": "{} rijen hebben meer cellen dan er kolommen zijn; hun laatste cellen zijn samengevoegd",
    "{} lines do not keep to the columns": "{} regels houden zich niet aan de kolommen",
    "{} lines or values are no objects and could not be read": "{} regels of waarden zijn geen objecten en zijn niet gelezen",
    "messages that are cut off, read as far as they go: {}": "afgebroken berichten, gelezen zover zij gaan: {}",
    "formatted text (RTF), of which only the bare text was read": "opgemaakte tekst (RTF), waarvan alleen de kale tekst is gelezen",
    "the table is damaged; read as far as possible": "de tabel is beschadigd; gelezen voor zover mogelijk",
    "the table cannot be read": "de tabel is niet te lezen",
    "the sheet cannot be read": "het blad is niet te lezen",
    "the workbook is damaged": "de werkmap is beschadigd",
    "not a workbook that can be opened: it is damaged or of an unknown version": "geen werkmap die te openen is: beschadigd of van een onbekende versie",
    "the database is damaged or encrypted": "de database is beschadigd of versleuteld",
    "the database cannot be opened": "de database is niet te openen",
    "the file is damaged or cut off": "het bestand is beschadigd of afgebroken",
    "a part of the file is damaged": "een deel van het bestand is beschadigd",
    "no columns that all lines share": "geen kolommen die alle regels delen",
    "no HL7 message in the file": "geen HL7-bericht in het bestand",
    "no EDIFACT message in the file": "geen EDIFACT-bericht in het bestand",
    "no objects could be read from it": "er waren geen objecten uit te lezen",
    # what is said of containers, links and what is not there
    "a symbolic link; links are not followed": "een symbolische verwijzing; verwijzingen worden niet gevolgd",
    "cannot be read: {}": "niet te lezen: {}",
    "could not be read: {}": "niet te lezen: {}",
    "damaged; nothing could be read": "beschadigd; er was niets te lezen",
    "damaged; read as far as possible": "beschadigd; gelezen voor zover mogelijk",
    "compressed in a way that is not supported": "samengeperst op een manier die niet wordt ondersteund",
    "parts of the archive are damaged and were passed over": "delen van het archief zijn beschadigd en overgeslagen",
    "the archive has no end mark: it may be cut off": "het archief heeft geen eindmerk: misschien is het afgebroken",
    "sizes or checksum in the archive are wrong": "groottes of controlegetal in het archief kloppen niet",
    "the container holds itself; not opened again": "het archief bevat zichzelf; niet nog eens geopend",
    "more than {} containers in one another; not opened": "meer dan {} archieven in elkaar; niet geopend",
    "more than {} members; the rest was not read": "meer dan {} bestanden erin; de rest is niet gelezen",
    "unpacks to {} times its size": "wordt uitgepakt {} keer zo groot",
    "stopped at the limit for unpacked data; not read": "gestopt bij de grens voor wat wordt uitgepakt; niet gelezen",
    "stopped at the limit for unpacked data; members are missing": "gestopt bij de grens voor wat wordt uitgepakt; er ontbreken bestanden",
    "the archive is damaged": "het archief is beschadigd",
    "the archive is damaged or cut off": "het archief is beschadigd of afgebroken",
    "the index of the archive is damaged or cut off; members were salvaged": "de inhoudsopgave van het archief is beschadigd of afgebroken; er is uit gered wat kon",
    "the compressed data is damaged or cut off": "de samengeperste gegevens zijn beschadigd of afgebroken",
    "needs a library that is not installed: apt-get install libarchive13": "hiervoor ontbreekt een bibliotheek: apt-get install libarchive13",
    "one of several parts, and not all of them lie beside it": "een van meer delen, en niet alle liggen ernaast",
    "reading the archive killed its process, or took too long; members are missing": "het lezen van het archief brak het leesproces af of duurde te lang; er ontbreken bestanden",
    "a link; links are not followed": "een verwijzing; verwijzingen worden niet gevolgd",
    "not a regular file": "geen gewoon bestand",
    "the file is no longer where it was": "het bestand is niet meer waar het was",
    # what is said of a dataset
    "declared complete, and there is nothing in it: nobody is cleared over it; look whether its files are the right ones": "heet compleet, maar er zit niets in: niemand wordt erom uitgesloten; ga na of het de juiste bestanden zijn",
    "and {} more": "en nog {}",
}  # fmt: skip
"""English → Dutch; `{}` stands for what differs from file to file."""


def dutch(problem: str) -> str:
    """A problem in Dutch; several are separated by semicolons, and one that is not known stays English."""
    told = _whole(problem)
    if told is not None:
        return told
    parts, out, at = problem.split("; "), [], 0
    while at < len(parts):  # a text may hold the separator itself: the longest that is known goes first
        for end in range(len(parts), at, -1):
            told = _whole("; ".join(parts[at:end]))
            if told is not None or end == at + 1:
                out.append(told if told is not None else parts[at])
                at = end
                break
    return "; ".join(out)


def _whole(problem: str) -> str | None:
    plain = _DUTCH.get(problem)
    if plain is not None:
        return plain
    for form, text in _forms():
        if found := form.fullmatch(problem):
            return text.format(*found.groups())
    return None


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.escape(english).replace(r"\{\}", "([^;]*)")), text)
        for english, text in _DUTCH.items()
        if "{}" in english
    ]
