"""What a column's header says: Dutch and English words and their abbreviations, read as tokens.

A header is cut into tokens (`geboorteDatum`, `GEB_DATUM`, `Geb. datum` all become `geb(oorte) datum`), the words that only
say whose row it is (patient, client) are set aside, and the rest is looked up. Words that say the value belongs to somebody
else (the GP, the mother, the laboratory) decide before the rest is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lekwijzer.detect import concepts, fhir
from lekwijzer.model import Role

R = Role

# `~` may be a token border or nothing: geb~datum reads "geb_datum" and "gebdatum". The first phrase that fits wholly wins.
PHRASES: dict[Role, str] = {
    R.BSN: "bsn|bsn~nr|bsn~nummer|bsnr|burger~service~(nummer|nr)|burgerservicenr|sofi|sofi~(nr|nummer)|sofinummer|citizen~service~(number|no)|"
    "citizen~number|national~(id|identifier)|national~identification~number|nat~id|ssn|nnnld|service~nummer|bsn~(cli|pat|gepseudonimiseerd)",
    R.NAME: "naam|name|nm|volledige~naam|full~name|naam~volledig|tenaamstelling|naw~naam|patient|client|deelnemer|deelneemster|persoon|"
    "aanschrijf~naam|naam~(patient|client)|display~name|weergave~naam|samengestelde~naam|naam~samengesteld|clientnaam|patientnaam|"
    "naam~voluit|medewerker|employee|staff~name|pat|person|nom|nom~(du~)?patient|nom~complet|nom~et~prenom",
    R.SURNAME: "achternaam|achter~naam|achtern|geslachts~naam|geslachtsnm|gesl~naam|familie~naam|fam~naam|surname|last~name|lastname|lname|"
    "family~name|family|eigen~naam|eigen~achternaam|geboorte~naam|geb~naam|meisjes~naam|maiden~name|birth~name|anaam|a~naam|achternm|"
    "own~(sur|last~)?name|naam~eigen|geslachtsnaam~eigen|achternaam~eigen|naam~geboorte|geboorte~achternaam|sname|sn|last|name~last|l~(name|nm)|lnm|nom~de~famille|nom~de~naissance",
    R.PREFIX: "voorvoegsels?|tussenvoegsels?|tussen~voegsel|tussenv|voorv|vvgsl|vvsl|tussenvgsl|tv|vv|infix|insertion|name~prefix|"
    "surname~prefix|prefix|own~prefix|voorvoegsel~(eigen|geslachtsnaam|achternaam|eigen~naam)|tussenvoegsel~eigen|vvoegsel|vvg|tussvg|middle~part",
    R.PARTNER_SURNAME: "partner|partner~(naam|achternaam|name|surname|geslachtsnaam)|(achter|geslachts)?~?naam~(van~)?partner|"
    "geslachtsnaam~(van~)?(de~)?partner|echtgenoot|naam~echtgenoot|echtgenoot~naam|mans~naam|naam~(van~)?(de~)?man|gehuwde~naam|"
    "married~name|spouse|spouse~(sur)?name|achternaam~2|naam~2|pnaam|huwelijks~naam|gehuwd~met|married~surname",
    R.PARTNER_PREFIX: "(voorvoegsels?|tussenvoegsels?|vv|tv|prefix)~(van~)?(de~)?(partner|echtgenoot|man)|(partner|echtgenoot|spouse)~"
    "(voorvoegsels?|tussenvoegsels?|vv|tv|prefix|voorv)|pvv",
    R.GIVEN: "voornaam|voor~naam|voornamen|voor~namen|roepnaam|roep~naam|first~names?|firstname|fname|given|given~names?|forenames?|vnaam|"
    "v~naam|voornm|call~name|christian~name|middle~names?|middle|eerste~voornaam|doopnaam|first|name~first|f~(name|nm)|fnm|prenoms?",
    R.INITIALS: "voorletters?|voor~letters?|voorl|vl|vltrs|initialen|initials?|init|inits|letters|voorltrs|v~l",
    R.SEX: "geslacht|sex|gender|gend|gesl|gesl~aand|m~v|mv|v~m|kunne|geslachts?~aanduiding|geslacht~code|gesl~code|sexe|administrative~gender|sekse|sexe~code|geschl|gslcht|(sex|gender)~(assigned~)?at~birth|(biological|birth|legal)~(sex|gender)|geslacht~(bij~)?geboorte",
    R.BIRTH_DATE: "geboorte~datum|geboortedat|geb~datum|gebdatum|geb~dat|geb~dd|gebdd|geb~dt|gebdt|geboren|geboren~op|geb|dob|date~of~birth|"
    "birth~date|birthdate|birth~dt|birth|birthday|birth~day~date|geboorte|geboorte~dt|gdat|g~dat|gbdat|gbdatum|datum~geboorte|dat~geb|"
    "datum~geb|dt~birth|d~o~b|geboortedag~datum|born|geb~datum~patient|gebdatum~pat|date~(de~)?naissance|naissance|nee?~le",
    R.BIRTH_YEAR: "geboorte~jaar|geb~jaar|geb~j|gebjr|geb~jr|birth~year|year~of~birth|yob|jaar~geboorte|geboortejr",
    R.BIRTH_MONTH: "geboorte~maand|geb~maand|geb~m|gebmnd|geb~mnd|birth~month|month~of~birth|maand~geboorte",
    R.BIRTH_DAY: "geboorte~dag|geb~dag|geb~d|birth~day|day~of~birth|dag~geboorte",
    R.ADDRESS: "adres|address|addr|adr|woon~adres|adres~regel|adresregel~[1-4]|adres~regel~[1-4]|adres~[1-4]|address~line|address~line~[1-4]|"
    "address~[1-4]|full~address|volledig~adres|post~adres|home~address|naw|straat~(en~)?(huis)?~?(nr|nummer)|straat~huis(nr|nummer)|"
    "add~line~[1-4]|(postcode|pc|zip)~(en~|and~)?(woon)?(plaats|city)|(woon)?plaats~(en~)?postcode|adresgegevens|verblijfadres|street~address|correspondentie~adres|brp~adres|adresse",
    R.STREET: "straat|straat~naam|straatnm|str|street|street~name|strnaam|openbare~ruimte|straatn|naam~openbare~ruimte|road",
    R.HOUSE_NUMBER: "huis~nummer|huisnr|huis~nr|hnr|hn|house~(number|no|nr|num)|housenumber|huisnummer~toevoeging~samen|nummer~huis|"
    "street~number|huisnum|hsnr|huisn|hnum",
    R.HOUSE_ADDITION: "toevoeging|toev|huis~letter|huisltr|hltr|huis~nummer~toevoeging|huisnr~toev|hnr~toev|toevoeging~huisnummer|huisnummertoevoeging|"
    "addition|house~(letter|suffix|number~addition|addition|number~suffix)|huisnr~toevoeging|huis~toevoeging|nr~toevoeging|suffix|letter",
    R.POSTCODE: "postcode|post~code|pc|pcode|postkode|(postcode|pc)~(4|cijfers|letters|nummer|alfa|num)|pc4|zip|zip~code|zipcode|postal~code|postal|pc6|pc~6|postcd|pstcd|post~cd|pk|cp|code~postal",
    R.CITY: "woonplaats|woon~plaats|plaats|plaats~naam|city|town|wpl|wplts|woonpl|residence|locality|place|stad|plaatsnm|plts|woongemeente|ort|localite|commune|ville",
    R.PHONE: "telefoon|tel|telefoon~(nummer|nr|prive|thuis|werk|mobiel|[1-3])|telnr|tel~(nr|nummer|prive|thuis|werk|mobiel|[1-3])|telnummer|mobiel|"
    "mobiel~(nr|nummer)|mobiele~(telefoon|nummer|nr)|gsm|gsm~(nr|nummer)|phone|phone~(number|no|nr|home|mobile|[1-3])|telephone|telephone~(number|no)|mobile|"
    "mobile~(phone|number|no)|mob|mobnr|cell|cell~phone|home~phone|work~phone|tel~no|contact~(nummer|number|phone)|telecom|telecom~value|msisdn|msisdn~(nr|nummer|number)|mobile~msisdn",
    R.EMAIL: "email|e~mail|mail|email~adres|e~mail~adres|mail~adres|email~address|e~mail~address|mailadres|emailadres|contact~e?~?mail",
    R.IBAN: "iban|iban~(nr|nummer)|rekening|rekening~(nummer|nr)|bank~rekening|bankrekening~(nummer|nr)|bank~account|account~number|reknr|banknr|rek~nr",
    R.PATIENT_NUMBER: "lab~(patient|pat|pt|client|cl)~(nummer|nr|num|id|no|number)|patient~(nummer|nr|num|id|no|number|code|key|sleutel|identificatie|identifier)|patientnummer|pnr|patnr|pat~(nr|id|no|num|nummer|number|code)|patid|"
    "patientnr|patientid|pid|mrn|zis~(nr|nummer|id)|zisnummer|zisnr|ziekenhuis~(nummer|nr)|"
    "(client|cliënt|clint|deelnemers?|deelneemster|persoons?|person|subject|kaart|epd|hospital|hosp|register|relatie|lid|member|participant|"
    "pers|cli|deeln|klant|customer|dossier|dos|record|case|chart|status|individu)~(nummer|nr|num|id|no|number|code|key)|clientnr|clientnummer|deelnemernr|deelnemernummer|"
    "persoonsnummer|dlnr|dlnmr~?(nr)?|dln~(nr|nummer|id)|dossiernummer|dossiernr|dossier|local~id|lokaal~(nummer|id|nr)|upn|extern~(nummer|id)|medical~record~number|medical~record|"
    "administratie~nummer|registratie~(nummer|nr)|inschrijf~nummer|medewerker~(nummer|nr|id)|personeels~(nummer|nr)|employee~(id|number|no)|lab~patient~(nr|id)|rijksregister~(nummer|nr)|rrn|insz|insz~(nummer|nr)|niss|(n|no|nr|numero)~(de~)?(registre~)?national|registre~national|nhs~(number|no|nr)",
    R.ORDER_NUMBER: "order|order~(nummer|nr|num|id|no|number|code|key|ref)|ordernummer|ordernr|aanvraag~(nummer|nr|id|no|code)|aanvraagnummer|aanvraagnr|"
    "opdr(acht)?~(nummer|nr|id|no)|request~(id|no|nr|number)|requisition|requisition~(id|no|number)|lab~order|lab~order~(nr|nummer|no|id)|verzoek~(nummer|nr)|"
    "accession|accession~(no|number|nr)|onderzoek~(nummer|nr|id)|onderzoeksnummer|test~order~id|bon~(nr|nummer)|placer~order|filler~order|"
    "rapport~(nr|nummer)|report~(no|number)|zorgdomein~(nr|nummer)|zd~(nr|nummer)|verwijs~(nr|nummer)|aanvr~(nr|id)|ordernum|onderz~(nr|id)|onderzoeknr",
    R.SPECIMEN_NUMBER: "monster|monster~(nummer|nr|id|no|code|ident|identificatie)|monsternummer|monsternr|monsterid|barcode|bar~code|staal|staal~(nummer|nr|id|code)|specimen|"
    "specimen~(id|no|nr|number|barcode)|sample|sample~(id|no|nr|number|barcode|code)|sampleid|buis|buis~(nr|nummer|id|code)|buisnummer|tube|tube~(id|no)|"
    "materiaal~(nr|nummer|id)|preparaat|preparaat~(nr|nummer)|lab~(nummer|nr|no|id|number|code)|labnummer|labnr|c~nummer|pa~(nummer|nr)|t~nummer|etiket|etiket~(nr|nummer)|"
    "container~id|potje|zas~(nummer|nr|id)|kit~(nummer|nr|id)|zelfafnameset~(nr|id|nummer)|uitstrijkje~(id|nr)|material~id|coupe~nr|afname~(nr|id|nummer)",
    R.RECORD_ID: "id|internal~(id|no|number|key)|intern~(id|nr|nummer)|row~id|rowid|uuid|guid|pk|key|sleutel|volgnummer|volgnr|record|seq|nr|nummer|no",
    R.INSURER: "verzekeraar|zorg~verzekeraar|uzovi|uzovi~(code|nr|nummer)|polis|polis~(nr|nummer)|polisnummer|insurer|insurance|insurance~(company|no|number|id|name)|"
    "insurer~(name|id|code)|policy|policy~(no|number)|verzekerden?~(nr|nummer)|verzekerings?~(nr|nummer|maatschappij)|verzekering|verz|verz~nr|ziektekosten~verzekeraar|payer|payor|kvnr|versicherten~(nr|nummer)|krankenversicherten~(nr|nummer)|mutualiteit|mutualite|mutuelle|ziekenfonds|krankenkasse",
    R.REQUESTER: "aanvrager|huisarts|ha|gp|requester|arts|agb|agb~(code|nr|nummer|huisarts|aanvrager)|agbcode|verwijzer|doctor|physician|praktijk|"
    "behandelaar|specialist|voorschrijver|inzender|insturende?~?(arts)?|ordering~(provider|physician)|referrer|referring~(doctor|physician|provider)|"
    "requesting~(doctor|physician|provider)|clinician|hoofdbehandelaar|zorgverlener|aanvragend~arts|provider|verloskundige|requestor|ref~md|ref~md~(nm|name)|ordered~by|aangevraagd~door|einweiser|zuweiser|uberweiser|(medecin~)?prescripteur|medecin|medecin~(demandeur|traitant)",
    R.EXAM_TYPE: "onderzoek|onderzoeks?~(type|soort|code|naam|omschrijving)|type~onderzoek|soort~onderzoek|bepaling|bepalings?~(code|naam|omschrijving)|"
    "bepalingen|test|test~(naam|code|name|type|omschrijving|oms|desc|description)|testcode|testnaam|verrichting|verrichtings?~(code|omschrijving|naam)|exam|"
    "exam~(type|name|code)|examination|analyse|analysis|assay|panel|panel~(id|code|nr|name|naam)|programma|procedure|procedure~(code|name)|loinc|loinc~code|nhg~code|(obs|observation)~(code|naam|name|type)|screening~type|"
    "aanvraag|aanvraag~(type|soort|omschrijving|reden)|meting|metings?~(type|soort|naam|code)|bvo|bevolkingsonderzoek|product|type~afname|afname~(type|wijze|methode)|soort~afname|wijze~(van~)?afname|methode|"
    "order~(naam|omschrijving|code~oms|description|type)|parameter|analyt|analyte|component|determination|discipline|soort~monster|indicatie|"
    "soort|bepaling~oms|studie|test~id|onderdeel|investigation|service|type~test|testtype|naam~(van~)?(de~)?(test|onderzoek|bepaling|verrichting)|prestatie~(code|omschrijving)|(soort~|type~)?keuring(en)?|keurings~(type|soort)",
    R.EXAM_DATE: "(datum|dat|dt|date|dd)~(van~)?(de~)?(afname|onderzoek|uitslag|aanvraag|ontvangst|rapport|rapportage|autorisatie|vaststelling|staal|zas|verrichting|bepaling|test|uitstrijkje|smear|monster|sample|order|result|analyse|"
    "ontvangen|afgenomen|collected|received|report|reported|uitgevoerd|bezoek|screening|taken|requested|ordered|lm|strijk)|"
    "(?!resultats?$)(staal|vaststellings?|afname|onderzoeks?|uitslag|aanvraag|ontvangst|ontvangen|rapport|rapportage|autorisatie|verrichtings?|bepalings?|test|uitstrijkje|smear|monster|sample|order|result|analyse|"
    "collection|collected|received|receipt|report|reported|exam|examination|request|requested|specimen|bezoek|visit|screening|observation|strijk|bemonsterings?|afgenomen|taken|measurement|"
    "meet|aangevraagd|uitgevoerd|ordered|verified|study|service|lab|authorisatie|gerapporteerd)~(datum|dat|dt|dd|date|tijd|tijdstip|moment|datetime|time|op|at|on)|"
    "datum|date|dtm|dt|dat|dd|d~d|afname|afgenomen~op|uitslag~op|tijdstip|datum~tijd|timestamp|date~(of~)?(exam|test|collection|result|sample|report|request|examination)|datetime|collected|received|reported|"
    "laatste~(onderzoek|uitslag|uitstrijkje)|jaar~onderzoek|onderzoeks?~jaar|date~(de~|du~)?(prelevement|resultat|demande|l~?analyse)",
    R.TEST_RESULT: "uitslag|uitslagen|uitslag~(tekst|code|waarde|oms|omschrijving)|resultaat|resultaten|result|results|result~(value|text|code)|test~(uitslag|resultaat|result)|waarde|value|conclusie|conclusion|"
    "bevinding|bevindingen|finding|findings|hpv|hpv~(uitslag|resultaat|result|type|status|genotype|16|18)|cyto|cytologie|cytologie~uitslag|cytology|cyto~(uitslag|conclusie|result)|pap|pap~(klasse|uitslag|class|score)|"
    "kopac|kopac~b|bethesda|interpretatie|interpretation|outcome|meetwaarde|lab~(uitslag|result|waarde)|diagnose|diagn|diagnosis|(ond|onderzoeks?)~(uit|uitsl|uitslag)|histologie|result~val|advies|"
    "uitkomst|antwoord|micro~uitslag|numeric~value|waarde~num|pa~uitslag|measured~value|observation~value|verslag|protocollair~verslag|oordeel|beoordeling|pap~score|afwijking|resultat|resultats|wrd|wert|wynik|sonuc|resultado|risultato|esito",
    R.DEATH_DATE: "overlijdens?~(datum|dat|dt|jaar)|datum~overlijden|dat~overl|overleden|overleden~(op|jn|ind|indicatie)|overlijden|deceased|deceased~(date|on|at|ind|indicator)|date~of~death|death~date|dod|"
    "overl|overl~(datum|dat|dt)|ind~overleden|died|died~on|sterf~datum",
    R.EMIGRATED: "vertrokken|vertrokken~(uit~)?(nederland|nl|op|datum|land)|vertrek~(datum|land|uit~nederland)|datum~vertrek|datum~vertrokken~(uit~)?(nederland|nl)?|emigratie|emigratie~datum|datum~emigratie|emigrated|"
    "geemigreerd|emigration~date|emigrated~on|vertrek|buitenland|land~vertrek|opschorting|reden~opschorting|opschorting~reden|left~country|abroad|moved~abroad",
    R.SECRET: "geheim|geheim~(indicatie|ind|code|adres)|indicatie~geheim|ind~geheim|geheim~houding|geheimhouding|secret|secrecy|secret~address|address~secret|adres~geheim|afscherming|afgeschermd|"
    "protected|protected~address|address~protected|confidential|geheimhouding~persoonsgegevens|vip|indicatie~afscherming|verstrekkings?~beperking|restricted",
}  # fmt: skip

_WHOSE = {
    "patient", "pat", "patienten", "client", "clint", "clienten", "cli", "persoon", "person", "personen", "deelnemer", "deelneemster", "subject", "participant", "individu",
    "pas", "pers", "ptnt", "pt", "vrouw", "betrokkene", "medewerker", "employee", "naw", "gegevens", "data", "info", "value", "text", "current", "huidig", "huidige", "actueel", "actuele", "brp", "gba",
    "p", "verzekerde", "insured", "record", "fields", "attributes", "resource", "identity", "demografie", "demographics",
}  # fmt: skip
_INSURED = {"verzekerde", "insured"}
"""A patient, to an insurer."""
_WRAPPED = {"resource", "record", "fields", "attributes", "data", "value", "info"}
"""Of these the words that a program puts around every object; `resource.id` is the id of the object in it."""
_REQUESTER = {
    "huisarts", "huisartsen", "ha", "gp", "arts", "aanvrager", "requester", "verwijzer", "doctor", "physician", "praktijk", "huisartspraktijk", "huisartsenpraktijk",
    "behandelaar", "specialist", "voorschrijver", "inzender", "insturend", "insturende", "provider", "referrer", "referring", "agb", "clinician", "practitioner",
    "consultant", "requesting", "ordering", "authorizing", "authorising", "authrzing", "prov", "zorgverlener", "verloskundige", "doc", "dr", "practice", "aanvragend", "aanvragende", "requestor", "hoofdbehandelaar", "opdrachtgever",
    "huisdokter",
}  # fmt: skip
_PARTNER = {"partner", "echtgenoot", "echtgenote", "spouse", "husband", "man", "mans", "gehuwd", "gehuwde", "married", "huwelijk"}  # fmt: skip
_SOMEBODY_ELSE = {
    "moeder", "vader", "ouder", "ouders", "mother", "father", "parent", "kind", "child", "contactpersoon", "gemachtigde", "vertegenwoordiger", "emergency",
    "noodcontact", "mantelzorger", "voogd", "guardian", "kin", "nok", "baby", "naaste", "noodgeval", "noodnummer", "bewindvoerder", "mentor", "wettelijk", "relatie", "ex", "vorige", "previous", "oude", "old",
}  # fmt: skip
_ORGANISATION = {
    "so", "screeningsorganisatie", "lab", "laboratorium", "laboratory", "afzender", "sender", "zender", "instelling", "organisatie", "organisation", "organization", "ziekenhuis", "hospital", "facility",
    "locatie", "location", "afdeling", "department", "apotheek", "pharmacy", "leverancier", "supplier", "bedrijf", "company", "ontvanger", "receiver", "vestiging", "kliniek",
    "afd", "prikpost", "priklocatie", "crediteur", "creditor", "werkgever", "employer", "school", "bestand", "file", "server", "host", "crediteuren",
}  # fmt: skip
_OF_ORGANISATION = re.compile(
    r"\w+(?:locatie|praktijk|ziekenhuis|laboratorium|instelling|organisatie|kliniek|afdeling|vestiging)"
)
"""Of which kind of place something is: `afnamelocatie`, `verzendlaboratorium`."""
_INSURER = {"verzekeraar", "zorgverzekeraar", "insurer", "insurance", "payer", "payor", "verzekeringsmaatschappij"}
_ASKS = {"aanvragend", "aanvragende", "insturend", "insturende", "verwijzend", "verwijzende", "requesting", "ordering", "referring"}  # fmt: skip
_EMERGENCY = {"moeder", "vader", "contactpersoon", "noodcontact", "noodnummer", "noodgeval", "nok", "kin", "gemachtigde", "vertegenwoordiger", "voogd", "mantelzorger", "guardian", "emergency"}  # fmt: skip
"""With these words a column is somebody else's, whatever its values look like."""
_ABOUT_A_MESSAGE = {"sent", "verified", "verzonden", "gestuurd", "status", "optin", "consent", "toestemming", "reminder", "notification", "ip", "mac"}  # fmt: skip
_MEASURE = {"eenheid", "eenh", "unit", "units", "einheit", "refwaarde", "referentie", "referentiewaarde", "referentiewaarden", "normaalwaarde", "normaalwaarden", "ref", "range", "streefwaarde"}  # fmt: skip
"""With these words a column tells how a result is to be read."""
_STAFF = {
    "gebruiker", "user", "username", "gewijzigd", "invoerder", "analist", "created", "updated", "modified", "changed", "door", "operator", "autorisator",
    "mutatie", "mutator", "analyst", "technician", "verwerkt", "aangemaakt", "ingevoerd", "collega",
}  # fmt: skip
_BOOKKEEPING_DATE = {
    "mutatie", "wijziging", "gewijzigd", "aanmaak", "aangemaakt", "created", "updated", "modified", "ingang", "ingangs", "begin", "eind", "einde", "start", "end", "verzend", "verzonden", "export", "import",
    "laad", "load", "sync", "brief", "factuur", "invoice", "geldig", "valid", "expiry", "verval", "huwelijk", "huwelijks", "inschrijving", "inschrijf", "uitnodiging", "uitnodigings", "peildatum", "peil", "vanaf", "tot", "since",
}  # fmt: skip
_GLUED_DATE = re.compile(rf"(?:{'|'.join(sorted(_BOOKKEEPING_DATE, key=len, reverse=True))})s?(?:datum|date|dat|dt)")
_ABOUT_A_NUMBER = {"status", "check", "controle", "gecontroleerd", "geverifieerd", "verified", "valid", "geldig", "indicatie", "ind", "bron", "source", "datum", "date"}  # fmt: skip
"""With these words a column tells something about a number and does not hold it."""
_ABOUT_AN_ADDRESS = {"land", "landcode", "landnaam", "country", "countrycode", "use", "type", "soort", "id", "status", "vanaf", "tot", "to", "from", "until", "geldig", "valid"}  # fmt: skip
"""With these words a column tells something about an address; a country alone is none."""
EMPLOYED = ("medewerker", "personeel", "employee", "werknemer")
_DATES = {"datum", "date", "dat", "dt", "tijd", "time"}
_REMARK = {
    "opmerking", "opmerkingen", "opm", "toelichting", "toel", "notitie", "notities", "aantekening", "aantekeningen", "memo", "bijzonderheden", "commentaar", "uitleg",
    "remark", "remarks", "comment", "comments", "note", "notes", "explanation",
}  # fmt: skip
"""With these words a column holds what somebody wrote about a name or an address, and not the name or address."""
_BIRTH = {"geboorte", "geb", "birth"}
_BIRTHPLACE = {"geboorteplaats", "birthplace", "geburtsort", "geboorteland", "gebplaats", "gebpl", "gebland"}
_ADDRESS = {"adres", "address", "addr", "woonadres", "verblijfadres"}
_IN_ADDRESS = {Role.STREET, Role.HOUSE_NUMBER, Role.HOUSE_ADDITION, Role.POSTCODE, Role.CITY}
_OF_AN_EXAMINATION = {Role.EXAM_TYPE, Role.EXAM_DATE, Role.TEST_RESULT}
_NAMES = {None, Role.NAME, Role.SURNAME, Role.PREFIX, Role.PARTNER_SURNAME, Role.PARTNER_PREFIX}
_IN_ORGANISATION = {Role.NAME, Role.ADDRESS, Role.STREET, Role.HOUSE_NUMBER, Role.POSTCODE, Role.CITY, Role.PHONE, Role.EMAIL, Role.IBAN}  # fmt: skip

