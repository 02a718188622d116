"""People who do not exist for `freetext_texts.py`, and what of them is written how: each value in the styles that occur in the Netherlands."""

from __future__ import annotations

import random
import re
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


_BORN = "geb. |geboren |geboren op |geb. datum |geboortedatum |geb.dat.: |geb |geboortedatum: |geb.: ".split("|")
_NUMBERED = "BSN |BSN: |BSN nr. |bsn: |burgerservicenummer |BSN-nummer: |Burgerservicenummer: |BSN nummer ".split("|")
_CALLED = "tel. |tel: |telefoonnummer |telefoon: |tel.nr. |bereikbaar op |mobiel |Tel.: |T: |mob. ".split("|")


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
        return self.one(*_BORN) + self.born(p)

    def bsn(self, p: Someone) -> str:
        """The citizen service number, with its name."""
        b = p.bsn
        written = self.one(
            b, b, b, f"{b[:4]}.{b[4:6]}.{b[6:]}", f"{b[:3]} {b[3:6]} {b[6:]}", f"{b[:4]} {b[4:6]} {b[6:]}"
        )
        return self.one(*_NUMBERED) + p.write("bsn", written)

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
        return self.one(*_CALLED) + p.write("phone", p.phone)

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
