"""Finds the header of a table: which of its first rows names the columns, and where the records begin.

Nothing is known about the columns yet, so the question is one of shape. A header row is filled about as widely as
the rows below it, its cells are words rather than values, and they look unlike the column that they stand above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

Row = Sequence[str | None]

LOOK_BELOW = 40
"""Rows below a candidate that its cells are compared with."""
LONGEST = 80
"""Characters beyond which a cell is neither a name of a column nor a number, date or code."""
LOOK_DOWN = 30
"""Rows from the top among which the header is sought."""

KNOWN_WORDS = frozenset(
    """
    aanhef aanvraag aanvrager aanvraagnummer aanmaak achternaam adres adresregel afdeling afname afnamedatum agb
    anr antwoord apotheek arts barcode bedrag behandelaar bepaling bericht betreft bsn burgerservicenummer categorie
    client clientnummer clnt code conclusie contact datum deelnemer deelnemernummer dob doopnaam dossier dossiernummer
    dt eenheid einddatum email emailadres episode familienaam functie gba gebdat gebdatum gebjaar geboorte
    geboortedag geboortedatum geboortejaar geboortemaand geboortenaam geboorteplaats gegevens gemeente geslacht
    geslachtsnaam gsm herkomst huisarts huisartsenpraktijk huisletter huisnr huisnummer iban id identificatie ingang
    initialen instelling jaar kenmerk klant klantnummer kolom laboratorium land leeftijd lengte letter locatie m/v
    maand mailadres materiaal meisjesnaam mobiel monster monsternummer naam naw nm nr num nummer omschrijving
    onderzoek onderzoekscode opdracht opmerking opmerkingen order ordernummer organisatie overlijden
    overleden overlijdensdatum partner patient patientnr patientnummer pid plaats plaatsnaam polis polisnummer
    postbus postcode praktijk pseudoniem provincie rapport regel rekening rekeningnummer relatie resultaat
    roepnaam rol secretariaat sexe soort status straat straatnaam tel telefoon telefoonnummer telnr test titel
    toev toevoeging tussenvoegsel tussenvoegsels type uitgever uitslag uitslagdatum unit uzovi verrichting verzekeraar
    verzekering verzekerde verzekerdenummer voorl voorletters voornaam voornamen voorvoegsel voorvoegsels vrouw waarde
    woonplaats ziekenhuis zkh zorgverlener zorgverzekeraar
    account accession address admission age amount analysis barcode birth birthdate birthday birthyear born cell city
    clinic code collected collection comment comments country created customer date day death deceased department
    description doctor dob double email exam family fax first forename gender given gp hospital house id identifier
    index initials insurance insurer key label last line location mail maiden middle mobile month mrn name names
    note notes number order organisation organization participant patient person phone physician postal prefix
    practice provider record reference remarks report requester result results sample sex specimen state status
    street suffix surname telephone test text time timestamp title town type unit units updated user value version
    year zip zipcode
    """.split()
)  # fmt: skip
"""Words that columns of registers, laboratories and hospitals are named with; Dutch and English."""

_TOKENS = re.compile(r"[A-Z]?[^\W\d_]+|\d+", re.UNICODE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+", re.UNICODE)
_SPACE = re.compile(r"\s+")
_IDENTIFIER = re.compile(r"[a-z]_[a-z]|[a-z][A-Z]")
_RULE = re.compile(r"[-=_+*\s|]+|\s*:?-+:?\s*")
_VALUE = re.compile(
    r"""[\d\s.,+/:()€%-]*\d[\d\s.,+/:()€%-]*        # numbers, dates, times, telephone numbers, amounts
      | [^@\s]+@[^@\s]+\.\w+                          # mail addresses
      | [1-9]\d{3}\s?[A-Za-z]{2}                      # postcodes
      | [A-Z]{2}\d{2}[\sA-Z0-9]{10,}                  # IBAN
      | \d{1,2}[-\s][A-Za-z]{3,9}\.?[-\s]\d{2,4}      # 5 aug 1945
      | [\d-]{8,10}[T\s][\d:.+Z-]{5,}                 # timestamps
      | true | false | null | none | nan
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find_header(rows: Sequence[Row]) -> tuple[int | None, int]:
    """The index of the header row (None when there is none) and the index of the first record.

    `rows` are the first rows of the table, blank rows included. Rows between the header and the first record
    (a ruler of dashes, a blank row) and rows above the header (titles, comments) are not records.
    """
    filled = [_filled(row) for row in rows]
    usual = _usual(filled)
    if usual == 0:
        return None, len(rows)
    best, best_score = None, 0.0
    for i in range(min(LOOK_DOWN, len(rows))):
        if not _wide_enough(filled[i], usual) or is_ruler(rows[i]):
            continue
        score = _header_score(rows, i)
        if score > best_score + 0.15 * len(filled[i]):
            best, best_score = i, score
        if score < 0 and best is None:
            break  # a record: whatever stands below it is no header
        if best is not None and i > best + 2:
            break
    first = _first_wide(rows, filled, usual) if best is None else best + 1
    return best, _skip_to_record(rows, first)


def shape(value: str) -> str:
    """A value reduced to its form: runs of digits become 9, runs of letters a, white space one blank."""
    return _shape(value[:40])


