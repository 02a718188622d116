"""Rows that are not about a person, and why: kept, counted and explained, never dropped."""

from __future__ import annotations

import numpy as np
import polars as pl

from lekwijzer.detect import keys
from lekwijzer.detect.columns import TableMap
from lekwijzer.fields import bsn
from lekwijzer.fields.text import fold, lightest
from lekwijzer.fields.views import SHORT, STARTS_ODD, Mask, Views, may_equal, starts
from lekwijzer.model import Role

REPEATED_HEADER, TOTAL_ROW, CONTROL_SAMPLE, TEST_ROW, NOT_A_PERSON = (
    "repeated_header", "total_row", "control_sample", "test_row", "not_a_person",
)  # fmt: skip

_TOTAL = r"^(?:sub|eind)?(?:totaal|total|totals)\b|^aantal\b.*\d|^(?:\(\d+ (?:rows?|rijen|records).*\)|\d+ (?:rows?|rijen|records)\b.*)$|^[-*=#]+ ?(?:einde|end)\b|^(?:einde|end of) |^(?:\w*sql|sqlite|mariadb)[^>]{0,12}> "
_CONTROL = (
    r"^(?:(?:pos|neg|positieve?|negatieve?|positive|negative|interne?|internal|externe?|lab|kit|run)?[ _\-.]?(?:controle?s?|ctrl|control)"
    r"(?:[ _\-.]*(?:sample|monster|materiaal|serum|level|niveau|nivo|lot|batch|pos|neg|hoog|laag|high|low|norma+l|\d+|[a-c]))*|qc[ _\-.]?(?:[a-z0-9]*|(?:level|niveau|nivo|lot|sample|monster|serum|pos|neg|hoog|laag|high|low|normaal)[ _\-.]*[a-z0-9]*)|"
    r"blanco|blank|[ck]alib[er]*at(?:or|ie|ion)(?:[ _\-.]*(?:level|niveau|nivo|lot|serum|[a-z]|\d+))*|cal[ _\-]?\d+|standaard ?\d+|"
    r"(?:rondzending|ringonderzoek|ringtest|skml|proficiency[ _\-]?test).*|externe? kwaliteits\w*.*|water|ntc|pc|nc)$"
)
_WORD_TOO = r"^(?:water|blan(?:k|co)|controle?s?|ctrl|[pn]c|ntc|qc|standaard ?\d*)$"
"""Labels of controls that people are called too."""
_TEST = (
    r"^(?:z{3,}.*|zz(?:[^a-z].*|test.*)?|x{3,}|(?:z+|x+)?test(?:en|je|er|rij|regel|record|persoon|pati[e]nte?|patient ?\d*|client|dossier|user|row|person|naam)?[ \-_]?\d*|dummy.*|proef(?:persoon|patient|konijn)|fictief.*|niet gebruiken|do not use|asdf.*|qwerty|foo|voorbeeld(?:patient)?|"
    r"(?:(?:test|dummy|proef|demo|fictie(?:f|ve))[ ,.\-]+)+(?:patiente?|persoon|client|person|naam|test)[ \-_]?\d*|(?:patiente?|persoon|client|person)[ ,.\-]+(?:test|dummy|proef|demo)[ \-_]?\d*)$"
)
_CONTROL_STARTS = STARTS_ODD | starts("po ne in ex la ki ru co ct qc bl ka ca st ro sk ri wa nt pc nc pr".split())
_TEST_STARTS = STARTS_ODD | starts("zz zt xx xt te du pr de fi ni do as qw fo vo pa".split())
_MADE_UP_BIRTH = [19000101, 19010101, 19700101, 20000101, 19111111]
_MADE_UP_NAME = r"^(?:test|tester|patiente?|persoon|client|person|dummy|proef|demo|naam|voornaam|x+|z+)\d*$"
_NAME_ROLES = (Role.SURNAME, Role.NAME, Role.GIVEN)
_NUMBER_ROLES = (Role.SPECIMEN_NUMBER, Role.PATIENT_NUMBER, Role.ORDER_NUMBER, Role.BSN)


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
        (_explained(batch), NOT_A_PERSON),
        (_drawn(batch), NOT_A_PERSON),
    ):
        if mask is not None and bool(mask.any()):
            reason = reason.set(mask & reason.is_null(), why)
    return reason


def nothing_said(roles: pl.DataFrame) -> pl.Series | None:
    """Rows of which every column that tells something of a person is empty: events among those of patients, lines of a heading.

    The time of an event tells of nobody.
    """
    told = [name for name in roles.columns if name in Role.__members__.values() or name == keys.KEYS]
    told = [name for name in told if name != Role.EXAM_DATE]
    if not told or any(roles.get_column(name).null_count() == 0 for name in told):
        return None
    return roles.select(pl.all_horizontal(pl.col(told).is_null())).to_series()


