"""Pages for `freetext.py` about nobody: bills, logs, price lists, source code and what else lies in a laboratory's folders."""

from __future__ import annotations

import random

from freetext_people import MONTHS, Text, iban, number


def _invoice(pick: random.Random) -> str:
    goods = (
        "Reageerbuis 10 ml",
        "Pipetpunten 200 µl",
        "HPV-kit 96 st.",
        "Handschoenen nitril M",
        "Koelkast Liebherr",
        "Onderhoud centrifuge",
        "Transport monsters Noord",
    )
    lines = "\n".join(
        f"{pick.randint(100000, 999999)}  {pick.choice(goods):<28}{pick.randint(1, 40):>4} x {pick.randint(2, 900)},{pick.randint(10, 99)}"
        for _ in range(pick.randint(4, 18))
    )
    return f"Labtechniek Holland B.V.\nIndustrieweg 14\n3846 BD Harderwijk\nTel. 0341-{pick.randint(400000, 499999)}   info@labtechniek.example\nKvK {pick.randint(10000000, 89999999)}  BTW NL{number(pick, '8')}B01\nIBAN {iban(pick)}\n\nAan: Crediteurenadministratie\nPostbus {pick.randint(100, 9999)}\n2280 AB Rijswijk\n\nFactuurnummer: {number(pick, '2')}\nOrdernummer: {number(pick, '5')}\nFactuurdatum: {pick.randint(1, 28)}-{pick.randint(1, 12)}-2024\nUw referentie: {number(pick, '7')}\n\n{lines}\n\nTotaal excl. BTW  {pick.randint(100, 9000)},00\nTe voldoen binnen 30 dagen. Contactpersoon: M. Verhagen\n"


def _log(pick: random.Random) -> str:
    verbs = (
        "specimen received",
        "order accepted",
        "result sent",
        "barcode read",
        "message acknowledged",
        "retry",
        "user jdevries logged in",
    )
    return (
        "\n".join(
            f"2024-{pick.randint(1, 12):02}-{pick.randint(1, 28):02} {pick.randint(0, 23):02}:{pick.randint(0, 59):02}:{pick.randint(0, 59):02},{pick.randint(0, 999):03} {pick.choice(('INFO', 'WARN', 'DEBUG'))} [worker-{pick.randint(1, 9)}] {pick.choice(verbs)} id={number(pick, pick.choice('12345678'))} specimen {number(pick, pick.choice('3456'))} in {pick.randint(1, 900)} ms"
            for _ in range(60)
        )
        + "\n"
    )


def _prices(pick: random.Random) -> str:
    tests = "TSH|Glucose|Kreatinine|HPV DNA|Chlamydia PCR|Hb|Vitamine D|Kalium|Ferritine|CRP|ALAT|PSA|HbA1c|Lues serologie".split(
        "|"
    )
    return (
        f"PRIJSLIJST {pick.choice((2023, 2024, 2025))}\nGeldig vanaf 1 januari 2024\n\nCode     Omschrijving          Tarief\n"
        + "\n".join(
            f"{pick.randint(70000, 79999)}    {pick.choice(tests):<20}  € {pick.randint(1, 90)},{pick.randint(10, 99)}   art. {number(pick, pick.choice('1234567'))}"
            for _ in range(45)
        )
        + "\n\nVragen? Bel 070-3001234 of mail naar tarieven@lab.example\n"
    )


def _code(pick: random.Random) -> str:
    names = "patient order specimen result value index birth_date bsn name request".split()
    parts = []
    for _ in range(12):
        a, b = pick.sample(names, 2)
        parts.append(
            f"def get_{a}_{b}(self, {a}, {b}=None):\n    # {a.title()} {b.title()} zie issue {number(pick, pick.choice('234'))}\n    if {a}['{b}'] is None:\n        raise ValueError('geen {b}: %s' % {a})\n    return self.{b}.get({a}, {number(pick, pick.choice('135'))})\n"
        )
    return (
        "# Copyright (c) 2011-2024 J. van der Velde <j.vandervelde@lab.example>\nimport os\n\nBSN_LENGTH = 9\nDEFAULT_DATE = '1900-01-01'\n\n\n"
        + "\n\n".join(parts)
    )


