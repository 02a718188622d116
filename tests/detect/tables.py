"""Tables of made-up people for the tests of detection."""

from __future__ import annotations

import random

import polars as pl

from lekwijzer.fields.bsn import is_valid

SURNAMES = "Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Jacobs Vermeulen Schouten Willems Hoekstra Koster Prins".split()
GIVEN = "Anna Maria Johanna Peter Jan Sanne Fatima Kees Willem Eva Sophie Mohamed Thomas Lisa Emma Bram Daan Julia Noor Ruben".split()
CITIES = "Utrecht Amsterdam Rotterdam Zwolle Groningen Breda Tilburg Arnhem".split()
STREETS = "Dorpsstraat Kerkstraat Schoolstraat Molenweg Beatrixlaan Stationsweg Julianastraat Marktplein".split()
PREFIXES = ["", "", "", "de", "van der", "van"]
RESULTS = ["Negatief", "Positief", "Negatief", "Ongeldig"]
PRACTICES = ["Huisartsenpraktijk De Linde", "Praktijk Zuid", "Gezondheidscentrum Oost", "Huisartspraktijk Jansen"]


class People:
    """Values of `n` people, by kind; the same for the same seed."""

    def __init__(self, n: int = 60, seed: int = 1) -> None:
        rnd = random.Random(seed)
        self.n = n
        valid = [x for x in range(999_900_000, 999_990_000) if is_valid(x)]
        self.bsn = [str(x) for x in rnd.sample(valid, n)]
        self.surname = [rnd.choice(SURNAMES) for _ in range(n)]
        self.prefix = [rnd.choice(PREFIXES) for _ in range(n)]
        self.given = [rnd.choice(GIVEN) for _ in range(n)]
        self.initials = [g[0] + "." + rnd.choice(["", "M.", "J.A."]) for g in self.given]
        self.sorted_name = [
            f"{s}, {i} {p}".strip() for s, i, p in zip(self.surname, self.initials, self.prefix, strict=True)
        ]
        self.days = [(rnd.randint(1930, 1995), rnd.randint(1, 12), rnd.randint(1, 28)) for _ in range(n)]
        self.birth = [f"{d:02d}-{m:02d}-{y}" for y, m, d in self.days]
        self.birth_us = [f"{m:02d}/{d:02d}/{y}" for y, m, d in self.days]
        self.birth_compact = [f"{y}{m:02d}{d:02d}" for y, m, d in self.days]
        self.exam = [f"{rnd.randint(1, 28):02d}-{rnd.randint(1, 12):02d}-{rnd.randint(2022, 2025)}" for _ in range(n)]
        self.sex = [rnd.choice("MV") for _ in range(n)]
        self.street = [rnd.choice(STREETS) for _ in range(n)]
        self.number = [str(rnd.randint(1, 250)) for _ in range(n)]
        self.address = [f"{s} {h}" for s, h in zip(self.street, self.number, strict=True)]
        self.postcode = [
            f"{rnd.randint(1000, 9999)}{rnd.choice('ABCDEFGH')}{rnd.choice('ABCEGHJKL')}" for _ in range(n)
        ]
        self.city = [rnd.choice(CITIES) for _ in range(n)]
        self.phone = [f"06-{rnd.randint(10_000_000, 99_999_999)}" for _ in range(n)]
        self.email = [f"{g.lower()}.{s.lower()}@example.org" for g, s in zip(self.given, self.surname, strict=True)]
        self.patient = [str(7_000_000 + i * 37) for i in range(n)]
        self.specimen = [str(x) for x in rnd.sample(range(100_000_000, 199_999_999), n)]
        self.result = [rnd.choice(RESULTS) for _ in range(n)]
        self.practice = [rnd.choice(PRACTICES) for _ in range(n)]
        self.status = ["FINAL"] * n
        self.amount = [f"{rnd.randint(1, 99)},{rnd.randint(10, 99)}" for _ in range(n)]
        self.code = [f"K{rnd.randint(100, 999)}" for _ in range(n)]


def sample(*columns: list[str]) -> pl.DataFrame:
    """Columns of values as a reader hands them over."""
    frame = pl.DataFrame(
        {f"c{i}": [v or None for v in values] for i, values in enumerate(columns)},
        schema_overrides={f"c{i}": pl.String for i in range(len(columns))},
    )
    return frame.with_columns(pl.int_range(1, len(frame) + 1, dtype=pl.UInt32, eager=True).alias("n"))
