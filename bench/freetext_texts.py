"""Texts for `freetext.py`: letters, mails, notes and forms about people who do not exist.

Written as general practices, hospitals, complaint desks and call centres write. What is in a text about whom is known; which
patterns the program has is not looked at.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable

from freetext_people import Someone, Text, Writer, number, someone

Maker = Callable[[Writer, Someone, Someone], tuple[str, list[Someone]]]


def referral(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A general practitioner refers."""
    head = f"{w.practice()}\n{w.doctor()}\nKerkplein 3\n3441 BM Woerden\nTel. 0348-412233  Fax 0348-412244\n\n"
    about = w.one(
        f"Betreft: {w.name(p)}, {w.birth(p)}, {w.bsn(p)}\n         {w.address(p)}\n",
        f"Betreft: {w.listed(p)}\n{w.birth(p)}\n{w.bsn(p)}\n{w.address(p)}\n{w.phone(p)}\n",
        f"Inzake: {w.name(p)} ({w.born(p)}), {w.place(p)}. {w.bsn(p)}.\n",
        f"Patiënt: {w.listed(p)}  {w.birth(p)}  {w.bsn(p)}\nAdres: {w.address(p)}\n",
    )
    body = f"Geachte collega,\n\nGraag uw beoordeling van bovengenoemde patiënt{'e' if p.sex == 'V' else ''} in verband met aanhoudend bloedverlies. Voorgeschiedenis: blanco. Uitstrijk {w.day()}: Pap 2. De medicatie bestaat uit metoprolol 50 mg 1dd1. {w.one('Partner is op de hoogte.', 'Haar echtgenoot ' + q.given + ' komt mee.', 'Zie bijlage.')}\n\nMet collegiale groet,\n\n{w.doctor()}\nAGB 01{w.pick.randint(100000, 999999)}\n"
    return f"{head}Woerden, {w.day()}\n\n{about}\n{textwrap.fill(body, 88, replace_whitespace=False)}", [p]


