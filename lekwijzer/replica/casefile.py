"""The case of the replica: `case.toml` and the list of letters sent in August."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lekwijzer.replica.registers import HOSPITALS, PARTICIPANTS, register_file
from lekwijzer.replica.world import World

_SHARED = '["name", "sex", "birth_date", "address", "bsn", "phone", "email", "patient_number", "insurer", "requester", "exam_type", "exam_date", "test_result"]'

_HEAD = """# A synthetic twin of the breach at a Dutch medical laboratory in 2025. Nobody in it exists.

[case]
name = "Replica of the laboratory breach"
timezone = "Europe/Amsterdam"

[[party]]
id = "lab"
role = "processor"
name = "Laboratorium Noord"

[[party]]
id = "screening"
role = "controller"
name = "Bevolkingsonderzoek Replica"

[[party]]
id = "hospital-a"
role = "controller"
name = "Ziekenhuis Aan de Vaart"

[[party]]
id = "hospital-b"
role = "controller"
name = "Streekziekenhuis De Brink"
"""

_DATASETS = """
[[dataset]]
id = "sample"
files = ["leaked/sample"]
found = 2025-07-06T09:00:00+02:00
complete = false

[[dataset]]
id = "first"
files = ["leaked/first"]
found = 2025-08-06T10:00:00+02:00
complete = false

[[dataset]]
id = "second"
files = ["leaked/second"]
found = 2025-08-25T16:00:00+02:00
complete = false
"""

_FOUND = "register = 'participants' and verdict in ('confirmed', 'probable')"
_NOT_FOUND = "register = 'participants' and verdict in ('not_excluded', 'cleared')"

_COHORTS = (
    ("1", "Eerder geïnformeerd; gegevens in de eerste dataset", f"{_FOUND} and list_contains(datasets, 'first') and list_contains(letters, 'august')"),
    ("2", "Niet eerder geïnformeerd; gegevens in de tweede dataset", f"{_FOUND} and list_contains(datasets, 'second') and not list_contains(datasets, 'first')"),
    ("3", "Niet gevonden, niet uit te sluiten; uitwisseling sinds 2017", f"{_NOT_FOUND} and row.laatste_uitwisseling >= 2017"),
    ("4", "Niet gevonden, niet uit te sluiten; uitwisseling voor 2017", f"{_NOT_FOUND} and row.laatste_uitwisseling < 2017"),
)  # fmt: skip


def write_case(world: World, target: Path) -> None:
    """Write `case.toml` and `letters/august.csv`."""
    practices = world.registers.practices
    text = [_HEAD]
    for practice in practices:
        name = world.doctors["practice"][practices.index(practice)]
        text.append(f'\n[[party]]\nid = "{practice}"\nrole = "care provider"\nname = "{name}"\n')
    for register in (PARTICIPANTS, *HOSPITALS, *practices):
        party = "screening" if register == PARTICIPANTS else register
        text.append(
            f'\n[[register]]\nid = "{register}"\nparty = "{party}"\nfiles = ["{register_file(register, practices)}"]\n'
            f"as_of = 2025-08-20\nshared = {_SHARED}\n"
        )
        if register.startswith("gp-"):
            text.append('[register.columns]\nkey = "patnr"\n')
    text.append(_DATASETS)
    whole = "".join(f'  {{ register = "{r}" }},\n' for r in (*HOSPITALS, *practices))
    text.append(
        f'\n[[system]]\nid = "lims"\nholds = [\n  {{ register = "{PARTICIPANTS}", where = "laatste_uitwisseling >= 2017" }},\n{whole}]\n'
        f'\n[[letter]]\nid = "august"\nregister = "{PARTICIPANTS}"\nfiles = ["letters/august.csv"]\nsent = 2025-08-19\n'
    )
    for cohort, title, where in _COHORTS:
        text.append(f'\n[[cohort]]\nid = "{cohort}"\ntitle = "{title}"\nwhere = "{where}"\n')
    (target / "case.toml").write_text("".join(text), encoding="utf-8")
    _write_august(world, target / "letters")


def _write_august(world: World, folder: Path) -> None:
    """The mailing went to everybody who was found in the first dataset."""
    folder.mkdir(parents=True, exist_ok=True)
    members = world.registers.of(PARTICIPANTS)
    sent = members.filter(pl.Series(world.draw.in_first).gather(members["pid"]))
    sent.select(
        briefnummer=pl.format("AUG-{}", pl.int_range(pl.len()) + 100_000), deelnemernummer="key", verzonden=pl.lit("2025-08-19")
    ).write_csv(folder / "august.csv", separator=";")  # fmt: skip
