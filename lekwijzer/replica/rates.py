"""How often everything happens in the replica: one table, the only place where a rate is stated.

The sizes of the chain are those of the breach at scale 1 and are multiplied by the scale; everything else is a
share (0.02 = 2 in 100). A share "of the rows" is drawn per leaked row, "of the people" per person.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """The public counts of the case at scale 1, which the generated files must lead back to."""

    universe: int = 941_000  # rows of the screening register
    sample: int = 53_516  # people in the published sample
    first_rows: int = 485_000  # screening rows in the first dataset
    first_people: int = 405_000  # of them: people who can be identified
    second_rows: int = 230_000  # screening rows in the second dataset
    second_new: int = 216_000  # of them: people who are new
    old_not_found: int = 38_000  # not found, last exchange before 2017
    old_found: int = 60  # last exchange before 2017, found in the second dataset all the same
    other_rows: int = 135_000  # rows of the hospitals and the practices together
    outsiders: int = 6_000  # people in the leak who are in no register
    practices: int = 60  # GP practices (at least 3)


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares, in the order in which they are used."""

    # people
    partner_name: float = 0.60  # of women from 28 years on
    usage_own: float = 0.40  # of people with a partner: only the own name is used (E)
    usage_partner: float = 0.25  # idem: only the partner's name (P)
    usage_partner_own: float = 0.30  # idem: partner's name, own name (V); the rest: own name, partner's name (N)
    migrant_name: float = 0.14  # Turkish, Moroccan, Hindustani, Polish and other names; half with diacritics
    birth_incomplete: float = 0.003  # day, or day and month, unknown in the register
    twins: float = 0.012  # of people: have a twin sister or brother of the same name at the same address
    twins_same_initials: float = 0.15  # of twins
    father_son: float = 0.006  # of men in hospital and GP registers: same initials, name and address
    namesakes: float = 0.0015  # of people: another person has the same name, initials and birth date
    shared_address: float = 0.25  # of addresses: several people of the replica live there
    email: float = 0.30
    phone: float = 0.45
    secret_address: float = 0.04  # value 1-7 instead of 0
    dead: float = 0.015
    emigrated: float = 0.010
    # registers of hospitals and practices
    hospital_a: float = 0.42  # of their rows
    hospital_b: float = 0.28  # the rest: GP practices
    also_participant: float = 0.08  # of those rows: about a participant
    in_two: float = 0.05  # of those rows: the second row of a person who is in another of these registers
    register_without_bsn: float = 0.03  # of those rows
    # leaked rows
    bsn_missing: float = 0.05  # of rows of identifiable people
    bsn_typo: float = 0.010  # one digit wrong or two changed places: fails the 11-test
    bsn_digit_lost: float = 0.006  # the first digit lost: 8 digits
    bsn_padded: float = 0.004  # the same, filled up with a zero afterwards
    bsn_somebody_else: float = 0.0007  # of all screening rows of the sets with lacking rows
    name_typo: float = 0.02
    initials_missing: float = 0.01
    birth_swapped: float = 0.005  # day and month changed places
    birth_typo: float = 0.005  # one digit of the year
    birth_missing: float = 0.008
    moved: float = 0.12  # the address is an older one than the register's
    address_missing: float = 0.10
    leak_email: float = 0.06
    leak_phone: float = 0.12
    # who and what is in the leak beside screening
    others_first: float = 0.45  # of hospital and GP people: in the first dataset
    others_second: float = 0.30  # in the second
    others_sample: float = 0.06  # in the sample
    outsiders_dataset: float = 0.60  # of outsiders, in the first and in the second dataset each
    lacking_others: float = 0.05  # of hospital and GP rows: too little to say who
    known_in_second: float = 0.60  # of the rows of the second set that are not new: people of the first set
    # the files
    ragged: float = 0.03  # of rows of a ragged file
    controls: float = 0.02  # of analyser messages: control samples
    orphans: float = 0.04  # of analyser messages: a specimen number of which no order is in the dataset


SIZES = Sizes()
RATES = Rates()
