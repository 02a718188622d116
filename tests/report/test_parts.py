from __future__ import annotations

import copy
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekwijzer.assess.summary import EMPTY
from lekwijzer.report import charts, codes, numbers, texts, view
from lekwijzer.report.changes import changes
from lekwijzer.report.checks import VERDICTS, checks
from lekwijzer.report.groups import ALONE, LINES, gather
from lekwijzer.report.texts import Words

from .breach import before, breach

TEMPLATES = Path(charts.__file__).parent / "templates"
COUNTS = st.integers(0, 2_000_000)


# numbers


@given(st.integers())
def test_whole_numbers_read_back(value: int) -> None:
    for lang, dot in (("nl", "."), ("en", ",")):
        assert int(numbers.whole(value, lang).replace(dot, "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [(0, "0", "0"), (999, "999", "999"), (1234, "1.234", "1,234"), (-1234567, "−1.234.567", "−1,234,567")],
)
def test_thousands(value: int, nl: str, en: str) -> None:
    assert (numbers.whole(value, "nl"), numbers.whole(value, "en")) == (nl, en)


@given(COUNTS, COUNTS)
def test_share_is_none_or_all_only_when_it_is_so(part: int, total: int) -> None:
    share = numbers.percent(part, part + total, "en")
    assert (share == "0%") == (part == 0 and total > 0)
    assert (share == "100%") == (total == 0 and part > 0)


@pytest.mark.parametrize(
    ("part", "total", "text"),
    [(1, 3, "33,3%"), (12, 941_000, "<0,1%"), (940_999, 941_000, ">99,9%"), (0, 0, "–"), (1, 2, "50,0%")],
)
def test_share(part: int, total: int, text: str) -> None:
    assert numbers.percent(part, total, "nl") == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1,00 kB"), (81_204, "81,2 kB"), (999_499, "999 kB"),
     (999_500, "1,00 MB"), (1_655_580_330, "1,66 GB")],
)  # fmt: skip
def test_size(count: int, text: str) -> None:
    assert numbers.size(count, "nl").replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2025-08-06", "6 augustus 2025"), ("2025-08-06T09:05:00+02:00", "6 augustus 2025, 09:05"), ("", "–"), (None, "–"),
     ("zomer 2025", "zomer 2025")],
)  # fmt: skip
def test_date(text: str | None, shown: str) -> None:
    assert numbers.date(text, "nl").replace("\u00a0", " ") == shown


# charts


def rects(svg: str) -> list[tuple[str, float, float]]:
    return [
        (c, float(x), float(w)) for c, x, w in re.findall(r'class="v-(\w+)" x="([\d.-]+)%".*?width="([\d.-]+)%"', svg)
    ]


@given(st.lists(COUNTS, min_size=4, max_size=4))
def test_a_bar_is_whole_and_shows_every_part(sizes: list[int]) -> None:
    found = rects(str(charts.stacked(list(zip(VERDICTS, sizes, strict=True)))))
    assert [name for name, _, _ in found] == [v for v, n in zip(VERDICTS, sizes, strict=True) if n]
    if found:
        assert sum(width for _, _, width in found) == pytest.approx(100, abs=0.05)
        assert all(width >= charts.SLIVER - 0.01 for _, _, width in found)
        for (_, x, width), (_, following, _) in pairwise(found):
            assert x + width == pytest.approx(following, abs=0.02)


@given(COUNTS, COUNTS, COUNTS)
def test_a_step_stays_inside_its_row(start: int, length: int, rest: int) -> None:
    for _, x, width in rects(str(charts.segment("matched", start, length, start + length + rest))):
        assert x >= -0.01
        assert x + width <= 100.02


# groups


@given(
    st.lists(
        st.tuples(st.sampled_from(["gp-", "hospital ", "", "lab_"]), st.sampled_from(["controller", ""])), max_size=40
    )
)
def test_every_register_is_in_one_group(kinds: list[tuple[str, str]]) -> None:
    registers = [
        {"register": f"{word}{i}", "role": role, "rows": i % 7, "as_of": "", **dict.fromkeys(VERDICTS, 0)}
        for i, (word, role) in enumerate(kinds)
    ]
    groups = gather(registers)
    assert sorted(name for group in groups for name in group.registers) == sorted(r["register"] for r in registers)
    assert len(groups) <= LINES


def test_practices_are_one_line_and_hospitals_are_not() -> None:
    groups = gather(breach()["registers"])
    assert [len(group.rows) for group in groups] == [1, 1, 60, 1]
    assert groups[2].ends == ("gp-1", "gp-60")
    assert len(gather(breach()["registers"][3 : 3 + ALONE])) == ALONE


# view


def test_steps_of_a_waterfall_end_where_the_rows_end() -> None:
    for dataset in breach()["datasets"]:
        last = view.steps(dataset)[-1]
        assert last.start + last.n == dataset["mentions"]


