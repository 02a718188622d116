"""Headers that no phrase fits, taken apart into the short words that database designers glue together.

`labpatnr` is lab + pat + nr, `dat_afn` date + collection, `uitslDat` result + date. Each piece stands for a concept, and
a small table of rules says what a set of concepts means. A piece that is no known word lowers the confidence.
"""

from __future__ import annotations

from functools import lru_cache

from lekwijzer.model import Role

_WORDS: dict[str, str] = {
    "bsn": "bsn burgerservice sofi",
    "patient": "prs psn prsn klnt patient patienten pat patnt pt ptnt client clienten cli persoon person pers deelnemer deeln deelneemster participant subject klant individu betrokkene lid member",
    "number": "uuid guid nummer nummers nr nrs num no number id ident identificatie identifier ref referentie kenmerk key sleutel nummern lfdnr",
    "code": "code cd kode",
    "date": "datum date dat dt dtm dd datumtijd datetime tijdstip moment timestamp datums",
    "time": "tijd time uur",
    "year": "jaar jr year yr",
    "month": "maand mnd month",
    "day": "dag day",
    "birth": "geboorte geboren geb birth born gb geburts geburt",
    "death": "overlijden overlijdens overleden overl death deceased died",
    "place": "plaats plts pl place stad city town woonplaats wpl wplts woonpl gemeente wohnort",
    "country": "land country",
    "name": "naam nm name namen names",
    "sur": "nach achter geslachts gesl familie fam sur last eigen meisjes",
    "given": "frst voornaam voornamen roep roepnaam voor first middle given forename vorname vornamen",
    "initials": "voorletters voorletter voorl initialen initials init vltrs",
    "prefix": "pfx prfx voorvoegsel voorvoegsels voorv vrvgs vvgs tussenvoegsel tussenvoegsels tussenv vvgsl tussenvgsl vv tv prefix infix",
    "partner": "partner echtgenoot echtgenote man mans gehuwd gehuwde spouse husband married huwelijks",
    "sex": "geslacht sex gender kunne sexe sekse geschlecht",
    "street": "straat str street strnaam straatnaam strasse",
    "house": "hse huis house haus",
    "addition": "toevoeging toev letter addition suffix ltr",
    "postcode": "postcode postcd pcode pc zip zipcode postal pstcd plz",
    "address": "adres address addr adr woonadres adresregel",
    "phone": "telefoon telefoonnummer tel mobiel mob gsm phone telephone mobile cell telefonnummer telefonnr handy msisdn",
    "email": "email mail emailadres mailadres",
    "iban": "iban rekening rek bankrekening",
    "insurer": "verzekeraar zorgverzekeraar verz uzovi polis insurer insurance policy payer verzekering verzekerden zorgverz kasse kassen krankenkasse",
    "requester": "huisarts huisartsen ha arts aanvrager gp requester verwijzer doctor physician agb praktijk behandelaar specialist spec voorschrijver inzender provider referrer clinician verloskundige zorgverlener einsender hausarzt arzt",
    "order": "order ordr ord req aanvraag aanvr aanvragen opdracht request requisition verzoek accession bon auftrag auftrags auftr",
    "specimen": "monster mon monst mat specimen sample smp buis tube barcode materiaal preparaat etiket potje kit probe proben probennr",
    "collect": "afname afn afgenomen afnamen collection collected collect coll taken bemonstering entnahme entn abnahme prik prel prelev prelevement",
    "exam": "property prestatie onderzoek onderzoeks onderz ond bepaling bepalings bep test tst verrichting verr exam examination examen analyse analysis assay panel procedure proc programma screening untersuchung verfahren",
    "result": "rslt uitslag uitslagen uitsl uitsltekst resultaat resultaten res result results waarde value val conclusie concl conclusion bevinding finding diagnose diagnosis interpretatie uitkomst hpv cyto cytologie pap kopac histo verslag befund ergebnis messwert",
    "report": "rapport rapportage rap report gerapporteerd autorisatie aut ontvangst ontv ontvangen received receipt receipttime verified eingang",
    "lab": "lab laboratorium laboratory",
    "hospital": "ziekenhuis zkh zkhs hospital zis epd his mrn dossier dos instelling",
    "kind": "type soort srt kind omschrijving oms omschr desc description reden methode wijze",
    "else": "moeder vader ouder contactpersoon kind child mother father emergency voogd",
    "staff": "gebruiker gebr usr mdw medew user door created updated gewijzigd analist invoerder operator mutatie medewerker",
    "range": "ronde rondes ronden grond groep groeps beroep beroeps oproep afroep streefwaarde charge chargenr lot lotnr batch batchnr refwaarde referentiewaarde referentiewaarden normaalwaarde normaalwaarden normaal norm range ondergrens bovengrens eenheid unit units limiet einheit normbereich",
    "noise": "internal intern interne s e en of van de het der gegevens data info txt tekst text actueel huidig brp gba x p t",
}  # fmt: skip


