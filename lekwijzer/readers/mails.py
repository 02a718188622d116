"""Mails to documents: what is said in a mail, to whom it is addressed, and who writes about herself.

Sender and receivers at a laboratory or practice are no patients. Somebody who writes from a private address about a result, an
appointment or data of her own is one; so is who is addressed so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from email.utils import getaddresses

import polars as pl

from lekwijzer.errors import Unreadable
from lekwijzer.intake.mime import Entity, decoded_words, text_of, without_uuencoded
from lekwijzer.model import Part, Problem, Records, Role
from lekwijzer.readers import grids
from lekwijzer.readers.hypertext import text_of_html
from lekwijzer.readers.message_io import PERSON, Batches
from lekwijzer.readers.text_letter import salutation
from lekwijzer.readers.text_net import Net
from lekwijzer.readers.text_others import names_of_others
from lekwijzer.readers.text_person import Passage, passages
from lekwijzer.readers.text_shapes import same_name, whole_name
from lekwijzer.readers.webpage import page_of

_SHOWN = ("from", "to", "cc", "bcc")
_OTHERS = ("reply-to", "sender", "return-path", "delivered-to", "x-original-to", "envelope-to", "resent-from", "resent-to", "keywords", "comments",
           "thread-topic", "x-originating-email", "disposition-notification-to", "organization")  # fmt: skip
"""Headers that may name somebody, of which nothing is read."""
_TECHNICAL = re.compile(
    r"received|x-received|date|message-id|references|in-reply-to|mime-version|content-(?!description)|dkim-|domainkey-|arc-|authentication-|received-spf|list-|thread-index|"
    r"x-(?:ms|microsoft|exchange|forefront|google|gm|spam|virus|mailer|originating-ip|mimeole|proofpoint|barracuda|mimecast|ironport|sg|ses|eopattributed|office365|tm|amavis|priority|uidl?|"
    r"mozilla|apple|yahoo|provags|ui|greylist|rspamd|authenticated|brightmail|topicbox|mc|mandrill|mailgun|feedback|report|cms|clx|ld-processed)\b|"
    r"user-agent|importance|priority|precedence|status|x-status|lines|bytes|content-length|autocrypt|feedback-id|dl?kim"
)
"""How the names of headers begin that programs write for one another, with keys and signatures in them; of some the addresses tell."""
_NUMBERED = re.compile(r"message-id|references|in-reply-to|content-(?!description)|dkim-|domainkey-|arc-|thread-index")
"""Of these not even the addresses are of somebody."""
_ADDRESSED = re.compile(r"(?:[^\"<>@;:=]{0,60}\"?\s*<)?[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LONGEST_HEADER = 100_000
_SEALED = ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_PGP = re.compile(r"(?m)^[ \t>]*-----BEGIN PGP MESSAGE-----")
_STRANGE_LINE = re.compile(rb"(?m)^.*[^A-Za-z0-9+/=\s].*$")
"""A line in base64 that is none: what a list of mails hangs behind each."""
_CUT_OFF = "mails that are cut off, read as far as they go"
_ENCRYPTED = "mails that are encrypted or sealed, and were not read"
_PRIVATE = re.compile(
    r"(?i)@(?:[\w-]+\.)*(?:gmail|googlemail|hotmail|live|outlook|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|proton|protonmail|tutanota|ziggo|kpnmail|kpnplanet|planet|hetnet|home|"
    r"xs4all|casema|chello|upcmail|quicknet|telfort|tele2|online|solcon|zonnet|wanadoo|orange|freeler|versatel|zeelandnet|kabelfoon|caiway|delta|concepts|12move|tiscali|telenet|skynet)"
    r"\.(?:com|nl|net|eu|be|de|me|org|fr|co\.uk)(?![\w.-])"
)
"""Where people have an address that is theirs and no firm's."""
_OWN = re.compile(
    r"(?i)\b(?:mijn|m'n|my)\s+(?:\w+\s+){0,2}?(?:uitslag\w*|onderzoek\w*|bsn|burgerservice\w*|geboortedatum|geb\w*|afspraak|uitstrijk\w*|test\w*|bloed\w*|urine|huisarts|dokter|adres\w*|"
    r"klacht\w*|gegevens|dossier|kweek|behandeling|monster|appointment|doctor|date of birth|(?:lab|blood|medical) (?:tests?|results?))\b"
    r"|\bik\s+(?:ben|heb|had|wil|wilde|zou|kan|moet|kreeg|krijg|woon)\b.{0,80}\b(?:uitslag\w*|onderzoek\w*|getest|geprikt|geboren|uitstrijk\w*|bloed\w*|pati[eë]nte?|afspraak|verhuisd|zwanger)"
    r"|\bi\s+(?:am|have|had|would)\b.{0,80}\b(?:results?|tested|born|appointment|patient)"
)
_SURELY_OWN = re.compile(r"(?i)\b(?:mijn|m'n|my)\s+(?:bsn|burgerservice\w*|geboortedatum|geb\.? ?datum|pati[eë]nt(?:en)?nummer|date of birth)\b")  # fmt: skip
_RELATIVE = re.compile(
    r"(?i)\b(?:mijn|m'n|onze|my|our)\s+(?:\w+\s+)?(?:zoon\w*|dochter\w*|kind\w*|moeder|vader|man|vrouw|partner|zus\w*|broer\w*|oma|opa|schoon\w+|baby|son|daughter|child|mother|father|husband|wife|sister|brother)\b"
)
"""Whose data a mail about oneself may hold as well."""
_TOLD = re.compile(
    r"\d{4}|(?i:\b(?:mw|mevr|mevrouw|dhr|heer|pati[eë]nt\w*|betr\w*|bsn|geb)\b)|[A-Z]\.\s?[A-Z]|[^\W\d_a-z][\w'’-]+[^\w\n]+(?:\w{1,4}[^\w\n]+){0,3}[^\W\d_a-z]"
)
"""What a subject has that may name somebody."""
_MARKS = re.compile(r"(?m)^[ \t]*(?:[>|][ \t]?)+")
_FLOWED = re.compile(r"(?m)(?<!^--) \r?\n(?=[^\s>])")
_ROW = re.compile(r"(?i)<tr[\s>]")
_FEWEST, _MOST = 3, 2_000
"""Rows from which a table may be a list of people; lists of one file that become tables."""
_ADDRESSES = 50
"""Receivers that are looked at."""


