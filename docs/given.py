"""The codes that the code can give, taken from the SQL and the constants that give them, and what they mean."""

from __future__ import annotations

import re
from pathlib import Path


def emitted() -> dict[str, list[str]]:
    """The codes that the code can give, by kind, taken from the very SQL and constants that give them."""
    from lekwijzer.assess import run, stages
    from lekwijzer.link import references, score
    from lekwijzer.link.stages import PIPELINE
    from lekwijzer.mentions import reject
    from lekwijzer.model import Outcome, ReadOutcome, Verdict

    sql = {stage.name: stage.sql for stage in (*PIPELINE, *stages.OUTCOMES, *stages.COULD_BE, *stages.VERDICTS)}
    joined = re.findall(r"'(number_\w+)'", Path(references.__file__).read_text("utf-8"))
    of_verdict = sql["verdict"].partition("AS verdict")[2].partition("AS reason")[0]
    of_outcome = sql["outcome"].partition("AS outcome")[2].partition("AS reason")[0]
    why = re.findall(
        r"(?:THEN|ELSE) '(\w+)' (?:ELSE|END) AS why|THEN '(\w+)' ELSE '(\w+)'|'(\w+)' AS why",
        sql["candidate"] + sql["could_be"],
    )
    return {
        "verdicts": [v.value for v in Verdict],
        "outcomes": [o.value for o in Outcome],
        "read outcomes": [o.value for o in ReadOutcome],
        "links": [
            *_told(score.REASON, r"(?:THEN|ELSE) '(\w+)'"),
            *_told(sql["choice"], r"THEN '(bsn_of_other)'"),
            *sorted(set(joined)),
        ],
        "no link": _told(of_verdict, r"(?:THEN|ELSE) '(\w+)'")
        + sorted({x for group in why for x in group if x} & {"tied_mention"}),
        "unresolved": [
            x for x in _told(of_outcome, r"(?:THEN|ELSE) '(\w+)'") if x not in ("repeats", "in_no_register")
        ],
        "other outcomes": [
            x for x in _told(of_outcome, r"(?:THEN|ELSE) '(\w+)'") if x in ("repeats", "in_no_register")
        ],
        "rejected": sorted(
            v for k, v in vars(reject).items() if k.isupper() and not k.startswith("_") and isinstance(v, str)
        ),
        "flags": _told(run._SUBJECT.rpartition("list_filter(")[2], r"THEN '(\w+)' END"),
        "causes": sorted(_causes()),
    }


def _told(sql: str, pattern: str) -> list[str]:
    return list(dict.fromkeys(re.findall(pattern, sql)))


def _causes() -> set[str]:
    from lekwijzer.assess import moves

    return {
        *moves._DATASET.values(),
        *moves._REGISTER.values(),
        "dataset settings",
        moves.CODE,
        moves.RULE,
        moves.JUDGEMENT,
    }


def meaning(kind: str, name: str) -> tuple[str, str] | None:
    """What a code means, Dutch and English."""
    from lekwijzer.report import codes

    names = {"verdicts": "VERDICTS", "outcomes": "OUTCOMES", "read outcomes": "READ_OUTCOMES", "links": "REASONS", "no link": "REASONS", "unresolved": "UNRESOLVED",
             "other outcomes": "REASONS", "rejected": "REJECTED", "flags": "FLAGS", "causes": "CAUSES"}  # fmt: skip
    known: dict[str, tuple[str, str]] = getattr(codes, names[kind])
    return known.get(name)
