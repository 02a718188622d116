"""The words of `inspect`, `explain` and `diff`, Dutch and English side by side; what codes mean stands in `report.codes`."""

from __future__ import annotations

from lekwijzer.cli.screen import number
from lekwijzer.report import codes

TEXTS: dict[str, tuple[str, str]] = {
    # inspect
    "encoding": ("tekenset", "encoding"), "delimiter": ("scheidingsteken", "delimiter"), "bytes": ("bytes", "bytes"),
    "about_people": ("over personen", "about people"), "about_references": ("met alleen nummers, die naar personen verwijzen", "that only carry numbers, which refer to people"),
    "about_nothing": ("niet over personen: wordt overgeslagen", "not about people: will be passed over"),
    "unit_row": ("regels", "rows"), "unit_message": ("berichten", "messages"), "unit_passage": ("passages", "passages"), "unit_page": ("pagina's", "pages"), "unit_byte": ("vondsten", "finds"),
    "looked": ("{n} {unit} bekeken", "{n} {unit} looked at"), "looked_more": ("de eerste {n} {unit} bekeken", "the first {n} {unit} looked at"),
    "mentions": ("{n} vermeldingen", "{n} mentions"), "rejected": ("Afgewezen: {n} {why}", "Rejected: {n} {why}"), "order": ("geboortedatums als {order}", "birth dates as {order}"),
    "problem": ("Probleem: {text}", "Problem: {text}"), "no_header": ("(geen kop)", "(no header)"), "not_used": ("niet gebruikt", "not used"),
    "col_no": ("nr", "no"), "col_header": ("kop", "header"), "col_taken": ("gelezen als", "taken for"), "col_field": ("gegeven", "field"), "col_sure": ("zeker", "sure"),
    "col_filled": ("gevuld", "filled"), "col_why": ("waarom", "why"), "col_examples": ("voorbeelden", "examples"), "col_examples_masked": ("voorbeelden, gemaskeerd", "examples, masked"),
    "col_member": ("onderdeel", "member"), "col_kind": ("soort", "kind"), "col_problem": ("probleem", "problem"),
    "members": ("{n} onderdelen", "{n} members"), "members_more": ("de eerste {n} onderdelen", "the first {n} members"),
    "use_members": ("Met --members wordt ook elk onderdeel bekeken.", "With --members each member is looked at as well."),
    "nothing_in": ("Er staat niets in dat gelezen wordt.", "There is nothing in it that would be read."),
    "override": ("Klopt een kolom niet? Zet in case.toml onder de dataset: [dataset.columns.\"bestand.csv\"] en daaronder gegeven = \"kop\".",
                 "Is a column wrong? Put in case.toml under the dataset: [dataset.columns.\"file.csv\"], and below it field = \"header\"."),
    # explain
    "subject": ("betrokkene {id}", "subject {id}"), "key": ("sleutel {key}", "key {key}"), "revision": ("revisie {n}", "revision {n}"),
    "found_in": ("Gevonden in", "Found in"), "leaked": ("Gelekt", "Leaked"), "cohort": ("Doelgroep", "Cohort"), "flags": ("Kenmerken", "Flags"), "letters": ("Eerdere brieven", "Earlier letters"),
    "held_by": ("Stond in", "Held by"), "register_says": ("Register zegt", "Register says"), "party": ("Partij", "Party"),
    "held_none": ("geen geraakt systeem", "no accessed system"), "held_all": ("geen systeem opgegeven, dus iedereen telt mee", "no system is declared, so every row counts as held"),
    "n_mentions": ("{datasets} ({n} vermeldingen)", "{datasets} ({n} mentions)"), "one_mention": ("{datasets} (1 vermelding)", "{datasets} (1 mention)"),
    "why_open": ("Waarom niet uitgesloten", "Why not cleared"),
    "open_incomplete": ("Van deze datasets is niet zeker dat wij alles hebben: {datasets}.", "Of these datasets it is not certain that we hold everything: {datasets}."),
    "open_gaps": ("{n} bestanden zijn niet of deels gelezen.", "{n} files were not, or only partly, read."),
    "open_scope": ("{n} mensen van dit register zijn gevonden die in geen geraakt systeem stonden; de opgave klopt dus niet.",
                   "{n} people of this register were found whom no accessed system holds; so the declaration is refuted."),
    "open_mentions": ("De vermeldingen hieronder zijn niet gekoppeld, maar kunnen over deze persoon gaan.", "The mentions below were not linked, but could be about this person."),
    "open_trace": ("Iets van deze persoon ({kind}) staat in {file} ({dataset}), op een plaats waar geen persoon is gelezen.",
                   "Something of this person ({kind}) stands in {file} ({dataset}), in a place where no person was read."),
    "open_unseen": ("Een vermelding die niet te koppelen is, zegt zo weinig dat zij over wie dan ook kan gaan.", "A mention that could not be linked says so little that it could be anybody."),
    "candidates": ("Niet gekoppeld, maar mogelijk deze persoon", "Not linked, but possibly this person"),
    "evidence": ("Bewijs", "Evidence"), "mention": ("vermelding", "mention"), "linked": ("Koppeling", "Link"), "weight": ("gewicht {n} bits", "weight {n} bits"),
    "candidate": ("Kandidaat", "Candidate"), "one_asked": ("Vermelding {id} (revisie {n})", "Mention {id} (revision {n})"),
    "exposed_here": ("Hier gelekt", "Leaked here"), "outcome": ("Uitkomst", "Outcome"),
    "via": ("Via {kind} {number}, dat ook staat in {file}, {locator} ({id})", "Through {kind} {number}, which also stands in {file}, {locator} ({id})"),
    "via_register": ("Via {kind} {number}, dat het nummer in het register is", "Through {kind} {number}, which is the number in the register"),
    "more": ("Nog {n} vermeldingen staan in: lekwijzer export {case} mentions -o mentions.csv", "Another {n} mentions are in: lekwijzer export {case} mentions -o mentions.csv"),
    "col_register": ("register", "register"), "col_mention": ("vermelding", "mention"), "against": ("Vergeleken met {register}, sleutel {key}", "Held against {register}, key {key}"),
    "legend": ("{agrees} klopt   {nearly} bijna   {differs} verschilt   {silent} zegt niets   {missing} een van beide is leeg   (!) faalt voor de 11-proef",
               "{agrees} agrees   {nearly} nearly   {differs} differs   {silent} proves nothing   {missing} one of the two is empty   (!) fails the 11-test"),
    "as_compared": ("Zoals vergeleken: kleine letters, zonder tussenvoegsel, accenten en leestekens.", "As compared: small letters, without name prefixes, accents and punctuation."),
    "masked": ("Waarden zijn gemaskeerd; --reveal toont ze en de oorspronkelijke tekst, en legt vast dat u keek.", "Values are masked; --reveal shows them and the original text, and records that you looked."),
    "recorded": ("Vastgelegd in {path} dat u hebt gekeken.", "That you looked is recorded in {path}."),
    "original": ("Oorspronkelijke tekst, opnieuw gelezen uit het verzegelde bestand", "Original text, read again from the sealed file"),
    "no_original": ("Niet opnieuw te lezen: {why}", "Cannot be read again: {why}"), "cannot_compare": ("Niet te vergelijken: {why}", "Cannot be compared: {why}"),
    "stranger": ("Persoon in geen register, {n} vermeldingen", "Person in no register, {n} mentions"),
    # coverage
    "coverage_title": ("Revisie {n}: wat er gelezen is, naar soort; de grootste gaten eerst", "Revision {n}: what was read, by kind; the largest gaps first"),
    "coverage_problems": ("Waardoor niet alles gelezen is", "Why not everything was read"), "coverage_list": ("Niet of deels gelezen", "Not or only partly read"),
    "coverage_files": ("bestan\u00adden", "files"), "coverage_file": ("bestand", "file"), "coverage_read": ("gelezen", "read"), "coverage_partly": ("deels", "partly"),
    "coverage_not": ("niet", "not"), "coverage_total": ("alles samen", "all together"), "coverage_more": ("en nog {n} andere oorzaken; --all toont ze", "and {n} other causes; --all shows them"),
    "coverage_whole": ("Alles is gelezen.", "Everything was read."), "coverage_share": ("{files} van de bestanden, {bytes} van de bytes", "{files} of the files, {bytes} of the bytes"),
    "coverage_gap": ("Niet of deels gelezen: {share}. Over een gat heen wordt niemand uitgesloten.", "Not or only partly read: {share}. Nobody is cleared over a gap."),
    "coverage_all": ("De {n} bestanden zelf: lekwijzer coverage {case} --all", "The {n} files themselves: lekwijzer coverage {case} --all"),
    # diff
    "diff_title": ("Van revisie {a} naar revisie {b}", "From revision {a} to revision {b}"), "inputs": ("Wat er anders in ging", "What went in differently"),
    "inputs_none": ("Er ging niets anders in.", "Nothing that went in differs."), "col_input": ("invoer", "input"), "col_what": ("wat", "what"), "col_how": ("hoeveel", "how much"),
    "moves_none": ("Niemand veranderde van oordeel of doelgroep.", "Nobody moved between verdicts or cohorts."), "moves": ("Van oordeel naar oordeel, per register", "From verdict to verdict, by register"),
    "cohort_moves": ("Van doelgroep naar doelgroep", "From cohort to cohort"), "col_from": ("van", "from"), "col_to": ("naar", "to"), "col_people": ("personen", "people"), "col_cause": ("oorzaak", "cause"),
    "net": ("Toen en nu", "Then and now"), "col_verdict": ("oordeel", "verdict"), "col_diff": ("verschil", "difference"), "causes": ("De oorzaken", "The causes"),
    "rows_written": ("{path}: {n} mensen", "{path}: {n} people"), "absent": ("niet in register", "not in register"), "no_cohort": ("geen", "none"),
    "in_dataset": ("dataset {id}", "dataset {id}"), "in_register": ("register {id}", "register {id}"), "in_systems": ("systemen", "systems"), "in_cohorts": ("doelgroepen", "cohorts"),
    "in_letters": ("brieven", "letters"), "in_parties": ("partijen", "parties"), "in_judgements": ("oordelen van medewerkers", "judgements"), "in_code": ("programma", "program"),
    "what_new": ("nieuw", "new"), "what_changed": ("gewijzigd", "changed"), "what_withdrawn": ("ingetrokken", "withdrawn"), "what_settings": ("andere instellingen", "other settings"),
    "what_reread": ("dezelfde bestanden, anders gelezen", "same files, read differently"),
    "of_files": ("bestanden: {told}", "files: {told}"), "of_rows": ("rijen: {told}", "rows: {told}"), "of_ids": ("id: {told}", "id: {told}"),
    "added": ("{n} erbij", "{n} added"), "removed": ("{n} weg", "{n} gone"), "changed": ("{n} anders", "{n} changed"),
    "say_cause": ("{cause}. {told}.", "{cause}. {told}."), "say_verdicts": ("{people} van oordeel veranderd: {told}", "{people} moved between verdicts: {told}"),
    "say_step": ("{n} van {old} naar {new}", "{n} from {old} to {new}"), "say_other": ("{n} anders", "{n} otherwise"), "say_cohorts": ("{people} alleen van doelgroep veranderd", "{people} moved between cohorts only"),
    "rule_systems": ("systemen", "systems"), "rule_cohorts": ("doelgroepen", "cohorts"), "rule_letters": ("brieven", "letters"), "rule_parties": ("partijen", "parties"), "rule_columns": ("kolommen", "columns"),
    "scope_now": ("De opgegeven reikwijdte van {register} is nu weerlegd: daarom is daar niemand meer uitgesloten.", "The declared scope of {register} is now refuted: that is why nobody of it is cleared any more."),
    "scope_then": ("De opgegeven reikwijdte van {register} is niet langer weerlegd.", "The declared scope of {register} is no longer refuted."),
}  # fmt: skip