_WHO_ELSE = sorted(_REQUESTER | _PARTNER | _SOMEBODY_ELSE | _ORGANISATION | _STAFF)
WORKERS = frozenset(_REQUESTER | _STAFF | {"medewerker", "employee", "personeel", "staff", "contact", "contactpersoon"})
OTHERS = frozenset(WORKERS | _PARTNER | _SOMEBODY_ELSE | _ORGANISATION)
"""Words for who has to do with a patient and is none, and for organisations."""
_PERSONS = {
    "patient", "patienten", "pat", "pt", "ptnt", "client", "clienten", "cli", "cl", "clt", "persoon", "personen", "pers", "person", "deelnemer", "deelnemers", "deeln",
    "deelneemster", "dlnmr", "betrokkene", "participant", "subject", "verzekerde", "debiteur", "bewoner", "inwoner", "lid", "naw", "gegevens", "persoonsgegevens", "patientgegevens", "clientgegevens",
    "werknemer", "werknemers", "customer", "customers", "casus", "klant", "klanten", "kunde", "donor", "leerling", "student", "travailleur", "beneficiaire",
}  # fmt: skip
"""Words for a person without saying what of them."""

_GBA = {
    "010120": R.BSN, "010210": R.GIVEN, "010230": R.PREFIX, "010240": R.SURNAME, "010310": R.BIRTH_DATE, "010410": R.SEX,
    "050230": R.PARTNER_PREFIX, "050240": R.PARTNER_SURNAME, "060810": R.DEATH_DATE, "076720": R.EMIGRATED, "077010": R.SECRET,
    "081110": R.STREET, "081120": R.HOUSE_NUMBER, "081130": R.HOUSE_ADDITION, "081140": R.HOUSE_ADDITION, "081160": R.POSTCODE, "081170": R.CITY,
}  # fmt: skip
"""Element numbers of the population register (Logisch Ontwerp GBA: category, group, element); 01 the person, 08 the address."""


