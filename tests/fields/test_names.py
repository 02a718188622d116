"""Dutch names in every notation that files have them in."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fields.values import FEW, VALUES, column, mention, one
from lekwijzer.fields import names
from lekwijzer.fields.normalise import normalise
from lekwijzer.model import Role

WHOLE = """
Kuipers-Van Leeuwen (Yvonne)    | kuipers leeuwen y yvonne
Kuipers - van Leeuwen (Yvonne)  | kuipers leeuwen y yvonne
Kuipers-Van Leeuwen, Y.         | kuipers leeuwen y -
Kuipers-Van Leeuwen             | kuipers leeuwen - -
Kuipers-van Leeuwen Yvonne      | kuipers leeuwen y yvonne
HOF VAN 'T                      | hof - - -
VELD IN 'T                      | veld - - -
GRAVENDIJK 'S                   | gravendijk - - -
HOF VAN 'T, J.                  | hof - j -
HOF VAN`T J.                    | hof - j -
HOF V'T J                       | hof - j -
J. van't Hof                    | hof - j -
Vries de                        | vries - - -
NG T.                           | ng - t -
A.B. PAN                        | pan - ab -
Van Dijk (Ruud)                 | dijk - r ruud
Van den Berg (Jan Willem)       | berg - jw jan
JANSEN (PIET)                   | jansen - p piet
Jansen (Bakker)                 | jansen - - -
Jansen (de Vries)               | jansen - - -
Jansen (overleden)              | jansen - - -
P. Jansen (Piet)                | jansen - p -
AL, J.                          | al - j -
AL J.                           | al - j -
EK P.                           | ek - p -
P. EK                           | ek - p -
VAN ES P.                       | es - p -
N. Vink te Leiden               | vink - n -
M.L. Mohamed te Leiden          | mohamed - ml -
M.I. de Lange te Middelburg     | lange - mi -
Anna Maria te Winkel            | winkel - am anna
C.E. te Winkel                  | winkel - ce -
KOK AP                          | kok - ap -
ST. JOHN IT                     | stjohn - it -
St. John B.                     | stjohn - b -
St. John, A.B.                  | stjohn - ab -
St. Jansen                      | jansen - s -
St. van Dijk                    | dijk - s -
MC DONALD GR                    | mcdonald - gr -
Mc Donald J.                    | mcdonald - j -
MC JANSEN                       | jansen - mc -
O'BRIEN YVA                     | brien - y yva
D'Hondt Piet                    | hondt - p piet
WIT DE YS                       | wit - ys -
JAN DE LY                       | ly - j jan
Garcia Lopez Lisa               | garcialopez - l lisa
Lopez de Haro Hilde             | lopezdeharo - h hilde
Nguyen Tran Noah                | nguyentran - n noah
Maria Costa Pereira             | pereira - mc maria
GROOT OBBINK ES                 | grootobbink - es -
AL HASSAN SIJ                   | hassan - sij -
JAN VAN ES                      | es - j jan
KramerAB                        | kramer - ab -
SMIT JA                         | smit - ja -
JAN EK                          | ek - j jan
Smit Cornelis                   | smit - c cornelis
SMIT CORNELIS                   | smit - c cornelis
Smit Anna Maria                 | smit - am anna
Smit Pleuntje                   | smit - p pleuntje
Bakker-Smit Daan                | bakker smit d daan
mw Bakker Daan                  | bakker - d daan
Cornelis Smit                   | smit - c cornelis
Willem Jan                      | jan - w willem
Ayoub Hassan                    | hassan - a ayoub
Roos Verkerk                    | verkerk - r roos
Smit de Vries                   | vries - s smit
A.B. de Vries-Jansen            | vries jansen ab -
Vries, A.B. de                  | vries - ab -
Vries-Jansen, A.B. de           | vries jansen ab -
de Vries, A.B.                  | vries - ab -
Vries, de, A.B.                 | vries - ab -
Vries,de,A.B.                   | vries - ab -
Vries, de A.B.                  | vries - ab -
Vries, van der, A.B.            | vries - ab -
Vries van der, A.B.             | vries - ab -
Vries-Jansen, de, A.            | vries jansen a -
Vries - de - Anna               | vries - a anna
Jansen - de Vries, A.           | jansen vries a -
Mw. Anna de Vries               | vries - a anna
Mevr. A. Jansen                 | jansen - a -
mevrouw Jansen                  | jansen - - -
Fam. Jansen                     | jansen - - -
MW. A. DE VRIES                 | vries - a -
Mw A de Vries                   | vries - a -
dhr J.P. de Jong                | jong - jp -
De heer J.P. de Jong            | jong - jp -
prof. dr. ir. J.P. de Jong      | jong - jp -
Jong, dr. J.P. de               | jong - jp -
Jansen, Mevr. A.                | jansen - a -
Jansen, A. (mevr.)              | jansen - a -
Jansen, A., mevr.               | jansen - a -
Dhr./Mw. J. Jansen              | jansen - j -
de Heer, A.                     | heer - a -
Mw. A.B. de Vries e/v Jansen    | vries jansen ab -
Jansen e.v. de Vries, A.        | jansen vries a -
A. Jansen geb. de Vries         | jansen vries a -
Jansen geboren de Vries, A.     | jansen vries a -
Jansen, A. echtg. van Bakker    | jansen bakker a -
Jansen, A.B. e/v de Boer        | jansen boer ab -
Vries, A. de, geb. Jansen       | vries jansen a -
Jansen, Anna geb. Bakker        | jansen bakker a anna
A. Jansen - de Vries            | jansen vries a -
A. Jansen–de Vries              | jansen vries a -
A. Jansen/de Vries              | jansen vries a -
Jansen-van der Berg, A.B. (Anna)| jansen berg ab -
A.M.J. van der Meer - Bakker    | meer bakker amj -
de Vries A.B.                   | vries - ab -
DE VRIES AB                     | vries - ab -
DE VRIES, AB                    | vries - ab -
Jansen JW                       | jansen - jw -
JANSEN JW                       | jansen - jw -
JW Jansen                       | jansen - jw -
AB de Vries                     | vries - ab -
JP DE JONG                      | jong - jp -
Jansen, JW                      | jansen - jw -
Vries, AB de                    | vries - ab -
Jansen J W                      | jansen - jw -
J W Jansen                      | jansen - jw -
J. W. Jansen                    | jansen - jw -
J.W Jansen                      | jansen - jw -
J.Jansen                        | jansen - j -
Jansen,J.W.                     | jansen - jw -
Jansen , J. W.                  | jansen - jw -
A.B.C.D. de Vries               | vries - abcd -
J.D. Bakker                     | bakker - jd -
Bakker, P.V.                    | bakker - pv -
A.B.de Vries                    | vries - ab -
J.-P. Jansen                    | jansen - jp -
J-P Jansen                      | jansen - jp -
Jansen, J.-P.                   | jansen - jp -
Th.J. Bakker                    | bakker - tj -
Bakker, Th.J.                   | bakker - tj -
Chr. de Boer                    | boer - c -
IJ. IJsbrand                    | ijsbrand - i -
Jan Jansen                      | jansen - j jan
Jan-Willem van den Berg         | berg - j janwillem
van den Berg, Jan-Willem        | berg - j janwillem
Jan Willem van den Berg         | berg - jw jan
Anna Maria de Vries             | vries - am anna
Anna Jansen-van den Berg        | jansen berg a anna
Jan W. Jansen                   | jansen - jw jan
Jansen, Johanna A.              | jansen - ja johanna
JANSEN Jan                      | jansen - j jan
JANSEN-DE VRIES Anna Maria      | jansen vries am anna
VAN DEN BERG Jan                | berg - j jan
de Vries Anna                   | vries - a anna
van den Berg Anna Maria         | berg - am anna
De Vries van den Berg           | vries berg - -
VRIES VAN DER A.B.              | vries - ab -
BERG VAN DEN J                  | berg - j -
Berg vd J                       | berg - j -
Berg van der, J                 | berg - j -
V.D. BERG, J                    | berg - j -
J. v.d. Berg                    | berg - j -
J. v/d Berg                     | berg - j -
J vd Berg                       | berg - j -
v.d. Berg, J.                   | berg - j -
A. van 't Hof                   | hof - a -
Hof, A. van 't                  | hof - a -
't Hart, P.                     | hart - p -
in 't Veld, S.                  | veld - s -
Veld, S. in 't                  | veld - s -
S. op den Kamp                  | kamp - s -
P. d'Hondt                      | hondt - p -
Wesley de la Fuente             | fuente - w wesley
M. von der Leyen                | leyen - m -
J.A. graaf van Bylandt          | bylandt - ja -
Jhr. K. van Lennep              | lennep - k -
K. jhr. van Lennep              | lennep - k -
El Amrani, Fatima               | amrani - f fatima
Fatima El Amrani                | amrani - f fatima
Ben Jansen                      | jansen - b ben
Al Jansen                       | jansen - a al
O'Brien, P.                     | brien - p -
Müller, Ö.                      | muller - o -
Özlem Yılmaz                    | yilmaz - o ozlem
García López, M.J.              | garcialopez - mj -
J. Jansen jr.                   | jansen - j -
Jansen jr., J.                  | jansen - j -
J. Jansen MSc                   | jansen - j -
Jansen^Jan                      | jansen - j jan
"Jansen, J."                    | jansen - j -
Siny Rose Pinto                 | pinto - sr siny
Marga Pal                       | pal - m marga
Petra van Brest naar Kempen     | brestnaarkempen - p petra
Ed Bos                          | bos - e ed
Smit, Jo                        | smit - j jo
Jansen                          | jansen - - -
van der Berg                    | berg - - -
"""

SURNAME = """
Jansen-de Vries            | jansen vries
Vries, de                  | vries -
Berg, v.d.                 | berg -
Berg,vd                    | berg -
Berg van der               | berg -
Berg, van der - Jansen     | berg jansen
van der Berg               | berg -
VD BERG                    | berg -
v/d Berg                   | berg -
V.D. Berg                  | berg -
vd. Berg                   | berg -
vander Berg                | berg -
In het Veld                | veld -
In t Veld                  | veld -
't Hart                    | hart -
d' Hondt                   | hondt -
Von Der Leyen              | leyen -
De La Cruz                 | cruz -
El-Amrani                  | amrani -
ter Horst-van de Ven       | horst ven
Jansen e/v de Vries        | jansen vries
Jansen ev Bakker           | jansen bakker
JANSEN EV BAKKER           | jansen bakker
Jansen e.v. Bakker         | jansen bakker
Jansen echtgenote van de Boer | jansen boer
Jansen geb Bakker          | jansen bakker
Jansen wed. van Bakker     | jansen bakker
Jansen weduwe Bakker       | jansen bakker
Jansen / Bakker            | jansen bakker
Jansen--Bakker             | jansen bakker
Jansen-Bakker-Smit         | jansen bakkersmit
Jansen-Jansen              | jansen -
- Jansen                   | jansen -
Jansen -                   | jansen -
Jansen (Bakker)            | jansen -
HOF VAN 'T                 | hof -
HOF VAN’T                  | hof -
HOF VAN`T                  | hof -
VELD IN 'T                 | veld -
VELD IN T                  | veld -
ZAND OP'T                  | zand -
IN'T VELD                  | veld -
GRAVENDIJK 'S              | gravendijk -
HOF V 'T                   | hof -
Wit                        | wit -
Kuipers-Van Leeuwen        | kuipers leeuwen
Jansen jr.                 | jansen -
Geboers                    | geboers -
Evers                      | evers -
Versteeg                   | versteeg -
McDonald                   | mcdonald -
de                         | de -
Van                        | van -
Li                         | li -
.                          | - -
<Onbekend> & </Onbemind>   | onbekend onbemind
"""

INITIALS = {
    "A.M.": "am", "a m": "am", "A-M": "am", "AM": "am", "A.,M.": "am", "(A.M.)": "am", "A M J": "amj", "A.B. (Anna)": "ab",
    "Th.J.": "tj", "Th J": "tj", "Chr.": "c", "Ph.": "p", "IJ.": "i", "J.-P.": "jp", "É.": "e", "ÅB": "ab", "J.D.": "jd", "J.D": "jd", "J D": "jd",
    "P.V.": "pv", "J.T.": "jt", "A.B.C.D.": "abcd", "A.V.D.": "avd", "D.": "d", "A. v.d.": "a", "A. van der": "a", "A.B. de": "ab", "de A.B.": "ab",
    "Anna Maria": "am", "Jan": "j", "Jean-Pierre": "j", ".": None, "": None, "-": None,
}  # fmt: skip

GIVEN = {
    "Anna": ("anna", "a"), "anna maria": ("anna", "am"), "Jan-Willem": ("janwillem", "j"), "Jan Willem": ("jan", "jw"), "Zoë": ("zoe", "z"),
    "D'Artagnan": ("dartagnan", "d"), "Anna (Annie)": ("anna", "a"), "Mevr. Anna": ("anna", None), "A.": (None, "a"), "A. Maria": (None, "am"),
    "Anna, Maria": ("anna", "am"), "Thérèse Öz": ("therese", "to"), "": (None, None),
}  # fmt: skip


def _table(text: str) -> list[tuple[str, list[str | None]]]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return [(value.strip(), [None if x == "-" else x for x in wanted.split()]) for value, wanted in rows]


@pytest.mark.parametrize(("value", "wanted"), _table(WHOLE), ids=lambda x: x if isinstance(x, str) else "")
def test_a_whole_name_is_taken_apart(value: str, wanted: list[str | None]) -> None:
    found = mention({Role.NAME: value})
    assert [found[c] for c in ("sur", "sur2", "ini", "given")] == wanted


@pytest.mark.parametrize(("value", "wanted"), _table(SURNAME), ids=lambda x: x if isinstance(x, str) else "")
def test_a_surname_is_one_or_two_keys(value: str, wanted: list[str | None]) -> None:
    first, second = names.surname_keys(column(value))
    assert [first.item(), second.item()] == wanted


@pytest.mark.parametrize(("value", "wanted"), INITIALS.items())
def test_initials_are_letters_in_order(value: str, wanted: str | None) -> None:
    assert one(names.initials, value) == wanted


@pytest.mark.parametrize(("value", "wanted"), GIVEN.items())
def test_given_names_have_a_first_name_and_initials(value: str, wanted: tuple[str | None, str | None]) -> None:
    assert one(names.given_key, value) == wanted[0]
    if wanted[1] is not None or value == "":
        assert one(names.initials_of_given, value) == wanted[1]


def test_own_and_partner_surname_are_both_kept() -> None:
    found = mention({Role.SURNAME: "de Vries", Role.PARTNER_SURNAME: "Jansen", Role.INITIALS: "A.B."})
    assert (found["sur"], found["sur2"], found["ini"]) == ("vries", "jansen", "ab")


def test_a_partner_of_the_same_name_is_not_a_second_name() -> None:
    found = mention({Role.SURNAME: "Jansen", Role.PARTNER_SURNAME: "Jansen"})
    assert (found["sur"], found["sur2"]) == ("jansen", None)


def test_a_partner_stands_in_where_the_own_name_is_missing() -> None:
    found = mention({Role.SURNAME: "", Role.PARTNER_SURNAME: "Jansen"})
    assert (found["sur"], found["sur2"]) == ("jansen", None)


def test_a_name_column_fills_what_the_others_leave_open() -> None:
    found = mention({Role.NAME: "Vries, Anna de", Role.INITIALS: "A.B."})
    assert (found["sur"], found["ini"], found["given"]) == ("vries", "ab", "anna")


_PREFIXES = st.sampled_from(["", "van ", "de ", "van der ", "van den ", "ter ", "in 't ", "op de ", "van 't ", "v.d. "])
_SURNAMES = st.sampled_from(["Jansen", "Bakker", "Vries", "Berg", "Yılmaz", "Étoile", "Hoekstra", "Wit", "Özdemir"])
_LETTERS = st.lists(st.sampled_from("ABCEFGHJKLMNPRSW"), min_size=1, max_size=4)


@settings(max_examples=40)
@given(_PREFIXES, _SURNAMES, _LETTERS)
def test_one_person_in_many_notations_has_one_key(prefix: str, surname: str, letters: list[str]) -> None:
    dots = "".join(x + "." for x in letters)
    bare = prefix.strip()
    written = [
        f"{dots} {prefix}{surname}", f"{prefix}{surname}, {dots}", f"{surname}, {dots} {bare}".strip(), f"Mw. {dots} {prefix}{surname}",
        f"{prefix}{surname} {dots}".upper(), f"{' '.join(letters)} {prefix}{surname}", f"{surname}, {bare}, {dots}" if bare else f"{surname}, {dots}",
    ]  # fmt: skip
    found = normalise(
        pl.DataFrame({"n": range(len(written)), "name": written}, schema={"n": pl.UInt32, "name": pl.String})
    ).to_dicts()
    assert {(m["sur"], m["sur2"], m["ini"]) for m in found} == {(found[0]["sur"], None, "".join(letters).lower())}
    assert found[0]["sur"] == mention({Role.SURNAME: surname})["sur"]


@FEW
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_names_never_raise_and_do_not_depend_on_the_rows_beside_them(values: list[str | None]) -> None:
    batch = column(*values)
    for clean in (
        names.initials,
        names.given_key,
        names.initials_of_given,
        lambda v: names.surname_keys(v)[0],
        lambda v: names.surname_keys(v)[1],
    ):
        assert clean(batch).to_list() == [one(clean, value) for value in values]
    assert names.split_full(batch).rows() == [names.split_full(column(value)).row(0) for value in values]


@given(VALUES)
def test_a_surname_key_is_its_own_key(value: str | None) -> None:
    for key in names.surname_keys(column(value)):
        assert names.surname_keys(key)[0].to_list() == key.to_list()


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_a_masked_name_never_holds_the_name(value: str) -> None:
    masked = names.mask(value)
    assert value.strip() == "" or value.strip() not in masked or set(value.strip()) <= {"*"}
    assert all(word not in masked for word in value.split() if len(word) > 2 and "*" not in word)


@pytest.mark.parametrize(
    ("name", "surname", "letters"),
    [
        ("Berg PJ van de", "berg", "pj"), ("Hof MA van 't", "hof", "ma"), ("Fuente ABC de la", "fuente", "abc"), ("Jansen-Smit PJ van der", "jansen-smit", "pj"),
        ("Berg P. van de", "berg", "p"), ("Berg, PJ van de", "berg", "pj"),
    ],
)  # fmt: skip
def test_initials_without_dots_between_a_surname_and_its_prefix(name: str, surname: str, letters: str) -> None:
    """As a telephone book has them."""
    split = names.split_full(column(name))
    assert (split["surname"][0], names.initials(split["initials"])[0]) == (surname, letters)


def test_a_surname_in_the_column_of_given_names_is_compared_without_its_prefix() -> None:
    written = ["van Ginkel", "van de Berg", "in den Bosch", "de Vries", "Dé", "Van", "Ben", "Anna Maria", "'t Hart"]
    assert names.given_key(pl.Series(written)).to_list() == [
        "ginkel",
        "berg",
        "bosch",
        "vries",
        "de",
        "van",
        "ben",
        "anna",
        "hart",
    ]


@pytest.mark.parametrize(
    ("name", "letters", "surname"),
    [
        ("Groot Koerkamp", "G.I.", "grootkoerkamp"), ("Klein Haneveld", "B.", "kleinhaneveld"), ("Anna Jansen", "A.", "jansen"),
        ("Jansen Anna", "A.", "jansen"), ("Anna Jansen", "J.A.", "jansen"), ("Jansen, A.", "B.", "jansen"),
    ],
)  # fmt: skip
def test_beside_other_initials_two_words_are_a_surname(name: str, letters: str, surname: str) -> None:
    assert mention({Role.NAME: name, Role.INITIALS: letters})["sur"] == surname


@pytest.mark.parametrize(
    ("name", "surname", "letters"),
    [
        ("Ould Ahmed K.T.", "ouldahmed", "kt"), ("Oude Kamphuis N.", "oudekamphuis", "n"), ("Berg V.D.", "berg", None),
        ("Berg v.d.", "berg", None), ("Jansen jr.", "jansen", None),
    ],
)  # fmt: skip
def test_initials_behind_a_surname_in_its_column_are_initials(name: str, surname: str, letters: str | None) -> None:
    found = mention({Role.SURNAME: name})
    assert (found["sur"], found["ini"]) == (surname, letters)