@dataclass(slots=True)
class Letter:
    """What is said in one mail."""

    number: int
    text: str
    unread: list[str] = field(default_factory=list)
    lists: list[grids.Grid] = field(default_factory=list)  # of people, in tables of its page
    oneself: tuple[str, str] | None = None  # the name and address of who writes, or is written to, about herself
    wrong: list[str] = field(default_factory=list)  # why it is not read whole
    headers: list[str] = field(default_factory=list)  # what programs say, of which only names count
    private: bool = False  # whether somebody writes from an address of her own

    def people(self) -> list[Passage]:
        """Whom the letter is about."""
        found = passages(self.text)
        if self.oneself is None:
            return found
        own = "Naam: {}\nE-mail: {}".format(*self.oneself)
        named = [passage for passage in found if " " in _named(passage)]  # more than the surname of a salutation
        if not named and not _RELATIVE.search(self.text) and len(hers := passages(f"{own}\n\n{self.text}")) == 1:
            return hers
        for place, passage in enumerate(found):
            if _same(_named(passage), self.oneself[0]):
                found[place] = _with_address(passage, self.oneself[1])
                return found
        return [*found, *passages(own)]

    def others(self, found: list[Passage], seen: set[str]) -> list[str]:
        """Names of others than those found: in what is said, and in what stands beside it."""
        signed = not self.private
        texts = [self.text, *self.unread, *self.headers] if found else [*self.unread, *self.headers]
        return [name for text in texts if text for name in names_of_others(text, found, seen, signed=signed)]


def _named(passage: Passage) -> str:
    """The name that a record has."""
    person = passage.row[0]
    return person[PERSON.index(Role.NAME)] or " ".join(
        filter(None, (person[PERSON.index(r)] for r in (Role.GIVEN, Role.INITIALS, Role.SURNAME)))
    )


def _same(one: str, other: str) -> bool:
    """Whether two names are surely one person's: a mother writes about her daughter, and they have one surname."""
    return bool(one) and (
        one.lower() == other.lower() or (one[0].lower() == other[0].lower() and same_name(one, other))
    )


