"""Rows that are not about a person, and why: kept, counted and explained, never dropped."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.detect.columns import TableMap
from lekwijzer.detect.headers import tokens
from lekwijzer.fields.text import fold
from lekwijzer.fields.views import STARTS_ODD, Mask, Views, may_equal, starts
from lekwijzer.model import Role

REPEATED_HEADER, TOTAL_ROW, CONTROL_SAMPLE, TEST_ROW, NOT_A_PERSON = (
    "repeated_header", "total_row", "control_sample", "test_row", "not_a_person",
)  # fmt: skip

_TOTAL = r"^(?:sub|eind)?(?:totaal|total|totals)\b|^aantal\b.*\d|^(?:\(\d+ (?:rows?|rijen|records).*\)|\d+ (?:rows?|rijen|records)\b.*)$|^-+ ?(?:einde|end)\b|^(?:einde|end of) "
_CONTROL = (
    r"^(?:(?:pos|neg|positieve?|negatieve?|positive|negative|interne?|internal|externe?|lab|kit|run)?[ _\-.]?(?:controle?s?|ctrl|control)"
    r"(?:[ _\-.]*(?:sample|monster|materiaal|serum|level|niveau|nivo|lot|batch|pos|neg|hoog|laag|high|low|norma+l|\d+|[a-c]))*|qc[ _\-.]?[a-z0-9]*|blanco|blank|kalibrator[ \d]*|calibrator[ \d]*|cal[ _\-]?\d+|standaard ?\d+|"
    r"rondzending.*|skml.*|water|ntc|pc|nc)$"
)
_TEST = r"^(?:z{3,}.*|zz(?:[^a-z].*|test.*)?|x{3,}|(?:z+|x+)?test(?:en|je|er|rij|regel|record|persoon|pati[e]nte?|patient ?\d*|client|dossier|user|row|person|naam)?[ \-_]?\d*|dummy.*|proef(?:persoon|patient|konijn)|fictief.*|niet gebruiken|do not use|asdf.*|qwerty|foo|voorbeeld(?:patient)?)$"
_CONTROL_STARTS = STARTS_ODD | starts("po ne in ex la ki ru co ct qc bl ka ca st ro sk wa nt pc nc".split())
_TEST_STARTS = STARTS_ODD | starts("zz zt xx xt te du pr fi ni do as qw fo vo".split())
_FILLED_IN = [19000101, 19010101, 19700101, 20000101, 19111111]
"""Birth dates that people type when they have none."""
_NAME_ROLES = (Role.SURNAME, Role.NAME, Role.GIVEN)
_LABEL_ROLES = (
    Role.SURNAME,
    Role.NAME,
    Role.GIVEN,
    Role.SPECIMEN_NUMBER,
    Role.PATIENT_NUMBER,
    Role.ORDER_NUMBER,
    Role.BSN,
)


def blank(batch: pl.DataFrame) -> pl.Series:
    """Rows without any value: no record at all."""
    cells = [c for c in batch.columns if c != "n"]
    return batch.select(pl.all_horizontal(pl.col(cells).is_null() | (pl.col(cells).str.len_bytes() == 0))).to_series()


def of_table(batch: pl.DataFrame, table: TableMap) -> pl.Series:
    """Per row of a table the reason why it is not a record at all, null where it may be one."""
    reason = pl.repeat(None, len(batch), dtype=pl.String, eager=True)
    for mask, why in (
        (_repeated_header(batch, table), REPEATED_HEADER),
        (_total(batch), TOTAL_ROW),
        (_stray_line(batch, table), NOT_A_PERSON),
    ):
        if mask is not None and bool(mask.any()):
            reason = reason.set(mask & reason.is_null(), why)
    return reason


def of_mentions(mentions: pl.DataFrame, roles: pl.DataFrame) -> pl.Series:
    """The reason of rejection after normalising: adds control samples and test rows, and takes back what is a person's after all.

    A label is not enough: real people are called Test, Blank or (van de) Water, official test persons have valid numbers, and the
    first cell of a result may say "Total PSA". It is one of these only when nothing else singles anybody out.
    """
    reason = mentions.get_column("rejected")
    control = _labels(roles, _CONTROL, _CONTROL_STARTS, _LABEL_ROLES)
    test = _labels(roles, _TEST, _TEST_STARTS, _NAME_ROLES)
    totals = (reason == TOTAL_ROW).fill_null(False)
    if control is None and test is None and not totals.any():
        return reason
    has = {name: mentions.get_column(name).is_not_null() for name in ("sur", "pc", "street")}
    number, birth = mentions.get_column("bsn"), mentions.get_column("dob")
    whole = (mentions.get_column("bsn_ok") & (number > 9_999_999)).fill_null(False)  # a count may pass the 11-test too
    born = birth.is_not_null() & ~birth.is_in(_FILLED_IN).fill_null(False)
    reason = reason.set(totals & (whole | (born & has["sur"])), None)
    somebody = whole | (born & (has["pc"] | has["street"]))
    if control is not None:
        reason = reason.set(control & ~somebody & ~(born & _surnames(roles)) & reason.is_null(), CONTROL_SAMPLE)
    if test is not None:
        reason = reason.set(test & ~somebody & reason.is_null(), TEST_ROW)
    return reason


def _surnames(roles: pl.DataFrame) -> pl.Series:
    """Rows with a surname that also stands on the labels of control samples."""
    if Role.SURNAME.value not in roles.columns:
        return pl.repeat(False, len(roles), dtype=pl.Boolean, eager=True)
    return fold(roles.get_column(Role.SURNAME.value)).is_in(["water", "blank", "blanco"]).fill_null(False)


def _labels(roles: pl.DataFrame, pattern: str, starts: Mask, wanted: tuple[Role, ...]) -> pl.Series | None:
    """Rows where a value of one of the roles fits a pattern, or None when there are none.

    `starts` is a table of the first two bytes with which such a value can begin; most values need no more than that look.
    """
    hit: pl.Series | None = None
    for role in wanted:
        if role.value in roles.columns:
            values = roles.get_column(role.value)
            where = np.flatnonzero(np.take(starts, Views(values).start()))
            if not where.size:
                continue
            some = values.gather(where)
            fits = pl.Series(where).filter(fold(some).str.contains(pattern).fill_null(False))
            if len(fits):
                hit = pl.repeat(False, len(roles), dtype=pl.Boolean, eager=True) if hit is None else hit
                hit = hit.scatter(fits, True)
    return hit


def _repeated_header(batch: pl.DataFrame, table: TableMap) -> pl.Series | None:
    """Rows that hold the words of the header again (at least half of the labelled columns that matter)."""
    labelled = [c for c in table.columns if c.header]
    if len(labelled) < 2:
        return None
    # To the letter, as a header that is repeated is the same line again; that costs a fraction of folding every cell.
    needed = max(2, (len(labelled) + 1) // 2)
    maybe = np.zeros(len(batch), np.bool_)
    for column in labelled[: len(labelled) - needed + 1]:  # one of these must be among any `needed` of them
        maybe |= may_equal(Views(batch.get_column(f"c{column.index}")), column.header)
    where = np.flatnonzero(maybe)
    if not where.size:
        return None
    same = [(pl.col(f"c{c.index}") == c.header).fill_null(False).cast(pl.UInt16) for c in labelled]
    sure = batch[where].select(pl.sum_horizontal(same) >= needed).to_series()
    return pl.repeat(False, len(batch), dtype=pl.Boolean, eager=True).scatter(where, sure)


def _total(batch: pl.DataFrame) -> pl.Series | None:
    """Rows whose first filled cell says total, or count."""
    cells = [c for c in batch.columns if c != "n"]
    first = batch.get_column(cells[0])
    if first.null_count():
        first = batch.select(pl.coalesce(cells)).to_series()
    candidate = first.str.contains(r"(?i)tota|aantal|rows|rijen|records|^-+ ?e|^(?:einde|end of) ").fill_null(False)
    if not bool(candidate.any()):
        return None
    return candidate & fold(first).str.contains(_TOTAL).fill_null(False)


def _stray_line(batch: pl.DataFrame, table: TableMap) -> pl.Series | None:
    """In a table of four columns or more: a row with one filled cell that is words, not a number, and tells nobody apart."""
    cells = [c for c in batch.columns if c != "n"]
    if len(cells) < 4:
        return None
    if sum(batch.get_column(c).null_count() == 0 for c in cells) > 1:
        return None
    filled = batch.select(pl.sum_horizontal(pl.col(cells).is_not_null().cast(pl.UInt16))).to_series()
    lone = filled == 1
    if not bool(lone.any()):
        return None
    value = batch.select(pl.coalesce(cells)).to_series()
    numbers = value.str.contains(r"\d{3,}|@").fill_null(False)
    words = value.str.contains(r"\S+\s+\S+\s+\S+").fill_null(False)
    names = {i for role in (Role.SURNAME, Role.NAME) for i in table.by_role().get(role, [])}
    in_name = (
        batch.select(pl.any_horizontal([pl.col(f"c{i}").is_not_null() for i in names])).to_series() if names else None
    )
    mask = lone & ~numbers & words
    return mask if in_name is None else mask & ~(in_name & (value.str.len_chars() < 40))


def header_words(header: str) -> str:
    """The words of a header, for showing."""
    return " ".join(tokens(header))