def _without_vowels(words: dict[str, str]) -> dict[str, str]:
    """The long words as old systems cut them to eight positions: GSLCHT, WNPLTS, PSTCD; not those that two concepts share."""
    short: dict[str, set[str]] = {}
    for word, concept in words.items():
        bare = word[0] + "".join(c for c in word[1:] if c not in "aeiou")
        if len(word) >= 6 and len(bare) >= 4 and bare not in words:
            for form in (bare, "".join(c for i, c in enumerate(bare) if not i or c != bare[i - 1])):
                if len(form) >= 4:
                    short.setdefault(form, set()).add(concept)
    return {bare: concepts.pop() for bare, concepts in short.items() if len(concepts) == 1}


_CONCEPT = {word: concept for concept, words in _WORDS.items() for word in words.split()}
_CONCEPT = _without_vowels(_CONCEPT) | _CONCEPT
_LONGEST = max(map(len, _CONCEPT))

_RULES: tuple[tuple[frozenset[str], frozenset[str], Role | None], ...] = tuple(
    (frozenset(need.split()), frozenset(without.split()), role)
    for need, without, role in (
        ("bsn", "partner else", Role.BSN),
        ("else", "", None),
        ("range", "", None),
        ("staff", "", None),
        ("death", "", Role.DEATH_DATE),
        ("birth place", "", None),
        ("birth country", "", None),
        ("birth name", "", Role.SURNAME),
        ("birth year", "", Role.BIRTH_YEAR),
        ("birth month", "", Role.BIRTH_MONTH),
        ("birth day", "", Role.BIRTH_DAY),
        ("birth", "partner", Role.BIRTH_DATE),
        ("partner prefix", "", Role.PARTNER_PREFIX),
        ("partner name", "", Role.PARTNER_SURNAME),
        ("partner", "", None),
        ("insurer", "", Role.INSURER),
        ("collect date", "", Role.EXAM_DATE),
        ("collect time", "", Role.EXAM_DATE),
        ("requester phone", "", None),
        ("requester address", "", None),
        ("requester street", "", None),
        ("requester postcode", "", None),
        ("requester place", "", None),
        ("requester email", "", None),
        ("requester", "", Role.REQUESTER),
        ("email", "lab", Role.EMAIL),
        ("phone", "lab", Role.PHONE),
        ("iban", "", Role.IBAN),
        ("postcode", "lab hospital", Role.POSTCODE),
        ("house addition", "", Role.HOUSE_ADDITION),
        ("house number", "street address", Role.HOUSE_NUMBER),
        ("street number", "", Role.ADDRESS),
        ("street house", "", Role.ADDRESS),
        ("address", "lab hospital", Role.ADDRESS),
        ("street", "lab hospital", Role.STREET),
        ("initials", "", Role.INITIALS),
        ("prefix", "", Role.PREFIX),
        ("given", "sur", Role.GIVEN),
        ("sur name", "", Role.SURNAME),
        ("sex", "", Role.SEX),
        ("order date", "", Role.EXAM_DATE),
        ("exam date", "", Role.EXAM_DATE),
        ("result date", "", Role.EXAM_DATE),
        ("report date", "", Role.EXAM_DATE),
        ("specimen date", "", Role.EXAM_DATE),
        ("lab date", "", Role.EXAM_DATE),
        ("exam year", "", Role.EXAM_DATE),
        ("patient number", "", Role.PATIENT_NUMBER),
        ("patient code", "", Role.PATIENT_NUMBER),
        ("hospital number", "", Role.PATIENT_NUMBER),
        ("specimen number", "", Role.SPECIMEN_NUMBER),
        ("order number", "", Role.ORDER_NUMBER),
        ("result number", "code", None),
        ("report number", "", Role.ORDER_NUMBER),
        ("exam number", "", Role.ORDER_NUMBER),
        ("collect number", "", Role.SPECIMEN_NUMBER),
        ("lab number", "", Role.SPECIMEN_NUMBER),
        ("result", "", Role.TEST_RESULT),
        ("exam", "", Role.EXAM_TYPE),
        ("order kind", "", Role.EXAM_TYPE),
        ("specimen kind", "", None),
        ("collect kind", "", Role.EXAM_TYPE),
        ("collect", "", Role.EXAM_DATE),
        ("order", "", Role.ORDER_NUMBER),
        ("specimen", "kind", Role.SPECIMEN_NUMBER),
        ("patient name", "", Role.NAME),
        ("patient place", "", Role.CITY),
        ("place", "lab hospital requester", Role.CITY),
    )
)
"""What must be there, what must not, and what it means; the first rule that fits decides."""