_PID = {"3": R.PATIENT_NUMBER, "5": R.NAME, "7": R.BIRTH_DATE, "8": R.SEX, "13": R.PHONE, "19": R.BSN}
"""Fields of the patient segment of HL7 version 2, which interfaces export as `PID-7` or `PID.5`."""


_ONLY_WHOLE = {
    "last", "first", "middle", "given", "family", "letter", "letters", "suffix", "birth", "born", "place", "stad", "date", "datum", "name", "person", "pat", "own",
    "service", "product", "value", "nummer", "record", "key", "address", "soort", "test", "advies", "methode", "order", "sample",
}  # fmt: skip
"""Words that mean something as a whole header, and nothing as a part of one: `last_visit` is no surname."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a header says: a role (or None), how surely (0..1), and whether it says the value is not the person's own."""

    role: Role | None
    score: float
    foreign: bool = False


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[Role, re.Pattern[str]]]:
    """The phrases of each role, up to the end of a word."""
    return [(role, re.compile(f"(?:{text.replace('~', '_?')})(?=_|$)")) for role, text in PHRASES.items()]


_INDEX = re.compile(r"\[\d+\]|(?<=[A-Za-z])\.\d+(?=\.[A-Za-z])")
"""Which element of a list: `name[0].family`, `name.0.family`."""


