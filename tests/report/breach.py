"""A summary with the numbers of a large breach at a laboratory; every sum in it is right. No real organisations."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

DATASETS: list[Row] = [
    {"dataset": "sample", "found": "2025-07-06T09:00:00+02:00", "complete": True, "mentions": 53_516, "matched": 44_690,
     "duplicate": 118, "unidentified": 96, "unresolved": 8_604, "rejected": 8, "people": 44_480, "new_people": 44_480},
    {"dataset": "first", "found": "2025-08-06T10:00:00+02:00", "complete": False, "mentions": 571_240,
     "matched": 478_206, "duplicate": 11_382, "unidentified": 1_204, "unresolved": 80_014, "rejected": 434,
     "people": 461_307, "new_people": 416_827},
    {"dataset": "second", "found": "2025-08-25T17:30:00+02:00", "complete": False, "mentions": 281_900,
     "matched": 262_455, "duplicate": 3_310, "unidentified": 881, "unresolved": 14_902, "rejected": 352,
     "people": 247_196, "new_people": 235_699},
]  # fmt: skip

UNRESOLVED = {
    "sample": {"too_little": 8_604},
    "first": {"too_little": 61_377, "number_not_joined": 11_960, "tie": 4_871, "bsn_invalid_only": 1_206, "bsn_conflict": 600},
    "second": {"number_not_joined": 9_420, "too_little": 4_180, "tie": 1_011, "bsn_conflict": 204, "no_identity": 87},
}  # fmt: skip
REJECTED = {
    "sample": {"repeated_header": 8},
    "first": {"control_sample": 301, "repeated_header": 96, "total_row": 37},
    "second": {"control_sample": 288, "test_row": 52, "not_a_person": 12},
}
COVERAGE: list[tuple[str, str, str, int, int, int]] = [
    ("sample", "delimited", "read", 12, 104_231_880, 53_516),
    ("first", "delimited", "read", 214, 412_330_912, 322_400),
    ("first", "hl7", "read", 1_882, 301_200_418, 140_122),
    ("first", "hl7", "partly", 3, 1_204_880, 611),
    ("first", "xlsx", "read", 96, 48_300_204, 71_907),
    ("first", "sqlite", "read", 1, 88_210_432, 36_200),
    ("first", "zip", "read", 22, 204_118_220, 0),
    ("first", "text", "skipped", 41, 118_204, 0),
    ("first", "xlsx", "unreadable", 4, 2_204_118, 0),
    ("second", "edifact", "read", 9_310, 214_800_112, 118_020),
    ("second", "hl7", "read", 2_204, 188_402_118, 101_640),
    ("second", "parquet", "read", 8, 24_118_400, 51_240),
    ("second", "jsonl", "read", 6, 18_220_100, 11_000),
    ("second", "unknown", "unreadable", 2, 48_120_332, 0),
]

STREETS = (
    "Linde Beuk Eik Wilg Els Iep Es Berk Kastanje Meidoorn Vlier Hazelaar Populier Esdoorn Sleedoorn "
    "Molen Kerk Markt Haven Brug"
).split()
KINDS = ("Huisartsenpraktijk", "Gezondheidscentrum", "Huisartsen aan de")


def breach() -> Row:
    """Revision 3: after the second dataset."""
    registers = _registers()
    return {
        "schema": 1,
        "revision": 3,
        "case": {"name": "Datalek laboratorium 2025"},
        "code": "0.1.0",
        "registers": registers,
        "reasons": _reasons(registers),
        "cohorts": [
            {"id": "1", "title": "Eerder geïnformeerd; gegevens in de eerste dataset", "n": 405_000},
            {"id": "2", "title": "Niet eerder geïnformeerd; gegevens in de tweede dataset", "n": 216_000},
            {"id": "3", "title": "Niet gevonden, uitwisseling sinds 2017", "n": 282_000},
            {"id": "4", "title": "Niet gevonden, uitstrijkje van vóór 2017", "n": 38_000},
            {"id": "", "title": "", "n": 135_000},
        ],
        "heat": _heat(),
        "fields": _fields(registers),
        "datasets": DATASETS,
        "unresolved": [{"dataset": d, "reason": r, "n": n} for d, own in UNRESOLVED.items() for r, n in own.items()],
        "rejected": [{"dataset": d, "reason": r, "n": n} for d, own in REJECTED.items() for r, n in own.items()],
        "unidentified": {"people": 1_602, "mentions": 2_181},
        "coverage": [
            dict(zip(("dataset", "kind", "outcome", "files", "bytes", "mentions"), row, strict=True))
            for row in COVERAGE
        ],
        "problems": _problems(),
        "scope": _scope(registers),
        "flags": _flags(registers),
        "parties": _parties(registers),
        "inputs": {"items": 13_805, "bytes": 1_655_580_330, "registers": len(registers)},
        "changes": {"since": 2, "moves": _moves(registers)},
    }


def before() -> Row:
    """Revision 2: what `breach` follows, according to its moves."""
    summary = breach()
    counts = {row["register"]: row for row in summary["registers"]}
    for move in summary["changes"]["moves"]:
        row = counts[move["register"]]
        row[move["to"]] -= move["n"]
        if move["from"]:
            row[move["from"]] += move["n"]
        else:
            row["rows"] -= move["n"]
    return summary | {"revision": 2, "changes": None}


def small() -> Row:
    """A first revision of a small case: one register, one complete dataset, no cohorts, nothing wrong."""
    counts = {"rows": 1_200, "confirmed": 640, "probable": 1, "not_excluded": 0, "cleared": 559}
    return {
        "schema": 1,
        "revision": 1,
        "case": {"name": "Kliniek <Noord> & Zuid"},
        "code": "0.1.0",
        "registers": [{"register": "patients", "party": "clinic", "party_name": "Kliniek <Noord> & Zuid",
                       "role": "care_provider", "as_of": None, **counts}],
        "reasons": [{"register": "patients", "verdict": v, "reason": r, "n": n} for v, r, n in (
            ("confirmed", "bsn_agrees", 600), ("confirmed", "new_reason", 40), ("probable", "two_candidates", 1),
            ("cleared", "all_read", 559))],
        "cohorts": [],
        "heat": [{"cohort": "", "field": f, "n": n} for f, n in (("name", 641), ("bsn", 600), ("test_result", 1))],
        "fields": [{"register": "patients", "field": f, "n": n} for f, n in (("name", 641), ("bsn", 600), ("test_result", 1))],
        "datasets": [{"dataset": "export", "found": None, "complete": True, "mentions": 702, "matched": 700, "duplicate": 2,
                      "unidentified": 0, "unresolved": 0, "rejected": 0, "people": 641, "new_people": 641}],
        "unresolved": [],
        "rejected": [],
        "unidentified": {"people": 0, "mentions": 0},
        "coverage": [{"dataset": "export", "kind": "delimited", "outcome": "read", "files": 1, "bytes": 81_204, "mentions": 702}],
        "problems": {"total": 0, "first": []},
        "scope": [],
        "flags": [{"register": "patients", "flag": "left <early>", "n": 3}],
        "parties": [{"party": "clinic", "name": "Kliniek <Noord> & Zuid", "registers": ["patients"], "found": 641,
                     "not_excluded": 0, "cleared": 559}],
        "inputs": {"items": 1, "bytes": 81_204, "registers": 1},
        "changes": None,
    }  # fmt: skip


def _registers() -> list[Row]:
    found = [
        _register("participants", "screening", "Bevolkingsonderzoek Midden", "controller", "2025-08-20",
                  617_482, 3_518, 320_000, 0),
        _register("hospital-1", "hospital-1", "Ziekenhuis De Oever", "care_provider", "2025-08-11", 30_112, 204, 9_894, 8_000),
        _register("hospital-2", "hospital-2", "Streekziekenhuis Sint Anna", "care_provider", "2025-08-12",
                  22_870, 166, 7_404, 8_500),
    ]  # fmt: skip
    for i in range(60):
        rows = 797 + 11 * (i - 30) + (5 if i % 12 == 0 else 0)
        confirmed, probable, cleared = rows * (40 + i % 17) // 100, i % 5, rows * (i % 4) // 10
        name = f"{KINDS[i % 3]} {STREETS[i % 20]}{'straat' if i % 3 == 2 else ''}{' Zuid' if i >= 30 else ''}"
        if i == 59:
            name = "Praktijk Vos & Zn. <Zuid>"
        open_ = rows - confirmed - probable - cleared
        found.append(_register(f"gp-{i + 1}", f"gp-{i + 1}", name, "care_provider", f"2025-08-{1 + i % 20:02d}",
                               confirmed, probable, open_, cleared))  # fmt: skip
    short = 135_000 - sum(row["rows"] for row in found[1:])
    found[1]["rows"] += short
    found[1]["not_excluded"] += short
    return found


def _register(register: str, party: str, name: str, role: str, as_of: str, *counts: int) -> Row:
    verdicts = dict(zip(("confirmed", "probable", "not_excluded", "cleared"), counts, strict=True))
    return {"register": register, "party": party, "party_name": name, "role": role, "as_of": as_of,
            "rows": sum(counts), **verdicts}  # fmt: skip


SHARES: dict[str, list[tuple[str, int]]] = {
    "confirmed": [("bsn_agrees", 812), ("name_dob_address", 94), ("key_number_agrees", 51), ("given_name_dob", 28),
                  ("initials_name_dob", 15)],
    "probable": [("bsn_only", 310), ("dob_address", 220), ("name_typo", 180), ("name_address", 120), ("dob_typo", 90),
                 ("two_candidates", 50), ("bsn_of_other", 20), ("contact_agrees", 10)],
    "not_excluded": [("held_not_found", 700), ("scope_refuted", 119), ("unresolved_could_be", 120), ("tied_mention", 9),
                     ("coverage_gap", 40), ("dataset_incomplete", 12)],
    "cleared": [("not_held", 1000)],
}  # fmt: skip


def _reasons(registers: list[Row]) -> list[Row]:
    rows = []
    for register in registers:
        for verdict, shares in SHARES.items():
            total = sum(share for _, share in shares)
            parts = {reason: register[verdict] * share // total for reason, share in shares}
            parts[shares[0][0]] += register[verdict] - sum(parts.values())
            rows += [
                {"register": register["register"], "verdict": verdict, "reason": r, "n": n}
                for r, n in parts.items()
                if n
            ]
    return rows


PERMILLE = {
    "name": (1000, 1000, 992), "sex": (940, 1000, 961), "birth_date": (998, 1000, 988), "address": (912, 640, 871),
    "bsn": (968, 1000, 902), "phone": (7, 31, 402), "email": (2, 14, 288), "patient_number": (0, 3, 914),
    "insurer": (0, 214, 633), "requester": (880, 655, 940), "exam_type": (1000, 912, 977), "exam_date": (1000, 908, 970),
    "test_result": (861, 704, 742),
}  # fmt: skip


def _heat() -> list[Row]:
    sizes = (("1", 405_000), ("2", 216_000), ("", 76_006))
    return [
        {"cohort": cohort, "field": field, "n": size * shares[i] // 1000}
        for i, (cohort, size) in enumerate(sizes)
        for field, shares in PERMILLE.items()
        if shares[i]
    ]


def _fields(registers: list[Row]) -> list[Row]:
    return [
        {
            "register": r["register"],
            "field": field,
            "n": (r["confirmed"] + r["probable"]) * shares[2 if i else 0] // 1000,
        }
        for i, r in enumerate(registers)
        for field, shares in PERMILLE.items()
        if shares[2 if i else 0]
    ]


def _problems() -> Row:
    rows = [
        ("first", "leaked/first/export/lab_2022_07.xlsx", "unreadable", "the file is encrypted: a password is needed"),
        ("first", "leaked/first/backup.zip!/q3/uitslagen <kopie>.xlsx", "unreadable", "the zip member is damaged"),
        ("first", "leaked/first/hl7/batch-0114.hl7", "partly", "message 883: no PID segment; 12 records lost"),
        ("second", "leaked/second/disk.bin", "unreadable", "no reader knows this format"),
    ]
    keys = ("dataset", "file", "outcome", "problem")
    return {"total": 50, "first": [dict(zip(keys, row, strict=True)) for row in rows]}


def _scope(registers: list[Row]) -> list[Row]:
    rows = []
    for register in registers:
        outside = 38_214 if register["register"] == "participants" else register["cleared"]
        rows.append({"register": register["register"], "systems": ["lims"], "held": register["rows"] - outside,
                     "not_held": outside, "found_outside": 214 if register["register"] == "participants" else 0,
                     "refuted": register["register"] == "participants"})  # fmt: skip
    return rows


def _flags(registers: list[Row]) -> list[Row]:
    permille = {"deceased": 21, "emigrated": 9, "secret": 4, "shared_bsn": 1, "minor": 60}
    rows = []
    for register in registers:
        for flag, share in permille.items():
            n = register["rows"] * share // 1000
            if n and not (flag == "minor" and register["register"] == "participants"):
                rows.append({"register": register["register"], "flag": flag, "n": n})
    return rows


def _parties(registers: list[Row]) -> list[Row]:
    owners = [
        {"party": r["party"], "name": r["party_name"], "registers": [r["register"]], "found": r["confirmed"] + r["probable"],
         "not_excluded": r["not_excluded"], "cleared": r["cleared"]} for r in registers
    ]  # fmt: skip
    lab: Row = {
        "party": "lab",
        "name": "Laboratorium Delta",
        "registers": [],
        "found": 0,
        "not_excluded": 0,
        "cleared": 0,
    }
    return [lab, *owners]


def _moves(registers: list[Row]) -> list[Row]:
    keys = ("register", "from", "to", "cohort_from", "cohort_to", "cause", "n")
    rows: list[tuple[str, str, str, str, str, str, int]] = [
        ("participants", "not_excluded", "confirmed", "3", "2", "new dataset: second", 214_120),
        ("participants", "not_excluded", "probable", "3", "2", "new dataset: second", 1_880),
        ("participants", "probable", "confirmed", "1", "1", "new dataset: second", 2_304),
        ("participants", "cleared", "not_excluded", "4", "4", "new dataset: second", 38_000),
        ("participants", "", "not_excluded", "", "3", "register update: participants", 412),
        ("participants", "not_excluded", "not_excluded", "4", "3", "rule change", 1_204),
    ]
    for register in registers[1:]:
        rows.append(
            (
                register["register"],
                "not_excluded",
                "confirmed",
                "",
                "",
                "new dataset: second",
                register["confirmed"] // 3,
            )
        )
    return [dict(zip(keys, row, strict=True)) for row in rows]
