"""The help pages in Dutch: a text for each paragraph of a command's help, each option, and each word around them."""

from __future__ import annotations

DUTCH: dict[str, str] = {
    # the first page
    "From leaked files to a defensible answer: who is hit, what of theirs leaked, who must be told what, and how do we know.":
        "Van gelekte bestanden naar een antwoord dat stand houdt: wie is geraakt, wat lekte er van hen, wie moet wat horen, en hoe weten wij dat.",
    "A case is a folder with a case.toml, which names the leaked files and the\nregisters of the people they may be about. The usual way through it:":
        "Een zaak is een map met een case.toml, waarin de gelekte bestanden staan en de\nregisters van de mensen over wie zij kunnen gaan. Zo gaat het meestal:",
    "  [bold]lekwijzer new my-case[/bold]           make the folder\n"
    "  [bold]lekwijzer add register my-case[/bold]  name the people it may be about\n"
    "  [bold]lekwijzer add dataset my-case[/bold]   name the leaked files\n"
    "  [bold]lekwijzer assess my-case[/bold]        read, link, decide: a revision\n"
    "  [bold]lekwijzer report my-case[/bold]        one page to read and to hand on":
        "  [bold]lekwijzer new my-case[/bold]           de map maken\n"
        "  [bold]lekwijzer add register my-case[/bold]  zeggen over wie het kan gaan\n"
        "  [bold]lekwijzer add dataset my-case[/bold]   zeggen wat er gelekt is\n"
        "  [bold]lekwijzer assess my-case[/bold]        lezen, koppelen, beslissen: een revisie\n"
        "  [bold]lekwijzer report my-case[/bold]        één pagina om te lezen en door te geven",
    "More files found? Add them as a dataset and assess again: only what is new is\nread, and every count that moved is explained. To see all of it on synthetic\npeople first: [bold]lekwijzer demo[/bold]":
        "Meer bestanden gevonden? Voeg ze toe als dataset en beoordeel opnieuw: alleen\nwat nieuw is wordt gelezen, en elk aantal dat verschoof wordt verklaard.\nEerst alles zien met verzonnen mensen: [bold]lekwijzer demo[/bold]",
    "[dim]More about a command: lekwijzer COMMAND --help\nExit codes: 0 done, 1 work failed, 2 wrong use, 130 interrupted, 143 stopped[/dim]":
        "[dim]Meer over een opdracht: lekwijzer OPDRACHT --help\nExitcodes: 0 klaar, 1 mislukt, 2 fout gebruik, 130 onderbroken, 143 gestopt[/dim]",
    "Show the version and stop.": "Toon de versie en stop.",
    "The language, nl or en, also behind a command that shows people or counts; else LEKWIJZER_LANG; else en, and nl for a report.":
        "De taal, nl of en, ook achter een opdracht die mensen of aantallen toont; anders LEKWIJZER_LANG; anders en, en nl voor een rapport.",
    "Install completion for the current shell.": "Installeer het aanvullen van opdrachten in deze shell.",
    "Show completion for the current shell, to copy it or customize the installation.": "Toon de regels voor het aanvullen in deze shell, om ze zelf te plaatsen.",
    "Show this message and exit.": "Toon deze hulp en stop.",
    "The case": "De zaak", "The work": "Het werk", "Showing": "Tonen", "Care and trying out": "Onderhoud en uitproberen",
    "Examples": "Voorbeelden", "Usage:": "Gebruik:", "[OPTIONS]": "[OPTIES]", "COMMAND [ARGS]...": "OPDRACHT [ARGUMENTEN]...",
    # several commands
    "The case folder.": "De map van de zaak.", "Show no progress.": "Toon geen voortgang.",
    "The language, nl or en; else the one in front of the command, else LEKWIJZER_LANG, else en.":
        "De taal, nl of en; anders die voor de opdracht staat, anders LEKWIJZER_LANG, anders en.",
    "The language, nl or en; else the one in front of the command, else LEKWIJZER_LANG, else nl.":
        "De taal, nl of en; anders die voor de opdracht staat, anders LEKWIJZER_LANG, anders nl.",
    "Of which revision; without it, the last.": "Van welke revisie; zonder dit de laatste.",
    "The folder to make.": "De map die gemaakt wordt.", "The name that people read.": "De naam die mensen lezen.",
    # new, add
    "Make a case: a folder with a commented case.toml.": "Maak een zaak: een map met een case.toml vol uitleg.",
    "Add a register, dataset, system, letter or party to a case.": "Voeg een register, dataset, systeem, brief of partij toe aan een zaak.",
    "What you add is checked first: when it would be a mistake, case.toml stays as it was. Everything can be written in case.toml by hand as well.":
        "Wat u toevoegt wordt eerst nagekeken: is het een vergissing, dan blijft case.toml zoals het was. Alles kan ook met de hand in case.toml.",
    "A short name of your own, used in every result.": "Een korte naam van uzelf, die in elke uitkomst staat.",
    "A file, a folder or a quoted pattern; may be given several times.": "Een bestand, een map of een patroon tussen aanhalingstekens; mag vaker.",
    "Add a register: a reference list of people of one party.": "Voeg een register toe: een lijst van mensen van één partij.",
    "The id of its party.": "De id van de partij waarvan het is.", "The day the list is of.": "De dag waarvan de lijst is.",
    "The fields its party shared, with commas: name,bsn": "De gegevens die de partij deelde, met komma’s: name,bsn",
    "Add a dataset: one body of leaked files.": "Voeg een dataset toe: gelekte bestanden die bij elkaar horen.",
    "When it was found.": "Wanneer die gevonden is.", "We hold everything that was taken.": "Wij hebben alles wat is meegenomen.",
    "Add a system that the intruder reached, and say whom it holds.": "Voeg een systeem toe waar de indringer bij kon, en zeg wie erin staan.",
    "A register, or a register with a condition in SQL behind a colon.": "Een register, of een register met een voorwaarde in SQL achter een dubbele punt.",
    "Add a letter that was sent before: a file with the register's keys.": "Voeg een brief toe die al verstuurd is: een bestand met sleutels van het register.",
    "The register it was sent from.": "Het register waaruit die verstuurd is.", "The day it was sent.": "De dag waarop die verstuurd is.",
    "Add a party: an organisation in the case.": "Voeg een partij toe: een organisatie in de zaak.",
    "processor, controller, authority or care_provider.": "processor (verwerker), controller (verantwoordelijke), authority (toezicht) of care_provider (zorgaanbieder).",
    # inspect
    "How would these files be read: which column is which field, how sure, and why.": "Hoe worden deze bestanden gelezen: welke kolom is welk gegeven, hoe zeker, en waarom.",
    "Works on any file, in a case or not, and writes nothing. The first 20,000 rows of each table are looked at. Values are masked; results of tests are never shown without --reveal. Exits 1 when a file cannot be read at all.":
        "Werkt op elk bestand, in een zaak of niet, en schrijft niets. Van elke tabel worden de eerste 20.000 regels bekeken. Waarden zijn gemaskeerd; uitslagen worden zonder --reveal nooit getoond. Eindigt met 1 als een bestand helemaal niet te lezen is.",
    "Files, folders, or members such as a.zip!/b.csv.": "Bestanden, mappen, of onderdelen zoals a.zip!/b.csv.", "Examples per column.": "Voorbeelden per kolom.",
    "Look into the members of archives as well.": "Kijk ook in de onderdelen van archieven.",
    "Read it as a register: dead, emigrated and secret count too.": "Lees het als register: overleden, vertrokken en geheim tellen dan mee.",
    "Show values in clear instead of masked.": "Toon waarden zoals ze zijn, niet gemaskeerd.", "One JSON object per file, for scripts.": "Een JSON-object per bestand, voor scripts.",
    # coverage
    "What share of the files and bytes was read, by kind and by problem, the largest gaps first.": "Welk deel van de bestanden en bytes is gelezen, naar soort en naar oorzaak, de grootste gaten eerst.",
    "The whole list, with what was read as well: lekwijzer export CASE coverage -o FILE.": "De hele lijst, ook met wat wel gelezen is: lekwijzer export ZAAK coverage -o BESTAND.",
    "List every file that was not read in full.": "Noem elk bestand dat niet helemaal gelezen is.", "One JSON object, for scripts.": "Een JSON-object, voor scripts.",
    # assess, export, report
    "Read what is new, link it to the registers, decide, and write a revision.": "Lees wat nieuw is, koppel het aan de registers, beslis, en schrijf een revisie.",
    "What was read before is not read again. Interrupt it when you like; the same command goes on where it was. When nothing has changed since the last revision, that one stands and nothing is written.":
        "Wat al gelezen was, wordt niet opnieuw gelezen. Onderbreken mag altijd; dezelfde opdracht gaat verder waar hij was. Is er sinds de laatste revisie niets veranderd, dan blijft die staan en wordt er niets geschreven.",
    "When another run holds the case, stop instead of waiting.": "Als de zaak bezet is, stop dan en wacht niet.",
    "Leave pictures and scans for another run; nobody is cleared over them.": "Bewaar afbeeldingen en scans voor een volgende keer; daardoor wordt niemand uitgesloten.",
    "Files read at the same time; 0 = one per core.": "Bestanden die tegelijk gelezen worden; 0 = één per kern.",
    "Write a table of a revision to a file, as CSV, Parquet or a workbook by its suffix.": "Schrijf een tabel van een revisie naar een bestand: CSV, Parquet of een werkmap, naar de uitgang van de naam.",
    "Which table.": "Welke tabel.", "The file to write: .csv, .parquet or .xlsx.": "Het bestand: .csv, .parquet of .xlsx.",
    "Write a revision as one HTML page that needs no network: who is hit, what leaked, what is not known, what changed.":
        "Schrijf een revisie als één HTML-pagina die geen netwerk nodig heeft: wie is geraakt, wat lekte, wat niet bekend is, wat er veranderde.",
    "The file to write; without it, report.html in the case.": "Het bestand; zonder dit report.html in de zaak.",
    # explain, diff
    "Why this verdict: each mention of a person with file and place, what agreed and what did not.": "Waarom dit oordeel: elke vermelding van iemand met bestand en plaats, wat klopte en wat niet.",
    "A key of a register, a subject_id, or a mention_id.": "Een sleutel van een register, een subject_id of een mention_id.",
    "Only in this register.": "Alleen in dit register.", "In which revision; without it, the last.": "In welke revisie; zonder dit de laatste.",
    "Show values and the original text in clear; that you looked is recorded.": "Toon waarden en de oorspronkelijke tekst zoals ze zijn; dat u keek wordt vastgelegd.",
    "Every move between verdicts and cohorts from one revision to another, with its cause.": "Elke verschuiving tussen oordelen en doelgroepen van de ene revisie naar de andere, met de oorzaak.",
    "The revision before; without it, the last but one.": "De revisie ervoor; zonder dit de op een na laatste.", "The revision after; without it, the last.": "De revisie erna; zonder dit de laatste.",
    "Write who moved to the file of -o.": "Schrijf wie verschoof naar het bestand van -o.", "The .csv file for --people.": "Het .csv-bestand voor --people.",
    # doctor, demo, replica
    "What is installed, what is missing, and the command that mends it.": "Wat er geïnstalleerd is, wat ontbreekt, en de opdracht die dat verhelpt.",
    "With a case, it also checks case.toml and says who is working on the case. Exits 1 when something that is needed is missing.":
        "Met een zaak erbij wordt ook case.toml nagekeken, en gezegd wie eraan werkt. Eindigt met 1 als er iets ontbreekt dat nodig is.",
    "Look at this case as well.": "Kijk ook naar deze zaak.",
    "Replay the 2025 breach on synthetic people: each dataset arrives, a revision is made, and every move is explained.":
        "Speel het lek van 2025 na met verzonnen mensen: elke dataset komt binnen, er komt een revisie, en elke verschuiving wordt verklaard.",
    "Where to make the case; an earlier demonstration there is replaced.": "Waar de zaak komt; een eerdere demonstratie daar wordt vervangen.",
    "1 = 941,000 participants.": "1 = 941.000 deelnemers.", "Other seeds give other people.": "Een ander getal geeft andere mensen.",
    "Write a synthetic twin of the 2025 laboratory breach: a case to try things on, with the truth beside it.":
        "Schrijf een verzonnen tweeling van het laboratoriumlek van 2025: een zaak om mee te proberen, met de waarheid ernaast.",
    "Nobody in it exists. The truth is in DIR/truth and is not read by the other commands.": "Niemand erin bestaat. De waarheid staat in DIR/truth en wordt door de andere opdrachten niet gelezen.",
    "1 = 941,000 participants and more than 1.5 GB.": "1 = 941.000 deelnemers en meer dan 1,5 GB.", "The same seed gives the same files.": "Hetzelfde getal geeft dezelfde bestanden.",
}  # fmt: skip

AROUND: dict[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "Argumenten", "OPTIONS_PANEL_TITLE": "Opties", "COMMANDS_PANEL_TITLE": "Opdrachten", "ERRORS_PANEL_TITLE": "Fout",
    "DEFAULT_STRING": "[standaard: {}]", "ENVVAR_STRING": "[omgevingsvariabele: {}]", "REQUIRED_LONG_STRING": "[verplicht]",
    "RICH_HELP": "Probeer [blue]'{command_path} {help_option}'[/] voor hulp.",
}  # fmt: skip
"""The words that the library puts around the texts, by the names it has for them."""