def of_mentions(mentions: pl.DataFrame, roles: pl.DataFrame) -> pl.Series:
    """The reason of rejection after normalising: adds control samples and test rows, which need to know what else the record holds.

    A name that says "test" or "water" is not enough: real people are called so, and official test persons have valid numbers.
    It is no person when nothing else singles anybody out either, and a person after all when the first cell of a result says
    "Total PSA". Nor does a number that begins with QC make a patient a control.
    """
    reason = mentions.get_column("rejected")
    totals = (reason == TOTAL_ROW).fill_null(False)
    label = _labels(roles, _CONTROL, _CONTROL_STARTS, _NAME_ROLES)
    number = _labels(roles, _CONTROL, _CONTROL_STARTS, _NUMBER_ROLES)
    named = _labels(roles, _TEST, _TEST_STARTS, _NAME_ROLES)
    if label is None and number is None and named is None and not totals.any():
        return reason
    placeholder = mentions["bsn"].is_in(list(bsn.PLACEHOLDERS))
    real_bsn = (mentions["bsn_ok"] & ~placeholder).fill_null(False)
    real_birth = (mentions["dob"].is_not_null() & ~mentions["dob"].is_in(_MADE_UP_BIRTH)).fill_null(False)
    real_address = mentions["pc"].is_not_null() | mentions["street"].is_not_null()
    whole_number = real_bsn & (mentions["bsn"] > 9_999_999).fill_null(False)  # a count may pass the 11-test too
    reason = reason.set(totals & (whole_number | (real_birth & mentions["sur"].is_not_null())), None)
    called = mentions["ini"].is_not_null() | mentions["given"].is_not_null()
    if label is not None:
        word = _labels(roles, _WORD_TOO, _CONTROL_STARTS, _NAME_ROLES)
        control = label if word is None else label & ~(word & (real_bsn | real_birth | called | real_address))
        reason = reason.set(control & reason.is_null(), CONTROL_SAMPLE)
    if number is not None:
        somebody = real_bsn | (mentions["sur"].is_not_null() & (real_birth | called))
        reason = reason.set(number & ~somebody & reason.is_null(), CONTROL_SAMPLE)
    if named is None:
        return reason
    fake = (~mentions["bsn_ok"] | placeholder).fill_null(False)
    whole = real_birth & (real_address | (called & ~fake & ~_made_up(mentions)))
    return reason.set(named & ~real_bsn & ~whole & reason.is_null(), TEST_ROW)


def _made_up(mentions: pl.DataFrame) -> pl.Series:
    """Records whose given name is a label too: "Test, Patient"."""
    return mentions["given"].str.contains(_MADE_UP_NAME).fill_null(False)


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
            labels = some.unique()
            labels = labels.filter(fold(labels).str.contains(pattern).fill_null(False))
            if not len(labels):
                continue
            fits = pl.Series(where).filter(some.is_in(labels.implode()))
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
    views = Views(first)
    number = (views.byte(0) - np.uint8(48) < 10) & (views.last() - np.uint8(48) < 10) & (views.lengths <= SHORT)
    maybe = pl.Series(np.flatnonzero(~number))
    some = first.gather(maybe)
    form = r"(?i)tota|aantal|rows|rijen|records|^[-*=#]+ ?e|^(?:einde|end of) |^(?:\w*sql|mariadb).{0,12}> "
    candidate = some.str.contains(lightest(form, some))
    if not bool(candidate.any()):
        return None
    maybe, folded = maybe.filter(candidate), fold(some.filter(candidate))
    sure = maybe.filter(folded.str.contains(lightest(_TOTAL, folded)))
    return pl.repeat(False, len(batch), dtype=pl.Boolean, eager=True).scatter(sure, True)


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


def _explained(batch: pl.DataFrame) -> pl.Series | None:
    """A row under the header that says what its columns hold, each cell in brackets: `(9 cijfers);(tekst);(mmol/l)`."""
    cells = [c for c in batch.columns if c != "n"]
    first = batch.get_column(cells[0])
    if len(cells) < 2 or not bool(first.str.starts_with("(").any()):
        return None
    bracketed = pl.col(cells).str.contains(r"^[(\[<][^()\[\]<>]*[)\]>]$")
    mask = batch.select(pl.all_horizontal(bracketed.fill_null(True)) & pl.col(cells[0]).is_not_null()).to_series()
    filled = batch.select(pl.sum_horizontal(pl.col(cells).is_not_null().cast(pl.UInt16))).to_series()
    mask = mask & (filled >= 2)
    return mask if 10 * int(mask.sum()) <= len(batch) + 9 else None


def _drawn(batch: pl.DataFrame) -> pl.Series | None:
    """Rows that only draw a line (`+----+----+`), whole or cut at the columns."""
    cells = [c for c in batch.columns if c != "n"]
    first = batch.get_column(cells[0])
    if not bool((first.str.starts_with("+-") | first.str.starts_with("---") | first.str.starts_with("===")).any()):
        return None
    return batch.select(pl.all_horizontal(pl.col(cells).str.contains(r"^[-+=_|: ]+$").fill_null(True))).to_series()
