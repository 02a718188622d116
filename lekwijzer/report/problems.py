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
    "the document is damaged or cut off; its parts were salvaged": "het document is beschadigd of afgebroken; de delen ervan zijn geborgen",
    "the document is damaged or cut off; what is left was read": "het document is beschadigd of afgebroken; wat er over is, is gelezen",
    "the document is damaged; it was repaired and read as far as possible": "het document is beschadigd; het is hersteld en gelezen voor zover mogelijk",
    "the document is damaged; only traces of people in it were looked for": "het document is beschadigd; er is alleen gezocht naar sporen van personen",
    "the document is damaged": "het document is beschadigd",
    "the document is damaged; nothing could be read": "het document is beschadigd; er was niets te lezen",
    "the document is damaged; no page of it could be opened": "het document is beschadigd; geen bladzijde was te openen",
    "the document is damaged or has no pages": "het document is beschadigd of heeft geen bladzijden",
    "the document is damaged, and too large to be repaired": "het document is beschadigd, en te groot om te herstellen",
    "the text of the document is missing": "de tekst van het document ontbreekt",
    "no slide was found in the presentation": "er zijn geen dia's in de presentatie gevonden",
    "the text is damaged or cut off; what is left was read": "de tekst is beschadigd of afgebroken; wat er over is, is gelezen",
    "the text is too large to be read": "de tekst is te groot om te lezen",
    "too large to salvage whole; parts are missing": "te groot om geheel te bergen; er ontbreken delen",
    "a part is too large to be read whole": "een deel is te groot om geheel te lezen",
    "a part is damaged and was read as far as possible": "een deel is beschadigd en gelezen voor zover mogelijk",
    "a part is no valid XML and was read as far as possible": "een deel is geen geldige XML en gelezen voor zover mogelijk",
    "a part of the file is damaged and was not read": "een deel van het bestand is beschadigd en niet gelezen",
    "the file is damaged; nothing could be read": "het bestand is beschadigd; er was niets te lezen",
    "no text of a document was found in the file": "er is geen tekst van een document in het bestand gevonden",
    "a file of a program that is not known; only traces of people in it were looked for": "een bestand van een onbekend programma; er is alleen gezocht naar sporen van personen",
    "the page could not be opened": "de bladzijde was niet te openen",
    "the page could not be read": "de bladzijde was niet te lezen",
    "values of the form and notes could not all be read": "niet alle ingevulde waarden en notities waren te lezen",
    "more than {} lists; the rest was not read": "meer dan {} lijsten; de rest is niet gelezen",
    "more than {} pictures; the rest was not read": "meer dan {} afbeeldingen; de rest is niet gelezen",
    "a picture that waits for OCR": "een afbeelding die op tekstherkenning (OCR) wacht",
    "a picture that waits for OCR ({} pages)": "afbeeldingen die op tekstherkenning (OCR) wachten ({} bladzijden)",
    "a picture, and no program to read it; install it: apt-get install tesseract-ocr tesseract-ocr-nld": "een afbeelding, en geen programma om die te lezen; installeer het: apt-get install tesseract-ocr tesseract-ocr-nld",
    "numbers of people that may be misread and that nothing stands beside: {}": "nummers van personen die verkeerd gelezen kunnen zijn en waar niets bij staat: {}",
    "the picture is damaged": "de afbeelding is beschadigd",
    "the picture is damaged or of an unknown kind": "de afbeelding is beschadigd of van een onbekende soort",
    "the picture is too large to be read": "de afbeelding is te groot om te lezen",
    "the picture could not be read": "de afbeelding was niet te lezen",
    "the picture was not read within {} seconds": "de afbeelding was niet binnen {} seconden gelezen",
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
    "a symbolic link to what is listed itself": "een symbolische verwijzing naar wat zelf in de lijst staat",
    "a symbolic link that leads to nothing": "een symbolische verwijzing die nergens heen leidt",
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
