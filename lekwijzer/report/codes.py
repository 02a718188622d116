"""What the codes of a revision mean, in Dutch and English. A code that is not here is shown as it is."""

from __future__ import annotations

Pair = tuple[str, str]
"""The Dutch and the English of one thing."""

VERDICTS: dict[str, Pair] = {
    "confirmed": ("bevestigd", "confirmed"),
    "probable": ("waarschijnlijk", "probable"),
    "not_excluded": ("niet uit te sluiten", "not excluded"),
    "cleared": ("uitgesloten", "cleared"),
    "found": ("gevonden", "found"),
    "": ("niet in register", "not in register"),
}

OUTCOMES: dict[str, Pair] = {
    "matched": ("gekoppeld", "matched"),
    "duplicate": ("dubbel", "duplicate"),
    "unidentified": ("in geen register", "in no register"),
    "unresolved": ("onduidelijk wie", "unresolved"),
    "rejected": ("geen persoon", "not a person"),
}

READ_OUTCOMES: dict[str, Pair] = {
    "read": ("gelezen", "read"),
    "partly": ("deels gelezen", "partly read"),
    "unreadable": ("onleesbaar", "unreadable"),
    "skipped": ("overgeslagen", "skipped"),
}

FIELDS: dict[str, Pair] = {
    "name": ("naam", "name"),
    "sex": ("geslacht", "sex"),
    "birth_date": ("geboortedatum", "date of birth"),
    "address": ("adres", "address"),
    "bsn": ("BSN", "citizen service number (BSN)"),
    "phone": ("telefoonnummer", "telephone number"),
    "email": ("e-mailadres", "e-mail address"),
    "patient_number": ("patiëntnummer", "patient number"),
    "insurer": ("zorgverzekering", "health insurance"),
    "requester": ("aanvragend arts of praktijk", "requesting doctor or practice"),
    "exam_type": ("soort onderzoek", "kind of examination"),
    "exam_date": ("datum van onderzoek", "date of examination"),
    "test_result": ("uitslag", "test result"),
    "iban": ("bankrekening", "bank account"),
}

ROLES: dict[str, Pair] = {
    "processor": ("verwerker", "processor"),
    "controller": ("verwerkingsverantwoordelijke", "controller"),
    "authority": ("toezichthouder", "authority"),
    "care_provider": ("zorgverlener", "care provider"),
    "care provider": ("zorgverlener", "care provider"),
}

