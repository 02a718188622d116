"""Texts for `freetext.py`: letters, mails, notes and forms about people who do not exist, and pages about nobody.

Written as general practices, hospitals, complaint desks and call centres write, with each value in the styles that occur in
the Netherlands. What is in a text about whom is known; which patterns the program has is not looked at.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

GIVEN_V = "Anna Maria Johanna Sanne Fatima Ingrid Wilhelmina Petronella Truus Noor Marijke Aïcha Zoë Yvonne Hendrika Agnieszka Gülsüm Mei Shanti Loes Renée Ans Samira".split()
GIVEN_M = (
    "Jan Pieter Mohammed Cornelis Sjoerd Bram René Ömer Willem Tomasz Hendrik Kees Rachid Joost Daan Wim Achmed".split()
)
SURNAMES = [
    ("", "Jansen"), ("de", "Vries"), ("van den", "Berg"), ("", "Bakker"), ("van", "Dijk"), ("", "Visser"), ("", "Smit"), ("", "Meijer"), ("de", "Boer"),
    ("", "Mulder"), ("van der", "Meer"), ("", "Hendriks"), ("van", "Leeuwen"), ("", "Öztürk"), ("", "Yılmaz"), ("el", "Amrani"), ("", "Bouali"), ("'t", "Hart"),
    ("ter", "Haar"), ("op den", "Kamp"), ("", "Kowalska"), ("", "Nguyen"), ("", "Müller"), ("van", "Wijngaarden"), ("", "Oosterhuis"), ("", "Dijkgraaf"),
    ("", "Schouten"), ("", "Wiersma"), ("in 't", "Veld"), ("", "Ramdien"), ("", "Postma"), ("", "Bos"), ("", "Kok"), ("van de", "Ven"), ("", "Timmermans"), ("", "Brouwer"),
    ("", "Kuipers"), ("", "Huizinga"), ("", "Çelik"), ("van", "Es"), ("", "Rozema"), ("de", "Graaf"), ("", "Roelofs"), ("", "Zijlstra"),
]  # fmt: skip
STREETS = "Dorpsstraat|Kerkweg|Laan van Meerdervoort|Prins Hendrikkade|Zwaluwpad|Burg. de Vlugtlaan|Oude Gracht|Van Goghlaan|Molenweg|Plein 1944|'s-Gravenweg|Achter de Kerk|Hof van Holland|Brink".split(
    "|"
)
CITIES = "Utrecht|Amsterdam|Capelle aan den IJssel|Groningen|'s-Gravenhage|Bergen op Zoom|Oss|Rijswijk|Alphen aan den Rijn|Zwolle|Den Helder|Sint-Michielsgestel".split(
    "|"
)
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
SHORT = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()
DOCTORS = [
    "dr. P. Hofstra",
    "drs. L.M. van Rhijn",
    "J.A. Bosboom, huisarts",
    "mw. dr. K. Ouwehand, gynaecoloog",
    "dr. S. Balaram",
    "H. Terpstra, internist",
]
PRACTICES = [
    "Huisartsenpraktijk De Linde",
    "Gezondheidscentrum Oost",
    "Medisch Centrum Waterland",
    "St. Annaziekenhuis, polikliniek gynaecologie",
]


def passes(number: str) -> bool:
    """The 11-test."""
    return (sum(int(d) * w for d, w in zip(number, range(9, 1, -1), strict=False)) - int(number[8])) % 11 == 0


def number(pick: random.Random, first: str = "9") -> str:
    """A number of nine figures that passes the 11-test; those of people start with a nine."""
    while True:
        found = f"{first}{pick.randrange(10**8):08}"
        if passes(found):
            return found


@dataclass
class Someone:
    """Somebody who does not exist, with one way of writing each value."""

    sex: str
    given: str
    initials: str
    prefix: str
    surname: str
    year: int
    month: int
    day: int
    bsn: str
    street: str
    house: str
    postcode: str
    city: str
    phone: str
    email: str
    iban: str
    written: dict[str, set[str]] = field(
        default_factory=dict
    )  # how a value was written, perhaps in a sentence that was not taken
    told: set[str] = field(default_factory=set)  # what a text says of them

    def write(self, what: str, text: str) -> str:
        """A value as it is written."""
        self.written.setdefault(what, set()).add(text)
        return text

    def settle(self, text: str) -> None:
        """Notes which of the values stand in a text after all."""
        bare = _bare(text)
        self.told = {what for what, ways in self.written.items() if any(_bare(way) in bare for way in ways)}


def _bare(text: str) -> str:
    return re.sub(r"[\s>]+", "", text)


@dataclass
class Text:
    """A text, and whom it is about."""

    kind: str
    text: str
    people: list[Someone]


def someone(pick: random.Random) -> Someone:
    """A person."""
    sex = pick.choice("VVVM")
    given = pick.choice(GIVEN_V if sex == "V" else GIVEN_M)
    prefix, surname = pick.choice(SURNAMES)
    if sex == "V" and pick.random() < 0.25:
        other = pick.choice(SURNAMES)
        surname += "-" + " ".join(filter(None, other))
    initials = (
        given[0] + "." + "".join(f"{pick.choice('ABCDEFGHJKLMNPRSTW')}." for _ in range(pick.choice((0, 1, 1, 2))))
    )
    letters = "ABCDEFGHJKLMNPRSTVWXZ"
    key = "".join(c for c in f"{given}.{surname}".lower() if c.isascii() and (c.isalnum() or c == "."))
    return Someone(
        sex, given, initials, prefix, surname, pick.randint(1925, 2012), pick.randint(1, 12), pick.randint(1, 28), number(pick),
        pick.choice(STREETS), f"{pick.randint(1, 320)}{pick.choice(('', '', '', '', 'a', ' bis', '-2', ' II'))}",
        f"{pick.randint(1011, 9999)}{pick.choice(('', ' '))}{pick.choice(letters)}{pick.choice(letters)}", pick.choice(CITIES),
        phone(pick), f"{pick.choice((key, key.replace('.', ''), 'familie' + str(pick.randint(10, 999)), key[0] + key.partition('.')[2]))}@{pick.choice(('voorbeeld.example', 'post.example.nl', 'kpn.example', 'mail.example.com'))}",
        iban(pick),
    )  # fmt: skip


def phone(pick: random.Random) -> str:
    """A telephone number in one of its styles."""
    mobile, area, local = (
        f"{pick.randint(10000000, 99999999)}",
        pick.choice(("020", "070", "030", "010")),
        f"{pick.randint(2000000, 9999999)}",
    )
    return pick.choice((
        f"06-{mobile}", f"06{mobile}", f"06 {mobile[:2]} {mobile[2:4]} {mobile[4:6]} {mobile[6:]}", f"+31 6 {mobile}", f"+316{mobile}", f"0031 6 {mobile}", f"06 - {mobile[:4]} {mobile[4:]}",
        f"{area}-{local}", f"({area}) {local[:3]} {local[3:5]} {local[5:]}", f"{area} {local}", f"+31 (0){area[1:]} {local}", f"06.{mobile[:4]}.{mobile[4:]}",
    ))  # fmt: skip


def iban(pick: random.Random) -> str:
    """A Dutch account with the right check digits, in one piece or in fours."""
    bank, account = pick.choice(("INGB", "RABO", "ABNA", "TRIO")), f"0{pick.randrange(10**9):09}"
    figures = "".join(str(ord(c) - 55) if c.isalpha() else c for c in bank + account) + "232100"
    raw = f"NL{98 - int(figures) % 97:02}{bank}{account}"
    return pick.choice((raw, " ".join(raw[i : i + 4] for i in range(0, 18, 4))))


class Writer:
    """Writes the values of people, and notes what was said of whom."""

    def __init__(self, pick: random.Random) -> None:
        self.pick = pick

    def one(self, *ways: str) -> str:
        """One of some ways to say it."""
        return self.pick.choice(ways)

    def born(self, p: Someone) -> str:
        """The birth date alone."""
        d, m, y = p.day, p.month, p.year
        return p.write(
            "birth_date",
            self.one(
                f"{d:02}-{m:02}-{y}",
                f"{d:02}-{m:02}-{y}",
                f"{d}-{m}-{y}",
                f"{d:02}/{m:02}/{y}",
                f"{d:02}.{m:02}.{y}",
                f"{d} {MONTHS[m - 1]} {y}",
                f"{d} {SHORT[m - 1]} {y}",
                f"{d} {SHORT[m - 1]}. {y}",
                f"{y}-{m:02}-{d:02}",
            ),
        )

    def birth(self, p: Someone) -> str:
        """The birth date with a word."""
        return self.one(
            "geb. ",
            "geboren ",
            "geboren op ",
            "geb. datum ",
            "geboortedatum ",
            "geb.dat.: ",
            "geb ",
            "geboortedatum: ",
            "geb.: ",
        ) + self.born(p)

    def bsn(self, p: Someone) -> str:
        """The citizen service number, with its name."""
        b = p.bsn
        written = self.one(
            b, b, b, f"{b[:4]}.{b[4:6]}.{b[6:]}", f"{b[:3]} {b[3:6]} {b[6:]}", f"{b[:4]} {b[4:6]} {b[6:]}"
        )
        return self.one(
            "BSN ",
            "BSN: ",
            "BSN nr. ",
            "bsn: ",
            "burgerservicenummer ",
            "BSN-nummer: ",
            "Burgerservicenummer: ",
            "BSN nummer ",
        ) + p.write("bsn", written)

    def last(self, p: Someone) -> str:
        """The surname with its prefix, as behind initials."""
        return p.write("name", f"{p.prefix} {p.surname}".strip())

    def cap(self, p: Someone) -> str:
        """The surname as behind a title."""
        name = self.last(p)
        return name[0].upper() + name[1:] if name[0] != "'" else name

    def title(self, p: Someone) -> str:
        """How a woman or a man is called."""
        return (
            self.one("mevrouw", "mw.", "mevr.", "mw", "mevr", "Mevr.")
            if p.sex == "V"
            else self.one("de heer", "dhr.", "dhr", "Dhr.", "de hr.")
        )

    def name(self, p: Someone) -> str:
        """The name in running text."""
        full = f"{p.given} {self.last(p)}"
        return self.one(
            f"{self.title(p)} {p.initials} {self.last(p)}",
            f"{self.title(p)} {p.initials}{self.last(p)}",
            f"{self.title(p)} {full}",
            f"{self.title(p)} {p.initials.replace('.', '')} {self.last(p)}",
            full,
        )

    def listed(self, p: Someone) -> str:
        """The name as in a list or a form."""
        behind = f", {p.prefix}" if p.prefix else ""
        return p.write(
            "name",
            self.one(
                f"{p.surname}{behind}, {p.initials}",
                f"{p.surname}, {p.initials} {p.prefix}".strip(),
                f"{p.surname}, {p.given} {p.prefix}".strip(),
                f"{p.initials} {self.last(p)}",
                f"{p.given} {self.last(p)}",
                f"{p.surname.upper()}, {p.initials} {p.prefix}".strip(),
            ),
        )

    def address(self, p: Someone) -> str:
        """The address on one line."""
        return p.write(
            "postcode",
            self.one(
                f"{p.street} {p.house}, {p.postcode} {p.city}",
                f"{p.street} {p.house} {p.postcode} {p.city}",
                f"{p.street} {p.house} te {p.postcode} {p.city}",
                f"{p.street} {p.house}, {p.postcode}  {p.city.upper()}",
            ),
        )

    def place(self, p: Someone) -> str:
        """Where somebody lives, without a postcode."""
        return p.write(
            "street",
            self.one(
                f"wonende {p.street} {p.house} te {p.city}",
                f"wonende te {p.city}, {p.street} {p.house}",
                f"woonachtig {p.street} {p.house}, {p.city}",
                f"wonende aan de {p.street} {p.house} in {p.city}",
            ),
        )

    def phone(self, p: Someone) -> str:
        """The telephone number."""
        return self.one(
            "tel. ",
            "tel: ",
            "telefoonnummer ",
            "telefoon: ",
            "tel.nr. ",
            "bereikbaar op ",
            "mobiel ",
            "Tel.: ",
            "T: ",
            "mob. ",
        ) + p.write("phone", p.phone)

    def email(self, p: Someone) -> str:
        """The mail address."""
        return self.one("e-mail ", "mail: ", "e-mail: ", "e-mailadres ", "E: ", "", "email ") + p.write(
            "email", p.email
        )

    def iban(self, p: Someone) -> str:
        """The bank account."""
        return self.one("IBAN ", "IBAN: ", "rekeningnummer ", "bankrekening ", "rekening ") + p.write("iban", p.iban)

    def doctor(self) -> str:
        """A doctor."""
        return self.pick.choice(DOCTORS)

    def practice(self) -> str:
        """Where a doctor works."""
        return self.pick.choice(PRACTICES)

    def day(self) -> str:
        """A day of this time."""
        return (
            f"{self.pick.randint(1, 28):02}-{self.pick.randint(1, 12):02}-{self.pick.choice((2022, 2023, 2024, 2025))}"
        )


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