def test_heat_of_a_cohort_is_a_share_of_the_cohort() -> None:
    heat = view.heat_by_cohort(breach())
    assert [c.name for c in heat.columns] == ["1", "2", ""]
    assert [c.name for c in heat.silent] == ["3", "4"]
    assert dict(heat.rows)["name"] == [(405_000, 9), (216_000, 9), (75_397, 0)]
    assert dict(heat.rows)["phone"][0] == (2_835, 1)
    assert dict(heat.rows)["insurer"][0] == (0, 0)


def test_heat_without_cohorts_is_a_share_of_those_found() -> None:
    summary = breach() | {"cohorts": [], "heat": [{"cohort": "", "field": "bsn", "n": 348_503}]}
    heat = view.heat_by_cohort(summary)
    assert heat.columns[0].total == 697_006
    assert heat.rows == [("bsn", [(348_503, 5)])]


def test_gap_counts_all_that_was_not_read_in_full() -> None:
    gap = view.gap(breach())
    assert gap is not None
    assert (gap.files, gap.outcomes) == (50, [("partly", 3), ("unreadable", 6), ("skipped", 41)])
    assert view.gap(breach() | {"coverage": []}) is None


# checks and changes


def test_all_sums_of_the_example_are_right() -> None:
    assert [check.key for check in checks(breach()) if not check.ok] == []
    assert len(checks(breach())) == 8


BREAKS: list[tuple[str, str, Callable[[dict[str, Any]], Any]]] = [
    ("check_rows", "first", lambda s: s["datasets"][1].update(duplicate=0)),
    ("check_coverage", "second", lambda s: s["coverage"][-2].update(mentions=0)),
    ("check_unresolved", "first", lambda s: s["unresolved"][1].update(n=1)),
    ("check_rejected", "sample", lambda s: s["rejected"].pop(0)),
    ("check_registers", "gp-7", lambda s: s["registers"][9].update(rows=1)),
    ("check_reasons", "participants probable", lambda s: s["registers"][0].update(probable=1)),
    ("check_cohorts", "", lambda s: s["cohorts"].pop()),
    ("check_parties", "hospital-1 found", lambda s: s["parties"][2].update(found=3)),
]


@pytest.mark.parametrize(("key", "place", "damage"), BREAKS, ids=[key for key, _, _ in BREAKS])
def test_a_wrong_sum_is_found_and_placed(key: str, place: str, damage: Callable[[dict[str, Any]], Any]) -> None:
    summary = copy.deepcopy(breach())
    damage(summary)
    failed = {check.key: check for check in checks(summary) if not check.ok}
    assert place in failed[key].off


def test_what_was_before_follows_from_the_moves() -> None:
    summary = breach()
    told = changes(summary, gather(summary["registers"]), before())
    assert told is not None
    assert told.bridge is not None
    assert told.bridge.ok
    assert told.moved == sum(m["n"] for m in summary["changes"]["moves"] if m["from"] != m["to"])
    assert told.regrouped == 1_204
    participants = told.shifts[0]
    assert participants.before == {"confirmed": 401_058, "probable": 3_942, "not_excluded": 497_588, "cleared": 38_000}


# texts


@pytest.mark.parametrize("key", sorted(texts.TEXTS))
def test_both_languages_fill_in_the_same(key: str) -> None:
    nl, en = ({name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in texts.TEXTS[key])
    assert nl == en


def test_every_text_is_used_and_every_use_has_a_text() -> None:
    source = "".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.j2")))
    source += "".join(
        path.read_text("utf-8") for path in sorted(TEMPLATES.parent.glob("*.py")) if path.name != "texts.py"
    )
    assert set(re.findall(r'\bw\("(\w+)"', source)) <= set(texts.TEXTS)
    assert [key for key in texts.TEXTS if f'"{key}"' not in source] == []


@pytest.mark.parametrize("table", ["REASONS", "UNRESOLVED", "REJECTED", "FLAGS", "FIELDS", "CAUSES", "OUTCOMES"])
def test_codes_have_both_languages(table: str) -> None:
    assert all(nl and en for nl, en in getattr(codes, table).values())


def test_cause_keeps_the_name_that_follows() -> None:
    nl = texts.Words("nl")
    assert nl.cause("new dataset: second") == "nieuwe dataset: second"
    assert nl.cause("rule change") == "andere regels in de zaak"
    assert nl.cause("moon phase") == "moon phase"


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("no reader for this format", "voor dit formaat is er geen lezer"),
        ("12 bytes are not valid UTF-8; read as cp1252", "12 bytes zijn geen geldige UTF-8; gelezen als cp1252"),
        (
            "damaged; read as far as possible; 3 characters are damaged; something new",
            "beschadigd; gelezen voor zover mogelijk; 3 tekens zijn beschadigd; something new",
        ),
        (
            EMPTY,
            "heet compleet, maar er zit niets in: niemand wordt erom uitgesloten; ga na of het de juiste bestanden zijn",
        ),
        ("read {as} %s; {}", "read {as} %s; {}"),
        ("", ""),
    ],
)
def test_problems_in_dutch(english: str, told: str) -> None:
    assert (Words("nl").problem(english), Words("en").problem(english)) == (told, english)