REASONS: dict[str, Pair] = {
    "bsn_agrees": (
        "Het BSN is gelijk, en naam of geboortedatum klopt ook.",
        "The BSN is the same, and the name or date of birth agrees too.",
    ),
    "bsn_only": (
        "Het BSN is gelijk. Er staat niets bij om het mee te vergelijken.",
        "The BSN is the same. There is nothing beside it to compare.",
    ),
    "key_number_agrees": (
        "Het nummer van de persoon in het register is gelijk, en de rest klopt.",
        "The person’s number in the register is the same, and the rest agrees.",
    ),
    "name_dob_address": (
        "Naam, geboortedatum en adres zijn gelijk.",
        "Name, date of birth and address are the same.",
    ),
    "given_name_dob": (
        "Voornaam, achternaam en geboortedatum zijn gelijk; er is maar één kandidaat.",
        "Given name, surname and date of birth are the same; there is one candidate only.",
    ),
    "initials_name_dob": (
        "Voorletters, achternaam en geboortedatum zijn gelijk; er is maar één kandidaat.",
        "Initials, surname and date of birth are the same; there is one candidate only.",
    ),
    "dob_address": (
        "Geboortedatum en adres zijn gelijk; de naam ontbreekt of verschilt.",
        "Date of birth and address are the same; the name is missing or differs.",
    ),
    "name_address": (
        "Naam en adres zijn gelijk; de geboortedatum ontbreekt of is niet volledig.",
        "Name and address are the same; the date of birth is missing or incomplete.",
    ),
    "contact_agrees": (
        "Telefoonnummer of e-mailadres is gelijk, en de naam past.",
        "Telephone number or e-mail address is the same, and the name fits.",
    ),
    "name_typo": (
        "Alles past, op een kleine schrijffout in de naam na.",
        "Everything fits but for a small spelling mistake in the name.",
    ),
    "dob_typo": (
        "Alles past, op een kleine fout in de geboortedatum na.",
        "Everything fits but for a small mistake in the date of birth.",
    ),
    "dob_incomplete": (
        "Naam en andere gegevens passen; de geboortedatum is niet volledig, maar klopt voor zover hij er staat.",
        "Name and other data fit; the date of birth is incomplete but agrees as far as it goes.",
    ),
    "several_agree": (
        "Verschillende gegevens samen wijzen naar deze persoon.",
        "Several data together point to this person.",
    ),
    "swept": (
        "Gevonden in een bestand dat niet te lezen was; wat daarin bij elkaar hoort, is niet zeker. Daarom hooguit waarschijnlijk.",
        "Found in a file that could not be read; what belongs together in it is not certain. Therefore probable at most.",
    ),
    "number_joined": (
        "De rij hoort door een nummer van patiënt, order of monster bij een andere rij, en daarvan is bekend wie het is.",
        "A patient, order or specimen number joins the row to another one, of which it is known who it is.",
    ),
    "number_in_register": (
        "Alleen een nummer, en dat staat in het register bij één persoon.",
        "Only a number, and in the register it belongs to one person.",
    ),
    "bsn_of_other": (
        "De persoon past, maar er staat een geldig BSN van iemand anders bij. Daarom hooguit waarschijnlijk.",
        "The person fits, but with a valid BSN of somebody else. Therefore probable at most.",
    ),
    "two_candidates": (
        "Twee mensen passen even goed. Daarom geen zekerheid.",
        "Two people fit equally well. Therefore no certainty.",
    ),
    "held_not_found": (
        "De persoon stond in een systeem waar de aanvaller bij kon, maar is niet gevonden in de bestanden.",
        "The person was in a system the intruder reached, but was not found in the files.",
    ),
    "in_no_register": (
        "Hier staat iemand die in geen register voorkomt.",
        "This is somebody who is in no register.",
    ),
    "repeats": (
        "Deze vermelding herhaalt een eerdere van dezelfde dataset, letter voor letter.",
        "This mention repeats an earlier one of the same dataset, to the letter.",
    ),
    "possible": (
        "De gegevens kunnen bij deze persoon horen, maar het is te weinig om dat te zeggen.",
        "The data could be this person’s, but it is too little to say so.",
    ),
    "rival": (
        "De vermelding is waarschijnlijk van een ander, maar past bij deze persoon bijna even goed.",
        "The mention is probably somebody else’s, but fits this person nearly as well.",
    ),
    "could_be": (
        "Niets spreekt tegen dat dit deze persoon is.",
        "Nothing speaks against this being this person.",
    ),
    "tied_mention": (
        "Een gevonden rij past bij deze persoon en even goed bij een ander.",
        "A row that was found fits this person, and somebody else equally well.",
    ),
    "unresolved_could_be": (
        "Een rij waarvan niet duidelijk is wie het is, kan over deze persoon gaan.",
        "A row of which it is unclear who it is, could be about this person.",
    ),
    "found_elsewhere": (
        "kan iemand zijn die op een andere plaats in de registers is gevonden",
        "may be somebody who is found elsewhere in the registers",
    ),
    "value_found": (
        "Een gegeven van deze persoon staat in een bestand, op een plaats waar geen persoon is gelezen.",
        "Something of this person stands in a file, in a place where no person was read.",
    ),
    "scope_refuted": (
        "De persoon stond volgens opgave in geen geraakt systeem, maar die opgave klopt niet.",
        "The person was declared to be in no accessed system, but that declaration is refuted.",
    ),
    "coverage_gap": (
        "Niet alle bestanden zijn helemaal gelezen.",
        "Not every file was read in full.",
    ),
    "dataset_incomplete": (
        "Wij hebben niet alles wat is meegenomen.",
        "We do not hold everything that was taken.",
    ),
    "not_held": (
        "De persoon stond in geen systeem waar de aanvaller bij kon, en niets wijst op het tegendeel.",
        "No system the intruder reached held the person, and nothing suggests otherwise.",
    ),
    "all_read": (
        "Alles wat is meegenomen, is gelezen, en niets ervan kan over deze persoon gaan.",
        "Everything that was taken has been read, and none of it could be about this person.",
    ),
}