def tokens(header: str) -> list[str]:
    """The words of a header, folded: `patientGebDatum1` gives patient, geb, datum, 1; `name[0].family` name, family."""
    text = unicodedata.normalize("NFKD", _INDEX.sub("", header).replace("ß", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    text = re.sub(r"(?<=[A-Za-z]{3})(?=\d)", "_", text)
    words = [w for w in re.split(r"[^a-z0-9]+", text.lower()) if w]
    return words


_IDENTIFIER = re.compile(r"(?:^|[._])identifiers?(?:\[\d+\])?(?:[._]value|$)", re.IGNORECASE)
"""A number of which it is not told what numbers it."""


def read(header: str) -> Said:
    """What the header says about its column."""
    bare = _WRAPPER.sub("", header.strip().strip('"'))
    if re.fullmatch(r"\d{1,2}\.\d{2}\.\d{2}|\d{6}", bare):
        role = _GBA.get(bare.replace(".", "").zfill(6))
        return Said(role, 0.97 if role else 0.0, foreign=role is None)
    role = fhir.read(bare)
    if role is not None:
        return Said(role, 0.9)
    if fhir.is_nothing(bare):
        return Said(None, 0.0)
    words = tokens(bare)
    if not words or _IDENTIFIER.search(bare):
        return Said(None, 0.0)
    if words[0] == "pid" and len(words) > 1 and words[1] in _PID:
        return Said(_PID[words[1]], 0.9)
    if (key := _key_of_somebody(words)) is not None:
        return Said(key, 0.9)
    core = [w for w in words if w not in _WHOSE] or words
    whole = _lookup("_".join(words))
    found = (
        whole
        if whole.score >= 0.9
        else max(whole, _nested(bare), _lookup("_".join(core)), _part_of_address(core), key=lambda s: s.score)
    )
    if found.role is Role.RECORD_ID and set(words) - set(core) - _WRAPPED:
        found = Said(None, 0.0)  # "patient nr" is a patient's number, not the row's own
    if found.score < 0.8:
        role, score = concepts.meaning([w for w in words if w not in _INSURED])
        if role is not None and score > found.score:
            found = Said(role, score)
    return _in_context(_completed(words), found)


def _key_of_somebody(words: list[str]) -> Role | None:
    """`pk_persoon` is the row's own key and `client_fk` points at somebody's; neither is a postcode (PK) or a name."""
    for end, role in (("pk", Role.RECORD_ID), ("fk", Role.PERSON_REF)):
        if end in (words[0], words[-1]) and set(words) - {end} and set(words) - {end, "id", "nr"} <= _PERSONS:
            return role
    return None


def names_a_person(header: str) -> bool:
    """Whether a header says only that a person is meant, by words of which some mean other things too (`pt`, `cl`)."""
    words = set(tokens(header))
    return bool(words) and words <= _PERSONS


def _completed(words: list[str]) -> list[str]:
    """Words of which the last tells whose something is and was cut off with the header: `TEL_HUISAR`."""
    last = words[-1]
    if len(words) < 2 or len(last) < 5 or sum(map(len, words)) not in concepts.CUT:
        return words
    whole = [word for word in _WHO_ELSE if word.startswith(last)]
    return [*words[:-1], whole[0]] if whole and last not in whole else words


_WRAPPER = re.compile(r"^(?:.*\.)?_source\.(?=.)")
"""What a search engine puts around every object."""
_PATH = re.compile(r"(?<=\S)(?:\.|->|__|:)(?=\S)")
_TELLS_LITTLE = frozenset(
    "id nr nummer no num number key sleutel uuid guid pk seq volgnr code record naam name nm date datum dat dt dtm datetime timestamp tijdstip value waarde text "
    "soort product service programma discipline methode component onderdeel studie indicatie panel aanvraag order sample specimen monster letter letters suffix prefix "
    "addition person patient pat client last first middle own place advies".split()
)
"""Words that mean something only together with what they stand in: `order.id`, `test.name`, `lab.date`."""


def _nested(header: str) -> Said:
    """What the last part of a path says, or the last two; what they stand in only narrows it: `client.contact.tel` is a telephone."""
    parts = [part for part in _PATH.split(header) if part]
    for count in (1, 2) if len(parts) > 1 else ():
        words = tokens(".".join(parts[-count:]))
        found = _lookup("_".join(words))
        if found.score >= 0.9 and not (len(words) == 1 and words[0] in _TELLS_LITTLE):
            return Said(found.role, 0.96)
    return Said(None, 0.0)


def _part_of_address(words: list[str]) -> Said:
    """`address.city`, `adres_postcode`: the part, where the rest of the header is one."""
    rest = [w for w in words if w not in _ADDRESS]
    part = _lookup("_".join(rest)) if rest and rest != words else Said(None, 0.0)
    return part if part.score >= 0.9 and part.role in _IN_ADDRESS else Said(None, 0.0)


def _lookup(text: str) -> Said:
    """The role whose phrase is the whole text (sure), or stands in it between token borders (less sure; longest wins)."""
    best, length = Said(None, 0.0), 0
    for role, pattern in _patterns():
        if pattern.fullmatch(text):
            return Said(role, 0.95)
    borders = [0, *(i + 1 for i, c in enumerate(text) if c == "_")]
    for role, pattern in _patterns():
        for match in filter(None, (pattern.match(text, at) for at in borders)):
            size = len(match.group())
            if size > length and size >= 3 and match.group() not in _ONLY_WHOLE:
                best, length = Said(role, 0.45 + 0.4 * size / len(text)), size
    return best


def _meaning(order: list[str], without: set[str]) -> Role | None:
    """What a header says beside the words that say whose it is."""
    rest = [word for word in order if word not in without]
    role = _lookup("_".join(rest)).role
    if role is None and rest:
        meant, score = concepts.meaning(rest, len("".join(order)))
        role = meant if score > 0.74 else None  # every letter of it is understood
    return role


def _in_context(order: list[str], found: Said) -> Said:
    """The finding corrected for words that say whose value it is."""
    role, words = found.role, set(order)
    if role is Role.BSN and words & _ABOUT_A_NUMBER:
        return Said(None, 0.0, foreign=True)
    if role is Role.ADDRESS and words & _ABOUT_AN_ADDRESS:
        return Said(None, 0.0, foreign=True)
    if role in (Role.PHONE, Role.EMAIL, Role.ADDRESS) and words & _ABOUT_A_MESSAGE:
        return Said(None, 0.0, foreign=True)
    if role in (Role.TEST_RESULT, Role.EXAM_TYPE) and words & _MEASURE:
        return Said(None, 0.0, foreign=True)
    if role is Role.PATIENT_NUMBER and words & _DATES:
        return Said(None, 0.0)
    if role is Role.PATIENT_NUMBER and any(word.startswith(EMPLOYED) for word in order):
        return Said(Role.PERSON_REF, found.score)  # theirs, and no number of a patient
    if words & _EMERGENCY:
        return Said(None, 0.0, foreign=True)
    if words & _INSURER and _meaning(order, _INSURER) in _IN_ORGANISATION - {Role.NAME}:
        return Said(None, 0.0, foreign=True)
    if words & _ASKS and words & _ORGANISATION and role in (None, Role.NAME, Role.ORDER_NUMBER):
        return Said(Role.REQUESTER, 0.8)
    if words & _REMARK and role not in _OF_AN_EXAMINATION:
        return Said(None, 0.0, foreign=role is not None)
    if words & _PARTNER and role is Role.PARTNER_SURNAME:
        other = _lookup("_".join(w for w in order if w not in _PARTNER))
        if other.score >= 0.9 and other.role not in _NAMES:
            return Said(None, 0.0, foreign=True)
    if words & _PARTNER and role not in (Role.PARTNER_SURNAME, Role.PARTNER_PREFIX):
        if role in (Role.SURNAME, Role.NAME):
            return Said(Role.PARTNER_SURNAME, 0.85)
        if role is Role.PREFIX:
            return Said(Role.PARTNER_PREFIX, 0.85)
        return Said(None, 0.0, foreign=role is not None)
    if words & _SOMEBODY_ELSE and role is not None and role is not Role.PATIENT_NUMBER:
        return Said(None, 0.0, foreign=True)
    if words & _REQUESTER:
        rest = _meaning(order, _REQUESTER)
        if rest in _IN_ORGANISATION - {Role.NAME}:
            return Said(None, 0.0, foreign=True)
        if role in (None, Role.NAME, Role.SURNAME, Role.INITIALS, Role.PREFIX, Role.PATIENT_NUMBER, Role.GIVEN):
            return Said(Role.REQUESTER, 0.8)
    if role in _IN_ORGANISATION and (words & _ORGANISATION or any(map(_OF_ORGANISATION.fullmatch, order))):
        return Said(None, 0.0, foreign=True)
    if words & _STAFF and role in _IN_ORGANISATION | {Role.INITIALS, Role.SURNAME, Role.PATIENT_NUMBER}:
        return Said(None, 0.0, foreign=True)
    if role in (None, Role.EXAM_DATE, Role.BIRTH_DATE, Role.INSURER) and (
        words & _BOOKKEEPING_DATE or any(map(_GLUED_DATE.fullmatch, order))
    ):
        return Said(None, 0.0, foreign=True)
    if (words & _BIRTH and words & {"plaats", "place", "land", "country", "gemeente"}) or words & _BIRTHPLACE:
        return Said(None, 0.0, foreign=True)
    return found
