"""People in running text: who is found in letters, mails, notes and forms, what of them, and who is made up from pages about nobody.

    python bench/freetext.py [--texts 1300] [--pages 2000] [--seed 1] [--show FIELD]

Each text is a file of its own, read as `assess` reads it. Per value: the share that stands in a mention of the person, and that which
stands in a mention or a trace (which keeps its owner from being cleared). People: found, in more than one mention, put together with
somebody else. Mentions of people who are not the patients: relatives, doctors, or nobody. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

for _name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import polars as pl  # noqa: E402
from freetext_nobody import pages  # noqa: E402
from freetext_people import Someone, Text  # noqa: E402
from freetext_texts import texts  # noqa: E402

from lekwijzer.fields import address, contact  # noqa: E402
from lekwijzer.fields.names import surname_keys  # noqa: E402
from lekwijzer.fields.text import fold  # noqa: E402
from lekwijzer.mentions.item import read_item  # noqa: E402
from lekwijzer.mentions.segment import Segment, traces_beside  # noqa: E402
from lekwijzer.model import FIELD_BIT  # noqa: E402
from lekwijzer.readers import pick  # noqa: E402

TARGETS = {
    "bsn": 0.995,
    "birth_date": 0.995,
    "email": 0.995,
    "phone": 0.995,
    "postcode": 0.995,
    "iban": 0.995,
    "name": 0.95,
    "street": 0,
}


def read(made: list[Text], folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """The mentions and traces of some texts, `content` being the number of the text; and the processor time."""
    target = folder / "mentions.parquet"
    segment = Segment(target)
    spent = 0.0
    for n, one in enumerate(made):
        path = folder / f"{n}.txt"
        path.write_text(one.text, encoding="utf-8")
        reader = pick(path.name, one.text.encode()[: 1 << 16])
        if reader is None:
            segment.begin()
            continue
        start = time.process_time()
        read_item(path, reader, {}, segment)
        spent += time.process_time() - start
    segment.close()
    beside = traces_beside(target)
    mentions = pl.read_parquet(target) if target.exists() else pl.DataFrame({"content": []})
    return mentions, pl.read_parquet(beside) if beside.exists() else pl.DataFrame({"content": []}), spent


def expected(p: Someone) -> dict[str, Any]:
    """The values of somebody as mentions have them."""
    keys = surname_keys(pl.Series([f"{p.prefix} {p.surname}".strip()]))
    return {
        "bsn": int(p.bsn), "birth_date": p.year * 10_000 + p.month * 100 + p.day, "postcode": address.postcode(pl.Series([p.postcode]))[0],
        "phone": contact.phone(pl.Series([p.phone]))[0], "email": contact.email(pl.Series([p.email]))[0], "name": {k[0] for k in keys if k[0]},
        "street": address.street_key(pl.Series([p.street]))[0], "initial": fold(pl.Series([p.initials]))[0][0],
    }  # fmt: skip


def has(mention: dict[str, Any], what: str, want: dict[str, Any]) -> bool:
    """Whether a mention has a value of somebody."""
    if what == "iban":
        return bool(mention["fields"] & FIELD_BIT["iban"])
    if what == "name":
        initial = (mention["ini"] or mention["given"] or want["initial"])[0]
        return {mention["sur"], mention["sur2"]} & want["name"] != set() and initial == want["initial"]
    return bool(mention[{"birth_date": "dob", "postcode": "pc"}.get(what, what)] == want[what])


def is_of(mention: dict[str, Any], want: dict[str, Any]) -> bool:
    """Whether a mention is of somebody: by number or birth date, else by name."""
    if mention["bsn"] is not None or mention["dob"] is not None:
        return bool(mention["bsn"] == want["bsn"] or mention["dob"] == want["birth_date"])
    return has(mention, "name", want) or (mention["sur"] is None and mention["phone"] == want["phone"])


class Tally:
    """What was found of the people of some texts."""

    def __init__(self, show: str) -> None:
        self.show = show
        self.there: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.traced: Counter[str] = Counter()
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self.people: Counter[str] = Counter()

    def add(self, one: Text, mentions: list[dict[str, Any]], traces: list[dict[str, Any]]) -> None:
        """One text."""
        wants = [expected(p) for p in one.people]
        owners = [[i for i, want in enumerate(wants) if is_of(m, want)] for m in mentions]
        for i, (p, want) in enumerate(zip(one.people, wants, strict=True)):
            own = [m for m, who in zip(mentions, owners, strict=True) if i in who]
            self.people["there"] += 1
            self.people["found"] += bool(own)
            self.people["split"] += len(own) > 1
            for what in sorted(p.told):
                there = any(has(m, what, want) for m in own)
                self.there[what] += 1
                self.found[what] += there
                self.traced[what] += there or self._in_trace(what, want, traces)
                self.kinds[one.kind][what if there else f"-{what}"] += 1
                if not there and what == self.show:
                    print(f"--- {one.kind}: no {what}; {len(mentions)} mentions\n{one.text}", file=sys.stderr)
            if not own and self.show == "people":
                print(f"--- {one.kind}: nobody found\n{one.text}", file=sys.stderr)
        for m, who in zip(mentions, owners, strict=True):
            self.people["merged"] += len(who) > 1 or any(
                has(m, "name", w) and i not in who for i, w in enumerate(wants)
            )
            self.people["false"] += not who
            if not who and self.show == "false":
                print(f"--- {one.kind}: { ({k: v for k, v in m.items() if v}) }\n{one.text}", file=sys.stderr)

    @staticmethod
    def _in_trace(what: str, want: dict[str, Any], traces: list[dict[str, Any]]) -> bool:
        if what == "name":
            return any(key in (t["words"] or "") or t["name"] == key for key in want["name"] for t in traces)
        column = {"birth_date": "dob", "postcode": "pc", "street": "addr", "iban": "key"}.get(what, what)
        return any(
            t[column] is not None and (t[column] == want.get(what) or what in ("street", "iban")) for t in traces
        )


def _by_content(frame: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dicts():
        found[row["content"]].append(row)
    return found


def about_people(count: int, seed: int, show: str) -> None:
    """Prints what is found of people who are in texts."""
    made = texts(count, seed)
    with tempfile.TemporaryDirectory() as folder:
        mentions, traces, spent = read(made, Path(folder))
    people, beside, tally = _by_content(mentions), _by_content(traces), Tally(show)
    for n, one in enumerate(made):
        tally.add(one, people[n], beside[n])
    print(f"{count} texts about {tally.people['there']} people, seed {seed}, {1000 * spent / count:.1f} ms each\n")
    print(f"{'value':12} {'there':>6} {'in mention':>11} {'or trace':>9} {'target':>7}")
    for what, least in TARGETS.items():
        there = max(tally.there[what], 1)
        print(f"{what:12} {there:6} {tally.found[what] / there:11.4f} {tally.traced[what] / there:9.4f} {least:7}")
    print("\npeople: " + ", ".join(f"{k} {tally.people[k]}" for k in ("there", "found", "split", "merged", "false")))
    print("\nshare of values in a mention, by kind of text")
    for kind, counts in tally.kinds.items():
        row = " ".join(
            f"{w} {counts[w] / (counts[w] + counts['-' + w]):.2f}" for w in TARGETS if counts[w] + counts["-" + w]
        )
        print(f"  {kind:14} {row}")


def about_nobody(count: int, seed: int, show: str) -> None:
    """Prints who is made up from pages about nobody."""
    made = pages(count, seed)
    with tempfile.TemporaryDirectory() as folder:
        mentions, _, spent = read(made, Path(folder))
    mentions = mentions.filter(pl.col("rejected").is_null()) if len(mentions) else mentions
    found = Counter(made[n].kind for n in mentions.get_column("content").to_list())
    print(
        f"\n{count} pages about nobody: {sum(found.values())} people made up, {1000 * sum(found.values()) / count:.2f} per 1,000 pages (at most 1) {dict(found)}"
    )
    print(
        f"numbers of nine figures that pass the 11-test: {sum(len(re.findall(r'[0-9]{9}', t.text)) for t in made)}; {1000 * spent / count:.1f} ms each"
    )
    if show == "nobody":
        for m in mentions.to_dicts():
            print(f"--- { ({k: v for k, v in m.items() if v}) }\n{made[m['content']].text[:1500]}", file=sys.stderr)


def main() -> None:
    """Reads the arguments and prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=1300)
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument(
        "--show", default="", help="print the texts that miss a value, or that have `people`, `false` or `nobody`"
    )
    given = arguments.parse_args()
    about_people(given.texts, given.seed, given.show)
    if given.pages:
        about_nobody(given.pages, given.seed, given.show)


if __name__ == "__main__":
    main()