@lru_cache(maxsize=4096)
def pieces(token: str) -> tuple[tuple[str, ...], int]:
    """The concepts of a glued word, and how many of its letters belong to no known word; known words as long as possible."""
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(token) + 1):
        lost, count, concepts = best[end - 1]
        option = (lost + 1, count + 1, concepts)
        for start in range(max(0, end - _LONGEST), end - 1):
            concept = _CONCEPT.get(token[start:end])
            if concept is not None:
                before = best[start]
                option = min(option, (before[0], before[1] + 1, (*before[2], concept)), key=lambda o: (o[0], o[1]))
        if end == 1 and token[0:1] in _CONCEPT:
            option = (0, 1, (_CONCEPT[token[0:1]],))
        best.append(option)
    return best[-1][2], best[-1][0]


_TAILS = {
    "date": "datum", "name": "naam", "number": "nummer", "code": "code", "kind": "omschrijving soort", "place": "plaats", "prefix": "pfx prfx voorvoegsel voorv",
    "address": "adres", "result": "tekst uitslag", "addition": "toevoeging",
}  # fmt: skip
"""Words that stand behind others, of which often only the first letters are left."""
CUT = range(7, 13)
"""Letters and figures of a header that may have been cut off: old databases allow eight to ten, and signs between words."""
_CUT_OFF = {"achter": ("sur", "name"), "meisjes": ("sur", "name"), "geslac": ("sex",), "geslach": ("sex",)}
"""Beginnings of words that are words, or beginnings of others, too."""
_OF_A_NAME = {"sur", "birth", "partner"}


@lru_cache(maxsize=4096)
def _cut_off(token: str) -> tuple[str, ...]:
    """The concepts of a word of which the end is missing (`verzekera`, `ordernumme`, `gebdat` glued to `v`); () when that is not so."""
    if token in _CUT_OFF:
        return _CUT_OFF[token]
    whole = {concept for word, concept in _CONCEPT.items() if len(token) >= 6 and word.startswith(token)}
    if len(whole) == 1:
        return tuple(whole)
    for end in (*range(len(token) - 1, 2, -1), 0):
        concepts, missing = pieces(token[:end]) if end else ((), 0)
        if missing or len(token) - end > 9 or (not end and len(token) < 2):
            continue
        tail = token[end:]
        found = {concept for concept, words in _TAILS.items() for word in words.split() if word.startswith(tail)}
        if len(found) > 1 and tail == "n":
            found = {"name"} if _OF_A_NAME & set(concepts) else {"number"}
        if len(found) == 1:
            return (*concepts, *found)
    return ()


def meaning(words: list[str], length: int = 0) -> tuple[Role | None, float]:
    """The role that the concepts of a header's words point to, and how surely (0 when they point nowhere).

    `length` is that of the whole header where these are some of its words.
    """
    concepts: set[str] = set()
    lost = total = 0
    words = [word for word in words if not word.isdigit()]
    length = length or len("".join(words))
    for word in words:
        found, missing = pieces(word)
        if (
            (missing or word in _CUT_OFF)
            and word == words[-1]
            and len(words) > (word in _CUT_OFF)
            and length in CUT
            and (longer := _cut_off(word))
        ):
            found, missing = longer, 0
        if 5 * missing <= 2 * len(word):  # else the known letters are in it by chance: "re(s)ource"
            concepts.update(found)
        lost += missing
        total += len(word)
    if not concepts or lost > total / 2:
        return None, 0.0
    for need, without, role in _RULES:
        if need <= concepts and not without & concepts:
            return role, 0.75 * (1 - lost / max(total, 1)) if role else 0.0
    return None, 0.0
