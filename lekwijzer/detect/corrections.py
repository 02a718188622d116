"""Corrections of the columns over the whole table: which of two is the birth date, what the case file says, what stands beside what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lekwijzer.detect.headers import EMPLOYED, tokens
from lekwijzer.detect.judge import SURER, Column, dropped
from lekwijzer.detect.neighbours import behind_street, beside, by_initial, of_an_event, without_headers
from lekwijzer.detect.unnamed import named
from lekwijzer.detect.values import Profile
from lekwijzer.model import Role

_MANY = {
    Role.PHONE, Role.GIVEN, Role.PATIENT_NUMBER, Role.ORDER_NUMBER, Role.SPECIMEN_NUMBER, Role.INSURER, Role.REQUESTER, Role.EXAM_TYPE,
    Role.EXAM_DATE, Role.TEST_RESULT, Role.ADDRESS, Role.HOUSE_ADDITION, Role.EMAIL, Role.PERSON_REF,
}  # fmt: skip
"""Roles that several columns of one table may have; of every other role the best column wins."""
PERSONAL = {Role.BSN, Role.NAME, Role.SURNAME, Role.GIVEN, Role.BIRTH_DATE}


def disambiguate(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """At most one column per role where a person has one of it; the surest wins, then the better filled, then the left one."""

    def rank(column: Column) -> tuple[float, ...]:
        p = profiles[column.index]
        # Patients differ more than the doctors who asked, and where no header tells, names are all there is to go by.
        different = round(p.distinct * p.count) if column.role is Role.NAME and not column.header else 0
        if different and any(c.role is Role.REQUESTER for c in columns[max(0, column.index - 1) : column.index + 2]):
            different = 0  # beside the code of the doctor
        return round(column.confidence, 2), different, p.filled, -column.index

    best: dict[Role, Column] = {}
    for column in columns:
        if column.role is None or column.role in _MANY:
            continue
        rival = best.get(column.role)
        if rival is None or rank(column) > rank(rival):
            best[column.role] = column
    out = []
    for column in columns:
        role = column.role
        if role is None or role in _MANY or best[role] is column:
            out.append(column)
        elif role is Role.BIRTH_DATE and profiles[column.index].median_year >= 2000:
            out.append(Column(column.index, column.header, Role.EXAM_DATE, 0.4, "a second date column"))
        elif role is Role.SURNAME and Role.PARTNER_SURNAME not in best:
            out.append(Column(column.index, column.header, Role.PARTNER_SURNAME, 0.4, "a second surname"))
        elif role is Role.NAME and not column.header and 2 * rank(column)[1] < rank(best[role])[1]:
            out.append(
                Column(column.index, column.header, Role.REQUESTER, 0.4, "names that return beside those of people")
            )
        elif role is Role.POSTCODE and _halves(profiles, *sorted((best[role].index, column.index))):
            out.append(column)
        else:
            out.append(dropped(column, SURER + role.value))
    return out


def _halves(profiles: list[Profile], left: int, right: int) -> bool:
    """Whether of two columns side by side one has the figures of postcodes and the other their letters."""
    return right == left + 1 and profiles[left].between(1000, 9999) > 0.9 and profiles[right].two_letters > 0.9


def by_table(columns: list[Column], profiles: list[Profile]) -> list[Column]:
    """Corrections that need the whole table."""
    columns = named(without_headers(beside(by_initial(columns, profiles), profiles), profiles), profiles)
    roles = {c.role for c in columns}
    certain = roles & {Role.BSN, Role.BIRTH_DATE, Role.BIRTH_YEAR, Role.INITIALS, Role.GIVEN, Role.PREFIX, Role.SEX}
    out = []
    for column in columns:
        p = profiles[column.index]
        if (
            column.role is Role.EXAM_DATE
            and Role.BIRTH_DATE not in roles
            and p.date > 0.8
            and p.median_year < 1998
            and p.year_spread >= 25
        ):
            # A column that is only called "date" and spans generations, in a table without another birth date.
            column = Column(column.index, column.header, Role.BIRTH_DATE, 0.7, "values: dates over generations")
            roles.add(Role.BIRTH_DATE)
        elif column.role is Role.NAME and not certain and max(p.full_name, p.given, p.surname) < 0.2:
            column = dropped(column, "a name column without anything else of a person")
        elif column.role is Role.NAME and Role.SURNAME in roles and column.confidence < 0.7:
            column = dropped(column, "the surname has a column of its own")
        elif column.role is Role.ADDRESS and p.street_number < 0.2 and p.street > 0.3 and p.postcode_inside < 0.2:
            column = Column(column.index, column.header, Role.STREET, column.confidence, column.why)
        elif (
            column.role is None and not column.header and behind_street(column.index, columns) and p.small_number > 0.8
        ):
            column = Column(column.index, column.header, Role.HOUSE_NUMBER, 0.5, "numbers behind the street")
        elif column.role is Role.PATIENT_NUMBER and column.why != "case.toml" and p.count >= 3 and p.counted > 0.3:
            column = _counter(column, p, somebody=bool(roles & PERSONAL))
        elif (
            column.role is Role.RECORD_ID
            and p.distinct < 0.99
            and p.mean_length >= 4
            and tokens(column.header) == ["key"]
        ):
            column = Column(column.index, column.header, Role.PERSON_REF, 0.4, "several rows under one key")
        elif column.role is None and of_an_event(column, p):
            column = Column(column.index, column.header, Role.ORDER_NUMBER, 0.5, "codes of an episode or a visit")
        elif column.role is None and roles & _ON_INVOICES and _of_an_invoice(column, p):
            column = Column(column.index, column.header, Role.ORDER_NUMBER, 0.5, "numbers of invoices")
        elif column.role in (Role.NAME, Role.PATIENT_NUMBER) and _who_works_there(column, columns, profiles):
            column = dropped(column, "few names or codes under a word for who works there: not those of the patients")
        elif column.role is None and p.unique and p.digits > 0.95 and tokens(column.header) == ["pk"]:
            column = Column(column.index, column.header, Role.RECORD_ID, 0.8, "the key of the row")
        elif column.role is Role.PATIENT_NUMBER and Role.INSURER in roles and set(tokens(column.header)) & _MEMBER:
            column = Column(column.index, column.header, Role.INSURER, 0.6, "a member's number, beside an insurer")
        elif column.role is None and _says_which_test(column, p, roles):
            column = Column(column.index, column.header, Role.EXAM_TYPE, 0.5, "codes of tests beside their results")
        elif column.role is Role.RECORD_ID and (p.distinct < 0.99 or "bsn" in column.header.lower()):
            column = dropped(column, "not the row's own number")
        out.append(column)
    return out


def dated_name(columns: list[Column], profiles: list[Profile]) -> tuple[list[Column], int | None]:
    """The columns, and which one holds names with birth dates: "Wit, J. de (01-09-1974)"."""
    if any(c.role is Role.BIRTH_DATE for c in columns):
        return columns, None
    for column in columns:
        if column.role in (Role.NAME, Role.SURNAME) and profiles[column.index].date_inside > 0.5:
            whole = Column(
                column.index, column.header, Role.NAME, column.confidence, "names with a birth date behind them"
            )
            return [whole if c is column else c for c in columns], column.index
    return columns, None


_FEWEST_CODES = 5
CODES_BESIDE = "codes beside results, and nobody else"
_NUMBER = {"nr", "nummer", "no", "number"}
"""A number of the row, or of whom it is about."""


def beside_results(columns: list[Column], profiles: list[Profile]) -> Column | None:
    """In a table of results of nobody, the column whose codes may say whose they are: a table of outcomes is about somebody."""
    roles = {c.role for c in columns if c.role}
    if Role.TEST_RESULT not in roles or not roles <= OF_RESULTS:
        return None
    for column in columns:
        p = profiles[column.index]
        code = (
            p.any_digit > 0.95
            and p.distinct > 0.5
            and p.distinct * p.count >= _FEWEST_CODES
            and 3 <= p.mean_length <= 20
        )
        number = set(tokens(column.header)) <= _NUMBER and p.counted < 0.3
        unsaid = column.role is None or (column.role is Role.RECORD_ID and number)
        if unsaid and code and p.date < 0.5 and not _of_a_test(column.header):
            return Column(column.index, column.header, Role.PATIENT_NUMBER, 0.3, CODES_BESIDE)
    return None


def _of_a_test(header: str) -> bool:
    words = tokens(header)
    return bool(set(words) & _OF_A_TEST) or any(word.startswith(("serie", "serial", "toestel")) for word in words)


OF_RESULTS = {Role.TEST_RESULT, Role.EXAM_TYPE, Role.EXAM_DATE, Role.REQUESTER, Role.RECORD_ID}
_OF_A_TEST = {
    "code", "prijs", "tarief", "price", "tariff", "ref", "referentie", "eenheid", "unit", "lot", "charge", "batch", "min", "max", "laag", "hoog", "low", "high", "aantal", "count",
    "loinc", "snomed", "versie", "version", "apparaat", "device", "serial", "serienummer", "sd", "cv", "mean", "gemiddelde", "factor", "bedrag", "euro", "kosten", "volgnr", "regel", "rij",
}  # fmt: skip
"""With these words a column tells of the test and not of whom it was done on."""


_MEMBER = {"member", "lid", "lidnr", "lidnummer", "membernr", "memberid"}
_DESCRIBED = {"omschrijving", "oms", "omschr", "description", "desc", "descr", "artikel", "naam", "name", "tekst"}
"""Words of a column that tells what something is."""


def _says_which_test(column: Column, p: Profile, roles: set[Role | None]) -> bool:
    """Whether a column that is only called a code has those of tests: letters that return, beside results of which nothing else tells what they are of."""
    if Role.EXAM_TYPE in roles:
        return False
    if _DESCRIBED.issuperset(tokens(column.header)) and column.header:
        return p.exam > 0.5 or p.exam_code > 0.6
    if Role.TEST_RESULT not in roles or tokens(column.header) != ["code"]:
        return False
    return p.exam_code > 0.4 or (p.count >= 20 and p.distinct < 0.3 and p.any_digit < 0.5 and 2 <= p.mean_length <= 8)


def _of_an_invoice(column: Column, p: Profile) -> bool:
    """Whether a column has the numbers of invoices: what is on one may be in a table of its own, under the same number."""
    called = _INVOICE.fullmatch("".join(tokens(column.header))) is not None
    return called and p.count >= 3 and p.any_digit > 0.9 and p.mean_length >= 4 and p.date < 0.5 > p.measured


_INVOICE = re.compile(r"(?:factuur|invoice|declaratie|nota)(?:nr|nummer|no|number|id)?")
_ON_INVOICES = {Role.NAME, Role.SURNAME, Role.BSN, Role.PATIENT_NUMBER, Role.EXAM_TYPE, Role.TEST_RESULT}
"""Of whom or of what: an invoice of a firm has neither."""


def _who_works_there(column: Column, columns: list[Column], profiles: list[Profile]) -> bool:
    """Whether names under `medewerker` are of the few who write down what others say, and not of people who were examined.

    Of those there are as many as there are birth dates or numbers of people; or, where a table has nothing of that kind, outcomes.
    """
    p = profiles[column.index]
    if p.count < 3 or not any(word.startswith(EMPLOYED) for word in tokens(column.header)):
        return False
    telling = [profiles[c.index].distinct for c in columns if c.role in _TELL_APART and c is not column]
    if not telling and any(c.role in (Role.TEST_RESULT, Role.SPECIMEN_NUMBER) for c in columns):
        return False
    return p.distinct < 0.5 * max(telling, default=1.0)


_TELL_APART = {Role.BSN, Role.BIRTH_DATE, Role.PATIENT_NUMBER, Role.PHONE, Role.EMAIL, Role.POSTCODE, Role.ADDRESS}
_OF_ELEMENT = re.compile(r"\.(?:nr|nummer|number)$", re.IGNORECASE)
"""The number of an element of a document, which may as well be its place in the list."""


def _counter(column: Column, p: Profile, *, somebody: bool) -> Column:
    """A person's id that is counted from one: a key that a database made up, which nobody outside it knows."""
    if not {"id", "sk"} & set(tokens(column.header)) and not _OF_ELEMENT.search(column.header):
        return column
    if p.unique and somebody:
        return Column(
            column.index,
            column.header,
            Role.RECORD_ID,
            column.confidence,
            "counts the people: their record's own number",
        )
    return Column(
        column.index, column.header, Role.PERSON_REF, column.confidence, "counts from one: points at a person's record"
    )


def override(columns: list[Column], overrides: Mapping[str, Iterable[str | int]]) -> list[Column]:
    """The case file's word goes over everything else."""
    asked = {
        index: role
        for role, wanted in overrides.items()
        for want in ([wanted] if isinstance(wanted, (str, int)) else wanted)
        for index in _meant(want, columns)
    }
    if not asked:
        return columns
    taken = {role for role in asked.values() if role in Role.__members__.values() and Role(role) not in _MANY}
    out = []
    for column in columns:
        said = asked.get(column.index)
        if said is not None:
            known = Role(said) if said in Role.__members__.values() else column.role if said == "key" else None
            out.append(Column(column.index, column.header, known, 1.0, "case.toml"))
        elif column.role is not None and column.role.value in taken:
            out.append(dropped(column, "case.toml names another column"))
        else:
            out.append(column)
    return out


def _meant(want: str | int, columns: Sequence[Column]) -> list[int]:
    """The columns that the case file means: by position from 1, by header, or `c0` … for a table without headers."""
    if isinstance(want, int):
        return [c.index for c in columns if c.index == want - 1]
    headed = [c.index for c in columns if c.header.strip().lower() == want.strip().lower()]
    return headed or [c.index for c in columns if want == f"c{c.index}"]