UNRESOLVED: dict[str, Pair] = {
    "swept": (
        "Gevonden in een bestand dat niet te lezen was, en bij niemand in een register passend.",
        "Found in a file that could not be read, and fitting nobody in a register.",
    ),
    "tie": ("Twee of meer mensen passen even goed.", "Two or more people fit equally well."),
    "bsn_conflict": (
        "Het BSN wijst naar de één, de andere gegevens naar een ander.",
        "The BSN points to one person, the other data to another.",
    ),
    "too_little": (
        "Er staat te weinig in de rij om te weten wie het is.",
        "The row holds too little to know who it is.",
    ),
    "number_not_joined": (
        "Alleen een nummer van een order, monster of patiënt; het hoort bij geen rij met een persoon.",
        "Only an order, specimen or patient number; it belongs to no row with a person.",
    ),
    "bsn_invalid_only": ("Alleen een BSN, en dat is ongeldig.", "Only a BSN, and it is not valid."),
    "no_identity": ("Geen gegeven dat een persoon aanwijst.", "Nothing that points to a person."),
}

REJECTED: dict[str, Pair] = {
    "control_sample": ("Controlemonster van het laboratorium.", "Control sample of the laboratory."),
    "repeated_header": ("Kopregel die nog eens voorkomt.", "Header row that occurs again."),
    "test_row": ("Testrij.", "Test row."),
    "total_row": ("Regel met totalen.", "Row of totals."),
    "not_a_person": ("Geen persoon, maar bijvoorbeeld een organisatie.", "Not a person but, say, an organisation."),
}

FLAGS: dict[str, Pair] = {
    "deceased": ("overleden", "deceased"),
    "minor": ("minderjarig", "minor"),
    "secret": ("geheim adres", "secret address"),
    "secret_address": ("geheim adres", "secret address"),
    "emigrated": ("vertrokken uit Nederland", "left the Netherlands"),
    "shared_bsn": ("BSN komt bij meer mensen voor", "BSN shared by several people"),
    "outside_scope": ("gevonden buiten het opgegeven bereik", "found outside the declared scope"),
    "invalid_bsn": ("BSN in het register is ongeldig", "BSN in the register is not valid"),
    "bsn_invalid": ("BSN in het register is ongeldig", "BSN in the register is not valid"),
    "no_bsn": ("geen BSN in het register", "no BSN in the register"),
    "incomplete_birth_date": ("geboortedatum niet volledig", "date of birth incomplete"),
    "twin": ("tweeling op één adres", "twin at one address"),
    "shared_address": ("adres van veel mensen", "address of many people"),
    "duplicate_row": ("staat dubbel in het register", "occurs twice in the register"),
}

KINDS: dict[str, Pair] = {
    "delimited": ("tabel als tekst (CSV)", "table as text (CSV)"),
    "csv": ("tabel als tekst (CSV)", "table as text (CSV)"),
    "xlsx": ("Excel", "Excel"),
    "parquet": ("Parquet", "Parquet"),
    "jsonl": ("JSON-regels", "JSON lines"),
    "sqlite": ("SQLite-database", "SQLite database"),
    "hl7": ("HL7-berichten", "HL7 messages"),
    "edifact": ("EDIFACT-berichten", "EDIFACT messages"),
    "text": ("lopende tekst", "plain text"),
    "docx": ("Word-document", "Word document"),
    "doc": ("oud Word-document", "old Word document"),
    "pptx": ("presentatie", "presentation"),
    "odt": ("OpenDocument", "OpenDocument"),
    "rtf": ("opgemaakte tekst (RTF)", "formatted text (RTF)"),
    "pdf": ("PDF-document", "PDF document"),
    "ole": ("oud Office-bestand", "old Office file"),
    "eml": ("e-mail", "mail"),
    "mbox": ("postbus (mbox)", "mailbox (mbox)"),
    "msg": ("Outlook-bericht", "Outlook message"),
    "pst": ("Outlook-postbus", "Outlook mailbox"),
    "sql": ("databasekopie (SQL)", "database dump (SQL)"),
    "access": ("Access-database", "Access database"),
    "html": ("webpagina", "web page"),
    "xml": ("XML-document", "XML document"),
    "cards": ("adreskaarten", "address cards"),
    "icalendar": ("agenda", "calendar"),
    "icon": ("pictogram", "icon"),
    "zip": ("zip-archief", "zip archive"),
    "tar": ("tar-archief", "tar archive"),
    "gz": ("gz-archief", "gz archive"),
    "bz2": ("bz2-archief", "bz2 archive"),
    "xz": ("xz-archief", "xz archive"),
    "7z": ("7z-archief", "7z archive"),
    **{
        kind: (f"{kind}-archief", f"{kind} archive")
        for kind in ("rar", "cab", "cpio", "ar", "xar", "lha", "rpm", "zst", "lzip", "lz4")
    },
    "iso": ("schijfkopie (ISO)", "disc image (ISO)"),
    "compress": ("Z-archief", "Z archive"),
    "locked": ("document op slot", "locked document"),
    "part": ("deel van een archief", "part of an archive"),
    "binary": ("onbekende inhoud", "unknown content"),
    "program": ("programma", "program"),
    "image": ("afbeelding", "picture"),
    "scan": ("afbeelding", "picture"),
    "sound": ("geluid", "sound"),
    "container": ("archief", "archive"),
    "empty": ("leeg bestand", "empty file"),
    "link": ("verwijzing", "link"),
    "folder": ("map", "folder"),
    "device": ("apparaat", "device"),
    "missing": ("ontbreekt", "missing"),
    "": ("onbekende soort", "unknown kind"),
    "unknown": ("onbekende soort", "unknown kind"),
}

