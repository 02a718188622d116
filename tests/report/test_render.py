from __future__ import annotations

import base64
import copy
import hashlib
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from lekwijzer.errors import UsageError, WorkError
from lekwijzer.report import render
from lekwijzer.report.texts import LANGS, Lang

from .breach import before, breach, small
from .page import Page

GOLDEN = Path(__file__).parent / "golden"
PAGES = [
    pytest.param(breach, before, id="breach"),
    pytest.param(breach, None, id="breach-alone"),
    pytest.param(small, None, id="small"),
]


def empty() -> dict[str, Any]:
    """A case in which nothing has come in yet."""
    lists = ("registers reasons cohorts heat fields datasets unresolved rejected coverage scope flags parties").split()
    return {
        **small(),
        **{name: [] for name in lists},
        "case": {"name": ""},
        "inputs": {"items": 0, "bytes": 0, "registers": 0},
    }


def assert_golden(name: str, text: str) -> None:
    """Compare with the golden file; GOLDEN=write in the environment renews it, to be read in the diff."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_read_on_the_page(lang: Lang) -> None:
    lines = Page(render(breach(), lang, before())).lines
    assert_golden(f"breach.{lang}.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("lang", LANGS)
def test_the_markup_of_a_small_case(lang: Lang) -> None:
    html = render(small(), lang)
    assert_golden(f"small.{lang}.html", html[html.index("<body>") :])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("summary", "previous"), [*PAGES, pytest.param(empty, None, id="empty")])
def test_markup_is_well_formed_and_accessible(summary: Any, previous: Any, lang: Lang) -> None:
    page = Page(render(summary(), lang, previous() if previous else None))
    assert page.mistakes == []
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.all("href")} <= set(ids)
    assert set(page.all("aria-labelledby")) <= set(ids)
    assert page.elements[0] == ("html", {"lang": lang})
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    tags = [tag for tag, _ in page.elements]
    assert all(tags.count(landmark) == 1 for landmark in ("main", "nav", "header", "footer", "h1"))
    regions = [attributes["aria-label"] for _, attributes in page.elements if attributes.get("role") == "region"]
    assert len(regions) == len(set(regions))


@pytest.mark.parametrize(("summary", "previous"), PAGES)
def test_page_needs_nothing_else(summary: Any, previous: Any) -> None:
    html = render(summary(), "nl", previous() if previous else None)
    page = Page(html)
    assert not re.search(r"https?:|//[a-z]|@import", html)
    assert set(re.findall(r"url\(([^)]*)\)", html)) == {"#hatch"}
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    used = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in used if name.startswith("on") or name in {"style", "src", "srcset"}}


def test_only_this_style_sheet_may_be_applied() -> None:
    page = Page(render(breach()))
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]


def test_order_of_the_input_changes_nothing() -> None:
    first, second = breach(), copy.deepcopy(breach())
    shuffle = random.Random(1).shuffle
    for name in (
        "registers",
        "reasons",
        "heat",
        "fields",
        "coverage",
        "scope",
        "flags",
        "parties",
        "unresolved",
        "rejected",
    ):
        shuffle(second[name])
    shuffle(second["changes"]["moves"])
    assert render(first, "nl", before()) == render(second, "nl", before())


def test_names_are_escaped_everywhere() -> None:
    words = {"verdict", "outcome", "from", "to", "code"}

    def hostile(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: hostile(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [hostile(v, key) for v in value]
        return value + "<b>\"'&{{ 7*7 }}" if isinstance(value, str) and value and key not in words else value

    html = render(hostile(breach()), "nl", hostile(before()))
    assert "<b>" not in html
    assert Page(html).mistakes == []
    assert "{{ 7*7 }}" in html


def test_unknown_codes_are_shown_as_they_are() -> None:
    text = "\n".join(Page(render(small())).lines)
    assert "new_reason | new_reason | 40" in text
    assert "left <early> | 3" in text


@pytest.mark.parametrize("lang", LANGS)
def test_refuted_scope_is_said_loudly_and_only_then(lang: Lang) -> None:
    said = {"nl": "Het opgegeven bereik klopt niet", "en": "The declared scope is refuted"}[lang]
    summary = breach()
    html = render(summary, lang)
    assert said in html[: html.index('id="limits"')]
    assert "<strong>214\u00a0" in html
    for scope in summary["scope"]:
        scope["refuted"] = False
    assert said not in render(summary, lang)


def test_a_wrong_sum_is_said_at_the_top_and_at_its_place() -> None:
    summary = breach()
    summary["datasets"] = copy.deepcopy(summary["datasets"])
    assert "klopt niet:" not in render(summary)
    summary["datasets"][1]["matched"] -= 5
    html = render(summary)
    assert "Een som op deze pagina klopt niet" in html[: html.index('id="limits"')]
    assert "De som klopt niet: verschil −5" in html
    assert "≠ 571.240" in html


def test_moves_that_do_not_explain_the_difference_are_said() -> None:
    previous = before()
    assert "verklaren het verschil met revisie 2 precies" in render(breach(), "nl", previous)
    previous["registers"][0]["confirmed"] += 1
    html = render(breach(), "nl", previous)
    assert "verklaren het verschil met revisie 2 niet" in html
    assert "participants confirmed" in html


def test_a_previous_revision_that_it_was_not_compared_with_is_left_out() -> None:
    other = before() | {"revision": 1}
    assert render(breach(), "nl", other) == render(breach())


def test_many_parties_are_folded_and_none_is_left_out() -> None:
    html = render(breach())
    assert "Nog 53\u00a0partijen" in html
    assert all(f"gp-{i}</span>" in html for i in range(1, 61))


def test_one_person_is_not_people() -> None:
    summary = small()
    summary["registers"][0] |= {"rows": 2, "confirmed": 1, "probable": 0, "not_excluded": 1, "cleared": 0}
    text = " ".join(Page(render(summary)).lines)
    assert "De gegevens van 1 van de 2 mensen in" in text
    assert "Voor 1 mens is dat niet uit te sluiten" in text


def test_wrong_language_and_wrong_shape_are_clear_errors() -> None:
    with pytest.raises(UsageError, match="choose one of: nl, en"):
        render(small(), "fr")  # type: ignore[arg-type]
    with pytest.raises(WorkError, match="lekwijzer assess"):
        render(small() | {"schema": 2})