def _with_address(passage: Passage, address: str) -> Passage:
    person, orders, specimens, marks, rejected = passage.row
    at = PERSON.index(Role.EMAIL)
    person = person if person[at] else (*person[:at], address, *person[at + 1 :])
    return replace(passage, row=(person, orders, specimens, marks, rejected))


def letter_of(mail: Entity, number: int) -> Letter:
    """The text of a mail under the names of those between whom it goes; what says the same another way is beside it."""
    lists: list[grids.Grid] = []
    body, unread = _bodies(mail, lists)
    unread += [decoded_words(value) for name in _OTHERS for value in mail.headers.get(name, ())]
    unread += _others(mail.headers)
    for leaf in mail.leaves():
        unread.append(leaf.filename)
        unread += _others(leaf.headers) if leaf is not mail else []
        if leaf.is_text and leaf.first("content-transfer-encoding").strip().lower() == "base64":
            unread += [text_of(line, "") for line in _STRANGE_LINE.findall(leaf.body)]
    if mail.around.strip():
        unread.append(text_of(mail.around, ""))
    told = {name: decoded_words(", ".join(mail.headers.get(name, ()))) for name in _SHOWN}
    found = letter(number, told, decoded_words(mail.first("subject")), body, unread, lists)
    found.headers = [said for leaf in (mail, *mail.leaves()) for said in _said_by_programs(leaf.headers)]
    found.wrong = [
        *([_CUT_OFF] if mail.open or mail.kind == "message/partial" else []),
        *([_ENCRYPTED] if _sealed(mail, found.text) else []),
    ]
    return found


def _others(headers: dict[str, list[str]]) -> list[str]:
    """The headers that are of no mail: what a program of a laboratory wrote there, and whom the programs of mail name."""
    known = {*_SHOWN, *_OTHERS, "subject"}
    others = [
        (name, decoded_words(value[:_LONGEST_HEADER]))
        for name, values in headers.items()
        if name not in known and not _NUMBERED.match(name)
        for value in values
    ]
    return [
        " ".join((f"{name}:", *_ADDRESSED.findall(value))) if _TECHNICAL.match(name) else f"{name}: {value}"
        for name, value in others
    ]


def _said_by_programs(headers: dict[str, list[str]]) -> Iterator[str]:
    """The headers that programs write for one another and that may name somebody."""
    for name, values in headers.items():
        if name not in _SHOWN and _TECHNICAL.match(name) and not _NUMBERED.match(name):
            yield from (decoded_words(value[:_LONGEST_HEADER]) for value in values)


def _sealed(mail: Entity, text: str) -> bool:
    """Whether a mail or a part of it can be read only with a key."""
    if mail.kind in _SEALED and mail.options.get("smime-type", "").lower() != "certs-only":
        return True
    return any(_sealed(part, "") for part in mail.parts) or _PGP.search(text) is not None


def letter(
    number: int, told: dict[str, str], subject: str, body: str, unread: list[str], lists: list[grids.Grid] | None = None
) -> Letter:
    """A mail as a letter: who it is from and to, what about, what it says."""
    lines = [f"{name.capitalize()}: {value}" for name, value in told.items() if value]
    if subject:
        lines.append(f"Subject: {subject}" if _TOLD.search(subject) else subject)
    text = "\n".join(lines) + "\n\n" + body
    private = _PRIVATE.search(told.get("from", "")) is not None
    return Letter(number, text, unread, lists or [], _oneself(told, body), private=private)


def _oneself(told: dict[str, str], body: str) -> tuple[str, str] | None:
    """The name and address of who writes about herself, or is written to as a patient."""
    sender, receiver = (
        header if _PRIVATE.search(header) else "" for header in (told.get("from", ""), told.get("to", ""))
    )
    if (sender and _OWN.search(body)) or _SURELY_OWN.search(body):
        for name, address in _people(told.get("from", ""))[:1]:
            if whole_name(name):
                return name, address
    receivers = _people(receiver)
    if len(receivers) == 1 and whole_name(receivers[0][0]):
        greeted = salutation(body.split("\n")[:20])
        if greeted and same_name(greeted, receivers[0][0]):
            return receivers[0]
    return None


def _people(header: str) -> list[tuple[str, str]]:
    if "@" not in header or len(header) > 20_000:
        return []
    return [(_turned(name), address) for name, address in getaddresses([header])[:_ADDRESSES] if "@" in address]


def _turned(name: str) -> str:
    """A name without quotes and what stands in brackets behind it."""
    return re.sub(r"\s*[\[(].*", "", name.strip("'\" "))