CAUSES: dict[str, Pair] = {
    "new dataset": ("nieuwe dataset", "new dataset"),
    "dataset changed": ("dataset gewijzigd", "dataset changed"),
    "dataset withdrawn": ("dataset ingetrokken", "dataset withdrawn"),
    "dataset settings": ("instellingen van dataset", "dataset settings"),
    "new register": ("nieuw register", "new register"),
    "register withdrawn": ("register ingetrokken", "register withdrawn"),
    "register update": ("nieuwe stand van register", "register update"),
    "rule change": ("andere regels in de zaak", "rule change"),
    "judgement": ("oordeel van een medewerker", "judgement"),
    "code": ("andere versie van het programma", "other version of the program"),
}

GLOSSARY: tuple[tuple[str, str, str, str], ...] = (
    # English word, Dutch word, meaning in Dutch, meaning in English
    ("case", "zaak", "Eén datalek, met alles wat daarbij hoort.", "One breach, with all that belongs to it."),
    ("party", "partij", "Een organisatie met een rol in de zaak.", "An organisation with a role in the case."),
    ("register", "register", "De lijst van mensen van één partij, op een peildatum.",
     "The list of people of one party, as of a date."),
    ("dataset", "dataset", "Een verzameling gelekte bestanden die samen zijn gevonden.",
     "A body of leaked files that were found together."),
    ("system", "systeem", "Een computersysteem waar de aanvaller bij kon.", "A computer system the intruder reached."),
    ("item", "bestand", "Een bestand, of een bestand binnen een archief.", "A file, or a file inside an archive."),
    ("locator", "vindplaats", "De plaats in een bestand: rij, bericht of pagina.",
     "The place in a file: row, message or page."),
    ("mention", "vermelding", "Eén rij, bericht of brief over één mens. Nog niet bekend is wie.",
     "One row, message or letter about one person. Who, is not known yet."),
    ("field", "gegeven", "Een soort persoonsgegeven, zoals adres of uitslag.",
     "A category of personal data, such as address or test result."),
    ("link", "koppeling", "De band tussen een vermelding en een rij in een register, met de reden.",
     "The tie between a mention and a row of a register, with the reason."),
    ("judgement", "oordeel", "De beslissing van een mens over een koppeling.", "A human decision on a link."),
    ("subject", "betrokkene", "De mens om wie het gaat.", "The person it is about."),
    ("exposure", "gelekt gegeven", "Dit gegeven van deze mens staat in deze dataset.",
     "This field of this person is in this dataset."),
    ("confirmed", "bevestigd", "Gevonden, en het kan niemand anders zijn.", "Found, and it can be nobody else."),
    ("probable", "waarschijnlijk", "Gevonden, maar niet met zekerheid dezelfde mens.",
     "Found, but not with certainty the same person."),
    ("not excluded", "niet uit te sluiten", "Niet gevonden, maar er is geen bewijs dat de gegevens er niet bij zitten.",
     "Not found, but there is no proof that the data are not among them."),
    ("cleared", "uitgesloten", "Niet gevonden, en bewezen dat de gegevens er niet bij zitten.",
     "Not found, and proven that the data are not among them."),
    ("cohort", "doelgroep", "Een groep mensen die dezelfde brief krijgt, bepaald door een regel.",
     "A group of people who get the same letter, defined by a rule."),
    ("revision", "revisie", "Eén vaste beoordeling van de hele zaak. Zij verandert nooit meer.",
     "One fixed assessment of the whole case. It never changes again."),
)  # fmt: skip
