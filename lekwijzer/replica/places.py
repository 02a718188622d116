"""Addresses that could exist: real cities with their postcode areas, made-up streets, one street per postcode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica.chain import Ints

CITIES: tuple[tuple[str, int, int, int], ...] = (
    ("Amsterdam", 1011, 1109, 90), ("Rotterdam", 3011, 3089, 65), ("'s-Gravenhage", 2491, 2598, 55), ("Utrecht", 3511, 3585, 36),
    ("Eindhoven", 5611, 5658, 24), ("Groningen", 9711, 9747, 23), ("Tilburg", 5011, 5049, 22), ("Almere", 1311, 1363, 22),
    ("Breda", 4811, 4839, 18), ("Nijmegen", 6511, 6546, 18), ("Apeldoorn", 7311, 7339, 16), ("Haarlem", 2011, 2037, 16),
    ("Arnhem", 6811, 6846, 16), ("Enschede", 7511, 7548, 16), ("Amersfoort", 3811, 3829, 16), ("Zaandam", 1501, 1509, 8),
    ("'s-Hertogenbosch", 5211, 5237, 15), ("Zwolle", 8011, 8045, 13), ("Leiden", 2311, 2334, 12), ("Leeuwarden", 8911, 8941, 12),
    ("Maastricht", 6211, 6229, 12), ("Dordrecht", 3311, 3329, 12), ("Ede", 6711, 6718, 8), ("Alphen aan den Rijn", 2401, 2409, 8),
    ("Alkmaar", 1811, 1827, 11), ("Emmen", 7811, 7828, 6), ("Delft", 2611, 2629, 10), ("Venlo", 5911, 5928, 7),
    ("Deventer", 7411, 7437, 10), ("Hilversum", 1211, 1223, 9), ("Rijswijk", 2281, 2289, 5), ("Nieuwegein", 3431, 3439, 6),
    ("Capelle aan den IJssel", 2901, 2909, 7), ("Bergen op Zoom", 4611, 4625, 5), ("Purmerend", 1441, 1448, 8),
    ("Hoorn", 1621, 1628, 7), ("Assen", 9401, 9408, 6), ("Middelburg", 4331, 4339, 4), ("IJsselstein", 3401, 3404, 3),
    ("Gouda", 2801, 2809, 7), ("Roermond", 6041, 6049, 5), ("Heerlen", 6411, 6422, 6), ("Súdwest-Fryslân", 8601, 8608, 3),
    ("Oss", 5341, 5349, 6), ("Katwijk", 2221, 2225, 5), ("Spijkenisse", 3201, 3209, 7), ("Doetinchem", 7001, 7009, 4),
)  # fmt: skip
_STREET_HEADS = """Linden Eiken Berken Beuken Kastanje Wilgen Populieren Rozen Tulpen Anemonen Zonnebloem Merel Lijster
Spreeuwen Zwaluw Reiger Valken Molen Kerk School Stations Dorps Markt Haven Sluis Dijk Polder Weide Veld Akker Koren Haver
Prins_Bernhard Koningin_Wilhelmina Juliana Beatrix Burgemeester_Jansen Dokter_Schaepman Pastoor_Thijssen Thorbecke
Rembrandt Vermeer Jan_Steen Van_Gogh Mondriaan Vondel Multatuli Oude_Haagse_ Nieuwe_Utrechtse_ 1e_Constantijn_Huygens
2e_Antonie_Coster Europa Tasman Plein_1940- Vrouwe_Justitia Laan_van_Meerdervoort_ 's-Heeren Batavieren""".split()
_STREET_TAILS = "straat laan weg plein hof pad singel kade dreef gaarde".split()
_LETTERS = [a + b for a in "ABCDEFGHJKLMNPRSTVWXZ" for b in "ABCDEGHJKLMNPRSTVWXZ" if a + b not in {"SA", "SD", "SS"}]
_STREETS_PER_AREA = 24


@dataclass(frozen=True, slots=True)
class Places:
    """A pool of addresses; a person's address is a position in it."""

    table: pl.DataFrame
    """street, number, addition, postcode, city: one row per address, never empty but for the addition."""


def make_places(count: int, rng: np.random.Generator) -> Places:
    """Draw `count` addresses. The same postcode always gives the same street and city."""
    streets = [f"{h}{t}".replace("_", " ").replace("  ", " ") for h in _STREET_HEADS for t in _STREET_TAILS]
    low = np.array([c[1] for c in CITIES])
    high = np.array([c[2] for c in CITIES])
    weight = np.array([c[3] for c in CITIES], dtype=float)
    city: Ints = rng.choice(len(CITIES), count, p=weight / weight.sum())
    area = low[city] + (rng.random(count) * (high[city] - low[city] + 1)).astype(np.int64)
    nth = rng.integers(0, _STREETS_PER_AREA, count)
    street = (area * 7919 + nth * 104_729) % len(streets)
    letters = (area * 31 + nth * 17) % len(_LETTERS)
    number = 1 + (rng.random(count) ** 1.7 * 240).astype(np.int64)
    additions = ["", "a", "b", "A", "bis", "2", "3 hoog", "rd", "HS", "L"]
    addition = np.where(rng.random(count) < 0.11, rng.integers(1, len(additions), count), 0)
    table = pl.DataFrame(
        {
            "street": pl.Series(streets).gather(street),
            "number": pl.Series(number).cast(pl.String),
            "addition": pl.Series(additions).gather(addition),
            "postcode": pl.Series(area).cast(pl.String) + pl.Series(_LETTERS).gather(letters),
            "city": pl.Series([c[0] for c in CITIES]).gather(city),
        }
    )
    return Places(table)


def households(people: int, shared: float, rng: np.random.Generator) -> Ints:
    """Address per person: households of one to four, in random order, `shared` of them with more than one person."""
    sizes = np.where(rng.random(people) < shared, rng.integers(2, 5, people), 1)
    address = np.repeat(np.arange(people), sizes)[:people]
    return address[rng.permutation(people)].astype(np.int64)