def is_ruler(row: Row) -> bool:
    """Whether a row only draws a line (`---;---`)."""
    cells = [cell for cell in row if cell and cell.strip()]
    return bool(cells) and all(_RULE.fullmatch(cell) and len(cell.strip()) > 1 for cell in cells)


def known_word(cell: str) -> bool:
    """Whether a cell holds a word that columns are commonly named with."""
    if len(cell) > LONGEST:
        return False
    words = [t.lower() for t in _TOKENS.findall(_CAMEL.sub(" ", cell))]
    return any(word in KNOWN_WORDS for word in words) and len(words) <= 6


def all_known(cell: str) -> bool:
    """Whether a cell holds nothing but such words: nobody is called so."""
    words = [t.lower() for t in _TOKENS.findall(_CAMEL.sub(" ", cell))]
    return len(cell) <= LONGEST and all(word in KNOWN_WORDS for word in words)


def looks_like_value(cell: str) -> bool:
    """Whether a cell is a number, date, mail address, postcode: something that no column is named."""
    return len(cell) <= LONGEST and _is_value(cell.strip())


@lru_cache(maxsize=65536)
def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell) is not None


@lru_cache(maxsize=65536)
def _shape(value: str) -> str:
    return _SPACE.sub(" ", _LETTERS.sub("a", _DIGITS.sub("9", value.strip())))


def _filled(row: Row) -> list[int]:
    return [i for i, cell in enumerate(row) if cell and cell.strip()]


def _usual(filled: Sequence[Sequence[int]]) -> int:
    """The number of filled cells that a row of this table usually reaches."""
    widths = sorted(len(f) for f in filled if f)
    return widths[(len(widths) * 2) // 3 if len(widths) > 2 else -1] if widths else 0


def _wide_enough(filled: Sequence[int], usual: int) -> bool:
    return len(filled) >= max(min(2, usual), round(usual * 0.6))


def _first_wide(rows: Sequence[Row], filled: Sequence[Sequence[int]], usual: int) -> int:
    """Where the records begin in a table without a header: past titles and comments, never past what may be a record."""
    for i, cells in enumerate(filled):
        if not cells or is_ruler(rows[i]):
            continue
        if len(cells) >= max(min(2, usual), usual * 0.4):
            return i
        if all(shape(rows[i][j] or "") in _shapes_below(rows, i, j) for j in cells):
            return i
    return 0


def _shapes_below(rows: Sequence[Row], i: int, j: int) -> set[str]:
    return {shape(row[j] or "") for row in rows[i + 1 : i + 1 + LOOK_BELOW] if j < len(row)} - {""}


def _skip_to_record(rows: Sequence[Row], first: int) -> int:
    while first < len(rows) and (not _filled(rows[first]) or is_ruler(rows[first])):
        first += 1
    return first


def _header_score(rows: Sequence[Row], i: int) -> float:
    """Above 0: rather a header; below 0: rather a record. Each filled cell has a say."""
    below = [row for row in rows[i + 1 : i + 1 + LOOK_BELOW] if _filled(row) and not is_ruler(row) and row != rows[i]]
    cells = [(j, cell) for j, cell in enumerate(rows[i]) if cell and cell.strip()]
    score = 0.0
    for j, cell in cells:
        column = [row[j] or "" for row in below if j < len(row)]
        score += _cell_score(cell, [value for value in column if value.strip()])
    names = [cell.strip().lower() for _, cell in cells]
    if len(set(names)) < len(names) * 0.7:
        score -= 0.3 * len(names)  # a header hardly repeats itself
    if cells and not below and not any(known_word(cell) for _, cell in cells):
        return -1.0
    return score


def _cell_score(cell: str, column: Sequence[str]) -> float:
    """What one cell says: its words, and how it differs from the values below it."""
    known = known_word(cell)
    value = looks_like_value(cell)
    score = 1.0 if known else 0.0
    if not value and _IDENTIFIER.search(cell) and " " not in cell.strip():
        score += 0.3
    if (len(cell) > 60 or cell.count(" ") > 7) and not (column and max(map(len, column)) * 3 < len(cell)):
        score -= 0.5  # a sentence; unless it is the question to which the column has short answers
    if not column:
        return score + 0.3  # records are seldom filled where all others are empty
    if value:
        score -= 1.0
    if cell in column:
        return score - (1.0 if not known or column.count(cell) > 1 else 0.2)
    return score + _contrast(cell, column, value)


def _contrast(cell: str, column: Sequence[str], value: bool) -> float:
    """How much the cell looks unlike the values below it; below 0 when it looks like them."""
    shapes = Counter(shape(v) for v in column)
    common, n = shapes.most_common(1)[0]
    mine = shape(cell)
    even = n >= 0.6 * len(column)
    if mine in shapes:
        if mine == common == "a":
            return -0.1
        masks = Counter(_DIGITS.sub("9", v.strip()) for v in column)
        if masks[_DIGITS.sub("9", cell.strip())] == 0 and masks.most_common(1)[0][1] >= 0.6 * len(column):
            return 0.5  # a name with a number (kol12) above codes of another letter (x12)
        return -0.6 if mine == common else -0.1
    if even:
        return (1.4 if value else 1.0) if value or common != "a" else 0.3
    return 0.2 if value else 0.8 if sum(looks_like_value(v) for v in column) > 0.6 * len(column) else 0.0
