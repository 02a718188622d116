"""The words of the page, Dutch and English side by side.

The texts are trusted HTML; what is filled in between braces is escaped.
"""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from lekwijzer.report import codes, numbers, problems

Lang = Literal["nl", "en"]
LANGS: tuple[Lang, ...] = ("nl", "en")

NOUNS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "person": (("mens", "mensen"), ("person", "people")),
    "row": (("rij", "rijen"), ("row", "rows")),
    "item": (("bestand", "bestanden"), ("file", "files")),
    "register": (("register", "registers"), ("register", "registers")),
    "problem": (("probleem", "problemen"), ("problem", "problems")),
    "party": (("partij", "partijen"), ("party", "parties")),
    "practice": (("praktijk", "praktijken"), ("practice", "practices")),
}

TEXTS: dict[str, tuple[str, str]] = {
    # head
    "brand": ("Lekwijzer · rapport", "Lekwijzer · report"),
    "title": ("{case} – revisie {revision}", "{case} – revision {revision}"),
    "revision": ("Revisie {n}", "Revision {n}"),
    "unnamed": ("Zaak zonder naam", "Case without a name"),
    "skip": ("Naar het antwoord", "Skip to the answer"),
    "basis": ("Waarop dit rust", "What this rests on"),
    "basis_datasets": ("Datasets", "Datasets"),
    "basis_registers": ("Registers", "Registers"),
    "basis_read": ("Gelezen", "Read"),
    "basis_code": ("Programma", "Program"),
    "found_on": ("gevonden op {date}", "found on {date}"),
    "complete": ("volledig", "complete"),
    "incomplete": ("niet volledig", "not complete"),
    "as_of": ("peildatum {date}", "as of {date}"),
    "as_of_range": ("peildata {first} tot en met {last}", "as of {first} to {last}"),
    "as_of_none": ("peildatum niet opgegeven", "as-of date not given"),
    "none": ("geen", "none"),
    "private": (
        "Op deze pagina staan alleen aantallen, geen persoonsgegevens. Zij gaat over alle partijen samen en is "
        "bedoeld voor het team van de zaak.",
        "This page holds counts only, no personal data. It is about all parties together and meant for the team of "
        "the case.",
    ),
    "table_of": ("tabel: {label}", "table: {label}"),
    "contents": ("Inhoud", "Contents"),
    # answer
    "answer": ("Het antwoord", "The answer"),
    "answer_lead": (
        "De gegevens van <strong>{found}</strong> van de <strong>{total}</strong> in {who} staan in de gelekte bestanden.",
        "The data of <strong>{found}</strong> out of <strong>{total}</strong> in {who} are in the leaked files.",
    ),
    "answer_open": (
        "Voor <strong>{people}</strong> is dat niet uit te sluiten.",
        "For <strong>{people}</strong> this cannot be excluded.",
    ),
    "answer_cleared": (
        "Voor <strong>{people}</strong> is het uitgesloten, met bewijs.",
        "For <strong>{people}</strong> it is excluded, with proof.",
    ),
    "answer_nobody_cleared": ("Niemand is uitgesloten.", "Nobody has been cleared."),
    "answer_others": (
        "In de andere registers ({registers}): <strong>{found}</strong> van de {total} gevonden, "
        "{open} niet uit te sluiten, {cleared} uitgesloten.",
        "In the other registers ({registers}): <strong>{found}</strong> of {total} found, "
        "{open} not excluded, {cleared} cleared.",
    ),
    "answer_unknown": (
        "De bestanden bevatten ook gegevens van <strong>{people}</strong> buiten alle registers.",
        "The files also hold data of <strong>{people}</strong> outside all registers.",
    ),
    "answer_empty": ("Deze zaak heeft nog geen register.", "This case has no register yet."),
    "who_register": ("het register van {party}", "the register of {party}"),
    "who_group": ("{registers} samen", "{registers} together"),
    "of_found": ("gevonden ({share})", "found ({share})"),
    "of_open": ("niet uit te sluiten ({share})", "not excluded ({share})"),
    "of_cleared": ("uitgesloten ({share})", "cleared ({share})"),
    "split": ("{confirmed} bevestigd, {probable} waarschijnlijk", "{confirmed} confirmed, {probable} probable"),
    "counted_twice": (
        "Wie in twee registers staat, telt in beide mee. Tel de registers daarom niet bij elkaar op tot een aantal "
        "mensen.",
        "Somebody in two registers counts in both. So do not add registers up to a number of people.",
    ),
    "many": ("{registers}: {first} t/m {last}", "{registers}: {first} to {last}"),
    "smaller_count": ("{n} kleinere registers", "{n} smaller registers"),
    "and_more": ("en nog {n}", "and {n} more"),
    "cut": (
        "De eerste {shown} van {total} rijen. De rest staat in de exports.",
        "The first {shown} of {total} rows. The rest is in the exports.",
    ),
    # limits
    "limits": ("Wat u niet mag concluderen", "What may not be concluded"),
    "refuted_title": ("Het opgegeven bereik klopt niet", "The declared scope is refuted"),
    "refuted": (
        "De gegevens van <strong>{n}</strong> uit register <strong>{register}</strong> ({party}) staan in de gelekte "
        "bestanden, maar volgens de opgave in geen enkel geraakt systeem ({systems}). De opgave is dus onjuist. Daarom "
        "is niemand uit dit register op grond ervan uitgesloten: voor nog {rest} buiten die systemen is het oordeel "
        "‘niet uit te sluiten’.",
        "The data of <strong>{n}</strong> of register <strong>{register}</strong> ({party}) are in the leaked files, "
        "although the declaration puts them in no accessed system ({systems}). So the declaration is wrong. Therefore "
        "nobody of this register is cleared on the strength of it: for another {rest} outside those systems the "
        "verdict is ‘not excluded’.",
    ),
    "limit_coverage": ("Niet alles is gelezen", "Not everything was read"),
    "limit_coverage_text": (
        "Niet of niet helemaal gelezen: {items} ({bytes}), te weten {split}. Wat daarin staat, weten wij niet.",
        "Not read, or not in full: {items} ({bytes}), namely {split}. What is in them, we do not know.",
    ),
    "limit_complete": ("Wij hebben niet alles in handen", "We do not hold everything"),
    "limit_complete_text": (
        "Het is niet zeker dat wij alles hebben wat is meegenomen (dataset {datasets}). Niet gevonden betekent daarom "
        "niet: niet gelekt.",
        "It is not certain that we hold everything that was taken (dataset {datasets}). So not found does not mean "
        "not leaked.",
    ),
    "limit_unresolved": ("Niet bij elke rij is duidelijk wie het is", "Not every row says who it is about"),
    "limit_unresolved_text": (
        "Bij {rows} gaat het om een mens, maar is niet vast te stellen wie. Die mensen zijn niet weg: zij kunnen "
        "‘niet uit te sluiten’ zijn, of in geen register staan.",
        "In {rows} there is a person, but it cannot be established who. Those people are not gone: they may be among "
        "the ‘not excluded’, or in no register.",
    ),
    "limit_unidentified": ("Er zijn mensen gevonden buiten de registers", "People were found outside the registers"),
    "limit_unidentified_text": (
        "Het gaat om {people} ({rows}): wel als mens te herkennen, maar in geen register van deze zaak. Misschien "
        "ontbreekt er een register, of is een register niet bij.",
        "This concerns {people} ({rows}): recognisable as a person, but in no register of this case. A register may be "
        "missing, or not up to date.",
    ),
    "limit_checks": ("Een som op deze pagina klopt niet", "A sum on this page does not add up"),
    "limit_checks_text": (
        "Gebruik de cijfers niet voordat dit is uitgezocht. Zie <a href=\"#check\">Zelf controleren</a>.",
        "Do not use the figures before this is cleared up. See <a href=\"#check\">Check it yourself</a>.",
    ),
    "limit_general": ("‘Niet uit te sluiten’ is niet ‘niet geraakt’", "‘Not excluded’ is not ‘not hit’"),
    "limit_general_text": (
        "Het is ook niet ‘wel geraakt’. Het betekent dat bewijs ontbreekt, voor het een en voor het ander.",
        "Nor is it ‘hit’. It means that proof is lacking, for the one and for the other.",
    ),
    # changes
    "changes": ("Wat er is veranderd", "What changed"),
    "changes_none": (
        "Dit is de eerste revisie. Er is nog niets om mee te vergelijken.",
        "This is the first revision. There is nothing to compare it with yet.",
    ),
    "changes_same": (
        "Sinds revisie {n} is niemand van oordeel of doelgroep veranderd.",
        "Since revision {n} nobody has moved between verdicts or cohorts.",
    ),
    "changes_lead": (
        "Sinds revisie {since} is het oordeel over <strong>{people}</strong> veranderd.",
        "Since revision {since} the verdict on <strong>{people}</strong> has changed.",
    ),
    "changes_regrouped": (
        "Van <strong>{people}</strong> is alleen de doelgroep anders.",
        "Of <strong>{people}</strong> only the cohort is different.",
    ),
    "moves": ("Van oordeel naar oordeel, met de oorzaak", "From verdict to verdict, with the cause"),
    "cohort_moves": ("Van doelgroep naar doelgroep, met de oorzaak", "From cohort to cohort, with the cause"),
    "all_moves": ("Elke verschuiving, per register", "Every move, by register"),
    "before_after": ("Toen en nu", "Then and now"),
    "then": ("revisie {n}", "revision {n}"),
    "bridge_ok": (
        "De verschuivingen verklaren het verschil met revisie {n} precies.",
        "The moves explain the difference from revision {n} exactly.",
    ),
    "bridge_off": (
        "De verschuivingen verklaren het verschil met revisie {n} niet.",
        "The moves do not explain the difference from revision {n}.",
    ),
    # cohorts
    "cohorts": ("Doelgroepen", "Cohorts"),
    "cohorts_lead": (
        "Elke doelgroep is een regel in de zaak. Iedereen staat in de eerste doelgroep waarvan de regel klopt.",
        "Each cohort is a rule of the case. Everybody is in the first cohort whose rule holds.",
    ),
    "cohorts_none": ("Deze zaak heeft geen doelgroepen.", "This case has no cohorts."),
    "cohorts_sum": ("rijen in alle registers", "rows in all registers"),
    "no_cohort": ("in geen doelgroep", "in no cohort"),
    # fields
    "leaked": ("Welke gegevens zijn gelekt", "What of theirs leaked"),
    "heat": ("Gegevens per doelgroep", "Fields by cohort"),
    "heat_lead": (
        "Het deel van de doelgroep van wie dit gegeven is gevonden, met het aantal mensen eronder. "
        "Hoe sterker de kleur, hoe groter het deel.",
        "The share of the cohort of whom this field was found, with the number of people below it. "
        "The stronger the colour, the larger the share.",
    ),
    "heat_empty": (
        "Van doelgroep {cohorts} is nog niemand gevonden; van hen is geen gelekt gegeven bekend.",
        "Nobody of cohort {cohorts} has been found yet; no leaked field of theirs is known.",
    ),
    "heat_none": (
        "Kolom ‘in geen doelgroep’: alleen wie is gevonden. Daarom staat daar een aantal en geen deel.",
        "Column ‘in no cohort’: only those who were found. Hence a number there and no share.",
    ),
    "heat_nothing": ("Er is geen gelekt gegeven gevonden.", "No leaked field was found."),
    "field_register": ("Gegevens per register", "Fields by register"),
    "unshared": ("Gelekt hoewel de partij volgens de zaak dit gegeven niet heeft gedeeld: {told}. De opgave is te smal, of de gegevens kwamen van een ander.",
                 "Leaked although the case does not say that the party shared it: {told}. The declaration is too narrow, or the data came from somebody else."),
    "field_register_lead": ("Deel van de mensen die zijn gevonden.", "Share of the people who were found."),
    # parties
    "parties": ("Per partij", "By party"),
    "parties_lead": (
        "Elke partij hoort alleen haar eigen aantallen te zien.",
        "Each party should see only its own counts.",
    ),
    "more_parties": ("Nog {parties}", "Another {parties}"),
    "all_registers": ("Alle registers ({n})", "All registers ({n})"),
    "flags": ("Mensen die aandacht vragen", "People who need care"),
    "flags_lead": (
        "Kenmerken van mensen in de registers. Zij bepalen of en hoe iemand een brief krijgt. Een mens kan meer dan "
        "één kenmerk hebben.",
        "Marks of people in the registers. They decide whether and how somebody gets a letter. One person can have "
        "more than one.",
    ),
    "flags_register": ("Kenmerken per register", "Flags by register"),
    # rows
    "rows": ("Van rijen naar mensen", "From rows to people"),
    "rows_lead": (
        "Elke rij over een mens krijgt precies één uitkomst. Geen rij verdwijnt.",
        "Every row about a person gets exactly one outcome. No row disappears.",
    ),
    "rows_in": ("rijen in de bestanden", "rows in the files"),
    "sum_ok": ("De som klopt", "The sum is right"),
    "sum_off": ("De som klopt niet: verschil {n}", "The sum is off by {n}"),
    "to_people": (
        "De gekoppelde rijen gaan over <strong>{people}</strong>. Van hen zijn <strong>{new}</strong> "
        "niet in een eerdere dataset gevonden.",
        "The matched rows are about <strong>{people}</strong>. Of these, <strong>{new}</strong> "
        "were not found in an earlier dataset.",
    ),
    "why_unresolved": ("Waarom niet duidelijk is wie het is", "Why it is unclear who it is"),
    "why_rejected": ("Waarom het geen persoon is", "Why it is not a person"),
    "no_rows": ("Er zijn geen gelekte rijen gelezen.", "No leaked rows have been read."),
    # coverage
    "coverage": ("Wat is gelezen", "What was read"),
    "coverage_lead": (
        "Elk bestand heeft een uitkomst, ook een bestand binnen een archief. Een archief en de bestanden erin tellen "
        "elk hun eigen bytes.",
        "Every file has an outcome, and so has a file inside an archive. An archive and the files in it each count "
        "their own bytes.",
    ),
    "problems": ("Problemen bij het lezen", "Problems while reading"),
    "problems_first": (
        "De eerste {shown} van {total}. De hele lijst staat in de export <code>coverage</code>.",
        "The first {shown} of {total}. The whole list is in the export <code>coverage</code>.",
    ),
    "problems_none": ("Er waren geen problemen bij het lezen.", "There were no problems while reading."),
    "show_problems": ("Toon {problems}", "Show {problems}"),
    # reasons
    "reasons": ("Waarom dit oordeel", "Why this verdict"),
    "reasons_lead": (
        "Elk oordeel over een mens heeft één reden. De code staat ook in de export <code>subjects</code>.",
        "Every verdict on a person has one reason. The code is also in the export <code>subjects</code>.",
    ),
    "reasons_register": ("Redenen per register", "Reasons by register"),
    "scope": ("Opgegeven bereik", "Declared scope"),
    "all_scope": ("De opgave per register ({n})", "The declaration by register ({n})"),
    "scope_lead": (
        "Wie volgens de opgave in een geraakt systeem stond, en wie daarbuiten toch is gevonden.",
        "Whom the accessed systems held by declaration, and who was found outside them all the same.",
    ),
    "stands": ("niet weerlegd", "not refuted"),
    "falls": ("weerlegd", "refuted"),
    # check
    "check": ("Zelf controleren", "Check it yourself"),
    "check_lead": (
        "Deze pagina is gemaakt uit <code>revisions/{folder}/summary.json</code> en heeft deze sommen nagerekend.",
        "This page was made from <code>revisions/{folder}/summary.json</code> and has redone these sums.",
    ),
    "check_registers": ("De oordelen tellen op tot de rijen van elk register", "Verdicts add up to the rows of each register"),
    "check_rows": ("De uitkomsten tellen op tot de rijen van elke dataset", "Outcomes add up to the rows of each dataset"),
    "check_coverage": ("De rijen per bestandssoort tellen op tot de rijen van elke dataset",
                       "Rows by kind of file add up to the rows of each dataset"),
    "check_unresolved": ("De redenen tellen op tot de onduidelijke rijen", "Reasons add up to the unresolved rows"),
    "check_rejected": ("De redenen tellen op tot de rijen zonder persoon", "Reasons add up to the rejected rows"),
    "check_reasons": ("De redenen tellen op tot elk oordeel", "Reasons add up to each verdict"),
    "check_cohorts": ("De doelgroepen tellen op tot alle rijen van de registers", "Cohorts add up to all rows of the registers"),
    "check_parties": ("De partijen tellen op tot de registers", "Parties add up to the registers"),
    "check_bridge": ("De verschuivingen verklaren het verschil met de vorige revisie",
                     "Moves explain the difference from the revision before"),
    "how_files": (
        "<code>revisions/{folder}/manifest.json</code> noemt de SHA-256 van alles wat erin ging: bestanden, registers, "
        "regels en de versie van het programma. Dezelfde invoer geeft dezelfde bytes.",
        "<code>revisions/{folder}/manifest.json</code> lists the SHA-256 of all that went in: files, registers, rules "
        "and the version of the program. The same input gives the same bytes.",
    ),
    "how_export": (
        "De rijen achter elk getal. Tel in <code>subjects</code> per register en oordeel; in <code>mentions</code> "
        "verschillende <code>mention_id</code> per uitkomst; in <code>exposure</code> mensen per gegeven.",
        "The rows behind each number. Count in <code>subjects</code> by register and verdict; in <code>mentions</code> "
        "distinct <code>mention_id</code> by outcome; in <code>exposure</code> people by field.",
    ),
    "how_explain": (
        "Het bewijs voor één mens: elke vermelding met de vindplaats, en wat wel en niet klopte.",
        "The evidence for one person: each mention with its place, and what agreed and what did not.",
    ),
    "how_diff": ("Elke verschuiving tussen twee revisies, met de oorzaak.", "Every move between two revisions, with its cause."),
    "glossary": ("Woorden", "Words"),
    "footer": ("Gemaakt door Lekwijzer {code} uit revisie {revision}.", "Made by Lekwijzer {code} from revision {revision}."),
    # columns and small words
    "col_register": ("register", "register"), "col_party": ("partij", "party"), "col_role": ("rol", "role"),
    "col_as_of": ("peildatum", "as of"), "col_people": ("mensen", "people"), "col_rows": ("rijen", "rows"),
    "col_share": ("deel", "share"), "col_dataset": ("dataset", "dataset"), "col_outcome": ("uitkomst", "outcome"),
    "col_reason": ("reden", "reason"), "col_code": ("code", "code"), "col_kind": ("soort", "kind"),
    "col_files": ("bestanden", "files"), "col_bytes": ("omvang", "size"), "col_problem": ("probleem", "problem"),
    "col_file": ("bestand", "file"), "col_from": ("van", "from"), "col_to": ("naar", "to"), "col_cause": ("oorzaak", "cause"),
    "col_field": ("gegeven", "field"), "col_cohort": ("doelgroep", "cohort"), "col_flag": ("kenmerk", "flag"),
    "col_systems": ("systemen", "systems"), "col_held": ("in systeem", "held"), "col_not_held": ("niet in systeem", "not held"),
    "col_outside": ("erbuiten gevonden", "found outside"), "col_scope": ("opgave", "declaration"), "col_sum": ("samen", "total"),
    "col_verdict": ("oordeel", "verdict"), "col_check": ("controle", "check"),
    "col_got": ("geteld", "counted"), "col_want": ("verwacht", "expected"),
    "col_cohorts": ("doelgroep van → naar", "cohort from → to"), "col_verdicts": ("oordeel van → naar", "verdict from → to"),
    "col_title": ("wie", "who"), "col_revision": ("revisie", "revision"), "difference": ("verschil", "difference"),
    "case_word": ("ZAAK", "CASE"), "key_word": ("SLEUTEL", "KEY"),
    "yes": ("klopt", "right"), "no": ("klopt niet", "wrong"),
}  # fmt: skip