def _figures(pick: random.Random) -> str:
    return (
        f"Jaarverslag {pick.randint(2015, 2024)}\nTabel {pick.randint(1, 9)}: deelname per regio en geboortejaar\n\nRegio          1955   1960   1965   1970   1975\n"
        + "\n".join(
            f"{r:<14}" + "".join(f"{pick.randint(1000, 99999):>7}" for _ in range(5))
            for r in ("Noord", "Oost", "Zuid-West", "Midden-West", "Zuid")
        )
        + "\n\nBron: Monitor 2024. De deelnamegraad was het hoogst onder vrouwen geboren in 1965. Het percentage hrHPV-positief was 9,7%.\n"
    )


def _minutes(pick: random.Random) -> str:
    return f"NOTULEN MT-OVERLEG {pick.randint(1, 28)} {pick.choice(MONTHS)} 2024\n\nAanwezig: M. Verhagen (vz), K. de Groot, S. Balaram, P. Hofstra\nAfwezig: J. Bosboom (mk)\n\n1. Opening\nDe voorzitter opent de vergadering om 10.00 uur.\n2. Mededelingen\nMevrouw De Groot meldt dat de nieuwe analyser op {pick.randint(1, 28)}-{pick.randint(1, 12)}-2024 is geplaatst (ordernr. {number(pick, '6')}). De heer Hofstra gaat per 1 mei met pensioen.\n3. Financiën\nDe begroting sluit met een tekort van € {pick.randint(10, 900)}.000. Dhr. Balaram vraagt naar factuur {number(pick, '2')}.\n4. Rondvraag\nGeen.\n5. Sluiting\nVolgende vergadering: {pick.randint(1, 28)} {pick.choice(MONTHS)} 2025.\n"


def _config(pick: random.Random) -> str:
    return (
        "\n".join(
            f"{pick.choice(('host', 'port', 'queue', 'timeout', 'serial', 'license', 'device', 'patient.lookup', 'owner'))}.{i} = {pick.choice((number(pick, '4'), '10.0.3.' + str(i), 'lab-prod-0' + str(i % 9), 'true', '1 maart 2019'))}"
            for i in range(40)
        )
        + "\n"
    )


def _procedure(pick: random.Random) -> str:
    return f"Werkinstructie WI-{pick.randint(100, 999)} versie {pick.randint(1, 9)}\nAuteur: K. de Groot   Autorisatie: dr. P. Hofstra   Datum: {pick.randint(1, 28):02}-03-2023\n\n1. Controleer naam, geboortedatum en BSN van de patiënt op de aanvraag.\n2. Plak het etiket (barcode van 9 cijfers, bijv. {number(pick, '3')}) op de buis.\n3. Noteer de afnamedatum. Bij twijfel: bel de aanvrager of tel. 070-3001234.\n4. De arts-microbioloog autoriseert de uitslag. Bewaartermijn: 15 jaar.\n\nArtikelnummer reagens: {number(pick, '1')}, lot {number(pick, '5')}, exp. 12-2026.\n"


def _mail(pick: random.Random) -> str:
    return f"Van: Karin de Groot <k.degroot@lab.example>\nAan: Logistiek\nOnderwerp: RE: levering {number(pick, '2')}\n\nHoi Peter,\n\nDe zending {number(pick, '6')} is binnen, maar er ontbreken 3 dozen (art. {number(pick, '3')}). Kun jij DHL bellen? Ze zijn bereikbaar op 020-{pick.randint(3000000, 7999999)}. Volgens de pakbon van {pick.randint(1, 28)}-{pick.randint(1, 12)}-2024 waren het er 12.\n\nGroet,\nKarin de Groot\nInkoop | Lab Holland | Visseringlaan 25, 2288 ER Rijswijk | 070-3001200\n"


NOBODY = (_invoice, _log, _prices, _code, _figures, _minutes, _config, _procedure, _mail)


def pages(count: int, seed: int) -> list[Text]:
    """Pages about nobody, of all kinds in turn."""
    pick = random.Random(seed)
    return [Text(NOBODY[i % len(NOBODY)].__name__.strip("_"), NOBODY[i % len(NOBODY)](pick), []) for i in range(count)]