def hospital(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A specialist writes to the general practitioner."""
    opening = w.one(
        f"Op {w.day()} zag ik op mijn spreekuur uw patiënt{'e' if p.sex == 'V' else ''} {w.name(p)}, {w.birth(p)}, {w.place(p)}.",
        f"Bovengenoemde patiënt, {w.name(p)}, {w.birth(p)}, was van {w.day()} tot {w.day()} opgenomen op onze afdeling. {w.bsn(p)}.",
        f"Hierbij bericht ik u over {w.name(p)} ({w.birth(p)}), {w.place(p)}, die zich presenteerde met buikklachten.",
        f"Uw patiënt {w.name(p)}, {w.born(p)}, bezocht onze polikliniek op {w.day()}.",
    )
    text = f"{opening} Anamnese: sinds drie weken klachten. Lichamelijk onderzoek: geen bijzonderheden. Laboratorium: Hb 8,1 mmol/l, CRP 4 mg/l. Conclusie: geen aanwijzingen voor maligniteit. Beleid: controle over zes maanden. Ik sprak ook met {w.one('haar', 'zijn')} partner."
    return (
        f"{w.practice()}\nPostbus 2500, 1000 CM Amsterdam\n\nAan: {w.doctor()}\n{w.practice()}\n\nDatum: {w.day()}\nOns kenmerk: {number(w.pick, '1')}\n\nGeachte collega,\n\n{textwrap.fill(text, w.pick.choice((72, 80, 100, 4000)))}\n\nHoogachtend,\n\n{w.doctor()}\n",
        [p],
    )


def to_patient(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A letter to the patient with the result."""
    title = "Mevrouw" if p.sex == "V" else "De heer"
    body = (
        f"U bent geboren op {w.born(p)} en uw burgerservicenummer is {_said(p, 'bsn')}. "
        if w.pick.random() < 0.5
        else ""
    )
    return (
        f"Stichting Bevolkingsonderzoek\nPostbus 4000\n3502 HA Utrecht\n\n{title} {p.initials} {w.last(p)}\n{p.street} {p.house}\n{_said(p, 'postcode')}  {p.city}\n\nUtrecht, {w.day()}\n\nBetreft: uitslag uitstrijkje\n\n"
        f"Geachte {'mevrouw' if p.sex == 'V' else 'heer'} {w.cap(p)},\n\nOnlangs heeft u een uitstrijkje laten maken. {body}De uitslag is goed: er zijn geen afwijkingen gevonden. U ontvangt over vijf jaar een nieuwe uitnodiging.\n\nMet vriendelijke groet,\n\nI. de Jong\nmedisch coördinator\n"
    ), [p]


def complaint(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """Somebody complains by mail about herself."""
    who = f"{p.given} {w.last(p)}"
    own = w.one(
        f"Mijn naam is {who}, {w.birth(p)}, {w.bsn(p)}.",
        f"Ik ben {who} ({w.birth(p)}) en woon op de {w.address(p)}.",
        f"Mijn gegevens: {who}, {w.birth(p)}, {w.bsn(p)}, {w.address(p)}.",
    )
    sign = w.one(
        f"{who}\n{w.phone(p)}\n",
        f"{who}\n{w.address(p)}\n{w.phone(p)}\n{w.email(p)}\n",
        f"{w.title(p)} {p.initials} {w.last(p)}\n{w.email(p)}\n{w.iban(p)}\n",
    )
    return (
        f"Onderwerp: klacht over uitslag\n\nGeachte heer, mevrouw,\n\n{textwrap.fill(own + ' Drie weken geleden heb ik bloed laten prikken en ik heb nog steeds geen uitslag. Ik heb al twee keer gebeld met uw medewerkster Sandra. Ik vind dit niet kunnen en verwacht binnen een week antwoord.', 76)}\n\nMet vriendelijke groet,\n\n{sign}",
        [p],
    )


def call_note(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A note of a telephone call."""
    return w.one(
        f"TELEFOONNOTITIE\nDatum: {w.day()} 10.45 uur\nVoor: {w.doctor()}\nNaam: {w.listed(p)}\nGeb.datum: {w.born(p)}\nTel: {_said(p, 'phone')}\nVraag: uitslag bloedonderzoek bekend? Graag terugbellen.\n",
        f"{w.day()} tel. contact met {w.name(p)}, {w.birth(p)}, {w.phone(p)}: wil uitslag kweek weten. Teruggebeld, uitslag negatief doorgegeven.\n",
        f"Gebeld door {w.name(p)} ({w.birth(p)}). {w.bsn(p)}. Vraagt om herhaalrecept. {w.phone(p)}. Mail ook naar {_said(p, 'email')}.\n",
        f"{w.day()} 14:12 - {w.name(p)} ({w.born(p)}) belt over haar uitslag, bereikbaar op {_said(p, 'phone')}, adres klopt niet meer: nu {w.address(p)}.\n",
    ), [p]


def _said(p: Someone, what: str) -> str:
    return p.write(what, str(getattr(p, what)))


def form(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A form that was filled in, with dots, blanks or tabs behind the labels."""
    gap = w.one(": ", " : ", ":\t", "\t", ":    ", " ......: ")
    values = [
        (w.one("Naam", "Naam patiënt", "Achternaam en voorletters", "Naam cliënt"), w.listed(p)),
        (w.one("Geboortedatum", "Geb.datum", "Geb. datum", "Geboren"), w.born(p)),
        (w.one("BSN", "Burgerservicenummer", "BSN-nummer"), _said(p, "bsn")),
        (w.one("Geslacht", "M/V"), p.sex),
        (w.one("Adres", "Straat + nr", "Straat en huisnummer"), f"{p.street} {p.house}"),
        (w.one("Postcode/plaats", "Postcode en woonplaats", "PC/Woonplaats"), f"{_said(p, 'postcode')} {p.city}"),
        (w.one("Telefoon", "Tel.nr.", "Telefoonnummer", "Mobiel"), _said(p, "phone")),
        (w.one("E-mail", "E-mailadres", "Email"), _said(p, "email")),
        (w.one("Zorgverzekeraar", "Verzekeraar"), w.one("Zilveren Kruis", "VGZ", "CZ 3311")),
        (w.one("Huisarts", "Naam huisarts"), w.doctor()),
        (w.one("Aanvrager", "Verwijzer"), w.practice()),
        (w.one("Afnamedatum", "Datum afname"), w.day()),
        (w.one("Onderzoek", "Aangevraagd"), w.one("HPV", "TSH, vrij T4", "Chlamydia PCR")),
    ]
    return (
        f"{w.one('AANVRAAGFORMULIER LABORATORIUM', 'Inschrijfformulier', 'Intakeformulier polikliniek')}\n\n"
        + "\n".join(f"{k}{gap}{v}" for k, v in values)
        + "\n",
        [p],
    )


def registration(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A family registers by mail."""
    return (
        f"Beste assistente,\n\nGraag wil ik mij inschrijven bij uw praktijk. Hierbij mijn gegevens:\n\n{p.given} {w.last(p)}\n{w.born(p)}\n{p.street} {p.house}\n{_said(p, 'postcode')} {p.city}\n{_said(p, 'phone')}\n{_said(p, 'email')}\n{w.bsn(p)}\n\nMijn vorige huisarts was {w.doctor()}.\n\nGroeten,\n{p.given}\n",
        [p],
    )


def relatives(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A text in which husband, mother or doctor are named beside the patient."""
    other = f"{q.given} {(q.prefix + ' ' + q.surname).strip()}"
    return w.one(
        f"Betreft: {w.name(p)}, {w.birth(p)}, {w.bsn(p)}\n\nPatiënte kwam met haar echtgenoot {other}. Contactpersoon: {other} (partner). Huisarts is {w.doctor()}. Naam moeder: {q.given} Pietersen. De uitslag is besproken met de arts-microbioloog dr. Van Rijn.\n",
        f"Naam: {w.listed(p)}\nGeb. datum: {w.born(p)}\nMeisjesnaam moeder: De Ruiter\nNaam partner: {other}\nTelefoon partner: 06-87654321\nHuisarts: {w.doctor()}\n{w.bsn(p)}\n",
        f"Ik bel namens mijn moeder, {w.name(p)}, {w.birth(p)}. Zij heeft {w.bsn(p)}. Ik ben {q.given}, haar dochter.\n",
        f"Geachte {w.doctor()},\n\nOp uw verzoek zagen wij {w.name(p)}, {w.birth(p)}. Echtgenote/echtgenoot: {other}. Ons lab (dr. E. Moleman, klinisch chemicus) belt de uitslag door.\n",
    ), [p]


def several(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """Two patients in one text."""
    return w.one(
        f"Overleg {w.day()}\n\n1. {w.name(p)}, {w.birth(p)}: uitslag afwijkend, verwijzen.\n2. {w.name(q)}, {w.birth(q)}: wacht op kweek.\n",
        f"Materiaal verwisseld: buis van {w.name(p)} ({w.birth(p)}) is geplakt met het etiket van {w.name(q)} ({w.birth(q)}).\n",
        f"Overdracht nachtdienst\n\n{w.cap(p)}, {p.initials} {w.birth(p)}  {w.bsn(p)}\nkoorts, kweek afgenomen\n\n{w.cap(q)}, {q.initials} {w.birth(q)}  {w.bsn(q)}\nHb 5,1, transfusie\n",
        f"Graag de uitslagen van onderstaande patiënten:\n- {w.listed(p)}, {w.born(p)}\n- {w.listed(q)}, {w.born(q)}\n",
    ), [p, q]


def scanned(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """What OCR makes of a letter: columns beside one another, blanks where there were none, a letter wrong in words that do not matter."""
    left = [
        f"{w.one('Mevr.', 'Mw.', 'Dhr.')} {p.initials} {w.last(p)}",
        f"{p.street} {p.house}",
        f"{_said(p, 'postcode')}  {p.city}",
    ]
    right = [f"Datum : {w.day()}", f"Geb.datum : {w.born(p)}", f"BSN : {_said(p, 'bsn')}"]
    rows = "\n".join(f"{a:<44}{b}" for a, b in zip(left, right, strict=True))
    return (
        f"Laboratoriurn voor Pathologie            UITSLAG\n\n{rows}\n\nAanvrager : {w.doctor()}\nMateriaal : cervixuitstriik\nConclusie : Geen afwijkingen , Pap 1 .\n",
        [p],
    )


def wrapped(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A mail that a program wrapped wherever the line was full."""
    text = f"Goedemiddag, vanmorgen belde {w.name(p)}, {w.birth(p)}, met {w.bsn(p)}, {w.place(p)}, {w.phone(p)}, {w.email(p)}. Zij heeft nog geen uitslag ontvangen van het onderzoek van {w.day()}. Kunnen jullie dit uitzoeken? Alvast dank."
    width = w.pick.randint(40, 90)
    quote = w.one("", "> ", "")
    return "\n".join(quote + line for line in textwrap.wrap(text, width, break_on_hyphens=False)) + "\n", [p]


def billing(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A bill to a patient, with numbers that are nobody's."""
    return (
        f"FACTUUR {number(w.pick, '2')}\n\nDebiteur: {p.initials} {w.last(p)}\n{p.street} {p.house}\n{_said(p, 'postcode')} {p.city}\n\nFactuurnummer: {number(w.pick, '4')}\nOrdernummer: {number(w.pick, '3')}\nVerzekerde: {w.listed(p)}, {w.birth(p)}\n{w.bsn(p)}\nOmschrijving  HPV-test   EUR 34,50\nTerugbetaling op {w.iban(p)}\n",
        [p],
    )


def english(w: Writer, p: Someone, q: Someone) -> tuple[str, list[Someone]]:
    """A letter in English."""
    title = "Mrs." if p.sex == "V" else "Mr."
    born = w.one(
        f"{p.day} {['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][p.month - 1]} {p.year}",
        f"{p.year}-{p.month:02}-{p.day:02}",
        f"{p.day:02}/{p.month:02}/{p.year}",
    )
    return (
        f"To whom it may concern,\n\nRe: {title} {p.given} {w.last(p)}, date of birth {p.write('birth_date', born)}, citizen service number (BSN) {_said(p, 'bsn')}\n\nThe above patient was seen in our clinic on {w.day()}. The smear test showed no abnormalities.\n\nKind regards,\n\nDr. A. Whitfield\n",
        [p],
    )


ABOUT: tuple[Maker, ...] = (
    referral,
    hospital,
    to_patient,
    complaint,
    call_note,
    form,
    registration,
    relatives,
    several,
    scanned,
    wrapped,
    billing,
    english,
)


def texts(count: int, seed: int) -> list[Text]:
    """Texts about people, of all kinds in turn."""
    pick = random.Random(seed)
    made = []
    for i in range(count):
        maker = ABOUT[i % len(ABOUT)]
        text, people = maker(Writer(pick), someone(pick), someone(pick))
        for p in people:
            p.settle(text)
        made.append(Text(maker.__name__, text, people))
    return made