class Words:
    """Texts, codes, numbers and dates in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._at = LANGS.index(lang)

    def __call__(self, key: str, **values: object) -> Markup:
        """The text `key`, with `values` filled in and escaped."""
        return Markup(TEXTS[key][self._at]).format(**values)

    def code(self, table: str, code: str) -> str:
        """What `code` means according to a table of `codes`; an unknown code as it is."""
        pair: codes.Pair | None = getattr(codes, table).get(code)
        return pair[self._at] if pair else code

    def knows(self, table: str, code: str) -> bool:
        """Whether a table of `codes` has that code."""
        return code in getattr(codes, table)

    def cause(self, cause: str) -> str:
        """The cause of a move; what follows the colon is a name and stays."""
        kind, colon, name = cause.partition(": ")
        return self.code("CAUSES", kind) + colon + name

    def problem(self, problem: str) -> str:
        """What is wrong with a file."""
        return problems.dutch(problem) if self.lang == "nl" else problem

    def count(self, n: int, noun: str) -> str:
        """`1 mens`, `1.234 mensen`."""
        return f"{self.n(n)}\u00a0{NOUNS[noun][self._at][n != 1]}"

    def glossary(self) -> list[tuple[str, str, str]]:
        """Word on screen, the word in exports and commands (English), meaning; by word."""
        rows = [((dutch, english)[self._at], english, (nl, en)[self._at]) for english, dutch, nl, en in codes.GLOSSARY]
        return sorted(rows)

    def n(self, value: int) -> str:
        return numbers.whole(value, self.lang)

    def signed(self, value: int) -> str:
        return numbers.signed(value, self.lang)

    def pct(self, part: int, total: int) -> str:
        return numbers.percent(part, total, self.lang)

    def size(self, value: int) -> str:
        return numbers.size(value, self.lang)

    def date(self, value: str | None) -> str:
        return numbers.date(value, self.lang)