FIELD_NAMES: dict[str, tuple[str, str]] = {
    "bsn": ("BSN", "BSN"), "surname": ("achternaam", "surname"), "given": ("voornaam", "given name"), "initials": ("voorletters", "initials"), "birth_date": ("geboortedatum", "date of birth"),
    "sex": ("geslacht", "sex"), "address": ("adres", "address"), "city": ("plaats", "city"), "contact": ("telefoon, e-mail", "telephone, e-mail"), "number": ("nummers", "numbers"),
    "patient_number": ("patiëntnummer", "patient number"), "order_number": ("ordernummer", "order number"), "specimen_number": ("monsternummer", "specimen number"), "record_id": ("rijnummer", "row id"),
}  # fmt: skip


class Say:
    """Texts and codes in one language."""

    def __init__(self, lang: str) -> None:
        self.lang, self._at = lang, 0 if lang == "nl" else 1

    def __call__(self, key: str, /, **values: object) -> str:
        return TEXTS[key][self._at].format(**values) if values else TEXTS[key][self._at]

    def code(self, table: str, code: str) -> str:
        """What a code means; a code without words as it is."""
        known: dict[str, codes.Pair] = getattr(codes, table)
        pair = known.get(code)
        return pair[self._at] if pair else code

    def reason(self, code: str) -> str:
        """What a reason of a link, a verdict or an outcome means."""
        for table in ("REASONS", "UNRESOLVED", "REJECTED"):
            if (text := self.code(table, code)) != code:
                return text
        return code

    def field(self, name: str) -> str:
        """A field of the comparison, or the kind of a number."""
        return FIELD_NAMES[name][self._at] if name in FIELD_NAMES else name

    def fields(self, names: tuple[str, ...] | list[str]) -> str:
        """Exposed fields by name."""
        return ", ".join(self.code("FIELDS", name) for name in names)

    def cause(self, cause: str) -> str:
        """The cause of a move; names of datasets and registers stay, kinds of rules are translated."""
        kind, colon, name = cause.partition(": ")
        if kind == "rule change" and f"rule_{name}" in TEXTS:
            name = self(f"rule_{name}")
        return self.code("CAUSES", kind) + colon + name

    def n(self, n: int) -> str:
        return number(n, self.lang)

    def people(self, n: int) -> str:
        """A number of people."""
        return f"{self.n(n)} {(('mens', 'mensen'), ('person', 'people'))[self._at][n != 1]}"