def _bodies(mail: Entity, lists: list[grids.Grid]) -> tuple[str, list[str]]:
    """The text of a mail, and its texts that say the same in another form; adds the lists of people in tables of its pages."""
    if mail.kind == "multipart/alternative" and mail.parts:
        told = [_bodies(part, lists) for part in mail.parts]
        texts = [text for text, _ in told]
        rest = [other for _, others in told for other in others]
        best = next(
            (text for text in texts if text.strip() and 3 * len(text) >= max(map(len, texts))), max(texts, key=len)
        )
        return best, [*(text for text in texts if text is not best and text.split() != best.split()), *rest]
    if mail.parts:
        told = [_bodies(part, lists) for part in mail.parts]
        around = [text_of(part.around, "") for part in mail.parts if part.around.strip()]
        return "\n\n".join(text for text, _ in told if text), [o for _, others in told for o in others] + around
    return (_text(mail, lists), []) if mail.is_text else ("", [])


def _text(leaf: Entity, lists: list[grids.Grid]) -> str:
    text = text_of(without_uuencoded(leaf.content()), leaf.options.get("charset", "")).replace("\0", "")
    if leaf.kind == "text/html":
        return text_of_page(text, lists)
    if leaf.options.get("format", "").lower() == "flowed":
        text = _FLOWED.sub(" ", text)
    return _MARKS.sub("", text) if ">" in text or "|" in text else text


def text_of_page(text: str, lists: list[grids.Grid]) -> str:
    """The text of a page; the lists of people in its tables are put with the others."""
    if len(_ROW.findall(text)) >= _FEWEST:
        try:
            page = page_of(text.encode("utf-8", "replace"))
        except Unreadable:
            return text_of_html(text)
        lists += page.lists
        return page.text
    return text_of_html(text)


class Lists:
    """The lists of people in mails, which become tables once the mails were read."""

    def __init__(self) -> None:
        self._found: list[tuple[int, grids.Grid]] = []

    def tables(self, alone: bool = False) -> Iterator[Part]:
        """A table for each, named after the number of its mail."""
        for place, (number, rows) in enumerate(self._found, 1):
            yield from grids.tables(f"table {place}" if alone else f"message {number} table {place}", rows)
        self._found.clear()

    def take(self, letter: Letter) -> None:
        """Keeps the lists of a letter; of more than can be told apart the words leave traces."""
        for rows in letter.lists:
            if len(self._found) < _MOST:
                self._found.append((letter.number, rows))
            else:
                letter.unread.append("\n".join(grids.lines(rows)))


def records(name: str, letters: Iterable[Letter], problems: list[Problem], lists: Lists | None = None) -> Records:
    """The people of mails; `n` is the number of the mail. What is said leaves traces, names alone where nobody was found."""
    part = Records(name, "message", iter(()))
    return replace(part, batches=_frames(letters, problems, part, lists or Lists()))


def _frames(letters: Iterable[Letter], problems: list[Problem], part: Records, lists: Lists) -> Iterator[pl.DataFrame]:
    batches, net = Batches(), Net()
    numbers: list[int] = []
    size = 0
    wrong: Counter[str] = Counter()
    seen: set[str] = set()
    for each in letters:
        wrong.update(each.wrong)
        lists.take(each)
        found = each.people()
        net.document(each.text, found)
        (part.unread if found else part.named).append(each.text)
        part.unread.extend(filter(None, each.unread))
        part.others.extend(each.others(found, seen))
        size += len(each.text)
        for passage in found:
            numbers.append(each.number)
            batches.add(passage.row, passage.digest(each.text, len(found) == 1))
        if batches.full or size > _HELD:
            size = 0
            yield _numbered(batches.take(), numbers) if batches.pending else _NOBODY
            numbers = []
    if batches.pending:
        yield _numbered(batches.take(), numbers)
    problems.extend(map(Problem, net.problems))
    problems.extend(Problem(f"{message}: {count}") for message, count in wrong.items())


_HELD = 16 << 20
"""Letters whose traces may wait to be taken."""
_NOBODY = pl.DataFrame()


def _numbered(frame: pl.DataFrame, numbers: list[int]) -> pl.DataFrame:
    return frame.with_columns(pl.Series("n", numbers, dtype=pl.UInt32))
