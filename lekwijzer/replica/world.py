"""Everything that the files are written from, and the rows that go into them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lekwijzer.replica import exams, present
from lekwijzer.replica.chain import Chain, Draw, Ints, draw
from lekwijzer.replica.exams import Numbers, Pools
from lekwijzer.replica.people import People, make_people
from lekwijzer.replica.present import Rivals
from lekwijzer.replica.registers import HOSPITALS, Registers, make_registers, other_people
from lekwijzer.replica.sink import Sink

_INSURERS = ("Zorgzeker", "Noorderpolis", "De Onderlinge Zorg", "Volta Verzekeringen", "Stad & Lande")
_PRACTICE_WORDS = (
    "De Linde|Aan de Singel|Het Veer|Oosterpoort|De Brug|Westerpark|Sint Jan|De Molen|Zuiderhof|De Kade".split("|")
)


@dataclass(slots=True)
class World:
    """The drawn world: people, sets, registers, doctors, and the state of drawing on."""

    chain: Chain
    draw: Draw
    people: People
    rivals: Rivals
    registers: Registers
    doctors: pl.DataFrame
    hospital_number: pl.Series  # per person, "" when in no hospital register
    pools: Pools
    numbers: Numbers
    sink: Sink
    rng: np.random.Generator
    fresh: int = 0

    def identifiable(
        self, pids: Ints, *, care: bool = False, has_bsn: bool = True, has_address: bool = True
    ) -> pl.DataFrame:
        """Leaked rows of people who can be told from their row."""
        frame = present.identifiable(self.people, pids, self.rivals, self.rng, has_bsn=has_bsn, has_address=has_address)
        return self._finish(frame.with_columns(kind=pl.lit("identifiable"), lacks=pl.lit("")), care=care)

    def outsiders(self, pids: Ints) -> pl.DataFrame:
        """Leaked rows of people who are in no register."""
        frame = present.outsiders(self.people, pids, self.rivals, self.rng)
        return self._finish(frame.with_columns(kind=pl.lit("outsider"), lacks=pl.lit("")), care=True)

    def lacking(self, pids: Ints, *, care: bool = False) -> pl.DataFrame:
        """Leaked rows that lack information."""
        frame = present.lacking(self.people, pids, self.rivals, self.rng)
        return self._finish(frame.with_columns(kind=pl.lit("lacking")), care=care)

    def wrong_bsn(self, pids: Ints, owners: Ints) -> pl.DataFrame:
        """Leaked rows about `pids` with the BSN of `owners`."""
        frame = present.somebody_elses_bsn(self.people, pids, owners, self.rng)
        return self._finish(frame.with_columns(kind=pl.lit("lacking")), care=False)

    def _finish(self, frame: pl.DataFrame, *, care: bool) -> pl.DataFrame:
        """Add what was examined, for whom, and the numbers of laboratory, hospital and insurer."""
        n = len(frame)
        make = exams.general if care else exams.screening
        frame = frame.hstack(make(n, self.numbers, self.rng))
        known = frame["kind"] != "lacking"
        nobody = 80_000_000 + self.fresh + np.arange(n, dtype=np.int64)
        self.fresh += n
        lab = pl.Series(10_000_000 + frame["pid"].to_numpy() * 7).zip_with(known, pl.Series(nobody))
        insured = known & pl.Series(self.rng.random(n) < 0.7)
        insurer = frame["pid"] % len(_INSURERS)
        doctors = self.doctors[frame["gp"]]
        empty = pl.repeat("", n, eager=True)
        hospital = self.hospital_number.gather(frame["pid"]) if care else empty
        return frame.with_columns(
            lab_number=("L" + lab.cast(pl.String)),
            hospital_number=hospital.zip_with(known, empty),
            insurer=pl.Series(_INSURERS).gather(insurer).zip_with(insured, empty),
            insurer_code=(9001 + insurer * 11).cast(pl.String).zip_with(insured, empty),
            policy=(1_000_000_000 + frame["pid"] * 13).cast(pl.String).zip_with(insured, empty),
            role=pl.lit("P"),
        ).hstack(doctors)


def make_world(chain: Chain, sink: Sink, rng: np.random.Generator) -> World:
    """Draw people, sets and registers."""
    doctors = make_doctors(chain.practices, rng)
    people = make_people(chain.universe, other_people(chain), chain.outsiders, len(doctors), rng)
    drawn = draw(chain, rng)
    rivals = present.find_rivals(people)
    registers = make_registers(chain, people, rivals, rng)
    numbers = np.full(len(people.table), "", dtype=object)
    for hospital in HOSPITALS:
        members = registers.of(hospital)
        numbers[members["pid"].to_numpy()] = members["key"].to_numpy()
    people = _own_practice(people, registers)
    return World(
        chain, drawn, people, rivals, registers, doctors, pl.Series(numbers, dtype=pl.String), exams.make_pools(rng), Numbers(rng), sink, rng
    )  # fmt: skip


def _own_practice(people: People, registers: Registers) -> People:
    """Whoever is in the register of a practice has a doctor of that practice."""
    doctor = people.table["gp"].to_numpy().copy()
    for i, practice in enumerate(registers.practices):
        doctor[registers.of(practice)["pid"].to_numpy()] = i
    return People(
        people.table.with_columns(gp=pl.Series(doctor)),
        people.places,
        people.participants,
        people.others,
        people.outsiders,
    )


def make_doctors(practices: int, rng: np.random.Generator) -> pl.DataFrame:
    """GPs with AGB code and practice: the first of the list have a register, as many again and ten more do not."""
    count = practices * 2 + 10
    surname = [
        "Vermeer",
        "Boom",
        "Haan",
        "Ligthart",
        "Smits",
        "Groot",
        "Okkerse",
        "Bruins",
        "Amrani",
        "Tervoort",
        "Wolf",
        "Zand",
    ]
    prefix = ["", "", "de", "", "", "de", "", "", "El", "", "van der", "van 't"]
    at = rng.integers(0, len(surname), count)
    word = pl.Series(_PRACTICE_WORDS).gather(rng.integers(0, len(_PRACTICE_WORDS), count))
    initials = ["A.", "B.J.", "M.", "J.P.", "E.", "S."]
    return pl.DataFrame(
        {
            "agb": pl.Series(1_990_001 + np.arange(count)).cast(pl.String).str.zfill(8),
            "doctor_surname": pl.Series(surname).gather(at),
            "doctor_prefix": pl.Series(prefix).gather(at),
            "doctor_initials": pl.Series(initials).gather(rng.integers(0, len(initials), count)),
            "practice": "Huisartsenpraktijk " + word + " " + pl.Series(1 + np.arange(count)).cast(pl.String),
        }
    )
